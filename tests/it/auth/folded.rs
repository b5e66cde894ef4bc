//! Base64 and hex from folded lines, for every scheme that has such values.
//!
//! Mailers fold lines at 76 characters; MDN prints a folded `response`. After a line was unfolded, white space is left.

use std::cell::RefCell;
use std::collections::BTreeSet;

use countersign::auth::Deviation::{self, *};
use countersign::auth::{
    Challenges, Credentials, SCHEMES, Token68, aws4, basic, concealed, digest, hawk, hoba, mutual, negotiate, ntlm,
    oauth, private_token, scram, signature, tolerant, vapid,
};
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
        "aws4",
        reads!(aws4::Credentials of credentials),
        r#"AWS4-HMAC-SHA256 Credential="AKIA/20130524/us-east-1/s3/aws4_request", SignedHeaders="host", Signature="fe5f80f77d5fa3beca038a248|ff027d0445342fe2855ddc963176630326f1024""#,
        1,
    ),
    (
        "aws4",
        reads!(aws4::Credentials of credentials),
        r#"GOOG4-RSA-SHA256 Credential="a/20190301/us-central1/storage/goog4_request", SignedHeaders="host", Signature="78|9|abc""#,
        1,
    ),
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
        "hoba",
        reads!(hoba::Credentials of credentials),
        r#"HOBA result="vesscamS2Kze4.pUE77w0LylHypHKhBqAiQA==.Pm3yUW-sW5Q.|YSBzaWd|uYXR1c|mU""#,
        1,
    ),
    ("hoba", reads!(hoba::Credentials of credentials), r#"HOBA result="a.b.c.YSBzaWduYX|R1cmU|=""#, 1),
    ("mutual", reads!(mutual::Info of info), r#"version=1, sid="01|0a", vks="cHJvb2Y=""#, 1),
    (
        "mutual",
        reads!(mutual::Challenge of challenge),
        r#"Mutual version=1, algorithm=iso-kam3-dl-2048-sha256, validation=host, realm="a", sid="010a", ks1="AQ|ID", nc-max=9, nc-window=8, time=60"#,
        1,
    ),
    (
        "negotiate",
        reads!(negotiate::Challenge of challenge),
        "Negotiate YEgGBisGAQ|UFAgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA|AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
        1,
    ),
    (
        "negotiate",
        reads!(negotiate::Credentials of credentials),
        "Negotiate YEgGBisGAQ|UFAgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA|AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
        1,
    ),
    ("ntlm", reads!(ntlm::Challenge of challenge), "NTLM TlRMTVNTUAABAAAA|AAAAAAAAAAAAAAAAAAAAAAAAAAA=", 1),
    ("ntlm", reads!(ntlm::Credentials of credentials), "NTLM TlRMTVNTUAABAAAA|AAAAAAAAAAAAAAAAAAAAAAAAAAA=", 1),
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
    ("basic", "in the next test"),
    ("bearer", "a token of any kind"),
    ("colon_pair", "no reading of the tolerant parser"),
    ("dpop", "a token of any kind"),
    ("eg1", "not read by the tolerant parser"),
    ("gnap", "a token of any kind"),
    ("oauth", "white space is valid in a value; see below"),
    ("shared_access_signature", "not read by the tolerant parser"),
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

#[test]
fn basic_credentials_are_decoded_from_several_lines() {
    let user_pass = format!("{}:{}", "a".repeat(60), "b".repeat(61));
    let credentials = basic::Credentials::new("a", user_pass.as_str()).unwrap();
    let plain = String::from_utf8(written(&credentials)).unwrap();
    for (value, expected) in [
        (format!("{}  {}\t{}", &plain[..76], &plain[76..152], &plain[152..]), &[FoldedSpace][..]),
        (format!("{} {}", &plain[..7], &plain[7..]), &[FoldedSpace]),
        (format!("{} {}", &plain[..76], plain[76..].trim_end_matches('=')), &[FoldedSpace, Padding]),
        (format!("{} {}=", &plain[..76], &plain[76..]), &[FoldedSpace, Padding]),
        (plain.replace("==", " = ="), &[FoldedSpace]),
    ] {
        assert!(Credentials::parse(value.as_bytes()).is_err(), "{value}");
        let generic = tolerant::credentials(value.as_bytes()).unwrap();
        let mut reported = Vec::new();
        generic.deviations(|deviation, offset| reported.push((deviation, offset)));
        assert_eq!(reported, [(FoldedSpace, 6)], "{value}");
        let token68 = generic.token68().expect("the generic view has the token");
        let unpadded = |text: &str| text.trim_end_matches('=').len();
        let written = String::from_utf8(written(&generic)).unwrap();
        assert_eq!(written[..unpadded(&written)], plain[..unpadded(&plain)], "{value}");
        assert!(expected.len() > 1 || token68.matches(&plain[6..]) && !token68.matches(&plain[7..]));
        let (unfolded, other) = (Token68::new(&plain[6..]).unwrap(), Token68::new(&plain[7..]).unwrap());
        assert!(expected.len() > 1 || (token68, unfolded) == (unfolded, token68), "{value}");
        assert_ne!(token68, other, "{value}");
        assert_ne!(other, token68, "{value}");

        let found = RefCell::new(Vec::new());
        let report = |deviation, _| {
            found.borrow_mut().push(deviation);
            true
        };
        let mut buffer = [0; 128];
        let decoded = basic::Credentials::decode(&generic.tolerating(report), &mut buffer).unwrap();
        assert!(decoded.matches("a", &user_pass), "{value}");
        assert_eq!(found.take(), expected, "{value}");
        let short = basic::Credentials::decode(&generic, &mut [0; 8]).unwrap_err();
        assert!(matches!(short, countersign::DecodeError::Capacity(error) if error.needed() == user_pass.len() + 2));
    }
    // A control character, in the second line.
    let control = tolerant::credentials(b"Basic YTph YQph").unwrap();
    let error = basic::Credentials::decode(&control, &mut [0; 8]).unwrap_err();
    assert!(matches!(error, countersign::DecodeError::Parse(error) if error.offset() == 12), "{error}");
}

#[test]
fn a_folded_signature_is_compared_whole() {
    const SIGNATURE: &str = "fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024";
    let head = "AWS4-HMAC-SHA256 Credential=AKIA/20130524/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=";
    let line = format!("{head}{} {}", &SIGNATURE[..25], &SIGNATURE[25..]);
    assert!(aws4::Credentials::parse(line.as_bytes()).is_err());
    let credentials = aws4::Credentials::try_from(tolerant::credentials(line.as_bytes()).unwrap()).unwrap();
    assert!(credentials.matches(SIGNATURE) && !credentials.matches(&SIGNATURE.replace('8', "9")));
    assert!(!credentials.matches(credentials.signature()));
    assert_eq!(String::from_utf8(written(&credentials)).unwrap(), format!("{head}{SIGNATURE}"));
    for short in ["", " ", "fe 5f", "FE5F 80F7"] {
        let line = format!("{head}\"{short}\"");
        assert!(aws4::Credentials::try_from(tolerant::credentials(line.as_bytes()).unwrap()).is_err(), "{line}");
    }

    let line = br#"HOBA result="a.b.c.YS Bz""#;
    let credentials = hoba::Credentials::try_from(tolerant::credentials(line).unwrap()).unwrap();
    assert!(credentials.sig().matches("a s"));
    for value in
        ["a.b.c.", "a.b.c. ", "a.b.c. .YSBz", "a. b.c.YSBz", "a.b c.YSBz", "a .b.c.YS Bz", "a.b.c.Y S Bz", "a.b.c. Y"]
    {
        let line = format!("HOBA result=\"{value}\"");
        let read = hoba::Credentials::try_from(tolerant::credentials(line.as_bytes()).unwrap());
        assert_eq!(read.is_ok(), value == "a.b.c.Y S Bz", "{line}");
    }
}

/// Where white space is valid, both parsers keep it.
#[test]
fn white_space_that_is_valid_stays() {
    let line = br#"OAuth oauth_consumer_key="a", oauth_signature_method="HMAC-SHA1", oauth_timestamp="1", oauth_nonce="b", oauth_signature="MdpQcU8i PSU%3D""#;
    let strict = oauth::Credentials::parse(line).unwrap();
    let tolerated = oauth::Credentials::try_from(tolerant::credentials(line).unwrap()).unwrap();
    assert!(strict.signature().matches("MdpQcU8i PSU=") && tolerated.signature().matches("MdpQcU8i PSU="));

    let line = br#"version=1, sid=010a, vks="cHJv b2Y=""#;
    let strict = mutual::Info::parse(line).unwrap();
    let tolerated = mutual::Info::try_from(tolerant::info(line).unwrap()).unwrap();
    for info in [strict, tolerated] {
        assert_eq!(info.vks(mutual::Algorithm::Dl2048Sha256), None);
    }
}

#[test]
fn white_space_does_not_make_base64_of_other_tokens() {
    for value in [
        "Bearer YWJj ZGVm",
        "DPoP YWJj ZGVm",
        "GNAP YWJj ZGVm",
        "Basic YWJj-ZGVm YWJj",
        "Basic YWJj== ZGVm",
        "Basic Y WJjZ",
    ] {
        let read = tolerant::credentials(value.as_bytes()).map(|credentials| credentials.token68().map(|_| ()));
        assert!(!matches!(read, Ok(Some(()))), "{value} {read:?}");
    }
    assert!(tolerant::challenges(b"Bearer YWJj ZGVm").next().unwrap().is_err());
    // The name of a scheme is not a part of the token before it.
    for (line, token) in [
        ("Negotiate YIIGhgYG Basic", Some("YIIGhgYG")),
        ("NTLM TlRM NTLM", Some("TlRM")),
        ("Negotiate NTLM TlRM==", None),
    ] {
        let first = tolerant::challenges(line.as_bytes()).next().unwrap().unwrap();
        assert_eq!(first.token68().map(|token68| token68.as_str()), token, "{line}");
        assert!(Challenges::parse(line.as_bytes()).is_err());
    }
    let line = b"Negotiate YIIG hgYG, Basic realm=\"a\"";
    let tokens: Vec<_> = tolerant::challenges(line).map(|challenge| challenge.unwrap().token68().is_some()).collect();
    assert_eq!(tokens, [true, false]);
}

/// The token of a scheme is written whole, with the padding that base64 requires, and is equal to the token that is not folded.
#[test]
fn a_folded_token_is_written_with_its_padding() {
    for length in 1..=12 {
        let bytes = &b"NTLMSSP\0\x02\0\0\0"[..length];
        let whole = String::from_utf8(written(&negotiate::Credentials::new(bytes).unwrap())).unwrap();
        let symbols = whole.strip_prefix("Negotiate ").unwrap();
        for padding in ["", "=", "=="] {
            let folded = format!("{} {}{padding}", &symbols[..1], symbols[1..].trim_end_matches('='));
            let line = format!("Negotiate {folded}");
            let read = negotiate::Credentials::try_from(tolerant::credentials(line.as_bytes()).unwrap()).unwrap();
            assert_eq!(String::from_utf8(written(&read)).unwrap(), whole, "{folded}");
            assert_eq!(read.token().kind(), negotiate::Credentials::new(bytes).unwrap().token().kind(), "{folded}");
            let challenge = tolerant::challenges(line.as_bytes()).next().unwrap().unwrap();
            let challenge = negotiate::Challenge::try_from(challenge).unwrap();
            let (same, other) =
                (negotiate::Challenge::new().with_token(bytes), negotiate::Challenge::new().with_token(b"x"));
            assert_eq!((Ok(challenge), same), (same, Ok(challenge)), "{folded}");
            assert_ne!(Ok(challenge), other, "{folded}");
        }
    }
}

#[test]
fn a_folded_value_has_symbols_of_its_alphabet_only() {
    for (symbol, of_base64, of_base64url) in [
        ("A", true, true),
        ("+", true, false),
        ("/", true, false),
        ("-", false, true),
        ("_", false, true),
        (".", false, false),
        ("!", false, false),
        ("@", false, false),
        ("[", false, false),
        ("`", false, false),
        ("{", false, false),
        (":", false, false),
    ] {
        let value = format!("YW Fh{symbol}YWF YWFh");
        let line = format!("data=\"{value}\"");
        let read = scram::Info::try_from(tolerant::info(line.as_bytes()).unwrap());
        assert_eq!(read.is_ok(), of_base64, "{line}");
        let line = format!("Concealed k=\"{value}\", a=YQ, s=1, v=YWFhYWFhYWFhYWFhYWFhYQ, p=YQ");
        let read = concealed::Credentials::try_from(tolerant::credentials(line.as_bytes()).unwrap());
        assert_eq!(read.is_ok(), of_base64url, "{line}");
    }
}

/// A byte that may not be in the value may not be in the folded value either.
#[test]
fn a_wrong_byte_of_a_folded_value_is_refused() {
    let mut count = 0;
    for (module, read, value, _) in ROWS.iter().filter(|(.., value, _)| value.contains('"')) {
        for (at, _) in value.match_indices('|') {
            let wrong = [&value[..=at], "!", &value[at + 2..]].concat();
            let (strict, _) = read(&wrong.replace('|', ""), &|_, _| true);
            let (_, tolerant) = read(&wrong.replace('|', " "), &|_, _| true);
            assert!(strict.is_ok() || tolerant.is_err(), "{module}: {wrong}");
            count += usize::from(strict.is_err());
        }
    }
    assert!(count > 20, "{count} values have a grammar");
}
