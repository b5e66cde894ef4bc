//! Text: the values of parameters.

#[cfg(feature = "alloc")]
mod decoded;
mod lossy;
mod words;

use core::fmt;
use core::hash::{Hash, Hasher};

use crate::encode::{Encode, FieldContent, Sink, Wire, collect_into, copy_into};
use crate::error::{CapacityError, ValueError, ValueErrorKind};
use crate::syntax::class::{FIELD, QDTEXT, TCHAR, WSP, is, span};
use crate::syntax::wide::{WIDE, skip_qdtext};

pub use lossy::Lossy;
pub use words::Words;

/// The value of a parameter, as bytes: received as a token or a quoted-string, or about to be sent.
///
/// ```abnf
/// text          = token / quoted-string
/// token         = 1*tchar
/// quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE
/// ```
/// [RFC 9110, section 5.6](https://www.rfc-editor.org/rfc/rfc9110#section-5.6)
///
/// Two texts are equal when they mean the same bytes, whatever their form: `a`, `"a"` and `"\a"` are one text. Equal
/// texts have equal hashes. Bytes past 0x7F are kept as they are; each field defines their meaning. A text knows
/// whether it was [quoted](Self::is_quoted), since some standards require one form; it is written in the same form.
///
/// A text may be a secret. `Debug` therefore shows form and length only, and a text is formatted only on demand, with
/// [`lossy`](Self::lossy).
///
/// ```
/// use countersign::{Encode, Text, auth::Challenges};
///
/// let challenges = Challenges::parse(br#"Newauth title="Login to \"apps\"""#)?;
/// let title = challenges.iter().next().and_then(|challenge| challenge.get("title")).unwrap();
/// assert_eq!(title, *b"Login to \"apps\"");
/// assert_eq!(title.as_str(), None, "the text has escapes");
/// assert_eq!(title.lossy().to_string(), "Login to \"apps\"");
///
/// let mut buffer = [0; 32];
/// assert_eq!(title.decode_into(&mut buffer)?, b"Login to \"apps\"");
/// assert_eq!(Text::new(b"Login to \"apps\"")?.encode_to_slice(&mut buffer)?, br#""Login to \"apps\"""#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Text<'a> {
    raw: &'a [u8],
    form: Form,
}

/// As wide as a register, so that copying a text copies whole registers.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
enum Form {
    /// A token.
    Token,
    /// Between quotes, without escapes.
    Quoted,
    /// No value at all, which the tolerant parser reads as an empty one.
    Missing,
    /// Between quotes, with quoted-pairs.
    Escaped,
    /// Between quotes, with quoted-pairs and with quotes that writing escapes.
    Stray,
    /// To be sent between quotes, with quotes or backslashes that writing escapes.
    Plain,
}

impl<'a> Text<'a> {
    /// Checks text to be sent as a quoted-string. An empty one is sent as `""`.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first control character other than HTAB: no field can carry it.
    pub const fn new(bytes: &'a [u8]) -> Result<Self, ValueError> {
        Self::for_part("text", bytes)
    }

