//! The credentials, RFC 8120 §4.2 and §4.4.

use super::{Exclusive, Hex, Number, SCHEME, Terms, integer, write_integer};
use crate::auth::Leniency;
use crate::auth::coding::ext_value::ExtValue;
use crate::auth::payload::Payload;
use crate::auth::slots::{self, Slot};
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{CapacityError, ParseError, ValueError, ValueErrorKind};
use crate::syntax::text::Text;

/// Mutual credentials: the client begins, or proves what it knows.
///
/// The proof is a secret while its session lives: `Debug` shows lengths only, and two have no `==`.
///
/// ```
/// use countersign::{Encode, auth::mutual::{Credentials, CredentialsMessage, KexC1, Number, User}};
///
/// let credentials = Credentials::parse(
///     b"Mutual version=1, algorithm=iso-kam3-ec-p256-sha256, validation=host, realm=\"a\", user=\"foo\", kc1=0A0B",
/// )?;
/// let CredentialsMessage::KexC1(message) = credentials.message() else { panic!("kc1 tells") };
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

/// What a client says with credentials.
#[derive(Clone, Copy, Debug)]
pub enum CredentialsMessage<'a> {
    /// req-KEX-C1: the client's half of the key exchange.
    KexC1(KexC1<'a>),
    /// req-VFY-C: the proof that it knows the password.
    VfyC(VfyC<'a>),
}

/// The terms, and what each message has beside them.
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
    /// Reads a value that holds Mutual credentials.
    ///
    /// # Errors
    /// Those of the grammar; another scheme; a token68; a repeated parameter; and as the table of the
    /// [module](super) says.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(Payload::parse(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let mut slots = slots::empty(NAMES, payload.end());
        let has_others = slots::fill(payload, &mut slots)?;
        let [terms @ .., user, kc1, sid, nc, vkc, extended_user] = slots;
        if has_others || (kc1.optional().is_some() && vkc.optional().is_some()) {
            Exclusive::request().check(payload)?;
        }
        let terms = Terms::read(&terms)?;
        let number = |slot: Slot<'a>| slot.convert(|text| Number::read(terms.algorithm(), text));
        let message = match number(vkc)? {
            Some(vkc) => CredentialsMessage::VfyC(VfyC {
                sid: sid.convert(Hex::read)?.ok_or(sid.missing())?,
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

    /// Credentials to be sent, on the terms of the challenge.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] in `kc1` or `vkc` when it is in another form than the algorithm has.
    pub const fn new(terms: Terms<'a>, message: CredentialsMessage<'a>) -> Result<Self, ValueError> {
        let (part, number) = match message {
            CredentialsMessage::KexC1(KexC1 { kc1, .. }) => ("kc1", kc1),
            CredentialsMessage::VfyC(VfyC { vkc, .. }) => ("vkc", vkc),
        };
        if number.is_of(terms.algorithm()) {
            Ok(Self { terms, message })
        } else {
            Err(ValueError::new(part, ValueErrorKind::InvalidByte, 0))
        }
    }

    /// The terms, which must be those that the server sent.
    #[must_use]
    pub const fn terms(&self) -> Terms<'a> {
        self.terms
    }

    /// What the client says.
    #[must_use]
    pub const fn message(&self) -> CredentialsMessage<'a> {
        self.message
    }
}

impl<'a, T: Leniency> TryFrom<crate::auth::Credentials<'a, T>> for Credentials<'a> {
    type Error = ParseError;

    fn try_from(credentials: crate::auth::Credentials<'a, T>) -> Result<Self, ParseError> {
        Self::read(credentials.payload_if(SCHEME)?)
    }
}

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut params = self.terms.write(wire)?;
        match &self.message {
            CredentialsMessage::KexC1(message) => {
                match &message.user.0 {
                    Name::Plain(name) => params.quoted("user", *name)?,
                    Name::Extended(name) => params.value("user*", name)?,
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
}

/// The client's half of the key exchange.
///
/// [RFC 8120, section 4.2](https://www.rfc-editor.org/rfc/rfc8120#section-4.2)
#[derive(Clone, Copy, Debug)]
pub struct KexC1<'a> {
    user: User<'a>,
    kc1: Number<'a>,
}

impl<'a> KexC1<'a> {
    /// A message to be sent.
    #[must_use]
    pub const fn new(user: User<'a>, kc1: Number<'a>) -> Self {
        Self { user, kc1 }
    }

    /// Who begins.
    #[must_use]
    pub const fn user(&self) -> User<'a> {
        self.user
    }

    /// The client's half of the key exchange.
    #[must_use]
    pub const fn kc1(&self) -> Number<'a> {
        self.kc1
    }
}

