//! Runs the tests on many mutants of the crate that are compiled together.
//!
//! ```sh
//! countersign-mutants TREE LIST EVERY FIRST
//! countersign-mutants TREE LIST NAMES
//! ```
//!
//! TREE is a copy of the crate, which the program changes. LIST is what `cargo mutants --list --json` prints. Of these mutants
//! it takes every EVERY-th, from number FIRST (0 to EVERY - 1) on, or those that a line of the file NAMES has. To compile a mutant and the tests of it takes 30 seconds;
//! here, each mutant has a switch (`switches.rs`), so that one executable has many, and each is asked only of the tests that
//! reach it (`tests.rs`). A line is printed for each mutant: an outcome, its name, and the test that failed.
//!
//! | outcome | meaning |
//! |---|---|
//! | `caught` | a test fails |
//! | `timeout` | a test takes much longer |
//! | `unviable` | the mutant does not compile |
//! | `missed` | no test that reaches it fails |
//! | `unreached` | no test reaches it at run time; it may be in a constant |
//! | `alone` | no switch can turn it on |
//!
//! The last three are to be asked again alone.

mod list;
mod switches;
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use list::Mutant;
use serde_json::Value;
use switches::Mark;
use tests::Outcome;

fn main() {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [tree, list, which @ ..] = arguments.as_slice() else { panic!("TREE LIST EVERY FIRST, or TREE LIST NAMES") };
    let tree = Path::new(tree).canonicalize().expect("a folder");
    let mutants: Vec<Mutant> = serde_json::from_slice(&fs::read(list).expect("a list")).expect("a list of mutants");
    let mut chosen: BTreeSet<usize> = match which {
        [every, first] => {
            let number = |text: &String| text.parse().expect("a number");
            (0..mutants.len()).skip(number(first)).step_by(number(every)).collect()
        }
        [names] => {
            let names = fs::read_to_string(names).expect("a list of names");
            let names: BTreeSet<_> = names.lines().collect();
            (0..mutants.len()).filter(|&index| names.contains(mutants[index].name.as_str())).collect()
        }
        _ => panic!("EVERY FIRST, or NAMES"),
    };
    let executables = compile(&tree, &mutants, &mut chosen);
    let tests = tests::all(&tree, &executables);
    eprintln!("{} tests", tests.len());
    for mutant in chosen {
        let name = &mutants[mutant].name;
        match tests::ask(&tree, &tests, mutant) {
            Outcome::Caught(test) => println!("caught {name} | {test}"),
            Outcome::TooSlow => println!("timeout {name}"),
            Outcome::Missed => println!("missed {name}"),
            Outcome::NotReached => println!("unreached {name}"),
        }
    }
}

