//! The settings of policies.

use alloc::string::String;
use alloc::vec::Vec;

use ::arbitrary::{Arbitrary, Result, Unstructured};

use super::draw::Draw;
use super::field::{method, request_names};
use super::origin::pattern;
use crate::cors::gateway;
use crate::cors::policy::Config;

/// The settings of a policy without a mistake.
///
/// ```
/// use arbitrary::{Arbitrary, Unstructured};
/// use countersign::cors::policy::Config;
///
/// let config = Config::<String>::arbitrary(&mut Unstructured::new(b"any bytes, from a fuzzer"))?;
/// assert!(config.build().is_ok());
/// # Ok::<(), arbitrary::Error>(())
/// ```
impl<'b> Arbitrary<'b> for Config<String> {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        let draw = &mut Draw(u);
        let mut config = Self { credentials: draw.flip(), ..Self::default() };
        match draw.upto(5) {
            4 if !config.credentials => config.origins = "*".into(),
            5 => config.nobody = true,
            _ => config.origins = lines(draw, pattern),
        }
        if draw.flip() {
            config.methods = lines(draw, method);
        }
        if draw.flip() {
            config.request_headers = request_names(draw, true).join("\n");
        }
        if draw.flip() {
            config.response_headers = response_names(draw).join("\n");
        }
        config.max_age = draw.of(&[0, 1, 600, 7200, 86400, -1]);
        config.private_network = config.origins != "*" && draw.one_in(4);
        config.vary_on_options = draw.one_in(4);
        config.preflight_status = draw.of(&[None, None, Some(200), Some(204)]);
        Ok(config)
    }
}

/// One to three different lines.
fn lines(draw: &mut Draw<'_, '_>, line: fn(&mut Draw<'_, '_>) -> String) -> String {
    let mut lines: Vec<_> = (0..=draw.upto(2)).map(|_| line(draw)).collect();
    lines.sort();
    lines.dedup();
    lines.join("\n")
}

fn response_names(draw: &mut Draw<'_, '_>) -> Vec<String> {
    let names = draw.list_of(&["WWW-Authenticate", "X-Request-ID", "ETag", "Retry-After"], "\n");
    names.lines().map(String::from).collect()
}

/// The parts of a `cors` statement of a gateway's policy document, without a mistake.
///
/// ```
/// use arbitrary::{Arbitrary, Unstructured};
/// use countersign::arbitrary::Statement;
/// use countersign::cors::gateway::Policy;
///
/// let statement = Statement::arbitrary(&mut Unstructured::new(b"any bytes, from a fuzzer"))?;
/// statement.lend(|statement| assert!(Policy::new(statement).is_ok()));
/// # Ok::<(), arbitrary::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The origins, or `*`.
    pub allowed_origins: Vec<String>,
    /// The methods, or `*`.
    pub allowed_methods: Option<Vec<String>>,
    /// The seconds for which a browser may keep the answer to a preflight.
    pub preflight_result_max_age: u32,
    /// The names that a page may send, or `*`.
    pub allowed_headers: Option<Vec<String>>,
    /// The names that a page may read, or `*`.
    pub expose_headers: Option<Vec<String>>,
    /// Whether pages may use credentials.
    pub allow_credentials: bool,
    /// Whether a request of another origin ends at the policy.
    pub terminate_unmatched_request: Option<bool>,
}

impl Statement {
    /// Calls the closure with the statement, which borrows the parts.
    pub fn lend<R>(&self, with: impl FnOnce(gateway::Statement<'_>) -> R) -> R {
        let texts = |list: &Option<Vec<String>>| list.clone().unwrap_or_default();
        let [methods, sent, read] = [&self.allowed_methods, &self.allowed_headers, &self.expose_headers].map(texts);
        let [origins, methods, sent, read] = [&self.allowed_origins, &methods, &sent, &read].map(|list| refs(list));
        with(gateway::Statement {
            allowed_origins: &origins,
            allowed_methods: self.allowed_methods.as_ref().map(|_| &*methods),
            preflight_result_max_age: self.preflight_result_max_age,
            allowed_headers: self.allowed_headers.as_ref().map(|_| &*sent),
            expose_headers: self.expose_headers.as_ref().map(|_| &*read),
            allow_credentials: self.allow_credentials,
            terminate_unmatched_request: self.terminate_unmatched_request,
            ..gateway::Statement::DEFAULT
        })
    }
}

fn refs(list: &[String]) -> Vec<&str> {
    list.iter().map(|text| &**text).collect()
}

impl<'b> Arbitrary<'b> for Statement {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        let draw = &mut Draw(u);
        let any =
            |list: Vec<String>, draw: &mut Draw<'_, '_>| if draw.one_in(4) { Vec::from(["*".into()]) } else { list };
        let allow_credentials = draw.flip();
        let mut origins: Vec<String> = Vec::new();
        for _ in 0..=draw.upto(2) {
            let slash = draw.of(&["", "/"]);
            origins.push(["https://", &draw.host(), slash].concat());
        }
        origins.dedup();
        let allowed_origins = if allow_credentials { origins } else { any(origins, draw) };
        let methods = Vec::from([method(draw)]);
        let allowed_methods = draw.flip().then(|| any(methods, draw));
        let names = request_names(draw, true);
        let allowed_headers = draw.flip().then(|| any(names, draw));
        let names = response_names(draw);
        let expose_headers = draw.flip().then(|| any(names, draw));
        Ok(Self {
            allowed_origins,
            allowed_methods,
            preflight_result_max_age: draw.of(&[0, 300, 86400]),
            allowed_headers,
            expose_headers,
            allow_credentials,
            terminate_unmatched_request: draw.of(&[None, Some(false), Some(true)]),
        })
    }
}
