//! The SCRAM schemes, RFC 7804, and the messages of RFC 5802.

use countersign::auth::scram::{
    AuthMessage, Challenge, Channel, ClientFinal, ClientFinalWithoutProof, ClientFirst, Credentials, Gs2Header,
    ITERATION_COUNTS, Info, Mechanism, Nonce, Saslname, ServerError, ServerFinal, ServerFirst,
};
use countersign::auth::{self, AuthenticationInfo, Base64};
use countersign::{Encode, ValueErrorKind};

use super::{parsers_agree, points_into, schemes, written};

pub(crate) fn check(data: &[u8]) {
    challenge(data);
    credentials(data);
    info(data);
    messages(data);
    built(data);
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
    assert_eq!(challenge.sid().is_some(), challenge.data().is_some());
    if let Some(data) = challenge.data() {
        decodes(data);
    }
}

fn credentials(value: &[u8]) {
    let generic = auth::Credentials::parse(value);
    match Credentials::parse(value) {
        Ok(credentials) => {
            let generic = generic.expect("credentials of a scheme are credentials");
            let wire = written(&credentials);
            are(&Credentials::try_from(generic).expect("both parsers agree"), &credentials, &wire);
            are(&Credentials::parse(&wire).expect("what is written can be parsed"), &credentials, &wire);
            decodes(credentials.data());
        }
        Err(error) => {
            points_into(value, error);
            if let Ok(generic) = generic {
                parsers_agree(value, error, Credentials::try_from(generic).expect_err("both parsers reject it"));
            }
        }
    }
}

fn are(one: &Credentials<'_>, other: &Credentials<'_>, wire: &[u8]) {
    assert_eq!((one.mechanism(), one.realm()), (other.mechanism(), other.realm()));
    assert_eq!((one.sid(), one.data()), (other.sid(), other.data()));
    assert_eq!(written(one), wire);
}

fn info(line: &[u8]) {
    let generic = AuthenticationInfo::parse(line);
    match (Info::parse(line), generic.map(Info::try_from)) {
        (Ok(info), Ok(generic)) => {
            assert_eq!(generic, Ok(info), "both parsers agree");
            let wire = written(&info);
            assert_eq!(Info::parse(&wire), Ok(info));
            assert_eq!(written(&Info::parse(&wire).unwrap()), wire);
            decodes(info.data());
        }
        (Err(error), Ok(generic)) => parsers_agree(line, error, generic.expect_err("both parsers reject it")),
        (Err(error), Err(_)) => points_into(line, error),
        (Ok(info), Err(error)) => panic!("{info:?}, but {error}"),
    }
}

/// Data that was read can be decoded, and its bytes are sent as the same data.
fn decodes(data: Base64<'_>) {
    let mut buffer = vec![0; data.decoded_len()];
    let decoded = data.decode_into(&mut buffer).expect("data was checked when it was read").to_vec();
    assert!(data.matches(&decoded) && !data.matches(&[&*decoded, b"x"].concat()));
    assert_eq!(Info::new(&decoded).data(), data);
    if let Some(short) = buffer.len().checked_sub(1) {
        assert_eq!(data.decode_into(&mut buffer[..short]).unwrap_err().needed(), decoded.len());
    }
    messages(&decoded);
}

/// The bytes of a message. It may hold what no field can.
fn bytes_of(message: &impl Encode) -> Vec<u8> {
    let mut buffer = vec![0; message.encoded_len()];
    let length = message.encode_to_slice(&mut buffer).expect("the buffer has the exact length").len();
    assert_eq!(length, buffer.len(), "encoded_len is exact");
    buffer
}

