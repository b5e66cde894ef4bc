//! Digest between `digest::Server` and clients: those of others, and the agent.

use countersign::auth::digest::{Algorithm, Credentials, QopOptions, Username};
use countersign_peers::clients::{Errand, curl_version};
use countersign_peers::outcome::{rows, visit};
use countersign_peers::{Client, PASSWORD, Realm, USER};

/// The outcome of a GET request with the right password.
///
/// - curl supports SHA-512-256 since 8.7. Before that, it computes SHA-256 and calls it SHA-512-256.
/// - wget supports only MD5 and `auth`. If more is offered, it omits the qop. With an unknown qop, it names the requested
///   algorithm but computes MD5.
/// - requests requires `auth` among the qop values, and does not support SHA-256-sess.
/// - A session algorithm without qop has no cnonce: RFC 7616 §3.4.2 needs one, but RFC 2617 §3.2.2 forbids sending one. curl
///   and the agent do not answer; the others use a cnonce that they do not send.
const OUTCOMES: &str = "
algorithm        | qop            | curl                 | wget                             | requests  | httpx               | aiohttp     | countersign
MD5              |                | in                   | in                               | in        | in                  | in          | in
MD5              | auth           | in                   | in                               | in        | in                  | in          | in
MD5              | auth-int       | in                   | qop not offered                  | out       | NotImplementedError | in          | in
MD5              | auth, auth-int | in                   | qop not offered                  | in        | in                  | in          | in
MD5-sess         |                | out                  | no cnonce                        | no cnonce | no cnonce           | no cnonce   | out
MD5-sess         | auth           | in                   | in                               | in        | in                  | in          | in
MD5-sess         | auth-int       | in                   | qop not offered                  | out       | NotImplementedError | in          | in
MD5-sess         | auth, auth-int | in                   | qop not offered                  | in        | in                  | in          | in
SHA-256          |                | in                   | algorithm not offered            | in        | in                  | in          | in
SHA-256          | auth           | in                   | algorithm not offered            | in        | in                  | in          | in
SHA-256          | auth-int       | in                   | invalid response at byte 144     | out       | NotImplementedError | in          | in
SHA-256          | auth, auth-int | in                   | invalid response at byte 144     | in        | in                  | in          | in
SHA-256-sess     |                | out                  | algorithm not offered            | out       | no cnonce           | no cnonce   | out
SHA-256-sess     | auth           | in                   | algorithm not offered            | out       | in                  | in          | in
SHA-256-sess     | auth-int       | in                   | invalid response at byte 144     | out       | NotImplementedError | in          | in
SHA-256-sess     | auth, auth-int | in                   | invalid response at byte 144     | out       | in                  | in          | in
SHA-512-256      |                | of SHA-256 until 8.7 | algorithm not offered            | out       | KeyError            | ClientError | in
SHA-512-256      | auth           | of SHA-256 until 8.7 | algorithm not offered            | out       | KeyError            | ClientError | in
SHA-512-256      | auth-int       | of SHA-256 until 8.7 | invalid response at byte 144     | out       | KeyError            | ClientError | in
SHA-512-256      | auth, auth-int | of SHA-256 until 8.7 | invalid response at byte 144     | out       | KeyError            | ClientError | in
SHA-512-256-sess |                | out                  | algorithm not offered            | out       | KeyError            | ClientError | out
SHA-512-256-sess | auth           | of SHA-256 until 8.7 | algorithm not offered            | out       | KeyError            | ClientError | in
SHA-512-256-sess | auth-int       | of SHA-256 until 8.7 | invalid response at byte 144     | out       | KeyError            | ClientError | in
SHA-512-256-sess | auth, auth-int | of SHA-256 until 8.7 | invalid response at byte 144     | out       | KeyError            | ClientError | in
";

const ALGORITHMS: [Algorithm<'_>; 6] = [
    Algorithm::Md5,
    Algorithm::Md5Sess,
    Algorithm::Sha256,
    Algorithm::Sha256Sess,
    Algorithm::Sha512_256,
    Algorithm::Sha512_256Sess,
];

