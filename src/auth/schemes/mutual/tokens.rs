//! Tokens, RFC 8120 §3.2.1, and their registered values.

use core::fmt;

use crate::auth::names;
use crate::error::{ValueError, ValueErrorKind};
use crate::syntax::text::Text;

/// A registered name, or a name under the domain of its owner.
///
/// ```abnf
/// extensive-token      = bare-token / extension-token
/// extension-token      = "-" bare-token 1*( "." bare-token )
/// bare-token           = bare-token-lead-char *bare-token-char
/// bare-token-lead-char = %x30-39 / %x41-5A / %x61-7A
/// bare-token-char      = %x30-39 / %x41-5A / %x61-7A / "-" / "_"
/// ```
/// [RFC 8120, section 3.2.1](https://www.rfc-editor.org/rfc/rfc8120#section-3.2.1)
///
/// Comparison ignores ASCII case. `Debug` shows the length only.
///
/// ```
/// use countersign::auth::mutual::ExtensiveToken;
///
/// let token = ExtensiveToken::new("-kam4.example.org")?;
/// assert_eq!(token, ExtensiveToken::new("-KAM4.example.org")?);
/// assert_eq!(ExtensiveToken::new("kam4.example.org").unwrap_err().offset(), 4);
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct ExtensiveToken<'a>(&'a [u8]);

impl<'a> ExtensiveToken<'a> {
    /// Creates a token.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte that does not match; [`ValueErrorKind::WrongForm`] if more
    /// bytes are expected at the end; [`ValueErrorKind::Empty`].
    pub fn new(token: &'a str) -> Result<Self, ValueError> {
        match extensive_token(token.as_bytes()) {
            None => Ok(Self(token.as_bytes())),
            Some(0) if token.is_empty() => Err(ValueError::new("extensive-token", ValueErrorKind::Empty, 0)),
            Some(offset) if offset == token.len() => {
                Err(ValueError::new("extensive-token", ValueErrorKind::WrongForm, 0))
            }
            Some(offset) => Err(ValueError::new("extensive-token", ValueErrorKind::InvalidByte, offset)),
        }
    }

    fn read(bytes: &'a [u8]) -> Option<Self> {
        extensive_token(bytes).is_none().then_some(Self(bytes))
    }

    /// Returns the token as the sender spells it. It is hashed in lower case.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        match core::str::from_utf8(self.0) {
            Ok(token) => token,
            Err(_) => "",
        }
    }
}

impl PartialEq for ExtensiveToken<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(other.0)
    }
}

impl Eq for ExtensiveToken<'_> {}

impl fmt::Debug for ExtensiveToken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExtensiveToken({} bytes)", self.0.len())
    }
}

/// The algorithm of the key exchange.
///
/// [RFC 8121, section 3](https://www.rfc-editor.org/rfc/rfc8121#section-3)
///
/// ```
/// use countersign::auth::mutual::{Algorithm, ExtensiveToken};
///
/// assert_eq!(Algorithm::EcP256Sha256.as_str(), "iso-kam3-ec-p256-sha256");
/// assert_eq!(Algorithm::Other(ExtensiveToken::new("-kam4.example.org")?).as_str(), "-kam4.example.org");
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Algorithm<'a> {
    /// `iso-kam3-dl-2048-sha256`: discrete logarithms modulo 2048 bits. Numbers are sent in base64.
    Dl2048Sha256,
    /// `iso-kam3-dl-4096-sha512`: discrete logarithms modulo 4096 bits. Numbers are sent in base64.
    Dl4096Sha512,
    /// `iso-kam3-ec-p256-sha256`: the curve P-256. Numbers are sent in hex.
    EcP256Sha256,
    /// `iso-kam3-ec-p521-sha512`: the curve P-521. Numbers are sent in hex.
    EcP521Sha512,
    /// Any other name.
    Other(ExtensiveToken<'a>),
}

