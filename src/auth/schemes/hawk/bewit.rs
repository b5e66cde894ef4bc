//! The bewit: a parameter of the query with which anybody can send one request until it expires.
//!
//! ```abnf
//! bewit = base64url ; without padding, of id "\" expiry "\" mac "\" ext
//! ```

use core::fmt;

use super::{Normalized, Request, value_of};
use crate::auth::coding::base64::{self, Base64, Form};
use crate::auth::coding::decimal::Decimal;
use crate::encode::{Encode, Sink, Wire};
use crate::error::{ErrorKind, ParseError, Rule, ValueError};
use crate::mac::MacKey;

/// A bewit that is to be sent: the value of the parameter `bewit`, which is added to the query. `Debug` shows nothing of it.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::hawk::{NewBewit, Request};
/// use countersign::hash::Sha256;
/// use countersign::mac::{Hmac, MacFunction};
///
/// let key = Hmac(Sha256).key(b"2983d45yun89q");
/// let request = Request::new("GET", "example.com", 443, "/somewhere/over/the/rainbow")?;
/// let bewit = NewBewit::new("123456", &key, &request, 1_356_420_707, "xandyandz")?;
/// assert_eq!(
///     bewit.display().to_string(),
///     "MTIzNDU2XDEzNTY0MjA3MDdca3NjeHdOUjJ0SnBQMVQxekRMTlBiQjVVaUtJVTl0T1NKWFRVZEc3WDloOD1ceGFuZHlhbmR6"
/// );
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct NewBewit<'a> {
    id: &'a str,
    /// The expiry and the mac, each between backslashes.
    middle: [u8; 128],
    length: usize,
    ext: &'a str,
}

impl<'a> NewBewit<'a> {
    /// Returns a bewit for a request that does not have one yet. It expires at this second. `ext` may be empty.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at a quote, a backslash or a byte that is not
    /// printable ASCII in `id` or `ext`; [`ValueErrorKind::Empty`](crate::ValueErrorKind::Empty) for an empty `id`.
    pub fn new<K: MacKey<N>, const N: usize>(
        id: &'a str,
        key: &K,
        request: &Request<'_>,
        expiry: u64,
        ext: &'a str,
    ) -> Result<Self, ValueError> {
        const { assert!(N <= 64, "a mac of a hash function") }
        value_of("id", id.as_bytes())?;
        if !ext.is_empty() {
            value_of("ext", ext.as_bytes())?;
        }
        let expiry = Decimal::from(expiry);
        let mac = key.mac_of(&Normalized::bewit(request, expiry, ext.as_bytes()));
        let mut middle = [0; 128];
        let parts = Middle { expiry, mac: Base64::of(&mac, Form::Standard) };
        let length = parts.encode_to_slice(&mut middle).map_or(0, <[u8]>::len);
        Ok(Self { id, middle, length, ext })
    }
}

struct Middle<'a> {
    expiry: Decimal,
    mac: Base64<'a>,
}

impl Encode for Middle<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(b"\\")?;
        wire.put(self.expiry.as_str().as_bytes())?;
        wire.put(b"\\")?;
        self.mac.write(wire)?;
        wire.put(b"\\")
    }
}

impl Encode for NewBewit<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let middle = self.middle.get(..self.length).unwrap_or_default();
        base64::write(wire, Form::UrlUnpadded, [self.id.as_bytes(), middle, self.ext.as_bytes()])
    }
}

impl fmt::Debug for NewBewit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewBewit").finish_non_exhaustive()
    }
}

/// A bewit that was received. `Debug` shows nothing of it, and there is no `==`.
///
/// ```
/// use countersign::auth::hawk::{Bewit, Refusal, Request, Server};
/// use countersign::hash::Sha256;
/// use countersign::mac::Hmac;
///
/// let target = "/somewhere/over/the/rainbow?bewit=MTIzNDU2XDEzNTY0MjA3MDdca3NjeHdOUjJ0SnBQMVQxekRMTlBiQjVVaUtJVTl0T1NKWFRVZEc\
///               3WDloOD1ceGFuZHlhbmR6";
/// let mut buffer = [0; 128];
/// let request = Request::new("GET", "example.com", 443, target)?;
/// let (bewit, request) = Bewit::take(&request, &mut buffer)?.expect("there is a bewit");
/// // Look up the key of `bewit.id()`.
/// let server = Server::new(Hmac(Sha256));
/// assert_eq!(server.verify_bewit(&bewit, &request, Some(b"2983d45yun89q"), 1_356_420_706), Ok(()));
/// let expired = server.verify_bewit(&bewit, &request, Some(b"2983d45yun89q"), 1_356_420_707);
/// assert_eq!(expired, Err(Refusal::Expired));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Bewit<'a> {
    id: &'a str,
    expiry: Decimal,
    mac: Base64<'a>,
    ext: &'a [u8],
}

