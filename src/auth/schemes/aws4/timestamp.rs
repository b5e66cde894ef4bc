//! `timestamp = 8DIGIT "T" 6DIGIT "Z"`

use core::fmt;

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule};
use crate::syntax::civil::{Civil, decimal, number};

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

    fn read(value: &[u8]) -> Option<Self> {
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
        let mut digits = [b'0'; 8];
        if let Some(civil) = Civil::from_unix(self.seconds) {
            let [y1, y2, y3, y4] = decimal::<4>(civil.year);
            let ([m1, m2], [d1, d2]) = (decimal::<2>(civil.month), decimal::<2>(civil.day));
            digits = [y1, y2, y3, y4, m1, m2, d1, d2];
        }
        Day(digits)
    }
}

impl FieldContent for Timestamp {}

impl Encode for Timestamp {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(&self.day().0)?;
        let of_day = u32::try_from(self.seconds % 86_400).unwrap_or_default();
        let [h1, h2] = decimal::<2>(of_day / 3600);
        let [i1, i2] = decimal::<2>(of_day / 60 % 60);
        let [s1, s2] = decimal::<2>(of_day % 60);
        wire.put(&[b'T', h1, h2, i1, i2, s1, s2, b'Z'])
    }
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
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Day({})", self.as_str())
    }
}
