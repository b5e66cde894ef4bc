//! What a browser allows a page to read, and why it blocks the rest.

use std::collections::BTreeSet;

use countersign::cors::browser::{
    CredentialsMode, Location, Mode, Profile, RedirectTaint, Request, Route, Step, Tainting, navigation_tao_check,
    redirect_taint,
};
use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::Origin;

use super::exchange::{Exchange, Response};
use super::written;

/// The names that browsers judge by their values.
const SAFELISTED: [&str; 5] = ["Accept", "Accept-Language", "Content-Language", "Content-Type", "Range"];

pub(crate) fn check(data: &[u8]) {
    for exchange in Exchange::all(data) {
        let (request, response) = (exchange.request(), exchange.response.as_slice());
        let profiles = [exchange.profile, Profile::FETCH, Profile::CHROMIUM, Profile::FIREFOX, Profile::WEBKIT];
        for profile in profiles {
            judged(&profile, &exchange);
            lenient(&profile, &exchange);
            repaired(&profile, &exchange);
        }
        let passes = |profile: &Profile| profile.preflight_check(&request, exchange.status, response).is_ok();
        let is_safelisted = |(name, _): &(FieldName<'_>, &[u8])| SAFELISTED.iter().any(|listed| name.is(listed));
        let judged_alike = !exchange.is_forced(&Profile::FETCH) && !exchange.headers.iter().any(is_safelisted);
        let alike = profiles.iter().filter(|_| judged_alike).all(passes);
        assert!(!passes(&Profile::FETCH) || !judged_alike || alike, "browsers differ in what is safelisted only");
        for profile in &profiles {
            reads(profile, &exchange);
        }
    }
    routes(data);
}

/// Asserts that each check stops at the same step as the oracle.
fn judged(profile: &Profile, exchange: &Exchange<'_>) {
    let (request, response) = (exchange.request(), exchange.response.as_slice());
    let oracle = Oracle { profile, exchange };
    let shared = profile.cors_check(&request, response);
    assert_eq!(shared.map_err(|refusal| refusal.step()), oracle.cors_check());

    let names = oracle.unsafe_names();
    let preflight = profile.preflight(&request);
    let announced = if profile.repeats_names { &names } else { &each_once(&names) };
    assert_eq!(
        preflight.request_headers().map(|names| written(&names)),
        (!names.is_empty()).then(|| announced.join(&b","[..]))
    );
    let unsafe_names = profile.unsafe_names(&request);
    assert_eq!(written(&unsafe_names), each_once(&names).join(&b","[..]));
    assert_eq!((preflight.origin(), preflight.request_method()), (request.origin(), request.method()));
    let needs_preflight = exchange.is_forced(profile) || !request.method().is_safelisted() || !names.is_empty();
    assert_eq!(profile.needs_preflight(&request), needs_preflight);

    let allowed = profile.preflight_check(&request, exchange.status, response);
    assert_eq!(allowed.map(|_| ()).map_err(|refusal| refusal.step()), oracle.preflight_check());
    match allowed {
        Ok(allowed) => assert!(allowed.max_age() <= profile.max_age_limit),
        Err(refusal) => {
            assert_eq!(refusal.name().is_some(), matches!(refusal.step(), Step::Authorization | Step::Names));
            assert_eq!(refusal.field().is_none(), refusal.step() == Step::Status);
        }
    }
}

/// Asserts that a response that passes also passes for a request that asks for less.
fn lenient(profile: &Profile, exchange: &Exchange<'_>) {
    let response = exchange.response.as_slice();
    let request = exchange.request();
    let passes = |request: &Request<'_>| profile.preflight_check(request, exchange.status, response).is_ok();
    if profile.cors_check(&request, response).is_ok() {
        assert!(profile.cors_check(&request.with_credentials(CredentialsMode::Omit), response).is_ok());
    }
    if passes(&request) {
        assert!(
            passes(&request.with_credentials(CredentialsMode::Omit)),
            "a request without credentials asks for less"
        );
        let safelisted = Request::new(request.origin(), Method::GET);
        assert!(passes(&safelisted.with_credentials(request.credentials())), "a plain GET asks for less");
        for length in 0..request.headers().len() {
            assert!(
                passes(&request.with_headers(&request.headers()[..length]).unwrap()),
                "a request with fewer fields asks for less"
            );
        }
    }
}

/// Sends what each refusal asks for. Asserts that the response then passes, or fails at a later step.
fn repaired(profile: &Profile, exchange: &Exchange<'_>) {
    let (request, mut status) = (exchange.request(), exchange.status);
    let mut response: Vec<(&str, Vec<u8>)> =
        exchange.response.iter().map(|(name, value)| (*name, value.to_vec())).collect();
    let mut last = None;
    for _ in 0..8 {
        let (step, field, wanted) = match profile.preflight_check(&request, status, response.as_slice()) {
            Ok(_) => return,
            Err(refusal) => (refusal.step(), refusal.field(), written(&refusal.wanted())),
        };
        assert!(last < Some((step, field)) || step == Step::Lists, "after {last:?} was repaired, {step} fails");
        last = Some((step, field));
        match field {
            Some(field) => {
                response.retain(|(name, _)| !name.eq_ignore_ascii_case(field));
                response.push((field, wanted));
            }
            None => status = core::str::from_utf8(&wanted).expect("a number").parse().expect("a status"),
        }
    }
    panic!("the response fails after eight repairs");
}

/// Asserts which fields of the response the page can read.
fn reads(profile: &Profile, exchange: &Exchange<'_>) {
    let response = exchange.response.as_slice();
    let [with, without] = [CredentialsMode::Include, CredentialsMode::Omit].map(|mode| profile.exposed(mode, response));
    let listed = list(&exchange.response, "Access-Control-Expose-Headers");
    assert_eq!(with.error().is_some(), listed.is_err());
    let before_error = elements(&exchange.response, "Access-Control-Expose-Headers");
    let before_error: Vec<_> = before_error.into_iter().take_while(|name| is_token(name)).collect();
    let tolerated = if profile.any_exposes_despite_errors { before_error } else { Vec::new() };
    let listed = listed.ok().flatten().unwrap_or_default();
    for name in exchange.response.iter().filter_map(|(name, _)| FieldName::new(name).ok()) {
        let lower = name.as_str().to_ascii_lowercase();
        let is_safelisted = ["cache-control", "content-language", "content-length", "content-type", "expires"];
        let is_safelisted = is_safelisted.contains(&&*lower) || ["last-modified", "pragma"].contains(&&*lower);
        let is_forbidden = ["set-cookie", "set-cookie2"].contains(&&*lower);
        let is_listed = listed.contains(&lower.into_bytes()) && !is_forbidden;
        assert_eq!(with.is_visible(name), is_safelisted || is_listed);
        let any = listed.contains(&b"*"[..].to_vec()) || tolerated.contains(&b"*"[..].to_vec());
        assert_eq!(without.is_visible(name), is_safelisted || is_listed || (any && !is_forbidden));
    }
}

/// The lines that are origins are a route: the origin of the page, then the origin of each URL.
fn routes(data: &[u8]) {
    let mut origins = super::lines(data).filter_map(|line| Origin::parse_tolerant(line).ok());
    let Some(origin) = origins.next() else {
        return;
    };
    let urls: Vec<Origin<'_>> = origins.take(8).collect();
    let taint = redirect_taint(&origin, urls.iter().copied(), domain);
    assert_eq!(taint, oracle_taint(&origin, &urls));
    for length in 0..urls.len() {
        assert!(
            redirect_taint(&origin, urls[..length].iter().copied(), domain) <= taint,
            "a further redirect does not reduce the taint"
        );
    }
    for mode in [Mode::Cors, Mode::NoCors, Mode::SameOrigin, Mode::Navigate] {
        let Some(Ok(mut route)) = urls.first().map(|url| Route::new(origin, mode, *url)) else {
            continue;
        };
        let mut passed = vec![route.url()];
        for next in &urls[1..] {
            let before = route;
            let Ok(redirect) = route.follow(&Profile::FETCH, 307, Method::PUT, Location::new(*next), domain) else {
                assert_eq!((route.url(), route.tainting()), (before.url(), before.tainting()));
                continue;
            };
            passed.push(*next);
            assert_eq!(redirect.method(), Method::PUT);
            let crosses = passed.windows(2).any(|urls| !urls[0].is_same_origin(&urls[1]));
            assert_eq!(redirect.drops(FieldName::AUTHORIZATION), crosses, "once dropped, it stays so");
            assert!(!redirect.drops(FieldName::CONTENT_TYPE));
            assert_eq!(route.redirect_taint(), oracle_taint(&origin, &passed));
            let sent = route.request_origin();
            assert!(sent.is_null() || (sent == origin && route.redirect_taint() == RedirectTaint::SameOrigin));
            assert!(before.tainting() == Tainting::Basic || route.tainting() == before.tainting());
            let timing = [("Timing-Allow-Origin", written(&sent))];
            assert!(Profile::FETCH.tao_check(&mut route, &timing), "the named origin may read the timing");
            let document = [("Timing-Allow-Origin", written(next))];
            assert!(navigation_tao_check(next, [&document]) && navigation_tao_check(next, [&document; 0]));
            let mut failed = route;
            if !Profile::FETCH.tao_check(&mut failed, &[("Server", "")]) {
                assert!(!Profile::FETCH.tao_check(&mut failed, &timing), "one response has failed");
            }
        }
    }
}

/// Returns the text after the first dot.
fn domain(name: &str) -> Option<&str> {
    name.split_once('.').map(|(_, domain)| domain)
}

/// The steps of the standard.
fn oracle_taint(origin: &Origin<'_>, urls: &[Origin<'_>]) -> RedirectTaint {
    let same_site = |one: &Origin<'_>, other: &Origin<'_>| one.is_same_site(other, domain);
    let mut taint = RedirectTaint::SameOrigin;
    for (last, url) in urls.iter().zip(urls.iter().skip(1)) {
        if !same_site(url, last) && !same_site(origin, last) {
            return RedirectTaint::CrossSite;
        }
        if !url.is_same_origin(last) && !origin.is_same_origin(last) {
            taint = RedirectTaint::SameSite;
        }
    }
    taint
}

