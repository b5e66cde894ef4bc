//! Message authentication codes: HMAC, PBKDF2, and the traits that a caller's library or hardware implements.
//!
//! | item | what it is |
//! |---|---|
//! | [`MacFunction`] | a function that prepares keys, such as HMAC-SHA-256 |
//! | [`MacKey`] | a key that is ready: it begins computations |
//! | [`Mac`] | one running computation |
//! | [`Hmac`] | HMAC over any [`HashFunction`](crate::hash::HashFunction) whose state is in memory |
//! | [`SerialHmac`] | HMAC over any hash function, such as that of a peripheral |
//! | [`Pbkdf2`], [`pbkdf2`] | PBKDF2 over any [`MacKey`] |
//! | [`Pieces`] | bytes in several slices, for keys and messages |
//!
//! The schemes that sign take one of the first two. Key material that no program may read, such as that in fuses, is a
//! `MacKey` of the caller:
//!
//! ```
//! use countersign::mac::{Mac, MacKey};
//!
//! /// The driver of a peripheral that computes HMAC-SHA-256 with a key in fuses.
//! struct Fuses {
//!     // registers …
//! }
//!
//! struct Running<'p>(&'p Fuses);
//!
//! impl<'p> MacKey<32> for &'p Fuses {
//!     type Mac = Running<'p>;
//!
//!     fn begin(&self) -> Running<'p> {
//!         // start the peripheral …
//!         Running(self)
//!     }
//! }
//!
//! impl Mac<32> for Running<'_> {
//!     fn update(&mut self, bytes: &[u8]) {
//!         // feed the peripheral …
//! #        let _ = (self.0, bytes);
//!     }
//!     fn finish(self) -> [u8; 32] {
//!         // read the result …
//! #        [7; 32]
//!     }
//! }
//!
//! let signature = (&Fuses {}).mac(b"what do ya want for nothing?");
//! # assert_eq!(signature, [7; 32]);
//! ```

mod hmac;
mod pbkdf2;
mod serial;

use core::fmt;

use crate::encode::{Encode, Sink, Wire};
use crate::hash::Absorb;
use crate::syntax::secret::constant_time_eq;

pub use hmac::{Hmac, HmacKey, RunningHmac};
pub use pbkdf2::{Pbkdf2, pbkdf2};
pub use serial::{RunningSerialHmac, SerialHmac, SerialHmacKey};

/// One running computation of a MAC of `N` bytes.
pub trait Mac<const N: usize>: Sized {
    /// Adds bytes to the message, in order.
    fn update(&mut self, bytes: &[u8]);

    /// Ends the computation and returns the MAC of all bytes added.
    fn finish(self) -> [u8; N];

    /// Adds the wire form of a value, piece by piece.
    fn absorb<E: Encode>(&mut self, value: &E) {
        let Ok(()) = value.encode(&mut Absorb(|bytes: &[u8]| self.update(bytes)));
    }

    /// Ends the computation and returns whether `given` is the MAC, in a time that depends on its length only.
    #[must_use]
    fn verify(self, given: &[u8]) -> bool {
        constant_time_eq(&self.finish(), given)
    }
}

/// A key of a MAC of `N` bytes: a value that begins computations.
///
/// This crate never runs two computations at the same time, so a peripheral can implement it.
pub trait MacKey<const N: usize> {
    /// The running computation.
    type Mac: Mac<N>;

    /// Begins a computation with this key.
    fn begin(&self) -> Self::Mac;

    /// Returns the MAC of bytes.
    fn mac(&self, message: &[u8]) -> [u8; N] {
        let mut mac = self.begin();
        mac.update(message);
        mac.finish()
    }

    /// Returns the MAC of the wire form of a value.
    fn mac_of<E: Encode>(&self, message: &E) -> [u8; N] {
        let mut mac = self.begin();
        mac.absorb(message);
        mac.finish()
    }
}

impl<K: MacKey<N>, const N: usize> MacKey<N> for &K {
    type Mac = K::Mac;

    fn begin(&self) -> K::Mac {
        (**self).begin()
    }
}

/// A MAC of `N` bytes: a function that prepares keys.
///
/// [`Hmac`] is one over the hash functions that the caller has. A library or a peripheral that has HMAC implements this trait
/// instead:
///
/// ```
/// use countersign::Encode;
/// use countersign::hash::{HashFunction, Sha256};
/// use countersign::mac::{Hmac, HmacKey, MacFunction, MacKey};
/// # type Handle = HmacKey<Sha256, 32>;
/// # fn set_key(key: &[u8]) -> Handle { Hmac(Sha256).key(key) }
///
/// #[derive(Clone, Copy)]
/// struct Library;
///
/// impl MacFunction<32> for Library {
///     type Key = Handle; // implements `MacKey`
///
///     fn key_of<E: Encode>(self, key: &E) -> Handle {
///         // As long as a block of SHA-256. HMAC hashes keys that are longer.
///         match key.encode_to_slice(&mut [0; 64]) {
///             Ok(key) => set_key(key),
///             Err(_) => set_key(&Sha256.hash_of(key)),
///         }
///     }
/// }
///
/// assert_eq!(Library.key(b"Jefe").mac(b"a"), Hmac(Sha256).key(b"Jefe").mac(b"a"));
/// assert_eq!(Library.key(&[0xAA; 131]).mac(b"a"), Hmac(Sha256).key(&[0xAA; 131]).mac(b"a"));
/// ```
pub trait MacFunction<const N: usize>: Copy {
    /// A key that is ready.
    type Key: MacKey<N>;

    /// Prepares a key, which is the wire form of a value of any length.
    fn key_of<E: Encode>(self, key: &E) -> Self::Key;

    /// Prepares a key of any length.
    fn key(self, key: &[u8]) -> Self::Key {
        self.key_of(&Pieces(&[key]))
    }
}

/// Bytes in several slices: a key or a message that is not in one piece. It may be a secret, and `Debug` shows no byte.
///
/// ```
/// use countersign::hash::Sha256;
/// use countersign::mac::{Hmac, MacFunction, MacKey, Pieces};
///
/// let one = Hmac(Sha256).key_of(&Pieces(&[b"AWS4", b"secret"]));
/// assert_eq!(one.mac(b"20150830"), Hmac(Sha256).key(b"AWS4secret").mac(b"20150830"));
/// ```
#[derive(Clone, Copy)]
pub struct Pieces<'a>(
    /// The slices, in order.
    pub &'a [&'a [u8]],
);

impl Encode for Pieces<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.0.iter().try_for_each(|piece| wire.put(piece))
    }
}

impl fmt::Debug for Pieces<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pieces({} bytes)", self.encoded_len())
    }
}
