//! Schemes whose credentials are a token.

use countersign::auth::jwt::Jwt;
use countersign::auth::negotiate::{self, TokenKind};
use countersign::auth::private_token::{self, PrivateToken, TokenChallenge};
use countersign::auth::{api_key, bearer, concealed, dpop, gnap, ntlm, uma, vapid, web_push};

use crate::row::{Meaning, Row, Rows, Value};

pub(super) fn api_key_challenge(challenge: api_key::Challenge<'_>, rows: &mut Rows<'_>) {
    rows.text("realm", challenge.realm());
}

pub(super) fn api_key_credentials(credentials: api_key::Credentials<'_>, rows: &mut Rows<'_>) {
    rows.add(Row::secret("token", credentials.token()));
}

pub(super) fn bearer_challenge(challenge: bearer::Challenge<'_>, rows: &mut Rows<'_>) {
    rows.text("realm", challenge.realm());
    rows.words("scope", challenge.scope());
    if let Some(error) = challenge.error() {
        let row = Row::new("error", Value::from(error.text()).without_quotes());
        match error.status() {
            Some(status) => rows.add(row.with_note(&format_args!("with status {status}"))),
            None => rows.add(row.with_note(&"not defined by a standard")),
        }
    }
    rows.text("error_description", challenge.error_description());
    rows.text("error_uri", challenge.error_uri());
    rows.words("acr_values", challenge.acr_values());
    rows.number("max_age", "max_age", challenge.max_age(), "seconds");
    rows.text("resource_metadata", challenge.resource_metadata());
}

/// A token that is the whole token68.
fn token68(token: &[u8], rows: &mut Rows<'_>) {
    rows.add(Row::secret("token", token).of("token68"));
}

pub(super) fn bearer_credentials(credentials: bearer::Credentials<'_>, rows: &mut Rows<'_>) {
    token68(credentials.token().as_bytes(), rows);
}

#[expect(clippy::large_types_passed_by_value, reason = "the readers have one form")]
pub(super) fn dpop_challenge(challenge: dpop::Challenge<'_>, rows: &mut Rows<'_>) {
    rows.text("realm", challenge.realm());
    rows.words("scope", challenge.scope());
    rows.add(challenge.error().map(|error| Row::new("error", Value::from(error.text()).without_quotes())));
    rows.text("error_description", challenge.error_description());
    rows.text("error_uri", challenge.error_uri());
    rows.words("acr_values", challenge.acr_values());
    rows.number("max_age", "max_age", challenge.max_age(), "seconds");
    rows.text("resource_metadata", challenge.resource_metadata());
    rows.words("algs", challenge.algs());
}

pub(super) fn dpop_credentials(credentials: dpop::Credentials<'_>, rows: &mut Rows<'_>) {
    let row = Row::secret("token", credentials.token().as_bytes()).of("token68");
    rows.add(row.with_note(&"the proof is in the DPoP field"));
}

pub(super) fn gnap_challenge(challenge: gnap::Challenge<'_>, rows: &mut Rows<'_>) {
    rows.text("as_uri", challenge.as_uri());
    rows.text("access", challenge.access());
    rows.text("referrer", challenge.referrer());
}

pub(super) fn gnap_credentials(credentials: gnap::Credentials<'_>, rows: &mut Rows<'_>) {
    token68(credentials.token().as_bytes(), rows);
}

pub(super) fn negotiate_challenge(challenge: negotiate::Challenge<'_>, rows: &mut Rows<'_>) {
    if let Some(token) = challenge.token() {
        negotiate_kind(token.kind(), rows);
    }
}

pub(super) fn negotiate_credentials(credentials: negotiate::Credentials<'_>, rows: &mut Rows<'_>) {
    negotiate_kind(credentials.token().kind(), rows);
}

fn negotiate_kind(kind: TokenKind, rows: &mut Rows<'_>) {
    match kind {
        TokenKind::NegTokenInit => kind_row("NegTokenInit", "the first SPNEGO message", rows),
        TokenKind::NegTokenResp => kind_row("NegTokenResp", "a later SPNEGO message", rows),
        TokenKind::Kerberos => kind_row("Kerberos", "without SPNEGO", rows),
        TokenKind::Ntlm(kind) => ntlm_kind(Some(kind), rows),
        _ => {}
    }
}

pub(super) fn ntlm_challenge(challenge: ntlm::Challenge<'_>, rows: &mut Rows<'_>) {
    ntlm_kind(challenge.message().and_then(|message| message.message_type()), rows);
}

pub(super) fn ntlm_credentials(credentials: ntlm::Credentials<'_>, rows: &mut Rows<'_>) {
    ntlm_kind(credentials.message().message_type(), rows);
}

