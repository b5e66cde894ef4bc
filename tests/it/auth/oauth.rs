//! OAuth 1.0, RFC 5849: its examples, unusual forms, and each error.

use countersign::auth::oauth::{Challenge, Credentials, SignatureMethod};
use countersign::auth::{self, Param};
use countersign::{ErrorKind, Rule, ValueErrorKind};

use crate::laws::{self, written};

/// Credentials that are written as they were parsed.
const EXAMPLES: [&str; 7] = [
    // §1.2, the three requests of the photo printer.
    "OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_signature_method=\"HMAC-SHA1\", \
     oauth_timestamp=\"137131200\", oauth_nonce=\"wIjqoxySaT1\", \
     oauth_callback=\"http%3A%2F%2Fprinter.example.com%2Fready\", oauth_signature=\"74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D\"",
    "OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"hh5s93j4hdidpola\", \
     oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131201\", oauth_nonce=\"walatlh\", \
     oauth_verifier=\"hfdp7dh39dks9884\", oauth_signature=\"gKgrFCywp7rO0OXSjdot%2FIHF7IU%3D\"",
    "OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"nnch734d00sl2jdk\", \
     oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131202\", oauth_nonce=\"chapoH\", \
     oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\"",
    // §2.1 and §2.3
    "OAuth realm=\"Example\", oauth_consumer_key=\"jd83jd92dhsh93js\", oauth_signature_method=\"PLAINTEXT\", \
     oauth_callback=\"http%3A%2F%2Fclient.example.net%2Fcb%3Fx%3D1\", oauth_signature=\"ja893SD9%26\"",
    "OAuth realm=\"Example\", oauth_consumer_key=\"jd83jd92dhsh93js\", oauth_token=\"hdk48Djdsa\", \
     oauth_signature_method=\"PLAINTEXT\", oauth_verifier=\"473f82d3\", oauth_signature=\"ja893SD9%26xyz4992k83j47x0b\"",
    // §3.1
    "OAuth realm=\"Example\", oauth_consumer_key=\"9djdj82h48djs9d2\", oauth_token=\"kkk9d7dh3k39sjv7\", \
     oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131201\", oauth_nonce=\"7d8f3e4a\", \
     oauth_signature=\"bYT5CMsGcbgUdFHObYMEfcx6bsw%3D\"",
    // The signature covers an extension too.
    "OAuth oauth_consumer_key=\"key\", oauth_signature_method=\"HMAC-SHA256\", oauth_timestamp=\"0001\", \
     oauth_nonce=\"\", oauth_signature=\"\", oauth_body_hash=\"Lve95gjOVATpfV8EL5X4nxwjKHE%3D\"",
];

/// §3.5.1, with another order than §3.1.
const OTHER_ORDER: &str = "OAuth realm=\"Example\", oauth_consumer_key=\"0685bd9184jfhq22\", \
    oauth_token=\"ad180jjd733klru7\", oauth_signature_method=\"HMAC-SHA1\", \
    oauth_signature=\"wOJIO9A2W5mFwDgiDvZbTSMK%2FPY%3D\", oauth_timestamp=\"137131200\", \
    oauth_nonce=\"4572616e48616d6d65724c61686176\", oauth_version=\"1.0\"";

