//! The OAuth scheme, RFC 5849.

use countersign::auth::oauth::{Challenge, Credentials, Encoded, SignatureMethod};

pub(crate) mod requests;

use super::{lines, schemes, written};

pub(crate) fn check(data: &[u8]) {
    schemes::challenge(
        data,
        |value| Challenge::parse(value).map(challenge_reads_back),
        |generic| Challenge::try_from(generic).map(challenge_reads_back),
    );
    schemes::credentials(
        data,
        |value| Credentials::parse(value).map(|credentials| credentials_read_back(&credentials)),
        |generic| Credentials::try_from(generic).map(|credentials| credentials_read_back(&credentials)),
    );
    encoded(data);
    built(data);
    requests::check(data);
}

fn challenge_reads_back(challenge: Challenge<'_>) -> Vec<u8> {
    let wire = written(&challenge);
    let again = Challenge::parse(&wire).expect("what is written can be parsed");
    assert_eq!(again, challenge);
    assert_eq!(written(&again), wire);
    wire
}

fn credentials_read_back(credentials: &Credentials<'_>) -> Vec<u8> {
    let wire = written(credentials);
    let again = Credentials::parse(&wire).expect("what is written can be parsed");
    assert_eq!(again.realm(), credentials.realm());
    assert_eq!(again.consumer_key(), credentials.consumer_key());
    assert_eq!(again.token(), credentials.token());
    assert_eq!(again.signature_method(), credentials.signature_method());
    let spelled = |credentials: &Credentials<'_>| credentials.timestamp().map(|time| time.as_str().to_owned());
    assert_eq!(spelled(&again), spelled(credentials), "the signature covers the spelling");
    assert_eq!(again.nonce(), credentials.nonce());
    assert_eq!(again.has_version(), credentials.has_version());
    assert_eq!(again.callback(), credentials.callback());
    assert_eq!(again.verifier(), credentials.verifier());
    assert_eq!(again.signature(), credentials.signature());
    assert!(again.other_params().eq(credentials.other_params()));
    assert_eq!(written(&again), wire);
    wire
}

/// RFC 3986 §2.1, byte by byte.
fn encode(bytes: &[u8]) -> String {
    let encode = |byte: &u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(*byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    bytes.iter().map(encode).collect()
}

/// Asserts that bytes are encoded as the standard says, and decoded to the same bytes.
fn encoded(bytes: &[u8]) {
    let plain = Encoded::new(bytes);
    let wire = written(&plain);
    assert_eq!(wire, encode(bytes).as_bytes());
    let again = Encoded::parse(&wire).expect("what is written can be parsed");
    assert_eq!(again, plain);
    assert!(again.matches(bytes) && !again.matches(&[bytes, b"a"].concat()));
    assert_eq!(again.decode_into(&mut vec![0; bytes.len()]), Ok(bytes));
    if let Some(short) = bytes.len().checked_sub(1) {
        let error = again.decode_into(&mut vec![0; short]).expect_err("the buffer is too short");
        assert_eq!(error.needed(), bytes.len());
    }
    if let Ok(received) = Encoded::parse(bytes) {
        let wire = written(&received);
        let again = Encoded::parse(&wire).expect("what is written can be parsed");
        assert_eq!(again, received);
        assert_eq!(written(&again), wire);
    }
}

/// Builds values. Each line, or its beginning, is one part. Any bytes can be sent, because they are percent-encoded.
fn built(data: &[u8]) {
    let mut parts = lines(data).map(|line| &line[..line.len().min(16)]).cycle();
    let mut part = || parts.next().expect("there is a line");
    let method = core::str::from_utf8(part()).map_or(SignatureMethod::HmacSha1, SignatureMethod::new);
    let timestamp = u64::try_from(data.len()).expect("a small number") + 1;
    let credentials = Credentials::new(part(), method, part(), timestamp, part()).expect("the timestamp is positive");
    credentials_read_back(&credentials);
    credentials_read_back(&credentials.with_token(part()).with_verifier(part()).with_version());
    credentials_read_back(&Credentials::plaintext(part(), part()));
    if let Ok(text) = core::str::from_utf8(part()) {
        credentials_read_back(&credentials.with_callback(text));
        challenge_reads_back(Challenge::new().with_problem(text).with_problem_advice(text));
    }
    let realm = part();
    let is_sendable = realm.iter().all(|byte| *byte == b'\t' || !byte.is_ascii_control());
    assert_eq!(
        credentials.with_realm(realm).map(|credentials| credentials_read_back(&credentials)).is_ok(),
        is_sendable
    );
    assert_eq!(Challenge::new().with_realm(realm).map(challenge_reads_back).is_ok(), is_sendable);
}
