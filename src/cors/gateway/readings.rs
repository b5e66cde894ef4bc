//! How to read what the reference of the gateway leaves open.

/// A reading of what the gateway's reference leaves open, point by point.
///
/// The [`DEFAULT`](Self::DEFAULT) is what the evidence speaks for. Other readings are for who knows how the gateway
/// does it that is in front of them.
///
/// Each field answers a question, A2 to A9 as the test vectors of this crate name them; of two answers, `true` is the
/// first. Two questions have one answer here and no field. Is `*` with `allow-credentials` an origin? It is refused
/// (A4). What does a preflight get for a method or a name that is not listed? The lists all the same, for the browser
/// to compare (A6).
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
    /// What does a policy without `terminate-unmatched-request` mean? The prose of the reference says `true`; one
    /// edition of its table says `false`. (A5)
    pub terminate_unmatched_request: bool,
    /// What is a preflight? Only OPTIONS with `Access-Control-Request-Method`, or else each OPTIONS with an `Origin`:
    /// the reference speaks of OPTIONS alone. (A2)
    pub preflight_needs_method: bool,
    /// Which requests does an unmatched `Origin` end? Those of all methods, or else GET and HEAD only, which the
    /// reference names. (A3)
    pub terminate_other_methods: bool,
    /// Is a default sent or left out? Whether `Access-Control-Max-Age: 0` is sent. (A5)
    pub emit_zero_max_age: bool,
    /// Is a default sent or left out? Whether `Access-Control-Allow-Credentials: false` is sent, which means to a
    /// browser what its absence does. (A5)
    pub emit_false_credentials: bool,
    /// Do requests that are no preflights go on to the next policy where preflights do, of which alone the reference
    /// says so? If not, one that the first policy neither matches nor ends continues without a field. (A7)
    pub fall_through_actual: bool,
    /// How are origins compared? As URIs: a `/` behind a configured one does not count, and a port may be left to the
    /// scheme. If not, as they are spelled. (A8)
    pub compare_origins_as_uris: bool,
    /// Are upper and lower case one where origins are compared? (A8)
    pub ignore_case_of_origins: bool,
    /// What is sent for a `*` in the lists of a policy with credentials? What is asked for, or else `*` itself, which
    /// then means nothing to a browser. Without credentials it is `*`. (A9)
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
