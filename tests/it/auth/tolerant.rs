//! What real servers send, and how the tolerant parser parses it.

use std::cell::RefCell;

use countersign::auth::Deviation::{self, *};
use countersign::auth::{Challenges, Credentials, Event, Events, basic, bearer, digest, tolerant};
use countersign::{Encode, ErrorKind, Rule};

/// Returns each challenge as `scheme name=value …` or `scheme token68`, and an invalid one as `!scheme offset`.
fn read(line: &[u8]) -> Vec<String> {
    tolerant::challenges(line)
        .map(|challenge| match challenge {
            Ok(challenge) => {
                let mut shown = String::from(challenge.scheme().as_str());
                if let Some(token68) = challenge.token68() {
                    shown = format!("{shown} {}", token68.as_str());
                }
                for param in challenge.params() {
                    let value = param.value().bytes().map(char::from).collect::<String>();
                    shown = format!("{shown} {}={value}", param.name().as_str());
                }
                shown
            }
            Err(broken) => {
                let scheme = broken.scheme().map_or(String::new(), |scheme| String::from(scheme.as_str()));
                format!("!{scheme} {}", broken.error().offset())
            }
        })
        .collect()
}

fn deviations(line: &[u8]) -> Vec<(Deviation, usize)> {
    let mut found = Vec::new();
    for challenge in tolerant::challenges(line).filter_map(Result::ok) {
        challenge.deviations(|deviation, offset| found.push((deviation, offset)));
    }
    found
}

#[test]
fn deviations_are_tolerated_and_reported() {
    for (line, expected, found) in [
        ("Basic realm=\"a\"", &["Basic realm=a"][..], &[][..]),
        ("Basic\trealm=\"a\"", &["Basic realm=a"], &[(TabAfterScheme, 5)]),
        ("Basic \t abc=", &["Basic abc="], &[(TabAfterScheme, 5)]),
        ("Basic realm=\"a\" charset=\"b\"", &["Basic realm=a charset=b"], &[(MissingComma, 16)]),
        ("Basic realm=a@b/c;d=e:f, x=y", &["Basic realm=a@b/c;d=e:f x=y"], &[(BareValue, 12)]),
        (
            "Bearer uri=https://a/b id=https://c",
            &["Bearer uri=https://a/b id=https://c"],
            &[(BareValue, 11), (MissingComma, 23), (BareValue, 26)],
        ),
        ("Digest nonce=", &["Digest nonce="], &[]),
        ("Digest a=b, realm=, nonce=b", &["Digest a=b realm= nonce=b"], &[(EmptyValue, 18)]),
        ("Digest a=b, nonce=", &["Digest a=b nonce="], &[(EmptyValue, 18)]),
        ("Basic realm=\"a, b", &["Basic realm=a, b"], &[(OpenQuote, 12)]),
        ("Basic realm=\"", &["Basic realm="], &[(OpenQuote, 12)]),
        ("Digest a=1, b=2, A=3, c=4", &["Digest a=1 b=2 A=3 c=4"], &[(RepeatedParam, 17)]),
        ("A realm=\"x\" y=z, B realm=/", &["A realm=x y=z", "B realm=/"], &[(MissingComma, 12), (BareValue, 25)]),
    ] {
        assert_eq!(read(line.as_bytes()), expected, "{line}");
        assert_eq!(deviations(line.as_bytes()), found, "{line}");
    }
}

#[test]
fn an_invalid_challenge_hides_no_other() {
    for (line, expected) in [
        ("Basic realm=\"the \"staff\"\", Negotiate", &["!Basic 18", "Negotiate"][..]),
        ("A b=c, Basic realm=\"the \"staff\"\", Negotiate, C d=e", &["A b=c", "!Basic 25", "Negotiate", "C d=e"]),
        ("Basic,realm=\"x\", Digest a=b", &["Basic", "!realm 11", "Digest a=b"]),
        ("nonce=\"a\", Digest a=b", &["!nonce 5", "Digest a=b"]),
        ("Custom a=b, c=d,,,Next\u{e9}", &["Custom a=b c=d", "!Next 22"]),
        ("Basic a b, Digest", &["!Basic 8", "Digest"]),
        ("Basic a=\"b\nc\", Digest", &["!Basic 10", "Digest"]),
        ("Basic a=b\0", &["!Basic 9"]),
        ("=, Digest", &["! 0", "Digest"]),
        ("=, x=y, =", &["! 0"]),
        ("SCRAM-SHA-1 a=b SCRAM-SHA-256 c=d, Basic", &["!SCRAM-SHA-1 16", "Basic"]),
        ("", &[]),
        (", ,", &[]),
    ] {
        assert_eq!(read(line.as_bytes()), expected, "{line:?}");
    }
}

