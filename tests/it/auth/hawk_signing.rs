//! What Hawk signs, and every reason to refuse a request or a response.

use countersign::auth::hawk::{
    Bewit, Challenge, Client, ClientError, Credentials, Info, NewBewit, Normalized, PayloadHash, Refusal, Request,
    Server,
};
use countersign::hash::{Sha1, Sha256};
use countersign::mac::{Hmac, MacFunction, MacKey};
use countersign::{Encode, ValueErrorKind};
use proptest::prelude::*;

use crate::laws::written;

const NOW: u64 = 1_353_832_234;
const SECRET: &[u8] = b"werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn";

fn request(target: &str) -> Request<'_> {
    Request::new("GET", "example.com", 8000, target).unwrap()
}

#[test]
fn requests_are_normalized() {
    let credentials = Credentials::new("id", 7, "n", b"m").unwrap();
    for (method, host, port, credentials, expected) in [
        ("get", "Example.COM", 80, credentials, "hawk.1.header\n7\nn\nGET\n/a?b\nexample.com\n80\n\n\n"),
        ("PUT", "[::1]", 65_535, credentials, "hawk.1.header\n7\nn\nPUT\n/a?b\n[::1]\n65535\n\n\n"),
        (
            "HEAD",
            "a",
            443,
            credentials.with_hash(b"abc").unwrap().with_ext("e x").unwrap(),
            "hawk.1.header\n7\nn\nHEAD\n/a?b\na\n443\nYWJj\ne x\n",
        ),
        ("GET", "a", 1, credentials.with_app("p").unwrap(), "hawk.1.header\n7\nn\nGET\n/a?b\na\n1\n\n\np\n\n"),
        (
            "GET",
            "a",
            1,
            credentials.with_delegation("p", "d").unwrap(),
            "hawk.1.header\n7\nn\nGET\n/a?b\na\n1\n\n\np\nd\n",
        ),
    ] {
        let request = Request::new(method, host, port, "/a?b").unwrap();
        assert_eq!(Normalized::header(&request, &credentials).display().to_string(), expected);
    }
    for (method, host, target, part, kind, offset) in [
        ("", "a", "/", "method", ValueErrorKind::Empty, 0),
        ("A\n", "a", "/", "method", ValueErrorKind::InvalidByte, 1),
        ("\nA", "a", "/", "method", ValueErrorKind::InvalidByte, 0),
        ("A", "", "/", "host", ValueErrorKind::Empty, 0),
        ("A", "a:80", "/", "host", ValueErrorKind::InvalidByte, 1),
        ("A", "a\n", "/", "host", ValueErrorKind::InvalidByte, 1),
        ("A", "a", "", "target", ValueErrorKind::InvalidByte, 0),
        ("A", "a", "*", "target", ValueErrorKind::InvalidByte, 0),
        ("A", "a", "/\n", "target", ValueErrorKind::InvalidByte, 1),
        ("A", "a", "/a b", "target", ValueErrorKind::InvalidByte, 2),
        ("A", "a", "/#", "target", ValueErrorKind::InvalidByte, 1),
    ] {
        let error = Request::new(method, host, 80, target).unwrap_err();
        assert_eq!((error.part(), error.kind(), error.offset()), (part, kind, offset));
    }
}

#[test]
fn payloads_are_hashed_with_their_media_type() {
    let hash = |content_type: &str| -> [u8; 20] {
        let mut payload = PayloadHash::new(Sha1, content_type);
        payload.update(b"a\n");
        payload.finish()
    };
    let text = hash("text/plain");
    for (content_type, same) in [
        ("TEXT/Plain", true),
        (" text/plain ; charset=utf-8", true),
        ("text/plain;", true),
        ("text/html", false),
        ("", false),
    ] {
        assert_eq!(hash(content_type) == text, same, "{content_type}");
    }
    assert_eq!(countersign::hash::HashFunction::hash(Sha1, b"hawk.1.payload\ntext/plain\na\n\n"), text);
}

