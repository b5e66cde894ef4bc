//! HOBA: the text that is signed, and the credentials.

use countersign::auth::hoba::{Algorithm, Challenge, Credentials, Refusal, Server, Tbs};
use countersign::auth::{Base64, Decimal};
use countersign::{Encode, Text, ValueErrorKind};
use proptest::prelude::*;

use super::{changed, signature};
use crate::laws::written;

#[test]
fn hoba_credentials_are_refused_for_the_first_reason() {
    const SENT: u64 = 1_000;
    const RSA: Option<Algorithm> = Some(Algorithm::RSA_SHA256);
    let origin = "https://a.example:443";
    let challenge = Challenge::new("YWFh", 10).unwrap();
    let in_realm = challenge.with_realm("staff").unwrap();
    let answer = |challenge: Challenge<'_>, origin: &str| {
        let tbs = challenge.tbs(Algorithm::RSA_SHA256, origin, "kid", "n").unwrap();
        written(&Credentials::new(&tbs, &signature(b"key", &tbs.encode_to_vec())).unwrap())
    };
    let [plain, staff, elsewhere] =
        [answer(challenge, origin), answer(in_realm, origin), answer(challenge, "https://b.example:443")];
    let lasting = Server::new(origin, 10).unwrap();
    let once = Server::new(origin, 0).unwrap();
    let of_staff = lasting.with_realm("staff").unwrap();
    for (server, wire, sent, algorithm, now, is_fresh, expected, asked) in [
        (lasting, &plain, Some(SENT), RSA, SENT, true, Ok(()), (true, None)),
        (lasting, &plain, Some(SENT), RSA, SENT + 10, false, Ok(()), (true, None)),
        (lasting, &plain, Some(SENT), RSA, SENT - 10, false, Ok(()), (true, None)),
        (lasting, &plain, Some(SENT), RSA, SENT + 11, true, Err(Refusal::Stale), (false, None)),
        (lasting, &plain, None, RSA, SENT + 11, true, Err(Refusal::Challenge), (false, None)),
        (lasting, &plain, Some(SENT), None, SENT, true, Err(Refusal::Signature), (true, None)),
        (lasting, &plain, Some(SENT), Some(Algorithm::RSA_SHA1), SENT, true, Err(Refusal::Signature), (true, None)),
        (lasting, &staff, Some(SENT), RSA, SENT, true, Err(Refusal::Signature), (true, None)),
        (lasting, &elsewhere, Some(SENT), RSA, SENT, true, Err(Refusal::Signature), (true, None)),
        (of_staff, &staff, Some(SENT), RSA, SENT, true, Ok(()), (true, None)),
        (of_staff, &plain, Some(SENT), RSA, SENT, true, Err(Refusal::Signature), (true, None)),
        (once, &plain, Some(SENT), RSA, SENT + 60, true, Ok(()), (true, Some(SENT + 60))),
        (once, &plain, Some(SENT), RSA, SENT + 61, true, Err(Refusal::Stale), (false, None)),
        (once, &plain, Some(SENT), RSA, SENT, false, Err(Refusal::Used), (true, Some(SENT + 60))),
        (once, &elsewhere, Some(SENT), RSA, SENT, false, Err(Refusal::Signature), (true, None)),
        (once.with_answer_time(5), &plain, Some(SENT), RSA, SENT + 6, true, Err(Refusal::Stale), (false, None)),
        (once, &plain, Some(u64::MAX), RSA, u64::MAX, true, Ok(()), (true, Some(u64::MAX))),
    ] {
        let credentials = Credentials::parse(wire).unwrap();
        let (mut signed, mut fresh) = (false, None);
        let is_signed = |tbs: &Tbs<'_>, sig: Base64<'_>| {
            signed = true;
            sig.matches(&signature(b"key", &tbs.encode_to_vec()))
        };
        let is_unused = |challenge: Text<'_>, until| {
            fresh = Some(until);
            challenge == "YWFh" && is_fresh
        };
        let verified = server.verify(&credentials, sent, algorithm, now, is_signed, is_unused);
        assert_eq!((verified, (signed, fresh)), (expected, asked), "{now} {sent:?}");
        assert!(verified.is_ok() || verified.is_err_and(|refusal| refusal.status() == 401));
    }
    assert_eq!(Refusal::from(Credentials::parse(b"HOBA").unwrap_err()).status(), 400);
    for (origin, kind) in [
        ("", ValueErrorKind::Empty),
        ("https://a.example", ValueErrorKind::WrongForm),
        ("https://a.example:443/", ValueErrorKind::InvalidByte),
    ] {
        assert_eq!(Server::new(origin, 1).unwrap_err().kind(), kind, "{origin}");
    }
    assert!(lasting.with_realm("a\n").is_err());
}

proptest! {
    /// A HOBA-TBS is what a `String` would hold, and no bit of a result can change.
    #[test]
    fn every_part_of_hoba_credentials_is_verified(
        nonce in "[A-Za-z0-9_=-]{1,9}", number in 0_u8..100, host in "[a-z.]{1,9}", port in any::<u16>(), realm in "[ -~]{0,9}",
        kid in "[A-Za-z0-9_=-]{1,9}", text in "[A-Za-z0-9_=-]{1,9}", at in any::<proptest::sample::Index>(), bit in 0_u8..7,
    ) {
        let origin = format!("https://{host}:{port}");
        let algorithm = Algorithm::new(number).unwrap();
        let challenge = Challenge::new(&text, 10).unwrap().with_realm(&realm).unwrap();
        let tbs = challenge.tbs(algorithm, &origin, &kid, &nonce).unwrap();
        let number = Decimal::from(u64::from(number));
        let parts = [&nonce, number.as_str(), &origin, &realm, &kid, &text];
        let naive = parts.iter().fold(String::new(), |naive, part| format!("{naive}{}:{part}", part.len()));
        prop_assert_eq!(tbs.encode_to_vec(), naive.as_bytes());
        let wire = written(&Credentials::new(&tbs, &signature(b"key", naive.as_bytes())).unwrap());

        let server = Server::new(&origin, 10).unwrap().with_realm(&realm).unwrap();
        let verifies = |wire: &[u8]| {
            let credentials = Credentials::parse(wire).ok()?;
            let mut covered = Vec::new();
            let is_signed = |tbs: &Tbs<'_>, sig: Base64<'_>| {
                covered = tbs.encode_to_vec();
                sig.matches(&signature(b"key", &covered))
            };
            server.verify(&credentials, Some(7), Some(algorithm), 7, is_signed, |_, _| true).ok()?;
            Some(covered)
        };
        prop_assert_eq!(verifies(&wire), Some(naive.clone().into_bytes()));
        let [wire] = changed([wire], at, bit);
        if let Some(same) = verifies(&wire) {
            prop_assert_eq!(same, naive.into_bytes());
        }
    }
}
