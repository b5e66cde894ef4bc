//! The server's side of CORS: a policy, and what it decides on a request.
//!
//! ```abnf
//! Access-Control-Allow-Origin      = origin-or-null / wildcard
//! Access-Control-Allow-Credentials = %s"true"
//! Access-Control-Allow-Methods     = #method
//! Access-Control-Allow-Headers     = #field-name
//! Access-Control-Max-Age           = delta-seconds
//! Access-Control-Expose-Headers    = #field-name
//! ```
//! [Fetch, section 3.3.5](https://fetch.spec.whatwg.org/#http-new-header-syntax), and
//! [section 3.3.6](https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches) on caches
//!
//! A [`Policy`] consists of strings: origin patterns, methods and field names. [`Builder::in_const`] checks them in a
//! constant, where a mistake does not compile. [`Builder::build`] checks them at run time and reports all mistakes at
//! once. [`Policy::decide`] returns a [`Decision`] on a request. Its fields go on every response to the request, error
//! responses included. A response repeats the origin of the request only if the policy lists it: no policy reflects
//! arbitrary origins.
//!
//! | a policy | result | why |
//! |---|---|---|
//! | no origin | rejected: [`Reason::Missing`] | it would allow nothing |
//! | an origin that is not an [`OriginPattern`](super::origin::OriginPattern): `null`, a slash at the end, `*` inside a label | rejected: [`Reason::Null`], [`Reason::Path`], [`Reason::InnerWildcard`] and others | it would match nothing, or more than intended |
//! | `*` with credentials | rejected: [`Reason::Wildcard`] | browsers refuse it, and a reflected origin gives every page the user's credentials |
//! | `http` with credentials, except for the local machine | rejected: [`Reason::Insecure`], or [tolerated](Builder::dangerously_tolerate_insecure_origins) | anyone on the network path can act as this origin |
//! | `*.` before a public suffix with credentials: `https://*.com`, `https://*.co.uk`, `https://*.github.io`, with a dot at the end or without | rejected: [`Reason::PublicSuffix`], or [tolerated](Builder::dangerously_tolerate_subdomains_of_public_suffixes) | anyone can register a name there |
//! | `*.` before a name above a public suffix, with credentials: `https://*.amazonaws.com` | as before a public suffix | the names below the suffix match too |
//! | `*.` before a public suffix that the policy does not know, with credentials | accepted | only a [list](Builder::build_with_public_suffixes) has them all |
//! | a private network | `*`, `http` and public suffixes are rejected as with credentials | servers there trust their network |
//! | CONNECT, TRACE, TRACK; field names that browsers keep from pages | rejected: [`Reason::Forbidden`] | it would allow nothing |
//! | a CORS response field among the request headers, or a request field among the response headers | rejected: [`Reason::Prohibited`] | it would allow nothing |
//! | a method that browsers change to upper case, `put` | accepted as `PUT` | browsers send `PUT` |
//! | GET, HEAD or POST among the methods; `Content-Type` and similar names among the response headers | accepted, not written | they are always allowed |
//! | `*` among the response headers, with credentials | rejected: [`Reason::Credentialed`] | it is not a wildcard there |
//! | a max-age below −1 or over a day | rejected: [`Reason::OutOfBounds`] | no browser keeps an answer longer |
//!
//! Without a list, a policy knows these public suffixes, in a constant and at run time: every name of one label; `ac`,
//! `co`, `com`, `edu`, `go`, `gov`, `ne`, `net`, `or` and `org` below each country code that has them; every name below
//! seven country codes, such as `com.np`; and about 140 domains of hosting platforms, name servers and registrars. The
//! feature `psl` adds the whole list as a function for [`Builder::build_with_public_suffixes`], and changes no other item.
//!
//! | a request | decision | why |
//! |---|---|---|
//! | `OPTIONS` without `Origin` or without `Access-Control-Request-Method` | not a preflight | applications answer `OPTIONS` too |
//! | any method, with an origin that the policy does not allow | continue, with no field but `Vary` | the browser keeps the response from the page |
//! | two lines of `Origin` or `Access-Control-Request-Method`, or a malformed one | refused; but a policy of `*` does not look at `Origin` | the field has one value |
//! | a preflight that fails at any step | 403 without fields | Fetch suggests it |
//! | a preflight for GET, HEAD or POST, whatever the methods are | allowed | these methods are always allowed; browsers send such preflights for other reasons |
//! | a preflight for CONNECT, TRACE or TRACK with the method `*` | allowed as any other | browsers do not send it |
//! | up to 64 names in `Access-Control-Request-Headers` in any order, repeated, on several lines; more names in the order of the policy | accepted | intermediaries change it |
//! | up to 16 empty elements there, and up to 8 lines with names | accepted | intermediaries add them |
//! | more empty elements or more lines there | refused: [`Refusal::TooManyRequestHeaders`] | only attackers send more |
//! | more than 64 names there of which each precedes or repeats the one before it in the policy's list | refused: [`Refusal::TooManyRequestHeaders`] | each costs a walk over the list; browsers send sorted names, each once |
//! | a value there that is longer than the longest request the policy could allow, or than 16 KiB where any name is allowed | refused at once: [`Refusal::TooManyRequestHeaders`] | the cost depends on the length of the policy, not of the request |
//! | the same field, empty | answered with an empty field | it asks for nothing |
//! | a preflight for `Authorization`, where `*` is listed without it and without credentials | refused | `*` does not stand for that name |
//! | any request but `OPTIONS`, with a policy that lists origins | `Vary: Origin` | a cache must not give the response for one origin to another; responses to `OPTIONS` are not cached |
//! | any request, with a policy of `*` or of [one static origin](Policy::for_static_origin) | no `Vary` | all origins get the same response; only preflights of other origins are refused |

mod asked;
mod audit;
mod builder;
mod checked;
mod decision;
mod mistake;
mod mistakes;
mod origins;
mod owned;
mod public_suffix;
mod refusal;
mod reply;
mod request;
mod settings;
mod texts;

pub use builder::Builder;
pub use checked::Policy;
pub use decision::{Action, Decision};
pub use mistake::{Mistake, Part, Reason, Setting};
pub use mistakes::Mistakes;
pub use owned::{Config, InvalidConfig, Owned};
#[cfg(feature = "psl")]
pub use public_suffix::is_public_suffix;
pub use refusal::Refusal;
pub use reply::Value;
pub use request::Kind;
pub(in crate::cors) use {
    asked::{AllowedNames, Asked},
    audit::{against_method, against_request_header, against_response_header},
    mistake::write_mistakes,
    reply::{NameList, Reply},
    request::{Classified, OnlyValue},
    texts::Texts,
};
