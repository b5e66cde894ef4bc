//! The `WebPush` scheme of the drafts of RFC 8292, and Crypto-Key: their examples, what libraries send, and each error.

use countersign::auth::web_push::{self, Credentials, CryptoKey};
use countersign::{ErrorKind, Rule, ValueErrorKind};

use crate::laws::{self, written};

/// draft-ietf-webpush-vapid-01, §2.4.
const JWT: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3N\
    jgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW\
    2L9OkSSHzvoD1oA";
const KEY: &str = "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";

/// Lines of Crypto-Key in which `KEY` stands for the key.
const LINES: [&str; 8] = [
    "p256ecdsa=KEY",
    " P256ECDSA=\"KEY\"\t",
    // Libraries that encrypt with aesgcm.
    "dh=BHuyMbtreGxK7o5nzduN4eVcgsFHDCdgQTL2Tmpw9q14vGRCwdECSRkWF;p256ecdsa=KEY",
    "p256ecdsa=KEY;dh=BHuyMbtreGxK7o5nzduN4eVcgsFHDCdgQTL2Tmpw9q14vGRCwdECSRkWF",
    "keyid=p256dh;dh=BJmM2h717YDhOstWrLUi31mrhrcR8iKKE2-1aX1ZKP1zYp_lJZQs4O3LH5CpoKOjL66J0Ir25EU0oAWb-2yI6ns==;p256ecdsa=KEY",
    "keyid=p256dh; dh=BJmM , p256ecdsa=KEY, ,keyid=x;dh=BA/w=",
    ", keyid=\"a;, \\\"b\";aesgcm=a , p256ecdsa=KEY,",
    "a=b, a=c, p256ecdsa=KEY",
];

/// Lines that are rejected, the kind of the error, and the text at its offset.
const REJECTED: [(&str, ErrorKind, &str); 18] = [
    ("", ErrorKind::Missing("p256ecdsa"), ""),
    ("dh=BJmM; keyid=a ", ErrorKind::Missing("p256ecdsa"), " "),
    ("p256ecdsa=", ErrorKind::Expected(Rule::Token), ""),
    ("p256ecdsa", ErrorKind::Expected(Rule::Equals), ""),
    ("p256ecdsa =KEY", ErrorKind::Expected(Rule::Equals), " =KEY"),
    ("p256ecdsa=KEY;", ErrorKind::Expected(Rule::Token), ""),
    ("p256ecdsa=KEY;;a=b", ErrorKind::Expected(Rule::Token), ";a=b"),
    ("p256ecdsa=KEY a=b", ErrorKind::Expected(Rule::Comma), "a=b"),
    ("p256ecdsa=KEY, a=\"b", ErrorKind::Expected(Rule::QuotedString), ""),
    ("p256ecdsa=KEY==", ErrorKind::Expected(Rule::Base64Url), "=="),
    ("p256ecdsa=\"KEY=\"", ErrorKind::Expected(Rule::Base64Url), "=\""),
    ("a=b;p256ecdsa=A+B", ErrorKind::Expected(Rule::Base64Url), "+B"),
    ("a=b;p256ecdsa=\"\\KEY\"", ErrorKind::InvalidParam("p256ecdsa"), "p256ecdsa"),
    (
        "a=b, p256ecdsa=AA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs",
        ErrorKind::InvalidParam("p256ecdsa"),
        "p256ecdsa",
    ),
    ("a=b, p256ecdsa=BAAA", ErrorKind::InvalidParam("p256ecdsa"), "p256ecdsa"),
    ("dh=a;DH=b, p256ecdsa=KEY", ErrorKind::DuplicateParam, "DH=b"),
    ("p256ecdsa=KEY, P256ecdsa=KEY", ErrorKind::DuplicateParam, "P256ecdsa"),
    ("p256ecdsa=KEY;p256ECDSA=KEY", ErrorKind::DuplicateParam, "p256ECDSA"),
];

const REJECTED_CREDENTIALS: [(&str, ErrorKind, usize); 7] = [
    ("WebPush", ErrorKind::Expected(Rule::Token68), 7),
    ("vapid YWFh.YWFh.YWFh", ErrorKind::Scheme("WebPush"), 0),
    ("WebPush t=YWFh.YWFh.YWFh", ErrorKind::Expected(Rule::Token68), 10),
    ("WebPush YWFh.YWFh", ErrorKind::Expected(Rule::Jwt), 17),
    ("WebPush YWFh.YWFh.YWFh.YWFh", ErrorKind::Expected(Rule::Jwt), 22),
    ("WebPush YWFh.YWFh.YWFh=", ErrorKind::Expected(Rule::Jwt), 22),
    ("WebPush YWFh.YW+h.YWFh", ErrorKind::Expected(Rule::Jwt), 15),
];

