//! The schemes of several messages.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::arbitrary::draw::{Draw, base64_of};
use crate::arbitrary::payload::{Drawn, Params};

/// The algorithms of Digest, and the number of bytes of their hashes.
const ALGORITHMS: [(&str, usize); 6] = [
    ("MD5", 16),
    ("MD5-sess", 16),
    ("SHA-256", 32),
    ("SHA-256-sess", 32),
    ("SHA-512-256", 32),
    ("SHA-512-256-sess", 32),
];

pub(super) fn digest_challenge(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    Params::new(d)
        .must("realm", Draw::text)
        .must("nonce", |d| if d.flip() { d.text() } else { d.base64().into() })
        .may("domain", |d| if d.flip() { d.uri() } else { [d.path(), d.uri()].join(" ") })
        .may("opaque", Draw::text)
        .may("stale", |_| "true")
        .may("algorithm", |d| if d.one_in(8) { d.token() } else { String::from(d.of(&ALGORITHMS).0) })
        .may("qop", |d| String::from(d.of(&["auth", "auth-int", "auth,auth-int", "auth, auth-int", "token"])))
        .may("charset", |_| "UTF-8")
        .may("userhash", |_| "true")
        .done()
}

/// A challenge that a client can answer without a body.
pub(in crate::arbitrary) fn answerable_challenge(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    let (algorithm, _) = d.of(&ALGORITHMS);
    // RFC 2069 has no session, so MD5-sess needs a qop.
    let has_qop = algorithm.ends_with("-sess") || !d.one_in(4);
    let mut params = Params::new(d).must("realm", Draw::text).must("nonce", Draw::visible).may("opaque", Draw::text);
    if algorithm != "MD5" || has_qop {
        params = params.must("algorithm", |_| algorithm);
    }
    if has_qop {
        params = params.must("qop", |d| String::from(d.of(&["auth", "auth,auth-int", "auth-int, auth"])));
    }
    params.may("charset", |_| "UTF-8").may("userhash", |_| "true").done()
}

pub(super) fn digest(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    let (algorithm, bytes) = d.of(&ALGORITHMS);
    let is_named = algorithm != "MD5" || d.flip();
    let (is_extended, is_hashed, has_qop) = (d.one_in(4), d.one_in(4), !d.one_in(4));
    let mut params = Params::plain(d)
        .must("realm", Draw::text)
        .must("nonce", Draw::visible)
        .must("uri", Draw::path)
        .must("response", |d| d.hex(bytes))
        .may("opaque", Draw::text);
    params = match (is_extended, is_hashed) {
        (true, _) => params.must("username*", Draw::ext_value),
        (false, true) => params.must("username", |d| d.hex(bytes)).must("userhash", |_| "true"),
        (false, false) => params.must("username", Draw::user),
    };
    if is_named {
        params = params.must("algorithm", |_| algorithm);
    }
    if has_qop {
        params = params
            .must("qop", |d| String::from(d.of(&["auth", "auth-int"])))
            .must("cnonce", Draw::visible)
            .must("nc", |d| d.hex(4));
    }
    params.done()
}

pub(super) fn digest_info(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    let (has_proof, bytes) = (d.flip(), d.of(&[16, 32]));
    if has_proof {
        return Params::plain(d)
            .may("nextnonce", Draw::visible)
            .must("rspauth", |d| d.hex(bytes))
            .must("qop", |d| String::from(d.of(&["auth", "auth-int"])))
            .must("cnonce", Draw::visible)
            .must("nc", |d| d.hex(4))
            .done();
    }
    Params::plain(d).must("nextnonce", Draw::visible).done()
}

/// The algorithms of Mutual, and whether their numbers are hex.
const MUTUAL: [(&str, bool); 4] = [
    ("iso-kam3-dl-2048-sha256", false),
    ("iso-kam3-dl-4096-sha512", false),
    ("iso-kam3-ec-p256-sha256", true),
    ("iso-kam3-ec-p521-sha512", true),
];

/// `extensive-token`, RFC 8120 §3.2.1
fn extensive(d: &mut Draw<'_, '_>, known: &[&str]) -> String {
    if d.one_in(5) { format!("-{}.{}.example", d.label(), d.label()) } else { String::from(d.of(known)) }
}

/// The terms, and whether numbers are hex.
fn terms<'p, 'd, 'b>(d: &'p mut Draw<'d, 'b>) -> (Params<'p, 'd, 'b>, bool) {
    let (algorithm, is_hex) = d.of(&MUTUAL);
    let params = Params::plain(d)
        .must("version", |_| "1")
        .must("algorithm", |_| algorithm)
        .must("validation", |d| extensive(d, &["host", "tls-server-end-point", "tls-unique"]))
        .must("realm", Draw::text)
        .may("auth-scope", |d| if d.flip() { d.host() } else { format!("*.{}", d.host()) });
    (params, is_hex)
}

