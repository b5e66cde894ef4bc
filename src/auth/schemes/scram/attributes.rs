//! The parts of messages, RFC 5802 §7.

use core::fmt;
use core::iter;

use super::{Base64, Form};
use crate::encode::{Encode, Sink, Wire, collect_into};
use crate::error::{CapacityError, ParseError, Rule, ValueError, ValueErrorKind};
use crate::syntax::number::{self, DIGITS};
use crate::syntax::rules::{Read, expected, whole};

/// A name in a message: that of the user, or of the identity for which the user wants to act.
///
/// ```abnf
/// saslname        = 1*( value-safe-char / "=2C" / "=3D" )
/// value-safe-char = %x01-2B / %x2D-3C / %x3E-7F / UTF8-2 / UTF8-3 / UTF8-4
/// ```
/// [RFC 5802, section 7](https://www.rfc-editor.org/rfc/rfc5802#section-7)
///
/// Two names are equal if they have the same characters. `Debug` shows the length only. The name is not normalized: the
/// caller prepares it as RFC 7613 requires, or uses ASCII only.
///
/// ```
/// use countersign::{Encode, auth::scram::Saslname};
///
/// let name = Saslname::new("Doe, J. = JD")?;
/// let mut buffer = [0; 32];
/// assert_eq!(name.encode_to_slice(&mut buffer)?, b"Doe=2C J. =3D JD");
///
/// let received = Saslname::parse(b"Doe=2C J. =3D JD")?;
/// assert_eq!(received, name);
/// assert!(received.is("Doe, J. = JD"));
/// assert_eq!(received.as_str(), None, "the name has escapes");
/// assert_eq!(received.decode_into(&mut buffer)?, b"Doe, J. = JD");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Saslname<'a> {
    name: &'a str,
    received: bool,
}

impl<'a> Saslname<'a> {
    /// The name in a message of a protocol that names the user elsewhere.
    pub(super) const EMPTY: Self = Self { name: "", received: true };

    /// Parses bytes that are one name and nothing else.
    ///
    /// # Errors
    /// [`Rule::Username`] at the first byte that may not stand in a name, [`Rule::End`] at a comma.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        whole(bytes, Rule::End, |bytes| saslname(Rule::Username, bytes))
    }

    /// Creates a name from plain text.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at NUL, [`ValueErrorKind::Empty`].
    pub fn new(name: &'a str) -> Result<Self, ValueError> {
        match name.bytes().position(|byte| byte == 0) {
            Some(offset) => Err(ValueError::new("name", ValueErrorKind::InvalidByte, offset)),
            None if name.is_empty() => Err(ValueError::new("name", ValueErrorKind::Empty, 0)),
            None => Ok(Self { name, received: false }),
        }
    }

    /// Reports whether this is the given name.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.bytes().eq(name.bytes())
    }

    /// Returns the name, unless it has escapes: a received name with a comma or `=` has some. To look up a user, compare by
    /// [`is`](Self::is), or use [`decode_into`](Self::decode_into).
    #[must_use]
    pub fn as_str(&self) -> Option<&'a str> {
        let is_plain = !self.received || !self.name.contains('=');
        is_plain.then_some(self.name)
    }

    /// Iterates over the unescaped bytes of the name.
    pub fn bytes(&self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        let Self { name, received } = *self;
        let mut rest = name.as_bytes();
        iter::from_fn(move || {
            let (byte, after) = match rest {
                [b'=', b'2', b'C', after @ ..] if received => (b',', after),
                [b'=', b'3', b'D', after @ ..] if received => (b'=', after),
                _ => rest.split_first().map(|(byte, after)| (*byte, after))?,
            };
            rest = after;
            Some(byte)
        })
    }

    /// Unescapes the name into the start of `buffer`. The unescaped name is never longer than the escaped one.
    ///
    /// # Errors
    /// [`CapacityError`] if `buffer` is too small.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
        collect_into(self.bytes(), buffer)
    }

    /// Returns the unescaped name.
    #[cfg(feature = "alloc")]
    #[cfg_attr(docsrs, doc(cfg(feature = "alloc")))]
    #[doc(alias = "to_string")]
    #[must_use]
    pub fn decode_to_string(&self) -> alloc::string::String {
        alloc::string::String::from_utf8(self.bytes().collect()).unwrap_or_default()
    }
}

impl PartialEq for Saslname<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes().eq(other.bytes())
    }
}

