//! The whole report: the documents, the order of their policies, and the answers to requests.

use std::collections::HashSet;
use std::fmt;
use std::mem;

use countersign::cors::gateway::{
    self, Document, Facts, Issue, Mistakes, Policy, Readings, Remark, Scope, Scopes, Unseen, decide, issues,
};
use countersign::cors::policy::{Kind, Mistake, Part, Reason, Setting};

use crate::args::Args;
use crate::document::Rejection;
use crate::fragments::{Fragment, Inbound, Source, Step, inbound};
use crate::show;
use crate::statement::{Lists, Written};
use crate::unread::Unread;
use crate::values::Values;
use crate::{Asked, Input, sample};

/// How a report ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Certain,
    /// An answer depends on something that is not known.
    Uncertain,
    /// A document is rejected.
    Rejected,
}

/// A step of the effective order, and what it is made of.
struct Entry<'a> {
    step: gateway::Step<'a>,
    from: &'a Step,
}

impl Args {
    /// Writes the report.
    pub(crate) fn report(
        &self,
        text: &mut String,
        inputs: &[Input],
        fragments: &[Fragment],
        asked: &[Asked],
    ) -> Result<Outcome, fmt::Error> {
        let readings = self.readings.iter().fold(Readings::DEFAULT, |readings, reading| reading.applied_to(readings));
        let mut documents = Vec::new();
        for input in inputs {
            let source = |fragment: Option<usize>| source_of(input, fragments, fragment);
            match inbound(&input.source.bytes, fragments, &Values::of(&self.values, &self.named_values, input.scope)) {
                Ok(inbound) => documents.push((input, inbound)),
                Err(rejections) => {
                    for (fragment, rejections) in grouped(rejections) {
                        show::rejections(text, source(fragment), &rejections)?;
                    }
                }
            }
        }
        let lists: Vec<_> =
            documents.iter().map(|(_, inbound)| inbound.written().map(|(cors, _)| Lists::of(cors))).collect();
        let mut policies = Vec::new();
        for ((input, inbound), lists) in documents.iter().zip(&lists) {
            match lists.as_ref().map(|lists| Policy::new(lists.statement())).transpose() {
                Ok(policy) => policies.push(policy),
                Err(mistakes) => {
                    let (written, fragment) = inbound.written().ok_or(fmt::Error)?;
                    show::rejections(text, source_of(input, fragments, fragment), &placed(written, &mistakes))?;
                }
            }
        }
        if policies.len() < inputs.len() {
            return Ok(Outcome::Rejected);
        }

        let entries: Vec<_> =
            documents.iter().zip(&policies).map(|((_, inbound), policy)| entries(inbound, policy.as_ref())).collect();
        let mut scopes = Scopes::new();
        for (((input, inbound), policy), [before, after]) in documents.iter().zip(&policies).zip(&entries) {
            let has_unread = inbound.steps().any(|step| matches!(step, Step::Unread { .. }));
            show::policy(text, input.scope, &input.source.name, (policy.as_ref(), has_unread), &readings)?;
            notes(text, input, fragments, inbound, policy.as_ref())?;
            scopes = scopes.with(input.scope, document(inbound.has_base, before, after));
        }
        let order: Vec<(Scope, &Entry<'_>)> = scopes
            .effective_order()
            .flat_map(|(scope, entries)| entries.iter().map(move |entry| (scope, entry)))
            .collect();
        show::order(text, &order.iter().map(|(scope, entry)| (*scope, entry.unread())).collect::<Vec<_>>())?;

        let late = after_other_policies(&documents);
        let facts = Facts {
            key_is_in_header: self.key_in_header,
            version_is_in_header: self.version_in_header,
            after_other_policies: &late,
        };
        let steps = order.iter().map(|(scope, entry)| (*scope, entry.step));
        let found: Vec<_> = issues(steps, &facts, &readings).collect();
        for (scope, issue) in &found {
            show::remark(text, &format!("issue: {scope}: {issue}; {}", issue.remedy()))?;
        }

        let mut outcome = Outcome::Certain;
        for Asked { story, request } in asked {
            text.push('\n');
            if let Some(story) = story {
                text.push_str(story);
                text.push('\n');
            }
            let fields: Vec<_> = request.fields.iter().map(|(name, value)| (name.as_str(), value.as_slice())).collect();
            let asking = gateway::Request::new(&request.method, &fields[..]);
            let asking = if self.options_operation { asking.for_options_operation() } else { asking };
            let decision = decide(asking, order.iter().map(|(_, entry)| entry.step), &readings);
            let by = decision.decided_by().and_then(|index| order.get(index)).map(|(scope, _)| *scope);
            let unseen = decision.depends_on().map(|unseen| unseen_text(unseen, &order));
            if unseen.is_some() {
                outcome = Outcome::Uncertain;
            }
            let hiding = |(scope, issue): &(Scope, Issue)| {
                (Some(*scope) == by && issue.hides_from_preflights()).then_some(*issue)
            };
            let hidden = found.iter().find_map(hiding).filter(|_| decision.kind() == Kind::Preflight);
            let hidden = hidden.map(|issue| ("issue", format!("the gateway does not find this policy: {issue}")));
            let doubt = unseen.map(|unseen| ("unseen", unseen)).or(hidden);
            show::decision(text, request, &decision, by, doubt)?;
        }
        if asked.iter().any(|asked| asked.story.is_some()) {
            text.push_str(sample::CLOSING);
        }
        Ok(outcome)
    }
}

impl Entry<'_> {
    /// Returns what was not read.
    fn unread(&self) -> Option<&Unread> {
        match self.from {
            Step::Unread { what, .. } => Some(what),
            Step::Cors { .. } => None,
        }
    }
}

