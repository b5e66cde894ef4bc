//! `Timing-Allow-Origin`, as browsers read it.

use core::fmt;
use core::marker::PhantomData;

use crate::cors::TIMING_ALLOW_ORIGIN;
use crate::cors::origin::Origin;
use crate::cors::split::Pieces;
use crate::encode::is_written_as;
use crate::fields::Fields;

/// The origins whose pages may see how long a response took.
///
/// ```abnf
/// Timing-Allow-Origin = 1#( origin-or-null / wildcard )
/// ```
/// [Resource Timing, section 4.5](https://www.w3.org/TR/resource-timing/#sec-timing-allow-origin)
///
/// Browsers do not apply this grammar. They split the lines at commas that are not in quotes, and compare each piece with
/// the origin of the page. A piece that is not an origin has no effect on the others.
///
/// ```
/// use countersign::cors::{origin::Origin, values::TimingAllowOrigin};
///
/// let response = [("Timing-Allow-Origin", "invalid, https://a.example"), ("Timing-Allow-Origin", "https://b.example")];
/// let timing = TimingAllowOrigin::of(&response);
/// assert!(timing.allows(&Origin::parse(b"https://b.example")?));
/// assert!(timing.iter().eq([&b"invalid"[..], b"https://a.example", b"https://b.example"]));
/// assert!(!timing.allows(&Origin::parse(b"https://c.example")?));
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy)]
pub struct TimingAllowOrigin<'a, F> {
    fields: F,
    lines: PhantomData<&'a [u8]>,
}

impl<'a, F: Fields<'a>> TimingAllowOrigin<'a, F> {
    /// Reads the field of a response. It may be absent.
    #[must_use]
    pub const fn of(fields: F) -> Self {
        Self { fields, lines: PhantomData }
    }

    /// Returns whether this origin is listed, or `*`.
    #[must_use]
    pub fn allows(&self, origin: &Origin<'_>) -> bool {
        self.iter().any(|piece| piece == b"*" || is_written_as(origin, piece))
    }

    /// Returns the pieces of all lines in order, without white space around them.
    pub fn iter(&self) -> impl Iterator<Item = &'a [u8]> + use<'a, F> {
        Pieces::new(self.fields.values(TIMING_ALLOW_ORIGIN))
    }
}

impl<F> fmt::Debug for TimingAllowOrigin<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TimingAllowOrigin")
    }
}
