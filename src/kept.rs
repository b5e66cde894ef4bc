//! Values that own their bytes.

use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use crate::encode::FieldContent;
use crate::error::ParseError;
use crate::owned::Owned;

/// A value that outlives its input: it owns the bytes, and lends the view of them.
///
/// `T` is the type of the view, with any lifetime: `Kept<digest::Challenge<'static>>` lends a
/// [`digest::Challenge`](crate::auth::digest::Challenge) of its own lifetime. Every type that borrows from a field value can
/// be kept; see [`Keep`].
///
/// The bytes are checked when the value is made. `Debug` shows what `Debug` of the view shows. With the feature `zeroize`,
/// the bytes are overwritten when the value is dropped.
///
/// ```
/// use countersign::Kept;
/// use countersign::auth::{self, digest};
///
/// struct Session {
///     challenge: Kept<digest::Challenge<'static>>,
/// }
///
/// fn session(response: &[(&str, &str)]) -> Result<Session, Box<dyn std::error::Error>> {
///     let challenges = auth::www_authenticate(response)?.ok_or("a 401 has challenges")?;
///     let challenge = challenges.iter().find(|challenge| challenge.scheme().is("Digest")).ok_or("no Digest")?;
///     Ok(Session { challenge: Kept::new(&challenge)? })
/// }
///
/// let response = [("WWW-Authenticate", "Negotiate, Digest realm=\"staff\", nonce=\"7ypf/xlj9XX\", qop=\"auth\"")];
/// let session = session(&response)?;
/// assert_eq!(session.challenge.view()?.nonce(), "7ypf/xlj9XX");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Kept<T> {
    bytes: Owned<Vec<u8>>,
    reader: Reader,
    kind: PhantomData<fn() -> T>,
}

/// Which parser reads a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    Strict,
    Tolerant,
}

/// A view that [`Kept`] can lend. `Self` is the view with any lifetime.
///
/// The trait is sealed. These types implement it:
///
/// | type | view |
/// |---|---|
/// | [`auth::Challenges`](crate::auth::Challenges), [`auth::Challenge`](crate::auth::Challenge), [`auth::Credentials`](crate::auth::Credentials), [`auth::AuthenticationInfo`](crate::auth::AuthenticationInfo) | the same type |
/// | the last three with [`Tolerant`](crate::auth::tolerant::Tolerant), and [`TolerantChallenges`](crate::auth::tolerant::TolerantChallenges) | the same type, read tolerantly |
/// | `Challenge`, `Credentials` and `Info` of each scheme, and the values of the fields of schemes | the same type; [`basic::Credentials`](crate::auth::basic::Credentials) are kept decoded |
/// | [`Origin`](crate::cors::origin::Origin), [`Method`](crate::cors::names::Method), [`FieldName`](crate::cors::names::FieldName), the values of [`cors::values`](crate::cors::values), and lists of them | the same type |
pub trait Keep {
    /// The view.
    type View<'a>: fmt::Debug;

    /// Reads the bytes that are kept.
    #[doc(hidden)]
    fn read(kept: &[u8], reader: Reader) -> Result<Self::View<'_>, ParseError>;

    /// Checks a field value, and appends to `kept` what is kept of it. `kept` has the capacity for a copy.
    #[doc(hidden)]
    fn keep(value: &[u8], reader: Reader, kept: &mut Vec<u8>) -> Result<(), ParseError> {
        Self::read(value, reader)?;
        kept.extend_from_slice(value);
        Ok(())
    }
}

impl<T: Keep> Kept<T> {
    /// Parses a field value, and keeps a copy of it.
    ///
    /// ```
    /// use countersign::{Encode, Kept, auth::bearer};
    ///
    /// let kept: Kept<bearer::Challenge<'static>> = Kept::parse(b"Bearer realm=\"staff\"")?;
    /// assert_eq!(kept.view()?.realm().unwrap(), "staff");
    /// assert!(Kept::<bearer::Challenge<'_>>::parse(b"Basic realm=\"staff\"").is_err());
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// As `parse` of the view.
    pub fn parse(value: &[u8]) -> Result<Self, ParseError> {
        Self::read(value, Reader::Strict)
    }

