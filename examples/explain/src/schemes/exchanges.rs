//! Schemes in which both sides prove that they know the password, in several messages.

use countersign::auth::control;
use countersign::auth::mutual::{self, ChallengeMessage, CredentialsMessage, Terms};
use countersign::auth::scram::{self, ClientFinal, ClientFirst, ServerFinal, ServerFirst};
use countersign::auth::{AuthenticationInfo, Challenge, Credentials, Leniency};

use super::{Typed, typed};
use crate::row::{Row, Rows, Value};

pub(super) fn scram_challenge(challenge: scram::Challenge<'_>, rows: &mut Rows<'_>) {
    rows.text("realm", challenge.realm());
    rows.text("sr", challenge.sr());
    rows.number("ttl", "ttl", challenge.ttl(), "seconds");
    rows.add(challenge.is_stale().then(|| Row::new("stale", true)));
    rows.text("sid", challenge.sid());
    rows.base64("data", "data", challenge.data(), false);
    if let Some(data) = challenge.data() {
        rows.with_decoded(data, &mut |message, rows| {
            if let Ok(message) = ServerFirst::parse(message) {
                rows.decoded("nonce", "nonce", &mut message.nonce().bytes(), false);
                rows.base64("salt", "salt", Some(message.salt()), false);
                let count = u64::from(message.iteration_count());
                rows.number("iteration_count", "iteration_count", Some(count), "");
            }
        });
    }
}

pub(super) fn scram_credentials(credentials: scram::Credentials<'_>, rows: &mut Rows<'_>) {
    rows.text("realm", credentials.realm());
    rows.secret_text("sid", credentials.sid());
    rows.base64("data", "data", Some(credentials.data()), true);
    rows.with_decoded(credentials.data(), &mut |message, rows| {
        if let Ok(message) = ClientFirst::parse(message) {
            if let Some(name) = message.gs2_header().authzid() {
                rows.decoded("authzid", "authzid", &mut name.bytes(), false);
            }
            rows.decoded("username", "username", &mut message.username().bytes(), false);
            rows.decoded("nonce", "nonce", &mut message.nonce().bytes(), false);
        } else if let Ok(message) = ClientFinal::parse(message) {
            let unproven = message.without_proof();
            rows.base64("channel_binding", "channel_binding", Some(unproven.channel_binding()), false);
            rows.decoded("nonce", "nonce", &mut unproven.nonce().bytes(), false);
            rows.base64("proof", "proof", Some(message.proof()), true);
        }
    });
}

pub(super) fn scram_info(info: scram::Info<'_>, rows: &mut Rows<'_>) {
    rows.secret_text("sid", info.sid());
    rows.base64("data", "data", Some(info.data()), true);
    rows.with_decoded(info.data(), &mut |message, rows| match ServerFinal::parse(message)
        .map(|message| message.verifier())
    {
        Ok(Ok(verifier)) => rows.base64("verifier", "verifier", Some(verifier), true),
        Ok(Err(error)) => rows.add(Row::new("error", error.as_str())),
        Err(_) => {}
    });
}

pub(super) fn mutual_challenge<T: Leniency>(challenge: Challenge<'_, T>, rows: &mut Rows<'_>) -> Typed {
    typed(challenge, rows, |typed: mutual::Challenge<'_>, rows| {
        terms(typed.terms(), rows);
        match typed.message() {
            ChallengeMessage::Init(reason) => rows.add(Row::new("reason", reason.as_str())),
            ChallengeMessage::KexS1(message) => {
                rows.text("sid", challenge.get("sid"));
                rows.text("ks1", challenge.get("ks1"));
                rows.number("nc_max", "nc-max", Some(message.nc_max()), "");
                rows.number("nc_window", "nc-window", Some(message.nc_window()), "");
                rows.number("time", "time", Some(message.time()), "seconds");
                rows.words("path", message.path());
            }
        }
    })
}

pub(super) fn mutual_credentials<T: Leniency>(credentials: Credentials<'_, T>, rows: &mut Rows<'_>) -> Typed {
    typed(credentials, rows, |typed: mutual::Credentials<'_>, rows| {
        terms(typed.terms(), rows);
        match typed.message() {
            CredentialsMessage::KexC1(message) => {
                rows.with_buffer(|buffer, add| {
                    let user = message.user().decode_into(buffer).unwrap_or_default();
                    add(Row::new("user", user));
                });
                rows.text("kc1", credentials.get("kc1"));
            }
            CredentialsMessage::VfyC(message) => {
                rows.secret_text("sid", credentials.get("sid"));
                rows.add(Row::new("nc", message.nc()));
                rows.secret_text("vkc", credentials.get("vkc"));
            }
        }
    })
}

pub(super) fn mutual_info<T: Leniency>(info: AuthenticationInfo<'_, T>, rows: &mut Rows<'_>) -> Typed {
    typed(info, rows, |_: mutual::Info<'_>, rows| {
        rows.secret_text("sid", info.get("sid"));
        rows.secret_text("vks", info.get("vks"));
    })
}

fn terms(terms: Terms<'_>, rows: &mut Rows<'_>) {
    rows.add(Row::new("algorithm", terms.algorithm().as_str()));
    rows.add(Row::new("validation", terms.validation().as_str()));
    rows.text_of("auth_scope", "auth-scope", terms.auth_scope());
    rows.text("realm", terms.realm());
}

pub(super) fn control_entry(entry: control::Entry<'_>, rows: &mut Rows<'_>) {
    rows.text("realm", entry.realm());
    let style = entry.auth_style();
    rows.add(style.map(|style| Row::new("auth_style", Value::from(style.text()).without_quotes()).of("auth-style")));
    let location = entry.location_when_unauthenticated();
    rows.text_of("location_when_unauthenticated", "location-when-unauthenticated", location);
    rows.add(entry.no_auth().map(|no_auth| Row::new("no_auth", no_auth).of("no-auth")));
    rows.text_of("location_when_logout", "location-when-logout", entry.location_when_logout());
    rows.number("logout_timeout", "logout-timeout", entry.logout_timeout(), "seconds");
    if let Some(name) = entry.username() {
        rows.with_buffer(|buffer, add| {
            add(Row::new("username", name.decode_into(buffer).unwrap_or_default()));
        });
    }
}
