//! The Signature scheme: what is signed, and every reason to refuse a request.

use core::cell::Cell;

use countersign::auth::signature::{
    Body, BodyDigest, Client, Credentials, MAX_NAMES, Parameters, Policy, Refusal, Request, Rules, Server,
    SigningString,
};
use countersign::hash::{HashFunction, Sha256};
use countersign::mac::{Hmac, MacFunction};
use countersign::{Encode, ErrorKind, Rule, ValueErrorKind};
use proptest::prelude::*;

use crate::laws::signature::requests;
use crate::laws::written;

const DATE: &str = "Sun, 05 Jan 2014 21:31:40 GMT";
const NOW: u64 = 1_388_957_500;
const SECRET: &[u8] = b"secret";

type Fields<'a> = [(&'a str, &'a str)];

fn string(
    line: &str,
    target: &str,
    fields: &Fields<'_>,
    rules: Rules,
) -> Result<String, (&'static str, ValueErrorKind, usize)> {
    let line = format!("keyId=\"k\", signature=\"AA==\"{line}");
    let parameters = Parameters::parse(line.as_bytes()).unwrap();
    let request = Request::new("POST", target, fields).unwrap();
    let string = SigningString::new(&parameters, &request, rules);
    string.map(|string| string.display().to_string()).map_err(|error| (error.part(), error.kind(), error.offset()))
}

/// The rows of the module's table, and the steps of §2.3.
#[test]
fn requests_are_made_into_strings() {
    let fields = [("Host", "a"), ("date", DATE), ("X", " \ta\t"), ("x", ""), ("X", "b, c"), ("Empty", ""), ("", "a")];
    let draft = Rules::new();
    let dated = draft.with_date_by_default();
    for (line, rules, expected) in [
        ("", draft, Err(("headers", ValueErrorKind::Requires("created"), 0))),
        (", created=007", draft, Ok("(created): 007")),
        (", created=7", dated, Ok("date: Sun, 05 Jan 2014 21:31:40 GMT")),
        (", created=7, algorithm=hs2019", draft, Ok("(created): 7")),
        (", created=7, algorithm=rsa-sha256", draft, Err(("headers", ValueErrorKind::Prohibited, 0))),
        (", created=7, algorithm=\"RSA\"", draft, Err(("headers", ValueErrorKind::Prohibited, 0))),
        (", created=7, algorithm=rs256", draft, Ok("(created): 7")),
        (
            ", headers=\"host (created)\", algorithm=\"hmac-sha256\", created=7",
            draft,
            Err(("headers", ValueErrorKind::Prohibited, 5)),
        ),
        (
            ", headers=\"(expires)\", algorithm=\"ecdsa-sha256\", expires=7",
            draft,
            Err(("headers", ValueErrorKind::Prohibited, 0)),
        ),
        (", headers=\"(expires)\"", draft, Err(("headers", ValueErrorKind::Requires("expires"), 0))),
        (", headers=\"(expires) (created)\", expires=08, created=7", draft, Ok("(expires): 08\n(created): 7")),
        (", headers=\"(expires)\", expires=\"7.0\"", draft, Err(("expires", ValueErrorKind::WrongForm, 0))),
        (", headers=\"host\", expires=\"7.0\"", draft, Ok("host: a")),
        (", headers=\"(request-target) host\"", draft, Ok("(request-target): post /A?b=C%20\nhost: a")),
        (", headers=\"(request-target)\"", draft.with_path_only(), Ok("(request-target): post /A")),
        (", headers=\"x\"", draft, Ok("x: a, , b, c")),
        (", headers=\"empty host\"", draft, Ok("empty: \nhost: a")),
        // The draft lowers the case of names, and does not forbid a repeated one.
        (
            ", headers=\" HOST  (Request-Target) h\\ost\"",
            draft,
            Ok("host: a\n(request-target): post /A?b=C%20\nhost: a"),
        ),
        (", headers=\"host accept\"", draft, Err(("headers", ValueErrorKind::NoField, 5))),
        (", headers=\"host  hos\"", draft, Err(("headers", ValueErrorKind::NoField, 6))),
        // The suite of the W3C's group.
        (", headers=\"digest==\"", draft, Err(("headers", ValueErrorKind::InvalidByte, 6))),
        (", headers=\"host (host)\"", draft, Err(("headers", ValueErrorKind::InvalidByte, 5))),
        (", headers=\"host host:\"", draft, Err(("headers", ValueErrorKind::InvalidByte, 9))),
        (", headers=\"host\tdate\"", draft, Err(("headers", ValueErrorKind::InvalidByte, 4))),
        (", headers=\"host,date\"", draft, Err(("headers", ValueErrorKind::InvalidByte, 4))),
    ] {
        assert_eq!(string(line, "/A?b=C%20", &fields, rules), expected.map(str::to_owned), "{line}");
    }
    for (value, offset) in [("a\r\n b", 1), ("\n", 0), ("a\nhost: b", 1), ("\0", 0), ("a\r", 1)] {
        let result = string(", headers=\"x\"", "/", &[("x", "a"), ("x", value)], draft);
        assert_eq!(result, Err(("field", ValueErrorKind::InvalidByte, offset)), "{value:?}");
        assert!(string(", headers=\"y\"", "/", &[("y", "a"), ("x", value)], draft).is_ok(), "it is not signed");
    }
    let names = |count: usize| format!(", headers=\"{}\"", vec!["host"; count].join(" "));
    assert!(string(&names(MAX_NAMES), "/", &fields, draft).is_ok());
    let error = string(&names(MAX_NAMES + 1), "/", &fields, draft).unwrap_err();
    assert_eq!(error, ("headers", ValueErrorKind::TooMany, MAX_NAMES));
    for (method, target, part, kind, offset) in [
        ("", "/", "method", ValueErrorKind::Empty, 0),
        ("A ", "/", "method", ValueErrorKind::InvalidByte, 1),
        (" A", "/", "method", ValueErrorKind::InvalidByte, 0),
        ("A", "", "target", ValueErrorKind::Empty, 0),
        ("A", "/\n", "target", ValueErrorKind::InvalidByte, 1),
        ("A", "/a b", "target", ValueErrorKind::InvalidByte, 2),
        ("A", "/#", "target", ValueErrorKind::InvalidByte, 1),
        ("A", "\x7F", "target", ValueErrorKind::InvalidByte, 0),
    ] {
        let error = Request::new(method, target, &fields).unwrap_err();
        assert_eq!((error.part(), error.kind(), error.offset()), (part, kind, offset));
    }
    for target in ["*", "a.example:443", "http://a.example/", "/\u{E9}"] {
        let signed = string(", headers=\"(request-target)\"", target, &fields, draft);
        assert_eq!(signed, Ok(format!("(request-target): post {target}")));
    }
}

