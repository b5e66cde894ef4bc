//! The client's loop: which credentials to send with a request, and what to do after its response.
//!
//! An [`Agent`] serves one origin, or one proxy, and has one [`Login`]. It chooses the strongest challenge that it can
//! answer ([`select`](super::select)), keeps what later requests need, renews the nonces of Digest, and checks the
//! server's proof. It allocates nothing and does no input or output: the caller sends the requests.
//!
//! ```
//! use countersign::Encode;
//! use countersign::auth::agent::{Agent, Login, Next};
//! use countersign::auth::digest::{Request, RustCrypto};
//! # struct Response { status: u16, fields: [(&'static str, &'static str); 1] }
//! # fn send(_: &str, _: &str, authorization: Option<Vec<u8>>) -> Response {
//! #     match authorization {
//! #         Some(value) if value.starts_with(b"Digest username=\"Mufasa\", realm=\"staff\"") =>
//! #             Response { status: 200, fields: [("Authentication-Info", "nextnonce=\"8a3f\"")] },
//! #         _ => Response {
//! #             status: 401,
//! #             fields: [("WWW-Authenticate", "Basic realm=\"staff\", Digest realm=\"staff\", nonce=\"7ypf\", qop=\"auth\"")],
//! #         },
//! #     }
//! # }
//!
//! // Once for each server. Basic sends the password itself, so it must be allowed: `.with_basic()`.
//! let login = Login::password("Mufasa", "Circle of Life")?;
//! let mut agent = Agent::new(RustCrypto, "https://example.org", login);
//!
//! // For each request. The loop sends it at most `MAX_REQUESTS` times.
//! let mut exchange = agent.exchange("https://example.org", Request::new("GET", "/dir/index.html")?);
//! let response = loop {
//!     let random = [7; 16]; // take it from a cryptographic random source
//!     let authorization = exchange.authorization(random)?;
//!     let value = authorization.map(|authorization| authorization.encode_to_vec()); // of the field `Authorization`
//!     let response = send("GET", "/dir/index.html", value);
//!     match exchange.answered(response.status, &response.fields)? {
//!         Next::Repeat => {}
//!         Next::Done { .. } => break response,
//!         Next::WrongSecret => panic!("ask the user for another password"),
//!         Next::Unanswerable(reason) => panic!("{reason}"),
//!         Next::Other(_) => panic!("the agent has no other schemes"),
//!     }
//! };
//! assert_eq!(response.status, 200);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is sent with a request
//!
//! | situation | credentials | why |
//! |---|---|---|
//! | the agent has answered no challenge yet | none; a token is sent at once | RFC 9110 §11.6.1; RFC 6750 §2 |
//! | it has answered a Digest challenge | those of its protection space; none outside the `domain` | RFC 7616 §3.3, §3.6 |
//! | it has answered a Basic challenge | for paths at and below the directory of the challenged path, without `.` and `..`; if the path is longer than the agent's capacity, for the challenged request only | RFC 7617 §2.2 |
//! | the request goes to another origin, in `exchange` or in the request target | none; an absolute URI in the `domain` adds no origin | RFC 9110 §11.5 |
//! | the agent is for a proxy: [`for_proxy`](AgentIn::for_proxy) | for every request, whatever its target; a `domain` is ignored | RFC 7616 §3.3 |
//! | the login was rejected ([`Next::WrongSecret`]) | none, until it gets [another login](AgentIn::set_login) or [forgets](AgentIn::forget) | the secret is wrong in the whole protection space, and each attempt may count towards a lock of the account |
//! | [another login](AgentIn::set_login) was set | none until the server challenges again | the old session is of another user |
//!
//! # What a response means
//!
//! | response | result | why |
//! |---|---|---|
//! | any status but 401; for a proxy, any but 407 | [`Next::Done`] | the challenges of other responses invite, and do not reject (RFC 9110 §11.6.1) |
//! | … with an rspauth that is right, or with a nextnonce | [`Next::Done`], `proven` only with an rspauth; the nextnonce is used from now on | RFC 7616 §3.5 |
//! | … with an rspauth that is wrong | [`ClientError::Rspauth`](super::digest::ClientError::Rspauth) | the sender of the response does not know the secret |
//! | a challenge that the agent can answer | [`Next::Repeat`] | RFC 9110 §11.4 |
//! | several of them | Digest before Basic, and Digest by its algorithm; the first of equals | RFC 7616 §3.7, §5.10 |
//! | Digest with `stale=true` | [`Next::Repeat`] with the new nonce | RFC 7616 §3.3 |
//! | Digest, after credentials for a challenge of an earlier exchange | [`Next::Repeat`], once | many servers forget nonces, and omit `stale` |
//! | Digest, after credentials for a challenge of this exchange | [`Next::WrongSecret`] | the nonce was new |
//! | Digest for a URI outside its `domain` | the `domain` is ignored | the server asks for this URI all the same; devices send `domain="::"` |
//! | Basic or Bearer, after the same credentials | [`Next::WrongSecret`] | they would be the same again |
//! | a challenge of any of these schemes, after [`Next::WrongSecret`] in an earlier exchange | [`Next::WrongSecret`], and nothing is sent | as above; the schemes share the secret |
//! | Basic, without [`with_basic`](Login::with_basic) | [`Unanswerable::BasicNotAllowed`] | anyone who can answer would learn the password (RFC 7616 §5.1) |
//! | a weaker challenge than one that was answered: Basic after Digest, MD5 after SHA-256, no qop after a qop | [`Unanswerable::Weaker`] | RFC 7616 §5.10: somebody on the way may have removed the stronger one |
//! | Basic beside a Digest that does not meet the [requirements](AgentIn::with_requirements) | [`Unanswerable::Weaker`] | stricter requirements must not lead to the password itself |
//! | Basic beside a Digest that cannot be computed | [`Next::Repeat`], with [`with_basic`](Login::with_basic) | the login allows it |
//! | another realm | [`Unanswerable::Realm`] | it is another protection space (RFC 9110 §11.5), and the login may not be meant for it |
//! | a challenge of another origin | [`Unanswerable::OtherOrigin`] | the login is not meant for it |
//! | more than [`MAX_REQUESTS`] requests would be needed | [`Unanswerable::TooMany`] | a server that always sends `stale=true` must not cause a loop |
//! | a scheme from [`with_others`](AgentIn::with_others) | [`Next::Other`] | the caller answers it |
//! | no challenge, or none that can be used | [`Unanswerable`], with the reason | |
//! | a malformed line | [`AgentError::Line`]; [`answered_tolerantly`](Exchange::answered_tolerantly) skips what is broken | |
//!
//! [RFC 9110, section 11](https://www.rfc-editor.org/rfc/rfc9110#section-11) ·
//! [RFC 7616, section 5](https://www.rfc-editor.org/rfc/rfc7616#section-5) ·
//! [RFC 7617, section 2.2](https://www.rfc-editor.org/rfc/rfc7617#section-2.2)
//!
//! A password or a token that is sent over a connection without TLS can be read on the way. The agent does not know the
//! connection: give it `https` origins.

mod authorization;
mod error;
mod exchange;
mod login;
mod next;
mod space;
mod state;
mod strength;

pub use authorization::Authorization;
pub use error::AgentError;
pub use exchange::{Exchange, MAX_REQUESTS};
pub use login::Login;
pub use next::{Next, Unanswerable};
pub use state::{Agent, AgentIn};
