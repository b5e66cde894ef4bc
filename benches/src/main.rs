//! Measures the instructions and allocations of single operations.
//!
//! ```text
//! cargo run --release -p countersign-benches [-- FILTER..]
//! ```
//!
//! Prints one line for each case whose name contains a filter: its instructions, its limit and its allocations. Exits
//! with 1 if a case exceeds its limit of instructions or of allocations, needs other instructions than a case that it must
//! equal, or needs a tenth more or fewer per byte than a shorter case of its family.
//! Instructions are counted by callgrind, which gives the same number on each run; valgrind must be installed.

mod allocations;
mod case;
mod cors;
mod counted;
mod families;
mod flat;
mod framework;
mod inputs;
mod long;
mod policies;
mod schemes;
mod secrets;
mod servers;
mod signing;
mod stacks;

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use case::{Case, Cost, Limit};
use counted::Counted;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut cases = framework::all();
    cases.extend(framework::tolerant());
    cases.extend(long::all());
    cases.extend(schemes::all());
    cases.extend(cors::all());
    cases.extend(policies::all());
    cases.extend(secrets::all());
    cases.extend(signing::all());
    cases.extend(stacks::all());
    cases.extend(flat::all());
    if arguments == [counted::COUNTED] {
        counted::run(&mut cases);
        return ExitCode::SUCCESS;
    }
    let is_chosen = |case: &Case| arguments.is_empty() || arguments.iter().any(|filter| case.name.contains(filter));
    let chosen: Vec<usize> = (1..cases.len()).filter(|index| is_chosen(&cases[*index])).collect();
    let costs = costs(&cases, &chosen);
    println!(
        "{:<52} {:>7} {:>12} {:>12} {:>8} {:>7}",
        "case", "bytes", "instructions", "per byte", "at most", "allocs"
    );
    let mut all_fit = true;
    for index in chosen {
        let case = &mut cases[index];
        let allocations = allocations::count(|| _ = case.run());
        let cost = costs[case.name];
        let (is_within, most) = case.at_most.check(cost, case.at_most.other().map(|name| costs[name]));
        let fits = is_within && allocations <= case.allocations;
        all_fit &= fits;
        let note = match case.at_most {
            _ if !fits => "not within the limit",
            Limit::Uneven(_, why) => why,
            _ => "",
        };
        println!(
            "{:<52} {:>7} {:>12} {:>12.2} {:>8} {:>7}  {note}",
            case.name,
            case.bytes,
            cost.instructions,
            cost.instructions as f64 / case.bytes.max(1) as f64,
            most.map_or_else(String::new, |most| most.to_string()),
            allocations,
        );
    }
    if all_fit { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Counts the chosen cases, and those that their limits name.
fn costs(cases: &[Case], chosen: &[usize]) -> BTreeMap<&'static str, Cost> {
    let index_of = |name| cases.iter().position(|case| case.name == name).expect("a limit names a case");
    let others = chosen.iter().filter_map(|index| cases[*index].at_most.other()).map(index_of);
    let counted: BTreeSet<usize> = chosen.iter().copied().chain(others).collect();
    let counted: Vec<usize> = counted.into_iter().collect();
    let instructions = counted::instructions(cases, &counted);
    let costs = counted.iter().zip(instructions);
    costs.map(|(index, instructions)| (cases[*index].name, Cost { instructions, bytes: cases[*index].bytes })).collect()
}
