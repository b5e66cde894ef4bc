//! Whole requests and responses.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use ::arbitrary::{Arbitrary, Result, Unstructured};

use super::authentication::Credentials;
use super::draw::Draw;
use super::field::{field_value, framework_credentials, method, request_names};
use super::origin::origin;
use crate::{auth, cors};

/// Names and values of field lines.
pub type FieldLines = Vec<(String, Vec<u8>)>;

/// A request: a preflight, a request of another origin, or one without an origin, with or without credentials.
///
/// The lines are valid and occur once. [`Mutated`](super::Mutated) has requests that are nearly valid.
///
/// ```
/// use arbitrary::Unstructured;
/// use countersign::arbitrary::Request;
/// use countersign::cors::policy::{Action, Kind, Policy};
///
/// const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com"]).in_const();
///
/// let request = Request::preflight(&mut Unstructured::new(b"any bytes, from a fuzzer"));
/// let decision = POLICY.decide(&request.method, &request.fields[..]);
/// assert_eq!(decision.kind(), Kind::Preflight);
/// assert!(matches!(decision.action(), Action::Respond(_)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The target: a path, some with a query.
    pub target: String,
    /// The field lines.
    pub fields: FieldLines,
}

impl Request {
    /// Draws a preflight, as browsers send them.
    pub fn preflight(u: &mut Unstructured<'_>) -> Self {
        let draw = &mut Draw(u);
        let mut fields =
            Vec::from([line(draw, cors::ORIGIN, origin), line(draw, cors::ACCESS_CONTROL_REQUEST_METHOD, method)]);
        if draw.flip() {
            let names = request_names(draw, false).join(",");
            fields.push(line(draw, cors::ACCESS_CONTROL_REQUEST_HEADERS, |_| names));
        }
        if draw.one_in(5) {
            fields.push(line(draw, cors::ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK, |_| "true"));
        }
        Self { method: "OPTIONS".into(), target: draw.path(), fields }.among_others(draw)
    }

    /// Draws a request that is not a preflight, with credentials of the given module of
    /// [`auth::SCHEMES`](auth::SCHEMES), or of any scheme if the module has none.
    pub fn with_credentials(module: &str, u: &mut Unstructured<'_>) -> Self {
        let credentials = Credentials::of(module, u).map(|credentials| credentials.0.wire);
        let draw = &mut Draw(u);
        let value = credentials.unwrap_or_else(|| framework_credentials(draw).wire);
        let mut request = Self::actual(draw);
        request.fields.push(line(draw, auth::AUTHORIZATION, |_| value));
        request.among_others(draw)
    }

    /// A request without credentials, of a page of another origin or of no page.
    fn actual(draw: &mut Draw<'_, '_>) -> Self {
        let mut request = Self { method: request_method(draw), target: draw.path(), fields: Vec::new() };
        if draw.flip() {
            request.fields.push(line(draw, cors::ORIGIN, origin));
        }
        request
    }

    /// Adds lines that neither authentication nor CORS reads.
    fn among_others(mut self, draw: &mut Draw<'_, '_>) -> Self {
        let others: [(&str, &[&str]); 4] = [
            ("Host", &["a.example", "localhost:8080"]),
            ("Content-Type", &["application/json", "text/plain;charset=UTF-8"]),
            ("Cookie", &["a=b", "session=\"x\"; c=d"]),
            ("Accept", &["*/*"]),
        ];
        for (name, values) in others {
            if draw.one_in(4) {
                let other = line(draw, name, |draw| String::from(draw.of(values)));
                self.fields.insert(0, other);
            }
        }
        self
    }

    /// Replaces the lines of a name with one line: an origin that your policy allows, or the credentials of your user, which
    /// no generator draws.
    ///
    /// ```
    /// use arbitrary::{Arbitrary, Unstructured};
    /// use countersign::arbitrary::Request;
    /// use countersign::cors::policy::Policy;
    /// use countersign::cors;
    ///
    /// const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com"]).in_const();
    ///
    /// let mut request = Request::arbitrary(&mut Unstructured::new(b"any bytes, from a fuzzer"))?;
    /// request.set(cors::ORIGIN, "https://app.example.com");
    /// let decision = POLICY.decide(&request.method, &request.fields[..]);
    /// assert!(decision.set().any(|(name, _)| name == cors::ACCESS_CONTROL_ALLOW_ORIGIN) || decision.refusal().is_some());
    /// # Ok::<(), arbitrary::Error>(())
    /// ```
    pub fn set(&mut self, name: &str, value: impl Into<Vec<u8>>) {
        self.fields.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        self.fields.push((name.into(), value.into()));
    }

    /// Returns the request as HTTP/1.1 has it, without a body.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        block(&format!("{} {} HTTP/1.1", self.method, self.target), &self.fields)
    }
}

impl<'b> Arbitrary<'b> for Request {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        let draw = &mut Draw(u);
        Ok(match draw.upto(5) {
            0 | 1 => Self::preflight(draw.0),
            2 => Self::actual(draw).among_others(draw),
            // The schemes of most servers.
            3 => Self::with_credentials(draw.of(&["basic", "digest", "bearer"]), draw.0),
            _ => Self::with_credentials("", draw.0),
        })
    }
}

