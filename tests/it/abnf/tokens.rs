//! What follows the name of a scheme, where that is one value and no parameters.

use countersign::auth::{api_key, bearer, colon_pair, dpop, gnap, negotiate, ntlm};

use super::{
    Grammar, Positions, Sequences, accepts, any, any_case, base64, byte, length, list, literal, some, token68,
};

/// `b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`, RFC 6750 §2.1
fn b64token(input: &[u8], from: Positions) -> Positions {
    let symbol = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    any(some(from, |from| byte(input, from, symbol)), |from| literal(input, from, b'='))
}

/// The name of a scheme and `1*SP`.
fn after(input: &[u8], from: Positions, scheme: &str) -> Positions {
    some(any_case(input, from, scheme.as_bytes()), |from| literal(input, from, b' '))
}

const EMPTY: usize = 0;
const EMPTY_ROWS: [(&str, &str); 1] = [("a list of no parameters", "RFC 9110 §11.3, and §5.6.1 for its commas")];

type Rule = fn(&[u8], Positions) -> Positions;
type Parses = fn(&[u8]) -> bool;

/// `credentials = scheme 1*SP token68`: RFC 6750 §2.1, RFC 9449 §7.1, RFC 9635 §7.2, RFC 4559 §4.2 and \[MS-NTHT\].
/// `challenge   = scheme [ 1*SP token68 ]`: RFC 4559 §4.1 and \[MS-NTHT\].
#[test]
fn a_token_after_the_name() {
    let schemes: [(&str, Rule, bool, Parses); 7] = [
        ("Bearer", b64token, false, |line| bearer::Credentials::parse(line).is_ok()),
        ("DPoP", token68, false, |line| dpop::Credentials::parse(line).is_ok()),
        ("GNAP", token68, false, |line| gnap::Credentials::parse(line).is_ok()),
        ("Negotiate", token68, false, |line| negotiate::Credentials::parse(line).is_ok()),
        ("Negotiate", token68, true, |line| negotiate::Challenge::parse(line).is_ok()),
        ("NTLM", token68, false, |line| ntlm::Credentials::parse(line).is_ok()),
        ("NTLM", token68, true, |line| ntlm::Challenge::parse(line).is_ok()),
    ];
    for (scheme, token, is_optional, parses) in schemes {
        let pieces = [scheme.as_bytes(), b" ", b"\t", b"a", b"=", b"/", b",", b"\"", b":", b"\x80"];
        let name = format!("{scheme} {}", if is_optional { "challenge" } else { "credentials" });
        let line = format!("{} a+/-._~9==", scheme.to_uppercase());
        Grammar {
            name: &name,
            rows: if is_optional { &EMPTY_ROWS } else { &[] },
            rule: &|line, rows| {
                accepts(line, |input, from| {
                    let bare = if is_optional { any_case(input, from, scheme.as_bytes()) } else { 0 };
                    let empty = if rows.has(EMPTY) { list(input, after(input, from, scheme), |_| 0) } else { 0 };
                    bare | empty | token(input, after(input, from, scheme))
                })
            },
            parses: &|line| parses(line),
        }
        .agrees(&[Sequences { before: b"", pieces: &pieces, after: b"", length: length(4, 6) }], &[line.as_bytes()]);
    }
}

/// `raw-token = 1*( %x21 / %x23-2B / %x2D-3C / %x3E-7E ) *"="`, where no parameters follow the name
#[test]
fn a_raw_token() {
    Grammar {
        name: "raw-token",
        rows: &[],
        rule: &|line, _| {
            accepts(line, |input, from| {
                let symbol = |byte: u8| matches!(byte, 0x21 | 0x23..=0x2B | 0x2D..=0x3C | 0x3E..=0x7E);
                let token = some(after(input, from, "Token"), |from| byte(input, from, symbol));
                any(token, |from| literal(input, from, b'='))
            })
        },
        parses: &|line| api_key::Credentials::parse(line).is_ok(),
    }
    .agrees(
        &[Sequences {
            before: b"Token",
            pieces: &[b" ", b"\t", b"a", b"=", b"/", b",", b"\"", b"{", b"@", b"\\", b"\x80"],
            after: b"",
            length: length(4, 6),
        }],
        &[b"Token a:b@c{}=="],
    );
}

/// `colon-pair = id ":" signature`, `id = 1*( %x21 / %x23-7E )`, `signature` is the base64 of one byte or more
#[test]
fn a_name_and_a_signature() {
    for scheme in ["AWS", "SharedKey", "SharedKeyLite"] {
        let line = format!("{scheme} a:b{{}}:Zm8=");
        Grammar {
            name: scheme,
            rows: &[],
            rule: &|line, _| {
                accepts(line, |input, from| {
                    let of_id = |byte: u8| matches!(byte, 0x21 | 0x23..=0x7E);
                    let id = some(after(input, from, scheme), |from| byte(input, from, of_id));
                    let signature = literal(input, id, b':');
                    base64(input, signature, true) & !signature
                })
            },
            parses: &|line| colon_pair::Credentials::parse(line).is_ok(),
        }
        .agrees(
            &[Sequences {
                before: scheme.as_bytes(),
                pieces: &[b" ", b"\t", b":", b"YQ==", b"Zm8=", b"Zm9v", b"=", b"a", b"{", b",", b"\""],
                after: b"",
                length: length(4, 5),
            }],
            &[line.as_bytes()],
        );
    }
}
