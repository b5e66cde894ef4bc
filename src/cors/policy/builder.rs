//! Building a policy: the settings, and their check.

use crate::cors::names::FieldName;

use super::asked::AllowedNames;
use super::audit::Audit;
use super::checked::Policy;
use super::mistakes::Mistakes;
use super::origins::Origins;
use super::reply::NameList;
use super::sentence::Sentence;
use super::settings::Settings;
use super::texts::Texts;

impl<'a> Policy<'a> {
    /// Begins a policy for pages of these origins. Each text is an [`OriginPattern`](crate::cors::origin::OriginPattern):
    /// `https://example.com`, `https://*.example.com`, `http://localhost:*`, or `*` for any origin.
    pub const fn for_origins(origins: &'a [&'a str]) -> Builder<'a> {
        Builder(Settings::new(Texts::Slice(origins), None))
    }

    /// Begins a policy for pages of the origins in a text, one on each line.
    ///
    /// [`Builder`] has such a method for each list. With them, one string of a configuration file, of flash memory or of
    /// a C program holds a whole list, and nothing else has to be stored. Lines end with LF or CR LF; empty lines are
    /// ignored; a space is part of the text, and so a mistake.
    ///
    /// ```
    /// use countersign::cors::policy::{Action, Policy};
    ///
    /// struct Config {
    ///     origins: String,
    ///     methods: String,
    /// }
    ///
    /// impl Config {
    ///     fn policy(&self) -> Result<Policy<'_>, String> {
    ///         let policy = Policy::for_origin_lines(&self.origins).with_method_lines(&self.methods);
    ///         policy.build().map_err(|mistakes| mistakes.to_string())
    ///     }
    /// }
    ///
    /// let origins = "https://app.example.com\nhttps://*.example.org\n".to_owned();
    /// let config = Config { origins, methods: "PUT\nDELETE".to_owned() };
    /// let preflight = [("Origin", "https://a.example.org"), ("Access-Control-Request-Method", "DELETE")];
    /// assert_eq!(config.policy()?.decide("OPTIONS", &preflight).action(), Action::Respond(204));
    /// # Ok::<(), String>(())
    /// ```
    pub const fn for_origin_lines(origins: &'a str) -> Builder<'a> {
        Builder(Settings::new(Texts::Lines(origins.as_bytes()), None))
    }

    /// Begins a policy for pages of one origin, which every response names, for requests of other origins too.
    ///
    /// No response varies with the origin, so that a cache can keep one for all. Browsers keep the response from pages of
    /// other origins.
    ///
    /// ```
    /// use countersign::{Encode, cors::policy::Policy};
    ///
    /// const POLICY: Policy<'_> = Policy::for_static_origin("https://app.example.com").in_const();
    ///
    /// let decision = POLICY.decide("GET", &[("Host", "api.example.com")]);
    /// let (name, value) = decision.set().next().unwrap();
    /// assert_eq!(name, "Access-Control-Allow-Origin");
    /// assert_eq!(value.encode_to_slice(&mut [0; 64]), Ok(&b"https://app.example.com"[..]));
    /// assert_eq!(decision.append().count(), 0);
    /// ```
    pub const fn for_static_origin(origin: &'a str) -> Builder<'a> {
        Builder(Settings::new(Texts::EMPTY, Some(origin)))
    }

    /// Begins a policy that allows no origin: for a server that has no pages elsewhere, or whose origins are in a database
    /// and come with [`decide_with`](Self::decide_with).
    ///
    /// An empty list is a mistake instead, because it is often a variable that was not set. Responses have `Vary: Origin`,
    /// so that a cache does not keep one that lacks the fields for an origin that is allowed later.
    ///
    /// ```
    /// use countersign::cors::policy::{Policy, Refusal};
    ///
    /// const NOBODY: Policy<'_> = Policy::for_nobody().in_const();
    ///
    /// let decision = NOBODY.decide("GET", &[("Origin", "https://app.example.com")]);
    /// assert_eq!((decision.refusal(), decision.set().count()), (Some(Refusal::Origin), 0));
    /// assert!(Policy::for_origins(&[]).build().is_err());
    /// ```
    pub const fn for_nobody() -> Builder<'a> {
        Builder(Settings::new(Texts::EMPTY, None)).with_nobody()
    }
}