/// Unusual values, and their wire forms.
const WILD: [(&str, &str); 5] = [
    // No SP after the commas, lower-case digits, no quotes, BWS, a comma at the end, bytes that should be encoded.
    (
        "oauth oauth_consumer_key=a%2fb,oauth_signature_method=PLAINTEXT,oauth_signature = \"c/+d=\",",
        "OAuth oauth_consumer_key=\"a%2Fb\", oauth_signature_method=\"PLAINTEXT\", oauth_signature=\"c%2F%2Bd%3D\"",
    ),
    // Values are unescaped first, and then percent-decoded.
    (
        "OAuth OAUTH_consumer_key=\"\\%\\4\\1\", oauth_signature_method=\"%50LAINTEXT\", oauth_signature=\"\\\"\"",
        "OAuth oauth_consumer_key=\"A\", oauth_signature_method=\"PLAINTEXT\", oauth_signature=\"%22\"",
    ),
    // An empty token: the client sends the request for itself.
    (
        "OAuth oauth_token=\"\",oauth_signature=\"%26\",oauth_signature_method=\"PLAINTEXT\",oauth_consumer_key=\"\"",
        "OAuth oauth_consumer_key=\"\", oauth_token=\"\", oauth_signature_method=\"PLAINTEXT\", oauth_signature=\"%26\"",
    ),
    // PLAINTEXT allows a timestamp without a nonce. The value of an unknown parameter is not percent-decoded.
    (
        "OAuth oauth_timestamp=7,oauth_signature=a,oauth_signature_method=PLAINTEXT,oauth_consumer_key=b,x=\"100%\"",
        "OAuth oauth_consumer_key=\"b\", oauth_signature_method=\"PLAINTEXT\", oauth_timestamp=\"7\", \
         oauth_signature=\"a\", x=\"100%\"",
    ),
    // `oauth%5Fnonce` is another parameter.
    (
        "OAuth oauth%5Fnonce=a,oauth_signature=a,oauth_signature_method=PLAINTEXT,oauth_consumer_key=b",
        "OAuth oauth_consumer_key=\"b\", oauth_signature_method=\"PLAINTEXT\", oauth_signature=\"a\", oauth%5Fnonce=a",
    ),
];

const REJECTED: [(&str, ErrorKind, usize); 18] = [
    ("", ErrorKind::Expected(Rule::Token), 0),
    ("Basic realm=\"a\"", ErrorKind::Scheme("OAuth"), 0),
    ("OAuth2 oauth_nonce=a", ErrorKind::Scheme("OAuth"), 0),
    ("OAuth", ErrorKind::Missing("oauth_signature_method"), 5),
    ("OAuth abc", ErrorKind::Expected(Rule::AuthParam), 6),
    ("OAuth oauth_token=\"a", ErrorKind::Expected(Rule::QuotedString), 20),
    ("OAuth oauth_token=a oauth_nonce=b", ErrorKind::Expected(Rule::Comma), 20),
    ("OAuth oauth_token=a/b", ErrorKind::Expected(Rule::Comma), 19),
    ("OAuth oauth_signature_method=PLAINTEXT", ErrorKind::Missing("oauth_consumer_key"), 38),
    ("OAuth oauth_signature_method=PLAINTEXT, oauth_consumer_key=a", ErrorKind::Missing("oauth_signature"), 60),
    ("OAuth oauth_signature_method=RSA-SHA1, oauth_nonce=a", ErrorKind::Missing("oauth_timestamp"), 52),
    ("OAuth oauth_signature_method=RSA-SHA1, oauth_timestamp=1", ErrorKind::Missing("oauth_nonce"), 56),
    // Values are case-sensitive: this is not PLAINTEXT.
    ("OAuth oauth_signature_method=plaintext", ErrorKind::Missing("oauth_timestamp"), 38),
    ("OAuth oauth_signature_method=\"100%\"", ErrorKind::InvalidParam("oauth_signature_method"), 6),
    (
        "OAuth oauth_signature_method=PLAINTEXT, oauth_consumer_key=%2",
        ErrorKind::InvalidParam("oauth_consumer_key"),
        40,
    ),
    ("OAuth realm=a, oauth_nonce=b, Oauth_Nonce=c", ErrorKind::DuplicateParam, 30),
    ("OAuth realm=a, x=1, X=1", ErrorKind::DuplicateParam, 20),
    ("OAuth realm=a, Basic realm=b", ErrorKind::Expected(Rule::Equals), 21),
];

const CHALLENGES: [(&str, &str); 5] = [
    ("OAuth realm=\"http://server.example.com/\"", "OAuth realm=\"http://server.example.com/\""),
    ("OAuth", "OAuth"),
    ("OAuth realm=Photos, scope=\"a\"", "OAuth realm=\"Photos\""),
    (
        "OAuth realm=\"https%3A%2F%2Fjira.example.com\",oauth_problem=token_rejected",
        "OAuth realm=\"https%3A%2F%2Fjira.example.com\", oauth_problem=\"token_rejected\"",
    ),
    (
        "OAuth oauth_problem_advice=\"Ask%20again, later\", oauth_problem=\"a\"",
        "OAuth oauth_problem=\"a\", oauth_problem_advice=\"Ask%20again%2C%20later\"",
    ),
];

