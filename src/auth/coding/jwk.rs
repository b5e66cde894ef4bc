//! RFC 7517: a public key as a JSON Web Key, and its thumbprint, RFC 7638.
//!
//! ```abnf
//! canonical = "{" ( ec / okp / rsa ) "}" ; the required members in the order of their names, without white space
//! ec        = DQUOTE "crv" DQUOTE ":" name "," DQUOTE "kty" DQUOTE ":" DQUOTE "EC" DQUOTE ","
//!             DQUOTE "x" DQUOTE ":" number "," DQUOTE "y" DQUOTE ":" number
//! okp       = DQUOTE "crv" DQUOTE ":" name "," DQUOTE "kty" DQUOTE ":" DQUOTE "OKP" DQUOTE "," DQUOTE "x" DQUOTE ":" number
//! rsa       = DQUOTE "e" DQUOTE ":" number "," DQUOTE "kty" DQUOTE ":" DQUOTE "RSA" DQUOTE "," DQUOTE "n" DQUOTE ":" number
//! name      = DQUOTE 1*( %x21 / %x23-5B / %x5D-7E ) DQUOTE
//! number    = DQUOTE 1*base64urlchar DQUOTE
//! ```
//! [RFC 7638, section 3](https://www.rfc-editor.org/rfc/rfc7638#section-3) ·
//! [RFC 7518, section 6](https://www.rfc-editor.org/rfc/rfc7518#section-6) ·
//! [RFC 8037, section 2](https://www.rfc-editor.org/rfc/rfc8037#section-2)
//!
//! Two spellings of one key would have two thumbprints. Therefore only the spelling that the standards require is accepted.
//!
//! | input | result | why |
//! |---|---|---|
//! | members that are not required, such as `kid` and `alg` | ignored | RFC 7638 §3.2 |
//! | a private or symmetric member: `d`, `p`, `q`, `dp`, `dq`, `qi`, `oth`, `k`, `priv` | rejected: [`ValueErrorKind::ProhibitedElement`] | RFC 9449 §4.3: a key that was sent is not secret any more |
//! | a second `kty`, `crv`, `x`, `y`, `e` or `n`, or one that is not a string | rejected: [`ValueErrorKind::Duplicate`], [`ValueErrorKind::WrongForm`] | RFC 7517 §4 |
//! | a `kty` but EC, OKP and RSA | rejected: [`ValueErrorKind::Prohibited`] | `oct` is symmetric; others have other members |
//! | a quote, a backslash, a space or a byte above 0x7E in `crv` | rejected: [`ValueErrorKind::InvalidByte`] | it would need an escape, and RFC 7638 §3.3 allows none |
//! | padding, or bits beyond the last byte, in a number | rejected: [`ValueErrorKind::InvalidByte`] | RFC 7515 §2 |
//! | a coordinate that is not as long as its curve requires | rejected: [`ValueErrorKind::WrongForm`] | RFC 7518 §6.2.1.2, RFC 8037 §2 |
//! | zeros before `n` or `e` | rejected: [`ValueErrorKind::WrongForm`] | RFC 7518 §2 |
//! | a curve of another `kty`, such as EC with Ed25519 | rejected: [`ValueErrorKind::WrongForm`] | RFC 8037 §2 |
//! | a curve that is not known | accepted, with numbers of any length | the registry grows |
//!
//! Whether a point is on its curve, and whether a modulus is long enough, is for the code that verifies signatures.

use core::fmt;

use crate::auth::coding::base64::{Base64, Form};
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};
use crate::hash::HashFunction;

/// A public key. Written, it is the canonical form of RFC 7638, which the thumbprint hashes.
///
/// ```
/// use countersign::{Encode, auth::jwk::Jwk, hash::Sha256};
///
/// let jwk = Jwk::of_members([
///     ("kty", Some("EC")),
///     ("x", Some("l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs")),
///     ("y", Some("9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA")),
///     ("crv", Some("P-256")),
/// ])?;
/// assert!(jwk.display().to_string().starts_with(r#"{"crv":"P-256","kty":"EC","x":"l8tFrhx-34tV"#));
/// let thumbprint = jwk.thumbprint(Sha256);
/// assert_eq!(thumbprint.display().to_string(), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
/// assert!(thumbprint.matches("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"));
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jwk<'a>(Key<'a>);

/// What a [`Jwk`] holds, to be decoded for the code that verifies signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Key<'a> {
    /// A point of an elliptic curve, RFC 7518 §6.2.
    Ec {
        /// The name of the curve.
        crv: &'a str,
        /// The first coordinate.
        x: Base64<'a>,
        /// The second coordinate.
        y: Base64<'a>,
    },
    /// A key of Edwards or Montgomery curves, RFC 8037.
    Okp {
        /// The name of the curve.
        crv: &'a str,
        /// The key.
        x: Base64<'a>,
    },
    /// A key of RSA, RFC 7518 §6.3.
    Rsa {
        /// The exponent.
        e: Base64<'a>,
        /// The modulus.
        n: Base64<'a>,
    },
}

