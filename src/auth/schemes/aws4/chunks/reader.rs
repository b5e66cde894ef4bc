//! The reader of a body in chunks.

use core::fmt;

use super::{ChunkError, ChunkHeader, Chunks, SIGNATURE_NAME, is_trailer_name, is_trailer_value, trimmed};
use crate::auth::schemes::aws4::ContentSha256;
use crate::error::{ErrorKind, Rule, ValueError, ValueErrorKind};
use crate::hash::{Hash, HashFunction};
use crate::mac::MacKey;

/// The longest line in bytes: the size and the signature of a chunk take 97, and a field of a trailer seldom more.
pub const MAX_CHUNK_LINE: usize = 256;

/// The most fields of a trailer.
pub const MAX_TRAILER_FIELDS: usize = 16;

/// A reader of a body in chunks. It takes the body in pieces of any length, as they arrive, needs constant memory, and verifies
/// each chunk when it ends.
///
/// The data of a chunk comes before its signature is verified. Do not use it before [`ChunkEvent::Verified`]: write it to a
/// place from which it can be removed.
///
/// | input | result | why |
/// |---|---|---|
/// | a size that does not have one to sixteen hex digits | [`ChunkError::Malformed`] with `chunk-size` | no other number is a size |
/// | a chunk without a signature, or one that is not 64 lower-case digits | `chunk-signature` | it is compared as text |
/// | a signature where the payload is unsigned | `chunk-size` | nothing verifies it |
/// | data that is longer or shorter than its size | `chunk-data` | another chunk would begin inside |
/// | a line that is longer than [`MAX_CHUNK_LINE`], or ends with LF alone | the part that it is | other readers split it elsewhere |
/// | a line feed before the CRLF of a field | ignored | Amazon's documentation writes it |
/// | a field whose name is not in `x-amz-trailer` or comes twice, has an upper-case letter, or is absent | `trailer` | the request says what is signed |
/// | no `x-amz-trailer-signature`, or a field after it | `x-amz-trailer-signature` | what comes after it is not signed |
/// | chunks that are together longer or shorter than the request says | [`ChunkError::Length`] | a part was removed |
/// | bytes after the end | [`ChunkError::Malformed`] with `body` | they belong to nothing |
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::aws4::{ChunkEvent, ChunkReader, Chunks, ContentSha256, Scope, SigningKey, Timestamp};
/// use countersign::hash::Sha256;
/// use countersign::mac::Hmac;
///
/// let scope = Scope::new("20130524", "us-east-1", "s3")?;
/// let key = SigningKey::derive(Hmac(Sha256), b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", scope)?;
/// let at = Timestamp::parse(b"20130524T000000Z")?;
/// let seed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
/// let chunks = || Chunks::new(key.prepare(Hmac(Sha256)), scope, at, seed);
///
/// // A client writes frames.
/// let mut client = chunks()?;
/// let mut body = client.frame(Sha256, b"Hello").unwrap().encode_to_vec();
/// body.extend(client.last_frame(Sha256, None).unwrap().encode_to_vec());
///
/// // A server reads them. `Accepted::body` returns the reader for a request.
/// let mut reader = ChunkReader::new(Sha256, chunks()?, ContentSha256::Chunks, 5, "")?;
/// let mut data = Vec::new();
/// for mut piece in body.chunks(7) {
///     while let Some(event) = reader.read(&mut piece)? {
///         if let ChunkEvent::Data(bytes) = event {
///             data.extend_from_slice(bytes);
///         }
///     }
/// }
/// reader.finish()?;
/// assert_eq!(data, b"Hello");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ChunkReader<'a, H: HashFunction<32>, K> {
    sha256: H,
    chunks: Chunks<'a, K>,
    is_signed: bool,
    has_trailer: bool,
    /// What is left of the decoded length.
    left: u64,
    names: &'a str,
    /// The names that came, as bits in the order of the list.
    seen: u16,
    state: State,
    /// Of the data of a chunk, or of the trailer.
    hash: Option<H::Hash>,
    size: u64,
    signature: [u8; 64],
    line: [u8; MAX_CHUNK_LINE],
    length: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Header,
    Data {
        left: u64,
    },
    /// The CRLF after the data, of which this many bytes came.
    AfterData(u8),
    Trailer,
    /// After the signature of the trailer.
    Signed,
    End,
    Failed(ChunkError),
}

