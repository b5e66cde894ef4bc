//! Schemes in which both sides prove that they know the password, in several messages.

use countersign::auth::mutual::{self, ChallengeMessage, CredentialsMessage, Terms};
use countersign::auth::scram::{self, ClientFinal, ClientFirst, ServerFinal, ServerFirst};

use super::{buffered, decoded, rows, secret};
use crate::meaning::{Meaning, Row};
use crate::value::Value;

pub(super) fn scram_challenge(challenge: scram::Challenge<'_>) -> Vec<Row> {
    let mut shown = rows([
        challenge.realm().map(|realm| Row::new("realm", realm)),
        challenge.sr().map(|sr| Row::new("sr", sr)),
        challenge.ttl().map(|seconds| Row::new("ttl", seconds).with_note("seconds")),
        challenge.is_stale().then(|| Row::new("stale", Meaning::True)),
        challenge.sid().map(|sid| Row::new("sid", sid)),
    ]);
    if let Some(data) = challenge.data() {
        let message = decoded(data);
        match ServerFirst::parse(&message) {
            Ok(message) => shown.extend([
                Row::new("nonce", value_of(message.nonce().bytes())).of("data"),
                Row::new("salt", Value::from(message.salt())),
                Row::new("iteration_count", u64::from(message.iteration_count())),
            ]),
            Err(_) => shown.push(Row::new("data", Value::from(data))),
        }
    }
    shown
}

pub(super) fn scram_credentials(credentials: scram::Credentials<'_>) -> Vec<Row> {
    let mut shown = rows([
        credentials.realm().map(|realm| Row::new("realm", realm)),
        credentials.sid().map(|sid| secret("sid", sid)),
    ]);
    let message = decoded(credentials.data());
    if let Ok(message) = ClientFirst::parse(&message) {
        shown.extend([
            Row::new("username", value_of(message.username().bytes())).of("data"),
            Row::new("nonce", value_of(message.nonce().bytes())),
        ]);
    } else if let Ok(message) = ClientFinal::parse(&message) {
        shown.extend([
            Row::new("nonce", value_of(message.without_proof().nonce().bytes())).of("data"),
            secret("proof", message.proof()),
        ]);
    } else {
        shown.push(secret("data", credentials.data()));
    }
    shown
}

pub(super) fn scram_info(info: scram::Info<'_>) -> Vec<Row> {
    let message = decoded(info.data());
    let data = match ServerFinal::parse(&message).map(|message| message.verifier()) {
        Ok(Ok(verifier)) => secret("verifier", verifier).of("data"),
        Ok(Err(error)) => Row::new("error", Value::from(error.as_str().as_bytes())).of("data"),
        Err(_) => secret("data", info.data()),
    };
    rows([info.sid().map(|sid| secret("sid", sid)), Some(data)])
}

/// The numbers of the key exchange are not typed, because they mean nothing to people.
pub(super) fn mutual_challenge(challenge: mutual::Challenge<'_>) -> Vec<Row> {
    let mut shown = terms(challenge.terms());
    match challenge.message() {
        ChallengeMessage::Init(reason) => shown.push(Row::new("reason", Value::new(reason.as_str().as_bytes()))),
        ChallengeMessage::KexS1(message) => shown.extend(rows([
            Some(Row::new("nc_max", message.nc_max()).of("nc-max")),
            Some(Row::new("nc_window", message.nc_window()).of("nc-window")),
            Some(Row::new("time", message.time()).with_note("seconds")),
            message.path().map(|uris| Row::new("path", uris)),
        ])),
    }
    shown
}

pub(super) fn mutual_credentials(credentials: mutual::Credentials<'_>) -> Vec<Row> {
    let mut shown = terms(credentials.terms());
    match credentials.message() {
        CredentialsMessage::KexC1(message) => {
            let user = buffered(|buffer| message.user().decode_into(buffer));
            shown.push(Row::new("user", Value::from(&user[..])));
        }
        CredentialsMessage::VfyC(message) => shown.push(Row::new("nc", message.nc())),
    }
    shown
}

fn terms(terms: Terms<'_>) -> Vec<Row> {
    rows([
        Some(Row::new("algorithm", Value::new(terms.algorithm().as_str().as_bytes()))),
        Some(Row::new("validation", Value::new(terms.validation().as_str().as_bytes()))),
        terms.auth_scope().map(|scope| Row::new("auth_scope", scope).of("auth-scope")),
        Some(Row::new("realm", terms.realm())),
    ])
}

fn value_of(bytes: impl Iterator<Item = u8>) -> Value {
    Value::from(&bytes.collect::<Vec<_>>()[..])
}
