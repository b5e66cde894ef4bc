//! RFC 9110 §5.6: the rules that all fields share.
//!
//! They are nom parsers, named as the ABNF names them. The leaves are our own, over the classes of
//! [`class`](crate::syntax::class), for two reasons: nom's `satisfy` and its relatives read bytes as characters (they panic on a
//! last byte past 0x7F), and a look-up in the table costs a third of a chain of ranges.

use nom::combinator::cut;
use nom::multi::many0_count;
use nom::sequence::preceded;
use nom::{Err, Mode, OutputMode, PResult, Parser};

use crate::error::{ErrorKind, ParseError, Rule};
use crate::syntax::class::{Class, FIELD, GAP, TCHAR, WSP, is, span};
use crate::syntax::text::Text;
use crate::syntax::wide::{qdtext, token68_symbols};

/// Where a private nom rule stopped: the production it wanted, and how much of the input was left.
#[derive(Clone, Copy, Debug)]
pub struct Stop {
    rule: Rule,
    left: usize,
}

impl Stop {
    pub(crate) const fn new(rule: Rule, rest: &[u8]) -> Self {
        Self { rule, left: rest.len() }
    }

    /// How many octets were left.
    pub(crate) const fn left(self) -> usize {
        self.left
    }

    /// The error, for a rule that was run on the last octets of a value whose end is at `end`.
    pub(crate) const fn before(self, end: usize) -> ParseError {
        ParseError::new(ErrorKind::Expected(self.rule), end.saturating_sub(self.left))
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

/// What a private nom rule gives.
pub(crate) type Read<'a, T> = nom::IResult<&'a [u8], T, Stop>;

/// `input` without the octets of the class at its start.
#[inline]
pub(crate) const fn trim_start(mut input: &[u8], class: Class) -> &[u8] {
    while let Some((&first, rest)) = input.split_first()
        && is(first, class)
    {
        input = rest;
    }
    input
}

/// `input` without the octets of the class at its end.
#[inline]
pub(crate) const fn trim_end(mut input: &[u8], class: Class) -> &[u8] {
    while let Some((&last, start)) = input.split_last()
        && is(last, class)
    {
        input = start;
    }
    input
}

/// `input` without the octets of the class at both ends.
#[inline]
pub(crate) const fn trimmed(input: &[u8], class: Class) -> &[u8] {
    trim_start(trim_end(input, class), class)
}

/// The first `length` octets, which are there, as the output of a rule.
#[inline(always)]
fn taken(input: &[u8], length: usize) -> (&[u8], &[u8]) {
    input.split_at_checked(length).map_or((input, &[]), |(head, tail)| (tail, head))
}

/// The rule that this octet comes next, and what to say when it doesn't.
#[derive(Clone, Copy)]
struct Octet(u8, Rule);

impl<'a> Parser<&'a [u8]> for Octet {
    type Output = ();
    type Error = Stop;

    #[inline(always)]
    fn process<OM: OutputMode>(&mut self, input: &'a [u8]) -> PResult<OM, &'a [u8], (), Stop> {
        match input.split_first() {
            Some((&octet, rest)) if octet == self.0 => Ok((rest, OM::Output::bind(|| ()))),
            _ => Err(Err::Error(OM::Error::bind(|| Stop::new(self.1, input)))),
        }
    }
}

/// The rule that as many octets of a class as there are come next, none included. They mean nothing.
#[derive(Clone, Copy)]
struct Any(Class);

impl<'a> Parser<&'a [u8]> for Any {
    type Output = ();
    type Error = Stop;

    #[inline(always)]
    fn process<OM: OutputMode>(&mut self, mut input: &'a [u8]) -> PResult<OM, &'a [u8], (), Stop> {
        while let Some((&octet, rest)) = input.split_first()
            && is(octet, self.0)
        {
            input = rest;
        }
        Ok((input, OM::Output::bind(|| ())))
    }
}

/// Fails with this rule.
#[inline(always)]
pub(crate) fn expected<T>(rule: Rule, input: &[u8]) -> Read<'_, T> {
    Err(Err::Error(Stop::new(rule, input)))
}

/// What `read` makes of octets that are nothing else; octets behind it are none of `rule`.
pub(crate) fn whole<'a, T>(octets: &'a [u8], rule: Rule, read: fn(&'a [u8]) -> Read<'a, T>) -> Result<T, ParseError> {
    let stop = match read(octets) {
        Ok(([], value)) => return Ok(value),
        Ok((rest, _)) => Stop::new(rule, rest),
        Err(Err::Error(stop) | Err::Failure(stop)) => stop,
        Err(Err::Incomplete(_)) => Stop::new(rule, &[]),
    };
    Err(stop.before(octets.len()))
}

/// `OWS = *( SP / HTAB )`, and `BWS = OWS`
#[inline(always)]
pub(crate) fn ows(input: &[u8]) -> Read<'_, ()> {
    Any(WSP).parse(input)
}

/// The same where this octet mostly stands at once, without a look at the table.
#[inline(always)]
pub(crate) fn ows_before(octet: u8, input: &[u8]) -> Read<'_, ()> {
    if input.first() == Some(&octet) { Ok((input, ())) } else { ows(input) }
}

/// `*( OWS "," ) OWS`, the empty elements of a list
#[inline(always)]
pub(crate) fn gap(input: &[u8]) -> Read<'_, ()> {
    Any(GAP).parse(input)
}

