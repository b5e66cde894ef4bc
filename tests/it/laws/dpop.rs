//! The DPoP scheme, RFC 9449, and the fields that go with it.

use countersign::auth::dpop::{self, Challenge, Client, Credentials, Nonce, Proof, Request};
use countersign::auth::jwk::Jwk;
use countersign::auth::jwt::Jwt;
use countersign::auth::{self, Param};
use countersign::hash::Sha256;
use countersign::{DecodeError, Encode, ValueError, ValueErrorKind};

use super::oracle::{self, Fault};
use super::parts::{Parts, agreed};
use super::{lines, parsers_agree, points_into, schemes, written};

/// The parameters that a standard defines. `other_params` does not return them.
const DEFINED: [&str; 9] =
    ["realm", "scope", "error", "error_description", "error_uri", "acr_values", "max_age", "resource_metadata", "algs"];

/// The number of other parameters that a challenge can have if it has all defined ones.
const MOST_OTHERS: usize = auth::MAX_PARAMS - DEFINED.len();

pub(crate) fn check(data: &[u8]) {
    challenge(data);
    credentials(data);
    nonce(data);
    proof(data);
    let texts: Vec<&str> = lines(data).take(8).filter_map(|line| core::str::from_utf8(line).ok()).collect();
    built_challenge(&texts);
    json(data);
    if let [one, other, ..] = texts[..] {
        uris(one, other);
        made(one, other);
    }
    if let Some(parts) = Parts::of(data) {
        with_other_params(&parts);
    }
}

fn challenge(value: &[u8]) {
    schemes::challenge(
        value,
        |value| Challenge::parse(value).map(|challenge| reads_back!(Challenge, challenge)),
        |generic| {
            let typed = Challenge::try_from(generic)?;
            assert_eq!(typed.realm(), generic.get("realm"));
            assert_eq!(typed.algs().map(|algs| algs.text()), generic.get("algs"));
            let is_other = |param: &Param<'_>| !DEFINED.iter().any(|name| param.name().is(name));
            assert!(typed.other_params().eq(generic.params().iter().filter(is_other)));
            Ok(reads_back!(Challenge, typed))
        },
    );
}

type With<'a> = fn(Challenge<'a>, &'a str) -> Result<Challenge<'a>, ValueError>;

