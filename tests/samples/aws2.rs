//! Samples of Signature Version 2 of Amazon S3.

use countersign::auth::Decimal;
use countersign::auth::colon_pair::Credentials;
use countersign::auth::colon_pair::aws2::{Client, Presigned, Refusal, Request, Server};
use countersign::hash::Sha1;
use countersign::mac::{Hmac, MacFunction};

use crate::allocations::{Case, shows, writes};
use crate::secrets::{SECRET, shown};

type Fields = [(&'static str, &'static str)];
type Key = <Hmac<Sha1> as MacFunction<20>>::Key;

const FIELDS: &Fields =
    &[("Date", "Tue, 27 Mar 2007 19:36:42 +0000"), ("x-amz-s3cr3t", "s3cr3t"), ("x-amz-a", "s3cr3t")];
const TARGET: &str = "/s3cr3t?acl&AWSAccessKeyId=s3cr3t&Expires=7&Signature=s3cr3s3c";
const SECRET_ID: &str = "s3cr3t";
const NOW: u64 = 1_175_024_202;

fn client() -> Client<'static, Key> {
    Client::new(SECRET_ID, Hmac(Sha1).key(SECRET.as_bytes())).unwrap()
}

fn request() -> Request<'static, &'static Fields> {
    Request::new("GET", "/s3cr3t?s3cr3t=s3cr3t&acl", FIELDS).unwrap().with_bucket(SECRET_ID).unwrap()
}

pub(crate) const WRITING: &[Case] = &[("aws2", |buffer| {
    let (request, server, secret) = (request(), Server::new(Hmac(Sha1)), Some(SECRET.as_bytes()));
    writes(&request.string_to_sign(), buffer);
    writes(&request.string_to_presign(Decimal::from(7)), buffer);
    let signed = client().sign(&request).unwrap();
    writes(&signed.credentials(), buffer);
    server.verify(&signed.credentials(), &request, secret, NOW, |_, _| true).unwrap();
    writes(&client().presign(&request, 7).unwrap(), buffer);
    let sent = Request::new("GET", TARGET, FIELDS).unwrap();
    let presigned = Presigned::parse(&sent, buffer).unwrap();
    assert_eq!(server.verify_presigned(&presigned, &sent, secret, 7), Err(Refusal::Signature));
})];

pub(crate) const REJECTING: &[Case] = &[("aws2", |buffer| {
    shows(&refusal(), buffer);
    shows(&Request::new("GET", "*", FIELDS).unwrap_err(), buffer);
    shows(&Presigned::parse(&request(), buffer).unwrap_err(), &mut [0; 512]);
})];

pub(crate) fn refusal() -> Refusal {
    let credentials = Credentials::parse(b"AWS s3cr3t:s3cr3s3c").unwrap();
    Server::new(Hmac(Sha1)).verify(&credentials, &request(), None, NOW, |_, _| true).unwrap_err()
}

/// Returns the `Debug` output of the types that sign and verify.
pub(crate) fn values() -> Vec<(&'static str, String)> {
    let request = request();
    let sent = Request::new("GET", TARGET, FIELDS).unwrap();
    let mut buffer = [0; 64];
    vec![
        ("colon_pair::Client", shown(&client())),
        ("colon_pair::Presigned", shown(&Presigned::parse(&sent, &mut buffer).unwrap())),
        ("colon_pair::PresignedTarget", shown(&client().presign(&request, 7).unwrap())),
        ("colon_pair::Request", shown(&request)),
        ("colon_pair::Server", shown(&Server::new(Hmac(Sha1)))),
        ("colon_pair::Signed", shown(&client().sign(&request).unwrap())),
        ("colon_pair::StringToSign", shown(&request.string_to_sign())),
    ]
}
