//! The field lines of a message: the trait that a caller's header map implements, and how one field is read.

use core::fmt;
use core::marker::PhantomData;

use crate::error::{ErrorKind, LineError, ParseError};

/// The field lines of one message.
///
/// The crate owns no header map. A type that holds the fields of a message implements one method: it returns the
/// values of the lines with a given name, in the order received. Names are compared case-insensitively. Values borrow from the
/// message (`'m`), not from the type that implements the trait: that type is a reference or a `Copy` wrapper of one. It is
/// `Copy` because the lines are walked again: a view keeps the fields, and asks for the lines whenever it is read.
///
/// References to slices and arrays of pairs implement the trait, with the feature `alloc` references to `Vec`, and with the
/// feature `httparse` references to slices of its headers. For
/// any other header map, use [`FieldsFn`] or implement the trait for a wrapper of a reference:
///
/// ```
/// use countersign::{Fields, auth};
///
/// struct HeaderMap(Vec<(String, Vec<u8>)>);
///
/// #[derive(Clone, Copy)]
/// struct Headers<'m>(&'m HeaderMap);
///
/// impl<'m> Fields<'m> for Headers<'m> {
///     fn values(self, name: &'static str) -> impl Iterator<Item = &'m [u8]> {
///         self.0.0.iter().filter(move |line| line.0.eq_ignore_ascii_case(name)).map(|line| &line.1[..])
///     }
/// }
///
/// fn credentials(map: &HeaderMap) -> Option<auth::Credentials<'_>> {
///     auth::authorization(Headers(map)).ok()?
/// }
///
/// let map = HeaderMap(vec![("authorization".to_owned(), b"Bearer mF_9.B5f-4.1JqM".to_vec())]);
/// assert!(credentials(&map).unwrap().scheme().is("bearer"));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a header map",
    note = "references to slices and arrays of pairs are; `&Vec` needs the feature `alloc`, `&HeaderMap` the feature `http`",
    note = "for any other map use `FieldsFn`"
)]
pub trait Fields<'m>: Copy {
    /// Returns the values of the lines named `name`, in order, as received.
    fn values(self, name: &'static str) -> impl Iterator<Item = &'m [u8]>;
}

/// The field lines of one message, all of which can be listed.
///
/// A server that verifies a signature lists them: a field that must be signed and is not is an attack. The types of this
/// crate that implement [`Fields`] implement this trait too, except [`FieldsFn`].
///
/// ```
/// use countersign::{AllFields, Fields};
///
/// #[derive(Clone, Copy)]
/// struct Headers<'m>(&'m [(String, Vec<u8>)]);
///
/// impl<'m> Fields<'m> for Headers<'m> {
///     fn values(self, name: &'static str) -> impl Iterator<Item = &'m [u8]> {
///         self.0.iter().filter(move |line| line.0.eq_ignore_ascii_case(name)).map(|line| &line.1[..])
///     }
/// }
///
/// impl<'m> AllFields<'m> for Headers<'m> {
///     fn all_lines(self) -> impl Iterator<Item = (&'m [u8], &'m [u8])> {
///         self.0.iter().map(|(name, value)| (name.as_bytes(), &value[..]))
///     }
/// }
/// # let headers = [("Host".to_owned(), b"a".to_vec())];
/// # assert!(Headers(&headers).all_lines().eq([(&b"Host"[..], &b"a"[..])]));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a header map whose lines can be listed",
    note = "references to slices and arrays of pairs are; `&Vec` needs the feature `alloc`, `&HeaderMap` the feature `http`",
    note = "for any other map implement `Fields` and `AllFields` for a wrapper: `FieldsFn` lists no lines"
)]
pub trait AllFields<'m>: Fields<'m> {
    /// Returns the name and the value of every line, as received. Lines of one name are in order.
    fn all_lines(self) -> impl Iterator<Item = (&'m [u8], &'m [u8])>;
}

