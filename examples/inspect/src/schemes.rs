//! The schemes: what their types read, and which of their parameters are secret.

mod exchanges;
mod signed;
mod tokens;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use countersign::auth::digest::{self, Algorithm, Username};
use countersign::auth::jwt::Jwt;
use countersign::auth::tolerant::Tolerant;
use countersign::auth::{
    self, AuthenticationInfo, Base64, api_key, aws4, basic, bearer, colon_pair, concealed, control, eg1,
    shared_access_signature, signature,
};
use countersign::{CapacityError, DecodeError, ErrorKind, ParseError};

use crate::forgiven::Recorder;
use crate::meaning::{Meaning, Problem, Row};
use crate::value::Value;

pub(crate) type Typed = Result<Vec<Row>, Problem>;

/// A value that the strict or the tolerant parser returned.
#[derive(Clone, Copy)]
pub(crate) enum Received<S, T> {
    Strict(S),
    Tolerant(T),
}

impl<S, T> Received<S, T> {
    fn either<R>(self, strict: impl FnOnce(S) -> R, tolerant: impl FnOnce(T) -> R) -> R {
        match self {
            Self::Strict(value) => strict(value),
            Self::Tolerant(value) => tolerant(value),
        }
    }
}

pub(crate) type Challenge<'a, 'r> = Received<auth::Challenge<'a>, auth::Challenge<'a, Recorder<'r>>>;
pub(crate) type Credentials<'a, 'r> = Received<auth::Credentials<'a>, auth::Credentials<'a, Recorder<'r>>>;
pub(crate) type Info<'a> = Received<AuthenticationInfo<'a>, AuthenticationInfo<'a, Tolerant>>;

/// What is known about the schemes of a module of [`auth`].
pub(crate) struct Module {
    name: &'static str,
    challenge: Option<fn(Challenge<'_, '_>) -> Typed>,
    credentials: Option<fn(Credentials<'_, '_>) -> Typed>,
    /// The parameters of credentials that are not secret.
    pub open: &'static [&'static str],
    /// The parameters of credentials that are secret, but whose names are not.
    pub closed: &'static [&'static str],
    /// Whether credentials are a token68. What looks like a parameter is then a token with a `=`.
    pub is_token68: bool,
}

impl Module {
    const fn new(name: &'static str) -> Self {
        Self { name, challenge: None, credentials: None, open: &[], closed: &[], is_token68: false }
    }
}

