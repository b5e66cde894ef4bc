//! Every part of all credentials that have parameters, and of each info.

use countersign::auth::digest::{Hex, Qop, QopOptions, Username};
use countersign::auth::oauth::SignatureMethod;
use countersign::auth::scram::Mechanism;
use countersign::auth::{Param, api_key, concealed, digest, hawk, oauth, private_token, scram, signature};

use super::every::{Built, Part, base64, flag, other, shown, text, value};

const RESPONSE: &[u8] = b"8ca523f5e9506fed4657c9700eebdbec";

fn x() -> &'static [Param<'static>] {
    vec![Param::quoted("x", "an-x").unwrap()].leak()
}

fn response() -> &'static Hex {
    Box::leak(Box::new(Hex::parse(RESPONSE).unwrap()))
}

#[test]
fn of_tokens() {
    Built {
        scheme: "",
        parse: api_key::Credentials::parse,
        start: api_key::Credentials::of_params(api_key::Kind::Token, "a token", x()).unwrap(),
        steps: &[],
        parts: |of| vec![text("token", of.token()), other("x", of.other_params())],
        line: "Token token=\"a token\", x=\"an-x\"",
    }
    .check();
    Built {
        scheme: "",
        parse: private_token::Credentials::parse,
        start: private_token::Credentials::new("a token").unwrap(),
        steps: &[|of| of.with_extensions("extensions").unwrap()],
        parts: |of| vec![base64("token", of.token()), base64("extensions", of.extensions())],
        line: "PrivateToken token=\"YSB0b2tlbg==\", extensions=\"ZXh0ZW5zaW9ucw==\"",
    }
    .check();
    Built {
        scheme: "",
        parse: concealed::Credentials::parse,
        start: concealed::Credentials::new("an ID", "a key", 2055, b"sixteen bytes ok", "a proof").unwrap(),
        steps: &[|of| of.with_realm("the realm").unwrap()],
        parts: |of| {
            vec![
                base64("k", of.key_id()),
                base64("a", of.public_key()),
                shown("s", u64::from(of.signature_scheme())),
                base64("v", of.verification()),
                base64("p", of.proof()),
                text("realm", of.realm()),
            ]
        },
        line: "Concealed k=YW4gSUQ, a=YSBrZXk, s=2055, v=c2l4dGVlbiBieXRlcyBvaw, p=YSBwcm9vZg, realm=\"the realm\"",
    }
    .check();
}

#[test]
fn of_signatures() {
    Built {
        scheme: "",
        parse: hawk::Credentials::parse,
        start: hawk::Credentials::new("an ID", 1_353_832_234, "a nonce", "a mac").unwrap(),
        steps: &[
            |of| of.with_hash("a hash").unwrap(),
            |of| of.with_ext("an ext").unwrap(),
            |of| of.with_delegation("an app", "a dlg").unwrap(),
        ],
        parts: |of| {
            vec![
                text("id", of.id()),
                value("ts", Some(of.ts())),
                text("nonce", of.nonce()),
                base64("hash", of.hash()),
                text("ext", of.ext()),
                base64("mac", of.mac()),
                text("app", of.app()),
                text("dlg", of.dlg()),
            ]
        },
        line: "Hawk id=\"an ID\", ts=\"1353832234\", nonce=\"a nonce\", hash=\"YSBoYXNo\", ext=\"an ext\", mac=\"YSBtYWM=\", \
               app=\"an app\", dlg=\"a dlg\"",
    }
    .check();
    Built {
        scheme: "",
        parse: oauth::Credentials::parse,
        start: oauth::Credentials::new("a key", SignatureMethod::HmacSha1, "a signature", 137_131_202, "a nonce")
            .unwrap(),
        steps: &[
            |of| of.with_realm("the realm").unwrap(),
            |of| of.with_token("a token"),
            oauth::Credentials::with_version,
            |of| of.with_callback("https://back.example"),
            |of| of.with_verifier("a verifier"),
            |of| of.with_other_params(x()).unwrap(),
        ],
        parts: |of| {
            vec![
                text("realm", of.realm()),
                value("oauth_consumer_key", Some(of.consumer_key())),
                value("oauth_token", of.token()),
                (
                    "oauth_signature_method",
                    Some("HMAC-SHA1".to_owned()).filter(|_| of.signature_method() == SignatureMethod::HmacSha1),
                ),
                value("oauth_timestamp", of.timestamp()),
                value("oauth_nonce", of.nonce()),
                flag("oauth_version", of.has_version(), "1.0"),
                value("oauth_callback", of.callback()),
                value("oauth_verifier", of.verifier()),
                value("oauth_signature", Some(of.signature())),
                other("x", of.other_params()),
            ]
        },
        line: "OAuth realm=\"the realm\", oauth_consumer_key=\"a%20key\", oauth_token=\"a%20token\", \
               oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131202\", oauth_nonce=\"a%20nonce\", \
               oauth_version=\"1.0\", oauth_callback=\"https%3A%2F%2Fback.example\", \
               oauth_verifier=\"a%20verifier\", oauth_signature=\"a%20signature\", x=\"an-x\"",
    }
    .check();
    let parts = |of: &signature::Parameters<'_>| {
        vec![
            text("keyId", of.key_id()),
            text("algorithm", of.algorithm()),
            value("created", of.created()),
            text("expires", of.expires()),
            text("headers", of.headers().map(|headers| headers.text())),
            base64("signature", of.signature()),
            other("x", of.other_params()),
        ]
    };
    Built {
        scheme: "Signature ",
        parse: signature::Parameters::parse,
        start: signature::Parameters::new("a key", "a signature").unwrap(),
        steps: &[
            |of| of.with_algorithm("hs2019").unwrap(),
            |of| of.with_created(1_402_170_695),
            |of| of.with_expires("1402170699.5").unwrap(),
            |of| of.with_headers("host date").unwrap(),
            |of| of.with_signature("a signature").unwrap(),
            |of| of.with_other_params(x()).unwrap(),
        ],
        parts,
        line: "keyId=\"a key\", algorithm=\"hs2019\", created=1402170695, expires=1402170699.5, \
               headers=\"host date\", signature=\"YSBzaWduYXR1cmU=\", x=\"an-x\"",
    }
    .check();
    Built {
        scheme: "",
        parse: hawk::Info::parse,
        start: hawk::Info::new("a mac").unwrap(),
        steps: &[|of| of.with_hash("a hash").unwrap(), |of| of.with_ext("an ext").unwrap()],
        parts: |of| vec![base64("mac", of.mac()), base64("hash", of.hash()), text("ext", of.ext())],
        line: "Hawk mac=\"YSBtYWM=\", hash=\"YSBoYXNo\", ext=\"an ext\"",
    }
    .check();
}

