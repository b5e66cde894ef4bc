//! The Digest scheme, RFC 7616.

use countersign::auth::digest::{
    Absent, Algorithm, Challenge, ClientError, ClientIn, ClientOptions, Credentials, Hash, Hashes, Hex, Info, Nonces,
    Qop, QopOptions, ReplayGuard, Request, Resynchronization, RustCrypto, Secret, Server, SessionKey, Username,
    VerifyError,
};
use countersign::auth::{self, AuthenticationInfo};
use countersign::{ErrorKind, FieldsFn, ParseError, Text, ValueErrorKind};

use super::parts::agreed;
use super::{lines, oracle, points_into, schemes, written};

pub(crate) fn check(data: &[u8]) {
    schemes::challenge(
        data,
        |value| Ok(written(&Challenge::parse(value)?)),
        |generic| {
            let challenge = Challenge::try_from(generic)?;
            self::challenge(challenge, generic);
            Ok(written(&challenge))
        },
    );
    credentials(data);
    resynchronization(data);
    info(data);
    info_of_lines(data);
    replays(data);
    let choice = data.len();
    let texts: Vec<&[u8]> = lines(data).collect();
    built_info(choice, texts[0]);
    if let [realm, nonce, opaque, username, uri, cnonce, ..] = texts[..] {
        let Some(challenge) = built_challenge(choice, [realm, nonce, opaque]) else {
            return;
        };
        if let Ok(username) = core::str::from_utf8(username) {
            built_credentials(challenge, username, uri, cnonce);
            answered(challenge, username, uri);
        }
    }
}

fn challenge(typed: Challenge<'_>, generic: auth::Challenge<'_>) {
    reads_back!(Challenge, typed);
    assert_eq!((Some(typed.realm()), Some(typed.nonce())), (generic.get("realm"), generic.get("nonce")));
    assert_eq!(typed.opaque(), generic.get("opaque"));
    assert_eq!(typed.domain().map(|domain| domain.text()), generic.get("domain"));
    let values = typed.qop().map(|qop| qop.iter().map(|value| value.name().bytes().collect::<Vec<_>>()).collect());
    assert_eq!(values.unwrap_or_else(Vec::new), qop_values(generic.get("qop")));
}

/// `#qop-value`
fn qop_values(text: Option<Text<'_>>) -> Vec<Vec<u8>> {
    let bytes: Vec<u8> = text.into_iter().flat_map(|text| text.bytes()).collect();
    let values = bytes.split(|byte| *byte == b',').map(oracle::trimmed).filter(|value| !value.is_empty());
    // A name is read without case, and given as it is registered.
    let registered =
        |value: &[u8]| [&b"auth"[..], b"auth-int"].into_iter().find(|name| name.eq_ignore_ascii_case(value));
    values.map(|value| registered(value).unwrap_or(value).to_vec()).collect()
}

fn credentials(value: &[u8]) {
    let generic = auth::Credentials::parse(value);
    match Credentials::parse(value) {
        Ok(credentials) => {
            let generic = generic.expect("credentials of a scheme are credentials");
            are_same(&Credentials::try_from(generic).expect("both parsers agree"), &credentials);
            let texts = [credentials.realm(), credentials.nonce(), credentials.uri(), credentials.response()];
            let names = ["realm", "nonce", "uri", "response"];
            assert!(names.into_iter().zip(texts).all(|(name, text)| generic.get(name) == Some(text)));
            assert_eq!((credentials.cnonce(), credentials.opaque()), (generic.get("cnonce"), generic.get("opaque")));
            let hashed = generic.get("userhash").is_some_and(|text| text.eq_ignore_ascii_case(b"true"));
            match credentials.username() {
                Username::Plain(name) => assert!(!hashed && generic.get("username") == Some(name)),
                Username::Hashed(hash) => assert!(hashed && generic.get("username") == Some(hash)),
                Username::Extended(_) => assert!(!hashed && generic.get("username").is_none()),
            }
            assert!(credentials.qop().is_none() || credentials.cnonce().is_some() && credentials.nc().is_some());
            credentials_read_back(&credentials);
        }
        Err(error) => {
            points_into(value, error);
            if let Ok(generic) = generic {
                assert_eq!(Credentials::try_from(generic).err(), Some(error), "both parsers agree");
            }
        }
    }
}

