//! One mistake in a policy: the part, its setting, the reason, and what to write instead.

use core::fmt;

use crate::cors::origin::OriginPattern;

use super::public_suffix::without_last_dot;

/// A mistake in a policy.
///
/// ```
/// use countersign::cors::policy::{Part, Policy, Reason, Setting};
///
/// let mistakes = Policy::for_origins(&["example.com"]).build().unwrap_err();
/// let mistake = mistakes.iter().next().unwrap();
/// assert_eq!((mistake.part(), mistake.setting()), (Part::Origin, Setting::Text("example.com")));
/// assert_eq!(mistake.reason(), Reason::NoScheme);
/// assert_eq!(mistake.to_string(), "origin \"example.com\": has no scheme");
/// assert_eq!(mistake.remedy(), "write `https://` before the host");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mistake<'a> {
    part: Part,
    setting: Setting<'a>,
    reason: Reason,
}

impl<'a> Mistake<'a> {
    pub(in crate::cors) const fn new(part: Part, setting: Setting<'a>, reason: Reason) -> Self {
        Self { part, setting, reason }
    }

    /// Returns the part of the policy that is wrong.
    #[must_use]
    pub const fn part(&self) -> Part {
        self.part
    }

    /// Returns what the part is set to.
    #[must_use]
    pub const fn setting(&self) -> Setting<'a> {
        self.setting
    }

    /// Returns why the setting is refused.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        self.reason
    }

    /// Returns what to do about it.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match (self.reason, self.part) {
            (Reason::Missing, _) => "list at least one",
            (Reason::Empty | Reason::Forbidden | Reason::Null | Reason::Prohibited, _) => "remove it",
            (Reason::Invalid, Part::Origin) => "write a scheme, `://` and a host, as in `https://example.com`",
            (Reason::Invalid, Part::Method) => "write one method, as in `PUT`",
            (Reason::Invalid, _) => "write one field name, as in `X-Request-Id`",
            (Reason::NoScheme, _) => "write `https://` before the host",
            (Reason::NoHost, _) => "write a host after `://`",
            (Reason::NonAscii, _) => "write the host in Punycode, as in `xn--caf-dma.example`",
            (Reason::InvalidHost, _) => "write a name, an IPv4 address, or an IPv6 address in brackets",
            (Reason::TooLong, _) => "shorten it",
            (Reason::UpperCase, _) => "write it in lower case",
            (Reason::UserInfo, _) => "remove the user name and the `@`",
            (Reason::WhiteSpace, _) => "remove the white space",
            (Reason::Path, _) => "end it after the host or the port",
            (Reason::InnerWildcard, _) => "write `*.` before a host, `:*` after it, or `*` alone",
            (Reason::NumericName, _) => "write a name, or an IPv4 address without `*`",
            (Reason::EmptyLabel, _) => "remove the extra dot",
            (Reason::AddressForm, _) => "write the IPv6 address in its shortest form, or the IPv4 address as such",
            (Reason::Port, _) => "write a number from 1 to 65535 without leading zeros, or `:*` for any port",
            (Reason::DefaultPort, _) => "remove the port",
            (Reason::NotAlone, _) => "list `*` alone, or the other origins alone",
            (Reason::Wildcard, _) => "list the origins",
            (Reason::NotOne, _) => "name one origin, without `*`",
            (Reason::Insecure, _) => "use `https`, or `dangerously_tolerate_insecure_origins`",
            (Reason::PublicSuffix, _) => {
                "name a domain below it, or use `dangerously_tolerate_subdomains_of_public_suffixes`"
            }
            (Reason::Credentialed, _) => "list the names",
            (Reason::OutOfBounds, _) => "use a number in this range",
        }
    }

    /// Returns the name after `*.`, where that is the mistake. The text ends in it.
    const fn public_suffix(&self) -> Option<&'a str> {
        if let (Reason::PublicSuffix, Setting::Text(text)) = (self.reason, self.setting)
            && let Ok(pattern) = OriginPattern::check(text)
            && let Some(host) = pattern.subdomains_of()
        {
            return Some(without_last_dot(host.as_str()));
        }
        None
    }

    /// The text after the part and the setting.
    const fn text(&self) -> &'static str {
        match (self.reason, self.part) {
            (Reason::Missing, _) => "is listed",
            (Reason::Empty, _) => "is empty",
            (Reason::Invalid, Part::Origin) => "is not an origin",
            (Reason::Invalid, Part::Method) => "is not a method",
            (Reason::Invalid, _) => "is not a field name",
            (Reason::NoScheme, _) => "has no scheme",
            (Reason::NoHost, _) => "has no host",
            (Reason::NonAscii, _) => "has a character that is not ASCII",
            (Reason::InvalidHost, _) => "has an invalid host",
            (Reason::TooLong, _) => "has a scheme, a host or a label that is too long",
            (Reason::UpperCase, _) => "has upper case",
            (Reason::UserInfo, _) => "has a user name",
            (Reason::WhiteSpace, _) => "has white space",
            (Reason::Path, _) => "has a path, a query or a fragment",
            (Reason::InnerWildcard, _) => "has a `*` in the wrong place",
            (Reason::NumericName, _) => "has a name that ends in a number",
            (Reason::EmptyLabel, _) => "has an empty label",
            (Reason::AddressForm, _) => "has an IPv6 address in a form that browsers do not send",
            (Reason::Port, _) => "has an invalid port",
            (Reason::DefaultPort, _) => "names the default port of its scheme",
            (Reason::Null, _) => "is `null` in browsers, like many other pages",
            (Reason::Forbidden, _) => "browsers let no page use it",
            (Reason::Prohibited, Part::RequestHeader) => "is a response field of CORS, which no page sends",
            (Reason::Prohibited, _) => "is a field of CORS that no page reads",
            (Reason::NotAlone, _) => "is listed with other origins",
            (Reason::Wildcard, _) => "is not allowed with credentials or for a private network",
            (Reason::NotOne, _) => "is not one origin",
            (Reason::Insecure, _) => "is not secure: anyone on the network path can act as this origin",
            (Reason::PublicSuffix, _) => "anyone may get a name below",
            (Reason::Credentialed, _) => "is not a wildcard with credentials",
            (Reason::OutOfBounds, Part::PreflightStatus) => "must be 200 to 299",
            (Reason::OutOfBounds, _) => "must be -1 to 86400",
        }
    }
}

