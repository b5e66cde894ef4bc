//! What proves an identity, and is shown only on demand.

use countersign::auth::Scheme;

use crate::input::is_tchar;
use crate::meaning::Kind;

/// What Digest credentials tell anyone who sees the challenge and the request, and whose they are.
const TOLD_BY_DIGEST: [&str; 11] =
    ["username", "username*", "userhash", "realm", "nonce", "opaque", "uri", "algorithm", "qop", "nc", "charset"];

/// What Authentication-Info tells about the next request, and not about the password.
const TOLD_BY_INFO: [&str; 3] = ["nextnonce", "qop", "nc"];

/// Schemes whose name may stand alone. Any other name that does may be a key that was sent without a scheme.
const NAMES: [&str; 5] = ["Basic", "Bearer", "Digest", "Negotiate", "NTLM"];

/// Whether the value of a parameter is a secret. A parameter of credentials is one unless it is known to be none.
pub(crate) fn is_secret_param(kind: Kind, scheme: Option<Scheme<'_>>, name: &str) -> bool {
    let is_told = |told: &[&str]| told.iter().any(|other| other.eq_ignore_ascii_case(name));
    match kind {
        Kind::Challenges => false,
        Kind::Credentials if scheme.is_some_and(|scheme| scheme.is("Digest")) => !is_told(&TOLD_BY_DIGEST),
        Kind::Credentials => !is_told(&["realm"]),
        Kind::Info => !is_told(&TOLD_BY_INFO),
    }
}

/// From which octet on a value that is shown as it came must be masked: behind the scheme of credentials, if there is
/// one, since what breaks the grammar may be anything.
pub(crate) fn hidden_from(kind: Kind, value: &[u8]) -> usize {
    let scheme = value.iter().take_while(|octet| is_tchar(**octet)).count();
    match kind {
        Kind::Challenges => value.len(),
        Kind::Credentials if value.get(scheme) == Some(&b' ') => scheme + 1,
        Kind::Credentials if is_known_scheme(&value[..scheme]) => scheme,
        Kind::Credentials | Kind::Info => 0,
    }
}

pub(crate) fn is_known_scheme(name: &[u8]) -> bool {
    NAMES.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}
