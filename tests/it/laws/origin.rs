//! Origins, hosts and patterns of origins. The first line is a pattern, and the second line an origin that it may match.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use countersign::cors::origin::{Address, Host, Origin, OriginPattern};
use countersign::cors::policy::{Policy, Refusal};

use super::{points_into, written};

pub(crate) fn check(data: &[u8]) {
    value(data);
    if let Some(bytes) = data.first_chunk::<16>() {
        address(Ipv6Addr::from(*bytes).into());
        address(Ipv4Addr::from(*bytes.first_chunk().expect("four of sixteen")).into());
    }
    if let Ok(text) = core::str::from_utf8(data) {
        host(text);
        pattern(text);
        let lines = text.split_once('\n').unwrap_or((text, text));
        if let (Ok(pattern), Ok(origin)) = (OriginPattern::new(lines.0), Origin::parse_tolerant(lines.1.as_bytes())) {
            let matched =
                oracle::pattern(lines.0).is_some_and(|pattern| pattern.matches(lines.1.trim_matches([' ', '\t'])));
            assert_eq!(pattern.matches(&origin), matched, "{lines:?}");
            allowed(lines.0, lines.1, &origin);
        }
    }
}

fn value(data: &[u8]) {
    let (letter, sent) = (Origin::parse(data), Origin::parse_tolerant(data));
    let text = core::str::from_utf8(data).map(|text| text.trim_matches([' ', '\t']));
    for (read, is_sent) in [(letter, false), (sent, true)] {
        let expected = text.ok().and_then(|text| match text {
            "null" => Some((text, None)),
            text => oracle::origin(text, is_sent).map(|parts| (text, Some(parts))),
        });
        match (read, expected) {
            (Ok(origin), Some((text, parts))) => {
                assert_eq!(written(&origin), text.as_bytes());
                assert_eq!(origin.to_string(), text);
                assert_eq!(Origin::parse_tolerant(text.as_bytes()), Ok(origin));
                let host = origin.host().map(|host| host.as_str());
                assert_eq!(origin.scheme().zip(host).map(|(scheme, host)| (scheme, host, origin.port())), parts);
                built(origin);
            }
            (Err(error), None) => points_into(data, error),
            (read, expected) => panic!("{} {read:?} {expected:?}", data.escape_ascii()),
        }
    }
    assert!(letter.is_err() || letter == sent, "browsers may send whatever the grammar allows");
}

fn built(origin: Origin<'_>) {
    let Some((scheme, host)) = origin.scheme().zip(origin.host()) else {
        return assert!(origin.is_null() && !origin.is_same_origin(&origin) && origin == Origin::NULL);
    };
    assert!(origin.is_same_origin(&origin) && origin.is_same_site(&origin, |_| None));
    if oracle::NETWORKS.contains(&scheme) {
        assert_eq!(Host::new(host.as_str()), Ok(host));
    } else {
        let of_network = Origin::new("https", host, origin.port());
        assert_eq!(of_network.is_ok(), oracle::is_host(host.as_str(), true), "{host}");
    }
    assert_eq!(host.name().is_none(), host.address().is_some());
    let again = Origin::new(scheme, host, origin.port()).expect("parts of an origin");
    assert!(again.is_same_origin(&origin) && again.effective_port() == origin.effective_port());
    let wire = written(&again);
    assert!(wire.len() <= written(&origin).len());
    assert_eq!(Origin::parse_tolerant(&wire), Ok(again));
}

fn address(address: IpAddr) {
    let text = Address::new(address);
    assert_eq!(text.host().address(), Some(address));
    assert_eq!(Host::new(text.as_str()), Ok(text.host()));
    match address {
        IpAddr::V6(address) if address.to_ipv4_mapped().is_some() => {}
        IpAddr::V6(address) => assert_eq!(text.to_string(), format!("[{address}]")),
        IpAddr::V4(address) => assert_eq!(text.to_string(), address.to_string()),
    }
}

fn host(text: &str) {
    match Host::new(text) {
        Ok(host) => assert!(oracle::is_host(text, true) && host.to_string() == text),
        Err(error) => assert!(!oracle::is_host(text, true) && error.part() == "host" && error.offset() <= text.len()),
    }
}

fn pattern(text: &str) {
    match OriginPattern::new(text) {
        Ok(pattern) => {
            assert!(oracle::pattern(text).is_some(), "{text}");
            assert_eq!(pattern.to_string(), text);
            assert_eq!(pattern.origin().is_none(), text.contains('*'));
            if let Some(origin) = pattern.origin() {
                assert_eq!(Origin::parse_tolerant(text.as_bytes()), Ok(origin));
                assert!(pattern.matches(&origin));
            }
        }
        Err(error) => {
            assert_eq!(oracle::pattern(text), None, "{text}");
            assert!(error.part() == "origin" && error.offset() <= text.len());
        }
    }
}

