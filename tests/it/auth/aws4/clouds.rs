//! What other clouds made of the scheme: TC3-HMAC-SHA256, ACS3-HMAC-SHA256 and SDK-HMAC-SHA256.

use countersign::ValueErrorKind::WrongForm;
use countersign::auth::aws4::{
    Algorithm, CanonicalRequest, Client, ContentSha256, Credentials, MAX_QUERY_PARAMS, Presigned, Refusal, Request,
    Rules, Scope, Secret, Server, SigningKey, StringToSign, Timestamp,
};
use countersign::hash::{HashFunction, Sha256};
use countersign::mac::{Hmac, HmacKey, MacFunction, MacKey};
use countersign::{DecodeError, Encode, ErrorKind, ValueErrorKind};

const NOW: u64 = 1_551_113_065;
const SECRET: &[u8] = b"secret";
const TENCENT: (Algorithm, Rules) = (Algorithm::Tc3HmacSha256, Rules::TENCENT);
const ALIBABA: (Algorithm, Rules) = (Algorithm::Acs3HmacSha256, Rules::ALIBABA);
const HUAWEI: (Algorithm, Rules) = (Algorithm::SdkHmacSha256, Rules::HUAWEI);

const HOST: (&str, &str) = ("Host", "b");
const HASH: (&str, &str) = ("x-acs-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

type Fields<'f> = &'f [(&'f str, &'f str)];

fn client(algorithm: Algorithm) -> Client<'static, Sha256, HmacKey<Sha256, 32>> {
    match Scope::of(algorithm, "2019-02-25", None, "cvm") {
        Ok(scope) => {
            let key = SigningKey::derive(Hmac(Sha256), SECRET, scope).unwrap();
            Client::new(Sha256, key.prepare(Hmac(Sha256)), "a", scope).unwrap()
        }
        Err(_) => Client::without_scope(Sha256, Hmac(Sha256).key(SECRET), "a", algorithm).unwrap(),
    }
}

fn server(algorithm: Algorithm) -> Server<'static, Sha256, Hmac<Sha256>> {
    Server::new(Sha256, Hmac(Sha256), "cvm").with_algorithm(algorithm)
}

/// Signs what has these fields, and returns what a server says of a request with the others.
fn signed_then(
    cloud: (Algorithm, Rules),
    names: &str,
    fields: Fields<'_>,
    received: Fields<'_>,
) -> Result<(), Refusal> {
    let content = ContentSha256::of(Sha256, b"");
    let request = Request::new("GET", "/a", fields, cloud.1).unwrap();
    let signed = client(cloud.0).sign(&request, names, content, Timestamp::new(NOW).unwrap()).unwrap();
    let authorization = signed.credentials().encode_to_vec();
    let request = Request::new("GET", "/a", received, cloud.1).unwrap();
    let (credentials, body) = (Credentials::parse(&authorization).unwrap(), Some(Sha256.hash(b"")));
    server(cloud.0).verify(&credentials, &request, body, Secret::Key(SECRET), NOW, |_, _| true).map(drop)
}

#[test]
fn the_key_begins_with_the_text_of_the_cloud() {
    for (algorithm, date, region, from) in [
        (Algorithm::HmacSha256, "20190301", Some("r"), ["AWS4secret", "20190301", "r", "s", "aws4_request"]),
        (Algorithm::Goog4HmacSha256, "20190301", Some("r"), ["GOOG4secret", "20190301", "r", "s", "goog4_request"]),
        // Without a region, the date and the service follow each other.
        (Algorithm::Tc3HmacSha256, "2019-03-01", None, ["TC3secret", "2019-03-01", "s", "tc3_request", ""]),
    ] {
        let scope = Scope::of(algorithm, date, region, "s").unwrap();
        let texts = from.into_iter().filter(|text| !text.is_empty());
        let expected =
            texts.map(|text| text.as_bytes().to_vec()).reduce(|key, text| Hmac(Sha256).key(&key).mac(&text).to_vec());
        let key = SigningKey::derive(Hmac(Sha256), SECRET, scope).unwrap();
        assert_eq!(Some(key.as_bytes()), expected.as_deref(), "{algorithm:?}");
    }
    let scope = Scope::of(Algorithm::Goog4RsaSha256, "20190301", Some("r"), "s").unwrap();
    assert_eq!(SigningKey::derive(Hmac(Sha256), SECRET, scope).unwrap_err().kind(), WrongForm);
}

