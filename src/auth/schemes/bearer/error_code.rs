//! The error codes of a challenge, RFC 6750 §3.1, RFC 9449 and RFC 9470.

use super::plain_text;
use crate::auth::names;
use crate::error::ValueError;
use crate::syntax::text::Text;

/// The server's code for what was wrong with a request.
///
/// ```
/// use countersign::auth::bearer::ErrorCode;
///
/// assert_eq!(ErrorCode::InsufficientScope.status(), Some(403));
/// assert_eq!(ErrorCode::other("quota_exceeded")?.text(), "quota_exceeded");
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorCode<'a> {
    /// `invalid_request`: the request is malformed.
    InvalidRequest,
    /// `invalid_token`: the token is expired, revoked, malformed or otherwise invalid.
    InvalidToken,
    /// `insufficient_scope`: the request needs more rights than the token gives.
    InsufficientScope,
    /// `insufficient_user_authentication`: the user must authenticate again, or by another method, RFC 9470.
    InsufficientUserAuthentication,
    /// `invalid_dpop_proof`: the proof that belongs to the token is invalid, RFC 9449.
    InvalidDpopProof,
    /// `use_dpop_nonce`: the proof must contain the nonce that the server sent, RFC 9449.
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

    /// Returns the code of this name. It can be a name that no standard defines.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at a quote, a backslash or a byte that is not
    /// printable ASCII; [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty).
    pub fn other(code: &'a str) -> Result<Self, ValueError> {
        Ok(Self::read(plain_text("error", code)?))
    }

    /// Returns the code as it is sent.
    #[must_use]
    pub fn text(&self) -> Text<'a> {
        match self {
            Self::Other(text) => *text,
            defined => Text::quoted(names::name_of(&Self::DEFINED, defined).as_bytes(), false),
        }
    }

    /// Returns the status code of a response with this error; `None` for a code that no standard defines.
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