    /// As [`new`](Self::new), with the name of the part for the error.
    pub(crate) const fn for_part(part: &'static str, bytes: &'a [u8]) -> Result<Self, ValueError> {
        let mut form = Form::Quoted;
        let mut rest = skip_qdtext(bytes);
        while let Some((&byte, after)) = rest.split_first() {
            if !is(byte, FIELD) {
                let offset = bytes.len().saturating_sub(rest.len());
                return Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset));
            }
            if !is(byte, QDTEXT) {
                form = Form::Plain;
            }
            rest = skip_qdtext(after);
        }
        Ok(Self { raw: bytes, form })
    }

    pub(crate) const fn token(bytes: &'a [u8]) -> Self {
        Self { raw: bytes, form: Form::Token }
    }

    pub(crate) const fn quoted(bytes: &'a [u8], escaped: bool) -> Self {
        Self { raw: bytes, form: if escaped { Form::Escaped } else { Form::Quoted } }
    }

    /// A received text in which quotes that are not escaped stand for themselves.
    pub(crate) fn with_quotes(bytes: &'a [u8]) -> Self {
        Self { raw: bytes, form: if bytes.contains(&b'\\') { Form::Stray } else { Form::Plain } }
    }

    /// The value of a parameter that has none, such as `a=`. It is written as `""`.
    pub(crate) const fn missing() -> Self {
        Self { raw: &[], form: Form::Missing }
    }

    /// Returns whether a parameter was received without a value.
    pub(crate) const fn is_missing(&self) -> bool {
        matches!(self.form, Form::Missing)
    }

    /// Returns whether the wire form is a quoted-string.
    #[must_use]
    pub const fn is_quoted(&self) -> bool {
        !matches!(self.form, Form::Token)
    }

    /// Returns the same text, to be sent as a quoted-string.
    pub(crate) const fn in_quotes(self) -> Self {
        match self.form {
            Form::Token => Self { form: Form::Quoted, ..self },
            _ => self,
        }
    }

    /// Returns the same text, to be sent as a token if it is one.
    pub(crate) fn out_of_quotes(self) -> Self {
        match self.form {
            Form::Quoted if !self.raw.is_empty() && span(self.raw, TCHAR) == self.raw.len() => {
                Self { form: Form::Token, ..self }
            }
            _ => self,
        }
    }

    /// Returns the bytes; `None` if the text was received with escapes. Use [`bytes`](Self::bytes),
    /// [`decode_into`](Self::decode_into) or [`lossy`](Self::lossy) for all texts.
    #[must_use]
    pub const fn as_bytes(&self) -> Option<&'a [u8]> {
        match self.form {
            Form::Escaped | Form::Stray => None,
            _ => Some(self.raw),
        }
    }

    /// Returns the text; `None` if it was received with escapes or is not UTF-8. [`lossy`](Self::lossy) shows every text.
    #[must_use]
    pub fn as_str(&self) -> Option<&'a str> {
        self.as_bytes().and_then(|bytes| core::str::from_utf8(bytes).ok())
    }

    /// Returns the bytes as received or as passed to [`new`](Self::new), without the quotes around them. Escapes of a
    /// received text are kept.
    #[must_use]
    pub const fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// Iterates over the bytes without escapes.
    #[must_use]
    pub const fn bytes(&self) -> Bytes<'a> {
        Bytes { rest: self.raw, escaped: matches!(self.form, Form::Escaped | Form::Stray) }
    }

    /// Returns an adapter that formats the text, without quotes and escapes.
    ///
    /// The adapter is explicit because a text may be a secret. Bytes that are not UTF-8 are shown as U+FFFD. Controls
    /// other than HTAB never occur in a text.
    ///
    /// ```
    /// use countersign::auth::basic;
    ///
    /// let challenge = basic::Challenge::parse(br#"Basic realm="the \"staff\" only""#)?;
    /// assert_eq!(challenge.realm().lossy().to_string(), "the \"staff\" only");
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    #[must_use]
    pub const fn lossy(&self) -> Lossy<'a> {
        Lossy(*self)
    }

    /// Copies the bytes, without escapes, into the start of `buffer` and returns them. A buffer as long as
    /// [`raw`](Self::raw) is always large enough.
    ///
    /// # Errors
    /// [`CapacityError`] when `buffer` is too small.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
        match self.as_bytes() {
            Some(bytes) => copy_into(bytes, buffer),
            None => collect_into(self.bytes(), buffer),
        }
    }

    /// Returns whether the bytes are `other` when the case of ASCII letters does not count.
    #[must_use]
    pub fn eq_ignore_ascii_case(&self, other: impl AsRef<[u8]>) -> bool {
        let other = other.as_ref();
        match self.as_bytes() {
            Some(bytes) => bytes.eq_ignore_ascii_case(other),
            None => self.bytes().map(|byte| byte.to_ascii_lowercase()).eq(other.iter().map(u8::to_ascii_lowercase)),
        }
    }

    /// Iterates over the pieces between separators, without the white space around them and without the empty ones.
    pub(crate) const fn split(self, separator: u8) -> Split<'a> {
        Split { rest: self, separator }
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self.as_bytes(), other.as_bytes()) {
            (Some(bytes), Some(others)) => bytes == others,
            _ => self.bytes().eq(other.bytes()),
        }
    }
}

impl Eq for Text<'_> {}

impl Hash for Text<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes().for_each(|byte| state.write_u8(byte));
        // As core does for `str`: 0xFF is not a byte of UTF-8, so two texts in a row do not hash like two others.
        state.write_u8(0xFF);
    }
}

impl PartialEq<[u8]> for Text<'_> {
    fn eq(&self, other: &[u8]) -> bool {
        *self == Text::quoted(other, false)
    }
}

impl<const N: usize> PartialEq<[u8; N]> for Text<'_> {
    fn eq(&self, other: &[u8; N]) -> bool {
        *self == *other.as_slice()
    }
}

impl PartialEq<str> for Text<'_> {
    fn eq(&self, other: &str) -> bool {
        *self == *other.as_bytes()
    }
}

impl PartialEq<&str> for Text<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = if self.is_quoted() { "quoted" } else { "token" };
        write!(f, "Text({form}, {} bytes)", self.raw.len())
    }
}

