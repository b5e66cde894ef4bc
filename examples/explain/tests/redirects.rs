//! Redirects that a capture follows: Fetch, HTTP-redirect fetch, and the origin that a browser sends after them.

use std::fmt::Write;

use countersign_explain::{Credentials, hops};

/// Returns the explanation of each request, without credentials. Blocks are separated by ` ~ `, lines by `|`.
fn said(capture: &str) -> Vec<String> {
    let text = capture.replace(" ~ ", "\r\n\r\n").replace('|', "\r\n");
    let explained = hops(text.as_bytes()).map(|hop| {
        let mut said = String::new();
        match hop.question() {
            Ok(question) => question.write(&[Credentials::Omit], &mut said).unwrap(),
            Err(none) => said += &none.to_string(),
        }
        said
    });
    explained.collect()
}

/// Returns a request of a page, as `curl -L` sends it.
fn get(host: &str, target: &str) -> String {
    format!("GET {target} HTTP/1.1|Host: {host}|Origin: https://shop.example")
}

/// Returns a redirect that any page may follow.
fn to(location: &str) -> String {
    format!("HTTP/1.1 302 Found|Access-Control-Allow-Origin: *|Location: {location}")
}

const OWN: &str = "HTTP/1.1 200 OK|Access-Control-Allow-Origin: https://shop.example|Vary: Origin";
const ANY: &str = "HTTP/1.1 200 OK|Access-Control-Allow-Origin: *";

const READS: &str = "every browser lets the page read the response.";
const BLOCKS: &str = "no browser lets the page read the response.";
const FOLLOWS: &str = "every browser follows the redirect";
const NULL: &str = "A browser sends `Origin: null` with this request";

/// Checks what is said of the last request.
fn assert_last(capture: &str, expected: &[&str], unexpected: &str) {
    let said = said(capture);
    let said = said.last().unwrap();
    for expected in expected {
        assert!(said.contains(expected), "{capture}\nmisses {expected:?}\n{said}");
    }
    assert!(!said.contains(unexpected), "{capture}\nhas {unexpected:?}\n{said}");
}

/// The last request of each capture, and what is said of it.
#[test]
fn the_origin_after_redirects() {
    let a = |location: &str| format!("{} ~ {}", get("a.example", "/"), to(location));
    for (capture, expected, unexpected) in [
        // To a third origin.
        (
            format!("{} ~ {} ~ {OWN}", a("https://b.example/"), get("b.example", "/")),
            &[
                "GET / from a page at https://shop.example, after a redirect\n",
                BLOCKS,
                "step 4",
                "Access-Control-Allow-Origin is `https://shop.example`, but the request has the origin `null`.",
                "    Access-Control-Allow-Origin: null, or *\n",
                "because a redirect before it leads from one origin to another, although the input shows `https://shop.example`",
            ][..],
            READS,
        ),
        (format!("{} ~ {} ~ {ANY}", a("https://b.example/"), get("b.example", "/")), &[READS, NULL], BLOCKS),
        (
            format!(
                "{} ~ {} ~ HTTP/1.1 200 OK|Access-Control-Allow-Origin: null",
                a("https://b.example/"),
                get("b.example", "/")
            ),
            &[READS, NULL],
            BLOCKS,
        ),
        // A browser shows the same itself.
        (
            format!(
                "{} ~ {} ~ {OWN}",
                a("https://b.example/"),
                get("b.example", "/").replace("https://shop.example", "null")
            ),
            &["from a page at https://shop.example", BLOCKS, "has the origin `null`"],
            NULL,
        ),
        (
            format!("{} ~ {} ~ {OWN}", a("/b"), get("a.example", "/b").replace("https://shop.example", "null")),
            &["from a page at https://shop.example", BLOCKS, "has the origin `null`"],
            NULL,
        ),
        // Hosts whose form in a request is not computed.
        (format!("{} ~ {} ~ {OWN}", a("https://B.example/"), get("b.example", "/")), &[BLOCKS, NULL], READS),
        (
            format!("{} ~ {} ~ {OWN}", a("https://b\u{fc}.example/"), get("xn--b-xga.example", "/")),
            &[BLOCKS, NULL],
            READS,
        ),
    ] {
        assert_last(&capture, expected, unexpected);
    }
}