/// One row for each module of [`auth::SCHEMES`], in the same order.
const MODULES: [Module; 23] = [
    // `token` is that of Rails. The parameters of other servers are not known, and a key may look like one.
    Module {
        challenge: Some(|challenge| typed(challenge, tokens::api_key_challenge)),
        credentials: Some(|credentials| typed(credentials, tokens::api_key_credentials)),
        closed: &["token"],
        ..Module::new("api_key")
    },
    Module {
        credentials: Some(|credentials| typed(credentials, signed::aws4_credentials)),
        open: &["Credential", "Access", "SignedHeaders", "AdditionalHeaders"],
        closed: &["Signature"],
        ..Module::new("aws4")
    },
    Module {
        challenge: Some(|challenge| typed(challenge, basic_challenge)),
        credentials: Some(basic_credentials),
        is_token68: true,
        ..Module::new("basic")
    },
    Module {
        challenge: Some(|challenge| typed(challenge, bearer_challenge)),
        credentials: Some(|credentials| typed(credentials, bearer_credentials)),
        is_token68: true,
        ..Module::new("bearer")
    },
    // `other_credentials` reads these.
    Module::new("colon_pair"),
    Module {
        credentials: Some(|credentials| typed(credentials, tokens::concealed_credentials)),
        open: &["k", "a", "s"],
        closed: &["v", "p"],
        ..Module::new("concealed")
    },
    Module {
        challenge: Some(|challenge| typed(challenge, digest_challenge)),
        credentials: Some(|credentials| typed(credentials, |credentials| digest_credentials(&credentials))),
        open: &["username", "username*", "userhash", "nonce", "opaque", "uri", "algorithm", "qop", "nc", "charset"],
        closed: &["cnonce", "response"],
        ..Module::new("digest")
    },
    Module {
        challenge: Some(|challenge| typed(challenge, tokens::dpop_challenge)),
        credentials: Some(|credentials| typed(credentials, tokens::dpop_credentials)),
        is_token68: true,
        ..Module::new("dpop")
    },
    // `other_credentials` reads these.
    Module::new("eg1"),
    Module {
        challenge: Some(|challenge| typed(challenge, tokens::gnap_challenge)),
        credentials: Some(|credentials| typed(credentials, tokens::gnap_credentials)),
        is_token68: true,
        ..Module::new("gnap")
    },
    Module {
        challenge: Some(|challenge| typed(challenge, signed::hawk_challenge)),
        credentials: Some(|credentials| typed(credentials, signed::hawk_credentials)),
        open: &["id", "ts", "nonce", "hash", "app", "dlg"],
        closed: &["ext", "mac"],
        ..Module::new("hawk")
    },
    Module {
        challenge: Some(|challenge| typed(challenge, signed::hoba_challenge)),
        credentials: Some(|credentials| typed(credentials, signed::hoba_credentials)),
        closed: &["result"],
        ..Module::new("hoba")
    },
    Module {
        challenge: Some(exchanges::mutual_challenge),
        credentials: Some(exchanges::mutual_credentials),
        open: &[
            "version",
            "algorithm",
            "validation",
            "auth-scope",
            "auth-scope*",
            "realm*",
            "user",
            "user*",
            "kc1",
            "nc",
        ],
        closed: &["sid", "vkc"],
        ..Module::new("mutual")
    },
    Module {
        challenge: Some(|challenge| typed(challenge, tokens::negotiate_challenge)),
        credentials: Some(|credentials| typed(credentials, tokens::negotiate_credentials)),
        is_token68: true,
        ..Module::new("negotiate")
    },
    Module {
        challenge: Some(|challenge| typed(challenge, tokens::ntlm_challenge)),
        credentials: Some(|credentials| typed(credentials, tokens::ntlm_credentials)),
        is_token68: true,
        ..Module::new("ntlm")
    },
    Module {
        challenge: Some(|challenge| typed(challenge, signed::oauth_challenge)),
        credentials: Some(|credentials| typed(credentials, |credentials| signed::oauth_credentials(&credentials))),
        open: &["oauth_consumer_key", "oauth_signature_method", "oauth_timestamp", "oauth_nonce", "oauth_version"],
        closed: &["oauth_token", "oauth_signature", "oauth_callback", "oauth_verifier"],
        ..Module::new("oauth")
    },
    Module {
        challenge: Some(|challenge| typed(challenge, tokens::private_challenge)),
        credentials: Some(|credentials| typed(credentials, tokens::private_credentials)),
        open: &["extensions"],
        closed: &["token"],
        ..Module::new("private_token")
    },
    Module {
        challenge: Some(|challenge| typed(challenge, exchanges::scram_challenge)),
        credentials: Some(|credentials| typed(credentials, exchanges::scram_credentials)),
        closed: &["sid", "data"],
        ..Module::new("scram")
    },
    // `other_credentials` reads these.
    Module::new("shared_access_signature"),
    Module {
        challenge: Some(|challenge| typed(challenge, signed::signature_challenge)),
        credentials: Some(|credentials| typed(credentials, signed::signature_credentials)),
        open: &["keyId", "algorithm", "created", "expires", "headers"],
        closed: &["signature"],
        ..Module::new("signature")
    },
    Module { challenge: Some(|challenge| typed(challenge, tokens::uma_challenge)), ..Module::new("uma") },
    Module {
        challenge: Some(|challenge| typed(challenge, tokens::vapid_challenge)),
        credentials: Some(|credentials| typed(credentials, tokens::vapid_credentials)),
        open: &["k"],
        closed: &["t"],
        ..Module::new("vapid")
    },
    Module {
        credentials: Some(|credentials| typed(credentials, tokens::web_push_credentials)),
        is_token68: true,
        ..Module::new("web_push")
    },
];

/// Returns the module that reads the scheme of this name.
pub(crate) fn module_of(scheme: &[u8]) -> Option<&'static Module> {
    let is_it = |name: &&str| name.as_bytes().eq_ignore_ascii_case(scheme);
    let (module, _) = auth::SCHEMES.into_iter().find(|(_, names)| names.iter().any(is_it))?;
    MODULES.iter().find(|known| known.name == module)
}

