//! The schemes whose credentials are a password, a token or a signature over a challenge.

use countersign::auth::{Param, api_key, basic, bearer, dpop, gnap, hoba, jwt, private_token, uma, vapid, web_push};

use crate::allocations::{Case, shows, writes};
use crate::secrets::{SECRET, shown};

const VAPID: &[u8] = b"vapid t=YWFh.YWFh.YWFh, \
    k=BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";

const KEY: &str = "p256ecdsa=BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";

pub(crate) const READING: &[Case] = &[
    ("basic challenge", |_| assert!(basic::Challenge::parse(b"Basic realm=x, charset=UTF-8").unwrap().is_utf8())),
    ("basic credentials", |buffer| {
        let credentials = basic::Credentials::parse(b"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", buffer).unwrap();
        assert!(credentials.matches("Aladdin", "open sesame") && credentials.user_id_str().is_some());
    }),
    ("basic credentials that own their bytes", |_| {
        assert!(basic::UserPass::parse(b"Basic Og==").unwrap().credentials().matches("", ""));
    }),
    ("bearer challenge", |_| {
        let challenge = bearer::Challenge::parse(b"Bearer scope=\"a b\", error=x, max_age=5, service=y").unwrap();
        assert!(challenge.scope().unwrap().contains("b") && challenge.other_params().count() == 1);
    }),
    ("bearer credentials", |_| assert!(bearer::Credentials::parse(b"Bearer abc").unwrap().matches("abc"))),
    ("dpop challenge and its fields", |_| {
        let challenge = dpop::Challenge::parse(b"DPoP algs=\"ES256 PS256\", error=x, a=b").unwrap();
        assert!(challenge.algs().unwrap().contains("PS256") && challenge.other_params().count() == 1);
        let lines = [("DPoP-Nonce", "a"), ("DPoP", "YWFh.YWFh.YWFh")];
        assert!(dpop::nonce(&lines).unwrap().is_some() && dpop::proof(&lines).unwrap().is_some());
        assert_eq!(dpop::Credentials::parse(b"DPoP abc").unwrap().token().as_str(), "abc");
    }),
    ("jwt", |buffer| {
        let jwt = jwt::Jwt::parse(b"YWFh.YWFh.YWFh").unwrap();
        assert_eq!(jwt.payload().decode_into(buffer).unwrap(), b"aaa");
        assert!(jwt.header() == jwt.payload());
    }),
    ("hoba challenge and credentials", |buffer| {
        let challenge = hoba::Challenge::parse(b"HOBA challenge=YWFh, max-age=10, realm=\"\\a\"").unwrap();
        let credentials = hoba::Credentials::parse(b"HOBA result=\"a.YWFh.b.YWFh\"").unwrap();
        assert_eq!(credentials.challenge(), challenge.challenge());
        assert_eq!(credentials.sig().decode_into(buffer).unwrap(), b"aaa");
        assert!(hoba::registration(&[("Hobareg", "regok")]).unwrap().is_some());
    }),
    ("HOBA-TBS", |_| {
        assert!(hoba::Tbs::parse(b"1:n1:011:https://a:10:1:k4:YWFh").unwrap().realm().is_none());
    }),
    ("private token challenge, credentials and structures", |buffer| {
        let challenge = private_token::Challenge::parse(b"PrivateToken challenge=\"AAEAAWkAAAA=\", max-age=1").unwrap();
        let structure = challenge.challenge().decode_into(buffer).unwrap();
        assert!(private_token::TokenChallenge::parse(structure).unwrap().is_for("a.example"));
        assert!(private_token::PrivateToken::parse(&[0; 99]).is_ok());
        let credentials = private_token::Credentials::parse(b"PrivateToken token=YWFh").unwrap();
        assert_eq!(credentials.token().decoded_len(), 3);
        assert_eq!(private_token::Extensions::parse(b"\0\x05\0\x01\0\x01a").unwrap().iter().count(), 1);
        assert_eq!(private_token::ExtensionSet::parse(b"\0\x03\x01\0\x01").unwrap().iter().count(), 1);
    }),
    ("vapid credentials", |buffer| {
        let credentials = vapid::Credentials::parse(VAPID).unwrap();
        assert_eq!(credentials.k().decode_into(buffer).unwrap().len(), 65);
        assert!(vapid::Challenge::parse(b"vapid").is_ok());
    }),
    ("uma challenge", |_| {
        let challenge = uma::Challenge::parse(b"UMA as_uri=\"https://a\", ticket=b, x=y").unwrap();
        assert!(challenge.ticket().unwrap() == "b" && challenge.other_params().count() == 1);
    }),
    ("web push credentials and key", |buffer| {
        let credentials = web_push::Credentials::parse(b"WebPush YWFh.YWFh.YWFh").unwrap();
        assert_eq!(credentials.token().payload().decode_into(buffer).unwrap(), b"aaa");
        assert!(web_push::crypto_key(&[("Crypto-Key", "dh=a;keyid=b"), ("Crypto-Key", KEY)]).unwrap().is_some());
    }),
    ("gnap challenge and credentials", |_| {
        assert!(gnap::Challenge::parse(b"GNAP as_uri=\"https://a\"").unwrap().as_uri().is_some());
        assert!(gnap::Credentials::parse(b"GNAP abc").unwrap().matches("abc"));
    }),
    ("api_key", |buffer| {
        let credentials = api_key::Credentials::parse(b"ApiKey YTph").unwrap();
        assert_eq!(credentials.base64().unwrap().decode_into(buffer).unwrap(), b"a:a");
        assert!(api_key::Credentials::parse(b"Token token=a, b=c").unwrap().matches("a"));
        assert!(api_key::Challenge::parse(b"Token realm=a").unwrap().realm().is_some());
    }),
];

