//! The nonce counts that a server has seen, in a fixed amount of memory.

use core::fmt;

use super::nonces::Id;
use super::{Hashes, Nonces};
use crate::syntax::text::Text;

/// Remembers which nonce counts a server has accepted, so that nobody can replay a request.
///
/// It remembers the counts of the `NONCES` youngest nonces that were used, with a window of 64 counts for each. So the
/// requests of a client can arrive in parallel and in any order, and each count is accepted once:
///
/// | nonce and count | result |
/// |---|---|
/// | a nonce that the source did not issue, or that is older than the lifetime | refused |
/// | a count that was accepted with this nonce | refused |
/// | a count that is 64 or more below the highest one accepted | refused, because it is no longer known |
/// | a nonce without a count, from a client that uses no qop | accepted once |
/// | an unknown nonce that is older than `NONCES` known ones: it may be a forgotten one | refused |
/// | any other | accepted, and remembered |
///
/// When there is no space for another nonce, the guard forgets the oldest one, and knows only younger ones from then on.
/// Therefore a replay never passes, however few nonces the guard has space for. With too little space, clients only get more
/// [stale challenges](super::Challenge::with_stale). One slot takes 40 bytes or fewer, and one request compares at most
/// `NONCES` slots.
///
/// ```
/// use countersign::Text;
/// use countersign::auth::digest::{Algorithm, Nonces, ReplayGuard, RustCrypto};
///
/// let nonces = Nonces::new(RustCrypto, Algorithm::Sha256, "staff", b"a key that only this server knows")?;
/// let mut guard = ReplayGuard::<16>::new(300); // seconds
///
/// let now = 1_700_000_000;
/// let nonce = nonces.issue(now, 1)?;
/// let nonce = Text::new(nonce.as_bytes())?;
/// assert!(guard.accept(&nonces, nonce, Some(1), now));
/// assert!(guard.accept(&nonces, nonce, Some(3), now + 1));
/// assert!(guard.accept(&nonces, nonce, Some(2), now + 1), "requests may overtake each other");
/// assert!(!guard.accept(&nonces, nonce, Some(3), now + 2), "a replay");
/// assert!(!guard.accept(&nonces, nonce, Some(4), now + 301), "too old");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ReplayGuard<const NONCES: usize> {
    lifetime: u64,
    used: [Option<Used>; NONCES],
    /// The time before which no nonce is accepted.
    start: u64,
}

#[derive(Clone, Copy)]
struct Used {
    nonce: Id,
    highest: u32,
    /// Bit *n* is set when the count `highest - n` was accepted.
    window: u64,
}

impl<const NONCES: usize> ReplayGuard<NONCES> {
    /// Returns a guard that has seen nothing. It accepts a nonce for `lifetime` seconds after it was issued.
    ///
    /// Use a new key for the [`Nonces`] each time the server starts. If the key is an old one, call
    /// [`since`](Self::since): the requests that the last guard accepted are unknown to the new one.
    #[must_use]
    pub const fn new(lifetime: u64) -> Self {
        Self { lifetime, used: [None; NONCES], start: 0 }
    }

    /// Refuses every nonce that was issued before the time `start`, in seconds.
    #[must_use]
    pub const fn since(self, start: u64) -> Self {
        Self { start, ..self }
    }

    /// Accepts a nonce with a nonce count, and remembers them. Returns `false` if the client is to repeat the request
    /// with a new nonce.
    ///
    /// Call it in the `is_fresh` of [`Server::verify`](super::Server::verify) and nowhere else: there the response is
    /// proved, so that a stranger cannot use up nonces or space.
    ///
    /// Linear in `NONCES`.
    #[must_use]
    pub fn accept<S: Hashes>(&mut self, nonces: &Nonces<'_, S>, nonce: Text<'_>, count: Option<u32>, now: u64) -> bool {
        let Some(nonce) = nonces.id(nonce) else {
            return false;
        };
        let is_young = now.checked_sub(nonce.0).is_some_and(|age| age <= self.lifetime);
        is_young && nonce.0 >= self.start && self.record(nonce, count)
    }

    fn record(&mut self, nonce: Id, count: Option<u32>) -> bool {
        let known = self.used.iter_mut().flatten().find(|used| used.nonce == nonce);
        if let Some(used) = known {
            return count.is_some_and(|count| used.accept(count));
        }
        // An empty slot sorts before all others.
        let Some(slot) = self.used.iter_mut().min_by_key(|slot| slot.map(|used| used.nonce)) else {
            return false;
        };
        // Slots never become empty, so everything that was forgotten is older than the oldest nonce.
        if slot.is_some_and(|oldest| nonce < oldest.nonce) {
            return false;
        }
        *slot = Some(match count {
            Some(count) => Used { nonce, highest: count, window: 1 },
            // Without a count, the nonce is used up.
            None => Used { nonce, highest: u32::MAX, window: u64::MAX },
        });
        true
    }
}

impl Used {
    fn accept(&mut self, count: u32) -> bool {
        if let Some(ahead) = count.checked_sub(self.highest).filter(|ahead| *ahead > 0) {
            self.window = self.window.checked_shl(ahead).unwrap_or_default() | 1;
            self.highest = count;
            return true;
        }
        let bit = 1_u64.checked_shl(self.highest.saturating_sub(count)).unwrap_or_default();
        let is_new = bit != 0 && self.window & bit == 0;
        self.window |= bit;
        is_new
    }
}

impl<const NONCES: usize> fmt::Debug for ReplayGuard<NONCES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let used = self.used.iter().flatten().count();
        f.debug_struct("ReplayGuard").field("lifetime", &self.lifetime).field("used", &used).finish_non_exhaustive()
    }
}
