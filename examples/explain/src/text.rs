//! The answer, in sentences.

use core::fmt;

use countersign::cors::browser::{Fault, Profile, Refusal, Step};
use countersign::cors::names::FieldName;
use countersign::cors::{ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD};

use crate::advice::Wanting;
use crate::faults::{Why, section};
use crate::note::Note;
use crate::outcome::{Credentials, Outcome, PROFILES, Stage};
use crate::question::{NoQuestion, Question};
use crate::shown::{Bare, write_all};

/// Some of [`PROFILES`], as the subject of a sentence.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Who(pub [bool; PROFILES.len()]);

impl Who {
    const ALL: Self = Self([true; PROFILES.len()]);

    fn names(self) -> impl Iterator<Item = &'static str> {
        let chosen = PROFILES.into_iter().zip(self.0).filter(|(_, is_chosen)| *is_chosen);
        chosen.map(|((name, _), _)| if name == "Fetch" { "the standard" } else { name })
    }

    pub(crate) fn is_plural(self) -> bool {
        self != Self::ALL && self.names().count() > 1
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ALL { f.write_str("every browser") } else { write_all(f, self.names()) }
    }
}

/// What the names of the fields begin with by which a server allows things.
const PROTOCOL: &str = "Access-Control-";

type Outcomes<'q> = [Outcome<'q>; PROFILES.len()];

impl Question<'_> {
    /// Says whether a browser lets the page read the response, for each of these modes.
    ///
    /// # Errors
    /// Those of `out`.
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

    /// Says why a browser refuses the response of this stage, as the end of a sentence.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_why(&self, stage: Stage, refusal: &Refusal<'_>, out: &mut impl fmt::Write) -> fmt::Result {
        match self.response(stage) {
            Some(response) => write!(out, "{}", Why { refusal, response }),
            None => Ok(()),
        }
    }

    fn write_head(&self, out: &mut impl fmt::Write) -> fmt::Result {
        let (hop, method) = (self.hop(), self.method());
        let target = Bare(hop.telling().target());
        let page = self.origin();
        match (hop.preflight(), hop.actual()) {
            (Some(_), None) => writeln!(out, "A preflight for {method} {target}, of a page of {page}"),
            (Some(_), Some(_)) => writeln!(out, "{method} {target} of a page of {page}, and the preflight before it"),
            (None, _) => writeln!(out, "{method} {target} of a page of {page}"),
        }
    }

    /// What a preflight of the request carries.
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

    /// What becomes of the request in modes that are alike.
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
            let who = Who(outcomes.map(|other| other.is_like(outcome)));
            write!(out, "{prefix}, ")?;
            write_outcome(outcome, who, out)?;
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

    /// What the response should have had, for the mode that wants most.
    fn write_wanting(
        &self,
        stage: Stage,
        profile: &Profile,
        modes: &[Credentials],
        out: &mut impl fmt::Write,
    ) -> fmt::Result {
        let Some(mode) = modes.last() else {
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
                    _ => ", or * if no credentials are included",
                },
                (Step::AllowCredentials, _) if modes.len() > 1 => ", if credentials are included",
                (Step::Method | Step::Authorization | Step::Names, Fault::Other | Fault::Case | Fault::Wildcard) => {
                    ", and what else it lists"
                }
                _ => "",
            };
            writeln!(out, "    {}: {}{or_else}", field.unwrap_or("status"), Bare(value.as_bytes()))
        })
    }

    /// What would be refused next: the response, if there is one, behind the answer to the preflight.
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
        self.write_refusal("  The response would be refused too, by the ", Stage::Response, &refusal, out)?;
        self.write_wanting(Stage::Response, profile, modes, out)
    }

    /// How long the answer to the preflight is good.
    fn write_age(&self, modes: &[Credentials], out: &mut impl fmt::Write) -> fmt::Result {
        let Some((mode, answer)) = modes.first().zip(self.response(Stage::Preflight)) else {
            return Ok(());
        };
        let request = self.request(*mode);
        let age = |profile: &Profile| {
            let allowed = profile.preflight_check(&request, answer.status(), answer);
            allowed.map(|allowed| allowed.max_age().as_secs())
        };
        let ages = PROFILES.map(|(_, profile)| age(&profile).ok());
        if ages.contains(&None) {
            return Ok(());
        }
        out.write_str("The answer to the preflight is good for ")?;
        let leaders = ages.iter().enumerate().filter(|(at, age)| !ages.iter().take(*at).any(|before| before == *age));
        let spans = leaders
            .map(|(_, age)| Span { seconds: age.unwrap_or_default(), who: Who(ages.map(|other| other == *age)) });
        write_all(out, spans)?;
        out.write_str(".\n")
    }

    /// Which fields of the response the page sees.
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
        // Nobody misses those of the protocol, and no list shows a cookie.
        let is_missed = |name: FieldName<'_>| {
            let beginning = name.as_str().get(..PROTOCOL.len()).unwrap_or_default();
            !beginning.eq_ignore_ascii_case(PROTOCOL) && !name.is_forbidden_response()
        };
        let names = |are_seen: bool| {
            let chosen = self.fields(mode).filter(move |(_, is_seen)| *is_seen == are_seen);
            chosen.map(|(name, _)| name).filter(move |name| is_missed(*name))
        };
        write!(out, "{the} page sees ")?;
        if names(true).next().is_none() {
            out.write_str("none of its fields")?;
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

/// How long an answer is good, and where.
struct Span {
    seconds: u64,
    who: Who,
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seconds, who } = self;
        if *who == Who::ALL { write!(f, "{seconds} s") } else { write!(f, "{seconds} s ({who})") }
    }
}

