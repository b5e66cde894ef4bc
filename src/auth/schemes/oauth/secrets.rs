//! The secrets of a client and a token, RFC 5849 §3.4.2 and §3.4.4.

use core::fmt;
use core::hint::black_box;

use super::Encoded;
use crate::auth::coding::percent::{self, is_unreserved};
use crate::encode::{Encode, Sink, Wire};

/// The secret of a client, and that of the token with which it acts.
///
/// ```text
/// key = enc(client-secret) "&" enc(token-secret)     ; also the signature of the method PLAINTEXT
/// ```
///
/// [`Encode`] writes the key. `Debug` shows no byte, and there is no `==`.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::oauth::{Credentials, Secrets, SignatureMethod};
///
/// let secrets = Secrets::new("ab cd").with_token("47fba");
/// let mut signature = [0; 64];
/// let signature = secrets.encode_to_slice(&mut signature)?;
/// assert_eq!(signature, b"ab%20cd&47fba");
///
/// // The method PLAINTEXT sends the secrets themselves: never without TLS.
/// let sent = Credentials::plaintext("client", signature);
/// assert!(secrets.is_plaintext(&sent));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Secrets<'a> {
    client: &'a [u8],
    token: &'a [u8],
}

impl<'a> Secrets<'a> {
    /// Returns the secret of a client, which may be empty.
    #[must_use]
    pub fn new<C: AsRef<[u8]> + ?Sized>(client: &'a C) -> Self {
        Self { client: client.as_ref(), token: b"" }
    }

    /// Returns the secrets with that of a token.
    #[must_use]
    pub fn with_token<T: AsRef<[u8]> + ?Sized>(self, token: &'a T) -> Self {
        Self { token: token.as_ref(), ..self }
    }

    /// Returns whether the signature of credentials is these secrets, as the method PLAINTEXT has it. The time depends on
    /// lengths only.
    ///
    /// The credentials of a server must have that method: [`Server::verify_plaintext`](super::Server::verify_plaintext) checks
    /// it.
    #[must_use]
    pub fn is_plaintext(&self, credentials: &super::Credentials<'_>) -> bool {
        let mut same = Same { given: credentials.signature(), index: 0, difference: 0 };
        let Ok(()) = self.encode(&mut same);
        (same.difference == 0) & (same.given.bytes().count() == same.index)
    }
}

impl Encode for Secrets<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        percent::write(wire, self.client, is_unreserved)?;
        wire.put(b"&")?;
        percent::write(wire, self.token, is_unreserved)
    }
}

impl fmt::Debug for Secrets<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secrets").finish_non_exhaustive()
    }
}

/// Compares what is put with a value, in constant time.
struct Same<'a> {
    given: Encoded<'a>,
    index: usize,
    difference: u8,
}

impl Sink for Same<'_> {
    type Error = core::convert::Infallible;

    fn put(&mut self, piece: &[u8]) -> Result<(), Self::Error> {
        let given = self.given.bytes().skip(self.index);
        self.difference = given.zip(piece).fold(self.difference, |all, (a, b)| black_box(all | (a ^ b)));
        self.index = self.index.saturating_add(piece.len());
        Ok(())
    }
}
