//! Remarks: mistakes that are not a step of the Fetch standard, and limits of the explanation.

use core::fmt;

use countersign::cors::browser::{Profile, Step};
use countersign::cors::names::{FieldName, Method};
use countersign::cors::values::{self, AllowOrigin, Vary};
use countersign::cors::{ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS};
use countersign::{Fields, ParseError};

use crate::hop::{Hop, Pair};
use crate::message::Message;
use crate::outcome::{Credentials, Outcome, PROFILES, Stage};
use crate::question::Question;
use crate::text::Browsers;

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
    /// `Access-Control-Expose-Headers` is not a list.
    ExposesNothing(ParseError),
    /// The number of lines that are not field lines.
    BrokenLines(usize),
    /// The number of fields that were ignored.
    LeftOut(usize),
}

impl Note<'_> {
    /// Returns a name for programs.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Unauthorized => "preflight-unauthorized",
            Self::Unhandled(_) => "preflight-unhandled",
            Self::Redirected(_) => "preflight-redirected",
            Self::CredentialsInPreflight(_) => "preflight-credentials",
            Self::OtherOrigin => "preflight-other-origin",
            Self::OtherMethod(_) => "preflight-other-method",
            Self::Unasked(_) => "preflight-lacks",
            Self::PreflightFirst(_) => "preflight-first",
            Self::NoPreflight { .. } => "preflight-needless",
            Self::Cookies => "cookies",
            Self::BareError(_) => "bare-error",
            Self::VaryMissing => "vary-missing",
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
            Self::ExposesNothing(error) => {
                write!(f, "{ACCESS_CONTROL_EXPOSE_HEADERS} is not a list, so it exposes nothing: {error}.")
            }
            Self::BrokenLines(1) => f.write_str("One line is not a field line and was ignored."),
            Self::BrokenLines(count) => write!(f, "{count} lines are not field lines and were ignored."),
            Self::LeftOut(count) => write!(f, "The request has too many fields; {count} of them were ignored."),
        }
    }
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
            (origin(asks) != origin(&actual.request)).then_some(Note::OtherOrigin),
            method.filter(|method| *method != self.method()).map(Note::OtherMethod),
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

    /// Returns which of [`PROFILES`] send a preflight before the request.
    fn needs_preflight(&self) -> [bool; PROFILES.len()] {
        let request = self.request(Credentials::Omit);
        PROFILES.map(|(_, profile)| profile.needs_preflight(&request))
    }
}

fn of_preflight<'q>(preflight: &'q Pair<'_>) -> [Option<Note<'q>>; 2] {
    let is_credential = |(name, _): &(FieldName<'_>, &[u8])| name.is("Authorization") || name.is("Cookie");
    let answer = preflight.response.as_ref().and_then(|answer| match answer.status() {
        401 => Some(Note::Unauthorized),
        status @ (404 | 405 | 501) => Some(Note::Unhandled(status)),
        status @ 300..=399 => Some(Note::Redirected(status)),
        _ => None,
    });
    [answer, preflight.request.fields().find(is_credential).map(|(name, _)| Note::CredentialsInPreflight(name))]
}

fn broken_lines(hop: &Hop<'_>) -> usize {
    let pairs = [hop.preflight(), hop.actual()].into_iter().flatten();
    let messages = pairs.flat_map(|pair| [Some(pair.request), pair.response]).flatten();
    messages.map(|message| message.lines().filter(Option::is_none).count()).fold(0, usize::saturating_add)
}
