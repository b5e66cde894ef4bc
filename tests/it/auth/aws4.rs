//! AWS Signature Version 4 and 4A, and the schemes of other clouds: what they document, what clients send, and what is
//! rejected.

mod attacks;
mod chunks;
mod clouds;
mod signing;

use countersign::auth::aws4::{Algorithm, Credentials, SCHEMES, Scope, SignedHeaders};
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
const REJECTED: [(&str, &str, ErrorKind, &str); 30] = [
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
    ("EXAMPLE/2013", "EXAMPLE2013", ErrorKind::InvalidParam("Credential"), "Credential"),
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
    let scope = credentials.scope().unwrap();
    assert_eq!((scope.date(), scope.region(), scope.service()), ("20130524", None, "s3"));
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

/// The algorithm, the ID of the key, the parts of the scope, the names, and the value as it is written.
type OtherCloud =
    (Algorithm, &'static str, Option<(&'static str, Option<&'static str>, &'static str)>, &'static str, &'static str);

/// Values of the clouds' documents. In those of Google, the signature is shortened.
const OTHER_CLOUDS: [OtherCloud; 8] = [
    (
        Algorithm::Goog4RsaSha256,
        "example@example-project.iam.gserviceaccount.com",
        Some(("20190301", Some("us-central1"), "storage")),
        "host;x-goog-date",
        "GOOG4-RSA-SHA256 Credential=example@example-project.iam.gserviceaccount.com/20190301/us-central1/storage/goog4_request, \
         SignedHeaders=host;x-goog-date, Signature=247a2aa45f169edf4d187d54e7cc46e4731b1e6273242c4f4c39a1d2507a0e58",
    ),
    (
        Algorithm::Goog4HmacSha256,
        "GOOGTS7C7FUP3AIRVJTE2BCDKINBTES3HC2GY5CBFJDCQ2SYHV6A6XXVTJFSA",
        Some(("20190301", Some("auto"), "storage")),
        "host",
        "GOOG4-HMAC-SHA256 Credential=GOOGTS7C7FUP3AIRVJTE2BCDKINBTES3HC2GY5CBFJDCQ2SYHV6A6XXVTJFSA/20190301/auto/storage/goog4_request, \
         SignedHeaders=host, Signature=247a2aa45f169edf4d187d54e7cc46e4731b1e6273242c4f4c39a1d2507a0e58",
    ),
    (
        Algorithm::Tc3HmacSha256,
        "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
        Some(("2019-02-25", None, "cvm")),
        "content-type;host",
        "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, \
         SignedHeaders=content-type;host, Signature=c492e8e41437e97a620b728c301bb8d17e7dc0c17eeabce80c20cd70fc3a78ff",
    ),
    (
        Algorithm::Acs3HmacSha256,
        "YourAccessKeyId",
        None,
        "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version",
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId, \
         SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version, \
         Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
    ),
    (
        Algorithm::Oss4HmacSha256,
        "LTAI",
        Some(("20250417", Some("cn-hangzhou"), "oss")),
        "",
        "OSS4-HMAC-SHA256 Credential=LTAI/20250417/cn-hangzhou/oss/aliyun_v4_request, \
         Signature=a7c3554c729d71929e0b84489addee6b2e8d5cb48595adfc51868c299c0c218e",
    ),
    (
        Algorithm::Oss4HmacSha256,
        "ak",
        Some(("20231216", Some("cn-hangzhou"), "oss")),
        "host;range",
        "OSS4-HMAC-SHA256 Credential=ak/20231216/cn-hangzhou/oss/aliyun_v4_request, AdditionalHeaders=host;range, \
         Signature=e21d18daa82167720f9b1047ae7e7f1ce7cb77a31e8203a7d5f4624fa0284afe",
    ),
    (
        Algorithm::SdkHmacSha256,
        "QTWAOYTTINDUT2QVKYUC",
        None,
        "content-type;host;x-sdk-date",
        "SDK-HMAC-SHA256 Access=QTWAOYTTINDUT2QVKYUC, SignedHeaders=content-type;host;x-sdk-date, \
         Signature=7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe",
    ),
    (
        Algorithm::SdkHmacSha256,
        "DJZN5UEQSODCWJ7NGOMC",
        Some(("20191115", Some("cn-north-4"), "dis")),
        "host;x-sdk-date",
        "SDK-HMAC-SHA256 Credential=DJZN5UEQSODCWJ7NGOMC/20191115/cn-north-4/dis/sdk_request, \
         SignedHeaders=host;x-sdk-date, Signature=7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe",
    ),
];

