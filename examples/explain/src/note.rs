//! Remarks: mistakes that are not a step of the Fetch standard, and limits of the explanation.

use core::fmt;

use countersign::cors::browser::{Profile, Step};
use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::Origin;
use countersign::cors::values::{self, AllowOrigin, Vary};
use countersign::cors::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK,
};
use countersign::{Fields, ParseError};

use crate::hop::{Hop, Pair};
use crate::message::Message;
use crate::outcome::{Credentials, Outcome, PROFILES, Stage};
use crate::question::Question;
use crate::text::Browsers;
use crate::unseen::{Network, cache_sign};

/// A remark. `Display` writes whole sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note<'q> {
    /// The status of the response to the preflight is 401.
    Unauthorized,
    /// The status of the response to the preflight suggests that the server does not handle OPTIONS.
    Unhandled(u16),
    /// The response to the preflight is a redirect.
    Redirected(u16),
    /// The preflight has this field, which no browser sends with a preflight.
    CredentialsInPreflight(FieldName<'q>),
    /// A browser sends `Origin: null`, because of the redirects before the request.
    HiddenOrigin {
        /// What the input shows instead, if it shows an origin.
        shown: Option<Origin<'q>>,
    },
    /// The method of the input, which browsers send in upper case.
    LowerCase(Method<'q>),
    /// The request is that of an `EventSource`, which sends Last-Event-ID without a preflight.
    EventSource,
    /// The preflight and the request have different origins.
    OtherOrigin,
    /// The preflight asks for this method, and the request has another.
    OtherMethod(Method<'q>),
    /// The preflight does not ask for this field, which the request has.
    Unasked(FieldName<'q>),
    /// The input lacks the preflight that these of [`PROFILES`] send before the request.
    PreflightFirst([bool; PROFILES.len()]),
    /// There is a preflight, but the request needs none.
    NoPreflight {
        /// Whether the response to the preflight was checked, because the input has no other.
        is_checked: bool,
    },
    /// The request has cookies.
    Cookies,
    /// The page does not see this error status.
    BareError(u16),
    /// `Vary` does not list `Origin`.
    VaryMissing,
    /// The page sends this field, which only responses have.
    Misplaced(FieldName<'q>),
    /// The preflight has this field of a draft, Private Network Access.
    PrivateNetwork(&'static str),
    /// The URL is in a network that public pages may only reach with the user's permission.
    LocalNetwork {
        /// The network of the URL.
        network: Network,
        /// Whether the page may ask for the permission.
        is_secure: bool,
    },
    /// A cache sent the response, as this field shows, and it lacks the permission.
    Cached {
        /// The name of the field.
        sign: &'static str,
        /// Whether `Vary` lists `Origin`.
        varies: bool,
    },
    /// WebKit decides otherwise than another of [`PROFILES`].
    WebKit,
    /// `Access-Control-Expose-Headers` is not a list.
    ExposesNothing(ParseError),
    /// The number of lines that are not field lines.
    BrokenLines(usize),
    /// The number of fields that were ignored.
    LeftOut(usize),
}

impl Note<'_> {
    /// Returns whether the remark names something that the outcomes depend on, and that the input does not show.
    #[must_use]
    pub const fn is_unseen(&self) -> bool {
        matches!(self, Self::PreflightFirst(_) | Self::LocalNetwork { .. } | Self::Cached { .. } | Self::EventSource)
    }

    /// Returns a name for programs.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Unauthorized => "preflight-unauthorized",
            Self::Unhandled(_) => "preflight-unhandled",
            Self::Redirected(_) => "preflight-redirected",
            Self::CredentialsInPreflight(_) => "preflight-credentials",
            Self::HiddenOrigin { .. } => "null-origin",
            Self::LowerCase(_) => "method-case",
            Self::EventSource => "event-source",
            Self::OtherOrigin => "preflight-other-origin",
            Self::OtherMethod(_) => "preflight-other-method",
            Self::Unasked(_) => "preflight-lacks",
            Self::PreflightFirst(_) => "preflight-first",
            Self::NoPreflight { .. } => "preflight-needless",
            Self::Cookies => "cookies",
            Self::BareError(_) => "bare-error",
            Self::VaryMissing => "vary-missing",
            Self::Misplaced(_) => "response-field",
            Self::PrivateNetwork(_) => "private-network",
            Self::LocalNetwork { .. } => "local-network",
            Self::Cached { .. } => "cached",
            Self::WebKit => "webkit",
            Self::ExposesNothing(_) => "exposes-nothing",
            Self::BrokenLines(_) => "broken-lines",
            Self::LeftOut(_) => "left-out",
        }
    }
}

impl fmt::Display for Note<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unauthorized => f.write_str(
                "The server answers the preflight with 401. A preflight never carries credentials, so no page ever gets \
                 past it. The server must answer preflights first, and ask for credentials only when the request itself \
                 arrives.",
            ),
            Self::Unhandled(status) => {
                write!(f, "The status {status} suggests that the server does not handle OPTIONS for this URL. ")?;
                f.write_str("It must answer preflights before it checks the method.")
            }
            Self::Redirected(status) => {
                write!(f, "The status {status} is a redirect, which no browser follows for a preflight. The server must answer at this URL.")
            }
            Self::CredentialsInPreflight(name) => {
                write!(f, "The preflight has {name}. No browser sends credentials with a preflight, so the server may answer ")?;
                f.write_str("a browser differently.")
            }
            Self::HiddenOrigin { shown } => write_hidden_origin(f, *shown),
            Self::LowerCase(method) => {
                write!(f, "The input has the method {method}, but browsers send {}.", method.normalized())
            }
            Self::EventSource => f.write_str(
                "The request seems to be that of an EventSource (Accept: text/event-stream), which sends Last-Event-ID \
                 without a preflight. If the page itself sets the field, browsers send a preflight first.",
            ),
            Self::OtherOrigin => f.write_str("The preflight and the request have different origins; no browser sends such a pair."),
            Self::OtherMethod(method) => {
                write!(f, "The preflight asks for {method}, but the request has another method; no browser sends such a pair.")
            }
            Self::Unasked(name) => {
                write!(f, "The preflight does not ask for {}, but the request has it. No browser sends ", name.lower_case())?;
                f.write_str("such a pair, and the server may answer a browser differently.")
            }
            Self::PreflightFirst(needing) => {
                let browsers = Browsers(*needing);
                let verb = if browsers.is_plural() { "send" } else { "sends" };
                write!(f, "Before this request, {browsers} {verb} a preflight, which is not in the input. ")?;
                f.write_str("This explanation assumes that the server allows it.")
            }
            Self::NoPreflight { is_checked } => {
                f.write_str("No browser sends a preflight before this request, because its method and its fields are ")?;
                f.write_str("safelisted, unless the page listens to the progress of an upload or the body is a stream.")?;
                f.write_str(if *is_checked { "" } else { " The response to the preflight is not checked." })
            }
            Self::Cookies => f.write_str("The request has a Cookie field, so it included credentials."),
            Self::BareError(status) => {
                write!(f, "The page does not even see the status {status}: error responses need the CORS fields too.")
            }
            Self::VaryMissing => write!(
                f,
                "{ACCESS_CONTROL_ALLOW_ORIGIN} names one origin, but Vary does not list Origin, so a cache may return this \
                 response to a page from another origin. The server should send `Vary: Origin` with every response \
                 from this URL, unless it always names the same origin."
            ),
            Self::Misplaced(name) => write!(
                f,
                "The page sends {name}, which is a field of responses, with its request. It allows nothing there, and makes a \
                 preflight necessary. This is a mistake of the page: the server need not allow the field."
            ),
            Self::PrivateNetwork(name) => write!(
                f,
                "The preflight has {name}, of the draft Private Network Access: the URL is in a less public network than \
                 the page. Chromium before version 142 sent such fields and blocked nothing for lack of an answer. Chromium \
                 142 and later asks the user instead (Local Network Access), and no field answers that."
            ),
            Self::LocalNetwork { network, is_secure } => write_local_network(f, *network, *is_secure),
            Self::Cached { sign, varies } => {
                write!(f, "{sign} shows that a cache sent this response, which may have been the answer to a request without ")?;
                write!(f, "Origin or from another origin")?;
                f.write_str(if *varies { ", although Vary lists Origin. " } else { ", because Vary does not list Origin. " })?;
                f.write_str("The input does not show what the server itself answers to this page.")
            }
            Self::WebKit => f.write_str(
                "What WebKit does was measured in WebKitGTK 2.50.6; no build of Apple was tested.",
            ),
            Self::ExposesNothing(error) => {
                write!(f, "{ACCESS_CONTROL_EXPOSE_HEADERS} is not a list, so it exposes nothing: {error}.")
            }
            Self::BrokenLines(1) => f.write_str("One line is not a field line and was ignored."),
            Self::BrokenLines(count) => write!(f, "{count} lines are not field lines and were ignored."),
            Self::LeftOut(count) => write!(f, "The request has too many fields; {count} of them were ignored."),
        }
    }
}

