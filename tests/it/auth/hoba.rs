//! The HOBA scheme: the example of RFC 7486, a faulty page of documentation, and each error.

use countersign::auth::digest::{self, Hasher, RustCrypto};
use countersign::auth::hoba::{self, Algorithm, Challenge, Credentials, Registration, Tbs};
use countersign::auth::{self, Challenges};
use countersign::{Encode, ErrorKind, Rule, ValueError, ValueErrorKind};

use crate::laws::{self, written};

// RFC 7486, appendix B. By the grammar of the RFC, this challenge is invalid: it contains a slash.
const ORIGIN: &str = "https://example.com:443";
const KID: &str = "vesscamS2Kze4FFOg3e2UyCJPhuQ6_3_gzN-k_L6t3w";
const CHALLENGE: &str = "HOBA challenge=\"pUE77w0LylHypHKhBqAiQHuGC751GiOVv4/7pSlo9jc=\", max-age=\"10\"";
const NONCE: &str = "Pm3yUW-sW5Q";
const SIG: &str = "VD-0LGVBVEVjfq4xEd35FjnOrIqzJ2OQMx5w8E52dgVvxFD6R0ryEsHcD31ykh0i4YIzIHXirx7bE4x9yP-9fMBCEwnHJsYwYQhfRpmS\
                   cwAz-Ih1Hn4yORTb-U66miUzq04ZgTHm4jAj45afU20wYpGXY2r3W-FRKc6J6Glv_zI_ROghERalxgXG-QVGZrKPtG0V593Yf9IPnFSp\
                   LyW6fnxscCMWUA9T-4NjMdypI-Ze4HsC9J06tRTOunQdofr96ZJ2i9LE6uKSUDLCD2oeEeSEvUR--4OGtrgjzYysHZkdVSxAi7OoQBK3\
                   4EUWg9kIS13qQA43m4IMExkbApqrSg";
const TBS: &str = "11:Pm3yUW-sW5Q1:023:https://example.com:4430:43:vesscamS2Kze4FFOg3e2UyCJPhuQ6_3_gzN-k_L6t3w\
                   44:pUE77w0LylHypHKhBqAiQHuGC751GiOVv4/7pSlo9jc=";

// The page has a whole HOBA-TBS as the challenge. In it, the realm has no length, and the kid lacks a byte.
const PAGE_TBS: &str = "16:MTEyMzEyMzEyMw==1:028:https://www.example.com:8080:3:MTI48:\
                        NjgxNDdjOTctNDYxYi00MzEwLWJlOWItNGM3MDcyMzdhYjUz";
const PAGE_REPAIRED: &str = "16:MTEyMzEyMzEyMw==1:028:https://www.example.com:80800:4:MTIz48:\
                           NjgxNDdjOTctNDYxYi00MzEwLWJlOWItNGM3MDcyMzdhYjUz";

fn result() -> String {
    format!("HOBA result=\"{KID}.pUE77w0LylHypHKhBqAiQHuGC751GiOVv4/7pSlo9jc=.{NONCE}.{SIG}\"")
}

#[test]
fn the_example_of_the_standard_is_answered_and_checked() {
    let challenge = Challenge::parse(CHALLENGE.as_bytes()).unwrap();
    assert_eq!(written(&challenge), CHALLENGE.as_bytes());
    assert_eq!((challenge.max_age(), challenge.realm()), (10, None));

    let signed = challenge.tbs(Algorithm::RSA_SHA256, ORIGIN, KID, NONCE).unwrap();
    let mut buffer = [0; 256];
    assert_eq!(signed.encode_to_slice(&mut buffer).unwrap(), TBS.as_bytes());
    let mut hasher = Hasher::new(RustCrypto, digest::Algorithm::Sha256).unwrap();
    hasher.update(TBS.as_bytes());
    assert_eq!(hasher.finish().as_bytes(), b"8d25b8b1a5b907e20d1ee5e0505cf275089d53cdd3c31b98c09e3fbc7b8aeadc");

    let result = result();
    let credentials = Credentials::parse(result.as_bytes()).unwrap();
    assert_eq!(written(&credentials), result.as_bytes());
    assert_eq!((credentials.kid(), credentials.nonce()), (signed.kid(), signed.nonce()));
    assert_eq!(credentials.challenge(), challenge.challenge());
    assert_eq!(credentials.tbs(Algorithm::RSA_SHA256, ORIGIN, None), Ok(signed));
    let sig = credentials.sig().decode_into(&mut buffer).unwrap();
    assert_eq!(sig.len(), 256);
    assert_eq!(written(&Credentials::new(&signed, sig).unwrap()), result.as_bytes());
}

