//! Where a redirect leads: the URL in `Location`, relative to that of the request.
//!
//! | `Location` | Result | Why |
//! |---|---|---|
//! | `/b`, `b`, `?b`, `#b`, empty | the origin of the request | [URL](https://url.spec.whatwg.org/#relative-state) |
//! | `//b.example/`, `https:b.example` from `http`, `https:\\b.example` | another origin | slashes are optional before the host, and `\` is one |
//! | `https://user:pw@b.example/`, `https://:pw@b.example/` | with credentials | [includes credentials](https://url.spec.whatwg.org/#include-credentials) |
//! | `https://@b.example/`, `https://:@b.example/` | without credentials | both are empty |
//! | `data:,`, `ftp://b.example/` | another scheme | [HTTP-redirect fetch](https://fetch.spec.whatwg.org/#http-redirect-fetch), step 5 |
//! | several lines that differ; no host; a port that is not a number up to 65,535 | broken | step 3 |
//! | a host that is not ASCII, or in upper case | an unknown origin | its form in a request is not computed |

use core::fmt;

use countersign::cors::origin::{Host, Origin};

use crate::message::Message;
use crate::question::of_authority;

/// The value of `Location`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Location<'a> {
    /// A URL of `http` or `https`.
    Url(Url<'a>),
    /// A URL of another scheme.
    OtherScheme,
    /// Not one valid URL.
    Broken,
}

/// A URL of `http` or `https`.
#[derive(Clone, Copy)]
pub(crate) struct Url<'a> {
    pub origin: Origin<'a>,
    pub has_credentials: bool,
    /// The path and the query.
    path: &'a [u8],
    /// Whether they are relative to the path of the request.
    is_relative: bool,
}

impl fmt::Debug for Url<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Url").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl<'a> Location<'a> {
    /// Returns the location in a response to a request to this origin. Browsers ignore a line that repeats another.
    pub(crate) fn of(response: &Message<'a>, base: Origin<'a>) -> Option<Self> {
        let mut lines = response.fields().filter(|(name, _)| name.is("Location")).map(|(_, value)| value);
        let value = lines.next()?;
        Some(if lines.any(|other| other != value) { Self::Broken } else { Self::parse(value, base) })
    }

    fn parse(value: &'a [u8], base: Origin<'a>) -> Self {
        let value = value.split(|byte| *byte == b'#').next().unwrap_or_default().trim_ascii();
        let (scheme, rest) = match scheme(value) {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case(b"https") => (Some("https"), rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case(b"http") => (Some("http"), rest),
            Some(_) => return Self::OtherScheme,
            None => (None, value),
        };
        let after_slashes = rest.get(rest.iter().take_while(|byte| is_slash(**byte)).count()..).unwrap_or_default();
        let slashes = rest.len().saturating_sub(after_slashes.len());
        if slashes < 2 && (scheme.is_none() || scheme == base.scheme()) {
            return Self::Url(Url { origin: base, has_credentials: false, path: rest, is_relative: true });
        }
        let end = after_slashes.iter().position(|byte| is_slash(*byte) || *byte == b'?').unwrap_or(after_slashes.len());
        let (authority, path) = after_slashes.split_at_checked(end).unwrap_or_default();
        let (user, host) = match authority.iter().rposition(|byte| *byte == b'@') {
            Some(at) => (authority.get(..at), authority.get(at.saturating_add(1)..)),
            None => (None, Some(authority)),
        };
        let host = host.unwrap_or_default();
        if is_broken(host) {
            return Self::Broken;
        }
        let scheme = scheme.or(base.scheme()).unwrap_or("https");
        let host = str::from_utf8(host.strip_suffix(b":").unwrap_or(host)).ok();
        Self::Url(Url {
            origin: host.and_then(|host| of_authority(scheme, host)).unwrap_or_else(unknown),
            has_credentials: user.is_some_and(|user| !matches!(user, b"" | b":")),
            path,
            is_relative: false,
        })
    }
}

