//! Each module uses only the layers that `ARCHITECTURE.md` allows, and keeps the promises that concern all modules.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};

/// The schemes that use another scheme, because their standards do.
const BETWEEN_SCHEMES: [(&str, &str); 2] = [
    // RFC 9449 §7.1 takes its parameters from RFC 6750 §3.
    ("dpop", "bearer"),
    // RFC 4559 servers also send NTLM messages in place of its token.
    ("negotiate", "ntlm"),
];

/// The modules that may use a dependency. Each must use it.
const DEPENDENCIES: [(&str, &[&str]); 16] = [
    ("arbitrary", &["arbitrary"]),
    ("base64", &["arbitrary::draw", "auth::coding::base64"]),
    ("defmt", &["defmt"]),
    ("embedded_io_07", &["sinks::embedded"]),
    ("headers", &["headers"]),
    ("heapless", &["auth::coding::json", "auth::seen", "cors::cache", "sinks::capacity"]),
    ("http", &["headers", "http", "tower"]),
    ("httparse", &["fields"]),
    ("md5", &["hash"]),
    (
        "nom",
        &[
            "auth::ahead",
            "auth::events",
            "auth::scheme_payload",
            "auth::schemes::scram",
            "cors::names",
            "cors::values",
            "syntax::list",
            "syntax::rules",
        ],
    ),
    ("serde", &["cors::policy"]),
    ("sha1", &["hash"]),
    ("sha2", &["hash"]),
    ("tower_layer", &["tower"]),
    ("tower_service", &["tower"]),
    ("zeroize", &["auth::schemes::digest", "auth::schemes::scram", "mac::pbkdf2", "owned"]),
];

/// The modules that show types of dependencies, and these dependencies. Each is behind a feature of its own name, or of the dependency's.
const ABOUT: [(&str, &[&str]); 8] = [
    ("arbitrary", &["arbitrary"]),
    ("cors::policy::deserialize", &["serde"]),
    ("cors::policy::serialize", &["serde"]),
    ("defmt", &["defmt"]),
    ("headers", &["headers", "http"]),
    ("http", &["http"]),
    ("sinks::embedded", &["embedded_io_07"]),
    ("tower", &["http", "tower_layer", "tower_service"]),
];

/// The modules that need std, each behind the feature of its name.
const WITH_STD: [&str; 1] = ["tower"];

const MAX_LINES: usize = 450;

/// One source file.
struct Source {
    /// The path of its module, for example `auth::schemes::digest::info`. Empty for `lib.rs`.
    module: String,
    text: String,
    /// The text without comments and without the unit tests at its end.
    code: String,
}

impl Source {
    fn read(root: &Path, path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("a source file");
        let module = path.strip_prefix(root).expect("a file below src").with_extension("");
        let module = module.iter().map(|name| name.to_str().expect("a module name")).collect::<Vec<_>>();
        let module = if module == ["lib"] { String::new() } else { module.join("::") };
        let lines = text
            .lines()
            .take_while(|line| !["#[cfg(test)]", "#[cfg(all(test"].iter().any(|test| line.starts_with(test)));
        let lines = lines.map(|line| without_scope(line.split("//").next().unwrap_or_default()));
        let code = lines.collect::<Vec<_>>().join("\n") + "\n";
        Self { module, text, code }
    }

    /// Returns the statements that begin with one of these words, each up to its body or its end.
    fn statements<'s>(&'s self, beginnings: &'s [&str]) -> impl Iterator<Item = &'s str> + 's {
        let starts = self.code.match_indices('\n').map(|(at, _)| self.code[at + 1..].trim_start());
        let starts = [self.code.trim_start()].into_iter().chain(starts);
        starts.filter(|start| beginnings.iter().any(|beginning| start.starts_with(beginning))).map(|start| {
            let line = start.lines().next().unwrap_or_default();
            let end = start.find(if line.contains("use ") { &[';'][..] } else { &['{', ';'][..] });
            &start[..end.unwrap_or(start.len())]
        })
    }

    /// Returns the paths that `use` statements with one of these beginnings import.
    fn uses(&self, beginnings: &[&str]) -> Vec<String> {
        let statements: Vec<_> = self.statements(beginnings).collect();
        statements
            .iter()
            .filter_map(|statement| statement.split_once("use "))
            .flat_map(|(_, tree)| flat(tree))
            .collect()
    }

    /// Returns the paths that the file uses itself, without those that it only re-exports.
    fn paths(&self) -> BTreeSet<String> {
        let mut code = self.code.clone();
        self.statements(&REEXPORTS).for_each(|statement| code = code.replacen(statement, "", 1));
        let written = code.split(|letter: char| !is_word(letter) && letter != ':').filter(|path| path.contains("::"));
        self.uses(&["use "]).into_iter().chain(written.map(str::to_owned)).collect()
    }

    fn is_in(&self, module: &str) -> bool {
        self.module.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    }
}

