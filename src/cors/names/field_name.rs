//! Field names.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};

use nom::Parser;

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError};
use crate::syntax::list::Element;
use crate::syntax::rules::Read;
use crate::syntax::token::Token;
use crate::syntax::wide::eq_ignore_ascii_case;

/// A field name. It is case-insensitive: `==`, order and hash are those of the name in lower case.
///
/// ```
/// use countersign::{Encode, cors::names::FieldName};
///
/// let name = FieldName::parse(b"Content-Type")?;
/// assert_eq!(name, FieldName::CONTENT_TYPE);
/// assert!(name > FieldName::new("ACCEPT")?);
///
/// let mut buffer = [0; 16];
/// assert_eq!(name.encode_to_slice(&mut buffer)?, b"Content-Type", "a name keeps its spelling");
/// assert_eq!(name.lower_case().encode_to_slice(&mut buffer)?, b"content-type");
///
/// const TENANT: FieldName<'_> = match FieldName::new("X-Tenant") {
///     Ok(name) => name,
///     Err(_) => panic!("not a token"),
/// };
/// assert!(TENANT.is("x-tenant"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct FieldName<'a>(Token<'a>);

impl FieldName<'static> {
    /// `Accept`
    pub const ACCEPT: Self = Self::known("Accept");
    /// `Accept-Language`
    pub const ACCEPT_LANGUAGE: Self = Self::known("Accept-Language");
    /// `Authorization`
    pub const AUTHORIZATION: Self = Self::known("Authorization");
    /// `Content-Language`
    pub const CONTENT_LANGUAGE: Self = Self::known("Content-Language");
    /// `Content-Type`
    pub const CONTENT_TYPE: Self = Self::known("Content-Type");
    /// `Origin`
    pub const ORIGIN: Self = Self::known("Origin");
    /// `Range`
    pub const RANGE: Self = Self::known("Range");
    /// `WWW-Authenticate`
    pub const WWW_AUTHENTICATE: Self = Self::known("WWW-Authenticate");
    /// `*`, the wildcard in the lists of a response to a request without credentials, and in `Vary`.
    pub const ANY: Self = Self::known("*");

    const fn known(name: &'static str) -> Self {
        Self(Token::read(name.as_bytes()))
    }
}

impl<'a> FieldName<'a> {
    /// Parses a value that is one name, with or without white space around it.
    ///
    /// # Errors
    /// As [`Token::parse`].
    pub const fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        match Token::parse(value) {
            Ok(token) => Ok(Self(token)),
            Err(error) => Err(error),
        }
    }

    /// Creates a name.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at the first byte that is not a `tchar`,
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) for an empty name.
    pub const fn new(name: &'a str) -> Result<Self, ValueError> {
        Self::of(name.as_bytes())
    }

    /// Creates a name from bytes.
    pub(super) const fn of(name: &'a [u8]) -> Result<Self, ValueError> {
        match Token::for_part("field-name", name) {
            Ok(token) => Ok(Self(token)),
            Err(error) => Err(error),
        }
    }

    /// Creates a name from bytes that were checked.
    pub(in crate::cors) const fn checked(name: &'a [u8]) -> Self {
        Self(Token::read(name))
    }

    /// Returns the name as text, in its own case.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        self.0.as_str()
    }

    /// Returns the name as bytes, in its own case.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0.as_bytes()
    }

    /// Returns the name in lower case, as preflights contain it.
    #[must_use]
    pub const fn lower_case(&self) -> LowerCase<'a> {
        LowerCase(*self)
    }

    /// Returns whether it is this name, ignoring case.
    #[must_use]
    pub const fn is(&self, other: &str) -> bool {
        eq_ignore_ascii_case(self.as_bytes(), other.as_bytes())
    }

    /// Compares the names in lower case, byte by byte.
    pub(crate) const fn order(self, other: FieldName<'_>) -> Ordering {
        let (mut name, mut other) = (self.as_bytes(), other.as_bytes());
        // Compared names often begin alike, and most are written in the same case.
        while let (Some((eight, rest)), Some((other_eight, other_rest))) =
            (name.split_first_chunk::<8>(), other.split_first_chunk::<8>())
            && u64::from_le_bytes(*eight) == u64::from_le_bytes(*other_eight)
        {
            (name, other) = (rest, other_rest);
        }
        loop {
            match (name.split_first(), other.split_first()) {
                (None, None) => return Ordering::Equal,
                (None, Some(_)) => return Ordering::Less,
                (Some(_), None) => return Ordering::Greater,
                (Some((byte, rest)), Some((other_byte, other_rest))) => {
                    let (byte, other_byte) = (byte.to_ascii_lowercase(), other_byte.to_ascii_lowercase());
                    if byte < other_byte {
                        return Ordering::Less;
                    }
                    if byte > other_byte {
                        return Ordering::Greater;
                    }
                    (name, other) = (rest, other_rest);
                }
            }
        }
    }
}