impl Url<'_> {
    /// Returns whether this is the target of a request, after a request with the other target.
    pub(crate) fn is_at(&self, base: &[u8], target: &[u8]) -> bool {
        let base = if self.is_relative { base } else { b"/" };
        let (path, query) = halves(self.path);
        let ((base_path, base_query), (target_path, target_query)) = (halves(base), halves(target));
        let query = if self.path.is_empty() { base_query } else { query };
        let (directory, path) = match path {
            [] => (&[][..], base_path),
            [first, ..] if is_slash(*first) => (&[][..], path),
            _ => (
                base_path
                    .get(..base_path.iter().rposition(|byte| is_slash(*byte)).unwrap_or_default())
                    .unwrap_or_default(),
                path,
            ),
        };
        let mut segments_of_target = segments(&[], target_path);
        let has_path = segments(directory, path)
            .all(|segment| segments_of_target.next().is_some_and(|other| encoded(segment).eq(encoded(other))));
        has_path && segments_of_target.next().is_none() && encoded(query).eq(encoded(target_query))
    }
}

/// Stands for an origin that is not known.
pub(crate) fn unknown<'a>() -> Origin<'a> {
    Host::new("host.invalid").ok().and_then(|host| Origin::new("https", host, None).ok()).unwrap_or(Origin::NULL)
}

/// `scheme ":"`
fn scheme(value: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = value.iter().position(|byte| !(byte.is_ascii_alphanumeric() || b"+-.".contains(byte)))?;
    let (scheme, rest) = value.split_at_checked(end)?;
    scheme
        .first()
        .filter(|first| first.is_ascii_alphabetic())
        .zip(rest.strip_prefix(b":"))
        .map(|(_, rest)| (scheme, rest))
}

/// Returns whether no browser accepts `host [ ":" port ]`.
fn is_broken(authority: &[u8]) -> bool {
    let port = authority.iter().rposition(|byte| *byte == b':').filter(|_| !authority.ends_with(b"]"));
    let (host, port) = authority.split_at_checked(port.unwrap_or(authority.len())).unwrap_or_default();
    let digits = port.strip_prefix(b":").unwrap_or_default();
    let is_port = || str::from_utf8(digits).is_ok_and(|digits| digits.parse::<u16>().is_ok());
    host.is_empty() || !(digits.is_empty() || is_port())
}

const fn is_slash(byte: u8) -> bool {
    matches!(byte, b'/' | b'\\')
}

/// Splits a target into its path and its query.
fn halves(target: &[u8]) -> (&[u8], &[u8]) {
    let mut halves = target.splitn(2, |byte| *byte == b'?');
    (halves.next().unwrap_or_default(), halves.next().unwrap_or_default())
}

/// Returns the segments of a path in a directory, from the last to the first, without dots:
/// [path state](https://url.spec.whatwg.org/#path-state).
fn segments<'s>(directory: &'s [u8], path: &'s [u8]) -> impl Iterator<Item = &'s [u8]> {
    let of = |path: &'s [u8]| path.strip_prefix(b"/").unwrap_or(path).rsplit(|byte| is_slash(*byte));
    let ends_with_dots = of(path).next().is_some_and(|last| matches!(last, b"." | b".."));
    let parents = (!directory.is_empty()).then(|| of(directory)).into_iter().flatten();
    let mut up = 0_usize;
    let kept = of(path).chain(parents).filter(move |segment| match *segment {
        b"." => false,
        b".." => {
            up = up.saturating_add(1);
            false
        }
        _ if up > 0 => {
            up = up.saturating_sub(1);
            false
        }
        _ => true,
    });
    ends_with_dots.then_some(&[][..]).into_iter().chain(kept)
}

/// Returns the bytes of a part of a URL, as a request has them.
fn encoded(part: &[u8]) -> impl Iterator<Item = u8> {
    let digit = |nibble: u8| b"0123456789ABCDEF".get(usize::from(nibble)).copied();
    let bytes = part.iter().map(move |byte| match byte {
        b'!'..=b'~' => [Some(*byte), None, None],
        _ => [Some(b'%'), digit(byte >> 4), digit(byte & 15)],
    });
    bytes.flatten().flatten()
}
