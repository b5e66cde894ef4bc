//! AWS Signature Version 4 and 4A: what Amazon documents, what clients send, and what is rejected.

use countersign::auth::aws4::{Algorithm, Credentials, Scope, SignedHeaders};
use countersign::auth::{self, Challenges};
use countersign::{ErrorKind, Rule, ValueErrorKind};

use crate::laws::{self, written};

const SIGNATURE: &str = "fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024";

const DOCUMENTED: &str = "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
    SignedHeaders=host;range;x-amz-date, Signature=fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024";

/// Credentials that are written as they were parsed.
const EXAMPLES: [&str; 5] = [
    DOCUMENTED,
    "AWS4-ECDSA-P256-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/s3/aws4_request, \
     SignedHeaders=host;range;x-amz-date;x-amz-region-set, Signature=3045022100fe5f80f77d5f",
    // What curl sends.
    "AWS4-HMAC-SHA256 Credential=user/19700101/us-east-2/es/aws4_request, SignedHeaders=host;x-amz-date, \
     Signature=9dd8592929306832a6673d10063491391e486e5f50de4647ea7c2c797277e0a6",
    "AWS4-HMAC-SHA256 Credential=xxx/19700101/us-east-1/s3/aws4_request, \
     SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, \
     Signature=a028756f42a859122e9609c1f90cae4b272d6b03bf60d9fd354138176dfa2260",
    // An access key with slashes, and one that looks like another parameter.
    "AWS4-HMAC-SHA256 Credential==tenant=a/b:c;/20130524/us-east-1/s3/aws4_request, SignedHeaders=host, \
     Signature=fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024",
];

/// Variants of the documented value that are equal to it: a part, and its replacement.
const SAME: [(&str, &str); 9] = [
    (", ", ","),
    (", ", " ,\t"),
    ("AWS4-HMAC-SHA256", "aws4-hmac-sha256"),
    ("Credential=", "credential = "),
    ("Signature=", "Signature =\t"),
    ("aws4_request, ", "aws4_request,,, "),
    (SIGNATURE, "\"fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024\""),
    ("host;range;x-amz-date", "\"host;range;x-amz-date\""),
    ("Signature=", "Unknown=a/b;c, Signature="),
];

/// Variants that are rejected: a part, its replacement, the kind of the error, and the text at its offset.
const REJECTED: [(&str, &str, ErrorKind, &str); 29] = [
    ("AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA512 ", ErrorKind::Scheme("AWS4-HMAC-SHA256"), "AWS4"),
    ("AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256, ", ErrorKind::Expected(Rule::Space), ", Credential"),
    ("AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256\t", ErrorKind::Expected(Rule::Space), "\t"),
    ("AWS4-HMAC-SHA256 ", "AWS4-ECDSA-P256-SHA256 ", ErrorKind::InvalidParam("Credential"), "Credential"),
    ("Credential=", "Credentials=", ErrorKind::Missing("Credential"), ""),
    ("SignedHeaders=", "Signed=", ErrorKind::Missing("SignedHeaders"), ""),
    ("Signature=", "Sig=", ErrorKind::Missing("Signature"), ""),
    ("Credential=", "Credential", ErrorKind::Expected(Rule::AuthParam), "Credential"),
    (", SignedHeaders", " SignedHeaders", ErrorKind::Expected(Rule::Comma), "SignedHeaders"),
    ("Signature=", "Signature=abc, signature=", ErrorKind::DuplicateParam, "signature="),
    ("Signature=", "x=a, X=b, Signature=", ErrorKind::DuplicateParam, "X=b"),
    ("AKIAIOSFODNN7EXAMPLE", "", ErrorKind::InvalidParam("Credential"), "Credential"),
    ("AKIAIOSFODNN7EXAMPLE/", "", ErrorKind::InvalidParam("Credential"), "Credential"),
    ("AKIAIOSFODNN7EXAMPLE", "\u{e9}", ErrorKind::InvalidParam("Credential"), "Credential"),
    ("20130524", "2013-05-24", ErrorKind::InvalidParam("Credential"), "Credential"),
    ("20130524", "2013052", ErrorKind::InvalidParam("Credential"), "Credential"),
    ("/us-east-1", "", ErrorKind::InvalidParam("Credential"), "Credential"),
    ("us-east-1", "", ErrorKind::InvalidParam("Credential"), "Credential"),
    ("/s3/", "//", ErrorKind::InvalidParam("Credential"), "Credential"),
    ("aws4_request", "aws5_request", ErrorKind::InvalidParam("Credential"), "Credential"),
    ("host;range;x-amz-date", "\"\"", ErrorKind::InvalidParam("SignedHeaders"), "SignedHeaders"),
    ("host;range;x-amz-date", "", ErrorKind::Expected(Rule::Token), ", Signature"),
    ("host;range", "host;;range", ErrorKind::InvalidParam("SignedHeaders"), "SignedHeaders"),
    ("host;range", "\"host;ra\\nge\"", ErrorKind::Expected(Rule::Comma), ";x-amz"),
    ("x-amz-date", "x-amz:date", ErrorKind::InvalidParam("SignedHeaders"), "SignedHeaders"),
    (SIGNATURE, "zzzz", ErrorKind::InvalidParam("Signature"), "Signature"),
    ("1024", "102", ErrorKind::InvalidParam("Signature"), "Signature"),
    ("fe5f", "FE5F", ErrorKind::InvalidParam("Signature"), "Signature"),
    ("Signature=fe", "Signature=\"fe", ErrorKind::Expected(Rule::QuotedString), ""),
];

