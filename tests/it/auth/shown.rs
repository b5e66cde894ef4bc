//! What `Debug` shows of values whose text depends on what they hold: which of several kinds a value is, and lengths.

use std::fmt::Debug;

use countersign::auth::aws4::{self, Algorithm, ChunkEvent, ContentSha256, Rules, Scope, SigningKey, Timestamp};
use countersign::auth::digest::{Hex, NonceCount};
use countersign::auth::ext_value::ExtValue;
use countersign::auth::private_token::{Extension, ExtensionSet, Extensions, TokenChallenge};
use countersign::auth::scram::{Channel, Gs2Header, Nonce, Password, Saslname, ServerError};
use countersign::auth::shared_access_signature::Escaped;
use countersign::auth::{
    Base64, Decimal, Scheme, digest, dpop, jwk, jwt, mutual, negotiate, ntlm, oauth, scram, signature,
};
use countersign::hash::{Absorb, Sha256};
use countersign::mac::{Hmac, Pieces};

fn show(rows: &[(&dyn Debug, &str)]) {
    for (value, text) in rows {
        assert_eq!(format!("{value:?}"), *text);
    }
}

#[test]
fn of_parts() {
    let base64: Base64<'_> = scram::Info::new("abcd").data();
    show(&[
        (&Hex::parse(b"939e7578ed9e3c518a452acee763bce9").unwrap(), "Hex(32 digits)"),
        (&NonceCount::from(27), "NonceCount(27)"),
        (&Decimal::parse(b"0012").unwrap(), "Decimal(4 digits)"),
        (&base64, "Base64(4 bytes)"),
        (&ExtValue::new("abc"), "ExtValue(3 bytes)"),
        (&Escaped::new("a b"), "Escaped(3 bytes)"),
        (&jwt::Jwt::new("YQ.YQ.YQ").unwrap(), "Jwt(8 bytes)"),
        (&jwk::Jwk::okp("Ed25519", &[1; 32]).unwrap().thumbprint(Sha256), "Thumbprint(32 bytes)"),
        (&oauth::Challenge::new().with_problem("a b").problem().unwrap(), "Encoded(3 bytes)"),
        (&mutual::Hex::new(b"abc").unwrap(), "Hex(3 bytes)"),
        (&mutual::ExtensiveToken::new("-a.example").unwrap(), "ExtensiveToken(10 bytes)"),
        (&negotiate::Credentials::new("abc").unwrap().token(), "GssToken(3 bytes)"),
        (&ntlm::Credentials::new(b"NTLMSSP\0\x01\0\0\0").unwrap().message(), "Message(12 bytes)"),
        (&dpop::Nonce::new("abc").unwrap(), "Nonce(3 bytes)"),
        (&Pieces(&[b"ab", b"c"]), "Pieces(3 bytes)"),
        (&Absorb(|_: &[u8]| ()), "Absorb"),
        (&Scheme::new("basic").unwrap(), "Scheme(Basic)"),
        (&Scheme::new("s3cr3t").unwrap(), "Scheme(6 bytes)"),
    ]);
}

#[test]
fn of_lists() {
    let extensions = [Extension::new(7, b"abc").unwrap(), Extension::new(9, b"").unwrap()];
    let challenge = TokenChallenge::new(2, "a.example").unwrap().with_origin_info("b.example").unwrap();
    show(&[
        (&extensions[0], "Extension(7, 3 bytes)"),
        (&Extensions::new(&extensions).unwrap(), "Extensions(2)"),
        (&Extensions::new(&[]).unwrap(), "Extensions(0)"),
        (&ExtensionSet::new(&[(1, true), (2, false)]).unwrap(), "ExtensionSet(2)"),
        (
            &challenge,
            "TokenChallenge { token_type: 2, issuer_name: 9 bytes, redemption_context: None, origin_info: 9 bytes }",
        ),
    ]);
}

