//! The server of AWS4 that the clients of others ask.

use countersign::auth::aws4::{Credentials, Presigned, Request, Rules, Secret, Server};
use countersign::hash::{HashFunction, Sha256};
use countersign::mac::Hmac;
use countersign_peers::{Message, Sentence};

use crate::{now, refuses_changes};

pub(crate) const KEY_ID: &str = "AKIAIOSFODNN7EXAMPLE";
pub(crate) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
pub(crate) const REGION: &str = "us-east-1";

/// Verifies a request with a signature in a field or in the query. Returns what the signature says of the body.
pub(crate) fn verify(request: &Message, service: &str, secret: &str) -> Sentence {
    let server = Server::new(Sha256, Hmac(Sha256), service).with_region(REGION);
    let rules = if service == "s3" { Rules::S3 } else { Rules::OTHERS };
    let fields = request.fields();
    let read =
        Request::new(request.method(), request.target(), &fields[..], rules).map_err(|error| error.to_string())?;
    let body = Some(Sha256.hash(request.body()));
    let secret = |id: &str| if id == KEY_ID { Secret::Key(secret.as_bytes()) } else { Secret::UnknownKey };
    let accepted = if let Some(field) = request.field("Authorization") {
        let credentials = Credentials::parse(field).map_err(|error| error.to_string())?;
        server.verify(&credentials, &read, body, secret(credentials.access_key_id()), now(), |_, _| true)
    } else {
        let mut buffer = [0; 512];
        let presigned = Presigned::parse(&read, &mut buffer).map_err(|error| error.to_string())?;
        let id = presigned.credentials().access_key_id();
        server.verify_presigned(&presigned, &read, body, secret(id), now(), |_, _| true)
    };
    let payload = accepted.map_err(|refusal| refusal.to_string())?.payload();
    Ok(format!("{payload:?}"))
}

/// Checks that an accepted request is refused with another secret, and with any byte changed that is signed.
pub(crate) fn refuses_all_changes(request: &Message, service: &str, payload: &str) {
    assert!(verify(request, service, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEZ").is_err());
    let names = signed(request);
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    // Another path with dot segments may have the same normalized form.
    let has_other_forms = service != "s3" && request.target().contains("/.");
    let is_protected = |changed: &Message| {
        (payload == "Hash(..)" || changed.body() == request.body())
            && (!has_other_forms || changed.target() == request.target())
    };
    let verify =
        |changed: &Message| if is_protected(changed) { verify(changed, service, SECRET) } else { Err(String::new()) };
    refuses_changes(request, &names, verify);
}

/// Returns the names of the fields that the signature of an accepted request covers, and that with the signature.
fn signed(request: &Message) -> Vec<String> {
    if let Some(field) = request.field("Authorization") {
        let credentials = Credentials::parse(field).expect("it was accepted");
        let names = credentials.signed_headers().iter().map(String::from);
        return names.chain(["authorization".into()]).collect();
    }
    let fields = request.fields();
    let mut buffer = [0; 512];
    let read = Request::new(request.method(), request.target(), &fields[..], Rules::S3).expect("it was accepted");
    let presigned = Presigned::parse(&read, &mut buffer).expect("it was accepted");
    presigned.credentials().signed_headers().iter().map(String::from).collect()
}
