//! Parses what real servers and clients send.
//!
//! This is the same parser as the strict one, with [tolerances](super::Tolerance) for known deviations; it returns the same
//! views. A broken challenge is reported, with its scheme, and does not hide the others.
//! [`deviations`](super::Challenge::deviations) reports each deviation that was tolerated, with its offset. A value that the
//! strict parser accepts is read with the same result.
//!
//! | what is sent | by | result |
//! |---|---|---|
//! | HTAB after a scheme | seen by Chromium | tolerated: [`Deviation::TabAfterScheme`] |
//! | white space and no comma between parameters | Elasticsearch, Azure | tolerated: [`Deviation::MissingComma`] |
//! | an unquoted value with `/ : @ ; =` | Azure, AWS, GNAP | tolerated: [`Deviation::BareValue`] |
//! | an unquoted value with spaces, quotes or backslashes | Node-RED, home-made servers | tolerated up to a comma, the end, or white space or `;` and a parameter: [`Deviation::BareText`] |
//! | `qop=auth,auth-int, nc=1`: words that name no known scheme, between an unquoted value and a parameter | registries, old devices | part of the value, so that the challenge keeps its parameters: [`Deviation::BareText`] |
//! | `realm=My Basic`, `realm=a Negotiate` | home-made servers | the same: words after a value without quotes are part of it, unless a known scheme is among them whose payload is a parameter or a token68 |
//! | `realm='a b'` | Node-RED | the `'` are part of the value: `'a'` is a token and means the same to both parsers |
//! | no realm in Basic or Digest | Quarkus, old devices | tolerated by [`basic`](super::basic) and [`digest`](super::digest), as an empty realm: [`Deviation::MissingRealm`] |
//! | a token instead of a quoted-string, or the reverse | many | valid: RFC 9110 §11.2 |
//! | a parameter twice | seen by curl, Firefox | tolerated, the last one counts: [`Deviation::RepeatedParam`], at the name of each later one |
//! | no value after the `=` | old devices | tolerated, as the empty value: [`Deviation::EmptyValue`]; a value with a form of its own, such as an algorithm or a number, counts as absent |
//! | `realm=` right after the scheme | old devices | the same, if another parameter follows. Alone it is a token68, which is valid; a scheme that has none takes it as an empty value, if the name is `realm` or another parameter of the scheme |
//! | `Basic abc=` | | invalid for [`basic`](super::basic): this is base64, and no parameter |
//! | no closing quote | seen by Chromium | tolerated up to a parameter with a value in quotes, or the end of the line: [`Deviation::OpenQuote`] |
//! | a quote inside a quoted-string | nginx, descriptions of OAuth errors | tolerated: [`Deviation::StrayQuote`] |
//! | `realm="x""` | templates | the same: the value is `x"` |
//! | `Bearer, error="x"` | OAuth servers | tolerated after a known scheme that has parameters, and after any other where no payload precedes it: [`Deviation::StrayComma`] |
//! | `Digest nonce="n", Negotiate, algorithm=MD5` | gateways that append | Digest is broken: Negotiate and NTLM have no parameters, and this one may be its algorithm |
//! | a backslash that need not escape | Windows clients | valid; [`Text::raw`](crate::Text::raw) returns the bytes as sent |
//! | base64 with too little or too much padding | old clients | tolerated by [`basic`](super::basic), [`negotiate`](super::negotiate) and [`ntlm`](super::ntlm): [`Deviation::Padding`] |
//! | a token that is no token68: `5\|abc`, `secret-token:a%20b`, `eyJ=.abc=.x` | Laravel, RFC 8959, some JWTs | tolerated where the scheme is known to have a token: [`Deviation::BareToken`] |
//! | `;` between parameters, or at the end of them | RFC 9635 §9.1 | tolerated before a parameter, and after a token or a quoted value: [`Deviation::Semicolon`]. Any other `;` is part of the value, as in `a=https://b/;` |
//! | `SignedHeaders=host;date`, `AdditionalHeaders=…` | AWS, Azure and others | a list of field names: each `;` is part of it, also before `a=` and at the end |
//! | `Access=key;` | clients of [`aws4`](super::aws4) | part of the value, in credentials of these schemes: an access key may end with `;` |
//! | credentials without a scheme, `AWS id:signature` | old APIs | broken; [`Broken::raw`] returns the bytes |
//! | obs-text | many | valid: bytes |
//! | empty elements | many | valid |
//! | no comma between two challenges | an example in RFC 7804 | tolerated before a known scheme with parameters, and after another scheme, a token68 or a quoted value before any known scheme: [`Deviation::MissingComma`]; otherwise broken |
//! | `Negotiate NTLM TlRM==` | proxies that join lines | two challenges: `NTLM` is read as the scheme that it names, although it could be the start of folded base64. `Negotiate NTLM` alone is valid: a scheme and a token68 |
//! | white space in base64 or hex, left by a folded line | MDN, mailers | tolerated in the token68 of Basic, Negotiate and NTLM, and in parameters of [`aws4`](super::aws4), [`concealed`](super::concealed), [`digest`](super::digest), [`hawk`](super::hawk), [`hoba`](super::hoba), [`mutual`](super::mutual), [`private_token`](super::private_token), [`scram`](super::scram), [`signature`](super::signature) and [`vapid`](super::vapid); it is neither compared nor written: [`Deviation::FoldedSpace`] |
//! | the same in a JWT, and in a text that is signed as it stands | | not tolerated: the text is lent as one slice |
//! | the same in `oauth_signature` and in the `vks` of Mutual | | valid: both parsers keep it, because what is base64 depends on the method or the algorithm |
//!
//! A name and `=` begin a parameter, and never a challenge. Where words that name no known scheme are between a challenge with
//! parameters and a further parameter, and are no part of an unquoted value, the challenge is broken: the parameter may be the
//! algorithm of a Digest. Negotiate and NTLM count as such words. Where the name of a known scheme that has parameters is between
//! them, the parameter is given to that scheme, as in `Digest nonce="n", Bearer, error="x"`.
//!
//! A quote ends a value before the end, before a comma and a parameter or a challenge that can be read, and before white space
//! or `;` and a parameter or a known scheme whose payload can be read. All other quotes belong to the value. If the number of
//! those so far is odd, a quote is still open: then a comma, a semicolon or white space also ends the value where a parameter,
//! a known scheme or a challenge with parameters follows it.
//!
//! After a broken challenge, parsing resumes after the next comma outside quotes that precedes a scheme: a token followed by
//! SP, a comma or the end, and not by `=`. The time is linear in the length of the line.
//!
//! ```
//! use countersign::auth::{Deviation, digest, tolerant};
//!
//! let line = br#"Basic realm="the "staff" area", Digest realm=staff@example.org nonce="b", Foo/1"#;
//! let mut challenges = tolerant::challenges(line);
//! let basic = challenges.next().unwrap().unwrap();
//! assert_eq!(basic.get("realm").unwrap(), "the \"staff\" area");
//!
//! let challenge = challenges.next().unwrap().unwrap();
//! let mut tolerated = Vec::new();
//! challenge.deviations(|deviation, offset| tolerated.push((deviation, offset)));
//! assert_eq!(tolerated, [(Deviation::BareValue, 45), (Deviation::MissingComma, 63)]);
//! assert_eq!(digest::Challenge::try_from(challenge)?.realm(), "staff@example.org");
//!
//! let broken = challenges.next().unwrap().unwrap_err();
//! assert!(broken.scheme().unwrap().is("Foo") && broken.error().offset() == 77);
//! assert!(challenges.next().is_none());
//! # Ok::<(), countersign::ParseError>(())
//! ```

