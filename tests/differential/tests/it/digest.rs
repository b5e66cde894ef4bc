//! The typed challenge of Digest.

use countersign::Encode;
use countersign::auth::digest::{Algorithm, Challenge, Qop};
use countersign_differential::{Bytes, Rule, caught, compare, inputs, rules};
use http_auth::{DigestClient, PasswordClient};

/// What all of the crates read.
#[derive(Clone, Debug, PartialEq, Eq)]
struct View {
    realm: Bytes,
    nonce: Bytes,
    opaque: Option<Bytes>,
    stale: bool,
    algorithm: String,
    /// Whether `auth` and `auth-int` are offered, and whether there is a qop.
    qop: [bool; 2],
    has_qop: bool,
}

fn ours(line: &Bytes) -> Option<View> {
    let challenge = Challenge::parse(line).ok()?;
    let bytes = |text: countersign::Text<'_>| Bytes(text.bytes().collect());
    let has = |qop: Qop<'_>| challenge.qop().is_some_and(|offered| offered.contains(qop));
    Some(View {
        realm: bytes(challenge.realm()),
        nonce: bytes(challenge.nonce()),
        opaque: challenge.opaque().map(bytes),
        stale: challenge.is_stale(),
        algorithm: String::from_utf8_lossy(challenge.algorithm().unwrap_or(Algorithm::Md5).name().raw()).into_owned(),
        qop: [has(Qop::Auth), has(Qop::AuthInt)],
        has_qop: challenge.qop().is_some(),
    })
}

fn digest_auth(line: &Bytes) -> Option<View> {
    use digest_auth::Qop;
    let text = line.text()?;
    let challenge = caught(|| digest_auth::parse(text).ok())?;
    let has = |qop: Qop| challenge.qop.as_ref().is_some_and(|offered| offered.contains(&qop));
    Some(View {
        qop: [has(Qop::AUTH), has(Qop::AUTH_INT)],
        has_qop: challenge.qop.is_some(),
        algorithm: challenge.algorithm.to_string(),
        realm: Bytes(challenge.realm.into_bytes()),
        nonce: Bytes(challenge.nonce.into_bytes()),
        opaque: challenge.opaque.map(|opaque| Bytes(opaque.into_bytes())),
        stale: challenge.stale,
    })
}

fn http_auth(line: &Bytes) -> Option<View> {
    let Ok(PasswordClient::Digest(client)) = PasswordClient::try_from(line.text()?) else {
        return None;
    };
    let name = match client.algorithm() {
        http_auth::digest::Algorithm::Md5 => "MD5",
        http_auth::digest::Algorithm::Sha256 => "SHA-256",
        _ => "SHA-512-256",
    };
    Some(View {
        realm: client.realm().into(),
        nonce: DigestClient::nonce(&client).into(),
        opaque: client.opaque().map(Bytes::from),
        stale: client.stale(),
        algorithm: format!("{name}{}", if client.session() { "-sess" } else { "" }),
        // Without a qop, the crate reports `auth` and answers as RFC 2617 §3.2.2.1 requires.
        qop: [http_auth::digest::Qop::Auth, http_auth::digest::Qop::AuthInt]
            .map(|qop| !client.rfc2069_compat() && client.qop() & qop),
        has_qop: !client.rfc2069_compat(),
    })
}

fn nonce(line: &Bytes) -> Option<Bytes> {
    ours(line).map(|view| view.nonce)
}

/// The nonce, which is the one part that digest-access returns.
fn digest_access(line: &Bytes) -> Option<Bytes> {
    let challenge = line.text()?.parse::<digest_access::DigestAccess>().ok()?;
    Some(challenge.nonce().into())
}

/// The line as this crate writes it.
fn written(line: &[u8]) -> Option<Bytes> {
    let challenge = Challenge::parse(line).ok()?;
    challenge.encode_to_slice(&mut vec![0; 4 * line.len() + 64]).ok().map(Bytes::from)
}

/// The six names of RFC 7616.
fn is_registered(algorithm: &str) -> bool {
    let name = algorithm.strip_suffix("-sess").unwrap_or(algorithm);
    ["MD5", "SHA-256", "SHA-512-256"].contains(&name)
}

/// http-auth does not distinguish an empty opaque from none.
fn without_empty_opaque(view: Option<&View>) -> Option<View> {
    let view = view?.clone();
    Some(View { opaque: view.opaque.filter(|opaque| !opaque.is_empty()), ..view })
}

/// Whether the scheme or a name of a parameter is in other letters than the standard has.
fn has_other_case(line: &[u8]) -> bool {
    let is_lower = |bytes: &[u8]| !bytes.iter().any(u8::is_ascii_uppercase);
    countersign::auth::Challenge::parse(line).is_ok_and(|challenge| {
        challenge.scheme().as_bytes() != b"Digest"
            || !challenge.params().iter().all(|param| is_lower(param.name().as_bytes()))
    })
}

