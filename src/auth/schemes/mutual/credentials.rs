//! The Mutual credentials, RFC 8120 §4.2 and §4.4.

use super::{Exclusive, Hex, Number, SCHEME, Terms, integer, write_integer};
use crate::auth::coding::ext_value::ExtValue;
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::payload_after;
use crate::auth::slots::{self, Slot};
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{CapacityError, ParseError, ValueError, ValueErrorKind};
use crate::syntax::text::Text;

/// Mutual credentials: begin the key exchange, or prove that the client knows the password.
///
/// The proof is a secret for the lifetime of the session. `Debug` therefore shows lengths only, and there is no `==`.
///
/// ```
/// use countersign::{Encode, auth::mutual::{Credentials, CredentialsMessage, KexC1, Number, User}};
///
/// let credentials = Credentials::parse(
///     b"Mutual version=1, algorithm=iso-kam3-ec-p256-sha256, validation=host, realm=\"a\", user=\"foo\", kc1=0A0B",
/// )?;
/// let CredentialsMessage::KexC1(message) = credentials.message() else { panic!("the credentials have kc1") };
/// assert!(message.user().is("foo") && message.kc1().matches(b"\x0A\x0B"));
///
/// let message = KexC1::new(User::new("foo")?, Number::hex(b"\x0A\x0B")?);
/// let sent = Credentials::new(credentials.terms(), CredentialsMessage::KexC1(message))?;
/// let mut buffer = [0; 128];
/// assert_eq!(
///     sent.encode_to_slice(&mut buffer)?,
///     b"Mutual version=1, algorithm=iso-kam3-ec-p256-sha256, validation=host, realm=\"a\", user=\"foo\", kc1=0a0b"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Credentials<'a> {
    terms: Terms<'a>,
    message: CredentialsMessage<'a>,
}

/// The message that credentials carry.
///
/// ```
/// use countersign::auth::mutual::{Credentials, CredentialsMessage};
///
/// let credentials = Credentials::parse(
///     b"Mutual version=1, algorithm=iso-kam3-ec-p256-sha256, validation=host, realm=\"a\", sid=1234, nc=1, vkc=0A0B",
/// )?;
/// match credentials.message() {
///     CredentialsMessage::VfyC(proof) => assert_eq!(proof.nc(), 1),
///     CredentialsMessage::KexC1(_) => unreachable!("the credentials have vkc"),
/// }
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub enum CredentialsMessage<'a> {
    /// req-KEX-C1: the client's half of the key exchange.
    KexC1(KexC1<'a>),
    /// req-VFY-C: the proof that it knows the password.
    VfyC(VfyC<'a>),
}

/// The parameters of the terms, followed by those of the messages.
const NAMES: [&str; 13] = [
    "realm*",
    "auth-scope*",
    "version",
    "algorithm",
    "validation",
    "auth-scope",
    "realm",
    "user",
    "kc1",
    "sid",
    "nc",
    "vkc",
    "user*",
];

impl<'a> Credentials<'a> {
    /// Parses a value that holds Mutual credentials.
    ///
    /// # Errors
    /// [`ErrorKind::Scheme`](crate::ErrorKind::Scheme) for another scheme,
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) where the value breaks the grammar, and what the table of
    /// the [module](super) lists.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let mut slots = slots::empty(NAMES, payload.end());
        let has_others = slots::fill(payload, &mut slots)?;
        let [terms @ .., user, kc1, sid, nc, vkc, extended_user] = slots;
        if has_others || (kc1.optional().is_some() && vkc.optional().is_some()) {
            Exclusive::request().check(payload)?;
        }
        let terms = Terms::read(&terms)?;
        let number = |slot: Slot<'a>| Number::of_slot(slot, payload, terms.algorithm());
        let message = match number(vkc)? {
            Some(vkc) => CredentialsMessage::VfyC(VfyC {
                sid: Hex::of_slot(sid, payload)?.ok_or(sid.missing())?,
                nc: integer(nc)?,
                vkc,
            }),
            None => CredentialsMessage::KexC1(KexC1 {
                user: User::read(user, extended_user)?,
                kc1: number(kc1)?.ok_or(kc1.missing())?,
            }),
        };
        Ok(Self { terms, message })
    }

    /// Creates credentials from the terms of the challenge and a message.
    ///
    /// # Errors
    /// [`ValueErrorKind::WrongForm`] if `kc1` or `vkc` is not in the encoding of the algorithm.
    pub const fn new(terms: Terms<'a>, message: CredentialsMessage<'a>) -> Result<Self, ValueError> {
        let (part, number) = match message {
            CredentialsMessage::KexC1(KexC1 { kc1, .. }) => ("kc1", kc1),
            CredentialsMessage::VfyC(VfyC { vkc, .. }) => ("vkc", vkc),
        };
        if number.is_of(terms.algorithm()) {
            Ok(Self { terms, message })
        } else {
            Err(ValueError::new(part, ValueErrorKind::WrongForm, 0))
        }
    }

    /// Returns the terms. The server checks that they are those that it sent.
    #[must_use]
    pub const fn terms(&self) -> Terms<'a> {
        self.terms
    }

    /// Returns the message.
    #[must_use]
    pub const fn message(&self) -> CredentialsMessage<'a> {
        self.message
    }
}

