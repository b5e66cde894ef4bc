//! Basic and Bearer.

use std::iter::once;

use countersign::auth::{basic, bearer};
use countersign_differential::{Bytes, Rule, compare, inputs};
use headers::{Authorization, Header, authorization};
use http::HeaderValue;

type UserPass = (Bytes, Bytes);

fn user_pass(value: &Bytes) -> Option<UserPass> {
    let mut buffer = vec![0; value.len()];
    let credentials = basic::Credentials::parse(value, &mut buffer).ok()?;
    Some((credentials.user_id().into(), credentials.password().into()))
}

fn headers_basic(value: &Bytes) -> Option<UserPass> {
    let value = HeaderValue::from_bytes(value.trimmed()).ok()?;
    let decoded = Authorization::<authorization::Basic>::decode(&mut once(&value)).ok()?;
    Some((decoded.username().into(), decoded.password().into()))
}

fn parse_net_basic(value: &Bytes) -> Option<Bytes> {
    parse_net::auth::basic(value).ok().flatten().map(Bytes::from)
}

fn symbols(value: &Bytes) -> Option<Bytes> {
    user_pass(value)?;
    countersign::auth::Credentials::parse(value).ok()?.token68().map(|token68| token68.as_bytes().into())
}

fn token(value: &Bytes) -> Option<Bytes> {
    bearer::Credentials::parse(value).ok().map(|credentials| credentials.token().as_bytes().into())
}

fn headers_bearer(value: &Bytes) -> Option<Bytes> {
    let value = HeaderValue::from_bytes(value.trimmed()).ok()?;
    let decoded = Authorization::<authorization::Bearer>::decode(&mut once(&value)).ok()?;
    Some(decoded.token().into())
}

fn parse_net_bearer(value: &Bytes) -> Option<Bytes> {
    parse_net::auth::bearer(value).ok().flatten().map(Bytes::from)
}

fn values(module: &'static str) -> impl Iterator<Item = Bytes> {
    inputs::of_module(15_000, module, true).chain(inputs::credentials(1_000)).chain(inputs::vectors())
}

#[test]
fn headers_decodes_the_same_passwords() {
    let rules: &[Rule<Bytes, UserPass>] = &[
        Rule {
            name: "a user-id or a password that is not UTF-8",
            why: "RFC 7617 §2.1: the charset is not named, so the bytes are kept; the other crate decodes text",
            explains: |it| {
                it.theirs.is_none()
                    && it
                        .ours
                        .as_ref()
                        .is_some_and(|(user, password)| user.text().is_none() || password.text().is_none())
            },
        },
        Rule {
            name: "a control character",
            why: "RFC 7617 §2: neither part contains one",
            explains: |it| {
                it.ours.is_none()
                    && it
                        .theirs
                        .as_ref()
                        .is_some_and(|(user, password)| user.iter().chain(&password[..]).any(u8::is_ascii_control))
            },
        },
    ];
    compare("Basic of headers", values("basic"), user_pass, headers_basic, rules, Bytes::shorter);
}

#[test]
fn parse_net_finds_the_same_base64() {
    let rules: &[Rule<Bytes, Bytes>] = &[Rule {
        name: "base64 of no user-pass",
        why: "RFC 7617 §2: the decoded bytes have a colon and no controls; the other crate does not decode",
        explains: |it| it.is_only_theirs(),
    }];
    compare("Basic of parse-net", values("basic"), symbols, parse_net_basic, rules, Bytes::shorter);
}

#[test]
fn headers_reads_the_same_tokens() {
    let rules: &[Rule<Bytes, Bytes>] = &[Rule {
        name: "a token of other characters",
        why: "RFC 6750 §2.1: b64token; the other crate accepts any visible ASCII",
        explains: |it| it.is_only_theirs(),
    }];
    compare("Bearer of headers", values("bearer"), token, headers_bearer, rules, Bytes::shorter);
}

#[test]
fn parse_net_reads_the_same_tokens() {
    let rules: &[Rule<Bytes, Bytes>] = &[];
    compare("Bearer of parse-net", values("bearer"), token, parse_net_bearer, rules, Bytes::shorter);
}