fn source_of<'a>(input: &'a Input, fragments: &'a [Fragment], fragment: Option<usize>) -> &'a Source {
    fragment.and_then(|index| fragments.get(index)).map_or(&input.source, |fragment| &fragment.source)
}

/// Returns the rejections of each file.
fn grouped(rejections: Vec<(Option<usize>, Rejection)>) -> Vec<(Option<usize>, Vec<Rejection>)> {
    let mut groups: Vec<(Option<usize>, Vec<Rejection>)> = Vec::new();
    for (fragment, rejection) in rejections {
        match groups.iter_mut().find(|(of, _)| *of == fragment) {
            Some((_, group)) => group.push(rejection),
            None => groups.push((fragment, vec![rejection])),
        }
    }
    groups
}

fn entries<'a>(inbound: &'a Inbound, policy: Option<&'a Policy<'a>>) -> [Vec<Entry<'a>>; 2] {
    [&inbound.before, &inbound.after].map(|steps| {
        let entry = |from: &'a Step| {
            let step = match (from, policy) {
                (Step::Cors { .. }, Some(policy)) => gateway::Step::Policy(policy),
                _ => gateway::Step::Unread,
            };
            Entry { step, from }
        };
        steps.iter().map(entry).collect()
    })
}

fn document<'e, 'a>(has_base: bool, before: &'e [Entry<'a>], after: &'e [Entry<'a>]) -> Document<&'e [Entry<'a>]> {
    match (has_base, before, after) {
        (false, [], _) => Document::Nothing,
        (false, ..) => Document::Cors(before),
        (true, [], []) => Document::Base,
        (true, _, []) => Document::CorsThenBase(before),
        (true, [], _) => Document::BaseThenCors(after),
        (true, ..) => Document::AroundBase(before, after),
    }
}

/// Writes what a reader should know about a document.
fn notes(
    text: &mut String,
    input: &Input,
    fragments: &[Fragment],
    inbound: &Inbound,
    policy: Option<&Policy<'_>>,
) -> fmt::Result {
    let located = |fragment: Option<usize>, at: usize| {
        let source = source_of(input, fragments, fragment);
        let file = fragment.map_or(String::new(), |_| format!("{}, ", source.name));
        format!("{file}{}", show::place(&source.bytes, at))
    };
    if let [first, others @ ..] = &inbound.nested[..] {
        let (place, others) = (located(first.fragment, first.at), others.len());
        let others = if others == 0 { String::new() } else { format!(", and {others} more") };
        show::note(text, &format!("   ignored, because it is inside another policy: <cors> at {place}{others}"))?;
    }
    let mut unread = Vec::new();
    for step in inbound.steps() {
        match step {
            Step::Unread { what, place } => unread.push((what, place)),
            Step::Cors { fragment, .. } => match fragment.and_then(|index| fragments.get(index)) {
                Some(Fragment { of: fragment @ Unread::Fragment(_), .. }) => {
                    let note = "gateways were seen that do not find it there for a preflight";
                    show::note(text, &format!("   the <cors> is in {fragment}; {note}"))?;
                }
                Some(Fragment { of, .. }) => show::note(text, &format!("   the <cors> is in {of}"))?,
                None => {}
            },
        }
    }
    at_most(text, &unread, |text, (what, place)| {
        let place = located(place.fragment, place.at);
        show::remark(text, &format!("unread: {place}: {what}; {}", what.remedy()))
    })?;
    let Some((written, fragment)) = inbound.written() else {
        return Ok(());
    };
    at_most(text, &written.notes, |text, (at, note)| {
        show::note(text, &format!("   note: {}: {note}", located(fragment, *at)))
    })?;
    let remarks: Vec<_> = policy.iter().flat_map(|policy| policy.remarks().iter()).collect();
    at_most(text, &remarked(written, &remarks), |text, Rejection { at, message }| {
        show::remark(text, &format!("remark: {}: {message}", located(fragment, *at)))
    })
}