#[test]
fn the_origin_after_longer_routes() {
    let a = |location: &str| format!("{} ~ {}", get("a.example", "/"), to(location));
    for (capture, expected, unexpected) in [
        // Back to the origin of the page.
        (
            format!("{} ~ {} ~ HTTP/1.1 200 OK", a("https://shop.example/b?c"), get("shop.example", "/b?c")),
            &[BLOCKS, "step 2", NULL][..],
            "This is not a CORS request",
        ),
        // Within an origin.
        (format!("{} ~ {} ~ {OWN}", a("/b"), get("a.example", "/b")), &[", after a redirect\n", READS], NULL),
        (
            format!("{} ~ {} ~ {OWN}", a("//a.example:443/b#c"), get("a.example", "/b")),
            &[", after a redirect\n", READS],
            NULL,
        ),
        (format!("{} ~ {} ~ {OWN}", a("?b"), get("a.example", "/?b")), &[", after a redirect\n", READS], NULL),
        (format!("{} ~ {} ~ {OWN}", a("/b/./c/.."), get("a.example", "/b/")), &[", after a redirect\n", READS], NULL),
        (
            format!("{} ~ {} ~ {} ~ {OWN}", get("a.example", "/b?c"), to("#d"), get("a.example", "/b?c")),
            &[", after a redirect\n", READS],
            NULL,
        ),
        // To another scheme or port of the host.
        (format!("{} ~ {} ~ {OWN}", a("http://a.example/b"), get("a.example", "/b")), &[BLOCKS, NULL], READS),
        (
            format!("{} ~ {} ~ {OWN}", a("https://a.example:8443/b"), get("a.example:8443", "/b")),
            &[BLOCKS, NULL],
            READS,
        ),
        // From the origin of the page, which keeps it.
        (
            format!("{} ~ {} ~ {} ~ {OWN}", get("shop.example", "/"), to("https://b.example/"), get("b.example", "/")),
            &[", after a redirect\n", READS],
            NULL,
        ),
        // Far away, and later within an origin.
        (
            format!(
                "{} ~ {} ~ {} ~ {} ~ {OWN}",
                a("https://b.example/x/y?z"),
                get("b.example", "/x/y?z"),
                to("../q/./r s"),
                get("b.example", "/q/r%20s")
            ),
            &[", after redirects\n", BLOCKS, NULL],
            READS,
        ),
        // Without the field.
        (
            format!("{} ~ GET / HTTP/1.1|Host: b.example ~ {OWN}", a("https://b.example/")),
            &[BLOCKS, NULL, "although the input shows no Origin"],
            READS,
        ),
        // The preflight belongs to the same request. Firefox keeps the origin in it.
        (
            format!(
                "{} ~ {} ~ OPTIONS / HTTP/1.1|Host: b.example|Origin: null|Access-Control-Request-Method: PUT ~ \
                 HTTP/1.1 204 No|Access-Control-Allow-Origin: null|Access-Control-Allow-Methods: PUT ~ \
                 PUT / HTTP/1.1|Host: b.example|Origin: null ~ {ANY}",
                get("a.example", "/").replace("GET", "PUT"),
                to("https://b.example/").replace("302", "307")
            ),
            &[
                "after a redirect and a preflight\n",
                "the standard, Chromium and WebKit let the page read the response.",
                "Firefox does not send the request",
            ],
            READS,
        ),
        (
            format!(
                "{} ~ {} ~ OPTIONS / HTTP/1.1|Host: b.example|Origin: https://shop.example|Access-Control-Request-Method: PUT ~ \
                 HTTP/1.1 204 No|Access-Control-Allow-Origin: https://shop.example|Access-Control-Allow-Methods: PUT ~ \
                 PUT / HTTP/1.1|Host: b.example|Origin: null ~ {ANY}",
                get("a.example", "/").replace("GET", "PUT"),
                to("https://b.example/").replace("302", "307")
            ),
            &["Firefox lets the page read the response.", "the standard, Chromium and WebKit do not send the request"],
            "different origins",
        ),
    ] {
        assert_last(&capture, expected, unexpected);
    }
}

