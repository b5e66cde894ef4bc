//! What DPoP proves: every reason to refuse a proof in its order, the comparison of URIs, the JSON, and the client.

use countersign::auth::bearer::ErrorCode;
use countersign::auth::dpop::{self, Claims, Client, Header, Nonce, Proof, Refusal, Request, Server, TokenHash};
use countersign::auth::jwk::Jwk;
use countersign::auth::jwt::Jwt;
use countersign::hash::{HashFunction, Sha256};
use countersign::{DecodeError, Encode, ErrorKind, Rule, ValueErrorKind};
use proptest::prelude::*;

use crate::laws::dpop::{base64url, uris};
use crate::laws::written;

const NOW: u64 = 1_562_262_616;
const TOKEN: &str = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";
const URI: &str = "https://resource.example.org/protectedresource";

fn jwk() -> Jwk<'static> {
    Jwk::ec("P-256", &[1; 32], &[2; 32]).unwrap()
}

/// A signature that any key can make: the hash of the signed bytes, twice.
fn signature(input: &str) -> [u8; 64] {
    let hash = Sha256.hash(input.as_bytes());
    let mut signature = [0; 64];
    signature.iter_mut().zip(hash.iter().chain(&hash)).for_each(|(place, byte)| *place = *byte);
    signature
}

fn is_signed(proof: &Proof<'_>) -> bool {
    proof.signature().matches(&signature(proof.signing_input()))
}

fn header() -> Header<'static> {
    Header { typ: "dpop+jwt", alg: "ES256", jwk: jwk() }
}

