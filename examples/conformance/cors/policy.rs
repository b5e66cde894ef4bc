//! Policies: their mistakes and their decisions.

use std::fmt;

use countersign::cors::policy::{Action, Decision, Kind, Mistake, Mistakes, Part, Policy, Reason, Setting};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::vector::{self, Bytes, Failure, Repeat};
use super::Line;
use super::answer::{self, Fields};

/// The origin of the preflights.
const ORIGIN: &str = "https://example.com";

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Input {
    Validate {
        policy: Setup,
    },
    Evaluate {
        policy: Setup,
        request: Asked,
    },
    AcrhCheck {
        allowed: Vec<String>,
        #[serde(default)]
        lines: Vec<Bytes>,
        repeat: Option<Repeat>,
    },
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Setup {
    origins: Vec<String>,
    credentialed: bool,
    methods: Vec<String>,
    request_headers: Vec<String>,
    response_headers: Vec<String>,
    max_age: i64,
    tolerate_insecure: bool,
    tolerate_psl: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    pub(super) method: String,
    pub(super) headers: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    action: String,
    status: Option<u16>,
    cors_headers: Fields,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Verdict<E> {
    pub(super) valid: bool,
    #[serde(default = "Vec::new")]
    pub(super) errors: Vec<E>,
}

pub(super) fn check(input: Input, expect: &Value) -> Result<(), Failure> {
    match input {
        Input::Validate { policy } => {
            let expected = vector::read(expect)?;
            let reports = |mistake: &Mistake<'_>, error: &(_, _, _)| triple(mistake) == *error;
            built(&policy, |policy| {
                let mistakes: Option<Vec<_>> = policy.err().map(|mistakes| mistakes.iter().collect());
                validated(&expected, mistakes.as_deref(), reports)
            })
        }
        Input::Evaluate { policy, request: Asked { method, headers } } => {
            let expected: Expected = vector::read(expect)?;
            built(&policy, |policy| {
                let policy = policy.map_err(|mistakes| Failure::new("a policy", mistakes))?;
                compare(&expected, &policy.decide(&method, headers.as_slice()))
            })
        }
        Input::AcrhCheck { allowed, mut lines, repeat } => {
            if let Some(repeat) = repeat {
                lines.push(repeat.try_into().map_err(|error: &str| Failure::new("a byte", error))?);
            }
            let lines = lines.into_iter().map(|line| (Bytes::new("Access-Control-Request-Headers"), line));
            let preflight = [("Origin", ORIGIN), ("Access-Control-Request-Method", "GET")];
            let preflight = preflight.map(|(name, value)| (Bytes::new(name), Bytes::new(value)));
            let request: Vec<_> = preflight.into_iter().chain(lines).collect();
            let setup = Setup { origins: vec![ORIGIN.to_owned()], request_headers: allowed, ..Setup::default() };
            built(&setup, |policy| {
                let policy = policy.map_err(|mistakes| Failure::new("a policy", mistakes))?;
                let refusal = policy.decide("OPTIONS", request.as_slice()).refusal();
                vector::compare(expect, &Ok(json!({"accepted": refusal.is_none()})))
            })
        }
    }
}

/// The expected result of a setup.
fn built<T>(setup: &Setup, then: impl FnOnce(Result<Policy<'_>, Mistakes<'_>>) -> T) -> T {
    let lists = [&setup.origins, &setup.methods, &setup.request_headers, &setup.response_headers];
    let [origins, methods, request_headers, response_headers] = lists.map(|list| texts(list));
    let mut builder = Policy::for_origins(&origins)
        .with_methods(&methods)
        .with_request_headers(&request_headers)
        .with_response_headers(&response_headers)
        .with_max_age(setup.max_age);
    if setup.credentialed {
        builder = builder.with_credentials();
    }
    if setup.tolerate_insecure {
        builder = builder.dangerously_tolerate_insecure_origins(&origins);
    }
    if setup.tolerate_psl {
        builder = builder.dangerously_tolerate_subdomains_of_public_suffixes();
    }
    then(builder.build())
}

pub(super) fn texts(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

/// Compares mistakes: each expected error must be among those reported.
pub(super) fn validated<E: fmt::Debug>(
    expected: &Verdict<E>,
    mistakes: Option<&[Mistake<'_>]>,
    reports: impl Fn(&Mistake<'_>, &E) -> bool,
) -> Result<(), Failure> {
    let mut errors = expected.errors.iter();
    let is_reported = |error| mistakes.into_iter().flatten().any(|mistake| reports(mistake, error));
    if expected.valid == mistakes.is_none() && errors.all(is_reported) {
        Ok(())
    } else {
        Err(Failure::new(format_args!("{:?}", expected.errors), format_args!("{mistakes:?}")))
    }
}

fn triple(mistake: &Mistake<'_>) -> (String, String, String) {
    let part = match mistake.part() {
        Part::Origin => "origin",
        Part::Method => "method",
        Part::RequestHeader => "request-header",
        Part::ResponseHeader => "response-header",
        Part::MaxAge => "max-age",
        _ => "another part",
    };
    let setting = match mistake.setting() {
        Setting::Text(text) => text.to_owned(),
        Setting::Number(number) => number.to_string(),
    };
    let reason = match mistake.reason() {
        Reason::Missing => "missing",
        Reason::Nobody | Reason::NotListed => "incompatible:list",
        Reason::Invalid
        | Reason::Empty
        | Reason::NoScheme
        | Reason::NoHost
        | Reason::NonAscii
        | Reason::InvalidHost
        | Reason::TooLong
        | Reason::UpperCase
        | Reason::UserInfo
        | Reason::WhiteSpace
        | Reason::Path
        | Reason::EveryHost
        | Reason::InnerWildcard
        | Reason::NumericName
        | Reason::Port => "invalid",
        Reason::Forbidden => "forbidden",
        Reason::Prohibited
        | Reason::EmptyLabel
        | Reason::AddressForm
        | Reason::DefaultPort
        | Reason::Null
        | Reason::LocalFile => "prohibited",
        Reason::Wildcard | Reason::NotOne | Reason::NotAlone | Reason::AnyHost => "incompatible:wildcard",
        Reason::Insecure => "incompatible:insecure",
        Reason::PublicSuffix => "incompatible:psl",
        Reason::Credentialed => "incompatible:credentialed",
        Reason::OutOfBounds => "out-of-bounds",
        _ => "another reason",
    };
    (part.to_owned(), setting, reason.to_owned())
}

fn compare(expected: &Expected, came: &Decision<'_>) -> Result<(), Failure> {
    let (action, status) = match (came.kind(), came.action()) {
        (_, Action::Continue) => ("continue", None),
        (Kind::Preflight, Action::Respond(status)) => ("preflight", Some(status)),
        (_, Action::Respond(status)) => ("respond", Some(status)),
    };
    if (expected.action.as_str(), expected.status) != (action, status) {
        let wanted = format!("{} {:?}", expected.action, expected.status);
        return Err(Failure::new(wanted, format_args!("{action} {status:?}: {:?}", came.refusal())));
    }
    answer::compare(&expected.cors_headers, &answer::fields(came.set().chain(came.append())))
}
