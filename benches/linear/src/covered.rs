//! Which functions of the modules that sign no entry calls, by the text of this program.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules, each with the file or the folder below `src/auth/schemes` or `src`.
const MODULES: [&str; 7] = [
    "hash",
    "mac",
    "auth/schemes/aws4",
    "auth/schemes/colon_pair/shared_key",
    "auth/schemes/hawk",
    "auth/schemes/oauth",
    "auth/schemes/scram",
];

const ENTRIES: [&str; 2] = [include_str!("auth.rs"), include_str!("signing.rs")];

/// Functions whose work does not depend on the length of an input.
const CONSTANT: [&str; 13] = [
    "SigningKey::as_bytes",
    "SigningKey::from_bytes",
    "Timestamp::new",
    "Mechanism::new",
    "Mechanism::as_str",
    "Accepted::body",
    "Accepted::chunks",
    "Client::with_unsigned_security_token",
    "Server::with_skew",
    "Response::info",
    "Time::challenge",
    "Signed::credentials",
    "Bewit::expiry",
];

/// Returns the public functions, but for those in constants and those without a caller in the entries.
pub fn missing() -> Vec<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src");
    let mut missing = Vec::new();
    for module in MODULES {
        for file in files(&source, module) {
            let text = fs::read_to_string(&file).expect("a file of the crate");
            let functions = functions(text.split("#[cfg(test)]").next().unwrap_or_default());
            missing.extend(
                functions.filter(|function| !is_called(function)).map(|function| format!("{module}: {function}")),
            );
        }
    }
    missing
}

fn files(source: &Path, module: &str) -> Vec<PathBuf> {
    let mut folders = vec![source.join(module)];
    let mut files = vec![source.join(format!("{module}.rs"))];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files
}

/// Returns the names of public functions that are not `const`, as `Type::name` or `name`.
fn functions(text: &str) -> impl Iterator<Item = String> {
    let mut of = "";
    text.lines().filter_map(move |line| {
        if line.starts_with("impl") {
            of = type_of(line);
        }
        let name = line.trim_start().strip_prefix("pub fn ")?;
        let name = name.split(|char: char| !char.is_alphanumeric() && char != '_').next()?;
        Some(if line.starts_with("pub fn") { name.to_owned() } else { format!("{of}::{name}") })
    })
}

/// Returns the type of `impl<..> Trait for Type<..>`: the last one outside of angle brackets.
fn type_of(line: &str) -> &str {
    let (mut depth, mut start, mut last) = (0_usize, None, "");
    for (at, char) in line.char_indices() {
        match char {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_of_name = char.is_alphanumeric() || char == '_';
        match start {
            None if depth == 0 && char.is_ascii_uppercase() => start = Some(at),
            Some(from) if !is_of_name => {
                last = &line[from..at];
                start = None;
            }
            _ => {}
        }
    }
    last
}

/// Whether an entry calls a function: as a method, or after the name of its type. The parsers of types are in a table.
fn is_called(function: &str) -> bool {
    let (of, name) = function.rsplit_once("::").unwrap_or(("", function));
    let is_in_table = name == "parse" && ENTRIES.iter().any(|text| text.contains(&format!("::{of},")));
    let calls = [
        format!(".{name}("),
        format!("{of}::{name}("),
        format!("{of}::{name})"),
        format!("::{name}::<"),
        format!("::{name}("),
    ];
    let is_method = |text: &str| match name {
        "new" | "parse" | "of" => {
            calls[1..3].iter().any(|call| text.contains(call)) || text.contains(&format!("{of}::<"))
        }
        _ if of.is_empty() => text.contains(&format!("{name}(")),
        _ => calls.iter().any(|call| text.contains(call)) || text.contains(&format!(".{name}::<")),
    };
    is_in_table || CONSTANT.contains(&function) || ENTRIES.iter().any(|text| is_method(text))
}
