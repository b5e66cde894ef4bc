//! Whether a browser lets a page read a response.

use countersign::cors::browser::{
    CredentialsMode, EmbedderPolicy, Embedding, Location, Mode, Profile, RedirectTaint, ReferrerPolicy, Request, Route,
    Tainting,
};
use countersign::cors::names::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::vector::{self, Bytes, Failure, Reading, wire};
use super::{Line, name, origin, origin_of, registrable_domain, words};

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Input {
    CorsCheck {
        origin: Bytes,
        #[serde(with = "words::CredentialsMode")]
        credentials: CredentialsMode,
        response_headers: Vec<Line>,
    },
    RedirectChain {
        origin: Bytes,
        #[serde(with = "words::CredentialsMode")]
        credentials: CredentialsMode,
        hops: Vec<Hop>,
    },
    ExposedHeaders {
        #[serde(with = "words::CredentialsMode")]
        credentials: CredentialsMode,
        response_headers: Vec<Line>,
    },
    TaoCheck {
        origin: Bytes,
        #[serde(with = "words::Mode")]
        mode: Mode,
        #[serde(with = "words::Tainting")]
        response_tainting: Tainting,
        current_url: Bytes,
        response_headers: Vec<Line>,
    },
    CorpCheck {
        origin: Bytes,
        response_url: Bytes,
        #[serde(with = "words::EmbedderPolicy")]
        embedder_policy: EmbedderPolicy,
        request_includes_credentials: bool,
        for_navigation: bool,
        response_headers: Vec<Line>,
    },
}

/// A URL of a redirect chain, and the response of its server.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hop {
    url: Bytes,
    acao: Option<Bytes>,
    acac: Option<Bytes>,
}

/// Some of the fields that a page sees, and some that it does not see.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exposure {
    visible: Vec<Bytes>,
    hidden: Vec<Bytes>,
}

pub(super) fn check(input: &Input, expect: &Value) -> Result<(), Failure> {
    let Input::ExposedHeaders { credentials, response_headers } = input else {
        let answer = answer(input).map(|mut came| {
            // Not every source has the Origin of the last request.
            if let (Some(came), None) = (came.as_object_mut(), expect.get("final_origin_header")) {
                came.remove("final_origin_header");
            }
            came
        });
        return vector::compare(expect, &answer);
    };
    let Exposure { visible, hidden } = vector::read(expect)?;
    let exposed = Profile::FETCH.exposed(*credentials, response_headers.as_slice());
    for (names, expected) in [(visible, true), (hidden, false)] {
        for field in names {
            let name = name(&field).map_err(|error| Failure::new("a name", error))?;
            let is_there =
                response_headers.iter().any(|(other, _)| other.as_ref().eq_ignore_ascii_case(name.as_bytes()));
            if (is_there && exposed.is_visible(name)) != expected {
                return Err(Failure::new(
                    expect,
                    format_args!("{name} is {}", if expected { "hidden" } else { "visible" }),
                ));
            }
        }
    }
    Ok(())
}

fn answer(input: &Input) -> Reading {
    let result = |is_ok| json!({"result": if is_ok { "success" } else { "failure" }});
    Ok(match input {
        Input::CorsCheck { origin: from, credentials, response_headers } => {
            let request = Request::new(origin(from)?, Method::GET).with_credentials(*credentials);
            result(Profile::FETCH.cors_check(&request, response_headers.as_slice()).is_ok())
        }
        Input::RedirectChain { origin: from, credentials, hops } => match redirect_chain(from, *credentials, hops)? {
            Some(route) => {
                let origin = route.origin_header(Method::GET, ReferrerPolicy::default());
                json!({"result": "success", "final_origin_header": origin.map(|origin| wire(&origin))})
            }
            None => result(false),
        },
        Input::TaoCheck { origin: from, mode, response_tainting, current_url, response_headers } => {
            let route = Route::new(origin(from)?, *mode, origin_of(current_url)?).map_err(|error| error.to_string())?;
            let mut route = route.with_tainting(*response_tainting, RedirectTaint::SameOrigin);
            result(Profile::FETCH.tao_check(&mut route, response_headers.as_slice()))
        }
        Input::CorpCheck { origin: from, response_url, embedder_policy, response_headers, .. } => {
            let mut embedding = Embedding::new(origin(from)?, origin_of(response_url)?).with_policy(*embedder_policy);
            if let Input::CorpCheck { request_includes_credentials: true, .. } = input {
                embedding = embedding.with_credentials();
            }
            if let Input::CorpCheck { for_navigation: true, .. } = input {
                embedding = embedding.of_navigation();
            }
            let verdict = Profile::FETCH.corp_check(&embedding, response_headers.as_slice(), registrable_domain);
            json!({"result": if verdict.is_ok() { "allowed" } else { "blocked" }})
        }
        Input::ExposedHeaders { .. } => json!({}),
    })
}

/// Returns the route if each response on it may be read, including redirects.
fn redirect_chain<'a>(
    from: &'a Bytes,
    credentials: CredentialsMode,
    hops: &'a [Hop],
) -> Result<Option<Route<'a>>, String> {
    let Some((first, others)) = hops.split_first() else {
        return Err("no hop".to_owned());
    };
    let mut route = Route::new(origin(from)?, Mode::Cors, origin_of(&first.url)?).map_err(|error| error.to_string())?;
    if !passes(&route, credentials, first) {
        return Ok(None);
    }
    for hop in others {
        let location = Location::new(origin_of(&hop.url)?);
        if route.follow(&Profile::FETCH, 302, Method::GET, location, registrable_domain).is_err()
            || !passes(&route, credentials, hop)
        {
            return Ok(None);
        }
    }
    Ok(Some(route))
}

fn passes(route: &Route<'_>, credentials: CredentialsMode, hop: &Hop) -> bool {
    let request = Request::new(route.request_origin(), Method::GET).with_credentials(credentials);
    let fields = [("Access-Control-Allow-Origin", &hop.acao), ("Access-Control-Allow-Credentials", &hop.acac)];
    let response: Vec<_> = fields.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?))).collect();
    route.tainting() != Tainting::Cors || Profile::FETCH.cors_check(&request, response.as_slice()).is_ok()
}
