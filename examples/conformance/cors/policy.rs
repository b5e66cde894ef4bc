//! Policies: their mistakes and their decisions.

use std::fmt;

use countersign::cors::origin::Origin;
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
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(super) struct Setup {
    origins: Vec<String>,
    credentialed: bool,
    methods: Vec<String>,
    request_headers: Vec<String>,
    response_headers: Vec<String>,
    max_age: i64,
    /// All insecure origins, or these.
    tolerate_insecure: Tolerated,
    tolerate_any_host: Vec<String>,
    tolerate_psl: bool,
    private_network: bool,
    vary_on_options: bool,
    nobody: bool,
    /// The origins that a function allows.
    allowed_by_function: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Tolerated {
    All(bool),
    These(Vec<String>),
}

impl Default for Tolerated {
    fn default() -> Self {
        Self::All(false)
    }
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
        Input::Evaluate { policy: setup, request: Asked { method, headers } } => {
            let expected: Expected = vector::read(expect)?;
            built(&setup, |policy| {
                let policy = policy.map_err(|mistakes| Failure::new("a policy", mistakes))?;
                let has = |origin: Origin<'_>| setup.allowed_by_function.contains(&origin.to_string());
                compare(&expected, &policy.decide_with(&method, headers.as_slice(), has))
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
    let insecure = match &setup.tolerate_insecure {
        Tolerated::All(true) => &setup.origins,
        Tolerated::All(false) => &Vec::new(),
        Tolerated::These(origins) => origins,
    };
    let lists = [
        &setup.origins,
        &setup.methods,
        &setup.request_headers,
        &setup.response_headers,
        insecure,
        &setup.tolerate_any_host,
    ];
    let [origins, methods, request_headers, response_headers, insecure, any_host] = lists.map(|list| texts(list));
    let builder = if setup.nobody { Policy::for_nobody() } else { Policy::for_origins(&origins) };
    let mut builder = builder
        .dangerously_tolerate_insecure_origins(&insecure)
        .dangerously_tolerate_any_host(&any_host)
        .with_methods(&methods)
        .with_request_headers(&request_headers)
        .with_response_headers(&response_headers)
        .with_max_age(setup.max_age);
    if setup.credentialed {
        builder = builder.with_credentials();
    }
    if setup.private_network {
        builder = builder.with_private_network();
    }
    if setup.vary_on_options {
        builder = builder.with_vary_on_options();
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
        Reason::Nobody | Reason::NotListed | Reason::NotAlone => "incompatible:list",
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
        | Reason::LocalFile
        | Reason::NoPages => "prohibited",
        Reason::Wildcard | Reason::NotOne | Reason::AnyHost => "incompatible:wildcard",
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
