//! CORS fields, as trees and as JSON.

use crate::{FAILURE, SUCCESS, inspect};

/// Checks inputs that are well-formed, with their trees and their JSON.
fn are_shown(fields: &[(&str, &str, &str)]) {
    for (input, tree, json) in fields {
        let run = inspect(&[], input.as_bytes());
        assert_eq!((run.stdout.as_str(), run.code), (tree.trim_start(), SUCCESS), "{input:?}");
        let run = inspect(&["--json"], input.as_bytes());
        assert_eq!((run.stdout.trim_end(), run.code), (*json, SUCCESS), "{input:?}");
    }
}

#[test]
fn request_fields_are_shown() {
    are_shown(&[
        (
            "origin: https://a_b.example:8443",
            r"
origin
└─ https://a_b.example:8443
   ├─ scheme  https
   ├─ host    a_b.example
   └─ port    8443
",
            r#"{"field":"Origin","ok":[{"value":"https://a_b.example:8443","typed":{"scheme":"https","host":"a_b.example","port":8443}}]}"#,
        ),
        (
            "Origin: null",
            r"
Origin
└─ null  (the browser keeps the origin private: of a sandbox or a file, for example)
",
            r#"{"field":"Origin","ok":[{"value":"null","typed":{"opaque":true}}]}"#,
        ),
        (
            "Access-Control-Request-Method: GET",
            r"
Access-Control-Request-Method
└─ GET  (safelisted: allowed even if not listed)
",
            r#"{"field":"Access-Control-Request-Method","ok":[{"value":"GET"}]}"#,
        ),
        (
            "Access-Control-Request-Headers: authorization,,x-a",
            r"
Access-Control-Request-Headers
├─ authorization
└─ x-a
",
            r#"{"field":"Access-Control-Request-Headers","ok":[{"value":"authorization"},{"value":"x-a"}]}"#,
        ),
        (
            "Access-Control-Request-Private-Network: true",
            r"
Access-Control-Request-Private-Network
└─ true
",
            r#"{"field":"Access-Control-Request-Private-Network","ok":[{"value":"true"}]}"#,
        ),
    ]);
}

#[test]
fn response_fields_are_shown() {
    are_shown(&[
        (
            "Access-Control-Allow-Origin: *",
            r"
Access-Control-Allow-Origin
└─ *  (any origin, unless the request includes credentials)
",
            r#"{"field":"Access-Control-Allow-Origin","ok":[{"value":"*","typed":{"any":true}}]}"#,
        ),
        (
            "Access-Control-Allow-Origin: app://[::1]",
            r"
Access-Control-Allow-Origin
└─ app://[::1]
   ├─ scheme  app
   └─ host    [::1]
",
            r#"{"field":"Access-Control-Allow-Origin","ok":[{"value":"app://[::1]","typed":{"scheme":"app","host":"[::1]"}}]}"#,
        ),
        (
            "Access-Control-Allow-Methods: PUT, put, *, patch",
            r"
Access-Control-Allow-Methods
├─ PUT
├─ put  (browsers send this method in upper case, and case matters)
├─ *  (any method, unless the request includes credentials)
└─ patch
",
            r#"{"field":"Access-Control-Allow-Methods","ok":[{"value":"PUT"},{"value":"put"},{"value":"*"},{"value":"patch"}]}"#,
        ),
        (
            "Access-Control-Allow-Headers: *, X-A",
            r"
Access-Control-Allow-Headers
├─ *  (any field except Authorization, unless the request includes credentials)
└─ X-A
",
            r#"{"field":"Access-Control-Allow-Headers","ok":[{"value":"*"},{"value":"X-A"}]}"#,
        ),
        (
            "Access-Control-Allow-Headers:",
            "\nAccess-Control-Allow-Headers\n",
            r#"{"field":"Access-Control-Allow-Headers","ok":[]}"#,
        ),
        (
            "Access-Control-Max-Age: 86400",
            r"
Access-Control-Max-Age
└─ 86400  (seconds; Chromium uses 7200, WebKit 600)
",
            r#"{"field":"Access-Control-Max-Age","ok":[{"value":"86400","typed":{"seconds":86400}}]}"#,
        ),
        (
            "Access-Control-Expose-Headers: ETag, Set-Cookie",
            r"
Access-Control-Expose-Headers
├─ ETag
└─ Set-Cookie  (never visible to a page)
",
            r#"{"field":"Access-Control-Expose-Headers","ok":[{"value":"ETag"},{"value":"Set-Cookie"}]}"#,
        ),
        (
            "Timing-Allow-Origin: *, https://a.example",
            r"
Timing-Allow-Origin
├─ *  (any origin)
└─ https://a.example
   ├─ scheme  https
   ├─ host    a.example
   └─ port    443  (the default for https)
",
            r#"{"field":"Timing-Allow-Origin","ok":[{"value":"*","typed":{"any":true}},{"value":"https://a.example","typed":{"scheme":"https","host":"a.example","port":443}}]}"#,
        ),
        (
            "Cross-Origin-Resource-Policy: same-site",
            "\nCross-Origin-Resource-Policy\n└─ same-site\n",
            r#"{"field":"Cross-Origin-Resource-Policy","ok":[{"value":"same-site"}]}"#,
        ),
        (
            "Vary: accept, *",
            "\nVary\n├─ accept\n└─ *  (depends on more than request fields)\n",
            r#"{"field":"Vary","ok":[{"value":"accept"},{"value":"*"}]}"#,
        ),
        (
            "Private-Network-Access-ID: 01:23:45:67:89:0A",
            "\nPrivate-Network-Access-ID\n└─ 01:23:45:67:89:0A\n",
            r#"{"field":"Private-Network-Access-ID","ok":[{"value":"01:23:45:67:89:0A"}]}"#,
        ),
        (
            "Private-Network-Access-Name: router-1",
            "\nPrivate-Network-Access-Name\n└─ router-1\n",
            r#"{"field":"Private-Network-Access-Name","ok":[{"value":"router-1"}]}"#,
        ),
    ]);
}

