//! The messages of SCRAM, RFC 5802 §7.

use countersign::auth::scram::{ClientFinal, ClientFirst, Gs2Header, Nonce, Saslname, ServerFinal, ServerFirst};

use super::{Grammar, Positions, Rows, Sequences, any, base64, byte, length, literal, matches, optional, some, text};

// The names of attributes are case-sensitive, RFC 5802 §5.1, and so are the escapes of a name.

/// `UTF8-2 = %xC2-DF UTF8-tail`, `UTF8-3` and `UTF8-4` of RFC 3629 §4, with `UTF8-tail = %x80-BF`
fn utf8(input: &[u8], from: Positions) -> Positions {
    let one = |from, least: u8, most: u8| byte(input, from, |byte| (least..=most).contains(&byte));
    let tail = |from| one(from, 0x80, 0xBF);
    let two = tail(one(from, 0xC2, 0xDF));
    let three = one(one(from, 0xE0, 0xE0), 0xA0, 0xBF)
        | tail(one(from, 0xE1, 0xEC))
        | one(one(from, 0xED, 0xED), 0x80, 0x9F)
        | tail(one(from, 0xEE, 0xEF));
    let four =
        one(one(from, 0xF0, 0xF0), 0x90, 0xBF) | tail(one(from, 0xF1, 0xF3)) | one(one(from, 0xF4, 0xF4), 0x80, 0x8F);
    two | tail(three) | tail(tail(four))
}

/// `value-safe-char = %x01-2B / %x2D-3C / %x3E-7F / UTF8-2 / UTF8-3 / UTF8-4`
fn value_safe_char(input: &[u8], from: Positions) -> Positions {
    byte(input, from, |byte| matches!(byte, 0x01..=0x2B | 0x2D..=0x3C | 0x3E..=0x7F)) | utf8(input, from)
}

/// `value = 1*value-char`, `value-char = value-safe-char / "="`
fn value(input: &[u8], from: Positions) -> Positions {
    some(from, |from| value_safe_char(input, from) | literal(input, from, b'='))
}

/// `saslname = 1*( value-safe-char / "=2C" / "=3D" )`
fn saslname(input: &[u8], from: Positions) -> Positions {
    some(from, |from| value_safe_char(input, from) | text(input, from, b"=2C") | text(input, from, b"=3D"))
}

/// `gs2-header     = gs2-cbind-flag "," [ authzid ] ","`
/// `gs2-cbind-flag = ( "p=" cb-name ) / "n" / "y"`
/// `cb-name        = 1*( ALPHA / DIGIT / "." / "-" )`
/// `authzid        = "a=" saslname`
fn gs2_header(input: &[u8], from: Positions, binds: bool) -> Positions {
    let of_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
    let bound = some(text(input, from, b"p="), |from| byte(input, from, of_name)) | literal(input, from, b'y');
    let flag = literal(input, from, b'n') | if binds { bound } else { 0 };
    let authzid = optional(literal(input, flag, b','), |from| saslname(input, text(input, from, b"a=")));
    literal(input, authzid, b',')
}

/// `nonce = "r=" c-nonce [ s-nonce ]`, both `1*printable` by erratum 2651; `printable = %x21-2B / %x2D-7E`
fn nonce(input: &[u8], from: Positions) -> Positions {
    some(text(input, from, b"r="), |from| byte(input, from, |byte| matches!(byte, 0x21..=0x2B | 0x2D..=0x7E)))
}

/// `[ "," extensions ]`, `extensions = attr-val *( "," attr-val )`, `attr-val = ALPHA "=" value`
fn extensions(input: &[u8], from: Positions) -> Positions {
    any(from, |from| {
        let name = byte(input, literal(input, from, b','), |byte| byte.is_ascii_alphabetic());
        value(input, literal(input, name, b'='))
    })
}

/// `[ reserved-mext "," ]`, `reserved-mext = "m=" 1*( value-char )`
fn reserved(input: &[u8], from: Positions, rows: Rows) -> Positions {
    from | if rows.has(MANDATORY) { 0 } else { literal(input, value(input, text(input, from, b"m=")), b',') }
}

/// The name of an attribute, `=`, and `base64`: see the rows for the zero bits and the empty value.
fn bytes(input: &[u8], from: Positions, name: &[u8], rows: Rows, [bits, empty]: [usize; 2]) -> Positions {
    let start = text(input, from, name);
    base64(input, start, rows.has(bits)) & if rows.has(empty) { !start } else { Positions::MAX }
}

const MANDATORY: usize = 0;

const MANDATORY_ROW: (&str, &str) = ("an attribute `m` at the start", "§5.1: it must cause the exchange to fail");
const BITS_ROW: (&str, &str) = ("other bits after the last byte of base64", "RFC 4648 §3.5");
const EMPTY_ROW: (&str, &str) = ("an empty salt, proof or verifier", "§2.2: no hash is empty, and a salt is random");

