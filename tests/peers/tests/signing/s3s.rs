//! The crate signs, and the server s3s verifies.

use std::ops::Range;

use countersign::Encode;
use countersign::auth::aws4::{
    ChunkHeader, Chunks, Client, ContentSha256, Request, Rules, Scope, SigningKey, Timestamp,
};
use countersign::hash::{HashFunction, Sha256};
use countersign::mac::Hmac;
use countersign_peers::outcome::rows;
use countersign_peers::{Connection, Message, Origin, changes, wire};
use futures::StreamExt;
use futures::executor::block_on;
use s3s::auth::SimpleAuth;
use s3s::dto::{
    GetObjectInput, GetObjectOutput, ListObjectsV2Input, ListObjectsV2Output, PutObjectInput, PutObjectOutput,
};
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{Body, S3, S3Request, S3Response, S3Result, s3_error};

use crate::aws4::{KEY_ID, REGION, SECRET};
use crate::now;

/// What s3s answers: the status, or its code.
///
/// - s3s decodes the path before it splits it, so that `%2F` is a slash to it.
/// - It reads `+` in a query as a space.
/// - It accepts another name of the algorithm, and another date in the scope.
const ANSWERS: &str = "
form      | method | target                      | body            | answer
field     | GET    | /bucket/key                 |                 | 200
field     | GET    | /bucket/a//b/./c/../d       |                 | 200
field     | GET    | /bucket/a%20key/%E1%88%B4~  |                 | 200
field     | GET    | /bucket/a%2Fb               |                 | SignatureDoesNotMatch
field     | GET    | /bucket?list-type=2&a-b=1&a=%2B%20&prefix=%2F | | 200
field     | GET    | /bucket?list-type=2&a=+     |                 | SignatureDoesNotMatch
plus      | GET    | /bucket?list-type=2&a=+     |                 | 200
token     | GET    | /bucket/key                 |                 | 200
field     | PUT    | /bucket/key                 | hash            | 200
field     | PUT    | /bucket/key                 | unsigned        | 200
field     | PUT    | /bucket/key                 | chunks          | 200
presigned | GET    | /bucket/key                 |                 | 200
presigned | GET    | /bucket/a//b/%E1%88%B4?a=+  |                 | 200
presigned | PUT    | /bucket/key                 | unsigned        | 200
token presigned | GET | /bucket/key              |                 | 200
";

/// A service that reads the body that it is sent, and has no objects.
struct Store;

#[async_trait::async_trait]
impl S3 for Store {
    async fn put_object(&self, request: S3Request<PutObjectInput>) -> S3Result<S3Response<PutObjectOutput>> {
        let mut body = request.input.body.ok_or_else(|| s3_error!(IncompleteBody))?;
        while let Some(part) = body.next().await {
            part.map_err(|_| s3_error!(SignatureDoesNotMatch))?;
        }
        Ok(S3Response::new(PutObjectOutput::default()))
    }

    async fn get_object(&self, _: S3Request<GetObjectInput>) -> S3Result<S3Response<GetObjectOutput>> {
        Ok(S3Response::new(GetObjectOutput::default()))
    }

    async fn list_objects_v2(&self, _: S3Request<ListObjectsV2Input>) -> S3Result<S3Response<ListObjectsV2Output>> {
        Ok(S3Response::new(ListObjectsV2Output::default()))
    }
}

fn start() -> Origin {
    let mut builder = S3ServiceBuilder::new(Store);
    builder.set_auth(SimpleAuth::from_single(KEY_ID, SECRET));
    let service = builder.build();
    Origin::start(move |request| answer(&service, request).unwrap_or_else(|| Message::response(400).with_body("")))
}

/// Returns what the service answers; `None` if the request is not one that can be given to it.
fn answer(service: &S3Service, request: &Message) -> Option<Message> {
    let start = http::Request::builder().method(request.method()).uri(request.target());
    let whole = request.fields().into_iter().fold(start, |builder, (name, value)| builder.header(name, value));
    let whole = whole.body(Body::from(request.body().to_vec())).ok()?;
    let response = block_on(service.call(whole)).expect("the service answers");
    let status = response.status().as_u16();
    let body = block_on(response.into_body().store_all_unlimited()).expect("the body is complete");
    Some(Message::response(status).with_body(body))
}

/// The body of a PUT request.
const BODY: &[u8] = b"a body";

