//! What OAuth 1.0 signs, and every reason to refuse a request.

use countersign::auth::colon_pair::Kind;
use countersign::auth::{
    self,
    oauth::{
        Client, Credentials, MAX_SIGNED_PARAMS, Refusal, Request, Secrets, Server, SignatureBaseString, SignatureMethod,
    },
};
use countersign::hash::{Sha1, Sha256, Sha512};
use countersign::mac::{Hmac, MacFunction, MacKey};
use countersign::{Encode, ValueErrorKind};
use proptest::prelude::*;

use crate::laws::written;

const NOW: u64 = 137_131_202;

/// RFC 5849 §3.4.1.1, with the parameters of §3.4.1.3.1.
#[test]
fn the_standards_example_is_written() {
    let target = "/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b";
    let request = Request::new("POST", "http", "EXAMPLE.COM", target).unwrap().with_form("c2&a3=2+q").unwrap();
    let credentials = Credentials::parse(
        b"OAuth realm=\"Example\", oauth_consumer_key=\"9djdj82h48djs9d2\", oauth_token=\"kkk9d7dh3k39sjv7\", \
          oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131201\", oauth_nonce=\"7d8f3e4a\", \
          oauth_signature=\"bYT5CMsGcbgUdFHObYMEfcx6bsw%3D\"",
    )
    .unwrap();
    assert_eq!(
        SignatureBaseString::new(&request, &credentials).unwrap().display().to_string(),
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c\
         2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26\
         oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
    );
}

#[test]
fn uris_are_normalized() {
    for (scheme, host, target, expected) in [
        ("HTTP", "Example.COM:80", "/r%20v/X?id=123", "http://example.com/r%20v/X"),
        ("https", "www.example.net:8080", "/?q=1", "https://www.example.net:8080/"),
        ("https", "a:443", "", "https://a/"),
        ("https", "a:80", "?b", "https://a:80/"),
        ("http", "a:443", "/", "http://a:443/"),
        ("http", "[::1]", "/", "http://[::1]/"),
        ("http", "[::1]:80", "/;b=c/../d//", "http://[::1]/;b=c/../d//"),
    ] {
        let request = Request::new("GET", scheme, host, target).unwrap();
        assert_eq!(request.base_string_uri().display().to_string(), expected);
    }
}

fn params(query: &str, form: &str, credentials: &str) -> String {
    let target = format!("/?{query}");
    let request = Request::new("get", "http", "a", &target).unwrap().with_form(form).unwrap();
    let field = format!("OAuth oauth_consumer_key=k, oauth_signature_method=PLAINTEXT, oauth_signature=s{credentials}");
    let credentials = Credentials::parse(field.as_bytes()).unwrap();
    let text = SignatureBaseString::new(&request, &credentials).unwrap().display().to_string();
    let text = text.strip_prefix("GET&http%3A%2F%2Fa%2F&").expect("the method is in upper case").to_owned();
    text.replace("oauth_consumer_key%3Dk%26oauth_signature_method%3DPLAINTEXT", "..")
}

