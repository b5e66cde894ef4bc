//! Base64 and hex from folded lines, for every scheme that has such values.
//!
//! Mailers fold lines at 76 characters; MDN prints a folded `response`. After a line was unfolded, white space is left.

use std::cell::RefCell;
use std::collections::BTreeSet;

use countersign::auth::Deviation::{self, *};
use countersign::auth::{SCHEMES, concealed, digest, hawk, mutual, private_token, scram, signature, tolerant, vapid};
use countersign::{FieldContent, ParseError};

type Written = Result<Vec<u8>, ParseError>;
type Read = fn(&str, &dyn Fn(Deviation, usize) -> bool) -> (Written, Written);

fn written(value: &dyn FieldContent) -> Vec<u8> {
    let mut buffer = vec![0; value.encoded_len()];
    value.encode_to_slice(&mut buffer).unwrap().to_vec()
}

/// Reads a line strictly, and tolerantly as far as the closure allows.
macro_rules! reads {
    ($module:ident :: $Type:ident of $generic:ident) => {
        |line, allows| {
            let strict = $module::$Type::parse(line.as_bytes()).map(|value| written(&value));
            let generic = reads!($generic line).tolerating(|deviation, offset| allows(deviation, offset));
            (strict, $module::$Type::try_from(generic).map(|value| written(&value)))
        }
    };
    (challenge $line:ident) => { tolerant::challenges($line.as_bytes()).next().unwrap().unwrap() };
    (credentials $line:ident) => { tolerant::credentials($line.as_bytes()).unwrap() };
    (info $line:ident) => { tolerant::info($line.as_bytes()).unwrap() };
}

