//! A request whose signature is in its query.
//!
//! ```text
//! target = target-without-signature ( "?" / "&" ) "X-Amz-Algorithm=" … "&X-Amz-Signature=" 64LHEX
//! ```

use core::cmp::Ordering;
use core::fmt;

use super::params::{Param, Params, Value};
use super::query::Query;
use super::{Algorithm, Credentials, Request, Rules, SignedHeaders, Timestamp, credential, is_signature};
use crate::auth::coding::pairs::Decoded;
use crate::auth::scheme::Scheme;
use crate::encode::{Encode, Sink, Wire, collect_into};
use crate::error::{DecodeError, ErrorKind, ParseError};
use crate::syntax::number::parse;
use crate::syntax::text::Text;

/// The longest time for which a presigned request is valid, in seconds: a week.
pub const MAX_EXPIRES: u32 = 604_800;

/// The parameters of a presigned request, as a server reads them before it looks up the key.
///
/// ```
/// use countersign::auth::aws4::{Presigned, Request, Rules};
///
/// let target = "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1\
///     %2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
///     &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
/// let fields = [("Host", "examplebucket.s3.amazonaws.com")];
/// let request = Request::new("GET", target, &fields, Rules::S3)?;
/// let mut buffer = [0; 256];
/// let presigned = Presigned::parse(&request, &mut buffer)?;
/// assert_eq!(presigned.credentials().access_key_id(), "AKIAIOSFODNN7EXAMPLE");
/// assert_eq!(presigned.expires(), 86_400);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Presigned<'b> {
    credentials: Credentials<'b>,
    at: Timestamp,
    expires: u32,
}

impl<'b> Presigned<'b> {
    /// Reads the parameters. What they decode to is in `buffer`, which must hold the credential, the names of the fields
    /// and the signature.
    ///
    /// The offset of an error counts from the start of the query.
    ///
    /// # Errors
    /// [`ErrorKind::Missing`] with the name of a parameter, [`ErrorKind::DuplicateParam`] for a second one, and
    /// [`ErrorKind::InvalidParam`] for a value that is not allowed: an unknown algorithm, more than a week to expire, and
    /// what [`Credentials::parse`] rejects. [`DecodeError::Capacity`] if the buffer is too short.
    pub fn parse<F>(request: &Request<'_, F>, buffer: &'b mut [u8]) -> Result<Self, DecodeError> {
        let (query, names) = (request.query(), &request.rules().names.params);
        if names.signature.is_empty() {
            return Err(ParseError::new(ErrorKind::Missing("Signature"), query.bytes().len()).into());
        }
        let algorithm = find(query, names.algorithm)?;
        let invalid = |part: &Found<'_>| ParseError::new(ErrorKind::InvalidParam(part.name), part.offset);
        let mut space = [0; 64];
        let name = algorithm.decode(&mut space)?;
        let scheme = Scheme::new(core::str::from_utf8(name).unwrap_or_default()).ok();
        let shape = scheme.and_then(Algorithm::read).map(Algorithm::shape);
        let shape = shape.filter(|known| known.name.as_bytes() == name).ok_or(invalid(&algorithm))?;

        let at = find(query, names.date)?;
        let time = Timestamp::parse(at.decode(&mut space)?).map_err(|_| invalid(&at))?;
        let expires = find(query, names.expires)?;
        let seconds = parse(expires.decode(&mut space)?.iter().copied()).and_then(|number| u32::try_from(number).ok());
        let seconds = seconds.filter(|seconds| (1..=MAX_EXPIRES).contains(seconds)).ok_or(invalid(&expires))?;

        let id = find(query, names.credential)?;
        let signed = find(query, names.signed_headers)?;
        let signature = find(query, names.signature)?;
        let (id_bytes, buffer) = id.decode_off(buffer)?;
        let (names_bytes, buffer) = signed.decode_off(buffer)?;
        let (signature_bytes, _) = signature.decode_off(buffer)?;
        let read = credential(shape, true, Text::quoted(id_bytes, false));
        let (access_key_id, scope) = read.ok_or(invalid(&id))?;
        let signed_headers = SignedHeaders::read(Text::quoted(names_bytes, false)).ok_or(invalid(&signed))?;
        if !is_signature(shape, signature_bytes) {
            return Err(invalid(&signature).into());
        }
        let credentials =
            Credentials { shape, access_key_id, scope, signed_headers, signature: signature_bytes, is_folded: false };
        Ok(Self { credentials, at: time, expires: seconds })
    }

    /// Returns the key, the names of the signed fields and the signature, as a field has them.
    #[must_use]
    pub const fn credentials(&self) -> Credentials<'b> {
        self.credentials
    }

    /// Returns the time at which it was signed.
    #[must_use]
    pub const fn timestamp(&self) -> Timestamp {
        self.at
    }

    /// Returns for how many seconds it is valid.
    #[must_use]
    pub const fn expires(&self) -> u32 {
        self.expires
    }
}

