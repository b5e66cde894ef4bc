//! Schemes whose credentials are a signature or a MAC of the request.

use countersign::auth::{aws4, colon_pair, eg1, hawk, hoba, oauth, shared_access_signature, signature};

use super::{rows, secret};
use crate::meaning::Row;
use crate::value::Value;

pub(super) fn aws4_credentials(credentials: aws4::Credentials<'_>) -> Vec<Row> {
    let scope = credentials.scope();
    let names: Vec<_> = credentials.signed_headers().iter().map(|name| Value::from(name.as_bytes())).collect();
    let row = |name, text: &str| Row::new(name, Value::from(text.as_bytes()));
    rows([
        Some(row("access_key_id", credentials.access_key_id()).of("Credential")),
        scope.map(|scope| row("date", scope.date())),
        scope.and_then(|scope| scope.region()).map(|region| row("region", region)),
        scope.map(|scope| row("service", scope.service())),
        Some(names)
            .filter(|names| !names.is_empty())
            .map(|names| Row::new("signed_headers", names).of("SignedHeaders")),
        Some(secret("signature", credentials.signature().as_bytes())),
    ])
}

pub(super) fn eg1_credentials(credentials: eg1::Credentials<'_>) -> Vec<Row> {
    let unsigned = credentials.unsigned();
    vec![
        secret("client_token", unsigned.client_token().as_bytes()),
        secret("access_token", unsigned.access_token().as_bytes()),
        Row::new("timestamp", Value::from(unsigned.timestamp().as_bytes())),
        Row::new("nonce", Value::from(unsigned.nonce().as_bytes())),
        secret("signature", credentials.signature()),
    ]
}

pub(super) fn shared_access_signature(credentials: shared_access_signature::Credentials<'_>) -> Vec<Row> {
    let text = |escaped: shared_access_signature::Escaped<'_>| {
        Value::from(&super::buffered(|buffer| escaped.decode_into(buffer))[..])
    };
    rows([
        Some(Row::new("resource", text(credentials.resource())).of("sr")),
        Some(secret("signature", super::base64url(credentials.signature())).of("sig")),
        Some(Row::new("expiry", credentials.expiry().get()).of("se").with_note("seconds since 1970")),
        credentials.key_name().map(|name| Row::new("key_name", text(name)).of("skn")),
    ])
}

pub(super) fn colon_pair(credentials: colon_pair::Credentials<'_>) -> Vec<Row> {
    vec![Row::new("id", Value::from(credentials.id().as_bytes())), secret("signature", credentials.signature())]
}

pub(super) fn hawk_challenge(challenge: hawk::Challenge<'_>) -> Vec<Row> {
    let (ts, tsm) = challenge.time().unzip();
    rows([
        ts.map(|ts| Row::new("ts", ts.get()).with_note("seconds since 1970")),
        tsm.map(|tsm| Row::new("tsm", Value::from(tsm))),
        challenge.error().map(|error| Row::new("error", error)),
    ])
}

pub(super) fn hawk_credentials(credentials: hawk::Credentials<'_>) -> Vec<Row> {
    rows([
        Some(Row::new("id", credentials.id())),
        Some(Row::new("ts", credentials.ts().get()).with_note("seconds since 1970")),
        Some(Row::new("nonce", credentials.nonce())),
        credentials.hash().map(|hash| Row::new("hash", Value::from(hash)).with_note("hash of the body")),
        credentials.ext().map(|ext| secret("ext", ext)),
        Some(secret("mac", credentials.mac())),
        credentials.app().map(|app| Row::new("app", app)),
        credentials.dlg().map(|dlg| Row::new("dlg", dlg)),
    ])
}

pub(super) fn hawk_info(info: hawk::Info<'_>) -> Vec<Row> {
    rows([
        Some(secret("mac", info.mac())),
        info.hash().map(|hash| Row::new("hash", Value::from(hash)).with_note("hash of the body")),
        info.ext().map(|ext| secret("ext", ext)),
    ])
}

pub(super) fn hoba_challenge(challenge: hoba::Challenge<'_>) -> Vec<Row> {
    rows([
        Some(Row::new("challenge", challenge.challenge())),
        Some(Row::new("max_age", challenge.max_age()).of("max-age").with_note("seconds")),
        challenge.realm().map(|realm| Row::new("realm", realm)),
    ])
}

pub(super) fn hoba_credentials(credentials: hoba::Credentials<'_>) -> Vec<Row> {
    vec![
        Row::new("kid", Value::from(credentials.kid()).without_quotes()).of("result"),
        Row::new("challenge", Value::from(credentials.challenge()).without_quotes()),
        Row::new("nonce", Value::from(credentials.nonce()).without_quotes()),
        secret("sig", credentials.sig()),
    ]
}

pub(super) fn oauth_challenge(challenge: oauth::Challenge<'_>) -> Vec<Row> {
    rows([
        challenge.realm().map(|realm| Row::new("realm", realm)),
        challenge.problem().map(|problem| Row::new("problem", Value::from(problem)).of("oauth_problem")),
        challenge
            .problem_advice()
            .map(|advice| Row::new("problem_advice", Value::from(advice)).of("oauth_problem_advice")),
    ])
}

pub(super) fn oauth_credentials(credentials: &oauth::Credentials<'_>) -> Vec<Row> {
    let row = |name, of, value| Row::new(name, Value::from(value)).of(of);
    rows([
        credentials.realm().map(|realm| Row::new("realm", realm)),
        Some(row("consumer_key", "oauth_consumer_key", credentials.consumer_key())),
        credentials.token().map(|token| secret("token", token).of("oauth_token")),
        Some(row("signature_method", "oauth_signature_method", credentials.signature_method().name())),
        credentials.timestamp().map(|seconds| Row::new("timestamp", seconds.get()).of("oauth_timestamp")),
        credentials.nonce().map(|nonce| row("nonce", "oauth_nonce", nonce)),
        credentials.has_version().then(|| Row::new("version", Value::new(b"1.0")).of("oauth_version")),
        credentials.callback().map(|callback| secret("callback", callback).of("oauth_callback")),
        credentials.verifier().map(|verifier| secret("verifier", verifier).of("oauth_verifier")),
        Some(secret("signature", credentials.signature()).of("oauth_signature")),
    ])
}

pub(super) fn signature_challenge(challenge: signature::Challenge<'_>) -> Vec<Row> {
    rows([
        challenge.realm().map(|realm| Row::new("realm", realm)),
        challenge.headers().map(|names| Row::new("headers", names)),
    ])
}

pub(super) fn signature_credentials(credentials: signature::Credentials<'_>) -> Vec<Row> {
    signature_parameters(credentials.parameters())
}

pub(super) fn signature_parameters(parameters: signature::Parameters<'_>) -> Vec<Row> {
    rows([
        Some(Row::new("key_id", parameters.key_id()).of("keyId")),
        parameters.algorithm().map(|algorithm| Row::new("algorithm", algorithm)),
        parameters.created().map(|seconds| Row::new("created", seconds.get()).with_note("seconds since 1970")),
        parameters.expires().map(|seconds| Row::new("expires", seconds).with_note("seconds since 1970")),
        parameters.headers().map(|names| Row::new("headers", names)),
        Some(secret("signature", parameters.signature())),
    ])
}
