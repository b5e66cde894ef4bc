//! Values that break the grammar, and where they end.
//!
//! Senders that do not quote or do not escape leave it open where a value ends. What follows decides.
//!
//! | a value | ends | sent by |
//! |---|---|---|
//! | without quotes | before a comma, the end, or white space or `;` and a parameter: `realm=My site, a=b c=d;e=f` | node-red, RFC 9635 §9.1 |
//! | without quotes, and then words that are no known scheme, and then a parameter | before that parameter: `qop=auth,auth-int, nc=1` | Docker registries, old devices |
//! | `'a b'` | as any value without quotes; the `'` are part of it | node-red; `'a'` is a token, and must mean the same bytes |
//! | `a/b;c;` | semicolons that precede no parameter are part of the value, if it is no token without them | URIs |
//! | `SignedHeaders=a;b=c;`, `AdditionalHeaders=…` | each semicolon is part of the value | AWS, Azure |
//! | in quotes | at a quote before a comma, the end, or white space or `;` and a parameter or a known scheme: `"the "staff" area", a="b"` | nginx |
//! | in quotes, with an odd number of quotes in it | also as a value without quotes: `"x"y, c="d"` | |
//! | in quotes, without a closing quote, before another value in quotes | before that parameter: `"x, c="d"` | |
//! | in quotes, where no quote ends it | at its first quote before a comma; otherwise at the end | Chromium's tests |
//!
//! In place of a parameter, a known scheme with a payload may follow white space, or any known scheme after a quote, and any
//! challenge that can be read may follow a quote and a comma.

use crate::auth::ahead::{
    after_semicolons, after_separators, before_orphan, ends_quoted, is_known_challenge, is_list_with_params, is_param,
    is_param_with_value, is_spaced_challenge, is_valid_param,
};
use crate::auth::coding::base64::{is_folded_base64, runs};
use crate::auth::deviation::Deviation;
use crate::auth::scheme::Scheme;
use crate::auth::token68::is_visible;
use crate::syntax::class::{FIELD, GAP, TCHAR, WSP, is, span};
use crate::syntax::rules::{token68, trim_end, trim_start};
use crate::syntax::text::Text;
use crate::syntax::wide::{before_end_of_word, eq_ignore_ascii_case, tchars};

/// What semicolons are in a value without quotes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::auth) enum Semicolons {
    /// Separators before a parameter, and at the end after a token.
    Separate,
    /// Separators before a parameter only.
    SeparateParams,
    /// Bytes of the value.
    Kept,
}

/// A value that is read with a deviation.
pub(in crate::auth) struct Deviant<'a> {
    pub(in crate::auth) deviation: Deviation,
    /// The bytes from the deviation on.
    pub(in crate::auth) at: &'a [u8],
    pub(in crate::auth) text: Text<'a>,
    /// The bytes after the value.
    pub(in crate::auth) rest: &'a [u8],
}

/// Reads a value that breaks the grammar: `input`, before which there may be white space after the `=`. Returns `None` if
/// the strict reading stands, be it a value or an error.
pub(in crate::auth) fn value<'a>(
    semicolons: Semicolons,
    after_equals: &'a [u8],
    input: &'a [u8],
) -> Option<Deviant<'a>> {
    match input {
        [b'"', content @ ..] => quoted(input, content),
        _ if input.len() < after_equals.len() && is_param_with_value(input) => Some(empty(after_equals)),
        _ => bare(input, semicolons),
    }
}

/// Returns the name of a parameter that looks like a token68, if another parameter follows it: `realm=, nonce="a"`.
pub(in crate::auth) fn empty_param<'a>(token68: &'a [u8], rest: &[u8]) -> Option<&'a [u8]> {
    let list = trim_start(rest, WSP);
    name_of_empty(token68).filter(|_| matches!(list, [b',', ..]) && is_param(trim_start(list, GAP)))
}

/// Returns the name of a parameter without a value that looks like a token68.
pub(in crate::auth) fn name_of_empty(token68: &[u8]) -> Option<&[u8]> {
    let name = token68.strip_suffix(b"=")?;
    (span(name, TCHAR) == name.len()).then_some(name)
}

