//! The result of an answer to a preflight.

use crate::cors::browser::{Allowed, Refusal};
use crate::error::CapacityError;

/// The answer to a preflight, checked and stored.
///
/// ```
/// use core::time::Duration;
/// use countersign::cors::cache::{Cache, Key};
/// use countersign::cors::browser::{Profile, Request};
/// use countersign::cors::{names::Method, origin::Origin};
///
/// let mut small: Cache<1, 80> = Cache::new(Profile::FIREFOX);
/// let request = Request::new(Origin::parse(b"https://shop.example")?, Method::PUT);
/// let answer = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "DELETE, PUT")];
/// let key = Key::new(b"https://api.example/cart");
/// let checked = small.preflight_check(Duration::ZERO, key, &request, 204, &answer);
/// assert!(checked.verdict.is_ok());
/// assert_eq!(checked.stored.unwrap_err().needed(), 87);
/// assert!(!small.needs_preflight(Duration::ZERO, key, &request), "what the request asked for is stored first");
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Checked<'a, F> {
    /// What the answer allows, or why it refuses the request.
    pub verdict: Result<Allowed<'a, F>, Refusal<'a>>,
    /// Whether everything that the browser keeps is stored. The error says how many bytes the slot needs, at most; a cache
    /// without slots reports the same, and stores nothing. Requests for what is not stored get a preflight of their own.
    pub stored: Result<(), CapacityError>,
}
