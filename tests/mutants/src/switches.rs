//! Writes a source file with many mutants in it, each of which a switch turns on.
//!
//! | genre | `x` with mutant 7 |
//! |---|---|
//! | value of a function | `if crate::mutant(7) { return VALUE; } x` |
//! | operator | `(if crate::mutant(7) { x, with the other operator } else { x })` around the whole of its operators, because the other one may bind in another way |
//! | match arm | another condition in its guard |
//! | guard | a condition before or after it |
//! | field of a struct expression | `field: if crate::mutant(7) { (base).field } else { x }` |

use std::fmt::{self, Write as _};
use std::ops::Range;

use proc_macro2::LineColumn;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Arm, BinOp, Expr, ExprStruct, UnOp};

use crate::list::{Mutant, Place};

/// A part of a file as it is written, and whose it is.
pub(crate) struct Mark {
    pub range: Range<usize>,
    pub mutants: Vec<usize>,
    /// Whether this is the text of the mutant itself. An error in it is an error of the mutant; one beside it may be due to
    /// the switch.
    pub is_exact: bool,
    /// Whether the mutant is a match without this arm.
    pub is_arm: bool,
}

#[derive(Default)]
pub(crate) struct Written {
    pub text: String,
    pub marks: Vec<Mark>,
}

impl Written {
    fn mark(&mut self, start: usize, mutants: &[usize], is_exact: bool) {
        self.marks.push(Mark { range: start..self.text.len(), mutants: mutants.to_vec(), is_exact, is_arm: false });
    }

    fn add(&mut self, text: fmt::Arguments<'_>) {
        self.text.write_fmt(text).expect("a text takes everything");
    }

    fn arm(&mut self, start: usize, mutant: usize) {
        self.marks.push(Mark { range: start..self.text.len(), mutants: vec![mutant], is_exact: false, is_arm: true });
    }

    fn exact(&mut self, text: &str, mutant: usize) {
        let start = self.text.len();
        self.text.push_str(text);
        self.mark(start, &[mutant], true);
    }
}

/// What becomes of a part of the source.
enum Change {
    /// Before the body of a function, in the order of the list.
    Values(Vec<usize>),
    Operators(Vec<usize>),
    Guard {
        deleted: Option<usize>,
        always: Option<usize>,
        never: Option<usize>,
        has_let: bool,
    },
    NewGuard(usize),
    Field {
        mutant: usize,
        name: String,
        base: Range<usize>,
        is_short: bool,
    },
}

struct Site {
    range: Range<usize>,
    change: Change,
}

/// Returns the file with the mutants of `chosen`, which are indexes of `mutants`. A mutant that no switch can turn on is left
/// out.
pub(crate) fn write(source: &str, mutants: &[Mutant], chosen: &[usize]) -> Written {
    let file = syn::parse_file(source).expect("Rust");
    let mut finder = Finder { lines: lines(source), mutants, chosen, sites: Vec::new(), in_chain: false };
    finder.values();
    finder.visit_file(&file);
    let mut sites = finder.sites;
    sites.sort_by_key(|site| (site.range.start, std::cmp::Reverse(site.range.end)));
    let mut written = Written::default();
    let writer = Writer { source, mutants, lines: lines(source) };
    writer.part(&mut written, 0..source.len(), &sites);
    written
}

/// Returns the offset of each line, and of each character in it.
fn lines(source: &str) -> Vec<Vec<usize>> {
    let mut start = 0;
    let mut lines = Vec::new();
    for line in source.split_inclusive('\n') {
        let mut offsets: Vec<_> = line.char_indices().map(|(at, _)| start + at).collect();
        start += line.len();
        offsets.push(start);
        lines.push(offsets);
    }
    lines
}

fn offset(lines: &[Vec<usize>], place: Place) -> usize {
    lines[place.line - 1][place.column - 1]
}

struct Finder<'m> {
    lines: Vec<Vec<usize>>,
    mutants: &'m [Mutant],
    chosen: &'m [usize],
    sites: Vec<Site>,
    /// Whether the parent is an operator of the same site.
    in_chain: bool,
}

