//! Realms, user names and passwords with unusual characters.

use countersign::auth::digest::VerifyError;
use countersign::auth::{Deviation, tolerant};
use countersign_peers::clients::Errand;
use countersign_peers::outcome::{Visit, rows, visit};
use countersign_peers::{Client, PASSWORD, Realm, USER, Verdict};

const REALMS: [(&str, &[u8]); 7] = [
    ("plain", b"staff"),
    ("empty", b""),
    ("quotes", b"the \"staff\""),
    ("backslash", b"back\\slash"),
    ("comma and quotes", b"a, nonce=\"x\""),
    ("UTF-8", "café".as_bytes()),
    ("ISO-8859-1", b"caf\xE9"),
];

/// The outcome of the right password for Digest, by realm.
///
/// - wget neither removes nor adds escapes, and ends a name at the first quote.
/// - requests and httpx remove escapes but add none.
/// - The Python libraries decode bytes as ISO-8859-1 or UTF-8, and encode them differently: requests decodes ISO-8859-1 and
///   hashes UTF-8; httpx sends only ASCII, and aiohttp only what was UTF-8.
const DIGEST_REALMS: &str = r#"
realm            | curl | wget                     | requests                 | httpx                    | aiohttp            | countersign
plain            | in   | in                       | in                       | in                       | in                 | in
empty            | in   | in                       | in                       | in                       | in                 | in
quotes           | in   | expected "," at byte 48  | expected "," at byte 38  | expected "," at byte 38  | in                 | in
backslash        | in   | wrong response           | another realm            | another realm            | in                 | in
comma and quotes | in   | expected "," at byte 53  | expected "," at byte 43  | expected "," at byte 43  | in                 | in
UTF-8            | in   | in                       | wrong response           | UnicodeEncodeError       | in                 | in
ISO-8859-1       | in   | in                       | wrong response           | UnicodeEncodeError       | UnicodeEncodeError | in
"#;

/// The outcome of a user name and its password for Digest.
///
/// - wget, requests and httpx escape neither quotes nor backslashes.
/// - requests hashes a name as UTF-8 and sends it as ISO-8859-1, or fails if it can't; httpx sends only ASCII.
/// - The agent sends a name that is not ASCII as `username*`; curl, wget and aiohttp send it unchanged.
const DIGEST_USERS: &str = r#"
user      | password | curl | wget                    | requests                | httpx                   | aiohttp | countersign
Mufasa    | Löwe     | in   | in                      | in                      | in                      | in      | in
Mufasa    | p"a\:s s | in   | in                      | in                      | in                      | in      | in
a"b\c     | x        | in   | expected "," at byte 19 | expected "," at byte 19 | expected "," at byte 19 | in      | in
Jäsøn Doe | x        | in   | in                      | of another name         | UnicodeEncodeError      | in      | in
€         | x        | in   | in                      | UnicodeEncodeError      | UnicodeEncodeError      | in      | in
"#;

/// The outcome of a user name and its password for Basic with `charset="UTF-8"`.
///
/// requests ignores the charset and sends ISO-8859-1, or fails if it can't.
const BASIC_USERS: &str = r#"
user      | password | curl | wget | requests           | httpx | aiohttp
Mufasa    |          | in   | in   | in                 | in    | in
Mufasa    | Löwe     | in   | in   | wrong response     | in    | in
Mufasa    | p"a\:s s | in   | in   | in                 | in    | in
a"b\c     | x        | in   | in   | in                 | in    | in
Jäsøn Doe | x        | in   | in   | wrong response     | in    | in
€         | x        | in   | in   | UnicodeEncodeError | in    | in
"#;

#[test]
fn realms_of_any_bytes() {
    let rows: Vec<_> = rows(DIGEST_REALMS).collect();
    let realms: Vec<_> = REALMS.map(|(_, name)| Realm { name: name.to_vec(), ..Realm::default() }).into();
    assert!(rows.iter().map(|row| row[0]).eq(REALMS.map(|(name, _)| name)));
    let errand = Errand { scheme: "digest", user: USER, password: PASSWORD, body: "" };
    for (column, client) in Client::ALL.into_iter().enumerate() {
        for (row, visit) in rows.iter().zip(visit(client, errand, &realms, 1)) {
            assert_eq!(visit.outcome(), row[column + 1], "{client:?} {}", row[0]);
            check_broken(&visit);
        }
    }
}

/// If a quote is not escaped, the tolerant parser decides by what follows it where the name ends, and reports it; otherwise it
/// returns the scheme and the offset.
fn check_broken(visit: &Visit) {
    for (request, verdict) in visit.guard.seen() {
        if let Verdict::Refused(VerifyError::Malformed(error)) = verdict {
            let field = request.field("Authorization").expect("the request has credentials");
            match tolerant::credentials(field) {
                Ok(credentials) => {
                    let mut deviations = Vec::new();
                    credentials.deviations(|deviation, _| deviations.push(deviation));
                    let of_quotes = [Deviation::StrayQuote, Deviation::OpenQuote];
                    let is_of_quotes = deviations.iter().any(|deviation| of_quotes.contains(deviation));
                    assert!(is_of_quotes && credentials.scheme().is("Digest"), "{deviations:?}");
                }
                Err(broken) => {
                    assert!(broken.scheme().is_some_and(|scheme| scheme.is("Digest")));
                    assert_eq!(broken.error(), error);
                }
            }
        }
    }
}

fn basic() -> Realm {
    Realm { algorithms: Vec::new(), basic: true, ..Realm::default() }
}

/// Lets each client that has a column send the name and the password of each row.
fn check_users(table: &str, scheme: &str, realm: &Realm) {
    for row in rows(table) {
        let (user, password) = (row[0], row[1]);
        let realm = Realm { user: user.into(), password: password.into(), ..realm.clone() };
        for (client, expected) in Client::ALL.into_iter().zip(&row[2..]) {
            let visits = visit(client, Errand { scheme, user, password, body: "" }, std::slice::from_ref(&realm), 1);
            assert_eq!(visits[0].outcome(), *expected, "{client:?} {user} {password}");
            check_broken(&visits[0]);
        }
    }
}

#[test]
fn digest_users_of_any_characters() {
    check_users(DIGEST_USERS, "digest", &Realm::default());
}

#[test]
fn basic_users_of_any_characters() {
    check_users(BASIC_USERS, "basic", &basic());
}

#[test]
fn a_wrong_password_for_basic_is_rejected() {
    let errand = Errand { scheme: "basic", user: USER, password: "circle of life", body: "" };
    for client in Client::ALL.into_iter().filter(|client| *client != Client::Countersign) {
        assert_eq!(visit(client, errand, &[basic()], 1)[0].outcome(), "wrong response", "{client:?}");
    }
}
