//! Builds a value with every part that it may have, in each order, and reads each part of it again.

use std::collections::BTreeSet;

use countersign::auth::{Base64, Credentials, Param};
use countersign::{FieldContent, ParseError, Text, Words};

use crate::laws::written;

/// A part of a value by the name of its parameter; `None` if it is absent.
pub(super) type Part = (&'static str, Option<String>);

/// The parts of a value, each from its own function.
pub(super) type Parts<T> = fn(&T) -> Vec<Part>;

/// The part with this name, as text.
pub(super) fn text<'a>(name: &'static str, part: impl Into<Option<Text<'a>>>) -> Part {
    (name, part.into().map(|text| text.to_string_lossy().into_owned()))
}

pub(super) fn words(name: &'static str, part: Option<Words<'_>>) -> Part {
    text(name, part.map(|words| words.text()))
}

/// A part that is shown as it is written.
pub(super) fn shown(name: &'static str, part: impl Into<Option<u64>>) -> Part {
    (name, part.into().map(|number| number.to_string()))
}

/// A part that is written by its own type.
pub(super) fn value(name: &'static str, part: Option<impl FieldContent>) -> Part {
    (name, part.map(|part| line(&part)))
}

pub(super) fn base64<'a>(name: &'static str, part: impl Into<Option<Base64<'a>>>) -> Part {
    value(name, part.into())
}

/// A part that is a word if it is there.
pub(super) fn flag(name: &'static str, is_set: bool, word: &str) -> Part {
    (name, is_set.then(|| word.to_owned()))
}

/// One of the parameters that no standard defines.
pub(super) fn other<'a>(name: &'static str, mut params: impl Iterator<Item = Param<'a>>) -> Part {
    text(name, params.find(|param| param.name().is(name)).map(|param| param.value()))
}

pub(super) fn line(value: &impl FieldContent) -> String {
    String::from_utf8(written(value)).expect("ASCII")
}

/// How a value is built and read: `start` has the required parts only, and each step adds a part.
pub(super) struct Built<'s, T> {
    /// What is before the parameters of a value without a scheme, to read them.
    pub scheme: &'static str,
    pub parse: fn(&'static [u8]) -> Result<T, ParseError>,
    pub start: T,
    pub steps: &'s [fn(T) -> T],
    pub parts: Parts<T>,
    /// The value with all parts.
    pub line: &'static str,
}

impl<T: Copy + FieldContent> Built<'_, T> {
    /// Asserts that each part of a value is that of its line.
    fn has_the_parts_of_its_line(&self, value: &T) {
        let line = [self.scheme, &line(value)].concat();
        let credentials = Credentials::parse(line.as_bytes()).expect("parameters");
        for (name, part) in (self.parts)(value) {
            let expected = credentials.get(name).map(|value| value.to_string_lossy().into_owned());
            assert_eq!(part, expected, "{name} of {line}");
        }
        let names = |params: countersign::auth::Params<'_>| -> BTreeSet<_> {
            params.iter().map(|param| param.name().as_str().to_owned()).collect()
        };
        let read: BTreeSet<_> =
            (self.parts)(value).into_iter().filter_map(|(name, part)| part.map(|_| name.to_owned())).collect();
        assert_eq!(read, names(credentials.params()), "a part of {line} is not read");
    }

    pub(super) fn check(&self) {
        self.has_the_parts_of_its_line(&self.start);
        for step in self.steps {
            self.has_the_parts_of_its_line(&step(self.start));
        }
        for first in 0..self.steps.len().max(1) {
            let mut order: Vec<_> = self.steps[first..].iter().chain(&self.steps[..first]).collect();
            for _ in 0..2 {
                let built = order.iter().fold(self.start, |value, step| step(value));
                assert_eq!(line(&built), self.line);
                self.has_the_parts_of_its_line(&built);
                order.reverse();
            }
        }
        let parsed = (self.parse)(self.line.as_bytes()).expect("the line");
        assert_eq!(line(&parsed), self.line);
        self.has_the_parts_of_its_line(&parsed);
    }
}
