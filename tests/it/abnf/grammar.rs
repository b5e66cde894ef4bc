//! A grammar of a standard, what the crate is documented to read differently, and the inputs on which both are compared.

use std::sync::atomic::{AtomicU64, Ordering};

use super::LONGEST;

/// A set of documented differences: bit n is that of row n.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rows(u32);

impl Rows {
    /// The standard's own grammar.
    const NONE: Self = Self(0);

    pub(crate) const fn has(self, row: usize) -> bool {
        self.0 & (1 << row) != 0
    }

    /// Returns the set of these rows.
    pub(crate) fn of(rows: &[usize]) -> Self {
        Self(rows.iter().fold(0, |set, row| set | (1 << row)))
    }

    const fn first(count: usize) -> Self {
        Self((1 << count) - 1)
    }

    const fn without(self, row: usize) -> Self {
        Self(self.0 & !(1 << row))
    }
}

/// One grammar.
pub(crate) struct Grammar<'a> {
    /// The rule of the standard.
    pub(crate) name: &'a str,
    /// What the crate reads differently, and why. The rule asks for each row by its index.
    pub(crate) rows: &'a [(&'a str, &'a str)],
    /// Whether the standard, changed by some rows, allows an input.
    pub(crate) rule: &'a (dyn Fn(&[u8], Rows) -> bool + Sync),
    /// Whether the crate accepts an input.
    pub(crate) parses: &'a (dyn Fn(&[u8]) -> bool + Sync),
}

/// Every sequence of up to a number of pieces, between two texts.
#[derive(Clone, Copy)]
pub(crate) struct Sequences<'a> {
    pub(crate) before: &'a [u8],
    pub(crate) pieces: &'a [&'a [u8]],
    pub(crate) after: &'a [u8],
    /// The number of pieces, as [`length`](super::length) returns it.
    pub(crate) length: usize,
}

/// How often something happened.
struct Seen {
    accepted: AtomicU64,
    rejected: AtomicU64,
    rows: Vec<AtomicU64>,
}

impl Grammar<'_> {
    /// Compares the rule with the parser on all of the inputs, and on each of the lines with every byte in every place.
    ///
    /// Without the rows that are documented, an input is read as the standard says. Fails if no input is accepted, if none is
    /// rejected, and if a row makes no difference.
    pub(crate) fn agrees(&self, sequences: &[Sequences<'_>], lines: &[&[u8]]) {
        let rows = self.rows.iter().map(|_| AtomicU64::new(0)).collect();
        let seen = Seen { accepted: AtomicU64::new(0), rejected: AtomicU64::new(0), rows };
        for sequences in sequences {
            self.sequences(sequences, &seen);
        }
        for line in lines {
            for at in 0..line.len() {
                for byte in 0..=255 {
                    let mut line = line.to_vec();
                    line[at] = byte;
                    self.check(&line, &seen);
                }
            }
        }
        let is_seen = |count: &AtomicU64| count.load(Ordering::Relaxed) > 0;
        assert!(is_seen(&seen.accepted), "{}: no input is accepted", self.name);
        assert!(is_seen(&seen.rejected), "{}: no input is rejected", self.name);
        for (row, (what, _)) in self.rows.iter().enumerate() {
            assert!(is_seen(&seen.rows[row]), "{}: no input has {what}", self.name);
        }
    }

    fn sequences(&self, sequences: &Sequences<'_>, seen: &Seen) {
        self.check(&[sequences.before, sequences.after].concat(), seen);
        // The first piece decides which of two threads checks a sequence.
        std::thread::scope(|scope| {
            for half in sequences.pieces.chunks(sequences.pieces.len().div_ceil(2)) {
                scope.spawn(move || {
                    for first in half {
                        self.extend(sequences, &mut [sequences.before, first].concat(), sequences.length - 1, seen);
                    }
                });
            }
        });
    }

    fn extend(&self, sequences: &Sequences<'_>, line: &mut Vec<u8>, left: usize, seen: &Seen) {
        let before = line.len();
        line.extend_from_slice(sequences.after);
        self.check(line, seen);
        line.truncate(before);
        if left > 0 {
            for piece in sequences.pieces {
                line.extend_from_slice(piece);
                self.extend(sequences, line, left - 1, seen);
                line.truncate(before);
            }
        }
    }

    fn check(&self, input: &[u8], seen: &Seen) {
        if input.len() > LONGEST {
            return;
        }
        let all = Rows::first(self.rows.len());
        let documented = (self.rule)(input, all);
        assert_eq!(
            (self.parses)(input),
            documented,
            "{}: {:?}; the standard {} it",
            self.name,
            String::from_utf8_lossy(input),
            if (self.rule)(input, Rows::NONE) { "allows" } else { "does not allow" },
        );
        let count = if documented { &seen.accepted } else { &seen.rejected };
        count.fetch_add(1, Ordering::Relaxed);
        for (row, seen) in seen.rows.iter().enumerate() {
            if seen.load(Ordering::Relaxed) == 0 && (self.rule)(input, all.without(row)) != documented {
                seen.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}
