//! The Signature scheme of draft-cavage-http-signatures-12: its examples, what servers and clients send, and each error.

use countersign::auth::Param;
use countersign::auth::signature::{self, Challenge, Credentials, Parameters};
use countersign::{ErrorKind, Rule, Text, ValueErrorKind};

use crate::laws::{self, written};

/// Parameters, and their wire forms.
const READ: [(&str, &str); 7] = [
    // Appendix C.1 and C.3, unfolded.
    (
        "keyId=\"Test\",algorithm=\"rsa-sha256\",signature=\"SjWJWbWN7i0wzBvtPl8rbASWz5xQW6mcJmn+ibttBqtifLN7Sazz6m79cNfwwb8DMJ5cou1s7uEGKKCs+FLEEaDV5lp7q25WqS+lavg7T8hc0GppauB6hbgEKTwblDHYGEtbGmtdHgVCk9SuS13F0hZ8FD0k/5OxEPXe5WozsbM=\"",
        "keyId=\"Test\", algorithm=\"rsa-sha256\", signature=\"SjWJWbWN7i0wzBvtPl8rbASWz5xQW6mcJmn+ibttBqtifLN7Sazz6m79cNfwwb8DMJ5cou1s7uEGKKCs+FLEEaDV5lp7q25WqS+lavg7T8hc0GppauB6hbgEKTwblDHYGEtbGmtdHgVCk9SuS13F0hZ8FD0k/5OxEPXe5WozsbM=\"",
    ),
    (
        "keyId=\"Test\",algorithm=\"rsa-sha256\", created=1402170695, expires=1402170699, headers=\"(request-target) (created) (expires) host date content-type digest content-length\",signature=\"AAAA\"",
        "keyId=\"Test\", algorithm=\"rsa-sha256\", created=1402170695, expires=1402170699, headers=\"(request-target) (created) (expires) host date content-type digest content-length\", signature=\"AAAA\"",
    ),
    // Federated servers send this: a URL that names the key, and no time.
    (
        "keyId=\"https://example.org/users/a#main-key\",algorithm=\"rsa-sha256\",headers=\"(request-target) host date\",signature=\"AA==\"",
        "keyId=\"https://example.org/users/a#main-key\", algorithm=\"rsa-sha256\", headers=\"(request-target) host date\", signature=\"AA==\"",
    ),
    // A parameter that Oracle defines, and another order.
    (
        "version=\"1\",headers=\"date\",keyId=\"a/b/c\",signature=\"AAA=\"",
        "keyId=\"a/b/c\", headers=\"date\", signature=\"AAA=\", version=\"1\"",
    ),
    (
        "KEYID=a, Created=\"007\", expires=\"7.25\", headers = Host, signature=\"AAAA\",",
        "keyId=\"a\", created=007, expires=7.25, headers=\"Host\", signature=\"AAAA\"",
    ),
    ("keyId=\"\", signature=AAAA", "keyId=\"\", signature=\"AAAA\""),
    (
        "keyId=\"a\\\"b\", headers=\" host  date \", signature=\"AAAA\"",
        "keyId=\"a\\\"b\", headers=\" host  date \", signature=\"AAAA\"",
    ),
];

const EXAMPLE: &str = "keyId=\"rsa-key-1\", algorithm=\"hs2019\", created=1402170695, expires=1402170699, \
    headers=\"(request-target) (created) host\", signature=\"c2lnbmVk\"";

