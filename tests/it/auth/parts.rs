//! The parts of typed values: each is that of the line, and absent if the line has none.

mod challenges;
mod credentials;
mod every;

use countersign::Encode;
use countersign::auth::{Challenge, Challenges, basic, bearer, dpop, oauth, signature, tolerant};

#[test]
fn a_challenge_has_the_parts_of_its_line() {
    for age in [None, Some(0), Some(1), Some(60), Some(u64::MAX)] {
        let of = |scheme: &str| match age {
            None => format!("{scheme} realm=\"r\""),
            Some(age) => format!("{scheme} realm=\"r\", max_age={age}"),
        };
        assert_eq!(bearer::Challenge::parse(of("Bearer").as_bytes()).unwrap().max_age(), age);
        assert_eq!(dpop::Challenge::parse(of("DPoP").as_bytes()).unwrap().max_age(), age);
    }
    for (params, realm) in [("realm=\"r\"", Some("r")), ("realm=\"\"", Some("")), ("x=y", None)] {
        let (oauth, signature) = (format!("OAuth {params}"), format!("Signature {params}, headers=\"date\""));
        let oauth = oauth::Challenge::parse(oauth.as_bytes()).unwrap().realm();
        let signature = signature::Challenge::parse(signature.as_bytes()).unwrap().realm();
        for read in [oauth, signature] {
            assert_eq!(read.and_then(|realm| realm.as_str()), realm, "{params}");
        }
    }
}

#[test]
fn a_part_without_encoding_is_lent() {
    for (problem, text) in [
        ("token_rejected", Some("token_rejected")),
        ("\"token_rejected\"", Some("token_rejected")),
        ("\"a%20b\"", None),
        ("\"a\\b\"", None),
        ("\"\u{e9}\"", Some("\u{e9}")),
    ] {
        let line = format!("OAuth oauth_problem={problem}");
        let read = oauth::Challenge::parse(line.as_bytes()).unwrap().problem().unwrap();
        assert_eq!(read.as_str(), text, "{problem}");
    }
}

#[test]
fn user_ids_and_passwords_are_text_if_they_are_utf8() {
    for (user, password, expected) in [
        (&b"a"[..], &b"b"[..], (Some("a"), Some("b"))),
        (b"", "\u{e9}".as_bytes(), (Some(""), Some("\u{e9}"))),
        (b"\xE9", b"b", (None, Some("b"))),
        (b"a", b"\xE9", (Some("a"), None)),
    ] {
        let credentials = basic::Credentials::new(user, password).unwrap();
        assert_eq!((credentials.user_id_str(), credentials.password_str()), expected);
    }
}

/// Challenges are equal if their schemes, tokens and parameters are, and the parameters are in the same order.
#[test]
fn challenges_are_equal_if_their_parts_are() {
    let parts = ["A", "B", "A x", "A y", "A a=b", "A a=c", "A b=b", "A a=b, c=d", "A c=d, a=b", "A a=b, c=e"];
    for (one, other) in parts.iter().flat_map(|one| parts.iter().map(move |other| (*one, *other))) {
        let read = |line: &'static str| Challenge::parse(line.as_bytes()).map(|read| (read, read.params()));
        let lenient = |line: &'static str| tolerant::challenges(line.as_bytes()).next().unwrap().unwrap();
        let is_same = one == other;
        let ((left, left_params), (right, right_params)) = (read(one).unwrap(), read(other).unwrap());
        assert_eq!((left == right, lenient(one) == lenient(other)), (is_same, is_same), "{one} and {other}");
        let have_params = one.contains('=') || other.contains('=');
        assert_eq!(left_params == right_params, is_same || !have_params, "{one} and {other}");
    }
}

#[test]
fn challenges_are_written_with_a_comma_between_them() {
    for (line, expected) in [
        ("Basic", "Basic"),
        ("Basic realm=a,Newauth x=y ,, z=\"b\" ,Fake abc==", "Basic realm=\"a\", Newauth x=y, z=\"b\", Fake abc=="),
    ] {
        assert_eq!(Challenges::parse(line.as_bytes()).unwrap().encode_to_string().unwrap(), expected);
    }
}
