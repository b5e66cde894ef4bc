//! The CORS-preflight cache: the answers to preflights, in memory of a fixed size.
//!
//! An [entry](https://fetch.spec.whatwg.org/#concept-cache) is one method or one field name that a server has allowed for
//! requests of one origin to one URL. A [`Cache`] has a fixed number of slots, one for each pair of origin and URL, and a
//! fixed number of bytes in each slot.
//!
//! [Fetch, section 4.9](https://fetch.spec.whatwg.org/#cors-preflight-cache)
//!
//! What browsers keep differs: [`Caching`](super::browser::Caching) lists the rules of each. In all of them:
//!
//! | case | result | why |
//! |---|---|---|
//! | `*` that was allowed with credentials, in the cache of the standard | stored as an ordinary name | it was one when it was allowed. [`CachedAny::Always`](super::browser::CachedAny::Always) is the text of the standard |
//! | a name that a stored `*` includes | stored too; it may shorten the time of `*` but not extend it | in the standard, the answer for one extends the other |
//! | URLs that differ in their fragments | different keys | the standard compares whole URLs, and all three browsers do |
//! | opaque origins | all are `null`, and share entries in one [partition](Key::with_partition) | the standard compares serialized origins. A client that follows browsers gives each document a partition, and uses no cache for an origin that is `null` [because of a redirect](super::browser::Route::preflighted) |
//! | a name of any length | stored if it fits the slot | browsers have no limit |
//! | a key, or names, that do not fit a slot | reported; what the request asked for is stored first, then as many others as fit | costs one preflight, and never matches falsely |
//! | the same, if the slot has entries of earlier answers | these are removed first | the new answer is likely to be used next |
//! | a request without a preflight fails, where failures remove entries | removes them too | costs one preflight, and Firefox does so. In the standard, it must be a request that needs a preflight |
//! | no slot is free | replaces a slot whose entries have expired, or else the one that was not used for longest | the standard leaves it open, Firefox does so |

mod checked;
mod key;
mod slot;

use core::fmt;
use core::time::Duration;

use super::browser::{Allowed, CredentialsMode, Profile, Replacement, Request};
use super::names::{FieldName, Method};
use crate::error::CapacityError;
use crate::fields::Fields;

use slot::{Answer, CacheSlot, Moment, What};

pub use checked::Checked;
pub use key::Key;

/// The answers to preflights, as one browser keeps them: for `SLOTS` pairs of origin and URL, in `BYTES` bytes each.
///
/// Partition, origin and URL take their lengths, each method and each name takes 17 bytes more than its length. A cache of
/// the default size takes a little more than 8 KiB. Time is measured from a moment of the caller's choice, and must not go
/// backwards.
///
/// Three calls follow a request: [`needs_preflight`](Self::needs_preflight) before it,
/// [`preflight_check`](Self::preflight_check) if a preflight is answered, and [`failed`](Self::failed) if the request fails.
///
/// ```
/// use core::time::Duration;
/// use countersign::cors::cache::{Cache, Key};
/// use countersign::cors::browser::{Profile, Request};
/// use countersign::cors::names::Method;
/// use countersign::cors::origin::Origin;
///
/// let mut cache: Cache = Cache::new(Profile::FIREFOX);
/// let key = Key::new(b"https://api.example/cart");
/// let request = Request::new(Origin::parse(b"https://shop.example")?, Method::PUT);
/// let at = Duration::from_secs;
///
/// if cache.needs_preflight(at(0), key, &request) {
///     // The client sends the preflight, and the server answers:
///     let answer = [
///         ("Access-Control-Allow-Origin", "*"),
///         ("Access-Control-Allow-Methods", "PUT, DELETE"),
///         ("Access-Control-Max-Age", "60"),
///     ];
///     let checked = cache.preflight_check(at(0), key, &request, 204, &answer);
///     assert!(checked.stored.is_ok(), "the slot is large enough");
///     assert!(checked.verdict.is_ok(), "the request may be sent");
/// }
/// assert!(!cache.needs_preflight(at(59), key, &request));
/// assert!(cache.needs_preflight(at(60), key, &request));
///
/// // After a network error, or a response that fails the CORS check:
/// cache.failed(key, &request);
/// # Ok::<(), countersign::ParseError>(())
/// ```
///
/// `needs_preflight` takes time proportional to the bytes of the keys and, in one slot, to the number of names that the
/// request asks for times the number of entries. `preflight_check` takes time proportional to the length of the lists times
/// that of a slot. Both are bounded by the capacities and [`MAX_FIELDS`](super::names::MAX_FIELDS).
pub struct Cache<const SLOTS: usize = 8, const BYTES: usize = 1024> {
    profile: Profile,
    slots: [CacheSlot<BYTES>; SLOTS],
    /// How often a slot was used.
    uses: u64,
}

