//! The session key of the `-sess` algorithms, RFC 7616 §3.4.2, and the options of a client.

use countersign::auth::digest::{
    Algorithm, Challenge, Client, ClientError, ClientOptions, Credentials, Info, Inputs, Request, RustCrypto, Secret,
    Server, SessionKey, Uncomputable, Username, VerifyError,
};
use countersign::{Text, ValueErrorKind};

use super::{password, wire};

const USER: &str = "Mufasa";

fn request() -> Request<'static> {
    Request::new("GET", "/").unwrap()
}

/// How a server gets the key of a session.
#[derive(Clone, Copy, Debug)]
enum Keys {
    /// From the nonce and the cnonce of each request.
    OfEach,
    /// From those of the first request, as IIS does (seen in curl/curl#9074).
    OfFirst,
}

/// Returns the verdict of a server on each answer of a client that sends new random bytes with each request.
fn verdicts(challenge: Challenge<'_>, options: ClientOptions, keys: Keys, nextnonce: bool) -> Vec<bool> {
    let offered = wire(&challenge);
    let mut client = Client::with_options(RustCrypto, &Challenge::parse(&offered).unwrap(), options).unwrap();
    let mut key: Option<SessionKey<&str>> = None;
    let nonces = if nextnonce { ["a nonce", "b nonce", "c nonce", "c nonce"] } else { ["a nonce"; 4] };
    let mut verdicts = Vec::new();
    for (number, nonce) in nonces.into_iter().enumerate() {
        let random = [u8::try_from(number).unwrap(); 16];
        let answer = wire(&client.answer(request(), USER, password(), random).unwrap());
        let credentials = Credentials::parse(&answer).unwrap();
        let secret = match keys {
            Keys::OfEach => password(),
            Keys::OfFirst => {
                let computed =
                    || SessionKey::new(RustCrypto, &credentials.inputs(request()), USER, password()).unwrap();
                key.get_or_insert_with(computed).secret_of(USER).unwrap()
            }
        };
        let server = Server::new(RustCrypto, challenge);
        let is_fresh = |sent: Text<'_>, _| sent == nonce;
        verdicts.push(server.verify(&credentials, request(), USER, Some(secret), is_fresh).is_ok());
        if let Some(next) = nonces.get(number + 1).filter(|_| nextnonce) {
            let proof = credentials.inputs(request()).rspauth(RustCrypto, USER, secret, None).unwrap();
            let info = wire(&Info::for_credentials(&credentials, &proof).with_nextnonce(next).unwrap());
            let accepted = client.accept(&Info::parse(&info).unwrap(), request(), USER, password());
            assert_eq!(accepted.is_ok(), *verdicts.last().unwrap(), "the server proves what it verified with");
        }
    }
    verdicts
}

#[test]
fn client_and_server_agree_on_the_key_of_a_session() {
    let (kept, fresh) = (ClientOptions::new(), ClientOptions::new().with_fresh_session_keys());
    let all = [true; 4];
    for algorithm in [Algorithm::Md5Sess, Algorithm::Sha256Sess, Algorithm::Sha512_256Sess] {
        let challenge = Challenge::new("staff", "a nonce").unwrap().with_algorithm(algorithm);
        for (options, keys, nextnonce, expected) in [
            // Both kinds of servers compute the key that the client keeps,
            (kept, Keys::OfEach, false, &all[..]),
            (kept, Keys::OfFirst, false, &all),
            // and one of them after another nonce.
            (kept, Keys::OfFirst, true, &all),
            (kept, Keys::OfEach, true, &[true, false, false, false]),
            (fresh, Keys::OfEach, false, &all),
            (fresh, Keys::OfEach, true, &all),
            (fresh, Keys::OfFirst, false, &[true, false, false, false]),
        ] {
            let verdicts = verdicts(challenge, options, keys, nextnonce);
            assert_eq!(verdicts, expected, "{algorithm:?} {options:?} {keys:?} nextnonce {nextnonce}");
        }
    }
    // Without a session there is nothing to keep.
    let challenge = Challenge::new("staff", "a nonce").unwrap();
    for options in [kept, fresh] {
        assert_eq!(verdicts(challenge, options, Keys::OfEach, true), all);
    }
}

