//! Schemes whose credentials are a token.

use countersign::auth::jwt::Jwt;
use countersign::auth::negotiate::{self, TokenKind};
use countersign::auth::private_token::{self, PrivateToken, TokenChallenge};
use countersign::auth::{api_key, concealed, dpop, gnap, ntlm, uma, vapid, web_push};

use super::{base64url, decoded, rows, secret};
use crate::meaning::Row;
use crate::value::Value;

pub(super) fn api_key_challenge(challenge: api_key::Challenge<'_>) -> Vec<Row> {
    rows([challenge.realm().map(|realm| Row::new("realm", realm))])
}

pub(super) fn api_key_credentials(credentials: api_key::Credentials<'_>) -> Vec<Row> {
    vec![secret("token", credentials.token())]
}

#[expect(clippy::large_types_passed_by_value, reason = "the table has functions of one form")]
pub(super) fn dpop_challenge(challenge: dpop::Challenge<'_>) -> Vec<Row> {
    let error = challenge.error().map(|error| Row::new("error", Value::from(error.text()).without_quotes()));
    rows([
        challenge.realm().map(|realm| Row::new("realm", realm)),
        challenge.scope().map(|scope| Row::new("scope", scope)),
        error,
        challenge.error_description().map(|description| Row::new("error_description", description)),
        challenge.error_uri().map(|uri| Row::new("error_uri", uri)),
        challenge.acr_values().map(|acr_values| Row::new("acr_values", acr_values)),
        challenge.max_age().map(|seconds| Row::new("max_age", seconds).with_note("seconds")),
        challenge.resource_metadata().map(|url| Row::new("resource_metadata", url)),
        challenge.algs().map(|algs| Row::new("algs", algs)),
    ])
}

pub(super) fn dpop_credentials(credentials: dpop::Credentials<'_>) -> Vec<Row> {
    vec![secret("token", credentials.token().as_bytes()).of("token68").with_note("the proof is in the DPoP field")]
}

pub(super) fn gnap_challenge(challenge: gnap::Challenge<'_>) -> Vec<Row> {
    rows([
        challenge.as_uri().map(|uri| Row::new("as_uri", uri)),
        challenge.access().map(|access| Row::new("access", access)),
        challenge.referrer().map(|uri| Row::new("referrer", uri)),
    ])
}

pub(super) fn gnap_credentials(credentials: gnap::Credentials<'_>) -> Vec<Row> {
    vec![secret("token", credentials.token().as_bytes()).of("token68")]
}

pub(super) fn negotiate_challenge(challenge: negotiate::Challenge<'_>) -> Vec<Row> {
    rows([challenge.token().and_then(|token| negotiate_kind(token.kind()))])
}

pub(super) fn negotiate_credentials(credentials: negotiate::Credentials<'_>) -> Vec<Row> {
    rows([negotiate_kind(credentials.token().kind())])
}

fn negotiate_kind(kind: TokenKind) -> Option<Row> {
    match kind {
        TokenKind::NegTokenInit => Some(kind_row("NegTokenInit", "the first SPNEGO message")),
        TokenKind::NegTokenResp => Some(kind_row("NegTokenResp", "a later SPNEGO message")),
        TokenKind::Kerberos => Some(kind_row("Kerberos", "without SPNEGO")),
        TokenKind::Ntlm(kind) => ntlm_kind(kind),
        _ => None,
    }
}

pub(super) fn ntlm_challenge(challenge: ntlm::Challenge<'_>) -> Vec<Row> {
    rows([challenge.message().and_then(|message| ntlm_kind(message.message_type()?))])
}

pub(super) fn ntlm_credentials(credentials: ntlm::Credentials<'_>) -> Vec<Row> {
    rows([credentials.message().message_type().and_then(ntlm_kind)])
}

fn ntlm_kind(kind: ntlm::MessageType) -> Option<Row> {
    match kind {
        ntlm::MessageType::Negotiate => Some(kind_row("NEGOTIATE_MESSAGE", "NTLM, the first message of the client")),
        ntlm::MessageType::Challenge => Some(kind_row("CHALLENGE_MESSAGE", "NTLM, the challenge of the server")),
        ntlm::MessageType::Authenticate => Some(kind_row("AUTHENTICATE_MESSAGE", "NTLM, the response of the client")),
        _ => None,
    }
}

fn kind_row(kind: &str, note: &str) -> Row {
    Row::new("kind", Value::from(kind.as_bytes())).with_note(note)
}

