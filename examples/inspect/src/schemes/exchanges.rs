//! Schemes in which both sides prove that they know the password, in several messages.

use countersign::auth::control;
use countersign::auth::mutual::{self, ChallengeMessage, CredentialsMessage, Terms};
use countersign::auth::scram::{self, ClientFinal, ClientFirst, ServerFinal, ServerFirst};

use super::{Challenge, Credentials, Info, Typed, buffered, decoded, rows, secret, typed};
use crate::meaning::{Meaning, Row};
use crate::value::Value;

pub(super) fn scram_challenge(challenge: scram::Challenge<'_>) -> Vec<Row> {
    let mut shown = rows([
        challenge.realm().map(|realm| Row::new("realm", realm)),
        challenge.sr().map(|sr| Row::new("sr", sr)),
        challenge.ttl().map(|seconds| Row::new("ttl", seconds).with_note("seconds")),
        challenge.is_stale().then(|| Row::new("stale", Meaning::Flag(true))),
        challenge.sid().map(|sid| Row::new("sid", sid)),
    ]);
    if let Some(data) = challenge.data() {
        shown.push(Row::new("data", Value::from(data)));
        if let Ok(message) = ServerFirst::parse(&decoded(data)) {
            shown.extend([
                Row::new("nonce", value_of(message.nonce().bytes())),
                Row::new("salt", Value::from(message.salt())),
                Row::new("iteration_count", u64::from(message.iteration_count())),
            ]);
        }
    }
    shown
}

pub(super) fn scram_credentials(credentials: scram::Credentials<'_>) -> Vec<Row> {
    let mut shown = rows([
        credentials.realm().map(|realm| Row::new("realm", realm)),
        credentials.sid().map(|sid| secret("sid", sid)),
        Some(secret("data", credentials.data())),
    ]);
    let message = decoded(credentials.data());
    if let Ok(message) = ClientFirst::parse(&message) {
        shown.extend(rows([
            message.gs2_header().authzid().map(|name| Row::new("authzid", value_of(name.bytes()))),
            Some(Row::new("username", value_of(message.username().bytes()))),
            Some(Row::new("nonce", value_of(message.nonce().bytes()))),
        ]));
    } else if let Ok(message) = ClientFinal::parse(&message) {
        shown.extend([
            Row::new("channel_binding", Value::from(message.without_proof().channel_binding())),
            Row::new("nonce", value_of(message.without_proof().nonce().bytes())),
            secret("proof", message.proof()),
        ]);
    }
    shown
}

pub(super) fn scram_info(info: scram::Info<'_>) -> Vec<Row> {
    let message = decoded(info.data());
    let result = ServerFinal::parse(&message).ok().map(|message| match message.verifier() {
        Ok(verifier) => secret("verifier", verifier),
        Err(error) => Row::new("error", Value::from(error.as_str().as_bytes())),
    });
    rows([info.sid().map(|sid| secret("sid", sid)), Some(secret("data", info.data())), result])
}

pub(super) fn mutual_challenge(challenge: Challenge<'_, '_>) -> Typed {
    let as_sent = |name: &'static str| challenge.either(|it| it.get(name), |it| it.get(name));
    let rows_of = |challenge: mutual::Challenge<'_>| {
        let mut shown = terms(challenge.terms());
        match challenge.message() {
            ChallengeMessage::Init(reason) => shown.push(Row::new("reason", Value::new(reason.as_str().as_bytes()))),
            ChallengeMessage::KexS1(message) => shown.extend(rows([
                as_sent("sid").map(|sid| Row::new("sid", sid)),
                as_sent("ks1").map(|number| Row::new("ks1", number)),
                Some(Row::new("nc_max", message.nc_max()).of("nc-max")),
                Some(Row::new("nc_window", message.nc_window()).of("nc-window")),
                Some(Row::new("time", message.time()).with_note("seconds")),
                message.path().map(|uris| Row::new("path", uris)),
            ])),
        }
        shown
    };
    typed(challenge, rows_of)
}

pub(super) fn mutual_credentials(credentials: Credentials<'_, '_>) -> Typed {
    let as_sent = |name: &'static str| credentials.either(|it| it.get(name), |it| it.get(name));
    let rows_of = |credentials: mutual::Credentials<'_>| {
        let mut shown = terms(credentials.terms());
        match credentials.message() {
            CredentialsMessage::KexC1(message) => {
                let user = buffered(|buffer| message.user().decode_into(buffer));
                shown.push(Row::new("user", Value::from(&user[..])));
                shown.extend(as_sent("kc1").map(|number| Row::new("kc1", number)));
            }
            CredentialsMessage::VfyC(message) => shown.extend(rows([
                as_sent("sid").map(|sid| secret("sid", sid)),
                Some(Row::new("nc", message.nc())),
                as_sent("vkc").map(|number| secret("vkc", number)),
            ])),
        }
        shown
    };
    typed(credentials, rows_of)
}

pub(super) fn mutual_info(info: Info<'_>) -> Typed {
    let as_sent = |name: &'static str| info.either(|it| it.get(name), |it| it.get(name));
    let row = |name| as_sent(name).map(|value| secret(name, value));
    typed(info, |_: mutual::Info<'_>| rows([row("sid"), row("vks")]))
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

pub(super) fn control_entry(entry: control::Entry<'_>) -> Vec<Row> {
    let name = entry.username().map(|name| buffered(|buffer| name.decode_into(buffer)));
    rows([
        entry.realm().map(|realm| Row::new("realm", realm)),
        entry
            .auth_style()
            .map(|style| Row::new("auth_style", Value::from(style.text()).without_quotes()).of("auth-style")),
        entry
            .location_when_unauthenticated()
            .map(|uri| Row::new("location_when_unauthenticated", uri).of("location-when-unauthenticated")),
        entry.no_auth().map(|no_auth| Row::new("no_auth", Meaning::Flag(no_auth)).of("no-auth")),
        entry.location_when_logout().map(|uri| Row::new("location_when_logout", uri).of("location-when-logout")),
        entry
            .logout_timeout()
            .map(|seconds| Row::new("logout_timeout", seconds).of("logout-timeout").with_note("seconds")),
        name.map(|name| Row::new("username", Value::from(&name[..]))),
    ])
}
