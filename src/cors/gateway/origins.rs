//! Origins as they are configured, and whether a request comes from one.

use super::readings::Readings;
use crate::cors::origin::Origin;

/// `*`, which stands for any origin.
pub(super) const ANY: &str = "*";

/// More than any origin has: a scheme of 64 octets, `://`, a name of 253, `:` and a port.
const LONGEST: usize = 326;

/// Whether it is the URI of an origin: `scheme "://" host [ ":" port ] [ "/" ]`, in any case.
pub(super) const fn is_origin(configured: &str) -> bool {
    let octets = without_slash(configured.as_bytes());
    let mut room = [0; LONGEST];
    let Some((lower, _)) = room.split_at_mut_checked(octets.len()) else {
        return false;
    };
    lower.copy_from_slice(octets);
    lower.make_ascii_lowercase();
    let is_trimmed = !matches!(octets, [b' ' | b'\t', ..] | [.., b' ' | b'\t']);
    let has_zero = matches!(port(octets), Some([b'0', ..]));
    match Origin::parse_tolerant(lower) {
        Ok(origin) => {
            is_trimmed && !has_zero && !origin.is_null() && !matches!(lower, [b'f', b'i', b'l', b'e', b':', ..])
        }
        Err(_) => false,
    }
}

/// Whether the `Origin` of a request, as it was sent, is the one that was configured.
///
/// Two URIs of origins differ where they are spelled apart, but for a `/`, a default port and case. What was configured
/// is an origin, so what is equal to it is one.
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
    let is_of = |scheme: &[u8]| origin.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    match origin {
        [before @ .., b':', b'8', b'0'] if is_of(b"http://") || is_of(b"ws://") => before,
        [before @ .., b':', b'4', b'4', b'3'] if is_of(b"https://") || is_of(b"wss://") => before,
        [before @ .., b':', b'2', b'1'] if is_of(b"ftp://") => before,
        _ => origin,
    }
}

/// The digits behind the last colon, where there is nothing else.
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
    fn origins_compare_as_uris_or_as_they_are_spelled() {
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
