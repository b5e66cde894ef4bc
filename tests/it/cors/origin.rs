//! Origins, hosts and patterns of origins, Fetch §3.2 and the rules of a policy.

use countersign::cors::origin::{Address, Host, Origin, OriginPattern};
use countersign::{Encode, ErrorKind, Rule, ValueErrorKind};

fn written(value: &impl Encode) -> String {
    let mut buffer = vec![0; value.encoded_len()];
    String::from_utf8(value.encode_to_slice(&mut buffer).unwrap().to_vec()).unwrap()
}

fn origin(text: &str) -> Origin<'_> {
    Origin::parse_tolerant(text.as_bytes()).unwrap()
}

fn pattern(text: &str) -> OriginPattern<'_> {
    OriginPattern::new(text).unwrap()
}

/// Valid origins, and their parts.
#[test]
fn origins_are_parsed_strictly() {
    for (text, scheme, host, port) in [
        ("http://localhost:8080", "http", "localhost", Some(8080)),
        ("https://xn--xample-9ua.com", "https", "xn--xample-9ua.com", None),
        // A delta of 455, the limit of the loop in RFC 3492, section 6.1.
        ("https://xn--a-jub1009c2uab.com", "https", "xn--a-jub1009c2uab.com", None),
        ("http://127.0.0.1:90", "http", "127.0.0.1", Some(90)),
        ("http://[::]", "http", "[::]", None),
        ("http://[1::]", "http", "[1::]", None),
        ("http://[1:2:3:4:5:6::]", "http", "[1:2:3:4:5:6::]", None),
        ("http://[1:0:0:0:5:6:7:8]:1", "http", "[1:0:0:0:5:6:7:8]", Some(1)),
        ("https://sub.a-b.c9.example:65535", "https", "sub.a-b.c9.example", Some(65535)),
        ("a+b-c.d://x", "a+b-c.d", "x", None),
        ("https://a:443", "https", "a", Some(443)),
        ("https://256.1.1.1", "https", "256.1.1.1", None),
        ("file://host", "file", "host", None),
    ] {
        let origin = Origin::parse(text.as_bytes()).unwrap();
        assert_eq!(origin.host().map(|host| host.as_str()), Some(host));
        assert_eq!((origin.scheme(), origin.port(), origin.is_null()), (Some(scheme), port, false));
        assert_eq!((written(&origin), origin.to_string()), (text.to_owned(), text.to_owned()));
        assert_eq!(Origin::parse(format!(" \t{text}\t ").as_bytes()), Ok(origin));
        assert_eq!(Origin::parse_tolerant(text.as_bytes()), Ok(origin));
    }
    assert_eq!(Origin::parse(b"null"), Ok(Origin::NULL));
    assert_eq!(written(&Origin::NULL), "null");
    let zeros = Origin::parse(b"http://a:00443").unwrap();
    assert_eq!(
        (zeros.port(), written(&zeros), zeros.to_string()),
        (Some(443), "http://a:00443".into(), "http://a:00443".into())
    );
    assert!(zeros != origin("http://a:443") && zeros.is_same_origin(&origin("http://a:443")));
}

