//! What the types of the schemes read, as rows, and which parameters of credentials are secret.
//!
//! [`challenge`], [`credentials`] and [`info`] read with the type of the scheme. [`groups`] has
//! the same for a part of the schemes.
//!
//! ```
//! use countersign::auth::Challenge;
//! use countersign_explain::{Rows, schemes};
//!
//! let line = b"Basic realm=\"staff\", charset=\"UTF-8\"";
//! let (mut names, mut scratch) = (Vec::new(), [0; 80]);
//! let mut sink = |row: countersign_explain::Row<'_>| names.push(row.name);
//! let read = schemes::challenge(Challenge::parse(line)?, &mut Rows::new(&mut sink, &mut scratch));
//! assert_eq!(read, Some(Ok(())));
//! assert_eq!(names, ["realm", "charset"]);
//! # Ok::<(), countersign::ParseError>(())
//! ```

mod exchanges;
pub mod fields;
pub mod groups;
mod passwords;
pub mod secrets;
mod signed;
mod tokens;

use countersign::auth::{self, AuthenticationInfo, Challenge, Credentials, Leniency};
use countersign::{ErrorKind, ParseError};

use crate::row::Rows;

/// Whether a type read a value.
pub type Typed = Result<(), ParseError>;

/// What is known about the schemes of a module of [`auth`].
#[derive(Clone, Copy, Debug)]
pub struct Module {
    /// The name of the module.
    pub name: &'static str,
    /// The parameters of credentials that are not secret.
    pub open: &'static [&'static str],
    /// The parameters of credentials that are secret, but whose names are not.
    pub closed: &'static [&'static str],
    /// Whether credentials are a token68. What looks like a parameter is then a token with a `=`.
    pub is_token68: bool,
}

impl Module {
    const fn new(name: &'static str) -> Self {
        Self { name, open: &[], closed: &[], is_token68: false }
    }
}

/// One row for each module of [`auth::SCHEMES`], in the same order.
const MODULES: [Module; 23] = [
    // `token` is that of Rails. The parameters of other servers are not known, and a key may look like one.
    Module { closed: &["token"], ..Module::new("api_key") },
    Module {
        open: &["Credential", "Access", "SignedHeaders", "AdditionalHeaders"],
        closed: &["Signature"],
        ..Module::new("aws4")
    },
    Module { is_token68: true, ..Module::new("basic") },
    Module { is_token68: true, ..Module::new("bearer") },
    Module::new("colon_pair"),
    Module { open: &["k", "a", "s"], closed: &["v", "p"], ..Module::new("concealed") },
    Module {
        open: &["username", "username*", "userhash", "nonce", "opaque", "uri", "algorithm", "qop", "nc", "charset"],
        closed: &["cnonce", "response"],
        ..Module::new("digest")
    },
    Module { is_token68: true, ..Module::new("dpop") },
    Module::new("eg1"),
    Module { is_token68: true, ..Module::new("gnap") },
    Module { open: &["id", "ts", "nonce", "hash", "app", "dlg"], closed: &["ext", "mac"], ..Module::new("hawk") },
    Module { closed: &["result"], ..Module::new("hoba") },
    Module {
        open: &[
            "version",
            "algorithm",
            "validation",
            "auth-scope",
            "auth-scope*",
            "realm*",
            "user",
            "user*",
            "kc1",
            "nc",
        ],
        closed: &["sid", "vkc"],
        ..Module::new("mutual")
    },
    Module { is_token68: true, ..Module::new("negotiate") },
    Module { is_token68: true, ..Module::new("ntlm") },
    Module {
        open: &["oauth_consumer_key", "oauth_signature_method", "oauth_timestamp", "oauth_nonce", "oauth_version"],
        closed: &["oauth_token", "oauth_signature", "oauth_callback", "oauth_verifier"],
        ..Module::new("oauth")
    },
    Module { open: &["extensions"], closed: &["token"], ..Module::new("private_token") },
    Module { closed: &["sid", "data"], ..Module::new("scram") },
    Module::new("shared_access_signature"),
    Module {
        open: &["keyId", "algorithm", "created", "expires", "headers"],
        closed: &["signature"],
        ..Module::new("signature")
    },
    Module::new("uma"),
    Module { open: &["k"], closed: &["t"], ..Module::new("vapid") },
    Module { is_token68: true, ..Module::new("web_push") },
];

/// Returns the module that reads the scheme of this name.
#[must_use]
pub fn module_of(scheme: &[u8]) -> Option<&'static Module> {
    let is_it = |name: &&str| name.as_bytes().eq_ignore_ascii_case(scheme);
    let (module, _) = auth::SCHEMES.into_iter().find(|(_, names)| names.iter().any(is_it))?;
    MODULES.iter().find(|known| known.name == module)
}

/// Adds what the type of its scheme reads in a challenge. Returns `None` for other schemes.
pub fn challenge<T: Leniency>(challenge: Challenge<'_, T>, rows: &mut Rows<'_>) -> Option<Typed> {
    groups::digest::challenge(challenge, rows)
        .or_else(|| groups::tokens::challenge(challenge, rows))
        .or_else(|| groups::keys::challenge(challenge, rows))
        .or_else(|| groups::scram::challenge(challenge, rows))
        .or_else(|| groups::passwords::challenge(challenge, rows))
        .or_else(|| groups::logins::challenge(challenge, rows))
        .or_else(|| groups::macs::challenge(challenge, rows))
}

/// Adds what the type of their scheme reads in credentials. Returns `None` for other schemes.
pub fn credentials<T: Leniency>(credentials: Credentials<'_, T>, rows: &mut Rows<'_>) -> Option<Typed> {
    groups::digest::credentials(credentials, rows)
        .or_else(|| groups::tokens::credentials(credentials, rows))
        .or_else(|| groups::keys::credentials(credentials, rows))
        .or_else(|| groups::scram::credentials(credentials, rows))
        .or_else(|| groups::passwords::credentials(credentials, rows))
        .or_else(|| groups::logins::credentials(credentials, rows))
        .or_else(|| groups::aws4::credentials(credentials, rows))
        .or_else(|| groups::macs::credentials(credentials, rows))
}

/// Adds the rows of credentials that do not follow the grammar of RFC 9110, and returns their scheme.
pub fn other_credentials(value: &[u8], rows: &mut Rows<'_>) -> Option<&'static str> {
    groups::aws4::other_credentials(value, rows)
        .or_else(|| groups::tokens::other_credentials(value, rows))
        .or_else(|| groups::clouds::other_credentials(value, rows))
}

/// Adds what Digest, Mutual or SCRAM reads in Authentication-Info.
pub fn info<T: Leniency>(info: AuthenticationInfo<'_, T>, rows: &mut Rows<'_>) -> Option<Typed> {
    groups::digest::info(info, rows)
        .or_else(|| groups::passwords::info(info, rows))
        .or_else(|| groups::scram::info(info, rows))
}

/// Adds the rows of a value if its type reads it.
fn typed<V, T>(value: V, rows: &mut Rows<'_>, read: impl FnOnce(T, &mut Rows<'_>)) -> Typed
where
    T: TryFrom<V, Error = ParseError>,
{
    T::try_from(value).map(|value| read(value, rows))
}

/// Returns `None` if the type is not that of the value's scheme.
fn of_its_scheme(typed: Typed) -> Option<Typed> {
    match typed {
        Err(error) if matches!(error.kind(), ErrorKind::Scheme(_)) => None,
        typed => Some(typed),
    }
}
