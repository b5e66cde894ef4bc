//! Why a server refuses, and why a client stops: the text of each reason.

use std::any::type_name;
use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;

use countersign::auth::colon_pair::{aws2, shared_key};
use countersign::auth::{
    Challenge, Challenges, concealed, digest, dpop, hawk, hoba, oauth, private_token, scram, signature, vapid,
};
use countersign::cors::{browser, policy};
use countersign::{CapacityError, DecodeError, Encode, LineError};

/// The type of a reason, the reason, and its text.
type Row = (&'static str, Box<dyn Error>, &'static str);

fn row<E: Error + 'static>(reason: E, text: &'static str) -> Row {
    (type_name::<E>(), Box::new(reason), text)
}

/// Reasons of schemes that sign the request.
fn of_signed_requests() -> Vec<Row> {
    vec![
        row(aws2::Refusal::Scheme, "the credentials are of another scheme"),
        row(aws2::Refusal::TwoForms, "the request has two signatures"),
        row(aws2::Refusal::Date, "the date of the request is absent or malformed"),
        row(aws2::Refusal::Time, "the time of the request is too far from now"),
        row(aws2::Refusal::Expired, "the presigned request has expired"),
        row(aws2::Refusal::Signature, "the signature is wrong, or no such key exists"),
        row(aws2::Refusal::Replayed, "the signature was used before"),
        row(dpop::Refusal::Absent, "the request has no proof"),
        row(dpop::Refusal::Type, "the type of the proof is not dpop+jwt"),
        row(dpop::Refusal::Algorithm, "the algorithm of the proof is not accepted"),
        row(dpop::Refusal::Key, "the key of the proof is not one of its algorithm"),
        row(dpop::Refusal::Identifier, "the identifier of the proof is empty"),
        row(dpop::Refusal::Method, "the proof is for another method"),
        row(dpop::Refusal::Uri, "the proof is for another URI"),
        row(dpop::Refusal::Nonce, "the proof does not have the nonce of the server"),
        row(dpop::Refusal::Stale, "the time of the proof is too far from now"),
        row(dpop::Refusal::Signature, "the signature of the proof is wrong"),
        row(dpop::Refusal::Token, "the proof is not for the access token"),
        row(dpop::Refusal::Binding, "the token is bound to another key"),
        row(dpop::Refusal::Replayed, "the proof was used before"),
        row(hawk::ClientError::Unproved, "the response has no proof of the server"),
        row(hawk::ClientError::Mac, "the server's mac is wrong"),
        row(hawk::ClientError::Payload, "the body does not have the hash that the server signed"),
        row(hawk::Refusal::Method, "a bewit is for GET and HEAD only"),
        row(hawk::Refusal::Mac, "the mac is wrong, or no such key exists"),
        row(hawk::Refusal::Payload, "the body does not have the hash that was signed"),
        row(hawk::Refusal::Stale, "the time of the request is too far from now"),
        row(hawk::Refusal::Replayed, "the nonce was used before"),
        row(hawk::Refusal::Expired, "the bewit has expired"),
        row(oauth::Refusal::Method, "the credentials are of another signature method"),
        row(oauth::Refusal::Timestamp, "the timestamp is absent or too far from now"),
        row(oauth::Refusal::Signature, "the signature is wrong, or no such client or token exists"),
        row(oauth::Refusal::Replayed, "the nonce was used before"),
        row(shared_key::Refusal::Scheme, "the credentials are of another scheme"),
        row(shared_key::Refusal::Account, "the credentials are of another account"),
        row(shared_key::Refusal::Date, "the date of the request is absent or malformed"),
        row(shared_key::Refusal::Time, "the time of the request is too far from now"),
        row(shared_key::Refusal::Signature, "the signature is wrong, or no such account exists"),
        row(shared_key::Refusal::Replayed, "the signature was used before"),
        row(signature::Refusal::Algorithm, "the algorithm is not that of the key"),
        row(signature::Refusal::Unsigned, "the signature does not cover what must be signed"),
        row(signature::Refusal::Date, "the signed date is malformed"),
        row(signature::Refusal::Time, "the time of the request is too far from now"),
        row(signature::Refusal::Expired, "the signature has expired"),
        row(signature::Refusal::Signature, "the signature is wrong, or no such key exists"),
        row(signature::Refusal::Digest, "the body does not have the digest that was signed"),
        row(signature::Refusal::Replayed, "the signature was used before"),
    ]
}

