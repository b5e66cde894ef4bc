//! Vectors of SharedKey and SharedKeyLite.

use countersign::auth::HttpDate;
use countersign::auth::colon_pair::shared_key::{AccountKey, Client, Request, Server, Service};
use countersign::auth::colon_pair::{Credentials, Kind};
use countersign::hash::Sha256;
use countersign::mac::Hmac;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::vector::{self, Bytes, Failure};
use super::{Came, base64, read, refused};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    service: String,
    method: String,
    target: Bytes,
    fields: Vec<(String, Bytes)>,
    account: String,
    key_base64: Option<String>,
    #[serde(default)]
    version_before_2015_02_21: bool,
}

pub(super) fn run(scheme: &str, input: &Value, _: &Map<String, Value>) -> Result<Came, Failure> {
    let sent: Sent = read(input)?;
    let kind = match scheme {
        "SharedKey" => Kind::SharedKey,
        "SharedKeyLite" => Kind::SharedKeyLite,
        _ => return Err(Failure::new("a known scheme", scheme)),
    };
    let service = match sent.service.as_str() {
        "blob" | "queue" | "file" => Service::Blob,
        "table" => Service::Table,
        other => return Err(Failure::new("a known service", other)),
    };
    let request = Request::new(service, &sent.account, &sent.method, &sent.target, &sent.fields).map_err(refused)?;
    let request = if sent.version_before_2015_02_21 { request.with_version("2014-02-14") } else { request };
    let signed = request.string_to_sign(kind).map_err(refused)?;
    let mut came = Came::from([("signed", vector::wire(&signed))]);

    let key = AccountKey::from_base64(sent.key_base64.as_deref().unwrap_or("a2V5")).map_err(refused)?;
    let answer = Client::new(Hmac(Sha256), key).sign(&request, kind).map_err(refused)?;
    let wire = vector::wire(&answer.credentials());
    let credentials = Credentials::parse(wire.as_bytes()).map_err(refused)?;
    let date = ["x-ms-date", "date"].iter().find_map(|name| {
        sent.fields.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_ref())
    });
    let now = HttpDate::parse(date.unwrap_or_default()).map_err(refused)?.unix_seconds();
    Server::new(Hmac(Sha256)).verify(&credentials, &request, Some(key), now, |_, _| true).map_err(refused)?;
    if sent.key_base64.is_some() {
        let mut mac = [0; 32];
        came.insert("mac_base64", base64(credentials.signature().decode_into(&mut mac).map_err(refused)?));
    }
    Ok(came)
}
