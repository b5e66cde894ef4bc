//! The status codes that servers answer with, for each reason of each scheme, and the texts that are not in a list of reasons.

use std::error::Error;

use countersign::auth::bearer::ErrorCode;
use countersign::auth::colon_pair::{aws2, shared_key};
use countersign::auth::{
    Challenges, Param, aws4, basic, digest, dpop, hawk, hoba, oauth, private_token, scram, signature, vapid,
};
use countersign::{DecodeError, LineError, ParseError, ValueError};

fn parse_error() -> ParseError {
    Challenges::parse(b"S a=\"").unwrap_err()
}

fn value_error() -> ValueError {
    Param::token("", "a").unwrap_err()
}

fn malformed() -> DecodeError {
    basic::Credentials::parse(b"Basic a", &mut [0; 8]).unwrap_err()
}

fn capacity() -> DecodeError {
    basic::Credentials::parse(b"Basic YTpiYQ==", &mut [0; 1]).unwrap_err()
}

fn line_error() -> LineError {
    countersign::auth::www_authenticate(&[("WWW-Authenticate", "S a=\"")]).unwrap_err()
}

fn all_are(expected: u16, statuses: &[u16]) {
    let others: Vec<_> = statuses.iter().enumerate().filter(|(_, status)| **status != expected).collect();
    assert!(others.is_empty(), "rows of {expected}: {others:?}");
}

#[test]
fn what_is_malformed() {
    all_are(
        400,
        &[
            aws2::Refusal::Credentials(parse_error()).status(),
            aws2::Refusal::Presigned(malformed()).status(),
            aws2::Refusal::Malformed(value_error()).status(),
            aws2::Refusal::Scheme.status(),
            aws2::Refusal::TwoForms.status(),
            aws4::Refusal::Malformed("query").status(),
            aws4::Refusal::Algorithm.status(),
            aws4::Refusal::Body.status(),
            digest::VerifyError::Malformed(parse_error()).status(),
            digest::VerifyError::Uri.status(),
            digest::VerifyError::Uncomputable(digest::Uncomputable::Body).status(),
            hawk::Refusal::Malformed(parse_error()).status(),
            hoba::Refusal::Malformed(parse_error()).status(),
            oauth::Refusal::Credentials(parse_error()).status(),
            oauth::Refusal::Request(value_error()).status(),
            oauth::Refusal::Method.status(),
            private_token::Refusal::Malformed(parse_error()).status(),
            scram::Refusal::Malformed(parse_error()).status(),
            scram::Refusal::Extension.status(),
            shared_key::Refusal::Credentials(parse_error()).status(),
            shared_key::Refusal::Malformed(value_error()).status(),
            shared_key::Refusal::Scheme.status(),
            shared_key::Refusal::Date.status(),
            signature::Refusal::Malformed(parse_error()).status(),
            signature::Refusal::Request(value_error()).status(),
            ErrorCode::InvalidRequest.status().unwrap_or_default(),
        ],
    );
    assert_eq!(ErrorCode::other("x").unwrap().status(), None);
}

#[test]
fn what_is_not_authenticated() {
    all_are(
        401,
        &[
            digest::VerifyError::Uncomputable(digest::Uncomputable::Qop).status(),
            digest::VerifyError::Uncomputable(digest::Uncomputable::Cnonce).status(),
            digest::VerifyError::Uncomputable(digest::Uncomputable::Session).status(),
            digest::VerifyError::Realm.status(),
            digest::VerifyError::Algorithm.status(),
            digest::VerifyError::Qop.status(),
            digest::VerifyError::Response.status(),
            digest::VerifyError::Stale.status(),
            dpop::Refusal::Malformed(line_error()).status(),
            dpop::Refusal::Absent.status(),
            dpop::Refusal::Nonce.status(),
            hawk::Refusal::Method.status(),
            hawk::Refusal::Mac.status(),
            hawk::Refusal::Expired.status(),
            hoba::Refusal::Challenge.status(),
            hoba::Refusal::Stale.status(),
            hoba::Refusal::Used.status(),
            oauth::Refusal::Timestamp.status(),
            oauth::Refusal::Signature.status(),
            oauth::Refusal::Replayed.status(),
            private_token::Refusal::Type.status(),
            private_token::Refusal::Spent.status(),
            scram::Refusal::Channel.status(),
            scram::Refusal::Nonce.status(),
            scram::Refusal::Proof.status(),
            signature::Refusal::Algorithm.status(),
            signature::Refusal::Date.status(),
            signature::Refusal::Replayed.status(),
            vapid::Refusal::Absent.status(),
            ErrorCode::InvalidToken.status().unwrap_or_default(),
            ErrorCode::InsufficientUserAuthentication.status().unwrap_or_default(),
            ErrorCode::InvalidDpopProof.status().unwrap_or_default(),
            ErrorCode::UseDpopNonce.status().unwrap_or_default(),
        ],
    );
}

