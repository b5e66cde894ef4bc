//! A measured operation of one crate, and the list of them.

use crate::counted::Counted;

/// The name of the crate on this side of the comparison.
pub const OURS: &str = "countersign";

/// The section of the cases whose inputs grow.
pub const GROWTH: &str = "Growth";

pub struct Case {
    pub section: &'static str,
    pub operation: String,
    /// The crate, and its function if several of them do the operation.
    pub by: &'static str,
    /// The number of bytes that are read or written.
    pub bytes: usize,
    /// What the peer does not do, or does beside; empty if it does the same work.
    pub differs: &'static str,
    /// Returns a number that depends on the result, so that the compiler keeps the operation; 0 if the input is rejected.
    pub run: Box<dyn FnMut() -> usize>,
}

impl Case {
    pub fn is_ours(&self) -> bool {
        self.by.starts_with(OURS)
    }

    pub fn name(&self) -> String {
        format!("{}: {}", self.operation, self.by)
    }
}

impl Counted for Case {
    fn bytes(&self) -> usize {
        self.bytes
    }

    fn run(&mut self) -> usize {
        (self.run)()
    }
}

#[derive(Default)]
pub struct Cases {
    pub all: Vec<Case>,
    section: &'static str,
}

impl Cases {
    /// Begins a section, which is a table of the results.
    pub fn section(&mut self, name: &'static str) {
        self.section = name;
    }

    /// Begins an operation. Its first case is one of this crate. A peer is compared with the last one before it.
    pub fn operation(&mut self, name: impl Into<String>, bytes: usize) -> Operation<'_> {
        Operation { name: name.into(), bytes, cases: self }
    }
}

pub struct Operation<'c> {
    cases: &'c mut Cases,
    name: String,
    bytes: usize,
}

impl Operation<'_> {
    /// Adds a case that does the same work as the one that it is compared with.
    pub fn by(self, by: &'static str, run: impl FnMut() -> usize + 'static) -> Self {
        self.unlike(by, "", run)
    }

    /// Adds a case that does other work, and says which.
    pub fn unlike(self, by: &'static str, differs: &'static str, run: impl FnMut() -> usize + 'static) -> Self {
        let (section, operation) = (self.cases.section, self.name.clone());
        self.cases.all.push(Case { section, operation, by, bytes: self.bytes, differs, run: Box::new(run) });
        self
    }
}

/// Returns a text that lives as long as the cases.
pub fn text(text: impl Into<String>) -> &'static str {
    text.into().leak()
}