/// The module, how it reads, a value with `|` where it is folded, and in how many parameters it is.
const ROWS: &[(&str, Read, &str, usize)] = &[
    (
        "concealed",
        reads!(concealed::Credentials of credentials),
        r#"Concealed k="BU6|X4A", a="BU6X4ClyuwRNlt8ocboDTJXeJ3C5Ak|uU3SZvuAFKk9w", s=2055, v="BU6X4Cly|uwRNlt8ocboDTA", p="BU6X4ClyuwRNlt8ocboDTJXeJ3C5AkuU3SZvuAFKk9wlbrcASZLbJG22_0iR2iNstf5HkN|kia7T9Ro_YIWqz_A""#,
        4,
    ),
    (
        "digest",
        reads!(digest::Credentials of credentials),
        r#"Digest username="u", realm="r", nonce="n", uri="/", response="753927fa0e85d155564e2e272a28d1802ca10daf449|6794697cf8db5856cb6c1", algorithm=SHA-256"#,
        1,
    ),
    ("digest", reads!(digest::Info of info), r#"rspauth="9b712497bc9f9149|9fbcca1dfc5f09a5""#, 1),
    (
        "hawk",
        reads!(hawk::Credentials of credentials),
        r#"Hawk id="a", ts="1353832234", nonce="j4h3g2", hash="BU6X4ClyuwRNlt8ocboDTJXeJ3C5AkuU3SZvuAF|Kk9w=", mac="BU6X4ClyuwRNlt8ocboD|TJXeJ3C5AkuU3SZvuAFKk9w=""#,
        2,
    ),
    (
        "hawk",
        reads!(hawk::Challenge of challenge),
        r#"Hawk ts="1353832234", tsm="BU6X4ClyuwRNlt8ocboD|TJXeJ3C5AkuU3SZvuAFKk9w=""#,
        1,
    ),
    (
        "mutual",
        reads!(mutual::Challenge of challenge),
        r#"Mutual version=1, algorithm=iso-kam3-ec-p256-sha256, validation=host, realm="a", sid="01|0a", ks1="0|20|3", nc-max=9, nc-window=8, time=60"#,
        2,
    ),
    (
        "mutual",
        reads!(mutual::Challenge of challenge),
        r#"Mutual version=1, algorithm=iso-kam3-dl-2048-sha256, validation=host, realm="a", sid="010a", ks1="AQ|ID", nc-max=9, nc-window=8, time=60"#,
        1,
    ),
    (
        "private_token",
        reads!(private_token::Challenge of challenge),
        r#"PrivateToken challenge="BU6X4ClyuwRNlt8ocboDTJXeJ3C5Aku|U3SZvuAFKk9wlbrcASZLbJG22_0iR2iNs", token-key="BU6X4Cly|uwRNlt8ocboDTJXeJ3C5AkuU3SZvuAFKk9wlbrcASZLbJA==""#,
        2,
    ),
    (
        "private_token",
        reads!(private_token::Credentials of credentials),
        r#"PrivateToken token="BU6X4ClyuwRNlt8ocboDTJXeJ3C5Aku|U3SZvuAFKk9wlbrcASZLbJG22_0iR2iNs""#,
        1,
    ),
    (
        "scram",
        reads!(scram::Challenge of challenge),
        r#"SCRAM-SHA-256 sid=AAAA, data="biwsbj11c2VyLHI9ck9wck5HZndFYm|VSV2diTkVrcU8=""#,
        1,
    ),
    (
        "scram",
        reads!(scram::Credentials of credentials),
        r#"SCRAM-SHA-256 data="biwsbj11c2VyLHI9ck9wck5HZndFYm|VSV2diTkVrcU8=""#,
        1,
    ),
    ("scram", reads!(scram::Info of info), r#"sid=AAAA, data="biwsbj11c2VyLHI9ck9wck5HZndFYm|VSV2diTkVrcU8=""#, 1),
    (
        "signature",
        reads!(signature::Credentials of credentials),
        r#"Signature keyId="a", signature="BU6X4ClyuwRNlt8ocboDTJXeJ3C5AkuU3SZvuAFK|k9wlbrcASZLbJG22/0iR2iNstf5HkNkia7T9|Ro/YIWqz/A==""#,
        1,
    ),
    (
        "vapid",
        reads!(vapid::Credentials of credentials),
        r#"vapid t=YQ.YQ.YQ, k="B|AMKERgfJi00O0JJUFdeZWxzeoGIj5adpKuyucDHztXc4-rx-P8GDRQbIikwNz5FTFNaYWhvdn2Ei5KZoKeutbw""#,
        1,
    ),
];

/// The modules without a row, and why.
const OTHERS: &[(&str, &str)] = &[
    ("api_key", "a token of any kind"),
    ("aws4", "the hex is compared and lent as one text"),
    ("basic", "a token68"),
    ("bearer", "a token of any kind"),
    ("colon_pair", "no reading of the tolerant parser"),
    ("dpop", "a token of any kind"),
    ("eg1", "not read by the tolerant parser"),
    ("gnap", "a token of any kind"),
    ("hoba", "the base64url is signed as one text"),
    ("negotiate", "a token68"),
    ("ntlm", "a token68"),
    ("oauth", "percent-encoded"),
    ("shared_access_signature", "percent-encoded"),
    ("uma", "a ticket of any kind"),
    ("web_push", "a JWT, which is signed as one text"),
];

#[test]
fn every_scheme_has_a_row() {
    let rows = ROWS.iter().map(|(module, ..)| *module).chain(OTHERS.iter().map(|(module, _)| *module));
    let modules: BTreeSet<_> = SCHEMES.iter().map(|(module, _)| *module).collect();
    assert_eq!(rows.collect::<BTreeSet<_>>(), modules);
}

#[test]
fn folded_values_are_read_and_written_whole() {
    for (module, read, value, count) in ROWS {
        let plain = value.replace('|', "");
        for fold in [" ", "\t", "        ", " \t "] {
            let folded = value.replace('|', fold);
            let found = RefCell::new(Vec::new());
            let report = |deviation, _| {
                found.borrow_mut().push(deviation);
                true
            };
            let (strict, tolerated) = read(&folded, &report);
            assert!(strict.is_err(), "{module} {folded}");
            assert_eq!(tolerated, read(&plain, &report).0, "{module} {folded}");
            assert_eq!(found.take(), vec![FoldedSpace; *count], "{module} {folded}");
            assert!(read(&folded, &|_, _| false).1.is_err(), "{module} {folded}");
        }
        assert_eq!(read(&plain, &|deviation, _| panic!("{deviation:?} in {plain}")).1, read(&plain, &|_, _| false).0);
    }
}
