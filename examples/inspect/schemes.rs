//! The schemes whose types know more than the framework does, as rows.

use countersign::DecodeError;
use countersign::auth::{self, basic, bearer};

use crate::meaning::{Problem, Row};
use crate::value::Value;

type Typed = Result<Vec<Row>, Problem>;

/// What the type of its scheme reads in a challenge.
pub(crate) fn challenge(challenge: auth::Challenge<'_>) -> Option<Typed> {
    let scheme = challenge.scheme();
    if scheme.is("Basic") {
        Some(basic::Challenge::try_from(challenge).map(basic_challenge).map_err(Problem::from))
    } else if scheme.is("Bearer") {
        Some(bearer::Challenge::try_from(challenge).map(bearer_challenge).map_err(Problem::from))
    } else {
        None
    }
}

/// What the type of their scheme reads in credentials.
pub(crate) fn credentials(credentials: auth::Credentials<'_>) -> Option<Typed> {
    let scheme = credentials.scheme();
    if scheme.is("Basic") {
        Some(basic_credentials(credentials))
    } else if scheme.is("Bearer") {
        Some(bearer::Credentials::try_from(credentials).map(bearer_credentials).map_err(Problem::from))
    } else {
        None
    }
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
        let row = Row::new("error", error.text());
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
