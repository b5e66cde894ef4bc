//! What an attacker, or a careless caller, tries with Digest, and what becomes of it.

use std::cell::Cell;

use countersign::auth::digest::{
    Absent, Algorithm, Challenge, Client, ClientError, ClientIn, ClientOptions, Credentials, Hash, Hasher, Hashes,
    Info, Inputs, Nonces, Qop, QopOptions, ReplayGuard, Request, Requirements, RustCrypto, Secret, Server, SessionKey,
    Uncomputable, VerifyError, ha1, userhash,
};
use countersign::{Text, ValueErrorKind};

use super::{client, password, wire};

const USER: &str = "Mufasa";

fn request() -> Request<'static> {
    Request::new("GET", "/").unwrap()
}

/// The challenge that is sent, and the one that the server verifies against.
fn challenge() -> Challenge<'static> {
    Challenge::new("staff", "a nonce").unwrap()
}

fn answer(challenge: Challenge<'_>, user: &str) -> Vec<u8> {
    wire(&client(&wire(&challenge)).answer(request(), user, password(), [1; 16]).unwrap())
}

fn verify(challenge: Challenge<'_>, credentials: &[u8], user: &str, secret: Secret<'_>) -> Result<(), VerifyError> {
    let credentials = Credentials::parse(credentials).unwrap();
    Server::new(RustCrypto, challenge).verify(&credentials, request(), user, Some(secret), |_, _| true)
}

#[test]
fn credentials_that_name_another_user_are_refused() {
    // The response is right for the user whose secret is known, but another user is named.
    let sent = String::from_utf8(answer(challenge(), USER)).unwrap();
    let renamed = sent.replace(USER, "Scar");
    let hash = userhash(RustCrypto, Algorithm::Md5, "Scar", challenge().realm()).unwrap();
    let rehashed = format!("{}, userhash=true", sent.replace(USER, hash.as_str()));
    let offered = challenge().with_userhash();
    for (challenge, sent, expected) in [
        (challenge(), &sent, Ok(())),
        (challenge(), &renamed, Err(VerifyError::Response)),
        (offered, &renamed, Err(VerifyError::Response)),
        (offered, &rehashed, Err(VerifyError::Response)),
    ] {
        assert_eq!(verify(challenge, sent.as_bytes(), USER, password()), expected, "{sent}");
    }
}

#[test]
fn a_hashed_name_is_refused_unless_it_was_offered() {
    let hashed = answer(challenge().with_userhash(), USER);
    assert!(String::from_utf8_lossy(&hashed).contains("userhash=true"));
    assert_eq!(verify(challenge().with_userhash(), &hashed, USER, password()), Ok(()));
    assert_eq!(verify(challenge(), &hashed, USER, password()), Err(VerifyError::Response));
}

#[test]
fn the_cnonce_is_the_random_that_the_caller_gives() {
    let mut client = client(&wire(&challenge()));
    let mut cnonce = |random: [u8; 16]| {
        let credentials = client.answer(request(), USER, password(), random).unwrap();
        credentials.cnonce().unwrap().lossy().to_string()
    };
    assert_eq!(cnonce([0xA7; 16]), "a7".repeat(16));
    assert_eq!(cnonce(*b"0123456789abcdef"), "30313233343536373839616263646566");
}

#[test]
fn freshness_is_asked_after_the_proof() {
    let right = answer(challenge(), USER);
    let other_target = Request::new("GET", "/other").unwrap();
    let other_realm = Challenge::new("others", "a nonce").unwrap();
    let wrong = Secret::password("circle of life").unwrap();
    for (challenge, request, user, secret, is_asked) in [
        (challenge(), request(), USER, Some(password()), true),
        (challenge(), request(), USER, Some(wrong), false),
        (challenge(), request(), "Scar", Some(password()), false),
        (challenge(), request(), USER, None, false),
        (challenge(), other_target, USER, Some(password()), false),
        (other_realm, request(), USER, Some(password()), false),
    ] {
        let asked = Cell::new(false);
        let is_fresh = |_, _| !asked.replace(true);
        let verdict = Server::new(RustCrypto, challenge).verify(
            &Credentials::parse(&right).unwrap(),
            request,
            user,
            secret,
            is_fresh,
        );
        assert_eq!((asked.get(), verdict.is_ok()), (is_asked, is_asked), "{challenge:?} {user} {secret:?}");
    }
}