pub(crate) const WRITING: &[Case] = &[
    ("basic challenge", |buffer| writes(&basic::Challenge::new("staff").unwrap().with_utf8(), buffer)),
    ("basic credentials", |buffer| {
        writes(&basic::Credentials::new("Aladdin", "open sesame").unwrap(), buffer);
        writes(&basic::UserPass::parse(b"Basic Og==").unwrap(), buffer);
    }),
    ("bearer challenge", |buffer| {
        let other = [Param::quoted("service", b"registry").unwrap()];
        let challenge = bearer::Challenge::new().with_scope("a b").unwrap().with_max_age(u64::MAX);
        writes(&challenge.with_other_params(&other).unwrap(), buffer);
    }),
    ("dpop challenge and its fields", |buffer| {
        writes(&dpop::Challenge::new().with_algs("ES256").unwrap().with_max_age(5), buffer);
        writes(&dpop::Credentials::new("abc").unwrap(), buffer);
        writes(&dpop::Nonce::new("abc").unwrap(), buffer);
        writes(&jwt::Jwt::new("YWFh.YWFh.YWFh").unwrap(), buffer);
    }),
    ("hoba challenge, credentials and HOBA-TBS", |buffer| {
        let challenge = hoba::Challenge::new("YWFh", 10).unwrap().with_realm("a \"b\"").unwrap();
        let tbs = challenge.tbs(hoba::Algorithm::RSA_SHA256, "https://a:1", "k", "n").unwrap();
        writes(&challenge, buffer);
        writes(&tbs, buffer);
        writes(&hoba::Credentials::new(&tbs, b"a signature").unwrap(), buffer);
        writes(&hoba::Registration::InWork, buffer);
    }),
    ("private token challenge, credentials and structures", |buffer| {
        writes(&private_token::Challenge::new("abc").unwrap().with_token_key("def").unwrap().with_max_age(5), buffer);
        writes(&private_token::Credentials::new("abc").unwrap().with_extensions("def").unwrap(), buffer);
        let list = [private_token::Extension::new(1, b"a").unwrap()];
        writes(&private_token::Extensions::new(&list).unwrap(), buffer);
        writes(&private_token::ExtensionSet::new(&[(1, true)]).unwrap(), buffer);
        writes(&private_token::TokenChallenge::new(1, "a").unwrap().with_redemption_context(&[0; 32]), buffer);
        writes(&private_token::PrivateToken::new(1, &[1; 32], &[2; 32], &[3; 32], &[4; 48]).unwrap(), buffer);
    }),
    ("vapid credentials", |buffer| {
        writes(&vapid::Credentials::new("YWFh.YWFh.YWFh", &[4; 65]).unwrap(), buffer);
        writes(&vapid::Challenge::new(), buffer);
    }),
    ("uma challenge", |buffer| {
        writes(&uma::Challenge::new("https://a", "b").unwrap().with_realm("c").unwrap(), buffer);
    }),
    ("web push credentials and key", |buffer| {
        writes(&web_push::Credentials::new("YWFh.YWFh.YWFh").unwrap(), buffer);
        writes(&web_push::CryptoKey::new(&[4; 65]).unwrap(), buffer);
    }),
    ("gnap challenge and credentials", |buffer| {
        writes(&gnap::Challenge::new().with_as_uri("https://a").unwrap(), buffer);
        writes(&gnap::Credentials::new("abc").unwrap(), buffer);
    }),
    ("api_key", |buffer| {
        let others = [Param::token("b", b"c").unwrap()];
        writes(&api_key::Credentials::new(api_key::Kind::ApiKey, "a:b").unwrap(), buffer);
        writes(&api_key::Credentials::of_params(api_key::Kind::Token, "a", &others).unwrap(), buffer);
        writes(&api_key::Challenge::new(api_key::Kind::Token).with_realm("a").unwrap(), buffer);
    }),
    ("bearer credentials", |buffer| writes(&bearer::Credentials::new("mF_9.B5f-4.1JqM").unwrap(), buffer)),
];

