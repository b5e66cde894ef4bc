//! The schemes whose credentials are a password, a token or a signature over a challenge.

use alloc::string::String;
use alloc::vec::Vec;

use crate::arbitrary::draw::{Draw, base64_of, base64url_of, unpadded_of};
use crate::arbitrary::payload::{Drawn, Params};

pub(super) fn alone(_: &mut Draw<'_, '_>, _: &str) -> Drawn {
    Drawn::ALONE
}

pub(super) fn token68(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    Drawn::single(d.token68())
}

pub(super) fn realm(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    Params::new(d).may("realm", Draw::text).done()
}

pub(super) fn api_key(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    if d.flip() {
        return Params::new(d).must("token", Draw::text).others().done();
    }
    let mut token = d.word();
    if d.flip() {
        token.push_str(d.of(&[":", "{", "@", "|", "/"]));
        token.push_str(&d.word());
    }
    token.push_str(d.of(&["", "=", "=="]));
    Drawn::single(token)
}

pub(super) fn basic_challenge(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    Params::new(d).must("realm", Draw::text).may("charset", |_| "UTF-8").done()
}

pub(super) fn basic(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    let (user, mut password) = (d.user(), d.user());
    if d.one_in(4) {
        password.push(':');
        password.push_str(&d.word());
    }
    Drawn::single(base64_of([&user, ":", &*password].concat().as_bytes()))
}

/// The parameters of Bearer, which DPoP has too.
fn bearer_params<'p, 'd, 'b>(d: &'p mut Draw<'d, 'b>) -> Params<'p, 'd, 'b> {
    Params::new(d)
        .may("realm", Draw::text)
        .may("scope", |d| d.list_of(&["openid", "profile", "repository:a/b:pull", "offline_access"], " "))
        .may("error", |d| String::from(d.of(&["invalid_request", "invalid_token", "insufficient_scope", "other"])))
        .may("error_description", Draw::words)
        .may("error_uri", Draw::uri)
        .may("acr_values", |d| d.list_of(&["silver", "gold"], " "))
        .may("max_age", Draw::number)
        .may("resource_metadata", Draw::uri)
}

pub(super) fn bearer_challenge(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    bearer_params(d).others().done()
}

pub(super) fn dpop_challenge(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    bearer_params(d).may("algs", |d| d.list_of(&["ES256", "PS256", "EdDSA"], " ")).others().done()
}

pub(super) fn gnap_challenge(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    Params::new(d).may("as_uri", Draw::uri).may("referrer", Draw::uri).may("access", Draw::visible).done()
}

pub(super) fn hoba_challenge(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    Params::plain(d).must("challenge", Draw::base64url).must("max-age", Draw::number).may("realm", Draw::text).done()
}

pub(super) fn hoba(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    Params::plain(d).must("result", |d| [d.base64url(), d.base64url(), d.base64url(), d.base64url()].join(".")).done()
}

/// A `TokenChallenge`, RFC 9577 §2.1.1
fn token_challenge(d: &mut Draw<'_, '_>) -> String {
    let mut bytes = Vec::from(d.of(&[[0, 1], [0, 2], [0xDA, 0x7A]]));
    let issuer = d.host();
    prefixed(&mut bytes, 2, issuer.as_bytes());
    let context = if d.flip() { d.exactly(32) } else { Vec::new() };
    prefixed(&mut bytes, 1, &context);
    let mut origins = String::new();
    for index in 0..d.upto(2) {
        origins.push_str(if index > 0 { "," } else { "" });
        origins.push_str(&d.host());
    }
    prefixed(&mut bytes, 2, origins.as_bytes());
    base64url_of(&bytes)
}

/// Writes the length as a number of `width` bytes, and the bytes.
fn prefixed(to: &mut Vec<u8>, width: usize, bytes: &[u8]) {
    let length = u16::try_from(bytes.len()).unwrap_or_default().to_be_bytes();
    to.extend(length.iter().skip(length.len().saturating_sub(width)));
    to.extend_from_slice(bytes);
}

/// `Extensions`, in the order of their types
fn extensions(d: &mut Draw<'_, '_>) -> String {
    let mut list = Vec::new();
    for number in 1..=u16::try_from(d.upto(3)).unwrap_or_default() {
        list.extend_from_slice(&number.to_be_bytes());
        let data = d.some_bytes(6);
        prefixed(&mut list, 2, &data);
    }
    let mut bytes = Vec::new();
    prefixed(&mut bytes, 2, &list);
    base64url_of(&bytes)
}

fn extension_set(d: &mut Draw<'_, '_>) -> String {
    let mut list = Vec::new();
    for number in 1..=u16::try_from(d.upto(3)).unwrap_or_default() {
        list.push(u8::from(d.flip()));
        list.extend_from_slice(&number.to_be_bytes());
    }
    let mut bytes = Vec::new();
    prefixed(&mut bytes, 2, &list);
    base64url_of(&bytes)
}

pub(super) fn private_token_challenge(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    Params::plain(d)
        .must("challenge", token_challenge)
        .may("token-key", Draw::base64url)
        .may("max-age", Draw::number)
        .may("realm", Draw::text)
        .may("extension-set", extension_set)
        .may("extensions", extensions)
        .done()
}

pub(super) fn private_token(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    Params::plain(d)
        .must("token", |d| {
            // type, nonce, challenge digest and key ID of 32 bytes each, authenticator
            let rest = d.of(&[96_usize, 144]);
            let mut token = Vec::from(d.of(&[[0, 1], [0, 2]]));
            token.extend(d.exactly(rest));
            base64url_of(&token)
        })
        .may("extensions", extensions)
        .done()
}

pub(super) fn uma_challenge(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    Params::new(d)
        .must("as_uri", Draw::uri)
        .must("ticket", Draw::visible)
        .may("realm", Draw::text)
        .may("error", |d| String::from(d.of(&["insufficient_scope", "request_denied"])))
        .others()
        .done()
}

/// An uncompressed point of P-256, in base64url
pub(in crate::arbitrary) fn point(d: &mut Draw<'_, '_>) -> String {
    let mut point = Vec::from([4]);
    point.extend(d.exactly(64));
    unpadded_of(&point)
}

pub(super) fn vapid(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    Params::plain(d).must("t", Draw::jwt).must("k", point).done()
}

pub(super) fn web_push(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    Drawn::single(d.jwt())
}
