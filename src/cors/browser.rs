//! The browser's side of CORS: what a browser asks before a request, and whether a page may read the response.
//!
//! A client that makes requests for a page of one origin to URLs of others follows these steps:
//!
//! 1. A [`Route`] goes from URL to URL. It reports whether CORS applies, which `Origin` is sent, and after redirects, what a
//!    preflight [is about](Route::preflighted).
//! 2. Before a request that [needs a preflight](Profile::needs_preflight), the client sends the
//!    [preflight](Profile::preflight) and [checks its answer](Profile::preflight_check).
//! 3. The page may read the response if it passes the [CORS check](Profile::cors_check), and those of its fields that
//!    are [exposed](Profile::exposed).
//!
//! A [`Profile`] is the set of rules: those of the standard, or of a certain browser. Every rejection is a [`Refusal`]. It
//! names the step, the field, and the value that the server should have sent.
//!
//! Fetch, [CORS check](https://fetch.spec.whatwg.org/#concept-cors-check) ·
//! [CORS-preflight fetch](https://fetch.spec.whatwg.org/#cors-preflight-fetch) ·
//! [HTTP-redirect fetch](https://fetch.spec.whatwg.org/#http-redirect-fetch)
//!
//! | input | result | why |
//! |---|---|---|
//! | `*`, with credentials included | rejected: [`Fault::Wildcard`] | CORS check, step 4 |
//! | a field that has one value on two lines | rejected: [`Fault::Repeated`] | Fetch joins the lines with a comma |
//! | the same, where all lines except one are empty | in Firefox, the value of that line | Firefox ignores empty lines, except of `Access-Control-Allow-Origin` |
//! | `True`, and `put` for `PUT` | rejected: [`Fault::Case`] | both are case-sensitive |
//! | a list of methods or names with an invalid element | rejected, even if nothing was asked | CORS-preflight fetch, step 7.3 |
//! | an empty list of methods | allows no method; an absent list may allow the method asked for | step 7.4 |
//! | `*` in place of `Authorization` | rejected by the standard; accepted by Chromium, Firefox and WebKit | step 7.6 |
//! | a list of exposed names with an invalid element | exposes nothing; in Firefox, a `*` before it exposes everything | main fetch |
//! | a redirect from another origin to a third one | `Origin: null`; in Firefox, a preflight still names the page | [`Redirects`] |
//! | a redirect that drops fields for which there was a preflight | no second preflight for them; in Firefox one without names, in WebKit one with them | [`Redirects`] |
//! | vertical tab, form feed or NUL around a value | part of the value | they are not white space |

mod caching;
mod cors_check;
mod exposed;
mod fields;
mod max_age;
mod preflight;
mod preflighted;
mod profile;
mod redirect;
mod redirects;
mod refusal;
mod request;
mod resource;
mod route;
mod single;
mod timing;

pub use caching::{CachedAny, Caching, Replacement};
pub use exposed::Exposed;
pub use max_age::MaxAgeSyntax;
pub use preflight::{Allowed, Preflight};
pub use profile::Profile;
pub use redirect::{Location, Redirect, RedirectTaint, RouteError, redirect_taint};
pub use redirects::Redirects;
pub use refusal::{Fault, Refusal, Step, Wanted};
pub use request::{CredentialsMode, Request};
pub use resource::{Blocked, EmbedderPolicy, Embedding};
pub use route::{Mode, ReferrerPolicy, Route, Tainting};
pub use timing::navigation_tao_check;
