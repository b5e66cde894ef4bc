//! Second opinions: each rule once more, written slowly and straight from its standard.

use countersign::{ValueError, ValueErrorKind};

/// `tchar`, RFC 9110 §5.6.2
pub(crate) fn is_tchar(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&octet)
}

/// `HTAB / SP / VCHAR / obs-text`: what may stand in a field, RFC 9110 §5.5
pub(crate) fn is_sendable(octet: u8) -> bool {
    octet == b'\t' || !octet.is_ascii_control()
}

/// Whether each quote that opens is closed.
pub(crate) fn quotes_are_balanced(wire: &[u8]) -> bool {
    let mut octets = wire.iter();
    let mut quoted = false;
    while let Some(octet) = octets.next() {
        match octet {
            b'"' => quoted = !quoted,
            b'\\' if quoted => drop(octets.next()),
            _ => {}
        }
    }
    !quoted
}

/// What a quoted-string means, without its quotes; `None` when it is none, RFC 9110 §5.6.4.
pub(crate) fn unescape(content: &[u8]) -> Option<Vec<u8>> {
    let mut octets = content.iter();
    let mut meaning = Vec::new();
    while let Some(&octet) = octets.next() {
        meaning.push(match octet {
            b'"' => return None,
            b'\\' => *octets.next()?,
            plain => plain,
        });
    }
    meaning.iter().all(|octet| is_sendable(*octet)).then_some(meaning)
}

/// Words between spaces, without the white space around them.
pub(crate) fn words(text: &[u8]) -> Vec<Vec<u8>> {
    let trimmed = text.split(|octet| *octet == b' ').map(|word| {
        let is_word = |octet: &u8| *octet != b'\t';
        let end = word.iter().rposition(is_word).map_or(0, |last| last + 1);
        let start = word.iter().position(is_word).unwrap_or(end);
        word[start..end].to_vec()
    });
    trimmed.filter(|word| !word.is_empty()).collect()
}

/// RFC 4648 §4, bit by bit.
pub(crate) fn base64(octets: &[u8]) -> Vec<u8> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<usize> =
        octets.iter().flat_map(|octet| (0..8).rev().map(move |bit| usize::from(octet >> bit & 1))).collect();
    let symbol = |six: &[usize]| ALPHABET[(0..6).fold(0, |value, at| value * 2 + six.get(at).unwrap_or(&0))];
    let mut symbols: Vec<u8> = bits.chunks(6).map(symbol).collect();
    symbols.resize(symbols.len().next_multiple_of(4), b'=');
    symbols
}

/// Where a value must be refused, and why.
pub(crate) type Fault = (&'static str, ValueErrorKind, usize);

/// What a value was refused for.
pub(crate) fn fault(error: ValueError) -> Fault {
    (error.part(), error.kind(), error.offset())
}

/// The first octet that is none of the class.
pub(crate) fn stray(part: &'static str, octets: &[u8], class: impl Fn(u8) -> bool) -> Option<Fault> {
    octets.iter().position(|octet| !class(*octet)).map(|at| (part, ValueErrorKind::Octet, at))
}

/// As [`stray`], and there must be an octet.
pub(crate) fn stray_or_empty(part: &'static str, octets: &[u8], class: impl Fn(u8) -> bool) -> Option<Fault> {
    if octets.is_empty() { Some((part, ValueErrorKind::Empty, 0)) } else { stray(part, octets, class) }
}

/// What is wrong with a token, RFC 9110 §5.6.2.
pub(crate) fn token(part: &'static str, octets: &[u8]) -> Option<Fault> {
    stray_or_empty(part, octets, is_tchar)
}

/// What is wrong with a text.
pub(crate) fn text(part: &'static str, octets: &[u8]) -> Option<Fault> {
    stray(part, octets, is_sendable)
}

/// What is wrong with a token68, RFC 9110 §11.2.
pub(crate) fn token68(octets: &[u8]) -> Option<Fault> {
    let is_symbol = |octet: u8| octet.is_ascii_alphanumeric() || b"-._~+/".contains(&octet);
    let symbols = octets.iter().take_while(|octet| is_symbol(**octet)).count();
    match (symbols, octets) {
        (0, []) => Some(("token68", ValueErrorKind::Empty, 0)),
        (0, _) => Some(("token68", ValueErrorKind::Octet, 0)),
        _ => stray("token68", &octets[symbols..], |octet| octet == b'=')
            .map(|(part, kind, at)| (part, kind, symbols + at)),
    }
}
