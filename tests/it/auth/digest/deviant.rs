//! What real clients and servers send that the standard does not, read by the tolerant parser.

use std::cell::RefCell;

use countersign::auth::Deviation::{self, *};
use countersign::auth::digest::{
    Algorithm, Challenge, Credentials, Info, Qop, Request, RustCrypto, Secret, Server, Username,
};
use countersign::auth::{self, Challenges, tolerant};
use countersign::{ErrorKind, ParseError};

use super::wire;

type Found = Vec<(Deviation, usize)>;

/// Reads with a tolerance that reports each deviation. Returns the deviations too.
macro_rules! read {
    ($Type:ident, $generic:expr) => {{
        let found = RefCell::new(Vec::new());
        let report = |deviation, offset| {
            found.borrow_mut().push((deviation, offset));
            true
        };
        let read = $Type::try_from($generic.tolerating(report));
        (read, found.take())
    }};
}

fn challenge(line: &str) -> (Result<Challenge<'_>, ParseError>, Found) {
    read!(Challenge, tolerant::challenges(line.as_bytes()).next().unwrap().unwrap())
}

fn credentials(value: &str) -> (Result<Credentials<'_>, ParseError>, Found) {
    read!(Credentials, tolerant::credentials(value.as_bytes()).unwrap())
}

fn info(line: &str) -> (Result<Info<'_>, ParseError>, Found) {
    read!(Info, tolerant::info(line.as_bytes()).unwrap())
}

/// Chromium takes the empty realm (its issue 20984).
#[test]
fn a_challenge_without_a_realm_has_an_empty_one() {
    for (line, at) in [("Digest nonce=\"n\"", 16), ("Digest nonce=\"n\", qop=\"auth\"", 28)] {
        let (read, found) = challenge(line);
        assert_eq!(found, [(MissingRealm, at)], "{line}");
        let read = read.unwrap();
        assert!(read.realm() == "" && read.nonce() == "n");
        assert!(wire(&read).starts_with(b"Digest realm=\"\", nonce=\"n\""));
        assert_eq!(Challenge::parse(line.as_bytes()).unwrap_err().kind(), ErrorKind::Missing("realm"), "{line}");
        // A tolerance that refuses it is as strict.
        let generic = Challenges::parse(line.as_bytes()).unwrap().into_iter().next().unwrap();
        let refused = Challenge::try_from(generic.tolerating(|_, _| false)).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Missing("realm"), "{line}");
    }
    assert_eq!(challenge("Digest qop=\"auth\"").0.unwrap_err().kind(), ErrorKind::Missing("nonce"));
    assert_eq!(challenge("Digest realm=\"\", nonce=\"n\"").1, [], "an empty realm is a realm");
}

/// AsyncHttpClient/async-http-client#529 has the empty algorithm.
#[test]
fn parameters_without_a_value_count_as_absent() {
    for (params, algorithm) in [
        ("algorithm=, qop=\"auth\"", None),
        ("qop=\"auth\", algorithm=", None),
        ("algorithm= , stale=, charset=, userhash=, qop=", None),
        ("algorithm=SHA-256, charset=, userhash=", Some(Algorithm::Sha256)),
    ] {
        let line = format!("Digest realm=\"r\", nonce=\"n\", {params}");
        let (read, found) = challenge(&line);
        let read = read.unwrap();
        assert!(found.iter().all(|(deviation, _)| *deviation == EmptyValue), "{line}");
        assert_eq!(read.algorithm(), algorithm, "{line}");
        assert!(!read.is_stale() && !read.is_utf8() && !read.is_userhash(), "{line}");
        assert_eq!(read.check_answerable(RustCrypto), Ok(()), "{line}");
        let again = wire(&read);
        assert_eq!(Challenge::parse(&again), Ok(read), "{line}");
    }
    // What is free text stays empty text.
    let (read, _) = challenge("Digest realm=\"r\", nonce=\"n\", opaque=, domain=");
    let read = read.unwrap();
    assert!(read.opaque().unwrap() == "" && read.domain().unwrap().text() == "");

    // An empty string is valid and is no value of these parameters, in both parsers.
    let line = "Digest realm=\"r\", nonce=\"n\", algorithm=\"\"";
    let (read, found) = challenge(line);
    assert_eq!((Challenge::parse(line.as_bytes()), found), (read, vec![]));
    assert!(matches!(read.unwrap().algorithm(), Some(Algorithm::Other(name)) if name == ""));
}

const RESPONSE: &str = "response=\"93f0cf3c005e21d5ee074f1f58974cad\"";

#[test]
fn credentials_without_a_value_have_no_such_parameter() {
    let value =
        |params: &str| format!("Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"/\", {RESPONSE}, {params}");
    for params in ["algorithm=", "qop=", "qop=, nc=, cnonce=\"c\"", "userhash=", "username*=", "nc="] {
        let value = value(params);
        let (read, found) = credentials(&value);
        let read = read.unwrap();
        assert!(found.iter().all(|(deviation, _)| *deviation == EmptyValue), "{value}");
        assert_eq!((read.algorithm(), read.qop(), read.nc()), (None, None, None), "{value}");
        assert!(matches!(read.username(), Username::Plain(name) if name == "u"), "{value}");
    }
    for (params, name) in [("nc=\"\"", "nc"), ("username*=\"\"", "username*")] {
        let value = value(params);
        let expected = ErrorKind::InvalidParam(name);
        assert_eq!(credentials(&value).0.unwrap_err().kind(), expected, "{value}");
        assert_eq!(Credentials::parse(value.as_bytes()).unwrap_err().kind(), expected, "{value}");
    }
    let (read, found) = info("nextnonce=\"m\", qop=, rspauth=, nc=");
    let read = read.unwrap();
    assert_eq!(found.len(), 3);
    assert_eq!((read.qop(), read.rspauth(), read.nc()), (None, None, None));
    assert!(read.nextnonce().unwrap() == "m");
}

