//! What HOBA signs and what it sends, RFC 7486 §2, with the origins of RFC 3986.

use countersign::auth::hoba::{Credentials, Tbs};

use super::{
    Grammar, Positions, Rows, Sequences, any, any_case, between, byte, length, literal, matches, optional, some, text,
    times,
};

/// `base64urlchars = %x30-39 / %x41-5A / %x61-7A / "-" / "_" / "="`
fn base64urlchars(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_=".contains(&byte)
}

fn digit(input: &[u8], from: Positions) -> Positions {
    byte(input, from, |byte| byte.is_ascii_digit())
}

fn hexdig(input: &[u8], from: Positions) -> Positions {
    byte(input, from, |byte| byte.is_ascii_hexdigit())
}

/// `unreserved = ALPHA / DIGIT / "-" / "." / "_" / "~"`
fn unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// `sub-delims = "!" / "$" / "&" / "'" / "(" / ")" / "*" / "+" / "," / ";" / "="`
fn sub_delims(byte: u8) -> bool {
    b"!$&'()*+,;=".contains(&byte)
}

/// `reg-name = *( unreserved / pct-encoded / sub-delims )`; `userinfo` has ":" too
fn reg_name(input: &[u8], from: Positions, other: &[u8]) -> Positions {
    any(from, |from| {
        let plain = byte(input, from, |byte| unreserved(byte) || sub_delims(byte) || other.contains(&byte));
        plain | hexdig(input, hexdig(input, literal(input, from, b'%')))
    })
}

/// `IPv4address = dec-octet "." dec-octet "." dec-octet "." dec-octet`
fn ipv4(input: &[u8], from: Positions) -> Positions {
    let one = |from, least: u8, most: u8| byte(input, from, |byte| (least..=most).contains(&byte));
    let dec_octet = |from| {
        let two = digit(input, one(from, b'1', b'9'));
        let hundred = times(2, literal(input, from, b'1'), |from| digit(input, from));
        let more = digit(input, one(literal(input, from, b'2'), b'0', b'4'));
        digit(input, from) | two | hundred | more | one(text(input, from, b"25"), b'0', b'5')
    };
    dec_octet(times(3, from, |from| literal(input, dec_octet(from), b'.')))
}

/// `IPv6address`: eight groups `h16 = 1*4HEXDIG`, or up to seven with "::" once; the last two may be an `IPv4address`
fn ipv6(input: &[u8], from: Positions) -> Positions {
    let h16 = |from| between(1, 4, from, |from| hexdig(input, from));
    let colon = |from| literal(input, from, b':');
    let groups = |count: usize, from: Positions, is_end: bool| match count {
        0 => from,
        count => {
            let dotted =
                if is_end && count > 1 { ipv4(input, times(count - 2, from, |from| colon(h16(from)))) } else { 0 };
            dotted | h16(times(count - 1, from, |from| colon(h16(from))))
        }
    };
    let elided = (0..=7).flat_map(|before| (0..=7 - before).map(move |after| (before, after)));
    elided.fold(groups(8, from, true), |to, (before, after)| {
        to | groups(after, text(input, groups(before, from, false), b"::"), true)
    })
}

/// `host        = IP-literal / IPv4address / reg-name`
/// `IP-literal  = "[" ( IPv6address / IPvFuture  ) "]"`
/// `IPvFuture   = "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )`
fn host(input: &[u8], from: Positions, rows: Rows) -> Positions {
    let open = literal(input, from, b'[');
    let version = some(any_case(input, open, b"v"), |from| hexdig(input, from));
    let of_future = |byte: u8| unreserved(byte) || sub_delims(byte) || byte == b':';
    let future = some(literal(input, version, b'.'), |from| byte(input, from, of_future));
    let address = ipv6(input, open) | future;
    let mut name = reg_name(input, from, b"");
    if rows.has(EMPTY_HOST) {
        name &= !from;
    }
    literal(input, address, b']') | name
}

/// `origin    = scheme "://" authority ":" port`
/// `scheme    = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )`
/// `authority = [ userinfo "@" ] host [ ":" port ]`, `port = *DIGIT`
fn origin(input: &[u8], from: Positions, rows: Rows) -> Positions {
    let of_scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    let letter = byte(input, from, |byte| byte.is_ascii_alphabetic());
    let start = text(input, any(letter, |from| byte(input, from, of_scheme)), b"://");
    let digits = |from| any(literal(input, from, b':'), |from| digit(input, from));
    let user = if rows.has(USER) { 0 } else { literal(input, reg_name(input, start, b":"), b'@') };
    let host = host(input, start | user, rows);
    let authority = if rows.has(TWO_PORTS) { host } else { optional(host, digits) };
    let colon = literal(input, authority, b':');
    any(colon, |from| digit(input, from)) & if rows.has(EMPTY_PORT) { !colon } else { Positions::MAX }
}