/// `","`
#[inline(always)]
pub(crate) fn comma(input: &[u8]) -> Read<'_, ()> {
    Octet(b',', Rule::Comma).parse(input)
}

/// `"="`
#[inline(always)]
pub(crate) fn equals(input: &[u8]) -> Read<'_, ()> {
    Octet(b'=', Rule::Equals).parse(input)
}

/// `1*SP`, which is all that may stand between a scheme and its payload, §11.3
#[inline(always)]
pub(crate) fn spaces(input: &[u8]) -> Read<'_, ()> {
    let (mut rest, ()) = Octet(b' ', Rule::Space).parse(input)?;
    while let [b' ', behind @ ..] = rest {
        rest = behind;
    }
    Ok((rest, ()))
}

/// `token = 1*tchar`
#[inline]
pub(crate) fn token(input: &[u8]) -> Read<'_, &[u8]> {
    match taken(input, span(input, TCHAR)) {
        (_, []) => expected(Rule::Token, input),
        token => Ok(token),
    }
}

/// `token68 = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`
#[inline(always)]
pub(crate) fn token68(input: &[u8]) -> Read<'_, &[u8]> {
    let (padding, symbols) = taken(input, token68_symbols(input));
    if symbols.is_empty() {
        return expected(Rule::Token68, input);
    }
    let padded = padding.iter().position(|&octet| octet != b'=').unwrap_or(padding.len());
    Ok(taken(input, symbols.len().wrapping_add(padded)))
}

/// `quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE`
#[inline(always)]
pub(crate) fn quoted_string(input: &[u8]) -> Read<'_, Text<'_>> {
    let (content, ()) = dquote(input)?;
    let (end, octets) = taken(content, qdtext(content));
    if let [b'"', rest @ ..] = end {
        return Ok((rest, Text::quoted(octets, false)));
    }
    let (end, _) = escapes(end)?;
    let (rest, ()) = cut(dquote).parse(end)?;
    let (_, octets) = taken(content, content.len().wrapping_sub(end.len()));
    Ok((rest, Text::quoted(octets, true)))
}

/// `*( quoted-pair *qdtext )`
#[inline(never)]
fn escapes(input: &[u8]) -> Read<'_, usize> {
    many0_count((quoted_pair, Qdtext)).parse(input)
}

/// What is left behind `*( qdtext / quoted-pair )`.
pub(crate) fn text_end(input: &[u8]) -> &[u8] {
    preceded(Qdtext, escapes).parse(input).map_or(input, |(rest, _)| rest)
}

/// `DQUOTE`
#[inline(always)]
fn dquote(input: &[u8]) -> Read<'_, ()> {
    Octet(b'"', Rule::QuotedString).parse(input)
}

/// `quoted-pair = "\" ( HTAB / SP / VCHAR / obs-text )`
#[inline(always)]
fn quoted_pair(input: &[u8]) -> Read<'_, ()> {
    preceded(Octet(b'\\', Rule::QuotedString), cut(escaped)).parse(input)
}

#[inline(always)]
fn escaped(input: &[u8]) -> Read<'_, ()> {
    match input.split_first() {
        Some((&octet, rest)) if is(octet, FIELD) => Ok((rest, ())),
        _ => expected(Rule::QuotedString, input),
    }
}

/// `( token / quoted-string )`, the value of a parameter.
#[inline(always)]
pub(crate) fn value(input: &[u8]) -> Read<'_, Text<'_>> {
    match quoted_string(input) {
        Err(Err::Error(_)) => token.map(Text::token).parse(input),
        read => read,
    }
}

/// `*qdtext`
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