impl<'a> Algorithm<'a> {
    const REGISTERED: [(&'static str, Self); 4] = [
        ("iso-kam3-dl-2048-sha256", Self::Dl2048Sha256),
        ("iso-kam3-dl-4096-sha512", Self::Dl4096Sha512),
        ("iso-kam3-ec-p256-sha256", Self::EcP256Sha256),
        ("iso-kam3-ec-p521-sha512", Self::EcP521Sha512),
    ];

    pub(super) fn read(text: Text<'a>) -> Option<Self> {
        read(&Self::REGISTERED, text, Self::Other)
    }

    /// Replaces `Other` with a registered name by the variant of that name.
    pub(super) fn known(self) -> Self {
        Self::read(Text::token(self.as_str().as_bytes())).unwrap_or(self)
    }

    /// Returns the name, as it is registered or as it was received.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        match self {
            Self::Other(token) => token.as_str(),
            registered => names::name_of(&Self::REGISTERED, registered),
        }
    }
}

/// What the exchange is bound to, so that it cannot be relayed over another connection.
///
/// [RFC 8120, section 7](https://www.rfc-editor.org/rfc/rfc8120#section-7)
///
/// ```
/// use countersign::auth::mutual::{Challenge, Validation};
///
/// let challenge = Challenge::parse(
///     b"Mutual version=1, algorithm=iso-kam3-dl-2048-sha256, validation=HOST, realm=\"a\", reason=initial",
/// )?;
/// assert_eq!(challenge.terms().validation(), Validation::Host);
/// assert_eq!(Validation::Host.as_str(), "host");
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Validation<'a> {
    /// `host`: the name of the host, over connections that are not encrypted.
    Host,
    /// `tls-server-end-point`: the certificate of the server.
    TlsServerEndPoint,
    /// `tls-unique`: the channel binding of that name, RFC 5929, for connections without a certificate.
    TlsUnique,
    /// Any other name.
    Other(ExtensiveToken<'a>),
}

impl<'a> Validation<'a> {
    const REGISTERED: [(&'static str, Self); 3] =
        [("host", Self::Host), ("tls-server-end-point", Self::TlsServerEndPoint), ("tls-unique", Self::TlsUnique)];

    pub(super) fn read(text: Text<'a>) -> Option<Self> {
        read(&Self::REGISTERED, text, Self::Other)
    }

    /// Replaces `Other` with a registered name by the variant of that name.
    pub(super) fn known(self) -> Self {
        Self::read(Text::token(self.as_str().as_bytes())).unwrap_or(self)
    }

    /// Returns the name, as it is registered or as it was received.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        match self {
            Self::Other(token) => token.as_str(),
            registered => names::name_of(&Self::REGISTERED, registered),
        }
    }
}

/// The reason for which a client should begin, again or for the first time.
///
/// [RFC 8120, section 4.1](https://www.rfc-editor.org/rfc/rfc8120#section-4.1)
///
/// A client treats an unknown reason as [`AuthFailed`](Self::AuthFailed) or [`Initial`](Self::Initial).
///
/// ```
/// use countersign::auth::mutual::{ExtensiveToken, Reason};
///
/// assert_eq!(Reason::StaleSession.as_str(), "stale-session");
/// assert_eq!(Reason::Other(ExtensiveToken::new("-quota.example.org")?).as_str(), "-quota.example.org");
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason<'a> {
    /// `initial`: the request had no credentials.
    Initial,
    /// `stale-session`: the server does not know the session, or has forgotten it. The message is a 401-STALE.
    StaleSession,
    /// `auth-failed`: the authentication failed; the password may be wrong.
    AuthFailed,
    /// `reauth-needed`: the application requires a new authentication.
    ReauthNeeded,
    /// `invalid-parameters`: the server does not accept some of the parameters.
    InvalidParameters,
    /// `internal-error`: the server failed.
    InternalError,
    /// `user-unknown`: the user's name is wrong. A server should not reveal this.
    UserUnknown,
    /// `invalid-credential`: the name is right and the password is wrong. A server should not reveal this.
    InvalidCredential,
    /// `authz-failed`: the user may not access the resource.
    AuthzFailed,
    /// Any other reason.
    Other(ExtensiveToken<'a>),
}