fn write_hidden_origin(f: &mut fmt::Formatter<'_>, shown: Option<Origin<'_>>) -> fmt::Result {
    f.write_str("A browser sends `Origin: null` with this request, because a redirect before it leads from one origin to another, ")?;
    match shown {
        Some(origin) => write!(f, "although the input shows `{origin}`. ")?,
        None => f.write_str("although the input shows no Origin. ")?,
    }
    f.write_str("Only `*` or `null` allows that, and `null` allows every sandboxed page too.")
}

fn write_local_network(f: &mut fmt::Formatter<'_>, network: Network, is_secure: bool) -> fmt::Result {
    f.write_str(match network {
        Network::Loopback => "The URL is on the machine of the browser. ",
        Network::Local => "The URL is in a local network. ",
    })?;
    f.write_str(if is_secure {
        "If the page is in a more public network, Chromium 142 and later sends the request only with a permission of the user \
         (Local Network Access). No field grants this permission, and no field shows it. This explanation assumes it."
    } else {
        "If the page is in a more public network, Chromium 142 and later requires a permission of the user (Local Network \
         Access), for which only pages from https can ask. No field grants it. This explanation assumes that the page is in \
         the same network."
    })
}

impl Question<'_> {
    /// Returns the remarks.
    pub fn notes(&self) -> impl Iterator<Item = Note<'_>> {
        let hop = self.hop();
        let preflight = hop.preflight().map(of_preflight).into_iter().flatten();
        let both = hop.preflight().zip(hop.actual());
        let both = both.map(|(preflight, actual)| self.of_both(preflight, actual)).into_iter().flatten();
        let actual = hop.actual().map(|actual| self.of_actual(actual)).into_iter().flatten();
        let rest = [
            self.hidden_origin(),
            self.lower_case().map(Note::LowerCase),
            self.is_event_source().then_some(Note::EventSource),
            self.misplaced().next().map(Note::Misplaced),
            self.local_network(),
            self.cached(),
            self.has_own_webkit().then_some(Note::WebKit),
            self.is_flagged().then_some(Note::NoPreflight { is_checked: true }),
            Some(Note::BrokenLines(broken_lines(hop))).filter(|note| *note != Note::BrokenLines(0)),
            Some(Note::LeftOut(self.left_out())).filter(|note| *note != Note::LeftOut(0)),
        ];
        preflight.chain(both).chain(actual).chain(rest).flatten()
    }

    fn of_both<'q>(&'q self, preflight: &'q Pair<'_>, actual: &'q Pair<'_>) -> [Option<Note<'q>>; 4] {
        let asks = &preflight.request;
        let origin = |message: &'q Message<'_>| message.values("Origin").next();
        let method = values::request_method(asks).ok().flatten();
        let names = || values::request_headers(asks).ok().flatten().into_iter().flat_map(|names| names.iter());
        // Chromium asks for the fewest fields.
        let mut unasked = Profile::CHROMIUM.unsafe_names(&self.request(Credentials::Omit)).iter();
        [
            (!self.needs_preflight().contains(&true)).then_some(Note::NoPreflight { is_checked: false }),
            (origin(asks) != origin(&actual.request) && self.redirects() == 0).then_some(Note::OtherOrigin),
            method.filter(|method| method.normalized() != self.method()).map(Note::OtherMethod),
            unasked.find(|name| !names().any(|asked| asked == *name)).map(Note::Unasked),
        ]
    }

    fn of_actual<'q>(&'q self, actual: &'q Pair<'_>) -> [Option<Note<'q>>; 5] {
        let needing = self.needs_preflight();
        let is_first = self.hop().preflight().is_none() && needing.contains(&true);
        let first = is_first.then_some(Note::PreflightFirst(needing));
        let cookies = actual.request.has("Cookie").then_some(Note::Cookies);
        let Some(response) = &actual.response else {
            return [first, cookies, None, None, None];
        };
        let names_one = matches!(values::allow_origin(response), Ok(Some(AllowOrigin::Origin(_))));
        let exposed = Profile::FETCH.exposed(Credentials::Omit.mode(), response);
        let varies = Vary::of(response).has(FieldName::ORIGIN);
        let is_bare = response.status() >= 400
            && matches!(
                self.outcome(&Profile::FETCH, Credentials::Omit),
                Outcome::Refused(Stage::Response, refusal) if refusal.step() == Step::AllowOriginPresent
            );
        [
            first,
            cookies,
            is_bare.then_some(Note::BareError(response.status())),
            (names_one && !varies).then_some(Note::VaryMissing),
            exposed.error().map(|error| Note::ExposesNothing(error.error())),
        ]
    }

    fn hidden_origin(&self) -> Option<Note<'_>> {
        let shown = values::origin(self.hop().main_request()).ok()?;
        let is_hidden = self.request_origin().is_null() && !self.origin().is_null();
        (is_hidden && !shown.is_some_and(|origin| origin.is_null())).then_some(Note::HiddenOrigin { shown })
    }

    /// Returns the method in the input, if browsers send it in upper case.
    fn lower_case(&self) -> Option<Method<'_>> {
        let pairs = [self.hop().preflight(), self.hop().actual()].into_iter().flatten();
        let mut methods = pairs.map(|pair| {
            if pair.is_preflight() {
                values::request_method(&pair.request).ok().flatten()
            } else {
                Method::parse(pair.request.method().unwrap_or_default()).ok()
            }
        });
        methods.find_map(|method| method.filter(|method| method.normalized() != *method))
    }

    fn local_network(&self) -> Option<Note<'static>> {
        let page = self.origin();
        let network = Network::entered(&page, &self.url()?, self.hop().main_request())?;
        Some(Note::LocalNetwork { network, is_secure: page.scheme() != Some("http") })
    }

    /// Finds the first stage that fails for its `Access-Control-Allow-Origin`, if a cache answered.
    fn cached(&self) -> Option<Note<'static>> {
        let Outcome::Refused(stage, refusal) = self.outcome(&Profile::FETCH, Credentials::Omit) else {
            return None;
        };
        let response = self.response(stage).filter(|_| refusal.step() <= Step::AllowOrigin)?;
        Some(Note::Cached { sign: cache_sign(response)?, varies: Vary::of(response).has(FieldName::ORIGIN) })
    }

    /// Returns whether WebKit decides otherwise than another profile.
    fn has_own_webkit(&self) -> bool {
        let needing = self.needs_preflight();
        let differ = |mode: Credentials| {
            let webkit = self.outcome(&Profile::WEBKIT, mode);
            PROFILES.iter().any(|(_, profile)| !self.outcome(profile, mode).is_like(&webkit))
        };
        needing.contains(&!Profile::WEBKIT.needs_preflight(&self.preflighted(&Profile::WEBKIT, Credentials::Omit)))
            || Credentials::BOTH.into_iter().any(differ)
    }

    /// Returns which of [`PROFILES`] send a preflight before the request.
    fn needs_preflight(&self) -> [bool; PROFILES.len()] {
        PROFILES.map(|(_, profile)| profile.needs_preflight(&self.preflighted(&profile, Credentials::Omit)))
    }
}

