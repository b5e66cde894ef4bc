//! Reading what real servers and clients send.
//!
//! The same reader and the same views as by the letter, [forgiving](super::Tolerance) what is known to be sent. One
//! broken challenge is reported, with its scheme, and does not hide its neighbours. Each deviation can be
//! [asked for](super::Challenge::deviations): which, and where. What is read by the letter is read here too, with the same result.
//!
//! | | what is sent | by whom | read |
//! |---|---|---|---|
//! | L1 | HTAB after a scheme | seen by Chromium | forgiven: [`Deviation::TabAfterScheme`] |
//! | L2 | white space and no comma between parameters | Elasticsearch, Azure | forgiven: [`Deviation::MissingComma`] |
//! | L3 | an unquoted value with `/ : @ ; =` | Azure, AWS, GNAP | forgiven up to white space, a comma, a quote or a backslash: [`Deviation::BareValue`] |
//! | L4 | no realm in Basic or Digest | old devices | read as a challenge; refused by the scheme's own type |
//! | L5, L6 | a token where a quoted-string is asked for, and the other way round | many | by the letter: RFC 9110 §11.2 |
//! | L7 | a parameter twice | seen by curl, Firefox | forgiven, the last one counts: [`Deviation::RepeatedParam`] |
//! | L8 | nothing where a value should be | old devices | forgiven, as the empty value: [`Deviation::EmptyValue`]; `a=` behind the scheme is a token68 |
//! | L9 | an open quote | seen by Chromium | forgiven, up to the end of the line: [`Deviation::OpenQuote`] |
//! | L9 | a quote in a quoted-string | nginx | broken: where the string ends is anyone's guess |
//! | L10 | `Basic,realm="x"` | nobody known | broken: a parameter without a scheme |
//! | L11 | a backslash that escapes nothing | Windows clients | by the letter; [`Text::raw`](crate::Text::raw) has the octets as sent |
//! | L12 | base64 with padding too little or too much | old clients | forgiven by [`basic`](super::basic), [`negotiate`](super::negotiate) and [`ntlm`](super::ntlm): [`Deviation::Padding`] |
//! | L13 | `=` in the middle of a token68 | some JWTs | read as a parameter, or broken; [`Challenge::raw`](super::Challenge::raw) has the octets |
//! | L14 | `;` between parameters | drafts of GNAP | part of the value before it, as L3 |
//! | L15, L16 | credentials without a scheme, `AWS id:signature` | old APIs | broken; [`Broken::raw`] has the octets |
//! | L17 | obs-text | many | by the letter: octets |
//! | L18 | empty elements | many | by the letter |
//! | L19 | no comma between two challenges | an example of RFC 7804 | broken; the reading goes on at the next comma |
//! | L20 | white space in hex digits, which a folded line left | MDN | forgiven by [`digest`](super::digest): [`Deviation::FoldedSpace`] |
//!
//! Where a challenge is broken, the reading goes on behind the next comma outside quotes that a token follows which is
//! followed by SP, a comma or the end and not by `=`; or in the next line. Time is linear in the line.
//!
//! ```
//! use countersign::auth::{Deviation, digest, tolerant};
//!
//! let line = br#"Basic realm="the "staff"", Digest realm=staff@example.org nonce="b""#;
//! let mut challenges = tolerant::challenges(line);
//! let broken = challenges.next().unwrap().unwrap_err();
//! assert!(broken.scheme().unwrap().is("Basic") && broken.error().offset() == 18);
//!
//! let challenge = challenges.next().unwrap().unwrap();
//! let mut forgiven = Vec::new();
//! challenge.deviations(|deviation, offset| forgiven.push((deviation, offset)));
//! assert_eq!(forgiven, [(Deviation::BareValue, 40), (Deviation::MissingComma, 58)]);
//! assert_eq!(digest::Challenge::try_from(challenge)?.realm(), "staff@example.org");
//! assert!(challenges.next().is_none());
//! # Ok::<(), countersign::ParseError>(())
//! ```

use core::fmt;

