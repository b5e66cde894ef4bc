//! Faults that real messages have, put into valid ones.

use alloc::vec::Vec;

use ::arbitrary::{Arbitrary, Result, Unstructured};

use super::authentication::{Challenge, Credentials, Info};
use super::draw::Draw;
use super::message::{FieldLines, Request, Response};

/// One change of a value, which mostly makes it invalid.
///
/// Most are what real servers and clients send, as [`Deviation`](crate::auth::Deviation) lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mutation {
    /// Removes a quote.
    DropQuote,
    /// Inserts a quote.
    AddQuote,
    /// Removes all quotes.
    Unquote,
    /// Puts single quotes in place of the others.
    SingleQuotes,
    /// Inserts a backslash.
    Escape,
    /// Doubles a comma.
    DoubleComma,
    /// Removes a comma.
    DropComma,
    /// Puts a semicolon in place of a comma.
    Semicolon,
    /// Inserts a comma after the first space, which is that after the scheme.
    StrayComma,
    /// Puts another separator in place of a separator.
    SwapSeparator,
    /// Repeats what stands between two commas.
    RepeatParam,
    /// Removes what stands between two commas.
    DropParam,
    /// Removes what follows an `=`, up to the comma.
    EmptyValue,
    /// Puts a tab in place of the first space.
    Tab,
    /// Inserts the line break and the space of a folded line.
    Fold,
    /// Inserts a space.
    Space,
    /// Changes the case of a letter.
    Case,
    /// Removes the end.
    Truncate,
    /// Removes the `=` at the end.
    DropPadding,
    /// Adds an `=` to the end.
    AddPadding,
    /// Inserts a control character.
    Control,
    /// Inserts a byte that is not ASCII.
    NotAscii,
    /// Changes one bit.
    FlipBit,
    /// Adds the value once more after a comma, as a server that joins two lines does.
    JoinLines,
}

impl Mutation {
    /// All mutations.
    pub const ALL: [Self; 24] = [
        Self::DropQuote,
        Self::AddQuote,
        Self::Unquote,
        Self::SingleQuotes,
        Self::Escape,
        Self::DoubleComma,
        Self::DropComma,
        Self::Semicolon,
        Self::StrayComma,
        Self::SwapSeparator,
        Self::RepeatParam,
        Self::DropParam,
        Self::EmptyValue,
        Self::Tab,
        Self::Fold,
        Self::Space,
        Self::Case,
        Self::Truncate,
        Self::DropPadding,
        Self::AddPadding,
        Self::Control,
        Self::NotAscii,
        Self::FlipBit,
        Self::JoinLines,
    ];

