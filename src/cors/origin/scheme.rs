//! The schemes whose origins the URL Standard defines, and all others.

/// Returns whether pages of this scheme come from a network, by the [URL
/// Standard](https://url.spec.whatwg.org/#concept-url-origin): it defines no origin of tuples for any other scheme. Apps
/// and extensions have schemes of their own.
pub(super) const fn is_network(scheme: &[u8]) -> bool {
    match scheme {
        [b'h', b't', b't', b'p', end @ ..] | [b'w', b's', end @ ..] => matches!(end, [] | [b's']),
        _ => matches!(scheme, b"ftp"),
    }
}

/// Returns whether anyone on the network path can change the pages of this scheme.
pub(super) const fn is_unprotected(scheme: &[u8]) -> bool {
    matches!(scheme, b"http" | b"ws" | b"ftp")
}
