//! What DPoP and vapid prove.

use core::hint::black_box;

use countersign::auth::bearer::ErrorCode;
use countersign::auth::dpop::{self, Claims, Header, Nonce, Proof, Refusal, Request, Retry, TokenHash};
use countersign::auth::jwk::{Jwk, Key};
use countersign::auth::jwt::Jwt;
use countersign::auth::vapid::{self, Token};

use super::probe::{text, write};
use super::signing::SumFunction;

pub(crate) fn dpop(input: &[u8], output: &mut [u8]) {
    let text = text(input);
    let Some(jwk) = key(input, text, output) else { return };
    let requests = [Request::new(text, text, text, input), Request::of_uri(text, text)];
    for request in requests.into_iter().flatten() {
        let request = request.with_token(text, text).with_jkt(text);
        black_box(request.is_uri(text));
        if let Ok(client) = dpop::Client::new(SumFunction, text, jwk) {
            let unsigned = client.proof(&request, Some(text), text, 7);
            write(unsigned, output);
            if let (Ok(unsigned), Ok(nonce)) = (unsigned, Nonce::new(input)) {
                write(unsigned.with_nonce(nonce).sign(input), output);
            }
        }
        verify(input, text, &request, jwk, output);
    }
    write(Ok::<_, ()>(TokenHash::new(SumFunction, text)), output);
    black_box(Retry::default().nonce(ErrorCode::other(text).ok(), Nonce::new(input).ok()));
}

/// Calls what a key has, and returns one.
fn key<'a>(input: &'a [u8], text: &'a str, output: &mut [u8]) -> Option<Jwk<'a>> {
    let members = input.split(|byte| *byte == b'\n').map(|_| (text, Some(text)));
    let keys = [Jwk::of_members(members), Jwk::ec(text, input, input), Jwk::okp(text, input), Jwk::rsa(input, input)];
    let mut last = None;
    for jwk in keys.into_iter().flatten() {
        black_box((jwk.kty(), jwk.crv(), jwk.thumbprint(SumFunction).matches(text)));
        write(Ok::<_, ()>(jwk.thumbprint(SumFunction)), output);
        if let Key::Ec { x, .. } | Key::Okp { x, .. } | Key::Rsa { n: x, .. } = jwk.key() {
            black_box(x.decode_into(output).is_ok());
        }
        write(Ok::<_, ()>(jwk), output);
        last = Some(jwk);
    }
    last
}

fn verify(input: &[u8], text: &str, request: &Request<'_>, jwk: Jwk<'_>, output: &mut [u8]) {
    let (algs, nonces) = ([text], Nonce::new(input).map(|nonce| [nonce]));
    let (Ok(server), Ok(jwt)) = (dpop::Server::new(SumFunction, &algs), Jwt::parse(input)) else { return };
    let server = nonces.as_ref().map_or(server, |nonces| server.with_nonces(nonces)).with_window(7);
    let claims = Claims { jti: text, htm: text, htu: text, iat: 7, ath: Some(text), nonce: Some(text) };
    let given = Proof::new(jwt, Header { typ: text, alg: text, jwk }, claims);
    let is_signed = |proof: &Proof<'_>| black_box(proof.signature().matches(proof.signing_input()));
    let verified = server.verify(request, &given, 7, is_signed, |jti, until| black_box((jti, until)).1 > 7);
    black_box(verified.map_err(|refusal: Refusal| (refusal.status(), refusal.error().status())).is_ok());
    if let Ok(read) = Proof::read(jwt, output) {
        black_box(server.verify(request, &read, 7, is_signed, |_, _| true).is_ok());
    }
}

pub(crate) fn vapid(input: &[u8], output: &mut [u8]) {
    let text = text(input);
    let Ok(origin) = vapid::Origin::of_uri(text) else { return };
    write(Ok::<_, ()>(origin), output);
    if let Some((key, signature)) = input.split_first_chunk()
        && let Some(signature) = signature.first_chunk()
        && let Ok(client) = vapid::Client::new(key).and_then(|client| client.with_sub(text))
        && let Ok(unsigned) = client.token(origin, black_box(7), black_box(7))
    {
        write(Ok::<_, ()>(unsigned), output);
        write(Ok::<_, ()>(unsigned.sign(signature)), output);
    }
    let Ok(credentials) = vapid::Credentials::parse(input) else { return };
    let server = input.first_chunk().map_or(vapid::Server::new(), |key| vapid::Server::new().with_key(key));
    let claims = vapid::Claims { aud: text, exp: black_box(7), sub: Some(text) };
    let tokens = [Ok(Token::new(credentials, text, claims)), Token::read(credentials, output)];
    for token in tokens.into_iter().flatten() {
        let verified =
            server.verify(&token, &origin, black_box(7), |credentials| black_box(credentials.t().as_str()) == text);
        black_box(verified.map_err(|refusal| refusal.status()).is_ok());
    }
}
