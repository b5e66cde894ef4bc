//! OAuth 1.0.

use countersign::ValueError;
use countersign::auth::oauth::{Credentials, Request, Secrets, SignatureBaseString, SignatureMethod};
use countersign::hash::{Fork, HashFunction, Sha1, Sha256, Sha512};
use countersign::mac::{Hmac, MacFunction, MacKey};

use super::bytes::{base64, replace, wire};
use super::guess::{Guess, Signer, search};
use super::request::Sent;
use super::text::{Form, Text};
use super::{Cause, Checked, Given, Origin};

struct Signature<'a> {
    sent: &'a Sent,
    credentials: Credentials<'a>,
    origin: Origin,
    /// The body, if it is signed.
    form: &'a [u8],
    /// Whether the type of the body is that of a form.
    is_form: bool,
}

pub(super) fn check(sent: &Sent, given: &Given<'_>) -> Result<Checked, Cause> {
    let value = sent.value("authorization").unwrap_or_default();
    let credentials = Credentials::parse(value).map_err(|error| Cause::malformed(&error))?;
    let is_form = sent.text("content-type").to_ascii_lowercase().starts_with("application/x-www-form-urlencoded");
    let form = match &sent.body {
        Some(body) if is_form => body.trim_ascii_end(),
        None if is_form => return Err(super::body_missing()),
        _ => b"",
    };
    Signature { sent, credentials, origin: given.origin(sent)?, form, is_form }.check(given)
}

impl Signature<'_> {
    fn check(&self, given: &Given<'_>) -> Result<Checked, Cause> {
        let method = self.credentials.signature_method().name();
        let method = String::from_utf8_lossy(&method.bytes().collect::<Vec<_>>()).into_owned();
        let secrets = given.key.map(|key| Secrets::new(key).with_token(given.token_key.unwrap_or_default()));
        let client = self.credentials.consumer_key().bytes().collect();
        let mut checked = Checked {
            scheme: "OAuth".to_owned(),
            form: "field",
            facts: vec![("client", client), ("method", method.clone().into_bytes())],
            texts: Vec::new(),
            sent: self.credentials.signature().bytes().collect(),
            expected: None,
            is_right: None,
            causes: Vec::new(),
            is_computable: true,
        };
        if self.credentials.signature_method() == SignatureMethod::Plaintext {
            checked.facts.push(("signed", b"nothing: the secrets themselves are sent".to_vec()));
            checked.expected = secrets.map(|secrets| wire(&secrets));
            checked.is_right = secrets.map(|secrets| secrets.is_plaintext(&self.credentials));
            return Ok(checked);
        }
        let authority = self.origin.authority();
        checked.facts.push(("origin", format!("{}://{authority}", self.origin.scheme).into_bytes()));
        let text = self.base(&self.origin.scheme, &authority, &self.sent.target, self.form);
        let text = text.map_err(|error| Cause::malformed_request(&error))?;
        let sign = SIGNS.into_iter().find(|(name, _)| *name == method).map(|(_, sign)| sign);
        checked.is_computable = sign.is_some();
        if let (Some(sign), Some(secrets), Some(key)) = (sign, secrets, given.key) {
            let expected = sign(&wire(&secrets), &text);
            let is_right = |signature: &[u8]| self.credentials.signature().matches(signature);
            checked.is_right = Some(is_right(&expected));
            checked.expected = Some(expected);
            if checked.is_right == Some(false) {
                let signers = signers(sign, key, given.token_key.unwrap_or_default());
                let found = search(&split(&text), &self.guesses(), &signers, is_right);
                checked.causes.extend(found.unwrap_or_default());
            }
        }
        let text = Text::new("base-string", Form::BaseString, text)
            .with_note(0, "the method")
            .with_note(1, "the URI, without its query")
            .with_note(2, "the parameters, sorted: those of the query, of a form, and of the credentials");
        checked.texts.push(text);
        Ok(checked)
    }

    fn base(&self, scheme: &str, host: &str, target: &[u8], form: &[u8]) -> Result<Vec<u8>, ValueError> {
        let request = Request::new(&self.sent.method, scheme, host, target)?.with_form(form)?;
        SignatureBaseString::new(&request, &self.credentials).map(|text| wire(&text))
    }

    fn guesses(&self) -> Vec<Guess> {
        let (sent, form) = (self.sent, self.form);
        let Origin { scheme, host, .. } = &self.origin;
        let authority = self.origin.authority();
        let mut guesses = Vec::new();
        let mut add = |kind, words: String, other: Result<Vec<u8>, ValueError>| {
            let parts = other.map(|other| split(&other)).unwrap_or_default();
            guesses.extend(
                parts.into_iter().enumerate().map(|(part, bytes)| Guess::new(part, kind, words.as_str(), bytes)),
            );
        };
        let other = if scheme == "https" { "http" } else { "https" };
        let words = format!("The client signed a URI with {other}. Give the one that it used with --origin.");
        add("scheme", words, self.base(other, &authority, &sent.target, form));
        let words = "The client signed the host without its port.".to_owned();
        add("host-port", words, self.base(scheme, host, &sent.target, form));
        for port in ["80", "443", "8080"] {
            for scheme in ["http", "https"] {
                let words = format!("The client signed the host with the port {port}, and {scheme}.");
                add("host-port", words, self.base(scheme, &format!("{host}:{port}"), &sent.target, form));
            }
        }
        let words = "The client did not sign the query.".to_owned();
        add("query-absent", words, self.base(scheme, &authority, sent.path(), form));
        let words = "The client did not sign the form in the body.".to_owned();
        add("form-absent", words, self.base(scheme, &authority, &sent.target, b""));
        if let Some(body) = sent.body.as_ref().filter(|_| !self.is_form) {
            let words = "The client signed the body as a form, but its type is another.".to_owned();
            add("form-signed", words, self.base(scheme, &authority, &sent.target, body));
        }
        let words = "The client signed `+` as a plus sign. In a query and in a form it is a space.".to_owned();
        let target = [sent.path(), b"?", &replace(sent.query(), b"+", b"%2B")].concat();
        add("plus-as-plus", words, self.base(scheme, &authority, &target, &replace(form, b"+", b"%2B")));
        for method in ["GET", "POST", "PUT", "DELETE", "HEAD"] {
            let text = format!("The client signed a {method} request.");
            guesses.push(Guess::new(0, "method", text, format!("{method}&").into_bytes()));
        }
        guesses
    }
}

