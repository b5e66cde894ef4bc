//! What the signature of a request covers, whether it is right, and where another text differs.
//!
//! Each scheme has a module, which returns a `Checked`: the texts that are signed, the signature that was sent and that which
//! is right, and causes. The signature that is right is as secret as a password: it is enough to send the request.

mod aws4;
mod bytes;
mod guess;
mod hawk;
mod oauth;
mod request;
mod shared_key;
mod show;
mod text;
mod theirs;

use std::fmt;

use countersign::auth::aws4::SCHEMES;

use crate::Report;
use guess::Cause;
use request::Sent;
use text::Text;
use theirs::Theirs;

/// What there is to check.
#[derive(Clone, Copy, Default)]
pub struct Given<'a> {
    /// The request: a header block and a body, or the output of `curl -v`.
    pub input: &'a [u8],
    /// The body, if the input does not have it.
    pub body: Option<&'a [u8]>,
    /// The secret of the key.
    pub key: Option<&'a [u8]>,
    /// The secret of the token, with OAuth.
    pub token_key: Option<&'a [u8]>,
    /// What the other side signed, or its error message.
    pub theirs: Option<&'a [u8]>,
    /// The scheme, the host and the port that the client used.
    pub origin: Option<&'a str>,
}

/// What is signed, and by which signature.
struct Checked {
    scheme: String,
    /// Where the signature is: `field` or `query`.
    form: &'static str,
    facts: Vec<(&'static str, Vec<u8>)>,
    texts: Vec<Text>,
    /// The signature as sent.
    sent: Vec<u8>,
    /// The signature that is right. `None` without a key.
    expected: Option<Vec<u8>>,
    is_right: Option<bool>,
    causes: Vec<Cause>,
    /// Whether a key of the caller suffices.
    is_computable: bool,
}

/// Adds what the signature of a request covers. Returns `None` if the input has no request.
pub fn add(report: &mut Report, given: &Given<'_>) -> Option<fmt::Result> {
    let sent = Sent::read(given.input, given.body)?;
    let checked = check(&sent, given).map(|mut checked| {
        checked.compare(given.theirs);
        checked.causes.splice(..0, sent.causes.iter().cloned());
        checked
    });
    if !checked.as_ref().is_ok_and(Checked::is_well) {
        report.fail();
    }
    Some(report.add_checked(&checked))
}

fn check(sent: &Sent, given: &Given<'_>) -> Result<Checked, Cause> {
    let query_is_signed = ["X-Amz-Signature", "X-Goog-Signature"].iter().any(|name| sent.has_param(name));
    let Some(value) = sent.value("authorization") else {
        return match () {
            () if query_is_signed => aws4::check(sent, given),
            () if sent.has_param("bewit") => hawk::check(sent, given),
            () => Err(no_signature()),
        };
    };
    let scheme = String::from_utf8_lossy(value.split(|byte| *byte == b' ').next().unwrap_or_default()).into_owned();
    let is = |name: &str| scheme.eq_ignore_ascii_case(name);
    match () {
        () if query_is_signed || sent.values("authorization").count() > 1 => Err(Cause::new(
            "two-signatures",
            "The request has two lines of Authorization, or also a signature in its query: servers reject it.",
        )),
        () if SCHEMES.iter().any(|name| is(name)) => aws4::check(sent, given),
        () if is("SharedKey") || is("SharedKeyLite") || is("AWS") => shared_key::check(sent, given),
        () if is("OAuth") => oauth::check(sent, given),
        () if is("Hawk") => hawk::check(sent, given),
        // What does not look like the name of a scheme may be a secret.
        () => Err(Cause::new(
            "unknown-scheme",
            "The scheme of Authorization is not AWS4-HMAC-SHA256, GOOG4-HMAC-SHA256, SharedKey, SharedKeyLite, OAuth or Hawk.",
        )),
    }
}

fn no_signature() -> Cause {
    Cause::new(
        "no-signature",
        "The request has no signature: no Authorization, and in its query neither X-Amz-Signature nor bewit.",
    )
}

fn body_missing() -> Cause {
    Cause::new("body-missing", "The signature covers the body, and the input does not have it: give it with --body.")
}

impl Checked {
    fn is_well(&self) -> bool {
        self.causes.is_empty() && self.is_right != Some(false)
    }