#[test]
fn times_have_the_form_of_the_cloud() {
    let (of_tencent, of_huawei) = ("X-TC-Timestamp", "X-Sdk-Date");
    for (cloud, name, value, expected) in [
        (TENCENT, of_tencent, "1551113065", Ok(())),
        (TENCENT, of_tencent, "01551113065", Err(Refusal::Malformed("x-tc-timestamp"))),
        (TENCENT, of_tencent, "1551113066", Err(Refusal::Signature)),
        (TENCENT, of_tencent, "1551109464", Err(Refusal::Time)),
        (TENCENT, of_tencent, "", Err(Refusal::Malformed("x-tc-timestamp"))),
        (TENCENT, of_tencent, "20190225T164425Z", Err(Refusal::Malformed("x-tc-timestamp"))),
        (TENCENT, of_tencent, "253402300800", Err(Refusal::Malformed("x-tc-timestamp"))),
        (TENCENT, of_tencent, "99999999999999999999", Err(Refusal::Malformed("x-tc-timestamp"))),
        (ALIBABA, "x-acs-date", "2019-02-25T16:44:25Z", Ok(())),
        (ALIBABA, "x-acs-date", "2019-02-25T16:44:26Z", Err(Refusal::Signature)),
        (ALIBABA, "x-acs-date", "20190225T164425Z", Err(Refusal::Malformed("x-acs-date"))),
        (ALIBABA, "x-acs-date", "2019-02-25T16:44:60Z", Err(Refusal::Malformed("x-acs-date"))),
        (ALIBABA, "x-acs-date", "2019-02-25 16:44:25Z", Err(Refusal::Malformed("x-acs-date"))),
        (HUAWEI, of_huawei, "20190225T164425Z", Ok(())),
        (HUAWEI, of_huawei, "2019-02-25T16:44:25Z", Err(Refusal::Malformed("x-sdk-date"))),
    ] {
        let (fields, names): (Fields<'_>, _) = match cloud.0 {
            Algorithm::Acs3HmacSha256 => (&[HOST, HASH], "host;x-acs-content-sha256;x-acs-date"),
            Algorithm::SdkHmacSha256 => (&[HOST], "host;x-sdk-date"),
            _ => (&[HOST], "host"),
        };
        let received = [fields, &[(name, value)]].concat();
        assert_eq!(signed_then(cloud, names, fields, &received), expected, "{name}: {value}");
    }
}

#[test]
fn dates_are_written_at_each_number_of_digits() {
    for (algorithm, seconds, expected) in [
        (Algorithm::Tc3HmacSha256, 0, "0"),
        (Algorithm::Tc3HmacSha256, 9_999, "9999"),
        (Algorithm::Tc3HmacSha256, 10_000, "10000"),
        (Algorithm::Tc3HmacSha256, 1_551_100_007, "1551100007"),
        (Algorithm::Tc3HmacSha256, 4_294_967_296, "4294967296"),
        (Algorithm::Tc3HmacSha256, 253_402_300_799, "253402300799"),
        (Algorithm::SdkHmacSha256, 0, "19700101T000000Z"),
    ] {
        let at = Timestamp::new(seconds).unwrap();
        let text = StringToSign::without_scope(at, algorithm, [0; 32]).encode_to_vec();
        let start = format!("{}\n{expected}\n00", algorithm.name());
        assert!(text.starts_with(start.as_bytes()), "{}", text.escape_ascii());
    }
    let request = Request::new("GET", "/", &[HOST, HASH], ALIBABA.1).unwrap();
    let at = Timestamp::new(253_402_300_799).unwrap();
    let content = ContentSha256::of(Sha256, b"");
    let signed = client(ALIBABA.0).sign(&request, "host;x-acs-content-sha256;x-acs-date", content, at).unwrap();
    assert_eq!(signed.date().as_str(), "9999-12-31T23:59:59Z");
    assert_eq!(signed.date().encode_to_vec(), b"9999-12-31T23:59:59Z");
}

