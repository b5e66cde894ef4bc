//! `auth-param`: one parameter.

use core::fmt;

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::ValueError;
use crate::syntax::text::Text;
use crate::syntax::token::Token;

/// A parameter of a challenge, of credentials or of info.
///
/// ```abnf
/// auth-param = token BWS "=" BWS ( token / quoted-string )
/// ```
/// [RFC 9110, section 11.2](https://www.rfc-editor.org/rfc/rfc9110#section-11.2)
///
/// Two are equal when their names are, whatever the case, and their values mean the same octets. `realm` is always
/// sent quoted (§11.5), any other value in the form it has.
///
/// ```
/// use countersign::{Encode, auth::Param};
///
/// let mut buffer = [0; 32];
/// assert_eq!(Param::quoted("title", b"say \"when\"")?.encode_to_slice(&mut buffer)?, br#"title="say \"when\"""#);
/// assert_eq!(Param::token("type", b"1")?.encode_to_slice(&mut buffer)?, b"type=1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Param<'a> {
    name: Token<'a>,
    value: Text<'a>,
}

impl<'a> Param<'a> {
    /// A parameter to be sent with its value quoted.
    ///
    /// # Errors
    /// When the name is no token, or a field can't carry the value.
    pub const fn quoted(name: &'a str, value: &'a [u8]) -> Result<Self, ValueError> {
        match (Token::for_part("name", name.as_bytes()), Text::for_part("value", value)) {
            (Ok(name), Ok(value)) => Ok(Self { name, value }),
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }

    /// A parameter to be sent with its value as a token.
    ///
    /// # Errors
    /// When name or value is no token.
    pub const fn token(name: &'a str, value: &'a [u8]) -> Result<Self, ValueError> {
        match (Token::for_part("name", name.as_bytes()), Token::for_part("value", value)) {
            (Ok(name), Ok(value)) => Ok(Self { name, value: Text::token(value.as_bytes()) }),
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }

    pub(in crate::auth) const fn read(name: &'a [u8], value: Text<'a>) -> Self {
        Self { name: Token::read(name), value }
    }

    /// The name as the sender spells it.
    #[must_use]
    pub const fn name(&self) -> Token<'a> {
        self.name
    }

    /// The value.
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

impl fmt::Debug for Param<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Param").field(&self.name).field(&self.value).finish()
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
