//! `Timing-Allow-Origin`, as browsers read it.

use core::fmt;
use core::marker::PhantomData;

use crate::cors::TIMING_ALLOW_ORIGIN;
use crate::cors::origin::Origin;
use crate::cors::split::Pieces;
use crate::encode::is_written_as;
use crate::fields::Fields;

/// The origins that may see how long a response took.
///
/// ```abnf
/// Timing-Allow-Origin = 1#( origin-or-null / wildcard )
/// ```
/// [Resource Timing, section 4.5](https://www.w3.org/TR/resource-timing/#sec-timing-allow-origin)
///
/// Browsers hold nobody to this grammar. They [split](crate::cors::split) the lines, and compare the pieces: one that is
/// no origin equals none, and leaves its neighbours as they are.
///
/// ```
/// use countersign::cors::{origin::Origin, values::TimingAllowOrigin};
///
/// let response = [("Timing-Allow-Origin", "nobody, https://a.example"), ("Timing-Allow-Origin", "https://b.example")];
/// let timing = TimingAllowOrigin::of(&response);
/// assert!(timing.allows(&Origin::parse(b"https://b.example")?));
/// assert!(!timing.allows(&Origin::parse(b"https://c.example")?));
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy)]
pub struct TimingAllowOrigin<'a, F> {
    fields: F,
    lines: PhantomData<&'a [u8]>,
}

impl<'a, F: Fields<'a>> TimingAllowOrigin<'a, F> {
    /// What a response says, which may be nothing.
    #[must_use]
    pub const fn of(fields: F) -> Self {
        Self { fields, lines: PhantomData }
    }

    /// Whether this origin is among them, or all are.
    #[must_use]
    pub fn allows(&self, origin: &Origin<'_>) -> bool {
        self.iter().any(|piece| piece == b"*" || is_written_as(origin, piece))
    }

    /// The pieces, in order.
    pub fn iter(&self) -> impl Iterator<Item = &'a [u8]> + use<'a, F> {
        Pieces::new(self.fields.values(TIMING_ALLOW_ORIGIN))
    }
}

impl<F> fmt::Debug for TimingAllowOrigin<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TimingAllowOrigin")
    }
}