typed!(Credentials, SCHEME);

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut params = self.terms.write(wire)?;
        match &self.message {
            CredentialsMessage::KexC1(message) => {
                match &message.user.0 {
                    Spelling::Plain(name) => params.quoted("user", *name)?,
                    Spelling::Extended(name) => params.value("user*", name)?,
                }
                message.kc1.write_as("kc1", &mut params)
            }
            CredentialsMessage::VfyC(message) => {
                params.value("sid", &message.sid)?;
                write_integer(&mut params, "nc", message.nc)?;
                message.vkc.write_as("vkc", &mut params)
            }
        }
    }

    fn is_secret(&self) -> bool {
        true
    }
}

/// req-KEX-C1: the user's name and the client's half of the key exchange.
///
/// [RFC 8120, section 4.2](https://www.rfc-editor.org/rfc/rfc8120#section-4.2)
///
/// ```
/// use countersign::auth::mutual::{Algorithm, Credentials, CredentialsMessage, KexC1, Number, Terms, User, Validation};
///
/// let terms = Terms::new(Algorithm::Dl2048Sha256, Validation::Host, "a")?;
/// let message = KexC1::new(User::new("foo")?, Number::base64(b"abc")?);
/// assert!(message.user().is("foo") && message.kc1().matches("abc"));
/// let sent = Credentials::new(terms, CredentialsMessage::KexC1(message))?;
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct KexC1<'a> {
    user: User<'a>,
    kc1: Number<'a>,
}

impl<'a> KexC1<'a> {
    /// Creates a message.
    #[must_use]
    pub const fn new(user: User<'a>, kc1: Number<'a>) -> Self {
        Self { user, kc1 }
    }

    /// Returns the user's name.
    #[must_use]
    pub const fn user(&self) -> User<'a> {
        self.user
    }

    /// Returns the client's half of the key exchange.
    #[must_use]
    pub const fn kc1(&self) -> Number<'a> {
        self.kc1
    }
}

/// req-VFY-C: the proof that the client knows the password.
///
/// [RFC 8120, section 4.4](https://www.rfc-editor.org/rfc/rfc8120#section-4.4)
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::mutual::{
///     Algorithm, Credentials, CredentialsMessage, Hex, Number, Terms, Validation, VfyC,
/// };
///
/// let terms = Terms::new(Algorithm::EcP256Sha256, Validation::TlsServerEndPoint, "a")?;
/// let message = VfyC::new(Hex::new(b"\x12\x34")?, 1, Number::hex(b"proof")?);
/// let sent = Credentials::new(terms, CredentialsMessage::VfyC(message))?;
/// let mut buffer = [0; 128];
/// let wire = sent.encode_to_slice(&mut buffer)?;
/// assert_eq!(
///     wire,
///     b"Mutual version=1, algorithm=iso-kam3-ec-p256-sha256, validation=tls-server-end-point, realm=\"a\", \
///       sid=1234, nc=1, vkc=70726f6f66"
/// );
/// let CredentialsMessage::VfyC(message) = Credentials::parse(wire)?.message() else { panic!("the credentials have vkc") };
/// assert!(message.nc() == 1 && message.vkc().matches("proof"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct VfyC<'a> {
    sid: Hex<'a>,
    nc: u64,
    vkc: Number<'a>,
}