fn signers<'a>(sign: Sign, key: &'a [u8], token: &'a [u8]) -> Vec<Signer<'a>> {
    let encoded = |client: &[u8], token: &[u8]| wire(&Secrets::new(client).with_token(token));
    let own = encoded(key, token);
    let right = own.clone();
    let mut signers = vec![Signer::right(move |text| sign(&right, text))];
    let mut add = |kind, words: String, sign: Sign, secret: Vec<u8>| {
        signers.push(Signer::other(kind, words, move |text| sign(&secret, text)));
    };
    for (kind, words, secret) in [
        ("token-key-absent", "The client signed without the secret of the token.", encoded(key, b"")),
        ("keys-swapped", "The client swapped its secret and that of the token.", encoded(token, key)),
        ("keys-not-encoded", "The client did not percent-encode the secrets.", [key, b"&", token].concat()),
        ("key-alone", "The client signed with its secret alone, without `&`.", key.to_vec()),
    ] {
        add(kind, words.to_owned(), sign, secret);
    }
    for (name, other) in SIGNS {
        add("other-hash", format!("The client signed with {name}."), other, own.clone());
    }
    for (kind, words, secret) in super::other_secrets(key) {
        add(kind, words.to_owned(), sign, encoded(&secret, token));
    }
    signers
}

/// Splits a base string into its three parts.
fn split(text: &[u8]) -> Vec<Vec<u8>> {
    let mut parts: Vec<_> = text.splitn(3, |byte| *byte == b'&').map(<[u8]>::to_vec).collect();
    for part in parts.iter_mut().take(2) {
        part.push(b'&');
    }
    parts
}

/// Computes the base64 of the MAC with a key of a text.
type Sign = fn(&[u8], &[u8]) -> Vec<u8>;

const SIGNS: [(&str, Sign); 3] = [
    ("HMAC-SHA1", |key, text| hmac(Sha1, key, text)),
    ("HMAC-SHA256", |key, text| hmac(Sha256, key, text)),
    ("HMAC-SHA512", |key, text| hmac(Sha512, key, text)),
];

fn hmac<F: HashFunction<N>, const N: usize>(function: F, key: &[u8], text: &[u8]) -> Vec<u8>
where
    F::Hash: Fork,
{
    base64(&Hmac(function).key(key).mac(text))
}
