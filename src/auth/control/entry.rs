//! `auth-control-entry`: what a client does with one scheme.

use core::fmt;

use crate::auth::challenge::Challenge;
use crate::auth::coding::ext_value::ExtValue;
use crate::auth::deviation::Leniency;
use crate::auth::other_params::Others;
use crate::auth::param::Param;
use crate::auth::payload::{Payload, not_a_param};
use crate::auth::scheme::Scheme;
use crate::auth::slots::{self, Slot};
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire, collect_into};
use crate::error::{CapacityError, ParseError, ValueError, ValueErrorKind};
use crate::syntax::number::{self, DIGITS};
use crate::syntax::text::Text;

/// The parameters that this type keeps by name.
const NAMES: [&str; 9] = [
    "realm*",
    "username*",
    "realm",
    "auth-style",
    "location-when-unauthenticated",
    "no-auth",
    "location-when-logout",
    "logout-timeout",
    "username",
];

/// An entry of Authentication-Control.
///
/// ```
/// use countersign::{Encode, auth::control::Entry};
///
/// let entry = Entry::new("Digest", "staff")?
///     .with_location_when_unauthenticated("/login.html")?
///     .with_logout_timeout(300)
///     .with_username("Jäsøn Doe")?;
/// let mut buffer = [0; 160];
/// let wire = entry.encode_to_slice(&mut buffer)?;
/// assert_eq!(
///     wire,
///     b"Digest realm=\"staff\", location-when-unauthenticated=\"/login.html\", logout-timeout=300, \
///       username*=UTF-8''J%C3%A4s%C3%B8n%20Doe"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    scheme: Scheme<'a>,
    realm: Option<Text<'a>>,
    auth_style: Option<AuthStyle<'a>>,
    location_when_unauthenticated: Option<Text<'a>>,
    no_auth: Option<bool>,
    location_when_logout: Option<Text<'a>>,
    logout_timeout: Option<u64>,
    username: Option<Username<'a>>,
    others: Others<'a>,
}

impl<'a> Entry<'a> {
    /// Reads an entry, which has the grammar of a challenge with parameters.
    pub(super) fn read<T: Leniency>(entry: &Challenge<'a, T>) -> Result<Self, ParseError> {
        let payload = entry.scheme_payload().payload;
        if entry.params().is_empty() && entry.token68().is_none() {
            return Err(not_a_param(payload.end()));
        }
        Self::of_payload(entry.scheme(), payload)
    }

    fn of_payload<T: Leniency>(scheme: Scheme<'a>, payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [extended_realm, extended_name, realm, style, unauthenticated, no_auth, logout, timeout, name] =
            slots::read(payload, NAMES)?;
        if extended_realm.optional().is_some() {
            return Err(extended_realm.unsupported());
        }
        Ok(Self {
            scheme,
            realm: realm.optional(),
            auth_style: style.optional().map(AuthStyle::read),
            location_when_unauthenticated: unauthenticated.optional(),
            no_auth: no_auth.convert(boolean)?,
            location_when_logout: logout.optional(),
            logout_timeout: timeout.convert(|text| number::integer(text.bytes()))?,
            username: Username::read(name, extended_name)?,
            others: Others::received(payload, &NAMES),
        })
    }

    /// Creates an entry for a scheme and a realm. At least one setting should follow.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] and [`ValueErrorKind::Empty`] if the scheme is not a token;
    /// [`ValueErrorKind::InvalidByte`] at a control character in the realm.
    pub fn new<R: AsRef<[u8]> + ?Sized>(scheme: &'a str, realm: &'a R) -> Result<Self, ValueError> {
        Ok(Self {
            scheme: Scheme::new(scheme)?,
            realm: Some(Text::for_part("realm", realm.as_ref())?),
            auth_style: None,
            location_when_unauthenticated: None,
            no_auth: None,
            location_when_logout: None,
            logout_timeout: None,
            username: None,
            others: Others::default(),
        })
    }

    /// Adds how a client asks the user for a password.
    #[must_use]
    pub const fn with_auth_style(self, style: AuthStyle<'a>) -> Self {
        Self { auth_style: Some(style), ..self }
    }

    /// Adds the URI to which a client goes instead of showing the body of a 401.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a space or a byte that is not printable ASCII; [`ValueErrorKind::Empty`].
    pub fn with_location_when_unauthenticated(self, uri: &'a str) -> Result<Self, ValueError> {
        let uri = location("location-when-unauthenticated", uri)?;
        Ok(Self { location_when_unauthenticated: Some(uri), ..self })
    }

