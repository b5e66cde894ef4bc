//! What is shown of each scheme.

use countersign::{auth, cors};

use crate::{FAILURE, SUCCESS, inspect};

#[test]
fn values_of_schemes_are_shown() {
    for (line, rows) in [
        (
            r#"WWW-Authenticate: DPoP algs="ES256 PS256", error=use_dpop_nonce"#,
            &["├─ error  use_dpop_nonce", "└─ algs   ES256", "          PS256"][..],
        ),
        (r#"WWW-Authenticate: GNAP as_uri="https://as.example""#, &[r#"└─ as_uri  "https://as.example""#]),
        (
            "WWW-Authenticate: Negotiate TlRMTVNTUAACAAAA",
            &["├─ kind     CHALLENGE_MESSAGE  (NTLM, the challenge of the server)", "└─ token68  TlRMTVNTUAACAAAA"],
        ),
        (
            "Authorization: NTLM TlRMTVNTUAABAAAA",
            &["├─ kind     NEGOTIATE_MESSAGE  (NTLM, the first message of the client)", "└─ token68  ••••••••••••••••"],
        ),
        (
            r#"WWW-Authenticate: HOBA max-age="180", challenge="Y2hhbGxlbmdl", realm="a""#,
            &[r#"├─ challenge  "Y2hhbGxlbmdl""#, "├─ max_age    180  (seconds)", r#"└─ realm      "a""#],
        ),
        (
            "WWW-Authenticate: SCRAM-SHA-1 sid=AAAABBBBCCCCDDDD, data=\"cj1yT3ByTkdmd0ViZVJXZ2JORWtxTyVodllEcFdVYTJSYVRD\
             QWZ1eEZJbGopaE5sRixzPVcyMlphSjBTTlk3c29Fc1VFamI2Z1E9PSxpPTQwOTY=\"",
            &["├─ salt             W22ZaJ0SNY7soEsUEjb6gQ==", "└─ iteration_count  4096"],
        ),
        (
            "Authorization: SCRAM-SHA-1 realm=\"a\", data=\"biwsbj11c2VyLHI9ck9wck5HZndFYmVSV2diTkVrcU8=\"",
            &["├─ username  user", "└─ nonce     rOprNGfwEbeRWgbNEkqO"],
        ),
        (
            r#"WWW-Authenticate: Mutual version=1, algorithm=iso-kam3-dl-2048-sha256, validation=host, realm="a", reason=initial"#,
            &["├─ algorithm   iso-kam3-dl-2048-sha256", "├─ validation  host", "├─ reason      initial"],
        ),
        (
            r#"WWW-Authenticate: PrivateToken challenge="AAEAAWkAAAA=", token-key="67H-0w==", max-age=10"#,
            &["├─ token_type   1", "├─ issuer_name  i", "├─ token_key    67H-0w==", "└─ max_age      10  (seconds)"],
        ),
        (
            r#"Authorization: OAuth realm="a", oauth_consumer_key="key", oauth_token="s3cr3t", oauth_signature_method="HMAC-SHA1", oauth_timestamp="137131201", oauth_nonce="7d8f3e4a", oauth_signature="c2ln%3D""#,
            &["├─ consumer_key      key", "├─ token             ••••••", "├─ timestamp         137131201", "•••••"],
        ),
        (
            r#"Authorization: Hawk id="a", ts="1353832234", nonce="j4h3g2", ext="s3cr3t", mac="6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE=""#,
            &[r#"├─ id     "a""#, "├─ ts     1353832234", "├─ ext    \"••••••\""],
        ),
        (
            r#"Authorization: Signature keyId="a", algorithm="hs2019", headers="host date", signature="c2ln""#,
            &[r#"├─ key_id     "a""#, "├─ headers    host", "└─ signature  ••••"],
        ),
        ("WWW-Authenticate: vapid", &["└─ vapid"]),
        (
            r#"Authorization: Digest username="hash", userhash=true, realm=a, uri="/", nonce=b, response="8ca523f5e9506fed4657c9700eebdbec""#,
            &[r#"├─ username   "hash"  (the hash of the name and the realm)"#, "└─ userhash   true"],
        ),
        (
            "Authorization: Mutual version=1, algorithm=iso-kam3-ec-p256-sha256, validation=host, realm=a, sid=01, nc=7, vkc=04",
            &["├─ sid         ••", "├─ nc          7", "├─ vkc         ••"],
        ),
        ("Authorization: Token token=s3cr3t", &["└─ token  ••••••"]),
        (
            "Server-Authorization: Hawk mac=\"c2ln\", hash=\"aGFzaA==\"",
            &["├─ mac   ••••", "└─ hash  aGFzaA==  (hash of the body)"],
        ),
        (
            "Signature: keyId=\"a\", created=5, signature=\"c2ln\"",
            &["├─ format     draft-cavage-http-signatures", "├─ key_id     \"a\"", "├─ created    5"],
        ),
        ("Signature: sig1=:YQ==:, b=:Yg==:", &["├─ format  RFC 9421", "└─ labels  sig1  (see Signature-Input)"]),
        ("DPoP: eyJhbGciOiJFUzI1NiJ9.e30.c2ln", &["├─ header     {\"alg\":\"ES256\"}", "├─ payload    ••"]),
        ("DPoP-Nonce: abc", &["└─ abc  (for the next proof)"]),
    ] {
        let run = inspect(&[], line.as_bytes());
        assert_eq!(run.code, SUCCESS, "{line}: {}", run.stdout);
        for row in rows {
            assert!(run.stdout.contains(row), "{line}: {row} in {}", run.stdout);
        }
        assert!(!run.stdout.contains("s3cr3t"), "{line}");
    }
}

#[test]
fn credentials_with_their_own_grammar_are_shown_next_to_the_error() {
    for (line, rows, json) in [
        (
            "Authorization: AWS4-HMAC-SHA256 Credential=AKIA/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;x-a, \
             Signature=fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024",
            &["at byte 32", "├─ access_key_id   AKIA", "├─ region          us-east-1", "│                  x-a"][..],
            r#""typed":{"access_key_id":"AKIA","date":"20130524","region":"us-east-1","service":"s3","signed_headers":["host","x-a"],"signature":"•"#,
        ),
        (
            "Authorization: SharedKey account:c2lnbmF0dXJl",
            &["at byte 17", "├─ id         account", "└─ signature  ••••••••••••"],
            r#""other":{"scheme":"SharedKey","params":[],"typed":{"id":"account","signature":"••••••••••••"}}"#,
        ),
    ] {
        let run = inspect(&[], line.as_bytes());
        assert_eq!(run.code, FAILURE);
        for row in rows {
            assert!(run.stdout.contains(row), "{line}: {row} in {}", run.stdout);
        }
        let run = inspect(&["--json"], line.as_bytes());
        assert!(run.stdout.contains(r#""error":{"kind":"#) && run.stdout.contains(json), "{}", run.stdout);
    }
}

#[test]
fn every_scheme_is_known() {
    for (module, names) in auth::SCHEMES {
        for name in names {
            // A name alone may be a key that was sent without a scheme, and is masked unless the scheme is known.
            let run = inspect(&["-"], format!("Authorization: {name}").as_bytes());
            assert!(run.stdout.contains(name), "auth::{module} has no row in examples/explain/src/schemes.rs");
        }
    }
}

#[test]
fn every_field_is_shown() {
    for name in auth::FIELDS {
        let run = inspect(&["-"], format!("{name}:").as_bytes());
        assert!(run.stdout.contains(name), "{name} has no row in examples/inspect/src/meaning.rs or single.rs");
    }
}

#[test]
fn every_cors_field_is_shown() {
    for (name, role) in cors::FIELDS {
        // Other fields are counted.
        let run = inspect(&["-"], format!("{name}:").as_bytes());
        assert!(run.stdout.contains(name), "{name} ({role:?}) has no row in examples/inspect/src/cors.rs");
    }
}