/// The fields by which Private Network Access and its predecessors asked.
const PRIVATE_NETWORK: [&str; 3] =
    [ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK, "Access-Control-Request-Local-Network", "Access-Control-Request-External"];

fn of_preflight<'q>(preflight: &'q Pair<'_>) -> [Option<Note<'q>>; 3] {
    let is_credential = |(name, _): &(FieldName<'_>, &[u8])| name.is("Authorization") || name.is("Cookie");
    let answer = preflight.response.as_ref().and_then(|answer| match answer.status() {
        401 => Some(Note::Unauthorized),
        status @ (404 | 405 | 501) => Some(Note::Unhandled(status)),
        status @ 300..=399 => Some(Note::Redirected(status)),
        _ => None,
    });
    let private = PRIVATE_NETWORK.into_iter().find(|name| preflight.request.has(name)).map(Note::PrivateNetwork);
    let credential = preflight.request.fields().find(is_credential);
    [answer, credential.map(|(name, _)| Note::CredentialsInPreflight(name)), private]
}

fn broken_lines(hop: &Hop<'_>) -> usize {
    let pairs = [hop.preflight(), hop.actual()].into_iter().flatten();
    let messages = pairs.flat_map(|pair| [Some(pair.request), pair.response]).flatten();
    messages.map(|message| message.lines().filter(Option::is_none).count()).fold(0, usize::saturating_add)
}
