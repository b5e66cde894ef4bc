//! Settings of a client that differ from the defaults.

use super::Hex;
use super::kept::{KeptDigits, KeptHash, Packed, ShortDigits};
use crate::error::{ValueError, ValueErrorKind};

/// Settings of a client that its server needs, and that differ from the defaults.
///
/// | setting | by default | for |
/// |---|---|---|
/// | [`with_cnonce_length`](Self::with_cnonce_length) | 32 digits | servers that take at most 16 characters, or 8 |
/// | [`with_raw_username`](Self::with_raw_username) | a name that is not ASCII is sent as `username*` | servers that know RFC 2617 only; curl and browsers send the bytes |
/// | [`with_cnonce_without_qop`](Self::with_cnonce_without_qop) | without a qop there is no cnonce, and a `-sess` algorithm cannot be used | servers that offer `MD5-sess` without a qop |
/// | [`with_fresh_session_keys`](Self::with_fresh_session_keys) | the session key is that of the first request, with its cnonce | servers that hash the nonce of each request and send a `nextnonce` |
///
/// A client with options also computes hashes of 64 bytes, for an algorithm of [another name](super::Hashes::other), whatever
/// the options are. A client without options has neither the code nor the memory for all this.
///
/// ```
/// use countersign::auth::digest::{Challenge, Client, ClientOptions, Request, RustCrypto, Secret};
///
/// const OPTIONS: ClientOptions = match ClientOptions::new().with_cnonce_length(16) {
///     Ok(options) => options.with_raw_username().with_cnonce_without_qop(),
///     Err(_) => panic!("16 is in range"),
/// };
///
/// let challenge = Challenge::parse(b"Digest realm=\"camera\", nonce=\"7ypf\", algorithm=MD5-sess")?;
/// let mut client = Client::with_options(RustCrypto, &challenge, OPTIONS)?;
/// let (request, secret) = (Request::new("GET", "/")?, Secret::password("Circle of Life")?);
/// let credentials = client.answer(request, "Jäsøn Doe", secret, *b"0123456789abcdef")?;
/// assert_eq!(credentials.cnonce().unwrap(), "3031323334353637");
/// assert!(matches!(credentials.username(), countersign::auth::digest::Username::Plain(name) if name == "Jäsøn Doe"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientOptions {
    cnonce_length: usize,
    raw_username: bool,
    cnonce_without_qop: bool,
    fresh_session_keys: bool,
}

impl ClientOptions {
    /// Changes nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { cnonce_length: MAX_CNONCE, raw_username: false, cnonce_without_qop: false, fresh_session_keys: false }
    }

    /// Sends a cnonce of this many hex digits: 8 to 32. Each digit is four bits of the random bytes that
    /// [`answer`](super::ClientIn::answer) takes.
    ///
    /// # Errors
    /// [`ValueErrorKind::OutOfRange`] for another length.
    pub const fn with_cnonce_length(self, digits: usize) -> Result<Self, ValueError> {
        match digits {
            8..=MAX_CNONCE => Ok(Self { cnonce_length: digits, ..self }),
            _ => Err(ValueError::new("cnonce", ValueErrorKind::OutOfRange, 0)),
        }
    }

    /// Sends every username as its bytes between quotes, and none as `username*`. What the bytes mean is between client and
    /// server: most servers expect UTF-8, old ones ISO 8859-1.
    #[must_use]
    pub const fn with_raw_username(self) -> Self {
        Self { raw_username: true, ..self }
    }

    /// Sends a cnonce also if the challenge has no qop. RFC 2617 §3.2.2 forbids that, but the session key of a `-sess`
    /// algorithm contains it.
    #[must_use]
    pub const fn with_cnonce_without_qop(self) -> Self {
        Self { cnonce_without_qop: true, ..self }
    }

    /// Hashes a new session key for each request of a `-sess` session, from the nonce and a cnonce of that request.
    #[must_use]
    pub const fn with_fresh_session_keys(self) -> Self {
        Self { fresh_session_keys: true, ..self }
    }
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self::new()
    }
}

/// The most digits of a cnonce.
pub(super) const MAX_CNONCE: usize = 32;

/// What a client asks its options. The answers of `()`, which are the defaults, are constants.
pub trait Options: Copy {
    /// The digits of the longest hash that the client keeps.
    type Digits: KeptDigits;

    /// The bytes of that hash.
    type Key: KeptHash;

    /// The number of digits of that hash.
    const MOST_DIGITS: usize;

    /// The number of digits of a cnonce.
    #[inline(always)]
    fn cnonce_length(self) -> usize {
        MAX_CNONCE
    }

    /// The digits of a cnonce that are sent.
    #[inline(always)]
    fn sent(self, cnonce: &[u8; MAX_CNONCE]) -> &[u8] {
        cnonce.get(..self.cnonce_length()).unwrap_or(cnonce)
    }

    /// Whether a username is sent as its bytes.
    #[inline(always)]
    fn has_raw_username(self) -> bool {
        false
    }

    /// Whether a cnonce is sent without a qop.
    #[inline(always)]
    fn has_cnonce_without_qop(self) -> bool {
        false
    }

    /// Whether each request of a session has a key of its own.
    #[inline(always)]
    fn has_fresh_session_keys(self) -> bool {
        false
    }
}

impl Options for () {
    type Digits = ShortDigits;
    type Key = Packed<32>;
    const MOST_DIGITS: usize = 64;
}

impl Options for ClientOptions {
    type Digits = Hex;
    type Key = Packed<64>;
    const MOST_DIGITS: usize = 128;

    fn cnonce_length(self) -> usize {
        self.cnonce_length
    }

    fn has_raw_username(self) -> bool {
        self.raw_username
    }

    fn has_cnonce_without_qop(self) -> bool {
        self.cnonce_without_qop
    }

    fn has_fresh_session_keys(self) -> bool {
        self.fresh_session_keys
    }
}
