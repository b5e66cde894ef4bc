//! Realms, user names and passwords that are awkward to send.

use countersign::auth::digest::VerifyError;
use countersign::auth::tolerant;
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

/// What becomes of the right password for Digest in a realm.
///
/// - wget takes the escapes off no name, puts none on, and ends a name at the first quote.
/// - requests and httpx take the escapes off and put none on.
/// - The Python libraries read octets as characters, of ISO-8859-1 or of UTF-8, and hash or send them as others:
///   requests hashes UTF-8 of what it read as ISO-8859-1; httpx sends ASCII, and aiohttp what was UTF-8 alone.
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

/// What becomes of a name and its password, for Digest.
///
/// - wget, requests and httpx escape no quote and no backslash.
/// - requests hashes a name in UTF-8 and sends it in ISO-8859-1, or fails when it can't; httpx sends ASCII alone.
/// - What is no ASCII, our own sends as `username*`, and curl, wget and aiohttp as it is.
const DIGEST_USERS: &str = r#"
user      | password | curl | wget                    | requests                | httpx                   | aiohttp | countersign
Mufasa    | Löwe     | in   | in                      | in                      | in                      | in      | in
Mufasa    | p"a\:s s | in   | in                      | in                      | in                      | in      | in
a"b\c     | x        | in   | expected "," at byte 19 | expected "," at byte 19 | expected "," at byte 19 | in      | in
Jäsøn Doe | x        | in   | in                      | of another name         | UnicodeEncodeError      | in      | in
€         | x        | in   | in                      | UnicodeEncodeError      | UnicodeEncodeError      | in      | in
"#;

/// What becomes of a name and its password, for Basic with `charset="UTF-8"`.
///
/// requests sends ISO-8859-1 whatever the charset, or fails when it can't.
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
fn realms_of_any_octets() {
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

/// Where a quote is not escaped nobody can tell where the name ends: the tolerant door gives scheme and place.
fn check_broken(visit: &Visit) {
    for (request, verdict) in visit.guard.seen() {
        if let Verdict::Refused(VerifyError::Malformed(error)) = verdict {
            let field = request.field("Authorization").expect("it was read");
            let broken = tolerant::credentials(field).expect_err("it can't be forgiven");
            assert!(broken.scheme().is_some_and(|scheme| scheme.is("Digest")));
            assert_eq!(broken.error(), error);
        }
    }
}

fn basic() -> Realm {
    Realm { algorithms: Vec::new(), basic: true, ..Realm::default() }
}

/// Asks each client that has a column for the name and password of each row.
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
fn a_wrong_password_for_basic_lets_nobody_in() {
    let errand = Errand { scheme: "basic", user: USER, password: "circle of life", body: "" };
    for client in Client::ALL.into_iter().filter(|client| *client != Client::Countersign) {
        assert_eq!(visit(client, errand, &[basic()], 1)[0].outcome(), "wrong response", "{client:?}");
    }
}
