//! The schemes whose types know more than the framework does, as rows.

use countersign::auth::digest::{self, Algorithm, Username};
use countersign::auth::{self, AuthenticationInfo, basic, bearer};
use countersign::{DecodeError, ParseError, Text};

use crate::meaning::{Meaning, Problem, Row};
use crate::value::Value;

type Typed = Result<Vec<Row>, Problem>;

/// What the type of its scheme reads in a challenge.
pub(crate) fn challenge(challenge: auth::Challenge<'_>) -> Option<Typed> {
    let scheme = challenge.scheme();
    Some(if scheme.is("Basic") {
        typed(challenge, basic_challenge)
    } else if scheme.is("Bearer") {
        typed(challenge, bearer_challenge)
    } else if scheme.is("Digest") {
        typed(challenge, digest_challenge)
    } else {
        return None;
    })
}

/// What the type of their scheme reads in credentials.
pub(crate) fn credentials(credentials: auth::Credentials<'_>) -> Option<Typed> {
    let scheme = credentials.scheme();
    Some(if scheme.is("Basic") {
        basic_credentials(credentials)
    } else if scheme.is("Bearer") {
        typed(credentials, bearer_credentials)
    } else if scheme.is("Digest") {
        typed(credentials, |credentials| digest_credentials(&credentials))
    } else {
        return None;
    })
}

/// What Digest reads in info; nobody else has parameters of these names.
pub(crate) fn info(info: AuthenticationInfo<'_>) -> Option<Typed> {
    let is_digest = ["nextnonce", "rspauth", "qop", "cnonce", "nc"].iter().any(|name| info.get(name).is_some());
    is_digest.then(|| typed(info, digest_info))
}

fn typed<F, T: TryFrom<F, Error = ParseError>>(framework: F, rows: fn(T) -> Vec<Row>) -> Typed {
    T::try_from(framework).map(rows).map_err(Problem::from)
}

fn basic_challenge(challenge: basic::Challenge<'_>) -> Vec<Row> {
    let charset = challenge.is_utf8().then(|| Row::new("charset", Value::new(b"UTF-8")));
    let realm = Row::new("realm", challenge.realm());
    [realm].into_iter().chain(charset).collect()
}

fn basic_credentials(credentials: auth::Credentials<'_>) -> Typed {
    let mut decoded = vec![0; credentials.token68().map_or(0, |token68| token68.as_bytes().len())];
    match basic::Credentials::decode(&credentials, &mut decoded) {
        Ok(basic) => Ok(vec![
            Row::new("user_id", Value::new(basic.user_id())),
            Row::new("password", Value::new(basic.password()).secret_if(true)),
        ]),
        Err(DecodeError::Parse(error)) => Err(error.into()),
        Err(DecodeError::Capacity(_)) => unreachable!("fewer octets than symbols are decoded"),
    }
}

fn bearer_challenge(challenge: bearer::Challenge<'_>) -> Vec<Row> {
    let error = challenge.error().map(|error| {
        let row = Row::new("error", Value::from(error.text()).without_quotes());
        match error.status() {
            Some(status) => row.with_note(format!("with status {status}")),
            None => row.with_note("no standard defines it"),
        }
    });
    [
        challenge.realm().map(|realm| Row::new("realm", realm)),
        challenge.scope().map(|scope| Row::new("scope", scope)),
        error,
        challenge.error_description().map(|description| Row::new("error_description", description)),
        challenge.error_uri().map(|uri| Row::new("error_uri", uri)),
        challenge.acr_values().map(|acr_values| Row::new("acr_values", acr_values)),
        challenge.max_age().map(|seconds| Row::new("max_age", seconds).with_note("seconds")),
        challenge.resource_metadata().map(|url| Row::new("resource_metadata", url)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn bearer_credentials(credentials: bearer::Credentials<'_>) -> Vec<Row> {
    vec![Row::new("token", Value::new(credentials.token().as_bytes()).secret_if(true))]
}

fn digest_challenge(challenge: digest::Challenge<'_>) -> Vec<Row> {
    let qop = challenge.qop().map(|qop| qop.iter().map(|qop| Value::from(qop.text()).without_quotes()).collect());
    [
        Some(Row::new("realm", challenge.realm())),
        challenge.domain().map(|uris| Row::new("domain", uris)),
        Some(Row::new("nonce", challenge.nonce())),
        challenge.opaque().map(|opaque| Row::new("opaque", opaque)),
        challenge.is_stale().then(|| Row::new("stale", Meaning::True).with_note("only the nonce was wrong")),
        Some(algorithm(challenge.algorithm())),
        qop.map(|options| Row::new("qop", Meaning::Many(options))),
        challenge.is_utf8().then(|| Row::new("charset", Value::new(b"UTF-8"))),
        challenge.userhash().then(|| Row::new("userhash", Meaning::True).with_note("the user name may be hashed")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn digest_credentials(credentials: &digest::Credentials<'_>) -> Vec<Row> {
    let username = match credentials.username() {
        Username::Plain(name) => Row::new("username", name),
        Username::Hashed(hash) => Row::new("username", hash).with_note("hashed with the realm"),
        Username::Extended(name) => {
            let octets: Vec<u8> = name.bytes().collect();
            Row::new("username*", Value::new(&octets)).with_note(format!("decoded from {}", name.charset()))
        }
    };
    [
        Some(username),
        Some(Row::new("realm", credentials.realm())),
        Some(Row::new("uri", credentials.uri())),
        Some(algorithm(credentials.algorithm())),
        Some(Row::new("nonce", credentials.nonce())),
        credentials.nc().map(|nc| Row::new("nc", u64::from(nc))),
        credentials.cnonce().map(|cnonce| secret("cnonce", cnonce)),
        credentials.qop().map(|qop| Row::new("qop", qop.text())),
        Some(secret("response", credentials.response())),
        credentials.opaque().map(|opaque| Row::new("opaque", opaque)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn digest_info(info: digest::Info<'_>) -> Vec<Row> {
    [
        info.nextnonce().map(|nextnonce| Row::new("nextnonce", nextnonce)),
        info.qop().map(|qop| Row::new("qop", qop.text())),
        info.rspauth().map(|rspauth| secret("rspauth", rspauth)),
        info.cnonce().map(|cnonce| secret("cnonce", cnonce)),
        info.nc().map(|nc| Row::new("nc", u64::from(nc))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn algorithm(named: Option<Algorithm<'_>>) -> Row {
    let row = Row::new("algorithm", named.unwrap_or(Algorithm::Md5).name());
    match named {
        None => row.with_note("since none is named"),
        Some(Algorithm::Other(_)) => row.with_note("not registered"),
        Some(_) => row,
    }
}

fn secret(name: &'static str, text: Text<'_>) -> Row {
    Row::new(name, Value::from(text).secret_if(true))
}