#[test]
fn a_server_refuses_for_the_first_reason() {
    let client = Client::new("id", Hmac(Sha256).key(SECRET));
    let (payload, other) = ([1; 32], [2; 32]);
    let unsigned = client.credentials(NOW, "n").unwrap();
    let plain = written(&client.sign(&request("/"), unsigned).credentials());
    let hashed = written(&client.sign(&request("/"), unsigned.with_hash(&payload).unwrap()).credentials());
    let server = Server::new(Hmac(Sha256));
    let verify = |wire: &[u8], secret: Option<&[u8]>, payload: Option<&[u8; 32]>, now: u64, fresh: bool| {
        let mut asked = None;
        let credentials = Credentials::parse(wire).unwrap();
        let verified = server.verify(&credentials, &request("/"), secret, payload, now, |nonce, ts, until| {
            asked = Some((nonce == "n", ts, until));
            fresh
        });
        (verified, asked)
    };
    let asked = Some((true, NOW, NOW + 60));
    for (wire, secret, payload, now, fresh, expected) in [
        (&plain, Some(SECRET), None, NOW, true, (Ok(()), asked)),
        (&hashed, Some(SECRET), None, NOW, true, (Ok(()), asked)),
        (&hashed, Some(SECRET), Some(&payload), NOW, true, (Ok(()), asked)),
        (&hashed, Some(SECRET), Some(&other), NOW, true, (Err(Refusal::Payload), None)),
        (&plain, Some(SECRET), Some(&payload), NOW, true, (Err(Refusal::Payload), None)),
        (&plain, Some(SECRET), None, NOW + 60, true, (Ok(()), asked)),
        (&plain, Some(SECRET), None, NOW - 60, true, (Ok(()), asked)),
        (&plain, Some(SECRET), None, NOW + 61, true, (Err(Refusal::Stale), None)),
        (&plain, Some(SECRET), None, NOW - 61, true, (Err(Refusal::Stale), None)),
        (&plain, Some(SECRET), None, u64::MAX, true, (Err(Refusal::Stale), None)),
        (&plain, Some(&SECRET[1..]), None, u64::MAX, true, (Err(Refusal::Mac), None)),
        (&plain, None, Some(&payload), u64::MAX, true, (Err(Refusal::Mac), None)),
        (&plain, Some(SECRET), None, NOW, false, (Err(Refusal::Replayed), asked)),
    ] {
        assert_eq!(verify(wire, secret, payload, now, fresh), expected, "{now}");
    }
    // The key that does not exist is no key of zeros.
    let zeros = Client::new("id", Hmac(Sha256).key(&[0; 32]));
    let zeros = written(&zeros.sign(&request("/"), unsigned).credentials());
    assert_eq!(verify(&zeros, Some(&[0; 32]), None, NOW, true).0, Ok(()));
    assert_eq!(verify(&zeros, None, None, NOW, true).0, Err(Refusal::Mac));
    let strict = server.with_skew(0);
    let credentials = Credentials::parse(&plain).unwrap();
    let verified = strict.verify::<32>(&credentials, &request("/"), Some(SECRET), None, NOW + 1, |_, _, _| true);
    assert_eq!(verified, Err(Refusal::Stale));
    for refusal in
        [Refusal::Method, Refusal::Mac, Refusal::Payload, Refusal::Stale, Refusal::Replayed, Refusal::Expired]
    {
        assert_eq!(refusal.status(), 401);
    }
    assert_eq!(Refusal::from(Credentials::parse(b"Hawk").unwrap_err()).status(), 400);
}

#[test]
fn a_client_checks_the_response_and_the_clock() {
    let client = Client::new("id", Hmac(Sha256).key(SECRET));
    let sent = client.credentials(NOW, "n").unwrap();
    let (payload, other) = ([1; 32], [2; 32]);
    let server = Server::new(Hmac(Sha256));
    let hashed = server.respond(&sent, &request("/"), SECRET, Some(&payload), Some("x")).unwrap();
    let plain = server.respond::<32>(&sent, &request("/"), SECRET, None, None).unwrap();
    let forged = server.respond::<32>(&sent, &request("/"), b"another key", None, None).unwrap();
    let of_other = server.respond::<32>(&client.credentials(NOW, "m").unwrap(), &request("/"), SECRET, None, None);
    let of_other = of_other.unwrap();
    for (info, payload, expected) in [
        (Some(hashed.info()), None, Ok(())),
        (Some(hashed.info()), Some(&payload), Ok(())),
        (Some(hashed.info()), Some(&other), Err(ClientError::Payload)),
        (Some(plain.info()), None, Ok(())),
        (Some(plain.info()), Some(&payload), Err(ClientError::Payload)),
        (Some(forged.info()), None, Err(ClientError::Mac)),
        (Some(of_other.info()), None, Err(ClientError::Mac)),
        (Some(plain.info().with_ext("added").unwrap()), None, Err(ClientError::Mac)),
        (None, None, Err(ClientError::Unproved)),
    ] {
        assert_eq!(client.accept(&request("/"), &sent, info.as_ref(), payload), expected);
    }
    assert!(Info::parse(&written(&hashed.info())).is_ok());
    assert!(server.respond::<32>(&sent, &request("/"), SECRET, None, Some("a\\b")).is_err());

    let time = server.time(SECRET, NOW);
    let wire = written(&time.challenge());
    assert_eq!(client.resync(&Challenge::parse(&wire).unwrap()), Some(NOW));
    let later = String::from_utf8(wire).unwrap().replace("1353832234", "1353832235");
    assert_eq!(client.resync(&Challenge::parse(later.as_bytes()).unwrap()), None);
    assert_eq!(client.resync(&Challenge::new()), None);
    assert_eq!(client.resync(&server.time(b"another key", NOW).challenge()), None);
}

