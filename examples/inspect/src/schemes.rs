//! The schemes whose types know more than the framework does, as rows.

mod exchanges;
mod signed;
mod tokens;

use countersign::auth::digest::{self, Algorithm, Username};
use countersign::auth::{self, AuthenticationInfo, Base64, aws4, basic, bearer, colon_pair};
use countersign::{CapacityError, DecodeError, ErrorKind, ParseError};

use crate::meaning::{Meaning, Problem, Row};
use crate::value::Value;

pub(crate) type Typed = Result<Vec<Row>, Problem>;

/// What the type of its scheme reads in a challenge.
pub(crate) fn challenge(challenge: auth::Challenge<'_>) -> Option<Typed> {
    const READERS: [fn(auth::Challenge<'_>) -> Typed; 15] = [
        |challenge| typed(challenge, basic_challenge),
        |challenge| typed(challenge, bearer_challenge),
        |challenge| typed(challenge, digest_challenge),
        |challenge| typed(challenge, exchanges::mutual_challenge),
        |challenge| typed(challenge, exchanges::scram_challenge),
        |challenge| typed(challenge, signed::hawk_challenge),
        |challenge| typed(challenge, signed::hoba_challenge),
        |challenge| typed(challenge, signed::oauth_challenge),
        |challenge| typed(challenge, signed::signature_challenge),
        |challenge| typed(challenge, tokens::dpop_challenge),
        |challenge| typed(challenge, tokens::gnap_challenge),
        |challenge| typed(challenge, tokens::negotiate_challenge),
        |challenge| typed(challenge, tokens::ntlm_challenge),
        |challenge| typed(challenge, tokens::private_challenge),
        |challenge| typed(challenge, tokens::vapid_challenge),
    ];
    let has_params = !challenge.params().is_empty();
    let says_something = |typed: &Typed| has_params || !typed.as_ref().is_ok_and(Vec::is_empty);
    READERS.iter().find_map(|read| of_its_scheme(read(challenge))).filter(says_something)
}

/// What the type of their scheme reads in credentials.
pub(crate) fn credentials(credentials: auth::Credentials<'_>) -> Option<Typed> {
    const READERS: [fn(auth::Credentials<'_>) -> Typed; 17] = [
        |credentials| typed(credentials, bearer_credentials),
        |credentials| typed(credentials, |credentials| digest_credentials(&credentials)),
        |credentials| typed(credentials, exchanges::mutual_credentials),
        |credentials| typed(credentials, exchanges::scram_credentials),
        |credentials| typed(credentials, signed::aws4_credentials),
        |credentials| typed(credentials, signed::hawk_credentials),
        |credentials| typed(credentials, signed::hoba_credentials),
        |credentials| typed(credentials, |credentials| signed::oauth_credentials(&credentials)),
        |credentials| typed(credentials, signed::signature_credentials),
        |credentials| typed(credentials, tokens::concealed_credentials),
        |credentials| typed(credentials, tokens::dpop_credentials),
        |credentials| typed(credentials, tokens::gnap_credentials),
        |credentials| typed(credentials, tokens::negotiate_credentials),
        |credentials| typed(credentials, tokens::ntlm_credentials),
        |credentials| typed(credentials, tokens::private_credentials),
        |credentials| typed(credentials, tokens::vapid_credentials),
        basic_credentials,
    ];
    let says_something = |typed: &Typed| !typed.as_ref().is_ok_and(Vec::is_empty);
    READERS.iter().find_map(|read| of_its_scheme(read(credentials))).filter(says_something)
}

/// What their own doors read in credentials that are none of RFC 9110, and their scheme.
pub(crate) fn other_credentials(value: &[u8]) -> Option<(&'static str, Vec<Row>)> {
    if let Ok(credentials) = aws4::Credentials::parse(value) {
        return Some((credentials.algorithm().name(), signed::aws4_credentials(credentials)));
    }
    let credentials = colon_pair::Credentials::parse(value).ok()?;
    Some((credentials.kind().name(), signed::colon_pair(credentials)))
}

/// What Digest reads in info; nobody else has parameters of these names. Those of SCRAM others
/// may have too, and it refuses nothing here.
pub(crate) fn info(info: AuthenticationInfo<'_>) -> Option<Typed> {
    let is_digest = ["nextnonce", "rspauth", "qop", "cnonce", "nc"].iter().any(|name| info.get(name).is_some());
    if is_digest {
        return Some(typed(info, digest_info));
    }
    Some(typed(info, exchanges::scram_info)).filter(Result::is_ok)
}

/// `None` where the value is of another scheme than the type.
fn of_its_scheme(typed: Typed) -> Option<Typed> {
    match typed {
        Err(Problem { kind: ErrorKind::Scheme(_), .. }) => None,
        typed => Some(typed),
    }
}

/// The octets behind symbols that were checked.
fn decoded(base64: Base64<'_>) -> Vec<u8> {
    buffered(|buffer| base64.decode_into(buffer))
}

/// What is written into a buffer, of the room that it takes.
fn buffered(write: impl Fn(&mut [u8]) -> Result<&[u8], CapacityError>) -> Vec<u8> {
    let needed = write(&mut []).map_or_else(|error| error.needed(), <[u8]>::len);
    write(&mut vec![0; needed]).map(<[u8]>::to_vec).unwrap_or_default()
}

/// The rows of what is there.
fn rows<const COUNT: usize>(rows: [Option<Row>; COUNT]) -> Vec<Row> {
    rows.into_iter().flatten().collect()
}

fn typed<F, T: TryFrom<F, Error = ParseError>>(framework: F, rows: fn(T) -> Vec<Row>) -> Typed {
    T::try_from(framework).map(rows).map_err(Problem::from)
}

fn basic_challenge(challenge: basic::Challenge<'_>) -> Vec<Row> {
    let charset = challenge.is_utf8().then(|| Row::new("charset", Value::new(b"UTF-8")));
    rows([Some(Row::new("realm", challenge.realm())), charset])
}

fn basic_credentials(credentials: auth::Credentials<'_>) -> Typed {
    let mut decoded = vec![0; credentials.token68().map_or(0, |token68| token68.as_bytes().len())];
    match basic::Credentials::decode(&credentials, &mut decoded) {
        Ok(basic) => Ok(vec![
            Row::new("user_id", Value::new(basic.user_id())).of("token68"),
            secret("password", basic.password()),
        ]),
        Err(DecodeError::Parse(error)) => Err(error.into()),
        Err(DecodeError::Capacity(_)) => unreachable!("fewer octets than symbols are decoded"),
    }
}

fn bearer_challenge(challenge: bearer::Challenge<'_>) -> Vec<Row> {
    let error = challenge.error().map(|error| {
        let row = Row::new("error", Value::from(error.name()).without_quotes());
        match error.status() {
            Some(status) => row.with_note(format!("with status {status}")),
            None => row.with_note("no standard defines it"),
        }
    });
    rows([
        challenge.realm().map(|realm| Row::new("realm", realm)),
        challenge.scope().map(|scope| Row::new("scope", scope)),
        error,
        challenge.error_description().map(|description| Row::new("error_description", description)),
        challenge.error_uri().map(|uri| Row::new("error_uri", uri)),
        challenge.acr_values().map(|acr_values| Row::new("acr_values", acr_values)),
        challenge.max_age().map(|seconds| Row::new("max_age", seconds).with_note("seconds")),
        challenge.resource_metadata().map(|url| Row::new("resource_metadata", url)),
    ])
}

fn bearer_credentials(credentials: bearer::Credentials<'_>) -> Vec<Row> {
    vec![secret("token", credentials.token().as_bytes()).of("token68")]
}

fn digest_challenge(challenge: digest::Challenge<'_>) -> Vec<Row> {
    let qop = challenge.qop().map(|qop| qop.iter().map(|qop| Value::from(qop.name()).without_quotes()).collect());
    rows([
        Some(Row::new("realm", challenge.realm())),
        challenge.domain().map(|uris| Row::new("domain", uris)),
        Some(Row::new("nonce", challenge.nonce())),
        challenge.opaque().map(|opaque| Row::new("opaque", opaque)),
        challenge.is_stale().then(|| Row::new("stale", Meaning::True).with_note("only the nonce was wrong")),
        Some(algorithm(challenge.algorithm())),
        qop.map(|options| Row::new("qop", Meaning::Many(options))),
        challenge.is_utf8().then(|| Row::new("charset", Value::new(b"UTF-8"))),
        challenge.userhash().then(|| Row::new("userhash", Meaning::True).with_note("the user name may be hashed")),
    ])
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
    rows([
        Some(username),
        Some(Row::new("realm", credentials.realm())),
        Some(Row::new("uri", credentials.uri())),
        Some(algorithm(credentials.algorithm())),
        Some(Row::new("nonce", credentials.nonce())),
        credentials.nc().map(|nc| Row::new("nc", u64::from(nc))),
        credentials.cnonce().map(|cnonce| secret("cnonce", cnonce)),
        credentials.qop().map(|qop| Row::new("qop", qop.name())),
        Some(secret("response", credentials.response())),
        credentials.opaque().map(|opaque| Row::new("opaque", opaque)),
    ])
}

fn digest_info(info: digest::Info<'_>) -> Vec<Row> {
    rows([
        info.nextnonce().map(|nextnonce| Row::new("nextnonce", nextnonce)),
        info.qop().map(|qop| Row::new("qop", qop.name())),
        info.rspauth().map(|rspauth| secret("rspauth", rspauth)),
        info.cnonce().map(|cnonce| secret("cnonce", cnonce)),
        info.nc().map(|nc| Row::new("nc", u64::from(nc))),
    ])
}

fn algorithm(named: Option<Algorithm<'_>>) -> Row {
    let row = Row::new("algorithm", named.unwrap_or(Algorithm::Md5).name());
    match named {
        None => row.with_note("since none is named"),
        Some(Algorithm::Other(_)) => row.with_note("not registered"),
        Some(_) => row,
    }
}

/// A row that is masked.
fn secret(name: &'static str, value: impl Into<Value>) -> Row {
    Row::new(name, value.into().secret_if(true))
}
