//! Akamai's scheme EG1-HMAC-SHA256: values of its client libraries' tests, and each error.

use countersign::auth;
use countersign::auth::eg1::{Credentials, Unsigned};
use countersign::{Encode, ErrorKind, Rule, ValueErrorKind};

use crate::laws::{self, written};

/// Values that are written as they were parsed, from the tests of the clients for Ruby, JavaScript and C#.
const EXAMPLES: [&str; 4] = [
    "EG1-HMAC-SHA256 client_token=akab-client-token-xxx-xxx;access_token=akab-access-token-xxx-xxx;\
     timestamp=20171029T14:34:12+0000;nonce=70dc53b8-99a5-4a00-9f04-658eafa437af;\
     signature=ZzUq6DYRJ9hZTDkAMPigr5dzqSG9lOpudYdFjxlrbNY=",
    "EG1-HMAC-SHA256 client_token=test-client-token;access_token=test-access-token;timestamp=20260702T12:00:00+0000;\
     nonce=aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee;signature=kvFG+F7VJ8crdI/AD1vsECVGekF+w/Mrh13y8cGkYUY=",
    "EG1-HMAC-SHA256 client_token=bar;access_token=baz;timestamp=20250513T14:28:17+0000;nonce=test-nonce;\
     signature=B2M8OBYTcTDfvZQ2hMKMIZXdO9unVaRHQqAyo/a3YGA=",
    "eg1-hmac-sha256 client_token=a=b;access_token=c/d:e;timestamp=20140321T19:34:21+0000;nonce=f;\
     signature=B2M8OBYTcTDfvZQ2hMKMIZXdO9unVaRHQqAyo/a3YGA=",
];

/// Variants of the third example that are rejected: a part, its replacement, the kind, and the text at the offset.
const REJECTED: [(&str, &str, ErrorKind, &str); 24] = [
    ("EG1-", "EG2-", ErrorKind::Scheme("EG1-HMAC-SHA256"), "EG2-"),
    ("SHA256 ", "SHA256\t", ErrorKind::Expected(Rule::Space), "\tclient"),
    ("client_token=bar;", "", ErrorKind::Missing("client_token"), "access_token"),
    ("client_token", "Client_token", ErrorKind::Missing("client_token"), "Client_token"),
    ("access_token=baz;", "", ErrorKind::Missing("access_token"), "timestamp"),
    (
        "client_token=bar;access_token=baz",
        "access_token=baz;client_token=bar",
        ErrorKind::Missing("client_token"),
        "access",
    ),
    ("timestamp=20250513T14:28:17+0000;", "", ErrorKind::Missing("timestamp"), "nonce"),
    ("nonce=test-nonce;", "", ErrorKind::Missing("nonce"), "signature"),
    ("signature=", "sig=", ErrorKind::Missing("signature"), "sig="),
    (";signature=", ";", ErrorKind::Missing("signature"), "B2M8"),
    ("client_token=", "client_token", ErrorKind::Missing("client_token"), "client_token"),
    ("=bar", "=", ErrorKind::InvalidParam("client_token"), "client_token"),
    ("test-nonce", "", ErrorKind::InvalidParam("nonce"), "nonce"),
    ("bar;", "bar; ", ErrorKind::Missing("access_token"), " access"),
    ("bar;", "bar ;", ErrorKind::Expected(Rule::Semicolon), " ;"),
    ("bar;", "bar,", ErrorKind::Expected(Rule::Semicolon), ",access"),
    ("bar;", "\"bar\";", ErrorKind::Expected(Rule::Semicolon), "\"bar"),
    ("20250513T", "20250513 ", ErrorKind::Expected(Rule::Semicolon), " 14"),
    ("+0000", "Z", ErrorKind::InvalidParam("timestamp"), "timestamp"),
    ("20250513T14:28:17+0000", "1747146497", ErrorKind::InvalidParam("timestamp"), "timestamp"),
    ("YGA=", "YGA", ErrorKind::Expected(Rule::Base64), ""),
    ("YGA=", "YGA=;", ErrorKind::Expected(Rule::Base64), "=;"),
    ("IZXdO9", "IZ_dO9", ErrorKind::Expected(Rule::Base64), "_dO9"),
    ("YGA=", "YGAA", ErrorKind::InvalidParam("signature"), "signature"),
];