#[test]
fn invalid_origins_are_rejected_at_their_first_invalid_byte() {
    for (text, rule, offset) in [
        ("", Rule::OriginOrNull, 0),
        ("Null", Rule::OriginOrNull, 0),
        ("nul", Rule::OriginOrNull, 3),
        ("nulls", Rule::OriginOrNull, 5),
        ("example.com", Rule::OriginOrNull, 11),
        ("http:/a", Rule::OriginOrNull, 4),
        ("http://", Rule::Host, 7),
        ("1http://a", Rule::OriginOrNull, 0),
        ("://a", Rule::OriginOrNull, 0),
        (" http://Example.com", Rule::Host, 8),
        ("http://example.Com", Rule::Host, 15),
        ("http://exaMple.com", Rule::End, 10),
        ("http://example.com:", Rule::Port, 19),
        ("http://example.com:0", Rule::Port, 19),
        ("http://example.com:65536", Rule::Port, 23),
        ("http://example.com:000080", Rule::End, 24),
        ("http://example.com:8o", Rule::End, 20),
        ("http://-a.com", Rule::Host, 7),
        ("http://a-.com", Rule::Host, 9),
        ("http://a-", Rule::Host, 9),
        ("http://.a", Rule::Host, 7),
        ("http://a..b", Rule::Host, 9),
        ("http://a.", Rule::Host, 9),
        ("http://a_b", Rule::End, 8),
        ("http://[::0001]", Rule::Host, 11),
        ("http://[2001:DB8::1]", Rule::Host, 13),
        ("http://[1::2:3:4:5:6:7]", Rule::Host, 22),
        ("http://[1:2:3:4:5:6:7]", Rule::Host, 21),
        ("http://[1:2:3:4:5:6:7:8:9]", Rule::Host, 25),
        ("http://[::1::]", Rule::Host, 12),
        ("http://[::1:]", Rule::Host, 12),
        ("http://[1:]", Rule::Host, 10),
        ("http://[:1]", Rule::Host, 8),
        ("http://[:::1]", Rule::Host, 10),
        ("http://[12345::]", Rule::Host, 12),
        ("http://[::1.2.3.4]", Rule::Host, 11),
        ("http://[::1%25eth0]", Rule::Host, 11),
        ("http://[]", Rule::Host, 8),
        ("http://[::1", Rule::Host, 11),
        ("http://[::1]a", Rule::End, 12),
        ("http://::1]", Rule::Host, 7),
        ("https://\u{e9}.example", Rule::Host, 8),
        ("http://a/", Rule::End, 8),
        ("http://u@a", Rule::End, 8),
        ("http://a, http://b", Rule::End, 8),
        ("http://a http://b", Rule::End, 8),
    ] {
        let error = Origin::parse(text.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(rule), offset), "{text}");
    }
}

/// The hosts of apps and extensions, which the URL Standard gives no origin. Each is sent by what the comment names.
#[test]
fn apps_and_extensions_have_hosts_of_their_own() {
    for text in [
        "safari-web-extension://140BB581-5AC2-4B8C-9E0B-2B1F3D6C7A10", // Safari
        "app://-",                                                     // Electron
        "app://.",                                                     // Electron
        "app://obsidian.md",                                           // Obsidian
        "app://My_App~1",
        "app://my%20app",
        "app://a..b:8080",
        "app://xn--",
        "app://1.2.3",
        "x-app://[::1]:1",
    ] {
        let sent = origin(text);
        assert_eq!((written(&sent), sent.to_string()), (text.to_owned(), text.to_owned()));
        assert!(sent.is_potentially_trustworthy() && sent.is_same_origin(&sent), "{text}");
        let (scheme, host) = sent.scheme().zip(sent.host()).unwrap();
        assert_eq!(Origin::new(scheme, host, sent.port()), Ok(sent), "{text}");
    }
    for (text, rule, offset) in [
        ("file://", Rule::Host, 7),
        ("wry://", Rule::Host, 6),
        ("app://:80", Rule::Host, 6),
        ("app://a/", Rule::End, 7),
        ("app://a:", Rule::Port, 8),
        ("app://a b", Rule::End, 7),
        ("app://a@b", Rule::End, 7),
        ("app://a#b", Rule::End, 7),
        ("app://a^b", Rule::End, 7),
        ("app://a|b", Rule::End, 7),
        ("app://a,b", Rule::End, 7),
        ("app://a*", Rule::End, 7),
        ("app://a*b", Rule::End, 7),
        ("app://a(b)", Rule::End, 7),
        ("app://\u{e9}", Rule::Host, 6),
        ("app://[::01]", Rule::Host, 10),
        ("App://a", Rule::OriginOrNull, 0),
        // Networks keep their rules.
        ("https://A", Rule::Host, 8),
        ("http://a..b", Rule::End, 9),
        ("wss://-", Rule::Host, 6),
        ("ws://A", Rule::Host, 5),
        ("ftp://A", Rule::Host, 6),
    ] {
        let error = Origin::parse_tolerant(text.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(rule), offset), "{text}");
        assert!(OriginPattern::new(text).is_err(), "{text}");
    }
    let extension = origin("safari-web-extension://140BB581");
    let other_case = origin("safari-web-extension://140bb581");
    assert!(extension != other_case && !extension.is_same_origin(&other_case), "hosts are compared as sent");
    assert!(Origin::parse(b"safari-web-extension://140BB581").is_err() && Host::new("140BB581").is_err());
    for scheme in ["https", "http", "wss", "ws", "ftp"] {
        let error = Origin::new(scheme, extension.host().unwrap(), None).unwrap_err();
        assert_eq!((error.part(), error.kind()), ("host", ValueErrorKind::Prohibited), "{scheme}");
    }
}