/// Returns the elements of all lines of a list field, in lower case. Returns an error if a line is invalid.
fn list(response: &Response<'_>, field: &str) -> Result<Option<Vec<Vec<u8>>>, ()> {
    exact_list(response, field).map(|list| list.map(|list| list.iter().map(|name| name.to_ascii_lowercase()).collect()))
}

fn exact_list(response: &Response<'_>, field: &str) -> Result<Option<Vec<Vec<u8>>>, ()> {
    let elements = elements(response, field);
    if !elements.iter().all(|element| is_token(element)) {
        return Err(());
    }
    Ok(response.iter().any(|(name, _)| name.eq_ignore_ascii_case(field)).then_some(elements))
}

/// Returns the non-empty texts between the commas of all lines.
fn elements(response: &Response<'_>, field: &str) -> Vec<Vec<u8>> {
    let lines = response.iter().filter(|(name, _)| name.eq_ignore_ascii_case(field));
    let elements = lines.flat_map(|(_, line)| line.split(|byte| *byte == b',')).map(trimmed);
    elements.filter(|element| !element.is_empty()).collect()
}

fn is_token(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| super::oracle::is_tchar(*byte))
}

/// Returns the sorted names without their duplicates, which are adjacent.
fn each_once(names: &[Vec<u8>]) -> Vec<Vec<u8>> {
    names.iter().collect::<BTreeSet<_>>().into_iter().cloned().collect()
}

