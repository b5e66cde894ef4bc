//! One use of the crate, linked alone for a bare target: how much flash, how deep a stack, and does it panic?
//!
//! The use is chosen by a feature; `.ci/bare-metal` builds them all.

#![no_std]
#![no_main]

use core::slice;

#[cfg(feature = "everything")]
mod everything;
#[cfg(feature = "everything")]
use everything::probe;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

/// # Safety
/// Both ranges are valid, the second for writing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn entry(input: *const u8, length: usize, output: *mut u8, capacity: usize) -> usize {
    // SAFETY: the caller's promise.
    let (input, output) =
        unsafe { (slice::from_raw_parts(input, length), slice::from_raw_parts_mut(output, capacity)) };
    probe(input, output).unwrap_or(usize::MAX)
}

#[cfg(feature = "nothing")]
fn probe(input: &[u8], _: &mut [u8]) -> Option<usize> {
    Some(input.len())
}

/// Checks a list of challenges and walks all that it shows.
#[cfg(feature = "challenges")]
fn probe(input: &[u8], _: &mut [u8]) -> Option<usize> {
    let mut total: usize = 0;
    for challenge in countersign::auth::Challenges::parse(input).ok()? {
        total = total.wrapping_add(challenge.scheme().as_bytes().len());
        for param in challenge.params() {
            total = total.wrapping_add(param.name().as_bytes().len()).wrapping_add(param.value().bytes().size_hint().0);
        }
    }
    Some(total)
}

#[cfg(feature = "origin")]
fn probe(input: &[u8], _: &mut [u8]) -> Option<usize> {
    let origin = countersign::cors::origin::Origin::parse_tolerant(input).ok()?;
    Some(usize::from(origin.effective_port()?).wrapping_add(usize::from(origin.is_null())))
}

/// The answer to a preflight, by the rules of the standard. The rules of browsers are not linked.
#[cfg(feature = "cors-check")]
fn probe(input: &[u8], output: &mut [u8]) -> Option<usize> {
    preflight(&countersign::cors::browser::Profile::FETCH, input, output)
}

/// The same, by the rules of a browser.
#[cfg(feature = "cors-check-browser")]
fn probe(input: &[u8], output: &mut [u8]) -> Option<usize> {
    preflight(&countersign::cors::browser::Profile::CHROMIUM, input, output)
}

#[cfg(any(feature = "cors-check", feature = "cors-check-browser"))]
#[inline(always)]
fn preflight(profile: &countersign::cors::browser::Profile, input: &[u8], output: &mut [u8]) -> Option<usize> {
    use countersign::Encode;
    use countersign::cors::browser::Request;
    use countersign::cors::names::{FieldName, Method};
    use countersign::cors::origin::Origin;

    let (origin, field) = input.split_at_checked(32)?;
    let headers = [(FieldName::AUTHORIZATION, field)];
    let request = Request::new(Origin::parse_tolerant(origin).ok()?, Method::PUT).with_headers(&headers).ok()?;
    let response = [("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Headers", field)];
    match profile.preflight_check(&request, 204, &response) {
        Ok(allowed) => Some(allowed.methods().count()),
        Err(refusal) => Some(refusal.wanted().encode_to_slice(output).ok()?.len()),
    }
}

/// The same, kept.
#[cfg(feature = "cors-cache")]
fn probe(input: &[u8], _: &mut [u8]) -> Option<usize> {
    use core::time::Duration;
    use countersign::cors::browser::{Profile, Request};
    use countersign::cors::cache::{Cache, Key};
    use countersign::cors::names::Method;
    use countersign::cors::origin::Origin;

    static mut CACHE: Cache = Cache::new(Profile::FETCH);

    let (origin, field) = input.split_at_checked(32)?;
    // SAFETY: nobody else knows it, and there is one thread.
    let cache = unsafe { &mut *&raw mut CACHE };
    let request = Request::new(Origin::parse_tolerant(origin).ok()?, Method::PUT);
    let now = Duration::from_secs(u64::from(*field.first()?));
    let key = Key::new(field);
    if !cache.needs_preflight(now, key, &request) {
        return Some(0);
    }
    let response = [("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Methods", field)];
    let checked = cache.preflight_check(now, key, &request, 204, &response);
    Some(1 + usize::from(checked.verdict.is_ok() && checked.stored.is_ok()))
}

