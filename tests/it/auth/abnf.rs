//! A slow recogniser, which is the ABNF of RFC 9110 and nothing else, agrees with the readers on every short string and on
//! every short sequence of pieces.
//!
//! A rule takes the set of positions at which it may begin and returns the set of positions at which it may end: bit n of
//! a word is position n. All alternatives are followed at once, so their order cannot matter.

use countersign::auth::{AuthenticationInfo, Challenges, Credentials, Event, Events};
use countersign::{ErrorKind, List, ParseError, Token};

type Positions = u64;

/// Matches one byte of a class.
fn byte(input: &[u8], from: Positions, class: impl Fn(u8) -> bool) -> Positions {
    let matches = input.iter().enumerate().filter(|(at, byte)| from & (1 << at) != 0 && class(**byte));
    matches.fold(0, |to, (at, _)| to | (1 << (at + 1)))
}

/// `*rule`
fn any(from: Positions, rule: impl Fn(Positions) -> Positions) -> Positions {
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
fn some(from: Positions, rule: impl Fn(Positions) -> Positions) -> Positions {
    any(rule(from), rule)
}

/// ``tchar = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~" / DIGIT / ALPHA``
fn tchar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// `token = 1*tchar`
fn token(input: &[u8], from: Positions) -> Positions {
    some(from, |from| byte(input, from, tchar))
}

/// `OWS = *( SP / HTAB )`
fn ows(input: &[u8], from: Positions) -> Positions {
    any(from, |from| byte(input, from, |byte| byte == b' ' || byte == b'\t'))
}

fn literal(input: &[u8], from: Positions, wanted: u8) -> Positions {
    byte(input, from, |byte| byte == wanted)
}

/// `quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE`
/// `qdtext        = HTAB / SP / %x21 / %x23-5B / %x5D-7E / obs-text`
/// `quoted-pair   = "\" ( HTAB / SP / VCHAR / obs-text )`
fn quoted_string(input: &[u8], from: Positions) -> Positions {
    let qdtext = |byte: u8| matches!(byte, b'\t' | b' ' | 0x21 | 0x23..=0x5B | 0x5D..=0x7E | 0x80..=0xFF);
    let escaped = |byte: u8| matches!(byte, b'\t' | b' ' | 0x21..=0x7E | 0x80..=0xFF);
    let content = any(literal(input, from, b'"'), |from| {
        byte(input, from, qdtext) | byte(input, literal(input, from, b'\\'), escaped)
    });
    literal(input, content, b'"')
}

/// `auth-param = token BWS "=" BWS ( token / quoted-string )`
fn auth_param(input: &[u8], from: Positions) -> Positions {
    let value = ows(input, literal(input, ows(input, token(input, from)), b'='));
    token(input, value) | quoted_string(input, value)
}

/// `token68 = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`
fn token68(input: &[u8], from: Positions) -> Positions {
    let symbol = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    any(some(from, |from| byte(input, from, symbol)), |from| literal(input, from, b'='))
}

/// `#element => [ element ] *( OWS "," OWS [ element ] )`, as a recipient reads it
fn list(input: &[u8], from: Positions, element: impl Fn(Positions) -> Positions) -> Positions {
    let optional = |from| from | element(from);
    any(optional(from), |from| optional(ows(input, literal(input, ows(input, from), b','))))
}

/// `challenge   = auth-scheme [ 1*SP ( token68 / #auth-param ) ]`
/// `credentials = auth-scheme [ 1*SP ( token68 / #auth-param ) ]`
fn credentials(input: &[u8], from: Positions) -> Positions {
    let scheme = token(input, from);
    let payload = some(scheme, |from| literal(input, from, b' '));
    scheme | token68(input, payload) | list(input, payload, |from| auth_param(input, from))
}

/// White space around a value is not part of it, RFC 9110 §5.5.
fn value(line: &[u8]) -> &[u8] {
    let is_space = |byte: &u8| *byte == b' ' || *byte == b'\t';
    let start = line.iter().position(|byte| !is_space(byte)).unwrap_or(line.len());
    let end = line.iter().rposition(|byte| !is_space(byte)).map_or(start, |last| last + 1);
    &line[start..end]
}

fn accepts(line: &[u8], rule: impl Fn(&[u8], Positions) -> Positions) -> bool {
    let value = value(line);
    assert!(value.len() < 64, "a word has 64 positions");
    rule(value, 1) & (1 << value.len()) != 0
}

/// Asserts that the reader agrees with the rule, and that `parse` rejects only repeated parameters in addition.
fn agree(line: &[u8], rule: bool, mut events: Events<'_>, parsed: Result<(), ParseError>) {
    let repeated = repeats(events);
    let read = events.all(|event| event.is_ok());
    let shown = String::from_utf8_lossy(line);
    assert_eq!(read, rule, "{shown:?}");
    match parsed.map_err(|error| error.kind()) {
        Ok(()) => assert!(read && !repeated, "{shown:?}"),
        Err(ErrorKind::DuplicateParam) => assert!(repeated, "{shown:?}"),
        Err(kind) => assert!(!read && !repeated, "{shown:?}: {kind}"),
    }
}

/// Returns whether a parameter occurs twice in one challenge, up to the first error.
fn repeats(events: Events<'_>) -> bool {
    let mut names: Vec<String> = Vec::new();
    for (_, event) in events.map_while(Result::ok) {
        match event {
            Event::Scheme(_) => names.clear(),
            Event::Token68(_) => {}
            Event::Param(param) => {
                let name = param.name().as_str().to_ascii_lowercase();
                if names.contains(&name) {
                    return true;
                }
                names.push(name);
            }
        }
    }
    false
}

fn check(line: &[u8]) {
    let challenges = accepts(line, |input, from| list(input, from, |from| credentials(input, from)));
    agree(line, challenges, Events::challenges(line), Challenges::parse(line).map(drop));
    let one = accepts(line, credentials);
    agree(line, one, Events::credentials(line), Credentials::parse(line).map(drop));
    let info = accepts(line, |input, from| list(input, from, |from| auth_param(input, from)));
    agree(line, info, Events::info(line), AuthenticationInfo::parse(line).map(drop));
    let tokens = accepts(line, |input, from| list(input, from, |from| token(input, from)));
    assert_eq!(List::<Token<'_>>::parse(line).is_ok(), tokens, "{:?}", String::from_utf8_lossy(line));
}

/// Checks every sequence of up to `length` pieces. The first piece decides which of two threads checks it.
fn check_all(pieces: &[&[u8]], length: usize) {
    fn extend(pieces: &[&[u8]], line: &mut Vec<u8>, left: usize) {
        check(line);
        if left > 0 {
            for piece in pieces {
                let before = line.len();
                line.extend_from_slice(piece);
                extend(pieces, line, left - 1);
                line.truncate(before);
            }
        }
    }
    check(b"");
    std::thread::scope(|scope| {
        for half in pieces.chunks(pieces.len().div_ceil(2)) {
            scope.spawn(move || half.iter().for_each(|first| extend(pieces, &mut first.to_vec(), length - 1)));
        }
    });
}

/// Returns the length in release builds, and a shorter one without optimization, which would take hours.
const fn at_most(length: usize) -> usize {
    if cfg!(debug_assertions) { length - 3 } else { length }
}

#[test]
fn every_string_of_up_to_seven_bytes() {
    check_all(&[b"a", b"=", b",", b" ", b"\t", b"\"", b"\\", b"/", b"\x80"], at_most(7));
}

#[test]
fn every_sequence_of_up_to_eight_pieces() {
    check_all(&[b"a=a", b"b=\"x\"", b"a ", b", ", b"a", b"a==", b" =", b"\t"], at_most(8));
}

#[test]
fn every_byte_in_every_place() {
    let lines: [&[u8]; 4] = [b"S a=b, c=\"d\\e\"", b"S ab==, T", b"S , ,a = b", b"a=b,c=\"\""];
    for line in lines {
        for at in 0..line.len() {
            for byte in 0..=255 {
                let mut line = line.to_vec();
                line[at] = byte;
                check(&line);
            }
        }
    }
}
