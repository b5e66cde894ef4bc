//! The CORS-preflight cache: the answers to preflights, in memory of a fixed size.
//!
//! An [entry](https://fetch.spec.whatwg.org/#concept-cache) is one method or one field name that a server has allowed for
//! requests of one origin to one URL. A [`Cache`] has a fixed number of slots, one for each pair of origin and URL, and a
//! fixed number of entries in each slot.
//!
//! [Fetch, section 4.9](https://fetch.spec.whatwg.org/#cors-preflight-cache)
//!
//! | case | result | why |
//! |---|---|---|
//! | `*` that was allowed with credentials | stored as an ordinary name | it was one when it was allowed; in the cache of the standard it is a wildcard |
//! | a name that a stored `*` includes | stored too; it may shorten the time of `*` but not extend it | in the standard, the answer for one extends the other |
//! | a key that is longer than a slot, a name over 40 bytes | not stored | costs one preflight, and never matches falsely |
//! | no slot is free | replaces a slot whose entries have expired, or else the one stored into least recently | the standard leaves it open |
//! | no entry is free in a slot | what the request asked for replaces the entry that expires first; the rest is not stored | costs one preflight |

mod key;
mod slot;

use core::fmt;
use core::time::Duration;

use super::browser::{Allowed, CredentialsMode, Profile, Request};
use super::names::{FieldName, Method};
use super::origin::Origin;
use crate::fields::Fields;

use slot::{CacheSlot, What};

pub use key::Key;

/// The answers to preflights: for `SLOTS` pairs of origin and URL, `ENTRIES` methods and names each. Origin, URL and
/// partition together have at most `KEY` bytes.
///
/// A cache of the default size takes a little more than 10 KiB. Time is measured from a moment of the caller's choice, and
/// must not go backwards.
///
/// ```
/// use core::time::Duration;
/// use countersign::cors::cache::{Cache, Key};
/// use countersign::cors::browser::{Profile, Request};
/// use countersign::cors::names::Method;
/// use countersign::cors::origin::Origin;
///
/// let mut cache: Cache = Cache::new(Profile::FETCH);
/// let key = Key::new(b"https://api.example/cart");
/// let request = Request::new(Origin::parse(b"https://shop.example")?, Method::PUT);
/// let at = Duration::from_secs;
/// assert!(cache.needs_preflight(at(0), key, &request));
///
/// let answer = [
///     ("Access-Control-Allow-Origin", "*"),
///     ("Access-Control-Allow-Methods", "PUT, DELETE"),
///     ("Access-Control-Max-Age", "60"),
/// ];
/// let allowed = Profile::FETCH.preflight_check(&request, 204, &answer).unwrap();
/// cache.store(at(0), key, &request, &allowed);
/// assert!(!cache.needs_preflight(at(59), key, &request));
/// assert!(cache.needs_preflight(at(60), key, &request));
///
/// // After a network error, or a response that failed the CORS check:
/// cache.clear(key, request.origin());
/// assert!(cache.needs_preflight(at(1), key, &request));
/// # Ok::<(), countersign::ParseError>(())
/// ```
pub struct Cache<const SLOTS: usize = 8, const ENTRIES: usize = 16, const KEY: usize = 256> {
    profile: Profile,
    slots: [CacheSlot<ENTRIES, KEY>; SLOTS],
}

impl<const SLOTS: usize, const ENTRIES: usize, const KEY: usize> Cache<SLOTS, ENTRIES, KEY> {
    /// Creates an empty cache for a browser with this profile.
    #[must_use]
    pub const fn new(profile: Profile) -> Self {
        Self { profile, slots: [const { CacheSlot::EMPTY }; SLOTS] }
    }

    /// Returns whether this request to another origin needs a preflight: whether it [needs
    /// one](Profile::needs_preflight) without a cache, and no stored answer allows it.
    #[must_use]
    pub fn needs_preflight(&self, now: Duration, key: Key<'_>, request: &Request<'_>) -> bool {
        let slot = self.slots.iter().find(|slot| slot.is_of(key, request.origin()));
        let with_credentials = request.credentials() == CredentialsMode::Include;
        let is_stored = |what| slot.is_some_and(|slot| slot.allows(now, with_credentials, what));
        let asks_method = request.uses_preflight() || !request.method().is_safelisted();
        (asks_method && !is_stored(What::Method(request.method())))
            || self.profile.unsafe_names(request).iter().any(|name| !is_stored(What::Name(name)))
    }

    /// Stores the answer to the preflight of a request.
    pub fn store<'r, F: Fields<'r>>(
        &mut self,
        now: Duration,
        key: Key<'_>,
        request: &Request<'_>,
        allowed: &Allowed<'r, F>,
    ) {
        let Some(slot) = self.slot_for(now, key, request.origin()) else {
            return;
        };
        let expires = now.saturating_add(allowed.max_age());
        let with_credentials = request.credentials() == CredentialsMode::Include;
        let is_asked = |what: What<'_>| match what {
            What::Method(method) => method == request.method() || method == Method::ANY,
            What::Name(name) => name == FieldName::ANY || request.headers().iter().any(|(asked, _)| *asked == name),
        };
        for asked in [true, false] {
            let methods = allowed.methods().map(What::Method);
            for what in methods.chain(allowed.names().map(What::Name)).filter(|what| is_asked(*what) == asked) {
                slot.store(now, expires, with_credentials, what, asked);
            }
        }
    }

    /// Returns the slot of this key, or else one that is cleared for it.
    fn slot_for(&mut self, now: Duration, key: Key<'_>, origin: Origin<'_>) -> Option<&mut CacheSlot<ENTRIES, KEY>> {
        if key.url.len() > self.profile.longest_cached_url || !CacheSlot::<ENTRIES, KEY>::has_room_for(key, origin) {
            return None;
        }
        if let Some(index) = self.slots.iter().position(|slot| slot.is_of(key, origin)) {
            return self.slots.get_mut(index);
        }
        let slot = self.slots.iter_mut().min_by_key(|slot| (slot.is_live(now), slot.stored()))?;
        slot.begin(key, origin);
        Some(slot)
    }

    /// Removes what was allowed for requests of this origin to a URL. Call it if one of them failed.
    pub fn clear(&mut self, key: Key<'_>, origin: Origin<'_>) {
        self.slots.iter_mut().filter(|slot| slot.is_of(key, origin)).for_each(CacheSlot::clear);
    }

    /// Removes all entries.
    pub fn clear_all(&mut self) {
        self.slots.iter_mut().for_each(CacheSlot::clear);
    }
}

impl<const SLOTS: usize, const ENTRIES: usize, const KEY: usize> Default for Cache<SLOTS, ENTRIES, KEY> {
    /// Creates an empty cache with the rules of the standard.
    fn default() -> Self {
        Self::new(Profile::FETCH)
    }
}

impl<const SLOTS: usize, const ENTRIES: usize, const KEY: usize> fmt::Debug for Cache<SLOTS, ENTRIES, KEY> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let used = self.slots.iter().filter(|slot| slot.is_live(Duration::ZERO)).count();
        write!(f, "Cache({used} of {SLOTS} slots)")
    }
}
