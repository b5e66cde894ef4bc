//! RFC 3986 and RFC 9110 §4.2: URIs of http and https, compared after normalization. No buffer is needed.
//!
//! ```abnf
//! uri       = ( "http" / "https" ) "://" host [ ":" *DIGIT ] path [ "?" query ] [ "#" fragment ]
//! path      = [ "/" *pchar-or-slash ]
//! ```
//! [RFC 3986, section 6.2](https://www.rfc-editor.org/rfc/rfc3986#section-6.2)
//!
//! | input | result | why |
//! |---|---|---|
//! | the case of the scheme and of the host, the port of the scheme, an empty port | ignored | §6.2.2.1, §6.2.3 |
//! | no path | as `/` | §6.2.3 |
//! | percent-encoded unreserved characters | as the characters | §6.2.2.2 |
//! | the case of other percent-encoded bytes | ignored | §6.2.2.1 |
//! | segments `.` and `..`, also percent-encoded | removed | §6.2.2.3 |
//! | empty segments, a slash at the end, the case of the path | compared | §6.2.3 names only the empty path |
//! | `%2F` and `/` | differ | §2.2 |
//! | the query and the fragment | ignored | RFC 9449 §4.3 |
//! | user information, another scheme, a percent sign in the host | rejected | RFC 9110 §4.2.4 |
//! | a percent sign without two digits, a backslash, a space, a control character, bytes that are not ASCII | rejected | §2; readers interpret them differently |

use core::slice;
use core::str;

use crate::auth::coding::dot_segments::Removal;
use crate::auth::coding::percent::{is_unreserved, undecodable};
use crate::encode::{Encode, Sink, Wire};
use crate::syntax::hex;
use crate::syntax::number::{SHORT_DIGITS, short_digits};

/// A URI of http or https, without its query and its fragment.
#[derive(Clone, Copy)]
pub(in crate::auth) struct Uri<'a> {
    scheme: Scheme,
    host: &'a [u8],
    port: u16,
    path: &'a [u8],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Http,
    Https,
}

impl Scheme {
    fn of(name: &[u8]) -> Option<Self> {
        if name.eq_ignore_ascii_case(b"https") {
            Some(Self::Https)
        } else if name.eq_ignore_ascii_case(b"http") {
            Some(Self::Http)
        } else {
            None
        }
    }

    const fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

impl<'a> Uri<'a> {
    /// Reads a whole URI. `Err` is the offset of the first byte that does not match.
    pub(in crate::auth) fn parse(uri: &'a [u8]) -> Result<Self, usize> {
        let length = uri.iter().position(|byte| *byte == b':').ok_or(uri.len())?;
        let (name, rest) = uri.split_at_checked(length).unwrap_or_default();
        let scheme = Scheme::of(name).ok_or(0_usize)?;
        let rest = rest.strip_prefix(b"://").ok_or(length)?;
        let at = |rest: &[u8]| uri.len().saturating_sub(rest.len());
        let end = rest.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(rest.len());
        let (authority, target) = rest.split_at_checked(end).unwrap_or_default();
        let uri = Self::of_authority(scheme, authority).map_err(|wrong| at(rest).saturating_add(wrong))?;
        uri.with_path(target).map_err(|wrong| at(target).saturating_add(wrong))
    }

    /// Reads the parts of a request: the scheme, the value of Host or `:authority`, and the target. `Err` is the name of a part
    /// and the offset of its first byte that does not match.
    pub(in crate::auth) fn of_parts(
        scheme: &str,
        authority: &'a str,
        target: &'a [u8],
    ) -> Result<Self, (&'static str, usize)> {
        let scheme = Scheme::of(scheme.as_bytes()).ok_or(("scheme", 0))?;
        let uri = Self::of_authority(scheme, authority.as_bytes()).map_err(|wrong| ("authority", wrong))?;
        match target {
            [b'/', ..] => uri.with_path(target).map_err(|wrong| ("target", wrong)),
            _ => Err(("target", 0)),
        }
    }

    fn of_authority(scheme: Scheme, authority: &'a [u8]) -> Result<Self, usize> {
        let is_literal = authority.starts_with(b"[");
        let is_end: fn(&u8) -> bool = if is_literal { |byte| *byte == b']' } else { |byte| *byte == b':' };
        let length = match authority.iter().position(is_end) {
            Some(bracket) if is_literal => bracket.saturating_add(1),
            None if is_literal => return Err(authority.len()),
            colon => colon.unwrap_or(authority.len()),
        };
        let (host, port) = authority.split_at_checked(length).unwrap_or_default();
        let is_of_host = |byte: &u8| {
            byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(byte) || is_literal && b":[]".contains(byte)
        };
        if let Some(wrong) = host.iter().position(|byte| !is_of_host(byte)) {
            return Err(wrong);
        }
        if host.is_empty() {
            return Err(0);
        }
        let port = match port {
            b"" | b":" => scheme.port(),
            [b':', digits @ ..] if digits.iter().all(u8::is_ascii_digit) => {
                let number = str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
                number.ok_or(length.saturating_add(1))?
            }
            _ => return Err(length),
        };
        Ok(Self { scheme, host, port, path: b"" })
    }

    fn with_path(self, target: &'a [u8]) -> Result<Self, usize> {
        let end = target.iter().position(|byte| matches!(byte, b'?' | b'#')).unwrap_or(target.len());
        let path = target.get(..end).unwrap_or_default();
        if let Some(wrong) = path.iter().position(|byte| !byte.is_ascii_graphic() || *byte == b'\\') {
            return Err(wrong);
        }
        match undecodable(path) {
            Some(wrong) => Err(wrong),
            None => Ok(Self { path, ..self }),
        }
    }

