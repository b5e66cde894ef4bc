//! `scope = date "/" [ region "/" ] service "/" terminator`

use core::fmt;

use super::algorithm::Shape;
use super::{Algorithm, Timestamp, ascii, is_bare, part};
use crate::encode::{Encode, Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};

/// The scope of a key: a day, a region (not with each algorithm) and a service.
///
/// Its wire form is also a line of the text that is signed.
///
/// ```
/// use countersign::{Encode, auth::aws4::{Algorithm, Scope}};
///
/// let scope = Scope::new("20130524", "us-east-1", "s3")?;
/// assert_eq!(scope.encode_to_slice(&mut [0; 64])?, b"20130524/us-east-1/s3/aws4_request");
/// let scope = Scope::multi_region("20130524", "s3")?;
/// assert_eq!(scope.encode_to_slice(&mut [0; 64])?, b"20130524/s3/aws4_request");
/// assert_eq!(scope.algorithm(), Algorithm::EcdsaP256Sha256);
/// let scope = Scope::of(Algorithm::Tc3HmacSha256, "2019-02-25", None, "cvm")?;
/// assert_eq!(scope.encode_to_slice(&mut [0; 64])?, b"2019-02-25/cvm/tc3_request");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    shape: &'static Shape,
    date: &'a [u8],
    region: Option<&'a [u8]>,
    service: &'a [u8],
}

impl<'a> Scope<'a> {
    /// Returns the scope of a day (`YYYYMMDD`), a region and a service, for AWS4-HMAC-SHA256.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a byte of the date that is not a digit, and in the other parts at a slash or a byte
    /// that needs quotes; [`ValueErrorKind::WrongForm`] for a date without eight digits; [`ValueErrorKind::Empty`] for
    /// an empty part.
    pub fn new(date: &'a str, region: &'a str, service: &'a str) -> Result<Self, ValueError> {
        Self::with_shape(const { Algorithm::HmacSha256.shape() }, date, Some(region), service)
    }

