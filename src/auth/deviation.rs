//! What a parser does where bytes break the grammar and can be read all the same.

/// Decides at each [`Deviation`] whether it is tolerated.
///
/// A tolerance is a type parameter of [`Events`](super::Events), so that [`Strict`] costs nothing. It is called with each
/// deviation and its byte offset.
///
/// ```
/// use countersign::auth::{Deviation, Events};
///
/// let mut tolerated = Vec::new();
/// let events = Events::challenges(br#"Basic realm="staff" charset=UTF-8"#).tolerating(|deviation, offset| {
///     tolerated.push((deviation, offset));
///     deviation == Deviation::MissingComma
/// });
/// assert!(events.into_iter().all(|event| event.is_ok()));
/// assert_eq!(tolerated, [(Deviation::MissingComma, 20)]);
/// ```
pub trait Tolerance {
    /// Whether anything is tolerated. If not, a parser contains no code for deviations.
    const FORGIVES: bool = true;

    /// Returns whether to tolerate this deviation. `offset` counts bytes from the start of the line.
    fn forgive(&mut self, deviation: Deviation, offset: usize) -> bool;
}

/// A closure receives the deviation and its byte offset, and returns whether to tolerate it.
impl<F: FnMut(Deviation, usize) -> bool> Tolerance for F {
    fn forgive(&mut self, deviation: Deviation, offset: usize) -> bool {
        self(deviation, offset)
    }
}

/// A [`Tolerance`] that a view keeps: any that is `Copy`.
pub trait Leniency: Tolerance + Copy {}

impl<T: Tolerance + Copy> Leniency for T {}

/// Tolerates nothing: RFC 9110 to the letter.
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
    /// L2: white space and no comma between two parameters, or before the name of a known scheme and a parameter.
    MissingComma,
    /// L14: a semicolon in place of a comma.
    Semicolon,
    /// L10: a comma between a scheme and its first parameter.
    StrayComma,
    /// L3: an unquoted value that is not a token, but has no white space, comma, quote or backslash.
    BareValue,
    /// L3: an unquoted value with white space, commas, quotes or backslashes.
    BareText,
    /// L8: no value after the `=`.
    EmptyValue,
    /// L7: a repeated parameter; the last one counts.
    RepeatedParam,
    /// L9: a quoted-string without a closing quote.
    OpenQuote,
    /// L9: a quote in a quoted-string that is not escaped.
    StrayQuote,
    /// L13: a token of a scheme that has a token68, outside its alphabet: visible ASCII without comma and quote.
    BareToken,
    /// L12: base64 with padding that is too short or too long.
    Padding,
    /// L20: white space between hex digits, left by a folded line.
    FoldedSpace,
}