    /// Adds whether a client shows the response of the requested URI to users who do not authenticate.
    #[must_use]
    pub const fn with_no_auth(self, no_auth: bool) -> Self {
        Self { no_auth: Some(no_auth), ..self }
    }

    /// Adds the URI to which a client goes after the user logs out.
    ///
    /// # Errors
    /// As [`with_location_when_unauthenticated`](Self::with_location_when_unauthenticated).
    pub fn with_location_when_logout(self, uri: &'a str) -> Result<Self, ValueError> {
        Ok(Self { location_when_logout: Some(location("location-when-logout", uri)?), ..self })
    }

    /// Adds after how many seconds without a request a client forgets the password; after 0, at once.
    #[must_use]
    pub const fn with_logout_timeout(self, seconds: u64) -> Self {
        Self { logout_timeout: Some(seconds), ..self }
    }

    /// Adds the name that a client suggests to the user.
    ///
    /// # Errors
    /// As [`Username::new`].
    pub fn with_username(self, name: &'a str) -> Result<Self, ValueError> {
        Ok(Self { username: Some(Username::new(name)?), ..self })
    }

    /// Adds parameters that the standard does not define.
    ///
    /// # Errors
    /// [`ValueErrorKind::Reserved`] for a parameter that the standard defines; [`ValueErrorKind::Duplicate`] for one that occurs twice;
    /// [`ValueErrorKind::TooMany`] when all parameters together could be more than
    /// [`MAX_PARAMS`](crate::auth::MAX_PARAMS). The offset is the index of the parameter.
    pub fn with_other_params(self, params: &'a [Param<'a>]) -> Result<Self, ValueError> {
        Ok(Self { others: Others::new(params, &NAMES)?, ..self })
    }

    /// Returns the scheme that the entry concerns.
    #[must_use]
    pub const fn scheme(&self) -> Scheme<'a> {
        self.scheme
    }

    /// Returns the realm that the entry concerns.
    #[must_use]
    pub const fn realm(&self) -> Option<Text<'a>> {
        self.realm
    }

    /// Returns how a client asks the user for a password, §4.2.
    #[must_use]
    pub const fn auth_style(&self) -> Option<AuthStyle<'a>> {
        self.auth_style
    }

    /// Returns the URI to which a client goes instead of showing the body of a 401, §4.3. It may be relative.
    #[must_use]
    pub const fn location_when_unauthenticated(&self) -> Option<Text<'a>> {
        self.location_when_unauthenticated
    }

    /// Returns whether a client shows the response of the requested URI to users who do not authenticate, §4.4.
    #[must_use]
    pub const fn no_auth(&self) -> Option<bool> {
        self.no_auth
    }

    /// Returns the URI to which a client goes after the user logs out, §4.5. It may be relative.
    #[must_use]
    pub const fn location_when_logout(&self) -> Option<Text<'a>> {
        self.location_when_logout
    }

    /// Returns after how many seconds without a request a client forgets the password, §4.6; after 0, at once.
    #[must_use]
    pub const fn logout_timeout(&self) -> Option<u64> {
        self.logout_timeout
    }

    /// Returns the name that a client suggests to the user, §4.7.
    #[must_use]
    pub const fn username(&self) -> Option<Username<'a>> {
        self.username
    }

    /// Returns the parameters that the standard does not define, in the order received.
    pub fn other_params(&self) -> impl Iterator<Item = Param<'a>> + Clone + use<'a> {
        self.others.iter()
    }
}

impl FieldContent for Entry<'_> {}

impl Encode for Entry<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut params = WriteParams::after(self.scheme.as_str(), wire)?;
        params.quoted("realm", self.realm)?;
        params.token("auth-style", self.auth_style.map(|style| style.text()))?;
        params.quoted("location-when-unauthenticated", self.location_when_unauthenticated)?;
        params.token("no-auth", self.no_auth.map(|no_auth| Text::token(if no_auth { b"true" } else { b"false" })))?;
        params.quoted("location-when-logout", self.location_when_logout)?;
        if let Some(seconds) = self.logout_timeout {
            params.token("logout-timeout", Text::token(number::digits(seconds, &mut [0; DIGITS])))?;
        }
        match self.username {
            Some(Username(Name::Plain(name))) => params.quoted("username", name)?,
            Some(Username(Name::Extended(name))) => params.value("username*", &name)?,
            None => {}
        }
        self.others.iter().try_for_each(|param| params.param(param))
    }
}