/// What a [`ChunkReader`] found.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum ChunkEvent<'r> {
    /// A chunk of this many bytes begins.
    Chunk(u64),
    /// Data of the chunk, which is not verified yet.
    Data(&'r [u8]),
    /// The chunk ended, and its signature is right. It does not come for chunks without signatures.
    Verified,
    /// A field of the trailer, which is not verified before [`End`](Self::End). It does not come for
    /// `x-amz-trailer-signature`.
    Trailer(&'r [u8], &'r [u8]),
    /// The body is complete.
    End,
}

impl<'a, H: HashFunction<32>, K: MacKey<32>> ChunkReader<'a, H, K> {
    /// Begins to read a body of this payload. `decoded_length` is the value of `x-amz-decoded-content-length`, and
    /// `trailer_names` that of `x-amz-trailer`, empty for a payload without a trailer.
    ///
    /// # Errors
    /// [`ValueErrorKind::WrongForm`] for a `payload` that has no chunks, or whose chunks are signed with ECDSA; of the part
    /// `trailer-names`, [`ValueErrorKind::Conflict`] for names with a payload without a trailer, [`ValueErrorKind::Empty`] for none
    /// with a trailer, and
    /// [`ValueErrorKind::TooMany`] for more than [`MAX_TRAILER_FIELDS`].
    pub fn new(
        sha256: H,
        chunks: Chunks<'a, K>,
        payload: ContentSha256,
        decoded_length: u64,
        trailer_names: &'a str,
    ) -> Result<Self, ValueError> {
        let (is_signed, has_trailer) = match payload {
            ContentSha256::Chunks => (true, false),
            ContentSha256::ChunksAndTrailer => (true, true),
            ContentSha256::UnsignedChunksAndTrailer => (false, true),
            _ => return Err(ValueError::new("payload", ValueErrorKind::WrongForm, 0)),
        };
        let wrong = |kind, offset| Err(ValueError::new("trailer-names", kind, offset));
        match names(trailer_names).count() {
            0 if has_trailer => return wrong(ValueErrorKind::Empty, 0),
            0 => {}
            _ if !has_trailer => return wrong(ValueErrorKind::Conflict("payload"), 0),
            count if count > MAX_TRAILER_FIELDS => return wrong(ValueErrorKind::TooMany, MAX_TRAILER_FIELDS),
            _ => {}
        }
        Ok(Self {
            sha256,
            chunks,
            is_signed,
            has_trailer,
            left: decoded_length,
            names: trailer_names,
            seen: 0,
            state: State::Header,
            hash: None,
            size: 0,
            signature: [0; 64],
            line: [0; MAX_CHUNK_LINE],
            length: 0,
        })
    }

    /// Reads on. What is read is removed from the start of `input`. `None` means that more input is needed.
    ///
    /// # Errors
    /// [`ChunkError`], as the table of this type says. Each later call returns the same error.
    pub fn read<'r, 'i: 'r>(&'r mut self, input: &mut &'i [u8]) -> Result<Option<ChunkEvent<'r>>, ChunkError> {
        let step = self.step(input);
        if let Err(error) = step {
            self.state = State::Failed(error);
        }
        Ok(step?.map(|step| match step {
            Step::Event(event) => event,
            Step::Field(colon) => {
                let (name, value) = self.line().split_at_checked(colon).unwrap_or_default();
                ChunkEvent::Trailer(name, value_of(value))
            }
        }))
    }

    /// Checks that the body is complete.
    ///
    /// # Errors
    /// [`ChunkError::Incomplete`], or the error of [`read`](Self::read).
    pub const fn finish(&self) -> Result<(), ChunkError> {
        match self.state {
            State::End => Ok(()),
            State::Failed(error) => Err(error),
            _ => Err(ChunkError::Incomplete),
        }
    }

