//! The schemes that sign requests.

use countersign::auth::{
    Decimal, HttpDate, Param, api_key, aws4, colon_pair, concealed, eg1, gnap, hawk, oauth, shared_access_signature,
    signature,
};

use crate::allocations::{Case, shows, writes};
use crate::secrets::{SECRET, USER, shown};

const OAUTH: &[u8] = b"OAuth oauth_consumer_key=a%20b, oauth_signature_method=PLAINTEXT, oauth_signature=c, d=e";

const AWS4: &[u8] = b"AWS4-ECDSA-P256-SHA256 Credential=a/20130524/s3/aws4_request,SignedHeaders=a;b,Signature=3045";

const CONCEALED: &[u8] = b"Concealed k=YWFh, a=YWFh, s=7, v=YWFhYWFhYWFhYWFhYWFhYQ, p=YWFh";

const EG1: &[u8] = b"EG1-HMAC-SHA256 client_token=a;access_token=b;timestamp=20140321T19:34:21+0000;nonce=c;\
    signature=B2M8OBYTcTDfvZQ2hMKMIZXdO9unVaRHQqAyo/a3YGA=";

const SHARED_ACCESS: &[u8] =
    b"SharedAccessSignature sr=a%2Fb&sig=BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc%3D&se=1438205742&skn=root";

const DIGITS: &str = "fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024";

const EXPORT: &str = ":VGhpc+BleGFtcGxlIFRMU/BleHBvcnRlc+BvdXRwdXQ/aXMgNDggYnl0ZXMgI/+h:";

const HAWK: &[u8] = b"Hawk id=\"a\", ts=\"1\", nonce=\"b\", mac=\"YWFh\", hash=\"YWFh\"";

const SIGNATURE: &[u8] = b"keyId=\"a\", created=1, expires=2.5, headers=\"host date\", signature=\"YWFh\", version=1";

pub(crate) const READING: &[Case] = &[
    ("oauth challenge and credentials", |buffer| {
        assert!(oauth::Challenge::parse(b"OAuth oauth_problem=a%20b").unwrap().problem().unwrap() == "a b");
        let credentials = oauth::Credentials::parse(OAUTH).unwrap();
        assert_eq!(credentials.consumer_key().decode_into(buffer).unwrap(), b"a b");
        assert!(credentials.signature().matches("c") && credentials.other_params().count() == 1);
    }),
    ("aws4 credentials", |_| {
        let credentials = aws4::Credentials::parse(AWS4).unwrap();
        assert!(credentials.matches("3045") && credentials.signed_headers().contains("b"));
        assert!(credentials.scope().unwrap().region().is_none());
    }),
    ("eg1 credentials", |_| {
        let credentials = eg1::Credentials::parse(EG1).unwrap();
        assert!(credentials.unsigned().nonce() == "c" && !credentials.matches(&[0; 32]));
    }),
    ("shared access signature", |buffer| {
        let credentials = shared_access_signature::Credentials::parse(SHARED_ACCESS).unwrap();
        assert!(credentials.matches(&[7; 32]) && credentials.key_name().is_some());
        assert_eq!(credentials.resource().decode_into(buffer).unwrap(), b"a/b");
    }),
    ("colon pair", |_| assert!(colon_pair::Credentials::parse(b"AWS a:YWFh").unwrap().matches("aaa"))),
    ("concealed credentials", |buffer| {
        let credentials = concealed::Credentials::parse(CONCEALED).unwrap();
        assert_eq!(credentials.verification().decode_into(buffer).unwrap().len(), 16);
        assert!(concealed::auth_export(&[("Concealed-Auth-Export", EXPORT)]).unwrap().is_some());
    }),
    ("hawk challenge, credentials and info", |_| {
        assert!(hawk::Challenge::parse(b"Hawk ts=1, tsm=YWFh").unwrap().time().is_some());
        assert!(hawk::Credentials::parse(HAWK).unwrap().matches("aaa"));
        let lines = [("Server-Authorization", "Hawk mac=YWFh")];
        assert!(hawk::server_authorization(&lines).unwrap().unwrap().matches("aaa"));
    }),
    ("signature challenge, credentials and field", |_| {
        assert!(signature::Challenge::parse(b"Signature headers=date").unwrap().headers().is_some());
        assert!(signature::Credentials::parse(b"Signature keyId=a, signature=YWFh").is_ok());
        let lines = [("Signature", SIGNATURE)];
        assert_eq!(signature::signature(&lines).unwrap().unwrap().expires_at(), Some(2));
    }),
];

