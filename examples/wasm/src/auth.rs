//! Challenges, credentials and Authentication-Info as sent, by the strict and the tolerant parser.

use countersign::ErrorKind;
use countersign::auth::tolerant::{self, Broken};
use countersign::auth::{self, AuthenticationInfo, Challenges, Credentials, Params, Scheme, Token68};
use countersign_explain::schemes::secrets;

use crate::fields::Place;
use crate::json::Json;
use crate::message::is_tchar;
use crate::recorder::Deviations;
use crate::rows;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Challenges,
    Credentials,
    Info,
}

/// Writes what a line contains: the error of the strict parser, what the tolerant parser tolerates, and what it reads, which is
/// what the strict parser reads if it reads the line.
pub(crate) fn write(kind: Kind, name: &'static str, place: &Place<'_>, json: &mut Json<'_>) {
    let line = place.value;
    let deviations = Deviations::new();
    json.key("raw");
    json.bytes(line, hidden_from(kind, line));
    if let Some((error, offset)) = strict(kind, name, place) {
        json.key("error");
        json.place(line, &error, offset);
    }
    json.key("elements");
    json.open(b'[');
    match kind {
        Kind::Challenges => {
            for challenge in tolerant::challenges(line) {
                challenges(challenge, line, &deviations, json);
            }
        }
        Kind::Credentials => credentials(line, &deviations, json),
        Kind::Info => info(line, &deviations, json),
    }
    json.close(b']');
    json.key("deviations");
    json.open(b'[');
    deviations.iter().for_each(|(offset, deviation)| json.place(line, &deviation, offset));
    json.close(b']');
}

/// Returns the error of the strict parser. Credentials have one line only.
fn strict(kind: Kind, name: &str, place: &Place<'_>) -> Option<(ErrorKind, usize)> {
    if kind == Kind::Credentials && place.count_before(name) > 1 {
        return Some((ErrorKind::SecondLine, 0));
    }
    let error = match kind {
        Kind::Challenges => Challenges::parse(place.value).err(),
        Kind::Credentials => Credentials::parse(place.value).err(),
        Kind::Info => AuthenticationInfo::parse(place.value).err(),
    };
    error.map(|error| (error.kind(), error.offset()))
}

fn challenges(
    read: Result<auth::Challenge<'_, tolerant::Tolerant>, Broken<'_>>,
    line: &[u8],
    deviations: &Deviations,
    json: &mut Json<'_>,
) {
    match read {
        Ok(challenge) => {
            challenge.deviations(|deviation, offset| _ = deviations.add(deviation, offset));
            let (scheme, token68) = (challenge.scheme(), challenge.token68());
            element(Kind::Challenges, Some(scheme), token68, challenge.params(), false, json);
        }
        Err(broken) => self::broken(&broken, line, json),
    }
}

fn credentials(line: &[u8], deviations: &Deviations, json: &mut Json<'_>) {
    match tolerant::credentials(line) {
        Ok(credentials) => {
            credentials.deviations(|deviation, offset| _ = deviations.add(deviation, offset));
            let (scheme, token68) = (credentials.scheme(), credentials.token68());
            let hide = deviations.iter().next().is_some();
            element(Kind::Credentials, Some(scheme), token68, credentials.params(), hide, json);
        }
        Err(broken) => self::broken(&broken, line, json),
    }
}

fn info(line: &[u8], deviations: &Deviations, json: &mut Json<'_>) {
    match tolerant::info(line) {
        Ok(info) => {
            info.deviations(|deviation, offset| _ = deviations.add(deviation, offset));
            element(Kind::Info, None, None, info.params(), deviations.iter().next().is_some(), json);
        }
        Err(broken) => self::broken(&broken, line, json),
    }
}

/// Writes what was sent. If `hide` is true, all values are masked: where the grammar is broken, any value may hold a part of
/// a secret.
fn element(
    kind: Kind,
    scheme: Option<Scheme<'_>>,
    token68: Option<Token68<'_>>,
    params: Params<'_, tolerant::Tolerant>,
    hide: bool,
    json: &mut Json<'_>,
) {
    json.open(b'{');
    if let Some(scheme) = scheme {
        json.key("scheme");
        let is_key = kind == Kind::Credentials && token68.is_none() && params.is_empty() && !scheme.is_known();
        json.bytes(scheme.as_bytes(), if is_key { 0 } else { usize::MAX });
        json.truth("known", scheme.is_known());
    }
    json.key("rows");
    json.open(b'[');
    if let Some(token68) = token68 {
        rows::token68(token68.as_bytes(), kind == Kind::Credentials, json);
    }
    let scheme = scheme.map_or(&b""[..], |scheme| scheme.as_bytes());
    for param in params.iter() {
        let (name, value) = (param.name().as_str(), param.value());
        let (is_secret, is_secret_name) = match kind {
            Kind::Challenges => (false, false),
            Kind::Credentials => (
                secrets::is_secret(scheme, name),
                secrets::is_secret_name(scheme, name, value.is_quoted()) || hide && !secrets::is_defined(scheme, name),
            ),
            Kind::Info => (secrets::is_secret_in_info(name), hide && !secrets::is_defined_in_info(name)),
        };
        rows::param(name.as_bytes(), is_secret_name, value, is_secret || hide, json);
    }
    json.close(b']');
    json.close(b'}');
}

fn broken(broken: &Broken<'_>, line: &[u8], json: &mut Json<'_>) {
    json.open(b'{');
    if let Some(scheme) = broken.scheme() {
        json.key("scheme");
        json.bytes(scheme.as_bytes(), if scheme.is_known() { usize::MAX } else { 0 });
    }
    json.key("broken");
    json.error(line, broken.error());
    json.close(b'}');
}

/// Returns the offset from which a line is masked: after the scheme of credentials, because any part of a secret can break
/// the grammar.
fn hidden_from(kind: Kind, value: &[u8]) -> usize {
    let scheme = value.iter().take_while(|byte| is_tchar(**byte)).count();
    match (kind, value.get(scheme)) {
        (Kind::Challenges, _) => usize::MAX,
        (Kind::Credentials, Some(b' ')) => scheme + 1,
        _ => 0,
    }
}