/// The port to which curl connected shows the scheme of a URL without a port.
#[test]
fn curl_shows_the_scheme() {
    let capture = |first: u16, location: &str, second: u16| {
        format!(
            "* Connected to a.example (192.0.2.1) port {first} (#0)\r\n> GET / HTTP/1.1\r\n> Host: a.example\r\n\
             > Origin: https://shop.example\r\n>\r\n< HTTP/1.1 301 Moved\r\n< Access-Control-Allow-Origin: *\r\n\
             < Location: {location}\r\n<\r\n\
             * Established connection to a.example (192.0.2.1 port {second}) from 10.0.0.2 port 5000\r\n\
             > GET / HTTP/1.1\r\n> Host: a.example\r\n> Origin: https://shop.example\r\n>\r\n\
             < HTTP/1.1 200 OK\r\n< Access-Control-Allow-Origin: https://shop.example\r\n<\r\n"
        )
    };
    for (capture, expected) in [
        (capture(80, "https://a.example/", 443), BLOCKS),
        (capture(443, "http://a.example/", 80), BLOCKS),
        (capture(443, "/", 443), READS),
        (capture(80, "/", 80), READS),
    ] {
        let said = said(&capture);
        assert!(said[1].contains(expected) && said[1].contains(", after a redirect"), "{capture}\n{}", said[1]);
    }
    let own = "* Connected to shop.example (192.0.2.1) port 80\n> GET / HTTP/1.1\n> Host: shop.example\n> Origin: https://shop.example\n>\n< HTTP/1.1 200 OK\n<\n";
    assert!(said(own)[0].contains(BLOCKS), "{}", said(own)[0]);
    assert!(said(&own.replace("80", "443"))[0].contains("This is not a CORS request"));
}

/// Requests that do not follow from the redirect before are fetches of their own.
#[test]
fn other_requests_follow_no_redirect() {
    let first = |response: &str| format!("{} ~ {response}", get("a.example", "/"));
    for (before, request) in [
        (first(&to("https://b.example/x")), get("b.example", "/y")),
        (first(&to("https://b.example/x")), get("b.example", "/x?y")),
        (first(&to("https://b.example/x")), get("c.example", "/x")),
        (first(&to("https://b.example:8443/x")), get("b.example", "/x")),
        (first(&to("https://b.example/x")), get("b.example", "/x").replace("shop", "other")),
        (first(&to("https://b.example/x").replace("302 Found", "200 OK")), get("b.example", "/x")),
        (first(&to("https://b.example/x").replace("302 Found", "304 Not")), get("b.example", "/x")),
        (first("HTTP/1.1 302 Found|Access-Control-Allow-Origin: *"), get("b.example", "/x")),
        (get("a.example", "/"), get("b.example", "/x")),
    ] {
        let capture = format!("{before} ~ {request} ~ {ANY}");
        let said = said(&capture);
        let last = said.last().unwrap();
        assert!(last.contains(READS) && !last.contains("redirect") && !last.contains("null"), "{capture}\n{last}");
    }
}