/// Returns what the type of its scheme reads in a challenge. Returns `None` for other schemes.
pub(crate) fn challenge(challenge: Challenge<'_, '_>) -> Option<Typed> {
    MODULES.iter().filter_map(|module| module.challenge).find_map(|read| of_its_scheme(read(challenge)))
}

/// Returns what the type of their scheme reads in credentials. Returns `None` for other schemes.
pub(crate) fn credentials(credentials: Credentials<'_, '_>) -> Option<Typed> {
    MODULES.iter().filter_map(|module| module.credentials).find_map(|read| of_its_scheme(read(credentials)))
}

/// Returns the scheme and the rows of credentials that do not follow the grammar of RFC 9110.
pub(crate) fn other_credentials(value: &[u8]) -> Option<(&'static str, Vec<Row>)> {
    if let Ok(credentials) = aws4::Credentials::parse(value) {
        return Some((credentials.algorithm().name(), signed::aws4_credentials(credentials)));
    }
    if let Ok(credentials) = api_key::Credentials::parse(value) {
        return Some((credentials.kind().name(), tokens::api_key_credentials(credentials)));
    }
    if let Ok(credentials) = eg1::Credentials::parse(value) {
        return Some((eg1::SCHEME, signed::eg1_credentials(credentials)));
    }
    if let Ok(credentials) = shared_access_signature::Credentials::parse(value) {
        return Some((shared_access_signature::SCHEME, signed::shared_access_signature(credentials)));
    }
    let credentials = colon_pair::Credentials::parse(value).ok()?;
    Some((credentials.kind().name(), signed::colon_pair(credentials)))
}

/// Returns what Digest, Mutual or SCRAM reads in Authentication-Info. Only Digest and Mutual have parameters of their
/// names. Other schemes may have those of SCRAM, so its errors are ignored.
pub(crate) fn info(info: Info<'_>) -> Option<Typed> {
    let get = |name: &str| info.either(|info| info.get(name), |info| info.get(name));
    let has = |names: &[&str]| names.iter().any(|name| get(name).is_some());
    if has(&["nextnonce", "rspauth", "qop", "cnonce", "nc"]) {
        return Some(typed(info, digest_info));
    }
    if has(&["vks"]) {
        return Some(exchanges::mutual_info(info));
    }
    Some(typed(info, exchanges::scram_info)).filter(Result::is_ok)
}

/// Returns what Hawk reads in Server-Authorization.
pub(crate) fn server_authorization(credentials: Credentials<'_, '_>) -> Typed {
    typed(credentials, signed::hawk_info)
}

/// Returns what the Signature field of draft-cavage-http-signatures has.
pub(crate) fn signature(parameters: signature::Parameters<'_>) -> Vec<Row> {
    signed::signature_parameters(parameters)
}

/// Returns what an entry of Authentication-Control has.
pub(crate) fn control_entry(entry: control::Entry<'_>) -> Vec<Row> {
    exchanges::control_entry(entry)
}

/// Returns the parts of the key material that a server exports for Concealed.
pub(crate) fn export(export: concealed::Export) -> Vec<Row> {
    tokens::concealed_export(&export)
}

/// Returns the parts of a proof of DPoP.
pub(crate) fn proof(jwt: Jwt<'_>) -> Vec<Row> {
    tokens::jwt(jwt)
}

/// Returns `None` if the type is not that of the value's scheme.
fn of_its_scheme(typed: Typed) -> Option<Typed> {
    match typed {
        Err(Problem { kind: ErrorKind::Scheme(_), .. }) => None,
        typed => Some(typed),
    }
}

/// Returns the bytes that valid base64 stands for.
fn decoded(base64: Base64<'_>) -> Vec<u8> {
    buffered(|buffer| base64.decode_into(buffer))
}

/// Returns the base64url of bytes.
fn base64url(bytes: &[u8]) -> Value {
    let mut symbols = vec![0; bytes.len().div_ceil(3) * 4];
    let written = URL_SAFE.encode_slice(bytes, &mut symbols).unwrap_or_default();
    Value::from(&symbols[..written])
}