/// A response: challenges, the answer to credentials, the answer to a preflight, and the other fields of CORS.
///
/// ```
/// use arbitrary::Unstructured;
/// use countersign::arbitrary::Response;
/// use countersign::auth;
///
/// let response = Response::challenge(&mut Unstructured::new(b"any bytes, from a fuzzer"));
/// assert_eq!(response.status, 401);
/// assert!(auth::www_authenticate(&response.fields[..]).unwrap().iter().count() > 0);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The field lines.
    pub fields: FieldLines,
}

/// The fields of the answer to a preflight, and of any other answer.
const FIELDS: [&str; 10] = [
    cors::ACCESS_CONTROL_ALLOW_ORIGIN,
    cors::ACCESS_CONTROL_ALLOW_CREDENTIALS,
    cors::ACCESS_CONTROL_ALLOW_METHODS,
    cors::ACCESS_CONTROL_ALLOW_HEADERS,
    cors::ACCESS_CONTROL_MAX_AGE,
    cors::ACCESS_CONTROL_EXPOSE_HEADERS,
    cors::ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK,
    cors::TIMING_ALLOW_ORIGIN,
    cors::CROSS_ORIGIN_RESOURCE_POLICY,
    cors::VARY,
];

impl Response {
    /// Draws a response with status 401, and one or more lines of challenges.
    pub fn challenge(u: &mut Unstructured<'_>) -> Self {
        let mut response = Self { status: 401, fields: Vec::new() };
        for _ in 0..=Draw(u).upto(1) {
            response.push(auth::WWW_AUTHENTICATE, u);
        }
        response
    }

    /// Draws the response of a server that allows a preflight, or a request of another origin.
    ///
    /// ```
    /// use arbitrary::Unstructured;
    /// use countersign::arbitrary::{Request, Response};
    /// use countersign::cors::browser::{self, Profile};
    /// use countersign::cors::values;
    ///
    /// let bytes = &mut Unstructured::new(b"any bytes, from a fuzzer");
    /// let preflight = Request::preflight(bytes);
    /// let response = Response::allowing(&preflight, bytes);
    ///
    /// let (origin, method) = (values::origin(&preflight.fields[..]), values::request_method(&preflight.fields[..]));
    /// let request = browser::Request::new(origin.unwrap().unwrap(), method.unwrap().unwrap());
    /// assert!(Profile::FETCH.preflight_check(&request, response.status, &response.fields[..]).is_ok());
    /// ```
    pub fn allowing(request: &Request, u: &mut Unstructured<'_>) -> Self {
        let is_preflight = request.method == "OPTIONS";
        let mut response = Self { status: if is_preflight { 204 } else { 200 }, fields: Vec::new() };
        for (asked, allowed) in [
            (cors::ORIGIN, cors::ACCESS_CONTROL_ALLOW_ORIGIN),
            (cors::ACCESS_CONTROL_REQUEST_METHOD, cors::ACCESS_CONTROL_ALLOW_METHODS),
            (cors::ACCESS_CONTROL_REQUEST_HEADERS, cors::ACCESS_CONTROL_ALLOW_HEADERS),
            (cors::ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK, cors::ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK),
        ] {
            let value = request.fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(asked));
            if let Some((_, value)) = value {
                response.fields.push(line(&mut Draw(u), allowed, |_| value.clone()));
            }
        }
        for name in [cors::ACCESS_CONTROL_ALLOW_CREDENTIALS, cors::ACCESS_CONTROL_MAX_AGE, cors::VARY] {
            if Draw(u).flip() {
                response.push(name, u);
            }
        }
        response
    }

    fn push(&mut self, name: &str, u: &mut Unstructured<'_>) {
        if let Some(value) = field_value(name, u) {
            self.fields.push(line(&mut Draw(u), name, |_| value));
        }
    }

    /// Returns the response as HTTP/1.1 has it, without a body.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        block(&format!("HTTP/1.1 {} ", self.status), &self.fields)
    }
}

impl<'b> Arbitrary<'b> for Response {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        let mut response = match Draw(u).upto(3) {
            0 => Self::challenge(u),
            1 => {
                let mut response = Self { status: 200, fields: Vec::new() };
                response.push(auth::AUTHENTICATION_INFO, u);
                response
            }
            _ => Self { status: Draw(u).of(&[204, 200, 403, 404]), fields: Vec::new() },
        };
        for name in FIELDS {
            if Draw(u).one_in(3) {
                response.push(name, u);
            }
        }
        Ok(response)
    }
}

/// A method of a request that is not a preflight.
pub(super) fn request_method(draw: &mut Draw<'_, '_>) -> String {
    draw.of(&["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "REPORT"]).into()
}

/// A line with its name in any case.
fn line<V: Into<Vec<u8>>>(
    draw: &mut Draw<'_, '_>,
    name: &str,
    value: impl FnOnce(&mut Draw<'_, '_>) -> V,
) -> (String, Vec<u8>) {
    let name = if draw.one_in(3) { name.to_ascii_lowercase() } else { name.into() };
    (name, value(draw).into())
}

fn block(first: &str, fields: &FieldLines) -> Vec<u8> {
    let mut block = Vec::from(first);
    for (name, value) in fields {
        block.extend_from_slice(b"\r\n");
        block.extend_from_slice(name.as_bytes());
        block.extend_from_slice(b": ");
        block.extend_from_slice(value);
    }
    block.extend_from_slice(b"\r\n\r\n");
    block
}