/// Reads what stands in place of a token68 up to white space, a comma or the end, if it is visible and no parameter.
pub(in crate::auth) fn visible_token(input: &[u8]) -> Option<&[u8]> {
    let length = input.iter().take_while(|byte| is_visible(**byte)).count();
    let (token, rest) = input.split_at_checked(length)?;
    let is_whole = !token.is_empty() && matches!(trim_start(rest, WSP), [] | [b',', ..]);
    (is_whole && !is_valid_param(input)).then_some(token)
}

/// Reads base64 with white space between its symbols, up to a comma or the end. The name of a known scheme is no part of it.
/// If it comes first, the bytes after it are not read.
pub(in crate::auth) fn folded_token(input: &[u8]) -> Option<&[u8]> {
    let is_known = |run| Scheme::read(run).is_known();
    if runs(input).next().is_some_and(is_known) {
        return None;
    }
    let end = input.iter().position(|byte| *byte == b',').unwrap_or(input.len());
    let token = trim_end(input.get(..end)?, WSP);
    (is_folded_base64(token) && !runs(token).skip(1).any(is_known)).then_some(token)
}

/// Reads a token68 that a known scheme follows without a comma, and returns the bytes from that scheme on, too. The token68 is
/// not the name of a scheme itself.
pub(in crate::auth) fn token_before_challenge(input: &[u8]) -> Option<(&[u8], &[u8])> {
    let (rest, token) = token68(input).ok()?;
    let next = trim_start(rest, WSP);
    let is_before = next.len() < rest.len() && is_known_challenge(next) && !Scheme::read(token).is_known();
    (is_before && !is_valid_param(input)).then_some((token, next))
}

fn empty(rest: &[u8]) -> Deviant<'_> {
    Deviant { deviation: Deviation::EmptyValue, at: rest, text: Text::missing(), rest }
}

/// A value without quotes around it.
fn bare(input: &[u8], semicolons: Semicolons) -> Option<Deviant<'_>> {
    let mut end = input;
    // What is left at the first byte that is no byte of a word.
    let mut after_word = None;
    loop {
        end = end.get(before_end_of_word(end)..)?;
        if !matches!(end, [] | [b';', ..]) {
            after_word = after_word.or(Some(end));
        }
        match end {
            [] => break,
            [b',', ..] => {
                let next = trim_start(end, GAP);
                if !next.is_empty() && !is_param(next) && end.len() < input.len() {
                    end = before_orphan(next, |scheme| scheme.is_known()).unwrap_or(end);
                }
                break;
            }
            [b';', after @ ..] if semicolons == Semicolons::Kept => end = after,
            [b';' | b' ' | b'\t', ..] => match (after_separators(end), after_semicolons(end)) {
                (Some(_), [byte, ..]) if *byte != b',' => break,
                (_, next) => end = next,
            },
            [byte, after @ ..] if is(*byte, FIELD) => end = after,
            _ => return None,
        }
    }
    let bytes = trim_end(before(input, end), WSP);
    if matches!(bytes, [.., b';'])
        && semicolons == Semicolons::Separate
        && let Some((token, at)) = before_semicolons(bytes)
    {
        return Some(Deviant {
            deviation: Deviation::Semicolon,
            at: input.get(at..)?,
            text: Text::token(token),
            rest: end,
        });
    }
    let rest = input.get(bytes.len()..)?;
    if bytes.is_empty() {
        return Some(empty(input));
    }
    let is_word = after_word.is_none_or(|after: &[u8]| after.len() <= rest.len());
    let (deviation, text) = match tchars(bytes) {
        length if length == bytes.len() => return None,
        _ if is_word => (Deviation::BareValue, Text::quoted(bytes, false)),
        // The name before it is base64, with its padding.
        _ if bytes.starts_with(b"=") => return None,
        _ => (Deviation::BareText, Text::new(bytes).ok()?),
    };
    Some(Deviant { deviation, at: input, text, rest })
}

/// Returns a token and the index of the first semicolon after it, if only semicolons follow it. Those after any other value may
/// be a part of it, as in a URI.
fn before_semicolons(value: &[u8]) -> Option<(&[u8], usize)> {
    let (token, after) = value.split_at_checked(span(value, TCHAR))?;
    let has_end = !token.is_empty() && !after.is_empty() && after_semicolons(after).is_empty();
    has_end.then_some((token, value.iter().position(|byte| *byte == b';')?))
}

