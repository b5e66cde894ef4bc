//! Where browsers were seen to differ from the standard: each field of a profile changes one thing.

use std::fmt::Debug;
use std::time::Duration;

use countersign::cors::browser::{CredentialsMode, Profile, Request};
use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::Origin;
use countersign::{Encode, ValueError};

/// Returns the names in the preflight of a GET with these fields.
fn asked(profile: &Profile, fields: &[(&str, &[u8])]) -> Option<String> {
    let fields: Result<Vec<_>, ValueError> =
        fields.iter().map(|(name, value)| Ok((FieldName::new(name)?, *value))).collect();
    let fields = fields.unwrap();
    let request = Request::new(Origin::NULL, Method::GET).with_headers(&fields).unwrap();
    let names = profile.preflight(&request).request_headers()?;
    let mut bytes = vec![0; names.encoded_len()];
    Some(String::from_utf8_lossy(names.encode_to_slice(&mut bytes).unwrap()).into_owned())
}

fn sees_total(profile: &Profile, credentials: CredentialsMode, exposed: &[&str]) -> bool {
    let response: Vec<_> = exposed.iter().map(|line| ("Access-Control-Expose-Headers", line)).collect();
    profile.exposed(credentials, response.as_slice()).is_visible(FieldName::new("X-Total").unwrap())
}

#[test]
fn a_name_that_is_set_twice_is_listed_once_or_twice() {
    let twice: [(&str, &[u8]); 4] = [("x-b", b""), ("X-A", b"1"), ("Accept", b"*/*"), ("x-a", b"2")];
    assert_eq!(asked(&Profile::FETCH, &twice).as_deref(), Some("x-a,x-b"));
    assert_eq!(asked(&Profile::CHROMIUM, &twice).as_deref(), Some("x-a,x-b"));
    assert_eq!(asked(&Profile::FIREFOX, &twice).as_deref(), Some("x-a,x-a,x-b"));
}

/// The profiles in the order of the columns: Fetch, Chromium, Firefox, WebKit.
const PROFILES: [Profile; 4] = [Profile::FETCH, Profile::CHROMIUM, Profile::FIREFOX, Profile::WEBKIT];

fn need_preflight(fields: &[(&str, &[u8])]) -> [bool; 4] {
    PROFILES.map(|profile| asked(&profile, fields).is_some())
}

/// Chromium 156, Firefox 153 and `WebKitGTK` 2.50.6 were asked each of these.
#[test]
fn a_range_has_digits_or_integers_up_to_a_limit() {
    let (yes, no) = (true, false);
    for (value, expected) in [
        ("bytes=0-9", [no; 4]),
        ("Bytes=0-9", [yes, yes, yes, no]),
        ("bytes=+1-2", [yes, yes, yes, no]),
        ("bytes=1-+2", [yes, yes, yes, no]),
        ("bytes=+0-", [yes, yes, yes, no]),
        ("bytes=++1-2", [yes; 4]),
        ("bytes=+5-4", [yes; 4]),
        ("bytes=\x0B0-9", [yes, yes, yes, no]),
        ("bytes=0\x0C-9\x0B\x0B", [yes, yes, yes, no]),
        ("bytes=\x0B+1-\x0C+2", [yes, yes, yes, no]),
        ("bytes=+\x0B1-2", [yes; 4]),
        ("bytes=1-\x0B", [yes; 4]),
        ("bytes=1-+", [yes; 4]),
        ("\x0Bbytes=0-", [yes; 4]),
        ("bytes=0 -", [yes; 4]),
        ("bytes=-5", [yes; 4]),
        ("bytes=+-5", [yes; 4]),
        ("bytes=9223372036854775806-", [no; 4]),
        ("bytes=0-9223372036854775807", [no, yes, no, no]),
        ("bytes=18446744073709551615-", [no, yes, no, no]),
        ("bytes=18446744073709551616-", [no, yes, yes, yes]),
        ("bytes=0-18446744073709551616", [no, yes, yes, yes]),
        ("bytes=00000000000000000000000000000018446744073709551615-", [no, yes, no, no]),
    ] {
        assert_eq!(need_preflight(&[("Range", value.as_bytes())]), expected, "{}", value.escape_default());
    }
}

