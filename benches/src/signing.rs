//! Signing and verifying, without the hash: its computations cost almost nothing here.

use std::hint::black_box;

use countersign::Encode;
use countersign::auth::colon_pair::{self, Kind, shared_key};
use countersign::auth::{aws4, hawk, oauth, scram};
use countersign::hash::{Fork, Hash, HashFunction};
use countersign::mac::{Hmac, MacFunction};

use crate::case::{Case, Limit};

/// Hashes of `N` bytes that say how much was added. Most instructions of a case are then those of this crate.
#[derive(Clone, Copy)]
struct Lengths;

struct Running(u64);

impl<const N: usize> HashFunction<N> for Lengths {
    const BLOCK: usize = 64;
    type Hash = Running;

    fn begin(self) -> Running {
        Running(0)
    }
}

impl<const N: usize> Hash<N> for Running {
    #[inline(never)]
    fn update(&mut self, bytes: &[u8]) {
        self.0 = black_box(self.0.wrapping_add(bytes.len() as u64));
    }

    #[inline(never)]
    fn finish(self) -> [u8; N] {
        let length = self.0.to_be_bytes();
        std::array::from_fn(|index| length[index % 8])
    }
}

impl Fork for Running {
    fn fork(&self) -> Self {
        Self(self.0)
    }
}

const HMAC: Hmac<Lengths> = Hmac(Lengths);

const FIELDS: [(&str, &str); 4] =
    [("Host", "examplebucket.s3.amazonaws.com"), ("Range", "bytes=0-9"), ("User-Agent", "an agent"), ("Accept", "*/*")];

const TARGET: &str = "/test.txt?list-type=2&prefix=photos%2F2006&max-keys=100";

/// 2013-05-24, in seconds.
const NOW: u64 = 1_369_353_600;

/// Returns the number of bytes written; 0 if signing fails.
type Operation = fn() -> Option<usize>;

const ROWS: [(&str, u64, Operation); 13] = [
    ("AWS4: a key derived", 910, aws4_key),
    ("AWS4: signed", 15_100, || aws4_signed(|fields| Some(fields.len()))),
    ("AWS4: signed and verified", 37_700, || aws4_signed(aws4_verified)),
    ("AWS4: presigned", 16_100, aws4_presigned),
    ("AWS4: 16 chunks", 9_950, aws4_chunks),
    ("SharedKey: signed", 25_300, || shared_key(false)),
    ("SharedKey: signed and verified", 46_500, || shared_key(true)),
    ("OAuth: signed", 68_200, || oauth(false)),
    ("OAuth: signed and verified", 173_400, || oauth(true)),
    ("Hawk: signed", 2_870, || hawk(false)),
    ("Hawk: signed and verified", 7_790, || hawk(true)),
    ("Hawk: a bewit", 3_280, bewit),
    ("SCRAM: client and server", 13_590, scram),
];

pub fn all() -> impl Iterator<Item = Case> {
    ROWS.into_iter().map(|(name, most, operation)| {
        let bytes = operation().unwrap_or_else(|| panic!("{name} fails"));
        let operation = Box::new(move || black_box(operation)().unwrap_or(0));
        Case { name, bytes, at_most: Limit::Instructions(most), allocations: 0, operation }
    })
}

fn scope() -> Option<aws4::Scope<'static>> {
    aws4::Scope::new(black_box("20130524"), "us-east-1", "s3").ok()
}

fn written(value: &impl Encode) -> Option<usize> {
    let mut buffer = [0; 512];
    let length = value.encode_to_slice(black_box(&mut buffer)).ok()?.len();
    black_box(&buffer);
    Some(length)
}