/// A policy that is not checked yet.
///
/// What is not set is not allowed: the methods are GET, HEAD and POST, the request fields and response fields are those
/// that all pages may use, and there are no credentials.
///
/// ```
/// use countersign::cors::policy::{Action, Policy};
///
/// // In a constant, a mistake does not compile.
/// const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com"]).with_methods(&["PUT"]).in_const();
///
/// // At run time, all mistakes are reported.
/// let origins: Vec<String> = vec!["https://app.example.com".to_owned(), "https://Example.com/".to_owned()];
/// let origins: Vec<&str> = origins.iter().map(String::as_str).collect();
/// let builder = Policy::for_origins(&origins).with_methods(&["PUT", "GET POST"]).with_max_age(600);
/// assert_eq!(
///     builder.build().unwrap_err().to_string(),
///     "origin \"https://Example.com/\": has upper case; method \"GET POST\": is not a method"
/// );
///
/// let policy = Policy::for_origins(&origins[..1]).with_methods(&["PUT"]).with_max_age(600).build().unwrap();
/// let preflight = [("Origin", "https://app.example.com"), ("Access-Control-Request-Method", "PUT")];
/// for policy in [POLICY, policy] {
///     assert_eq!(policy.decide("OPTIONS", &preflight).action(), Action::Respond(204));
/// }
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "a policy is checked when it is built"]
pub struct Builder<'a>(pub(super) Settings<'a>);

