//! The Signature scheme of draft-cavage-http-signatures-12, and the field of that name that has the same parameters.
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
//! name        = field-name / "(" token ")"       ; in small letters
//! signature   = base64
//! ```
//! [draft-cavage-http-signatures-12, sections 2 to 4](https://datatracker.ietf.org/doc/html/draft-cavage-http-signatures-12#section-2)
//!
//! The draft has expired, and federated servers and others still use it. RFC 9421 has a Signature field, too, which is
//! another one: its values are in no grammar of parameters.
//!
//! | octets | read | why |
//! |---|---|---|
//! | any parameter quoted or not | read; created and expires are written without quotes | RFC 9110 §11.2; the examples of the draft |
//! | a created or expires that is no number | refused: [`ErrorKind::InvalidParam`] | the draft passes over it; then nothing would ever expire |
//! | headers without a name | refused: [`ErrorKind::InvalidParam`] | §2.1.6: such a signature covers nothing |
//! | names with capitals, or octets that are none of a name | read, not built | nothing is signed under such a name |
//! | a signature that is no base64 | refused: [`Rule::Base64`](crate::Rule::Base64) | §2.1.2; the placeholders of the draft are none |
//! | no keyId or no signature | refused: [`ErrorKind::Missing`] | §2.1 |
//! | a parameter that occurs twice | refused: [`ErrorKind::DuplicateParam`] | §2.2 |
//! | other parameters | read as [`other_params`](Parameters::other_params) | §2.2 passes over them; some servers want a `version` |
//!
//! [`ErrorKind::InvalidParam`]: crate::ErrorKind::InvalidParam
//! [`ErrorKind::Missing`]: crate::ErrorKind::Missing
//! [`ErrorKind::DuplicateParam`]: crate::ErrorKind::DuplicateParam

mod challenge;
mod credentials;
mod parameters;

use crate::auth::field_names::SIGNATURE;
use crate::error::{LineError, ValueError, ValueErrorKind};
use crate::fields::{Fields, only_line};
use crate::syntax::class::{TCHAR, is};
use crate::syntax::text::{Text, Words};

pub use challenge::Challenge;
pub use credentials::Credentials;
pub use parameters::Parameters;

/// The name of the scheme.
pub const SCHEME: &str = "Signature";

/// The parameters of a message's Signature line.
///
/// # Errors
/// As [`Parameters::parse`]; and [`ErrorKind::SecondLine`](crate::ErrorKind::SecondLine) in a second line.
pub fn signature<'m>(fields: impl Fields<'m>) -> Result<Option<Parameters<'m>>, LineError> {
    only_line(fields, SIGNATURE, Parameters::parse)
}

/// `headers`, of which there is one at least.
fn headers(text: Text<'_>) -> Option<Words<'_>> {
    let names = Words::new(text);
    (!names.is_empty()).then_some(names)
}

/// Names to be sent.
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
    let is_small = |octet: u8| is(octet, TCHAR) && !octet.is_ascii_uppercase();
    match (inner, inner.unwrap_or(name).bytes().position(|octet| !is_small(octet))) {
        (Some(_), Some(wrong)) => wrong.saturating_add(1),
        (None, Some(wrong)) => wrong,
        (_, None) => name.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_small_and_a_space_apart() {
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