/// `nc="1"` is of cesanta/mongoose#622. The responses are computed with the count as it is spelled.
#[test]
fn counts_of_any_length_are_hashed_as_they_are_spelled() {
    let challenge = Challenge::new("r", "n").unwrap();
    let server = Server::new(RustCrypto, challenge);
    let request = Request::new("GET", "/").unwrap();
    for (nc, response, count) in [
        ("nc=1", "93f0cf3c005e21d5ee074f1f58974cad", Some(1)),
        ("nc=\"1\"", "93f0cf3c005e21d5ee074f1f58974cad", Some(1)),
        ("nc=01", "8bf803bb7da79356b194f627f089fc27", Some(1)),
        ("nc=A", "3358aa4445a8e9fc3b12ac9defaa1a4a", Some(10)),
        ("nc=0000000001", "12cd9201374f7b2c2937e6fdf15dcf7c", Some(1)),
        ("nc=\"0000000000000001\"", "7bb2cb7b7ee1f1eb0b854c25f3ade69f", Some(1)),
        ("nc=00000000000000001", "7bb2cb7b7ee1f1eb0b854c25f3ade69f", None),
        ("nc=100000000", "93f0cf3c005e21d5ee074f1f58974cad", None),
        ("nc=+1", "93f0cf3c005e21d5ee074f1f58974cad", None),
        ("nc=\"1 \"", "93f0cf3c005e21d5ee074f1f58974cad", None),
        ("nc=g", "93f0cf3c005e21d5ee074f1f58974cad", None),
    ] {
        let value = format!(
            "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"/\", response=\"{response}\", cnonce=\"c\", qop=auth, {nc}"
        );
        let strict = Credentials::parse(value.as_bytes()).unwrap_err();
        assert_eq!(strict.kind(), ErrorKind::InvalidParam("nc"), "{value}");
        let (read, found) = credentials(&value);
        let Some(count) = count else {
            assert_eq!((read.unwrap_err(), found), (strict, vec![]), "{value}");
            continue;
        };
        assert_eq!(found, [(NonceCount, strict.offset())], "{value}");
        let read = read.unwrap();
        assert_eq!(read.nc(), Some(count), "{value}");
        let secret = Secret::password("p").unwrap();
        let is_fresh = |_, nc| nc == Some(count);
        assert_eq!(server.verify(&read, request, "u", Some(secret), is_fresh), Ok(()), "{value}");
        let written = String::from_utf8(wire(&read)).unwrap();
        assert!(written.ends_with(&nc.replace('"', "")), "{written}");
    }
    let (read, found) = info("qop=auth, cnonce=\"c\", nc=1, rspauth=\"93f0cf3c005e21d5ee074f1f58974cad\"");
    assert_eq!((read.unwrap().nc(), found), (Some(1), vec![(NonceCount, 22)]));
    assert_eq!(info("nc=00000001").1, []);
}

/// Windows clients send one backslash and hash it.
#[test]
fn a_backslash_in_a_username_may_stand_for_itself() {
    let server = Server::new(RustCrypto, Challenge::new("r", "n").unwrap().without_qop());
    let request = Request::new("GET", "/").unwrap();
    let response = |user: &str| {
        let inputs = Credentials::parse(
            b"Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"/\", response=\"93f0cf3c005e21d5ee074f1f58974cad\"",
        );
        let response = inputs.unwrap().inputs(request).response(RustCrypto, user, Secret::password("p").unwrap());
        String::from(response.unwrap().as_str())
    };
    for (sent, hashed, user, expected) in [
        ("DOM\\user", "DOM\\user", "DOM\\user", true),
        ("DOM\\user", "DOMuser", "DOMuser", true),
        ("DOM\\\\user", "DOM\\user", "DOM\\user", true),
        ("DOM\\\\user", "DOM\\\\user", "DOM\\\\user", true),
        ("DOM\\user", "DOMuser", "DOM\\user", false),
        ("DOM\\user", "DOM\\user", "DOMuser", false),
        ("DOM\\user", "user", "user", false),
        ("DOMuser", "DOM\\user", "DOM\\user", false),
    ] {
        let value = format!(
            "Digest username=\"{sent}\", realm=\"r\", nonce=\"n\", uri=\"/\", response=\"{}\"",
            response(hashed)
        );
        let read = Credentials::parse(value.as_bytes()).unwrap();
        let verdict = server.verify(&read, request, user, Some(Secret::password("p").unwrap()), |_, _| true);
        assert_eq!(verdict.is_ok(), expected, "{sent} {hashed} {user}");
        assert_eq!(wire(&read), value.as_bytes(), "the backslash is passed on as it was sent");
    }
    let generic = auth::Credentials::parse(b"Digest username=\"DOM\\user\"").unwrap();
    assert_eq!(generic.get("username").unwrap().raw(), b"DOM\\user");
    let name = Username::Plain(generic.get("username").unwrap());
    assert!(name.is("DOM\\user") && name.is("DOMuser") && !name.is("DOM\\\\user"));
}

#[test]
fn a_qop_of_another_spelling_is_another_value() {
    let value = format!(
        "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"/\", {RESPONSE}, qop=\"\", cnonce=\"c\", nc=00000001"
    );
    assert!(matches!(Credentials::parse(value.as_bytes()).unwrap().qop(), Some(Qop::Other(_))));
}
