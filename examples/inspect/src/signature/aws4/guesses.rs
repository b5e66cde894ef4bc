//! What signers do with a request in place of what the service does.

use countersign::auth::aws4::{ContentSha256, Rules, Scope, Timestamp};
use countersign::hash::{HashFunction, Sha256};

use super::super::Cause;
use super::super::bytes::{decode, hex, lower_digits, replace};
use super::super::guess::{Guess, Signer};
use super::super::request::{Fields, Sent};
use super::{Signature, canonical};

const PATH: usize = 1;
const QUERY: usize = 2;
/// The first field.
const FIELDS: usize = 3;

/// Splits a canonical request into its lines, each with its end.
pub(super) fn parts(canonical: &[u8]) -> Vec<Vec<u8>> {
    canonical.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
}

/// Returns other forms of each line.
pub(super) fn of(
    signature: &Signature<'_>,
    sent: &Sent,
    fields: Fields<'_>,
    names: &str,
    payload: ContentSha256,
    parts: &[Vec<u8>],
) -> Vec<Guess> {
    let mut guesses = Guesses { all: Vec::new() };
    for method in ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"] {
        guesses.line(0, "method", format!("The client signed a {method} request."), method.as_bytes());
    }
    let other = |rules: Rules, part: usize| {
        let canonical = canonical(sent, fields, names, payload, rules).ok()?;
        self::parts(&canonical).into_iter().nth(part)
    };
    let is_s3 = signature.rules != Rules::OTHERS;
    let segments = if is_s3 { ("path-normalized", "removed") } else { ("path-not-normalized", "did not remove") };
    let encoding = if is_s3 { ("path-encoded-twice", "once more") } else { ("path-encoded-once", "only once") };
    for (normalizes, twice, kind, text) in [
        (is_s3, !is_s3, segments.0, format!("{} empty and dot segments from the path that it signed", segments.1)),
        (!is_s3, is_s3, encoding.0, format!("encoded the path that it signed {}", encoding.1)),
        (
            is_s3,
            is_s3,
            if is_s3 { "path-not-of-s3" } else { "path-of-s3" },
            format!(
                "{} empty and dot segments from the path that it signed, and encoded it {}",
                segments.1, encoding.1
            ),
        ),
    ] {
        let rules = signature.rules.with_normalized_path(normalizes).with_path_encoded_twice(twice);
        guesses.part(PATH, kind, format!("The client {text}."), other(rules, PATH));
    }
    let decoded = decode(sent.path());
    guesses.line(PATH, "path-as-sent", "The client signed the path exactly as sent.", sent.path());
    guesses.line(PATH, "path-decoded", "The client signed the decoded path.", &decoded);
    guesses.part(
        PATH,
        "path-slash",
        "The client signed the path with a slash at its end.",
        Some([sent.path().strip_suffix(b"/").unwrap_or(sent.path()), b"/\n"].concat()),
    );
    guesses.query(sent, parts, other(signature.rules.with_plus_as_space(), QUERY));
    for (index, name) in names.split(';').enumerate() {
        guesses.field(sent, FIELDS + index, name);
    }
    let last = parts.len().saturating_sub(1);
    let listed = signature.credentials.signed_headers();
    guesses.line(
        last.saturating_sub(1),
        "names-as-listed",
        "The client signed the names as it listed them.",
        listed.as_str().as_bytes(),
    );
    guesses.payload(sent, last);
    guesses.all
}

/// Returns the right key, and others.
pub(super) fn signers<'a, S: Fn(&[u8]) -> Vec<u8> + 'a>(
    secret: &'a [u8],
    scope: Scope<'a>,
    at: Timestamp,
    signer: &impl Fn(&[u8], Scope<'_>) -> Option<S>,
) -> Vec<Signer<'a>> {
    let mut signers: Vec<Signer<'a>> = Vec::new();
    let mut add = |cause: Option<Cause>, secret: &[u8], scope: Scope<'_>| {
        signers.extend(signer(secret, scope).map(|sign| Signer { cause, sign: Box::new(sign) }));
    };
    add(None, secret, scope);
    for (kind, text, other) in super::super::other_secrets(secret) {
        add(Some(Cause::new(kind, text)), &other, scope);
    }
    let day = 86_400;
    let now = at.unix_seconds();
    for (seconds, which) in [
        (now, "of the day of the request"),
        (now.saturating_sub(day), "of the day before"),
        (now.saturating_add(day), "of the day after"),
    ] {
        let Some(at) = Timestamp::new(seconds) else { continue };
        if let Ok(scope) = Scope::of(scope.algorithm(), at.day().as_str(), scope.region(), scope.service()) {
            add(
                Some(Cause::new("key-of-other-day", format!("The client signed with the key {which}."))),
                secret,
                scope,
            );
        }
    }
    for region in ["us-east-1", "auto", ""] {
        if let Ok(other) = Scope::of(scope.algorithm(), scope.date(), Some(region), scope.service()) {
            add(
                Some(Cause::new(
                    "key-of-other-region",
                    format!("The client signed with the key of the region {region}."),
                )),
                secret,
                other,
            );
        }
    }
    signers
}

