//! RFC 9110 §5.6: the classes of octets, and the rules that all fields share.
//!
//! One table of 256 entries says which octet is what; the rules below are nom parsers over it. A rule is named as its
//! ABNF names it. Leaves are parsers of our own, for two reasons: nom's `satisfy` and its relatives read bytes as
//! characters (they panic on a last byte past 0x7F), and a look-up in the table costs a third of a chain of ranges.

use nom::combinator::cut;
use nom::multi::many0_count;
use nom::sequence::preceded;
use nom::{Err, Mode, OutputMode, PResult, Parser};

use crate::error::{Read, Rule, Stop};
use crate::text::Text;

/// A set of classes, one bit each.
pub(crate) type Class = u8;

/// `tchar`, §5.6.2.
pub(crate) const TCHAR: Class = 1;
/// What a `token68` is made of before its padding, §11.2.
pub(crate) const TOKEN68: Class = 1 << 1;
/// `qdtext`, §5.6.4.
pub(crate) const QDTEXT: Class = 1 << 2;
/// What may follow the backslash of a `quoted-pair`, which is all that a field may hold: HTAB, SP, VCHAR, obs-text.
pub(crate) const FIELD: Class = 1 << 3;
/// `SP / HTAB`, of which OWS and BWS are made, §5.6.3.
pub(crate) const WSP: Class = 1 << 4;
/// `OWS / ","`: all that may stand between two elements of a list, empty elements included, §5.6.1.2.
pub(crate) const GAP: Class = 1 << 5;

/// `SP`.
pub(crate) const SPACE: Class = 1 << 6;

static CLASSES: [Class; 256] = {
    let mut classes = [0; 256];
    let mut octet: u8 = 0;
    loop {
        #[expect(clippy::indexing_slicing, clippy::as_conversions, reason = "256 entries, a u8, a constant")]
        {
            classes[octet as usize] = classes_of(octet);
        }
        let Some(next) = octet.checked_add(1) else { break classes };
        octet = next;
    }
};

const fn classes_of(octet: u8) -> Class {
    let alphanumeric = octet.is_ascii_alphanumeric();
    let mut classes = 0;
    if alphanumeric
        || matches!(
            octet,
            b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~'
        )
    {
        classes |= TCHAR;
    }
    if alphanumeric || matches!(octet, b'-' | b'.' | b'_' | b'~' | b'+' | b'/') {
        classes |= TOKEN68;
    }
    if matches!(octet, b'\t' | b' '..=b'~' | 0x80..) {
        classes |= FIELD;
        if !matches!(octet, b'"' | b'\\') {
            classes |= QDTEXT;
        }
    }
    if matches!(octet, b' ' | b'\t') {
        classes |= WSP | GAP;
    }
    if octet == b',' {
        classes |= GAP;
    }
    if octet == b' ' {
        classes |= SPACE;
    }
    classes
}

/// Whether `octet` is of one of the classes.
#[inline(always)]
pub(crate) const fn is(octet: u8, class: Class) -> bool {
    #[expect(clippy::indexing_slicing, clippy::as_conversions, reason = "256 entries and a u8")]
    let classes = CLASSES[octet as usize];
    classes & class != 0
}

/// How many octets at the start of `input` are of the class.
#[inline(always)]
pub(crate) fn span(input: &[u8], class: Class) -> usize {
    let mut length: usize = 0;
    while let Some(&octet) = input.get(length)
        && is(octet, class)
    {
        length = length.wrapping_add(1);
    }
    length
}

/// `input` without the octets of the class at its end.
#[inline]
pub(crate) fn trim_end(mut input: &[u8], class: Class) -> &[u8] {
    while let Some((&last, start)) = input.split_last()
        && is(last, class)
    {
        input = start;
    }
    input
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

/// `OWS = *( SP / HTAB )`, and `BWS = OWS`
#[inline(always)]
pub(crate) fn ows(input: &[u8]) -> Read<'_, ()> {
    Any(WSP).parse(input)
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
    preceded(Octet(b' ', Rule::Space), Any(SPACE)).parse(input)
}

/// `token = 1*tchar`
#[inline(always)]
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

/// How long `*qdtext` is: eight octets at a time in one register, which is what values are long enough for.
///
/// No octet that ends the run goes unnoticed. Some that don't are noticed all the same, obs-text and HTAB; they and the
/// next few are looked up.
#[inline(never)]
fn qdtext(input: &[u8]) -> usize {
    let mut rest = input;
    loop {
        let (chunks, last) = rest.as_chunks::<8>();
        let mut clean: usize = 0;
        let mut found = 0;
        for chunk in chunks {
            found = suspects(u64::from_le_bytes(*chunk));
            if found != 0 {
                clean = clean.wrapping_add(found.trailing_zeros() as usize / 8);
                break;
            }
            clean = clean.wrapping_add(8);
        }
        if found == 0 {
            let run = span(last, QDTEXT);
            return input.len().wrapping_sub(last.len()).wrapping_add(run);
        }
        rest = rest.get(clean..).unwrap_or_default();
        match rest.split_first() {
            Some((&octet, after)) if is(octet, QDTEXT) => {
                let run = span(after.get(..7).unwrap_or(after), QDTEXT);
                rest = after.get(run..).unwrap_or_default();
            }
            _ => return input.len().wrapping_sub(rest.len()),
        }
    }
}

/// The high bit of each octet that may be no qdtext.
#[inline(always)]
const fn suspects(octets: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    // Flipping 0x02 moves the quote to 0x20, next to the controls, and SP out of the way.
    let control_or_quote = (octets ^ (ONES * 0x02)).wrapping_sub(ONES * 0x21);
    let backslash = (octets ^ (ONES * 0x5C)).wrapping_sub(ONES);
    let delete = octets.wrapping_add(ONES);
    (control_or_quote | backslash | delete) & (ONES * 0x80)
}

/// How many octets of a `token68` come before its padding: the first by the table, since it may turn out to be the
/// name of a parameter; then sixteen at a time, which compilers turn into vector instructions.
#[inline(always)]
fn token68_symbols(input: &[u8]) -> usize {
    let (head, tail) = input.split_at_checked(16).unwrap_or((input, &[]));
    let short = span(head, TOKEN68);
    if short < 16 {
        return short;
    }
    let (chunks, _) = tail.as_chunks::<16>();
    let long = chunks.iter().take_while(|chunk| !chunk.iter().fold(false, |any, &octet| any | !symbol(octet))).count();
    let done = 16 + long * 16;
    done + span(input.get(done..).unwrap_or_default(), TOKEN68)
}

/// The class [`TOKEN68`] without a look-up.
#[inline(always)]
fn symbol(octet: u8) -> bool {
    ((octet | 0x20).wrapping_sub(b'a') < 26)
        | (octet.wrapping_sub(b'-') < 13)
        | (octet == b'+')
        | (octet == b'_')
        | (octet == b'~')
}
