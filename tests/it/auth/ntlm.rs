//! NTLM: what clients and servers send, and each error.

use countersign::auth::ntlm::{Challenge, Credentials, MessageType};
use countersign::auth::{self, Challenges, tolerant};
use countersign::{DecodeError, ErrorKind, Rule, ValueErrorKind};

use crate::laws::{self, written};

/// A recorded message of each kind.
const RECORDED: [(&[u8], MessageType); 4] = [
    (b"NTLM TlRMTVNTUAABAAAABoIIAAAAAAAAAAAAAAAAAAAAAAA=", MessageType::Negotiate),
    (
        b"NTLM TlRMTVNTUAACAAAACAAIADAAAACGgAEAq6U1NAWaJCIAAAAAAAAAAAAAAAA4AAAATlRMTUF1dGg=",
        MessageType::Challenge,
    ),
    (
        b"NTLM TlRMTVNTUAACAAAAAgACADAAAACGggEAc51AYVDgyNcAAAAAAAAAAG4AbgAyAAAAQ0MCAAQAQwBDAAEAEgBFAEwASQBTAEEAQgBF\
          AFQASAAEABgAYwBjAC4AaQBjAGUAZABlAHYALgBuAHUAAwAsAGUAbABpAHMAYQBiAGUAdABoAC4AYwBjAC4AaQBjAGUAZABlAHYALgBuAHUA\
          AAAAAA==",
        MessageType::Challenge,
    ),
    (
        b"NTLM TlRMTVNTUAADAAAAGAAYAEAAAAAYABgAWAAAAAAAAABwAAAACAAIAHAAAAALAAsAeAAAAAAAAAAAAAAAhoIBAFpkQwKRCZFMhjj0tw47\
          wEjKHRHlvzfxQamFcheMuv8v+xeqphEO5V41xRd7R9deOXRlc3R1c2VyV09SS1NUQVRJT04=",
        MessageType::Authenticate,
    ),
];

/// What is invalid in challenges and in credentials.
const REJECTED: [(&[u8], ErrorKind, usize); 8] = [
    (b"", ErrorKind::Expected(Rule::Token), 0),
    (b"Negotiate TlRM", ErrorKind::Scheme("NTLM"), 0),
    (b"NTLM realm=\"x\"", ErrorKind::Expected(Rule::Token68), 11),
    (b"NTLM TlRM TlRM", ErrorKind::Expected(Rule::Token68), 9),
    (b"NTLM \"TlRM\"", ErrorKind::Expected(Rule::Token68), 5),
    (b"NTLM\tTlRM", ErrorKind::Expected(Rule::Token68), 4),
    (b"NTLM TlRM\r", ErrorKind::Expected(Rule::Token68), 9),
    (b"NTLM TlRM\0", ErrorKind::Expected(Rule::Token68), 9),
];

#[test]
fn recorded_messages_are_parsed_and_written_unchanged() {
    for (value, kind) in RECORDED {
        let credentials = Credentials::parse(value).unwrap();
        assert_eq!(credentials.message().message_type(), Some(kind));
        assert_eq!(written(&credentials), value);
        let challenge = Challenge::parse(value).unwrap();
        assert_eq!(challenge.message(), Some(credentials.message()));
        assert_eq!(written(&challenge), value);
        let mut buffer = [0; 256];
        let bytes = credentials.message().decode_into(&mut buffer).unwrap();
        assert!(bytes.starts_with(b"NTLMSSP\0"));
        assert_eq!(Credentials::new(bytes).unwrap().message(), credentials.message());
    }
    assert_eq!(Challenge::parse(b"ntlm"), Ok(Challenge::new()));
    assert_eq!(written(&Challenge::new()), b"NTLM");
}

