//! Credentials that are a name and a signature with a colon between them: `AWS`, `SharedKey` and `SharedKeyLite`.
//!
//! ```abnf
//! credentials = scheme 1*SP colon-pair
//! scheme      = "AWS" / "SharedKey" / "SharedKeyLite"
//! colon-pair  = id ":" signature
//! id          = 1*( %x21 / %x23-7E )   ; up to the last colon
//! signature   = base64                 ; at least one octet
//! ```
//! [Amazon S3, Signature Version 2](https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html) ·
//! [Azure, Authorize with Shared Key](https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key);
//! the ABNF is ours
//!
//! No RFC has them, and the grammar of RFC 9110 has no room for a colon: the framework's own
//! [`Credentials`](crate::auth::Credentials) refuse them, and so this room has one door only.
//!
//! | octets | read | why |
//! |---|---|---|
//! | a colon in the name | read: the last colon splits | stores with tenants have such, and no signature has one |
//! | no colon, no name, no signature; white space, a quote or octets past 0x7E in the name | refused: [`Rule::ColonPair`] | no key has such a name |
//! | missing padding, bits beyond the last octet | refused: [`Rule::Base64`] | RFC 4648 §3.5 |
//! | signatures of any length | read | how long they are is for the hash function to say |
//! | HTAB behind the scheme | refused: [`Rule::Space`] | RFC 9110 §11.4 |

use core::fmt;

use crate::auth::coding::base64::{Base64, Form};
use crate::auth::scheme::Scheme;
use crate::auth::scheme_payload::SchemePayload;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule, ValueError, ValueErrorKind};

/// The names of the schemes.
pub const SCHEMES: [&str; 3] = ["AWS", "SharedKey", "SharedKeyLite"];

/// Which of the schemes it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `AWS`: the name of an access key, and an HMAC-SHA1.
    Aws,
    /// `SharedKey`: the name of an account, and an HMAC-SHA256.
    SharedKey,
    /// `SharedKeyLite`: the same over less of the request.
    SharedKeyLite,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Aws, Self::SharedKey, Self::SharedKeyLite];

    /// The name of the scheme.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        let [aws, shared_key, shared_key_lite] = SCHEMES;
        match self {
            Self::Aws => aws,
            Self::SharedKey => shared_key,
            Self::SharedKeyLite => shared_key_lite,
        }
    }

    fn read(scheme: Scheme<'_>) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| scheme.is(kind.name()))
    }
}

/// Credentials: whose key signed the request, and the signature.
///
/// `Debug` shows the scheme only, and two have no `==`: [`matches`](Self::matches) compares in constant time.
///
/// ```
/// use countersign::{Encode, auth::colon_pair::{Credentials, Kind}};
///
/// let wire = b"AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg=";
/// let credentials = Credentials::parse(wire)?;
/// assert_eq!((credentials.kind(), credentials.id()), (Kind::Aws, "AKIAIOSFODNN7EXAMPLE"));
/// let mut signature = [0; 20];
/// let signature = credentials.signature().decode_into(&mut signature)?;
/// assert!(credentials.matches(signature));
///
/// let sent = Credentials::new(Kind::Aws, "AKIAIOSFODNN7EXAMPLE", signature)?;
/// assert_eq!(sent.encode_to_slice(&mut [0; 64])?, wire);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Credentials<'a> {
    kind: Kind,
    id: &'a str,
    signature: Base64<'a>,
}

