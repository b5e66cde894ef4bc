//! The attributes of Hawk, by the regular expression of [mozilla/hawk](https://github.com/mozilla/hawk), which has no ABNF.

use countersign::auth::hawk::Credentials;

use super::{
    Grammar, Positions, Rows, Sequences, accepts, any, base64, between, byte, length, literal, ows, quoted_string,
    some, token, value,
};

const QUOTES: usize = 0;

/// Credentials whose attribute `name` has the input as its value, with the quotes in it.
fn parses(name: &str, input: &[u8]) -> bool {
    let others = [("id", "\"a\""), ("ts", "\"1\""), ("nonce", "\"n\""), ("mac", "\"YQ==\"")];
    let mut line = [b"Hawk ", name.as_bytes(), b"=", input].concat();
    for (other, value) in others.into_iter().filter(|(other, _)| *other != name) {
        line.extend_from_slice(format!(", {other}={value}").as_bytes());
    }
    Credentials::parse(&line).is_ok()
}

/// A value in quotes; a token without quotes too, if the row is asked for.
fn attribute(input: &[u8], from: Positions, rows: Rows, content: impl Fn(Positions) -> Positions) -> Positions {
    let start = literal(input, from, b'"');
    let bare = if rows.has(QUOTES) { content(from) & token(input, from) } else { 0 };
    let value = bare | literal(input, content(start) & !start, b'"') & quoted_string(input, from);
    // Other parameters and empty elements of the list may follow.
    any(value, |from| {
        let next = ows(input, literal(input, ows(input, from), b','));
        let other = ows(input, literal(input, ows(input, token(input, next)), b'='));
        next | token(input, other) | quoted_string(input, other)
    })
}

const QUOTES_ROW: (&str, &str) = ("a token without quotes", "RFC 9110 §11.2");
const PIECES: &[&[u8]] = &[b"\"", b"a", b"\\", b" ", b"\t", b"~", b"=", b"\x7F", b"\x80", b","];

/// ``/^[ \w\!#\$%&'\(\)\*\+,\-\.\/\:;<\=>\?@\[\]\^`\{\|\}~]+$/``: `1*( %x20-21 / %x23-5B / %x5D-7E )`
#[test]
fn an_attribute() {
    for name in ["id", "nonce", "ext", "app"] {
        Grammar {
            name,
            rows: &[QUOTES_ROW],
            rule: &|input, rows| {
                accepts(input, |input, from| {
                    let plain = |byte| matches!(byte, 0x20..=0x21 | 0x23..=0x5B | 0x5D..=0x7E);
                    attribute(input, from, rows, |from| some(from, |from| byte(input, from, plain)))
                })
            },
            parses: &|input| parses(name, input),
        }
        .agrees(&[Sequences { before: b"", pieces: PIECES, after: b"", length: length(4, 6) }], &[b"\"a ~!\"", b"a~"]);
    }
}

/// A base64 value of one byte or more, and with zero bits after the last byte
#[test]
fn a_mac() {
    for name in ["mac", "hash"] {
        Grammar {
            name,
            rows: &[QUOTES_ROW],
            rule: &|input, rows| {
                accepts(input, |input, from| attribute(input, from, rows, |from| base64(input, from, true) & !from))
            },
            parses: &|input| parses(name, input),
        }
        .agrees(
            &[Sequences {
                before: b"",
                pieces: &[b"\"", b"YQ==", b"YR==", b"Zm8=", b"Zm9v", b"=", b"a", b"+/", b"-"],
                after: b"",
                length: length(4, 6),
            }],
            &[b"\"Zm8=\"", b"Zm9v"],
        );
    }
}

/// The seconds since 1970: `1*20DIGIT`, a number of 64 bits
#[test]
fn a_timestamp() {
    const ESCAPE: usize = 1;
    let is_number = |input: &[u8]| {
        let input = value(input).split(|byte| *byte == b',').next().map_or(input, value);
        let digits = input.strip_prefix(b"\"").and_then(|input| input.strip_suffix(b"\"")).unwrap_or(input);
        let digits: Vec<u8> = digits.iter().copied().filter(|byte| *byte != b'\\').collect();
        std::str::from_utf8(&digits).is_ok_and(|digits| digits.parse::<u64>().is_ok())
    };
    Grammar {
        name: "ts",
        rows: &[QUOTES_ROW, ("an escaped digit", "RFC 9110 §5.6.4: it is the digit")],
        rule: &|input, rows| {
            is_number(input)
                && accepts(input, |input, from| {
                    let plain = |from| byte(input, from, |byte: u8| byte.is_ascii_digit());
                    let escaped = |from| if rows.has(ESCAPE) { plain(literal(input, from, b'\\')) } else { 0 };
                    let digit = |from| plain(from) | escaped(from);
                    attribute(input, from, rows, |from| between(1, 20, from, digit))
                })
        },
        parses: &|input| parses("ts", input),
    }
    .agrees(
        &[Sequences {
            before: b"",
            pieces: &[b"\"", b"0", b"1", b"1844674407370955161", b"5", b"6", b"+", b" ", b"a"],
            after: b"",
            length: length(4, 5),
        }],
        &[b"\"1353832234\"", b"1"],
    );
}
