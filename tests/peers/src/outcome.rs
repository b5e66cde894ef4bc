//! The outcome of a client at a guard as a short text, and tables of them.

use std::sync::Arc;

use countersign::auth::digest::{
    Algorithm, Credentials, Hex, Inputs, Request, RustCrypto, Secret, Uncomputable, VerifyError,
};

use crate::clients::{Answer, Client, Errand};
use crate::guard::{Guard, Realm, Verdict};
use crate::hash;
use crate::http::Message;
use crate::origin::Origin;

/// A visit of a client to a guarded server.
#[derive(Debug)]
pub struct Visit {
    /// The guard of the server.
    pub guard: Arc<Guard>,
    /// What the client reports for each page.
    pub answers: Vec<Answer>,
}

/// Lets a client request one page several times, on one server for each realm.
#[must_use]
pub fn visit(client: Client, errand: Errand<'_>, realms: &[Realm], times: usize) -> Vec<Visit> {
    let guards: Vec<_> = realms.iter().map(|realm| Arc::new(Guard::new(realm.clone()))).collect();
    let start = |guard: &Arc<Guard>| {
        let guard = Arc::clone(guard);
        Origin::start(move |request| guard.answer(request))
    };
    let servers: Vec<_> = guards.iter().map(start).collect();
    let pages: Vec<_> = servers.iter().map(|server| vec![server.url("/dir/page?a=%20&b='c'"); times]).collect();
    let answers = client.visit(errand, &pages);
    guards.into_iter().zip(answers).map(|(guard, answers)| Visit { guard, answers }).collect()
}

impl Visit {
    /// Returns the outcome of the last request: `in`, `out` without credentials, why the credentials were rejected, or how the
    /// client failed.
    ///
    /// # Panics
    /// Panics if client and server disagree.
    #[must_use]
    pub fn outcome(&self) -> String {
        let answer = match self.answers.last().expect("the client reports a result") {
            Ok(status) => *status,
            Err(reason) => return reason.clone(),
        };
        let (request, verdict) = self.guard.seen().pop().expect("the client sent a request");
        match (verdict, answer) {
            (Verdict::Accepted, 200) => "in".into(),
            (Verdict::Unauthenticated, 401) => "out".into(),
            (Verdict::Refused(VerifyError::Response), 401) => {
                mistake(&self.guard, &request).unwrap_or("wrong response").into()
            }
            (Verdict::Refused(refusal), status) if status == refusal.status() => cause(refusal),
            other => panic!("{other:?}"),
        }
    }
}

/// Why credentials were refused, in as few words as fit into the tables.
fn cause(refusal: VerifyError) -> String {
    match refusal {
        VerifyError::Realm => "another realm".into(),
        VerifyError::Algorithm => "algorithm not offered".into(),
        VerifyError::Qop => "qop not offered".into(),
        VerifyError::Uncomputable(Uncomputable::Cnonce) => "no cnonce".into(),
        other => other.to_string(),
    }
}

/// Returns the known mistake that explains wrong credentials.
fn mistake(guard: &Guard, request: &Message) -> Option<&'static str> {
    let credentials = Credentials::parse(request.field("Authorization")?).ok()?;
    let sent = Hex::parse(credentials.response().as_bytes()?).ok()?;
    let algorithm = credentials.algorithm()?;
    let sha_256 = if algorithm.is_session() { Algorithm::Sha256Sess } else { Algorithm::Sha256 };
    let mistakes = [
        ("of another name", algorithm, request.body()),
        ("of no body", algorithm, &b""[..]),
        ("of SHA-256", sha_256, request.body()),
        ("of SHA-256 and no body", sha_256, b""),
    ];
    let is_made = |(_, algorithm, body): &(&str, Algorithm<'_>, &[u8])| {
        let body = hash(*algorithm, body).expect("the algorithm is known");
        let parts = Request::new(request.method(), request.target()).expect("it was received").with_body(&body);
        let inputs = Inputs { algorithm: *algorithm, ..credentials.inputs(parts) };
        let Realm { user, password, .. } = guard.realm();
        Secret::password(password)
            .is_ok_and(|password| inputs.response(RustCrypto, user, password).as_ref() == Ok(&sent))
    };
    mistakes.into_iter().find(is_made).map(|(mistake, ..)| mistake)
}

/// Returns the rows of a table, without its head.
pub fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.trim().lines().skip(1).map(|line| line.split('|').map(str::trim).collect())
}
