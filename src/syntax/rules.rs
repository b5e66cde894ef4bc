//! RFC 9110 §5.6: the rules that all fields share, as nom parsers named as the ABNF names them.
//!
//! Rules are combinations of leaves; the leaves are written by hand over the [classes](crate::syntax::class) of bytes.
//! nom's own leaves are not used: `satisfy` and its relatives read bytes as characters and panic on a last byte past
//! 0x7F; `take_while` and `recognize` slice by index, which leaves a panic in the binary; a chain of ranges costs a
//! third more than the table.

use nom::combinator::cut;
use nom::multi::many0_count;
use nom::sequence::preceded;
use nom::{Err, Mode, OutputMode, PResult, Parser};

use crate::error::{ErrorKind, ParseError, Rule};
use crate::syntax::class::{Class, FIELD, GAP, WSP, is};
use crate::syntax::text::Text;
use crate::syntax::wide::{WIDE, after_escapes, qdtext, tchars, token68_symbols};

/// The result of a rule: the rest of the input, and the output.
pub(crate) type Read<'a, T> = nom::IResult<&'a [u8], T, Stop>;

/// The place where a rule stopped: the rule that does not match there, and the length of the rest.
#[derive(Clone, Copy, Debug)]
pub struct Stop {
    rule: Rule,
    left: usize,
}

impl Stop {
    pub(crate) const fn new(rule: Rule, rest: &[u8]) -> Self {
        Self { rule, left: rest.len() }
    }

    /// Returns how many bytes were left.
    pub(crate) const fn left(self) -> usize {
        self.left
    }

    /// Returns the error, for a rule whose input ended at the offset `end` of the value.
    pub(crate) const fn before(self, end: usize) -> ParseError {
        ParseError::new(ErrorKind::Expected(self.rule), end.saturating_sub(self.left))
    }
}

/// Every rule reads a whole slice, so none asks for more input.
impl From<Err<Self>> for Stop {
    #[inline(always)]
    fn from(error: Err<Self>) -> Self {
        match error {
            Err::Error(stop) | Err::Failure(stop) => stop,
            Err::Incomplete(_) => Self::new(Rule::End, &[]),
        }
    }
}

impl nom::error::ParseError<&[u8]> for Stop {
    fn from_error_kind(rest: &[u8], _: nom::error::ErrorKind) -> Self {
        Self::new(Rule::End, rest)
    }

    fn append(_: &[u8], _: nom::error::ErrorKind, other: Self) -> Self {
        other
    }
}

/// Fails with this rule.
#[inline(always)]
pub(crate) fn expected<T>(rule: Rule, input: &[u8]) -> Read<'_, T> {
    Err(Err::Error(Stop::new(rule, input)))
}

/// Runs a rule that must match all of `input`; `unread` is the rule for the error if bytes remain.
pub(crate) fn whole<'a, T>(
    input: &'a [u8],
    unread: Rule,
    mut rule: impl Parser<&'a [u8], Output = T, Error = Stop>,
) -> Result<T, ParseError> {
    let stop = match rule.parse(input) {
        Ok(([], output)) => return Ok(output),
        Ok((rest, _)) => Stop::new(unread, rest),
        Err(error) => error.into(),
    };
    Err(stop.before(input.len()))
}

/// Removes the bytes of a class from the start of `input`; usable in constants.
#[inline]
pub(crate) const fn trim_start(mut input: &[u8], class: Class) -> &[u8] {
    while let Some((&first, rest)) = input.split_first()
        && is(first, class)
    {
        input = rest;
    }
    input
}

/// Removes the bytes of a class from the end of `input`; usable in constants.
#[inline]
pub(crate) const fn trim_end(mut input: &[u8], class: Class) -> &[u8] {
    while let Some((&last, start)) = input.split_last()
        && is(last, class)
    {
        input = start;
    }
    input
}

/// Removes the bytes of a class from both ends of `input`; usable in constants.
#[inline]
pub(crate) const fn trimmed(input: &[u8], class: Class) -> &[u8] {
    trim_start(trim_end(input, class), class)
}

/// `OWS = *( SP / HTAB )`, and `BWS = OWS`
#[inline(always)]
pub(crate) fn ows(input: &[u8]) -> Read<'_, ()> {
    Run(WSP).parse(input)
}