/// Variants that are rejected: the index above, a part, its replacement, the kind of the error, and the text at its offset.
const REJECTED_OTHERS: [(usize, &str, &str, ErrorKind, &str); 18] = [
    (0, "goog4_request", "aws4_request", ErrorKind::InvalidParam("Credential"), "Credential"),
    (0, "a0e58", "a0e5", ErrorKind::InvalidParam("Signature"), "Signature"),
    (1, "a0e58", "a0e", ErrorKind::InvalidParam("Signature"), "Signature"),
    (2, "2019-02-25", "20190225", ErrorKind::InvalidParam("Credential"), "Credential"),
    (2, "2019-02-25", "2019-2-25", ErrorKind::InvalidParam("Credential"), "Credential"),
    (2, "2019-02-25", "02-25-2019", ErrorKind::InvalidParam("Credential"), "Credential"),
    (2, "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/", "", ErrorKind::InvalidParam("Credential"), "Credential"),
    (3, "YourAccessKeyId", "\"\"", ErrorKind::InvalidParam("Credential"), "Credential"),
    (3, "YourAccessKeyId", "\"\u{e9}\"", ErrorKind::InvalidParam("Credential"), "Credential"),
    (3, "Credential", "Access", ErrorKind::Missing("Credential"), ""),
    (3, "SignedHeaders", "AdditionalHeaders", ErrorKind::Missing("SignedHeaders"), ""),
    // Alibaba's error 0002-00000210.
    (5, "host;range", "host;", ErrorKind::InvalidParam("AdditionalHeaders"), "AdditionalHeaders"),
    // Its error 0002-00000209.
    (5, "host;range", "\"\"", ErrorKind::InvalidParam("AdditionalHeaders"), "AdditionalHeaders"),
    (5, "host;range", "", ErrorKind::Expected(Rule::Token), ", Signature"),
    (6, "Access=", "Acces=", ErrorKind::Missing("Access"), ""),
    (6, "Access=", "Credential=", ErrorKind::InvalidParam("Credential"), "Credential"),
    (6, "Access=", "Credential=a/20191115/b/c/sdk_request, Access=", ErrorKind::Conflict("Credential"), "Credential"),
    (7, "/cn-north-4", "", ErrorKind::InvalidParam("Credential"), "Credential"),
];