fn bewit(target: &str, expiry: u64, ext: &str) -> String {
    let key = Hmac(Sha256).key(SECRET);
    NewBewit::new("id", &key, &request(target), expiry, ext).unwrap().display().to_string()
}

#[test]
fn a_bewit_is_cut_out_of_the_query() {
    for (before, after, without) in [
        ("/a?", "", "/a"),
        ("/a?b=1&", "", "/a?b=1"),
        ("/a?", "&b=1", "/a?b=1"),
        ("/a?b=1&", "&c=2", "/a?b=1&c=2"),
        ("/bewit=x?", "&xbewit=y", "/bewit=x?xbewit=y"),
    ] {
        let target = format!("{before}bewit={}{after}", bewit(without, NOW, ""));
        let sent = request(&target);
        let mut buffer = [0; 256];
        let (taken, rest) = Bewit::take(&sent, &mut buffer).unwrap().unwrap();
        assert_eq!((taken.id(), taken.expiry(), taken.ext()), ("id", NOW, &b""[..]));
        let text = taken.normalized(&rest).display().to_string();
        assert_eq!(text, format!("hawk.1.bewit\n{NOW}\n\nGET\n{without}\nexample.com\n8000\n\n\n"));
        let server = Server::new(Hmac(Sha256));
        for (secret, now, expected) in [
            (Some(SECRET), NOW - 1, Ok(())),
            (Some(SECRET), 0, Ok(())),
            (Some(SECRET), NOW, Err(Refusal::Expired)),
            (Some(SECRET), u64::MAX, Err(Refusal::Expired)),
            (Some(&SECRET[1..]), NOW, Err(Refusal::Mac)),
            (None, 0, Err(Refusal::Mac)),
        ] {
            assert_eq!(server.verify_bewit(&taken, &rest, secret, now), expected);
        }
        for (method, expected) in [("HEAD", Ok(())), ("get", Ok(())), ("POST", Err(Refusal::Method))] {
            let sent = Request::new(method, "example.com", 8000, &target).unwrap();
            let mut buffer = [0; 256];
            let (taken, rest) = Bewit::take(&sent, &mut buffer).unwrap().unwrap();
            assert_eq!(server.verify_bewit(&taken, &rest, Some(SECRET), 0), expected, "{method}");
        }
    }
    for target in ["/", "/?", "/?a=bewit", "/bewit=a", "/?bewit"] {
        assert!(Bewit::take(&request(target), &mut [0; 8]).unwrap().is_none(), "{target}");
    }
    let valid = bewit("/", NOW, "e");
    for (target, offset) in [
        ("/?bewit=".to_owned(), 2),
        ("/?a&bewit=%".to_owned(), 4),
        ("/?bewit=aWQ".to_owned(), 2),                // id
        ("/?bewit=aWRcMVxRUT09".to_owned(), 2),       // id\1\QQ==
        ("/?bewit=XDFcUVE9PVw".to_owned(), 2),        // \1\QQ==\
        ("/?bewit=aWRceFxRUT09XA".to_owned(), 2),     // id\x\QQ==\
        ("/?bewit=aWRcMVxcZQ".to_owned(), 2),         // id\1\\e
        ("/?bewit=aWRcMVxRUT09XGVcZQ".to_owned(), 2), // id\1\QQ==\e\e
        ("/?bewit=aWRcMVxRUT09XAo".to_owned(), 2),    // id\1\QQ==\ and a line feed
        (format!("/?bewit={valid}&bewit={valid}"), 9 + valid.len()),
    ] {
        let error = Bewit::take(&request(&target), &mut [0; 256]).unwrap_err();
        assert_eq!(error.offset(), offset, "{target}");
    }
    let target = format!("/?bewit={valid}");
    assert!(Bewit::take(&request(&target), &mut [0; 8]).is_err(), "the buffer is too small");
    let key = Hmac(Sha256).key(SECRET);
    for (id, ext) in [("", "e"), ("a\\b", "e"), ("i", "a\\b"), ("i", "\n"), ("\u{E9}", "")] {
        assert!(NewBewit::new(id, &key, &request("/"), NOW, ext).is_err(), "{id:?} {ext:?}");
    }
}

