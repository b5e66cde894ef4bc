//! Signed requests, beside the hash alone.

use std::hint::black_box;
use std::pin::pin;
use std::str::FromStr;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use countersign::Encode;
use countersign::auth::{aws4, hawk, scram};
use countersign::hash::{Fork, Hash, HashFunction, Sha256};
use countersign::mac::{Hmac, Mac, MacFunction, MacKey, Pieces};
use reqsign_aws_v4::{Credential, RequestSigner};
use reqsign_core::SignRequest;
use rusty_s3::S3Action;

use crate::case::Cases;

const ID: &str = "AKIAIOSFODNN7EXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const HOST: &str = "examplebucket.s3.us-east-1.amazonaws.com";
const TARGET: &str = "/photos/test.txt?list-type=2&max-keys=100&prefix=photos%2F2006";
const URL: &str =
    "https://examplebucket.s3.us-east-1.amazonaws.com/photos/test.txt?list-type=2&max-keys=100&prefix=photos%2F2006";
/// 2013-05-24, in seconds.
const NOW: u64 = 1_369_353_600;
const FIELDS: [(&str, &str); 2] = [("Host", HOST), ("Range", "bytes=0-9")];
const NAMES: &str = "host;range;x-amz-content-sha256;x-amz-date";

const HAWK_ID: &str = "dh37fgj492je";
const HAWK_KEY: &[u8] = b"werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn";
const HAWK_TARGET: &str = "/resource/1?b=1&a=2";

/// The bytes of what is hashed: two canonical requests, and the normalized one of Hawk.
const CANONICAL: usize = 351;
const CANONICAL_OF_URL: usize = 275;
const NORMALIZED: usize = 92;

/// What a signer does beside.
const IN_A_MESSAGE: &str = "it reads the clock, and writes into the message";

pub fn add(cases: &mut Cases) {
    cases.section("Signatures");
    cases
        .operation("AWS4, a request signed", URL.len())
        .by("countersign", || aws4_signed(black_box(TARGET)).unwrap_or(0))
        .by("aws-sigv4", || aws_sigv4(black_box(URL), SignatureLocation::Headers).unwrap_or(0))
        .unlike("reqsign-aws-v4", IN_A_MESSAGE, || reqsign(black_box(URL)).unwrap_or(0))
        .by("countersign, the hash alone", || aws4_hashes(true, true, CANONICAL))
        .by("countersign, with the key of the day", || aws4_signed_with_key(black_box(TARGET)).unwrap_or(0))
        .by("countersign, the hash alone with the key of the day", || aws4_hashes(false, true, CANONICAL));
    cases
        .operation("AWS4, a URL presigned", URL.len())
        .by("countersign", || aws4_presigned(black_box("/photos/test.txt")).unwrap_or(0))
        .by("rusty-s3", || rusty_s3(black_box("photos/test.txt")))
        .by("aws-sigv4", || aws_sigv4(black_box(PLAIN_URL), SignatureLocation::QueryParams).unwrap_or(0))
        .by("countersign, the hash alone", || aws4_hashes(true, false, CANONICAL_OF_URL));
    cases
        .operation("Hawk, a request signed", HAWK_TARGET.len())
        .by("countersign, hash of ring", || hawk_signed(Ring, black_box(HAWK_TARGET)).map_or(0, |(_, length)| length))
        .by("hawk", || hawk_by_hawk(black_box(HAWK_TARGET)).map_or(0, |header| header.len()))
        .by("countersign, the hash of ring alone", || mac_of(Ring, NORMALIZED))
        .by("countersign", || hawk_signed(Sha256, black_box(HAWK_TARGET)).map_or(0, |(_, length)| length))
        .by("countersign, the hash alone", || mac_of(Sha256, NORMALIZED));
    let header = hawk_by_hawk(HAWK_TARGET).expect("a header");
    let (ours, theirs) = (format!("Hawk {header}").leak() as &str, header.leak() as &str);
    cases
        .operation("Hawk, a request verified", ours.len())
        .by("countersign, hash of ring", || hawk_verified(Ring, black_box(ours)).unwrap_or(0))
        .by("hawk", || hawk_verified_by_hawk(black_box(theirs)).unwrap_or(0))
        .by("countersign, the hash of ring alone", || mac_of(Ring, NORMALIZED));
    cases
        .operation("SCRAM, both sides, 1 iteration", 100)
        .by("countersign, HMAC of ring 0.16", || scram_exchange(Ring016, Ring016).unwrap_or(0))
        .by("scram", || scram_by_scram().unwrap_or(0))
        .by("countersign", || scram_exchange(Sha256, Hmac(Sha256)).unwrap_or(0));
}

/// SHA-256 of ring, which has an implementation for the processor of callgrind.
#[derive(Clone, Copy)]
struct Ring;

