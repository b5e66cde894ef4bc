//! The server's side: policies, and what they decide.
//!
//! ```text
//! o m h e text   an origin, a method, the name of a field to send or to read
//! a seconds      the max-age
//! f options      `c` credentials, `n` private network, `i` insecure origins, `w` any host of a scheme, `s` subdomains of
//!                public suffixes, `a` a static origin, which is the first one, `b` nobody, `v` `Vary` on `OPTIONS`
//! !METHOD        the method of the request
//! >Name: value   a field of the request
//! ```

use std::collections::BTreeSet;

use countersign::cors::browser::{CredentialsMode, Profile, Request};
use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::{Origin, OriginPattern};
use countersign::cors::policy::{Action, Builder, Decision, Kind, Policy, Reason, Refusal, Setting};
use countersign::list::Elements;

use super::oracle::trimmed;
use super::{lines, written};

/// The settings of a policy, and one request.
#[derive(Default)]
struct Case<'a> {
    origins: Vec<&'a str>,
    methods: Vec<&'a str>,
    sent: Vec<&'a str>,
    read: Vec<&'a str>,
    max_age: i64,
    options: &'a str,
    method: &'a str,
    fields: Vec<(&'a str, &'a [u8])>,
}

impl<'a> Case<'a> {
    fn read(data: &'a [u8]) -> Self {
        let mut case = Self::default();
        for line in lines(data) {
            let Some((kind, rest)) = line.split_first() else { continue };
            let text = std::str::from_utf8(rest).unwrap_or_default();
            match kind {
                b'o' => case.origins.push(text),
                b'm' => case.methods.push(text),
                b'h' => case.sent.push(text),
                b'e' => case.read.push(text),
                b'a' => case.max_age = text.parse().unwrap_or_default(),
                b'f' => case.options = text,
                b'!' => case.method = text,
                b'>' => {
                    if let Some(colon) = rest.iter().position(|byte| *byte == b':') {
                        let name = std::str::from_utf8(&rest[..colon]).unwrap_or_default();
                        case.fields.push((name, &rest[colon + 1..]));
                    }
                }
                _ => {}
            }
        }
        case
    }

    fn has(&self, option: char) -> bool {
        self.options.contains(option)
    }

    fn policy(&self) -> Builder<'_> {
        let policy = match self.origins.first() {
            _ if self.has('b') => Policy::for_nobody(),
            Some(first) if self.has('a') => Policy::for_static_origin(first),
            _ => Policy::for_origins(&self.origins),
        };
        let mut policy = policy
            .with_methods(&self.methods)
            .with_request_headers(&self.sent)
            .with_response_headers(&self.read)
            .with_max_age(self.max_age);
        if self.has('c') {
            policy = policy.with_credentials();
        }
        if self.has('n') {
            policy = policy.with_private_network();
        }
        if self.has('i') {
            policy = policy.dangerously_tolerate_insecure_origins(self.listed());
        }
        if self.has('w') {
            policy = policy.dangerously_tolerate_any_host(self.listed());
        }
        if self.has('v') {
            policy = policy.with_vary_on_options();
        }
        if self.has('s') {
            policy = policy.dangerously_tolerate_subdomains_of_public_suffixes();
        }
        policy
    }

    /// Returns the origins that the policy lists.
    fn listed(&self) -> &[&'a str] {
        let count = match () {
            () if self.has('b') => 0,
            () if self.has('a') => 1,
            () => self.origins.len(),
        };
        &self.origins[..count.min(self.origins.len())]
    }

    /// Returns whether a pattern of the policy matches the origin.
    fn allows(&self, origin: &Origin<'_>) -> bool {
        self.listed().iter().any(|text| OriginPattern::new(text).is_ok_and(|pattern| pattern.matches(origin)))
    }

    fn origin(&self) -> Option<&'a [u8]> {
        self.single("Origin")
    }

    fn single(&self, name: &str) -> Option<&'a [u8]> {
        let mut values = self.fields.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        let (_, value) = values.next()?;
        values.next().is_none().then(|| trimmed(value))
    }

    fn asked(&self) -> impl Iterator<Item = &'a [u8]> {
        let lines = self.fields.iter().filter(|(name, _)| name.eq_ignore_ascii_case("Access-Control-Request-Headers"));
        lines.flat_map(|(_, line)| line.split(|byte| *byte == b',')).map(trimmed)
    }
}

