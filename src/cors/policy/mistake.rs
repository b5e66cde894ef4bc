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
            (Reason::Missing, _) => {
                "list at least one; where nobody is meant, set `nobody`, or use `Policy::for_nobody`"
            }
            (Reason::Nobody, _) => "remove it, or set `nobody` to false",
            (Reason::NotListed, _) => "list it as an origin too, or do not tolerate it",
            (Reason::Empty | Reason::Forbidden | Reason::Prohibited, _) => "remove it",
            (Reason::Null, _) => {
                "remove it and give the page an origin of its own; only `*`, without credentials, allows `null`"
            }
            (Reason::LocalFile, _) => "remove it and serve the page by `http://localhost`, or by a scheme of the app",
            (Reason::NoPages, _) => "write `https`, or the scheme of the app or the extension",
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
            (Reason::EveryHost, _) => {
                "list the hosts, or `*` alone; only the scheme of an app or an extension can have `*` as its host"
            }
            (Reason::InnerWildcard, _) => "write `*.` before a host, `:*` after it, or `*` alone",
            (Reason::NumericName, _) => "write a name, or an IPv4 address without `*`",
            (Reason::EmptyLabel, _) => "remove the extra dot",
            (Reason::AddressForm, _) => "write the IPv6 address in its shortest form, or the IPv4 address as such",
            (Reason::Port, _) => "write a number from 1 to 65535 without leading zeros, or `:*` for any port",
            (Reason::DefaultPort, _) => "remove the port",
            (Reason::NotAlone, _) => "list `*` alone, or the other origins alone",
            (Reason::Wildcard, _) => "list the origins",
            (Reason::NotOne, _) => "name one origin, without `*`",
            (Reason::AnyHost, _) => "list the hosts, or name it in `dangerously_tolerate_any_host` too",
            (Reason::Insecure, _) => "use `https`, or name it in `dangerously_tolerate_insecure_origins` too",
            (Reason::PublicSuffix, _) => {
                "name a domain below it, or use `dangerously_tolerate_subdomains_of_public_suffixes`"
            }
            (Reason::Credentialed, _) => "list the names",
            (Reason::OutOfBounds, _) => "use a number in this range",
        }
    }

    /// Returns the name after `*.`, where that is the mistake. The text ends in it.
    pub(super) const fn public_suffix(&self) -> Option<&'a str> {
        if let (Reason::PublicSuffix, Setting::Text(text)) = (self.reason, self.setting)
            && let Ok(pattern) = OriginPattern::check(text)
            && let Some(host) = pattern.subdomains_of()
        {
            return Some(without_last_dot(host.as_str()));
        }
        None
    }

    /// The text after the part and the setting.
    pub(super) const fn text(&self) -> &'static str {
        match (self.reason, self.part) {
            (Reason::Missing, _) => "is listed",
            (Reason::Nobody, _) => "is listed in a policy that allows nobody",
            (Reason::NotListed, _) => "is tolerated, and not listed",
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
            (Reason::Null, _) => "is an origin that any page can have, in a sandboxed frame",
            (Reason::LocalFile, _) => "has the scheme of local files, all of which have one origin",
            (Reason::NoPages, _) => "has a scheme that no page has",
            (Reason::EveryHost, _) => "stands for every host of a network",
            (Reason::Forbidden, _) => "browsers let no page use it",
            (Reason::Prohibited, Part::RequestHeader) => "is a response field of CORS, which no page sends",
            (Reason::Prohibited, _) => "is a field of CORS that no page reads",
            (Reason::NotAlone, _) => "is listed with other origins",
            (Reason::Wildcard, _) => "is not allowed with credentials or for a private network",
            (Reason::NotOne, _) => "is not one origin",
            (Reason::AnyHost, _) => "stands for every app or extension with this scheme",
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
    pub(super) const fn as_str(self) -> &'static str {
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
/// assert!(policy.dangerously_tolerate_insecure_origins(&["http://app.example.com"]).build().is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// The list has no text and needs one.
    Missing,
    /// The policy allows nobody, and lists an origin.
    Nobody,
    /// The origin is [tolerated](super::Builder::dangerously_tolerate_insecure_origins), and not listed.
    NotListed,
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
    /// The host is `*`, and the scheme is `https`, `http`, `wss`, `ws` or `ftp`: anyone can have a host there.
    EveryHost,
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
    /// The origin is `null`. Any page can send it, from a sandboxed frame or a `data:` URL, so that to allow it is to allow
    /// everyone.
    Null,
    /// The origin is that of local files, `file://` or `null`. All local files have it, downloaded ones too.
    LocalFile,
    /// The scheme is one that no page has, such as `data`, or a misspelt `https`.
    NoPages,
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
    /// Any host of the scheme matches: every app or extension with this scheme gets what the policy allows.
    AnyHost,
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
