//! `user-pass` of RFC 7617, and the base64 around it.

use countersign::auth::basic::Credentials;

use crate::laws::oracle;

use super::{Grammar, Sequences, any, byte, length, literal, matches};

/// `user-pass = user-id ":" password`
/// `user-id   = *<any octet but ":" and controls>`
/// `password  = *<any octet but controls>`
#[test]
fn a_user_id_and_a_password() {
    let of_password = |byte: u8| !byte.is_ascii_control();
    Grammar {
        name: "user-pass",
        rows: &[],
        rule: &|input, _| {
            matches(input, |input, from| {
                let user_id = any(from, |from| byte(input, from, |byte| of_password(byte) && byte != b':'));
                any(literal(input, user_id, b':'), |from| byte(input, from, of_password))
            })
        },
        parses: &|input| {
            let value = [b"Basic ", &oracle::base64(input)[..]].concat();
            Credentials::parse(&value, &mut [0; 128]).is_ok()
        },
    }
    .agrees(
        &[Sequences {
            before: b"",
            pieces: &[b":", b"a", b"\t", b"\0", b"\x7F", b"\x80", b"\xC3\xA4", b"12345678"],
            after: b"",
            length: length(5, 7),
        }],
        &[b"Aladdin:open sesame", b":", b"12345678:1234567"],
    );
}

/// RFC 4648, sections 3.2 and 3.5: with padding, and with unused bits that are zero.
#[test]
fn a_user_pass_has_one_spelling() {
    const SYMBOLS: &[u8; 66] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";
    for user_pass in [":", "a:", ":bc", "a:bc", "ab:cd"] {
        let base64 = oracle::base64(user_pass.as_bytes());
        let unpadded: &[u8] = base64.split(|byte| *byte == b'=').next().unwrap();
        let parsed = |symbols: &[u8]| {
            let (value, mut buffer) = ([b"Basic ", symbols].concat(), [0; 16]);
            let credentials = Credentials::parse(&value, &mut buffer).ok()?;
            Some([credentials.user_id(), credentials.password()].join(&b':'))
        };
        assert_eq!(parsed(&base64).as_deref(), Some(user_pass.as_bytes()));
        let lasts = SYMBOLS.map(|symbol| [&unpadded[..unpadded.len() - 1], &[symbol]].concat());
        let spellings =
            lasts.iter().flat_map(|symbols| ["", "=", "==", "==="].map(|pad| [symbols, pad.as_bytes()].concat()));
        for spelling in spellings.filter(|spelling| *spelling != base64) {
            assert_ne!(parsed(&spelling).as_deref(), Some(user_pass.as_bytes()), "{}", spelling.escape_ascii());
        }
    }
}
