//! A realm, and the guard that asks for its password with Digest or Basic.

use std::sync::{Mutex, MutexGuard, PoisonError};

use countersign::auth::basic::{self, UserPass};
use countersign::auth::digest::{
    Algorithm, Challenge, Credentials, Info, Nonces, QopOptions, Request, RustCrypto, Secret, Server, VerifyError,
};
use countersign::{Text, auth};

use crate::http::Message;
use crate::role::Role;
use crate::{PAGE, PASSWORD, USER, hash, wire};

/// A realm: its name, its user, and the schemes it offers.
#[derive(Clone, Debug)]
pub struct Realm {
    /// The name.
    pub name: Vec<u8>,
    /// The user name.
    pub user: String,
    /// The password.
    pub password: String,
    /// The algorithms offered for Digest, the preferred one first.
    pub algorithms: Vec<Algorithm<'static>>,
    /// The qop values; none is the form of RFC 2069.
    pub qop: Option<QopOptions<'static>>,
    /// Whether the user name may be hashed.
    pub userhash: bool,
    /// Whether Basic is offered too, after Digest.
    pub basic: bool,
    /// How often a nonce may be used.
    pub uses: usize,
    /// How many nonces, from the first, are stale when issued.
    pub stale: u64,
    /// Whether each successful response has the next nonce.
    pub nextnonce: bool,
    /// Whether the guard is a server or a proxy.
    pub role: Role,
    /// Arranges the challenges in field lines.
    pub lines: fn(Vec<Vec<u8>>) -> Vec<Vec<u8>>,
}

impl Default for Realm {
    fn default() -> Self {
        Self {
            name: b"staff".to_vec(),
            user: USER.into(),
            password: PASSWORD.into(),
            algorithms: vec![Algorithm::Md5],
            qop: Some(QopOptions::AUTH),
            userhash: false,
            basic: false,
            uses: usize::MAX,
            stale: 0,
            nextnonce: false,
            role: Role::Origin,
            lines: |lines| lines,
        }
    }
}

/// The verdict of a guard on a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The request has no credentials.
    Unauthenticated,
    /// The credentials are right.
    Accepted,
    /// The credentials are wrong.
    Refused(VerifyError),
}

/// Asks for credentials, checks them, and keeps a record.
#[derive(Debug)]
pub struct Guard {
    realm: Realm,
    memory: Mutex<Memory>,
}

#[derive(Debug, Default)]
struct Memory {
    /// The number of nonces issued, which is also the time.
    issued: u64,
    /// The nonces of accepted credentials, with their counts.
    used: Vec<(Vec<u8>, Option<u32>)>,
    seen: Vec<(Message, Verdict)>,
}

impl Guard {
    /// Returns the guard of a realm.
    #[must_use]
    pub fn new(realm: Realm) -> Self {
        Self { realm, memory: Mutex::default() }
    }

    /// Returns the realm.
    #[must_use]
    pub const fn realm(&self) -> &Realm {
        &self.realm
    }

    /// Returns all requests with their verdicts.
    #[must_use]
    pub fn seen(&self) -> Vec<(Message, Verdict)> {
        self.memory().seen.clone()
    }

    /// Returns the verdict on each request: `-` without credentials, `+` accepted, `~` with a stale nonce, `x` rejected.
    #[must_use]
    pub fn course(&self) -> String {
        let sign = |(_, verdict): &(Message, Verdict)| match verdict {
            Verdict::Unauthenticated => '-',
            Verdict::Accepted => '+',
            Verdict::Refused(VerifyError::Stale) => '~',
            Verdict::Refused(_) => 'x',
        };
        self.memory().seen.iter().map(sign).collect()
    }

    /// Answers a request.
    #[must_use]
    pub fn answer(&self, request: &Message) -> Message {
        let fields = request.fields();
        let judged = match self.realm.role.credentials(&fields) {
            Ok(None) => None,
            Ok(Some(credentials)) => Some(self.judge(credentials, request)),
            Err(error) => Some(Err(VerifyError::Malformed(error.error()))),
        };
        let (verdict, response) = match judged {
            None => (Verdict::Unauthenticated, self.ask(None)),
            Some(Ok(response)) => (Verdict::Accepted, response),
            Some(Err(refusal)) => (Verdict::Refused(refusal), self.ask(Some(refusal))),
        };
        self.memory().seen.push((request.clone(), verdict));
        response
    }

