//! What was wrong with a request, RFC 6750 §3.1, RFC 9449 and RFC 9470.

use super::plain_text;
use crate::error::ValueError;
use crate::syntax::text::Text;

/// What was wrong with a request, as the server names it.
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

    /// A code to be sent that no standard defines; one that is defined is the code it names.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at a quote, a backslash or what is no printable ASCII; [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty).
    pub fn other(code: &'a str) -> Result<Self, ValueError> {
        Ok(Self::read(plain_text("error", code)?))
    }

    /// The code as it is sent.
    #[must_use]
    pub fn text(&self) -> Text<'a> {
        match self {
            Self::Other(text) => *text,
            code => Text::quoted(code.defined().map_or("", |(name, ..)| name).as_bytes(), false),
        }
    }

    /// The status of a response with this code; `None` for a code that no standard defines.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.defined().map(|(.., status)| status)
    }

    fn defined(&self) -> Option<(&'static str, Self, u16)> {
        Self::DEFINED.into_iter().find(|(_, code, _)| code == self)
    }
}