pub(crate) const WRITING: &[Case] = &[
    ("oauth challenge and credentials", |buffer| {
        writes(&oauth::Challenge::new().with_problem("a b").with_realm("c").unwrap(), buffer);
        writes(&oauth::Credentials::parse(OAUTH).unwrap(), buffer);
        let method = oauth::SignatureMethod::HmacSha1;
        writes(&oauth::Credentials::new("a b", method, "c=", 1, "d").unwrap().with_version(), buffer);
    }),
    ("aws4 credentials", |buffer| {
        let scope = aws4::Scope::multi_region("20130524", "s3").unwrap();
        writes(&aws4::Credentials::new("a", scope, "host;range", "3045").unwrap(), buffer);
        writes(&scope, buffer);
        let algorithm = aws4::Algorithm::Acs3HmacSha256;
        writes(&aws4::Credentials::without_scope(algorithm, "a", "host", DIGITS).unwrap(), buffer);
    }),
    ("eg1 credentials", |buffer| {
        let unsigned = eg1::Unsigned::new("a", "b", "20140321T19:34:21+0000", "c").unwrap();
        writes(&unsigned, buffer);
        writes(&unsigned.with_signature(&[7; 32]), buffer);
    }),
    ("shared access signature", |buffer| {
        let credentials = shared_access_signature::Credentials::new("a/b", &[7; 32], 1).unwrap();
        writes(&credentials.with_key_name("root").unwrap(), buffer);
        writes(&credentials.resource(), buffer);
    }),
    ("colon pair", |buffer| {
        writes(&colon_pair::Credentials::new(colon_pair::Kind::SharedKey, "a", "signed").unwrap(), buffer);
    }),
    ("concealed credentials", |buffer| {
        writes(&concealed::Credentials::new("a", "b", 7, &[1; 16], "c").unwrap().with_realm("d").unwrap(), buffer);
        writes(&concealed::Export::new([1; 48]), buffer);
    }),
    ("hawk challenge, credentials and info", |buffer| {
        writes(&hawk::Challenge::new().with_time(1, "tsm").unwrap().with_error("a \"b\"").unwrap(), buffer);
        writes(&hawk::Credentials::new("a", 1, "b", "mac").unwrap().with_delegation("c", "d").unwrap(), buffer);
        writes(&hawk::Info::new("mac").unwrap().with_hash("hash").unwrap(), buffer);
    }),
    ("signature challenge, credentials and field", |buffer| {
        writes(&signature::Challenge::new().with_headers("host date").unwrap(), buffer);
        let parameters = signature::Parameters::new("a", "signed").unwrap().with_created(1);
        writes(&parameters, buffer);
        writes(&signature::Credentials::new(parameters.with_expires("2.5").unwrap()), buffer);
    }),
];

pub(crate) const REJECTING: &[Case] = &[
    ("oauth", |buffer| shows(&oauth::Credentials::parse(b"OAuth oauth_nonce=a").unwrap_err(), buffer)),
    ("aws4", |buffer| shows(&aws4::Credentials::parse(b"AWS4-HMAC-SHA256 Credential=a/b").unwrap_err(), buffer)),
    ("eg1", |buffer| shows(&eg1::Credentials::parse(b"EG1-HMAC-SHA256 client_token=a;b=c").unwrap_err(), buffer)),
    ("shared access signature", |buffer| {
        shows(&shared_access_signature::Credentials::parse(b"SharedAccessSignature sr=a&sr=b").unwrap_err(), buffer);
    }),
    ("colon pair", |buffer| shows(&colon_pair::Credentials::parse(b"AWS a:b").unwrap_err(), buffer)),
    ("concealed", |buffer| {
        shows(&concealed::Credentials::parse(b"Concealed k=\"YQ==\", v=YQ").unwrap_err(), buffer);
        shows(&concealed::Export::parse(b":YQ==:").unwrap_err(), buffer);
    }),
    ("hawk", |buffer| shows(&hawk::Challenge::parse(b"Hawk ts=1").unwrap_err(), buffer)),
    ("signature", |buffer| shows(&signature::Parameters::parse(b"keyId=a, signature=\"a b\"").unwrap_err(), buffer)),
];

