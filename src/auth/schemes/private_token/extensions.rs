//! The structures that `extensions` and `extension-set` contain, draft-ietf-privacypass-auth-scheme-extensions.
//!
//! ```text
//! struct {
//!     uint16_t extension_type;
//!     opaque extension_data<0..2^16-1>;
//! } Extension;
//!
//! struct {
//!     Extension extensions<0..2^16-1>;        // ordered by type; types may be repeated
//! } Extensions;
//!
//! struct {
//!     uint8_t is_required;                    // 0 or 1
//!     uint16_t extension_type;
//! } ExtensionEntry;
//!
//! struct {
//!     ExtensionEntry extension_types<0..2^16-1>;
//! } ExtensionSet;
//! ```
//! [draft-ietf-privacypass-auth-scheme-extensions, sections 3 and 4](https://datatracker.ietf.org/doc/draft-ietf-privacypass-auth-scheme-extensions/)
//!
//! Numbers are in network byte order.
//!
//! | input | result | why |
//! |---|---|---|
//! | a length that is not that of the rest, a type or data that end too early | rejected: [`Rule::Extensions`], [`Rule::ExtensionSet`] | §3, §4 |
//! | extensions that are not ordered by type | rejected: [`Rule::Extensions`], at the extension | §3 |
//! | a repeated type, the type 0, an unknown type | accepted | §3 allows repetition; types are defined elsewhere |
//! | an `is_required` other than 0 and 1 | rejected: [`Rule::ExtensionSet`] | §4 |

use core::fmt;
use core::slice;

use crate::encode::{Encode, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule, ValueError, ValueErrorKind};

/// Public metadata of a token: the decoded value of `extensions`.
///
/// The issuer signed these bytes, so a verifier uses them as they are. `Debug` shows the number of extensions only.
///
/// ```
/// use countersign::{Encode, auth::private_token::{Extension, Extensions}};
///
/// let bytes = b"\0\x09\0\x01\0\0\0\x02\0\x01a";
/// let extensions = Extensions::parse(bytes)?;
/// let extension = extensions.iter().nth(1).unwrap();
/// assert_eq!((extension.extension_type(), extension.data()), (2, &b"a"[..]));
///
/// let list = [Extension::new(1, b"")?, Extension::new(2, b"a")?];
/// assert_eq!(Extensions::new(&list)?.encode_to_slice(&mut [0; 16])?, bytes);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Extensions<'a>(Source<'a>);

#[derive(Clone, Copy)]
enum Source<'a> {
    /// The extensions, without the length before them.
    Received(&'a [u8]),
    Sent(&'a [Extension<'a>]),
}

impl<'a> Extensions<'a> {
    /// Parses the structure.
    ///
    /// # Errors
    /// [`Rule::Extensions`] at the first byte that does not match, or at an extension that is not in order.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        let list = vector(bytes, Rule::Extensions)?;
        let mut rest = list;
        let mut before = 0;
        while !rest.is_empty() {
            let at = bytes.len().saturating_sub(rest.len());
            let error = |at| ParseError::new(ErrorKind::Expected(Rule::Extensions), at);
            let (extension, after) = extension(rest).ok_or(error(bytes.len()))?;
            if extension.kind < before {
                return Err(error(at));
            }
            before = extension.kind;
            rest = after;
        }
        Ok(Self(Source::Received(list)))
    }

    /// Creates the structure.
    ///
    /// # Errors
    /// [`ValueErrorKind::Unsorted`] if the extensions are not ordered by type; [`ValueErrorKind::TooMany`] if they have more
    /// than 65535 bytes, with the number of those that fit.
    pub fn new(extensions: &'a [Extension<'a>]) -> Result<Self, ValueError> {
        let invalid = |kind, index| Err(ValueError::new("extensions", kind, index));
        let mut before = 0;
        let mut length: usize = 0;
        for (index, extension) in extensions.iter().enumerate() {
            length = length.saturating_add(extension.data.len()).saturating_add(4);
            if extension.kind < before {
                return invalid(ValueErrorKind::Unsorted, index);
            }
            if u16::try_from(length).is_err() {
                return invalid(ValueErrorKind::TooMany, index);
            }
            before = extension.kind;
        }
        Ok(Self(Source::Sent(extensions)))
    }

    /// Returns the extensions, in order.
    pub fn iter(&self) -> impl Iterator<Item = Extension<'a>> + Clone + use<'a> {
        let (mut received, sent) = match self.0 {
            Source::Received(bytes) => (bytes, &[][..]),
            Source::Sent(extensions) => (&[][..], extensions),
        };
        let received = core::iter::from_fn(move || {
            let (extension, rest) = extension(received)?;
            received = rest;
            Some(extension)
        });
        received.chain(sent.iter().copied())
    }
}

impl PartialEq for Extensions<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Extensions<'_> {}

impl fmt::Debug for Extensions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Extensions({})", self.iter().count())
    }
}

impl Encode for Extensions<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let length = self.iter().map(|extension| extension.data.len().saturating_add(4)).fold(0, usize::saturating_add);
        wire.put(&u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes())?;
        self.iter().try_for_each(|extension| {
            wire.put(&extension.kind.to_be_bytes())?;
            wire.put(&u16::try_from(extension.data.len()).unwrap_or(u16::MAX).to_be_bytes())?;
            wire.put(extension.data)
        })
    }
}