#[test]
fn what_must_be_signed_is() {
    for (cloud, names, date, added, expected) in [
        (TENCENT, "host", ("X-TC-Timestamp", "1551113065"), ("x-tc-action", "a"), None),
        (TENCENT, "host", ("X-TC-Timestamp", "1551113065"), ("Content-Type", "a"), Some("content-type")),
        (HUAWEI, "host;x-sdk-date", ("X-Sdk-Date", "20190225T164425Z"), ("Content-Type", "a"), None),
        (HUAWEI, "host;x-sdk-date", ("X-Sdk-Date", "20190225T164425Z"), ("X-Sdk-A", "a"), Some("x-sdk-")),
    ] {
        let came = signed_then(cloud, names, &[HOST], &[HOST, date, added]);
        match (came, expected) {
            (Err(Refusal::SignedHeaders(error)), Some(name)) => {
                assert_eq!(error.kind(), ValueErrorKind::Requires(name));
            }
            (came, expected) => assert_eq!((came, expected), (Ok(()), None), "{}", added.0),
        }
        let fields = [HOST, added];
        let request = Request::new("GET", "/", &fields, cloud.1).unwrap();
        let content = ContentSha256::of(Sha256, b"");
        let signed = client(cloud.0).sign(&request, names, content, Timestamp::new(NOW).unwrap());
        let error = signed.err().map(|error| (error.part(), error.kind()));
        assert_eq!(error, expected.map(|_| ("fields", ValueErrorKind::Unsigned)), "{}", added.0);
    }
    for (cloud, names, expected) in [
        (ALIBABA, "host;x-acs-content-sha256", "x-acs-date"),
        (ALIBABA, "host;x-acs-date", "x-acs-content-sha256"),
        (HUAWEI, "host", "x-sdk-date"),
    ] {
        let request = Request::new("GET", "/", &[HOST, HASH], cloud.1).unwrap();
        let content = ContentSha256::of(Sha256, b"");
        let error = client(cloud.0).sign(&request, names, content, Timestamp::new(NOW).unwrap()).unwrap_err();
        assert_eq!((error.part(), error.kind()), ("SignedHeaders", ValueErrorKind::Requires(expected)));
    }
}

