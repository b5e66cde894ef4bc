//! The application server: it makes tokens.

use core::fmt;

use super::server::LIFETIME;
use super::{Origin, POINT, SCHEME, SIGNATURE, UNCOMPRESSED, is_contact};
use crate::auth::coding::base64::{Base64, Form, write_of};
use crate::auth::coding::json::write_string;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};
use crate::syntax::number::{DIGITS, digits};

/// An application server that has a key.
///
/// ```
/// use countersign::{Encode, auth::vapid::{Client, Origin}};
/// use p256::ecdsa::{Signature, SigningKey, signature::Signer};
///
/// let key = SigningKey::from_slice(&[7; 32]).unwrap();
/// let point = key.verifying_key().to_encoded_point(false).as_bytes().try_into()?;
/// let client = Client::new(&point)?.with_sub("mailto:push@example.com")?;
/// let origin = Origin::of_uri("https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV")?;
/// let now = 1_453_480_568; // seconds
/// let unsigned = client.token(origin, now, 12 * 3600)?;
///
/// let mut buffer = [0; 512];
/// let signature: Signature = key.sign(unsigned.encode_to_slice(&mut buffer)?);
/// let signature = signature.to_bytes().into();
/// let credentials = unsigned.sign(&signature);
/// assert!(credentials.encode_to_slice(&mut buffer)?.starts_with(b"vapid t=eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJ"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Client<'a> {
    k: &'a [u8; POINT],
    sub: Option<&'a str>,
}

impl<'a> Client<'a> {
    /// Returns the application server that has the private key of this public key, an uncompressed point of P-256.
    ///
    /// # Errors
    /// [`ValueErrorKind::WrongForm`] for a `k` that does not begin as an uncompressed point does.
    pub fn new(k: &'a [u8; POINT]) -> Result<Self, ValueError> {
        match k {
            [UNCOMPRESSED, ..] => Ok(Self { k, sub: None }),
            _ => Err(ValueError::new("k", ValueErrorKind::WrongForm, 0)),
        }
    }

    /// Adds whom to contact: a URI of mailto or https. Some push services require it.
    ///
    /// # Errors
    /// [`ValueErrorKind::WrongForm`] for any other text.
    pub fn with_sub(self, sub: &'a str) -> Result<Self, ValueError> {
        if !is_contact(sub) {
            return Err(ValueError::new("sub", ValueErrorKind::WrongForm, 0));
        }
        Ok(Self { sub: Some(sub), ..self })
    }

    /// Returns a token for this push service, to be signed. It expires in so many seconds. It can be used for every message to the
    /// origin until then.
    ///
    /// # Errors
    /// [`ValueErrorKind::OutOfRange`] for 0 seconds, and for more than 24 hours.
    pub fn token(&self, origin: Origin<'a>, now: u64, seconds: u64) -> Result<Unsigned<'a>, ValueError> {
        match now.checked_add(seconds) {
            Some(exp) if (1..=LIFETIME).contains(&seconds) => Ok(Unsigned { client: *self, origin, exp }),
            _ => Err(ValueError::new("exp", ValueErrorKind::OutOfRange, 0)),
        }
    }
}

impl fmt::Debug for Client<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

/// A token without a signature. Written, it is the bytes to sign. `Debug` shows its length only.
#[derive(Clone, Copy)]
pub struct Unsigned<'a> {
    client: Client<'a>,
    origin: Origin<'a>,
    exp: u64,
}

impl<'a> Unsigned<'a> {
    /// Returns the credentials with this signature of ES256: two numbers of 32 bytes, and not their DER.
    #[must_use]
    pub const fn sign(self, signature: &'a [u8; SIGNATURE]) -> Signed<'a> {
        Signed { unsigned: self, signature }
    }
}

impl Encode for Unsigned<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        write_of(wire, &WrittenHeader)?;
        wire.put(b".")?;
        write_of(wire, &WrittenClaims(self))
    }
}

impl fmt::Debug for Unsigned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unsigned({} bytes)", self.encoded_len())
    }
}

struct WrittenHeader;

impl Encode for WrittenHeader {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(b"{\"typ\":\"JWT\",\"alg\":\"ES256\"}")
    }
}

struct WrittenClaims<'u>(&'u Unsigned<'u>);

impl Encode for WrittenClaims<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let Unsigned { client, origin, exp } = self.0;
        wire.put(b"{\"aud\":\"")?;
        origin.write(wire)?;
        wire.put(b"\",\"exp\":")?;
        wire.put(digits(*exp, &mut [0; DIGITS]))?;
        if let Some(sub) = client.sub {
            wire.put(b",\"sub\":")?;
            write_string(wire, sub)?;
        }
        wire.put(b"}")
    }
}

/// Credentials with their signature, to be sent. `Debug` shows their length only.
#[derive(Clone, Copy)]
pub struct Signed<'a> {
    unsigned: Unsigned<'a>,
    signature: &'a [u8; SIGNATURE],
}

impl FieldContent for Signed<'_> {}

impl Encode for Signed<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(SCHEME.as_bytes())?;
        wire.put(b" t=")?;
        self.unsigned.write(wire)?;
        wire.put(b".")?;
        Base64::of(self.signature, Form::UrlUnpadded).write(wire)?;
        wire.put(b", k=")?;
        Base64::of(self.unsigned.client.k, Form::UrlUnpadded).write(wire)
    }

    fn is_secret(&self) -> bool {
        true
    }
}

impl fmt::Debug for Signed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signed({} bytes)", self.encoded_len())
    }
}
