//! `--value`: the results of policy expressions.

use std::str::FromStr;

use countersign::cors::gateway::Scope;

/// The attributes that may be policy expressions.
const NAMES: [&str; 3] = ["allow-credentials", "terminate-unmatched-request", "preflight-result-max-age"];

/// `[SCOPE:]NAME=VALUE`
#[derive(Clone)]
pub(crate) struct Given {
    scope: Option<Scope>,
    name: &'static str,
    value: String,
}

impl FromStr for Given {
    type Err = String;

    fn from_str(given: &str) -> Result<Self, String> {
        let (key, value) = given.split_once('=').ok_or("expected NAME=VALUE")?;
        let (scope, key) = match key.split_once(':') {
            Some((scope, key)) => (Some(scope_of(scope)?), key),
            None => (None, key),
        };
        let name = NAMES.into_iter().find(|name| *name == key);
        let name = name.ok_or_else(|| format!("{key} is not one of {}", NAMES.join(", ")))?;
        let checked = if name == NAMES[2] { seconds(value).map(drop) } else { boolean(value).map(drop) };
        checked.map_err(|expected| format!("{value:?} is not {expected}"))?;
        Ok(Self { scope, name, value: value.to_owned() })
    }
}

/// Returns the scope of this name.
pub(crate) fn scope_of(name: &str) -> Result<Scope, String> {
    let scope = Scope::ALL.into_iter().find(|scope| scope.name() == name);
    scope.ok_or_else(|| format!("{name} is not one of {}", Scope::ALL.map(Scope::name).join(", ")))
}

/// The values for one document.
pub(crate) struct Values {
    given: Vec<Given>,
}

impl Values {
    /// Returns the values for this scope. Those for this scope alone come first.
    pub(crate) fn of(given: &[Given], scope: Scope) -> Self {
        let mut given: Vec<_> =
            given.iter().filter(|given| given.scope.is_none_or(|own| own == scope)).cloned().collect();
        given.sort_by_key(|given| given.scope.is_none());
        Self { given }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.given.iter().find(|given| given.name == name).map(|given| given.value.as_str())
    }
}

/// Returns whether a value is `@(expression)` or `@{statements}`.
pub(crate) fn is_expression(value: &str) -> bool {
    [("@(", ")"), ("@{", "}")].iter().any(|(start, end)| value.starts_with(start) && value.ends_with(end))
}

pub(crate) fn boolean(value: &str) -> Result<bool, &'static str> {
    value.parse().map_err(|_| "true or false")
}

pub(crate) fn seconds(value: &str) -> Result<u32, &'static str> {
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    value.parse().ok().filter(|_| is_number).ok_or("a number of seconds")
}
