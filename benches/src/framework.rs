//! The cost of reading and writing with the framework, and with Basic, Bearer and Digest.

use std::hint::black_box;

use countersign::Encode;
use countersign::auth::{Challenges, Credentials, Event, Events, basic, bearer, digest, tolerant};

use crate::case::{Case, Limit, NOTHING, reads, writes};
use crate::inputs;

pub fn all() -> Vec<Case> {
    vec![
        reads(NOTHING, Limit::None, "0".to_owned(), <[u8]>::len),
        reads("events: Digest challenge", Limit::Instructions(1_530), inputs::DIGEST_CHALLENGE.to_owned(), visit),
        reads(
            "events: two challenges with escapes",
            Limit::Instructions(1_500),
            inputs::TWO_CHALLENGES.to_owned(),
            visit,
        ),
        reads("events: 28 challenges", Limit::Instructions(34_260), inputs::challenges(4_000), visit),
        reads(
            "events: token68 of 4 KiB",
            Limit::Instructions(8_212),
            format!("Negotiate {}", inputs::symbols(4_096, 3)),
            visit,
        ),
        reads(
            "Challenges and its views: Digest challenge",
            Limit::Instructions(2_800),
            inputs::DIGEST_CHALLENGE.to_owned(),
            views,
        ),
        reads("Challenges and its views: 28 challenges", Limit::Instructions(76_000), inputs::challenges(4_000), views),
        reads(
            "Challenges and its views: two with escapes",
            Limit::Instructions(3_180),
            inputs::TWO_CHALLENGES.to_owned(),
            views,
        ),
        basic_read("Basic decoded, 30", Limit::Instructions(620), inputs::BASIC_SHORT.to_owned()),
        basic_read("Basic decoded, 274", Limit::Instructions(2_450), inputs::basic(200)),
        basic_read("Basic decoded, 48 KB", Limit::Instructions(497_000), inputs::basic(49_152)),
        reads("Bearer checked, 40", Limit::Instructions(195), inputs::BEARER_SHORT.to_owned(), bearer_read),
        reads(
            "Bearer checked, 1.2 KB",
            Limit::Instructions(1_680),
            format!("Bearer {}", inputs::jwt(1_200)),
            bearer_read,
        ),
        reads(
            "Bearer checked, 64 KB",
            Limit::Instructions(83_000),
            format!("Bearer {}", inputs::jwt(65_000)),
            bearer_read,
        ),
        reads(
            "Digest challenge, typed",
            Limit::Instructions(2_360),
            inputs::DIGEST_CHALLENGE.to_owned(),
            digest_challenge_read,
        ),
        reads(
            "Digest credentials, typed",
            Limit::Instructions(4_400),
            inputs::DIGEST_CREDENTIALS.to_owned(),
            digest_credentials_read,
        ),
        digest_challenge_written("Digest challenge written", Limit::Instructions(900)),
        digest_credentials_written("Digest credentials written", Limit::Instructions(1_300)),
        basic_written("Basic written, 30", Limit::Instructions(590), "aladdin".to_owned(), "opensesame".to_owned()),
        basic_written(
            "Basic written, 274",
            Limit::Instructions(2_100),
            inputs::symbols(40, 7),
            inputs::symbols(159, 9),
        ),
    ]
}

/// The tolerant parser beside the strict one, on valid lines.
pub fn tolerant() -> Vec<Case> {
    vec![
        reads("parse: Digest challenge", Limit::None, inputs::DIGEST_CHALLENGE.to_owned(), parse),
        reads(
            "tolerant: Digest challenge",
            Limit::Percent(125, "parse: Digest challenge"),
            inputs::DIGEST_CHALLENGE.to_owned(),
            forgive,
        ),
        reads("parse: 28 challenges", Limit::None, inputs::challenges(4_000), parse),
        reads(
            "tolerant: 28 challenges",
            Limit::Percent(125, "parse: 28 challenges"),
            inputs::challenges(4_000),
            forgive,
        ),
        reads("parse: two challenges with escapes", Limit::None, inputs::TWO_CHALLENGES.to_owned(), parse),
        reads(
            "tolerant: two challenges with escapes",
            Limit::Percent(132, "parse: two challenges with escapes"),
            inputs::TWO_CHALLENGES.to_owned(),
            forgive,
        ),
        reads("parse: Digest credentials", Limit::None, inputs::DIGEST_CREDENTIALS.to_owned(), credentials),
        reads(
            "tolerant: Digest credentials",
            Limit::Percent(125, "parse: Digest credentials"),
            inputs::DIGEST_CREDENTIALS.to_owned(),
            forgiven_credentials,
        ),
        reads("parse: Bearer credentials", Limit::None, inputs::BEARER_SHORT.to_owned(), credentials),
        reads(
            "tolerant: Bearer credentials",
            Limit::Percent(125, "parse: Bearer credentials"),
            inputs::BEARER_SHORT.to_owned(),
            forgiven_credentials,
        ),
        reads("parse and type: Digest challenge", Limit::None, inputs::DIGEST_CHALLENGE.to_owned(), parse_typed),
        reads(
            "tolerant and type: Digest challenge",
            Limit::Percent(125, "parse and type: Digest challenge"),
            inputs::DIGEST_CHALLENGE.to_owned(),
            forgive_typed,
        ),
    ]
}

