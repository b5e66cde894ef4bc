//! A policy from a file: TOML, JSON, YAML or any other format that names its types.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::found::Found;
use super::keys::{KEYS, meant, unknown_key};
use super::mistake::{Part, Reason};
use super::mistakes::Mistakes;
use super::owned::{Config, Owned};
use super::texts::Texts;

/// Reads the settings of a policy, and reports every key that is unknown and every value that has the wrong type. Whether the
/// settings are a policy is checked by [`Config::build`].
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
impl<'de> Deserialize<'de> for Config<String> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut read = Read::from(deserializer)?;
        let Read { config, issues } = &mut read;
        for (key, list) in lists(config) {
            let is_line = |text: &str| !text.is_empty() && !text.contains(['\r', '\n']);
            let others = list.iter().filter(|(_, text)| !is_line(text));
            issues.extend(others.map(|(index, _)| {
                let report = format!("{key}[{index}]: must be one line that is not empty");
                Issue { unread: None, report }
            }));
        }
        read.without_issues()?;
        Ok(read.config.map(|list| list.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n")))
    }
}

/// Reads the settings of a policy as `Config<String>` does. [`Config::build_lists`] then checks them.
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
impl<'de> Deserialize<'de> for Config<Vec<String>> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Read::from(deserializer)?;
        read.without_issues()?;
        Ok(read.config.map(|list| list.iter().map(|(_, text)| text.clone()).collect()))
    }
}

/// Reads a policy and checks it, in one step. The error has every mistake: unknown keys, wrong types, and all that
/// [`Mistakes`] finds, each on a line with its path and what to do.
///
/// To check the policy with a list of public suffixes too, read a `Config<Vec<String>>` and call
/// [`build_lists_with_public_suffixes`](Config::build_lists_with_public_suffixes).
#[cfg_attr(docsrs, doc(cfg(feature = "serde")))]
impl<'de> Deserialize<'de> for Owned<String> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut read = Read::from(deserializer)?;
        read.audit();
        read.without_issues()?;
        let config = read.config.map(|list| list.iter().map(|(_, text)| text.clone()).collect::<Vec<_>>());
        config.build_lists().map_err(|mistakes| D::Error::custom(mistakes.report()))
    }
}

/// The texts of a list that are texts, each with its index.
type Entries = Vec<(usize, String)>;

#[derive(Default)]
struct Read {
    config: Config<Entries>,
    issues: Vec<Issue>,
}

/// A mistake.
struct Issue {
    /// The setting that is in the file, and was not read or not completely.
    unread: Option<&'static str>,
    report: String,
}

impl Issue {
    const fn unread(key: &'static str, report: String) -> Self {
        Self { unread: Some(key), report }
    }
}

