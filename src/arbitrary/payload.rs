//! What follows the name of a scheme: the parts, and one of the valid ways to write them.

use alloc::string::String;
use alloc::vec::Vec;

use super::draw::Draw;

/// A parameter: its name, and its value as it is meant, without quotes and escapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// The name.
    pub name: String,
    /// The value.
    pub value: Vec<u8>,
}

/// What follows the name of a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// Nothing.
    Alone,
    /// A single value in place of parameters, such as the base64 of Basic.
    Single(Vec<u8>),
    /// Parameters, in the order of the wire form.
    Params(Vec<Param>),
}

impl Payload {
    /// Returns the value of a parameter.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&[u8]> {
        let Self::Params(params) = self else { return None };
        params.iter().find(|param| param.name.eq_ignore_ascii_case(name)).map(|param| &*param.value)
    }
}

/// A payload and its wire form.
pub(super) struct Drawn {
    pub(super) payload: Payload,
    pub(super) wire: Vec<u8>,
}

impl Drawn {
    pub(super) const ALONE: Self = Self { payload: Payload::Alone, wire: Vec::new() };

    pub(super) fn single(value: impl Into<Vec<u8>>) -> Self {
        let wire = value.into();
        Self { payload: Payload::Single(wire.clone()), wire }
    }
}

/// How the values of a scheme may be written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// As a token or as a quoted-string with any escapes.
    Free,
    /// As a token or as a quoted-string in which only `"` and `\` have an escape.
    Plain,
    /// As clients of Amazon do: bare, or in quotes.
    Bare,
}

/// Collects parameters.
pub(super) struct Params<'p, 'd, 'b> {
    draw: &'p mut Draw<'d, 'b>,
    list: Vec<Param>,
    style: Style,
}

impl<'p, 'd, 'b> Params<'p, 'd, 'b> {
    pub(super) fn new(draw: &'p mut Draw<'d, 'b>) -> Self {
        Self { draw, list: Vec::new(), style: Style::Free }
    }

    /// As [`new`](Self::new), for a scheme whose values have no needless escapes.
    pub(super) fn plain(draw: &'p mut Draw<'d, 'b>) -> Self {
        Self { draw, list: Vec::new(), style: Style::Plain }
    }

    /// As [`new`](Self::new), for values that are bare although they are not tokens.
    pub(super) fn bare(draw: &'p mut Draw<'d, 'b>) -> Self {
        Self { draw, list: Vec::new(), style: Style::Bare }
    }

    pub(super) fn must<V: Into<Vec<u8>>>(mut self, name: &str, value: impl FnOnce(&mut Draw<'d, 'b>) -> V) -> Self {
        let value = value(self.draw).into();
        self.list.push(Param { name: name.into(), value });
        self
    }

    pub(super) fn may<V: Into<Vec<u8>>>(self, name: &str, value: impl FnOnce(&mut Draw<'d, 'b>) -> V) -> Self {
        if self.draw.flip() { self.must(name, value) } else { self }
    }

    /// Adds parameters that the scheme does not define.
    pub(super) fn others(mut self) -> Self {
        for prefix in ["x", "y"] {
            if self.draw.one_in(4) {
                let name = [prefix, "_", &self.draw.token()].concat();
                self = self.must(&name, Draw::text);
            }
        }
        self
    }

    /// Returns the payload, in any order.
    pub(super) fn done(mut self) -> Drawn {
        let places = self.list.len();
        for at in 0..places {
            if self.draw.one_in(3) {
                let other = self.draw.upto(places.saturating_sub(1));
                self.list.swap(at, other);
            }
        }
        let mut wire = Vec::new();
        for (index, param) in self.list.iter().enumerate() {
            if index > 0 {
                wire.extend_from_slice(self.draw.of(&[&b", "[..], b", ", b", ", b",", b" ,", b",\t", b", ,", b",, "]));
            }
            write_param(&mut wire, self.draw, param, self.style);
        }
        if self.list.is_empty() {
            return Drawn::ALONE;
        }
        Drawn { payload: Payload::Params(self.list), wire }
    }
}

fn write_param(wire: &mut Vec<u8>, draw: &mut Draw<'_, '_>, param: &Param, style: Style) {
    wire.extend_from_slice(&in_any_case(draw, &param.name));
    // `BWS` around the `=`, RFC 9110 §5.6.3
    wire.extend_from_slice(draw.of(&[&b"="[..], b"=", b"=", b"=", b" =", b"= ", b"\t=\t"]));
    let is_token = !param.value.is_empty() && param.value.iter().all(|byte| is_tchar(*byte));
    let is_bare = style == Style::Bare || is_token;
    if is_bare && draw.flip() {
        wire.extend_from_slice(&param.value);
        return;
    }
    wire.push(b'"');
    for byte in &param.value {
        let is_special = matches!(byte, b'"' | b'\\');
        if is_special || (style == Style::Free && draw.one_in(24)) {
            wire.push(b'\\');
        }
        wire.push(*byte);
    }
    wire.push(b'"');
}

/// Returns the name in the case of the standards, or now and then in another one.
pub(super) fn in_any_case(draw: &mut Draw<'_, '_>, name: &str) -> Vec<u8> {
    match draw.upto(7) {
        6 => name.to_ascii_lowercase().into(),
        7 => name.to_ascii_uppercase().into(),
        _ => name.into(),
    }
}

/// `tchar`, RFC 9110 §5.6.2
const fn is_tchar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~'
        )
}
