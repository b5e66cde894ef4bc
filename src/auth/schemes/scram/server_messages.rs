//! The messages of the server, RFC 5802 §7.

use core::fmt;
use core::ops::{RangeBounds, RangeInclusive};

use nom::Parser;
use nom::sequence::preceded;

use super::attributes::{
    Extensions, Nonce, attribute, bytes, bytes_for_sending, extensions, is_value_char, iteration_count, nonce, value,
};
use super::{Base64, Form};
use crate::encode::{Encode, Sink, Wire};
use crate::error::{ParseError, Rule, ValueError, ValueErrorKind};
use crate::syntax::number::{self, DIGITS};
use crate::syntax::rules::{Read, comma, whole};

/// The iteration counts that a client accepts unless it knows better: from 4096 to 10,000,000.
///
/// The lower bound is the minimum of [RFC 7677, section 4](https://www.rfc-editor.org/rfc/rfc7677#section-4). The upper
/// bound is the largest count of PBKDF2 in common use, that of the keybags of Apple's devices. It takes seconds on a
/// desktop computer, and minutes on a microcontroller: a client on a slow or a shared processor needs a lower bound.
/// Several clients use 100,000.
///
/// ```
/// use countersign::auth::scram::{ITERATION_COUNTS, ServerFirst};
///
/// let message = ServerFirst::parse(b"r=abcdef,s=QQ==,i=600000")?;
/// assert_eq!(message.iteration_count_within(ITERATION_COUNTS), Ok(600_000));
/// let bounds = 15_000..=100_000;
/// assert_eq!(message.iteration_count_within(bounds).unwrap_err().part(), "iteration-count");
/// # Ok::<(), countersign::ParseError>(())
/// ```
pub const ITERATION_COUNTS: RangeInclusive<u32> = 4096..=10_000_000;

/// The first message of a server, which asks for a proof.
///
/// ```abnf
/// server-first-message = nonce "," salt "," iteration-count [ "," extensions ]
/// salt                 = "s=" base64
/// iteration-count      = "i=" posit-number
/// posit-number         = %x31-39 *DIGIT
/// ```
/// [RFC 5802, section 7](https://www.rfc-editor.org/rfc/rfc5802#section-7)
///
/// An attribute `m` before the nonce is rejected: it announces a mandatory extension, and none is defined. An iteration
/// count above 32 bits is rejected: it could not be computed.
///
/// # The server chooses what the client computes
///
/// A client does not know yet whether it talks to its server. With a high iteration count, a hostile server keeps the
/// client's processor busy
/// ([RFC 5802, section 9](https://www.rfc-editor.org/rfc/rfc5802#section-9)). With a count of one, it gets a proof from
/// which it finds the password 4096 times faster than a proof by the standard allows
/// ([RFC 7677, section 4](https://www.rfc-editor.org/rfc/rfc7677#section-4)). A client therefore takes the count from
/// [`iteration_count_within`](Self::iteration_count_within) and computes nothing if that is an error.
///
/// ```
/// use countersign::{Encode, auth::scram::{ITERATION_COUNTS, Nonce, ServerFirst}};
///
/// let message = ServerFirst::parse(b"r=rOprNGfwEbeRWgbNEkqO%hvYD,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")?;
/// assert_eq!(message.iteration_count_within(ITERATION_COUNTS)?, 4096);
/// let mut salt = [0; 16];
/// let salt = message.salt().decode_into(&mut salt)?;
///
/// let nonce = Nonce::new("rOprNGfwEbeRWgbNEkqO")?.with_server("%hvYD")?;
/// let sent = ServerFirst::new(nonce, salt, 4096)?;
/// assert_eq!(sent, message);
/// let mut buffer = [0; 128];
/// assert_eq!(
///     sent.encode_to_slice(&mut buffer)?,
///     b"r=rOprNGfwEbeRWgbNEkqO%hvYD,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerFirst<'a> {
    nonce: Nonce<'a>,
    salt: Base64<'a>,
    iteration_count: u32,
    extensions: Extensions<'a>,
}

impl<'a> ServerFirst<'a> {
    /// Parses bytes that are one message and nothing else.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) with the rule that does not match, at the first byte that
    /// does not. The offset counts from the start of the message.
    pub fn parse(message: &'a [u8]) -> Result<Self, ParseError> {
        whole(message, Rule::End, server_first_message)
    }

    /// Creates a message from the nonce of both sides and the user's salt and iteration count.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for an empty salt, [`ValueErrorKind::OutOfRange`] for an iteration count of zero.
    pub fn new<T: AsRef<[u8]> + ?Sized>(
        nonce: Nonce<'a>,
        salt: &'a T,
        iteration_count: u32,
    ) -> Result<Self, ValueError> {
        if iteration_count == 0 {
            return Err(ValueError::new("iteration-count", ValueErrorKind::OutOfRange, 0));
        }
        let salt = bytes_for_sending("salt", salt.as_ref())?;
        Ok(Self { nonce, salt, iteration_count, extensions: Extensions::none() })
    }

