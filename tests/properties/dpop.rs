//! The DPoP scheme, RFC 9449.

use countersign::auth::dpop::{self, Challenge, Credentials, Nonce};
use countersign::auth::jwt::Jwt;
use countersign::auth::{self, Challenges};
use countersign::{ParseError, ValueErrorKind};

use super::{doors_agree, points_into, written};

pub(crate) fn check(data: &[u8]) {
    challenge(data);
    credentials(data);
    nonce(data);
    proof(data);
    if let Ok(text) = core::str::from_utf8(data) {
        built_challenge(text);
    }
}

fn challenge(value: &[u8]) {
    let challenges = Challenges::parse(value);
    match Challenge::parse(value) {
        Ok(challenge) => {
            reads_back(challenge);
            let mut generic = challenges.expect("one challenge is a list of challenges").into_iter();
            assert_eq!(generic.next().map(Challenge::try_from), Some(Ok(challenge)), "both doors agree");
            assert_eq!(generic.next(), None);
        }
        Err(error) => points_into(value, error),
    }
    for challenge in challenges.into_iter().flatten() {
        let kind = |error: ParseError| error.kind();
        let alone = written(&challenge);
        let typed = Challenge::try_from(challenge);
        assert_eq!(typed.map_err(kind), Challenge::parse(&alone).map_err(kind), "both doors agree");
        match typed {
            Ok(typed) => {
                reads_back(typed);
                assert_eq!(typed.realm(), challenge.get("realm"));
                assert_eq!(typed.algs().map(|algs| algs.text()), challenge.get("algs"));
                assert!(typed.other_params().all(|param| challenge.get(param.name().as_str()) == Some(param.value())));
            }
            Err(error) => points_into(value, error),
        }
    }
}

fn reads_back(challenge: Challenge<'_>) {
    let wire = written(&challenge);
    let again = Challenge::parse(&wire).expect("what is written can be read");
    assert_eq!(again, challenge);
    assert_eq!(written(&again), wire);
}

fn built_challenge(text: &str) {
    let mut all = Challenge::new();
    for with in [Challenge::with_realm, Challenge::with_algs, Challenge::with_scope, Challenge::with_error_uri] {
        match with(all, text) {
            Ok(challenge) => {
                reads_back(challenge);
                all = challenge;
            }
            Err(error) => assert!(error.offset() < text.len() || error.kind() == ValueErrorKind::Empty),
        }
    }
}

fn credentials(value: &[u8]) {
    let generic = auth::Credentials::parse(value);
    match Credentials::parse(value) {
        Ok(credentials) => {
            let generic = generic.expect("credentials of a scheme are credentials");
            assert_eq!(generic.token68(), Some(credentials.token()));
            let token = credentials.token().as_bytes();
            assert!(Credentials::try_from(generic).expect("both doors agree").matches(token));
            let wire = written(&credentials);
            assert_eq!(wire, [b"DPoP ", token].concat());
            assert!(Credentials::parse(&wire).expect("what is written can be read").matches(token));
        }
        Err(error) => {
            points_into(value, error);
            if let Ok(generic) = generic {
                doors_agree(value, error, Credentials::try_from(generic).expect_err("both doors refuse it"));
            }
        }
    }
    if let Ok(credentials) = Credentials::new(value) {
        assert_eq!(written(&credentials), [b"DPoP ", value].concat());
    }
}

fn nonce(value: &[u8]) {
    match Nonce::parse(value) {
        Ok(nonce) => {
            let wire = written(&nonce);
            assert_eq!(wire, value.trim_ascii());
            assert_eq!(Nonce::parse(&wire), Ok(nonce));
            assert_eq!(Nonce::new(&wire), Ok(nonce), "what can be read can be built");
        }
        Err(error) => points_into(value, error),
    }
    if let Ok(nonce) = Nonce::new(value) {
        assert_eq!(Nonce::parse(value), Ok(nonce), "what can be built can be read");
    }
}

fn proof(value: &[u8]) {
    match dpop::proof(&[("DPoP", value)]) {
        Ok(proof) => {
            let proof = proof.expect("there is a line");
            let wire = written(&proof);
            assert_eq!(wire, value.trim_ascii());
            let again = Jwt::parse(&wire).expect("what is written can be read");
            assert_eq!(written(&again), wire);
            let parts = [again.header(), again.payload(), again.signature()];
            assert_eq!(parts, [proof.header(), proof.payload(), proof.signature()]);
            let symbols = parts.map(|part| part.as_str().expect("symbols that were received"));
            assert_eq!(symbols.join(".").as_bytes(), wire);
            for part in parts {
                let mut buffer = vec![0; part.decoded_len()];
                assert_eq!(part.decode_into(&mut buffer).map(<[u8]>::len), Ok(part.decoded_len()));
            }
        }
        Err(error) => points_into(value, error.error()),
    }
    assert_eq!(Jwt::parse(value).is_ok(), Jwt::new(value).is_ok());
}
