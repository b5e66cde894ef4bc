//! Negotiate: the examples of the standard, what clients and servers send, and each error.

use countersign::auth::negotiate::{Challenge, Credentials, TokenKind};
use countersign::auth::{self, Challenges, ntlm, tolerant};
use countersign::{DecodeError, Encode, ErrorKind, Rule, ValueErrorKind};

use crate::laws::{self, written};

/// An initial token of SPNEGO, and a Kerberos token without SPNEGO.
const SPNEGO: &[u8] = b"Negotiate YIIBWgYGKwYBBQUCoIIBTjCCAUqg";
const KERBEROS: &[u8] = b"Negotiate YIIBWgYJKoZIhvcSAQICAQBuggFL";

/// The challenges and the credentials of RFC 4559 §5. Their data is not real: it only has the letters of base64.
const EXAMPLES: [&[u8]; 5] = [
    b"Negotiate",
    b"Negotiate a87421000492aa874209af8bc028",
    b"Negotiate 749efa7b23409c20b92356",
    b"Negotiate 89a8742aa8729a8b028",
    b"Negotiate ade0234568a4209af8bc0280289eca",
];

/// What is invalid in a challenge, and in credentials.
const REJECTED: [(&[u8], ErrorKind, usize); 14] = [
    (b"", ErrorKind::Expected(Rule::Token), 0),
    (b"Negotiated YII=", ErrorKind::Scheme("Negotiate"), 0),
    (b"Magic-Negotiate", ErrorKind::Scheme("Negotiate"), 0),
    (b"  NTLM YII=", ErrorKind::Scheme("Negotiate"), 2),
    (b"Negotiate realm=\"x\"", ErrorKind::Expected(Rule::Token68), 16),
    (b"Negotiate realm=x", ErrorKind::Expected(Rule::Token68), 16),
    (b"Negotiate YII=, realm=x", ErrorKind::Expected(Rule::Token68), 14),
    (b"Negotiate YII=, YII=", ErrorKind::Expected(Rule::Token68), 14),
    (b"Negotiate YII= YII=", ErrorKind::Expected(Rule::Token68), 14),
    (b"Negotiate \"YII=\"", ErrorKind::Expected(Rule::Token68), 10),
    (b"Negotiate =", ErrorKind::Expected(Rule::Token68), 10),
    (b"Negotiate YI\r\nI", ErrorKind::Expected(Rule::Token68), 12),
    (b"Negotiate YI\x80", ErrorKind::Expected(Rule::Token68), 12),
    (b"Negotiate , YII=", ErrorKind::Expected(Rule::Token68), 10),
];

#[test]
fn examples_are_parsed_and_written_unchanged() {
    for example in EXAMPLES {
        let challenge = Challenge::parse(example).unwrap();
        assert_eq!(written(&challenge), example);
        match Credentials::parse(example) {
            Ok(credentials) => {
                assert_eq!(written(&credentials), example);
                assert_eq!(Some(credentials.token()), challenge.token());
                assert_eq!(credentials.token().kind(), TokenKind::Other);
            }
            Err(error) => {
                assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(Rule::Token68), 9));
                assert_eq!(challenge, Challenge::new());
            }
        }
    }
}

#[test]
fn kinds_are_known_without_decoding_the_whole_token() {
    for (value, expected) in [
        (SPNEGO, TokenKind::NegTokenInit),
        (KERBEROS, TokenKind::Kerberos),
        (b"Negotiate oYG1MIGyoAMKAQGh", TokenKind::NegTokenResp),
        (b"Negotiate TlRMTVNTUAABAAAA", TokenKind::Ntlm(ntlm::MessageType::Negotiate)),
        (b"Negotiate TlRMTVNTUAACAAAAY29", TokenKind::Ntlm(ntlm::MessageType::Challenge)),
        (b"Negotiate TlRMTVNTUAADAAAAY29udGludWVzLS4", TokenKind::Ntlm(ntlm::MessageType::Authenticate)),
        (b"Negotiate TlRMTVNTUAAEAAAA", TokenKind::Other),
        (b"Negotiate TlRMTVNTUAA=", TokenKind::Other),
        (b"Negotiate Y29udGludWVz", TokenKind::Other),
        (b"Negotiate RA==", TokenKind::Other),
        (b"Negotiate YI", TokenKind::Other),
        (b"Negotiate YI~_", TokenKind::Other),
        (b"negotiate  YII=", TokenKind::Other),
    ] {
        let shown = value.escape_ascii();
        assert_eq!(Credentials::parse(value).unwrap().token().kind(), expected, "{shown}");
        assert_eq!(Challenge::parse(value).unwrap().token().unwrap().kind(), expected, "{shown}");
    }
}

