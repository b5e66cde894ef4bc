//! Where browsers were seen to differ from the standard: each field of a profile changes one thing.

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