use crate::auth::challenge::Challenge;
use crate::auth::credentials::Credentials;
use crate::auth::deviation::{Deviation, Tolerance};
use crate::auth::events::{Event, Events};
use crate::auth::field_names::{PROXY_AUTHENTICATE, WWW_AUTHENTICATE};
use crate::auth::info::AuthenticationInfo;
use crate::auth::payload::Payload;
use crate::auth::scheme::Scheme;
use crate::auth::seen::MAX_PARAMS;
use crate::error::{ErrorKind, ParseError, Rule};
use crate::fields::Fields;

/// Forgives every [`Deviation`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tolerant;

impl Tolerance for Tolerant {
    fn forgive(&mut self, _: Deviation, _: usize) -> bool {
        true
    }
}

/// A challenge, credentials or info that can't be read, whatever is forgiven.
///
/// `Debug` shows the scheme and the error, and no octet: they may be credentials.
#[derive(Clone, Copy)]
pub struct Broken<'a> {
    scheme: Option<Scheme<'a>>,
    raw: &'a [u8],
    error: ParseError,
}

impl<'a> Broken<'a> {
    /// The scheme, when there is one before the error.
    #[must_use]
    pub const fn scheme(&self) -> Option<Scheme<'a>> {
        self.scheme
    }

    /// The octets behind the scheme, or all of them when there is none, up to where the reading goes on.
    #[must_use]
    pub const fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// What is wrong, and where in the line.
    #[must_use]
    pub const fn error(&self) -> ParseError {
        self.error
    }
}

impl fmt::Debug for Broken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Broken").field("scheme", &self.scheme).field("error", &self.error).finish_non_exhaustive()
    }
}

impl fmt::Display for Broken<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl core::error::Error for Broken<'_> {}

/// The challenges of one line of WWW-Authenticate or Proxy-Authenticate, broken ones among them.
#[must_use]
pub fn challenges(line: &[u8]) -> TolerantChallenges<'_> {
    TolerantChallenges { events: Events::challenges(line).tolerating(Tolerant), scheme: None }
}

/// The challenges of all WWW-Authenticate lines of a response, each with the number of its line.
pub fn www_authenticate<'m, F: Fields<'m>>(
    fields: F,
) -> impl Iterator<Item = (usize, Result<Challenge<'m, Tolerant>, Broken<'m>>)> + use<'m, F> {
    lines(fields, WWW_AUTHENTICATE)
}

/// The challenges of all Proxy-Authenticate lines of a response, each with the number of its line.
pub fn proxy_authenticate<'m, F: Fields<'m>>(
    fields: F,
) -> impl Iterator<Item = (usize, Result<Challenge<'m, Tolerant>, Broken<'m>>)> + use<'m, F> {
    lines(fields, PROXY_AUTHENTICATE)
}

fn lines<'m, F: Fields<'m>>(
    fields: F,
    name: &'static str,
) -> impl Iterator<Item = (usize, Result<Challenge<'m, Tolerant>, Broken<'m>>)> + use<'m, F> {
    let lines = fields.values(name).enumerate();
    lines.flat_map(|(line, value)| challenges(value).map(move |challenge| (line, challenge)))
}

/// The credentials of a value of Authorization or Proxy-Authorization.
///
/// ```
/// use countersign::auth::tolerant;
///
/// let credentials = tolerant::credentials(b"Basic \tQWxhZGRpbjpvcGVuIHNlc2FtZQ==").unwrap();
/// assert!(credentials.token68().is_some());
/// let broken = tolerant::credentials(b"AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo").unwrap_err();
/// assert_eq!(broken.raw(), b"AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo");
/// ```
///
/// # Errors
/// [`Broken`].
pub fn credentials(value: &[u8]) -> Result<Credentials<'_, Tolerant>, Broken<'_>> {
    let mut events = Events::credentials(value).tolerating(Tolerant);
    let all = events.rest();
    let scheme = match events.next() {
        Some(Ok((_, Event::Scheme(scheme)))) => scheme,
        Some(Err(error)) => return Err(Broken { scheme: None, raw: all, error }),
        _ => {
            let error = ParseError::new(ErrorKind::Expected(Rule::Token), 0);
            return Err(Broken { scheme: None, raw: all, error });
        }
    };
    let payload = Payload::Received(events);
    match walk(events) {
        Ok(()) => Ok(Credentials::received(scheme, payload)),
        Err(error) => Err(Broken { scheme: Some(scheme), raw: payload.raw(), error }),
    }
}

