//! The SCRAM schemes, RFC 7804: SCRAM-SHA-256, SCRAM-SHA-1, and whatever is named like them.
//!
//! ```abnf
//! challenge   = scram-name [ 1*SP #auth-param ] ; realm, sid, data, sr, ttl, stale, all OPTIONAL
//! credentials = scram-name 1*SP #auth-param     ; data REQUIRED; realm, sid OPTIONAL
//! info        = #auth-param                     ; data REQUIRED; sid OPTIONAL
//! scram-name  = "SCRAM-SHA-256" / "SCRAM-SHA-1" / "SCRAM-" hash-name
//! sid         = token
//! data        = base64                          ; a message of RFC 5802
//! sr          = 1*( %x21-2B / %x2D-7E )         ; the s-nonce of RFC 5802
//! ttl         = "0" / %x31-39 *DIGIT            ; seconds
//! stale       = "true" / "false"
//! ```
//! [RFC 7804, sections 5 and 7](https://www.rfc-editor.org/rfc/rfc7804#section-5)
//!
//! | octets | read | why |
//! |---|---|---|
//! | a challenge that is the scheme alone | read | §5 has no parameter that it must have |
//! | credentials or info without data | refused: [`ErrorKind::Missing`] | the message is all there is to them |
//! | a challenge with data and no sid, or with sid and no data | refused: [`ErrorKind::Missing`] | §5: nobody could go on |
//! | a sid that is no token, an sr with other octets than §7 has | refused: [`ErrorKind::InvalidParam`] | §7 |
//! | data that is no base64, or escaped; a ttl with zeros before it | refused: [`ErrorKind::InvalidParam`] | §7 |
//! | data without quotes | read as far as it is a token; it is always sent quoted | the examples of §5 are no auth-param where there is padding |
//! | a stale other than `true` in any case | read as false | §5.1 |
//! | a realm behind the first message, an sr beside data | read | they harm nobody |
//! | a ttl, or stale, without sr | read, not built | §5.1 sends them with it |
//! | a parameter that occurs twice | refused: [`ErrorKind::DuplicateParam`] | RFC 9110 §11.2 |
//! | other parameters | passed over, and not written again | no standard gives them a meaning |
//!
//! [`ErrorKind::Missing`]: crate::ErrorKind::Missing
//! [`ErrorKind::InvalidParam`]: crate::ErrorKind::InvalidParam
//! [`ErrorKind::DuplicateParam`]: crate::ErrorKind::DuplicateParam
//!
//! What the data decodes to is a message of RFC 5802. Of these there are four, and what both sides prove that they know
//! is computed from the [`AuthMessage`] that is made of three of them.
//!
//! ```
//! use countersign::Encode;
//! use countersign::auth::scram::{
//!     AuthMessage, Challenge, ClientFinal, ClientFinalWithoutProof, ClientFirst, Credentials, Gs2Header, Mechanism,
//!     Nonce, ServerFirst,
//! };
//!
//! // The client begins,
//! let client_first = ClientFirst::new(Gs2Header::new(), "user", Nonce::new("rOprNGfwEbeRWgbNEkqO")?)?;
//! let mut message = [0; 128];
//! let message = client_first.encode_to_slice(&mut message)?;
//! let mut field = [0; 256];
//! let field = Credentials::new(Mechanism::SHA_256, message).encode_to_slice(&mut field)?;
//!
//! // the server reads it and answers,
//! let mut message = [0; 128];
//! let message = Credentials::parse(field)?.data().decode_into(&mut message)?;
//! let nonce = ClientFirst::parse(message)?.nonce().with_server("%hvYDpWUa2RaTCAfuxFIlj)hNlF")?;
//! let server_first = ServerFirst::new(nonce, b"a salt that is the user's", 4096)?;
//! let mut message = [0; 128];
//! let message = server_first.encode_to_slice(&mut message)?;
//! let mut field = [0; 256];
//! let challenge = Challenge::new(Mechanism::SHA_256).with_data("AAAABBBBCCCCDDDD", message)?;
//! let field = challenge.encode_to_slice(&mut field)?;
//!
//! // and the client checks that it is the answer to what it asked, and proves what it knows.
//! let mut message = [0; 128];
//! let message = Challenge::parse(field)?.data().unwrap().decode_into(&mut message)?;
//! let server_first = ServerFirst::parse(message)?;
//! assert!(server_first.nonce().extends(&client_first.nonce()));
//! let without_proof = ClientFinalWithoutProof::new(Gs2Header::new(), server_first.nonce());
//! let signed = AuthMessage::new(client_first, server_first, without_proof);
//! let mut buffer = [0; 256];
//! assert!(signed.encode_to_slice(&mut buffer)?.ends_with(b"%hvYDpWUa2RaTCAfuxFIlj)hNlF"));
//! let client_final = without_proof.with_proof(b"32 octets made of what is signed");
//! assert!(client_final.encode_to_slice(&mut buffer)?.starts_with(b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDp"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod attributes;
mod challenge;
mod client_messages;
mod credentials;
mod info;
mod server_messages;

