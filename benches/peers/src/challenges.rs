//! Challenges: every parameter of them, and the typed one of Digest.

use std::hint::black_box;

use countersign::auth::{Challenges, Event, Events, digest};
use digest_access::DigestAccess;
use http_auth::{ChallengeParser, DigestClient, PasswordClient};
use parse_net::{AuthPayload, Limits};

use crate::case::{Cases, text};
use crate::inputs;

const DICTIONARY: &str = "a Dictionary of the same length: no schemes, fewer bytes allowed";

pub const FIRST_ONLY: &str = "reads one challenge, and copies it into a map";

pub fn add(cases: &mut Cases) {
    cases.section("Challenges");
    every_param(cases, "a Digest challenge", inputs::DIGEST_CHALLENGE);
    typed(cases, inputs::DIGEST_CHALLENGE);
    every_param(cases, "two challenges with escapes", inputs::TWO_CHALLENGES);
    every_param(cases, "28 challenges", text(inputs::challenges(4_000)));
    every_param(cases, "a token68 of 4 KiB", text(format!("Negotiate {}", inputs::symbols(4_096, 3))));
}

/// Reads the scheme, and the name and the value of each parameter.
fn every_param(cases: &mut Cases, name: &str, line: &'static str) {
    let dictionary = dictionary(line.len());
    cases
        .operation(name, line.len())
        .by("countersign", move || views(black_box(line)))
        .by("http-auth", move || http_auth(black_box(line)))
        .by("parse-net", move || parse_net(black_box(line)))
        .unlike("www_authenticate_parser", FIRST_ONLY, move || www_authenticate_parser(black_box(line)))
        .unlike("sfv", DICTIONARY, move || sfv(black_box(dictionary)))
        .by("countersign, events", move || events(black_box(line)))
        .by("http-auth, iterator", move || http_auth_iterated(black_box(line)));
}

fn typed(cases: &mut Cases, line: &'static str) {
    cases
        .operation("a typed Digest challenge", line.len())
        .by("countersign", move || {
            digest::Challenge::parse(black_box(line.as_bytes()))
                .map_or(0, |challenge| black_box(&challenge).nonce().raw().len())
        })
        .by("digest-access", move || {
            black_box(line).parse::<DigestAccess>().map_or(0, |challenge| black_box(&challenge).nonce().len())
        })
        .by("digest_auth", move || {
            digest_auth::parse(black_box(line)).map_or(0, |challenge| black_box(&challenge).nonce.len())
        })
        .by("http-auth", move || match PasswordClient::try_from(black_box(line)) {
            Ok(PasswordClient::Digest(client)) => DigestClient::nonce(black_box(&client)).len(),
            _ => 0,
        })
        .by("parse-net", move || parse_net_typed(black_box(line)).unwrap_or(0))
        .by("countersign, found in a list", move || digest_of_list(black_box(line)));
}

/// Checks a line, then reads every part of it from the views.
#[inline(never)]
pub fn views(line: &str) -> usize {
    let Ok(challenges) = Challenges::parse(line.as_bytes()) else { return 0 };
    let mut bytes = 0;
    for challenge in challenges {
        bytes +=
            challenge.scheme().as_bytes().len() + challenge.token68().map_or(0, |token68| token68.as_bytes().len());
        bytes += challenge
            .params()
            .iter()
            .map(|param| param.name().as_bytes().len() + param.value().raw().len())
            .sum::<usize>();
    }
    bytes
}

/// Reads every part of a line while it is checked.
#[inline(never)]
pub fn events(line: &str) -> usize {
    let mut bytes = 0;
    for event in Events::challenges(line.as_bytes()) {
        bytes += match event {
            Ok((_, Event::Scheme(scheme))) => scheme.as_bytes().len(),
            Ok((_, Event::Token68(token68))) => token68.as_bytes().len(),
            Ok((_, Event::Param(param))) => param.name().as_bytes().len() + param.value().raw().len(),
            Err(_) => return 0,
        };
    }
    bytes
}

#[inline(never)]
fn digest_of_list(line: &str) -> usize {
    let Ok(challenges) = Challenges::parse(line.as_bytes()) else { return 0 };
    let challenge = challenges.iter().find(|challenge| challenge.scheme().is(digest::SCHEME));
    let typed = challenge.and_then(|challenge| digest::Challenge::try_from(challenge).ok());
    typed.map_or(0, |challenge| black_box(&challenge).nonce().raw().len())
}

#[inline(never)]
pub fn http_auth(line: &str) -> usize {
    let Ok(challenges) = http_auth::parse_challenges(line) else { return 0 };
    challenges.iter().map(http_auth_params).sum()
}

#[inline(never)]
pub fn http_auth_iterated(line: &str) -> usize {
    let mut bytes = 0;
    for challenge in ChallengeParser::new(line) {
        let Ok(challenge) = challenge else { return 0 };
        bytes += http_auth_params(&challenge);
    }
    bytes
}

fn http_auth_params(challenge: &http_auth::ChallengeRef<'_>) -> usize {
    let params = challenge.params.iter().map(|(name, value)| name.len() + value.as_escaped().len());
    challenge.scheme.len() + params.sum::<usize>()
}

#[inline(never)]
pub fn parse_net(line: &str) -> usize {
    let limits = Limits::new().max_list_members(u16::MAX).max_empty_elements(u16::MAX);
    let Ok(challenges) = parse_net::auth::parse_challenges(line.as_bytes(), &limits) else { return 0 };
    challenges.iter().map(|challenge| challenge.scheme().len() + parse_net_payload(challenge.payload())).sum()
}

pub fn parse_net_payload(payload: AuthPayload<'_>) -> usize {
    match payload {
        AuthPayload::None => 0,
        AuthPayload::Token68(token68) => token68.len(),
        AuthPayload::Params(params) => {
            params.iter().map(|(name, value)| name.len() + value.as_plain().map_or(1, <[u8]>::len)).sum()
        }
    }
}

fn parse_net_typed(line: &str) -> Option<usize> {
    let challenges = parse_net::auth::parse_challenges(line.as_bytes(), &Limits::new()).ok()?;
    let challenge = challenges.iter().find(|challenge| challenge.scheme_is("digest"))?;
    let names = ["realm", "domain", "nonce", "opaque", "stale", "algorithm", "qop", "charset", "userhash"];
    Some(names.iter().filter_map(|name| challenge.param(name)?.as_plain()).map(<[u8]>::len).sum())
}

#[inline(never)]
pub fn www_authenticate_parser(line: &str) -> usize {
    use www_authenticate_parser::Challenge;
    match www_authenticate_parser::parse_header(line) {
        Ok((scheme, Challenge::Token68(token68))) => scheme.len() + token68.len(),
        Ok((scheme, Challenge::Fields(fields))) => scheme.len() + fields.len(),
        Err(_) => 0,
    }
}

#[inline(never)]
pub fn sfv(line: &str) -> usize {
    sfv::Parser::new(line).parse::<sfv::Dictionary>().map_or(0, |dictionary| dictionary.len())
}

/// Returns a Dictionary of about this length, with values of 30 bytes.
pub fn dictionary(bytes: usize) -> &'static str {
    let member = |index: usize| format!("k{index}=\"{}\"", inputs::symbols(30, u32::try_from(index).unwrap_or(0) + 5));
    let members: Vec<String> = (0..(bytes / 38).max(1)).map(member).collect();
    text(members.join(", "))
}
