//! The SCRAM schemes, RFC 7804: SCRAM-SHA-256, SCRAM-SHA-1, and others that follow the same naming rule.
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
//! | input | result | why |
//! |---|---|---|
//! | a challenge that is the name of the scheme only | accepted | §5 requires no parameter |
//! | credentials or info without `data` | rejected: [`ErrorKind::Missing`] | they have no other purpose |
//! | a challenge with `data` but no `sid`, or with `sid` but no `data` | rejected: [`ErrorKind::Missing`] | §5: the exchange could not continue |
//! | a `sid` that is not a token, an `sr` with bytes that §7 excludes | rejected: [`ErrorKind::InvalidParam`] | §7 |
//! | `data` that is not base64 or has an escape, a `ttl` with leading zeros | rejected: [`ErrorKind::InvalidParam`] | §7 |
//! | `data` without quotes | accepted if it is a token; written with quotes | the examples of §5 are not valid parameters where they have padding |
//! | a `stale` other than `true`, in any case | accepted as false | §5.1 |
//! | a realm after the first message, an `sr` next to `data` | accepted and ignored | they do no harm |
//! | a `ttl` or `stale` without `sr` | accepted by `parse`; the builder requires an `sr` | §5.1 sends them with `sr` |
//! | a message with an empty salt, proof or verifier | rejected: [`Rule::Salt`], [`Rule::Proof`], [`Rule::Verifier`] | RFC 5802 §7 permits empty base64, but §2.2 hashes a salt of random bytes, and no hash is empty |
//! | a client's first message with an empty name | rejected: [`Rule::Username`]; accepted by [`ClientFirst::parse_unnamed`] | RFC 5802 §7; libpq sends it |
//! | a message with any iteration count of 32 bits | accepted: [`ServerFirst::iteration_count_within`] checks it | RFC 5802 §5.1 sets no bounds |
//! | a repeated parameter | rejected: [`ErrorKind::DuplicateParam`] | RFC 9110 §11.2 |
//! | other parameters | ignored, and not written again | no standard gives them a meaning |
//!
//! [`ErrorKind::Missing`]: crate::ErrorKind::Missing
//! [`ErrorKind::InvalidParam`]: crate::ErrorKind::InvalidParam
//! [`ErrorKind::DuplicateParam`]: crate::ErrorKind::DuplicateParam
//! [`Rule::Username`]: crate::Rule::Username
//! [`Rule::Salt`]: crate::Rule::Salt
//! [`Rule::Proof`]: crate::Rule::Proof
//! [`Rule::Verifier`]: crate::Rule::Verifier
//!
//! # Messages
//!
//! The `data` of a field decodes to one of the four messages of RFC 5802: [`ClientFirst`], [`ServerFirst`],
//! [`ClientFinal`] and [`ServerFinal`]. Both sides compute their proofs from the [`AuthMessage`], which consists of
//! three of them.
//!
//! A message is [`Encode`](crate::Encode) but not [`FieldContent`](crate::FieldContent): a user's name may contain any
//! character but NUL, line breaks included, so a message must not stand in a field as it is. To send a message, encode
//! it into a buffer and give the buffer to [`Credentials::new`], [`Challenge::with_data`] or [`Info::new`], which write
//! it in base64:
//!
//! ```
//! use countersign::Encode;
//! use countersign::auth::scram::{ClientFirst, Credentials, Gs2Header, Mechanism, Nonce};
//!
//! let message = ClientFirst::new(Gs2Header::new(), "two\r\nlines", Nonce::new("rOprNGfwEbeRWgbNEkqO")?)?;
//! let mut buffer = [0; 64];
//! let message = message.encode_to_slice(&mut buffer)?;
//! assert_eq!(message, b"n,,n=two\r\nlines,r=rOprNGfwEbeRWgbNEkqO");
//!
//! let mut buffer = [0; 128];
//! let field = Credentials::new(Mechanism::SHA_256, message).encode_to_slice(&mut buffer)?;
//! assert_eq!(field, b"SCRAM-SHA-256 data=\"biwsbj10d28NCmxpbmVzLHI9ck9wck5HZndFYmVSV2diTkVrcU8=\"");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The exchange
//!
//! A [`Client`] answers and checks the server's proof; a [`Server`] verifies and proves itself. Both compute over the caller's
//! hash function, [`Functions`], and over the [`AuthMessage`] as it is written, without a buffer for it. Neither needs an
//! allocator, and neither reads a clock.
//!
//! ```
//! use countersign::Encode;
//! use countersign::auth::scram::{
//!     Challenge, Client, ClientFinal, ClientFirst, Credentials, Functions, Gs2Header, Info, Keys, Mechanism, Nonce,
//!     Password, Record, Server, ServerFinal, ServerFirst,
//! };
//! use countersign::hash::Sha256;
//!
//! // The server has the record of `user`, with salt and iteration count.
//! let functions = Functions::new(Sha256);
//! let salt = b"a salt that is the user's";
//! let record = Keys::derive(functions, Password::ascii("pencil")?, salt, 4096.try_into()?).record(functions);
//!
//! // The client begins.
//! let client_first = ClientFirst::new(Gs2Header::new(), "user", Nonce::new("rOprNGfwEbeRWgbNEkqO")?)?;
//! let mut message = [0; 128];
//! let message = client_first.encode_to_slice(&mut message)?;
//! let mut field = [0; 256];
//! let field = Credentials::new(Mechanism::SHA_256, message).encode_to_slice(&mut field)?;
//!
//! // The server reads the message and answers with a 401. It keeps both messages until the client's next request.
//! let mut kept_first = [0; 128];
//! let received_first = ClientFirst::parse(Credentials::parse(field)?.data().decode_into(&mut kept_first)?)?;
//! let nonce = received_first.nonce().with_server("%hvYDpWUa2RaTCAfuxFIlj)hNlF")?;
//! let sent_first = ServerFirst::new(nonce, salt, 4096)?;
//! let mut message = [0; 128];
//! let message = sent_first.encode_to_slice(&mut message)?;
//! let mut field = [0; 256];
//! let challenge = Challenge::new(Mechanism::SHA_256).with_data("AAAABBBBCCCCDDDD", message)?;
//! let field = challenge.encode_to_slice(&mut field)?;
//!
//! // The client checks that the answer belongs to its request, and proves that it knows the password.
//! let mut message = [0; 128];
//! let server_first = ServerFirst::parse(Challenge::parse(field)?.data().unwrap().decode_into(&mut message)?)?;
//! let client = Client::new(functions, client_first).with_iteration_counts(4096..=100_000);
//! let keys = client.derive(&server_first, Password::ascii("pencil")?)?.finish();
//! let answer = client.answer(server_first, &keys)?;
//! let mut message = [0; 256];
//! let message = answer.message().encode_to_slice(&mut message)?;
//! let mut field = [0; 512];
//! let field = Credentials::new(Mechanism::SHA_256, message).with_sid("AAAABBBBCCCCDDDD")?.encode_to_slice(&mut field)?;
//!
//! // The server verifies the proof, and proves with the response that it knows the user.
//! let mut message = [0; 256];
//! let client_final = ClientFinal::parse(Credentials::parse(field)?.data().decode_into(&mut message)?)?;
//! let verified = Server::new(functions, received_first, sent_first).verify(&client_final, Some(&record))?;
//! let mut message = [0; 64];
//! let message = verified.message().encode_to_slice(&mut message)?;
//! let mut field = [0; 256];
//! let field = Info::new(message).with_sid("AAAABBBBCCCCDDDD")?.encode_to_slice(&mut field)?;
//!
//! // A response without that proof is not the server's, whatever its status is.
//! let mut message = [0; 64];
//! let server_final = ServerFinal::parse(Info::parse(field)?.data().decode_into(&mut message)?)?;
//! answer.accept(Some(&server_final))?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | input | result | why |
//! |---|---|---|
//! | a server's nonce that does not begin with the client's, or is no longer | [`ClientError::Nonce`] | RFC 5802 §5.1 |
//! | an iteration count outside [`ITERATION_COUNTS`], or the caller's bounds | [`ClientError::IterationCount`], before anything is computed | RFC 5802 §9, RFC 7677 §4 |
//! | no message after the client's proof, or an error | [`ClientError::Unproved`], [`ClientError::Refused`] | RFC 5802 §3: the client authenticates the server too |
//! | a proof whose nonce is not that of the exchange, in full | [`Refusal::Nonce`] | RFC 5802 §5.1: else an exchange can be replayed |
//! | a proof for another header or channel | [`Refusal::Channel`] | RFC 5802 §6 |
//! | an attribute `m` | [`ClientError::Extension`], [`Refusal::Extension`] | RFC 5802 §5.1 |
//! | a proof that is shorter or longer than a hash | [`Refusal::Proof`] | it is not one of this mechanism |
//! | a user who does not exist | [`Refusal::Proof`], after the same work | RFC 5802 §9: which users exist is not revealed |
//! | a password that is not ASCII | an error of [`Password::ascii`]; the caller prepares it for [`Password::prepared`] | RFC 5802 §2.2 |

