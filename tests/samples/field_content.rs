//! No value of a type that implements `FieldContent` can end its field line: whatever it is made from, its wire form has no
//! control character but HTAB, and no open quote. As a header value it has the same bytes, and is sensitive if it is a secret.

use std::any::type_name;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::marker::PhantomData;

use countersign::auth::agent::{Agent, Login};
use countersign::auth::colon_pair::{aws2, shared_key};
use countersign::auth::{
    AuthenticationInfo, Challenge, Challenges, Credentials, Decimal, HttpDate, Param, Scheme, Token68, api_key, aws4,
    basic, bearer, colon_pair, concealed, control, digest, dpop, eg1, ext_value, gnap, hawk, hoba, jwk, jwt, mutual,
    negotiate, ntlm, oauth, private_token, scram, shared_access_signature, signature, uma, vapid, web_push,
};
use countersign::cors::browser::{Profile, Request};
use countersign::cors::names::{FieldName, Method, UnsafeNames};
use countersign::cors::origin::{Host, Origin};
use countersign::cors::policy::Policy;
use countersign::cors::values::{AllowOrigin, DeltaSeconds, NetworkId, NetworkName, ResourcePolicy, True};
use countersign::gate::{Gate, Verdict};
use countersign::hash::{Sha1, Sha256};
use countersign::http::header_value;
use countersign::mac::{Hmac, MacFunction};
use countersign::{Encode, FieldContent, List, Text, Token, ValueError, mac};

use crate::types::implementors;

/// The wire forms of the values that can be made from bytes, and from the same bytes as text. Each element of the list is
/// one way to make a value; it is `None` where the way rejects the bytes.
type Make = fn(&[u8], &str) -> Vec<Option<Vec<u8>>>;

/// The name of a type, one of its wire forms, and how its values are made.
type Row = (&'static str, &'static [u8], Make);

const EG1: &[u8] = b"EG1-HMAC-SHA256 client_token=a;access_token=b;timestamp=20140321T19:34:21+0000;nonce=c;\
    signature=B2M8OBYTcTDfvZQ2hMKMIZXdO9unVaRHQqAyo/a3YGA=";
const SHARED_ACCESS: &[u8] =
    b"SharedAccessSignature sr=a%2Fb&sig=BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc%3D&se=1438205742&skn=root";
const HMAC: &str = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
const EXPORT: &[u8] = b":VGhpc+BleGFtcGxlIFRMU/BleHBvcnRlc+BvdXRwdXQ/aXMgNDggYnl0ZXMgI/+h:";
const SIGNATURE: &[u8] = b"keyId=\"a\", created=1, expires=2.5, headers=\"host date\", signature=\"YWFh\", x=\"y\"";