#[test]
fn parameters_are_sorted_by_their_encoded_form() {
    for (query, form, credentials, expected) in [
        ("", "", "", ".."),
        ("b=2&a=1", "", "", "a%3D1%26b%3D2%26.."),
        ("a=2&a=10&a=1&a=1", "", "", "a%3D1%26a%3D1%26a%3D10%26a%3D2%26.."),
        ("a-b=1&a=2", "", "", "a%3D2%26a-b%3D1%26.."),
        ("a/b=1&a-b=2", "", "", "a%252Fb%3D1%26a-b%3D2%26.."),
        ("a+b=c%20d&&e", "", "", "a%2520b%3Dc%2520d%26e%3D%26.."),
        ("z=%c3%A9&z=~", "", "", "..%26z%3D%25C3%25A9%26z%3D~"),
        ("a=1", "a=0&b=%2B", "", "a%3D0%26a%3D1%26b%3D%252B%26.."),
        ("p=1", "", ", oauth_token=t, x=%26", "..%26oauth_token%3Dt%26p%3D1%26x%3D%2526"),
        (
            "",
            "",
            ", oauth_version=1.0, oauth_callback=\"oob\", oauth_verifier=v, realm=r",
            "oauth_callback%3Doob%26..%26oauth_verifier%3Dv%26oauth_version%3D1.0",
        ),
        ("", "", ", %6eame=1", "name%3D1%26.."),
        (
            "",
            "",
            ", oauth_timestamp=007, oauth_nonce=n",
            "oauth_consumer_key%3Dk%26oauth_nonce%3Dn%26oauth_signature_method%3DPLAINTEXT%26oauth_timestamp%3D007",
        ),
    ] {
        assert_eq!(params(query, form, credentials), expected, "{query} {form} {credentials}");
    }
}

#[test]
fn what_can_not_be_signed_is_rejected() {
    for (method, scheme, host, target, part, kind, offset) in [
        ("", "http", "a", "/", "method", ValueErrorKind::Empty, 0),
        ("G T", "http", "a", "/", "method", ValueErrorKind::InvalidByte, 1),
        (" G", "http", "a", "/", "method", ValueErrorKind::InvalidByte, 0),
        ("GET", "", "a", "/", "scheme", ValueErrorKind::Empty, 0),
        ("GET", "http:", "a", "/", "scheme", ValueErrorKind::InvalidByte, 4),
        ("GET", "http", "", "/", "host", ValueErrorKind::Empty, 0),
        ("GET", "http", "a/b", "/", "host", ValueErrorKind::InvalidByte, 1),
        ("GET", "http", "u@a", "/", "host", ValueErrorKind::InvalidByte, 1),
        ("GET", "http", "a:", "/", "host", ValueErrorKind::InvalidByte, 1),
        ("GET", "http", "a:8x", "/", "host", ValueErrorKind::InvalidByte, 1),
        ("GET", "http", "a", "*", "path", ValueErrorKind::InvalidByte, 0),
        ("GET", "http", "a", "http://a/", "path", ValueErrorKind::InvalidByte, 0),
        ("GET", "http", "a", "/a\n", "path", ValueErrorKind::InvalidByte, 2),
        ("GET", "http", "a", "/#", "path", ValueErrorKind::InvalidByte, 1),
        ("GET", "http", "a", "/?a=%zz", "query", ValueErrorKind::InvalidByte, 2),
        ("GET", "http", "a", "/?a b", "query", ValueErrorKind::InvalidByte, 1),
        ("GET", "http", "a", "/?%2", "query", ValueErrorKind::InvalidByte, 0),
    ] {
        let error = Request::new(method, scheme, host, target).unwrap_err();
        assert_eq!((error.part(), error.kind(), error.offset()), (part, kind, offset), "{method} {host} {target}");
    }
    let error = Request::new("GET", "http", "a", "/").unwrap().with_form("a=\r\n").unwrap_err();
    assert_eq!((error.part(), error.offset()), ("form", 2));

    let credentials = Credentials::plaintext("k", "s");
    let most = vec!["a"; MAX_SIGNED_PARAMS - 2].join("&");
    let too_many = format!("{most}&a");
    for (query, form, expected) in [
        (&*most, "", None),
        (&too_many, "", Some(("params", ValueErrorKind::TooMany, MAX_SIGNED_PARAMS))),
        (&most, "b", Some(("params", ValueErrorKind::TooMany, MAX_SIGNED_PARAMS))),
        ("a&oauth_token=b", "", Some(("query", ValueErrorKind::Reserved, 1))),
        ("oauth%5Fsignature=b", "", Some(("query", ValueErrorKind::Reserved, 0))),
        ("", "oauth_nonce", Some(("form", ValueErrorKind::Reserved, 0))),
        ("oauth_other=1&realm=b", "", None),
    ] {
        let target = format!("/?{query}");
        let request = Request::new("GET", "http", "a", &target).unwrap().with_form(form).unwrap();
        let error = SignatureBaseString::new(&request, &credentials).err();
        assert_eq!(error.map(|error| (error.part(), error.kind(), error.offset())), expected, "{query} {form}");
    }
    let request = Request::new("GET", "http", "a", "/").unwrap();
    for others in ["a=\"%\"", "%=a"] {
        let field =
            format!("OAuth oauth_consumer_key=k, oauth_signature_method=PLAINTEXT, oauth_signature=s, b=c, {others}");
        let credentials = Credentials::parse(field.as_bytes()).unwrap();
        let error = SignatureBaseString::new(&request, &credentials).unwrap_err();
        assert_eq!((error.part(), error.kind(), error.offset()), ("params", ValueErrorKind::WrongForm, 1));
    }
}