impl<'a> Jwk<'a> {
    /// Returns the key that these members of a JSON object are: names, each with its value if that is a string. They are in
    /// any order.
    ///
    /// # Errors
    /// [`ValueErrorKind::Requires`] for an absent member, and those of the table of the [module](self). The part is the
    /// member, or `jwk`. The offset is the index of a member that is wrong in itself, or is repeated.
    pub fn of_members<'n>(members: impl IntoIterator<Item = (&'n str, Option<&'a str>)>) -> Result<Self, ValueError> {
        let mut read = Members::default();
        for (index, (name, value)) in members.into_iter().enumerate() {
            read.add(name, value).map_err(|error| ValueError::new(error.part(), error.kind(), index))?;
        }
        read.jwk()
    }

    /// Returns the key that is this point of an elliptic curve.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] in `crv`, [`ValueErrorKind::Empty`], and [`ValueErrorKind::WrongForm`] for a coordinate of
    /// another length than the curve has. A coordinate has zeros in front if it is small.
    pub fn ec(crv: &'a str, x: &'a [u8], y: &'a [u8]) -> Result<Self, ValueError> {
        Self::checked(Key::Ec { crv, x: number(x), y: number(y) })
    }

    /// Returns the key that is these bytes, of a curve such as Ed25519.
    ///
    /// # Errors
    /// As [`ec`](Self::ec).
    pub fn okp(crv: &'a str, x: &'a [u8]) -> Result<Self, ValueError> {
        Self::checked(Key::Okp { crv, x: number(x) })
    }

    /// Returns the key of RSA that has this exponent and this modulus, the most significant byte first.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`], and [`ValueErrorKind::WrongForm`] for a number that begins with zero.
    pub fn rsa(e: &'a [u8], n: &'a [u8]) -> Result<Self, ValueError> {
        Self::checked(Key::Rsa { e: number(e), n: number(n) })
    }

    fn checked(key: Key<'a>) -> Result<Self, ValueError> {
        match key {
            Key::Ec { crv, x, y } => {
                let length = length_on("EC", crv)?;
                of_length("x", x, length)?;
                of_length("y", y, length)?;
            }
            Key::Okp { crv, x } => of_length("x", x, length_on("OKP", crv)?)?,
            Key::Rsa { e, n } => {
                positive("e", e)?;
                positive("n", n)?;
            }
        }
        Ok(Self(key))
    }

    /// Returns the numbers of the key.
    #[must_use]
    pub const fn key(&self) -> Key<'a> {
        self.0
    }

    /// Returns the type of the key: `EC`, `OKP` or `RSA`.
    #[must_use]
    pub const fn kty(&self) -> &'static str {
        match self.0 {
            Key::Ec { .. } => "EC",
            Key::Okp { .. } => "OKP",
            Key::Rsa { .. } => "RSA",
        }
    }

    /// Returns the name of the curve; `None` for RSA.
    #[must_use]
    pub const fn crv(&self) -> Option<&'a str> {
        match self.0 {
            Key::Ec { crv, .. } | Key::Okp { crv, .. } => Some(crv),
            Key::Rsa { .. } => None,
        }
    }

    /// Returns the thumbprint of the key. The standards that use thumbprints take SHA-256.
    #[must_use]
    pub fn thumbprint<F: HashFunction<N>, const N: usize>(&self, function: F) -> Thumbprint<N> {
        Thumbprint(function.hash_of(self))
    }
}

impl Encode for Jwk<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut before: &[u8] = b"{\"";
        let mut start = |wire: &mut Wire<'_, S>, name: &str| {
            wire.put(core::mem::replace(&mut before, b"\",\""))?;
            wire.put(name.as_bytes())?;
            wire.put(b"\":\"")
        };
        if let Some(crv) = self.crv() {
            start(wire, "crv")?;
            wire.put(crv.as_bytes())?;
        }
        if let Key::Rsa { e, .. } = self.0 {
            start(wire, "e")?;
            e.write(wire)?;
        }
        start(wire, "kty")?;
        wire.put(self.kty().as_bytes())?;
        let (last, y) = match self.0 {
            Key::Ec { x, y, .. } => (("x", x), Some(y)),
            Key::Okp { x, .. } => (("x", x), None),
            Key::Rsa { n, .. } => (("n", n), None),
        };
        start(wire, last.0)?;
        last.1.write(wire)?;
        if let Some(y) = y {
            start(wire, "y")?;
            y.write(wire)?;
        }
        wire.put(b"\"}")
    }
}

/// The hash of a key. Written, it is in base64url, as `cnf.jkt` of a token and `dpop_jkt` of a request have it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Thumbprint<const N: usize>([u8; N]);