#[cfg(feature = "basic-decode")]
fn probe(input: &[u8], output: &mut [u8]) -> Option<usize> {
    let credentials = countersign::auth::basic::Credentials::parse(input, output).ok()?;
    Some(credentials.user_id().len().wrapping_add(credentials.password().len() << 16))
}

#[cfg(feature = "basic-challenge")]
fn probe(input: &[u8], output: &mut [u8]) -> Option<usize> {
    use countersign::Encode;
    let challenge = countersign::auth::basic::Challenge::new(input).ok()?;
    Some(challenge.with_utf8().encode_to_slice(output).ok()?.len())
}

#[cfg(feature = "basic-encode")]
fn probe(input: &[u8], output: &mut [u8]) -> Option<usize> {
    use countersign::Encode;
    let (user_id, password) = input.split_at_checked(input.len() / 2)?;
    let credentials = countersign::auth::basic::Credentials::new(user_id, password).ok()?;
    Some(credentials.encode_to_slice(output).ok()?.len())
}

#[cfg(feature = "bearer")]
fn probe(input: &[u8], _: &mut [u8]) -> Option<usize> {
    Some(countersign::auth::bearer::Credentials::parse(input).ok()?.token().as_bytes().len())
}

#[cfg(feature = "digest-challenge")]
fn probe(input: &[u8], _: &mut [u8]) -> Option<usize> {
    let challenge = core::hint::black_box(countersign::auth::digest::Challenge::parse(input).ok()?);
    Some(challenge.nonce().bytes().size_hint().0)
}

#[cfg(feature = "digest-credentials")]
fn probe(input: &[u8], _: &mut [u8]) -> Option<usize> {
    let credentials = core::hint::black_box(countersign::auth::digest::Credentials::parse(input).ok()?);
    Some(credentials.nonce().bytes().size_hint().0)
}

/// From a challenge to an Authorization value, with these hash functions.
#[cfg(any(feature = "digest-answer", feature = "digest-answer-md5", feature = "digest-answer-all"))]
fn answer(input: &[u8], output: &mut [u8], hashes: impl countersign::auth::digest::Hashes) -> Option<usize> {
    use countersign::Encode;
    use countersign::auth::digest::{Challenge, Client, Request, Secret};

    let (head, field) = input.split_first_chunk::<16>()?;
    let mut client = Client::new(hashes, &Challenge::parse(field).ok()?).ok()?;
    let request = Request::new("GET", "/onvif/device").ok()?;
    let credentials = client.answer(request, "admin", Secret::password(head).ok()?, *head).ok()?;
    Some(credentials.encode_to_slice(output).ok()?.len())
}

/// A Digest answer with MD5 only, by the crate `md-5`; or with all hash functions, by `md-5` and `sha2`.
#[cfg(any(feature = "digest-answer-md5", feature = "digest-answer-all"))]
fn probe(input: &[u8], output: &mut [u8]) -> Option<usize> {
    answer(input, output, countersign::auth::digest::RustCrypto)
}

/// A Digest answer without the size of a hash function: a sum takes its place.
#[cfg(feature = "digest-answer")]
fn probe(input: &[u8], output: &mut [u8]) -> Option<usize> {
    use countersign::auth::digest::{Absent, Hash, Hashes};

    struct Sum([u8; 16], usize);

    impl Hash<16> for Sum {
        fn update(&mut self, bytes: &[u8]) {
            for byte in bytes {
                if let Some(place) = self.0.get_mut(self.1 % 16) {
                    *place = place.wrapping_add(*byte);
                }
                self.1 = self.1.wrapping_add(1);
            }
        }

        fn finish(self) -> [u8; 16] {
            self.0
        }
    }

    #[derive(Clone, Copy)]
    struct Md5Only;

    impl Hashes for Md5Only {
        type Md5 = Sum;
        type Sha256 = Absent;
        type Sha512 = Absent;
        type Sha512_256 = Absent;

        fn md5(self) -> Option<Sum> {
            Some(Sum([0; 16], 0))
        }
    }

    answer(input, output, Md5Only)
}

