//! What vapid proves: every reason to refuse a token in its order, the JSON, and the client.

use countersign::auth::jwt::Jwt;
use countersign::auth::vapid::{Claims, Client, Credentials, Origin, Refusal, Server, Token};
use countersign::hash::{HashFunction, Sha256};
use countersign::{DecodeError, Encode, ErrorKind, Rule, ValueErrorKind};
use proptest::prelude::*;

use crate::laws::dpop::base64url;
use crate::laws::written;

const NOW: u64 = 1_453_480_568;
const KEY: [u8; 65] = [4; 65];
const DAY: u64 = 86_400;

/// A signature that any key can make: the hash of the signed bytes, twice.
fn signature(input: &str) -> [u8; 64] {
    let hash = Sha256.hash(input.as_bytes());
    let mut signature = [0; 64];
    signature.iter_mut().zip(hash.iter().chain(&hash)).for_each(|(place, byte)| *place = *byte);
    signature
}

fn is_signed(credentials: &Credentials<'_>) -> bool {
    credentials.t().signature().matches(&signature(credentials.t().signing_input()))
}

#[test]
fn a_server_refuses_for_the_first_reason() {
    let origin = Origin::of_uri("https://push.example.net/push/1").unwrap();
    let mut other_key = KEY;
    other_key[64] ^= 1;
    let right = format!("YQ.YQ.{}", base64url(&signature("YQ.YQ")));
    let wrong = format!("YQ.YQ.{}", base64url(&signature("YQ.YR")));
    let der = format!("YQ.YQ.{}", base64url(&[0x30; 70]));
    let good = Claims { aud: "https://push.example.net", exp: NOW + 1, sub: Some("mailto:push@example.com") };
    let aud = |aud| Claims { aud, exp: 0, ..good };
    let exp = |exp| Claims { exp, sub: Some(""), ..good };
    let sub = |sub| Claims { sub: Some(sub), ..good };
    for (alg, key, t, claims, expected) in [
        ("none", &other_key, &right, good, Err(Refusal::Algorithm)),
        ("ES384", &KEY, &right, good, Err(Refusal::Algorithm)),
        ("es256", &KEY, &right, good, Err(Refusal::Algorithm)),
        ("ES256", &other_key, &wrong, good, Err(Refusal::Key)),
        ("ES256", &KEY, &wrong, aud(""), Err(Refusal::Signature)),
        ("ES256", &KEY, &der, good, Err(Refusal::Signature)),
        ("ES256", &KEY, &right, aud(""), Err(Refusal::Audience)),
        ("ES256", &KEY, &right, aud("https://push.example.net/"), Err(Refusal::Audience)),
        ("ES256", &KEY, &right, aud("https://push.example.net/push/1"), Err(Refusal::Audience)),
        ("ES256", &KEY, &right, aud("https://push.example.net?"), Err(Refusal::Audience)),
        ("ES256", &KEY, &right, aud("https://push.example.net#"), Err(Refusal::Audience)),
        ("ES256", &KEY, &right, aud("http://push.example.net"), Err(Refusal::Audience)),
        ("ES256", &KEY, &right, aud("https://push.example.net:444"), Err(Refusal::Audience)),
        ("ES256", &KEY, &right, aud("https://push.example.com"), Err(Refusal::Audience)),
        ("ES256", &KEY, &right, aud("push.example.net"), Err(Refusal::Audience)),
        ("ES256", &KEY, &right, Claims { aud: "HTTPS://Push.example.net:443", ..good }, Ok(())),
        ("ES256", &KEY, &right, exp(0), Err(Refusal::Expired)),
        ("ES256", &KEY, &right, exp(NOW), Err(Refusal::Expired)),
        ("ES256", &KEY, &right, exp(NOW + DAY + 1), Err(Refusal::TooLong)),
        ("ES256", &KEY, &right, exp(NOW * 1000), Err(Refusal::TooLong)),
        ("ES256", &KEY, &right, exp(u64::MAX), Err(Refusal::TooLong)),
        ("ES256", &KEY, &right, exp(NOW + DAY), Err(Refusal::Contact)),
        ("ES256", &KEY, &right, sub("push@example.com"), Err(Refusal::Contact)),
        ("ES256", &KEY, &right, sub("mailto:"), Err(Refusal::Contact)),
        ("ES256", &KEY, &right, sub("mailto:a b"), Err(Refusal::Contact)),
        ("ES256", &KEY, &right, sub("http://example.com"), Err(Refusal::Contact)),
        ("ES256", &KEY, &right, sub("MAILTO:a@b"), Ok(())),
        ("ES256", &KEY, &right, sub("https://example.com"), Ok(())),
        ("ES256", &KEY, &right, Claims { sub: None, ..good }, Ok(())),
        ("ES256", &KEY, &right, Claims { exp: NOW + DAY, ..good }, Ok(())),
        ("ES256", &KEY, &right, good, Ok(())),
    ] {
        let credentials = Credentials::new(t, &KEY).unwrap();
        let token = Token::new(credentials, alg, claims);
        let verified = Server::new().with_key(key).verify(&token, &origin, NOW, is_signed);
        assert_eq!(verified, expected, "{alg} {} {} {:?}", claims.aud, claims.exp, claims.sub);
        if let Err(refusal) = verified {
            assert_eq!(refusal.status(), 403);
        }
        // Without a key of its own, a subscription takes any key.
        let any = Server::new().verify(&token, &origin, NOW, is_signed);
        assert_eq!(any.is_ok(), expected.is_ok(), "the rows with another key have another fault too");
    }
    let token = Token::new(Credentials::new(&der, &KEY).unwrap(), "ES256", good);
    let verified = Server::new().verify(&token, &origin, NOW, |_| panic!("the length is wrong"));
    assert_eq!(verified, Err(Refusal::Signature), "a signature of another length is not verified");
    let credentials = Credentials::new(&right, &KEY).unwrap();
    let token = Token::new(credentials, "ES256", good);
    assert_eq!(Server::new().with_key(&other_key).verify(&token, &origin, NOW, is_signed), Err(Refusal::Key));
    assert_eq!(Refusal::Absent.status(), 401);
    let unreadable = Token::read(credentials, &mut [0; 2]).unwrap_err();
    let malformed = Credentials::parse(b"vapid t=a").unwrap_err();
    assert_eq!((Refusal::from(unreadable).status(), Refusal::from(malformed).status()), (403, 403));
}

