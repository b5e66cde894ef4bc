//! One slot of the cache: a key, and the entries of its answers, in one run of bytes.

use core::time::Duration;

use super::key::Key;
use crate::cors::browser::{CachedAny, Caching};
use crate::cors::names::{FieldName, Method};
use crate::cors::origin::Origin;
use crate::encode::{Encode, Sink, is_written_as};

/// The bytes of an entry in addition to its name: when it expires, its kind, the length of the name.
const HEAD: usize = 8 + 4 + 1 + 4;

const METHOD: u8 = 1;
const WITH_CREDENTIALS: u8 = 2;

/// What a server allows.
#[derive(Clone, Copy)]
pub(super) enum What<'a> {
    Method(Method<'a>),
    Name(FieldName<'a>),
    /// An answer that may list nothing. No request asks for it.
    Answer,
}

impl What<'_> {
    const fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Method(method) => method.as_bytes(),
            Self::Name(name) => name.as_bytes(),
            Self::Answer => &[],
        }
    }

    /// Returns how many bytes of a slot it needs.
    pub(super) const fn size(&self) -> usize {
        HEAD.saturating_add(self.as_bytes().len())
    }
}

/// A time, as it is stored: the order of the bytes is that of time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment {
    seconds: [u8; 8],
    nanoseconds: [u8; 4],
}

impl From<Duration> for Moment {
    fn from(time: Duration) -> Self {
        Self { seconds: time.as_secs().to_be_bytes(), nanoseconds: time.subsec_nanos().to_be_bytes() }
    }
}

/// When an answer came, and how long it is valid for which requests.
pub(super) struct Answer<'a> {
    pub(super) now: Moment,
    pub(super) expires: Moment,
    pub(super) with_credentials: bool,
    pub(super) rules: &'a Caching,
}

/// A key and its entries.
pub(super) struct CacheSlot<const BYTES: usize> {
    /// The partition, the origin and the URL, one after the other. Then the entries.
    bytes: heapless::Vec<u8, BYTES>,
    /// The length of the partition.
    partition: usize,
    /// The length of the origin.
    origin: usize,
    /// The length of the key.
    key: usize,
    with_credentials: bool,
    /// When it was last used: the number of the use.
    pub(super) used: u64,
}

impl<const BYTES: usize> CacheSlot<BYTES> {
    pub(super) const EMPTY: Self =
        Self { bytes: heapless::Vec::new(), partition: 0, origin: 0, key: 0, with_credentials: false, used: 0 };

    /// Returns how many bytes a key needs.
    pub(super) fn key_len(key: Key<'_>, origin: Origin<'_>) -> usize {
        [key.partition.len(), key.url.len()].into_iter().fold(origin.encoded_len(), usize::saturating_add)
    }

    /// Clears the slot for a key that fits.
    pub(super) fn begin(&mut self, key: Key<'_>, origin: Origin<'_>, with_credentials: bool) {
        self.bytes.clear();
        self.partition = key.partition.len();
        self.origin = origin.encoded_len();
        self.key = Self::key_len(key, origin);
        self.with_credentials = with_credentials;
        let mut end = End(&mut self.bytes);
        let written = end.put(key.partition).and_then(|()| origin.encode(&mut end));
        written.and_then(|()| end.put(key.url)).unwrap_or_default();
    }

    pub(super) fn is_of(&self, key: Key<'_>, origin: Origin<'_>) -> bool {
        self.bytes.get(..self.key).and_then(|bytes| bytes.split_at_checked(self.partition)).is_some_and(
            |(partition, rest)| {
                partition == key.partition
                    && rest
                        .split_at_checked(self.origin)
                        .is_some_and(|(bytes, url)| url == key.url && is_written_as(&origin, bytes))
            },
        )
    }

    pub(super) const fn is_with_credentials(&self) -> bool {
        self.with_credentials
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.len() <= self.key
    }

    pub(super) fn clear(&mut self) {
        self.bytes.truncate(self.key);
    }

    /// Returns whether an entry has not expired.
    pub(super) fn is_live(&self, now: Moment) -> bool {
        self.entries().any(|entry| now < entry.expires)
    }

    /// Returns whether an entry, expired or not, is for requests with or without credentials.
    pub(super) fn has_entry_for(&self, with_credentials: bool) -> bool {
        self.entries().any(|entry| entry.is_with_credentials() || !with_credentials)
    }

    /// Returns whether an entry applies to requests with or without credentials.
    pub(super) fn applies(&self, now: Moment, with_credentials: bool) -> bool {
        self.entries().any(|entry| entry.is_for(now, with_credentials))
    }

    /// Returns whether this is allowed, for a request with or without credentials.
    pub(super) fn allows(&self, now: Moment, with_credentials: bool, what: What<'_>, rules: &Caching) -> bool {
        self.entries().any(|entry| {
            entry.is_for(now, with_credentials) && (entry.is(what) || entry.is_any_for(what, with_credentials, rules))
        })
    }

    /// Stores what an answer allows. Returns how many bytes are missing.
    pub(super) fn store(&mut self, answer: &Answer<'_>, what: What<'_>) -> usize {
        if self.renew(answer, what) || self.add(answer, what) { 0 } else { what.size() }
    }

