//! The UMA scheme: the examples of UMA 2.0 and UMA 1.0, what servers send, and each error.

use countersign::auth::uma::Challenge;
use countersign::auth::{Challenges, Deviation, Param, tolerant};
use countersign::{ErrorKind, Rule, ValueErrorKind};

use crate::laws::{self, written};

/// Challenges, and their wire forms.
const CHALLENGES: [(&str, &str); 7] = [
    // UMA 2.0 Grant, §3.2.1.
    (
        "UMA realm=\"example\", as_uri=\"https://as.example.com\", ticket=\"016f84e8-f9b9-11e0-bd6f-0021cc6004de\"",
        "UMA realm=\"example\", as_uri=\"https://as.example.com\", ticket=\"016f84e8-f9b9-11e0-bd6f-0021cc6004de\"",
    ),
    // Gluu's resource servers.
    (
        "UMA realm=\"rs\",as_uri=\"https://as.example.com\",error=\"insufficient_scope\",ticket=\"016f84e8\"",
        "UMA realm=\"rs\", as_uri=\"https://as.example.com\", error=\"insufficient_scope\", ticket=\"016f84e8\"",
    ),
    // UMA 1.0, §3.1.2: the ticket is in the body.
    (
        "UMA realm=\"example\", as_uri=\"https://as.example.com\", error=\"insufficient_scope\"",
        "UMA realm=\"example\", as_uri=\"https://as.example.com\", error=\"insufficient_scope\"",
    ),
    ("UMA realm=\"example\"", "UMA realm=\"example\""),
    ("UMA", "UMA"),
    ("uma TICKET = a , as_uri=\"b\", realm=c,", "UMA realm=\"c\", as_uri=\"b\", ticket=\"a\""),
    (
        "UMA ticket=\"a\", host_id=\"photos.example.com\", scope=\"x y\"",
        "UMA ticket=\"a\", host_id=\"photos.example.com\", scope=\"x y\"",
    ),
];

const REJECTED: [(&str, ErrorKind, usize); 6] = [
    ("", ErrorKind::Expected(Rule::Token), 0),
    ("Bearer ticket=a", ErrorKind::Scheme("UMA"), 0),
    ("UMA abc", ErrorKind::Expected(Rule::AuthParam), 4),
    ("UMA as_uri=https://a", ErrorKind::Expected(Rule::Comma), 16),
    ("UMA ticket=a, Ticket=b", ErrorKind::DuplicateParam, 14),
    ("UMA x=a, X=b", ErrorKind::DuplicateParam, 9),
];

#[test]
fn challenges_are_parsed_and_built() {
    for (value, wire) in CHALLENGES {
        assert_eq!(written(&Challenge::parse(value.as_bytes()).unwrap()), wire.as_bytes(), "{value}");
    }
    let built = Challenge::new("https://as.example.com", "016f84e8").unwrap().with_realm("rs").unwrap();
    let built = built.with_error("insufficient_scope").unwrap();
    assert_eq!(Challenge::parse(CHALLENGES[1].0.as_bytes()), Ok(built));
    let other = [Param::quoted("host_id", "photos.example.com").unwrap(), Param::quoted("scope", "x y").unwrap()];
    let with_others = Challenge::new("https://a", "a").unwrap().with_other_params(&other).unwrap();
    let read = Challenge::parse(CHALLENGES[6].0.as_bytes()).unwrap();
    assert!(read.other_params().eq(with_others.other_params()) && read.as_uri().is_none());
}

/// An unquoted URI, as some resource servers send it. The same line holds another challenge.
#[test]
fn what_servers_send_is_read_tolerantly() {
    let line = b"UMA realm=rs,as_uri=https://as.example.com/uma,ticket=016f84e8, Bearer realm=\"rs\"";
    assert!(Challenges::parse(line).is_err());
    let challenge = tolerant::challenges(line).next().unwrap().unwrap();
    let mut tolerated = Vec::new();
    challenge.deviations(|deviation, offset| tolerated.push((deviation, offset)));
    assert_eq!(tolerated, [(Deviation::BareValue, 20)]);
    let challenge = Challenge::try_from(challenge).unwrap();
    assert_eq!(challenge.as_uri().unwrap(), "https://as.example.com/uma");
    assert_eq!(challenge.ticket().unwrap(), "016f84e8");
}

#[test]
fn invalid_values_are_rejected() {
    for (value, kind, offset) in REJECTED {
        let error = Challenge::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
}

#[test]
fn parts_that_cannot_be_sent_are_rejected() {
    use ValueErrorKind::{Empty, InvalidByte, Reserved};
    let challenge = Challenge::new("https://a", "a").unwrap();
    let defined = [Param::quoted("Ticket", "b").unwrap()];
    for (error, part, kind, offset) in [
        (Challenge::new("", "a").unwrap_err(), "as_uri", Empty, 0),
        (Challenge::new("a b", "a").unwrap_err(), "as_uri", InvalidByte, 1),
        (Challenge::new("a", "").unwrap_err(), "ticket", Empty, 0),
        (Challenge::new("a", "b\0").unwrap_err(), "ticket", InvalidByte, 1),
        (challenge.with_realm("\n").unwrap_err(), "realm", InvalidByte, 0),
        (challenge.with_error("a\r").unwrap_err(), "error", InvalidByte, 1),
        (challenge.with_other_params(&defined).unwrap_err(), "params", Reserved, 0),
    ] {
        assert_eq!((error.part(), error.kind(), error.offset()), (part, kind, offset));
    }
}

#[test]
fn all_prefixes_keep_the_laws() {
    let values = CHALLENGES.map(|(value, _)| value).into_iter().chain(REJECTED.map(|(value, ..)| value));
    for value in values.chain(["https://a\nticket\nrealm", "ä\n\n", "a\n\u{0}\n"]) {
        crate::prefixes::lengths(value.len()).for_each(|length| laws::check("uma", &value.as_bytes()[..length]));
    }
}