fn secrets() -> Secrets<'static> {
    Secrets::new("client & secret").with_token("token")
}

#[test]
fn a_method_has_its_own_mac() {
    let client = |method: &'static str| Client::new(Hmac(Sha256), SignatureMethod::new(method), "k", secrets());
    assert!(client("HMAC-SHA256").is_ok());
    for method in ["HMAC-SHA1", "HMAC-SHA512", "hmac-sha256", "PLAINTEXT", "RSA-SHA256", ""] {
        assert_eq!(client(method).unwrap_err().part(), "oauth_signature_method", "{method}");
    }
    assert!(Client::new(Hmac(Sha1), SignatureMethod::HmacSha1, "k", secrets()).is_ok());
    assert!(Client::new(Hmac(Sha512), SignatureMethod::new("HMAC-SHA512"), "k", secrets()).is_ok());
    let request = Request::new("GET", "http", "a", "/").unwrap();
    let other = Credentials::new("k", SignatureMethod::HmacSha1, "", NOW, "n").unwrap();
    assert_eq!(client("HMAC-SHA256").unwrap().sign(&request, other).unwrap_err().kind(), ValueErrorKind::WrongForm);
}

#[test]
fn a_server_refuses_for_the_first_reason() {
    let request = Request::new("GET", "http", "a", "/").unwrap();
    let client = Client::new(Hmac(Sha1), SignatureMethod::HmacSha1, "k", secrets()).unwrap();
    let signed = client.sign(&request, client.credentials(NOW, "n").unwrap()).unwrap();
    let wire = written(&signed.credentials());
    let credentials = Credentials::parse(&wire).unwrap();
    let server = Server::new();
    let verify = |server: Server, request: &Request<'_>, secrets: Option<Secrets<'_>>, now: u64, fresh: bool| {
        let mut asked = None;
        let verified = server.verify(Hmac(Sha1), &credentials, request, secrets, now, |nonce, timestamp, until| {
            asked = Some((timestamp, nonce == "n", until));
            fresh
        });
        (verified, asked)
    };
    let asked = Some((NOW, true, NOW + 300));
    let other = Secrets::new("client & secret");
    for (secrets, now, fresh, expected) in [
        (Some(secrets()), NOW, true, (Ok(()), asked)),
        (Some(secrets()), NOW + 300, true, (Ok(()), asked)),
        (Some(secrets()), NOW - 300, true, (Ok(()), asked)),
        (Some(secrets()), NOW + 301, true, (Err(Refusal::Timestamp), None)),
        (Some(secrets()), NOW - 301, true, (Err(Refusal::Timestamp), None)),
        (Some(secrets()), u64::MAX, true, (Err(Refusal::Timestamp), None)),
        (Some(other), NOW, true, (Err(Refusal::Signature), None)),
        (None, NOW, true, (Err(Refusal::Signature), None)),
        (Some(secrets()), NOW, false, (Err(Refusal::Replayed), asked)),
    ] {
        assert_eq!(verify(server, &request, secrets, now, fresh), expected, "{now}");
    }
    assert_eq!(verify(server.with_skew(0), &request, Some(secrets()), NOW + 1, true).0, Err(Refusal::Timestamp));
    let duplicate = Request::new("GET", "http", "a", "/?oauth_nonce=n").unwrap();
    let refusal = verify(server, &duplicate, Some(secrets()), NOW, true).0.unwrap_err();
    assert!(matches!(refusal, Refusal::Request(_)) && refusal.status() == 400);
    let verified = server.verify(Hmac(Sha256), &credentials, &request, Some(secrets()), NOW, |_, _, _| true);
    assert_eq!(verified, Err(Refusal::Method));
    for (refusal, status) in
        [(Refusal::Method, 400), (Refusal::Timestamp, 401), (Refusal::Signature, 401), (Refusal::Replayed, 401)]
    {
        assert_eq!(refusal.status(), status);
    }
    // The secrets of a client that does not exist are none that it could have.
    let zeros = "0".repeat(32);
    let known = Secrets::new(&zeros).with_token(&zeros);
    let client = Client::new(Hmac(Sha1), SignatureMethod::HmacSha1, "k", known).unwrap();
    let signed = client.sign(&request, client.credentials(NOW, "n").unwrap()).unwrap();
    let credentials = signed.credentials();
    assert_eq!(server.verify(Hmac(Sha1), &credentials, &request, Some(known), NOW, |_, _, _| true), Ok(()));
    let verified = server.verify(Hmac(Sha1), &credentials, &request, None, NOW, |_, _, _| true);
    assert_eq!(verified, Err(Refusal::Signature));
}