/// The values are those of a hash function that is not this crate's.
#[test]
fn a_session_key_is_hashed_from_the_first_request() {
    let first = "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"/\", response=\"6e4aac8b22e97762f88ccd0d5ccf5b1d\", \
                 algorithm=MD5-sess, cnonce=\"c\", qop=auth, nc=00000001";
    let second = |response| {
        format!(
            "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"/\", response=\"{response}\", algorithm=MD5-sess, \
             cnonce=\"d\", qop=auth, nc=00000002"
        )
    };
    let (kept, fresh) = (second("526705b2853bf27cea6e3e8551bde2ca"), second("e34f573303698f547b75c87db9f91ea9"));
    let server = Server::new(RustCrypto, Challenge::new("r", "n").unwrap().with_algorithm(Algorithm::Md5Sess));
    let secret = Secret::password("p").unwrap();
    let verify = |value: &str, secret| {
        server.verify(&Credentials::parse(value.as_bytes()).unwrap(), request(), "u", Some(secret), |_, _| true)
    };
    let inputs = Credentials::parse(first.as_bytes()).unwrap().inputs(request());
    let session = SessionKey::new(RustCrypto, &inputs, "u", secret).unwrap();
    let key = session.secret_of("u").unwrap();
    for (value, secret, expected) in [
        (first, secret, Ok(())),
        (first, key, Ok(())),
        (&kept, key, Ok(())),
        (&kept, secret, Err(VerifyError::Response)),
        (&fresh, secret, Ok(())),
        (&fresh, key, Err(VerifyError::Response)),
    ] {
        assert_eq!(verify(value, secret), expected, "{value} {secret:?}");
    }
}

/// A response that is computed from a session key does not name the user: whose key it is must decide.
#[test]
fn a_session_key_is_that_of_one_user() {
    let (algorithm, secret) = (Algorithm::Sha256Sess, password());
    let offered = Challenge::new("staff", "n").unwrap();
    let both = [algorithm, Algorithm::Sha256];
    let server = Server::new(RustCrypto, offered).with_algorithms(&both);
    let challenge = offered.with_algorithm(algorithm);
    let first = wire(&Client::new(RustCrypto, &challenge).unwrap().answer(request(), USER, secret, [1; 16]).unwrap());
    let inputs = Credentials::parse(&first).unwrap().inputs(request());
    let session = SessionKey::new(RustCrypto, &inputs, USER, secret).unwrap();
    assert_eq!((*session.username(), session.key()), (USER, &inputs.session_key(RustCrypto, USER, secret).unwrap()));

    // Somebody who has learned the key answers with it, in each name and for each algorithm.
    let answer = |name: &'static str, algorithm| {
        let challenge = offered.with_algorithm(algorithm);
        let inputs = Inputs { algorithm, ..inputs };
        let response = inputs.response(RustCrypto, name, session.secret_of(USER).unwrap()).unwrap();
        let sent = Credentials::new(&challenge, Username::new(name).unwrap(), "/", &response).unwrap();
        let cnonce = inputs.cnonce.unwrap().to_string_lossy().into_owned();
        wire(&sent.with_qop(inputs.qop.unwrap(), &cnonce, 1).unwrap())
    };
    for (sent, verified, key_of, algorithm, expected) in [
        (USER, USER, USER, algorithm, Ok(())),
        ("Scar", "Scar", "Scar", algorithm, Err(VerifyError::Response)),
        ("Scar", "Scar", USER, algorithm, Err(VerifyError::Response)),
        ("Scar", USER, USER, algorithm, Err(VerifyError::Response)),
        (USER, "Scar", USER, algorithm, Err(VerifyError::Response)),
        (USER, USER, "mufasa", algorithm, Err(VerifyError::Response)),
        (USER, USER, USER, Algorithm::Sha256, Err(VerifyError::Response)),
    ] {
        let answer = answer(sent, algorithm);
        let credentials = Credentials::parse(&answer).unwrap();
        let secret = session.secret_of(key_of);
        assert_eq!(secret.is_some(), key_of == USER);
        let verdict = server.verify(&credentials, request(), verified, secret, |_, _| true);
        assert_eq!(verdict, expected, "{sent} as {verified} with the key of {key_of}, {algorithm:?}");
    }
    let inputs = Inputs { algorithm: Algorithm::Sha256, ..inputs };
    let none = SessionKey::new(RustCrypto, &inputs, USER, secret).map(drop);
    assert_eq!(none, Err(Uncomputable::Session));
}