#[test]
fn other_clouds_have_parts_of_their_own() {
    for (algorithm, id, parts, names, wire) in OTHER_CLOUDS {
        let read = Credentials::parse(wire.as_bytes()).unwrap();
        assert_eq!(written(&read), wire.as_bytes());
        assert_eq!((read.algorithm(), read.access_key_id()), (algorithm, id));
        assert_eq!((read.signed_headers().as_str(), read.signed_headers().is_empty()), (names, names.is_empty()));
        assert_eq!(read.signed_headers().iter().count(), names.split(';').filter(|name| !name.is_empty()).count());
        assert!(wire.starts_with(algorithm.name()) && SCHEMES.contains(&algorithm.name()));
        let scope = parts.map(|(date, region, service)| Scope::of(algorithm, date, region, service).unwrap());
        assert_eq!(read.scope(), scope);
        let built = match scope {
            Some(scope) => Credentials::new(id, scope, names, read.signature()),
            None => Credentials::without_scope(algorithm, id, names, read.signature()),
        };
        assert_eq!(written(&built.unwrap()), wire.as_bytes());
        // The usual form without spaces, and quoted.
        assert_eq!(written(&Credentials::parse(wire.replace(", ", ",").as_bytes()).unwrap()), wire.as_bytes());
    }
    assert_eq!(Scope::new("20130524", "us-east-1", "s3").unwrap().terminator(), "aws4_request");
    for (index, from, to, kind, at) in REJECTED_OTHERS {
        let (.., wire) = OTHER_CLOUDS[index];
        let wild = wire.replacen(from, to, 1);
        assert_ne!(wild, wire);
        let error = Credentials::parse(wild.as_bytes()).unwrap_err();
        let offset = if at.is_empty() { wild.len() } else { wild.find(at).unwrap() };
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{wild}");
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
    use ValueErrorKind::{Duplicate, Empty, InvalidByte, Requires, Unsorted, WrongForm};
    let tencent = Algorithm::Tc3HmacSha256;
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
        // A parameter, which could follow the key after a semicolon.
        (of("a;x=", scope, "host", SIGNATURE), "access-key-id", InvalidByte, 1),
        (of("a;b;;x-y=c", scope, "host", SIGNATURE), "access-key-id", InvalidByte, 4),
        (of("a", scope, "", SIGNATURE), "SignedHeaders", Empty, 0),
        (of("a", scope, "host;", SIGNATURE), "SignedHeaders", Empty, 5),
        (of("a", scope, "host;range;Range", SIGNATURE), "SignedHeaders", InvalidByte, 11),
        (of("a", scope, "host;ra nge", SIGNATURE), "SignedHeaders", InvalidByte, 7),
        (of("a", scope, "host;range;date", SIGNATURE), "SignedHeaders", Unsorted, 2),
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
        (SignedHeaders::new("").unwrap_err(), "SignedHeaders", Empty, 0),
        (Scope::of(Algorithm::Acs3HmacSha256, "20130524", None, "a").unwrap_err(), "algorithm", WrongForm, 0),
        (Scope::of(Algorithm::Oss4HmacSha256, "20130524", None, "a").unwrap_err(), "algorithm", Requires("region"), 0),
        (Scope::of(tencent, "2013-05-24", Some("a"), "a").unwrap_err(), "region", WrongForm, 0),
        (Scope::of(tencent, "20130524", None, "a").unwrap_err(), "date", WrongForm, 0),
        (Scope::of(tencent, "2013/05/24", None, "a").unwrap_err(), "date", InvalidByte, 4),
        (
            Credentials::without_scope(Algorithm::SdkHmacSha256, "==", "host", SIGNATURE).unwrap_err(),
            "access-key-id",
            InvalidByte,
            0,
        ),
        (Credentials::without_scope(tencent, "a", "host", SIGNATURE).unwrap_err(), "algorithm", Requires("scope"), 0),
        (
            Credentials::without_scope(Algorithm::Acs3HmacSha256, "a", "", SIGNATURE).unwrap_err(),
            "SignedHeaders",
            Empty,
            0,
        ),
    ] {
        assert_eq!((error.part(), error.kind(), error.offset()), (part, kind, offset));
    }
    assert!(Credentials::new("a", several, "host", &long).is_ok());
    for key in [";", "a;", "a;;", "a;b", "a;=b", "a;/x=b", "=;a"] {
        let built = Credentials::new(key, scope, "host", SIGNATURE).unwrap();
        let wire = written(&built);
        assert_eq!(Credentials::parse(&wire).unwrap().access_key_id(), key);
    }
}

#[test]
fn debug_output_has_no_secret() {
    let credentials = Credentials::parse(DOCUMENTED.as_bytes()).unwrap();
    let shown = format!("{credentials:?} {:?} {:?}", credentials.scope().unwrap(), credentials.signed_headers());
    assert_eq!(shown, "Credentials { algorithm: HmacSha256, .. } Scope { .. } SignedHeaders(21 bytes)");
}

#[test]
fn all_prefixes_keep_the_laws() {
    let same = SAME.map(|(from, to)| DOCUMENTED.replace(from, to));
    let rejected = REJECTED.map(|(from, to, ..)| DOCUMENTED.replace(from, to));
    let others = OTHER_CLOUDS.map(|(.., wire)| wire.to_owned());
    let rejected_others = REJECTED_OTHERS.map(|(index, from, to, ..)| OTHER_CLOUDS[index].4.replacen(from, to, 1));
    let parts = ["AKIA\nus-east-1\ns3\na;b\n\n", "a b\nus/\n\nb;a"].map(str::to_owned);
    for value in EXAMPLES
        .map(str::to_owned)
        .into_iter()
        .chain(same)
        .chain(rejected)
        .chain(others)
        .chain(rejected_others)
        .chain(parts)
    {
        crate::prefixes::lengths(value.len()).for_each(|length| laws::check("aws4", &value.as_bytes()[..length]));
    }
}
