//! Whether a browser lets a page read a response, and if not, why, and what the server should have sent.
//!
//! Each exchange is judged alone. The rules for chains of redirects, for local networks and for embedded resources need more
//! code than the module may have; `inspect --explain` has them.

use countersign::FieldValue;
use countersign::cors::browser::{Profile, Refusal, Request};
use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::{Host, Origin};
use countersign::cors::values::{self, AllowOrigin, Vary};
use countersign::cors::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use countersign_explain::{Credentials, PROFILES, Why, section};

use crate::json::Json;
use crate::message::{Line, Message};

/// The maximum number of fields of a page; later fields are ignored.
const MAX_FIELDS: usize = 64;
/// The maximum number of lines of a response; later lines are ignored.
const MAX_LINES: usize = 128;
/// The number of fields that a browser may require.
const MAX_WANTED: usize = 4;

#[derive(Clone, Copy)]
struct Pair<'m> {
    request: Message<'m>,
    response: Option<Message<'m>>,
}

impl Pair<'_> {
    fn is_preflight(&self) -> bool {
        let has = |name| self.request.first(name).is_some();
        self.request.method() == Some(b"OPTIONS") && has(ORIGIN) && has(ACCESS_CONTROL_REQUEST_METHOD)
    }
}

/// Writes one object for each request: a preflight and the request after it are one.
pub(crate) fn write(messages: &[Message<'_>], json: &mut Json<'_>) {
    let mut rest = messages;
    while let Some(pair) = next(&mut rest) {
        let mut ahead = rest;
        let actual = next(&mut ahead);
        match actual.filter(|other| {
            pair.is_preflight() && !other.is_preflight() && other.request.target() == pair.request.target()
        }) {
            Some(actual) => {
                rest = ahead;
                exchange(Some(&pair), Some(&actual), json);
            }
            None if pair.is_preflight() => exchange(Some(&pair), None, json),
            None => exchange(None, Some(&pair), json),
        }
    }
}

/// Takes a request, and the last final response before the next request.
fn next<'m>(messages: &mut &[Message<'m>]) -> Option<Pair<'m>> {
    let at = messages.iter().position(|message| message.method().is_some())?;
    let (request, mut rest) = messages.get(at..)?.split_first()?;
    let mut response = None;
    while let Some((message, after)) = rest.split_first().filter(|(message, _)| message.method().is_none()) {
        if message.status() >= 200 {
            response = Some(*message);
        }
        rest = after;
    }
    *messages = rest;
    Some(Pair { request: *request, response })
}

/// The fields that a page sends.
struct Sent<'a> {
    fields: [(FieldName<'a>, &'a [u8]); MAX_FIELDS],
    count: usize,
}

impl<'a> Sent<'a> {
    fn of(preflight: Option<&Pair<'a>>, actual: Option<&Pair<'a>>) -> Self {
        let mut sent = Self { fields: [(FieldName::ORIGIN, &[][..]); MAX_FIELDS], count: 0 };
        match (actual, preflight) {
            (Some(actual), _) => {
                for (name, value) in actual.request.lines {
                    match FieldName::parse(name) {
                        Ok(name) if !is_of_browser(name, value) => sent.add(name, value),
                        _ => {}
                    }
                }
            }
            // A preflight shows no values. No name is safelisted with this value.
            (None, Some(preflight)) => {
                for names in values::request_headers(preflight.request.lines).into_iter().flatten() {
                    names.iter().for_each(|name| sent.add(name, b"()"));
                }
            }
            (None, None) => {}
        }
        sent
    }

    fn add(&mut self, name: FieldName<'a>, value: &'a [u8]) {
        if let Some(free) = self.fields.get_mut(self.count) {
            *free = (name, value);
            self.count += 1;
        }
    }
}

/// Returns whether the browser and not the page probably set a field.
fn is_of_browser(name: FieldName<'_>, value: &[u8]) -> bool {
    const OF_BROWSERS: [&str; 7] =
        ["User-Agent", "Cache-Control", "Pragma", "Priority", "If-None-Match", "If-Modified-Since", "Purpose"];
    name.is_forbidden_request_with(value) || OF_BROWSERS.iter().any(|other| name.is(other))
}