/// SHA-256 by the crate `sha2`, alone: what the probes that link it take for it.
#[cfg(feature = "sha256")]
fn probe(input: &[u8], output: &mut [u8]) -> Option<usize> {
    use countersign::hash::{HashFunction, Sha256};

    output.get_mut(..32)?.copy_from_slice(&Sha256.hash(input));
    Some(32)
}

/// A request signed with AWS4-HMAC-SHA256, from the secret to the field.
#[cfg(feature = "aws4-sign-sha256")]
fn probe(input: &[u8], output: &mut [u8]) -> Option<usize> {
    aws4_sign(countersign::hash::Sha256, input, output)
}

/// The same without the size of SHA-256: a sum takes its place.
#[cfg(feature = "aws4-sign")]
fn probe(input: &[u8], output: &mut [u8]) -> Option<usize> {
    aws4_sign(sum::Function, input, output)
}

#[cfg(any(feature = "aws4-sign", feature = "aws4-sign-sha256"))]
#[inline(always)]
fn aws4_sign<H>(hash: H, input: &[u8], output: &mut [u8]) -> Option<usize>
where
    H: countersign::hash::HashFunction<32, Hash: countersign::hash::Fork>,
{
    use countersign::Encode;
    use countersign::auth::aws4::{Client, ContentSha256, Request, Rules, Scope, SigningKey, Timestamp};
    use countersign::mac::Hmac;

    let (head, rest) = input.split_first_chunk::<48>()?;
    let (secret, now) = head.split_first_chunk::<40>()?;
    let at = Timestamp::new(u64::from_le_bytes(now.try_into().ok()?))?;
    let day = at.day();
    let scope = Scope::new(day.as_str(), "us-east-1", "iotdevicegateway").ok()?;
    let key = SigningKey::derive(Hmac(hash), secret, scope).ok()?;
    let client = Client::new(hash, key.prepare(Hmac(hash)), "AKIAIOSFODNN7EXAMPLE", scope).ok()?;
    let fields = [("Host", "a.iot.us-east-1.amazonaws.com")];
    let request = Request::new("GET", rest, &fields, Rules::OTHERS).ok()?;
    let signed = client.sign(&request, "host;x-amz-date", ContentSha256::of(hash, b""), at).ok()?;
    Some(signed.credentials().encode_to_slice(output).ok()?.len())
}

/// A request signed in its query, as above.
#[cfg(feature = "aws4-presign")]
fn probe(input: &[u8], output: &mut [u8]) -> Option<usize> {
    use countersign::Encode;
    use countersign::auth::aws4::{Client, ContentSha256, Request, Rules, Scope, SigningKey, Timestamp};
    use countersign::mac::Hmac;

    let hash = sum::Function;
    let (head, rest) = input.split_first_chunk::<48>()?;
    let (secret, now) = head.split_first_chunk::<40>()?;
    let at = Timestamp::new(u64::from_le_bytes(now.try_into().ok()?))?;
    let day = at.day();
    let scope = Scope::new(day.as_str(), "us-east-1", "iotdevicegateway").ok()?;
    let key = SigningKey::derive(Hmac(hash), secret, scope).ok()?;
    let client = Client::new(hash, key.prepare(Hmac(hash)), "AKIAIOSFODNN7EXAMPLE", scope).ok()?;
    let fields = [("Host", "a.iot.us-east-1.amazonaws.com")];
    let request = Request::new("GET", rest, &fields, Rules::OTHERS).ok()?;
    let target = client.presign(&request, "host", ContentSha256::of(hash, b""), at, 60).ok()?;
    Some(target.encode_to_slice(output).ok()?.len())
}

/// A request with AWS4-HMAC-SHA256, verified. A sum takes the place of SHA-256.
#[cfg(feature = "aws4-verify")]
fn probe(input: &[u8], _: &mut [u8]) -> Option<usize> {
    use countersign::auth::aws4::{Credentials, Request, Rules, Secret, Server};
    use countersign::mac::Hmac;

    let (head, rest) = input.split_first_chunk::<48>()?;
    let (secret, now) = head.split_first_chunk::<40>()?;
    let (value, target) = rest.split_at_checked(rest.len() / 2)?;
    let fields = [("Host", value), ("x-amz-date", value), ("x-amz-content-sha256", value)];
    let request = Request::new("GET", target, &fields, Rules::S3).ok()?;
    let server = Server::new(sum::Function, Hmac(sum::Function), "s3");
    let now = u64::from_le_bytes(now.try_into().ok()?);
    let credentials = Credentials::parse(value).ok()?;
    let accepted = server.verify(&credentials, &request, None, Secret::Key(secret), now, |_, _| true).ok()?;
    Some(accepted.signature().len())
}

