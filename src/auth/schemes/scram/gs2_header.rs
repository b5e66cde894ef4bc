//! The start of a client-first-message, RFC 5802 §7, and what it says of channel bindings, §6.

use core::fmt;

use nom::Parser;
use nom::sequence::{preceded, terminated};

use super::attributes::{Saslname, attribute, saslname};
use crate::encode::{Encode, Sink, Wire};
use crate::error::{CapacityError, ParseError, Rule, ValueError, ValueErrorKind};
use crate::syntax::rules::{Read, comma, expected, whole};
use crate::syntax::secret::bytes_eq;

/// The start of a client-first-message.
///
/// ```abnf
/// gs2-header     = gs2-cbind-flag "," [ authzid ] ","
/// gs2-cbind-flag = "n" / "y" / "p=" cb-name
/// cb-name        = 1*( ALPHA / DIGIT / "." / "-" )
/// authzid        = "a=" saslname
/// ```
/// [RFC 5802, section 7](https://www.rfc-editor.org/rfc/rfc5802#section-7)
///
/// [`parse`](Self::parse) rejects the flags `y` and `p`, which announce channel bindings: HTTP has none, and RFC 7804 §5
/// requires the exchange to fail. [`parse_with_binding`](Self::parse_with_binding) accepts them, for other protocols and for
/// the mechanisms whose names end with `-PLUS`; [`Channel`] says what they mean.
///
/// ```
/// use countersign::auth::scram::{Gs2Header, Saslname};
///
/// assert_eq!(Gs2Header::parse(b"n,,")?, Gs2Header::new());
///
/// let mut buffer = [0; 32];
/// let header = Gs2Header::for_identity(Saslname::new("a,b")?, &mut buffer)?;
/// assert_eq!(header, Gs2Header::parse(b"n,a=a=2Cb,")?);
/// assert_eq!(header.authzid(), Some(Saslname::new("a,b")?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Gs2Header<'a>(&'a [u8]);

impl<'a> Gs2Header<'a> {
    /// Parses bytes that are one header without channel bindings and nothing else.
    ///
    /// # Errors
    /// [`Rule::Gs2Header`] at the first byte that does not match, [`Rule::End`] after the header.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        whole(bytes, Rule::End, gs2_header)
    }

    /// Parses bytes that are one header and nothing else. It may announce channel bindings.
    ///
    /// ```
    /// use countersign::auth::scram::Gs2Header;
    ///
    /// assert!(Gs2Header::parse(b"p=tls-exporter,,").is_err());
    /// let header = Gs2Header::parse_with_binding(b"p=tls-exporter,,")?;
    /// assert_eq!(header.binding_name(), Some("tls-exporter"));
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// The errors of [`parse`](Self::parse).
    pub fn parse_with_binding(bytes: &'a [u8]) -> Result<Self, ParseError> {
        whole(bytes, Rule::End, bound_gs2_header)
    }

    /// Creates the header of a user who acts for themselves: `n,,`.
    #[must_use]
    pub const fn new() -> Self {
        Self(b"n,,")
    }

    /// Creates the header of a user who wants to act for another identity. It is written into `buffer`.
    ///
    /// # Errors
    /// [`CapacityError`] if `buffer` is too small.
    pub fn for_identity(authzid: Saslname<'_>, buffer: &'a mut [u8]) -> Result<Self, CapacityError> {
        Self::for_channel(&Channel::UNSUPPORTED, Some(authzid), buffer)
    }

    /// Creates the header that announces what the client knows of its channel. It is written into `buffer`.
    ///
    /// ```
    /// use countersign::Encode;
    /// use countersign::auth::scram::{Channel, Gs2Header};
    ///
    /// let mut buffer = [0; 64];
    /// let channel = Channel::bound("tls-server-end-point", &[7; 32])?;
    /// let header = Gs2Header::for_channel(&channel, None, &mut buffer)?;
    /// assert_eq!(header.display().to_string(), "p=tls-server-end-point,,");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`CapacityError`] if `buffer` is too small.
    pub fn for_channel(
        channel: &Channel<'_>,
        authzid: Option<Saslname<'_>>,
        buffer: &'a mut [u8],
    ) -> Result<Self, CapacityError> {
        Ok(Self(Written { channel: *channel, authzid }.encode_to_slice(buffer)?))
    }

    /// Returns the identity for which the user wants to act, if it is not their own.
    #[must_use]
    pub fn authzid(&self) -> Option<Saslname<'a>> {
        preceded(bound_flag, authzid).parse(self.0).map_or(None, |(_, authzid)| authzid)
    }

    /// Returns the name of the channel binding that the client uses, if it uses one.
    #[must_use]
    pub fn binding_name(&self) -> Option<&'a str> {
        let name = self.0.strip_prefix(b"p=")?.split(|byte| *byte == b',').next()?;
        core::str::from_utf8(name).ok()
    }

    /// Writes what a client-final-message repeats into `buffer`: the header, and the data of the channel.
    ///
    /// ```abnf
    /// cbind-input = gs2-header [ cbind-data ]
    /// ```
    ///
    /// # Errors
    /// [`CapacityError`] if `buffer` is too small.
    pub fn bind<'b>(&self, channel: &Channel<'_>, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
        CbindInput { header: *self, data: channel.data() }.encode_to_slice(buffer)
    }

    pub(super) const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// `"y"`
    fn is_unused(self) -> bool {
        self.0.starts_with(b"y")
    }
}

