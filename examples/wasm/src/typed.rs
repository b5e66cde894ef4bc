//! What the types of the schemes read in challenges, credentials and Authentication-Info. Each feature is a part
//! of the schemes.

use countersign::ParseError;
use countersign::auth::{Token68, tolerant};
use countersign_explain::schemes::groups;
use countersign_explain::{Row, Rows};

use crate::auth::Kind;
use crate::fields::AUTH;
use crate::json::Json;
use crate::message::field;
use crate::recorder::{Deviations, Recorder};
use crate::rows;

/// Calls a function of each group of schemes that is a feature, until one returns something.
macro_rules! first {
    ($function:ident($value:expr, $rows:expr)) => {
        first!(
            $function($value, $rows),
            "digest" digest,
            "tokens" tokens,
            "keys" keys,
            "scram" scram,
            "passwords" passwords,
            "logins" logins,
            "aws4" aws4,
            "macs" macs,
            "clouds" clouds,
        )
    };
    ($function:ident($value:expr, $rows:expr), $($feature:literal $group:ident,)*) => {
        None$(.or_else(|| {
            if cfg!(feature = $feature) { groups::$group::$function($value, &mut *$rows) } else { None }
        }))*
    };
}

/// Writes what the types read in a field line: an element for each challenge, or one. An element of another scheme has no rows.
pub(crate) fn explain(text: &[u8], scratch: &mut [u8], json: &mut Json<'_>) {
    json.open(b'{');
    if let Some((name, line)) = field(text)
        && let Some((_, kind)) = AUTH.iter().find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(name))
    {
        write(*kind, line, scratch, json);
    }
    json.close(b'}');
}

fn write(kind: Kind, line: &[u8], scratch: &mut [u8], json: &mut Json<'_>) {
    let deviations = Deviations::new();
    let recorder: Recorder<'_> = &|deviation, offset| deviations.add(deviation, offset);
    let is_tolerant = || deviations.iter().next().is_some();
    json.key("elements");
    json.open(b'[');
    match kind {
        Kind::Challenges => {
            for challenge in tolerant::challenges(line) {
                let Ok(challenge) = challenge else {
                    empty(json);
                    continue;
                };
                challenge.deviations(|deviation, offset| _ = deviations.add(deviation, offset));
                let recorded = challenge.tolerating(recorder);
                let is_param = || is_param(challenge.token68(), line, &deviations);
                element(line, &|| false, &is_param, scratch, json, &mut |rows| first!(challenge(recorded, rows)));
            }
        }
        Kind::Credentials => match tolerant::credentials(line) {
            Ok(credentials) => {
                credentials.deviations(|deviation, offset| _ = deviations.add(deviation, offset));
                let recorded = credentials.tolerating(recorder);
                let is_param = || is_param(credentials.token68(), line, &deviations);
                element(line, &is_tolerant, &is_param, scratch, json, &mut |rows| first!(credentials(recorded, rows)));
            }
            Err(_) => empty(json),
        },
        Kind::Info => match tolerant::info(line) {
            Ok(info) => {
                info.deviations(|deviation, offset| _ = deviations.add(deviation, offset));
                let recorded = info.tolerating(recorder);
                element(line, &is_tolerant, &|| false, scratch, json, &mut |rows| first!(info(recorded, rows)));
            }
            Err(_) => empty(json),
        },
    }
    json.close(b']');
    if kind == Kind::Credentials {
        other(line, scratch, json);
    }
    json.key("deviations");
    json.open(b'[');
    deviations.iter().for_each(|(offset, deviation)| json.place(line, &deviation, offset));
    json.close(b']');
}

/// Writes what the types read that have a grammar of their own. It counts if the line does not follow that of RFC 9110.
fn other(line: &[u8], scratch: &mut [u8], json: &mut Json<'_>) {
    // The scheme comes last, so that the rows are read once.
    json.key("other");
    json.open(b'{');
    json.key("rows");
    json.open(b'[');
    let mut sink = |row: Row<'_>| rows::typed(row, false, json);
    let mut rows = Rows::new(&mut sink, scratch);
    let scheme = first!(other_credentials(line, &mut rows));
    json.close(b']');
    if let Some(scheme) = scheme {
        json.key("scheme");
        json.text(scheme);
    }
    json.close(b'}');
}

/// Returns whether a token68 was read as a parameter without a value.
fn is_param(token68: Option<Token68<'_>>, line: &[u8], deviations: &Deviations) -> bool {
    token68.is_some_and(|token68| {
        let end = token68.as_bytes().as_ptr_range().end;
        deviations.has_empty_value(end.addr().wrapping_sub(line.as_ptr().addr()))
    })
}

fn empty(json: &mut Json<'_>) {
    json.open(b'{');
    json.close(b'}');
}

/// Writes the rows that the type of the scheme reads, or the error of the type.
fn element(
    line: &[u8],
    hide: &dyn Fn() -> bool,
    is_param: &dyn Fn() -> bool,
    scratch: &mut [u8],
    json: &mut Json<'_>,
    read: &mut dyn FnMut(&mut Rows<'_>) -> Option<Result<(), ParseError>>,
) {
    json.open(b'{');
    json.key("rows");
    json.open(b'[');
    let mut sink = |row: Row<'_>| rows::typed(row, hide(), json);
    let read = read(&mut Rows::new(&mut sink, scratch));
    json.close(b']');
    json.truth("typed", read.is_some_and(|read| read.is_ok()));
    json.truth("param", is_param());
    if let Some(Err(error)) = read {
        json.key("refused");
        json.error(line, error);
    }
    json.close(b'}');
}
