//! `SignedHeaders = field-name *( ";" field-name )`

use core::fmt;

use super::ascii;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};
use crate::syntax::class::{TCHAR, is, span};
use crate::syntax::text::Text;

/// The names of the fields that are signed.
///
/// Two are equal when they are spelled the same: what is signed is the spelling.
///
/// ```
/// use countersign::auth::aws4::SignedHeaders;
///
/// let names = SignedHeaders::new("host;range;x-amz-date")?;
/// assert!(names.contains("X-Amz-Date") && names.iter().eq(["host", "range", "x-amz-date"]));
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SignedHeaders<'a>(&'a [u8]);

impl<'a> SignedHeaders<'a> {
    pub(super) fn read(text: Text<'a>) -> Option<Self> {
        let names = text.as_bytes()?;
        let mut rest = names;
        loop {
            rest = match (span(rest, TCHAR), rest) {
                (0, _) => return None,
                (length, rest) => match rest.get(length..) {
                    Some([b';', behind @ ..]) => behind,
                    Some([]) => return Some(Self(names)),
                    _ => return None,
                },
            };
        }
    }

    /// Names to be sent: small, in the order of their octets, between semicolons.
    ///
    /// # Errors
    /// As [`Credentials::new`](super::Credentials::new).
    pub fn new(names: &'a str) -> Result<Self, ValueError> {
        let refused = |kind, offset| Err(ValueError::new("SignedHeaders", kind, offset));
        let mut before = "";
        let mut start = 0_usize;
        for name in names.split(';') {
            let is_name = |octet: u8| is(octet, TCHAR) && !octet.is_ascii_uppercase();
            if name.is_empty() {
                return refused(ValueErrorKind::Empty, start);
            }
            if let Some(wrong) = name.bytes().position(|octet| !is_name(octet)) {
                return refused(ValueErrorKind::InvalidByte, start.saturating_add(wrong));
            }
            if name <= before {
                let kind = if name == before { ValueErrorKind::Duplicate } else { ValueErrorKind::InvalidByte };
                return refused(kind, start);
            }
            before = name;
            start = start.saturating_add(name.len()).saturating_add(1);
        }
        Ok(Self(names.as_bytes()))
    }

    /// The names, in order.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        self.as_str().split(';')
    }

    /// Whether the field of this name is signed, whatever the case.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.iter().any(|signed| signed.eq_ignore_ascii_case(name))
    }

    /// The names between semicolons, a line of the text that is signed.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        ascii(self.0)
    }
}

impl fmt::Debug for SignedHeaders<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedHeaders({} octets)", self.0.len())
    }
}

impl FieldContent for SignedHeaders<'_> {}

impl Encode for SignedHeaders<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.0)
    }
}