#[inline(never)]
fn aws4_key() -> Option<usize> {
    let key = aws4::SigningKey::derive(HMAC, b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", scope()?).ok()?;
    Some(black_box(key.as_bytes()).len())
}

type Sent<'f> = &'f [(&'f str, &'f str)];

/// Signs a request with a key that was derived before, and gives the fields of the signed request on.
#[inline(never)]
fn aws4_signed(then: fn(Sent<'_>) -> Option<usize>) -> Option<usize> {
    let key = aws4::SigningKey::from_bytes([7; 32]);
    let client = aws4::Client::new(Lengths, key.prepare(HMAC), "AKIAIOSFODNN7EXAMPLE", scope()?).ok()?;
    let request = aws4::Request::new("GET", black_box(TARGET), &FIELDS, aws4::Rules::S3).ok()?;
    let payload = aws4::ContentSha256::of(Lengths, b"");
    let names = "host;range;x-amz-content-sha256;x-amz-date";
    let signed = client.sign(&request, names, payload, aws4::Timestamp::new(NOW)?).ok()?;
    let (mut date, mut hash, mut credentials) = ([0; 16], [0; 64], [0; 256]);
    let text = |bytes| std::str::from_utf8(bytes).ok();
    let [host, range, agent, accept] = FIELDS;
    let sent = [
        host,
        range,
        agent,
        accept,
        ("x-amz-date", text(signed.timestamp().encode_to_slice(&mut date).ok()?)?),
        ("x-amz-content-sha256", text(signed.payload().encode_to_slice(&mut hash).ok()?)?),
        ("authorization", text(signed.credentials().encode_to_slice(&mut credentials).ok()?)?),
    ];
    then(black_box(&sent))
}

fn aws4_verified(sent: Sent<'_>) -> Option<usize> {
    let request = aws4::Request::new("GET", black_box(TARGET), sent, aws4::Rules::S3).ok()?;
    let (_, value) = sent.last()?;
    let credentials = aws4::Credentials::parse(value.as_bytes()).ok()?;
    let key = aws4::SigningKey::from_bytes([7; 32]);
    let server = aws4::Server::new(Lengths, HMAC, "s3").with_region("us-east-1");
    server.verify(&credentials, &request, None, aws4::Secret::Derived(&key), NOW, |_, _| true).ok()?;
    Some(value.len())
}

#[inline(never)]
fn aws4_presigned() -> Option<usize> {
    let key = aws4::SigningKey::from_bytes([7; 32]);
    let client = aws4::Client::new(Lengths, key.prepare(HMAC), "AKIAIOSFODNN7EXAMPLE", scope()?).ok()?;
    let request = aws4::Request::new("GET", black_box(TARGET), &FIELDS, aws4::Rules::S3).ok()?;
    let at = aws4::Timestamp::new(NOW)?;
    written(&client.presign(&request, "host", aws4::ContentSha256::Unsigned, at, 86_400).ok()?)
}

#[inline(never)]
fn aws4_chunks() -> Option<usize> {
    let key = aws4::SigningKey::from_bytes([7; 32]);
    let at = aws4::Timestamp::new(NOW)?;
    let of_request = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
    let mut chunks = aws4::Chunks::new(key.prepare(HMAC), scope()?, at, black_box(of_request)).ok()?;
    (0..16).try_fold(0, |sum, _| Some(sum + chunks.sign(65_536, black_box([7; 32])).ok()?.len()))
}

#[inline(never)]
fn shared_key(is_verified: bool) -> Option<usize> {
    let fields = [
        ("x-ms-version", "2021-08-06"),
        ("x-ms-date", "Sun, 11 Oct 2009 21:49:13 GMT"),
        ("x-ms-client-request-id", "1"),
        ("Content-Length", "0"),
    ];
    let target = black_box("/mycontainer?restype=container&comp=metadata&timeout=20");
    let request = shared_key::Request::new(shared_key::Service::Blob, "myaccount", "GET", target, &fields).ok()?;
    let key = shared_key::AccountKey::from_bytes(&[7; 64]).ok()?;
    let signed = shared_key::Client::new(HMAC, key).sign(&request, Kind::SharedKey).ok()?;
    let mut buffer = [0; 96];
    let value = signed.credentials().encode_to_slice(&mut buffer).ok()?;
    if is_verified {
        let credentials = colon_pair::Credentials::parse(black_box(value)).ok()?;
        let server = shared_key::Server::new(HMAC);
        server.verify(&credentials, &request, Some(key), 1_255_297_753, |_, _| true).ok()?;
    }
    Some(value.len())
}

#[inline(never)]
fn oauth(is_verified: bool) -> Option<usize> {
    let secrets = oauth::Secrets::new("kd94hf93k423kf44").with_token("pfkkdhi9sl3r4s00");
    // The MAC of HMAC-SHA256 has 32 bytes.
    let method = oauth::SignatureMethod::new("HMAC-SHA256");
    let client = oauth::Client::new::<32>(HMAC, method, "dpf43f3p2l4k3l03", secrets).ok()?;
    let target = black_box("/photos?size=original&file=vacation.jpg");
    let request = oauth::Request::new("GET", "http", "photos.example.net", target).ok()?;
    let unsigned = client.credentials(137_131_202, "chapoH").ok()?.with_token("nnch734d00sl2jdk");
    let signed = client.sign::<32>(&request, unsigned).ok()?;
    let mut buffer = [0; 512];
    let value = signed.credentials().encode_to_slice(&mut buffer).ok()?;
    if is_verified {
        let credentials = oauth::Credentials::parse(black_box(value)).ok()?;
        let server = oauth::Server::new();
        server.verify::<_, 32>(HMAC, &credentials, &request, Some(secrets), 137_131_202, |_, _, _| true).ok()?;
    }
    Some(value.len())
}

#[inline(never)]
fn hawk(is_verified: bool) -> Option<usize> {
    let secret = b"werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn";
    let client = hawk::Client::new("dh37fgj492je", MacFunction::<32>::key(HMAC, secret));
    let request = hawk::Request::new("GET", "example.com", 8000, black_box("/resource/1?b=1&a=2")).ok()?;
    let unsigned = client.credentials(NOW, "j4h3g2").ok()?.with_ext("some-app-ext-data").ok()?;
    let signed = client.sign(&request, unsigned);
    let mut buffer = [0; 256];
    let value = signed.credentials().encode_to_slice(&mut buffer).ok()?;
    if is_verified {
        let credentials = hawk::Credentials::parse(black_box(value)).ok()?;
        let server = hawk::Server::new(HMAC);
        server.verify::<32>(&credentials, &request, Some(secret), None, NOW, |_, _, _| true).ok()?;
    }
    Some(value.len())
}

#[inline(never)]
fn bewit() -> Option<usize> {
    let key = MacFunction::<32>::key(HMAC, b"werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn");
    let request = hawk::Request::new("GET", "example.com", 8000, black_box("/resource/1?b=1&a=2")).ok()?;
    written(&hawk::NewBewit::new("dh37fgj492je", &key, &request, NOW, "some-app-ext-data").ok()?)
}

/// Both sides of an exchange, with keys that were derived before.
#[inline(never)]
fn scram() -> Option<usize> {
    let functions = scram::Functions::new(Lengths);
    let keys = scram::Keys::<32>::new([7; 32], [8; 32]);
    let client_first = scram::ClientFirst::parse(black_box(b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO")).ok()?;
    let server_first = b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    let server_first = scram::ServerFirst::parse(black_box(server_first)).ok()?;
    let answer = scram::Client::new(functions, client_first).answer(server_first, &keys).ok()?;
    let mut buffer = [0; 256];
    let value = answer.message().encode_to_slice(&mut buffer).ok()?;
    let client_final = scram::ClientFinal::parse(black_box(value)).ok()?;
    let record = keys.record(functions);
    let verified =
        scram::Server::new(functions, client_first, server_first).verify(&client_final, Some(&record)).ok()?;
    let mut buffer = [0; 64];
    let proof = verified.message().encode_to_slice(&mut buffer).ok()?;
    answer.accept(Some(&scram::ServerFinal::parse(black_box(proof)).ok()?)).ok()?;
    Some(value.len())
}
