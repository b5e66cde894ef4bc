//! What a browser does with a request that is redirected, as its profile predicts.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use countersign::Fields;
use countersign::cors::browser::{
    CredentialsMode, Location, Mode, Profile, Redirect, ReferrerPolicy, Request, Route, RouteError, Tainting,
};
use countersign::cors::cache::{Cache, Key};
use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::Origin;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::super::vector::{Bytes, Failure, wire};
use super::browser::{READ_FIELDS, profile_of, sent_fields};
use super::{Line, Response, method, registrable_domain, words};

/// Requests of one page, one after the other, and what each browser did.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Chain {
    steps: Vec<Step>,
    seen: BTreeMap<String, Vec<Seen>>,
    /// Whether the origin of the page is opaque.
    #[serde(default)]
    opaque: bool,
    #[serde(rename = "versions")]
    _versions: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    request: Asked,
    hops: Vec<Hop>,
    /// The seconds before this request.
    #[serde(default)]
    wait: f64,
    #[serde(rename = "look")]
    _look: Option<IgnoredAny>,
}

/// The arguments of `fetch()`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    method: Bytes,
    #[serde(default)]
    headers: Vec<Line>,
    #[serde(default = "omit", with = "words::CredentialsMode")]
    credentials: CredentialsMode,
    #[serde(default)]
    body: bool,
    #[serde(default)]
    redirect: RedirectMode,
    #[serde(default = "cors", with = "words::Mode")]
    mode: Mode,
    #[serde(rename = "path")]
    _path: Option<IgnoredAny>,
}

const fn omit() -> CredentialsMode {
    CredentialsMode::Omit
}

const fn cors() -> Mode {
    Mode::Cors
}

#[derive(Clone, Copy, Default, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum RedirectMode {
    #[default]
    Follow,
    Error,
    Manual,
}

/// A URL, and what its server answers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hop {
    server: Server,
    preflight: Option<Response>,
    response: Response,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Server {
    Page,
    Other,
    Third,
}

impl Server {
    const ALL: [Self; 3] = [Self::Page, Self::Other, Self::Third];

    const fn origin(self) -> &'static str {
        match self {
            Self::Page => "http://page.test",
            Self::Other => "http://other.test",
            Self::Third => "http://third.test",
        }
    }

    fn host(self) -> &'static str {
        self.origin().trim_start_matches("http://")
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Page => "PAGE",
            Self::Other => "OTHER",
            Self::Third => "THIRD",
        }
    }
}

/// What the page and the servers saw.
#[derive(Default, Deserialize, Serialize, PartialEq)]
struct Seen {
    preflight: bool,
    sent: bool,
    readable: bool,
    visible: Vec<String>,
    log: Vec<Received>,
}

/// What a server received.
#[derive(Deserialize, Serialize, PartialEq)]
struct Received {
    hop: usize,
    what: String,
    method: String,
    #[serde(deserialize_with = "compared")]
    fields: BTreeMap<String, String>,
}

/// Reads the fields that are predicted.
fn compared<'de, D: serde::Deserializer<'de>>(input: D) -> Result<BTreeMap<String, String>, D::Error> {
    let mut fields = BTreeMap::<String, String>::deserialize(input)?;
    fields.retain(|name, _| [ORIGIN, METHOD, NAMES].contains(&name.as_str()));
    Ok(fields)
}

const ORIGIN: &str = "origin";
const METHOD: &str = "access-control-request-method";
const NAMES: &str = "access-control-request-headers";

pub(super) fn check(mut chain: Chain) -> Result<(), Failure> {
    if chain.seen.is_empty() {
        return Err(Failure::new("a browser", "none"));
    }
    for (browser, mut expected) in std::mem::take(&mut chain.seen) {
        let profile = profile_of(&browser)?;
        name_page(&mut expected).map_err(|failure| failure.of(&browser))?;
        let came = predict(&profile, &chain).map_err(|error| Failure::new("a prediction", error))?;
        if came != expected {
            let [expected, came] = [expected, came].map(|seen| serde_json::to_string(&seen).unwrap_or_default());
            return Err(Failure::new(expected, came).of(&browser));
        }
    }
    Ok(())
}

