//! `SignedHeaders = field-name *( ";" field-name )`, and the same for `AdditionalHeaders`

use core::cmp::Ordering;
use core::fmt;

use super::ascii;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};
use crate::syntax::class::{TCHAR, is, span};
use crate::syntax::text::Text;

/// The names of the signed fields.
///
/// Two lists are equal when they are spelled the same, because the signature covers the spelling.
///
/// ```
/// use countersign::auth::aws4::SignedHeaders;
///
/// let names = SignedHeaders::new("host;range;x-amz-date")?;
/// assert!(names.contains("X-Amz-Date") && names.iter().eq(["host", "range", "x-amz-date"]));
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SignedHeaders<'a>(&'a str);

impl<'a> SignedHeaders<'a> {
    /// No names. Only OSS4-HMAC-SHA256 allows that.
    pub(super) const NONE: Self = Self("");

    pub(super) fn read(text: Text<'a>) -> Option<Self> {
        let names = text.as_bytes()?;
        let mut rest = names;
        loop {
            rest = match (span(rest, TCHAR), rest) {
                (0, _) => return None,
                (length, rest) => match rest.get(length..) {
                    Some([b';', after @ ..]) => after,
                    Some([]) => return Some(Self(ascii(names))),
                    _ => return None,
                },
            };
        }
    }

    /// Returns a list of lower-case names, sorted by their bytes and separated by semicolons.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at an upper-case letter or a byte that a field name cannot contain;
    /// [`ValueErrorKind::Unsorted`] for a name that is not sorted and [`ValueErrorKind::Duplicate`] for a repeated name, with
    /// its index; [`ValueErrorKind::Empty`] for an empty name.
    pub fn new(names: &'a str) -> Result<Self, ValueError> {
        let invalid = |kind, offset| Err(ValueError::new("SignedHeaders", kind, offset));
        let mut before: &[u8] = b"";
        for (index, (start, name)) in Names::new(names.as_bytes()).enumerate() {
            let is_name = |byte: u8| is(byte, TCHAR) && !byte.is_ascii_uppercase();
            if name.is_empty() {
                return invalid(ValueErrorKind::Empty, start);
            }
            if let Some(wrong) = name.iter().position(|byte| !is_name(*byte)) {
                return invalid(ValueErrorKind::InvalidByte, start.saturating_add(wrong));
            }
            match name.cmp(before) {
                Ordering::Less => return invalid(ValueErrorKind::Unsorted, index),
                Ordering::Equal => return invalid(ValueErrorKind::Duplicate, index),
                Ordering::Greater => {}
            }
            before = name;
        }
        Ok(Self(names))
    }

    /// Returns the names in order.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        let names = self.0;
        let name = move |(start, name): (usize, &[u8])| names.get(start..start.saturating_add(name.len()));
        self.names().filter_map(name)
    }

    /// Returns the names as bytes, each with its offset.
    pub(super) fn names(&self) -> impl Iterator<Item = (usize, &'a [u8])> + Clone + use<'a> {
        Names::new(self.0.as_bytes()).filter(|(_, name)| !name.is_empty())
    }

    /// Returns whether there are no names, which only OSS4-HMAC-SHA256 allows.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reports whether the field of this name is signed. Case does not matter.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.has(name.as_bytes())
    }

    /// As [`contains`](Self::contains), for a name that a field has.
    pub(super) fn has(&self, name: &[u8]) -> bool {
        self.names().any(|(_, signed)| signed.eq_ignore_ascii_case(name))
    }

    /// Returns the names, separated by semicolons. This is also a line of the text that is signed.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        self.0
    }
}

/// What is between semicolons, each with its offset.
#[derive(Clone)]
struct Names<'a> {
    bytes: &'a [u8],
    at: Option<usize>,
}

impl<'a> Names<'a> {
    const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: Some(0) }
    }
}

impl<'a> Iterator for Names<'a> {
    type Item = (usize, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let at = self.at?;
        let rest = self.bytes.get(at..).unwrap_or_default();
        let semicolon = rest.iter().position(|byte| *byte == b';');
        self.at = semicolon.map(|length| at.saturating_add(length).saturating_add(1));
        Some((at, rest.get(..semicolon.unwrap_or(rest.len())).unwrap_or_default()))
    }
}

impl fmt::Debug for SignedHeaders<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedHeaders({} bytes)", self.0.len())
    }
}

impl FieldContent for SignedHeaders<'_> {}

impl Encode for SignedHeaders<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.0.as_bytes())
    }
}