/// Without a qop the response does not cover the count, so anyone can add one.
#[test]
fn a_count_that_is_not_proved_is_no_count() {
    let nonces = Nonces::new(RustCrypto, Algorithm::Sha256, "staff", "key").unwrap();
    let nonce = nonces.issue(1_000, 1).unwrap();
    let challenge = Challenge::new("staff", &nonce).unwrap().without_qop();
    let sniffed = String::from_utf8(answer(challenge, USER)).unwrap();
    let mut guard = ReplayGuard::<4>::new(300);
    for (added, expected) in [
        ("", Ok(())),
        ("", Err(VerifyError::Stale)),
        (", nc=00000001", Err(VerifyError::Stale)),
        (", nc=00000002", Err(VerifyError::Stale)),
        (", nc=00000003, cnonce=\"c\"", Err(VerifyError::Stale)),
    ] {
        let forged = format!("{sniffed}{added}");
        let credentials = Credentials::parse(forged.as_bytes()).unwrap();
        let is_fresh = |nonce, nc: Option<u32>| {
            assert_eq!(nc, None, "{added}");
            guard.accept(&nonces, nonce, nc, 1_001)
        };
        let server = Server::new(RustCrypto, challenge);
        let verdict = server.verify(&credentials, request(), USER, Some(password()), is_fresh);
        assert_eq!(verdict, expected, "{added}");
    }
}

#[test]
fn an_unknown_user_is_always_refused() {
    let empty = Secret::empty_password();
    let sent = wire(&client(&wire(&challenge())).answer(request(), USER, empty, [1; 16]).unwrap());
    let credentials = Credentials::parse(&sent).unwrap();
    let server = Server::new(RustCrypto, challenge());
    let verify = |secret| server.verify(&credentials, request(), USER, secret, |_, _| true);
    assert_eq!(verify(None), Err(VerifyError::Response));
    assert_eq!(verify(Some(empty)), Ok(()), "the caller has asked for it");

    // Not even with the password whose work is done for an unknown user.
    let guessed = Secret::password("of an unknown user").unwrap();
    let sent = wire(&client(&wire(&challenge())).answer(request(), USER, guessed, [1; 16]).unwrap());
    let credentials = Credentials::parse(&sent).unwrap();
    assert_eq!(server.verify(&credentials, request(), USER, None, |_, _| true), Err(VerifyError::Response));

    assert_eq!(Secret::password("").unwrap_err().kind(), ValueErrorKind::Empty);
    let of_nothing = ha1(RustCrypto, Algorithm::Md5, USER, challenge().realm(), "");
    assert_eq!(of_nothing.unwrap_err(), Uncomputable::Password);
}

/// MD5 that counts the blocks of its inputs.
#[derive(Clone, Copy)]
struct Counting<'c>(&'c Cell<usize>);

struct CountingMd5<'c> {
    blocks: &'c Cell<usize>,
    bytes: usize,
    hasher: Hasher<RustCrypto>,
}

impl<'c> Hashes for Counting<'c> {
    type Md5 = CountingMd5<'c>;
    type Sha256 = Absent;
    type Sha512 = Absent;
    type Sha512_256 = Absent;

    fn md5(self) -> Option<CountingMd5<'c>> {
        let hasher = Hasher::new(RustCrypto, Algorithm::Md5).unwrap();
        Some(CountingMd5 { blocks: self.0, bytes: 0, hasher })
    }
}

impl Hash<16> for CountingMd5<'_> {
    fn update(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len();
        self.hasher.update(bytes);
    }

    fn finish(self) -> [u8; 16] {
        // Padding takes nine bytes or more.
        self.blocks.set(self.blocks.get() + (self.bytes + 9).div_ceil(64));
        let hash = self.hasher.finish();
        u128::from_str_radix(hash.as_str(), 16).unwrap().to_be_bytes()
    }
}

