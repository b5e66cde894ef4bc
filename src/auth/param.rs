//! `auth-param`: one parameter.

use core::fmt;

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::ValueError;
use crate::syntax::text::Text;
use crate::syntax::token::Token;

/// A parameter of a challenge, of credentials or of Authentication-Info.
///
/// ```abnf
/// auth-param = token BWS "=" BWS ( token / quoted-string )
/// ```
/// [RFC 9110, section 11.2](https://www.rfc-editor.org/rfc/rfc9110#section-11.2)
///
/// Two parameters are equal when their names are equal without case and their values stand for the same bytes. `realm`
/// is always written quoted (§11.5), any other value in the form that it has.
///
/// `Debug` shows a name if a standard defines it, and a value if it cannot be a secret: that of `algorithm`, `charset`,
/// `error`, `qop`, `realm`, `scope` or `stale`. Of any other name or value it shows the length.
///
/// ```
/// use countersign::{Encode, auth::Param};
///
/// let param = Param::quoted("title", "say \"when\"")?;
/// assert!(param.name().is("Title") && param.value() == "say \"when\"");
///
/// let mut buffer = [0; 32];
/// assert_eq!(param.encode_to_slice(&mut buffer)?, br#"title="say \"when\"""#);
/// assert_eq!(Param::token("type", "1")?.encode_to_slice(&mut buffer)?, b"type=1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Param<'a> {
    name: Token<'a>,
    value: Text<'a>,
}

impl<'a> Param<'a> {
    /// Creates a parameter whose value is written as a quoted-string.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at the first byte of the name that is not a
    /// `tchar`, or at the first control character of the value other than HTAB;
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) for an empty name.
    pub fn quoted<V: AsRef<[u8]> + ?Sized>(name: &'a str, value: &'a V) -> Result<Self, ValueError> {
        let name = Token::for_part("name", name.as_bytes())?;
        Ok(Self { name, value: Text::for_part("value", value.as_ref())? })
    }

    /// Creates a parameter whose value is written as a token.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at the first byte of the name or the value that
    /// is not a `tchar`; [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) for an empty name or value.
    pub fn token<V: AsRef<[u8]> + ?Sized>(name: &'a str, value: &'a V) -> Result<Self, ValueError> {
        let name = Token::for_part("name", name.as_bytes())?;
        Ok(Self { name, value: Text::token(Token::for_part("value", value.as_ref())?.as_bytes()) })
    }

    /// A parameter whose name and value were parsed.
    pub(in crate::auth) const fn read(name: &'a [u8], value: Text<'a>) -> Self {
        Self { name: Token::read(name), value }
    }

    /// Returns the name, spelled as it was sent. [`Token::is`] compares without case.
    #[must_use]
    pub const fn name(&self) -> Token<'a> {
        self.name
    }

    /// Returns the value.
    #[must_use]
    pub const fn value(&self) -> Text<'a> {
        self.value
    }
}

impl PartialEq for Param<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.name.as_bytes().eq_ignore_ascii_case(other.name.as_bytes()) && self.value == other.value
    }
}

impl Eq for Param<'_> {}

/// Parameters whose values cannot be secret.
const PUBLIC: [&str; 7] = ["algorithm", "charset", "error", "qop", "realm", "scope", "stale"];

/// Other parameters that standards define. Values of some of them are secret.
const DEFINED: [&str; 50] = [
    "access",
    "acr_values",
    "algs",
    "as_uri",
    "auth-scope",
    "challenge",
    "cnonce",
    "created",
    "data",
    "domain",
    "error_description",
    "error_uri",
    "expires",
    "ext",
    "hash",
    "headers",
    "id",
    "kc1",
    "keyId",
    "ks1",
    "mac",
    "max-age",
    "max_age",
    "nc",
    "nc-max",
    "nc-window",
    "nextnonce",
    "nonce",
    "opaque",
    "path",
    "reason",
    "referrer",
    "resource_metadata",
    "response",
    "result",
    "rspauth",
    "sid",
    "signature",
    "sr",
    "time",
    "token",
    "token-key",
    "ts",
    "tsm",
    "ttl",
    "uri",
    "userhash",
    "username",
    "validation",
    "version",
];

impl fmt::Debug for Param<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let find = |names: &[&'static str]| names.iter().copied().find(|name| self.name.is(name));
        let mut shown = f.debug_tuple("Param");
        match (find(&PUBLIC), self.value.as_str(), find(&DEFINED)) {
            (Some(name), Some(value), _) => shown.field(&format_args!("{name}")).field(&value),
            (Some(name), None, _) | (None, _, Some(name)) => shown.field(&format_args!("{name}")).field(&self.value),
            (None, _, None) => shown.field(&self.name).field(&self.value),
        };
        shown.finish()
    }
}

impl FieldContent for Param<'_> {}

impl Encode for Param<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.name.as_bytes())?;
        wire.put(b"=")?;
        if self.name.is("realm") { self.value.in_quotes().write(wire) } else { self.value.write(wire) }
    }
}
