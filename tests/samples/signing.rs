//! Samples of what signs and verifies requests.

use countersign::Encode;
use countersign::auth::aws4::{
    CanonicalRequest, ChunkError, ChunkEvent, ChunkFrame, ChunkHeader, ChunkReader, Chunks, Client, ContentSha256,
    Credentials, EcdsaKey, Presigned, Refusal, Request, Rules, Scope, Secret, Server, SigningKey, StringToSign,
    Timestamp, Trailer,
};
use countersign::hash::Sha256;
use countersign::mac::{Hmac, MacFunction};

use crate::allocations::{Buffer, Case, shows, writes};
use crate::secrets::{SECRET, shown};

type Fields = [(&'static str, &'static str)];

const FIELDS: &Fields = &[("Host", "a"), ("X-Amz-S3cr3t", "s3cr3t")];
const NAMES: &str = "host;x-amz-content-sha256;x-amz-date;x-amz-s3cr3t";
const SIGNATURE: &str = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
const NOW: u64 = 1_369_353_600;

fn at() -> Timestamp {
    Timestamp::new(NOW).unwrap()
}

fn scope() -> Scope<'static> {
    Scope::new("20130524", "us-east-1", "s3").unwrap()
}

fn key() -> SigningKey {
    SigningKey::derive(Hmac(Sha256), SECRET.as_bytes(), scope()).unwrap()
}

fn request(fields: &Fields) -> Request<'static, &Fields> {
    Request::new("GET", "/s3cr3t?b=s3cr3t&a", fields, Rules::S3).unwrap()
}

fn client() -> Client<'static, Sha256, <Hmac<Sha256> as MacFunction<32>>::Key> {
    Client::new(Sha256, key().prepare(Hmac(Sha256)), "s3cr3t", scope()).unwrap().with_security_token(SECRET).unwrap()
}

pub(crate) const WRITING: &[Case] = &[
    ("aws4 in fields", |buffer| {
        let request = request(FIELDS);
        let signed = client().sign(&request, NAMES, ContentSha256::Unsigned, at()).unwrap();
        writes(&signed.credentials(), buffer);
        writes(&signed.timestamp(), buffer);
        writes(&signed.date(), buffer);
        writes(&signed.payload(), buffer);
    }),
    ("aws4 in the query", |buffer| {
        let request = request(FIELDS);
        let presigned = client().presign(&request, "host;x-amz-s3cr3t", ContentSha256::Unsigned, at(), 60).unwrap();
        writes(&presigned, &mut *buffer);
    }),
    ("aws4 chunks", |buffer| {
        let mut chunks = Chunks::new(key().prepare(Hmac(Sha256)), scope(), at(), SIGNATURE).unwrap();
        let signature = chunks.sign(5, [7; 32]).unwrap();
        writes(&ChunkHeader::new(5, signature).unwrap(), buffer);
        writes(&Trailer::new(&[("a", "b")]).unwrap(), buffer);
        writes(&chunks.frame(Sha256, b"s3cr3t").unwrap(), buffer);
        let last = chunks.last_frame(Sha256, Some(Trailer::new(&[("a", "b")]).unwrap())).unwrap();
        writes(&last, buffer);
    }),
];

pub(crate) const REJECTING: &[Case] = &[("aws4 signatures", |buffer| {
    let request = request(FIELDS);
    shows(&client().sign(&request, "host", ContentSha256::Unsigned, at()).unwrap_err(), buffer);
    shows(&Request::new("GET", "*", FIELDS, Rules::S3).unwrap_err(), buffer);
    let refusal = refusal(buffer);
    shows(&refusal, buffer);
    shows(&ChunkError::Order, buffer);
    let chunks = Chunks::new(key().prepare(Hmac(Sha256)), scope(), at(), SIGNATURE).unwrap();
    let mut reader = ChunkReader::new(Sha256, chunks, ContentSha256::Chunks, 5, "").unwrap();
    shows(&reader.read(&mut &b"5\r\n"[..]).unwrap_err(), buffer);
    shows(&ChunkHeader::parse(b"g").unwrap_err(), buffer);
    shows(&Timestamp::parse(b"").unwrap_err(), buffer);
})];