#[test]
fn a_server_refuses_for_the_first_reason() {
    let ath = TokenHash::new(Sha256, TOKEN).display().to_string();
    let jkt = jwk().thumbprint(Sha256).display().to_string();
    let other_jkt = Jwk::ec("P-256", &[1; 32], &[3; 32]).unwrap().thumbprint(Sha256).display().to_string();
    let nonces = ["new", "old", "new"].map(|nonce| Nonce::new(nonce).unwrap());
    let server = Server::new(Sha256, &["ES256", "EdDSA", "PS256"]).unwrap().with_nonces(&nonces);
    let request = Request::of_uri("GET", URI).unwrap();
    let bound = request.with_token(TOKEN, &jkt);
    let good = Claims { jti: "j", htm: "GET", htu: URI, iat: NOW, ath: Some(&ath), nonce: Some("new") };
    let head = header();
    let input = "YQ.YQ";
    let right = format!("{input}.{}", base64url(&signature(input)));
    let wrong = format!("{input}.{}", base64url(&signature("other")));
    let short = format!("{input}.{}", base64url(&[1; 63]));
    let der = format!("{input}.{}", base64url(&[0x30; 70]));

    let okp = Jwk::okp("Ed25519", &[1; 32]).unwrap();
    let rsa = Jwk::rsa(&[1, 0, 1], &[1; 256]).unwrap();
    let p384 = Jwk::ec("P-384", &[1; 48], &[2; 48]).unwrap();
    let x25519 = Jwk::okp("X25519", &[1; 32]).unwrap();
    let stale = Claims { iat: NOW + 301, ..good };
    // Each row is wrong in one more thing than the next: what is refused is the first in the order of the checks.
    for (header, claims, jwt, request, fresh, expected) in [
        (Header { typ: "JWT", alg: "none", ..head }, good, &right, request, true, Err(Refusal::Type)),
        (Header { typ: "DPoP+jwt", ..head }, good, &right, request, true, Err(Refusal::Type)),
        (Header { typ: "", ..head }, good, &right, request, true, Err(Refusal::Type)),
        (Header { alg: "none", jwk: rsa, ..head }, good, &right, request, true, Err(Refusal::Algorithm)),
        (Header { alg: "HS256", ..head }, good, &right, request, true, Err(Refusal::Algorithm)),
        (Header { alg: "es256", ..head }, good, &right, request, true, Err(Refusal::Algorithm)),
        (Header { alg: "ES384", jwk: p384, ..head }, good, &right, request, true, Err(Refusal::Algorithm)),
        (Header { jwk: okp, ..head }, Claims { jti: "", ..good }, &right, request, true, Err(Refusal::Key)),
        (Header { jwk: rsa, ..head }, good, &right, request, true, Err(Refusal::Key)),
        (Header { jwk: p384, ..head }, good, &right, request, true, Err(Refusal::Key)),
        (Header { alg: "EdDSA", jwk: x25519, ..head }, good, &right, request, true, Err(Refusal::Key)),
        (Header { alg: "PS256", ..head }, good, &right, request, true, Err(Refusal::Key)),
        (head, Claims { jti: "", htm: "PUT", ..good }, &right, request, true, Err(Refusal::Identifier)),
        (head, Claims { htm: "PUT", htu: "", ..good }, &right, request, true, Err(Refusal::Method)),
        (head, Claims { htm: "get", ..good }, &right, request, true, Err(Refusal::Method)),
        (head, Claims { htu: "https://a", nonce: None, ..good }, &right, request, true, Err(Refusal::Uri)),
        (head, Claims { htu: "protectedresource", ..good }, &right, request, true, Err(Refusal::Uri)),
        (head, Claims { nonce: None, ..stale }, &right, request, true, Err(Refusal::Nonce)),
        (head, Claims { nonce: Some(""), ..good }, &right, request, true, Err(Refusal::Nonce)),
        (head, Claims { nonce: Some("New"), ..good }, &right, request, true, Err(Refusal::Nonce)),
        (head, Claims { nonce: Some("newer"), ..good }, &right, request, true, Err(Refusal::Nonce)),
        (head, Claims { nonce: Some("old"), ..good }, &right, request, true, Ok(())),
        (head, stale, &wrong, request, true, Err(Refusal::Stale)),
        (head, Claims { iat: NOW - 301, ..good }, &right, request, true, Err(Refusal::Stale)),
        (head, Claims { iat: 0, ..good }, &right, request, true, Err(Refusal::Stale)),
        (head, Claims { iat: u64::MAX, ..good }, &right, request, true, Err(Refusal::Stale)),
        (head, Claims { iat: NOW * 1000, ..good }, &right, request, true, Err(Refusal::Stale)),
        (head, Claims { iat: NOW + 300, ..good }, &right, request, true, Ok(())),
        (head, Claims { iat: NOW - 300, ..good }, &right, request, true, Ok(())),
        (head, Claims { ath: None, ..good }, &wrong, bound, true, Err(Refusal::Signature)),
        (head, good, &short, request, true, Err(Refusal::Signature)),
        (head, good, &der, request, true, Err(Refusal::Signature)),
        (head, Claims { ath: None, ..good }, &right, bound.with_jkt(&other_jkt), true, Err(Refusal::Token)),
        (head, Claims { ath: Some(""), ..good }, &right, bound, true, Err(Refusal::Token)),
        (head, Claims { ath: Some(&ath[1..]), ..good }, &right, bound, true, Err(Refusal::Token)),
        (head, good, &right, request.with_token("other", &jkt), true, Err(Refusal::Token)),
        (head, good, &right, bound.with_jkt(&other_jkt), false, Err(Refusal::Binding)),
        (head, good, &right, bound.with_jkt(""), false, Err(Refusal::Binding)),
        (head, good, &right, request.with_token(TOKEN, &other_jkt), false, Err(Refusal::Binding)),
        (head, good, &right, request.with_jkt(&other_jkt), false, Err(Refusal::Binding)),
        (head, good, &right, bound, false, Err(Refusal::Replayed)),
        (head, good, &right, bound, true, Ok(())),
        (head, good, &right, request.with_jkt(&jkt), true, Ok(())),
        (head, Claims { ath: None, ..good }, &right, request, true, Ok(())),
    ] {
        let proof = Proof::new(Jwt::new(jwt).unwrap(), header, claims);
        let mut asked = None;
        let verified = server.verify(&request, &proof, NOW, is_signed, |jti, until| {
            asked = Some((jti == claims.jti, until));
            fresh
        });
        assert_eq!(verified, expected, "{header:?} {claims:?}");
        let is_asked = matches!(expected, Ok(()) | Err(Refusal::Replayed));
        assert_eq!(asked, is_asked.then(|| (true, claims.iat + 300)), "freshness is asked last");
    }
    for jwt in [&short, &der] {
        let proof = Proof::new(Jwt::new(jwt).unwrap(), head, good);
        let verified = server.verify(&request, &proof, NOW, |_| panic!("the length is wrong"), |_, _| true);
        assert_eq!(verified, Err(Refusal::Signature), "a signature of another length is not verified");
    }
    // Without a nonce of its own, a server does not look at it.
    let free = Server::new(Sha256, &["ES256"]).unwrap().with_window(1);
    let proof = |claims| Proof::new(Jwt::new(&right).unwrap(), head, claims);
    for (nonce, now, expected) in [
        (None, NOW, Ok(())),
        (Some("any"), NOW + 1, Ok(())),
        (None, NOW + 2, Err(Refusal::Stale)),
        (None, NOW - 2, Err(Refusal::Stale)),
    ] {
        let verified = free.verify(&request, &proof(Claims { nonce, ..good }), now, is_signed, |_, _| true);
        assert_eq!(verified, expected);
    }
}

