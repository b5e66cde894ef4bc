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
//! responses included. A response repeats the origin of the request only if the policy lists it, or if the function of
//! [`Policy::decide_with`] allows it: no policy alone reflects arbitrary origins.
//!
//! | a policy | result | why |
//! |---|---|---|
//! | no origin | rejected: [`Reason::Missing`] | a variable that was not set must not look like a decision; [`Policy::for_nobody`] is one |
//! | an origin in a [`Config`] for [nobody](Config::nobody) | rejected: [`Reason::Nobody`] | only one of them can be meant |
//! | an origin that is not an [`OriginPattern`](super::origin::OriginPattern): a slash at the end, `*` inside a label | rejected: [`Reason::Path`], [`Reason::InnerWildcard`] and others | it would match nothing, or more than intended |
//! | `null` | rejected: [`Reason::Null`]; only `*` allows it | any page can send it, from a sandboxed frame, so that to allow it is to allow everyone |
//! | `file://` | rejected: [`Reason::LocalFile`] | all local files have this origin or `null`, downloaded ones too |
//! | `data://…`, `blob://…` and other schemes [without pages](super::origin::OriginPattern); a misspelt scheme: `htttps://…`, `httpx://…` | rejected: [`Reason::NoPages`] | no page has such an origin; as the scheme of an app it would count as secure |
//! | any other scheme that is not `https`, `http`, `wss`, `ws` or `ftp` | counts as that of an app or an extension | no list has them all |
//! | `*` with other origins | rejected: [`Reason::NotAlone`] | any origin is allowed, so the others would have no effect |
//! | `*` with credentials | rejected: [`Reason::Wildcard`] | browsers refuse it, and a reflected origin gives every page the user's credentials |
//! | `http`, `ws` or `ftp` with credentials | rejected: [`Reason::Insecure`], or this origin is [tolerated](Builder::dangerously_tolerate_insecure_origins) | anyone on the network path can act as this origin |
//! | `http` with credentials and a host that is the machine itself: `http://localhost:*`, `http://*.localhost:*`, `http://127.0.0.1:*`, `http://[::1]:*` | accepted | [potentially trustworthy](https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy): nobody on the network can act as it |
//! | the scheme of an app or an extension with credentials: `app://obsidian.md`, `capacitor://localhost`, `tauri://localhost`, `vscode-webview://…`, `chrome-extension://…` | accepted; the host is compared as it is written | the page comes with the app and not from a network |
//! | `moz-extension://*`, any host of such a scheme, with credentials | rejected: [`Reason::AnyHost`], or [tolerated](Builder::dangerously_tolerate_any_host) | every extension gets what the policy allows; Firefox gives each installation another host |
//! | `https://*`, `http://*` | rejected: [`Reason::EveryHost`] | anyone can have a host there |
//! | an origin that is tolerated and not listed | rejected: [`Reason::NotListed`] | it would have no effect |
//! | `*.` before a public suffix with credentials: `https://*.com`, `https://*.co.uk`, `https://*.github.io`, with a dot at the end or without | rejected: [`Reason::PublicSuffix`], or [tolerated](Builder::dangerously_tolerate_subdomains_of_public_suffixes) | anyone can register a name there |
//! | `*.` before a name above a public suffix, with credentials: `https://*.amazonaws.com` | as before a public suffix | the names below the suffix match too |
//! | `*.` before a public suffix that the policy does not know, with credentials | accepted | only a [list](Builder::build_with_public_suffixes) has them all |
//! | a private network | what is rejected with credentials is rejected | servers there trust their network |
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
//! | any method, with an origin that the policy does not allow | continue, with no field but `Vary`; a policy of [one static origin](Policy::for_static_origin) still names that origin | the browser keeps the response from the page |
//! | an origin that only the function of [`Policy::decide_with`] allows | as an origin of the list | a database has it |
//! | `Origin: null`, `file://a` | refused, and no function is asked; but a policy of `*` allows it | any page can send it |
//! | leading zeros in the port of the origin, `https://a.example:0443` | refused as an origin that is not allowed, and no function is asked | no browser sends it |
//! | `Access-Control-Request-Private-Network`, with a policy that is not [for a private network](Builder::with_private_network) | ignored: the preflight is answered as any other | the answer does not grant what it asks for, and browsers that do not enforce the draft still get theirs |
//! | two lines of `Origin` or `Access-Control-Request-Method`, or a malformed one | refused; but a policy of `*` does not look at `Origin` | the field has one value |
//! | a preflight that fails at any step | 403 without fields | Fetch suggests it |
//! | a preflight for GET, HEAD or POST, whatever the methods are | allowed | these methods are always allowed; browsers send such preflights for other reasons |
//! | a preflight for CONNECT, TRACE or TRACK with the method `*` | allowed as any other | browsers do not send it |
//! | up to 64 names in `Access-Control-Request-Headers` in any order, repeated, on several lines; more names in the order of the policy | accepted | intermediaries change it |
//! | up to 16 empty elements in `Access-Control-Request-Headers`, and up to 8 lines with names | accepted | intermediaries add them |
//! | more empty elements or more lines of it | refused: [`Refusal::TooManyRequestHeaders`] | only attackers send more |
//! | more than 64 names in it that are out of the order of the policy, or repeated | refused: [`Refusal::TooManyRequestHeaders`] | each costs a walk over the list; browsers send sorted names, each once |
//! | a value of it that is longer than the longest request the policy could allow, or than 16 KiB where any name is allowed | refused at once: [`Refusal::TooManyRequestHeaders`] | the cost depends on the length of the policy, not of the request |
//! | an empty `Access-Control-Request-Headers` | answered with an empty field | it asks for nothing |
//! | a preflight for `Authorization`, where `*` is listed without it and without credentials | refused | `*` does not stand for that name |
//! | any request but `OPTIONS`, with a policy that lists origins, or [nobody](Policy::for_nobody) | `Vary: Origin` | a cache must not give the response for one origin to another; responses to `OPTIONS` are not cached |
//! | any `OPTIONS`, with [`Builder::with_vary_on_options`] | `Vary` with `Origin`, `Access-Control-Request-Method`, `Access-Control-Request-Headers` and, for a private network, `Access-Control-Request-Private-Network` | the answer depends on all of them, a refusal too; some proxies are configured to cache it |
//! | any other request, with a policy of `*` or of [one static origin](Policy::for_static_origin) | no `Vary` | all origins get the same response; only preflights of other origins are refused |

mod asked;
mod audit;
mod builder;
mod checked;
mod decision;
#[cfg(feature = "serde")]
mod deserialize;
#[cfg(feature = "serde")]
mod found;
#[cfg(feature = "serde")]
mod keys;
#[cfg(feature = "alloc")]
mod lists;
mod mistake;
mod mistakes;
mod origins;
mod owned;
#[cfg(feature = "alloc")]
mod owned_mistakes;
mod paths;
mod public_suffix;
mod refusal;
pub(crate) mod reply;
mod request;
mod sentence;
#[cfg(feature = "serde")]
mod serialize;
mod settings;
mod texts;
mod tolerances;

pub use builder::Builder;
pub use checked::Policy;
pub use decision::{Action, Decision};
pub use mistake::{Mistake, Part, Reason, Setting};
pub use mistakes::Mistakes;
pub use owned::{Config, InvalidConfig, Owned};
#[cfg(feature = "alloc")]
#[cfg_attr(docsrs, doc(cfg(feature = "alloc")))]
pub use owned_mistakes::OwnedMistakes;
pub use paths::{Path, Report};
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
