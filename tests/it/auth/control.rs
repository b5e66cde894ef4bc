//! RFC 8053: Authentication-Control and Optional-WWW-Authenticate. The examples of the standard, and each error.

use countersign::auth::control::{AuthStyle, AuthenticationControl, Entry, Username};
use countersign::auth::{self, Deviation, Param, tolerant};
use countersign::{ErrorKind, Rule, ValueErrorKind};

use crate::laws::{self, written};

/// Lines that are written as they were parsed. The first three are §4.1, §4.3 and §4.6 of RFC 8053 in the forms that its text
/// shows.
const SAME: [&str; 7] = [
    "Digest realm=\"protected space\", auth-style=modal",
    "Mutual realm=\"auth-realm\", location-when-unauthenticated=\"http://www.example.com/login.html\"",
    "Digest realm=\"protected space\", logout-timeout=300",
    "Basic realm=\"a\", no-auth=true, Digest realm=\"a\", location-when-logout=\"/bye\", username=\"user\"",
    "Basic realm=\"a\", username*=UTF-8''J%C3%A4s%C3%B8n%20Doe",
    "Basic realm=\"a\", auth-style=other, x=\"y\", z*=UTF-8'en'a",
    "Mutual realm=\"\", auth-style=non-modal, no-auth=false, logout-timeout=0",
];

/// Other lines, and their wire forms.
const OTHER: [(&str, &str); 6] = [
    ("basic REALM=a , Auth-Style = \"Modal\"", "basic realm=\"a\", auth-style=modal"),
    ("Basic realm=a, no-auth=TRUE", "Basic realm=\"a\", no-auth=true"),
    ("Basic logout-timeout=\"300\"", "Basic logout-timeout=300"),
    (",Basic auth-style=modal,, ,Digest realm=b,", "Basic auth-style=modal, Digest realm=\"b\""),
    // Users of the standard's ABNF send a relative URI that is a token.
    ("Basic location-when-unauthenticated=login.html", "Basic location-when-unauthenticated=\"login.html\""),
    ("Basic username*=utf-8''%c3%a4", "Basic username*=utf-8''%c3%a4"),
];

const REJECTED: [(&str, ErrorKind, usize); 19] = [
    ("", ErrorKind::Expected(Rule::Token), 0),
    (" , ", ErrorKind::Expected(Rule::Token), 3),
    ("Basic", ErrorKind::Expected(Rule::AuthParam), 5),
    ("Basic auth-style=modal, Digest", ErrorKind::Expected(Rule::AuthParam), 30),
    ("Basic, Digest realm=a", ErrorKind::Expected(Rule::AuthParam), 5),
    ("Basic abc=", ErrorKind::Expected(Rule::AuthParam), 6),
    ("Basic location-when-logout=http://a/", ErrorKind::Expected(Rule::Comma), 31),
    ("Basic realm=a, realm=b", ErrorKind::DuplicateParam, 15),
    ("Basic x=a, X=b", ErrorKind::DuplicateParam, 11),
    ("Basic no-auth=1", ErrorKind::InvalidParam("no-auth"), 6),
    ("Basic no-auth=\"\"", ErrorKind::InvalidParam("no-auth"), 6),
    ("Basic logout-timeout=-1", ErrorKind::InvalidParam("logout-timeout"), 6),
    ("Basic logout-timeout=007", ErrorKind::InvalidParam("logout-timeout"), 6),
    ("Basic logout-timeout=18446744073709551616", ErrorKind::InvalidParam("logout-timeout"), 6),
    ("Basic realm*=UTF-8''%C3%A4", ErrorKind::InvalidParam("realm*"), 6),
    ("Basic username*=UTF-8''abc", ErrorKind::InvalidParam("username*"), 6),
    ("Basic username*=UTF-8'de'%C3%A4", ErrorKind::InvalidParam("username*"), 6),
    ("Basic username*=ISO-8859-1''%E4", ErrorKind::InvalidParam("username*"), 6),
    ("Basic username=a, username*=UTF-8''%C3%A4", ErrorKind::Conflict("username*"), 18),
];

#[test]
fn lines_are_parsed_and_written() {
    for (line, wire) in SAME.map(|line| (line, line)).into_iter().chain(OTHER) {
        let control = AuthenticationControl::parse(line.as_bytes()).unwrap();
        assert_eq!(written(&control), wire.as_bytes(), "{line}");
    }
    let control = AuthenticationControl::parse(SAME[3].as_bytes()).unwrap();
    let entries: Vec<_> = control.iter().collect();
    assert_eq!((entries[0].no_auth(), entries[1].no_auth()), (Some(true), None));
    assert_eq!(entries[1].location_when_logout().unwrap(), "/bye");
    assert!(entries[1].username().unwrap().is("user"));
    let control = AuthenticationControl::parse(SAME[4].as_bytes()).unwrap();
    let name = control.iter().next().unwrap().username().unwrap();
    assert_eq!(name.decode_into(&mut [0; 16]).unwrap(), "Jäsøn Doe".as_bytes());
    let control = AuthenticationControl::parse(SAME[5].as_bytes()).unwrap();
    let entry = control.iter().next().unwrap();
    assert!(matches!(entry.auth_style(), Some(AuthStyle::Other(style)) if style == "other"));
    assert!(entry.other_params().map(|param| param.name().as_str()).eq(["x", "z*"]));
}