struct Running(ring::digest::Context);

impl HashFunction<32> for Ring {
    const BLOCK: usize = 64;
    type Hash = Running;

    fn begin(self) -> Running {
        Running(ring::digest::Context::new(&ring::digest::SHA256))
    }
}

impl Hash<32> for Running {
    fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(self) -> [u8; 32] {
        self.0.finish().as_ref().try_into().expect("32 bytes")
    }
}

impl Fork for Running {
    fn fork(&self) -> Self {
        Self(self.0.clone())
    }
}

/// SHA-256 and HMAC of the ring that the crate `scram` uses.
#[derive(Clone, Copy)]
struct Ring016;

struct Running016(ring_016::digest::Context);

struct Key016(ring_016::hmac::Key);

struct Mac016(ring_016::hmac::Context);

impl HashFunction<32> for Ring016 {
    const BLOCK: usize = 64;
    type Hash = Running016;

    fn begin(self) -> Running016 {
        Running016(ring_016::digest::Context::new(&ring_016::digest::SHA256))
    }
}

impl Hash<32> for Running016 {
    fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(self) -> [u8; 32] {
        self.0.finish().as_ref().try_into().expect("32 bytes")
    }
}

impl MacFunction<32> for Ring016 {
    type Key = Key016;

    fn key_of<E: Encode>(self, key: &E) -> Key016 {
        let mut block = [0; 64];
        let key = key.encode_to_slice(&mut block).expect("a key of one block");
        Key016(ring_016::hmac::Key::new(ring_016::hmac::HMAC_SHA256, key))
    }
}

impl MacKey<32> for Key016 {
    type Mac = Mac016;

    fn begin(&self) -> Mac016 {
        Mac016(ring_016::hmac::Context::with_key(&self.0))
    }
}

impl Mac<32> for Mac016 {
    fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(self) -> [u8; 32] {
        self.0.sign().as_ref().try_into().expect("32 bytes")
    }
}

/// Computes what signing a request does: the key of the day if `is_derived`, hashes of the canonical request and of the body if
/// there is one, and the MAC of the string to sign.
#[inline(never)]
fn aws4_hashes(is_derived: bool, has_body: bool, canonical: usize) -> usize {
    /// The bytes of the algorithm, the time, the scope and a hash in hex.
    const STRING: usize = 16 + 1 + 16 + 1 + 34 + 1 + 64;
    let bytes = black_box([7; 512]);
    let mut key = [7; 32];
    if is_derived {
        for (index, part) in ["20130524", "us-east-1", "s3", "aws4_request"].iter().enumerate() {
            key = Hmac(Sha256).key(if index == 0 { &bytes[..44] } else { &key }).mac(part.as_bytes());
        }
    }
    if has_body {
        black_box(Sha256.hash(b""));
    }
    black_box(Sha256.hash(&bytes[..canonical]));
    black_box(Hmac(Sha256).key(&key).mac(&bytes[..STRING])).len()
}

/// Computes a MAC of so many bytes.
#[inline(never)]
fn mac_of<F: HashFunction<32>>(function: F, length: usize) -> usize
where
    F::Hash: Fork,
{
    let bytes = black_box([7; 512]);
    black_box(Hmac(function).key(HAWK_KEY).mac(&bytes[..length])).len()
}

fn scope() -> Option<aws4::Scope<'static>> {
    aws4::Scope::new("20130524", "us-east-1", "s3").ok()
}

fn aws4_signed_by(key: &aws4::SigningKey, target: &str) -> Option<usize> {
    let client = aws4::Client::new(Sha256, key.prepare(Hmac(Sha256)), ID, scope()?).ok()?;
    let request = aws4::Request::new("GET", target, &FIELDS, aws4::Rules::S3).ok()?;
    let payload = aws4::ContentSha256::of(Sha256, b"");
    let signed = client.sign(&request, NAMES, payload, aws4::Timestamp::new(NOW)?).ok()?;
    let (mut date, mut hash, mut credentials) = ([0; 16], [0; 64], [0; 256]);
    let length = signed.timestamp().encode_to_slice(black_box(&mut date)).ok()?.len()
        + signed.payload().encode_to_slice(black_box(&mut hash)).ok()?.len()
        + signed.credentials().encode_to_slice(black_box(&mut credentials)).ok()?.len();
    Some(length)
}

#[inline(never)]
fn aws4_signed(target: &str) -> Option<usize> {
    let key = aws4::SigningKey::derive(Hmac(Sha256), black_box(SECRET).as_bytes(), scope()?).ok()?;
    aws4_signed_by(&key, target)
}

#[inline(never)]
fn aws4_signed_with_key(target: &str) -> Option<usize> {
    aws4_signed_by(&aws4::SigningKey::from_bytes(black_box([7; 32])), target)
}