#[test]
fn keys_are_those_of_the_algorithm() {
    let wrong = |error: countersign::ValueError| assert_eq!((error.part(), error.kind()), ("algorithm", WrongForm));
    let key = || Hmac(Sha256).key(SECRET);
    for algorithm in [Algorithm::HmacSha256, Algorithm::Tc3HmacSha256, Algorithm::Oss4HmacSha256] {
        wrong(Client::without_scope(Sha256, key(), "a", algorithm).unwrap_err());
    }
    for algorithm in [Algorithm::SdkHmacSha256, Algorithm::Oss4HmacSha256, Algorithm::Goog4RsaSha256] {
        let scope = Scope::of(algorithm, "20190225", Some("a"), "b").unwrap();
        wrong(Client::new(Sha256, key(), "a", scope).unwrap_err());
        wrong(SigningKey::derive(Hmac(Sha256), SECRET, scope).unwrap_err());
    }

    let date = ("X-Sdk-Date", "20190225T164425Z");
    let at = Timestamp::new(NOW).unwrap();
    let request = Request::new("GET", "/", &[HOST], HUAWEI.1).unwrap();
    let signed = client(HUAWEI.0).sign(&request, "host;x-sdk-date", ContentSha256::of(Sha256, b""), at).unwrap();
    let fields = [HOST, date];
    let received = Request::new("GET", "/", &fields, HUAWEI.1).unwrap();
    let derived = SigningKey::from_bytes([0; 32]);
    let with_scope = format!(
        "SDK-HMAC-SHA256 Credential=a/20190225/a/b/sdk_request, SignedHeaders=host;x-sdk-date, Signature={}",
        signed.signature()
    );
    let without = signed.credentials().encode_to_vec();
    for (algorithm, credentials, secret, expected) in [
        (HUAWEI.0, &without[..], Secret::Key(SECRET), Ok(())),
        (HUAWEI.0, &without, Secret::Key(b"other"), Err(Refusal::Signature)),
        (HUAWEI.0, &without, Secret::UnknownKey, Err(Refusal::Signature)),
        (HUAWEI.0, &without, Secret::Key(b""), Err(Refusal::EmptySecret)),
        (HUAWEI.0, &without, Secret::Derived(&derived), Err(Refusal::DerivedSecret)),
        (HUAWEI.0, &without, Secret::UnknownDerived, Err(Refusal::DerivedSecret)),
        (HUAWEI.0, with_scope.as_bytes(), Secret::Key(SECRET), Err(Refusal::Scope)),
        (ALIBABA.0, &without, Secret::Key(SECRET), Err(Refusal::Algorithm)),
    ] {
        let credentials = Credentials::parse(credentials).unwrap();
        let body = Some(Sha256.hash(b""));
        let came = server(algorithm).verify(&credentials, &received, body, secret, NOW, |_, _| true).map(drop);
        assert_eq!(came, expected, "{algorithm:?} {secret:?}");
    }
    let credentials = Credentials::parse(&without).unwrap();
    let no_body = server(HUAWEI.0).verify(&credentials, &received, None, Secret::Key(SECRET), NOW, |_, _| true);
    assert_eq!(no_body.map(drop), Err(Refusal::NoBodyHash));
}

#[test]
fn requests_are_not_presigned() {
    for cloud in [TENCENT, ALIBABA, HUAWEI] {
        let request = Request::new("GET", "/?X-Amz-Signature=a", &[HOST], cloud.1).unwrap();
        let content = ContentSha256::Unsigned;
        let error = client(cloud.0).presign(&request, "host", content, Timestamp::new(NOW).unwrap(), 60).unwrap_err();
        assert_eq!((error.part(), error.kind()), ("rules", WrongForm));
        let read = Presigned::parse(&request, &mut [0; 64]).unwrap_err();
        assert!(
            matches!(read, DecodeError::Parse(error) if error.kind() == ErrorKind::Missing("Signature")),
            "{read:?}"
        );
    }
}

/// What each cloud makes of the same request.
#[test]
fn the_canonical_forms_differ() {
    let fields = [HOST, ("A", "  B  C ")];
    for (rules, path_and_query, value) in [
        (Rules::TENCENT, "/a%20b\nB=2&a=%7e&c\n", "b  c"),
        (Rules::ALIBABA, "/a%20b\nB=2&a=~&c=\n", "B  C"),
        (Rules::HUAWEI, "/a%20b/\nB=2&a=~&c=\n", "B  C"),
        (Rules::S3, "/a%20b\nB=2&a=~&c=\n", "B C"),
    ] {
        let request = Request::new("GET", "/a%20b?B=2&a=%7e&c", &fields, rules).unwrap();
        let canonical = CanonicalRequest::new(&request, "a;host", ContentSha256::Unsigned).unwrap();
        let expected = format!("GET\n{path_and_query}a:{value}\nhost:b\n\na;host\nUNSIGNED-PAYLOAD");
        assert_eq!(canonical.display().to_string(), expected);
    }
}

/// The algorithms of each cloud, its rules, and the names that its clients sign at least.
const CLOUDS: [(Algorithm, Rules, &str); 6] = [
    (Algorithm::HmacSha256, Rules::S3, "host;x-amz-content-sha256;x-amz-date"),
    (Algorithm::HmacSha256, Rules::OTHERS, "host;x-amz-date"),
    (Algorithm::Goog4HmacSha256, Rules::GOOGLE, "host;x-goog-content-sha256;x-goog-date"),
    (Algorithm::Tc3HmacSha256, Rules::TENCENT, "host"),
    (Algorithm::Acs3HmacSha256, Rules::ALIBABA, "host;x-acs-content-sha256;x-acs-date"),
    (Algorithm::SdkHmacSha256, Rules::HUAWEI, "host;x-sdk-date"),
];