/// Sets each text as each part, and keeps the parts that accepted one.
fn built_challenge(texts: &[&str]) {
    let words = |part, text: &str| {
        let is_blank = text.bytes().all(|byte| byte == b' ');
        let stray = || oracle::stray(part, text.as_bytes(), |byte| byte == b' ' || is_nqchar(byte));
        if is_blank { Some((part, ValueErrorKind::Empty, 0)) } else { stray() }
    };
    let mut all = Challenge::new().with_max_age(u64::MAX);
    for text in texts {
        let parts: [(With<'_>, Option<Fault>); 3] = [
            (Challenge::with_realm, oracle::text("realm", text.as_bytes())),
            (Challenge::with_scope, words("scope", text)),
            (Challenge::with_algs, words("algs", text)),
        ];
        for (with, expected) in parts {
            if let Some(challenge) = agreed(with(all, text), expected) {
                reads_back!(Challenge, challenge);
                all = challenge;
            }
        }
    }
}

fn with_other_params(parts: &Parts<'_>) {
    let is_defined = |param: &Param<'_>| DEFINED.iter().any(|name| param.name().is(name));
    let expected = parts.params_fault().or_else(|| match parts.params.iter().position(is_defined) {
        Some(index) => Some(("params", ValueErrorKind::Reserved, index)),
        None => (parts.params.len() > MOST_OTHERS).then_some(("params", ValueErrorKind::TooMany, MOST_OTHERS)),
    });
    if let Some(challenge) = agreed(Challenge::new().with_other_params(&parts.params), expected) {
        assert!(challenge.other_params().eq(parts.params.iter().copied()));
        reads_back!(Challenge, challenge.with_max_age(0));
    }
}

fn credentials(value: &[u8]) {
    let generic = auth::Credentials::parse(value);
    match Credentials::parse(value) {
        Ok(credentials) => {
            let generic = generic.expect("credentials of a scheme are credentials");
            assert_eq!(generic.token68(), Some(credentials.token()));
            are(Credentials::try_from(generic).expect("both parsers agree"), credentials.token().as_bytes());
        }
        Err(error) => {
            points_into(value, error);
            if let Ok(generic) = generic {
                parsers_agree(value, error, Credentials::try_from(generic).expect_err("both parsers reject it"));
            }
        }
    }
    if let Some(credentials) = agreed(Credentials::new(value), oracle::token68(value)) {
        are(credentials, value);
    }
}

fn are(credentials: Credentials<'_>, token: &[u8]) {
    assert!(credentials.matches(token) && !credentials.matches(&[token, b"="].concat()));
    let wire = written(&credentials);
    assert_eq!(wire, [b"DPoP ", token].concat());
    assert!(Credentials::parse(&wire).expect("what is written can be parsed").matches(token));
}

/// `NQCHAR = %x21 / %x23-5B / %x5D-7E`
fn is_nqchar(byte: u8) -> bool {
    matches!(byte, 0x21 | 0x23..=0x5B | 0x5D..=0x7E)
}

fn nonce(value: &[u8]) {
    if let Some(nonce) = agreed(Nonce::new(value), oracle::stray_or_empty("nonce", value, is_nqchar)) {
        assert_eq!(nonce.as_str().as_bytes(), value);
        reads_back!(Nonce, nonce);
    }
    let trimmed = oracle::trimmed(value);
    match Nonce::parse(value) {
        Ok(nonce) => assert_eq!(Nonce::new(trimmed), Ok(nonce), "what can be parsed can be built"),
        Err(error) => {
            points_into(value, error);
            assert!(Nonce::new(trimmed).is_err());
        }
    }
}

fn proof(value: &[u8]) {
    let expected = jwt(oracle::trimmed(value));
    match dpop::proof(&[("DPoP", value)]) {
        Ok(proof) => {
            let proof = proof.expect("there is a line");
            let expected = expected.expect("three parts in base64url");
            for (part, bytes) in [proof.header(), proof.payload(), proof.signature()].into_iter().zip(&expected) {
                assert_eq!(part.decode_into(&mut vec![0; bytes.len()]), Ok(&bytes[..]));
                let short = &mut vec![0; bytes.len() - 1];
                assert_eq!(part.decode_into(short).map_err(|error| error.needed()), Err(bytes.len()));
            }
            let wire = written(&proof);
            assert_eq!(wire, oracle::trimmed(value));
            assert_eq!(written(&Jwt::parse(&wire).expect("what is written can be parsed")), wire);
            let signature = proof.signature().as_str().expect("symbols that were received");
            assert_eq!([proof.signing_input(), signature].join(".").as_bytes(), wire);
        }
        Err(error) => {
            points_into(value, error.error());
            assert_eq!(expected, None);
        }
    }
    assert_eq!(Jwt::parse(value).is_ok(), Jwt::new(value).is_ok());
}

/// `header "." payload "." signature`, each decoded
fn jwt(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let parts: Vec<Vec<u8>> =
        bytes.split(|byte| *byte == b'.').map(oracle::base64url).collect::<Option<Vec<Vec<u8>>>>()?;
    (parts.len() == 3 && parts.iter().all(|part| !part.is_empty())).then_some(parts)
}

/// `base64url` without padding, bit by bit.
pub(crate) fn base64url(bytes: &[u8]) -> String {
    const SYMBOLS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits: Vec<u8> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).collect();
    let value = |six: &[u8]| six.iter().fold(0, |value, bit| value << 1 | bit) << (6 - six.len());
    bits.chunks(6).map(|six| char::from(SYMBOLS[usize::from(value(six))])).collect()
}

const HEADER: &[u8] = br#"{"typ":"dpop+jwt","alg":"a","jwk":{"kty":"OKP","crv":"a","x":"AA"}}"#;

/// Reads the bytes as the header and as the claims of a proof.
fn json(data: &[u8]) {
    for (header, claims) in [(data, &b"{}"[..]), (HEADER, data)] {
        let jwt = format!("{}.{}.YQ", base64url(header), base64url(claims));
        let Ok(jwt) = Jwt::new(&jwt) else { continue };
        let mut buffer = vec![0; header.len() + claims.len()];
        match Proof::read(jwt, &mut buffer) {
            Ok(proof) => {
                assert!(proof.claims().htu.len() <= data.len(), "no string is longer than its escapes");
                assert!(data.starts_with(b"{") || data.trim_ascii_start().starts_with(b"{"));
            }
            Err(DecodeError::Parse(error)) => assert!(error.offset() <= header.len().max(claims.len())),
            Err(DecodeError::Capacity(error)) => panic!("{error}"),
        }
    }
}