/// Secure Contexts §3.1.
#[test]
fn origins_are_potentially_trustworthy_or_not() {
    for (text, is_trustworthy) in [
        ("https://a", true),
        ("wss://a", true),
        ("http://localhost", true),
        ("http://a.localhost:1", true),
        ("http://localhost.", true),
        ("http://a.localhost.", true),
        ("http://127.0.0.1:80", true),
        ("http://127.8.9.1", true),
        ("http://[::1]:3000", true),
        ("capacitor://localhost", true),
        ("chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai", true),
        ("http://a", false),
        ("http://10.0.0.1", false),
        ("http://localhost.a", false),
        ("http://alocalhost", false),
        ("http://[::2]", false),
        ("ws://a", false),
        ("ftp://a", false),
        ("null", false),
    ] {
        assert_eq!(origin(text).is_potentially_trustworthy(), is_trustworthy, "{text}");
    }
}

#[test]
fn browsers_send_two_more_spellings() {
    for text in ["http://a_b.example", "http://_a", "http://a_", "http://a-_b", "http://a.example.", "http://1."] {
        assert!(Origin::parse(text.as_bytes()).is_err());
        assert_eq!(written(&origin(text)), text);
    }
    for text in ["http://.", "http://a..", "http://a-.", "http://_-", "http://A_b"] {
        assert!(Origin::parse_tolerant(text.as_bytes()).is_err(), "{text}");
    }
    assert_ne!(origin("http://a.example."), origin("http://a.example"));
}

#[test]
fn origins_are_built_without_the_default_port() {
    for (scheme, host, port, text) in [
        ("https", "example.com", Some(443), "https://example.com"),
        ("http", "example.com", Some(80), "http://example.com"),
        ("http", "example.com", Some(443), "http://example.com:443"),
        ("ftp", "h.example", Some(21), "ftp://h.example"),
        ("ws", "h.example", Some(80), "ws://h.example"),
        ("wss", "h.example", Some(443), "wss://h.example"),
        ("x", "h.example", Some(1), "x://h.example:1"),
        ("http", "[2001:db8::1]", Some(10_000), "http://[2001:db8::1]:10000"),
    ] {
        let origin = Origin::new(scheme, Host::new(host).unwrap(), port).unwrap();
        assert_eq!(written(&origin), text);
        assert_eq!(Origin::parse(text.as_bytes()), Ok(origin));
        assert_eq!(origin.effective_port(), port);
    }
    let host = Host::new("a").unwrap();
    for (scheme, port, part, kind, offset) in [
        ("", None, "scheme", ValueErrorKind::Empty, 0),
        ("Http", None, "scheme", ValueErrorKind::InvalidByte, 0),
        ("ht tp", None, "scheme", ValueErrorKind::InvalidByte, 2),
        ("http", Some(0), "port", ValueErrorKind::OutOfRange, 0),
    ] {
        let error = Origin::new(scheme, host, port).unwrap_err();
        assert_eq!((error.part(), error.kind(), error.offset()), (part, kind, offset));
    }
    for (text, kind, offset) in [
        ("", ValueErrorKind::Empty, 0),
        ("a b", ValueErrorKind::InvalidByte, 1),
        ("a:1", ValueErrorKind::InvalidByte, 1),
        ("a-", ValueErrorKind::WrongForm, 2),
        ("[::1", ValueErrorKind::WrongForm, 4),
    ] {
        let error = Host::new(text).unwrap_err();
        assert_eq!((error.part(), error.kind(), error.offset()), ("host", kind, offset));
    }
}

