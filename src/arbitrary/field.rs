//! The values of single field lines.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use ::arbitrary::{Arbitrary, Unstructured};

use super::authentication::{Challenge, Credentials, Info, Parts};
use super::draw::{Draw, base64_of};
use super::origin::origin;
use super::payload::Payload;
use super::schemes::point;
use crate::{auth, cors};

/// Draws a valid value of a field of [`auth::FIELDS`] or [`cors::FIELDS`]. Returns `None` for any other name.
///
/// ```
/// use arbitrary::Unstructured;
/// use countersign::arbitrary::field_value;
/// use countersign::cors;
///
/// let mut bytes = Unstructured::new(b"any bytes, from a fuzzer");
/// let value = field_value(cors::ACCESS_CONTROL_ALLOW_METHODS, &mut bytes).unwrap();
/// let response = [(cors::ACCESS_CONTROL_ALLOW_METHODS, value)];
/// assert!(cors::values::allow_methods(&response).is_ok());
/// ```
pub fn field_value(name: &str, u: &mut Unstructured<'_>) -> Option<Vec<u8>> {
    let known = auth::FIELDS.into_iter().chain(cors::FIELDS.into_iter().map(|(name, _)| name));
    let name = known.into_iter().find(|known| known.eq_ignore_ascii_case(name))?;
    let draw = &mut Draw(u);
    Some(match name {
        auth::WWW_AUTHENTICATE | auth::PROXY_AUTHENTICATE | auth::OPTIONAL_WWW_AUTHENTICATE => challenges(draw),
        auth::AUTHORIZATION | auth::PROXY_AUTHORIZATION => framework_credentials(draw).wire,
        auth::AUTHENTICATION_INFO | auth::PROXY_AUTHENTICATION_INFO => Info::arbitrary(draw.0).ok()?.0.wire,
        auth::AUTHENTICATION_CONTROL => control(draw).into(),
        auth::CONCEALED_AUTH_EXPORT => format!(":{}:", base64_of(&draw.exactly(48))).into(),
        auth::CRYPTO_KEY => format!("p256ecdsa={}", point(draw)).into(),
        auth::DPOP => draw.jwt().into(),
        auth::DPOP_NONCE => draw.visible().into(),
        auth::HOBAREG => draw.of(&["regok", "reginwork"]).into(),
        auth::SERVER_AUTHORIZATION => Info::of("hawk", draw.0)?.0.wire,
        auth::SIGNATURE => without_scheme(Credentials::of("signature", draw.0)?.0),
        cors::ORIGIN => origin(draw).into(),
        cors::ACCESS_CONTROL_REQUEST_METHOD => method(draw).into(),
        cors::ACCESS_CONTROL_REQUEST_HEADERS => request_names(draw, false).join(",").into(),
        cors::ACCESS_CONTROL_ALLOW_ORIGIN => if draw.one_in(3) { "*".into() } else { origin(draw) }.into(),
        cors::ACCESS_CONTROL_ALLOW_METHODS => draw.list_of(&METHODS, ", ").into(),
        cors::ACCESS_CONTROL_ALLOW_HEADERS | cors::ACCESS_CONTROL_EXPOSE_HEADERS | cors::VARY => {
            draw.list_of(&["*", "Authorization", "Content-Type", "X-A", "Origin", "WWW-Authenticate"], ", ").into()
        }
        cors::ACCESS_CONTROL_MAX_AGE => draw.number().into(),
        cors::PRIVATE_NETWORK_ACCESS_ID => network_id(draw).into(),
        cors::PRIVATE_NETWORK_ACCESS_NAME => draw.of(&["tv.1_a", "a-b", "printer"]).into(),
        cors::TIMING_ALLOW_ORIGIN => {
            [origin(draw), draw.of(&["*", "null", "https://b.example"]).into()].join(", ").into()
        }
        cors::CROSS_ORIGIN_RESOURCE_POLICY => draw.of(&["same-origin", "same-site", "cross-origin"]).into(),
        cors::ACCESS_CONTROL_ALLOW_CREDENTIALS
        | cors::ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK
        | cors::ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK => "true".into(),
        _ => return None,
    })
}

/// One to three challenges, and empty elements.
fn challenges(draw: &mut Draw<'_, '_>) -> Vec<u8> {
    let mut line = Vec::from(draw.of(&[&b""[..], b"", b"", b", "]));
    for index in 0..=draw.upto(2) {
        if index > 0 {
            line.extend_from_slice(draw.of(&[&b", "[..], b",", b" , ,"]));
        }
        if let Ok(challenge) = Challenge::arbitrary(draw.0) {
            line.extend_from_slice(&challenge.0.wire);
        }
    }
    line
}

/// Credentials in the grammar of RFC 9110.
pub(super) fn framework_credentials(draw: &mut Draw<'_, '_>) -> Parts {
    let modules = auth::SCHEMES.map(|(module, _)| module);
    let module = draw.of(&modules);
    let drawn = Credentials::of(module, draw.0).map(|credentials| credentials.0);
    let drawn = drawn.filter(|parts| auth::Credentials::parse(&parts.wire).is_ok());
    drawn.or_else(|| Credentials::of("basic", draw.0).map(|credentials| credentials.0)).unwrap_or(Parts {
        module: "",
        scheme: "X".into(),
        payload: Payload::Alone,
        wire: b"X".into(),
    })
}

fn without_scheme(parts: Parts) -> Vec<u8> {
    let is_space = |byte: &u8| *byte == b' ';
    parts.wire.into_iter().skip_while(|byte| !is_space(byte)).skip_while(is_space).collect()
}

fn control(draw: &mut Draw<'_, '_>) -> String {
    let entry = format!("{} realm=\"{}\"", draw.of(&["Digest", "Basic", "X"]), draw.word());
    let style = draw.of(&["", ", auth-style=modal", ", auth-style=non-modal"]);
    let timeout = if draw.flip() { format!(", logout-timeout={}", draw.number()) } else { String::new() };
    let location = if draw.flip() { format!(", location-when-logout=\"{}\"", draw.uri()) } else { String::new() };
    [&entry, style, &timeout, &location].concat()
}

fn network_id(draw: &mut Draw<'_, '_>) -> String {
    let pairs: Vec<_> = (0..6).map(|_| draw.hex(1).to_ascii_uppercase()).collect();
    pairs.join(":")
}

const METHODS: [&str; 9] = ["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "*", "REPORT"];

/// A method, as a request has it.
pub(super) fn method(draw: &mut Draw<'_, '_>) -> String {
    match draw.of(&METHODS) {
        "*" => draw.token(),
        method => method.into(),
    }
}

/// Names of fields that a script may set and a browser asks for: sorted, in lower case, at least one. Names that every policy
/// can allow are enough if `is_listed`.
pub(super) fn request_names(draw: &mut Draw<'_, '_>, is_listed: bool) -> Vec<String> {
    let mut names = Vec::new();
    for _ in 0..=draw.upto(3) {
        let known = draw.of(&["authorization", "content-type", "x-requested-with", "x-a", "if-match"]);
        names.push(if is_listed || !draw.one_in(4) { known.into() } else { format!("x-{}", draw.label()) });
    }
    names.sort();
    names.dedup();
    names
}
