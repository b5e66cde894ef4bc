//! The CORS check of a response.

use super::profile::Profile;
use super::refusal::{Fault, Refusal, Step, Wanted};
use super::request::Request;
use super::single::{SingleLine, single_line};
use crate::cors::origin::Origin;
use crate::cors::{ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN};
use crate::encode::is_written_as;
use crate::error::LineError;
use crate::fields::Fields;

impl Profile {
    /// Checks whether the page may read a response: the
    /// [CORS check](https://fetch.spec.whatwg.org/#concept-cors-check).
    ///
    /// Browsers check every response to which CORS [applies](super::Route::tainting), with any status, redirects included.
    /// They do not check responses of status 304 and 407, which pages never see.
    ///
    /// ```
    /// use countersign::cors::browser::{CredentialsMode, Profile, Request};
    /// use countersign::cors::names::Method;
    /// use countersign::cors::origin::Origin;
    ///
    /// let anonymous = Request::new(Origin::parse(b"https://shop.example")?, Method::GET);
    /// let with_cookies = anonymous.with_credentials(CredentialsMode::Include);
    ///
    /// let response = [("Access-Control-Allow-Origin", "*")];
    /// assert!(Profile::FETCH.cors_check(&anonymous, &response).is_ok());
    /// let refusal = Profile::FETCH.cors_check(&with_cookies, &response).unwrap_err();
    /// assert_eq!(refusal.to_string(), "CORS check, step 4: Access-Control-Allow-Origin: `*` is not a wildcard here");
    /// assert_eq!(refusal.wanted().to_string(), "https://shop.example");
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// The step that failed, and why.
    pub fn cors_check<'a, 'r>(&self, request: &Request<'a>, response: impl Fields<'r>) -> Result<(), Refusal<'a>> {
        let fault = match single_line(self, response, ACCESS_CONTROL_ALLOW_ORIGIN) {
            SingleLine::Absent => {
                return Err(Refusal::new(Step::AllowOriginPresent, Fault::Absent, Wanted::Origin(request.origin())));
            }
            SingleLine::Repeated => Fault::Repeated,
            SingleLine::Value(_, b"*") if request.includes_credentials() => Fault::Wildcard,
            SingleLine::Value(_, b"*") => return Ok(()),
            SingleLine::Value(_, value) if is_written_as(&request.origin(), value) => {
                return self.credentials_check(request, response);
            }
            SingleLine::Value(line, value) => match Origin::parse_tolerant(value) {
                Ok(_) => Fault::Other,
                Err(error) => Fault::Invalid(LineError::new(line, error)),
            },
        };
        Err(Refusal::new(Step::AllowOrigin, fault, Wanted::Origin(request.origin())))
    }

    /// The CORS check, from step 5.
    fn credentials_check<'a, 'r>(&self, request: &Request<'a>, response: impl Fields<'r>) -> Result<(), Refusal<'a>> {
        if !request.includes_credentials() {
            return Ok(());
        }
        let fault = match single_line(self, response, ACCESS_CONTROL_ALLOW_CREDENTIALS) {
            SingleLine::Value(_, b"true") => return Ok(()),
            SingleLine::Value(_, value) if value.eq_ignore_ascii_case(b"true") => Fault::Case,
            SingleLine::Value(..) => Fault::Other,
            SingleLine::Absent => Fault::Absent,
            SingleLine::Repeated => Fault::Repeated,
        };
        Err(Refusal::new(Step::AllowCredentials, fault, Wanted::True))
    }
}
