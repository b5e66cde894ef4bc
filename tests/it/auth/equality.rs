//! What is equal: each row has the spellings of one value, and no two rows are equal.

use countersign::auth::aws4::{Algorithm, Rules, Scope, SignedHeaders, Timestamp};
use countersign::auth::digest::{Hex, NonceCount, QopOptions};
use countersign::auth::ext_value::ExtValue;
use countersign::auth::private_token::{Extension, ExtensionSet, Extensions};
use countersign::auth::scram::{Nonce, Saslname};
use countersign::auth::shared_access_signature::{self, Escaped};
use countersign::auth::{Base64, Decimal, Param, bearer, mutual, negotiate, oauth, scram, tolerant};

use crate::equality::groups;

#[test]
fn of_numbers() {
    let decimal = |digits: &'static str| Decimal::parse(digits.as_bytes()).unwrap();
    groups(&[
        &[decimal("0"), decimal("00")],
        &[decimal("1"), decimal("001")],
        &[decimal("10")],
        &[decimal("18446744073709551615")],
    ]);
    let count = |digits: &'static str| NonceCount::parse(digits.as_bytes()).unwrap();
    groups(&[
        &[count("00000001"), NonceCount::from(1)],
        &[count("0000000a"), count("0000000A"), NonceCount::from(10)],
        &[count("10000000")],
    ]);
    let at = |seconds| Timestamp::new(seconds).unwrap();
    groups(&[&[at(0)], &[at(1)], &[at(1_369_353_600), Timestamp::parse(b"20130524T000000Z").unwrap()]]);
    groups(&[&[at(0).day(), at(86_399).day()], &[at(86_400).day()]]);
}

#[test]
fn of_digits_and_symbols() {
    let hex = |digits: &str| Hex::parse(digits.as_bytes()).unwrap();
    groups(&[
        &[hex("939e7578ed9e3c518a452acee763bce9"), hex("939E7578ED9E3C518A452ACEE763BCE9")],
        &[hex("939e7578ed9e3c518a452acee763bce8")],
        &[hex("039e7578ed9e3c518a452acee763bce9")],
        &[hex("939e7578ed9e3c518a452acee763bce9939e7578ed9e3c518a452acee763bce9")],
    ]);
    let number = |digits: &'static str| mutual::Hex::parse(digits.as_bytes()).unwrap();
    groups(&[
        &[number("00ff"), number("00FF"), mutual::Hex::new(b"\x00\xFF").unwrap()],
        &[number("ff")],
        &[number("00fe")],
        &[number("00")],
    ]);
    let sent = |bytes: &'static str| scram::Info::new(bytes).data();
    let received = |line: &'static str| scram::Info::parse(line.as_bytes()).unwrap().data();
    let folded = |line: &'static str| scram::Info::try_from(tolerant::info(line.as_bytes()).unwrap()).unwrap().data();
    groups::<Base64<'_>>(&[
        &[sent("abcd"), received("data=\"YWJjZA==\""), folded("data=\"YWJj ZA==\""), folded("data=\"YW JjZA==\"")],
        &[sent("abce"), received("data=\"YWJjZQ==\""), folded("data=\"YWJj ZQ==\"")],
        &[sent("abc"), received("data=\"YWJj\""), folded("data=\"YW Jj\"")],
        &[sent("abcdef"), received("data=\"YWJjZGVm\""), folded("data=\"YWJj ZGVm\"")],
    ]);
}

#[test]
fn of_tokens_that_are_decoded_later() {
    let sent = |bytes: &'static str| negotiate::Challenge::new().with_token(bytes).unwrap().token().unwrap();
    let received = |line: &'static str| negotiate::Challenge::parse(line.as_bytes()).unwrap().token().unwrap();
    let folded = |line: &'static str| {
        let credentials = tolerant::credentials(line.as_bytes()).unwrap();
        negotiate::Credentials::try_from(credentials).unwrap().token()
    };
    groups(&[
        &[sent("abcd"), received("Negotiate YWJjZA=="), folded("Negotiate YWJj ZA=="), folded("Negotiate YW JjZA==")],
        &[sent("abce"), received("Negotiate YWJjZQ=="), folded("Negotiate YWJj ZQ==")],
        &[sent("abc"), received("Negotiate YWJj"), folded("Negotiate YW Jj")],
        &[sent("abcdef"), received("Negotiate YWJjZGVm"), folded("Negotiate YWJj ZGVm")],
        // Not base64.
        &[received("Negotiate YWJjZ")],
        &[received("Negotiate YWJjZB==")],
    ]);
}

