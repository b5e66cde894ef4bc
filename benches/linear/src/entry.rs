//! The entry points, and which are missing.

use std::cell::RefCell;
use std::fmt::{self, Debug, Write};
use std::fs;
use std::hint::black_box;
use std::path::Path;

use countersign::Encode;
use countersign::{auth, cors};

use super::shapes::STARTS;

/// The names of a scheme that its shapes have, if it has several.
const MOST_NAMES: usize = 2;

pub struct Entry {
    pub name: &'static str,
    pub input: Input,
}

pub enum Input {
    /// Gets the bytes of each shape that begins with one of these.
    Bytes(fn(&[u8]), Vec<String>),
    /// Makes an operation on an input of this length.
    Length(fn(usize) -> Box<dyn FnMut()>),
}

impl Entry {
    pub fn bytes(name: &'static str, operation: fn(&[u8])) -> Self {
        Self { name, input: Input::Bytes(operation, STARTS.map(str::to_owned).to_vec()) }
    }

    /// Returns the entry of a scheme's type, whose name begins with the module. Its inputs begin with the scheme's names,
    /// and with its seeds: whole, and up to the last quote.
    pub fn scheme(name: &'static str, operation: fn(&[u8])) -> Self {
        let module = name.split("::").next().unwrap_or_default();
        let (_, names) = auth::SCHEMES.into_iter().find(|(other, _)| *other == module).expect("a scheme");
        let mut starts = vec![String::new()];
        starts.extend(names.iter().take(MOST_NAMES).map(|scheme| format!("{scheme} ")));
        for seed in seeds(module) {
            starts.push(format!("{seed}, "));
            starts.extend(seed.rsplit_once('"').map(|(open, _)| open.to_owned()));
        }
        Self { name, input: Input::Bytes(operation, starts) }
    }

    pub fn length(name: &'static str, operation: fn(usize) -> Box<dyn FnMut()>) -> Self {
        Self { name, input: Input::Length(operation) }
    }
}

/// Returns the seeds of a scheme that are text, in the order of their names.
fn seeds(module: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds").join(module);
    let files = fs::read_dir(folder).expect("a folder of seeds");
    let mut paths: Vec<_> = files.map(|file| file.expect("an entry").path()).collect();
    paths.sort();
    paths.iter().flat_map(fs::read_to_string).collect()
}

/// Returns the schemes and the fields for which there is no entry.
pub fn missing(entries: &[Entry]) -> impl Iterator<Item = String> {
    let schemes = auth::SCHEMES.into_iter().map(|(module, _)| format!("{module}::"));
    let fields = auth::FIELDS.into_iter().chain(cors::FIELDS.into_iter().map(|(field, _)| field));
    let wanted = schemes.chain(fields.map(str::to_owned));
    wanted.filter(|wanted| !entries.iter().any(|entry| entry.name.starts_with(wanted.as_str())))
}

struct Null;

impl Write for Null {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        black_box(text);
        Ok(())
    }
}

thread_local!(static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; 8 << 20]));

/// Calls a function with a buffer that is longer than any value.
pub fn with_buffer(operation: impl FnOnce(&mut [u8])) {
    BUFFER.with_borrow_mut(|buffer| operation(buffer));
}

/// Writes a value.
pub fn writes(value: &dyn Encode) {
    with_buffer(|buffer| {
        black_box(value.encoded_len());
        black_box(value.encode_to_slice(buffer).is_ok());
    });
}

/// Shows a value.
pub fn shows(value: &dyn Debug) {
    black_box(write!(Null, "{value:?}").is_ok());
}

/// Does with a value what any value can do.
pub fn uses<T: Encode + Debug>(value: &T) {
    writes(value);
    shows(value);
}

/// Ignores a result.
#[allow(clippy::needless_pass_by_value, reason = "the value ends here")]
pub fn ignore<T>(result: T) {
    black_box(&result);
}
