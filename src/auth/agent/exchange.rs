//! One request, until it has its response.

use core::fmt;

use super::authorization::{Authorization, Credentials};
use super::error::AgentError;
use super::login::Kind;
use super::next::{Next, Unanswerable};
use super::space::Space;
use super::state::{AgentIn, Session, Standing};
use super::strength::Class;
use crate::auth::challenge::{Challenge, Challenges};
use crate::auth::deviation::Leniency;
use crate::auth::field_names::{AUTHENTICATION_INFO, PROXY_AUTHENTICATE, PROXY_AUTHENTICATION_INFO, WWW_AUTHENTICATE};
use crate::auth::schemes::digest::options::Options;
use crate::auth::schemes::digest::{Algorithm, ClientError, ClientIn, Hashes, Hex, Info, Request, Secret, domain};
use crate::auth::schemes::{basic, bearer, digest};
use crate::auth::select::{Skipped, strongest};
use crate::auth::tolerant::Tolerant;
use crate::auth::{info, tolerant};
use crate::error::LineError;
use crate::fields::{Fields, Lines};
use crate::syntax::text::Text;

/// How many times an exchange sends its request at most. Negotiate, SCRAM and NTLM need three.
pub const MAX_REQUESTS: u8 = 4;

/// One request of an agent, which is repeated until it has its response. The [module](super) shows the loop.
///
/// Call [`authorization`](Self::authorization) before each time that the request is sent, and
/// [`answered`](Self::answered) after each response, in this order.
pub struct Exchange<'x, S, P, const N: usize, O: Options = ()> {
    agent: &'x mut AgentIn<S, P, N, O>,
    request: Request<'x>,
    request_body: Option<Hex>,
    response_body: Option<Hex>,
    /// Whether the request goes to the agent's origin.
    is_own: bool,
    sent: Option<Class>,
    /// Whether this exchange took up a challenge.
    is_challenged: bool,
    requests: u8,
}

impl<S: Hashes, P: AsRef<[u8]>, const N: usize, O: Options> AgentIn<S, P, N, O> {
    /// Begins the exchange of a request.
    ///
    /// `origin` is where the request is sent: that of its URL, and for an agent of a proxy that of the proxy. After a
    /// redirect, begin another exchange with the new URL. If the origin is not the agent's, the agent sends nothing.
    pub fn exchange<'x>(
        &'x mut self,
        origin: &(impl AsRef<[u8]> + ?Sized),
        request: Request<'x>,
    ) -> Exchange<'x, S, P, N, O> {
        let target = request.uri();
        Exchange {
            is_own: target.as_bytes().is_some_and(|target| self.is_for(origin.as_ref(), target)),
            agent: self,
            request,
            request_body: None,
            response_body: None,
            sent: None,
            is_challenged: false,
            requests: 1,
        }
    }
}

