//! What is signed of a request: the signature base string, RFC 5849 §3.4.1.

use core::cmp::Ordering;
use core::fmt;

use super::{Credentials, Encoded};
use crate::auth::coding::pairs::{Decoded, MAX_PAIRS, Pair, Pairs, in_order, rank};
use crate::auth::coding::percent;
use crate::encode::{Encode, Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};
use crate::syntax::class::{TCHAR, span};
use crate::syntax::hex;

/// The most parameters of a request that is signed: those of the query, the form and the credentials together.
pub const MAX_SIGNED_PARAMS: usize = MAX_PAIRS;

/// A request as it is sent: the method, the scheme, the value of Host and the request-target.
///
/// Give the bytes of the request line, and not what a library made of them. Behind a proxy, give the scheme and the host that
/// the client used. The target is a path and a query; its query, and a [form](Self::with_form), are signed.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::oauth::Request;
///
/// let request = Request::new("GET", "HTTP", "EXAMPLE.COM:80", "/r%20v/X?id=123")?; // RFC 5849 §3.4.1.2
/// assert_eq!(request.base_string_uri().display().to_string(), "http://example.com/r%20v/X");
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Request<'a> {
    method: &'a str,
    scheme: &'a str,
    host: &'a str,
    path: &'a [u8],
    query: &'a [u8],
    form: &'a [u8],
}

impl<'a> Request<'a> {
    /// Returns a request.
    ///
    /// # Errors
    /// The part is `method`, `scheme`, `host`, `path` or `query`: [`ValueErrorKind::Empty`], or
    /// [`ValueErrorKind::InvalidByte`] at the first byte that it cannot have, which in a query includes a percent sign without
    /// two digits.
    pub fn new<T: AsRef<[u8]> + ?Sized>(
        method: &'a str,
        scheme: &'a str,
        host: &'a str,
        target: &'a T,
    ) -> Result<Self, ValueError> {
        let invalid = |part, offset| Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset));
        for (part, text) in [("method", method), ("scheme", scheme), ("host", host)] {
            if text.is_empty() {
                return Err(ValueError::new(part, ValueErrorKind::Empty, 0));
            }
        }
        let token = span(method.as_bytes(), TCHAR);
        if token < method.len() {
            return invalid("method", token);
        }
        let is_of_scheme = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        if let Some(offset) = scheme.bytes().position(|byte| !is_of_scheme(byte)) {
            return invalid("scheme", offset);
        }
        let is_of_host = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'/' | b'?' | b'#' | b'@' | b'\\');
        if let Some(offset) = host.bytes().position(|byte| !is_of_host(byte)) {
            return invalid("host", offset);
        }
        let (name, port) = split_host(host);
        if port.is_some_and(|port| port.is_empty() || !port.bytes().all(|byte| byte.is_ascii_digit())) {
            return invalid("host", name.len());
        }
        let target = target.as_ref();
        let mark = target.iter().position(|byte| *byte == b'?').unwrap_or(target.len());
        let (path, query) = target.split_at_checked(mark).unwrap_or_default();
        let query = query.get(1..).unwrap_or_default();
        if !path.is_empty() && !path.starts_with(b"/") {
            return invalid("path", 0);
        }
        if let Some(offset) = path.iter().position(|byte| is_outside(*byte)) {
            return invalid("path", offset);
        }
        check_form("query", query)?;
        Ok(Self { method, scheme, host, path, query, form: b"" })
    }

    /// Returns the request with a body of the type `application/x-www-form-urlencoded`, whose parameters are signed. A body of
    /// another type is not signed.
    ///
    /// # Errors
    /// The part is `form`: [`ValueErrorKind::InvalidByte`], as in a query.
    pub fn with_form<B: AsRef<[u8]> + ?Sized>(self, form: &'a B) -> Result<Self, ValueError> {
        let form = form.as_ref();
        check_form("form", form)?;
        Ok(Self { form, ..self })
    }

    /// Returns the URI of the signature base string.
    #[must_use]
    pub const fn base_string_uri(&self) -> BaseStringUri<'_> {
        BaseStringUri(self)
    }
}