#[test]
fn an_unknown_user_takes_the_work_of_a_known_one() {
    let stored = ha1(RustCrypto, Algorithm::Md5, USER, challenge().realm(), "Circle of Life").unwrap();
    let wrong = ha1(RustCrypto, Algorithm::Md5, USER, challenge().realm(), "circle of life").unwrap();
    for challenge in [challenge(), challenge().with_userhash(), challenge().with_algorithm(Algorithm::Md5Sess)] {
        let sent = answer(challenge, USER);
        let credentials = Credentials::parse(&sent).unwrap();
        let work = |secret| {
            let blocks = Cell::new(0);
            let server = Server::new(Counting(&blocks), challenge);
            let verdict = server.verify(&credentials, request(), USER, secret, |_, _| true);
            (verdict, blocks.get())
        };
        let (verdict, expected) = work(Some(password()));
        assert_eq!(verdict, Ok(()));
        assert_eq!(work(Some(Secret::Ha1(&stored))), (Ok(()), expected));
        for secret in [None, Some(Secret::password("circle of life").unwrap()), Some(Secret::Ha1(&wrong))] {
            assert_eq!(work(secret), (Err(VerifyError::Response), expected), "{challenge:?} {secret:?}");
        }
        if challenge.algorithm() == Some(Algorithm::Md5Sess) {
            let session = SessionKey::new(RustCrypto, &credentials.inputs(request()), USER, password()).unwrap();
            assert_eq!(work(session.secret_of(USER)), (Ok(()), expected));
            assert_eq!(work(session.secret_of("Scar")), (Err(VerifyError::Response), expected));
        }
    }
}

/// The password "staff:p" of the user "u" has the hash of the password "p" of a user "u:staff".
#[test]
fn a_colon_in_a_username_is_refused() {
    let inputs = Inputs {
        algorithm: Algorithm::Md5,
        realm: challenge().realm(),
        nonce: challenge().nonce(),
        cnonce: Some(Text::new(b"c").unwrap()),
        nc: Some(1.into()),
        qop: Some(Qop::Auth),
        request: request(),
    };
    let response = inputs.response(RustCrypto, "u", Secret::password("staff:p").unwrap()).unwrap();
    let sent = format!(
        "Digest username=\"u:staff\", realm=\"staff\", nonce=\"a nonce\", uri=\"/\", response=\"{}\", cnonce=\"c\", \
         qop=auth, nc=00000001",
        response.as_str()
    );
    let stored = ha1(RustCrypto, Algorithm::Md5, "u", challenge().realm(), "staff:p").unwrap();
    for secret in [Secret::password("p").unwrap(), Secret::Ha1(&stored)] {
        let refused = verify(challenge(), sent.as_bytes(), "u:staff", secret);
        assert_eq!(refused, Err(VerifyError::Uncomputable(Uncomputable::Username)));
    }
    let realm = challenge().realm();
    assert_eq!(ha1(RustCrypto, Algorithm::Md5, "u:staff", realm, "p").unwrap_err(), Uncomputable::Username);
    assert_eq!(userhash(RustCrypto, Algorithm::Md5, "u:staff", realm).unwrap_err(), Uncomputable::Username);
}

#[test]
fn methods_are_tokens() {
    for (method, expected) in [
        ("GET", None),
        ("M-SEARCH", None),
        ("", Some((ValueErrorKind::Empty, 0))),
        ("GET:/x\r\n", Some((ValueErrorKind::InvalidByte, 3))),
        ("GET ", Some((ValueErrorKind::InvalidByte, 3))),
    ] {
        let refused = Request::new(method, "/").err().map(|error| (error.kind(), error.offset()));
        assert_eq!(refused, expected, "{method:?}");
    }
}

#[test]
fn a_body_that_was_not_hashed_is_a_refusal_of_the_request() {
    let both = challenge().with_qop(QopOptions::BOTH);
    let sent = "Digest username=\"Mufasa\", realm=\"staff\", nonce=\"a nonce\", uri=\"/\", cnonce=\"c\", qop=auth-int, \
                nc=00000001, response=\"00000000000000000000000000000000\"";
    let blocks = Cell::new(0);
    let server = Server::new(Counting(&blocks), both);
    let credentials = Credentials::parse(sent.as_bytes()).unwrap();
    let refused = server.verify(&credentials, request(), USER, Some(password()), |_, _| true).unwrap_err();
    assert_eq!((refused, refused.status()), (VerifyError::Uncomputable(Uncomputable::Body), 400));
    assert_eq!(blocks.get(), 0, "nothing is hashed before");
}

