//! What a client requires of a challenge.

use super::options::Options;
use super::{Algorithm, Challenge, ClientError, Qop};
use crate::syntax::text::Text;

/// What a client requires of a challenge before it answers.
///
/// By default a client answers every challenge that it can compute. Somebody who can change a response may therefore
/// remove the better algorithm and the qop from the first challenge that a client sees. A client that knows its server
/// requires what that server offers. After the first challenge a client requires at least what that challenge had: see
/// [`Client::renew`](super::ClientIn::renew).
///
/// ```
/// use countersign::auth::digest::{Algorithm, Challenge, Client, ClientError, Requirements, RustCrypto};
///
/// let requirements = Requirements::new().with_algorithm(Algorithm::Sha256).with_qop().with_realm("staff");
/// for (challenge, expected) in [
///     (&b"Digest realm=\"staff\", nonce=\"b\", algorithm=SHA-256, qop=\"auth\""[..], None),
///     (b"Digest realm=\"staff\", nonce=\"b\", algorithm=MD5, qop=\"auth\"", Some(ClientError::Algorithm)),
///     (b"Digest realm=\"staff\", nonce=\"b\", algorithm=SHA-256", Some(ClientError::Qop)),
///     (b"Digest realm=\"other\", nonce=\"b\", algorithm=SHA-256, qop=\"auth\"", Some(ClientError::Realm)),
/// ] {
///     let client = Client::new(RustCrypto, &Challenge::parse(challenge)?)?;
///     assert_eq!(client.with_requirements(&requirements).err(), expected);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requirements<'a> {
    realm: Option<Text<'a>>,
    algorithm: Option<Algorithm<'a>>,
    qop: bool,
}

impl<'a> Requirements<'a> {
    /// Requires nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { realm: None, algorithm: None, qop: false }
    }

    /// Requires this realm.
    #[must_use]
    pub fn with_realm<R: AsRef<[u8]> + ?Sized>(self, realm: &'a R) -> Self {
        Self { realm: Some(Text::quoted(realm.as_ref(), false)), ..self }
    }

    /// Requires an algorithm that is at least as strong. MD5 is weaker than the others, which are equally strong. Only an
    /// unregistered algorithm itself is as strong as it.
    #[must_use]
    pub const fn with_algorithm(self, algorithm: Algorithm<'a>) -> Self {
        Self { algorithm: Some(algorithm), ..self }
    }

    /// Requires a qop that the client computes, so that it does not use the form of RFC 2069.
    #[must_use]
    pub const fn with_qop(self) -> Self {
        Self { qop: true, ..self }
    }

    pub(in crate::auth) fn check(&self, challenge: &Challenge<'_>) -> Result<(), ClientError> {
        if self.realm.is_some_and(|realm| realm != challenge.realm()) {
            return Err(ClientError::Realm);
        }
        // SHA-512/256 has the output of SHA-256, and as many digits. The strength of an unregistered algorithm is unknown: it
        // satisfies no other requirement, and nothing else satisfies it.
        if let Some(required) = self.algorithm {
            match (challenge.function().digits(), required.digits()) {
                (Some(digits), Some(least)) if digits >= least => {}
                _ if challenge.function().is_same(&required) => {}
                _ => return Err(ClientError::Algorithm),
            }
        }
        // A challenge without a usable qop does not meet the requirement, whatever else it lacks.
        match challenge.choose_qop(false) {
            Ok(Some(_)) => Ok(()),
            _ if self.qop => Err(ClientError::Qop),
            _ => Ok(()),
        }
    }
}

impl Default for Requirements<'_> {
    fn default() -> Self {
        Self::new()
    }
}

/// Checks that `renewed` does not protect less than `before`. Returns whether a client answers both in the same way.
pub(super) fn check_renewal<O: Options>(
    before: &Challenge<'_>,
    renewed: &Challenge<'_>,
    options: O,
) -> Result<bool, ClientError> {
    let required = Requirements { realm: Some(before.realm()), algorithm: Some(before.function()), qop: false };
    required.check(renewed)?;
    let mut is_same = before.function().is_same(&renewed.function());
    for has_body in [false, true] {
        let [qop, other] = [before, renewed].map(|challenge| challenge.choose_qop_with(has_body, options));
        let (qop, other) = (qop?, other?);
        if protection(other) < protection(qop) {
            return Err(ClientError::Qop);
        }
        is_same &= qop == other;
    }
    Ok(is_same)
}

const fn protection(qop: Option<Qop<'_>>) -> u8 {
    match qop {
        None | Some(Qop::Other(_)) => 0,
        Some(Qop::Auth) => 1,
        Some(Qop::AuthInt) => 2,
    }
}
