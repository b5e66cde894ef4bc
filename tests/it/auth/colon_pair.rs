//! Credentials that are a name and a signature with a colon between them: what Amazon and Microsoft document, and each
//! error.

use countersign::auth;
use countersign::auth::colon_pair::{Credentials, Kind};
use countersign::{ErrorKind, Rule, ValueErrorKind};

use crate::laws::{self, written};

const READ: [(&str, Kind, &str, &str); 7] = [
    (
        "AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg=",
        Kind::Aws,
        "AKIAIOSFODNN7EXAMPLE",
        "frJIUN8DYpKDtOLCwo//yllqDzg=",
    ),
    (
        "SharedKey myaccount:ctzMq410TV3wS7upTBcunJTDLEJwMAZuFPfr0mrrA08=",
        Kind::SharedKey,
        "myaccount",
        "ctzMq410TV3wS7upTBcunJTDLEJwMAZuFPfr0mrrA08=",
    ),
    (
        "SharedKeyLite myaccount:ctzMq410TV3wS7upTBcunJTDLEJwMAZuFPfr0mrrA08=",
        Kind::SharedKeyLite,
        "myaccount",
        "ctzMq410TV3wS7upTBcunJTDLEJwMAZuFPfr0mrrA08=",
    ),
    // The name of a tenant and of a user, as in OpenStack.
    ("AWS test:tester:frJIUN8DYpKDtOLCwo//yllqDzg=", Kind::Aws, "test:tester", "frJIUN8DYpKDtOLCwo//yllqDzg="),
    (" \taws   a:AA== \t", Kind::Aws, "a", "AA=="),
    ("SHAREDKEY a=,{b}:AAAA", Kind::SharedKey, "a=,{b}", "AAAA"),
    ("sharedkeylite ::AA==", Kind::SharedKeyLite, ":", "AA=="),
];

const REJECTED: [(&str, ErrorKind, usize); 17] = [
    ("", ErrorKind::Expected(Rule::Token), 0),
    ("OSS a:AA==", ErrorKind::Scheme("AWS"), 0),
    ("AWS4 a:AA==", ErrorKind::Scheme("AWS"), 0),
    ("SharedKeyLiter a:AA==", ErrorKind::Scheme("AWS"), 0),
    ("AWS", ErrorKind::Expected(Rule::Space), 3),
    ("AWS  ", ErrorKind::Expected(Rule::Space), 3),
    ("AWS\ta:AA==", ErrorKind::Expected(Rule::Space), 3),
    ("AWS:a:AA==", ErrorKind::Expected(Rule::Space), 3),
    ("AWS abc", ErrorKind::Expected(Rule::ColonPair), 7),
    ("AWS :AA==", ErrorKind::Expected(Rule::ColonPair), 4),
    ("AWS abc:", ErrorKind::Expected(Rule::ColonPair), 8),
    ("AWS a b:AA==", ErrorKind::Expected(Rule::ColonPair), 5),
    ("AWS \u{e9}:AA==", ErrorKind::Expected(Rule::ColonPair), 4),
    ("AWS a\"b\":AA==", ErrorKind::Expected(Rule::ColonPair), 5),
    ("AWS  a:AA", ErrorKind::Expected(Rule::Base64), 9),
    ("AWS a:A-==", ErrorKind::Expected(Rule::Base64), 7),
    ("AWS a:AA==, AWS b:AB==", ErrorKind::Expected(Rule::ColonPair), 11),
];

#[test]
fn pairs_are_parsed_and_written() {
    for (value, kind, id, signature) in READ {
        let credentials = Credentials::parse(value.as_bytes()).unwrap();
        assert_eq!((credentials.kind(), credentials.id()), (kind, id), "{value}");
        assert_eq!(credentials.signature().as_str(), Some(signature));
        let wire = format!("{} {id}:{signature}", kind.name());
        assert_eq!(written(&credentials), wire.as_bytes());
        let mut decoded = [0; 64];
        let decoded = credentials.signature().decode_into(&mut decoded).unwrap();
        let built = Credentials::new(kind, id, decoded).unwrap();
        assert_eq!(written(&built), wire.as_bytes());
        assert!(credentials.matches(decoded) && built.matches(decoded) && !built.matches(""));
        assert!(
            auth::Credentials::parse(value.as_bytes()).is_err(),
            "the grammar of RFC 9110 does not allow a colon: {value}"
        );
    }
}

#[test]
fn invalid_pairs_are_rejected() {
    for (value, kind, offset) in REJECTED {
        let error = Credentials::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
}

#[test]
fn parts_that_cannot_be_sent_are_rejected() {
    for (id, signature, part, kind, offset) in [
        ("", "a", "id", ValueErrorKind::Empty, 0),
        ("a", "", "signature", ValueErrorKind::Empty, 0),
        ("a b", "a", "id", ValueErrorKind::InvalidByte, 1),
        ("ab\r\n", "a", "id", ValueErrorKind::InvalidByte, 2),
        ("a\"", "a", "id", ValueErrorKind::InvalidByte, 1),
        ("\u{e9}", "a", "id", ValueErrorKind::InvalidByte, 0),
    ] {
        let error = Credentials::new(Kind::SharedKey, id, signature).unwrap_err();
        assert_eq!((error.part(), error.kind(), error.offset()), (part, kind, offset), "{id}");
    }
}

#[test]
fn debug_output_has_no_secret() {
    let credentials = Credentials::parse(READ[0].0.as_bytes()).unwrap();
    assert_eq!(format!("{credentials:?}"), "Credentials { kind: Aws, .. }");
    assert_eq!(format!("{:?}", credentials.signature()), "Base64(20 bytes)");
}

#[test]
fn all_prefixes_keep_the_laws() {
    let values = READ.into_iter().map(|(value, ..)| value).chain(REJECTED.map(|(value, ..)| value));
    for value in values.chain(["a:b\nsignature", "\na", "a b\nc", "a\n\u{e9}"]) {
        crate::prefixes::lengths(value.len()).for_each(|length| laws::check("colon_pair", &value.as_bytes()[..length]));
    }
}
