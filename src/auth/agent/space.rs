//! The protection space of a Basic challenge, RFC 7617 §2.2.

use core::fmt;

use crate::auth::schemes::digest::domain;
use crate::error::CapacityError;
use crate::owned::Owned;
use crate::syntax::text::Text;

/// A realm, and the directory in which it was asked for.
pub(super) struct Space<const N: usize> {
    /// The realm, and after it the directory: empty if it is unknown.
    bytes: Owned<[u8; N]>,
    realm: usize,
}

impl<const N: usize> Space<N> {
    /// Returns the space of a challenge for this request-target.
    pub(super) fn new(realm: Text<'_>, origin: &[u8], target: Text<'_>) -> Result<Self, CapacityError> {
        let mut bytes = Owned::new();
        let length = realm.decode_into(bytes.buffer())?.len();
        bytes.keep(length);
        bytes.append(directory(origin, target).unwrap_or_default());
        Ok(Self { bytes, realm: length })
    }

    pub(super) fn is_of(&self, realm: Text<'_>) -> bool {
        self.bytes.as_bytes().get(..self.realm).is_some_and(|kept| realm == *kept)
    }

    /// Reports whether a request-target is in the directory or below it.
    pub(super) fn covers(&self, origin: &[u8], target: Text<'_>) -> bool {
        let directory = self.bytes.as_bytes().get(self.realm..).unwrap_or_default();
        !directory.is_empty() && path(origin, target).is_some_and(|path| path.starts_with(directory))
    }
}

/// The path up to its last slash.
fn directory<'a>(origin: &[u8], target: Text<'a>) -> Option<&'a [u8]> {
    let path = path(origin, target)?.split(|byte| b"?#".contains(byte)).next()?;
    path.get(..=path.iter().rposition(|byte| *byte == b'/')?)
}

fn path<'a>(origin: &[u8], target: Text<'a>) -> Option<&'a [u8]> {
    domain::path_in(origin, target.as_bytes()?)
}

impl<const N: usize> fmt::Debug for Space<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Space")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 7617 §2.2, and the edges.
    #[test]
    fn a_space_is_a_directory() {
        for (challenged, target, expected) in [
            ("/docs/", "/docs/", true),
            ("/docs/", "/docs/test.doc", true),
            ("/docs/", "/docs/?page=1", true),
            ("/docs/index.html", "/docs/a/b", true),
            ("/docs/index.html?a=/b/", "/docs/c", true),
            ("/docs/index.html", "/docs", false),
            ("/docs/index.html", "/other/", false),
            ("/docs/index.html", "/docs/../other", false),
            ("/docs/%2e%2e/index.html", "/docs/a", false),
            ("/", "/anything", true),
            ("http://example.org", "/anything", true),
            ("http://example.org/docs/a", "/docs/b", true),
            ("http://other.example/docs/a", "/docs/b", false),
            ("/docs/a", "http://other.example/docs/b", false),
            ("*", "/", false),
            ("/", "*", false),
            ("example.org:443", "/", false),
        ] {
            let text = |target: &'static str| Text::new(target.as_bytes()).unwrap();
            let space: Space<32> = Space::new(text("staff"), b"http://example.org", text(challenged)).unwrap();
            assert_eq!(space.covers(b"http://example.org", text(target)), expected, "{challenged} {target}");
            assert_eq!(alloc::format!("{space:?}"), "Space");
            assert!(space.is_of(text("staff")) && !space.is_of(text("staf")) && !space.is_of(text("staff/")));
        }
    }

    #[test]
    fn a_directory_that_does_not_fit_covers_nothing() {
        let text = |target: &'static str| Text::new(target.as_bytes()).unwrap();
        let covers =
            |target| Space::<8>::new(text("ab"), b"http://a", text(target)).unwrap().covers(b"http://a", text(target));
        for (target, expected) in [("/1234/", true), ("/12345/", false), ("/12345/6", false)] {
            assert_eq!(covers(target), expected, "{target}");
        }
        assert_eq!(Space::<8>::new(text("a realm of more"), b"http://a", text("/")).unwrap_err().needed(), 15);
    }
}