#[test]
fn digests_of_bodies_are_read() {
    let hash = Sha256.hash(b"{\"hello\": \"world\"}");
    let digest = "X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=";
    let (missing, base64) = (ErrorKind::Missing("SHA-256"), ErrorKind::Expected(Rule::Base64));
    for (lines, expected) in [
        (&[format!("SHA-256={digest}")][..], Ok(())),
        (&[format!("sha-256={digest}")], Ok(())),
        (&[format!("SHA=thvDyvhfIqlvFe+A9MYgxAfm1q5=, UNIXsum=30637 ,\tsha-256={digest} ")], Ok(())),
        (&["SHA=a".to_owned(), format!("SHA-256={digest}")], Ok(())),
        (&[], Err((missing, 0))),
        (&[String::new()], Err((missing, 0))),
        (&["SHA-512=AAAA".to_owned()], Err((missing, 0))),
        (&[format!("SHA-256:{digest}")], Err((missing, 0))),
        (&[format!("SHA-256={digest}, SHA-256={digest}")], Err((ErrorKind::DuplicateParam, 54))),
        (&[format!("SHA-256={digest}"), format!("SHA-256={digest}")], Err((ErrorKind::DuplicateParam, 0))),
        (&["SHA-256=".to_owned()], Err((ErrorKind::InvalidParam("SHA-256"), 0))),
        (&["a, SHA-256=AAAA".to_owned()], Err((ErrorKind::InvalidParam("SHA-256"), 3))),
        (&[format!("SHA-256={digest}=")], Err((base64, 51))),
        (&[format!("SHA-256=\"{digest}\"")], Err((base64, 8))),
        (&["SHA-256 =AAAA".to_owned()], Err((missing, 0))),
    ] {
        let fields: Vec<_> = lines.iter().map(|line| ("digest", line)).collect();
        let request = Request::new("GET", "/", &fields).unwrap();
        let digest = request.body_digest();
        assert_eq!(
            digest.map(|digest| assert!(digest.matches(&hash))).map_err(|error| (error.kind(), error.offset())),
            expected,
            "{lines:?}"
        );
    }
    let error = BodyDigest::parse(b"SHA-512=AAAA").unwrap_err();
    assert_eq!((error.kind(), error.offset()), (missing, 12));
    assert!(!BodyDigest::new(hash).matches(&[0; 32]));
    assert_eq!(written(&BodyDigest::new(hash)), format!("SHA-256={digest}").as_bytes());
}

