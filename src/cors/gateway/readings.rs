//! How to read what the reference of the gateway leaves open.

/// A reading of what the gateway's reference leaves open, point by point.
///
/// The [`DEFAULT`](Self::DEFAULT) is what the evidence speaks for. Other readings are for who knows how the gateway
/// does it that is in front of them.
///
/// ```
/// use countersign::cors::gateway::Readings;
///
/// const THIS_GATEWAY: Readings = Readings { fall_through_actual: false, ..Readings::DEFAULT };
/// assert_ne!(THIS_GATEWAY, Readings::DEFAULT);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each answers a question of its own")]
pub struct Readings {
    /// What a policy without `terminate-unmatched-request` means. The prose of the reference says `true`; one edition
    /// of its table says `false`.
    pub terminate_unmatched_request: bool,
    /// Whether only OPTIONS with `Access-Control-Request-Method` is a preflight, and not each OPTIONS with an `Origin`.
    pub preflight_needs_method: bool,
    /// Whether an unmatched Origin ends requests of all methods, and not GET and HEAD only, which the reference names.
    pub terminate_other_methods: bool,
    /// Whether `Access-Control-Max-Age: 0` is sent.
    pub emit_zero_max_age: bool,
    /// Whether `Access-Control-Allow-Credentials: false` is sent, which means to a browser what its absence does.
    pub emit_false_credentials: bool,
    /// Whether requests that are no preflights go on to the next policy where preflights do. If not, one that the first
    /// policy neither matches nor ends continues without a field.
    pub fall_through_actual: bool,
    /// Whether origins are compared as URIs: a `/` behind a configured one does not count, and a port may be left to
    /// the scheme. If not, they are compared as they are spelled.
    pub compare_origins_as_uris: bool,
    /// Whether upper and lower case are one in origins.
    pub ignore_case_of_origins: bool,
    /// Whether the lists of a policy with credentials name what is asked for in place of `*`, which then means nothing
    /// to a browser.
    pub echo_for_credentials: bool,
}

impl Readings {
    /// The readings that are best founded.
    pub const DEFAULT: Self = Self {
        terminate_unmatched_request: true,
        preflight_needs_method: true,
        terminate_other_methods: true,
        emit_zero_max_age: true,
        emit_false_credentials: false,
        fall_through_actual: true,
        compare_origins_as_uris: true,
        ignore_case_of_origins: true,
        echo_for_credentials: true,
    };
}

impl Default for Readings {
    fn default() -> Self {
        Self::DEFAULT
    }
}