/// Compiles the chosen mutants together. Those that do not compile are printed and no longer chosen.
fn compile(tree: &Path, mutants: &[Mutant], chosen: &mut BTreeSet<usize>) -> Vec<PathBuf> {
    let sources: BTreeMap<&str, String> = mutants
        .iter()
        .map(|mutant| mutant.file.as_str())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(|file| (file, fs::read_to_string(tree.join(file)).expect("a source file")))
        .collect();
    let lib = fs::read_to_string(tree.join("src/lib.rs")).expect("lib.rs");
    let lib = format!("#![feature(core_intrinsics, const_eval_select)]\n{lib}\n{}", include_str!("switch.rs"));
    fs::write(tree.join("src/lib.rs"), lib).expect("lib.rs is written");
    loop {
        let mut marks: BTreeMap<&str, Vec<Mark>> = BTreeMap::new();
        let mut placed = BTreeSet::new();
        for (file, source) in &sources {
            let of_file: Vec<_> = chosen.iter().copied().filter(|&index| mutants[index].file == *file).collect();
            assert!(*file != "src/lib.rs" || of_file.is_empty(), "lib.rs has the switch only");
            if *file == "src/lib.rs" {
                continue;
            }
            let written = switches::write(source, mutants, &of_file);
            placed.extend(written.marks.iter().flat_map(|mark| mark.mutants.iter().copied()));
            if fs::read_to_string(tree.join(file)).expect("a source file") != written.text {
                fs::write(tree.join(file), written.text).expect("a source file is written");
            }
            marks.insert(file, written.marks);
        }
        for &left_out in chosen.difference(&placed) {
            println!("alone {}", mutants[left_out].name);
        }
        *chosen = placed;
        // The library alone finds the errors sooner.
        let (errors, _) = cargo(tree, &["build", "--lib"]);
        if errors.is_empty() {
            let (errors, executables) =
                cargo(tree, &["test", "--no-run", "--lib", "--test", "it", "--test", "samples"]);
            assert!(errors.is_empty(), "the tests do not compile: {}", errors[0].1);
            return executables;
        }
        let before = chosen.len();
        for (places, message) in errors {
            // The first place is that of the error. If it has no mutant, as where a type cannot be inferred, another one may.
            let mark = places.iter().find_map(|(file, at)| {
                let of_file = marks.get(file.as_str())?;
                if message.starts_with("error[E0004]") {
                    // A `match` that is not exhaustive without an arm: the error is at its beginning.
                    let arms = of_file.iter().filter(|mark| mark.is_arm && mark.range.start > *at);
                    return arms.min_by_key(|mark| mark.range.start);
                }
                of_file.iter().filter(|mark| mark.range.contains(at)).min_by_key(|mark| mark.range.len())
            });
            let Some(mark) = mark else {
                eprintln!("{message}");
                continue;
            };
            let is_exact = mark.is_exact || mark.is_arm;
            for index in &mark.mutants {
                if chosen.remove(index) {
                    println!("{} {}", if is_exact { "unviable" } else { "alone" }, mutants[*index].name);
                    if !is_exact {
                        eprintln!("{message}");
                    }
                }
            }
        }
        assert!(chosen.len() < before, "an error is of no mutant");
    }
}

/// An error of the compiler: its places, each a file and an offset, and its text.
type Error = (Vec<(String, usize)>, String);

/// Runs cargo. Returns the errors and the executables.
fn cargo(tree: &Path, arguments: &[&str]) -> (Vec<Error>, Vec<PathBuf>) {
    let output = Command::new("nice")
        .args(["-n", "10", "cargo"])
        .args(arguments)
        .args([
            "-p",
            "countersign",
            "--features",
            "arbitrary,defmt,embedded-io-07,headers,heapless,httparse,json,psl,rustcrypto,serde,tower,zeroize",
        ])
        .args(["--message-format", "json"])
        .env("RUSTC_WORKSPACE_WRAPPER", Path::new(env!("CARGO_MANIFEST_DIR")).join("rustc"))
        .current_dir(tree)
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo");
    let (mut errors, mut executables) = (Vec::new(), Vec::new());
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(value) = serde_json::from_str::<Value>(line) else { continue };
        if let (Some(path), Some(true)) = (value["executable"].as_str(), value["profile"]["test"].as_bool()) {
            executables.push(PathBuf::from(path));
        }
        let message = &value["message"];
        if message["level"] == "error" {
            let text = message["rendered"].as_str().unwrap_or_default().to_owned();
            let spans = message["spans"].as_array().map_or(&[][..], Vec::as_slice);
            let mut places: Vec<_> = spans.iter().map(|span| (span["is_primary"] != true, place(span))).collect();
            places.sort_by_key(|(is_other, _)| *is_other);
            let is_sum = text.starts_with("error: aborting") || text.starts_with("error: could not compile");
            if !places.is_empty() || !is_sum {
                errors.push((places.into_iter().map(|(_, place)| place).collect(), text));
            }
        }
    }
    assert!(output.status.success() || !errors.is_empty(), "cargo fails without an error");
    (errors, executables)
}

fn place(span: &Value) -> (String, usize) {
    let file = span["file_name"].as_str().unwrap_or_default().to_owned();
    (file, usize::try_from(span["byte_start"].as_u64().unwrap_or_default()).expect("an offset"))
}
