//! Whether a byte of a long line costs as much as a byte of a shorter one, for each family of lines.

use crate::case::{Case, Limit, runs};
use crate::families::{self, Family};
use crate::{cors, framework};

const SHORT: usize = 4_096;
const LONG: usize = 65_536;

const FIXED: &str = "the fixed cost of a call is more than a tenth of what 4 KiB of plain text cost";

/// The lines whose bytes do not cost the same at both lengths, and why.
const UNEVEN: [(&str, &str); 9] = [
    ("events of one plain quoted-string", FIXED),
    ("views of one plain quoted-string", FIXED),
    ("tolerant: one plain quoted-string", FIXED),
    ("events of one quoted-string of UTF-8", FIXED),
    ("views of one quoted-string of UTF-8", FIXED),
    ("tolerant: one quoted-string of UTF-8", FIXED),
    ("events of an open quoted-string", FIXED),
    ("views of an open quoted-string", FIXED),
    ("tolerant: a token68", FIXED),
];

/// Returns the case of a name and a line.
type Make = fn(&'static str, Limit, String) -> Case;

const CHALLENGES: [(&str, Make); 3] = [
    ("events of ", |name, limit, line| runs(name, limit, line, framework::visit)),
    ("views of ", |name, limit, line| runs(name, limit, line, framework::views)),
    ("tolerant: ", |name, limit, line| runs(name, limit, line, framework::forgive)),
];

const OTHERS: [(Family, Make); 3] = [
    (families::BASIC, framework::basic_read),
    (families::BEARER, |name, limit, line| runs(name, limit, line, framework::bearer_read)),
    (families::FIELD_NAMES, |name, limit, line| runs(name, limit, line, cors::names)),
];

pub fn all() -> Vec<Case> {
    let challenges = families::CHALLENGES
        .iter()
        .flat_map(|(family, line)| CHALLENGES.map(|(reader, make)| pair(&format!("{reader}{family}"), *line, make)));
    let others = OTHERS.map(|((family, line), make)| pair(family, line, make));
    let cases: Vec<Case> = challenges.chain(others).flatten().collect();
    for (family, _) in UNEVEN {
        let is_measured = cases.iter().any(|case| case.name.strip_suffix(", 64 KiB") == Some(family));
        assert!(is_measured, "{family} is not measured");
    }
    cases
}

fn pair(family: &str, line: fn(usize) -> String, make: Make) -> [Case; 2] {
    let short = &*format!("{family}, 4 KiB").leak();
    let reason = UNEVEN.iter().find(|(uneven, _)| *uneven == family);
    let limit = reason.map_or(Limit::Even(short), |(_, why)| Limit::Uneven(short, why));
    [make(short, Limit::None, line(SHORT)), make(format!("{family}, 64 KiB").leak(), limit, line(LONG))]
}
