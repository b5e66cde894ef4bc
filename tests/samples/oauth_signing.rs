//! Samples of what signs with OAuth 1.0.

use countersign::auth::oauth::{
    Client, Credentials, Refusal, Request, Secrets, Server, SignatureBaseString, SignatureMethod,
};
use countersign::hash::Sha1;
use countersign::mac::Hmac;

use crate::allocations::{Case, shows, writes};
use crate::secrets::{SECRET, shown};

const NOW: u64 = 137_131_202;

fn secrets() -> Secrets<'static> {
    Secrets::new(SECRET).with_token(SECRET)
}

fn client() -> Client<'static, Hmac<Sha1>> {
    Client::new(Hmac(Sha1), SignatureMethod::HmacSha1, SECRET, secrets()).unwrap()
}

fn request() -> Request<'static> {
    Request::new("POST", "http", "s3cr3t", "/s3cr3t?b=s3cr3t&a").unwrap().with_form("s3cr3t=s3cr3t").unwrap()
}

pub(crate) const WRITING: &[Case] = &[("oauth signatures", |buffer| {
    let request = request();
    writes(&secrets(), buffer);
    writes(&request.base_string_uri(), buffer);
    let signed = client().sign(&request, client().credentials(NOW, "n").unwrap().with_token("t")).unwrap();
    let credentials = signed.credentials();
    writes(&SignatureBaseString::new(&request, &credentials).unwrap(), buffer);
    writes(&credentials, buffer);
    Server::new().verify(Hmac(Sha1), &credentials, &request, Some(secrets()), NOW, |_, _, _| true).unwrap();
    Server::new().verify_plaintext(&Credentials::plaintext("k", "s3cr3t&s3cr3t"), Some(secrets())).unwrap();
})];

pub(crate) const REJECTING: &[Case] = &[("oauth signatures", |buffer| {
    shows(&refusal(), buffer);
    shows(&Request::new("GET", "http", "a b", "/").unwrap_err(), buffer);
    let request = Request::new("GET", "http", "a", "/?oauth_token").unwrap();
    shows(&client().sign(&request, client().credentials(NOW, "n").unwrap()).unwrap_err(), buffer);
})];

pub(crate) fn refusal() -> Refusal {
    let credentials = Credentials::plaintext(SECRET, SECRET);
    Server::new().verify_plaintext(&credentials, Some(Secrets::new(SECRET))).unwrap_err()
}

/// Returns the `Debug` output of the types that sign and verify.
pub(crate) fn values() -> Vec<(&'static str, String)> {
    let (request, client) = (request(), client());
    let unsigned = client.credentials(NOW, SECRET).unwrap();
    vec![
        ("oauth::BaseStringUri", shown(&request.base_string_uri())),
        ("oauth::Client", shown(&client)),
        ("oauth::Request", shown(&request)),
        ("oauth::Secrets", shown(&secrets())),
        ("oauth::Server", shown(&Server::new())),
        ("oauth::SignatureBaseString", shown(&SignatureBaseString::new(&request, &unsigned).unwrap())),
        ("oauth::Signed", shown(&client.sign(&request, unsigned).unwrap())),
    ]
}