/// Writes the first of many.
fn at_most<T>(text: &mut String, all: &[T], mut write: impl FnMut(&mut String, &T) -> fmt::Result) -> fmt::Result {
    const MAX: usize = 20;
    all.iter().take(MAX).try_for_each(|one| write(text, one))?;
    match all.len().saturating_sub(MAX) {
        0 => Ok(()),
        others => show::note(text, &format!("   and {others} more")),
    }
}

/// Returns the scopes in which another policy is before `cors`, by itself or by `base`.
fn after_other_policies(documents: &[(&Input, Inbound)]) -> Vec<Scope> {
    let mut scopes = Vec::new();
    let mut broader_has_others = false;
    // The broadest scope comes last.
    for (input, inbound) in documents.iter().rev() {
        if inbound.cors_follows_others || inbound.cors_follows_base() && broader_has_others {
            scopes.push(input.scope);
        }
        broader_has_others = inbound.has_others || inbound.has_base && broader_has_others;
    }
    scopes
}

/// Returns what an answer depends on.
fn unseen_text(unseen: Unseen, order: &[(Scope, &Entry<'_>)]) -> String {
    let entry = |index: usize| order.get(index).map(|(scope, entry)| (*scope, entry.from));
    match unseen {
        Unseen::Step(index) => {
            let unread = order.get(index).and_then(|(_, entry)| entry.unread());
            unread.map_or(String::new(), |what| format!("{what} may change this answer; {}", what.remedy()))
        }
        Unseen::Value(index, item) => {
            let how = match entry(index) {
                Some((_, Step::Cors { written, .. })) => written.unknown.iter().find(|(of, _)| *of == item),
                _ => None,
            };
            let scope = entry(index).map_or("", |(scope, _)| scope.name());
            let how = how.map_or("what is not known", |(_, how)| how);
            format!("{item} of the {scope} policy may change this answer; it has {how}")
        }
    }
}

/// A part, its value, and why it is mentioned.
type Finding<'a> = (Part, Setting<'a>, Reason, String);

/// Returns the mistakes in a statement, with the offset of each.
fn placed(written: &Written, mistakes: &Mistakes<'_>) -> Vec<Rejection> {
    let finding = |mistake: Mistake<'_>| (mistake.part(), mistake.reason(), message(mistake));
    let found: Vec<_> = mistakes.iter().map(|mistake| (mistake.setting(), finding(mistake))).collect();
    let found = found.into_iter().map(|(setting, (part, reason, message))| (part, setting, reason, message));
    at_places(written, found.collect())
}

/// Returns the remarks on a statement, with the offset of each.
fn remarked(written: &Written, remarks: &[Remark<'_>]) -> Vec<Rejection> {
    let finding = |remark: &Remark<'_>| match remark.reason() {
        Reason::Missing => {
            "there is no <allowed-headers>, which editions of the reference require; list a header".to_owned()
        }
        _ => format!("{remark}; {}", remark.remedy()),
    };
    let found = remarks.iter().map(|remark| (remark.part(), remark.setting(), remark.reason(), finding(remark)));
    at_places(written, found.collect())
}

fn at_places(written: &Written, found: Vec<Finding<'_>>) -> Vec<Rejection> {
    let places = written.places();
    let (mut seen, mut rejections) = (HashSet::new(), Vec::new());
    for (part, setting, reason, message) in found {
        let value = match setting {
            Setting::Text(text) if reason != Reason::Missing => Some(text),
            _ => None,
        };
        let key = (mem::discriminant(&part), value);
        // A value that occurs twice has one mistake for each; both places are reported at the first.
        if seen.insert((key, mem::discriminant(&reason))) {
            let places = places.get(&key).map_or(&[][..], Vec::as_slice);
            rejections.extend(places.iter().map(|at| Rejection::new(*at, message.clone())));
        }
    }
    rejections.sort_by_key(|rejection| rejection.at);
    rejections
}

/// Returns what is wrong with a part, in the words of the statement.
fn message(mistake: Mistake<'_>) -> String {
    let (element, list) = match mistake.part() {
        Part::Origin => ("origin", "allowed-origins"),
        Part::Method => ("method", "allowed-methods"),
        Part::RequestHeader => ("header", "allowed-headers"),
        _ => ("header", "expose-headers"),
    };
    match (mistake.reason(), mistake.part(), mistake.setting()) {
        (Reason::Missing, ..) => format!("<{list}> has no <{element}>"),
        (Reason::Wildcard, ..) => {
            "any origin is allowed together with allow-credentials; any page could read the data of its visitors"
                .to_owned()
        }
        (Reason::NotAlone, ..) => "any origin is allowed, so the other origins have no effect".to_owned(),
        (_, Part::Origin, Setting::Text(value)) => {
            format!("origin {value:?}: expected a scheme, a host and an optional port")
        }
        (_, _, Setting::Text(value)) => format!("{element} {value:?}: not a token"),
        _ => mistake.to_string(),
    }
}
