//! What is wrong with a policy: each mistake with its part, what that is set to, and the reason.

use core::fmt;

use super::audit::{Check, Finding, is_one_label};
use super::builder::Builder;

/// All that is wrong with a policy, however much it is: the policy is looked through again when it is asked.
///
/// ```
/// use countersign::cors::policy::{Part, Policy, Reason, Setting};
///
/// let mistakes = Policy::for_origins(&["https://app.example.com", "https://example.com/"])
///     .with_methods(&["PUT", "CONNECT"])
///     .with_max_age(1_728_000)
///     .build()
///     .unwrap_err();
/// let told: Vec<_> = mistakes.iter().map(|mistake| (mistake.part(), mistake.setting(), mistake.reason())).collect();
/// assert_eq!(
///     told,
///     [
///         (Part::Origin, Setting::Text("https://example.com/"), Reason::Invalid),
///         (Part::Method, Setting::Text("CONNECT"), Reason::Forbidden),
///         (Part::MaxAge, Setting::Number(1_728_000), Reason::OutOfBounds),
///     ]
/// );
/// assert_eq!(
///     mistakes.to_string(),
///     "origin \"https://example.com/\": invalid; method \"CONNECT\": forbidden; max-age 1728000: out of bounds"
/// );
/// ```
#[derive(Clone, Copy)]
pub struct Mistakes<'a> {
    policy: Builder<'a>,
    is_public_suffix: Option<&'a (dyn Fn(&str) -> bool + Sync)>,
}

impl<'a> Mistakes<'a> {
    pub(super) const fn of(policy: Builder<'a>, is_public_suffix: Option<&'a (dyn Fn(&str) -> bool + Sync)>) -> Self {
        Self { policy, is_public_suffix }
    }

    /// The mistakes, in the order of the parts.
    pub fn iter(&self) -> impl Iterator<Item = Mistake<'a>> + use<'a> {
        let is_public_suffix = self.is_public_suffix.unwrap_or(&is_one_label);
        let mut check = Check::new(self.policy);
        core::iter::from_fn(move || check.next()).filter_map(move |finding| match finding {
            Finding::Mistake(mistake) => Some(mistake),
            Finding::Below { base, mistake } => is_public_suffix(base).then_some(mistake),
        })
    }
}

impl fmt::Display for Mistakes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        tell(f, self.iter())
    }
}

impl fmt::Debug for Mistakes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl core::error::Error for Mistakes<'_> {}

/// All of them in one line.
pub(in crate::cors) fn tell<'a>(
    f: &mut fmt::Formatter<'_>,
    mut mistakes: impl Iterator<Item = Mistake<'a>>,
) -> fmt::Result {
    if let Some(first) = mistakes.next() {
        write!(f, "{first}")?;
    }
    mistakes.try_for_each(|mistake| write!(f, "; {mistake}"))
}

/// One mistake.
///
/// ```
/// use countersign::cors::policy::{Part, Policy, Reason, Setting};
///
/// let mistakes = Policy::for_origins(&["*"]).with_credentials().build().unwrap_err();
/// let mistake = mistakes.iter().next().unwrap();
/// assert_eq!((mistake.part(), mistake.setting()), (Part::Origin, Setting::Text("*")));
/// assert_eq!(mistake.reason(), Reason::Wildcard);
/// assert_eq!(mistake.to_string(), "origin \"*\": a wildcard where one origin must be named");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mistake<'a> {
    part: Part,
    setting: Setting<'a>,
    reason: Reason,
}

impl<'a> Mistake<'a> {
    pub(in crate::cors) const fn new(part: Part, setting: Setting<'a>, reason: Reason) -> Self {
        Self { part, setting, reason }
    }

    /// Which part of the policy is wrong.
    #[must_use]
    pub const fn part(&self) -> Part {
        self.part
    }

    /// What it is set to.
    #[must_use]
    pub const fn setting(&self) -> Setting<'a> {
        self.setting
    }

    /// Why that is refused.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        self.reason
    }
}

impl fmt::Display for Mistake<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.part.as_str())?;
        match self.setting {
            Setting::Text(text) => write!(f, "{text:?}")?,
            Setting::Number(number) => write!(f, "{number}")?,
        }
        write!(f, ": {}", self.reason.as_str())
    }
}

/// A part of a policy.
///
/// ```
/// use countersign::cors::policy::{Part, Policy};
///
/// let policy = Policy::for_origins(&["https://app.example.com"]).with_request_headers(&["Host"]);
/// let mistakes = policy.with_preflight_status(404).build().unwrap_err();
/// assert!(mistakes.iter().map(|mistake| mistake.part()).eq([Part::RequestHeader, Part::PreflightStatus]));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// An origin.
    Origin,
    /// A method.
    Method,
    /// The name of a field that a page may send.
    RequestHeader,
    /// The name of a field that a page may read.
    ResponseHeader,
    /// For how many seconds a browser may keep the answer to a preflight.
    MaxAge,
    /// The status of a preflight that is allowed.
    PreflightStatus,
}

