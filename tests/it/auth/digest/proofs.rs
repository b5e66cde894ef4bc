//! The server's proof, and what it is computed from.

use countersign::Text;
use countersign::auth::agent::{Agent, AgentError, Login};
use countersign::auth::digest::{
    Aka, Algorithm, Challenge, Client, ClientError, ClientOptions, Credentials, Hasher, Hex, Info, Inputs, Qop,
    QopOptions, Request, RustCrypto, Secret, Uncomputable, Username,
};

use super::{ALGORITHMS, password, wire};

fn hash(algorithm: Algorithm<'_>, parts: &[&[u8]]) -> Hex {
    let mut state = Hasher::new(RustCrypto, algorithm).unwrap();
    for part in parts {
        state.update(part);
    }
    state.finish()
}

/// RFC 7616, sections 3.4.1 to 3.4.3 and 3.5: the method of a proof is empty, and its body that of the response.
#[test]
fn a_proof_has_no_method_and_the_body_of_the_response() {
    for algorithm in [Algorithm::Md5, Algorithm::Sha256, Algorithm::Sha512_256] {
        let (body, answer) = (hash(algorithm, &[b"request"]), hash(algorithm, &[b"response"]));
        let inputs = |qop| Inputs {
            algorithm,
            realm: Text::new(b"http-auth@example.org").unwrap(),
            nonce: Text::new(b"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v").unwrap(),
            cnonce: Some(Text::new(b"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ").unwrap()),
            nc: Some(1.into()),
            qop,
            request: Request::new("GET", "/dir/index.html").unwrap().with_body(&body),
        };
        let a1 = hash(algorithm, &[b"Mufasa:http-auth@example.org:Circle of Life"]);
        let nonce = inputs(None).nonce.to_string_lossy().into_owned();
        for (qop, of_request, of_response) in [
            (None, "GET:/dir/index.html".to_owned(), ":/dir/index.html".to_owned()),
            (Some(Qop::Auth), "GET:/dir/index.html".to_owned(), ":/dir/index.html".to_owned()),
            (
                Some(Qop::AuthInt),
                format!("GET:/dir/index.html:{}", body.as_str()),
                format!(":/dir/index.html:{}", answer.as_str()),
            ),
        ] {
            let expected = |a2: &str| {
                let a2 = hash(algorithm, &[a2.as_bytes()]);
                let middle = qop.map(|qop| {
                    format!("00000001:f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ:{}:", qop.name().lossy())
                });
                let text = format!("{}:{nonce}:{}{}", a1.as_str(), middle.unwrap_or_default(), a2.as_str());
                hash(algorithm, &[text.as_bytes()])
            };
            let inputs = inputs(qop);
            assert_eq!(inputs.response(RustCrypto, "Mufasa", password()), Ok(expected(&of_request)));
            assert_eq!(inputs.rspauth(RustCrypto, "Mufasa", password(), Some(&answer)), Ok(expected(&of_response)));
            let without = inputs.rspauth(RustCrypto, "Mufasa", password(), None);
            let needs_body = qop == Some(Qop::AuthInt);
            assert_eq!(without, if needs_body { Err(Uncomputable::Body) } else { Ok(expected(&of_response)) });
        }
    }
}

#[test]
fn the_uri_of_the_credentials_is_hashed() {
    let response = hash(Algorithm::Md5, &[b"a"]);
    let challenge = Challenge::new("r", "n").unwrap().without_qop();
    let credentials = Credentials::new(&challenge, Username::new("u").unwrap(), "/a", &response).unwrap();
    let of = |credentials: Credentials<'_>, uri| {
        credentials.inputs(Request::new("GET", uri).unwrap()).response(RustCrypto, "u", password()).unwrap()
    };
    assert_eq!(of(credentials, "/a"), of(credentials, "/b"));
    let other = Credentials::new(&challenge, Username::new("u").unwrap(), "/b", &response).unwrap();
    assert_ne!(of(credentials, "/a"), of(other, "/a"));
}

#[test]
fn an_info_repeats_what_the_client_sent() {
    let (response, proof) = (hash(Algorithm::Md5, &[b"a"]), hash(Algorithm::Md5, &[b"b"]));
    let challenge = Challenge::new("r", "n").unwrap().with_qop(QopOptions::BOTH);
    let start = Credentials::new(&challenge, Username::new("u").unwrap(), "/", &response).unwrap();
    for (credentials, expected) in [
        (start.with_qop(Qop::Auth, "c", 3).unwrap(), Some((Qop::Auth, "c", 3))),
        (start.with_qop(Qop::AuthInt, "d", 4).unwrap(), Some((Qop::AuthInt, "d", 4))),
        (start.with_cnonce("c").unwrap(), None),
        (start, None),
    ] {
        let info = Info::for_credentials(&credentials, &proof);
        assert!(info.rspauth().is_some_and(|rspauth| rspauth == *proof.as_bytes()) && info.nextnonce().is_none());
        assert_eq!(info.qop(), expected.map(|(qop, ..)| qop));
        let cnonce = info.cnonce().map(|cnonce| cnonce.to_string_lossy().into_owned());
        assert_eq!(cnonce.as_deref(), expected.map(|(_, cnonce, _)| cnonce));
        assert_eq!(info.nc(), expected.map(|(.., nc)| nc));
    }
}

