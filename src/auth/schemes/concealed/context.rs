//! The context of the TLS exporter, RFC 9729 §3.1.

use core::fmt;

use super::Credentials;
use crate::auth::coding::base64::{Base64, Form};
use crate::encode::{Encode, Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};
use crate::syntax::text::Text;

/// Where a request goes: the scheme, the host and the port of its target URI.
///
/// Client and server must give the same bytes: the scheme and the host in lower case, as clients send them, an IPv6 address in
/// brackets, and the default port of the scheme if the URI has none. Behind a proxy, give what the client used.
///
/// ```
/// use countersign::auth::concealed::Request;
///
/// assert!(Request::new("https", "[2001:db8::1]", 8443).is_ok());
/// assert_eq!(Request::new("https", "example.com:8443", 8443).unwrap_err().offset(), 11);
/// ```
#[derive(Clone, Copy)]
pub struct Request<'a> {
    scheme: &'a str,
    host: &'a str,
    port: u16,
}

impl<'a> Request<'a> {
    /// Returns a request.
    ///
    /// # Errors
    /// The part is `scheme` or `host`: [`ValueErrorKind::Empty`], or [`ValueErrorKind::InvalidByte`] at the first byte that it
    /// cannot have. A host has no port.
    pub fn new(scheme: &'a str, host: &'a str, port: u16) -> Result<Self, ValueError> {
        let is_of_scheme = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        let is_of_host = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'/' | b'?' | b'#' | b'@' | b'\\');
        let is_address = host.starts_with('[') && host.ends_with(']');
        for (part, text, wrong) in [
            ("scheme", scheme, scheme.bytes().position(|byte| !is_of_scheme(byte))),
            ("scheme", scheme, scheme.bytes().take(1).position(|first| !first.is_ascii_alphabetic())),
            ("host", host, host.bytes().position(|byte| !is_of_host(byte) || (byte == b':' && !is_address))),
        ] {
            match wrong {
                Some(offset) => return Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset)),
                None if text.is_empty() => return Err(ValueError::new(part, ValueErrorKind::Empty, 0)),
                None => {}
            }
        }
        Ok(Self { scheme, host, port })
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").finish_non_exhaustive()
    }
}

/// The context that client and server give to the TLS exporter, with the label [`LABEL`](super::LABEL).
///
/// ```text
/// context = uint16 signature-scheme
///           varint length, key-id
///           varint length, public-key
///           varint length, scheme
///           varint length, host
///           uint16 port
///           varint length, realm        ; of no bytes if there is no realm
/// ```
/// [RFC 9729, section 3.1](https://www.rfc-editor.org/rfc/rfc9729#section-3.1); a `varint` is the integer of
/// [RFC 9000, section 16](https://www.rfc-editor.org/rfc/rfc9000#section-16) in as few bytes as possible.
///
/// A server makes it from the credentials, and a client with [`Client::context`](super::Client::context). It is written into
/// a buffer, which needs at most 14 bytes more than its parts if each is shorter than 16,384 bytes:
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::concealed::{Context, Credentials, Request};
///
/// let credentials = Credentials::new(b"k", b"key", 2055, &[2; 16], b"proof")?;
/// let context = Context::new(&credentials, Request::new("https", "a.example", 443)?);
/// assert_eq!(
///     context.encode_to_slice(&mut [0; 64])?,
///     b"\x08\x07\x01k\x03key\x05https\x09a.example\x01\xBB\x00"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Context<'a> {
    signature_scheme: u16,
    key_id: Base64<'a>,
    public_key: Base64<'a>,
    request: Request<'a>,
    realm: Option<Text<'a>>,
}

impl<'a> Context<'a> {
    /// Returns the context of credentials that came with a request. The verification and the proof are not part of it.
    #[must_use]
    pub const fn new(credentials: &Credentials<'a>, request: Request<'a>) -> Self {
        Self {
            signature_scheme: credentials.signature_scheme,
            key_id: credentials.key_id,
            public_key: credentials.public_key,
            request,
            realm: credentials.realm,
        }
    }

    pub(super) fn of_key(
        signature_scheme: u16,
        key_id: &'a [u8],
        public_key: &'a [u8],
        request: Request<'a>,
        realm: Option<Text<'a>>,
    ) -> Self {
        let of = |bytes| Base64::of(bytes, Form::UrlUnpadded);
        Self { signature_scheme, key_id: of(key_id), public_key: of(public_key), request, realm }
    }
}

impl Encode for Context<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let Request { scheme, host, port } = self.request;
        wire.put(&self.signature_scheme.to_be_bytes())?;
        for part in [self.key_id, self.public_key] {
            varint(part.decoded_len(), wire)?;
            wire.put_all(part.bytes())?;
        }
        for part in [scheme, host] {
            varint(part.len(), wire)?;
            wire.put(part.as_bytes())?;
        }
        wire.put(&port.to_be_bytes())?;
        let realm = self.realm.unwrap_or(Text::quoted(b"", false));
        varint(realm.bytes().count(), wire)?;
        wire.put_all(realm.bytes())
    }
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").field("signature_scheme", &self.signature_scheme).finish_non_exhaustive()
    }
}

/// `varint`: the two high bits of the first byte are the logarithm of the number of bytes.
fn varint<S: Sink>(number: usize, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
    // No length in memory has more than 62 bits.
    let number = u64::try_from(number).unwrap_or(u64::MAX);
    let (length, mark): (usize, u64) = match number {
        0..0x40 => (1, 0),
        0x40..0x4000 => (2, 0x4000),
        0x4000..0x4000_0000 => (4, 0x8000_0000),
        _ => (8, 0xC000_0000_0000_0000),
    };
    let bytes = (number | mark).to_be_bytes();
    wire.put(bytes.get(bytes.len().saturating_sub(length)..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first four rows are those of RFC 9000, appendix A.1.
    #[test]
    fn integers_have_as_few_bytes_as_possible() {
        extern crate std;

        for (number, expected) in [
            (37, "25"),
            (15_293, "7bbd"),
            (494_878_333, "9d7f3e7d"),
            (0, "00"),
            (63, "3f"),
            (64, "4040"),
            (16_383, "7fff"),
            (16_384, "80004000"),
            (0x3FFF_FFFF, "bfffffff"),
            (0x4000_0000, "c000000040000000"),
        ] {
            let mut buffer = [0; 8];
            let bytes = Number(number).encode_to_slice(&mut buffer).unwrap();
            let hex = bytes.iter().fold(std::string::String::new(), |hex, byte| std::format!("{hex}{byte:02x}"));
            assert_eq!(hex, expected, "{number}");
        }
    }

    struct Number(usize);

    impl Encode for Number {
        fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
            varint(self.0, wire)
        }
    }
}