/// The parameters of one line of Authentication-Info or Proxy-Authentication-Info.
///
/// # Errors
/// [`Broken`].
pub fn info(line: &[u8]) -> Result<AuthenticationInfo<'_, Tolerant>, Broken<'_>> {
    let events = Events::info(line).tolerating(Tolerant);
    match walk(events) {
        Ok(()) => Ok(AuthenticationInfo::received(Payload::Received(events))),
        Err(error) => Err(Broken { scheme: None, raw: events.rest(), error }),
    }
}

/// Checks what is one challenge, credentials or info to its end.
fn walk(events: Events<'_, Tolerant>) -> Result<(), ParseError> {
    let mut count = 0_usize;
    for event in events {
        count_param(event?, &mut count)?;
    }
    Ok(())
}

fn count_param((at, event): (usize, Event<'_>), count: &mut usize) -> Result<(), ParseError> {
    if let Event::Param(_) = event {
        *count = count.saturating_add(1);
    }
    if *count > MAX_PARAMS { Err(ParseError::new(ErrorKind::TooMany, at)) } else { Ok(()) }
}

/// The challenges of a line, and the broken ones.
#[derive(Clone, Debug)]
pub struct TolerantChallenges<'a> {
    events: Events<'a, Tolerant>,
    /// The scheme that ended the challenge before.
    scheme: Option<Scheme<'a>>,
}

impl<'a> Iterator for TolerantChallenges<'a> {
    type Item = Result<Challenge<'a, Tolerant>, Broken<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        let scheme = match self.scheme.take() {
            Some(scheme) => scheme,
            None => match self.events.next()? {
                Ok((_, Event::Scheme(scheme))) => scheme,
                Ok((at, Event::Param(_) | Event::Token68(_))) => {
                    return Some(Err(self.broken(
                        None,
                        self.events,
                        ParseError::new(ErrorKind::Expected(Rule::Token), at),
                    )));
                }
                Err(error) => return Some(Err(self.broken(None, self.events, error))),
            },
        };
        let behind = self.events;
        let mut count = 0;
        let mut too_many = None;
        loop {
            let unread = self.events.rest().len();
            match self.events.next() {
                Some(Ok((_, Event::Scheme(next)))) => {
                    self.scheme = Some(next);
                    return Some(Self::whole(scheme, behind.without_last(unread), too_many));
                }
                Some(Ok(event)) => too_many = too_many.or(count_param(event, &mut count).err()),
                Some(Err(error)) => return Some(Err(self.broken(Some(scheme), behind, too_many.unwrap_or(error)))),
                None => return Some(Self::whole(scheme, behind, too_many)),
            }
        }
    }
}

impl<'a> TolerantChallenges<'a> {
    fn whole(
        scheme: Scheme<'a>,
        events: Events<'a, Tolerant>,
        too_many: Option<ParseError>,
    ) -> Result<Challenge<'a, Tolerant>, Broken<'a>> {
        let payload = Payload::Received(events);
        match too_many {
            None => Ok(Challenge::received(scheme, payload)),
            Some(error) => Err(Broken { scheme: Some(scheme), raw: payload.raw(), error }),
        }
    }

    /// Goes on behind what is broken from `start` on.
    fn broken(&mut self, scheme: Option<Scheme<'a>>, start: Events<'a, Tolerant>, error: ParseError) -> Broken<'a> {
        let comma = usize::from(self.events.resume());
        let unread = self.events.rest().len().saturating_add(comma);
        let raw = Payload::Received(start.without_last(unread)).raw();
        Broken { scheme, raw, error }
    }
}