/// Credentials with `auts` are credentials, and one parameter more.
fn resynchronization(value: &[u8]) {
    let credentials = Credentials::parse(value);
    let generic = auth::Credentials::parse(value);
    match Resynchronization::parse(value) {
        Ok(read) => {
            let generic = generic.expect("credentials of a scheme are credentials");
            are_same(&read.credentials(), &credentials.expect("they are credentials"));
            let auts = generic.get("auts").expect("it was read");
            assert!(read.auts().as_str().is_some_and(|symbols| auts == *symbols.as_bytes()));
            let converted = Resynchronization::try_from(generic).expect("both parsers agree");
            let wire = written(&read);
            assert_eq!(written(&converted), wire);
            let again = Resynchronization::parse(&wire).expect("what is written can be parsed");
            are_same(&again.credentials(), &read.credentials());
            assert_eq!((again.auts(), &written(&again)), (read.auts(), &wire));
        }
        Err(error) => {
            points_into(value, error);
            match (credentials, generic) {
                (Err(expected), _) => assert_eq!(error, expected),
                (Ok(_), Ok(generic)) => {
                    let is_missing = error.kind() == ErrorKind::Missing("auts");
                    assert_eq!(is_missing, generic.get("auts").is_none());
                    assert_eq!(Resynchronization::try_from(generic).err(), Some(error), "both parsers agree");
                }
                (Ok(_), Err(error)) => panic!("credentials of a scheme are credentials: {error}"),
            }
        }
    }
}

fn credentials_read_back(credentials: &Credentials<'_>) {
    let wire = written(credentials);
    let again = Credentials::parse(&wire).expect("what is written can be parsed");
    are_same(&again, credentials);
    assert_eq!(written(&again), wire);
}

/// Credentials can't be compared, so their parts are.
fn are_same(one: &Credentials<'_>, other: &Credentials<'_>) {
    assert!(match (one.username(), other.username()) {
        (Username::Plain(one), Username::Plain(other)) | (Username::Hashed(one), Username::Hashed(other)) =>
            one == other,
        (Username::Extended(one), Username::Extended(other)) => one == other,
        _ => false,
    });
    assert_eq!((one.realm(), one.nonce(), one.uri()), (other.realm(), other.nonce(), other.uri()));
    assert_eq!((one.response(), one.algorithm()), (other.response(), other.algorithm()));
    assert_eq!((one.cnonce(), one.opaque()), (other.cnonce(), other.opaque()));
    assert_eq!((one.qop(), one.nc()), (other.qop(), other.nc()));
}

fn info(line: &[u8]) {
    let generic = AuthenticationInfo::parse(line);
    match Info::parse(line) {
        Ok(info) => {
            let generic = generic.expect("info of a scheme is info");
            assert_eq!(Info::try_from(generic), Ok(info), "both parsers agree");
            assert_eq!(info.nextnonce(), generic.get("nextnonce"));
            assert_eq!((info.rspauth(), info.cnonce()), (generic.get("rspauth"), generic.get("cnonce")));
            reads_back!(Info, info);
        }
        Err(error) => {
            points_into(line, error);
            if let Ok(generic) = generic {
                assert_eq!(Info::try_from(generic), Err(error), "both parsers agree");
            }
        }
    }
}

/// Lines are read as if they were one.
fn info_of_lines(data: &[u8]) {
    let fields = FieldsFn(|_| lines(data));
    let Ok(Some(all)) = auth::authentication_info(fields) else {
        return;
    };
    let kind = |error: ParseError| error.kind();
    let joined = lines(data).collect::<Vec<_>>().join(&b", "[..]);
    let one = Info::parse(&joined).map_err(kind);
    match Info::from_lines(all) {
        Ok(info) => assert_eq!(one, Ok(info)),
        Err(error) => {
            assert_eq!(one, Err(error.error().kind()));
            let line = lines(data).nth(error.line()).expect("an error names one of the lines");
            points_into(line, error.error());
        }
    }
}

