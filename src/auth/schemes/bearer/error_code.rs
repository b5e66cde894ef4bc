//! What was wrong with a request, RFC 6750 §3.1, RFC 9449 and RFC 9470.

use super::plain_text;
use crate::auth::names;
use crate::error::ValueError;
use crate::syntax::text::Text;

/// What was wrong with a request, as the server names it.
///
/// ```
/// use countersign::auth::bearer::ErrorCode;
///
/// assert_eq!(ErrorCode::InsufficientScope.status(), Some(403));
/// assert_eq!(ErrorCode::other("quota_exceeded")?.name(), "quota_exceeded");
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorCode<'a> {
    /// `invalid_request`: the request is malformed.
    InvalidRequest,
    /// `invalid_token`: the token is expired, revoked or malformed.
    InvalidToken,
    /// `insufficient_scope`: the request needs more than the token gives.
    InsufficientScope,
    /// `insufficient_user_authentication`: the user must authenticate anew, or otherwise, RFC 9470.
    InsufficientUserAuthentication,
    /// `invalid_dpop_proof`: the proof that goes with the token is none, RFC 9449.
    InvalidDpopProof,
    /// `use_dpop_nonce`: the proof must hold the nonce that the server gave, RFC 9449.
    UseDpopNonce,
    /// Any other code.
    Other(Text<'a>),
}

impl<'a> ErrorCode<'a> {
    const DEFINED: [(&'static str, Self); 6] = [
        ("invalid_request", Self::InvalidRequest),
        ("invalid_token", Self::InvalidToken),
        ("insufficient_scope", Self::InsufficientScope),
        ("insufficient_user_authentication", Self::InsufficientUserAuthentication),
        ("invalid_dpop_proof", Self::InvalidDpopProof),
        ("use_dpop_nonce", Self::UseDpopNonce),
    ];

    pub(super) fn read(text: Text<'a>) -> Self {
        names::value_of(&Self::DEFINED, |name| text == name).unwrap_or(Self::Other(text))
    }

    /// A code to be sent that no standard defines; one that is defined is the code it names.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at a quote, a backslash or what is no printable ASCII; [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty).
    pub fn other(code: &'a str) -> Result<Self, ValueError> {
        Ok(Self::read(plain_text("error", code)?))
    }

    /// The code as it is sent.
    #[must_use]
    pub fn name(&self) -> Text<'a> {
        match self {
            Self::Other(text) => *text,
            defined => Text::quoted(names::name_of(&Self::DEFINED, defined).as_bytes(), false),
        }
    }

    /// The status of a response with this code; `None` for a code that no standard defines.
    #[must_use]
    pub const fn status(&self) -> Option<u16> {
        match self {
            Self::InvalidRequest => Some(400),
            Self::InvalidToken | Self::InsufficientUserAuthentication | Self::InvalidDpopProof | Self::UseDpopNonce => {
                Some(401)
            }
            Self::InsufficientScope => Some(403),
            Self::Other(_) => None,
        }
    }
}
