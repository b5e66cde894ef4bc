//! The Mutual scheme, RFC 8120.

use countersign::ValueErrorKind;
use countersign::auth::mutual::{
    Algorithm, Challenge, ChallengeMessage, Credentials, CredentialsMessage, ExtensiveToken, Hex, Info, KexC1, KexS1,
    Number, Reason, Terms, User, Validation, VfyC,
};
use countersign::auth::{self, AuthenticationInfo};

use super::{parsers_agree, points_into, schemes, written};

const ALGORITHMS: [Algorithm<'_>; 4] =
    [Algorithm::Dl2048Sha256, Algorithm::Dl4096Sha512, Algorithm::EcP256Sha256, Algorithm::EcP521Sha512];

pub(crate) fn check(data: &[u8]) {
    challenge(data);
    credentials(data);
    info(data);
    hex(data);
    // Longer numbers take the same path, and there are many combinations below.
    if data.len() <= 24 {
        built(data);
    }
    if let Ok(text) = core::str::from_utf8(data) {
        parts(text);
    }
}

fn challenge(value: &[u8]) {
    schemes::challenge(
        value,
        |value| Ok(written(&Challenge::parse(value)?)),
        |generic| {
            let challenge = Challenge::try_from(generic)?;
            reads_back(challenge);
            Ok(written(&challenge))
        },
    );
}

fn reads_back(challenge: Challenge<'_>) {
    reads_back!(Challenge, challenge);
    assert_eq!(Challenge::new(challenge.terms(), challenge.message()), Ok(challenge));
    if let ChallengeMessage::KexS1(message) = challenge.message() {
        decodes(message.ks1());
    }
}

fn credentials(value: &[u8]) {
    let generic = auth::Credentials::parse(value);
    match Credentials::parse(value) {
        Ok(credentials) => {
            let generic = generic.expect("credentials of a scheme are credentials");
            are(&Credentials::try_from(generic).expect("both parsers agree"), &credentials);
            read_back(&credentials);
        }
        Err(error) => {
            points_into(value, error);
            if let Ok(generic) = generic {
                parsers_agree(value, error, Credentials::try_from(generic).expect_err("both parsers reject it"));
            }
        }
    }
}

fn read_back(credentials: &Credentials<'_>) {
    let wire = written(credentials);
    are(&Credentials::parse(&wire).expect("what is written can be parsed"), credentials);
    let again = Credentials::new(credentials.terms(), credentials.message());
    are(&again.expect("the parts come from valid credentials"), credentials);
}

fn are(one: &Credentials<'_>, other: &Credentials<'_>) {
    assert_eq!(one.terms(), other.terms());
    assert_eq!(written(one), written(other));
    match (one.message(), other.message()) {
        (CredentialsMessage::KexC1(one), CredentialsMessage::KexC1(other)) => {
            assert_eq!(one.kc1(), other.kc1());
            decodes(one.kc1());
            let mut name = vec![0; written_user(&one.user()).len()];
            let name = one.user().decode_into(&mut name).expect("the buffer has the exact length").to_vec();
            assert!(one.user().is(&name) && other.user().is(&name));
        }
        (CredentialsMessage::VfyC(one), CredentialsMessage::VfyC(other)) => {
            assert_eq!((one.sid(), one.nc(), one.vkc()), (other.sid(), other.nc(), other.vkc()));
            decodes(one.vkc());
        }
        messages => panic!("{messages:?}"),
    }
}

/// Decodes a name into a buffer of the length that it needs.
fn written_user(user: &User<'_>) -> Vec<u8> {
    let mut buffer = Vec::new();
    let needed = user.decode_into(&mut buffer).map_or_else(|error| error.needed(), <[u8]>::len);
    buffer.resize(needed, 0);
    user.decode_into(&mut buffer).expect("the buffer has the needed length").to_vec()
}

fn info(line: &[u8]) {
    let generic = AuthenticationInfo::parse(line);
    match (Info::parse(line), generic.map(Info::try_from)) {
        (Ok(info), Ok(generic)) => {
            let generic = generic.expect("both parsers agree");
            let wire = written(&info);
            let again = Info::parse(&wire).expect("what is written can be parsed");
            assert!(written(&again) == wire && written(&generic) == wire);
            assert_eq!((again.sid(), generic.sid()), (info.sid(), info.sid()));
            for algorithm in ALGORITHMS {
                assert_eq!((again.vks(algorithm), generic.vks(algorithm)), (info.vks(algorithm), info.vks(algorithm)));
                info.vks(algorithm).into_iter().for_each(decodes);
            }
        }
        (Err(error), Ok(generic)) => parsers_agree(line, error, generic.expect_err("both parsers reject it")),
        (Err(error), Err(_)) => points_into(line, error),
        (Ok(info), Err(error)) => panic!("{info:?}, but {error}"),
    }
}

/// Asserts that a number decodes to bytes, and that it is built from these bytes again.
fn decodes(number: Number<'_>) {
    let mut buffer = vec![0; number.decoded_len()];
    let bytes = number.decode_into(&mut buffer).expect("the buffer has the exact length").to_vec();
    assert_eq!(bytes.len(), number.decoded_len());
    assert!(number.matches(&bytes) && !number.matches(&[&*bytes, b"x"].concat()));
    if let Some((_, short)) = bytes.split_last() {
        assert!(!number.matches(short));
        let error = number.decode_into(&mut vec![0; short.len()]).expect_err("the buffer is too short");
        assert_eq!(error.needed(), bytes.len());
    }
    let same = [Number::hex(&bytes), Number::base64(&bytes), Number::other(&bytes)];
    assert!(same.into_iter().flatten().any(|same| same == number), "{number:?}");
}

fn hex(data: &[u8]) {
    let is_number = !data.is_empty() && data.len().is_multiple_of(2) && data.iter().all(u8::is_ascii_hexdigit);
    let read = Hex::parse(data);
    assert_eq!(read.is_ok(), is_number);
    if let Ok(read) = read {
        assert_eq!(written(&read), data.to_ascii_lowercase());
        let bytes: Vec<u8> = read.bytes().collect();
        assert_eq!(Hex::new(&bytes), Ok(read));
    }
    if let Ok(sent) = Hex::new(data) {
        assert_eq!(Hex::parse(&written(&sent)), Ok(sent));
        assert!(sent.matches(data) && sent.bytes().eq(data.iter().copied()));
    }
}

/// Builds each message that has a number, with these bytes as the number, in the form of the algorithm and in the others.
fn built(bytes: &[u8]) {
    let other = Algorithm::Other(ExtensiveToken::new("-kam4.example.org").expect("a token with a domain"));
    for algorithm in ALGORITHMS.into_iter().chain([other]) {
        let terms = Terms::new(algorithm, Validation::Host, "a realm").expect("there is no control character");
        for number in [Number::hex(bytes), Number::base64(bytes), Number::other(bytes)] {
            let Ok(number) = number else {
                continue;
            };
            decodes(number);
            let sid = Hex::new("sid").expect("there are bytes");
            let user = User::new("Mufasa").expect("there is no control character");
            let begun = KexS1::new(sid, number, u64::MAX, 128, 0).with_path("/a /b").expect("these are paths");
            let challenge = Challenge::new(terms, ChallengeMessage::KexS1(begun));
            let begins = Credentials::new(terms, CredentialsMessage::KexC1(KexC1::new(user, number)));
            let proves = Credentials::new(terms, CredentialsMessage::VfyC(VfyC::new(sid, u64::MAX, number)));
            let info = Info::new(sid, number);
            match (challenge, begins, proves) {
                (Ok(challenge), Ok(begins), Ok(proves)) => {
                    reads_back(challenge);
                    read_back(&begins);
                    read_back(&proves);
                    assert_eq!(info.vks(algorithm), Some(number));
                    let wire = written(&info);
                    assert_eq!(Info::parse(&wire).map(|info| info.vks(algorithm)), Ok(Some(number)));
                }
                (Err(one), Err(two), Err(three)) => {
                    assert_eq!([one, two, three].map(|error| error.part()), ["ks1", "kc1", "vkc"]);
                    assert_eq!(info.vks(algorithm), None);
                }
                mixed => panic!("{mixed:?}"),
            }
        }
    }
}

/// Sets the text as each part that is a text.
fn parts(text: &str) {
    let terms = Terms::new(Algorithm::EcP256Sha256, Validation::TlsUnique, text);
    let plain = Terms::new(Algorithm::EcP256Sha256, Validation::TlsUnique, "a").expect("a is a realm");
    let scoped = plain.with_auth_scope(text);
    for terms in [terms, scoped].into_iter().flatten() {
        reads_back(Challenge::new(terms, ChallengeMessage::Init(Reason::AuthFailed)).expect("there is no number"));
    }
    match ExtensiveToken::new(text) {
        Ok(token) => {
            let terms = Terms::new(Algorithm::Other(token), Validation::Other(token), "a").expect("a is a realm");
            reads_back(
                Challenge::new(terms, ChallengeMessage::Init(Reason::Other(token))).expect("there is no number"),
            );
        }
        Err(error) if error.kind() == ValueErrorKind::Empty => assert_eq!(text, ""),
        Err(error) => assert!(error.offset() <= text.len()),
    }
    match User::new(text) {
        Ok(user) => {
            assert!(user.is(text) && written_user(&user) == text.as_bytes());
            let number = Number::hex("k").expect("there is a byte");
            let message = CredentialsMessage::KexC1(KexC1::new(user, number));
            read_back(&Credentials::new(plain, message).expect("curves have numbers in hex"));
        }
        Err(error) => {
            let control = text.bytes().position(|byte| byte.is_ascii_control());
            assert_eq!((error.kind(), error.offset()), (ValueErrorKind::InvalidByte, control.unwrap_or_default()));
            assert!(control.is_some() || text.starts_with('\u{FEFF}'));
        }
    }
}