/// `OWS` where `byte` usually comes first: one comparison in place of a look-up.
#[inline(always)]
pub(crate) fn ows_before(byte: u8, input: &[u8]) -> Read<'_, ()> {
    if input.first() == Some(&byte) { Ok((input, ())) } else { ows(input) }
}

/// `*( OWS "," ) OWS`, the empty elements of a list
#[inline(always)]
pub(crate) fn gap(input: &[u8]) -> Read<'_, ()> {
    Run(GAP).parse(input)
}

/// `","`
#[inline(always)]
pub(crate) fn comma(input: &[u8]) -> Read<'_, ()> {
    Byte(b',', Rule::Comma).parse(input)
}

/// `"="`
#[inline(always)]
pub(crate) fn equals(input: &[u8]) -> Read<'_, ()> {
    Byte(b'=', Rule::Equals).parse(input)
}

/// `1*SP`, the only separator of a scheme and its payload, §11.3
#[inline(always)]
pub(crate) fn spaces(input: &[u8]) -> Read<'_, ()> {
    preceded(Byte(b' ', Rule::Space), Repeated(b' ')).parse(input)
}

/// `( token / quoted-string )`, the value of a parameter
#[inline(always)]
pub(crate) fn value(input: &[u8]) -> Read<'_, Text<'_>> {
    // By hand: `alt` calls the rules through a trait, which prevents that they are inlined.
    match input {
        [b'"', ..] => quoted_string(input),
        _ => token(input).map(|(rest, token)| (rest, Text::token(token))),
    }
}

/// `quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE`
#[inline(always)]
pub(crate) fn quoted_string(input: &[u8]) -> Read<'_, Text<'_>> {
    // By hand: `delimited` calls the rules through a trait, which takes 25 instructions.
    let (text, ()) = dquote(input)?;
    match quoted_text(text)? {
        ([b'"', rest @ ..], text) => Ok((rest, text)),
        (rest, _) => Err(Err::Failure(Stop::new(Rule::QuotedString, rest))),
    }
}

/// `*( quoted-pair *qdtext )`
#[inline(never)]
fn narrow_escapes(input: &[u8]) -> Read<'_, ()> {
    many0_count((quoted_pair, Qdtext)).map(drop).parse(input)
}

/// The same by hand where registers are wide: `many0_count` costs forty instructions for each escape.
#[inline(always)]
fn escapes(input: &[u8]) -> Read<'_, ()> {
    if !WIDE {
        return narrow_escapes(input);
    }
    match after_escapes(input) {
        Ok(rest) => Ok((rest, ())),
        Err(rest) => Err(Err::Failure(Stop::new(Rule::QuotedString, rest))),
    }
}

/// `DQUOTE`
#[inline(always)]
fn dquote(input: &[u8]) -> Read<'_, ()> {
    Byte(b'"', Rule::QuotedString).parse(input)
}

/// `quoted-pair = "\" ( HTAB / SP / VCHAR / obs-text )`
#[inline(always)]
fn quoted_pair(input: &[u8]) -> Read<'_, ()> {
    preceded(Byte(b'\\', Rule::QuotedString), cut(Member(FIELD, Rule::QuotedString))).parse(input)
}

/// `*( qdtext / quoted-pair )`, and whether there is a quoted-pair. By hand: without a quoted-pair, one run is the text.
#[inline(always)]
fn quoted_text(input: &[u8]) -> Read<'_, Text<'_>> {
    if WIDE && matches!(input, [b'"', ..]) {
        return Ok((input, Text::quoted(&[], false)));
    }
    match taken(input, qdtext(input)) {
        (end @ [b'\\', ..], _) => {
            let (end, ()) = escapes(end)?;
            let (_, raw) = taken(input, input.len().wrapping_sub(end.len()));
            Ok((end, Text::quoted(raw, true)))
        }
        (end, raw) => Ok((end, Text::quoted(raw, false))),
    }
}

/// `token = 1*tchar`, a leaf
#[inline]
pub(crate) fn token(input: &[u8]) -> Read<'_, &[u8]> {
    match taken(input, tchars(input)) {
        (_, []) => expected(Rule::Token, input),
        token => Ok(token),
    }
}

