//! `#auth-param`: the parameters of a challenge, of credentials or of Authentication-Info.

use core::fmt;

use crate::auth::deviation::{Leniency, Strict};
use crate::auth::param::Param;
use crate::auth::payload::Payload;
use crate::syntax::text::Text;
use crate::syntax::wide::WIDE;

/// The parameters of a challenge, of credentials or of a line of Authentication-Info.
///
/// This is a view: it walks the checked bytes again on each call. Two values are equal when they have equal parameters in
/// the same order.
///
/// ```
/// use countersign::auth::Challenge;
///
/// let challenge = Challenge::parse(b"Newauth realm=\"apps\", type=1")?;
/// let params = challenge.params();
/// assert_eq!(params.get("Type").unwrap(), "1");
/// assert_eq!(params.iter().map(|param| param.name().as_str()).collect::<Vec<_>>(), ["realm", "type"]);
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Params<'a, T = Strict>(Payload<'a, T>);

impl<'a, T: Leniency> Params<'a, T> {
    pub(in crate::auth) const fn new(payload: Payload<'a, T>) -> Self {
        Self(payload)
    }

    /// Returns the parameters, in order.
    #[must_use]
    pub const fn iter(&self) -> ParamsIter<'a, T> {
        ParamsIter(self.0)
    }

    /// Returns the value of the parameter `name`, without regard to case. If repeated parameters are tolerated, the last
    /// one counts.
    ///
    /// Each call walks all parameters. A scheme's own types find all that they know in one pass.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Text<'a>> {
        let mut named = self.iter().filter(|param| param.name().is(name));
        let param = if WIDE && self.0.has_unique_names() { named.next() } else { named.last() };
        param.map(|param| param.value())
    }

    /// Returns whether there are no parameters.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

impl Default for Params<'_> {
    /// Returns a list without parameters.
    fn default() -> Self {
        Self(Payload::Params(&[]))
    }
}

impl<T: Leniency> PartialEq for Params<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<T: Leniency> Eq for Params<'_, T> {}

impl<T: Leniency> fmt::Debug for Params<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a, T: Leniency> IntoIterator for Params<'a, T> {
    type Item = Param<'a>;
    type IntoIter = ParamsIter<'a, T>;

    fn into_iter(self) -> ParamsIter<'a, T> {
        self.iter()
    }
}

/// The iterator of [`Params`].
#[derive(Clone)]
pub struct ParamsIter<'a, T = Strict>(Payload<'a, T>);

impl<'a, T: Leniency> Iterator for ParamsIter<'a, T> {
    type Item = Param<'a>;

    fn next(&mut self) -> Option<Param<'a>> {
        match self.0.next_plain_param() {
            (None, true) => Some(self.0.next_param()?.ok()?.1),
            (param, _) => param,
        }
    }
}

impl<T> fmt::Debug for ParamsIter<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ParamsIter")
    }
}