/// A message that can be read is written byte for byte, since it is signed.
fn messages(data: &[u8]) {
    match ClientFirst::parse(data) {
        Ok(message) => {
            assert_eq!(bytes_of(&message), data);
            assert_eq!(Gs2Header::parse(&bytes_of(&message.gs2_header())), Ok(message.gs2_header()));
            assert_eq!(Saslname::parse(&bytes_of(&message.username())), Ok(message.username()));
            message
                .extensions()
                .iter()
                .for_each(|(name, value)| assert!(name.is_ascii_alphabetic() && !value.is_empty()));
            let without_proof = ClientFinalWithoutProof::new(message.gs2_header(), message.nonce());
            assert!(without_proof.is_bound_to(&message.gs2_header()));
            let server_first = ServerFirst::new(message.nonce(), "salt", 1).expect("one is enough");
            let signed = bytes_of(&AuthMessage::new(message, server_first, without_proof));
            let bare = data.strip_prefix(&*bytes_of(&message.gs2_header())).expect("it begins with the header");
            assert!(signed.starts_with(bare) && signed.ends_with(&bytes_of(&without_proof)));
        }
        Err(error) => points_into(data, error),
    }
    let (bound, unnamed) = (ClientFirst::parse_with_binding(data), ClientFirst::parse_unnamed(data));
    match (unnamed, bound) {
        (Ok(message), Err(_)) => assert_eq!((message.username().as_str(), &*bytes_of(&message)), (Some(""), data)),
        (unnamed, bound) => assert_eq!(unnamed.ok(), bound.ok()),
    }
    match ServerFirst::parse(data) {
        Ok(message) => {
            assert_eq!(bytes_of(&message), data);
            assert!(message.salt().decoded_len() > 0 && message.iteration_count() > 0);
            let count = message.iteration_count_within(ITERATION_COUNTS);
            assert_eq!(count.ok(), Some(message.iteration_count()).filter(|count| (4096..=10_000_000).contains(count)));
        }
        Err(error) => points_into(data, error),
    }
    match ClientFinal::parse(data) {
        Ok(message) => {
            assert_eq!(bytes_of(&message), data);
            assert!(data.starts_with(&bytes_of(&message.without_proof())) && message.proof().decoded_len() > 0);
        }
        Err(error) => points_into(data, error),
    }
    match ServerFinal::parse(data) {
        Ok(message) => {
            assert_eq!(bytes_of(&message), data);
            assert!(message.verifier().is_ok_and(|verifier| verifier.decoded_len() > 0) || data.starts_with(b"e="));
        }
        Err(error) => points_into(data, error),
    }
    match Gs2Header::parse(data) {
        Ok(header) => {
            assert_eq!(bytes_of(&header), data);
            if let Some(authzid) = header.authzid() {
                assert_eq!(Gs2Header::for_identity(authzid, &mut vec![0; data.len()]), Ok(header));
            }
        }
        Err(error) => points_into(data, error),
    }
    let plain = Gs2Header::parse(data).is_ok();
    if let Ok(header) = Gs2Header::parse_with_binding(data) {
        assert_eq!((bytes_of(&header), plain), (data.to_vec(), data.starts_with(b"n")));
        let channel = match header.binding_name() {
            Some(name) => Channel::bound(name, data).expect("the name was read"),
            None if plain => Channel::UNSUPPORTED,
            None => Channel::UNUSED,
        };
        assert!(channel.accepts(&header) != data.starts_with(b"y"));
        let mut buffer = vec![0; data.len()];
        assert_eq!(Gs2Header::for_channel(&channel, header.authzid(), &mut buffer), Ok(header));
        let mut buffer = vec![0; data.len() * 2];
        let input = header.bind(&channel, &mut buffer).expect("the buffer is as long as both parts");
        let last = ClientFinalWithoutProof::bound(input, Nonce::new("a").expect("a letter"));
        assert!(last.is_bound_to_channel(&header, &channel));
        let other = Channel::bound("other", b"other").expect("a name and data");
        assert!(!last.is_bound_to_channel(&header, &other));
    } else {
        assert!(!plain);
    }
    match Saslname::parse(data) {
        Ok(name) => {
            assert_eq!(bytes_of(&name), data);
            let mut buffer = vec![0; data.len()];
            let plain = core::str::from_utf8(name.decode_into(&mut buffer).expect("it gets no longer"));
            assert_eq!(Saslname::new(plain.expect("a name is UTF-8")), Ok(name));
        }
        Err(error) => points_into(data, error),
    }
}

