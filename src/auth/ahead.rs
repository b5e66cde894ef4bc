//! What begins at a byte: the look-ahead of the tolerant parser.
//!
//! ```abnf
//! parameter = token BWS "="
//! ```
//!
//! A name and `=` begin a parameter, and never a challenge. Any other token begins a challenge, if a comma precedes it. Where
//! no comma does, and where words in doubt are followed by a parameter, only the name of a known scheme begins one.
//!
//! Each function looks at a few tokens, except [`before_orphan`], which stops where the next search can begin. So the time
//! of a whole line is linear.

use nom::Parser;
use nom::sequence::preceded;

use crate::auth::deviation::Deviation;
use crate::auth::scheme::Scheme;
use crate::auth::token68;
use crate::syntax::class::{GAP, WSP, is};
use crate::syntax::rules::{equals, ows, token, trim_start, value};
use crate::syntax::wide::tchars;

/// Returns whether a parameter begins here.
#[inline(always)]
pub(in crate::auth) fn is_param(input: &[u8]) -> bool {
    (token, ows, equals).parse(input).is_ok()
}

/// Returns whether a parameter begins here that has a value: not the padding of base64.
pub(in crate::auth) fn is_param_with_value(input: &[u8]) -> bool {
    match (token, ows, equals, ows).parse(input) {
        Ok((rest, _)) => !matches!(rest, [] | [b'=' | b',' | b';', ..]),
        Err(_) => false,
    }
}

/// Returns whether an element is a parameter without a deviation.
pub(in crate::auth) fn is_valid_param(input: &[u8]) -> bool {
    let param = (token, ows, equals, ows, value).parse(input);
    param.is_ok_and(|(rest, _)| matches!(trim_start(rest, WSP), [] | [b',', ..]))
}

/// Returns whether a quote before these bytes ends a value: before the end, a parameter or a challenge.
pub(in crate::auth) fn ends_quoted(after: &[u8]) -> bool {
    match trim_start(after, WSP) {
        [] => true,
        list @ [b',', ..] => {
            let next = trim_start(list, GAP);
            next.is_empty() || is_param(next) || is_challenge(next)
        }
        _ => after_value(after).is_some(),
    }
}

/// Returns the bytes after separators that stand in place of a comma after a value that has an end: semicolons before a
/// parameter, a comma or the end; white space or semicolons before a parameter, or before a known scheme.
pub(in crate::auth) fn after_value(input: &[u8]) -> Option<(Deviation, &[u8])> {
    separators(input, |next| is_param(next) || is_known_challenge(next))
}

/// Returns the bytes after separators in a value without quotes. Words that follow white space are more of its words, also
/// the name of a known scheme, if nothing of a challenge follows it.
pub(in crate::auth) fn after_separators(input: &[u8]) -> Option<(Deviation, &[u8])> {
    separators(input, |next| is_param(next) || has_params(next) && is_known_challenge(next))
}

fn separators(input: &[u8], begins: impl Fn(&[u8]) -> bool) -> Option<(Deviation, &[u8])> {
    let next = after_semicolons(input);
    let has_semicolon = matches!(trim_start(input, WSP), [b';', ..]);
    let deviation = if has_semicolon { Deviation::Semicolon } else { Deviation::MissingComma };
    let begins = match next {
        [] | [b',', ..] => has_semicolon,
        _ => next.len() < input.len() && begins(next),
    };
    begins.then_some((deviation, next))
}

/// Returns the bytes after white space and semicolons.
pub(in crate::auth) const fn after_semicolons(mut input: &[u8]) -> &[u8] {
    while let Some((&byte, rest)) = input.split_first()
        && (byte == b';' || is(byte, WSP))
    {
        input = rest;
    }
    input
}

