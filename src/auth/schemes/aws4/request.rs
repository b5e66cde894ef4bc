//! A request, and its canonical form.

use core::cmp::Ordering;
use core::fmt;

use super::params::{Param, Params};
use super::query::Query;
use super::rules::Names;
use super::{ContentSha256, Rules, SignedHeaders, path};
use crate::auth::coding::pairs::Pair;
use crate::encode::{Encode, Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};
use crate::fields::AllFields;
use crate::hash::HashFunction;
use crate::syntax::class::{TCHAR, WSP, is, span};

/// The most fields that a signature covers. Each costs a look at all fields of the request.
pub const MAX_SIGNED_HEADERS: usize = 64;

/// A request as it is sent: the method, the request-target and the fields.
///
/// Give the bytes of the request line, and not what a library made of them: a path that was decoded or a query that was
/// sorted is another one. A signature covers the method, the target and the fields that it names, and what its
/// [`ContentSha256`] says of the body.
///
/// ```
/// use countersign::auth::aws4::{Request, Rules};
///
/// let fields = [("Host", "iam.amazonaws.com")];
/// let request = Request::new("GET", "/?Action=ListUsers&Version=2010-05-08", &fields, Rules::OTHERS)?;
///
/// let error = Request::new("OPTIONS", "*", &fields, Rules::OTHERS).unwrap_err();
/// assert_eq!((error.part(), error.offset()), ("path", 0));
/// # let _ = request;
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Request<'a, F> {
    method: &'a str,
    path: &'a [u8],
    query: Query<'a>,
    fields: F,
    rules: Rules,
}

impl<'a, F> Request<'a, F> {
    /// Returns a request. The target is a path and a query, as the request line has them.
    ///
    /// # Errors
    /// The part is `method`, `path` or `query`: [`ValueErrorKind::InvalidByte`] at a byte that no token or target has, at
    /// the start of a target that is no path, and at a percent sign without two digits where it is decoded;
    /// [`ValueErrorKind::TooMany`] for more than [`MAX_QUERY_PARAMS`](super::MAX_QUERY_PARAMS) parameters, and for a path
    /// with `..` and more than [`MAX_SEGMENTS`](super::MAX_SEGMENTS) segments that is normalized.
    #[inline(never)]
    pub fn new<T: AsRef<[u8]> + ?Sized>(
        method: &'a str,
        target: &'a T,
        fields: F,
        rules: Rules,
    ) -> Result<Self, ValueError> {
        let token = span(method.as_bytes(), TCHAR);
        if token == 0 || token < method.len() {
            return Err(ValueError::new("method", ValueErrorKind::InvalidByte, token));
        }
        let target = target.as_ref();
        let mark = target.iter().position(|byte| *byte == b'?').unwrap_or(target.len());
        let (path, query) = target.split_at_checked(mark).unwrap_or_default();
        path::check(path, rules)?;
        let query = Query::new(query.get(1..).unwrap_or_default(), rules)?;
        Ok(Self { method, path, query, fields, rules })
    }

    /// Returns the rules of its service.
    #[must_use]
    pub const fn rules(&self) -> Rules {
        self.rules
    }

    /// Returns the offset of the first parameter of a presigned request.
    pub(super) fn signature_at(&self) -> Option<usize> {
        let names = &self.rules.names.params;
        self.param_at(&[names.algorithm, names.credential, names.date, names.signed_headers, names.signature])
    }

    /// Returns the offset in the query of the first parameter of one of these names.
    pub(super) fn param_at(&self, names: &[&str]) -> Option<usize> {
        let is_named = |(_, pair): &(usize, Pair<'_>)| {
            names.iter().any(|name| !name.is_empty() && self.query.compare_name(pair, name) == Ordering::Equal)
        };
        self.query.as_sent().find(is_named).map(|(offset, _)| offset)
    }

    pub(super) const fn path(&self) -> &'a [u8] {
        self.path
    }

    pub(super) const fn query(&self) -> &Query<'a> {
        &self.query
    }
}

impl<'m, F: AllFields<'m>> Request<'_, F> {
    /// Returns the values of the lines of a name.
    pub(super) fn values(&self, name: &[u8]) -> impl Iterator<Item = &'m [u8]> {
        let lines = self.fields.all_lines();
        lines.filter(move |(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Returns the names of all lines.
    pub(super) fn names(&self) -> impl Iterator<Item = &'m [u8]> {
        self.fields.all_lines().map(|(name, _)| name)
    }

    /// Returns whether there is a line of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.values(name.as_bytes()).next().is_some()
    }
}

impl<F> fmt::Debug for Request<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request").field("rules", &self.rules).finish_non_exhaustive()
    }
}

