//! The `cors` policy of a gateway: its mistakes, the order of its scopes, and its decisions.

use std::collections::BTreeMap;

use countersign::cors::gateway::{self, Document, Mistakes, Policy, Readings, Request, Scope, Scopes, Statement};
use countersign::cors::policy::{Action, Mistake, Part, Reason};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::vector::{self, Failure, Reading};
use super::answer;
use super::policy::{Asked, texts, validated};

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Input {
    Validate {
        policy: Setup,
    },
    Evaluate {
        chain: Vec<Setup>,
        request: Asked,
        #[serde(default)]
        operation_with_options_method: bool,
    },
    ScopeExpansion {
        scopes: BTreeMap<String, Vec<String>>,
    },
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Setup {
    allowed_origins: Vec<String>,
    allowed_methods: Option<Vec<String>>,
    preflight_result_max_age: u32,
    allowed_headers: Option<Vec<String>>,
    expose_headers: Option<Vec<String>>,
    allow_credentials: bool,
    terminate_unmatched_request: Option<bool>,
}

/// The decision of the default reading, if `ambiguous` names a point that the reference leaves open.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    action: String,
    status: Option<u16>,
    body: Option<String>,
    cors_headers: BTreeMap<String, String>,
    #[serde(rename = "ambiguous")]
    _ambiguous: Option<String>,
}

pub(super) fn check(input: &Input, expect: &Value) -> Result<(), Failure> {
    match input {
        Input::Validate { policy } => {
            let expected = vector::read(expect)?;
            let lists = Lists::of(policy);
            let mistakes: Option<Vec<_>> = lists.policy(policy).err().map(|mistakes| mistakes.iter().collect());
            validated(&expected, mistakes.as_deref(), reports)
        }
        Input::Evaluate { chain, request, operation_with_options_method } => {
            let lists: Vec<_> = chain.iter().map(Lists::of).collect();
            let order = chain.iter().zip(&lists).map(|(setup, lists)| lists.policy(setup));
            let order = order.collect::<Result<Vec<_>, _>>().map_err(|mistakes| Failure::new("a policy", mistakes))?;
            let Asked { method, headers } = request;
            let mut request = Request::new(method, headers.as_slice());
            if *operation_with_options_method {
                request = request.for_options_operation();
            }
            compare(&vector::read(expect)?, &gateway::decide(request, &order, &Readings::DEFAULT))
        }
        Input::ScopeExpansion { scopes } => vector::compare(expect, &expanded(scopes)),
    }
}

/// The lists of a setup, for a statement to borrow.
struct Lists<'a> {
    origins: Vec<&'a str>,
    methods: Option<Vec<&'a str>>,
    headers: Option<Vec<&'a str>>,
    exposed: Option<Vec<&'a str>>,
}

impl<'a> Lists<'a> {
    fn of(setup: &'a Setup) -> Self {
        let list = |list: &'a Option<Vec<String>>| list.as_deref().map(texts);
        Self {
            origins: texts(&setup.allowed_origins),
            methods: list(&setup.allowed_methods),
            headers: list(&setup.allowed_headers),
            exposed: list(&setup.expose_headers),
        }
    }

    fn policy(&'a self, setup: &Setup) -> Result<Policy<'a>, Mistakes<'a>> {
        Policy::new(Statement {
            allowed_origins: &self.origins,
            allowed_methods: self.methods.as_deref(),
            preflight_result_max_age: setup.preflight_result_max_age,
            allowed_headers: self.headers.as_deref(),
            expose_headers: self.exposed.as_deref(),
            allow_credentials: setup.allow_credentials,
            terminate_unmatched_request: setup.terminate_unmatched_request,
            unknown: &[],
        })
    }
}

/// Returns whether a mistake is the one that an error names: an element, a colon and a reason.
fn reports(mistake: &Mistake<'_>, error: &String) -> bool {
    match (mistake.part(), mistake.reason()) {
        (Part::Origin, Reason::Missing) => error == "allowed-origins:missing",
        (Part::Origin, Reason::NotAlone) => error == "allowed-origins:wildcard-not-alone",
        (Part::Origin, Reason::Wildcard) => error.contains("credentials"),
        (Part::Origin, Reason::Invalid) => error == "origin:not-scheme-host-port",
        (Part::Method, Reason::Missing) => error == "allowed-methods:empty",
        (Part::RequestHeader, Reason::Missing) => error == "allowed-headers:empty",
        (Part::ResponseHeader, Reason::Missing) => error == "expose-headers:empty",
        _ => false,
    }
}

fn compare(expected: &Expected, came: &gateway::Decision<'_>) -> Result<(), Failure> {
    // The vectors have no Vary.
    let fields = answer::fields(came.set());
    let (action, status) = match came.action() {
        Action::Continue => ("continue", None),
        Action::Respond(status) if fields.is_empty() => ("terminate", Some(status)),
        Action::Respond(status) => ("respond", Some(status)),
    };
    let body = status.map(|_| "empty");
    if (expected.action.as_str(), expected.status, expected.body.as_deref()) != (action, status, body) {
        let wanted = format!("{} {:?} {:?}", expected.action, expected.status, expected.body);
        return Err(Failure::new(wanted, format_args!("{action} {status:?} {body:?}: {}", came.row())));
    }
    let wanted = expected.cors_headers.iter().map(|(name, value)| (name.clone(), vec![value.clone()])).collect();
    answer::compare(&wanted, &fields)
}

fn expanded(scopes: &BTreeMap<String, Vec<String>>) -> Reading {
    let mut order = Scopes::new();
    for (name, elements) in scopes {
        let scope = Scope::ALL.into_iter().find(|scope| scope.name() == name).ok_or("an unknown scope")?;
        let document = match texts(elements).as_slice() {
            [] => Document::Nothing,
            ["base"] => Document::Base,
            [cors] => Document::Cors(*cors),
            ["base", cors] => Document::BaseThenCors(*cors),
            [cors, "base"] => Document::CorsThenBase(*cors),
            _ => return Err(format!("{elements:?} in one document")),
        };
        order = order.with(scope, document);
    }
    Ok(json!({"effective_order": order.effective_order().map(|(_, cors)| cors).collect::<Vec<_>>()}))
}
