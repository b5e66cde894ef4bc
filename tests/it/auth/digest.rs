//! A client and a server that talk Digest, in every form that the standard has, and each error.

mod attacks;
mod deviant;
mod other;
mod proofs;
mod resynchronization;
mod sessions;

use countersign::auth::digest::{
    Algorithm, Challenge, Client, ClientError, ClientIn, Credentials, Hasher, Info, Nonces, Qop, QopOptions, Request,
    Requirements, RustCrypto, Secret, Server, Uncomputable, Username, VerifyError, ha1,
};
use countersign::{FieldContent, FieldValueIn, Text};

const ALGORITHMS: [Algorithm<'_>; 6] = [
    Algorithm::Md5,
    Algorithm::Md5Sess,
    Algorithm::Sha256,
    Algorithm::Sha256Sess,
    Algorithm::Sha512_256,
    Algorithm::Sha512_256Sess,
];

fn password() -> Secret<'static> {
    Secret::password("Circle of Life").unwrap()
}

/// What was sent, as the other side reads it.
fn wire(value: &dyn FieldContent) -> Vec<u8> {
    let mut buffer = vec![0; value.encoded_len()];
    value.encode_to_slice(&mut buffer).unwrap().to_vec()
}

fn client(challenge: &[u8]) -> ClientIn<RustCrypto, 512> {
    ClientIn::new(RustCrypto, &Challenge::parse(challenge).unwrap()).unwrap()
}

/// Says whether the server accepts what a client answers to its first challenge.
fn exchange(server: Server<'_, RustCrypto>, request: Request<'_>, username: &str, secret: Secret<'_>) -> bool {
    let challenge = wire(&server.challenges().next().unwrap());
    let mut client = client(&challenge);
    let answer = wire(&client.answer(request, "Jäsøn Doe", password(), *b"0123456789abcdef").unwrap());
    let credentials = Credentials::parse(&answer).unwrap();
    let fresh = |nonce: Text<'_>, nc: Option<u32>| nonce == "a nonce" && nc.is_none_or(|nc| nc == 1);
    let verdict = server.verify(&credentials, request, username, Some(secret), fresh);

    // Whom the server accepts, it proves itself to.
    let proof = credentials.inputs(request).rspauth(RustCrypto, username, secret, request.body()).unwrap();
    let info = Info::new().with_rspauth(&proof);
    let accepted = client.accept(&info, request, "Jäsøn Doe", password());
    match verdict {
        Ok(()) => assert_eq!(accepted, Ok(true)),
        Err(refusal) => assert_eq!((refusal, accepted), (VerifyError::Response, Err(ClientError::Rspauth))),
    }
    verdict.is_ok()
}

#[test]
fn every_form_is_accepted_from_who_knows_the_secret_and_nobody_else() {
    for algorithm in ALGORITHMS {
        let body = {
            let mut hasher = Hasher::new(RustCrypto, algorithm).unwrap();
            hasher.update(b"a body");
            hasher.finish()
        };
        let plain = Request::new("PUT", "/dir/index.html?a=\"b\"").unwrap();
        let forms = [
            (Some(QopOptions::AUTH), plain),
            (Some(QopOptions::BOTH), plain),
            (Some(QopOptions::BOTH), plain.with_body(&body)),
            (Some(QopOptions::AUTH_INT), plain.with_body(&body)),
            (None, plain),
        ];
        for (qop, request) in forms {
            if qop.is_none() && algorithm.is_session() {
                continue; // The next test.
            }
            for userhash in [false, true] {
                let mut challenge = Challenge::new("the \"staff\"", "a nonce").unwrap().with_algorithm(algorithm);
                challenge = if let Some(qop) = qop { challenge.with_qop(qop) } else { challenge.without_qop() };
                challenge = if userhash { challenge.with_userhash() } else { challenge };
                let server = Server::new(RustCrypto, challenge);
                let realm = challenge.realm();
                let known = ha1(RustCrypto, algorithm, "Jäsøn Doe", realm, "Circle of Life").unwrap();
                for (username, secret, expected) in [
                    ("Jäsøn Doe", password(), true),
                    ("Jäsøn Doe", Secret::Ha1(&known), true),
                    ("Jäsøn Doe", Secret::password("circle of life").unwrap(), false),
                    ("Mufasa", password(), false),
                ] {
                    let case = format!("{algorithm:?} {qop:?} userhash {userhash} {username} {secret:?}");
                    assert_eq!(exchange(server, request, username, secret), expected, "{case}");
                }
            }
        }
    }
}