#[test]
fn a_new_challenge_begins_a_new_session() {
    let line = |nonce: &str| format!("Digest realm=\"r\", nonce=\"{nonce}\", algorithm=MD5-sess, qop=\"auth\"");
    let (one, two) = (line("one"), line("two"));
    let mut client = Client::new(RustCrypto, &Challenge::parse(one.as_bytes()).unwrap()).unwrap();
    let mut cnonces = Vec::new();
    for (challenge, random) in [(None, 1), (None, 2), (Some(&two), 3), (None, 4), (Some(&two), 5)] {
        if let Some(challenge) = challenge {
            client.renew(&Challenge::parse(challenge.as_bytes()).unwrap()).unwrap();
        }
        let credentials = client.answer(request(), USER, password(), [random; 16]).unwrap();
        cnonces.push((credentials.cnonce().unwrap().lossy().to_string(), credentials.nc().unwrap()));
    }
    let expected = [("01", 1), ("01", 2), ("03", 1), ("03", 2), ("05", 3)];
    assert_eq!(cnonces, expected.map(|(digits, nc)| (digits.repeat(16), nc)));
}

/// Some servers take at most 16 characters, or 8.
#[test]
fn a_cnonce_has_the_length_that_was_asked_for() {
    let challenge = Challenge::new("r", "n").unwrap();
    for (digits, expected) in [
        (8, Some("30313233")),
        (16, Some("3031323334353637")),
        (17, Some("30313233343536373")),
        (32, Some("30313233343536373839616263646566")),
        (7, None),
        (33, None),
        (0, None),
    ] {
        let options = ClientOptions::new().with_cnonce_length(digits);
        let Some(expected) = expected else {
            assert_eq!(options.unwrap_err().kind(), ValueErrorKind::OutOfRange, "{digits}");
            continue;
        };
        let mut client = Client::with_options(RustCrypto, &challenge, options.unwrap()).unwrap();
        let answer = wire(&client.answer(request(), USER, password(), *b"0123456789abcdef").unwrap());
        let credentials = Credentials::parse(&answer).unwrap();
        assert_eq!(credentials.cnonce().unwrap(), expected);
        let server = Server::new(RustCrypto, challenge);
        assert_eq!(server.verify(&credentials, request(), USER, Some(password()), |_, _| true), Ok(()));
        let proof = credentials.inputs(request()).rspauth(RustCrypto, USER, password(), None).unwrap();
        let info = Info::for_credentials(&credentials, &proof);
        assert_eq!(client.accept(&info, request(), USER, password()), Ok(true));
    }
}

#[test]
fn a_username_is_sent_as_its_bytes_if_the_client_is_told_so() {
    let challenge = Challenge::new("r", "n").unwrap();
    let raw = ClientOptions::new().with_raw_username();
    for (options, name, expected) in [
        (ClientOptions::new(), "Jäsøn".as_bytes(), &b"Digest username*=UTF-8''J%C3%A4s%C3%B8n, "[..]),
        (raw, "Jäsøn".as_bytes(), b"Digest username=\"J\xC3\xA4s\xC3\xB8n\", "),
        (ClientOptions::new(), b"J\xE4s\xF8n", b"Digest username=\"J\xE4s\xF8n\", "),
        (raw, b"J\xE4s\xF8n", b"Digest username=\"J\xE4s\xF8n\", "),
        (raw, b"Mufasa", b"Digest username=\"Mufasa\", "),
        (raw, b"a\"b\\c", b"Digest username=\"a\\\"b\\\\c\", "),
    ] {
        let mut client = Client::with_options(RustCrypto, &challenge, options).unwrap();
        let answer = wire(&client.answer(request(), name, password(), [1; 16]).unwrap());
        assert!(answer.starts_with(expected), "{}", answer.escape_ascii());
        let credentials = Credentials::parse(&answer).unwrap();
        assert!(credentials.username().is(name));
        let server = Server::new(RustCrypto, challenge);
        assert_eq!(server.verify(&credentials, request(), name, Some(password()), |_, _| true), Ok(()));
    }
    let mut client = Client::with_options(RustCrypto, &challenge, raw).unwrap();
    for (name, offset) in [(&b"a:b"[..], 1), (b"\xE4\n", 1), (b"\x7F", 0)] {
        let refused = Username::raw(name).unwrap_err();
        assert_eq!((refused.kind(), refused.offset()), (ValueErrorKind::InvalidByte, offset));
        let answered = client.answer(request(), name, password(), [1; 16]).map(drop);
        assert_eq!(answered, Err(ClientError::Value(refused)));
    }
    // A hashed name has no form: its bytes are hashed.
    let mut client = Client::with_options(RustCrypto, &challenge.with_userhash(), raw).unwrap();
    let credentials = client.answer(request(), b"J\xE4s\xF8n", password(), [1; 16]).unwrap();
    assert!(matches!(credentials.username(), Username::Hashed(_)));
}

