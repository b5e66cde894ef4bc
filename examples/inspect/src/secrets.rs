//! Which values prove an identity, and are masked unless `--reveal` is given.

use countersign::auth::Scheme;

use crate::input::is_tchar;
use crate::meaning::Kind;
use crate::schemes;

/// The parameters of Authentication-Info that say nothing about the password.
const OPEN_IN_INFO: [&str; 3] = ["nextnonce", "qop", "nc"];

/// The others that standards define.
const CLOSED_IN_INFO: [&str; 6] = ["rspauth", "cnonce", "sid", "data", "version", "vks"];

/// Returns whether the value of a parameter is secret. In credentials, all are that are not known to be open.
pub(crate) fn is_secret_param(kind: Kind, scheme: Option<Scheme<'_>>, name: &str) -> bool {
    let is_in = |open: &[&str]| open.iter().any(|other| other.eq_ignore_ascii_case(name));
    let is_open = |scheme: Scheme<'_>| schemes::module_of(scheme.as_bytes()).is_some_and(|module| is_in(module.open));
    match kind {
        Kind::Challenges | Kind::Open => false,
        // A scheme with a token68 has no realm: what looks like one may be a key.
        Kind::Credentials | Kind::ServerCredentials => {
            (is_token68(scheme) || !is_in(&["realm"])) && !scheme.is_some_and(is_open)
        }
        Kind::Info => !is_in(&OPEN_IN_INFO),
        Kind::Proof => true,
    }
}

/// Returns whether the name of a parameter may be secret too. In credentials, a key with a `=` looks like a parameter, so all
/// names may be that the scheme does not define, unless the value is in quotes, which no key contains.
pub(crate) fn is_secret_name(kind: Kind, scheme: Option<Scheme<'_>>, name: &str, is_quoted: bool) -> bool {
    kind == Kind::Credentials && (is_token68(scheme) || !is_quoted && !is_defined(kind, scheme, name))
}

/// Returns whether a standard defines a parameter of this name.
pub(crate) fn is_defined(kind: Kind, scheme: Option<Scheme<'_>>, name: &str) -> bool {
    let is_in = |names: &[&str]| names.iter().any(|other| other.eq_ignore_ascii_case(name));
    if kind == Kind::Info {
        return is_in(&OPEN_IN_INFO) || is_in(&CLOSED_IN_INFO);
    }
    let module = scheme.and_then(|scheme| schemes::module_of(scheme.as_bytes()));
    !is_token68(scheme)
        && (module.is_some_and(|module| is_in(module.open) || is_in(module.closed)) || is_in(&["realm"]))
}

fn is_token68(scheme: Option<Scheme<'_>>) -> bool {
    scheme.and_then(|scheme| schemes::module_of(scheme.as_bytes())).is_some_and(|module| module.is_token68)
}

/// Returns the offset from which a malformed value is masked: after the scheme of credentials, because any part of a
/// secret can break the grammar.
pub(crate) fn hidden_from(kind: Kind, value: &[u8]) -> usize {
    let scheme = value.iter().take_while(|byte| is_tchar(**byte)).count();
    match kind {
        Kind::Challenges | Kind::Open => value.len(),
        Kind::Credentials | Kind::ServerCredentials if value.get(scheme) == Some(&b' ') => scheme + 1,
        Kind::Credentials | Kind::ServerCredentials if is_known_scheme(&value[..scheme]) => scheme,
        Kind::Credentials | Kind::ServerCredentials | Kind::Info | Kind::Proof => 0,
    }
}

/// Returns whether a name without parameters is that of a scheme. Another name may be a key that was sent without a
/// scheme.
pub(crate) fn is_known_scheme(name: &[u8]) -> bool {
    schemes::module_of(name).is_some()
}