impl Eq for Saslname<'_> {}

impl fmt::Debug for Saslname<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Saslname({} bytes)", self.bytes().count())
    }
}

impl Encode for Saslname<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        if self.received {
            return wire.put(self.name.as_bytes());
        }
        let mut rest = self.name;
        while let Some((clean, after)) = rest.split_once([',', '=']) {
            wire.put(clean.as_bytes())?;
            wire.put(if rest.as_bytes().get(clean.len()) == Some(&b',') { b"=2C" } else { b"=3D" })?;
            rest = after;
        }
        wire.put(rest.as_bytes())
    }
}

/// The nonce of a message: the client's part, followed by the server's part.
///
/// ```abnf
/// nonce          = "r=" c-nonce [ s-nonce ]
/// c-nonce        = 1*printable
/// s-nonce        = 1*printable
/// reauth-s-nonce = nonce-count s-nonce
/// printable      = %x21-2B / %x2D-7E
/// ```
/// [RFC 5802, section 7](https://www.rfc-editor.org/rfc/rfc5802#section-7), as
/// [erratum 2651](https://www.rfc-editor.org/errata/eid2651) has it ·
/// [RFC 7804, section 7](https://www.rfc-editor.org/rfc/rfc7804#section-7)
///
/// The boundary between the parts cannot be found without knowing one of them. Two nonces are equal if they are sent
/// alike. `Debug` shows the length only.
///
/// ```
/// use countersign::{Encode, auth::scram::Nonce};
///
/// let client = Nonce::new("rOprNGfwEbeRWgbNEkqO")?;
/// let nonce = client.with_server("%hvYDpWUa2RaTCAfuxFIlj)hNlF")?;
/// assert!(nonce.extends(&client) && !client.extends(&client));
///
/// let again = client.with_reauthentication(4096, "%hvYDpWUa2RaTCAfuxFIlj)hNlF")?;
/// let mut buffer = [0; 64];
/// assert_eq!(again.encode_to_slice(&mut buffer)?, b"rOprNGfwEbeRWgbNEkqO4096%hvYDpWUa2RaTCAfuxFIlj)hNlF");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Nonce<'a> {
    first: &'a str,
    count: Option<u32>,
    last: &'a str,
}

impl<'a> Nonce<'a> {
    /// Creates a nonce from the client's part, which must be random.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte that is a comma or not visible ASCII,
    /// [`ValueErrorKind::Empty`].
    pub fn new(client: &'a str) -> Result<Self, ValueError> {
        Ok(Self { first: s_nonce("nonce", client)?, count: None, last: "" })
    }

    /// Returns the nonce followed by the server's part.
    ///
    /// # Errors
    /// The errors of [`new`](Self::new).
    pub fn with_server(self, server: &'a str) -> Result<Self, ValueError> {
        Ok(Self { count: None, last: s_nonce("nonce", server)?, ..self })
    }

    /// Returns the client's part followed by the nonce-count and the `sr` of a challenge, with which a client
    /// reauthenticates without a first message.
    ///
    /// The count is the user's iteration count for the first reauthentication, and one more for each that follows.
    ///
    /// # Errors
    /// [`ValueErrorKind::OutOfRange`] for a count of zero, and the errors of [`new`](Self::new).
    pub fn with_reauthentication(self, count: u32, sr: &'a str) -> Result<Self, ValueError> {
        match count {
            0 => Err(ValueError::new("nonce-count", ValueErrorKind::OutOfRange, 0)),
            _ => Ok(Self { count: Some(count), ..self.with_server(sr)? }),
        }
    }

    /// Reports whether the nonce is `client` with more after it, as the server's nonce must be.
    #[must_use]
    pub fn extends(&self, client: &Nonce<'_>) -> bool {
        let mut bytes = self.bytes();
        client.bytes().all(|byte| bytes.next() == Some(byte)) && bytes.next().is_some()
    }

    /// Reports whether the nonce is any client's part followed by this count and this `sr`, as a reauthentication must
    /// have it.
    #[must_use]
    pub fn is_reauthentication(&self, count: u32, sr: &str) -> bool {
        let expected = Nonce { first: "", count: Some(count), last: sr };
        let client = self.bytes().count().checked_sub(expected.bytes().count());
        client.is_some_and(|length| length > 0 && self.bytes().skip(length).eq(expected.bytes()))
    }

