//! The fields whose value is one of a few keywords: `true`, and `Cross-Origin-Resource-Policy`.

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule};
use crate::syntax::class::WSP;
use crate::syntax::rules::{trim_end, trim_start};
use crate::syntax::wide::{WIDE, is_four};

/// `true`, the only value of some fields.
///
/// ```abnf
/// Access-Control-Allow-Credentials = %s"true" ; case-sensitive
/// ```
/// [Fetch, section 3.3.4](https://fetch.spec.whatwg.org/#http-new-header-syntax)
///
/// `Access-Control-Request-Private-Network` and `Access-Control-Allow-Private-Network` have the same value, [Private
/// Network Access, section 3.1](https://wicg.github.io/private-network-access/#headers). There is no `false`: the field
/// is then left out.
///
/// ```
/// use countersign::{Encode, cors::values::True};
///
/// assert_eq!(True::parse(b"true"), Ok(True));
/// assert!(True::parse(b"True").is_err());
/// assert_eq!(True.encode_to_slice(&mut [0; 4])?, b"true");
/// # Ok::<(), countersign::CapacityError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct True;

impl True {
    /// Parses a value, with or without white space around it.
    ///
    /// # Errors
    /// [`Rule::True`] at the start of any other value.
    #[cfg_attr(target_pointer_width = "64", inline)]
    pub const fn parse(value: &[u8]) -> Result<Self, ParseError> {
        // Read at once where code may be long.
        if WIDE && is_four(value, *b"true") { Ok(Self) } else { Self::parse_padded(value) }
    }

    const fn parse_padded(value: &[u8]) -> Result<Self, ParseError> {
        match word(value) {
            (_, b"true") => Ok(Self),
            (at, _) => Err(ParseError::new(ErrorKind::Expected(Rule::True), at)),
        }
    }
}

impl FieldContent for True {}

impl Encode for True {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(b"true")
    }
}

/// The pages that may embed a response.
///
/// ```abnf
/// Cross-Origin-Resource-Policy = %s"same-origin" / %s"same-site" / %s"cross-origin" ; case-sensitive
/// ```
/// [Fetch, section 3.7](https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header)
///
/// Browsers ignore any other value.
///
/// ```
/// use countersign::{Encode, cors::values::ResourcePolicy};
///
/// assert_eq!(ResourcePolicy::parse(b"same-site"), Ok(ResourcePolicy::SameSite));
/// assert_eq!(ResourcePolicy::SameOrigin.encode_to_slice(&mut [0; 16])?, b"same-origin");
/// # Ok::<(), countersign::CapacityError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ResourcePolicy {
    /// Pages of the same origin.
    SameOrigin,
    /// Pages of the same site.
    SameSite,
    /// All pages.
    CrossOrigin,
}

impl ResourcePolicy {
    /// Parses a value, with or without white space around it.
    ///
    /// # Errors
    /// [`Rule::ResourcePolicy`] at the start of any other value.
    pub const fn parse(value: &[u8]) -> Result<Self, ParseError> {
        match word(value) {
            (_, b"same-origin") => Ok(Self::SameOrigin),
            (_, b"same-site") => Ok(Self::SameSite),
            (_, b"cross-origin") => Ok(Self::CrossOrigin),
            (at, _) => Err(ParseError::new(ErrorKind::Expected(Rule::ResourcePolicy), at)),
        }
    }

    /// Returns the keyword.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SameOrigin => "same-origin",
            Self::SameSite => "same-site",
            Self::CrossOrigin => "cross-origin",
        }
    }
}

impl FieldContent for ResourcePolicy {}

impl Encode for ResourcePolicy {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.as_str().as_bytes())
    }
}

/// Returns the offset of a value after white space, and the value without white space around it.
const fn word(value: &[u8]) -> (usize, &[u8]) {
    let word = trim_start(value, WSP);
    (value.len().saturating_sub(word.len()), trim_end(word, WSP))
}
