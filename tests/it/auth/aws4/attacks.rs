//! What a server refuses, and in which order.

use std::cell::Cell;

use countersign::auth::aws4::{
    ChunkError, ChunkHeader, Client, ContentSha256, Credentials, Presigned, Refusal, Request, Rules, Scope, Secret,
    Server, SigningKey, Timestamp, Trailer,
};
use countersign::hash::{Fork, Hash, HashFunction, Sha256};
use countersign::mac::{Hmac, MacFunction};
use countersign::{Encode, ErrorKind, Rule, ValueErrorKind};

const SECRET: &[u8] = b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const NOW: u64 = 1_369_353_600;
const NAMES: &str = "host;range;x-amz-content-sha256;x-amz-date";
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

type Fields<'f> = Vec<(&'f str, &'f str)>;

/// The fields of the request in Amazon's documentation of S3.
fn documented() -> Fields<'static> {
    vec![
        ("Host", "examplebucket.s3.amazonaws.com"),
        ("Range", "bytes=0-9"),
        ("x-amz-content-sha256", EMPTY),
        ("x-amz-date", "20130524T000000Z"),
    ]
}

const SIGNATURE: &str = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41";

fn authorization(scope: &str, names: &str, signature: &str) -> String {
    format!("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/{scope}, SignedHeaders={names}, Signature={signature}")
}

fn right() -> String {
    authorization("20130524/us-east-1/s3/aws4_request", NAMES, SIGNATURE)
}

fn server() -> Server<'static, Sha256, Hmac<Sha256>> {
    Server::new(Sha256, Hmac(Sha256), "s3").with_region("us-east-1")
}

fn verify(authorization: &str, target: &str, fields: &Fields<'_>, now: u64) -> Result<(), Refusal> {
    let credentials = Credentials::parse(authorization.as_bytes()).unwrap();
    let request = Request::new("GET", target, fields, Rules::S3).unwrap();
    server().verify(&credentials, &request, None, Secret::Key(SECRET), now, |_, _| true).map(drop)
}

fn with<'f>(name: &'f str, value: &'f str) -> Fields<'f> {
    let mut fields = documented();
    match fields.iter_mut().find(|(other, _)| *other == name) {
        Some(field) => field.1 = value,
        None => fields.push((name, value)),
    }
    fields
}

/// The request that is signed, and a second line of `Authorization`.
fn twofold() -> Fields<'static> {
    let lines = [("Authorization", "AWS4-HMAC-SHA256 Credential=a"), ("authorization", "Bearer x")];
    documented().into_iter().chain(lines).collect()
}

fn without(name: &str) -> Fields<'static> {
    documented().into_iter().filter(|(other, _)| *other != name).collect()
}

/// Returns the refusal of names that lack one.
fn is_required(came: Result<(), Refusal>, name: &'static str) -> bool {
    matches!(came, Err(Refusal::SignedHeaders(error)) if error.kind() == ValueErrorKind::Requires(name))
}

#[test]
fn the_documented_request_is_accepted_within_its_time() {
    for (now, expected) in [
        (NOW, Ok(())),
        (NOW - 900, Ok(())),
        (NOW + 900, Ok(())),
        (NOW - 901, Err(Refusal::Time)),
        (NOW + 901, Err(Refusal::Time)),
        (0, Err(Refusal::Time)),
        (u64::MAX, Err(Refusal::Time)),
    ] {
        assert_eq!(verify(&right(), "/test.txt", &documented(), now), expected, "{now}");
    }
}

