//! The values of the CORS fields: RFC 9110 §5.6.1, RFC 9111 §1.2.2 and Fetch §3.3.

use countersign::cors::names::{FieldName, Method, UnsafeNames};
use countersign::cors::values::{DeltaSeconds, True};
use countersign::{Encode, List};

use super::{Grammar, Positions, Sequences, accepts, any, byte, length, list, literal, ows, some, text, token};

/// `1#element => *( "," OWS ) element *( OWS "," [ OWS element ] )`, as RFC 7230 wrote it: with one element or more
fn list_of_one(input: &[u8], from: Positions, element: impl Fn(Positions) -> Positions) -> Positions {
    let comma = |from| literal(input, from, b',');
    let first = element(any(from, |from| ows(input, comma(from))));
    any(first, |from| {
        let after = comma(ows(input, from));
        after | element(ows(input, after))
    })
}

const PIECES: &[&[u8]] = &[b"a", b"PUT", b"*", b"x-b", b",", b" ", b"\t", b"\"", b"=", b"\x80"];
const LINES: &[&[u8]] = &[b"GET, x-Y_z ,*", b" !#$%&'*+-.^_`|~ "];

#[test]
fn lists_of_methods_and_names() {
    type Parses = fn(&[u8]) -> bool;
    let parsers: [(&str, Parses); 2] = [
        ("#method", |line| List::<'_, Method<'_>>::parse(line).is_ok()),
        ("#field-name", |line| List::<'_, FieldName<'_>>::parse(line).is_ok()),
    ];
    for (name, parses) in parsers {
        let rule = |line: &[u8]| accepts(line, |input, from| list(input, from, |from| token(input, from)));
        Grammar { name, rows: &[], rule: &|line, _| rule(line), parses: &parses }
            .agrees(&[Sequences { before: b"", pieces: PIECES, after: b"", length: length(4, 6) }], LINES);
    }
}

/// `Access-Control-Request-Headers = 1#field-name`
#[test]
fn the_names_for_which_a_preflight_asks() {
    const NO_NAME: usize = 0;
    Grammar {
        name: "Access-Control-Request-Headers",
        rows: &[("a list without a name", "the server has no name to reject")],
        rule: &|line, rows| {
            accepts(line, |input, from| {
                let element = |from| token(input, from);
                if rows.has(NO_NAME) { list(input, from, element) } else { list_of_one(input, from, element) }
            })
        },
        parses: &|line| {
            let line = [(countersign::cors::ACCESS_CONTROL_REQUEST_HEADERS, line)];
            countersign::cors::values::request_headers(&line).is_ok()
        },
    }
    .agrees(&[Sequences { before: b"", pieces: PIECES, after: b"", length: length(4, 6) }], LINES);
}

/// `Access-Control-Request-Method = method`
#[test]
fn the_method_for_which_a_preflight_asks() {
    Grammar {
        name: "method",
        rows: &[],
        rule: &|line, _| accepts(line, token),
        parses: &|line| Method::parse(line).is_ok() && FieldName::parse(line).is_ok(),
    }
    .agrees(&[Sequences { before: b"", pieces: PIECES, after: b"", length: length(4, 6) }], LINES);
}

/// `delta-seconds = 1*DIGIT`
#[test]
fn a_number_of_seconds() {
    Grammar {
        name: "delta-seconds",
        rows: &[],
        rule: &|line, _| {
            accepts(line, |input, from| some(from, |from| byte(input, from, |byte: u8| byte.is_ascii_digit())))
        },
        parses: &|line| DeltaSeconds::parse(line).is_ok(),
    }
    .agrees(
        &[Sequences {
            before: b"",
            pieces: &[b"0", b"9", b"18446744073709551616", b"-", b"+", b".", b"e", b",", b" "],
            after: b"",
            length: length(3, 3),
        }],
        &[b" 600 ", b"0"],
    );
}

/// `Access-Control-Allow-Credentials = %s"true"`
#[test]
fn the_word_true() {
    Grammar {
        name: "%s\"true\"",
        rows: &[],
        rule: &|line, _| accepts(line, |input, from| text(input, from, b"true")),
        parses: &|line| True::parse(line).is_ok(),
    }
    .agrees(
        &[Sequences {
            before: b"",
            pieces: &[b"t", b"r", b"u", b"e", b"true", b"T", b" ", b","],
            after: b"",
            length: length(5, 6),
        }],
        &[b" true ", b"true"],
    );
}

/// Fetch §2.2.2, "CORS-unsafe request-header names", steps 1 to 6: the names of unsafe fields, and those of all fields if the
/// safelisted values are too long together, sorted and in lower case, each once.
fn unsafe_names(fields: &[(&str, &str)]) -> String {
    let (mut names, mut safelisted, mut length) = (Vec::new(), Vec::new(), 0);
    for (name, value) in fields {
        if is_safelisted(name, value) {
            safelisted.push(name.to_ascii_lowercase());
            length += value.len();
        } else {
            names.push(name.to_ascii_lowercase());
        }
    }
    if length > 1024 {
        names.append(&mut safelisted);
    }
    names.sort_unstable();
    names.dedup();
    names.join(",")
}

/// Fetch §2.2.2, "CORS-safelisted request-header", for the names and values below.
fn is_safelisted(name: &str, value: &str) -> bool {
    value.len() <= 128
        && match &*name.to_ascii_lowercase() {
            "accept" => !value.contains(['"', '(', '{']),
            "accept-language" => value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" *,-.;=".contains(&byte)),
            "content-type" => value == "text/plain",
            _ => false,
        }
}

/// The value of Access-Control-Request-Headers that the crate writes, for every sequence of some fields.
#[test]
fn the_names_that_are_written() {
    let long = "a".repeat(128);
    let longer = "a".repeat(129);
    let pool = [
        ("Accept", &*long),
        ("accept", "a(b"),
        ("ACCEPT-Language", &long),
        ("Accept-Language", "a_b"),
        ("Content-Type", "text/plain"),
        ("content-type", "application/json"),
        ("Accept", &longer),
        ("X-B", ""),
        ("x-a", "1"),
        ("x-b", "2"),
        ("x-", "3"),
    ];
    let (mut checked, mut written) = (0, [0; 2048]);
    let mut check = |fields: &[(&str, &str)]| {
        let names = UnsafeNames::new(fields).expect("all names are tokens");
        let wire = names.encode_to_slice(&mut written).expect("the buffer is large enough");
        assert_eq!(std::str::from_utf8(wire), Ok(&*unsafe_names(fields)), "{fields:?}");
        assert_eq!(names.is_empty(), wire.is_empty());
        checked += 1;
    };
    let most = length(4, 5);
    let mut indices = vec![0_usize];
    // Counts through all sequences of up to `most` fields, with nine long values after each of them or without.
    while indices.len() <= most {
        let mut fields: Vec<_> = indices.iter().map(|index| pool[*index]).collect();
        check(&fields);
        fields.extend([("Accept", &*long); 9]);
        check(&fields);
        let Some(at) = indices.iter().position(|index| *index + 1 < pool.len()) else {
            indices = vec![0; indices.len() + 1];
            continue;
        };
        indices[at] += 1;
        indices[..at].fill(0);
    }
    assert!(checked > 10_000);
}