struct Guesses {
    all: Vec<Guess>,
}

impl Guesses {
    /// Adds another form of a line, without its end.
    fn line(&mut self, part: usize, kind: &'static str, text: impl Into<String>, bytes: &[u8]) {
        self.part(part, kind, text, Some([bytes, b"\n"].concat()));
    }

    fn part(&mut self, part: usize, kind: &'static str, text: impl Into<String>, bytes: Option<Vec<u8>>) {
        self.all.extend(bytes.map(|bytes| Guess { cause: Cause::new(kind, text), part, bytes }));
    }

    fn query(&mut self, sent: &Sent, parts: &[Vec<u8>], plus_as_space: Option<Vec<u8>>) {
        let own = parts.get(QUERY).map(|line| line.trim_ascii_end().to_vec()).unwrap_or_default();
        let as_sent: Vec<_> = sent.query().split(|byte| *byte == b'&').filter(|part| !is_signature(part)).collect();
        let mut sorted: Vec<_> = own.split(|byte| *byte == b'&').collect();
        sorted.sort_unstable();
        let without_equals: Vec<_> =
            own.split(|byte| *byte == b'&').map(|part| part.strip_suffix(b"=").unwrap_or(part)).collect();
        let without_token: Vec<_> =
            own.split(|byte| *byte == b'&').filter(|part| !part.starts_with(b"X-Amz-Security-Token=")).collect();
        self.part(
            QUERY,
            "plus-as-space",
            "The client signed `+` in the query as a space, %20. The service reads it as a plus sign, %2B.",
            plus_as_space,
        );
        for (kind, text, bytes) in [
            (
                "query-as-sent",
                "The client signed the query exactly as sent, and did not sort and encode it.",
                as_sent.join(&b'&'),
            ),
            ("token-not-signed", "The client added X-Amz-Security-Token after it signed.", without_token.join(&b'&')),
            ("query-absent", "The client did not sign the query.", Vec::new()),
            (
                "query-sorted-as-text",
                "The client sorted the parameters as texts and not by name: `=` comes after `-`, `.` and digits.",
                sorted.join(&b'&'),
            ),
            (
                "query-without-equals",
                "The client signed parameters without a value without `=`.",
                without_equals.join(&b'&'),
            ),
            (
                "query-encoded-twice",
                "The client encoded the query once more before it signed it.",
                replace(&own, b"%", b"%25"),
            ),
            (
                "query-plus-raw",
                "The client signed `+` in the query as it is. The service signs it as %2B.",
                replace(&own, b"%2B", b"+"),
            ),
            (
                "query-space-as-plus",
                "The client signed a space in the query as `+`, as forms have it, and not as %20.",
                replace(&own, b"%20", b"+"),
            ),
            (
                "query-slash",
                "The client did not encode slashes in the query that it signed.",
                replace(&own, b"%2F", b"/"),
            ),
            ("query-lower-case", "The client signed percent-encoding in lower case.", lower_digits(&own)),
        ] {
            self.line(QUERY, kind, text, &bytes);
        }
    }

