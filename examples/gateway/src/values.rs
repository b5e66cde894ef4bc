//! `--value` and `--named-value`: what the gateway knows and a document does not say.

use std::collections::HashSet;
use std::str::FromStr;

use countersign::cors::gateway::Scope;

/// What may be a policy expression: the attributes, and the elements of the lists.
const NAMES: [&str; 7] = [
    "allow-credentials",
    "terminate-unmatched-request",
    "preflight-result-max-age",
    "origin",
    "method",
    "header",
    "exposed-header",
];

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
        let checked = match name {
            "allow-credentials" | "terminate-unmatched-request" => boolean(value).map(drop),
            "preflight-result-max-age" => seconds(value).map(drop),
            _ => Ok(()),
        };
        checked.map_err(|expected| format!("{value:?} is not {expected}"))?;
        Ok(Self { scope, name, value: value.to_owned() })
    }
}

impl Given {
    /// Returns an attribute that has two values for the same scope. An element may have several.
    pub(crate) fn repeated(all: &[Self]) -> Option<&'static str> {
        let is_attribute = |given: &&Self| NAMES.iter().take(3).any(|name| *name == given.name);
        let mut seen = HashSet::new();
        all.iter().filter(is_attribute).find(|given| !seen.insert((given.scope, given.name))).map(|given| given.name)
    }
}

/// `NAME=VALUE`, or `ID=FILE`
#[derive(Clone)]
pub(crate) struct Pair {
    pub name: String,
    pub value: String,
}

impl Pair {
    /// Returns a name that occurs twice.
    pub(crate) fn repeated(pairs: &[Self]) -> Option<&str> {
        let mut seen = HashSet::new();
        pairs.iter().map(|pair| pair.name.as_str()).find(|name| !seen.insert(*name))
    }
}

impl FromStr for Pair {
    type Err = String;

    fn from_str(pair: &str) -> Result<Self, String> {
        match pair.split_once('=') {
            Some((name, value)) if !name.is_empty() => Ok(Self { name: name.to_owned(), value: value.to_owned() }),
            _ => Err("expected a name, \"=\" and a value".to_owned()),
        }
    }
}

/// Returns the scope of this name.
pub(crate) fn scope_of(name: &str) -> Result<Scope, String> {
    let scope = Scope::ALL.into_iter().find(|scope| scope.name() == name);
    scope.ok_or_else(|| format!("{name} is not one of {}", Scope::ALL.map(Scope::name).join(", ")))
}

/// The values for one document.
pub(crate) struct Values<'a> {
    given: &'a [Given],
    named: &'a [Pair],
    scope: Scope,
}

impl<'a> Values<'a> {
    pub(crate) fn of(given: &'a [Given], named: &'a [Pair], scope: Scope) -> Self {
        Self { given, named, scope }
    }

    /// Returns the value of an expression, of which so many of the same name are before it. Values for the scope take
    /// precedence. A single value is that of all expressions of its name.
    pub(crate) fn of_expression(&self, name: &str, index: usize) -> Option<&'a str> {
        let of = |scope| {
            let values = self.given.iter().filter(move |given| given.name == name && given.scope == scope);
            values.map(|given| given.value.as_str()).collect::<Vec<_>>()
        };
        let values = Some(of(Some(self.scope))).filter(|own| !own.is_empty()).unwrap_or_else(|| of(None));
        match values[..] {
            [value] => Some(value),
            _ => values.get(index).copied(),
        }
    }

    pub(crate) fn of_name(&self, name: &str) -> Option<&'a str> {
        self.named.iter().find(|named| named.name == name).map(|named| named.value.as_str())
    }
}

/// Returns whether a value is `@(expression)` or `@{statements}`.
pub(crate) fn is_expression(value: &str) -> bool {
    [("@(", ")"), ("@{", "}")].iter().any(|(start, end)| value.starts_with(start) && value.ends_with(end))
}

/// A text with its named values in it.
pub(crate) struct Substituted {
    pub text: String,
    /// The named values, and whether each was given.
    pub names: Vec<(String, bool)>,
}

/// Replaces each `{{name}}`. A name has letters, digits, `-`, `_` and `.`, with white space around it.
pub(crate) fn substituted(text: &str, values: &Values<'_>) -> Substituted {
    let (mut whole, mut names, mut rest) = (String::new(), Vec::new(), text);
    while let Some((before, after)) = rest.split_once("{{") {
        whole.push_str(before);
        let Some((name, after_name)) = name_and_rest(after) else {
            whole.push_str("{{");
            rest = after;
            continue;
        };
        let value = values.of_name(name);
        whole.push_str(value.unwrap_or_default());
        names.push((name.to_owned(), value.is_some()));
        rest = after_name;
    }
    whole.push_str(rest);
    Substituted { text: whole, names }
}

/// Returns the name at the start of a text, and what follows `}}`.
fn name_and_rest(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_ascii_start();
    let is_of_name = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    let (name, rest) = text.split_at(text.find(|char| !is_of_name(char))?);
    Some((name, rest.trim_ascii_start().strip_prefix("}}")?)).filter(|_| !name.is_empty())
}

/// Returns the named values in a text that has nothing else but white space, with their offsets. The error is the offset of
/// something else, and ends the text.
pub(crate) fn names_alone(text: &str) -> impl Iterator<Item = Result<(usize, &str), usize>> {
    let mut rest = text.trim_ascii_start();
    std::iter::from_fn(move || {
        let offset = text.len() - rest.len();
        if rest.is_empty() {
            return None;
        }
        let named = rest.strip_prefix("{{").and_then(name_and_rest);
        rest = named.map_or("", |(_, rest)| rest.trim_ascii_start());
        Some(named.map(|(name, _)| (offset, name)).ok_or(offset))
    })
}

pub(crate) fn boolean(value: &str) -> Result<bool, &'static str> {
    value.parse().map_err(|_| "true or false")
}

pub(crate) fn seconds(value: &str) -> Result<u32, &'static str> {
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    value.parse().ok().filter(|_| is_number).ok_or("a number of seconds")
}
