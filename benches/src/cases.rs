//! The operations, with the limits promised for them.

use std::hint::black_box;

use countersign::Encode;
use countersign::auth::{Challenges, Event, Events, basic, bearer, digest};

use crate::inputs;

/// The case that does nothing: what calling a case costs.
pub const NOTHING: &str = "nothing";

pub struct Case {
    pub name: &'static str,
    /// Of the input, or of what is written.
    pub octets: usize,
    /// Instructions.
    pub at_most: Option<u64>,
    pub operation: Box<dyn FnMut() -> usize>,
}

/// A case that reads `text`.
fn reads(
    name: &'static str,
    at_most: impl Into<Option<u64>>,
    text: String,
    mut read: impl FnMut(&[u8]) -> usize + 'static,
) -> Case {
    let octets = text.len();
    assert_ne!(read(text.as_bytes()), 0, "{name} is refused");
    Case { name, octets, at_most: at_most.into(), operation: Box::new(move || read(black_box(text.as_bytes()))) }
}

pub fn all() -> Vec<Case> {
    vec![
        reads(NOTHING, None, "0".to_owned(), <[u8]>::len),
        reads("events: Digest challenge", 1_700, inputs::DIGEST_CHALLENGE.to_owned(), visit),
        reads("events: two challenges with escapes", 1_750, inputs::TWO_CHALLENGES.to_owned(), visit),
        reads("events: 28 challenges", 40_790, inputs::challenges(4_000), visit),
        reads("events: token68 of 4 KiB", 8_212, format!("Negotiate {}", inputs::symbols(4_096, 3)), visit),
        reads("Challenges and its views: Digest challenge", 3_800, inputs::DIGEST_CHALLENGE.to_owned(), views),
        basic_read("Basic decoded, 30", 800, inputs::BASIC_SHORT.to_owned()),
        basic_read("Basic decoded, 274", 2_700, inputs::basic(200)),
        reads("Bearer checked, 40", 260, inputs::BEARER_SHORT.to_owned(), bearer_read),
        reads("Bearer checked, 1.2 KB", 2_400, format!("Bearer {}", inputs::jwt(1_200)), bearer_read),
        reads("Digest challenge, typed", 2_700, inputs::DIGEST_CHALLENGE.to_owned(), digest_challenge_read),
        reads("Digest credentials, typed", 4_900, inputs::DIGEST_CREDENTIALS.to_owned(), digest_credentials_read),
        digest_challenge_written("Digest challenge written", 900),
        digest_credentials_written("Digest credentials written", 1_300),
        basic_written("Basic written, 30", 480, "aladdin".to_owned(), "opensesame".to_owned()),
        basic_written("Basic written, 274", 2_700, inputs::symbols(40, 7), inputs::symbols(159, 9)),
    ]
}

/// Checks a line, and then looks at all that its views show.
fn views(line: &[u8]) -> usize {
    let Ok(challenges) = Challenges::parse(line) else {
        return 0;
    };
    let mut octets = 0;
    for challenge in challenges {
        octets += challenge.scheme().as_bytes().len();
        for param in challenge.params() {
            octets += param.name().as_bytes().len() + param.value().bytes().size_hint().0;
        }
    }
    octets
}

fn basic_read(name: &'static str, at_most: u64, value: String) -> Case {
    let mut buffer = [0; 512];
    reads(name, at_most, value, move |value| {
        basic::Credentials::parse(value, black_box(&mut buffer))
            .map_or(0, |credentials| credentials.user_id().len() + credentials.password().len())
    })
}

fn basic_written(name: &'static str, at_most: u64, user_id: String, password: String) -> Case {
    writes(name, at_most, move |buffer| {
        let credentials = basic::Credentials::new(black_box(&user_id), black_box(&password)).unwrap();
        credentials.encode_to_slice(buffer).map_or(0, <[u8]>::len)
    })
}

fn bearer_read(value: &[u8]) -> usize {
    bearer::Credentials::parse(value).map_or(0, |credentials| credentials.token().as_bytes().len())
}

fn digest_challenge_read(value: &[u8]) -> usize {
    digest::Challenge::parse(value).map_or(0, |challenge| black_box(&challenge).nonce().bytes().size_hint().0)
}

fn digest_credentials_read(value: &[u8]) -> usize {
    digest::Credentials::parse(value).map_or(0, |credentials| black_box(&credentials).nonce().bytes().size_hint().0)
}

fn digest_challenge_written(name: &'static str, at_most: u64) -> Case {
    writes(name, at_most, move |buffer| {
        let challenge = digest::Challenge::new(black_box("http-auth@example.org"), black_box(inputs::NONCE)).unwrap();
        let challenge = challenge.with_opaque(black_box(inputs::OPAQUE)).unwrap();
        let challenge = challenge.with_qop(digest::QopOptions::BOTH).with_algorithm(digest::Algorithm::Md5);
        challenge.encode_to_slice(buffer).map_or(0, <[u8]>::len)
    })
}

fn digest_credentials_written(name: &'static str, at_most: u64) -> Case {
    let credentials = digest::Credentials::parse(inputs::DIGEST_CREDENTIALS.as_bytes()).unwrap();
    writes(name, at_most, move |buffer| black_box(&credentials).encode_to_slice(buffer).map_or(0, <[u8]>::len))
}

/// A case that writes into a slice.
fn writes(name: &'static str, at_most: impl Into<Option<u64>>, write: impl Fn(&mut [u8]) -> usize + 'static) -> Case {
    let mut buffer = [0; 512];
    let octets = write(&mut buffer);
    assert_ne!(octets, 0, "{name} is not written");
    let operation = Box::new(move || {
        let octets = write(black_box(&mut buffer));
        black_box(&buffer);
        octets
    });
    Case { name, octets, at_most: at_most.into(), operation }
}

/// Looks at every event.
fn visit(line: &[u8]) -> usize {
    let mut octets = 0;
    for event in Events::challenges(line) {
        octets += match event {
            Ok((at, Event::Scheme(scheme))) => at + scheme.as_bytes().len(),
            Ok((at, Event::Token68(token68))) => at + token68.as_bytes().len(),
            Ok((at, Event::Param(param))) => at + param.name().as_bytes().len() + param.value().bytes().size_hint().0,
            Err(_) => return 0,
        };
    }
    octets
}
