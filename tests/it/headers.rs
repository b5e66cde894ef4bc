//! Typed headers for the crate `headers`.

use countersign::auth::{basic, bearer, digest};
use countersign::headers::{AuthenticationInfo, Origin, ProxyAuthenticate, ProxyAuthenticationInfo, WwwAuthenticate};
use countersign::{Encode, cors};
use headers::{Header, HeaderMapExt};
use http::{HeaderMap, HeaderValue};

fn map<H: Header>(lines: &[&'static [u8]]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for line in lines {
        map.append(H::name(), HeaderValue::from_bytes(line).unwrap());
    }
    map
}

/// Reads lines as `H`, and writes them again; `None` if they are not of it.
fn written<H: Header>(lines: &[&'static [u8]]) -> Option<Vec<Vec<u8>>> {
    let read: H = map::<H>(lines).typed_try_get().ok()??;
    let mut written = HeaderMap::new();
    written.typed_insert(read);
    Some(written.get_all(H::name()).iter().map(|line| line.as_bytes().to_vec()).collect())
}

#[test]
fn lines_are_kept_or_all_rejected() {
    type Written = fn(&[&'static [u8]]) -> Option<Vec<Vec<u8>>>;
    let challenges: [Written; 2] = [written::<WwwAuthenticate>, written::<ProxyAuthenticate>];
    let infos: [Written; 2] = [written::<AuthenticationInfo>, written::<ProxyAuthenticationInfo>];
    for (types, lines, is_valid) in [
        (challenges, &[&b"Negotiate, Basic realm=\"a, b\""[..], b"Bearer"][..], true),
        (challenges, &[b"Basic realm=\"caf\xE9\""], true),
        (challenges, &[b"Bearer", b"Basic realm=\"a"], false),
        (challenges, &[], false),
        (infos, &[b"nextnonce=\"a\"", b"qop=auth"], true),
        (infos, &[b"nextnonce=\"a\"", b"qop"], false),
    ] {
        let expected = is_valid.then(|| lines.iter().map(|line| line.to_vec()).collect::<Vec<_>>());
        for written in types {
            assert_eq!(written(lines), expected);
        }
    }
}

/// A header map does not ask for headers that it lacks, but other callers may.
#[test]
fn each_header_has_its_name_and_a_line() {
    fn check<H: Header>(name: &str) {
        assert_eq!(H::name(), name);
        assert!(H::decode(&mut [].iter()).is_err(), "{name}");
    }
    check::<WwwAuthenticate>("www-authenticate");
    check::<ProxyAuthenticate>("proxy-authenticate");
    check::<AuthenticationInfo>("authentication-info");
    check::<ProxyAuthenticationInfo>("proxy-authentication-info");
    check::<Origin>("origin");
}

#[test]
fn an_origin_is_one_line_as_browsers_send_it() {
    for (lines, is_valid) in [
        (&[&b"https://a.example"[..]][..], true),
        (&[b"null"], true),
        (&[b"https://a.example:8443"], true),
        (&[b"https://a.example", b"https://a.example"], false),
        (&[b"https://a.example/"], false),
        (&[b"https://A.example"], false),
        (&[b"a.example"], false),
        (&[b"https://\xFF"], false),
        (&[b""], false),
    ] {
        let read = map::<Origin>(lines).typed_try_get::<Origin>();
        let origin = read.ok().flatten().map(|origin| origin.origin().display().to_string().into_bytes());
        assert_eq!(origin, is_valid.then(|| lines[0].to_vec()));
    }
    let origin = cors::origin::Origin::parse(b"https://a.example").unwrap();
    let mut map = HeaderMap::new();
    map.typed_insert(Origin::from(origin));
    assert_eq!(map["Origin"], "https://a.example");
}

#[test]
fn typed_values_become_lines() {
    let basic = basic::Challenge::new("staff").unwrap();
    let header = WwwAuthenticate::new(&bearer::Challenge::new()).unwrap().with(&basic).unwrap();
    let values: Vec<_> = header.challenges().map(|challenge| challenge.display().to_string()).collect();
    assert_eq!(values, ["Bearer", "Basic realm=\"staff\""]);
    assert_eq!(header.lines().count(), 2);
    let header = ProxyAuthenticate::new(&bearer::Challenge::new()).unwrap().with(&basic).unwrap();
    let values: Vec<_> = header.challenges().map(|challenge| challenge.display().to_string()).collect();
    assert_eq!(values, ["Bearer", "Basic realm=\"staff\""]);
    let info = digest::Info::new().with_nextnonce("b").unwrap();
    let info = ProxyAuthenticationInfo::new(&info).unwrap().with(&info).unwrap();
    assert!(info.lines().all(|line| line.get("nextnonce").unwrap() == "b") && info.lines().count() == 2);
    let info = AuthenticationInfo::new(&digest::Info::new().with_nextnonce("a").unwrap()).unwrap();
    assert_eq!(info.lines().next().unwrap().get("nextnonce").unwrap(), "a");
    assert!(AuthenticationInfo::new(&basic).is_err(), "a challenge is no info");
    assert!(ProxyAuthenticate::new(&digest::Info::new().with_nextnonce("a").unwrap()).is_err());
}
