//! The rooms see what `src/lib.rs` says they stand on, and each is what the crate promises of all.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Arrows beside those of the table in `src/lib.rs`, each for what a standard or a type is built on.
const BESIDE: [(&str, &str); 8] = [
    // The `username*` of RFC 7616 and the `user*` of RFC 8120 are values of RFC 8187.
    ("auth::digest", "auth::ext_value"),
    ("auth::mutual", "auth::ext_value"),
    // RFC 9449 §7.1 has the parameters of RFC 6750 §3; its proof and the `t` of RFC 8292 are JWTs.
    ("auth::dpop", "auth::bearer"),
    ("auth::dpop", "auth::jwt"),
    ("auth::vapid", "auth::jwt"),
    // What stands in the place of a token of RFC 4559 may be an NTLM message.
    ("auth::negotiate", "auth::ntlm"),
    // Whether a challenge can be answered, its scheme knows.
    ("auth::select", "auth::basic"),
    ("auth::select", "auth::digest"),
];

/// The rooms that a dependency is known to.
const DEPENDENCIES: [(&str, &[&str]); 5] = [
    ("base64", &["auth::base64"]),
    ("heapless", &["auth::basic", "auth::payload", "cors::cache", "encode"]),
    ("md5", &["auth::digest"]),
    (
        "nom",
        &[
            "auth::events",
            "auth::ext_value",
            "auth::payload",
            "auth::scram",
            "cors::names",
            "cors::values",
            "error",
            "grammar",
            "list",
        ],
    ),
    ("sha2", &["auth::digest"]),
];

/// A room past this many lines is two rooms.
const MOST_LINES: usize = 450;

/// What is denied everywhere outside tests.
const DENIED: [&str; 13] = [
    "missing_docs",
    "missing_debug_implementations",
    "elided_lifetimes_in_paths",
    "clippy::indexing_slicing",
    "clippy::string_slice",
    "clippy::unwrap_used",
    "clippy::expect_used",
    "clippy::panic",
    "clippy::unreachable",
    "clippy::as_conversions",
    "clippy::arithmetic_side_effects",
    "clippy::std_instead_of_core",
    "clippy::alloc_instead_of_core",
];

/// Where a denied lint is lifted all the same.
const LIFTED: [(&str, &str); 2] = [("class", "clippy::as_conversions"), ("class", "clippy::indexing_slicing")];

/// One source file, without comments and tests.
struct Source {
    /// Its module, `auth::digest::info`; empty for `lib.rs`.
    module: String,
    text: String,
    code: String,
}

impl Source {
    fn read(root: &Path, path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("a source file");
        let module = path.strip_prefix(root).expect("a file below src").with_extension("");
        let module = module.iter().map(|name| name.to_str().expect("a name of a module")).collect::<Vec<_>>();
        let module = if module == ["lib"] { String::new() } else { module.join("::") };
        Self { module, code: code(&text), text }
    }

    /// The room that the file is in: of the modules within a scheme, the scheme.
    fn room(&self) -> String {
        room(&self.module)
    }

    /// The lines that begin with one of these words, up to a body or the end of the statement.
    fn statements<'s>(&'s self, beginnings: &'s [&str]) -> impl Iterator<Item = String> + 's {
        let mut rest = self.code.as_str();
        std::iter::from_fn(move || {
            loop {
                let (line, behind) = rest.split_once('\n')?;
                let start = line.trim_start();
                if beginnings.iter().any(|beginning| start.starts_with(beginning)) {
                    let whole = &rest[line.len() - start.len()..];
                    let end = whole.find(if start.contains("use ") { &[';'][..] } else { &['{', ';'][..] });
                    rest = behind;
                    return Some(whole[..end.unwrap_or(whole.len())].to_owned());
                }
                rest = behind;
            }
        })
    }
}

fn room(module: &str) -> String {
    module.splitn(3, "::").take(2).collect::<Vec<_>>().join("::")
}

