//! The preflight cache: which entries it keeps, for how long, and for which requests.

use core::time::Duration;

use countersign::cors::browser::{CredentialsMode, Profile, Request};
use countersign::cors::cache::{Cache, Key};
use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::Origin;

const A: &str = "https://a.example";
const KEY: Key<'static> = Key::new(b"https://api.example/r");

fn at(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

fn request(method: Method<'_>) -> Request<'_> {
    Request::new(Origin::parse(A.as_bytes()).unwrap(), method)
}

/// Stores an answer that lists these methods and names, for `max_age` seconds.
fn keep<const SLOTS: usize, const ENTRIES: usize, const OCTETS: usize>(
    cache: &mut Cache<SLOTS, ENTRIES, OCTETS>,
    now: f64,
    key: Key<'_>,
    request: &Request<'_>,
    (methods, names, max_age): (&str, &str, &str),
) {
    let answer = [
        ("Access-Control-Allow-Origin", A),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Allow-Methods", methods),
        ("Access-Control-Allow-Headers", names),
        ("Access-Control-Max-Age", max_age),
    ];
    let allowed = Profile::FETCH.preflight_check(request, 204, &answer).unwrap();
    cache.store(at(now), key, request, &allowed);
}

#[test]
fn entries_expire() {
    let mut cache: Cache = Cache::default();
    let put = request(Method::PUT);
    assert!(cache.needs_preflight(at(0.0), KEY, &put));
    keep(&mut cache, 10.5, KEY, &put, ("PUT", "", "5"));
    for (now, needs) in [(10.5, false), (15.4, false), (15.5, true), (16.0, true)] {
        assert_eq!(cache.needs_preflight(at(now), KEY, &put), needs, "at {now}");
    }
    keep(&mut cache, 20.0, KEY, &put, ("PUT", "", "60"));
    keep(&mut cache, 21.0, KEY, &put, ("PUT", "", "0"));
    assert!(cache.needs_preflight(at(21.0), KEY, &put), "a later answer replaces the entry");
    keep(&mut cache, 22.0, KEY, &put, ("PUT", "", "99999999999999999999"));
    assert!(!cache.needs_preflight(Duration::from_secs(u64::MAX), KEY, &put));
}

#[test]
fn a_match_needs_partition_origin_and_url() {
    let mut cache: Cache = Cache::default();
    let put = request(Method::PUT);
    let here = Key::new(b"https://api.example/r").with_partition(b"site");
    keep(&mut cache, 0.0, here, &put, ("PUT", "", "60"));
    assert!(!cache.needs_preflight(at(1.0), here, &put));
    for key in [
        Key::new(b"https://api.example/r"),
        Key::new(b"https://api.example/r?").with_partition(b"site"),
        Key::new(b"https://api.example/").with_partition(b"site"),
        here.with_partition(b"sit"),
        here.with_partition(b"siteh"),
        Key::new(b"").with_partition(b"site"),
    ] {
        assert!(cache.needs_preflight(at(1.0), key, &put), "{key:?}");
    }
    for other in ["https://a.example:8443", "http://a.example", "null", "https://a.exampl"] {
        let other = Request::new(Origin::parse(other.as_bytes()).unwrap(), Method::PUT);
        assert!(cache.needs_preflight(at(1.0), here, &other), "{other:?}");
    }
}

#[test]
fn every_listed_method_and_name_is_kept() {
    let mut cache: Cache = Cache::default();
    let headers = [(FieldName::new("X-A").unwrap(), &b"1"[..])];
    keep(&mut cache, 0.0, KEY, &request(Method::PUT).with_headers(&headers).unwrap(), ("PUT, patch", "x-a, X-B", "60"));
    let other = [(FieldName::new("x-b").unwrap(), &b"2"[..])];
    assert!(!cache.needs_preflight(
        at(1.0),
        KEY,
        &request(Method::new("patch").unwrap()).with_headers(&other).unwrap()
    ));
    assert!(cache.needs_preflight(at(1.0), KEY, &request(Method::PATCH)), "methods are case-sensitive");
    assert!(!cache.needs_preflight(at(1.0), KEY, &request(Method::GET).with_headers(&other).unwrap()));
    let unknown = [(FieldName::new("x-c").unwrap(), &b"3"[..])];
    assert!(cache.needs_preflight(at(1.0), KEY, &request(Method::PUT).with_headers(&unknown).unwrap()));
}

#[test]
fn an_upload_needs_its_method_in_the_cache() {
    let mut cache: Cache = Cache::default();
    let upload = request(Method::POST).with_preflight();
    assert!(cache.needs_preflight(at(0.0), KEY, &upload));
    let answer = [("Access-Control-Allow-Origin", "*")];
    let allowed = Profile::FETCH.preflight_check(&upload, 200, &answer).unwrap();
    cache.store(at(0.0), KEY, &upload, &allowed);
    assert!(!cache.needs_preflight(at(1.0), KEY, &upload), "the requested method is listed");
}

#[test]
fn entries_depend_on_credentials_and_with_them_a_star_is_a_name() {
    let with = |request: Request<'static>| request.with_credentials(CredentialsMode::Include);
    let [put, delete] = [request(Method::PUT), request(Method::DELETE)];

    let mut anonymous: Cache = Cache::default();
    keep(&mut anonymous, 0.0, KEY, &put, ("*", "", "60"));
    assert!(!anonymous.needs_preflight(at(1.0), KEY, &delete));
    assert!(anonymous.needs_preflight(at(1.0), KEY, &with(put)));

    let mut credentialed: Cache = Cache::default();
    keep(&mut credentialed, 0.0, KEY, &with(put), ("PUT, *", "*", "60"));
    assert!(!credentialed.needs_preflight(at(1.0), KEY, &with(put)));
    assert!(
        !credentialed.needs_preflight(at(1.0), KEY, &put),
        "an entry with credentials also allows requests without them"
    );
    assert!(credentialed.needs_preflight(at(1.0), KEY, &delete));
    assert!(!credentialed.needs_preflight(at(1.0), KEY, &request(Method::ANY)), "`*` is the name of a method");
}

#[test]
fn a_wildcard_does_not_cover_authorization() {
    let mut cache: Cache = Cache::new(Profile::CHROMIUM);
    let headers = [(FieldName::AUTHORIZATION, &b"Bearer a"[..])];
    let other = [(FieldName::new("X-A").unwrap(), &b"1"[..])];
    let asks = request(Method::GET).with_headers(&headers).unwrap();
    let answer = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "*")];
    let allowed = Profile::CHROMIUM.preflight_check(&asks, 200, &answer).unwrap();
    cache.store(at(0.0), KEY, &asks, &allowed);
    assert!(cache.needs_preflight(at(1.0), KEY, &asks), "each such request needs its own preflight");
    assert!(!cache.needs_preflight(at(1.0), KEY, &request(Method::GET).with_headers(&other).unwrap()));
}

