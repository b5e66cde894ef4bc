//! Writes the explanation.

use core::fmt;

use countersign::cors::browser::{Fault, Profile, Refusal, Step};
use countersign::cors::names::FieldName;
use countersign::cors::{ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD};

use crate::advice::Wanting;
use crate::faults::{Why, section};
use crate::note::Note;
use crate::outcome::{Credentials, Outcome, PROFILES, Stage};
use crate::question::Question;
use crate::shown::{Bare, write_all};

/// Some of [`PROFILES`], as the subject of a sentence.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Browsers(pub [bool; PROFILES.len()]);

impl Browsers {
    const ALL: Self = Self([true; PROFILES.len()]);

    fn names(self) -> impl Iterator<Item = &'static str> {
        let chosen = PROFILES.into_iter().zip(self.0).filter(|(_, is_chosen)| *is_chosen);
        chosen.map(|((name, _), _)| if name == "Fetch" { "the standard" } else { name })
    }

    pub(crate) fn is_plural(self) -> bool {
        self != Self::ALL && self.names().count() > 1
    }
}

impl fmt::Display for Browsers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ALL { f.write_str("every browser") } else { write_all(f, self.names()) }
    }
}

/// The prefix of the names of the CORS fields.
const PREFIX: &str = "Access-Control-";

type Outcomes<'q> = [Outcome<'q>; PROFILES.len()];

