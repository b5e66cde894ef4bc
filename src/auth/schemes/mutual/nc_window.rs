//! The numbers of requests that a session received, RFC 8120 §11.

use core::fmt;

use super::KexS1;
use crate::error::{ValueError, ValueErrorKind};

/// The numbers `nc` that a server received in one session: it accepts each once, and remembers as many as it promised.
///
/// Numbers above `nc-max` are refused, and those that are `nc-window` or more below the largest one. The window has 64 numbers
/// for each of the `WORDS`.
///
/// Ask it last: only for a `vkc` that [matches](super::Number::matches) what the server computed. Otherwise anybody can use up
/// the numbers of a session.
///
/// ```
/// use countersign::auth::mutual::NcWindow;
///
/// let mut window: NcWindow<2> = NcWindow::new(1000, 128)?; // as in the challenge with `ks1`
/// assert!(window.receive(1) && window.receive(3) && window.receive(2));
/// assert!(!window.receive(2), "it was received before");
/// assert!(!window.receive(1001), "it is above nc-max");
/// assert!(window.receive(1000) && window.receive(873));
/// assert!(!window.receive(872), "it is below the window");
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone)]
pub struct NcWindow<const WORDS: usize> {
    nc_max: u64,
    /// `nc-window`
    width: u64,
    largest: u64,
    /// One bit for each number of the window, at the place of its remainder.
    received: [u64; WORDS],
}

impl<const WORDS: usize> NcWindow<WORDS> {
    /// Returns the window of a new session.
    ///
    /// # Errors
    /// [`ValueErrorKind::OutOfRange`] for an `nc-window` of zero, or of more numbers than there is memory for.
    pub fn new(nc_max: u64, nc_window: u64) -> Result<Self, ValueError> {
        if (1..=Self::capacity()).contains(&nc_window) {
            Ok(Self { nc_max, width: nc_window, largest: 0, received: [0; WORDS] })
        } else {
            Err(ValueError::new("nc-window", ValueErrorKind::OutOfRange, 0))
        }
    }

    /// Returns the window of the session that this message begins.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn of(message: &KexS1<'_>) -> Result<Self, ValueError> {
        Self::new(message.nc_max(), message.nc_window())
    }

    /// Returns whether a request of this number is accepted, and remembers the number. The time is linear in the window.
    #[must_use]
    pub fn receive(&mut self, nc: u64) -> bool {
        let is_below = nc.checked_add(self.width).is_some_and(|end| end <= self.largest);
        if nc > self.nc_max || is_below {
            return false;
        }
        // The places of the numbers that come into the window are those of numbers that leave it.
        let entering = nc.saturating_sub(self.largest).min(Self::capacity());
        for step in 0..entering {
            if let Some((word, bit)) = self.place(nc.saturating_sub(step)) {
                *word &= !bit;
            }
        }
        self.largest = self.largest.max(nc);
        let Some((word, bit)) = self.place(nc) else {
            return false;
        };
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    fn capacity() -> u64 {
        u64::try_from(WORDS).unwrap_or(u64::MAX).saturating_mul(u64::BITS.into())
    }

    fn place(&mut self, nc: u64) -> Option<(&mut u64, u64)> {
        let place = nc.checked_rem(Self::capacity())?;
        let bit = 1_u64.checked_shl(u32::try_from(place % 64).ok()?)?;
        Some((self.received.get_mut(usize::try_from(place / 64).ok()?)?, bit))
    }
}

impl<const WORDS: usize> fmt::Debug for NcWindow<WORDS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NcWindow").field("largest", &self.largest).finish_non_exhaustive()
    }
}
