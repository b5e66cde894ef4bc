//! The wire form of a value, owned, in a buffer of a fixed size.

use core::fmt;

use crate::encode::FieldContent;
use crate::error::CapacityError;
use crate::owned::Owned;

/// An owned field value of up to 512 bytes: the wire form of a value that borrows, kept after its input is gone.
///
/// See [`FieldValueIn`] for other capacities.
///
/// ```
/// use countersign::{FieldValue, auth};
///
/// let kept = {
///     let line = b"Basic realm=\"staff\"".to_vec();
///     FieldValue::new(&auth::Challenges::parse(&line)?.iter().next().unwrap())?
/// };
/// assert_eq!(auth::basic::Challenge::parse(kept.as_bytes())?.realm(), "staff");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type FieldValue = FieldValueIn<512>;

/// An owned field value of up to `N` bytes. [`FieldValue`] is the name of the usual capacity.
///
/// With the feature `zeroize`, the bytes are overwritten when the value is dropped: they may be credentials. A value that
/// is moved may leave a copy where it was.
///
/// ```
/// use countersign::{Encode, FieldValueIn, auth::basic};
///
/// let credentials = basic::Credentials::new("Aladdin", "open sesame")?;
/// assert_eq!(FieldValueIn::<64>::new(&credentials)?.as_bytes(), b"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
/// assert_eq!(FieldValueIn::<16>::new(&credentials).unwrap_err().needed(), credentials.encoded_len());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct FieldValueIn<const N: usize>(Owned<[u8; N]>);

impl<const N: usize> FieldValueIn<N> {
    /// Writes `value` into a new field value.
    ///
    /// # Errors
    /// [`CapacityError`] when the wire form is longer than `N` bytes.
    pub fn new(value: &(impl FieldContent + ?Sized)) -> Result<Self, CapacityError> {
        let mut kept = Owned::new();
        let length = value.encode_to_slice(kept.buffer())?.len();
        kept.keep(length);
        Ok(Self(kept))
    }

    /// Appends bytes that were checked to be field content; appends nothing if the value is full.
    pub(crate) fn append(&mut self, checked: &[u8]) {
        self.0.append(checked);
    }

    /// Returns the bytes to send.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Returns the value as text; `None` if it is not UTF-8.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        core::str::from_utf8(self.as_bytes()).ok()
    }
}

#[cfg(feature = "zeroize")]
impl<const N: usize> FieldValueIn<N> {
    /// Overwrites the bytes with zeros. The value is then empty.
    ///
    /// ```
    /// use countersign::{FieldValue, auth::basic};
    ///
    /// let mut value: FieldValue = FieldValue::new(&basic::Credentials::new("Aladdin", "open sesame")?)?;
    /// value.zeroize();
    /// assert_eq!(value.as_bytes(), b"");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

impl<const N: usize> Default for FieldValueIn<N> {
    /// Returns an empty value.
    fn default() -> Self {
        Self(Owned::new())
    }
}

impl<const N: usize> AsRef<[u8]> for FieldValueIn<N> {
    fn as_ref(&self) -> &[u8] {
        self.as_bytes()
    }
}

/// Shows the length only: the value may be a credential.
impl<const N: usize> fmt::Debug for FieldValueIn<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FieldValue({} bytes)", self.as_bytes().len())
    }
}