#[test]
fn refusals_have_codes() {
    let malformed = dpop::proof(&[("DPoP", "a")]).unwrap_err();
    let unreadable = Proof::read(Jwt::new("YQ.YQ.YQ").unwrap(), &mut [0; 9]).unwrap_err();
    for (refusal, error) in [
        (Refusal::Absent, ErrorCode::InvalidDpopProof),
        (malformed.into(), ErrorCode::InvalidDpopProof),
        (unreadable.into(), ErrorCode::InvalidDpopProof),
        (Refusal::Type, ErrorCode::InvalidDpopProof),
        (Refusal::Algorithm, ErrorCode::InvalidDpopProof),
        (Refusal::Key, ErrorCode::InvalidDpopProof),
        (Refusal::Identifier, ErrorCode::InvalidDpopProof),
        (Refusal::Method, ErrorCode::InvalidDpopProof),
        (Refusal::Uri, ErrorCode::InvalidDpopProof),
        (Refusal::Nonce, ErrorCode::UseDpopNonce),
        (Refusal::Stale, ErrorCode::InvalidDpopProof),
        (Refusal::Signature, ErrorCode::InvalidDpopProof),
        (Refusal::Token, ErrorCode::InvalidDpopProof),
        (Refusal::Binding, ErrorCode::InvalidToken),
        (Refusal::Replayed, ErrorCode::InvalidDpopProof),
    ] {
        assert_eq!((refusal.error(), refusal.status(), error.status()), (error, 401, Some(401)), "{refusal}");
    }
}

#[test]
fn only_asymmetric_algorithms_are_configured() {
    for (algs, expected) in [
        (&["ES256", "ML-DSA-44"][..], None),
        (&[], Some((ValueErrorKind::Empty, 0))),
        (&["ES256", "none"], Some((ValueErrorKind::ProhibitedElement, 1))),
        (&["None"], Some((ValueErrorKind::ProhibitedElement, 0))),
        (&["HS256"], Some((ValueErrorKind::ProhibitedElement, 0))),
        (&["ES256", "PS256", "hs512"], Some((ValueErrorKind::ProhibitedElement, 2))),
        (&[""], Some((ValueErrorKind::ProhibitedElement, 0))),
    ] {
        let built = Server::new(Sha256, algs).err().map(|error| (error.kind(), error.offset()));
        assert_eq!(built, expected, "{algs:?}");
    }
    for (alg, expected) in [
        ("ES256", None),
        ("none", Some(("alg", ValueErrorKind::Prohibited))),
        ("HS384", Some(("alg", ValueErrorKind::Prohibited))),
        ("EdDSA", Some(("jwk", ValueErrorKind::WrongForm))),
        ("ES384", Some(("jwk", ValueErrorKind::WrongForm))),
        ("ES256K", Some(("jwk", ValueErrorKind::WrongForm))),
    ] {
        let built = Client::new(Sha256, alg, jwk()).err().map(|error| (error.part(), error.kind()));
        assert_eq!(built, expected, "{alg}");
    }
}