/// Replaces the only origin in the logs, which is that of the page, by its origin here.
fn name_page(steps: &mut [Seen]) -> Result<(), Failure> {
    let received = steps.iter_mut().flat_map(|step| &mut step.log);
    let mut origins: Vec<_> = received.filter_map(|received| received.fields.get_mut(ORIGIN)).collect();
    origins.retain(|origin| *origin != "null");
    if origins.iter().collect::<BTreeSet<_>>().len() > 1 {
        return Err(Failure::new("the origin of the page", format_args!("{origins:?}")));
    }
    for origin in origins {
        Server::Page.origin().clone_into(origin);
    }
    Ok(())
}

fn predict(profile: &Profile, chain: &Chain) -> Result<Vec<Seen>, String> {
    let page = if chain.opaque { "null" } else { Server::Page.origin() };
    let mut cache = Cache::new(*profile);
    let mut now = 0.0;
    let seen = chain.steps.iter().map(|step| {
        now += step.wait;
        let now = Duration::try_from_secs_f64(now).map_err(|error| error.to_string())?;
        let mut run = Run { profile, page, step, now, cache: &mut cache, seen: Seen::default() };
        run.seen.readable = run.fetch()?;
        Ok(run.seen)
    });
    seen.collect()
}

/// A request on its way.
struct Run<'r> {
    profile: &'r Profile,
    page: &'r str,
    step: &'r Step,
    now: Duration,
    cache: &'r mut Cache,
    seen: Seen,
}

impl Run<'_> {
    /// Returns whether the page may read the response.
    fn fetch(&mut self) -> Result<bool, String> {
        let Self { profile, page, step, .. } = *self;
        let asked = &step.request;
        let page = Origin::parse(page.as_bytes()).map_err(|error| error.to_string())?;
        let mut method = method(&asked.method)?.normalized();
        let first_fields = sent_fields(profile, &asked.headers, asked.body)?;
        let first = request(page, method, &first_fields, asked.credentials)?;
        let mut index = 0;
        let Some(Ok(mut route)) = step.hops.first().map(|hop| Route::new(page, asked.mode, origin(hop.server))) else {
            return Ok(false);
        };
        let mut redirect: Option<Redirect<'_>> = None;
        loop {
            let hop = step.hops.get(index).ok_or("no such hop")?;
            let mut fields = first_fields.clone();
            fields.retain(|(name, _)| !redirect.is_some_and(|redirect| redirect.drops(*name)));
            let next = request(route.request_origin(), method, &fields, asked.credentials)?;
            let is_cors = route.tainting() == Tainting::Cors;
            if is_cors && !self.is_allowed(index, hop, &route.preflighted(profile, &first, &next)) {
                return Ok(false);
            }
            self.seen.sent = true;
            let origin = route.origin_header(method, ReferrerPolicy::default());
            self.receive(index, "actual", method, origin.map(|origin| (ORIGIN, wire(&origin))));
            let response = filled(&hop.response, self.page);
            if is_cors && profile.cors_check(&next, response.as_slice()).is_err() {
                self.cache.failed(Key::new(url(index, hop).as_bytes()), &next);
                return Ok(false);
            }
            let is_redirect = |mut route: Route<'_>| {
                let here = Location::new(route.url());
                route.follow(profile, hop.response.status, method, here, registrable_domain) != Err(RouteError::Status)
            };
            let location = response.as_slice().values("Location").next().map(|url| Target::read(url, &step.hops));
            match (asked.redirect, location) {
                (RedirectMode::Error, _) if is_redirect(route) => return Ok(false),
                (RedirectMode::Manual, _) if is_redirect(route) => return Ok(true),
                (RedirectMode::Follow, Some(target)) => {
                    match route.follow(profile, hop.response.status, method, target.location(), registrable_domain) {
                        Err(RouteError::Status) => {}
                        Ok(followed) if target.server.is_some() => {
                            (index, method, redirect) = (target.hop, followed.method(), Some(followed));
                            continue;
                        }
                        _ => return Ok(false),
                    }
                }
                _ => {}
            }
            let exposed = profile.exposed(asked.credentials, response.as_slice());
            let mut visible = READ_FIELDS.to_vec();
            visible.retain(|name| {
                let is_visible = FieldName::new(name).is_ok_and(|name| exposed.is_visible(name));
                response.as_slice().values(name).next().is_some() && (!is_cors || is_visible)
            });
            self.seen.visible = visible.into_iter().map(str::to_owned).collect();
            return Ok(true);
        }
    }

    /// Sends a preflight if it is needed, and returns whether the request may follow.
    fn is_allowed(&mut self, index: usize, hop: &Hop, request: &Request<'_>) -> bool {
        let url = url(index, hop);
        let key = Key::new(url.as_bytes());
        // The origin that a redirect makes is opaque and new.
        let is_new = request.origin().is_null() && self.page != "null";
        let needs_preflight =
            self.profile.needs_preflight(request) && (is_new || self.cache.needs_preflight(self.now, key, request));
        if !needs_preflight {
            return true;
        }
        self.seen.preflight = true;
        let preflight = self.profile.preflight(request);
        let names = preflight.request_headers().map(|names| (NAMES, wire(&names)));
        let fields = [(ORIGIN, wire(&preflight.origin())), (METHOD, wire(&preflight.request_method()))];
        self.receive(index, "preflight", Method::OPTIONS, fields.into_iter().chain(names));
        let Some(answer) = &hop.preflight else {
            return false;
        };
        let lines = filled(answer, self.page);
        if is_new {
            return self.profile.preflight_check(request, answer.status, lines.as_slice()).is_ok();
        }
        self.cache.preflight_check(self.now, key, request, answer.status, lines.as_slice()).verdict.is_ok()
    }

    fn receive(
        &mut self,
        hop: usize,
        what: &str,
        method: Method<'_>,
        fields: impl IntoIterator<Item = (&'static str, String)>,
    ) {
        let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        self.seen.log.push(Received { hop, what: what.to_owned(), method: method.to_string(), fields });
    }
}

