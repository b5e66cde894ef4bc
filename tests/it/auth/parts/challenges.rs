//! Every part of every challenge.

use countersign::auth::bearer::ErrorCode;
use countersign::auth::mutual::{Algorithm, ChallengeMessage, Hex, KexS1, Number, Terms, Validation};
use countersign::auth::scram::Mechanism;
use countersign::auth::{
    Param, api_key, basic, bearer, control, digest, dpop, gnap, hawk, hoba, mutual, oauth, private_token, scram,
    signature, uma,
};

use super::every::{Built, Part, base64, flag, other, shown, text, value, words};

fn x() -> &'static [Param<'static>] {
    vec![Param::quoted("x", "an x").unwrap()].leak()
}

#[test]
fn of_tokens() {
    Built {
        scheme: "",
        parse: api_key::Challenge::parse,
        start: api_key::Challenge::new(api_key::Kind::Token),
        steps: &[|of| of.with_realm("the realm").unwrap()],
        parts: |of| vec![text("realm", of.realm())],
        line: "Token realm=\"the realm\"",
    }
    .check();
    Built {
        scheme: "",
        parse: basic::Challenge::parse,
        start: basic::Challenge::new("the realm").unwrap(),
        steps: &[basic::Challenge::with_utf8],
        parts: |of| vec![text("realm", of.realm()), flag("charset", of.is_utf8(), "UTF-8")],
        line: "Basic realm=\"the realm\", charset=\"UTF-8\"",
    }
    .check();
    Built {
        scheme: "",
        parse: gnap::Challenge::parse,
        start: gnap::Challenge::new(),
        steps: &[
            |of| of.with_as_uri("https://as.example").unwrap(),
            |of| of.with_referrer("https://rs.example").unwrap(),
            |of| of.with_access("an-access").unwrap(),
        ],
        parts: |of| vec![text("as_uri", of.as_uri()), text("referrer", of.referrer()), text("access", of.access())],
        line: "GNAP as_uri=\"https://as.example\", access=\"an-access\", referrer=\"https://rs.example\"",
    }
    .check();
    Built {
        scheme: "",
        parse: hoba::Challenge::parse,
        start: hoba::Challenge::new("YWFh", 10).unwrap(),
        steps: &[|of| of.with_realm("the realm").unwrap()],
        parts: |of| vec![text("challenge", of.challenge()), shown("max-age", of.max_age()), text("realm", of.realm())],
        line: "HOBA challenge=\"YWFh\", max-age=\"10\", realm=\"the realm\"",
    }
    .check();
    Built {
        scheme: "",
        parse: uma::Challenge::parse,
        start: uma::Challenge::new("https://as.example", "a ticket").unwrap(),
        steps: &[
            |of| of.with_realm("the realm").unwrap(),
            |of| of.with_error("request_denied").unwrap(),
            |of| of.with_other_params(x()).unwrap(),
        ],
        parts: |of| {
            vec![
                text("realm", of.realm()),
                text("as_uri", of.as_uri()),
                text("ticket", of.ticket()),
                text("error", of.error()),
                other("x", of.other_params()),
            ]
        },
        line: "UMA realm=\"the realm\", as_uri=\"https://as.example\", error=\"request_denied\", ticket=\"a ticket\", \
               x=\"an x\"",
    }
    .check();
    Built {
        scheme: "",
        parse: private_token::Challenge::parse,
        start: private_token::Challenge::new("a challenge").unwrap(),
        steps: &[
            |of| of.with_token_key("a key").unwrap(),
            |of| of.with_max_age(60),
            |of| of.with_realm("the realm").unwrap(),
            |of| of.with_extensions("extensions").unwrap(),
            |of| of.with_extension_set("a set").unwrap(),
        ],
        parts: |of| {
            vec![
                base64("challenge", of.challenge()),
                base64("token-key", of.token_key()),
                shown("max-age", of.max_age()),
                text("realm", of.realm()),
                base64("extensions", of.extensions()),
                base64("extension-set", of.extension_set()),
            ]
        },
        line: "PrivateToken challenge=\"YSBjaGFsbGVuZ2U=\", token-key=\"YSBrZXk=\", max-age=\"60\", realm=\"the realm\", \
               extension-set=\"YSBzZXQ=\", extensions=\"ZXh0ZW5zaW9ucw==\"",
    }
    .check();
}

