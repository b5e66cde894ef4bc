//! Exchanges, and what is said of them.

use countersign_explain::{Credentials, hops};

const OMIT: &[Credentials] = &[Credentials::Omit];
const INCLUDE: &[Credentials] = &[Credentials::Include];
const BOTH: &[Credentials] = &Credentials::BOTH;

/// All that is said of an exchange. Its blocks are separated by `/`, its lines by `|`.
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
fn a_whole_answer() {
    assert_eq!(
        said(
            &format!("{GET} / HTTP/1.1 200 OK|Access-Control-Allow-Origin: *|Content-Type: a/b|ETag: c|Set-Cookie: d"),
            BOTH
        ),
        "\
GET /a of a page of https://shop.example
Without credentials, every browser lets the page read the response.
With credentials, no browser lets the page read the response.
  CORS check, step 4 (Fetch, section 4.10, https://fetch.spec.whatwg.org/#concept-cors-check): \
Access-Control-Allow-Origin is `*`, which does not count when credentials are included.
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
                    "is `https://shop.example/`, which is no origin: there is no slash at the end of one.",
                ],
            ),
            (
                with("|Access-Control-Allow-Origin: https://a.example, https://shop.example"),
                &["only one may stand there"],
            ),
            (with("|Access-Control-Allow-Origin: https://*.example"), &["`*` may only stand alone"]),
            (with("|Access-Control-Allow-Origin: https://Shop.example"), &["one is in lower case"]),
            (with("|Access-Control-Allow-Origin: http://shop.example"), &[none, "the scheme is another"]),
            (with("|Access-Control-Allow-Origin: https://shop.example:8443"), &["the port is another"]),
            (
                with("|Access-Control-Allow-Origin: https://shop.example:443"),
                &["the same, but they are compared octet by octet"],
            ),
            (with("|Access-Control-Allow-Origin: null"), &["is `null`, and the page is of `https://shop.example`."]),
            (with("|Access-Control-Allow-Origin: "), &["there is nothing"]),
            (
                with("|Access-Control-Allow-Origin: *|Access-Control-Allow-Origin: *"),
                &["there are 2 lines of Access-Control-Allow-Origin", "mostly two programs have added one each"],
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
                    "there is no Access-Control-Allow-Credentials, and credentials are included",
                    "Access-Control-Allow-Credentials: true\n",
                ],
            ),
            (
                with("|Access-Control-Allow-Origin: https://shop.example|Access-Control-Allow-Credentials: True"),
                &["is `True`, and it must be `true`"],
            ),
            (
                with("|Access-Control-Allow-Origin: https://shop.example|Access-Control-Allow-Credentials: 1"),
                &["nothing but `true` counts"],
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
    let none = "no browser sends the request, since the answer to its preflight does not allow it.";
    assert_said(
        OMIT,
        &[
            (with(204, "|Access-Control-Allow-Origin: *|Access-Control-Allow-Methods: *|Access-Control-Max-Age: 86400"),
             &["A preflight for PUT /a, of a page of https://shop.example", "every browser lets the request go out.",
               "good for 86400 s (the standard and Firefox), 7200 s (Chromium) and 600 s (WebKit)."]),
            (with(204, "|Access-Control-Allow-Origin: *|Access-Control-Allow-Methods: PUT"), &["is good for 5 s.\n"]),
            (
                with(401, "|WWW-Authenticate: Basic realm=a"),
                &[none, "The server answers 401 to a preflight. A preflight never carries credentials", "    status: 204\n", "    Access-Control-Allow-Methods: PUT\n"],
            ),
            (with(401, "|Access-Control-Allow-Origin: *"), &["step 7 (Fetch, section 4.8", "the status is 401", "The server answers 401 to a preflight."]),
            (with(405, ""), &["nobody there knows OPTIONS"]),
            (with(301, "|Location: /b"), &["no browser follows one with a preflight"]),
            (with(204, "|Access-Control-Allow-Origin: *"), &["step 7.5", "there is no Access-Control-Allow-Methods, and PUT is no method that needs none"]),
            (with(204, "|Access-Control-Allow-Origin: *|Access-Control-Allow-Methods: GET"), &["does not list PUT", "PUT, and what else it lists"]),
            (with(204, "|Access-Control-Allow-Origin: *|Access-Control-Allow-Methods: put"), &["in another case only, and case counts"]),
            (
                with(204, "|Access-Control-Allow-Origin: *|Access-Control-Allow-Methods: GET|Access-Control-Allow-Methods: PUT;x"),
                &["step 7.3", "Access-Control-Allow-Methods is no list: expected \",\" at byte 3 of line 2 of `PUT;x`"],
            ),
            (asked("|Access-Control-Allow-Headers: authorization"), &[none, "step 7.7", "Access-Control-Allow-Headers does not list x-a"]),
            (asked("|Access-Control-Allow-Headers: X-A"), &["step 7.6", "Access-Control-Allow-Headers does not list Authorization"]),
            (asked(""), &["there is no Access-Control-Allow-Headers, and the request has Authorization"]),
            (
                asked("|Access-Control-Allow-Headers: *"),
                &["the standard and WebKit do not send the request", "which does not stand for Authorization", "Chromium and Firefox let the request go out."],
            ),
            (
                "OPTIONS /a HTTP/1.1|Origin: https://shop.example|Access-Control-Request-Method: GET|Authorization: Basic c2VjcmV0 / \
                 HTTP/1.1 204 No|Access-Control-Allow-Origin: *".to_owned(),
                &["No browser sends a preflight before this request, unless", "The preflight has Authorization. No browser sends credentials", "every browser lets the request go out"],
            ),
            (PUT.to_owned(), &["every browser waits for the answer to the preflight, which is not here."]),
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
                "Access-Control-Allow-Methods lists `*`, which does not count when credentials are included, and PUT is not listed",
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
                    "PUT /a of a page of https://shop.example, and the preflight before it",
                    "every browser lets the page read the response",
                ],
            ),
            (
                with("", "200 OK|Access-Control-Allow-Origin: https://shop.example|Vary: Accept"),
                &[
                    "Vary does not list Origin: a cache may give this response to a page of another one.",
                    "`Vary: Origin`",
                ],
            ),
            (
                with("|X-B: 1", "200 OK|Access-Control-Allow-Origin: *"),
                &[
                    "The preflight does not ask for x-b, which the request has",
                    "no browser sends the request",
                    "there is no Access-Control-Allow-Headers, and the request has X-B",
                ],
            ),
            (
                with("", "500 Oops"),
                &["no browser lets the page read the response", "The page does not even learn that the status is 500"],
            ),
            (
                format!("{PUT} / HTTP/1.1 204 No / {THEN_PUT} / HTTP/1.1 200 OK"),
                &["no browser sends the request", "The response would be refused too, by the CORS check, step 2"],
            ),
            (
                format!(
                    "{PUT} / {ALLOWED} / {} / HTTP/1.1 200 OK|Access-Control-Allow-Origin: *",
                    GET.replace("GET", "DELETE")
                ),
                &[
                    "The preflight asks for PUT, and the request has another method",
                    "Access-Control-Allow-Methods does not list DELETE",
                ],
            ),
            (
                format!(
                    "{PUT} / {ALLOWED} / {} / HTTP/1.1 200 OK|Access-Control-Allow-Origin: *",
                    THEN_PUT.replace("shop", "other")
                ),
                &[
                    "The preflight is of another origin than the request",
                    "is `https://shop.example`, and the page is of `https://other.example`",
                ],
            ),
            (
                format!("{PUT} / HTTP/1.1 401 No / {GET} / HTTP/1.1 200 OK|Access-Control-Allow-Origin: *"),
                &[
                    "No browser sends a preflight before this request, unless",
                    "The answer to the preflight is not judged.",
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
                    "Before this request every browser sends a preflight",
                    "  Access-Control-Request-Method: PUT\n  Access-Control-Request-Headers: content-type,x-a\n",
                ],
            ),
            (
                format!("{GET}|Save-Data: on / {any}"),
                &["Before this request the standard, Firefox and WebKit send a preflight"],
            ),
            (format!("{GET}|Cookie: a=secret / {any}"), &["The request carries cookies: credentials were included."]),
            (GET.to_owned(), &["every browser sends the request; what is answered is not here."]),
            (
                format!("{GET} / HTTP/1.1 302 Found|Location: /b|Access-Control-Allow-Origin: *"),
                &["every browser follows the redirect"],
            ),
            (format!("{GET} / HTTP/1.1 304 Not Modified"), &["every browser takes the response that was kept"]),
            (format!("{GET} / HTTP/1.1 407 Proxy"), &["every browser lets no page see the status 407"]),
            (
                format!("{GET} / {any}|Access-Control-Expose-Headers: a b|X-A: 1"),
                &[
                    "Access-Control-Expose-Headers is no list, and so it exposes nothing: expected \",\" at byte 2.",
                    "it does not see X-A",
                ],
            ),
            (format!("{GET}|folded: a| b / {any}"), &["One line is no field line, and was passed over."]),
            ("GET /a HTTP/1.1|Host: a / HTTP/1.1 200 OK".to_owned(), &["This is no CORS request: it has no Origin."]),
            (
                "POST /a HTTP/1.1|Host: [::1]:8080|Origin: http://[::1]:8080 / HTTP/1.1 200 OK".to_owned(),
                &["This is no CORS request: page and URL are both of http://[::1]:8080"],
            ),
            (
                "POST https://shop.example/ HTTP/1.1|Host: a|Origin: https://shop.example / HTTP/1.1 200 OK".to_owned(),
                &["page and URL are both of https://shop.example"],
            ),
            (
                "POST http://shop.example/ HTTP/1.1|Host: a|Origin: https://shop.example / HTTP/1.1 200 OK".to_owned(),
                &["POST http://shop.example/ of a page", "no browser lets"],
            ),
            (
                "trace /a HTTP/1.1|Origin: https://shop.example / HTTP/1.1 200 OK".to_owned(),
                &["no browser lets one send trace."],
            ),
            (
                "GET /a HTTP/1.1|Origin: https://shop.example/ / HTTP/1.1 200 OK".to_owned(),
                &["This is no request of a browser: Origin is broken, expected end at byte 20."],
            ),
            (
                "G@T /a HTTP/1.1|Origin: https://shop.example / HTTP/1.1 200 OK".to_owned(),
                &["This is no request: its method is none, expected"],
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
        "With credentials, the page sees none of its fields; it does not see Vary and X-A",
    ] {
        assert!(both.contains(expected), "{both}");
    }
}