const REJECTED_CHALLENGES: [(&str, ErrorKind, usize); 4] = [
    ("OAuth token68=", ErrorKind::Expected(Rule::AuthParam), 6),
    ("OAuth realm=\"a\", oauth_problem=\"%\"", ErrorKind::InvalidParam("oauth_problem"), 17),
    ("OAuth realm=\"a\", realm=\"b\"", ErrorKind::DuplicateParam, 17),
    ("OAuthX realm=\"a\"", ErrorKind::Scheme("OAuth"), 0),
];

/// The expected form of `field`, with a placeholder for the timestamp.
fn with(name: &str, value: &str) -> String {
    format!("OAuth oauth_consumer_key=a, oauth_signature_method=PLAINTEXT, oauth_signature=b, {name}={value}")
}

#[test]
fn examples_are_parsed_and_written_as_printed() {
    for example in EXAMPLES {
        let credentials = Credentials::parse(example.as_bytes()).unwrap();
        assert_eq!(written(&credentials), example.as_bytes());
    }
    let credentials = Credentials::parse(OTHER_ORDER.as_bytes()).unwrap();
    assert_eq!(credentials.realm().unwrap(), "Example");
    assert_eq!(credentials.consumer_key(), "0685bd9184jfhq22");
    assert_eq!(credentials.token().unwrap(), "ad180jjd733klru7");
    assert_eq!(credentials.signature_method(), SignatureMethod::HmacSha1);
    assert_eq!(credentials.timestamp().unwrap().get(), 137_131_200);
    assert_eq!(credentials.nonce().unwrap(), "4572616e48616d6d65724c61686176");
    assert!(credentials.has_version());
    assert!(credentials.signature().matches("wOJIO9A2W5mFwDgiDvZbTSMK/PY="));
    assert_eq!((credentials.callback(), credentials.verifier()), (None, None));
}

#[test]
fn examples_are_built() {
    let printer = |signature, timestamp, nonce| {
        let credentials =
            Credentials::new("dpf43f3p2l4k3l03", SignatureMethod::HmacSha1, signature, timestamp, nonce).unwrap();
        credentials.with_realm("Photos").unwrap()
    };
    let extension = [Param::quoted("oauth_body_hash", b"Lve95gjOVATpfV8EL5X4nxwjKHE%3D").unwrap()];
    let client = "jd83jd92dhsh93js";
    for (credentials, example) in [
        (
            printer("74KNZJeDHnMBp0EMJ9ZHt/XKycU=", 137_131_200, "wIjqoxySaT1")
                .with_callback("http://printer.example.com/ready"),
            EXAMPLES[0],
        ),
        (
            printer("gKgrFCywp7rO0OXSjdot/IHF7IU=", 137_131_201, "walatlh")
                .with_token("hh5s93j4hdidpola")
                .with_verifier("hfdp7dh39dks9884"),
            EXAMPLES[1],
        ),
        (
            Credentials::plaintext(client, "ja893SD9&")
                .with_callback("http://client.example.net/cb?x=1")
                .with_realm("Example")
                .unwrap(),
            EXAMPLES[3],
        ),
        (
            Credentials::plaintext(client, "ja893SD9&xyz4992k83j47x0b")
                .with_token("hdk48Djdsa")
                .with_verifier("473f82d3")
                .with_realm("Example")
                .unwrap(),
            EXAMPLES[4],
        ),
        (
            Credentials::new("key", SignatureMethod::new("HMAC-SHA256"), "", 1, "")
                .unwrap()
                .with_other_params(&extension)
                .unwrap(),
            &EXAMPLES[6].replace("0001", "1"),
        ),
    ] {
        assert_eq!(written(&credentials), example.as_bytes());
    }
}

#[test]
fn unusual_forms_are_parsed_and_written_as_the_standard_says() {
    for (wild, expected) in WILD {
        let credentials = Credentials::parse(wild.as_bytes()).unwrap();
        assert_eq!(written(&credentials), expected.as_bytes(), "{wild}");
    }
    for (wild, expected) in CHALLENGES {
        let challenge = Challenge::parse(wild.as_bytes()).unwrap();
        assert_eq!(written(&challenge), expected.as_bytes(), "{wild}");
    }
    let escaped = Credentials::parse(WILD[1].0.as_bytes()).unwrap();
    assert_eq!(escaped.consumer_key().as_str(), None, "the value has an encoded byte");
    assert_eq!(escaped.signature_method(), SignatureMethod::Plaintext);
}