/// A control character, a space or `#`, which no target has.
const fn is_outside(byte: u8) -> bool {
    byte <= b' ' || byte == 0x7F || byte == b'#'
}

fn check_form(part: &'static str, form: &[u8]) -> Result<(), ValueError> {
    let is_wrong = |at: &usize| match form.get(*at..) {
        Some([b'%', high, low, ..]) => hex::byte(*high, *low).is_none(),
        Some([b'%', ..]) => true,
        Some([byte, ..]) => is_outside(*byte),
        _ => false,
    };
    match (0..form.len()).find(is_wrong) {
        Some(offset) => Err(ValueError::new(part, ValueErrorKind::InvalidByte, offset)),
        None => Ok(()),
    }
}

/// Splits a host and its port, which follows the last colon outside of brackets.
fn split_host(host: &str) -> (&str, Option<&str>) {
    let colon = host.bytes().rposition(|byte| byte == b':');
    match colon.and_then(|at| Some((host.get(..at)?, host.get(at.saturating_add(1)..)?))) {
        Some((name, port)) if port.bytes().all(|byte| byte != b']') => (name, Some(port)),
        _ => (host, None),
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").finish_non_exhaustive()
    }
}

/// The URI of the signature base string: the scheme and the host in lower case, the port unless it is the scheme's, the path as
/// sent.
///
/// ```text
/// base-uri = scheme "://" host [ ":" port ] path     ; "/" for an empty path
/// ```
/// [RFC 5849, section 3.4.1.2](https://www.rfc-editor.org/rfc/rfc5849#section-3.4.1.2)
#[derive(Clone, Copy)]
pub struct BaseStringUri<'a>(&'a Request<'a>);

impl BaseStringUri<'_> {
    fn bytes(self) -> impl Iterator<Item = u8> {
        let Request { scheme, host, path, .. } = *self.0;
        let (name, port) = split_host(host);
        let usual = match () {
            () if scheme.eq_ignore_ascii_case("http") => "80",
            () if scheme.eq_ignore_ascii_case("https") => "443",
            () => "",
        };
        let (colon, port) = port.filter(|port| *port != usual).map_or(("", ""), |port| (":", port));
        let lower = [scheme, "://", name, colon, port];
        let path = if path.is_empty() { b"/" } else { path };
        lower.into_iter().flat_map(str::bytes).map(|byte| byte.to_ascii_lowercase()).chain(path.iter().copied())
    }
}

impl Encode for BaseStringUri<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put_all(self.bytes())
    }
}

impl fmt::Debug for BaseStringUri<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BaseStringUri").finish_non_exhaustive()
    }
}

/// What is signed: the method, the URI, and the parameters of the query, the form and the credentials, sorted.
///
/// ```text
/// signed     = enc(METHOD) "&" enc(base-uri) "&" enc(parameters)
/// parameters = enc(name) "=" enc(value) *( "&" enc(name) "=" enc(value) )  ; sorted by enc(name), then by enc(value)
/// ```
/// [RFC 5849, section 3.4.1](https://www.rfc-editor.org/rfc/rfc5849#section-3.4.1)
///
/// It is written piece by piece, into a MAC or a hash; no buffer is needed. The realm and the signature of the credentials are
/// not signed.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::oauth::{Credentials, Request, SignatureBaseString};
///
/// let request = Request::new("GET", "http", "photos.example.net", "/photos?file=vacation.jpg&size=original")?;
/// let credentials = Credentials::parse(
///     b"OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"nnch734d00sl2jdk\", \
///       oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131202\", oauth_nonce=\"chapoH\", \
///       oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\"",
/// )?;
/// assert_eq!(
///     SignatureBaseString::new(&request, &credentials)?.display().to_string(),
///     "GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26oauth_consumer_key%3Ddpf43f3p2l4k3l03%26\
///      oauth_nonce%3DchapoH%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131202%26\
///      oauth_token%3Dnnch734d00sl2jdk%26size%3Doriginal"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct SignatureBaseString<'a> {
    request: &'a Request<'a>,
    credentials: &'a Credentials<'a>,
}

