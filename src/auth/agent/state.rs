//! What an agent keeps from one request to the next.

use core::fmt;

use super::login::{Kind, Login};
use super::next::Unanswerable;
use super::space::Space;
use super::strength::{Class, Strength};
use crate::auth::challenge::Challenge;
use crate::auth::deviation::Leniency;
use crate::auth::schemes::digest::options::Options;
use crate::auth::schemes::digest::{ClientError, ClientIn, ClientOptions, Hashes, Requirements, domain};
use crate::auth::schemes::{basic, bearer, digest};
use crate::auth::select::strength;

/// A client for one origin and one login, which keeps a challenge in 256 bytes of its own.
///
/// See [`AgentIn`], which takes other sizes. The alias lets `Agent::new` infer the size.
pub type Agent<S, P> = AgentIn<S, P, 256>;

/// A client for one origin and one login, which keeps a challenge in `N` bytes of its own.
///
/// `S` has the hash functions for Digest, and `P` is the type of the texts: `&str`, or `String` for an agent that borrows
/// nothing. The [module](super) shows the loop of a client, and lists what the agent does.
///
/// An exchange borrows the agent, because the server's proof belongs to the last request. For requests at the same time,
/// use several agents. For another user, make another agent.
///
/// ```
/// use countersign::auth::agent::{AgentIn, Login, Next};
/// use countersign::auth::digest::{Request, RustCrypto};
///
/// // A proxy that asks for Basic, and an agent with little memory.
/// let login = Login::password("Aladdin", "open sesame")?.with_basic();
/// let mut agent = AgentIn::<_, _, 64>::new(RustCrypto, "http://proxy.example:3128", login).for_proxy();
/// let mut exchange = agent.exchange("http://proxy.example:3128", Request::new("CONNECT", "example.org:443")?);
/// let next = exchange.answered(407, &[("Proxy-Authenticate", "Basic realm=\"proxy\"")])?;
/// assert!(matches!(next, Next::Repeat));
/// let authorization = exchange.authorization([7; 16])?.unwrap();
/// assert_eq!((authorization.name(), authorization.scheme()), ("Proxy-Authorization", "Basic"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct AgentIn<S, P, const N: usize, O: Options = ()> {
    pub(super) hashes: S,
    pub(super) origin: P,
    pub(super) login: Login<P>,
    pub(super) options: O,
    requirements: Requirements<'static>,
    others: &'static [&'static str],
    pub(super) is_proxy: bool,
    pub(super) session: Session<S, N, O>,
    /// The strongest class that was answered, and the strongest of the caller's schemes.
    pub(super) floor: Option<Class>,
    pub(super) other_floor: Option<Class>,
    pub(super) standing: Standing,
}

/// Whether the agent may send the credentials of its login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Usable,
    /// The login is new, so the server must challenge first.
    Waiting,
    /// The server rejected them.
    Rejected,
}

/// What is kept of the last challenge. Bearer keeps nothing.
pub(super) enum Session<S, const N: usize, O: Options> {
    None,
    Basic(Space<N>),
    Digest(ClientIn<S, N, O>),
}

impl<S: Hashes, P: AsRef<[u8]>, const N: usize> AgentIn<S, P, N> {
    /// Returns an agent for the server at `origin`, such as `https://example.org`. A whole URL is taken for its origin. The
    /// default port can be omitted. An origin without an authority, such as `sip:example.org`, is compared as it is.
    pub const fn new(hashes: S, origin: P, login: Login<P>) -> Self {
        Self {
            hashes,
            origin,
            login,
            options: (),
            requirements: Requirements::new(),
            others: &[],
            is_proxy: false,
            session: Session::None,
            floor: None,
            other_floor: None,
            standing: Standing::Usable,
        }
    }

    /// Answers Digest with these options, which some servers need. A session with the server ends, and later challenges must
    /// still protect as much.
    #[must_use]
    pub fn with_options(self, options: ClientOptions) -> AgentIn<S, P, N, ClientOptions> {
        let Self { hashes, origin, login, requirements, others, is_proxy, floor, other_floor, standing, .. } = self;
        AgentIn {
            hashes,
            origin,
            login,
            options,
            requirements,
            others,
            is_proxy,
            session: Session::None,
            floor,
            other_floor,
            standing,
        }
    }
}

