//! The Hawk scheme: the examples of its documentation, and each error.

use countersign::auth::hawk::{self, Challenge, Credentials, Info};
use countersign::{ErrorKind, Rule, ValueErrorKind};

use crate::laws::{self, written};

/// Credentials that are written as they were parsed.
const EXAMPLES: [&str; 3] = [
    "Hawk id=\"dh37fgj492je\", ts=\"1353832234\", nonce=\"j4h3g2\", ext=\"some-app-ext-data\", \
     mac=\"6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE=\"",
    "Hawk id=\"dh37fgj492je\", ts=\"1353832234\", nonce=\"j4h3g2\", \
     hash=\"Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=\", ext=\"some-app-ext-data\", \
     mac=\"aSe1DERmZuRl3pI36/9BdZmnErTw3sNzOOAUlfeKjVw=\"",
    "Hawk id=\"a b\", ts=\"001\", nonce=\"c\", mac=\"AAAA\", app=\"my app\", dlg=\"d234s4hf43\"",
];

/// Variants of the first example that are equal to it: a part, and its replacement.
const SAME: [(&str, &str); 6] = [
    (", ", ","),
    ("Hawk", "HAWK"),
    ("\"j4h3g2\"", "j4h3g2"),
    ("nonce=", "NONCE\t= "),
    ("nonce=", "unknown=a, nonce="),
    ("id=\"dh37fgj492je\", ts=\"1353832234\"", "ts=\"13538322\\34\", id=\"dh37fgj492je\""),
];

/// Variants of the second example that are rejected: a part, its replacement, the kind of the error, and the text at its
/// offset.
const REJECTED: [(&str, &str, ErrorKind, &str); 22] = [
    ("Hawk", "Hawks", ErrorKind::Scheme("Hawk"), "Hawks"),
    (" id=", " i=", ErrorKind::Missing("id"), ""),
    ("ts=", "t=", ErrorKind::Missing("ts"), ""),
    ("nonce=", "n=", ErrorKind::Missing("nonce"), ""),
    ("mac=", "m=", ErrorKind::Missing("mac"), ""),
    ("ext=", "dlg=", ErrorKind::Missing("app"), ""),
    ("ext=", "Nonce=", ErrorKind::DuplicateParam, "Nonce="),
    ("dh37fgj492je", "", ErrorKind::InvalidParam("id"), "id="),
    ("dh37", "dh\\\"37", ErrorKind::InvalidParam("id"), "id="),
    ("dh37", "dh\\37", ErrorKind::InvalidParam("id"), "id="),
    ("dh37", "dh\t37", ErrorKind::InvalidParam("id"), "id="),
    ("j4h3g2", "\u{e9}", ErrorKind::InvalidParam("nonce"), "nonce="),
    ("some-app-ext-data", "", ErrorKind::InvalidParam("ext"), "ext="),
    ("1353832234", "", ErrorKind::InvalidParam("ts"), "ts="),
    ("1353832234", "1353832234.5", ErrorKind::InvalidParam("ts"), "ts="),
    ("1353832234", "18446744073709551616", ErrorKind::InvalidParam("ts"), "ts="),
    ("aSe1DE", "aSe1-E", ErrorKind::Expected(Rule::Base64), "-ERm"),
    ("KjVw=", "KjVw", ErrorKind::Expected(Rule::Base64), "\"END"),
    ("Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=", "", ErrorKind::Expected(Rule::Base64), "\", ext"),
    ("Yi9L", "Yi\\9L", ErrorKind::InvalidParam("hash"), "hash="),
    (", ts=", " ts=", ErrorKind::Expected(Rule::Comma), "ts="),
    ("\"some-app", "some/app", ErrorKind::Expected(Rule::Comma), "/app"),
];

const CHALLENGES: [(&str, &str); 5] = [
    ("Hawk", "Hawk"),
    (
        "Hawk ts=\"1353832234\", tsm=\"UhgyTyPxSZjS6SHsGIJeUcvm4Yx8u9Ok3jtPwEZxNj0=\", error=\"Stale timestamp\"",
        "Hawk ts=\"1353832234\", tsm=\"UhgyTyPxSZjS6SHsGIJeUcvm4Yx8u9Ok3jtPwEZxNj0=\", error=\"Stale timestamp\"",
    ),
    ("hawk error=\"Unknown \\\"credentials\\\"\"", "Hawk error=\"Unknown \\\"credentials\\\"\""),
    ("Hawk tsm=\"AAAA\",ts=007,realm=x", "Hawk ts=\"007\", tsm=\"AAAA\""),
    ("Hawk error=\"\"", "Hawk error=\"\""),
];

