//! Rows: what a type reads in a value, one name and one meaning each.

use core::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use countersign::auth::Base64;
use countersign::{Text, Words};

/// A name, and what it stands for.
pub struct Row<'r> {
    /// The name, as the type of the crate has it.
    pub name: &'static str,
    /// The name of the parameter that it was read from, or `token68`.
    pub of: &'static str,
    /// What it stands for.
    pub meaning: Meaning<'r>,
    /// A remark for people.
    pub note: Option<&'r dyn fmt::Display>,
}

/// What a row stands for.
pub enum Meaning<'r> {
    /// A value.
    One(Value<'r>),
    /// A list of values.
    Many(&'r mut dyn Iterator<Item = Value<'r>>),
    /// A number.
    Number(u64),
    /// Whether something holds.
    Flag(bool),
}

/// Bytes, and how to show them.
#[derive(Clone, Copy)]
pub struct Value<'r> {
    content: Content<'r>,
    /// Whether the value was sent in quotes, and is shown in quotes.
    pub is_quoted: bool,
    /// Whether the value proves an identity.
    pub is_secret: bool,
    /// Whether the value is a URL, whose query may be secret.
    pub is_url: bool,
}

#[derive(Clone, Copy)]
enum Content<'r> {
    Bytes(&'r [u8]),
    Text(Text<'r>),
}

impl<'r> Value<'r> {
    /// A value of these bytes.
    #[must_use]
    pub const fn new(bytes: &'r [u8]) -> Self {
        Self { content: Content::Bytes(bytes), is_quoted: false, is_secret: false, is_url: false }
    }

    /// Writes the value without escapes into a buffer, if it has escapes. Returns it with them if they do not fit.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> &'b [u8]
    where
        'r: 'b,
    {
        match self.content {
            Content::Bytes(bytes) => bytes,
            Content::Text(text) => text.decode_into(buffer).unwrap_or(text.raw()),
        }
    }

    /// Returns the bytes without escapes.
    pub fn bytes(&self) -> impl Iterator<Item = u8> {
        let (bytes, text) = match self.content {
            Content::Bytes(bytes) => (bytes, None),
            Content::Text(text) => (&[][..], Some(text)),
        };
        bytes.iter().copied().chain(text.into_iter().flat_map(|text| text.bytes()))
    }

    pub(crate) const fn secret_if(self, is_secret: bool) -> Self {
        Self { is_secret, ..self }
    }

    pub(crate) const fn url(self) -> Self {
        Self { is_url: true, ..self }
    }

    pub(crate) const fn without_quotes(self) -> Self {
        Self { is_quoted: false, ..self }
    }
}

impl<'r> From<&'r [u8]> for Value<'r> {
    fn from(bytes: &'r [u8]) -> Self {
        Self::new(bytes)
    }
}

impl<'r> From<&'r str> for Value<'r> {
    fn from(text: &'r str) -> Self {
        Self::new(text.as_bytes())
    }
}

impl<'r> From<Text<'r>> for Value<'r> {
    fn from(text: Text<'r>) -> Self {
        Self { content: Content::Text(text), is_quoted: text.is_quoted(), is_secret: false, is_url: false }
    }
}

/// The base64 itself, not decoded.
impl<'r> From<Base64<'r>> for Value<'r> {
    fn from(base64: Base64<'r>) -> Self {
        Self::from(base64.as_str().unwrap_or_default())
    }
}

impl<'r, V: Into<Value<'r>>> From<V> for Meaning<'r> {
    fn from(value: V) -> Self {
        Self::One(value.into())
    }
}

impl From<u64> for Meaning<'_> {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Meaning<'_> {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl<'r> Row<'r> {
    pub(crate) fn new(name: &'static str, meaning: impl Into<Meaning<'r>>) -> Self {
        Self { name, of: name, meaning: meaning.into(), note: None }
    }

    /// A row whose value proves an identity.
    pub(crate) fn secret(name: &'static str, value: impl Into<Value<'r>>) -> Self {
        Self::new(name, value.into().secret_if(true))
    }

    pub(crate) fn of(self, param: &'static str) -> Self {
        Self { of: param, ..self }
    }

    pub(crate) fn with_note(self, note: &'r dyn fmt::Display) -> Self {
        Self { note: Some(note), ..self }
    }
}

/// Takes rows one by one.
pub struct Rows<'s> {
    sink: &'s mut (dyn FnMut(Row<'_>) + 's),
    scratch: &'s mut [u8],
}