#[test]
fn a_policy_names_what_must_be_signed() {
    let fields = [("Host", "a"), ("Date", DATE), ("Digest", "a"), ("X", "a")];
    let request = Request::new("GET", "/", &fields).unwrap();
    let default = Policy::default();
    let only = |names| Policy::new(names).unwrap();
    for (policy, names, has_body, missing) in [
        (default, "(request-target) host date", false, None),
        (default, "date host (request-target) x", false, None),
        (default, "(request-target) host (created)", false, None),
        (default, "(request-target) host date digest", true, None),
        (default, "(request-target) host date", true, Some("digest")),
        (default, "(request-target) host (expires)", false, Some("date")),
        (default, "(request-target) date", false, Some("host")),
        (default, "host date", false, Some("(request-target)")),
        (default, "date", false, Some("(request-target)")),
        (only("(created)"), "date", false, None),
        (only("x digest date"), "date digest", false, Some("x")),
        (only("(expires)"), "date", false, Some("(expires)")),
    ] {
        let parameters = Parameters::unsigned("k").unwrap().with_created(7).with_expires("9").unwrap();
        let parameters = parameters.with_headers(names).unwrap();
        let string = SigningString::new(&parameters, &request, Rules::new()).unwrap();
        assert_eq!(policy.missing(&string, has_body), missing, "{names}");
    }
    for (policy, with_body, without) in [
        (
            default,
            "Signature headers=\"(request-target) host date digest\"",
            "Signature headers=\"(request-target) host date\"",
        ),
        (only("digest"), "Signature headers=\"digest\"", "Signature"),
        (only("x content-digest"), "Signature headers=\"x content-digest\"", "Signature headers=\"x content-digest\""),
        (only("digest x"), "Signature headers=\"digest x\"", "Signature headers=\"digest x\""),
    ] {
        let server = Server::asymmetric("a").with_policy(policy);
        assert_eq!(written(&server.challenge(Body::Unread)), with_body.as_bytes());
        assert_eq!(written(&server.challenge(Body::Absent)), without.as_bytes());
    }
    for (names, kind, offset) in [
        ("", ValueErrorKind::Empty, 0),
        ("host  date", ValueErrorKind::Empty, 5),
        ("Host", ValueErrorKind::InvalidByte, 0),
    ] {
        let error = Policy::new(names).unwrap_err();
        assert_eq!((error.part(), error.kind(), error.offset()), ("headers", kind, offset));
    }
}

/// Signs with a client. The parameters have the names and others.
fn signed(secret: &[u8], line: &str, target: &str, fields: &Fields<'_>) -> Vec<u8> {
    let line = format!("keyId=\"k\", signature=\"AA==\"{line}");
    let unsigned = Parameters::parse(line.as_bytes()).unwrap();
    let request = Request::new("GET", target, fields).unwrap();
    written(&Client::new("k", Hmac(Sha256).key(secret)).sign(&request, unsigned).unwrap().credentials())
}

const ALL: &str = ", headers=\"(request-target) host date\"";