#[test]
fn signed_bytes_are_parsed_and_written() {
    for (bytes, alg, realm) in [
        (TBS, 0, None),
        (PAGE_REPAIRED, 0, None),
        ("1:n2:1710:coap://a:113:a \"b\" \u{e9}\u{20ac}\u{e9}2:k=1:/", 17, Some("a \"b\" \u{e9}\u{20ac}\u{e9}")),
    ] {
        let tbs = Tbs::parse(bytes.as_bytes()).map_err(|error| format!("{error} of {bytes}")).unwrap();
        assert_eq!(tbs.algorithm(), Algorithm::new(alg).unwrap());
        assert_eq!(tbs.realm().and_then(|realm| realm.as_str()), realm);
        let mut buffer = [0; 256];
        assert_eq!(tbs.encode_to_slice(&mut buffer).unwrap(), bytes.as_bytes());
    }
}

#[test]
fn invalid_signed_bytes_are_rejected_at_their_offset() {
    for (bytes, offset) in [
        (PAGE_TBS, 53),
        ("", 0),
        ("11", 2),
        ("01:n", 1),
        (":n", 0),
        ("2:n", 3),
        ("99999999999999999999:n", 0),
        ("1:n1:0", 6),
        ("0:1:0", 2),
        ("1:+1:0", 2),
        ("1:n2:00", 6),
        ("1:n3:100", 7),
        ("1:n1:x", 5),
        ("1:n1:09:https://a", 17),
        ("1:n1:011:https://a:x0:1:k1:c", 19),
        ("1:n1:011:https://a:10:1:k1:c ", 28),
        ("1:n1:011:https://a:10:1:k0:", 27),
        ("1:n1:011:https://a:10:1:.1:c", 24),
    ] {
        let error = Tbs::parse(bytes.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(Rule::HobaTbs), offset), "{bytes}");
    }
}

#[test]
fn the_realm_is_signed_without_its_escapes() {
    let challenge = Challenge::parse(b"HOBA realm=\"a \\\"b\\\"\", max-age=0, challenge=YQ").unwrap();
    assert_eq!(written(&challenge), b"HOBA challenge=\"YQ\", max-age=\"0\", realm=\"a \\\"b\\\"\"");
    let signed = challenge.tbs(Algorithm::RSA_SHA1, "https://a:1", "k", "n").unwrap();
    let mut buffer = [0; 64];
    assert_eq!(signed.encode_to_slice(&mut buffer).unwrap(), b"1:n1:111:https://a:15:a \"b\"1:k2:YQ");
    let credentials = Credentials::new(&signed, &[0xFF]).unwrap();
    assert_eq!(credentials.tbs(Algorithm::RSA_SHA1, "https://a:1", Some("a \"b\"")), Ok(signed));
    assert_ne!(credentials.tbs(Algorithm::RSA_SHA1, "https://a:1", None), Ok(signed));
    let nameless = challenge.with_realm("").unwrap();
    let signed = nameless.tbs(Algorithm::RSA_SHA1, "https://a:1", "k", "n").unwrap();
    assert_eq!(credentials.tbs(Algorithm::RSA_SHA1, "https://a:1", None), Ok(signed), "an empty realm equals no realm");
}