#[test]
fn what_is_malformed_is_named() {
    let scope = "20130524/us-east-1/s3/aws4_request";
    for (credentials, target, fields, expected) in [
        (right(), "/test.txt?X-Amz-Signature=a", documented(), Refusal::Malformed("query")),
        (right(), "/test.txt", twofold(), Refusal::Malformed("authorization")),
        (right(), "/test.txt?x=1&X%2DAmz-Algorithm=a", documented(), Refusal::Malformed("query")),
        (
            right().replace("AWS4-HMAC", "GOOG4-HMAC").replace("aws4", "goog4"),
            "/test.txt",
            documented(),
            Refusal::Algorithm,
        ),
        (
            authorization("20130524/us-east-2/s3/aws4_request", NAMES, SIGNATURE),
            "/test.txt",
            documented(),
            Refusal::Scope,
        ),
        (
            authorization("20130524/us-east-1/sts/aws4_request", NAMES, SIGNATURE),
            "/test.txt",
            documented(),
            Refusal::Scope,
        ),
        (
            authorization("20130523/us-east-1/s3/aws4_request", NAMES, SIGNATURE),
            "/test.txt",
            documented(),
            Refusal::Scope,
        ),
        (right(), "/test.txt", without("x-amz-date"), Refusal::Malformed("x-amz-date")),
        (right(), "/test.txt", with("x-amz-date", "20130524T000000"), Refusal::Malformed("x-amz-date")),
        (right(), "/test.txt", with("x-amz-date", "20130524T000060Z"), Refusal::Malformed("x-amz-date")),
        (right(), "/test.txt", with("x-amz-date", "20130532T000000Z"), Refusal::Malformed("x-amz-date")),
        (
            right(),
            "/test.txt",
            [documented(), vec![("X-Amz-Date", "20130524T000000Z")]].concat(),
            Refusal::Malformed("x-amz-date"),
        ),
        (right(), "/test.txt", without("x-amz-content-sha256"), Refusal::Malformed("x-amz-content-sha256")),
        (
            right(),
            "/test.txt",
            with("x-amz-content-sha256", "unsigned-payload"),
            Refusal::Malformed("x-amz-content-sha256"),
        ),
        (
            right(),
            "/test.txt",
            [documented(), vec![("X-Amz-Content-Sha256", EMPTY)]].concat(),
            Refusal::Malformed("x-amz-content-sha256"),
        ),
        (right(), "/test.txt", with("Range", "bytes=0-9\r\nx-amz-acl:a"), Refusal::Malformed("fields")),
        (right(), "/test.txt", with("Host", "other"), Refusal::Signature),
        (right(), "/test.txt", [documented(), vec![("Range", "bytes=9-")]].concat(), Refusal::Signature),
        (right(), "/test.txt?acl", documented(), Refusal::Signature),
        (right(), "/Test.txt", documented(), Refusal::Signature),
        (right(), "//test.txt", documented(), Refusal::Signature),
    ] {
        assert_eq!(verify(&credentials, target, &fields, NOW), Err(expected), "{credentials} {target} {fields:?}");
    }
    let names = "range;x-amz-content-sha256;x-amz-date";
    assert!(is_required(verify(&authorization(scope, names, SIGNATURE), "/test.txt", &documented(), NOW), "host"));
    assert!(is_required(verify(&right(), "/test.txt", &with("X-Amz-Acl", "public-read"), NOW), "x-amz-"));
}

/// A server must not sign what is in another order, or an empty value for a field that is not there.
#[test]
fn names_are_sorted_and_present() {
    let scope = "20130524/us-east-1/s3/aws4_request";
    for (names, kind) in [
        ("range;host;x-amz-content-sha256;x-amz-date", ValueErrorKind::Unsorted),
        ("Host;range;x-amz-content-sha256;x-amz-date", ValueErrorKind::InvalidByte),
        ("host;host;range;x-amz-content-sha256;x-amz-date", ValueErrorKind::Duplicate),
        ("content-md5;host;range;x-amz-content-sha256;x-amz-date", ValueErrorKind::NoField),
        ("host;range;x-amz-date", ValueErrorKind::Requires("x-amz-")),
    ] {
        let came = verify(&authorization(scope, names, SIGNATURE), "/test.txt", &documented(), NOW);
        assert!(matches!(came, Err(Refusal::SignedHeaders(error)) if error.kind() == kind), "{names}: {came:?}");
    }
    let many = (0..65).fold(String::new(), |names, index| format!("{names}f{index:02};")) + NAMES;
    let came = verify(&authorization(scope, &many, SIGNATURE), "/test.txt", &documented(), NOW);
    assert!(matches!(came, Err(Refusal::SignedHeaders(error)) if error.kind() == ValueErrorKind::TooMany), "{came:?}");
}