/// Compares two URIs as a model does: it splits, decodes and pops strings.
pub(crate) fn uris(one: &str, other: &str) {
    let (this, that) = (model(one), model(other));
    for (uri, model) in [(one, &this), (other, &that)] {
        assert_eq!(Request::of_uri("GET", uri).is_ok(), model.is_some(), "{uri}");
    }
    let (Some(this), Ok(request)) = (this, Request::of_uri("GET", one)) else { return };
    assert_eq!(request.is_uri(other), Some(&this) == that.as_ref(), "{one} {other}");
    let normalized = format!("{}://{}:{}/{}", this.0, this.1, this.2, this.3.join("/"));
    assert!(request.is_uri(one) && request.is_uri(&normalized), "{one} is {normalized}");
    assert_eq!(model(&normalized), Some(this), "what is normalized stays as it is");
}

fn model(uri: &str) -> Option<(String, String, u16, Vec<String>)> {
    let (scheme, rest) = uri.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let default = match &*scheme {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    let rest = rest.split(['?', '#']).next()?;
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let end = if authority.starts_with('[') {
        authority.find(']')? + 1
    } else {
        authority.find(':').unwrap_or(authority.len())
    };
    let (host, port) = authority.split_at(end);
    let is_of_host = |letter: char| {
        letter.is_ascii_alphanumeric()
            || "-._~!$&'()*+,;=".contains(letter)
            || host.starts_with('[') && ":[]".contains(letter)
    };
    let port = match port.strip_prefix(':') {
        None if port.is_empty() => default,
        Some("") => default,
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok()?,
        _ => return None,
    };
    if host.is_empty()
        || !host.chars().all(is_of_host)
        || !path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
    {
        return None;
    }
    let mut segments = Vec::new();
    let all: Vec<String> = path.split('/').map(decoded).collect::<Option<_>>()?;
    for (index, segment) in all.iter().enumerate() {
        let is_last = index + 1 == all.len();
        match &**segment {
            "." => {}
            ".." => drop(segments.pop()),
            _ => {
                segments.push(segment.clone());
                continue;
            }
        }
        if is_last {
            segments.push(String::new());
        }
    }
    Some((scheme, host.to_ascii_lowercase(), port, segments))
}

/// Decodes unreserved characters, and writes the digits of others in upper case.
fn decoded(segment: &str) -> Option<String> {
    let mut parts = segment.split('%');
    let mut decoded = parts.next()?.to_owned();
    for part in parts {
        let digits = part.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        let letter = char::from(u8::from_str_radix(digits, 16).ok()?);
        if letter.is_ascii_alphanumeric() || "-._~".contains(letter) {
            decoded.push(letter);
        } else {
            decoded.push('%');
            decoded.push_str(&digits.to_ascii_uppercase());
        }
        decoded.push_str(&part[2..]);
    }
    Some(decoded)
}

/// A proof that is made of texts is read back as the same.
fn made(jti: &str, curve: &str) {
    let Ok(jwk) = Jwk::okp(curve, &[7; 32]) else { return };
    let client = Client::new(Sha256, "other", jwk).expect("any key of an algorithm that is not known");
    let request = Request::of_uri("GET", "https://a/\"").expect("a URI");
    let unsigned = client.proof(&request, Some(curve), jti, u64::MAX);
    assert_eq!(unsigned.is_err(), jti.is_empty());
    let Ok(unsigned) = unsigned else { return };
    let wire = written(&unsigned.sign(b"a").expect("a signature of any length"));
    let mut buffer = vec![0; wire.len()];
    let proof = Proof::read(Jwt::parse(&wire).expect("a JWT"), &mut buffer).expect("what is written can be read");
    let (header, claims) = (proof.header(), proof.claims());
    assert_eq!((header.alg, header.jwk, claims.jti, claims.iat), ("other", jwk, jti, u64::MAX));
    assert!(request.is_uri(claims.htu) && dpop::TokenHash::new(Sha256, curve).matches(claims.ath.unwrap_or_default()));
    assert_eq!(unsigned.display().to_string(), proof.signing_input());
}
