//! The names that CORS compares: methods, and the names of fields.
//!
//! ```abnf
//! method     = token
//! field-name = token
//! ```
//! [RFC 9110, sections 5.1 and 9.1](https://www.rfc-editor.org/rfc/rfc9110#section-9.1) ·
//! [Fetch, section 2.2](https://fetch.spec.whatwg.org/#http-infrastructure), which sorts them into classes
//!
//! | octets | read | why |
//! |---|---|---|
//! | `get` | another method than `GET`, until it is [normalized](Method::normalized) | RFC 9110 §9.1, Fetch §2.2.1 |
//! | `patch` | another method than `PATCH`, normalized or not | Fetch names the six that are upper-cased |
//! | `X-A` and `x-a` | one name | RFC 9110 §5.1 |
//! | `*` | a name like others | it is a token; the algorithms give it a meaning, and not always |
//! | names that browsers keep for themselves | read | [`is_forbidden`](Method::is_forbidden) and its relatives tell them |
//!
//! Nothing here is a secret: `Debug` and `Display` show the name.

mod safelist;
mod unsafe_names;

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};

use nom::Parser;

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError};
use crate::syntax::list::Element;
use crate::syntax::rules::Read;
use crate::syntax::token::{Token, is_one_of};
use crate::syntax::wide::eq_ignore_ascii_case;

pub(in crate::cors) use safelist::LONGEST_SAFELISTED;
pub use unsafe_names::UnsafeNames;

/// A method. Case counts.
///
/// ```
/// use countersign::{Encode, cors::names::Method};
///
/// let method = Method::parse(b" PUT ")?;
/// assert_eq!(method, Method::PUT);
/// assert!(!method.is_safelisted());
/// assert_eq!(method.encode_to_slice(&mut [0; 8])?, b"PUT");
///
/// const PURGE: Method<'_> = match Method::new("PURGE") {
///     Ok(method) => method,
///     Err(_) => panic!("no token"),
/// };
/// assert_eq!(PURGE.as_str(), "PURGE");
/// assert_eq!(Method::new("put")?.normalized(), Method::PUT);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Method<'a>(Token<'a>);

impl Method<'static> {
    /// `CONNECT`
    pub const CONNECT: Self = Self::known("CONNECT");
    /// `DELETE`
    pub const DELETE: Self = Self::known("DELETE");
    /// `GET`
    pub const GET: Self = Self::known("GET");
    /// `HEAD`
    pub const HEAD: Self = Self::known("HEAD");
    /// `OPTIONS`
    pub const OPTIONS: Self = Self::known("OPTIONS");
    /// `PATCH`
    pub const PATCH: Self = Self::known("PATCH");
    /// `POST`
    pub const POST: Self = Self::known("POST");
    /// `PUT`
    pub const PUT: Self = Self::known("PUT");
    /// `TRACE`
    pub const TRACE: Self = Self::known("TRACE");
    /// `TRACK`
    pub const TRACK: Self = Self::known("TRACK");
    /// `*`, which stands for any method where a response without credentials lists methods.
    pub const ANY: Self = Self::known("*");

    /// Those that are upper-cased, Fetch §2.2.1.
    const NORMALIZED: [Self; 6] = [Self::DELETE, Self::GET, Self::HEAD, Self::OPTIONS, Self::POST, Self::PUT];

    const fn known(method: &'static str) -> Self {
        Self(Token::read(method.as_bytes()))
    }
}

impl<'a> Method<'a> {
    /// Reads a value that is one method.
    ///
    /// # Errors
    /// As [`Token::parse`].
    pub const fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        match Token::parse(value) {
            Ok(token) => Ok(Self(token)),
            Err(error) => Err(error),
        }
    }

    /// A method to be sent, or to be compared.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at the first octet that is no `tchar`,
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) when there is none.
    pub const fn new(method: &'a str) -> Result<Self, ValueError> {
        match Token::for_part("method", method.as_bytes()) {
            Ok(token) => Ok(Self(token)),
            Err(error) => Err(error),
        }
    }

    /// The method.
    #[must_use]
    pub const fn as_str(self) -> &'a str {
        self.0.as_str()
    }

    /// The method.
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0.as_bytes()
    }

    /// The method as a browser sends it: DELETE, GET, HEAD, OPTIONS, POST and PUT in upper case, whatever the page
    /// wrote; all others as they are.
    #[must_use]
    pub const fn normalized(self) -> Self {
        let mut rest: &[Method<'a>] = &Method::NORMALIZED;
        while let Some((&method, others)) = rest.split_first() {
            if eq_ignore_ascii_case(method.as_bytes(), self.as_bytes()) {
                return method;
            }
            rest = others;
        }
        self
    }

    /// Whether no preflight is needed for its sake: GET, HEAD and POST.
    #[must_use]
    pub const fn is_safelisted(self) -> bool {
        matches!(self.as_bytes(), b"GET" | b"HEAD" | b"POST")
    }

    /// Whether no page can send it: CONNECT, TRACE and TRACK, in any case.
    #[must_use]
    pub const fn is_forbidden(self) -> bool {
        is_one_of(self.as_bytes(), &["CONNECT", "TRACE", "TRACK"])
    }
}

