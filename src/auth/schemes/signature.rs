//! The Signature scheme of draft-cavage-http-signatures-12, and the field of that name, which has the same parameters.
//!
//! ```abnf
//! challenge   = "Signature" [ 1*SP #auth-param ] ; realm, headers, all OPTIONAL
//! credentials = "Signature" 1*SP parameters
//! field       = parameters                       ; the value of a Signature line
//! parameters  = #auth-param                      ; keyId, signature REQUIRED; algorithm, created, expires, headers
//!                                                ; OPTIONAL
//! created     = 1*20DIGIT                        ; seconds since 1970
//! expires     = 1*DIGIT [ "." 1*DIGIT ]          ; the same
//! headers     = name *( SP name )
//! name        = field-name / "(" token ")"       ; in lower case
//! signature   = base64
//! ```
//! [draft-cavage-http-signatures-12, sections 2 to 4](https://datatracker.ietf.org/doc/html/draft-cavage-http-signatures-12#section-2)
//!
//! The draft has expired, but federated servers and others still use it. RFC 9421 defines another Signature field,
//! whose values do not follow the grammar of authentication parameters. It is not supported here.
//!
//! | input | result | why |
//! |---|---|---|
//! | any parameter, quoted or not | accepted; `created` and `expires` are written without quotes | RFC 9110 §11.2; the examples of the draft |
//! | a `created` or `expires` that is not a number | rejected: [`ErrorKind::InvalidParam`] | the draft ignores it; then a signature would never expire |
//! | `headers` without a name | rejected: [`ErrorKind::InvalidParam`] | §2.1.6: such a signature covers nothing |
//! | names with upper case, or bytes that may not stand in a name | accepted by `parse`, rejected by `with_headers` | nothing is signed under such a name |
//! | a signature that is not base64 | rejected: [`Rule::Base64`](crate::Rule::Base64) | §2.1.2; the placeholders in the draft are not base64 |
//! | no `keyId` or no `signature` | rejected: [`ErrorKind::Missing`] | §2.1 |
//! | a repeated parameter | rejected: [`ErrorKind::DuplicateParam`] | §2.2 |
//! | other parameters | accepted, see [`other_params`](Parameters::other_params) | §2.2 ignores them; some servers require a `version` |
//!
//! # Signatures
//!
//! ```text
//! signing-string = line *( LF line )
//! line           = name ": " value                               ; the lines of the field, trimmed, joined with ", "
//!                / "(request-target): " method-in-lower-case SP target
//!                / "(created): " created / "(expires): " expires ; as the parameters spell them
//! ```
//!
//! [`SigningString`] is what is signed. A [`Client`] signs it with an HMAC, or the caller with an asymmetric key. A [`Server`]
//! verifies either; its [`Policy`] says what must be signed. [`BodyDigest`] is the field that protects a body.
//!
//! | input | result | why |
//! |---|---|---|
//! | no `headers` | `(created)` is signed, or `date` with [`Rules::with_date_by_default`] | §2.1.6; older drafts, and many implementations, sign `date` |
//! | a name that no field of the request has, or that is not a name | rejected | §2.3 |
//! | several lines of a field | joined with a comma and a space | §2.3, step 4 |
//! | a field without a value | `name: `, with the space | §2.3, step 4 |
//! | upper case in a name | signed in lower case | §2.3, step 4 |
//! | CR, LF or NUL in a signed value | rejected | two requests could have one string; an HTTP library replaces line folds with spaces |
//! | `(created)` or `(expires)`, together with an algorithm whose name begins with `rsa`, `hmac` or `ecdsa` | rejected | §2.3, steps 2 and 3 |
//! | a signed `expires` with a fraction | rejected | §2.3, step 3 |
//! | a `created` after now, or an `expires` before now, even if it is not signed | refused | §2.1.4, §2.1.5 |
//! | an algorithm other than that of the key, or `hs2019` | refused | §2.1.3: the key determines the algorithm |
//! | a body, and a signature without `digest` | refused | the body could be replaced |
//! | a (request-target) without the query | rejected, or accepted with [`Rules::with_path_only`] | some implementations leave the query out |
//! | two lines of `Authorization` | refused | one is verified, and a server may use the other |
//! | more than [`MAX_NAMES`] names | rejected | each name costs a pass over the fields |
//!
//! A signature covers only what it names. It is valid any number of times until it is too old.
//!
//! [`ErrorKind::InvalidParam`]: crate::ErrorKind::InvalidParam
//! [`ErrorKind::Missing`]: crate::ErrorKind::Missing
//! [`ErrorKind::DuplicateParam`]: crate::ErrorKind::DuplicateParam

