//! `--json`: one object per line.

use serde_json::{Value, json};

use crate::{FAILURE, SUCCESS, inspect};

fn json_lines(args: &[&str], input: &[u8]) -> (i32, Vec<Value>) {
    let run = inspect(&[&["--json"], args].concat(), input);
    let lines = run.stdout.lines().map(|line| serde_json::from_str(line).expect("each line is JSON"));
    (run.code, lines.collect())
}

#[test]
fn json_has_one_object_per_line_in_order() {
    for (input, code, expected) in [
        (
            &b"Server: a\nWWW-Authenticate: Basic realm=\"a\\\"b\", x=y, Negotiate, Newauth abc=\n\
               proxy-authenticate: Digest realm=c\nWWW-Authenticate: Basic realm=\"x\n\
               Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\nauthorization: Bearer a\n@\n\
               Authentication-Info: nextnonce=d\nAuthentication-Info: a=b,\n nextnonce=e\n"[..],
            FAILURE,
            json!([
                { "field": "WWW-Authenticate", "ok": [
                    { "scheme": "Basic", "params": [["realm", "a\"b"], ["x", "y"]], "typed": { "realm": "a\"b" } },
                    { "scheme": "Negotiate", "params": [], "typed": {} },
                    { "scheme": "Newauth", "token68": "abc=" },
                ] },
                { "field": "Proxy-Authenticate", "ok": [
                    { "scheme": "Digest", "params": [["realm", "c"]], "refused": { "kind": "missing nonce", "offset": 14 } },
                ] },
                { "field": "WWW-Authenticate", "error": { "kind": "expected quoted-string", "offset": 14 }, "tolerant": {
                    "read": [{ "scheme": "Basic", "params": [["realm", "x"]], "typed": { "realm": "x" } }],
                    "deviations": [
                        { "kind": "OpenQuote", "text": "a quoted value without a closing quote", "offset": 12 },
                    ],
                } },
                { "field": "Authorization", "ok": [
                    { "scheme": "Basic", "token68": "••••••••••••••••••••••••••••",
                      "typed": { "user_id": "Aladdin", "password": "•••••••••••" } },
                ] },
                { "field": "Authorization", "error": { "kind": "this field must not occur twice", "offset": 0 } },
                { "field": null, "line": 7, "error": { "kind": "expected field-name", "offset": 0 } },
                { "field": "Authentication-Info", "ok": [
                    { "params": [["nextnonce", "d"]], "typed": { "nextnonce": "d" } },
                ] },
                { "field": "Authentication-Info", "folds": 1, "error": { "kind": "repeated parameter", "offset": 5 } },
            ]),
        ),
        (
            b"WWW-Authenticate: Bearer scope=\"a b\", max_age=5, realm=\"\xC3\xA9\", error_uri=\"\xE9\"\n\
              WWW-Authenticate: Digest realm=a, nonce=b, qop=\"auth, x\", domain=\"/a /b\", userhash=true",
            SUCCESS,
            json!([
                { "field": "WWW-Authenticate", "ok": [
                    { "scheme": "Bearer",
                      "params": [["scope", "a b"], ["max_age", "5"], ["realm", "é"], ["error_uri", "\u{E9}"]],
                      "typed": { "realm": "é", "scope": ["a", "b"], "error_uri": "\u{E9}", "max_age": 5 },
                      "latin1": ["error_uri"] },
                ] },
                { "field": "WWW-Authenticate", "ok": [
                    { "scheme": "Digest",
                      "params": [["realm", "a"], ["nonce", "b"], ["qop", "auth, x"], ["domain", "/a /b"], ["userhash", "true"]],
                      "typed": { "realm": "a", "domain": ["/a", "/b"], "nonce": "b", "algorithm": "MD5",
                                 "qop": ["auth", "x"], "userhash": true } },
                ] },
            ]),
        ),
        (
            b"Authorization: Bearer",
            FAILURE,
            json!([
                { "field": "Authorization", "ok": [
                    { "scheme": "Bearer", "params": [], "refused": { "kind": "expected token68", "offset": 6 } },
                ] },
            ]),
        ),
        (b"Server: a\n", SUCCESS, json!([])),
    ] {
        let (exit, lines) = json_lines(&[], input);
        assert_eq!((Value::from(lines), exit), (expected, code), "{}", String::from_utf8_lossy(input));
    }
    let run = inspect(&["--json"], b"WWW-Authenticate: Basic z=1, realm=a\nWWW-Authenticate: b=c");
    assert_eq!(
        run.stdout,
        r#"{"field":"WWW-Authenticate","ok":[{"scheme":"Basic","params":[["z","1"],["realm","a"]],"typed":{"realm":"a"}}]}
{"field":"WWW-Authenticate","error":{"kind":"expected SP","offset":1}}
"#
    );
}