/// Refuses what a client signed, because the server does not know the key.
fn refusal(buffer: &mut Buffer) -> Refusal {
    let presigned = client().presign(&request(FIELDS), "host;x-amz-s3cr3t", ContentSha256::Unsigned, at(), 60).unwrap();
    let mut target = [0; 512];
    let target = presigned.encode_to_slice(&mut target).unwrap();
    let received = Request::new("GET", target, FIELDS, Rules::S3).unwrap();
    let read = Presigned::parse(&received, &mut buffer[..]).unwrap();
    let server = Server::new(Sha256, Hmac(Sha256), "s3");
    server.verify_presigned(&read, &received, None, Secret::UnknownKey, NOW, |_, _| true).unwrap_err()
}

/// Returns the `Debug` output of the types that sign and verify.
pub(crate) fn values() -> Vec<(&'static str, String)> {
    let request = request(FIELDS);
    let client = client();
    let signed = client.sign(&request, NAMES, ContentSha256::Unsigned, at()).unwrap();
    let presigned = client.presign(&request, "host;x-amz-s3cr3t", ContentSha256::Unsigned, at(), 60).unwrap();
    let target = presigned.encode_to_vec();
    let received = Request::new("GET", &target, FIELDS, Rules::S3).unwrap();
    let mut buffer = [0; 512];
    let read = Presigned::parse(&received, &mut buffer).unwrap();
    let server = Server::new(Sha256, Hmac(Sha256), "s3");
    let secret = Secret::Key(SECRET.as_bytes());
    let accepted = server.verify_presigned(&read, &received, None, secret, NOW, |_, _| true).unwrap();
    let refusal = server.verify_presigned(&read, &received, None, Secret::UnknownKey, NOW, |_, _| true).unwrap_err();
    let canonical = CanonicalRequest::new(&request, "host", ContentSha256::Unsigned).unwrap();
    let chunks = Chunks::new(key().prepare(Hmac(Sha256)), scope(), at(), SIGNATURE).unwrap();
    let header = format!("5;chunk-signature={SIGNATURE}");
    let sent = signed.credentials().encode_to_vec();
    vec![
        ("aws4::Accepted", shown(&accepted)),
        ("aws4::CanonicalRequest", shown(&canonical)),
        ("aws4::ChunkError", shown(&ChunkError::Order)),
        ("aws4::ChunkEvent", shown(&[ChunkEvent::Data(b"s3cr3t"), ChunkEvent::Trailer(b"s3cr3t", b"s3cr3t")])),
        ("aws4::ChunkFrame", shown(&ChunkFrame::unsigned(b"s3cr3t"))),
        ("aws4::ChunkHeader", shown(&ChunkHeader::parse(header.as_bytes()).unwrap())),
        ("aws4::Chunks", shown(&chunks)),
        ("aws4::ChunkReader", shown(&ChunkReader::new(Sha256, chunks, ContentSha256::Chunks, 5, "").unwrap())),
        ("aws4::Client", shown(&client)),
        ("aws4::ContentSha256", shown(&[ContentSha256::Unsigned, ContentSha256::of(Sha256, SECRET.as_bytes())])),
        ("aws4::Credentials", shown(&Credentials::parse(&sent).unwrap())),
        ("aws4::Date", shown(&signed.date())),
        ("aws4::Day", shown(&at().day())),
        ("aws4::EcdsaKey", shown(&EcdsaKey::derive(Hmac(Sha256), SECRET.as_bytes(), SECRET).unwrap())),
        ("aws4::Presigned", shown(&read)),
        ("aws4::PresignedTarget", shown(&presigned)),
        ("aws4::Refusal", shown(&refusal)),
        ("aws4::Request", shown(&request)),
        ("aws4::Rules", shown(&Rules::S3)),
        ("aws4::Secret", shown(&secret)),
        ("aws4::Server", shown(&server)),
        ("aws4::Signed", shown(&signed)),
        ("aws4::SigningKey", shown(&key())),
        ("aws4::StringToSign", shown(&StringToSign::new(at(), scope(), [7; 32]))),
        ("aws4::Timestamp", shown(&at())),
        ("aws4::Trailer", shown(&Trailer::new(&[("s3cr3t", "s3cr3t")]).unwrap())),
    ]
}
