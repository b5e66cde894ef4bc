//! Exchanges and their explanations.

use countersign_explain::{Credentials, hops};

const OMIT: &[Credentials] = &[Credentials::Omit];
const INCLUDE: &[Credentials] = &[Credentials::Include];
const BOTH: &[Credentials] = &Credentials::BOTH;

/// Returns the explanation of an exchange. Its blocks are separated by `/`, its lines by `|`.
fn said(exchange: &str, modes: &[Credentials]) -> String {
    let blocks = exchange.split(" / ").map(|block| block.split('|').collect::<Vec<_>>().join("\r\n"));
    let text = blocks.collect::<Vec<_>>().join("\r\n\r\n");
    let mut said = String::new();
    for hop in hops(text.as_bytes()) {
        match hop.question() {
            Ok(question) => question.write(modes, &mut said).unwrap(),
            Err(none) => said += &none.to_string(),
        }
    }
    said
}

const GET: &str = "GET /a?secret=1 HTTP/1.1|Host: api.example|Origin: https://shop.example";
const PUT: &str =
    "OPTIONS /a HTTP/1.1|Host: api.example|Origin: https://shop.example|Access-Control-Request-Method: PUT";
const THEN_PUT: &str = "PUT /a HTTP/1.1|Host: api.example|Origin: https://shop.example";

fn assert_said(modes: &[Credentials], cases: &[(String, &[&str])]) {
    for (exchange, expected) in cases {
        let said = said(exchange, modes);
        for expected in *expected {
            assert!(said.contains(expected), "{exchange}\nmisses {expected:?}\n{said}");
        }
        assert!(!said.contains("secret"), "{said}");
    }
}

