//! PrivateToken: which challenge a token is for, and who made it.

use countersign::Encode;
use countersign::auth::private_token::{Offer, PrivateToken, Refusal, Server, TokenChallenge, Unsigned};
use countersign::hash::{HashFunction, Sha256};
use proptest::prelude::*;

use super::{changed, signature};

/// Appendix A.1 of RFC 9577, vector 3: several origins. The other vectors are in `vectors/signing-private-token.json`.
#[test]
fn a_token_is_for_one_challenge() {
    let context = [7; 32];
    let new = |token_type, issuer| TokenChallenge::new(token_type, issuer).unwrap();
    let challenge =
        new(2, "issuer.example").with_redemption_context(&context).with_origin_info("a.example,b.example").unwrap();
    let bytes = challenge.encode_to_vec();
    assert_eq!(challenge.digest(Sha256), Sha256.hash(&bytes));
    let unsigned = Unsigned::new(Sha256, &challenge, &[1; 32], &[3; 32]);
    let token = unsigned.with_authenticator(b"proof").unwrap();
    assert_eq!(unsigned.encode_to_vec(), token.authenticator_input());
    assert!(token.is_for(Sha256, &challenge));
    for other in [
        new(1, "issuer.example").with_redemption_context(&context).with_origin_info("a.example,b.example").unwrap(),
        new(2, "issuer.exampl").with_redemption_context(&context).with_origin_info("a.example,b.example").unwrap(),
        new(2, "issuer.example").with_origin_info("a.example,b.example").unwrap(),
        new(2, "issuer.example").with_redemption_context(&[8; 32]).with_origin_info("a.example,b.example").unwrap(),
        new(2, "issuer.example").with_redemption_context(&context).with_origin_info("b.example,a.example").unwrap(),
        new(2, "issuer.example").with_redemption_context(&context).with_origin_info("A.example,b.example").unwrap(),
        new(2, "issuer.example").with_redemption_context(&context),
    ] {
        assert!(!token.is_for(Sha256, &other), "{other:?}");
    }
    // The digest of the challenge with another type.
    let digest = challenge.digest(Sha256);
    let other = PrivateToken::new(1, &[1; 32], &digest, &[3; 32], b"proof").unwrap();
    assert!(!other.is_for(Sha256, &challenge));
    assert!(unsigned.with_authenticator(b"").is_err());
}

#[test]
fn a_private_token_is_refused_for_the_first_reason() {
    let challenge = TokenChallenge::new(2, "issuer.example").unwrap();
    let other = challenge.with_origin_info("b.example").unwrap();
    let of_type_1 = TokenChallenge::new(1, "issuer.example").unwrap();
    let token = Unsigned::new(Sha256, &challenge, &[1; 32], &[3; 32]);
    let (whole, forged) = (token.with_authenticator(b"proof").unwrap(), token.with_authenticator(b"forged").unwrap());
    let (offer, old) = (Offer::new(challenge, [3; 32]), Offer::new(challenge, [4; 32]));
    let (of_other, of_type_1) = (Offer::new(other, [3; 32]), Offer::new(of_type_1, [3; 32]));
    for (offers, token, is_fresh, expected, asked) in [
        (&[offer][..], whole, true, Ok(()), (1, 1)),
        (&[of_type_1, of_other, old, offer], whole, true, Ok(()), (1, 1)),
        (&[offer, old, of_other, of_type_1], whole, true, Ok(()), (1, 1)),
        (&[offer], whole, false, Err(Refusal::Spent), (1, 1)),
        (&[offer], forged, false, Err(Refusal::Authenticator), (1, 0)),
        (&[old, of_other, of_type_1], forged, false, Err(Refusal::Key), (0, 0)),
        (&[of_other, of_type_1], forged, false, Err(Refusal::Challenge), (0, 0)),
        (&[of_type_1], forged, false, Err(Refusal::Type), (0, 0)),
        (&[], whole, true, Err(Refusal::Type), (0, 0)),
    ] {
        let mut counts = (0, 0);
        let is_authentic = |covered: &[u8; 98], authenticator: &[u8]| {
            counts.0 += 1;
            covered[..] == token.authenticator_input() && authenticator == b"proof"
        };
        let mut spent = 0;
        let verified = Server::new(Sha256, offers).verify(&token, is_authentic, |nonce| {
            spent += 1;
            *nonce == [1; 32] && is_fresh
        });
        assert_eq!((verified, (counts.0, spent)), (expected, asked), "{expected:?}");
        assert!(verified.is_ok() || verified.is_err_and(|refusal| refusal.status() == 401));
    }
    assert_eq!(Refusal::from(PrivateToken::parse(b"").unwrap_err()).status(), 400);
}

proptest! {
    /// A token is accepted for its own challenge, and no bit of its signed part can change.
    #[test]
    fn every_part_of_a_private_token_is_verified(
        token_type in any::<u16>(), issuer in "[a-z.]{1,9}", origins in "[a-z.,]{0,9}", context in proptest::option::of(any::<[u8; 32]>()),
        nonce in any::<[u8; 32]>(), key_id in any::<[u8; 32]>(), at in any::<proptest::sample::Index>(), bit in 0_u8..8,
    ) {
        let mut challenge = TokenChallenge::new(token_type, &issuer).unwrap().with_origin_info(&origins).unwrap();
        if let Some(context) = &context {
            challenge = challenge.with_redemption_context(context);
        }
        let length = |part: &[u8]| u16::try_from(part.len()).unwrap().to_be_bytes();
        let naive = [
            &token_type.to_be_bytes()[..], &length(issuer.as_bytes()), issuer.as_bytes(),
            &[if context.is_some() { 32 } else { 0 }], context.as_ref().map_or(&[][..], |context| context),
            &length(origins.as_bytes()), origins.as_bytes(),
        ].concat();
        prop_assert_eq!(challenge.encode_to_vec(), naive.clone());
        let covered = [&token_type.to_be_bytes()[..], &nonce, &Sha256.hash(&naive), &key_id].concat();
        let unsigned = Unsigned::new(Sha256, &challenge, &nonce, &key_id);
        prop_assert_eq!(unsigned.encode_to_vec(), covered.clone());
        let sent = unsigned.with_authenticator(&signature(b"issuer", &covered)).unwrap().encode_to_vec();

        let offers = [Offer::new(challenge, key_id)];
        let verifies = |sent: &[u8]| {
            let token = PrivateToken::parse(sent).unwrap();
            let is_authentic = |covered: &[u8; 98], proof: &[u8]| *proof == signature(b"issuer", covered);
            Server::new(Sha256, &offers).verify(&token, is_authentic, |_| true)
        };
        prop_assert_eq!(verifies(&sent), Ok(()));
        let [other] = changed([sent], at, bit);
        prop_assert!(verifies(&other).is_err());
    }
}