#[test]
fn of_texts_with_escapes() {
    let value = |text: &'static str| ExtValue::parse(text.as_bytes()).unwrap();
    groups(&[
        &[value("UTF-8''%41b"), value("utf-8''Ab"), ExtValue::new("Ab")],
        &[value("UTF-8'en'Ab"), value("UTF-8'EN'A%62")],
        &[value("UTF-8'de'Ab")],
        &[value("ISO-8859-1''Ab")],
        &[value("UTF-8''Ac")],
        &[value("UTF-8''A")],
    ]);
    let encoded = |text: &'static str| {
        let line = format!("OAuth oauth_problem=\"{text}\"").leak();
        oauth::Challenge::parse(line.as_bytes()).unwrap().problem().unwrap()
    };
    let plain = |text: &'static str| oauth::Challenge::new().with_problem(text).problem().unwrap();
    groups(&[
        &[plain("a b"), encoded("a%20b"), encoded("%61%20b"), encoded("a b")],
        &[plain("a"), encoded("%61"), encoded("\\a")],
        &[plain("a c"), encoded("a%20c")],
        &[plain("%41"), encoded("%2541")],
        &[plain("A")],
        &[plain("")],
    ]);
    for (spelled, is, is_not) in [
        ("a", "a", "b"),
        ("a", "a", "aa"),
        ("a%20b", "a b", "a%20b"),
        ("\\a", "a", "\\a"),
        ("%5Ca", "\\a", "a"),
        ("\\\\", "\\", "\\\\"),
        ("%25", "%", "%25"),
    ] {
        let value = encoded(spelled);
        assert!(value == *is && value == is, "{spelled}");
        assert!(value != *is_not && value != is_not, "{spelled}");
    }
    assert!(plain("a%20b") == "a%20b" && plain("a%20b") != "a b" && plain("\\a") == "\\a" && plain("\\a") != "a");
    let resource = |text: &str| {
        let line =
            format!("SharedAccessSignature sr={text}&sig=BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc%3D&se=1").leak();
        shared_access_signature::Credentials::parse(line.as_bytes()).unwrap().resource()
    };
    groups(&[
        &[Escaped::new("a/b"), resource("a%2Fb"), resource("a%2fb"), resource("%61%2Fb")],
        &[Escaped::new("a/c"), resource("a%2Fc")],
        &[Escaped::new("a"), resource("a")],
        &[Escaped::new("a b"), resource("a%20b")],
        &[Escaped::new("a+b"), resource("a+b"), resource("a%2Bb")],
    ]);
    let first = |text: &str| {
        let message = format!("n,,n={text},r=a").leak();
        scram::ClientFirst::parse(message.as_bytes()).unwrap().username()
    };
    groups(&[
        &[Saslname::new("a,b").unwrap(), first("a=2Cb")],
        &[Saslname::new("a=b").unwrap(), first("a=3Db")],
        &[Saslname::new("a").unwrap(), first("a")],
        &[Saslname::new("b").unwrap()],
    ]);
}