impl Finder<'_> {
    fn range(&self, node: &impl Spanned) -> Range<usize> {
        let at = |place: LineColumn| offset(&self.lines, Place { line: place.line, column: place.column + 1 });
        at(node.span().start())..at(node.span().end())
    }

    fn starting_in(&self, genre: &str, range: &Range<usize>) -> Vec<usize> {
        let within = |&&index: &&usize| {
            let mutant = &self.mutants[index];
            mutant.genre == genre && range.contains(&offset(&self.lines, mutant.span.start))
        };
        self.chosen.iter().filter(within).copied().collect()
    }

    fn starting_at(&self, genre: &str, start: usize) -> Vec<usize> {
        self.starting_in(genre, &(start..start + 1))
    }

    /// The places of values need no syntax tree: the list has the whole body.
    fn values(&mut self) {
        let mut values: Vec<_> =
            self.chosen.iter().copied().filter(|&index| self.mutants[index].genre == "FnValue").collect();
        // An opaque type is that of the first value, so another one beside it does not compile.
        values.retain(|&index| {
            !self.mutants[index].function.as_ref().is_some_and(|function| function.return_type.contains("impl "))
        });
        values.sort_by_key(|&index| offset(&self.lines, self.mutants[index].span.start));
        for same in values.chunk_by(|a, b| self.mutants[*a].span.start == self.mutants[*b].span.start) {
            let span = self.mutants[same[0]].span;
            let range = offset(&self.lines, span.start)..offset(&self.lines, span.end);
            self.sites.push(Site { range, change: Change::Values(same.to_vec()) });
        }
    }

    /// Returns the operators with mutants in an expression of operators, without those in calls, blocks and so on within it.
    fn operators(&self, expression: &Expr, found: &mut Vec<usize>) {
        match expression {
            Expr::Binary(binary) => {
                self.operators(&binary.left, found);
                found.extend(self.starting_at("BinaryOperator", self.range(&binary.op).start));
                self.operators(&binary.right, found);
            }
            Expr::Unary(unary) => {
                found.extend(self.starting_at("UnaryOperator", self.range(&unary.op).start));
                self.operators(&unary.expr, found);
            }
            Expr::Paren(paren) => self.operators(&paren.expr, found),
            Expr::Cast(cast) => self.operators(&cast.expr, found),
            _ => {}
        }
    }
}

/// Whether an expression is a chain with `let` in it, which is no value.
fn has_let(expression: &Expr) -> bool {
    match expression {
        Expr::Let(_) => true,
        Expr::Binary(binary) if matches!(binary.op, BinOp::And(_)) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_expr(&mut self, expression: &'ast Expr) {
        let is_operator = match expression {
            Expr::Binary(_) => !has_let(expression),
            Expr::Unary(unary) => !matches!(unary.op, UnOp::Deref(_)) || self.in_chain,
            Expr::Paren(_) | Expr::Cast(_) => self.in_chain,
            _ => false,
        };
        if is_operator && !self.in_chain {
            let mut found = Vec::new();
            self.operators(expression, &mut found);
            if !found.is_empty() {
                self.sites.push(Site { range: self.range(expression), change: Change::Operators(found) });
            }
        }
        let was = std::mem::replace(&mut self.in_chain, is_operator);
        visit::visit_expr(self, expression);
        self.in_chain = was;
    }

    fn visit_arm(&mut self, arm: &'ast Arm) {
        let deleted = self.starting_at("MatchArm", self.range(arm).start).first().copied();
        if let Some((_, guard)) = &arm.guard {
            let range = self.range(&**guard);
            let guards = self.starting_at("MatchArmGuard", range.start);
            let of = |value: &str| guards.iter().copied().find(|&index| self.mutants[index].replacement == value);
            let (always, never) = (of("true"), of("false"));
            if deleted.is_some() || always.is_some() || never.is_some() {
                self.sites
                    .push(Site { range, change: Change::Guard { deleted, always, never, has_let: has_let(guard) } });
            }
        } else if let Some(mutant) = deleted {
            let end = self.range(&arm.pat).end;
            self.sites.push(Site { range: end..end, change: Change::NewGuard(mutant) });
        }
        visit::visit_arm(self, arm);
    }

    fn visit_expr_struct(&mut self, expression: &'ast ExprStruct) {
        if let Some(base) = &expression.rest {
            for field in &expression.fields {
                let range = self.range(field);
                for mutant in self.starting_at("StructField", range.start) {
                    let syn::Member::Named(name) = &field.member else { continue };
                    let is_short = field.colon_token.is_none();
                    let range = if is_short { range.clone() } else { self.range(&field.expr) };
                    let change = Change::Field { mutant, name: name.to_string(), base: self.range(&**base), is_short };
                    self.sites.push(Site { range, change });
                }
            }
        }
        visit::visit_expr_struct(self, expression);
    }
}

struct Writer<'m> {
    source: &'m str,
    mutants: &'m [Mutant],
    lines: Vec<Vec<usize>>,
}

