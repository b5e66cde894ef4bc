//! Whole verifications, of a MAC that is right or of one that differs. The MAC is computed, and then changed where the two
//! arguments of a function differ: in its first byte, or in its last.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use countersign::auth::colon_pair::{self, Kind, shared_key};
use countersign::auth::{aws4, hawk, oauth, scram};
use countersign::hash::Sha256;
use countersign::mac::{Hmac, MacFunction, MacKey, Pieces};

const HMAC: Hmac<Sha256> = Hmac(Sha256);

const NOW: u64 = 1_369_353_600;

type Secret<'a> = &'a [u8; 64];

/// Returns the MAC, changed where `given` differs from `secret`.
fn changed<const N: usize>(mut mac: [u8; N], secret: Secret<'_>, given: Secret<'_>) -> [u8; N] {
    mac[0] ^= secret[0] ^ given[0];
    mac[N - 1] ^= secret[63] ^ given[63];
    mac
}

fn hex(mac: [u8; 32]) -> [u8; 64] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    std::array::from_fn(|index| {
        DIGITS[usize::from(if index % 2 == 0 { mac[index / 2] >> 4 } else { mac[index / 2] & 15 })]
    })
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

pub fn aws4(secret: Secret<'_>, given: Secret<'_>) -> Option<bool> {
    let key = aws4::SigningKey::from_bytes([7; 32]);
    let scope = aws4::Scope::new("20130524", "us-east-1", "sqs").ok()?;
    let fields = [("Host", "a"), ("X-Amz-Date", "20130524T000000Z")];
    let request = aws4::Request::new("GET", "/", &fields, aws4::Rules::OTHERS).ok()?;
    let payload = aws4::ContentSha256::Hash([7; 32]);
    let canonical = aws4::CanonicalRequest::new(&request, "host;x-amz-date", payload).ok()?;
    let string = aws4::StringToSign::new(aws4::Timestamp::new(NOW)?, scope, canonical.hash(Sha256));
    let signature = hex(changed(key.prepare(HMAC).mac_of(&string), secret, given));
    let credentials = aws4::Credentials::new("id", scope, "host;x-amz-date", text(&signature)).ok()?;
    let server = aws4::Server::new(Sha256, HMAC, "sqs");
    let derived = aws4::Secret::Derived(&key);
    Some(server.verify(&credentials, &request, Some([7; 32]), derived, NOW, |_, _| true).is_ok())
}

pub fn aws4_chunk(secret: Secret<'_>, given: Secret<'_>) -> Option<bool> {
    let key = aws4::SigningKey::from_bytes([7; 32]).prepare(HMAC);
    let scope = aws4::Scope::new("20130524", "us-east-1", "s3").ok()?;
    let (at, of_request) = (aws4::Timestamp::new(NOW)?, [b'0'; 64]);
    let string = aws4::StringToSign::chunk(at, scope, text(&of_request), [7; 32]);
    let signature = hex(changed(key.mac_of(&string), secret, given));
    let mut chunks = aws4::Chunks::new(key, scope, at, text(&of_request)).ok()?;
    Some(chunks.verify(1, [7; 32], &signature).is_ok())
}

pub fn shared_key(secret: Secret<'_>, given: Secret<'_>) -> Option<bool> {
    let fields = [("x-ms-date", "Fri, 24 May 2013 00:00:00 GMT")];
    let request = shared_key::Request::new(shared_key::Service::Blob, "account", "GET", "/", &fields).ok()?;
    let string = request.string_to_sign(Kind::SharedKey).ok()?;
    let mac = changed(HMAC.key(&[7; 64]).mac_of(&string), secret, given);
    let credentials = colon_pair::Credentials::new(Kind::SharedKey, "account", &mac).ok()?;
    let key = shared_key::AccountKey::from_bytes(&[7; 64]).ok();
    Some(shared_key::Server::new(HMAC).verify(&credentials, &request, key, NOW, |_, _| true).is_ok())
}

pub fn oauth(secret: Secret<'_>, given: Secret<'_>) -> Option<bool> {
    let method = oauth::SignatureMethod::new("HMAC-SHA256");
    let request = oauth::Request::new("GET", "http", "a", "/").ok()?;
    let secrets = oauth::Secrets::new("client").with_token("token");
    let unsigned = oauth::Credentials::new("key", method, "", NOW, "nonce").ok()?;
    let string = oauth::SignatureBaseString::new(&request, &unsigned).ok()?;
    let mac: [u8; 32] = HMAC.key_of(&secrets).mac_of(&string);
    let mut signature = [0; 44];
    STANDARD.encode_slice(changed(mac, secret, given), &mut signature).ok()?;
    let credentials = oauth::Credentials::new("key", method, &signature, NOW, "nonce").ok()?;
    let server = oauth::Server::new();
    Some(server.verify::<_, 32>(HMAC, &credentials, &request, Some(secrets), NOW, |_, _, _| true).is_ok())
}

