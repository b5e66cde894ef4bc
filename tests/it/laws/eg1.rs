//! The scheme EG1-HMAC-SHA256.

use countersign::auth;
use countersign::auth::eg1::{Credentials, Unsigned};
use countersign::{Encode, ValueErrorKind};

use super::parts::agreed;
use super::{lines, oracle, points_into, written};

pub(crate) fn check(data: &[u8]) {
    match Credentials::parse(data) {
        Ok(credentials) => {
            assert!(auth::Credentials::parse(data).is_err(), "the grammar of RFC 9110 does not allow the semicolons");
            reads_back(&credentials);
        }
        Err(error) => points_into(data, error),
    }
    built(data);
}

fn reads_back(credentials: &Credentials<'_>) {
    let wire = written(credentials);
    let again = Credentials::parse(&wire).expect("what is written can be parsed");
    assert_eq!(parts(&again.unsigned()), parts(&credentials.unsigned()));
    assert_eq!(again.signature(), credentials.signature());
    assert_eq!(written(&again), wire);
    let unsigned = credentials.unsigned();
    let mut signed = vec![0; unsigned.encoded_len()];
    unsigned.encode_to_slice(&mut signed).expect("a buffer of the exact length is long enough");
    assert!(wire.starts_with(&signed) && signed.ends_with(b";"), "the signature is after the text that it covers");
    let mut signature = [0; 32];
    credentials.signature().decode_into(&mut signature).expect("32 bytes");
    assert!(again.matches(&signature) && !again.matches(&signature[1..]));
}

fn parts<'a>(unsigned: &Unsigned<'a>) -> [&'a str; 4] {
    [unsigned.client_token(), unsigned.access_token(), unsigned.timestamp(), unsigned.nonce()]
}

/// Builds credentials. Each line is one part.
fn built(data: &[u8]) {
    let mut given = lines(data).map(|line| core::str::from_utf8(line).unwrap_or("a")).chain([""; 3]);
    let [client, access, nonce] = [(); 3].map(|()| given.next().expect("there is a line"));
    let time = "20140321T19:34:21+0000";
    let is_of_part = |byte: u8| byte.is_ascii_graphic() && !b"\",;".contains(&byte);
    let fault = [("client_token", client), ("access_token", access), ("nonce", nonce)]
        .into_iter()
        .find_map(|(part, text)| oracle::stray_or_empty(part, text.as_bytes(), is_of_part));
    if let Some(unsigned) = agreed(Unsigned::new(client, access, time, nonce), fault) {
        let mut signature = [0; 32];
        signature.iter_mut().zip(data).for_each(|(free, byte)| *free = *byte);
        reads_back(&unsigned.with_signature(&signature));
        match Unsigned::new("a", "b", client, "c") {
            Ok(_) => assert!(client.len() == time.len() && client.ends_with("+0000"), "a timestamp has one form"),
            Err(error) => assert_eq!((error.part(), error.kind()), ("timestamp", ValueErrorKind::WrongForm)),
        }
    }
}
