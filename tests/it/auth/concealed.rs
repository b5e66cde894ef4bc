//! The Concealed scheme, RFC 9729: its example, other forms of the same value, and each error.

use countersign::auth::concealed::{self, Credentials, Export};
use countersign::{ErrorKind, Rule, ValueErrorKind};

use crate::laws::{self, written};

/// §5
const EXAMPLE: &str = "Concealed k=YmFzZW1lbnQ, a=VGhpcyBpcyBh-HB1YmxpYyBrZXkgaW4gdXNl_GhlcmU, s=2055, \
    v=dmVyaWZpY2F0aW9u_zE2Qg, \
    p=QzpcV2luZG93c_xTeXN0ZW0zMlxkcml2ZXJz-ENyb3dkU3RyaWtlXEMtMDAwMDAwMDAyOTEtMD-wMC0w_DAwLnN5cw";

/// Variants that are equal to the example: a part, and its replacement.
const SAME: [(&str, &str); 6] = [
    (", ", ","),
    ("Concealed ", "cONCEALED  ,"),
    ("k=YmFzZW1lbnQ", "K = \"YmFzZW1lbnQ\""),
    ("s=2055", "s=\"20\\55\""),
    ("s=2055", "s=2055, x=\"y\""),
    ("s=2055, v=dmVyaWZpY2F0aW9u_zE2Qg", "v=dmVyaWZpY2F0aW9u_zE2Qg, s=2055"),
];

/// Variants that are rejected: a part, its replacement, the kind of the error, and the text at its offset.
const REJECTED: [(&str, &str, ErrorKind, &str); 22] = [
    ("Concealed", "Conceal", ErrorKind::Scheme("Concealed"), "Conceal"),
    ("k=", "kk=", ErrorKind::Missing("k"), ""),
    ("a=", "aa=", ErrorKind::Missing("a"), ""),
    ("s=", "ss=", ErrorKind::Missing("s"), ""),
    ("v=", "vv=", ErrorKind::Missing("v"), ""),
    ("p=", "pp=", ErrorKind::Missing("p"), ""),
    ("k=YmFzZW1lbnQ", "k=YmFzZW1lbnQ, K=a", ErrorKind::DuplicateParam, "K=a"),
    ("YmFzZW1lbnQ", "YmFzZW1lbnQ=", ErrorKind::Expected(Rule::Comma), "=, a"),
    ("YmFzZW1lbnQ", "\"YmFzZW1lbnQ=\"", ErrorKind::Expected(Rule::Base64Url), "=\", a"),
    ("YmFzZW1lbnQ", "\"\"", ErrorKind::Expected(Rule::Base64Url), "\", a"),
    ("YmFzZW1lbnQ", "YmFzZW1lbnR", ErrorKind::Expected(Rule::Base64Url), ", a"),
    ("YmFzZW1lbnQ", "YmFz.W1lbnQ", ErrorKind::Expected(Rule::Base64Url), ".W1"),
    ("YmFzZW1lbnQ", "\"YmFz\\ZW1lbnQ\"", ErrorKind::InvalidParam("k"), "k="),
    ("VGhpcy", "\"VGhp+y\", x=", ErrorKind::Expected(Rule::Base64Url), "+y"),
    ("dmVyaWZp", "", ErrorKind::InvalidParam("v"), "v="),
    ("dmVyaWZp", "dmVyaWZpdmVy", ErrorKind::InvalidParam("v"), "v="),
    ("2055", "02055", ErrorKind::InvalidParam("s"), "s="),
    ("2055", "+2055", ErrorKind::InvalidParam("s"), "s="),
    ("2055", "65536", ErrorKind::InvalidParam("s"), "s="),
    ("2055", "\"\"", ErrorKind::InvalidParam("s"), "s="),
    ("p=QzpcV2luZG93c_xT", "p=Q, q=", ErrorKind::Expected(Rule::Base64Url), ", q="),
    (", a=", " a=", ErrorKind::Expected(Rule::Comma), "a="),
];

#[test]
fn the_example_is_parsed_and_built() {
    let credentials = Credentials::parse(EXAMPLE.as_bytes()).unwrap();
    let mut buffers = [[0; 80]; 4];
    let parts = [credentials.key_id(), credentials.public_key(), credentials.verification(), credentials.proof()];
    let mut bytes = Vec::new();
    for (part, buffer) in parts.into_iter().zip(&mut buffers) {
        bytes.push(part.decode_into(buffer).unwrap());
    }
    assert_eq!(bytes[0], b"basement");
    assert_eq!(bytes[1], b"This is a\xF8public key in use\xFChere");
    assert_eq!(bytes[2], b"verification\xFF16B");
    assert!(bytes[3].starts_with(b"C:\\Windows\xFCSystem32\\drivers\xF8CrowdStrike\\"));
    assert_eq!((credentials.signature_scheme(), credentials.realm()), (2055, None));
    assert_eq!(written(&credentials), EXAMPLE.as_bytes());

    let verification = bytes[2].try_into().unwrap();
    let built = Credentials::new(bytes[0], bytes[1], 2055, verification, bytes[3]).unwrap();
    assert_eq!(written(&built), EXAMPLE.as_bytes());
    let built = built.with_realm("the \"cellar\"").unwrap();
    let wire = [EXAMPLE, ", realm=\"the \\\"cellar\\\"\""].concat();
    assert_eq!(written(&built), wire.as_bytes());
    assert_eq!(Credentials::parse(wire.as_bytes()).unwrap().realm().unwrap(), *b"the \"cellar\"");
}