use core::fmt;

use crate::auth::ahead::{before_orphan, has_params};
use crate::auth::challenge::Challenge;
use crate::auth::credentials::Credentials;
#[cfg(doc)]
use crate::auth::deviation::Deviation;
use crate::auth::events::{Event, Events};
use crate::auth::field_names::{OPTIONAL_WWW_AUTHENTICATE, PROXY_AUTHENTICATE, WWW_AUTHENTICATE};
use crate::auth::info::AuthenticationInfo;
use crate::auth::payload::Payload;
use crate::auth::scheme::Scheme;
use crate::auth::seen::MAX_PARAMS;
use crate::error::{ErrorKind, ParseError, Rule};
use crate::fields::Fields;
use crate::syntax::wide::WIDE;

pub use crate::auth::deviation::Tolerant;

/// A challenge, credentials or Authentication-Info that cannot be read, even with every deviation tolerated.
///
/// `Debug` shows the scheme and the error, but no bytes: they may be credentials.
///
/// ```
/// use countersign::auth::tolerant;
///
/// let broken = tolerant::credentials(b"AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo").unwrap_err();
/// assert!(broken.scheme().unwrap().is("AWS"));
/// assert_eq!(broken.raw(), b"AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo");
/// assert_eq!(broken.to_string(), "expected \"=\" at byte 24");
/// ```
#[derive(Clone, Copy)]
pub struct Broken<'a> {
    scheme: Option<Scheme<'a>>,
    raw: &'a [u8],
    error: ParseError,
}