#[test]
fn a_later_answer_shortens_a_wildcard() {
    let mut cache: Cache = Cache::default();
    let headers = [(FieldName::new("X-A").unwrap(), &b"1"[..])];
    keep(&mut cache, 0.0, KEY, &request(Method::PUT), ("*", "", "60"));
    keep(&mut cache, 1.0, KEY, &request(Method::PUT).with_headers(&headers).unwrap(), ("PUT", "x-a", "5"));
    assert!(!cache.needs_preflight(at(5.0), KEY, &request(Method::DELETE)));
    assert!(cache.needs_preflight(at(6.0), KEY, &request(Method::DELETE)));

    keep(&mut cache, 10.0, KEY, &request(Method::PUT), ("*", "", "10"));
    keep(&mut cache, 11.0, KEY, &request(Method::PUT).with_headers(&headers).unwrap(), ("PUT", "x-a", "60"));
    assert!(
        cache.needs_preflight(at(20.0), KEY, &request(Method::DELETE)),
        "a later answer does not extend a wildcard"
    );
    assert!(!cache.needs_preflight(at(20.0), KEY, &request(Method::PUT)));
}

#[test]
fn a_failed_request_clears_its_entries() {
    let mut cache: Cache = Cache::default();
    let put = request(Method::PUT);
    let other = Key::new(b"https://api.example/other");
    for key in [KEY, other] {
        keep(&mut cache, 0.0, key, &put, ("PUT", "", "60"));
    }
    cache.clear(KEY, put.origin());
    assert!(cache.needs_preflight(at(1.0), KEY, &put) && !cache.needs_preflight(at(1.0), other, &put));
    cache.clear_all();
    assert!(cache.needs_preflight(at(1.0), other, &put));
    assert_eq!(format!("{cache:?}"), "Cache(0 of 8 slots)");
}