/// Variants that are rejected: a part, its replacement, the kind of the error, and the text at its offset.
const REJECTED: [(&str, &str, ErrorKind, &str); 17] = [
    ("keyId=", "key=", ErrorKind::Missing("keyId"), ""),
    ("signature=", "sig=", ErrorKind::Missing("signature"), ""),
    ("algorithm=", "KeyID=", ErrorKind::DuplicateParam, "KeyID="),
    ("1402170695", "1402170695.5", ErrorKind::InvalidParam("created"), "created="),
    ("1402170695", "-1", ErrorKind::InvalidParam("created"), "created="),
    ("1402170695", "\"\"", ErrorKind::InvalidParam("created"), "created="),
    ("1402170699", "never", ErrorKind::InvalidParam("expires"), "expires="),
    ("1402170699", "1402170699.", ErrorKind::InvalidParam("expires"), "expires="),
    ("1402170699", "18446744073709551616", ErrorKind::InvalidParam("expires"), "expires="),
    ("(request-target) (created) host", "", ErrorKind::InvalidParam("headers"), "headers="),
    ("(request-target) (created) host", "  ", ErrorKind::InvalidParam("headers"), "headers="),
    ("c2lnbmVk", "", ErrorKind::Expected(Rule::Base64), "\"END"),
    ("c2lnbmVk", "c2lnbm", ErrorKind::Expected(Rule::Base64), "\"END"),
    // The placeholder of §3.1.
    ("c2lnbmVk", "Base64(RSA-SHA512(signing string))", ErrorKind::Expected(Rule::Base64), "(RSA"),
    ("c2lnbmVk", "c2ln\\bmVk", ErrorKind::InvalidParam("signature"), "signature="),
    (", created", " created", ErrorKind::Expected(Rule::Comma), "created=1"),
    ("\"(request-target)", "(request-target)", ErrorKind::Expected(Rule::Token), "(request"),
];

const CHALLENGES: [(&str, &str); 4] = [
    (
        "Signature realm=\"Example\",headers=\"(request-target) (created)\"",
        "Signature realm=\"Example\", headers=\"(request-target) (created)\"",
    ),
    ("Signature", "Signature"),
    ("signature headers=date, algorithms=\"hs2019\"", "Signature headers=\"date\""),
    ("Signature realm = \"\"", "Signature realm=\"\""),
];

const REJECTED_CHALLENGES: [(&str, ErrorKind, usize); 4] = [
    ("Signature headers=\"\"", ErrorKind::InvalidParam("headers"), 10),
    ("Signature date", ErrorKind::Expected(Rule::AuthParam), 10),
    ("Signature realm=a, Realm=b", ErrorKind::DuplicateParam, 19),
    ("Signatures realm=a", ErrorKind::Scheme("Signature"), 0),
];

#[test]
fn parameters_are_parsed_and_written_in_both_fields() {
    for (line, wire) in READ {
        let parameters = Parameters::parse(line.as_bytes()).unwrap();
        assert_eq!(written(&parameters), wire.as_bytes(), "{line}");
        let value = format!("Signature {line}");
        let credentials = Credentials::parse(value.as_bytes()).unwrap();
        assert_eq!(written(&credentials), format!("Signature {wire}").as_bytes());
        assert_eq!(written(&credentials.parameters()), wire.as_bytes());
    }
    let parameters = Parameters::parse(READ[4].0.as_bytes()).unwrap();
    assert_eq!((parameters.created().unwrap().get(), parameters.created().unwrap().as_str()), (7, "007"));
    assert_eq!((parameters.expires().unwrap(), parameters.expires_at()), (Text::new(b"7.25").unwrap(), Some(7)));
    assert!(parameters.headers().unwrap().contains("Host") && parameters.algorithm().is_none());
    let parameters = Parameters::parse(READ[3].0.as_bytes()).unwrap();
    assert!(parameters.other_params().eq([Param::quoted("version", b"1").unwrap()]));
    let parameters = Parameters::parse(READ[6].0.as_bytes()).unwrap();
    assert_eq!(parameters.headers().unwrap().iter().count(), 2);

    for (value, wire) in CHALLENGES {
        assert_eq!(written(&Challenge::parse(value.as_bytes()).unwrap()), wire.as_bytes(), "{value}");
    }
}

#[test]
fn the_example_is_built() {
    let built = Parameters::new("rsa-key-1", "signed").unwrap().with_algorithm("hs2019").unwrap();
    let built = built.with_created(1_402_170_695).with_expires("1402170699").unwrap();
    let built = built.with_headers("(request-target) (created) host").unwrap();
    assert_eq!(written(&built), EXAMPLE.as_bytes());
    assert!(built.signature().matches("signed"));
    let version = [Param::quoted("version", b"1").unwrap()];
    let built = Credentials::new(built.with_other_params(&version).unwrap());
    assert_eq!(written(&built), format!("Signature {EXAMPLE}, version=\"1\"").as_bytes());
}

