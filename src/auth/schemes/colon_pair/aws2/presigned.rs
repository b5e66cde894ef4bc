//! A request whose signature is in its query.

use core::fmt;

use super::super::{Credentials, Kind, is_of_id};
use super::Request;
use super::resource::{Param, params};
use crate::auth::coding::base64::{Base64, Form};
use crate::auth::coding::decimal::Decimal;
use crate::auth::coding::percent;
use crate::encode::{Encode, Sink, Wire};
use crate::error::{CapacityError, DecodeError, ErrorKind, ParseError, ValueError, ValueErrorKind};

const ID: &str = "AWSAccessKeyId";
const EXPIRES: &str = "Expires";
const SIGNATURE: &str = "Signature";

/// The parameters of a presigned request, as a server reads them before it looks up the key.
///
/// ```
/// use countersign::auth::colon_pair::aws2::{Presigned, Request};
///
/// let target = "/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1175139620\
///     &Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D";
/// let fields = [("Host", "johnsmith.s3.amazonaws.com")];
/// let request = Request::new("GET", target, &fields)?.with_bucket("johnsmith")?;
/// let mut buffer = [0; 128];
/// let presigned = Presigned::parse(&request, &mut buffer)?;
/// assert_eq!((presigned.credentials().id(), presigned.expires()), ("AKIAIOSFODNN7EXAMPLE", 1_175_139_620));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Presigned<'b> {
    credentials: Credentials<'b>,
    pub(super) expires: Decimal,
}

impl<'b> Presigned<'b> {
    /// Reads the parameters. What they decode to is in `buffer`, which must hold the identifier of the key and the signature.
    ///
    /// The offset of an error counts from the start of the query.
    ///
    /// # Errors
    /// [`ErrorKind::Missing`] with the name of a parameter, [`ErrorKind::DuplicateParam`] for a second one, and
    /// [`ErrorKind::InvalidParam`] for a value that is malformed. [`DecodeError::Capacity`] if the buffer is too short.
    pub fn parse<F>(request: &Request<'_, F>, buffer: &'b mut [u8]) -> Result<Self, DecodeError> {
        let query = request.query;
        let (id, expires, signature) = (find(query, ID)?, find(query, EXPIRES)?, find(query, SIGNATURE)?);
        let seconds = Decimal::parse(expires.value.unwrap_or_default()).map_err(|_| invalid(EXPIRES, expires))?;
        let (id_bytes, buffer) = decode(id, buffer)?;
        let (symbols, _) = decode(signature, buffer)?;
        let is_id = !id_bytes.is_empty() && id_bytes.iter().all(|byte| is_of_id(*byte));
        let name = core::str::from_utf8(id_bytes).ok().filter(|_| is_id).ok_or(invalid(ID, id))?;
        let symbols = Base64::read(symbols, Form::Standard).ok().filter(|_| !symbols.is_empty());
        let base64 = symbols.ok_or(invalid(SIGNATURE, signature))?;
        Ok(Self { credentials: Credentials { kind: Kind::Aws, id: name, signature: base64 }, expires: seconds })
    }

    /// Returns the identifier of the key and the signature, as a field has them.
    #[must_use]
    pub const fn credentials(&self) -> Credentials<'b> {
        self.credentials
    }

    /// Returns when it expires, in seconds since 1970.
    #[must_use]
    pub fn expires(&self) -> u64 {
        self.expires.get()
    }
}

impl fmt::Debug for Presigned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presigned").field("expires", &self.expires).finish_non_exhaustive()
    }
}

/// Returns the first parameter that only a presigned request has.
pub(super) fn first(query: &[u8]) -> Option<Param<'_>> {
    params(query).find(|param| [ID, SIGNATURE].iter().any(|name| param.name == name.as_bytes()))
}

/// Checks that a query has no parameter that presigning adds.
pub(super) fn check(query: &[u8]) -> Result<(), ValueError> {
    let is_added = |param: &Param<'_>| [ID, EXPIRES, SIGNATURE].iter().any(|name| param.name == name.as_bytes());
    match params(query).find(is_added) {
        Some(param) => Err(ValueError::new("query", ValueErrorKind::Prohibited, param.offset)),
        None => Ok(()),
    }
}

fn invalid(name: &'static str, param: Param<'_>) -> ParseError {
    ParseError::new(ErrorKind::InvalidParam(name), param.offset)
}

/// Returns the only parameter of a name.
fn find<'q>(query: &'q [u8], name: &'static str) -> Result<Param<'q>, ParseError> {
    let mut found = params(query).filter(|param| param.name == name.as_bytes());
    let param = found.next().ok_or(ParseError::new(ErrorKind::Missing(name), query.len()))?;
    match found.next() {
        Some(second) => Err(ParseError::new(ErrorKind::DuplicateParam, second.offset)),
        None => Ok(param),
    }
}

/// Decodes a value into the start of a buffer, and returns the rest of the buffer.
fn decode<'r>(param: Param<'_>, buffer: &'r mut [u8]) -> Result<(&'r [u8], &'r mut [u8]), DecodeError> {
    let bytes = percent::decode(param.value.unwrap_or_default().iter().copied());
    let needed = bytes.clone().count();
    let (own, rest) = buffer.split_at_mut_checked(needed).ok_or(CapacityError::new(needed))?;
    own.iter_mut().zip(bytes).for_each(|(free, byte)| *free = byte);
    Ok((own, rest))
}

/// The target of a presigned request: what a client sends, or writes into a link. The target that was signed comes first, as it
/// was given.
#[derive(Clone, Copy)]
pub struct PresignedTarget<'a> {
    pub(super) path: &'a [u8],
    pub(super) query: &'a [u8],
    pub(super) id: &'a str,
    pub(super) expires: Decimal,
    pub(super) signature: [u8; 20],
}

impl Encode for PresignedTarget<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let separator: &[u8] = if self.query.is_empty() { b"" } else { b"&" };
        for piece in [self.path, b"?", self.query, separator, ID.as_bytes(), b"="] {
            wire.put(piece)?;
        }
        percent::write(wire, self.id.as_bytes(), percent::is_unreserved)?;
        for piece in ["&", EXPIRES, "=", self.expires.as_str(), "&", SIGNATURE, "="] {
            wire.put(piece.as_bytes())?;
        }
        let mut symbols = [0; 28];
        let symbols = Base64::of(&self.signature, Form::Standard).encode_to_slice(&mut symbols).unwrap_or_default();
        percent::write(wire, symbols, percent::is_unreserved)
    }
}

impl fmt::Debug for PresignedTarget<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PresignedTarget").finish_non_exhaustive()
    }
}
