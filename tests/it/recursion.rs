//! No function of the crate calls itself, directly or through others of its file. Files do not use each other in circles, as
//! `tests/architecture.rs` checks, so that is all that there can be.
//!
//! What is called through a trait is not seen: a value that holds a value of its own type would need a pointer, and the only
//! trait objects of the crate are made of values that hold none.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Implementations of a trait that forward to the function of the type that has the same name, and one that forwards to the
/// implementation of the same trait for another type.
const FORWARDED: [&str; 7] = [
    "src/auth/challenge.rs Challenges::parse",
    "src/auth/control.rs AuthenticationControl::parse",
    "src/auth/info.rs AuthenticationInfo::parse",
    "src/auth/schemes/digest/kept.rs Hex::as_bytes",
    "src/syntax/list.rs List::parse",
    "src/tower/digest.rs Stored::from",
    "src/tower/policies.rs Policy::decide",
];

/// A function: the type of its `impl`, which is empty for one outside, and its name.
type Function = (String, String);

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files(&path, into) } else { into.push(path) }
    }
}

/// Returns which functions of its own file each function calls, by the layout of rustfmt: an item begins at the first column,
/// and the functions of an `impl` or a `trait` at the fifth.
fn calls(source: &str) -> BTreeMap<Function, BTreeSet<Function>> {
    let source = source.split("\n#[cfg(test)]").next().unwrap_or_default();
    let source = source.split("\n#[cfg(all(test").next().unwrap_or_default();
    let mut bodies: BTreeMap<Function, String> = BTreeMap::new();
    let mut of = String::new();
    let mut current: Option<Function> = None;
    for line in source.lines() {
        let code = line.split("//").next().unwrap_or_default();
        let indent = code.len() - code.trim_start().len();
        if indent == 0 && !code.is_empty() {
            if code.starts_with("impl") {
                of = self_type(code);
            } else if let Some((_, name)) = code.split_once("trait ") {
                word(name).clone_into(&mut of);
            }
        }
        if let Some(name) = (indent == 0 || indent == 4).then(|| function(code)).flatten() {
            current = Some((if indent == 0 { String::new() } else { of.clone() }, name.to_owned()));
            // The signature calls nothing. A body in the same line begins after it.
            let body = code.split_once(") ").map_or("", |(_, body)| body);
            bodies.entry(current.clone().expect("just set")).or_default().push_str(body);
        } else if matches!(code, "}" | "    }") {
            current = None;
        } else if let Some(function) = &current {
            bodies.entry(function.clone()).or_default().extend([code, "\n"]);
        }
    }
    let functions: BTreeSet<_> = bodies.keys().cloned().collect();
    let calls = |(function, body): (Function, String)| {
        let called = |(of, name): &&Function| {
            let own = [
                format!("self.{name}("),
                format!("Self::{name}("),
                format!("Self::{name}::<"),
                format!("{of}::{name}("),
            ];
            match of.as_str() {
                "" => is_called(&body, &format!("{name}(")) || is_called(&body, &format!("{name}::<")),
                _ if *of == function.0 => own.iter().any(|call| is_called(&body, call)),
                _ => is_called(&body, &own[3]),
            }
        };
        let called = functions.iter().filter(called).cloned().collect();
        (function, called)
    };
    bodies.into_iter().map(calls).collect()
}

/// Returns whether `call` is there, and not the end of a longer path.
fn is_called(body: &str, call: &str) -> bool {
    body.match_indices(call).any(|(at, _)| {
        let before = body[..at].chars().next_back().unwrap_or(' ');
        !before.is_alphanumeric() && !['_', '.', ':', '!'].contains(&before) && !body[..at].ends_with("fn ")
    })
}

fn word(text: &str) -> &str {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default()
}

/// Returns the name of the type of an `impl` line.
fn self_type(line: &str) -> String {
    let line = line.split(" for ").nth(1).unwrap_or_else(|| {
        let after = line.trim_start_matches("impl");
        // The parameters of the `impl`, which may have brackets in them.
        let mut depth = 0_usize;
        let end = after.char_indices().find(|(_, letter)| {
            depth = match letter {
                '<' => depth + 1,
                '>' => depth.saturating_sub(1),
                _ => depth,
            };
            depth == 0
        });
        after.get(end.map_or(0, |(at, letter)| at + usize::from(letter == '>'))..).unwrap_or_default()
    });
    word(line.trim_start_matches([' ', '&'])).to_owned()
}

/// Returns the name of the function whose signature begins in this line.
fn function(line: &str) -> Option<&str> {
    let (before, after) = line.split_once("fn ")?;
    let is_start = before.split_whitespace().all(|part| {
        ["const", "async", "unsafe", "extern", "\"C\""].contains(&part)
            || part.starts_with("pub")
            || part.ends_with(')')
    });
    is_start.then(|| word(after)).filter(|name| !name.is_empty())
}

/// Returns the functions that can come back to themselves.
fn circles(source: &str) -> Vec<String> {
    let calls = calls(source);
    let comes_back = |start: &&Function| {
        let mut reached: BTreeSet<&Function> = calls[*start].iter().collect();
        let mut ahead: Vec<&Function> = reached.iter().copied().collect();
        while let Some(next) = ahead.pop() {
            ahead.extend(calls[next].iter().filter(|called| reached.insert(called)));
        }
        reached.contains(start)
    };
    calls.keys().filter(comes_back).map(|(of, name)| format!("{of}::{name}")).collect()
}

#[test]
fn no_function_calls_itself() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    files(&root.join("src"), &mut paths);
    let mut count = 0;
    let mut found = Vec::new();
    for path in paths {
        let source = fs::read_to_string(&path).expect("a source file");
        count += calls(&source).values().map(BTreeSet::len).sum::<usize>();
        let path = path.strip_prefix(root).expect("a path below the root").display();
        found.extend(circles(&source).iter().map(|function| format!("{path} {function}")));
    }
    found.sort_unstable();
    assert_eq!(found, FORWARDED, "functions that call themselves, and those that are known to forward");
    assert!(count > 1000, "{count} calls were found");
}

#[test]
fn circles_are_found() {
    for (source, expected) in [
        ("fn a() {\n    a()\n}\n", &["::a"][..]),
        (
            "fn a() {\n    b();\n}\n\npub(crate) const fn b() {\n    if x {\n        return a::<1>();\n    }\n}\n",
            &["::a", "::b"],
        ),
        ("impl<'a, T: F<U>> A<'a, T> {\n    fn a(&self) {\n        self.a()\n    }\n}\n", &["A::a"]),
        (
            "impl B for A<'_> {\n    fn a() {\n        Self::b(1)\n    }\n}\n\nimpl A<'_> {\n    fn b(\n        c: u8,\n    ) {\n        A::a();\n    }\n}\n",
            &["A::a", "A::b"],
        ),
        ("fn a() {\n    b::a(); c.a(); A::a(); da();\n}\n\nfn da() {}\n", &[]),
        ("impl A {\n    fn a(&self) {\n        self.0.a();\n    }\n}\n", &[]),
    ] {
        assert_eq!(circles(source), expected, "{source}");
    }
}