#[test]
fn hosts_are_names_or_addresses() {
    for (text, name, is_loopback) in [
        ("example.com", true, false),
        ("localhost", true, true),
        ("a.b.localhost", true, true),
        ("alocalhost", true, false),
        ("localhost.example", true, false),
        ("localhost.", true, true),
        ("a.localhost.", true, true),
        ("alocalhost.", true, false),
        ("127.example", true, false),
        ("127.0.0.1", false, true),
        ("127.255.255.255", false, true),
        ("128.0.0.1", false, false),
        ("127.0.0.256", true, false),
        ("127.0.0.01", true, false),
        ("127.0.1", true, false),
        ("1.2.3.4.5", true, false),
        ("[::1]", false, true),
        ("[::2]", false, false),
    ] {
        let host = Host::new(text).unwrap();
        assert_eq!((host.name(), host.address().is_none()), (name.then_some(text), name), "{text}");
        assert_eq!(host.is_loopback(), is_loopback, "{text}");
        assert_eq!((written(&host), host.to_string()), (text.to_owned(), text.to_owned()));
        if let Some(address) = host.address() {
            assert_eq!(Address::new(address).host(), host);
        }
    }
}

/// Compares with the examples of the URL Standard, and with `core` where both agree.
#[test]
fn addresses_have_one_wire_form() {
    for (groups, text) in [
        ([0x2001, 0xDB8, 0, 0, 0, 0, 0, 1], "[2001:db8::1]"),
        ([0, 0, 0, 0, 0, 0, 0, 1], "[::1]"),
        ([0, 0, 0, 0, 0, 0, 0, 0], "[::]"),
        ([1, 0, 0, 0, 0, 0, 0, 0], "[1::]"),
        ([1, 0, 0, 2, 0, 0, 0, 3], "[1:0:0:2::3]"),
        ([0x2001, 0, 0, 1, 0, 0, 0, 1], "[2001:0:0:1::1]"),
        ([1, 0, 0, 2, 3, 0, 0, 4], "[1::2:3:0:0:4]"),
        ([0, 1, 2, 3, 4, 5, 6, 7], "[0:1:2:3:4:5:6:7]"),
        ([0, 0, 0, 0, 0, 0xFFFF, 0x102, 0x304], "[::ffff:102:304]"),
        ([0xA, 0xAB, 0xABC, 0xABCD, 0x10, 0x100, 0x1000, 0xFFFF], "[a:ab:abc:abcd:10:100:1000:ffff]"),
    ] {
        let address = Address::new(groups.into());
        assert_eq!(address.as_str(), text);
        assert_eq!(Host::new(text), Ok(address.host()));
    }
    for bytes in [[0, 0, 0, 0], [1, 10, 100, 255], [99, 109, 9, 19]] {
        let address = std::net::Ipv4Addr::from(bytes);
        assert_eq!(Address::new(address.into()).as_str(), address.to_string());
    }
}

#[test]
fn same_origin_is_not_equality() {
    let same_origin = |one: &str, other: &str| origin(one).is_same_origin(&origin(other));
    assert!(same_origin("https://a", "https://a:443") && origin("https://a") != origin("https://a:443"));
    assert!(!same_origin("https://a", "http://a"));
    assert!(!same_origin("https://a", "https://a:444"));
    assert!(!same_origin("https://a", "https://a."));
    assert!(!same_origin("x://a", "x://a:80"));
    assert!(!same_origin("null", "null") && Origin::NULL == origin("null"));

    let last_two_labels = |name: &str| {
        let (end, _) = name.rmatch_indices('.').nth(1).unwrap_or_default();
        name.contains('.').then(|| name[end..].trim_start_matches('.').len())
    };
    let domain = |name: &str| last_two_labels(name).map(|length| name.len() - length);
    let same_site = |one: &str, other: &str| {
        origin(one).is_same_site(&origin(other), |name| domain(name).map(|start| &name[start..]))
    };
    let schemelessly = |one: &str, other: &str| {
        origin(one).is_schemelessly_same_site(&origin(other), |name| domain(name).map(|start| &name[start..]))
    };
    for (one, other, expected) in [
        ("https://a.example.com", "https://b.example.com:1", true),
        ("https://a.example.com", "https://example.com", true),
        ("https://a.example.com", "https://a.example.net", false),
        ("https://a", "https://a", true),
        ("https://a", "https://b", false),
        ("https://1.2.3.4", "https://1.2.3.4", true),
        ("https://1.2.3.4", "https://5.6.3.4", false),
        ("https://[::1]", "https://[::1]", true),
        ("https://[::1]", "https://[::2]", false),
        ("null", "null", false),
        ("null", "https://a", false),
    ] {
        assert_eq!(same_site(one, other), expected, "{one} {other}");
        assert_eq!(schemelessly(one, other), expected);
    }
    assert!(!same_site("http://a.example.com", "https://b.example.com"));
    assert!(schemelessly("http://a.example.com", "https://b.example.com"));
}