#[test]
fn what_is_forbidden() {
    all_are(
        403,
        &[
            aws2::Refusal::Date.status(),
            aws2::Refusal::Time.status(),
            aws2::Refusal::Expired.status(),
            aws2::Refusal::Signature.status(),
            aws2::Refusal::Replayed.status(),
            aws4::Refusal::Scope.status(),
            aws4::Refusal::Time.status(),
            aws4::Refusal::SignedHeaders(value_error()).status(),
            aws4::Refusal::Signature.status(),
            aws4::Refusal::Replayed.status(),
            shared_key::Refusal::Account.status(),
            shared_key::Refusal::Time.status(),
            shared_key::Refusal::Signature.status(),
            shared_key::Refusal::Replayed.status(),
            vapid::Refusal::Malformed(parse_error()).status(),
            vapid::Refusal::Contact.status(),
            ErrorCode::InsufficientScope.status().unwrap_or_default(),
        ],
    );
}

#[test]
fn what_is_a_fault_of_the_server() {
    all_are(
        500,
        &[
            aws2::Refusal::Presigned(capacity()).status(),
            aws4::Refusal::Rules.status(),
            aws4::Refusal::EmptySecret.status(),
            aws4::Refusal::DerivedSecret.status(),
            aws4::Refusal::NoBodyHash.status(),
            digest::VerifyError::Uncomputable(digest::Uncomputable::Algorithm).status(),
        ],
    );
}

#[test]
fn each_reason_of_aws4_has_its_text() {
    let rows: [(&dyn Error, &str); 17] = [
        (&aws4::Refusal::Malformed("query"), "query is absent, repeated or malformed"),
        (&aws4::Refusal::Rules, "the rules of the request are those of another cloud than the algorithm"),
        (&aws4::Refusal::Algorithm, "the credentials are of another algorithm"),
        (&aws4::Refusal::Scope, "the key is for another service, region or day"),
        (&aws4::Refusal::Time, "the time of the request is too far from now"),
        (&aws4::Refusal::SignedHeaders(value_error()), "name: must not be empty"),
        (&aws4::Refusal::Body, "the body has another hash than the request says"),
        (&aws4::Refusal::Signature, "the signature is wrong, or no such key exists"),
        (&aws4::Refusal::Replayed, "the signature was used before"),
        (&aws4::Refusal::EmptySecret, "the secret is empty"),
        (&aws4::Refusal::DerivedSecret, "the algorithm has no derived keys"),
        (&aws4::Refusal::NoBodyHash, "the hash of the body is absent from the request and was not given"),
        (&aws4::ChunkError::Signature, "the signature of a chunk or of the trailer is wrong"),
        (&aws4::ChunkError::Order, "a chunk or a trailer comes at the wrong place"),
        (&aws4::ChunkError::Incomplete, "the last chunk or the trailer is absent"),
        (&aws4::ChunkError::Length, "the chunks have another length than the request says"),
        (&aws4::ChunkError::Malformed("chunk-size"), "chunk-size is malformed"),
    ];
    for (error, text) in rows {
        assert_eq!(error.to_string(), text);
        let within = error.source().map(ToString::to_string);
        assert_eq!(within.as_deref(), Some(text).filter(|text| text.starts_with("name: ")), "{text}");
    }
}
