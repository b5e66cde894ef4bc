//! Secrets are masked in trees and in JSON.

use crate::inspect;

#[test]
fn secrets_are_masked_character_by_character() {
    for (line, secrets, shown) in [
        (
            "Authorization: Basic QWxhZGRpbjpzM2NyM3Q=",
            &["s3cr3t", "QWxhZGRpbjpzM2NyM3Q="][..],
            &["Basic", "Aladdin"][..],
        ),
        ("Authorization: Bearer s3cr3t", &["s3cr3t"], &["Bearer"]),
        ("Proxy-Authorization: Negotiate s3cr3t==", &["s3cr3t=="], &["Negotiate"]),
        ("Authorization: s3cr3t", &["s3cr3t"], &[]),
        ("Authorization: negotiate", &[], &["negotiate"]),
        (
            "Authorization: Digest username=\"Mufasa\", realm=\"a\", nonce=\"n0nce\", uri=\"/u\", opaque=o, qop=auth, \
             nc=00000001, cnonce=\"c-s3cr3t\", response=\"8ca523f5e9506fed4657c9700eebdbec\", other=\"o-s3cr3t\"",
            &["c-s3cr3t", "8ca523f5e9506fed4657c9700eebdbec", "o-s3cr3t"],
            &["Mufasa", "n0nce", "/u"],
        ),
        ("Authorization: Newauth user=\"s3cr3t\", realm=apps", &["s3cr3t"], &["Newauth", "user", "apps"]),
        ("Authorization: Newauth user=s3cr3t, uri=/apps", &["s3cr3t", "user", "apps"], &["Newauth"]),
        ("Authorization: Newauth \"s3cr3t\"", &["s3cr3t"], &["Newauth"]),
        ("Authorization: Basic s3cr3t, more", &["s3cr3t", "more"], &["Basic"]),
        ("Authorization: s3cr3t:more", &["s3cr3t", "more"], &[]),
        ("Authorization: s3cr3t,more", &["s3cr3t", "more"], &[]),
        ("Authorization: \u{1}s3cr3t", &["s3cr3t"], &[]),
        ("Authorization: Basic s3cr3t!", &["s3cr3t"], &["Basic"]),
        ("Authorization: Basic\ts3cr3t", &["s3cr3t"], &["Basic"]),
        ("Authorization: Digest response=s3cr3t, response=more", &["s3cr3t", "more"], &["Digest"]),
        ("Authorization: Digest response=s3cr3t", &["s3cr3t"], &["Digest"]),
        ("Authorization: Bearer\n s3cr3t\n more", &["s3cr3t", "more"], &["Bearer"]),
        ("Authorization: Bearer s3cr3t=more", &["s3cr3t", "more"], &["Bearer"]),
        ("Authorization : Bearer s3cr3t", &["s3cr3t"], &[]),
        ("Authorization Bearer s3cr3t", &["s3cr3t"], &[]),
        ("Cookie: s3cr3t", &["s3cr3t"], &[]),
        ("Authentication-Info: rspauth=\"8ca5\", cnonce=\"s3cr3t\", nextnonce=n", &["8ca5", "s3cr3t"], &["n"]),
        ("Authentication-Info: rspauth=\"8ca5\", s3cr3t", &["8ca5", "s3cr3t"], &[]),
        ("Authorization: ApiKey KEY=s3cr3t", &["KEY", "s3cr3t"], &["ApiKey"]),
        ("Authorization: Token KEY=s3cr3t, b=more", &["KEY", "s3cr3t", "b=", "more"], &["Token"]),
        ("Authorization: Token token=s3cr3t", &["s3cr3t"], &["Token", "token"]),
        ("Authorization: Newauth KEY=s3cr3t", &["KEY", "s3cr3t"], &["Newauth"]),
        ("Authorization: OAuth KEY=s3cr3t", &["KEY", "s3cr3t"], &["OAuth"]),
        ("Authorization: Hawk id=a, KEY=s3cr3t, ts=1, nonce=n, mac=m4c", &["KEY", "s3cr3t", "m4c"], &["id", "mac"]),
        ("WWW-Authenticate: Negotiate t0ken, Digest nonce=\"n0nce\", realm=a", &[], &["t0ken", "n0nce"]),
    ] {
        are_masked(line, secrets, shown);
    }
}