#[test]
fn challenges_that_nobody_can_answer_say_why() {
    for (challenge, expected) in [
        (&b"Digest realm=\"a\", nonce=\"b\", algorithm=MD5-sess"[..], Uncomputable::Cnonce),
        (b"Digest realm=\"a\", nonce=\"b\", algorithm=SHA-512", Uncomputable::Algorithm),
        (b"Digest realm=\"a\", nonce=\"b\", qop=\"crazy\"", Uncomputable::Qop),
    ] {
        let refused = Client::new(RustCrypto, &Challenge::parse(challenge).unwrap()).unwrap_err();
        assert_eq!(refused, ClientError::Uncomputable(expected));
    }
    let long = format!("Digest realm=\"{}\", nonce=\"b\"", "a".repeat(300));
    let refused = Client::new(RustCrypto, &Challenge::parse(long.as_bytes()).unwrap()).unwrap_err();
    assert!(matches!(refused, ClientError::Capacity(error) if error.needed() == long.len()));
}

#[test]
fn an_empty_qop_is_none_and_unknown_ones_are_passed_over() {
    for (challenge, expected) in [
        (&b"Digest realm=\"a\", nonce=\"b\", qop=\"\""[..], None),
        (b"Digest realm=\"a\", nonce=\"b\", qop=\", ,\"", None),
        (b"Digest realm=\"a\", nonce=\"b\", qop=\"crazy, auth\"", Some(Qop::Auth)),
        (b"Digest realm=\"a\", nonce=\"b\", qop=AUTH", Some(Qop::Auth)),
    ] {
        let mut client = client(challenge);
        let request = Request::new("GET", "/").unwrap();
        assert_eq!(client.answer(request, "a", password(), [0; 16]).unwrap().qop(), expected);
    }
}

#[test]
fn a_client_counts_and_takes_up_the_next_nonce() {
    let mut client = client(b"Digest realm=\"a\", nonce=\"one\", qop=\"auth\", opaque=\"o\"");
    let request = Request::new("GET", "/").unwrap();
    let mut seen = Vec::new();
    for next in [None, None, Some("two"), None] {
        let credentials = client.answer(request, "Mufasa", password(), [1; 16]).unwrap();
        seen.push((String::from(credentials.nonce().as_str().unwrap()), credentials.nc().unwrap()));
        assert_eq!(credentials.opaque().unwrap(), "o");
        if let Some(nonce) = next {
            let info = Info::new().with_nextnonce(nonce).unwrap();
            assert_eq!(
                client.accept(&info, request, "Mufasa", password()),
                Ok(false),
                "a server need not prove itself"
            );
        }
    }
    let expected = [("one", 1), ("one", 2), ("one", 3), ("two", 1)].map(|(nonce, nc)| (String::from(nonce), nc));
    assert_eq!(seen, expected);

    for (challenge, is_stale, nc) in [
        (&b"Digest realm=\"a\", nonce=\"three\", qop=\"auth\", stale=true"[..], true, 1),
        (b"Digest realm=\"a\", nonce=\"three\", qop=\"auth\", stale=true", true, 2),
        (b"Digest realm=\"a\", nonce=\"four\", qop=\"auth\", stale=FALSE", false, 1),
        (b"Digest realm=\"a\", nonce=\"five\", qop=\"auth\"", false, 1),
        (b"Digest realm=\"a\", nonce=\"five\", qop=\"auth\"", false, 2),
        // The algorithm is another, so the server may know another secret.
        (b"Digest realm=\"a\", nonce=\"six\", qop=\"auth\", algorithm=SHA-256, stale=true", false, 1),
    ] {
        let challenge = Challenge::parse(challenge).unwrap();
        assert_eq!(client.renew(&challenge), Ok(is_stale), "{challenge:?}");
        let credentials = client.answer(request, "Mufasa", password(), [1; 16]).unwrap();
        assert_eq!(credentials.nonce(), challenge.nonce());
        assert_eq!(credentials.nc(), challenge.qop().map(|_| nc), "{challenge:?}");
    }
    let info = Info::new().with_nextnonce("six").unwrap();
    client.accept(&info, request, "Mufasa", password()).unwrap();
    let challenge = Challenge::parse(b"Digest realm=\"a\", nonce=\"six\", qop=\"auth\", algorithm=SHA-256").unwrap();
    client.renew(&challenge).unwrap();
    assert_eq!(client.answer(request, "Mufasa", password(), [1; 16]).unwrap().nc(), Some(2), "it is the same nonce");
}

