//! The Mutual scheme, RFC 8120: both sides prove that they know a password that neither sends.
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
//! [RFC 8121, section 3](https://www.rfc-editor.org/rfc/rfc8121#section-3), whose algorithms say in which form kc1,
//! ks1, vkc and vks are
//!
//! | octets | read | why |
//! |---|---|---|
//! | a version other than `1` | refused: [`ErrorKind::InvalidParam`] | §4 |
//! | reason, any `ks#`, vks: two of them; any `kc#` or vkc in what a server sends | refused: [`ErrorKind::Conflict`] | §4 |
//! | any `kc#`, vkc: two of them; any `ks#` or vks in what a client sends | refused: [`ErrorKind::Conflict`] | §4 |
//! | a token that is no extensive-token | refused: [`ErrorKind::InvalidParam`] | §3.2.1 |
//! | an algorithm, a validation or a reason that nobody knows | read | §3.2.1 has extensions |
//! | a number of a registered algorithm in another form than RFC 8121 has | refused: [`ErrorKind::InvalidParam`] | its section 3 |
//! | a number of another algorithm | read, as a text | its standard tells the form |
//! | a number of more or fewer octets than is natural | read | who computes with it knows |
//! | an integer with zeros before it, or past 64 bits | refused: [`ErrorKind::InvalidParam`] | §3.2.3 |
//! | `realm*`, `auth-scope*`, `path*` | refused: [`ErrorKind::InvalidParam`] | §3.1 forbids the first; the others are ASCII, for which it forbids them too |
//! | `user*` that could be `user`, that is not UTF-8 or has a language | refused: [`ErrorKind::InvalidParam`] | §3.1 |
//! | `user` and `user*` | refused: [`ErrorKind::Conflict`] | §3.1 |
//! | both forms of a value, tokens and hex digits in capitals | read | §3.2 |
//! | a number that is escaped | refused: [`ErrorKind::InvalidParam`] | it has nothing to escape |
//! | a parameter that occurs twice | refused: [`ErrorKind::DuplicateParam`] | §4 |
//! | other parameters, such as those of another message | passed over, and not written again | §4 |
//!
//! [`ErrorKind::InvalidParam`]: crate::ErrorKind::InvalidParam
//! [`ErrorKind::Conflict`]: crate::ErrorKind::Conflict
//! [`ErrorKind::DuplicateParam`]: crate::ErrorKind::DuplicateParam

mod challenge;
mod credentials;
mod info;
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

/// Refuses a parameter whatever its value.
fn absent(slot: Slot<'_>) -> Result<(), ParseError> {
    slot.optional().map_or(Ok(()), |_| Err(slot.unsupported()))
}

/// Which parameters may not stand beside each other, §4. `#` is any number.
struct Exclusive<'a> {
    one_of: &'static [&'static str],
    none_of: [&'static str; 2],
    found: Option<Token<'a>>,
}

impl<'a> Exclusive<'a> {
    /// In what a server sends.
    const fn response() -> Self {
        Self { one_of: &["reason", "ks#", "vks"], none_of: ["kc#", "vkc"], found: None }
    }

    /// In what a client sends.
    const fn request() -> Self {
        Self { one_of: &["kc#", "vkc"], none_of: ["ks#", "vks"], found: None }
    }

    /// Walks parameters that were read once already: no slot has a name with a number of its own. Where each parameter
    /// has a slot, who has one of them only need not ask.
    fn check<T: Leniency>(&mut self, mut payload: Payload<'a, T>) -> Result<(), ParseError> {
        while let Some(param) = payload.next_param() {
            let (at, param) = param?;
            let name = param.name();
            let is_of = |family: &&&'static str| is_of(name, family);
            let conflict = match (self.none_of.iter().find(is_of), self.one_of.iter().find(is_of)) {
                (None, None) => None,
                // The same one again is a duplicate, which was refused, or forgiven.
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

/// Whether a name is this one, or of this family.
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
    fn families_have_numbers() {
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
