//! The port of an origin.

use core::fmt;
use core::num::NonZeroU16;

use crate::encode::{Sink, Wire};
use crate::error::Rule;
use crate::syntax::number::{SHORT_DIGITS, short_digits};
use crate::syntax::rules::Stop;

/// A port as it is written: with leading zeros it differs from the port without them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Port {
    number: NonZeroU16,
    digits: u8,
}

const MOST_DIGITS: u8 = 5;

impl Port {
    /// Creates a port without leading zeros, unless it is 0.
    pub(super) const fn new(number: u16) -> Option<Self> {
        let digits = match number {
            0..10 => 1,
            10..100 => 2,
            100..1_000 => 3,
            1_000..10_000 => 4,
            10_000.. => MOST_DIGITS,
        };
        match NonZeroU16::new(number) {
            Some(number) => Some(Self { number, digits }),
            None => None,
        }
    }

    pub(super) const fn number(self) -> u16 {
        self.number.get()
    }

    /// Returns whether it is written without leading zeros.
    pub(super) fn is_shortest(self) -> bool {
        Self::new(self.number()) == Some(self)
    }

    pub(super) fn write<S: Sink>(self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(short_digits(self.number().into(), self.digits, &mut [0; SHORT_DIGITS]))
    }
}

impl fmt::Display for Port {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.number, width = usize::from(self.digits))
    }
}

/// `1*5DIGIT`, a number from 1 to 65535
pub(super) const fn port(input: &[u8]) -> Result<(Port, &[u8]), Stop> {
    let mut rest = input;
    let mut number: u16 = 0;
    let mut digits: u8 = 0;
    while let [digit @ b'0'..=b'9', after @ ..] = rest
        && digits < MOST_DIGITS
    {
        let digit = u16::from_le_bytes([digit.wrapping_sub(b'0'), 0]);
        number = match number.checked_mul(10) {
            Some(tens) if tens.checked_add(digit).is_some() => tens.wrapping_add(digit),
            _ => return Err(Stop::new(Rule::Port, rest)),
        };
        digits = digits.wrapping_add(1);
        rest = after;
    }
    match NonZeroU16::new(number) {
        Some(number) => Ok((Port { number, digits }, rest)),
        None => Err(Stop::new(Rule::Port, input)),
    }
}

/// Returns the default port of a scheme in lower case. Browsers leave it out of origins.
pub(super) const fn default_port(scheme: &[u8]) -> Option<u16> {
    match scheme {
        b"http" | b"ws" => Some(80),
        b"https" | b"wss" => Some(443),
        b"ftp" => Some(21),
        _ => None,
    }
}

/// Returns whether these digits are the default port of a scheme, without leading zeros.
pub(in crate::cors) fn is_default_port(scheme: &[u8], digits: &[u8]) -> bool {
    let default = default_port(scheme).and_then(Port::new);
    default.is_some() && port(digits).ok() == default.map(|default| (default, &[][..]))
}
