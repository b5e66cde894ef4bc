//! What one operation costs: instructions under callgrind, which repeat exactly, and allocations.
//!
//! ```text
//! cargo run --release -p countersign-benches [-- FILTER..]
//! ```
//! prints a line for each case whose name contains a filter: instructions, the limit promised for it, allocations. It
//! exits with 1 when a limit is passed. valgrind must be installed.

mod cases;
mod cors;
mod inputs;
mod measure;
mod policies;
mod schemes;

use std::process::ExitCode;

use cases::Limit;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut cases = cases::all();
    if let [command, name, count] = arguments.as_slice()
        && command == measure::REPEAT
    {
        return measure::repeat(&mut cases, name, count);
    }
    let chosen = |name: &str| arguments.is_empty() || arguments.iter().any(|filter| name.contains(filter));
    println!(
        "{:<44} {:>6} {:>12} {:>12} {:>8} {:>7}",
        "case", "octets", "instructions", "per octet", "at most", "allocs"
    );
    let nothing = measure::instructions(cases::NOTHING);
    let measured = |name: &str| measure::instructions(name).saturating_sub(nothing);
    let mut kept = true;
    for case in cases.iter_mut().filter(|case| case.name != cases::NOTHING && chosen(case.name)) {
        let instructions = measured(case.name);
        let allocations = measure::allocations(case);
        let most = match case.at_most {
            Limit::None => None,
            Limit::Instructions(most) => Some(most),
            Limit::Percent(percent, other) => Some(measured(other) * percent / 100),
        };
        let fits = most.is_none_or(|most| instructions <= most) && allocations == 0;
        kept &= fits;
        println!(
            "{:<44} {:>6} {:>12} {:>12.2} {:>8} {:>7}{}",
            case.name,
            case.octets,
            instructions,
            instructions as f64 / case.octets.max(1) as f64,
            most.map_or_else(String::new, |most| most.to_string()),
            allocations,
            if fits { "" } else { "  too many" },
        );
    }
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