/// Asserts that a policy, which keeps patterns as texts, allows the origins that the pattern matches: alone, and together
/// with a pattern that has a `*`.
fn allowed(text: &str, sent: &str, origin: &Origin<'_>) {
    let with_another = ["https://*.example.com", text];
    for texts in [Some(&with_another[1..]), (text != "*").then_some(&with_another[..])].into_iter().flatten() {
        let policy = Policy::for_origins(texts).build().expect("patterns");
        let matches = |text: &&str| OriginPattern::new(text).is_ok_and(|pattern| pattern.matches(origin));
        let refusal = policy.decide("GET", &[("Origin", sent)]).refusal();
        assert_eq!(refusal, (!texts.iter().any(matches)).then_some(Refusal::Origin), "{sent} {texts:?}");
    }
}

/// A second implementation, which splits text and parses addresses with `core`.
mod oracle {
    use std::net::{Ipv4Addr, Ipv6Addr};

    pub(super) type Parts<'t> = (&'t str, &'t str, Option<u16>);

    pub(super) fn origin(text: &str, sent: bool) -> Option<Parts<'_>> {
        let (scheme, host, port) = split(text)?;
        let number = match port {
            Some(port) if port.len() <= 5 && is_all(port, |byte| byte.is_ascii_digit()) => {
                Some(port.parse().ok().filter(|port| *port > 0)?)
            }
            Some(_) => return None,
            None => None,
        };
        let is_host = if sent && !NETWORKS.contains(&scheme) { is_opaque(host) } else { is_host(host, sent) };
        is_host.then_some((scheme, host, number))
    }

    /// The schemes to which the URL Standard gives an origin.
    pub(super) const NETWORKS: [&str; 5] = ["ftp", "http", "https", "ws", "wss"];

    /// Schemes whose pages have no origin of their own.
    const NO_PAGES: [&str; 8] = ["about", "blob", "data", "filesystem", "ftps", "javascript", "null", "sftp"];

    /// An opaque host, or an IPv6 address.
    fn is_opaque(host: &str) -> bool {
        let is_member = |byte: u8| byte.is_ascii_alphanumeric() || b"!$%&'+-._`~".contains(&byte);
        if host.starts_with('[') { is_host(host, true) } else { is_all(host, is_member) }
    }

    fn split(text: &str) -> Option<(&str, &str, Option<&str>)> {
        let (scheme, rest) = text.split_once("://")?;
        let is_scheme = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'+' | b'-' | b'.');
        if !scheme.starts_with(|first: char| first.is_ascii_lowercase()) || !is_all(scheme, is_scheme) {
            return None;
        }
        let (host, port) = rest.split_at(rest.rfind(']').map_or(rest.find(':').unwrap_or(rest.len()), |end| end + 1));
        match port {
            "" => Some((scheme, host, None)),
            port => Some((scheme, host, Some(port.strip_prefix(':')?))),
        }
    }

    fn is_all(text: &str, is_member: impl Fn(u8) -> bool) -> bool {
        !text.is_empty() && text.bytes().all(is_member)
    }

    pub(super) fn is_host(host: &str, sent: bool) -> bool {
        if let Some(ipv6) = host.strip_prefix('[') {
            return ipv6.strip_suffix(']').is_some_and(is_ipv6);
        }
        let host = host.strip_suffix('.').filter(|_| sent).unwrap_or(host);
        let is_member = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-') || sent && byte == b'_';
        host.split('.').all(|label| is_all(label, is_member) && !label.starts_with('-') && !label.ends_with('-'))
    }

    fn is_ipv6(text: &str) -> bool {
        let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let is_group =
            |group: &str| group.len() <= 4 && is_all(group, is_hex) && (group == "0" || !group.starts_with('0'));
        let groups = |text: &str| match text {
            "" => Some(0),
            text => text.split(':').all(is_group).then(|| text.split(':').count()),
        };
        match text.split_once("::") {
            Some((before, after)) => {
                groups(before).zip(groups(after)).is_some_and(|(before, after)| before + after <= 6)
            }
            None => groups(text) == Some(8),
        }
    }

    #[derive(Debug, PartialEq)]
    pub(super) struct Pattern<'t>(Option<(&'t str, &'t str, Option<&'t str>)>);

    pub(super) fn pattern(text: &str) -> Option<Pattern<'_>> {
        if text == "*" {
            return Some(Pattern(None));
        }
        let (scheme, host, port) = split(text)?;
        let is_network = NETWORKS.contains(&scheme);
        let is_of = |letters: &[char]| scheme.trim_matches(letters).is_empty();
        let is_misspelt = scheme.starts_with("http") || is_of(&['h', 't', 'p', 's']) || is_of(&['w', 's']);
        if NO_PAGES.contains(&scheme) || is_misspelt && !is_network {
            return None;
        }
        if host == "*" && port.is_none() && !is_network && scheme != "file" && scheme.len() <= 64 {
            return Some(Pattern(Some((scheme, host, port))));
        }
        let default = [("http", "80"), ("ws", "80"), ("https", "443"), ("wss", "443"), ("ftp", "21")];
        let is_port = |port: &str| {
            port == "*"
                || is_all(port, |byte| byte.is_ascii_digit())
                    && !port.starts_with('0')
                    && port.parse::<u16>().is_ok()
                    && !default.contains(&(scheme, port))
        };
        let base = host.strip_prefix("*.");
        let is_known = match base.unwrap_or(host) {
            ipv6 if ipv6.starts_with('[') => {
                let inner = ipv6.trim_start_matches('[').trim_end_matches(']');
                let address = inner.parse::<Ipv6Addr>().ok().filter(|address| address.to_ipv4_mapped().is_none());
                base.is_none() && address.is_some_and(|address| format!("[{address}]") == ipv6)
            }
            name if is_network => is_domain(name, base.is_some()),
            name => is_opaque(name),
        };
        let fits = scheme.len() <= 64 && host.len() <= 253 && scheme != "file";
        (fits && is_known && port.is_none_or(is_port)).then_some(Pattern(Some((scheme, host, port))))
    }

    fn is_domain(name: &str, is_base: bool) -> bool {
        let labels: Vec<&str> = name.strip_suffix('.').unwrap_or(name).split('.').collect();
        let last = labels.last().copied().unwrap_or_default();
        let is_number = is_all(last, |byte| byte.is_ascii_digit())
            || last.strip_prefix("0x").is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let is_label = |label: &&str| label.len() <= 63 && label.strip_prefix("xn--").is_none_or(is_punycode);
        is_host(name, true)
            && labels.iter().all(is_label)
            && (!is_number || !is_base && name.parse::<Ipv4Addr>().is_ok())
    }

    /// RFC 3492, section 6.2, with the text.
    fn is_punycode(encoded: &str) -> bool {
        let (basic, digits) = encoded.rsplit_once('-').unwrap_or(("", encoded));
        if encoded.starts_with('-') && basic.is_empty() {
            return false;
        }
        let mut text: Vec<char> = basic.chars().collect();
        let mut digits = digits.bytes().map(|byte| match byte {
            b'a'..=b'z' => Some(u64::from(byte - b'a')),
            b'0'..=b'9' => Some(u64::from(byte - b'0') + 26),
            _ => None,
        });
        let (mut code, mut at, mut bias) = (128_u64, 0_u64, 72_u64);
        let mut is_any = false;
        while let Some(mut digit) = digits.next() {
            let (start, mut weight, mut k) = (at, 1_u64, 36_u64);
            loop {
                let Some(value) = digit else { return false };
                at += value * weight;
                let threshold = k.saturating_sub(bias).clamp(1, 26);
                if value < threshold {
                    break;
                }
                weight *= 36 - threshold;
                if at > u64::from(u32::MAX) || weight > u64::from(u32::MAX) {
                    return false;
                }
                k += 36;
                let Some(next) = digits.next() else { return false };
                digit = next;
            }
            let count = u64::try_from(text.len()).expect("a length") + 1;
            let mut delta = (at - start) / if start == 0 { 700 } else { 2 };
            delta += delta / count;
            bias = 0;
            while delta > 35 * 26 / 2 {
                delta /= 35;
                bias += 36;
            }
            bias += 36 * delta / (delta + 38);
            code += at / count;
            at %= count;
            let Some(character) = u32::try_from(code).ok().and_then(char::from_u32) else { return false };
            if character.is_control() {
                return false;
            }
            text.insert(usize::try_from(at).expect("an index"), character);
            at += 1;
            is_any = true;
        }
        is_any
    }

    impl Pattern<'_> {
        pub(super) fn matches(&self, text: &str) -> bool {
            let Some((scheme, host, port)) = self.0 else {
                return true;
            };
            split(text).is_some_and(|(other_scheme, other_host, other_port)| {
                if host == "*" {
                    return scheme == other_scheme;
                }
                let is_host = match host.strip_prefix('*') {
                    Some(end) => other_host.ends_with(end) && other_host.len() > end.len(),
                    None => other_host == host,
                };
                scheme == other_scheme && is_host && (port == Some("*") || port == other_port)
            })
        }
    }
}