impl<F> Request<'_, F> {
    /// Decodes the security token of a presigned request; `None` if it has none. A server needs it to look up the key of
    /// temporary credentials. In other requests it is in the field `x-amz-security-token`.
    ///
    /// # Errors
    /// [`ErrorKind::DuplicateParam`] for a second one, and [`DecodeError::Capacity`] if the buffer is too short.
    pub fn presigned_security_token<'b>(&self, buffer: &'b mut [u8]) -> Result<Option<&'b [u8]>, DecodeError> {
        let name = self.rules().names.params.security_token;
        if name.is_empty() {
            return Ok(None);
        }
        match find(self.query(), name) {
            Ok(found) => found.decode_off(buffer).map(|(token, _)| Some(token)),
            Err(error) if error.kind() == ErrorKind::Missing(name) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

impl fmt::Debug for Presigned<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presigned").field("at", &self.at).field("expires", &self.expires).finish_non_exhaustive()
    }
}

/// A parameter of a query, and where its value is.
struct Found<'q> {
    name: &'static str,
    value: Decoded<'q>,
    offset: usize,
}

/// Returns the only parameter of a name.
fn find<'q>(query: &Query<'q>, name: &'static str) -> Result<Found<'q>, ParseError> {
    let mut named = query.as_sent().filter(|(_, pair)| query.compare_name(pair, name) == Ordering::Equal);
    let (at, pair) = named.next().ok_or(ParseError::new(ErrorKind::Missing(name), query.bytes().len()))?;
    if let Some((offset, _)) = named.next() {
        return Err(ParseError::new(ErrorKind::DuplicateParam, offset));
    }
    let equals = at.saturating_add(pair.name.len());
    let offset = equals.saturating_add(usize::from(query.bytes().get(equals) == Some(&b'=')));
    Ok(Found { name, value: query.decoded(pair.value), offset })
}

impl Found<'_> {
    fn decode<'r>(&self, space: &'r mut [u8]) -> Result<&'r [u8], ParseError> {
        collect_into(self.value.clone(), space)
            .map_err(|_| ParseError::new(ErrorKind::InvalidParam(self.name), self.offset))
    }

    /// Decodes into the start of a buffer, and returns the rest of the buffer.
    fn decode_off<'r>(&self, space: &'r mut [u8]) -> Result<(&'r [u8], &'r mut [u8]), DecodeError> {
        let length = self.value.clone().count();
        let missing = crate::error::CapacityError::new(length);
        let (own, rest) = space.split_at_mut_checked(length).ok_or(missing)?;
        own.iter_mut().zip(self.value.clone()).for_each(|(into, byte)| *into = byte);
        Ok((own, rest))
    }
}

/// The target of a presigned request: what a client sends, or writes into a link.
///
/// The target that was signed comes first, as it was given; a `+` in its query is written as `%2B`. Then come the parameters
/// in the order in which Amazon's clients write them.
#[derive(Clone, Copy)]
pub struct PresignedTarget<'a> {
    pub(super) path: &'a [u8],
    pub(super) query: &'a [u8],
    pub(super) params: Params<'a>,
    /// A security token that is sent and not signed.
    pub(super) unsigned_token: Option<&'a str>,
    pub(super) signature: [u8; 64],
    pub(super) rules: Rules,
}

impl PresignedTarget<'_> {
    /// Returns the signature in lower-case hex.
    #[must_use]
    pub const fn signature(&self) -> &str {
        super::ascii(&self.signature)
    }
}

impl Encode for PresignedTarget<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(if self.path.is_empty() { b"/" } else { self.path })?;
        wire.put(b"?")?;
        let plus: &[u8] = if self.rules.plus_is_space { b"%20" } else { b"%2B" };
        for (index, part) in self.query.split(|byte| *byte == b'+').enumerate() {
            wire.put(if index == 0 { b"" } else { plus })?;
            wire.put(part)?;
        }
        let mut separator: &[u8] = if self.query.is_empty() { b"" } else { b"&" };
        let names = self.params.names;
        // The expiry comes after the names, and the token last.
        for is_late in [false, true] {
            let is_late_name = |name: &str| name == names.expires || name == names.security_token;
            let mut params = self.params.in_order().filter(|param| is_late_name(param.name) == is_late);
            params.try_for_each(|param| {
                wire.put(separator)?;
                separator = b"&";
                param.write(wire)
            })?;
        }
        if let Some(token) = self.unsigned_token {
            wire.put(b"&")?;
            Param { name: names.security_token, value: Value::Text(token) }.write(wire)?;
        }
        wire.put(b"&")?;
        wire.put(names.signature.as_bytes())?;
        wire.put(b"=")?;
        wire.put(&self.signature)
    }
}

impl fmt::Debug for PresignedTarget<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PresignedTarget").finish_non_exhaustive()
    }
}