#[test]
fn plaintext_is_the_secrets() {
    let server = Server::new();
    for (signature, expected) in [
        ("client%20%26%20secret&token", Ok(())),
        ("client%20%26%20secret&toke", Err(Refusal::Signature)),
        ("client%20%26%20secret&tokens", Err(Refusal::Signature)),
        ("client%20%26%20secret&Token", Err(Refusal::Signature)),
        ("client & secret&token", Err(Refusal::Signature)),
        ("Client%20%26%20secret&token", Err(Refusal::Signature)),
        ("&", Err(Refusal::Signature)),
        ("", Err(Refusal::Signature)),
    ] {
        let wire = written(&Credentials::plaintext("k", signature));
        let credentials = Credentials::parse(&wire).unwrap();
        assert_eq!(server.verify_plaintext(&credentials, Some(secrets())), expected, "{signature}");
        assert_eq!(server.verify_plaintext(&credentials, None), Err(Refusal::Signature));
    }
    assert_eq!(server.verify_plaintext(&Credentials::plaintext("k", "&"), Some(Secrets::new(""))), Ok(()));
    let hmac = Credentials::new("k", SignatureMethod::HmacSha1, "client%20%26%20secret&token", 1, "n").unwrap();
    assert_eq!(server.verify_plaintext(&hmac, Some(secrets())), Err(Refusal::Method));
    let request = Request::new("GET", "http", "a", "/").unwrap();
    let plaintext = Credentials::plaintext("k", "client%20%26%20secret&token");
    let verified = server.verify(Hmac(Sha1), &plaintext, &request, Some(secrets()), 0, |_, _, _| true);
    assert_eq!(verified, Err(Refusal::Method), "it is never taken for a signature");
}