#[test]
fn a_renewed_challenge_does_not_protect_less() {
    let first = "Digest realm=\"a\", nonce=\"n\"";
    for (before, after, expected) in [
        (", algorithm=SHA-256, qop=\"auth\"", ", algorithm=SHA-256, qop=\"auth\", stale=true", Ok(true)),
        (", algorithm=SHA-256, qop=\"auth\"", ", algorithm=SHA-256, qop=\"auth\"", Ok(false)),
        (", algorithm=SHA-256, qop=\"auth\"", ", qop=\"auth\", stale=true", Err(ClientError::Algorithm)),
        (", algorithm=SHA-256-sess, qop=\"auth\"", ", algorithm=MD5-sess, qop=\"auth\"", Err(ClientError::Algorithm)),
        (", algorithm=SHA-256, qop=\"auth\"", ", algorithm=SHA-256, stale=true", Err(ClientError::Qop)),
        (", qop=\"auth-int, auth\"", ", qop=\"auth\", stale=true", Err(ClientError::Qop)),
        (", qop=\"auth-int\"", ", qop=\"auth, auth-int\", stale=true", Err(ClientError::Qop)),
        (", qop=\"auth\"", ", qop=\"auth-int, auth\", stale=true", Ok(false)),
        ("", ", algorithm=SHA-512-256, qop=\"auth\", stale=true", Ok(false)),
        ("", ", stale=true", Ok(true)),
        ("", ", qop=\"crazy\"", Err(ClientError::Uncomputable(Uncomputable::Qop))),
    ] {
        let mut client = client(format!("{first}{before}").as_bytes());
        let after = format!("{first}{after}").replace("\"n\"", "\"m\"");
        let renewed = client.renew(&Challenge::parse(after.as_bytes()).unwrap());
        assert_eq!(renewed, expected, "{before} {after}");
        let request = Request::new("GET", "/").unwrap();
        let body = Hasher::new(RustCrypto, client.algorithm()).unwrap().finish();
        let credentials = client.answer(request.with_body(&body), USER, password(), [1; 16]).unwrap();
        assert!(credentials.nonce() == if expected.is_ok() { "m" } else { "n" }, "{before} {after}");
    }
    let mut client = client(format!("{first}, qop=\"auth\"").as_bytes());
    let other_realm = Challenge::parse(b"Digest realm=\"b\", nonce=\"n\", qop=\"auth\", stale=true").unwrap();
    assert_eq!(client.renew(&other_realm), Err(ClientError::Realm));
}

#[test]
fn a_client_requires_what_it_is_told() {
    let sha256 = Requirements::new().with_algorithm(Algorithm::Sha256);
    let qop = Requirements::new().with_qop();
    for (requirements, challenge, expected) in [
        (Requirements::default(), "", None),
        (sha256, "", Some(ClientError::Algorithm)),
        (sha256, ", algorithm=SHA-512-256", None),
        (sha256.with_algorithm(Algorithm::Sha512_256), ", algorithm=SHA-256-sess, qop=auth", None),
        (qop, "", Some(ClientError::Qop)),
        (qop, ", qop=\"\"", Some(ClientError::Qop)),
        (qop, ", qop=auth-int", None),
        (Requirements::new().with_realm("staff"), "", None),
        (Requirements::new().with_realm("guests"), "", Some(ClientError::Realm)),
    ] {
        let value = format!("Digest realm=\"st\\aff\", nonce=\"n\"{challenge}");
        let client = Client::new(RustCrypto, &Challenge::parse(value.as_bytes()).unwrap()).unwrap();
        assert_eq!(client.with_requirements(&requirements).err(), expected, "{value}");
    }
}

