//! `ext-value` of RFC 8187, with the language tags of RFC 5646.

use countersign::auth::ext_value::ExtValue;

use super::{
    Grammar, Positions, Sequences, any, any_case, between, byte, length, literal, matches, optional, some, times,
};

/// ``mime-charsetc = ALPHA / DIGIT / "!" / "#" / "$" / "%" / "&" / "+" / "-" / "^" / "_" / "`" / "{" / "}" / "~"``
fn mime_charsetc(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&+-^_`{}~".contains(&byte)
}

/// ``attr-char = ALPHA / DIGIT / "!" / "#" / "$" / "&" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~"``
fn attr_char(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte)
}

/// `value-chars = *( pct-encoded / attr-char )`, `pct-encoded = "%" HEXDIG HEXDIG`
fn value_chars(input: &[u8], from: Positions) -> Positions {
    let hexdig = |from| byte(input, from, |byte: u8| byte.is_ascii_hexdigit());
    any(from, |from| byte(input, from, attr_char) | hexdig(hexdig(literal(input, from, b'%'))))
}

/// The grandfathered tags that have no other form, RFC 5646 §2.1.
const IRREGULAR: [&str; 17] = [
    "en-GB-oed",
    "i-ami",
    "i-bnn",
    "i-default",
    "i-enochian",
    "i-hak",
    "i-klingon",
    "i-lux",
    "i-mingo",
    "i-navajo",
    "i-pwn",
    "i-tao",
    "i-tay",
    "i-tsu",
    "sgn-BE-FR",
    "sgn-BE-NL",
    "sgn-CH-DE",
];

/// `Language-Tag = langtag / privateuse / grandfathered`
/// `langtag      = language [ "-" script ] [ "-" region ] *( "-" variant ) *( "-" extension ) [ "-" privateuse ]`
/// `language     = 2*3ALPHA [ "-" extlang ] / 4ALPHA / 5*8ALPHA`
/// `extlang      = 3ALPHA *2( "-" 3ALPHA )`
/// `script       = 4ALPHA`
/// `region       = 2ALPHA / 3DIGIT`
/// `variant      = 5*8alphanum / ( DIGIT 3alphanum )`
/// `extension    = singleton 1*( "-" ( 2*8alphanum ) )`, `singleton = alphanum without "x"`
/// `privateuse   = "x" 1*( "-" ( 1*8alphanum ) )`
fn language_tag(input: &[u8], from: Positions) -> Positions {
    let alpha = |from| byte(input, from, |byte: u8| byte.is_ascii_alphabetic());
    let digit = |from| byte(input, from, |byte: u8| byte.is_ascii_digit());
    let alphanum = |from| byte(input, from, |byte: u8| byte.is_ascii_alphanumeric());
    let dash = |from| literal(input, from, b'-');
    let singleton = |from| byte(input, from, |byte: u8| byte.is_ascii_alphanumeric() && !matches!(byte, b'x' | b'X'));
    let extlang = |from| between(0, 2, times(3, from, alpha), |from| times(3, dash(from), alpha));
    let variant = |from| between(5, 8, from, alphanum) | times(3, digit(from), alphanum);
    let extension = |from| some(singleton(from), |from| between(2, 8, dash(from), alphanum));
    let privateuse = |from| some(any_case(input, from, b"x"), |from| between(1, 8, dash(from), alphanum));

    let language = optional(between(2, 3, from, alpha), |from| extlang(dash(from))) | between(4, 8, from, alpha);
    let script = optional(language, |from| times(4, dash(from), alpha));
    let region = optional(script, |from| times(2, dash(from), alpha) | times(3, dash(from), digit));
    let variants = any(region, |from| variant(dash(from)));
    let extensions = any(variants, |from| extension(dash(from)));
    let langtag = optional(extensions, |from| privateuse(dash(from)));
    IRREGULAR.iter().fold(langtag | privateuse(from), |to, tag| to | any_case(input, from, tag.as_bytes()))
}

const LANGUAGE: usize = 0;

/// `ext-value = charset "'" [ language ] "'" value-chars`, `charset = "UTF-8" / mime-charset`
#[test]
fn an_ext_value() {
    Grammar {
        name: "ext-value",
        rows: &[("a language that is not a tag", "the crate has no registry of tags")],
        rule: &|input, rows| {
            matches(input, |input, from| {
                let charset = literal(input, some(from, |from| byte(input, from, mime_charsetc)), b'\'');
                let mut language = optional(charset, |from| language_tag(input, from));
                if rows.has(LANGUAGE) {
                    let tag = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
                    language |= some(charset, |from| byte(input, from, tag));
                }
                value_chars(input, literal(input, language, b'\''))
            })
        },
        parses: &|input| ExtValue::parse(input).is_ok(),
    }
    .agrees(
        &[
            Sequences {
                before: b"",
                pieces: &[b"UTF-8", b"'", b"a", b"-", b"%", b"4", b"|", b"{", b"*", b" ", b"\x80"],
                after: b"",
                length: length(5, 6),
            },
            Sequences {
                before: b"UTF-8'",
                pieces: &[b"-", b"a", b"x", b"en", b"latn", b"1996", b"419", b"abcdefghi", b"i-lux"],
                after: b"'%C3%a4",
                length: length(5, 6),
            },
        ],
        &[b"UTF-8'de-CH'a%C3%84|", b"{}~!''", b"iso-8859-1'en'%A3%20rates"],
    );
}
