//! Which values prove an identity, and are masked unless `--reveal` is given.

use countersign::auth::Scheme;
use countersign_explain::schemes::secrets;

use crate::input::is_tchar;
use crate::meaning::Kind;
use crate::schemes;

/// Returns whether the value of a parameter is secret.
pub(crate) fn is_secret_param(kind: Kind, scheme: Option<Scheme<'_>>, name: &str) -> bool {
    match kind {
        Kind::Challenges | Kind::Open => false,
        Kind::Credentials | Kind::ServerCredentials => secrets::is_secret(name_of(scheme), name),
        Kind::Info => secrets::is_secret_in_info(name),
        Kind::Proof => true,
    }
}

/// Returns whether the name of a parameter may be secret too.
pub(crate) fn is_secret_name(kind: Kind, scheme: Option<Scheme<'_>>, name: &str, is_quoted: bool) -> bool {
    kind == Kind::Credentials && secrets::is_secret_name(name_of(scheme), name, is_quoted)
}

/// Returns whether a standard defines a parameter of this name.
pub(crate) fn is_defined(kind: Kind, scheme: Option<Scheme<'_>>, name: &str) -> bool {
    match kind {
        Kind::Info => secrets::is_defined_in_info(name),
        _ => secrets::is_defined(name_of(scheme), name),
    }
}

/// No scheme has the empty name.
fn name_of(scheme: Option<Scheme<'_>>) -> &[u8] {
    scheme.map_or(b"", |scheme| scheme.as_bytes())
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