/// Returns whether the value of a parameter is a list of field names with semicolons between them, as the schemes of the
/// AWS4 family and of Azure have it.
pub(in crate::auth) fn is_list_of_fields(name: &[u8]) -> bool {
    [&b"SignedHeaders"[..], b"AdditionalHeaders"].iter().any(|list| eq_ignore_ascii_case(name, list))
}

/// A value after a quote.
fn quoted<'a>(input: &'a [u8], content: &'a [u8]) -> Option<Deviant<'a>> {
    let mut end = content;
    let mut first = None;
    let mut before_comma = None;
    // Whether the quotes so far, without the first one, are pairs.
    let mut is_inside = true;
    loop {
        match end {
            [] => break,
            [b'\\', escaped, after @ ..] if is_inside && is(*escaped, FIELD) => end = after,
            [b'\\', b'"' | b'\\', after @ ..] => end = after,
            [b'\\'] => return None,
            [b'"', after @ ..] if ends_quoted(after) => return first.map(|at| stray(at, before(content, end), after)),
            // Perhaps two challenges without a comma: the parameter after the quote may not be given to the first one.
            [b'"', after @ ..] if is_inside && is_spaced_challenge(after) => {
                return first.map(|at| stray(at, before(content, end), after));
            }
            [b'"', after @ ..] => {
                if is_inside && let Some(text) = before_unclosed(before(content, end)) {
                    let rest = content.get(text.len()..)?;
                    return Some(first.map_or_else(|| open(input, text, rest), |at| stray(at, text, rest)));
                }
                first = first.or(Some(end));
                if matches!(trim_start(after, WSP), [b',', ..]) {
                    before_comma = before_comma.or(Some(end));
                }
                is_inside = !is_inside;
                end = after;
            }
            [b',' | b';' | b' ' | b'\t', ..] if !is_inside => {
                if is_list_with_params(end) || after_separators(end).is_some() {
                    break;
                }
                end = trim_start(after_semicolons(end), GAP);
            }
            [byte, after @ ..] if is(*byte, FIELD) => end = after,
            _ => return None,
        }
    }
    match (first, before_comma) {
        (None, _) => Some(open(input, content, &[])),
        (Some(at), None) => is_whole(before(content, end)).then(|| stray(at, before(content, end), end)),
        (Some(at), Some(quote)) if at.len() == quote.len() => None,
        (Some(at), Some(quote)) => Some(stray(at, before(content, quote), quote.get(1..)?)),
    }
}

/// A text without a closing quote.
fn open<'a>(input: &'a [u8], text: &'a [u8], rest: &'a [u8]) -> Deviant<'a> {
    let text = Text::quoted(text, text.contains(&b'\\'));
    Deviant { deviation: Deviation::OpenQuote, at: input, text, rest }
}

/// A text with quotes in it, the first of them at `at`.
fn stray<'a>(at: &'a [u8], text: &'a [u8], rest: &'a [u8]) -> Deviant<'a> {
    Deviant { deviation: Deviation::StrayQuote, at, text: Text::with_quotes(text), rest }
}

/// Returns the text before the last comma or semicolon, if a parameter follows it whose value begins with the next quote.
fn before_unclosed(text: &[u8]) -> Option<&[u8]> {
    let element = before_word(trim_end(trim_end(text, WSP).strip_suffix(b"=")?, WSP))?;
    let mut list = trim_end(element, WSP);
    if list.len() < element.len() && !matches!(list, [.., b',' | b';']) {
        // The parameter is the first one of a challenge.
        list = trim_end(before_word(list)?, WSP);
    }
    let mut end = matches!(list, [.., b',' | b';']).then_some(list)?;
    while let Some((&byte, start)) = end.split_last()
        && (byte == b';' || is(byte, GAP))
    {
        end = start;
    }
    is_whole(end).then_some(end)
}

/// Returns whether no backslash at the end has lost what it escapes.
fn is_whole(text: &[u8]) -> bool {
    text.iter().rev().take_while(|byte| **byte == b'\\').count().is_multiple_of(2)
}

/// Returns the bytes before the token that ends `text`.
fn before_word(text: &[u8]) -> Option<&[u8]> {
    let before = trim_end(text, TCHAR);
    (before.len() < text.len()).then_some(before)
}

/// Returns the bytes before `rest`, which is the end of `input`.
fn before<'a>(input: &'a [u8], rest: &[u8]) -> &'a [u8] {
    input.get(..input.len().saturating_sub(rest.len())).unwrap_or_default()
}
