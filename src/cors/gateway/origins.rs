//! Configured origins, and whether a request comes from one of them.

use super::readings::Readings;
use crate::cors::origin::{Origin, is_default_port};

/// `*`, which stands for any origin.
pub(super) const ANY: &str = "*";

/// The longest origin, in bytes: a scheme of 64, `://`, a host of 253, `:` and a port.
const LONGEST: usize = 326;

/// The longest scheme that has a default port, in bytes.
const LONGEST_WITH_PORT: usize = 5;

/// Returns whether this is the URI of an origin: `scheme "://" host [ ":" port ] [ "/" ]`, in upper or lower case.
pub(super) const fn is_origin(configured: &str) -> bool {
    let bytes = without_slash(configured.as_bytes());
    let mut buffer = [0; LONGEST];
    let Some((lower, _)) = buffer.split_at_mut_checked(bytes.len()) else {
        return false;
    };
    lower.copy_from_slice(bytes);
    lower.make_ascii_lowercase();
    let is_trimmed = !matches!(bytes, [b' ' | b'\t', ..] | [.., b' ' | b'\t']);
    let has_leading_zero = matches!(port(bytes), Some([b'0', ..]));
    match Origin::parse_tolerant(lower) {
        Ok(origin) => {
            is_trimmed && !has_leading_zero && !origin.is_null() && !matches!(lower, [b'f', b'i', b'l', b'e', b':', ..])
        }
        Err(_) => false,
    }
}

/// Returns whether the `Origin` of a request is a configured one.
///
/// As URIs, two origins may differ in a trailing `/`, a default port and case. The configured text is a valid origin,
/// and so is what equals it.
pub(super) fn is_same(configured: &str, sent: &[u8], readings: &Readings) -> bool {
    let configured = configured.as_bytes();
    let (configured, sent) = if readings.compare_origins_as_uris {
        (without_default_port(without_slash(configured)), without_default_port(sent))
    } else {
        (configured, sent)
    };
    if readings.ignore_case_of_origins { configured.eq_ignore_ascii_case(sent) } else { configured == sent }
}

const fn without_slash(uri: &[u8]) -> &[u8] {
    match uri {
        [origin @ .., b'/'] => origin,
        _ => uri,
    }
}

fn without_default_port(origin: &[u8]) -> &[u8] {
    let colon = |byte: &u8| *byte == b':';
    let parts = || {
        let (scheme, rest) = origin.split_at_checked(origin.iter().position(colon)?)?;
        let (before, port) = origin.split_at_checked(origin.iter().rposition(colon)?)?;
        let mut lower = [0; LONGEST_WITH_PORT];
        let lower = lower.get_mut(..scheme.len())?;
        lower.copy_from_slice(scheme);
        lower.make_ascii_lowercase();
        (rest.starts_with(b"://") && is_default_port(lower, port.get(1..)?)).then_some(before)
    };
    parts().unwrap_or(origin)
}

/// Returns the digits after the last colon, if only digits follow it.
const fn port(origin: &[u8]) -> Option<&[u8]> {
    let mut before = origin;
    while let [rest @ .., b'0'..=b'9'] = before {
        before = rest;
    }
    match before {
        [.., b':'] => match origin.split_at_checked(before.len()) {
            Some((_, port)) => Some(port),
            None => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    #[test]
    fn configured_origins_are_scheme_host_and_port() {
        for uri in [
            "http://example.com",
            "http://example.com/",
            "HTTPS://Example.COM:8443/",
            "https://example.com:443",
            "http://localhost:8080/",
            "http://[::1]:8080",
            "http://127.0.0.1",
            "https://a_b.example.",
            "capacitor://localhost",
        ] {
            assert!(is_origin(uri), "{uri}");
        }
        let long = std::format!("https://{}", "a".repeat(400));
        for uri in [
            "",
            "/",
            "*",
            "null",
            "NULL",
            "example.com",
            "//example.com",
            "https://",
            "https:///",
            "https://example.com//",
            "https://example.com/path",
            "https://example.com?",
            "https://example.com#",
            "https://user@example.com",
            "https://*.example.com",
            "https://example.com:*",
            "https://example.com:",
            "https://example.com:0",
            "https://example.com:0443",
            "https://example.com:65536",
            "\"https://example.com\"",
            " https://example.com",
            "https://example.com ",
            "https://b\u{FC}cher.example",
            "file:///",
            "file://host",
            "@(context.Request)",
            long.as_str(),
        ] {
            assert!(!is_origin(uri), "{uri}");
        }
    }

    #[test]
    fn origins_are_compared_as_uris_or_byte_by_byte() {
        let (uris, texts) = (Readings::DEFAULT, Readings { compare_origins_as_uris: false, ..Readings::DEFAULT });
        for (configured, sent, as_uris, as_texts) in [
            ("http://a", "http://a", true, true),
            ("http://a/", "http://a", true, false),
            ("http://a", "http://a/", false, false),
            ("http://a/", "http://a/", false, true),
            ("http://a:80/", "http://a", true, false),
            ("http://a", "HTTP://A:80", true, false),
            ("https://a:443", "https://a", true, false),
            ("https://a:80", "https://a", false, false),
            ("ws://a:80", "ws://a", true, false),
            ("wss://a:443", "wss://a", true, false),
            ("ftp://a", "ftp://a:21", true, false),
            ("x://a", "x://a:80", false, false),
            ("http://a", "http://a:080", false, false),
            ("https://a:0443", "https://a", false, false),
            ("http://[1::80]", "http://[1:", false, false),
            ("http://a", "http://a.evil", false, false),
            ("http://a", "", false, false),
            ("http://A", "http://a", true, true),
        ] {
            assert_eq!(is_same(configured, sent.as_bytes(), &uris), as_uris, "{configured} {sent}");
            assert_eq!(is_same(configured, sent.as_bytes(), &texts), as_texts, "{configured} {sent}");
        }
        let exact = Readings { ignore_case_of_origins: false, ..Readings::DEFAULT };
        assert!(is_same("http://a:80/", b"http://a", &exact) && !is_same("http://A", b"http://a", &exact));
    }
}