#[test]
fn the_rules_of_another_cloud_are_refused() {
    let at = Timestamp::new(NOW).unwrap();
    let content = ContentSha256::of(Sha256, b"");
    let client = |algorithm: Algorithm| {
        let (date, region) = match algorithm {
            Algorithm::Tc3HmacSha256 => ("2019-02-25", None),
            _ => ("20190225", Some("r")),
        };
        match algorithm {
            Algorithm::Acs3HmacSha256 | Algorithm::SdkHmacSha256 => client(algorithm),
            _ => {
                let scope = Scope::of(algorithm, date, region, "cvm").unwrap();
                let key = SigningKey::derive(Hmac(Sha256), SECRET, scope).unwrap();
                Client::new(Sha256, key.prepare(Hmac(Sha256)), "a", scope).unwrap()
            }
        }
    };
    for (algorithm, own, names) in CLOUDS {
        let request = Request::new("GET", "/", &[HOST], own).unwrap();
        let signed = client(algorithm).sign(&request, names, content, at).unwrap();
        let sent = signed.credentials().encode_to_vec();
        let credentials = Credentials::parse(&sent).unwrap();
        let presigned =
            client(algorithm).presign(&request, "host", content, at, 60).map(|target| target.encode_to_vec());
        for (other, rules, names) in CLOUDS {
            let is_own = other == algorithm;
            let request = Request::new("GET", "/", &[HOST], rules).unwrap();
            let error = client(algorithm).sign(&request, names, content, at).map(drop).map_err(|error| error.part());
            assert_eq!(error, if is_own { Ok(()) } else { Err("rules") }, "{algorithm:?} {rules:?}");
            let error =
                client(algorithm).presign(&request, "host", content, at, 60).map(drop).map_err(|error| error.part());
            let is_presigned = is_own && presigned.is_ok();
            assert_eq!(error, if is_presigned { Ok(()) } else { Err("rules") }, "{algorithm:?} {rules:?}");

            let server = server(algorithm);
            let verified = server.verify(&credentials, &request, None, Secret::Key(SECRET), NOW, |_, _| true);
            let refusal = verified.map(drop).unwrap_err();
            assert_eq!(refusal == Refusal::Rules, !is_own, "{algorithm:?} {rules:?}: {refusal}");
            if let (true, Ok(target)) = (is_own, presigned.as_ref()) {
                let received = Request::new("GET", target, &[HOST], rules).unwrap();
                let mut buffer = [0; 256];
                let presigned = Presigned::parse(&received, &mut buffer).unwrap();
                for (other, rules, _) in CLOUDS {
                    let request = Request::new("GET", target, &[HOST], rules).unwrap();
                    let hash = Some(Sha256.hash(b""));
                    let secret = Secret::Key(SECRET);
                    let verified = server.verify_presigned(&presigned, &request, hash, secret, NOW, |_, _| true);
                    let is_refused = verified.map(drop) == Err(Refusal::Rules);
                    assert_eq!(is_refused, other != algorithm, "{algorithm:?} {rules:?}");
                }
            }
        }
    }
    assert_eq!(Refusal::Rules.status(), 500);
}

/// A value in lower case is written in pieces, and a sink of text takes only whole characters.
#[test]
fn a_long_value_is_cut_between_characters() {
    for start in 0..3 {
        for character in ["\u{e9}", "\u{20ac}", "\u{10348}"] {
            let value = format!("{}{}", &"abc"[..start], character.repeat(40));
            let fields = [HOST, ("a", value.as_str())];
            let request = Request::new("GET", "/", &fields, Rules::TENCENT).unwrap();
            let canonical = CanonicalRequest::new(&request, "a;host", ContentSha256::Unsigned).unwrap();
            let mut text = String::new();
            assert_eq!(canonical.encode(&mut text), Ok(()), "{value}");
            assert_eq!(text.lines().nth(3), Some(&*format!("a:{value}")));
        }
    }
}