#[test]
fn an_invalid_challenge_lends_its_bytes() {
    let broken = tolerant::challenges(b"Basic realm=\"the \"staff\"\", Negotiate").next().unwrap().unwrap_err();
    assert_eq!(broken.raw(), b"realm=\"the \"staff\"\"");
    for (value, scheme, raw) in [
        ("AWS id:signature", Some("AWS"), "id:signature"),
        ("Bearer a.b==.c d", Some("Bearer"), "a.b==.c d"),
        ("{\"token\": 1}", None, "{\"token\": 1}"),
        ("", None, ""),
    ] {
        let broken = tolerant::credentials(value.as_bytes()).unwrap_err();
        assert_eq!(broken.scheme().map(|scheme| scheme.as_str()), scheme, "{value}");
        assert_eq!(broken.raw(), raw.as_bytes(), "{value}");
    }
    let token = tolerant::credentials(b"Bearer a.b=.c").unwrap();
    assert_eq!((token.token68(), token.raw()), (None, &b"a.b=.c"[..]), "by the grammar, this is a parameter");
    let key = tolerant::credentials(b"key=AIza").unwrap_err();
    assert_eq!((key.scheme().map(|scheme| scheme.as_str()), key.raw()), (Some("key"), &b"=AIza"[..]));
}

#[test]
fn too_many_parameters_invalidate_one_challenge() {
    let params = (0..65).map(|number| format!("p{number}=1")).collect::<Vec<_>>().join(", ");
    let line = format!("Basic a=b, S {params}, Digest c=d");
    let challenges: Vec<_> = tolerant::challenges(line.as_bytes()).collect();
    let [Ok(_), Err(broken), Ok(digest)] = &challenges[..] else { panic!("{challenges:?}") };
    assert_eq!(broken.error().kind(), ErrorKind::TooMany);
    assert!(broken.error().offset() == line.find("p64").unwrap() && digest.scheme().is("Digest"));
}

#[test]
fn lines_are_parsed_one_by_one() {
    let response = [
        ("WWW-Authenticate", "Basic realm=\"FooBar\""),
        ("www-authenticate", "nonce=\"aaaaaaaaaa\""),
        ("WWW-Authenticate", "Fake, Digest realm=DigestRealm nonce=a"),
        ("Proxy-Authenticate", "Negotiate"),
    ];
    let schemes = |challenges: Vec<(usize, Option<String>)>| challenges;
    let read = tolerant::www_authenticate(&response)
        .map(|(line, challenge)| (line, challenge.ok().map(|challenge| String::from(challenge.scheme().as_str()))));
    let expected = [(0, Some("Basic")), (1, None), (2, Some("Fake")), (2, Some("Digest"))];
    assert_eq!(schemes(read.collect()), expected.map(|(line, scheme)| (line, scheme.map(String::from))));
    assert_eq!(tolerant::proxy_authenticate(&response).count(), 1);
}

#[test]
fn typed_schemes_use_the_tolerant_parser() {
    let line = b"Digest realm=a@b nonce=\"old\" nonce=\"new\" algorithm=MD5, Bearer scope=a/b scope=c";
    let challenges: Vec<_> = tolerant::challenges(line).map(Result::unwrap).collect();
    let digest = digest::Challenge::try_from(challenges[0]).unwrap();
    assert!(digest.realm() == "a@b" && digest.nonce() == "new", "the last parameter of a name is used");
    assert!(bearer::Challenge::try_from(challenges[1]).unwrap().scope().unwrap().contains("c"));
    assert!(basic::Challenge::try_from(challenges[1]).is_err());
}