impl Question<'_> {
    /// Writes whether a browser lets the page read the response, for each of these modes.
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub fn write(&self, modes: &[Credentials], out: &mut impl fmt::Write) -> fmt::Result {
        self.write_head(out)?;
        for note in self.notes().filter(is_before) {
            writeln!(out, "{note}")?;
            if let Note::PreflightFirst(_) = note {
                self.write_preflight(out)?;
            }
        }
        let outcomes = |mode: Credentials| PROFILES.map(|(_, profile)| self.outcome(&profile, mode));
        match modes {
            [mode, other] if are_alike(&outcomes(*mode), &outcomes(*other)) => {
                self.write_modes("With or without credentials", modes, &outcomes(*mode), out)?;
            }
            modes => {
                for mode in modes {
                    self.write_modes(with(*mode), &[*mode], &outcomes(*mode), out)?;
                }
            }
        }
        self.write_age(modes, out)?;
        self.write_fields(modes, out)?;
        self.notes().filter(|note| !is_before(note)).try_for_each(|note| writeln!(out, "{note}"))
    }

    /// Writes why a browser rejects the response of this stage, as the end of a sentence.
    ///
    /// # Errors
    /// Returns the errors of `out`.
    pub fn write_why(&self, stage: Stage, refusal: &Refusal<'_>, out: &mut impl fmt::Write) -> fmt::Result {
        match self.response(stage) {
            Some(response) => write!(out, "{}", Why::new(refusal, response.status(), response)),
            None => Ok(()),
        }
    }

    fn write_head(&self, out: &mut impl fmt::Write) -> fmt::Result {
        let (hop, method) = (self.hop(), self.method());
        let target = Bare(hop.main_request().target());
        let page = self.origin();
        let redirects = ["", ", after a redirect", ", after redirects"];
        let redirects = redirects.get(self.redirects().min(2)).copied().unwrap_or_default();
        match (hop.preflight(), hop.actual()) {
            (Some(_), None) => writeln!(out, "A preflight for {method} {target}, from a page at {page}{redirects}"),
            (Some(_), Some(_)) => {
                let joint = if redirects.is_empty() { ", after" } else { " and" };
                writeln!(out, "{method} {target} from a page at {page}{redirects}{joint} a preflight")
            }
            (None, _) => writeln!(out, "{method} {target} from a page at {page}{redirects}"),
        }
    }

    /// Writes the fields of the preflight.
    fn write_preflight(&self, out: &mut impl fmt::Write) -> fmt::Result {
        let request = self.request(Credentials::Omit);
        let preflight = Profile::FETCH.preflight(&request);
        writeln!(out, "  {ACCESS_CONTROL_REQUEST_METHOD}: {}", preflight.request_method())?;
        let Some(names) = preflight.request_headers() else {
            return Ok(());
        };
        write!(out, "  {ACCESS_CONTROL_REQUEST_HEADERS}: ")?;
        for (index, name) in names.iter().enumerate() {
            write!(out, "{}{}", if index > 0 { "," } else { "" }, name.lower_case())?;
        }
        out.write_str("\n")
    }

    /// Writes the outcomes of the request in modes that have the same.
    fn write_modes(
        &self,
        prefix: &str,
        modes: &[Credentials],
        outcomes: &Outcomes<'_>,
        out: &mut impl fmt::Write,
    ) -> fmt::Result {
        for (index, (outcome, (_, profile))) in outcomes.iter().zip(&PROFILES).enumerate() {
            if outcomes.iter().take(index).any(|before| before.is_like(outcome)) {
                continue;
            }
            let browsers = Browsers(outcomes.map(|other| other.is_like(outcome)));
            write!(out, "{prefix}, ")?;
            write_outcome(outcome, browsers, out)?;
            out.write_str("\n")?;
            if let Outcome::Refused(stage, refusal) = outcome {
                self.write_refusal("  ", *stage, refusal, out)?;
                self.write_wanting(*stage, profile, modes, out)?;
                self.write_next(*stage, profile, modes, out)?;
            }
        }
        Ok(())
    }

    fn write_refusal(&self, lead: &str, stage: Stage, refusal: &Refusal<'_>, out: &mut impl fmt::Write) -> fmt::Result {
        let step = refusal.step();
        let (section, url) = section(step);
        write!(out, "{lead}{step} (Fetch, section {section}, {url}): ")?;
        self.write_why(stage, refusal, out)?;
        out.write_str(".\n")
    }

    /// Writes what the response should have had, for the mode that requires most.
    fn write_wanting(
        &self,
        stage: Stage,
        profile: &Profile,
        modes: &[Credentials],
        out: &mut impl fmt::Write,
    ) -> fmt::Result {
        let Some(mode) = modes.last().filter(|mode| self.wanting(stage, profile, **mode).next().is_some()) else {
            return Ok(());
        };
        out.write_str(match stage {
            Stage::Preflight => "  The server should have answered the preflight with:\n",
            Stage::Response => "  The server should have sent:\n",
        })?;
        self.wanting(stage, profile, *mode).try_for_each(|Wanting { field, value, step, fault }| {
            let or_else = match (step, fault) {
                (Step::AllowOriginPresent | Step::AllowOrigin, _) => match modes {
                    [Credentials::Include] => "",
                    [_] => ", or *",
                    _ => ", or * if the request includes no credentials",
                },
                (Step::AllowCredentials, _) if modes.len() > 1 => ", if the request includes credentials",
                (Step::Method | Step::Authorization | Step::Names, Fault::Other | Fault::Case | Fault::Wildcard) => {
                    ", and the other values of the list"
                }
                _ => "",
            };
            writeln!(out, "    {}: {}{or_else}", field.unwrap_or("status"), Bare(value.as_bytes()))
        })
    }

    /// Writes why the response to the request would be blocked too, after the response to the preflight.
    fn write_next(
        &self,
        stage: Stage,
        profile: &Profile,
        modes: &[Credentials],
        out: &mut impl fmt::Write,
    ) -> fmt::Result {
        let response = self.response(Stage::Response).filter(|_| stage == Stage::Preflight);
        let Some((mode, response)) = modes.last().zip(response) else {
            return Ok(());
        };
        let Err(refusal) = profile.cors_check(&self.request(*mode), response) else {
            return Ok(());
        };
        self.write_refusal("  The response would be blocked too. ", Stage::Response, &refusal, out)?;
        self.write_wanting(Stage::Response, profile, modes, out)
    }

    /// Writes how long browsers cache the response to the preflight.
    fn write_age(&self, modes: &[Credentials], out: &mut impl fmt::Write) -> fmt::Result {
        let Some((mode, answer)) = modes.first().zip(self.response(Stage::Preflight)) else {
            return Ok(());
        };
        let age = |profile: &Profile| {
            let allowed = profile.preflight_check(&self.preflighted(profile, *mode), answer.status(), answer);
            allowed.map(|allowed| allowed.max_age().as_secs())
        };
        let ages = PROFILES.map(|(_, profile)| age(&profile).ok());
        if ages.contains(&None) {
            return Ok(());
        }
        out.write_str("The browser may cache the response to the preflight for ")?;
        let leaders = ages.iter().enumerate().filter(|(at, age)| !ages.iter().take(*at).any(|before| before == *age));
        let spans = leaders.map(|(_, age)| Span {
            seconds: age.unwrap_or_default(),
            browsers: Browsers(ages.map(|other| other == *age)),
        });
        write_all(out, spans)?;
        out.write_str(".\n")
    }

    /// Writes which fields of the response the page sees.
    fn write_fields(&self, modes: &[Credentials], out: &mut impl fmt::Write) -> fmt::Result {
        let readable = |mode: &&Credentials| {
            let is_readable =
                |(_, profile): (&str, Profile)| self.outcome(&profile, **mode).is_readable() == Some(true);
            PROFILES.into_iter().any(is_readable)
        };
        let mut modes = modes.iter().filter(readable).copied();
        let (first, second) = (modes.next(), modes.next());
        let differ = |(first, second)| !self.fields(first).eq(self.fields(second));
        let Some(first) = first else {
            return Ok(());
        };
        match second.filter(|second| differ((first, *second))) {
            None => self.write_fields_in("The", first, out),
            Some(second) => {
                self.write_fields_in("Without credentials, the", first, out)?;
                self.write_fields_in("With credentials, the", second, out)
            }
        }
    }

    fn write_fields_in(&self, the: &str, mode: Credentials, out: &mut impl fmt::Write) -> fmt::Result {
        // Pages do not need the CORS fields, and no list exposes a cookie.
        let is_of_use = |name: FieldName<'_>| {
            let start = name.as_str().get(..PREFIX.len()).unwrap_or_default();
            !start.eq_ignore_ascii_case(PREFIX) && !name.is_forbidden_response()
        };
        let names = |are_seen: bool| {
            let chosen = self.fields(mode).filter(move |(_, is_seen)| *is_seen == are_seen);
            chosen.map(|(name, _)| name).filter(move |name| is_of_use(*name))
        };
        write!(out, "{the} page sees ")?;
        if names(true).next().is_none() {
            out.write_str("no fields of the response")?;
        } else {
            write_all(out, names(true))?;
        }
        if names(false).next().is_some() {
            out.write_str("; it does not see ")?;
            write_all(out, names(false))?;
            out.write_str(", which Access-Control-Expose-Headers does not list")?;
        }
        out.write_str(".\n")
    }
}