fn lines() -> impl Iterator<Item = Bytes> {
    inputs::of_module(15_000, "digest", false).chain(inputs::challenges(2_000)).chain(inputs::vectors())
}

#[test]
fn digest_auth_reads_the_same_challenge() {
    let rules: &[Rule<Bytes, View>] = &[
        rules::not_utf8(),
        Rule {
            name: "a line that is not one challenge of Digest",
            why: "RFC 9110 §11.3: digest_auth finds names and values in any text",
            explains: |it| it.is_only_theirs(),
        },
        Rule {
            name: "a challenge that is not ASCII",
            why: "RFC 9110 §5.6.4 allows obs-text; digest_auth counts characters and cuts bytes: it panics, or loses the parameters that follow",
            explains: |it| !it.input.is_ascii(),
        },
        Rule {
            name: "an algorithm of another name",
            why: "RFC 7616 §3.3: a client ignores such a challenge, and the name is data; the other crate rejects it",
            explains: |it| it.theirs.is_none() && it.ours.as_ref().is_some_and(|view| !is_registered(&view.algorithm)),
        },
        Rule {
            name: "another spelling",
            why: rules::SPELLING,
            explains: |it| rules::is_equal_if_written(it, written, digest_auth),
        },
        Rule {
            name: "a qop of other names, or of none",
            why: "RFC 7616 §3.3: a client ignores what it does not know; the other crate rejects the challenge",
            explains: |it| it.theirs.is_none() && it.ours.as_ref().is_some_and(|view| view.has_qop),
        },
        rules::spaces_around_equals(),
        Rule {
            name: "a name in upper case",
            why: "RFC 9110 §11.2: names are case-insensitive; digest_auth ignores such a parameter",
            explains: |it| it.ours.is_some() && has_other_case(it.input),
        },
    ];
    compare("digest_auth", lines(), ours, digest_auth, rules, Bytes::shorter);
}

#[test]
fn http_auth_reads_the_same_challenge() {
    let rules: &[Rule<Bytes, View>] = &[
        rules::not_utf8(),
        Rule {
            name: "a challenge that is not ASCII",
            why: "RFC 9110 §5.6.4 allows obs-text; http-auth rejects it",
            explains: |it| !it.input.is_ascii() && it.theirs.is_none(),
        },
        Rule {
            name: "an algorithm of another name",
            why: "RFC 7616 §3.3: a client ignores such a challenge, and the name is data; the other crate rejects it",
            explains: |it| it.theirs.is_none() && it.ours.as_ref().is_some_and(|view| !is_registered(&view.algorithm)),
        },
        Rule {
            name: "an empty opaque",
            why: "RFC 7616 §3.4: the client returns it as it is, so an empty one differs from none; http-auth drops it",
            explains: |it| it.theirs.is_some() && *it.theirs == without_empty_opaque(it.ours.as_ref()),
        },
        Rule {
            name: "another spelling",
            why: rules::SPELLING,
            explains: |it| {
                it.ours.is_some()
                    && written(it.input).is_some_and(|line| http_auth(&line) == without_empty_opaque(it.ours.as_ref()))
            },
        },
        Rule {
            name: "a qop of other names, or of none",
            why: "RFC 7616 §3.3: a client ignores what it does not know; the other crate rejects the challenge",
            explains: |it| it.theirs.is_none() && it.ours.as_ref().is_some_and(|view| view.has_qop),
        },
        Rule {
            name: "a line that is not one challenge of Digest",
            why: "RFC 9110 §11.6.1: http-auth reads a list, and in a challenge the last of two parameters",
            explains: |it| it.is_only_theirs(),
        },
    ];
    compare("Digest of http-auth", lines(), ours, http_auth, rules, Bytes::shorter);
}

#[test]
fn digest_access_reads_the_same_nonce() {
    let rules: &[Rule<Bytes, Bytes>] = &[
        rules::not_utf8(),
        Rule {
            name: "a line that is not one challenge of Digest",
            why: "RFC 9110 §11.3: digest-access finds names and values in any text",
            explains: |it| it.is_only_theirs(),
        },
        Rule {
            name: "an empty realm or nonce, or a line of up to 22 bytes",
            why: "RFC 9110 §5.6.4: a quoted string may be empty, and §11.2: it may be a token; digest-access rejects these",
            explains: |it| {
                it.theirs.is_none()
                    && (it.input.len() <= 22
                        || ours(it.input).is_some_and(|view| view.realm.is_empty() || view.nonce.is_empty()))
            },
        },
        Rule {
            name: "another spelling",
            why: rules::SPELLING,
            explains: |it| rules::is_equal_if_written(it, written, digest_access),
        },
        Rule {
            name: "an escape",
            why: "RFC 9110 §5.6.4: an escape means the character after it; digest-access keeps the backslash, and ends at an escaped quote",
            explains: |it| it.ours.is_some() && it.input.contains(&b'\\'),
        },
        rules::spaces_around_equals(),
    ];
    compare("digest-access", lines(), nonce, digest_access, rules, Bytes::shorter);
}
