//! `chunk-header = 1*16HEXDIG ";chunk-signature=" 64LHEX`

use core::fmt;

use crate::auth::schemes::aws4::{ascii, is_lhex};
use crate::encode::{Encode, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule, ValueError, ValueErrorKind};
use crate::syntax::hex;

/// The line before the data of a chunk: its length and its signature.
///
/// The line is without the CRLF that ends it. A chunk takes `encoded_len() + 2 + size + 2` bytes.
///
/// ```
/// use countersign::{Encode, auth::aws4::ChunkHeader};
///
/// let line = b"10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648";
/// let header = ChunkHeader::parse(line)?;
/// assert_eq!(header.size(), 65_536);
/// assert_eq!(ChunkHeader::new(65_536, header.signature())?.encode_to_slice(&mut [0; 128])?, line);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct ChunkHeader<'a> {
    pub(super) size: u64,
    pub(super) signature: &'a [u8; 64],
}

const NAME: &[u8] = b";chunk-signature=";

impl<'a> ChunkHeader<'a> {
    /// Parses a line.
    ///
    /// # Errors
    /// [`Rule::ChunkSize`] for a size that does not have one to sixteen hex digits, at its first other byte or its end;
    /// [`Rule::ChunkSignature`] after the size, for what is not a signature.
    pub fn parse(line: &'a [u8]) -> Result<Self, ParseError> {
        let wrong = |rule, offset| Err(ParseError::new(ErrorKind::Expected(rule), offset));
        let length = line.iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        let (digits, rest) = line.split_at_checked(length).unwrap_or_default();
        let Some(size) = Self::size_of(digits) else {
            return wrong(Rule::ChunkSize, length.min(16));
        };
        let signature = rest.strip_prefix(NAME).and_then(|signature| <&[u8; 64]>::try_from(signature).ok());
        match signature.filter(|signature| signature.iter().all(|digit| is_lhex(*digit))) {
            Some(signature) => Ok(Self { size, signature }),
            None => wrong(Rule::ChunkSignature, length),
        }
    }

    /// `1*16HEXDIG`
    pub(super) fn size_of(digits: &[u8]) -> Option<u64> {
        if !(1..=16).contains(&digits.len()) {
            return None;
        }
        digits.iter().try_fold(0, |size, digit| Some(size << 4 | u64::from(hex::value(*digit)?)))
    }

    /// Returns the header of a chunk of this size.
    ///
    /// # Errors
    /// [`ValueErrorKind::WrongForm`] for a `signature` that does not have 64 lower-case hex digits.
    pub fn new(size: u64, signature: &'a str) -> Result<Self, ValueError> {
        match <&[u8; 64]>::try_from(signature.as_bytes()) {
            Ok(signature) if signature.iter().all(|digit| is_lhex(*digit)) => Ok(Self { size, signature }),
            _ => Err(ValueError::new("signature", ValueErrorKind::WrongForm, 0)),
        }
    }

    /// Returns the length of the data in bytes. Bound it before you read the data.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Returns the signature in lower-case hex.
    #[must_use]
    pub const fn signature(&self) -> &'a str {
        ascii(self.signature)
    }
}

impl fmt::Debug for ChunkHeader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChunkHeader").field("size", &self.size).finish_non_exhaustive()
    }
}

impl Encode for ChunkHeader<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        write_size(self.size, wire)?;
        wire.put(NAME)?;
        wire.put(self.signature)
    }
}

/// `1*16HEXDIG`, without leading zeros.
pub(super) fn write_size<S: Sink>(size: u64, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
    let digits = hex::lower_digits::<16>(size);
    let zeros = digits.iter().take(15).take_while(|digit| **digit == b'0').count();
    wire.put(digits.get(zeros..).unwrap_or_default())
}