/// Returns the `Debug` output of the types of the schemes that sign requests, and of those whose credentials are a token.
pub(crate) fn request_values() -> Vec<(&'static str, String)> {
    let params = [Param::quoted("s3cr3t", b"s3cr3t").unwrap()];
    let problem = oauth::Challenge::new().with_realm(SECRET).unwrap().with_problem(SECRET).with_problem_advice(SECRET);
    let signed = oauth::Credentials::new(SECRET, oauth::SignatureMethod::new(SECRET), SECRET, 7, SECRET).unwrap();
    let signed = signed.with_token(SECRET).with_callback(SECRET).with_other_params(&params).unwrap();
    let scope = aws4::Scope::new("20130524", SECRET, SECRET).unwrap();
    let hmac = "7333637233740000".repeat(4);
    let eg1 = eg1::Unsigned::new(SECRET, SECRET, "20140321T19:34:21+0000", SECRET).unwrap();
    let shared = shared_access_signature::Credentials::new(SECRET, b"s3cr3ts3cr3ts3cr3ts3cr3ts3cr3t12", 7).unwrap();
    let shared = shared.with_key_name(SECRET).unwrap();
    let concealed = concealed::Credentials::new(SECRET, SECRET, 7, b"s3cr3ts3cr3ts3cr", SECRET).unwrap();
    let gnap = gnap::Challenge::new().with_as_uri(SECRET).unwrap().with_access(SECRET).unwrap();
    let hawk = hawk::Credentials::new(SECRET, 7, SECRET, SECRET).unwrap().with_ext(SECRET).unwrap();
    let parameters = signature::Parameters::new(SECRET, SECRET).unwrap().with_other_params(&params).unwrap();
    let raw = api_key::Credentials::new(api_key::Kind::ApiKey, SECRET).unwrap();

    vec![
        ("Decimal", shown(&Decimal::from(7))),
        ("HttpDate", shown(&HttpDate::new(7))),
        ("oauth::Challenge", shown(&problem)),
        ("oauth::Credentials", shown(&signed)),
        ("oauth::Encoded", shown(&signed.nonce())),
        ("oauth::Encoded", shown(&oauth::Encoded::parse(b"s3cr3%74").unwrap())),
        ("oauth::SignatureMethod", shown(&signed.signature_method())),
        ("aws4::Credentials", shown(&aws4::Credentials::new(SECRET, scope, SECRET, &hmac).unwrap())),
        ("aws4::Scope", shown(&scope)),
        ("aws4::SignedHeaders", shown(&aws4::SignedHeaders::new("hunter;s3cr3t").unwrap())),
        ("eg1::Credentials", shown(&eg1.with_signature(b"s3cr3ts3cr3ts3cr3ts3cr3ts3cr3t12"))),
        ("eg1::Unsigned", shown(&eg1)),
        ("shared_access_signature::Credentials", shown(&shared)),
        ("shared_access_signature::Escaped", shown(&shared.resource())),
        ("colon_pair::Credentials", shown(&colon_pair::Credentials::new(colon_pair::Kind::Aws, USER, SECRET).unwrap())),
        ("concealed::Credentials", shown(&concealed)),
        ("concealed::Export", shown(&concealed::Export::new(*b"s3cr3ts3cr3ts3cr3ts3cr3ts3cr3ts3cr3ts3cr3ts3cr3t"))),
        ("gnap::Challenge", shown(&gnap)),
        ("gnap::Credentials", shown(&gnap::Credentials::new(SECRET).unwrap())),
        ("hawk::Challenge", shown(&hawk::Challenge::new().with_time(7, SECRET).unwrap().with_error(SECRET).unwrap())),
        ("hawk::Credentials", shown(&hawk)),
        ("hawk::Info", shown(&hawk::Info::new(SECRET).unwrap().with_ext(SECRET).unwrap())),
        ("signature::Challenge", shown(&signature::Challenge::new().with_realm(SECRET).unwrap())),
        ("signature::Parameters", shown(&parameters)),
        ("signature::Credentials", shown(&signature::Credentials::new(parameters))),
        ("api_key::Challenge", shown(&api_key::Challenge::new(api_key::Kind::Token).with_realm(SECRET).unwrap())),
        ("api_key::Credentials", shown(&raw)),
        (
            "api_key::Credentials",
            shown(&api_key::Credentials::of_params(api_key::Kind::Token, SECRET, &params).unwrap()),
        ),
    ]
}