impl<'a> Builder<'a> {
    /// Lets pages send these methods, and GET, HEAD and POST, which are always allowed. `*` is any method.
    pub const fn with_methods(self, methods: &'a [&'a str]) -> Self {
        Self(Settings { methods: Texts::Slice(methods), ..self.0 })
    }

    /// Does the same with the lines of a text, as [`Policy::for_origin_lines`].
    pub const fn with_method_lines(self, methods: &'a str) -> Self {
        Self(Settings { methods: Texts::Lines(methods.as_bytes()), ..self.0 })
    }

    /// Lets pages send fields with these names. `*` is any name; but without [credentials](Self::with_credentials) it is
    /// not `Authorization`, which must then be listed too.
    ///
    /// Browsers sort the names that they ask for; names in a sorted list are found in one walk over it. If the list is not
    /// sorted, a preflight may ask for 64 names in any order, and for more only if no more than 64 walks find them all.
    pub const fn with_request_headers(self, names: &'a [&'a str]) -> Self {
        Self(Settings { request_headers: Texts::Slice(names), ..self.0 })
    }

    /// Does the same with the lines of a text, as [`Policy::for_origin_lines`].
    pub const fn with_request_header_lines(self, names: &'a str) -> Self {
        Self(Settings { request_headers: Texts::Lines(names.as_bytes()), ..self.0 })
    }

    /// Lets pages read fields with these names. `*` is any name.
    pub const fn with_response_headers(self, names: &'a [&'a str]) -> Self {
        Self(Settings { response_headers: Texts::Slice(names), ..self.0 })
    }

    /// Does the same with the lines of a text, as [`Policy::for_origin_lines`].
    pub const fn with_response_header_lines(self, names: &'a str) -> Self {
        Self(Settings { response_headers: Texts::Lines(names.as_bytes()), ..self.0 })
    }

    /// Lets pages send the user's credentials, and read the responses.
    pub const fn with_credentials(self) -> Self {
        Self(Settings { credentials: true, ..self.0 })
    }

    /// Lets browsers keep the answer to a preflight for this many seconds, 1 to 86400. With −1 they do not keep it; with
    /// 0, the default, they choose the time themselves.
    pub const fn with_max_age(self, seconds: i64) -> Self {
        Self(Settings { max_age: seconds, ..self.0 })
    }

    /// Sets the status of the answer to a preflight that is allowed, 200 to 299. The default is 204; some clients require
    /// 200.
    pub const fn with_preflight_status(self, status: u16) -> Self {
        Self(Settings { preflight_status: status, ..self.0 })
    }

    /// Lets pages of public networks send requests to this server, which is in a private network.
    ///
    /// Without this, `Access-Control-Request-Private-Network` is ignored: the answer is that to a plain preflight, and a
    /// browser that asks for the permission does not get it.
    pub const fn with_private_network(self) -> Self {
        Self(Settings { private_network: true, ..self.0 })
    }

    /// Adds `Vary` to the responses to `OPTIONS`, with all request fields on which the answer to a preflight depends.
    ///
    /// Responses to `OPTIONS` [cannot be cached](https://www.rfc-editor.org/rfc/rfc9110#section-9.3.7), and browsers keep
    /// preflights in a cache that ignores `Vary`, so by default they have none. Use this if a proxy or a CDN before the
    /// server is configured to cache `OPTIONS` all the same: without it, one page gets the answer for another.
    ///
    /// ```
    /// use countersign::{Encode, cors::policy::Policy};
    ///
    /// const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com"]).with_vary_on_options().in_const();
    ///
    /// let preflight = [("Origin", "https://app.example.com"), ("Access-Control-Request-Method", "GET")];
    /// let decision = POLICY.decide("OPTIONS", &preflight);
    /// let (name, value) = decision.append().next().unwrap();
    /// let varied = "Origin,Access-Control-Request-Method,Access-Control-Request-Headers";
    /// assert_eq!((name, value.display().to_string()), ("Vary", varied.to_owned()));
    /// ```
    pub const fn with_vary_on_options(self) -> Self {
        Self(Settings { varies_options: true, ..self.0 })
    }

    pub(super) const fn with_nobody(self) -> Self {
        Self(Settings { allows_nobody: true, ..self.0 })
    }

    /// Returns the policy in a constant, where a mistake does not compile. The compiler then shows the first mistake:
    ///
    /// ```compile_fail,E0080
    /// use countersign::cors::policy::Policy;
    ///
    /// // origin `*`: is not allowed with credentials or for a private network; list the origins
    /// const POLICY: Policy<'_> = Policy::for_origins(&["*"]).with_credentials().in_const();
    /// ```
    ///
    /// ```compile_fail,E0080
    /// use countersign::cors::policy::Policy;
    ///
    /// // origin `https://*.co.uk`: anyone may get a name below `co.uk`; name a domain below it, or use …
    /// const POLICY: Policy<'_> = Policy::for_origins(&["https://*.co.uk"]).with_credentials().in_const();
    /// ```
    ///
    /// ```compile_fail,E0080
    /// use countersign::cors::policy::Policy;
    ///
    /// // A dot at the end changes nothing, and a private network is like credentials.
    /// const POLICY: Policy<'_> = Policy::for_origins(&["https://*.github.io."]).with_private_network().in_const();
    /// ```
    ///
    /// ```compile_fail,E0080
    /// use countersign::cors::policy::Policy;
    ///
    /// // origin `*`: is listed with other origins; list `*` alone, or the other origins alone
    /// const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com", "*"]).in_const();
    /// ```
    ///
    /// ```compile_fail,E0080
    /// use countersign::cors::policy::Policy;
    ///
    /// // origin `https://*`: stands for every host of a network; list the hosts, or `*` alone; only …
    /// const POLICY: Policy<'_> = Policy::for_origins(&["https://*"]).in_const();
    /// ```
    ///
    /// ```compile_fail,E0080
    /// use countersign::cors::policy::Policy;
    ///
    /// // origin `moz-extension://*`: stands for every app or extension with this scheme; list the hosts, or name …
    /// const POLICY: Policy<'_> = Policy::for_origins(&["moz-extension://*"]).with_credentials().in_const();
    /// ```
    ///
    /// ```compile_fail,E0080
    /// use countersign::cors::policy::Policy;
    ///
    /// // origin `http://b.example`: is not secure: anyone on the network path can act as this origin; use `https`, or …
    /// const POLICY: Policy<'_> = Policy::for_origins(&["http://a.example", "http://b.example"])
    ///     .with_credentials()
    ///     .dangerously_tolerate_insecure_origins(&["http://a.example"])
    ///     .in_const();
    /// ```
    ///
    /// ```compile_fail,E0080
    /// use countersign::cors::policy::Policy;
    ///
    /// // origin `http://b.example`: is tolerated, and not listed; list it as an origin too, or do not tolerate it
    /// const POLICY: Policy<'_> = Policy::for_origins(&["http://a.example"])
    ///     .dangerously_tolerate_insecure_origins(&["http://b.example"])
    ///     .in_const();
    /// ```
    ///
    /// A constant knows the same public suffixes as [`build`](Self::build).
    ///
    /// # Panics
    /// At run time, if the policy has a mistake. Use [`build`](Self::build) there.
    #[must_use]
    pub const fn in_const(self) -> Policy<'a> {
        let first = Audit::new(self.0).first();
        assert!(first.is_none(), "{}", Sentence::new(first).as_str());
        self.policy()
    }

    /// Returns the policy.
    ///
    /// This knows the public suffixes that the [module](super) lists, and no others: use
    /// [`build_with_public_suffixes`](Self::build_with_public_suffixes) if the origins come from someone else.
    ///
    /// ```
    /// use countersign::cors::policy::Policy;
    ///
    /// let mistakes = Policy::for_origins(&["https://*.github.io"]).with_credentials().build().unwrap_err();
    /// assert_eq!(mistakes.to_string(), "origin \"https://*.github.io\": anyone may get a name below `github.io`");
    /// ```
    ///
    /// # Errors
    /// All mistakes.
    pub const fn build(self) -> Result<Policy<'a>, Mistakes<'a>> {
        match Audit::new(self.0).first() {
            None => Ok(self.policy()),
            Some(_) => Err(Mistakes::new(self.0, None)),
        }
    }

    /// Returns the policy, checked with a list of public suffixes too: `is_public_suffix` returns whether anyone can
    /// register a name below this one. The name is in lower case, without a dot at its end.
    ///
    /// The list adds to the public suffixes of [`build`](Self::build): no list makes a policy accept more. The feature
    /// `psl` has such a function, `cors::policy::is_public_suffix`.
    ///
    /// ```
    /// use countersign::cors::policy::{Policy, Reason};
    ///
    /// let is_public_suffix = |name: &str| name == "customers.example.com";
    /// let policy = Policy::for_origins(&["https://*.customers.example.com"]).with_credentials();
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
        let mistakes = Mistakes::new(self.0, Some(is_public_suffix));
        if mistakes.iter().next().is_some() { Err(mistakes) } else { Ok(self.policy()) }
    }

    /// The settings have no mistake.
    const fn policy(&self) -> Policy<'a> {
        let Settings { origins, static_origin, methods, request_headers, response_headers, max_age, .. } = self.0;
        Policy {
            origins: match static_origin {
                Some(origin) => Origins::Static(origin),
                None if origins.has(b"*") => Origins::Any,
                None if any_has_asterisk(origins) => Origins::Patterns(origins),
                None => Origins::Listed { origins, common_end: common_end(origins) },
            },
            methods,
            any_method: methods.has(b"*"),
            request_headers: AllowedNames::new(request_headers, request_headers.has(b"*"), self.0.credentials),
            expose_headers: exposed(response_headers),
            max_age: match max_age {
                0 => None,
                -1 => Some(0),
                seconds => {
                    let [a, b, c, d, ..] = seconds.to_le_bytes();
                    Some(u32::from_le_bytes([a, b, c, d]))
                }
            },
            preflight_status: self.0.preflight_status,
            credentials: self.0.credentials,
            private_network: self.0.private_network,
            vary: match (static_origin, origins.has(b"*")) {
                (None, false) => Some(&NameList::ORIGIN),
                _ => None,
            },
            vary_on_options: match (self.0.varies_options, self.0.private_network) {
                (false, _) => None,
                (true, false) => Some(&NameList::Slice(&Policy::ASKS, 0b1000)),
                (true, true) => Some(&NameList::Slice(&Policy::ASKS, 0)),
            },
        }
    }
}

