//! Samples of keys, and of what proves with DPoP and vapid.

use countersign::auth::dpop::{self, Proof};
use countersign::auth::jwk::Jwk;
use countersign::auth::jwt::Jwt;
use countersign::auth::vapid::{self, Token};
use countersign::hash::Sha256;

use crate::allocations::{Case, shows, writes};
use crate::secrets::{SECRET, shown};

const SIGNATURE: [u8; 64] = [7; 64];

fn jwk() -> Jwk<'static> {
    Jwk::ec("P-256", &[7; 32], &[8; 32]).unwrap()
}

fn request() -> dpop::Request<'static> {
    dpop::Request::new("GET", "https", "s3cr3t", "/s3cr3t").unwrap()
}

fn client() -> dpop::Client<'static, Sha256> {
    dpop::Client::new(Sha256, "ES256", jwk()).unwrap()
}

fn unsigned() -> dpop::Unsigned<'static> {
    client().proof(&request(), Some(SECRET), SECRET, 7).unwrap().with_nonce(dpop::Nonce::new(SECRET).unwrap())
}

fn server() -> dpop::Server<'static, Sha256> {
    dpop::Server::new(Sha256, &["ES256"]).unwrap()
}

fn claims() -> dpop::Claims<'static> {
    dpop::Claims {
        jti: SECRET,
        htm: "GET",
        htu: "https://s3cr3t/s3cr3t",
        iat: 7,
        ath: Some(SECRET),
        nonce: Some(SECRET),
    }
}

fn proof() -> Proof<'static> {
    let header = dpop::Header { typ: "dpop+jwt", alg: "ES256", jwk: jwk() };
    Proof::new(Jwt::new("s3cr3s3c.s3cr3s3c.s3cr3s3c").unwrap(), header, claims())
}

fn origin() -> vapid::Origin<'static> {
    vapid::Origin::of_uri("https://s3cr3t/s3cr3t").unwrap()
}

fn pusher() -> vapid::Client<'static> {
    vapid::Client::new(&[4; 65]).unwrap().with_sub("mailto:s3cr3t").unwrap()
}

fn token() -> Token<'static> {
    let credentials = vapid::Credentials::new("s3cr3s3c.s3cr3s3c.s3cr3s3c", &[4; 65]).unwrap();
    Token::new(credentials, "ES256", vapid::Claims { aud: "https://s3cr3t", exp: 8, sub: Some(SECRET) })
}

pub(crate) const WRITING: &[Case] = &[
    ("proofs", |buffer| {
        writes(&jwk(), buffer);
        writes(&jwk().thumbprint(Sha256), buffer);
        writes(&dpop::TokenHash::new(Sha256, SECRET), buffer);
        writes(&client().proof(&request(), None, "a", 7).unwrap(), buffer);
        let signed = client().proof(&request(), None, "a", 7).unwrap();
        let signed = signed.sign(&SIGNATURE).unwrap();
        let mut wire = [0; 512];
        let jwt = Jwt::parse(countersign::Encode::encode_to_slice(&signed, &mut wire).unwrap()).unwrap();
        let proof = Proof::read(jwt, buffer).unwrap();
        server().verify(&request(), &proof, 7, |_| true, |jti, _| jti == "a").unwrap();
    }),
    ("vapid tokens", |buffer| {
        writes(&origin(), buffer);
        writes(&pusher().token(origin(), 1, 7).unwrap(), buffer);
        let signed = pusher().token(origin(), 1, 7).unwrap().sign(&SIGNATURE);
        let mut wire = [0; 512];
        let wire = countersign::Encode::encode_to_slice(&signed, &mut wire).unwrap();
        let token = Token::read(vapid::Credentials::parse(wire).unwrap(), buffer).unwrap();
        vapid::Server::new().verify(&token, &origin(), 7, |_| true).unwrap();
    }),
];

pub(crate) const REJECTING: &[Case] = &[("proofs", |buffer| {
    let (dpop, vapid) = refusals();
    shows(&dpop, buffer);
    shows(&vapid, buffer);
    shows(&dpop::Request::of_uri("GET", "s3cr3t").unwrap_err(), buffer);
    shows(&Jwk::of_members([("d", Some(SECRET))]).unwrap_err(), buffer);
    shows(&Proof::read(proof().jwt(), buffer).unwrap_err(), &mut [0; 512]);
})];

/// Returns the refusals of another method and of a short signature.
pub(crate) fn refusals() -> (dpop::Refusal, vapid::Refusal) {
    let request = dpop::Request::new("PUT", "https", "s3cr3t", "/s3cr3t").unwrap();
    let dpop = server().verify(&request, &proof(), 7, |_| true, |_, _| true).unwrap_err();
    let vapid = vapid::Server::new().verify(&token(), &origin(), 7, |_| true).unwrap_err();
    (dpop, vapid)
}

/// Returns the `Debug` output of the types.
pub(crate) fn values() -> Vec<(&'static str, String)> {
    let unsigned = unsigned();
    let pushed = pusher().token(origin(), 1, 7).unwrap();
    vec![
        ("dpop::Claims", shown(&claims())),
        ("dpop::Client", shown(&client())),
        ("dpop::Header", shown(&proof().header())),
        ("dpop::Proof", shown(&proof())),
        ("dpop::Request", shown(&request().with_token(SECRET, SECRET))),
        ("dpop::Retry", shown(&dpop::Retry::default())),
        ("dpop::Server", shown(&server())),
        ("dpop::Signed", shown(&unsigned.sign(&SIGNATURE).unwrap())),
        ("dpop::TokenHash", shown(&dpop::TokenHash::new(Sha256, SECRET))),
        ("dpop::Unsigned", shown(&unsigned)),
        ("jwk::Jwk", shown(&jwk())),
        ("jwk::Key", shown(&jwk().key())),
        ("jwk::Thumbprint", shown(&jwk().thumbprint(Sha256))),
        ("vapid::Claims", shown(&token().claims())),
        ("vapid::Client", shown(&pusher())),
        ("vapid::Origin", shown(&origin())),
        ("vapid::Server", shown(&vapid::Server::new().with_key(&[4; 65]))),
        ("vapid::Signed", shown(&pushed.sign(&SIGNATURE))),
        ("vapid::Token", shown(&token())),
        ("vapid::Unsigned", shown(&pushed)),
    ]
}
