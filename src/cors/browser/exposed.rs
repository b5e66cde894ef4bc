//! Which fields of a response a page may read.

use core::fmt;

use super::{CredentialsMode, Profile};
use crate::cors::names::FieldName;
use crate::cors::{ACCESS_CONTROL_EXPOSE_HEADERS, values};
use crate::error::LineError;
use crate::fields::Fields;
use crate::syntax::class::WSP;
use crate::syntax::rules::trim_start;

impl Profile {
    /// Which fields of a response that passed the [CORS check](Self::cors_check) the page may read.
    pub fn exposed<'r, F: Fields<'r>>(&self, credentials: CredentialsMode, response: F) -> Exposed<'r, F> {
        let is_anonymous = credentials != CredentialsMode::Include;
        Exposed(match values::expose_headers(response) {
            Ok(None) => Names::None,
            Ok(Some(names)) if is_anonymous && names.iter().any(|name| name == FieldName::ANY) => Names::All,
            Ok(Some(names)) => Names::Listed(names),
            Err(_) if is_anonymous && self.any_exposes_despite_errors && has_any_before_error(response) => Names::All,
            Err(error) => Names::Broken(error),
        })
    }
}

/// Whether `*` is an element before the first that is broken.
fn has_any_before_error<'r>(response: impl Fields<'r>) -> bool {
    let lines = response.values(ACCESS_CONTROL_EXPOSE_HEADERS);
    let elements = lines.flat_map(|line| line.split(|octet| *octet == b',')).map(|element| trim_start(element, WSP));
    let mut names = elements.filter(|element| !element.is_empty()).map_while(|element| FieldName::parse(element).ok());
    names.any(|name| name == FieldName::ANY)
}

/// The fields of a response that a page may read: the safelisted ones, and those that the server exposes.
///
/// ```
/// use countersign::cors::browser::{CredentialsMode, Profile};
/// use countersign::cors::names::FieldName;
///
/// let response = [("Access-Control-Expose-Headers", "*"), ("X-Total", "7"), ("Set-Cookie", "a=b")];
/// let total = FieldName::new("X-Total")?;
/// let anonymous = Profile::FETCH.exposed(CredentialsMode::SameOrigin, &response);
/// assert!(anonymous.is_visible(total) && anonymous.is_visible(FieldName::CONTENT_TYPE));
/// assert!(!anonymous.is_visible(FieldName::new("Set-Cookie")?), "no page ever sees one");
///
/// let with_cookies = Profile::FETCH.exposed(CredentialsMode::Include, &response);
/// assert!(!with_cookies.is_visible(total), "with credentials, `*` is the name of a field");
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Exposed<'r, F>(Names<'r, F>);

/// What `Access-Control-Expose-Headers` names.
#[derive(Clone, Copy)]
enum Names<'r, F> {
    None,
    Broken(LineError),
    Listed(values::FieldNames<'r, F>),
    All,
}

impl<'r, F: Fields<'r>> Exposed<'r, F> {
    /// Whether the page sees a field of this name, if the response has one.
    #[must_use]
    pub fn is_visible(&self, name: FieldName<'_>) -> bool {
        match &self.0 {
            Names::None | Names::Broken(_) => name.is_safelisted_response(),
            Names::Listed(names) => name.is_safelisted_response_among(names.iter()),
            Names::All => !name.is_forbidden_response(),
        }
    }

    /// Why the field exposes nothing although it is there.
    #[must_use]
    pub const fn error(&self) -> Option<LineError> {
        match &self.0 {
            Names::Broken(error) => Some(*error),
            _ => None,
        }
    }
}

impl<F> fmt::Debug for Exposed<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Names::None => "Exposed(none)",
            Names::Broken(_) => "Exposed(broken)",
            Names::Listed(_) => "Exposed(listed)",
            Names::All => "Exposed(all)",
        })
    }
}
