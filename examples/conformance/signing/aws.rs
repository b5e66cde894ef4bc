//! Vectors of Signature Version 2 of Amazon S3.

use countersign::auth::Decimal;
use countersign::auth::colon_pair::Credentials;
use countersign::auth::colon_pair::aws2::{Client, Presigned, Request, Server};
use countersign::hash::Sha1;
use countersign::mac::{Hmac, MacFunction};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::vector::{self, Bytes, Failure};
use super::{Came, base64, read, refused};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    method: String,
    target: Bytes,
    fields: Vec<(String, Bytes)>,
    #[serde(default = "key_id")]
    access_key_id: String,
    secret: Option<Bytes>,
    bucket_in_host: Option<String>,
    expires: Option<u64>,
}

fn key_id() -> String {
    "AKIAIOSFODNN7EXAMPLE".to_owned()
}

/// The vectors are of any time.
const SKEW: u64 = u64::MAX;

pub(super) fn run(_: &str, input: &Value, expect: &Map<String, Value>) -> Result<Came, Failure> {
    let sent: Sent = read(input)?;
    match sent.came() {
        Err(_) if expect.contains_key("error") => Ok(Came::from([("error", "true".to_owned())])),
        came => came,
    }
}

impl Sent {
    fn came(&self) -> Result<Came, Failure> {
        let request = self.request(&self.target)?;
        let text = match self.expires {
            Some(expires) => request.string_to_presign(Decimal::from(expires)),
            None => request.string_to_sign(),
        };
        let mut came = Came::from([("signed", vector::wire(&text))]);
        if let Some(secret) = &self.secret {
            came.insert("mac_base64", self.mac(secret.as_ref(), &request)?);
        }
        Ok(came)
    }

    fn request<'s>(&'s self, target: &'s Bytes) -> Result<Request<'s, &'s Vec<(String, Bytes)>>, Failure> {
        let request = Request::new(&self.method, target, &self.fields).map_err(refused)?;
        match &self.bucket_in_host {
            Some(bucket) => request.with_bucket(bucket).map_err(refused),
            None => Ok(request),
        }
    }

    /// Returns the MAC of the client, which the server accepts.
    fn mac(&self, secret: &[u8], request: &Request<'_, &Vec<(String, Bytes)>>) -> Result<String, Failure> {
        let client = Client::new(&self.access_key_id, Hmac(Sha1).key(secret)).map_err(refused)?;
        let server = Server::new(Hmac(Sha1)).with_skew(SKEW);
        let mut bytes = [0; 20];
        let Some(expires) = self.expires else {
            let wire = vector::wire(&client.sign(request).map_err(refused)?.credentials());
            let credentials = Credentials::parse(wire.as_bytes()).map_err(refused)?;
            server.verify(&credentials, request, Some(secret), 0, |_, _| true).map_err(refused)?;
            return Ok(base64(credentials.signature().decode_into(&mut bytes).map_err(refused)?));
        };
        let target = client.presign(request, expires).map_err(refused)?;
        let target: Bytes = serde_json::from_value(vector::wire(&target).into()).map_err(refused)?;
        let request = self.request(&target)?;
        let mut buffer = [0; 256];
        let presigned = Presigned::parse(&request, &mut buffer).map_err(refused)?;
        server.verify_presigned(&presigned, &request, Some(secret), expires).map_err(refused)?;
        Ok(base64(presigned.credentials().signature().decode_into(&mut bytes).map_err(refused)?))
    }
}