/// One piece of public metadata. `Debug` shows the type and the length of the data.
///
/// ```
/// use countersign::auth::private_token::Extension;
///
/// assert_eq!(Extension::new(1, b"abc")?.data(), b"abc");
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Extension<'a> {
    kind: u16,
    data: &'a [u8],
}

impl<'a> Extension<'a> {
    /// Creates an extension.
    ///
    /// # Errors
    /// [`ValueErrorKind::TooLong`] for more than 65535 bytes of data.
    pub fn new(extension_type: u16, data: &'a [u8]) -> Result<Self, ValueError> {
        match u16::try_from(data.len()) {
            Ok(_) => Ok(Self { kind: extension_type, data }),
            Err(_) => Err(ValueError::new("extension_data", ValueErrorKind::TooLong, u16::MAX.into())),
        }
    }

    /// Returns the type, which defines what the data means.
    #[must_use]
    pub const fn extension_type(&self) -> u16 {
        self.kind
    }

    /// Returns the data.
    #[must_use]
    pub const fn data(&self) -> &'a [u8] {
        self.data
    }
}

impl fmt::Debug for Extension<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Extension({}, {} bytes)", self.kind, self.data.len())
    }
}

/// The types of extensions that an origin asks for: the decoded value of `extension-set`.
///
/// ```
/// use countersign::{Encode, auth::private_token::ExtensionSet};
///
/// let bytes = b"\0\x06\x01\0\x01\0\0\x02";
/// let set = ExtensionSet::parse(bytes)?;
/// assert!(set.iter().eq([(1, true), (2, false)]));
/// assert_eq!(ExtensionSet::new(&[(1, true), (2, false)])?.encode_to_slice(&mut [0; 8])?, bytes);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct ExtensionSet<'a>(Entries<'a>);

#[derive(Clone, Copy)]
enum Entries<'a> {
    Received(&'a [[u8; 3]]),
    Sent(&'a [(u16, bool)]),
}

impl<'a> ExtensionSet<'a> {
    /// Parses the structure.
    ///
    /// # Errors
    /// [`Rule::ExtensionSet`] at the first byte that does not match.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        let error = |at| ParseError::new(ErrorKind::Expected(Rule::ExtensionSet), at);
        let (entries, rest) = vector(bytes, Rule::ExtensionSet)?.as_chunks::<3>();
        let wrong = entries.iter().position(|[is_required, ..]| *is_required > 1);
        match (wrong, rest) {
            (Some(index), _) => Err(error(index.saturating_mul(3).saturating_add(2))),
            (None, []) => Ok(Self(Entries::Received(entries))),
            (None, _) => Err(error(bytes.len())),
        }
    }

    /// Creates the structure from types, and whether a client must send an extension of this type.
    ///
    /// # Errors
    /// [`ValueErrorKind::TooMany`] for more than 21845 types.
    pub const fn new(types: &'a [(u16, bool)]) -> Result<Self, ValueError> {
        const MOST: usize = 21_845;
        if types.len() > MOST {
            return Err(ValueError::new("extension-set", ValueErrorKind::TooMany, MOST));
        }
        Ok(Self(Entries::Sent(types)))
    }

    /// Returns the types, in order, and whether a client must send an extension of this type.
    pub fn iter(&self) -> impl Iterator<Item = (u16, bool)> + Clone + use<'a> {
        let (received, sent): (slice::Iter<'a, [u8; 3]>, &[_]) = match self.0 {
            Entries::Received(entries) => (entries.iter(), &[]),
            Entries::Sent(types) => ([].iter(), types),
        };
        let received = received.map(|[is_required, high, low]| (u16::from_be_bytes([*high, *low]), *is_required == 1));
        received.chain(sent.iter().copied())
    }
}

impl PartialEq for ExtensionSet<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for ExtensionSet<'_> {}

impl fmt::Debug for ExtensionSet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExtensionSet({})", self.iter().count())
    }
}

impl Encode for ExtensionSet<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let length = self.iter().count().saturating_mul(3);
        wire.put(&u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes())?;
        self.iter().try_for_each(|(kind, is_required)| {
            let [high, low] = kind.to_be_bytes();
            wire.put(&[u8::from(is_required), high, low])
        })
    }
}

/// `opaque vector<0..2^16-1>`, which is all of the bytes.
fn vector(bytes: &[u8], rule: Rule) -> Result<&[u8], ParseError> {
    let error = |at| Err(ParseError::new(ErrorKind::Expected(rule), at));
    let [high, low, rest @ ..] = bytes else {
        return error(bytes.len());
    };
    match rest.len().checked_sub(u16::from_be_bytes([*high, *low]).into()) {
        Some(0) => Ok(rest),
        Some(more) => error(bytes.len().saturating_sub(more)),
        None => error(bytes.len()),
    }
}

/// `Extension`, and what follows it.
fn extension(bytes: &[u8]) -> Option<(Extension<'_>, &[u8])> {
    let [high, low, data_high, data_low, rest @ ..] = bytes else {
        return None;
    };
    let (data, rest) = rest.split_at_checked(u16::from_be_bytes([*data_high, *data_low]).into())?;
    Some((Extension { kind: u16::from_be_bytes([*high, *low]), data }, rest))
}