#[test]
fn unknown_messages_are_passed_on() {
    for value in [&b"NTLM SGVsbG8sIFdvcmxkCg=="[..], b"NTLM TlRMTVNTUAA=", b"NTLM TlRMTVNTUAAAAAAA", b"NTLM a"] {
        let challenge = Challenge::parse(value).unwrap();
        assert_eq!(challenge.message().unwrap().message_type(), None);
        assert_eq!(written(&challenge), value);
    }
    let surplus = Challenge::parse(b"NTLM  SGVsbG8sIFdvcmxkCg===").unwrap().message().unwrap();
    let Err(DecodeError::Parse(error)) = surplus.decode_into(&mut [0; 64]) else {
        panic!("there is one `=` too many");
    };
    assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(Rule::Base64), 24));
}

#[test]
fn a_challenge_is_found_among_others() {
    let challenges = Challenges::parse(b"Basic, Wild-and-crazy, NTLM").unwrap();
    let typed: Vec<_> = challenges.iter().map(Challenge::try_from).collect();
    let rejected = |at| {
        move |result: &Result<Challenge<'_>, countersign::ParseError>| {
            result.is_err_and(|error| (error.kind(), error.offset()) == (ErrorKind::Scheme("NTLM"), at))
        }
    };
    assert!(rejected(0)(&typed[0]) && rejected(7)(&typed[1]));
    assert_eq!(typed[2], Ok(Challenge::new()));
}

#[test]
fn invalid_values_are_rejected_at_their_offset() {
    for (value, kind, offset) in REJECTED {
        let shown = value.escape_ascii();
        let error = Challenge::parse(value).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{shown}");
        let error = Credentials::parse(value).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{shown}");
    }
    for value in [&b"NTLM"[..], b" NTLM "] {
        let error = Credentials::parse(value).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(Rule::Token68), value.trim_ascii_end().len()));
        let generic = auth::Credentials::parse(value).unwrap();
        assert_eq!(Credentials::try_from(generic).unwrap_err(), error);
    }
}

#[test]
fn an_empty_message_cannot_be_sent() {
    for error in [Credentials::new("").unwrap_err(), Challenge::new().with_message("").unwrap_err()] {
        assert_eq!((error.part(), error.kind(), error.offset()), ("message", ValueErrorKind::Empty, 0));
    }
}

#[test]
fn padding_can_be_tolerated() {
    for (value, right) in [
        (&b"NTLM TlRMTVNTUAABAAAA="[..], &b"NTLM TlRMTVNTUAABAAAA"[..]),
        (b"NTLM TlRMTVNTUAABAAAAAg", b"NTLM TlRMTVNTUAABAAAAAg=="),
        (b"NTLM TlRMTVNTUAABAAAAAgA", b"NTLM TlRMTVNTUAABAAAAAgA="),
        (b"NTLM TlRMTVNTUAABAAAAAgA===", b"NTLM TlRMTVNTUAABAAAAAgA="),
        (b"NTLM TlRMTVNTUAABAAAAAgA=", b"NTLM TlRMTVNTUAABAAAAAgA="),
        (b"NTLM", b"NTLM"),
    ] {
        let generic = tolerant::challenges(value).next().unwrap().unwrap();
        let challenge = Challenge::try_from(generic).unwrap();
        assert_eq!(written(&challenge), right);
        assert_eq!(Challenge::parse(right), Ok(challenge));
        let Some(message) = challenge.message() else {
            continue;
        };
        let mut buffer = [0; 16];
        assert!(message.decode_into(&mut buffer).unwrap().starts_with(b"NTLMSSP\0"));
        let credentials = Credentials::try_from(tolerant::credentials(value).unwrap()).unwrap();
        assert_eq!(credentials.message(), message);
        assert_eq!(written(&credentials), right);
    }
}

#[test]
fn values_cut_at_every_length_keep_the_laws() {
    let recorded = RECORDED.map(|(value, _)| value);
    let rejected = REJECTED.map(|(value, ..)| value);
    for value in recorded.into_iter().chain(rejected) {
        crate::prefixes::lengths(value.len()).for_each(|length| laws::check("ntlm", &value[..length]));
    }
}