#[test]
fn of_bearer_and_dpop() {
    Built {
        scheme: "",
        parse: bearer::Challenge::parse,
        start: bearer::Challenge::new(),
        steps: &[
            |of| of.with_realm("the realm").unwrap(),
            |of| of.with_scope("a scope").unwrap(),
            |of| of.with_error(ErrorCode::InvalidToken),
            |of| of.with_error_description("a description").unwrap(),
            |of| of.with_error_uri("https://error.example").unwrap(),
            |of| of.with_acr_values("acr values").unwrap(),
            |of| of.with_max_age(60),
            |of| of.with_resource_metadata("https://metadata.example").unwrap(),
            |of| of.with_other_params(x()).unwrap(),
        ],
        parts: |of| {
            vec![
                text("realm", of.realm()),
                words("scope", of.scope()),
                text("error", of.error().map(|error| error.text())),
                text("error_description", of.error_description()),
                text("error_uri", of.error_uri()),
                words("acr_values", of.acr_values()),
                shown("max_age", of.max_age()),
                text("resource_metadata", of.resource_metadata()),
                other("x", of.other_params()),
            ]
        },
        line: "Bearer realm=\"the realm\", scope=\"a scope\", error=\"invalid_token\", \
               error_description=\"a description\", error_uri=\"https://error.example\", acr_values=\"acr values\", \
               max_age=\"60\", resource_metadata=\"https://metadata.example\", x=\"an x\"",
    }
    .check();
    Built {
        scheme: "",
        parse: dpop::Challenge::parse,
        start: dpop::Challenge::new(),
        steps: &[
            |of| of.with_realm("the realm").unwrap(),
            |of| of.with_scope("a scope").unwrap(),
            |of| of.with_error(ErrorCode::InvalidToken),
            |of| of.with_error_description("a description").unwrap(),
            |of| of.with_error_uri("https://error.example").unwrap(),
            |of| of.with_acr_values("acr values").unwrap(),
            |of| of.with_max_age(60),
            |of| of.with_resource_metadata("https://metadata.example").unwrap(),
            |of| of.with_algs("ES256 PS256").unwrap(),
            |of| of.with_other_params(x()).unwrap(),
        ],
        parts: |of| {
            vec![
                text("realm", of.realm()),
                words("scope", of.scope()),
                text("error", of.error().map(|error| error.text())),
                text("error_description", of.error_description()),
                text("error_uri", of.error_uri()),
                words("acr_values", of.acr_values()),
                shown("max_age", of.max_age()),
                text("resource_metadata", of.resource_metadata()),
                words("algs", of.algs()),
                other("x", of.other_params()),
            ]
        },
        line: "DPoP realm=\"the realm\", scope=\"a scope\", error=\"invalid_token\", \
               error_description=\"a description\", error_uri=\"https://error.example\", acr_values=\"acr values\", \
               max_age=\"60\", resource_metadata=\"https://metadata.example\", algs=\"ES256 PS256\", x=\"an x\"",
    }
    .check();
}

#[test]
fn of_signatures() {
    Built {
        scheme: "",
        parse: hawk::Challenge::parse,
        start: hawk::Challenge::new(),
        steps: &[|of| of.with_time(1_353_832_234, "a mac").unwrap(), |of| of.with_error("an error").unwrap()],
        parts: |of| {
            vec![
                value("ts", of.time().map(|(ts, _)| ts)),
                base64("tsm", of.time().map(|(_, tsm)| tsm)),
                text("error", of.error()),
            ]
        },
        line: "Hawk ts=\"1353832234\", tsm=\"YSBtYWM=\", error=\"an error\"",
    }
    .check();
    Built {
        scheme: "",
        parse: oauth::Challenge::parse,
        start: oauth::Challenge::new(),
        steps: &[
            |of| of.with_realm("the realm").unwrap(),
            |of| of.with_problem("token_rejected"),
            |of| of.with_problem_advice("ask again"),
        ],
        parts: |of| {
            vec![
                text("realm", of.realm()),
                value("oauth_problem", of.problem()),
                value("oauth_problem_advice", of.problem_advice()),
            ]
        },
        line: "OAuth realm=\"the realm\", oauth_problem=\"token_rejected\", oauth_problem_advice=\"ask%20again\"",
    }
    .check();
    Built {
        scheme: "",
        parse: signature::Challenge::parse,
        start: signature::Challenge::new(),
        steps: &[|of| of.with_realm("the realm").unwrap(), |of| of.with_headers("host date").unwrap()],
        parts: |of| vec![text("realm", of.realm()), words("headers", of.headers())],
        line: "Signature realm=\"the realm\", headers=\"host date\"",
    }
    .check();
}

fn terms(of: &Terms<'_>) -> Vec<Part> {
    vec![
        ("version", Some("1".to_owned())),
        ("algorithm", Some(of.algorithm().as_str().to_owned())),
        ("validation", Some(of.validation().as_str().to_owned())),
        text("auth-scope", of.auth_scope()),
        text("realm", of.realm()),
    ]
}

