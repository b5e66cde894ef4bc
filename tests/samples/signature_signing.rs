//! Samples of what signs with the Signature scheme.

use countersign::auth::signature::{
    Body, BodyDigest, Client, Parameters, Policy, Refusal, Request, Rules, Server, SigningString,
};
use countersign::hash::Sha256;
use countersign::mac::{Hmac, MacFunction};

use crate::allocations::{Case, shows, writes};
use crate::secrets::{SECRET, shown};

type Fields = [(&'static str, &'static str)];
type Key = <Hmac<Sha256> as MacFunction<32>>::Key;

const FIELDS: &Fields = &[("Host", "s3cr3t"), ("Date", "Sun, 05 Jan 2014 21:31:40 GMT"), ("X", "s3cr3t")];
const NOW: u64 = 1_388_957_500;

fn client() -> Client<'static, Key> {
    Client::new(SECRET, Hmac(Sha256).key(SECRET.as_bytes()))
}

fn request() -> Request<'static, &'static Fields> {
    Request::new("GET", "/s3cr3t", FIELDS).unwrap()
}

fn unsigned() -> Parameters<'static> {
    client().parameters().unwrap().with_headers("(request-target) host date x").unwrap()
}

pub(crate) const WRITING: &[Case] = &[("signatures", |buffer| {
    let (request, server) = (request(), Server::new(Hmac(Sha256), "hmac-sha256"));
    writes(&SigningString::new(&unsigned(), &request, Rules::new()).unwrap(), buffer);
    let signed = client().sign(&request, unsigned()).unwrap();
    writes(&signed.credentials(), buffer);
    let (parameters, secret) = (signed.parameters(), Some(SECRET.as_bytes()));
    server.verify(&parameters, &request, Body::Absent, secret, NOW, |_, _| true).unwrap();
    server.verify_with(&parameters, &request, Body::Absent, NOW, |_, _| true, |_, _| true).unwrap();
    writes(&server.challenge(Body::Unread), buffer);
    writes(&BodyDigest::of(Sha256, b"a"), buffer);
})];

pub(crate) const REJECTING: &[Case] = &[("signatures", |buffer| {
    shows(&refusal(), buffer);
    shows(&Request::new("GET", "", FIELDS).unwrap_err(), buffer);
    shows(&SigningString::new(&Parameters::unsigned("a").unwrap(), &request(), Rules::new()).unwrap_err(), buffer);
    shows(&BodyDigest::parse(b"SHA-256=!").unwrap_err(), buffer);
})];

pub(crate) fn refusal() -> Refusal {
    let server = Server::new(Hmac(Sha256), "hmac-sha256");
    server.verify::<_, 32>(&unsigned(), &request(), Body::Absent, None, NOW, |_, _| true).unwrap_err()
}

/// Returns the `Debug` output of the types that sign and verify.
pub(crate) fn values() -> Vec<(&'static str, String)> {
    let (request, client) = (request(), client());
    vec![
        ("signature::Client", shown(&client)),
        ("signature::Request", shown(&request)),
        ("signature::Server", shown(&Server::new(Hmac(Sha256), "hmac-sha256"))),
        ("signature::Signed", shown(&client.sign(&request, unsigned()).unwrap())),
        ("signature::SigningString", shown(&SigningString::new(&unsigned(), &request, Rules::new()).unwrap())),
        ("signature::Policy", shown(&Policy::default())),
    ]
}