/// `len ":" part`, where `len = 1*DIGIT` is the length of the part
fn field(input: &[u8], from: Positions, rows: Rows, part: impl Fn(Positions) -> Positions) -> Positions {
    let mut to = 0;
    for start in (0..input.len()).filter(|start| from & (1 << start) != 0) {
        let digits = input[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let number = std::str::from_utf8(&input[start..start + digits]).unwrap().parse::<usize>();
        let is_padded = digits > 1 && input[start] == b'0';
        let content = start + digits + 1;
        if let (Some(b':'), Ok(length)) = (input.get(start + digits), number)
            && !(is_padded && rows.has(ZEROS))
            && length <= input.len() - content
        {
            to |= part(1 << content) & (1 << (content + length));
        }
    }
    to
}

const ZEROS: usize = 0;
const REALM: usize = 1;
const PLUS: usize = 2;
const EMPTY_PORT: usize = 3;
const USER: usize = 4;
const TWO_PORTS: usize = 5;
const EMPTY_HOST: usize = 6;

/// `HOBA-TBS  = len ":" nonce len ":" alg len ":" origin len ":" [ realm ] len ":" kid len ":" challenge`
/// `nonce     = 1*base64urlchars`, as are `kid` and `challenge`
/// `alg       = 1*2DIGIT`
/// `realm     = unreserved`
fn hoba_tbs(input: &[u8], from: Positions, rows: Rows) -> Positions {
    let chars = |from| some(from, |from| byte(input, from, base64urlchars));
    let alg = |from| {
        let one = digit(input, from);
        let two = digit(input, one)
            & if rows.has(ZEROS) { !digit(input, literal(input, from, b'0')) } else { Positions::MAX };
        one | two
    };
    let realm = |from| {
        let any_bytes = any(from, |from| byte(input, from, |_| true));
        if rows.has(REALM) { any_bytes } else { optional(from, |from| byte(input, from, unreserved)) }
    };
    let of_challenge = |byte| base64urlchars(byte) || rows.has(PLUS) && b"+/".contains(&byte);
    let from = field(input, from, rows, chars);
    let from = field(input, from, rows, alg);
    let from = field(input, from, rows, |from| origin(input, from, rows));
    let from = field(input, from, rows, realm);
    let from = field(input, from, rows, chars);
    field(input, from, rows, |from| some(from, |from| byte(input, from, of_challenge)))
}

#[test]
fn what_is_signed() {
    let origins = [
        "http://a.b:",
        "http://u@a:80",
        "http://a:1:80",
        "http://:80",
        "http://[::g]:80",
        "http://%:80",
        "http://[v1.a]:1",
    ];
    let origins = origins.map(|origin| format!("{}:{origin}", origin.len()).into_bytes());
    let origins = origins.each_ref().map(Vec::as_slice);
    Grammar {
        name: "HOBA-TBS",
        rows: &[
            ("a length or an algorithm with leading zeros", "signed bytes have one spelling"),
            ("a realm of other bytes, or of several", "§2 has the ABNF of RFC 3986 and the text of a quoted-string"),
            ("`+` or `/` in the challenge", "the standard's own example has them, appendix B"),
            ("an origin without a port", "§2: the port is part of the origin, and an empty one is not"),
            ("user information", "RFC 6454 §4: an origin has none"),
            ("two ports", "RFC 6454 §4: an origin has one"),
            ("an empty host", "RFC 9110 §4.2.1: such a URI is invalid"),
        ],
        rule: &|input, rows| matches(input, |input, from| hoba_tbs(input, from, rows)),
        parses: &|input| Tbs::parse(input).is_ok(),
    }
    .agrees(
        &[
            Sequences {
                before: b"1:a1:0",
                pieces: &[b"13:", b"http://a.b:80", b"0:", b"1:", b"01:", b"2:", b"a", b"+", b" ", b"-"],
                after: b"1:k1:c",
                length: length(4, 5),
            },
            Sequences {
                before: b"1:a",
                pieces: &[b"1:", b"2:", b"02:", b"0", b"9", b"17", b":", b"a"],
                after: b"8:s://a:800:1:k1:c",
                length: length(5, 7),
            },
            Sequences {
                before: b"1:n1:013:http://a.b:80",
                pieces: &[b"0:", b"1:", b"2:", b"a", b"~", b"k=", b"\xFF", b"+/"],
                after: b"",
                length: length(5, 6),
            },
            Sequences { before: b"1:a1:0", pieces: &origins, after: b"0:1:k1:c", length: 1 },
        ],
        &[b"1:a1:08:s://a:801:~1:k2:+/", b"1:=2:1723:https://example.com:4430:1:k1:c"],
    );
}

#[test]
fn the_origin_that_is_signed() {
    Grammar {
        name: "HOBA-TBS, its origin",
        rows: &[],
        rule: &|input, _| {
            let all = [ZEROS, REALM, PLUS, EMPTY_PORT, USER, TWO_PORTS, EMPTY_HOST];
            matches(input, |input, from| origin(input, from, Rows::of(&all)))
        },
        parses: &|input| {
            let signed = [b"1:a1:0", input.len().to_string().as_bytes(), b":", input, b"0:1:k1:c"].concat();
            Tbs::parse(&signed).is_ok()
        },
    }
    .agrees(
        &[
            Sequences {
                before: b"",
                pieces: &[
                    b"https", b"S1+", b"://", b"a.b", b":", b"443", b"u@", b"[", b"::1", b"]", b"%41", b"%", b"/", b"g",
                ],
                after: b"",
                length: length(4, 6),
            },
            Sequences {
                before: b"http://[",
                pieces: &[
                    b"::", b":", b"1:2:3:", b"ab", b"012", b"00", b"1.2.3.4", b".", b"255", b"256", b"v", b"%41", b"$",
                ],
                after: b"]:1",
                length: length(4, 5),
            },
        ],
        &[b"https://example.com:443", b"coap+tcp://[::1]:1", b"s://[1:2::1.2.3.4]:1", b"s://[v1f.a:~]:1"],
    );
}

/// `HOBA-RES = kid "." challenge "." nonce "." sig`, each `1*base64urlchars`
#[test]
fn what_is_sent() {
    const PLUS: usize = 0;
    const SIG: usize = 1;
    Grammar {
        name: "HOBA-RES",
        rows: &[
            ("`+` or `/` in the challenge", "the standard's own example has them, appendix B"),
            (
                "a signature that is not base64url",
                "§2: the signature is base64url, RFC 4648 §5, with or without padding",
            ),
        ],
        rule: &|input, rows| {
            matches(input, |input, from| {
                let dot = |from| literal(input, from, b'.');
                let chars = |from| some(from, |from| byte(input, from, base64urlchars));
                let of_challenge = |byte| base64urlchars(byte) || rows.has(PLUS) && b"+/".contains(&byte);
                let challenge = some(dot(chars(from)), |from| byte(input, from, of_challenge));
                let start = dot(chars(dot(challenge)));
                if rows.has(SIG) { base64url(input, start) & !start } else { chars(start) }
            })
        },
        parses: &|input| Credentials::parse(&[b"HOBA result=\"", input, b"\""].concat()).is_ok(),
    }
    .agrees(
        &[
            Sequences {
                before: b"",
                pieces: &[b"a", b".", b"=", b"+", b"-_", b"YQ", b" "],
                after: b".YQ",
                length: length(5, 7),
            },
            Sequences {
                before: b"a.b.c.",
                pieces: &[b"YQ", b"YR", b"Zm8", b"Zm9v", b"=", b"==", b"-_", b"/", b"."],
                after: b"",
                length: length(4, 6),
            },
        ],
        &[b"a=.b+.c_.YQ==", b"k.c.n.Zm8"],
    );
}

/// `base64url`, RFC 4648 §5, with or without padding and with zero bits after the last byte
fn base64url(input: &[u8], from: Positions) -> Positions {
    let symbol = |from| byte(input, from, |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let last = |from, zeros: &[u8]| byte(input, from, |byte| zeros.contains(&byte));
    let whole = any(from, |from| times(4, from, symbol));
    let two = last(symbol(whole), b"AQgw");
    let three = last(symbol(symbol(whole)), b"AEIMQUYcgkosw048");
    whole | optional(two, |from| text(input, from, b"==")) | optional(three, |from| literal(input, from, b'='))
}
