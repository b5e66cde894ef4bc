//! Samples of SharedKey and SharedKeyLite.

use countersign::auth::colon_pair::shared_key::{AccountKey, Client, Refusal, Request, Server, Service};
use countersign::auth::colon_pair::{Credentials, Kind};
use countersign::hash::Sha256;
use countersign::mac::Hmac;

use crate::allocations::{Case, shows, writes};
use crate::secrets::{SECRET, shown};

type Fields = [(&'static str, &'static str)];

const FIELDS: &Fields = &[("x-ms-date", "Sun, 11 Oct 2009 21:49:13 GMT"), ("x-ms-s3cr3t", "s3cr3t")];
const NOW: u64 = 1_255_297_753;

fn key() -> AccountKey<'static> {
    AccountKey::from_bytes(SECRET.as_bytes()).unwrap()
}

fn request() -> Request<'static, &'static Fields> {
    Request::new(Service::Blob, "s3cr3t", "GET", "/s3cr3t?s3cr3t=s3cr3t&a", FIELDS).unwrap()
}

pub(crate) const WRITING: &[Case] = &[("shared key", |buffer| {
    let request = request();
    writes(&request.string_to_sign(Kind::SharedKey).unwrap(), buffer);
    let signed = Client::new(Hmac(Sha256), key()).sign(&request, Kind::SharedKeyLite).unwrap();
    writes(&signed.credentials(), buffer);
    let server = Server::new(Hmac(Sha256));
    server.verify(&signed.credentials(), &request, Some(key()), NOW, |_, _| true).unwrap();
})];

pub(crate) const REJECTING: &[Case] = &[("shared key", |buffer| {
    shows(&refusal(), buffer);
    shows(&AccountKey::from_base64("!").unwrap_err(), buffer);
    shows(&Request::new(Service::Table, "a", "GET", "*", FIELDS).unwrap_err(), buffer);
})];

pub(crate) fn refusal() -> Refusal {
    let credentials = Credentials::parse(b"SharedKey s3cr3t:s3cr3s3c").unwrap();
    Server::new(Hmac(Sha256)).verify(&credentials, &request(), None, NOW, |_, _| true).unwrap_err()
}

/// Returns the `Debug` output of the types that sign and verify.
pub(crate) fn values() -> Vec<(&'static str, String)> {
    let request = request();
    let client = Client::new(Hmac(Sha256), key());
    vec![
        ("colon_pair::AccountKey", shown(&key())),
        ("colon_pair::Client", shown(&client)),
        ("colon_pair::Request", shown(&request)),
        ("colon_pair::Server", shown(&Server::new(Hmac(Sha256)))),
        ("colon_pair::Signed", shown(&client.sign(&request, Kind::SharedKey).unwrap())),
        ("colon_pair::StringToSign", shown(&request.string_to_sign(Kind::SharedKey).unwrap())),
    ]
}