impl AsRef<[u8]> for FieldName<'_> {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl PartialEq for FieldName<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes() || self.as_bytes().eq_ignore_ascii_case(other.as_bytes())
    }
}

impl Eq for FieldName<'_> {}

impl PartialOrd for FieldName<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for FieldName<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order(*other)
    }
}

impl Hash for FieldName<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.as_bytes().len());
        self.lower_case().bytes().for_each(|byte| state.write_u8(byte));
    }
}

impl<'a> Element<'a> for FieldName<'a> {
    fn element(input: &'a [u8]) -> Read<'a, Self> {
        Token::element.map(Self).parse(input)
    }

    fn checked(bytes: &'a [u8]) -> Option<Self> {
        Token::checked(bytes).map(Self)
    }

    fn is_plain(line: &[u8]) -> bool {
        Token::is_plain(line)
    }
}

impl fmt::Debug for FieldName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FieldName({self})")
    }
}

impl fmt::Display for FieldName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FieldContent for FieldName<'_> {}

impl Encode for FieldName<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.0.write(wire)
    }
}

/// A [`FieldName`] that is written and displayed in lower case.
///
/// ```
/// use countersign::cors::names::FieldName;
///
/// assert_eq!(FieldName::new("X-Requested-With")?.lower_case().to_string(), "x-requested-with");
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LowerCase<'a>(FieldName<'a>);

impl<'a> LowerCase<'a> {
    /// Returns the name, in its own case.
    #[must_use]
    pub const fn name(&self) -> FieldName<'a> {
        self.0
    }

    /// Returns the bytes in lower case.
    pub fn bytes(&self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        self.0.as_bytes().iter().map(u8::to_ascii_lowercase)
    }
}

impl fmt::Debug for LowerCase<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LowerCase({self})")
    }
}

impl fmt::Display for LowerCase<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bytes().try_for_each(|byte| fmt::Write::write_char(f, byte.into()))
    }
}

impl FieldContent for LowerCase<'_> {}

impl Encode for LowerCase<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut rest = self.0.as_bytes();
        // Not `split_inclusive`, which keeps a panic.
        while let Some(at) = rest.iter().position(u8::is_ascii_uppercase)
            && let Some((lower, [upper, after @ ..])) = rest.split_at_checked(at)
        {
            wire.put(lower)?;
            wire.put(&[upper.to_ascii_lowercase()])?;
            rest = after;
        }
        wire.put(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Comparing eight bytes at a time gives the same order.
    #[test]
    fn names_are_ordered_by_their_lower_case() {
        let names = ["a", "A-B", "accept", "Accept-Charset", "accept-charset-X", "accept_charset", "b", "X-a", "x-B"];
        for (at, name) in names.iter().enumerate() {
            for (other_at, other) in names.iter().enumerate() {
                let (name, other) = (FieldName::new(name).unwrap(), FieldName::new(other).unwrap());
                assert_eq!(name.order(other), at.cmp(&other_at), "{name} and {other}");
                assert_eq!(name.lower_case().bytes().cmp(other.lower_case().bytes()), at.cmp(&other_at));
            }
        }
    }
}