proptest! {
    /// What is signed is what a `String` would hold; every signature is accepted, and no signed part can change.
    #[test]
    fn every_signed_part_is_verified(
        method in "[A-Z]{1,6}", host in "[a-z.]{1,8}", port in any::<u16>(), target in "/[!-\"$-~]{0,12}", ts in 1..u64::MAX,
        nonce in "[a-zA-Z0-9_-]{1,6}", hash in proptest::option::of(any::<[u8; 32]>()), ext in proptest::option::of("[a-z #-/]{1,8}"),
        app in proptest::option::of(("[a-z]{1,4}", proptest::option::of("[a-z]{1,4}"))),
        at in any::<proptest::sample::Index>(), bit in 0_u8..7,
    ) {
        let request = Request::new(&method, &host, port, &target).unwrap();
        let client = Client::new("id", Hmac(Sha256).key(SECRET));
        let mut unsigned = client.credentials(ts, &nonce).unwrap();
        if let Some(hash) = &hash {
            unsigned = unsigned.with_hash(hash).unwrap();
        }
        if let Some(ext) = &ext {
            unsigned = unsigned.with_ext(ext).unwrap();
        }
        let unsigned = match &app {
            Some((app, Some(dlg))) => unsigned.with_delegation(app, dlg).unwrap(),
            Some((app, None)) => unsigned.with_app(app).unwrap(),
            None => unsigned,
        };
        let hash = unsigned.hash().map(|hash| hash.display().to_string()).unwrap_or_default();
        let ext = ext.as_deref().unwrap_or_default();
        let mut naive = format!("hawk.1.header\n{ts}\n{nonce}\n{method}\n{target}\n{host}\n{port}\n{hash}\n{ext}\n");
        if let Some((app, dlg)) = &app {
            naive = format!("{naive}{app}\n{}\n", dlg.as_deref().unwrap_or_default());
        }
        prop_assert_eq!(Normalized::header(&request, &unsigned).display().to_string(), naive.clone());
        let signed = client.sign(&request, unsigned);
        prop_assert!(signed.credentials().matches(&Hmac(Sha256).key(SECRET).mac(naive.as_bytes())));
        let wire = written(&signed.credentials());

        let verifies = |wire: &[u8], method: &str, host: &str, port: u16, target: &str| {
            let credentials = Credentials::parse(wire).ok()?;
            let request = Request::new(method, host, port, target).ok()?;
            let server = Server::new(Hmac(Sha256));
            server.verify::<32>(&credentials, &request, Some(SECRET), None, ts, |_, _, _| true).ok()?;
            Some(Normalized::header(&request, &credentials).display().to_string())
        };
        prop_assert_eq!(verifies(&wire, &method, &host, port, &target), Some(naive.clone()));
        prop_assert_eq!(verifies(&wire, &method, &host, port ^ 1, &target), None);

        // One bit changes: if it is accepted, what was signed is the same.
        let mut wires = [wire.clone(), method.into_bytes(), host.into_bytes(), target.into_bytes()];
        let mut at = at.index(wires.iter().map(Vec::len).sum());
        for wire in &mut wires {
            if let Some(byte) = wire.get_mut(at) {
                *byte ^= 1 << bit;
                break;
            }
            at -= wire.len();
        }
        let [wire, rest @ ..] = wires;
        let [method, host, target] = rest.map(|wire| String::from_utf8(wire).unwrap());
        if let Some(same) = verifies(&wire, &method, &host, port, &target) {
            prop_assert_eq!(same, naive);
        }
    }
}
