//! Vectors of CORS: `input.op` names the operation, and `expect` is the result.

mod answer;
mod browser;
mod chain;
mod check;
mod gateway;
mod origin;
mod parse;
mod policy;
mod preflight;
mod profile_cache;
mod safelist;
mod timing;
mod words;

use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::Origin;
use serde::Deserialize;
use serde_json::Value;

use super::vector::{self, Bytes, Failure};

/// The kinds of vectors for CORS.
pub(crate) const KINDS: [&str; 10] = [
    "browser",
    "cors-check",
    "origin",
    "parse",
    "preflight-check",
    "profile-cache",
    "redirect-chain",
    "safelist",
    "server-policy",
    "tao-chain",
];

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
enum Vector {
    Browser {
        input: browser::Input,
        expect: Value,
    },
    CorsCheck {
        input: check::Input,
        expect: Value,
    },
    Origin {
        input: origin::Input,
        expect: Value,
    },
    Parse {
        input: parse::Input,
        expect: Value,
    },
    PreflightCheck {
        input: preflight::Input,
        expect: Value,
    },
    ProfileCache {
        profile: String,
        steps: Vec<profile_cache::Step>,
        expect: Value,
    },
    RedirectChain(chain::Chain),
    Safelist {
        input: safelist::Input,
        expect: Value,
    },
    ServerPolicy {
        input: Modelled,
        expect: Value,
    },
    TaoChain {
        #[serde(flatten)]
        chain: timing::Chain,
        expect: Value,
    },
}

/// The policy of a server, or of a gateway.
#[derive(Deserialize)]
#[serde(tag = "model", rename_all = "kebab-case")]
enum Modelled {
    Strict(policy::Input),
    Apim(gateway::Input),
}

pub(crate) fn check(vector: &Value) -> Result<(), Failure> {
    match vector::read(vector)? {
        Vector::Browser { input, expect } => browser::check(&input, &expect),
        Vector::CorsCheck { input, expect } => check::check(&input, &expect),
        Vector::Origin { input, expect } => origin::check(&input, &expect),
        Vector::Parse { input, expect } => parse::check(&input, &expect),
        Vector::PreflightCheck { input, expect } => vector::compare(&expect, &preflight::answer(&input, &expect)),
        Vector::ProfileCache { profile, steps, expect } => profile_cache::check(&profile, &steps, &expect),
        Vector::RedirectChain(chain) => chain::check(chain),
        Vector::TaoChain { chain, expect } => timing::check(&chain, &expect),
        Vector::Safelist { input, expect } => vector::compare(&expect, &safelist::answer(&input)),
        Vector::ServerPolicy { input: Modelled::Strict(input), expect } => policy::check(input, &expect),
        Vector::ServerPolicy { input: Modelled::Apim(input), expect } => gateway::check(&input, &expect),
    }
}

/// Returns whether a vector without a kind is a redirect chain.
pub(crate) fn is_chain(vector: &Value) -> bool {
    vector.get("steps").is_some() && vector.get("seen").is_some()
}

/// Checks a redirect chain without a kind.
pub(crate) fn check_chain(vector: &Value) -> Result<(), Failure> {
    chain::check(vector::read(vector)?)
}

/// The name and the value of a field line.
type Line = (Bytes, Bytes);

/// The response of a server.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Response {
    status: u16,
    headers: Vec<Line>,
}

fn origin(origin: &Bytes) -> Result<Origin<'_>, String> {
    Origin::parse(origin.as_ref()).map_err(|error| error.to_string())
}

/// Returns the origin of a URL, which may lack a path.
fn origin_of(url: &Bytes) -> Result<Origin<'_>, String> {
    let url = url.as_ref();
    let authority = url.windows(3).position(|bytes| bytes == b"://").map_or(url.len(), |colon| colon + 3);
    let length = url.iter().skip(authority).take_while(|byte| !b"/?#".contains(byte)).count();
    Origin::parse(&url[..authority + length]).map_err(|error| error.to_string())
}

/// Returns the registrable domain of a host. In the vectors, these are its last two labels.
fn registrable_domain(host: &str) -> Option<&str> {
    host.rmatch_indices('.').nth(1).map(|(dot, _)| &host[dot + 1..]).or(Some(host))
}

fn method(method: &Bytes) -> Result<Method<'_>, String> {
    Method::parse(method.as_ref()).map_err(|error| error.to_string())
}

fn name(name: &Bytes) -> Result<FieldName<'_>, String> {
    FieldName::parse(name.as_ref()).map_err(|error| error.to_string())
}

fn names(names: &[Bytes]) -> Result<Vec<FieldName<'_>>, String> {
    names.iter().map(name).collect()
}

/// The parts of a request that a page sets.
fn fields(lines: &[Line]) -> Result<Vec<(FieldName<'_>, &[u8])>, String> {
    lines.iter().map(|(field, value)| Ok((name(field)?, value.as_ref()))).collect()
}