    fn step<'r>(&mut self, input: &mut &'r [u8]) -> Result<Option<Step<'r>>, ChunkError> {
        while !input.is_empty() {
            let (part, event) = match self.state {
                State::Failed(error) => return Err(error),
                State::End => return Err(ChunkError::Malformed("body")),
                State::Data { left } => return Ok(Some(Step::Event(self.data(left, input)))),
                State::AfterData(came) => ("", self.after_data(came, input)?),
                State::Header => ("chunk-size", None),
                State::Trailer => ("trailer", None),
                State::Signed => (SIGNATURE_NAME, None),
            };
            if event.is_some() {
                return Ok(event.map(Step::Event));
            }
            if !part.is_empty() && self.takes_line(part, input)? {
                let step = match self.state {
                    State::Header => Some(Step::Event(self.header()?)),
                    State::Signed if !self.line().is_empty() => return Err(ChunkError::Malformed(SIGNATURE_NAME)),
                    State::Signed => Some(Step::Event(self.end()?)),
                    _ => self.field()?,
                };
                if step.is_some() {
                    return Ok(step);
                }
            }
        }
        Ok(None)
    }

    /// Returns the line that came last, without the bytes that end it.
    fn line(&self) -> &[u8] {
        let line = self.line.get(..self.length).unwrap_or_default();
        line.strip_suffix(b"\r\n").unwrap_or(line)
    }

    /// Takes bytes up to the end of a line. Returns whether it came.
    fn takes_line(&mut self, part: &'static str, input: &mut &[u8]) -> Result<bool, ChunkError> {
        if self.line.get(..self.length).is_some_and(|line| line.ends_with(b"\r\n")) {
            self.length = 0;
        }
        while let Some((byte, rest)) = input.split_first() {
            *self.line.get_mut(self.length).ok_or(ChunkError::Malformed(part))? = *byte;
            self.length = self.length.saturating_add(1);
            *input = rest;
            let line = self.line.get(..self.length).unwrap_or_default();
            if line.ends_with(b"\r\n") {
                return Ok(true);
            }
            // In a trailer, a line feed may come before the CRLF.
            let is_before = part == "trailer" && line.len() > 1;
            if *byte == b'\n' && !is_before || line.ends_with(b"\n\n") {
                return Err(ChunkError::Malformed(part));
            }
        }
        Ok(false)
    }

    fn header(&mut self) -> Result<ChunkEvent<'static>, ChunkError> {
        let mut signature = [b'0'; 64];
        let size = if self.is_signed {
            let header = ChunkHeader::parse(self.line()).map_err(|error| match error.kind() {
                ErrorKind::Expected(Rule::ChunkSize) => ChunkError::Malformed("chunk-size"),
                _ => ChunkError::Malformed("chunk-signature"),
            })?;
            signature = *header.signature;
            header.size()
        } else {
            ChunkHeader::size_of(self.line()).ok_or(ChunkError::Malformed("chunk-size"))?
        };
        self.signature = signature;
        self.size = size;
        self.left = self.left.checked_sub(size).ok_or(ChunkError::Length)?;
        self.hash = Some(self.sha256.begin());
        if size == 0 {
            if self.left > 0 {
                return Err(ChunkError::Length);
            }
            self.verify()?;
            self.hash = Some(self.sha256.begin());
            self.state = State::Trailer;
        } else {
            self.state = State::Data { left: size };
        }
        Ok(ChunkEvent::Chunk(size))
    }

    fn data<'r>(&mut self, left: u64, input: &mut &'r [u8]) -> ChunkEvent<'r> {
        let length = usize::try_from(left).unwrap_or(usize::MAX).min(input.len());
        let (data, rest) = input.split_at_checked(length).unwrap_or_default();
        *input = rest;
        if let Some(hash) = self.hash.as_mut().filter(|_| self.is_signed) {
            hash.update(data);
        }
        let left = left.saturating_sub(u64::try_from(data.len()).unwrap_or(u64::MAX));
        self.state = if left == 0 { State::AfterData(0) } else { State::Data { left } };
        ChunkEvent::Data(data)
    }

    fn after_data(&mut self, came: u8, input: &mut &[u8]) -> Result<Option<ChunkEvent<'static>>, ChunkError> {
        match (came, *input) {
            (0, [b'\r', rest @ ..]) => {
                *input = rest;
                self.state = State::AfterData(1);
                Ok(None)
            }
            (1, [b'\n', rest @ ..]) => {
                *input = rest;
                self.verify()?;
                self.state = State::Header;
                Ok(self.is_signed.then_some(ChunkEvent::Verified))
            }
            _ => Err(ChunkError::Malformed("chunk-data")),
        }
    }

    /// Verifies the chunk that ended.
    fn verify(&mut self) -> Result<(), ChunkError> {
        match self.hash.take() {
            Some(hash) if self.is_signed => self.chunks.verify(self.size, hash.finish(), &self.signature),
            _ => Ok(()),
        }
    }

    /// `trailer-line`, or the empty line at the end. The signature is for the reader alone: it returns `None`.
    fn field(&mut self) -> Result<Option<Step<'static>>, ChunkError> {
        let malformed = ChunkError::Malformed("trailer");
        let mut hash = self.hash.take();
        let line = self.line();
        if line.is_empty() {
            if self.has_trailer && self.is_signed {
                return Err(ChunkError::Malformed(SIGNATURE_NAME));
            }
            return self.end().map(|event| Some(Step::Event(event)));
        }
        let colon = line.iter().position(|byte| *byte == b':').filter(|_| self.has_trailer).ok_or(malformed)?;
        let (name, value) = line.split_at_checked(colon).unwrap_or_default();
        let value = value_of(value);
        if name == SIGNATURE_NAME.as_bytes() && self.is_signed {
            let signature = <[u8; 64]>::try_from(value).map_err(|_| ChunkError::Malformed(SIGNATURE_NAME))?;
            let hash = hash.filter(|_| self.is_complete()).ok_or(malformed)?.finish();
            self.chunks.verify_trailer(hash, &signature)?;
            self.state = State::Signed;
            return Ok(None);
        }
        if !is_trailer_name(name) || !is_trailer_value(value) {
            return Err(malformed);
        }
        let index = names(self.names).position(|listed| name == listed.as_bytes()).ok_or(malformed)?;
        let bit = 1_u16 << (index & 15);
        if self.seen & bit != 0 {
            return Err(malformed);
        }
        if let Some(hash) = &mut hash {
            for part in [name, b":", value, b"\n"] {
                hash.update(part);
            }
        }
        self.hash = hash;
        self.seen |= bit;
        Ok(Some(Step::Field(colon)))
    }

    /// Returns whether all fields of the trailer came.
    fn is_complete(&self) -> bool {
        usize::try_from(self.seen.count_ones()).is_ok_and(|count| count == names(self.names).count())
    }

    fn end(&mut self) -> Result<ChunkEvent<'static>, ChunkError> {
        if !self.is_complete() {
            return Err(ChunkError::Malformed("trailer"));
        }
        self.state = State::End;
        Ok(ChunkEvent::End)
    }
}