#[test]
fn examples_are_parsed_and_written_as_sent() {
    for example in EXAMPLES {
        let credentials = Credentials::parse(example.as_bytes()).unwrap();
        assert_eq!(written(&credentials), example.as_bytes());
    }
    let credentials = Credentials::parse(EXAMPLES[1].as_bytes()).unwrap();
    assert_eq!(credentials.algorithm(), Algorithm::EcdsaP256Sha256);
    assert_eq!(credentials.scope().date(), "20130524");
    assert_eq!((credentials.scope().region(), credentials.scope().service()), (None, "s3"));
    assert!(credentials.signed_headers().iter().eq(["host", "range", "x-amz-date", "x-amz-region-set"]));
    assert!(credentials.signed_headers().contains("X-AMZ-Region-Set") && !credentials.signed_headers().contains("x"));
    assert!(credentials.matches("3045022100fe5f80f77d5f") && !credentials.matches(SIGNATURE));
    assert_eq!(credentials.signature(), "3045022100fe5f80f77d5f");
    let credentials = Credentials::parse(EXAMPLES[4].as_bytes()).unwrap();
    assert_eq!(credentials.access_key_id(), "=tenant=a/b:c;");
}

#[test]
fn examples_are_built() {
    let scope = Scope::new("20130524", "us-east-1", "s3").unwrap();
    let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", scope, "host;range;x-amz-date", SIGNATURE).unwrap();
    assert_eq!(written(&credentials), DOCUMENTED.as_bytes());
    let scope = Scope::multi_region("20130524", "s3").unwrap();
    let names = "host;range;x-amz-date;x-amz-region-set";
    let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", scope, names, "3045022100fe5f80f77d5f").unwrap();
    assert_eq!(written(&credentials), EXAMPLES[1].as_bytes());
}

#[test]
fn equal_forms_are_parsed_as_the_same_value() {
    for (from, to) in SAME {
        let wild = DOCUMENTED.replace(from, to);
        assert_ne!(wild, DOCUMENTED);
        let credentials = Credentials::parse(wild.as_bytes()).unwrap();
        assert_eq!(written(&credentials), DOCUMENTED.as_bytes(), "{wild}");
    }
    let (scheme, params) = DOCUMENTED.split_once(' ').unwrap();
    let mut params: Vec<&str> = params.split(", ").collect();
    params.reverse();
    let reversed = format!("{scheme} {}", params.join(","));
    assert_eq!(written(&Credentials::parse(reversed.as_bytes()).unwrap()), DOCUMENTED.as_bytes());
    // The order and the spelling of the names are kept, because the signature covers them.
    let unsorted = DOCUMENTED.replace("host;range", "Range;host");
    assert_eq!(written(&Credentials::parse(unsorted.as_bytes()).unwrap()), unsorted.as_bytes());
}

#[test]
fn invalid_values_are_rejected() {
    for (from, to, kind, at) in REJECTED {
        let wild = DOCUMENTED.replace(from, to);
        assert_ne!(wild, DOCUMENTED);
        let error = Credentials::parse(wild.as_bytes()).unwrap_err();
        let offset = if at.is_empty() { wild.len() } else { wild.find(at).unwrap() };
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{wild}");
    }
    for (value, kind, offset) in [
        ("", ErrorKind::Expected(Rule::Token), 0),
        ("AWS4-HMAC-SHA256", ErrorKind::Missing("Credential"), 16),
        ("AWS4-HMAC-SHA256 abc", ErrorKind::Expected(Rule::AuthParam), 17),
        (
            "AWS4-ECDSA-P256-SHA256 Credential=a/20130524/s3/aws4_request,SignedHeaders=h,Signature=a",
            ErrorKind::InvalidParam("Signature"),
            77,
        ),
    ] {
        let error = Credentials::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
}

/// What clients send does not match the grammar of RFC 9110. With quotes, both parsers accept it.
#[test]
fn the_framework_rejects_the_usual_form() {
    for example in EXAMPLES {
        let error = auth::Credentials::parse(example.as_bytes()).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Expected(Rule::Comma | Rule::Token)), "{error}");
        assert!(Challenges::parse(example.as_bytes()).is_err());
        let quoted = example.replace("l=", "l=\"").replace(", SignedHeaders=", "\", SignedHeaders=\"");
        let quoted = quoted.replace(", Signature", "\", Signature");
        let generic = auth::Credentials::parse(quoted.as_bytes()).unwrap();
        assert_eq!(written(&Credentials::try_from(generic).unwrap()), example.as_bytes());
        assert_eq!(written(&Credentials::parse(quoted.as_bytes()).unwrap()), example.as_bytes());
    }
}

