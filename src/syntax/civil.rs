//! Dates of the Gregorian calendar and times of day in UTC, as signed requests contain them.

/// A second between 1970 and 9999, by the calendar. There are no leap seconds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Civil {
    pub(crate) year: u32,
    pub(crate) month: u32,
    pub(crate) day: u32,
    pub(crate) hour: u32,
    pub(crate) minute: u32,
    pub(crate) second: u32,
}

const SECONDS_PER_DAY: u64 = 86_400;
/// Of 128 seconds each.
const STEPS_PER_DAY: u32 = 675;
/// 1 January 10000.
const DAYS_END: u32 = 2_932_897;
/// The days from 1 March 0000 to 1 January 1970.
const EPOCH: u32 = 719_468;
const DAYS_PER_ERA: u32 = 146_097;

impl Civil {
    /// Returns the second, counted from 1970; `None` after the year 9999.
    pub(crate) fn from_unix(seconds: u64) -> Option<Self> {
        let (days, of_day) = days_and_seconds(seconds).filter(|(days, _)| *days < DAYS_END)?;
        // Eras of 400 years, each of which begins on 1 March.
        let days = days.wrapping_add(EPOCH);
        let (era, day) = (days / DAYS_PER_ERA, days % DAYS_PER_ERA);
        let leap_days = (day / 1460).wrapping_sub(day / 36_524).wrapping_add(day / 146_096);
        let year = day.wrapping_sub(leap_days) / 365;
        let day = day.wrapping_sub(days_before(year));
        let month = day.wrapping_mul(5).wrapping_add(2) / 153;
        let day = day.wrapping_sub(days_of_months(month)).wrapping_add(1);
        let is_next_year = month >= 10;
        Some(Self {
            year: era.wrapping_mul(400).wrapping_add(year).wrapping_add(is_next_year.into()),
            month: if is_next_year { month.wrapping_sub(9) } else { month.wrapping_add(3) },
            day,
            hour: of_day / 3600,
            minute: of_day / 60 % 60,
            second: of_day % 60,
        })
    }

    /// Returns the seconds since 1970; `None` if the calendar has no such date, or the day no such time.
    pub(crate) fn to_unix(self) -> Option<u64> {
        if !(1970..=9999).contains(&self.year) || !(1..=12).contains(&self.month) {
            return None;
        }
        let (year, month) = if self.month > 2 {
            (self.year, self.month.wrapping_sub(3))
        } else {
            (self.year.wrapping_sub(1), self.month.wrapping_add(9))
        };
        let of_era = days_before(year % 400).wrapping_add(days_of_months(month)).wrapping_add(self.day).wrapping_sub(1);
        let days = (year / 400).wrapping_mul(DAYS_PER_ERA).wrapping_add(of_era).wrapping_sub(EPOCH);
        let of_day = self.hour.wrapping_mul(3600).wrapping_add(self.minute.wrapping_mul(60)).wrapping_add(self.second);
        let seconds = u64::from(days).wrapping_mul(SECONDS_PER_DAY).wrapping_add(of_day.into());
        // 30 February is 2 March, and 24:00 is the next day.
        Self::from_unix(seconds).filter(|civil| *civil == self).map(|_| seconds)
    }

    /// Returns the day of the week, from 0 for Monday.
    pub(crate) fn weekday(seconds: u64) -> u32 {
        days_and_seconds(seconds).map_or(0, |(days, _)| days.wrapping_add(3) % 7)
    }
}

/// Splits seconds into days and the seconds of a day, in steps of 128 seconds first: 32-bit targets have no division of 64
/// bits. `None` for more days than the calendar has.
fn days_and_seconds(seconds: u64) -> Option<(u32, u32)> {
    let (steps, rest) = (u32::try_from(seconds >> 7).ok()?, u32::try_from(seconds & 127).ok()?);
    Some((steps / STEPS_PER_DAY, (steps % STEPS_PER_DAY) << 7 | rest))
}

/// Returns the days of an era before its year of this number.
const fn days_before(year: u32) -> u32 {
    year.wrapping_mul(365).wrapping_add(year / 4).wrapping_sub(year / 100)
}

/// Returns the days from 1 March to a month, which is counted from March.
const fn days_of_months(month: u32) -> u32 {
    month.wrapping_mul(153).wrapping_add(2) / 5
}

/// Returns the last `N` decimal digits of a number.
pub(crate) fn decimal<const N: usize>(mut number: u32) -> [u8; N] {
    let mut digits = [b'0'; N];
    for free in digits.iter_mut().rev() {
        *free = u8::try_from(number % 10).unwrap_or_default() | b'0';
        number /= 10;
    }
    digits
}

/// Returns the number of decimal digits; `None` if a byte is not a digit.
pub(crate) fn number<const N: usize>(digits: [u8; N]) -> Option<u32> {
    digits.into_iter().try_fold(0_u32, |number, digit| {
        let digit = char::from(digit).to_digit(10)?;
        number.checked_mul(10)?.checked_add(digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The calendar, counted day by day.
    #[test]
    fn every_day_is_the_next_one() {
        let (mut year, mut month, mut day) = (1970, 1, 1);
        for days in 0..DAYS_END {
            let seconds = u64::from(days) * SECONDS_PER_DAY + 45_296;
            let civil = Civil { year, month, day, hour: 12, minute: 34, second: 56 };
            assert!(
                Civil::from_unix(seconds) == Some(civil) && civil.to_unix() == Some(seconds),
                "{year}-{month}-{day}"
            );
            let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let length = match month {
                2 if is_leap => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            day += 1;
            if day > length {
                assert!(Civil { day, ..civil }.to_unix().is_none(), "{year}-{month}-{day}");
                (month, day) = (month + 1, 1);
            }
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
        }
        assert_eq!(year, 10_000);
        assert!(
            Civil::from_unix(u64::from(DAYS_END) * SECONDS_PER_DAY).is_none() && Civil::from_unix(u64::MAX).is_none()
        );
    }

    #[test]
    fn other_dates_and_times_are_rejected() {
        let valid = Civil { year: 2015, month: 8, day: 30, hour: 12, minute: 36, second: 0 };
        assert_eq!(valid.to_unix(), Some(1_440_938_160));
        for wrong in [
            Civil { year: 1969, ..valid },
            Civil { year: 10_000, ..valid },
            Civil { month: 0, ..valid },
            Civil { month: 13, ..valid },
            Civil { day: 0, ..valid },
            Civil { day: 32, ..valid },
            Civil { month: 2, ..valid },
            Civil { hour: 24, ..valid },
            Civil { minute: 60, ..valid },
            Civil { second: 60, ..valid },
            Civil { year: u32::MAX, month: u32::MAX, day: u32::MAX, ..valid },
        ] {
            assert_eq!(wrong.to_unix(), None);
        }
        assert_eq!((number(*b"0042"), number(*b"4294967296"), number(*b"4a")), (Some(42), None, None));
        assert_eq!(decimal(2015), *b"2015");
    }
}
