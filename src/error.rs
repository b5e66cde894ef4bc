//! Every error that a caller can see.
//!
//! Three of them are about input: [`ParseError`] in one value, [`LineError`] in one line of a field, [`DecodeError`] in
//! a value that is decoded into a buffer. [`ValueError`] is about a part given to be sent, [`CapacityError`] about a
//! buffer. None holds a byte of the value, which may be a credential; all can be logged.

mod rule;

use core::error::Error;
use core::fmt;

pub use rule::Rule;

/// What is wrong with a value that was parsed, and at which byte.
///
/// The offset counts bytes from the start of the slice that was given to `parse`. It is the slice's length if the value
/// ended too early. The error holds no byte of the input, which may be a credential.
///
/// ```
/// use countersign::{ErrorKind, Rule, auth::Challenges};
///
/// let error = Challenges::parse(b"Basic realm=\"x").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Expected(Rule::QuotedString));
/// assert_eq!(error.offset(), 14);
/// assert_eq!(error.to_string(), "expected quoted-string at byte 14");
/// ```
///
/// With the feature `defmt`, errors and values can be logged. What is logged is what `Debug` shows:
///
/// ```
/// use countersign::auth::{Challenges, Credentials};
///
/// # fn main() {
/// match Challenges::parse(b"Basic realm=\"x") {
///     Ok(challenges) => defmt::info!("{}", challenges),
///     Err(error) => defmt::warn!("{}", error), // ParseError { kind: Expected(QuotedString), offset: 14 }
/// }
/// let credentials = Credentials::parse(b"Bearer mF_9.B5f-4.1JqM");
/// defmt::info!("{}", credentials.ok()); // Some(Credentials { scheme: Scheme(Bearer), .. })
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ParseError {
    kind: ErrorKind,
    offset: usize,
}

impl ParseError {
    pub(crate) const fn new(kind: ErrorKind, offset: usize) -> Self {
        Self { kind, offset }
    }

    /// Returns what is wrong.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Returns where it is wrong, in bytes from the start of the slice that was parsed.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.kind, self.offset)
    }
}

impl Error for ParseError {}

/// The kinds of [`ParseError`].
///
/// ```
/// use countersign::{ErrorKind, Rule, auth::basic};
///
/// for (challenge, kind, text) in [
///     (&b"Basic realm=\"x"[..], ErrorKind::Expected(Rule::QuotedString), "expected quoted-string"),
///     (b"Digest realm=x", ErrorKind::Scheme("Basic"), "expected scheme Basic"),
///     (b"Basic charset=UTF-8", ErrorKind::Missing("realm"), "missing realm"),
///     (b"Basic realm=x, realm=y", ErrorKind::DuplicateParam, "repeated parameter"),
/// ] {
///     let error = basic::Challenge::parse(challenge).unwrap_err();
///     assert_eq!(error.kind(), kind);
///     assert_eq!(error.kind().to_string(), text);
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The rule does not match at the offset.
    Expected(Rule),
    /// The value is of another scheme than this one.
    Scheme(&'static str),
    /// The parameter at the offset occurred before.
    DuplicateParam,
    /// This required part is absent. The offset is where the parts end.
    Missing(&'static str),
    /// This part excludes another part, which is present too.
    Conflict(&'static str),
    /// This part is well-formed, but the standard does not allow its value.
    InvalidParam(&'static str),
    /// There are more parameters than [`MAX_PARAMS`](crate::auth::MAX_PARAMS).
    TooMany,
    /// The value decodes to this many bytes, more than the type that was to own them holds.
    TooLong(usize),
    /// The field has one value, and this is a second line of it.
    SecondLine,
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expected(rule) => write!(f, "expected {rule}"),
            Self::Scheme(name) => write!(f, "expected scheme {name}"),
            Self::DuplicateParam => f.write_str("repeated parameter"),
            Self::Missing(name) => write!(f, "missing {name}"),
            Self::Conflict(name) => write!(f, "conflicting {name}"),
            Self::InvalidParam(name) => write!(f, "invalid {name}"),
            Self::TooMany => f.write_str("too many parameters"),
            Self::TooLong(needed) => write!(f, "the decoded value of {needed} bytes is too long"),
            Self::SecondLine => f.write_str("this field must not occur twice"),
        }
    }
}

/// A [`ParseError`] in one of the lines of a field.
///
/// ```
/// use std::error::Error;
///
/// use countersign::auth;
///
/// let response = [("WWW-Authenticate", "Negotiate"), ("WWW-Authenticate", "Basic realm=\"staff")];
/// let error = auth::www_authenticate(&response).unwrap_err();
/// assert_eq!((error.line(), error.error().offset()), (1, 18));
/// assert_eq!(error.to_string(), "line 2: expected quoted-string at byte 18", "for people, lines count from one");
/// assert!(error.source().is_some(), "the error in the line");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LineError {
    line: usize,
    error: ParseError,
}

