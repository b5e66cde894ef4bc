//! Authentication-Control, RFC 8053: how a browser asks for a password, and where it goes without one and after logging
//! out.
//!
//! ```abnf
//! Authentication-Control = 1#auth-control-entry
//! auth-control-entry     = auth-scheme 1*SP 1#auth-control-param
//! auth-control-param     = extensive-token BWS "=" BWS ( token / quoted-string )
//!                        / extensive-token "*" BWS "=" BWS ext-value
//! auth-style             = "modal" / "non-modal"
//! no-auth                = "true" / "false"
//! logout-timeout         = "0" / ( %x31-39 *DIGIT ) ; seconds
//! ```
//! [RFC 8053, section 4](https://www.rfc-editor.org/rfc/rfc8053#section-4)
//!
//! An entry concerns its own scheme and realm. A client ignores the field if it did not authenticate, and was not asked to,
//! with that scheme.
//!
//! | input | result | why |
//! |---|---|---|
//! | values quoted or not | accepted; a style, a number and `true` are written without quotes | §4: recipients accept both; the ABNF of §4 has tokens only, and the examples have quoted URIs |
//! | a line without an entry | rejected: [`Rule::Token`] | §4: `1#` |
//! | an entry without a parameter, or with a token68 | rejected: [`Rule::AuthParam`] | §4: `1#` |
//! | an entry without a realm | accepted | the ABNF of §4; only entries with a realm are built |
//! | a repeated parameter | rejected: [`ErrorKind::DuplicateParam`] | RFC 9110 §11.2 |
//! | an unknown `auth-style` | accepted: [`AuthStyle::Other`] | §4.2 allows extensions |
//! | a `no-auth` other than `true` and `false` | rejected: [`ErrorKind::InvalidParam`] | §4.4 |
//! | a `logout-timeout` with leading zeros, or of more than 64 bits | rejected: [`ErrorKind::InvalidParam`] | RFC 8120 §3.2.3 |
//! | `realm*` | rejected: [`ErrorKind::InvalidParam`] | §4.1 forbids it |
//! | a `username*` of another charset than UTF-8, of ASCII, or with a language | rejected: [`ErrorKind::InvalidParam`] | §4.1 |
//! | both `username` and `username*` | rejected: [`ErrorKind::Conflict`] | §4.1 |
//! | other parameters, in either form, whatever their names | accepted, as [`other_params`](Entry::other_params) | clients ignore what they do not know |

mod entry;

use core::fmt;
use core::slice;

use crate::auth::challenge::{Challenges, ChallengesIter};
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule, ValueError, ValueErrorKind};
use crate::fields::Line;

pub use entry::{AuthStyle, Entry, Username};

/// The entries of one line of Authentication-Control.
///
/// ```
/// use countersign::{Encode, auth::control::{AuthStyle, AuthenticationControl, Entry}};
///
/// let line = b"Digest realm=\"protected space\", auth-style=modal";
/// let control = AuthenticationControl::parse(line)?;
/// let entry = control.iter().next().unwrap();
/// assert_eq!((entry.realm().unwrap() == "protected space", entry.auth_style()), (true, Some(AuthStyle::Modal)));
///
/// let entries = [Entry::new("Digest", "protected space")?.with_auth_style(AuthStyle::Modal)];
/// let sent = AuthenticationControl::new(&entries)?;
/// assert_eq!(sent.encode_to_slice(&mut [0; 64])?, line);
/// assert_eq!(sent, control);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct AuthenticationControl<'a>(Source<'a>);

#[derive(Clone, Copy)]
enum Source<'a> {
    Received(Challenges<'a>),
    Sent(&'a [Entry<'a>]),
}

impl<'a> AuthenticationControl<'a> {
    /// Parses a whole line.
    ///
    /// # Errors
    /// [`ErrorKind::Expected`] where the line breaks the grammar, and what the table of the [module](self) lists.
    pub fn parse(line: &'a [u8]) -> Result<Self, ParseError> {
        let entries = Challenges::parse(line)?;
        if entries.is_empty() {
            return Err(ParseError::new(ErrorKind::Expected(Rule::Token), line.len()));
        }
        entries.iter().try_for_each(|entry| Entry::read(&entry).map(drop))?;
        Ok(Self(Source::Received(entries)))
    }

    /// Creates a line of entries.
    ///
    /// # Errors
    /// [`ValueErrorKind::Empty`] if there is none.
    pub const fn new(entries: &'a [Entry<'a>]) -> Result<Self, ValueError> {
        match entries {
            [] => Err(ValueError::new("entries", ValueErrorKind::Empty, 0)),
            entries => Ok(Self(Source::Sent(entries))),
        }
    }

    /// Returns the entries, in order.
    #[must_use]
    pub fn iter(&self) -> Entries<'a> {
        Entries(match self.0 {
            Source::Received(entries) => Walk::Received(entries.iter()),
            Source::Sent(entries) => Walk::Sent(entries.iter()),
        })
    }
}

impl PartialEq for AuthenticationControl<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for AuthenticationControl<'_> {}

impl fmt::Debug for AuthenticationControl<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

keep!(AuthenticationControl);

impl FieldContent for AuthenticationControl<'_> {}

impl Encode for AuthenticationControl<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        for (index, entry) in self.iter().enumerate() {
            if index > 0 {
                wire.put(b", ")?;
            }
            entry.write(wire)?;
        }
        Ok(())
    }
}

impl<'a> IntoIterator for AuthenticationControl<'a> {
    type Item = Entry<'a>;
    type IntoIter = Entries<'a>;

    fn into_iter(self) -> Entries<'a> {
        self.iter()
    }
}

impl<'a> Line<'a> for AuthenticationControl<'a> {
    fn parse(line: &'a [u8]) -> Result<Self, ParseError> {
        Self::parse(line)
    }
}

/// The iterator of [`AuthenticationControl`].
#[derive(Clone)]
pub struct Entries<'a>(Walk<'a>);

#[derive(Clone)]
enum Walk<'a> {
    Received(ChallengesIter<'a>),
    Sent(slice::Iter<'a, Entry<'a>>),
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        match &mut self.0 {
            Walk::Received(entries) => Entry::read(&entries.next()?).ok(),
            Walk::Sent(entries) => entries.next().copied(),
        }
    }
}

impl fmt::Debug for Entries<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entries")
    }
}