const REJECTED_CHALLENGES: [(&str, ErrorKind, usize); 6] = [
    ("Hawk ts=\"1353832234\"", ErrorKind::Missing("tsm"), 20),
    ("Hawk tsm=\"AAAA\"", ErrorKind::Missing("ts"), 15),
    ("Hawk ts=now, tsm=\"AAAA\"", ErrorKind::InvalidParam("ts"), 5),
    ("Hawk ts=1, tsm=\"AAA\"", ErrorKind::Expected(Rule::Base64), 19),
    ("Hawk AAAA", ErrorKind::Expected(Rule::AuthParam), 5),
    ("Hawk error=a, Error=b", ErrorKind::DuplicateParam, 14),
];

const INFO: &str = "Hawk mac=\"XIJRsMl/4oL+nn+vKoeVZPdCHXB4yJkNnBbTbHFZUYE=\", \
    hash=\"f9cDF/TDm7TkYRLnGwRMfeDzT6LixQVLvrIKhh0vgmM=\", ext=\"response-specific\"";

const REJECTED_INFO: [(&str, ErrorKind, usize); 4] = [
    ("Hawk", ErrorKind::Missing("mac"), 4),
    ("Hawk ext=\"a\"", ErrorKind::Missing("mac"), 12),
    ("Hawk mac=\"AAAA\", ext=\"\"", ErrorKind::InvalidParam("ext"), 17),
    ("Hawk mac=\"AAAA\", hash=\"A\"", ErrorKind::Expected(Rule::Base64), 24),
];

#[test]
fn examples_are_parsed_and_written_as_printed() {
    for example in EXAMPLES {
        assert_eq!(written(&Credentials::parse(example.as_bytes()).unwrap()), example.as_bytes());
    }
    for (from, to) in SAME {
        let wild = EXAMPLES[0].replace(from, to);
        assert_ne!(wild, EXAMPLES[0]);
        assert_eq!(written(&Credentials::parse(wild.as_bytes()).unwrap()), EXAMPLES[0].as_bytes(), "{wild}");
    }
    for (value, wire) in CHALLENGES {
        assert_eq!(written(&Challenge::parse(value.as_bytes()).unwrap()), wire.as_bytes(), "{value}");
    }
    assert_eq!(written(&Info::parse(INFO.as_bytes()).unwrap()), INFO.as_bytes());

    let credentials = Credentials::parse(EXAMPLES[2].as_bytes()).unwrap();
    assert_eq!((credentials.app().unwrap(), credentials.dlg().unwrap()), (text("my app"), text("d234s4hf43")));
    assert_eq!((credentials.ts().get(), credentials.ts().as_str()), (1, "001"));
    assert_eq!((credentials.hash(), credentials.ext()), (None, None));
}

fn text(text: &str) -> countersign::Text<'_> {
    countersign::Text::new(text.as_bytes()).unwrap()
}

#[test]
fn examples_are_built() {
    let example = Credentials::parse(EXAMPLES[1].as_bytes()).unwrap();
    let (mut mac, mut hash) = ([0; 32], [0; 32]);
    let mac = example.mac().decode_into(&mut mac).unwrap();
    let hash = example.hash().unwrap().decode_into(&mut hash).unwrap();
    assert!(example.matches(mac) && !example.matches(hash));
    let built = Credentials::new("dh37fgj492je", 1_353_832_234, "j4h3g2", mac).unwrap();
    let built = built.with_hash(hash).unwrap().with_ext("some-app-ext-data").unwrap();
    assert_eq!(written(&built), EXAMPLES[1].as_bytes());
    let built = built.with_delegation("my app", "d234s4hf43").unwrap();
    assert!(written(&built).ends_with(b"=\", app=\"my app\", dlg=\"d234s4hf43\""));
    assert!(
        written(&built.with_app("b").unwrap()).ends_with(b"=\", app=\"b\""),
        "the delegation belongs to the former app"
    );

    let example = Info::parse(INFO.as_bytes()).unwrap();
    let (mut mac, mut hash) = ([0; 32], [0; 32]);
    let mac = example.mac().decode_into(&mut mac).unwrap();
    let hash = example.hash().unwrap().decode_into(&mut hash).unwrap();
    let built = Info::new(mac).unwrap().with_hash(hash).unwrap().with_ext("response-specific").unwrap();
    assert_eq!((built, built.matches(mac), built.matches(hash)), (example, true, false));
}