#[inline(never)]
fn aws4_presigned(target: &str) -> Option<usize> {
    let key = aws4::SigningKey::derive(Hmac(Sha256), black_box(SECRET).as_bytes(), scope()?).ok()?;
    let client = aws4::Client::new(Sha256, key.prepare(Hmac(Sha256)), ID, scope()?).ok()?;
    let fields = [("Host", HOST)];
    let request = aws4::Request::new("GET", target, &fields, aws4::Rules::S3).ok()?;
    let at = aws4::Timestamp::new(NOW)?;
    let target = client.presign(&request, "host", aws4::ContentSha256::Unsigned, at, 3_600).ok()?;
    let mut buffer = [0; 512];
    let length = target.encode_to_slice(&mut buffer).ok()?.len();
    black_box(&buffer);
    Some(length)
}

const PLAIN_URL: &str = "https://examplebucket.s3.us-east-1.amazonaws.com/photos/test.txt";

#[inline(never)]
fn aws_sigv4(url: &str, location: SignatureLocation) -> Option<usize> {
    let identity = Credentials::new(ID, black_box(SECRET), None, None, "bench").into();
    let mut settings = SigningSettings::default();
    settings.percent_encoding_mode = PercentEncodingMode::Single;
    settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    let is_presigned = location == SignatureLocation::QueryParams;
    settings.payload_checksum_kind =
        if is_presigned { PayloadChecksumKind::NoHeader } else { PayloadChecksumKind::XAmzSha256 };
    settings.expires_in = is_presigned.then_some(Duration::from_secs(3_600));
    settings.signature_location = location;
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region("us-east-1")
        .name("s3")
        .time(SystemTime::UNIX_EPOCH + Duration::from_secs(NOW))
        .settings(settings)
        .build()
        .ok()?
        .into();
    let (fields, body) = if is_presigned {
        (&FIELDS[..1], SignableBody::UnsignedPayload)
    } else {
        (&FIELDS[..], SignableBody::Bytes(&[]))
    };
    let request = SignableRequest::new("GET", url, fields.iter().copied(), body).ok()?;
    let (instructions, signature) = sign(request, &params).ok()?.into_parts();
    let (headers, query) = instructions.into_parts();
    Some(headers.len() + query.len() + black_box(signature).len())
}

#[inline(never)]
fn reqsign(url: &str) -> Option<usize> {
    let credential = Credential {
        access_key_id: ID.to_owned(),
        secret_access_key: black_box(SECRET).to_owned(),
        session_token: None,
        expires_in: None,
    };
    let signer = RequestSigner::new("s3", "us-east-1");
    let (mut parts, ()) = http::Request::get(url).header("range", "bytes=0-9").body(()).ok()?.into_parts();
    let context = reqsign_core::Context::new();
    {
        let signing = pin!(signer.sign_request(&context, &mut parts, Some(&credential), None));
        let Poll::Ready(Ok(())) = signing.poll(&mut Context::from_waker(Waker::noop())) else { return None };
    }
    Some(parts.headers.get("authorization")?.len())
}

#[inline(never)]
fn rusty_s3(object: &str) -> usize {
    let endpoint = rusty_s3_url("https://s3.us-east-1.amazonaws.com");
    let bucket = rusty_s3::Bucket::new(endpoint, rusty_s3::UrlStyle::VirtualHost, "examplebucket", "us-east-1");
    let bucket = bucket.expect("a bucket");
    let credentials = rusty_s3::Credentials::new(ID, black_box(SECRET));
    let time = jiff::Timestamp::from_second(1_369_353_600).expect("a time");
    let action = rusty_s3::actions::GetObject::new(&bucket, Some(&credentials), object);
    action.sign_with_time(Duration::from_secs(3_600), &time).as_str().len()
}

fn rusty_s3_url(text: &str) -> url::Url {
    text.parse().expect("a URL")
}

fn hawk_signed<F: HashFunction<32>>(function: F, target: &str) -> Option<([u8; 256], usize)>
where
    F::Hash: Fork,
{
    let client = hawk::Client::new(HAWK_ID, Hmac(function).key(black_box(HAWK_KEY)));
    let request = hawk::Request::new("GET", "example.com", 8000, target).ok()?;
    let unsigned = client.credentials(NOW, "j4h3g2").ok()?.with_ext("some-app-ext-data").ok()?;
    let signed = client.sign(&request, unsigned);
    let mut buffer = [0; 256];
    let length = signed.credentials().encode_to_slice(&mut buffer).ok()?.len();
    Some((black_box(buffer), length))
}