#[test]
fn every_form_of_a_value_is_parsed() {
    for challenge in ["hoba MAX-AGE=010 , Challenge=YQ,x=y", "HOBA ,challenge=\"YQ\",, max-age = \"\\1\\0\","] {
        assert_eq!(Challenge::parse(challenge.as_bytes()), Ok(Challenge::new("YQ", 10).unwrap()), "{challenge}");
    }
    let line = "Basic realm=\"a\", HOBA challenge=YQ, max-age=1, HOBA challenge=Yg, max-age=2";
    let challenges = Challenges::parse(line.as_bytes()).unwrap();
    let ages: Vec<u64> =
        challenges.iter().filter_map(|one| Challenge::try_from(one).ok()).map(|one| one.max_age()).collect();
    assert_eq!(ages, [1, 2]);
    for credentials in ["HOBA result=a.b.c.YQ", "hoba x=y, RESULT = \"a.b.c.YQ==\" ,"] {
        let read = Credentials::parse(credentials.as_bytes()).unwrap();
        assert_eq!((read.sig().decoded_len(), read.kid() == "a"), (1, true), "{credentials}");
    }
    assert_eq!(Credentials::parse(b"HOBA result=\"kid.challenge.nonce.sig\"").unwrap().nonce(), "nonce");
}

/// Challenges that are rejected, the kind of the error, and its offset.
const REJECTED: [(&str, ErrorKind, usize); 12] = [
    ("HOBA", ErrorKind::Missing("challenge"), 4),
    ("HOBA max-age=10", ErrorKind::Missing("challenge"), 15),
    ("HOBA challenge=YQ", ErrorKind::Missing("max-age"), 17),
    ("HOBA challenge=YQ, max-age=10, challenge=YQ", ErrorKind::DuplicateParam, 31),
    ("HOBA challenge=YQ, max-age=10, realm=a, realm=a", ErrorKind::DuplicateParam, 40),
    ("HOBA challenge=YQ, max-age=ten", ErrorKind::InvalidParam("max-age"), 19),
    ("HOBA challenge=\"\", max-age=10", ErrorKind::Expected(Rule::Base64Url), 16),
    ("HOBA max-age=10, challenge = \"Y Q\"", ErrorKind::Expected(Rule::Base64Url), 31),
    ("HOBA challenge=Y~Q, max-age=10", ErrorKind::Expected(Rule::Base64Url), 16),
    ("HOBA challenge=\"\\YQ\", max-age=10", ErrorKind::InvalidParam("challenge"), 5),
    ("HOBA YQ==", ErrorKind::Expected(Rule::AuthParam), 5),
    ("Basic realm=a", ErrorKind::Scheme("HOBA"), 0),
];

#[test]
fn errors_have_a_kind_and_an_offset() {
    for (value, kind, offset) in REJECTED {
        let error = Challenge::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
    for (value, kind, offset) in [
        ("HOBA", ErrorKind::Missing("result"), 4),
        ("HOBA result=a.b.c", ErrorKind::Expected(Rule::HobaRes), 17),
        ("HOBA result=\"a.b.c\"", ErrorKind::Expected(Rule::HobaRes), 18),
        ("HOBA x=y, result = \"a..c.YQ\"", ErrorKind::Expected(Rule::HobaRes), 22),
        ("HOBA result=a.b.c.YQ.YQ", ErrorKind::Expected(Rule::HobaRes), 20),
        ("HOBA result=a.b.c.YR", ErrorKind::Expected(Rule::HobaRes), 20),
        ("HOBA result=\"a.b.c.Y\\Q\"", ErrorKind::InvalidParam("result"), 5),
        ("HOBA result=a.b.c.YQ, result=a.b.c.YQ", ErrorKind::DuplicateParam, 22),
        ("HOBA a.b.c.YQ", ErrorKind::Expected(Rule::AuthParam), 5),
    ] {
        let error = Credentials::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
}

#[test]
fn the_page_is_rejected_where_it_differs_from_the_standard() {
    let challenge = format!("HOBA max-age=\"180\", challenge=\"{PAGE_TBS}\"");
    let error = Challenge::parse(challenge.as_bytes()).unwrap_err();
    assert_eq!((error.kind(), &challenge[error.offset()..][..4]), (ErrorKind::Expected(Rule::Base64Url), ":MTE"));

    let credentials = format!("123.{PAGE_TBS}.1123123123.c2ln");
    let error = auth::Credentials::parse(credentials.as_bytes()).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(Rule::Space), 6));
}