#[test]
fn a_server_refuses_for_the_first_reason() {
    const CREATED: &str = ", created=1388957500, headers=\"(request-target) host (created)\"";
    const EXPIRING: &str = ", expires=1388957600, headers=\"(request-target) host date (expires)\"";
    let fields = [("Host", "a"), ("Date", DATE)];
    let request = Request::new("GET", "/a?b", &fields).unwrap();
    let server = Server::new(Hmac(Sha256), "hmac-sha256");
    let verify = |server: Server<'_, _>, line: &str, secret: Option<&[u8]>, now: u64, fresh: bool| {
        let wire = signed(SECRET, line, "/a?b", &fields);
        let credentials = Credentials::parse(&wire).unwrap();
        let mut asked = None;
        let verified = server.verify(&credentials.parameters(), &request, Body::Absent, secret, now, |mac, until| {
            asked = Some(until).filter(|_| credentials.parameters().signature().matches(mac));
            fresh
        });
        (verified, asked)
    };
    let algorithm = |name: &str| format!("{ALL}, algorithm=\"{name}\"");
    let until = Some(NOW + 300);
    for (line, secret, now, fresh, expected) in [
        (ALL, Some(SECRET), NOW, true, (Ok(()), until)),
        (&*algorithm("hmac-sha256"), Some(SECRET), NOW, true, (Ok(()), until)),
        (&*algorithm("HS2019"), Some(SECRET), NOW, true, (Ok(()), until)),
        (&*algorithm("hmac-sha1"), Some(SECRET), NOW, true, (Err(Refusal::Algorithm), None)),
        (&*algorithm("rsa-sha256"), Some(SECRET), NOW, true, (Err(Refusal::Algorithm), None)),
        (&*algorithm("none"), Some(SECRET), NOW, true, (Err(Refusal::Algorithm), None)),
        (&*algorithm(""), Some(SECRET), NOW, true, (Err(Refusal::Algorithm), None)),
        (", headers=\"host date\"", Some(SECRET), NOW, true, (Err(Refusal::Unsigned), None)),
        (
            ", headers=\"(request-target) host\", created=1388957500",
            Some(SECRET),
            NOW,
            true,
            (Err(Refusal::Unsigned), None),
        ),
        (", created=1388957500", Some(SECRET), NOW, true, (Err(Refusal::Unsigned), None)),
        (ALL, Some(SECRET), NOW + 300, true, (Ok(()), until)),
        (ALL, Some(SECRET), NOW - 300, true, (Ok(()), until)),
        (ALL, Some(SECRET), NOW + 301, true, (Err(Refusal::Time), None)),
        (ALL, Some(SECRET), NOW - 301, true, (Err(Refusal::Time), None)),
        (ALL, Some(SECRET), u64::MAX, true, (Err(Refusal::Time), None)),
        (CREATED, Some(SECRET), NOW, true, (Ok(()), until)),
        (CREATED, Some(SECRET), NOW + 300, true, (Ok(()), until)),
        (CREATED, Some(SECRET), NOW + 301, true, (Err(Refusal::Time), None)),
        (CREATED, Some(SECRET), NOW - 1, true, (Err(Refusal::Time), None)),
        (EXPIRING, Some(SECRET), NOW, true, (Ok(()), Some(NOW + 99))),
        (EXPIRING, Some(SECRET), NOW + 99, true, (Ok(()), Some(NOW + 99))),
        (EXPIRING, Some(SECRET), NOW + 100, true, (Err(Refusal::Expired), None)),
        // Times that are not signed only shorten.
        (&format!("{ALL}, expires=\"1388957501.9\""), Some(SECRET), NOW, true, (Ok(()), until)),
        (&format!("{ALL}, expires=\"1388957501.9\""), Some(SECRET), NOW + 1, true, (Err(Refusal::Expired), None)),
        (&format!("{ALL}, created=1388957501"), Some(SECRET), NOW, true, (Err(Refusal::Time), None)),
        (&format!("{ALL}, created=1"), Some(SECRET), NOW, true, (Ok(()), until)),
        (ALL, None, NOW, true, (Err(Refusal::Signature), None)),
        (ALL, Some(&SECRET[1..]), NOW, true, (Err(Refusal::Signature), None)),
        (ALL, Some(SECRET), NOW, false, (Err(Refusal::Replayed), until)),
    ] {
        assert_eq!(verify(server, line, secret, now, fresh), expected, "{line} {now}");
    }
    let (line, secret) = (CREATED, Some(SECRET));
    assert_eq!(verify(server.with_skew(60), line, secret, NOW - 60, true), (Ok(()), until));
    assert_eq!(verify(server.with_skew(60), line, secret, NOW - 61, true).0, Err(Refusal::Time));
    // Half a day, as federated servers allow.
    let wide = server.with_window(43_200);
    assert_eq!(verify(wide, ALL, secret, NOW + 43_200, true), (Ok(()), Some(NOW + 43_200)));
    assert_eq!(verify(wide, ALL, secret, NOW + 43_201, true).0, Err(Refusal::Time));
    let timeless = server.with_policy(Policy::new("(request-target)").unwrap());
    assert_eq!(verify(timeless, ", headers=\"(request-target)\"", secret, u64::MAX, true), (Ok(()), Some(u64::MAX)));

    // Of two lines of Authorization, one is verified, and the application may use the other.
    let right = signed(SECRET, ALL, "/a?b", &fields);
    let signature = Credentials::parse(&right).unwrap().parameters();
    for (lines, expected) in [
        (&[("Authorization", "Signature a")][..], Ok(())),
        (
            &[("Authorization", "Signature a"), ("authorization", "Bearer x")],
            Err(("authorization", ValueErrorKind::Duplicate)),
        ),
    ] {
        let lines = [&fields[..], lines].concat();
        let request = Request::new("GET", "/a?b", &lines[..]).unwrap();
        let verified = server.verify(&signature, &request, Body::Absent, Some(SECRET), NOW, |_, _| true);
        let verified = verified.map_err(|refusal| match refusal {
            Refusal::Request(error) => (error.part(), error.kind()),
            _ => unreachable!("the signature is right: {refusal}"),
        });
        assert_eq!(verified, expected);
    }

    // The key that does not exist is no key of zeros.
    let zeros = signed(&[0; 32], ALL, "/a?b", &fields);
    let zeros = Credentials::parse(&zeros).unwrap().parameters();
    let verify = |secret| server.verify(&zeros, &request, Body::Absent, secret, NOW, |_, _| true);
    assert_eq!((verify(None), verify(Some(&[0; 32]))), (Err(Refusal::Signature), Ok(())));

    for (refusal, status) in [
        (Refusal::Malformed(Parameters::parse(b"").unwrap_err()), 400),
        (Refusal::from(Request::new("", "/", &fields).unwrap_err()), 400),
        (Refusal::Algorithm, 401),
        (Refusal::Unsigned, 401),
        (Refusal::Date, 401),
        (Refusal::Time, 401),
        (Refusal::Expired, 401),
        (Refusal::Signature, 401),
        (Refusal::Digest, 401),
        (Refusal::Replayed, 401),
    ] {
        assert_eq!(refusal.status(), status);
    }
}