mod attributes;
mod challenge;
mod client;
mod client_messages;
mod credentials;
mod gs2_header;
mod info;
mod keys;
mod server;
mod server_messages;

use core::fmt;

use crate::auth::coding::base64::{Base64, Form};
use crate::auth::scheme::Scheme;
use crate::error::{ValueError, ValueErrorKind};
use crate::syntax::text::Text;
use crate::syntax::token::Token;

pub use attributes::{Extensions, Nonce, Saslname};
pub use challenge::Challenge;
pub use client::{Answer, Client, ClientError};
pub use client_messages::{AuthMessage, ClientFinal, ClientFinalWithoutProof, ClientFirst};
pub use credentials::Credentials;
pub use gs2_header::{Channel, Gs2Header};
pub use info::Info;
pub use keys::{Derivation, Functions, Keys, Password, Record};
pub use server::{Refusal, Server, Verified, fake_salt};
pub use server_messages::{ITERATION_COUNTS, ServerError, ServerFinal, ServerFirst};

/// The names of the registered schemes. Other names that begin with `SCRAM-` are read too.
pub const SCHEMES: [&str; 2] = ["SCRAM-SHA-1", SCHEME];

/// The scheme that errors name if another scheme was received.
const SCHEME: &str = "SCRAM-SHA-256";