#[test]
fn a_client_that_can_not_answer_counts_nothing() {
    let mut client = client(b"Digest realm=\"a\", nonce=\"b\", qop=\"auth-int\", userhash=true");
    let request = Request::new("GET", "/").unwrap();
    let refused = client.answer(request, "Mufasa", password(), [1; 16]).unwrap_err();
    assert_eq!(refused, ClientError::Uncomputable(Uncomputable::Body));
    let (md5, sha256) = (Algorithm::Md5, Algorithm::Sha256);
    let [right, wrong] = [md5, sha256].map(|algorithm| Hasher::new(RustCrypto, algorithm).unwrap().finish());
    let refused = client.answer(request.with_body(&wrong), "Mufasa", password(), [1; 16]).unwrap_err();
    assert_eq!(refused, ClientError::Uncomputable(Uncomputable::Body), "a hash of another algorithm");
    assert!(matches!(client.answer(request.with_body(&right), "a:b", password(), [1; 16]), Err(ClientError::Value(_))));
    let credentials = client.answer(request.with_body(&right), "Mufasa", password(), [1; 16]).unwrap();
    assert_eq!(credentials.nc(), Some(1));
}

#[test]
fn info_of_another_request_is_not_accepted() {
    let mut client = client(b"Digest realm=\"a\", nonce=\"one\", qop=\"auth\"");
    let request = Request::new("GET", "/").unwrap();
    let answer = wire(&client.answer(request, "Mufasa", password(), [1; 16]).unwrap());
    let credentials = Credentials::parse(&answer).unwrap();
    let proof = credentials.inputs(request).rspauth(RustCrypto, "Mufasa", password(), None).unwrap();
    let cnonce = credentials.cnonce().unwrap().as_str().unwrap();
    for (cnonce, nc, expected) in
        [(cnonce, 1, Ok(true)), (cnonce, 2, Err(ClientError::Rspauth)), ("another", 1, Err(ClientError::Rspauth))]
    {
        let info = Info::new().with_rspauth(&proof).with_qop(Qop::Auth, cnonce, nc).unwrap();
        let info = wire(&info);
        assert_eq!(client.accept(&Info::parse(&info).unwrap(), request, "Mufasa", password()), expected);
    }
}