/// Returns whether the signature must cover the field of this name.
pub(super) fn must_be_signed(names: &Names, name: &[u8]) -> bool {
    let prefix = name.get(..names.prefix.len());
    prefix.is_some_and(|prefix| !prefix.is_empty() && prefix.eq_ignore_ascii_case(names.prefix.as_bytes()))
        || name.eq_ignore_ascii_case(b"host")
        || !names.also.is_empty() && name.eq_ignore_ascii_case(names.also.as_bytes())
}

/// The fields that a client adds to the request when it signs.
#[derive(Clone, Copy, Default)]
pub(super) struct Added<'a> {
    pub(super) date: Option<&'a [u8]>,
    pub(super) security_token: Option<&'a str>,
}

/// The canonical form of a request, whose SHA-256 is signed.
///
/// ```text
/// canonical = METHOD LF path LF query LF *( name ":" value LF ) LF signed-names LF payload
/// ```
///
/// It is written piece by piece, into a hash or to be compared with what a server says that it signed: no buffer is needed.
///
/// ```
/// use countersign::Encode;
/// use countersign::auth::aws4::{CanonicalRequest, ContentSha256, Request, Rules};
/// use countersign::hash::Sha256;
///
/// let fields = [("Host", "iam.amazonaws.com"), ("X-Amz-Date", "20150830T123600Z")];
/// let request = Request::new("GET", "/?Version=2010-05-08&Action=ListUsers", &fields, Rules::OTHERS)?;
/// let canonical = CanonicalRequest::new(&request, "host;x-amz-date", ContentSha256::of(Sha256, b""))?;
/// assert_eq!(
///     canonical.display().to_string(),
///     "GET\n/\nAction=ListUsers&Version=2010-05-08\nhost:iam.amazonaws.com\nx-amz-date:20150830T123600Z\n\n\
///      host;x-amz-date\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
/// );
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct CanonicalRequest<'a, F>(Form<'a, F, NoParams>);

impl<'a, 'm, F: AllFields<'m>> CanonicalRequest<'a, F> {
    /// Returns the canonical form of a request, all of whose signed fields are there.
    ///
    /// The names are in lower case, sorted, separated by semicolons. The query is signed without a signature in it.
    ///
    /// # Errors
    /// As [`SignedHeaders::new`], and of `SignedHeaders` too: [`ValueErrorKind::TooMany`] for more than
    /// [`MAX_SIGNED_HEADERS`] names, [`ValueErrorKind::Requires`] for names without `host`, and
    /// [`ValueErrorKind::NoField`] at the name of a field that the request does not have. Of the part `fields`,
    /// [`ValueErrorKind::InvalidByte`] for a signed value with CR, LF or NUL, with the offset in the value.
    pub fn new(
        request: &'a Request<'a, F>,
        signed_headers: &'a str,
        payload: ContentSha256,
    ) -> Result<Self, ValueError> {
        Form::new(request, signed_headers, payload, Added::default(), NoParams).map(Self)
    }

    /// Returns the names of the signed fields.
    #[must_use]
    pub const fn signed_headers(&self) -> SignedHeaders<'a> {
        self.0.names
    }

    /// Returns the SHA-256, which is a line of the [`StringToSign`](super::StringToSign).
    pub fn hash<H: HashFunction<32>>(&self, sha256: H) -> [u8; 32]
    where
        Self: Encode,
    {
        sha256.hash_of(self)
    }
}

impl<F> fmt::Debug for CanonicalRequest<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CanonicalRequest").field("payload", &self.0.payload).finish_non_exhaustive()
    }
}

impl<'m, F: AllFields<'m> + Send + Sync> Encode for CanonicalRequest<'_, F> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        self.0.write(wire)
    }
}

/// The parameters that a client adds to the query.
pub(super) trait MoreParams: Copy + Send + Sync {
    /// Returns them in the order of their names.
    fn sorted(&self) -> impl Iterator<Item = Param<'_>>;
}

/// No parameters. A program that signs in fields only has no code for others.
#[derive(Clone, Copy)]
pub(super) struct NoParams;

impl MoreParams for NoParams {
    fn sorted(&self) -> impl Iterator<Item = Param<'_>> {
        core::iter::empty()
    }
}

impl MoreParams for Params<'_> {
    fn sorted(&self) -> impl Iterator<Item = Param<'_>> {
        self.in_order()
    }
}

/// A canonical form, with what a client adds.
#[derive(Clone, Copy)]
pub(super) struct Form<'a, F, P> {
    request: &'a Request<'a, F>,
    names: SignedHeaders<'a>,
    payload: ContentSha256,
    added: Added<'a>,
    params: P,
}