#[test]
fn dates_are_those_of_http() {
    // (the fields, the time of the server, the result)
    for (fields, now, expected) in [
        (&[("Date", "Tue, 31 Dec 2013 23:59:59 GMT")][..], 1_388_534_400, Ok(())),
        (&[("Date", "Wed, 01 Jan 2014 00:00:00 GMT")], 1_388_534_399, Ok(())),
        // After 32 bits of seconds, signed and not.
        (&[("Date", "Tue, 19 Jan 2038 03:14:08 GMT")], 2_147_483_648, Ok(())),
        (&[("Date", "Sun, 07 Feb 2106 06:28:16 GMT")], 4_294_967_296, Ok(())),
        (&[("Date", "Thu, 01 Jan 1970 00:00:00 GMT")], 0, Ok(())),
        (&[("Date", "Thu, 01 Jan 1970 00:00:00 GMT")], 301, Err(Refusal::Time)),
        (&[("Date", "Fri, 01 Aug 2014 13:44:32 -0700")], 1_406_925_872, Err(Refusal::Date)),
        (&[("Date", "today")], 0, Err(Refusal::Date)),
        (&[("Date", "")], 0, Err(Refusal::Date)),
        (&[("Date", "Sunday, 05-Jan-14 21:31:40 GMT")], NOW, Err(Refusal::Date)),
        (&[("Date", DATE), ("Date", DATE)], NOW, Err(Refusal::Date)),
    ] {
        let wire = signed(SECRET, ", headers=\"date\"", "/", fields);
        let parameters = Credentials::parse(&wire).unwrap().parameters();
        let request = Request::new("GET", "/", fields).unwrap();
        let server = Server::new(Hmac(Sha256), "hmac-sha256").with_policy(Policy::new("date").unwrap());
        let verified = server.verify(&parameters, &request, Body::Absent, Some(SECRET), now, |_, _| true);
        assert_eq!(verified, expected, "{fields:?}");
    }
}

