//! Where in a configuration a mistake is, and a report for the people who write it.

use core::fmt;

use super::mistake::{Mistake, Part, Reason, Setting};
use super::settings::Settings;
use super::texts::Texts;

/// The place of a mistake: a field of [`Config`](super::Config), with the index of the entry in a list.
///
/// Indices count from zero, as in the paths of TOML, JSON and YAML tools. In a text with lines, they count the lines that
/// are not empty.
///
/// ```
/// use countersign::cors::policy::Policy;
///
/// let origins = ["https://app.example.com", "https://example.com/"];
/// let mistakes = Policy::for_origins(&origins).with_max_age(-2).build().unwrap_err();
/// let paths: Vec<_> = mistakes.paths().map(|(path, _)| path.to_string()).collect();
/// assert_eq!(paths, ["origins[1]", "max_age"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Path {
    key: &'static str,
    index: Option<usize>,
}

impl Path {
    pub(super) const fn new(key: &'static str, index: Option<usize>) -> Self {
        Self { key, index }
    }

    /// Returns the name of the field.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        self.key
    }

    /// Returns the index of the entry, if the field is a list and the mistake is in one entry.
    #[must_use]
    pub const fn index(&self) -> Option<usize> {
        self.index
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key)?;
        self.index.map_or(Ok(()), |index| write!(f, "[{index}]"))
    }
}

/// The lists that are not walked to their end yet, and how many entries were walked.
#[derive(Clone)]
pub(super) struct Paths<'a> {
    origins: Walk<'a>,
    methods: Walk<'a>,
    request_headers: Walk<'a>,
    response_headers: Walk<'a>,
    insecure: Walk<'a>,
    any_host: Walk<'a>,
    has_static_origin: bool,
}

#[derive(Clone, Copy)]
struct Walk<'a> {
    rest: Texts<'a>,
    count: usize,
}

impl<'a> Walk<'a> {
    const fn new(rest: Texts<'a>) -> Self {
        Self { rest, count: 0 }
    }

    /// Walks to the next entry that is this text, and returns its index. Entries that are equal have equal mistakes, so
    /// none is missed.
    fn find(&mut self, text: &str) -> Option<usize> {
        let mut walk = *self;
        while let Some((entry, others)) = walk.rest.split_first() {
            let index = walk.count;
            walk = Self { rest: others, count: index.saturating_add(1) };
            if entry == text {
                *self = walk;
                return Some(index);
            }
        }
        None
    }
}

impl<'a> Paths<'a> {
    pub(super) const fn new(settings: &Settings<'a>) -> Self {
        Self {
            origins: Walk::new(settings.origins),
            methods: Walk::new(settings.methods),
            request_headers: Walk::new(settings.request_headers),
            response_headers: Walk::new(settings.response_headers),
            insecure: Walk::new(settings.insecure),
            any_host: Walk::new(settings.any_host),
            has_static_origin: settings.static_origin.is_some(),
        }
    }

    /// Returns the place of the next mistake. The mistakes come in the order of the audit.
    pub(super) fn of(&mut self, mistake: &Mistake<'_>) -> Path {
        let (key, walk) = match mistake.part() {
            Part::Origin => ("origins", &mut self.origins),
            Part::Method => ("methods", &mut self.methods),
            Part::RequestHeader => ("request_headers", &mut self.request_headers),
            Part::ResponseHeader => ("response_headers", &mut self.response_headers),
            Part::MaxAge => return Path::new("max_age", None),
            Part::PreflightStatus => return Path::new("preflight_status", None),
        };
        let Setting::Text(text) = mistake.setting() else { return Path::new(key, None) };
        match mistake.reason() {
            // It is reported before the entries, of which it may be a mistaken one.
            Reason::NotAlone => Path::new(key, walk.clone().find(text)),
            Reason::NotListed => match self.insecure.find(text) {
                None => Path::new("dangerously_tolerate_any_host", self.any_host.find(text)),
                index => Path::new("dangerously_tolerate_insecure_origins", index),
            },
            _ if key == "origins" && self.has_static_origin => Path::new("static_origin", None),
            _ => Path::new(key, walk.find(text)),
        }
    }
}

/// Mistakes to be shown to the people who write the configuration: one on each line, with its path and its remedy.
///
/// [`Mistakes::report`](super::Mistakes::report) and the errors that own their texts return it.
#[derive(Clone)]
pub struct Report<I>(pub(super) I);

impl<'a, I: Iterator<Item = (Path, Mistake<'a>)> + Clone> fmt::Display for Report<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (line, (path, mistake)) in self.0.clone().enumerate() {
            if line > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{path}: {mistake} ({})", mistake.remedy())?;
        }
        Ok(())
    }
}

impl<'a, I: Iterator<Item = (Path, Mistake<'a>)> + Clone> fmt::Debug for Report<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Report ")?;
        f.debug_list().entries(self.0.clone()).finish()
    }
}
