//! `Access-Control-Allow-Origin`, and the elements of `Timing-Allow-Origin`.

use crate::cors::origin::Origin;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, Rule};
use crate::syntax::class::{GAP, WSP, is};
use crate::syntax::list::Element;
use crate::syntax::rules::{Read, expected, trimmed};
use crate::syntax::wide::WIDE;

/// The pages that may read a response: all, or those of one origin.
///
/// ```abnf
/// Access-Control-Allow-Origin = origin-or-null / wildcard
/// wildcard                    = "*"
/// ```
/// [Fetch, section 3.3.4](https://fetch.spec.whatwg.org/#http-new-header-syntax)
///
/// Servers send back the origin that a browser sent, so it is parsed as browsers send it: see
/// [`Origin::parse_tolerant`]. Browsers compare it with the origin of the page byte by byte.
///
/// ```
/// use countersign::{Encode, cors::{origin::Origin, values::AllowOrigin}};
///
/// assert_eq!(AllowOrigin::parse(b"*")?, AllowOrigin::Any);
/// let AllowOrigin::Origin(origin) = AllowOrigin::parse(b"https://example.com")? else { panic!() };
/// assert_eq!(origin, Origin::parse(b"https://example.com")?);
/// assert_eq!(AllowOrigin::Origin(origin).encode_to_slice(&mut [0; 32])?, b"https://example.com");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AllowOrigin<'a> {
    /// `*`: all pages, if the request has no credentials.
    Any,
    /// The pages of this origin. It may be `null`.
    Origin(Origin<'a>),
}

impl<'a> AllowOrigin<'a> {
    /// Parses a value, with or without white space around it.
    ///
    /// # Errors
    /// As [`Origin::parse_tolerant`].
    #[cfg_attr(target_pointer_width = "64", inline)]
    pub const fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        match value {
            // Read at once where code may be long.
            b"*" if WIDE => Ok(Self::Any),
            _ => Self::parse_origin(value),
        }
    }

    const fn parse_origin(value: &'a [u8]) -> Result<Self, ParseError> {
        match trimmed(value, WSP) {
            b"*" => Ok(Self::Any),
            _ => match Origin::parse_tolerant(value) {
                Ok(origin) => Ok(Self::Origin(origin)),
                Err(error) => Err(error),
            },
        }
    }
}

/// An element of `Timing-Allow-Origin`. The offset of an error is the start of the element.
impl<'a> Element<'a> for AllowOrigin<'a> {
    fn element(input: &'a [u8]) -> Read<'a, Self> {
        let end = input.iter().position(|&byte| is(byte, GAP)).unwrap_or(input.len());
        match input.split_at_checked(end).map(|(element, rest)| (rest, Self::parse(element))) {
            Some((rest, Ok(element))) => Ok((rest, element)),
            _ => expected(Rule::OriginOrNull, input),
        }
    }

    fn checked(bytes: &'a [u8]) -> Option<Self> {
        Self::parse(bytes).ok()
    }
}

impl FieldContent for AllowOrigin<'_> {}

impl Encode for AllowOrigin<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        match self {
            Self::Any => wire.put(b"*"),
            Self::Origin(origin) => origin.write(wire),
        }
    }
}