/// Without comments, without tests, and with what an inline module calls `super` named `self`.
fn code(text: &str) -> String {
    let mut code = String::new();
    let mut inline = false;
    for line in text.lines().take_while(|line| *line != "#[cfg(test)]") {
        let line = line.split("//").next().unwrap_or_default();
        inline = (inline || line.starts_with("mod ") && line.ends_with('{')) && line != "}";
        code += &if inline { line.replace("super::", "self::") } else { line.to_owned() };
        code.push('\n');
    }
    code
}

fn sources() -> Vec<Source> {
    fn files(directory: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(directory).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { files(&path, found) } else { found.push(path) }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    files(&root, &mut found);
    found.sort();
    found.iter().map(|path| Source::read(&root, path)).collect()
}

fn source<'s>(sources: &'s [Source], module: &str) -> &'s Source {
    sources.iter().find(|source| source.module == module).expect("a module")
}

/// What a use tree brings in, each by its whole path.
fn flat(tree: &str) -> Vec<String> {
    let Some((prefix, group)) = tree.split_once('{') else {
        return vec![tree.trim().to_owned()];
    };
    let (mut depth, mut pieces) = (0, vec![String::new()]);
    for letter in group.chars() {
        match letter {
            '}' if depth == 0 => break,
            ',' if depth == 0 => {
                pieces.push(String::new());
                continue;
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        pieces.last_mut().expect("a piece").push(letter);
    }
    let named = pieces.iter().map(|piece| piece.trim()).filter(|piece| !piece.is_empty());
    named.flat_map(|piece| flat(&format!("{}{piece}", prefix.trim()))).collect()
}

/// What a file imports.
fn imports(source: &Source) -> Vec<String> {
    let uses = source.statements(&["use ", "pub use ", "pub(crate) use ", "pub(super) use "]);
    uses.flat_map(|statement| flat(statement.split_once("use ").map_or("", |(_, tree)| tree))).collect()
}

/// Every path in a file, in statements and in expressions.
fn paths(source: &Source) -> BTreeSet<String> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == ':';
    let written = source.code.split(|letter| !is_part(letter)).filter(|path| path.contains("::"));
    imports(source).into_iter().chain(written.map(str::to_owned)).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}

/// The modules of the crate, and where each name of its root comes from.
struct Map<'s> {
    modules: BTreeSet<&'s str>,
    root: BTreeMap<String, String>,
}

impl<'s> Map<'s> {
    fn of(sources: &'s [Source]) -> Self {
        let modules = sources.iter().map(|source| source.module.as_str()).collect();
        let shown = imports(source(sources, "")).into_iter();
        let root =
            shown.filter_map(|path| path.split_once("::").map(|(room, name)| (name.to_owned(), room.to_owned())));
        Self { modules, root: root.collect() }
    }

    /// The room that a path of this module leads to, if it leads to one of the crate.
    fn room(&self, module: &str, path: &str) -> Option<String> {
        let mut at: Vec<&str> = module.split("::").filter(|name| !name.is_empty()).collect();
        let mut names = path.split("::").filter(|name| !name.is_empty()).peekable();
        match *names.peek()? {
            "crate" => at.clear(),
            "self" | "super" => {}
            child if self.modules.contains([&at[..], &[child]].concat().join("::").as_str()) => {}
            _ => return None,
        }
        for name in names {
            match name {
                "crate" | "self" => {}
                "super" => drop(at.pop()),
                name if at.is_empty() && self.root.contains_key(name) => return self.root.get(name).cloned(),
                name => {
                    at.push(name);
                    if !self.modules.contains(at.join("::").as_str()) {
                        at.pop();
                        break;
                    }
                }
            }
        }
        Some(room(&at.join("::"))).filter(|room| !room.is_empty())
    }
}

/// A row of the table in `src/lib.rs`: its rooms, and the rooms that they may see.
type Row = (BTreeSet<String>, BTreeSet<String>);

