//! Nonces that need no storage.

use core::fmt;

use super::{Algorithm, Hasher, Hashes, Hex, Uncomputable};
use crate::encode::FieldValueIn;
use crate::syntax::hex;
use crate::syntax::secret::constant_time_eq;
use crate::syntax::text::Text;

/// How many hex digits the time has, and the number.
const DIGITS: usize = 16;

/// Issues nonces, and recognizes them without storing any.
///
/// ```text
/// nonce = time number H( time number ":" key )    ; time and number have sixteen hex digits each
/// ```
/// [RFC 7616, section 3.3](https://www.rfc-editor.org/rfc/rfc7616#section-3.3)
///
/// A nonce shows how old it is, not how many requests have used it: anyone who sees a request can repeat it while its
/// nonce lives. Against that, store the nonce counts received with each nonce, or give nonces a short life.
///
/// ```
/// use countersign::Text;
/// use countersign::auth::digest::{Algorithm, Nonces, RustCrypto};
///
/// let nonces = Nonces::new(RustCrypto, Algorithm::Sha256, b"a key that only this server knows")?;
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
    key: &'k [u8],
}

impl<'k, S: Hashes> Nonces<'k, S> {
    /// Returns a source of nonces that uses the hash function of this algorithm, and a key that only the server knows.
    ///
    /// # Errors
    /// [`Uncomputable::Algorithm`] when `hashes` lacks the function.
    pub fn new<K>(hashes: S, algorithm: Algorithm<'static>, key: &'k K) -> Result<Self, Uncomputable>
    where
        K: AsRef<[u8]> + ?Sized,
    {
        Hasher::new(hashes, algorithm).map(|_| Self { hashes, algorithm, key: key.as_ref() })
    }

    /// Issues a nonce for the time `now`, in seconds. `number` distinguishes it from the other nonces of the same second:
    /// a counter or a random number.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn issue(&self, now: u64, number: u64) -> Result<FieldValueIn<96>, Uncomputable> {
        let [time, number]: [[u8; DIGITS]; 2] = [now, number].map(hex::lower_digits);
        let tag = self.tag(&time, &number)?;
        let mut nonce = FieldValueIn::default();
        // Twice 16 bytes and at most 64 fit into 96.
        [&time[..], &number, tag.as_bytes()].into_iter().for_each(|digits| nonce.append(digits));
        Ok(nonce)
    }

    /// Returns how many seconds before `now` the nonce was issued. `None` means that this source did not issue it, or that
    /// its time is after `now`.
    #[must_use]
    pub fn age(&self, nonce: Text<'_>, now: u64) -> Option<u64> {
        let mut buffer = [0; 96];
        let (time, rest) = nonce.decode_into(&mut buffer).ok()?.split_first_chunk::<DIGITS>()?;
        let (number, tag) = rest.split_first_chunk::<DIGITS>()?;
        let issued = core::str::from_utf8(time).ok().and_then(|time| u64::from_str_radix(time, 16).ok())?;
        // Only the spelling that was issued is valid, not the same time in other digits.
        let is_ours = constant_time_eq(self.tag(time, number).ok()?.as_bytes(), tag);
        if is_ours && hex::lower_digits(issued) == *time { now.checked_sub(issued) } else { None }
    }

    fn tag(&self, time: &[u8], number: &[u8]) -> Result<Hex, Uncomputable> {
        let mut hasher = Hasher::new(self.hashes, self.algorithm)?;
        hasher.update(time);
        hasher.update(number);
        hasher.update(b":");
        hasher.update(self.key);
        Ok(hasher.finish())
    }
}

impl<S> fmt::Debug for Nonces<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Nonces").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}
