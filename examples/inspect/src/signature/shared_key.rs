//! SharedKey and SharedKeyLite of Azure Storage.

use countersign::ValueError;
use countersign::auth::colon_pair::shared_key::{AccountKey, Client, Request, Service};
use countersign::auth::colon_pair::{Credentials, Kind};
use countersign::hash::Sha256;
use countersign::mac::{Hmac, MacFunction, MacKey};

use super::bytes::{base64, of_base64, wire};
use super::guess::{Guess, Signer, search};
use super::request::{Fields, Sent};
use super::text::{Form, Text};
use super::{Cause, Checked, Given};

/// The lines of a string of SharedKey, after the method.
const STANDARD: [&str; 11] = [
    "Content-Encoding",
    "Content-Language",
    "Content-Length",
    "Content-MD5",
    "Content-Type",
    "Date",
    "If-Modified-Since",
    "If-Match",
    "If-None-Match",
    "If-Unmodified-Since",
    "Range",
];

struct Signature<'a> {
    sent: &'a Sent,
    credentials: Credentials<'a>,
    service: Service,
}

pub(super) fn check(sent: &Sent, given: &Given<'_>) -> Result<Checked, Cause> {
    let value = sent.value("authorization").unwrap_or_default();
    let credentials = Credentials::parse(value).map_err(|error| Cause::malformed(&error))?;
    if credentials.kind() == Kind::Aws {
        return Err(Cause::new("unknown-scheme", "What AWS signs is not shown; AWS4-HMAC-SHA256 is."));
    }
    let host = sent.text("host");
    let is_table = host.contains(".table.") || host.ends_with(":10002");
    let service = if is_table { Service::Table } else { Service::Blob };
    Signature { sent, credentials, service }.check(given)
}

impl<'a> Signature<'a> {
    fn check(&self, given: &Given<'_>) -> Result<Checked, Cause> {
        let Self { sent, credentials, service } = self;
        let kind = credentials.kind();
        let text = self.string(*service, kind).map_err(|error| Cause::malformed_request(&error))?;
        let mut causes = Vec::new();
        if sent.value("x-ms-date").is_none() && sent.value("date").is_none() {
            causes.push(Cause::new("date-absent", "The request has neither x-ms-date nor Date."));
        }
        let own = given.key.map(|key| self.sign(key)).transpose()?;
        let sent_signature = base64_of(credentials);
        let is_right = own.as_ref().map(|own| *own == sent_signature);
        if let (Some(false), Some(secret)) = (is_right, given.key) {
            let (parts, guesses) = self.guesses(&text);
            let found = search(&parts, &guesses, &self.signers(secret), |signature| signature == sent_signature);
            causes.extend(found.unwrap_or_default());
            if causes.is_empty() && sent.value("x-ms-version").is_none() {
                let text =
                    "The request has no x-ms-version: which rules the service uses depends on its default version.";
                causes.push(Cause::new("version-absent", text));
            }
        }
        let resource = text.split(|byte| *byte == b'\n').position(|line| line.starts_with(b"/"));
        let mut shown = Text::new("string-to-sign", Form::SharedKey, text);
        if self.has_method() {
            shown = shown.with_note(0, "the method");
            for (index, name) in self.lines().iter().enumerate() {
                shown = shown.with_note(index + 1, *name);
            }
        }
        Ok(Checked {
            scheme: kind.name().to_owned(),
            form: "field",
            facts: vec![
                ("account", credentials.id().as_bytes().to_vec()),
                (
                    "service",
                    if *service == Service::Table { b"table".to_vec() } else { b"blob, queue or file".to_vec() },
                ),
                ("version", sent.value("x-ms-version").unwrap_or(b"none").to_vec()),
            ],
            texts: vec![shown.with_note(resource.unwrap_or_default(), "the account and the path")],
            sent: sent_signature,
            expected: own,
            is_right,
            causes,
            is_computable: true,
        })
    }