#[test]
fn patterns_are_parsed() {
    for text in [
        "*",
        "connector://foo",
        "http://foo:443",
        "https://127.0.0.1:90",
        "https://[::1]:90",
        "http://ex_am-ple.com:3999",
        "http://example.com.:3999",
        "http://*.example.com:*",
        "https://cat:*",
        "https://*.com",
        "https://[::1]:*",
        "https://xn--xample-9ua.com",
        "https://0x.example",
        "https://1a",
        "https://0xg",
        "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
        "moz-extension://*",
        "app://-",
        "app://Obsidian.md:8080",
        "app://*.Example:*",
        "safari-web-extension://140BB581-5AC2-4B8C-9E0B-2B1F3D6C7A10",
    ] {
        let pattern = pattern(text);
        assert_eq!(pattern.to_string(), text);
        assert_eq!(pattern.is_any(), text == "*");
        assert_eq!(pattern.origin().map(|origin| written(&origin)), (!text.contains('*')).then_some(text.to_owned()));
        assert_eq!(pattern.is_any_port(), text.ends_with('*'));
        assert_eq!(pattern.subdomains_of().is_some(), text.contains("*."));
        assert_eq!(pattern.is_any_host(), text == "*" || text.ends_with("://*"));
        assert_eq!(pattern.host().is_none(), pattern.is_any_host());
        assert_eq!(pattern.scheme(), text.split_once("://").map(|(scheme, _)| scheme));
    }
}

/// The limit of DNS, RFC 1035, section 2.3.4.
#[test]
fn a_label_has_up_to_63_bytes() {
    for (length, is_valid) in [(1, true), (62, true), (63, true), (64, false), (200, false)] {
        let label = "a".repeat(length);
        for host in [label.clone(), format!("b.{label}"), format!("{label}.b"), format!("*.{label}.b")] {
            let read = OriginPattern::new(&format!("https://{host}")).map(drop);
            let end = host.find(&label).unwrap() + "https://".len() + 63;
            assert_eq!(read.map_err(|error| error.offset()), if is_valid { Ok(()) } else { Err(end) }, "{host}");
        }
    }
}