impl<const SLOTS: usize, const BYTES: usize> Cache<SLOTS, BYTES> {
    /// Creates an empty cache for a browser with this profile.
    #[must_use]
    pub const fn new(profile: Profile) -> Self {
        Self { profile, slots: [const { CacheSlot::EMPTY }; SLOTS], uses: 0 }
    }

    /// Returns whether this request to another origin needs a preflight: whether it [needs
    /// one](Profile::needs_preflight) without a cache, and no stored answer allows it.
    ///
    /// In [some browsers](super::browser::Caching::misses_remove), a request that no stored answer allows removes the
    /// entries of its key. So call this once for each request.
    #[must_use]
    pub fn needs_preflight(&mut self, now: Duration, key: Key<'_>, request: &Request<'_>) -> bool {
        let (profile, now) = (self.profile, Moment::from(now));
        let is_forced = profile.forces_preflight(request);
        let names = profile.unsafe_names(request);
        if !is_forced && request.method().is_safelisted() && names.is_empty() {
            return false;
        }
        let Some(slot) = self.position(key, request).and_then(|index| self.used(index)) else {
            return true;
        };
        let rules = &profile.caching;
        let with_credentials = includes_credentials(request);
        let is_stored = |what| slot.allows(now, with_credentials, what, rules);
        let needs_no_entry = request.method().is_safelisted()
            && !(rules.head_needs_entry && request.method() == Method::HEAD)
            && !(profile.forced_preflight_asks_method && is_forced);
        let has_answer = slot.applies(now, with_credentials)
            || (rules.expired_entries_count && slot.has_entry_for(with_credentials));
        let is_allowed = has_answer
            && (needs_no_entry || is_stored(What::Method(request.method())))
            && names.iter().all(|name| is_stored(What::Name(name)));
        if !is_allowed && rules.misses_remove {
            slot.clear();
        }
        !is_allowed
    }