const ROWS: &[Row] = &[
    ("Token", b"a-b", |bytes, _| vec![made(Token::parse(bytes)), made(Token::new(bytes))]),
    ("Text", b"a \"b\"", |bytes, _| vec![made(Text::new(bytes))]),
    ("List", b"a, b", |bytes, _| {
        let one = Token::new(bytes).map(|token| [token]);
        vec![made(List::<Token<'_>>::parse(bytes)), one.ok().and_then(|one| wire(&List::of(&one)))]
    }),
    ("Scheme", b"Basic", |_, text| vec![made(Scheme::new(text))]),
    ("Token68", b"YWFh==", |bytes, _| vec![made(Token68::new(bytes))]),
    ("Param", b"a", |bytes, text| {
        vec![
            made(Param::quoted("realm", bytes)),
            made(Param::token("realm", bytes)),
            made(Param::quoted(text, "a")),
            made(Param::token(text, "a")),
        ]
    }),
    ("Challenge", b"Newauth a=b, c=\"d \\\" e\"", |bytes, text| {
        let params = [Param::quoted("realm", bytes).unwrap_or(Param::quoted("x", "y").unwrap())];
        vec![
            made(Challenge::parse(bytes)),
            made(Challenge::new("Newauth", &params)),
            made(Challenge::new(text, &[])),
            made(Challenge::with_token68("Newauth", bytes)),
            made(Challenge::with_token68(text, "a")),
        ]
    }),
    ("Challenges", b"Newauth a=b, , Basic realm=\"a\"", |bytes, _| vec![made(Challenges::parse(bytes))]),
    ("Credentials", b"Newauth a=b, c=\"d \\\" e\"", |bytes, text| {
        let params = [Param::quoted("realm", bytes).unwrap_or(Param::quoted("x", "y").unwrap())];
        vec![
            made(Credentials::parse(bytes)),
            made(Credentials::new("Newauth", &params)),
            made(Credentials::new(text, &[])),
            made(Credentials::with_token68("Newauth", bytes)),
            made(Credentials::with_token68(text, "a")),
        ]
    }),
    ("AuthenticationInfo", b"a=b, c=\"d\"", |bytes, _| {
        let params = [Param::quoted("a", bytes).unwrap_or(Param::quoted("x", "y").unwrap())];
        vec![made(AuthenticationInfo::parse(bytes)), made(AuthenticationInfo::new(&params))]
    }),
    ("Base64", b"YWFh", |bytes, _| vec![wire(&scram::Info::new(bytes).data())]),
    ("Decimal", b"17", |bytes, _| vec![made(Decimal::parse(bytes))]),
    ("HttpDate", b"Sun, 06 Nov 1994 08:49:37 GMT", |bytes, _| vec![made(HttpDate::parse(bytes))]),
    ("ext_value::ExtValue", b"UTF-8'en'%C3%A4a", |bytes, text| {
        vec![made(ext_value::ExtValue::parse(bytes)), wire(&ext_value::ExtValue::new(text))]
    }),
    ("jwt::Jwt", b"YWFh.YWFh.YWFh", |bytes, _| vec![made(jwt::Jwt::parse(bytes)), made(jwt::Jwt::new(bytes))]),
    ("basic::Challenge", b"Basic realm=\"a\", charset=\"UTF-8\"", |bytes, _| {
        vec![made(basic::Challenge::parse(bytes)), made(basic::Challenge::new(bytes))]
    }),
    ("basic::Credentials", b"Basic YTpi", |bytes, _| {
        vec![
            made(basic::Credentials::parse(bytes, &mut [0; 64])),
            made(basic::Credentials::new(bytes, "b")),
            made(basic::Credentials::new("a", bytes)),
        ]
    }),
    ("basic::UserPassIn", b"Basic YTpi", |bytes, _| vec![made(basic::UserPass::parse(bytes))]),
    ("bearer::Challenge", b"Bearer realm=\"a\", scope=\"a b\", error=\"x\", max_age=5, service=y", |bytes, text| {
        let (new, other) = (bearer::Challenge::new(), [Param::quoted("x", bytes).unwrap_or(Param::token("x", "y").unwrap())]);
        vec![
            made(bearer::Challenge::parse(bytes)),
            made(new.with_realm(bytes)),
            made(new.with_scope(text)),
            made(new.with_error_description(text)),
            made(new.with_error_uri(text)),
            made(new.with_acr_values(text)),
            made(new.with_resource_metadata(text)),
            made(new.with_other_params(&other)),
        ]
    }),
    ("bearer::Credentials", b"Bearer abc=", |bytes, _| {
        vec![made(bearer::Credentials::parse(bytes)), made(bearer::Credentials::new(bytes))]
    }),
    ("dpop::Challenge", b"DPoP realm=\"a\", algs=\"ES256 PS256\", a=b", |bytes, text| {
        let new = dpop::Challenge::new();
        vec![
            made(dpop::Challenge::parse(bytes)),
            made(new.with_realm(bytes)),
            made(new.with_scope(text)),
            made(new.with_error_description(text)),
            made(new.with_error_uri(text)),
            made(new.with_acr_values(text)),
            made(new.with_resource_metadata(text)),
            made(new.with_algs(text)),
        ]
    }),
    ("dpop::Credentials", b"DPoP abc", |bytes, _| {
        vec![made(dpop::Credentials::parse(bytes)), made(dpop::Credentials::new(bytes))]
    }),
    ("dpop::Signed", b"/abc", |bytes, text| {
        let jwk = jwk::Jwk::okp("Ed25519", &[7; 32]).unwrap();
        let client = dpop::Client::new(Sha256, "EdDSA", jwk).unwrap();
        let request = dpop::Request::of_uri("GET", "https://a").unwrap();
        let unsigned = client.proof(&request, None, "a", 7).unwrap();
        let nonce = dpop::Nonce::new(bytes).map(|nonce| unsigned.with_nonce(nonce));
        let target = dpop::Request::new("GET", "https", "a", bytes);
        let other = dpop::Client::new(Sha256, text, jwk).map(|client| client.proof(&request, None, "a", 7).unwrap());
        vec![
            client.proof(&request, Some(text), text, 7).ok().and_then(|unsigned| made(unsigned.sign(&[7; 64]))),
            nonce.ok().and_then(|unsigned| made(unsigned.sign(&[7; 64]))),
            target.ok().and_then(|request| made(client.proof(&request, None, "a", 7).unwrap().sign(&[7; 64]))),
            other.ok().and_then(|unsigned| made(unsigned.sign(bytes))),
        ]
    }),
    ("dpop::TokenHash", b"abc", |bytes, _| vec![wire(&dpop::TokenHash::new(Sha256, bytes))]),
    ("jwk::Thumbprint", b"abc", |_, text| {
        vec![made(jwk::Jwk::okp(text, &[7; 32]).map(|jwk| jwk.thumbprint(Sha256)))]
    }),
    ("dpop::Nonce", b"abc", |bytes, _| vec![made(dpop::Nonce::parse(bytes)), made(dpop::Nonce::new(bytes))]),
    ("digest::Challenge", b"Digest realm=\"a\", nonce=\"b\", opaque=\"c\", qop=\"auth, x\", algorithm=Y", |bytes, text| {
        let new = digest::Challenge::new("a", "b").unwrap();
        vec![
            made(digest::Challenge::parse(bytes)),
            made(digest::Challenge::new(bytes, "b")),
            made(digest::Challenge::new("a", bytes)),
            made(new.with_domain(text)),
            made(new.with_opaque(bytes)),
        ]
    }),
    (
        "digest::Credentials",
        b"Digest username=\"a\", realm=\"b\", nonce=\"c\", uri=\"/\", response=\"8ca523f5e9506fed4657c9700eebdbec\", opaque=\"d\"",
        |bytes, text| {
            let response = digest::Hex::parse(b"8ca523f5e9506fed4657c9700eebdbec").unwrap();
            let challenge = digest::Challenge::new("a", "b").unwrap();
            let named = |name| digest::Credentials::new(&challenge, digest::Username::new(name)?, "/", &response);
            let user = digest::Username::new("a").unwrap();
            vec![
                made(digest::Credentials::parse(bytes)),
                made(named(text)),
                made(digest::Credentials::new(&challenge, user, text, &response)),
            ]
        },
    ),
    (
        "digest::Resynchronization",
        b"Digest username=\"a\", realm=\"b\", nonce=\"c\", uri=\"/\", response=\"8ca523f5e9506fed4657c9700eebdbec\", auts=\"YWFh\"",
        |bytes, _| {
            let response = digest::Hex::parse(b"8ca523f5e9506fed4657c9700eebdbec").unwrap();
            let challenge = digest::Challenge::new("a", "b").unwrap();
            let user = digest::Username::new("a").unwrap();
            let credentials = digest::Credentials::new(&challenge, user, "/", &response).unwrap();
            vec![
                made(digest::Resynchronization::parse(bytes)),
                made(digest::Resynchronization::new(credentials, bytes)),
            ]
        },
    ),
    ("digest::Info", b"nextnonce=\"a\", qop=auth, cnonce=\"b\", nc=00000001", |bytes, _| {
        vec![made(digest::Info::parse(bytes)), made(digest::Info::new().with_nextnonce(bytes))]
    }),
    ("digest::Hex", b"8ca523f5e9506fed4657c9700eebdbec", |bytes, _| vec![made(digest::Hex::parse(bytes))]),
    ("hoba::Challenge", b"HOBA challenge=\"YWFh\", max-age=\"10\", realm=\"a\"", |bytes, text| {
        let new = hoba::Challenge::new("YWFh", 10).unwrap();
        vec![
            made(hoba::Challenge::parse(bytes)),
            made(hoba::Challenge::new(text, 10)),
            made(new.with_realm(bytes)),
        ]
    }),
    ("hoba::Credentials", b"HOBA result=\"a.YWFh.b.YWFh\"", |bytes, _| {
        let challenge = hoba::Challenge::new("YWFh", 10).unwrap();
        let tbs = challenge.tbs(hoba::Algorithm::RSA_SHA256, "https://a:1", "k", "n").unwrap();
        vec![made(hoba::Credentials::parse(bytes)), made(hoba::Credentials::new(&tbs, bytes))]
    }),
    ("hoba::Registration", b"regok", |bytes, _| vec![made(hoba::Registration::parse(bytes))]),
    ("uma::Challenge", b"UMA realm=\"a\", as_uri=\"https://a\", error=\"b\", ticket=\"c\", x=y", |bytes, text| {
        let new = uma::Challenge::new("https://a", "b").unwrap();
        let other = [Param::quoted("x", bytes).unwrap_or(Param::token("x", "y").unwrap())];
        vec![
            made(uma::Challenge::parse(bytes)),
            made(uma::Challenge::new(text, "a")),
            made(uma::Challenge::new("a", bytes)),
            made(new.with_realm(bytes)),
            made(new.with_error(text)),
            made(new.with_other_params(&other)),
        ]
    }),
    ("web_push::Credentials", b"WebPush YWFh.YWFh.YWFh", |bytes, _| {
        vec![made(web_push::Credentials::parse(bytes))]
    }),
    (
        "web_push::CryptoKey",
        b"dh=\"a\"; p256ecdsa=BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs, x=y",
        |bytes, _| vec![made(web_push::CryptoKey::parse(bytes))],
    ),
    ("eg1::Credentials", EG1, |bytes, text| {
        let time = "20140321T19:34:21+0000";
        let signed = |unsigned: Result<eg1::Unsigned<'_>, _>| made(unsigned.map(|unsigned| unsigned.with_signature(&[7; 32])));
        vec![
            made(eg1::Credentials::parse(bytes)),
            signed(eg1::Unsigned::new(text, "b", time, "c")),
            signed(eg1::Unsigned::new("a", text, time, "c")),
            signed(eg1::Unsigned::new("a", "b", time, text)),
        ]
    }),
    ("shared_access_signature::Credentials", SHARED_ACCESS, |bytes, _| {
        let new = shared_access_signature::Credentials::new("a", &[7; 32], 1).unwrap();
        vec![
            made(shared_access_signature::Credentials::parse(bytes)),
            made(shared_access_signature::Credentials::new(bytes, &[7; 32], 1)),
            made(new.with_key_name(bytes)),
        ]
    }),
    ("shared_access_signature::Escaped", b"a/b", |bytes, _| {
        vec![wire(&shared_access_signature::Escaped::new(bytes))]
    }),
    ("vapid::Challenge", b"vapid", |bytes, _| vec![made(vapid::Challenge::parse(bytes))]),
    ("vapid::Signed", b"https://a", |_, text| {
        let client = vapid::Client::new(&[4; 65]).unwrap();
        let origin = vapid::Origin::of_uri("https://a").unwrap();
        let other = vapid::Origin::of_uri(text).map(|origin| client.token(origin, 7, 7).unwrap().sign(&[7; 64]));
        let client = client.with_sub(text).map(|client| client.token(origin, 7, 7).unwrap().sign(&[7; 64]));
        vec![made(client), made(other)]
    }),
    (
        "vapid::Credentials",
        b"vapid t=YWFh.YWFh.YWFh, k=BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs",
        |bytes, _| vec![made(vapid::Credentials::parse(bytes))],
    ),
    ("private_token::Challenge", b"PrivateToken challenge=\"AAEAAWkAAAA=\", max-age=1", |bytes, _| {
        let new = private_token::Challenge::new("a").unwrap();
        vec![
            made(private_token::Challenge::parse(bytes)),
            made(private_token::Challenge::new(bytes)),
            made(new.with_token_key(bytes)),
            made(new.with_extension_set(bytes)),
            made(new.with_extensions(bytes)),
            made(new.with_realm(bytes)),
        ]
    }),
    ("private_token::Credentials", b"PrivateToken token=\"YWFh\"", |bytes, _| {
        vec![
            made(private_token::Credentials::parse(bytes)),
            made(private_token::Credentials::new(bytes)),
            made(private_token::Credentials::new("a").unwrap().with_extensions(bytes)),
        ]
    }),
    ("gnap::Challenge", b"GNAP as_uri=\"https://a\", access=\"b\", referrer=\"c\"", |bytes, text| {
        let new = gnap::Challenge::new();
        vec![
            made(gnap::Challenge::parse(bytes)),
            made(new.with_as_uri(text)),
            made(new.with_access(text)),
            made(new.with_referrer(text)),
        ]
    }),
    ("gnap::Credentials", b"GNAP abc", |bytes, _| {
        vec![made(gnap::Credentials::parse(bytes)), made(gnap::Credentials::new(bytes))]
    }),
    ("api_key::Challenge", b"Token realm=\"a\"", |bytes, _| {
        let new = api_key::Challenge::new(api_key::Kind::ApiKey);
        vec![made(api_key::Challenge::parse(bytes)), made(new.with_realm(bytes))]
    }),
    ("api_key::Credentials", b"Token token=\"a\", b=c", |bytes, _| {
        vec![
            made(api_key::Credentials::parse(bytes)),
            made(api_key::Credentials::new(api_key::Kind::Token, bytes)),
            made(api_key::Credentials::of_params(api_key::Kind::Token, bytes, &[])),
        ]
    }),
    ("hawk::Challenge", b"Hawk ts=\"1\", tsm=\"YWFh\", error=\"a\"", |bytes, text| {
        let new = hawk::Challenge::new();
        vec![made(hawk::Challenge::parse(bytes)), made(new.with_time(1, bytes)), made(new.with_error(text))]
    }),
    ("hawk::Credentials", b"Hawk id=\"a\", ts=\"1\", nonce=\"b\", mac=\"YWFh\", ext=\"c\"", |bytes, _| {
        let new = hawk::Credentials::new("a", 1, "b", "mac").unwrap();
        vec![
            made(hawk::Credentials::parse(bytes)),
            made(hawk::Credentials::new(bytes, 1, "b", "mac")),
            made(hawk::Credentials::new("a", 1, bytes, "mac")),
            made(hawk::Credentials::new("a", 1, "b", bytes)),
            made(new.with_hash(bytes)),
            made(new.with_ext(bytes)),
            made(new.with_app(bytes)),
            made(new.with_delegation("a", bytes)),
        ]
    }),
    ("hawk::Info", b"Hawk mac=\"YWFh\", ext=\"a\"", |bytes, _| {
        let new = hawk::Info::new("mac").unwrap();
        vec![
            made(hawk::Info::parse(bytes)),
            made(hawk::Info::new(bytes)),
            made(new.with_hash(bytes)),
            made(new.with_ext(bytes)),
        ]
    }),
    ("concealed::Credentials", b"Concealed k=YWFh, a=YWFh, s=7, v=YWFhYWFhYWFhYWFhYWFhYQ, p=YWFh", |bytes, _| {
        let new = concealed::Credentials::new(bytes, bytes, 7, &[1; 16], bytes);
        let plain = concealed::Credentials::new("a", "b", 7, &[1; 16], "c").unwrap();
        vec![made(concealed::Credentials::parse(bytes)), made(new), made(plain.with_realm(bytes))]
    }),
    ("concealed::Export", EXPORT, |bytes, _| vec![made(concealed::Export::parse(bytes))]),
    ("control::AuthenticationControl", b"Basic realm=\"a\", Digest no-auth=true, username=\"b\"", |bytes, text| {
        let entries = [control::Entry::new("Basic", bytes).unwrap_or(control::Entry::new("Basic", "a").unwrap())];
        let named = entries[0].with_username(text).map(|entry| [entry]).ok();
        vec![
            made(control::AuthenticationControl::parse(bytes)),
            made(control::AuthenticationControl::new(&entries)),
            named.as_ref().and_then(|entries| made(control::AuthenticationControl::new(entries))),
        ]
    }),
    ("control::Entry", b"a", |bytes, text| {
        let entry = control::Entry::new("Basic", "a").unwrap();
        let other = [Param::quoted("x", bytes).unwrap_or(Param::token("x", "y").unwrap())];
        let style = control::AuthStyle::Other(Text::new(bytes).unwrap_or(Text::new(b"a").unwrap()));
        vec![
            made(control::Entry::new(text, "a")),
            made(control::Entry::new("Basic", bytes)),
            made(entry.with_location_when_unauthenticated(text)),
            made(entry.with_location_when_logout(text)),
            made(entry.with_username(text)),
            made(entry.with_other_params(&other)),
            wire(&entry.with_auth_style(style)),
        ]
    }),
    ("signature::Parameters", SIGNATURE, |bytes, text| {
        let new = signature::Parameters::new("a", "signed").unwrap();
        vec![
            made(signature::Parameters::parse(bytes)),
            made(signature::Parameters::new(bytes, "signed")),
            made(signature::Parameters::new("a", bytes)),
            made(new.with_algorithm(text)),
            made(new.with_headers(text)),
            made(new.with_created(1).with_expires(text).or(new.with_expires("2.5"))),
        ]
    }),
    ("signature::BodyDigest", b"SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=", |bytes, _| {
        vec![made(signature::BodyDigest::parse(bytes)), wire(&signature::BodyDigest::of(Sha256, bytes))]
    }),
    ("signature::Challenge", b"Signature realm=\"a\", headers=\"host date\"", |bytes, text| {
        let new = signature::Challenge::new();
        vec![made(signature::Challenge::parse(bytes)), made(new.with_realm(bytes)), made(new.with_headers(text))]
    }),
    ("signature::Credentials", b"Signature keyId=\"a\",signature=\"YWFh\"", |bytes, _| {
        let parameters = signature::Parameters::new(bytes, bytes).map(signature::Credentials::new);
        vec![made(signature::Credentials::parse(bytes)), made(parameters)]
    }),
    ("oauth::Encoded", b"a%20b", |bytes, _| {
        vec![made(oauth::Encoded::parse(bytes)), wire(&oauth::Encoded::new(bytes))]
    }),
    ("oauth::Challenge", b"OAuth realm=\"a\", oauth_problem=a%20b", |bytes, text| {
        let new = oauth::Challenge::new();
        vec![
            made(oauth::Challenge::parse(bytes)),
            made(new.with_realm(bytes)),
            wire(&new.with_problem(text)),
            wire(&new.with_problem_advice(text)),
        ]
    }),
    (
        "oauth::Credentials",
        b"OAuth realm=\"a\", oauth_consumer_key=a%20b, oauth_signature_method=PLAINTEXT, oauth_signature=c, d=e",
        |bytes, text| {
            let method = oauth::SignatureMethod::new(text);
            let new = oauth::Credentials::new("a", oauth::SignatureMethod::HmacSha1, "b", 1, "c").unwrap();
            vec![
                made(oauth::Credentials::parse(bytes)),
                made(oauth::Credentials::new(bytes, method, bytes, 1, bytes)),
                made(new.with_realm(bytes)),
                wire(&new.with_token(bytes)),
                wire(&new.with_callback(text)),
                wire(&new.with_verifier(bytes)),
            ]
        },
    ),
    ("aws4::ContentSha256", b"UNSIGNED-PAYLOAD", |bytes, _| vec![made(aws4::ContentSha256::parse(bytes))]),
    ("aws4::Timestamp", b"20130524T000000Z", |bytes, _| vec![made(aws4::Timestamp::parse(bytes))]),
    ("aws4::Date", b"20130524T000000Z", |bytes, _| vec![made(aws4::Timestamp::parse(bytes).map(date))]),
    ("aws4::SignedHeaders", b"host;range", |_, text| vec![made(aws4::SignedHeaders::new(text))]),
    (
        "aws4::Credentials",
        b"AWS4-ECDSA-P256-SHA256 Credential=a/20130524/s3/aws4_request,SignedHeaders=a;b,Signature=3045",
        |bytes, text| {
            let scope = aws4::Scope::multi_region("20130524", "s3").unwrap();
            let scoped = aws4::Scope::new("20130524", text, text).ok();
            let digits = "00".repeat(32);
            vec![
                made(aws4::Credentials::parse(bytes)),
                made(aws4::Credentials::new(text, scope, "host", "3045")),
                made(aws4::Credentials::new("a", scope, text, "3045")),
                scoped.and_then(|scope| made(aws4::Credentials::new("a", scope, "host", &digits))),
                made(aws4::Credentials::without_scope(aws4::Algorithm::SdkHmacSha256, text, "host", &digits)),
            ]
        },
    ),
    ("colon_pair::Credentials", b"AWS a:YWFh", |bytes, text| {
        let kind = colon_pair::Kind::SharedKey;
        vec![
            made(colon_pair::Credentials::parse(bytes)),
            made(colon_pair::Credentials::new(kind, text, "signed")),
            made(colon_pair::Credentials::new(kind, "a", bytes)),
        ]
    }),
    ("negotiate::Challenge", b"Negotiate a8==", |bytes, _| {
        vec![made(negotiate::Challenge::parse(bytes)), made(negotiate::Challenge::new().with_token(bytes))]
    }),
    ("negotiate::Credentials", b"Negotiate a8==", |bytes, _| {
        vec![made(negotiate::Credentials::parse(bytes)), made(negotiate::Credentials::new(bytes))]
    }),
    ("ntlm::Challenge", b"NTLM a8==", |bytes, _| {
        vec![made(ntlm::Challenge::parse(bytes)), made(ntlm::Challenge::new().with_message(bytes))]
    }),
    ("ntlm::Credentials", b"NTLM a8==", |bytes, _| {
        vec![made(ntlm::Credentials::parse(bytes)), made(ntlm::Credentials::new(bytes))]
    }),
    ("scram::Challenge", b"SCRAM-SHA-1 realm=\"a\", sr=\"b\", ttl=5, sid=c, data=\"biws\"", |bytes, text| {
        let new = scram::Challenge::new(scram::Mechanism::SHA_256);
        vec![
            made(scram::Challenge::parse(bytes)),
            made(scram::Mechanism::new(text).map(scram::Challenge::new)).or(wire(&new)),
            made(new.with_realm(bytes)),
            made(new.with_sr(text)),
            made(new.with_data("a", bytes)),
            made(new.with_data(text, "a")),
        ]
    }),
    ("scram::Credentials", b"SCRAM-SHA-1 realm=\"a\", sid=c, data=\"biws\"", |bytes, text| {
        let new = scram::Credentials::new(scram::Mechanism::SHA_256, bytes);
        vec![made(scram::Credentials::parse(bytes)), wire(&new), made(new.with_realm(bytes)), made(new.with_sid(text))]
    }),
    ("scram::Info", b"sid=c, data=\"biws\"", |bytes, text| {
        let new = scram::Info::new(bytes);
        vec![made(scram::Info::parse(bytes)), wire(&new), made(new.with_sid(text))]
    }),
    ("mutual::Hex", b"00ff", |bytes, _| vec![made(mutual::Hex::parse(bytes)), made(mutual::Hex::new(bytes))]),
    (
        "mutual::Challenge",
        b"Mutual version=1, algorithm=iso-kam3-dl-2048-sha256, validation=host, realm=\"a\", reason=initial",
        |bytes, text| {
            let other = mutual::ExtensiveToken::new(text).map_or(mutual::Reason::Initial, mutual::Reason::Other);
            let message = mutual::ChallengeMessage::Init(other);
            let terms = |realm| mutual::Terms::new(mutual::Algorithm::Dl2048Sha256, mutual::Validation::Host, realm);
            let plain = terms(&b"a"[..]).unwrap();
            vec![
                made(mutual::Challenge::parse(bytes)),
                terms(bytes).ok().and_then(|terms| made(mutual::Challenge::new(terms, message))),
                plain.with_auth_scope(text).ok().and_then(|terms| made(mutual::Challenge::new(terms, message))),
            ]
        },
    ),
    (
        "mutual::Credentials",
        b"Mutual version=1, algorithm=iso-kam3-dl-2048-sha256, validation=host, realm=\"a\", user=\"b\", kc1=\"YWFh\"",
        |bytes, text| {
            let (algorithm, validation) = (mutual::Algorithm::Dl2048Sha256, mutual::Validation::Host);
            let terms = mutual::Terms::new(algorithm, validation, bytes);
            let number = mutual::Number::base64("number").unwrap();
            let user = mutual::User::new(text).unwrap_or(mutual::User::new("a").unwrap());
            let message = mutual::CredentialsMessage::KexC1(mutual::KexC1::new(user, number));
            vec![
                made(mutual::Credentials::parse(bytes)),
                terms.ok().and_then(|terms| made(mutual::Credentials::new(terms, message))),
            ]
        },
    ),
    ("mutual::Info", b"version=1, sid=00, vks=\"YWFh\"", |bytes, _| {
        let sid = mutual::Hex::new(bytes).ok();
        let info = |vks| sid.zip(vks).map(|(sid, vks)| mutual::Info::new(sid, vks));
        vec![
            made(mutual::Info::parse(bytes)),
            info(mutual::Number::base64(bytes).ok()).and_then(|info| wire(&info)),
            info(mutual::Number::hex(bytes).ok()).and_then(|info| wire(&info)),
            info(mutual::Number::other(bytes).ok()).and_then(|info| wire(&info)),
        ]
    }),
    ("agent::Authorization", b"Basic YTpi", |_, text| {
        let login = |user, password| Login::password(user, password).map(Login::with_basic);
        let sent = |login: Result<Login<&str>, ValueError>, scheme: &str| {
            let mut agent = Agent::new(digest::RustCrypto, "https://a.example", login.ok()?);
            let mut exchange = agent.exchange("https://a.example", digest::Request::new("GET", "/").ok()?);
            exchange.answered(401, &[("WWW-Authenticate", scheme)]).ok()?;
            wire(&exchange.authorization([7; 16]).ok()??)
        };
        let digest = "Digest realm=\"a\", nonce=\"b\"";
        vec![
            if text == "Basic YTpi" { sent(login("a", "b"), "Basic realm=\"a\"") } else { None },
            sent(login(text, "a"), "Basic realm=\"a\""),
            sent(login("a", text), "Basic realm=\"a\""),
            sent(login(text, text), digest),
            sent(Login::token(text), "Bearer"),
        ]
    }),
    ("names::FieldName", b"X-A", |bytes, text| vec![made(FieldName::parse(bytes)), made(FieldName::new(text))]),
    ("names::LowerCase", b"X-A", |bytes, _| {
        vec![FieldName::parse(bytes).ok().and_then(|name| wire(&name.lower_case()))]
    }),
    ("names::Method", b"PUT", |bytes, text| vec![made(Method::parse(bytes)), made(Method::new(text))]),
    ("names::UnsafeNames", b"X-A", |bytes, _| {
        let (named, valued) = ([(bytes, &b"1"[..])], [(&b"X-A"[..], bytes)]);
        vec![made(UnsafeNames::new(&named)), made(UnsafeNames::new(&valued))]
    }),
    ("values::AllowOrigin", b"https://a.example", |bytes, _| vec![made(AllowOrigin::parse(bytes))]),
    ("values::DeltaSeconds", b"600", |bytes, _| vec![made(DeltaSeconds::parse(bytes))]),
    ("values::NetworkId", b"01:23:45:67:89:0A", |bytes, _| vec![made(NetworkId::parse(bytes))]),
    ("values::NetworkName", b"a-b", |bytes, text| vec![made(NetworkName::parse(bytes)), made(NetworkName::new(text))]),
    ("values::ResourcePolicy", b"same-site", |bytes, _| vec![made(ResourcePolicy::parse(bytes))]),
    ("values::True", b"true", |bytes, _| vec![made(True::parse(bytes))]),
    ("origin::Host", b"a.example", |_, text| vec![made(Host::new(text))]),
    ("origin::Origin", b"https://a.example:81", |bytes, text| {
        let host = Host::new("a.example").unwrap();
        vec![
            made(Origin::parse(bytes)),
            made(Origin::parse_tolerant(bytes)),
            made(Origin::new(text, host, None)).or(made(Origin::new("https", host, None))),
        ]
    }),
    ("browser::Wanted", b"X-A", |bytes, _| {
        let Ok(name) = FieldName::parse(bytes) else { return vec![None] };
        let headers = [(name, &b"1"[..])];
        let request = Request::new(Origin::NULL, Method::GET).with_headers(&headers).unwrap();
        let response = [("Access-Control-Allow-Origin", "*")];
        let refusal = Profile::FETCH.preflight_check(&request, 200, &response).err();
        vec![refusal.and_then(|refusal| wire(&refusal.wanted()))]
    }),
    ("policy::Value", b"X-A", |bytes, text| {
        let names = [text];
        let policy = Policy::for_origins(&["https://a.example"]).with_response_headers(&names).with_credentials();
        let policy = policy.build().ok();
        let origin = [("Origin", bytes)];
        let written = |origin: &[(&str, &[u8])]| {
            let decision = policy.as_ref()?.decide("GET", origin);
            let values: Vec<_> = decision.set().chain(decision.append()).map(|(_, value)| wire(&value)).collect();
            values.into_iter().flatten().reduce(|all, value| [all, value].join(&b','))
        };
        let any = Policy::for_origins(&["https://a.example", "https://*.b.example"]).build().unwrap();
        let decision = any.decide("GET", &origin);
        let vary = decision.set().chain(decision.append()).find_map(|(_, value)| wire(&value));
        vec![written(&[("Origin", b"https://a.example")]), vary]
    }),
    ("gate::Value", b"a", |bytes, _| {
        let Ok(challenge) = basic::Challenge::new(bytes) else { return vec![None] };
        let policy = Policy::for_origins(&["https://a.example"]).build().unwrap();
        let challenges: [&dyn FieldContent; 1] = [&challenge];
        let request = [("Origin", "https://a.example")];
        let answer = Gate::new(&policy, &challenges).decide("GET", &request, |_| Verdict::Challenged);
        let values: Vec<_> = answer.set().chain(answer.append()).map(|(_, value)| wire(&value)).collect();
        vec![values.into_iter().flatten().reduce(|all, value| [all, value].join(&b','))]
    }),
];

/// What an attacker inserts.
const INSERTED: [&[u8]; 14] = [
    b"\0",
    b"\t",
    b"\x1B",
    b"\x7F",
    b"\r\nSet-Cookie: a=b",
    b"\n",
    b"\r",
    b"\"\r\n",
    b"\\",
    b"\"",
    b"\\\"",
    b"\xC3\xA4",
    b"=0D=0A%0D%0A",
    b"\xC2\x85\xE2\x80\xA8",
];

#[allow(clippy::unnecessary_wraps, reason = "it is used next to values that may be rejected")]
fn wire<V: FieldContent + Debug>(value: &V) -> Option<Vec<u8>> {
    let wire = value.encode_to_slice(&mut [0; 1024]).expect("the samples are short").to_vec();
    let header = header_value(value);
    assert_eq!((header.as_bytes(), header.is_sensitive()), (&wire[..], is_secret(type_name::<V>())), "{value:?}");
    Some(wire)
}

/// Whether the values of a type are secrets: its name is `Credentials`, or is listed here.
fn is_secret(path: &str) -> bool {
    let path = path.split('<').next().unwrap_or_default();
    let others = [
        "agent::authorization::Authorization",
        "dpop::client::Signed",
        "vapid::client::Signed",
        "basic::UserPassIn",
        "jwt::Jwt",
        "export::Export",
        "mutual::info::Info",
        "parameters::Parameters",
        "resynchronization::Resynchronization",
    ];
    path.ends_with("::Credentials") || others.iter().any(|other| path.ends_with(other))
}

/// The wire form of a value that was made, or `None` if the bytes were rejected.
fn made<V: FieldContent + Debug, E>(value: Result<V, E>) -> Option<Vec<u8>> {
    value.ok().as_ref().and_then(wire)
}

/// Whether bytes end the line in which they are, or leave a quote open in it.
fn ends_line(wire: &[u8]) -> bool {
    let mut bytes = wire.iter();
    let mut quoted = false;
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => quoted = !quoted,
            b'\\' if quoted => drop(bytes.next()),
            _ => {}
        }
    }
    quoted || wire.iter().any(|byte| byte.is_ascii_control() && *byte != b'\t')
}