    /// Sets when the entry for this expires, and shortens the time of a `*` that includes it. Returns whether there is one.
    pub(super) fn renew(&mut self, answer: &Answer<'_>, what: What<'_>) -> bool {
        let mut is_there = false;
        let mut at = self.key;
        while let Some(entry) = self.entry(at) {
            let next = at.saturating_add(entry.size());
            if entry.is_for(answer.now, answer.with_credentials) {
                // A `*` with credentials may be a name where one without is a wildcard.
                let is_this =
                    entry.is(what) && (entry.name != b"*" || entry.is_with_credentials() == answer.with_credentials);
                let is_any =
                    answer.expires < entry.expires && entry.is_any_for(what, answer.with_credentials, answer.rules);
                is_there |= is_this;
                if is_this || is_any {
                    self.expire(at, answer.expires);
                }
            }
            at = next;
        }
        is_there
    }

    fn expire(&mut self, at: usize, expires: Moment) {
        if let Some((seconds, rest)) = self.bytes.get_mut(at..).and_then(|bytes| bytes.split_first_chunk_mut())
            && let Some((nanoseconds, _)) = rest.split_first_chunk_mut()
        {
            (*seconds, *nanoseconds) = (expires.seconds, expires.nanoseconds);
        }
    }

    /// Adds an entry. Returns whether it fits.
    fn add(&mut self, answer: &Answer<'_>, what: What<'_>) -> bool {
        let name = what.as_bytes();
        let Ok(length) = u32::try_from(name.len()) else {
            return false;
        };
        if what.size() > BYTES.saturating_sub(self.bytes.len()) {
            return false;
        }
        let method = if matches!(what, What::Method(_)) { METHOD } else { 0 };
        let credentials = if answer.with_credentials { WITH_CREDENTIALS } else { 0 };
        let Moment { seconds, nanoseconds } = answer.expires;
        let parts: [&[u8]; 5] = [&seconds, &nanoseconds, &[method | credentials], &length.to_be_bytes(), name];
        let mut end = End(&mut self.bytes);
        parts.into_iter().all(|part| end.put(part).is_ok())
    }

    /// Removes the entries that have expired.
    pub(super) fn purge(&mut self, now: Moment) {
        let (mut at, mut end) = (self.key, self.key);
        while let Some(entry) = self.entry(at) {
            let next = at.saturating_add(entry.size());
            if now < entry.expires {
                for from in at..next {
                    if let Some(byte) = self.bytes.get(from).copied()
                        && let Some(to) = self.bytes.get_mut(end)
                    {
                        *to = byte;
                        end = end.saturating_add(1);
                    }
                }
            }
            at = next;
        }
        self.bytes.truncate(end);
    }

    fn entry(&self, at: usize) -> Option<Entry<'_>> {
        Entries(self.bytes.get(at..)?).next()
    }

    fn entries(&self) -> Entries<'_> {
        Entries(self.bytes.get(self.key..).unwrap_or_default())
    }
}

/// The entries of a slot.
struct Entries<'s>(&'s [u8]);

impl<'s> Iterator for Entries<'s> {
    type Item = Entry<'s>;

    fn next(&mut self) -> Option<Entry<'s>> {
        let (seconds, rest) = self.0.split_first_chunk()?;
        let (nanoseconds, rest) = rest.split_first_chunk()?;
        let (kind, rest) = rest.split_first()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (name, rest) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        self.0 = rest;
        Some(Entry { expires: Moment { seconds: *seconds, nanoseconds: *nanoseconds }, kind: *kind, name })
    }
}

/// A method or a name that is allowed.
struct Entry<'s> {
    expires: Moment,
    kind: u8,
    name: &'s [u8],
}

impl Entry<'_> {
    const fn size(&self) -> usize {
        HEAD.saturating_add(self.name.len())
    }

    const fn is_method(&self) -> bool {
        self.kind & METHOD != 0
    }

    const fn is_with_credentials(&self) -> bool {
        self.kind & WITH_CREDENTIALS != 0
    }

    /// Returns whether it has not expired and applies to a request with or without credentials.
    fn is_for(&self, now: Moment, with_credentials: bool) -> bool {
        now < self.expires && (self.is_with_credentials() || !with_credentials)
    }

    fn is(&self, what: What<'_>) -> bool {
        match what {
            What::Method(method) => self.is_method() && self.name == method.as_bytes(),
            What::Name(name) => !self.is_method() && self.name.eq_ignore_ascii_case(name.as_bytes()),
            What::Answer => self.name.is_empty(),
        }
    }

    /// Returns whether it is a `*` that includes this, for a request with or without credentials.
    fn is_any_for(&self, what: What<'_>, with_credentials: bool, rules: &Caching) -> bool {
        let is_wildcard = match rules.any {
            CachedAny::Always => true,
            CachedAny::IfStoredWithoutCredentials => !self.is_with_credentials(),
            CachedAny::IfAskedWithoutCredentials => !with_credentials,
            CachedAny::Literal => false,
        };
        is_wildcard
            && self.name == b"*"
            && match what {
                What::Method(_) => self.is_method(),
                What::Name(name) => {
                    !self.is_method() && (rules.any_covers_authorization || !name.is_non_wildcard_request())
                }
                What::Answer => false,
            }
    }
}

/// The end of the bytes of a slot.
struct End<'s, const BYTES: usize>(&'s mut heapless::Vec<u8, BYTES>);

impl<const BYTES: usize> Sink for End<'_, BYTES> {
    type Error = ();

    fn put(&mut self, bytes: &[u8]) -> Result<(), ()> {
        self.0.extend_from_slice(bytes).map_err(|_| ())
    }
}
