//! Signature Version 4 of Amazon, and the same of Google, in a field and in the query.

mod guesses;

use std::collections::BTreeSet;

use countersign::auth::HttpDate;
use countersign::auth::aws4::{
    Algorithm, CanonicalRequest, ContentSha256, Credentials, Presigned, Refusal, Request, Rules, Scope, Secret, Server,
    SigningKey, StringToSign, Timestamp,
};
use countersign::hash::{HashFunction, Sha256};
use countersign::mac::{Hmac, MacKey};
use countersign::{Encode, ValueError};

use super::bytes::{hex, wire};
use super::request::{Fields, Sent};
use super::text::{Form, Text};
use super::{Cause, Checked, Given};

/// The names of the fields that a scheme defines.
struct Names {
    prefix: &'static str,
    date: &'static str,
    payload: &'static str,
}

const AMAZON: Names = Names { prefix: "x-amz-", date: "x-amz-date", payload: "x-amz-content-sha256" };
const GOOGLE: Names = Names { prefix: "x-goog-", date: "x-goog-date", payload: "x-goog-content-sha256" };

/// What the request says of its signature, in a field or in the query.
struct Signature<'a> {
    credentials: Credentials<'a>,
    scope: Scope<'a>,
    presigned: Option<Presigned<'a>>,
    rules: Rules,
    names: Names,
}

pub(super) fn check(sent: &Sent, given: &Given<'_>) -> Result<Checked, Cause> {
    let mut buffer = vec![0; sent.target.len()];
    let is_google = sent.has_param("X-Goog-Signature");
    let (credentials, presigned) = if let Some(value) = sent.value("authorization") {
        (Credentials::parse(value).map_err(|error| Cause::malformed(&error))?, None)
    } else {
        let rules = if is_google { Rules::GOOGLE } else { Rules::S3 };
        let request = Request::new(&sent.method, &sent.target, &sent.fields[..], rules)
            .map_err(|error| Cause::malformed_request(&error))?;
        let presigned = Presigned::parse(&request, &mut buffer).map_err(|error| Cause::malformed(&error))?;
        (presigned.credentials(), Some(presigned))
    };
    let is_known = matches!(
        credentials.algorithm(),
        Algorithm::HmacSha256 | Algorithm::Goog4HmacSha256 | Algorithm::EcdsaP256Sha256 | Algorithm::Goog4RsaSha256
    );
    let scope = credentials.scope().filter(|_| is_known).ok_or_else(|| {
        Cause::new("unknown-scheme", format!("What {} signs is not known.", credentials.algorithm().name()))
    })?;
    let is_of_google = matches!(credentials.algorithm(), Algorithm::Goog4HmacSha256 | Algorithm::Goog4RsaSha256);
    let rules = match () {
        () if is_of_google => Rules::GOOGLE,
        () if scope.service().starts_with("s3") => Rules::S3,
        () => Rules::OTHERS,
    };
    let names = if is_of_google { GOOGLE } else { AMAZON };
    Signature { credentials, scope, presigned, rules, names }.check(sent, given)
}