/// The bytes; the bytes with what an attacker inserts, at every place and in place of every byte; and with every control
/// before and after them.
fn hostile(base: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    let places = (0..=base.len()).flat_map(|at| INSERTED.map(|inserted| (at, inserted)));
    let changed = places.flat_map(move |(at, inserted)| {
        let (before, after) = base.split_at(at);
        let replaced = after.split_first().map_or(after, |(_, rest)| rest);
        [[before, inserted, after].concat(), [before, inserted, replaced].concat()]
    });
    let controls = (0..=u8::MAX).filter(u8::is_ascii_control);
    let around = controls.flat_map(move |byte| [[&[byte], base].concat(), [base, &[byte]].concat()]);
    [base.to_vec()].into_iter().chain(changed).chain(around)
}

#[test]
fn no_field_content_ends_its_line() {
    for ended in [&b"a\r\nb"[..], b"a\nb", b"a\rb", b"a\0b", b"a\x7F", b"a=\"b", b"\"\\\"", b"\"\" \""] {
        assert!(ends_line(ended), "{} is found", ended.escape_ascii());
    }
    assert!(!ends_line(b"\"\\\"\"\t\x80\\"));
    for (name, sample, make) in ROWS {
        let mut succeeded = Vec::new();
        for base in [*sample, b"a", b""] {
            for bytes in hostile(base) {
                let text = std::str::from_utf8(&bytes).unwrap_or("a");
                let values = make(&bytes, text);
                succeeded.resize(values.len().max(succeeded.len()), false);
                for (value, succeeded) in values.into_iter().zip(&mut succeeded) {
                    *succeeded |= value.is_some();
                    let value = value.unwrap_or_default();
                    let (from, value) = (bytes.escape_ascii(), value.as_slice());
                    assert!(!ends_line(value), "{name}, made from {from}, is written {}", value.escape_ascii());
                }
            }
        }
        let rejecting: Vec<_> = (0..succeeded.len()).filter(|way| !succeeded[*way]).collect();
        assert!(rejecting.is_empty(), "{name} is never made in the ways {rejecting:?}, so they are not tested");
    }
}