fn enc(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

proptest! {
    /// What is signed is what a `String` would hold; every signature is accepted, and no signed part can change.
    #[test]
    fn every_signed_part_is_verified(
        method in "[A-Z]{1,5}", path in "/[a-zA-Z0-9%/]{0,8}",
        query in proptest::collection::vec(("[a-c/ \u{e9}]{1,3}", "[a-z+&=% ]{0,3}"), 0..5),
        form in proptest::collection::vec(("[a-c.-]{1,3}", "[a-z\"~]{0,3}"), 0..4),
        token in proptest::option::of("[a-z&% ]{0,6}"), nonce in "[!-~]{1,8}",
        at in any::<proptest::sample::Index>(), bit in 0_u8..7,
    ) {
        let written_form = |params: &[(String, String)]| {
            let params: Vec<_> = params.iter().map(|(name, value)| format!("{}={}", enc(name), enc(value).replace("%20", "+"))).collect();
            params.join("&")
        };
        let (sent, body) = (written_form(&query), written_form(&form));
        let target = format!("{path}?{sent}");
        let request = Request::new(&method, "https", "a.example:8443", &target).unwrap().with_form(&body).unwrap();
        let method_name = SignatureMethod::new("HMAC-SHA256");
        let client = Client::new(Hmac(Sha256), method_name, "key", secrets()).unwrap();
        let unsigned = client.credentials(NOW, &nonce).unwrap();
        let unsigned = token.as_ref().map_or(unsigned, |token| unsigned.with_token(token));

        let mut all: Vec<(String, String)> = query.iter().chain(&form).map(|(name, value)| (enc(name), enc(value))).collect();
        let now = NOW.to_string();
        for (name, value) in [("oauth_consumer_key", "key"), ("oauth_signature_method", "HMAC-SHA256"), ("oauth_timestamp", &now), ("oauth_nonce", &nonce)] {
            all.push((name.to_owned(), enc(value)));
        }
        all.extend(token.iter().map(|token| ("oauth_token".to_owned(), enc(token))));
        all.sort();
        let all: Vec<_> = all.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let naive = format!("{method}&{}&{}", enc(&format!("https://a.example:8443{path}")), enc(&all.join("&")));
        prop_assert_eq!(SignatureBaseString::new(&request, &unsigned).unwrap().display().to_string(), naive.clone());

        let signed = client.sign(&request, unsigned).unwrap();
        let wire = written(&signed.credentials());
        let credentials = Credentials::parse(&wire).unwrap();
        let key = Hmac(Sha256).key(b"client%20%26%20secret&token");
        let expected = key.mac(naive.as_bytes());
        let expected = written(&auth::colon_pair::Credentials::new(Kind::Aws, "a", &expected).unwrap());
        prop_assert!(credentials.signature().matches(expected.strip_prefix(b"AWS a:").unwrap()));

        let verifies = |credentials: &[u8], method: &str, target: &str, body: &str| {
            let credentials = Credentials::parse(credentials)?;
            let request = Request::new(method, "https", "a.example:8443", target)?.with_form(body)?;
            Server::new().verify(Hmac(Sha256), &credentials, &request, Some(secrets()), NOW, |_, _, _| true)?;
            Ok::<_, Refusal>(SignatureBaseString::new(&request, &credentials)?.display().to_string())
        };
        prop_assert_eq!(verifies(&wire, &method, &target, &body), Ok(naive.clone()));
        let added = format!("{target}&added");
        prop_assert_eq!(verifies(&wire, &method, &added, &body), Err(Refusal::Signature));
        // Parameters of the query in the form are the same request; that is what the standard signs.
        let moved = format!("{body}&{sent}");
        prop_assert_eq!(verifies(&wire, &method, &path, &moved), Ok(naive.clone()));

        // One bit of the request changes: if it is accepted, what was signed is the same.
        let mut wires = [wire.clone(), method.into_bytes(), target.into_bytes(), body.into_bytes()];
        let mut at = at.index(wires.iter().map(Vec::len).sum());
        for wire in &mut wires {
            if let Some(byte) = wire.get_mut(at) {
                *byte ^= 1 << bit;
                break;
            }
            at -= wire.len();
        }
        let [wire, rest @ ..] = wires;
        let [method, target, body] = rest.map(|wire| String::from_utf8(wire).unwrap());
        if let Ok(same) = verifies(&wire, &method, &target, &body) {
            prop_assert_eq!(same, naive);
        }
    }
}