/// What was read: a field of the trailer is in the line, with its colon at this offset.
#[derive(Clone, Copy)]
enum Step<'r> {
    Event(ChunkEvent<'r>),
    Field(usize),
}

/// Returns the value after a colon. Amazon's documentation has a line feed at its end.
fn value_of(after: &[u8]) -> &[u8] {
    let value = after.get(1..).unwrap_or_default();
    trimmed(value.strip_suffix(b"\n").unwrap_or(value))
}

/// The names of `x-amz-trailer`, separated by commas.
fn names(list: &str) -> impl Iterator<Item = &str> {
    list.as_bytes()
        .split(|byte| *byte == b',')
        .filter_map(|name| core::str::from_utf8(name.trim_ascii()).ok())
        .filter(|name| !name.is_empty())
}

impl<H: HashFunction<32>, K> fmt::Debug for ChunkReader<'_, H, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChunkReader").field("left", &self.left).field("state", &self.state).finish_non_exhaustive()
    }
}

impl fmt::Debug for ChunkEvent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chunk(size) => write!(f, "Chunk({size})"),
            Self::Data(data) => write!(f, "Data({} bytes)", data.len()),
            Self::Verified => f.write_str("Verified"),
            Self::Trailer(..) => f.write_str("Trailer(..)"),
            Self::End => f.write_str("End"),
        }
    }
}