    /// Iterates over the bytes, which are visible ASCII.
    pub fn bytes(&self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        let Self { first, count, last } = *self;
        let mut buffer = [0; DIGITS];
        let digits = count.map_or(0, |count| number::digits(count.into(), &mut buffer).len());
        first.bytes().chain(buffer.into_iter().skip(DIGITS.saturating_sub(digits))).chain(last.bytes())
    }
}

impl PartialEq for Nonce<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.bytes().eq(other.bytes())
    }
}

impl Eq for Nonce<'_> {}

impl fmt::Debug for Nonce<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nonce({} bytes)", self.bytes().count())
    }
}

impl Encode for Nonce<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.first.as_bytes())?;
        if let Some(count) = self.count {
            wire.put(number::digits(count.into(), &mut [0; DIGITS]))?;
        }
        put_some(wire, self.last)
    }
}

/// The optional attributes of a message. No standard defines any.
///
/// ```abnf
/// extensions = attr-val *( "," attr-val )
/// attr-val   = ALPHA "=" value
/// value      = 1*( value-safe-char / "=" )
/// ```
/// [RFC 5802, section 7](https://www.rfc-editor.org/rfc/rfc5802#section-7)
///
/// They are signed with the message, and are therefore kept as they were received.
///
/// ```
/// use countersign::auth::scram::ServerFirst;
///
/// let message = ServerFirst::parse(b"r=abc,s=QQ==,i=4096,x=a=b,y=c")?;
/// assert_eq!(message.extensions().iter().collect::<Vec<_>>(), [('x', "a=b"), ('y', "c")]);
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Extensions<'a>(&'a str);

impl<'a> Extensions<'a> {
    pub(super) const fn none() -> Self {
        Self("")
    }

    /// Iterates over the attributes, each with its name and its value, in the order sent.
    pub fn iter(&self) -> impl Iterator<Item = (char, &'a str)> + Clone + use<'a> {
        self.0.split(',').skip(1).filter_map(|attribute| {
            let (name, value) = attribute.split_once('=')?;
            Some((name.chars().next()?, value))
        })
    }

    /// Returns whether an attribute is a mandatory extension. None is defined, so that the exchange must fail.
    pub(super) fn are_mandatory(self) -> bool {
        self.iter().any(|(name, _)| name == 'm')
    }
}

impl fmt::Debug for Extensions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Extensions({} bytes)", self.0.len())
    }
}

impl Encode for Extensions<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        put_some(wire, self.0)
    }
}

/// Writes a text, unless it is empty: an empty piece costs a hash as much as a short one.
fn put_some<S: Sink>(wire: &mut Wire<'_, S>, text: &str) -> Result<(), S::Error> {
    if text.is_empty() { Ok(()) } else { wire.put(text.as_bytes()) }
}

/// `printable = %x21-2B / %x2D-7E`
pub(super) const fn is_printable(byte: u8) -> bool {
    matches!(byte, b'!'..=b'~') && byte != b','
}

/// Checks an `s-nonce = 1*printable` that the caller supplies.
pub(super) fn s_nonce<'a>(part: &'static str, text: &'a str) -> Result<&'a str, ValueError> {
    match text.bytes().position(|byte| !is_printable(byte)) {
        Some(offset) => Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset)),
        None if text.is_empty() => Err(ValueError::new(part, ValueErrorKind::Empty, 0)),
        None => Ok(text),
    }
}

/// The name of an attribute and `=`.
pub(super) fn attribute(name: u8, rule: Rule, input: &[u8]) -> Read<'_, ()> {
    match input {
        [first, b'=', rest @ ..] if *first == name => Ok((rest, ())),
        _ => expected(rule, input),
    }
}

/// The longest prefix of bytes of the class, which must be UTF-8.
fn run(class: fn(u8) -> bool, rule: Rule, input: &[u8]) -> Read<'_, &str> {
    let length = input.iter().take_while(|&&byte| class(byte)).count();
    let (bytes, rest) = input.split_at_checked(length).unwrap_or((&[], input));
    match core::str::from_utf8(bytes) {
        Ok(text) => Ok((rest, text)),
        Err(error) => expected(rule, input.get(error.valid_up_to()..).unwrap_or_default()),
    }
}

