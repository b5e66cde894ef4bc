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
        ("WWW-Authenticate: Negotiate t0ken, Digest nonce=\"n0nce\", realm=a", &[], &["t0ken", "n0nce"]),
    ] {
        for args in [&["-"][..], &["-", "--json"]] {
            let run = inspect(args, line.as_bytes());
            for secret in secrets {
                assert!(!run.stdout.contains(secret) && !run.stderr.contains(secret), "{line:?}: {}", run.stdout);
            }
            for shown in shown.iter().filter(|_| args == ["-"]) {
                assert!(run.stdout.contains(shown), "{line:?}: {shown} in {}", run.stdout);
            }
            let revealed = inspect(&[args, &["--reveal"]].concat(), line.as_bytes());
            let columns = |text: &str| text.lines().map(|line| line.chars().count()).collect::<Vec<_>>();
            assert_eq!(columns(&run.stdout), columns(&revealed.stdout), "{line:?}");
            assert_eq!(run.code, revealed.code);
            assert!(!revealed.stdout.contains('•'), "{line:?}: {}", revealed.stdout);
        }
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
