//! The timing-allow check along redirects.

use countersign::cors::browser::{Location, Mode, Profile, Route};
use countersign::cors::names::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::vector::{self, Bytes, Failure, Reading};
use super::{Line, origin, origin_of, registrable_domain, words};

/// A request that each URL redirects to the next, and the fields of each response. The vectors are those of Chromium.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Chain {
    origin: Bytes,
    #[serde(with = "words::Mode")]
    mode: Mode,
    urls: Vec<Bytes>,
    headers: Vec<Vec<Line>>,
}

pub(super) fn check(chain: &Chain, expect: &Value) -> Result<(), Failure> {
    vector::compare(expect, &passes(&Profile::CHROMIUM, chain))
}

/// Returns, for each response, whether the check still passes.
fn passes(profile: &Profile, Chain { origin: from, mode, urls, headers }: &Chain) -> Reading {
    if urls.len() != headers.len() {
        return Err("not a response for each URL".to_owned());
    }
    let from = origin(from)?;
    let mut route: Option<Route<'_>> = None;
    let mut passes = Vec::new();
    for (url, fields) in urls.iter().zip(headers) {
        let url = origin_of(url)?;
        match &mut route {
            None => route = Some(Route::new(from, *mode, url).map_err(|error| error.to_string())?),
            Some(route) => {
                route
                    .follow(profile, 302, Method::GET, Location::new(url), registrable_domain)
                    .map_err(|error| error.to_string())?;
            }
        }
        passes.extend(route.as_mut().map(|route| profile.tao_check(route, fields.as_slice())));
    }
    Ok(json!(passes))
}
