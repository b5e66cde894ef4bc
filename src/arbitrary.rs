//! Generators for fuzzing and for tests by properties: valid values of every module, and nearly valid ones.
//!
//! Feature `arbitrary`, with the crate [`arbitrary`](https://docs.rs/arbitrary) 1, which needs std. Random bytes hardly ever
//! get through a parser. These generators turn them into challenges, credentials and whole messages, so that a fuzzer
//! reaches the code that runs after the parser: yours.
//!
//! | I test … | with |
//! |---|---|
//! | a server | [`Request`]: preflights, requests of other origins, credentials of every scheme; [`Mutated<Request>`](Mutated); [`Request::set`] for an origin that your policy allows |
//! | a client | [`Response`]: challenges, authentication info, CORS fields; [`Mutated<Response>`](Mutated) |
//! | the code for one scheme | [`Challenge::of`], [`Credentials::of`] and [`Info::of`] with the name of its module |
//! | the code for one field | [`field_value`] with the name of the field |
//! | Digest | [`DigestExchange`]: a challenge, a user, a password and a request |
//! | policies | [`Origin`], `Config<String>` of [`policy`](crate::cors::policy::Config), and [`Statement`] |
//! | a parser that must survive anything | [`Mutation`], [`Mutate`] and [`Mutated`]: faults that real messages have |
//!
//! Values of the crate borrow their bytes, so a generator returns parts and a wire form that owns them. The strict parser
//! accepts the wire form, and its value has the parts. A wire form is not made by [`Encode`](crate::Encode): it uses what the
//! grammar allows a sender, such as names in any case, escapes, white space and empty elements.
//!
//! # A fuzz target for a server
//!
//! The password of the server is not one that a generator draws, so whatever gets in found a way around it:
//!
//! ```
//! # use countersign::gate::{Gate, Step, Verdict};
//! # use countersign::cors::policy::Policy;
//! # use countersign::auth::basic;
//! # use countersign::FieldContent;
//! # const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com"]).in_const();
//! # fn my_server(request: &Request) -> u16 {
//! #     let challenge = basic::Challenge::new("staff").unwrap();
//! #     let challenges: [&dyn FieldContent; 1] = [&challenge];
//! #     let answer = Gate::new(&POLICY, &challenges).decide(&request.method, &request.fields[..], |credentials| {
//! #         let credentials = credentials.ok().flatten();
//! #         let user = credentials.and_then(|credentials| basic::UserPass::try_from(credentials).ok());
//! #         let is_user = user.is_some_and(|user| user.credentials().matches("admin", "correct horse battery staple"));
//! #         if is_user { Verdict::Accepted } else { Verdict::Challenged }
//! #     });
//! #     match answer.action() { countersign::cors::policy::Action::Respond(status) => status, _ => 200 }
//! # }
//! # mod libfuzzer_sys { macro_rules! fuzz_target { (|$input:ident: $Type:ty| $body:block) => {
//! #     fn target($input: $Type) $body
//! # } } pub(crate) use fuzz_target; }
//! use countersign::arbitrary::{Mutated, Request};
//!
//! libfuzzer_sys::fuzz_target!(|input: Mutated<Request>| {
//!     let status = my_server(&input.value);
//!     let is_preflight = input.value.method == "OPTIONS";
//!     assert!(status != 200 || is_preflight, "a wrong password got in");
//!     assert!(status != 401 || !is_preflight || !input.mutations.is_empty(), "a preflight has no credentials");
//! });
//! # use arbitrary::{Arbitrary, Unstructured};
//! # for seed in 0..200_u8 {
//! #     let bytes: Vec<u8> = (0..=255).map(|byte: u8| byte.wrapping_mul(seed).wrapping_add(seed)).collect();
//! #     target(Mutated::arbitrary(&mut Unstructured::new(&bytes)).unwrap());
//! # }
//! ```
//!
//! # proptest
//!
//! A strategy for any of the types is a strategy for bytes:
//!
//! ```
//! use arbitrary::{Arbitrary, Unstructured};
//! use countersign::arbitrary::Credentials;
//! use countersign::auth;
//! use proptest::prelude::*;
//!
//! fn drawn<T: for<'b> Arbitrary<'b> + std::fmt::Debug>() -> impl Strategy<Value = T> {
//!     let bytes = prop::collection::vec(any::<u8>(), 0..1024);
//!     bytes.prop_map(|bytes| T::arbitrary(&mut Unstructured::new(&bytes)).expect("a generator does not fail"))
//! }
//!
//! proptest!(|(credentials in drawn::<Credentials>())| {
//!     if let Ok(parsed) = auth::Credentials::parse(&credentials.0.wire) {
//!         prop_assert!(parsed.scheme().is(&credentials.0.scheme));
//!     }
//! });
//! ```
//!
//! Shorter bytes give simpler values, so cases shrink. A generator whose bytes run out takes the first choice everywhere.

mod authentication;
mod draw;
mod exchange;
mod field;
mod message;
mod mutation;
mod origin;
mod payload;
mod policy;
mod schemes;

pub use authentication::{Challenge, Credentials, Info, Parts};
pub use exchange::DigestExchange;
pub use field::field_value;
pub use message::{FieldLines, Request, Response};
pub use mutation::{Mutate, Mutated, Mutation};
pub use origin::Origin;
pub use payload::{Param, Payload};
pub use policy::Statement;
