//! `IMF-fixdate`, RFC 9110 §5.6.7: the time of the fields Date and x-ms-date, which several schemes sign.

use core::fmt;

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule};
use crate::syntax::civil::{Civil, decimal, number};

/// A time as the field Date has it.
///
/// ```abnf
/// IMF-fixdate = day-name "," SP 2DIGIT SP month SP 4DIGIT SP 2DIGIT ":" 2DIGIT ":" 2DIGIT SP "GMT"
/// ```
/// [RFC 9110, section 5.6.7](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7)
///
/// | input | result | why |
/// |---|---|---|
/// | the obsolete forms of RFC 850 and asctime | rejected | no client signs them, and two digits of a year are ambiguous |
/// | another day of the week than that of the date, a day that the calendar does not have | rejected | the time is not certain |
/// | a second of 60 | rejected | Unix seconds have no leap seconds |
/// | years before 1970 | rejected | Unix seconds are not negative here |
///
/// ```
/// use countersign::{Encode, auth::HttpDate};
///
/// let date = HttpDate::parse(b"Sun, 06 Nov 1994 08:49:37 GMT")?;
/// assert_eq!(date.unix_seconds(), 784_111_777);
/// assert_eq!(HttpDate::new(784_111_777).unwrap().display().to_string(), "Sun, 06 Nov 1994 08:49:37 GMT");
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpDate {
    seconds: u64,
}

const DAYS: [&[u8; 3]; 7] = [b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat", b"Sun"];
const MONTHS: [&[u8; 3]; 12] =
    [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];

impl HttpDate {
    /// Parses a date.
    ///
    /// # Errors
    /// [`Rule::ImfFixdate`] at the start, for any other input.
    pub fn parse(value: &[u8]) -> Result<Self, ParseError> {
        Self::read(value).ok_or(ParseError::new(ErrorKind::Expected(Rule::ImfFixdate), 0))
    }

    fn read(value: &[u8]) -> Option<Self> {
        let &[
            n1,
            n2,
            n3,
            b',',
            b' ',
            d1,
            d2,
            b' ',
            m1,
            m2,
            m3,
            b' ',
            y1,
            y2,
            y3,
            y4,
            b' ', //
            h1,
            h2,
            b':',
            i1,
            i2,
            b':',
            s1,
            s2,
            b' ',
            b'G',
            b'M',
            b'T',
        ] = value
        else {
            return None;
        };
        let month = (1..).zip(MONTHS).find(|(_, name)| **name == [m1, m2, m3]).map(|(month, _)| month)?;
        let civil = Civil {
            year: number([y1, y2, y3, y4])?,
            month,
            day: number([d1, d2])?,
            hour: number([h1, h2])?,
            minute: number([i1, i2])?,
            second: number([s1, s2])?,
        };
        let seconds = civil.to_unix()?;
        (*day_name(seconds) == [n1, n2, n3]).then_some(Self { seconds })
    }

    /// Returns the date of a time in seconds since 1970; `None` after the year 9999.
    #[must_use]
    pub fn new(unix_seconds: u64) -> Option<Self> {
        Civil::from_unix(unix_seconds).map(|_| Self { seconds: unix_seconds })
    }

    /// Returns the seconds since 1970.
    #[must_use]
    pub const fn unix_seconds(&self) -> u64 {
        self.seconds
    }
}

impl fmt::Display for HttpDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.display().fmt(f)
    }
}

impl FieldContent for HttpDate {}

impl Encode for HttpDate {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let Some(civil) = Civil::from_unix(self.seconds) else {
            return Ok(());
        };
        let month = (1..).zip(MONTHS).find(|(month, _)| *month == civil.month).map_or(b"Jan", |(_, name)| name);
        let parts: [&[u8]; 13] = [
            day_name(self.seconds),
            b", ",
            &decimal::<2>(civil.day),
            b" ",
            month,
            b" ",
            &decimal::<4>(civil.year),
            b" ",
            &decimal::<2>(civil.hour),
            b":",
            &decimal::<2>(civil.minute),
            b":",
            &decimal::<2>(civil.second),
        ];
        parts.into_iter().try_for_each(|part| wire.put(part))?;
        wire.put(b" GMT")
    }
}

/// `day-name` of a time.
fn day_name(seconds: u64) -> &'static [u8; 3] {
    let weekday = Civil::weekday(seconds);
    (0..).zip(DAYS).find(|(day, _)| *day == weekday).map_or(b"Mon", |(_, name)| name)
}
