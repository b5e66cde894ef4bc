//! The names that CORS compares: methods and field names.
//!
//! ```abnf
//! method     = token
//! field-name = token
//! ```
//! [RFC 9110, sections 5.1 and 9.1](https://www.rfc-editor.org/rfc/rfc9110#section-9.1) ·
//! [Fetch, section 2.2](https://fetch.spec.whatwg.org/#http-infrastructure), which defines their classes
//!
//! | input | result | why |
//! |---|---|---|
//! | `get` | accepted, not equal to `GET` unless [normalized](Method::normalized) | RFC 9110 §9.1, Fetch §2.2.1 |
//! | `patch` | accepted, not equal to `PATCH` even if normalized | Fetch changes the case of six other methods only |
//! | `X-A` and `x-a` | equal names | RFC 9110 §5.1 |
//! | `*` | an ordinary name | it is a token; only some algorithms treat it as a wildcard |
//! | a request with more than [`MAX_FIELDS`] fields | rejected | its names are sorted in constant memory |
//! | names that pages must not use | accepted | [`is_forbidden`](Method::is_forbidden) and similar methods report them |
//!
//! Names are not secret: `Debug` and `Display` show them.

mod browser_safelist;
mod field_name;
mod method;
mod safelist;
mod unsafe_names;

pub(in crate::cors) use browser_safelist::{BrowserSafelist, trimmed_of};
pub use field_name::{FieldName, LowerCase};
pub use method::Method;
pub use unsafe_names::{MAX_FIELDS, UnsafeNames};
pub(in crate::cors) use unsafe_names::{MOST_SAFELISTED_BYTES, Safelist, few_enough};
