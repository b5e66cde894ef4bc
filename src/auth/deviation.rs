//! Deviations from the grammar that have one possible meaning, and whether a parser tolerates them.

use core::fmt;

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

/// Tolerates every [`Deviation`].
///
/// ```
/// use countersign::auth::Events;
/// use countersign::auth::tolerant::Tolerant;
///
/// let mut events = Events::challenges(b"Basic realm=").tolerating(Tolerant);
/// assert!(events.all(|event| event.is_ok()));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tolerant;

impl Tolerance for Tolerant {
    fn forgive(&mut self, _: Deviation, _: usize) -> bool {
        true
    }
}

/// A way in which real servers and clients break the grammar of RFC 9110 §11. The [table](super::tolerant) says who does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Deviation {
    /// HTAB between a scheme and its payload.
    TabAfterScheme,
    /// White space and no comma between two parameters, or before the name of a known scheme.
    MissingComma,
    /// A semicolon in place of a comma, or at the end.
    Semicolon,
    /// A comma between a scheme and its first parameter.
    StrayComma,
    /// An unquoted value that is not a token, but has no white space, comma, quote or backslash.
    BareValue,
    /// An unquoted value with white space, commas, quotes or backslashes.
    BareText,
    /// No value after the `=`.
    EmptyValue,
    /// A repeated parameter; the last one counts.
    RepeatedParam,
    /// A quoted-string without a closing quote.
    OpenQuote,
    /// A quote in a quoted-string that is not escaped.
    StrayQuote,
    /// A token of a scheme that has a token68, outside its alphabet: visible ASCII without comma and quote.
    BareToken,
    /// Base64 with padding that is too short or too long.
    Padding,
    /// White space in base64 or between hex digits, left by a folded line.
    FoldedSpace,
    /// No realm in a challenge of Basic or Digest, which browsers read as an empty one.
    MissingRealm,
    /// A nonce count of Digest that does not have eight digits.
    NonceCount,
}

/// Says what was sent.
///
/// ```
/// use countersign::auth::Deviation;
///
/// assert_eq!(Deviation::MissingComma.to_string(), "no comma between two elements");
/// ```
impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TabAfterScheme => "a tab after the scheme",
            Self::MissingComma => "no comma between two elements",
            Self::Semicolon => "a semicolon that is no part of a value",
            Self::StrayComma => "a comma between the scheme and its first parameter",
            Self::BareValue => "a value that is neither a token nor in quotes",
            Self::BareText => "a value with spaces, commas, quotes or backslashes that is not in quotes",
            Self::EmptyValue => "no value after \"=\"",
            Self::RepeatedParam => "a repeated parameter, of which the last counts",
            Self::OpenQuote => "a quoted value without a closing quote",
            Self::StrayQuote => "a quote in a quoted value that is not escaped",
            Self::BareToken => "a token that is not a token68",
            Self::Padding => "base64 with too little or too much padding",
            Self::FoldedSpace => "white space in base64 or between hex digits",
            Self::MissingRealm => "no realm, which is read as an empty one",
            Self::NonceCount => "a nonce count that does not have eight digits",
        })
    }
}