#[test]
fn parts_that_cannot_be_sent_are_rejected() {
    use ValueErrorKind::{Duplicate, Empty, InvalidByte, Prohibited, WrongForm};
    let scope = Scope::new("20130524", "us-east-1", "s3").unwrap();
    let several = Scope::multi_region("20130524", "s3").unwrap();
    let of = |key, scope, names, signature| Credentials::new(key, scope, names, signature).unwrap_err();
    let long = SIGNATURE.repeat(2);
    for (error, part, kind, offset) in [
        (of("", scope, "host", SIGNATURE), "access-key-id", Empty, 0),
        (of("a b", scope, "host", SIGNATURE), "access-key-id", InvalidByte, 1),
        (of("a,b", scope, "host", SIGNATURE), "access-key-id", InvalidByte, 1),
        (of("ab\"", scope, "host", SIGNATURE), "access-key-id", InvalidByte, 2),
        (of("a\r\n", scope, "host", SIGNATURE), "access-key-id", InvalidByte, 1),
        (of("a", scope, "", SIGNATURE), "SignedHeaders", Empty, 0),
        (of("a", scope, "host;", SIGNATURE), "SignedHeaders", Empty, 5),
        (of("a", scope, "host;range;Range", SIGNATURE), "SignedHeaders", InvalidByte, 11),
        (of("a", scope, "host;ra nge", SIGNATURE), "SignedHeaders", InvalidByte, 7),
        (of("a", scope, "host;range;date", SIGNATURE), "SignedHeaders", Prohibited, 11),
        (of("a", scope, "host;host", SIGNATURE), "SignedHeaders", Duplicate, 1),
        (of("a", scope, "host", ""), "Signature", Empty, 0),
        (of("a", scope, "host", "fE"), "Signature", InvalidByte, 1),
        (of("a", scope, "host", "fe"), "Signature", WrongForm, 0),
        (of("a", scope, "host", &long), "Signature", WrongForm, 0),
        (of("a", several, "host", "fe5"), "Signature", WrongForm, 0),
        (Scope::new("2013-05-24", "us-east-1", "s3").unwrap_err(), "date", InvalidByte, 4),
        (Scope::new("201305241", "us-east-1", "s3").unwrap_err(), "date", WrongForm, 0),
        (Scope::multi_region("", "s3").unwrap_err(), "date", Empty, 0),
        (Scope::new("20130524", "us/east", "s3").unwrap_err(), "region", InvalidByte, 2),
        (Scope::new("20130524", "", "s3").unwrap_err(), "region", Empty, 0),
        (Scope::new("20130524", "us-east-1", "s 3").unwrap_err(), "service", InvalidByte, 1),
        (Scope::multi_region("20130524", "").unwrap_err(), "service", Empty, 0),
        (SignedHeaders::new("a;;b").unwrap_err(), "SignedHeaders", Empty, 2),
    ] {
        assert_eq!((error.part(), error.kind(), error.offset()), (part, kind, offset));
    }
    assert!(Credentials::new("a", several, "host", &long).is_ok());
}

#[test]
fn debug_output_has_no_secret() {
    let credentials = Credentials::parse(DOCUMENTED.as_bytes()).unwrap();
    let shown = format!("{credentials:?} {:?} {:?}", credentials.scope(), credentials.signed_headers());
    assert_eq!(shown, "Credentials { algorithm: HmacSha256, .. } Scope { .. } SignedHeaders(21 bytes)");
}

#[test]
fn all_prefixes_keep_the_laws() {
    let same = SAME.map(|(from, to)| DOCUMENTED.replace(from, to));
    let rejected = REJECTED.map(|(from, to, ..)| DOCUMENTED.replace(from, to));
    let parts = ["AKIA\nus-east-1\ns3\na;b\n\n", "a b\nus/\n\nb;a"].map(str::to_owned);
    for value in EXAMPLES.map(str::to_owned).into_iter().chain(same).chain(rejected).chain(parts) {
        crate::prefixes::lengths(value.len()).for_each(|length| laws::check("aws4", &value.as_bytes()[..length]));
    }
}