impl<'a, 'm, F: AllFields<'m>, P: MoreParams> Form<'a, F, P> {
    pub(super) fn new(
        request: &'a Request<'a, F>,
        signed_headers: &'a str,
        payload: ContentSha256,
        added: Added<'a>,
        params: P,
    ) -> Result<Self, ValueError> {
        let wrong = |kind, offset| Err(ValueError::new("SignedHeaders", kind, offset));
        let names = SignedHeaders::new(signed_headers)?;
        if names.names().count() > MAX_SIGNED_HEADERS {
            return wrong(ValueErrorKind::TooMany, MAX_SIGNED_HEADERS);
        }
        if !names.has(b"host") {
            return wrong(ValueErrorKind::Requires("host"), 0);
        }
        let canonical = Self { request, names, payload, added, params };
        for (offset, name) in names.names() {
            let mut is_there = canonical.adds(name);
            for value in request.values(name) {
                is_there = true;
                if let Some(at) = value.iter().position(|byte| matches!(byte, b'\r' | b'\n' | b'\0')) {
                    return Err(ValueError::new("fields", ValueErrorKind::InvalidByte, at));
                }
            }
            if !is_there {
                return wrong(ValueErrorKind::NoField, offset);
            }
        }
        Ok(canonical)
    }

    /// Returns whether the client adds the field of this name.
    fn adds(&self, name: &[u8]) -> bool {
        let names = self.request.rules.names;
        let is = |other: &str| name == other.as_bytes();
        self.added.date.is_some() && (is(names.date) || is(names.content_sha256))
            || self.added.security_token.is_some() && is(names.security_token)
    }

    /// Writes the sorted parameters, and among them those that a client adds.
    fn write_query<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        if self.request.rules.keeps_query {
            return wire.put(self.request.query.bytes());
        }
        let mut params = self.params.sorted();
        let mut next = params.next();
        let mut separator: &[u8] = b"";
        let signature = self.request.rules.names.params.signature;
        let query = &self.request.query;
        for pair in
            query.pairs().filter(|pair| signature.is_empty() || query.compare_name(pair, signature) != Ordering::Equal)
        {
            while let Some(param) = next.take_if(|param| query.compare_name(&pair, param.name) == Ordering::Greater) {
                wire.put(separator)?;
                param.write(wire)?;
                separator = b"&";
                next = params.next();
            }
            wire.put(separator)?;
            query.write_pair(&pair, wire)?;
            separator = b"&";
        }
        while let Some(param) = next {
            wire.put(separator)?;
            param.write(wire)?;
            separator = b"&";
            next = params.next();
        }
        Ok(())
    }

    /// Writes the values of a field: trimmed, with single spaces inside, and joined by commas.
    fn write_values<S: Sink>(&self, name: &[u8], wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut separator: &[u8] = b"";
        for value in self.request.values(name) {
            wire.put(separator)?;
            write_value(value, self.request.rules, wire)?;
            separator = b",";
        }
        if !separator.is_empty() {
            return Ok(());
        }
        let names = self.request.rules.names;
        match (self.added.date, self.added.security_token) {
            (Some(date), _) if name == names.date.as_bytes() => wire.put(date),
            (_, Some(token)) if name == names.security_token.as_bytes() => wire.put(token.as_bytes()),
            _ => self.payload.write(wire),
        }
    }
}

fn write_value<S: Sink>(value: &[u8], rules: Rules, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
    if rules.lowers_values {
        return wire.put_all(value.trim_ascii().iter().map(u8::to_ascii_lowercase));
    }
    if !rules.collapses {
        return wire.put(value.trim_ascii());
    }
    let mut separator: &[u8] = b"";
    for word in value.split(|byte| is(*byte, WSP)).filter(|word| !word.is_empty()) {
        wire.put(separator)?;
        wire.put(word)?;
        separator = b" ";
    }
    Ok(())
}

impl<'m, F: AllFields<'m> + Send + Sync, P: MoreParams> Encode for Form<'_, F, P> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        wire.put(self.request.method.as_bytes())?;
        wire.put(b"\n")?;
        path::write(self.request.path, self.request.rules, wire)?;
        wire.put(b"\n")?;
        self.write_query(wire)?;
        wire.put(b"\n")?;
        for (_, name) in self.names.names() {
            wire.put(name)?;
            wire.put(b":")?;
            self.write_values(name, wire)?;
            wire.put(b"\n")?;
        }
        wire.put(b"\n")?;
        wire.put(self.names.as_str().as_bytes())?;
        wire.put(b"\n")?;
        self.payload.write(wire)
    }
}
