//! The agent of a client.

use countersign::auth::agent::{Agent, AgentError, AgentIn, Authorization, Exchange, Login, Next};
use countersign::auth::digest::{Request, RustCrypto};

use crate::allocations::{Buffer, Case, shows, writes};
use crate::secrets::{RESPONSE, SECRET, USER, shown};

const ORIGIN: &str = "https://a.example";

const DIGEST: [(&str, &str); 1] =
    [("WWW-Authenticate", "Basic realm=\"a\", Digest realm=\"a\", nonce=\"s3cr3t\", qop=auth")];

const BASIC: [(&str, &str); 1] = [("WWW-Authenticate", "Basic realm=\"a\"")];

fn login() -> Login<&'static str> {
    Login::password(USER, SECRET).unwrap().with_basic()
}

fn request() -> Request<'static> {
    Request::new("GET", "/s3cr3t").unwrap()
}

fn answered(login: Login<&'static str>, response: &[(&str, &str); 1], buffer: &mut Buffer) {
    let mut agent = Agent::new(RustCrypto, ORIGIN, login);
    let mut exchange = agent.exchange(ORIGIN, request());
    assert!(exchange.answered_tolerantly(401, response).is_ok());
    writes(&exchange.authorization([7; 16]).unwrap().unwrap(), buffer);
    assert!(matches!(exchange.answered(200, &[("Authentication-Info", "nextnonce=b")]), Ok(Next::Done { .. })));
    assert!(exchange.authorization([7; 16]).unwrap().is_some());
    assert!(exchange.answered(401, response).is_ok());
}

pub(crate) const READING: &[Case] = &[
    ("an exchange with Digest", |buffer| answered(login(), &DIGEST, buffer)),
    ("an exchange with Basic", |buffer| answered(login(), &BASIC, buffer)),
    ("an exchange with Bearer", |buffer| answered(Login::token(SECRET).unwrap(), &BASIC, buffer)),
];

pub(crate) const REJECTING: &[Case] = &[("agent", |buffer| {
    let mut agent = Agent::new(RustCrypto, ORIGIN, Login::password(USER, SECRET).unwrap());
    let mut exchange = agent.exchange(ORIGIN, request());
    shows(&exchange.answered(401, &[("WWW-Authenticate", "Basic realm=\"")]).unwrap_err(), buffer);
    let Ok(Next::Unanswerable(reason)) = exchange.answered(401, &BASIC) else { panic!("Basic is not allowed") };
    shows(&reason, buffer);
})];

/// Returns the `Debug` output of the types.
pub(crate) fn values() -> Vec<(&'static str, String)> {
    let mut agent = Agent::new(RustCrypto, ORIGIN, login());
    let mut values = vec![("agent::Login", shown(&login())), ("agent::Login", shown(&Login::token(SECRET).unwrap()))];
    let mut next = |response: &[(&str, &str); 1]| {
        let mut exchange = agent.exchange(ORIGIN, request());
        values.push(("agent::Next", shown(&exchange.answered(401, response).unwrap())));
        values.push(("agent::Authorization", shown(&exchange.authorization(*b"s3cr3ts3cr3t1234").unwrap().unwrap())));
        values.push(("agent::Exchange", shown(&exchange)));
        values.push(("agent::AgentIn", shown(&agent)));
    };
    next(&BASIC);
    next(&DIGEST);
    let mut agent = Agent::new(RustCrypto, ORIGIN, Login::token(SECRET).unwrap()).with_others(&["Hawk"]);
    let mut exchange = agent.exchange(ORIGIN, request());
    values.push(("agent::Authorization", shown(&exchange.authorization([7; 16]).unwrap().unwrap())));
    let rejected = [("WWW-Authenticate", "Basic realm=s3cr3t")];
    let Ok(Next::Unanswerable(reason)) = exchange.answered(401, &rejected) else { panic!("Basic is not allowed") };
    values.push(("agent::Unanswerable", format!("{reason} {}", shown(&reason))));
    let other = [("WWW-Authenticate", "Hawk x=s3cr3t")];
    values.push(("agent::Next", shown(&exchange.answered(401, &other).unwrap())));
    let malformed = [("WWW-Authenticate", "Hawk error=\"s3cr3t")];
    let error: AgentError = exchange.answered(401, &malformed).unwrap_err();
    values.push(("agent::AgentError", format!("{error} {}", shown(&error))));
    let wrong = format!("rspauth=\"{RESPONSE}\"");
    let mut agent: AgentIn<_, _, 96> = AgentIn::new(RustCrypto, ORIGIN, login());
    let mut exchange: Exchange<'_, _, _, 96> = agent.exchange(ORIGIN, request());
    assert!(exchange.answered(401, &DIGEST).is_ok());
    let sent: Option<Authorization<'_>> = exchange.authorization([7; 16]).unwrap();
    assert!(sent.is_some());
    let error = exchange.answered(200, &[("Authentication-Info", &wrong)]).unwrap_err();
    values.push(("agent::AgentError", format!("{error} {}", shown(&error))));
    values
}
