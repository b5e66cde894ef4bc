//! What is signed of a request, and of a payload.

use core::fmt;

use super::{Credentials, Info};
use crate::auth::coding::base64::Base64;
use crate::auth::coding::decimal::Decimal;
use crate::encode::{Encode, Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};
use crate::hash::{Hash, HashFunction};
use crate::syntax::class::{TCHAR, span};
use crate::syntax::number::{DIGITS, digits};
use crate::syntax::text::Text;

/// A request as it is sent: the method, the host and the port of the server, and the request-target.
///
/// Give the bytes of the request line, and not what a library made of them. Behind a proxy, give the host and the port that the
/// client used: the port is 80 or 443 if its Host field has none.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    method: &'a str,
    host: &'a str,
    port: u16,
    /// The target, in three pieces: a bewit is cut out of it.
    pub(super) target: [&'a [u8]; 3],
}

impl<'a> Request<'a> {
    /// Returns a request.
    ///
    /// # Errors
    /// The part is `method`, `host` or `target`: [`ValueErrorKind::Empty`], or [`ValueErrorKind::InvalidByte`] at the first byte
    /// that it cannot have. A host has no port, and a target is a path and a query.
    pub fn new<T: AsRef<[u8]> + ?Sized>(
        method: &'a str,
        host: &'a str,
        port: u16,
        target: &'a T,
    ) -> Result<Self, ValueError> {
        let invalid = |part, offset| Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset));
        let target = target.as_ref();
        for (part, is_empty) in [("method", method.is_empty()), ("host", host.is_empty())] {
            if is_empty {
                return Err(ValueError::new(part, ValueErrorKind::Empty, 0));
            }
        }
        let token = span(method.as_bytes(), TCHAR);
        if token < method.len() {
            return invalid("method", token);
        }
        let is_of_host = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'/' | b'?' | b'#' | b'@' | b'\\');
        if let Some(offset) = host.bytes().position(|byte| !is_of_host(byte)) {
            return invalid("host", offset);
        }
        if let Some(offset) = host.find(':').filter(|_| !host.starts_with('[') || !host.ends_with(']')) {
            return invalid("host", offset);
        }
        if !target.starts_with(b"/") {
            return invalid("target", 0);
        }
        if let Some(offset) = target.iter().position(|byte| *byte <= b' ' || *byte == 0x7F || *byte == b'#') {
            return invalid("target", offset);
        }
        Ok(Self { method, host, port, target: [target, b"", b""] })
    }

    /// Returns the request with another target.
    pub(super) const fn with_target(self, target: [&'a [u8]; 3]) -> Self {
        Self { target, ..self }
    }

    /// Returns whether the method is one of these.
    pub(super) fn is_method(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.method.eq_ignore_ascii_case(name))
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").finish_non_exhaustive()
    }
}

/// What is signed.
///
/// ```text
/// normalized = "hawk.1." kind LF ts LF nonce LF METHOD LF target LF host LF port LF hash LF ext LF [ app LF dlg LF ]
/// kind       = "header" / "response" / "bewit"
/// ```
///
/// A response is signed with the time and the nonce of its request. It is written piece by piece into a MAC; no buffer is
/// needed.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::hawk::{Credentials, Normalized, Request};
///
/// let request = Request::new("GET", "example.com", 8000, "/resource/1?b=1&a=2")?;
/// let credentials = Credentials::parse(
///     b"Hawk id=\"dh37fgj492je\", ts=\"1353832234\", nonce=\"j4h3g2\", ext=\"some-app-ext-data\", \
///       mac=\"6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE=\"",
/// )?;
/// assert_eq!(
///     Normalized::header(&request, &credentials).display().to_string(),
///     "hawk.1.header\n1353832234\nj4h3g2\nGET\n/resource/1?b=1&a=2\nexample.com\n8000\n\nsome-app-ext-data\n"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Normalized<'a> {
    kind: &'static str,
    request: &'a Request<'a>,
    ts: Decimal,
    nonce: &'a [u8],
    hash: Option<Base64<'a>>,
    ext: &'a [u8],
    app: Option<(&'a [u8], &'a [u8])>,
}

/// The bytes of a value, which has no escapes.
fn bytes(text: Option<Text<'_>>) -> &[u8] {
    text.and_then(|text| text.as_bytes()).unwrap_or_default()
}