#[test]
fn a_content_type_ends_at_a_semicolon_or_is_parsed() {
    let (yes, no) = (true, false);
    for (value, expected) in [
        ("text/plain;", [no; 4]),
        ("text/plain ;", [no; 4]),
        ("text/plain;;a", [no; 4]),
        ("text/plain;a;b", [no; 4]),
        ("text/plain;;", [no, no, yes, no]),
        ("text/plain;a;", [no, no, yes, no]),
        ("text/plain; ;", [no, no, yes, no]),
        ("text/plain;charset=utf-8;", [no, no, yes, no]),
        ("text/plain;,", [no, no, yes, no]),
        ("text/plain;a=,b", [no, no, yes, no]),
        ("text/plain x;y", [yes, yes, no, yes]),
        ("text/plain\tx;y", [yes, yes, no, yes]),
        ("text/plain x", [yes; 4]),
        ("text/plain,", [yes; 4]),
        (";", [yes; 4]),
    ] {
        assert_eq!(need_preflight(&[("Content-Type", value.as_bytes())]), expected, "{value}");
    }
}

#[test]
fn the_values_of_a_name_are_judged_alone_or_joined() {
    let (yes, no) = (true, false);
    let [x62, x63, x64, x127, x128] = [62, 63, 64, 127, 128].map(|length| "x".repeat(length));
    let open = format!("text/plain;{}", "a".repeat(52));
    for (name, values, expected) in [
        ("Accept", &["a", "b"][..], [no; 4]),
        ("Accept", &[&*x63, &x63], [no; 4]),
        ("Accept", &[&*x64, &x64], [no, yes, no, yes]),
        ("Accept", &[&*x62, "a", &x62], [no, yes, no, yes]),
        ("Accept", &[&*x128, ""], [no, yes, no, yes]),
        ("Accept", &["", &*x127], [no, yes, no, yes]),
        ("Accept", &["", ""], [no; 4]),
        ("Accept", &["a", "("], [yes; 4]),
        ("Accept", &["(", "a"], [yes; 4]),
        ("Accept-Language", &["a", "\t"], [no; 4]),
        ("Content-Type", &["text/plain", "text/plain"], [no, yes, no, yes]),
        ("Content-Type", &["text/plain;a", "text/plain;b"], [no; 4]),
        ("Content-Type", &["text/plain;a", "x/y"], [yes, no, yes, no]),
        ("Content-Type", &["x/y", "text/plain;a"], [yes; 4]),
        ("Content-Type", &[&*open, &x63], [yes, no, yes, no]),
        ("Content-Type", &[&*open, &x64], [yes; 4]),
        ("Range", &["bytes=0-9", "bytes=0-9"], [no, yes, no, yes]),
        ("Range", &["bytes=0-", ""], [yes; 4]),
        ("DPR", &["1", "1"], [yes; 4]),
        ("Intervention", &["a", "b"], [yes, no, yes, yes]),
    ] {
        let fields: Vec<_> = values.iter().map(|value| (name, value.as_bytes())).collect();
        assert_eq!(need_preflight(&fields), expected, "{name}: {values:?}");
        let among: Vec<_> = fields.into_iter().flat_map(|field| [("x", &b""[..]), field]).collect();
        let lower = name.to_ascii_lowercase();
        let names = PROFILES.map(|profile| asked(&profile, &among).unwrap().contains(&lower));
        assert_eq!(names, expected, "{name}: {values:?} among others");
    }
}

