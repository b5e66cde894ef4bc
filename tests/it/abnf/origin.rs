//! Origins: the ABNF of Fetch, section 3.2, and the opaque hosts of the URL Standard.

use countersign::cors::origin::Origin;

use super::{
    Grammar, Positions, Rows, Sequences, accepts, any, between, byte, length, literal, optional, some, text, times,
};

/// `lower-alpha = %x61-7A`
fn lower_alpha(byte: u8) -> bool {
    byte.is_ascii_lowercase()
}

/// `lower-alnum = lower-alpha / DIGIT`
fn lower_alnum(byte: u8) -> bool {
    lower_alpha(byte) || byte.is_ascii_digit()
}

/// `scheme = lower-alpha *( lower-alpha / DIGIT / "+" / "-" / "." )`
fn scheme(input: &[u8], from: Positions) -> Positions {
    any(byte(input, from, lower_alpha), |from| byte(input, from, |byte| lower_alnum(byte) || b"+-.".contains(&byte)))
}

/// The [special schemes](https://url.spec.whatwg.org/#special-scheme) of networks, for which the URL Standard defines origins.
fn special_scheme(input: &[u8], from: Positions) -> Positions {
    [&b"https"[..], b"http", b"wss", b"ws", b"ftp"].iter().fold(0, |to, scheme| to | text(input, from, scheme))
}

/// `label = lower-alnum / lower-alnum *( lower-alnum / "-" ) lower-alnum`
fn label(input: &[u8], from: Positions, alnum: fn(u8) -> bool) -> Positions {
    let one = byte(input, from, alnum);
    one | byte(input, any(one, |from| byte(input, from, |byte| alnum(byte) || byte == b'-')), alnum)
}

/// `*( label "." ) label`
fn name(input: &[u8], from: Positions, alnum: fn(u8) -> bool) -> Positions {
    label(input, any(from, |from| literal(input, label(input, from, alnum), b'.')), alnum)
}

/// `h16 = "0" / ( %x31-39 / %x61-66 ) *3( DIGIT / %x61-66 )`
fn h16(input: &[u8], from: Positions) -> Positions {
    let digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let first = byte(input, from, |byte| digit(byte) && byte != b'0');
    literal(input, from, b'0') | between(0, 3, first, |from| byte(input, from, digit))
}

/// `ipv6 = 7( h16 ":" ) h16`, or `[ *n( h16 ":" ) h16 ] "::" [ *m( h16 ":" ) h16 ]` with at most six groups
fn ipv6(input: &[u8], from: Positions) -> Positions {
    let groups = |count: usize, from: Positions| match count {
        0 => from,
        count => h16(input, times(count - 1, from, |from| literal(input, h16(input, from), b':'))),
    };
    let elided = (0..=6).flat_map(|before| (0..=6 - before).map(move |after| (before, after)));
    elided.fold(groups(8, from), |to, (before, after)| to | groups(after, text(input, groups(before, from), b"::")))
}

/// `1*5DIGIT`
fn port(input: &[u8], from: Positions) -> Positions {
    between(1, 5, from, |from| byte(input, from, |byte| byte.is_ascii_digit()))
}

/// The number is from 1 to 65535.
fn is_port(digits: &[u8]) -> bool {
    let number = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse::<u64>().ok());
    number.is_some_and(|number| (1..=65_535).contains(&number))
}

/// A code point of an [opaque host](https://url.spec.whatwg.org/#opaque-host) that is written as it is: visible ASCII that is
/// not a [forbidden host code point](https://url.spec.whatwg.org/#forbidden-host-code-point).
fn opaque(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"#/:<>?@[\\]^|".contains(&byte)
}

const PORT: usize = 0;
const UNDERSCORE: usize = 1;
const LAST_DOT: usize = 2;
const OPAQUE: usize = 3;

