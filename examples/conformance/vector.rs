//! Vectors: what goes in and what must come out, as data. A module per family checks them.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use countersign::Encode;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{auth, cors, digest};

/// Checks one vector of any kind.
pub(crate) fn check(vector: &Value) -> Result<(), Failure> {
    match vector.get("kind") {
        None => auth::check(vector),
        Some(Value::String(kind)) if digest::KINDS.contains(&kind.as_str()) => digest::check(vector),
        Some(Value::String(kind)) if cors::KINDS.contains(&kind.as_str()) => cors::check(vector),
        Some(kind) => Err(Failure::new("a kind of vector that is known", kind)),
    }
}

/// What a vector is called, or its place when it has no name.
pub(crate) fn id(vector: &Value, index: usize) -> String {
    vector.get("id").and_then(Value::as_str).map_or_else(|| format!("#{index}"), str::to_owned)
}

/// The vectors of a file.
pub(crate) fn read_file(path: &Path) -> Result<Vec<Value>, Failure> {
    let refused = |error: &dyn fmt::Display| Failure::new("a JSON array of vectors", error);
    let text = fs::read(path).map_err(|error| refused(&error))?;
    serde_json::from_slice(&text).map_err(|error| refused(&error))
}

/// The files of the project.
pub(crate) fn files() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files
}

/// Why a vector fails: what was expected, and what came.
#[derive(Debug)]
pub(crate) struct Failure {
    expected: String,
    came: String,
}

impl Failure {
    pub(crate) fn new(expected: impl fmt::Display, came: impl fmt::Display) -> Self {
        Self { expected: expected.to_string(), came: came.to_string() }
    }

    /// The same, of a part of what is compared.
    pub(crate) fn of(self, part: &str) -> Self {
        Self { expected: format!("{part}: {}", self.expected), ..self }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.expected, self.came)
    }
}

/// The members of a vector that are not only for its reader.
pub(crate) fn read<T: DeserializeOwned>(vector: &Value) -> Result<T, Failure> {
    let mut members = vector.clone();
    if let Some(members) = members.as_object_mut() {
        members.retain(|name, _| !["id", "source", "why", "note"].contains(&name.as_str()));
    }
    T::deserialize(members).map_err(|error| Failure::new("members that are known", error))
}

/// What one door of the crate gives, in the notation of the vectors, or why it refuses.
pub(crate) type Reading = Result<Value, String>;

/// What all doors give alike.
pub(crate) fn agreed(doors: &[Reading]) -> Result<Reading, Failure> {
    let Some((first, others)) = doors.split_first() else {
        return Err(Failure::new("a way to read it", "none"));
    };
    match others.iter().find(|other| *other != first) {
        Some(other) => Err(Failure::new(format_args!("{} from every door", shown(first)), shown(other))),
        None => Ok(first.clone()),
    }
}

/// Compares with what a vector expects, which is `{"error": true}` for a refusal.
pub(crate) fn compare(expected: &Value, came: &Reading) -> Result<(), Failure> {
    let same = match came {
        Ok(value) => value == expected,
        Err(_) => *expected == json!({"error": true}),
    };
    if same { Ok(()) } else { Err(Failure::new(expected, shown(came))) }
}

fn shown(reading: &Reading) -> String {
    match reading {
        Ok(value) => value.to_string(),
        Err(error) => format!("refused: {error}"),
    }
}

/// Octets, each written as the character of its number.
pub(crate) fn text(octets: impl Iterator<Item = u8>) -> String {
    octets.map(char::from).collect()
}

/// The wire form.
pub(crate) fn wire(value: &impl Encode) -> String {
    let mut octets = vec![0; value.encoded_len()];
    text(value.encode_to_slice(&mut octets).expect("as long as it says").iter().copied())
}

/// Octets, read from the characters of their numbers.
#[derive(Deserialize)]
#[serde(try_from = "Written")]
pub(crate) struct Octets(Vec<u8>);

#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Written {
    Text(String),
    Repeat { repeat: Repeat },
}

/// One octet, so many times.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Repeat {
    byte: Octet,
    count: usize,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Octet {
    Number(u8),
    Character(char),
}

impl Octets {
    pub(crate) fn new(text: &str) -> Self {
        Self(text.into())
    }
}

impl TryFrom<Repeat> for Octets {
    type Error = &'static str;

    fn try_from(Repeat { byte, count }: Repeat) -> Result<Self, Self::Error> {
        let octet = match byte {
            Octet::Number(number) => number,
            Octet::Character(character) => u8::try_from(character).map_err(|_| NO_OCTET)?,
        };
        Ok(Self(vec![octet; count]))
    }
}

impl TryFrom<Written> for Octets {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        match written {
            Written::Text(text) => {
                let octets: Result<_, _> = text.chars().map(u8::try_from).collect();
                octets.map(Self).map_err(|_| NO_OCTET)
            }
            Written::Repeat { repeat } => repeat.try_into(),
        }
    }
}

const NO_OCTET: &str = "a character past U+00FF stands for no octet";

impl AsRef<[u8]> for Octets {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
