//! One slot of the cache: a key and its entries.

use core::time::Duration;

use super::key::Key;
use crate::cors::names::{FieldName, Method};
use crate::cors::origin::Origin;
use crate::encode::{Encode, Sink, is_written_as};

/// The longest method or name that is stored, in bytes.
const LONGEST_NAME: usize = 40;

/// A method or a name that a server allows.
#[derive(Clone, Copy)]
pub(super) enum What<'a> {
    Method(Method<'a>),
    Name(FieldName<'a>),
}

impl What<'_> {
    const fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Method(method) => method.as_bytes(),
            Self::Name(name) => name.as_bytes(),
        }
    }
}

/// A key and its entries.
pub(super) struct CacheSlot<const ENTRIES: usize, const KEY: usize> {
    /// The partition, the origin and the URL, one after the other.
    key: KeyBytes<KEY>,
    /// The length of the partition.
    partition: usize,
    /// The length of the origin.
    origin: usize,
    entries: heapless::Vec<Entry, ENTRIES>,
    stored: Duration,
}

impl<const ENTRIES: usize, const KEY: usize> CacheSlot<ENTRIES, KEY> {
    pub(super) const EMPTY: Self = Self {
        key: KeyBytes(heapless::Vec::new()),
        partition: 0,
        origin: 0,
        entries: heapless::Vec::new(),
        stored: Duration::ZERO,
    };

    pub(super) fn has_room_for(key: Key<'_>, origin: Origin<'_>) -> bool {
        [key.partition.len(), key.url.len()].into_iter().fold(origin.encoded_len(), usize::saturating_add) <= KEY
    }

    /// Clears the slot for a key that fits.
    pub(super) fn begin(&mut self, key: Key<'_>, origin: Origin<'_>) {
        self.clear();
        self.key.0.clear();
        self.partition = key.partition.len();
        self.origin = origin.encoded_len();
        let written = self.key.put(key.partition).and_then(|()| origin.encode(&mut self.key));
        written.and_then(|()| self.key.put(key.url)).unwrap_or_default();
    }

    pub(super) fn is_of(&self, key: Key<'_>, origin: Origin<'_>) -> bool {
        self.key.0.split_at_checked(self.partition).is_some_and(|(partition, rest)| {
            partition == key.partition
                && rest
                    .split_at_checked(self.origin)
                    .is_some_and(|(bytes, url)| url == key.url && is_written_as(&origin, bytes))
        })
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
    }

    /// Returns whether an entry has not expired.
    pub(super) fn is_live(&self, now: Duration) -> bool {
        self.entries.iter().any(|entry| now < entry.expires)
    }

    /// Returns when the last entry was stored.
    pub(super) const fn stored(&self) -> Duration {
        self.stored
    }

    /// Returns whether this is allowed, for a request with or without credentials.
    pub(super) fn allows(&self, now: Duration, with_credentials: bool, what: What<'_>) -> bool {
        self.entries
            .iter()
            .any(|entry| entry.is_for(now, with_credentials) && (entry.is(what) || entry.is_any_for(what)))
    }

    /// Stores that this is allowed until it expires. With `replaces`, it may replace another entry.
    pub(super) fn store(
        &mut self,
        now: Duration,
        expires: Duration,
        with_credentials: bool,
        what: What<'_>,
        replaces: bool,
    ) {
        self.stored = now;
        let mut is_stored = false;
        for entry in self.entries.iter_mut().filter(|entry| entry.is_for(now, with_credentials)) {
            if entry.is(what) {
                entry.expires = expires;
                is_stored = true;
            } else if entry.is_any_for(what) {
                entry.expires = expires.min(entry.expires);
            }
        }
        if is_stored || expires <= now {
            return;
        }
        let Some(entry) = Entry::new(what, with_credentials, expires) else {
            return;
        };
        if let Err(entry) = self.entries.push(entry)
            && let Some(first) = self.entries.iter_mut().min_by_key(|entry| entry.expires)
            && (replaces || first.expires <= now)
        {
            *first = entry;
        }
    }
}

/// A method or a name that is allowed.
struct Entry {
    bytes: heapless::Vec<u8, LONGEST_NAME, u8>,
    is_method: bool,
    with_credentials: bool,
    expires: Duration,
}

impl Entry {
    fn new(what: What<'_>, with_credentials: bool, expires: Duration) -> Option<Self> {
        let bytes = heapless::Vec::from_slice(what.as_bytes()).ok()?;
        Some(Self { bytes, is_method: matches!(what, What::Method(_)), with_credentials, expires })
    }

    /// Returns whether it has not expired and applies to a request with or without credentials.
    fn is_for(&self, now: Duration, with_credentials: bool) -> bool {
        now < self.expires && (self.with_credentials || !with_credentials)
    }

    fn is(&self, what: What<'_>) -> bool {
        match what {
            What::Method(method) => self.is_method && *self.bytes == *method.as_bytes(),
            What::Name(name) => !self.is_method && self.bytes.eq_ignore_ascii_case(name.as_bytes()),
        }
    }

    /// Returns whether it is a `*` that includes this.
    fn is_any_for(&self, what: What<'_>) -> bool {
        *self.bytes == *b"*"
            && !self.with_credentials
            && match what {
                What::Method(_) => self.is_method,
                What::Name(name) => !self.is_method && !name.is_non_wildcard_request(),
            }
    }
}

/// The bytes of a key.
struct KeyBytes<const N: usize>(heapless::Vec<u8, N>);

impl<const N: usize> Sink for KeyBytes<N> {
    type Error = ();

    fn put(&mut self, bytes: &[u8]) -> Result<(), ()> {
        self.0.extend_from_slice(bytes).map_err(|_| ())
    }
}