    /// Returns whether scheme, host and port are the same.
    pub(in crate::auth) fn is_same_origin(&self, other: &Uri<'_>) -> bool {
        self.scheme == other.scheme && self.port == other.port && self.host.eq_ignore_ascii_case(other.host)
    }

    /// Returns whether all but the query and the fragment is the same.
    pub(in crate::auth) fn is_same(&self, other: &Uri<'_>) -> bool {
        if !self.is_same_origin(other) {
            return false;
        }
        let (mut own, mut given) = (Segments::of(self.path), Segments::of(other.path));
        loop {
            match (own.next(), given.next()) {
                (None, None) => return true,
                (Some(this), Some(that)) if Normalized::of(this).eq(Normalized::of(that)) => {}
                _ => return false,
            }
        }
    }

    /// Returns whether there is no path, and not even a slash.
    pub(in crate::auth) const fn has_no_path(&self) -> bool {
        self.path.is_empty()
    }

    /// Returns the path as it was given.
    pub(in crate::auth) const fn path(&self) -> &'a [u8] {
        self.path
    }

    pub(in crate::auth) const fn is_https(&self) -> bool {
        matches!(self.scheme, Scheme::Https)
    }
}

/// `scheme "://" host [ ":" port ]`, in lower case, and without the port of the scheme.
impl Encode for Uri<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(if self.is_https() { b"https://" } else { b"http://" })?;
        wire.put_all(self.host.iter().map(u8::to_ascii_lowercase))?;
        if self.port != self.scheme.port() {
            wire.put(b":")?;
            wire.put(short_digits(u32::from(self.port), 1, &mut [0; SHORT_DIGITS]))?;
        }
        Ok(())
    }
}

/// The segments of a path that are left when dot segments are removed, the last one first.
struct Segments<'a> {
    rest: Option<&'a [u8]>,
    is_last: bool,
    removal: Removal,
}

impl<'a> Segments<'a> {
    fn of(path: &'a [u8]) -> Self {
        Self { rest: Some(path.strip_prefix(b"/").unwrap_or(path)), is_last: true, removal: Removal::default() }
    }

    fn segment(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        let slash = rest.iter().rposition(|byte| *byte == b'/');
        self.rest = slash.and_then(|slash| rest.get(..slash));
        Some(slash.map_or(rest, |slash| rest.get(slash.saturating_add(1)..).unwrap_or_default()))
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        loop {
            let segment = self.segment()?;
            let is_last = core::mem::take(&mut self.is_last);
            let dots = dots(segment);
            if self.removal.leaves(dots) {
                return Some(segment);
            }
            if is_last && dots.is_some() {
                return Some(b"");
            }
        }
    }
}

/// Returns how many segments a dot segment removes besides itself; `None` for another segment.
fn dots(segment: &[u8]) -> Option<usize> {
    let mut bytes = Normalized::of(segment);
    let dot = Some(Item { byte: b'.', is_encoded: false });
    match (bytes.next() == dot, bytes.next(), bytes.next()) {
        (true, None, _) => Some(0),
        (true, second, None) if second == dot => Some(1),
        _ => None,
    }
}

/// A byte of a segment, and whether it is percent-encoded and means something else if it is not.
#[derive(PartialEq, Eq)]
struct Item {
    byte: u8,
    is_encoded: bool,
}

struct Normalized<'a>(slice::Iter<'a, u8>);

impl<'a> Normalized<'a> {
    fn of(segment: &'a [u8]) -> Self {
        Self(segment.iter())
    }
}

impl Iterator for Normalized<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        let byte = *self.0.next()?;
        if byte != b'%' {
            return Some(Item { byte, is_encoded: false });
        }
        let byte = hex::byte(*self.0.next()?, *self.0.next()?)?;
        Some(Item { byte, is_encoded: !is_unreserved(byte) })
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::ToString;

    use super::*;

    #[test]
    fn uris_are_read_up_to_the_first_wrong_byte() {
        for (uri, expected) in [
            ("https://a", Ok("https://a")),
            ("HTTPS://A.b:443/c", Ok("https://a.b")),
            ("http://a:443?x", Ok("http://a:443")),
            ("http://a:#x", Ok("http://a")),
            ("https://a:00080", Ok("https://a:80")),
            ("https://[::FF]:80/", Ok("https://[::ff]:80")),
            ("https://a/\u{E9}", Err(10)),
            ("https://a/%4", Err(10)),
            ("https://a/\\b", Err(10)),
            ("https://a/b c", Err(11)),
            ("https://a?\u{E9}", Ok("https://a")),
            ("", Err(0)),
            ("https", Err(5)),
            ("ftp://a", Err(0)),
            ("https:/a", Err(5)),
            ("https://", Err(8)),
            ("https:///a", Err(8)),
            ("https://:80", Err(8)),
            ("https://u@a", Err(9)),
            ("https://u:p@a", Err(9)),
            ("https://a:65536", Err(10)),
            ("https://a:1:2", Err(9)),
            ("https://a%41", Err(9)),
            ("https://[::1", Err(12)),
            ("https://[::1]a", Err(13)),
            ("https://a]", Err(9)),
        ] {
            let read = Uri::parse(uri.as_bytes()).map(|uri| uri.display().to_string());
            assert_eq!(read, expected.map(ToString::to_string), "{uri}");
        }
    }
}