#[test]
fn of_exchanges() {
    Built {
        scheme: "",
        parse: digest::Challenge::parse,
        start: digest::Challenge::new("the realm", "a nonce").unwrap().without_qop(),
        steps: &[
            |of| of.with_domain("/a /b").unwrap(),
            |of| of.with_opaque("an opaque").unwrap(),
            |of| of.with_algorithm(digest::Algorithm::Sha256),
            |of| of.with_qop(digest::QopOptions::AUTH_INT),
            digest::Challenge::with_stale,
            digest::Challenge::with_userhash,
            digest::Challenge::with_utf8,
        ],
        parts: |of| {
            vec![
                text("realm", of.realm()),
                words("domain", of.domain()),
                text("nonce", of.nonce()),
                text("opaque", of.opaque()),
                flag("stale", of.is_stale(), "true"),
                text("algorithm", of.algorithm().map(|algorithm| algorithm.name())),
                text("qop", of.qop().map(|qop| qop.text())),
                flag("charset", of.is_utf8(), "UTF-8"),
                flag("userhash", of.is_userhash(), "true"),
            ]
        },
        line: "Digest realm=\"the realm\", domain=\"/a /b\", nonce=\"a nonce\", opaque=\"an opaque\", stale=true, \
               algorithm=SHA-256, qop=\"auth-int\", charset=UTF-8, userhash=true",
    }
    .check();
    Built {
        scheme: "",
        parse: scram::Challenge::parse,
        start: scram::Challenge::new(Mechanism::SHA_256),
        steps: &[
            |of| of.with_realm("the realm").unwrap(),
            |of| of.with_data("sid", "a message").unwrap(),
            |of| of.with_renewed_sr("AAABBBCCCDDD").unwrap(),
            |of| of.with_sr("AAABBBCCCDDD").unwrap().with_ttl(120).unwrap(),
        ],
        parts: |of| {
            vec![
                text("realm", of.realm()),
                text("sid", of.sid()),
                base64("data", of.data()),
                text("sr", of.sr()),
                shown("ttl", of.ttl()),
                flag("stale", of.is_stale(), "true"),
            ]
        },
        line: "SCRAM-SHA-256 realm=\"the realm\", sr=\"AAABBBCCCDDD\", ttl=120, sid=sid, data=\"YSBtZXNzYWdl\", stale=true",
    }
    .check();
    let message = KexS1::new(Hex::new(b"\x12\x34").unwrap(), Number::base64(b"abc").unwrap(), 1024, 128, 60);
    let of_host = Terms::new(Algorithm::Dl2048Sha256, Validation::Host, "the realm").unwrap();
    Built {
        scheme: "",
        parse: mutual::Challenge::parse,
        start: mutual::Challenge::new(of_host, ChallengeMessage::KexS1(message)).unwrap(),
        steps: &[
            |of| mutual::Challenge::new(of.terms().with_auth_scope("a.example").unwrap(), of.message()).unwrap(),
            |of| match of.message() {
                ChallengeMessage::KexS1(message) => {
                    let message = ChallengeMessage::KexS1(message.with_path("/a /b").unwrap());
                    mutual::Challenge::new(of.terms(), message).unwrap()
                }
                ChallengeMessage::Init(_) => of,
            },
        ],
        parts: |of| {
            let ChallengeMessage::KexS1(message) = of.message() else { return Vec::new() };
            let mut parts = terms(&of.terms());
            parts.extend([
                value("sid", Some(message.sid())),
                ("ks1", message.ks1().matches("abc").then(|| "YWJj".to_owned())),
                shown("nc-max", message.nc_max()),
                shown("nc-window", message.nc_window()),
                shown("time", message.time()),
                words("path", message.path()),
            ]);
            parts
        },
        line: "Mutual version=1, algorithm=iso-kam3-dl-2048-sha256, validation=host, auth-scope=\"a.example\", \
               realm=\"the realm\", sid=1234, ks1=\"YWJj\", nc-max=1024, nc-window=128, time=60, path=\"/a /b\"",
    }
    .check();
}

#[test]
fn of_control() {
    Built {
        scheme: "",
        parse: |line| control::AuthenticationControl::parse(line).map(|control| control.iter().next().unwrap()),
        start: control::Entry::new("Basic", "the realm").unwrap(),
        steps: &[
            |of| of.with_auth_style(control::AuthStyle::Modal),
            |of| of.with_location_when_unauthenticated("/a").unwrap(),
            |of| of.with_location_when_logout("/b").unwrap(),
            |of| of.with_logout_timeout(60),
            |of| of.with_no_auth(true),
            |of| of.with_username("someone").unwrap(),
            |of| of.with_other_params(x()).unwrap(),
        ],
        parts: |of| {
            vec![
                text("realm", of.realm()),
                text("auth-style", of.auth_style().map(|style| style.text())),
                text("location-when-unauthenticated", of.location_when_unauthenticated()),
                text("location-when-logout", of.location_when_logout()),
                shown("logout-timeout", of.logout_timeout()),
                ("no-auth", of.no_auth().map(|no_auth| no_auth.to_string())),
                ("username", of.username().map(|_| "someone".to_owned())),
                other("x", of.other_params()),
            ]
        },
        line: "Basic realm=\"the realm\", auth-style=modal, location-when-unauthenticated=\"/a\", no-auth=true, \
               location-when-logout=\"/b\", logout-timeout=60, username=\"someone\", x=\"an x\"",
    }
    .check();
}