/// Each way in which a challenge can lack a qop, for a client that sends a cnonce without one and for one that does not.
#[test]
fn a_missing_qop_is_reported_as_that() {
    let uncomputable = |error| Some(ClientError::Uncomputable(error));
    let (without, with) = (ClientOptions::new(), ClientOptions::new().with_cnonce_without_qop());
    let missing = Some(ClientError::Qop);
    for (algorithm, qop, options, made, required) in [
        ("MD5", "", without, None, missing),
        ("MD5", "", with, None, missing),
        ("MD5", ", qop=\"\"", without, None, missing),
        ("MD5", ", qop=\"\"", with, None, missing),
        ("MD5", ", qop=\"auth-int\"", without, None, None),
        ("MD5", ", qop=\"x, y\"", without, uncomputable(Uncomputable::Qop), missing),
        ("MD5-sess", "", without, uncomputable(Uncomputable::Cnonce), missing),
        ("MD5-sess", "", with, None, missing),
        ("MD5-sess", ", qop=\", \"", without, uncomputable(Uncomputable::Cnonce), missing),
        ("MD5-sess", ", qop=\", \"", with, None, missing),
        ("MD5-sess", ", qop=\"auth\"", without, None, None),
        ("MD5-sess", ", qop=\"auth\"", with, None, None),
        ("MD5-sess", ", qop=\"auth-int\"", without, None, None),
        ("MD5-sess", ", qop=\"auth-int\"", with, None, None),
        ("MD5-sess", ", qop=\"x, y\"", without, uncomputable(Uncomputable::Qop), missing),
        ("MD5-sess", ", qop=\"x, y\"", with, uncomputable(Uncomputable::Qop), missing),
        ("MD5-sess", ", qop=\"x, auth\"", with, None, None),
    ] {
        let value = format!("Digest realm=\"staff\", nonce=\"n\", algorithm={algorithm}{qop}");
        let challenge = Challenge::parse(value.as_bytes()).unwrap();
        match (ClientIn::<_, 256, _>::with_options(RustCrypto, &challenge, options), made) {
            (Err(error), made) => assert_eq!(Some(error), made, "{value} {options:?}"),
            (Ok(client), None) => {
                let requirements = Requirements::new().with_qop();
                assert_eq!(client.with_requirements(&requirements).err(), required, "{value} {options:?}");
            }
            (Ok(_), Some(_)) => panic!("{value} {options:?} cannot be answered"),
        }
    }
}

#[test]
fn requests_outside_the_protection_space_are_not_answered() {
    let origin = "https://example.org";
    // The domain, a URI, whether it is in the space, and whether a request for it is answered.
    for (domain, uri, covers, answers) in [
        ("/private", "/private", true, true),
        ("/private", "/private/a?b=/../", true, true),
        ("/private", "/", false, false),
        ("/private", "/Private", false, false),
        ("/private", "*", false, false),
        ("/private", "/private/../public", false, false),
        ("/private", "/private/%2E./public", false, false),
        ("/private", "/private/.%2e", false, false),
        ("/private", "/private/...", true, true),
        ("/private", "https://example.org/private", true, true),
        ("/private", "HTTPS://EXAMPLE.ORG:443/private", true, true),
        ("/private", "https://example.org:8443/private", false, true), // A target does not show the server's origin.
        ("/private", "https://other.example/private", false, true),
        ("/private", "https://other.example/x", false, false),
        ("/a /b", "/b", true, true),
        ("https://other.example/x", "https://other.example:/x/y", true, true),
        ("https://other.example/x", "https://other.example.evil/x", false, false),
        ("https://other.example/x", "https://other.example@evil/x", false, false),
        ("https://other.example", "https://other.example", true, true),
        ("https://other.example/", "https://other.example", true, true),
        ("https://other.example", "http://other.example/", false, false),
        ("https://other.example/x", "/x", false, true),
        ("/", "//other.example/x", false, true), // Not a target that HTTP has.
        ("/", "*", true, true),
        ("", "/", true, true),
        ("::", "/", true, true),
        ("www.example.com //x", "/", true, true),
        ("::", "https://other.example/", false, true),
    ] {
        let challenge = Challenge::new("staff", "n").unwrap().with_domain(domain).unwrap();
        let mut client = client(&wire(&challenge));
        // A URI with an asterisk only is the whole server.
        let absolute = if uri == "*" { "/" } else { uri };
        assert_eq!(client.covers(origin, absolute), covers, "{domain} {uri}");
        assert_eq!(challenge.covers(origin, absolute), covers, "{domain} {uri}");
        let request = Request::new("GET", uri).unwrap();
        let answered = client.answer(request, USER, password(), [1; 16]).map(drop);
        assert_eq!(answered, if answers { Ok(()) } else { Err(ClientError::Uri) }, "{domain} {uri}");
        let unlimited = Client::new(RustCrypto, &challenge.without_domain())
            .unwrap()
            .answer(request, USER, password(), [1; 16])
            .map(drop);
        assert_eq!(unlimited, Ok(()));
    }
    let proxy = Challenge::new("staff", "n").unwrap().with_domain("/private").unwrap();
    let connect = Request::new("CONNECT", "example.org:443").unwrap();
    assert!(client(&wire(&proxy)).answer(connect, USER, password(), [1; 16]).is_ok());
}