fn trimmed(value: &[u8]) -> Vec<u8> {
    let is_byte = |byte: &&u8| !matches!(byte, b' ' | b'\t');
    let start = value.iter().take_while(|byte| !is_byte(byte)).count();
    let end = value.iter().rev().take_while(|byte| !is_byte(byte)).count();
    value.get(start..value.len() - end).unwrap_or_default().to_vec()
}

/// The steps of Fetch, written with vectors. The lines of a field are joined as Fetch joins them.
struct Oracle<'o, 'a> {
    profile: &'o Profile,
    exchange: &'o Exchange<'a>,
}

impl Oracle<'_, '_> {
    fn get(&self, field: &str) -> Option<Vec<u8>> {
        let lines = self.exchange.response.iter().filter(|(name, _)| name.eq_ignore_ascii_case(field));
        let mut lines: Vec<Vec<u8>> = lines.map(|(_, value)| trimmed(value)).collect();
        if self.profile.drops_empty_lines && field != "Access-Control-Allow-Origin" {
            lines.retain(|line| !line.is_empty());
        }
        (!lines.is_empty()).then(|| lines.join(&b", "[..]))
    }

    fn includes(&self) -> bool {
        self.exchange.credentials == CredentialsMode::Include
    }

    fn cors_check(&self) -> Result<(), Step> {
        let origin = self.get("Access-Control-Allow-Origin").ok_or(Step::AllowOriginPresent)?;
        if !self.includes() && origin == b"*" {
            return Ok(());
        }
        if self.exchange.origin.to_string().into_bytes() != origin {
            return Err(Step::AllowOrigin);
        }
        let credentials = self.get("Access-Control-Allow-Credentials");
        if !self.includes() || credentials.is_some_and(|value| value == b"true") {
            Ok(())
        } else {
            Err(Step::AllowCredentials)
        }
    }

