//! Tokens: the names and keywords of which fields are made.

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
/// Whether case counts is for the field to say: `==` counts it, [`is`](Self::is) does not.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token<'a>(&'a [u8]);

impl<'a> Token<'a> {
    /// Reads a value that is one token, with white space around it or without.
    ///
    /// # Errors
    /// [`Rule::Token`] where none begins, [`Rule::End`] at what stands behind it.
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

    /// A token to be sent.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first octet that is no `tchar`, [`ValueErrorKind::Empty`] when there is none.
    pub const fn new(octets: &'a [u8]) -> Result<Self, ValueError> {
        Self::for_part("token", octets)
    }

    /// As [`new`](Self::new), with the name that an error gives.
    pub(crate) const fn for_part(part: &'static str, octets: &'a [u8]) -> Result<Self, ValueError> {
        let mut rest = octets;
        while let Some((&octet, after)) = rest.split_first() {
            if !is(octet, TCHAR) {
                let offset = octets.len().saturating_sub(rest.len());
                return Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset));
            }
            rest = after;
        }
        if octets.is_empty() { Err(ValueError::new(part, ValueErrorKind::Empty, 0)) } else { Ok(Self(octets)) }
    }

    /// A token that a rule has read.
    pub(crate) const fn read(octets: &'a [u8]) -> Self {
        Self(octets)
    }

    /// The token.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// The token, which is always ASCII.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        match core::str::from_utf8(self.0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }

    /// Whether it is this one when the case of letters does not count.
    #[must_use]
    pub fn is(&self, other: &str) -> bool {
        // Nearly everyone spells a name as the standard does, and that is known in one comparison.
        self.0 == other.as_bytes() || self.0.eq_ignore_ascii_case(other.as_bytes())
    }
}

/// Whether a text is one of these when case does not count.
pub(crate) const fn is_one_of(text: &[u8], mut texts: &[&str]) -> bool {
    while let Some((other, others)) = texts.split_first() {
        if eq_ignore_ascii_case(text, other.as_bytes()) {
            return true;
        }
        texts = others;
    }
    false
}

impl fmt::Debug for Token<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({} octets)", self.0.len())
    }
}

impl FieldContent for Token<'_> {}

impl Encode for Token<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.0)
    }
}
