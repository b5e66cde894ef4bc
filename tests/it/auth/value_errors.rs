//! What a caller reads of a part that cannot be sent or signed: each text is true of the part that it names.

use countersign::ValueError;
use countersign::auth::aws4::{
    CanonicalRequest, ChunkReader, Chunks, Client, ContentSha256, Request, Rules, Scope, SignedHeaders, SigningKey,
    Timestamp,
};
use countersign::auth::private_token::{Extension, Extensions};
use countersign::auth::{Param, api_key, bearer, dpop, jwk, oauth, signature};
use countersign::hash::Sha256;
use countersign::mac::{Hmac, MacFunction};

const NAMES: &str = "host;x-amz-date";
const NOW: u64 = 1_369_353_600;

/// Signs with AWS4-HMAC-SHA256.
fn aws4(target: &str, lines: &[(&str, &str)], names: &str, at: u64) -> Result<(), ValueError> {
    let scope = Scope::new("20130524", "us-east-1", "s3")?;
    let client = Client::new(Sha256, Hmac(Sha256).key(b"a"), "A", scope)?;
    let request = Request::new("GET", target, lines, Rules::OTHERS)?;
    client.sign(&request, names, ContentSha256::Unsigned, Timestamp::new(at).unwrap()).map(drop)
}

/// Begins to read chunks.
fn chunks(payload: ContentSha256, trailer_names: &str) -> Result<(), ValueError> {
    let scope = Scope::new("20130524", "us-east-1", "s3")?;
    let key = SigningKey::from_bytes([0; 32]).prepare(Hmac(Sha256));
    let chunks = Chunks::new(key, scope, Timestamp::new(NOW).unwrap(), &"0".repeat(64))?;
    ChunkReader::new(Sha256, chunks, payload, 0, trailer_names).map(drop)
}

/// Signs with draft-cavage-http-signatures.
fn cavage(names: &str) -> Result<(), ValueError> {
    let line = format!("keyId=\"a\", algorithm=\"rsa-sha256\", headers=\"{names}\", signature=\"AA==\"");
    let parameters = signature::Parameters::parse(line.as_bytes()).unwrap();
    let request = signature::Request::new("GET", "/", &[("Host", "a")])?;
    signature::SigningString::new(&parameters, &request, signature::Rules::default()).map(drop)
}

/// Signs with OAuth.
fn oauth(target: &str) -> Result<(), ValueError> {
    let request = oauth::Request::new("GET", "http", "a.example", target)?;
    oauth::SignatureBaseString::new(&request, &oauth::Credentials::plaintext("a", "b")).map(drop)
}

fn key(members: &[(&str, &str)]) -> Result<(), ValueError> {
    jwk::Jwk::of_members(members.iter().map(|(name, value)| (*name, Some(*value)))).map(drop)
}

#[test]
fn texts_are_true() {
    let host = ("Host", "a");
    let of_no_field = [("Range", "a")];
    let request = Request::new("GET", "/", &of_no_field, Rules::OTHERS).unwrap();
    let canonical = CanonicalRequest::new(&request, "host;range", ContentSha256::Unsigned).map(drop);
    let (realm, token) = (Param::token("realm", "a").unwrap(), Param::token("token", "a").unwrap());
    let unsorted = [2, 1].map(|kind| Extension::new(kind, b"").unwrap());
    let long = "a".repeat(65_536);
    for (came, text) in [
        (aws4("/", &[host], "host", NOW), "SignedHeaders: requires x-amz-date"),
        (aws4("/", &[host], NAMES, NOW - 1), "date: does not agree with the day of the scope"),
        (aws4("/", &[host, ("x-amz-acl", "a")], NAMES, NOW), "fields: element 1 must be signed"),
        (aws4("/", &[host, ("Authorization", "a")], NAMES, NOW), "fields: element 1 is reserved"),
        (aws4("/", &[host, ("X-Amz-Date", "a")], NAMES, NOW), "fields: element 1 is reserved"),
        (aws4("/", &[], NAMES, NOW), "SignedHeaders: the request has no field of the name at byte 0"),
        (canonical, "SignedHeaders: the request has no field of the name at byte 0"),
        (aws4("/?a&X-Amz-Date=a", &[host], NAMES, NOW), "query: the text from byte 2 on is not allowed"),
        (aws4(&format!("/?{long}"), &[host], NAMES, NOW), "query: more than 65535 bytes"),
        (
            aws4("/", &[host, ("x-amz-content-sha256", "a")], "host;x-amz-content-sha256;x-amz-date", NOW),
            "x-amz-content-sha256: does not agree with payload",
        ),
        (
            SignedHeaders::new("host;date;range").map(drop),
            "SignedHeaders: element 1 must stand before the one before it",
        ),
        (SignedHeaders::new("date;host;host").map(drop), "SignedHeaders: element 2 repeats another"),
        (chunks(ContentSha256::Chunks, "a"), "trailer-names: does not agree with payload"),
        (chunks(ContentSha256::ChunksAndTrailer, ""), "trailer-names: must not be empty"),
        (chunks(ContentSha256::ChunksAndTrailer, &"a,".repeat(99)), "trailer-names: more than 16 elements"),
        (cavage("host date"), "headers: the request has no field of the name at byte 5"),
        (cavage("host (created)"), "headers: the text from byte 5 on is not allowed"),
        (oauth("/?a&oauth_token=b"), "query: element 1 is reserved"),
        (dpop::Server::new(Sha256, &["ES256", "HS256"]).map(drop), "algs: element 1 is not allowed"),
        (key(&[("kty", "OKP"), ("d", "AA")]), "d: element 1 is not allowed"),
        (key(&[("crv", "a"), ("crv", "a")]), "crv: element 1 repeats another"),
        (bearer::Challenge::new().with_other_params(&[token, realm]).map(drop), "params: element 1 is reserved"),
        (bearer::Challenge::new().with_other_params(&[token, token]).map(drop), "params: element 1 repeats another"),
        (
            api_key::Credentials::of_params(api_key::Kind::Token, "a", &[token]).map(drop),
            "params: element 0 is reserved",
        ),
        (Extensions::new(&unsorted).map(drop), "extensions: element 1 must stand before the one before it"),
        (Extension::new(1, long.as_bytes()).map(drop), "extension_data: more than 65535 bytes"),
    ] {
        let error = came.unwrap_err();
        assert_eq!(error.to_string(), text);
        let kind = error.kind().to_string();
        assert!(!kind.is_empty() && !kind.contains(char::is_numeric), "a kind has no offset: {kind}");
    }
}