impl<'a> VfyC<'a> {
    /// Creates a message from the name of the session, a nonce number that was not used in it, and the proof.
    #[must_use]
    pub const fn new(sid: Hex<'a>, nc: u64, vkc: Number<'a>) -> Self {
        Self { sid, nc, vkc }
    }

    /// Returns the name of the session.
    #[must_use]
    pub const fn sid(&self) -> Hex<'a> {
        self.sid
    }

    /// Returns the nonce number, which is unique in the session.
    #[must_use]
    pub const fn nc(&self) -> u64 {
        self.nc
    }

    /// Returns the proof. A server compares it with [`Number::matches`].
    #[must_use]
    pub const fn vkc(&self) -> Number<'a> {
        self.vkc
    }
}

/// A user's name: sent as it is if it is ASCII, otherwise as an ext-value in UTF-8, §3.1.
///
/// `Debug` shows the length only.
///
/// ```
/// use countersign::auth::mutual::User;
///
/// let user = User::new("Renée of France")?;
/// let mut buffer = [0; 32];
/// assert_eq!(user.decode_into(&mut buffer)?, "Renée of France".as_bytes());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct User<'a>(Spelling<'a>);

#[derive(Clone, Copy, Debug)]
enum Spelling<'a> {
    Plain(Text<'a>),
    Extended(ExtValue<'a>),
}

impl<'a> User<'a> {
    fn read(plain: Slot<'a>, extended: Slot<'a>) -> Result<Self, ParseError> {
        match extended.convert(|text| extended_value(text.as_bytes()?))? {
            Some(_) if plain.optional().is_some() => Err(extended.conflict()),
            Some(name) => Ok(Self(Spelling::Extended(name))),
            None => plain.required().map(Spelling::Plain).map(Self),
        }
    }

    /// Creates a name. It is not normalized: the caller prepares it as §9 requires.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first control character, or at a byte order mark at the start.
    pub fn new(name: &'a str) -> Result<Self, ValueError> {
        match name.bytes().position(|byte| byte.is_ascii_control()) {
            Some(offset) => Err(ValueError::new("user", ValueErrorKind::InvalidByte, offset)),
            None if name.starts_with('\u{FEFF}') => Err(ValueError::new("user", ValueErrorKind::InvalidByte, 0)),
            None if name.is_ascii() => Text::for_part("user", name.as_bytes()).map(Spelling::Plain).map(Self),
            None => Ok(Self(Spelling::Extended(ExtValue::new(name)))),
        }
    }

    /// Reports whether the name has these bytes.
    #[must_use]
    pub fn is<N: AsRef<[u8]> + ?Sized>(&self, name: &N) -> bool {
        match &self.0 {
            Spelling::Plain(text) => *text == *name.as_ref(),
            Spelling::Extended(value) => value.bytes().eq(name.as_ref().iter().copied()),
        }
    }

    /// Copies the bytes of the name into the start of `buffer`.
    ///
    /// # Errors
    /// [`CapacityError`] if `buffer` is too small.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
        match &self.0 {
            Spelling::Plain(text) => text.decode_into(buffer),
            Spelling::Extended(value) => value.decode_into(buffer),
        }
    }
}

/// An ext-value as §3.1 allows it: in UTF-8, without a language, and not ASCII only.
fn extended_value(bytes: &[u8]) -> Option<ExtValue<'_>> {
    let value = ExtValue::parse(bytes).ok()?;
    let is_needed = value.bytes().any(|byte| !byte.is_ascii());
    (value.is_utf8() && value.language().is_empty() && is_needed).then_some(value)
}
