//! How often each form is drawn. A generator that draws one form only still draws valid values.

use std::collections::BTreeSet;

use arbitrary::Unstructured;
use countersign::arbitrary::{Challenge, Credentials, Mutation, Param, Parts, Payload, Request};
use countersign::auth;

use super::{DRAWS, bytes, drawn, draws};
use crate::laws::oracle::is_tchar;

/// Returns the value of each parameter as it is written: bare, or in quotes.
fn spelled(parts: &Parts) -> Vec<(&Param, Vec<u8>)> {
    let Payload::Params(params) = &parts.payload else { return Vec::new() };
    let mut rest = parts.wire.splitn(2, |byte| *byte == b' ').nth(1).expect("parameters");
    let mut spelled = Vec::new();
    for param in params {
        let equals = rest.iter().position(|byte| *byte == b'=').expect("an equals sign");
        let value = rest[equals + 1..].trim_ascii_start();
        let mut is_quoted = false;
        let mut is_escaped = false;
        let end = value.iter().position(|byte| {
            let is_end = !is_quoted && matches!(byte, b',' | b' ' | b'\t');
            is_quoted ^= *byte == b'"' && !is_escaped;
            is_escaped = *byte == b'\\' && !is_escaped;
            is_end
        });
        let (value, after) = value.split_at(end.unwrap_or(value.len()));
        spelled.push((param, value.to_vec()));
        rest = after;
    }
    spelled
}

#[test]
fn a_value_is_bare_or_in_quotes_and_has_escapes_that_it_needs_and_others() {
    let (mut bare, mut quoted, mut needed, mut needless) = (0, 0, 0, 0);
    let mut letters = BTreeSet::new();
    for Challenge(parts) in draws(DRAWS / 2, |u| Challenge::of("basic", u).expect("a generator")) {
        for (param, value) in spelled(&parts) {
            if let Some(inner) = value.strip_prefix(b"\"") {
                quoted += 1;
                let is_special = param.value.iter().any(|byte| b"\"\\".contains(byte));
                let has_escape = inner.contains(&b'\\');
                needed += u32::from(is_special);
                needless += u32::from(!is_special && has_escape);
                assert!(has_escape || !is_special, "{}", parts.wire.escape_ascii());
            } else {
                bare += 1;
                assert_eq!(value, param.value);
                letters.extend(value);
            }
        }
    }
    for (what, count) in [("bare", bare), ("quoted", quoted), ("needed", needed), ("needless", needless)] {
        assert!(count > 400, "{what}: {count}");
    }
    let every = (0..=255).filter(|byte| is_tchar(*byte));
    assert!(letters.into_iter().eq(every), "every tchar is bare, and nothing else");
}

#[test]
fn a_plain_value_has_no_needless_escapes_and_a_bare_one_needs_no_quotes() {
    for (module, is_bare) in [("hoba", false), ("hawk", false), ("aws4", true)] {
        let (mut tokens, mut others) = (0, 0);
        for parts in draws(DRAWS / 4, |u| {
            let credentials = Credentials::of(module, u).map(|credentials| credentials.0);
            Challenge::of(module, u).map(|challenge| challenge.0).or(credentials).expect("a generator")
        }) {
            for (param, value) in spelled(&parts) {
                let is_token = !param.value.is_empty() && param.value.iter().all(|byte| is_tchar(*byte));
                let has_escape =
                    value.contains(&b'\\') && !param.value.contains(&b'"') && !param.value.contains(&b'\\');
                assert!(!has_escape, "{}", parts.wire.escape_ascii());
                let is_written_bare = !value.starts_with(b"\"");
                tokens += u32::from(is_written_bare && is_token);
                others += u32::from(is_written_bare && !is_token);
            }
        }
        assert!(tokens > 100, "{module}: {tokens}");
        assert_eq!(others > 100, is_bare, "{module}: {others}");
    }
}

#[test]
fn spaces_surround_some_equals_signs() {
    for form in ["realm=", "realm =", "realm= ", "realm\t=\t"] {
        let has_form =
            |challenge: &Challenge| challenge.0.wire.windows(form.len()).any(|window| window == form.as_bytes());
        let count = draws(DRAWS, |u| Challenge::of("basic", u).expect("a generator")).filter(has_form).count();
        assert!(count > 500, "{form:?}: {count}");
    }
}

#[test]
fn single_values_have_every_symbol_of_token68() {
    let mut symbols = BTreeSet::<u8>::new();
    let mut endings = [0; 3];
    for Challenge(parts) in drawn(DRAWS * 2) {
        if let (Payload::Single(value), "") = (&parts.payload, parts.module) {
            let padding = value.iter().rev().take_while(|byte| **byte == b'=').count();
            endings[padding] += 1;
            symbols.extend(value);
        }
    }
    assert!(endings.iter().all(|count| *count > 10), "{endings:?}");
    for symbol in b"-._~+/=aJ09" {
        assert!(symbols.contains(symbol), "{}", char::from(*symbol));
    }
}

/// Most servers have one of these schemes.
#[test]
fn half_of_the_credentials_are_of_basic_digest_or_bearer() {
    let (mut usual, mut all) = (0_u64, 0_u64);
    for request in drawn::<Request>(DRAWS / 2) {
        for (_, value) in request.fields.iter().filter(|(name, _)| name.eq_ignore_ascii_case(auth::AUTHORIZATION)) {
            let scheme = value.split(|byte| *byte == b' ').next().unwrap_or_default().to_ascii_lowercase();
            usual += u64::from([&b"basic"[..], b"digest", b"bearer"].contains(&&scheme[..]));
            all += 1;
        }
    }
    assert!(all > DRAWS / 8 && (all / 3..all * 3 / 4).contains(&usual), "{usual} of {all}");
}

#[test]
fn a_flipped_bit_is_one_bit() {
    let value = b"Digest realm=\"a b\", nonce=\"MQ==\"";
    let mut places = BTreeSet::new();
    for seed in 0..5000 {
        let mut changed = value.to_vec();
        assert!(Mutation::FlipBit.apply(&mut changed, &mut Unstructured::new(&bytes(seed))));
        let differs = value.iter().zip(&changed).map(|(before, after)| before ^ after).enumerate();
        let differs: Vec<_> = differs.filter(|(_, bits)| *bits != 0).collect();
        assert!(matches!(differs[..], [(_, bits)] if bits.is_power_of_two()), "{}", changed.escape_ascii());
        places.extend(differs);
    }
    assert_eq!(places.len(), value.len() * 8, "every bit of every byte");
}
