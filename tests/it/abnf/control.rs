//! Authentication-Control, RFC 8053 §4.

use countersign::ErrorKind;
use countersign::auth::control::AuthenticationControl;

use super::{
    Grammar, Positions, Rows, Sequences, accepts, any, any_case, byte, length, list, literal, matches, optional, ows,
};
use super::{quoted_string, some, text, token, value};

/// `bare-token      = bare-token-lead-char *bare-token-char`, ALPHA or DIGIT, then also "-" and "_": RFC 8120 §3.2.1
/// `extension-token = "-" bare-token 1*( "." bare-token )`
/// `extensive-token = bare-token / extension-token`
fn extensive_token(input: &[u8], from: Positions) -> Positions {
    let bare = |from| {
        let lead = byte(input, from, |byte| byte.is_ascii_alphanumeric());
        any(lead, |from| byte(input, from, |byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)))
    };
    bare(from) | some(bare(literal(input, from, b'-')), |from| bare(literal(input, from, b'.')))
}

const NAME: usize = 0;

/// `auth-control-param = extensive-token BWS "=" BWS ( token / quoted-string ) / extensive-token "*" BWS "=" BWS ext-value`
///
/// The one ext-value of this test is `UTF-8''%C3%A4`.
fn param(input: &[u8], from: Positions, rows: Rows) -> Positions {
    let after = |name| ows(input, literal(input, ows(input, name), b'='));
    let plain = after(if rows.has(NAME) { token(input, from) } else { extensive_token(input, from) });
    let extended = after(literal(input, extensive_token(input, from), b'*'));
    let any_value = |from| token(input, from) | quoted_string(input, from);
    any_value(plain) | text(input, extended, b"UTF-8''%C3%A4")
}

/// `Authentication-Control = 1#auth-control-entry`, `auth-control-entry = auth-scheme 1*SP 1#auth-control-param`
///
/// `1#` needs one element, and a recipient ignores empty ones: RFC 9110 §5.6.1.
fn control(line: &[u8], rows: Rows) -> bool {
    accepts(line, |input, from| {
        let empty = |from| list(input, from, |_| 0);
        let params = |from| {
            let first = param(input, empty(from), rows);
            any(first, |from| {
                let next = ows(input, literal(input, ows(input, from), b','));
                optional(next, |from| param(input, from, rows))
            })
        };
        let entry = |from| {
            let scheme = token(input, from);
            params(some(scheme, |from| literal(input, from, b' ')))
        };
        let first = entry(empty(from));
        any(first, |from| optional(ows(input, literal(input, ows(input, from), b',')), entry))
    })
}

#[test]
fn the_entries_and_their_parameters() {
    let parses = |line: &[u8]| match AuthenticationControl::parse(line) {
        Ok(_) => true,
        // The grammar does not compare names: what RFC 9110 §11.2 rejects is not a question of it.
        Err(error) => error.kind() == ErrorKind::DuplicateParam,
    };
    Grammar {
        name: "Authentication-Control",
        rows: &[("a name that is any token, and any value after `*`", "clients ignore what they do not know")],
        rule: &|line, rows| {
            // A repeated parameter ends the reading: what follows it is not compared.
            if matches!(
                AuthenticationControl::parse(line).map_err(|error| error.kind()),
                Err(ErrorKind::DuplicateParam)
            ) {
                return true;
            }
            control(line, rows)
        },
        parses: &parses,
    }
    .agrees(
        &[
            Sequences {
                before: b"",
                pieces: &[
                    b"S",
                    b" ",
                    b"a=b",
                    b"c-=\"d\"",
                    b",",
                    b"=",
                    b"\t",
                    b"-x.y=1",
                    b"!=",
                    b"e*=UTF-8''%C3%A4",
                    b"f*=1",
                ],
                after: b"",
                length: length(4, 6),
            },
            Sequences {
                before: b"S a=b",
                pieces: &[b",", b" ", b"T", b"c", b"=", b"\"d\"", b"e"],
                after: b"",
                length: length(5, 7),
            },
        ],
        &[b"S a = b, -x.y_=\"z\", T c=d", b"S a=\"\""],
    );
}

/// `auth-style     = "modal" / "non-modal"`, or an extension
/// `no-auth        = "true" / "false"`
/// `logout-timeout = "0" / ( %x31-39 *DIGIT )`, at most 64 bits
#[test]
fn the_values_that_are_defined() {
    type Rule = fn(&[u8], Positions) -> Positions;
    type Row = (&'static str, &'static str);
    const QUOTED: usize = 0;
    const BITS: usize = 1;
    let integer: Rule = |input, from| {
        let digit = |from| byte(input, from, |byte| byte.is_ascii_digit());
        literal(input, from, b'0') | any(digit(from) & !literal(input, from, b'0'), digit)
    };
    let no_auth: Rule = |input, from| any_case(input, from, b"true") | any_case(input, from, b"false");
    let quoted = ("a value in quotes", "§4: recipients accept both forms");
    let large = ("a number above 64 bits", "RFC 8120 §3.2.3");
    let grammars: [(&str, Rule, &[Row]); 2] =
        [("no-auth", no_auth, &[quoted]), ("logout-timeout", integer, &[quoted, large])];
    for (name, rule, rows) in grammars {
        Grammar {
            name,
            rows,
            rule: &|input, rows| {
                // Empty elements of the list may follow.
                let end = input.iter().rposition(|byte| !b" \t,".contains(byte)).map_or(0, |last| last + 1);
                let input = value(&input[..end]);
                let inner = input.strip_prefix(b"\"").and_then(|input| input.strip_suffix(b"\""));
                let is_digits = |text: &[u8]| text.iter().all(u8::is_ascii_digit);
                let is_large = |text: &[u8]| {
                    is_digits(text) && std::str::from_utf8(text).is_ok_and(|text| text.parse::<u64>().is_err())
                };
                let holds = |input: &[u8]| matches(input, rule) && !(rows.has(BITS) && is_large(input));
                holds(input) || rows.has(QUOTED) && inner.is_some_and(holds)
            },
            parses: &|input| {
                AuthenticationControl::parse(&[b"S realm=r, ", name.as_bytes(), b"=", input].concat()).is_ok()
            },
        }
        .agrees(
            &[Sequences {
                before: b"",
                pieces: &[b"\"", b"true", b"FALSE", b"0", b"1", b"1844674407370955161", b"5", b"6", b"-", b"t"],
                after: b"",
                length: length(4, 5),
            }],
            &[b"true", b"\"false\"", b"3600"],
        );
    }
}