    /// Returns the nonce. A client checks that it [extends](Nonce::extends) its own.
    #[must_use]
    pub const fn nonce(&self) -> Nonce<'a> {
        self.nonce
    }

    /// Returns the user's salt, which is never empty.
    #[must_use]
    pub const fn salt(&self) -> Base64<'a> {
        self.salt
    }

    /// Returns how often the password is to be hashed, whatever the server asks for.
    ///
    /// A client that computes takes [`iteration_count_within`](Self::iteration_count_within) instead.
    #[must_use]
    pub const fn iteration_count(&self) -> u32 {
        self.iteration_count
    }

    /// Returns how often the password is to be hashed, if the client accepts the number.
    ///
    /// [`ITERATION_COUNTS`] has the bounds of a client that does not know better.
    ///
    /// ```
    /// use countersign::auth::scram::{ITERATION_COUNTS, ServerFirst};
    ///
    /// for hostile in [&b"r=abcdef,s=QQ==,i=1"[..], b"r=abcdef,s=QQ==,i=4294967295"] {
    ///     let error = ServerFirst::parse(hostile)?.iteration_count_within(ITERATION_COUNTS).unwrap_err();
    ///     assert_eq!(error.to_string(), "iteration-count: the number is out of range");
    /// }
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// [`ValueErrorKind::OutOfRange`] for a number that is not within the bounds.
    pub fn iteration_count_within(&self, bounds: impl RangeBounds<u32>) -> Result<u32, ValueError> {
        if !bounds.contains(&self.iteration_count) {
            return Err(ValueError::new("iteration-count", ValueErrorKind::OutOfRange, 0));
        }
        Ok(self.iteration_count)
    }

    /// Returns the optional attributes.
    #[must_use]
    pub const fn extensions(&self) -> Extensions<'a> {
        self.extensions
    }
}

impl Encode for ServerFirst<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.write_after(b"r=", wire)
    }
}

impl ServerFirst<'_> {
    /// Writes the message after `start`, which ends with its first bytes.
    pub(super) fn write_after<S: Sink>(&self, start: &[u8], wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(start)?;
        self.nonce.write(wire)?;
        wire.put(b",s=")?;
        self.salt.write(wire)?;
        wire.put(b",i=")?;
        wire.put(number::digits(self.iteration_count.into(), &mut [0; DIGITS]))?;
        self.extensions.write(wire)
    }
}

/// The final message of a server: its own proof, or an error.
///
/// ```abnf
/// server-final-message = ( server-error / verifier ) [ "," extensions ]
/// server-error         = "e=" server-error-value
/// verifier             = "v=" base64
/// ```
/// [RFC 5802, section 7](https://www.rfc-editor.org/rfc/rfc5802#section-7)
///
/// ```
/// use countersign::{Encode, auth::scram::{ServerError, ServerFinal}};
///
/// let message = ServerFinal::parse(b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")?;
/// let mut verifier = [0; 32];
/// let verifier = message.verifier().unwrap().decode_into(&mut verifier)?;
/// assert_eq!(ServerFinal::new(verifier)?, message);
///
/// let mut buffer = [0; 32];
/// let sent = ServerFinal::failed(ServerError::UNKNOWN_USER);
/// assert_eq!(sent.encode_to_slice(&mut buffer)?, b"e=unknown-user");
/// assert_eq!(ServerFinal::parse(b"e=unknown-user")?.verifier(), Err(ServerError::UNKNOWN_USER));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerFinal<'a> {
    verifier: Result<Base64<'a>, ServerError<'a>>,
    extensions: Extensions<'a>,
}

impl<'a> ServerFinal<'a> {
    /// Parses bytes that are one message and nothing else.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) with the rule that does not match, at the first byte that
    /// does not. The offset counts from the start of the message.
    pub fn parse(message: &'a [u8]) -> Result<Self, ParseError> {
        whole(message, Rule::End, server_final_message)
    }

    /// Creates a message from the bytes of the server's proof.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] for an empty proof.
    pub fn new<V: AsRef<[u8]> + ?Sized>(verifier: &'a V) -> Result<Self, ValueError> {
        let verifier = Ok(bytes_for_sending("verifier", verifier.as_ref())?);
        Ok(Self { verifier, extensions: Extensions::none() })
    }

    /// Creates a message from a proof that is as long as a hash.
    pub(super) const fn proved<const N: usize>(verifier: &'a [u8; N]) -> Self {
        const { assert!(N > 0, "a hash has at least one byte") }
        Self { verifier: Ok(Base64::of(verifier, Form::Standard)), extensions: Extensions::none() }
    }

    /// Creates a message that reports an error.
    #[must_use]
    pub const fn failed(error: ServerError<'a>) -> Self {
        Self { verifier: Err(error), extensions: Extensions::none() }
    }

    /// Returns the server's proof, which is never empty. A client compares it with [`Base64::matches`].
    ///
    /// # Errors
    /// The error that the server reports.
    pub const fn verifier(&self) -> Result<Base64<'a>, ServerError<'a>> {
        self.verifier
    }

    /// Returns the optional attributes.
    #[must_use]
    pub const fn extensions(&self) -> Extensions<'a> {
        self.extensions
    }
}

