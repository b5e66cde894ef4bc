//! What is wrong with a value that was read, and where.

use core::fmt;

/// Why octets were refused, and at which of them.
///
/// The offset counts octets from the start of the slice that was given to `parse`; it equals the slice's length
/// when something was still to come. Nothing of the input is kept: it may be a credential.
///
/// ```
/// use countersign::{ErrorKind, Rule, auth::Challenges};
///
/// let error = Challenges::parse(b"Basic realm=\"x").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Expected(Rule::QuotedString));
/// assert_eq!(error.offset(), 14);
/// assert_eq!(error.to_string(), "expected quoted-string at byte 14");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseError {
    kind: ErrorKind,
    offset: usize,
}

impl ParseError {
    pub(crate) const fn new(kind: ErrorKind, offset: usize) -> Self {
        Self { kind, offset }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Where: octets from the start of the slice that was parsed.
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

impl core::error::Error for ParseError {}

/// The causes that a caller may want to tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// This production does not match here.
    Expected(Rule),
    /// The value is of another scheme than the one asked for.
    Scheme(&'static str),
    /// A name that may occur once occurs again here.
    DuplicateParam,
    /// A parameter that is required is absent; the offset is where the parameters end.
    Missing(&'static str),
    /// This parameter may not stand beside one that is present too.
    Conflict(&'static str),
    /// The parameter is well-formed, but its value is none that its standard allows.
    InvalidParam(&'static str),
    /// More parameters than [`MAX_PARAMS`](crate::auth::MAX_PARAMS).
    TooMany,
    /// The type that was to own the value holds less than these octets.
    TooLong(usize),
    /// A field that has one value was sent on a second line.
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
            Self::SecondLine => f.write_str("a second line of a field that has one value"),
        }
    }
}

/// The productions that can be missed, by the names that the standards give them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// `token`, RFC 9110 §5.6.2.
    Token,
    /// `token68`, RFC 9110 §11.2.
    Token68,
    /// `quoted-string`, RFC 9110 §5.6.4.
    QuotedString,
    /// `auth-param`, RFC 9110 §11.2.
    AuthParam,
    /// The `=` between a parameter's name and its value.
    Equals,
    /// The `,` between the elements of a list.
    Comma,
    /// The space between a scheme and what follows it.
    Space,
    /// The end of the value.
    End,
    /// `base64`, RFC 4648 §4.
    Base64,
    /// `base64url`, RFC 4648 §5.
    Base64Url,
    /// `1*DIGIT`, of at most 64 bits.
    Decimal,
    /// `user-pass`, RFC 7617 §2.
    UserPass,
    /// `colon-pair`, of [`colon_pair`](crate::auth::colon_pair).
    ColonPair,
    /// `ext-value`, RFC 8187 §3.2.1.
    ExtValue,
    /// A JWT in its compact form, RFC 7515 §7.1.
    Jwt,
    /// `nonce`, RFC 9449 §8.1 and RFC 5802 §7.
    Nonce,
    /// `HOBA-RES`, RFC 7486 §2.
    HobaRes,
    /// `HOBA-TBS`, RFC 7486 §2.
    HobaTbs,
    /// The structure `TokenChallenge`, RFC 9577 §2.1.1.
    TokenChallenge,
    /// The structure `Token` of Privacy Pass, RFC 9577 §2.2.1.
    PrivateToken,
    /// `gs2-header`, RFC 5802 §7.
    Gs2Header,
    /// `username`, RFC 5802 §7.
    Username,
    /// `salt`, RFC 5802 §7.
    Salt,
    /// `iteration-count`, RFC 5802 §7.
    IterationCount,
    /// `channel-binding`, RFC 5802 §7.
    ChannelBinding,
    /// `proof`, RFC 5802 §7.
    Proof,
    /// `verifier`, RFC 5802 §7.
    Verifier,
    /// `attr-val`, RFC 5802 §7.
    AttrVal,
    /// `origin-or-null`, Fetch §3.2.
    OriginOrNull,
    /// `host`, Fetch §3.2.
    Host,
    /// The port of an origin, 1 to 65535.
    Port,
    /// `delta-seconds`, RFC 9111 §1.2.2.
    DeltaSeconds,
    /// `true`, Fetch §3.3.4.
    True,
    /// `Cross-Origin-Resource-Policy`, Fetch §3.7.
    ResourcePolicy,
    /// `Private-Network-Access-ID`, Private Network Access §3.1.
    NetworkId,
    /// `Private-Network-Access-Name`, Private Network Access §3.1.
    NetworkName,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Token => "token",
            Self::Token68 => "token68",
            Self::QuotedString => "quoted-string",
            Self::AuthParam => "auth-param",
            Self::Equals => "\"=\"",
            Self::Comma => "\",\"",
            Self::Space => "SP",
            Self::End => "end",
            Self::Base64 => "base64",
            Self::Base64Url => "base64url",
            Self::Decimal => "1*DIGIT",
            Self::UserPass => "user-pass",
            Self::ColonPair => "colon-pair",
            Self::ExtValue => "ext-value",
            Self::Jwt => "JWT",
            Self::Nonce => "nonce",
            Self::HobaRes => "HOBA-RES",
            Self::HobaTbs => "HOBA-TBS",
            Self::TokenChallenge => "TokenChallenge",
            Self::PrivateToken => "Token",
            Self::Gs2Header => "gs2-header",
            Self::Username => "username",
            Self::Salt => "salt",
            Self::IterationCount => "iteration-count",
            Self::ChannelBinding => "channel-binding",
            Self::Proof => "proof",
            Self::Verifier => "verifier",
            Self::AttrVal => "attr-val",
            Self::OriginOrNull => "origin-or-null",
            Self::Host => "host",
            Self::Port => "port",
            Self::DeltaSeconds => "delta-seconds",
            Self::True => "\"true\"",
            Self::ResourcePolicy => "Cross-Origin-Resource-Policy",
            Self::NetworkId => "Private-Network-Access-ID",
            Self::NetworkName => "Private-Network-Access-Name",
        })
    }
}