#[test]
fn invalid_values_are_rejected() {
    for (from, to, kind, at) in REJECTED {
        let wild = EXAMPLES[1].replacen(from, to, 1);
        assert_ne!(wild, EXAMPLES[1]);
        let error = Credentials::parse(wild.as_bytes()).unwrap_err();
        let offset = match at {
            "" => wild.len(),
            "\"END" => wild.len() - 1,
            at => wild.find(at).unwrap(),
        };
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{wild}");
    }
    for (value, kind, offset) in REJECTED_CHALLENGES {
        let error = Challenge::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
    for (value, kind, offset) in REJECTED_INFO {
        let error = Info::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
}

#[test]
fn server_authorization_has_one_line() {
    let twice = [("Server-Authorization", INFO), ("server-authorization", INFO)];
    let error = hawk::server_authorization(&twice).unwrap_err();
    assert_eq!((error.line(), error.error().kind()), (1, ErrorKind::SecondLine));
    assert_eq!(hawk::server_authorization(&twice[..1]), Ok(Some(Info::parse(INFO.as_bytes()).unwrap())));
    assert_eq!(hawk::server_authorization(&twice[..0]), Ok(None));
}

#[test]
fn parts_that_cannot_be_sent_are_rejected() {
    use ValueErrorKind::{Empty, InvalidByte};
    let new = Credentials::new("a", 1, "b", "c").unwrap();
    for (error, part, kind, offset) in [
        (Credentials::new("", 1, "b", "c").unwrap_err(), "id", Empty, 0),
        (Credentials::new("a\"", 1, "b", "c").unwrap_err(), "id", InvalidByte, 1),
        (Credentials::new("a", 1, "\\", "c").unwrap_err(), "nonce", InvalidByte, 0),
        (Credentials::new("a", 1, "b", "").unwrap_err(), "mac", Empty, 0),
        (new.with_hash("").unwrap_err(), "hash", Empty, 0),
        (new.with_ext("a\tb").unwrap_err(), "ext", InvalidByte, 1),
        (new.with_ext("").unwrap_err(), "ext", Empty, 0),
        (new.with_app("\u{e9}").unwrap_err(), "app", InvalidByte, 0),
        (new.with_delegation("a", "b\n").unwrap_err(), "dlg", InvalidByte, 1),
        (new.with_delegation("", "b").unwrap_err(), "app", Empty, 0),
        (Challenge::new().with_time(1, "").unwrap_err(), "tsm", Empty, 0),
        (Challenge::new().with_error("a\r").unwrap_err(), "error", InvalidByte, 1),
        (Info::new("").unwrap_err(), "mac", Empty, 0),
        (Info::new("a").unwrap().with_hash("").unwrap_err(), "hash", Empty, 0),
        (Info::new("a").unwrap().with_ext("\0").unwrap_err(), "ext", InvalidByte, 0),
    ] {
        assert_eq!((error.part(), error.kind(), error.offset()), (part, kind, offset));
    }
}

#[test]
fn debug_output_has_no_secret() {
    let shown = format!("{:?}", Credentials::parse(EXAMPLES[1].as_bytes()).unwrap());
    assert!(!["dh37", "1353", "j4h3", "some", "aSe1"].iter().any(|secret| shown.contains(secret)), "{shown}");
}

#[test]
fn all_prefixes_keep_the_laws() {
    let same = SAME.map(|(from, to)| EXAMPLES[0].replace(from, to));
    let rejected = REJECTED.map(|(from, to, ..)| EXAMPLES[1].replacen(from, to, 1));
    let others =
        EXAMPLES.into_iter().chain(CHALLENGES.map(|(value, _)| value)).chain([INFO, "id\nnonce\next", "\"\n\t"]);
    let others =
        others.chain(REJECTED_CHALLENGES.map(|(value, ..)| value)).chain(REJECTED_INFO.map(|(value, ..)| value));
    for value in same.into_iter().chain(rejected).chain(others.map(str::to_owned)) {
        crate::prefixes::lengths(value.len()).for_each(|length| laws::check("hawk", &value.as_bytes()[..length]));
    }
}
