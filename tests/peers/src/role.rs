//! The two roles that ask for credentials: server and proxy.

use countersign::auth::{self, AuthenticationInfo, Challenges, Credentials};
use countersign::{LineError, Lines};

/// The field lines of a message.
pub(crate) type FieldLines<'m> = [(&'m [u8], &'m [u8])];

/// The role that asks for credentials. It determines the status and the names of the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The server of the page, RFC 9110 §11.6.
    Origin,
    /// A proxy, §11.7.
    Proxy,
}

impl Role {
    /// Returns the status of a response with challenges.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Origin => 401,
            Self::Proxy => 407,
        }
    }

    /// Returns the names of the fields with challenges, credentials and info.
    #[must_use]
    pub const fn names(self) -> [&'static str; 3] {
        match self {
            Self::Origin => ["WWW-Authenticate", "Authorization", "Authentication-Info"],
            Self::Proxy => ["Proxy-Authenticate", "Proxy-Authorization", "Proxy-Authentication-Info"],
        }
    }

    /// Reads the challenges.
    ///
    /// # Errors
    /// Returns the errors of the crate.
    pub fn challenges<'m, 'f: 'm>(
        self,
        fields: &'m FieldLines<'f>,
    ) -> Result<Option<Lines<'m, &'m FieldLines<'f>, Challenges<'m>>>, LineError> {
        match self {
            Self::Origin => auth::www_authenticate(fields),
            Self::Proxy => auth::proxy_authenticate(fields),
        }
    }

    /// Reads the credentials.
    ///
    /// # Errors
    /// Returns the errors of the crate.
    pub fn credentials<'m>(self, fields: &'m FieldLines<'_>) -> Result<Option<Credentials<'m>>, LineError> {
        match self {
            Self::Origin => auth::authorization(fields),
            Self::Proxy => auth::proxy_authorization(fields),
        }
    }

    /// Reads the info.
    ///
    /// # Errors
    /// Returns the errors of the crate.
    pub fn info<'m, 'f: 'm>(
        self,
        fields: &'m FieldLines<'f>,
    ) -> Result<Option<Lines<'m, &'m FieldLines<'f>, AuthenticationInfo<'m>>>, LineError> {
        match self {
            Self::Origin => auth::authentication_info(fields),
            Self::Proxy => auth::proxy_authentication_info(fields),
        }
    }
}