/// An answer of SCRAM-SHA-256, and the check of the server's. A sum takes the place of SHA-256.
#[cfg(feature = "scram-answer")]
fn probe(input: &[u8], output: &mut [u8]) -> Option<usize> {
    use countersign::Encode;
    use countersign::auth::scram::{
        Client, ClientFirst, Functions, Gs2Header, Nonce, Password, ServerFinal, ServerFirst,
    };

    let (first, last) = input.split_at_checked(input.len() / 2)?;
    let begun = ClientFirst::new(Gs2Header::new(), "admin", Nonce::new("rOprNGfwEbeRWgbNEkqO").ok()?).ok()?;
    let client = Client::new(Functions::new(sum::Function), begun);
    let server_first = ServerFirst::parse(first).ok()?;
    let keys = client.derive(&server_first, Password::ascii("pencil").ok()?).ok()?.finish();
    let answer = client.answer(server_first, &keys).ok()?;
    let written = answer.message().encode_to_slice(output).ok()?.len();
    answer.accept(Some(&ServerFinal::parse(last).ok()?)).ok()?;
    Some(written)
}

/// A request signed with SharedKey. A sum takes the place of SHA-256.
#[cfg(feature = "shared-key-sign")]
fn probe(input: &[u8], output: &mut [u8]) -> Option<usize> {
    use countersign::Encode;
    use countersign::auth::colon_pair::Kind;
    use countersign::auth::colon_pair::shared_key::{AccountKey, Client, Request, Service};
    use countersign::mac::Hmac;

    let (secret, rest) = input.split_first_chunk::<32>()?;
    let (target, date) = rest.split_at_checked(rest.len().checked_sub(29)?)?;
    let client = Client::new(Hmac(sum::Function), AccountKey::from_bytes(secret).ok()?);
    let fields = [("x-ms-date", date), ("x-ms-version", b"2021-08-06")];
    let request = Request::new(Service::Blob, "account", "GET", target, &fields).ok()?;
    let signed = client.sign(&request, Kind::SharedKey).ok()?;
    Some(signed.credentials().encode_to_slice(output).ok()?.len())
}

/// A request signed with OAuth 1.0. A sum takes the place of SHA-256.
#[cfg(feature = "oauth-sign")]
fn probe(input: &[u8], output: &mut [u8]) -> Option<usize> {
    use countersign::Encode;
    use countersign::auth::oauth::{Client, Request, Secrets, SignatureMethod};
    use countersign::mac::Hmac;

    let (secret, target) = input.split_first_chunk::<32>()?;
    let nonce = core::str::from_utf8(secret).ok()?;
    let secrets = Secrets::new(secret).with_token(secret);
    let client = Client::new(Hmac(sum::Function), SignatureMethod::new("HMAC-SHA256"), "consumer", secrets).ok()?;
    let request = Request::new("GET", "https", "device.example", target).ok()?;
    let unsigned = client.credentials(137_131_202, nonce).ok()?.with_token("token");
    let signed = client.sign(&request, unsigned).ok()?;
    Some(signed.credentials().encode_to_slice(output).ok()?.len())
}

/// A hash function of little code, in place of SHA-256.
#[cfg(any(
    feature = "aws4-sign",
    feature = "aws4-presign",
    feature = "aws4-verify",
    feature = "oauth-sign",
    feature = "scram-answer",
    feature = "shared-key-sign"
))]
mod sum {
    use countersign::hash::{Fork, Hash, HashFunction};

    #[derive(Clone, Copy)]
    pub(crate) struct Function;

    pub(crate) struct Sum([u8; 32], usize);