/// The parameters of a query are counted with those that a client adds.
#[test]
fn a_presigned_target_has_a_limit_and_a_signature() {
    let scope = Scope::new("20190225", "us-east-1", "s3").unwrap();
    let key = SigningKey::derive(Hmac(Sha256), SECRET, scope).unwrap();
    let client = || Client::new(Sha256, key.prepare(Hmac(Sha256)), "a", scope).unwrap();
    // The six parameters of Signature Version 4.
    for (count, expected) in [(0, true), (1, true), (MAX_QUERY_PARAMS - 6, true), (MAX_QUERY_PARAMS - 5, false)] {
        let query: Vec<_> = (0..count).map(|index| format!("p{index}=1")).collect();
        let target = format!("/?{}", query.join("&"));
        let request = Request::new("GET", &target, &[HOST], Rules::S3).unwrap();
        let signed = client().presign(&request, "host", ContentSha256::Unsigned, Timestamp::new(NOW).unwrap(), 60);
        match signed {
            Ok(signed) => {
                let target = signed.display().to_string();
                let (_, signature) = target.split_once("X-Amz-Signature=").unwrap();
                assert_eq!((signed.signature(), signature.len(), expected), (signature, 64, true), "{count}");
            }
            Err(error) => {
                let expected = (("query", ValueErrorKind::TooMany, MAX_QUERY_PARAMS - 6), expected);
                assert_eq!(((error.part(), error.kind(), error.offset()), false), expected, "{count}");
            }
        }
    }
    let token = |token| client().with_security_token(token).err().map(|error| (error.kind(), error.offset()));
    for (text, expected) in
        [("a", None), ("", Some((ValueErrorKind::Empty, 0))), ("a b", Some((ValueErrorKind::InvalidByte, 1)))]
    {
        assert_eq!(token(text), expected, "{text}");
    }
}

/// In fields, a token is signed if the names have it; in the query, unless the client does not sign it.
#[test]
fn security_tokens_are_sent() {
    let scope = Scope::new("20190225", "us-east-1", "s3").unwrap();
    let key = SigningKey::derive(Hmac(Sha256), SECRET, scope).unwrap();
    let client = || Client::new(Sha256, key.prepare(Hmac(Sha256)), "a", scope).unwrap();
    let (at, content) = (Timestamp::new(NOW).unwrap(), ContentSha256::Unsigned);
    let request = Request::new("GET", "/", &[HOST], Rules::S3).unwrap();
    let names = "host;x-amz-content-sha256;x-amz-date";
    let with_token = "host;x-amz-content-sha256;x-amz-date;x-amz-security-token";
    let sign = |client: Client<'static, Sha256, HmacKey<Sha256, 32>>, names| {
        let signed = client.sign(&request, names, content, at).map_err(|error| error.part())?;
        Ok::<_, &str>((signed.security_token(), signed.signature().to_owned()))
    };
    let without = sign(client(), names).unwrap();
    assert_eq!(without.0, None);
    assert_eq!(sign(client(), with_token), Err("SignedHeaders"));
    let signed = sign(client().with_security_token("t1").unwrap(), with_token).unwrap();
    let other = sign(client().with_security_token("t2").unwrap(), with_token).unwrap();
    assert_eq!((signed.0, other.0), (Some("t1"), Some("t2")));
    assert!(signed.1 != other.1 && signed.1 != without.1);

    let presign = |client: Client<'static, Sha256, HmacKey<Sha256, 32>>| {
        let target = client.presign(&request, "host", content, at, 60).unwrap().encode_to_vec();
        let target = String::from_utf8(target).unwrap();
        let (before, after) = target.split_once("&X-Amz-Signature=").unwrap();
        let (signature, rest) = after.split_at(64);
        (before.contains("&X-Amz-Security-Token=t1"), rest.to_owned(), signature.to_owned())
    };
    let without = presign(client());
    let signed = presign(client().with_security_token("t1").unwrap());
    let unsigned = presign(client().with_unsigned_security_token("t1").unwrap());
    assert_eq!((without.0, &*without.1), (false, ""));
    assert_eq!((signed.0, &*signed.1), (true, ""));
    assert_eq!((unsigned.0, &*unsigned.1), (true, ""));
    assert!(signed.2 != without.2 && unsigned.2 == without.2);
}