#[test]
fn a_body_needs_a_signed_digest() {
    const WITH_DIGEST: &str = ", headers=\"(request-target) host date digest\"";
    let hash = Sha256.hash(b"body");
    let digest = BodyDigest::new(hash).display().to_string();
    let other = BodyDigest::of(Sha256, b"other").display().to_string();
    let of_body = Body::Sha256(hash);
    for (line, digest, body, expected) in [
        (WITH_DIGEST, &*digest, of_body, Ok(())),
        (WITH_DIGEST, &digest, Body::Unread, Ok(())),
        (WITH_DIGEST, &digest, Body::Absent, Ok(())),
        (WITH_DIGEST, &other, of_body, Err(Refusal::Digest)),
        (WITH_DIGEST, &other, Body::Unread, Ok(())),
        (WITH_DIGEST, "SHA-512=AAAA", Body::Unread, Err(Refusal::Digest)),
        (WITH_DIGEST, "SHA-512=AAAA", of_body, Err(Refusal::Digest)),
        (WITH_DIGEST, "SHA-512=AAAA", Body::Absent, Ok(())),
        (ALL, &digest, of_body, Err(Refusal::Unsigned)),
        (ALL, &digest, Body::Unread, Err(Refusal::Unsigned)),
        (ALL, &digest, Body::Absent, Ok(())),
    ] {
        let fields = [("Host", "a"), ("Date", DATE), ("Digest", digest)];
        let wire = signed(SECRET, line, "/", &fields);
        let parameters = Credentials::parse(&wire).unwrap().parameters();
        let request = Request::new("GET", "/", &fields).unwrap();
        let server = Server::new(Hmac(Sha256), "hmac-sha256");
        let verified = server.verify(&parameters, &request, body, Some(SECRET), NOW, |_, _| true);
        assert_eq!(verified, expected, "{digest} {body:?}");
        // A wrong signature is found first.
        let verified = server.verify(&parameters, &request, body, Some(b"other"), NOW, |_, _| true);
        assert_eq!(
            verified,
            expected.and(Err(Refusal::Signature)).map_err(|refusal| match refusal {
                Refusal::Digest => Refusal::Signature,
                other => other,
            })
        );
    }
}

/// Federated servers sign with RSA, and write its name or `hs2019`.
#[test]
fn the_caller_verifies_asymmetric_signatures() {
    let fields = [("Host", "a"), ("Date", DATE)];
    let request = Request::new("GET", "/a?b", &fields).unwrap();
    let text = format!("(request-target): get /a?b\nhost: a\ndate: {DATE}");
    for (algorithm, is_valid, fresh, expected, asked) in [
        ("", true, true, Ok(()), (true, true)),
        ("algorithm=\"rsa-sha256\",", true, true, Ok(()), (true, true)),
        ("algorithm=\"hs2019\",", true, true, Ok(()), (true, true)),
        ("algorithm=\"rsa-sha512\",", true, true, Err(Refusal::Algorithm), (false, false)),
        ("algorithm=\"hmac-sha256\",", true, true, Err(Refusal::Algorithm), (false, false)),
        ("", false, true, Err(Refusal::Signature), (true, false)),
        ("", true, false, Err(Refusal::Replayed), (true, true)),
    ] {
        let line = format!("{algorithm} keyId=\"k\", headers=\"(request-target) host date\", signature=\"c2ln\"");
        let parameters = Parameters::parse(line.as_bytes()).unwrap();
        let (verified, remembered) = (Cell::new(false), Cell::new(false));
        let server = Server::asymmetric("rsa-sha256");
        let result = server.verify_with(
            &parameters,
            &request,
            Body::Absent,
            NOW,
            |string, parameters| {
                verified.set(string.display().to_string() == text && parameters.signature().matches("sig"));
                is_valid
            },
            |string, until| {
                remembered.set(string.display().to_string() == text && until == NOW + 300);
                fresh
            },
        );
        assert_eq!((result, (verified.get(), remembered.get())), (expected, asked), "{algorithm}");
    }
    // A server that knows a peer's habit verifies by its rules; the query of such a peer is not signed.
    let line = b"keyId=\"k\", headers=\"(request-target) host date\", signature=\"c2ln\"";
    let parameters = Parameters::parse(line).unwrap();
    let server = Server::asymmetric("rsa-sha256").with_rules(Rules::new().with_path_only());
    let is_valid = |string: &SigningString<'_, _>, _: &Parameters<'_>| {
        string.display().to_string().starts_with("(request-target): get /a\nhost")
    };
    assert_eq!(server.verify_with(&parameters, &request, Body::Absent, NOW, is_valid, |_, _| true), Ok(()));
}