#[test]
fn invalid_patterns_are_rejected() {
    use ValueErrorKind::{Empty, InvalidByte, Prohibited, WrongForm};
    let long = |length: usize, end: &str| format!("https://{}{end}", "a23456789.".repeat(30).split_at(length).0);
    for (text, kind, offset) in [
        ("", Empty, 0),
        ("null", Prohibited, 0),
        ("**", InvalidByte, 0),
        ("file:///foo", Prohibited, 0),
        ("file://foo", Prohibited, 0),
        ("https://user@example.com", InvalidByte, 12),
        ("https://example.com/", InvalidByte, 19),
        ("https://example.com?", InvalidByte, 19),
        ("https://example.com ", InvalidByte, 19),
        ("https://Example.com", InvalidByte, 8),
        ("http*://foo", InvalidByte, 4),
        ("https://foo:443", Prohibited, 12),
        ("http://foo:80", Prohibited, 11),
        ("https://foo:", WrongForm, 12),
        ("https://foo:0", InvalidByte, 12),
        ("https://foo:08", InvalidByte, 12),
        ("https://foo:65536", InvalidByte, 16),
        ("https://foo:123456", InvalidByte, 17),
        ("https://foo:*1", InvalidByte, 12),
        ("https://foo:1*", InvalidByte, 13),
        ("https://*", InvalidByte, 8),
        ("https://*:*", InvalidByte, 8),
        ("moz-extension://*:*", InvalidByte, 16),
        ("moz-extension://*:1", InvalidByte, 16),
        ("moz-extension://**", InvalidByte, 16),
        ("moz-extension://a*", InvalidByte, 17),
        ("moz-extension://*/", InvalidByte, 16),
        ("file://*", Prohibited, 0),
        ("app://a*b", InvalidByte, 7),
        ("app://*.*.b", InvalidByte, 8),
        ("https://*foo.com", InvalidByte, 8),
        ("https://foo.*.com", InvalidByte, 12),
        ("https://*.*.com", InvalidByte, 10),
        ("https://*.", WrongForm, 10),
        ("https://*.:1", InvalidByte, 10),
        ("https://*..com", Prohibited, 10),
        ("https://.com", Prohibited, 8),
        ("https://a..b", Prohibited, 10),
        ("https://a..", Prohibited, 10),
        ("https://-a", InvalidByte, 8),
        ("https://a-.b", InvalidByte, 10),
        ("http://1", InvalidByte, 7),
        ("http://a.1", InvalidByte, 9),
        ("http://a.0x", InvalidByte, 9),
        ("http://a.0x1f", InvalidByte, 9),
        ("http://1.2.3", InvalidByte, 11),
        ("http://1.2.3.04", InvalidByte, 13),
        ("http://1.2.3.256", InvalidByte, 13),
        ("https://127.0.0.1.", InvalidByte, 16),
        ("http://*.127.0.0.1", InvalidByte, 17),
        ("http://*.[::1]", InvalidByte, 9),
        ("http://[::1]1:6060", InvalidByte, 12),
        ("http://[::1", WrongForm, 11),
        ("http://[::g]", InvalidByte, 7),
        ("http://[::1%25a]", InvalidByte, 7),
        ("http://[1:2:3:4:5:6:7::8]", InvalidByte, 7),
        ("http://[:1:2:3:4:5:6:7]", InvalidByte, 7),
        ("http://[::1::]", InvalidByte, 7),
        ("http://[::1.2.3]", InvalidByte, 7),
        ("http://[1:2:3:4:5:6:7:1.2.3.4]", InvalidByte, 7),
        ("http://[::1.2.3.4]", Prohibited, 7),
        ("http://[1:2:3:4:5:6:1.2.3.4]", Prohibited, 7),
        ("http://[::ffff:1.2.3.4]", Prohibited, 7),
        ("http://[::ffff:102:304]", Prohibited, 7),
        ("http://[::FF]", Prohibited, 7),
        ("http://[::01]", Prohibited, 7),
        ("http://[0::1]", Prohibited, 7),
        ("http://[1:2:3::5:6:7:8]", Prohibited, 7),
        ("http://[1:0:0:0:5:6:7:8]", Prohibited, 7),
        ("https://xn--", WrongForm, 12),
        ("https://a.xn--f.b", InvalidByte, 10),
        ("https://xn--abc-.b", InvalidByte, 16),
        ("https://xn---9ua.b", InvalidByte, 8),
        (&long(253, "b"), InvalidByte, 261),
        ("https://a-", WrongForm, 10),
        ("example.com", WrongForm, 11),
        (&long(253, "-"), WrongForm, 262),
        (&format!("https://{}", "a".repeat(64)), InvalidByte, 71),
        (&format!("https://b.{}.c", "a".repeat(64)), InvalidByte, 73),
        (&format!("{}://a", "a".repeat(65)), InvalidByte, 64),
    ] {
        let error = OriginPattern::new(text).unwrap_err();
        assert_eq!((error.part(), error.kind(), error.offset()), ("origin", kind, offset), "{text}");
    }
    assert!(OriginPattern::new(&long(253, "")).is_ok());
    assert!(OriginPattern::new(&format!("https://*.{}", &long(251, "")[8..])).is_ok());
    assert!(OriginPattern::new(&format!("https://*.{}", &long(252, "")[8..])).is_err());
    assert!(OriginPattern::new(&format!("{}://{}", "a".repeat(64), "a".repeat(63))).is_ok());
}

