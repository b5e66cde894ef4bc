//! The constants of `countersign.h`, read from the header when this crate is compiled: the two cannot differ.

#![allow(clippy::as_conversions, clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "in constants")]
#![allow(clippy::arithmetic_side_effects, clippy::panic, reason = "in constants: a mistake does not compile")]

use core::mem::{align_of, offset_of, size_of};

use countersign::gate::Gate;

use crate::error::Error;
use crate::gate::{Answer, AnswerField};
use crate::memory::{Field, Request, Text};
use crate::policy::Config;

const HEADER: &[u8] = include_bytes!("../countersign.h");

/// Returns the code that the header defines for a name.
///
/// # Panics
/// When the header does not define it. In a constant, that does not compile.
#[must_use]
pub const fn code(name: &str) -> i32 {
    match after_define(name) {
        [b'-', digits @ ..] => (decimal(digits) as i32).wrapping_neg(),
        digits => decimal(digits) as i32,
    }
}

/// Returns the size that the header defines for a name.
///
/// # Panics
/// When the header does not define it. In a constant, that does not compile.
#[must_use]
pub const fn size(name: &str) -> usize {
    decimal(after_define(name))
}

/// Returns the size that the header defines for a state, for this width of pointers.
const fn state_size(in_64_bits: &str, in_32_bits: &str) -> usize {
    if size_of::<usize>() == 8 { size(in_64_bits) } else { size(in_32_bits) }
}

/// Returns whether a state of this size fits into what the header reserves, and the header does not waste 64 bytes.
const fn fits(state: usize, reserved: usize) -> bool {
    state <= reserved && reserved.saturating_sub(state) < 64
}

const fn decimal(mut digits: &[u8]) -> usize {
    assert!(matches!(digits.first(), Some(b'0'..=b'9')), "the header defines a number");
    let mut value: usize = 0;
    while let [digit @ b'0'..=b'9', rest @ ..] = digits {
        value = value.saturating_mul(10).saturating_add(digit.saturating_sub(b'0') as usize);
        digits = rest;
    }
    value
}

/// Returns the header from the value of a definition on.
const fn after_define(name: &str) -> &'static [u8] {
    let mut text = HEADER;
    while let [_, rest @ ..] = text {
        if let Some(value) = after_prefix(text, b"#define ")
            && let Some([b' ', value @ ..]) = after_prefix(value, name.as_bytes())
        {
            return value;
        }
        text = rest;
    }
    panic!("the header does not define this name")
}

const fn after_prefix<'t>(mut text: &'t [u8], mut prefix: &[u8]) -> Option<&'t [u8]> {
    while let [expected, others @ ..] = prefix {
        match text {
            [byte, rest @ ..] if *byte == *expected => text = rest,
            _ => return None,
        }
        prefix = others;
    }
    Some(text)
}

/// Returns whether the header lists exactly the fields that a gate asks for, in this order.
const fn lists_what_a_gate_asks() -> bool {
    let mut text = after_define("CS_ASKS");
    let mut names: &[&str] = &Gate::ASKS;
    while let [name, others @ ..] = names {
        while let [byte, rest @ ..] = text
            && *byte != b'"'
        {
            text = rest;
        }
        let [_, rest @ ..] = text else {
            return false;
        };
        let Some([b'"', rest @ ..]) = after_prefix(rest, name.as_bytes()) else {
            return false;
        };
        (text, names) = (rest, others);
    }
    true
}

const _: () = {
    assert!(lists_what_a_gate_asks() && size("CS_ASKS_COUNT") == Gate::ASKS.len());

    // The layouts that the header asserts.
    let word = size_of::<usize>();
    assert!(size_of::<Text>() == 2 * word && align_of::<Text>() == word);
    assert!(size_of::<Field>() == 4 * word && size_of::<Request>() == 4 * word);
    assert!(size_of::<Error>() == 6 * word && offset_of!(Error, line) == word);
    assert!(size_of::<AnswerField>() == 5 * word && offset_of!(Answer, fields) == 2 * word);
    assert!(size_of::<Config>() == 8 * word + 8);

    // The states.
    assert!(fits(size_of::<crate::policy::State>(), state_size("CS_POLICY_SIZE_64", "CS_POLICY_SIZE_32")));
    assert!(align_of::<crate::policy::State>() <= align_of::<u64>());
};

#[cfg(any(feature = "md5", feature = "sha256", feature = "sha512-256"))]
const _: () = {
    use crate::digest::client::State as Client;
    use crate::digest::server::Guard;

    assert!(fits(size_of::<Client>(), state_size("CS_DIGEST_CLIENT_SIZE_64", "CS_DIGEST_CLIENT_SIZE_32")));
    assert!(fits(size_of::<Guard>(), state_size("CS_REPLAY_GUARD_SIZE_64", "CS_REPLAY_GUARD_SIZE_32")));
    assert!(align_of::<Client>() <= align_of::<u64>() && align_of::<Guard>() <= align_of::<u64>());
};