    /// Compares the texts with those of the other side, and names what follows.
    fn compare(&mut self, theirs: Option<&[u8]>) {
        let mut is_same = None;
        if let Some(theirs) = theirs.map(Theirs::read) {
            for text in &mut self.texts {
                let theirs = match text.kind {
                    "canonical-request" => theirs.canonical.as_ref(),
                    "string-to-sign" => theirs.string_to_sign.as_ref(),
                    _ => theirs.string_to_sign.as_ref().or(theirs.canonical.as_ref()),
                };
                text.theirs = theirs.cloned();
            }
            let differs = |text: &Text| text.theirs.as_ref().map(|_| text.difference().is_some());
            let differing: Vec<_> = self.texts.iter().filter_map(differs).collect();
            is_same = Some(!differing.is_empty() && !differing.contains(&true));
            if differing.is_empty() {
                self.causes
                    .push(Cause::new("theirs-unreadable", "The text of the other side is not what this scheme signs."));
            } else if differing.contains(&true) {
                self.causes.insert(
                    0,
                    Cause::new("text-differs", "The other side signed another text: see the line with the caret."),
                );
            }
        }
        let is_explained = self.causes.iter().any(|cause| cause.kind != "text-differs");
        if self.is_right == Some(false) && !is_explained {
            self.causes.push(match is_same {
                Some(true) => Cause::new("wrong-key", "Both sides sign the same text: the keys differ."),
                Some(false) => return,
                _ => Cause::new("unexplained", "No change that inspect knows explains the signature: the key differs, or something that is signed changed on the way. Compare with the text of the other side: --theirs."),
            });
        }
    }
}

/// The scheme, the host and the port that the client used.
struct Origin {
    scheme: String,
    host: String,
    port: u16,
}

impl Origin {
    /// Returns the host, and the port unless it is that of the scheme.
    fn authority(&self) -> String {
        let usual = if self.scheme == "http" { 80 } else { 443 };
        if self.port == usual { self.host.clone() } else { format!("{}:{}", self.host, self.port) }
    }
}

impl Given<'_> {
    /// Returns the origin: as given, or that of Host with https, or with http if the port is 80.
    fn origin(&self, sent: &Sent) -> Result<Origin, Cause> {
        let wrong = || {
            Cause::new(
                "malformed-origin",
                "--origin is a scheme, a host and perhaps a port, such as https://example.org:8443.",
            )
        };
        let host_field = sent.text("host");
        let is_http = host_field.ends_with(":80");
        let (scheme, authority) = match self.origin {
            Some(origin) => origin.trim_end_matches('/').split_once("://").ok_or_else(wrong)?,
            None if host_field.is_empty() => {
                return Err(Cause::new("field-absent", "The request has no Host: give --origin."));
            }
            None => (if is_http { "http" } else { "https" }, host_field),
        };
        let usual = if scheme.eq_ignore_ascii_case("http") { 80 } else { 443 };
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().map_err(|_| wrong())?),
            _ => (authority, usual),
        };
        Ok(Origin { scheme: scheme.to_ascii_lowercase(), host: host.to_owned(), port })
    }
}

/// Secrets that differ from a key by what programs add to it or take from it.
fn other_secrets(secret: &[u8]) -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let trimmed = secret.trim_ascii();
    let unquoted = trimmed.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(trimmed);
    vec![
        ("key-line-end", "The client signed with a line end at the end of its key.", [secret, b"\n"].concat()),
        ("key-line-end", "The client signed with CR and LF at the end of its key.", [secret, b"\r\n"].concat()),
        ("key-space", "The client signed with a space at the end of its key.", [secret, b" "].concat()),
        ("key-trimmed", "The client signed without the white space around the key.", trimmed.to_vec()),
        ("key-quotes", "The client signed without the quotes around the key.", unquoted.to_vec()),
        ("key-quotes", "The client signed with quotes around its key.", [b"\"", secret, b"\""].concat()),
        ("key-empty", "The client signed with an empty key.", Vec::new()),
    ]
}