/// Which redirects a browser follows, by the first request.
#[test]
fn redirects_that_are_not_followed() {
    const CREDENTIALS: &str = "no browser follows the redirect: its URL contains a user name or a password.";
    const SCHEME: &str = "no browser follows the redirect: the scheme of the URL is not http or https.";
    const BROKEN: &str = "no browser follows the redirect: Location is not one valid URL.";
    for (location, expected) in [
        ("https://b.example/", FOLLOWS),
        ("https://@b.example/", FOLLOWS),
        ("https://:@b.example/", FOLLOWS),
        ("https://b.example/?a@b", FOLLOWS),
        ("/a:b@c", FOLLOWS),
        ("a@b:c", FOLLOWS),
        ("", FOLLOWS),
        ("https://b\u{fc}cher.example/", FOLLOWS),
        ("https://b.example:/", FOLLOWS),
        ("https://user:pw@b.example/", CREDENTIALS),
        ("https://user@b.example", CREDENTIALS),
        ("https://:pw@b.example?", CREDENTIALS),
        ("HTTPS:\\\\user@b.example\\", CREDENTIALS),
        ("//user@a.example/", CREDENTIALS),
        ("https://a@shop.example/", CREDENTIALS),
        ("https://u@B\u{fc}cher.example/", CREDENTIALS),
        ("data:text/plain,x", SCHEME),
        ("ftp://b.example/", SCHEME),
        ("about:blank", SCHEME),
        ("https://b.example/|Location: https://c.example/", BROKEN),
        ("https://b.example/|Location: https://b.example/", FOLLOWS),
        ("https://", BROKEN),
        ("https://b.example:99999/", BROKEN),
        ("https://b.example:x/", BROKEN),
    ] {
        let said = said(&format!("{} ~ {}", get("a.example", "/"), to(location)));
        assert!(said[0].contains(expected), "{location}\nmisses {expected:?}\n{}", said[0]);
        assert!(!said[0].contains("pw"), "{}", said[0]);
    }
}

/// Within the origin of the page, Chromium alone rejects credentials, and WebKit alone follows other statuses.
#[test]
fn browsers_differ_in_redirects() {
    let own = |status: u16, location: &str| {
        said(&format!("{} ~ HTTP/1.1 {status} Found|Location: {location}", get("shop.example", "/"))).remove(0)
    };
    let both = "This is not a CORS request: the page and the URL both have the origin https://shop.example";
    let chromium = own(302, "//u:pw@shop.example/");
    for expected in [
        both,
        "the standard, Firefox and WebKit follow the redirect;",
        "Chromium does not follow the redirect: its URL contains a user name or a password.",
    ] {
        assert!(chromium.contains(expected), "{expected:?}\n{chromium}");
    }
    assert!(own(302, "/b").contains(FOLLOWS));
    assert!(own(302, "https://u@b.example/").contains("no browser follows the redirect: its URL contains"));
    assert!(own(302, "data:,").contains("no browser follows the redirect: the scheme"));
    assert!(own(200, "data:,").contains("so the page may read the response"));

    let other = said(&format!("{} ~ {}", get("a.example", "/"), to("/b").replace("302", "310"))).remove(0);
    assert!(other.contains("the standard, Chromium and Firefox let the page read the response."), "{other}");
    assert!(other.contains("WebKit follows the redirect"), "{other}");
}

/// After a redirect that a browser does not follow, it reads nothing.
#[test]
fn requests_that_no_browser_sends() {
    let last = |first: &str, target: &str| {
        said(&format!("{} ~ {first} ~ {} ~ {ANY}", get("a.example", "/"), get("b.example", target))).pop().unwrap()
    };
    let unreached = "no browser sends this request, because none follows the redirects before it.";
    for first in [
        "HTTP/1.1 302 Found|Location: https://b.example/",
        "HTTP/1.1 302 Found|Location: https://b.example/|Access-Control-Allow-Origin: https://other.example",
        &to("https://user:pw@b.example/"),
    ] {
        let said = last(first, "/");
        assert!(said.contains(unreached), "{first}\n{said}");
    }
    // Chromium alone stops within the origin of the page.
    let capture =
        format!("{} ~ {} ~ {} ~ {ANY}", get("shop.example", "/"), to("//u@shop.example/b"), get("shop.example", "/b"));
    let own = &said(&capture)[1];
    assert!(own.contains("the standard, Firefox and WebKit let the page read the response."), "{own}");
    assert!(own.contains("Chromium does not send this request, because it does not follow the redirects"), "{own}");

    let mut capture = String::new();
    for hop in 0..=21 {
        write!(capture, "{} ~ {} ~ ", get("a.example", &format!("/{hop}")), to(&format!("/{}", hop + 1))).unwrap();
    }
    let said = said(&capture);
    assert!(said[19].contains(FOLLOWS), "{}", said[19]);
    assert!(said[20].contains("no browser follows the redirect: there are more than 20 redirects."), "{}", said[20]);
    assert!(said[21].contains(unreached), "{}", said[21]);
}