    /// Returns the names in lower case and sorted. A name that is sent twice is returned twice, unless it is joined.
    fn unsafe_names(&self) -> Vec<Vec<u8>> {
        let mut fields: Vec<(String, Vec<u8>)> = Vec::new();
        for (name, value) in &self.exchange.headers {
            let (name, value) = (name.as_str().to_ascii_lowercase(), trimmed(value));
            match fields.iter_mut().find(|(other, _)| *other == name && self.profile.joins_values) {
                Some((_, joined)) => joined.extend([b", ", &value[..]].concat()),
                None => fields.push((name, value)),
            }
        }
        fields.retain(|(name, _)| !self.profile.replaces_user_agent || name != "user-agent");
        let judged = |value: &[u8]| if self.profile.trims_joined_values { trimmed(value) } else { value.to_vec() };
        let is_safe = |name: &str, value: &[u8]| {
            let value = judged(value);
            value.len() <= 128 && self.is_safe(name, &value)
        };
        let safe: usize =
            fields.iter().filter(|(name, value)| is_safe(name, value)).map(|(_, value)| judged(value).len()).sum();
        let is_too_much = safe > self.profile.most_safelisted_bytes.into();
        fields.retain(|(name, value)| is_too_much || !is_safe(name, value));
        let mut names: Vec<_> = fields.into_iter().map(|(name, _)| name.into_bytes()).collect();
        names.sort();
        names
    }

    fn is_safe(&self, name: &str, value: &[u8]) -> bool {
        let Profile { obs_text_is_unsafe, parses_content_type, client_hints_are_safelisted, .. } = *self.profile;
        let is_listed = match name {
            "range" => is_safe_range(self.profile, value),
            "content-type" if parses_content_type => is_safe_media_type(value),
            _ => FieldName::new(name).expect("a token").is_safelisted_request(value),
        };
        let is_hint = client_hints_are_safelisted && is_client_hint(name, value);
        (is_listed && (value.is_ascii() || !obs_text_is_unsafe)) || is_hint
    }