/// The rows, in order. The framework is `auth` and what it does not show; each module that it shows is a scheme's.
fn rows(sources: &[Source]) -> Vec<Row> {
    let auth = source(sources, "auth");
    let modules = |beginning| auth.code.lines().filter_map(move |line: &str| line.strip_prefix(beginning));
    let of_auth = |beginning| modules(beginning).map(|name: &str| format!("auth::{}", name.trim_end_matches(';')));
    let mut rows: Vec<Row> = Vec::new();
    for line in source(sources, "").text.lines().filter_map(|line| line.strip_prefix("//! | ")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let named = |cell: &str| -> BTreeSet<String> {
            cell.split('`').skip(1).step_by(2).map(|name| name.trim_matches(['[', ']']).to_owned()).collect()
        };
        let mut rooms = named(cells[0]);
        if rooms.contains("auth") {
            rooms.extend(of_auth("mod "));
        } else if rooms.contains("auth::basic") {
            rooms.extend(of_auth("pub mod "));
        }
        let below = named(cells[2]);
        let all_above = cells[2] == "all above";
        let seen = rows.iter().filter(|(rooms, _)| all_above || !rooms.is_disjoint(&below));
        let seen = seen.flat_map(|(rooms, seen)| rooms.union(seen)).cloned().collect();
        if !rooms.is_empty() {
            rows.push((rooms, seen));
        }
    }
    rows
}

#[test]
fn arrows_point_down() {
    let sources = sources();
    let map = Map::of(&sources);
    let rows = rows(&sources);
    let mut beside = BTreeSet::new();
    for source in sources.iter().filter(|source| !source.module.is_empty()) {
        let room = source.room();
        let (together, below) = rows.iter().find(|(rooms, _)| rooms.contains(&room)).expect("a room of the table");
        let apart = together.contains("auth::basic");
        for path in paths(source) {
            let Some(seen) = map.room(&source.module, &path).filter(|seen| *seen != room) else {
                continue;
            };
            if !below.contains(&seen) && (apart || !together.contains(&seen)) {
                let arrow = BESIDE.iter().find(|arrow| **arrow == (&room, &seen));
                assert!(arrow.is_some(), "{room} must not see {seen}: {path}");
                beside.extend(arrow);
            }
        }
    }
    assert_eq!(beside, BESIDE.into_iter().collect(), "an arrow that is not needed is not allowed");
}

#[test]
fn every_room_is_in_the_table_once() {
    let sources = sources();
    let rooms: Vec<String> = rows(&sources).into_iter().flat_map(|(rooms, _)| rooms).collect();
    let there: BTreeSet<String> = sources.iter().map(Source::room).filter(|room| !room.is_empty()).collect();
    assert_eq!(rooms.iter().cloned().collect::<BTreeSet<_>>(), there);
    assert_eq!(rooms.len(), there.len());
}

#[test]
fn dependencies_are_known_where_they_are_needed() {
    let sources = sources();
    let mut known: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for source in &sources {
        for (dependency, _) in DEPENDENCIES {
            // The crate's own module of that name is meant unless the path begins with two colons.
            let absolute = format!("::{dependency}::");
            let is_named = |path: &String| match dependency {
                "base64" => path.starts_with(&absolute),
                _ => path.starts_with(&absolute[2..]) || path.starts_with(&absolute),
            };
            if paths(source).iter().any(is_named) {
                known.entry(dependency).or_default().insert(source.room());
            }
        }
    }
    let expected =
        DEPENDENCIES.map(|(dependency, rooms)| (dependency, rooms.iter().map(ToString::to_string).collect()));
    assert_eq!(known, BTreeMap::from(expected));
}

/// The names that are shown by any room.
fn shown(sources: &[Source]) -> BTreeSet<String> {
    let names = sources.iter().flat_map(|source| source.statements(&["pub use "]).flat_map(|tree| flat(&tree)));
    names.filter_map(|path| path.rsplit("::").next().map(str::to_owned)).collect()
}