fn exchange(preflight: Option<&Pair<'_>>, actual: Option<&Pair<'_>>, json: &mut Json<'_>) {
    let Some(main) = actual.or(preflight) else {
        return;
    };
    json.open(b'{');
    json.key("request");
    json.number(main.request.index);
    for (name, pair) in [("preflight", preflight), ("actual", actual)] {
        if let Some(response) = pair.and_then(|pair| pair.response) {
            json.key(name);
            json.number(usize::from(response.status()));
        }
    }
    match asked(main, preflight, actual) {
        Ok((origin, method)) => {
            let sent = Sent::of(preflight, actual);
            let fields = sent.fields.get(..sent.count).unwrap_or_default();
            let request = Request::new(origin, method);
            let request = request.with_headers(fields).unwrap_or(request);
            judge(&request, preflight, actual, json);
        }
        Err(why) => {
            json.key("none");
            json.text(why);
        }
    }
    json.close(b'}');
}

/// Returns the origin of the page and the method, or why the request involves no CORS.
fn asked<'a>(
    main: &Pair<'a>,
    preflight: Option<&Pair<'a>>,
    actual: Option<&Pair<'a>>,
) -> Result<(Origin<'a>, Method<'a>), &'static str> {
    match main.request.first("Sec-Fetch-Mode") {
        Some(b"navigate") => return Err("This request loads a page (Sec-Fetch-Mode: navigate); CORS does not apply."),
        Some(b"no-cors") => {
            return Err("This request embeds a resource (Sec-Fetch-Mode: no-cors); the page never reads the response.");
        }
        Some(b"websocket") => {
            return Err("This request opens a WebSocket; CORS does not apply. The server must check Origin.");
        }
        _ => {}
    }
    let origin = match values::origin(main.request.lines) {
        Ok(Some(origin)) => origin,
        Ok(None) => {
            return Err(
                "The request has no Origin, so it is not a CORS request. To see what a browser would make of the \
                        response, add a line such as: Origin: https://shop.example",
            );
        }
        Err(_) => return Err("No browser sends this request: its Origin is invalid."),
    };
    let method = match (actual, preflight) {
        (Some(pair), _) => Method::parse(pair.request.method().unwrap_or_default()).ok(),
        (None, Some(pair)) => values::request_method(pair.request.lines).ok().flatten(),
        (None, None) => None,
    };
    let Some(method) = method.map(|method| method.normalized()).filter(|method| !method.is_forbidden()) else {
        return Err("No browser sends this request: its method is invalid or forbidden.");
    };
    if url(&main.request, &origin).is_some_and(|url| url.is_same_origin(&origin)) {
        return Err("The page and the URL have the same origin, so every browser lets the page read the response.");
    }
    Ok((origin, method))
}

/// Returns the origin of the URL, with the scheme of the page, which is the only one that is known.
fn url<'a>(request: &Message<'a>, page: &Origin<'a>) -> Option<Origin<'a>> {
    let authority = str::from_utf8(request.first("Host")?).ok()?;
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, digits)) if !digits.ends_with(']') => (host, Some(digits.parse().ok()?)),
        _ => (authority, None),
    };
    Origin::new(page.scheme()?, Host::new(host).ok()?, port).ok()
}

fn judge<'a>(request: &Request<'a>, preflight: Option<&Pair<'a>>, actual: Option<&Pair<'a>>, json: &mut Json<'_>) {
    json.key("origin");
    json.display(&request.origin());
    json.key("method");
    json.display(&request.method());
    json.key("verdicts");
    json.open(b'[');
    let needing = PROFILES.iter().any(|(_, profile)| profile.needs_preflight(request));
    // There is a preflight alone, for a request that needs none: a listener or a stream made it necessary.
    let request = if actual.is_none() && !needing { request.with_preflight() } else { *request };
    for mode in Credentials::BOTH {
        let request = request.with_credentials(mode.mode());
        for (name, profile) in &PROFILES {
            json.open(b'{');
            json.truth("credentials", mode == Credentials::Include);
            json.key("browser");
            json.text(name);
            verdict(profile, &request, preflight, actual, json);
            json.close(b'}');
        }
    }
    json.close(b']');
    json.truth("needsPreflight", needing);
    notes(&request, preflight, actual, needing, json);
    if let Some(response) = actual.and_then(|actual| actual.response) {
        seen(&response, json);
    }
}

