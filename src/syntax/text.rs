//! Text: the values of which fields are made.

use core::fmt;

use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{CapacityError, ValueError, ValueErrorKind};
use crate::syntax::class::{FIELD, QDTEXT, TCHAR, WSP, is, span};
use crate::syntax::wide::skip_qdtext;

/// The text of a parameter, as octets: received as a token or a quoted-string, or about to be sent.
///
/// ```abnf
/// text          = token / quoted-string
/// token         = 1*tchar
/// quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE
/// ```
/// [RFC 9110, section 5.6](https://www.rfc-editor.org/rfc/rfc9110#section-5.6)
///
/// Two texts are equal when they mean the same octets, whatever their form: `a`, `"a"` and `"\a"` are one text.
/// Octets past 0x7F are kept as they are; what they stand for is for the field to say. A text knows how it was sent,
/// [quoted](Self::is_quoted) or not, since some standards fix that; it is written in the same form.
///
/// `Debug` shows form and length, never the octets, and there is no `Display`: a text may be a secret.
///
/// ```
/// use countersign::{Encode, Text, auth::Challenges};
///
/// let challenges = Challenges::parse(br#"Newauth title="Login to \"apps\"""#)?;
/// let title = challenges.iter().next().and_then(|challenge| challenge.get("title")).unwrap();
/// assert_eq!(title, *b"Login to \"apps\"");
/// assert_eq!(title.as_str(), None, "an escape is in the way");
/// assert!(title.bytes().eq(*b"Login to \"apps\""));
///
/// let mut buffer = [0; 32];
/// assert_eq!(Text::new(b"Login to \"apps\"")?.encode_to_slice(&mut buffer)?, br#""Login to \"apps\"""#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Text<'a> {
    octets: &'a [u8],
    form: Form,
}

/// As wide as a register, so that a text is copied without odd octets.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
enum Form {
    /// A token.
    Token,
    /// Between quotes, and the octets themselves.
    Quoted,
    /// Between quotes, with quoted-pairs still in it.
    Escaped,
    /// To be sent between quotes, with quotes or backslashes that are to be escaped.
    Plain,
}

impl<'a> Text<'a> {
    /// Text to be sent as a quoted-string. An empty one is sent as `""`.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first control character other than HTAB: no field can carry it.
    pub const fn new(octets: &'a [u8]) -> Result<Self, ValueError> {
        Self::for_part("text", octets)
    }

    /// As [`new`](Self::new), with the name that an error gives.
    pub(crate) const fn for_part(part: &'static str, octets: &'a [u8]) -> Result<Self, ValueError> {
        let mut form = Form::Quoted;
        let mut rest = skip_qdtext(octets);
        while let Some((&octet, after)) = rest.split_first() {
            if !is(octet, FIELD) {
                let offset = octets.len().saturating_sub(rest.len());
                return Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset));
            }
            if !is(octet, QDTEXT) {
                form = Form::Plain;
            }
            rest = skip_qdtext(after);
        }
        Ok(Self { octets, form })
    }

    pub(crate) const fn token(octets: &'a [u8]) -> Self {
        Self { octets, form: Form::Token }
    }

    pub(crate) const fn quoted(octets: &'a [u8], escaped: bool) -> Self {
        Self { octets, form: if escaped { Form::Escaped } else { Form::Quoted } }
    }

    /// Whether the wire form is a quoted-string.
    #[must_use]
    pub const fn is_quoted(&self) -> bool {
        !matches!(self.form, Form::Token)
    }

    /// The same text, to be sent as a quoted-string.
    pub(crate) const fn in_quotes(self) -> Self {
        match self.form {
            Form::Token => Self { form: Form::Quoted, ..self },
            _ => self,
        }
    }

    /// The same text, to be sent as a token when it is one.
    pub(crate) fn out_of_quotes(self) -> Self {
        match self.form {
            Form::Quoted if !self.octets.is_empty() && span(self.octets, TCHAR) == self.octets.len() => {
                Self { form: Form::Token, ..self }
            }
            _ => self,
        }
    }

    /// The octets, when no escape is in the way.
    #[must_use]
    pub const fn as_bytes(&self) -> Option<&'a [u8]> {
        match self.form {
            Form::Escaped => None,
            _ => Some(self.octets),
        }
    }

    /// The text, when no escape is in the way and it is UTF-8.
    #[must_use]
    pub fn as_str(&self) -> Option<&'a str> {
        self.as_bytes().and_then(|octets| core::str::from_utf8(octets).ok())
    }

    /// The octets as they were received or are to be sent, without the quotes around them: escapes are still there.
    #[must_use]
    pub const fn raw(&self) -> &'a [u8] {
        self.octets
    }

    /// The octets, unescaped on the way.
    #[must_use]
    pub const fn bytes(&self) -> Bytes<'a> {
        Bytes { rest: self.octets, escaped: matches!(self.form, Form::Escaped) }
    }

    /// Copies the octets, unescaped, into the start of `buffer`. They are never more than the wire form has.
    ///
    /// # Errors
    /// [`CapacityError`] when `buffer` is too small.
    pub fn unescape_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
        if let Some(octets) = self.as_bytes() {
            let room = buffer.get_mut(..octets.len()).ok_or(CapacityError::new(octets.len()))?;
            room.copy_from_slice(octets);
            return Ok(room);
        }
        let mut length: usize = 0;
        for octet in self.bytes() {
            if let Some(free) = buffer.get_mut(length) {
                *free = octet;
            }
            length = length.saturating_add(1);
        }
        buffer.get(..length).ok_or(CapacityError::new(length))
    }

    /// Whether the text is this one when the case of ASCII letters does not count.
    #[must_use]
    pub fn eq_ignore_ascii_case(&self, other: &[u8]) -> bool {
        match self.as_bytes() {
            Some(octets) => octets.eq_ignore_ascii_case(other),
            None => self.bytes().map(|octet| octet.to_ascii_lowercase()).eq(other.iter().map(u8::to_ascii_lowercase)),
        }
    }

    /// The pieces between separators, without the white space around them and without the empty ones.
    pub(crate) const fn split(self, separator: u8) -> Split<'a> {
        Split { rest: self, separator }
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self.as_bytes(), other.as_bytes()) {
            (Some(octets), Some(others)) => octets == others,
            _ => self.bytes().eq(other.bytes()),
        }
    }
}

