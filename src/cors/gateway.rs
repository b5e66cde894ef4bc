//! The `cors` policy of an API gateway: what a statement says, where it is in force, and what it answers.
//!
//! ```xml
//! <cors allow-credentials="false | true" terminate-unmatched-request="true | false">
//!     <allowed-origins>
//!         <origin>scheme://host[:port][/]</origin> <!-- one or more, or * alone -->
//!     </allowed-origins>
//!     <allowed-methods preflight-result-max-age="seconds"> <!-- GET and POST without it -->
//!         <method>GET</method> <!-- one or more, * among them -->
//!     </allowed-methods>
//!     <allowed-headers>
//!         <header>x-a</header> <!-- one or more, * among them -->
//!     </allowed-headers>
//!     <expose-headers>
//!         <header>x-b</header> <!-- one or more -->
//!     </expose-headers>
//! </cors>
//! ```
//! [API Management, `cors` policy](https://learn.microsoft.com/en-us/azure/api-management/cors-policy)
//!
//! This is what gateways do that have this policy, and not what is wise: an origin that is not listed may get an empty
//! 200 for an answer, methods and names are left for the browser to compare, and policies are asked one after the
//! other. A server that speaks for itself has [`cors::policy`](super::policy).
//!
//! A [`Policy`] is a [`Statement`] that was checked, in a constant or at run time. Each [`Scope`] has at most one
//! [`Document`] with such a policy; `base` puts them into an [`EffectiveOrder`]. [`decide`] asks them in that order. The
//! [`Decision`] names its [`Row`] of the table there, and the fields to set on whatever is answered. [`Readings`] say
//! how to take what the reference leaves open.
//!
//! | what is configured | read | why |
//! |---|---|---|
//! | no origin | refused: [`Reason::Missing`] | the reference |
//! | `*` beside other origins | refused: [`Reason::NotAlone`] | the reference |
//! | a path, a query, `*` within an origin, quotes around it, white space, `null`, `file:` | refused: [`Reason::Invalid`] | the reference: scheme, host and port only |
//! | a `/` behind an origin, upper case in it, a default port | read; one origin with what is spelled without | it is a URI |
//! | `*` with `allow-credentials` | refused: [`Reason::Wildcard`] | browsers refuse it; any origin in its place would let every page read what the user may |
//! | a list without element | refused: [`Reason::Missing`] | the reference |
//! | no `allowed-headers` | read | editions of the reference differ on whether there must be one |
//! | `*` among methods and names | read, also with `allow-credentials` | the examples of the reference have it |
//! | what [`cors::policy`](super::policy) refuses as a method or a name | refused: [`Reason::Invalid`], [`Reason::Forbidden`], [`Reason::Prohibited`] | it would allow nothing |
//! | any number of seconds | read | the reference has no limit; browsers have |
//!
//! [`Reason::Missing`]: super::policy::Reason::Missing
//! [`Reason::NotAlone`]: super::policy::Reason::NotAlone
//! [`Reason::Prohibited`]: super::policy::Reason::Prohibited
//! [`Reason::Invalid`]: super::policy::Reason::Invalid
//! [`Reason::Wildcard`]: super::policy::Reason::Wildcard
//! [`Reason::Forbidden`]: super::policy::Reason::Forbidden

mod decision;
mod mistakes;
mod origins;
mod readings;
mod row;
mod scope;
mod statement;

pub use decision::{Decision, Request, decide};
pub use mistakes::Mistakes;
pub use readings::Readings;
pub use row::Row;
pub use scope::{Document, EffectiveOrder, Scope, Scopes};
pub use statement::{Policy, Statement};
