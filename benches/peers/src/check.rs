//! The comparison with the committed results.

use crate::case::GROWTH;
use crate::measure::{Measured, compared};
use crate::results::Committed;

/// The factor by which instructions may grow.
const MOST: f64 = 1.03;

const TWICE: &str = "the line is checked first, then the views read it again, without storage; `Events` reads it once";

const CONSTANT: &str = "a fixed cost of the call, in the range of ten nanoseconds";

const FRAMEWORK: &str = "the framework checks the token68 before base64 decodes it";

/// Operations in which a peer that does the same work is ahead: how their names begin, the peer, and why.
pub const AHEAD: [(&str, &str, &str); 10] = [
    ("Basic out of a HeaderMap", "headers", FRAMEWORK),
    ("Access-Control-Allow-Credentials: true", "headers", CONSTANT),
    ("Access-Control-Request-Method", "headers", CONSTANT),
    ("a client answers a Digest 401", "digest-access", "it does not check the grammar of the challenge"),
    (
        "SCRAM, both sides",
        "scram",
        "its server has the salted password, and compares proofs; from the StoredKey of RFC 5802 it takes one more hash",
    ),
    ("schemes of one letter", "http-auth", TWICE),
    ("schemes of one letter", "parse-net", TWICE),
    ("64 names of", "http-auth", "http-auth keeps repeated names"),
    ("64 empty values", "http-auth", "http-auth keeps repeated names"),
    ("spaces before =", "http-auth", TWICE),
];

/// Returns what is wrong, in sentences.
pub fn faults(measured: &[Measured<'_>], committed: &Committed) -> Vec<String> {
    let operations = || measured.chunk_by(|a, b| a.case.operation == b.case.operation);
    let mut faults: Vec<String> = measured.iter().filter_map(|row| increase(row, committed)).collect();
    let mut listed = [false; AHEAD.len()];
    for (ours, row) in operations().flat_map(compared).filter(|(ours, row)| is_ahead(ours, row)) {
        let is_meant =
            |(start, peer, _): &(&str, &str, &str)| row.case.operation.starts_with(start) && row.case.by == *peer;
        match AHEAD.iter().position(is_meant) {
            Some(index) => listed[index] = true,
            None => faults.push(format!(
                "{}: {} instructions, {} takes {}",
                row.case.name(),
                row.instructions,
                ours.case.by,
                ours.instructions
            )),
        }
    }
    for ((start, peer, _), is_listed) in AHEAD.iter().zip(listed) {
        if !is_listed && measured.iter().any(|row| row.case.operation.starts_with(start)) {
            faults.push(format!("{start}: {peer} is not ahead anymore; remove it from the list"));
        }
    }
    faults
}

/// Compares a row of this crate with the committed one.
fn increase(row: &Measured<'_>, committed: &Committed) -> Option<String> {
    if !row.case.is_ours() {
        return None;
    }
    let name = row.case.name();
    let Some((before, allocations)) = committed.0.get(&name).copied() else {
        return Some(format!("{name}: the committed results lack it"));
    };
    // The committed figures are rounded.
    let (now, rounding) = match row.case.section {
        GROWTH => (row.per_byte(), 0.005),
        _ => (row.instructions as f64, 0.5),
    };
    if now > before * MOST + rounding {
        return Some(format!("{name}: {now:.2} instructions, {before:.2} in the committed results"));
    }
    let now = row.allocations;
    allocations.filter(|before| now > *before).map(|before| format!("{name}: {now} allocations instead of {before}"))
}

/// Whether a peer that does the same work takes fewer instructions. A quick rejection of what this crate reads is no lead.
fn is_ahead(ours: &Measured<'_>, row: &Measured<'_>) -> bool {
    let is_comparable = !row.case.is_ours() && row.case.differs.is_empty() && row.outcome == ours.outcome;
    is_comparable && row.instructions < ours.instructions
}