use core::fmt;

use crate::auth::coding::base64::{Base64, Form};
use crate::auth::scheme::Scheme;
use crate::error::{ValueError, ValueErrorKind};
use crate::syntax::text::Text;
use crate::syntax::token::Token;

pub use attributes::{Extensions, Nonce, Saslname};
pub use challenge::Challenge;
pub use client_messages::{AuthMessage, ClientFinal, ClientFinalWithoutProof, ClientFirst, Gs2Header};
pub use credentials::Credentials;
pub use info::Info;
pub use server_messages::{ServerError, ServerFinal, ServerFirst};

/// The names of the registered schemes. Other names that begin with `SCRAM-` are read too.
pub const SCHEMES: [&str; 2] = ["SCRAM-SHA-1", SCHEME];

/// The scheme that an error names when the scheme is not of the family.
const SCHEME: &str = "SCRAM-SHA-256";

/// Which scheme of the family it is, which tells the hash function.
///
/// ```abnf
/// scram-name       = "SCRAM-SHA-256" / "SCRAM-SHA-1" / other-scram-name
/// other-scram-name = "SCRAM-" hash-name
/// ```
/// [RFC 7804, section 5](https://www.rfc-editor.org/rfc/rfc7804#section-5)
///
/// ```
/// use countersign::auth::scram::{Challenge, Mechanism};
///
/// assert_eq!(Challenge::parse(b"scram-sha-256")?.mechanism(), Mechanism::SHA_256);
/// assert_eq!(Challenge::parse(b"SCRAM-SHA-512")?.mechanism(), Mechanism::new("SCRAM-SHA-512")?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Mechanism<'a>(Scheme<'a>);

impl<'a> Mechanism<'a> {
    /// `SCRAM-SHA-1`, for the sake of databases that know no other.
    pub const SHA_1: Self = Self(Scheme::read(b"SCRAM-SHA-1"));
    /// `SCRAM-SHA-256`.
    pub const SHA_256: Self = Self(Scheme::read(SCHEME.as_bytes()));

    fn read(scheme: Scheme<'a>) -> Option<Self> {
        let (family, hash_name) = scheme.as_bytes().split_at_checked("SCRAM-".len())?;
        (family.eq_ignore_ascii_case(b"SCRAM-") && !hash_name.is_empty()).then_some(Self(scheme))
    }

    /// The scheme of this name.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at an octet that is no `tchar`, or at the start when it is none of the family;
    /// [`ValueErrorKind::Empty`].
    pub fn new(name: &'a str) -> Result<Self, ValueError> {
        Self::read(Scheme::new(name)?).ok_or(ValueError::new("scheme", ValueErrorKind::InvalidByte, 0))
    }

    /// The name of the scheme as its sender spells it.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.0.as_str()
    }
}

impl fmt::Debug for Mechanism<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// `sid = token`, in either form.
fn sid(text: Text<'_>) -> Option<Text<'_>> {
    Token::new(text.as_bytes()?).is_ok().then_some(text)
}

fn sid_for_sending(sid: &str) -> Result<Text<'_>, ValueError> {
    Ok(Text::token(Token::for_part("sid", sid.as_bytes())?.as_bytes()))
}

/// `data = base64`
fn data(text: Text<'_>) -> Option<Base64<'_>> {
    Base64::read(text.as_bytes()?, Form::Standard).ok()
}

fn data_for_sending<M: AsRef<[u8]> + ?Sized>(message: &M) -> Base64<'_> {
    Base64::of(message.as_ref(), Form::Standard)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_family_are_known() {
        for (name, expected) in [
            ("SCRAM-SHA-256", true),
            ("scram-SHA-1", true),
            ("Scram-sha-512", true),
            ("SCRAM-", false),
            ("SCRAM", false),
            ("XSCRAM-SHA-1", false),
            ("Digest", false),
        ] {
            let read = Mechanism::read(Scheme::new(name).unwrap());
            assert_eq!(read.map(|mechanism| mechanism.name()), expected.then_some(name));
        }
    }
}
