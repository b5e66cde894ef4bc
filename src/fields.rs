//! How a caller's header map is asked for the lines of a field.

use core::fmt;
use core::marker::PhantomData;

/// The field lines of one message.
///
/// The crate owns no header map. Whatever holds the fields of a message answers one question: the values of the
/// lines with a given name, in the order received. Names compare without case.
///
/// ```
/// use countersign::{Fields, auth};
///
/// struct Request<'a> {
///     lines: &'a [(&'a str, &'a [u8])],
/// }
///
/// impl Fields for Request<'_> {
///     fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
///         self.lines.iter().filter(move |line| line.0.eq_ignore_ascii_case(name)).map(|line| line.1)
///     }
/// }
///
/// let request = Request { lines: &[("Host", b"example.org"), ("Authorization", b"Bearer mF_9.B5f-4.1JqM")] };
/// let credentials = auth::authorization(&request).unwrap().unwrap();
/// assert!(credentials.scheme().is("bearer"));
/// ```
pub trait Fields {
    /// The values of the lines named `name`, in order, as received.
    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]>;
}

/// Pairs of name and value.
impl<N: AsRef<[u8]>, V: AsRef<[u8]>> Fields for [(N, V)] {
    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.iter()
            .filter(move |(other, _)| other.as_ref().eq_ignore_ascii_case(name.as_bytes()))
            .map(|(_, value)| value.as_ref())
    }
}

impl<N: AsRef<[u8]>, V: AsRef<[u8]>, const COUNT: usize> Fields for [(N, V); COUNT] {
    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.as_slice().values(name)
    }
}

/// The lines of one field, whatever its name: an iterator that can be walked again.
///
/// ```
/// use countersign::{SameName, auth};
///
/// let lines = ["Negotiate", "Basic realm=\"staff\""].map(str::as_bytes);
/// let lines = SameName::new(lines.iter().copied());
/// let challenges = auth::www_authenticate(&lines).unwrap().unwrap();
/// assert_eq!(challenges.iter().count(), 2);
/// ```
#[derive(Clone, Copy)]
pub struct SameName<'l, I> {
    lines: I,
    octets: PhantomData<&'l [u8]>,
}

impl<'l, I: Iterator<Item = &'l [u8]> + Clone> SameName<'l, I> {
    /// Answers every name with these lines.
    pub const fn new(lines: I) -> Self {
        Self { lines, octets: PhantomData }
    }
}

/// Shows no octet: the lines may hold credentials.
impl<I> fmt::Debug for SameName<'_, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SameName")
    }
}

impl<'l, I: Iterator<Item = &'l [u8]> + Clone> Fields for SameName<'l, I> {
    fn values<'a>(&'a self, _: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.lines.clone().map(|line| -> &'a [u8] { line })
    }
}
