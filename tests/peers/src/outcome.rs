//! What becomes of a client at a guard, in a word; and tables of such words.

use std::sync::Arc;

use countersign::auth::digest::{
    Algorithm, Credentials, Hex, Inputs, Request, RustCrypto, Secret, Uncomputable, VerifyError,
};

use crate::clients::{Answer, Client, Errand};
use crate::guard::{Guard, Realm, Verdict};
use crate::hash;
use crate::http::Message;
use crate::origin::Origin;

/// A guarded server, and what a client says of it.
#[derive(Debug)]
pub struct Visit {
    /// The guard.
    pub guard: Arc<Guard>,
    /// What the client says of each page.
    pub answers: Vec<Answer>,
}

/// Sends a client to a server for each realm, and there to one page some times.
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
    /// What became of it at last: `in`; `out`, without credentials; why they were refused; or how the client failed.
    ///
    /// # Panics
    /// When client and server do not say the same.
    #[must_use]
    pub fn outcome(&self) -> String {
        let answer = match self.answers.last().expect("the client says something") {
            Ok(status) => *status,
            Err(reason) => return reason.clone(),
        };
        let (request, verdict) = self.guard.seen().pop().expect("the client asked");
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

/// Why credentials were refused, in as few words as the tables have room for.
fn cause(refusal: VerifyError) -> String {
    match refusal {
        VerifyError::Realm => "another realm".into(),
        VerifyError::Algorithm => "algorithm not offered".into(),
        VerifyError::Qop => "qop not offered".into(),
        VerifyError::Uncomputable(Uncomputable::Cnonce) => "no cnonce".into(),
        other => other.to_string(),
    }
}

/// What a client made its wrong credentials of, when it is a mistake that is known.
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
        let body = hash(*algorithm, body).expect("it is known");
        let parts = Request::new(request.method(), request.target()).expect("it was received").with_body(&body);
        let inputs = Inputs { algorithm: *algorithm, ..credentials.inputs(parts) };
        let Realm { user, password, .. } = guard.realm();
        inputs.response(RustCrypto, user, Secret::Password(password.as_bytes())) == Ok(sent)
    };
    mistakes.into_iter().find(is_made).map(|(mistake, ..)| mistake)
}

/// The rows of a table, below its head.
pub fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table.trim().lines().skip(1).map(|line| line.split('|').map(str::trim).collect())
}