/// The name of one of the SCRAM schemes, which determines the hash function.
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
    /// `SCRAM-SHA-1`, for databases that hold no other hashes.
    pub const SHA_1: Self = Self(Scheme::read(b"SCRAM-SHA-1"));
    /// `SCRAM-SHA-256`.
    pub const SHA_256: Self = Self(Scheme::read(SCHEME.as_bytes()));

    fn read(scheme: Scheme<'a>) -> Option<Self> {
        let (family, hash_name) = scheme.as_bytes().split_at_checked("SCRAM-".len())?;
        (family.eq_ignore_ascii_case(b"SCRAM-") && !hash_name.is_empty()).then_some(Self(scheme))
    }

    /// Returns the scheme of this name.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`] at the first byte that is not a `tchar`; [`ValueErrorKind::WrongForm`] for a
    /// name that does not begin with `SCRAM-` or that ends there; [`ValueErrorKind::Empty`].
    pub fn new(name: &'a str) -> Result<Self, ValueError> {
        Self::read(Scheme::new(name)?).ok_or(ValueError::new("scheme", ValueErrorKind::WrongForm, 0))
    }

    /// Returns the name of the scheme as the sender spells it.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        self.0.as_str()
    }
}

impl fmt::Debug for Mechanism<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// `sid = token`, quoted or not
fn sid(text: Text<'_>) -> Option<Text<'_>> {
    Token::new(text.as_bytes()?).is_ok().then_some(text)
}

fn sid_for_sending(sid: &str) -> Result<Text<'_>, ValueError> {
    Ok(Text::token(Token::for_part("sid", sid.as_bytes())?.as_bytes()))
}

/// `data = base64`, folded
fn folded_data(bytes: &[u8]) -> Option<Base64<'_>> {
    Base64::read_folded(bytes, Form::Standard)
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
    fn scheme_names_begin_with_scram() {
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
            assert_eq!(read.map(|mechanism| mechanism.as_str()), expected.then_some(name));
        }
    }
}