    fn request(&self, service: Service) -> Result<Request<'_, Fields<'_>>, ValueError> {
        Request::new(service, self.credentials.id(), &self.sent.method, &self.sent.target, &self.sent.fields[..])
    }

    fn string(&self, service: Service, kind: Kind) -> Result<Vec<u8>, ValueError> {
        self.request(service)?.string_to_sign(kind).map(|text| wire(&text))
    }

    /// Returns the signature that is right, in base64.
    fn sign(&self, key: &[u8]) -> Result<Vec<u8>, Cause> {
        let key = AccountKey::from_base64(str::from_utf8(key).unwrap_or_default())
            .map_err(|error| Cause::new("malformed-key", format!("The key of an account is base64: {error}.")))?;
        let client = Client::new(Hmac(Sha256), key);
        let request = self.request(self.service).map_err(|error| Cause::malformed_request(&error))?;
        let signed =
            client.sign(&request, self.credentials.kind()).map_err(|error| Cause::malformed_request(&error))?;
        Ok(base64_of(&signed.credentials()))
    }

    /// Returns whether the string begins with the method.
    fn has_method(&self) -> bool {
        self.service == Service::Blob || self.credentials.kind() == Kind::SharedKey
    }

    /// Returns the names of the fields that have a line each, after the method.
    fn lines(&self) -> &'static [&'static str] {
        match (self.service, self.credentials.kind()) {
            (Service::Blob, Kind::SharedKey) => &STANDARD,
            _ if self.has_method() => &["Content-MD5", "Content-Type", "Date"],
            _ => &[],
        }
    }

    /// Returns the parts of a string, and other forms of each: the lines up to the x-ms- fields, these fields as one part, and
    /// the resource as one part.
    fn guesses(&self, text: &[u8]) -> (Vec<Vec<u8>>, Vec<Guess>) {
        let lines: Vec<_> = text.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        let resource = lines.iter().position(|line| line.starts_with(b"/")).unwrap_or_default();
        let first = if self.has_method() { (self.lines().len() + 1).min(resource) } else { 0 };
        let (head, rest) = lines.split_at(first);
        let (fields, resource) = rest.split_at(resource - first);
        let parts = [head, &[fields.concat(), resource.concat()]].concat();
        let mut guesses = Vec::new();
        if self.has_method() {
            for method in ["GET", "HEAD", "PUT", "POST", "DELETE", "MERGE"] {
                let text = format!("The client signed a {method} request.");
                guesses.push(Guess::new(0, "method", text, format!("{method}\n").into_bytes()));
            }
            self.guess_lines(&mut guesses);
        }
        self.guess_fields(first, fields, &mut guesses);
        self.guess_resource(first + 1, resource, &mut guesses);
        (parts, guesses)
    }

    fn guess_lines(&self, guesses: &mut Vec<Guess>) {
        for (index, name) in self.lines().iter().enumerate() {
            let mut add = |kind, text: String, value: &[u8]| {
                guesses.push(Guess::new(index + 1, kind, text, [value, b"\n"].concat()));
            };
            let text = format!("The client signed an empty line for {name}: the field was added or changed later.");
            add("line-empty", text, b"");
            let text = format!("The client signed the value of {name}, where the service signs an empty line.");
            add("line-as-sent", text, self.sent.value(name).unwrap_or_default());
            if *name == "Content-Length" {
                let length = self.sent.body.as_ref().map_or(0, Vec::len);
                for length in [0, length] {
                    let text = format!("The client signed {length} for Content-Length.");
                    add("content-length", text, length.to_string().as_bytes());
                }
            }
            if *name == "Date" {
                let text = "The client signed x-ms-date in the line of Date too.".to_owned();
                add("date-twice", text, self.sent.value("x-ms-date").unwrap_or_default());
            }
            guesses.push(Guess::new(
                index + 1,
                "line-absent",
                format!("The client left out the line of {name}."),
                Vec::new(),
            ));
        }
    }

    fn guess_fields(&self, part: usize, fields: &[Vec<u8>], guesses: &mut Vec<Guess>) {
        let mut sorted = fields.to_vec();
        sorted.sort_unstable();
        let is_ms = |name: &str| name.to_ascii_lowercase().starts_with("x-ms-");
        let in_order = self.sent.fields.iter().filter(|(name, _)| is_ms(name));
        let in_order =
            in_order.flat_map(|(name, value)| [name.to_ascii_lowercase().as_bytes(), b":", value, b"\n"].concat());
        let text = "The client sorted the x-ms- fields by ASCII. The service has an order of its own.";
        guesses.push(Guess::new(part, "fields-sorted-as-ascii", text, sorted.concat()));
        let text = "The client did not sort the x-ms- fields.";
        guesses.push(Guess::new(part, "fields-not-sorted", text, in_order.collect()));
        for (index, field) in fields.iter().enumerate() {
            let name = field.split(|byte| *byte == b':').next().unwrap_or_default();
            let others =
                fields.iter().enumerate().filter(|(other, _)| *other != index).flat_map(|(_, field)| field.clone());
            let text = format!("The client did not sign {}: the field was added later.", String::from_utf8_lossy(name));
            guesses.push(Guess::new(part, "field-not-signed", text, others.collect()));
        }
    }

    fn guess_resource(&self, part: usize, resource: &[Vec<u8>], guesses: &mut Vec<Guess>) {
        let (account, path) = (self.credentials.id().as_bytes(), self.sent.path());
        let own = [b"/", account, path].concat();
        let params: Vec<u8> = resource.concat().get(own.len()..).unwrap_or_default().to_vec();
        for (kind, text, bytes) in [
            (
                "account-twice",
                "The client signed the account twice in the resource, as for the emulator.",
                [b"/", account, &own].concat(),
            ),
            (
                "account-once",
                "The client signed the account once in the resource; for the emulator it occurs twice.",
                path.to_vec(),
            ),
            (
                "account-suffix",
                "The client did not remove -secondary from the account.",
                [b"/", account, b"-secondary", path].concat(),
            ),
            ("path-absent", "The client signed the resource without the path.", [b"/", account, b"/"].concat()),
        ] {
            guesses.push(Guess::new(part, kind, text, [bytes, params.clone()].concat()));
        }
        guesses.push(Guess::new(part, "query-absent", "The client did not sign the query.", own));
    }

    fn signers(&'a self, secret: &'a [u8]) -> Vec<Signer<'a>> {
        let hmac = |key: &[u8]| {
            let key = Hmac(Sha256).key(key);
            move |text: &[u8]| base64(&key.mac(text))
        };
        let decoded = of_base64(secret).unwrap_or_default();
        let mut signers = vec![Signer::right(hmac(&decoded))];
        let text = "The client used the key as text: it is base64, and must be decoded.";
        signers.push(Signer::other("key-not-decoded", text, hmac(secret)));
        // The same request, signed for another service or scheme.
        let kind = self.credentials.kind();
        for (service, kind, cause, text) in [
            (Service::Table, kind, "other-service", "The client signed as for the table service."),
            (Service::Blob, kind, "other-service", "The client signed as for the blob service."),
            (self.service, Kind::SharedKey, "other-scheme", "The client signed as for SharedKey."),
            (self.service, Kind::SharedKeyLite, "other-scheme", "The client signed as for SharedKeyLite."),
        ] {
            if let Ok(other) = self.string(service, kind) {
                let sign = hmac(&decoded);
                signers.push(Signer::other(cause, text, move |_| sign(&other)));
            }
        }
        signers
    }
}

fn base64_of(credentials: &Credentials<'_>) -> Vec<u8> {
    let mut bytes = vec![0; credentials.signature().decoded_len()];
    credentials.signature().decode_into(&mut bytes).map(base64).unwrap_or_default()
}
