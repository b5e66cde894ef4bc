//! The credentials of an agent.

use crate::auth::field_names::{AUTHORIZATION, PROXY_AUTHORIZATION};
use crate::auth::schemes::{basic, bearer, digest};
use crate::encode::{Encode, FieldContent, Sink, Wire};

/// The credentials to send with a request: the value of Authorization or Proxy-Authorization.
///
/// `Debug` shows no secret.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::agent::{Agent, Login};
/// use countersign::auth::digest::{Request, RustCrypto};
///
/// let mut agent = Agent::new(RustCrypto, "https://api.example", Login::token("mF_9.B5f-4.1JqM")?);
/// let mut exchange = agent.exchange("https://api.example", Request::new("GET", "/")?);
/// let authorization = exchange.authorization([7; 16])?.expect("a token is sent at once");
/// let line = format!("{}: {}", authorization.name(), authorization.display());
/// assert_eq!(line, "Authorization: Bearer mF_9.B5f-4.1JqM");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Authorization<'a> {
    pub(super) credentials: Credentials<'a>,
    pub(super) is_proxy: bool,
}

#[derive(Clone, Copy, Debug)]
#[allow(clippy::large_enum_variant, reason = "without an allocator no variant can be boxed")]
pub(super) enum Credentials<'a> {
    Basic(basic::Credentials<'a>),
    Bearer(bearer::Credentials<'a>),
    Digest(digest::Credentials<'a>),
}

impl Authorization<'_> {
    /// Returns the name of the field: `Authorization`, or `Proxy-Authorization` for a proxy.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        if self.is_proxy { PROXY_AUTHORIZATION } else { AUTHORIZATION }
    }

    /// Returns the name of the scheme.
    #[must_use]
    pub const fn scheme(&self) -> &'static str {
        match self.credentials {
            Credentials::Basic(_) => basic::SCHEME,
            Credentials::Bearer(_) => bearer::SCHEME,
            Credentials::Digest(_) => digest::SCHEME,
        }
    }
}

impl FieldContent for Authorization<'_> {}

impl Encode for Authorization<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        match &self.credentials {
            Credentials::Basic(credentials) => credentials.write(wire),
            Credentials::Bearer(credentials) => credentials.write(wire),
            Credentials::Digest(credentials) => credentials.write(wire),
        }
    }

    fn is_secret(&self) -> bool {
        true
    }
}