impl Text<'_> {
    /// Writes the text as a quoted-string, whatever its form, without the first quote.
    pub(crate) fn write_after_quote<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        // Elsewhere flash counts more, and one function writes all forms.
        if WIDE && !matches!(self.form, Form::Stray | Form::Plain) {
            wire.put(self.raw)?;
            return wire.put(b"\"");
        }
        self.write_escaped(wire)
    }

    #[inline(never)]
    fn write_escaped<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let (mut rest, mut from) = (self.raw, 0);
        loop {
            let clean = match self.form {
                Form::Stray | Form::Plain => self.take_clean(&mut rest, from),
                _ => core::mem::take(&mut rest),
            };
            wire.put(clean)?;
            if rest.is_empty() {
                return wire.put(b"\"");
            }
            wire.put(b"\\")?;
            from = 1;
        }
    }

    /// Takes from `rest` what is before the next byte that needs a backslash; `from` is 1 if the first byte has one. Each kind of
    /// sink would have a copy of this.
    #[cold]
    #[inline(never)]
    fn take_clean<'r>(&self, rest: &mut &'r [u8], from: usize) -> &'r [u8] {
        let mut at = from;
        while let Some(byte) = rest.get(at) {
            match byte {
                // A quoted-pair is kept.
                b'\\' if self.form == Form::Stray && at.saturating_add(1) < rest.len() => at = at.saturating_add(2),
                b'"' | b'\\' => break,
                _ => at = at.saturating_add(1),
            }
        }
        let (clean, escaped) = rest.split_at_checked(at).unwrap_or_default();
        *rest = escaped;
        clean
    }
}

impl FieldContent for Text<'_> {}

impl Encode for Text<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        if self.form == Form::Token {
            wire.put(self.raw)
        } else {
            wire.put(b"\"")?;
            self.write_after_quote(wire)
        }
    }
}

/// The bytes of a [`Text`] without escapes; see [`Text::bytes`].
#[derive(Clone)]
pub struct Bytes<'a> {
    rest: &'a [u8],
    escaped: bool,
}

impl Iterator for Bytes<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let (&byte, rest) = match self.rest.split_first()? {
            (b'\\', pair) if self.escaped => pair.split_first()?,
            plain => plain,
        };
        self.rest = rest;
        Some(byte)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let most = self.rest.len();
        (if self.escaped { most / 2 } else { most }, Some(most))
    }
}

impl fmt::Debug for Bytes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bytes({} bytes)", self.rest.len())
    }
}

/// The pieces of a [`Text`].
#[derive(Clone, Debug)]
pub(crate) struct Split<'a> {
    rest: Text<'a>,
    separator: u8,
}

impl<'a> Iterator for Split<'a> {
    type Item = Text<'a>;

    fn next(&mut self) -> Option<Text<'a>> {
        let mut start = None;
        let mut end = 0;
        let Text { raw, form } = self.rest;
        let mut bytes = self.rest.bytes();
        loop {
            let before = raw.len().saturating_sub(bytes.rest.len());
            let byte = bytes.next();
            match (byte, start) {
                (Some(byte), _) if byte != self.separator && !is(byte, WSP) => {
                    start = start.or(Some(before));
                    end = raw.len().saturating_sub(bytes.rest.len());
                }
                (Some(byte), Some(start)) if byte == self.separator => {
                    self.rest.raw = bytes.rest;
                    return Some(Text { raw: raw.get(start..end)?, form });
                }
                (Some(_), _) => {}
                (None, _) => {
                    self.rest.raw = &[];
                    return Some(Text { raw: raw.get(start?..end)?, form });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text, and what is written of it, of it in quotes, and of it out of quotes.
    #[test]
    fn each_form_is_written_in_its_own_way() {
        let rows: [(Text<'_>, [&[u8]; 3]); 9] = [
            (Text::token(b"ab"), [b"ab", b"\"ab\"", b"ab"]),
            (Text::quoted(b"ab", false), [b"\"ab\"", b"\"ab\"", b"ab"]),
            (Text::quoted(b"a b", false), [b"\"a b\"", b"\"a b\"", b"\"a b\""]),
            (Text::quoted(b"", false), [b"\"\"", b"\"\"", b"\"\""]),
            (Text::quoted(b"a\\b", true), [b"\"a\\b\"", b"\"a\\b\"", b"\"a\\b\""]),
            (Text::missing(), [b"\"\"", b"\"\"", b"\"\""]),
            // Quotes get a backslash, and pairs are kept.
            (Text::with_quotes(b"a\"b"), [b"\"a\\\"b\""; 3]),
            (Text::with_quotes(b"a\\b\"\\\"c\\\\\""), [b"\"a\\b\\\"\\\"c\\\\\\\"\""; 3]),
            // A backslash at the end is no pair.
            (Text::with_quotes(b"a\\b\\"), [b"\"a\\b\\\\\""; 3]),
        ];
        for (text, written) in rows {
            let mut buffer = [0; 32];
            for (text, expected) in [text, text.in_quotes(), text.out_of_quotes()].into_iter().zip(written) {
                assert_eq!(text.encode_to_slice(&mut buffer), Ok(expected));
            }
        }
    }
}