const ALGORITHMS: [Algorithm<'_>; 6] = [
    Algorithm::Md5,
    Algorithm::Md5Sess,
    Algorithm::Sha256,
    Algorithm::Sha256Sess,
    Algorithm::Sha512_256,
    Algorithm::Sha512_256Sess,
];
const QOPS: [QopOptions<'_>; 3] = [QopOptions::AUTH, QopOptions::AUTH_INT, QopOptions::BOTH];

/// As many digits as the algorithm gives.
fn hash(algorithm: Algorithm<'_>) -> Hex {
    let digits = if matches!(algorithm, Algorithm::Md5 | Algorithm::Md5Sess) { 32 } else { 64 };
    Hex::parse(&b"0123456789ABCDEFfedcba98765432100123456789ABCDEFfedcba9876543210"[..digits]).expect("hex digits")
}

fn built_challenge(choice: usize, [realm, nonce, opaque]: [&[u8]; 3]) -> Option<Challenge<'_>> {
    let expected = oracle::text("realm", realm).or_else(|| oracle::text("nonce", nonce));
    let challenge = agreed(Challenge::new(realm, nonce), expected)?;
    reads_back!(Challenge, challenge);
    let challenge = agreed(challenge.with_opaque(opaque), oracle::text("opaque", opaque))?;
    if let Ok(domain) = core::str::from_utf8(opaque) {
        let challenge = agreed(challenge.with_domain(domain), oracle::text("domain", opaque))?;
        reads_back!(Challenge, challenge.with_stale().with_utf8());
    }
    let challenge = challenge.with_algorithm(ALGORITHMS[choice % 6]).with_qop(QOPS[choice % 3]);
    let challenge = if choice.is_multiple_of(5) { challenge.with_userhash() } else { challenge };
    reads_back!(Challenge, challenge);
    assert_eq!((challenge.algorithm(), challenge.qop()), (Some(ALGORITHMS[choice % 6]), Some(QOPS[choice % 3])));
    Some(challenge)
}

fn built_credentials(challenge: Challenge<'_>, name: &str, uri: &[u8], cnonce: &[u8]) {
    let expected = oracle::stray("username", name.as_bytes(), |byte| byte != b':' && !byte.is_ascii_control());
    let Some(username) = agreed(Username::new(name), expected) else {
        return;
    };
    assert!(username.is(name));
    let response = hash(challenge.algorithm().unwrap_or(Algorithm::Md5));
    for username in [username, Username::hashed(&response)] {
        let built = Credentials::new(&challenge, username, uri, &response);
        let Some(credentials) = agreed(built, oracle::text("uri", uri)) else {
            return;
        };
        credentials_read_back(&credentials);
        let printable = oracle::stray("cnonce", cnonce, |byte| matches!(byte, b' '..=b'~'));
        if let Some(credentials) = agreed(credentials.with_qop(Qop::AuthInt, cnonce, u32::MAX), printable) {
            assert_eq!((credentials.qop(), credentials.nc()), (Some(Qop::AuthInt), Some(u32::MAX)));
            credentials_read_back(&credentials);
        }
    }
    // A hash of the other length is none of the algorithm.
    let is_short = response.as_bytes().len() == 32;
    let other = hash(if is_short { Algorithm::Sha256 } else { Algorithm::Md5 });
    if oracle::text("uri", uri).is_none() {
        let expected = ("response", ValueErrorKind::WrongForm, 0);
        assert!(agreed(Credentials::new(&challenge, username, uri, &other), Some(expected)).is_none());
    }
}

