//! Any sequence of responses: how often an agent sends a request, what it sends, and to whom.

use countersign::auth::agent::{AgentError, AgentIn, Login, MAX_REQUESTS, Next, Unanswerable};
use countersign::auth::digest::{Algorithm, ClientError, Credentials, Request, RustCrypto, Uncomputable};

use super::written;

const OWN: &str = "https://own.example";
const OTHER: &str = "https://other.example";

/// The first byte chooses the agent. Each line is a response: its first byte chooses the request, the status and the
/// parser, and the rest is the value of a field.
pub(crate) fn check(data: &[u8]) {
    let Some((choice, responses)) = data.split_first() else { return };
    let has = |bit: u8| choice & 1 << bit != 0;
    let login = match (has(0), has(1)) {
        (true, _) => Login::token("t0ken"),
        (_, false) => Login::password("Mufasa", "s3cr3t"),
        (_, true) => Login::password("Mufasa", "s3cr3t").map(Login::with_basic),
    };
    let mut agent = AgentIn::<_, _, 96>::new(RustCrypto, OWN, login.expect("a login"));
    let is_proxy = has(2);
    if is_proxy {
        agent = agent.for_proxy();
    }
    if has(3) {
        agent = agent.with_others(&["Hawk", "SCRAM-SHA-1"]);
    }
    let allowed: &[&str] = match (has(0), has(1)) {
        (true, _) => &["Bearer"],
        (_, false) => &["Digest"],
        (_, true) => &["Digest", "Basic"],
    };

    let mut strongest = Sent::default();
    let mut is_wrong = false;
    let mut last: &[u8] = b"";
    let mut responses = responses.split(|byte| *byte == b'\n').peekable();
    while let Some(first) = responses.peek().and_then(|response| response.first()).copied() {
        let origin = if first & 1 == 0 { OWN } else { OTHER };
        let target = if first & 2 == 0 { "/a/b?c" } else { "/d" };
        let mut exchange = agent.exchange(origin, Request::new("GET", target).expect("a request"));
        let mut requests = 0;
        let mut is_repeated = false;
        while let Some((byte, value)) = responses.next().and_then(<[u8]>::split_first) {
            requests += 1;
            assert!(requests <= MAX_REQUESTS, "an exchange ends");
            let authorization = match exchange.authorization([*byte; 16]) {
                // A challenge with auth-int alone needs the hash of the body, which only the caller knows.
                Err(AgentError::Client(ClientError::Uncomputable(Uncomputable::Body))) => break,
                authorization => authorization.expect("everything that was taken up can be answered"),
            };
            let is_sent = authorization.is_some();
            assert!(is_sent || !is_repeated, "a repeated request has credentials");
            assert!(!is_sent || !is_wrong, "rejected credentials are not sent again");
            if let Some(authorization) = authorization {
                assert_eq!(origin, OWN, "no other origin gets credentials");
                assert!(allowed.contains(&authorization.scheme()), "the login allows {}", authorization.scheme());
                assert_eq!(authorization.name() == "Proxy-Authorization", is_proxy);
                let sent = Sent::of(&written(&authorization));
                assert!(!format!("{authorization:?}").contains("s3cr3t"));
                strongest = strongest.before(sent);
            }
            // The agent keeps one nonce. If the server names another, and then the first again, its count begins again.
            let names_nonce = value.windows(5).any(|part| part.eq_ignore_ascii_case(b"nonce"));
            if names_nonce && value != last {
                (strongest.nonce, strongest.nc, last) = (Vec::new(), 0, value);
            }
            let status = if byte & 4 == 0 { 401 } else { 407 };
            let status = if byte & 8 == 0 { status } else { 200 };
            let names = ["WWW-Authenticate", "Proxy-Authenticate", "Authentication-Info", "Proxy-Authentication-Info"];
            let fields = names.map(|name| (name, value));
            let next = if byte & 16 == 0 {
                exchange.answered(status, &fields).map(|next| plain(&next))
            } else {
                exchange.answered_tolerantly(status, &fields).map(|next| plain(&next))
            };
            let is_rejected = status == if is_proxy { 407 } else { 401 };
            is_repeated = match next {
                Ok(Plain::Done) => {
                    assert!(!is_rejected);
                    false
                }
                Ok(Plain::Repeat) => {
                    assert!(is_rejected && origin == OWN && !is_wrong);
                    true
                }
                Ok(Plain::WrongSecret) => {
                    assert!(is_rejected && (is_sent || is_wrong), "what was not sent is not wrong");
                    is_wrong = true;
                    false
                }
                Ok(Plain::Other) => {
                    assert!(has(3), "the caller answers no other schemes");
                    return;
                }
                Ok(Plain::Unanswerable(reason)) => {
                    assert!(is_rejected && !reason.to_string().contains("s3cr3t"));
                    assert_eq!(reason == Unanswerable::OtherOrigin, origin == OTHER);
                    assert!(reason != Unanswerable::TooMany || requests == MAX_REQUESTS);
                    false
                }
                Err(error) => {
                    let text = error.to_string();
                    assert!(!text.contains("s3cr3t") && matches!(error, AgentError::Line(_) | AgentError::Client(_)));
                    false
                }
            };
            if !is_repeated {
                break;
            }
        }
    }
}

enum Plain {
    Done,
    Repeat,
    WrongSecret,
    Other,
    Unanswerable(Unanswerable),
}

fn plain<T>(next: &Next<'_, T>) -> Plain {
    match next {
        Next::Done { .. } => Plain::Done,
        Next::Repeat => Plain::Repeat,
        Next::WrongSecret => Plain::WrongSecret,
        Next::Other(_) => Plain::Other,
        Next::Unanswerable(reason) => Plain::Unanswerable(*reason),
    }
}

/// What credentials protect.
#[derive(Clone, Debug, Default)]
struct Sent {
    scheme: u8,
    digits: usize,
    qop: bool,
    realm: Option<Vec<u8>>,
    nonce: Vec<u8>,
    nc: u32,
}

impl Sent {
    fn of(wire: &[u8]) -> Self {
        let Ok(digest) = Credentials::parse(wire) else {
            return Self { scheme: 1, ..Self::default() };
        };
        Self {
            scheme: 2,
            digits: match digest.algorithm() {
                None | Some(Algorithm::Md5 | Algorithm::Md5Sess) => 32,
                _ => 64,
            },
            qop: digest.qop().is_some(),
            realm: Some(digest.realm().bytes().collect()),
            nonce: digest.nonce().bytes().collect(),
            nc: digest.nc().unwrap_or(u32::MAX),
        }
    }

    /// Asserts that `later` protects no less, and returns it.
    fn before(self, later: Self) -> Self {
        assert!(self.scheme <= later.scheme, "no Basic after Digest");
        assert!(self.digits <= later.digits && self.qop <= later.qop, "{self:?} {later:?}");
        assert!(self.realm.is_none() || self.realm == later.realm, "the realm stays");
        assert!(self.nonce != later.nonce || self.nc < later.nc || !later.qop, "each nonce is used once with each nc");
        later
    }
}
