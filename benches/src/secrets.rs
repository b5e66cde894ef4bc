//! Comparisons of secrets. The instructions must not depend on where two values of the same length differ.
//!
//! The count is exact, and it is that of the linked code: if the compiler turns a comparison into one that stops at the
//! first difference, a case fails. A unit test of `src/syntax/secret.rs` notices the same in the source.

use std::hint::black_box;

use countersign::auth::{
    Token68, api_key, aws4, basic, bearer, colon_pair, constant_time_eq, digest, gnap, hawk, mutual, oauth, scram,
};

use countersign::mac::Mac;

use crate::case::{Case, Limit};
use crate::servers;

/// Compares the secret, the first argument, with what was given for it.
type Compare = fn(&[u8], &[u8]) -> bool;

/// The names of the cases: what was given is equal, or differs in its first byte, or in its last byte.
type Row = ([&'static str; 3], Compare);

macro_rules! row {
    ($name:literal, $compare:expr) => {
        (
            [
                concat!("secret: ", $name, ", equal"),
                concat!("secret: ", $name, ", first differs"),
                concat!("secret: ", $name, ", last differs"),
            ],
            $compare,
        )
    };
}

const ROWS: [Row; 15] = [
    row!("constant_time_eq", constant_time_eq),
    row!("Token68", |secret, given| Token68::new(secret).ok() == Token68::new(given).ok()),
    row!("Basic password", |secret, given| {
        basic::Credentials::new("user", given).is_ok_and(|credentials| credentials.matches("user", secret))
    }),
    row!("Basic user-id", |secret, given| {
        basic::Credentials::new(given, "password").is_ok_and(|credentials| credentials.matches(secret, "password"))
    }),
    row!("Bearer", |secret, given| {
        bearer::Credentials::new(given).is_ok_and(|credentials| credentials.matches(secret))
    }),
    row!("GNAP", |secret, given| gnap::Credentials::new(given).is_ok_and(|credentials| credentials.matches(secret))),
    row!("ApiKey", |secret, given| {
        api_key::Credentials::new(api_key::Kind::ApiKey, given).is_ok_and(|credentials| credentials.matches(secret))
    }),
    row!("Digest response", |secret, given| digest::Hex::parse(secret) == digest::Hex::parse(given)),
    row!("OAuth", |secret, given| oauth::Encoded::new(given).matches(secret)),
    row!("Mutual number", |secret, given| mutual::Hex::new(given).is_ok_and(|number| number.matches(secret))),
    row!("base64", |secret, given| scram::Info::new(given).data().matches(secret)),
    row!("Hawk", |secret, given| {
        hawk::Credentials::new("id", 1, "nonce", given).is_ok_and(|credentials| credentials.matches(secret))
    }),
    row!("AWS4", |secret, given| {
        let given = std::str::from_utf8(given).unwrap_or_default();
        let scope = aws4::Scope::new("20130524", "us-east-1", "s3");
        let credentials = scope.and_then(|scope| aws4::Credentials::new("id", scope, "host", given));
        credentials.is_ok_and(|credentials| credentials.matches(secret))
    }),
    row!("SharedKey", |secret, given| {
        colon_pair::Credentials::new(colon_pair::Kind::SharedKey, "id", given).is_ok_and(|given| given.matches(secret))
    }),
    row!("a MAC", |secret, given| secret.try_into().is_ok_and(|secret| Known(secret).verify(given))),
];

/// A MAC that was computed before.
struct Known([u8; 64]);

impl Mac<64> for Known {
    fn update(&mut self, _: &[u8]) {}

    fn finish(self) -> [u8; 64] {
        self.0
    }
}

/// The names of the cases of a whole verification, and the function. It returns `None` if the test itself is wrong.
type Verification = ([&'static str; 3], fn(&[u8; 64], &[u8; 64]) -> Option<bool>);

/// Their instructions may depend on whether a MAC is right, but not on where it differs.
const VERIFICATIONS: [Verification; 9] = [
    row!("AWS4 server", servers::aws4),
    row!("AWS4 chunk", servers::aws4_chunk),
    row!("SharedKey server", servers::shared_key),
    row!("OAuth server", servers::oauth),
    row!("OAuth server, PLAINTEXT", |secret, given| Some(servers::oauth_plaintext(secret, given))),
    row!("Hawk server", servers::hawk),
    row!("Hawk server, a bewit", servers::bewit),
    row!("SCRAM server", servers::scram_server),
    row!("SCRAM client", servers::scram_client),
];

/// A secret that every type takes, because its bytes are digits.
const SECRET: &[u8; 64] = b"0123456789012345678901234567890123456789012345678901234567890123";

const GIVEN: [&[u8; 64]; 3] = [
    SECRET,
    b"9123456789012345678901234567890123456789012345678901234567890123",
    b"0123456789012345678901234567890123456789012345678901234567890129",
];

pub fn all() -> impl Iterator<Item = Case> {
    comparisons().chain(verifications())
}

fn verifications() -> impl Iterator<Item = Case> {
    VERIFICATIONS.into_iter().flat_map(|(names, verify)| {
        let [equal, first, last] = names;
        names.into_iter().zip(GIVEN).map(move |(name, given)| {
            assert_eq!(verify(SECRET, given), Some(name == equal), "{name}");
            Case {
                name,
                bytes: given.len(),
                at_most: if name == last { Limit::Exactly(first) } else { Limit::None },
                allocations: 0,
                operation: Box::new(move || usize::from(verify(black_box(SECRET), black_box(given)) == Some(true))),
            }
        })
    })
}

fn comparisons() -> impl Iterator<Item = Case> {
    ROWS.into_iter().flat_map(|(names, compare)| {
        let [equal, ..] = names;
        names.into_iter().zip(GIVEN).map(move |(name, given)| {
            assert_eq!(compare(SECRET, given), name == equal, "{name}");
            Case {
                name,
                bytes: given.len(),
                at_most: if name == equal { Limit::None } else { Limit::Exactly(equal) },
                allocations: 0,
                operation: Box::new(move || usize::from(compare(black_box(SECRET), black_box(given)))),
            }
        })
    })
}
