//! Measures the instructions and allocations of single operations.
//!
//! ```text
//! cargo run --release -p countersign-benches [-- FILTER..]
//! ```
//!
//! Prints one line for each case whose name contains a filter: its instructions, its limit and its allocations. Exits
//! with 1 if a case exceeds its limit of instructions or of allocations, or needs other instructions than a case that it must
//! equal.
//! Instructions are counted by callgrind, which gives the same number on each run; valgrind must be installed.

mod allocations;
mod case;
mod cors;
mod framework;
mod inputs;
mod long;
mod measure;
mod policies;
mod schemes;
mod secrets;
mod stacks;

use std::collections::BTreeMap;
use std::process::ExitCode;

use case::{Limit, NOTHING};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut cases = framework::all();
    cases.extend(framework::tolerant());
    cases.extend(long::all());
    cases.extend(schemes::all());
    cases.extend(cors::all());
    cases.extend(policies::all());
    cases.extend(secrets::all());
    cases.extend(stacks::all());
    if let [command, name, count] = arguments.as_slice()
        && command == measure::REPEAT
    {
        return measure::repeat(&mut cases, name, count);
    }
    let chosen = |name: &str| arguments.is_empty() || arguments.iter().any(|filter| name.contains(filter));
    println!(
        "{:<44} {:>6} {:>12} {:>12} {:>8} {:>7}",
        "case", "bytes", "instructions", "per byte", "at most", "allocs"
    );
    let nothing = measure::instructions(NOTHING);
    let mut known = BTreeMap::new();
    let mut measured =
        |name: &'static str| *known.entry(name).or_insert_with(|| measure::instructions(name).saturating_sub(nothing));
    let mut all_fit = true;
    for case in cases.iter_mut().filter(|case| case.name != NOTHING && chosen(case.name)) {
        let instructions = measured(case.name);
        let allocations = measure::allocations(case);
        let most = match case.at_most {
            Limit::None => None,
            Limit::Instructions(most) => Some(most),
            Limit::Percent(percent, other) => Some(measured(other) * percent / 100),
            Limit::Exactly(other) => Some(measured(other)),
        };
        let is_exact = matches!(case.at_most, Limit::Exactly(_));
        let fits = most.is_none_or(|most| instructions == most || instructions < most && !is_exact)
            && allocations <= case.allocations;
        all_fit &= fits;
        println!(
            "{:<44} {:>6} {:>12} {:>12.2} {:>8} {:>7}{}",
            case.name,
            case.bytes,
            instructions,
            instructions as f64 / case.bytes.max(1) as f64,
            most.map_or_else(String::new, |most| most.to_string()),
            allocations,
            if fits { "" } else { "  not within the limit" },
        );
    }
    if all_fit { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