#[test]
fn invalid_values_are_rejected() {
    for (from, to, kind, at) in REJECTED {
        let wild = EXAMPLE.replacen(from, to, 1);
        assert_ne!(wild, EXAMPLE);
        let offset = match at {
            "" => wild.len(),
            "\"END" => wild.len() - 1,
            at => wild.find(at).unwrap(),
        };
        let error = Parameters::parse(wild.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{wild}");
        let value = format!("Signature {wild}");
        let error = Credentials::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset + "Signature ".len()), "{value}");
    }
    for (value, kind, offset) in [
        ("", ErrorKind::Expected(Rule::Token), 0),
        ("Signature", ErrorKind::Missing("keyId"), 9),
        ("Signature c2lnbmVk", ErrorKind::Expected(Rule::AuthParam), 10),
        ("Signing keyId=a", ErrorKind::Scheme("Signature"), 0),
    ] {
        let error = Credentials::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
    for (value, kind, offset) in REJECTED_CHALLENGES {
        let error = Challenge::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
    // The Signature field of RFC 9421 is a different field.
    assert!(Parameters::parse(b"sig1=:c2lnbmVk:").is_err());
}

#[test]
fn a_signature_has_one_line() {
    let twice = [("Signature", EXAMPLE), ("signature", EXAMPLE)];
    let error = signature::signature(&twice).unwrap_err();
    assert_eq!((error.line(), error.error().kind()), (1, ErrorKind::SecondLine));
    assert_eq!(signature::signature(&twice[..1]).unwrap().unwrap().expires_at(), Some(1_402_170_699));
    assert!(signature::signature(&twice[..0]).unwrap().is_none());
}

#[test]
fn parts_that_cannot_be_sent_are_rejected() {
    use ValueErrorKind::{Empty, InvalidByte, OutOfRange, Reserved};
    let new = Parameters::new("a", "b").unwrap();
    let known = [Param::token("Expires", b"1").unwrap()];
    for (error, part, kind, offset) in [
        (Parameters::new("a\n", "b").unwrap_err(), "keyId", InvalidByte, 1),
        (Parameters::new("a", "").unwrap_err(), "signature", Empty, 0),
        (new.with_algorithm("\r").unwrap_err(), "algorithm", InvalidByte, 0),
        (new.with_expires("").unwrap_err(), "expires", Empty, 0),
        (new.with_expires("12s").unwrap_err(), "expires", InvalidByte, 2),
        (new.with_expires("12.").unwrap_err(), "expires", InvalidByte, 2),
        (new.with_expires(".5").unwrap_err(), "expires", InvalidByte, 0),
        (new.with_expires("12.5s").unwrap_err(), "expires", InvalidByte, 4),
        (new.with_expires("18446744073709551616").unwrap_err(), "expires", OutOfRange, 0),
        (new.with_expires("18446744073709551616.5").unwrap_err(), "expires", OutOfRange, 0),
        (new.with_headers("").unwrap_err(), "headers", Empty, 0),
        (new.with_headers("host Date").unwrap_err(), "headers", InvalidByte, 5),
        (new.with_other_params(&known).unwrap_err(), "params", Reserved, 0),
        (Challenge::new().with_headers(" ").unwrap_err(), "headers", Empty, 0),
        (Challenge::new().with_realm("\0").unwrap_err(), "realm", InvalidByte, 0),
    ] {
        assert_eq!((error.part(), error.kind(), error.offset()), (part, kind, offset));
    }
}

#[test]
fn debug_output_has_no_secret() {
    let shown = format!("{:?}", Parameters::parse(EXAMPLE.as_bytes()).unwrap());
    assert!(!["rsa-key", "14021", "c2ln", "signed"].iter().any(|secret| shown.contains(secret)), "{shown}");
}

#[test]
fn all_prefixes_keep_the_laws() {
    let lines = READ
        .map(|(line, _)| line.to_owned())
        .into_iter()
        .chain(REJECTED.map(|(from, to, ..)| EXAMPLE.replacen(from, to, 1)));
    let values: Vec<String> = lines.flat_map(|line| [format!("Signature {line}"), line]).collect();
    let challenges = CHALLENGES.map(|(value, _)| value).into_iter().chain(REJECTED_CHALLENGES.map(|(value, ..)| value));
    let parts = ["key\n(created) host\n1", "key\n12.5\n\"", "a\t\n\u{e9}\n\0"];
    for value in values.iter().map(String::as_str).chain(challenges).chain(parts) {
        crate::prefixes::lengths(value.len()).for_each(|length| laws::check("signature", &value.as_bytes()[..length]));
    }
}