fn ntlm_kind(kind: Option<ntlm::MessageType>, rows: &mut Rows<'_>) {
    match kind {
        Some(ntlm::MessageType::Negotiate) => {
            kind_row("NEGOTIATE_MESSAGE", "NTLM, the first message of the client", rows);
        }
        Some(ntlm::MessageType::Challenge) => {
            kind_row("CHALLENGE_MESSAGE", "NTLM, the challenge of the server", rows);
        }
        Some(ntlm::MessageType::Authenticate) => {
            kind_row("AUTHENTICATE_MESSAGE", "NTLM, the response of the client", rows);
        }
        _ => {}
    }
}

fn kind_row(kind: &'static str, note: &'static str, rows: &mut Rows<'_>) {
    rows.add(Row::new("kind", kind).with_note(&note));
}

pub(super) fn private_challenge(challenge: private_token::Challenge<'_>, rows: &mut Rows<'_>) {
    rows.base64("challenge", "challenge", Some(challenge.challenge()), false);
    rows.with_decoded(challenge.challenge(), &mut |structure, rows| {
        // Other token types may have other structures.
        let Ok(structure) = TokenChallenge::parse(structure) else {
            return;
        };
        rows.number("token_type", "token_type", Some(structure.token_type().into()), "");
        rows.add(Row::new("issuer_name", structure.issuer_name()));
        if let Some(context) = structure.redemption_context() {
            rows.base64url("redemption_context", "redemption_context", context, false);
        }
        let mut origins =
            structure.origin_info().split(',').filter(|name| !name.is_empty()).map(Value::from).peekable();
        if origins.peek().is_some() {
            rows.add(Row::new("origin_info", Meaning::Many(&mut origins)));
        }
    });
    rows.base64("token_key", "token-key", challenge.token_key(), false);
    rows.number("max_age", "max-age", challenge.max_age(), "seconds");
    rows.text("realm", challenge.realm());
    rows.base64("extension_set", "extension-set", challenge.extension_set(), false);
    rows.base64("extensions", "extensions", challenge.extensions(), false);
}

pub(super) fn private_credentials(credentials: private_token::Credentials<'_>, rows: &mut Rows<'_>) {
    rows.base64("token", "token", Some(credentials.token()), true);
    rows.with_decoded(credentials.token(), &mut |token, rows| {
        let Ok(token) = PrivateToken::parse(token) else {
            return;
        };
        rows.number("token_type", "token_type", Some(token.token_type().into()), "");
        for (name, bytes) in [
            ("nonce", &token.nonce()[..]),
            ("challenge_digest", &token.challenge_digest()[..]),
            ("token_key_id", &token.token_key_id()[..]),
            ("authenticator", token.authenticator()),
        ] {
            rows.base64url(name, name, bytes, true);
        }
    });
    rows.base64("extensions", "extensions", credentials.extensions(), false);
}

pub(super) fn uma_challenge(challenge: uma::Challenge<'_>, rows: &mut Rows<'_>) {
    rows.text("realm", challenge.realm());
    rows.text("as_uri", challenge.as_uri());
    rows.text("error", challenge.error());
    rows.text("ticket", challenge.ticket());
}

pub(super) fn web_push_credentials(credentials: web_push::Credentials<'_>, rows: &mut Rows<'_>) {
    token68(credentials.token().as_str().as_bytes(), rows);
    jwt(credentials.token(), rows);
}

pub(super) fn vapid_challenge(_: vapid::Challenge, _: &mut Rows<'_>) {}

pub(super) fn vapid_credentials(credentials: vapid::Credentials<'_>, rows: &mut Rows<'_>) {
    rows.add(Row::secret("t", credentials.t().as_str()).with_note(&"a JWT"));
    rows.add(Row::new("k", credentials.k()).with_note(&"the public key"));
}

/// The header of a signed JWT names the algorithm and the public key. What is not JSON may be a secret.
pub(super) fn jwt(jwt: Jwt<'_>, rows: &mut Rows<'_>) {
    rows.with_decoded(jwt.header(), &mut |header, rows| {
        let is_secret = !header.starts_with(b"{");
        rows.add(Row::new("header", Value::new(header).secret_if(is_secret)));
    });
    rows.with_decoded(jwt.payload(), &mut |payload, rows| rows.add(Row::secret("payload", payload)));
    rows.base64("signature", "signature", Some(jwt.signature()), true);
}

pub(super) fn concealed_export(export: &concealed::Export, rows: &mut Rows<'_>) {
    rows.base64url("signed", "signed", &export.signed(), true);
    rows.base64url("verification", "verification", &export.verification(), true);
}

pub(super) fn concealed_credentials(credentials: concealed::Credentials<'_>, rows: &mut Rows<'_>) {
    rows.base64("key_id", "k", Some(credentials.key_id()), false);
    rows.base64("public_key", "a", Some(credentials.public_key()), false);
    rows.number("signature_scheme", "s", Some(credentials.signature_scheme().into()), "");
    rows.base64("verification", "v", Some(credentials.verification()), true);
    rows.base64("proof", "p", Some(credentials.proof()), true);
    rows.text("realm", credentials.realm());
}