#[test]
fn a_proof_without_an_answer_is_wrong() {
    let mut client = client(&wire(&challenge()));
    let inputs = Inputs {
        algorithm: Algorithm::Md5,
        realm: challenge().realm(),
        nonce: challenge().nonce(),
        cnonce: None,
        nc: None,
        qop: None,
        request: request(),
    };
    let proof = inputs.rspauth(RustCrypto, USER, password(), None).unwrap();
    let info = Info::new().with_rspauth(&proof);
    assert_eq!(client.accept(&info, request(), USER, password()), Err(ClientError::Rspauth));

    let answer = wire(&client.answer(request(), USER, password(), [1; 16]).unwrap());
    let credentials = Credentials::parse(&answer).unwrap();
    let proof = credentials.inputs(request()).rspauth(RustCrypto, USER, password(), None).unwrap();
    let cnonce = credentials.cnonce().unwrap().as_str().unwrap();
    for (qop, expected) in [(Qop::Auth, Ok(true)), (Qop::AuthInt, Err(ClientError::Rspauth))] {
        let info = Info::new().with_rspauth(&proof).with_qop(qop, cnonce, 1).unwrap();
        assert_eq!(client.accept(&info, request(), USER, password()), expected, "{qop:?}");
    }
}

#[test]
fn the_guard_forgets_the_oldest_and_refuses_what_it_forgot() {
    let nonces = Nonces::new(RustCrypto, Algorithm::Md5, "staff", "key").unwrap();
    let mut guard = ReplayGuard::<2>::new(100).since(900);
    // The time and the number of a nonce, the count, the time now.
    for (nonce, count, now, expected) in [
        ((899, 1), Some(1), 950, false), // Before the start.
        ((950, 5), Some(1), 950, true),
        ((951, 0), Some(1), 951, true),
        ((950, 5), Some(2), 951, true),
        ((950, 4), Some(1), 951, false), // The guard is full of younger ones,
        ((950, 5), Some(3), 951, true),  // which keep their places.
        ((951, 1), Some(1), 951, true),  // (950, 5) is forgotten.
        ((950, 5), Some(4), 951, false),
        ((950, 6), Some(1), 951, false), // It is younger than the forgotten one, but older than those that are known.
        ((951, 0), Some(1), 951, false),
        ((951, 0), Some(2), 1_051, true),
        ((951, 0), Some(3), 1_052, false),   // Too old.
        ((1_060, 0), Some(1), 1_060, true),  // What is too old leaves its slot.
        ((951, 0), Some(3), 1_000, false),   // Not even if the clock goes back.
        ((1_061, 0), Some(1), 1_060, false), // Of the future.
        ((1_060, 0), None, 1_060, false),
        ((1_060, 1), None, 1_060, true),
        ((1_060, 1), Some(u32::MAX), 1_060, false),
        ((1_060, 1), Some(0), 1_060, false),
    ] {
        let text = nonces.issue(nonce.0, nonce.1).unwrap();
        let text = Text::new(text.as_bytes()).unwrap();
        assert_eq!(guard.accept(&nonces, text, count, now), expected, "{nonce:?} {count:?} {now}");
    }
    let nonce = nonces.issue(1_060, 9).unwrap();
    let nonce = Text::new(nonce.as_bytes()).unwrap();
    assert!(
        !ReplayGuard::<0>::new(100).accept(&nonces, nonce, Some(1), 1_060),
        "a guard without slots accepts nothing"
    );
    let others = Nonces::new(RustCrypto, Algorithm::Md5, "guests", "key").unwrap();
    assert!(!ReplayGuard::<2>::new(100).accept(&others, nonce, Some(1), 1_060), "a nonce of another source");
}

#[test]
fn the_window_has_sixty_four_counts() {
    let nonces = Nonces::new(RustCrypto, Algorithm::Md5, "staff", "key").unwrap();
    let nonce = nonces.issue(0, 0).unwrap();
    let nonce = Text::new(nonce.as_bytes()).unwrap();
    let mut guard = ReplayGuard::<1>::new(1);
    for (count, expected) in [
        (5, true),
        (5, false),
        (0, true), // RFC 7616 begins with one, but some clients do not.
        (68, true),
        (5, false),
        (4, false), // Never seen, but below the window.
        (6, true),
        (6, false),
        (67, true),
        (132, true), // All that was seen is out of the window,
        (68, false), // or at its end,
        (69, true),
        (u32::MAX, true),
        (132, false),
        (u32::MAX, false),
        (u32::MAX - 63, true),
        (u32::MAX - 64, false),
    ] {
        assert_eq!(guard.accept(&nonces, nonce, Some(count), 0), expected, "{count}");
    }
}