    fn preflight_check(&self) -> Result<(), Step> {
        let Exchange { method, headers, response, .. } = self.exchange;
        self.cors_check()?;
        if self.exchange.status / 100 != 2 {
            return Err(Step::Status);
        }
        let methods = exact_list(response, "Access-Control-Allow-Methods").map_err(|()| Step::Lists)?;
        let names = list(response, "Access-Control-Allow-Headers").map_err(|()| Step::Lists)?.unwrap_or_default();
        let asks_method = self.profile.forced_preflight_asks_method && self.exchange.is_forced(self.profile);
        let asked = asks_method.then(|| vec![method.as_bytes().to_vec()]);
        let methods = methods.or(asked).unwrap_or_default();
        let star = b"*".to_vec();
        let any_method = !self.includes() && methods.contains(&star);
        if !methods.contains(&method.as_bytes().to_vec())
            && !["GET", "HEAD", "POST"].contains(&method.as_str())
            && !any_method
        {
            return Err(Step::Method);
        }
        let any_name = !self.includes() && names.contains(&star);
        let has_authorization = headers.iter().any(|(name, _)| name.is("authorization"));
        let is_covered = any_name && self.profile.any_covers_authorization;
        if has_authorization && !names.contains(&b"authorization".to_vec()) && !is_covered {
            return Err(Step::Authorization);
        }
        if self.unsafe_names().iter().all(|name| any_name || names.contains(name)) { Ok(()) } else { Err(Step::Names) }
    }
}

fn is_safe_range(profile: &Profile, value: &[u8]) -> bool {
    let text: String = value.iter().map(|byte| char::from(*byte)).collect();
    let position = |text: &str| {
        let text = if profile.range_has_integers { text.trim_matches(['\x0B', '\x0C']) } else { text };
        let sign = if profile.range_has_integers { "+" } else { "" };
        let digits = text.strip_prefix(sign).unwrap_or(text);
        let number = format!("{digits:0>128}");
        let limit = profile.greatest_range_position.map(|limit| format!("{limit:0>128}"));
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        (is_number && limit.is_none_or(|limit| number <= limit)).then_some(number)
    };
    let unit = if profile.range_has_integers { text.get(..6).map(str::to_ascii_lowercase) } else { None };
    let range = if unit.is_none_or(|unit| unit == "bytes=") { text.get(6..) } else { None };
    let is_exact = profile.range_has_integers || text.starts_with("bytes=");
    value.len() <= 128
        && is_exact
        && range.and_then(|range| range.split_once('-')).is_some_and(|(first, last)| match position(first) {
            Some(first) => last.is_empty() || position(last).is_some_and(|last| first <= last),
            None => false,
        })
}

fn is_safe_media_type(value: &[u8]) -> bool {
    let is_safe = FieldName::ACCEPT.is_safelisted_request(value) && value.is_ascii();
    let text = String::from_utf8_lossy(value).to_ascii_lowercase();
    let essence = text.split([' ', '\t', ';']).next().unwrap_or_default();
    let parameters: Vec<&str> = text.split(';').skip(1).collect();
    let is_whole = match parameters.last() {
        Some(last) => parameters.len() == 1 || !last.is_empty(),
        None => text == essence,
    };
    let forms = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];
    is_safe && is_whole && forms.contains(&essence) && !text.contains(',')
}

fn is_client_hint(name: &str, value: &[u8]) -> bool {
    let is_short = value.len() <= 128;
    let value = &*String::from_utf8_lossy(value);
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|letter| letter.is_ascii_digit());
    let lower = name.to_ascii_lowercase();
    is_short
        && match &*lower {
            "rtt" | "width" | "viewport-width" => is_number(value),
            "dpr" | "downlink" | "device-memory" => match value.split_once('.') {
                Some((whole, part)) => is_number(whole) && is_number(part),
                None => is_number(value),
            },
            "ect" => ["slow-2g", "2g", "3g", "4g"].contains(&value),
            "intervention" => true,
            "save-data" => value.eq_ignore_ascii_case("on"),
            _ => false,
        }
}