/// The algorithms whose signatures a server does not compute, with the rules of their cloud and of another one.
#[test]
fn other_algorithms_are_refused() {
    let digits = "0".repeat(64);
    for (algorithm, region, own, other) in [
        (Algorithm::EcdsaP256Sha256, None, Rules::S3, Rules::GOOGLE),
        (Algorithm::Goog4RsaSha256, Some("r"), Rules::GOOGLE, Rules::S3),
        (Algorithm::Oss4HmacSha256, Some("r"), Rules::ALIBABA, Rules::S3),
    ] {
        let scope = Scope::of(algorithm, "20190225", region, "cvm").unwrap();
        let error = SigningKey::derive(Hmac(Sha256), SECRET, scope).map(drop).unwrap_err();
        assert_eq!(error.part(), "algorithm", "{algorithm:?}");
        let credentials = Credentials::new("a", scope, "host", &digits).unwrap();
        for (rules, refusal) in [(own, Refusal::Algorithm), (other, Refusal::Rules)] {
            let request = Request::new("GET", "/", &[HOST], rules).unwrap();
            let verified =
                server(algorithm).verify(&credentials, &request, None, Secret::Key(SECRET), NOW, |_, _| true);
            assert_eq!(verified.map(drop), Err(refusal), "{algorithm:?} {rules:?}");
        }
    }
}

#[test]
fn a_presigned_request_has_one_security_token() {
    for (query, expected) in [
        ("a", Ok(None)),
        ("X-Amz-Security-Token=a%2Fb", Ok(Some(&b"a/b"[..]))),
        ("X-Amz-Security-Token=", Ok(Some(b""))),
        ("x-amz-security-token=a", Ok(None)),
        ("X-Amz-Security-Token=a&X-Amz-Security-Token=a", Err(ErrorKind::DuplicateParam)),
    ] {
        let target = format!("/?{query}");
        let request = Request::new("GET", &target, &[HOST], Rules::S3).unwrap();
        let mut buffer = [0; 8];
        let read = request.presigned_security_token(&mut buffer).map_err(|error| match error {
            DecodeError::Parse(error) => error.kind(),
            DecodeError::Capacity(error) => panic!("{error}"),
        });
        assert_eq!(read, expected, "{query}");
    }
}

/// Seven days, of the documentation of `X-Amz-Expires`.
#[test]
fn a_presigned_request_is_valid_for_seven_days_at_most() {
    let scope = Scope::new("20190225", "us-east-1", "cvm").unwrap();
    let key = SigningKey::derive(Hmac(Sha256), SECRET, scope).unwrap();
    let client = Client::new(Sha256, key.prepare(Hmac(Sha256)), "a", scope).unwrap();
    let request = Request::new("GET", "/", &[HOST], Rules::S3).unwrap();
    for (expires, is_valid) in [(0, false), (1, true), (604_800, true), (604_801, false)] {
        let at = Timestamp::new(NOW).unwrap();
        let target = client.presign(&request, "host", ContentSha256::Unsigned, at, expires);
        assert_eq!(target.is_ok(), is_valid, "{expires}");
        let Ok(target) = target.map(|target| target.encode_to_vec()) else { continue };
        let received = Request::new("GET", &target, &[HOST], Rules::S3).unwrap();
        let mut buffer = [0; 256];
        let presigned = Presigned::parse(&received, &mut buffer).unwrap();
        for (now, is_accepted) in [(NOW, true), (NOW + u64::from(expires) + 1, false)] {
            let server = Server::new(Sha256, Hmac(Sha256), "cvm");
            let verified = server.verify_presigned(&presigned, &received, None, Secret::Key(SECRET), now, |_, _| true);
            assert_eq!(verified.map(drop), if is_accepted { Ok(()) } else { Err(Refusal::Time) }, "{expires}");
        }
    }
}