const NAME: &[u8] = b"bewit=";

impl<'a> Bewit<'a> {
    /// Takes the bewit out of the query of a request, and returns both; `None` if the query has no such parameter. The bewit is
    /// decoded into `buffer`, which need not be longer than the target.
    ///
    /// # Errors
    /// [`Rule::Base64Url`] with the offset in the target for a bewit that is malformed or does not fit into the buffer, and for
    /// a second bewit.
    pub fn take<'r>(request: &Request<'r>, buffer: &'a mut [u8]) -> Result<Option<(Self, Request<'r>)>, ParseError> {
        let [target, ..] = request.target;
        let mark = target.iter().position(|byte| *byte == b'?').unwrap_or(target.len());
        let mut found = None;
        let mut start = mark.saturating_add(1);
        for part in target.get(start..).unwrap_or_default().split(|byte| *byte == b'&') {
            let malformed = ParseError::new(ErrorKind::Expected(Rule::Base64Url), start);
            if let Some(symbols) = part.strip_prefix(NAME)
                && found.replace((start, symbols, malformed)).is_some()
            {
                return Err(malformed);
            }
            start = start.saturating_add(part.len()).saturating_add(1);
        }
        let Some((start, symbols, malformed)) = found else {
            return Ok(None);
        };
        let bewit = Base64::read(symbols, Form::UrlEither).map_err(|_| malformed)?;
        let bewit = Self::read(bewit.decode_into(buffer).map_err(|_| malformed)?).ok_or(malformed)?;
        // The separator before it goes too, or the one after it if it is the first parameter.
        let before = target.get(..start.saturating_sub(1)).unwrap_or_default();
        let separator = target.get(start.saturating_sub(1)..start).unwrap_or_default();
        let end = start.saturating_add(NAME.len()).saturating_add(symbols.len());
        let after = target.get(end.saturating_add(1)..).unwrap_or_default();
        let target = if after.is_empty() { [before, b"", b""] } else { [before, separator, after] };
        Ok(Some((bewit, request.with_target(target))))
    }

    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut parts = bytes.split(|byte| *byte == b'\\');
        let (id, expiry, mac, ext) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let is_whole = parts.next().is_none() && !id.is_empty() && !mac.is_empty();
        let mac = Base64::read(mac, Form::Standard).ok().filter(|_| is_whole)?;
        let is_plain = |bytes: &[u8]| bytes.iter().all(|byte| matches!(byte, b' '..=b'~'));
        if !is_plain(id) || !is_plain(ext) {
            return None;
        }
        Some(Self { id: core::str::from_utf8(id).ok()?, expiry: Decimal::parse(expiry).ok()?, mac, ext })
    }

    /// Returns the identifier of the key.
    #[must_use]
    pub const fn id(&self) -> &'a str {
        self.id
    }

    /// Returns the second at which the bewit expires.
    #[must_use]
    pub fn expiry(&self) -> u64 {
        self.expiry.get()
    }

    /// Returns the other data, which is signed.
    #[must_use]
    pub const fn ext(&self) -> &'a [u8] {
        self.ext
    }

    /// Returns what is signed of the request without the bewit.
    #[must_use]
    pub const fn normalized(&self, request: &'a Request<'a>) -> Normalized<'a> {
        Normalized::bewit(request, self.expiry, self.ext)
    }

    /// Reports whether the mac has exactly these bytes. The time depends on lengths only.
    #[must_use]
    pub fn matches<M: AsRef<[u8]> + ?Sized>(&self, mac: &M) -> bool {
        self.mac.matches(mac)
    }
}

impl fmt::Debug for Bewit<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bewit").finish_non_exhaustive()
    }
}