#[test]
fn invalid_values_are_rejected() {
    for (value, kind, offset) in REJECTED {
        let error = Credentials::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
    for (value, kind, offset) in REJECTED_CHALLENGES {
        let error = Challenge::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
    for (name, value) in [
        ("oauth_timestamp", "0"),
        ("oauth_timestamp", "-1"),
        ("oauth_timestamp", "\"\""),
        ("oauth_timestamp", "18446744073709551616"),
        ("oauth_version", "1"),
        ("oauth_version", "2.0"),
        ("oauth_nonce", "%"),
        ("oauth_callback", "\"http%3A%2\""),
        ("oauth_verifier", "%GG"),
        ("oauth_token", "%2%20"),
    ] {
        let value = with(name, value);
        let error = Credentials::parse(value.as_bytes()).unwrap_err();
        let at = value.find(&format!(" {name}")).unwrap() + 1;
        assert!(matches!(error.kind(), ErrorKind::InvalidParam(param) if param == name), "{value}: {error}");
        assert_eq!(error.offset(), at, "{value}");
    }
}

#[test]
fn parts_that_cannot_be_sent_are_rejected() {
    let plaintext = Credentials::plaintext("a", "b");
    let rejected = |name: &'static str, value: &'static [u8]| {
        let params = [Param::token("x", b"1").unwrap(), Param::quoted(name, value).unwrap()];
        plaintext.with_other_params(&params).map(|_| ()).unwrap_err()
    };
    let many: Vec<String> = (0..64).map(|number| format!("p{number}")).collect();
    let many: Vec<Param<'_>> = many.iter().map(|name| Param::token(name, b"1").unwrap()).collect();
    for (error, part, kind, offset) in [
        (
            Credentials::new("a", SignatureMethod::RsaSha1, "b", 0, "c").map(|_| ()).unwrap_err(),
            "oauth_timestamp",
            ValueErrorKind::OutOfRange,
            0,
        ),
        (plaintext.with_realm("a\r").map(|_| ()).unwrap_err(), "realm", ValueErrorKind::InvalidByte, 1),
        (Challenge::new().with_realm("\0").unwrap_err(), "realm", ValueErrorKind::InvalidByte, 0),
        (rejected("oauth_Nonce", b"1"), "params", ValueErrorKind::Reserved, 1),
        (rejected("X", b"1"), "params", ValueErrorKind::Duplicate, 1),
        (rejected("y", b"a b"), "params", ValueErrorKind::WrongForm, 1),
        (rejected("y", b"100%"), "params", ValueErrorKind::WrongForm, 1),
        (rejected("y!", b"1"), "params", ValueErrorKind::WrongForm, 1),
        (plaintext.with_other_params(&many).map(|_| ()).unwrap_err(), "params", ValueErrorKind::TooMany, 54),
    ] {
        assert_eq!((error.part(), error.kind(), error.offset()), (part, kind, offset));
    }
    assert!(plaintext.with_other_params(&many[..54]).is_ok());
}

#[test]
fn debug_output_has_no_secret() {
    let credentials = Credentials::parse(EXAMPLES[0].as_bytes()).unwrap();
    let shown = format!("{credentials:?} {:?}", credentials.signature());
    assert!(!shown.contains("74KNZ") && !shown.contains("dpf43"), "{shown}");
    let generic = auth::Credentials::parse(EXAMPLES[0].as_bytes()).unwrap();
    assert!(Credentials::try_from(generic).is_ok());
}

#[test]
fn all_prefixes_keep_the_laws() {
    let read = EXAMPLES.into_iter().chain([OTHER_ORDER]).chain(WILD.map(|(wild, _)| wild));
    let challenges = CHALLENGES.map(|(wild, _)| wild);
    let rejected = REJECTED.into_iter().chain(REJECTED_CHALLENGES).map(|(value, ..)| value);
    for value in read.chain(challenges).chain(rejected).chain(["key\nHMAC-SHA1\nsign%ature\n\u{e9}\0\n"]) {
        crate::prefixes::lengths(value.len()).for_each(|length| laws::check("oauth", &value.as_bytes()[..length]));
    }
}