pub(crate) const REJECTING: &[Case] = &[
    ("base64", |buffer| shows(&basic::Credentials::parse(b"Basic a", &mut [0; 8]).unwrap_err(), buffer)),
    ("no buffer", |buffer| shows(&basic::Credentials::parse(b"Basic Og==", &mut []).unwrap_err(), buffer)),
    ("too long", |buffer| shows(&basic::UserPassIn::<0>::parse(b"Basic Og==").unwrap_err(), buffer)),
    ("dpop", |buffer| shows(&dpop::proof(&[("DPoP", "YQ.YQ")]).unwrap_err(), buffer)),
    ("hoba", |buffer| {
        shows(&hoba::Credentials::parse(b"HOBA result=\"a.b.c\"").unwrap_err(), buffer);
        shows(&hoba::Tbs::parse(b"1:n1:011:https://a:1:").unwrap_err(), buffer);
        shows(&hoba::Registration::parse(b"reg").unwrap_err(), buffer);
    }),
    ("private token", |buffer| {
        shows(&private_token::Credentials::parse(b"PrivateToken token=YQ").unwrap_err(), buffer);
        shows(&private_token::TokenChallenge::parse(b"\0").unwrap_err(), buffer);
        shows(&private_token::Extensions::parse(b"\0").unwrap_err(), buffer);
    }),
    ("vapid", |buffer| shows(&vapid::Credentials::parse(b"vapid t=YQ.YQ.YQ, k=YQ").unwrap_err(), buffer)),
    ("uma", |buffer| shows(&uma::Challenge::parse(b"UMA a").unwrap_err(), buffer)),
    ("web push", |buffer| {
        shows(&web_push::Credentials::parse(b"WebPush YWFh").unwrap_err(), buffer);
        shows(&web_push::CryptoKey::parse(b"p256ecdsa=BA").unwrap_err(), buffer);
    }),
    ("api_key", |buffer| shows(&api_key::Credentials::parse(b"Token a b").unwrap_err(), buffer)),
];

/// Returns the `Debug` output of the types of the schemes whose secrets are tokens and signatures.
pub(crate) fn signed_values() -> Vec<(&'static str, String)> {
    let dpop =
        dpop::Challenge::parse(b"DPoP realm=s3cr3t, algs=\"s3cr3t hunter\", error=s3cr3t, s3cr3t=s3cr3t").unwrap();
    let jwt = jwt::Jwt::new("s3cr3s3c.s3cr3s3c.s3cr3s3c").unwrap();
    let hoba = hoba::Challenge::new(SECRET, 10).unwrap().with_realm(SECRET).unwrap();
    let tbs = hoba.tbs(hoba::Algorithm::RSA_SHA256, "https://s3cr3t:1", SECRET, SECRET).unwrap();
    let part = *b"s3cr3ts3cr3ts3cr3ts3cr3ts3cr3t12";
    let token = private_token::PrivateToken::new(1, &part, &part, &part, SECRET.as_bytes()).unwrap();
    let extensions = [private_token::Extension::new(7, SECRET.as_bytes()).unwrap()];
    let uma = uma::Challenge::parse(b"UMA as_uri=s3cr3t, ticket=s3cr3t, error=s3cr3t, s3cr3t=s3cr3t").unwrap();
    let mut point = [b's'; 65];
    point[0] = 4;

    vec![
        ("dpop::Challenge", shown(&dpop)),
        ("dpop::Credentials", shown(&dpop::Credentials::new(SECRET).unwrap())),
        ("dpop::Nonce", shown(&dpop::Nonce::new(SECRET).unwrap())),
        ("jwt::Jwt", shown(&jwt)),
        ("Base64", shown(&jwt.payload())),
        ("hoba::Challenge", shown(&hoba)),
        ("hoba::Tbs", shown(&tbs)),
        ("hoba::Credentials", shown(&hoba::Credentials::new(&tbs, SECRET).unwrap())),
        ("Base64", shown(&hoba::Credentials::new(&tbs, SECRET).unwrap().sig())),
        (
            "private_token::Challenge",
            shown(&private_token::Challenge::new(SECRET).unwrap().with_realm(SECRET).unwrap()),
        ),
        ("private_token::Credentials", shown(&private_token::Credentials::new(SECRET).unwrap())),
        ("private_token::TokenChallenge", shown(&private_token::TokenChallenge::new(1, SECRET).unwrap())),
        ("private_token::PrivateToken", shown(&token)),
        ("private_token::Extension", shown(&extensions[0])),
        ("private_token::Extensions", shown(&private_token::Extensions::new(&extensions).unwrap())),
        ("private_token::ExtensionSet", shown(&private_token::ExtensionSet::new(&[(7, true)]).unwrap())),
        ("uma::Challenge", shown(&uma)),
        ("web_push::Credentials", shown(&web_push::Credentials::new("s3cr3s3c.s3cr3s3c.s3cr3s3c").unwrap())),
        ("web_push::CryptoKey", shown(&web_push::CryptoKey::new(&point).unwrap())),
        ("vapid::Challenge", shown(&vapid::Challenge::parse(b"vapid realm=s3cr3t").unwrap())),
        ("vapid::Credentials", shown(&vapid::Credentials::new("s3cr3s3c.s3cr3s3c.s3cr3s3c", &point).unwrap())),
    ]
}