const REEXPORTS: [&str; 4] = ["pub use ", "pub(crate) use ", "pub(super) use ", "pub(in) use "];

/// Replaces `pub(in path)` in a line with `pub(in)`: an item does not use the module in which it is visible.
fn without_scope(line: &str) -> String {
    let scope = line.split_once("pub(in ").and_then(|(start, rest)| Some((start, rest.split_once(')')?.1)));
    scope.map_or_else(|| line.to_owned(), |(start, item)| format!("{start}pub(in){item}"))
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter| !is_word(letter)).filter(|word| !word.is_empty())
}

/// Returns the paths of a use tree.
fn flat(tree: &str) -> Vec<String> {
    let Some((prefix, group)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap_or_default().trim().to_owned()];
    };
    let (mut depth, mut members) = (0, vec![String::new()]);
    for letter in group.chars() {
        match letter {
            '}' if depth == 0 => break,
            ',' if depth == 0 => {
                members.push(String::new());
                continue;
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        members.last_mut().expect("a member").push(letter);
    }
    let members = members.iter().map(|member| member.trim()).filter(|member| !member.is_empty());
    members.flat_map(|member| flat(&format!("{}{member}", prefix.trim()))).collect()
}

/// All source files, by module.
struct Crate(BTreeMap<String, Source>);

impl Crate {
    fn read() -> Self {
        fn files(directory: &Path, found: &mut Vec<PathBuf>) {
            for entry in fs::read_dir(directory).expect("a directory") {
                let path = entry.expect("an entry").path();
                if path.is_dir() { files(&path, found) } else { found.push(path) }
            }
        }
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut found = Vec::new();
        files(&root, &mut found);
        let sources = found.iter().map(|path| Source::read(&root, path));
        Self(sources.map(|source| (source.module.clone(), source)).collect())
    }

    fn sources(&self) -> impl Iterator<Item = &Source> {
        self.0.values()
    }

    /// Returns the module that a path leads to, through re-exports. Returns `None` for paths outside the crate.
    fn module_of(&self, from: &str, path: &str) -> Option<String> {
        let mut names = path.split("::").filter(|name| !name.is_empty()).peekable();
        let first = *names.peek()?;
        let mut at = match first {
            "crate" => String::new(),
            "self" | "super" => from.to_owned(),
            child if self.0.contains_key(&join(from, child)) => from.to_owned(),
            _ => return None,
        };
        while let Some(name) = names.next() {
            match name {
                "crate" | "self" => {}
                "super" => at = at.rsplit_once("::").map_or_else(String::new, |(parent, _)| parent.to_owned()),
                name if self.0.contains_key(&join(&at, name)) => at = join(&at, name),
                name => {
                    let reexports = self.0[&at].uses(&REEXPORTS);
                    let ending = format!("::{name}");
                    let reexport = reexports.iter().find(|path| path.ends_with(&ending));
                    let rest: Vec<_> = names.collect();
                    let reexport = reexport.map(|path| [&[path.as_str()], &rest[..]].concat().join("::"));
                    return Some(reexport.and_then(|path| self.module_of(&at, &path)).unwrap_or(at));
                }
            }
        }
        Some(at)
    }

    /// Returns the modules that each file uses, each with one path to it. `lib.rs` is left out: it may use every file.
    fn arrows(&self) -> BTreeMap<&str, BTreeMap<String, String>> {
        let of = |source: &Source| {
            let paths = source.paths().into_iter();
            let arrows = paths.filter_map(|path| Some((self.module_of(&source.module, &path)?, path)));
            arrows.filter(|(module, _)| *module != source.module && !module.is_empty()).collect()
        };
        let files = self.sources().filter(|source| !source.module.is_empty());
        files.map(|source| (source.module.as_str(), of(source))).collect()
    }
}

fn join(module: &str, name: &str) -> String {
    if module.is_empty() { name.to_owned() } else { format!("{module}::{name}") }
}

/// A row of the table in `ARCHITECTURE.md`: a layer, its modules, and every layer that it may use.
struct Layer {
    name: String,
    modules: Vec<String>,
    uses: BTreeSet<String>,
}

fn layers() -> Vec<Layer> {
    let (_, section) = include_str!("../ARCHITECTURE.md").split_once("\n## Layers\n").expect("a table of layers");
    let rows = section.lines().skip_while(|line| !line.starts_with("|---")).skip(1);
    let mut layers: Vec<Layer> = Vec::new();
    for row in rows.take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let mut uses = BTreeSet::from([cells[0].to_owned()]);
        for name in cells[2].split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let below = layers.iter().find(|layer| layer.name == name);
            uses.extend(below.unwrap_or_else(|| panic!("{} uses a layer above it", cells[0])).uses.iter().cloned());
        }
        let modules = cells[1].split('`').skip(1).step_by(2).map(str::to_owned).collect();
        layers.push(Layer { name: cells[0].to_owned(), modules, uses });
    }
    layers
}