#[test]
fn errors_have_a_caret() {
    for (input, tree, json) in [
        (
            &b"Access-Control-Allow-Origin: https://a.example/"[..],
            r"
Access-Control-Allow-Origin: https://a.example/
                                              ^
                                              expected end at byte 17
",
            &[r#"{"field":"Access-Control-Allow-Origin","error":{"kind":"expected end","offset":17}}"#][..],
        ),
        (
            b"Access-Control-Allow-Credentials: True",
            r#"
Access-Control-Allow-Credentials: True
                                  ^
                                  expected "true" at byte 0
"#,
            &[r#"{"field":"Access-Control-Allow-Credentials","error":{"kind":"expected \"true\"","offset":0}}"#],
        ),
        (
            b"Access-Control-Allow-Headers: X-A\nAccess-Control-Allow-Headers: X B\xFF",
            r#"
Access-Control-Allow-Headers
└─ X-A
Access-Control-Allow-Headers: X B�
                                ^
                                expected "," at byte 2
"#,
            &[
                r#"{"field":"Access-Control-Allow-Headers","ok":[{"value":"X-A"}]}"#,
                r#"{"field":"Access-Control-Allow-Headers","error":{"kind":"expected \",\"","offset":2}}"#,
            ],
        ),
        (
            b"Vary: Origin\naccess-control-max-age: 5\nVary: Accept\nAccess-Control-Max-Age: 5",
            r"
Vary
└─ Origin
access-control-max-age
└─ 5  (seconds)
Vary
└─ Accept
Access-Control-Max-Age: 5
                        ^
                        this field must not occur twice at byte 0
",
            &[
                r#"{"field":"Vary","ok":[{"value":"Origin"}]}"#,
                r#"{"field":"Access-Control-Max-Age","ok":[{"value":"5","typed":{"seconds":5}}]}"#,
                r#"{"field":"Vary","ok":[{"value":"Accept"}]}"#,
                r#"{"field":"Access-Control-Max-Age","error":{"kind":"this field must not occur twice","offset":0}}"#,
            ],
        ),
    ] {
        let run = inspect(&[], input);
        assert_eq!((run.stdout.as_str(), run.code), (tree.trim_start(), FAILURE), "{input:?}");
        let run = inspect(&["--json"], input);
        assert_eq!((run.stdout.lines().collect::<Vec<_>>(), run.code), (json.to_vec(), FAILURE), "{input:?}");
    }
}
