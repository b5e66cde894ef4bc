//! The fields of a response that a page may read.

use core::fmt;

use super::profile::Profile;
use super::request::CredentialsMode;
use crate::cors::names::FieldName;
use crate::cors::{ACCESS_CONTROL_EXPOSE_HEADERS, values};
use crate::error::LineError;
use crate::fields::Fields;
use crate::syntax::class::WSP;
use crate::syntax::rules::trim_start;

impl Profile {
    /// Returns the fields that the page may read, of a response that passed the [CORS check](Self::cors_check).
    ///
    /// ```
    /// use countersign::cors::browser::{CredentialsMode, Profile};
    /// use countersign::cors::names::FieldName;
    ///
    /// let response = [("Access-Control-Expose-Headers", "WWW-Authenticate")];
    /// let exposed = Profile::FETCH.exposed(CredentialsMode::Include, &response);
    /// assert!(exposed.is_visible(FieldName::WWW_AUTHENTICATE));
    /// ```
    pub fn exposed<'r, F: Fields<'r>>(&self, credentials: CredentialsMode, response: F) -> Exposed<'r, F> {
        let is_anonymous = credentials != CredentialsMode::Include;
        Exposed(match values::expose_headers(response) {
            Ok(None) => ExposedNames::None,
            Ok(Some(names)) if is_anonymous && names.iter().any(|name| name == FieldName::ANY) => ExposedNames::All,
            Ok(Some(names)) => ExposedNames::Listed(names),
            Err(_) if is_anonymous && self.any_exposes_despite_errors && has_any_before_error(response) => {
                ExposedNames::All
            }
            Err(error) => ExposedNames::Invalid(error),
        })
    }
}

/// Returns whether `*` precedes the first invalid element.
fn has_any_before_error<'r>(response: impl Fields<'r>) -> bool {
    let lines = response.values(ACCESS_CONTROL_EXPOSE_HEADERS);
    let elements = lines.flat_map(|line| line.split(|byte| *byte == b',')).map(|element| trim_start(element, WSP));
    let mut names = elements.filter(|element| !element.is_empty()).map_while(|element| FieldName::parse(element).ok());
    names.any(|name| name == FieldName::ANY)
}

/// The fields of a response that a page may read: those that are safelisted, and those that the server exposes.
///
/// ```
/// use countersign::cors::browser::{CredentialsMode, Profile};
/// use countersign::cors::names::FieldName;
///
/// let response = [("Access-Control-Expose-Headers", "*"), ("X-Total", "7"), ("Set-Cookie", "a=b")];
/// let total = FieldName::new("X-Total")?;
/// let anonymous = Profile::FETCH.exposed(CredentialsMode::SameOrigin, &response);
/// assert!(anonymous.is_visible(total) && anonymous.is_visible(FieldName::CONTENT_TYPE));
/// assert!(!anonymous.is_visible(FieldName::new("Set-Cookie")?), "no page may read it");
///
/// let with_cookies = Profile::FETCH.exposed(CredentialsMode::Include, &response);
/// assert!(!with_cookies.is_visible(total), "with credentials, `*` is not a wildcard");
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Exposed<'r, F>(ExposedNames<'r, F>);

/// The meaning of `Access-Control-Expose-Headers`.
#[derive(Clone, Copy)]
enum ExposedNames<'r, F> {
    None,
    Invalid(LineError),
    Listed(values::FieldNames<'r, F>),
    All,
}

impl<'r, F: Fields<'r>> Exposed<'r, F> {
    /// Returns whether the page may read a field of this name.
    #[must_use]
    pub fn is_visible(&self, name: FieldName<'_>) -> bool {
        match &self.0 {
            ExposedNames::None | ExposedNames::Invalid(_) => name.is_safelisted_response(),
            ExposedNames::Listed(names) => name.is_safelisted_response_among(names.iter()),
            ExposedNames::All => !name.is_forbidden_response(),
        }
    }

    /// Returns why `Access-Control-Expose-Headers` is present and exposes nothing.
    #[must_use]
    pub const fn error(&self) -> Option<LineError> {
        match &self.0 {
            ExposedNames::Invalid(error) => Some(*error),
            _ => None,
        }
    }
}

impl<F> fmt::Debug for Exposed<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            ExposedNames::None => "Exposed(none)",
            ExposedNames::Invalid(_) => "Exposed(invalid)",
            ExposedNames::Listed(_) => "Exposed(listed)",
            ExposedNames::All => "Exposed(all)",
        })
    }
}