#[test]
fn entries_that_are_too_long_are_not_kept() {
    let put = request(Method::PUT);
    let url = [b'u'; 1024];
    let mut cache: Cache<1, 4, 2048> = Cache::new(Profile::CHROMIUM);
    keep(&mut cache, 0.0, Key::new(&url), &put, ("PUT", "", "60"));
    assert!(cache.needs_preflight(at(1.0), Key::new(&url), &put), "the URL is too long for the cache");
    keep(&mut cache, 0.0, Key::new(&url[1..]), &put, ("PUT", "", "60"));
    assert!(!cache.needs_preflight(at(1.0), Key::new(&url[1..]), &put));

    let mut cache: Cache<1, 4, 30> = Cache::default();
    for (length, needs) in [(30 - A.len(), false), (31 - A.len(), true)] {
        let key = Key::new(&url[..length]);
        keep(&mut cache, 0.0, key, &put, ("PUT", "", "60"));
        assert_eq!(cache.needs_preflight(at(1.0), key, &put), needs, "{length}");
    }

    let mut cache: Cache = Cache::default();
    for (length, needs) in [(40, false), (41, true)] {
        let name = "x".repeat(length);
        let headers = [(FieldName::new(&name).unwrap(), &b"1"[..])];
        let asks = request(Method::GET).with_headers(&headers).unwrap();
        keep(&mut cache, 0.0, KEY, &asks, ("", &name, "60"));
        assert_eq!(cache.needs_preflight(at(1.0), KEY, &asks), needs, "{length}");
    }
}

#[test]
fn expired_entries_are_replaced_first_and_then_the_oldest() {
    let put = request(Method::PUT);
    let keys = [&b"/0"[..], b"/1", b"/2", b"/3"].map(Key::new);
    let mut cache: Cache<2, 4, 64> = Cache::default();
    keep(&mut cache, 0.0, keys[0], &put, ("PUT", "", "60"));
    keep(&mut cache, 1.0, keys[1], &put, ("PUT", "", "2"));
    keep(&mut cache, 4.0, keys[2], &put, ("PUT", "", "60"));
    let needs = |cache: &Cache<2, 4, 64>| keys.map(|key| cache.needs_preflight(at(5.0), key, &put));
    assert_eq!(needs(&cache), [false, true, false, true], "the expired entry was replaced");
    keep(&mut cache, 4.5, keys[3], &put, ("PUT", "", "60"));
    assert_eq!(needs(&cache), [true, true, false, false], "the oldest entry was replaced");

    let mut cache: Cache<1, 3, 64> = Cache::default();
    keep(&mut cache, 0.0, KEY, &put, ("A, B, C, D, PUT", "", "60"));
    let kept = ["A", "B", "C", "D", "PUT"]
        .map(|method| !cache.needs_preflight(at(1.0), KEY, &request(Method::new(method).unwrap())));
    assert_eq!(kept, [true, true, false, false, true], "the requested names are kept, and as many others as fit");
    keep(&mut cache, 1.0, KEY, &request(Method::DELETE), ("E, DELETE", "", "70"));
    assert!(!cache.needs_preflight(at(2.0), KEY, &request(Method::DELETE)));
    assert!(cache.needs_preflight(at(2.0), KEY, &request(Method::new("E").unwrap())));
}

#[test]
fn debug_output_has_no_url() {
    let mut cache: Cache = Cache::default();
    let key = Key::new(b"/?token=s3cr3t").with_partition(b"s3cr3t");
    keep(&mut cache, 0.0, key, &request(Method::PUT), ("PUT", "", "60"));
    assert_eq!(format!("{cache:?} {key:?}"), "Cache(1 of 8 slots) Key(20 bytes)");
}
