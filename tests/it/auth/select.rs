//! Which challenge is chosen, and why the others are skipped.

use countersign::auth::digest::{Hashes, RustCrypto};
use countersign::auth::select::{Skipped, browsers, strongest};
use countersign::auth::{Challenge, Challenges, digest, tolerant};
use countersign::{ErrorKind, ParseError};

/// The index of the chosen challenge, and each verdict.
fn chosen(line: &str) -> (Option<usize>, Vec<Result<(), Skipped>>) {
    let challenges = Challenges::parse(line.as_bytes()).unwrap();
    let selection = strongest(|| challenges.iter(), |challenge| browsers(RustCrypto, challenge));
    let verdicts: Vec<_> = selection.verdicts().map(|(_, verdict)| verdict).collect();
    let index = challenges.iter().position(|challenge| Some(challenge) == selection.chosen());
    assert_eq!(verdicts.iter().position(Result::is_ok), index);
    (index, verdicts)
}

#[test]
fn the_strongest_challenge_is_chosen_as_browsers_choose() {
    for (line, expected) in [
        ("Basic realm=\"a\", NTLM, Negotiate", Some(2)),
        ("Basic realm=\"a\", NTLM", Some(1)),
        ("NTLM, Digest realm=\"a\", nonce=\"b\"", Some(0)),
        ("Basic realm=\"a\", Digest realm=\"a\", nonce=\"b\"", Some(1)),
        ("Digest realm=\"a\", nonce=\"b\", Digest realm=\"a\", nonce=\"b\", algorithm=SHA-256", Some(1)),
        ("Digest realm=\"a\", nonce=\"b\", algorithm=SHA-256, Digest realm=\"a\", nonce=\"b\"", Some(0)),
        ("Digest realm=\"a\", nonce=\"b\", Digest realm=\"c\", nonce=\"d\"", Some(0)),
        ("Basic realm=\"a\", Basic realm=\"b\"", Some(0)),
        ("Fake x=y, Basic realm=\"b\"", Some(1)),
        ("Fake, Other a=b", None),
        ("", None),
    ] {
        assert_eq!(chosen(line).0, expected, "{line}");
    }
}

#[test]
fn a_skipped_challenge_has_a_reason_and_hides_no_later_one() {
    for (line, expected) in [
        ("Fake, Basic realm=\"a\"", vec![Err(Skipped::Scheme), Ok(())]),
        ("Basic realm=\"a\", NTLM", vec![Err(Skipped::Weaker), Ok(())]),
        ("Basic realm=\"a\", Basic realm=\"b\"", vec![Ok(()), Err(Skipped::Weaker)]),
        (
            "Digest realm=\"a\", nonce=\"b\", algorithm=SHA-512, Basic realm=\"a\"",
            vec![Err(Skipped::Algorithm), Ok(())],
        ),
        ("Digest realm=\"a\", nonce=\"b\", qop=\"crazy\", Basic realm=\"a\"", vec![Err(Skipped::Qop), Ok(())]),
        ("Digest realm=\"a\", nonce=\"b\", qop=\"crazy, auth\"", vec![Ok(())]),
        ("Digest realm=\"a\", nonce=\"b\", algorithm=MD5-sess, Basic realm=\"a\"", vec![Err(Skipped::Qop), Ok(())]),
    ] {
        assert_eq!(chosen(line).1, expected, "{line}");
    }
    let malformed = chosen("Digest realm=\"a\", Basic realm=\"a\"").1;
    let missing = |error: ParseError| error.kind() == ErrorKind::Missing("nonce");
    assert!(matches!(malformed[..], [Err(Skipped::Malformed(error)), Ok(())] if missing(error)));
}

#[test]
fn callers_can_rank_in_any_order() {
    let challenges =
        Challenges::parse(b"Negotiate, Bearer, Digest realm=\"a\", nonce=\"b\", Basic realm=\"c\"").unwrap();
    let order = ["Basic", "Bearer", "Digest"];
    let rank = |challenge: &Challenge<'_>| {
        order.iter().rev().position(|scheme| challenge.scheme().is(scheme)).ok_or(Skipped::Scheme)
    };
    let selection = strongest(|| challenges.iter(), rank);
    assert!(selection.chosen().unwrap().scheme().is("Basic"));
    assert_eq!(selection.verdicts().next().unwrap().1, Err(Skipped::Scheme));
}

#[test]
fn firmware_chooses_what_it_can_compute() {
    #[derive(Clone, Copy)]
    struct Md5Only;

    impl Hashes for Md5Only {
        type Md5 = <RustCrypto as Hashes>::Md5;
        type Sha256 = digest::Absent;
        type Sha512 = digest::Absent;
        type Sha512_256 = digest::Absent;

        fn md5(self) -> Option<Self::Md5> {
            RustCrypto.md5()
        }
    }

    let challenges = Challenges::parse(
        b"Digest realm=\"a\", nonce=\"b\", algorithm=SHA-256, Digest realm=\"a\", nonce=\"b\", algorithm=MD5",
    )
    .unwrap();
    let selection = strongest(|| challenges.iter(), |challenge| browsers(Md5Only, challenge));
    let verdicts: Vec<_> = selection.verdicts().map(|(_, verdict)| verdict).collect();
    assert_eq!(verdicts, [Err(Skipped::Algorithm), Ok(())]);
}

/// Quarkus, simple-web-server and old devices send `Basic` alone; browsers answer it.
#[test]
fn a_challenge_without_a_realm_is_ranked_if_that_is_tolerated() {
    for (line, expected) in [
        ("Basic", Some("Basic")),
        ("Basic charset=\"UTF-8\"", Some("Basic")),
        ("Bearer, Basic", Some("Basic")),
        ("Basic, Digest nonce=\"b\"", Some("Digest")),
        ("Basic, Digest realm=\"a\"", Some("Basic")),
        ("Digest nonce=\"b\", algorithm=, qop=\"auth\", Digest nonce=\"b\", algorithm=SHA-512", Some("Digest")),
        ("Basic abc==", None),
        ("Basic abc=", None),
    ] {
        let tolerant = || tolerant::challenges(line.as_bytes()).filter_map(Result::ok);
        let selection = strongest(tolerant, |challenge| browsers(RustCrypto, challenge));
        assert_eq!(selection.chosen().map(|challenge| challenge.scheme().as_str()), expected, "{line}");
    }
    let missing = |error: ParseError| error.kind() == ErrorKind::Missing("realm");
    let strict = chosen("Basic, Digest nonce=\"b\"");
    let malformed =
        |verdict: &Result<(), Skipped>| matches!(verdict, Err(Skipped::Malformed(error)) if missing(*error));
    assert!(strict.0.is_none() && strict.1.iter().all(malformed), "{strict:?}");
}

#[test]
fn challenges_of_the_tolerant_parser_can_be_chosen() {
    let line = br#"Basic realm="the "staff"", Basic realm=staff@example.org, Digest realm=a@b nonce="c""#;
    let selection =
        strongest(|| tolerant::challenges(line).filter_map(Result::ok), |challenge| browsers(RustCrypto, challenge));
    assert!(selection.chosen().unwrap().scheme().is("Digest"));
}