impl<const N: usize> Thumbprint<N> {
    /// Returns the bytes of the hash.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; N] {
        &self.0
    }

    /// Returns whether `symbols` is the thumbprint in base64url without padding, in a time that depends on their length only.
    #[must_use]
    pub fn matches(&self, symbols: &str) -> bool {
        Base64::read(symbols.as_bytes(), Form::UrlUnpadded).is_ok_and(|given| given.matches(&self.0))
    }
}

impl<const N: usize> fmt::Debug for Thumbprint<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Thumbprint({N} bytes)")
    }
}

impl<const N: usize> FieldContent for Thumbprint<N> {}

impl<const N: usize> Encode for Thumbprint<N> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        number(&self.0).write(wire)
    }
}

/// The members that keys of these types require.
const PUBLIC: [&str; 6] = ["kty", "crv", "x", "y", "e", "n"];

/// The members that no public key has.
const PRIVATE: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

/// The members of a JSON object that is a key, as they are read.
#[derive(Clone, Copy, Default)]
pub(in crate::auth) struct Members<'a>([Option<&'a str>; PUBLIC.len()]);

impl<'a> Members<'a> {
    /// Adds a member. `value` is `None` if it is not a string.
    pub(in crate::auth) fn add(&mut self, name: &str, value: Option<&'a str>) -> Result<(), ValueError> {
        if let Some(private) = PRIVATE.into_iter().find(|private| *private == name) {
            return Err(ValueError::new(private, ValueErrorKind::ProhibitedElement, 0));
        }
        let place = PUBLIC.into_iter().zip(&mut self.0).find(|(public, _)| *public == name);
        match place {
            None => Ok(()),
            Some((public, Some(_))) => Err(ValueError::new(public, ValueErrorKind::Duplicate, 0)),
            Some((public, place)) => {
                *place = Some(value.ok_or(ValueError::new(public, ValueErrorKind::WrongForm, 0))?);
                Ok(())
            }
        }
    }

    /// Returns the key.
    pub(in crate::auth) fn jwk(&self) -> Result<Jwk<'a>, ValueError> {
        let [kty, crv, x, y, e, n] = self.0;
        let required =
            |part, value: Option<&'a str>| value.ok_or(ValueError::new("jwk", ValueErrorKind::Requires(part), 0));
        let number = |part, value| {
            Base64::read(required(part, value)?.as_bytes(), Form::UrlUnpadded)
                .map_err(|wrong| ValueError::new(part, ValueErrorKind::InvalidByte, wrong))
        };
        Jwk::checked(match required("kty", kty)? {
            "EC" => Key::Ec { crv: required("crv", crv)?, x: number("x", x)?, y: number("y", y)? },
            "OKP" => Key::Okp { crv: required("crv", crv)?, x: number("x", x)? },
            "RSA" => Key::Rsa { e: number("e", e)?, n: number("n", n)? },
            _ => return Err(ValueError::new("kty", ValueErrorKind::Prohibited, 0)),
        })
    }
}

/// The curves that are known: name, type of key, and the length of a coordinate in bytes.
const CURVES: [(&str, &str, usize); 8] = [
    ("P-256", "EC", 32),
    ("P-384", "EC", 48),
    ("P-521", "EC", 66),
    ("secp256k1", "EC", 32),
    ("Ed25519", "OKP", 32),
    ("Ed448", "OKP", 57),
    ("X25519", "OKP", 32),
    ("X448", "OKP", 56),
];

/// Returns the length of a coordinate; `None` if the curve is not known.
fn length_on(kty: &str, crv: &str) -> Result<Option<usize>, ValueError> {
    if crv.is_empty() {
        return Err(ValueError::new("crv", ValueErrorKind::Empty, 0));
    }
    if let Some(offset) = crv.bytes().position(|byte| !byte.is_ascii_graphic() || matches!(byte, b'"' | b'\\')) {
        return Err(ValueError::new("crv", ValueErrorKind::InvalidByte, offset));
    }
    match CURVES.into_iter().find(|(name, ..)| *name == crv) {
        Some((_, of, _)) if of != kty => Err(ValueError::new("crv", ValueErrorKind::WrongForm, 0)),
        known => Ok(known.map(|(.., length)| length)),
    }
}

fn of_length(part: &'static str, number: Base64<'_>, expected: Option<usize>) -> Result<(), ValueError> {
    match number.decoded_len() {
        0 => Err(ValueError::new(part, ValueErrorKind::Empty, 0)),
        length if expected.is_some_and(|expected| expected != length) => {
            Err(ValueError::new(part, ValueErrorKind::WrongForm, 0))
        }
        _ => Ok(()),
    }
}

fn positive(part: &'static str, number: Base64<'_>) -> Result<(), ValueError> {
    match number.first() {
        None => Err(ValueError::new(part, ValueErrorKind::Empty, 0)),
        Some(0) => Err(ValueError::new(part, ValueErrorKind::WrongForm, 0)),
        Some(_) => Ok(()),
    }
}

const fn number(bytes: &[u8]) -> Base64<'_> {
    Base64::of(bytes, Form::UrlUnpadded)
}