impl Signature<'_> {
    fn check(&self, sent: &Sent, given: &Given<'_>) -> Result<Checked, Cause> {
        let mut causes = Vec::new();
        let mut fields = sent.fields.clone();
        let names = self.names(sent, &mut fields, &mut causes);
        let (payload, note) = self.payload(sent, &mut causes)?;
        let at = self.time(sent, &mut causes)?;
        let canonical =
            canonical(sent, &fields, &names, payload, self.rules).map_err(|error| Cause::malformed_request(&error))?;
        let string = wire(&StringToSign::new(at, self.scope, Sha256.hash(&canonical)));
        let is_hmac = matches!(self.credentials.algorithm(), Algorithm::HmacSha256 | Algorithm::Goog4HmacSha256);
        let sent_signature = self.credentials.signature().as_bytes().to_vec();
        let signer = |secret: &[u8], scope: Scope<'_>| {
            let key = SigningKey::derive(Hmac(Sha256), secret, scope).ok()?.prepare(Hmac(Sha256));
            Some(move |canonical: &[u8]| {
                let text = StringToSign::new(at, self.scope, Sha256.hash(canonical));
                hex(&key.mac_of(&text)).into_bytes()
            })
        };
        let expected =
            given.key.filter(|_| is_hmac).and_then(|secret| signer(secret, self.scope)).map(|sign| sign(&canonical));
        let is_wrong = expected.as_ref().is_some_and(|expected| !self.credentials.matches(expected));
        if is_wrong && let Some(secret) = given.key {
            let parts = guesses::parts(&canonical);
            let guesses = guesses::of(self, sent, &fields, &names, payload, &parts);
            let signers = guesses::signers(secret, self.scope, at, &signer);
            let found =
                super::guess::search(&parts, &guesses, &signers, |signature| self.credentials.matches(signature));
            causes.extend(found.unwrap_or_default());
        }
        if let (false, true, Some(secret)) = (is_wrong, causes.is_empty(), given.key.filter(|_| is_hmac)) {
            causes.extend(
                self.refusal(sent, secret, at)
                    .map(|refusal| Cause::new("refused", format!("A strict server refuses it: {refusal}."))),
            );
        }
        let last = canonical.split(|byte| *byte == b'\n').count() - 1;
        let query = if sent.query().is_empty() { "no query" } else { "the query, sorted" };
        let path = if self.rules == Rules::OTHERS { "the path, normalized, and encoded once more" } else { "the path" };
        let canonical = Text::new("canonical-request", Form::Canonical, canonical)
            .with_note(0, "the method")
            .with_note(1, path)
            .with_note(2, query)
            .with_note(last - 1, "the names of the signed fields")
            .with_note(last, note);
        let string = Text::new("string-to-sign", Form::Open, string)
            .with_note(1, if self.presigned.is_some() { "X-Amz-Date" } else { "the time of signing" })
            .with_note(2, "the scope of the key")
            .with_note(3, "the SHA-256 of the canonical request");
        let mut facts = vec![
            ("key", self.credentials.access_key_id().as_bytes().to_vec()),
            ("service", self.scope.service().as_bytes().to_vec()),
            ("signed", self.credentials.signed_headers().as_str().replace(';', " ").into_bytes()),
        ];
        if let Some(presigned) = &self.presigned {
            facts.push(("expires", format!("{} seconds after {}", presigned.expires(), at.display()).into_bytes()));
        }
        Ok(Checked {
            scheme: self.credentials.algorithm().name().to_owned(),
            form: if self.presigned.is_some() { "query" } else { "field" },
            facts,
            texts: vec![canonical, string],
            is_right: expected.as_ref().map(|_| !is_wrong),
            sent: sent_signature,
            expected,
            causes,
            is_computable: is_hmac,
        })
    }

    /// Returns the names of the signed fields as they must be: lower-case and sorted. A field that is absent is added without a
    /// value.
    fn names(&self, sent: &Sent, fields: &mut Vec<(String, Vec<u8>)>, causes: &mut Vec<Cause>) -> String {
        let listed = self.credentials.signed_headers();
        let names: BTreeSet<_> = listed.iter().map(str::to_ascii_lowercase).collect();
        let sorted = names.iter().map(String::as_str).collect::<Vec<_>>().join(";");
        if sorted != listed.as_str() {
            causes.push(Cause::new(
                "names-not-sorted",
                "The names of the signed fields are not in lower case, sorted, each once.",
            ));
        }
        if !names.contains("host") {
            causes.push(Cause::new("host-not-signed", "The signature does not cover host."));
        }
        for name in &names {
            if sent.value(name).is_none() {
                causes.push(Cause::new(
                    "field-absent",
                    format!("The signature covers {name}, but the request does not have this field."),
                ));
                fields.push((name.clone(), Vec::new()));
            }
        }
        for (name, _) in &sent.fields {
            let name = name.to_ascii_lowercase();
            if name.starts_with(self.names.prefix) && !names.contains(&name) {
                causes.push(Cause::new(
                    "field-not-signed",
                    format!("The signature does not cover {name}, which must be signed."),
                ));
            }
        }
        sorted
    }

    /// Returns the last line of the canonical request, and a note for it.
    fn payload(&self, sent: &Sent, causes: &mut Vec<Cause>) -> Result<(ContentSha256, &'static str), Cause> {
        let of_body = sent.body.as_ref().map(|body| ContentSha256::of(Sha256, body));
        let is_unsigned = self.presigned.is_some() && self.rules != Rules::OTHERS;
        match (sent.value(self.names.payload), of_body) {
            (Some(value), of_body) => {
                let declared = ContentSha256::parse(value).map_err(|error| {
                    Cause::new("malformed-request", format!("{} is malformed: {error}.", self.names.payload))
                })?;
                if matches!(declared, ContentSha256::Hash(_)) && of_body.is_some_and(|of_body| of_body != declared) {
                    causes.push(Cause::new(
                        "payload-hash",
                        format!("{} is not the SHA-256 of the body.", self.names.payload),
                    ));
                }
                Ok((declared, "what the request says of its body"))
            }
            (None, _) if is_unsigned => Ok((ContentSha256::Unsigned, "presigned: the body is not signed")),
            (None, Some(of_body)) => {
                let is_empty = sent.body.as_ref().is_some_and(Vec::is_empty);
                Ok((of_body, if is_empty { "the SHA-256 of the empty body" } else { "the SHA-256 of the body" }))
            }
            (None, None) => Err(super::body_missing()),
        }
    }

    /// Returns the time of signing.
    fn time(&self, sent: &Sent, causes: &mut Vec<Cause>) -> Result<Timestamp, Cause> {
        let date = self.names.date;
        let at = match (&self.presigned, sent.value(date), sent.value("date")) {
            (Some(presigned), ..) => presigned.timestamp(),
            (None, Some(value), _) => Timestamp::parse(value)
                .map_err(|error| Cause::new("date-malformed", format!("{date} is malformed: {error}.")))?,
            (None, None, Some(value)) => {
                let seconds = HttpDate::parse(value)
                    .map(|date| date.unix_seconds())
                    .map_err(|error| Cause::new("date-malformed", format!("Date is malformed: {error}.")))?;
                Timestamp::new(seconds).ok_or_else(|| Cause::new("date-malformed", "Date is after the year 9999."))?
            }
            (None, None, None) => {
                return Err(Cause::new("date-absent", format!("The request has neither {date} nor Date.")));
            }
        };
        if at.day().as_str() != self.scope.date() {
            causes.push(Cause::new(
                "scope-date",
                format!("The key is for the day {}, but the request is of {}.", self.scope.date(), at.day().as_str()),
            ));
        }
        Ok(at)
    }

    /// Returns why a server refuses a request whose signature is right.
    fn refusal(&self, sent: &Sent, secret: &[u8], at: Timestamp) -> Option<Refusal> {
        let server =
            Server::new(Sha256, Hmac(Sha256), self.scope.service()).with_algorithm(self.credentials.algorithm());
        let request = Request::new(&sent.method, &sent.target, &sent.fields[..], self.rules).ok()?;
        let body = sent.body.as_ref().map(|body| Sha256.hash(body));
        let (secret, now) = (Secret::Key(secret), at.unix_seconds());
        let verified = match &self.presigned {
            Some(presigned) => server.verify_presigned(presigned, &request, body, secret, now, |_, _| true),
            None => server.verify(&self.credentials, &request, body, secret, now, |_, _| true),
        };
        verified.err()
    }
}

fn canonical(
    sent: &Sent,
    fields: Fields<'_>,
    names: &str,
    payload: ContentSha256,
    rules: Rules,
) -> Result<Vec<u8>, ValueError> {
    let request = Request::new(&sent.method, &sent.target, fields, rules)?;
    CanonicalRequest::new(&request, names, payload).map(|canonical| wire(&canonical))
}