#[test]
fn no_public_signature_names_a_dependency() {
    let sources = sources();
    let shown = shown(&sources);
    for source in &sources {
        let names: BTreeSet<String> = imports(source)
            .into_iter()
            .filter(|path| {
                DEPENDENCIES.iter().any(|(name, _)| words(path).next() == Some(name) && source.room() != *name)
            })
            .filter_map(|path| path.rsplit("::").next().map(str::to_owned))
            .collect();
        let names_one = |text: &str| {
            words(text).any(|word| names.contains(word))
                || DEPENDENCIES.iter().any(|(name, _)| text.contains(&format!("{name}::")))
        };
        for signature in source.statements(&["pub "]).filter(|statement| !statement.starts_with("pub use ")) {
            // The fields of a tuple are private unless they say otherwise.
            let is_tuple = signature.starts_with("pub struct ") && !signature.contains("(pub ");
            let public = if is_tuple { signature.split('(').next().unwrap_or_default() } else { &signature };
            assert!(!names_one(public), "{}: {public}", source.module);
        }
        for header in source.statements(&["impl"]) {
            let of_shown = header.split(" for ").last().and_then(|name| words(name).find(|word| *word != "impl"));
            assert!(!names_one(&header) || !of_shown.is_some_and(|name| shown.contains(name)), "{header}");
        }
    }
}

#[test]
fn rooms_are_short() {
    for source in sources() {
        let lines = source.text.lines().count();
        assert!(lines <= MOST_LINES, "{}: {lines} lines", source.module);
        assert!(source.module.rsplit("::").next() != Some("mod"), "{}", source.module);
    }
}

#[test]
fn the_crate_is_core_and_safe_throughout() {
    let sources = sources();
    let root = source(&sources, "");
    assert!(root.code.lines().any(|line| line == "#![no_std]"), "no_std holds in every build");
    let manifest = include_str!("../Cargo.toml");
    for section in ["[lints]\nworkspace = true\n", "[workspace.lints.rust]\nunsafe_code = \"forbid\"\n"] {
        assert!(manifest.contains(section), "{section}");
    }
    for source in &sources {
        let word = words(&source.code).find(|word| ["unsafe", "std", "alloc", "extern", "todo"].contains(word));
        assert_eq!(word, None, "{}", source.module);
    }
}

#[test]
fn lints_are_denied_and_lifted_for_a_reason() {
    let sources = sources();
    let root = source(&sources, "");
    let denied =
        root.code.split_once("#![deny(").and_then(|(_, list)| list.split_once(")]")).expect("a list of lints").0;
    assert_eq!(denied.split(',').map(str::trim).collect::<Vec<_>>(), DENIED);

    let mut lifted = BTreeSet::new();
    for source in &sources {
        for lift in source.code.split("#[expect(").skip(1).chain(source.code.split("allow(").skip(1)) {
            let lift = lift.split_once(")]").map_or(lift, |(list, _)| list);
            if lift.contains("reason = ") {
                let lints = DENIED.into_iter().filter(|lint| lift.split([',', ' ']).any(|word| word == *lint));
                lifted.extend(lints.map(|lint| (source.module.as_str(), lint)));
            } else {
                assert!(
                    source.module.is_empty() && root.code.contains("#![cfg_attr(\n    test,\n    allow("),
                    "{lift}"
                );
            }
        }
    }
    assert_eq!(lifted, LIFTED.into_iter().collect());
}

/// What is read and written is the same in every build: a feature adds whole modules, what they show and impls.
#[test]
fn features_only_add() {
    for source in sources() {
        assert!(!source.code.contains("cfg!(feature"), "{}", source.module);
        for (_, behind) in source.code.match_indices("#[cfg(feature").map(|(at, _)| source.code[at..].split_at(1)) {
            let item = behind.lines().nth(1).map(str::trim).unwrap_or_default();
            let adds = ["mod ", "pub mod ", "pub use ", "impl"].iter().any(|beginning| item.starts_with(beginning));
            assert!(adds, "{}: {item}", source.module);
        }
    }
}