fn fixed(is_hex: bool) -> fn(&mut Draw<'_, '_>) -> String {
    if is_hex { sid } else { |d| d.base64() }
}

/// `hex-fixed-number`, RFC 8120 §3.2.3
fn sid(d: &mut Draw<'_, '_>) -> String {
    let bytes = d.upto(15).saturating_add(1);
    d.hex(bytes)
}

pub(super) fn mutual_challenge(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    let is_init = d.flip();
    let (params, is_hex) = terms(d);
    if is_init {
        return params.must("reason", |d| extensive(d, &["initial", "stale-session", "auth-failed"])).done();
    }
    params
        .must("sid", sid)
        .must("ks1", fixed(is_hex))
        .must("nc-max", Draw::number)
        .must("nc-window", Draw::number)
        .must("time", Draw::number)
        .may("path", Draw::path)
        .done()
}

pub(super) fn mutual(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    let (is_first, is_extended) = (d.flip(), d.one_in(3));
    let (params, is_hex) = terms(d);
    if is_first {
        let params = params.must("kc1", fixed(is_hex));
        return if is_extended {
            params.must("user*", Draw::ext_value).done()
        } else {
            params.must("user", Draw::word).done()
        };
    }
    params.must("sid", sid).must("nc", Draw::number).must("vkc", fixed(is_hex)).done()
}

pub(super) fn mutual_info(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    let is_hex = d.flip();
    Params::plain(d).must("version", |_| "1").must("sid", sid).must("vks", fixed(is_hex)).done()
}

/// A token that begins as those of SPNEGO, Kerberos, NTLM or another mechanism do.
fn gss(d: &mut Draw<'_, '_>) -> String {
    let mut bytes = Vec::from(d.of(&[
        &b"\x60\x1C\x06\x06\x2B\x06\x01\x05\x05\x02"[..],
        b"\xA1\x07\x30\x05\xA0\x03\x0A\x01\x01",
        b"\x60\x1C\x06\x09\x2A\x86\x48\x86\xF7\x12\x01\x02\x02",
        b"NTLMSSP\0\x01\0\0\0",
        b"",
    ]));
    bytes.extend(d.some_bytes(24));
    base64_of(&bytes)
}

pub(super) fn negotiate(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    Drawn::single(gss(d))
}

pub(super) fn negotiate_challenge(d: &mut Draw<'_, '_>, scheme: &str) -> Drawn {
    if d.flip() { negotiate(d, scheme) } else { Drawn::ALONE }
}

pub(super) fn ntlm(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    let mut bytes = Vec::from(*b"NTLMSSP\0");
    bytes.extend([d.of(&[1, 2, 3, 4]), 0, 0, 0]);
    bytes.extend(d.some_bytes(32));
    Drawn::single(base64_of(&bytes))
}

pub(super) fn ntlm_challenge(d: &mut Draw<'_, '_>, scheme: &str) -> Drawn {
    if d.flip() { ntlm(d, scheme) } else { Drawn::ALONE }
}

/// `nonce`, RFC 5802 §7
fn nonce(d: &mut Draw<'_, '_>) -> String {
    d.word_of(b"abcdefghijABCDEFGHIJ0123456789!%)*+-./:;<=>?@[]^_`{|}~", 20)
}

/// Returns the base64 of a message of the client, RFC 5802 §7.
fn client_message(d: &mut Draw<'_, '_>) -> String {
    let nonce = nonce(d);
    let message = if d.flip() {
        let flag = d.of(&["n,,", "y,,", "p=tls-unique,,", "n,a=admin,"]);
        format!("{flag}n={},r={nonce}", d.word())
    } else {
        format!("c=biws,r={nonce},p={}", d.base64())
    };
    base64_of(message.as_bytes())
}

/// Returns the base64 of the first message of the server.
fn server_first(d: &mut Draw<'_, '_>) -> String {
    let message = format!("r={},s={},i={}", nonce(d), d.base64(), d.upto(65535).saturating_add(1));
    base64_of(message.as_bytes())
}

pub(super) fn scram_challenge(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    match d.upto(2) {
        0 => Params::plain(d).may("realm", Draw::text).done(),
        1 => Params::plain(d)
            .may("realm", Draw::text)
            .must("sr", nonce)
            .may("ttl", Draw::number)
            .may("stale", |_| "true")
            .done(),
        _ => Params::plain(d).must("sid", Draw::token).must("data", server_first).done(),
    }
}

pub(super) fn scram(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    Params::plain(d).must("data", client_message).may("realm", Draw::text).may("sid", Draw::token).done()
}

pub(super) fn scram_info(d: &mut Draw<'_, '_>, _: &str) -> Drawn {
    Params::plain(d)
        .must("data", |d| {
            let message = if d.one_in(4) { "e=invalid-proof".into() } else { format!("v={}", d.base64()) };
            base64_of(message.as_bytes())
        })
        .may("sid", Draw::token)
        .done()
}