fn are_alike(outcomes: &Outcomes<'_>, others: &Outcomes<'_>) -> bool {
    outcomes.iter().zip(others).all(|(outcome, other)| outcome.is_like(other))
}

/// What is to be known before the answer.
fn is_before(note: &Note<'_>) -> bool {
    matches!(
        note,
        Note::PreflightFirst(_)
            | Note::NoPreflight { .. }
            | Note::OtherOrigin
            | Note::OtherMethod(_)
            | Note::Unasked(_)
    )
}

fn write_outcome(outcome: &Outcome<'_>, who: Who, out: &mut impl fmt::Write) -> fmt::Result {
    let s = if who.is_plural() { "" } else { "s" };
    match outcome {
        Outcome::Readable => writeln!(out, "{who} let{s} the page read the response."),
        Outcome::Sent => writeln!(out, "{who} let{s} the request go out."),
        Outcome::Followed => {
            writeln!(out, "{who} follow{s} the redirect; what comes from there must allow the page too.")
        }
        Outcome::Unseen(304) => {
            writeln!(out, "{who} take{s} the response that was kept, and the page may read it if that allows it.")
        }
        Outcome::Unseen(status) => {
            writeln!(out, "{who} let{s} no page see the status {status}, which is for the browser.")
        }
        Outcome::Unanswered(Stage::Preflight) => {
            writeln!(out, "{who} wait{s} for the answer to the preflight, which is not here.")
        }
        Outcome::Unanswered(Stage::Response) => {
            writeln!(out, "{who} send{s} the request; what is answered is not here.")
        }
        Outcome::Refused(Stage::Preflight, _) if who == Who::ALL => {
            writeln!(out, "no browser sends the request, since the answer to its preflight does not allow it.")
        }
        Outcome::Refused(Stage::Preflight, _) => {
            let does = if who.is_plural() { "do" } else { "does" };
            writeln!(out, "{who} {does} not send the request, since the answer to its preflight does not allow it.")
        }
        Outcome::Refused(Stage::Response, _) if who == Who::ALL => {
            writeln!(out, "no browser lets the page read the response.")
        }
        Outcome::Refused(Stage::Response, _) => {
            let does = if who.is_plural() { "do" } else { "does" };
            writeln!(out, "{who} {does} not let the page read the response.")
        }
    }
}

const fn with(mode: Credentials) -> &'static str {
    match mode {
        Credentials::Omit => "Without credentials",
        Credentials::Include => "With credentials",
    }
}

impl NoQuestion<'_> {
    /// A name for programs.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::NoOrigin => "no-origin",
            Self::SameOrigin(_) => "same-origin",
            Self::ForbiddenMethod(_) => "forbidden-method",
            Self::BrokenMethod(_) => "broken-method",
            Self::Broken(..) => "broken-field",
        }
    }
}

impl fmt::Display for NoQuestion<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoOrigin => f.write_str(
                "This is no CORS request: it has no Origin. A page's request to its own origin needs none, and is not \
                 judged; any other that a page reads has one. To try one out, send it: curl -H 'Origin: https://…'.",
            ),
            Self::SameOrigin(origin) => write!(
                f,
                "This is no CORS request: page and URL are both of {origin}, and so the page may read the response, \
                 whatever the server says. (A request does not tell its scheme: if that is another one, it is a CORS \
                 request all the same.)"
            ),
            Self::ForbiddenMethod(method) => {
                write!(f, "This is no request of a page: no browser lets one send {method}.")
            }
            Self::BrokenMethod(error) => write!(f, "This is no request: its method is none, {error}."),
            Self::Broken(name, error) => {
                write!(f, "This is no request of a browser: {name} is broken, {}.", error.error())
            }
        }
    }
}
