//! The protection space of a challenge, RFC 7616 §3.3.
//!
//! ```abnf
//! domain = "domain" "=" DQUOTE URI *( 1*SP URI ) DQUOTE
//! URI    = absolute-URI / path-absolute
//! ```

use crate::syntax::text::Words;

/// Reports whether one of the URIs of `domain` is a prefix of `uri`, after both have been made absolute with `origin`.
pub(super) fn covers(domain: Option<Words<'_>>, origin: &[u8], uri: &[u8]) -> bool {
    let (Some(server), Some(uri)) = (Uri::parse(origin), Uri::parse(uri)) else {
        return false;
    };
    let is_same_server =
        |one: &Uri<'_>, other: &Uri<'_>| one.server.or(server.server) == other.server.or(server.server);
    match is_listed(domain, &uri, is_same_server) {
        Some(is_listed) => is_listed,
        None => is_same_server(&uri, &server),
    }
}

/// The same for a request-target, as far as the target shows it: the server is that of the connection. So a path is
/// compared with all paths of `domain`. The target of CONNECT is for a proxy, for which `domain` has no meaning.
pub(super) fn covers_target(domain: Option<Words<'_>>, target: &[u8]) -> bool {
    if domain.is_none() {
        return true;
    }
    let is_same_server = |one: &Uri<'_>, other: &Uri<'_>| match (one.server, other.server) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    };
    match Uri::parse(target) {
        Some(uri) => is_listed(domain, &uri, is_same_server).unwrap_or(true),
        None if target == b"*" => is_listed(domain, &Uri { server: None, path: b"" }, is_same_server).unwrap_or(true),
        None => true,
    }
}

/// Reports whether two URIs have the same origin, or are the same if they have no authority.
pub(in crate::auth) fn is_same_origin(one: &[u8], other: &[u8]) -> bool {
    match [one, other].map(|uri| Uri::parse(uri)?.server) {
        [Some(one), Some(other)] => one == other,
        _ => one == other,
    }
}

/// Reports whether a request-target names its server.
pub(in crate::auth) fn is_absolute(target: &[u8]) -> bool {
    Uri::parse(target).is_some_and(|uri| uri.server.is_some())
}

/// Returns the path and the query of a request-target that has no `.` and `..`; `None` if the target has another origin.
pub(in crate::auth) fn path_in<'a>(origin: &[u8], target: &'a [u8]) -> Option<&'a [u8]> {
    let uri = Uri::parse(target)?;
    let is_of_origin = uri.server.is_none() || is_same_origin(origin, target);
    (is_of_origin && !uri.has_dot_segments()).then_some(if uri.path.is_empty() { b"/" } else { uri.path })
}

/// The same for a request-target of a known origin. Targets that are no URIs are compared as [`covers_target`] does.
pub(in crate::auth) fn covers_request(domain: Option<Words<'_>>, origin: &[u8], target: &[u8]) -> bool {
    match [origin, target].map(Uri::parse) {
        [Some(_), Some(_)] => covers(domain, origin, target),
        _ => covers_target(domain, target),
    }
}

/// `None` when `domain` has no URI.
fn is_listed(
    domain: Option<Words<'_>>,
    uri: &Uri<'_>,
    is_same_server: impl Fn(&Uri<'_>, &Uri<'_>) -> bool,
) -> Option<bool> {
    // Some devices send what is not a URI, such as "::".
    let mut entries = domain?.iter().filter_map(|entry| Uri::parse(entry.as_bytes()?)).peekable();
    entries.peek()?;
    let is_prefix = |entry: Uri<'_>| is_same_server(&entry, uri) && uri.path.starts_with(entry.path);
    Some(!uri.has_dot_segments() && entries.any(is_prefix))
}

/// An absolute URI, or a path with a query.
struct Uri<'a> {
    server: Option<Server<'a>>,
    /// Empty for the root.
    path: &'a [u8],
}

#[derive(Clone, Copy)]
struct Server<'a> {
    scheme: &'a [u8],
    authority: &'a [u8],
}

impl<'a> Uri<'a> {
    fn parse(uri: &'a [u8]) -> Option<Self> {
        let is_path = uri.starts_with(b"/") && !uri.starts_with(b"//");
        let (server, path) = if is_path {
            (None, uri)
        } else {
            let (scheme, rest) = uri.split_at_checked(uri.iter().position(|byte| *byte == b':')?)?;
            let is_scheme = scheme.first().is_some_and(u8::is_ascii_alphabetic)
                && scheme.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte));
            let rest = rest.strip_prefix(b"://").filter(|_| is_scheme)?;
            let end = rest.iter().position(|byte| b"/?#".contains(byte)).unwrap_or(rest.len());
            let (authority, path) = rest.split_at_checked(end)?;
            (Some(Server { scheme, authority }), path)
        };
        Some(Self { server, path: if path == b"/" { b"" } else { path } })
    }

    /// A server removes these segments, so the path that it serves has another beginning.
    fn has_dot_segments(&self) -> bool {
        let mut parts = self.path.split(|byte| b"?#".contains(byte));
        parts.next().is_some_and(|path| path.split(|byte| *byte == b'/').any(is_dot_segment))
    }
}

impl PartialEq for Server<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.scheme.eq_ignore_ascii_case(other.scheme)
            && self.without_default_port().eq_ignore_ascii_case(other.without_default_port())
    }
}

impl<'a> Server<'a> {
    fn without_default_port(self) -> &'a [u8] {
        let port: &[u8] = match self.scheme {
            scheme if scheme.eq_ignore_ascii_case(b"http") => b":80",
            scheme if scheme.eq_ignore_ascii_case(b"https") => b":443",
            _ => b":",
        };
        self.authority.strip_suffix(port).or_else(|| self.authority.strip_suffix(b":")).unwrap_or(self.authority)
    }
}

/// `.` or `..`, whose dots may be percent-encoded.
fn is_dot_segment(segment: &[u8]) -> bool {
    let dot = |text: &'_ [u8]| match text {
        [b'.', ..] => 1,
        [b'%', b'2', b'e' | b'E', ..] => 3,
        _ => 0,
    };
    let after = segment.get(dot(segment)..).unwrap_or_default();
    !segment.is_empty() && dot(segment) > 0 && after.len() == dot(after)
}