/// What a client adds is signed as if it had been there, and nothing else is.
#[test]
fn what_a_client_adds_is_signed() {
    let names = format!("{NAMES};x-amz-security-token");
    let at = Timestamp::new(NOW).unwrap();
    let scope = Scope::new("20130524", "us-east-1", "s3").unwrap();
    let key = SigningKey::derive(Hmac(Sha256), SECRET, scope).unwrap();
    let client = Client::new(Sha256, key.prepare(Hmac(Sha256)), "AKIAIOSFODNN7EXAMPLE", scope).unwrap();
    let client = client.with_security_token("tok/en").unwrap();
    let fields = [("Host", "examplebucket.s3.amazonaws.com"), ("Range", "bytes=0-9")];
    let request = Request::new("GET", "/test.txt", &fields, Rules::S3).unwrap();
    let signed = client.sign(&request, &names, ContentSha256::of(Sha256, b""), at).unwrap();
    let authorization = signed.credentials().encode_to_string().unwrap();
    assert_eq!(verify(&authorization, "/test.txt", &with("x-amz-security-token", "tok/en"), NOW), Ok(()));
    for missing in ["content-type", "x-amz-security", "x-amz-tagging"] {
        let mut all: Vec<_> = names.split(';').chain([missing]).collect();
        all.sort_unstable();
        let error = client.sign(&request, &all.join(";"), ContentSha256::Unsigned, at).unwrap_err();
        assert_eq!(error.kind(), ValueErrorKind::NoField, "{missing}");
    }
}

/// Every bit of what is signed, and of the signature.
#[test]
fn every_changed_byte_is_refused() {
    let target = b"/test.txt?a=b";
    let at = Timestamp::new(NOW).unwrap();
    let scope = Scope::new("20130524", "us-east-1", "s3").unwrap();
    let key = SigningKey::derive(Hmac(Sha256), SECRET, scope).unwrap();
    let client = Client::new(Sha256, key.prepare(Hmac(Sha256)), "AKIAIOSFODNN7EXAMPLE", scope).unwrap();
    let fields = without("x-amz-date");
    let request = Request::new("GET", target, &fields, Rules::S3).unwrap();
    let signed = client.sign(&request, NAMES, ContentSha256::of(Sha256, b""), at).unwrap();
    let authorization = signed.credentials().encode_to_vec();
    let sent = documented();
    let accepts = |authorization: &[u8], method: &[u8], target: &[u8], fields: &[(Vec<u8>, Vec<u8>)]| {
        let Ok(credentials) = Credentials::parse(authorization) else { return false };
        let Ok(Ok(request)) = std::str::from_utf8(method).map(|method| Request::new(method, target, fields, Rules::S3))
        else {
            return false;
        };
        server().verify(&credentials, &request, None, Secret::Key(SECRET), NOW, |_, _| true).is_ok()
    };
    let sent: Vec<_> = sent.iter().map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec())).collect();
    assert!(accepts(&authorization, b"GET", target, &sent));
    let changed = |bytes: &[u8]| {
        let bytes = bytes.to_vec();
        (0..bytes.len())
            .flat_map(move |at| {
                let bytes = bytes.clone();
                (0..8).map(move |bit| {
                    let mut bytes = bytes.clone();
                    bytes[at] ^= 1 << bit;
                    bytes
                })
            })
            .collect::<Vec<_>>()
    };
    for method in changed(b"GET") {
        assert!(!accepts(&authorization, &method, target, &sent), "{method:?}");
    }
    for target in changed(target) {
        // A query with an encoded name is the same query.
        assert!(!accepts(&authorization, b"GET", &target, &sent), "{}", target.escape_ascii());
    }
    for index in 0..sent.len() {
        for value in changed(&sent[index].1) {
            let mut sent = sent.clone();
            sent[index].1 = value;
            assert!(!accepts(&authorization, b"GET", target, &sent), "{}", sent[index].1.escape_ascii());
        }
        for name in changed(&sent[index].0) {
            let mut other = sent.clone();
            let is_same = name.eq_ignore_ascii_case(&sent[index].0);
            other[index].0 = name;
            assert_eq!(accepts(&authorization, b"GET", target, &other), is_same, "{}", other[index].0.escape_ascii());
        }
    }
    // What is in the credentials is signed too, except the ID of the key, with which the server looks up the secret.
    let id = authorization.windows(20).position(|part| part == b"AKIAIOSFODNN7EXAMPLE").unwrap();
    for (index, authorization) in changed(&authorization).into_iter().enumerate() {
        let place = index / 8;
        if !(id..id + 20).contains(&place) {
            let is_same = Credentials::parse(&authorization)
                .is_ok_and(|changed| changed.encode_to_vec() == signed.credentials().encode_to_vec());
            assert_eq!(accepts(&authorization, b"GET", target, &sent), is_same, "{}", authorization.escape_ascii());
        }
    }
}