/// What the tolerant parser reads in malformed credentials.
#[test]
fn secrets_in_malformed_lines_are_masked() {
    for (line, secrets, shown) in [
        ("Authorization: Bearer 5|s3cr3t", &["s3cr3t"][..], &["Bearer"][..]),
        ("Authorization: Bearer secret-token:s3cr3t%20more", &["s3cr3t", "more"], &["Bearer"]),
        ("Authorization: OAuth, oauth_token=\"s3cr3t\", KEY=more", &["s3cr3t", "KEY", "more"], &["OAuth"]),
        ("Authorization: Digest response=s3cr3t;KEY=more", &["s3cr3t", "KEY", "more"], &["Digest"]),
        ("Authorization: Digest realm=a s3cr3t more", &["s3cr3t", "more"], &["Digest"]),
        ("Authorization: Digest realm=\"a\"s3cr3t\"", &["s3cr3t"], &["Digest"]),
        ("Authorization: s3cr3t, KEY=more", &["s3cr3t", "KEY", "more"], &[]),
        // A broken quote puts a secret into the value of another parameter, and a key may look like a name.
        (
            "Authorization: Digest username=\"Mufasa, realm=a, nonce=n, uri=/, response=s3cr3t",
            &["s3cr3t", "Mufasa"],
            &["Digest", "tolerantly", "username"],
        ),
        (
            "Authorization: Digest username=Mufasa, realm=a/b, nonce=n, uri=/, nc=0000000a, response=8ca523f5e9506fed4657c9700eebdbec",
            &["Mufasa", "8ca5", "a/b"],
            &["Digest", "tolerantly", "username", "nc"],
        ),
        ("Authorization: Hawk id=a/b, KEY=s3cr3t", &["a/b", "KEY", "s3cr3t"], &["Hawk", "tolerantly", "id"]),
        ("Authorization: Newauth KEY=s3cr3t/, b=more", &["KEY", "s3cr3t", "b=", "more"], &["Newauth", "tolerantly"]),
        ("Authorization: s3cr3t\tmore, a=b", &["s3cr3t", "more"], &[]),
        ("Authorization: s3cr3t\tmore", &["s3cr3t", "more"], &["tolerantly"]),
        ("Authorization: Basic\tczNjcjN0OnB3", &["s3cr3t", "czNjcjN0OnB3", "pw"], &["Basic", "tolerantly"]),
        ("Authentication-Info: rspauth=a/b, s3cr3t=/more", &["a/b", "s3cr3t", "more"], &["tolerantly", "rspauth"]),
    ] {
        are_masked(line, secrets, shown);
    }
}

