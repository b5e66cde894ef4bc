//! `HTTP-date`, RFC 9110 §5.6.7.

use countersign::auth::HttpDate;

use super::{Grammar, Positions, Sequences, byte, length, matches, text, times};

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const LONG_DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn one_of(input: &[u8], from: Positions, names: &[&str]) -> Positions {
    names.iter().fold(0, |to, name| to | text(input, from, name.as_bytes()))
}

fn digits(input: &[u8], from: Positions, count: usize) -> Positions {
    times(count, from, |from| byte(input, from, |byte| byte.is_ascii_digit()))
}

/// `time-of-day = hour ":" minute ":" second`, each `2DIGIT`
fn time_of_day(input: &[u8], from: Positions) -> Positions {
    let minute = digits(input, text(input, digits(input, from, 2), b":"), 2);
    digits(input, text(input, minute, b":"), 2)
}

/// `IMF-fixdate = day-name "," SP date1 SP time-of-day SP GMT`
/// `date1       = day SP month SP year ; e.g., 02 Jun 1982`, `2DIGIT`, a name and `4DIGIT`
fn imf_fixdate(input: &[u8], from: Positions) -> Positions {
    let day = digits(input, text(input, one_of(input, from, &DAYS), b", "), 2);
    let month = one_of(input, text(input, day, b" "), &MONTHS);
    let year = digits(input, text(input, month, b" "), 4);
    text(input, time_of_day(input, text(input, year, b" ")), b" GMT")
}

/// `rfc850-date  = day-name-l "," SP date2 SP time-of-day SP GMT`, `date2 = day "-" month "-" 2DIGIT`
/// `asctime-date = day-name SP date3 SP time-of-day SP year`, `date3 = month SP ( 2DIGIT / ( SP 1DIGIT ) )`
fn obs_date(input: &[u8], from: Positions) -> Positions {
    let day = digits(input, text(input, one_of(input, from, &LONG_DAYS), b", "), 2);
    let month = one_of(input, text(input, day, b"-"), &MONTHS);
    let year = digits(input, text(input, month, b"-"), 2);
    let rfc850 = text(input, time_of_day(input, text(input, year, b" ")), b" GMT");
    let day = text(input, one_of(input, text(input, one_of(input, from, &DAYS), b" "), &MONTHS), b" ");
    let day = digits(input, day, 2) | digits(input, text(input, day, b" "), 1);
    rfc850 | digits(input, text(input, time_of_day(input, text(input, day, b" ")), b" "), 4)
}

/// The numbers of a date: year, month from 1, day, hour, minute and second.
fn numbers(date: &[u8]) -> [usize; 6] {
    let date = std::str::from_utf8(date).unwrap();
    let number = |from: usize, to: usize| date[from..to].parse().unwrap();
    let month = MONTHS.iter().position(|month| *month == &date[8..11]).unwrap() + 1;
    [number(12, 16), month, number(5, 7), number(17, 19), number(20, 22), number(23, 25)]
}

fn is_leap(year: usize) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

/// The month has the day, and the day has the time; the second may be that of a leap second.
fn exists([year, month, day, hour, minute, second]: [usize; 6]) -> bool {
    let days = match month {
        2 => 28 + usize::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=days).contains(&day) && hour < 24 && minute < 60 && second <= 60
}

/// Sakamoto's method, from 0 for Sunday.
fn weekday([year, month, day, ..]: [usize; 6]) -> usize {
    let year = year + 400 - usize::from(month < 3);
    (year + year / 4 - year / 100 + year / 400 + [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month - 1] + day) % 7
}

const OBSOLETE: usize = 0;
const WEEKDAY: usize = 1;
const MISSING: usize = 2;
const LEAP_SECOND: usize = 3;
const BEFORE_1970: usize = 4;

#[test]
fn a_date() {
    let years: [&[u8]; 8] = [b"0000", b"1969", b"1970", b"1994", b"2000", b"2024", b"2100", b"9999"];
    let day_names = [&DAYS[..], &["Sunday", "sun"]].concat();
    let rule = |input: &[u8], rows: super::Rows| {
        if !matches(input, imf_fixdate) {
            return !rows.has(OBSOLETE) && matches(input, obs_date);
        }
        let numbers = numbers(input);
        let is_day = std::str::from_utf8(&input[..3]) == Ok(DAYS[(weekday(numbers) + 6) % 7]);
        (!rows.has(MISSING) || exists(numbers))
            && (!rows.has(WEEKDAY) || is_day)
            && (!rows.has(LEAP_SECOND) || numbers[5] != 60)
            && (!rows.has(BEFORE_1970) || numbers[0] >= 1970)
    };
    let grammar = Grammar {
        name: "HTTP-date",
        rows: &[
            ("an obsolete form", "no client signs it, and two digits of a year are ambiguous"),
            ("another day of the week", "the time is not certain"),
            ("a day or a time that does not exist", "the time is not certain"),
            ("a leap second", "Unix seconds have none"),
            ("a year before 1970", "Unix seconds are not negative here"),
        ],
        rule: &rule,
        parses: &|input| HttpDate::parse(input).is_ok(),
    };
    // Each part is a piece, and every combination of them is a date of the first form.
    let mut dates = Vec::new();
    for day_name in day_names {
        for year in years {
            for month in MONTHS {
                for day in ["00", "01", "06", "28", "29", "30", "31", "32"] {
                    for time in ["00:00:00", "23:59:59", "23:59:60", "24:00:00", "08:60:00", "08:49:61"] {
                        let year = std::str::from_utf8(year).unwrap();
                        dates.push(format!("{day_name}, {day} {month} {year} {time} GMT").into_bytes());
                    }
                }
            }
        }
    }
    let dates: Vec<&[u8]> = dates.iter().map(Vec::as_slice).collect();
    grammar.agrees(
        &[
            Sequences { before: b"", pieces: &dates, after: b"", length: 1 },
            Sequences {
                before: b"Sun",
                pieces: &[b", ", b"06", b" ", b"Nov", b"1994", b"08:49:37", b" GMT", b"day", b"-", b"6", b"94"],
                after: b"",
                length: length(4, 6),
            },
            Sequences {
                before: b"Sun, 06",
                pieces: &[b" ", b"Nov", b"1994", b"08:49:37", b"GMT"],
                after: b"",
                length: length(6, 8),
            },
            Sequences {
                before: b"Sun Nov ",
                pieces: &[b" ", b"6", b"06", b"08:49:37", b"1994"],
                after: b"",
                length: length(5, 7),
            },
            Sequences { before: b"Sunday, 06-Nov-94 08:49:37", pieces: &[b" ", b"GMT"], after: b"", length: 2 },
        ],
        &[b"Sun, 06 Nov 1994 08:49:37 GMT", b"Thu, 29 Feb 2024 23:59:59 GMT", b"Sun Nov  6 08:49:37 1994"],
    );
}
