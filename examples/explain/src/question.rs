//! What a page asked for, as far as its requests show.

use core::fmt;

use countersign::Fields;
use countersign::cors::browser::{Profile, Request, Tainting};
use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::{Host, Origin};
use countersign::cors::values;
use countersign::cors::{ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};

use crate::chain::Chain;
use crate::embed::Embed;
use crate::hop::{Hop, Pair};
use crate::message::Message;
use crate::no_question::NoQuestion;
use crate::outcome::{Credentials, OwnOutcome, PROFILES};
use crate::unseen::is_of_responses;

/// The maximum number of fields; later fields are ignored.
const MAX_FIELDS: usize = 64;
const _: () = assert!(MAX_FIELDS <= countersign::cors::names::MAX_FIELDS);

/// What a page asked for.
///
/// `Debug` shows no field values, because they may contain credentials.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    hop: &'a Hop<'a>,
    chain: Chain<'a>,
    method: Method<'a>,
    sent: Sent<'a>,
    /// The first request, if this one follows from redirects.
    first: Option<(Method<'a>, Sent<'a>)>,
    /// Whether there is a preflight that the request does not need.
    use_preflight: bool,
}

impl Hop<'_> {
    /// Returns what the page asked for.
    ///
    /// # Errors
    /// Returns the reason if the request involves no CORS.
    pub fn question(&self) -> Result<Question<'_>, NoQuestion<'_>> {
        let main_request = self.main_request();
        match main_request.values("Sec-Fetch-Mode").next() {
            Some(b"no-cors") => return Err(NoQuestion::Embedded(Embed::of(self))),
            Some(b"navigate") => return Err(NoQuestion::Navigation),
            _ => {}
        }
        let broken = |name| move |error| NoQuestion::Broken(name, error);
        let origin = values::origin(main_request).map_err(broken(ORIGIN))?;
        if main_request.is_websocket() {
            return Err(NoQuestion::WebSocket { origin, status: self.response().map(Message::status) });
        }
        let chain = self.chain().ok_or(NoQuestion::NoOrigin)?;
        let origin = chain.route.origin();
        let method = method(self.preflight(), self.actual())?;
        if method.is_forbidden() {
            return Err(NoQuestion::ForbiddenMethod(method));
        }
        if chain.route.tainting() == Tainting::Basic {
            let outcomes = PROFILES.map(|(_, profile)| match chain.redirect(self, &profile) {
                _ if !chain.is_reached(&profile, Credentials::Omit) => OwnOutcome::Unreached,
                None => OwnOutcome::Readable,
                Some(Ok(())) => OwnOutcome::Followed,
                Some(Err(barrier)) => OwnOutcome::Unfollowed(barrier),
            });
            return Err(if outcomes == [OwnOutcome::Readable; PROFILES.len()] {
                NoQuestion::SameOrigin(origin)
            } else {
                NoQuestion::OwnRedirect { origin, outcomes }
            });
        }
        let (preflight, actual) = &chain.first;
        let first = if chain.redirects > 0 {
            Some((self::method(preflight.as_ref(), actual.as_ref())?, Sent::of(preflight.as_ref(), actual.as_ref())?))
        } else {
            None
        };
        let sent = Sent::of(self.preflight(), self.actual())?;
        let question = Question { hop: self, chain: *chain, method, sent, first, use_preflight: false };
        let needs_one =
            |(_, profile): (&str, Profile)| profile.needs_preflight(&question.preflighted(&profile, Credentials::Omit));
        let is_flagged = self.actual().is_none() && !PROFILES.into_iter().any(needs_one);
        Ok(Question { use_preflight: is_flagged, ..question })
    }
}

impl<'a> Question<'a> {
    /// Returns the messages.
    #[must_use]
    pub const fn hop(&self) -> &'a Hop<'a> {
        self.hop
    }