impl<'a> Element<'a> for Method<'a> {
    fn element(input: &'a [u8]) -> Read<'a, Self> {
        Token::element.map(Self).parse(input)
    }

    fn checked(octets: &'a [u8]) -> Option<Self> {
        Token::checked(octets).map(Self)
    }

    fn is_plain(line: &[u8]) -> bool {
        Token::is_plain(line)
    }
}

impl fmt::Debug for Method<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Method({self})")
    }
}

impl fmt::Display for Method<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FieldContent for Method<'_> {}

impl Encode for Method<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.0.write(wire)
    }
}

/// The name of a field. Case does not count: equality, order and hash are those of the name in lower case.
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
///     Err(_) => panic!("no token"),
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
    /// `*`, which stands for any name where a response without credentials lists names, and in `Vary`.
    pub const ANY: Self = Self::known("*");

    const fn known(name: &'static str) -> Self {
        Self(Token::read(name.as_bytes()))
    }
}

impl<'a> FieldName<'a> {
    /// Reads a value that is one name.
    ///
    /// # Errors
    /// As [`Token::parse`].
    pub const fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        match Token::parse(value) {
            Ok(token) => Ok(Self(token)),
            Err(error) => Err(error),
        }
    }

    /// A name to be sent, or to be compared.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at the first octet that is no `tchar`,
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) when there is none.
    pub const fn new(name: &'a str) -> Result<Self, ValueError> {
        match Token::for_part("field-name", name.as_bytes()) {
            Ok(token) => Ok(Self(token)),
            Err(error) => Err(error),
        }
    }

    /// A name that was checked before.
    pub(in crate::cors) const fn checked(name: &'a [u8]) -> Self {
        Self(Token::read(name))
    }

    /// The name as it is spelled.
    #[must_use]
    pub const fn as_str(self) -> &'a str {
        self.0.as_str()
    }

    /// The name as it is spelled.
    #[must_use]
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0.as_bytes()
    }

    /// The name in lower case, as a preflight carries it.
    #[must_use]
    pub const fn lower_case(self) -> LowerCase<'a> {
        LowerCase(self)
    }

    /// Whether it is this one.
    #[must_use]
    pub const fn is(self, other: &str) -> bool {
        eq_ignore_ascii_case(self.as_bytes(), other.as_bytes())
    }

    /// The order of the names in lower case, octet by octet.
    pub(crate) const fn order(self, other: FieldName<'_>) -> Ordering {
        let (mut name, mut other) = (self.as_bytes(), other.as_bytes());
        // Names that are compared have much in common, and most are spelled alike.
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
                (Some((octet, rest)), Some((other_octet, other_rest))) => {
                    let (octet, other_octet) = (octet.to_ascii_lowercase(), other_octet.to_ascii_lowercase());
                    if octet < other_octet {
                        return Ordering::Less;
                    }
                    if octet > other_octet {
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
        self.lower_case().bytes().for_each(|octet| state.write_u8(octet));
    }
}

impl<'a> Element<'a> for FieldName<'a> {
    fn element(input: &'a [u8]) -> Read<'a, Self> {
        Token::element.map(Self).parse(input)
    }

    fn checked(octets: &'a [u8]) -> Option<Self> {
        Token::checked(octets).map(Self)
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

/// A [`FieldName`] that is written and shown in lower case.
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
    /// The name, as it is spelled.
    #[must_use]
    pub const fn name(self) -> FieldName<'a> {
        self.0
    }

    /// The octets.
    pub fn bytes(self) -> impl Iterator<Item = u8> + Clone + use<'a> {
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
        self.bytes().try_for_each(|octet| fmt::Write::write_char(f, octet.into()))
    }
}

impl FieldContent for LowerCase<'_> {}

impl Encode for LowerCase<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        for run in self.0.as_bytes().split_inclusive(u8::is_ascii_uppercase) {
            if let Some((last, lower)) = run.split_last() {
                wire.put(lower)?;
                wire.put(&[last.to_ascii_lowercase()])?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wide steps and octets give one order.
    #[test]
    fn names_are_ordered_in_lower_case() {
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
