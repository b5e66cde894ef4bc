//! What AWS4 names in its credentials, by the
//! [documentation](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html): "Credential —
//! access key ID and scope", "`access_key_id/YYYYMMDD/region/service/aws4_request`" and "a semicolon-separated list of request
//! headers". It has no ABNF; this one says what its sentences do.

use countersign::auth::aws4::{Credentials, SignedHeaders};

use super::{Grammar, Positions, Sequences, accepts, any, byte, length, literal, matches, some, tchar, text, times};

/// Visible ASCII that needs no quotes in a field: no quote, comma or backslash.
fn bare(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"\",\\".contains(&byte)
}

/// `access-key-id "/" 8DIGIT "/" region "/" service "/" %s"aws4_request"`
#[test]
fn a_key_and_a_scope() {
    const SLASH: usize = 0;
    const PARAMETER: usize = 1;
    Grammar {
        name: "Credential of AWS4-HMAC-SHA256",
        rows: &[
            ("a slash in the key", "servers other than Amazon's use such keys"),
            ("a semicolon, a name and `=`", "without quotes that would be a further parameter"),
        ],
        rule: &|input, rows| {
            let is_split = input.split(|byte| *byte == b';').skip(1).any(|after| {
                let name = after.iter().take_while(|byte| tchar(**byte)).count();
                name > 0 && after.get(name) == Some(&b'=')
            });
            let is_whole = accepts(input, |input, from| {
                let slash = |from| literal(input, from, b'/');
                let part = |from: Positions| some(from, |from| byte(input, from, |byte| bare(byte) && byte != b'/'));
                let key = if rows.has(SLASH) { some(from, |from| byte(input, from, bare)) } else { part(from) };
                let date = times(8, slash(key), |from| byte(input, from, |byte| byte.is_ascii_digit()));
                text(input, slash(part(slash(part(slash(date))))), b"aws4_request")
            });
            is_whole && !(rows.has(PARAMETER) && is_split)
        },
        parses: &|input| {
            let digits = "0".repeat(64);
            let rest = format!(",SignedHeaders=host,Signature={digits}");
            Credentials::parse(&[b"AWS4-HMAC-SHA256 Credential=", input, rest.as_bytes()].concat()).is_ok()
        },
    }
    .agrees(
        &[
            Sequences {
                before: b"",
                pieces: &[b"AK", b"/", b"20130524", b"2013052", b"us-1", b"s3", b";a=", b"=", b":", b" "],
                after: b"/aws4_request",
                length: length(4, 5),
            },
            Sequences {
                before: b"AK",
                pieces: &[b";", b"a", b"=", b"/", b":", b"!"],
                after: b"/20130524/us-1/s3/aws4_request",
                length: length(4, 6),
            },
            Sequences {
                before: b"AK/20130524",
                pieces: &[b"/", b"us-1", b"s3", b"aws4_request", b"AWS4_request", b";", b"\x80", b"="],
                after: b"",
                length: length(5, 6),
            },
        ],
        &[b"A/K/20130524/us-east-1/s3/aws4_request"],
    );
}

/// `field-name *( ";" field-name )`
fn names(input: &[u8], from: Positions, of_name: impl Fn(u8) -> bool + Copy) -> Positions {
    let name = |from| some(from, |from| byte(input, from, of_name));
    any(name(from), |from| name(literal(input, from, b';')))
}

/// "The list must be in lower case and sorted": `SignedHeaders` that are received may be neither, those that are sent are both.
#[test]
fn the_names_of_signed_fields() {
    const AS_SIGNED: usize = 0;
    let sequences = [Sequences {
        before: b"",
        pieces: &[b"host", b"x-b", b"x-a", b"x", b"Host", b"!", b";", b" ", b":", b"\x80"],
        after: b"",
        length: length(4, 6),
    }];
    let lines: &[&[u8]] = &[b"host;x-a;x-b"];
    let is_in_order = |input: &[u8]| {
        let names: Vec<_> = input.split(|byte| *byte == b';').collect();
        names.windows(2).all(|pair| pair[0] < pair[1]) && !input.iter().any(u8::is_ascii_uppercase)
    };
    Grammar {
        name: "SignedHeaders, received",
        rows: &[("names in another order or case, or twice", "the signature covers what the client sent")],
        rule: &|input, rows| {
            matches(input, |input, from| names(input, from, tchar)) && (rows.has(AS_SIGNED) || is_in_order(input))
        },
        parses: &|input| {
            let before = b"AWS4-HMAC-SHA256 Credential=AK/20130524/r/s/aws4_request,SignedHeaders=\"";
            let after = format!("\",Signature={}", "0".repeat(64));
            Credentials::parse(&[before, input, after.as_bytes()].concat()).is_ok()
        },
    }
    .agrees(&sequences, lines);
    Grammar {
        name: "SignedHeaders, sent",
        rows: &[],
        rule: &|input, _| matches(input, |input, from| names(input, from, tchar)) && is_in_order(input),
        parses: &|input| std::str::from_utf8(input).is_ok_and(|names| SignedHeaders::new(names).is_ok()),
    }
    .agrees(&sequences, lines);
}