/// Reasons of schemes that answer a challenge, and of vapid.
fn of_challenges() -> Vec<Row> {
    vec![
        row(concealed::AsAbsent::Context, "the request or the credentials have no context"),
        row(concealed::AsAbsent::Key, "no key has this ID, this public key and this signature scheme"),
        row(concealed::AsAbsent::Verification, "the verification is not that of this connection"),
        row(concealed::AsAbsent::Proof, "the signature is wrong"),
        row(digest::ClientError::Realm, "the challenge is for another realm"),
        row(digest::ClientError::Algorithm, "the algorithm of the challenge is weaker than the client requires"),
        row(digest::ClientError::Qop, "the challenge offers no qop that protects as much as the client requires"),
        row(digest::ClientError::Uri, "the URI of the request is outside the protection space"),
        row(digest::ClientError::Rspauth, "the server's rspauth is wrong"),
        row(digest::ClientError::Exhausted, "the nonce count is exhausted"),
        row(digest::Uncomputable::Algorithm, "the algorithm is unknown, or this build has no hash function for it"),
        row(digest::Uncomputable::Qop, "the qop is neither auth nor auth-int"),
        row(digest::Uncomputable::Cnonce, "the cnonce or the nonce count that is needed is absent"),
        row(digest::Uncomputable::Body, "the hash of the body is absent, or of another algorithm"),
        row(digest::Uncomputable::Username, "the username has a colon"),
        row(digest::Uncomputable::Password, "the password is empty"),
        row(digest::Uncomputable::Key, "the key of the nonces is empty"),
        row(digest::Uncomputable::LongHash, "the hash has 64 bytes, which only a client with options keeps"),
        row(digest::Uncomputable::Session, "the algorithm has no session key"),
        row(digest::VerifyError::Realm, "the credentials are for another realm"),
        row(digest::VerifyError::Algorithm, "the server does not offer this algorithm"),
        row(digest::VerifyError::Qop, "the server does not offer this qop"),
        row(digest::VerifyError::Uri, "the credentials are for another URI"),
        row(digest::VerifyError::Response, "the response is wrong"),
        row(digest::VerifyError::Stale, "the nonce is stale"),
        row(hoba::Refusal::Challenge, "the server did not send this challenge"),
        row(hoba::Refusal::Stale, "the challenge is too old"),
        row(hoba::Refusal::Signature, "the signature is wrong, or no such key exists"),
        row(hoba::Refusal::Used, "the challenge was answered before"),
        row(private_token::Refusal::Type, "no token of this type was asked for"),
        row(private_token::Refusal::Challenge, "the token is for another challenge"),
        row(private_token::Refusal::Key, "the token is of another key of the issuer"),
        row(private_token::Refusal::Authenticator, "the authenticator is wrong"),
        row(private_token::Refusal::Spent, "the token was spent before"),
        row(scram::ClientError::Nonce, "the server's nonce does not continue the client's"),
        row(scram::ClientError::Extension, "the message has a mandatory extension"),
        row(scram::ClientError::IterationCount, "the iteration count is outside the client's bounds"),
        row(scram::ClientError::Channel, "the first message announces another channel"),
        row(scram::ClientError::Refused, "the server sent an error"),
        row(scram::ClientError::Unproved, "the server sent no proof"),
        row(scram::ClientError::Verifier, "the server's proof is wrong"),
        row(scram::Refusal::Channel, "the client is bound to another channel"),
        row(scram::Refusal::Nonce, "the nonce is not that of the exchange"),
        row(scram::Refusal::Extension, "the message has a mandatory extension"),
        row(scram::Refusal::Proof, "the proof is wrong"),
        row(vapid::Refusal::Absent, "the request has no credentials"),
        row(vapid::Refusal::Algorithm, "the algorithm of the token is not ES256"),
        row(vapid::Refusal::Key, "the subscription is for another key"),
        row(vapid::Refusal::Signature, "the signature of the token is wrong"),
        row(vapid::Refusal::Audience, "the token is for another origin"),
        row(vapid::Refusal::Expired, "the token has expired"),
        row(vapid::Refusal::TooLong, "the token expires later than 24 hours from now"),
        row(vapid::Refusal::Contact, "the contact is not a URI of mailto or https"),
    ]
}

