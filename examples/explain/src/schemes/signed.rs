//! Schemes whose credentials are a signature or a MAC of the request.

use countersign::auth::oauth::Encoded;
use countersign::auth::{aws4, colon_pair, eg1, hawk, hoba, oauth, shared_access_signature, signature};

use crate::row::{Meaning, Row, Rows, Value};

const SINCE_1970: &str = "seconds since 1970";

pub(super) fn aws4_credentials(credentials: aws4::Credentials<'_>, rows: &mut Rows<'_>) {
    rows.add(Row::new("access_key_id", credentials.access_key_id()).of("Credential"));
    if let Some(scope) = credentials.scope() {
        rows.add(Row::new("date", scope.date()));
        rows.add(scope.region().map(|region| Row::new("region", region)));
        rows.add(Row::new("service", scope.service()));
    }
    let names = credentials.signed_headers();
    if names.iter().next().is_some() {
        let mut names = names.iter().map(|name| Value::new(name.as_bytes()));
        rows.add(Row::new("signed_headers", Meaning::Many(&mut names)).of("SignedHeaders"));
    }
    rows.add(Row::secret("signature", credentials.signature().as_bytes()));
}

pub(super) fn eg1_credentials(credentials: eg1::Credentials<'_>, rows: &mut Rows<'_>) {
    let unsigned = credentials.unsigned();
    rows.add(Row::secret("client_token", unsigned.client_token().as_bytes()));
    rows.add(Row::secret("access_token", unsigned.access_token().as_bytes()));
    rows.add(Row::new("timestamp", unsigned.timestamp().as_bytes()));
    rows.add(Row::new("nonce", unsigned.nonce().as_bytes()));
    rows.add(Row::secret("signature", credentials.signature()));
}

pub(super) fn shared_access_signature(credentials: shared_access_signature::Credentials<'_>, rows: &mut Rows<'_>) {
    rows.decoded("resource", "sr", &mut credentials.resource().bytes(), false);
    rows.base64url("signature", "sig", &credentials.signature()[..], true);
    rows.number("expiry", "se", Some(credentials.expiry().get()), SINCE_1970);
    if let Some(name) = credentials.key_name() {
        rows.decoded("key_name", "skn", &mut name.bytes(), false);
    }
}

pub(super) fn colon_pair(credentials: colon_pair::Credentials<'_>, rows: &mut Rows<'_>) {
    rows.add(Row::new("id", credentials.id().as_bytes()));
    rows.add(Row::secret("signature", credentials.signature()));
}

pub(super) fn hawk_challenge(challenge: hawk::Challenge<'_>, rows: &mut Rows<'_>) {
    if let Some((ts, tsm)) = challenge.time() {
        rows.number("ts", "ts", Some(ts.get()), SINCE_1970);
        rows.base64("tsm", "tsm", Some(tsm), false);
    }
    rows.text("error", challenge.error());
}

pub(super) fn hawk_credentials(credentials: hawk::Credentials<'_>, rows: &mut Rows<'_>) {
    rows.text("id", credentials.id());
    rows.number("ts", "ts", Some(credentials.ts().get()), SINCE_1970);
    rows.text("nonce", credentials.nonce());
    rows.add(credentials.hash().map(|hash| Row::new("hash", hash).with_note(&"hash of the body")));
    rows.secret_text("ext", credentials.ext());
    rows.base64("mac", "mac", Some(credentials.mac()), true);
    rows.text("app", credentials.app());
    rows.text("dlg", credentials.dlg());
}

pub(super) fn hawk_info(info: hawk::Info<'_>, rows: &mut Rows<'_>) {
    rows.base64("mac", "mac", Some(info.mac()), true);
    rows.add(info.hash().map(|hash| Row::new("hash", hash).with_note(&"hash of the body")));
    rows.secret_text("ext", info.ext());
}

pub(super) fn hoba_challenge(challenge: hoba::Challenge<'_>, rows: &mut Rows<'_>) {
    rows.add(Row::new("challenge", challenge.challenge()));
    rows.number("max_age", "max-age", Some(challenge.max_age()), "seconds");
    rows.text("realm", challenge.realm());
}

pub(super) fn hoba_credentials(credentials: hoba::Credentials<'_>, rows: &mut Rows<'_>) {
    rows.add(Row::new("kid", Value::from(credentials.kid()).without_quotes()).of("result"));
    rows.add(Row::new("challenge", Value::from(credentials.challenge()).without_quotes()));
    rows.add(Row::new("nonce", Value::from(credentials.nonce()).without_quotes()));
    rows.add(Row::secret("sig", credentials.sig()));
}

pub(super) fn oauth_challenge(challenge: oauth::Challenge<'_>, rows: &mut Rows<'_>) {
    rows.text("realm", challenge.realm());
    encoded("problem", "oauth_problem", challenge.problem(), rows);
    encoded("problem_advice", "oauth_problem_advice", challenge.problem_advice(), rows);
}

#[expect(clippy::large_types_passed_by_value, reason = "the readers have one form")]
pub(super) fn oauth_credentials(credentials: oauth::Credentials<'_>, rows: &mut Rows<'_>) {
    rows.text("realm", credentials.realm());
    encoded("consumer_key", "oauth_consumer_key", Some(credentials.consumer_key()), rows);
    secret_encoded("token", "oauth_token", credentials.token(), rows);
    encoded("signature_method", "oauth_signature_method", Some(credentials.signature_method().name()), rows);
    rows.number("timestamp", "oauth_timestamp", credentials.timestamp().map(|seconds| seconds.get()), "");
    encoded("nonce", "oauth_nonce", credentials.nonce(), rows);
    rows.add(credentials.has_version().then(|| Row::new("version", "1.0").of("oauth_version")));
    secret_encoded("callback", "oauth_callback", credentials.callback(), rows);
    secret_encoded("verifier", "oauth_verifier", credentials.verifier(), rows);
    secret_encoded("signature", "oauth_signature", Some(credentials.signature()), rows);
}

fn encoded(name: &'static str, param: &'static str, value: Option<Encoded<'_>>, rows: &mut Rows<'_>) {
    if let Some(value) = value {
        rows.decoded(name, param, &mut value.bytes(), false);
    }
}

fn secret_encoded(name: &'static str, param: &'static str, value: Option<Encoded<'_>>, rows: &mut Rows<'_>) {
    if let Some(value) = value {
        rows.decoded(name, param, &mut value.bytes(), true);
    }
}

pub(super) fn signature_challenge(challenge: signature::Challenge<'_>, rows: &mut Rows<'_>) {
    rows.text("realm", challenge.realm());
    rows.words("headers", challenge.headers());
}

pub(super) fn signature_credentials(credentials: signature::Credentials<'_>, rows: &mut Rows<'_>) {
    signature_parameters(credentials.parameters(), rows);
}

pub(super) fn signature_parameters(parameters: signature::Parameters<'_>, rows: &mut Rows<'_>) {
    rows.add(Row::new("key_id", parameters.key_id()).of("keyId"));
    rows.add(parameters.algorithm().map(|algorithm| Row::new("algorithm", algorithm)));
    rows.number("created", "created", parameters.created().map(|seconds| seconds.get()), SINCE_1970);
    rows.add(parameters.expires().map(|seconds| Row::new("expires", seconds).with_note(&SINCE_1970)));
    rows.words("headers", parameters.headers());
    rows.add(Row::secret("signature", parameters.signature()));
}