    /// Changes a value, at a place that `u` chooses. Returns whether there is such a place.
    ///
    /// ```
    /// use arbitrary::Unstructured;
    /// use countersign::arbitrary::Mutation;
    ///
    /// let mut value = br#"Basic realm="staff""#.to_vec();
    /// assert!(Mutation::Unquote.apply(&mut value, &mut Unstructured::new(&[])));
    /// assert_eq!(value, b"Basic realm=staff");
    /// assert!(!Mutation::Unquote.apply(&mut value, &mut Unstructured::new(&[])));
    /// ```
    #[must_use = "a value may have no place for the change"]
    pub fn apply(self, value: &mut Vec<u8>, u: &mut Unstructured<'_>) -> bool {
        let draw = &mut Draw(u);
        let before = value.clone();
        match self {
            Self::DropQuote => drop_one(value, draw, b'"'),
            Self::AddQuote => insert(value, draw, b"\""),
            Self::Unquote => value.retain(|byte| *byte != b'"'),
            Self::SingleQuotes => value.iter_mut().filter(|byte| **byte == b'"').for_each(|byte| *byte = b'\''),
            Self::Escape => insert(value, draw, b"\\"),
            Self::DoubleComma => replace_one(value, draw, b',', b",,"),
            Self::DropComma => drop_one(value, draw, b','),
            Self::Semicolon => replace_one(value, draw, b',', b";"),
            Self::StrayComma => replace_first(value, b' ', b" , "),
            Self::SwapSeparator => {
                let (from, to) = (draw.of(b"=,: ;/"), draw.of(&[&b":"[..], b"=", b"&", b"|", b" "]));
                replace_one(value, draw, from, to);
            }
            Self::RepeatParam => {
                let element = element(value, draw).to_vec();
                value.extend_from_slice(b", ");
                value.extend_from_slice(&element);
            }
            Self::DropParam => {
                let gone = element(value, draw);
                let at = offset_in(value, gone);
                let length = gone.len();
                value.drain(at..at.saturating_add(length));
            }
            Self::EmptyValue => {
                if let Some(at) = place(value, draw, |byte| byte == b'=') {
                    let start = at.saturating_add(1);
                    let rest = value.iter().skip(start);
                    let length = rest.take_while(|byte| **byte != b',').count();
                    value.drain(start..start.saturating_add(length));
                }
            }
            Self::Tab => replace_first(value, b' ', b"\t"),
            Self::Fold => {
                let fold = draw.of(&[&b"\r\n "[..], b"\n ", b" ", b"\t"]);
                insert(value, draw, fold);
            }
            Self::Space => insert(value, draw, b" "),
            Self::Case => {
                if let Some(at) = place(value, draw, |byte| byte.is_ascii_alphabetic()) {
                    value.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 0x20);
                }
            }
            Self::Truncate => value.truncate(draw.upto(value.len().saturating_sub(1))),
            Self::DropPadding => while value.pop_if(|byte| *byte == b'=').is_some() {},
            Self::AddPadding => value.push(b'='),
            Self::Control => {
                let control = draw.of(&[&b"\0"[..], b"\r", b"\n", b"\x07", b"\x1B", b"\x7F"]);
                insert(value, draw, control);
            }
            Self::NotAscii => {
                let bytes = draw.of(&["é".as_bytes(), "\u{FEFF}".as_bytes(), b"\xFF", b"\x80"]);
                insert(value, draw, bytes);
            }
            Self::FlipBit => {
                let bit = draw.of(&[1, 2, 4, 8, 16, 32, 64, 128]);
                let at = draw.upto(value.len().saturating_sub(1));
                value.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= bit);
            }
            Self::JoinLines => {
                value.extend_from_slice(b", ");
                value.extend_from_slice(&before);
            }
        }
        *value != before
    }
}

/// Returns the place of one of the bytes that match.
fn place(value: &[u8], draw: &mut Draw<'_, '_>, is: impl Fn(u8) -> bool) -> Option<usize> {
    let places: Vec<_> = value.iter().enumerate().filter(|(_, byte)| is(**byte)).map(|(at, _)| at).collect();
    places.get(draw.upto(places.len().saturating_sub(1))).copied()
}

fn insert(value: &mut Vec<u8>, draw: &mut Draw<'_, '_>, bytes: &[u8]) {
    let at = draw.upto(value.len());
    value.splice(at..at, bytes.iter().copied());
}

fn drop_one(value: &mut Vec<u8>, draw: &mut Draw<'_, '_>, byte: u8) {
    replace_one(value, draw, byte, b"");
}

fn replace_one(value: &mut Vec<u8>, draw: &mut Draw<'_, '_>, from: u8, to: &[u8]) {
    if let Some(at) = place(value, draw, |byte| byte == from) {
        value.splice(at..at.saturating_add(1), to.iter().copied());
    }
}

fn replace_first(value: &mut Vec<u8>, from: u8, to: &[u8]) {
    if let Some(at) = value.iter().position(|byte| *byte == from) {
        value.splice(at..at.saturating_add(1), to.iter().copied());
    }
}

