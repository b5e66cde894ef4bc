//! The fields of single schemes, such as DPoP.

use countersign::auth::control::AuthenticationControl;
use countersign::auth::{
    self, AuthenticationInfo, Challenges, Scheme, concealed, dpop, hawk, hoba, signature, web_push,
};
use countersign::{ErrorKind, LineError, ParseError};

use crate::meaning::{Element, Kind, Meaning, Payload, Problem, Row};
use crate::schemes::{self, Received};
use crate::value::Value;

/// The lines of one field, up to the line to be read.
type Lines<'a> = [(&'static str, &'a [u8])];

/// Reads the last of the lines.
type Reader = fn(&Lines<'_>) -> Result<Vec<Element>, ParseError>;

/// The fields of [`auth::FIELDS`] that are neither challenges, credentials nor Authentication-Info.
pub(crate) const FIELDS: [(&str, Kind, Reader); 8] = [
    (auth::AUTHENTICATION_CONTROL, Kind::Open, control),
    (auth::CONCEALED_AUTH_EXPORT, Kind::Proof, export),
    (auth::CRYPTO_KEY, Kind::Open, crypto_key),
    (auth::DPOP, Kind::Proof, proof),
    (auth::DPOP_NONCE, Kind::Open, nonce),
    (auth::HOBAREG, Kind::Open, registration),
    (auth::SERVER_AUTHORIZATION, Kind::ServerCredentials, server_authorization),
    (auth::SIGNATURE, Kind::Proof, signature),
];

fn last<'a>(lines: &Lines<'a>) -> &'a [u8] {
    lines.last().map(|(_, value)| *value).unwrap_or_default()
}

/// Returns a value, masked if it is secret, with what its type reads.
fn value<T>(
    lines: &Lines<'_>,
    read: Result<Option<T>, LineError>,
    is_secret: bool,
    rows: impl FnOnce(T) -> Vec<Row>,
) -> Result<Vec<Element>, ParseError> {
    let read = read.map_err(|error| error.error())?;
    let element = Element::of_value(Value::new(last(lines)).secret_if(is_secret));
    Ok(read.map(|read| element.with_rows(rows(read))).into_iter().collect())
}

/// The field has the grammar of challenges, and its values have types of their own.
fn control(lines: &Lines<'_>) -> Result<Vec<Element>, ParseError> {
    let line = last(lines);
    let entries = AuthenticationControl::parse(line)?;
    let elements = Challenges::parse(line)?.iter().zip(entries);
    Ok(elements
        .map(|(challenge, entry)| Element::of_challenge(challenge, Some(Ok(schemes::control_entry(line, entry)))))
        .collect())
}

fn export(lines: &Lines<'_>) -> Result<Vec<Element>, ParseError> {
    value(lines, concealed::auth_export(lines), true, |export| schemes::export(last(lines), &export))
}

/// Requests also have this field for the keys of the encryption alone.
fn crypto_key(lines: &Lines<'_>) -> Result<Vec<Element>, ParseError> {
    let key = web_push::crypto_key(lines).map_err(|error| error.error())?;
    let rows = key.map(|key| Row::new("p256ecdsa", Value::from(key.p256ecdsa())).with_note("the public key"));
    Ok(vec![Element::of_value(Value::new(last(lines))).with_rows(rows.into_iter().collect())])
}

fn registration(lines: &Lines<'_>) -> Result<Vec<Element>, ParseError> {
    value(lines, hoba::registration(lines), false, |registration| {
        vec![Row::new("registration", Value::from(registration.as_str().as_bytes()))]
    })
}

fn proof(lines: &Lines<'_>) -> Result<Vec<Element>, ParseError> {
    value(lines, dpop::proof(lines), true, |jwt| schemes::proof(last(lines), jwt))
}

fn nonce(lines: &Lines<'_>) -> Result<Vec<Element>, ParseError> {
    value(lines, dpop::nonce(lines), false, |nonce| {
        vec![Row::new("nonce", Value::new(nonce.as_str().as_bytes())).with_note("for the next proof")]
    })
}

/// The field has the grammar of credentials. A scheme that is not Hawk has no type here.
fn server_authorization(lines: &Lines<'_>) -> Result<Vec<Element>, ParseError> {
    let credentials = auth::Credentials::parse(last(lines))?;
    if let Err(error) = hawk::server_authorization(lines)
        && error.error().kind() == ErrorKind::SecondLine
    {
        return Err(error.error());
    }
    let typed = schemes::server_authorization(Received::Strict(credentials));
    Ok(vec![Element::of_credentials(credentials, Some(typed))])
}

/// Two standards have a field of this name: draft-cavage-http-signatures, with parameters, and RFC 9421, with a
/// dictionary of signatures whose parameters are in Signature-Input.
fn signature(lines: &Lines<'_>) -> Result<Vec<Element>, ParseError> {
    let line = last(lines);
    if let Some(labels) = labels(line) {
        let labels = Meaning::Many(labels.into_iter().map(Value::new).collect());
        let rows = vec![format("RFC 9421"), Row::new("labels", labels).with_note("see Signature-Input")];
        return Ok(vec![Element::of_value(Value::new(line).secret_if(true)).with_rows(rows)]);
    }
    let params = AuthenticationInfo::parse(line)?.params();
    let read = signature::signature(lines).map_err(|error| error.error());
    if let Err(error) = read
        && error.kind() == ErrorKind::SecondLine
    {
        return Err(error);
    }
    let scheme = Scheme::new(signature::SCHEME).ok();
    let payload = Payload::new(Kind::Credentials, scheme, None, params);
    let rows = |read: Option<_>| {
        let rows = read.map(|parameters| schemes::signature(line, parameters)).unwrap_or_default();
        [format("draft-cavage-http-signatures")].into_iter().chain(rows).collect()
    };
    Ok(vec![Element { scheme: None, payload, typed: Some(read.map(rows).map_err(Problem::from)), note: None }])
}

/// Says which standard the line follows.
fn format(standard: &str) -> Row {
    Row::new("format", Value::new(standard.as_bytes()))
}

/// Returns the keys of a dictionary of byte sequences, RFC 8941 §3.2: `key=:base64:`, with commas between them. Returns
/// `None` for anything else.
fn labels(line: &[u8]) -> Option<Vec<&[u8]>> {
    let label = |member: &'_ [u8]| -> Option<usize> {
        let key = member.iter().position(|byte| *byte == b'=')?;
        let is_key = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-.*".contains(byte);
        let is_symbol = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
        let (name, sequence) = member.split_at(key);
        let sequence = sequence.strip_prefix(b"=:")?.strip_suffix(b":")?;
        let is_valid = !name.is_empty() && name.iter().all(is_key) && sequence.iter().all(is_symbol);
        is_valid.then_some(key)
    };
    let members = line.split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
    members.map(|member| label(member).map(|length| &member[..length])).collect()
}