/// Reasons of both sides of CORS.
fn of_cors() -> Vec<Row> {
    vec![
        row(browser::RouteError::Status, "the status is not that of a redirect"),
        row(browser::RouteError::Scheme, "the scheme of the URL is not http or https"),
        row(browser::RouteError::TooMany, "there are more than 20 redirects"),
        row(browser::RouteError::Credentials, "the URL of another origin contains credentials"),
        row(browser::RouteError::Stream, "the body is a stream and cannot be sent again"),
        row(browser::RouteError::SameOrigin, "the mode of the request allows no other origin"),
        row(browser::Blocked::SameOrigin, "Cross-Origin-Resource-Policy is same-origin"),
        row(browser::Blocked::SameSite, "Cross-Origin-Resource-Policy is same-site"),
        row(browser::Blocked::ByEmbedder, "there is no Cross-Origin-Resource-Policy, and the embedder requires one"),
        row(policy::Refusal::InvalidOrigin, "malformed or repeated Origin"),
        row(policy::Refusal::Origin, "origin not allowed"),
        row(policy::Refusal::InvalidMethod, "malformed or repeated Access-Control-Request-Method"),
        row(policy::Refusal::Method, "method not allowed"),
        row(policy::Refusal::RequestHeader, "request header not allowed"),
        row(policy::Refusal::TooManyRequestHeaders, "too many elements or bytes in Access-Control-Request-Headers"),
    ]
}

/// The number of texts in the uses of the macro `reasons!`.
fn texts_in(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let texts = |path: &Path| {
        let source = fs::read_to_string(path).expect("a source file");
        let uses = source.split("\nreasons! {").skip(1);
        uses.map(|rest| rest.split("\n}").next().unwrap_or_default().matches(" => \"").count()).sum::<usize>()
    };
    entries.map(|path| if path.is_dir() { texts_in(&path) } else { texts(&path) }).sum()
}

#[test]
fn each_refusal_has_its_message() {
    let rows: Vec<Row> = [of_signed_requests(), of_challenges(), of_cors()].into_iter().flatten().collect();
    let different: BTreeSet<_> = rows.iter().map(|(of, _, text)| (*of, *text)).collect();
    let count = texts_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    assert_eq!((rows.len(), different.len()), (count, count), "each reason has a row");
    for (of, reason, text) in rows {
        assert_eq!((reason.to_string().as_str(), reason.source().is_some()), (text, false), "{of}: {reason:?}");
    }
}

/// An error that a reason wraps is shown as it is, and is the source.
#[test]
fn each_refusal_has_the_error_within_it() {
    let parse = Challenges::parse(b"S a=\"").unwrap_err();
    let value = Challenge::new("", &[]).unwrap_err();
    let capacity: CapacityError = Challenge::new("S", &[]).unwrap().encode_to_slice(&mut []).unwrap_err();
    let line: LineError = countersign::auth::www_authenticate(&[("WWW-Authenticate", "S a=\"")]).unwrap_err();
    let uncomputable = digest::Uncomputable::Qop;
    let (broken, unfit, short) =
        ("expected quoted-string at byte 5", "scheme: must not be empty", "1 bytes are needed");
    let of_line = "line 1: expected quoted-string at byte 5";
    for (of, reason, text) in [
        row(oauth::Refusal::from(parse), broken),
        row(oauth::Refusal::from(value), unfit),
        row(concealed::AsAbsent::from(parse), broken),
        row(hawk::Refusal::from(parse), broken),
        row(private_token::Refusal::from(parse), broken),
        row(digest::ClientError::from(uncomputable), "the qop is neither auth nor auth-int"),
        row(digest::ClientError::from(capacity), short),
        row(digest::ClientError::from(value), unfit),
        row(digest::VerifyError::from(parse), broken),
        row(digest::VerifyError::from(uncomputable), "the qop is neither auth nor auth-int"),
        row(hoba::Refusal::from(parse), broken),
        row(vapid::Refusal::from(parse), broken),
        row(vapid::Refusal::from(DecodeError::from(parse)), broken),
        row(shared_key::Refusal::from(parse), broken),
        row(shared_key::Refusal::from(value), unfit),
        row(aws2::Refusal::from(parse), broken),
        row(aws2::Refusal::from(DecodeError::from(capacity)), short),
        row(aws2::Refusal::from(value), unfit),
        row(signature::Refusal::from(parse), broken),
        row(signature::Refusal::from(value), unfit),
        row(scram::ClientError::from(parse), broken),
        row(scram::Refusal::from(parse), broken),
        row(dpop::Refusal::from(line), of_line),
        row(dpop::Refusal::from(DecodeError::from(parse)), broken),
    ] {
        let within = reason.source().map(ToString::to_string);
        assert_eq!((reason.to_string().as_str(), within.as_deref()), (text, Some(text)), "{of}: {reason:?}");
    }
}
