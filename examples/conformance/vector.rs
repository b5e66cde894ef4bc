//! Vectors: inputs and expected results, as data. Each family has a module that checks them.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use countersign::Encode;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{auth, cors, digest, signing, typed};

/// Checks one vector of any kind.
pub(crate) fn check(vector: &Value) -> Result<(), Failure> {
    match vector.get("kind") {
        None if cors::is_chain(vector) => cors::check_chain(vector),
        None => auth::check(vector),
        Some(Value::String(kind)) if digest::KINDS.contains(&kind.as_str()) => digest::check(vector),
        Some(Value::String(kind)) if kind == typed::KIND => typed::check(vector),
        Some(Value::String(kind)) if kind == signing::KIND => signing::check(vector),
        Some(Value::String(kind)) if cors::KINDS.contains(&kind.as_str()) => cors::check(vector),
        Some(kind) => Err(Failure::new("a known kind of vector", kind)),
    }
}

/// Returns the name of a vector, or its number in the file.
pub(crate) fn id(vector: &Value, index: usize) -> String {
    vector.get("id").and_then(Value::as_str).map_or_else(|| format!("#{index}"), str::to_owned)
}

/// Returns the vectors of a file.
pub(crate) fn read_file(path: &Path) -> Result<Vec<Value>, Failure> {
    let text = fs::read(path).map_err(|error| Failure::new("a file that can be read", error))?;
    serde_json::from_slice(&text).map_err(|error| Failure::new("a JSON array of vectors", error))
}

/// Returns the files of the project.
pub(crate) fn files() -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files
}

/// The reason why a vector fails: the expected result and the actual one.
#[derive(Debug)]
pub(crate) struct Failure {
    expected: String,
    came: String,
}

impl Failure {
    pub(crate) fn new(expected: impl fmt::Display, came: impl fmt::Display) -> Self {
        Self { expected: expected.to_string(), came: came.to_string() }
    }

    /// Returns the same failure, of a part of the result.
    pub(crate) fn of(self, part: &str) -> Self {
        Self { expected: format!("{part}: {}", self.expected), ..self }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}; found {}", self.expected, self.came)
    }
}

/// Returns the members of a vector that are not for people.
pub(crate) fn read<T: DeserializeOwned>(vector: &Value) -> Result<T, Failure> {
    let mut members = vector.clone();
    if let Some(members) = members.as_object_mut() {
        members.retain(|name, _| !["id", "source", "why", "note"].contains(&name.as_str()));
    }
    T::deserialize(members).map_err(|error| Failure::new("known members", error))
}

/// The result of one way to parse the input, in the notation of the vectors, or the error.
pub(crate) type Reading = Result<Value, String>;

/// Returns the result that all ways to parse the input have in common.
pub(crate) fn agreed(readings: &[Reading]) -> Result<Reading, Failure> {
    let Some((first, others)) = readings.split_first() else {
        return Err(Failure::new("a way to parse it", "none"));
    };
    match others.iter().find(|other| *other != first) {
        Some(other) => Err(Failure::new(format_args!("{} from every parser", shown(first)), shown(other))),
        None => Ok(first.clone()),
    }
}

/// Compares a result with the expected one, which is `{"error": true}` for an error.
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
        Err(error) => format!("error: {error}"),
    }
}

/// Returns bytes as text, each byte as the character U+0000 to U+00FF.
pub(crate) fn text(bytes: impl Iterator<Item = u8>) -> String {
    bytes.map(char::from).collect()
}

/// Returns the wire form.
pub(crate) fn wire(value: &impl Encode) -> String {
    let mut bytes = vec![0; value.encoded_len()];
    text(value.encode_to_slice(&mut bytes).expect("encoded_len is exact").iter().copied())
}

/// Bytes, written as the characters U+0000 to U+00FF.
#[derive(Deserialize)]
#[serde(try_from = "Written")]
pub(crate) struct Bytes(Vec<u8>);

#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Written {
    Text(String),
    Repeat { repeat: Repeat },
}

/// One byte, repeated.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Repeat {
    byte: Byte,
    count: usize,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Byte {
    Number(u8),
    Character(char),
}

impl Bytes {
    pub(crate) fn new(text: &str) -> Self {
        Self(text.into())
    }
}

impl TryFrom<Repeat> for Bytes {
    type Error = &'static str;

    fn try_from(Repeat { byte, count }: Repeat) -> Result<Self, Self::Error> {
        let value = match byte {
            Byte::Number(number) => number,
            Byte::Character(character) => u8::try_from(character).map_err(|_| NOT_A_BYTE)?,
        };
        Ok(Self(vec![value; count]))
    }
}

impl TryFrom<Written> for Bytes {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        match written {
            Written::Text(text) => {
                let bytes: Result<_, _> = text.chars().map(u8::try_from).collect();
                bytes.map(Self).map_err(|_| NOT_A_BYTE)
            }
            Written::Repeat { repeat } => repeat.try_into(),
        }
    }
}

const NOT_A_BYTE: &str = "a character above U+00FF is not a byte";

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