/// How a client asks the user for a password, RFC 8053 §4.2.
///
/// ```
/// use countersign::auth::control::{AuthStyle, AuthenticationControl};
///
/// let control = AuthenticationControl::parse(b"Basic auth-style=Non-Modal")?;
/// assert_eq!(control.iter().next().unwrap().auth_style(), Some(AuthStyle::NonModal));
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthStyle<'a> {
    /// `modal`: in a dialog that stops everything else.
    Modal,
    /// `non-modal`: beside the page, which the user can also use without authenticating.
    NonModal,
    /// Any other style.
    Other(Text<'a>),
}

impl<'a> AuthStyle<'a> {
    fn read(text: Text<'a>) -> Self {
        [Self::Modal, Self::NonModal]
            .into_iter()
            .find(|style| style.text().bytes().eq(text.bytes().map(|byte| byte.to_ascii_lowercase())))
            .unwrap_or(Self::Other(text))
    }

    /// Returns the value of the parameter.
    #[must_use]
    pub const fn text(&self) -> Text<'a> {
        match self {
            Self::Modal => Text::token(b"modal"),
            Self::NonModal => Text::token(b"non-modal"),
            Self::Other(text) => *text,
        }
    }
}

/// The name of a user, in one of two forms: `username` for ASCII, `username*` for other text.
///
/// `Debug` shows the length only.
///
/// ```
/// use countersign::auth::control::Username;
///
/// assert!(Username::new("Jäsøn")?.is("Jäsøn"));
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Username<'a>(Name<'a>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Name<'a> {
    Plain(Text<'a>),
    Extended(ExtValue<'a>),
}

impl<'a> Username<'a> {
    fn read(plain: Slot<'a>, extended: Slot<'a>) -> Result<Option<Self>, ParseError> {
        match (plain.optional(), extended.convert(extended_name)?) {
            (Some(_), Some(_)) => Err(extended.conflict()),
            (Some(name), None) => Ok(Some(Self(Name::Plain(name)))),
            (None, name) => Ok(name.map(|name| Self(Name::Extended(name)))),
        }
    }

    /// Creates a name.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character.
    pub fn new(name: &'a str) -> Result<Self, ValueError> {
        let text = Text::for_part("username", name.as_bytes())?;
        Ok(Self(if name.is_ascii() { Name::Plain(text) } else { Name::Extended(ExtValue::new(name)) }))
    }

    /// Iterates over the bytes of the name, which should be UTF-8.
    pub fn bytes(&self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        let (plain, extended) = match self.0 {
            Name::Plain(text) => (Some(text), None),
            Name::Extended(value) => (None, Some(value)),
        };
        plain.into_iter().flat_map(|text| text.bytes()).chain(extended.into_iter().flat_map(|value| value.bytes()))
    }

    /// Decodes into the start of `buffer`.
    ///
    /// # Errors
    /// [`CapacityError`] if `buffer` is too small.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
        collect_into(self.bytes(), buffer)
    }

    /// Returns whether the name has these bytes.
    #[must_use]
    pub fn is<N: AsRef<[u8]> + ?Sized>(&self, name: &N) -> bool {
        self.bytes().eq(name.as_ref().iter().copied())
    }
}

impl fmt::Debug for Username<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Username({} bytes)", self.bytes().count())
    }
}

/// `ext-value` of a text that is not ASCII, in UTF-8 and without a language.
fn extended_name(text: Text<'_>) -> Option<ExtValue<'_>> {
    let value = ExtValue::parse(text.as_bytes()?).ok()?;
    let is_needed = value.bytes().any(|byte| !byte.is_ascii());
    (value.is_utf8() && value.language().is_empty() && is_needed).then_some(value)
}

/// `no-auth`
fn boolean(text: Text<'_>) -> Option<bool> {
    let is = |value| text.eq_ignore_ascii_case(value);
    (is("true") || is("false")).then(|| is("true"))
}

/// Checks a URI to be sent.
fn location<'a>(part: &'static str, uri: &'a str) -> Result<Text<'a>, ValueError> {
    match uri.bytes().position(|byte| !byte.is_ascii_graphic()) {
        Some(offset) => Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset)),
        None if uri.is_empty() => Err(ValueError::new(part, ValueErrorKind::Empty, 0)),
        None => Text::for_part(part, uri.as_bytes()),
    }
}
