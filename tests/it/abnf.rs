//! Slow recognisers, which are the ABNF of a standard and nothing else, agree with the parsers on every short string and on
//! every short sequence of pieces.
//!
//! A rule takes the set of positions at which it may begin and returns the set of positions at which it may end: bit n of
//! a word is position n. All alternatives are followed at once, so their order cannot matter.
//!
//! Each rule has the ABNF of its standard above it. Where the crate is documented to read more or less, the rule asks for a
//! row: without any row it is the standard.

mod aws4;
mod basic;
mod control;
mod date;
mod ext_value;
mod framework;
mod grammar;
mod hawk;
mod hoba;
mod origin;
mod scram;
mod tokens;
mod values;

pub(crate) use grammar::{Grammar, Rows, Sequences};

pub(crate) type Positions = u128;

/// The longest input whose positions fit in a word.
pub(crate) const LONGEST: usize = 127;

/// Matches one byte of a class.
pub(crate) fn byte(input: &[u8], from: Positions, class: impl Fn(u8) -> bool) -> Positions {
    let (mut left, mut to) = (from, 0);
    while left != 0 {
        let at = left.trailing_zeros();
        left &= left - 1;
        if input.get(at as usize).is_some_and(|byte| class(*byte)) {
            to |= 1 << (at + 1);
        }
    }
    to
}

/// `[ rule ]`
pub(crate) fn optional(from: Positions, rule: impl Fn(Positions) -> Positions) -> Positions {
    from | rule(from)
}

/// Matches a text: `%s"text"`.
pub(crate) fn text(input: &[u8], from: Positions, wanted: &[u8]) -> Positions {
    wanted.iter().fold(from, |from, wanted| literal(input, from, *wanted))
}

/// Matches a text in upper or lower case, as `"text"` of RFC 5234 does.
pub(crate) fn any_case(input: &[u8], from: Positions, wanted: &[u8]) -> Positions {
    wanted.iter().fold(from, |from, wanted| byte(input, from, |byte| byte.eq_ignore_ascii_case(wanted)))
}

/// `nrule`
pub(crate) fn times(count: usize, from: Positions, rule: impl Fn(Positions) -> Positions) -> Positions {
    (0..count).fold(from, |from, _| rule(from))
}

/// `least*most rule`
pub(crate) fn between(least: usize, most: usize, from: Positions, rule: impl Fn(Positions) -> Positions) -> Positions {
    (least..most).fold(times(least, from, &rule), |from, _| optional(from, &rule))
}

/// `*rule`
pub(crate) fn any(from: Positions, rule: impl Fn(Positions) -> Positions) -> Positions {
    let mut all = from;
    loop {
        let more = all | rule(all);
        if more == all {
            return all;
        }
        all = more;
    }
}

/// `1*rule`
pub(crate) fn some(from: Positions, rule: impl Fn(Positions) -> Positions) -> Positions {
    any(rule(from), rule)
}

/// ``tchar = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~" / DIGIT / ALPHA``
pub(crate) fn tchar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// `token = 1*tchar`
pub(crate) fn token(input: &[u8], from: Positions) -> Positions {
    some(from, |from| byte(input, from, tchar))
}

/// `OWS = *( SP / HTAB )`
pub(crate) fn ows(input: &[u8], from: Positions) -> Positions {
    any(from, |from| byte(input, from, |byte| byte == b' ' || byte == b'\t'))
}

pub(crate) fn literal(input: &[u8], from: Positions, wanted: u8) -> Positions {
    byte(input, from, |byte| byte == wanted)
}

/// `quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE`
/// `qdtext        = HTAB / SP / %x21 / %x23-5B / %x5D-7E / obs-text`
/// `quoted-pair   = "\" ( HTAB / SP / VCHAR / obs-text )`
pub(crate) fn quoted_string(input: &[u8], from: Positions) -> Positions {
    let qdtext = |byte: u8| matches!(byte, b'\t' | b' ' | 0x21 | 0x23..=0x5B | 0x5D..=0x7E | 0x80..=0xFF);
    let escaped = |byte: u8| matches!(byte, b'\t' | b' ' | 0x21..=0x7E | 0x80..=0xFF);
    let content = any(literal(input, from, b'"'), |from| {
        byte(input, from, qdtext) | byte(input, literal(input, from, b'\\'), escaped)
    });
    literal(input, content, b'"')
}

/// `auth-param = token BWS "=" BWS ( token / quoted-string )`
pub(crate) fn auth_param(input: &[u8], from: Positions) -> Positions {
    let value = ows(input, literal(input, ows(input, token(input, from)), b'='));
    token(input, value) | quoted_string(input, value)
}

/// `token68 = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`
pub(crate) fn token68(input: &[u8], from: Positions) -> Positions {
    let symbol = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    any(some(from, |from| byte(input, from, symbol)), |from| literal(input, from, b'='))
}

/// `base64 = *( 4symbol ) [ 3symbol "=" / 2symbol "==" ]`, RFC 4648 §4; with zero bits after the last byte, §3.5, if they are
/// asked for
pub(crate) fn base64(input: &[u8], from: Positions, zero_bits: bool) -> Positions {
    let symbol = |from| byte(input, from, |byte: u8| byte.is_ascii_alphanumeric() || b"+/".contains(&byte));
    // The values of these symbols are multiples of 4, and of 16.
    let last = |from, zeros: &[u8]| symbol(from) & byte(input, from, |byte| !zero_bits || zeros.contains(&byte));
    let whole = any(from, |from| times(4, from, symbol));
    let two = symbol(whole);
    let three = literal(input, last(symbol(two), b"AEIMQUYcgkosw048"), b'=');
    whole | three | text(input, last(two, b"AQgw"), b"==")
}

/// `#element => [ element ] *( OWS "," OWS [ element ] )`, as a recipient reads it
pub(crate) fn list(input: &[u8], from: Positions, element: impl Fn(Positions) -> Positions) -> Positions {
    let optional = |from| from | element(from);
    any(optional(from), |from| optional(ows(input, literal(input, ows(input, from), b','))))
}

/// White space around a value is not part of it, RFC 9110 §5.5.
pub(crate) fn value(line: &[u8]) -> &[u8] {
    let is_space = |byte: &u8| *byte == b' ' || *byte == b'\t';
    let start = line.iter().position(|byte| !is_space(byte)).unwrap_or(line.len());
    let end = line.iter().rposition(|byte| !is_space(byte)).map_or(start, |last| last + 1);
    &line[start..end]
}

/// Returns whether a rule allows a field value.
pub(crate) fn accepts(line: &[u8], rule: impl Fn(&[u8], Positions) -> Positions) -> bool {
    matches(value(line), rule)
}

/// Returns whether a rule allows all of an input.
pub(crate) fn matches(input: &[u8], rule: impl Fn(&[u8], Positions) -> Positions) -> bool {
    assert!(input.len() <= LONGEST, "a word has 128 positions");
    rule(input, 1) & (1 << input.len()) != 0
}

/// Returns a number of pieces: the first in debug builds, the second with optimization, and as many more as the environment
/// variable `COUNTERSIGN_DEPTH` says.
pub(crate) fn length(debug: usize, release: usize) -> usize {
    let more =
        std::env::var("COUNTERSIGN_DEPTH").map_or(0, |depth| depth.parse().expect("COUNTERSIGN_DEPTH is a number"));
    more + if cfg!(debug_assertions) { debug } else { release }
}