impl Read {
    fn from<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct("Config", &KEYS, Settings)
    }

    fn without_issues<E: Error>(&self) -> Result<(), E> {
        match &self.issues[..] {
            [] => Ok(()),
            [only] => Err(E::custom(&only.report)),
            issues => {
                let reports: Vec<_> = issues.iter().map(|issue| issue.report.as_str()).collect();
                Err(E::custom(format_args!("{} mistakes in the policy:\n{}", issues.len(), reports.join("\n"))))
            }
        }
    }

    /// Adds the mistakes of the policy.
    fn audit(&mut self) {
        let Self { config, issues } = self;
        let texts = config.map(|list| list.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>());
        let mistakes = Mistakes::new(texts.map(|list| Texts::Slice(list)).settings(), None);
        // What could not be read may be what these miss.
        let lacks_origins = issues.iter().any(|issue| issue.unread == Some("origins"));
        let found = mistakes.paths().filter(|(_, mistake)| {
            !lacks_origins
                || mistake.part() != Part::Origin
                || !matches!(mistake.reason(), Reason::Missing | Reason::NotListed)
        });
        issues.extend(found.map(|(path, mistake)| {
            let list = lists(config).into_iter().find(|(key, _)| *key == path.key());
            let entry = path.index().and_then(|index| list?.1.get(index)).map(|(index, _)| *index);
            let place = entry.map_or_else(|| path.key().to_owned(), |index| format!("{}[{index}]", path.key()));
            Issue { unread: None, report: format!("{place}: {mistake} ({})", mistake.remedy()) }
        }));
    }

    fn set(&mut self, written: &str, found: Found) {
        let Some(key) = KEYS.into_iter().find(|key| *key == written) else {
            return self.issues.push(Issue { unread: meant(written), report: unknown_key(written) });
        };
        match key {
            "origins" => self.config.origins = self.texts(key, found),
            "methods" => self.config.methods = self.texts(key, found),
            "request_headers" => self.config.request_headers = self.texts(key, found),
            "response_headers" => self.config.response_headers = self.texts(key, found),
            "credentials" => self.config.credentials = self.switch(key, &found),
            "max_age" => self.config.max_age = self.number(key, &found, "-1 to 86400"),
            "preflight_status" => self.config.preflight_status = self.status(key, &found),
            "private_network" => self.config.private_network = self.switch(key, &found),
            "vary_on_options" => self.config.vary_on_options = self.switch(key, &found),
            "nobody" => self.config.nobody = self.switch(key, &found),
            "dangerously_tolerate_insecure_origins" => {
                self.config.dangerously_tolerate_insecure_origins = self.texts(key, found);
            }
            "dangerously_tolerate_any_host" => self.config.dangerously_tolerate_any_host = self.texts(key, found),
            "dangerously_tolerate_subdomains_of_public_suffixes" => {
                self.config.dangerously_tolerate_subdomains_of_public_suffixes = self.switch(key, &found);
            }
            _ => {}
        }
    }

    fn texts(&mut self, key: &'static str, found: Found) -> Entries {
        match found {
            Found::List(found) => {
                let mut entries = Entries::new();
                for (index, entry) in found.into_iter().enumerate() {
                    match entry {
                        Found::Text(text) => entries.push((index, text)),
                        other => {
                            let kind = other.kind();
                            let report = format!("{key}[{index}]: expected a text, found {kind} (write it in quotes)");
                            self.issues.push(Issue::unread(key, report));
                        }
                    }
                }
                entries
            }
            Found::Text(text) => {
                let lines = text.split(['\r', '\n']).filter(|line| !line.is_empty());
                lines.map(ToOwned::to_owned).enumerate().collect()
            }
            other => {
                let kind = other.kind();
                let report = format!(
                    "{key}: expected a list of texts, found {kind} (write a list, or one text with an entry on each line)"
                );
                self.issues.push(Issue::unread(key, report));
                Entries::new()
            }
        }
    }

    fn switch(&mut self, key: &'static str, found: &Found) -> bool {
        if let Found::Bool(is_on) = found {
            return *is_on;
        }
        let kind = found.kind();
        let report = format!("{key}: expected true or false, found {kind} (write it without quotes)");
        self.issues.push(Issue::unread(key, report));
        false
    }

    fn number(&mut self, key: &'static str, found: &Found, range: &str) -> i64 {
        match found {
            Found::Integer(number) => *number,
            Found::LongInteger => {
                let report = format!("{key}: must be {range} (use a number in this range)");
                self.issues.push(Issue::unread(key, report));
                0
            }
            other => {
                let kind = other.kind();
                let report = format!("{key}: expected a whole number, found {kind} (write {range}, without quotes)");
                self.issues.push(Issue::unread(key, report));
                0
            }
        }
    }

    fn status(&mut self, key: &'static str, found: &Found) -> Option<u16> {
        if let Found::Null = found {
            return None;
        }
        let before = self.issues.len();
        let number = self.number(key, found, "200 to 299");
        if self.issues.len() > before {
            return None;
        }
        let status = u16::try_from(number).ok();
        if status.is_none() {
            let report = format!("{key}: {number} must be 200 to 299 (use a number in this range)");
            self.issues.push(Issue::unread(key, report));
        }
        status
    }
}

/// The lists, each with its key.
const fn lists(config: &Config<Entries>) -> [(&str, &Entries); 6] {
    [
        ("origins", &config.origins),
        ("methods", &config.methods),
        ("request_headers", &config.request_headers),
        ("response_headers", &config.response_headers),
        ("dangerously_tolerate_insecure_origins", &config.dangerously_tolerate_insecure_origins),
        ("dangerously_tolerate_any_host", &config.dangerously_tolerate_any_host),
    ]
}

/// Reads the map of settings, to its end: one mistake does not hide the others.
struct Settings;

impl<'de> Visitor<'de> for Settings {
    type Value = Read;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the settings of a CORS policy")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Read, A::Error> {
        let mut read = Read::default();
        let mut seen: Vec<String> = Vec::new();
        while let Some(key) = map.next_key::<Found>()? {
            let found = map.next_value()?;
            match key {
                Found::Text(key) if seen.contains(&key) => {
                    let report = format!("{key}: is set twice (keep one of them)");
                    read.issues.push(Issue { unread: None, report });
                }
                Found::Text(key) => {
                    read.set(&key, found);
                    seen.push(key);
                }
                other => {
                    let report = format!("a key is {} (write the name of a setting)", other.kind());
                    read.issues.push(Issue { unread: None, report });
                }
            }
        }
        Ok(read)
    }
}
