//! The value of the field Digest, which protects the body of a signed request.

use crate::auth::coding::base64::{Base64, Form};
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule};
use crate::hash::HashFunction;

/// The SHA-256 of a body, as the field Digest has it.
///
/// ```abnf
/// Digest = #( algorithm "=" digest ) ; SHA-256 REQUIRED; the digests of others are ignored
/// digest = base64                    ; of 32 bytes, for SHA-256
/// ```
/// [RFC 3230, section 4.3.2](https://www.rfc-editor.org/rfc/rfc3230#section-4.3.2)
///
/// The body is what is sent: with its content coding, and without the transfer coding. It can be hashed as it arrives:
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::signature::BodyDigest;
/// use countersign::hash::{Hash, HashFunction, Sha256};
///
/// let digest = BodyDigest::parse(b"sha-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=, SHA=thvDyvhfIqlvFe+A9MYgxAfm1q5=")?;
/// let mut hash = Sha256.begin();
/// hash.update(b"{\"hello\": ");
/// hash.update(b"\"world\"}");
/// assert!(digest.matches(&hash.finish()));
///
/// let sent = BodyDigest::of(Sha256, b"{\"hello\": \"world\"}");
/// assert_eq!(sent.display().to_string(), "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=");
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyDigest {
    hash: [u8; 32],
}

impl BodyDigest {
    pub(super) const ALGORITHM: &str = "SHA-256";

    /// Parses the value of one line.
    ///
    /// # Errors
    /// [`ErrorKind::Missing`] without a SHA-256, and [`ErrorKind::DuplicateParam`] for a second one; [`Rule::Base64`] and
    /// [`ErrorKind::InvalidParam`] if it is not the base64 of 32 bytes.
    pub fn parse(line: &[u8]) -> Result<Self, ParseError> {
        let mut found = None;
        let mut offset = 0_usize;
        for element in line.split(|byte| *byte == b',') {
            let at = offset.saturating_add(element.len().saturating_sub(element.trim_ascii_start().len()));
            offset = offset.saturating_add(element.len()).saturating_add(1);
            let Some(symbols) = sha256(element.trim_ascii()) else {
                continue;
            };
            if found.is_some() {
                return Err(ParseError::new(ErrorKind::DuplicateParam, at));
            }
            let at_symbols = at.saturating_add(Self::ALGORITHM.len()).saturating_add(1);
            let base64 = Base64::read(symbols, Form::Standard).map_err(|wrong| {
                ParseError::new(ErrorKind::Expected(Rule::Base64), at_symbols.saturating_add(wrong))
            })?;
            if base64.decoded_len() != 32 {
                return Err(ParseError::new(ErrorKind::InvalidParam(Self::ALGORITHM), at));
            }
            let mut hash = [0; 32];
            hash.iter_mut().zip(base64.bytes()).for_each(|(free, byte)| *free = byte);
            found = Some(Self { hash });
        }
        found.ok_or(ParseError::new(ErrorKind::Missing(Self::ALGORITHM), line.len()))
    }

    /// Returns the digest that has this hash.
    #[must_use]
    pub const fn new(hash: [u8; 32]) -> Self {
        Self { hash }
    }

    /// Returns the digest of a body that is in memory.
    pub fn of<H: HashFunction<32>>(sha256: H, body: &[u8]) -> Self {
        Self::new(sha256.hash(body))
    }

    /// Returns whether a body has this digest.
    #[must_use]
    pub fn matches(&self, hash: &[u8; 32]) -> bool {
        self.hash == *hash
    }
}

impl FieldContent for BodyDigest {}

impl Encode for BodyDigest {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(Self::ALGORITHM.as_bytes())?;
        wire.put(b"=")?;
        Base64::of(&self.hash, Form::Standard).write(wire)
    }
}

/// Returns the symbols of an element whose algorithm is SHA-256.
fn sha256(element: &[u8]) -> Option<&[u8]> {
    let (name, symbols) = element.split_at_checked(BodyDigest::ALGORITHM.len())?;
    symbols.strip_prefix(b"=").filter(|_| name.eq_ignore_ascii_case(BodyDigest::ALGORITHM.as_bytes()))
}