#[test]
fn safelisted_values_have_a_limit_or_none() {
    let long = |name| (name, &[b'1'; 128][..]);
    let accepts = vec![long("Accept"); 60];
    assert_eq!(need_preflight(&accepts[..8]), [false, true, false, true]);
    assert_eq!(need_preflight(&accepts), [true, true, false, true]);
    let hints = ["DPR", "Viewport-Width", "Width", "RTT", "Downlink", "Device-Memory"].map(long);
    let fields = [&[long("Accept"), ("Accept-Language", &[b'1'; 128])][..], &hints].concat();
    assert_eq!(asked(&Profile::CHROMIUM, &fields), None, "1024 bytes");
    let fields = [&fields[..], &[("User-Agent", &[b'1'; 200]), ("Save-Data", b"on")]].concat();
    let names = "accept,accept-language,device-memory,downlink,dpr,rtt,save-data,viewport-width,width";
    assert_eq!(asked(&Profile::CHROMIUM, &fields).as_deref(), Some(names));
}

#[test]
fn a_user_agent_of_the_page_is_sent_or_replaced() {
    let user_agent = FieldName::new("user-agent").unwrap();
    for value in [&b"x"[..], b"", b"(x)", b"\xE9", &[b'x'; 200]] {
        assert_eq!(need_preflight(&[("User-Agent", value)]), [true, false, true, true]);
        assert_eq!(PROFILES.map(|profile| profile.drops(user_agent, value)), [false, true, false, false]);
    }
    let twice: [(&str, &[u8]); 3] = [("User-Agent", b"x"), ("X-A", b""), ("user-agent", b"y")];
    assert_eq!(asked(&Profile::CHROMIUM, &twice).as_deref(), Some("x-a"));
    assert_eq!(asked(&Profile::FIREFOX, &twice).as_deref(), Some("user-agent,user-agent,x-a"));
}

#[test]
fn methods_in_override_fields_are_split_in_quotes_or_not() {
    let (yes, no) = (true, false);
    for (value, expected) in [
        (&b"TRACE"[..], [yes; 4]),
        (b"GET,, trace\t", [yes; 4]),
        (b"\"TRACE\"", [no; 4]),
        (b"\"GET, TRACE\"", [no; 4]),
        (b"\"x, y\", TRACE", [yes; 4]),
        (b"'a, TRACE, b'", [yes; 4]),
        (b"\"a, TRACE, b\"", [no, no, yes, yes]),
        (b"\"a,TRACE,", [no, no, yes, yes]),
        (b"\"a\\\", TRACE", [no, no, yes, yes]),
        (b"\x0BTRACE", [no, no, no, yes]),
        (b"x, \x0C TRACE \x0B", [no, no, no, yes]),
        (b"\x1FTRACE", [no; 4]),
        (b"TRACE\xA0", [no; 4]),
        (b"GET TRACE", [no; 4]),
    ] {
        for name in ["X-HTTP-Method", "x-http-method-override", "X-Method-Override"] {
            let name = FieldName::new(name).unwrap();
            let drops = PROFILES.map(|profile| profile.drops(name, value));
            assert_eq!(drops, expected, "{name}: {}", value.escape_ascii());
        }
        let other = FieldName::new("X-Method").unwrap();
        assert_eq!(PROFILES.map(|profile| profile.drops(other, value)), [no; 4]);
    }
    for (name, expected) in [("Cookie", true), ("Sec-A", true), ("proxy-a", true), ("X-A", false)] {
        let name = FieldName::new(name).unwrap();
        assert_eq!(PROFILES.map(|profile| profile.drops(name, b"")), [expected; 4], "{name}");
    }
    let mut odd = Profile::FETCH;
    odd.trims_vertical_space = true;
    let name = FieldName::new("X-HTTP-Method").unwrap();
    assert!(odd.drops(name, b"a, \x0BTRACE") && !odd.drops(name, b"\"a, TRACE, b\""), "each rule has its own switch");
}

