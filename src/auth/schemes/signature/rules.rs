//! How implementations differ.

/// The rules by which a [`SigningString`](super::SigningString) is made. [`new`](Self::new) has those of the last draft.
///
/// A server may verify a request again with other rules: the signature decides which of them the client follows.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::signature::{Parameters, Request, Rules, SigningString};
///
/// let fields = [("Date", "Sun, 05 Jan 2014 21:31:40 GMT")];
/// let request = Request::new("GET", "/a?b", &fields)?;
/// let parameters = Parameters::unsigned("key")?;
/// assert!(SigningString::new(&parameters, &request, Rules::new()).is_err(), "nothing says when it was created");
/// let older = SigningString::new(&parameters, &request, Rules::new().with_date_by_default())?;
/// assert_eq!(older.display().to_string(), "date: Sun, 05 Jan 2014 21:31:40 GMT");
///
/// let parameters = parameters.with_headers("(request-target)")?;
/// let string = SigningString::new(&parameters, &request, Rules::new().with_path_only())?;
/// assert_eq!(string.display().to_string(), "(request-target): get /a");
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    pub(super) signs_date: bool,
    pub(super) signs_path_only: bool,
}

impl Rules {
    /// Returns the rules of draft 12.
    #[must_use]
    pub const fn new() -> Self {
        Self { signs_date: false, signs_path_only: false }
    }

    /// Without `headers`, `date` is signed: the rule of the drafts before `(created)`, which most implementations follow.
    #[must_use]
    pub const fn with_date_by_default(self) -> Self {
        Self { signs_date: true, ..self }
    }

    /// `(request-target)` has no query, as some implementations write it. Then nothing protects the query: use these rules for
    /// peers that are known to need them, and for resources that read no query.
    #[must_use]
    pub const fn with_path_only(self) -> Self {
        Self { signs_path_only: true, ..self }
    }

    /// Returns the name that is signed without `headers`.
    pub(super) const fn default_name(self) -> &'static str {
        if self.signs_date { "date" } else { "(created)" }
    }
}
