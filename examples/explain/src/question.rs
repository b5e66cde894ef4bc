//! What a page asked for, as far as its requests show.

use core::fmt;

use countersign::cors::browser::{Mode, Profile, Request, Route, Tainting};
use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::{Host, Origin};
use countersign::cors::values;
use countersign::cors::{ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use countersign::{Fields, LineError, ParseError};

use crate::embed::Embed;
use crate::hop::Hop;
use crate::message::Message;
use crate::outcome::Credentials;
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
    origin: Origin<'a>,
    method: Method<'a>,
    fields: [(FieldName<'a>, &'a [u8]); MAX_FIELDS],
    count: usize,
    left_out: usize,
    /// Whether there is a preflight that the request does not need.
    use_preflight: bool,
}

/// The reason why the request involves no CORS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoQuestion<'a> {
    /// The request has no `Origin`.
    NoOrigin,
    /// The page and the URL have the same origin, if they have the same scheme.
    SameOrigin(Origin<'a>),
    /// No page can send this method.
    ForbiddenMethod(Method<'a>),
    /// The page embeds the response and cannot read it.
    Embedded(Embed),
    /// The request loads a page.
    Navigation,
    /// The method is invalid.
    BrokenMethod(ParseError),
    /// A field is invalid.
    Broken(&'static str, LineError),
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
        let origin = values::origin(main_request).map_err(broken(ORIGIN))?.ok_or(NoQuestion::NoOrigin)?;
        let method = match (self.actual(), self.preflight()) {
            (None, Some(preflight)) => values::request_method(&preflight.request)
                .map_err(broken(ACCESS_CONTROL_REQUEST_METHOD))?
                .unwrap_or(Method::GET),
            _ => Method::parse(main_request.method().unwrap_or_default()).map_err(NoQuestion::BrokenMethod)?,
        };
        if method.is_forbidden() {
            return Err(NoQuestion::ForbiddenMethod(method));
        }
        if let Some(url) = url(main_request, &origin)
            && Route::new(origin, Mode::Cors, url).is_ok_and(|route| route.tainting() == Tainting::Basic)
        {
            return Err(NoQuestion::SameOrigin(origin));
        }
        let asked = match self.preflight() {
            Some(preflight) => {
                values::request_headers(&preflight.request).map_err(broken(ACCESS_CONTROL_REQUEST_HEADERS))?
            }
            None => None,
        };
        let asked = || asked.into_iter().flat_map(|names| names.iter());
        let mut question = Question {
            hop: self,
            origin,
            method,
            fields: [(FieldName::ORIGIN, &[]); MAX_FIELDS],
            count: 0,
            left_out: 0,
            use_preflight: false,
        };
        match self.actual() {
            Some(actual) => actual
                .request
                .fields()
                .filter(|(name, value)| !is_of_browser(*name, value) || asked().any(|asked| asked == *name))
                .for_each(|field| question.add(field)),
            // A preflight shows no values. No name is safelisted with this value.
            None => asked().for_each(|name| question.add((name, b"()"))),
        }
        let is_flagged =
            self.actual().is_none() && !Profile::FETCH.needs_preflight(&question.request(Credentials::Omit));
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
        self.origin
    }

    /// Returns the method of the request. For a preflight alone, this is the method that it asks for.
    #[must_use]
    pub const fn method(&self) -> Method<'a> {
        self.method
    }

    /// Returns the request as the browser sees it.
    #[must_use]
    pub fn request(&self, credentials: Credentials) -> Request<'_> {
        let fields = self.fields.get(..self.count).unwrap_or_default();
        let request = Request::new(self.origin, self.method).with_credentials(credentials.mode());
        // `MAX_FIELDS` are few enough.
        let request = request.with_headers(fields).unwrap_or(request);
        if self.use_preflight { request.with_preflight() } else { request }
    }

    /// Returns the origin of the URL, if the request shows it. The scheme is that of the page if it is unknown.
    pub(crate) fn url(&self) -> Option<Origin<'_>> {
        url(self.hop.main_request(), &self.origin)
    }

    /// Returns the fields of responses that the page sends, by mistake.
    pub(crate) fn misplaced(&self) -> impl Iterator<Item = FieldName<'a>> {
        let fields = self.fields.into_iter().take(self.count).map(|(name, _)| name);
        fields.filter(|name| is_of_responses(*name))
    }

    /// Returns what the page asks for without these fields.
    pub(crate) fn without_misplaced(&self) -> Self {
        let mut question = Self { count: 0, ..*self };
        let fields = self.fields.into_iter().take(self.count);
        fields.filter(|(name, _)| !is_of_responses(*name)).for_each(|field| question.add(field));
        question
    }

    /// Returns whether there is only a preflight, for a request that needs none.
    pub(crate) const fn is_flagged(&self) -> bool {
        self.use_preflight
    }

    /// Returns the number of fields that were ignored.
    pub(crate) const fn left_out(&self) -> usize {
        self.left_out
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
}

impl fmt::Debug for Question<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question").field("request", &self.request(Credentials::Omit)).finish_non_exhaustive()
    }
}

/// Returns whether the browser and not the page probably set a field: pages cannot set it, or rarely do.
fn is_of_browser(name: FieldName<'_>, value: &[u8]) -> bool {
    const OF_BROWSERS: [&str; 7] =
        ["User-Agent", "Cache-Control", "Pragma", "Priority", "If-None-Match", "If-Modified-Since", "Purpose"];
    name.is_forbidden_request_with(value) || OF_BROWSERS.iter().any(|other| name.is(other))
}

/// Returns the origin of the URL. If the request does not show its scheme, that of the page is assumed.
fn url<'m>(request: &'m Message<'_>, page: &Origin<'m>) -> Option<Origin<'m>> {
    let target = str::from_utf8(request.target()).ok()?;
    if let Some((scheme, rest)) = target.split_once("://") {
        let authority = rest.split('/').next()?;
        return of_authority(scheme, authority);
    }
    of_authority(page.scheme()?, str::from_utf8(request.values("Host").next()?).ok()?)
}

fn of_authority<'m>(scheme: &'m str, authority: &'m str) -> Option<Origin<'m>> {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, digits)) if !digits.ends_with(']') => (host, Some(digits.parse().ok()?)),
        _ => (authority, None),
    };
    Origin::new(scheme, Host::new(host).ok()?, port).ok()
}