/// The time of a request that is signed then.
fn date(at: aws4::Timestamp) -> aws4::Date {
    let fields = [("Host", "a")];
    let request = aws4::Request::new("GET", "/", &fields, aws4::Rules::HUAWEI).unwrap();
    let key = Hmac(Sha256).key(b"a");
    let client = aws4::Client::without_scope(Sha256, key, "a", aws4::Algorithm::SdkHmacSha256).unwrap();
    client.sign(&request, "host;x-sdk-date", aws4::ContentSha256::Unsigned, at).unwrap().date()
}

#[test]
fn every_field_content_is_asked() {
    let asked: BTreeSet<String> = ROWS.iter().map(|(name, ..)| (*name).to_owned()).collect();
    assert_eq!(asked.len(), ROWS.len(), "a type is in the table once");
    let implementors = implementors("FieldContent");
    assert!(implementors.len() > 50, "the source is read");
    let missing: Vec<_> = implementors.difference(&asked).collect();
    assert!(missing.is_empty(), "tests/samples/field_content.rs has no row for {missing:?}");
    let others: Vec<_> = asked.difference(&implementors).collect();
    assert!(others.is_empty(), "tests/samples/field_content.rs has {others:?}, which are not field content");
}

/// The default of a type that does not implement the trait.
trait Otherwise {
    const IS_FIELD_CONTENT: bool = false;
}