mod body_digest;
mod challenge;
mod client;
mod credentials;
mod parameters;
mod policy;
mod request;
mod rules;
mod server;
mod signing_string;

use crate::auth::field_names::SIGNATURE;
use crate::error::{LineError, ValueError, ValueErrorKind};
use crate::fields::{Fields, only_line};
use crate::syntax::class::{TCHAR, is};
use crate::syntax::text::{Text, Words};

pub use body_digest::BodyDigest;
pub use challenge::Challenge;
pub use client::{Client, Signed};
pub use credentials::Credentials;
pub use parameters::Parameters;
pub use policy::Policy;
pub use request::Request;
pub use rules::Rules;
pub use server::{Body, Refusal, Server};
pub use signing_string::{MAX_NAMES, SigningString};

/// The name of the scheme.
pub const SCHEME: &str = "Signature";

/// Returns the parameters in a message's Signature field, or `None` if the field is absent.
///
/// # Errors
/// The errors of [`Parameters::parse`], and [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) for a second line.
///
/// ```
/// use countersign::auth::signature;
///
/// let request = [("Signature", "keyId=\"rsa-key-1\", signature=\"c2lnbmVk\"")];
/// let parameters = signature::signature(&request)?.expect("the field is present");
/// assert_eq!(parameters.key_id(), "rsa-key-1");
/// assert!(parameters.signature().matches("signed"));
/// # Ok::<(), countersign::LineError>(())
/// ```
pub fn signature<'m>(fields: impl Fields<'m>) -> Result<Option<Parameters<'m>>, LineError> {
    only_line(fields, SIGNATURE, Parameters::parse)
}

/// `headers`, which has at least one name.
fn headers(text: Text<'_>) -> Option<Words<'_>> {
    let names = Words::new(text);
    (!names.is_empty()).then_some(names)
}

/// Checks names that the caller supplies.
fn headers_of(names: &str) -> Result<Words<'_>, ValueError> {
    let mut at = 0_usize;
    for name in names.split(' ') {
        match name_end(name) {
            _ if name.is_empty() => return Err(ValueError::new("headers", ValueErrorKind::Empty, at)),
            end if end < name.len() => {
                return Err(ValueError::new("headers", ValueErrorKind::InvalidByte, at.saturating_add(end)));
            }
            end => at = at.saturating_add(end).saturating_add(1),
        }
    }
    Ok(Words::new(Text::quoted(names.as_bytes(), false)))
}

/// Where `name = field-name / "(" token ")"` ends.
fn name_end(name: &str) -> usize {
    let inner = name.strip_prefix('(').and_then(|name| name.strip_suffix(')')).filter(|token| !token.is_empty());
    let is_name_char = |byte: u8| is(byte, TCHAR) && !byte.is_ascii_uppercase();
    match (inner, inner.unwrap_or(name).bytes().position(|byte| !is_name_char(byte))) {
        (Some(_), Some(wrong)) => wrong.saturating_add(1),
        (None, Some(wrong)) => wrong,
        (_, None) => name.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_lower_case_and_separated_by_one_space() {
        use ValueErrorKind::{Empty, InvalidByte};
        for (names, expected) in [
            ("host", None),
            ("(request-target) (created) host digest", None),
            ("", Some((Empty, 0))),
            ("host ", Some((Empty, 5))),
            ("host  date", Some((Empty, 5))),
            ("host Date", Some((InvalidByte, 5))),
            ("host (Created)", Some((InvalidByte, 6))),
            ("host ()", Some((InvalidByte, 5))),
            ("host (created", Some((InvalidByte, 5))),
            ("host,date", Some((InvalidByte, 4))),
            ("host\tdate", Some((InvalidByte, 4))),
        ] {
            let error = headers_of(names).err().map(|error| (error.kind(), error.offset()));
            assert_eq!(error, expected, "{names}");
        }
    }
}
