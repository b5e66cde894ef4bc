//! The keys of a user, RFC 5802 §3.
//!
//! ```text
//! SaltedPassword = PBKDF2(HMAC, password, salt, iteration-count)     ; one block
//! ClientKey      = HMAC(SaltedPassword, "Client Key")
//! ServerKey      = HMAC(SaltedPassword, "Server Key")
//! StoredKey      = H(ClientKey)
//! ```

use core::fmt;
use core::num::NonZeroU32;

use super::Base64;
use crate::encode::{Encode, Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};
use crate::hash::HashFunction;
use crate::mac::{Hmac, MacFunction, MacKey, Pbkdf2};

/// The hash function of a mechanism, and HMAC over it.
///
/// ```
/// use countersign::auth::scram::Functions;
/// use countersign::hash::{Sha1, Sha256, Sha512};
///
/// Functions::new(Sha1); // SCRAM-SHA-1
/// Functions::new(Sha256); // SCRAM-SHA-256
/// Functions::new(Sha512); // SCRAM-SHA-512
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Functions<F, M> {
    pub(super) hash: F,
    pub(super) mac: M,
}

impl<F: Copy> Functions<F, Hmac<F>> {
    /// Returns a hash function with [`Hmac`] over it.
    #[must_use]
    pub const fn new(hash: F) -> Self {
        Self { hash, mac: Hmac(hash) }
    }
}

impl<F, M> Functions<F, M> {
    /// Returns a hash function with another implementation of HMAC over it, such as that of a peripheral.
    #[must_use]
    pub const fn with_mac(hash: F, mac: M) -> Self {
        Self { hash, mac }
    }
}

/// A password. `Debug` shows its length only, and there is no `==`.
///
/// SCRAM hashes the bytes of a password that is prepared, so that all devices of a user hash the same bytes. This crate has
/// no tables of Unicode: the caller prepares a password that is not ASCII, by `SASLprep`
/// ([RFC 4013](https://www.rfc-editor.org/rfc/rfc4013)), and calls [`prepared`](Self::prepared). Preparation does not change
/// ASCII.
///
/// ```
/// use countersign::auth::scram::Password;
///
/// let password = Password::ascii("pencil")?;
///
/// let error = Password::ascii("p\u{E8}ncil").unwrap_err();
/// assert_eq!((error.part(), error.offset()), ("password", 1));
/// let password = Password::prepared("p\u{E8}ncil")?; // `SASLprep` changes nothing in it
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Password<'a>(&'a [u8]);

impl<'a> Password<'a> {
    /// Takes a password of visible ASCII and spaces, which needs no preparation.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte that is not visible ASCII or a space, as
    /// [erratum 5496](https://www.rfc-editor.org/errata/eid5496) has it; [`ValueErrorKind::Empty`].
    pub fn ascii(password: &'a str) -> Result<Self, ValueError> {
        match password.bytes().position(|byte| !matches!(byte, b' '..=b'~')) {
            Some(offset) => Err(ValueError::new("password", ValueErrorKind::InvalidByte, offset)),
            None => Self::prepared(password),
        }
    }

    /// Takes the bytes of a password that the caller has prepared. They are not checked.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`].
    pub fn prepared<P: AsRef<[u8]> + ?Sized>(password: &'a P) -> Result<Self, ValueError> {
        match password.as_ref() {
            [] => Err(ValueError::new("password", ValueErrorKind::Empty, 0)),
            password => Ok(Self(password)),
        }
    }
}

impl fmt::Debug for Password<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Password({} bytes)", self.0.len())
    }
}

/// The keys of a user: what a password is, together with its salt and iteration count.
///
/// With these keys one can log in as the user, as with the password. A client that keeps them, with the salt and the
/// iteration count, need not compute them for the next exchange. `Debug` shows no byte, and there is no `==`. With the
/// feature `zeroize`, they are overwritten when they are dropped.
///
/// ```
/// use core::num::NonZeroU32;
///
/// use countersign::auth::scram::{Functions, Keys, Password};
/// use countersign::hash::Sha256;
///
/// let functions = Functions::new(Sha256);
/// let salt = *b"[m\x99h\x9d\x125\x8e\xec\xa0K\x14\x126\xfa\x81"; // RFC 7677 §3
/// let iterations = NonZeroU32::new(4096).unwrap();
/// let keys = Keys::derive(functions, Password::ascii("pencil")?, &salt, iterations);
/// let record = keys.record(functions); // what a server stores
/// assert_eq!(record.stored_key()[..4], [0x58, 0x6E, 0x5D, 0xF2]);
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone)]
pub struct Keys<const N: usize> {
    client: [u8; N],
    server: [u8; N],
}

impl<const N: usize> Keys<N> {
    /// Computes the keys of a password. The time is linear in the iterations; [`Derivation`] does the same in steps.
    #[must_use]
    pub fn derive<F: Copy, M: MacFunction<N>>(
        functions: Functions<F, M>,
        password: Password<'_>,
        salt: &[u8],
        iterations: NonZeroU32,
    ) -> Self {
        Derivation::new(functions, password, salt, iterations).finish()
    }

