//! The error codes of a challenge, RFC 6750 §3.1, RFC 9449 and RFC 9470.

use super::plain_text;
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
    const DEFINED: [(&'static str, Self, u16); 6] = [
        ("invalid_request", Self::InvalidRequest, 400),
        ("invalid_token", Self::InvalidToken, 401),
        ("insufficient_scope", Self::InsufficientScope, 403),
        ("insufficient_user_authentication", Self::InsufficientUserAuthentication, 401),
        ("invalid_dpop_proof", Self::InvalidDpopProof, 401),
        ("use_dpop_nonce", Self::UseDpopNonce, 401),
    ];

    pub(super) fn read(text: Text<'a>) -> Self {
        Self::DEFINED.iter().find(|(name, ..)| text == *name).map_or(Self::Other(text), |(_, code, _)| *code)
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
            code => Text::quoted(code.defined().map_or("", |(name, ..)| name).as_bytes(), false),
        }
    }

    /// Returns the status code of a response with this error; `None` for a code that no standard defines.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.defined().map(|(.., status)| status)
    }

    fn defined(&self) -> Option<(&'static str, Self, u16)> {
        Self::DEFINED.into_iter().find(|(_, code, _)| code == self)
    }
}
