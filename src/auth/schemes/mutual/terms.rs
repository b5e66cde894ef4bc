//! The parameters that all messages of an exchange share, RFC 8120 §4.

use super::{Algorithm, SCHEME, Validation, absent, version};
use crate::auth::slots::Slot;
use crate::auth::write::WriteParams;
use crate::encode::{Sink, Wire};
use crate::error::{ParseError, ValueError, ValueErrorKind};
use crate::syntax::text::Text;

/// The terms on which both sides authenticate. They are the same in all messages of an exchange.
///
/// ```
/// use countersign::auth::mutual::{Algorithm, Challenge, Terms, Validation};
///
/// let challenge = Challenge::parse(
///     b"Mutual version=1, algorithm=iso-kam3-dl-2048-sha256, validation=host, auth-scope=\"*.example.com\", \
///       realm=\"Protected Contents\", reason=initial",
/// )?;
/// let terms = Terms::new(Algorithm::Dl2048Sha256, Validation::Host, "Protected Contents")?;
/// assert_eq!(challenge.terms(), terms.with_auth_scope("*.example.com")?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms<'a> {
    algorithm: Algorithm<'a>,
    validation: Validation<'a>,
    auth_scope: Option<Text<'a>>,
    realm: Text<'a>,
}

impl<'a> Terms<'a> {
    /// Reads the slots of `realm*`, `auth-scope*`, `version` and so on, in the order of the standard.
    pub(super) fn read(slots: &[Slot<'a>; 7]) -> Result<Self, ParseError> {
        let [extended_realm, extended_scope, number, algorithm, validation, auth_scope, realm] = slots;
        version(*number)?;
        absent(*extended_realm)?;
        absent(*extended_scope)?;
        Ok(Self {
            algorithm: algorithm.convert(Algorithm::read)?.ok_or(algorithm.missing())?,
            validation: validation.convert(Validation::read)?.ok_or(validation.missing())?,
            auth_scope: auth_scope.optional(),
            realm: realm.required()?,
        })
    }

    /// Creates terms for the requested host only.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first control character in the realm.
    pub fn new<R: AsRef<[u8]> + ?Sized>(
        algorithm: Algorithm<'a>,
        validation: Validation<'a>,
        realm: &'a R,
    ) -> Result<Self, ValueError> {
        let realm = Text::for_part("realm", realm.as_ref())?;
        Ok(Self { algorithm: algorithm.known(), validation: validation.known(), auth_scope: None, realm })
    }

    /// Returns the terms with the hosts for which they are valid: `scheme://host[:port]`, `host` or `*.domain`.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte that is upper case, a quote, a backslash or not visible ASCII;
    /// [`ValueErrorKind::Empty`].
    pub fn with_auth_scope(self, auth_scope: &'a str) -> Result<Self, ValueError> {
        match auth_scope.bytes().position(|byte| !is_scope_char(byte)) {
            Some(offset) => Err(ValueError::new("auth-scope", ValueErrorKind::InvalidByte, offset)),
            None if auth_scope.is_empty() => Err(ValueError::new("auth-scope", ValueErrorKind::Empty, 0)),
            None => Ok(Self { auth_scope: Some(Text::quoted(auth_scope.as_bytes(), false)), ..self }),
        }
    }

    /// Returns the algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm<'a> {
        self.algorithm
    }

    /// Returns what the exchange is bound to. A client checks it.
    #[must_use]
    pub const fn validation(&self) -> Validation<'a> {
        self.validation
    }

    /// Returns the hosts for which the terms are valid, §5.
    #[must_use]
    pub const fn auth_scope(&self) -> Option<Text<'a>> {
        self.auth_scope
    }

    /// Returns the realm. Together with the algorithm and the scope it identifies a protection space.
    #[must_use]
    pub const fn realm(&self) -> Text<'a> {
        self.realm
    }

    /// Writes the scheme and the terms. The message follows.
    pub(super) fn write<'w, 's, S: Sink>(&self, wire: &'w mut Wire<'s, S>) -> Result<WriteParams<'w, 's, S>, S::Error> {
        let mut params = WriteParams::after(SCHEME, wire)?;
        params.token("version", Text::token(b"1"))?;
        params.token("algorithm", Text::token(self.algorithm.as_str().as_bytes()))?;
        params.token("validation", Text::token(self.validation.as_str().as_bytes()))?;
        params.quoted("auth-scope", self.auth_scope)?;
        params.quoted("realm", self.realm)?;
        Ok(params)
    }
}

/// Whether a byte may stand in a scope, §5. A scope is in lower case.
const fn is_scope_char(byte: u8) -> bool {
    byte.is_ascii_graphic() && !byte.is_ascii_uppercase() && !matches!(byte, b'"' | b'\\')
}
