//! What proves an identity, and is shown only on demand.

use countersign::auth::Scheme;

use crate::input::is_tchar;
use crate::meaning::Kind;

/// The parameters that credentials of a scheme tell anyone who sees the challenge and the request, and whose they are.
const TOLD: [(&str, &[&str]); 9] = [
    ("AWS4-ECDSA-P256-SHA256", &["Credential", "SignedHeaders"]),
    ("AWS4-HMAC-SHA256", &["Credential", "SignedHeaders"]),
    ("Concealed", &["k", "a", "s"]),
    ("Digest", &["username", "username*", "userhash", "nonce", "opaque", "uri", "algorithm", "qop", "nc", "charset"]),
    ("Hawk", &["id", "ts", "nonce", "hash", "app", "dlg"]),
    (
        "Mutual",
        &["version", "algorithm", "validation", "auth-scope", "auth-scope*", "realm*", "user", "user*", "kc1", "nc"],
    ),
    ("OAuth", &["oauth_consumer_key", "oauth_signature_method", "oauth_timestamp", "oauth_nonce", "oauth_version"]),
    ("Signature", &["keyId", "algorithm", "created", "expires", "headers"]),
    ("vapid", &["k"]),
];

/// What Authentication-Info tells about the next request, and not about the password.
const TOLD_BY_INFO: [&str; 3] = ["nextnonce", "qop", "nc"];

/// Schemes whose credentials are a token68. What looks like a parameter of theirs is a token that was cut at its `=`.
const OF_TOKEN68: [&str; 6] = ["Basic", "Bearer", "DPoP", "GNAP", "Negotiate", "NTLM"];

/// Whether the value of a parameter is a secret. A parameter of credentials is one unless it is known to be none.
pub(crate) fn is_secret_param(kind: Kind, scheme: Option<Scheme<'_>>, name: &str) -> bool {
    let is_told = |told: &[&str]| told.iter().any(|other| other.eq_ignore_ascii_case(name));
    let tells = |scheme: Scheme<'_>| TOLD.iter().any(|(other, told)| scheme.is(other) && is_told(told));
    match kind {
        Kind::Challenges | Kind::Cors => false,
        Kind::Credentials => !is_told(&["realm"]) && !scheme.is_some_and(tells),
        Kind::Info => !is_told(&TOLD_BY_INFO),
    }
}

/// Whether the name of a parameter may be one too.
pub(crate) fn is_secret_name(kind: Kind, scheme: Option<Scheme<'_>>) -> bool {
    kind == Kind::Credentials && scheme.is_some_and(|scheme| OF_TOKEN68.iter().any(|name| scheme.is(name)))
}

/// From which octet on a value that is shown as it came must be masked: behind the scheme of credentials, if there is
/// one, since what breaks the grammar may be anything.
pub(crate) fn hidden_from(kind: Kind, value: &[u8]) -> usize {
    let scheme = value.iter().take_while(|octet| is_tchar(**octet)).count();
    match kind {
        Kind::Challenges | Kind::Cors => value.len(),
        Kind::Credentials if value.get(scheme) == Some(&b' ') => scheme + 1,
        Kind::Credentials if is_known_scheme(&value[..scheme]) => scheme,
        Kind::Credentials | Kind::Info => 0,
    }
}

/// Whether a name that stands alone is a scheme. Any other may be a key that was sent without one.
pub(crate) fn is_known_scheme(name: &[u8]) -> bool {
    let known = OF_TOKEN68.into_iter().chain(TOLD.map(|(scheme, _)| scheme)).chain(["HOBA", "PrivateToken"]);
    known.into_iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}