/// Returns the layer of a module, which is the layer of the nearest module in the table.
fn layer_of<'l>(layers: &'l [Layer], module: &str) -> &'l Layer {
    let above = |named: &str| module == named || module.starts_with(&format!("{named}::"));
    let rows = layers.iter().flat_map(|layer| layer.modules.iter().map(move |named| (named, layer)));
    let nearest = rows.filter(|(named, _)| above(named)).max_by_key(|(named, _)| named.len());
    nearest.unwrap_or_else(|| panic!("{module} is in no layer of ARCHITECTURE.md")).1
}

fn scheme_of(module: &str) -> Option<&str> {
    module.strip_prefix("auth::schemes::").and_then(|scheme| scheme.split("::").next())
}

#[test]
fn modules_use_the_layers_below_them() {
    let all = Crate::read();
    let layers = layers();
    let mut between = BTreeSet::new();
    for (module, used) in all.arrows() {
        let layer = layer_of(&layers, module);
        for (used, path) in used {
            let below = layer_of(&layers, &used);
            assert!(layer.uses.contains(&below.name), "{module} ({}) uses {path} ({})", layer.name, below.name);
            if let (Some(scheme), Some(other)) = (scheme_of(module), scheme_of(&used))
                && scheme != other
            {
                let listed = BETWEEN_SCHEMES.iter().find(|pair| **pair == (scheme, other));
                between.insert(listed.unwrap_or_else(|| panic!("the scheme {scheme} uses {path}")));
            }
        }
    }
    assert_eq!(between, BETWEEN_SCHEMES.iter().collect(), "every listed exception is needed");
}

#[test]
fn every_module_of_the_table_exists() {
    let all = Crate::read();
    for module in layers().iter().flat_map(|layer| &layer.modules) {
        assert!(all.0.contains_key(module), "{module} of ARCHITECTURE.md is not in src");
    }
}

#[test]
fn files_do_not_use_each_other_in_circles() {
    let all = Crate::read();
    let arrows = all.arrows();
    let mut circles = BTreeSet::new();
    for start in arrows.keys().copied() {
        // Find the shortest path back to the file.
        let mut queue = VecDeque::from([vec![start]]);
        let mut seen = BTreeSet::new();
        while let Some(way) = queue.pop_front() {
            for next in arrows[way[way.len() - 1]].keys() {
                if next == start {
                    let mut files = way.clone();
                    files.sort_unstable();
                    circles.insert((files, format!("{} -> {start}", way.join(" -> "))));
                    queue.clear();
                    break;
                }
                if seen.insert(next.as_str()) {
                    queue.push_back([&way[..], &[next.as_str()]].concat());
                }
            }
        }
    }
    let circles: BTreeMap<_, _> = circles.into_iter().collect();
    let circles: Vec<_> = circles.into_values().collect();
    assert!(circles.is_empty(), "{} circles:\n{}", circles.len(), circles.join("\n"));
}

/// Returns whether a path begins with the name of a dependency.
fn leads_to(dependency: &str, path: &str) -> bool {
    let absolute = format!("::{dependency}::");
    // `base64` alone is the crate's own module.
    path.starts_with(&absolute) || dependency != "base64" && path.starts_with(&absolute[2..])
}

#[test]
fn dependencies_are_used_where_they_are_needed() {
    let all = Crate::read();
    for (dependency, modules) in DEPENDENCIES {
        let users = all.sources().filter(|source| source.paths().iter().any(|path| leads_to(dependency, path)));
        let users: Vec<_> = users.collect();
        for user in &users {
            let is_listed = modules.iter().any(|module| user.is_in(module));
            assert!(is_listed, "{} uses {dependency}", user.module);
        }
        for module in modules {
            assert!(users.iter().any(|user| user.is_in(module)), "{module} does not use {dependency}");
        }
    }
}

