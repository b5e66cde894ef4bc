//! `Access-Control-Max-Age`.

use nom::Parser;
use nom::sequence::preceded;

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, Rule};
use crate::syntax::class::WSP;
use crate::syntax::number::{DIGITS, digits};
use crate::syntax::rules::{Read, expected, ows, trim_end, whole};

/// A duration in seconds.
///
/// ```abnf
/// delta-seconds = 1*DIGIT
/// ```
/// [RFC 9111, section 1.2.2](https://www.rfc-editor.org/rfc/rfc9111#section-1.2.2)
///
/// | input | result | why |
/// |---|---|---|
/// | leading zeros | accepted, not written | the grammar allows them |
/// | a number that exceeds 64 bits | accepted as [`MAX`](Self::MAX) | §1.2.2: the greatest value that a recipient can represent |
/// | a sign, a fraction, a second number | rejected: [`Rule::DeltaSeconds`], [`Rule::End`] | they are not in the grammar |
///
/// ```
/// use countersign::{Encode, cors::values::DeltaSeconds};
///
/// let age = DeltaSeconds::parse(b"0600")?;
/// assert_eq!(age, DeltaSeconds::new(600));
/// assert_eq!(age.encode_to_slice(&mut [0; 8])?, b"600");
/// assert_eq!(DeltaSeconds::parse(b"99999999999999999999")?, DeltaSeconds::MAX);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeltaSeconds(u64);

impl DeltaSeconds {
    /// The longest duration.
    pub const MAX: Self = Self(u64::MAX);

    /// Parses a value, with or without white space around it.
    ///
    /// # Errors
    /// [`Rule::DeltaSeconds`] if the value does not begin with a digit, [`Rule::End`] at what follows the digits.
    pub fn parse(value: &[u8]) -> Result<Self, ParseError> {
        whole(trim_end(value, WSP), Rule::End, |value| preceded(ows, delta_seconds.map(Self)).parse(value))
    }

    /// Creates a duration.
    #[must_use]
    pub const fn new(seconds: u64) -> Self {
        Self(seconds)
    }

    /// Returns the seconds.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl FieldContent for DeltaSeconds {}

impl Encode for DeltaSeconds {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(digits(self.0, &mut [0; DIGITS]))
    }
}

/// `delta-seconds = 1*DIGIT`
fn delta_seconds(input: &[u8]) -> Read<'_, u64> {
    let digits = input.iter().take_while(|byte| byte.is_ascii_digit()).count();
    match input.split_at_checked(digits) {
        Some((digits @ [_, ..], rest)) => {
            let add = |seconds: u64, digit: &u8| seconds.saturating_mul(10).saturating_add(u64::from(digit & 0x0F));
            Ok((rest, digits.iter().fold(0, add)))
        }
        _ => expected(Rule::DeltaSeconds, input),
    }
}
