//! The `cors` policy of an API gateway: its statement, its scopes, and its decisions.
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
//! This module predicts what gateways with this policy do. It does not recommend it: an origin that is not listed may get
//! an empty 200, methods and names are left to the browser to compare, and several policies may apply to one request. For
//! a server of your own, use [`cors::policy`](super::policy).
//!
//! A [`Policy`] is a [`Statement`] that was checked, in a constant or at run time. Each [`Scope`] has at most one
//! [`Document`] with a policy, and `base` puts them into an [`EffectiveOrder`]. [`decide`] applies them in that order. The
//! [`Decision`] names the [`Row`] of its table, and the fields to set on the response. [`Readings`] choose between
//! readings of what the reference leaves open. [`issues`] reports configurations in which a policy does not do what it says.
//!
//! A decision is only as certain as what was seen. A policy expression whose value is not known is in
//! [`Statement::unknown`], and a fragment that was not read is [`Step::Unread`]. If one of them may change the decision,
//! [`Decision::depends_on`] names it.
//!
//! | input | result | why |
//! |---|---|---|
//! | no origin | rejected: [`Reason::Missing`] | the reference |
//! | `*` with other origins | rejected: [`Reason::NotAlone`] | the reference |
//! | a path, a query, `*` within an origin, quotes around it, white space, `null`, `file:` | rejected: [`Reason::Invalid`] | the reference: scheme, host and port only |
//! | a trailing `/`, upper case or a default port in an origin | accepted, equal to the origin without it | it is a URI |
//! | `*` with `allow-credentials` | rejected: [`Reason::Wildcard`] | browsers reject it; with the origin of the request in its place, every page could read what the user can |
//! | an empty list | rejected: [`Reason::Missing`] | the reference |
//! | no `allowed-headers` | accepted, with a [`Remark`]: [`Reason::Missing`] | editions of the reference differ on whether it is required |
//! | `*` among methods and names | accepted, also with `allow-credentials` | the examples of the reference have it |
//! | a method or a name that is not a token | rejected: [`Reason::Empty`], [`Reason::Invalid`] | the field would be malformed |
//! | TRACE, CONNECT and TRACK; `Host`, `Origin`, `Cookie`, `Accept-Encoding` and other names that no page sends, `Set-Cookie` that no page reads | accepted and sent, with a remark: [`Reason::Forbidden`] | the gateway accepts them, and its makers list TRACE; they allow nothing |
//! | `Access-Control-Allow-Origin` and other fields of CORS that no page sends, or reads | accepted and sent, with a remark: [`Reason::Prohibited`] | likewise |
//! | `*` among `expose-headers`, with `allow-credentials` | accepted and sent, with a remark: [`Reason::Credentialed`] | browsers then take it for a name |
//! | any number of seconds | accepted | the reference sets no limit; browsers do |
//!
//! [`Reason::Missing`]: super::policy::Reason::Missing
//! [`Reason::NotAlone`]: super::policy::Reason::NotAlone
//! [`Reason::Prohibited`]: super::policy::Reason::Prohibited
//! [`Reason::Invalid`]: super::policy::Reason::Invalid
//! [`Reason::Empty`]: super::policy::Reason::Empty
//! [`Reason::Credentialed`]: super::policy::Reason::Credentialed
//! [`Reason::Wildcard`]: super::policy::Reason::Wildcard
//! [`Reason::Forbidden`]: super::policy::Reason::Forbidden

mod decision;
mod issues;
mod item;
mod mistakes;
mod origins;
mod policy;
mod readings;
mod remarks;
mod request;
mod row;
mod scope;
mod statement;
mod step;

pub use decision::{Decision, decide};
pub use issues::{Facts, Issue, issues};
pub use item::Item;
pub use mistakes::Mistakes;
pub use policy::Policy;
pub use readings::Readings;
pub use remarks::{Remark, Remarks};
pub use request::Request;
pub use row::Row;
pub use scope::{Document, EffectiveOrder, Scope, Scopes};
pub use statement::Statement;
pub use step::{Step, Unseen};