/// `saslname = 1*( value-safe-char / "=2C" / "=3D" )`
pub(super) fn saslname(rule: Rule, input: &[u8]) -> Read<'_, Saslname<'_>> {
    let (rest, name) = run(is_value_char, rule, input)?;
    let escaped = name.match_indices('=').find(|(at, _)| {
        let after = name.as_bytes().get(at.saturating_add(1)..).unwrap_or_default();
        !matches!(after, [b'2', b'C', ..] | [b'3', b'D', ..])
    });
    match escaped {
        Some((at, _)) => expected(rule, input.get(at..).unwrap_or_default()),
        None if name.is_empty() => expected(rule, input),
        None => Ok((rest, Saslname { name, received: true })),
    }
}

/// `nonce = "r=" c-nonce [ s-nonce ]`
pub(super) fn nonce(input: &[u8]) -> Read<'_, Nonce<'_>> {
    let (digits, ()) = attribute(b'r', Rule::Nonce, input)?;
    match run(is_printable, Rule::Nonce, digits)? {
        (_, "") => expected(Rule::Nonce, digits),
        (rest, first) => Ok((rest, Nonce { first, count: None, last: "" })),
    }
}

/// The name of an attribute, `=`, and `base64` of at least one byte.
pub(super) fn bytes(name: u8, rule: Rule, input: &[u8]) -> Read<'_, Base64<'_>> {
    let (symbols, ()) = attribute(name, rule, input)?;
    match base64(name, rule, input)? {
        (_, base64) if base64.decoded_len() == 0 => expected(rule, symbols),
        read => Ok(read),
    }
}

/// Creates the base64 of bytes that the caller supplies, at least one.
pub(super) fn bytes_for_sending<'a>(part: &'static str, bytes: &'a [u8]) -> Result<Base64<'a>, ValueError> {
    match bytes {
        [] => Err(ValueError::new(part, ValueErrorKind::Empty, 0)),
        _ => Ok(Base64::of(bytes, Form::Standard)),
    }
}

/// The name of an attribute, `=`, and `base64`.
pub(super) fn base64(name: u8, rule: Rule, input: &[u8]) -> Read<'_, Base64<'_>> {
    let (symbols, ()) = attribute(name, rule, input)?;
    let (rest, text) = run(is_value_char, rule, symbols)?;
    match Base64::read(text.as_bytes(), Form::Standard) {
        Ok(base64) => Ok((rest, base64)),
        Err(wrong) => expected(rule, symbols.get(wrong..).unwrap_or_default()),
    }
}

/// `iteration-count = "i=" posit-number`, `posit-number = %x31-39 *DIGIT`
pub(super) fn iteration_count(input: &[u8]) -> Read<'_, u32> {
    let (digits, ()) = attribute(b'i', Rule::IterationCount, input)?;
    let (rest, text) = run(|byte| byte.is_ascii_digit(), Rule::IterationCount, digits)?;
    match number::integer(text.bytes()).and_then(|count| u32::try_from(count).ok()) {
        Some(count) if count > 0 => Ok((rest, count)),
        _ => expected(Rule::IterationCount, digits),
    }
}

/// `[ "," extensions ]`, up to an attribute with the name `last`
pub(super) fn extensions(last: Option<u8>, input: &[u8]) -> Read<'_, Extensions<'_>> {
    let mut rest = input;
    while let [b',', attribute @ ..] = rest
        && !matches!(attribute, [name, b'=', ..] if Some(*name) == last)
    {
        (rest, ()) = attr_val(attribute)?;
    }
    let length = input.len().saturating_sub(rest.len());
    let bytes = input.get(..length).unwrap_or_default();
    Ok((rest, Extensions(core::str::from_utf8(bytes).unwrap_or_default())))
}

/// `attr-val = ALPHA "=" value`
fn attr_val(input: &[u8]) -> Read<'_, ()> {
    match input {
        [name, b'=', bytes @ ..] if name.is_ascii_alphabetic() => {
            value(Rule::AttrVal, bytes).map(|(rest, _)| (rest, ()))
        }
        _ => expected(Rule::AttrVal, input),
    }
}

/// `value = 1*value-char`
pub(super) fn value(rule: Rule, input: &[u8]) -> Read<'_, &str> {
    match run(is_value_char, rule, input)? {
        (_, "") => expected(rule, input),
        read => Ok(read),
    }
}

/// `value-char = value-safe-char / "="`, without the check for UTF-8
pub(super) const fn is_value_char(byte: u8) -> bool {
    !matches!(byte, 0 | b',')
}
