//! Samples of what signs with Hawk.

use countersign::auth::hawk::{
    Bewit, Client, ClientError, Credentials, NewBewit, Normalized, PayloadHash, Refusal, Request, Server,
};
use countersign::hash::Sha256;
use countersign::mac::{Hmac, MacFunction};

use crate::allocations::{Case, shows, writes};
use crate::secrets::{SECRET, shown};

const NOW: u64 = 1_353_832_234;

type Key = <Hmac<Sha256> as MacFunction<32>>::Key;

fn client() -> Client<'static, Key> {
    Client::new(SECRET, Hmac(Sha256).key(SECRET.as_bytes()))
}

fn request() -> Request<'static> {
    Request::new("GET", "s3cr3t", 80, "/s3cr3t").unwrap()
}

fn unsigned() -> Credentials<'static> {
    client().credentials(NOW, SECRET).unwrap().with_ext(SECRET).unwrap()
}

fn bewit() -> NewBewit<'static> {
    NewBewit::new(SECRET, &Hmac(Sha256).key(SECRET.as_bytes()), &request(), NOW, SECRET).unwrap()
}

pub(crate) const WRITING: &[Case] = &[("hawk signatures", |buffer| {
    let (request, server, secret) = (request(), Server::new(Hmac(Sha256)), SECRET.as_bytes());
    let mut payload = PayloadHash::new(Sha256, "text/plain");
    payload.update(b"a");
    let hash: [u8; 32] = payload.finish();
    let signed = client().sign(&request, unsigned().with_hash(&hash).unwrap());
    let credentials = signed.credentials();
    writes(&Normalized::header(&request, &credentials), buffer);
    writes(&credentials, buffer);
    server.verify(&credentials, &request, Some(secret), Some(&hash), NOW, |_, _, _| true).unwrap();
    let response = server.respond(&credentials, &request, secret, Some(&hash), None).unwrap();
    client().accept(&request, &credentials, Some(&response.info()), Some(&hash)).unwrap();
    writes(&response.info(), buffer);
    assert_eq!(client().resync(&server.time(secret, NOW).challenge()), Some(NOW));
    writes(&bewit(), buffer);
    let sent = Request::new("GET", "s3cr3t", 80, "/?bewit=aWRcMVxRUT09XA").unwrap();
    let (taken, rest) = Bewit::take(&sent, buffer).unwrap().unwrap();
    assert_eq!(server.verify_bewit(&taken, &rest, Some(secret), NOW), Err(Refusal::Mac));
})];

pub(crate) const REJECTING: &[Case] = &[("hawk signatures", |buffer| {
    let (client_error, refusal) = errors();
    shows(&client_error, buffer);
    shows(&refusal, buffer);
    shows(&Request::new("GET", "a", 80, "*").unwrap_err(), buffer);
    shows(&Bewit::take(&Request::new("GET", "a", 80, "/?bewit=").unwrap(), &mut [0; 8]).unwrap_err(), buffer);
})];

/// Returns the errors of both sides for another key.
pub(crate) fn errors() -> (ClientError, Refusal) {
    let (request, server) = (request(), Server::new(Hmac(Sha256)));
    let response = server.respond::<32>(&unsigned(), &request, b"other", None, Some(SECRET)).unwrap();
    let client_error = client().accept(&request, &unsigned(), Some(&response.info()), None).unwrap_err();
    let refusal = server.verify::<32>(&unsigned(), &request, None, None, NOW, |_, _, _| true).unwrap_err();
    (client_error, refusal)
}

/// Returns the `Debug` output of the types that sign and verify.
pub(crate) fn values() -> Vec<(&'static str, String)> {
    let (request, client, server) = (request(), client(), Server::new(Hmac(Sha256)));
    let sent = Request::new("GET", "s3cr3t", 80, "/?bewit=aWRcMVxRUT09XA").unwrap();
    let mut buffer = [0; 64];
    let (taken, _) = Bewit::take(&sent, &mut buffer).unwrap().unwrap();
    let mut payload = PayloadHash::new(Sha256, SECRET);
    payload.update(SECRET.as_bytes());
    vec![
        ("hawk::Bewit", shown(&taken)),
        ("hawk::Client", shown(&client)),
        ("hawk::NewBewit", shown(&bewit())),
        ("hawk::Normalized", shown(&Normalized::header(&request, &unsigned()))),
        ("hawk::PayloadHash", shown(&payload)),
        ("hawk::Request", shown(&request)),
        ("hawk::Response", shown(&server.respond::<32>(&unsigned(), &request, b"k", None, Some(SECRET)).unwrap())),
        ("hawk::Server", shown(&server)),
        ("hawk::Signed", shown(&client.sign(&request, unsigned()))),
        ("hawk::Time", shown(&server.time(b"k", NOW))),
    ]
}