#[test]
fn json_is_read_strictly() {
    const HEADER: &str = r#"{"typ":"JWT","alg":"ES256"}"#;
    let read = |header: &str, claims: &str| {
        let t = format!("{}.{}.YQ", base64url(header.as_bytes()), base64url(claims.as_bytes()));
        let mut buffer = vec![0; header.len() + claims.len()];
        let credentials = Credentials::new(&t, &KEY).unwrap();
        let short = &mut vec![0; header.len() + claims.len() - 1];
        assert!(matches!(Token::read(credentials, short), Err(DecodeError::Capacity(_))));
        match Token::read(credentials, &mut buffer) {
            Ok(token) => Ok((token.claims().aud.to_owned(), token.claims().exp, token.claims().sub.map(str::to_owned))),
            Err(DecodeError::Parse(error)) => Err((error.kind(), error.offset())),
            Err(DecodeError::Capacity(error)) => panic!("{error}"),
        }
    };
    let claims = |aud: &str| Ok((aud.to_owned(), 7, None));
    for (header, json, expected) in [
        (HEADER, r#"{"aud":"https:\/\/a","exp":7}"#, claims("https://a")),
        (HEADER, r#"{"aud": [ "a" ] ,"exp":7.9}"#, claims("a")),
        (HEADER, r#"{"aud":"a","exp":7,"sub":"b"}"#, Ok(("a".to_owned(), 7, Some("b".to_owned())))),
        (HEADER, r#"{"aud":["a","b"],"exp":7}"#, Err((ErrorKind::InvalidParam("aud"), 7))),
        (HEADER, r#"{"aud":[],"exp":7}"#, Err((ErrorKind::InvalidParam("aud"), 8))),
        (HEADER, r#"{"aud":1,"exp":7}"#, Err((ErrorKind::InvalidParam("aud"), 7))),
        (HEADER, r#"{"exp":7}"#, Err((ErrorKind::Missing("aud"), 9))),
        (HEADER, r#"{"aud":"a"}"#, Err((ErrorKind::Missing("exp"), 11))),
        (HEADER, r#"{"exp":"7"}"#, Err((ErrorKind::InvalidParam("exp"), 7))),
        (HEADER, r#"{"sub":null}"#, Err((ErrorKind::InvalidParam("sub"), 7))),
        (HEADER, r#"{"exp":7,"exp":7}"#, Err((ErrorKind::DuplicateParam, 9))),
        (HEADER, r#"{"aud":"a","exp":7}}"#, Err((ErrorKind::Expected(Rule::Json), 19))),
        (r#"{"typ":"JWT"}"#, "{}", Err((ErrorKind::Missing("alg"), 13))),
        (r#"{"alg":1}"#, "{}", Err((ErrorKind::InvalidParam("alg"), 7))),
        (r#"{"crit":[]}"#, "{}", Err((ErrorKind::InvalidParam("crit"), 8))),
        (r#"{"alg":"a"}x"#, "{}", Err((ErrorKind::Expected(Rule::Json), 11))),
    ] {
        assert_eq!(read(header, json), expected, "{header} {json}");
    }
}

/// Reads the claims `aud` and `exp`.
fn claims(json: &str) -> Option<(String, u64)> {
    let t = format!("{}.{}.YQ", base64url(br#"{"alg":"ES256"}"#), base64url(json.as_bytes()));
    let mut buffer = vec![0; 1024];
    let token = Token::read(Credentials::new(&t, &KEY).unwrap(), &mut buffer).ok()?;
    Some((token.claims().aud.to_owned(), token.claims().exp))
}

/// RFC 8259, section 7: each escape, and sequences that are not escapes.
#[test]
fn json_has_strings() {
    for (string, expected) in [
        (r#"\"\\\/\b\f\n\r\t"#, Some("\"\\/\u{8}\u{C}\n\r\t")),
        (r"\u0041\u00e9\u20AC", Some("A\u{e9}\u{20ac}")),
        (r"\ud7ff\ue000", Some("\u{d7ff}\u{e000}")),
        (r"\ud800\udc00\uDBFF\uDFFFa", Some("\u{10000}\u{10ffff}a")),
        (r"\ud83d\ude00", Some("\u{1f600}")),
        (r"\ud800", None),
        (r"\ud800a\udc00", None),
        (r"\udc00\ud800", None),
        (r"\ud800\ud800", None),
        (r"\ud800\ue000", None),
        (r"\ud800\udbff", None),
        (r"\u004", None),
        (r"\u004g", None),
        (r"\U0041", None),
        (r"\a", None),
        (r"\v", None),
        (r"\0", None),
        (r"\'", None),
        ("\u{1f}", None),
        ("\u{7f} ~", Some("\u{7f} ~")),
        (" !", Some(" !")),
    ] {
        let read = claims(&format!("{{\"aud\":\"{string}\",\"exp\":7}}"));
        assert_eq!(read.map(|(aud, _)| aud).as_deref(), expected, "{string}");
    }
}

/// RFC 8259, section 6, without what is no number of seconds.
#[test]
fn json_has_numbers() {
    for (number, expected) in [
        ("0", Some(0)),
        ("10", Some(10)),
        ("0.5", Some(0)),
        ("17.05", Some(17)),
        ("18446744073709551615", Some(u64::MAX)),
        ("18446744073709551616", None),
        ("-0", None),
        ("1e0", None),
        ("1E0", None),
        ("01", None),
        ("00", None),
        ("1.", None),
        (".1", None),
        ("1.a", None),
        ("1.0.0", None),
        ("+1", None),
        ("", None),
        ("true", None),
    ] {
        let read = claims(&format!("{{\"aud\":\"a\",\"exp\":{number}}}"));
        assert_eq!(read.map(|(_, exp)| exp), expected, "{number}");
    }
}

/// Values that are not read, RFC 8259, sections 3 to 6.
#[test]
fn other_values_of_json_are_skipped() {
    for (other, is_valid) in [
        ("-1", true),
        ("-0.5e+7", true),
        ("1e-7", true),
        ("1E7", true),
        ("0e0", true),
        ("true", true),
        ("false", true),
        ("null", true),
        ("\"a\"", true),
        ("{}", true),
        ("[]", true),
        ("[1,[],{},{\"a\":[{}]}]", true),
        ("{\"a\":1,\"a\":[1,2],\"b\":{\"c\":null}}", true),
        ("[ 1 , { \"a\" : 2 } ]", true),
        ("--1", false),
        ("-", false),
        ("-.5", false),
        ("1e", false),
        ("1e+", false),
        ("1e+-7", false),
        ("1e7.5", false),
        ("e7", false),
        ("1f7", false),
        ("True", false),
        ("nul", false),
        ("[1,]", false),
        ("[,1]", false),
        ("[1 2]", false),
        ("{\"a\"}", false),
        ("{\"a\":}", false),
        ("{1:2}", false),
        ("{\"a\":1,}", false),
        ("[}", false),
        ("{]", false),
        ("[1}", false),
        ("{\"a\":[1}]", false),
    ] {
        let read = claims(&format!("{{\"aud\":\"a\",\"x\":{other},\"exp\":7}}"));
        assert_eq!(read.is_some(), is_valid, "{other}");
    }
}

#[test]
fn json_has_limits() {
    // The values around the innermost one: the claims and 31 others.
    for (depth, is_valid) in [(1, true), (30, true), (31, true), (32, false), (99, false)] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let json = format!("{{\"aud\":\"a\",\"x\":{}1{},\"exp\":7}}", open.repeat(depth), close.repeat(depth));
            assert_eq!(claims(&json).is_some(), is_valid, "{depth} {open}");
        }
    }
    for (count, is_valid) in [(1, true), (30, true), (31, false)] {
        let members = (0..count).map(|index| format!("\"{index}\":0,")).collect::<Vec<_>>().concat();
        assert_eq!(claims(&format!("{{{members}\"aud\":\"a\",\"exp\":7}}")).is_some(), is_valid, "{count}");
    }
}

#[test]
fn a_client_checks_what_it_sends() {
    let origin = Origin::of_uri("https://Push.example.net:443/push/1").unwrap();
    let client = Client::new(&KEY).unwrap();
    for (seconds, is_valid) in [(0, false), (1, true), (DAY, true), (DAY + 1, false), (u64::MAX, false)] {
        let token = client.token(origin, NOW, seconds).map(|_| ()).map_err(|error| (error.part(), error.kind()));
        assert_eq!(token, if is_valid { Ok(()) } else { Err(("exp", ValueErrorKind::OutOfRange)) });
    }
    assert!(client.token(origin, u64::MAX, 1).is_err());
    for sub in ["", "a@b", "mailto:", "http://a", "mailto:a\n"] {
        let error = client.with_sub(sub).map(|_| ()).unwrap_err();
        assert_eq!((error.part(), error.kind()), ("sub", ValueErrorKind::WrongForm), "{sub}");
    }
    let error = Client::new(&[2; 65]).map(|_| ()).unwrap_err();
    assert_eq!((error.part(), error.kind()), ("k", ValueErrorKind::WrongForm));
    let unsigned = client.with_sub("mailto:\"a\"@b").unwrap().token(origin, NOW, DAY).unwrap();
    let claims = format!(r#"{{"aud":"https://push.example.net","exp":{},"sub":"mailto:\"a\"@b"}}"#, NOW + DAY);
    let expected = format!("{}.{}", base64url(br#"{"typ":"JWT","alg":"ES256"}"#), base64url(claims.as_bytes()));
    assert_eq!(unsigned.display().to_string(), expected);
    let credentials = format!("vapid t={expected}.{}, k={}", base64url(&[7; 64]), base64url(&KEY));
    assert_eq!(written(&unsigned.sign(&[7; 64])), credentials.into_bytes());
}

proptest! {
    /// A server accepts what a client makes, and nothing else: each changed bit is refused.
    #[test]
    fn every_signed_part_is_verified(
        host in "[a-z]{1,9}", port in 1_u16.., sub in prop::option::of("mailto:[!-~]{1,9}"), seconds in 1..=DAY,
        at in any::<prop::sample::Index>(), bit in 0_u8..7,
    ) {
        let uri = format!("https://{host}:{port}/push");
        let origin = Origin::of_uri(&uri).unwrap();
        let mut client = Client::new(&KEY).unwrap();
        if let Some(sub) = &sub {
            client = client.with_sub(sub).unwrap();
        }
        let unsigned = client.token(origin, NOW, seconds).unwrap();
        let signature = signature(&unsigned.display().to_string());
        let wire = written(&unsigned.sign(&signature));
        let verifies = |wire: &[u8], now: u64, origin: &Origin<'_>| {
            let credentials = Credentials::parse(wire).ok()?;
            let mut buffer = vec![0; wire.len()];
            let token = Token::read(credentials, &mut buffer).ok()?;
            Server::new().with_key(&KEY).verify(&token, origin, now, is_signed).ok()
        };
        prop_assert_eq!(verifies(&wire, NOW, &origin), Some(()));
        prop_assert_eq!(verifies(&wire, NOW + seconds - 1, &origin), Some(()));
        prop_assert_eq!(verifies(&wire, NOW + seconds, &origin), None);
        let other = format!("https://{host}.x:{port}/push");
        prop_assert_eq!(verifies(&wire, NOW, &Origin::of_uri(&other).unwrap()), None);
        let mut changed = wire.clone();
        changed[at.index(wire.len())] ^= 1 << bit;
        let parts = |wire: &[u8]| {
            let credentials = Credentials::parse(wire).ok()?;
            let mut key = [0; 65];
            credentials.k().decode_into(&mut key).ok()?;
            Some((credentials.t().as_str().to_owned(), key))
        };
        // The names and the scheme may change their case.
        prop_assert!(verifies(&changed, NOW, &origin).is_none() || parts(&changed) == parts(&wire));
        prop_assert!(Jwt::parse(&changed).is_err());
    }
}
