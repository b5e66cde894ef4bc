//! Several challenges in one response: which of them other clients answer. The agent answers the strongest.

use countersign::auth::digest::{Algorithm, Credentials};
use countersign::auth::{Challenge, Param, bearer};
use countersign_peers::clients::Errand;
use countersign_peers::outcome::{Visit, rows, visit};
use countersign_peers::{Client, PASSWORD, Realm, USER, wire};

/// The challenge that a client answers, if it is offered SHA-256, MD5 and Basic in this order.
///
/// - curl, requests and httpx read all challenges of a line as one, and use the last parameter of each name. requests joins
///   the lines first. httpx fails at a token68.
/// - curl stops at an unknown algorithm; httpx and aiohttp fail.
/// - With `--anyauth`, curl prefers Negotiate, for which it has no ticket here.
/// - wget answers the last line, and uses MD5 for every Digest challenge.
/// - httpx reads only the start of each line, aiohttp only the start of the first line.
const CHOICES: &str = "
offer                        | curl    | curl --anyauth | wget  | requests | httpx      | aiohttp     | countersign
a line each                  | SHA-256 | SHA-256        | Basic | MD5      | SHA-256    | SHA-256     | SHA-256
the weakest first            | MD5     | MD5            | MD5   | SHA-256  | MD5        | out         | SHA-256
all in one line              | MD5     | MD5            | MD5   | MD5      | MD5        | SHA-256     | SHA-256
behind others in one line    | MD5     | out            | MD5   | MD5      | out        | out         | SHA-256
before others in one line    | MD5     | out            | MD5   | MD5      | ValueError | SHA-256     | SHA-256
in lines behind others       | SHA-256 | out            | Basic | MD5      | SHA-256    | out         | SHA-256
an algorithm of nobody first | out     | out            | Basic | MD5      | KeyError   | ClientError | SHA-256
";

/// Returns how a server with this offer sends its challenges.
fn lines(offer: &str) -> fn(Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    match offer {
        "a line each" => |lines| lines,
        "the weakest first" => |lines| lines.into_iter().rev().collect(),
        "all in one line" => |lines| vec![joined(&lines)],
        "behind others in one line" => |lines| vec![joined(&[others(), lines].concat())],
        "before others in one line" => |lines| vec![joined(&[lines, others()].concat())],
        "in lines behind others" => |lines| [others(), lines].concat(),
        "an algorithm of nobody first" => |lines| [vec![unknown_algorithm()], lines].concat(),
        other => panic!("{other}"),
    }
}

fn joined(lines: &[Vec<u8>]) -> Vec<u8> {
    lines.join(&b", "[..])
}

fn others() -> Vec<Vec<u8>> {
    let service = [Param::quoted("service", b"registry, of sorts").expect("the value can be sent")];
    let bearer = bearer::Challenge::new().with_realm("https://auth.example/token");
    vec![
        wire(&Challenge::new("Negotiate", &[]).expect("the value can be sent")),
        wire(&bearer.and_then(|bearer| bearer.with_other_params(&service)).expect("the value can be sent")),
        wire(&Challenge::with_token68("Newauth", b"YIIB==").expect("the value can be sent")),
    ]
}

fn unknown_algorithm() -> Vec<u8> {
    let params = [("realm", &b"staff"[..]), ("nonce", b"of nobody"), ("algorithm", b"SHA3-512"), ("qop", b"auth")];
    let params = params.map(|(name, value)| Param::quoted(name, value).expect("the value can be sent"));
    wire(&Challenge::new("Digest", &params).expect("the value can be sent"))
}

/// Returns the challenge that the client answered, or the outcome if it was rejected.
fn choice(visit: &Visit) -> String {
    match visit.outcome().as_str() {
        "in" => {
            let (request, _) = visit.guard.seen().pop().expect("a request was accepted");
            let credentials = request.field("Authorization").expect("a request was accepted").to_vec();
            let algorithm = |credentials: Credentials<'_>| {
                credentials.algorithm().unwrap_or(Algorithm::Md5).name().as_str().map(String::from)
            };
            Credentials::parse(&credentials).ok().and_then(algorithm).unwrap_or("Basic".into())
        }
        other => other.into(),
    }
}

#[test]
fn one_of_several_challenges_is_answered() {
    let rows: Vec<_> = rows(CHOICES).collect();
    let realm = Realm { algorithms: vec![Algorithm::Sha256, Algorithm::Md5], basic: true, ..Realm::default() };
    let realms: Vec<_> = rows.iter().map(|row| Realm { lines: lines(row[0]), ..realm.clone() }).collect();
    let digest = Errand { scheme: "digest", user: USER, password: PASSWORD, body: "" };
    let any = Errand { scheme: "anyauth", ..digest };
    let clients = Client::ALL.map(|client| (client, digest));
    for (column, (client, errand)) in
        [&clients[..1], &[(Client::Curl, any)], &clients[1..]].concat().into_iter().enumerate()
    {
        for (row, visit) in rows.iter().zip(visit(client, errand, &realms, 1)) {
            assert_eq!(choice(&visit), row[column + 1], "{client:?} {errand:?} {}", row[0]);
        }
    }
}
