//! What the tolerant parser makes of lines that the strict parser rejects, below the caret and in JSON.

use serde_json::{Value, json};

use crate::{FAILURE, SUCCESS, inspect};

#[test]
fn a_rejected_line_is_read_tolerantly() {
    for (line, tree) in [
        (
            r#"WWW-Authenticate: Digest realm="a" nonce=b/c, qop="auth""#,
            r#"
WWW-Authenticate: Digest realm="a" nonce=b/c, qop="auth"
                                   ^
                                   expected "," at byte 17
read tolerantly as Digest, with: no comma between two elements at byte 17; a value that is neither a token nor in quotes at byte 23
└─ Digest
   ├─ realm      "a"
   ├─ nonce      "b/c"
   ├─ algorithm  MD5  (the default)
   └─ qop        auth
"#,
        ),
        (
            "Proxy-Authenticate: Newauth @, Bearer error_uri=/a, Negotiate",
            r#"
Proxy-Authenticate: Newauth @, Bearer error_uri=/a, Negotiate
                            ^
                            expected token at byte 8
read tolerantly as Bearer and Negotiate, with: a value that is neither a token nor in quotes at byte 28
├─ Newauth  (not readable: expected token at byte 8)
├─ Bearer
│  └─ error_uri  "/a"
└─ Negotiate
"#,
        ),
        // To the framework this is a token68, to Basic a parameter without a value. There is one row.
        (
            "WWW-Authenticate: Basic realm=, Newauth realm=, Digest nonce=",
            r#"
WWW-Authenticate: Basic realm=, Newauth realm=, Digest nonce=
                        ^
                        expected auth-param at byte 6
WWW-Authenticate: Basic realm=, Newauth realm=, Digest nonce=
                                                       ^
                                                       expected auth-param at byte 37
read tolerantly as Basic and Newauth and Digest, with: no value after "=" at byte 12; no value after "=" at byte 43; no realm, which is read as an empty one at byte 43
├─ Basic
│  └─ realm  ""
├─ Newauth
│  └─ token68  realm=
└─ Digest
   ├─ realm      ""
   ├─ nonce      ""
   └─ algorithm  MD5  (the default)
"#,
        ),
        // The value is absent, because no number is empty.
        (
            "WWW-Authenticate: Bearer max_age=",
            r#"
WWW-Authenticate: Bearer max_age=
                         ^
                         expected auth-param at byte 7
read tolerantly as Bearer, with: no value after "=" at byte 15
└─ Bearer
   └─ max_age  ""
"#,
        ),
        // The scheme rejects what the grammar of the framework accepts.
        (
            "Proxy-Authorization: Basic QWxhZGRpbjo",
            "
Proxy-Authorization: Basic •••••••••••
                                      ^
                                      expected base64 at byte 17
read tolerantly as Basic, with: base64 with too little or too much padding at byte 6
└─ Basic
   ├─ user_id   •••••••
   └─ password  \n",
        ),
        (
            "Authentication-Info: nextnonce=a/b",
            r#"
Authentication-Info: •••••••••••••
                                ^
                                expected "," at byte 11
read tolerantly, with: a value that is neither a token nor in quotes at byte 10
└─ nextnonce  "•••"
"#,
        ),
        (
            "Server-Authorization: Hawk mac=c2ln\text=a",
            r#"
Server-Authorization: Hawk ••••••••••••••
                                    ^
                                    expected "," at byte 14
read tolerantly as Hawk, with: no comma between two elements at byte 14
└─ Hawk
   ├─ mac  ••••
   └─ ext  •
"#,
        ),
    ] {
        let run = inspect(&["--field", line], b"");
        assert_eq!((run.stdout.as_str(), run.code), (tree.trim_start_matches('\n'), FAILURE), "{line}");
    }
}

#[test]
fn json_has_the_tolerant_reading() {
    let run = inspect(&["--json", "--field", "WWW-Authenticate: Newauth @, Bearer error_uri=/a"], b"");
    assert_eq!(
        serde_json::from_str::<Value>(&run.stdout).expect("JSON")["tolerant"],
        json!({
            "read": [
                { "scheme": "Newauth", "error": { "kind": "expected token", "offset": 8 } },
                { "scheme": "Bearer", "params": [["error_uri", "/a"]], "typed": { "error_uri": "/a" } },
            ],
            "deviations": [
                { "kind": "BareValue", "text": "a value that is neither a token nor in quotes", "offset": 28 },
            ],
        })
    );
    // There is one reading of `realm=`, that of the scheme.
    let run = inspect(&["--json", "--field", "WWW-Authenticate: Newauth realm=, Basic realm="], b"");
    assert_eq!(
        serde_json::from_str::<Value>(&run.stdout).expect("JSON")["tolerant"]["read"],
        json!([
            { "scheme": "Newauth", "token68": "realm=" },
            { "scheme": "Basic", "params": [["realm", ""]], "typed": { "realm": "" } },
        ])
    );
}

/// Where the tolerant parser makes no more of a line, nothing is added.
#[test]
fn a_line_that_gains_nothing_is_shown_as_before() {
    for (input, code) in [
        ("WWW-Authenticate: Basic realm=a", SUCCESS),
        ("WWW-Authenticate: Newauth @", FAILURE),
        ("WWW-Authenticate: Digest realm=a", FAILURE),
        ("Authorization: Bearer a\nAuthorization: Bearer b", FAILURE),
        ("Authentication-Info: x=1\nAuthentication-Info: x=1", FAILURE),
        // These have a grammar of their own.
        ("Authorization: SharedKey account:c2lnbmF0dXJl", FAILURE),
        ("Access-Control-Max-Age: a", FAILURE),
        ("DPoP: a", FAILURE),
        ("Signature: keyId=/a", FAILURE),
    ] {
        let run = inspect(&[], input.as_bytes());
        assert!(!run.stdout.contains("tolerant"), "{input}: {}", run.stdout);
        assert_eq!(run.code, code, "{input}");
        assert!(!inspect(&["--json"], input.as_bytes()).stdout.contains("tolerant"), "{input}");
    }
}