/// Writes the outcome in one browser.
fn verdict<'a>(
    profile: &Profile,
    request: &Request<'a>,
    preflight: Option<&Pair<'a>>,
    actual: Option<&Pair<'a>>,
    json: &mut Json<'_>,
) {
    let mut outcome = |text: &str| {
        json.key("outcome");
        json.text(text);
    };
    if let Some(preflight) = preflight
        && profile.needs_preflight(request)
    {
        let Some(answer) = preflight.response else {
            return outcome("no-answer");
        };
        if let Err(refusal) = profile.preflight_check(request, answer.status(), answer.lines) {
            outcome("blocked");
            return refused(profile, request, &refusal, true, &answer, json);
        }
    }
    let Some(actual) = actual else {
        return outcome("sent");
    };
    let Some(response) = actual.response else {
        return outcome("no-response");
    };
    if matches!(response.status(), 304 | 407) {
        return outcome("unseen");
    }
    match profile.cors_check(request, response.lines) {
        Err(refusal) => {
            outcome("blocked");
            refused(profile, request, &refusal, false, &response, json);
        }
        Ok(()) if matches!(response.status(), 301 | 302 | 303 | 307 | 308) => outcome("redirect"),
        Ok(()) => outcome("readable"),
    }
}

fn refused(
    profile: &Profile,
    request: &Request<'_>,
    refusal: &Refusal<'_>,
    is_preflight: bool,
    response: &Message<'_>,
    json: &mut Json<'_>,
) {
    json.truth("atPreflight", is_preflight);
    json.key("step");
    json.display(&refusal.step());
    let (number, url) = section(refusal.step());
    json.key("section");
    json.text(number);
    json.key("url");
    json.text(url);
    json.key("why");
    json.display(&Why::new(refusal, response.status(), response.lines));
    json.key("wanted");
    json.open(b'[');
    wanted(profile, request, is_preflight, response, json);
    json.close(b']');
}