#[test]
fn tokens_of_any_length_are_decoded_into_a_long_enough_buffer() {
    let bytes: Vec<u8> = (0..=u8::MAX).cycle().take(100_000).collect();
    let credentials = Credentials::new(&bytes).unwrap();
    let wire = written(&credentials);
    let read = Credentials::parse(&wire).unwrap();
    assert_eq!(read.token(), credentials.token());
    let mut buffer = vec![0; bytes.len()];
    assert_eq!(read.token().decoded_len(), bytes.len());
    assert_eq!(read.token().decode_into(&mut buffer), Ok(&*bytes));
    assert_eq!(credentials.token().decode_into(&mut buffer), Ok(&*bytes));
    for token in [read.token(), credentials.token()] {
        let Err(DecodeError::Capacity(error)) = token.decode_into(&mut buffer[1..]) else {
            panic!("the buffer is one byte too short");
        };
        assert_eq!(error.needed(), bytes.len());
    }

    let mut other = bytes.clone();
    for at in [0, 50_000, 99_999] {
        other[at] ^= 1;
        assert_ne!(Credentials::new(&other).unwrap().token(), read.token());
        assert_ne!(read.token(), Credentials::new(&other).unwrap().token());
        other[at] ^= 1;
    }
    assert_ne!(Credentials::new(&bytes[..99_999]).unwrap().token(), read.token());
}

#[test]
fn symbols_that_are_not_base64_are_rejected_when_they_are_decoded() {
    for (value, offset) in [
        (&b"Negotiate YII"[..], 13),
        (b"Negotiate YII==", 13),
        (b"Negotiate YIJ=", 13),
        (b"Negotiate YI-A", 12),
        (b"  Negotiate   YI_A", 16),
        (b"Negotiate 749efa7b23409c20b92356", 32),
    ] {
        let shown = value.escape_ascii();
        let token = Credentials::parse(value).unwrap().token();
        let Err(DecodeError::Parse(error)) = token.decode_into(&mut [0; 64]) else {
            panic!("this is not base64: {shown}");
        };
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(Rule::Base64), offset), "{shown}");
    }
}

#[test]
fn a_challenge_has_a_token_or_none_among_other_challenges() {
    let line = b"Negotiate, Basic realm=\"a\", negotiate oQcwBaADCgEB , Negotiate ,,";
    let challenges = Challenges::parse(line).unwrap();
    let negotiate: Vec<_> = challenges.iter().filter_map(|challenge| Challenge::try_from(challenge).ok()).collect();
    let token = Challenge::new().with_token(b"\xA1\x07\x30\x05\xA0\x03\x0A\x01\x01").unwrap();
    assert_eq!(negotiate, [Challenge::new(), token, Challenge::new()]);

    let response = [("WWW-Authenticate", "Negotiate oQcwBaADCgEB")];
    let last = auth::www_authenticate(&response).unwrap().unwrap().iter().next().unwrap();
    assert_eq!(Challenge::try_from(last), Ok(token));

    let sent = auth::Challenge::new("Negotiate", &[]).unwrap();
    assert_eq!(Challenge::try_from(sent), Ok(Challenge::new()));
    let sent = auth::Challenge::with_token68("NEGOTIATE", b"oQcwBaADCgEB").unwrap();
    assert_eq!(Challenge::try_from(sent), Ok(token));
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
}

#[test]
fn an_empty_token_cannot_be_sent() {
    for error in [Credentials::new("").unwrap_err(), Challenge::new().with_token("").unwrap_err()] {
        assert_eq!((error.part(), error.kind(), error.offset()), ("token", ValueErrorKind::Empty, 0));
    }
}

#[test]
fn debug_output_has_no_token() {
    let credentials = Credentials::parse(SPNEGO).unwrap();
    assert_eq!(format!("{credentials:?}"), "Credentials { token: GssToken(21 bytes) }");
    let mut buffer = [0; 64];
    assert_eq!(credentials.encode_to_slice(&mut buffer), Ok(SPNEGO));
}

#[test]
fn padding_can_be_tolerated() {
    for (value, right) in [
        (&b"Negotiate TlRMTVNTUAABAAAA="[..], &b"Negotiate TlRMTVNTUAABAAAA"[..]),
        (b"Negotiate TlRMTVNTUAABAAAAAg", b"Negotiate TlRMTVNTUAABAAAAAg=="),
        (b"Negotiate TlRMTVNTUAABAAAAAgA", b"Negotiate TlRMTVNTUAABAAAAAgA="),
        (b"Negotiate TlRMTVNTUAABAAAAAgA===", b"Negotiate TlRMTVNTUAABAAAAAgA="),
        (b"Negotiate TlRMTVNTUAABAAAAAgA=", b"Negotiate TlRMTVNTUAABAAAAAgA="),
        (b"Negotiate", b"Negotiate"),
    ] {
        let generic = tolerant::challenges(value).next().unwrap().unwrap();
        let challenge = Challenge::try_from(generic).unwrap();
        assert_eq!(written(&challenge), right);
        assert_eq!(Challenge::parse(right), Ok(challenge));
        let Some(token) = challenge.token() else {
            continue;
        };
        let mut buffer = [0; 16];
        assert!(token.decode_into(&mut buffer).unwrap().starts_with(b"NTLMSSP\0"));
        let credentials = Credentials::try_from(tolerant::credentials(value).unwrap()).unwrap();
        assert_eq!(credentials.token(), token);
        assert_eq!(written(&credentials), right);
    }
}

#[test]
fn values_cut_at_every_length_keep_the_laws() {
    let rejected = REJECTED.map(|(value, ..)| value);
    for value in EXAMPLES.into_iter().chain(rejected).chain([SPNEGO, KERBEROS]) {
        crate::prefixes::lengths(value.len()).for_each(|length| laws::check("negotiate", &value[..length]));
    }
}
