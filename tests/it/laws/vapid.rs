//! The vapid scheme, RFC 8292.

use countersign::auth;
use countersign::auth::vapid::{Challenge, Credentials};

use super::{oracle, parsers_agree, points_into, schemes, written};

pub(crate) fn check(data: &[u8]) {
    schemes::challenge(
        data,
        |value| Ok(written(&Challenge::parse(value)?)),
        |generic| {
            let wire = written(&Challenge::try_from(generic)?);
            assert_eq!(wire, b"vapid");
            Ok(wire)
        },
    );
    credentials(data);
    built_credentials(data);
}

fn credentials(value: &[u8]) {
    let generic = auth::Credentials::parse(value);
    match Credentials::parse(value) {
        Ok(credentials) => {
            let wire = reads_back(&credentials);
            let generic = generic.expect("credentials of a scheme are credentials");
            let t = generic.get("t").map(oracle::owned).expect("a parameter that was read");
            let k = generic.get("k").map(oracle::owned).expect("a parameter that was read");
            assert_eq!(wire, [b"vapid t=", &*t, b", k=", &*k].concat());
            assert_eq!(reads_back(&Credentials::try_from(generic).expect("both parsers agree")), wire);

            let mut point = [0; 65];
            assert_eq!(credentials.k().decode_into(&mut point).map(<[u8]>::to_vec).ok(), oracle::base64url(&k));
            let built = Credentials::new(credentials.t().as_str(), &point).expect("what can be parsed can be built");
            assert_eq!(reads_back(&built), wire);
        }
        Err(error) => {
            points_into(value, error);
            if let Ok(generic) = generic {
                parsers_agree(value, error, Credentials::try_from(generic).expect_err("both parsers reject it"));
            }
        }
    }
}

/// Returns the wire form of credentials. Asserts that every part is parsed back from it.
fn reads_back(credentials: &Credentials<'_>) -> Vec<u8> {
    let wire = written(credentials);
    let again = Credentials::parse(&wire).expect("what is written can be parsed");
    assert_eq!((again.t().as_str(), again.k()), (credentials.t().as_str(), credentials.k()));
    assert_eq!(written(&again), wire);
    wire
}

fn built_credentials(data: &[u8]) {
    let mut point = [0; 65];
    point.iter_mut().zip([4].iter().chain(data)).for_each(|(place, byte)| *place = *byte);
    for t in [data, b"eyJhbGciOiJFUzI1NiJ9.eyJleHAiOjF9.Jw"] {
        match Credentials::new(t, &point) {
            Ok(credentials) => {
                let wire = reads_back(&credentials);
                let again = Credentials::parse(&wire).expect("what is written can be parsed");
                assert_eq!(again.t().as_str().as_bytes(), t);
                assert_eq!(again.k().decode_into(&mut [0; 65]), Ok(&point[..]));
            }
            Err(error) => assert!(error.part() == "t" && error.offset() <= t.len()),
        }
    }
}