/// `origin-or-null    = serialized-origin / %s"null"`
/// `serialized-origin = scheme "://" host [ ":" 1*5DIGIT ]`
/// `host              = ipv4 / "[" ipv6 "]" / *( label "." ) label`, where an `ipv4` is labels too
fn origin_or_null(input: &[u8], from: Positions, rows: Rows) -> Positions {
    let host_after = |from: Positions, is_special: bool| {
        let from = text(input, from, b"://");
        let alnum = |byte| lower_alnum(byte) || byte == b'_';
        let mut to = literal(input, ipv6(input, literal(input, from, b'[')), b']');
        to |= name(input, from, lower_alnum);
        if is_special {
            let names = if rows.has(UNDERSCORE) { name(input, from, alnum) } else { name(input, from, lower_alnum) };
            to |= names | if rows.has(LAST_DOT) { literal(input, names, b'.') } else { 0 };
        } else if rows.has(OPAQUE) {
            to |= some(from, |from| byte(input, from, |byte| opaque(byte) && !b"*\"(),;={}".contains(&byte)));
        }
        to
    };
    let special = special_scheme(input, from);
    let host = host_after(special, true) | host_after(scheme(input, from) & !special, false);
    let ports = |from: Positions| {
        let from = literal(input, from, b':');
        let to = port(input, from);
        if !rows.has(PORT) {
            return to;
        }
        let starts = (0..input.len()).filter(|at| from & (1 << at) != 0);
        let ends = |start: usize| {
            (start + 1..=input.len()).filter(move |end| to & (1 << end) != 0).map(move |end| (start, end))
        };
        starts
            .flat_map(ends)
            .filter(|(start, end)| is_port(&input[*start..*end]))
            .fold(0, |to, (_, end)| to | (1 << end))
    };
    text(input, from, b"null") | optional(host, ports)
}

const PORT_ROW: (&str, &str) = ("a port of 0 or above 65535", "there is no such port");
const PIECES: &[&[u8]] = &[
    b"http", b"app", b"://", b"a", b"-", b"_", b".", b":", b"0", b"65535", b"65536", b"[::1]", b"null", b"A", b"%",
    b"*", b" ",
];
const ADDRESS: &[&[u8]] = &[b":", b"::", b"1", b"0", b"f1:", b"1:1:1:", b"]", b"g"];
const LINES: &[&[u8]] = &[
    b"https://a-b.example:443",
    b"http://[1::2]:80",
    b"wss://127.0.0.1",
    b"null",
    b"app+x.y-1://a.b:1",
    b"ftp://a_b.c.",
];

fn sequences() -> [Sequences<'static>; 4] {
    [
        Sequences { before: b"", pieces: PIECES, after: b"", length: length(4, 5) },
        Sequences { before: b"https://", pieces: PIECES, after: b"", length: length(3, 4) },
        Sequences { before: b"app://", pieces: PIECES, after: b":1", length: length(3, 4) },
        Sequences { before: b"http://[", pieces: ADDRESS, after: b"]", length: length(5, 7) },
    ]
}

#[test]
fn an_origin() {
    Grammar {
        name: "origin-or-null",
        rows: &[PORT_ROW],
        rule: &|line, rows| accepts(line, |input, from| origin_or_null(input, from, rows)),
        parses: &|line| Origin::parse(line).is_ok(),
    }
    .agrees(&sequences(), LINES);
}

#[test]
fn an_origin_that_browsers_send() {
    Grammar {
        name: "origin-or-null, tolerantly",
        rows: &[
            PORT_ROW,
            ("`_` in a name", "the URL Standard keeps it"),
            ("a dot after the last label", "the URL Standard keeps it"),
            ("an opaque host", "the URL Standard defines no origin for the schemes of apps and extensions"),
        ],
        rule: &|line, rows| accepts(line, |input, from| origin_or_null(input, from, rows)),
        parses: &|line| Origin::parse_tolerant(line).is_ok(),
    }
    .agrees(&sequences(), LINES);
}
