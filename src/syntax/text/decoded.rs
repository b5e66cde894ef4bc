//! A text without quotes and escapes, with the feature `alloc`.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use crate::syntax::text::Text;

impl<'a> Text<'a> {
    /// Returns the text without quotes and escapes, with U+FFFD for what is not UTF-8. A text without escapes is borrowed.
    ///
    /// ```
    /// use std::borrow::Cow;
    ///
    /// use countersign::auth::basic;
    ///
    /// let challenge = basic::Challenge::parse(b"Basic realm=\"staff\"")?;
    /// assert_eq!(challenge.realm().to_string_lossy(), Cow::Borrowed("staff"));
    /// let challenge = basic::Challenge::parse(br#"Basic realm="the \"staff\" only""#)?;
    /// assert_eq!(challenge.realm().to_string_lossy(), "the \"staff\" only");
    /// # Ok::<(), countersign::ParseError>(())
    /// ```
    #[cfg_attr(docsrs, doc(cfg(feature = "alloc")))]
    #[must_use]
    pub fn to_string_lossy(&self) -> Cow<'a, str> {
        match self.as_bytes() {
            Some(bytes) => String::from_utf8_lossy(bytes),
            None => String::from_utf8_lossy(&self.decode_to_vec()).into_owned().into(),
        }
    }

    /// Returns the bytes without quotes and escapes.
    ///
    /// [`encode_to_vec`](crate::Encode::encode_to_vec) returns the wire form, which has them.
    ///
    /// ```
    /// use countersign::{Encode, Text};
    ///
    /// let text = Text::new(b"the \"staff\"")?;
    /// assert_eq!(text.decode_to_vec(), b"the \"staff\"");
    /// assert_eq!(text.encode_to_vec(), br#""the \"staff\"""#);
    /// # Ok::<(), countersign::ValueError>(())
    /// ```
    #[cfg_attr(docsrs, doc(cfg(feature = "alloc")))]
    #[doc(alias = "to_vec")]
    #[must_use]
    pub fn decode_to_vec(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.raw.len());
        bytes.extend(self.bytes());
        bytes
    }
}