#[test]
fn a_gs2_header() {
    const BINDING: usize = 0;
    let pieces: &[&[u8]] =
        &[b"n", b"y", b"p=", b"a=", b",", b"tls-x", b".", b"=2C", b"=3D", b"=", b"=2c", b"\0", b"\xC3\xA4"];
    let sequences = [Sequences { before: b"", pieces, after: b"", length: length(4, 5) }];
    let lines: &[&[u8]] = &[b"n,a=a=2Cb,", b"p=tls-exporter,,", b"y,,"];
    Grammar {
        name: "gs2-header",
        rows: &[],
        rule: &|input, _| matches(input, |input, from| gs2_header(input, from, true)),
        parses: &|input| Gs2Header::parse_with_binding(input).is_ok(),
    }
    .agrees(&sequences, lines);
    Grammar {
        name: "gs2-header of HTTP",
        rows: &[("a channel binding", "RFC 7804 §5: HTTP has none")],
        rule: &|input, rows| matches(input, |input, from| gs2_header(input, from, !rows.has(BINDING))),
        parses: &|input| Gs2Header::parse(input).is_ok(),
    }
    .agrees(&sequences, lines);
}

#[test]
fn a_name() {
    Grammar {
        name: "saslname",
        rows: &[],
        rule: &|input, _| matches(input, saslname),
        parses: &|input| Saslname::parse(input).is_ok(),
    }
    .agrees(
        &[Sequences {
            before: b"",
            pieces: &[
                b"a", b"=", b"2C", b"3D", b"2c", b",", b"\0", b"\n", b"\x7F", b"\x80", b"\xBF", b"\xC1", b"\xC3",
                b"\xE0", b"\xED", b"\xF0", b"\xF4", b"\xA0", b"\x90",
            ],
            after: b"",
            length: length(3, 4),
        }],
        &[b"Doe=2C J. =3D", b"\xE2\x82\xAC", b"\xF0\x9F\x98\x80", b"\xED\x9F\xBF"],
    );
}

/// `client-first-message      = gs2-header client-first-message-bare`
/// `client-first-message-bare = [ reserved-mext "," ] username "," nonce [ "," extensions ]`, `username = "n=" saslname`
#[test]
fn the_first_message_of_a_client() {
    const BINDING: usize = 1;
    Grammar {
        name: "client-first-message",
        rows: &[MANDATORY_ROW, ("a channel binding", "RFC 7804 §5: HTTP has none")],
        rule: &|input, rows| {
            matches(input, |input, from| {
                let header = gs2_header(input, from, !rows.has(BINDING));
                let username = saslname(input, text(input, reserved(input, header, rows), b"n="));
                extensions(input, nonce(input, literal(input, username, b',')))
            })
        },
        parses: &|input| ClientFirst::parse(input).is_ok(),
    }
    .agrees(
        &[
            Sequences {
                before: b"",
                pieces: &[b"n,", b"y,", b"p=x,", b",", b"a=a", b"n=u", b"r=r", b"m=m,", b"x=y", b"="],
                after: b"",
                length: length(4, 6),
            },
            Sequences {
                before: b"n,,",
                pieces: &[b"m=m,", b"n=u,", b"r=r", b"x", b",x=y"],
                after: b"",
                length: length(4, 5),
            },
            Sequences {
                before: b"n,,",
                pieces: &[b"n=", b"r=", b",", b"m=", b"x", b"=", b"=2C", b" ", b"\x80"],
                after: b"",
                length: length(4, 6),
            },
        ],
        &[b"n,a=b,n=u,r=ab,x=y"],
    );
}

/// `server-first-message = [ reserved-mext "," ] nonce "," salt "," iteration-count [ "," extensions ]`
/// `salt                 = "s=" base64`
/// `iteration-count      = "i=" posit-number`, `posit-number = %x31-39 *DIGIT`
#[test]
fn the_first_message_of_a_server() {
    const BITS: usize = 1;
    const EMPTY: usize = 2;
    const COUNT: usize = 3;
    Grammar {
        name: "server-first-message",
        rows: &[MANDATORY_ROW, BITS_ROW, EMPTY_ROW, ("an iteration count above 32 bits", "it could not be computed")],
        rule: &|input, rows| {
            matches(input, |input, from| {
                let from = literal(input, nonce(input, reserved(input, from, rows)), b',');
                let salt = literal(input, bytes(input, from, b"s=", rows, [BITS, EMPTY]), b',');
                let digits = text(input, salt, b"i=");
                let digit = |from| byte(input, from, |byte| byte.is_ascii_digit());
                let mut count = any(digit(digits) & !literal(input, digits, b'0'), digit);
                if rows.has(COUNT) {
                    // Ten digits are at most 4294967295 if they sort before it.
                    for start in (0..input.len()).filter(|start| digits & (1 << start) != 0) {
                        for end in start + 10..=input.len() {
                            if end > start + 10 || input[start..end] > b"4294967295"[..] {
                                count &= !(1 << end);
                            }
                        }
                    }
                }
                extensions(input, count)
            })
        },
        parses: &|input| ServerFirst::parse(input).is_ok(),
    }
    .agrees(
        &[
            Sequences {
                before: b"",
                pieces: &[b"r=r", b",", b"s=", b"YQ==", b"YR==", b"i=", b"1", b"0", b"m=m", b"x=y"],
                after: b"",
                length: length(4, 6),
            },
            Sequences {
                before: b"",
                pieces: &[b"m=m,", b"r=r,", b"s=YQ==,", b"i=1", b",x=y"],
                after: b"",
                length: length(5, 6),
            },
            Sequences {
                before: b"r=r,s=",
                pieces: &[b"YQ==", b"Zm8=", b"Zm9", b"Zm9v", b"=", b",", b"r=", b"i=1"],
                after: b",i=4096",
                length: length(4, 6),
            },
            Sequences {
                before: b"r=r,s=YQ==,i=",
                pieces: &[b"0", b"1", b"42949672", b"95", b"96", b"9", b",", b"x=y", b" "],
                after: b"",
                length: length(4, 6),
            },
        ],
        &[b"r=ab,s=Zm9v,i=4096,x=y", b"r=r,s=YQ==,i=4294967295"],
    );
}

