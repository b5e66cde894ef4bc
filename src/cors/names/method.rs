//! Methods.

use core::fmt;

use nom::Parser;

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError};
use crate::syntax::list::Element;
use crate::syntax::rules::Read;
use crate::syntax::token::{Token, is_one_of};
use crate::syntax::wide::eq_ignore_ascii_case;

/// A request method. It is case-sensitive.
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
///     Err(_) => panic!("not a token"),
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
    /// `*`, the wildcard in the `Access-Control-Allow-Methods` of a response to a request without credentials.
    pub const ANY: Self = Self::known("*");

    /// The methods that browsers convert to upper case, Fetch §2.2.1.
    const NORMALIZED: [Self; 6] = [Self::DELETE, Self::GET, Self::HEAD, Self::OPTIONS, Self::POST, Self::PUT];

    const fn known(method: &'static str) -> Self {
        Self(Token::read(method.as_bytes()))
    }
}

impl<'a> Method<'a> {
    /// Parses a value that is one method, with or without white space around it.
    ///
    /// # Errors
    /// As [`Token::parse`].
    pub const fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        match Token::parse(value) {
            Ok(token) => Ok(Self(token)),
            Err(error) => Err(error),
        }
    }

    /// Creates a method from its name.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at the first byte that is not a `tchar`,
    /// [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) for an empty name.
    pub const fn new(method: &'a str) -> Result<Self, ValueError> {
        match Token::for_part("method", method.as_bytes()) {
            Ok(token) => Ok(Self(token)),
            Err(error) => Err(error),
        }
    }

    /// Returns the method as text.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        self.0.as_str()
    }

    /// Returns the method as bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0.as_bytes()
    }

    /// Returns the method as a browser sends it: DELETE, GET, HEAD, OPTIONS, POST and PUT in upper case, all others
    /// unchanged.
    #[must_use]
    pub const fn normalized(&self) -> Self {
        let mut rest: &[Method<'a>] = &Method::NORMALIZED;
        while let Some((&method, others)) = rest.split_first() {
            if eq_ignore_ascii_case(method.as_bytes(), self.as_bytes()) {
                return method;
            }
            rest = others;
        }
        *self
    }

    /// Returns whether the method needs no preflight: GET, HEAD and POST.
    #[must_use]
    pub const fn is_safelisted(&self) -> bool {
        matches!(self.as_bytes(), b"GET" | b"HEAD" | b"POST")
    }

    /// Returns whether browsers never send the method for a page: CONNECT, TRACE and TRACK, in upper or lower case.
    #[must_use]
    pub const fn is_forbidden(&self) -> bool {
        is_one_of(self.as_bytes(), &["CONNECT", "TRACE", "TRACK"])
    }
}

impl<'a> Element<'a> for Method<'a> {
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
