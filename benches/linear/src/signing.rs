//! The entry points of hashes, MACs, and of the schemes that sign.
//!
//! A hash costs the same for each byte. [`Lengths`] takes its place, so that the steps of this crate are not lost among its.

use std::hint::black_box;
use std::num::NonZeroU32;
use std::str::from_utf8;

use countersign::auth::colon_pair::{self, Kind, shared_key};
use countersign::auth::{aws4, hawk, oauth, scram};
use countersign::hash::{Fork, Hash, HashFunction};
use countersign::mac::{Hmac, MacFunction, MacKey, Pbkdf2, Pieces, SerialHmac, pbkdf2};

use crate::entry::{Entry, ignore, shows, uses, with_buffer, writes};

/// A hash of 32 bytes that says how much was added.
#[derive(Clone, Copy)]
struct Lengths;

struct Running(u64);

impl HashFunction<32> for Lengths {
    const BLOCK: usize = 64;
    type Hash = Running;

    fn begin(self) -> Running {
        Running(0)
    }
}

impl Hash<32> for Running {
    fn update(&mut self, bytes: &[u8]) {
        self.0 = black_box(self.0.wrapping_add(bytes.len() as u64));
    }

    fn finish(self) -> [u8; 32] {
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

/// 2013-05-24, in seconds.
const NOW: u64 = 1_369_353_600;

const ONCE: NonZeroU32 = NonZeroU32::MIN;

pub fn entries() -> Vec<Entry> {
    vec![
        Entry::bytes("hash", |bytes| ignore((Lengths.hash(bytes), Lengths.hash_of(&Pieces(&[bytes]))))),
        Entry::bytes("mac", macs),
        Entry::length("mac::pbkdf2, the output", |length| {
            let mut out = vec![0; length];
            Box::new(move || ignore(pbkdf2(&HMAC.key(b"password"), b"salt", ONCE, &mut out)))
        }),
        Entry::bytes("aws4::Client", |bytes| aws4_client(bytes).unwrap_or_default()),
        Entry::bytes("aws4::Server", |bytes| aws4_server(bytes).unwrap_or_default()),
        Entry::bytes("aws4::Presigned", aws4_presigned),
        Entry::bytes("aws4 of other clouds", |bytes| aws4_clouds(bytes).unwrap_or_default()),
        Entry::bytes("aws4::Chunks", |bytes| aws4_chunks(bytes).unwrap_or_default()),
        Entry::bytes("aws4 values", aws4_values),
        Entry::bytes("colon_pair::shared_key", |bytes| shared_key(bytes).unwrap_or_default()),
        Entry::bytes("oauth::Client", |bytes| oauth(bytes).unwrap_or_default()),
        Entry::bytes("oauth values", oauth_values),
        Entry::bytes("hawk::Client", |bytes| hawk(bytes).unwrap_or_default()),
        Entry::bytes("hawk values", hawk_values),
        Entry::bytes("scram::Server", |bytes| scram(bytes).unwrap_or_default()),
        Entry::bytes("scram values", scram_values),
    ]
}

fn macs(bytes: &[u8]) {
    let key = HMAC.key(bytes);
    black_box((key.mac(bytes), SerialHmac(Lengths).key(bytes).mac(bytes)));
    let mut derived = Pbkdf2::new_of(HMAC.key(b"password"), &Pieces(&[bytes]), ONCE);
    black_box((derived.step(1), derived.finish()));
    black_box(Pbkdf2::new(HMAC.key(b"password"), bytes, ONCE).finish());
    black_box(Pbkdf2::block(HMAC.key(b"password"), bytes, ONCE, ONCE).finish());
}

/// Field lines, whose values are the lines of the input.
fn fields(bytes: &[u8]) -> Vec<(&str, &[u8])> {
    let start: [(&str, &[u8]); 2] = [("host", b"a"), ("x-amz-date", b"20130524T000000Z")];
    let names = ["range", "x", "content-type", "accept"];
    let lines = bytes.split(|byte| *byte == b'\n').enumerate().map(|(index, line)| (names[index % 4], line));
    start.into_iter().chain(lines).collect()
}

fn scope() -> Option<aws4::Scope<'static>> {
    aws4::Scope::new("20130524", "us-east-1", "s3").ok()
}

fn aws4_client(bytes: &[u8]) -> Option<()> {
    let text = from_utf8(bytes).unwrap_or("a");
    let key = aws4::SigningKey::derive(HMAC, bytes, scope()?).ok()?;
    let client = aws4::Client::new(Lengths, key.prepare(HMAC), "id", scope()?).ok()?;
    let client = client.with_security_token(text).ok()?;
    let (lines, at) = (fields(bytes), aws4::Timestamp::new(NOW)?);
    let lines: Vec<_> = lines.into_iter().filter(|(name, _)| *name != "x-amz-date").collect();
    let payload = aws4::ContentSha256::of(Lengths, bytes);
    for rules in [aws4::Rules::S3, aws4::Rules::OTHERS, aws4::Rules::S3.with_plus_as_space()] {
        let start = ["/", "/?a=", "/a/../"];
        for start in start {
            let target = [start.as_bytes(), bytes].concat();
            let Ok(request) = aws4::Request::new("GET", &target, lines.as_slice(), rules) else { continue };
            if let Ok(signed) = client.sign(&request, "host;range;x;x-amz-content-sha256;x-amz-date", payload, at) {
                uses(&signed.credentials());
            }
            ignore(client.presign(&request, "host;range", payload, at, 1).map(|target| writes(&target)));
            let canonical = aws4::CanonicalRequest::new(&request, "host;range;x", payload);
            ignore(canonical.map(|canonical| (canonical.hash(Lengths), shows(&canonical))));
        }
    }
    Some(())
}

fn aws4_server(bytes: &[u8]) -> Option<()> {
    let lines = fields(bytes);
    let target = [b"/?", bytes].concat();
    let request = aws4::Request::new("GET", &target, lines.as_slice(), aws4::Rules::OTHERS).ok()?;
    let server = aws4::Server::new(Lengths, HMAC, "s3");
    let names = "host;range;x;x-amz-date";
    let credentials = aws4::Credentials::new("id", scope()?, names, OF_REQUEST).ok()?;
    let secret = aws4::Secret::Key(bytes);
    black_box(server.verify(&credentials, &request, Some([7; 32]), secret, NOW, |_, _| true).is_ok());
    Some(())
}

/// Signs and verifies as other clouds do.
fn aws4_clouds(bytes: &[u8]) -> Option<()> {
    let (at, value) = (aws4::Timestamp::new(NOW)?, bytes.split(|byte| *byte == b'\n').next()?);
    for (algorithm, rules, date, names) in [
        (aws4::Algorithm::Acs3HmacSha256, aws4::Rules::ALIBABA, "x-acs-date", "host;x;x-acs-content-sha256;x-acs-date"),
        (aws4::Algorithm::SdkHmacSha256, aws4::Rules::HUAWEI, "x-sdk-date", "host;x;x-sdk-date"),
    ] {
        let client = aws4::Client::without_scope(Lengths, HMAC.key(bytes), "id", algorithm).ok()?;
        let target = [b"/?", bytes].concat();
        let sent: [(&str, &[u8]); 3] = [("host", b"a"), ("x", value), ("x-acs-content-sha256", b"UNSIGNED-PAYLOAD")];
        let Ok(request) = aws4::Request::new("GET", &target, &sent, rules) else { continue };
        let Ok(signed) = client.sign(&request, names, aws4::ContentSha256::Unsigned, at) else { continue };
        let now = signed.date();
        let [host, x, hash] = sent;
        let received = [host, x, hash, (date, now.as_str().as_bytes())];
        let request = aws4::Request::new("GET", &target, &received, rules).ok()?;
        let credentials = signed.credentials();
        let server = aws4::Server::new(Lengths, HMAC, "").with_algorithm(algorithm);
        let secret = aws4::Secret::Key(bytes);
        black_box(server.verify(&credentials, &request, Some([7; 32]), secret, NOW, |_, _| true).is_ok());
    }
    let text = aws4::StringToSign::without_scope(at, aws4::Algorithm::Acs3HmacSha256, [7; 32]);
    writes(&text);
    aws4_tencent(bytes)
}

fn aws4_tencent(bytes: &[u8]) -> Option<()> {
    let (algorithm, rules) = (aws4::Algorithm::Tc3HmacSha256, aws4::Rules::TENCENT);
    let scope = aws4::Scope::of(algorithm, "2013-05-24", None, "cvm").ok()?;
    let key = aws4::SigningKey::derive(HMAC, bytes, scope).ok()?;
    let client = aws4::Client::new(Lengths, key.prepare(HMAC), "id", scope).ok()?;
    let target = [b"/?", bytes].concat();
    let value = bytes.split(|byte| *byte == b'\n').next()?;
    let sent: [(&str, &[u8]); 2] = [("host", b"a"), ("content-type", value)];
    let request = aws4::Request::new("GET", &target, &sent, rules).ok()?;
    let signed = client.sign(&request, "content-type;host", aws4::ContentSha256::Unsigned, aws4::Timestamp::new(NOW)?);
    ignore(signed.map(|signed| uses(&signed.date())));
    Some(())
}

const OF_REQUEST: &str = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";

fn aws4_presigned(bytes: &[u8]) {
    const PARAMS: &str = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=id%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
        &X-Amz-Date=20130524T000000Z&X-Amz-Expires=1&X-Amz-SignedHeaders=host&X-Amz-Signature=";
    let lines = [("host", "a")];
    for target in [
        [b"/?", PARAMS.as_bytes(), OF_REQUEST.as_bytes(), b"&", bytes].concat(),
        [b"/?X-Amz-Security-Token=", bytes, b"&", PARAMS.as_bytes(), OF_REQUEST.as_bytes()].concat(),
    ] {
        let Ok(request) = aws4::Request::new("GET", &target, &lines, aws4::Rules::S3) else { continue };
        let mut buffer = [0; 512];
        if let Ok(presigned) = aws4::Presigned::parse(&request, &mut buffer) {
            let server = aws4::Server::new(Lengths, HMAC, "s3");
            let secret = aws4::Secret::UnknownKey;
            let verified = server.verify_presigned(&presigned, &request, None, secret, NOW, |_, _| true);
            ignore(verified.map(|accepted| accepted.chunks(scope().expect("a scope")).is_ok()));
        }
        with_buffer(|buffer| ignore(request.presigned_security_token(buffer)));
    }
}

fn aws4_chunks(bytes: &[u8]) -> Option<()> {
    let key = aws4::SigningKey::from_bytes([7; 32]);
    let mut chunks = aws4::Chunks::new(key.prepare(HMAC), scope()?, aws4::Timestamp::new(NOW)?, OF_REQUEST).ok()?;
    for _ in 0..bytes.len() / 64 {
        ignore(chunks.sign(1, [7; 32]).map(str::len));
    }
    black_box(chunks.verify(1, [7; 32], bytes).is_ok());
    ignore(chunks.sign_trailer([7; 32]).map(str::len));
    let chunks = || aws4::Chunks::new(key.prepare(HMAC), scope()?, aws4::Timestamp::new(NOW)?, OF_REQUEST).ok();
    let mut client = chunks()?;
    ignore(client.frame(Lengths, bytes).map(|frame| writes(&frame)));
    ignore(client.last_frame(Lengths, None).map(|frame| writes(&frame)));
    let reader = aws4::ChunkReader::new(Lengths, chunks()?, aws4::ContentSha256::Chunks, bytes.len() as u64, "");
    if let Ok(mut reader) = reader {
        let mut rest = bytes;
        while let Ok(Some(event)) = reader.read(&mut rest) {
            black_box(&event);
        }
    }
    let mut chunks = chunks()?;
    black_box((chunks.verify_trailer([7; 32], bytes).is_ok(), chunks.finish(1, true).is_ok()));
    Some(())
}

fn aws4_values(bytes: &[u8]) {
    if let Ok(value) = aws4::ContentSha256::parse(bytes) {
        uses(&value);
    }
    if let Ok(value) = aws4::Timestamp::parse(bytes) {
        black_box(value.day());
    }
    ignore(aws4::ChunkHeader::parse(bytes));
    let Ok(text) = from_utf8(bytes) else { return };
    ignore(aws4::ChunkHeader::new(1, text));
    for scope in [
        aws4::Scope::new("20130524", text, text),
        aws4::Scope::multi_region("20130524", text),
        aws4::Scope::of(aws4::Algorithm::Goog4HmacSha256, "20130524", Some(text), text),
    ] {
        ignore(scope.map(|scope| writes(&scope)));
    }
    ignore(aws4::EcdsaKey::derive(HMAC, bytes, text).map(|key| key.as_bytes().len()));
    let lines: Vec<_> = text.split('\n').map(|line| (line, line)).collect();
    if let Ok(trailer) = aws4::Trailer::new(&lines) {
        uses(&trailer);
        ignore(aws4::ContentSha256::ChunksAndTrailer.chunked_len(bytes.len() as u64, 1, Some(trailer)));
    }
    let scope = scope().expect("a scope");
    ignore(aws4::Credentials::new(text, scope, "host", OF_REQUEST).map(|credentials| credentials.matches(bytes)));
    let algorithm = aws4::Algorithm::SdkHmacSha256;
    ignore(aws4::Credentials::without_scope(algorithm, text, text, OF_REQUEST).map(|credentials| uses(&credentials)));
    if let Ok(names) = aws4::SignedHeaders::new(text) {
        black_box((names.contains("zz"), names.iter().count()));
    }
}

fn shared_key(bytes: &[u8]) -> Option<()> {
    let value = colon_pair::Credentials::parse(bytes).map(|credentials| credentials.matches(bytes));
    ignore(value);
    if let Ok(text) = from_utf8(bytes) {
        ignore(shared_key::AccountKey::from_base64(text));
        ignore(colon_pair::Credentials::new(Kind::SharedKey, text, bytes).map(|credentials| uses(&credentials)));
    }
    let key = shared_key::AccountKey::from_bytes(bytes).ok()?;
    let fields: [(&str, &[u8]); 4] =
        [("x-ms-date", b"Fri, 24 May 2013 00:00:00 GMT"), ("x-ms-a", bytes), ("x-ms-b", bytes), ("range", bytes)];
    let target = [b"/?", bytes].concat();
    let request = shared_key::Request::new(shared_key::Service::Blob, "a", "GET", &target, &fields);
    let request = request.ok()?.with_version("2009-09-19");
    let signed = shared_key::Client::new(HMAC, key).sign(&request, Kind::SharedKey).ok()?;
    let credentials = signed.credentials();
    black_box(shared_key::Server::new(HMAC).verify(&credentials, &request, Some(key), NOW, |_, _| true).is_ok());
    Some(())
}

fn oauth(bytes: &[u8]) -> Option<()> {
    let text = from_utf8(bytes).ok()?;
    let secrets = oauth::Secrets::new(bytes).with_token(bytes);
    let method = oauth::SignatureMethod::new("HMAC-SHA256");
    let client = oauth::Client::new::<32>(HMAC, method, text, secrets).ok()?;
    let unsigned = client.credentials(NOW, text).ok()?.with_token(bytes).with_callback(text).with_verifier(bytes);
    let target = [b"/?", bytes].concat();
    for (target, form) in [(target.as_slice(), &b""[..]), (b"/", bytes)] {
        let request = oauth::Request::new("GET", "http", "a", target).and_then(|request| request.with_form(form));
        let Ok(request) = request else { continue };
        ignore(oauth::SignatureBaseString::new(&request, &unsigned).map(|text| writes(&text)));
        let Ok(signed) = client.sign::<32>(&request, unsigned) else { continue };
        let server = oauth::Server::new();
        let credentials = signed.credentials();
        let verified = server.verify::<_, 32>(HMAC, &credentials, &request, Some(secrets), NOW, |_, _, _| true);
        black_box(verified.is_ok());
    }
    let plain = oauth::Credentials::plaintext("a", bytes);
    black_box((secrets.is_plaintext(&plain), oauth::Server::new().verify_plaintext(&plain, Some(secrets)).is_ok()));
    writes(&secrets);
    Some(())
}

fn oauth_values(bytes: &[u8]) {
    ignore(oauth::Challenge::new().with_realm(bytes).map(|challenge| uses(&challenge)));
    let Ok(text) = from_utf8(bytes) else { return };
    uses(&oauth::Challenge::new().with_problem(text).with_problem_advice(text));
    let method = oauth::SignatureMethod::new(text);
    black_box(method.name() == "a");
    if let Ok(credentials) = oauth::Credentials::new(text, method, text, 1, text).and_then(|new| new.with_realm(bytes))
    {
        uses(&credentials);
        let params: Vec<_> = credentials.other_params().collect();
        ignore(credentials.with_other_params(&params));
    }
    let value = oauth::Encoded::new(text);
    black_box((value.as_str(), value.bytes().count(), value.matches(bytes)));
    with_buffer(|buffer| ignore(value.decode_into(buffer)));
}

fn hawk(bytes: &[u8]) -> Option<()> {
    let text = from_utf8(bytes).ok()?;
    let key = HMAC.key(bytes);
    let mut payload = hawk::PayloadHash::new(Lengths, text);
    payload.update(bytes);
    let hash: [u8; 32] = payload.finish();
    let target = [b"/?", bytes].concat();
    let request =
        hawk::Request::new("GET", "a", 80, &target).or_else(|_| hawk::Request::new("GET", "a", 80, "/")).ok()?;
    with_buffer(|buffer| {
        let Ok(Some((bewit, request))) = hawk::Bewit::take(&request, buffer) else { return };
        black_box((bewit.expiry(), bewit.matches(bytes)));
        black_box(hawk::Server::new(HMAC).verify_bewit::<32>(&bewit, &request, Some(bytes), NOW).is_ok());
    });
    ignore(hawk::NewBewit::new("id", &key, &request, NOW, text).map(|bewit| uses(&bewit)));
    let client = hawk::Client::new("id", key);
    let unsigned = client.credentials(NOW, "nonce").ok()?.with_hash(&hash).ok()?;
    let unsigned = unsigned.with_ext(bytes).unwrap_or(unsigned);
    let signed = client.sign(&request, unsigned);
    let credentials = signed.credentials();
    writes(&hawk::Normalized::header(&request, &credentials));
    let server = hawk::Server::new(HMAC).with_skew(1);
    let verified = server.verify(&credentials, &request, Some(bytes), Some(&hash), NOW, |_, _, _| true);
    black_box(verified.is_ok());
    let response = server.respond(&credentials, &request, bytes, Some(&hash), Some(text)).ok()?;
    writes(&hawk::Normalized::response(&request, &credentials, &response.info()));
    ignore(client.accept(&request, &credentials, Some(&response.info()), Some(&hash)));
    let time = server.time::<32>(bytes, NOW);
    black_box(client.resync(&time.challenge()));
    Some(())
}

fn hawk_values(bytes: &[u8]) {
    let credentials = hawk::Credentials::new(bytes, 1, bytes, bytes);
    if let Ok(credentials) = credentials.and_then(|new| new.with_app(bytes)?.with_delegation(bytes, bytes)) {
        uses(&credentials);
        black_box(credentials.matches(bytes));
    }
    ignore(
        hawk::Info::new(bytes).and_then(|info| info.with_hash(bytes)?.with_ext(bytes)).map(|info| info.matches(bytes)),
    );
    let challenge = hawk::Challenge::new();
    ignore(challenge.with_time(1, bytes).map(|challenge| uses(&challenge)));
    if let Ok(text) = from_utf8(bytes) {
        ignore(challenge.with_error(text).map(|challenge| uses(&challenge)));
    }
    ignore(hawk::server_authorization(&[("server-authorization", bytes)]));
}

fn scram(bytes: &[u8]) -> Option<()> {
    let text = from_utf8(bytes).ok()?;
    let functions = scram::Functions::new(Lengths);
    let keys = scram::Keys::<32>::derive(functions, scram::Password::prepared(bytes).ok()?, bytes, ONCE);
    black_box(scram::Keys::<32>::of_salted_password(functions, &[7; 32]).record(functions));
    let mut derivation = scram::Derivation::<_, _, 32>::new(functions, scram::Password::ascii("a").ok()?, bytes, ONCE);
    black_box((derivation.step(1), derivation.finish().client_key()));
    let nonce = scram::Nonce::new(text).or_else(|_| scram::Nonce::new("nonce")).ok()?;
    let client_first = scram::ClientFirst::new(scram::Gs2Header::new(), text, nonce).ok()?;
    black_box(scram::fake_salt(&HMAC.key(bytes), &client_first.username()));
    let server_first = scram::ServerFirst::new(nonce.with_server("more").ok()?, bytes, 1).ok()?;
    black_box(server_first.iteration_count_within(1..2).is_ok());
    let client = scram::Client::new(functions, client_first).with_iteration_counts(1..=2);
    with_buffer(|buffer| {
        let channel = scram::Channel::bound("tls-exporter", bytes);
        ignore(channel.map(|channel| client.with_channel(channel, buffer).is_ok()));
    });
    ignore(client.derive::<32>(&server_first, scram::Password::ascii("a").ok()?));
    let answer = client.answer(server_first, &keys).ok()?;
    let server = scram::Server::new(functions, client_first, server_first);
    let verified = server.verify(&answer.message(), Some(&keys.record(functions))).ok()?;
    black_box(answer.accept(Some(&verified.message())).is_ok());
    Some(())
}

fn scram_values(bytes: &[u8]) {
    if let Ok(value) = scram::ClientFirst::parse_unnamed(bytes) {
        uses(&value);
    }
    ignore(scram::ServerFinal::new(bytes).map(|message| uses(&message)));
    let Ok(text) = from_utf8(bytes) else { return };
    black_box(scram::ServerError::new(text).is_ok());
    let Ok(mechanism) = scram::Mechanism::new("SCRAM-SHA-256") else { return };
    let challenge = scram::Challenge::new(mechanism);
    for challenge in [challenge.with_sr(text), challenge.with_renewed_sr(text), challenge.with_data(text, bytes)] {
        ignore(challenge.map(|challenge| uses(&challenge)));
    }
    ignore(scram::Credentials::new(mechanism, bytes).with_sid(text).map(|credentials| uses(&credentials)));
    ignore(scram::Info::new(bytes).with_sid(text).map(|info| uses(&info)));
    let Ok(channel) = scram::Channel::bound("tls-exporter", bytes) else { return };
    let Ok(name) = scram::Saslname::new(text) else { return };
    let (mut one, mut other) = (vec![0; 3 * bytes.len() + 64], vec![0; 3 * bytes.len() + 64]);
    black_box((name.is(text), name.decode_to_string()));
    ignore(scram::Gs2Header::for_identity(name, &mut one));
    let Ok(header) = scram::Gs2Header::for_channel(&channel, Some(name), &mut one) else { return };
    black_box(channel.accepts(&header));
    ignore(header.bind(&channel, &mut other));
    let Ok(nonce) = scram::Nonce::new(text) else { return };
    ignore(nonce.with_reauthentication(1, text).map(|nonce| nonce.is_reauthentication(1, text)));
    let message = scram::ClientFinalWithoutProof::new(header, nonce);
    black_box((message.is_bound_to(&header), message.is_bound_to_channel(&header, &channel)));
    ignore(message.with_proof(bytes).map(|message| uses(&message)));
}