    /// Computes the keys of a password that is salted already, by PBKDF2.
    #[must_use]
    pub fn of_salted_password<F: Copy, M: MacFunction<N>>(
        functions: Functions<F, M>,
        salted_password: &[u8; N],
    ) -> Self {
        let key = functions.mac.key(salted_password);
        Self { client: key.mac(b"Client Key"), server: key.mac(b"Server Key") }
    }

    /// Returns keys that were kept: `ClientKey` and `ServerKey`.
    #[must_use]
    pub const fn new(client_key: [u8; N], server_key: [u8; N]) -> Self {
        Self { client: client_key, server: server_key }
    }

    /// Returns `ClientKey`, which is a secret.
    #[must_use]
    pub const fn client_key(&self) -> &[u8; N] {
        &self.client
    }

    /// Returns `ServerKey`, which is a secret.
    #[must_use]
    pub const fn server_key(&self) -> &[u8; N] {
        &self.server
    }

    /// Returns what a server stores of its user.
    #[must_use]
    pub fn record<F: HashFunction<N>, M: Copy>(&self, functions: Functions<F, M>) -> Record<N> {
        Record { stored: functions.hash.hash(&self.client), server: self.server }
    }
}

impl<const N: usize> fmt::Debug for Keys<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}

#[cfg(feature = "zeroize")]
impl<const N: usize> Drop for Keys<N> {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.client);
        zeroize::Zeroize::zeroize(&mut self.server);
    }
}

/// What a server stores of a user, next to the salt and the iteration count.
///
/// It alone is not enough to log in as the user, but together with one exchange that was overheard it is, and it is enough to
/// impersonate the server. So it is a secret: `Debug` shows no byte, and there is no `==`. With the feature `zeroize`, it is
/// overwritten when it is dropped.
#[derive(Clone)]
pub struct Record<const N: usize> {
    stored: [u8; N],
    server: [u8; N],
}

impl<const N: usize> Record<N> {
    /// Returns the record of a database: `StoredKey` and `ServerKey`.
    #[must_use]
    pub const fn new(stored_key: [u8; N], server_key: [u8; N]) -> Self {
        Self { stored: stored_key, server: server_key }
    }

    /// Returns `StoredKey`, which is a secret.
    #[must_use]
    pub const fn stored_key(&self) -> &[u8; N] {
        &self.stored
    }

    /// Returns `ServerKey`, which is a secret.
    #[must_use]
    pub const fn server_key(&self) -> &[u8; N] {
        &self.server
    }
}

impl<const N: usize> fmt::Debug for Record<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record").finish_non_exhaustive()
    }
}

#[cfg(feature = "zeroize")]
impl<const N: usize> Drop for Record<N> {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.stored);
        zeroize::Zeroize::zeroize(&mut self.server);
    }
}

/// The computation of keys, in steps: a device feeds its watchdog and serves its network in between.
///
/// ```
/// use core::num::NonZeroU32;
///
/// use countersign::auth::scram::{Derivation, Functions, Password};
/// use countersign::hash::Sha256;
///
/// let iterations = NonZeroU32::new(4096).unwrap();
/// let mut derivation = Derivation::new(Functions::new(Sha256), Password::ascii("pencil")?, b"salt", iterations);
/// while !derivation.step(256) {
///     // feed the watchdog
/// }
/// let keys = derivation.finish();
/// # Ok::<(), countersign::ValueError>(())
/// ```
pub struct Derivation<F, M: MacFunction<N>, const N: usize> {
    functions: Functions<F, M>,
    block: Pbkdf2<M::Key, N>,
}

impl<F: Copy, M: MacFunction<N>, const N: usize> Derivation<F, M, N> {
    /// Begins the computation, with its first iteration.
    #[must_use]
    pub fn new(functions: Functions<F, M>, password: Password<'_>, salt: &[u8], iterations: NonZeroU32) -> Self {
        let block = Pbkdf2::new(functions.mac.key(password.0), salt, iterations);
        Self { functions, block }
    }

    pub(super) fn with_received_salt(
        functions: Functions<F, M>,
        password: Password<'_>,
        salt: Base64<'_>,
        iterations: NonZeroU32,
    ) -> Self {
        let block = Pbkdf2::new_of(functions.mac.key(password.0), &Salt(salt), iterations);
        Self { functions, block }
    }

    /// Computes up to this number of iterations. Returns whether all are computed.
    pub fn step(&mut self, iterations: u32) -> bool {
        self.block.step(iterations)
    }

    /// Returns how many iterations are not computed yet.
    #[must_use]
    pub const fn left(&self) -> u32 {
        self.block.left()
    }

    /// Computes the iterations that are left, and returns the keys.
    #[must_use]
    pub fn finish(self) -> Keys<N> {
        Keys::of_salted_password(self.functions, &self.block.finish())
    }
}

impl<F, M: MacFunction<N>, const N: usize> fmt::Debug for Derivation<F, M, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Derivation").field("left", &self.block.left()).finish_non_exhaustive()
    }
}

/// The decoded bytes of a salt of any length.
struct Salt<'a>(Base64<'a>);

impl Encode for Salt<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put_all(self.0.bytes())
    }
}
