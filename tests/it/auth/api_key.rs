//! The schemes Token and `ApiKey`: what GitHub, Django, Rails and Elasticsearch send, and each error.

use countersign::auth::api_key::{Challenge, Credentials, Kind};
use countersign::auth::{self, Challenges, Param, tolerant};
use countersign::{ErrorKind, Rule, ValueErrorKind};

use crate::laws::{self, written};

/// Credentials, their token, and their wire form.
const READ: [(&str, Kind, &str, &str); 9] = [
    (
        "token ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        Kind::Token,
        "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
        "Token ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    ),
    (
        "Token 9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b",
        Kind::Token,
        "9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b",
        "Token 9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b",
    ),
    ("Token token=\"abc\", nonce=\"def\"", Kind::Token, "abc", "Token token=\"abc\", nonce=\"def\""),
    ("Token nonce=def,token=abc", Kind::Token, "abc", "Token token=\"abc\", nonce=def"),
    (
        "ApiKey VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1zeWFrdzl0dk5udw==",
        Kind::ApiKey,
        "VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1zeWFrdzl0dk5udw==",
        "ApiKey VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1zeWFrdzl0dk5udw==",
    ),
    // By the grammar this is a token68, not a parameter without a value.
    ("Token token=", Kind::Token, "token=", "Token token="),
    // Not a token68, and parsed nevertheless.
    ("APIKEY   my:{secret}@here;== ", Kind::ApiKey, "my:{secret}@here;==", "ApiKey my:{secret}@here;=="),
    ("Token token=\"\"", Kind::Token, "", "Token token=\"\""),
    ("Token token=\"a\\\"b, c\"", Kind::Token, "a\"b, c", "Token token=\"a\\\"b, c\""),
];

const REJECTED: [(&str, ErrorKind, usize); 13] = [
    ("", ErrorKind::Expected(Rule::Token), 0),
    ("Bearer abc", ErrorKind::Scheme("Token"), 0),
    ("Tokens abc", ErrorKind::Scheme("Token"), 0),
    ("Token", ErrorKind::Missing("token"), 5),
    ("ApiKey\tabc", ErrorKind::Expected(Rule::Space), 6),
    ("Token abc def", ErrorKind::Expected(Rule::Equals), 10),
    ("Token abc, def", ErrorKind::Expected(Rule::AuthParam), 6),
    ("Token nonce=\"def\"", ErrorKind::Missing("token"), 17),
    ("Token token=\"abc", ErrorKind::Expected(Rule::QuotedString), 16),
    ("Token token=abc==", ErrorKind::Expected(Rule::Comma), 15),
    ("Token token=a:b", ErrorKind::Expected(Rule::Comma), 13),
    ("Token token=a, Token=b", ErrorKind::DuplicateParam, 15),
    ("Token \u{e9}", ErrorKind::Expected(Rule::Token), 6),
];

const CHALLENGES: [(&str, Kind, &str); 5] = [
    ("Token", Kind::Token, "Token"),
    ("Token realm=\"Application\"", Kind::Token, "Token realm=\"Application\""),
    ("token REALM=Application, x=y", Kind::Token, "Token realm=\"Application\""),
    ("ApiKey", Kind::ApiKey, "ApiKey"),
    ("apikey realm = \"\"", Kind::ApiKey, "ApiKey realm=\"\""),
];

const REJECTED_CHALLENGES: [(&str, ErrorKind, usize); 4] = [
    ("Basic realm=\"security\"", ErrorKind::Scheme("Token"), 0),
    ("Token abc", ErrorKind::Expected(Rule::AuthParam), 6),
    ("ApiKey realm=a, realm=b", ErrorKind::DuplicateParam, 16),
    ("Token realm=\"a\" x=y", ErrorKind::Expected(Rule::Comma), 16),
];

#[test]
fn sent_values_are_parsed_and_written() {
    for (value, kind, token, wire) in READ {
        let credentials = Credentials::parse(value.as_bytes()).unwrap();
        assert_eq!(
            (credentials.kind(), credentials.token()),
            (kind, countersign::Text::new(token.as_bytes()).unwrap())
        );
        assert!(credentials.matches(token) && !credentials.matches(&format!("{token}=")), "{value}");
        assert_eq!(written(&credentials), wire.as_bytes(), "{value}");
    }
    let rails = Credentials::parse(READ[2].0.as_bytes()).unwrap();
    assert!(rails.other_params().eq([Param::quoted("nonce", b"def").unwrap()]));
    let elastic = Credentials::parse(READ[4].0.as_bytes()).unwrap();
    let mut buffer = [0; 64];
    let id_and_key = elastic.base64().unwrap().decode_into(&mut buffer).unwrap();
    assert_eq!(id_and_key, b"VuaCfGcBCdbkQm-e5aOx:ui2lp2axTNmsyakw9tvNnw");
    assert!(rails.base64().is_none() && elastic.other_params().next().is_none());

    for (value, kind, wire) in CHALLENGES {
        let challenge = Challenge::parse(value.as_bytes()).unwrap();
        assert_eq!((challenge.kind(), written(&challenge)), (kind, wire.as_bytes().to_vec()), "{value}");
    }
    // As Elasticsearch sends it, with the comma that it leaves out.
    let line = b"Basic realm=\"security\", charset=\"UTF-8\", Bearer realm=\"security\", ApiKey";
    let challenge = Challenges::parse(line).unwrap().into_iter().last().unwrap();
    assert_eq!(Challenge::try_from(challenge), Ok(Challenge::new(Kind::ApiKey)));
}

#[test]
fn only_this_module_parses_tokens_that_are_not_token68() {
    let framework = |value: &str| auth::Credentials::parse(value.as_bytes()).is_ok();
    assert!(READ.iter().all(|(value, _, token, _)| framework(value) != token.contains('{')));
}

#[test]
fn built_values_are_written() {
    let others = [Param::token("nonce", b"def").unwrap()];
    for (credentials, wire) in [
        (Credentials::new(Kind::ApiKey, "my:{secret}=").unwrap(), "ApiKey my:{secret}="),
        (Credentials::of_params(Kind::Token, "a\"b", &others).unwrap(), "Token token=\"a\\\"b\", nonce=def"),
    ] {
        assert_eq!(written(&credentials), wire.as_bytes());
    }
    assert_eq!(written(&Challenge::new(Kind::ApiKey).with_realm("a").unwrap()), b"ApiKey realm=\"a\"");
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
}

#[test]
fn parts_that_cannot_be_sent_are_rejected() {
    use ValueErrorKind::{Empty, InvalidByte, Reserved};
    let others = [Param::token("nonce", b"def").unwrap(), Param::token("Token", b"a").unwrap()];
    for (error, part, kind, offset) in [
        (Credentials::new(Kind::Token, "").unwrap_err(), "token", Empty, 0),
        (Credentials::new(Kind::Token, "=").unwrap_err(), "token", InvalidByte, 0),
        (Credentials::new(Kind::Token, "a=b").unwrap_err(), "token", InvalidByte, 2),
        (Credentials::new(Kind::Token, "a, b").unwrap_err(), "token", InvalidByte, 1),
        (Credentials::new(Kind::Token, "ab\r\n").unwrap_err(), "token", InvalidByte, 2),
        (Credentials::of_params(Kind::Token, "a\n", &[]).unwrap_err(), "token", InvalidByte, 1),
        (Credentials::of_params(Kind::Token, "a", &others).unwrap_err(), "params", Reserved, 1),
        (Challenge::new(Kind::Token).with_realm("\0").unwrap_err(), "realm", InvalidByte, 0),
    ] {
        assert_eq!((error.part(), error.kind(), error.offset()), (part, kind, offset));
    }
}

#[test]
fn debug_output_has_no_secret() {
    for (value, kind, ..) in READ {
        let credentials = Credentials::parse(value.as_bytes()).unwrap();
        assert_eq!(format!("{credentials:?}"), format!("Credentials {{ kind: {kind:?}, .. }}"));
    }
}

#[test]
fn all_prefixes_keep_the_laws() {
    let credentials = READ.map(|(value, ..)| value).into_iter().chain(REJECTED.map(|(value, ..)| value));
    let challenges =
        CHALLENGES.map(|(value, ..)| value).into_iter().chain(REJECTED_CHALLENGES.map(|(value, ..)| value));
    for value in credentials.chain(challenges).chain(["a:b==\nnonce\n\"\n\u{e9}", "\0\na"]) {
        crate::prefixes::lengths(value.len()).for_each(|length| laws::check("api_key", &value.as_bytes()[..length]));
    }
}

#[test]
fn a_tab_after_the_scheme_is_tolerated_before_a_raw_token() {
    for value in ["Token abc", "Token\tabc", "Token \tabc", "Token\t abc", "Token \t token=abc", "Token\ttoken=\"abc\""]
    {
        let credentials = tolerant::credentials(value.as_bytes()).unwrap();
        assert!(Credentials::try_from(credentials).unwrap().matches("abc"), "{value:?}");
        let is_strict = !value.contains('\t');
        assert_eq!(Credentials::parse(value.as_bytes()).is_ok(), is_strict, "{value:?}");
    }
}
