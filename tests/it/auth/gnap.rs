//! The GNAP scheme, RFC 9635: its examples, as printed and corrected, and each error.

use countersign::auth::gnap::{Challenge, Credentials};
use countersign::{ErrorKind, Rule, ValueErrorKind};

use crate::laws::{self, written};

/// §9.1 as printed, which does not match the grammar, and corrected.
const PRINTED: &str = "GNAP as_uri=https://as.example/tx;access=FWWIKYBQ6U56NL1;referrer=https://rs.example";
const RIGHT: &str =
    "GNAP as_uri=\"https://as.example/tx\", access=\"FWWIKYBQ6U56NL1\", referrer=\"https://rs.example\"";

/// Challenges, and their wire forms.
const CHALLENGES: [(&str, &str); 5] = [
    (RIGHT, RIGHT),
    ("GNAP", "GNAP"),
    (
        "gnap access=FWWIKYBQ6U56NL1,AS_URI=\"https://as.example/tx\"",
        "GNAP as_uri=\"https://as.example/tx\", access=\"FWWIKYBQ6U56NL1\"",
    ),
    ("GNAP as_uri=\"https://as.example/\\\"\", realm=\"x\"", "GNAP as_uri=\"https://as.example/\\\"\""),
    ("GNAP , referrer = \"\",", "GNAP referrer=\"\""),
];

const REJECTED_CHALLENGES: [(&str, ErrorKind, usize); 6] = [
    (PRINTED, ErrorKind::Expected(Rule::Comma), 17),
    // Implementations of a draft send this.
    ("GNAP as_uri=https://as.example/tx", ErrorKind::Expected(Rule::Comma), 17),
    ("GNAP as_uri=\"a\";access=\"b\"", ErrorKind::Expected(Rule::Comma), 15),
    ("GNAP abc", ErrorKind::Expected(Rule::AuthParam), 5),
    ("GNAP access=a, Access=b", ErrorKind::DuplicateParam, 15),
    ("Bearer access=a", ErrorKind::Scheme("GNAP"), 0),
];

/// §7.2 and §3.2.1
const TOKENS: [&str; 4] = ["80UPRY5NM33OMUKMKSKU", "B8CDFONP21-4TB8N6.BW7ONM", "4398.34-12-asvDa.a", "a~+/=="];

const REJECTED_CREDENTIALS: [(&str, ErrorKind, usize); 6] = [
    ("", ErrorKind::Expected(Rule::Token), 0),
    ("Bearer abc", ErrorKind::Scheme("GNAP"), 0),
    ("GNAP", ErrorKind::Expected(Rule::Token68), 4),
    ("GNAP token=abc", ErrorKind::Expected(Rule::Token68), 11),
    ("GNAP abc, def", ErrorKind::Expected(Rule::Token68), 8),
    ("GNAP \"abc\"", ErrorKind::Expected(Rule::Token68), 5),
];

#[test]
fn examples_are_parsed_and_built() {
    for (value, wire) in CHALLENGES {
        assert_eq!(written(&Challenge::parse(value.as_bytes()).unwrap()), wire.as_bytes(), "{value}");
    }
    let challenge = Challenge::parse(RIGHT.as_bytes()).unwrap();
    assert_eq!(challenge.referrer().unwrap(), "https://rs.example");
    let built = Challenge::new().with_as_uri("https://as.example/tx").unwrap();
    let built = built.with_access("FWWIKYBQ6U56NL1").unwrap().with_referrer("https://rs.example").unwrap();
    assert_eq!(built, challenge);

    for token in TOKENS {
        let wire = format!("GNAP {token}");
        let credentials = Credentials::parse(wire.as_bytes()).unwrap();
        assert!(credentials.matches(token) && !credentials.matches("80UPRY5NM33OMUKMKSKV"));
        assert_eq!(written(&Credentials::new(token).unwrap()), wire.as_bytes());
    }
}

#[test]
fn invalid_values_are_rejected() {
    for (value, kind, offset) in REJECTED_CHALLENGES {
        let error = Challenge::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
    for (value, kind, offset) in REJECTED_CREDENTIALS {
        let error = Credentials::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
}

#[test]
fn parts_that_cannot_be_sent_are_rejected() {
    for (error, part, kind, offset) in [
        (Challenge::new().with_as_uri("a\r").unwrap_err(), "as_uri", ValueErrorKind::InvalidByte, 1),
        (Challenge::new().with_access("\n").unwrap_err(), "access", ValueErrorKind::InvalidByte, 0),
        (Challenge::new().with_referrer("ab\0").unwrap_err(), "referrer", ValueErrorKind::InvalidByte, 2),
        (Credentials::new("").unwrap_err(), "token68", ValueErrorKind::Empty, 0),
        (Credentials::new("a=b").unwrap_err(), "token68", ValueErrorKind::InvalidByte, 2),
    ] {
        assert_eq!((error.part(), error.kind(), error.offset()), (part, kind, offset));
    }
}

#[test]
fn debug_output_has_no_secret() {
    let credentials = Credentials::new(TOKENS[0]).unwrap();
    assert_eq!(format!("{credentials:?}"), "Credentials { token: Token68(20 bytes) }");
}

#[test]
fn all_prefixes_keep_the_laws() {
    let challenges = CHALLENGES.map(|(value, _)| value).into_iter().chain(REJECTED_CHALLENGES.map(|(value, ..)| value));
    let credentials = REJECTED_CREDENTIALS.map(|(value, ..)| value);
    for value in challenges.chain(credentials).chain(TOKENS).chain(["GNAP 80UPRY5NM33OMUKMKSKU", "a\"\n\u{e9}\0"]) {
        crate::prefixes::lengths(value.len()).for_each(|length| laws::check("gnap", &value.as_bytes()[..length]));
    }
}