impl<'a> Reason<'a> {
    const REGISTERED: [(&'static str, Self); 9] = [
        ("initial", Self::Initial),
        ("stale-session", Self::StaleSession),
        ("auth-failed", Self::AuthFailed),
        ("reauth-needed", Self::ReauthNeeded),
        ("invalid-parameters", Self::InvalidParameters),
        ("internal-error", Self::InternalError),
        ("user-unknown", Self::UserUnknown),
        ("invalid-credential", Self::InvalidCredential),
        ("authz-failed", Self::AuthzFailed),
    ];

    pub(super) fn read(text: Text<'a>) -> Option<Self> {
        read(&Self::REGISTERED, text, Self::Other)
    }

    /// Replaces `Other` with a registered name by the variant of that name.
    pub(super) fn known(self) -> Self {
        Self::read(Text::token(self.as_str().as_bytes())).unwrap_or(self)
    }

    /// Returns the name, as it is registered or as it was received.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        match self {
            Self::Other(token) => token.as_str(),
            registered => names::name_of(&Self::REGISTERED, registered),
        }
    }
}

/// Returns the value of a text. A registered name needs no check of its grammar.
fn read<'a, T: Copy>(table: &[(&'static str, T)], text: Text<'a>, other: fn(ExtensiveToken<'a>) -> T) -> Option<T> {
    let bytes = text.as_bytes()?;
    names::value_of(table, |name| bytes.eq_ignore_ascii_case(name.as_bytes()))
        .or_else(|| ExtensiveToken::read(bytes).map(other))
}

/// `extensive-token = bare-token / extension-token`; returns the offset of the first byte that does not match.
fn extensive_token(bytes: &[u8]) -> Option<usize> {
    let Some(names) = bytes.strip_prefix(b"-") else {
        return bare_token(bytes);
    };
    let mut at: usize = 1;
    for name in names.split(|&byte| byte == b'.') {
        if let Some(wrong) = bare_token(name) {
            return Some(at.saturating_add(wrong));
        }
        at = at.saturating_add(name.len()).saturating_add(1);
    }
    // A token with a hyphen needs a domain, which has a dot.
    if names.contains(&b'.') { None } else { Some(bytes.len()) }
}

/// `bare-token = bare-token-lead-char *bare-token-char`; returns the offset of the first byte that does not match.
fn bare_token(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [lead, ..] if lead.is_ascii_alphanumeric() => {
            bytes.iter().position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')))
        }
        _ => Some(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_bare_or_have_a_domain() {
        for (token, expected) in [
            ("host", None),
            ("0-_A", None),
            ("-a.b", None),
            ("-a-b.0_c.d", None),
            ("", Some(0)),
            ("_a", Some(0)),
            ("a.b", Some(1)),
            ("a b", Some(1)),
            ("-", Some(1)),
            ("-a", Some(2)),
            ("-a.", Some(3)),
            ("-.a", Some(1)),
            ("-a.-b", Some(3)),
            ("--a.b", Some(1)),
        ] {
            assert_eq!(extensive_token(token.as_bytes()), expected, "{token}");
        }
    }
    #[test]
    fn registered_names_are_tokens() {
        let names = [
            &Algorithm::REGISTERED.map(|(name, _)| name)[..],
            &Validation::REGISTERED.map(|(name, _)| name),
            &Reason::REGISTERED.map(|(name, _)| name),
        ];
        for name in names.into_iter().flatten() {
            assert_eq!(extensive_token(name.as_bytes()), None, "{name}");
        }
    }
}
