//! What a function returns, and the details for its last argument.

use countersign::{CapacityError, DecodeError, ErrorKind, LineError, ParseError, ValueError};

use crate::header::code;
use crate::memory::Text;

macro_rules! codes {
    ($($name:ident)*) => {
        $(#[allow(missing_docs, reason = "the header documents it")] pub const $name: i32 = code(concat!("CS_", stringify!($name)));)*
    };
}

codes! {
    OK DONE
    E_NULL E_ALIGN E_LENGTH E_OVERLAP E_STATE E_CAPACITY E_UTF8 E_VALUE E_NUMBER
    E_SYNTAX E_SCHEME E_REPEATED E_MISSING E_CONFLICT E_PARAM E_TOO_MANY E_SECOND_LINE E_ABSENT
    E_UNSUPPORTED E_REALM E_ALGORITHM E_QOP E_URI E_RESPONSE E_STALE E_RSPAUTH E_EXHAUSTED E_POLICY
    ACCEPTED CHALLENGED FORBIDDEN
    MD5 SHA_256 SHA_512_256
}

/// `cs_error`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Error {
    pub code: i32,
    pub line: usize,
    pub offset: usize,
    pub needed: usize,
    pub what: Text,
}

/// Why a function fails.
#[derive(Clone, Copy, Default)]
pub struct Failure {
    pub code: i32,
    pub line: usize,
    pub offset: usize,
    pub needed: usize,
    pub what: &'static str,
}

impl Failure {
    #[must_use]
    pub fn new(code: i32) -> Self {
        Self { code, ..Self::default() }
    }

    #[must_use]
    pub fn at(code: i32, offset: usize) -> Self {
        Self { code, offset, ..Self::default() }
    }

    #[must_use]
    pub fn of(code: i32, what: &'static str) -> Self {
        Self { code, what, ..Self::default() }
    }

    /// The buffer is too small for this many bytes and a NUL.
    #[must_use]
    pub fn capacity(bytes: usize) -> Self {
        Self { code: E_CAPACITY, needed: bytes.saturating_add(1), ..Self::default() }
    }
}

impl From<ParseError> for Failure {
    fn from(error: ParseError) -> Self {
        let (code, what) = match error.kind() {
            ErrorKind::Scheme(name) => (E_SCHEME, name),
            ErrorKind::DuplicateParam => (E_REPEATED, ""),
            ErrorKind::Missing(name) => (E_MISSING, name),
            ErrorKind::Conflict(name) => (E_CONFLICT, name),
            ErrorKind::InvalidParam(name) => (E_PARAM, name),
            ErrorKind::TooMany => (E_TOO_MANY, ""),
            ErrorKind::SecondLine => (E_SECOND_LINE, ""),
            ErrorKind::TooLong(needed) => return Self::capacity(needed),
            _ => (E_SYNTAX, ""),
        };
        Self { offset: error.offset(), ..Self::of(code, what) }
    }
}

impl From<LineError> for Failure {
    fn from(error: LineError) -> Self {
        Self { line: error.line(), ..error.error().into() }
    }
}

impl From<CapacityError> for Failure {
    fn from(error: CapacityError) -> Self {
        Self::capacity(error.needed())
    }
}

impl From<DecodeError> for Failure {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::Parse(error) => error.into(),
            DecodeError::Capacity(error) => error.into(),
        }
    }
}

impl From<ValueError> for Failure {
    fn from(error: ValueError) -> Self {
        Self { offset: error.offset(), ..Self::of(E_VALUE, error.part()) }
    }
}