    /// Returns the page if the credentials are right.
    fn judge(&self, credentials: auth::Credentials<'_>, request: &Message) -> Result<Message, VerifyError> {
        let page = match request.method() {
            "CONNECT" => Message::response(200),
            _ => Message::response(200).with_body(PAGE),
        };
        if self.realm.basic && credentials.scheme().is("Basic") {
            let sent: UserPass = credentials.try_into()?;
            let is_right = sent.credentials().matches(&self.realm.user, &self.realm.password);
            return if is_right { Ok(page) } else { Err(VerifyError::Response) };
        }
        let credentials = Credentials::try_from(credentials)?;
        let info = self.verify(&credentials, request)?;
        let [_, _, name] = self.realm.role.names();
        Ok(page.with_field(name, info))
    }

    /// Returns the Authentication-Info if the credentials are right.
    fn verify(&self, credentials: &Credentials<'_>, request: &Message) -> Result<Vec<u8>, VerifyError> {
        let mut memory = self.memory();
        let algorithm = credentials.algorithm().unwrap_or(Algorithm::Md5);
        let body = hash(algorithm, request.body());
        let target = resource(request.target(), credentials.uri());
        let request = Request::new(request.method(), target).expect("a request line has no controls");
        let request = body.as_ref().map_or(request, |body| request.with_body(body));
        let (user, secret) = (&self.realm.user, Secret::password(&self.realm.password).expect("it is not empty"));
        let is_fresh = |nonce: Text<'_>, nc| memory.is_fresh(nonce.bytes().collect(), nc, &self.realm);
        self.server(b"").verify(credentials, request, user, Some(secret), is_fresh)?;

        let page = hash(algorithm, PAGE);
        let proof = credentials.inputs(request).rspauth(RustCrypto, user, secret, page.as_ref())?;
        let info = Info::for_credentials(credentials, &proof);
        Ok(match self.realm.nextnonce.then(|| memory.issue()) {
            Some(nonce) => wire(&info.with_nextnonce(&nonce).expect("a nonce can be sent")),
            None => wire(&info),
        })
    }

    /// Returns a response with the challenges, and records the verdict.
    fn ask(&self, refusal: Option<VerifyError>) -> Message {
        let nonce = self.memory().issue();
        let is_stale = refusal == Some(VerifyError::Stale);
        let stale = |challenge: Challenge<'_>| wire(&if is_stale { challenge.with_stale() } else { challenge });
        let mut lines: Vec<_> = match self.realm.algorithms[..] {
            [] => Vec::new(),
            _ => self.server(&nonce).challenges().map(stale).collect(),
        };
        if self.realm.basic {
            lines.push(wire(&basic::Challenge::new(&self.realm.name).expect("the value can be sent").with_utf8()));
        }
        let status = match refusal.map(|refusal| refusal.status()) {
            Some(400) => 400,
            _ => self.realm.role.status(),
        };
        let [name, ..] = self.realm.role.names();
        let lines = (self.realm.lines)(lines).into_iter();
        lines.fold(Message::response(status), |response, line| response.with_field(name, line)).with_body("out\n")
    }

    fn server<'a>(&'a self, nonce: &'a [u8]) -> Server<'a, RustCrypto> {
        let mut challenge = Challenge::new(&self.realm.name, nonce).expect("the value can be sent");
        challenge = match self.realm.qop {
            Some(qop) => challenge.with_qop(qop),
            None => challenge.without_qop(),
        };
        if self.realm.userhash {
            challenge = challenge.with_userhash();
        }
        Server::new(RustCrypto, challenge).with_algorithms(&self.realm.algorithms)
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    fn issue(&mut self) -> Vec<u8> {
        self.issued += 1;
        nonces().issue(self.issued, 0).expect("MD5 is supported").as_bytes().to_vec()
    }

    fn is_fresh(&mut self, nonce: Vec<u8>, nc: Option<u32>, realm: &Realm) -> bool {
        let text = Text::new(&nonce).expect("it was read");
        let age = nonces().age(text, self.issued);
        let is_late = age.is_none_or(|age| self.issued - age <= realm.stale);
        let is_worn = self.used.iter().filter(|(used, _)| *used == nonce).count() >= realm.uses;
        let is_replayed = nc.is_some() && self.used.contains(&(nonce.clone(), nc));
        self.used.push((nonce, nc));
        !(is_late || is_worn || is_replayed)
    }
}

/// Returns the target of the request as the credentials name it, if it is the same resource: a client names the path where
/// a proxy receives the absolute form.
fn resource<'r>(target: &'r str, named: Text<'_>) -> &'r str {
    let path = target.strip_prefix("http://").and_then(|rest| rest.find('/').and_then(|slash| rest.get(slash..)));
    path.filter(|path| named == **path).unwrap_or(target)
}

fn nonces() -> Nonces<'static, RustCrypto> {
    Nonces::new(RustCrypto, Algorithm::Md5, "staff", b"of this guard").expect("MD5 is supported")
}