pub(super) fn private_challenge(challenge: private_token::Challenge<'_>) -> Vec<Row> {
    let mut shown = vec![Row::new("challenge", Value::from(challenge.challenge()))];
    // Other token types may have other structures.
    if let Ok(structure) = TokenChallenge::parse(&decoded(challenge.challenge())) {
        let origins = structure.origin_info().split(',').filter(|name| !name.is_empty());
        let origins: Vec<_> = origins.map(|name| Value::from(name.as_bytes())).collect();
        shown.extend(rows([
            Some(Row::new("token_type", u64::from(structure.token_type()))),
            Some(Row::new("issuer_name", Value::from(structure.issuer_name().as_bytes()))),
            structure.redemption_context().map(|context| Row::new("redemption_context", base64url(context))),
            Some(origins).filter(|origins| !origins.is_empty()).map(|origins| Row::new("origin_info", origins)),
        ]));
    }
    shown.extend(rows([
        challenge.token_key().map(|key| Row::new("token_key", Value::from(key)).of("token-key")),
        challenge.max_age().map(|seconds| Row::new("max_age", seconds).of("max-age").with_note("seconds")),
        challenge.realm().map(|realm| Row::new("realm", realm)),
        challenge.extension_set().map(|set| Row::new("extension_set", Value::from(set)).of("extension-set")),
        challenge.extensions().map(|extensions| Row::new("extensions", Value::from(extensions))),
    ]));
    shown
}

pub(super) fn private_credentials(credentials: private_token::Credentials<'_>) -> Vec<Row> {
    let mut shown = vec![secret("token", credentials.token())];
    if let Ok(token) = PrivateToken::parse(&decoded(credentials.token())) {
        shown.extend([
            Row::new("token_type", u64::from(token.token_type())),
            secret("nonce", base64url(token.nonce())),
            secret("challenge_digest", base64url(token.challenge_digest())),
            secret("token_key_id", base64url(token.token_key_id())),
            secret("authenticator", base64url(token.authenticator())),
        ]);
    }
    shown.extend(credentials.extensions().map(|extensions| Row::new("extensions", Value::from(extensions))));
    shown
}

pub(super) fn uma_challenge(challenge: uma::Challenge<'_>) -> Vec<Row> {
    rows([
        challenge.realm().map(|realm| Row::new("realm", realm)),
        challenge.as_uri().map(|uri| Row::new("as_uri", uri)),
        challenge.error().map(|error| Row::new("error", error)),
        challenge.ticket().map(|ticket| Row::new("ticket", ticket)),
    ])
}

pub(super) fn web_push_credentials(credentials: web_push::Credentials<'_>) -> Vec<Row> {
    let mut shown = vec![secret("token", credentials.token().as_str().as_bytes()).of("token68")];
    shown.extend(jwt(credentials.token()));
    shown
}

pub(super) fn vapid_challenge(_: vapid::Challenge) -> Vec<Row> {
    Vec::new()
}

pub(super) fn vapid_credentials(credentials: vapid::Credentials<'_>) -> Vec<Row> {
    vec![
        secret("t", credentials.t().as_str().as_bytes()).with_note("a JWT"),
        Row::new("k", Value::from(credentials.k())).with_note("the public key"),
    ]
}

/// The header of a signed JWT names the algorithm and the public key. What is not JSON may be a secret.
pub(super) fn jwt(jwt: Jwt<'_>) -> Vec<Row> {
    let [header, payload] = [jwt.header(), jwt.payload()].map(decoded);
    let is_secret = !header.starts_with(b"{");
    vec![
        Row::new("header", Value::from(&header[..]).secret_if(is_secret)),
        secret("payload", &payload[..]),
        secret("signature", jwt.signature()),
    ]
}

pub(super) fn concealed_export(export: &concealed::Export) -> Vec<Row> {
    vec![secret("signed", base64url(&export.signed())), secret("verification", base64url(&export.verification()))]
}

pub(super) fn concealed_credentials(credentials: concealed::Credentials<'_>) -> Vec<Row> {
    rows([
        Some(Row::new("key_id", Value::from(credentials.key_id())).of("k")),
        Some(Row::new("public_key", Value::from(credentials.public_key())).of("a")),
        Some(Row::new("signature_scheme", u64::from(credentials.signature_scheme())).of("s")),
        Some(secret("verification", credentials.verification()).of("v")),
        Some(secret("proof", credentials.proof()).of("p")),
        credentials.realm().map(|realm| Row::new("realm", realm)),
    ])
}