#[test]
fn secrets_of_single_schemes_are_masked() {
    for (line, secrets, shown) in [
        (
            "DPoP: eyJhbGciOiJFUzI1NiJ9.czNjcjN0.c2ln",
            &["s3cr3t", "czNjcjN0", "c2ln", "eyJhbGciOiJFUzI1NiJ9"][..],
            &["{\"alg\":\"ES256\"}"][..],
        ),
        ("DPoP: czNjcjN0.czNjcjN0.c2ln", &["s3cr3t", "czNjcjN0", "c2ln"], &["header"]),
        ("DPoP: s3cr3t", &["s3cr3t"], &["DPoP", "^"]),
        ("DPoP-Nonce: n0nce", &[], &["n0nce"]),
        (
            "Server-Authorization: Hawk mac=\"c2ln\", hash=\"aGFzaA==\", ext=\"s3cr3t\", x=more",
            &["c2ln", "s3cr3t", "more"],
            &["Hawk", "aGFzaA==", "ext"],
        ),
        ("Server-Authorization: Hawk mac=\"s3cr3t", &["s3cr3t"], &["Hawk", "mac"]),
        ("Signature: keyId=\"me\", signature=\"czNjcjN0\", x=more", &["czNjcjN0", "more"], &["me", "cavage"]),
        ("Signature: sig1=:czNjcjN0:, b=:bW9yZQ==:", &["czNjcjN0", "bW9yZQ=="], &["RFC 9421", "sig1", "b"]),
        ("Signature: s3cr3t", &["s3cr3t"], &["Signature", "^"]),
        (
            "Concealed-Auth-Export: :AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v:",
            &["AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "ICEiIyQlJicoKSorLC0uLw", "ICEiIyQlJicoKSorLC0uLw=="],
            &["Concealed-Auth-Export", "signed", "verification"],
        ),
        ("Authorization: WebPush czNjcjN0.czNjcjN0.c2ln", &["s3cr3t", "czNjcjN0", "c2ln"], &["WebPush"]),
        (
            "Authorization: EG1-HMAC-SHA256 client_token=s3cr3t;access_token=more;timestamp=20140321T19:34:21+0000;nonce=n0nce;\
             signature=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            &["s3cr3t", "more", "AAAAAAAA"],
            &["EG1-HMAC-SHA256", "n0nce"],
        ),
        (
            "Authorization: SharedAccessSignature sr=a.example&sig=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D&se=1&skn=me",
            &["AAAAAAAA"],
            &["SharedAccessSignature", "a.example", "me"],
        ),
        ("Authorization: SharedAccessSignature sr=a.example&sig=s3cr3t", &["s3cr3t"], &["SharedAccessSignature"]),
    ] {
        are_masked(line, secrets, shown);
    }
}

/// The parts of URLs that may contain secrets, in every place where URLs are printed.
#[test]
fn queries_and_user_information_are_masked() {
    for (input, secrets, shown) in [
        ("GET /?token=s3cr3t HTTP/1.1\r\nCookie: a", &["s3cr3t"][..], &["GET /?", " HTTP/1.1"][..]),
        (
            "GET https://j0hn:s3cr3t@a.example/b HTTP/1.1",
            &["j0hn", "s3cr3t"],
            &["GET https://", "@a.example/b HTTP/1.1"],
        ),
        ("CONNECT j0hn:s3cr3t@a.example:443 HTTP/1.1", &["j0hn", "s3cr3t"], &["CONNECT ", "@a.example:443 HTTP/1.1"]),
        ("HTTP/1.1 302 /?token=s3cr3t", &["s3cr3t"], &["HTTP/1.1 302 /?"]),
        // Passwords and user names with a slash, and a fragment without one.
        ("WWW-Authenticate: Bearer realm=\"https://j0hn:12/s3cr3t@a/\"", &["j0hn", "s3cr3t"], &["https://", "@a/"]),
        ("WWW-Authenticate: Bearer realm=\"https://j0/hn:s3cr3t@a/\"", &["j0/hn", "s3cr3t"], &["https://", "@a/"]),
        ("WWW-Authenticate: Bearer error_uri=\"app:cb#token=s3cr3t\"", &["s3cr3t"], &["app:cb#"]),
        ("WWW-Authenticate: Bearer error_uri=\"https://a.example/@shown\"", &[], &["https://a.example/@shown"]),
        ("Authorization: Bearer realm=s3cr3t", &["s3cr3t"], &["Bearer"]),
        (
            "Authorization: Digest username=\"Mufasa\", realm=\"me@a.example\", nonce=n, uri=\"/a?b=s3cr3t more\", \
             response=\"8ca523f5e9506fed4657c9700eebdbec\"",
            &["s3cr3t", "more"],
            &["Mufasa", "me@a.example", "\"/a?"],
        ),
        (
            "Authorization: Digest username=\"Mufasa\", realm=a, nonce=n, uri=\"https://j0hn:s3cr3t@b/\", \
             response=\"8ca523f5e9506fed4657c9700eebdbec\"",
            &["j0hn", "s3cr3t"],
            &["https://", "@b/"],
        ),
        // Digest rejects it: there is no response.
        ("Authorization: Digest uri=\"/a?b=s3cr3t\"", &["s3cr3t"], &["Digest", "/a?"]),
        (
            "WWW-Authenticate: Digest realm=a, nonce=n, domain=\"/a?b=s3cr3t https://j0hn:more@c/\"",
            &["s3cr3t", "j0hn", "more"],
            &["/a?", "https://", "@c/"],
        ),
        (
            "WWW-Authenticate: Bearer error_uri=\"https://a.example/?b=s3cr3t\", resource_metadata=\"https://j0hn:more@c/#d3f\"",
            &["s3cr3t", "j0hn", "more", "d3f"],
            &["https://a.example/?", "@c/#"],
        ),
        ("WWW-Authenticate: GNAP as_uri=\"https://a.example/?b=s3cr3t\"", &["s3cr3t"], &["https://a.example/?"]),
        ("WWW-Authenticate: Newauth link=\"//a.example/?b=s3cr3t\"", &["s3cr3t"], &["//a.example/?"]),
        // Malformed lines are shown as sent, with a caret.
        ("WWW-Authenticate: Bearer error_uri=\"/a?b=s3cr3t\" a", &["s3cr3t"], &["error_uri=\"/a?", "^"]),
        ("Origin: https://j0hn:s3cr3t@a.example", &["j0hn", "s3cr3t"], &["https://", "@a.example", "^"]),
        ("Access-Control-Allow-Origin: https://a.example/?b=s3cr3t", &["s3cr3t"], &["https://a.example/?", "^"]),
        ("Access-Control-Allow-Origin: https://a.example, https://j0hn:s3cr3t@b", &["j0hn", "s3cr3t"], &["@b", "^"]),
        ("Access-Control-Allow-Origin: https://a.example,https://j0hn:s3cr3t@b", &["j0hn", "s3cr3t"], &["@b", "^"]),
        ("Access-Control-Allow-Origin: https:///j0hn:s3cr3t@b", &["j0hn", "s3cr3t"], &["@b", "^"]),
        ("Access-Control-Allow-Origin: https:\\\\j0hn:s3cr3t@b", &["j0hn", "s3cr3t"], &["@b", "^"]),
        ("Access-Control-Allow-Origin: https://j0hn:s3cr3t/more@b", &["j0hn", "s3cr3t", "more"], &["@b", "^"]),
        ("Access-Control-Allow-Origin: https://j0hn:s3cr3t?more@b", &["j0hn", "s3cr3t", "more"], &["@b", "^"]),
    ] {
        are_masked(input, secrets, shown);
    }
}

#[test]
fn other_question_marks_and_at_signs_are_shown() {
    for (line, shown) in [
        ("WWW-Authenticate: Basic realm=\"Who are you? C#\"", "\"Who are you? C#\""),
        ("WWW-Authenticate: Basic realm=\"http-auth@example.org\"", "\"http-auth@example.org\""),
        ("Origin: https://a.example:8443", "https://a.example:8443"),
        ("Origin: http://[::1]:80", "http://[::1]:80"),
    ] {
        let run = inspect(&["-"], line.as_bytes());
        assert!(run.stdout.contains(shown), "{line}: {}", run.stdout);
    }
}

fn are_masked(line: &str, secrets: &[&str], shown: &[&str]) {
    for args in [&["-"][..], &["-", "--json"]] {
        let run = inspect(args, line.as_bytes());
        for secret in secrets {
            assert!(!run.stdout.contains(secret) && !run.stderr.contains(secret), "{line:?}: {}", run.stdout);
        }
        for shown in shown.iter().filter(|_| args == ["-"]) {
            assert!(run.stdout.contains(shown), "{line:?}: {shown} in {}", run.stdout);
        }
        let revealed = inspect(&[args, &["--reveal"]].concat(), line.as_bytes());
        // JSON escapes a quote, and not what masks it.
        let escaped = if args.contains(&"--json") { "\\\"" } else { "\"" };
        let columns =
            |text: &str| -> Vec<_> { text.lines().map(|line| line.replace(escaped, "\"").chars().count()).collect() };
        assert_eq!(columns(&run.stdout), columns(&revealed.stdout), "{line:?}");
        assert_eq!(run.code, revealed.code);
        assert!(!revealed.stdout.contains('•'), "{line:?}: {}", revealed.stdout);
    }
}

#[test]
fn reveal_shows_secrets() {
    for (line, secret) in [
        ("Authorization: Basic QWxhZGRpbjpzM2NyM3Q=", "password  s3cr3t"),
        ("Authorization: Bearer s3cr3t", "token  s3cr3t"),
        ("Authorization: Basic s3cr3t, more", "Authorization: Basic s3cr3t, more"),
        ("Authentication-Info: cnonce=\"s3cr3t\"", "cnonce  \"s3cr3t\""),
    ] {
        let run = inspect(&["--reveal"], line.as_bytes());
        assert!(run.stdout.contains(secret), "{line}: {}", run.stdout);
    }
}
