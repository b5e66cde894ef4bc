//! The list of schemes and the table of CORS fields are complete, and everything that they drive has each entry.
//!
//! `CONTRIBUTING.md` describes how to add a scheme. If a step is missing, a test here fails and names the scheme.
//! `cors/fields.rs` has the tests of the table that call functions of the crate.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use countersign::auth::SCHEMES;
use countersign::cors;

use crate::laws;

fn path(relative: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(relative)
}

/// Returns the names in a folder, without their extensions.
fn names_in(relative: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(path(relative)).expect("a folder");
    let stems = entries.map(|entry| entry.expect("an entry").path().file_stem().expect("a name").to_owned());
    stems.map(|stem| stem.into_string().expect("an ASCII name")).collect()
}

/// Returns the source files in a folder and below it.
fn sources(relative: &str) -> Vec<String> {
    let mut folders = vec![path(relative)];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                sources.push(fs::read_to_string(path).expect("a source file"));
            }
        }
    }
    sources
}

fn modules() -> BTreeSet<String> {
    SCHEMES.iter().map(|(module, _)| (*module).to_owned()).collect()
}

#[test]
fn every_scheme_in_the_source_is_listed() {
    let missing: Vec<_> = names_in("src/auth/schemes").difference(&modules()).cloned().collect();
    assert!(missing.is_empty(), "`auth::SCHEMES` in src/auth/schemes.rs lacks {missing:?}");
    let mut names = BTreeSet::new();
    for name in SCHEMES.iter().flat_map(|(_, names)| *names) {
        assert!(names.insert(name.to_ascii_lowercase()), "`auth::SCHEMES` has {name} twice");
    }
}

/// The search of the documentation finds a scheme by its name.
#[test]
fn every_scheme_is_an_alias_of_its_module() {
    let source = fs::read_to_string(path("src/auth/schemes.rs")).expect("a source file");
    for (module, names) in SCHEMES {
        let before = source.split_once(&format!("pub mod {module};")).expect("the module").0;
        let attribute = before.rsplit("pub mod").next().unwrap_or_default();
        for name in names.iter().filter(|name| !name.eq_ignore_ascii_case(module)) {
            assert!(attribute.contains(&format!("\"{name}\"")), "{module} has no `doc(alias = \"{name}\")`");
        }
    }
}

#[test]
fn every_scheme_has_a_law() {
    let laws = laws::MODULES.iter().map(|(module, _)| (*module).to_owned()).collect();
    let missing: Vec<_> = modules().difference(&laws).cloned().collect();
    assert!(missing.is_empty(), "`MODULES` in tests/it/laws.rs lacks {missing:?}");
}

/// Credentials that are an identifier and a signature, or that have separators of their own, are made from bytes only.
#[test]
fn every_scheme_has_a_row_in_the_law_of_typed_values() {
    let typed = laws::typed::modules()
        .map(str::to_owned)
        .chain(["colon_pair", "eg1", "shared_access_signature"].map(str::to_owned))
        .collect();
    let missing: Vec<_> = modules().difference(&typed).cloned().collect();
    assert!(missing.is_empty(), "the tables in tests/it/laws/typed.rs lack {missing:?}");
    for (generic, count) in laws::typed::COUNTS {
        let marks = [format!("typed!({generic}, "), format!("TryFrom<crate::auth::{generic}<")];
        let sources = sources("src/auth/schemes");
        let found = sources.iter().filter(|source| marks.iter().any(|mark| source.contains(mark))).count();
        assert_eq!(found, count, "files of schemes with a type that is made from {generic}");
    }
}

/// A type without a lifetime owns its bytes already.
#[test]
fn every_typed_value_can_be_kept() {
    let law = fs::read_to_string(path("tests/it/laws/kept.rs")).expect("a law");
    let mut rows = 0;
    for source in sources("src/auth/schemes") {
        for kind in ["Challenge", "Credentials", "Info", "CryptoKey", "Parameters"] {
            if source.contains(&format!("impl FieldContent for {kind}<'_> {{}}")) {
                let marks = [
                    format!("typed!({kind}, "),
                    format!("=> {kind}"),
                    format!("keep!({kind});"),
                    "mod kept;".to_owned(),
                ];
                assert!(marks.iter().any(|mark| source.contains(mark)), "a {kind} cannot be kept:\n{}", &source[..80]);
                rows += 1;
            }
        }
    }
    let listed = law.matches("::Challenge<'_>").count() + law.matches("::Credentials<'_>").count();
    assert!(rows > 40 && listed > rows - 10, "tests/it/laws/kept.rs lacks rows: {listed} of {rows}");
}

