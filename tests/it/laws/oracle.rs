//! Second opinions: each rule once more, written slowly and straight from its standard.

use countersign::{Text, ValueError, ValueErrorKind};

/// `tchar`, RFC 9110 §5.6.2
pub(crate) fn is_tchar(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&octet)
}

/// Without the white space around it.
pub(crate) fn trimmed(mut piece: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = piece {
        piece = rest;
    }
    piece
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

/// RFC 4648 §5, padded.
pub(crate) fn base64url_padded(octets: &[u8]) -> Vec<u8> {
    let spelled = |symbol: u8| match symbol {
        b'+' => b'-',
        b'/' => b'_',
        symbol => symbol,
    };
    base64(octets).into_iter().map(spelled).collect()
}

/// The bytes of base64url without padding, by RFC 7515 §2: those whose symbols these are.
pub(crate) fn base64url(symbols: &[u8]) -> Option<Vec<u8>> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let values = symbols.iter().map(|symbol| ALPHABET.iter().position(|other| other == symbol));
    let values = values.collect::<Option<Vec<usize>>>()?;
    let bits: Vec<usize> = values.iter().flat_map(|value| (0..6).rev().map(move |bit| value >> bit & 1)).collect();
    let octet = |eight: &[usize]| eight.iter().fold(0, |value, bit| value * 2 + u8::try_from(*bit).expect("a bit"));
    let octets: Vec<u8> = bits.chunks_exact(8).map(octet).collect();
    let spelled: Vec<u8> = base64url_padded(&octets).into_iter().take_while(|symbol| *symbol != b'=').collect();
    (spelled == symbols).then_some(octets)
}

/// The bytes of a text, unescaped.
pub(crate) fn owned(text: Text<'_>) -> Vec<u8> {
    text.bytes().collect()
}

/// Where a value must be refused, and why.
pub(crate) type Fault = (&'static str, ValueErrorKind, usize);

/// What a value was refused for.
pub(crate) fn fault(error: ValueError) -> Fault {
    (error.part(), error.kind(), error.offset())
}

/// The first byte that is none of the class.
pub(crate) fn stray(part: &'static str, octets: &[u8], class: impl Fn(u8) -> bool) -> Option<Fault> {
    octets.iter().position(|octet| !class(*octet)).map(|at| (part, ValueErrorKind::InvalidByte, at))
}

/// As [`stray`], and there must be an byte.
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
        (0, _) => Some(("token68", ValueErrorKind::InvalidByte, 0)),
        _ => stray("token68", &octets[symbols..], |octet| octet == b'=')
            .map(|(part, kind, at)| (part, kind, symbols + at)),
    }
}
