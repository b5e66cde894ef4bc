//! What a reader does where octets break the grammar and could be read all the same.

/// Decides at each [`Deviation`] whether to read on.
///
/// It is a type parameter of [`Events`](super::Events), so that [`Strict`] costs nothing. Whoever forgives also hears
/// of it: which deviation, and where.
///
/// ```
/// use countersign::auth::{Deviation, Events};
///
/// let mut forgiven = Vec::new();
/// let events = Events::challenges(br#"Basic realm="staff" charset=UTF-8"#).tolerating(|deviation, offset| {
///     forgiven.push((deviation, offset));
///     deviation == Deviation::MissingComma
/// });
/// assert!(events.into_iter().all(|event| event.is_ok()));
/// assert_eq!(forgiven, [(Deviation::MissingComma, 20)]);
/// ```
pub trait Tolerance {
    /// Whether there is anything that it forgives; when there is not, a reader has no code for it.
    const FORGIVES: bool = true;

    /// Whether to forgive this; `offset` counts octets from the start of the line.
    fn forgive(&mut self, deviation: Deviation, offset: usize) -> bool;
}

/// A closure is told which deviation and where, and says whether to forgive it.
impl<F: FnMut(Deviation, usize) -> bool> Tolerance for F {
    fn forgive(&mut self, deviation: Deviation, offset: usize) -> bool {
        self(deviation, offset)
    }
}

/// A [`Tolerance`] that a view carries with it: any that can be copied.
pub trait Leniency: Tolerance + Copy {}

impl<T: Tolerance + Copy> Leniency for T {}

/// Forgives nothing: RFC 9110 to the letter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Strict;

impl Tolerance for Strict {
    const FORGIVES: bool = false;

    fn forgive(&mut self, _: Deviation, _: usize) -> bool {
        false
    }
}

/// A way in which real servers and clients break the grammar of RFC 9110 §11.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Deviation {
    /// L1: HTAB between a scheme and its payload.
    TabAfterScheme,
    /// L2: white space and no comma between two parameters.
    MissingComma,
    /// L3: a value that is no token and not quoted, up to white space, a comma, a quote or a backslash.
    BareValue,
    /// L8: nothing where the value should be.
    EmptyValue,
    /// L7: a parameter that occurs again; the last one counts.
    RepeatedParam,
    /// L9: a quoted-string that the end of the line ends.
    OpenQuote,
    /// L12: base64 with padding that is too short or too long.
    Padding,
    /// L20: white space inside hex digits, which a folded line left behind.
    FoldedSpace,
}
