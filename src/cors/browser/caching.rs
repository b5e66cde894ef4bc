//! What a browser keeps of the answers to preflights.

/// The rules of a browser's [preflight cache](crate::cors::cache::Cache), each as a field.
///
/// Each row was measured with sequences of requests in Chromium 156, Firefox 153 and WebKit 2.50 (its GTK port; Apple's build
/// was not measured).
///
/// | | `FETCH` | `CHROMIUM` | `FIREFOX` | `WEBKIT` |
/// |---|---|---|---|---|
/// | [`replacement`](Self::replacement) | merges | replaces | merges | replaces |
/// | [`expired_answers_remove`](Self::expired_answers_remove) | yes | yes | no | yes |
/// | [`by_credentials`](Self::by_credentials) | no | no | yes | no |
/// | [`any`](Self::any) | if stored without credentials | if stored without credentials | a name | if asked without credentials |
/// | [`any_covers_authorization`](Self::any_covers_authorization) | no | no | no | yes |
/// | [`head_needs_entry`](Self::head_needs_entry) | no | no | yes | no |
/// | [`expired_entries_count`](Self::expired_entries_count) | no | no | yes | no |
/// | [`misses_remove`](Self::misses_remove) | no | yes | no | yes |
/// | [`keeps_refusing_answers`](Self::keeps_refusing_answers) | no | no | no | yes |
/// | [`failures_remove`](Self::failures_remove) | yes | no | yes | no |
/// | [`keeps_opaque_origins`](Self::keeps_opaque_origins) | yes | no | yes | yes |
/// | [`longest_url`](Self::longest_url) | no limit | 1,023 bytes | no limit | no limit |
/// | [`most_answers`](Self::most_answers) | no limit | no limit | 100 | no limit |
///
/// Where a row has no limit, URLs of 8,000 bytes and 1,025 answers were kept.
///
/// ```
/// use countersign::cors::browser::{Profile, Replacement};
///
/// let mut profile = Profile::FIREFOX;
/// profile.caching.replacement = Replacement::Replace;
/// assert_eq!(profile.caching.most_answers, 100);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(clippy::struct_excessive_bools, reason = "each is a rule of its own")]
pub struct Caching {
    /// What a new answer does to the earlier ones for the same origin and URL.
    pub replacement: Replacement,
    /// Whether an answer that is valid for no time removes what it lists. If answers replace each other, it removes all.
    pub expired_answers_remove: bool,
    /// Whether requests with credentials and requests without them have entries of their own. Otherwise, what was allowed
    /// with credentials is also allowed without them.
    pub by_credentials: bool,
    /// For which requests a stored `*` is a wildcard.
    pub any: CachedAny,
    /// Whether a stored `*` that is a wildcard includes `Authorization`.
    pub any_covers_authorization: bool,
    /// Whether an answer has to list `HEAD` for such a request to need no preflight. `GET` and `POST` need no entry.
    pub head_needs_entry: bool,
    /// Whether expired entries count for a request that needs no entry of its own, but a preflight in all cases.
    pub expired_entries_count: bool,
    /// Whether a request that is not allowed by the entries of its origin and URL removes them.
    pub misses_remove: bool,
    /// Whether an answer that refuses its request, but passes the CORS check and has a status of success and valid lists, is
    /// stored for other requests.
    pub keeps_refusing_answers: bool,
    /// Whether network errors, and responses that fail the CORS check, remove the entries of their origin and URL.
    pub failures_remove: bool,
    /// Whether answers to requests of the origin `null` are stored.
    pub keeps_opaque_origins: bool,
    /// The longest URL for which answers are stored, in bytes, with its fragment.
    pub longest_url: usize,
    /// For how many keys answers are stored: partition, origin and URL, and credentials where [they count](Self::by_credentials).
    pub most_answers: usize,
}

/// What a new answer to a preflight does to the earlier ones for the same origin and URL.
///
/// ```
/// use countersign::cors::browser::{Profile, Replacement};
///
/// assert_eq!(Profile::FETCH.caching.replacement, Replacement::Merge);
/// assert_eq!(Profile::CHROMIUM.caching.replacement, Replacement::Replace);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Replacement {
    /// It adds its methods and names. Each of them has a time of its own, which the new answer sets again.
    Merge,
    /// It takes their place.
    Replace,
}

/// For which requests a `*` in the cache is a wildcard. For others it is the name `*`.
///
/// ```
/// use countersign::cors::browser::{CachedAny, Profile};
///
/// assert_eq!(Profile::FIREFOX.caching.any, CachedAny::Literal);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CachedAny {
    /// For all, even if the `*` was stored with credentials. This is the text of the standard, although its check of the
    /// answer took the same `*` for a name.
    Always,
    /// For all requests without credentials, if the `*` was stored without credentials.
    IfStoredWithoutCredentials,
    /// For all requests without credentials, even if the `*` was stored with credentials.
    IfAskedWithoutCredentials,
    /// For no request.
    Literal,
}

impl Caching {
    /// The rules of the standard, except that a `*` that was stored with credentials is a name.
    pub(super) const FETCH: Self = Self {
        replacement: Replacement::Merge,
        expired_answers_remove: true,
        by_credentials: false,
        any: CachedAny::IfStoredWithoutCredentials,
        any_covers_authorization: false,
        head_needs_entry: false,
        expired_entries_count: false,
        misses_remove: false,
        keeps_refusing_answers: false,
        failures_remove: true,
        keeps_opaque_origins: true,
        longest_url: usize::MAX,
        most_answers: usize::MAX,
    };

    pub(super) const CHROMIUM: Self = Self {
        replacement: Replacement::Replace,
        misses_remove: true,
        failures_remove: false,
        keeps_opaque_origins: false,
        longest_url: 1_023,
        ..Self::FETCH
    };

    pub(super) const FIREFOX: Self = Self {
        expired_answers_remove: false,
        by_credentials: true,
        any: CachedAny::Literal,
        head_needs_entry: true,
        expired_entries_count: true,
        most_answers: 100,
        ..Self::FETCH
    };

    pub(super) const WEBKIT: Self = Self {
        replacement: Replacement::Replace,
        any: CachedAny::IfAskedWithoutCredentials,
        any_covers_authorization: true,
        misses_remove: true,
        keeps_refusing_answers: true,
        failures_remove: false,
        ..Self::FETCH
    };
}
