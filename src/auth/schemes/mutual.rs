//! The Mutual scheme, RFC 8120: client and server each prove that they know a password, which is never sent.
//!
//! ```abnf
//! challenge           = "Mutual" 1*SP #auth-param ; terms; 401-INIT and 401-STALE: reason REQUIRED;
//!                                                 ; 401-KEX-S1: sid, ks1, nc-max, nc-window, time REQUIRED,
//!                                                 ; path OPTIONAL
//! credentials         = "Mutual" 1*SP #auth-param ; terms; req-KEX-C1: user or user*, kc1 REQUIRED;
//!                                                 ; req-VFY-C: sid, nc, vkc REQUIRED
//! info                = #auth-param               ; 200-VFY-S: version, sid, vks REQUIRED
//! terms               = #auth-param               ; version, algorithm, validation, realm REQUIRED, auth-scope OPTIONAL
//! version             = "1"
//! algorithm           = extensive-token           ; so are validation and reason
//! extensive-token     = bare-token / extension-token
//! extension-token     = "-" bare-token 1*( "." bare-token )
//! bare-token          = ( ALPHA / DIGIT ) *( ALPHA / DIGIT / "-" / "_" )
//! integer             = "0" / ( %x31-39 *DIGIT )  ; nc, nc-max, nc-window, time
//! hex-fixed-number    = 1*( 2HEXDIG )             ; sid
//! base64-fixed-number = 1*( ALPHA / DIGIT / "+" / "/" ) 0*2"="
//! ```
//! [RFC 8120, sections 3 and 4](https://www.rfc-editor.org/rfc/rfc8120#section-3) ·
//! [RFC 8121, section 3](https://www.rfc-editor.org/rfc/rfc8121#section-3)
//!
//! The algorithm determines whether `kc1`, `ks1`, `vkc` and `vks` are hex or base64.
//!
//! # Computation
//!
//! [`Number::matches`] compares `vkc` and `vks` in constant time, and [`NcWindow`] accepts each `nc` of a session once. All
//! else is the caller's: the arithmetic, and the bytes that are hashed for the password's key, `t_1`, `t_2`, `vkc` and `vks`.
//! Those bytes are defined in RFC 8120 §12 and RFC 8121 §3, which print no numbers. The text of these sections was not at hand
//! when this module was written, and bytes that no text and no vector confirms are left out.
//!
//! | input | result | why |
//! |---|---|---|
//! | an `nc` above `nc-max` | refused | §11 |
//! | an `nc` that was received before | refused | §11 |
//! | an `nc` of at most the largest one less `nc-window` | refused, whether it was received or not | §11: the server remembers no more |
//! | an `nc` that leaves numbers out | accepted; the others are accepted later, within the window | §11: requests may overtake each other |
//! | an `nc-window` of zero | rejected: [`ValueErrorKind::OutOfRange`](crate::ValueErrorKind::OutOfRange) | no number would be accepted |
//!
//! # Syntax
//!
//! | input | result | why |
//! |---|---|---|
//! | a version other than `1` | rejected: [`ErrorKind::InvalidParam`] | §4 |
//! | from a server: more than one of `reason`, `ks#` and `vks`; any `kc#` or `vkc` | rejected: [`ErrorKind::Conflict`] | §4 |
//! | from a client: more than one of `kc#` and `vkc`; any `ks#` or `vks` | rejected: [`ErrorKind::Conflict`] | §4 |
//! | a token that is not an extensive-token | rejected: [`ErrorKind::InvalidParam`] | §3.2.1 |
//! | an unknown algorithm, validation or reason | accepted | §3.2.1 allows extensions |
//! | a number that is not in the encoding of its registered algorithm | rejected: [`ErrorKind::InvalidParam`] | RFC 8121 §3 |
//! | a number of an unknown algorithm | accepted as text | the standard of the algorithm defines the encoding |
//! | a number of unexpected length | accepted | the code that computes with it checks the length |
//! | an integer with leading zeros, or above 64 bits | rejected: [`ErrorKind::InvalidParam`] | §3.2.3 |
//! | `realm*`, `auth-scope*`, `path*` | rejected: [`ErrorKind::InvalidParam`] | §3.1 forbids `realm*`; the other two are ASCII, for which it forbids the extended form |
//! | a `user*` that is ASCII, is not UTF-8 or has a language | rejected: [`ErrorKind::InvalidParam`] | §3.1 |
//! | both `user` and `user*` | rejected: [`ErrorKind::Conflict`] | §3.1 |
//! | values quoted or not; tokens and hex digits in upper case | accepted | §3.2 |
//! | white space in a number of a known encoding, left by a folded line | rejected; can be [tolerated](crate::auth::Deviation::FoldedSpace) | it is not decoded. In `vks` it is valid and stays: Authentication-Info does not name the algorithm |
//! | an escape in a number | rejected: [`ErrorKind::InvalidParam`] | no valid byte needs one |
//! | a repeated parameter | rejected: [`ErrorKind::DuplicateParam`] | §4 |
//! | other parameters, such as those of another message | ignored, and not written again | §4 |
//!
//! [`ErrorKind::InvalidParam`]: crate::ErrorKind::InvalidParam
//! [`ErrorKind::Conflict`]: crate::ErrorKind::Conflict
//! [`ErrorKind::DuplicateParam`]: crate::ErrorKind::DuplicateParam