impl Part {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Origin => "origin",
            Self::Method => "method",
            Self::RequestHeader => "request header",
            Self::ResponseHeader => "response header",
            Self::MaxAge => "max-age",
            Self::PreflightStatus => "preflight status",
        }
    }
}

/// What a part is set to.
///
/// ```
/// use countersign::cors::policy::{Policy, Setting};
///
/// let origins = ["https://app.example.com", "null"];
/// let mistakes = Policy::for_origins(&origins).with_max_age(-2).build().unwrap_err();
/// let settings: Vec<_> = mistakes.iter().map(|mistake| mistake.setting()).collect();
/// assert_eq!(settings, [Setting::Text("null"), Setting::Number(-2)]);
/// assert_eq!(origins.iter().position(|origin| settings[0] == Setting::Text(origin)), Some(1));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting<'a> {
    /// A text of the policy.
    Text(&'a str),
    /// A number.
    Number(i64),
}

/// Why a setting is refused.
///
/// ```
/// use countersign::cors::policy::{Policy, Reason};
///
/// let policy = Policy::for_origins(&["http://app.example.com"]).with_credentials();
/// let mistakes = policy.build().unwrap_err();
/// assert!(mistakes.iter().map(|mistake| mistake.reason()).eq([Reason::Insecure]));
/// assert!(policy.dangerously_tolerate_insecure_origins().build().is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// There is none, and there must be one.
    Missing,
    /// It is none by its grammar.
    Invalid,
    /// Browsers keep it for themselves.
    Forbidden,
    /// It is one by its grammar, and a mistake all the same: nothing would match it, or too much.
    Prohibited,
    /// It stands for more than one origin, where one must be named: with credentials, in a private network, or always.
    Wildcard,
    /// Anybody on the way to that origin can speak for it, with the credentials of its users.
    Insecure,
    /// Anybody can register a name below it, and would get the credentials of its users.
    PublicSuffix,
    /// With credentials, `*` is no wildcard.
    Credentialed,
    /// The number is too low or too high.
    OutOfBounds,
}

impl Reason {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Invalid => "invalid",
            Self::Forbidden => "forbidden",
            Self::Prohibited => "prohibited",
            Self::Wildcard => "a wildcard where one origin must be named",
            Self::Insecure => "insecure with credentials",
            Self::PublicSuffix => "subdomains of a public suffix, with credentials",
            Self::Credentialed => "no wildcard with credentials",
            Self::OutOfBounds => "out of bounds",
        }
    }
}

/// A mistake as text, for a constant, which can't format; what does not fit is left out.
pub(super) struct Sentence {
    octets: [u8; Self::ROOM],
    length: usize,
}

impl Sentence {
    const ROOM: usize = 384;

    pub(super) const fn of(mistake: Option<Mistake<'_>>) -> Self {
        let mut sentence = Self { octets: [b' '; Self::ROOM], length: 0 };
        if let Some(Mistake { part, setting, reason }) = mistake {
            sentence.put(part.as_str());
            if let Setting::Text(text) = setting {
                sentence.put(" `");
                sentence.put(text);
                sentence.put("`");
            }
            sentence.put(": ");
            sentence.put(reason.as_str());
        }
        sentence
    }

    const fn put(&mut self, text: &str) {
        let mut rest = text.as_bytes();
        while let Some((&octet, others)) = rest.split_first()
            && let Some((_, [place, ..])) = self.octets.split_at_mut_checked(self.length)
        {
            *place = octet;
            self.length = self.length.saturating_add(1);
            rest = others;
        }
    }

    pub(super) const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.octets.as_slice()) {
            Ok(text) => text.trim_ascii_end(),
            Err(_) => "a setting that is too long",
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::String;

    use super::*;

    #[test]
    fn a_constant_tells_its_mistake() {
        let sentence = |setting, reason| {
            let mistake = Mistake::new(Part::Origin, setting, reason);
            String::from(Sentence::of(Some(mistake)).as_str())
        };
        assert_eq!(sentence(Setting::Text("null"), Reason::Prohibited), "origin `null`: prohibited");
        assert_eq!(sentence(Setting::Number(7), Reason::OutOfBounds), "origin: out of bounds");
        let long = String::from("\u{e9}").repeat(400);
        for text in [&*long, &*std::format!("a{long}")] {
            assert!(!sentence(Setting::Text(text), Reason::Invalid).is_empty(), "wherever it is cut");
        }
    }
}