/// Writes what the server should have sent: missing fields are added to its response one by one, until the browser accepts it.
fn wanted(profile: &Profile, request: &Request<'_>, is_preflight: bool, response: &Message<'_>, json: &mut Json<'_>) {
    let mut status = response.status();
    let mut values: [Option<(&str, FieldValue)>; MAX_WANTED] = [const { None }; MAX_WANTED];
    for _ in 0..=MAX_WANTED {
        let mut lines: [Line<'_>; MAX_LINES] = [(&[], &[]); MAX_LINES];
        let is_replaced =
            |name: &[u8]| values.iter().flatten().any(|(other, _)| other.as_bytes().eq_ignore_ascii_case(name));
        let kept = response.lines.iter().copied().filter(|(name, _)| !is_replaced(name));
        let replaced = values.iter().flatten().map(|(name, value)| (name.as_bytes(), value.as_bytes()));
        lines.iter_mut().zip(replaced.chain(kept)).for_each(|(free, line)| *free = line);
        let checked = if is_preflight {
            profile.preflight_check(request, status, &lines[..]).map(drop)
        } else {
            profile.cors_check(request, &lines[..])
        };
        let Err(refusal) = checked else {
            return;
        };
        let Ok(value) = FieldValue::new(&refusal.wanted()) else {
            return;
        };
        json.open(b'{');
        json.key("name");
        json.text(refusal.field().unwrap_or("status"));
        json.key("value");
        json.bytes(value.as_bytes(), usize::MAX);
        json.close(b'}');
        match (refusal.field(), values.iter_mut().find(|slot| slot.is_none())) {
            (Some(name), Some(free)) => *free = Some((name, value)),
            (None, _) => status = 204,
            _ => return,
        }
    }
}

fn notes(
    request: &Request<'_>,
    preflight: Option<&Pair<'_>>,
    actual: Option<&Pair<'_>>,
    needing: bool,
    json: &mut Json<'_>,
) {
    json.key("notes");
    json.open(b'[');
    let mut note = |is_true: bool, text: &str| {
        if is_true {
            json.text(text);
        }
    };
    if let Some(preflight) = preflight {
        let status = preflight.response.map_or(0, |response| response.status());
        note(
            status == 401,
            "The server answers the preflight with 401. A preflight never carries credentials, so no page ever gets past it. The server must answer preflights first, and ask for credentials only when the request itself arrives.",
        );
        note(
            matches!(status, 404 | 405 | 501),
            "The status suggests that the server does not handle OPTIONS for this URL. It must answer preflights before it checks the method.",
        );
        note(
            matches!(status, 300..=399),
            "The answer to the preflight is a redirect, which no browser follows for a preflight. The server must answer at this URL.",
        );
        let has_credentials = ["Authorization", "Cookie"].iter().any(|name| preflight.request.first(name).is_some());
        note(
            has_credentials,
            "This preflight has credentials, which no browser sends with a preflight. The server may answer a browser differently.",
        );
    }
    if let Some(actual) = actual {
        note(
            preflight.is_none() && needing,
            "Before this request, browsers send a preflight, which is not in the input. This explanation assumes that the server allows it.",
        );
        note(
            preflight.is_some() && !needing,
            "No browser sends a preflight before this request, because its method and its fields are safelisted, unless the page listens to the progress of an upload or the body is a stream. The answer to the preflight is not checked.",
        );
        note(actual.request.first("Cookie").is_some(), "The request has a Cookie field, so it included credentials.");
        if let Some(response) = actual.response {
            let names_one = matches!(values::allow_origin(response.lines), Ok(Some(AllowOrigin::Origin(_))));
            let varies = Vary::of(response.lines).has(FieldName::ORIGIN);
            note(
                names_one && !varies,
                "Access-Control-Allow-Origin names one origin, but Vary does not list Origin, so a cache may return this response to a page from another origin. The server should send `Vary: Origin` with every response from this URL, unless it always names the same origin.",
            );
            let is_blocked = Profile::FETCH.cors_check(request, response.lines).is_err();
            note(
                is_blocked && response.status() >= 400,
                "The page does not even see this status: error responses need the CORS fields too.",
            );
            note(
                matches!(response.status(), 301 | 302 | 303 | 307 | 308),
                "After a redirect from one origin to another, browsers send `Origin: null`. Each exchange is judged alone here; `inspect --explain` follows redirects.",
            );
        }
    }
    json.close(b']');
}

/// Writes which fields of the response the page sees, without credentials and with them.
fn seen(response: &Message<'_>, json: &mut Json<'_>) {
    for (key, mode) in [("seen", Credentials::Omit), ("seenWithCredentials", Credentials::Include)] {
        let exposed = Profile::FETCH.exposed(mode.mode(), response.lines);
        json.key(key);
        json.open(b'{');
        for (key, is_wanted) in [("visible", true), ("hidden", false)] {
            json.key(key);
            json.open(b'[');
            for (at, (name, _)) in response.lines.iter().enumerate() {
                let before = response.lines.get(..at).unwrap_or_default();
                let is_first = !before.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
                match FieldName::parse(name) {
                    Ok(name) if is_first && is_of_use(name) && exposed.is_visible(name) == is_wanted => {
                        json.text(name.as_str());
                    }
                    _ => {}
                }
            }
            json.close(b']');
        }
        json.close(b'}');
    }
}

/// Pages do not need the CORS fields, and no list exposes a cookie.
fn is_of_use(name: FieldName<'_>) -> bool {
    const PREFIX: &str = "Access-Control-";
    let start = name.as_str().get(..PREFIX.len()).unwrap_or_default();
    !start.eq_ignore_ascii_case(PREFIX) && !name.is_forbidden_response()
}