const QOPS: [Option<QopOptions<'_>>; 4] =
    [None, Some(QopOptions::AUTH), Some(QopOptions::AUTH_INT), Some(QopOptions::BOTH)];

const GET: Errand<'_> = Errand { scheme: "digest", user: USER, password: PASSWORD, body: "" };

fn realm(algorithm: &str, qop: &str) -> Realm {
    let algorithm = ALGORITHMS.into_iter().find(|known| known.name() == algorithm).expect("it is in the list");
    let name = |known: Option<QopOptions<'static>>| known.map_or("", |known| known.text().as_str().unwrap_or_default());
    let qop = QOPS.into_iter().find(|known| name(*known) == qop).expect("it is in the list");
    Realm { algorithms: vec![algorithm], qop, ..Realm::default() }
}

/// Lets each client visit the realm of each row, and compares the outcome with that of `expected` for the cell.
fn check(table: &str, errand: Errand<'_>, change: fn(Realm) -> Realm, expected: fn(Client, &str, &Realm) -> String) {
    let rows: Vec<_> = rows(table).collect();
    let realms: Vec<_> = rows.iter().map(|row| change(realm(row[0], row[1]))).collect();
    for (column, client) in Client::ALL.into_iter().enumerate() {
        for (row, visit) in rows.iter().zip(visit(client, errand, &realms, 1)) {
            let cell = installed(row[column + 2]);
            let case = format!("{client:?} {} {}", row[0], row[1]);
            assert_eq!(visit.outcome(), expected(client, cell, visit.guard.realm()), "{case}");

            // A client that can hash the user name does so if allowed.
            let hashes = matches!(client, Client::Curl | Client::Countersign) && visit.guard.realm().userhash;
            for (request, _) in visit.guard.seen() {
                let sent = request.field("Authorization").and_then(|value| Credentials::parse(value).ok());
                let is_hashed = sent.map(|sent| matches!(sent.username(), Username::Hashed(_)));
                assert!(is_hashed.is_none_or(|is_hashed| is_hashed == hashes), "{case}");
            }
        }
    }
}

/// Returns the cell for the installed version of curl.
fn installed(cell: &str) -> &str {
    match cell.strip_suffix(" until 8.7") {
        Some(_) if curl_version() >= (8, 7) => "in",
        Some(before) => before,
        None => cell,
    }
}

#[test]
fn the_right_password_lets_in() {
    check(OUTCOMES, GET, |realm| realm, |_, cell, _| cell.into());
}

#[test]
fn a_hashed_name_lets_in() {
    check(OUTCOMES, GET, |realm| Realm { userhash: true, ..realm }, |_, cell, _| cell.into());
}

#[test]
fn a_wrong_password_is_rejected() {
    let errand = Errand { password: "circle of life", ..GET };
    check(
        OUTCOMES,
        errand,
        |realm| realm,
        |_, cell, _| match cell {
            "in" | "of SHA-256" => "wrong response".into(),
            other => other.into(),
        },
    );
}

#[test]
fn a_wrong_name_is_rejected() {
    let errand = Errand { user: "Scar", ..GET };
    check(
        OUTCOMES,
        errand,
        |realm| Realm { userhash: true, ..realm },
        |_, cell, _| match cell {
            "in" | "of SHA-256" => "wrong response".into(),
            // The name is two bytes shorter.
            "invalid response at byte 144" => "invalid response at byte 142".into(),
            other => other.into(),
        },
    );
}

/// For `auth-int`, curl always hashes an empty body.
#[test]
fn auth_int_protects_the_body() {
    let errand = Errand { body: "a body", ..GET };
    check(
        OUTCOMES,
        errand,
        |realm| realm,
        |client, cell, realm| match (client, cell) {
            (Client::Curl, "in") if realm.qop == Some(QopOptions::AUTH_INT) => "of no body".into(),
            (Client::Curl, "of SHA-256") if realm.qop == Some(QopOptions::AUTH_INT) => "of SHA-256 and no body".into(),
            (_, cell) => cell.into(),
        },
    );
}

/// The verdicts on the requests of a client that asks three times in one session: `-` without credentials, `+` accepted,
/// `~` with a stale nonce.
///
/// - curl and wget keep nothing from one page to the next.
/// - If the first nonce is stale, a client should try again at once: curl and the agent do so once. wget, requests, httpx and
///   aiohttp have tried twice by then and give up. For the next page, aiohttp uses the new nonce at once, and requests and
///   httpx after one more rejection.
/// - Only the agent uses the nextnonce of Authentication-Info.
const COURSES: &str = "
nonces          | curl    | wget   | requests | httpx  | aiohttp | countersign
of many uses    | -+-+-+  | -+-+-+ | -+++     | -+++   | -+++    | -+++
of one use      | -+-+-+  | -+-+-+ | -+~+~+   | -+~+~+ | -+~+~+  | -+~+~+
with a next one | -+-+-+  | -+-+-+ | -+~+~+   | -+~+~+ | -+~+~+  | -+++
late at first   | -~+-+-+ | -~-+-+ | -~~++    | -~~++  | -~++    | -~+++
";

#[test]
fn a_stale_nonce_makes_a_client_try_again_once() {
    let realm = |nonces| match nonces {
        "of many uses" => Realm::default(),
        "of one use" => Realm { uses: 1, ..Realm::default() },
        "with a next one" => Realm { uses: 1, nextnonce: true, ..Realm::default() },
        "late at first" => Realm { stale: 1, ..Realm::default() },
        other => panic!("{other}"),
    };
    let rows: Vec<_> = rows(COURSES).collect();
    let realms: Vec<_> = rows.iter().map(|row| realm(row[0])).collect();
    for (column, client) in Client::ALL.into_iter().enumerate() {
        for (row, visit) in rows.iter().zip(visit(client, GET, &realms, 3)) {
            assert_eq!(visit.guard.course(), row[column + 1], "{client:?} {}", row[0]);
        }
    }
}
