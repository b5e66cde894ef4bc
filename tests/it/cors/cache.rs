//! The preflight cache: which entries it keeps, for how long, and for which requests.

use core::time::Duration;

use countersign::CapacityError;
use countersign::cors::browser::{CachedAny, CredentialsMode, Profile, Replacement, Request};
use countersign::cors::cache::{Cache, Key};
use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::Origin;

const A: &str = "https://a.example";
const KEY: Key<'static> = Key::new(b"https://api.example/r");
const PROFILES: [Profile; 4] = [Profile::FETCH, Profile::CHROMIUM, Profile::FIREFOX, Profile::WEBKIT];

fn at(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

fn request(method: Method<'_>) -> Request<'_> {
    Request::new(Origin::parse(A.as_bytes()).unwrap(), method)
}

fn included(request: Request<'_>) -> Request<'_> {
    request.with_credentials(CredentialsMode::Include)
}

fn field(name: &str) -> [(FieldName<'_>, &[u8]); 1] {
    [(FieldName::new(name).unwrap(), b"1")]
}

/// Receives an answer that lists these methods and names, for `max_age` seconds.
fn keep<const SLOTS: usize, const BYTES: usize>(
    cache: &mut Cache<SLOTS, BYTES>,
    now: f64,
    key: Key<'_>,
    request: &Request<'_>,
    (methods, names, max_age): (&str, &str, &str),
) -> Result<(), CapacityError> {
    let answer = [
        ("Access-Control-Allow-Origin", A),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Allow-Methods", methods),
        ("Access-Control-Allow-Headers", names),
        ("Access-Control-Max-Age", max_age),
    ];
    cache.preflight_check(at(now), key, request, 204, &answer).stored
}

/// Sends requests one after the other, where `!` before a method has credentials, with the names that follow it. Each
/// preflight is answered by the methods and the names of its step. Returns for each profile which requests had one.
fn sequence(steps: &[(&str, &str, &str)]) -> [String; 4] {
    PROFILES.map(|profile| {
        let mut cache: Cache = Cache::new(profile);
        let asks = steps.iter().enumerate().map(|(second, (asked, methods, names))| {
            let (method, asked) = asked.split_once(' ').unwrap_or((asked, ""));
            let headers: Vec<_> = asked.split_whitespace().flat_map(field).collect();
            let sent = request(Method::new(method.trim_start_matches('!')).unwrap()).with_headers(&headers).unwrap();
            let sent = if method.starts_with('!') { included(sent) } else { sent };
            let now = u32::try_from(second).unwrap().into();
            let asks = cache.needs_preflight(at(now), KEY, &sent);
            if asks {
                keep(&mut cache, now, KEY, &sent, (methods, names, "600")).unwrap();
            }
            if asks { 'T' } else { '-' }
        });
        asks.collect()
    })
}

#[test]
fn browsers_differ() {
    for (why, steps, [fetch, chromium, firefox, webkit]) in [
        (
            "answers are merged, or replace each other",
            &[("GET x", "", "x"), ("GET y", "", "y"), ("GET x", "", "x")][..],
            ["TT-", "TTT", "TT-", "TTT"],
        ),
        (
            "entries with credentials serve both, or each has its own",
            &[("!GET x", "", "x"), ("GET x", "", "x"), ("!GET x", "", "x")],
            ["T--", "T--", "TT-", "T--"],
        ),
        (
            "entries without credentials serve only those",
            &[("GET x", "", "x"), ("!GET x", "", "x"), ("GET x", "", "x")],
            ["TT-", "TT-", "TT-", "TT-"],
        ),
        (
            "a miss removes the entries: x is refused to y",
            &[("GET x", "", "x"), ("GET y", "", "z"), ("GET x", "", "x"), ("GET z", "", "")],
            ["TTTT", "TTTT", "TTTT", "TTTT"],
        ),
        (
            "an answer that refuses its request is stored",
            &[("GET y", "", "x"), ("GET x", "", "x")],
            ["TT", "TT", "TT", "T-"],
        ),
        (
            "HEAD must be listed",
            &[("GET x", "", "x"), ("HEAD x", "HEAD", "x"), ("HEAD x", "", "x"), ("POST x", "", "x")],
            ["T---", "T---", "TT--", "T---"],
        ),
        (
            "`*` stands for all methods or for none",
            &[("PUT", "*", ""), ("DELETE", "*", ""), ("PUT", "*", "")],
            ["T--", "T--", "TTT", "T--"],
        ),
        (
            "`*` that was stored with credentials",
            &[("!GET x", "", "x, *"), ("GET y", "", "y"), ("!GET y", "", "y")],
            ["TTT", "TTT", "TTT", "T-T"],
        ),
        (
            "`*` and Authorization",
            &[("GET x", "", "*"), ("GET authorization", "", "authorization")],
            ["TT", "TT", "TT", "T-"],
        ),
        (
            "names are compared without case, methods with it",
            &[("patch X", "patch", "x"), ("patch x", "patch", "X"), ("PATCH x", "PATCH", "x")],
            ["T-T"; 4],
        ),
        ("the name of 41 bytes", &[(LONG, "", &LONG[4..]), (LONG, "", &LONG[4..])], ["T-"; 4]),
    ] {
        assert_eq!(sequence(steps), [fetch, chromium, firefox, webkit], "{why}");
    }
}

const LONG: &str = "GET x23456789-123456789-123456789-123456789-1";

#[test]
fn entries_expire() {
    for profile in PROFILES {
        let mut cache: Cache = Cache::new(profile);
        let put = request(Method::PUT);
        assert!(cache.needs_preflight(at(0.0), KEY, &put));
        keep(&mut cache, 10.5, KEY, &put, ("PUT", "", "5")).unwrap();
        for (now, needs) in [(10.5, false), (15.4, false), (15.499_999_999, false), (15.5, true), (16.0, true)] {
            assert_eq!(cache.needs_preflight(at(now), KEY, &put), needs, "at {now}");
        }
        keep(&mut cache, 20.0, KEY, &put, ("PUT", "", "60")).unwrap();
        keep(&mut cache, 21.0, KEY, &put, ("PUT", "", "0")).unwrap();
        let is_ignored = !profile.caching.expired_answers_remove;
        assert_eq!(cache.needs_preflight(at(21.0), KEY, &put), !is_ignored, "an answer for no time");
    }
    let (mut cache, put) = (<Cache>::default(), request(Method::PUT));
    keep(&mut cache, 22.0, KEY, &put, ("PUT", "", "99999999999999999999")).unwrap();
    assert!(!cache.needs_preflight(Duration::from_secs(u64::MAX), KEY, &put));
}

#[test]
fn merged_entries_have_times_of_their_own() {
    for (profile, needs) in [(Profile::FETCH, [true, false]), (Profile::FIREFOX, [true, false])] {
        let mut cache: Cache = Cache::new(profile);
        keep(&mut cache, 0.0, KEY, &request(Method::PUT), ("PUT", "", "2")).unwrap();
        keep(&mut cache, 1.0, KEY, &request(Method::DELETE), ("DELETE", "", "60")).unwrap();
        let needed = [Method::PUT, Method::DELETE].map(|method| cache.needs_preflight(at(3.0), KEY, &request(method)));
        assert_eq!(needed, needs);
    }
}

#[test]
fn a_match_needs_partition_origin_and_url() {
    let put = request(Method::PUT);
    let here = Key::new(b"https://api.example/r").with_partition(b"site");
    for profile in PROFILES {
        let mut cache: Cache = Cache::new(profile);
        keep(&mut cache, 0.0, here, &put, ("PUT", "", "60")).unwrap();
        for key in [
            Key::new(b"https://api.example/r"),
            Key::new(b"https://api.example/r?").with_partition(b"site"),
            Key::new(b"https://api.example/r#a").with_partition(b"site"),
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
        assert!(!cache.needs_preflight(at(1.0), here, &put));
    }
}

#[test]
fn opaque_origins_are_kept_or_not() {
    let put = Request::new(Origin::NULL, Method::PUT);
    let answer = [("Access-Control-Allow-Origin", "null"), ("Access-Control-Allow-Methods", "PUT")];
    for (profile, needs) in PROFILES.into_iter().zip([false, true, false, false]) {
        let mut cache: Cache = Cache::new(profile);
        assert!(cache.preflight_check(at(0.0), KEY, &put, 204, &answer).stored.is_ok());
        assert_eq!(cache.needs_preflight(at(1.0), KEY, &put), needs);
        assert!(cache.needs_preflight(at(1.0), KEY.with_partition(b"another document"), &put));
    }
}

#[test]
fn an_upload_needs_its_method_in_the_cache_or_any_answer() {
    let all = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "POST")];
    let unlisted = &all[..1];
    let upload = request(Method::POST).with_upload_listener(true);
    // Which requests are preceded by a preflight: two of this one.
    let twice = |profile, request: &Request<'_>, answer: &[(&str, &str)]| {
        let mut cache: Cache = Cache::new(profile);
        [0.0, 1.0].map(|now| {
            let needs = cache.needs_preflight(at(now), KEY, request);
            if needs {
                assert!(cache.preflight_check(at(now), KEY, request, 204, answer).verdict.is_ok());
            }
            needs
        })
    };
    for profile in PROFILES {
        assert_eq!(twice(profile, &upload, &all), [true, false]);
        assert_eq!(twice(profile, &request(Method::POST).with_preflight(), &all), [true, false]);
        let asks_again = profile == Profile::FIREFOX;
        assert_eq!(twice(profile, &upload, unlisted), [true, asks_again], "an answer that lists nothing");
        let without_body = request(Method::POST).with_upload_listener(false);
        assert_eq!(twice(profile, &without_body, &all), [profile != Profile::CHROMIUM, false]);
    }
    // After an answer for GET with x, only the standard looks for POST.
    for (profile, needs) in PROFILES.into_iter().zip([true, false, false, false]) {
        let mut cache: Cache = Cache::new(profile);
        let headers = field("x");
        keep(&mut cache, 0.0, KEY, &request(Method::GET).with_headers(&headers).unwrap(), ("", "x", "60")).unwrap();
        assert_eq!(cache.needs_preflight(at(1.0), KEY, &upload), needs);
        let counts = profile == Profile::FIREFOX;
        assert_eq!(cache.needs_preflight(at(61.0), KEY, &upload), !counts, "the entries have expired");
    }
    let put = request(Method::PUT).with_upload_listener(true);
    let allows = PROFILES.map(|profile| profile.preflight_check(&put, 204, unlisted).is_ok());
    assert_eq!(allows, [true, false, false, false], "the method that is asked for, where no list is sent");
}

#[test]
fn an_expired_entry_counts_only_for_its_requests() {
    let mut profile = Profile::FETCH;
    profile.forced_preflight_asks_method = false;
    profile.caching.expired_entries_count = true;
    let upload = request(Method::POST).with_upload_listener(true);
    for (stored, asked, needs) in [
        (upload, upload, false),
        (included(upload), included(upload), false),
        (included(upload), upload, false),
        (upload, included(upload), true),
    ] {
        let mut cache: Cache = Cache::new(profile);
        keep(&mut cache, 0.0, KEY, &stored, ("POST", "", "60")).unwrap();
        for now in [1.0, 61.0] {
            assert_eq!(cache.needs_preflight(at(now), KEY, &asked), needs, "{stored:?}, then {asked:?} at {now}");
        }
    }
}

#[test]
fn the_letter_of_the_standard_takes_each_star_for_a_wildcard() {
    let mut profile = Profile::FETCH;
    profile.caching.any = CachedAny::Always;
    let mut cache: Cache = Cache::new(profile);
    keep(&mut cache, 0.0, KEY, &included(request(Method::PUT)), ("PUT, *", "", "60")).unwrap();
    assert!(!cache.needs_preflight(at(1.0), KEY, &included(request(Method::DELETE))));

    let mut cache: Cache = Cache::default();
    keep(&mut cache, 0.0, KEY, &included(request(Method::PUT)), ("PUT, *", "", "60")).unwrap();
    assert!(cache.needs_preflight(at(1.0), KEY, &included(request(Method::DELETE))));
    keep(&mut cache, 1.0, KEY, &request(Method::PUT), ("*", "", "60")).unwrap();
    assert!(!cache.needs_preflight(at(1.0), KEY, &request(Method::DELETE)), "beside a `*` that is a name");
}

#[test]
fn a_later_answer_shortens_a_wildcard() {
    let mut cache: Cache = Cache::default();
    let headers = field("X-A");
    let with_name = request(Method::PUT).with_headers(&headers).unwrap();
    keep(&mut cache, 0.0, KEY, &request(Method::PUT), ("*", "", "60")).unwrap();
    keep(&mut cache, 1.0, KEY, &with_name, ("PUT", "x-a", "5")).unwrap();
    assert!(!cache.needs_preflight(at(5.0), KEY, &request(Method::DELETE)));
    assert!(cache.needs_preflight(at(6.0), KEY, &request(Method::DELETE)));

    keep(&mut cache, 10.0, KEY, &request(Method::PUT), ("*", "", "10")).unwrap();
    keep(&mut cache, 11.0, KEY, &with_name, ("PUT", "x-a", "60")).unwrap();
    assert!(
        cache.needs_preflight(at(20.0), KEY, &request(Method::DELETE)),
        "a later answer does not extend a wildcard"
    );
    assert!(!cache.needs_preflight(at(20.0), KEY, &request(Method::PUT)));
}

#[test]
fn a_failure_removes_entries_or_nothing() {
    let put = request(Method::PUT);
    let other = Key::new(b"https://api.example/other");
    for (profile, removes) in PROFILES.into_iter().zip([true, false, true, false]) {
        for failed in [put, included(put), request(Method::GET)] {
            let mut cache: Cache = Cache::new(profile);
            for key in [KEY, other] {
                keep(&mut cache, 0.0, key, &put, ("PUT", "", "60")).unwrap();
            }
            cache.failed(KEY, &failed);
            assert_eq!(cache.needs_preflight(at(1.0), KEY, &put), removes, "{failed:?}");
            assert!(!cache.needs_preflight(at(1.0), other, &put));
            cache.clear();
            assert!(cache.needs_preflight(at(1.0), other, &put));
            assert_eq!(format!("{cache:?}"), "Cache(0 of 8 slots)");
        }
        let mut cache: Cache = Cache::new(profile);
        keep(&mut cache, 0.0, KEY, &put, ("PUT", "", "60")).unwrap();
        assert!(cache.preflight_check(at(1.0), KEY, &included(put), 404, &[("a", "b")]).verdict.is_err());
        assert_eq!(cache.needs_preflight(at(1.0), KEY, &put), removes, "after a preflight that failed");
    }
}

#[test]
fn the_longest_url_is_that_of_the_browser_or_of_the_slot() {
    let put = request(Method::PUT);
    let url = [b'u'; 8_000];
    for (length, needs) in
        [(1_023, [false; 4]), (1_024, [false, true, false, false]), (8_000, [false, true, false, false])]
    {
        let key = Key::new(&url[..length]);
        let needed = PROFILES.map(|profile| {
            let mut cache: Cache<1, 9_000> = Cache::new(profile);
            keep(&mut cache, 0.0, key, &put, ("PUT", "", "60")).unwrap();
            cache.needs_preflight(at(1.0), key, &put)
        });
        assert_eq!(needed, needs, "{length}");
    }
}

#[test]
fn what_does_not_fit_is_reported() {
    let put = request(Method::PUT);
    let url = [b'u'; 64];
    let entry = 17 + "PUT".len();
    for (length, stored) in [(100 - A.len() - entry, Ok(())), (101 - A.len() - entry, Err(101))] {
        let key = Key::new(&url[..length]);
        let mut cache: Cache<1, 100> = Cache::default();
        let result = keep(&mut cache, 0.0, key, &put, ("PUT", "", "60"));
        assert_eq!(result.map_err(|error| error.needed()), stored);
        assert_eq!(cache.needs_preflight(at(1.0), key, &put), stored.is_err());
    }
    let mut cache: Cache<1, 50> = Cache::default();
    let error = keep(&mut cache, 0.0, Key::new(&url), &put, ("PUT", "x-a", "60")).unwrap_err();
    assert_eq!(error.needed(), url.len() + A.len() + entry + 20, "the key does not fit");
    let mut cache: Cache<0, 0> = Cache::default();
    keep(&mut cache, 0.0, KEY, &put, ("PUT", "", "60")).unwrap_err();

    for profile in PROFILES {
        let mut cache: Cache<1, 110> = Cache::new(profile);
        let error = keep(&mut cache, 0.0, KEY, &put, ("A, B, C, D, PUT", "", "60")).unwrap_err();
        let answer = if profile.caching.replacement == Replacement::Replace { 17 } else { 0 };
        assert_eq!(error.needed(), "https://api.example/r".len() + A.len() + answer + 4 * 18 + entry);
        let kept = ["PUT", "A", "D"]
            .map(|method| !cache.needs_preflight(at(1.0), KEY, &request(Method::new(method).unwrap())));
        assert!(kept[0] && !kept[2], "what the request asks for comes first: {kept:?}");
        keep(&mut cache, 2.0, KEY, &request(Method::DELETE), ("E, DELETE", "", "70")).unwrap_or_default();
        assert!(!cache.needs_preflight(at(3.0), KEY, &request(Method::DELETE)), "earlier entries make space");
    }
}

#[test]
fn expired_entries_are_replaced_first_and_then_the_least_recently_used() {
    let put = request(Method::PUT);
    let keys = [&b"/0"[..], b"/1", b"/2", b"/3"].map(Key::new);
    let mut cache: Cache<2, 64> = Cache::default();
    keep(&mut cache, 0.0, keys[0], &put, ("PUT", "", "60")).unwrap();
    keep(&mut cache, 1.0, keys[1], &put, ("PUT", "", "2")).unwrap();
    keep(&mut cache, 4.0, keys[2], &put, ("PUT", "", "60")).unwrap();
    let needs = |cache: &mut Cache<2, 64>| keys.map(|key| cache.needs_preflight(at(5.0), key, &put));
    assert_eq!(needs(&mut cache), [false, true, false, true], "the expired entry is replaced");
    assert!(!cache.needs_preflight(at(5.0), keys[0], &put));
    keep(&mut cache, 5.5, keys[3], &put, ("PUT", "", "60")).unwrap();
    assert_eq!(needs(&mut cache), [false, true, true, false], "the least recently used entry is replaced");
}

#[test]
fn firefox_keeps_a_hundred_answers() {
    let put = request(Method::PUT);
    let urls: Vec<String> = (0..102).map(|number| format!("https://api.example/{number}")).collect();
    let keys: Vec<Key<'_>> = urls.iter().map(|url| Key::new(url.as_bytes())).collect();
    for (profile, limited) in PROFILES.into_iter().zip([false, false, true, false]) {
        let mut cache: Box<Cache<128, 128>> = Box::new(Cache::new(profile));
        for key in &keys[..100] {
            keep(&mut cache, 0.0, *key, &put, ("PUT", "", "600")).unwrap();
        }
        assert!(!cache.needs_preflight(at(100.0), keys[0], &put), "it is used");
        keep(&mut cache, 101.0, keys[100], &put, ("PUT", "", "600")).unwrap();
        let kept = [0, 1, 2, 99, 100].map(|index| !cache.needs_preflight(at(102.0), keys[index], &put));
        assert_eq!(kept, [true, !limited, true, true, true]);
        keep(&mut cache, 103.0, keys[2], &included(put), ("PUT", "", "600")).unwrap();
        assert_eq!(cache.needs_preflight(at(104.0), keys[3], &put), limited, "each with its own entry counts");
    }
}

/// A limit of no answers is no error: each request has its preflight.
#[test]
fn no_answer_is_kept_where_none_may_be() {
    let put = request(Method::PUT);
    for mut profile in PROFILES {
        profile.caching.most_answers = 0;
        let mut cache: Cache = Cache::new(profile);
        assert_eq!(keep(&mut cache, 0.0, KEY, &put, ("PUT", "", "600")), Ok(()));
        assert!(cache.needs_preflight(at(1.0), KEY, &put));
        profile.caching.most_answers = 1;
        let mut cache: Cache = Cache::new(profile);
        assert_eq!(keep(&mut cache, 0.0, KEY, &put, ("PUT", "", "600")), Ok(()));
        assert!(!cache.needs_preflight(at(1.0), KEY, &put));
    }
}

#[test]
fn debug_output_has_no_url() {
    let mut cache: Cache = Cache::default();
    let key = Key::new(b"/?token=s3cr3t").with_partition(b"s3cr3t");
    keep(&mut cache, 0.0, key, &request(Method::PUT), ("PUT", "", "60")).unwrap();
    assert_eq!(format!("{cache:?} {key:?}"), "Cache(1 of 8 slots) Key(20 bytes)");
}
