//! Vectors of Hawk.

use countersign::auth::hawk::{Bewit, Client, Credentials, Info, NewBewit, Normalized, PayloadHash, Request, Server};
use countersign::hash::{Fork, HashFunction, Sha1, Sha256};
use countersign::mac::{Hmac, MacFunction, MacKey};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::super::vector::{self, Bytes, Failure};
use super::{Came, base64, of_base64, read, refused};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    kind: String,
    #[serde(default = "id")]
    id: String,
    method: String,
    resource: Bytes,
    host: String,
    port: u16,
    ts: u64,
    #[serde(default)]
    nonce: String,
    hash: Option<String>,
    ext: Option<String>,
    app: Option<String>,
    dlg: Option<String>,
    payload: Option<Bytes>,
    #[serde(default)]
    content_type: String,
    key: Option<Bytes>,
    algorithm: Option<String>,
}

fn id() -> String {
    "id".to_owned()
}

pub(super) fn run(_: &str, input: &Value, _: &Map<String, Value>) -> Result<Came, Failure> {
    let sent: Sent = read(input)?;
    match sent.algorithm.as_deref() {
        None | Some("sha256") => sent.results(Sha256),
        Some("sha1") => sent.results(Sha1),
        Some(other) => Err(Failure::new("a known algorithm", other)),
    }
}

impl Sent {
    fn results<F: HashFunction<N>, const N: usize>(&self, function: F) -> Result<Came, Failure>
    where
        F::Hash: Fork,
    {
        let request = Request::new(&self.method, &self.host, self.port, &self.resource).map_err(refused)?;
        let mut came = Came::new();
        let mut payload = None;
        if let Some(body) = &self.payload {
            let mut hash = PayloadHash::new(function, &self.content_type);
            // In two pieces, as a body may arrive.
            let (start, end) = body.as_ref().split_at(body.as_ref().len() / 2);
            hash.update(start);
            hash.update(end);
            let hash: [u8; N] = hash.finish();
            came.insert("payload_hash_base64", base64(&hash));
            payload = Some(hash);
        }
        let hash = match (&self.hash, payload) {
            (Some(hash), _) => Some(of_base64(hash)?),
            (None, payload) => payload.map(Vec::from),
        };
        let key = self.key.as_ref().map_or(&b"key"[..], AsRef::as_ref);
        let mac = match self.kind.as_str() {
            "header" => self.header(Hmac(function), key, &request, hash.as_deref(), payload.as_ref(), &mut came)?,
            "response" => self.response(Hmac(function), key, &request, hash.as_deref(), payload.as_ref(), &mut came)?,
            "bewit" => self.bewit(Hmac(function), key, &request, &mut came)?,
            other => return Err(Failure::new("a known kind", other)),
        };
        if self.key.is_some() {
            came.insert("mac_base64", base64(&mac));
        }
        Ok(came)
    }

    fn unsigned<'a>(&'a self, hash: Option<&'a [u8]>) -> Result<Credentials<'a>, Failure> {
        let mut credentials = Credentials::new(&self.id, self.ts, &self.nonce, b"\0").map_err(refused)?;
        if let Some(hash) = hash {
            credentials = credentials.with_hash(hash).map_err(refused)?;
        }
        if let Some(ext) = self.ext.as_deref().filter(|ext| !ext.is_empty()) {
            credentials = credentials.with_ext(ext).map_err(refused)?;
        }
        let credentials = match (&self.app, &self.dlg) {
            (Some(app), Some(dlg)) if !dlg.is_empty() => credentials.with_delegation(app, dlg),
            (Some(app), _) => credentials.with_app(app),
            (None, _) => Ok(credentials),
        };
        credentials.map_err(refused)
    }

    fn header<M: MacFunction<N>, const N: usize>(
        &self,
        mac: M,
        secret: &[u8],
        request: &Request<'_>,
        hash: Option<&[u8]>,
        payload: Option<&[u8; N]>,
        came: &mut Came,
    ) -> Result<[u8; N], Failure> {
        let unsigned = self.unsigned(hash)?;
        let text = Normalized::header(request, &unsigned);
        came.insert("signed", vector::wire(&text));
        let signed = Client::new(&self.id, mac.key(secret)).sign(request, unsigned);
        let wire = vector::wire(&signed.credentials());
        let received = Credentials::parse(wire.as_bytes()).map_err(refused)?;
        let verified = Server::new(mac).verify(&received, request, Some(secret), payload, self.ts, |_, _, _| true);
        verified.map_err(refused)?;
        Ok(mac.key(secret).mac_of(&text))
    }

    fn response<M: MacFunction<N>, const N: usize>(
        &self,
        mac: M,
        secret: &[u8],
        request: &Request<'_>,
        hash: Option<&[u8]>,
        payload: Option<&[u8; N]>,
        came: &mut Came,
    ) -> Result<[u8; N], Failure> {
        // The hash and the ext are those of the response, and are not signed with the request.
        let of_request = self.unsigned(None)?;
        let own: Option<[u8; N]> = hash.map(<[u8; N]>::try_from).transpose().map_err(refused)?;
        let response = Server::new(mac).respond(&of_request, request, secret, own.as_ref(), self.ext.as_deref());
        let response = response.map_err(refused)?;
        let wire = vector::wire(&response.info());
        let info = Info::parse(wire.as_bytes()).map_err(refused)?;
        let client = Client::new(&self.id, mac.key(secret));
        client.accept(request, &of_request, Some(&info), payload).map_err(refused)?;
        let text = Normalized::response(request, &of_request, &info);
        came.insert("signed", vector::wire(&text));
        Ok(mac.key(secret).mac_of(&text))
    }

    fn bewit<M: MacFunction<N>, const N: usize>(
        &self,
        mac: M,
        secret: &[u8],
        request: &Request<'_>,
        came: &mut Came,
    ) -> Result<[u8; N], Failure> {
        let ext = self.ext.as_deref().unwrap_or_default();
        let bewit = NewBewit::new(&self.id, &mac.key(secret), request, self.ts, ext).map_err(refused)?;
        let wire = vector::wire(&bewit);
        let mut target = self.resource.as_ref().to_vec();
        target.push(if target.contains(&b'?') { b'&' } else { b'?' });
        target.extend(b"bewit=");
        target.extend(wire.bytes());
        let mut buffer = vec![0; target.len()];
        let received = Request::new(&self.method, &self.host, self.port, &target).map_err(refused)?;
        let taken = Bewit::take(&received, &mut buffer).map_err(refused)?;
        let (received, without) = taken.ok_or_else(|| Failure::new("a bewit", "none"))?;
        let text = received.normalized(&without);
        let now = self.ts.saturating_sub(1);
        Server::new(mac).verify_bewit(&received, &without, Some(secret), now).map_err(refused)?;
        came.insert("signed", vector::wire(&text));
        came.insert("bewit", wire);
        Ok(mac.key(secret).mac_of(&text))
    }
}