pub(crate) fn check(data: &[u8]) {
    let case = Case::read(data);
    match case.policy().build() {
        Ok(policy) => decided(&case, &policy),
        Err(mistakes) => {
            assert!(mistakes.iter().count() > 0 && !mistakes.to_string().is_empty());
            for mistake in mistakes.iter() {
                let texts = [&case.origins, &case.methods, &case.sent, &case.read];
                let is_set = match mistake.setting() {
                    Setting::Text(text) => texts.iter().any(|texts| texts.contains(&text)),
                    Setting::Number(number) => number == case.max_age,
                };
                assert!(is_set || mistake.reason() == Reason::Missing, "{mistake}");
            }
        }
    }
}

type Answer = Vec<(&'static str, Vec<u8>)>;

fn answer(decision: &Decision<'_>) -> Answer {
    decision.set().chain(decision.append()).map(|(name, value)| (name, written(&value))).collect()
}

fn value<'s>(answer: &'s Answer, name: &str) -> Option<&'s [u8]> {
    answer.iter().find(|(other, _)| *other == name).map(|(_, value)| &**value)
}

fn decided(case: &Case<'_>, policy: &Policy<'_>) {
    let decision = policy.decide(case.method, case.fields.as_slice());
    let answer = answer(&decision);
    let names: BTreeSet<&str> = answer.iter().map(|(name, _)| *name).collect();
    assert_eq!(names.len(), answer.len(), "no field is set twice");
    assert_eq!(decision.kind() == Kind::Preflight, matches!(decision.action(), Action::Respond(_)));
    let is_any = case.listed().contains(&"*");
    let is_static = case.has('a') && !case.has('b');
    let listed = !is_any && !is_static;
    let preflight = "Origin,Access-Control-Request-Method,Access-Control-Request-Headers";
    let vary = match case.method {
        "OPTIONS" if !case.has('v') => None,
        "OPTIONS" if case.has('n') => Some(format!("{preflight},Access-Control-Request-Private-Network")),
        "OPTIONS" => Some(preflight.to_owned()),
        _ => listed.then(|| "Origin".to_owned()),
    };
    let varied = value(&answer, "Vary");
    assert_eq!(varied, vary.as_ref().map(String::as_bytes), "`Vary` depends on the policy and the method only");

    // An answer names the origin that asked, or every origin, or none.
    let allow_origin = value(&answer, "Access-Control-Allow-Origin");
    match allow_origin {
        Some(b"*") => assert!(is_any && !case.has('c')),
        Some(origin) if is_static => assert_eq!(origin, case.origins[0].as_bytes()),
        Some(origin) => assert_eq!(Some(origin), case.origin()),
        None => assert_eq!(
            answer.len(),
            names.iter().filter(|name| **name == "Vary").count(),
            "an answer without an origin sets nothing except `Vary`"
        ),
    }
    if decision.kind() == Kind::Preflight && decision.refusal().is_some() {
        assert_eq!((answer.len(), decision.action()), (usize::from(vary.is_some()), Action::Respond(403)));
    }
    if decision.kind() != Kind::NotCors && !is_any {
        judged(case, &decision);
    }
    tokens(case, &answer);
    browser(case, &decision, &answer);
    others(case, policy, &answer);
    allowed_by_a_function(case, policy, &decision, listed);
}

/// Asserts that the function is asked for a well-formed origin that the policy does not list, and that what it allows is
/// decided as if it were listed.
fn allowed_by_a_function(case: &Case<'_>, policy: &Policy<'_>, plain: &Decision<'_>, listed: bool) {
    let sent = case.origin().and_then(|bytes| Origin::parse_tolerant(bytes).ok());
    let is_asked = plain.refusal() == Some(Refusal::Origin) && listed && sent.is_some_and(is_of_pages);
    for is_allowed in [false, true] {
        let mut asked = None;
        let decision = policy.decide_with(case.method, case.fields.as_slice(), |origin| {
            asked = Some(origin);
            is_allowed
        });
        assert_eq!(asked, sent.filter(|_| is_asked));
        let (ours, theirs) = (answer(&decision), answer(plain));
        assert_eq!(value(&ours, "Vary"), value(&theirs, "Vary"));
        if is_allowed && is_asked {
            assert_ne!(decision.refusal(), Some(Refusal::Origin));
            let allow_origin = value(&ours, "Access-Control-Allow-Origin");
            assert_eq!(allow_origin, decision.refusal().is_none().then_some(case.origin()).flatten());
            let has_credentials = allow_origin.is_some() && case.has('c');
            assert_eq!(value(&ours, "Access-Control-Allow-Credentials").is_some(), has_credentials);
            browser(case, &decision, &ours);
        } else {
            assert_eq!((decision.action(), decision.refusal(), ours), (plain.action(), plain.refusal(), theirs));
        }
    }
}

