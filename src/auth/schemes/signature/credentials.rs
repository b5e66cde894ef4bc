//! The Signature credentials, draft-cavage-http-signatures-12 §3.1.

use super::{Parameters, SCHEME};
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::payload_after;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::ParseError;

/// Signature credentials: the scheme, and the parameters of the signature.
///
/// ```
/// use countersign::{Encode, auth::signature::{Credentials, Parameters}};
///
/// let wire = b"Signature keyId=\"rsa-key-1\", algorithm=\"hs2019\", signature=\"c2lnbmVk\"";
/// let credentials = Credentials::parse(wire)?;
/// assert_eq!(credentials.parameters().key_id(), "rsa-key-1");
///
/// let sent = Credentials::new(Parameters::new("rsa-key-1", "signed")?.with_algorithm("hs2019")?);
/// assert_eq!(sent.encode_to_slice(&mut [0; 96])?, wire);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Credentials<'a> {
    parameters: Parameters<'a>,
}

impl<'a> Credentials<'a> {
    /// Parses a value that holds Signature credentials.
    ///
    /// # Errors
    /// [`ErrorKind::Scheme`](crate::ErrorKind::Scheme) for another scheme, and the errors of [`Parameters::parse`].
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        Parameters::read(payload).map(Self::new)
    }

    /// Creates credentials from the parameters of a signature.
    #[must_use]
    pub const fn new(parameters: Parameters<'a>) -> Self {
        Self { parameters }
    }

    /// Returns the parameters of the signature.
    #[must_use]
    pub const fn parameters(&self) -> Parameters<'a> {
        self.parameters
    }
}

typed!(Credentials, SCHEME);

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.parameters.write_params(WriteParams::after(SCHEME, wire)?)
    }

    fn is_secret(&self) -> bool {
        true
    }
}