impl LineError {
    pub(crate) const fn new(line: usize, error: ParseError) -> Self {
        Self { line, error }
    }

    /// Returns the index of the line, from zero, in the order of [`Fields::values`](crate::Fields::values). `Display`
    /// counts from one.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }

    /// Returns what is wrong in that line.
    #[must_use]
    pub const fn error(&self) -> ParseError {
        self.error
    }
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line.saturating_add(1), self.error)
    }
}

impl Error for LineError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}

/// Why a value was not decoded into a buffer.
///
/// ```
/// use std::error::Error;
///
/// use countersign::{DecodeError, auth::basic};
///
/// let mut buffer = [0; 8];
/// let error = basic::Credentials::parse(b"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", &mut buffer).unwrap_err();
/// assert!(matches!(error, DecodeError::Capacity(error) if error.needed() == "Aladdin:open sesame".len()));
///
/// let error = basic::Credentials::parse(b"Basic QWxhZGRpbg==", &mut buffer).unwrap_err();
/// assert!(matches!(error, DecodeError::Parse(_)), "`Aladdin` without a colon");
/// assert_eq!(error.to_string(), error.source().unwrap().to_string());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DecodeError {
    /// The value is malformed.
    Parse(ParseError),
    /// The buffer is too small for the decoded value.
    Capacity(CapacityError),
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parse(error) => error.fmt(f),
            Self::Capacity(error) => error.fmt(f),
        }
    }
}

impl Error for DecodeError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Parse(error) => Some(error),
            Self::Capacity(error) => Some(error),
        }
    }
}

impl From<ParseError> for DecodeError {
    fn from(error: ParseError) -> Self {
        Self::Parse(error)
    }
}

impl From<CapacityError> for DecodeError {
    fn from(error: CapacityError) -> Self {
        Self::Capacity(error)
    }
}

/// A buffer or a capacity is too small for a value.
///
/// ```
/// use countersign::{Encode, auth::basic};
///
/// let challenge = basic::Challenge::new("staff")?;
/// let error = challenge.encode_to_slice(&mut [0; 8]).unwrap_err();
/// assert_eq!(error.needed(), challenge.encoded_len());
/// assert_eq!(error.to_string(), "19 bytes are needed");
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CapacityError {
    needed: usize,
}

impl CapacityError {
    pub(crate) const fn new(needed: usize) -> Self {
        Self { needed }
    }

    /// Returns how many bytes the value needs.
    #[must_use]
    pub const fn needed(&self) -> usize {
        self.needed
    }
}

impl fmt::Display for CapacityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes are needed", self.needed)
    }
}

impl Error for CapacityError {}

/// A part that cannot be sent. It is rejected when a value is built of it, so that writing never fails for it.
///
/// ```
/// use countersign::{ValueErrorKind, auth::basic};
///
/// let error = basic::Challenge::new("two\r\nlines").unwrap_err();
/// assert_eq!((error.part(), error.kind(), error.offset()), ("realm", ValueErrorKind::InvalidByte, 3));
/// assert_eq!(error.to_string(), "realm: byte 3 is not allowed");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ValueError {
    part: &'static str,
    kind: ValueErrorKind,
    offset: usize,
}

impl ValueError {
    pub(crate) const fn new(part: &'static str, kind: ValueErrorKind, offset: usize) -> Self {
        Self { part, kind, offset }
    }