/// Returns whether the function is asked for such an origin.
fn is_of_pages(origin: Origin<'_>) -> bool {
    let text = origin.to_string();
    let host_and_port = text.split_once("://").map(|(_, rest)| rest);
    let port = host_and_port.and_then(|rest| rest.rsplit(']').next()?.split_once(':'));
    origin.scheme().is_some_and(|scheme| scheme != "file") && port.is_none_or(|(_, port)| !port.starts_with('0'))
}

/// Asserts that an origin is allowed if a pattern matches it.
fn judged(case: &Case<'_>, decision: &Decision<'_>) {
    let by_origin = [Some(Refusal::Origin), Some(Refusal::InvalidOrigin)].contains(&decision.refusal());
    let Some(origin) = case.origin().and_then(|bytes| Origin::parse_tolerant(bytes).ok()) else {
        assert_eq!(decision.refusal(), Some(Refusal::InvalidOrigin));
        return;
    };
    assert_eq!(case.allows(&origin), !by_origin, "{origin}");
}

/// Asserts that every name in the answer is a token, and comes from the policy or from the request.
fn tokens(case: &Case<'_>, answer: &Answer) {
    for name in ["Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Access-Control-Expose-Headers"] {
        for name in Elements::<FieldName<'_>>::new(value(answer, name).unwrap_or_default()) {
            let name = name.expect("a list of names");
            let mut known = case.methods.iter().chain(&case.sent).chain(&case.read).map(|text| text.as_bytes());
            let is_method = Some(name.as_bytes()) == case.single("Access-Control-Request-Method");
            let is_asked = is_method || case.asked().any(|asked| asked == name.as_bytes());
            assert!(is_asked || known.any(|known| known.eq_ignore_ascii_case(name.as_bytes())), "{name}");
        }
    }
}

/// Asserts that an allowed request passes in a browser, and that a rejected one does not.
fn browser(case: &Case<'_>, decision: &Decision<'_>, answer: &Answer) {
    let (Some(Ok(origin)), true) = (case.origin().map(Origin::parse_tolerant), decision.kind() != Kind::NotCors) else {
        return;
    };
    let mode = if case.has('c') { CredentialsMode::Include } else { CredentialsMode::SameOrigin };
    if decision.kind() == Kind::Actual {
        let request = Request::new(origin, Method::GET).with_credentials(mode);
        assert_eq!(Profile::FETCH.cors_check(&request, &answer[..]).is_ok(), decision.refusal().is_none());
        return;
    }
    let Action::Respond(status) = decision.action() else { return };
    let method = case.single("Access-Control-Request-Method").and_then(|method| Method::parse(method).ok());
    let names: Option<Vec<_>> =
        case.asked().filter(|name| !name.is_empty()).map(|name| FieldName::parse(name).ok()).collect();
    let (Some(method), Some(names)) = (method, names) else {
        assert!(decision.refusal().is_some(), "no browser sends such a preflight");
        return;
    };
    if method != method.normalized() || method.is_forbidden() {
        return;
    }
    // A value with a parenthesis is not safelisted.
    let headers: Vec<_> = names.into_iter().map(|name| (name, &b"("[..])).collect();
    let request = Request::new(origin, method).with_headers(&headers).map(|request| request.with_credentials(mode));
    // No browser asks for so many.
    let (Ok(request), false) = (request, decision.refusal() == Some(Refusal::TooManyRequestHeaders)) else {
        return;
    };
    let passes = Profile::FETCH.preflight_check(&request, status, &answer[..]);
    assert_eq!(passes.is_ok(), decision.refusal().is_none(), "{:?} {:?}", passes.err(), decision.refusal());
}

/// Asserts that `Vary` is sent where two origins get different answers.
fn others(case: &Case<'_>, policy: &Policy<'_>, ours: &Answer) {
    if case.method == "OPTIONS" {
        return;
    }
    for origin in [&b"https://a.example"[..], b"https://b.example", b"null", b"", b"a,"] {
        let mut fields = case.fields.clone();
        for field in fields.iter_mut().filter(|(name, _)| name.eq_ignore_ascii_case("Origin")) {
            field.1 = origin;
        }
        let others = answer(&policy.decide(case.method, fields.as_slice()));
        let varies = |answer: &Answer| value(answer, "Vary").is_some();
        assert!(others == *ours || varies(&others) && varies(ours));
    }
    let without = case.fields.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("Origin"));
    let without = answer(&policy.decide(case.method, without.copied().collect::<Vec<_>>().as_slice()));
    assert!(without == *ours || value(&without, "Vary").is_some());
}
