//! Second implementations of rules: slow, and written directly from the standards.

use countersign::{Text, ValueError, ValueErrorKind};

/// `tchar`, RFC 9110 §5.6.2
pub(crate) fn is_tchar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Returns the piece without the SP and HTAB around it.
pub(crate) fn trimmed(mut piece: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = piece {
        piece = rest;
    }
    piece
}

/// `HTAB / SP / VCHAR / obs-text`: the bytes that a field can contain, RFC 9110 §5.5
pub(crate) fn is_sendable(byte: u8) -> bool {
    byte == b'\t' || !byte.is_ascii_control()
}

/// Returns whether every quote is closed.
pub(crate) fn quotes_are_balanced(wire: &[u8]) -> bool {
    let mut bytes = wire.iter();
    let mut quoted = false;
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => quoted = !quoted,
            b'\\' if quoted => drop(bytes.next()),
            _ => {}
        }
    }
    !quoted
}

/// Returns the text of a quoted-string, RFC 9110 §5.6.4, from the bytes between its quotes. `None` if they are invalid.
pub(crate) fn unescape(content: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = content.iter();
    let mut meaning = Vec::new();
    while let Some(&byte) = bytes.next() {
        meaning.push(match byte {
            b'"' => return None,
            b'\\' => *bytes.next()?,
            plain => plain,
        });
    }
    meaning.iter().all(|byte| is_sendable(*byte)).then_some(meaning)
}

/// Returns the words between spaces, without the white space around them.
pub(crate) fn words(text: &[u8]) -> Vec<Vec<u8>> {
    let trimmed = text.split(|byte| *byte == b' ').map(|word| {
        let is_word = |byte: &u8| *byte != b'\t';
        let end = word.iter().rposition(is_word).map_or(0, |last| last + 1);
        let start = word.iter().position(is_word).unwrap_or(end);
        word[start..end].to_vec()
    });
    trimmed.filter(|word| !word.is_empty()).collect()
}

/// RFC 4648 §4, bit by bit.
pub(crate) fn base64(bytes: &[u8]) -> Vec<u8> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<usize> =
        bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| usize::from(byte >> bit & 1))).collect();
    let symbol = |six: &[usize]| ALPHABET[(0..6).fold(0, |value, at| value * 2 + six.get(at).unwrap_or(&0))];
    let mut symbols: Vec<u8> = bits.chunks(6).map(symbol).collect();
    symbols.resize(symbols.len().next_multiple_of(4), b'=');
    symbols
}

/// RFC 4648 §5, padded.
pub(crate) fn base64url_padded(bytes: &[u8]) -> Vec<u8> {
    let spelled = |symbol: u8| match symbol {
        b'+' => b'-',
        b'/' => b'_',
        symbol => symbol,
    };
    base64(bytes).into_iter().map(spelled).collect()
}

/// Decodes base64url without padding, RFC 7515 §2: tries which bytes have these symbols.
pub(crate) fn base64url(symbols: &[u8]) -> Option<Vec<u8>> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let values = symbols.iter().map(|symbol| ALPHABET.iter().position(|other| other == symbol));
    let values = values.collect::<Option<Vec<usize>>>()?;
    let bits: Vec<usize> = values.iter().flat_map(|value| (0..6).rev().map(move |bit| value >> bit & 1)).collect();
    let byte = |eight: &[usize]| eight.iter().fold(0, |value, bit| value * 2 + u8::try_from(*bit).expect("a bit"));
    let bytes: Vec<u8> = bits.chunks_exact(8).map(byte).collect();
    let spelled: Vec<u8> = base64url_padded(&bytes).into_iter().take_while(|symbol| *symbol != b'=').collect();
    (spelled == symbols).then_some(bytes)
}

/// Returns the bytes of a text, unescaped.
pub(crate) fn owned(text: Text<'_>) -> Vec<u8> {
    text.bytes().collect()
}

/// The part for which a value must be rejected, the kind of the error, and its offset.
pub(crate) type Fault = (&'static str, ValueErrorKind, usize);

/// Returns why a value was rejected.
pub(crate) fn fault(error: ValueError) -> Fault {
    (error.part(), error.kind(), error.offset())
}

/// Returns the first byte that is not in the class.
pub(crate) fn stray(part: &'static str, bytes: &[u8], class: impl Fn(u8) -> bool) -> Option<Fault> {
    bytes.iter().position(|byte| !class(*byte)).map(|at| (part, ValueErrorKind::InvalidByte, at))
}

/// As [`stray`], but empty bytes are a fault too.
pub(crate) fn stray_or_empty(part: &'static str, bytes: &[u8], class: impl Fn(u8) -> bool) -> Option<Fault> {
    if bytes.is_empty() { Some((part, ValueErrorKind::Empty, 0)) } else { stray(part, bytes, class) }
}

/// Returns what is wrong with a token, RFC 9110 §5.6.2.
pub(crate) fn token(part: &'static str, bytes: &[u8]) -> Option<Fault> {
    stray_or_empty(part, bytes, is_tchar)
}

/// Returns what is wrong with a text.
pub(crate) fn text(part: &'static str, bytes: &[u8]) -> Option<Fault> {
    stray(part, bytes, is_sendable)
}

/// Returns what is wrong with a token68, RFC 9110 §11.2.
pub(crate) fn token68(bytes: &[u8]) -> Option<Fault> {
    let is_symbol = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    let symbols = bytes.iter().take_while(|byte| is_symbol(**byte)).count();
    match (symbols, bytes) {
        (0, []) => Some(("token68", ValueErrorKind::Empty, 0)),
        (0, _) => Some(("token68", ValueErrorKind::InvalidByte, 0)),
        _ => {
            stray("token68", &bytes[symbols..], |byte| byte == b'=').map(|(part, kind, at)| (part, kind, symbols + at))
        }
    }
}