    /// Returns the origin of the page.
    #[must_use]
    pub const fn origin(&self) -> Origin<'a> {
        self.chain.route.origin()
    }

    /// Returns the origin that a browser sends. After redirects it may be `null`.
    #[must_use]
    pub const fn request_origin(&self) -> Origin<'a> {
        self.chain.route.request_origin()
    }

    /// Returns the number of redirects before the request.
    #[must_use]
    pub const fn redirects(&self) -> usize {
        self.chain.redirects
    }

    /// Returns the method of the request, as browsers send it. For a preflight alone, this is the method that it asks for.
    #[must_use]
    pub const fn method(&self) -> Method<'a> {
        self.method
    }

    /// Returns the request as the browser sees it.
    #[must_use]
    pub fn request(&self, credentials: Credentials) -> Request<'_> {
        let request = self.sent.request(self.request_origin(), self.method, credentials);
        if self.use_preflight { request.with_preflight() } else { request }
    }

    /// Returns the request for which a browser sends a preflight, if it sends one. After redirects, browsers differ.
    #[must_use]
    pub fn preflighted(&self, profile: &Profile, credentials: Credentials) -> Request<'_> {
        let request = self.request(credentials);
        match &self.first {
            Some((method, sent)) => {
                let first = sent.request(self.origin(), *method, credentials);
                self.chain.route.preflighted(profile, &first, &request)
            }
            None => request,
        }
    }

    pub(crate) const fn chain(&self) -> &Chain<'a> {
        &self.chain
    }

    /// Returns the origin of the URL, if the request shows it. The scheme is that of the redirect before, or else that of the
    /// page.
    pub(crate) fn url(&self) -> Option<Origin<'_>> {
        match self.chain.redirects {
            0 => url(self.hop.main_request(), &self.origin()),
            _ => Some(self.chain.route.url()),
        }
    }

    /// Returns the fields of responses that the page sends, by mistake.
    pub(crate) fn misplaced(&self) -> impl Iterator<Item = FieldName<'a>> {
        let fields = self.sent.fields.into_iter().take(self.sent.count).map(|(name, _)| name);
        fields.filter(|name| is_of_responses(*name))
    }

    /// Returns what the page asks for without these fields.
    pub(crate) fn without_misplaced(&self) -> Self {
        let mut sent = Sent { count: 0, ..self.sent };
        let fields = self.sent.fields.into_iter().take(self.sent.count);
        fields.filter(|(name, _)| !is_of_responses(*name)).for_each(|field| sent.add(field));
        Self { sent, ..*self }
    }

    /// Returns whether there is only a preflight, for a request that needs none.
    pub(crate) const fn is_flagged(&self) -> bool {
        self.use_preflight
    }

    /// Returns the number of fields that were ignored.
    pub(crate) const fn left_out(&self) -> usize {
        self.sent.left_out
    }

    /// Returns whether the request is that of an `EventSource` that connects again.
    pub(crate) const fn is_event_source(&self) -> bool {
        self.sent.is_event_source
    }
}

/// The fields that a page sends.
#[derive(Clone, Copy)]
struct Sent<'a> {
    fields: [(FieldName<'a>, &'a [u8]); MAX_FIELDS],
    count: usize,
    left_out: usize,
    is_event_source: bool,
}

impl<'a> Sent<'a> {
    fn of<'p: 'a>(preflight: Option<&'p Pair<'a>>, actual: Option<&'p Pair<'a>>) -> Result<Self, NoQuestion<'a>> {
        let asked = match preflight {
            Some(preflight) => values::request_headers(&preflight.request)
                .map_err(|error| NoQuestion::Broken(ACCESS_CONTROL_REQUEST_HEADERS, error))?,
            None => None,
        };
        let asked = || asked.into_iter().flat_map(|names| names.iter());
        let fields = [(FieldName::ORIGIN, &[][..]); MAX_FIELDS];
        let mut sent = Self { fields, count: 0, left_out: 0, is_event_source: false };
        let Some(actual) = actual else {
            // A preflight shows no values. No name is safelisted with this value.
            asked().for_each(|name| sent.add((name, b"()")));
            return Ok(sent);
        };
        let is_asked = |name: FieldName<'_>| asked().any(|asked| asked == name);
        let of_page = |(name, value): &(FieldName<'a>, &'a [u8])| !is_of_browser(*name, value) || is_asked(*name);
        let is_event_source = is_event_source(&actual.request) && !asked().any(|name| name.is(LAST_EVENT_ID));
        let fields = actual.request.fields().filter(of_page);
        fields.filter(|(name, _)| !(is_event_source && name.is(LAST_EVENT_ID))).for_each(|field| sent.add(field));
        // An `EventSource` sends no other field that needs a preflight.
        if is_event_source
            && Profile::FETCH.needs_preflight(&sent.request(Origin::NULL, Method::GET, Credentials::Omit))
        {
            actual.request.fields().filter(|(name, _)| name.is(LAST_EVENT_ID)).for_each(|field| sent.add(field));
            return Ok(sent);
        }
        Ok(Self { is_event_source, ..sent })
    }

    fn add(&mut self, field: (FieldName<'a>, &'a [u8])) {
        match self.fields.get_mut(self.count) {
            Some(free) => {
                *free = field;
                self.count = self.count.saturating_add(1);
            }
            None => self.left_out = self.left_out.saturating_add(1),
        }
    }

    fn request(&self, origin: Origin<'a>, method: Method<'a>, credentials: Credentials) -> Request<'_> {
        let fields = self.fields.get(..self.count).unwrap_or_default();
        let request = Request::new(origin, method).with_credentials(credentials.mode());
        // `MAX_FIELDS` are few enough.
        request.with_headers(fields).unwrap_or(request)
    }
}