/// Returns the bytes between two commas.
fn element<'v>(value: &'v [u8], draw: &mut Draw<'_, '_>) -> &'v [u8] {
    let elements: Vec<_> = value.split(|byte| *byte == b',').collect();
    draw.of(&elements)
}

/// Returns where a part of the bytes begins.
fn offset_in(value: &[u8], part: &[u8]) -> usize {
    let is_part = |window: &[u8]| core::ptr::eq(window.as_ptr(), part.as_ptr());
    if part.is_empty() { 0 } else { value.windows(part.len()).position(is_part).unwrap_or_default() }
}

/// What can be made nearly valid.
pub trait Mutate {
    /// Applies a few mutations, at least one if there is a byte to change, and returns them.
    fn mutate(&mut self, u: &mut Unstructured<'_>) -> Vec<Mutation>;
}

/// A value of a field line.
impl Mutate for Vec<u8> {
    fn mutate(&mut self, u: &mut Unstructured<'_>) -> Vec<Mutation> {
        let mut applied = Vec::new();
        for _ in 0..=Draw(u).upto(2) {
            let at = Draw(u).upto(Mutation::ALL.len().saturating_sub(1));
            // From the drawn mutation on, the first that has a place: mostly itself.
            let found = Mutation::ALL
                .iter()
                .cycle()
                .skip(at)
                .take(Mutation::ALL.len())
                .find(|mutation| mutation.apply(self, u));
            applied.extend(found);
        }
        applied
    }
}

impl Mutate for Challenge {
    fn mutate(&mut self, u: &mut Unstructured<'_>) -> Vec<Mutation> {
        self.0.wire.mutate(u)
    }
}

impl Mutate for Credentials {
    fn mutate(&mut self, u: &mut Unstructured<'_>) -> Vec<Mutation> {
        self.0.wire.mutate(u)
    }
}

impl Mutate for Info {
    fn mutate(&mut self, u: &mut Unstructured<'_>) -> Vec<Mutation> {
        self.0.wire.mutate(u)
    }
}

/// Changes the value of a line, and may repeat a line.
impl Mutate for FieldLines {
    fn mutate(&mut self, u: &mut Unstructured<'_>) -> Vec<Mutation> {
        let at = Draw(u).upto(self.len().saturating_sub(1));
        if let Some(line) = self.get(at).cloned().filter(|_| Draw(u).one_in(4)) {
            self.push(line);
        }
        self.get_mut(at).map(|(_, value)| value.mutate(u)).unwrap_or_default()
    }
}

impl Mutate for Request {
    fn mutate(&mut self, u: &mut Unstructured<'_>) -> Vec<Mutation> {
        self.fields.mutate(u)
    }
}

impl Mutate for Response {
    fn mutate(&mut self, u: &mut Unstructured<'_>) -> Vec<Mutation> {
        self.fields.mutate(u)
    }
}

/// A value that is nearly valid, or in one of four cases valid.
///
/// Its parts, if it has some, are those of the valid value.
///
/// ```
/// use arbitrary::{Arbitrary, Unstructured};
/// use countersign::arbitrary::{Challenge, Mutated};
/// use countersign::auth;
///
/// let mutated = Mutated::<Challenge>::arbitrary(&mut Unstructured::new(b"any bytes, from a fuzzer"))?;
/// let parsed = auth::Challenge::parse(&mutated.value.0.wire);
/// assert!(parsed.is_ok() || !mutated.mutations.is_empty());
/// # Ok::<(), arbitrary::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mutated<T> {
    /// The value.
    pub value: T,
    /// What was changed.
    pub mutations: Vec<Mutation>,
}

impl<'b, T: Arbitrary<'b> + Mutate> Arbitrary<'b> for Mutated<T> {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        let mut value = T::arbitrary(u)?;
        let mutations = if Draw(u).upto(3) == 0 { Vec::new() } else { value.mutate(u) };
        Ok(Self { value, mutations })
    }
}