impl<'s> Rows<'s> {
    /// Rows are given to `sink`. Decoded bytes are written to `scratch`, which has at least twice the length of the line;
    /// what does not fit is left out.
    pub fn new(sink: &'s mut (dyn FnMut(Row<'_>) + 's), scratch: &'s mut [u8]) -> Self {
        Self { sink, scratch }
    }

    /// Adds a row if there is one.
    pub(crate) fn add<'r>(&mut self, row: impl Into<Option<Row<'r>>>) {
        if let Some(row) = row.into() {
            (self.sink)(row);
        }
    }

    /// Adds a value, as the parameter of the same name has it, if there is one.
    pub(crate) fn text<'r>(&mut self, name: &'static str, text: impl Into<Option<Text<'r>>>) {
        self.text_of(name, name, text.into());
    }

    #[inline(never)]
    pub(crate) fn text_of(&mut self, name: &'static str, param: &'static str, text: Option<Text<'_>>) {
        self.add(text.map(|text| Row::new(name, text).of(param)));
    }

    /// Adds a value that proves an identity, if there is one.
    #[inline(never)]
    pub(crate) fn secret_text(&mut self, name: &'static str, text: Option<Text<'_>>) {
        self.add(text.map(|text| Row::secret(name, text)));
    }

    #[inline(never)]
    pub(crate) fn base64(
        &mut self,
        name: &'static str,
        param: &'static str,
        base64: Option<Base64<'_>>,
        is_secret: bool,
    ) {
        self.add(base64.map(|base64| Row::new(name, Value::from(base64).secret_if(is_secret)).of(param)));
    }

    #[inline(never)]
    pub(crate) fn words(&mut self, name: &'static str, words: Option<Words<'_>>) {
        if let Some(words) = words {
            self.add(Row::new(name, Meaning::Many(&mut words.iter().map(|word| Value::from(word).without_quotes()))));
        }
    }

    /// Adds a number, with its unit, if there is one.
    #[inline(never)]
    pub(crate) fn number(&mut self, name: &'static str, param: &'static str, number: Option<u64>, unit: &'static str) {
        let note: &dyn fmt::Display = &unit;
        self.add(
            number.map(|number| Row {
                note: Some(note).filter(|_| !unit.is_empty()),
                ..Row::new(name, number).of(param)
            }),
        );
    }

    /// Adds decoded bytes.
    #[inline(never)]
    pub(crate) fn decoded(
        &mut self,
        name: &'static str,
        param: &'static str,
        bytes: &mut dyn Iterator<Item = u8>,
        is_secret: bool,
    ) {
        let mut length = 0_usize;
        for (slot, byte) in self.scratch.iter_mut().zip(bytes) {
            *slot = byte;
            length = length.saturating_add(1);
        }
        let value = Value::new(self.scratch.get(..length).unwrap_or_default());
        (self.sink)(Row::new(name, value.secret_if(is_secret)).of(param));
    }

    /// Adds bytes, as base64url.
    #[inline(never)]
    pub(crate) fn base64url(&mut self, name: &'static str, param: &'static str, bytes: &[u8], is_secret: bool) {
        let length = URL_SAFE.encode_slice(bytes, self.scratch).unwrap_or_default();
        let value = Value::new(self.scratch.get(..length).unwrap_or_default());
        (self.sink)(Row::new(name, value.secret_if(is_secret)).of(param));
    }

    /// Gives the buffer to `read`, and a function that adds rows.
    pub(crate) fn with_buffer<T>(&mut self, read: impl FnOnce(&mut [u8], &mut dyn FnMut(Row<'_>)) -> T) -> T {
        read(self.scratch, self.sink)
    }

    /// Gives the bytes that base64 stands for to `read`.
    #[inline(never)]
    pub(crate) fn with_decoded(&mut self, base64: Base64<'_>, read: &mut dyn FnMut(&[u8], &mut Rows<'_>)) {
        let length = base64.decode_into(self.scratch).map_or(0, <[u8]>::len);
        if let Some((bytes, scratch)) = self.scratch.split_at_mut_checked(length) {
            read(bytes, &mut Rows { sink: &mut *self.sink, scratch });
        }
    }
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row").field("name", &self.name).finish_non_exhaustive()
    }
}

impl fmt::Debug for Meaning<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meaning(..)")
    }
}

/// Without the bytes, which may be secret.
impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Value(..)")
    }
}

impl fmt::Debug for Rows<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rows(..)")
    }
}