impl<'a> Normalized<'a> {
    /// Returns what a client signs of its request. The mac of the credentials is not read.
    #[must_use]
    pub fn header(request: &'a Request<'a>, credentials: &Credentials<'a>) -> Self {
        Self {
            kind: "header",
            request,
            ts: credentials.ts(),
            nonce: bytes(Some(credentials.nonce())),
            hash: credentials.hash(),
            ext: bytes(credentials.ext()),
            app: credentials.app().map(|app| (bytes(Some(app)), bytes(credentials.dlg()))),
        }
    }

    /// Returns what a server signs of its response to a request. The mac of the info is not read.
    #[must_use]
    pub fn response(request: &'a Request<'a>, credentials: &Credentials<'a>, info: &Info<'a>) -> Self {
        let of_request = Self::header(request, credentials);
        Self { kind: "response", hash: info.hash(), ext: bytes(info.ext()), ..of_request }
    }

    pub(super) const fn bewit(request: &'a Request<'a>, expiry: Decimal, ext: &'a [u8]) -> Self {
        Self { kind: "bewit", request, ts: expiry, nonce: b"", hash: None, ext, app: None }
    }
}

impl Encode for Normalized<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let Request { method, host, port, target } = *self.request;
        for piece in ["hawk.1.", self.kind, "\n", self.ts.as_str(), "\n"] {
            wire.put(piece.as_bytes())?;
        }
        wire.put(self.nonce)?;
        wire.put(b"\n")?;
        // A HEAD request is sent with the bewit of a GET request.
        let is_head = self.kind == "bewit" && method.eq_ignore_ascii_case("head");
        wire.put_all(if is_head { "GET" } else { method }.bytes().map(|byte| byte.to_ascii_uppercase()))?;
        wire.put(b"\n")?;
        target.into_iter().try_for_each(|piece| wire.put(piece))?;
        wire.put(b"\n")?;
        wire.put_all(host.bytes().map(|byte| byte.to_ascii_lowercase()))?;
        wire.put(b"\n")?;
        wire.put(digits(port.into(), &mut [0; DIGITS]))?;
        wire.put(b"\n")?;
        if let Some(hash) = &self.hash {
            hash.write(wire)?;
        }
        wire.put(b"\n")?;
        // The values of credentials have neither a backslash nor a line feed, which would be escaped.
        wire.put(self.ext)?;
        wire.put(b"\n")?;
        if let Some((app, dlg)) = self.app {
            for piece in [app, b"\n", dlg, b"\n"] {
                wire.put(piece)?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Normalized<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Normalized").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// The computation of the `hash` of a payload, as it arrives.
///
/// ```text
/// payload = "hawk.1.payload" LF content-type LF body LF      ; the media type in lower case, without parameters
/// ```
///
/// ```
/// use countersign::auth::hawk::PayloadHash;
/// use countersign::hash::Sha256;
///
/// let mut payload = PayloadHash::new(Sha256, "Text/Plain; charset=utf-8");
/// payload.update(b"Thank you for ");
/// payload.update(b"flying Hawk");
/// assert_eq!(payload.finish()[..3], [0x62, 0x2F, 0x4B]);
/// ```
pub struct PayloadHash<H> {
    hash: H,
}

impl<H> PayloadHash<H> {
    /// Begins with the value of Content-Type, which is empty if there is no such field.
    pub fn new<F, const N: usize>(function: F, content_type: &str) -> Self
    where
        F: HashFunction<N, Hash = H>,
        H: Hash<N>,
    {
        let media_type = content_type.split(';').next().unwrap_or_default();
        let mut hash = function.begin();
        hash.update(b"hawk.1.payload\n");
        media_type.trim_ascii().bytes().for_each(|byte| hash.update(&[byte.to_ascii_lowercase()]));
        hash.update(b"\n");
        Self { hash }
    }

    /// Adds bytes of the body, in order.
    pub fn update<const N: usize>(&mut self, body: &[u8])
    where
        H: Hash<N>,
    {
        self.hash.update(body);
    }

    /// Returns the hash.
    #[must_use]
    pub fn finish<const N: usize>(mut self) -> [u8; N]
    where
        H: Hash<N>,
    {
        self.hash.update(b"\n");
        self.hash.finish()
    }
}

impl<H> fmt::Debug for PayloadHash<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PayloadHash").finish_non_exhaustive()
    }
}
