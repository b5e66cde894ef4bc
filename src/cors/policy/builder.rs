//! A policy before it is checked.

use crate::cors::names::FieldName;
use crate::syntax::token::is_one_of;

use super::Policy;
use super::asked::Allowed;
use super::audit::Check;
use super::decision::Names;
use super::mistakes::{Mistakes, Sentence};
use super::origins::Origins;

/// A policy that is not checked yet.
///
/// What is not set is not allowed: no methods but GET, HEAD and POST, no request fields but those that any page may
/// send, no response fields but those that any page may read, no credentials.
#[derive(Clone, Copy, Debug)]
#[must_use = "a policy is checked when it is built"]
pub struct Builder<'a> {
    pub(super) origins: &'a [&'a str],
    pub(super) static_origin: Option<&'a str>,
    pub(super) methods: &'a [&'a str],
    pub(super) request_headers: &'a [&'a str],
    pub(super) response_headers: &'a [&'a str],
    pub(super) max_age: i64,
    pub(super) preflight_status: u16,
    pub(super) credentials: bool,
    pub(super) private_network: bool,
    pub(super) tolerated: Tolerated,
}

/// What is dangerous, and wanted all the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tolerated {
    pub(super) insecure: bool,
    pub(super) public_suffixes: bool,
}

impl<'a> Builder<'a> {
    pub(super) const fn new(origins: &'a [&'a str], static_origin: Option<&'a str>) -> Self {
        Self {
            origins,
            static_origin,
            methods: &[],
            request_headers: &[],
            response_headers: &[],
            max_age: 0,
            preflight_status: 204,
            credentials: false,
            private_network: false,
            tolerated: Tolerated { insecure: false, public_suffixes: false },
        }
    }

    /// Pages may send these methods, beside GET, HEAD and POST, which need no leave; `*` is any method.
    pub const fn with_methods(self, methods: &'a [&'a str]) -> Self {
        Self { methods, ..self }
    }

    /// Pages may send fields with these names; `*` is any name, but without [credentials](Self::with_credentials) it is
    /// not `Authorization`, which must then be named too.
    ///
    /// Their order does not matter; sorted, as browsers ask for them, they are found in one walk.
    pub const fn with_request_headers(self, names: &'a [&'a str]) -> Self {
        Self { request_headers: names, ..self }
    }

    /// Pages may read fields with these names; `*` is any name.
    pub const fn with_response_headers(self, names: &'a [&'a str]) -> Self {
        Self { response_headers: names, ..self }
    }

    /// Pages may send the user's credentials, and read what is answered to them.
    pub const fn with_credentials(self) -> Self {
        Self { credentials: true, ..self }
    }

    /// For so many seconds a browser may keep what a preflight was answered: 1 to 86400; −1 for none; 0 leaves it to the
    /// browser.
    pub const fn with_max_age(self, seconds: i64) -> Self {
        Self { max_age: seconds, ..self }
    }

    /// A preflight that is allowed is answered with this status of 200 to 299, and not with 204: there are clients that
    /// want 200.
    pub const fn with_preflight_status(self, status: u16) -> Self {
        Self { preflight_status: status, ..self }
    }

    /// Pages of public networks may ask this server, which is in a private one.
    pub const fn with_private_network(self) -> Self {
        Self { private_network: true, ..self }
    }

    /// Lets origins have credentials, or into a private network, for which anybody on the way can speak.
    pub const fn dangerously_tolerate_insecure_origins(self) -> Self {
        Self { tolerated: Tolerated { insecure: true, ..self.tolerated }, ..self }
    }

    /// Lets all names below a public suffix have credentials, or into a private network, whoever registers one.
    pub const fn dangerously_tolerate_subdomains_of_public_suffixes(self) -> Self {
        Self { tolerated: Tolerated { public_suffixes: true, ..self.tolerated }, ..self }
    }

    /// The policy, in a constant: a mistake does not compile.
    ///
    /// ```compile_fail,E0080
    /// use countersign::cors::policy::Policy;
    ///
    /// // origin `*`: a wildcard where one origin must be named
    /// const POLICY: Policy<'_> = Policy::for_origins(&["*"]).with_credentials().in_const();
    /// ```
    ///
    /// # Panics
    /// When the policy has a mistake and this is no constant. There, ask [`build`](Self::build).
    #[must_use]
    pub const fn in_const(self) -> Policy<'a> {
        let first = Check::new(self).first();
        assert!(first.is_none(), "{}", Sentence::of(first).as_str());
        self.policy()
    }

    /// The policy.
    ///
    /// Which names are public suffixes is not known here: below `*.`, a name of one label is taken for one.
    ///
    /// # Errors
    /// All mistakes.
    pub const fn build(self) -> Result<Policy<'a>, Mistakes<'a>> {
        match Check::new(self).first() {
            None => Ok(self.policy()),
            Some(_) => Err(Mistakes::of(self, None)),
        }
    }

    /// The same with the caller's list of public suffixes: is this name one, so that anybody can register a name below
    /// it?
    ///
    /// ```
    /// use countersign::cors::policy::{Policy, Reason};
    ///
    /// let is_public_suffix = |name: &str| ["com", "github.io"].contains(&name);
    /// let policy = Policy::for_origins(&["https://*.github.io"]).with_credentials();
    /// let mistakes = policy.build_with_public_suffixes(&is_public_suffix).unwrap_err();
    /// assert!(mistakes.iter().all(|mistake| mistake.reason() == Reason::PublicSuffix));
    /// assert!(policy.dangerously_tolerate_subdomains_of_public_suffixes().build().is_ok());
    /// ```
    ///
    /// # Errors
    /// All mistakes.
    pub fn build_with_public_suffixes(
        self,
        is_public_suffix: &'a (dyn Fn(&str) -> bool + Sync),
    ) -> Result<Policy<'a>, Mistakes<'a>> {
        let mistakes = Mistakes::of(self, Some(is_public_suffix));
        if mistakes.iter().next().is_some() { Err(mistakes) } else { Ok(self.policy()) }
    }

    /// The policy that has no mistake.
    const fn policy(&self) -> Policy<'a> {
        let origins = match self.static_origin {
            Some(origin) => Origins::Static(origin),
            None if is_one_of(b"*", self.origins) => Origins::Any,
            None if any_has_asterisk(self.origins) => Origins::Wildcards(self.origins),
            None => Origins::Listed { patterns: self.origins, common_end: common_end(self.origins) },
        };
        Policy {
            origins,
            methods: self.methods,
            any_method: is_one_of(b"*", self.methods),
            request_headers: Allowed::among(
                self.request_headers,
                is_one_of(b"*", self.request_headers),
                self.credentials,
            ),
            expose_headers: exposed(self.response_headers),
            max_age: match self.max_age {
                0 => None,
                -1 => Some(0),
                seconds => {
                    let [a, b, c, d, ..] = seconds.to_le_bytes();
                    Some(u32::from_le_bytes([a, b, c, d]))
                }
            },
            preflight_status: self.preflight_status,
            credentials: self.credentials,
            private_network: self.private_network,
        }
    }
}