impl Writer<'_> {
    /// Writes a part of the source with the sites in it, which are in order, each before those within it.
    fn part(&self, written: &mut Written, range: Range<usize>, sites: &[Site]) {
        let mut at = range.start;
        let mut rest = sites;
        while let [site, after @ ..] = rest {
            let within = after.iter().take_while(|inner| inner.range.end <= site.range.end).count();
            let (inner, after) = after.split_at(within);
            written.text.push_str(&self.source[at..site.range.start]);
            self.site(written, site, inner);
            at = site.range.end;
            rest = after;
        }
        written.text.push_str(&self.source[at..range.end]);
    }

    fn site(&self, written: &mut Written, site: &Site, inner: &[Site]) {
        let start = written.text.len();
        match &site.change {
            Change::Values(values) => {
                for &mutant in values {
                    written.add(format_args!("if crate::mutant({mutant}) {{ return "));
                    written.exact(&self.mutants[mutant].replacement, mutant);
                    written.text.push_str("; } ");
                }
                self.part(written, site.range.clone(), inner);
                written.mark(start, values, false);
            }
            Change::Operators(operators) => {
                written.text.push('(');
                for &mutant in operators {
                    written.add(format_args!("if crate::mutant({mutant}) {{ "));
                    let span = self.mutants[mutant].span;
                    let (from, to) = (offset(&self.lines, span.start), offset(&self.lines, span.end));
                    let before = &self.source[site.range.start..from];
                    let after = &self.source[to..site.range.end];
                    written.exact(&format!("{before}{}{after}", self.mutants[mutant].replacement), mutant);
                    written.text.push_str(" } else ");
                }
                written.text.push_str("{ ");
                self.part(written, site.range.clone(), inner);
                written.text.push_str(" })");
                written.mark(start, operators, false);
            }
            Change::Guard { deleted, always, never, has_let } => {
                let all: Vec<_> = [deleted, always, never].into_iter().flatten().copied().collect();
                let not =
                    |mutant: &Option<usize>| mutant.map_or(String::new(), |id| format!("!crate::mutant({id}) && "));
                written.text.push_str(&not(deleted));
                let (always, is_open) = match always {
                    Some(id) if !has_let => (format!("(crate::mutant({id}) || "), true),
                    _ => (String::new(), false),
                };
                written.text.push_str(&always);
                written.text.push_str(&not(never));
                written.text.push_str(if *has_let { "" } else { "(" });
                self.part(written, site.range.clone(), inner);
                written.text.push_str(if *has_let { "" } else { ")" });
                written.text.push_str(if is_open { ")" } else { "" });
                written.mark(start, &all, false);
                if let Some(deleted) = deleted {
                    written.arm(start, *deleted);
                }
            }
            Change::NewGuard(mutant) => {
                written.add(format_args!(" if !crate::mutant({mutant})"));
                written.arm(start, *mutant);
            }
            Change::Field { mutant, name, base, is_short } => {
                if *is_short {
                    written.add(format_args!("{name}: "));
                }
                written.add(format_args!("if crate::mutant({mutant}) {{ ("));
                written.text.push_str(&self.source[base.clone()]);
                written.add(format_args!(").{name} }} else {{ "));
                self.part(written, site.range.clone(), inner);
                written.text.push_str(" }");
                written.mark(start, &[*mutant], false);
            }
        }
    }
}
