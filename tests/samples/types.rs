//! The public types, as the source declares them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Types that are `pub` in the source, but that no caller can name.
const UNNAMED: [&str; 5] = ["Reader", "Stop", "Wire", "digest::Packed", "digest::ShortDigits"];

/// Returns the public structs and enums. A type that is not at the root or in `auth` itself has its module before its name.
pub(crate) fn public_types() -> BTreeSet<String> {
    let mut types =
        named(&mut |line| line.strip_prefix("pub struct ").or(line.strip_prefix("pub enum ")).map(str::to_owned));
    types.retain(|name| !UNNAMED.contains(&name.as_str()));
    types
}

/// The public enums, named as in [`public_types`].
pub(crate) fn public_enums() -> BTreeSet<String> {
    named(&mut |line| line.strip_prefix("pub enum ").map(str::to_owned))
}

/// The public types that implement a trait of the crate, with their modules as in [`public_types`].
pub(crate) fn implementors(of: &str) -> BTreeSet<String> {
    let of = format!(" {of} for ");
    let implementors = named(&mut |line| Some(line.strip_prefix("impl")?.split_once(&of)?.1.to_owned()));
    implementors.intersection(&public_types()).cloned().collect()
}

/// The public types with a `parse` that takes a field value and nothing else.
pub(crate) fn parsed() -> BTreeSet<String> {
    let mut implemented = String::new();
    named(&mut |line| {
        if let Some(rest) = line.strip_prefix("impl") {
            after_generics(rest).trim_start().clone_into(&mut implemented);
        }
        let (_, parse) = line.strip_prefix("    pub ")?.split_once("fn parse(")?;
        let takes_one = parse.ends_with(") -> Result<Self, ParseError> {") && parse.matches(':').count() == 1;
        takes_one.then(|| implemented.clone())
    })
}

/// What is after the generic parameters of an `impl`.
fn after_generics(rest: &str) -> &str {
    let mut depth = 0_usize;
    for (at, letter) in rest.char_indices() {
        match letter {
            '<' => depth += 1,
            '>' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &rest[at + usize::from(letter == '>')..];
        }
    }
    rest
}

/// The types that a line of the source names. `after_keyword` returns the rest of such a line, which begins with the name.
fn named(after_keyword: &mut dyn FnMut(&str) -> Option<String>) -> BTreeSet<String> {
    let mut types = BTreeSet::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", after_keyword, &mut types);
    types
}

fn collect(
    folder: &Path,
    module: &str,
    after_keyword: &mut dyn FnMut(&str) -> Option<String>,
    types: &mut BTreeSet<String>,
) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("the name of a module");
        // The first public module of the path is the one that callers write before the type.
        let module = match (module, name) {
            ("", "auth" | "cors" | "lib" | "schemes" | "coding" | "syntax" | "base64" | "decimal" | "percent") => "",
            ("", name) if is_shown(&path, name) => name,
            (module, _) => module,
        };
        if path.is_dir() {
            collect(&path, module, after_keyword, types);
        } else {
            let source = fs::read_to_string(&path).expect("a source file");
            let lines = source.lines().take_while(|line| *line != "#[cfg(test)]");
            for rest in lines.filter_map(&mut *after_keyword) {
                let name = rest.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
                types.insert(if module.is_empty() { name.to_owned() } else { format!("{module}::{name}") });
            }
        }
    }
}

/// Returns whether the module is public: a module of CORS, a scheme, or one of the modules listed here.
fn is_shown(path: &Path, name: &str) -> bool {
    let within = |folder: &str| path.parent().is_some_and(|parent| parent.ends_with(folder));
    within("cors")
        || within("schemes")
        || [
            "agent",
            "arbitrary",
            "control",
            "ext_value",
            "gate",
            "hash",
            "headers",
            "http",
            "jwk",
            "jwt",
            "mac",
            "select",
            "tolerant",
            "tower",
        ]
        .contains(&name)
}