const fn any_has_asterisk(mut patterns: Texts<'_>) -> bool {
    while let Some((pattern, others)) = patterns.split_first() {
        let mut rest = pattern.as_bytes();
        while let [byte, after @ ..] = rest {
            if *byte == b'*' {
                return true;
            }
            rest = after;
        }
        patterns = others;
    }
    false
}

/// Returns how many bytes at the end of all texts are the same.
const fn common_end(texts: Texts<'_>) -> usize {
    let Some((first, mut others)) = texts.split_first() else {
        return 0;
    };
    let mut common = first.len();
    while let Some((text, rest)) = others.split_first() {
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

/// Returns the names for `Access-Control-Expose-Headers`. Those that a page may always read are left out if they are among
/// the first 32.
const fn exposed(names: Texts<'_>) -> Option<NameList<'_>> {
    if names.has(b"*") {
        return Some(NameList::ANY);
    }
    let (mut left_out, mut bit, mut has_others) = (0, 1_u32, false);
    let mut rest = names;
    while let Some((name, others)) = rest.split_first() {
        if FieldName::checked(name.as_bytes()).is_safelisted_response() {
            left_out |= bit;
        } else {
            has_others = true;
        }
        bit <<= 1;
        rest = others;
    }
    if has_others { Some(NameList::without(names, left_out)) } else { None }
}

#[cfg(test)]
mod tests {
    use super::{Texts, common_end};

    #[test]
    fn a_common_end_is_that_of_all_texts() {
        let rows: [(&[&str], usize); 8] = [
            (&[], 0),
            (&["abc"], 3),
            (&["abc", "abc"], 3),
            (&["abc", "xbc"], 2),
            (&["abc", "bc", "xxabc"], 2),
            (&["abc", "xbc", "xxc"], 1),
            (&["xxc", "xbc", "abc"], 1),
            (&["abc", "xxc", "abd", "abc"], 0),
        ];
        for (texts, expected) in rows {
            assert_eq!(common_end(Texts::Slice(texts)), expected, "{texts:?}");
        }
    }
}