/// A [`ParseError`] in one of a field's lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineError {
    line: usize,
    error: ParseError,
}

impl LineError {
    pub(crate) const fn new(line: usize, error: ParseError) -> Self {
        Self { line, error }
    }

    /// Which line of the field, counted from zero in the order of [`Fields::values`](crate::Fields::values).
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }

    /// What is wrong in that line.
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

impl core::error::Error for LineError {}

/// Why encoded octets were not decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    /// The value is malformed.
    Parse(ParseError),
    /// The buffer is too small for what the value holds.
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

impl core::error::Error for DecodeError {}

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

/// There is too little room for a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CapacityError {
    needed: usize,
}

impl CapacityError {
    pub(crate) const fn new(needed: usize) -> Self {
        Self { needed }
    }

    /// How many bytes of room the value needs.
    #[must_use]
    pub const fn needed(&self) -> usize {
        self.needed
    }
}

impl fmt::Display for CapacityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes of room are needed", self.needed)
    }
}

impl core::error::Error for CapacityError {}

/// A part that no wire form can carry, refused when a value is built of it.
///
/// ```
/// use countersign::{ValueErrorKind, auth::basic};
///
/// let error = basic::Challenge::new("two\r\nlines").unwrap_err();
/// assert_eq!((error.part(), error.kind(), error.offset()), ("realm", ValueErrorKind::InvalidByte, 3));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueError {
    part: &'static str,
    kind: ValueErrorKind,
    offset: usize,
}

impl ValueError {
    pub(crate) const fn new(part: &'static str, kind: ValueErrorKind, offset: usize) -> Self {
        Self { part, kind, offset }
    }

    /// The part that is refused.
    #[must_use]
    pub const fn part(&self) -> &'static str {
        self.part
    }

    /// Why.
    #[must_use]
    pub const fn kind(&self) -> ValueErrorKind {
        self.kind
    }

    /// Where in the part: octets from its start.
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
            ValueErrorKind::Empty => write!(f, "{part}: must not be empty"),
            ValueErrorKind::Duplicate => write!(f, "{part}: element {offset} repeats another"),
            ValueErrorKind::TooMany => write!(f, "{part}: more than {offset} elements"),
            ValueErrorKind::Prohibited => write!(f, "{part}: the text from byte {offset} on is not allowed"),
            ValueErrorKind::OutOfRange => write!(f, "{part}: the number is out of range"),
            ValueErrorKind::WrongForm => write!(f, "{part}: not in the form that is required"),
            ValueErrorKind::Requires(other) => write!(f, "{part}: requires {other}"),
        }
    }
}

impl core::error::Error for ValueError {}

/// Why a part is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValueErrorKind {
    /// The byte at the offset must not occur in this part.
    InvalidByte,
    /// The part is empty, or an element of it is.
    Empty,
    /// An element is given twice; the offset is the index of the second.
    Duplicate,
    /// There are more elements than can be sent; the offset is how many can.
    TooMany,
    /// The part is well-formed and not allowed all the same, from the offset on.
    Prohibited,
    /// The number is too low or too high.
    OutOfRange,
    /// The part is not in the form that another part requires: another length, or another encoding.
    WrongForm,
    /// The part requires this other part, which is absent.
    Requires(&'static str),
}