#[test]
fn equal_forms_are_parsed_as_the_same_value() {
    for (from, to) in SAME {
        let wild = EXAMPLE.replace(from, to);
        assert_ne!(wild, EXAMPLE);
        assert_eq!(written(&Credentials::parse(wild.as_bytes()).unwrap()), EXAMPLE.as_bytes(), "{wild}");
    }
    // One digit: the ABNF requires two by mistake.
    let wire = EXAMPLE.replace("2055", "7");
    assert_eq!(Credentials::parse(wire.as_bytes()).unwrap().signature_scheme(), 7);
}

#[test]
fn invalid_values_are_rejected() {
    for (from, to, kind, at) in REJECTED {
        let wild = EXAMPLE.replacen(from, to, 1);
        assert_ne!(wild, EXAMPLE);
        let error = Credentials::parse(wild.as_bytes()).unwrap_err();
        let offset = if at.is_empty() { wild.len() } else { wild.find(at).unwrap() };
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{wild}");
    }
    for (value, kind, offset) in [
        ("", ErrorKind::Expected(Rule::Token), 0),
        ("Concealed", ErrorKind::Missing("v"), 9),
        ("Concealed YmFzZW1lbnQ", ErrorKind::Expected(Rule::AuthParam), 10),
    ] {
        let error = Credentials::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
}

#[test]
fn parts_that_cannot_be_sent_are_rejected() {
    let verification = [0; 16];
    for (key_id, public_key, proof, part) in [("", "a", "p", "k"), ("k", "", "p", "a"), ("k", "a", "", "p")] {
        let error = Credentials::new(key_id, public_key, 0, &verification, proof).unwrap_err();
        assert_eq!((error.part(), error.kind(), error.offset()), (part, ValueErrorKind::Empty, 0));
    }
    let error = Credentials::new("k", "a", 0, &verification, "p").unwrap().with_realm("a\x7F").unwrap_err();
    assert_eq!((error.part(), error.kind(), error.offset()), ("realm", ValueErrorKind::InvalidByte, 1));
}

#[test]
fn debug_output_has_no_secret() {
    let shown = format!("{:?}", Credentials::parse(EXAMPLE.as_bytes()).unwrap());
    assert!(!shown.contains("Ym") && !shown.contains("98"), "{shown}");
}

/// §6.2
const EXPORT: &str = ":VGhpc+BleGFtcGxlIFRMU/BleHBvcnRlc+BvdXRwdXQ/aXMgNDggYnl0ZXMgI/+h:";

/// Exports that are rejected: a part, its replacement, the rule, and the text at its offset.
const REJECTED_EXPORTS: [(&str, &str, Rule, &str); 8] = [
    (":VGhp", "VGhp", Rule::SfBinary, "VGhp"),
    ("+h:", "+h", Rule::SfBinary, ""),
    ("+h:", "+h:;a", Rule::End, ";a"),
    ("+h:", "+h:, ::", Rule::End, ", ::"),
    ("+h:", "+hYWFh:", Rule::Base64, "YWFh:"),
    ("I/+h:", ":", Rule::Base64, ":"),
    ("c+Bl", "c-Bl", Rule::Base64, "-Bl"),
    ("c+Bl", "c+B l", Rule::Base64, " l"),
];

#[test]
fn a_frontend_sends_the_output_of_the_exporter() {
    let request = [("concealed-auth-export", EXPORT)];
    let export = concealed::auth_export(&request).unwrap().unwrap();
    assert_eq!(export.output(), *b"This\xE0example TLS\xF0exportes\xE0output?is 48 bytes \x23\xFF\xA1");
    assert_eq!(written(&Export::new(export.output())), EXPORT.as_bytes());
    assert!(Export::parse(format!("\t {EXPORT} ").as_bytes()).is_ok());
    let verification = export.verification();
    let credentials = Credentials::new("a", "b", 7, &verification, "c").unwrap();
    assert!(credentials.verification().matches(&verification));
    for (from, to, rule, at) in REJECTED_EXPORTS {
        let wild = EXPORT.replace(from, to);
        assert_ne!(wild, EXPORT);
        let error = Export::parse(wild.as_bytes()).unwrap_err();
        let offset = if at.is_empty() { wild.len() } else { wild.rfind(at).unwrap() };
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(rule), offset), "{wild}");
        crate::prefixes::lengths(wild.len()).for_each(|length| laws::check("concealed", &wild.as_bytes()[..length]));
    }
    let twice = [("Concealed-Auth-Export", EXPORT); 2];
    assert_eq!(concealed::auth_export(&twice).unwrap_err().error().kind(), ErrorKind::SecondLine);
    assert_eq!(format!("{export:?}"), "Export { .. }");
}

#[test]
fn all_prefixes_keep_the_laws() {
    let wild = SAME.into_iter().chain(REJECTED.map(|(from, to, ..)| (from, to)));
    let wild = wild.map(|(from, to)| EXAMPLE.replacen(from, to, 1));
    for value in wild.chain([EXAMPLE, "key\npublic key\nproof\nrealm"].map(str::to_owned)) {
        crate::prefixes::lengths(value.len()).for_each(|length| laws::check("concealed", &value.as_bytes()[..length]));
    }
}