fn credentials(value: &[u8]) -> usize {
    Credentials::parse(value).map_or(0, |credentials| black_box(&credentials).scheme().as_bytes().len())
}

fn forgiven_credentials(value: &[u8]) -> usize {
    tolerant::credentials(value).map_or(0, |credentials| black_box(&credentials).scheme().as_bytes().len())
}

fn parse_typed(line: &[u8]) -> usize {
    let typed = |challenge| digest::Challenge::try_from(challenge).ok();
    Challenges::parse(line).map_or(0, |challenges| black_box(challenges.into_iter().filter_map(typed)).count())
}

fn forgive_typed(line: &[u8]) -> usize {
    let typed = |challenge| digest::Challenge::try_from(challenge).ok();
    black_box(tolerant::challenges(line).flatten().filter_map(typed)).count()
}

pub fn parse(line: &[u8]) -> usize {
    Challenges::parse(line).map_or(0, |challenges| challenges.len())
}

pub fn forgive(line: &[u8]) -> usize {
    tolerant::challenges(line).flatten().count()
}

/// Checks a line, then reads every part of it from the views.
pub fn views(line: &[u8]) -> usize {
    let Ok(challenges) = Challenges::parse(line) else {
        return 0;
    };
    let mut bytes = 0;
    for challenge in challenges {
        bytes += challenge.scheme().as_bytes().len();
        for param in challenge.params() {
            bytes += param.name().as_bytes().len() + param.value().bytes().size_hint().0;
        }
    }
    bytes
}

pub fn basic_read(name: &'static str, at_most: Limit, value: String) -> Case {
    let mut buffer = vec![0; value.len()];
    reads(name, at_most, value, move |value| {
        basic::Credentials::parse(value, black_box(&mut buffer))
            .map_or(0, |credentials| credentials.user_id().len() + credentials.password().len())
    })
}

fn basic_written(name: &'static str, at_most: Limit, user_id: String, password: String) -> Case {
    writes(name, at_most, move |buffer| {
        let credentials = basic::Credentials::new(black_box(&user_id), black_box(&password)).unwrap();
        credentials.encode_to_slice(buffer).map_or(0, <[u8]>::len)
    })
}

pub fn bearer_read(value: &[u8]) -> usize {
    bearer::Credentials::parse(value).map_or(0, |credentials| credentials.token().as_bytes().len())
}

fn digest_challenge_read(value: &[u8]) -> usize {
    digest::Challenge::parse(value).map_or(0, |challenge| black_box(&challenge).nonce().bytes().size_hint().0)
}

fn digest_credentials_read(value: &[u8]) -> usize {
    digest::Credentials::parse(value).map_or(0, |credentials| black_box(&credentials).nonce().bytes().size_hint().0)
}

fn digest_challenge_written(name: &'static str, at_most: Limit) -> Case {
    writes(name, at_most, move |buffer| {
        let challenge = digest::Challenge::new(black_box("http-auth@example.org"), black_box(inputs::NONCE)).unwrap();
        let challenge = challenge.with_opaque(black_box(inputs::OPAQUE)).unwrap();
        let challenge = challenge.with_qop(digest::QopOptions::BOTH).with_algorithm(digest::Algorithm::Md5);
        challenge.encode_to_slice(buffer).map_or(0, <[u8]>::len)
    })
}

fn digest_credentials_written(name: &'static str, at_most: Limit) -> Case {
    let credentials = digest::Credentials::parse(inputs::DIGEST_CREDENTIALS.as_bytes()).unwrap();
    writes(name, at_most, move |buffer| black_box(&credentials).encode_to_slice(buffer).map_or(0, <[u8]>::len))
}

/// Reads every event.
pub fn visit(line: &[u8]) -> usize {
    let mut bytes = 0;
    for event in Events::challenges(line) {
        bytes += match event {
            Ok((at, Event::Scheme(scheme))) => at + scheme.as_bytes().len(),
            Ok((at, Event::Token68(token68))) => at + token68.as_bytes().len(),
            Ok((at, Event::Param(param))) => at + param.name().as_bytes().len() + param.value().bytes().size_hint().0,
            Err(_) => return 0,
        };
    }
    bytes
}