/// Returns the bytes from the separator on that precedes a parameter, if only words are before it that begin neither a
/// challenge with parameters nor a scheme that is an `owner`. Such a parameter belongs to the challenge before the words.
/// `Err` is how many bytes are left where there is no such parameter.
pub(in crate::auth) fn before_orphan(element: &[u8], owner: impl Fn(Scheme<'_>) -> bool) -> Result<&[u8], usize> {
    let (mut separator, mut next) = (element, element);
    loop {
        if is_param(next) {
            return Ok(separator);
        }
        if has_params(next) || known_scheme(next).is_some_and(|(scheme, _)| owner(scheme)) {
            return Err(next.len());
        }
        let end = next.iter().position(|byte| matches!(byte, b',' | b';')).ok_or(0_usize)?;
        separator = next.get(end..).unwrap_or_default();
        next = match separator {
            [b',', ..] => trim_start(separator, GAP),
            _ => after_semicolons(separator),
        };
    }
}

/// Returns whether a scheme follows, and not the name of a parameter.
pub(in crate::auth) fn begins_challenge(input: &[u8]) -> bool {
    match token(input) {
        Ok((rest, _)) => matches!(rest, [] | [b' ' | b',', ..]) && preceded(ows, equals).parse(rest).is_err(),
        Err(_) => false,
    }
}

/// Returns whether a comma and then a parameter, a known scheme or a challenge with parameters follow.
pub(in crate::auth) fn is_list_with_params(after: &[u8]) -> bool {
    let next = trim_start(after, GAP);
    matches!(trim_start(after, WSP), [b',', ..]) && (is_param(next) || has_params(next) || known_scheme(next).is_some())
}

/// Returns whether a challenge begins here, of which the first element can be read.
fn is_challenge(input: &[u8]) -> bool {
    match token(input) {
        Ok((after, _)) => {
            let payload = trim_start(after, WSP);
            let is_alone = matches!(payload, [] | [b',', ..]);
            let has_payload = payload.len() < after.len() && (is_param(payload) || token68::element(payload).is_ok());
            is_alone || has_payload || known_scheme(input).is_some()
        }
        Err(_) => false,
    }
}

/// Returns the known scheme whose name stands here, and the bytes after the name.
fn known_scheme(input: &[u8]) -> Option<(Scheme<'_>, &[u8])> {
    let (after, name) = token(input).ok()?;
    let scheme = Scheme::read(name);
    let is_whole = matches!(after, [] | [b' ' | b'\t' | b',', ..]);
    (is_whole && !matches!(trim_start(after, WSP), [b'=', ..]) && scheme.is_known()).then_some((scheme, after))
}

/// Returns whether a known scheme begins here, and what follows its name may follow a scheme: nothing, a comma and what can
/// be read, another known scheme, or a token68 or parameters, whichever the scheme has.
pub(in crate::auth) fn is_known_challenge(input: &[u8]) -> bool {
    let Some((scheme, after)) = known_scheme(input) else {
        return false;
    };
    let has_token68 = scheme.is_one_of(&Scheme::WITH_TOKEN68_IN_CHALLENGES);
    match trim_start(after, WSP) {
        [] => true,
        list @ [b',', ..] => {
            let next = trim_start(list, GAP);
            next.is_empty() || is_challenge(next) || !has_token68 && is_param(next)
        }
        payload if known_scheme(payload).is_some() => true,
        payload if has_token68 => token68::element(payload).is_ok(),
        payload => is_param(payload),
    }
}

/// Returns whether white space and then a scheme with parameters follow, or a scheme without them and a comma.
pub(in crate::auth) fn is_spaced_challenge(after: &[u8]) -> bool {
    let next = trim_start(after, WSP);
    let is_alone = |(scheme, after): (Scheme<'_>, &[u8])| {
        matches!(trim_start(after, WSP), [b',', ..]) && scheme.is_one_of(&Scheme::WITH_TOKEN68_IN_CHALLENGES)
    };
    next.len() < after.len() && (has_params(next) || known_scheme(next).is_some_and(is_alone))
}

/// Returns whether a scheme with parameters begins here. The list of parameters may begin with an empty element.
pub(in crate::auth) fn has_params(input: &[u8]) -> bool {
    match token(input) {
        Ok((after, _)) => has_params_after(after),
        Err(_) => false,
    }
}

/// Returns whether these bytes are those after the name of a scheme with a parameter, with spaces only before it and a value
/// right after its `=`. So it is no token68.
#[inline(always)]
pub(in crate::auth) fn has_value_after(name: &[u8]) -> bool {
    match name {
        [b' ', payload @ ..] => {
            let length = tchars(payload);
            let value = payload.get(length..).unwrap_or_default();
            matches!(value, [b'=', byte, ..] if !matches!(*byte, b'=' | b' ' | b'\t' | b','))
        }
        _ => false,
    }
}

/// Returns whether these bytes are those after the name of a scheme with parameters.
pub(in crate::auth) fn has_params_after(name: &[u8]) -> bool {
    match (name, trim_start(name, WSP)) {
        ([b' ', ..], [b',', ..]) => true,
        ([b' ' | b'\t', ..], payload) => is_param(payload),
        _ => false,
    }
}