/// Hides the constant of [`Otherwise`] for a type that implements the trait.
struct Probe<T>(PhantomData<T>);

impl<T> Otherwise for Probe<T> {}

impl<T: FieldContent> Probe<T> {
    const IS_FIELD_CONTENT: bool = true;
}

/// The name of a type, and whether it is field content; then a wire form, and whether it would end the line.
macro_rules! not_content {
    ($($name:literal, $type:ty, $value:expr, $ends_line:literal;)+) => {
        [$({
            let value: $type = $value;
            ($name, <Probe<$type>>::IS_FIELD_CONTENT, wire_of_message(&value), $ends_line)
        }),+]
    };
}

fn wire_of_message(value: &impl Encode) -> Vec<u8> {
    let mut buffer = vec![0; value.encoded_len()];
    value.encode_to_slice(&mut buffer).expect("the buffer is as long as the value").to_vec()
}

/// The types that have a wire form and are not field content. Each can end a line, but for those that are parts of messages
/// only, and have no meaning in a field.
#[test]
fn what_can_end_a_line_is_no_field_content() {
    const { assert!(<Probe<Token<'static>>>::IS_FIELD_CONTENT && !<Probe<u8>>::IS_FIELD_CONTENT) };
    let name = "a\r\nSet-Cookie: b=c";
    let header = b"n,a=a\r\nb,";
    let header = scram::Gs2Header::parse(header).unwrap();
    let nonce = scram::Nonce::new("a").unwrap();
    let client_first = scram::ClientFirst::new(header, name, nonce).unwrap();
    let server_first = scram::ServerFirst::parse(b"r=a,s=QQ==,i=4096,x=\r\n").unwrap();
    let client_final = scram::ClientFinal::parse(b"c=biws,r=a,x=\r\n,p=QQ==").unwrap();
    let challenge = hoba::Challenge::new("YWFh", 10).unwrap();
    let extensions = [private_token::Extension::new(1, b"\r\n").unwrap()];
    let scope = aws4::Scope::new("20130524", "a", "b").unwrap();
    let signed_at = aws4::Timestamp::parse(b"20130524T000000Z").unwrap();
    let fields = [("Host", "a")];
    let request = aws4::Request::new("GET", "/", &fields, aws4::Rules::S3).unwrap();
    let client = aws4::Client::new(Sha256, Hmac(Sha256).key(b"a"), "a", scope).unwrap();
    let cavage = signature::Request::new("GET", "/", &fields).unwrap();
    let parameters = signature::Parameters::unsigned("a").unwrap().with_headers("host (request-target)").unwrap();
    let hawked = hawk::Request::new("GET", "a", 80, "/").unwrap();
    let hawk_credentials = hawk::Credentials::new("a", 1, "b", b"c").unwrap();
    let consumer = oauth::Request::new("GET", "http", "a", "/?b=%0D%0A").unwrap();
    let plaintext = oauth::Credentials::plaintext("a\r\nb", "\r\n");
    let amazon = aws2::Request::new("GET", "/", &fields).unwrap();
    let amazon_client = aws2::Client::new("a", Hmac(Sha1).key(b"a")).unwrap();
    let azure = shared_key::Request::new(shared_key::Service::Blob, "a", "GET", "/", &fields).unwrap();
    let okp = jwk::Jwk::okp("Ed25519", &[7; 32]).unwrap();
    let dpop = dpop::Client::new(Sha256, "EdDSA", okp).unwrap();
    let proved = dpop::Request::of_uri("GET", "https://a").unwrap();
    let vapid = vapid::Client::new(&[4; 65]).unwrap();
    let service = vapid::Origin::of_uri("https://a").unwrap();
    let types = not_content![
        "scram::Saslname", scram::Saslname<'_>, scram::Saslname::new(name).unwrap(), true;
        "scram::Nonce", scram::Nonce<'_>, nonce, false;
        "scram::Extensions", scram::Extensions<'_>, server_first.extensions(), true;
        "scram::Gs2Header", scram::Gs2Header<'_>, header, true;
        "scram::ClientFirst", scram::ClientFirst<'_>, client_first, true;
        "scram::ServerFirst", scram::ServerFirst<'_>, server_first, true;
        "scram::ClientFinalWithoutProof", scram::ClientFinalWithoutProof<'_>, client_final.without_proof(), true;
        "scram::ClientFinal", scram::ClientFinal<'_>, client_final, true;
        "scram::ServerFinal", scram::ServerFinal<'_>, scram::ServerFinal::parse(b"e=\r\n").unwrap(), true;
        "scram::AuthMessage", scram::AuthMessage<'_>,
            scram::AuthMessage::new(client_first, server_first, client_final.without_proof()), true;
        "private_token::TokenChallenge", private_token::TokenChallenge<'_>,
            private_token::TokenChallenge::new(1, "issuer").unwrap(), true;
        "private_token::PrivateToken", private_token::PrivateToken<'_>,
            private_token::PrivateToken::parse(&[0; 99]).unwrap(), true;
        "private_token::Extensions", private_token::Extensions<'_>,
            private_token::Extensions::new(&extensions).unwrap(), true;
        "private_token::ExtensionSet", private_token::ExtensionSet<'_>,
            private_token::ExtensionSet::new(&[(1, true)]).unwrap(), true;
        "hoba::Tbs", hoba::Tbs<'_>,
            challenge.tbs(hoba::Algorithm::RSA_SHA256, "https://a:1", "k", "n").unwrap(), false;
        "eg1::Unsigned", eg1::Unsigned<'_>,
            eg1::Unsigned::new("a", "b", "20140321T19:34:21+0000", "c").unwrap(), false;
        "aws4::Scope", aws4::Scope<'_>, aws4::Scope::new("20130524", "a", "b").unwrap(), false;
        "hawk::NewBewit", hawk::NewBewit<'_>,
            hawk::NewBewit::new("a", &Hmac(Sha256).key(b"a"), &hawked, 7, "").unwrap(), false;
        "hawk::Normalized", hawk::Normalized<'_>, hawk::Normalized::header(&hawked, &hawk_credentials), true;
        "dpop::Unsigned", dpop::Unsigned<'_>, dpop.proof(&proved, None, "\r\n", 7).unwrap(), false;
        "jwk::Jwk", jwk::Jwk<'_>, okp, false;
        "vapid::Origin", vapid::Origin<'_>, service, false;
        "vapid::Unsigned", vapid::Unsigned<'_>, vapid.token(service, 7, 7).unwrap(), false;
        "signature::SigningString", signature::SigningString<'_, &[(&str, &str); 1]>,
            signature::SigningString::new(&parameters, &cavage, signature::Rules::new()).unwrap(), true;
        "concealed::Context", concealed::Context<'_>, crate::token_signing::context(), true;
        "private_token::Unsigned", private_token::Unsigned, crate::token_signing::unsigned(), true;
        "oauth::Secrets", oauth::Secrets<'_>, oauth::Secrets::new("\r\n"), false;
        "oauth::BaseStringUri", oauth::BaseStringUri<'_>, consumer.base_string_uri(), false;
        "oauth::SignatureBaseString", oauth::SignatureBaseString<'_>,
            oauth::SignatureBaseString::new(&consumer, &plaintext).unwrap(), false;
        "colon_pair::StringToSign", shared_key::StringToSign<'_, &[(&str, &str); 1]>,
            azure.string_to_sign(colon_pair::Kind::SharedKey).unwrap(), true;
        "colon_pair::StringToSign", aws2::StringToSign<'_, &[(&str, &str); 1]>, amazon.string_to_sign(), true;
        "colon_pair::PresignedTarget", aws2::PresignedTarget<'_>, amazon_client.presign(&amazon, 7).unwrap(), false;
        "aws4::StringToSign", aws4::StringToSign<'_>,
            aws4::StringToSign::new(signed_at, scope, [0; 32]), true;
        "aws4::CanonicalRequest", aws4::CanonicalRequest<'_, &[(&str, &str); 1]>,
            aws4::CanonicalRequest::new(&request, "host", aws4::ContentSha256::Unsigned).unwrap(), true;
        "aws4::PresignedTarget", aws4::PresignedTarget<'_>,
            client.presign(&request, "host", aws4::ContentSha256::Unsigned, signed_at, 1).unwrap(), false;
        "aws4::ChunkHeader", aws4::ChunkHeader<'_>, aws4::ChunkHeader::new(1, HMAC).unwrap(), false;
        "aws4::ChunkFrame", aws4::ChunkFrame<'_>, aws4::ChunkFrame::unsigned(b"a"), true;
        "aws4::Trailer", aws4::Trailer<'_>, aws4::Trailer::new(&[("a", "b")]).unwrap(), true;
        "mac::Pieces", mac::Pieces<'_>, mac::Pieces(&[b"a\r", b"\nb"]), true;
    ];
    for (name, is_field_content, wire, expected) in &types {
        assert!(!is_field_content, "{name} is no field content");
        assert_eq!(ends_line(wire), *expected, "{name}: {}", wire.escape_ascii());
    }
    let listed: BTreeSet<String> = types.iter().map(|(name, ..)| (*name).to_owned()).collect();
    let content = implementors("FieldContent");
    let others: BTreeSet<String> = implementors("Encode").difference(&content).cloned().collect();
    assert_eq!(listed, others, "the list has every type that is `Encode` and not `FieldContent`");
}