/// How long some browsers cache a response.
struct Span {
    seconds: u64,
    browsers: Browsers,
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seconds, browsers } = self;
        if *browsers == Browsers::ALL { write!(f, "{seconds} s") } else { write!(f, "{seconds} s ({browsers})") }
    }
}

fn are_alike(outcomes: &Outcomes<'_>, others: &Outcomes<'_>) -> bool {
    outcomes.iter().zip(others).all(|(outcome, other)| outcome.is_like(other))
}

/// Returns whether a remark comes before the outcome.
fn is_before(note: &Note<'_>) -> bool {
    matches!(
        note,
        Note::PreflightFirst(_)
            | Note::NoPreflight { .. }
            | Note::HiddenOrigin { .. }
            | Note::LowerCase(_)
            | Note::EventSource
            | Note::OtherOrigin
            | Note::OtherMethod(_)
            | Note::Unasked(_)
            | Note::Misplaced(_)
            | Note::LocalNetwork { .. }
    )
}

/// Writes the outcome as a sentence without its beginning, and without a line end.
pub(crate) fn write_outcome(outcome: &Outcome<'_>, browsers: Browsers, out: &mut impl fmt::Write) -> fmt::Result {
    let s = if browsers.is_plural() { "" } else { "s" };
    match outcome {
        Outcome::Readable => write!(out, "{browsers} let{s} the page read the response."),
        Outcome::Sent => write!(out, "{browsers} send{s} the request."),
        Outcome::Followed => {
            write!(out, "{browsers} follow{s} the redirect; the response from there must allow the page too.")
        }
        Outcome::Unfollowed(barrier) if browsers == Browsers::ALL => {
            write!(out, "no browser follows the redirect: {barrier}.")
        }
        Outcome::Unfollowed(barrier) => {
            let does = if browsers.is_plural() { "do" } else { "does" };
            write!(out, "{browsers} {does} not follow the redirect: {barrier}.")
        }
        Outcome::Unreached if browsers == Browsers::ALL => {
            write!(out, "no browser sends this request, because none follows the redirects before it.")
        }
        Outcome::Unreached => {
            let (does, they) = if browsers.is_plural() { ("do", "they do") } else { ("does", "it does") };
            write!(out, "{browsers} {does} not send this request, because {they} not follow the redirects before it.")
        }
        Outcome::Unseen(304) => {
            write!(out, "{browsers} use{s} the cached response; the page may read it if that response allows it.")
        }
        Outcome::Unseen(status) => {
            write!(out, "{browsers} let{s} no page see the status {status}, which is for the browser itself.")
        }
        Outcome::Unanswered(Stage::Preflight) => {
            write!(out, "{browsers} wait{s} for the response to the preflight, which is not in the input.")
        }
        Outcome::Unanswered(Stage::Response) => {
            write!(out, "{browsers} send{s} the request; the response is not in the input.")
        }
        Outcome::Refused(Stage::Preflight, _) if browsers == Browsers::ALL => {
            write!(out, "no browser sends the request, because the response to the preflight does not allow it.")
        }
        Outcome::Refused(Stage::Preflight, _) => {
            let does = if browsers.is_plural() { "do" } else { "does" };
            write!(
                out,
                "{browsers} {does} not send the request, because the response to the preflight does not allow it."
            )
        }
        Outcome::Refused(Stage::Response, _) if browsers == Browsers::ALL => {
            write!(out, "no browser lets the page read the response.")
        }
        Outcome::Refused(Stage::Response, _) => {
            let does = if browsers.is_plural() { "do" } else { "does" };
            write!(out, "{browsers} {does} not let the page read the response.")
        }
    }
}

const fn with(mode: Credentials) -> &'static str {
    match mode {
        Credentials::Omit => "Without credentials",
        Credentials::Include => "With credentials",
    }
}