fn pairs<'m, N: AsRef<[u8]>, V: AsRef<[u8]>>(
    pairs: &'m [(N, V)],
    name: &'static str,
) -> impl Iterator<Item = &'m [u8]> + use<'m, N, V> {
    pairs
        .iter()
        .filter(move |(other, _)| {
            // Most names differ in length, which is known without a call.
            let other = other.as_ref();
            other.len() == name.len() && other.eq_ignore_ascii_case(name.as_bytes())
        })
        .map(|(_, value)| value.as_ref())
}

/// Pairs of name and value, in the order received.
impl<'m, N: AsRef<[u8]>, V: AsRef<[u8]>> Fields<'m> for &'m [(N, V)] {
    fn values(self, name: &'static str) -> impl Iterator<Item = &'m [u8]> {
        pairs(self, name)
    }
}

impl<'m, N: AsRef<[u8]>, V: AsRef<[u8]>> AllFields<'m> for &'m [(N, V)] {
    fn all_lines(self) -> impl Iterator<Item = (&'m [u8], &'m [u8])> {
        self.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
    }
}

impl<'m, N: AsRef<[u8]>, V: AsRef<[u8]>, const COUNT: usize> Fields<'m> for &'m [(N, V); COUNT] {
    fn values(self, name: &'static str) -> impl Iterator<Item = &'m [u8]> {
        pairs(self.as_slice(), name)
    }
}

impl<'m, N: AsRef<[u8]>, V: AsRef<[u8]>, const COUNT: usize> AllFields<'m> for &'m [(N, V); COUNT] {
    fn all_lines(self) -> impl Iterator<Item = (&'m [u8], &'m [u8])> {
        self.as_slice().all_lines()
    }
}

#[cfg(feature = "alloc")]
impl<'m, N: AsRef<[u8]>, V: AsRef<[u8]>> Fields<'m> for &'m alloc::vec::Vec<(N, V)> {
    fn values(self, name: &'static str) -> impl Iterator<Item = &'m [u8]> {
        pairs(self.as_slice(), name)
    }
}

#[cfg(feature = "alloc")]
impl<'m, N: AsRef<[u8]>, V: AsRef<[u8]>> AllFields<'m> for &'m alloc::vec::Vec<(N, V)> {
    fn all_lines(self) -> impl Iterator<Item = (&'m [u8], &'m [u8])> {
        self.as_slice().all_lines()
    }
}

/// The fields of a message that `httparse` parsed. The values borrow from the message, and not from the array of headers.
///
/// ```
/// use countersign::auth::{self, bearer};
///
/// fn token(head: &[u8]) -> Option<bearer::Credentials<'_>> {
///     let mut headers = [httparse::EMPTY_HEADER; 16];
///     let mut request = httparse::Request::new(&mut headers);
///     request.parse(head).ok()?;
///     auth::authorization(&*request.headers).ok()??.try_into().ok()
/// }
///
/// let head = b"GET / HTTP/1.1\r\nHost: a.example\r\nauthorization: Bearer mF_9.B5f-4.1JqM\r\n\r\n";
/// assert!(token(head).is_some_and(|token| token.matches("mF_9.B5f-4.1JqM")));
/// ```
#[cfg(feature = "httparse")]
#[cfg_attr(docsrs, doc(cfg(feature = "httparse")))]
impl<'m> Fields<'m> for &[httparse::Header<'m>] {
    fn values(self, name: &'static str) -> impl Iterator<Item = &'m [u8]> {
        self.iter().filter(move |header| header.name.eq_ignore_ascii_case(name)).map(|header| header.value)
    }
}

#[cfg(feature = "httparse")]
#[cfg_attr(docsrs, doc(cfg(feature = "httparse")))]
impl<'m> AllFields<'m> for &[httparse::Header<'m>] {
    fn all_lines(self) -> impl Iterator<Item = (&'m [u8], &'m [u8])> {
        self.iter().map(|header| (header.name.as_bytes(), header.value))
    }
}

/// The field lines that a closure returns for a name.
///
/// This adapts a foreign header map without a type of its own. A closure that ignores the name serves one field, whose
/// lines were already looked up:
///
/// ```
/// use std::collections::HashMap;
///
/// use countersign::{FieldsFn, auth};
///
/// let map: HashMap<String, Vec<Vec<u8>>> = HashMap::from([("authorization".to_owned(), vec![b"Basic QTpi".to_vec()])]);
/// let lookup = |name: &str| map.get(&name.to_ascii_lowercase()).into_iter().flatten().map(Vec::as_slice);
/// assert!(auth::authorization(FieldsFn(lookup))?.is_some());
///
/// let lines = ["Negotiate", "Basic realm=\"staff\""];
/// let challenges = auth::www_authenticate(FieldsFn(|_| lines.iter().map(|line| line.as_bytes())))?.unwrap();
/// assert_eq!(challenges.iter().count(), 2);
/// # Ok::<(), countersign::LineError>(())
/// ```
#[derive(Clone, Copy)]
pub struct FieldsFn<L>(
    /// Returns the lines of a name.
    pub L,
);

impl<'m, L: Fn(&'static str) -> I + Copy, I: IntoIterator<Item = &'m [u8]>> Fields<'m> for FieldsFn<L> {
    fn values(self, name: &'static str) -> impl Iterator<Item = &'m [u8]> {
        (self.0)(name).into_iter()
    }
}

impl<L> fmt::Debug for FieldsFn<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FieldsFn")
    }
}

