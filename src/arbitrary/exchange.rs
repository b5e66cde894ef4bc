//! The parts of an exchange of Digest.

use alloc::string::String;
use alloc::vec::Vec;

use ::arbitrary::{Arbitrary, Result, Unstructured};

use super::authentication::Parts;
use super::draw::Draw;
use super::message::request_method;
use super::schemes::answerable_challenge;

/// A challenge of Digest that a client can answer, and what it needs for the answer.
///
/// The hash functions are the caller's choice, so the answer is not drawn: a client makes it, and a server verifies it.
///
/// ```
/// use arbitrary::{Arbitrary, Unstructured};
/// use countersign::arbitrary::DigestExchange;
/// use countersign::auth::digest::{Challenge, Client, Request, RustCrypto, Secret, Server};
///
/// let drawn = DigestExchange::arbitrary(&mut Unstructured::new(b"any bytes, from a fuzzer"))?;
/// let challenge = Challenge::parse(&drawn.challenge.wire).expect("a generator draws valid values");
/// let request = Request::new(&drawn.method, &drawn.uri).expect("a valid request");
/// let secret = Secret::password(&drawn.password).expect("a password");
/// let mut client = Client::new(RustCrypto, &challenge).expect("a challenge that can be answered");
/// let answer = client.answer(request, &drawn.user, secret, drawn.cnonce).expect("an answer");
///
/// let server = Server::new(RustCrypto, challenge);
/// assert!(server.verify(&answer, request, &drawn.user, Some(secret), |_, _| true).is_ok());
/// let other = Secret::password("another password").unwrap();
/// assert!(server.verify(&answer, request, &drawn.user, Some(other), |_, _| true).is_err());
/// # Ok::<(), arbitrary::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestExchange {
    /// The challenge, with a registered algorithm and the qop `auth`, alone or in a list, or no qop.
    pub challenge: Parts,
    /// A name without a colon.
    pub user: String,
    /// The password, which is not empty.
    pub password: Vec<u8>,
    /// The method of the request.
    pub method: String,
    /// The target of the request.
    pub uri: String,
    /// The random bytes of the client.
    pub cnonce: [u8; 16],
}

impl<'b> Arbitrary<'b> for DigestExchange {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        let draw = &mut Draw(u);
        Ok(Self {
            challenge: Parts::draw(draw, "digest", "Digest", answerable_challenge),
            user: draw.user(),
            password: draw.user().into(),
            method: request_method(draw),
            uri: draw.path(),
            cnonce: draw.0.arbitrary().unwrap_or_default(),
        })
    }
}