/// Returns what `write` writes into a buffer of the right size.
fn buffered(write: impl Fn(&mut [u8]) -> Result<&[u8], CapacityError>) -> Vec<u8> {
    let needed = write(&mut []).map_or_else(|error| error.needed(), <[u8]>::len);
    write(&mut vec![0; needed]).map(<[u8]>::to_vec).unwrap_or_default()
}

/// Returns the rows that are present.
fn rows<const COUNT: usize>(rows: [Option<Row>; COUNT]) -> Vec<Row> {
    rows.into_iter().flatten().collect()
}

fn typed<S, L, T>(received: Received<S, L>, rows: impl FnOnce(T) -> Vec<Row>) -> Typed
where
    T: TryFrom<S, Error = ParseError> + TryFrom<L, Error = ParseError>,
{
    received.either(T::try_from, T::try_from).map(rows).map_err(Problem::from)
}

fn basic_challenge(challenge: basic::Challenge<'_>) -> Vec<Row> {
    let charset = challenge.is_utf8().then(|| Row::new("charset", Value::new(b"UTF-8")));
    rows([Some(Row::new("realm", challenge.realm())), charset])
}

fn basic_credentials(credentials: Credentials<'_, '_>) -> Typed {
    let length = credentials.either(|credentials| credentials.raw().len(), |credentials| credentials.raw().len());
    let mut decoded = vec![0; length];
    let basic = match &credentials {
        Received::Strict(credentials) => basic::Credentials::decode(credentials, &mut decoded),
        Received::Tolerant(credentials) => basic::Credentials::decode(credentials, &mut decoded),
    };
    match basic {
        Ok(basic) => Ok(vec![
            Row::new("user_id", Value::new(basic.user_id())).of("token68"),
            secret("password", basic.password()),
        ]),
        Err(DecodeError::Parse(error)) => Err(error.into()),
        Err(DecodeError::Capacity(_)) => unreachable!("base64 decodes to fewer bytes than it has characters"),
    }
}

fn bearer_challenge(challenge: bearer::Challenge<'_>) -> Vec<Row> {
    let error = challenge.error().map(|error| {
        let row = Row::new("error", Value::from(error.text()).without_quotes());
        match error.status() {
            Some(status) => row.with_note(format!("with status {status}")),
            None => row.with_note("not defined by a standard"),
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
        challenge.is_stale().then(|| Row::new("stale", Meaning::Flag(true)).with_note("only the nonce was rejected")),
        Some(algorithm(challenge.algorithm())),
        qop.map(|options| Row::new("qop", Meaning::Many(options))),
        challenge.is_utf8().then(|| Row::new("charset", Value::new(b"UTF-8"))),
        challenge
            .is_userhash()
            .then(|| Row::new("userhash", Meaning::Flag(true)).with_note("the user name may be hashed")),
    ])
}

fn digest_credentials(credentials: &digest::Credentials<'_>) -> Vec<Row> {
    let username = match credentials.username() {
        Username::Plain(name) => Row::new("username", name),
        Username::Hashed(hash) => Row::new("username", hash).with_note("the hash of the name and the realm"),
        Username::Extended(name) => {
            let name_bytes: Vec<u8> = name.bytes().collect();
            Row::new("username*", Value::new(&name_bytes)).with_note(format!("decoded from {}", name.charset()))
        }
    };
    rows([
        Some(username),
        Some(Row::new("realm", credentials.realm())),
        Some(Row::new("uri", Value::from(credentials.uri()).url_if(true))),
        Some(algorithm(credentials.algorithm())),
        Some(Row::new("nonce", credentials.nonce())),
        credentials.nc().map(|nc| Row::new("nc", u64::from(nc))),
        credentials.cnonce().map(|cnonce| secret("cnonce", cnonce)),
        credentials.qop().map(|qop| Row::new("qop", qop.name())),
        Some(secret("response", credentials.response())),
        credentials.opaque().map(|opaque| Row::new("opaque", opaque)),
        matches!(credentials.username(), Username::Hashed(_)).then(|| Row::new("userhash", Meaning::Flag(true))),
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
        None => row.with_note("the default"),
        Some(Algorithm::Other(_)) => row.with_note("not registered"),
        Some(_) => row,
    }
}

/// Returns a row whose value is masked.
fn secret(name: &'static str, value: impl Into<Value>) -> Row {
    Row::new(name, value.into().secret_if(true))
}