fn built_info(choice: usize, text: &[u8]) {
    let rspauth = hash(ALGORITHMS[choice % 6]);
    let refused = ("qop", ValueErrorKind::Requires("rspauth"), 0);
    assert!(agreed(Info::new().with_qop(Qop::Auth, "", 0), Some(refused)).is_none());
    let info = agreed(Info::new().with_nextnonce(text), oracle::text("nextnonce", text)).unwrap_or_default();
    reads_back!(Info, info);
    reads_back!(Info, info.with_rspauth(&rspauth));
    let printable = oracle::stray("cnonce", text, |byte| matches!(byte, b' '..=b'~'));
    let nc = u32::try_from(choice).unwrap_or(u32::MAX);
    if let Some(info) = agreed(info.with_rspauth(&rspauth).with_qop(Qop::Auth, text, nc), printable) {
        assert_eq!((info.qop(), info.nc()), (Some(Qop::Auth), Some(nc)));
        reads_back!(Info, info);
    }
}

/// What a client answers, a server that offered it accepts: with this secret, and with no other.
fn answered(challenge: Challenge<'_>, username: &str, uri: &[u8]) {
    let Ok(request) = Request::new("POST", uri) else {
        return;
    };
    let body = hash(challenge.algorithm().unwrap_or(Algorithm::Md5));
    let request = request.with_body(&body);
    let secret = Secret::password("Circle of Life").expect("it is not empty");
    let mut client = match ClientIn::<_, 512>::new(RustCrypto, &challenge) {
        Ok(client) => client,
        Err(error) => {
            assert!(matches!(error, ClientError::Capacity(error) if error.needed() > 512), "{error}");
            return;
        }
    };
    let answer = match client.answer(request, username, secret, [7; 16]) {
        Ok(answer) => written(&answer),
        Err(error) => {
            let refused = Username::new(username).map(drop);
            assert_eq!(Err(error), refused.map_err(ClientError::Value), "nothing but the name can be refused");
            return;
        }
    };
    let credentials = Credentials::parse(&answer).expect("what is written can be parsed");
    let server: Server<'_, RustCrypto> = Server::new(RustCrypto, challenge);
    let fresh = |nonce, count| nonce == challenge.nonce() && count == Some(1);
    assert_eq!(server.verify(&credentials, request, username, Some(secret), fresh), Ok(()));
    assert_eq!(server.verify(&credentials, request, username, Some(secret), |_, _| false), Err(VerifyError::Stale));
    let wrong = Secret::password("circle of life").expect("it is not empty");
    assert_eq!(server.verify(&credentials, request, username, Some(wrong), fresh), Err(VerifyError::Response));
    assert_eq!(server.verify(&credentials, request, username, None, fresh), Err(VerifyError::Response));
    let other = format!("{username}x");
    assert_eq!(server.verify(&credentials, request, &other, Some(secret), fresh), Err(VerifyError::Response));

    let rspauth = credentials.inputs(request).rspauth(RustCrypto, username, secret, Some(&body));
    let rspauth = rspauth.expect("what could be answered can be proved");
    let proof = Info::new().with_rspauth(&rspauth);
    assert_eq!(client.accept(&proof, request, username, secret), Ok(true));
    let wrong = client.accept(&proof, request, username, wrong);
    assert_eq!(wrong, Err(ClientError::Rspauth));
    let options = ClientOptions::new().with_cnonce_length(8 + uri.len() % 25).expect("8 to 32 digits");
    for (options, keeps_key) in [
        (options, false),
        (options, true),
        (options.with_raw_username(), true),
        (options.with_fresh_session_keys(), false),
    ] {
        several(challenge, options, keeps_key, request, username);
    }
}