impl Encode for ServerFinal<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        match &self.verifier {
            Ok(verifier) => {
                wire.put(b"v=")?;
                verifier.write(wire)?;
            }
            Err(error) => {
                wire.put(b"e=")?;
                wire.put(error.as_str().as_bytes())?;
            }
        }
        self.extensions.write(wire)
    }
}

/// The error with which a server rejects the messages of a client.
///
/// ```abnf
/// server-error-value = "invalid-encoding" / "extensions-not-supported" / "invalid-proof" /
///                      "channel-bindings-dont-match" / "server-does-support-channel-binding" /
///                      "channel-binding-not-supported" / "unsupported-channel-binding-type" / "unknown-user" /
///                      "invalid-username-encoding" / "no-resources" / "other-error" / value
/// ```
/// [RFC 5802, section 7](https://www.rfc-editor.org/rfc/rfc5802#section-7)
///
/// Any other value means [`OTHER_ERROR`](Self::OTHER_ERROR), which a server may send for any reason. The values about
/// channel bindings do not occur in HTTP, which has none. `Debug` shows the constants of this type, and the length of any other value.
///
/// ```
/// use countersign::auth::scram::{ServerError, ServerFinal};
///
/// let message = ServerFinal::parse(b"e=invalid-proof")?;
/// assert_eq!(message.verifier(), Err(ServerError::INVALID_PROOF));
/// assert_eq!(ServerError::new("invalid-proof").unwrap().as_str(), "invalid-proof");
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ServerError<'a>(&'a str);

impl<'a> ServerError<'a> {
    const DEFINED: [Self; 8] = [
        Self::INVALID_ENCODING,
        Self::EXTENSIONS_NOT_SUPPORTED,
        Self::INVALID_PROOF,
        Self::CHANNEL_BINDINGS_DONT_MATCH,
        Self::UNKNOWN_USER,
        Self::INVALID_USERNAME_ENCODING,
        Self::NO_RESOURCES,
        Self::OTHER_ERROR,
    ];

    /// The encoding of a message or of a part of it is wrong.
    pub const INVALID_ENCODING: Self = Self("invalid-encoding");
    /// The message has an attribute `m`.
    pub const EXTENSIONS_NOT_SUPPORTED: Self = Self("extensions-not-supported");
    /// The client does not know the password.
    pub const INVALID_PROOF: Self = Self("invalid-proof");
    /// The client is bound to another channel, or binds itself in another way than the server.
    pub const CHANNEL_BINDINGS_DONT_MATCH: Self = Self("channel-bindings-dont-match");
    /// The server does not know the user.
    pub const UNKNOWN_USER: Self = Self("unknown-user");
    /// The user's name is not UTF-8, or cannot be prepared.
    pub const INVALID_USERNAME_ENCODING: Self = Self("invalid-username-encoding");
    /// The server has no resources for another exchange.
    pub const NO_RESOURCES: Self = Self("no-resources");
    /// Any other reason.
    pub const OTHER_ERROR: Self = Self("other-error");

    /// Creates an error from its value.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at NUL or a comma, [`ValueErrorKind::Empty`].
    pub fn new(value: &'a str) -> Result<Self, ValueError> {
        match value.bytes().position(|byte| !is_value_char(byte)) {
            Some(offset) => Err(ValueError::new("server-error", ValueErrorKind::InvalidByte, offset)),
            None if value.is_empty() => Err(ValueError::new("server-error", ValueErrorKind::Empty, 0)),
            None => Ok(Self(value)),
        }
    }

    /// Returns the value.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        self.0
    }
}

impl fmt::Debug for ServerError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Self::DEFINED.iter().find(|defined| defined.0 == self.0) {
            Some(defined) => write!(f, "ServerError({})", defined.0),
            None => write!(f, "ServerError({} bytes)", self.0.len()),
        }
    }
}

/// `server-first-message = nonce "," salt "," iteration-count [ "," extensions ]`
fn server_first_message(input: &[u8]) -> Read<'_, ServerFirst<'_>> {
    let (rest, nonce) = nonce(input)?;
    let (rest, ()) = comma(rest)?;
    let (rest, salt) = bytes(b's', Rule::Salt, rest)?;
    let (rest, iteration_count) = preceded(comma, iteration_count).parse(rest)?;
    let (rest, extensions) = extensions(None, rest)?;
    Ok((rest, ServerFirst { nonce, salt, iteration_count, extensions }))
}

/// `server-final-message = ( server-error / verifier ) [ "," extensions ]`
fn server_final_message(input: &[u8]) -> Read<'_, ServerFinal<'_>> {
    let (rest, verifier) = match attribute(b'e', Rule::Verifier, input) {
        Ok((error, ())) => value(Rule::Verifier, error).map(|(rest, error)| (rest, Err(ServerError(error))))?,
        Err(_) => bytes(b'v', Rule::Verifier, input).map(|(rest, verifier)| (rest, Ok(verifier)))?,
    };
    let (rest, extensions) = extensions(None, rest)?;
    Ok((rest, ServerFinal { verifier, extensions }))
}
