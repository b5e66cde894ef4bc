//! Tokens: the names and keywords of fields.

use core::fmt;

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule, ValueError, ValueErrorKind};
use crate::syntax::class::{TCHAR, WSP, is};
use crate::syntax::rules::{trim_end, trim_start};
use crate::syntax::wide::eq_ignore_ascii_case;

/// A token: a name or a keyword of a field.
///
/// ```abnf
/// token = 1*tchar
/// ```
/// [RFC 9110, section 5.6.2](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2)
///
/// Each field defines whether case counts: `==` compares with case, [`is`](Self::is) without.
///
/// ```
/// use countersign::{Encode, Token};
///
/// let token = Token::parse(b" No-Cache ")?;
/// assert!(token.is("no-cache") && token != Token::new(b"no-cache")?);
/// assert_eq!(token.encode_to_slice(&mut [0; 16])?, b"No-Cache");
/// assert_eq!(Token::new(b"no cache").unwrap_err().offset(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token<'a>(&'a [u8]);

impl<'a> Token<'a> {
    /// Parses a value that is one token, with or without white space around it.
    ///
    /// # Errors
    /// [`Rule::Token`] if the value does not begin with a token, [`Rule::End`] at the first byte after it.
    pub const fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        let rest = trim_start(value, WSP);
        let start = value.len().saturating_sub(rest.len());
        match Self::for_part("token", trim_end(rest, WSP)) {
            Ok(token) => Ok(token),
            Err(error) => {
                let rule = if error.offset() == 0 { Rule::Token } else { Rule::End };
                Err(ParseError::new(ErrorKind::Expected(rule), start.saturating_add(error.offset())))
            }
        }
    }

    /// Checks a token to be sent.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte that is not a `tchar`, [`ValueErrorKind::Empty`] if there is no byte.
    pub const fn new(bytes: &'a [u8]) -> Result<Self, ValueError> {
        Self::for_part("token", bytes)
    }

    /// As [`new`](Self::new), with the name of the part for the error.
    pub(crate) const fn for_part(part: &'static str, bytes: &'a [u8]) -> Result<Self, ValueError> {
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            if !is(byte, TCHAR) {
                let offset = bytes.len().saturating_sub(rest.len());
                return Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset));
            }
            rest = after;
        }
        if bytes.is_empty() { Err(ValueError::new(part, ValueErrorKind::Empty, 0)) } else { Ok(Self(bytes)) }
    }

    /// Wraps a token that a rule has read.
    pub(crate) const fn read(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes of the token.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// Returns the token as text. It is always ASCII.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        match core::str::from_utf8(self.0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }

    /// Returns whether the token is `other` when the case of letters does not count.
    #[must_use]
    pub fn is(&self, other: &str) -> bool {
        // Most senders spell a name as the standard does, which one comparison shows.
        self.0 == other.as_bytes() || self.0.eq_ignore_ascii_case(other.as_bytes())
    }
}

/// Returns whether `text` is one of `texts` when case does not count; usable in constants.
pub(crate) const fn is_one_of(text: &[u8], mut texts: &[&str]) -> bool {
    while let Some((other, others)) = texts.split_first() {
        if text.len() == other.len() && eq_ignore_ascii_case(text, other.as_bytes()) {
            return true;
        }
        texts = others;
    }
    false
}

impl fmt::Debug for Token<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({} bytes)", self.0.len())
    }
}

impl FieldContent for Token<'_> {}

impl Encode for Token<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.0)
    }
}