/// A server accepts each of several answers, whether it computes the key of a session once or for each request. If the
/// client makes a key for each request, the server does too.
fn several(challenge: Challenge<'_>, options: ClientOptions, keeps_key: bool, request: Request<'_>, username: &str) {
    let secret = Secret::password("Circle of Life").expect("it is not empty");
    let server: Server<'_, RustCrypto> = Server::new(RustCrypto, challenge);
    let mut client: ClientIn<_, 512, _> = ClientIn::with_options(RustCrypto, &challenge, options).expect("as before");
    let mut key = None;
    for count in 1..=3 {
        let random = [u8::try_from(count).expect("it is small"); 16];
        let answer = client.answer(request, username, secret, random).expect("as before");
        let answer = written(&answer);
        let credentials = Credentials::parse(&answer).expect("what is written can be parsed");
        let computed = credentials.inputs(request).session_key(RustCrypto, username, secret).expect("as before");
        let session: &SessionKey<_> = key.get_or_insert(SessionKey::from_parts(username, computed));
        let is_session = challenge.algorithm().is_some_and(|algorithm| algorithm.is_session());
        let known = if keeps_key && is_session { session.secret_of(username) } else { Some(secret) };
        let fresh = |nonce, nc| nonce == challenge.nonce() && nc == Some(count);
        assert_eq!(server.verify(&credentials, request, username, known, fresh), Ok(()), "{options:?}");
        let other = format!("{username}x");
        assert!(session.secret_of(&other).is_none());
        let verdict = server.verify(&credentials, request, &other, session.secret_of(username), fresh);
        assert_eq!(verdict, Err(VerifyError::Response), "a key is that of its user");
        assert!(credentials.username().is(username) || challenge.is_userhash());
    }
}

/// A hash that is quick, and enough where nobody forges.
#[derive(Clone, Copy)]
struct Sum;

struct Running(u128);

impl Hashes for Sum {
    type Md5 = Running;
    type Sha256 = Absent;
    type Sha512 = Absent;
    type Sha512_256 = Absent;

    fn md5(self) -> Option<Running> {
        Some(Running(0))
    }
}

impl Hash<16> for Running {
    fn update(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |sum, byte| sum.wrapping_mul(257).wrapping_add(u128::from(*byte)));
    }

    fn finish(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }
}

/// Each count of a nonce is accepted once, in whatever order the requests arrive and however few slots the guard has. A
/// guard with a slot for each nonce accepts every new count in the window.
fn replays(data: &[u8]) {
    let nonces = Nonces::new(Sum, Algorithm::Md5, "staff", "key").expect("there is a hash");
    let mut large = ReplayGuard::<16>::new(u64::MAX);
    let mut small = ReplayGuard::<3>::new(8);
    let mut accepted: [Vec<(u8, Option<u32>)>; 2] = Default::default();
    let mut now = 16_u64;
    for step in data.chunks_exact(3).take(32) {
        let [choice, count, time] = *step else { unreachable!("three bytes") };
        // The clock also goes back.
        now =
            if time < 224 { now.saturating_add(u64::from(time % 4)) } else { now.saturating_sub(u64::from(time % 4)) };
        let choice = choice % 16;
        // Mostly near the start of the window, and near its end.
        let count = match count {
            255 => None,
            254 => Some(u32::MAX),
            count => Some(u32::from(count)),
        };
        let nonce = nonces.issue(14 + u64::from(choice / 2), u64::from(choice % 2)).expect("there is a hash");
        let nonce = Text::new(nonce.as_bytes()).expect("digits");

        let of_nonce = || accepted[0].iter().filter(|(other, _)| *other == choice).map(|(_, count)| *count);
        let highest = of_nonce().flatten().max();
        let is_new = match (count, highest) {
            _ if of_nonce().any(|count| count.is_none()) => false,
            (None, _) => of_nonce().next().is_none(),
            (Some(count), Some(highest)) => {
                u64::from(count) + 64 > u64::from(highest) && of_nonce().all(|other| other != Some(count))
            }
            (Some(_), None) => true,
        };
        // Without limits, every nonce is old enough: the youngest is issued at 21, and the clock may go back to 0.
        let far = now.saturating_add(32);
        assert_eq!(large.accept(&nonces, nonce, count, far), is_new, "{choice} {count:?}");
        if is_new {
            accepted[0].push((choice, count));
        }
        if small.accept(&nonces, nonce, count, now) {
            assert!(!accepted[1].contains(&(choice, count)), "a replay of {choice} {count:?}");
            assert!(!accepted[1].contains(&(choice, None)), "{choice} was for one request");
            accepted[1].push((choice, count));
        }
        assert!(!large.accept(&nonces, nonce, count, far) && !small.accept(&nonces, nonce, count, now));
    }
}