#[test]
fn uris_are_compared_after_normalization() {
    for (uri, htu, same) in [
        ("https://a/b", "https://a/b", true),
        ("https://a/b?c#d", "https://a/b#e?f", true),
        ("https://a/b", "HTTPS://A:443/b", true),
        ("http://a:80/b", "http://a:/b", true),
        ("https://a", "https://a/", true),
        ("https://a?b", "https://a#", true),
        ("https://[::AB]/", "https://[::ab]:443", true),
        ("https://a/%7eb%2d", "https://a/~b-", true),
        ("https://a/%e9%2f", "https://a/%E9%2F", true),
        ("https://a/./b/../c", "https://a/c", true),
        ("https://a/b/c/d/../../e", "https://a/b/e", true),
        ("https://a/b/..", "https://a/", true),
        ("https://a/b/.", "https://a/b/", true),
        ("https://a/../../b", "https://a/b", true),
        ("https://a/%2E%2e/b/%2e", "https://a/b/", true),
        ("https://a/b//../c", "https://a/b/c", true),
        ("https://a/...", "https://a/...", true),
        ("https://a/b", "http://a/b", false),
        ("https://a/b", "https://a:444/b", false),
        ("https://a/b", "http://a:443/b", false),
        ("https://a/b", "https://b/b", false),
        ("https://a/b", "https://a./b", false),
        ("https://a/b", "https://a/B", false),
        ("https://a/b", "https://a/b/", false),
        ("https://a/b", "https://a//b", false),
        ("https://a/b/c", "https://a/b%2Fc", false),
        ("https://a/b", "https://a/b%00", false),
        ("https://a/b..", "https://a/b", false),
        ("https://a/.../b", "https://a/b", false),
        ("https://a/b", "https://a/b\\", false),
        ("https://a/b", "https://x@a/b", false),
        ("https://a/b", "/b", false),
        ("https://a/b", "//a/b", false),
        ("https://a/b", " https://a/b", false),
        ("https://a/b", "https://a/b%", false),
        ("https://a/b", "https://a/b\n", false),
        ("https://a/b", "", false),
    ] {
        let request = Request::of_uri("GET", uri).unwrap();
        assert_eq!(request.is_uri(htu), same, "{uri} {htu}");
    }
    for (method, scheme, authority, target, part, kind, offset) in [
        ("", "https", "a", "/", "method", ValueErrorKind::Empty, 0),
        (" GET", "https", "a", "/", "method", ValueErrorKind::InvalidByte, 0),
        ("G T", "https", "a", "/", "method", ValueErrorKind::InvalidByte, 1),
        ("GET", "", "a", "/", "scheme", ValueErrorKind::Empty, 0),
        ("GET", "ftp", "a", "/", "scheme", ValueErrorKind::InvalidByte, 0),
        ("GET", "https", "", "/", "authority", ValueErrorKind::Empty, 0),
        ("GET", "https", "a@b", "/", "authority", ValueErrorKind::InvalidByte, 1),
        ("GET", "https", "a:b", "/", "authority", ValueErrorKind::InvalidByte, 1),
        ("GET", "https", "a/b", "/", "authority", ValueErrorKind::InvalidByte, 1),
        ("GET", "https", "a", "", "target", ValueErrorKind::Empty, 0),
        ("OPTIONS", "https", "a", "*", "target", ValueErrorKind::InvalidByte, 0),
        ("GET", "https", "a", "https://a/", "target", ValueErrorKind::InvalidByte, 0),
        ("GET", "https", "a", "/\u{E9}", "target", ValueErrorKind::InvalidByte, 1),
    ] {
        let error = Request::new(method, scheme, authority, target).unwrap_err();
        assert_eq!(
            (error.part(), error.kind(), error.offset()),
            (part, kind, offset),
            "{method} {scheme} {authority} {target}"
        );
    }
    let kind = |uri| Request::of_uri("GET", uri).unwrap_err().kind();
    assert_eq!([kind(""), kind("https:")], [ValueErrorKind::Empty, ValueErrorKind::InvalidByte]);
    let request = Request::new("GET", "HTTPS", "A:443", "/b?c").unwrap();
    assert!(request.is_uri("https://a/b") && !request.is_uri("https://a/c"));
}