#[test]
fn of_lists_and_names() {
    let nonce = |client: &'static str| Nonce::new(client).unwrap();
    groups(&[
        &[nonce("abc"), nonce("ab").with_server("c").unwrap(), nonce("a").with_server("bc").unwrap()],
        &[nonce("ab")],
        &[
            nonce("a").with_reauthentication(7, "b").unwrap(),
            nonce("a7").with_server("b").unwrap(),
            nonce("a").with_server("c").unwrap().with_reauthentication(7, "b").unwrap(),
        ],
        &[nonce("ac"), nonce("a").with_reauthentication(7, "b").unwrap().with_server("c").unwrap()],
        &[nonce("abd"), nonce("ab").with_server("d").unwrap()],
    ]);
    let token = |text: &'static str| mutual::ExtensiveToken::new(text).unwrap();
    groups(&[&[token("-a.example"), token("-A.EXAMPLE")], &[token("-b.example")], &[token("-a.exampl")]]);
    let challenge = |qop: QopOptions<'static>| {
        countersign::auth::digest::Challenge::new("a", "b").unwrap().with_qop(qop).qop().unwrap()
    };
    let read = |qop: &str| {
        let line = format!("Digest realm=a, nonce=b, qop=\"{qop}\"").leak();
        countersign::auth::digest::Challenge::parse(line.as_bytes()).unwrap().qop().unwrap()
    };
    groups(&[
        &[challenge(QopOptions::AUTH), read("auth"), read("AUTH"), read(", auth,")],
        &[challenge(QopOptions::AUTH_INT), read("auth-int")],
        &[challenge(QopOptions::BOTH), read("auth,auth-int"), read("auth ,  AUTH-INT")],
        &[read("auth-int, auth")],
        &[read("x")],
    ]);
    let (one, two, other) =
        (Extension::new(1, b"a").unwrap(), Extension::new(2, b"a").unwrap(), Extension::new(1, b"b").unwrap());
    let (ones, both, others) = ([one], [one, two], [other]);
    groups(&[&[one], &[two], &[other]]);
    groups(&[
        &[Extensions::new(&ones).unwrap(), Extensions::parse(b"\0\x05\0\x01\0\x01a").unwrap()],
        &[Extensions::new(&both).unwrap()],
        &[Extensions::new(&others).unwrap()],
        &[Extensions::new(&[]).unwrap()],
    ]);
    groups(&[
        &[ExtensionSet::new(&[(1, true)]).unwrap(), ExtensionSet::parse(b"\0\x03\x01\0\x01").unwrap()],
        &[ExtensionSet::new(&[(1, false)]).unwrap()],
        &[ExtensionSet::new(&[(2, true)]).unwrap()],
        &[ExtensionSet::new(&[(1, true), (2, true)]).unwrap()],
    ]);
    groups(&[&[SignedHeaders::new("host").unwrap()], &[SignedHeaders::new("host;range").unwrap()]]);
}

#[test]
fn of_scopes_and_rules() {
    let scope = |algorithm, date, region, service| Scope::of(algorithm, date, region, service).unwrap();
    let (amazon, google) = (Algorithm::HmacSha256, Algorithm::Goog4HmacSha256);
    groups(&[
        &[scope(amazon, "20130524", Some("us-east-1"), "s3"), Scope::new("20130524", "us-east-1", "s3").unwrap()],
        &[scope(google, "20130524", Some("us-east-1"), "s3")],
        &[scope(amazon, "20130525", Some("us-east-1"), "s3")],
        &[scope(amazon, "20130524", Some("us-east-2"), "s3")],
        &[scope(amazon, "20130524", Some("us-east-1"), "s4")],
        &[Scope::multi_region("20130524", "s3").unwrap()],
    ]);
    // Only the names of the fields distinguish the first two.
    let of_s3 = |normalizes, twice| Rules::S3.with_normalized_path(normalizes).with_path_encoded_twice(twice);
    groups(&[
        &[Rules::S3, of_s3(false, false)],
        &[Rules::GOOGLE],
        &[Rules::OTHERS],
        &[of_s3(true, true)],
        &[of_s3(true, false)],
        &[of_s3(false, true)],
        &[Rules::S3.with_plus_as_space()],
        &[Rules::TENCENT],
        &[Rules::ALIBABA],
        &[Rules::HUAWEI],
    ]);
}

#[test]
fn of_other_parameters() {
    let read = |line: &'static str| bearer::Challenge::parse(line.as_bytes()).unwrap();
    let one = [Param::token("x", b"1").unwrap()];
    groups(&[
        &[
            read("Bearer realm=\"r\", x=1"),
            read("bearer X=\"\\1\" , REALM=r"),
            bearer::Challenge::new().with_realm("r").unwrap().with_other_params(&one).unwrap(),
        ],
        &[read("Bearer realm=\"r\", x=2")],
        &[read("Bearer realm=\"r\", y=1")],
        &[read("Bearer realm=\"r\", x=1, y=1")],
        &[read("Bearer realm=\"r\"")],
    ]);
}