#[test]
fn examples_are_parsed_and_written_as_sent() {
    for example in EXAMPLES {
        assert_eq!(written(&Credentials::parse(example.as_bytes()).unwrap()), example.as_bytes());
        let error = auth::Credentials::parse(example.as_bytes()).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Expected(_)), "the framework rejects it");
    }
    let credentials = Credentials::parse(EXAMPLES[1].as_bytes()).unwrap();
    let unsigned = credentials.unsigned();
    assert_eq!((unsigned.client_token(), unsigned.access_token()), ("test-client-token", "test-access-token"));
    assert_eq!(
        (unsigned.timestamp(), unsigned.nonce()),
        ("20260702T12:00:00+0000", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee")
    );
    // The last field of the signed text, up to and including the last semicolon.
    for example in EXAMPLES {
        let unsigned = Credentials::parse(example.as_bytes()).unwrap().unsigned();
        let (signed, _) = example.split_once("signature=").unwrap();
        assert_eq!(unsigned.display().to_string(), signed);
    }
}

#[test]
fn examples_are_built() {
    let unsigned = Unsigned::new("bar", "baz", "20250513T14:28:17+0000", "test-nonce").unwrap();
    let mut signature = [0; 32];
    Credentials::parse(EXAMPLES[2].as_bytes()).unwrap().signature().decode_into(&mut signature).unwrap();
    let credentials = unsigned.with_signature(&signature);
    assert_eq!(written(&credentials), EXAMPLES[2].as_bytes());
    assert!(credentials.matches(&signature) && !credentials.matches(&[0; 32]));
}

#[test]
fn invalid_values_are_rejected() {
    for (from, to, kind, at) in REJECTED {
        let wild = EXAMPLES[2].replacen(from, to, 1);
        assert_ne!(wild, EXAMPLES[2]);
        let error = Credentials::parse(wild.as_bytes()).unwrap_err();
        let offset = if at.is_empty() { wild.len() } else { wild.find(at).unwrap() };
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{wild}");
    }
    for (value, kind, offset) in [
        ("", ErrorKind::Expected(Rule::Token), 0),
        ("EG1-HMAC-SHA256", ErrorKind::Expected(Rule::Space), 15),
        ("EG1-HMAC-SHA256 abc", ErrorKind::Missing("client_token"), 16),
    ] {
        let error = Credentials::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
}

#[test]
fn parts_that_cannot_be_sent_are_rejected() {
    use ValueErrorKind::{Empty, InvalidByte, WrongForm};
    let time = "20140321T19:34:21+0000";
    for (error, part, kind, offset) in [
        (Unsigned::new("", "b", time, "c").unwrap_err(), "client_token", Empty, 0),
        (Unsigned::new("a;b", "b", time, "c").unwrap_err(), "client_token", InvalidByte, 1),
        (Unsigned::new("a", "b\r\n", time, "c").unwrap_err(), "access_token", InvalidByte, 1),
        (Unsigned::new("a", "b", "20140321T19:34:21Z", "c").unwrap_err(), "timestamp", WrongForm, 0),
        (Unsigned::new("a", "b", "", "c").unwrap_err(), "timestamp", Empty, 0),
        (Unsigned::new("a", "b", time, "c\"").unwrap_err(), "nonce", InvalidByte, 1),
        (Unsigned::new("a", "b", time, "ä").unwrap_err(), "nonce", InvalidByte, 0),
    ] {
        assert_eq!((error.part(), error.kind(), error.offset()), (part, kind, offset));
    }
}

#[test]
fn debug_output_has_no_secret() {
    let credentials = Credentials::parse(EXAMPLES[0].as_bytes()).unwrap();
    assert_eq!(format!("{credentials:?} {:?}", credentials.unsigned()), "Credentials { .. } Unsigned { .. }");
}

#[test]
fn all_prefixes_keep_the_laws() {
    let rejected = REJECTED.map(|(from, to, ..)| EXAMPLES[2].replacen(from, to, 1));
    let parts = ["client\naccess\nnonce", "20140321T19:34:21+0000\na\nb", "a;b\n\n"].map(str::to_owned);
    for value in EXAMPLES.map(str::to_owned).into_iter().chain(rejected).chain(parts) {
        crate::prefixes::lengths(value.len()).for_each(|length| laws::check("eg1", &value.as_bytes()[..length]));
    }
}