impl<'a> Credentials<'a> {
    /// Reads a value that holds credentials of one of the schemes.
    ///
    /// # Errors
    /// Another scheme; no space behind it; no pair; base64 that is malformed.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        let (kind, payload) = SchemePayload::parse(value)?.expect_one_of(Kind::Aws.name(), Kind::read)?;
        let (at, octets) = payload.required_raw()?;
        let (id, signature) = colon_pair(octets)
            .map_err(|(rule, wrong)| ParseError::new(ErrorKind::Expected(rule), at.saturating_add(wrong)))?;
        Ok(Self { kind, id, signature })
    }

    /// Credentials to be sent: the name of the key or the account, and the octets of the signature.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at what is no printable ASCII in the name, at a space or at a quote;
    /// [`ValueErrorKind::Empty`] for no name or no signature.
    pub fn new<G: AsRef<[u8]> + ?Sized>(kind: Kind, id: &'a str, signature: &'a G) -> Result<Self, ValueError> {
        let signature = signature.as_ref();
        if let Some(offset) = id.bytes().position(|octet| !is_of_id(octet)) {
            return Err(ValueError::new("id", ValueErrorKind::InvalidByte, offset));
        }
        for (part, is_empty) in [("id", id.is_empty()), ("signature", signature.is_empty())] {
            if is_empty {
                return Err(ValueError::new(part, ValueErrorKind::Empty, 0));
            }
        }
        Ok(Self { kind, id, signature: Base64::of(signature, Form::Standard) })
    }

    /// Which of the schemes it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The name of the key or the account.
    #[must_use]
    pub const fn id(&self) -> &'a str {
        self.id
    }

    /// The signature.
    #[must_use]
    pub const fn signature(&self) -> Base64<'a> {
        self.signature
    }

    /// Whether the signature is of these octets, in a time that tells nothing but lengths.
    #[must_use]
    pub fn matches<G: AsRef<[u8]> + ?Sized>(&self, signature: &G) -> bool {
        self.signature.matches(signature)
    }
}

impl fmt::Debug for Credentials<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        for piece in [self.kind.name(), " ", self.id, ":"] {
            wire.put(piece.as_bytes())?;
        }
        self.signature.write(wire)
    }
}

/// `colon-pair = id ":" signature`, or which rule breaks at which octet.
fn colon_pair(octets: &[u8]) -> Result<(&str, Base64<'_>), (Rule, usize)> {
    let graphic = octets.iter().take_while(|octet| is_of_id(**octet)).count();
    let colon = octets.iter().rposition(|&octet| octet == b':').unwrap_or(octets.len());
    let Some((id, [_, signature @ ..])) = octets.split_at_checked(colon) else {
        return Err((Rule::ColonPair, graphic));
    };
    if id.is_empty() || graphic < id.len() {
        return Err((Rule::ColonPair, graphic.min(id.len())));
    }
    if signature.is_empty() {
        return Err((Rule::ColonPair, octets.len()));
    }
    let at = octets.len().saturating_sub(signature.len());
    let signature =
        Base64::read(signature, Form::Standard).map_err(|wrong| (Rule::Base64, at.saturating_add(wrong)))?;
    Ok((core::str::from_utf8(id).unwrap_or_default(), signature))
}

/// An octet of `id`.
const fn is_of_id(octet: u8) -> bool {
    octet.is_ascii_graphic() && octet != b'"'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_split_at_the_last_colon() {
        for (octets, expected) in [
            (&b"a:AA=="[..], Ok("a")),
            (b"a:b:AA==", Ok("a:b")),
            (b"::AA==", Ok(":")),
            (b"", Err((Rule::ColonPair, 0))),
            (b":AA==", Err((Rule::ColonPair, 0))),
            (b"abc", Err((Rule::ColonPair, 3))),
            (b"abc:", Err((Rule::ColonPair, 4))),
            (b"a c:AA==", Err((Rule::ColonPair, 1))),
            (b"a\xFF", Err((Rule::ColonPair, 1))),
            (b"a\"b:AA==", Err((Rule::ColonPair, 1))),
            (b"a:AA", Err((Rule::Base64, 4))),
            (b"a:A A=", Err((Rule::Base64, 3))),
        ] {
            assert_eq!(colon_pair(octets).map(|(id, _)| id), expected, "{octets:?}");
        }
    }
}
