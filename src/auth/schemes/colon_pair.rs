//! The schemes `AWS`, `SharedKey` and `SharedKeyLite`: a name and a signature, separated by a colon.
//!
//! ```abnf
//! credentials = scheme 1*SP colon-pair
//! scheme      = "AWS" / "SharedKey" / "SharedKeyLite"
//! colon-pair  = id ":" signature
//! id          = 1*( %x21 / %x23-7E )   ; up to the last colon
//! signature   = base64                 ; of one byte or more
//! ```
//! [Amazon S3, Signature Version 2](https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html) ·
//! [Azure, Authorize with Shared Key](https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key);
//! the ABNF is ours
//!
//! No RFC defines them, and the grammar of RFC 9110 does not allow the colon. The framework's
//! [`Credentials`](crate::auth::Credentials) reject such values, so read them with [`authorization`] or
//! [`Credentials::parse`].
//!
//! | input | result | why |
//! |---|---|---|
//! | a colon in the name | accepted: the last colon separates | stores with tenants use such names, and no signature has a colon |
//! | no colon, no name, no signature; white space, a quote or a byte above 0x7E in the name | rejected: [`Rule::ColonPair`] | no key has such a name |
//! | missing padding, non-zero bits after the last byte | rejected: [`Rule::Base64`] | RFC 4648 §3.5 |
//! | a signature of any length | accepted | the hash function determines the length |
//! | HTAB after the scheme | rejected: [`Rule::Space`] | RFC 9110 §11.4 |
//! | a second line of Authorization, of any scheme | rejected by [`authorization`]: [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) | one would be verified, the other may be used |
//!
//! [`aws2`] computes and verifies the signatures of `AWS`, and [`shared_key`] those of `SharedKey` and `SharedKeyLite`.

pub mod aws2;
mod request;
pub mod shared_key;

use core::fmt;

use crate::auth::coding::base64::{Base64, Form};
use crate::auth::field_names::AUTHORIZATION;
use crate::auth::scheme::Scheme;
use crate::auth::scheme_payload::SchemePayload;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, LineError, ParseError, Rule, ValueError, ValueErrorKind};
use crate::fields::{Fields, only_line};

/// The names of the schemes.
pub const SCHEMES: [&str; 3] = ["AWS", "SharedKey", "SharedKeyLite"];

/// Returns the credentials in a request's Authorization field, or `None` if the field is absent.
///
/// [`auth::authorization`](crate::auth::authorization) rejects values with a colon.
///
/// ```
/// use countersign::ErrorKind;
/// use countersign::auth::colon_pair;
///
/// let request = [("Authorization", "AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg=")];
/// let credentials = colon_pair::authorization(&request)?.expect("the field is present");
/// assert_eq!(credentials.id(), "AKIAIOSFODNN7EXAMPLE");
///
/// let twice = [request[0], ("Authorization", "Bearer mF_9.B5f-4.1JqM")];
/// assert_eq!(colon_pair::authorization(&twice).unwrap_err().error().kind(), ErrorKind::SecondLine);
/// # Ok::<(), countersign::LineError>(())
/// ```
///
/// # Errors
/// The errors of [`Credentials::parse`], also for another scheme, and
/// [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) for a second line.
pub fn authorization<'m>(fields: impl Fields<'m>) -> Result<Option<Credentials<'m>>, LineError> {
    only_line(fields, AUTHORIZATION, Credentials::parse)
}

/// One of the schemes of this module.
///
/// ```
/// use countersign::auth::colon_pair::{Credentials, Kind};
///
/// assert_eq!(Credentials::parse(b"SharedKey myaccount:c2lnbmVk")?.kind(), Kind::SharedKey);
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `AWS`: the name of an access key, and an HMAC-SHA1.
    Aws,
    /// `SharedKey`: the name of an account, and an HMAC-SHA256.
    SharedKey,
    /// `SharedKeyLite`: the same, but the signature covers less of the request.
    SharedKeyLite,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Aws, Self::SharedKey, Self::SharedKeyLite];

    /// Returns the name of the scheme.
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