pub fn oauth_plaintext(secret: Secret<'_>, given: Secret<'_>) -> bool {
    let mut signature = [b'&'; 65];
    signature[..64].copy_from_slice(given);
    let credentials = oauth::Credentials::plaintext("key", &signature);
    let secrets = oauth::Secrets::new(secret);
    oauth::Server::new().verify_plaintext(&credentials, Some(secrets)).is_ok()
}

pub fn hawk(secret: Secret<'_>, given: Secret<'_>) -> Option<bool> {
    let request = hawk::Request::new("GET", "a", 80, "/").ok()?;
    let unsigned = hawk::Credentials::new("id", NOW, "nonce", b"\0").ok()?;
    let mac: [u8; 32] = HMAC.key(b"key").mac_of(&hawk::Normalized::header(&request, &unsigned));
    let mac = changed(mac, secret, given);
    let credentials = hawk::Credentials::new("id", NOW, "nonce", &mac).ok()?;
    let server = hawk::Server::new(HMAC);
    Some(server.verify::<32>(&credentials, &request, Some(b"key"), None, NOW, |_, _, _| true).is_ok())
}

pub fn bewit(secret: Secret<'_>, given: Secret<'_>) -> Option<bool> {
    let mut mac: [u8; 32] = HMAC.key(b"key").mac(b"hawk.1.bewit\n1369353601\n\nGET\n/\na\n80\n\n\n");
    let mut plain = *b"id\\1369353601\\00000000000000000000000000000000000000000000\\";
    // The bits that keep each letter a letter of its case: the parser may take other times for other symbols.
    mac[0] ^= u8::from(secret[0] != given[0]);
    mac[31] ^= u8::from(secret[63] != given[63]);
    STANDARD.encode_slice(mac, &mut plain[14..58]).ok()?;
    let mut target = [b'0'; 87];
    target[..8].copy_from_slice(b"/?bewit=");
    URL_SAFE_NO_PAD.encode_slice(plain, &mut target[8..]).ok()?;
    let mut buffer = [0; 64];
    let request = hawk::Request::new("GET", "a", 80, &target).ok()?;
    let (bewit, request) = hawk::Bewit::take(&request, &mut buffer).ok()??;
    Some(hawk::Server::new(HMAC).verify_bewit::<32>(&bewit, &request, Some(b"key"), NOW).is_ok())
}

const CLIENT_FIRST: &[u8] = b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
const SERVER_FIRST: &[u8] = b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
const WITHOUT_PROOF: &[u8] = b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

/// What both sides have of the exchange: the keys, and the text that both sign.
fn scram_signature(key: &[u8]) -> [u8; 32] {
    HMAC.key(key).mac_of(&Pieces(&[&CLIENT_FIRST[3..], b",", SERVER_FIRST, b",", WITHOUT_PROOF]))
}

pub fn scram_server(secret: Secret<'_>, given: Secret<'_>) -> Option<bool> {
    let functions = scram::Functions::new(Sha256);
    let keys = scram::Keys::<32>::new([7; 32], [8; 32]);
    let record = keys.record(functions);
    let signature = scram_signature(record.stored_key());
    let proof: [u8; 32] = std::array::from_fn(|index| signature[index] ^ keys.client_key()[index]);
    let proof = changed(proof, secret, given);
    let (client_first, server_first) =
        (scram::ClientFirst::parse(CLIENT_FIRST).ok()?, scram::ServerFirst::parse(SERVER_FIRST).ok()?);
    let without_proof = scram::ClientFinalWithoutProof::new(client_first.gs2_header(), server_first.nonce());
    let client_final = without_proof.with_proof(&proof).ok()?;
    Some(scram::Server::new(functions, client_first, server_first).verify(&client_final, Some(&record)).is_ok())
}

pub fn scram_client(secret: Secret<'_>, given: Secret<'_>) -> Option<bool> {
    let functions = scram::Functions::new(Sha256);
    let keys = scram::Keys::<32>::new([7; 32], [8; 32]);
    let (client_first, server_first) =
        (scram::ClientFirst::parse(CLIENT_FIRST).ok()?, scram::ServerFirst::parse(SERVER_FIRST).ok()?);
    let answer = scram::Client::new(functions, client_first).answer(server_first, &keys).ok()?;
    let signature = changed(scram_signature(keys.server_key()), secret, given);
    Some(answer.accept(Some(&scram::ServerFinal::new(&signature).ok()?)).is_ok())
}
