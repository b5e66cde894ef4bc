//! Which parameters of credentials and of Authentication-Info prove an identity.

use super::module_of;

/// The parameters of Authentication-Info that say nothing about the password.
const OPEN_IN_INFO: [&str; 3] = ["nextnonce", "qop", "nc"];

/// The others that standards define.
const CLOSED_IN_INFO: [&str; 6] = ["rspauth", "cnonce", "sid", "data", "version", "vks"];

/// Returns whether the value of a parameter of credentials is secret: all are that are not known to be open.
#[must_use]
pub fn is_secret(scheme: &[u8], name: &str) -> bool {
    let module = module_of(scheme);
    // A scheme with a token68 has no realm: what looks like one may be a key.
    let may_have_realm = !module.is_some_and(|module| module.is_token68);
    !(may_have_realm && is_in(&["realm"], name) || module.is_some_and(|module| is_in(module.open, name)))
}

/// Returns whether the name of a parameter of credentials may be secret too. A key with a `=` looks like a parameter, so
/// all names may be that the scheme does not define, unless the value is in quotes, which no key contains.
#[must_use]
pub fn is_secret_name(scheme: &[u8], name: &str, is_quoted: bool) -> bool {
    let is_token68 = module_of(scheme).is_some_and(|module| module.is_token68);
    is_token68 || !is_quoted && !is_defined(scheme, name)
}

/// Returns whether a standard defines a parameter of this name in credentials.
#[must_use]
pub fn is_defined(scheme: &[u8], name: &str) -> bool {
    let module = module_of(scheme);
    !module.is_some_and(|module| module.is_token68)
        && (module.is_some_and(|module| is_in(module.open, name) || is_in(module.closed, name))
            || is_in(&["realm"], name))
}

/// Returns whether the value of a parameter of Authentication-Info is secret.
#[must_use]
pub fn is_secret_in_info(name: &str) -> bool {
    !is_in(&OPEN_IN_INFO, name)
}

/// Returns whether a standard defines a parameter of this name in Authentication-Info.
#[must_use]
pub fn is_defined_in_info(name: &str) -> bool {
    is_in(&OPEN_IN_INFO, name) || is_in(&CLOSED_IN_INFO, name)
}

fn is_in(names: &[&str], name: &str) -> bool {
    names.iter().any(|other| other.eq_ignore_ascii_case(name))
}