#[test]
fn a_whole_explanation() {
    assert_eq!(
        said(
            &format!("{GET} / HTTP/1.1 200 OK|Access-Control-Allow-Origin: *|Content-Type: a/b|ETag: c|Set-Cookie: d"),
            BOTH
        ),
        "\
GET /a from a page at https://shop.example
Without credentials, every browser lets the page read the response.
With credentials, no browser lets the page read the response.
  CORS check, step 4 (Fetch, section 4.10, https://fetch.spec.whatwg.org/#concept-cors-check): \
Access-Control-Allow-Origin is `*`, which does not apply to requests with credentials.
  The server should have sent:
    Access-Control-Allow-Origin: https://shop.example
    Access-Control-Allow-Credentials: true
The page sees Content-Type; it does not see ETag, which Access-Control-Expose-Headers does not list.
"
    );
}

#[test]
fn responses() {
    let with = |fields: &str| format!("{GET} / HTTP/1.1 200 OK{fields}");
    let none = "no browser lets the page read the response.";
    assert_said(
        OMIT,
        &[
            (
                with("|Access-Control-Allow-Origin: *"),
                &["Without credentials, every browser lets the page read the response."],
            ),
            (
                with(""),
                &[
                    none,
                    "step 2",
                    "there is no Access-Control-Allow-Origin.",
                    "    Access-Control-Allow-Origin: https://shop.example, or *\n",
                ],
            ),
            (
                with("|Access-Control-Allow-Origin: https://shop.example/"),
                &[
                    none,
                    "step 4",
                    "is `https://shop.example/`, which is not an origin: an origin does not end with a slash.",
                ],
            ),
            (
                with("|Access-Control-Allow-Origin: https://a.example, https://shop.example"),
                &["only one origin is allowed"],
            ),
            (with("|Access-Control-Allow-Origin: https://*.example"), &["`*` is only allowed alone"]),
            (with("|Access-Control-Allow-Origin: https://Shop.example"), &["an origin is in lower case"]),
            (with("|Access-Control-Allow-Origin: http://shop.example"), &[none, "the scheme differs"]),
            (with("|Access-Control-Allow-Origin: https://shop.example:8443"), &["the port differs"]),
            (
                with("|Access-Control-Allow-Origin: https://shop.example:443"),
                &["the origins are the same, but browsers compare their bytes"],
            ),
            (
                with("|Access-Control-Allow-Origin: null"),
                &["is `null`, but the page has the origin `https://shop.example`."],
            ),
            (with("|Access-Control-Allow-Origin: "), &["it is empty"]),
            (
                with("|Access-Control-Allow-Origin: *|Access-Control-Allow-Origin: *"),
                &["there are 2 lines of Access-Control-Allow-Origin", "usually, two programs have each added one"],
            ),
            (with("|Access-Control-Allow-Origin: a\u{1b}[31m\u{7f}"), &["`a\\x1B[31m\\x7F`"]),
        ],
    );
    assert_said(
        INCLUDE,
        &[
            (
                with("|Access-Control-Allow-Origin: https://shop.example"),
                &[
                    none,
                    "step 7",
                    "there is no Access-Control-Allow-Credentials, but the request includes credentials",
                    "Access-Control-Allow-Credentials: true\n",
                ],
            ),
            (
                with("|Access-Control-Allow-Origin: https://shop.example|Access-Control-Allow-Credentials: True"),
                &["is `True`, but it must be `true`"],
            ),
            (
                with("|Access-Control-Allow-Origin: https://shop.example|Access-Control-Allow-Credentials: 1"),
                &["only `true` is accepted"],
            ),
            (
                with(
                    "|Access-Control-Allow-Origin: https://shop.example|Access-Control-Allow-Credentials: true|Access-Control-Allow-Credentials:",
                ),
                &[
                    "With credentials, the standard, Chromium and WebKit do not let",
                    "With credentials, Firefox lets the page read the response.",
                ],
            ),
        ],
    );
}

#[test]
fn preflights() {
    let with = |status: u16, fields: &str| format!("{PUT} / HTTP/1.1 {status} Status{fields}");
    let asked = |fields: &str| {
        format!(
            "{PUT}|Access-Control-Request-Headers: authorization,x-a / HTTP/1.1 204 No Content|Access-Control-Allow-Origin: *|Access-Control-Allow-Methods: *{fields}"
        )
    };
    let none = "no browser sends the request, because the response to the preflight does not allow it.";
    assert_said(
        OMIT,
        &[
            (with(204, "|Access-Control-Allow-Origin: *|Access-Control-Allow-Methods: *|Access-Control-Max-Age: 86400"),
             &["A preflight for PUT /a, from a page at https://shop.example", "every browser sends the request.",
               "cache the response to the preflight for 86400 s (the standard and Firefox), 7200 s (Chromium) and 600 s (WebKit)."]),
            (with(204, "|Access-Control-Allow-Origin: *|Access-Control-Allow-Methods: PUT"), &["may cache the response to the preflight for 5 s.\n"]),
            (
                with(401, "|WWW-Authenticate: Basic realm=a"),
                &[none, "The server answers the preflight with 401. A preflight never carries credentials", "    status: 204\n", "    Access-Control-Allow-Methods: PUT\n"],
            ),
            (with(401, "|Access-Control-Allow-Origin: *"), &["step 7 (Fetch, section 4.8", "the status is 401", "The server answers the preflight with 401."]),
            (with(405, ""), &["the server does not handle OPTIONS"]),
            (with(301, "|Location: /b"), &["which no browser follows for a preflight"]),
            (with(204, "|Access-Control-Allow-Origin: *"), &["step 7.5", "there is no Access-Control-Allow-Methods, and PUT is not allowed without it"]),
            (with(204, "|Access-Control-Allow-Origin: *|Access-Control-Allow-Methods: GET"), &["does not list PUT", "PUT, and the other values of the list"]),
            (with(204, "|Access-Control-Allow-Origin: *|Access-Control-Allow-Methods: put"), &["in a different case, but case matters"]),
            (
                with(204, "|Access-Control-Allow-Origin: *|Access-Control-Allow-Methods: GET|Access-Control-Allow-Methods: PUT;x"),
                &["step 7.3", "Access-Control-Allow-Methods is not a list: expected \",\" at byte 3 of line 2, in `PUT;x`"],
            ),
            (asked("|Access-Control-Allow-Headers: authorization"), &[none, "step 7.7", "Access-Control-Allow-Headers does not list x-a"]),
            (asked("|Access-Control-Allow-Headers: X-A"), &["step 7.6", "Access-Control-Allow-Headers does not list Authorization"]),
            (asked(""), &["there is no Access-Control-Allow-Headers, but the request has Authorization"]),
            (
                asked("|Access-Control-Allow-Headers: *"),
                &["the standard does not send the request", "which does not include Authorization", "Chromium, Firefox and WebKit send the request."],
            ),
            (
                "OPTIONS /a HTTP/1.1|Origin: https://shop.example|Access-Control-Request-Method: GET|Authorization: Basic c2VjcmV0 / \
                 HTTP/1.1 204 No|Access-Control-Allow-Origin: *".to_owned(),
                &["No browser sends a preflight before this request, because", "The preflight has Authorization. No browser sends credentials", "every browser sends the request"],
            ),
            (PUT.to_owned(), &["every browser waits for the response to the preflight, which is not in the input."]),
        ],
    );
    assert_said(
        INCLUDE,
        &[(
            with(
                200,
                "|Access-Control-Allow-Origin: https://shop.example|Access-Control-Allow-Credentials: true|Access-Control-Allow-Methods: *",
            ),
            &[
                none,
                "Access-Control-Allow-Methods lists `*`, which does not apply to requests with credentials, and does not list PUT",
            ],
        )],
    );
}

#[test]
fn pairs() {
    const ALLOWED: &str =
        "HTTP/1.1 204 No Content|Access-Control-Allow-Origin: https://shop.example|Access-Control-Allow-Methods: PUT";
    let with = |request: &str, response: &str| format!("{PUT} / {ALLOWED} / {THEN_PUT}{request} / HTTP/1.1 {response}");
    assert_said(
        OMIT,
        &[
            (
                with("", "200 OK|Access-Control-Allow-Origin: https://shop.example|Vary: Accept, origin"),
                &[
                    "PUT /a from a page at https://shop.example, after a preflight",
                    "every browser lets the page read the response",
                ],
            ),
            (
                with("", "200 OK|Access-Control-Allow-Origin: https://shop.example|Vary: Accept"),
                &[
                    "Vary does not list Origin, so a cache may return this response to a page from another origin.",
                    "`Vary: Origin`",
                ],
            ),
            (
                with("|X-B: 1", "200 OK|Access-Control-Allow-Origin: *"),
                &[
                    "The preflight does not ask for x-b, but the request has it",
                    "no browser sends the request",
                    "there is no Access-Control-Allow-Headers, but the request has X-B",
                ],
            ),
            (
                with("", "500 Oops"),
                &["no browser lets the page read the response", "The page does not even see the status 500"],
            ),
            (
                format!("{PUT} / HTTP/1.1 204 No / {THEN_PUT} / HTTP/1.1 200 OK"),
                &["no browser sends the request", "The response would be blocked too. CORS check, step 2"],
            ),
            (
                format!(
                    "{PUT} / {ALLOWED} / {} / HTTP/1.1 200 OK|Access-Control-Allow-Origin: *",
                    GET.replace("GET", "DELETE")
                ),
                &[
                    "The preflight asks for PUT, but the request has another method",
                    "Access-Control-Allow-Methods does not list DELETE",
                ],
            ),
            (
                format!(
                    "{PUT} / {ALLOWED} / {} / HTTP/1.1 200 OK|Access-Control-Allow-Origin: *",
                    THEN_PUT.replace("shop", "other")
                ),
                &[
                    "The preflight and the request have different origins",
                    "is `https://shop.example`, but the page has the origin `https://other.example`",
                ],
            ),
            (
                format!("{PUT} / HTTP/1.1 401 No / {GET} / HTTP/1.1 200 OK|Access-Control-Allow-Origin: *"),
                &[
                    "No browser sends a preflight before this request, because",
                    "The response to the preflight is not checked.",
                    "every browser lets the page read the response",
                ],
            ),
        ],
    );
}

#[test]
fn requests_alone() {
    let any = "HTTP/1.1 200 OK|Access-Control-Allow-Origin: *";
    assert_said(
        OMIT,
        &[
            (
                format!("{THEN_PUT}|Content-Type: application/json|X-A: 1|User-Agent: a / {any}"),
                &[
                    "Before this request, every browser sends a preflight",
                    "  Access-Control-Request-Method: PUT\n  Access-Control-Request-Headers: content-type,x-a\n",
                ],
            ),
            (
                format!("{GET}|Save-Data: on / {any}"),
                &["Before this request, the standard, Firefox and WebKit send a preflight"],
            ),
            (
                format!("{GET}|Cookie: a=secret / {any}"),
                &["The request has a Cookie field, so it included credentials."],
            ),
            (GET.to_owned(), &["every browser sends the request; the response is not in the input."]),
            (
                format!("{GET} / HTTP/1.1 302 Found|Location: /b|Access-Control-Allow-Origin: *"),
                &["every browser follows the redirect"],
            ),
            (format!("{GET} / HTTP/1.1 304 Not Modified"), &["every browser uses the cached response"]),
            (format!("{GET} / HTTP/1.1 407 Proxy"), &["every browser lets no page see the status 407"]),
            (
                format!("{GET} / {any}|Access-Control-Expose-Headers: a b|X-A: 1"),
                &[
                    "Access-Control-Expose-Headers is not a list, so it exposes nothing: expected \",\" at byte 2.",
                    "it does not see X-A",
                ],
            ),
            (format!("{GET}|folded: a| b / {any}"), &["One line is not a field line and was ignored."]),
            (
                "GET /a HTTP/1.1|Host: a / HTTP/1.1 200 OK".to_owned(),
                &["This is not a CORS request, because it has no Origin."],
            ),
            (
                "POST /a HTTP/1.1|Host: [::1]:8080|Origin: http://[::1]:8080 / HTTP/1.1 200 OK".to_owned(),
                &["This is not a CORS request: the page and the URL both have the origin http://[::1]:8080"],
            ),
            (
                "POST https://shop.example/ HTTP/1.1|Host: a|Origin: https://shop.example / HTTP/1.1 200 OK".to_owned(),
                &["the page and the URL both have the origin https://shop.example"],
            ),
            (
                "POST http://shop.example/ HTTP/1.1|Host: a|Origin: https://shop.example / HTTP/1.1 200 OK".to_owned(),
                &["POST http://shop.example/ from a page", "no browser lets"],
            ),
            (
                "trace /a HTTP/1.1|Origin: https://shop.example / HTTP/1.1 200 OK".to_owned(),
                &["browsers do not allow the method trace."],
            ),
            (
                "GET /a HTTP/1.1|Origin: https://shop.example/ / HTTP/1.1 200 OK".to_owned(),
                &["No browser sends this request: Origin is invalid, expected end at byte 20."],
            ),
            (
                "G@T /a HTTP/1.1|Origin: https://shop.example / HTTP/1.1 200 OK".to_owned(),
                &["This is not a request: its method is invalid, expected"],
            ),
        ],
    );
    let both = said(
        &format!(
            "{GET} / HTTP/1.1 200 OK|Access-Control-Allow-Origin: https://shop.example|Access-Control-Allow-Credentials: true|Vary: *|Access-Control-Expose-Headers: *|X-A: 1"
        ),
        BOTH,
    );
    for expected in [
        "With or without credentials, every browser lets",
        "Without credentials, the page sees Vary and X-A.",
        "With credentials, the page sees no fields of the response; it does not see Vary and X-A",
    ] {
        assert!(both.contains(expected), "{both}");
    }
}

/// Whether a permission of the user is needed, by the page and the host of the URL. Address spaces: WICG, Local Network
/// Access; reports from gptme and dune-admin.
#[test]
fn local_networks() {
    const LOOPBACK: Option<&str> = Some("The URL is on the machine of the browser.");
    const LOCAL: Option<&str> = Some("The URL is in a local network.");
    for (page, host, expected) in [
        ("https://shop.example", "127.0.0.1:8080", LOOPBACK),
        ("https://shop.example", "localhost", LOOPBACK),
        ("https://shop.example", "app.localhost:3000", LOOPBACK),
        ("https://shop.example", "[::1]:80", LOOPBACK),
        ("https://shop.example", "[::ffff:7f00:1]", LOOPBACK),
        ("https://shop.example", "0.0.0.0", LOOPBACK),
        ("https://shop.example", "10.1.2.3", LOCAL),
        ("https://shop.example", "172.16.0.1", LOCAL),
        ("https://shop.example", "172.32.0.1", None),
        ("https://shop.example", "192.168.1.1", LOCAL),
        ("https://shop.example", "169.254.0.1", LOCAL),
        ("https://shop.example", "100.64.0.1", LOCAL),
        ("https://shop.example", "100.128.0.1", None),
        ("https://shop.example", "198.19.0.1", LOCAL),
        ("https://shop.example", "198.20.0.1", None),
        ("https://shop.example", "[fd00::1]", LOCAL),
        ("https://shop.example", "[fe80::1]", LOCAL),
        ("https://shop.example", "[2001:db8::1]", None),
        ("https://shop.example", "[::ffff:c0a8:101]", LOCAL),
        ("https://shop.example", "192.0.2.1", None),
        ("https://shop.example", "printer.local", LOCAL),
        ("https://shop.example", "printer.local.", LOCAL),
        ("https://shop.example", "local.example", None),
        ("https://shop.example", "notlocal", None),
        ("https://shop.example", "api.example", None),
        ("https://192.168.1.2", "192.168.1.1", None),
        ("https://192.168.1.2", "localhost", LOOPBACK),
        ("https://localhost:3000", "192.168.1.1", None),
        ("https://localhost:3000", "127.0.0.1:8080", None),
        ("null", "127.0.0.1", None),
        ("http://shop.example", "127.0.0.1", LOOPBACK),
    ] {
        let exchange = format!(
            "GET /a HTTP/1.1|Host: {host}|Origin: {page} / HTTP/1.1 200 OK|Access-Control-Allow-Origin: *|Access-Control-Allow-Private-Network: true"
        );
        let said = said(&exchange, OMIT);
        match expected {
            Some(expected) => {
                assert!(said.contains(expected) && said.contains("Chromium 142 and later"), "{page} {host}: {said}");
                assert!(said.contains("This explanation assumes"), "{page} {host}: {said}");
                assert_eq!(page.starts_with("http:"), said.contains("only pages from https"), "{page} {host}: {said}");
            }
            None => assert!(!said.contains("Chromium 142"), "{page} {host}: {said}"),
        }
    }
}

/// Fields of responses that a page sends are its own mistake. Reported for `Access-Control-Allow-Origin` in many guises.
#[test]
fn fields_of_responses_in_requests() {
    let asking = |names: &str, fields: &str| {
        format!(
            "{PUT}|Access-Control-Request-Headers: {names} / HTTP/1.1 204 No|Access-Control-Allow-Origin: *|Access-Control-Allow-Methods: PUT{fields}"
        )
    };
    let of_page = "This is a mistake of the page: the server need not allow the field.";
    assert_said(
        OMIT,
        &[
            (
                asking("access-control-allow-origin", ""),
                &["The page sends access-control-allow-origin, which is a field of responses", of_page, "step 7.7"],
            ),
            (
                asking("access-control-allow-headers,x-a", "|Access-Control-Allow-Headers: x-b"),
                &[of_page, "    Access-Control-Allow-Headers: x-a, and the other values of the list\n"],
            ),
            (
                asking("cross-origin-resource-policy", "|Access-Control-Allow-Headers: *"),
                &[of_page, "every browser sends"],
            ),
            (
                format!("{GET}|Access-Control-Allow-Origin: * / HTTP/1.1 200 OK|Access-Control-Allow-Origin: *"),
                &["The page sends Access-Control-Allow-Origin", "Before this request, every browser sends a preflight"],
            ),
        ],
    );
    for (exchange, unwanted) in [
        (asking("access-control-allow-origin", ""), "The server should have"),
        (asking("access-control-allow-headers,x-a", ""), "x-a,"),
        (asking("authorization,content-type", ""), "a field of responses"),
    ] {
        assert!(!said(&exchange, OMIT).contains(unwanted), "{exchange}");
    }
}

/// A cache that answers a page with the response to another request. Reported for starlette and helmet.
#[test]
fn caches() {
    let with = |fields: &str| format!("{GET} / HTTP/1.1 200 OK{fields}");
    let unseen = "The input does not show what the server itself answers to this page.";
    assert_said(
        OMIT,
        &[
            (
                with("|Age: 12|Vary: Origin"),
                &["Age shows that a cache sent this response", "although Vary lists Origin", unseen],
            ),
            (with("|Age: 12"), &["because Vary does not list Origin", unseen]),
            (with("|X-Cache: HIT from proxy"), &["X-Cache shows", unseen]),
            (
                with("|CF-Cache-Status: HIT|Vary: Accept, Origin"),
                &["CF-Cache-Status shows", "although Vary lists Origin"],
            ),
            (
                with("|Cache-Status: edge; hit|Access-Control-Allow-Origin: https://a.example"),
                &["Cache-Status shows", unseen],
            ),
            (format!("{PUT} / HTTP/1.1 204 No|Age: 3"), &["Age shows that a cache sent this response", unseen]),
        ],
    );
    for exchange in [
        with("|Vary: Origin"),
        with("|X-Cache: MISS"),
        with("|Age: 12|Access-Control-Allow-Origin: *"),
        format!("{PUT} / HTTP/1.1 204 No|Age: 3|Access-Control-Allow-Origin: *"),
        with("|Age: 12|Access-Control-Allow-Origin: https://shop.example"),
    ] {
        assert!(!said(&exchange, OMIT).contains("a cache sent"), "{exchange}");
    }
}

#[test]
fn drafts_of_private_network_access() {
    for name in [
        "Access-Control-Request-Private-Network",
        "Access-Control-Request-Local-Network",
        "Access-Control-Request-External",
    ] {
        let exchange = format!(
            "{PUT}|{name}: true / HTTP/1.1 204 No|Access-Control-Allow-Origin: *|Access-Control-Allow-Methods: PUT"
        );
        let said = said(&exchange, OMIT);
        assert!(said.contains(&format!("The preflight has {name}, of the draft Private Network Access")), "{said}");
        assert!(said.contains("every browser sends the request"), "no profile requires an answer: {said}");
    }
}

/// The check of Cross-Origin-Resource-Policy, for content that a page embeds. Reported for helmet.
#[test]
fn embedded_content() {
    let image = |fields: &str, response: &str| {
        format!("GET /a.png HTTP/1.1|Host: cdn.example|Sec-Fetch-Mode: no-cors{fields} / HTTP/1.1 200 OK{response}")
    };
    let page = |policy: &str| {
        format!("GET /page HTTP/1.1|Host: shop.example|Sec-Fetch-Mode: navigate / HTTP/1.1 200 OK{policy} / ")
    };
    let [same_origin, same_site, cross_site] =
        ["|Sec-Fetch-Site: same-origin", "|Sec-Fetch-Site: same-site", "|Sec-Fetch-Site: cross-site"];
    let [for_origin, for_site] =
        ["|Cross-Origin-Resource-Policy: same-origin", "|Cross-Origin-Resource-Policy: same-site"];
    let for_all = "|Cross-Origin-Resource-Policy: cross-origin";
    let [none, require, credentialless] = [
        "|Content-Type: text/html",
        "|Cross-Origin-Embedder-Policy: require-corp; report-to=\"a\"",
        "|Cross-Origin-Embedder-Policy: credentialless",
    ];
    let usable = "The standard lets the page use the response (cross-origin resource policy check, https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check).";
    let unknown = "unless the page requires Cross-Origin-Resource-Policy";
    let required = "the Cross-Origin-Embedder-Policy of the page requires one";
    assert_said(
        OMIT,
        &[
            (
                image(cross_site, for_origin),
                &[
                    "does not let the page use",
                    "is same-origin, and the page has another origin",
                    "    Cross-Origin-Resource-Policy: cross-origin",
                ],
            ),
            (image(same_site, for_origin), &["does not let the page use", "is same-origin"]),
            (image(same_origin, for_origin), &[usable]),
            (
                image(cross_site, for_site),
                &["does not let the page use", "is same-site, and the page is of another site"],
            ),
            (image(same_site, for_site), &[usable]),
            (image(cross_site, for_all), &[usable]),
            (
                image("", for_origin),
                &["The input does not show whether", "no field shows how the page and the URL are related"],
            ),
            // Without the response of the page, its policy is unknown.
            (image(cross_site, ""), &[unknown, "The input lacks the response with which the page was loaded"]),
            (image(cross_site, "|Cross-Origin-Resource-Policy: Same-Origin"), &[unknown]),
            (image(same_origin, ""), &[usable]),
            (page(none) + &image(cross_site, ""), &[usable]),
            (page("") + &image(cross_site, for_origin), &["does not let the page use"]),
            (page(require) + &image(cross_site, ""), &["does not let the page use", required]),
            (page(require) + &image(cross_site, for_all), &[usable]),
            (page(require) + &image(same_origin, ""), &[usable]),
            (page(credentialless) + &image(cross_site, ""), &[usable]),
            (
                page(credentialless) + &image("|Cookie: a=secret|Sec-Fetch-Site: cross-site", ""),
                &["does not let the page use", required],
            ),
            (page("|Cross-Origin-Embedder-Policy: require-corp, unsafe-none") + &image(cross_site, ""), &[usable]),
            (
                "GET /a.png HTTP/1.1|Host: cdn.example|Sec-Fetch-Mode: no-cors".to_owned(),
                &["a page embeds the response", "The response is not in the input."],
            ),
            // A request that a page sends with `mode: \"no-cors\"` has an origin.
            (
                format!(
                    "{}|Sec-Fetch-Mode: no-cors|Sec-Fetch-Site: cross-site / HTTP/1.1 200 OK{for_origin}",
                    GET.replace("GET", "POST")
                ),
                &["does not let the page use"],
            ),
            (page(""), &["it loads a page (Sec-Fetch-Mode: navigate)"]),
            (
                format!("{GET}|Sec-Fetch-Mode: cors / HTTP/1.1 200 OK{for_origin}|Access-Control-Allow-Origin: *"),
                &["every browser lets"],
            ),
        ],
    );
}

/// A WebSocket is no request with CORS: RFC 6455, the standard of `WebSocket`.
#[test]
fn web_sockets() {
    let open = format!("{GET}|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    let websocket = "This is not a CORS request: it opens a WebSocket, to which CORS does not apply.";
    let check = "The server itself must check the Origin, `https://shop.example`.";
    let any = "HTTP/1.1 200 OK|Access-Control-Allow-Origin: *";
    assert_said(
        BOTH,
        &[
            (
                format!("{open} / HTTP/1.1 101 Switching Protocols|Upgrade: websocket"),
                &[websocket, "The server opens it, with the status 101.", check],
            ),
            (
                format!("{open} / HTTP/1.1 403 Forbidden"),
                &[websocket, "The server does not open it; the status is 403.", check],
            ),
            (open.clone(), &[websocket, "The response is not in the input.", check]),
            (format!("{GET}|Sec-Fetch-Mode: websocket / HTTP/1.1 101 Switching Protocols"), &[websocket, "101"]),
            // HTTP/2 over plain TCP, as curl asks for it.
            (
                format!("{GET}|Upgrade: h2c / HTTP/1.1 101 Switching Protocols / {any}"),
                &["every browser lets the page read the response"],
            ),
            (format!("{GET}|Upgrade: h2c / HTTP/1.1 101 Switching Protocols"), &["the response is not in the input"]),
        ],
    );
    assert!(!said(&format!("{open} / HTTP/1.1 101 Switching Protocols"), BOTH).contains("not in the input"));
}

/// Browsers send DELETE, GET, HEAD, OPTIONS, POST and PUT in upper case, and other methods as they are.
#[test]
fn methods_in_lower_case() {
    let preflight = |method: &str, fields: &str| {
        format!(
            "{} / HTTP/1.1 204 No|Access-Control-Allow-Origin: *{fields}",
            PUT.replace(": PUT", &format!(": {method}"))
        )
    };
    let upper = "The input has the method put, but browsers send PUT.";
    assert_said(
        OMIT,
        &[
            (
                preflight("put", ""),
                &[
                    "A preflight for PUT /a",
                    upper,
                    "PUT is not allowed without it",
                    "Access-Control-Allow-Methods: PUT\n",
                ],
            ),
            (preflight("Put", "|Access-Control-Allow-Methods: PUT"), &["every browser sends the request"]),
            (preflight("put", "|Access-Control-Allow-Methods: put"), &["lists PUT in a different case"]),
            (preflight("patch", ""), &["Access-Control-Allow-Methods: patch\n"]),
            (
                format!("{} / HTTP/1.1 200 OK|Access-Control-Allow-Origin: *", THEN_PUT.replace("PUT", "put")),
                &["PUT /a from a page", upper, "Access-Control-Request-Method: PUT\n"],
            ),
            (
                format!(
                    "{} / {} / HTTP/1.1 200 OK|Access-Control-Allow-Origin: *",
                    preflight("put", "|Access-Control-Allow-Methods: PUT"),
                    THEN_PUT
                ),
                &[upper, "every browser lets the page read the response"],
            ),
        ],
    );
    assert!(!said(&preflight("patch", ""), OMIT).contains("but browsers send"));
    assert!(!said(&preflight("put", ""), OMIT).contains("asks for put"));
}

/// An `EventSource` makes no preflight: HTML, the interface `EventSource`, creates its request without the unsafe-request flag.
#[test]
fn event_sources() {
    const NOTE: &str = "The request seems to be that of an EventSource (Accept: text/event-stream)";
    const PREFLIGHT: &str = "Before this request, every browser sends a preflight";
    let with =
        |fields: &str| format!("{GET}|Last-Event-ID: 7{fields} / HTTP/1.1 200 OK|Access-Control-Allow-Origin: *");
    for (exchange, expected, unexpected) in [
        (with("|Accept: text/event-stream"), NOTE, PREFLIGHT),
        (with("|Accept: text/event-stream|Cache-Control: no-store"), NOTE, PREFLIGHT),
        (with(""), PREFLIGHT, NOTE),
        (with("|Accept: */*"), PREFLIGHT, NOTE),
        (with("|Accept: text/event-stream|Authorization: Bearer a"), "authorization,last-event-id", NOTE),
        (with("|Accept: text/event-stream").replace("GET", "POST"), PREFLIGHT, NOTE),
        (format!("{GET}|Accept: text/event-stream / HTTP/1.1 200 OK"), "no browser lets", NOTE),
        (
            format!(
                "{}|Access-Control-Request-Headers: last-event-id / HTTP/1.1 204 No|Access-Control-Allow-Origin: * / {}",
                PUT.replace(": PUT", ": GET"),
                with("|Accept: text/event-stream")
            ),
            "no browser sends the request",
            NOTE,
        ),
    ] {
        let said = said(&exchange, OMIT);
        assert!(said.contains(expected) && !said.contains(unexpected), "{exchange}\n{said}");
    }
}

/// WebKit is named by measurement, where it decides otherwise than another browser.
#[test]
fn webkit_was_measured() {
    let measured = "What WebKit does was measured in WebKitGTK 2.50.6; no build of Apple was tested.";
    let any = "HTTP/1.1 200 OK|Access-Control-Allow-Origin: *";
    assert!(said(&format!("{GET}|Save-Data: on / {any}"), OMIT).contains(measured));
    assert!(!said(&format!("{GET} / {any}"), OMIT).contains(measured));
}