impl<S: Hashes, P: AsRef<[u8]>, const N: usize, O: Options> Exchange<'_, S, P, N, O> {
    /// Returns the credentials to send with the request; `None` if it is sent without.
    ///
    /// `random` is 16 new bytes from a cryptographic random source for each call. Digest uses them.
    ///
    /// # Errors
    /// [`AgentError::Client`] with the errors of [`ClientIn::answer`].
    pub fn authorization(&mut self, random: [u8; 16]) -> Result<Option<Authorization<'_>>, AgentError> {
        self.sent = None;
        let agent = &mut *self.agent;
        let may_send = match agent.standing {
            Standing::Usable => true,
            Standing::Waiting => self.is_challenged,
            Standing::Rejected => false,
        };
        if !self.is_own || !may_send {
            return Ok(None);
        }
        let (sent, credentials) = match (&mut agent.session, agent.login.kind()) {
            // The caller answers with a scheme of its own.
            _ if agent.other_floor.is_some() => return Ok(None),
            (_, Kind::Token(token)) => {
                (Class::Bearer, Credentials::Bearer(bearer::Credentials::any_visible_ascii(token)?))
            }
            (Session::Basic(space), Kind::Password { user, password, .. })
                if self.is_challenged || agent.is_proxy || space.covers(agent.origin.as_ref(), self.request.uri()) =>
            {
                (Class::Basic, Credentials::Basic(basic::Credentials::new(user, password)?))
            }
            (Session::Digest(client), Kind::Password { user, password, .. })
                if agent.is_proxy || client.covers_request(agent.origin.as_ref(), self.request.uri().raw()) =>
            {
                let request = self.request_body.as_ref().map_or(self.request, |hash| self.request.with_body(hash));
                match client.answer(request, user, secret(password), random) {
                    Ok(credentials) => (Class::Digest, Credentials::Digest(credentials)),
                    Err(ClientError::Uri) => return Ok(None),
                    Err(error) => return Err(error.into()),
                }
            }
            _ => return Ok(None),
        };
        self.sent = Some(sent);
        Ok(Some(Authorization { credentials, is_proxy: agent.is_proxy }))
    }

    /// Returns the algorithm of the Digest challenge that is answered, which is also that of the hashes of bodies; `None` before
    /// there is such a challenge.
    #[must_use]
    pub fn algorithm(&self) -> Option<Algorithm<'_>> {
        match &self.agent.session {
            Session::Digest(client) => Some(client.algorithm()),
            _ => None,
        }
    }

    /// Sets the hash of the request's body, before any transfer coding. `auth-int` protects the body. Call this before
    /// [`authorization`](Self::authorization), when the [algorithm](Self::algorithm) is known; or give
    /// [the request](Request::with_body) its hash.
    ///
    /// ```
    /// use countersign::auth::agent::{Agent, Login, Next};
    /// use countersign::auth::digest::{Hasher, Request, RustCrypto};
    ///
    /// let mut agent = Agent::new(RustCrypto, "https://example.org", Login::password("Mufasa", "Circle of Life")?);
    /// let mut exchange = agent.exchange("https://example.org", Request::new("PUT", "/lamp")?);
    /// let response = [("WWW-Authenticate", "Digest realm=\"staff\", nonce=\"7ypf\", qop=\"auth-int\", algorithm=SHA-256")];
    /// assert!(matches!(exchange.answered(401, &response)?, Next::Repeat));
    ///
    /// let mut state = Hasher::new(RustCrypto, exchange.algorithm().expect("it is Digest"))?;
    /// state.update(b"{\"on\":true}");
    /// exchange.set_request_body(state.finish());
    /// assert!(exchange.authorization([7; 16])?.is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn set_request_body(&mut self, hash: Hex) {
        self.request_body = Some(hash);
    }

    /// Sets the hash of the response's body, before any transfer coding. The server's proof for `auth-int` covers it. Call
    /// this before [`answered`](Self::answered).
    pub fn set_response_body(&mut self, hash: Hex) {
        self.response_body = Some(hash);
    }

    /// Takes the response: its status, and its fields. Returns what to do next.
    ///
    /// # Errors
    /// [`AgentError::Line`] if a line of WWW-Authenticate or Authentication-Info is malformed, or one of the fields for a
    /// proxy. [`AgentError::Client`] if the challenge or the next nonce is too long for the agent, with
    /// [`ClientError::Capacity`]; or if the server's proof is wrong, with [`ClientError::Rspauth`]: do not trust the
    /// response then.
    pub fn answered<'m, F: Fields<'m>>(&mut self, status: u16, fields: F) -> Result<Next<'m>, AgentError> {
        if let Some(next) = self.done(status, |name| own_info(fields, name))? {
            return Ok(next);
        }
        match Lines::<F, Challenges<'m>>::parse(fields, self.challenge_name())? {
            Some(lines) => self.challenged(|| lines.iter()),
            None => Ok(Next::Unanswerable(Unanswerable::NoChallenge)),
        }
    }

    /// Takes the response as [`answered`](Self::answered) does, but reads its fields with the [tolerant](tolerant) parser.
    /// Challenges that it cannot read are skipped.
    ///
    /// ```
    /// use countersign::auth::agent::{Agent, Login, Next};
    /// use countersign::auth::digest::{Request, RustCrypto};
    ///
    /// let mut agent = Agent::new(RustCrypto, "rtsp://camera.example", Login::password("admin", "12345")?);
    /// let mut exchange = agent.exchange("rtsp://camera.example", Request::new("DESCRIBE", "rtsp://camera.example/1")?);
    /// let response = [("WWW-Authenticate", "Digest realm=IP Camera, nonce=\"7ypf\"")];
    /// assert!(exchange.answered(401, &response).is_err());
    /// assert!(matches!(exchange.answered_tolerantly(401, &response)?, Next::Repeat));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`answered`](Self::answered). Malformed challenges are no error.
    pub fn answered_tolerantly<'m, F: Fields<'m>>(
        &mut self,
        status: u16,
        fields: F,
    ) -> Result<Next<'m, Tolerant>, AgentError> {
        if let Some(next) = self.done(status, |name| tolerant_info(fields, name))? {
            return Ok(next);
        }
        let name = self.challenge_name();
        self.challenged(|| tolerant::lines(fields, name).filter_map(|(_, challenge)| challenge.ok()))
    }

    /// Handles each response that does not reject the request.
    fn done<'m, T>(
        &mut self,
        status: u16,
        info: impl FnOnce(&'static str) -> Result<Option<Info<'m>>, LineError>,
    ) -> Result<Option<Next<'m, T>>, AgentError> {
        let agent = &mut *self.agent;
        let (rejected, name) =
            if agent.is_proxy { (407, PROXY_AUTHENTICATION_INFO) } else { (401, AUTHENTICATION_INFO) };
        if !self.is_own && status == rejected {
            return Ok(Some(Next::Unanswerable(Unanswerable::OtherOrigin)));
        }
        if status == rejected {
            return Ok(None);
        }
        let mut proven = false;
        if let (Some(Class::Digest), Session::Digest(client), Kind::Password { user, password, .. }) =
            (self.sent, &mut agent.session, agent.login.kind())
            && let Some(info) = info(name)?
        {
            let request = self.request.without_body();
            let request = self.response_body.as_ref().map_or(request, |hash| request.with_body(hash));
            proven = client.accept(&info, request, user, secret(password))?;
        }
        if self.sent.is_some() {
            agent.standing = Standing::Usable;
        }
        Ok(Some(Next::Done { proven }))
    }

    const fn challenge_name(&self) -> &'static str {
        if self.agent.is_proxy { PROXY_AUTHENTICATE } else { WWW_AUTHENTICATE }
    }

    /// Takes up the strongest challenge.
    fn challenged<'m, T: Leniency, I: Iterator<Item = Challenge<'m, T>>>(
        &mut self,
        challenges: impl Fn() -> I,
    ) -> Result<Next<'m, T>, AgentError> {
        let rank = |challenge: &Challenge<'m, T>| self.agent.rank(challenge).map_err(|_| Skipped::Scheme);
        let chosen = strongest(&challenges, rank).chosen();
        let Some((challenge, Ok(rank))) = chosen.map(|challenge| (challenge, self.agent.rank(&challenge))) else {
            let reasons = challenges().filter_map(|challenge| self.agent.rank(&challenge).err());
            return Ok(Next::Unanswerable(reasons.fold(Unanswerable::NoChallenge, Unanswerable::closer)));
        };
        // Requirements that reject a Digest challenge must not lead to the password itself.
        let is_weaker = |challenge| matches!(self.agent.rank(&challenge), Err(Unanswerable::Weaker));
        if matches!(rank.class, Class::Basic) && challenges().any(is_weaker) {
            return Ok(Next::Unanswerable(Unanswerable::Weaker));
        }
        let is_repeated = self.sent == Some(rank.class);
        let is_rejected = match rank.class {
            Class::Other(_) => false,
            _ if self.agent.standing == Standing::Rejected => true,
            Class::Basic | Class::Bearer => is_repeated,
            Class::Digest => self.take_up(challenge, is_repeated && self.is_challenged)?,
        };
        if is_rejected {
            (self.agent.standing, self.sent) = (Standing::Rejected, None);
            return Ok(Next::WrongSecret);
        }
        if self.requests >= MAX_REQUESTS {
            return Ok(Next::Unanswerable(Unanswerable::TooMany));
        }
        if let Class::Basic = rank.class {
            let realm = challenge.get("realm").unwrap_or(Text::token(b""));
            let space = Space::new(realm, self.agent.origin.as_ref(), self.request.uri());
            self.agent.session = Session::Basic(space.map_err(ClientError::Capacity)?);
        }
        self.requests = self.requests.saturating_add(1);
        self.is_challenged = true;
        self.agent.raise_floor(rank.class);
        Ok(if let Class::Other(_) = rank.class { Next::Other(challenge) } else { Next::Repeat })
    }

    /// Answers a Digest challenge from now on. Returns whether the server rejected the password; `is_answered` says that the
    /// credentials were for another challenge of this exchange.
    fn take_up<T: Leniency>(&mut self, challenge: Challenge<'_, T>, is_answered: bool) -> Result<bool, AgentError> {
        let parsed = digest::Challenge::try_from(challenge);
        let mut challenge = parsed.map_err(|error| AgentError::Line(LineError::new(0, error)))?;
        if self.agent.is_proxy || !self.is_covered(&challenge) {
            challenge = challenge.without_domain();
        }
        let agent = &mut *self.agent;
        match &mut agent.session {
            Session::Digest(client) => {
                client.renew(&challenge)?;
            }
            session => *session = Session::Digest(ClientIn::begin(agent.hashes, &challenge, agent.options)?),
        }
        Ok(is_answered && !challenge.is_stale())
    }

    fn is_covered(&self, challenge: &digest::Challenge<'_>) -> bool {
        domain::covers_request(challenge.domain(), self.agent.origin.as_ref(), self.request.uri().raw())
    }
}

fn secret<P: AsRef<[u8]>>(password: &P) -> Secret<'_> {
    Secret::password(password).unwrap_or(Secret::empty_password())
}

fn own_info<'m, F: Fields<'m>>(fields: F, name: &'static str) -> Result<Option<Info<'m>>, LineError> {
    info::lines(fields, name)?.map(Info::from_lines).transpose()
}

/// Reads one line tolerantly. Several lines are one list, which only the strict parser reads.
fn tolerant_info<'m, F: Fields<'m>>(fields: F, name: &'static str) -> Result<Option<Info<'m>>, LineError> {
    own_info(fields, name).or_else(|error| {
        let mut lines = fields.values(name);
        let (Some(line), None) = (lines.next(), lines.next()) else {
            return Err(error);
        };
        let info = tolerant::info(line).map_err(|broken| broken.error()).and_then(Info::try_from);
        info.map(Some).map_err(|error| LineError::new(0, error))
    })
}

impl<S, P, const N: usize, O: Options> fmt::Debug for Exchange<'_, S, P, N, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Exchange");
        shown.field("agent", &self.agent).field("requests", &self.requests).finish_non_exhaustive()
    }
}