#[test]
fn no_public_signature_names_a_dependency() {
    let all = Crate::read();
    let shown = all.sources().flat_map(|source| source.uses(&["pub use "]));
    let shown: BTreeSet<String> = shown.filter_map(|path| Some(path.rsplit("::").next()?.to_owned())).collect();
    for source in all.sources() {
        let about = ABOUT.iter().find(|(module, _)| source.is_in(module)).map_or(&[][..], |(_, shown)| shown);
        let hidden = || DEPENDENCIES.iter().filter(|(name, _)| !about.contains(name));
        let imports = source.uses(&["use "]).into_iter();
        let foreign = imports.filter(|path| hidden().any(|(name, _)| leads_to(name, path)));
        let foreign: BTreeSet<String> = foreign.filter_map(|path| Some(path.rsplit("::").next()?.to_owned())).collect();
        let names_one = |text: &str| {
            words(text).any(|word| foreign.contains(word))
                || hidden().any(|(name, _)| text.contains(&format!("{name}::")))
        };
        for signature in source.statements(&["pub "]).filter(|statement| !statement.starts_with("pub use ")) {
            // The fields of a tuple are private unless they are marked.
            let is_tuple = signature.starts_with("pub struct ") && !signature.contains("(pub ");
            let public = if is_tuple { signature.split('(').next().unwrap_or_default() } else { signature };
            assert!(!names_one(public), "{}: {public}", source.module);
        }
        for header in source.statements(&["impl"]) {
            let implementor = header.split(" for ").last().and_then(|name| words(name).find(|word| *word != "impl"));
            assert!(!names_one(header) || !implementor.is_some_and(|name| shown.contains(name)), "{header}");
        }
    }
}

#[test]
fn modules_that_show_a_dependency_are_behind_its_feature() {
    let all = Crate::read();
    let gate = |feature: &str| format!("#[cfg(feature = \"{feature}\")]\n");
    for (module, dependencies) in ABOUT {
        let (parent, name) = module.rsplit_once("::").unwrap_or(("", module));
        let shown = format!("#[cfg_attr(docsrs, doc(cfg(feature = \"{name}\")))]\npub mod {name};\n");
        let mut features = dependencies.iter().map(|dependency| dependency.replace('_', "-"));
        let code = &all.0[parent].code;
        let is_private = features.any(|feature| code.contains(&format!("{}mod {name};\n", gate(&feature))));
        assert!(is_private || code.contains(&format!("{}{shown}", gate(name))), "{module}");
    }
}

#[test]
fn files_are_short() {
    for source in Crate::read().sources() {
        let lines = source.text.lines().count();
        assert!(lines <= MAX_LINES, "{}: {lines} lines", source.module);
        assert!(source.module.rsplit("::").next() != Some("mod"), "{}", source.module);
    }
}

#[test]
fn every_build_is_core_and_safe() {
    let all = Crate::read();
    assert!(all.0[""].code.lines().any(|line| line == "#![no_std]"), "no_std holds in every build");
    // The attribute holds where the lints of the manifest do not, for example if a build system calls rustc itself.
    for root in [all.0[""].text.as_str(), include_str!("../examples/explain/src/lib.rs")] {
        assert!(root.lines().any(|line| line == "#![forbid(unsafe_code)]"), "unsafe code is forbidden in every build");
    }
    assert!(all.0[""].code.contains("#[cfg(feature = \"alloc\")]\nextern crate alloc;\n"), "alloc is a feature");
    let manifest = include_str!("../Cargo.toml");
    for section in ["[lints]\nworkspace = true\n", "[workspace.lints.rust]\nunsafe_code = \"forbid\"\n"] {
        assert!(manifest.contains(section), "{section}");
    }
    for source in all.sources() {
        let may_use_std = WITH_STD.iter().any(|module| source.is_in(module));
        let with_std = WITH_STD.map(|module| format!("#[cfg(feature = \"{module}\")]\nextern crate std;\n"));
        let code = with_std.iter().fold(source.code.clone(), |code, declaration| code.replace(declaration, ""));
        let word = words(&code).find(|word| ["unsafe", "todo"].contains(word) || *word == "std" && !may_use_std);
        assert_eq!(word, None, "{}", source.module);
    }
}

/// The parser `syn`, and with it cargo-mutants, rejects `[..=9, rest @ ..]`, which the compiler accepts.
#[test]
fn tools_can_parse_the_patterns() {
    for source in Crate::read().sources() {
        assert!(!source.text.contains("[..="), "{}: write the start of the range", source.module);
    }
}

/// A feature does not change what is accepted: it adds modules, functions, re-exports, impls, and methods of a sealed trait.
#[test]
fn features_only_add() {
    for source in Crate::read().sources() {
        assert!(!source.code.contains("cfg!(feature"), "{}", source.module);
        for (at, _) in source.code.match_indices("#[cfg(feature") {
            let mut lines = source.code[at..].lines().map(str::trim).filter(|line| !line.starts_with("#["));
            let item = lines.next().unwrap_or_default();
            let adds =
                ["mod ", "pub mod ", "pub use ", "pub(in) use ", "pub fn ", "fn ", "impl", "logged!", "extern crate "];
            assert!(adds.iter().any(|beginning| item.starts_with(beginning)), "{}: {item}", source.module);
        }
    }
}
