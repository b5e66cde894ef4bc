//! Hawk, in a field and as a bewit.

use countersign::auth::Base64;
use countersign::auth::hawk::{Bewit, Credentials, Normalized, PayloadHash, Request};
use countersign::hash::{Fork, HashFunction, Sha1, Sha256};
use countersign::mac::{Hmac, MacFunction, MacKey};

use super::bytes::{base64, of_base64, wire};
use super::guess::{Guess, Signer, search};
use super::request::Sent;
use super::text::{Form, Text};
use super::{Cause, Checked, Given};

const NOTES: [&str; 8] =
    ["the time", "the nonce", "the method", "the target", "the host", "the port", "the hash of the payload", "ext"];

/// What the credentials or the bewit of a request say.
struct Signature {
    form: &'static str,
    id: Vec<u8>,
    mac: Vec<u8>,
    hash: Option<Vec<u8>>,
    text: Vec<u8>,
}

pub(super) fn check(sent: &Sent, given: &Given<'_>) -> Result<Checked, Cause> {
    let origin = given.origin(sent)?;
    let request = Request::new(&sent.method, &origin.host, origin.port, &sent.target)
        .map_err(|error| Cause::malformed_request(&error))?;
    let signature = Signature::read(sent, &request)?;
    // The MAC is not negotiated, and has the length of its hash function.
    let is_sha1 = signature.mac.len() == 20;
    let sign: Sign = if is_sha1 { |key, text| hmac(Sha1, key, text) } else { |key, text| hmac(Sha256, key, text) };
    let of_body =
        sent.body.as_ref().map(|body| if is_sha1 { payload(Sha1, sent, body) } else { payload(Sha256, sent, body) });
    let mut causes = Vec::new();
    if let (Some(hash), Some(of_body)) = (&signature.hash, &of_body)
        && hash != of_body
    {
        causes.push(Cause::new("payload-hash", "hash is not the hash of the body and its media type."));
    }
    let sent_signature = base64(&signature.mac);
    let expected = given.key.map(|key| sign(key, &signature.text));
    let is_right = expected.as_ref().map(|expected| *expected == sent_signature);
    if let (Some(false), Some(key)) = (is_right, given.key) {
        let parts: Vec<_> = signature.text.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        let mut signers = vec![Signer::right(|text: &[u8]| sign(key, text))];
        for (kind, text, secret) in super::other_secrets(key) {
            signers.push(Signer::other(kind, text, move |text| sign(&secret, text)));
        }
        let guesses = guesses(sent, of_body.as_deref());
        causes.extend(search(&parts, &guesses, &signers, |signature| signature == sent_signature).unwrap_or_default());
    }
    let mut shown = Text::new("normalized", Form::Hawk, signature.text);
    for (index, note) in NOTES.into_iter().enumerate() {
        let is_expiry = signature.form == "query" && index == 0;
        shown = shown.with_note(index + 1, if is_expiry { "the time at which the bewit expires" } else { note });
    }
    let mac = if is_sha1 { "HMAC-SHA-1, by its length" } else { "HMAC-SHA-256, by its length" };
    Ok(Checked {
        scheme: "Hawk".to_owned(),
        form: signature.form,
        facts: vec![
            ("key", signature.id),
            ("mac", mac.as_bytes().to_vec()),
            ("origin", format!("{}, port {}", origin.host, origin.port).into_bytes()),
        ],
        texts: vec![shown],
        sent: sent_signature,
        expected,
        is_right,
        causes,
        is_computable: true,
    })
}

impl Signature {
    fn read(sent: &Sent, request: &Request<'_>) -> Result<Self, Cause> {
        if let Some(value) = sent.value("authorization") {
            let credentials = Credentials::parse(value).map_err(|error| Cause::malformed(&error))?;
            return Ok(Self {
                form: "field",
                id: credentials.id().bytes().collect(),
                mac: bytes_of(&credentials.mac()),
                hash: credentials.hash().map(|hash| bytes_of(&hash)),
                text: wire(&Normalized::header(request, &credentials)),
            });
        }
        let mut buffer = vec![0; sent.target.len()];
        let taken = Bewit::take(request, &mut buffer).map_err(|error| Cause::malformed(&error))?;
        let (bewit, request) = taken.ok_or_else(super::no_signature)?;
        Ok(Self {
            form: "query",
            id: bewit.id().as_bytes().to_vec(),
            mac: mac_of_bewit(sent).unwrap_or_default(),
            hash: None,
            text: wire(&bewit.normalized(&request)),
        })
    }
}

fn guesses(sent: &Sent, of_body: Option<&[u8]>) -> Vec<Guess> {
    let mut guesses = Vec::new();
    let mut add = |part, kind, text: String, line: &[u8]| {
        guesses.push(Guess::new(part, kind, text, [line, b"\n"].concat()));
    };
    for method in ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"] {
        add(3, "method", format!("The client signed a {method} request."), method.as_bytes());
    }
    add(4, "query-absent", "The client did not sign the query.".to_owned(), sent.path());
    add(5, "host-port", "The client signed the host with its port.".to_owned(), sent.text("host").as_bytes());
    for port in [80, 443, 8000, 8080, 8443] {
        let text = format!("The client signed the port {port}. Give the one that it used with --origin.");
        add(6, "port", text, port.to_string().as_bytes());
    }
    add(7, "hash-absent", "The client did not sign the hash of the payload.".to_owned(), b"");
    if let Some(of_body) = of_body {
        add(7, "hash", "The client signed the hash of the body that is given.".to_owned(), &base64(of_body));
    }
    add(8, "ext-absent", "The client did not sign ext.".to_owned(), b"");
    guesses
}

fn bytes_of(value: &Base64<'_>) -> Vec<u8> {
    let mut bytes = vec![0; value.decoded_len()];
    value.decode_into(&mut bytes).map(<[u8]>::to_vec).unwrap_or_default()
}

/// Returns the mac of a bewit, which is after its second backslash.
fn mac_of_bewit(sent: &Sent) -> Option<Vec<u8>> {
    let part = sent.query().split(|byte| *byte == b'&').find_map(|part| part.strip_prefix(b"bewit="))?;
    let bewit = of_base64(part)?;
    of_base64(bewit.split(|byte| *byte == b'\\').nth(2)?)
}

fn payload<F: HashFunction<N>, const N: usize>(function: F, sent: &Sent, body: &[u8]) -> Vec<u8> {
    let mut hash = PayloadHash::new(function, sent.text("content-type"));
    hash.update(body);
    let hash: [u8; N] = hash.finish();
    hash.to_vec()
}

/// Computes the base64 of the MAC with a key of a text.
type Sign = fn(&[u8], &[u8]) -> Vec<u8>;

fn hmac<F: HashFunction<N>, const N: usize>(function: F, key: &[u8], text: &[u8]) -> Vec<u8>
where
    F::Hash: Fork,
{
    base64(&Hmac(function).key(key).mac(text))
}
