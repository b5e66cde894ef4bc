//! Readings of what the reference of the gateway leaves open.

/// How to read what the gateway's reference leaves open, each question as a field.
///
/// The [`DEFAULT`](Self::DEFAULT) has the best evidence. Change a reading only if your gateway is known to behave
/// differently.
///
/// Each field answers a question, A2 to A9 in the test vectors of this crate. `true` is the first of two answers. Two
/// questions have only one answer and no field. Is `*` with `allow-credentials` an origin? No, it is rejected (A4). What
/// is the answer to a preflight for a method or a name that is not listed? The lists, for the browser to compare (A6).
///
/// ```
/// use countersign::cors::gateway::Readings;
///
/// const THIS_GATEWAY: Readings = {
///     let mut readings = Readings::DEFAULT;
///     readings.fall_through_actual = false;
///     readings
/// };
/// assert_ne!(THIS_GATEWAY, Readings::DEFAULT);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[allow(clippy::struct_excessive_bools, reason = "each answers a question of its own")]
pub struct Readings {
    /// Does a policy without `terminate-unmatched-request` end unmatched requests? The text of the reference says yes;
    /// one edition of its table says no. (A5)
    pub terminate_unmatched_request: bool,
    /// Is OPTIONS a preflight only with `Access-Control-Request-Method`? Otherwise every OPTIONS with an `Origin` is: the
    /// reference mentions OPTIONS only. (A2)
    pub preflight_needs_method: bool,
    /// Does an unmatched `Origin` end requests of all methods? Otherwise only GET and HEAD, which the reference names.
    /// (A3)
    pub terminate_other_methods: bool,
    /// Is `Access-Control-Max-Age: 0` sent, which is the default? (A5)
    pub emit_zero_max_age: bool,
    /// Is `Access-Control-Allow-Credentials: false` sent? For a browser it is the same as no field. (A5)
    pub emit_false_credentials: bool,
    /// Do other requests than preflights go on to the next policy? The reference says so of preflights only. Otherwise a
    /// request that the first policy neither matches nor ends continues without a field. (A7)
    pub fall_through_actual: bool,
    /// Are origins compared as URIs, so that a trailing `/` of a configured origin and a default port are ignored?
    /// Otherwise they are compared as they are written. (A8)
    pub compare_origins_as_uris: bool,
    /// Is case ignored when origins are compared? (A8)
    pub ignore_case_of_origins: bool,
    /// Is `*` in the lists of a policy with credentials replaced by what is asked for? Otherwise `*` is sent, which is not
    /// a wildcard for browsers. Without credentials, `*` is always sent. (A9)
    pub echo_for_credentials: bool,
}

impl Readings {
    /// The readings with the best evidence.
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