    fn field(&mut self, sent: &Sent, part: usize, name: &str) {
        let mut add =
            |kind, text: String, value: &[u8]| self.line(part, kind, text, &[name.as_bytes(), b":", value].concat());
        let own: Vec<_> = sent.values(name).collect();
        let raw: Vec<_> = sent.raw_values(name).collect();
        add(
            "value-not-collapsed",
            format!("The client signed {name} with its white space inside, and did not make one space of it."),
            &own.join(&b','),
        );
        add(
            "value-not-trimmed",
            format!("The client signed {name} with the white space around its value."),
            &raw.join(&b','),
        );
        add(
            "values-joined",
            format!("The client signed the lines of {name} with a space after each comma."),
            &own.join(&b", "[..]),
        );
        add(
            "value-first",
            format!("The client signed only the first line of {name}."),
            own.first().copied().unwrap_or_default(),
        );
        add(
            "value-last",
            format!("The client signed only the last line of {name}."),
            own.last().copied().unwrap_or_default(),
        );
        add(
            "value-empty",
            format!("The client signed {name} without a value: the value was added or changed later."),
            b"",
        );
        let text = String::from_utf8_lossy(own.first().copied().unwrap_or_default()).into_owned();
        let latin1: String = text.bytes().map(char::from).collect();
        add(
            "value-latin1",
            format!("The client signed {name} with its bytes encoded as UTF-8 once more."),
            latin1.as_bytes(),
        );
        match name {
            "host" => {
                let host = text.rsplit_once(':').map_or(text.as_str(), |(host, _)| host);
                add("host-port", "The client signed host without the port.".to_owned(), host.as_bytes());
                for port in [443, 80] {
                    add(
                        "host-port",
                        format!("The client signed host with the port {port}."),
                        format!("{host}:{port}").as_bytes(),
                    );
                }
                add(
                    "host-case",
                    "The client signed host in lower case.".to_owned(),
                    text.to_ascii_lowercase().as_bytes(),
                );
            }
            "content-type" => {
                let media_type = text.split(';').next().unwrap_or_default().trim();
                let why = "a library changed the field later.";
                add(
                    "content-type",
                    format!("The client signed content-type without its parameters: {why}"),
                    media_type.as_bytes(),
                );
                for other in ["application/octet-stream", "application/x-www-form-urlencoded", "application/json"] {
                    add("content-type", format!("The client signed content-type: {other}: {why}"), other.as_bytes());
                }
                for charset in ["; charset=utf-8", "; charset=UTF-8", ";charset=utf-8", ";charset=UTF-8"] {
                    add(
                        "content-type",
                        format!("The client signed content-type with `{charset}`: {why}"),
                        format!("{media_type}{charset}").as_bytes(),
                    );
                }
            }
            "accept-encoding" => {
                for other in ["identity", "gzip", "gzip, deflate", "gzip, deflate, br"] {
                    add(
                        "accept-encoding",
                        format!(
                            "The client signed accept-encoding: {other}: a proxy or a library changed the field later."
                        ),
                        other.as_bytes(),
                    );
                }
            }
            "content-length" => {
                if let Some(body) = &sent.body {
                    add(
                        "content-length",
                        "The client signed the length of the body that is given.".to_owned(),
                        body.len().to_string().as_bytes(),
                    );
                }
                add("content-length", "The client signed content-length: 0.".to_owned(), b"0");
            }
            _ => {}
        }
    }

    fn payload(&mut self, sent: &Sent, last: usize) {
        let of = |body: &[u8]| hex(&Sha256.hash(body));
        let mut add = |kind, text: &str, line: &str| self.part(last, kind, text, Some(line.as_bytes().to_vec()));
        if let Some(body) = &sent.body {
            add(
                "payload-body",
                "The client signed the SHA-256 of the body, and not what the request says of it.",
                &of(body),
            );
            add(
                "payload-upper-case",
                "The client signed the SHA-256 of the body in upper case.",
                &of(body).to_ascii_uppercase(),
            );
            let trimmed = body.strip_suffix(b"\n").unwrap_or(body);
            add("payload-line-end", "The client signed a body without the line end at its end.", &of(trimmed));
            add(
                "payload-line-end",
                "The client signed a body with a line end at its end.",
                &of(&[body, &b"\n"[..]].concat()),
            );
        }
        add("payload-unsigned", "The client signed UNSIGNED-PAYLOAD in place of the body.", "UNSIGNED-PAYLOAD");
        add("payload-empty", "The client signed an empty body.", &of(b""));
        add("payload-absent", "The client signed nothing for the body.", "");
    }
}

/// Returns whether a parameter is the signature.
fn is_signature(part: &[u8]) -> bool {
    part.starts_with(b"X-Amz-Signature=") || part.starts_with(b"X-Goog-Signature=")
}