impl fmt::Debug for Question<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question").field("request", &self.request(Credentials::Omit)).finish_non_exhaustive()
    }
}

const LAST_EVENT_ID: &str = "Last-Event-ID";

/// Returns the method that a browser sends.
fn method<'p>(preflight: Option<&'p Pair<'_>>, actual: Option<&'p Pair<'_>>) -> Result<Method<'p>, NoQuestion<'p>> {
    let method = match (actual, preflight) {
        (None, Some(preflight)) => values::request_method(&preflight.request)
            .map_err(|error| NoQuestion::Broken(ACCESS_CONTROL_REQUEST_METHOD, error))?
            .unwrap_or(Method::GET),
        (Some(pair), _) => {
            Method::parse(pair.request.method().unwrap_or_default()).map_err(NoQuestion::BrokenMethod)?
        }
        (None, None) => Method::GET,
    };
    Ok(method.normalized())
}

/// Returns whether an `EventSource` may have sent the request, after a connection was lost.
fn is_event_source(request: &Message<'_>) -> bool {
    let mut accept = request.values("Accept");
    request.method() == Some(b"GET") && request.has(LAST_EVENT_ID) && accept.any(|value| value == b"text/event-stream")
}

/// Returns whether the browser and not the page probably set a field: pages cannot set it, or rarely do.
fn is_of_browser(name: FieldName<'_>, value: &[u8]) -> bool {
    const OF_BROWSERS: [&str; 7] =
        ["User-Agent", "Cache-Control", "Pragma", "Priority", "If-None-Match", "If-Modified-Since", "Purpose"];
    name.is_forbidden_request_with(value) || OF_BROWSERS.iter().any(|other| name.is(other))
}

/// Returns the origin of the URL. If the input does not show its scheme, that of the page is assumed.
pub(crate) fn url<'m>(request: &Message<'m>, page: &Origin<'m>) -> Option<Origin<'m>> {
    let shown = || request.scheme_of(str::from_utf8(host(request)?).ok()?);
    url_in(request, shown().or_else(|| page.scheme()))
}

/// Returns the origin of the URL. If its target does not show its scheme, it is this one.
pub(crate) fn url_in<'m>(request: &Message<'m>, scheme: Option<&'m str>) -> Option<Origin<'m>> {
    let target = str::from_utf8(request.target()).ok()?;
    if let Some((scheme, rest)) = target.split_once("://") {
        let authority = rest.split('/').next()?;
        return of_authority(scheme, authority);
    }
    of_authority(scheme?, str::from_utf8(host(request)?).ok()?)
}

fn host<'m>(request: &Message<'m>) -> Option<&'m [u8]> {
    request.fields().find(|(name, _)| name.is("Host")).map(|(_, value)| value)
}

pub(crate) fn of_authority<'m>(scheme: &'m str, authority: &'m str) -> Option<Origin<'m>> {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, digits)) if !digits.ends_with(']') => (host, Some(digits.parse().ok()?)),
        _ => (authority, None),
    };
    Origin::new(scheme, Host::new(host).ok()?, port).ok()
}