impl Default for Gs2Header<'_> {
    /// Returns `n,,`, as [`new`](Self::new) does.
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Gs2Header<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gs2Header").field("authzid", &self.authzid()).finish()
    }
}

impl Encode for Gs2Header<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.0)
    }
}

/// What one side knows of the channel below the exchange: whether it can be bound to it, and with which data.
///
/// ```text
/// client  server  mechanism     flag  result
/// -       any     plain         n     goes on, without binding
/// yes     no      plain         y     goes on, without binding
/// yes     yes     plain         y     fails: somebody removed -PLUS from the offer
/// yes     yes     …-PLUS        p=    goes on if name and data are equal
/// ```
/// [RFC 5802, section 6](https://www.rfc-editor.org/rfc/rfc5802#section-6)
///
/// The name and the data come from TLS: `tls-exporter` and its 32 bytes
/// ([RFC 9266](https://www.rfc-editor.org/rfc/rfc9266)), or `tls-server-end-point` and the hash of the server's certificate
/// ([RFC 5929](https://www.rfc-editor.org/rfc/rfc5929)). `Debug` shows the length of the data only.
///
/// ```
/// use countersign::auth::scram::{Channel, Gs2Header};
///
/// let plus = Gs2Header::parse_with_binding(b"p=tls-exporter,,")?;
/// let unused = Gs2Header::parse_with_binding(b"y,,")?;
/// let channel = Channel::bound("tls-exporter", &[7; 32])?;
/// for (server, accepts) in [
///     (channel, [true, false, false]),
///     (Channel::UNUSED, [false, false, true]),
///     (Channel::UNSUPPORTED, [false, true, true]),
/// ] {
///     assert_eq!([plus, unused, Gs2Header::new()].map(|header| server.accepts(&header)), accepts);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Channel<'a>(Binding<'a>);

#[derive(Clone, Copy)]
enum Binding<'a> {
    Unsupported,
    Unused,
    Bound { name: &'a str, data: &'a [u8] },
}

impl<'a> Channel<'a> {
    /// This side has no channel binding. So it is with all of HTTP, RFC 7804 §5.
    pub const UNSUPPORTED: Self = Self(Binding::Unsupported);
    /// This side has channel bindings, and the mechanism of the exchange is one without: the server did not offer another to
    /// the client, or the client did not choose another that the server offered.
    pub const UNUSED: Self = Self(Binding::Unused);

    /// Creates the channel of an exchange with a mechanism whose name ends with `-PLUS`.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte of the name that is not a letter, a digit, `.` or `-`;
    /// [`ValueErrorKind::Empty`] for an empty name, and for data without a byte.
    pub fn bound(name: &'a str, data: &'a [u8]) -> Result<Self, ValueError> {
        match name.bytes().position(|byte| !is_cb_name(byte)) {
            Some(offset) => Err(ValueError::new("cb-name", ValueErrorKind::InvalidByte, offset)),
            None if name.is_empty() => Err(ValueError::new("cb-name", ValueErrorKind::Empty, 0)),
            None if data.is_empty() => Err(ValueError::new("cbind-data", ValueErrorKind::Empty, 0)),
            None => Ok(Self(Binding::Bound { name, data })),
        }
    }

    /// Returns whether a server with this channel goes on after the header. If not, it fails the exchange.
    #[must_use]
    pub fn accepts(&self, header: &Gs2Header<'_>) -> bool {
        match (self.0, header.binding_name()) {
            (Binding::Bound { name, .. }, used) => used == Some(name),
            (Binding::Unused, None) => !header.is_unused(),
            (Binding::Unsupported, None) => true,
            (_, Some(_)) => false,
        }
    }