fn qop_part(qop: Option<Qop<'_>>) -> Part {
    text("qop", qop.map(|qop| qop.name()))
}

fn nc_part(nc: Option<u32>) -> Part {
    ("nc", nc.map(|nc| format!("{nc:08x}")))
}

#[test]
fn of_digest() {
    let challenge = digest::Challenge::new("the realm", "a nonce").unwrap().with_qop(QopOptions::BOTH);
    let challenge = challenge.with_opaque("an opaque").unwrap().with_algorithm(digest::Algorithm::Md5);
    Built {
        scheme: "",
        parse: digest::Credentials::parse,
        start: digest::Credentials::new(&challenge, Username::new("someone").unwrap(), "/a", response()).unwrap(),
        steps: &[|of| of.with_qop(Qop::AuthInt, "a cnonce", 0x1B).unwrap()],
        parts: |of| {
            vec![
                ("username", Some("someone".to_owned()).filter(|_| matches!(of.username(), Username::Plain(_)))),
                text("realm", of.realm()),
                text("nonce", of.nonce()),
                text("uri", of.uri()),
                text("response", of.response()),
                text("algorithm", of.algorithm().map(|algorithm| algorithm.name())),
                text("opaque", of.opaque()),
                qop_part(of.qop()),
                nc_part(of.nc()),
                text("cnonce", of.cnonce()),
            ]
        },
        line: "Digest username=\"someone\", realm=\"the realm\", nonce=\"a nonce\", uri=\"/a\", \
               response=\"8ca523f5e9506fed4657c9700eebdbec\", algorithm=MD5, cnonce=\"a cnonce\", opaque=\"an opaque\", \
               qop=auth-int, nc=0000001b",
    }
    .check();
    Built {
        scheme: "Digest ",
        parse: digest::Info::parse,
        start: digest::Info::new(),
        steps: &[
            |of| of.with_rspauth(response()),
            |of| of.with_nextnonce("a nonce").unwrap(),
            |of| of.with_rspauth(response()).with_qop(Qop::Auth, "a cnonce", 0x1B).unwrap(),
        ],
        parts: |of| {
            vec![
                text("nextnonce", of.nextnonce()),
                text("rspauth", of.rspauth()),
                qop_part(of.qop()),
                nc_part(of.nc()),
                text("cnonce", of.cnonce()),
            ]
        },
        line: "nextnonce=\"a nonce\", qop=auth, rspauth=\"8ca523f5e9506fed4657c9700eebdbec\", cnonce=\"a cnonce\", \
               nc=0000001b",
    }
    .check();
}

#[test]
fn of_scram_and_mutual() {
    Built {
        scheme: "",
        parse: scram::Credentials::parse,
        start: scram::Credentials::new(Mechanism::SHA_1, "a message"),
        steps: &[|of| of.with_realm("the realm").unwrap(), |of| of.with_sid("sid").unwrap()],
        parts: |of| vec![text("realm", of.realm()), text("sid", of.sid()), base64("data", of.data())],
        line: "SCRAM-SHA-1 realm=\"the realm\", sid=sid, data=\"YSBtZXNzYWdl\"",
    }
    .check();
    Built {
        scheme: "SCRAM ",
        parse: scram::Info::parse,
        start: scram::Info::new("a message"),
        steps: &[|of| of.with_sid("sid").unwrap()],
        parts: |of| vec![text("sid", of.sid()), base64("data", of.data())],
        line: "sid=sid, data=\"YSBtZXNzYWdl\"",
    }
    .check();
}
