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
