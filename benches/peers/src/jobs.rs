//! Whole jobs of clients and servers.

use std::hint::black_box;

use countersign::Encode;
use countersign::auth::{Challenges, bearer, digest};
use digest::{Algorithm, Client, QopOptions, Request, RustCrypto, Secret, Server};
use digest_access::DigestAccess;
use http_auth::{ChallengeParser, PasswordClient, PasswordParams};
use parse_net::Limits;

use crate::case::Cases;
use crate::inputs;

const CHALLENGE: &str = "Digest realm=\"http-auth@example.org\", qop=\"auth\", algorithm=MD5, \
    nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";

const REGISTRY: &str = "Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\",\
    scope=\"repository:samalba/my-app:pull,push\"";

const USER: &str = "Mufasa";

const PASSWORD: &str = "Circle of Life";

const TARGET: &str = "/dir/index.html";

const CNONCE: &str = "07070707070707070707070707070707";

pub fn add(cases: &mut Cases) {
    cases.section("Jobs");
    cases
        .operation("a client answers a Digest 401, MD5", CHALLENGE.len())
        .by("countersign", || answer(black_box(CHALLENGE)).unwrap_or(0))
        .by("digest-access", || answer_by_digest_access(black_box(CHALLENGE)).unwrap_or(0))
        .by("http-auth", || answer_by_http_auth(black_box(CHALLENGE)).unwrap_or(0))
        .by("digest_auth", || answer_by_digest_auth(black_box(CHALLENGE)).unwrap_or(0));
    cases
        .operation("a server judges a Digest answer, MD5", inputs::DIGEST_CREDENTIALS.len())
        .by("countersign", || judge(black_box(inputs::DIGEST_CREDENTIALS)).unwrap_or(0))
        .by("digest_auth", || judge_by_digest_auth(black_box(inputs::DIGEST_CREDENTIALS)).unwrap_or(0));
    cases
        .operation("an OCI client reads where to get its token", REGISTRY.len())
        .by("countersign", || registry(black_box(REGISTRY)).unwrap_or(0))
        .by("parse-net", || registry_by_parse_net(black_box(REGISTRY)).unwrap_or(0))
        .by("countersign, into Strings", || registry_owned(black_box(REGISTRY)).unwrap_or(0))
        .by("http-auth", || registry_by_http_auth(black_box(REGISTRY)).unwrap_or(0))
        .by("www_authenticate_parser", || registry_by_www_authenticate_parser(black_box(REGISTRY)).unwrap_or(0));
}

#[inline(never)]
fn answer(line: &str) -> Option<usize> {
    let challenges = Challenges::parse(line.as_bytes()).ok()?;
    let challenge = challenges.iter().find(|challenge| challenge.scheme().is(digest::SCHEME))?;
    let mut client = Client::new(RustCrypto, &challenge.try_into().ok()?).ok()?;
    let (request, secret) = (Request::new("GET", TARGET).ok()?, Secret::password(PASSWORD).ok()?);
    let credentials = client.answer(request, black_box(USER), secret, [7; 16]).ok()?;
    let mut buffer = [0; 512];
    let written = credentials.encode_to_slice(&mut buffer).ok()?.len();
    black_box(&buffer);
    Some(written)
}

#[inline(never)]
fn answer_by_digest_access(line: &str) -> Option<usize> {
    let mut client: DigestAccess = line.parse().ok()?;
    client.set_username(black_box(USER));
    client.set_password(PASSWORD);
    Some(client.generate_authorization("GET", TARGET, None, Some(CNONCE))?.len())
}

#[inline(never)]
fn answer_by_http_auth(line: &str) -> Option<usize> {
    let mut client = PasswordClient::try_from(line).ok()?;
    let params =
        PasswordParams { username: black_box(USER), password: PASSWORD, uri: TARGET, method: "GET", body: None };
    Some(client.respond(&params).ok()?.len())
}

#[inline(never)]
fn answer_by_digest_auth(line: &str) -> Option<usize> {
    let mut context = digest_auth::AuthContext::new(black_box(USER), PASSWORD, TARGET);
    context.set_custom_cnonce(CNONCE);
    Some(digest_auth::parse(line).ok()?.respond(&context).ok()?.to_string().len())
}

#[inline(never)]
fn judge(value: &str) -> Option<usize> {
    let credentials = digest::Credentials::parse(value.as_bytes()).ok()?;
    let challenge = digest::Challenge::new("http-auth@example.org", inputs::NONCE).ok()?;
    let server = Server::new(RustCrypto, challenge.with_qop(QopOptions::AUTH).with_algorithm(Algorithm::Md5));
    let (request, secret) = (Request::new("GET", TARGET).ok()?, Secret::password(PASSWORD).ok()?);
    server.verify(&credentials, request, USER, Some(secret), |_, _| true).ok()?;
    Some(1)
}

#[inline(never)]
fn judge_by_digest_auth(value: &str) -> Option<usize> {
    let received = digest_auth::AuthorizationHeader::parse(value).ok()?;
    let mut expected = received.clone();
    expected.digest(&digest_auth::AuthContext::new(USER, PASSWORD, TARGET));
    (expected.response == received.response && received.uri == TARGET).then_some(1)
}

#[inline(never)]
fn registry(line: &str) -> Option<usize> {
    let challenges = Challenges::parse(line.as_bytes()).ok()?;
    let challenge = challenges.iter().find(|challenge| challenge.scheme().is(bearer::SCHEME))?;
    let (realm, service) = (challenge.get("realm")?, challenge.get("service")?);
    Some(black_box(realm.as_str()?).len() + black_box(service.as_str()?).len())
}

#[inline(never)]
fn registry_owned(line: &str) -> Option<usize> {
    let challenges = Challenges::parse(line.as_bytes()).ok()?;
    let challenge = challenges.iter().find(|challenge| challenge.scheme().is(bearer::SCHEME))?;
    let (realm, service) = (challenge.get("realm")?, challenge.get("service")?);
    Some(black_box(realm.as_str()?.to_owned()).len() + black_box(service.as_str()?.to_owned()).len())
}

/// Reads them as the crate `oci-client` does.
#[inline(never)]
fn registry_by_http_auth(line: &str) -> Option<usize> {
    let challenge =
        ChallengeParser::new(line).flatten().find(|challenge| challenge.scheme.eq_ignore_ascii_case("Bearer"))?;
    let value = |wanted: &str| {
        let param = challenge.params.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted))?;
        Some(param.1.to_unescaped())
    };
    Some(black_box(value("realm")?).len() + black_box(value("service")?).len())
}

#[inline(never)]
fn registry_by_parse_net(line: &str) -> Option<usize> {
    let challenges = parse_net::auth::parse_challenges(line.as_bytes(), &Limits::new()).ok()?;
    let challenge = challenges.iter().find(|challenge| challenge.scheme_is("bearer"))?;
    let value = |name| str::from_utf8(challenge.param(name)?.as_plain()?).ok();
    Some(black_box(value("realm")?).len() + black_box(value("service")?).len())
}

#[inline(never)]
fn registry_by_www_authenticate_parser(line: &str) -> Option<usize> {
    use www_authenticate_parser::Challenge;
    let Ok((scheme, Challenge::Fields(fields))) = www_authenticate_parser::parse_header(line) else { return None };
    let is_bearer = scheme.eq_ignore_ascii_case("Bearer");
    is_bearer.then_some(black_box(fields.get("realm")?).len() + black_box(fields.get("service")?).len())
}