/// The proof that the client knows the password.
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
/// let CredentialsMessage::VfyC(message) = Credentials::parse(wire)?.message() else { panic!("vkc tells") };
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
    /// A message to be sent: the name of the session, a nonce that was not used in it, and the proof.
    #[must_use]
    pub const fn new(sid: Hex<'a>, nc: u64, vkc: Number<'a>) -> Self {
        Self { sid, nc, vkc }
    }

    /// The name of the session.
    #[must_use]
    pub const fn sid(&self) -> Hex<'a> {
        self.sid
    }

    /// The nonce, which no other request of the session has.
    #[must_use]
    pub const fn nc(&self) -> u64 {
        self.nc
    }

    /// The proof, which [`matches`](Number::matches) what the server computes.
    #[must_use]
    pub const fn vkc(&self) -> Number<'a> {
        self.vkc
    }
}

/// Who begins: a name as it is when it is ASCII, else with its charset, §3.1.
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
pub struct User<'a>(Name<'a>);

#[derive(Clone, Copy, Debug)]
enum Name<'a> {
    Plain(Text<'a>),
    Extended(ExtValue<'a>),
}

impl<'a> User<'a> {
    fn read(plain: Slot<'a>, extended: Slot<'a>) -> Result<Self, ParseError> {
        match extended.convert(|text| extended_value(text.as_bytes()?))? {
            Some(_) if plain.optional().is_some() => Err(extended.conflict()),
            Some(name) => Ok(Self(Name::Extended(name))),
            None => plain.required().map(Name::Plain).map(Self),
        }
    }

    /// A name to be sent. Nothing is normalized: whoever sends a name prepares it as §9 says.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a control character, or at a byte order mark before it.
    pub fn new(name: &'a str) -> Result<Self, ValueError> {
        match name.bytes().position(|octet| octet.is_ascii_control()) {
            Some(offset) => Err(ValueError::new("user", ValueErrorKind::InvalidByte, offset)),
            None if name.starts_with('\u{FEFF}') => Err(ValueError::new("user", ValueErrorKind::InvalidByte, 0)),
            None if name.is_ascii() => Text::for_part("user", name.as_bytes()).map(Name::Plain).map(Self),
            None => Ok(Self(Name::Extended(ExtValue::new(name)))),
        }
    }

    /// Whether it is this name, octet for octet.
    #[must_use]
    pub fn is<N: AsRef<[u8]> + ?Sized>(&self, name: &N) -> bool {
        match &self.0 {
            Name::Plain(text) => *text == *name.as_ref(),
            Name::Extended(value) => value.bytes().eq(name.as_ref().iter().copied()),
        }
    }

    /// Copies the octets of the name into the start of `buffer`.
    ///
    /// # Errors
    /// [`CapacityError`] when `buffer` is too small.
    pub fn decode_into<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
        match &self.0 {
            Name::Plain(text) => text.decode_into(buffer),
            Name::Extended(value) => value.decode_into(buffer),
        }
    }
}

/// An ext-value as §3.1 has it: in UTF-8 and no language, and for what is not ASCII.
fn extended_value(octets: &[u8]) -> Option<ExtValue<'_>> {
    let value = ExtValue::parse(octets).ok()?;
    let is_needed = value.bytes().any(|octet| !octet.is_ascii());
    (value.is_utf8() && value.language().is_empty() && is_needed).then_some(value)
}