/// Returns the request of a row, signed with a secret.
fn request(form: &str, method: &str, target: &str, body: &str, host: &str, secret: &str) -> Message {
    let at = Timestamp::new(now()).expect("it has four digits of a year");
    let day = at.day();
    let scope = Scope::new(day.as_str(), REGION, "s3").expect("the scope is valid");
    let key = SigningKey::derive(Hmac(Sha256), secret.as_bytes(), scope).expect("the secret is not empty");
    let prepared = || key.prepare(Hmac(Sha256));
    let mut client = Client::new(Sha256, prepared(), KEY_ID, scope).expect("the key has a valid ID");
    if form.contains("token") {
        client = client.with_security_token("a+token/of==").expect("the token can be sent");
    }
    let rules = if form == "plus" { Rules::S3.with_plus_as_space() } else { Rules::S3 };
    let decoded = ("x-amz-decoded-content-length", "6");
    let fields = if body == "chunks" { vec![("host", host), decoded] } else { vec![("host", host)] };
    let signing = Request::new(method, target, &fields[..], rules).expect("the request can be signed");
    let payload = match body {
        "unsigned" => ContentSha256::Unsigned,
        "chunks" => ContentSha256::Chunks,
        "hash" => ContentSha256::of(Sha256, BODY),
        _ => ContentSha256::of(Sha256, b""),
    };
    if form.contains("presigned") {
        let presigned =
            client.presign(&signing, "host", ContentSha256::Unsigned, at, 60).expect("the request can be signed");
        let mut buffer = [0; 512];
        let target = presigned.encode_to_slice(&mut buffer).expect("it fits");
        let sent = Message::request(method, str::from_utf8(target).expect("it is ASCII")).with_field("host", host);
        return if body.is_empty() { sent } else { sent.with_body(BODY) };
    }
    let mut names = vec!["host", "x-amz-content-sha256", "x-amz-date"];
    names.extend((body == "chunks").then_some("x-amz-decoded-content-length"));
    names.extend(form.contains("token").then_some("x-amz-security-token"));
    let names = names.join(";");
    let signed = client.sign(&signing, &names, payload, at).expect("the request can be signed");
    let mut sent =
        fields.iter().fold(Message::request(method, target), |sent, (name, value)| sent.with_field(name, value));
    sent = sent.with_field("x-amz-date", wire(&signed.timestamp()));
    sent = sent.with_field("x-amz-content-sha256", wire(&signed.payload()));
    if let Some(token) = signed.security_token() {
        sent = sent.with_field("x-amz-security-token", token);
    }
    sent = sent.with_field("authorization", wire(&signed.credentials()));
    match body {
        "" => sent,
        "chunks" => {
            let mut chunks = Chunks::new(prepared(), scope, at, signed.signature()).expect("it is a signature");
            let mut framed = Vec::new();
            for data in [&BODY[..4], &BODY[4..], b""] {
                let size = u64::try_from(data.len()).expect("it is short");
                let signature = chunks.sign(size, Sha256.hash(data)).expect("the last chunk is not signed yet");
                framed.extend(wire_of(&ChunkHeader::new(size, signature).expect("it is a signature")));
                framed.extend([b"\r\n", data, b"\r\n"].concat());
            }
            sent.with_body(framed)
        }
        _ => sent.with_body(BODY),
    }
}

fn wire_of(header: &ChunkHeader<'_>) -> Vec<u8> {
    let mut buffer = [0; 128];
    header.encode_to_slice(&mut buffer).expect("it fits").to_vec()
}

#[test]
fn s3s_verifies() {
    let server = start();
    let host = format!("127.0.0.1:{}", server.port());
    let mut connection = Connection::open(server.port());
    let mut ask = |request: &Message| {
        let response = connection.ask(request).expect("the server answers");
        let text = String::from_utf8_lossy(response.body());
        let code = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>"));
        code.map_or(response.status().to_string(), |(code, _)| code.into())
    };
    for row in rows(ANSWERS) {
        let [form, method, target, body, expected] = row[..] else { panic!("{row:?}") };
        let sent = request(form, method, target, body, &host, SECRET);
        assert_eq!(ask(&sent), expected, "{row:?}");
        let other = request(form, method, target, body, &host, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEZ");
        assert_eq!(ask(&other), "SignatureDoesNotMatch", "{row:?}");
        if expected != "200" {
            continue;
        }
        let signed: &[&str] = match form {
            "presigned" | "token presigned" => &["host"],
            "token" => &["host", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token", "authorization"],
            _ => &["host", "x-amz-content-sha256", "x-amz-date", "authorization"],
        };
        let unread = unread(&sent);
        for changed in changes(&sent, signed) {
            let is_protected = body != "unsigned" || sent.body() == changed.body();
            if is_protected && ask(&changed) == "200" {
                let at = sent.head().iter().zip(changed.head()).position(|(old, new)| old != new);
                let head = String::from_utf8_lossy(changed.head());
                assert!(at.is_some_and(|at| unread.iter().any(|part| part.contains(&at))), "{row:?} {head}");
            }
        }
    }
}

/// Returns where a head has what s3s does not compare: the name of the algorithm, and the date of the scope.
fn unread(request: &Message) -> [Range<usize>; 2] {
    let head = str::from_utf8(request.head()).expect("it is ASCII");
    let algorithm = head.rfind("AWS4-HMAC-SHA256").expect("the request is signed");
    let key = head.find(KEY_ID).expect("the request is signed") + KEY_ID.len();
    let date = key + head[key..].find("20").expect("the scope has a date");
    // The space before the algorithm is no part of a field value.
    let before = algorithm - usize::from(head[..algorithm].ends_with(' '));
    [before..algorithm + 16, date..date + 8]
}