    /// Returns the scope of a day (`YYYYMMDD`) and a service, for AWS4-ECDSA-P256-SHA256: for all regions that the request
    /// names.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn multi_region(date: &'a str, service: &'a str) -> Result<Self, ValueError> {
        Self::with_shape(const { Algorithm::EcdsaP256Sha256.shape() }, date, None, service)
    }

    /// Returns the scope of a day, a region and a service, for any algorithm. The day is `YYYYMMDD`, or `YYYY-MM-DD` with
    /// TC3-HMAC-SHA256.
    ///
    /// # Errors
    /// As [`new`](Self::new); [`ValueErrorKind::WrongForm`] for an algorithm whose keys have no scope, and for a region where
    /// the scope has none; [`ValueErrorKind::Requires`] for no region where it has one.
    pub fn of(
        algorithm: Algorithm,
        date: &'a str,
        region: Option<&'a str>,
        service: &'a str,
    ) -> Result<Self, ValueError> {
        Self::with_shape(algorithm.shape(), date, region, service)
    }

    fn with_shape(
        shape: &'static Shape,
        date: &'a str,
        region: Option<&'a str>,
        service: &'a str,
    ) -> Result<Self, ValueError> {
        let is_of_date = |byte: u8| byte.is_ascii_digit() || shape.has_dashes && byte == b'-';
        let error = |part, kind, offset| Err(ValueError::new(part, kind, offset));
        if !shape.has_scope() {
            return error("algorithm", ValueErrorKind::WrongForm, 0);
        }
        let region = match region {
            Some(region) if shape.has_region => Some(part("region", region, is_scope)?),
            Some(_) => return error("region", ValueErrorKind::WrongForm, 0),
            None if shape.has_region => return error("algorithm", ValueErrorKind::Requires("region"), 0),
            None => None,
        };
        if let Some(offset) = date.bytes().position(|byte| !is_of_date(byte)) {
            return error("date", ValueErrorKind::InvalidByte, offset);
        }
        match date.as_bytes() {
            [] => error("date", ValueErrorKind::Empty, 0),
            day if is_date(shape.has_dashes, day) => {
                Ok(Self { shape, date: day, region, service: part("service", service, is_scope)? })
            }
            _ => error("date", ValueErrorKind::WrongForm, 0),
        }
    }

    /// Returns the scope of a key that has none.
    pub(super) const fn absent(shape: &'static Shape) -> Self {
        Self { shape, date: b"", region: None, service: b"" }
    }

    pub(super) const fn is_absent(&self) -> bool {
        self.date.is_empty()
    }

    /// Splits bytes into an access key ID and the scope at their end.
    pub(super) fn split_off(shape: &'static Shape, bytes: &'a [u8]) -> Option<(&'a [u8], Self)> {
        let (rest, service) = last_part(bytes.strip_suffix(shape.terminator.as_bytes())?.strip_suffix(b"/")?)?;
        let (rest, region) =
            if shape.has_region { last_part(rest).map(|(rest, region)| (rest, Some(region)))? } else { (rest, None) };
        let date_at = rest.len().checked_sub(if shape.has_dashes { DASHED_DATE } else { DATE })?;
        let (access_key_id, date) = rest.split_at_checked(date_at)?;
        let access_key_id = access_key_id.strip_suffix(b"/")?;
        is_date(shape.has_dashes, date).then_some((access_key_id, Self { shape, date, region, service }))
    }

    /// Returns whether a time is of the day.
    pub(super) fn is_of(&self, at: Timestamp) -> bool {
        self.is_absent() || at.day().as_bytes().iter().eq(self.date.iter().filter(|byte| **byte != b'-'))
    }

    /// Returns the parts before the terminator.
    pub(super) fn parts(&self) -> impl Iterator<Item = &'a [u8]> {
        [Some(self.date), self.region, Some(self.service)].into_iter().flatten()
    }

    /// Returns the algorithm whose keys have such a scope.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.shape.algorithm
    }

    pub(super) const fn shape(&self) -> &'static Shape {
        self.shape
    }

    /// Returns the day, as it was sent. Nothing checks that the calendar has such a day.
    #[must_use]
    pub const fn date(&self) -> &'a str {
        ascii(self.date)
    }

    /// Returns the region; `None` with AWS4-ECDSA-P256-SHA256 and TC3-HMAC-SHA256.
    #[must_use]
    pub const fn region(&self) -> Option<&'a str> {
        match self.region {
            Some(region) => Some(ascii(region)),
            None => None,
        }
    }

    /// Returns the service.
    #[must_use]
    pub const fn service(&self) -> &'a str {
        ascii(self.service)
    }

    /// Returns the last part, such as `aws4_request`, which is also the last text from which a key is derived.
    #[must_use]
    pub const fn terminator(&self) -> &'static str {
        self.shape.terminator
    }
}

impl PartialEq for Scope<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.algorithm() == other.algorithm() && self.parts().eq(other.parts())
    }
}

impl Eq for Scope<'_> {}

impl fmt::Debug for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}

impl Encode for Scope<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        for part in self.parts() {
            wire.put(part)?;
            wire.put(b"/")?;
        }
        wire.put(self.terminator().as_bytes())
    }
}

/// The lengths of the two forms of a date.
const DATE: usize = 8;
const DASHED_DATE: usize = 10;

/// Splits at the last slash. The part after it is not empty.
fn last_part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let slash = bytes.iter().rposition(|&byte| byte == b'/')?;
    let (before, part) = bytes.split_at_checked(slash)?;
    part.get(1..).filter(|part| !part.is_empty()).map(|part| (before, part))
}

/// `date = 8DIGIT / 4DIGIT "-" 2DIGIT "-" 2DIGIT`
fn is_date(has_dashes: bool, bytes: &[u8]) -> bool {
    match *bytes {
        [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] if has_dashes => {
            [y1, y2, y3, y4, m1, m2, d1, d2].iter().all(u8::is_ascii_digit)
        }
        _ => !has_dashes && bytes.len() == DATE && bytes.iter().all(u8::is_ascii_digit),
    }
}

/// A byte of `region` or `service`.
const fn is_scope(byte: u8) -> bool {
    is_bare(byte) && byte != b'/'
}
