//! `Access-Control-Max-Age`, as browsers read it.

use crate::cors::values::DeltaSeconds;

/// What a browser takes for a number of seconds in `Access-Control-Max-Age`.
///
/// | value | `DeltaSeconds` | `Integer` | `SpacedInteger` |
/// |---|---|---|---|
/// | `600`, `0600` | 600 | 600 | 600 |
/// | `+600` | invalid | 600 | 600 |
/// | `-1`, `-0` | invalid | 0 | 0 |
/// | `9223372036854775808` | 9223372036854775808 | invalid | invalid |
/// | `-9223372036854775809` | invalid | invalid | invalid |
/// | `%x0B 600`, `600 %x0C` | invalid | invalid | 600 |
/// | empty, `abc`, `1.5`, `- 1`, `600 3`, two lines | invalid | invalid | invalid |
///
/// ```
/// use countersign::cors::browser::{Profile, Request};
/// use countersign::cors::{names::Method, origin::Origin};
///
/// let request = Request::new(Origin::parse(b"https://shop.example")?, Method::GET);
/// let seconds = |profile: Profile, value| {
///     let answer = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Max-Age", value)];
///     profile.preflight_check(&request, 204, &answer).unwrap().max_age().as_secs()
/// };
/// let profiles = [Profile::FETCH, Profile::CHROMIUM, Profile::FIREFOX, Profile::WEBKIT];
/// assert_eq!(profiles.map(|profile| seconds(profile, "+600")), [5, 600, 0, 600]);
/// assert_eq!(profiles.map(|profile| seconds(profile, "-1")), [5, 0, 0, 0]);
/// assert_eq!(profiles.map(|profile| seconds(profile, "abc")), [5, 5, 0, 5]);
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MaxAgeSyntax {
    /// `delta-seconds = 1*DIGIT`, as the standard has it. A number that exceeds 64 bits is the greatest.
    DeltaSeconds,
    /// `[ "+" / "-" ] 1*DIGIT`, of 64 bits with the sign. A negative number is no time at all.
    Integer,
    /// The same, with vertical tabs and form feeds around it.
    SpacedInteger,
}

impl MaxAgeSyntax {
    /// Returns the seconds of a value without SP and HTAB around it.
    pub(super) fn seconds(self, value: &[u8]) -> Option<u64> {
        match self {
            Self::DeltaSeconds => DeltaSeconds::parse(value).ok().map(DeltaSeconds::get),
            Self::Integer => integer(value),
            Self::SpacedInteger => integer(without_space(value)),
        }
    }
}

/// `[ "+" / "-" ] 1*DIGIT`. Returns 0 for a negative number.
fn integer(value: &[u8]) -> Option<u64> {
    const GREATEST: u64 = i64::MAX.unsigned_abs();

    let (digits, greatest, is_negative) = match value {
        [b'-', digits @ ..] => (digits, GREATEST + 1, true),
        [b'+', digits @ ..] | digits => (digits, GREATEST, false),
    };
    if digits.is_empty() {
        return None;
    }
    let number = digits.iter().try_fold(0_u64, |number, byte| {
        let digit = byte.is_ascii_digit().then_some(byte & 0x0F)?;
        number.checked_mul(10)?.checked_add(u64::from(digit))
    })?;
    (number <= greatest).then_some(if is_negative { 0 } else { number })
}

/// Removes white space from both ends, vertical tabs and form feeds too.
fn without_space(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t' | b'\x0B' | b'\x0C', rest @ ..] | [rest @ .., b' ' | b'\t' | b'\x0B' | b'\x0C'] = value {
        value = rest;
    }
    value
}
