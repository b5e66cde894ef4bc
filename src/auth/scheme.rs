//! The name of a scheme.

use core::fmt;

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::ValueError;
use crate::syntax::token::Token;

/// The name of an authentication scheme.
///
/// ```abnf
/// auth-scheme = token
/// ```
/// [RFC 9110, section 11.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.1)
///
/// Case does not count when two are compared; the sender's spelling is kept. `Debug` shows the names that are
/// registered and the length of any other: `Authorization: s3cr3t` is a scheme to the grammar.
///
/// ```
/// use countersign::auth::Scheme;
///
/// let scheme = Scheme::new("DIGEST")?;
/// assert!(scheme.is("Digest") && scheme == Scheme::new("digest")?);
/// assert_eq!(scheme.as_str(), "DIGEST");
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Scheme<'a>(Token<'a>);

impl<'a> Scheme<'a> {
    /// The names in the [IANA registry](https://www.iana.org/assignments/http-authschemes), and those of the other schemes
    /// that have a module here.
    const KNOWN: [&'static str; 24] = [
        "ApiKey",
        "AWS",
        "AWS4-ECDSA-P256-SHA256",
        "AWS4-HMAC-SHA256",
        "Basic",
        "Bearer",
        "Concealed",
        "Digest",
        "DPoP",
        "GNAP",
        "Hawk",
        "HOBA",
        "Mutual",
        "Negotiate",
        "NTLM",
        "OAuth",
        "PrivateToken",
        "SCRAM-SHA-1",
        "SCRAM-SHA-256",
        "SharedKey",
        "SharedKeyLite",
        "Signature",
        "Token",
        "vapid",
    ];

    /// A scheme to be sent.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first octet that is no `tchar`, [`ValueErrorKind::Empty`] when there is none.
    pub const fn new(name: &'a str) -> Result<Self, ValueError> {
        match Token::for_part("scheme", name.as_bytes()) {
            Ok(token) => Ok(Self(token)),
            Err(error) => Err(error),
        }
    }

    pub(in crate::auth) const fn read(name: &'a [u8]) -> Self {
        Self(Token::read(name))
    }

    /// Whether it is the scheme of this name.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.0.is(name)
    }

    /// Whether it is registered, or has a module here.
    #[must_use]
    pub fn is_known(&self) -> bool {
        Self::KNOWN.iter().any(|name| self.is(name))
    }

    /// The name as the sender spells it.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        self.0.as_str()
    }

    /// The octets of the name.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0.as_bytes()
    }
}

impl PartialEq for Scheme<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes().eq_ignore_ascii_case(other.as_bytes())
    }
}

impl Eq for Scheme<'_> {}

impl fmt::Debug for Scheme<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Self::KNOWN.iter().find(|name| self.is(name)) {
            Some(name) => write!(f, "Scheme({name})"),
            None => write!(f, "Scheme({} octets)", self.as_bytes().len()),
        }
    }
}

impl FieldContent for Scheme<'_> {}

impl Encode for Scheme<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.0.write(wire)
    }
}
