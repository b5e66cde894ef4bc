//! Authentication-Info: what a server sends after it accepted credentials.

use core::fmt;

use crate::auth::deviation::{Deviation, Leniency, Strict, Tolerance};
use crate::auth::events::{Event, Events};
use crate::auth::param::Param;
use crate::auth::params::{Params, ParamsIter};
use crate::auth::payload::Payload;
use crate::auth::seen::SeenNames;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{LineError, ParseError, ValueError};
use crate::fields::{Fields, Line, Lines};
use crate::syntax::text::Text;

/// One line of Authentication-Info or Proxy-Authentication-Info.
///
/// ```abnf
/// Authentication-Info       = #auth-param
/// Proxy-Authentication-Info = #auth-param
/// ```
/// [RFC 9110, section 11.6.3](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.3)
///
/// The field does not name a scheme: the scheme of the request's credentials determines what the parameters mean.
///
/// ```
/// use countersign::{Encode, auth::{AuthenticationInfo, Param}};
///
/// let info = AuthenticationInfo::parse(b"nextnonce=\"8a3f\", nc=00000001")?;
/// assert_eq!(info.get("NextNonce").unwrap(), "8a3f");
///
/// let params = [Param::quoted("nextnonce", "8a3f")?, Param::token("nc", "00000001")?];
/// let mut buffer = [0; 64];
/// assert_eq!(info, AuthenticationInfo::new(&params)?);
/// assert_eq!(info.encode_to_slice(&mut buffer)?, b"nextnonce=\"8a3f\", nc=00000001");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct AuthenticationInfo<'a, T = Strict>(Payload<'a, T>);

impl<'a> AuthenticationInfo<'a> {
    /// Parses a whole line.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) at the first byte that is not part of a parameter, with the rule
    /// that it misses; [`ErrorKind::DuplicateParam`](crate::ErrorKind::DuplicateParam) at a parameter whose name occurred
    /// before; [`ErrorKind::TooMany`](crate::ErrorKind::TooMany) at one beyond [`MAX_PARAMS`](crate::auth::MAX_PARAMS).
    pub fn parse(line: &'a [u8]) -> Result<Self, ParseError> {
        Self::parse_after(&mut SeenNames::default(), line)
    }

    /// Parses a line that follows others, whose parameters have these names.
    fn parse_after(names: &mut SeenNames<'a>, line: &'a [u8]) -> Result<Self, ParseError> {
        let events = Events::info(line);
        for event in events {
            if let (at, Event::Param(param)) = event? {
                names.add(param.name(), at)?;
            }
        }
        Ok(Self(Payload::Received(events)))
    }

    /// Creates a line of these parameters.
    ///
    /// # Errors
    /// [`ValueErrorKind::Duplicate`](crate::ValueErrorKind::Duplicate) if a parameter occurs twice;
    /// [`ValueErrorKind::TooMany`](crate::ValueErrorKind::TooMany) if there are more than
    /// [`MAX_PARAMS`](crate::auth::MAX_PARAMS).
    pub fn new(params: &'a [Param<'a>]) -> Result<Self, ValueError> {
        Payload::of_params(params).map(Self)
    }
}

impl<'a, T: Leniency> AuthenticationInfo<'a, T> {
    pub(in crate::auth) const fn received(payload: Payload<'a, T>) -> Self {
        Self(payload)
    }

    /// Reports each [`Deviation`] that was tolerated, with its byte offset in the line, in order.
    pub fn deviations(&self, report: impl FnMut(Deviation, usize)) {
        self.0.deviations(report);
    }

    /// Returns the same value under another tolerance, which a scheme's own type made of it inherits.
    #[must_use]
    pub fn tolerating<U: Tolerance>(self, tolerance: U) -> AuthenticationInfo<'a, U> {
        AuthenticationInfo(self.0.tolerating(tolerance))
    }

    /// Returns the parameters, in the order sent.
    #[must_use]
    pub const fn params(&self) -> Params<'a, T> {
        Params::new(self.0)
    }

    pub(in crate::auth) const fn payload(&self) -> Payload<'a, T> {
        self.0
    }

    /// Returns the value of the parameter `name`, without regard to case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Text<'a>> {
        self.params().get(name)
    }
}

impl<T: Leniency> PartialEq for AuthenticationInfo<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T: Leniency> Eq for AuthenticationInfo<'_, T> {}

impl<T: Leniency> fmt::Debug for AuthenticationInfo<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AuthenticationInfo").field(&self.params()).finish()
    }
}

impl<T: Leniency + Send + Sync> FieldContent for AuthenticationInfo<'_, T> {}

impl<T: Leniency + Send + Sync> Encode for AuthenticationInfo<'_, T> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        for (index, param) in self.params().iter().enumerate() {
            if index > 0 {
                wire.put(b", ")?;
            }
            param.write(wire)?;
        }
        Ok(())
    }
}

impl<'a, T: Leniency> IntoIterator for AuthenticationInfo<'a, T> {
    type Item = Param<'a>;
    type IntoIter = ParamsIter<'a, T>;

    fn into_iter(self) -> ParamsIter<'a, T> {
        self.params().iter()
    }
}

impl<'a> Line<'a> for AuthenticationInfo<'a> {
    fn parse(line: &'a [u8]) -> Result<Self, ParseError> {
        Self::parse(line)
    }
}

/// Parses all lines of a field. Their parameters are one list, in which a name occurs once.
pub(in crate::auth) fn lines<'a, F: Fields<'a>>(
    fields: F,
    name: &'static str,
) -> Result<Option<Lines<'a, F, AuthenticationInfo<'a>>>, LineError> {
    let mut names = SeenNames::default();
    for (line, value) in fields.values(name).enumerate() {
        AuthenticationInfo::parse_after(&mut names, value).map_err(|error| LineError::new(line, error))?;
    }
    Lines::parse(fields, name)
}