    /// Returns whether a client with this channel sends the header.
    pub(super) fn sends(&self, header: &Gs2Header<'_>) -> bool {
        match (self.0, header.binding_name()) {
            (Binding::Bound { name, .. }, used) => used == Some(name),
            (Binding::Unused, None) => header.is_unused(),
            (Binding::Unsupported, None) => !header.is_unused(),
            (_, Some(_)) => false,
        }
    }

    /// Returns whether the bytes are the header and the data of the channel. The data are compared in constant time.
    pub(super) fn is_input(&self, header: &Gs2Header<'_>, bytes: impl Iterator<Item = u8> + Clone) -> bool {
        let length = header.0.len();
        bytes.clone().take(length).eq(header.0.iter().copied()) && bytes_eq(bytes.skip(length), self.data())
    }

    const fn data(&self) -> &'a [u8] {
        match self.0 {
            Binding::Bound { data, .. } => data,
            _ => &[],
        }
    }
}

impl fmt::Debug for Channel<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Binding::Unsupported => f.write_str("Channel(unsupported)"),
            Binding::Unused => f.write_str("Channel(unused)"),
            Binding::Bound { data, .. } => write!(f, "Channel({} bytes)", data.len()),
        }
    }
}

struct Written<'a> {
    channel: Channel<'a>,
    authzid: Option<Saslname<'a>>,
}

impl Encode for Written<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        match self.channel.0 {
            Binding::Unsupported => wire.put(b"n")?,
            Binding::Unused => wire.put(b"y")?,
            Binding::Bound { name, .. } => {
                wire.put(b"p=")?;
                wire.put(name.as_bytes())?;
            }
        }
        wire.put(b",")?;
        if let Some(authzid) = self.authzid {
            wire.put(b"a=")?;
            authzid.write(wire)?;
        }
        wire.put(b",")
    }
}

struct CbindInput<'a> {
    header: Gs2Header<'a>,
    data: &'a [u8],
}

impl Encode for CbindInput<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.header.0)?;
        wire.put(self.data)
    }
}

/// `ALPHA / DIGIT / "." / "-"`
const fn is_cb_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')
}

/// `gs2-header = "n" "," [ authzid ] ","`
pub(super) fn gs2_header(input: &[u8]) -> Read<'_, Gs2Header<'_>> {
    header(flag, input)
}

/// `gs2-header = gs2-cbind-flag "," [ authzid ] ","`
pub(super) fn bound_gs2_header(input: &[u8]) -> Read<'_, Gs2Header<'_>> {
    header(bound_flag, input)
}

fn header(flag: fn(&[u8]) -> Read<'_, ()>, input: &[u8]) -> Read<'_, Gs2Header<'_>> {
    let (rest, _) = terminated(preceded(flag, authzid), separator).parse(input)?;
    let length = input.len().saturating_sub(rest.len());
    Ok((rest, Gs2Header(input.get(..length).unwrap_or_default())))
}

/// `"n" ","`
fn flag(input: &[u8]) -> Read<'_, ()> {
    match input {
        [b'n', rest @ ..] => separator(rest),
        _ => expected(Rule::Gs2Header, input),
    }
}

/// `gs2-cbind-flag ","`
fn bound_flag(input: &[u8]) -> Read<'_, ()> {
    match input {
        [b'n' | b'y', rest @ ..] => separator(rest),
        [b'p', b'=', name @ ..] => {
            let length = name.iter().take_while(|byte| is_cb_name(**byte)).count();
            let rest = name.get(length..).unwrap_or_default();
            if length == 0 { expected(Rule::Gs2Header, name) } else { separator(rest) }
        }
        _ => expected(Rule::Gs2Header, input),
    }
}

/// `","`, reported as a part of the header
fn separator(input: &[u8]) -> Read<'_, ()> {
    comma(input).or_else(|_| expected(Rule::Gs2Header, input))
}

/// `[ authzid ]`, `authzid = "a=" saslname`
fn authzid(input: &[u8]) -> Read<'_, Option<Saslname<'_>>> {
    match attribute(b'a', Rule::Gs2Header, input) {
        Ok((name, ())) => saslname(Rule::Gs2Header, name).map(|(rest, name)| (rest, Some(name))),
        Err(_) => Ok((input, None)),
    }
}