impl<'a> Broken<'a> {
    /// Returns the scheme, if there is one before the error.
    #[must_use]
    pub const fn scheme(&self) -> Option<Scheme<'a>> {
        self.scheme
    }

    /// Returns the bytes after the scheme, or all bytes if there is no scheme, up to where parsing resumes.
    #[must_use]
    pub const fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// Returns what is wrong, with its byte offset in the line.
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

impl core::error::Error for Broken<'_> {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&self.error)
    }
}

/// Parses one line of WWW-Authenticate or Proxy-Authenticate.
///
/// Returns an iterator over its challenges, including the broken ones.
///
/// ```
/// use countersign::auth::tolerant;
///
/// let mut challenges = tolerant::challenges(b"Bearer realm=https://a.example, Basic realm=\"staff\"");
/// assert_eq!(challenges.next().unwrap().unwrap().get("realm").unwrap(), "https://a.example");
/// assert_eq!(challenges.next().unwrap().unwrap().get("realm").unwrap(), "staff");
/// ```
#[must_use]
pub fn challenges(line: &[u8]) -> TolerantChallenges<'_> {
    TolerantChallenges { events: Events::challenges(line).tolerating(Tolerant), scheme: None, searched: usize::MAX }
}

/// Parses all WWW-Authenticate lines of a response.
///
/// Returns an iterator over their challenges, each with the index of its line.
///
/// ```
/// use countersign::auth::tolerant;
///
/// let response = [("WWW-Authenticate", "NTLM"), ("WWW-Authenticate", "Basic realm=a/b")];
/// let mut challenges = tolerant::www_authenticate(&response).filter_map(|(line, challenge)| Some((line, challenge.ok()?)));
/// assert!(matches!(challenges.next(), Some((0, ntlm)) if ntlm.scheme().is("NTLM")));
/// assert!(matches!(challenges.next(), Some((1, basic)) if basic.get("realm").unwrap() == "a/b"));
/// ```
pub fn www_authenticate<'m, F: Fields<'m>>(
    fields: F,
) -> impl Iterator<Item = (usize, Result<Challenge<'m, Tolerant>, Broken<'m>>)> + use<'m, F> {
    lines(fields, WWW_AUTHENTICATE)
}

/// Parses all Proxy-Authenticate lines of a response, as [`www_authenticate`] does.
pub fn proxy_authenticate<'m, F: Fields<'m>>(
    fields: F,
) -> impl Iterator<Item = (usize, Result<Challenge<'m, Tolerant>, Broken<'m>>)> + use<'m, F> {
    lines(fields, PROXY_AUTHENTICATE)
}

/// Parses all Optional-WWW-Authenticate lines of a response, as [`www_authenticate`] does.
pub fn optional_www_authenticate<'m, F: Fields<'m>>(
    fields: F,
) -> impl Iterator<Item = (usize, Result<Challenge<'m, Tolerant>, Broken<'m>>)> + use<'m, F> {
    lines(fields, OPTIONAL_WWW_AUTHENTICATE)
}

pub(in crate::auth) fn lines<'m, F: Fields<'m>>(
    fields: F,
    name: &'static str,
) -> impl Iterator<Item = (usize, Result<Challenge<'m, Tolerant>, Broken<'m>>)> + use<'m, F> {
    let lines = fields.values(name).enumerate();
    lines.flat_map(|(line, value)| challenges(value).map(move |challenge| (line, challenge)))
}