fn point() -> [u8; 65] {
    let line = format!("p256ecdsa={KEY}");
    let mut point = [0; 65];
    CryptoKey::parse(line.as_bytes()).unwrap().p256ecdsa().decode_into(&mut point).unwrap();
    point
}

#[test]
fn the_example_is_parsed_and_built() {
    let authorization = format!("WebPush {JWT}");
    let credentials = Credentials::parse(authorization.as_bytes()).unwrap();
    let mut claims = [0; 128];
    let claims = credentials.token().payload().decode_into(&mut claims).unwrap();
    assert_eq!(claims, br#"{"aud":"https://push.example.net","exp":1453523768,"sub":"mailto:push@example.com"}"#);
    assert_eq!(written(&Credentials::new(JWT).unwrap()), authorization.as_bytes());
    assert_eq!(written(&CryptoKey::new(&point()).unwrap()), format!("p256ecdsa={KEY}").as_bytes());
    assert_eq!(format!("{credentials:?}"), format!("Credentials {{ token: Jwt({} bytes) }}", JWT.len()));
}

#[test]
fn the_key_is_found_beside_others() {
    let point = point();
    for line in LINES.map(|line| line.replace("KEY", KEY)) {
        assert_eq!(CryptoKey::parse(line.as_bytes()), Ok(CryptoKey::new(&point).unwrap()), "{line}");
    }
    let key = format!("p256ecdsa={KEY}");
    let request = [("Crypto-Key", "dh=BJmM"), ("crypto-key", &key), ("Crypto-Key", "dh=BJmM;keyid=a")];
    assert_eq!(web_push::crypto_key(&request).unwrap().unwrap(), CryptoKey::new(&point).unwrap());
    assert_eq!(web_push::crypto_key(&request[..1]), Ok(None));
    assert_eq!(web_push::crypto_key(&[("Vary", "a")]), Ok(None));
    let twice = [("Crypto-Key", &key), ("Crypto-Key", &key)];
    let error = web_push::crypto_key(&twice).unwrap_err();
    assert_eq!((error.line(), error.error().kind(), error.error().offset()), (1, ErrorKind::DuplicateParam, 0));
    let broken = [("Crypto-Key", "dh=a"), ("Crypto-Key", "dh")];
    assert_eq!(web_push::crypto_key(&broken).unwrap_err().line(), 1);
}

#[test]
fn invalid_values_are_rejected() {
    for (line, kind, at) in REJECTED {
        let (line, at) = (line.replace("KEY", KEY), at.replace("KEY", KEY));
        let error = CryptoKey::parse(line.as_bytes()).unwrap_err();
        let offset = if at.is_empty() { line.len() } else { line.rfind(&at).unwrap() };
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{line}");
    }
    for (value, kind, offset) in REJECTED_CREDENTIALS {
        let error = Credentials::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
}

#[test]
fn parts_that_cannot_be_sent_are_rejected() {
    for (error, part, kind, offset) in [
        (Credentials::new("").unwrap_err(), "token", ValueErrorKind::Empty, 0),
        (Credentials::new("YWFh.YWFh").unwrap_err(), "token", ValueErrorKind::WrongForm, 0),
        (Credentials::new("YWFh.YWFh.Y h").unwrap_err(), "token", ValueErrorKind::InvalidByte, 11),
        (CryptoKey::new(&[3; 65]).unwrap_err(), "p256ecdsa", ValueErrorKind::WrongForm, 0),
    ] {
        assert_eq!((error.part(), error.kind(), error.offset()), (part, kind, offset));
    }
}

#[test]
fn all_prefixes_keep_the_laws() {
    let lines = LINES.into_iter().chain(REJECTED.map(|(line, ..)| line)).map(|line| line.replace("KEY", KEY));
    let credentials = REJECTED_CREDENTIALS.map(|(value, ..)| value.to_owned());
    let more = [format!("WebPush {JWT}"), JWT.to_owned(), format!("dh=a\np256ecdsa={KEY}\np256ecdsa={KEY}")];
    for value in lines.chain(credentials).chain(more) {
        crate::prefixes::lengths(value.len()).for_each(|length| laws::check("web_push", &value.as_bytes()[..length]));
    }
}