#[test]
fn patterns_match_whole_labels_and_ports() {
    for (text, origins, others) in [
        ("*", &["https://a", "null"][..], &[][..]),
        (
            "https://cat",
            &["https://cat"],
            &[
                "https://cat:1",
                "https://ca",
                "https://copycat",
                "https://cat.",
                "http://cat",
                "https://cat:443",
                "null",
            ],
        ),
        ("https://cat:*", &["https://cat", "https://cat:1", "https://cat:443"], &["https://a.cat", "http://cat"]),
        ("https://cat:1", &["https://cat:1"], &["https://cat", "https://cat:2", "https://cat:01"]),
        ("https://cat.", &["https://cat."], &["https://cat"]),
        (
            "https://*.kin",
            &["https://nap.kin", "https://a.b.kin", "https://a_b.kin"],
            &[
                "https://kin",
                "https://nap.kin:1",
                "https://napkin",
                "https://nap.kin.",
                "https://a.nkin",
                "http://a.kin",
            ],
        ),
        ("http://*.example.com:*", &["http://a.example.com", "http://a.example.com:1"], &["http://example.com"]),
        ("http://[::1]:9090", &["http://[::1]:9090"], &["http://[::1]"]),
        ("http://*.localhost", &["http://a.localhost"], &["http://localhost"]),
        (
            "moz-extension://*",
            &["moz-extension://a1cd9ab7-ab15-462c-9315-8eece8e16982", "moz-extension://A", "moz-extension://a:1"],
            &["chrome-extension://a", "https://a", "null", "moz-extension2://a", "xmoz-extension://a"],
        ),
        ("app://Obsidian", &["app://Obsidian"], &["app://obsidian", "app://Obsidian:1", "app://x.Obsidian"]),
        ("app://*.B:*", &["app://a.B", "app://a.B:1"], &["app://B", "app://a.b", "app://aB"]),
    ] {
        let pattern = pattern(text);
        for one in origins {
            assert!(pattern.matches(&origin(one)), "{text} {one}");
        }
        for other in others {
            assert!(!pattern.matches(&origin(other)), "{text} {other}");
        }
    }
}

/// The constants call every function that a constant may need.
#[test]
fn constants_are_checked_by_the_compiler() {
    const PATTERN: OriginPattern<'_> = match OriginPattern::new("https://*.xn--xample-9ua.com:8443") {
        Ok(pattern) => pattern,
        Err(_) => panic!("not a pattern"),
    };
    const ADDRESS: Address = Address::new(std::net::IpAddr::V6(std::net::Ipv6Addr::LOCALHOST));
    const ORIGIN: Origin<'_> = match Origin::new("http", ADDRESS.host(), Some(80)) {
        Ok(origin) => origin,
        Err(_) => panic!("not an origin"),
    };
    const READ: bool = Origin::parse(b" http://[::1]\t").is_ok() && Origin::parse_tolerant(b"http://a_b.:1").is_ok();
    const { assert!(READ && PATTERN.is_secure() && !PATTERN.is_any() && PATTERN.subdomains_of().is_some()) };
    assert_eq!(ORIGIN, origin("http://[::1]"));
    assert_eq!((PATTERN.port(), ORIGIN.effective_port()), (Some(8443), Some(80)));
}

#[test]
fn patterns_report_whether_they_are_secure() {
    for (text, is_secure) in [
        ("*", false),
        ("https://example.com", true),
        ("http://example.com", false),
        ("http://localhost:9090", true),
        ("http://app.localhost", true),
        ("http://*.localhost", true),
        ("http://127.0.0.1:90", true),
        ("http://[::1]:90", true),
        ("http://127.example", false),
        ("wss://example.com", true),
        ("ws://example.com", false),
        ("http://*.localhost.:*", true),
        ("app://obsidian.md", true),
        ("moz-extension://*", true),
    ] {
        assert_eq!(pattern(text).is_secure(), is_secure, "{text}");
    }
}