#[test]
fn a_server_says_why_it_refuses() {
    let nonces: Nonces<'_, RustCrypto> = Nonces::new(RustCrypto, Algorithm::Sha256, "staff", b"key").unwrap();
    let nonce = nonces.issue(1_000, 7).unwrap();
    let challenge = Challenge::new("staff", &nonce).unwrap();
    let algorithms = [Algorithm::Sha256, Algorithm::Md5];
    let server: Server<'_, RustCrypto> = Server::new(RustCrypto, challenge).with_algorithms(&algorithms);
    let request = Request::new("GET", "/").unwrap();
    let answer = |challenge: Challenge<'_>, request: Request<'_>| {
        let mut client = client(&wire(&challenge));
        wire(&client.answer(request, "Mufasa", password(), [1; 16]).unwrap())
    };
    let offered = challenge.with_algorithm(Algorithm::Sha256);
    let other_realm = Challenge::new("others", &nonce).unwrap();
    let no_qop = Challenge::new("staff", &nonce).unwrap().without_qop();
    let other_nonce = Challenge::new("staff", "of nobody").unwrap();
    for (credentials, now, expected) in [
        (answer(offered, request), 1_000, Ok(())),
        (answer(challenge, request), 1_060, Ok(())),
        (answer(offered, request), 1_061, Err(VerifyError::Stale)),
        (answer(offered, request), 999, Err(VerifyError::Stale)),
        (answer(other_nonce, request), 1_000, Err(VerifyError::Stale)),
        (answer(other_realm, request), 1_000, Err(VerifyError::Realm)),
        (answer(no_qop, request), 1_000, Err(VerifyError::Qop)),
        (answer(offered.with_algorithm(Algorithm::Md5Sess), request), 1_000, Err(VerifyError::Algorithm)),
        (answer(offered, Request::new("GET", "/other").unwrap()), 1_000, Err(VerifyError::Uri)),
        (answer(offered, Request::new("PUT", "/").unwrap()), 1_000, Err(VerifyError::Response)),
    ] {
        let credentials = Credentials::parse(&credentials).unwrap();
        let is_fresh = |nonce, _| nonces.age(nonce, now).is_some_and(|age| age <= 60);
        let verdict = server.verify(&credentials, request, "Mufasa", Some(password()), is_fresh);
        assert_eq!(verdict, expected);
    }
}

#[test]
fn nonces_are_known_by_who_issued_them() {
    let nonces: Nonces<'_, RustCrypto> = Nonces::new(RustCrypto, Algorithm::Md5, "staff", b"key").unwrap();
    let of_another_key = Nonces::new(RustCrypto, Algorithm::Md5, "staff", b"another").unwrap();
    let of_another_realm = Nonces::new(RustCrypto, Algorithm::Md5, "guests", b"key").unwrap();
    let of_another_algorithm = Nonces::new(RustCrypto, Algorithm::Md5Sess, "staff", b"key").unwrap();
    let nonce: FieldValueIn<96> = nonces.issue(77, u64::MAX).unwrap();
    let text = nonce.as_str().unwrap();
    let capitals = text.to_uppercase();
    for (nonces, nonce, now, expected) in [
        (&nonces, text, 77, Some(0)),
        (&nonces, text, 80, Some(3)),
        (&nonces, text, 76, None),
        (&of_another_key, text, 77, None),
        (&of_another_realm, text, 77, None),
        (&of_another_algorithm, text, 77, None),
        (&nonces, &text[1..], 77, None),
        (&nonces, &text[..text.len() - 1], 77, None),
        (&nonces, &format!("{text}0"), 77, None),
        (&nonces, &format!("+{}", &text[1..]), 77, None),
        (&nonces, "", 77, None),
    ] {
        assert_eq!(nonces.age(Text::new(nonce.as_bytes()).unwrap(), now), expected, "{nonce}");
    }
    // A client that has seen a nonce cannot make another one of it.
    let other_number = nonces.issue(77, 0).unwrap();
    let (time, tag) = (&text[..16], &text[32..]);
    let made = format!("{time}{}{tag}", &other_number.as_str().unwrap()[16..32]);
    assert_eq!(nonces.age(Text::new(made.as_bytes()).unwrap(), 77), None, "the number is hashed");
    assert_eq!(Nonces::new(RustCrypto, Algorithm::Md5, "staff", b"").unwrap_err(), Uncomputable::Key);
    let time = &capitals[..32];
    assert_eq!(nonces.age(Text::new(format!("{time}{}", &text[32..]).as_bytes()).unwrap(), 77), None, "one spelling");
}