/// Returns what a server reads of these two objects.
fn read(header: &str, claims: &str) -> Result<(), (ErrorKind, usize)> {
    let jwt = format!("{}.{}.YQ", base64url(header.as_bytes()), base64url(claims.as_bytes()));
    let mut buffer = vec![0; header.len() + claims.len()];
    match Proof::read(Jwt::new(&jwt).unwrap(), &mut buffer) {
        Ok(_) => Ok(()),
        Err(DecodeError::Parse(error)) => Err((error.kind(), error.offset())),
        Err(DecodeError::Capacity(error)) => panic!("{error}"),
    }
}

const HEADER: &str = r#"{"typ":"dpop+jwt","alg":"a","jwk":{"kty":"OKP","crv":"a","x":"AA"}}"#;
const CLAIMS: &str = r#"{"jti":"j","htm":"GET","htu":"https:\/\/a","iat":7}"#;

#[test]
fn claims_are_read_strictly() {
    use ErrorKind::{DuplicateParam, Expected, InvalidParam, Missing, TooMany};
    let json = |at| Err((Expected(Rule::Json), at));
    let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
    let members = |count: usize| {
        let members: Vec<_> = (0..count).map(|index| format!("\"{index}\":0")).collect();
        format!("{{{}}}", members.join(","))
    };
    let missing = |length: usize| Err((Missing("jti"), length));
    let mut wrong = Vec::new();
    for (claims, expected) in [
        (CLAIMS, Ok(())),
        (
            " { \"jti\" : \"\\u0041\\n\" , \"htm\":\"\",\"htu\":\"\",\"iat\":7.5,\"a\":[],\"b\":{},\"c\":[1,{\"d\":null}]} ",
            Ok(()),
        ),
        (r#"{"jti":"j","htm":"","htu":"","iat":7,"iat":7}"#, Err((DuplicateParam, 37))),
        (r#"{"jti":"j","htm":"","htu":"","iat":7,"j\u0074i":"j"}"#, Err((DuplicateParam, 37))),
        (r#"{"a":1,"a":1}"#, Err((DuplicateParam, 7))),
        ("{}", missing(2)),
        (r#"{"jti":"j","htu":"","iat":7}"#, Err((Missing("htm"), 28))),
        (r#"{"jti":"j","htm":"","iat":7}"#, Err((Missing("htu"), 28))),
        (r#"{"jti":"j","htm":"","htu":""}"#, Err((Missing("iat"), 29))),
        (r#"{"jti":1}"#, Err((InvalidParam("jti"), 7))),
        (r#"{"htm":["GET"]}"#, Err((InvalidParam("htm"), 7))),
        (r#"{"htu":null}"#, Err((InvalidParam("htu"), 7))),
        (r#"{"nonce":null}"#, Err((InvalidParam("nonce"), 9))),
        (r#"{"ath":{}}"#, Err((InvalidParam("ath"), 7))),
        (r#"{"iat":"7"}"#, Err((InvalidParam("iat"), 7))),
        (r#"{"iat":-7}"#, Err((InvalidParam("iat"), 7))),
        (r#"{"iat":7e2}"#, Err((InvalidParam("iat"), 7))),
        (r#"{"iat":7.}"#, Err((InvalidParam("iat"), 7))),
        (r#"{"iat":07}"#, Err((InvalidParam("iat"), 7))),
        (r#"{"iat": 18446744073709551616}"#, Err((InvalidParam("iat"), 8))),
        (" ", json(1)),
        ("[]", json(0)),
        ("{", json(1)),
        ("{\"a\":1", json(6)),
        ("{\"a\":1,}", json(7)),
        ("{,}", json(1)),
        ("{a:1}", json(1)),
        ("{'a':1}", json(1)),
        ("{\"a\" 1}", json(5)),
        ("{\"a\":}", json(5)),
        ("{\"a\":tru}", json(5)),
        ("{\"a\":nullx}", json(5)),
        ("{\"a\":NaN}", json(5)),
        ("{\"a\":+1}", json(5)),
        ("{\"a\":.5}", json(5)),
        ("{\"a\":1.e1}", json(5)),
        ("{\"a\":1e}", json(5)),
        ("{\"a\":-}", json(5)),
        ("{\"a\":1 /* b */}", json(7)),
        ("{\"a\":[1}", json(7)),
        ("{\"a\":[1,]}", json(8)),
        ("{\"a\":{\"b\"}}", json(9)),
        ("{\"a\":{\"b\":1]}", json(11)),
        ("{\"a\":\"b", json(7)),
        ("{\"a\":\"\n\"}", json(6)),
        ("{\"a\":\"\\x\"}", json(6)),
        ("{\"a\":\"\\u12\"}", json(6)),
        ("{\"a\":\"\\ud800\"}", json(6)),
        ("{\"a\":\"\\udc00\"}", json(6)),
        ("{\"a\":\"\\ud800\\u0041\"}", json(6)),
        ("{\"a\":\"\\ud83d\\ude00\"}", missing(20)),
        ("\u{FEFF}{}", json(0)),
        (&nested(31), missing(nested(31).len())),
        (&nested(32), Err((TooMany, 36))),
        (&members(32), missing(members(32).len())),
        (&members(33), Err((TooMany, members(32).len()))),
    ] {
        let came = read(HEADER, claims);
        if came != expected {
            wrong.push((claims.to_owned(), came, expected));
        }
    }
    assert_eq!(wrong, []);
}

#[test]
fn headers_are_read_strictly() {
    use ErrorKind::{DuplicateParam, Expected, InvalidParam, Missing};
    let json = |at| Err((Expected(Rule::Json), at));
    let mut wrong = Vec::new();
    assert_eq!(read(HEADER, &format!("{CLAIMS}x")), json(CLAIMS.len()));
    let jwk = r#""typ":"","alg":"","jwk""#;
    for (header, expected) in [
        (r#"{"alg":"","jwk":{"kty":"OKP","crv":"a","x":"AA"}}"#.to_owned(), Err((Missing("typ"), 49))),
        (r#"{"typ":"","jwk":{"kty":"OKP","crv":"a","x":"AA"}}"#.to_owned(), Err((Missing("alg"), 49))),
        (r#"{"typ":"","alg":""}"#.to_owned(), Err((Missing("jwk"), 19))),
        (r#"{"crit":["b64"]}"#.to_owned(), Err((InvalidParam("crit"), 8))),
        (format!("{{{jwk}:\"\"}}"), json(25)),
        (format!("{{{jwk}:{{}}}}"), Err((Missing("kty"), 27))),
        (format!("{{{jwk}:{{\"d\":\"\"}}}}"), Err((InvalidParam("d"), 32))),
        (format!("{{{jwk}:{{\"oth\":[]}}}}"), Err((InvalidParam("oth"), 34))),
        (format!("{{{jwk}:{{\"x\":1}}}}"), Err((InvalidParam("x"), 31))),
        (format!("{{{jwk}:{{\"x\":\"\",\"x\":\"\"}}}}"), Err((DuplicateParam, 33))),
        (format!("{HEADER},"), json(HEADER.len())),
    ] {
        let came = read(&header, CLAIMS);
        if came != expected {
            wrong.push((header, came, expected));
        }
    }
    assert_eq!(wrong, []);
    let jwt = format!("{}.{}.YQ", base64url(HEADER.as_bytes()), base64url(CLAIMS.as_bytes()));
    let jwt = Jwt::new(&jwt).unwrap();
    let needed = HEADER.len() + CLAIMS.len();
    for length in 0..needed {
        let error = Proof::read(jwt, &mut vec![0; length]).unwrap_err();
        assert!(matches!(error, DecodeError::Capacity(error) if error.needed() == needed));
    }
    let mut buffer = vec![0; needed];
    assert_eq!(Proof::read(jwt, &mut buffer).unwrap().claims().htu, "https://a");
    let invalid = format!("{}.{}.YQ", base64url(HEADER.as_bytes()), base64url(b"{\"a\":\"b\xFF\"}"));
    let error = Proof::read(Jwt::new(&invalid).unwrap(), &mut buffer).unwrap_err();
    assert!(matches!(error, DecodeError::Parse(error) if error.offset() == 7), "{error:?}");
}

#[test]
fn a_client_writes_what_the_standard_shows() {
    let client = Client::new(Sha256, "ES256", jwk()).unwrap();
    let request = Request::of_uri("GET", "https://Resource.example.org:443/a%2fb\"?x#y").unwrap();
    let unsigned = client.proof(&request, Some(TOKEN), "j\"\\\n\u{E9}", NOW).unwrap();
    let unsigned = unsigned.with_nonce(Nonce::new("n").unwrap());
    let symbol = |byte: u8| base64url(&[byte; 32]);
    let header = format!(
        r#"{{"typ":"dpop+jwt","alg":"ES256","jwk":{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}}}"#,
        symbol(1),
        symbol(2)
    );
    let claims = format!(
        r#"{{"jti":"j\"\\\u000a{}","htm":"GET","htu":"https://resource.example.org/a%2fb\"","iat":{NOW},"ath":"{}","nonce":"n"}}"#,
        '\u{E9}', "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"
    );
    let expected = format!("{}.{}", base64url(header.as_bytes()), base64url(claims.as_bytes()));
    assert_eq!(unsigned.display().to_string(), expected);
    let wire = written(&unsigned.sign(&[7; 64]).unwrap());
    assert_eq!(wire, format!("{expected}.{}", base64url(&[7; 64])).into_bytes());
    let root = Request::of_uri("GET", "https://a").unwrap();
    let root = client.proof(&root, None, "j", NOW).unwrap().display().to_string();
    let claims = format!(r#"{{"jti":"j","htm":"GET","htu":"https://a/","iat":{NOW}}}"#);
    assert!(root.ends_with(&format!(".{}", base64url(claims.as_bytes()))), "a URI without a path is sent with a slash");
    for length in [0, 63, 65, 70] {
        let error = unsigned.sign(&vec![7; length][..]).map(|_| ()).unwrap_err();
        assert_eq!((error.part(), error.kind()), ("signature", ValueErrorKind::WrongForm));
    }
    let error = client.proof(&request, None, "", NOW).unwrap_err();
    assert_eq!((error.part(), error.kind()), ("jti", ValueErrorKind::Empty));
}

/// An object, with the members that have a name twice.
struct Members(Vec<(String, serde_json::Value)>);

impl<'de> serde::Deserialize<'de> for Members {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Members;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Visitor)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// What is read as JSON is what `serde_json` reads, but for what the table of the module excludes.
    #[test]
    fn json_is_what_another_parser_reads(
        names in prop::collection::vec("jti|htm|htu|iat|ath|a|\\\\u0061|\\\\\"", 0..6),
        values in prop::collection::vec(
            "\"[a-c\u{E9}]{0,3}\"|\"(\\\\[nu\"/]|00e9|\\\\ud83d\\\\ude00){1,3}\"|-?[0-9]{1,3}(\\.[0-9])?([eE][+-]?[0-9])?|true|null|[\\[{\\]}\":,1]{1,6}", 6),
        space in "[ \n]{0,2}", at in any::<prop::sample::Index>(), byte in prop::option::weighted(0.3, any::<char>()),
    ) {
        let members: Vec<_> = names.iter().zip(&values).map(|(name, value)| format!("\"{name}\"{space}:{value}")).collect();
        let mut json = format!("{{{}}}{space}", members.join(","));
        if let Some(byte) = byte {
            let at = at.index(json.len());
            if json.is_char_boundary(at) {
                json.insert(at, byte);
            }
        }
        let read = read(HEADER, &json);
        let other = serde_json::from_str::<Members>(&json);
        let Ok(Members(members)) = other else {
            prop_assert!(read.is_err(), "{}", json);
            return Ok(());
        };
        let of = |name: &str| members.iter().find(|(other, _)| other == name).map(|(_, value)| value);
        let is_text = |name: &str| of(name).is_some_and(serde_json::Value::is_string);
        let is_repeated = (1..members.len()).any(|index| members[..index].iter().any(|(name, _)| *name == members[index].0));
        let seconds = json.split("\"iat\"").nth(1).is_some_and(|rest| {
            let number = rest.trim_start().trim_start_matches(':').trim_start().split([',', '}', ' ', '\n']).next();
            number.is_some_and(|number| !number.contains(['e', 'E', '-']))
        });
        let is_claims = ["jti", "htm", "htu"].into_iter().all(is_text)
            && of("ath").is_none_or(serde_json::Value::is_string)
            && of("iat").is_some_and(serde_json::Value::is_number)
            && seconds;
        prop_assert_eq!(read.is_ok(), is_claims && !is_repeated, "{} {:?}", json, read);
    }

    #[test]
    fn uris_are_compared_as_a_model_does(
        one in "(https?|HTTPS)://[aA.]{1,2}(:(80|443)?)?(/([a%.]|%2[eEfF]|%7[eE]|~|\\.\\.|/|\\.){0,6})?(\\?a)?",
        other in "(https?|HTTPS)://[aA.]{1,2}(:(80|443)?)?(/([a%.]|%2[eEfF]|%7[eE]|~|\\.\\.|/|\\.){0,6})?(#a)?",
        same_start in any::<bool>(),
    ) {
        uris(&one, &other);
        if same_start {
            let path = |uri: &str| uri.splitn(4, '/').nth(3).unwrap_or_default().to_owned();
            uris(&format!("https://a/{}", path(&one)), &format!("https://a/{}", path(&other)));
        }
    }

    /// A server accepts what a client makes, and nothing else: each changed bit is refused.
    #[test]
    fn every_signed_part_is_verified(
        method in "[A-Z]{1,6}", path in "[/a-z~%]{0,3}[\"a-z.]{1,8}", jti in "\\PC{1,8}", iat in 300..u64::MAX - 300,
        token in prop::option::of("[a-zA-Z0-9._~-]{1,20}"), nonce in prop::option::of("[!#-\\[\\]-~]{1,9}"),
        at in any::<prop::sample::Index>(), bit in 0_u8..7,
    ) {
        let jkt = jwk().thumbprint(Sha256).display().to_string();
        let target = format!("/{}", path.replace('%', "%41"));
        let request = Request::new(&method, "https", "a.example:8443", &target).unwrap();
        let client = Client::new(Sha256, "ES256", jwk()).unwrap();
        let mut unsigned = client.proof(&request, token.as_deref(), &jti, iat).unwrap();
        let sent = nonce.as_deref().map(|nonce| Nonce::new(nonce).unwrap());
        if let Some(nonce) = sent {
            unsigned = unsigned.with_nonce(nonce);
        }
        let input = unsigned.display().to_string();
        let signature = signature(&input);
        let wire = written(&unsigned.sign(&signature).unwrap());
        let nonces: Vec<_> = sent.into_iter().collect();
        let request = token.as_deref().map_or(request, |token| request.with_token(token, &jkt));
        let verifies = |wire: &[u8], now: u64, request: Request<'_>| {
            let fields = [("DPoP", wire)];
            let jwt = dpop::proof(&fields).ok()??;
            let mut buffer = vec![0; wire.len()];
            let proof = Proof::read(jwt, &mut buffer).ok()?;
            let server = Server::new(Sha256, &["ES256"]).unwrap().with_nonces(&nonces);
            server.verify(&request, &proof, now, is_signed, |given, _| given == jti).ok()
        };
        for now in [iat - 300, iat, iat + 300] {
            prop_assert_eq!(verifies(&wire, now, request), Some(()));
        }
        prop_assert_eq!(verifies(&wire, iat - 301, request), None);
        let other = Request::new(&method, "https", "a.example:8444", &target).unwrap();
        prop_assert_eq!(verifies(&wire, iat, other), None);
        let mut changed = wire.clone();
        changed[at.index(wire.len())] ^= 1 << bit;
        prop_assert_eq!(verifies(&changed, iat, request), None);
        if let Some(token) = &token {
            let other = format!("{token}a");
            prop_assert_eq!(verifies(&wire, iat, request.with_token(&other, &jkt)), None);
        }
    }
}