/// A server looks a user up by the name.
#[test]
fn names_are_decoded() {
    for (username, expected) in [
        ("username=\"Mufasa\"", Some("Mufasa")),
        ("username=\"us\\\"er\"", Some("us\"er")),
        ("username=\"DOM\\user\"", Some("DOMuser")),
        ("username*=UTF-8''J%C3%A4s%C3%B8n%20Doe", Some("J\u{e4}s\u{f8}n Doe")),
        ("username*=utf-8'en'J%C3%A4s", Some("J\u{e4}s")),
        ("username*=ISO-8859-1''J%E4s", None),
        ("username=\"488869477bf257147b804c45308cd62ac4e25eb717b12b298c79e62dcea254ec\", userhash=true", None),
    ] {
        let value = format!("Digest {username}, realm=\"a\", nonce=\"b\", uri=\"/\", response=\"{:032}\"", 0);
        let username = Credentials::parse(value.as_bytes()).unwrap().username();
        assert_eq!(username.decode_into(&mut [0; 64]), Ok(expected.map(str::as_bytes)), "{value}");
        assert!(expected.is_none_or(|name| username.is(name)), "{value}");
        let mut short = [0; 1];
        let short = username.decode_into(&mut short).map_err(|error| error.needed());
        assert_eq!(short, expected.map_or(Ok(None), |name| Err(name.len())), "{value}");
    }
}

/// Seen at curl/curl#872 and curl/curl#15670.
#[test]
fn a_cnonce_can_be_sent_without_a_qop() {
    let options = ClientOptions::new().with_cnonce_without_qop();
    for (algorithm, is_session) in [(Algorithm::Md5Sess, true), (Algorithm::Md5, false)] {
        for qop in ["", ", qop=\"\""] {
            let line = format!("Digest realm=\"r\", nonce=\"n\", algorithm={}{qop}", algorithm.name().lossy());
            let challenge = Challenge::parse(line.as_bytes()).unwrap();
            let without = Client::new(RustCrypto, &challenge).map(drop);
            let expected = ClientError::Uncomputable(Uncomputable::Cnonce);
            assert_eq!(without, if is_session { Err(expected) } else { Ok(()) });

            let mut client = Client::with_options(RustCrypto, &challenge, options).unwrap();
            assert_eq!(client.renew(&challenge), Ok(false));
            let answer = wire(&client.answer(request(), USER, password(), [1; 16]).unwrap());
            let credentials = Credentials::parse(&answer).unwrap();
            assert!(credentials.cnonce().is_some() && credentials.qop().is_none() && credentials.nc().is_none());
            let offered = Challenge::new("r", "n").unwrap().without_qop().with_algorithm(algorithm);
            let server = Server::new(RustCrypto, offered);
            assert_eq!(server.verify(&credentials, request(), USER, Some(password()), |_, nc| nc.is_none()), Ok(()));
        }
    }
    // Computed by another program: the user u with the password p, and the cnonce c.
    let value =
        b"Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"/\", response=\"254644af15666e40df975c5ae58b9796\", \
                  algorithm=MD5-sess, cnonce=\"c\"";
    let offered = Challenge::new("r", "n").unwrap().without_qop().with_algorithm(Algorithm::Md5Sess);
    let verdict = Server::new(RustCrypto, offered).verify(
        &Credentials::parse(value).unwrap(),
        request(),
        "u",
        Some(Secret::password("p").unwrap()),
        |_, _| true,
    );
    assert_eq!(verdict, Ok(()));
}
