//! The Hawk scheme.

use countersign::auth::hawk::{Challenge, Credentials, Info};

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
    schemes::credentials(
        data,
        |value| Info::parse(value).map(info_reads_back),
        |generic| Info::try_from(generic).map(info_reads_back),
    );
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
    assert_eq!((again.id(), again.nonce()), (credentials.id(), credentials.nonce()));
    assert_eq!(again.ts().as_str(), credentials.ts().as_str(), "the signature covers the spelling");
    assert_eq!((again.hash(), again.ext()), (credentials.hash(), credentials.ext()));
    assert_eq!((again.app(), again.dlg()), (credentials.app(), credentials.dlg()));
    assert_eq!(again.mac(), credentials.mac());
    let mut mac = vec![0; again.mac().decoded_len()];
    let mac = again.mac().decode_into(&mut mac).expect("the buffer has the exact length");
    assert!(again.matches(mac) && credentials.matches(mac) && !again.matches(&mac[1..]));
    assert_eq!(written(&again), wire);
    wire
}

fn info_reads_back(info: Info<'_>) -> Vec<u8> {
    let wire = written(&info);
    let again = Info::parse(&wire).expect("what is written can be parsed");
    assert_eq!(again, info);
    assert_eq!(written(&again), wire);
    wire
}

/// Builds values. Each line is one part.
fn built(data: &[u8]) {
    let is_value = |part: &[u8]| {
        !part.is_empty() && part.iter().all(|byte| matches!(byte, 0x20 | 0x21 | 0x23..=0x5B | 0x5D..=0x7E))
    };
    let mut parts = lines(data).cycle();
    let (id, nonce, ext) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    let ts = u64::try_from(data.len()).expect("a small number");
    assert_eq!(Info::new(data).map(info_reads_back).is_ok(), !data.is_empty());
    let credentials = Credentials::new(id, ts, nonce, data);
    assert_eq!(credentials.is_ok(), is_value(id) && is_value(nonce) && !data.is_empty());
    if let Ok(info) = Info::new("mac") {
        assert_eq!(info.with_ext(ext).map(info_reads_back).is_ok(), is_value(ext));
        assert_eq!(info.with_hash(ext).map(info_reads_back).is_ok(), !ext.is_empty());
    }
    let time = Challenge::new().with_time(ts, nonce);
    assert_eq!(time.map(challenge_reads_back).is_ok(), !nonce.is_empty());
    if let Ok(error) = core::str::from_utf8(ext) {
        let is_sendable = error.bytes().all(|byte| byte == b'\t' || !byte.is_ascii_control());
        assert_eq!(Challenge::new().with_error(error).map(challenge_reads_back).is_ok(), is_sendable);
    }
    if let Ok(credentials) = credentials {
        credentials_read_back(&credentials);
        for more in [
            credentials.with_ext(ext),
            credentials.with_app(ext),
            credentials.with_delegation(id, ext),
            credentials.with_delegation(ext, id),
        ] {
            assert_eq!(more.map(|credentials| credentials_read_back(&credentials)).is_ok(), is_value(ext));
        }
        let hashed = credentials.with_hash(ext).map(|credentials| credentials_read_back(&credentials));
        assert_eq!(hashed.is_ok(), !ext.is_empty());
    }
}
