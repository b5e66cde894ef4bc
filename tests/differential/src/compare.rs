//! Compares what two crates return for the same input, and classifies each difference.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// An input for which two crates return different things. `None` is an error.
pub struct Difference<'a, I: ?Sized, T> {
    pub input: &'a I,
    pub ours: &'a Option<T>,
    pub theirs: &'a Option<T>,
}

impl<I: ?Sized, T> Difference<'_, I, T> {
    /// Returns whether the other crate returns an error for what this one reads.
    #[must_use]
    pub const fn is_only_ours(&self) -> bool {
        self.ours.is_some() && self.theirs.is_none()
    }

    /// Returns whether this crate returns an error for what the other one reads.
    #[must_use]
    pub const fn is_only_theirs(&self) -> bool {
        self.ours.is_none() && self.theirs.is_some()
    }
}

/// Why some differences are expected.
pub struct Rule<I: ?Sized, T> {
    /// What is different.
    pub name: &'static str,
    /// Who is right, and by which section.
    pub why: &'static str,
    pub explains: fn(&Difference<'_, I, T>) -> bool,
}

/// How many differences are shown that no rule explains.
const MOST_SHOWN: usize = 12;

/// Compares both on all inputs. The first rule that explains a difference classifies it.
///
/// # Panics
/// If no rule explains a difference: the message has inputs, after `shorter` cut what it could from each. If a rule explains
/// no difference. If both never return the same value, or are never compared.
pub fn compare<I: Clone + Debug, T: PartialEq + Debug>(
    pair: &str,
    inputs: impl IntoIterator<Item = I>,
    ours: impl Fn(&I) -> Option<T>,
    theirs: impl Fn(&I) -> Option<T>,
    rules: &[Rule<I, T>],
    shorter: impl Fn(&I) -> Vec<I>,
) {
    let both = |input: &I| (ours(input), theirs(input));
    let unclassified = |input: &I| {
        let (ours, theirs) = both(input);
        let difference = Difference { input, ours: &ours, theirs: &theirs };
        ours != theirs && !rules.iter().any(|rule| (rule.explains)(&difference))
    };
    let mut counts = vec![0_u32; rules.len()];
    let (mut compared, mut equal) = (0_u32, 0_u32);
    let mut unexplained = Vec::new();
    for input in inputs {
        compared += 1;
        let (ours, theirs) = both(&input);
        if ours == theirs {
            equal += u32::from(ours.is_some());
            continue;
        }
        let difference = Difference { input: &input, ours: &ours, theirs: &theirs };
        let rule = rules.iter().position(|rule| (rule.explains)(&difference));
        if let Some(rule) = rule {
            counts[rule] += 1;
            continue;
        }
        let mut least = input;
        while let Some(cut) = shorter(&least).into_iter().find(unclassified) {
            least = cut;
        }
        let (ours, theirs) = both(&least);
        let line = format!("{least:?}\n  countersign: {ours:?}\n  the other:   {theirs:?}");
        if !unexplained.contains(&line) {
            unexplained.push(line);
        }
        if unexplained.len() == MOST_SHOWN {
            break;
        }
    }
    assert!(unexplained.is_empty(), "{pair}: no rule explains\n{}", unexplained.join("\n"));
    println!("{pair}: {compared} inputs, {equal} values that are equal");
    for (rule, count) in rules.iter().zip(&counts) {
        println!("  {count}: {}. {}", rule.name, rule.why);
    }
    assert!(equal > 0, "{pair}: no value is equal");
    for (rule, count) in rules.iter().zip(counts) {
        assert!(count > 0, "{pair}: no input has {}", rule.name);
    }
}

/// Returns what the other crate does, or `None` if it panics.
pub fn caught<T>(call: impl FnOnce() -> Option<T>) -> Option<T> {
    catch_unwind(AssertUnwindSafe(call)).ok().flatten()
}