fn hawk_verified<F: HashFunction<32>>(function: F, value: &str) -> Option<usize>
where
    F::Hash: Fork,
{
    let credentials = hawk::Credentials::parse(value.as_bytes()).ok()?;
    let request = hawk::Request::new("GET", "example.com", 8000, HAWK_TARGET).ok()?;
    let server = hawk::Server::new(Hmac(function));
    server.verify(&credentials, &request, Some(black_box(HAWK_KEY)), None, NOW, |_, _, _| true).ok()?;
    Some(1)
}

#[inline(never)]
fn hawk_by_hawk(target: &str) -> Option<String> {
    let key = ::hawk::Key::new(black_box(HAWK_KEY), ::hawk::SHA256).ok()?;
    let credentials = ::hawk::Credentials { id: HAWK_ID.to_owned(), key };
    let request = ::hawk::RequestBuilder::new("GET", "example.com", 8000, target).ext("some-app-ext-data").request();
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW);
    Some(request.make_header_full(&credentials, at, "j4h3g2").ok()?.to_string())
}

#[inline(never)]
fn hawk_verified_by_hawk(value: &str) -> Option<usize> {
    let header = ::hawk::Header::from_str(value).ok()?;
    let key = ::hawk::Key::new(black_box(HAWK_KEY), ::hawk::SHA256).ok()?;
    let request = ::hawk::RequestBuilder::new("GET", "example.com", 8000, HAWK_TARGET).request();
    request.validate_header(&header, &key, Duration::from_secs(u64::from(u32::MAX))).then_some(1)
}

const SALT: &[u8; 16] = b"a salt of 16 byt";

/// Both sides of an exchange. The server has the salted password, as the crate `scram` does.
fn scram_exchange<F: HashFunction<32>, M: MacFunction<32>>(function: F, mac: M) -> Option<usize> {
    use scram::{
        Client, ClientFinal, ClientFirst, Functions, Gs2Header, Keys, Nonce, Password, Server, ServerFinal, ServerFirst,
    };

    let functions = Functions::with_mac(function, mac);
    let salted = mac.key(b"pencil").mac_of(&Pieces(&[SALT, &[0, 0, 0, 1]]));
    let client_first =
        ClientFirst::new(Gs2Header::new(), "user", Nonce::new(black_box("fyko+d2lbbFgONRv9qkxdawL")).ok()?).ok()?;
    let client = Client::new(functions, client_first).with_iteration_counts(1..=4_096);
    let mut first = [0; 64];
    let first = ClientFirst::parse(client_first.encode_to_slice(&mut first).ok()?).ok()?;
    let nonce = first.nonce().with_server("3rfcNHYJY1ZVvWVs7j3rfcNH").ok()?;
    let server_first = ServerFirst::new(nonce, SALT, 1).ok()?;
    let mut answered = [0; 128];
    let answered = ServerFirst::parse(server_first.encode_to_slice(&mut answered).ok()?).ok()?;
    let keys = client.derive(&answered, Password::ascii("pencil").ok()?).ok()?.finish();
    let answer = client.answer(answered, &keys).ok()?;
    let mut last = [0; 192];
    let last = ClientFinal::parse(answer.message().encode_to_slice(&mut last).ok()?).ok()?;
    let record = Keys::of_salted_password(functions, &salted).record(functions);
    let verified = Server::new(functions, first, server_first).verify(&last, Some(&record)).ok()?;
    let mut proof = [0; 64];
    let proof = ServerFinal::parse(verified.message().encode_to_slice(&mut proof).ok()?).ok()?;
    answer.accept(Some(&proof)).ok()?;
    Some(1)
}

struct Provider([u8; 32]);

impl ::scram::AuthenticationProvider for Provider {
    fn get_password_for(&self, _: &str) -> Option<::scram::PasswordInfo> {
        Some(::scram::PasswordInfo::new(self.0.to_vec(), 1, SALT.to_vec()))
    }
}

#[inline(never)]
fn scram_by_scram() -> Option<usize> {
    let salted = ::scram::hash_password("pencil", std::num::NonZeroU32::MIN, SALT);
    let mut random = rand::rngs::mock::StepRng::new(7, 0x0123_4567_89AB_CDEF);
    let client = ::scram::ScramClient::with_rng("user", "pencil", None, &mut random);
    let (client, first) = client.client_first();
    let server = ::scram::ScramServer::new(Provider(salted));
    let server = server.handle_client_first(&first).ok()?;
    let (server, answered) = server.server_first_with_rng(&mut random);
    let client = client.handle_server_first(&answered).ok()?;
    let (client, last) = client.client_final();
    let (status, proof) = server.handle_client_final(&last).ok()?.server_final();
    client.handle_server_final(&proof).ok()?;
    (status == ::scram::AuthenticationStatus::Authenticated).then_some(1)
}
