//! What else there is to say: mistakes that no step of Fetch names, and bounds of what is known.

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
use crate::text::Who;

/// Something that is worth knowing. `Display` gives whole sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Note<'q> {
    /// The preflight was answered 401.
    Unauthorized,
    /// The preflight was answered as if nobody knew OPTIONS.
    Unhandled(u16),
    /// The preflight was answered with a redirect.
    Redirected(u16),
    /// The preflight has this field, which no browser sends with one.
    CredentialsInPreflight(FieldName<'q>),
    /// The preflight is of another origin than the request.
    OtherOrigin,
    /// The preflight asks for another method than the request has.
    OtherMethod(Method<'q>),
    /// The preflight does not ask for this field, which the request has.
    Unasked(FieldName<'q>),
    /// A preflight comes before the request, in these of [`PROFILES`], and is not here.
    PreflightFirst([bool; PROFILES.len()]),
    /// There is a preflight, and no need for one; whether its answer was judged all the same.
    NoPreflight {
        /// It was, for want of anything else.
        is_judged: bool,
    },
    /// The request carries cookies.
    Cookies,
    /// The page does not even see that there was an error.
    BareError(u16),
    /// `Vary` does not list `Origin`.
    VaryMissing,
    /// `Access-Control-Expose-Headers` is no list.
    ExposesNothing(ParseError),
    /// So many lines are no field lines.
    BrokenLines(usize),
    /// So many fields were not looked at.
    LeftOut(usize),
}

impl Note<'_> {
    /// A name for programs.
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
                "The server answers 401 to a preflight. A preflight never carries credentials, so nobody can ever pass: \
                 the server must answer it before it asks for any, and ask for them when the request itself comes.",
            ),
            Self::Unhandled(status) => {
                write!(f, "The status {status} says that nobody there knows OPTIONS for this URL: a preflight must be answered ")?;
                f.write_str("before anything else looks at its method.")
            }
            Self::Redirected(status) => {
                write!(f, "The status {status} is a redirect, and no browser follows one with a preflight: answer it there.")
            }
            Self::CredentialsInPreflight(name) => {
                write!(f, "The preflight has {name}. No browser sends credentials with one, and so the server may answer ")?;
                f.write_str("it otherwise.")
            }
            Self::OtherOrigin => f.write_str("The preflight is of another origin than the request: no browser sends both."),
            Self::OtherMethod(method) => {
                write!(f, "The preflight asks for {method}, and the request has another method: no browser sends both.")
            }
            Self::Unasked(name) => {
                write!(f, "The preflight does not ask for {}, which the request has: no browser sends ", name.lower_case())?;
                f.write_str("both, and the server may answer otherwise what a browser sends.")
            }
            Self::PreflightFirst(needing) => {
                let who = Who(*needing);
                let verb = if who.is_plural() { "send" } else { "sends" };
                write!(f, "Before this request {who} {verb} a preflight, and the request goes out if its answer allows it. ")?;
                f.write_str("That is not here; what is said below is of the response.")
            }
            Self::NoPreflight { is_judged } => {
                f.write_str("No browser sends a preflight before this request, unless somebody listens to the progress of ")?;
                f.write_str("an upload or the body is a stream: its method and its fields are safelisted.")?;
                f.write_str(if *is_judged { "" } else { " The answer to the preflight is not judged." })
            }
            Self::Cookies => f.write_str("The request carries cookies: credentials were included."),
            Self::BareError(status) => {
                write!(f, "The page does not even learn that the status is {status}: errors need the fields of CORS too.")
            }
            Self::VaryMissing => write!(
                f,
                "{ACCESS_CONTROL_ALLOW_ORIGIN} names one origin, and Vary does not list Origin: a cache may give this \
                 response to a page of another one. The server should have sent `Vary: Origin`, with every response \
                 from this URL, unless it never names another origin."
            ),
            Self::ExposesNothing(error) => {
                write!(f, "{ACCESS_CONTROL_EXPOSE_HEADERS} is no list, and so it exposes nothing: {error}.")
            }
            Self::BrokenLines(1) => f.write_str("One line is no field line, and was passed over."),
            Self::BrokenLines(count) => write!(f, "{count} lines are no field lines, and were passed over."),
            Self::LeftOut(count) => write!(f, "The request has too many fields: {count} of them were not looked at."),
        }
    }
}

impl Question<'_> {
    /// What else there is to say.
    pub fn notes(&self) -> impl Iterator<Item = Note<'_>> {
        let hop = self.hop();
        let preflight = hop.preflight().map(of_preflight).into_iter().flatten();
        let both = hop.preflight().zip(hop.actual());
        let both = both.map(|(preflight, actual)| self.of_both(preflight, actual)).into_iter().flatten();
        let actual = hop.actual().map(|actual| self.of_actual(actual)).into_iter().flatten();
        let rest = [
            self.is_flagged().then_some(Note::NoPreflight { is_judged: true }),
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
        // Chromium asks for the fewest.
        let mut unasked = Profile::CHROMIUM.unsafe_names(&self.request(Credentials::Omit)).iter();
        [
            (!self.needs_preflight().contains(&true)).then_some(Note::NoPreflight { is_judged: false }),
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

    /// In which of [`PROFILES`] a preflight comes before the request.
    fn needs_preflight(&self) -> [bool; PROFILES.len()] {
        let request = self.request(Credentials::Omit);
        PROFILES.map(|(_, profile)| profile.needs_preflight(&request))
    }
}

fn of_preflight<'q>(preflight: &'q Pair<'_>) -> [Option<Note<'q>>; 2] {
    let is_of_login = |(name, _): &(FieldName<'_>, &[u8])| name.is("Authorization") || name.is("Cookie");
    let answer = preflight.response.as_ref().and_then(|answer| match answer.status() {
        401 => Some(Note::Unauthorized),
        status @ (404 | 405 | 501) => Some(Note::Unhandled(status)),
        status @ 300..=399 => Some(Note::Redirected(status)),
        _ => None,
    });
    [answer, preflight.request.fields().find(is_of_login).map(|(name, _)| Note::CredentialsInPreflight(name))]
}

fn broken_lines(hop: &Hop<'_>) -> usize {
    let pairs = [hop.preflight(), hop.actual()].into_iter().flatten();
    let messages = pairs.flat_map(|pair| [Some(pair.request), pair.response]).flatten();
    messages.map(|message| message.lines().filter(Option::is_none).count()).fold(0, usize::saturating_add)
}