    /// Checks whether the answer to a preflight allows its request, as [`Profile::preflight_check`] does, and stores what the
    /// browser keeps of it. After a refusal, entries may be removed.
    pub fn preflight_check<'a, F: Fields<'a>>(
        &mut self,
        now: Duration,
        key: Key<'_>,
        request: &Request<'a>,
        status: u16,
        response: F,
    ) -> Checked<'a, F> {
        let lists = self.profile.preflight_lists(request, status, response);
        let verdict = lists.and_then(|allowed| self.profile.lists_check(request, &allowed).map(|()| allowed));
        let kept = if self.profile.caching.keeps_refusing_answers { lists.ok() } else { verdict.ok() };
        if kept.is_none() {
            self.failed(key, request);
        }
        let stored = kept.map_or(Ok(()), |allowed| self.store(now, key, request, &allowed));
        Checked { verdict, stored }
    }

    /// Does what the browser does if a request fails: after a network error, or a response that fails the CORS check. Call it
    /// for all requests to other origins, those without a preflight too.
    pub fn failed(&mut self, key: Key<'_>, request: &Request<'_>) {
        if self.profile.caching.failures_remove {
            self.slots.iter_mut().filter(|slot| slot.is_of(key, request.origin())).for_each(CacheSlot::clear);
        }
    }

    /// Removes all entries.
    pub fn clear(&mut self) {
        self.slots.iter_mut().for_each(CacheSlot::clear);
    }

    fn store<'r, F: Fields<'r>>(
        &mut self,
        now: Duration,
        key: Key<'_>,
        request: &Request<'_>,
        allowed: &Allowed<'r, F>,
    ) -> Result<(), CapacityError> {
        let rules = self.profile.caching;
        let is_kept = key.url.len() <= rules.longest_url
            && rules.most_answers > 0
            && (rules.keeps_opaque_origins || !request.origin().is_null());
        if !is_kept {
            return Ok(());
        }
        let answer = Answer {
            now: now.into(),
            expires: now.saturating_add(allowed.max_age()).into(),
            with_credentials: includes_credentials(request),
            rules: &rules,
        };
        let replaces = rules.replacement == Replacement::Replace;
        if allowed.max_age().is_zero() {
            if let Some(slot) = self.position(key, request).and_then(|index| self.used(index)) {
                if replaces {
                    slot.clear();
                } else if rules.expired_answers_remove {
                    each(request, allowed, false, &mut |what| {
                        slot.renew(&answer, what);
                    });
                }
            }
            return Ok(());
        }
        let mut size = 0_usize;
        each(request, allowed, replaces, &mut |what| size = size.saturating_add(what.size()));
        if size == 0 {
            // Firefox keeps an answer that lists nothing while it stores less than 100, and then removes it first. Here it
            // is never kept: this costs one preflight.
            return Ok(());
        }
        let Some(slot) = self.slot_for(answer.now, key, request) else {
            return Err(CapacityError::new(CacheSlot::<BYTES>::key_len(key, request.origin()).saturating_add(size)));
        };
        if replaces {
            slot.clear();
        } else {
            slot.purge(answer.now);
        }
        let has_earlier = !slot.is_empty();
        let mut missing = 0_usize;
        each(request, allowed, replaces, &mut |what| missing = missing.saturating_add(slot.store(&answer, what)));
        if missing == 0 {
            return Ok(());
        }
        let error = CapacityError::new(slot.len().saturating_add(missing));
        if has_earlier {
            slot.clear();
            each(request, allowed, replaces, &mut |what| {
                slot.store(&answer, what);
            });
        }
        Err(error)
    }

    /// Returns the slot of this key, or else one that is cleared for it, if the key fits.
    fn slot_for(&mut self, now: Moment, key: Key<'_>, request: &Request<'_>) -> Option<&mut CacheSlot<BYTES>> {
        if let Some(index) = self.position(key, request) {
            return self.used(index);
        }
        if CacheSlot::<BYTES>::key_len(key, request.origin()) > BYTES {
            return None;
        }
        let answers = self.slots.iter().filter(|slot| !slot.is_empty()).count();
        let may_add = answers < self.profile.caching.most_answers;
        let slots = self.slots.iter().enumerate().filter(|(_, slot)| may_add || !slot.is_empty());
        let (index, _) = slots.min_by_key(|(_, slot)| (slot.is_live(now), slot.used))?;
        let with_credentials = self.by_credentials(request);
        let slot = self.used(index)?;
        slot.begin(key, request.origin(), with_credentials);
        Some(slot)
    }

    /// Returns where the slot of this key is.
    fn position(&self, key: Key<'_>, request: &Request<'_>) -> Option<usize> {
        let with_credentials = self.by_credentials(request);
        self.slots
            .iter()
            .position(|slot| slot.is_with_credentials() == with_credentials && slot.is_of(key, request.origin()))
    }

    /// Returns the slot, which is used now.
    fn used(&mut self, index: usize) -> Option<&mut CacheSlot<BYTES>> {
        let slot = self.slots.get_mut(index)?;
        self.uses = self.uses.saturating_add(1);
        slot.used = self.uses;
        Some(slot)
    }

    /// Returns whether the key of this request is one with credentials.
    fn by_credentials(&self, request: &Request<'_>) -> bool {
        self.profile.caching.by_credentials && includes_credentials(request)
    }
}

/// Visits what an answer lists, first what the request asks for. An answer that replaces others counts even if it lists
/// nothing.
///
/// The visitor is an object, so that the lists are parsed in one place of the code.
#[inline(never)]
fn each<'r, F: Fields<'r>>(
    request: &Request<'_>,
    allowed: &Allowed<'r, F>,
    replaces: bool,
    visit: &mut dyn FnMut(What<'_>),
) {
    if replaces {
        visit(What::Answer);
    }
    for asked in [true, false] {
        let listed = allowed.methods().map(What::Method).chain(allowed.names().map(What::Name));
        listed.filter(|what| is_asked(request, *what) == asked).for_each(&mut *visit);
    }
}

/// Returns whether the preflight of a request asks for this.
fn is_asked(request: &Request<'_>, what: What<'_>) -> bool {
    match what {
        What::Method(method) => method == request.method() || method == Method::ANY,
        What::Name(name) => name == FieldName::ANY || request.headers().iter().any(|(asked, _)| *asked == name),
        What::Answer => true,
    }
}

fn includes_credentials(request: &Request<'_>) -> bool {
    request.credentials() == CredentialsMode::Include
}

impl<const SLOTS: usize, const BYTES: usize> Default for Cache<SLOTS, BYTES> {
    /// Creates an empty cache with the rules of the standard.
    fn default() -> Self {
        Self::new(Profile::FETCH)
    }
}

impl<const SLOTS: usize, const BYTES: usize> fmt::Debug for Cache<SLOTS, BYTES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let used = self.slots.iter().filter(|slot| !slot.is_empty()).count();
        write!(f, "Cache({used} of {SLOTS} slots)")
    }
}
