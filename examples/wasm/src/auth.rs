//! Challenges, credentials and Authentication-Info, as the strict and the tolerant parser read them.

use countersign::auth::tolerant::{self, Broken};
use countersign::auth::{self, AuthenticationInfo, Challenges, Credentials, Params, Scheme, Token68};
use countersign::{ErrorKind, ParseError};

use crate::fields::Place;
use crate::json::Json;
use crate::message::{Line, is_tchar};
use crate::recorder::{Deviations, Recorder};
use crate::schemes::{self, Rows};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Challenges,
    Credentials,
    Info,
}

/// The parameters of credentials and of Authentication-Info that prove nothing.
const OPEN: [&str; 17] = [
    "realm",
    "username",
    "username*",
    "userhash",
    "nonce",
    "opaque",
    "uri",
    "algorithm",
    "qop",
    "nc",
    "charset",
    "nextnonce",
    "keyId",
    "id",
    "ts",
    "oauth_consumer_key",
    "oauth_signature_method",
];

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
    let is_it = |(other, _): &&Line<'_>| other.eq_ignore_ascii_case(name.as_bytes());
    if kind == Kind::Credentials && place.lines.iter().filter(is_it).count() > 1 {
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
    let challenge = match read {
        Ok(challenge) => challenge,
        Err(broken) => return self::broken(&broken, line, json),
    };
    challenge.deviations(|deviation, offset| _ = deviations.add(deviation, offset));
    let recorder: Recorder<'_> = &|deviation, offset| deviations.add(deviation, offset);
    let recorded = challenge.tolerating(recorder);
    let (scheme, token68) = (challenge.scheme(), challenge.token68());
    element(Kind::Challenges, Some(scheme), token68, challenge.params(), line, json, &mut |rows| {
        schemes::challenge(recorded, rows)?;
        if let Some(token68) = token68.map(|token68| token68.as_bytes())
            && deviations.has_empty_value(token68.as_ptr_range().end.addr().wrapping_sub(line.as_ptr().addr()))
        {
            rows.of("token68");
        }
        Ok(())
    });
}

fn credentials(line: &[u8], deviations: &Deviations, json: &mut Json<'_>) {
    let credentials = match tolerant::credentials(line) {
        Ok(credentials) => credentials,
        Err(broken) => return self::broken(&broken, line, json),
    };
    credentials.deviations(|deviation, offset| _ = deviations.add(deviation, offset));
    let recorder: Recorder<'_> = &|deviation, offset| deviations.add(deviation, offset);
    let recorded = credentials.tolerating(recorder);
    let (scheme, token68) = (credentials.scheme(), credentials.token68());
    element(Kind::Credentials, Some(scheme), token68, credentials.params(), line, json, &mut |rows| {
        schemes::credentials(&recorded, rows)
    });
}

fn info(line: &[u8], deviations: &Deviations, json: &mut Json<'_>) {
    match tolerant::info(line) {
        Ok(info) => {
            info.deviations(|deviation, offset| _ = deviations.add(deviation, offset));
            element(Kind::Info, None, None, info.params(), line, json, &mut |_| Ok(()));
        }
        Err(broken) => self::broken(&broken, line, json),
    }
}

/// Writes the rows that the type of the scheme reads, then the others, or the error of the type.
fn element(
    kind: Kind,
    scheme: Option<Scheme<'_>>,
    token68: Option<Token68<'_>>,
    params: Params<'_, tolerant::Tolerant>,
    line: &[u8],
    json: &mut Json<'_>,
    typed: &mut dyn FnMut(&mut Rows<'_, '_>) -> Result<(), ParseError>,
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
    let mut rows = Rows::new(json);
    let result = typed(&mut rows);
    if let Some(token68) = token68
        && !rows.has("token68")
    {
        rows.bytes("token68", token68.as_bytes(), kind == Kind::Credentials, "");
    }
    for param in params.iter() {
        let name = param.name();
        if !rows.has(name.as_str()) {
            let is_open = OPEN.iter().any(|open| open.eq_ignore_ascii_case(name.as_str()));
            let is_secret = kind != Kind::Challenges && !is_open;
            // A key that ends with `=` looks like a parameter.
            let is_secret_name =
                kind == Kind::Credentials && !is_open && !scheme.is_some_and(|scheme| scheme.is_known());
            rows.param(name.as_bytes(), is_secret_name, param.value(), is_secret);
        }
    }
    json.close(b']');
    if let Err(error) = result {
        json.key("refused");
        json.error(line, error);
    }
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
