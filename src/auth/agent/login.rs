//! What an agent proves: a password or a token.

use core::fmt;

use crate::auth::schemes::{basic, bearer};
use crate::error::ValueError;

/// A user with a password, or a token.
///
/// The texts are of any type that lends bytes: `&str`, or `String` for an agent that borrows nothing. The agent copies
/// neither the password nor the token. A type that overwrites its bytes when it is dropped keeps that promise here.
///
/// | input | result | why |
/// |---|---|---|
/// | a colon in the user | rejected | it would end the user-id (RFC 7617 §2; RFC 7616 §3.4.2) |
/// | a control character, such as the line feed at the end of a file | rejected | RFC 7617 §2 |
/// | an empty password or an empty user | accepted | devices have them |
///
/// ```
/// use countersign::ValueErrorKind;
/// use countersign::auth::agent::Login;
///
/// let owned: Login<String> = Login::password("Mufasa".to_owned(), "Circle of Life".to_owned())?;
/// let for_both_schemes = Login::password("admin", "")?.with_basic();
/// let token = Login::token("mF_9.B5f-4.1JqM")?;
/// assert_eq!(format!("{owned:?} {for_both_schemes:?} {token:?}"), "Login(Password) Login(Password) Login(Token)");
/// assert_eq!(Login::password("admin", "secret\n").unwrap_err().kind(), ValueErrorKind::InvalidByte);
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Login<P>(Kind<P>);

#[derive(Clone, Copy)]
pub(super) enum Kind<P> {
    Password { user: P, password: P, allows_basic: bool },
    Token(P),
}

impl<P: AsRef<[u8]>> Login<P> {
    /// Returns a user with a password. It answers Digest, and Basic [if that is allowed](Self::with_basic).
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at a control character, and at a colon in the
    /// user.
    pub fn password(user: P, password: P) -> Result<Self, ValueError> {
        basic::Credentials::new(user.as_ref(), password.as_ref())?;
        Ok(Self(Kind::Password { user, password, allows_basic: false }))
    }

    /// Returns a token. It answers Bearer.
    ///
    /// # Errors
    /// As [`bearer::Credentials::any_visible_ascii`]: an empty token, or a byte that is not visible ASCII.
    pub fn token(token: P) -> Result<Self, ValueError> {
        bearer::Credentials::any_visible_ascii(token.as_ref())?;
        Ok(Self(Kind::Token(token)))
    }
}

impl<P> Login<P> {
    /// Allows Basic, if the server offers nothing stronger that can be computed, and never did. Basic sends the password
    /// itself: to the server, and to anyone who can answer in its place. A token does not change.
    #[must_use]
    pub fn with_basic(self) -> Self {
        match self.0 {
            Kind::Password { user, password, .. } => Self(Kind::Password { user, password, allows_basic: true }),
            token @ Kind::Token(_) => Self(token),
        }
    }

    pub(super) const fn kind(&self) -> &Kind<P> {
        &self.0
    }
}

impl<P> fmt::Debug for Login<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Password { .. } => "Login(Password)",
            Kind::Token(_) => "Login(Token)",
        })
    }
}
