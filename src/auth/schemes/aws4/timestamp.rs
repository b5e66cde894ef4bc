//! `timestamp = 8DIGIT "T" 6DIGIT "Z"`

use core::fmt;

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule};
use crate::syntax::civil::{Civil, decimal, number};
use crate::syntax::number::{SHORT_DIGITS, integer, short_digits};

/// The time at which a request is signed, in the form of the field `x-amz-date`.
///
/// ```
/// use countersign::{Encode, auth::aws4::Timestamp};
///
/// let at = Timestamp::parse(b"20150830T123600Z")?;
/// assert_eq!(at.unix_seconds(), 1_440_938_160);
/// assert_eq!(at.day().as_str(), "20150830");
/// assert_eq!(Timestamp::new(1_440_938_160).unwrap().display().to_string(), "20150830T123600Z");
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    seconds: u64,
}

impl Timestamp {
    /// Parses a timestamp. The calendar must have the day, and the day the time.
    ///
    /// # Errors
    /// [`Rule::Timestamp`] at the start, for any other input.
    pub fn parse(value: &[u8]) -> Result<Self, ParseError> {
        Self::read(value).ok_or(ParseError::new(ErrorKind::Expected(Rule::Timestamp), 0))
    }

    pub(super) fn read(value: &[u8]) -> Option<Self> {
        let &[y1, y2, y3, y4, m1, m2, d1, d2, b'T', h1, h2, i1, i2, s1, s2, b'Z'] = value else {
            return None;
        };
        let civil = Civil {
            year: number([y1, y2, y3, y4])?,
            month: number([m1, m2])?,
            day: number([d1, d2])?,
            hour: number([h1, h2])?,
            minute: number([i1, i2])?,
            second: number([s1, s2])?,
        };
        civil.to_unix().map(|seconds| Self { seconds })
    }

    /// Returns the timestamp of a time in seconds since 1970; `None` after the year 9999.
    #[must_use]
    pub fn new(unix_seconds: u64) -> Option<Self> {
        Civil::from_unix(unix_seconds).map(|_| Self { seconds: unix_seconds })
    }

    /// Returns the seconds since 1970.
    #[must_use]
    pub const fn unix_seconds(&self) -> u64 {
        self.seconds
    }

    /// Returns the day, as a [`Scope`](super::Scope) has it.
    #[must_use]
    pub fn day(&self) -> Day {
        let [y1, y2, y3, y4, m1, m2, d1, d2, ..] = self.digits();
        Day([y1, y2, y3, y4, m1, m2, d1, d2])
    }

    /// Parses a time that [`Date::extended`] writes.
    pub(super) fn read_extended(value: &[u8]) -> Option<Self> {
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', i1, i2, b':', s1, s2, b'Z'] = value
        else {
            return None;
        };
        Self::read(&[y1, y2, y3, y4, m1, m2, d1, d2, b'T', h1, h2, i1, i2, s1, s2, b'Z'])
    }

    /// Parses a time that [`Date::seconds`] writes.
    pub(super) fn read_seconds(value: &[u8]) -> Option<Self> {
        integer(value.iter().copied()).and_then(Self::new)
    }

    fn digits(self) -> [u8; 16] {
        let mut digits = *b"00000000T000000Z";
        if let Some(civil) = Civil::from_unix(self.seconds) {
            let [y1, y2, y3, y4] = decimal::<4>(civil.year);
            let two = decimal::<2>;
            let [[m1, m2], [d1, d2]] = [civil.month, civil.day].map(two);
            let [[h1, h2], [i1, i2], [s1, s2]] = [civil.hour, civil.minute, civil.second].map(two);
            digits = [y1, y2, y3, y4, m1, m2, d1, d2, b'T', h1, h2, i1, i2, s1, s2, b'Z'];
        }
        digits
    }
}

impl FieldContent for Timestamp {}

impl Encode for Timestamp {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(&self.digits())
    }
}

/// The value of the date field of a request, as its algorithm has it.
///
/// See [`Signed::date`](super::Signed::date).
#[derive(Clone, Copy)]
pub struct Date {
    text: [u8; MOST],
    length: usize,
}

/// How the time is written in the date field and in the text that is signed.
pub(super) type DateForm = fn(Timestamp) -> Date;

/// How a server reads the date field.
pub(super) type DateReader = fn(&[u8]) -> Option<Timestamp>;

/// The length of the longest form of a date.
const MOST: usize = 20;

impl Date {
    /// `20150830T123600Z`
    pub(super) fn basic(at: Timestamp) -> Self {
        let [y1, y2, y3, y4, m1, m2, d1, d2, t, h1, h2, i1, i2, s1, s2, z] = at.digits();
        let text = [y1, y2, y3, y4, m1, m2, d1, d2, t, h1, h2, i1, i2, s1, s2, z, 0, 0, 0, 0];
        Self { text, length: 16 }
    }

    /// `2015-08-30T12:36:00Z`
    pub(super) fn extended(at: Timestamp) -> Self {
        let [y1, y2, y3, y4, m1, m2, d1, d2, _, h1, h2, i1, i2, s1, s2, _] = at.digits();
        let text = [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', i1, i2, b':', s1, s2, b'Z'];
        Self { text, length: MOST }
    }

    /// The seconds since 1970.
    pub(super) fn seconds(at: Timestamp) -> Self {
        let (high, low) = tens_of_thousands(at.seconds);
        let least = if high == 0 { 1 } else { 4 };
        Self::of(&[short_digits(high, 0, &mut [0; SHORT_DIGITS]), short_digits(low, least, &mut [0; SHORT_DIGITS])])
    }

    fn of(parts: &[&[u8]]) -> Self {
        let mut date = Self { text: [0; MOST], length: 0 };
        for (into, byte) in date.text.iter_mut().zip(parts.iter().copied().flatten()) {
            *into = *byte;
            date.length = date.length.saturating_add(1);
        }
        date
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        super::ascii(self.as_bytes())
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.text.get(..self.length).unwrap_or_default()
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Date({})", self.as_str())
    }
}

impl FieldContent for Date {}

impl Encode for Date {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.as_bytes())
    }
}

/// Divides seconds by 10,000 without a division of 64 bits. The quotient of a second before the year 10000 has 32 bits.
fn tens_of_thousands(seconds: u64) -> (u32, u32) {
    let [first, second, ..] = seconds.to_le_bytes();
    let low = u32::from(u16::from_le_bytes([first, second]));
    let high = u32::try_from(seconds >> 16).unwrap_or_default();
    let rest = (high % 10_000) << 16 | low;
    ((high / 10_000).wrapping_shl(16).wrapping_add(rest / 10_000), rest % 10_000)
}

/// A day in eight digits, `YYYYMMDD`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Day([u8; 8]);

impl Day {
    /// Returns the digits.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        super::ascii(&self.0)
    }

    pub(super) const fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Day({})", self.as_str())
    }
}
