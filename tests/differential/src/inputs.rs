//! Inputs: drawn, changed, and those of the vectors. The same ones each time.

use std::fs;
use std::path::Path;

use arbitrary::{Arbitrary, Unstructured};
use countersign::arbitrary::{Challenge, Credentials, Mutated, field_value};
use serde_json::Value;

use crate::Bytes;

/// Pseudo-random numbers: xorshift64*.
pub struct Chance(u64);

impl Chance {
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    fn number(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// Returns a number below a limit.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.number() >> 33).unwrap_or(0) % limit.max(1)
    }

    pub fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    /// Returns bytes from which a generator draws.
    pub fn bytes(&mut self) -> Vec<u8> {
        (0..160).flat_map(|_| self.number().to_le_bytes()).collect()
    }
}

/// Draws values, one of each seed.
pub fn drawn<T>(count: u64, draw: impl Fn(&mut Unstructured<'_>) -> T) -> impl Iterator<Item = T> {
    (0..count).map(move |seed| draw(&mut Unstructured::new(&Chance::new(seed).bytes())))
}

/// Challenges of all schemes, valid and with the faults that servers make, one and two in a line; then [`edited`].
///
/// # Panics
/// If a generator fails, which it does not.
pub fn challenges(count: u64) -> impl Iterator<Item = Bytes> {
    let one =
        |u: &mut Unstructured<'_>| Mutated::<Challenge>::arbitrary(u).expect("a generator does not fail").value.0.wire;
    let lines =
        drawn(count, move |u| if u.ratio(1, 3).unwrap_or(false) { [one(u), one(u)].join(&b", "[..]) } else { one(u) });
    edited(lines)
}

/// Credentials of all schemes; then [`edited`].
///
/// # Panics
/// If a generator fails, which it does not.
pub fn credentials(count: u64) -> impl Iterator<Item = Bytes> {
    let one = |u: &mut Unstructured<'_>| {
        Mutated::<Credentials>::arbitrary(u).expect("a generator does not fail").value.0.wire
    };
    edited(drawn(count, one))
}

/// Challenges of one module of `auth`, or credentials; then [`edited`].
///
/// # Panics
/// If the module has no generator.
pub fn of_module(count: u64, module: &'static str, draws_credentials: bool) -> impl Iterator<Item = Bytes> {
    edited(drawn(count, move |u| {
        let parts = if draws_credentials {
            Credentials::of(module, u).map(|credentials| credentials.0)
        } else {
            Challenge::of(module, u).map(|challenge| challenge.0)
        };
        parts.expect("the module has a generator").wire
    }))
}

/// The values of a field; then [`edited`].
///
/// # Panics
/// If the field has no generator.
pub fn field(count: u64, name: &'static str) -> impl Iterator<Item = Bytes> {
    edited(drawn(count, move |u| field_value(name, u).expect("the field has a generator")))
}

/// Each value as it is, and with one to three bytes inserted, removed or replaced.
pub fn edited(values: impl Iterator<Item = Vec<u8>>) -> impl Iterator<Item = Bytes> {
    values.enumerate().flat_map(|(seed, value)| {
        let mut chance = Chance::new(u64::try_from(seed).unwrap_or(0) ^ 0xED17);
        let mut changed = value.clone();
        for _ in 0..=chance.below(3) {
            let at = chance.below(changed.len() + 1);
            let byte = chance.of(b" \t,;=\"\\'/-_.:*+~aZ0%\x00\x7F\x80\xC3\xA4");
            match chance.below(3) {
                0 => changed.insert(at, byte),
                1 if at < changed.len() => drop(changed.remove(at)),
                _ if at < changed.len() => changed[at] = byte,
                _ => changed.push(byte),
            }
        }
        [Bytes(value), Bytes(changed)]
    })
}

/// Every short text in `tests/vectors`: the inputs of other projects' tests, and of this one's.
///
/// # Panics
/// If a file is not JSON.
#[must_use]
pub fn vectors() -> Vec<Bytes> {
    fn collect(value: &Value, texts: &mut Vec<Vec<u8>>) {
        match value {
            Value::String(text) if text.len() < 1024 => texts.push(text.clone().into_bytes()),
            Value::Array(values) => values.iter().for_each(|value| collect(value, texts)),
            Value::Object(values) => values.values().for_each(|value| collect(value, texts)),
            _ => {}
        }
    }
    let mut texts = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors");
    for entry in fs::read_dir(folder).expect("the folder of vectors") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let text = fs::read_to_string(path).expect("a file of vectors");
            collect(&serde_json::from_str(&text).expect("vectors are JSON"), &mut texts);
        }
    }
    texts.sort_unstable();
    texts.dedup();
    texts.into_iter().map(Bytes).collect()
}