#[test]
fn obs_text_is_safelisted_or_not() {
    for (name, value) in [("Accept", &b"\xE9"[..]), ("Content-Type", b"text/plain;a=\xE9")] {
        assert_eq!(asked(&Profile::FETCH, &[(name, value)]), None, "{name}");
        assert_eq!(asked(&Profile::CHROMIUM, &[(name, value)]), None, "{name}");
        assert_eq!(asked(&Profile::FIREFOX, &[(name, value)]), Some(name.to_ascii_lowercase()));
    }
    let mut both = Profile::FIREFOX;
    both.client_hints_are_safelisted = true;
    assert_eq!(asked(&both, &[("DPR", b"2"), ("Accept", b"\xE9")]).as_deref(), Some("accept"));
}

#[test]
fn client_hints_are_safelisted_with_valid_values() {
    for (name, safe, not) in [
        ("Device-Memory", &["0.5", "8"][..], &["x", "", ".5", "1.", "1.5.2"][..]),
        ("Downlink", &["1.5"], &["x"]),
        ("DPR", &["2", "2.5", "0"], &["-1", "x", ""]),
        ("ECT", &["4g", "slow-2g"], &["4G", "5g", ""]),
        ("Intervention", &["any", "", "(:"], &[]),
        ("RTT", &["100"], &["1.5", "x"]),
        ("Save-Data", &["on", "On"], &["off", ""]),
        ("Viewport-Width", &["800"], &["8.5", "x"]),
        ("Width", &["800"], &["+8"]),
    ] {
        for value in safe {
            assert_eq!(asked(&Profile::CHROMIUM, &[(name, value.as_bytes())]), None, "{name}: {value}");
            assert!(asked(&Profile::FETCH, &[(name, value.as_bytes())]).is_some(), "{name}: {value}");
            assert!(asked(&Profile::FIREFOX, &[(name, value.as_bytes())]).is_some(), "{name}: {value}");
        }
        for value in not.iter().map(|value| value.as_bytes()).chain([&[b'1'; 129][..]]) {
            assert!(asked(&Profile::CHROMIUM, &[(name, value)]).is_some(), "{name}: {}", value.escape_ascii());
        }
    }
}

#[test]
fn a_wildcard_before_an_invalid_element_exposes_everything_or_nothing() {
    use CredentialsMode::{Include, SameOrigin};

    for lines in [&["*, x y"][..], &["*,,\"x\""], &["a", " *\t", "@"], &["*", "(*)"]] {
        assert!(sees_total(&Profile::FIREFOX, SameOrigin, lines), "{lines:?}");
        assert!(!sees_total(&Profile::FIREFOX, Include, lines), "{lines:?}");
        assert!(!sees_total(&Profile::FETCH, SameOrigin, lines), "{lines:?}");
        assert!(!sees_total(&Profile::CHROMIUM, SameOrigin, lines), "{lines:?}");
    }
    for lines in [&["x y, *"][..], &["* *"], &["*;"], &["@", "*"], &["X-Total, @"], &["\"*\", @"]] {
        assert!(!sees_total(&Profile::FIREFOX, SameOrigin, lines), "{lines:?}");
    }
}

#[test]
fn an_empty_line_is_a_value_or_ignored() {
    let origin = Origin::parse(b"https://shop.example").unwrap();
    let request = Request::new(origin, Method::GET).with_credentials(CredentialsMode::Include);
    let passes = |profile: &Profile, origins: &[&str], credentials: &[&str]| {
        let origins = origins.iter().map(|line| ("Access-Control-Allow-Origin", line));
        let credentials = credentials.iter().map(|line| ("Access-Control-Allow-Credentials", line));
        profile.cors_check(&request, origins.chain(credentials).collect::<Vec<_>>().as_slice()).is_ok()
    };
    let shop = "https://shop.example";
    for lines in [&["true", ""][..], &["", "true"], &[" ", "true", "\t"]] {
        assert!(passes(&Profile::FIREFOX, &[shop], lines), "{lines:?}");
        assert!(!passes(&Profile::FETCH, &[shop], lines), "{lines:?}");
        assert!(!passes(&Profile::CHROMIUM, &[shop], lines), "{lines:?}");
    }
    for lines in [&[shop, ""][..], &["", shop]] {
        assert!(!passes(&Profile::FIREFOX, lines, &["true"]), "{lines:?}");
    }
}

