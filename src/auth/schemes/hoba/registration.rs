//! Hobareg, RFC 7486 §6.1.1: whether a server registered the client's key.

use crate::auth::field_names::HOBAREG;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, LineError, ParseError, Rule};
use crate::fields::{Fields, only_line};
use crate::syntax::class::WSP;
use crate::syntax::rules::{ows, trim_end};

/// The result of a registration: the value of a Hobareg field.
///
/// ```
/// use countersign::{Encode, auth::hoba::Registration};
///
/// assert_eq!(Registration::parse(b"regok")?, Registration::Complete);
/// assert_eq!(Registration::InWork.encode_to_slice(&mut [0; 16])?, b"reginwork");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registration {
    /// `regok`: the key is registered.
    Complete,
    /// `reginwork`: the server needs more steps, such as a page that the user fills in.
    InWork,
}

impl Registration {
    /// Parses the value of a Hobareg field, in any case of letters.
    ///
    /// # Errors
    /// [`Rule::Hobareg`] at the start of any other value.
    pub fn parse(value: &[u8]) -> Result<Self, ParseError> {
        let value = trim_end(value, WSP);
        let trimmed = ows(value).map_or(value, |(rest, ())| rest);
        let is_it = |known: &Self| trimmed.eq_ignore_ascii_case(known.as_str().as_bytes());
        [Self::Complete, Self::InWork].into_iter().find(is_it).ok_or_else(|| {
            ParseError::new(ErrorKind::Expected(Rule::Hobareg), value.len().saturating_sub(trimmed.len()))
        })
    }

    /// Returns the value of the field.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Complete => "regok",
            Self::InWork => "reginwork",
        }
    }
}

impl FieldContent for Registration {}

impl Encode for Registration {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.as_str().as_bytes())
    }
}

/// Parses the Hobareg line of a response to a registration.
///
/// ```
/// use countersign::auth::hoba::{self, Registration};
///
/// let response = [("Hobareg", "reginwork")];
/// assert_eq!(hoba::registration(&response)?, Some(Registration::InWork));
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// As [`Registration::parse`]; [`ErrorKind::SecondLine`] when there is a second line.
pub fn registration<'m>(fields: impl Fields<'m>) -> Result<Option<Registration>, LineError> {
    only_line(fields, HOBAREG, Registration::parse)
}