    /// Returns the name of the part.
    #[must_use]
    pub const fn part(&self) -> &'static str {
        self.part
    }

    /// Returns why the part cannot be sent.
    #[must_use]
    pub const fn kind(&self) -> ValueErrorKind {
        self.kind
    }

    /// Returns where it is wrong: bytes from the start of the part, unless the [kind](Self::kind) says what else it counts.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { part, kind, offset } = self;
        match kind {
            ValueErrorKind::InvalidByte => write!(f, "{part}: byte {offset} is not allowed"),
            ValueErrorKind::Duplicate => write!(f, "{part}: element {offset} repeats another"),
            ValueErrorKind::TooMany => write!(f, "{part}: more than {offset} elements"),
            ValueErrorKind::Prohibited => write!(f, "{part}: the text from byte {offset} on is not allowed"),
            ValueErrorKind::ProhibitedElement => write!(f, "{part}: element {offset} is not allowed"),
            ValueErrorKind::Reserved => write!(f, "{part}: element {offset} is reserved"),
            ValueErrorKind::Unsorted => write!(f, "{part}: element {offset} must stand before the one before it"),
            ValueErrorKind::Unsigned => write!(f, "{part}: element {offset} must be signed"),
            ValueErrorKind::NoField => write!(f, "{part}: the request has no field of the name at byte {offset}"),
            ValueErrorKind::TooLong => write!(f, "{part}: more than {offset} bytes"),
            _ => write!(f, "{part}: {kind}"),
        }
    }
}

impl Error for ValueError {}

/// The kinds of [`ValueError`].
///
/// ```
/// use countersign::{Token, ValueErrorKind};
///
/// assert_eq!(Token::new(b"max age").unwrap_err().kind(), ValueErrorKind::InvalidByte);
/// assert_eq!(Token::new(b"").unwrap_err().kind(), ValueErrorKind::Empty);
/// assert_eq!(ValueErrorKind::Requires("sr").to_string(), "requires sr");
///
/// let error = countersign::auth::aws4::SignedHeaders::new("host;date").unwrap_err();
/// assert_eq!((error.kind(), error.offset()), (ValueErrorKind::Unsorted, 1));
/// assert_eq!(error.to_string(), "SignedHeaders: element 1 must stand before the one before it");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ValueErrorKind {
    /// The byte at the offset is not allowed in this part.
    InvalidByte,
    /// The part, or an element of it, is empty.
    Empty,
    /// An element occurs twice. The offset is the index of the second.
    Duplicate,
    /// There are more elements than can be sent. The offset is the largest number that can.
    TooMany,
    /// The part is well-formed, but the text from the offset on is not allowed.
    Prohibited,
    /// The element is well-formed, but it is not allowed. The offset is its index.
    ProhibitedElement,
    /// The element belongs to another part, or is added when the value is written. The offset is its index.
    Reserved,
    /// The elements are not sorted. The offset is the index of the first one that should stand before another.
    Unsorted,
    /// The signature must cover this element, and it does not. The offset is its index.
    Unsigned,
    /// The name at the offset is that of a field that the request does not have.
    NoField,
    /// The part is too long. The offset is how many bytes it may have.
    TooLong,
    /// The number is too low or too high.
    OutOfRange,
    /// The part is not in the form that another part requires: it has another length or another encoding.
    WrongForm,
    /// The part requires this other part, which is absent.
    Requires(&'static str),
    /// The part does not agree with this other part.
    Conflict(&'static str),
}

impl fmt::Display for ValueErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InvalidByte => "a byte is not allowed",
            Self::Empty => "must not be empty",
            Self::Duplicate => "an element repeats another",
            Self::TooMany => "too many elements",
            Self::Prohibited => "the text is not allowed",
            Self::ProhibitedElement => "an element is not allowed",
            Self::Reserved => "an element is reserved",
            Self::Unsorted => "the elements are not sorted",
            Self::Unsigned => "an element must be signed",
            Self::NoField => "the request has no field of this name",
            Self::TooLong => "too many bytes",
            Self::OutOfRange => "the number is out of range",
            Self::WrongForm => "not in the form that is required",
            Self::Requires(part) => return write!(f, "requires {part}"),
            Self::Conflict(part) => return write!(f, "does not agree with {part}"),
        })
    }
}