const fn any_has_asterisk(mut patterns: &[&str]) -> bool {
    while let Some((pattern, others)) = patterns.split_first() {
        let mut rest = pattern.as_bytes();
        while let [octet, after @ ..] = rest {
            if *octet == b'*' {
                return true;
            }
            rest = after;
        }
        patterns = others;
    }
    false
}

/// How many octets at the end of all texts are the same.
const fn common_end(texts: &[&str]) -> usize {
    let Some((&first, mut others)) = texts.split_first() else {
        return 0;
    };
    let mut common = first.len();
    while let Some((&text, rest)) = others.split_first() {
        let (mut one, mut other) = (first.as_bytes(), text.as_bytes());
        while let ([ones @ .., a], [others @ .., b]) = (one, other)
            && *a == *b
        {
            (one, other) = (ones, others);
        }
        let alike = first.len().saturating_sub(one.len());
        if alike < common {
            common = alike;
        }
        others = rest;
    }
    common
}

/// What a response says of the fields that a page may read, if there is anything to say. Those that it may read anyway
/// are left out; of a very long list, some are said all the same.
const fn exposed<'a>(names: &'a [&'a str]) -> Option<Names<'a>> {
    if is_one_of(b"*", names) {
        return Some(Names::ANY);
    }
    let (mut left_out, mut bit, mut says_something) = (0, 1_u32, false);
    let mut rest = names;
    while let Some((name, others)) = rest.split_first() {
        if FieldName::checked(name.as_bytes()).is_safelisted_response() {
            left_out |= bit;
        } else {
            says_something = true;
        }
        bit <<= 1;
        rest = others;
    }
    if says_something { Some(Names::Without(names, left_out)) } else { None }
}