#[test]
fn every_seed_keeps_the_law() {
    let dated = format!("\x05(request-target) host date\n/a?b\nHost:a\nDate:{}\nX:b", requests::date());
    for text in [
        "\x04(request-target) (created) host\n/a?b\nHost:a",
        "\x10(expires)\n/\n",
        "\x30(expires) x\n/\nx:a",
        "\x08(created)\n/\n",
        "\x04X x y\n/\nx: a \nX:b\ny:",
        "\u{80}host\n/\nhost:a\ndate:a",
        "\u{81}host\n/\nhost:a\ndate:a",
        "\x00a\n/\na:b\rc",
        "\x00a(\n/\na(:b",
        &dated,
    ] {
        let bytes: Vec<u8> = text.chars().map(|letter| u8::try_from(letter).unwrap()).collect();
        crate::prefixes::lengths(bytes.len()).for_each(|length| requests::check(&bytes[..length]));
    }
}

proptest! {
    /// The string is that of a naive builder, whatever is signed.
    #[test]
    fn every_signed_part_is_verified(
        choice in any::<u8>(),
        names in proptest::collection::vec("[hx]|host|date|X|\\(request-target\\)|\\(created\\)|\\(expires\\)|digest|[!-~]{1,3}", 0..5),
        target in "/[!-~]{0,8}",
        fields in proptest::collection::vec(("h|host|Host|x|X|digest|accept", "[ -~\t]{0,6}"), 0..6),
        dated in any::<bool>(),
    ) {
        let mut text = vec![format!("{}\n{target}", names.join(" "))];
        text.extend(fields.iter().map(|(name, value)| format!("\n{name}:{value}")));
        text.extend(dated.then(|| format!("\nDate: {}", requests::date())));
        requests::check(&[&[choice], text.concat().as_bytes()].concat());
    }

    /// No bit of what is sent can change, unless the same string is signed.
    #[test]
    fn no_signed_bit_can_change(at in any::<proptest::sample::Index>(), bit in 0_u8..7, created in any::<bool>()) {
        let line = if created {
            ", created=1388957500, expires=1388957600, headers=\"(request-target) host (created) (expires) digest\""
        } else {
            ", algorithm=\"hmac-sha256\", headers=\"(request-target) host date digest\""
        };
        let digest = BodyDigest::of(Sha256, b"body").display().to_string();
        let fields = [("Host", "a.example"), ("Date", DATE), ("Digest", &*digest)];
        let wire = signed(SECRET, line, "/a?b", &fields);
        let verifies = |wire: &[u8], method: &str, target: &str, values: [&str; 3]| {
            let parameters = Credentials::parse(wire).ok()?.parameters();
            let fields = [("Host", values[0]), ("Date", values[1]), ("Digest", values[2])];
            let request = Request::new(method, target, &fields).ok()?;
            let server = Server::new(Hmac(Sha256), "hmac-sha256");
            let body = Body::Sha256(Sha256.hash(b"body"));
            server.verify(&parameters, &request, body, Some(SECRET), NOW, |_, _| true).ok()?;
            Some(SigningString::new(&parameters, &request, Rules::new()).unwrap().encode_to_vec())
        };
        let values = fields.map(|(_, value)| value);
        let same = verifies(&wire, "GET", "/a?b", values).expect("the request is signed");
        let mut parts = [wire, b"GET".to_vec(), b"/a?b".to_vec(), values[0].into(), values[1].into(), values[2].into()];
        let mut index = at.index(parts.iter().map(Vec::len).sum());
        for part in &mut parts {
            if let Some(byte) = part.get_mut(index) {
                *byte ^= 1 << bit;
                break;
            }
            index -= part.len();
        }
        let [wire, rest @ ..] = parts;
        let [method, target, values @ ..] = rest.map(|part| String::from_utf8(part).unwrap());
        let values = values.each_ref().map(String::as_str);
        if let Some(changed) = verifies(&wire, &method, &target, values) {
            prop_assert_eq!(changed, same);
        }
    }
}
