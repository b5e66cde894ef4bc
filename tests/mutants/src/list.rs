//! The mutants, as `cargo mutants --list --json` lists them.

use serde::Deserialize;

#[derive(Deserialize, Clone)]
pub(crate) struct Mutant {
    pub name: String,
    pub file: String,
    pub genre: String,
    pub replacement: String,
    pub span: Span,
    pub function: Option<Function>,
}

#[derive(Deserialize, Clone)]
pub(crate) struct Function {
    pub return_type: String,
}

#[derive(Deserialize, Clone, Copy)]
pub(crate) struct Span {
    pub start: Place,
    pub end: Place,
}

/// A line and a column in characters; both count from 1.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub line: usize,
    pub column: usize,
}