fn built(message: &[u8]) {
    let challenge = Challenge::new(Mechanism::SHA_1).with_data("a", message).expect("a is a token");
    reads_back(challenge);
    assert!(challenge.data().is_some_and(|data| data.matches(message)));
    let credentials = Credentials::new(Mechanism::SHA_256, message);
    let wire = written(&credentials);
    are(&Credentials::parse(&wire).expect("what is written can be parsed"), &credentials, &wire);
    let info = Info::new(message);
    assert_eq!(Info::parse(&written(&info)), Ok(info));
    match ServerFinal::new(message) {
        Ok(server_final) => assert_eq!(ServerFinal::parse(&bytes_of(&server_final)), Ok(server_final)),
        Err(error) => assert_eq!((error.kind(), message), (ValueErrorKind::Empty, &b""[..])),
    }
    let without_proof = ClientFinalWithoutProof::new(Gs2Header::new(), Nonce::new("a").expect("a letter"));
    match without_proof.with_proof(message) {
        Ok(last) => {
            let again = bytes_of(&last);
            let again = ClientFinal::parse(&again).expect("what is written can be read");
            assert!(again.without_proof() == without_proof && again.proof() == last.proof());
        }
        Err(error) => assert_eq!((error.kind(), message), (ValueErrorKind::Empty, &b""[..])),
    }
    if let Ok(challenge) = challenge.with_realm(message) {
        reads_back(challenge);
    }
}

/// A text in every part that takes it.
fn parts(text: &str) {
    let is_printable = |byte: u8| byte.is_ascii_graphic() && byte != b',';
    let stray = |class: fn(u8) -> bool| text.bytes().position(|byte| !class(byte));

    match Challenge::new(Mechanism::SHA_256).with_sr(text) {
        Ok(challenge) => {
            reads_back(challenge);
            reads_back(
                challenge
                    .with_renewed_sr(text)
                    .and_then(|renewed| renewed.with_ttl(u64::MAX))
                    .expect("the sr is valid"),
            );
            assert!(challenge.sr().is_some_and(|sr| sr == *text));
        }
        Err(error) if error.kind() == ValueErrorKind::Empty => assert_eq!(text, ""),
        Err(error) => assert_eq!(Some(error.offset()), stray(is_printable)),
    }
    if let Ok(credentials) = Credentials::new(Mechanism::SHA_256, "").with_sid(text) {
        let wire = written(&credentials);
        are(&Credentials::parse(&wire).expect("what is written can be parsed"), &credentials, &wire);
    }
    if let Ok(mechanism) = Mechanism::new(text) {
        assert_eq!(Challenge::parse(&written(&Challenge::new(mechanism))), Ok(Challenge::new(mechanism)));
    }

    let client = Nonce::new("abc").expect("letters are printable");
    match client.with_server(text) {
        Ok(nonce) => {
            assert!(nonce.extends(&client) && Nonce::new(text).is_ok());
            let again = client.with_reauthentication(4096, text).expect("it was no worse before");
            assert!(again.extends(&client) && again.is_reauthentication(4096, text));
            assert!(!again.is_reauthentication(4097, text) && again != nonce);
            let sent = bytes_of(&ServerFirst::new(again, "salt", u32::MAX).expect("there are iterations"));
            assert_eq!(ServerFirst::parse(&sent).map(|message| message.nonce()), Ok(again));
        }
        Err(error) if error.kind() == ValueErrorKind::Empty => assert_eq!(text, ""),
        Err(error) => assert_eq!(Some(error.offset()), stray(is_printable)),
    }
    match ClientFirst::new(Gs2Header::new(), text, client) {
        Ok(message) => {
            assert!(message.username().as_str() == Some(text) && message.username().bytes().eq(text.bytes()));
            assert_eq!(ClientFirst::parse(&bytes_of(&message)), Ok(message));
            let mut buffer = vec![0; text.len() * 3 + 8];
            let header = Gs2Header::for_identity(message.username(), &mut buffer).expect("a byte has three at most");
            assert_eq!(header.authzid(), Some(message.username()));
            assert_eq!(Gs2Header::parse(&bytes_of(&header)), Ok(header));
        }
        Err(error) if error.kind() == ValueErrorKind::Empty => assert_eq!(text, ""),
        Err(error) => assert_eq!(Some(error.offset()), stray(|byte| byte != 0)),
    }
    if let Ok(error) = ServerError::new(text) {
        let message = ServerFinal::failed(error);
        assert_eq!(ServerFinal::parse(&bytes_of(&message)), Ok(message));
    }
}