#[test]
fn names_that_can_not_be_sent_are_refused() {
    for (name, expected) in [("a:b", Some(1)), ("a\nb", Some(1)), ("ä:b", Some(2)), ("ab", None), ("äb", None)] {
        assert_eq!(Username::new(name).err().map(|error| error.offset()), expected, "{name}");
    }
}

#[test]
fn what_is_hashed_is_what_was_sent() {
    let request = Request::new("GET", "/").unwrap();
    let server: Server<'_, RustCrypto> = Server::new(RustCrypto, Challenge::new("r", "n").unwrap());
    for (nc, qop, response, expected) in [
        ("0000000a", "auth", "a5920bc803d6ef30540fbff390ca6f09", Ok(())),
        ("0000000A", "auth", "9ae8f9b889f99ec3cf0b4edf1a4c3b37", Ok(())),
        ("0000000A", "AUTH", "32720b1f5540efed19e4addfd805254f", Err(VerifyError::Qop)),
    ] {
        let value = format!(
            "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"/\", response=\"{response}\", cnonce=\"c\", \
             qop={qop}, nc={nc}"
        );
        let credentials = Credentials::parse(value.as_bytes()).unwrap();
        let verdict =
            server.verify(&credentials, request, "u", Some(Secret::password("p").unwrap()), |_, nc| nc == Some(10));
        assert_eq!(verdict, expected, "{value}");
        assert_eq!(wire(&credentials), value.as_bytes());
    }
}

/// Whose fault a refusal is.
#[test]
fn a_refusal_has_the_status_of_its_fault() {
    for (refusal, status) in [
        (VerifyError::Uri, 400),
        (VerifyError::Response, 401),
        (VerifyError::Stale, 401),
        (VerifyError::Uncomputable(Uncomputable::Cnonce), 401),
        (VerifyError::Uncomputable(Uncomputable::Qop), 401),
        (VerifyError::Uncomputable(Uncomputable::Algorithm), 500),
        (VerifyError::Uncomputable(Uncomputable::Body), 400),
        (VerifyError::Uncomputable(Uncomputable::Username), 401),
    ] {
        assert_eq!(refusal.status(), status, "{refusal}");
    }
}

#[test]
fn errors_say_what_is_wrong_with_a_part() {
    let challenge = Challenge::new("r", "n").unwrap().with_algorithm(Algorithm::Sha256);
    let of_md5 = Hasher::new(RustCrypto, Algorithm::Md5).unwrap().finish();
    let response = Credentials::new(&challenge, Username::new("a").unwrap(), "/", &of_md5).unwrap_err();
    let qop = Info::new().with_qop(Qop::Auth, "c", 1).unwrap_err();
    let user = Username::new("a:b").unwrap_err();
    for (error, text) in [
        (response, "response: not in the form that is required"),
        (qop, "qop: requires rspauth"),
        (user, "username: byte 1 is not allowed"),
    ] {
        assert_eq!(error.to_string(), text);
    }
    let malformed = Credentials::parse(
        b"Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"/\", \
          response=\"8ca523f5e9506fed4657c9700eebdbec\", qop=auth, nc=1, cnonce=\"c\"",
    );
    assert_eq!(malformed.unwrap_err().kind(), countersign::ErrorKind::InvalidParam("nc"));
}

/// The strength of an algorithm that is not known here cannot be compared.
#[test]
fn an_unknown_algorithm_as_a_requirement_is_never_met() {
    let unknown = Text::new(b"SHA-512").unwrap();
    let requirements = Requirements::new().with_algorithm(Algorithm::Other(unknown));
    for algorithm in [Algorithm::Md5, Algorithm::Sha256, Algorithm::Sha512_256] {
        let challenge = Challenge::new("r", "n").unwrap().with_algorithm(algorithm);
        let client = Client::new(RustCrypto, &challenge).unwrap();
        assert_eq!(client.with_requirements(&requirements).err(), Some(ClientError::Algorithm), "{algorithm:?}");
    }
}