impl fmt::Display for Mistake<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (part, text) = (self.part.as_str(), self.text());
        match self.setting {
            _ if self.reason == Reason::Missing => write!(f, "no {part} {text}"),
            Setting::Text(setting) => {
                write!(f, "{part} {setting:?}: {text}")?;
                self.public_suffix().map_or(Ok(()), |suffix| write!(f, " `{suffix}`"))
            }
            Setting::Number(number) => write!(f, "{part} {number}: {text}"),
        }
    }
}

/// Writes mistakes in one line.
pub(in crate::cors) fn write_mistakes<'a>(
    f: &mut fmt::Formatter<'_>,
    mut mistakes: impl Iterator<Item = Mistake<'a>>,
) -> fmt::Result {
    if let Some(first) = mistakes.next() {
        write!(f, "{first}")?;
    }
    mistakes.try_for_each(|mistake| write!(f, "; {mistake}"))
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Part {
    /// An origin.
    Origin,
    /// A method.
    Method,
    /// The name of a field that pages may send.
    RequestHeader,
    /// The name of a field that pages may read.
    ResponseHeader,
    /// The number of seconds for which browsers may keep the answer to a preflight.
    MaxAge,
    /// The status of the answer to a preflight that is allowed.
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

/// The setting of a part.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The list has no text and needs one.
    Missing,
    /// The text is empty.
    Empty,
    /// The text does not match its grammar, in a way for which there is no other reason here.
    Invalid,
    /// The origin has no scheme.
    NoScheme,
    /// The origin has no host.
    NoHost,
    /// The origin has a character that is not ASCII. Browsers send Punycode.
    NonAscii,
    /// The host has a label with `-` at an end, a label that only looks like Punycode, or brackets without an IPv6 address.
    InvalidHost,
    /// The scheme, the host or a label is longer than any that exists.
    TooLong,
    /// The origin has an upper-case letter. Browsers send lower case.
    UpperCase,
    /// The origin has a user name.
    UserInfo,
    /// The origin has white space.
    WhiteSpace,
    /// The origin has a path, a query or a fragment: a slash at the end is a path.
    Path,
    /// The origin has a `*` that is not the whole text, not a first label, and not a port.
    InnerWildcard,
    /// The name of the host ends in a number. Browsers take such a name for an IPv4 address.
    NumericName,
    /// The name of the host has an empty label.
    EmptyLabel,
    /// Browsers write the IPv6 address of the host in another form, or it stands for an IPv4 address.
    AddressForm,
    /// The port is not a number from 1 to 65535 without leading zeros.
    Port,
    /// The port is the default port of the scheme. Browsers leave it out.
    DefaultPort,
    /// Browsers send `null` for the origin, as for many other pages.
    Null,
    /// Browsers let no page use the method or the field.
    Forbidden,
    /// The field belongs to the CORS protocol: no page sends or reads it.
    Prohibited,
    /// `*` is listed with other origins.
    NotAlone,
    /// `*` is not allowed with credentials or for a private network.
    Wildcard,
    /// A static origin has a `*`.
    NotOne,
    /// The origin is not secure: anyone on the network path can act as this origin and gets what the policy allows.
    Insecure,
    /// The host after `*.` is a public suffix, or above one. Anyone can register a name below it and then gets what the
    /// policy allows.
    PublicSuffix,
    /// With credentials, `*` is the name of a field and not a wildcard.
    Credentialed,
    /// The number is too low or too high.
    OutOfBounds,
}

/// A mistake as text, made in a constant, which cannot use `fmt`. What does not fit is cut off.
pub(super) struct Sentence {
    bytes: [u8; Self::CAPACITY],
    length: usize,
}

impl Sentence {
    const CAPACITY: usize = 384;

    pub(super) const fn new(mistake: Option<Mistake<'_>>) -> Self {
        let mut sentence = Self { bytes: [b' '; Self::CAPACITY], length: 0 };
        if let Some(mistake) = mistake {
            if let Reason::Missing = mistake.reason {
                sentence.put("no ");
            }
            sentence.put(mistake.part.as_str());
            sentence.put(" ");
            match mistake.setting {
                _ if matches!(mistake.reason, Reason::Missing) => {}
                Setting::Text(text) => {
                    sentence.put("`");
                    sentence.put(text);
                    sentence.put("`: ");
                }
                Setting::Number(number) => {
                    sentence.put_number(number);
                    sentence.put(": ");
                }
            }
            sentence.put(mistake.text());
            if let Some(suffix) = mistake.public_suffix() {
                sentence.put(" `");
                sentence.put(suffix);
                sentence.put("`");
            }
            sentence.put("; ");
            sentence.put(mistake.remedy());
        }
        sentence
    }

    const fn put(&mut self, text: &str) {
        let mut rest = text.as_bytes();
        while let Some((&byte, others)) = rest.split_first() {
            self.put_byte(byte);
            rest = others;
        }
    }

    const fn put_number(&mut self, number: i64) {
        if number < 0 {
            self.put_byte(b'-');
        }
        let mut power: u64 = 10_000_000_000_000_000_000;
        while let Some(digits) = number.unsigned_abs().checked_div(power) {
            let [digit, ..] = (digits % 10).to_le_bytes();
            if digits > 0 || power == 1 {
                self.put_byte(digit | b'0');
            }
            power /= 10;
        }
    }

    const fn put_byte(&mut self, byte: u8) {
        if let Some((_, [place, ..])) = self.bytes.split_at_mut_checked(self.length) {
            *place = byte;
            self.length = self.length.saturating_add(1);
        }
    }

    pub(super) const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.as_slice()) {
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
    fn a_constant_reports_its_mistake() {
        let sentence =
            |part, setting, reason| String::from(Sentence::new(Some(Mistake::new(part, setting, reason))).as_str());
        for (part, setting, reason, expected) in [
            (
                Part::Origin,
                Setting::Text("a"),
                Reason::NoScheme,
                "origin `a`: has no scheme; write `https://` before the host",
            ),
            (Part::Origin, Setting::Text(""), Reason::Missing, "no origin is listed; list at least one"),
            (
                Part::MaxAge,
                Setting::Number(-20),
                Reason::OutOfBounds,
                "max-age -20: must be -1 to 86400; use a number in this range",
            ),
            (
                Part::MaxAge,
                Setting::Number(i64::MIN),
                Reason::OutOfBounds,
                "max-age -9223372036854775808: must be -1 to 86400; use a number in this range",
            ),
            (
                Part::PreflightStatus,
                Setting::Number(0),
                Reason::OutOfBounds,
                "preflight status 0: must be 200 to 299; use a number in this range",
            ),
            (
                Part::Origin,
                Setting::Text("https://*.co.uk.:*"),
                Reason::PublicSuffix,
                "origin `https://*.co.uk.:*`: anyone may get a name below `co.uk`; name a domain below it, or use \
                 `dangerously_tolerate_subdomains_of_public_suffixes`",
            ),
        ] {
            assert_eq!(sentence(part, setting, reason), expected);
        }
        let long = String::from("\u{e9}").repeat(400);
        for text in [&*long, &*std::format!("a{long}")] {
            assert!(!sentence(Part::Origin, Setting::Text(text), Reason::Invalid).is_empty(), "wherever it is cut");
        }
    }
}