#[test]
fn invalid_lines_are_rejected() {
    for (line, kind, offset) in REJECTED {
        let error = AuthenticationControl::parse(line.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{line}");
    }
    let lines = [("Authentication-Control", SAME[0]), ("Authentication-Control", "Basic")];
    let error = auth::authentication_control(&lines).unwrap_err();
    assert_eq!((error.line(), error.error().offset()), (1, 5));
}

#[test]
fn entries_are_built() {
    let other = [Param::token("x", "y").unwrap()];
    let entries = [
        Entry::new("Basic", "a").unwrap().with_no_auth(true),
        Entry::new("Digest", "a").unwrap().with_location_when_logout("/bye").unwrap().with_username("user").unwrap(),
        Entry::new("Basic", "a").unwrap().with_username("Jäsøn Doe").unwrap().with_other_params(&other).unwrap(),
    ];
    let wire = format!("{}, Basic realm=\"a\", username*=UTF-8''J%C3%A4s%C3%B8n%20Doe, x=y", SAME[3]);
    assert_eq!(written(&AuthenticationControl::new(&entries).unwrap()), wire.as_bytes());
    assert_eq!(AuthenticationControl::parse(wire.as_bytes()).unwrap(), AuthenticationControl::new(&entries).unwrap());
}

#[test]
fn parts_that_cannot_be_sent_are_rejected() {
    use ValueErrorKind::{Empty, InvalidByte, Reserved};
    let entry = Entry::new("Basic", "a").unwrap();
    let defined = [Param::token("USERNAME*", "y").unwrap()];
    for (error, part, kind, offset) in [
        (AuthenticationControl::new(&[]).unwrap_err(), "entries", Empty, 0),
        (Entry::new("", "a").unwrap_err(), "scheme", Empty, 0),
        (Entry::new("a b", "a").unwrap_err(), "scheme", InvalidByte, 1),
        (Entry::new("a", "b\n").unwrap_err(), "realm", InvalidByte, 1),
        (entry.with_location_when_logout("").unwrap_err(), "location-when-logout", Empty, 0),
        (entry.with_location_when_unauthenticated("/ä").unwrap_err(), "location-when-unauthenticated", InvalidByte, 1),
        (entry.with_username("a\r").unwrap_err(), "username", InvalidByte, 1),
        (Username::new("ä\0").unwrap_err(), "username", InvalidByte, 2),
        (entry.with_other_params(&defined).unwrap_err(), "params", Reserved, 0),
    ] {
        assert_eq!((error.part(), error.kind(), error.offset()), (part, kind, offset));
    }
}

/// RFC 8053 §3: the same challenges as in WWW-Authenticate.
#[test]
fn optional_challenges_are_parsed_as_others() {
    let response = [
        ("WWW-Authenticate", "Negotiate"),
        ("Optional-WWW-Authenticate", "Basic realm=\"xxxx\", Mutual version=1"),
        ("optional-www-authenticate", "Digest realm=a/b"),
    ];
    let challenges = auth::optional_www_authenticate(&response[..2]).unwrap().unwrap();
    assert!(challenges.iter().map(|challenge| challenge.scheme().as_str()).eq(["Basic", "Mutual"]));
    assert_eq!(auth::optional_www_authenticate(&response).unwrap_err().line(), 1);
    assert!(auth::optional_www_authenticate(&response[..1]).unwrap().is_none());
    let read: Vec<_> =
        tolerant::optional_www_authenticate(&response).map(|(line, read)| (line, read.unwrap())).collect();
    let [(0, _), (0, mutual), (1, digest)] = &read[..] else { panic!("three challenges") };
    assert!(mutual.scheme().is("Mutual") && digest.get("realm").unwrap() == "a/b");
    let mut tolerated = Vec::new();
    digest.deviations(|deviation, offset| tolerated.push((deviation, offset)));
    assert_eq!(tolerated, [(Deviation::BareValue, 13)]);
}

#[test]
fn all_prefixes_keep_the_laws() {
    let lines = SAME.into_iter().chain(OTHER.map(|(line, _)| line)).chain(REJECTED.map(|(line, ..)| line));
    for value in lines.chain(["Basic\na\n/login\nJäsøn\n", "Basic\nä\nä\na", "a b\n"]) {
        crate::prefixes::lengths(value.len()).for_each(|length| laws::check("control", &value.as_bytes()[..length]));
    }
}