/// Credentials of one of the schemes: the name of a key or an account, and the signature of the request.
///
/// `Debug` shows only the scheme, and there is no `==`: [`matches`](Self::matches) compares in constant time.
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
    /// Parses a field value that holds credentials of one of the schemes.
    ///
    /// # Errors
    /// Another scheme; no space after it; no colon-pair; malformed base64.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        let (kind, payload) = SchemePayload::parse(value)?.expect_one_of(Kind::Aws.name(), Kind::read)?;
        let (at, bytes) = payload.required_raw()?;
        let (id, signature) = colon_pair(bytes)
            .map_err(|(rule, wrong)| ParseError::new(ErrorKind::Expected(rule), at.saturating_add(wrong)))?;
        Ok(Self { kind, id, signature })
    }

    /// Returns credentials with the name of the key or the account, and the bytes of the signature.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at a space, a quote or a byte that is not printable ASCII in the name;
    /// [`ValueErrorKind::Empty`] for an empty name or an empty signature.
    pub fn new<G: AsRef<[u8]> + ?Sized>(kind: Kind, id: &'a str, signature: &'a G) -> Result<Self, ValueError> {
        let signature = signature.as_ref();
        if let Some(offset) = id.bytes().position(|byte| !is_of_id(byte)) {
            return Err(ValueError::new("id", ValueErrorKind::InvalidByte, offset));
        }
        for (part, is_empty) in [("id", id.is_empty()), ("signature", signature.is_empty())] {
            if is_empty {
                return Err(ValueError::new(part, ValueErrorKind::Empty, 0));
            }
        }
        Ok(Self::of_bytes(kind, id, signature))
    }

    /// Returns credentials with a checked name and a signature that is not empty.
    const fn of_bytes(kind: Kind, id: &'a str, signature: &'a [u8]) -> Self {
        Self { kind, id, signature: Base64::of(signature, Form::Standard) }
    }

    /// Returns which of the schemes it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns the name of the key or the account.
    #[must_use]
    pub const fn id(&self) -> &'a str {
        self.id
    }

    /// Returns the signature.
    #[must_use]
    pub const fn signature(&self) -> Base64<'a> {
        self.signature
    }

    /// Reports whether the signature has exactly these bytes. The time that it takes depends only on lengths.
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

keep!(Credentials);

impl FieldContent for Credentials<'_> {}

impl Encode for Credentials<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        for piece in [self.kind.name(), " ", self.id, ":"] {
            wire.put(piece.as_bytes())?;
        }
        self.signature.write(wire)
    }

    fn is_secret(&self) -> bool {
        true
    }
}

/// `colon-pair = id ":" signature`. The error is the rule that does not match, and the offset of the first wrong byte.
fn colon_pair(bytes: &[u8]) -> Result<(&str, Base64<'_>), (Rule, usize)> {
    let graphic = bytes.iter().take_while(|byte| is_of_id(**byte)).count();
    let colon = bytes.iter().rposition(|&byte| byte == b':').unwrap_or(bytes.len());
    let Some((id, [_, signature @ ..])) = bytes.split_at_checked(colon) else {
        return Err((Rule::ColonPair, graphic));
    };
    if id.is_empty() || graphic < id.len() {
        return Err((Rule::ColonPair, graphic.min(id.len())));
    }
    if signature.is_empty() {
        return Err((Rule::ColonPair, bytes.len()));
    }
    let at = bytes.len().saturating_sub(signature.len());
    let signature =
        Base64::read(signature, Form::Standard).map_err(|wrong| (Rule::Base64, at.saturating_add(wrong)))?;
    Ok((core::str::from_utf8(id).unwrap_or_default(), signature))
}

/// A byte of `id`.
const fn is_of_id(byte: u8) -> bool {
    byte.is_ascii_graphic() && byte != b'"'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_split_at_the_last_colon() {
        for (bytes, expected) in [
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
            assert_eq!(colon_pair(bytes).map(|(id, _)| id), expected, "{bytes:?}");
        }
    }
}