/// `client-final-message               = client-final-message-without-proof "," proof`
/// `client-final-message-without-proof = channel-binding "," nonce [ "," extensions ]`
/// `channel-binding                    = "c=" base64`, `proof = "p=" base64`
#[test]
fn the_final_message_of_a_client() {
    const BITS: usize = 0;
    const EMPTY: usize = 1;
    const LAST_PROOF: usize = 2;
    Grammar {
        name: "client-final-message",
        rows: &[BITS_ROW, EMPTY_ROW, ("an extension `p`", "the first `p` is the proof, and it is the last attribute")],
        rule: &|input, rows| {
            matches(input, |input, from| {
                let binding = base64(input, text(input, from, b"c="), rows.has(BITS));
                let first = nonce(input, literal(input, binding, b','));
                let proof = |from| bytes(input, literal(input, from, b','), b"p=", rows, [BITS, EMPTY]);
                if rows.has(LAST_PROOF) {
                    let first_proof = (0..input.len()).find(|at| input[*at..].starts_with(b",p="));
                    let until = first_proof.map_or(Positions::MAX, |at| (1 << (at + 1)) - 1);
                    return proof(extensions(input, first) & until);
                }
                proof(extensions(input, first))
            })
        },
        parses: &|input| ClientFinal::parse(input).is_ok(),
    }
    .agrees(
        &[
            Sequences {
                before: b"",
                pieces: &[b"c=", b"biws", b"YR==", b",", b"r=r", b"p=", b"YQ==", b"x=y"],
                after: b"",
                length: length(4, 6),
            },
            Sequences {
                before: b"c=,r=r,",
                pieces: &[b"p=", b"YQ==", b"YR==", b"x=y", b","],
                after: b"",
                length: length(3, 5),
            },
            Sequences {
                before: b"c=,r=r",
                pieces: &[b",", b"p=YQ==", b"p=", b"YR==", b"x=y", b"=", b"m=m"],
                after: b",p=Zm9v",
                length: length(4, 6),
            },
        ],
        &[b"c=biws,r=ab,x=y,p=Zm9v"],
    );
}

/// `server-final-message = ( server-error / verifier ) [ "," extensions ]`
/// `server-error         = "e=" server-error-value`, which may be any `value`
/// `verifier             = "v=" base64`
#[test]
fn the_final_message_of_a_server() {
    const BITS: usize = 0;
    const EMPTY: usize = 1;
    Grammar {
        name: "server-final-message",
        rows: &[BITS_ROW, EMPTY_ROW],
        rule: &|input, rows| {
            matches(input, |input, from| {
                let error = value(input, text(input, from, b"e="));
                extensions(input, error | bytes(input, from, b"v=", rows, [BITS, EMPTY]))
            })
        },
        parses: &|input| ServerFinal::parse(input).is_ok(),
    }
    .agrees(
        &[Sequences {
            before: b"",
            pieces: &[b"e=", b"v=", b"YQ==", b"YR==", b"a", b",", b"=", b"\0", b"\x80", b"\xC3\xA4"],
            after: b"",
            length: length(4, 6),
        }],
        &[b"v=Zm9v,x=y", b"e=other-error,x=y"],
    );
}

/// `1*printable`
#[test]
fn a_nonce() {
    Grammar {
        name: "c-nonce",
        rows: &[],
        rule: &|input, _| matches(&[b"r=", input].concat(), nonce),
        parses: &|input| std::str::from_utf8(input).is_ok_and(|nonce| Nonce::new(nonce).is_ok()),
    }
    .agrees(
        &[Sequences {
            before: b"",
            pieces: &[b"a", b",", b" ", b"~", b"\x7F", b"="],
            after: b"",
            length: length(4, 5),
        }],
        &[b"abc"],
    );
}
