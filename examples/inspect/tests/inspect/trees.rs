//! Trees, and carets under invalid bytes.

use crate::{FAILURE, SUCCESS, inspect};

#[test]
fn lines_are_trees() {
    for (input, expected) in [
        (
            r#"WWW-Authenticate: Basic realm="the \"staff\"", charset="utf-8", foo=bar"#,
            r#"
WWW-Authenticate
└─ Basic
   ├─ realm    "the \"staff\""
   ├─ charset  UTF-8
   └─ foo      bar
"#,
        ),
        (
            r#"www-authenticate: Negotiate YII=, Bearer scope="openid  email", error=invalid_token"#,
            r"
www-authenticate
├─ Negotiate
│  └─ token68  YII=
└─ Bearer
   ├─ scope  openid
   │         email
   └─ error  invalid_token  (with status 401)
",
        ),
        (
            r#"Proxy-Authenticate: Digest realm=a, nonce="b", qop="auth, auth-int", stale=true, x="é""#,
            r#"
Proxy-Authenticate
└─ Digest
   ├─ realm      a
   ├─ nonce      "b"
   ├─ stale      true  (only the nonce was rejected)
   ├─ algorithm  MD5  (the default)
   ├─ qop        auth
   │             auth-int
   └─ x          "é"
"#,
        ),
        (
            "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
            r"
Authorization
└─ Basic
   ├─ user_id   Aladdin
   └─ password  •••••••••••
",
        ),
        (
            r#"Proxy-Authorization: Digest username*=UTF-8''J%C3%A4s%C3%B8n%20Doe, realm="a", uri="/", nonce="b", nc=0000000a,
            cnonce="secret", qop=auth, response="8ca523f5e9506fed4657c9700eebdbec""#,
            r#"
Proxy-Authorization  (folded lines, read as one line)
└─ Digest
   ├─ username*  Jäsøn Doe  (decoded from UTF-8)
   ├─ realm      "a"
   ├─ uri        "/"
   ├─ algorithm  MD5  (the default)
   ├─ nonce      "b"
   ├─ nc         10
   ├─ cnonce     "••••••"
   ├─ qop        auth
   └─ response   "••••••••••••••••••••••••••••••••"
"#,
        ),
        (
            "Authentication-Info: nextnonce=\"a\", sid=b",
            r#"
Authentication-Info
├─ nextnonce  "a"
└─ sid        •
"#,
        ),
        ("WWW-Authenticate:", "\nWWW-Authenticate\n"),
    ] {
        for end in ["", "\n", "\r\n"] {
            let run = inspect(&[], format!("{input}{end}").as_bytes());
            assert_eq!((run.stdout.as_str(), run.code), (expected.trim_start(), SUCCESS), "{input:?}, {end:?}");
        }
    }
}

#[test]
fn errors_have_a_caret() {
    for (input, expected) in [
        (
            &br#"WWW-Authenticate: Basic realm="x"#[..],
            r#"
WWW-Authenticate: Basic realm="x
                                ^
                                expected quoted-string at byte 14: the quote at byte 12 is not closed
read tolerantly as Basic, with: a quoted value without a closing quote at byte 12
└─ Basic
   └─ realm  "x"
"#,
        ),
        (
            b"www-authenticate: A b=\"\xC3\xA9\t\", \x00\x7F",
            r#"
www-authenticate: A b="��␉", ␀␡
                             ^
                             expected token at byte 11
"#,
        ),
        (
            b"WWW-Authenticate: Basic charset=x, Newauth, Digest realm=a",
            r#"
WWW-Authenticate: Basic charset=x, Newauth, Digest realm=a
                                 ^
                                 missing realm at byte 15
WWW-Authenticate: Basic charset=x, Newauth, Digest realm=a
                                                          ^
                                                          missing nonce at byte 40
read tolerantly as Basic and Newauth and Digest, with: no realm, which is read as an empty one at byte 15
├─ Basic
│  ├─ realm    ""
│  └─ charset  x
├─ Newauth
└─ Digest
   └─ realm  a
"#,
        ),
        (
            b"Authorization: Basic QWxhZGRpbg",
            r"
Authorization: Basic ••••••••••
                               ^
                               expected base64 at byte 16
└─ Basic
   └─ token68  ••••••••••
",
        ),
        (
            b"Authorization: Bearer a\nAuthorization: Bearer b\n",
            r"
Authorization
└─ Bearer
   └─ token  •
Authorization: Bearer •
               ^
               this field must not occur twice at byte 0
",
        ),
        (
            b"Authentication-Info: nextnonce=a\nProxy-Authentication-Info: nextnonce=b\nAuthentication-Info: x=c, nextnonce=d",
            r"
Authentication-Info
└─ nextnonce  a
Proxy-Authentication-Info
└─ nextnonce  b
Authentication-Info: ••••••••••••••••
                          ^
                          repeated parameter at byte 5
",
        ),
        (
            b"Authentication-Info: qop=auth",
            r"
Authentication-Info: ••••••••
                             ^
                             missing rspauth at byte 8
└─ qop  auth
",
        ),
        (
            b"WWW-Authenticate : Basic realm=a\nServer: b\n folded\n",
            "
1 line is not a field line: line 1, expected \":\" at byte 16
no authentication or CORS fields; 1 other field
",
        ),
        (
            b"Server: a\n@\n folded\nb\n",
            "
2 lines are not field lines; the first is line 2, expected field-name at byte 0
no authentication or CORS fields; 1 other field
",
        ),
    ] {
        let run = inspect(&["-"], input);
        assert_eq!((run.stdout.as_str(), run.code), (expected.trim_start(), FAILURE), "{input:?}");
    }
}

#[test]
fn info_in_several_lines_is_one_list() {
    let lines = b"Authentication-Info: qop=auth, nc=00000001\nAuthentication-Info: rspauth=\"8ca523f5e9506fed4657c9700eebdbec\", cnonce=a";
    assert_eq!(inspect(&[], lines).code, SUCCESS);
}

#[test]
fn a_caret_is_under_its_byte_in_a_long_line() {
    for (before, after) in [(0, 0), (50, 0), (59, 200), (60, 200), (61, 200), (500, 0), (500, 500)] {
        let value = format!("Newauth a=\"{}\",\u{1}{}", "b".repeat(before), "c".repeat(after));
        let run = inspect(&[], format!("WWW-Authenticate: {value}").as_bytes());
        let lines: Vec<_> = run.stdout.lines().collect();
        let [line, caret, message] = lines[..] else { panic!("{lines:?}") };
        assert_eq!(caret.trim_start(), "^");
        assert_eq!(line.chars().nth(caret.len() - 1), Some('␁'), "{line}");
        assert_eq!(message.trim_start(), format!("expected token at byte {}", before + 13));
        assert!(line.chars().count() < 125, "{line}");
    }
}

#[test]
fn colour_is_for_terminals() {
    const INPUT: &[u8] = b"WWW-Authenticate: Negotiate, Basic realm=\"x\nAuthorization: Bearer a\nVia: b\n";
    let plain = inspect(&[], INPUT).stdout;
    let coloured = inspect(&["--color", "always"], INPUT).stdout;
    assert!(!plain.contains('\u{1B}') && coloured.contains("\u{1B}["));
    assert_eq!(inspect(&["--color", "never"], INPUT).stdout, plain);
    let stripped = coloured.split('\u{1B}').enumerate().map(|(index, piece)| match index {
        0 => piece,
        _ => piece.split_once('m').expect("the output has no other escape sequences").1,
    });
    assert_eq!(stripped.collect::<String>(), plain);
}