#[test]
fn a_folded_response_is_parsed_and_written_whole() {
    let value =
        b"Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", algorithm=SHA-256, \
        nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, \
        cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, \
        response=\"753927fa0e85d155564e2e272a28d1802ca10daf449 6794697cf8db5856cb6c1\"";
    let strict = digest::Credentials::parse(value).unwrap_err();
    assert_eq!(strict.kind(), ErrorKind::InvalidParam("response"));

    let found = RefCell::new(Vec::new());
    let report = |deviation, offset| {
        found.borrow_mut().push((deviation, offset));
        true
    };
    let credentials = tolerant::credentials(value).unwrap().tolerating(report);
    let credentials = digest::Credentials::try_from(credentials).unwrap();
    assert_eq!(found.take(), [(FoldedSpace, strict.offset())]);

    let challenge = digest::Challenge::new("http-auth@example.org", "7ypf").unwrap();
    let server: digest::Server<'_, digest::RustCrypto> =
        digest::Server::new(digest::RustCrypto, challenge.with_algorithm(digest::Algorithm::Sha256));
    let request = digest::Request::new("GET", "/dir/index.html").unwrap();
    let secret = digest::Secret::password("Circle of Life").unwrap();
    assert_eq!(server.verify(&credentials, request, "Mufasa", Some(secret), |_, _| true), Ok(()));

    let mut wire = [0; 512];
    let wire = credentials.encode_to_slice(&mut wire).unwrap();
    assert!(digest::Credentials::parse(wire).is_ok());
}

#[test]
fn base64_may_be_padded_amiss() {
    for (value, padded) in [
        ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", true),
        ("Basic \tQWxhZGRpbjpvcGVuIHNlc2FtZQ==", true),
        ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ", false),
        ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=", false),
        ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ====", false),
        ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ======", false),
    ] {
        let mut buffer = [0; 64];
        let is_strict = padded && !value.contains('\t');
        assert_eq!(basic::Credentials::parse(value.as_bytes(), &mut buffer).is_ok(), is_strict, "{value}");
        let found = RefCell::new(Vec::new());
        let report = |deviation, offset| {
            found.borrow_mut().push((deviation, offset));
            true
        };
        let credentials = tolerant::credentials(value.as_bytes()).unwrap().tolerating(report);
        let decoded = basic::Credentials::decode(&credentials, &mut buffer).unwrap();
        assert!(decoded.matches("Aladdin", "open sesame"), "{value}");
        assert_eq!(found.take(), if padded { vec![] } else { vec![(Padding, 6)] }, "{value}");
    }
    // Bits after the last byte are a different deviation.
    let credentials = tolerant::credentials(b"Basic QWxhZGRpbjpvcGVuIHNlc2FtZR").unwrap();
    assert!(basic::Credentials::decode(&credentials, &mut [0; 64]).is_err());
}

#[test]
fn valid_input_is_parsed_as_by_the_strict_parser() {
    for line in [
        "Negotiate, Basic realm=\"a\", Newauth x=y,,z=\"a\\\"b\", Fake abc==",
        "Basic",
        "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", nonce=\"7ypf\"",
    ] {
        let strict = Challenges::parse(line.as_bytes()).unwrap();
        let lenient: Vec<_> = tolerant::challenges(line.as_bytes()).map(Result::unwrap).collect();
        assert_eq!(strict.len(), lenient.len());
        for (one, other) in strict.iter().zip(&lenient) {
            assert_eq!(one, other.tolerating(countersign::auth::Strict));
        }
        assert_eq!(deviations(line.as_bytes()), []);
    }
    let value = b"Digest username=\"a\", nc=00000001";
    let strict = Credentials::parse(value).unwrap();
    let lenient = tolerant::credentials(value).unwrap();
    assert!(strict.params().iter().eq(lenient.params().iter()));
}

/// The test counts events, which do not depend on the machine as time does.
#[test]
fn hostile_input_takes_linear_time() {
    const LENGTH: usize = 1 << 20;
    let pieces = [",", " ", "\\", "\"", "=", "a=", "a,", "a ", "a=\"", "a=\"\",", "\t", "a b,", "a=b c,", ", ", ",a "];
    for (piece, start) in pieces.into_iter().flat_map(|piece| [(piece, "S "), (piece, "S @")]) {
        let line = format!("{start}{}@", piece.repeat(LENGTH / piece.len()));
        let mut events = Events::challenges(line.as_bytes()).tolerating(tolerant::Tolerant);
        let mut count = 0;
        loop {
            match events.next() {
                Some(Ok((_, Event::Scheme(_) | Event::Token68(_) | Event::Param(_)))) => count += 1,
                Some(Err(_)) if events.resume() => count += 1,
                Some(Err(_)) | None => break,
            }
        }
        assert!(count <= line.len(), "{piece:?}");
        assert!(tolerant::challenges(line.as_bytes()).count() <= line.len(), "{piece:?}");
    }
}

#[test]
fn errors_say_what_is_missing() {
    let broken = tolerant::challenges(b"Basic realm=\"a\"x").next().unwrap().unwrap_err();
    assert_eq!(broken.error().kind(), ErrorKind::Expected(Rule::Comma));
    assert_eq!(broken.to_string(), "expected \",\" at byte 15");
}
