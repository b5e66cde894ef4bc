//! Credentials of Digest AKA with `auts`, RFC 3310 §3.4.

use countersign::auth::digest::{
    Aka, Challenge, Client, ClientError, Credentials, Info, Request, Resynchronization, RustCrypto, Secret, Server,
    VerifyError,
};
use countersign::auth::{self, tolerant};
use countersign::{ErrorKind, Rule, Text, ValueErrorKind};

use super::wire;

/// 48 bits of the sequence number and 64 bits of the MAC, 3GPP TS 33.102 §6.3.3.
const AUTS: [u8; 14] = *b"\x31\x41\x59\x26\x53\x58\x97\x93\x23\x84\x62\x64\x33\x83";

fn request() -> Request<'static> {
    Request::new("REGISTER", "sip:home").unwrap()
}

/// Credentials of the user `u` in the realm `r` for the nonce `n`, without the closing parameters.
fn value(response: &str, more: &str) -> String {
    format!("Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"sip:home\", response=\"{response}\"{more}")
}

fn offered(algorithm: &str) -> Challenge<'_> {
    let line = Box::leak(format!("Digest realm=\"r\", nonce=\"n\", algorithm={algorithm}").into_boxed_str());
    Challenge::parse(line.as_bytes()).unwrap()
}

/// The responses are computed with another program's MD5: H(A1) is that of the empty password.
#[test]
fn the_response_is_that_of_the_empty_password() {
    let with_qop = ", cnonce=\"c\", qop=auth, nc=00000001, auts=\"MUFZJlNYl5MjhGJkM4M=\"";
    for (algorithm, has_qop, response, expected) in [
        ("AKAv1-MD5", false, "70774f789f18e3e87d37349734927a84", Ok(())),
        ("AKAv1-MD5", true, "ce693b5619ae343a334412a2dad92039", Ok(())),
        ("AKAv2-MD5", true, "ce693b5619ae343a334412a2dad92039", Ok(())),
        ("AKAv1-MD5-sess", true, "2ffeab06f5872575a2bb0b6b981d9b01", Ok(())),
        ("AKAv1-MD5-sess", true, "ce693b5619ae343a334412a2dad92039", Err(VerifyError::Response)),
        ("AKAv1-MD5", true, "00000000000000000000000000000000", Err(VerifyError::Response)),
    ] {
        let more = if has_qop { with_qop } else { ", auts=\"MUFZJlNYl5MjhGJkM4M=\"" };
        let value = value(response, &format!(", algorithm={algorithm}{more}"));
        let received = Resynchronization::parse(value.as_bytes()).unwrap();
        let offered = offered(algorithm);
        let challenge = Challenge::new("r", "n").unwrap().with_algorithm(offered.algorithm().unwrap());
        let server = Server::new(Aka(RustCrypto), if has_qop { challenge } else { challenge.without_qop() });
        assert_eq!(received.verify(&server, request(), "u", |_, _| true), expected, "{value}");
        // Nobody is logged in by it.
        let res = Secret::password(b"\xA5\x42\x11\xD5").unwrap();
        for secret in [Some(res), None] {
            let verdict = server.verify(&received.credentials(), request(), "u", secret, |_, _| true);
            assert_eq!(verdict, Err(VerifyError::Response), "{value}");
        }
        let mut buffer = [0; 14];
        assert_eq!(received.auts().decode_into(&mut buffer).unwrap(), AUTS);
        assert_eq!(wire(&received), value.as_bytes());
    }
}

#[test]
fn client_and_server_resynchronize() {
    for algorithm in ["AKAv1-MD5", "akav1-md5-SESS", "AKAv2-MD5-sess"] {
        let challenge = Challenge::new("r", "n")
            .unwrap()
            .with_algorithm(offered(algorithm).algorithm().unwrap())
            .with_opaque("o")
            .unwrap();
        let mut client = Client::new(Aka(RustCrypto), &challenge).unwrap();
        let empty = client.resynchronize(request(), "u", b"", [7; 16]).map(drop);
        assert!(matches!(empty, Err(ClientError::Value(error)) if error.kind() == ValueErrorKind::Empty));
        let sent = wire(&client.resynchronize(request(), "u", &AUTS, [7; 16]).unwrap());
        let received = Resynchronization::parse(&sent).unwrap();
        let server = Server::new(Aka(RustCrypto), challenge);
        let is_fresh = |nonce: Text<'_>, nc| nonce == "n" && nc == Some(1);
        assert_eq!(received.verify(&server, request(), "u", is_fresh), Ok(()), "{algorithm}");
        assert_eq!(received.verify(&server, request(), "v", is_fresh), Err(VerifyError::Response));
        assert_eq!(received.verify(&server, request(), "u", |_, _| false), Err(VerifyError::Stale));

        // The next challenge is answered with what the SIM computes from it.
        let next = Challenge::new("r", "m").unwrap().with_algorithm(challenge.algorithm().unwrap());
        assert_eq!(client.renew(&next), Ok(false));
        let res = Secret::password(&AUTS).unwrap();
        let answer = wire(&client.answer(request(), "u", res, [8; 16]).unwrap());
        assert!(matches!(Resynchronization::parse(&answer), Err(error) if error.kind() == ErrorKind::Missing("auts")));
        let server = Server::new(Aka(RustCrypto), next);
        let credentials = Credentials::parse(&answer).unwrap();
        assert_eq!(server.verify(&credentials, request(), "u", Some(res), |_, _| true), Ok(()));
    }
}

