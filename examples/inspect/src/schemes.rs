//! What the types of the schemes read.

use countersign::auth::jwt::Jwt;
use countersign::auth::{self, AuthenticationInfo, concealed, control, signature};
use countersign_explain::Rows;
use countersign_explain::schemes::{self, Typed as Read, fields};

use crate::forgiven::Recorder;
use crate::meaning::{Problem, Row};

pub(crate) use countersign_explain::schemes::module_of;

pub(crate) type Typed = Result<Vec<Row>, Problem>;

/// A value that the strict or the tolerant parser returned.
#[derive(Clone, Copy)]
pub(crate) enum Received<S, T> {
    Strict(S),
    Tolerant(T),
}

pub(crate) type Challenge<'a, 'r> = Received<auth::Challenge<'a>, auth::Challenge<'a, Recorder<'r>>>;
pub(crate) type Credentials<'a, 'r> = Received<auth::Credentials<'a>, auth::Credentials<'a, Recorder<'r>>>;
pub(crate) type Info<'a> = Received<AuthenticationInfo<'a>, AuthenticationInfo<'a, auth::tolerant::Tolerant>>;

/// Returns what the type of its scheme reads in a challenge. Returns `None` for other schemes.
pub(crate) fn challenge(challenge: Challenge<'_, '_>) -> Option<Typed> {
    match challenge {
        Received::Strict(given) => typed(given.raw(), |rows| schemes::challenge(given, rows)),
        Received::Tolerant(given) => typed(given.raw(), |rows| schemes::challenge(given, rows)),
    }
}

/// Returns what the type of their scheme reads in credentials. Returns `None` for other schemes.
pub(crate) fn credentials(credentials: Credentials<'_, '_>) -> Option<Typed> {
    match credentials {
        Received::Strict(given) => typed(given.raw(), |rows| schemes::credentials(given, rows)),
        Received::Tolerant(given) => typed(given.raw(), |rows| schemes::credentials(given, rows)),
    }
}

/// Returns the scheme and the rows of credentials that do not follow the grammar of RFC 9110.
pub(crate) fn other_credentials(value: &[u8]) -> Option<(&'static str, Vec<Row>)> {
    let (scheme, rows) = collect(value, |rows| schemes::other_credentials(value, rows));
    Some((scheme?, rows))
}

/// Returns what Digest, Mutual or SCRAM reads in Authentication-Info.
pub(crate) fn info(line: &[u8], info: Info<'_>) -> Option<Typed> {
    match info {
        Received::Strict(given) => typed(line, |rows| schemes::info(given, rows)),
        Received::Tolerant(given) => typed(line, |rows| schemes::info(given, rows)),
    }
}

/// Returns what Hawk reads in Server-Authorization.
pub(crate) fn server_authorization(credentials: Credentials<'_, '_>) -> Typed {
    let (read, rows) = match credentials {
        Received::Strict(given) => collect(given.raw(), |rows| fields::server_authorization(given, rows)),
        Received::Tolerant(given) => collect(given.raw(), |rows| fields::server_authorization(given, rows)),
    };
    read.map(|()| rows).map_err(Problem::from)
}

/// Returns what the Signature field of draft-cavage-http-signatures has.
pub(crate) fn signature(line: &[u8], parameters: signature::Parameters<'_>) -> Vec<Row> {
    collect(line, |rows| fields::signature(parameters, rows)).1
}

/// Returns what an entry of Authentication-Control has.
pub(crate) fn control_entry(line: &[u8], entry: control::Entry<'_>) -> Vec<Row> {
    collect(line, |rows| fields::control_entry(entry, rows)).1
}

/// Returns the parts of the key material that a server exports for Concealed.
pub(crate) fn export(line: &[u8], export: &concealed::Export) -> Vec<Row> {
    collect(line, |rows| fields::export(export, rows)).1
}

/// Returns the parts of a proof of DPoP.
pub(crate) fn proof(line: &[u8], jwt: Jwt<'_>) -> Vec<Row> {
    collect(line, |rows| fields::proof(jwt, rows)).1
}

fn typed(line: &[u8], read: impl FnOnce(&mut Rows<'_>) -> Option<Read>) -> Option<Typed> {
    let (read, rows) = collect(line, read);
    Some(read?.map(|()| rows).map_err(Problem::from))
}

/// Returns what `read` returns, and the rows that it adds.
fn collect<T>(line: &[u8], read: impl FnOnce(&mut Rows<'_>) -> T) -> (T, Vec<Row>) {
    let mut collected = Vec::new();
    let mut collect = |row: countersign_explain::Row<'_>| collected.push(Row::from(row));
    let read = read(&mut Rows::new(&mut collect, &mut vec![0; 2 * line.len()]));
    (read, collected)
}