impl Eq for Text<'_> {}

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
        write!(f, "Text({form}, {} octets)", self.octets.len())
    }
}

impl Text<'_> {
    /// The wire form as a quoted-string, whatever form the text has, but for the quote before it.
    pub(crate) fn write_behind_quote<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut rest = self.octets;
        if self.form == Form::Plain {
            while let Some((clean, escaped)) = rest.split_at_checked(span(rest, QDTEXT))
                && let Some((special, after)) = escaped.split_first()
            {
                wire.put(clean)?;
                wire.put(&[b'\\', *special])?;
                rest = after;
            }
        }
        wire.put(rest)?;
        wire.put(b"\"")
    }
}

impl FieldContent for Text<'_> {}

impl Encode for Text<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        if self.form == Form::Token {
            wire.put(self.octets)
        } else {
            wire.put(b"\"")?;
            self.write_behind_quote(wire)
        }
    }
}

/// The octets of a [`Text`], unescaped.
#[derive(Clone)]
pub struct Bytes<'a> {
    rest: &'a [u8],
    escaped: bool,
}

impl Iterator for Bytes<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let (&octet, rest) = match self.rest.split_first()? {
            (b'\\', pair) if self.escaped => pair.split_first()?,
            plain => plain,
        };
        self.rest = rest;
        Some(octet)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let most = self.rest.len();
        (if self.escaped { most / 2 } else { most }, Some(most))
    }
}

impl fmt::Debug for Bytes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bytes({} octets)", self.rest.len())
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
        let Text { octets, form } = self.rest;
        let mut bytes = self.rest.bytes();
        loop {
            let before = octets.len().saturating_sub(bytes.rest.len());
            let octet = bytes.next();
            match (octet, start) {
                (Some(octet), _) if octet != self.separator && !is(octet, WSP) => {
                    start = start.or(Some(before));
                    end = octets.len().saturating_sub(bytes.rest.len());
                }
                (Some(octet), Some(start)) if octet == self.separator => {
                    self.rest.octets = bytes.rest;
                    return Some(Text { octets: octets.get(start..end)?, form });
                }
                (Some(_), _) => {}
                (None, _) => {
                    self.rest.octets = &[];
                    return Some(Text { octets: octets.get(start?..end)?, form });
                }
            }
        }
    }
}

/// A text that is words between spaces, as a scope is.
///
/// Spaces at its ends and several in a row are read as one is: they make no empty words. Two are equal when their
/// words are, in order.
///
/// ```
/// use countersign::auth::bearer;
///
/// let challenge = bearer::Challenge::parse(b"Bearer scope=\"openid  profile\"")?;
/// let scope = challenge.scope().unwrap();
/// assert!(scope.contains("profile") && !scope.contains("pro"));
/// assert_eq!(scope.iter().filter_map(|word| word.as_str()).collect::<Vec<_>>(), ["openid", "profile"]);
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Words<'a>(Text<'a>);

impl<'a> Words<'a> {
    pub(crate) const fn new(text: Text<'a>) -> Self {
        Self(text)
    }

    /// The words, in order.
    pub fn iter(&self) -> impl Iterator<Item = Text<'a>> + Clone + use<'a> {
        self.0.split(b' ')
    }

    /// Whether there is no word: nothing but white space.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.bytes().all(|octet| is(octet, WSP))
    }

    /// Whether this word is one of them. Case counts.
    #[must_use]
    pub fn contains(&self, word: &str) -> bool {
        self.iter().any(|other| other == *word)
    }

    /// The whole text.
    #[must_use]
    pub const fn text(&self) -> Text<'a> {
        self.0
    }
}

impl PartialEq for Words<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Words<'_> {}

impl fmt::Debug for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
