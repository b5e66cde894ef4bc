//! `--explain`: whether a page may read a response.

use serde_json::{Value, json};

use crate::{FAILURE, SUCCESS, USAGE, inspect};

/// The output of curl for a preflight and the request after it.
const CAPTURE: &str = "\
*   Trying 192.0.2.1:443...\n\
* Connected to api.example (192.0.2.1) port 443\n\
> OPTIONS /a HTTP/2\r\n> Host: api.example\r\n> User-Agent: curl/8.5.0\r\n> Accept: */*\r\n\
> Origin: https://shop.example\r\n> Access-Control-Request-Method: PUT\r\n> \r\n\
< HTTP/2 204 \r\n< access-control-allow-origin: https://shop.example\r\n< access-control-allow-methods: PUT\r\n< \r\n\
* Connection #0 to host api.example left intact\n\
> PUT /a?token=s3cr3t HTTP/2\r\n> Host: api.example\r\n> Origin: https://shop.example\r\n> Cookie: s3cr3t\r\n> \r\n\
< HTTP/2 200 \r\n< access-control-allow-origin: https://shop.example\r\n< vary: origin\r\n< etag: a\r\n< \r\n\
{ [6 bytes data]\nhello\n";

#[test]
fn a_capture_is_explained() {
    for (args, code, expected) in [
        (
            &["--credentials", "omit"][..],
            SUCCESS,
            "\
PUT /a from a page at https://shop.example, after a preflight
Without credentials, every browser lets the page read the response.
The browser may cache the response to the preflight for 5 s.
The page sees no fields of the response; it does not see vary and etag, which Access-Control-Expose-Headers does not list.
The request has a Cookie field, so it included credentials.
",
        ),
        (
            &["--credentials", "include"],
            FAILURE,
            "\
PUT /a from a page at https://shop.example, after a preflight
With credentials, no browser sends the request, because the response to the preflight does not allow it.
  CORS check, step 7 (Fetch, section 4.10, https://fetch.spec.whatwg.org/#concept-cors-check): \
there is no Access-Control-Allow-Credentials, but the request includes credentials.
  The server should have answered the preflight with:
    Access-Control-Allow-Credentials: true
  The response would be blocked too. CORS check, step 7 (Fetch, section 4.10, \
https://fetch.spec.whatwg.org/#concept-cors-check): there is no Access-Control-Allow-Credentials, but the request includes credentials.
  The server should have sent:
    Access-Control-Allow-Credentials: true
The request has a Cookie field, so it included credentials.
",
        ),
    ] {
        let run = inspect(&[&["--explain"], args].concat(), CAPTURE.as_bytes());
        assert_eq!((run.stdout.as_str(), run.code), (expected, code), "{args:?}");
    }
    let same = inspect(&["--explain", "--credentials=same-origin", "-"], CAPTURE.as_bytes());
    assert_eq!(same.stdout, inspect(&["--explain", "--credentials=omit"], CAPTURE.as_bytes()).stdout);
    let both = inspect(&["--explain"], CAPTURE.as_bytes());
    assert_eq!(both.code, SUCCESS, "one mode is enough");
    assert!(both.stdout.contains("\nWithout credentials, every") && both.stdout.contains("\nWith credentials, no"));
    assert!(!both.stdout.contains("s3cr3t"));
}

/// Of a URL, neither the query nor the user information is shown, wherever the URL is.
#[test]
fn queries_and_user_information_are_not_shown() {
    const REQUEST: &str = "> GET /a HTTP/1.1\n> Host: api.example\n> Origin: https://shop.example\n>\n";
    let url = "https://me:s3cr3t@api.example/a?token=s3cr3t#s3cr3t";
    for capture in [
        REQUEST.replace("/a", url) + "< HTTP/1.1 200 OK\n<\n",
        REQUEST.replace("shop.example", "me:s3cr3t@shop.example") + "< HTTP/1.1 200 OK\n<\n",
        REQUEST.to_owned() + "< HTTP/1.1 200 OK\n< Access-Control-Allow-Origin: " + url + "\n<\n",
        REQUEST.to_owned() + "< HTTP/1.1 302 Found\n< Location: " + url + "\n<\n",
        REQUEST.replace("GET", "PUT").replace("/a", url)
            + "< HTTP/1.1 200 OK\n< Access-Control-Allow-Origin: *\n< Access-Control-Allow-Methods: "
            + url
            + "\n<\n",
        "> OPTIONS /a HTTP/1.1\n> Origin: https://shop.example\n> Access-Control-Request-Method: PUT\n>\n\
         < HTTP/1.1 200 OK\n< Access-Control-Allow-Origin: *\n< Access-Control-Allow-Methods: PUT,("
            .to_owned()
            + url
            + "\n<\n",
    ] {
        for args in [&["--explain"][..], &["--explain", "--json"]] {
            let run = inspect(args, capture.as_bytes());
            assert!(!run.stdout.is_empty() && !run.stdout.contains("s3cr3t"), "{capture}: {}", run.stdout);
        }
    }
}

#[test]
fn json_has_one_object_for_each_request() {
    let run = inspect(&["--explain", "--json"], CAPTURE.as_bytes());
    let lines: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let [object] = &lines[..] else { panic!("{lines:?}") };
    let all = json!(["Fetch", "Chromium", "Firefox", "WebKit"]);
    assert_eq!(
        object["verdicts"],
        json!([
            { "credentials": ["omit", "same-origin"], "profiles": all, "readable": true, "outcome": "readable",
              "visible": [], "hidden": ["access-control-allow-origin", "vary", "etag"] },
            { "credentials": ["include"], "profiles": all, "readable": false, "outcome": "refused",
              "stage": "preflight", "algorithm": "CORS check", "step": "7", "section": "4.10",
              "url": "https://fetch.spec.whatwg.org/#concept-cors-check", "field": "Access-Control-Allow-Credentials",
              "why": "there is no Access-Control-Allow-Credentials, but the request includes credentials",
              "wanted": [["Access-Control-Allow-Credentials", "true"]] },
        ])
    );
    for (member, expected) in [
        ("cors", json!(true)),
        ("origin", json!("https://shop.example")),
        ("sent_origin", json!("https://shop.example")),
        ("method", json!("PUT")),
        ("target", json!("/a")),
        ("preflight", json!(204)),
        ("status", json!(200)),
        (
            "notes",
            json!([{ "kind": "cookies", "text": "The request has a Cookie field, so it included credentials." }]),
        ),
    ] {
        assert_eq!(object[member], expected, "{member}");
    }
    assert_eq!(object["text"], inspect(&["--explain"], CAPTURE.as_bytes()).stdout.trim_end());

    let run = inspect(&["--explain", "--json"], b"GET / HTTP/1.1\n\nHTTP/1.1 200 OK\n\n");
    let object: Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!((&object["cors"], &object["kind"], run.code), (&json!(false), &json!("no-origin"), SUCCESS));
}

/// What decides and is not in the input is named; what a page embeds is usable or not.
#[test]
fn json_names_what_no_field_shows() {
    let object = |input: &str| -> (Value, i32) {
        let run = inspect(&["--explain", "--json", "--credentials=omit"], input.as_bytes());
        (serde_json::from_str(run.stdout.lines().last().expect("a line")).expect("JSON"), run.code)
    };
    let local = "GET /a HTTP/1.1\nHost: 127.0.0.1:11434\nOrigin: https://shop.example\n\nHTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\n\n";
    assert_eq!((&object(local).0["unseen"], object(local).1), (&json!(["local-network"]), SUCCESS));
    assert_eq!(object(&local.replace("127.0.0.1", "api.example")).0["unseen"], json!([]));

    let image = "GET /a.png HTTP/1.1\nHost: cdn.example\nSec-Fetch-Mode: no-cors\nSec-Fetch-Site: cross-site\n\nHTTP/1.1 200 OK\n";
    for (fields, usable, code) in [
        ("Cross-Origin-Resource-Policy: same-origin\n\n", json!(false), FAILURE),
        ("Cross-Origin-Resource-Policy: cross-origin\n\n", json!(true), SUCCESS),
        ("\n", json!(null), SUCCESS),
    ] {
        let (object, exit) = object(&format!("{image}{fields}"));
        assert_eq!((&object["kind"], &object["usable"], exit), (&json!("embedded"), &usable, code), "{fields}");
    }
}

/// Redirects: the origin that a browser sends after them, and why it does not follow them.
#[test]
fn json_names_what_redirects_change() {
    let objects = |input: &str| -> (Vec<Value>, i32) {
        let run = inspect(&["--explain", "--json", "--credentials=omit"], input.as_bytes());
        (run.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect(), run.code)
    };
    let get = |host: &str| format!("GET / HTTP/1.1\nHost: {host}\nOrigin: https://shop.example\n\n");
    let answer =
        |status: u16, fields: &str| format!("HTTP/1.1 {status} Status\nAccess-Control-Allow-Origin: *\n{fields}\n");
    let chain = |location: &str| {
        [get("a.example"), answer(302, &format!("Location: {location}\n")), get("b.example"), answer(200, "")].concat()
    };

    let (found, code) = objects(&chain("https://b.example/"));
    assert_eq!((&found[0]["verdicts"][0]["outcome"], code), (&json!("followed"), SUCCESS));
    assert_eq!((&found[1]["origin"], &found[1]["sent_origin"]), (&json!("https://shop.example"), &json!("null")));
    assert_eq!(found[1]["notes"][0]["kind"], json!("null-origin"));

    let (found, code) = objects(&chain("https://me:s3cr3t@b.example/"));
    let verdict = &found[0]["verdicts"][0];
    assert_eq!((&verdict["outcome"], &verdict["readable"], code), (&json!("unfollowed"), &json!(false), FAILURE));
    assert_eq!(verdict["why"], json!("its URL contains a user name or a password"));
    assert_eq!(found[1]["verdicts"][0]["outcome"], json!("unreached"));

    let own = get("shop.example") + &answer(302, "Location: data:,\n");
    let (found, code) = objects(&own);
    assert_eq!((&found[0]["kind"], code), (&json!("same-origin-redirect"), FAILURE));
    let socket = get("a.example").replace("\n\n", "\nUpgrade: websocket\n\n") + "HTTP/1.1 101 Switching\n\n";
    let (found, code) = objects(&socket);
    assert_eq!((&found[0]["kind"], code), (&json!("websocket"), SUCCESS));
}

#[test]
fn a_request_and_its_response_may_be_two_files() {
    let path = |name: &str| std::env::temp_dir().join(format!("countersign-explain-{}-{name}", std::process::id()));
    let (request, response) = (path("request"), path("response"));
    std::fs::write(&request, "GET /a HTTP/1.1\r\nHost: api.example\r\nOrigin: https://shop.example").expect("a file");
    std::fs::write(&response, "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=a\r\n\r\nbody").expect("a file");
    let names = [&request, &response].map(|path| path.to_str().expect("its name is UTF-8"));
    for files in [[names[0], names[1]], [names[1], names[0]]] {
        let run = inspect(&[&["--explain"], &files[..]].concat(), b"");
        assert_eq!((run.code, run.stderr.as_str()), (FAILURE, ""));
        assert!(run.stdout.contains("no browser lets the page read the response"), "{}", run.stdout);
        assert!(run.stdout.contains("does not even see the status 401"), "{}", run.stdout);
        assert_eq!(inspect(&files, b"").code, USAGE, "only --explain reads several files");
    }
    for path in [request, response] {
        std::fs::remove_file(path).expect("the file is still there");
    }
}

#[test]
fn a_malformed_status_line_is_named() {
    const REQUEST: &str = "GET /a HTTP/1.1\nHost: api.example\nOrigin: https://shop.example\n\n";
    let marked =
        |text: &str, mark: &str| text.lines().fold(String::new(), |text, line| text + mark + " " + line + "\n");
    for (line, offset) in [
        ("HTTP/1.1 999999 OK", Some(9)),
        ("HTTP/1.1 20 OK", Some(9)),
        ("HTTP/1.1 2OO", Some(9)),
        ("HTTP/1.1", Some(8)),
        ("HTTP/2 ", Some(7)),
        ("HTTP/2 200", None),
    ] {
        let response = format!("{line}\nAccess-Control-Allow-Origin: *\n\nHTTP/1.1 is a protocol");
        let plain = format!("{REQUEST}{response}");
        let capture = format!(
            "{}{}\n\nHTTP/1.1 is a protocol",
            marked(REQUEST, ">"),
            marked(&format!("{line}\nAccess-Control-Allow-Origin: *\n\n"), "<")
        );
        for input in [plain, capture] {
            let run = inspect(&["--explain"], input.as_bytes());
            let sentence = "Line 5 is not a status line: a status has three digits. This response is not read.\n";
            assert_eq!(run.stdout.starts_with(sentence), offset.is_some(), "{input}: {}", run.stdout);
            assert_eq!(run.code == FAILURE, offset.is_some(), "{input}: {}", run.stdout);
            let found = inspect(&["--explain", "--json"], input.as_bytes()).stdout;
            let found: Value = serde_json::from_str(found.lines().next().unwrap_or_default()).expect("JSON");
            let error = &found["error"];
            let expected =
                offset.map_or(json!(null), |offset| json!({"kind": "expected status-line", "offset": offset}));
            assert_eq!(*error, expected, "{input}");
            assert_eq!(found["line"] == 5, offset.is_some(), "{input}");
        }
    }
}

#[test]
fn a_demonstration_explains_built_in_captures() {
    let run = inspect(&["--explain", "--demo"], b"");
    assert_eq!((run.code, run.stderr.as_str()), (SUCCESS, ""));
    for shown in [
        "> OPTIONS /orders/7",
        "The server answers the preflight with 401. A preflight never carries credentials",
        "Without credentials, every browser lets the page read the response.",
        "With credentials, no browser lets the page read the response.",
        "it does not see X-Total-Count",
    ] {
        assert!(run.stdout.contains(shown), "{shown} in {}", run.stdout);
    }
    assert!(!run.stdout.contains('\u{1B}'));
    assert!(inspect(&["--explain", "--demo", "--color=always"], b"").stdout.contains("\u{1B}[1mGET /orders"));
}

#[test]
fn input_without_a_request_is_an_error() {
    for (args, input) in [
        (&["--explain"][..], "HTTP/1.1 200 OK\n\n"),
        (&["--explain"], "<html>"),
        (&["--explain", "-"], ""),
        (&["--explain", "/nowhere"], ""),
        (&["--explain", "--reveal"], ""),
        (&["--explain", "--field", "Origin: null"], ""),
        (&["--explain", "--credentials", "maybe"], ""),
        (&["--credentials", "omit"], ""),
    ] {
        let run = inspect(args, input.as_bytes());
        assert_eq!((run.code, run.stdout.as_str()), (USAGE, ""), "{args:?}, {input:?}");
        assert!(!run.stderr.is_empty(), "{args:?}");
    }
}