/// Parses a value of Authorization or Proxy-Authorization.
///
/// ```
/// use countersign::auth::tolerant;
///
/// let credentials = tolerant::credentials(b"Basic \tQWxhZGRpbjpvcGVuIHNlc2FtZQ==").unwrap();
/// assert!(credentials.token68().is_some());
/// assert!(tolerant::credentials(b"AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo").is_err());
/// ```
///
/// # Errors
/// [`Broken`], if the value cannot be read even with every deviation tolerated.
pub fn credentials(value: &[u8]) -> Result<Credentials<'_, Tolerant>, Broken<'_>> {
    let events = Events::credentials(value);
    if WIDE && let Some(credentials) = plain(events) {
        return Ok(credentials);
    }
    let mut events = events.tolerating(Tolerant);
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

/// Parses one line of Authentication-Info or Proxy-Authentication-Info.
///
/// ```
/// use countersign::auth::tolerant;
///
/// let info = tolerant::info(b"nextnonce=a/b, nc=1").unwrap();
/// assert_eq!(info.get("nextnonce").unwrap(), "a/b");
/// ```
///
/// # Errors
/// [`Broken`], if the line cannot be read even with every deviation tolerated.
pub fn info(line: &[u8]) -> Result<AuthenticationInfo<'_, Tolerant>, Broken<'_>> {
    let events = Events::info(line).tolerating(Tolerant);
    match walk(events) {
        Ok(()) => Ok(AuthenticationInfo::received(Payload::Received(events))),
        Err(error) => Err(Broken { scheme: None, raw: events.rest(), error }),
    }
}

/// Reads credentials with a valid token68, as most are. One that ends with `=` may be an empty parameter, and values of AWS4 have
/// rules of their own.
fn plain(mut events: Events<'_>) -> Option<Credentials<'_, Tolerant>> {
    let scheme = events.first_scheme().ok()?;
    let is_plain = !events.rest().ends_with(b"=") && !scheme.is_of_aws4() && events.check_token68();
    is_plain.then(|| Credentials::received(scheme, Payload::Received(events.tolerating(Tolerant))))
}

/// Checks credentials or a line of Authentication-Info to the end.
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

/// The iterator of [`challenges`].
#[derive(Clone, Debug)]
pub struct TolerantChallenges<'a> {
    events: Events<'a, Tolerant>,
    /// The next scheme, if it was read already: it ended the challenge before it.
    scheme: Option<Scheme<'a>>,
    /// How many bytes were left where the last search for an orphaned parameter ended.
    searched: usize,
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
        let start = self.events;
        let mut count = 0;
        let mut too_many = None;
        let mut has_payload = false;
        loop {
            let unread = self.events.rest();
            match self.events.next() {
                Some(Ok((at, Event::Scheme(next)))) => {
                    let from_scheme = self.events.end().saturating_sub(at);
                    let element = || unread.get(unread.len().saturating_sub(from_scheme)..).unwrap_or_default();
                    if has_payload && !self.events.has_params() && self.precedes_orphan(element()) {
                        let mut ahead = self.events;
                        if let Some(error) = ahead.find_map(Result::err) {
                            self.events = ahead;
                            return Some(Err(self.broken(Some(scheme), start, too_many.unwrap_or(error))));
                        }
                        // It is the token of its scheme, as in `NTLM =`. Nothing in the rest of the line is broken.
                        self.searched = 0;
                    }
                    self.scheme = Some(next);
                    return Some(Self::whole(scheme, start.until(from_scheme), too_many));
                }
                Some(Ok(event)) => {
                    has_payload = true;
                    if let Err(error) = count_param(event, &mut count) {
                        too_many = too_many.or(Some(error));
                    }
                }
                Some(Err(error)) => return Some(Err(self.broken(Some(scheme), start, too_many.unwrap_or(error)))),
                None => return Some(Self::whole(scheme, start, too_many)),
            }
        }
    }
}

impl<'a> TolerantChallenges<'a> {
    /// Returns whether a parameter of the challenge before this element comes after it. The element is then no challenge.
    fn precedes_orphan(&mut self, element: &[u8]) -> bool {
        if element.len() > self.searched || has_params(element) {
            return false;
        }
        let has_params =
            |scheme: Scheme<'_>| scheme.is_known() && !scheme.is_one_of(&Scheme::WITH_TOKEN68_IN_CHALLENGES);
        match before_orphan(element, has_params) {
            Ok(_) => true,
            Err(left) => {
                self.searched = left;
                false
            }
        }
    }

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

    /// Resumes after a challenge that is broken and begins at `start`.
    fn broken(&mut self, scheme: Option<Scheme<'a>>, start: Events<'a, Tolerant>, error: ParseError) -> Broken<'a> {
        let comma = usize::from(self.events.resume());
        let unread = self.events.rest().len().saturating_add(comma);
        let raw = Payload::Received(start.until(unread)).raw();
        Broken { scheme, raw, error }
    }
}
