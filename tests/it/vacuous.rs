//! Every assertion of every law runs: on the seeds of the fuzzer, and on a few inputs of the property tests.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::{laws, roundtrip};

/// Inputs of each kind.
const CASES: usize = 40;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn every_assertion_of_every_law_runs() {
    let ran = laws::counted::counts(|| {
        for (module, law) in laws::MODULES {
            law(b"");
            for seed in fs::read_dir(root().join("fuzz/seeds").join(module)).expect("a folder of seeds for each law") {
                let seed = fs::read(seed.expect("a listed file").path()).expect("a file that can be read");
                law(&seed);
                laws::check("kept", &seed);
            }
        }
        // The same inputs in each run.
        let mut runner = TestRunner::deterministic();
        let mut draw = |inputs: &dyn Fn(&mut TestRunner) -> Vec<u8>, check: &dyn Fn(&[u8])| {
            (0..CASES).for_each(|_| check(&inputs(&mut runner)));
        };
        draw(&|runner| drawn(&roundtrip::bytes(), runner), &roundtrip::every_law);
        draw(&|runner| drawn(&roundtrip::parts(), runner), &roundtrip::every_law);
        draw(&|runner| drawn(&roundtrip::values(), runner), &|data| {
            for module in ["list", "names", "origin", "values"] {
                laws::check(module, data);
            }
        });
        draw(&|runner| drawn(&roundtrip::origins(), runner), &|data| laws::check("origin", data));
        draw(&|runner| drawn(&roundtrip::choices(), runner), &|data| {
            for (module, _) in laws::MODULES {
                laws::check(module, &laws::inputs::of(module, data));
            }
        });
    });
    let ran: BTreeMap<(&str, u32), u64> = ran.into_iter().collect();
    let places = assertions();
    assert!(places.len() > 600, "{} assertions were found in the laws", places.len());
    let mut counted: Vec<(u64, &str)> = places
        .iter()
        .map(|(file, line, text)| (ran.get(&(file.as_str(), *line)).copied().unwrap_or(0), text.as_str()))
        .collect();
    counted.sort_unstable();
    for (count, place) in &counted {
        println!("{count:>10}  {place}");
    }
    let never: BTreeSet<&str> = counted.iter().filter(|(count, _)| *count == 0).map(|(_, place)| *place).collect();
    assert!(
        never.is_empty(),
        "{} assertions never ran, so nothing holds them:\n{}",
        never.len(),
        Vec::from_iter(never).join("\n")
    );
}

fn drawn<T>(strategy: &impl Strategy<Value = T>, runner: &mut TestRunner) -> T {
    strategy.new_tree(runner).expect("no strategy here rejects").current()
}

/// The file, the line, and both with the text, of each assertion in the laws.
fn assertions() -> Vec<(String, u32, String)> {
    let mut files = vec!["tests/it/laws.rs".into()];
    let mut folders = vec!["tests/it/laws".to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).expect("a folder") {
            let entry = entry.expect("an entry");
            let path = format!("{folder}/{}", entry.file_name().into_string().expect("an ASCII name"));
            let is_folder = entry.file_type().expect("a type").is_dir();
            if is_folder { folders.push(path) } else { files.push(path) }
        }
    }
    let mut places = Vec::new();
    for file in files.iter().filter(|file| !file.ends_with("counted.rs")) {
        let source = fs::read_to_string(root().join(file)).expect("a source file");
        let mut is_macro = false;
        for (line, number) in source.lines().zip(1..) {
            is_macro = if is_macro { line != "}" } else { line.starts_with("macro_rules!") };
            let code = line.trim_start();
            let is_assertion =
                ["assert!(", "assert_eq!(", "assert_ne!(", "reads_back!("].iter().any(|mark| code.contains(mark));
            if is_assertion && !is_macro && !code.starts_with("//") {
                places.push((file.clone(), number, format!("{file}:{number}: {code}")));
            }
        }
    }
    places
}
