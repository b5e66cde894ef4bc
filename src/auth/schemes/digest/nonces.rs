//! Nonces that need no storage.

use core::fmt;

use super::mac::hmac;
use super::{Algorithm, Hasher, Hashes, Hex, Uncomputable};
use crate::field_value::FieldValueIn;
use crate::syntax::hex;
use crate::syntax::secret::constant_time_eq;
use crate::syntax::text::Text;

/// How many hex digits the time has, and the number.
const DIGITS: usize = 16;

/// The time and the number of a nonce. The time comes first, so the least one is the oldest.
pub(super) type Id = (u64, u64);

/// Issues nonces, and recognizes them without storing any.
///
/// ```text
/// nonce = time number HMAC( key, time number algorithm ":" realm )    ; time and number have sixteen hex digits each
/// ```
/// [RFC 7616, section 3.3](https://www.rfc-editor.org/rfc/rfc7616#section-3.3)
///
/// A nonce is valid in its realm only, and for the algorithm of the source. A server that offers several
/// [algorithms](super::Server::with_algorithms) has one source for all of them.
///
/// A nonce shows how old it is, not how many requests have used it: anyone who sees a request can repeat it while its
/// nonce lives. A [`ReplayGuard`](super::ReplayGuard) prevents that.
///
/// ```
/// use countersign::Text;
/// use countersign::auth::digest::{Algorithm, Nonces, RustCrypto};
///
/// let nonces = Nonces::new(RustCrypto, Algorithm::Sha256, "staff", b"a key that only this server knows")?;
/// let now = 1_700_000_000; // seconds
/// let nonce = nonces.issue(now, 1)?;
///
/// let received = Text::new(nonce.as_bytes())?;
/// assert_eq!(nonces.age(received, now + 30), Some(30));
/// assert_eq!(nonces.age(Text::new(b"7ypf/xlj9XXwfDPE")?, now), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Nonces<'k, S> {
    hashes: S,
    algorithm: Algorithm<'static>,
    realm: &'k [u8],
    key: &'k [u8],
}

impl<'k, S: Hashes> Nonces<'k, S> {
    /// Returns a source of nonces for this algorithm and this realm. It uses the hash function of the algorithm, and a
    /// key that only the server knows: 16 random bytes or more.
    ///
    /// # Errors
    /// [`Uncomputable::Algorithm`] when `hashes` lacks the function, or the algorithm is not registered;
    /// [`Uncomputable::Key`] when the key is empty.
    pub fn new<R, K>(hashes: S, algorithm: Algorithm<'static>, realm: &'k R, key: &'k K) -> Result<Self, Uncomputable>
    where
        R: AsRef<[u8]> + ?Sized,
        K: AsRef<[u8]> + ?Sized,
    {
        let (realm, key) = (realm.as_ref(), key.as_ref());
        if key.is_empty() {
            return Err(Uncomputable::Key);
        }
        // For HMAC the block of the function must be known.
        if matches!(algorithm, Algorithm::Other(_)) {
            return Err(Uncomputable::Algorithm);
        }
        Hasher::new(hashes, algorithm).map(|_| Self { hashes, algorithm, realm, key })
    }

    /// Issues a nonce for the time `now`, in seconds. `number` distinguishes it from the other nonces of the same second.
    /// A counter is best: then a [`ReplayGuard`](super::ReplayGuard) knows which nonce is younger.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn issue(&self, now: u64, number: u64) -> Result<FieldValueIn<96>, Uncomputable> {
        let [time, number]: [[u8; DIGITS]; 2] = [now, number].map(hex::lower_digits);
        let tag = self.tag(&time, &number)?;
        let mut nonce = FieldValueIn::default();
        // Twice 16 bytes and at most 64 fit into 96.
        for digits in [&time[..], &number, tag.as_bytes()] {
            nonce.append(digits);
        }
        Ok(nonce)
    }

    /// Returns how many seconds before `now` the nonce was issued. `None` means that this source did not issue it, or that
    /// its time is after `now`.
    #[must_use]
    pub fn age(&self, nonce: Text<'_>, now: u64) -> Option<u64> {
        self.id(nonce).and_then(|(issued, _)| now.checked_sub(issued))
    }

    /// Returns the time and the number of a nonce that this source issued.
    pub(super) fn id(&self, nonce: Text<'_>) -> Option<Id> {
        let mut buffer = [0; 96];
        let (time, rest) = nonce.decode_into(&mut buffer).ok()?.split_first_chunk::<DIGITS>()?;
        let (number, tag) = rest.split_first_chunk::<DIGITS>()?;
        let is_ours = constant_time_eq(self.tag(time, number).ok()?.as_bytes(), tag);
        // Only the spelling that was issued is valid, not the same number in other digits.
        let read = |digits: &[u8; DIGITS]| {
            let number = core::str::from_utf8(digits).ok().and_then(|digits| u64::from_str_radix(digits, 16).ok());
            number.filter(|number| hex::lower_digits(*number) == *digits)
        };
        if is_ours { Some((read(time)?, read(number)?)) } else { None }
    }

    fn tag(&self, time: &[u8], number: &[u8]) -> Result<Hex, Uncomputable> {
        // Time and number have a fixed length, and no name of an algorithm has a colon: no two messages are the same.
        let name = self.algorithm.name();
        let message = [time, number, name.raw(), b":", self.realm];
        hmac(self.hashes, self.algorithm, self.key, &message)
    }
}

impl<S> fmt::Debug for Nonces<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Nonces").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}
