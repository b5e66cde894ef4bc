//! Where browsers were seen to differ after redirects: each field of `Redirects` changes one thing.

use countersign::cors::browser::{
    Location, Mode, Profile, ReferrerPolicy, Request, Route, RouteError, navigation_tao_check,
};
use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::Origin;

const PAGE: &str = "https://page.example";
const OTHER: &str = "https://other.example";
const THIRD: &str = "https://third.example";

/// The profiles in the order of the columns: Fetch, Chromium, Firefox, WebKit.
const PROFILES: [Profile; 4] = [Profile::FETCH, Profile::CHROMIUM, Profile::FIREFOX, Profile::WEBKIT];

fn origin(text: &str) -> Origin<'_> {
    Origin::parse(text.as_bytes()).unwrap()
}

fn follow<'m>(
    profile: &Profile,
    route: &mut Route<'static>,
    status: u16,
    method: Method<'m>,
    next: Location<'static>,
) -> Result<Method<'m>, RouteError> {
    route.follow(profile, status, method, next, |_| None).map(|redirect| redirect.method())
}

/// Returns what a preflight at the last URL has: its origin and its names. `None` is no preflight.
fn asked(
    profile: &Profile,
    method: Method<'static>,
    names: &[FieldName<'_>],
    status: u16,
    urls: &[&'static str],
) -> Option<(String, String)> {
    let fields: Vec<_> = names.iter().map(|name| (*name, &b"v/w"[..])).collect();
    let first = Request::new(origin(PAGE), method).with_headers(&fields).unwrap();
    let mut route = Route::new(origin(PAGE), Mode::Cors, origin(urls[0])).unwrap();
    let (mut method, mut left) = (method, fields.clone());
    for url in &urls[1..] {
        let redirect = route.follow(profile, status, method, Location::new(origin(url)), |_| None).unwrap();
        method = redirect.method();
        left.clone_from(&fields);
        left.retain(|(name, _)| !redirect.drops(*name));
    }
    let next = Request::new(route.request_origin(), method).with_headers(&left).unwrap();
    let asked = route.preflighted(profile, &first, &next);
    let names: Vec<_> = profile.unsafe_names(&asked).iter().map(|name| name.lower_case().to_string()).collect();
    profile.needs_preflight(&asked).then(|| (asked.origin().to_string(), names.join(",")))
}

#[test]
fn a_second_preflight_asks_for_the_fields_that_are_sent_or_for_all() {
    let authorization = &[FieldName::AUTHORIZATION][..];
    let json = &[FieldName::CONTENT_TYPE, FieldName::new("X").unwrap()][..];
    let typed = &[FieldName::CONTENT_TYPE][..];
    let none = &[][..];
    for (method, names, status, urls, expected) in [
        (Method::GET, none, 302, &[OTHER, THIRD][..], [None, None, None, None]),
        (Method::POST, none, 302, &[OTHER, OTHER], [None, None, None, None]),
        (
            Method::GET,
            authorization,
            302,
            &[OTHER, OTHER],
            [(PAGE, "authorization"), (PAGE, "authorization"), (PAGE, "authorization"), (PAGE, "authorization")]
                .map(Some),
        ),
        (
            Method::GET,
            authorization,
            302,
            &[OTHER, THIRD],
            [None, None, Some((PAGE, "")), Some(("null", "authorization"))],
        ),
        (
            Method::GET,
            authorization,
            302,
            &[PAGE, OTHER],
            [None, None, Some((PAGE, "")), Some((PAGE, "authorization"))],
        ),
        (
            Method::GET,
            authorization,
            307,
            &[OTHER, THIRD, THIRD],
            [None, None, Some((PAGE, "authorization")), Some(("null", "authorization"))],
        ),
        (Method::POST, typed, 302, &[OTHER, OTHER], [None, None, Some((PAGE, "")), Some((PAGE, "content-type"))]),
        (
            Method::POST,
            json,
            303,
            &[OTHER, THIRD],
            [Some(("null", "x")), Some(("null", "x")), Some((PAGE, "x")), Some(("null", "content-type,x"))],
        ),
        (Method::POST, typed, 307, &[OTHER, OTHER], [Some((PAGE, "content-type")); 4]),
        (Method::PUT, none, 303, &[OTHER, OTHER], [None, None, Some((PAGE, "")), Some((PAGE, ""))]),
        (Method::PUT, none, 303, &[OTHER, THIRD, OTHER], [None, None, Some((PAGE, "")), Some(("null", ""))]),
        (Method::PUT, none, 303, &[PAGE, OTHER], [None; 4]),
        (Method::PUT, none, 302, &[PAGE, OTHER], [Some((PAGE, "")); 4]),
        (
            Method::DELETE,
            none,
            302,
            &[OTHER, THIRD],
            [Some(("null", "")), Some(("null", "")), Some((PAGE, "")), Some(("null", ""))],
        ),
    ] {
        let came = PROFILES.map(|profile| asked(&profile, method, names, status, urls));
        let expected =
            expected.map(|asked: Option<(&str, &str)>| asked.map(|(origin, names)| (origin.into(), names.into())));
        assert_eq!(came, expected, "{method} {names:?} {status} {urls:?}");
    }
}

/// Returns whether the answer to a preflight allows a PUT at the last URL.
fn allows(profile: &Profile, urls: &[&'static str], status: u16, answer: &[(&str, &str)]) -> bool {
    let mut route = Route::new(origin(PAGE), Mode::Cors, origin(urls[0])).unwrap();
    for url in &urls[1..] {
        follow(profile, &mut route, 307, Method::PUT, Location::new(origin(url))).unwrap();
    }
    let [first, next] = [origin(PAGE), route.request_origin()].map(|origin| Request::new(origin, Method::PUT));
    profile.preflight_check(&route.preflighted(profile, &first, &next), status, answer).is_ok()
}

#[test]
fn the_answer_to_a_second_preflight_names_what_it_received_or_nothing() {
    let put = ("Access-Control-Allow-Methods", "PUT");
    let allowed = |urls: &[&'static str], origin: &str| {
        let answer = [("Access-Control-Allow-Origin", origin), put];
        PROFILES.map(|profile| allows(&profile, urls, 204, &answer))
    };
    assert_eq!(allowed(&[OTHER, THIRD], "null"), [true, true, false, true]);
    assert_eq!(allowed(&[OTHER, THIRD], PAGE), [false, false, true, false]);
    assert_eq!(allowed(&[OTHER, PAGE], "null"), [true; 4]);
    assert_eq!(allowed(&[OTHER, PAGE], "https://x.example"), [false, false, true, false]);
    assert_eq!(PROFILES.map(|profile| allows(&profile, &[OTHER, PAGE], 204, &[put])), [false, false, true, false]);
    assert_eq!(PROFILES.map(|profile| allows(&profile, &[OTHER, PAGE], 204, &[])), [false; 4], "the lists still count");
    assert_eq!(PROFILES.map(|profile| allows(&profile, &[OTHER, PAGE], 404, &[put])), [false; 4], "so does the status");
}

#[test]
fn the_status_and_the_profile_decide_what_is_followed() {
    let other = |status, profile: &Profile| {
        let mut route = Route::new(origin(PAGE), Mode::Cors, origin(OTHER)).unwrap();
        follow(profile, &mut route, status, Method::GET, Location::new(origin(OTHER))).is_ok()
    };
    for (status, expected) in [
        (300, [false; 4]),
        (301, [true; 4]),
        (304, [false; 4]),
        (305, [false; 4]),
        (306, [false; 4]),
        (308, [true; 4]),
        (309, [false, false, false, true]),
        (399, [false, false, false, true]),
        (400, [false; 4]),
    ] {
        assert_eq!(PROFILES.map(|profile| other(status, &profile)), expected, "{status}");
    }
}

#[test]
fn a_delete_to_another_origin_is_kept_or_becomes_a_get() {
    let method = |profile: &Profile, from, to, status, method| {
        let mut route = Route::new(origin(PAGE), Mode::Cors, origin(from)).unwrap();
        follow(profile, &mut route, status, method, Location::new(origin(to))).unwrap()
    };
    let kept = |from, to, status, sent| PROFILES.map(|profile| method(&profile, from, to, status, sent) == sent);
    for status in [301, 302, 307, 308] {
        assert_eq!(kept(OTHER, THIRD, status, Method::DELETE), [true, true, true, false], "{status}");
        assert_eq!(kept(PAGE, OTHER, status, Method::DELETE), [true, true, true, false], "{status}");
        assert_eq!(kept(OTHER, OTHER, status, Method::DELETE), [true; 4], "{status}");
        assert_eq!(kept(OTHER, THIRD, status, Method::PUT), [true; 4], "{status}");
    }
    assert_eq!(kept(OTHER, OTHER, 303, Method::DELETE), [false; 4]);
}

#[test]
fn a_location_with_a_user_name_is_rejected_across_origins_or_always() {
    for (from, to, expected) in
        [(PAGE, PAGE, [true, false, true, true]), (PAGE, OTHER, [false; 4]), (OTHER, OTHER, [false; 4])]
    {
        let passes = PROFILES.map(|profile| {
            let mut route = Route::new(origin(PAGE), Mode::Cors, origin(from)).unwrap();
            let location = Location::new(origin(to)).with_credentials();
            follow(&profile, &mut route, 302, Method::GET, location).is_ok()
        });
        assert_eq!(passes, expected, "{from} to {to}");
    }
    let mut image = Route::new(origin(PAGE), Mode::NoCors, origin(PAGE)).unwrap();
    let location = Location::new(origin(OTHER)).with_credentials();
    assert!(follow(&Profile::CHROMIUM, &mut image, 302, Method::GET, location).is_ok(), "another mode");
}

#[test]
fn what_a_redirect_drops_stays_away_or_comes_back() {
    let drops = |profile: &Profile, urls: [&'static str; 3]| {
        let mut route = Route::new(origin(PAGE), Mode::Cors, origin(urls[0])).unwrap();
        follow(profile, &mut route, 302, Method::POST, Location::new(origin(urls[1]))).unwrap();
        let last = route.follow(profile, 302, Method::GET, Location::new(origin(urls[2])), |_| None).unwrap();
        assert!(last.drops_body(), "the body does not come back");
        [FieldName::AUTHORIZATION, FieldName::CONTENT_TYPE].map(|name| last.drops(name))
    };
    let kept = [true, true];
    assert_eq!(PROFILES.map(|profile| drops(&profile, [OTHER, THIRD, THIRD])), [kept, kept, [false, false], kept]);
    assert_eq!(PROFILES.map(|profile| drops(&profile, [OTHER, THIRD, OTHER])), [kept, kept, [true, false], kept]);
}

#[test]
fn the_origin_of_a_put_is_sent_again_or_not() {
    let again = |profile: &Profile, method| {
        let mut route = Route::new(origin(PAGE), Mode::Cors, origin(PAGE)).unwrap();
        let next = follow(profile, &mut route, 303, method, Location::new(origin(PAGE))).unwrap();
        route.origin_header(next, ReferrerPolicy::default())
    };
    assert_eq!(PROFILES.map(|profile| again(&profile, Method::PUT)), [None, None, None, Some(origin(PAGE))]);
    assert_eq!(PROFILES.map(|profile| again(&profile, Method::GET)), [None; 4]);
}

#[test]
fn timing_is_shown_until_one_response_fails() {
    let shows = |profile: &Profile, mode, chain: &[(&'static str, &str)]| {
        let mut route = Route::new(origin(PAGE), mode, origin(chain[0].0)).unwrap();
        let mut shown = Vec::new();
        for (at, (url, line)) in chain.iter().enumerate() {
            if at > 0 {
                follow(profile, &mut route, 302, Method::GET, Location::new(origin(url))).unwrap();
            }
            shown.push(profile.tao_check(&mut route, &[("Timing-Allow-Origin", line)]));
        }
        shown
    };
    for (mode, chain, expected) in [
        (Mode::NoCors, &[(PAGE, ""), (PAGE, "")][..], &[true, true][..]),
        (Mode::NoCors, &[(PAGE, ""), (OTHER, ""), (OTHER, "*")], &[true, false, false]),
        (Mode::Cors, &[(OTHER, "*"), (THIRD, PAGE), (THIRD, "*")], &[true, false, false]),
        (Mode::Cors, &[(OTHER, PAGE), (THIRD, "null")], &[true, true]),
        (Mode::Navigate, &[(PAGE, ""), (OTHER, "")], &[true, false]),
        (Mode::Navigate, &[(OTHER, ""), (PAGE, "*")], &[false, false]),
        (Mode::Navigate, &[(OTHER, PAGE), (PAGE, "null")], &[true, true]),
    ] {
        for profile in PROFILES {
            assert_eq!(shows(&profile, mode, chain), expected, "{mode:?} {chain:?}");
        }
    }
    let back = PROFILES.map(|profile| shows(&profile, Mode::Navigate, &[(OTHER, PAGE), (PAGE, "")])[1]);
    assert_eq!(back, [true, false, true, true], "a navigation that comes back");
}

#[test]
fn each_redirect_of_a_navigation_lists_the_document() {
    let check = |values: &[&str]| {
        let redirects: Vec<_> = values.iter().map(|value| [("Timing-Allow-Origin", *value)]).collect();
        navigation_tao_check(&origin(THIRD), &redirects)
    };
    assert!(check(&[]) && check(&["*"]) && check(&[THIRD, "https://a.example, https://third.example"]));
    assert!(!check(&[THIRD, PAGE]) && !check(&[""]) && !check(&["null"]) && !check(&["HTTPS://THIRD.EXAMPLE"]));
}