    impl Hash<32> for Sum {
        fn update(&mut self, bytes: &[u8]) {
            for byte in bytes {
                if let Some(place) = self.0.get_mut(self.1 % 32) {
                    *place = place.wrapping_add(*byte);
                }
                self.1 = self.1.wrapping_add(1);
            }
        }

        fn finish(self) -> [u8; 32] {
            self.0
        }
    }

    impl Fork for Sum {
        fn fork(&self) -> Self {
            Self(self.0, self.1)
        }
    }

    impl HashFunction<32> for Function {
        const BLOCK: usize = 64;
        type Hash = Sum;

        fn begin(self) -> Sum {
            Sum([0; 32], 0)
        }
    }
}

/// A client's loop: a 401 is answered with Digest or Basic, and the response to that is checked.
#[cfg(feature = "agent")]
fn probe(input: &[u8], output: &mut [u8]) -> Option<usize> {
    use countersign::Encode;
    use countersign::auth::agent::{Agent, Login, Next};
    use countersign::auth::digest::{Request, RustCrypto};

    let (head, value) = input.split_first_chunk::<16>()?;
    let (status, password) = (u16::from(*head.first()?).wrapping_add(200), core::str::from_utf8(head).ok()?);
    let login = Login::password("admin", password).ok()?.with_basic();
    let mut agent = Agent::new(RustCrypto, "http://camera.example", login);
    let mut exchange = agent.exchange("http://camera.example", Request::new("GET", "/onvif/device").ok()?);
    let fields = [("WWW-Authenticate", value), ("Authentication-Info", value)];
    loop {
        let authorization = exchange.authorization(*head).ok()?;
        let written = authorization.map_or(Some(0), |value| Some(value.encode_to_slice(output).ok()?.len()))?;
        match exchange.answered(status, &fields).ok()? {
            Next::Repeat => {}
            Next::Done { .. } => return Some(written),
            _ => return None,
        }
    }
}

/// An origin read by the letter, and what a constant policy decides on a preflight, with all fields written.
#[cfg(feature = "policy")]
fn probe(input: &[u8], output: &mut [u8]) -> Option<usize> {
    use countersign::Encode;
    use countersign::cors::{origin::Origin, policy::Policy};

    const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com", "http://*.local:*"])
        .with_methods(&["PUT", "DELETE"])
        .with_request_headers(&["Authorization", "Content-Type"])
        .with_response_headers(&["X-Request-Id"])
        .with_max_age(600)
        .in_const();

    let (origin, rest) = input.split_at_checked(input.len() / 4)?;
    let (method, names) = rest.split_at_checked(rest.len() / 4)?;
    let mut written = Origin::parse(origin).ok()?.port().map_or(0, usize::from);
    let fields =
        [("origin", origin), ("access-control-request-method", method), ("access-control-request-headers", names)];
    let decision = POLICY.decide("OPTIONS", &fields);
    for (name, value) in decision.set().chain(decision.append()) {
        written = written.wrapping_add(name.len()).wrapping_add(value.encode_to_slice(output).ok()?.len());
    }
    Some(written)
}

/// A request before a constant policy and one challenge.
#[cfg(feature = "gate")]
fn probe(input: &[u8], output: &mut [u8]) -> Option<usize> {
    use countersign::Encode;
    use countersign::auth::basic;
    use countersign::cors::policy::Policy;
    use countersign::gate::{Gate, Verdict};

    const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com"])
        .with_methods(&["PUT"])
        .with_request_headers(&["Authorization"])
        .in_const();

    let (method, value) = input.split_first_chunk::<8>()?;
    let challenge = basic::Challenge::new("device").ok()?;
    let challenges: [&dyn countersign::FieldContent; 1] = [&challenge];
    let request = [("Origin", value), ("Access-Control-Request-Method", value), ("Authorization", value)];
    let answer = Gate::new(&POLICY, &challenges).decide(core::str::from_utf8(method).ok()?, &request, |credentials| {
        match credentials {
            Ok(Some(_)) => Verdict::Accepted,
            _ => Verdict::Challenged,
        }
    });
    let mut written = 0_usize;
    for (_, value) in answer.set().chain(answer.append()) {
        written = written.wrapping_add(value.encode_to_slice(output).ok()?.len());
    }
    Some(written)
}