impl<'a> SignatureBaseString<'a> {
    /// Returns what is signed of a request.
    ///
    /// The time is linear in the parameters, times [`MAX_SIGNED_PARAMS`] at most.
    ///
    /// # Errors
    /// [`ValueErrorKind::TooMany`] of the part `params` for more than [`MAX_SIGNED_PARAMS`] parameters;
    /// [`ValueErrorKind::Reserved`] of the part `query` or `form` for a parameter that belongs in the credentials, such as
    /// `oauth_token`; [`ValueErrorKind::WrongForm`] of the part `params` for one of the credentials whose name or value is not
    /// percent-encoded.
    #[inline(never)]
    pub fn new(request: &'a Request<'a>, credentials: &'a Credentials<'a>) -> Result<Self, ValueError> {
        let of_credentials = credentials.signed_params().count();
        for (index, param) in credentials.other_params().enumerate() {
            if Encoded::parse(param.name().as_bytes()).is_err() || Encoded::read(param.value()).is_none() {
                return Err(ValueError::new("params", ValueErrorKind::WrongForm, index));
            }
        }
        let mut count = of_credentials;
        for (part, form) in [("query", request.query), ("form", request.form)] {
            for (index, (_, Pair { name, .. })) in Pairs::new(form).enumerate() {
                count = count.saturating_add(1);
                if count > MAX_SIGNED_PARAMS {
                    break;
                }
                if Credentials::is_defined(&Part::Form(name).bytes()) {
                    return Err(ValueError::new(part, ValueErrorKind::Reserved, index));
                }
            }
        }
        if count > MAX_SIGNED_PARAMS {
            return Err(ValueError::new("params", ValueErrorKind::TooMany, MAX_SIGNED_PARAMS));
        }
        Ok(Self { request, credentials })
    }

    fn params(&self) -> impl Iterator<Item = SignedParam<'a>> {
        let own = self.credentials.signed_params().map(|(name, value)| (Part::Encoded(name), Part::Encoded(value)));
        let forms = [self.request.query, self.request.form].into_iter().flat_map(Pairs::new);
        let forms = forms.map(|(_, pair)| (Part::Form(pair.name), Part::Form(pair.value)));
        forms.chain(own).enumerate().map(|(index, (name, value))| SignedParam { name, value, index })
    }
}

impl Encode for SignatureBaseString<'_> {
    #[inline(never)]
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put_all(percent::encode(self.request.method.bytes().map(|byte| byte.to_ascii_uppercase())))?;
        wire.put(b"&")?;
        wire.put_all(percent::encode(self.request.base_string_uri().bytes()))?;
        let mut separator: &[u8] = b"";
        wire.put(b"&")?;
        for param in in_order(|| self.params(), SignedParam::compare) {
            wire.put(separator)?;
            wire.put_all(percent::encode(percent::encode(param.name.bytes())))?;
            wire.put(b"%3D")?;
            wire.put_all(percent::encode(percent::encode(param.value.bytes())))?;
            separator = b"%26";
        }
        Ok(())
    }
}

impl fmt::Debug for SignatureBaseString<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignatureBaseString").finish_non_exhaustive()
    }
}

/// A name or a value.
#[derive(Clone, Copy)]
enum Part<'a> {
    /// Of a form: a plus sign is a space.
    Form(&'a [u8]),
    /// Of the credentials.
    Encoded(Encoded<'a>),
}

impl<'a> Part<'a> {
    /// The decoded bytes.
    fn bytes(self) -> impl Iterator<Item = u8> + Clone + use<'a> {
        let (form, own) = match self {
            Self::Form(form) => (form, Encoded::new("")),
            Self::Encoded(own) => (&b""[..], own),
        };
        Decoded { bytes: form, plus_is_space: true }.chain(own.bytes())
    }
}

#[derive(Clone, Copy)]
struct SignedParam<'a> {
    name: Part<'a>,
    value: Part<'a>,
    index: usize,
}

impl SignedParam<'_> {
    fn compare(&self, other: &Self) -> Ordering {
        let names = self.name.bytes().map(rank).cmp(other.name.bytes().map(rank));
        let values = || self.value.bytes().map(rank).cmp(other.value.bytes().map(rank));
        names.then_with(values).then_with(|| self.index.cmp(&other.index))
    }
}