/// `token68 = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`, a leaf
#[inline(always)]
pub(crate) fn token68(input: &[u8]) -> Read<'_, &[u8]> {
    let (padding, symbols) = taken(input, token68_symbols(input));
    if symbols.is_empty() {
        return expected(Rule::Token68, input);
    }
    let (rest, ()) = Repeated(b'=').parse(padding)?;
    Ok(taken(input, input.len().wrapping_sub(rest.len())))
}

/// Returns the rest of `input` and its first `length` bytes, which must be there.
#[inline(always)]
fn taken(input: &[u8], length: usize) -> (&[u8], &[u8]) {
    input.split_at_checked(length).map_or((input, &[]), |(head, tail)| (tail, head))
}

/// A leaf: this byte, and the rule for the error at any other byte.
#[derive(Clone, Copy)]
struct Byte(u8, Rule);

impl<'a> Parser<&'a [u8]> for Byte {
    type Output = ();
    type Error = Stop;

    #[inline(always)]
    fn process<OM: OutputMode>(&mut self, input: &'a [u8]) -> PResult<OM, &'a [u8], (), Stop> {
        match input.split_first() {
            Some((&byte, rest)) if byte == self.0 => Ok((rest, OM::Output::bind(|| ()))),
            _ => Err(Err::Error(OM::Error::bind(|| Stop::new(self.1, input)))),
        }
    }
}

/// A leaf: one byte of a class, and the rule for the error at any other byte.
#[derive(Clone, Copy)]
struct Member(Class, Rule);

impl<'a> Parser<&'a [u8]> for Member {
    type Output = ();
    type Error = Stop;

    #[inline(always)]
    fn process<OM: OutputMode>(&mut self, input: &'a [u8]) -> PResult<OM, &'a [u8], (), Stop> {
        match input.split_first() {
            Some((&byte, rest)) if is(byte, self.0) => Ok((rest, OM::Output::bind(|| ()))),
            _ => Err(Err::Error(OM::Error::bind(|| Stop::new(self.1, input)))),
        }
    }
}

/// A leaf: zero or more bytes of a class.
#[derive(Clone, Copy)]
struct Run(Class);

impl<'a> Parser<&'a [u8]> for Run {
    type Output = ();
    type Error = Stop;

    #[inline(always)]
    fn process<OM: OutputMode>(&mut self, mut input: &'a [u8]) -> PResult<OM, &'a [u8], (), Stop> {
        while let Some((&byte, rest)) = input.split_first()
            && is(byte, self.0)
        {
            input = rest;
        }
        Ok((input, OM::Output::bind(|| ())))
    }
}

/// A leaf: this byte, zero or more times. By hand: `many0_count` costs twenty instructions a call.
#[derive(Clone, Copy)]
struct Repeated(u8);

impl<'a> Parser<&'a [u8]> for Repeated {
    type Output = ();
    type Error = Stop;

    #[inline(always)]
    fn process<OM: OutputMode>(&mut self, mut input: &'a [u8]) -> PResult<OM, &'a [u8], (), Stop> {
        while let Some((&byte, rest)) = input.split_first()
            && byte == self.0
        {
            input = rest;
        }
        Ok((input, OM::Output::bind(|| ())))
    }
}

/// A leaf: `*qdtext`, in wide steps.
#[derive(Clone, Copy)]
struct Qdtext;

impl<'a> Parser<&'a [u8]> for Qdtext {
    type Output = ();
    type Error = Stop;

    #[inline(always)]
    fn process<OM: OutputMode>(&mut self, input: &'a [u8]) -> PResult<OM, &'a [u8], (), Stop> {
        let rest = input.get(qdtext(input)..).unwrap_or_default();
        Ok((rest, OM::Output::bind(|| ())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Escapes are read by one rule where registers are wide, and by another one elsewhere. Each text of seven of these bytes.
    #[test]
    fn both_rules_for_escapes_are_the_same() {
        const BYTES: [u8; 6] = [b'a', b'\\', b'"', b'\t', b'\n', 0xFF];
        let length = |read: Read<'_, ()>| match read {
            Ok((rest, ())) => Ok(rest.len()),
            Err(error) => Err(Stop::from(error).before(9).offset()),
        };
        for index in 0..6_usize.pow(7) {
            let mut rest = index;
            let text = [0; 7].map(|_| {
                let byte = BYTES[rest % 6];
                rest /= 6;
                byte
            });
            assert_eq!(length(narrow_escapes(&text)), length(escapes(&text)), "{text:?}");
        }
    }
}