#[test]
fn parts_that_cannot_be_sent_are_rejected() {
    let rejected = |error: ValueError| (error.part(), error.kind(), error.offset());
    let challenge = Challenge::new("YQ", 10).unwrap();
    let tbs = |origin, kid, nonce| challenge.tbs(Algorithm::RSA_SHA256, origin, kid, nonce).map(|_| ());
    let signed = challenge.tbs(Algorithm::RSA_SHA256, ORIGIN, "k", "n").unwrap();
    for (built, expected) in [
        (Challenge::new("", 10).map(|_| ()), ("challenge", ValueErrorKind::Empty, 0)),
        (Challenge::new("Y/", 10).map(|_| ()), ("challenge", ValueErrorKind::InvalidByte, 1)),
        (challenge.with_realm("a\n").map(|_| ()), ("realm", ValueErrorKind::InvalidByte, 1)),
        (tbs("", "k", "n"), ("origin", ValueErrorKind::Empty, 0)),
        (tbs("https://example.com", "k", "n"), ("origin", ValueErrorKind::WrongForm, 0)),
        (tbs("https://example.com:", "k", "n"), ("origin", ValueErrorKind::WrongForm, 0)),
        (tbs("https://example.com:443/", "k", "n"), ("origin", ValueErrorKind::InvalidByte, 23)),
        (tbs(ORIGIN, "", "n"), ("kid", ValueErrorKind::Empty, 0)),
        (tbs(ORIGIN, "k.", "n"), ("kid", ValueErrorKind::InvalidByte, 1)),
        (tbs(ORIGIN, "k", ""), ("nonce", ValueErrorKind::Empty, 0)),
        (tbs(ORIGIN, "k", "n\""), ("nonce", ValueErrorKind::InvalidByte, 1)),
        (Algorithm::new(100).map(|_| ()), ("alg", ValueErrorKind::OutOfRange, 0)),
        (Credentials::new(&signed, b"").map(|_| ()), ("sig", ValueErrorKind::Empty, 0)),
    ] {
        assert_eq!(built.map_err(rejected), Err(expected));
    }
}

/// §6.1.1
#[test]
fn a_server_answers_a_registration() {
    for (value, expected) in [
        ("regok", Ok(Registration::Complete)),
        ("reginwork", Ok(Registration::InWork)),
        (" \tRegOK ", Ok(Registration::Complete)),
        ("", Err(0)),
        (" reg", Err(1)),
        ("regok,", Err(0)),
        ("regok, regok", Err(0)),
        ("\"regok\"", Err(0)),
    ] {
        let read = hoba::registration(&[("hobareg", value)]);
        let expected = expected.map_err(|offset| (ErrorKind::Expected(Rule::Hobareg), offset));
        let read = read.map_err(|error| (error.error().kind(), error.error().offset()));
        assert_eq!(read, expected.map(Some), "{value}");
        crate::prefixes::lengths(value.len()).for_each(|length| laws::check("hoba", &value.as_bytes()[..length]));
    }
    let twice = [("Hobareg", "regok"), ("Hobareg", "regok")];
    assert_eq!(hoba::registration(&twice).unwrap_err().error().kind(), ErrorKind::SecondLine);
    assert_eq!(hoba::registration(&[("Vary", "regok")]), Ok(None));
}

#[test]
fn values_cut_at_every_length_keep_the_laws() {
    let result = result();
    let rejected = REJECTED.map(|(value, ..)| value);
    let others =
        ["HOBA challenge=YQ, max-age=1, realm=\"\\\"\", Basic, hoba max-age=2,challenge=\"Y-_=\"", "https://[::1]:8"];
    for value in [CHALLENGE, &*result, TBS, PAGE_TBS, PAGE_REPAIRED].iter().chain(&rejected).chain(&others) {
        crate::prefixes::lengths(value.len()).for_each(|length| laws::check("hoba", &value.as_bytes()[..length]));
    }
}