/// The key of a session is that of a password, which a SIM does not compute here.
#[test]
fn a_kept_session_key_is_not_used() {
    let challenge = Challenge::new("r", "n").unwrap().with_algorithm(offered("AKAv1-MD5-sess").algorithm().unwrap());
    let mut client = Client::new(Aka(RustCrypto), &challenge).unwrap();
    let res = Secret::password(&AUTS).unwrap();
    client.answer(request(), "u", res, [7; 16]).unwrap();
    client.accept(&Info::new().with_nextnonce("m").unwrap(), request(), "u", res).unwrap();
    let sent = wire(&client.resynchronize(request(), "u", &AUTS, [8; 16]).unwrap());
    let server =
        Server::new(Aka(RustCrypto), Challenge::new("r", "m").unwrap().with_algorithm(challenge.algorithm().unwrap()));
    let received = Resynchronization::parse(&sent).unwrap();
    assert_eq!(received.verify(&server, request(), "u", |_, _| true), Ok(()));
}

#[test]
fn auts_is_base64_of_any_length() {
    let response = "8ca523f5e9506fed4657c9700eebdbec";
    let start = value(response, "").len();
    for (more, expected) in [
        (", auts=\"MUFZJlNYl5MjhGJkM4M=\"", Ok(14)),
        (", auts=\"5PYxMuX2NOT2NeQ=\"", Ok(11)),
        (", auts=MUFZ", Ok(3)),
        (", AUTS=\"MUFZ\", opaque=\"o\"", Ok(3)),
        ("", Err((ErrorKind::Missing("auts"), 0))),
        (", auts=\"\"", Err((ErrorKind::Expected(Rule::Base64), 8))),
        (", auts=\"MUFZJlNYl5MjhGJkM4M\"", Err((ErrorKind::Expected(Rule::Base64), 27))),
        (", auts=\"MU\\FZ\"", Err((ErrorKind::InvalidParam("auts"), 2))),
        (", auts=\"MUFZ-_\"", Err((ErrorKind::Expected(Rule::Base64), 12))),
        (", auts=\"MUFZ\", auts=\"MUFZ\"", Err((ErrorKind::DuplicateParam, 15))),
        (", auts=\"MUFZ MUFZ\"", Err((ErrorKind::Expected(Rule::Base64), 12))),
    ] {
        let value = value(response, more);
        let read = Resynchronization::parse(value.as_bytes());
        let generic = auth::Credentials::parse(value.as_bytes());
        let converted = generic.and_then(Resynchronization::try_from);
        assert_eq!(converted.map(drop), read.map(drop), "{more}");
        let read = read.map(|read| read.auts().decoded_len());
        assert_eq!(read.map_err(|error| (error.kind(), error.offset() - start)), expected, "{more}");
    }
    // What credentials are rejected for, these are rejected for too.
    for value in [value("", ", auts=\"MUFZ\""), value("00", ", auts=\"MUFZ\""), String::from("Digest auts=\"MUFZ\"")] {
        let expected = Credentials::parse(value.as_bytes()).map(drop);
        assert!(expected.is_err());
        assert_eq!(Resynchronization::parse(value.as_bytes()).map(drop), expected, "{value}");
    }
    // A folded line, and a parameter without a value.
    for (more, expected) in [
        (", auts=\"MUFZ\tMUFZ\"", Ok(6)),
        (", auts=", Err(ErrorKind::Missing("auts"))),
        (", auts=\"MUFZ-\"", Err(ErrorKind::Expected(Rule::Base64))),
    ] {
        let value = value(response, more);
        let credentials = tolerant::credentials(value.as_bytes()).unwrap();
        let read = Resynchronization::try_from(credentials);
        assert_eq!(read.map(|read| read.auts().decoded_len()).map_err(|error| error.kind()), expected, "{more}");
    }
}
