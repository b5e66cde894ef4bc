//! All that a device may need at once: a client that answers Basic and Digest, and a server that asks for Basic, Bearer or
//! Digest behind a policy.

use countersign::auth::digest::{self, Algorithm, Nonces, ReplayGuard, RustCrypto, Secret};
use countersign::auth::{Challenges, Credentials, basic, bearer};
use countersign::cors::policy::Policy;
use countersign::gate::{Gate, Step, Verdict};
use countersign::{Encode, FieldContent};

const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com", "http://*.local:*"])
    .with_methods(&["PUT", "DELETE"])
    .with_request_headers(&["Authorization", "Content-Type"])
    .with_response_headers(&["WWW-Authenticate"])
    .with_max_age(600)
    .in_const();

pub(crate) fn probe(input: &[u8], output: &mut [u8]) -> Option<usize> {
    let (head, value) = input.split_first_chunk::<16>()?;
    Some(client(head, value, output)?.wrapping_add(server(head, value, output)?))
}

#[inline(never)]
fn client(head: &[u8; 16], value: &[u8], output: &mut [u8]) -> Option<usize> {
    let mut written: usize = 0;
    for challenge in Challenges::parse(value).ok()? {
        let request = digest::Request::new("GET", "/onvif/device").ok()?;
        written = written.wrapping_add(if let Ok(challenge) = digest::Challenge::try_from(challenge) {
            let mut client = digest::Client::new(RustCrypto, &challenge).ok()?;
            let credentials = client.answer(request, "admin", Secret::password(head).ok()?, *head).ok()?;
            credentials.encode_to_slice(output).ok()?.len()
        } else {
            basic::Challenge::try_from(challenge).ok()?;
            basic::Credentials::new("admin", head).ok()?.encode_to_slice(output).ok()?.len()
        });
    }
    Some(written)
}

#[inline(never)]
fn server(head: &[u8; 16], value: &[u8], output: &mut [u8]) -> Option<usize> {
    let fields = [("Origin", value), ("Access-Control-Request-Method", value), ("Authorization", value)];
    let nonces = Nonces::new(RustCrypto, Algorithm::Sha256, "device", head).ok()?;
    let nonce = nonces.issue(value.len() as u64, 1).ok()?;
    let offer = digest::Challenge::new("device", &nonce).ok()?.with_algorithm(Algorithm::Sha256);
    let (basic, bearer) = (basic::Challenge::new("device").ok()?, bearer::Challenge::new());
    let challenges: [&dyn FieldContent; 3] = [&offer, &bearer, &basic];
    let answer = match Gate::new(&POLICY, &challenges).begin("PUT", &fields) {
        Step::Answer(answer) => answer,
        Step::Judge(pending) => {
            let credentials = pending.credentials().ok().flatten();
            let accepted = credentials.is_some_and(|credentials| accepts(credentials, offer, &nonces, output));
            pending.answer(if accepted { Verdict::Accepted } else { Verdict::Challenged })
        }
    };
    let mut written: usize = 0;
    for (_, value) in answer.set().chain(answer.append()) {
        written = written.wrapping_add(value.encode_to_slice(output).ok()?.len());
    }
    Some(written)
}

#[inline(never)]
fn accepts(
    credentials: Credentials<'_>,
    offer: digest::Challenge<'_>,
    nonces: &Nonces<'_, RustCrypto>,
    output: &mut [u8],
) -> bool {
    if let Ok(token) = bearer::Credentials::try_from(credentials) {
        return token.matches("mF_9.B5f-4.1JqM");
    }
    if let Ok(basic) = basic::Credentials::decode(&credentials, output) {
        return basic.matches("admin", "open sesame");
    }
    let Ok(digest) = digest::Credentials::try_from(credentials) else {
        return false;
    };
    let Ok((request, secret)) =
        digest::Request::new("PUT", "/").and_then(|request| Ok((request, Secret::password("open sesame")?)))
    else {
        return false;
    };
    let mut guard = ReplayGuard::<4>::new(300);
    let is_fresh = |nonce, count| guard.accept(nonces, nonce, count, 0);
    digest::Server::new(RustCrypto, offer).verify(&digest, request, "admin", Some(secret), is_fresh).is_ok()
}