/// A value that is parsed from one line of a field that may have several lines.
pub trait Line<'a>: Copy + IntoIterator {
    fn parse(line: &'a [u8]) -> Result<Self, ParseError>;
}

/// The checked lines of a field, which together are one list.
///
/// An absent field, an invalid field and an empty list are three results: `Ok(None)`, `Err`, and `Ok(Some(lines))`
/// without elements.
///
/// ```
/// use countersign::auth;
///
/// let response = [("WWW-Authenticate", "Negotiate"), ("WWW-Authenticate", "Basic realm=\"staff\", Digest realm=\"x")];
/// let error = auth::www_authenticate(&response).unwrap_err();
/// assert_eq!(error.to_string(), "line 2: expected quoted-string at byte 36");
/// ```
#[derive(Clone, Copy)]
pub struct Lines<'m, F, T> {
    fields: F,
    name: &'static str,
    line: PhantomData<(&'m [u8], T)>,
}

impl<'m, F: Fields<'m>, T: Line<'m>> Lines<'m, F, T> {
    pub(crate) fn parse(fields: F, name: &'static str) -> Result<Option<Self>, LineError> {
        let mut is_present = false;
        for (line, value) in fields.values(name).enumerate() {
            T::parse(value).map_err(|error| LineError::new(line, error))?;
            is_present = true;
        }
        Ok(is_present.then_some(Self { fields, name, line: PhantomData }))
    }

    /// Iterates over the values of the lines, in order.
    pub fn lines(&self) -> impl Iterator<Item = T> + use<'m, F, T> {
        self.fields.values(self.name).map_while(|line| T::parse(line).ok())
    }

    /// Iterates over the elements of all lines, in order.
    pub fn iter(&self) -> impl Iterator<Item = T::Item> + use<'m, F, T> {
        self.lines().flatten()
    }
}

impl<F, T> fmt::Debug for Lines<'_, F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lines({})", self.name)
    }
}

/// Reads the one line of a field that has one value; `None` when there is no line.
pub(crate) fn only_line<'m, T>(
    fields: impl Fields<'m>,
    name: &'static str,
    parse: fn(&'m [u8]) -> Result<T, ParseError>,
) -> Result<Option<T>, LineError> {
    let mut lines = fields.values(name);
    let Some(line) = lines.next() else {
        return Ok(None);
    };
    if lines.next().is_some() {
        return Err(LineError::new(1, ParseError::new(ErrorKind::SecondLine, 0)));
    }
    parse(line).map(Some).map_err(|error| LineError::new(0, error))
}