/// `.ci/statics` compares the listing with the source.
#[test]
fn every_parsed_value_is_a_view() {
    let api = fs::read_to_string(path("tests/api/api.txt")).expect("a listing");
    // The name of a type, up to its parameters.
    let name = |path: &str| path.split(['<', ' ']).next().unwrap_or_default().to_owned();
    let parsed: BTreeSet<_> = api
        .lines()
        .filter(|line| line.contains("::parse(&[u8]") || line.contains("::parse(&'a [u8]"))
        .filter_map(|line| line.split_once("::parse(")?.0.split_once("fn ").map(|(_, path)| name(path)))
        .filter(|path| {
            path.rsplit("::").next().is_some_and(|last| last.starts_with(|letter: char| letter.is_uppercase()))
        })
        .collect();
    let copied: BTreeSet<_> = api
        .lines()
        .filter(|line| line.starts_with("impl"))
        .filter_map(|line| line.split_once("core::marker::Copy for ").map(|(_, path)| name(path)))
        .collect();
    assert!(parsed.len() > 80, "{} types that are parsed", parsed.len());
    let owners = ["countersign::Kept", "countersign::auth::basic::UserPassIn", "countersign::auth::digest::Hex"];
    assert_eq!(parsed.difference(&copied).collect::<Vec<_>>(), owners, "types that are no views");
}

#[test]
fn laws_and_folders_of_seeds_are_the_same() {
    let laws: BTreeSet<_> = laws::MODULES.iter().map(|(module, _)| (*module).to_owned()).collect();
    let seeds = names_in("fuzz/seeds");
    let missing: Vec<_> = laws.difference(&seeds).collect();
    assert!(missing.is_empty(), "fuzz/seeds lacks {missing:?}");
    let without_law: Vec<_> = seeds.difference(&laws).collect();
    assert!(without_law.is_empty(), "`MODULES` in tests/it/laws.rs lacks {without_law:?} of fuzz/seeds");
}

/// A fuzzer rarely finds the name of a scheme by itself, so a seed has to contain it.
#[test]
fn every_scheme_name_is_in_a_seed() {
    for (module, names) in SCHEMES {
        let files = fs::read_dir(path("fuzz/seeds").join(module)).expect("a folder of seeds");
        let seeds = files.map(|file| fs::read(file.expect("an entry").path()).expect("a seed"));
        let seeds: Vec<_> = seeds.map(|seed| String::from_utf8_lossy(&seed).to_ascii_lowercase()).collect();
        for name in names {
            let is_there = seeds.iter().any(|seed| seed.contains(&name.to_ascii_lowercase()));
            assert!(is_there, "no seed in fuzz/seeds/{module} has the scheme {name}");
        }
    }
}

#[test]
fn every_scheme_is_measured() {
    assert_eq!(lacking("benches/src/schemes.rs", |module| format!("| {module}::")), [""; 0], "a table lacks a row");
}

#[test]
fn every_scheme_is_shown_by_inspect() {
    let file = "examples/explain/src/schemes.rs";
    assert_eq!(lacking(file, |module| format!("Module::new(\"{module}\")")), [""; 0], "a table lacks a row");
}

/// `inspect` has a table with a row for each field, and its compiler knows each constant that is a name.
#[test]
fn every_cors_field_is_shown_by_inspect() {
    let source = fs::read_to_string(path("examples/inspect/src/cors.rs")).expect("a source file");
    let (_, table) = source.split_once("pub(crate) const FIELDS").expect("a table of fields");
    let (table, _) = table.split_once("];").expect("the end of the table");
    let constant = |name: &str| name.to_ascii_uppercase().replace('-', "_");
    let missing: Vec<_> = cors::FIELDS
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| !table.contains(&format!("({},", constant(name))))
        .collect();
    assert!(missing.is_empty(), "`FIELDS` in examples/inspect/src/cors.rs lacks {missing:?}");
}

/// A field that is declared and not in the table would be a field without a role.
#[test]
fn every_cors_field_in_the_source_is_listed() {
    let source = fs::read_to_string(path("src/cors.rs")).expect("a source file");
    let declared = source
        .lines()
        .filter_map(|line| line.strip_prefix("pub const ")?.split_once(": &str = \"")?.1.strip_suffix("\";"));
    let missing: Vec<_> = declared.filter(|name| cors::FIELDS.iter().all(|(listed, _)| listed != name)).collect();
    assert!(missing.is_empty(), "`cors::FIELDS` in src/cors.rs lacks {missing:?}");
}

/// Returns the schemes for which the file has no entry.
fn lacking(relative: &str, entry: impl Fn(&str) -> String) -> Vec<String> {
    let text = fs::read_to_string(path(relative)).expect("a source file");
    modules()
        .into_iter()
        .filter(|module| !text.contains(&entry(module)))
        .map(|module| format!("{relative}: {module}"))
        .collect()
}
