//! The CORS-preflight cache: what servers have allowed, for as long as they said, in room that is fixed.
//!
//! An [entry](https://fetch.spec.whatwg.org/#concept-cache) is one method or one name of a field that a server has
//! allowed for requests of one origin to one URL. A [`Cache`] has slots, one for each origin and URL, and in each slot
//! room for entries.
//!
//! [Fetch, section 4.9](https://fetch.spec.whatwg.org/#cors-preflight-cache)
//!
//! | what | here | why |
//! |---|---|---|
//! | `*` that was allowed with credentials | is the name of a method or a field | it was when it was allowed; the standard makes it stand for any in its cache |
//! | a name beside a `*` that is kept | is kept too, and may only shorten how long `*` is | the standard has the answer to one prolong the other |
//! | a key that is longer than a slot has room for, a name of more than 40 octets | not kept | one preflight more, and never a false match |
//! | no slot left | one where all has expired makes room, then the one that was stored into longest ago | the standard leaves it open |
//! | no room left in a slot | what expires first makes room for what the request asked for; the rest is not kept | one preflight more |

mod slot;

use core::fmt;
use core::time::Duration;

use super::browser::{Allowed, CredentialsMode, Profile, Request};
use super::names::{FieldName, Method};
use super::origin::Origin;
use crate::fields::Fields;

use slot::{Slot, What};

/// What is asked for: a URL, and the network partition of whoever asks.
///
/// `Debug` shows neither: a URL may hold a secret.
///
/// ```
/// use core::time::Duration;
/// use countersign::cors::cache::{Cache, Key};
/// use countersign::cors::browser::{Profile, Request};
/// use countersign::cors::{names::Method, origin::Origin};
///
/// let (mut cache, now) = (<Cache>::default(), Duration::ZERO);
/// let request = Request::new(Origin::parse(b"https://shop.example")?, Method::GET).with_preflight();
/// let allowed = Profile::FETCH.preflight_check(&request, 204, &[("Access-Control-Allow-Origin", "*")]).unwrap();
/// let key = Key::new(b"https://api.example/cart").with_partition(b"https://shop.example");
/// cache.store(now, key, &request, &allowed);
/// assert!(!cache.needs_preflight(now, key, &request));
/// assert!(cache.needs_preflight(now, key.with_partition(b"https://news.example"), &request));
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Key<'a> {
    partition: &'a [u8],
    url: &'a [u8],
}

impl<'a> Key<'a> {
    /// This URL, in the one partition of a client that has no others.
    #[must_use]
    pub const fn new(url: &'a [u8]) -> Self {
        Self { partition: &[], url }
    }

    /// In a partition of this key, whatever a caller makes its keys of: mostly the site of the page at the top.
    #[must_use]
    pub const fn with_partition(self, partition: &'a [u8]) -> Self {
        Self { partition, ..self }
    }
}

impl fmt::Debug for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({} octets)", self.partition.len().saturating_add(self.url.len()))
    }
}

/// The answers to preflights, for `SLOTS` pairs of an origin and a URL, `ENTRIES` methods and names for each; the
/// octets of origin, URL and partition are `KEY` at most.
///
/// One of the default size takes 10 KiB or a little more. Time is what has passed since any moment that the caller
/// chose, and never runs backwards.
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
/// // The request failed, or its response did not pass the CORS check.
/// cache.clear(key, request.origin());
/// assert!(cache.needs_preflight(at(1), key, &request));
/// # Ok::<(), countersign::ParseError>(())
/// ```
pub struct Cache<const SLOTS: usize = 8, const ENTRIES: usize = 16, const KEY: usize = 256> {
    profile: Profile,
    slots: [Slot<ENTRIES, KEY>; SLOTS],
}

impl<const SLOTS: usize, const ENTRIES: usize, const KEY: usize> Cache<SLOTS, ENTRIES, KEY> {
    /// Nothing yet, for a browser that this profile is of.
    #[must_use]
    pub const fn new(profile: Profile) -> Self {
        Self { profile, slots: [const { Slot::EMPTY }; SLOTS] }
    }

    /// Whether a preflight comes before this request to another origin: it [needs
    /// one](Profile::needs_preflight), and no answer to an earlier one will do.
    #[must_use]
    pub fn needs_preflight(&self, now: Duration, key: Key<'_>, request: &Request<'_>) -> bool {
        let slot = self.slots.iter().find(|slot| slot.is_of(key, request.origin()));
        let with_credentials = request.credentials() == CredentialsMode::Include;
        let is_kept = |what| slot.is_some_and(|slot| slot.keeps(now, with_credentials, what));
        let asks_method = request.uses_preflight() || !request.method().is_safelisted();
        (asks_method && !is_kept(What::Method(request.method())))
            || self.profile.unsafe_names(request).iter().any(|name| !is_kept(What::Name(name)))
    }

    /// Keeps the answer to the preflight of a request.
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

    /// The slot of a key, where there was one, or one that makes room.
    fn slot_for(&mut self, now: Duration, key: Key<'_>, origin: Origin<'_>) -> Option<&mut Slot<ENTRIES, KEY>> {
        if key.url.len() > self.profile.longest_cached_url || !Slot::<ENTRIES, KEY>::has_room_for(key, origin) {
            return None;
        }
        if let Some(index) = self.slots.iter().position(|slot| slot.is_of(key, origin)) {
            return self.slots.get_mut(index);
        }
        let slot = self.slots.iter_mut().min_by_key(|slot| (slot.is_live(now), slot.stored()))?;
        slot.begin(key, origin);
        Some(slot)
    }

    /// Forgets what was allowed for requests of this origin to a URL: one of them failed.
    pub fn clear(&mut self, key: Key<'_>, origin: Origin<'_>) {
        self.slots.iter_mut().filter(|slot| slot.is_of(key, origin)).for_each(Slot::clear);
    }

    /// Forgets everything.
    pub fn clear_all(&mut self) {
        self.slots.iter_mut().for_each(Slot::clear);
    }
}

impl<const SLOTS: usize, const ENTRIES: usize, const KEY: usize> Default for Cache<SLOTS, ENTRIES, KEY> {
    /// Nothing yet, for a browser that keeps to the standard.
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
