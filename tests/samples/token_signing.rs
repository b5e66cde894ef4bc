//! Samples of what signs and verifies with Concealed, PrivateToken and HOBA.

use countersign::auth::concealed::{self, AsAbsent};
use countersign::auth::{hoba, private_token};
use countersign::hash::Sha256;

use crate::allocations::{Case, shows, writes};
use crate::secrets::{SECRET, shown};

const NOW: u64 = 1_400_000_000;
const ORIGIN: &str = "https://s3cr3t:443";

pub(crate) fn context() -> concealed::Context<'static> {
    let client = concealed::Client::new(SECRET.as_bytes(), SECRET.as_bytes(), 7).unwrap().with_realm(SECRET).unwrap();
    client.context(concealed::Request::new("https", "s3cr3t", 443).unwrap())
}

fn challenge() -> private_token::TokenChallenge<'static> {
    private_token::TokenChallenge::new(2, "s3cr3t").unwrap().with_origin_info("s3cr3t").unwrap()
}

pub(crate) fn unsigned() -> private_token::Unsigned {
    private_token::Unsigned::new(Sha256, &challenge(), b"s3cr3ts3cr3ts3cr3ts3cr3ts3cr3t12", &[7; 32])
}

fn hoba_credentials() -> hoba::Credentials<'static> {
    let challenge = hoba::Challenge::new(SECRET, 0).unwrap();
    let tbs = challenge.tbs(hoba::Algorithm::RSA_SHA256, ORIGIN, SECRET, SECRET).unwrap();
    hoba::Credentials::new(&tbs, b"s3cr3t").unwrap()
}

pub(crate) const WRITING: &[Case] = &[
    ("concealed signatures", |buffer| {
        let client = concealed::Client::new(b"k", b"a", 7).unwrap();
        let export = concealed::Export::new([1; 48]);
        let proof = export.signed_content();
        let credentials = client.credentials(&export, &proof).unwrap();
        writes(&context(), buffer);
        writes(&credentials, buffer);
        let key = concealed::Key::new(b"a", 7);
        credentials.verify(&export, Some(&key), |covered, proof| proof.matches(covered)).unwrap();
    }),
    ("private tokens", |buffer| {
        let (unsigned, offers) = (unsigned(), [private_token::Offer::new(challenge(), [7; 32])]);
        writes(&unsigned, buffer);
        let token = unsigned.with_authenticator(b"s3cr3t").unwrap();
        let server = private_token::Server::new(Sha256, &offers);
        server.verify(&token, |_, _| true, |_| true).unwrap();
    }),
    ("hoba signatures", |buffer| {
        let server = hoba::Server::new(ORIGIN, 0).unwrap();
        let algorithm = Some(hoba::Algorithm::RSA_SHA256);
        server
            .verify(
                &hoba_credentials(),
                Some(NOW),
                algorithm,
                NOW,
                |tbs, _| {
                    writes(tbs, buffer);
                    true
                },
                |_, _| true,
            )
            .unwrap();
    }),
];

pub(crate) const REJECTING: &[Case] = &[("token signatures", |buffer| {
    let (as_absent, token, hoba) = errors();
    shows(&as_absent, buffer);
    shows(&token, buffer);
    shows(&hoba, buffer);
    shows(&concealed::Request::new("https", "a/", 443).unwrap_err(), buffer);
})];

/// Returns the reasons of the three servers.
pub(crate) fn errors() -> (AsAbsent, private_token::Refusal, hoba::Refusal) {
    let export = concealed::Export::new([1; 48]);
    let client = concealed::Client::new(SECRET.as_bytes(), SECRET.as_bytes(), 7).unwrap();
    let credentials = client.credentials(&export, SECRET).unwrap();
    let as_absent = credentials.verify(&export, None, |_, _| true).unwrap_err();
    let (unsigned, offers) = (unsigned(), [private_token::Offer::new(challenge(), [8; 32])]);
    let token = unsigned.with_authenticator(b"s3cr3t").unwrap();
    let token = private_token::Server::new(Sha256, &offers).verify(&token, |_, _| true, |_| true).unwrap_err();
    let server = hoba::Server::new(ORIGIN, 7).unwrap();
    let hoba = server.verify(&hoba_credentials(), Some(NOW), None, NOW, |_, _| true, |_, _| true).unwrap_err();
    (as_absent, token, hoba)
}

/// Returns the `Debug` output of the types that sign and verify.
pub(crate) fn values() -> Vec<(&'static str, String)> {
    let offers = [private_token::Offer::new(challenge(), *b"s3cr3ts3cr3ts3cr3ts3cr3ts3cr3t12")];
    vec![
        ("concealed::Client", shown(&concealed::Client::new(SECRET.as_bytes(), SECRET.as_bytes(), 7).unwrap())),
        ("concealed::Context", shown(&context())),
        ("concealed::Key", shown(&concealed::Key::new(SECRET.as_bytes(), 7))),
        ("concealed::Request", shown(&concealed::Request::new("s3cr3t", "s3cr3t", 443).unwrap())),
        ("hoba::Server", shown(&hoba::Server::new(ORIGIN, 7).unwrap().with_realm(SECRET).unwrap())),
        ("private_token::Offer", shown(&offers[0])),
        ("private_token::Server", shown(&private_token::Server::new(Sha256, &offers))),
        ("private_token::Unsigned", shown(&unsigned())),
    ]
}