mod challenge;
mod credentials;
mod info;
mod nc_window;
mod numbers;
mod terms;
mod tokens;

use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::slots::Slot;
use crate::auth::write::WriteParams;
use crate::encode::Sink;
use crate::error::{ErrorKind, ParseError};
use crate::syntax::number::{self, DIGITS};
use crate::syntax::text::Text;
use crate::syntax::token::Token;

pub use challenge::{Challenge, ChallengeMessage, KexS1};
pub use credentials::{Credentials, CredentialsMessage, KexC1, User, VfyC};
pub use info::Info;
pub use nc_window::NcWindow;
pub use numbers::{Hex, Number};
pub use terms::Terms;
pub use tokens::{Algorithm, ExtensiveToken, Reason, Validation};

/// The name of the scheme.
pub const SCHEME: &str = "Mutual";

/// `version`, which is the token `1`.
fn version(version: Slot<'_>) -> Result<(), ParseError> {
    version.convert(|text| (text == "1").then_some(()))?.ok_or(version.missing())
}

/// `integer = "0" / ( %x31-39 *DIGIT )`
fn integer(integer: Slot<'_>) -> Result<u64, ParseError> {
    integer.convert(|text| number::integer(text.bytes()))?.ok_or(integer.missing())
}

fn write_integer<S: Sink>(params: &mut WriteParams<'_, '_, S>, name: &str, number: u64) -> Result<(), S::Error> {
    params.token(name, Text::token(number::digits(number, &mut [0; DIGITS])))
}

/// Rejects a parameter, whatever its value.
fn absent(slot: Slot<'_>) -> Result<(), ParseError> {
    slot.optional().map_or(Ok(()), |_| Err(slot.unsupported()))
}

/// The parameters that exclude each other, §4. `#` stands for any number.
struct Exclusive<'a> {
    one_of: &'static [&'static str],
    none_of: [&'static str; 2],
    found: Option<Token<'a>>,
}

impl<'a> Exclusive<'a> {
    /// The parameters of a message from the server.
    const fn response() -> Self {
        Self { one_of: &["reason", "ks#", "vks"], none_of: ["kc#", "vkc"], found: None }
    }

    /// The parameters of a message from the client.
    const fn request() -> Self {
        Self { one_of: &["kc#", "vkc"], none_of: ["ks#", "vks"], found: None }
    }

    /// Walks the parameters again, because a slot has a fixed name and cannot hold `ks7`. If each parameter has a slot,
    /// the caller compares the slots instead.
    fn check<T: Leniency>(&mut self, mut payload: Payload<'a, T>) -> Result<(), ParseError> {
        while let Some(param) = payload.next_param() {
            let (at, param) = param?;
            let name = param.name();
            let is_of = |family: &&&'static str| is_of(name, family);
            let conflict = match (self.none_of.iter().find(is_of), self.one_of.iter().find(is_of)) {
                (None, None) => None,
                // A repeated name is a duplicate, which was rejected or tolerated before.
                (None, Some(family)) => {
                    let found = self.found.replace(name);
                    found.is_some_and(|found| !found.is(name.as_str())).then_some(*family)
                }
                (Some(family), _) => Some(*family),
            };
            if let Some(family) = conflict {
                return Err(ParseError::new(ErrorKind::Conflict(family), at));
            }
        }
        Ok(())
    }
}

/// Whether a name is `family`, or is of the family if that ends in `#`.
fn is_of(name: Token<'_>, family: &str) -> bool {
    let Some(family) = family.strip_suffix('#') else {
        return name.is(family);
    };
    match name.as_bytes().split_at_checked(family.len()) {
        Some((start, number)) => {
            start.eq_ignore_ascii_case(family.as_bytes()) && !number.is_empty() && number.iter().all(u8::is_ascii_digit)
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_a_family_ends_in_a_number() {
        for (name, family, expected) in [
            ("ks1", "ks#", true),
            ("KS01", "ks#", true),
            ("ks18446744073709551616", "ks#", true),
            ("ks", "ks#", false),
            ("ks1a", "ks#", false),
            ("ks#", "ks#", false),
            ("kc1", "ks#", false),
            ("VKS", "vks", true),
            ("vks1", "vks", false),
        ] {
            assert_eq!(is_of(Token::new(name.as_bytes()).unwrap(), family), expected, "{name}");
        }
    }
}