/// Returns the name and the value of each field, as `Debug` shows them.
fn fields_of(rules: &dyn Debug) -> Vec<(String, String)> {
    let shown = format!("{rules:#?}");
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in shown.lines().filter_map(|line| line.strip_prefix("    ")) {
        match (line.split_once(": "), fields.last_mut()) {
            (Some((name, value)), _) if !name.starts_with(' ') => fields.push((name.to_owned(), value.to_owned())),
            (_, Some((_, value))) => value.push_str(line.trim()),
            _ => {}
        }
    }
    let plain = |value: String| value.replace(",)", ")").trim_end_matches(',').to_owned();
    fields.into_iter().map(|(name, value)| (name, plain(value))).collect()
}

/// The tables in the documentation of the profiles, of their redirects and of their caches have each field, with the value
/// that each constant has.
#[test]
fn the_constants_are_what_their_tables_say() {
    let no_limit = usize::MAX.to_string();
    let words = [
        ("no", "false"),
        ("yes", "true"),
        ("5 s", "5s"),
        ("0 s", "0ns"),
        ("7,200 s", "7200s"),
        ("86,400 s", "86400s"),
        ("600 s", "600s"),
        ("1,024", "1024"),
        ("2^63 − 2", "Some(9223372036854775806)"),
        ("2^64 − 1", "Some(18446744073709551615)"),
        ("digits", "DeltaSeconds"),
        ("integer", "Integer"),
        ("integer, with VT and FF around it", "SpacedInteger"),
        ("merges", "Merge"),
        ("replaces", "Replace"),
        ("if stored without credentials", "IfStoredWithoutCredentials"),
        ("if asked without credentials", "IfAskedWithoutCredentials"),
        ("a name", "Literal"),
        ("1,023 bytes", "1023"),
        ("100", "100"),
        ("no limit", &no_limit),
    ];
    let value = |name: &str, word: &'static str| match (name, word) {
        ("greatest_range_position", "none") => "None".to_owned(),
        ("most_safelisted_bytes", "none") => u16::MAX.to_string(),
        ("max_age_limit", "none") => format!("{:?}", Duration::MAX),
        _ => words.iter().find(|(known, _)| *known == word).expect(word).1.to_owned(),
    };
    let tables: [(&'static str, [&dyn Debug; 4]); 3] = [
        (include_str!("../../../src/cors/browser/profile.rs"), PROFILES.each_ref().map(|rules| rules as &dyn Debug)),
        (
            include_str!("../../../src/cors/browser/redirects.rs"),
            PROFILES.each_ref().map(|rules| &rules.redirects as _),
        ),
        (include_str!("../../../src/cors/browser/caching.rs"), PROFILES.each_ref().map(|rules| &rules.caching as _)),
    ];
    let mut wrong = Vec::new();
    for (source, columns) in tables {
        let rows: Vec<Vec<&'static str>> = source
            .lines()
            .filter_map(|line| line.strip_prefix("/// | [`"))
            .map(|line| line.split(" | ").map(|cell| cell.trim_matches(['|', ' '])).collect())
            .collect();
        for (column, rules) in columns.into_iter().enumerate() {
            let fields = fields_of(rules);
            assert_eq!(fields.len(), rows.len(), "{rules:?}");
            for ((name, shown), row) in fields.into_iter().zip(&rows) {
                assert!(row[0].starts_with(&format!("{name}`]")), "{name}: {row:?}");
                // Tables of their own.
                if !row[1].starts_with('[') && shown != value(&name, row[column + 1]) {
                    wrong.push((name, column, shown));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
    for profile in PROFILES {
        assert_eq!(profile.caching == Profile::FETCH.caching, profile == Profile::FETCH);
        assert_eq!(profile.redirects == Profile::FETCH.redirects, profile == Profile::FETCH);
    }
}
