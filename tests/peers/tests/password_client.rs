//! The agent and `PasswordClient` of the crate `http-auth`, asked by the same challenges.

use countersign::auth::agent::{Agent, Login, Next};
use countersign::auth::digest::{Request, RustCrypto};
use countersign_peers::outcome::rows;
use countersign_peers::{PASSWORD, USER};
use http_auth::{PasswordClient, PasswordParams};

/// What is sent after a first 401 with these challenges, and after a second one.
///
/// - `PasswordClient` sends Basic without being asked. It has no memory: it answers a challenge again after it was rejected,
///   and a weaker one after a stronger one.
/// - Both prefer Digest to Basic.
const ANSWERS: &str = "
first                                                | second                             | http-auth     | agent     | agent, Basic allowed
Basic realm=a                                        |                                    | Basic         | -         | Basic
Basic realm=a                                        | Basic realm=a                      | Basic Basic   | -         | Basic -
Digest realm=a, nonce=b, qop=auth                    |                                    | Digest        | Digest    | Digest
Digest realm=a, nonce=b, qop=auth                    | Digest realm=a, nonce=c, qop=auth  | Digest Digest | Digest -  | Digest -
Digest realm=a, nonce=b, qop=auth                    | Digest realm=a, nonce=c, stale=true, qop=auth | Digest Digest | Digest Digest | Digest Digest
Digest realm=a, nonce=b, qop=auth                    | Basic realm=a                      | Digest Basic  | Digest -  | Digest -
Basic realm=a, Digest realm=a, nonce=b, qop=auth     |                                    | Digest        | Digest    | Digest
Digest realm=a, nonce=b, algorithm=SHA-1, qop=auth, Basic realm=a |                       | Basic         | -         | Basic
Bearer realm=a                                       |                                    | -             | -         | -
";

fn of_http_auth(challenges: [&str; 2]) -> String {
    let answer = |challenges: &&str| {
        let mut client = PasswordClient::try_from(*challenges).ok()?;
        let params = PasswordParams { username: USER, password: PASSWORD, uri: "/", method: "GET", body: Some(&[]) };
        client.respond(&params).ok()?.split(' ').next().map(str::to_owned)
    };
    let asked = challenges.iter().filter(|challenges| !challenges.is_empty());
    asked.map(|challenges| answer(challenges).unwrap_or("-".into())).collect::<Vec<_>>().join(" ")
}

fn of_agent(challenges: [&str; 2], allows_basic: bool) -> String {
    let login = Login::password(USER, PASSWORD).expect("the login can be sent");
    let mut agent = Agent::new(RustCrypto, "http://a.example", if allows_basic { login.with_basic() } else { login });
    let mut exchange = agent.exchange("http://a.example", Request::new("GET", "/").expect("a request"));
    let mut sent = Vec::new();
    for challenges in challenges.iter().filter(|challenges| !challenges.is_empty()) {
        assert!(sent.is_empty() || exchange.authorization([7; 16]).is_ok());
        let field = [("WWW-Authenticate", challenges)];
        if !matches!(exchange.answered(401, &field), Ok(Next::Repeat)) {
            sent.push("-");
            break;
        }
        sent.push(exchange.authorization([7; 16]).expect("it can be answered").expect("it is answered").scheme());
    }
    sent.join(" ")
}

#[test]
fn the_agent_sends_no_more_than_password_client() {
    for row in rows(ANSWERS) {
        let [first, second, http_auth, strict, basic] = row[..] else { panic!("{row:?}") };
        let challenges = [first, second];
        assert_eq!(of_http_auth(challenges), http_auth, "{first} {second}");
        assert_eq!(of_agent(challenges, false), strict, "{first} {second}");
        assert_eq!(of_agent(challenges, true), basic, "{first} {second}");
    }
}