#[test]
fn of_scram() {
    let name = Saslname::new("a,b").unwrap();
    let mut buffer = [0; 64];
    let header = Gs2Header::for_identity(name, &mut buffer).unwrap();
    let header_text = "Gs2Header { authzid: Some(Saslname(3 bytes)) }";
    show(&[
        (&name, "Saslname(3 bytes)"),
        (&Nonce::new("ab").unwrap().with_server("c").unwrap(), "Nonce(3 bytes)"),
        (&Password::ascii("abc").unwrap(), "Password(3 bytes)"),
        (&header, header_text),
        (&Gs2Header::new(), "Gs2Header { authzid: None }"),
        (&Channel::UNSUPPORTED, "Channel(unsupported)"),
        (&Channel::UNUSED, "Channel(unused)"),
        (&Channel::bound("tls-exporter", b"abc").unwrap(), "Channel(3 bytes)"),
        (&scram::Mechanism::SHA_256, "Scheme(SCRAM-SHA-256)"),
        (&ServerError::INVALID_ENCODING, "ServerError(invalid-encoding)"),
        (&ServerError::EXTENSIONS_NOT_SUPPORTED, "ServerError(extensions-not-supported)"),
        (&ServerError::INVALID_PROOF, "ServerError(invalid-proof)"),
        (&ServerError::CHANNEL_BINDINGS_DONT_MATCH, "ServerError(channel-bindings-dont-match)"),
        (&ServerError::UNKNOWN_USER, "ServerError(unknown-user)"),
        (&ServerError::INVALID_USERNAME_ENCODING, "ServerError(invalid-username-encoding)"),
        (&ServerError::NO_RESOURCES, "ServerError(no-resources)"),
        (&ServerError::OTHER_ERROR, "ServerError(other-error)"),
        (&ServerError::new("unknown-user").unwrap(), "ServerError(unknown-user)"),
        (&ServerError::new("s3cr3t").unwrap(), "ServerError(6 bytes)"),
    ]);
}

#[test]
fn of_aws4() {
    let at = Timestamp::new(1_369_353_600).unwrap();
    let scope = Scope::new("20130524", "us-east-1", "s3").unwrap();
    let server = aws4::Server::new(Sha256, Hmac(Sha256), "s3").with_region("us-east-1").with_skew(60);
    show(&[
        (&ChunkEvent::Chunk(17), "Chunk(17)"),
        (&ChunkEvent::Data(b"abc"), "Data(3 bytes)"),
        (&ChunkEvent::Verified, "Verified"),
        (&ChunkEvent::Trailer(b"name", b"s3cr3t"), "Trailer(..)"),
        (&ChunkEvent::End, "End"),
        (&ContentSha256::Hash([7; 32]), "Hash(..)"),
        (&ContentSha256::Unsigned, "UNSIGNED-PAYLOAD"),
        (&ContentSha256::Chunks, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
        (&aws4::Trailer::new(&[("a", "b")]).unwrap(), "Trailer(1 fields)"),
        (&aws4::SignedHeaders::new("host;range").unwrap(), "SignedHeaders(10 bytes)"),
        (&aws4::ChunkFrame::unsigned(b"abc"), "ChunkFrame(3 bytes)"),
        (&SigningKey::from_bytes([7; 32]), "SigningKey(..)"),
        (&aws4::Secret::Key(b"s3cr3t"), "Secret(..)"),
        (&at.day(), "Day(20130524)"),
        (&scope, "Scope { .. }"),
        (&server, "Server { algorithm: HmacSha256, region: Some(\"us-east-1\"), service: \"s3\", skew: 60, .. }"),
        (&Algorithm::Tc3HmacSha256, "Tc3HmacSha256"),
        (
            &Rules::S3,
            "Rules { normalizes: false, encodes_twice: false, plus_is_space: false, declares_payload: true, \
             adds_slash: false, keeps_query: false, lowers_values: false, collapses: true, names: Names(x-amz-date) }",
        ),
    ]);
    let rules = "Rules { normalizes: false, encodes_twice: false, plus_is_space: false, declares_payload: ";
    for (value, settings) in [
        (
            Rules::GOOGLE,
            "true, adds_slash: false, keeps_query: false, lowers_values: false, collapses: true, names: Names(x-goog-date) }",
        ),
        (
            Rules::TENCENT,
            "false, adds_slash: false, keeps_query: true, lowers_values: true, collapses: false, names: Names(x-tc-timestamp) }",
        ),
        (
            Rules::ALIBABA,
            "true, adds_slash: false, keeps_query: false, lowers_values: false, collapses: false, names: Names(x-acs-date) }",
        ),
        (
            Rules::HUAWEI,
            "false, adds_slash: true, keeps_query: false, lowers_values: false, collapses: false, names: Names(x-sdk-date) }",
        ),
    ] {
        assert_eq!(format!("{value:?}"), format!("{rules}{settings}"));
    }
}

#[test]
fn of_servers_and_secrets() {
    let ha1 = Hex::parse(b"939e7578ed9e3c518a452acee763bce9").unwrap();
    let claims = dpop::Claims { jti: "s3cr3t", htm: "GET", htu: "https://a", iat: 17, ath: None, nonce: None };
    let server = signature::Server::new(Hmac(Sha256), "hmac-sha256").with_window(17).with_skew(60);
    let text = format!("{server:?}");
    assert!(text.starts_with("Server { algorithm: ") && text.ends_with("window: 17, skew: 60, .. }"), "{text}");
    show(&[
        (&digest::Secret::password("s3cr3t").unwrap(), "Password"),
        (&digest::Secret::Ha1(&ha1), "Ha1"),
        (&claims, "Claims { iat: 17, .. }"),
    ]);
}