#[test]
fn aka_has_the_functions_that_it_wraps() {
    for algorithm in ALGORITHMS {
        let mut state = Hasher::new(Aka(RustCrypto), algorithm).unwrap();
        state.update(b"abc");
        assert_eq!(state.finish(), hash(algorithm, &[b"abc"]), "{algorithm:?}");
    }
}

/// With `auth-int`, the proof covers the body of the response, and that of the request does not stand in for it.
#[test]
fn an_agent_needs_the_body_of_the_response() {
    let (body, algorithm) = (hash(Algorithm::Sha256, &[b"a body"]), Algorithm::Sha256);
    let challenge = Challenge::new("r", "1").unwrap().with_algorithm(algorithm).with_qop(QopOptions::AUTH_INT);
    let request = Request::new("PUT", "/a").unwrap().with_body(&body);
    let missing = AgentError::Client(ClientError::Uncomputable(Uncomputable::Body));
    for (is_set, expected) in [(false, Err(missing)), (true, Ok(()))] {
        let login = Login::password("u", "Circle of Life").unwrap();
        let mut agent: Agent<_, _> = Agent::new(RustCrypto, "https://a.example", login);
        let mut exchange = agent.exchange("https://a.example", request);
        exchange.answered(401, &[("WWW-Authenticate", wire(&challenge))]).map(drop).unwrap();
        let sent = wire(&exchange.authorization([7; 16]).unwrap().unwrap());
        let credentials = Credentials::parse(&sent).unwrap();
        let secret = Secret::password("Circle of Life").unwrap();
        let proof = credentials.inputs(request).rspauth(RustCrypto, "u", secret, Some(&body)).unwrap();
        if is_set {
            exchange.set_response_body(body.clone());
        }
        let info = [("Authentication-Info", wire(&Info::for_credentials(&credentials, &proof)))];
        assert_eq!(exchange.answered(200, &info).map(drop), expected);
    }
}

/// An algorithm of another name has a hash of any length but none.
#[test]
fn a_response_has_digits() {
    let head = "Digest username=\"u\", realm=\"r\", nonce=\"n\", uri=\"/\"";
    for (rest, is_valid) in [
        ("response=\"\", algorithm=X", false),
        ("response=\"a\", algorithm=X", true),
        ("response=\"g\", algorithm=X", false),
        ("response=\"\\a\", algorithm=X", true),
        ("response=\"\\g\", algorithm=X", false),
        ("response=\"\"", false),
        ("response=\"a\"", false),
    ] {
        let line = format!("{head}, {rest}");
        assert_eq!(Credentials::parse(line.as_bytes()).is_ok(), is_valid, "{line}");
    }
}

/// A client without options sends what one with the default options sends.
#[test]
fn options_change_nothing_by_themselves() {
    for offer in ["qop=\"auth\"", "qop=\"auth\", algorithm=SHA-256-sess", "opaque=\"o\"", "userhash=true, qop=auth"] {
        let line = format!("Digest realm=\"r\", nonce=\"n\", charset=UTF-8, {offer}");
        let challenge = Challenge::parse(line.as_bytes()).unwrap();
        for user in ["Mufasa", "M\u{e9}", "a \"b\"", "a\\b"] {
            let request = Request::new("GET", "/a").unwrap();
            let mut client: Client<_> = Client::new(RustCrypto, &challenge).unwrap();
            let mut other = Client::with_options(RustCrypto, &challenge, ClientOptions::new()).unwrap();
            for random in [[7; 16], [8; 16]] {
                let one = wire(&client.answer(request, user, password(), random).unwrap());
                let two = wire(&other.answer(request, user, password(), random).unwrap());
                assert_eq!(String::from_utf8_lossy(&one), String::from_utf8_lossy(&two), "{offer} {user}");
                let is_extended = String::from_utf8_lossy(&one).contains("username*=");
                assert_eq!(is_extended, !user.is_ascii() && !offer.contains("userhash"), "{offer} {user}");
            }
        }
    }
}