fn url(index: usize, hop: &Hop) -> String {
    format!("{}/{index}", hop.server.origin())
}

fn origin(server: Server) -> Origin<'static> {
    Origin::parse(server.origin().as_bytes()).unwrap_or(Origin::NULL)
}

fn request<'a>(
    origin: Origin<'a>,
    method: Method<'a>,
    fields: &'a [(FieldName<'a>, &'a [u8])],
    credentials: CredentialsMode,
) -> Result<Request<'a>, String> {
    let request = Request::new(origin, method).with_headers(fields).map_err(|error| error.to_string())?;
    Ok(request.with_credentials(credentials))
}

/// Returns the fields of a response, with the origin of the page where they name it.
fn filled(response: &Response, page: &str) -> Vec<(String, Vec<u8>)> {
    let text = |bytes: &Bytes| bytes.as_ref().iter().map(|byte| char::from(*byte)).collect::<String>();
    let filled = |value: &Bytes| text(value).replace("@ORIGIN", page).chars().map(|byte| byte as u8).collect();
    response.headers.iter().map(|(name, value)| (text(name), filled(value))).collect()
}

/// Where a `Location` leads.
struct Target {
    /// The server, if it is one of the three.
    server: Option<Server>,
    hop: usize,
    has_credentials: bool,
    is_http: bool,
}

impl Target {
    /// Reads `@HOP` with the number of a hop, or a URL, in which `@HOST` with the name of a server is its host.
    fn read(location: &[u8], hops: &[Hop]) -> Self {
        let mut url = String::from_utf8_lossy(location).into_owned();
        for (index, hop) in hops.iter().enumerate().rev() {
            url = url.replace(&format!("@HOP{index}"), &format!("{}/hop{index}", hop.server.origin()));
        }
        for server in Server::ALL {
            url = url.replace(&format!("@HOST{}", server.word()), server.host());
            url = url.replace(&format!("@{}", server.word()), server.origin());
        }
        Self::of_url(&url)
    }

    fn of_url(url: &str) -> Self {
        let number =
            |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0);
        let rest = url.strip_prefix("http://");
        let (authority, path) = rest.unwrap_or_default().split_once('/').unwrap_or((rest.unwrap_or_default(), ""));
        let (has_credentials, host) = match authority.rsplit_once('@') {
            Some((_, host)) => (true, host),
            None => (false, authority),
        };
        Self {
            server: Server::ALL.into_iter().find(|server| server.host() == host),
            hop: path.split_once("hop").map_or(0, |(_, digits)| number(digits)),
            has_credentials,
            is_http: rest.is_some(),
        }
    }

    fn location(&self) -> Location<'static> {
        let location = Location::new(match self.server {
            Some(server) => origin(server),
            None if self.is_http => Origin::parse(b"http://unknown.test").unwrap_or(Origin::NULL),
            None => Origin::NULL,
        });
        if self.has_credentials { location.with_credentials() } else { location }
    }
}
