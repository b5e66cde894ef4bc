//! Keys of the cache.

use core::fmt;

/// The key of an entry: a URL with its fragment, and the network partition of the page that requests it.
///
/// `Debug` shows neither: a URL may contain a secret.
///
/// ```
/// use core::time::Duration;
/// use countersign::cors::cache::{Cache, Key};
/// use countersign::cors::browser::Request;
/// use countersign::cors::{names::Method, origin::Origin};
///
/// let (mut cache, now) = (<Cache>::default(), Duration::ZERO);
/// let request = Request::new(Origin::parse(b"https://shop.example")?, Method::GET).with_preflight();
/// let key = Key::new(b"https://api.example/cart").with_partition(b"https://shop.example");
/// let answer = [("Access-Control-Allow-Origin", "*")];
/// assert!(cache.preflight_check(now, key, &request, 204, &answer).verdict.is_ok());
/// assert!(!cache.needs_preflight(now, key, &request));
/// assert!(cache.needs_preflight(now, key.with_partition(b"https://news.example"), &request));
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Key<'a> {
    pub(super) partition: &'a [u8],
    pub(super) url: &'a [u8],
}

impl<'a> Key<'a> {
    /// Creates a key for this URL, for a client that has one partition only.
    #[must_use]
    pub const fn new(url: &'a [u8]) -> Self {
        Self { partition: &[], url }
    }

    /// Returns the key in this partition. Browsers use the site of the top-level page.
    #[must_use]
    pub const fn with_partition(self, partition: &'a [u8]) -> Self {
        Self { partition, ..self }
    }
}

impl fmt::Debug for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({} bytes)", self.partition.len().saturating_add(self.url.len()))
    }
}