    /// Parses a field value as [`auth::tolerant`](crate::auth::tolerant) does, or as
    /// [`Origin::parse_tolerant`](crate::cors::origin::Origin::parse_tolerant), and keeps a copy of it.
    ///
    /// A view that has no tolerant parser is parsed as by [`parse`](Self::parse).
    ///
    /// ```
    /// use countersign::{Kept, auth::basic};
    ///
    /// let value = b"Basic realm=the staff";
    /// assert!(Kept::<basic::Challenge<'_>>::parse(value).is_err());
    /// assert_eq!(Kept::<basic::Challenge<'_>>::parse_tolerant(value)?.view()?.realm(), "the staff");
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// The error of the value, if it cannot be read even with every deviation tolerated.
    pub fn parse_tolerant(value: &[u8]) -> Result<Self, ParseError> {
        Self::read(value, Reader::Tolerant)
    }

    /// Keeps a value of another type that has the same grammar, or of the same type.
    ///
    /// ```
    /// use countersign::{Kept, auth::bearer, cors::origin::Origin};
    ///
    /// let credentials: Kept<bearer::Credentials<'static>> = Kept::new(&bearer::Credentials::new("mF_9.B5f-4.1JqM")?)?;
    /// assert!(credentials.view()?.matches("mF_9.B5f-4.1JqM"));
    /// assert_eq!(format!("{credentials:?}"), "Kept(Credentials { token: Token68(15 bytes) })");
    ///
    /// let origin: Kept<Origin<'static>> = Kept::new(&Origin::parse(b"https://example.com")?)?;
    /// assert_eq!(origin.view()?.scheme(), Some("https"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`parse_tolerant`](Self::parse_tolerant), for a value that was read tolerantly. A value of the same type causes none.
    pub fn new(value: &(impl FieldContent + ?Sized)) -> Result<Self, ParseError> {
        let wire = Owned::of(value.encode_to_vec());
        Self::parse(wire.as_bytes()).or_else(|error| Self::parse_tolerant(wire.as_bytes()).map_err(|_| error))
    }

    fn read(value: &[u8], reader: Reader) -> Result<Self, ParseError> {
        let mut kept = Owned::of(Vec::with_capacity(value.len()));
        T::keep(value, reader, kept.growing())?;
        kept.keep(usize::MAX);
        Ok(Self { bytes: kept, reader, kind: PhantomData })
    }

    /// Returns the view.
    ///
    /// This reads the bytes again, in linear time: a view borrows from its bytes, and only `unsafe` code can keep it beside
    /// them. Take the view once, and use it as often as you need: it is `Copy`, or lent by the same borrow.
    ///
    /// # Errors
    /// The bytes were overwritten by `zeroize`, of the feature of that name. Otherwise there is no error, because the same
    /// parser accepted the same bytes. The type cannot say so: a `parse` returns a result, and what turns it into a view
    /// without a second outcome is a panic, which this crate does not have, or a made-up view. A made-up view of credentials
    /// could be compared with something.
    pub fn view(&self) -> Result<T::View<'_>, ParseError> {
        T::read(self.bytes.as_bytes(), self.reader)
    }
}

#[cfg(feature = "zeroize")]
impl<T> Kept<T> {
    /// Overwrites the bytes with zeros. The view is then that of an empty value: an error, or an empty list.
    ///
    /// ```
    /// use countersign::{Kept, auth::basic};
    ///
    /// let mut kept: Kept<basic::Credentials<'static>> = Kept::parse(b"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")?;
    /// kept.zeroize();
    /// assert!(kept.view().is_err());
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    pub fn zeroize(&mut self) {
        self.bytes.zeroize();
    }
}

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        Self { bytes: self.bytes.clone(), reader: self.reader, kind: PhantomData }
    }
}

impl<T: Keep> fmt::Debug for Kept<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.view() {
            Ok(view) => f.debug_tuple("Kept").field(&view).finish(),
            Err(_) => f.write_str("Kept"),
        }
    }
}
