//! Prints the public API that rustdoc's JSON describes, one item per line, sorted.
//!
//! Left out is what follows from other lines: blanket implementations, and the functions of a trait's implementation. Auto
//! traits are left out too, because `tests/samples/threads.rs` tests them.

use std::env;
use std::process::ExitCode;

use public_api::Builder;

fn main() -> ExitCode {
    let Some(path) = env::args_os().nth(1) else {
        eprintln!("usage: countersign-api RUSTDOC.json");
        return ExitCode::from(2);
    };
    let api = match Builder::from_rustdoc_json(path).omit_blanket_impls(true).omit_auto_trait_impls(true).build() {
        Ok(api) => api,
        Err(error) => {
            eprintln!(
                "{error}\nThe version of `public-api` in tests/api/Cargo.toml decides which toolchains it reads."
            );
            return ExitCode::FAILURE;
        }
    };
    let items: Vec<String> = api.items().map(ToString::to_string).collect();
    let items = without_functions_of_traits(&items);
    if items.is_empty() {
        eprintln!("the JSON has no public item");
        return ExitCode::FAILURE;
    }
    for item in items {
        println!("{item}");
    }
    ExitCode::SUCCESS
}

/// The items of an implementation follow its line, and begin with the path of the type that it is for.
fn without_functions_of_traits(items: &[String]) -> Vec<&str> {
    let mut kept = Vec::new();
    let mut of_trait = None;
    for item in items {
        if item.starts_with("impl") {
            of_trait = item.split_once(" for ").map(|(_, path)| without_generics(path));
        } else if let Some(path) = of_trait
            && item.starts_with("pub fn ")
            && item.contains(&format!(" {path}"))
        {
            continue;
        } else {
            of_trait = of_trait.filter(|path| item.contains(&format!(" {path}")));
        }
        if !item.contains("core::marker::StructuralPartialEq") {
            kept.push(item.as_str());
        }
    }
    kept
}

fn without_generics(path: &str) -> &str {
    path.split_once('<').map_or(path, |(path, _)| path)
}
