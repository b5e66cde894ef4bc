//! The server's half: which pages may read what is answered, as a policy that is checked when it is built.
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
//! A [`Policy`] is made of texts: patterns of origins, methods, names of fields. They are checked in a constant by
//! [`Builder::in_const`], and then a mistake does not compile; or at run time by [`Builder::build`], which tells every
//! mistake at once. [`Policy::decide`] takes a [`Decision`] on a request; it goes on any response that the request is
//! then given, an error as much as any other. An origin of the request is echoed, but never without being one that the
//! policy names: no policy reflects.
//!
//! | a policy | read | why |
//! |---|---|---|
//! | without origins | refused: [`Reason::Missing`] | it would allow nothing |
//! | an origin that [`OriginPattern`](super::origin::OriginPattern) refuses: `null`, a slash at the end, `*` in a label | refused: [`Reason::Invalid`], [`Reason::Prohibited`] | as it says |
//! | `*` with credentials | refused: [`Reason::Wildcard`] | browsers refuse it, and reflecting gives every page the user's credentials |
//! | `http` with credentials, but for this machine | refused: [`Reason::Insecure`], or [tolerated](Builder::dangerously_tolerate_insecure_origins) | anybody on the way is that origin |
//! | `*.` below a public suffix with credentials | refused: [`Reason::PublicSuffix`], or [tolerated](Builder::dangerously_tolerate_subdomains_of_public_suffixes) | anybody can register a name there |
//! | a private network | like credentials | what answers there trusts who is in it |
//! | CONNECT, TRACE, TRACK; names that no page sends or reads | refused: [`Reason::Forbidden`] | it would allow nothing |
//! | a field of responses among those of requests, or the reverse | refused: [`Reason::Prohibited`] | it would allow nothing |
//! | a method that browsers upper-case, `put` | read as `PUT` | so it is sent |
//! | GET, HEAD or POST among the methods, `Content-Type` or its like among the fields to read | read, and not written | they need no leave |
//! | `*` among exposed names, with credentials | refused: [`Reason::Credentialed`] | it is no wildcard there |
//! | a max-age below −1 or past a day | refused: [`Reason::OutOfBounds`] | no browser keeps an answer longer |
//!
//! | a request | decided | why |
//! |---|---|---|
//! | an `OPTIONS` without `Origin`, or without `Access-Control-Request-Method` | no preflight | applications answer `OPTIONS` too |
//! | another origin, with any method | goes on; no field but `Vary` | the browser keeps the answer from the page |
//! | two lines of `Origin` or `Access-Control-Request-Method`, or none of their grammar | refused; but a policy of `*` does not look at `Origin` | they have one value |
//! | a preflight that is refused at any step | 403, and no field | Fetch suggests it |
//! | a preflight for GET, HEAD or POST, whatever the methods | allowed | pages send them with streams, and as they like |
//! | a preflight for CONNECT, TRACE or TRACK where the methods are `*` | allowed like any other | no browser asks it |
//! | `Access-Control-Request-Headers` in any order, repeated, in several lines | read | there are intermediaries |
//! | up to 16 empty elements there, 8 lines with names; more | read; refused: [`Refusal::TooManyRequestHeaders`] | nobody sends them to be answered |
//! | octets there past what all names, elements and some white space take; past 16 KiB where any name is allowed | refused at once: [`Refusal::TooManyRequestHeaders`] | refusing costs what the policy is long, not what the request is |
//! | the same field empty | answered in kind | it asks for nothing |
//! | a preflight for `Authorization` where `*` stands alone and credentials are not allowed | refused | `*` is any name but that one |
//! | any response of a policy that lists origins, but those to `OPTIONS` | `Vary: Origin` | caches give what one origin got to no other; what `OPTIONS` is answered they don't keep |
//! | any response of a policy of `*` or of [one static origin](Policy::for_static_origin) | no `Vary` | all get the same; only preflights of other origins are refused |

mod asked;
mod audit;
mod builder;
mod checked;
mod decision;
mod mistake;
mod mistakes;
mod origins;
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