/// A SHA-256 that counts its blocks.
#[derive(Clone, Copy)]
struct Counting<'c>(&'c Cell<usize>);

struct Counted<'c> {
    hash: <Sha256 as HashFunction<32>>::Hash,
    blocks: &'c Cell<usize>,
    bytes: usize,
}

impl<'c> HashFunction<32> for Counting<'c> {
    const BLOCK: usize = 64;
    type Hash = Counted<'c>;

    fn begin(self) -> Counted<'c> {
        Counted { hash: Sha256.begin(), blocks: self.0, bytes: 0 }
    }
}

impl Hash<32> for Counted<'_> {
    fn update(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len();
        self.hash.update(bytes);
    }

    fn finish(self) -> [u8; 32] {
        self.blocks.set(self.blocks.get() + (self.bytes + 9).div_ceil(64));
        self.hash.finish()
    }
}

impl Fork for Counted<'_> {
    fn fork(&self) -> Self {
        Self { hash: self.hash.fork(), ..*self }
    }
}

#[test]
fn an_unknown_key_costs_what_a_known_one_costs() {
    let scope = Scope::new("20130524", "us-east-1", "s3").unwrap();
    let key = SigningKey::derive(Hmac(Sha256), SECRET, scope).unwrap();
    let wrong = SigningKey::from_bytes([7; 32]);
    let right = right();
    let credentials = Credentials::parse(right.as_bytes()).unwrap();
    let fields = documented();
    let request = Request::new("GET", "/test.txt", &fields, Rules::S3).unwrap();
    let costs = |secret| {
        let blocks = Cell::new(0);
        let counting = Counting(&blocks);
        let server = Server::new(counting, Hmac(counting), "s3");
        let is_right = server.verify(&credentials, &request, None, secret, NOW, |_, _| true).is_ok();
        (is_right, blocks.get())
    };
    let (is_right, of_secret) = costs(Secret::Key(SECRET));
    assert!(is_right);
    assert_eq!(costs(Secret::UnknownKey), (false, of_secret));
    assert_eq!(costs(Secret::Key(b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEX")), (false, of_secret));
    let (is_right, of_key) = costs(Secret::Derived(&key));
    assert!(is_right && of_key < of_secret);
    assert_eq!(costs(Secret::UnknownDerived), (false, of_key));
    assert_eq!(costs(Secret::Derived(&wrong)), (false, of_key));
    // Not even the key that an unknown one is computed with.
    assert!(!costs(Secret::UnknownDerived).0 && !costs(Secret::UnknownKey).0);
    assert_eq!(
        server().verify(&credentials, &request, None, Secret::Key(b""), NOW, |_, _| true).unwrap_err().status(),
        500
    );
}

#[test]
fn freshness_is_asked_last_and_once() {
    let right = right();
    let fields = documented();
    let request = Request::new("GET", "/test.txt", &fields, Rules::S3).unwrap();
    let credentials = Credentials::parse(right.as_bytes()).unwrap();
    let seen = Cell::new(0);
    let is_fresh = |signature: &str, until| {
        assert_eq!((signature, until), (SIGNATURE, NOW + 900));
        seen.set(seen.get() + 1);
        seen.get() == 1
    };
    let verify = |secret, now| server().verify(&credentials, &request, None, secret, now, is_fresh).map(drop);
    assert_eq!(verify(Secret::UnknownKey, NOW), Err(Refusal::Signature));
    assert_eq!(verify(Secret::Key(SECRET), NOW + 901), Err(Refusal::Time));
    assert_eq!(seen.get(), 0, "nothing is remembered of what is refused");
    assert_eq!(verify(Secret::Key(SECRET), NOW), Ok(()));
    assert_eq!(verify(Secret::Key(SECRET), NOW), Err(Refusal::Replayed));
}

/// Services other than S3 hash the body first. A hash that the request declares must be that of the body.
#[test]
fn the_body_is_the_one_that_was_signed() {
    let at = Timestamp::new(NOW).unwrap();
    let scope = Scope::new("20130524", "us-east-1", "s3").unwrap();
    let key = SigningKey::derive(Hmac(Sha256), SECRET, scope).unwrap();
    let client = Client::new(Sha256, key.prepare(Hmac(Sha256)), "A", scope).unwrap();
    let fields = [("Host", "a")];
    let unsigned = Request::new("POST", "/", &fields, Rules::OTHERS).unwrap();
    let signed = client.sign(&unsigned, "host;x-amz-date", ContentSha256::of(Sha256, b"body"), at).unwrap();
    let wire = signed.credentials().encode_to_vec();
    let credentials = Credentials::parse(&wire).unwrap();
    let date = at.encode_to_string().unwrap();
    let verify = |fields: &[(&str, &str)], body: Option<&[u8]>| {
        let request = Request::new("POST", "/", fields, Rules::OTHERS).unwrap();
        let body = body.map(|body| Sha256.hash(body));
        server()
            .verify(&credentials, &request, body, Secret::Key(SECRET), NOW, |_, _| true)
            .map(|accepted| accepted.payload())
    };
    let sent = [("Host", "a"), ("X-Amz-Date", &date)];
    assert_eq!(verify(&sent, Some(b"body")), Ok(ContentSha256::of(Sha256, b"body")));
    assert_eq!(verify(&sent, Some(b"bodY")), Err(Refusal::Signature));
    assert_eq!(verify(&sent, None), Err(Refusal::NoBodyHash));
    let declared = [("Host", "a"), ("X-Amz-Date", &date), ("x-amz-content-sha256", EMPTY)];
    assert_eq!(verify(&declared, Some(b"body")), Err(Refusal::Body));
}

/// A signed `Date` replaces `x-amz-date`; one that is not signed does not.
#[test]
fn old_clients_sign_the_date() {
    let key = SigningKey::derive(Hmac(Sha256), SECRET, Scope::new("20130524", "us-east-1", "s3").unwrap()).unwrap();
    let fields = [("Host", "a"), ("Date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-content-sha256", EMPTY)];
    let request = Request::new("GET", "/", &fields, Rules::S3).unwrap();
    let scope = Scope::new("20130524", "us-east-1", "s3").unwrap();
    let at = Timestamp::new(NOW).unwrap();
    for (names, is_accepted) in [("date;host;x-amz-content-sha256", true), ("host;x-amz-content-sha256", false)] {
        let content = ContentSha256::of(Sha256, b"");
        let canonical = countersign::auth::aws4::CanonicalRequest::new(&request, names, content).unwrap();
        let text = countersign::auth::aws4::StringToSign::new(at, scope, canonical.hash(Sha256));
        let mac = countersign::mac::MacKey::mac_of(&key.prepare(Hmac(Sha256)), &text);
        let signature = mac.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        let credentials = Credentials::new("A", scope, names, &signature).unwrap();
        let came = server().verify(&credentials, &request, None, Secret::Key(SECRET), NOW, |_, _| true);
        assert_eq!(came.is_ok(), is_accepted, "{names}");
    }
}

/// Presigned requests: each parameter once, a week at most, not beside a field.
#[test]
fn presigned_requests_are_checked() {
    let target = "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1\
        %2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
        &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
    let host = ("Host", "examplebucket.s3.amazonaws.com");
    let verify = |target: &str, fields: &[(&str, &str)], now| {
        let request = Request::new("GET", target, fields, Rules::S3).unwrap();
        let mut buffer = [0; 256];
        let presigned = Presigned::parse(&request, &mut buffer).map_err(|error| error.to_string())?;
        let secret = Secret::Key(SECRET);
        let verified = server().verify_presigned(&presigned, &request, None, secret, now, |_, _| true);
        verified.map(|accepted| accepted.payload()).map_err(|refusal| format!("{refusal:?}"))
    };
    for (now, is_accepted) in
        [(NOW, true), (NOW - 900, true), (NOW + 86_400, true), (NOW - 901, false), (NOW + 86_401, false)]
    {
        assert_eq!(verify(target, &[host], now).is_ok(), is_accepted, "{now}");
    }
    assert_eq!(verify(target, &[host], NOW), Ok(ContentSha256::Unsigned));
    for (from, to, expected) in [
        ("X-Amz-Expires=86400", "X-Amz-Expires=86401", "Signature"),
        ("X-Amz-Expires=86400", "X-Amz-Expires=604801", "invalid X-Amz-Expires at byte 156"),
        ("X-Amz-Expires=86400", "X-Amz-Expires=0", "invalid X-Amz-Expires at byte 156"),
        ("X-Amz-Expires=86400", "x-amz-expires=86400", "missing X-Amz-Expires at byte 267"),
        ("X-Amz-Expires=86400", "X-Amz-Expires=86400&X-Amz-Expires=1", "repeated parameter at byte 162"),
        (
            "SignedHeaders=host",
            "SignedHeaders=Host",
            "SignedHeaders(ValueError { part: \"SignedHeaders\", kind: InvalidByte, offset: 0 })",
        ),
        ("AWS4-HMAC-SHA256", "aws4-hmac-sha256", "invalid X-Amz-Algorithm at byte 16"),
        ("Signature=ae", "Signature=AE", "invalid X-Amz-Signature at byte 203"),
        ("Signature=ae", "Signature=be", "Signature"),
        ("/test.txt?", "/test.txt?versionId=1&", "Signature"),
        ("20130524T000000Z", "20130524T000001Z", "Signature"),
    ] {
        assert_eq!(verify(&target.replace(from, to), &[host], NOW), Err(expected.to_owned()), "{to}");
    }
    assert_eq!(verify(target, &[host, ("Authorization", "a")], NOW), Err("Malformed(\"authorization\")".to_owned()));
    assert!(verify(target, &[host, ("x-amz-acl", "a")], NOW).unwrap_err().contains("Requires(\"x-amz-\")"));
    let fields = [host];
    let request = Request::new("GET", target, &fields, Rules::S3).unwrap();
    assert_eq!(Presigned::parse(&request, &mut [0; 100]).unwrap_err().to_string(), "64 bytes are needed");
    assert_eq!(request.presigned_security_token(&mut [0; 8]), Ok(None));
    let with_token = format!("{target}&X-Amz-Security-Token=a%2Fb");
    let request = Request::new("GET", &with_token, &fields, Rules::S3).unwrap();
    assert_eq!(request.presigned_security_token(&mut [0; 8]), Ok(Some(&b"a/b"[..])));
}

/// What a client does not sign: it would be refused, or mean something else.
#[test]
fn a_client_refuses_what_a_server_would() {
    let at = Timestamp::new(NOW).unwrap();
    let scope = Scope::new("20130524", "us-east-1", "s3").unwrap();
    let client = Client::new(Sha256, Hmac(Sha256).key(b"a"), "A", scope).unwrap();
    let sign = |target: &str, fields: &[(&str, &str)], names: &str, at| {
        let request = Request::new("GET", target, fields, Rules::OTHERS)?;
        client.sign(&request, names, ContentSha256::Unsigned, at).map(drop)
    };
    let host = ("Host", "a");
    for (target, fields, names, part, kind) in [
        ("/", &[host][..], "host", "SignedHeaders", ValueErrorKind::Requires("x-amz-date")),
        ("/", &[][..], "host;x-amz-date", "SignedHeaders", ValueErrorKind::NoField),
        ("/", &[host][..], "x-amz-date", "fields", ValueErrorKind::Unsigned),
        ("/", &[host, ("x-amz-acl", "a")], "host;x-amz-date", "fields", ValueErrorKind::Unsigned),
        ("/", &[host, ("X-Amz-Date", "a")], "host;x-amz-date", "fields", ValueErrorKind::Reserved),
        ("/", &[host, ("authorization", "a")], "host;x-amz-date", "fields", ValueErrorKind::Reserved),
        (
            "/",
            &[host, ("x-amz-content-sha256", EMPTY)],
            "host;x-amz-content-sha256;x-amz-date",
            "x-amz-content-sha256",
            ValueErrorKind::Conflict("payload"),
        ),
        ("/?X-Amz-Credential=a", &[host][..], "host;x-amz-date", "query", ValueErrorKind::Prohibited),
        ("*", &[host][..], "host;x-amz-date", "path", ValueErrorKind::InvalidByte),
        ("http://a/", &[host][..], "host;x-amz-date", "path", ValueErrorKind::InvalidByte),
        ("/?a=%", &[host][..], "host;x-amz-date", "query", ValueErrorKind::InvalidByte),
        ("/\n", &[host][..], "host;x-amz-date", "path", ValueErrorKind::InvalidByte),
    ] {
        let error = sign(target, fields, names, at).unwrap_err();
        assert_eq!((error.part(), error.kind()), (part, kind), "{target} {fields:?} {names}");
    }
    let error = sign("/", &[host], "host;x-amz-date", Timestamp::new(NOW - 1).unwrap()).unwrap_err();
    assert_eq!((error.part(), error.kind()), ("date", ValueErrorKind::Conflict("the day of the scope")));
    // Servers read a body in chunks by these fields.
    let (length, trailer) = (("x-amz-decoded-content-length", "1"), ("X-Amz-Trailer", "a"));
    for (payload, fields, absent) in [
        (ContentSha256::Unsigned, &[host][..], None),
        (ContentSha256::Chunks, &[host], Some("x-amz-decoded-content-length")),
        (ContentSha256::Chunks, &[host, length], None),
        (ContentSha256::ChunksAndTrailer, &[host, trailer], Some("x-amz-decoded-content-length")),
        (ContentSha256::ChunksAndTrailer, &[host, length], Some("x-amz-trailer")),
        (ContentSha256::ChunksAndTrailer, &[host, length, trailer], None),
        (ContentSha256::UnsignedChunksAndTrailer, &[host, length], Some("x-amz-trailer")),
        (ContentSha256::EcdsaChunks, &[host], Some("x-amz-decoded-content-length")),
        (ContentSha256::EcdsaChunksAndTrailer, &[host, length], Some("x-amz-trailer")),
    ] {
        let mut names: Vec<_> = fields.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
        names.push("x-amz-date".to_owned());
        names.sort();
        let names = names.join(";");
        let request = Request::new("PUT", "/", fields, Rules::OTHERS).unwrap();
        let signed = client.sign(&request, &names, payload, at);
        let is_of_hmac = matches!(payload, ContentSha256::Chunks | ContentSha256::ChunksAndTrailer);
        assert!(signed.as_ref().is_err() || client.chunks(signed.as_ref().unwrap()).is_ok() == is_of_hmac);
        let error = signed.err().map(|error| (error.part(), error.kind()));
        assert_eq!(error, absent.map(|name| ("fields", ValueErrorKind::Requires(name))), "{payload:?} {fields:?}");
    }
    let many = format!("/?{}", "a=b&".repeat(10_000));
    let error = sign(&many, &[host], "host;x-amz-date", at).unwrap_err();
    assert_eq!((error.part(), error.kind(), error.offset()), ("query", ValueErrorKind::TooMany, 64));
    let error = SigningKey::derive(Hmac(Sha256), b"", scope).unwrap_err();
    assert_eq!((error.part(), error.kind()), ("secret", ValueErrorKind::Empty));
    let fields = [host];
    let request = Request::new("GET", "/", &fields, Rules::OTHERS).unwrap();
    for expires in [0, 604_801, u32::MAX] {
        let error = client.presign(&request, "host", ContentSha256::Unsigned, at, expires).unwrap_err();
        assert_eq!((error.part(), error.kind()), ("expires", ValueErrorKind::OutOfRange));
    }
    assert!(client.presign(&request, "host", ContentSha256::Unsigned, at, 604_800).is_ok());
}

/// The body of the S3 documentation: 64 KiB, 1 KiB and nothing, in order.
#[test]
fn chunks_are_verified_in_order() {
    let fields = [
        ("Host", "s3.amazonaws.com"),
        ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        ("Content-Encoding", "aws-chunked"),
        ("x-amz-decoded-content-length", "66560"),
        ("Content-Length", "66824"),
        ("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
        ("x-amz-date", "20130524T000000Z"),
    ];
    let scope = Scope::new("20130524", "us-east-1", "s3").unwrap();
    let names = "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class";
    let seed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
    let credentials = Credentials::new("AKIAIOSFODNN7EXAMPLE", scope, names, seed).unwrap();
    let request = Request::new("PUT", "/examplebucket/chunkObject.txt", &fields, Rules::S3).unwrap();
    let begin = || {
        let accepted = server().verify(&credentials, &request, None, Secret::Key(SECRET), NOW, |_, _| true).unwrap();
        assert_eq!(accepted.payload(), ContentSha256::Chunks);
        accepted.chunks(scope).unwrap()
    };
    let (first, second) = (Sha256.hash(&vec![b'a'; 65_536]), Sha256.hash(&[b'a'; 1024]));
    let signatures = [
        "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
        "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
        "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
    ];
    let mut chunks = begin();
    assert_eq!(chunks.verify(65_536, first, signatures[0]), Ok(()));
    assert_eq!(chunks.verify(1024, second, signatures[1]), Ok(()));
    assert_eq!(chunks.finish(66_560, false), Err(ChunkError::Incomplete));
    assert_eq!(chunks.verify_trailer(second, signatures[2]), Err(ChunkError::Order));
    assert_eq!(chunks.verify(0, Sha256.hash(b""), signatures[2]), Ok(()));
    assert_eq!(chunks.finish(66_560, false), Ok(()));
    assert_eq!(chunks.finish(66_561, false), Err(ChunkError::Length));
    assert_eq!(chunks.finish(66_560, true), Err(ChunkError::Incomplete));
    assert_eq!(chunks.verify(0, Sha256.hash(b""), signatures[2]), Err(ChunkError::Order));

    let mut chunks = begin();
    assert_eq!(chunks.verify(1024, second, signatures[1]), Err(ChunkError::Signature), "a chunk is left out");
    assert_eq!(chunks.verify(65_536, first, &signatures[0][..63]), Err(ChunkError::Signature));
    assert_eq!(chunks.verify(65_536, second, signatures[0]), Err(ChunkError::Signature));
    assert_eq!(chunks.verify(65_536, first, signatures[0]), Ok(()), "a wrong signature changes nothing");

    // What is signed is verified, with a trailer.
    let (mut client, mut server) = (begin(), begin());
    let trailer = Sha256.hash_of(&Trailer::new(&[("x-amz-checksum-crc32c", "sOO8/Q==")]).unwrap());
    let header = ChunkHeader::new(1024, client.sign(1024, second).unwrap()).unwrap().encode_to_vec();
    let header = ChunkHeader::parse(&header).unwrap();
    assert_eq!(server.verify(header.size(), second, header.signature()), Ok(()));
    assert_eq!(client.sign_trailer(trailer), Err(ChunkError::Order));
    let last = client.sign(0, Sha256.hash(b"")).unwrap().to_owned();
    assert_eq!(server.verify(0, Sha256.hash(b""), &last), Ok(()));
    let signature = client.sign_trailer(trailer).unwrap().to_owned();
    assert_eq!(server.verify_trailer(second, &signature), Err(ChunkError::Signature));
    assert_eq!(server.verify_trailer(trailer, &signature), Ok(()));
    assert_eq!(server.finish(1024, true), Ok(()));
    assert_eq!(server.verify_trailer(trailer, &signature), Err(ChunkError::Order));

    let accepted = Credentials::new("A", scope, names, seed).unwrap();
    assert!(accepted.matches(seed));
}

#[test]
fn chunk_headers_are_read_strictly() {
    let signature = "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648";
    for (line, rule, offset) in [
        (String::new(), Rule::ChunkSize, 0),
        (format!(";chunk-signature={signature}"), Rule::ChunkSize, 0),
        (format!("{}1;chunk-signature={signature}", "0".repeat(16)), Rule::ChunkSize, 16),
        ("400".to_owned(), Rule::ChunkSignature, 3),
        (format!("400;chunk-signature={}", &signature[1..]), Rule::ChunkSignature, 3),
        (format!("400;chunk-signature={signature}0"), Rule::ChunkSignature, 3),
        (format!("400;chunk-signature={}", signature.to_uppercase()), Rule::ChunkSignature, 3),
        (format!("400 ;chunk-signature={signature}"), Rule::ChunkSignature, 3),
        (format!("400;Chunk-Signature={signature}"), Rule::ChunkSignature, 3),
    ] {
        let error = ChunkHeader::parse(line.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(rule), offset), "{line}");
    }
    for (size, digits) in [(0, "0"), (15, "f"), (16, "10"), (u64::MAX, "ffffffffffffffff")] {
        let written = ChunkHeader::new(size, signature).unwrap().encode_to_string().unwrap();
        assert_eq!(written, format!("{digits};chunk-signature={signature}"));
        assert_eq!(
            ChunkHeader::parse(
                written
                    .to_uppercase()
                    .replace("CHUNK-SIGNATURE", "chunk-signature")
                    .replace(&signature.to_uppercase(), signature)
                    .as_bytes()
            )
            .unwrap()
            .size(),
            size
        );
    }
}

#[test]
fn refusals_have_a_status() {
    for (refusal, status) in [
        (Refusal::Malformed("x-amz-date"), 400),
        (Refusal::Algorithm, 400),
        (Refusal::Body, 400),
        (Refusal::Scope, 403),
        (Refusal::Time, 403),
        (Refusal::Signature, 403),
        (Refusal::Replayed, 403),
        (Refusal::EmptySecret, 500),
        (Refusal::DerivedSecret, 500),
        (Refusal::NoBodyHash, 500),
    ] {
        assert_eq!(refusal.status(), status, "{refusal}");
    }
}