impl<S: Hashes, P: AsRef<[u8]>, const N: usize, O: Options> AgentIn<S, P, N, O> {
    /// Makes the agent one for a proxy: it answers Proxy-Authenticate of a 407, for all requests through the proxy. The
    /// origin is the proxy's own, such as `http://proxy.example:3128`.
    #[must_use]
    pub fn for_proxy(self) -> Self {
        Self { is_proxy: true, ..self }
    }

    /// Answers only Digest challenges that meet these requirements. Otherwise the first challenge decides what later ones must
    /// protect. Basic beside a Digest challenge that does not meet them is not answered either.
    ///
    /// ```
    /// use countersign::auth::agent::{Agent, Login, Next, Unanswerable};
    /// use countersign::auth::digest::{Algorithm, Request, Requirements, RustCrypto};
    ///
    /// let login = Login::password("Mufasa", "Circle of Life")?;
    /// let requirements = Requirements::new().with_algorithm(Algorithm::Sha256).with_qop();
    /// let mut agent = Agent::new(RustCrypto, "https://example.org", login).with_requirements(requirements);
    /// let mut exchange = agent.exchange("https://example.org", Request::new("GET", "/")?);
    /// let next = exchange.answered(401, &[("WWW-Authenticate", "Digest realm=\"staff\", nonce=\"7ypf\", qop=\"auth\"")])?;
    /// assert!(matches!(next, Next::Unanswerable(Unanswerable::Weaker)), "it is MD5");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_requirements(self, requirements: Requirements<'static>) -> Self {
        Self { requirements, ..self }
    }

    /// Sets the schemes that the caller answers, the strongest first. All of them are stronger than those of the agent.
    ///
    /// If a response has such a challenge, [`Next::Other`](super::Next::Other) returns it. From then on the agent sends nothing
    /// by itself, and it answers and returns no weaker challenge, until this method or [`forget`](Self::forget) is called. A
    /// scheme of several messages gets each of its challenges.
    ///
    /// ```
    /// use countersign::auth::agent::{Agent, Login, Next};
    /// use countersign::auth::digest::{Request, RustCrypto};
    /// use countersign::auth::negotiate;
    ///
    /// let login = Login::password("Mufasa", "Circle of Life")?;
    /// let mut agent = Agent::new(RustCrypto, "https://example.org", login).with_others(&["Negotiate"]);
    /// let mut exchange = agent.exchange("https://example.org", Request::new("GET", "/")?);
    /// let response = [("WWW-Authenticate", "Digest realm=\"staff\", nonce=\"7ypf\", qop=\"auth\", Negotiate")];
    /// let Next::Other(challenge) = exchange.answered(401, &response)? else { panic!("Negotiate is the strongest") };
    /// let challenge = negotiate::Challenge::try_from(challenge)?; // send the ticket
    ///
    /// // There is no ticket: the next scheme is Digest.
    /// agent = agent.with_others(&[]);
    /// let mut exchange = agent.exchange("https://example.org", Request::new("GET", "/")?);
    /// assert!(matches!(exchange.answered(401, &response)?, Next::Repeat));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_others(self, schemes: &'static [&'static str]) -> Self {
        Self { others: schemes, other_floor: None, ..self }
    }

    /// Replaces the login, such as after [`Next::WrongSecret`](super::Next::WrongSecret). The same login again is one more
    /// attempt with it. The agent still answers no weaker challenge than before. In place of a password a token, or the
    /// reverse, needs another agent.
    ///
    /// ```
    /// use countersign::auth::agent::{Agent, Login, Next};
    /// use countersign::auth::digest::{Request, RustCrypto};
    ///
    /// let origin = "https://example.org";
    /// let mut agent = Agent::new(RustCrypto, origin, Login::password("Mufasa", "Circle")?.with_basic());
    /// let challenged = [("WWW-Authenticate", "Basic realm=\"staff\"")];
    /// let mut exchange = agent.exchange(origin, Request::new("GET", "/")?);
    /// assert!(matches!(exchange.answered(401, &challenged)?, Next::Repeat));
    /// assert!(exchange.authorization([7; 16])?.is_some());
    /// assert!(matches!(exchange.answered(401, &challenged)?, Next::WrongSecret));
    ///
    /// // The agent remembers it, and does not send this password again.
    /// let mut exchange = agent.exchange(origin, Request::new("GET", "/")?);
    /// assert!(matches!(exchange.answered(401, &challenged)?, Next::WrongSecret));
    /// assert!(exchange.authorization([7; 16])?.is_none());
    ///
    /// agent.set_login(Login::password("Mufasa", "Circle of Life")?.with_basic());
    /// let mut exchange = agent.exchange(origin, Request::new("GET", "/")?);
    /// assert!(matches!(exchange.answered(401, &challenged)?, Next::Repeat));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn set_login(&mut self, login: Login<P>) {
        self.login = login;
        self.standing = Standing::Waiting;
    }

    /// Forgets every challenge, so that the next one may be of another realm, or weaker. Forgets too that the server rejected
    /// the login.
    pub fn forget(&mut self) {
        self.session = Session::None;
        (self.floor, self.other_floor) = (None, None);
        self.standing = Standing::Usable;
    }

    /// Returns the rank of a challenge, or why the agent does not answer it.
    pub(super) fn rank<T: Leniency>(&self, challenge: &Challenge<'_, T>) -> Result<Strength, Unanswerable> {
        let rank = self.rank_of_scheme(challenge)?;
        let floor = self.floor.max(self.other_floor);
        if Some(rank.class) < floor { Err(Unanswerable::Weaker) } else { Ok(rank) }
    }

    /// Answers no weaker challenge from now on.
    pub(super) fn raise_floor(&mut self, class: Class) {
        let floor = if let Class::Other(_) = class { &mut self.other_floor } else { &mut self.floor };
        *floor = (*floor).max(Some(class));
    }

    fn rank_of_scheme<T: Leniency>(&self, challenge: &Challenge<'_, T>) -> Result<Strength, Unanswerable> {
        let scheme = challenge.scheme();
        if let Some(weaker) = self.others.iter().rev().position(|name| scheme.is(name)) {
            return Ok(Class::Other(weaker).alone());
        }
        match self.login.kind() {
            Kind::Password { .. } if scheme.is(digest::SCHEME) => {
                let challenge = digest::Challenge::try_from(*challenge).map_err(Unanswerable::Malformed)?;
                self.rank_of_digest(&challenge)
            }
            Kind::Password { allows_basic, .. } if scheme.is(basic::SCHEME) => {
                let challenge = basic::Challenge::try_from(*challenge).map_err(Unanswerable::Malformed)?;
                let is_other = |space: &Space<N>| !space.is_of(challenge.realm());
                match &self.session {
                    _ if !allows_basic => Err(Unanswerable::BasicNotAllowed),
                    Session::Basic(space) if is_other(space) => Err(Unanswerable::Realm),
                    _ => Ok(Class::Basic.alone()),
                }
            }
            Kind::Token(_) if scheme.is(bearer::SCHEME) => Ok(Class::Bearer.alone()),
            _ => Err(Unanswerable::Scheme),
        }
    }

    fn rank_of_digest(&self, challenge: &digest::Challenge<'_>) -> Result<Strength, Unanswerable> {
        challenge.check_answerable_with(self.hashes, self.options).map_err(Unanswerable::Uncomputable)?;
        let protects = self.requirements.check(challenge).and_then(|()| match &self.session {
            Session::Digest(client) => client.check_renewal(challenge),
            Session::Basic(space) if !space.is_of(challenge.realm()) => Err(ClientError::Realm),
            _ => Ok(()),
        });
        match protects {
            Ok(()) => Ok(Strength { class: Class::Digest, algorithm: strength(challenge.function()) }),
            Err(ClientError::Realm) => Err(Unanswerable::Realm),
            Err(_) => Err(Unanswerable::Weaker),
        }
    }

    /// Reports whether a request to this origin is one for the agent.
    pub(super) fn is_for(&self, origin: &[u8], target: &[u8]) -> bool {
        domain::is_same_origin(self.origin.as_ref(), origin)
            && (self.is_proxy || !domain::is_absolute(target) || domain::is_same_origin(origin, target))
    }
}

/// Shows neither the origin nor the login.
impl<S, P, const N: usize, O: Options> fmt::Debug for AgentIn<S, P, N, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Agent");
        match &self.session {
            Session::None => &mut shown,
            Session::Basic(space) => shown.field("session", space),
            Session::Digest(client) => shown.field("session", client),
        };
        shown.field("is_proxy", &self.is_proxy).finish_non_exhaustive()
    }
}
