//! Puts fragments and named values where a document includes them.

use std::collections::HashSet;

use crate::document::{self, Child, ChildKind, Contents, FileKind, Rejection};
use crate::statement::Written;
use crate::unread::Unread;
use crate::values::Values;

/// The maximum number of fragments in a document, far above what one has.
const MAX_INCLUDED: usize = 100;

/// A file and what it is called in messages.
pub(crate) struct Source {
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Source {
    /// A file of the command line, where `-` is standard input, or another text.
    pub(crate) fn new(name: &str, bytes: Vec<u8>) -> Self {
        let name = if name == "-" { "standard input" } else { name };
        Self { name: name.to_owned(), bytes: document::decoded(bytes) }
    }
}

/// A fragment that was given, or a named value.
pub(crate) struct Fragment {
    pub of: Unread,
    pub source: Source,
}

/// Where something is: the index of a fragment, or `None` for the document, and the offset.
#[derive(Clone, Copy)]
pub(crate) struct Located {
    pub fragment: Option<usize>,
    pub at: usize,
}

/// A step of the order of policies.
pub(crate) enum Step {
    Cors {
        written: Written,
        fragment: Option<usize>,
    },
    /// What was not given, or is not known.
    Unread {
        what: Unread,
        place: Located,
    },
}

/// The `inbound` section of a document, with its fragments in it.
#[derive(Default)]
pub(crate) struct Inbound {
    /// The steps before `base`, or all.
    pub before: Vec<Step>,
    pub has_base: bool,
    pub after: Vec<Step>,
    /// The `cors` elements inside other policies, which are ignored.
    pub nested: Vec<Located>,
    pub has_others: bool,
    /// Whether another policy of this section is before `cors`.
    pub cors_follows_others: bool,
}

impl Inbound {
    pub(crate) fn steps(&self) -> impl Iterator<Item = &Step> {
        self.before.iter().chain(&self.after)
    }

    pub(crate) fn cors_follows_base(&self) -> bool {
        self.after.iter().any(|step| matches!(step, Step::Cors { .. }))
    }

    pub(crate) fn written(&self) -> Option<(&Written, Option<usize>)> {
        self.steps().find_map(|step| match step {
            Step::Cors { written, fragment } => Some((written, *fragment)),
            Step::Unread { .. } => None,
        })
    }
}

/// The reasons to reject a document, or one of its fragments.
type Rejections = Vec<(Option<usize>, Rejection)>;

/// Reads a document with its fragments.
pub(crate) fn inbound(bytes: &[u8], fragments: &[Fragment], values: &Values<'_>) -> Result<Inbound, Rejections> {
    let of = |fragment| move |rejections: Vec<_>| rejections.into_iter().map(move |one| (fragment, one)).collect();
    let Contents { children, nested } =
        document::read(bytes, FileKind::Document, values).map_err::<Rejections, _>(of(None))?;
    let mut inbound = Inbound { nested: located(None, &nested), ..Inbound::default() };
    let mut rejections = Rejections::new();
    let mut included: usize = 0;
    let mut has_cors = false;
    // The files that are being read, each included by the one before it.
    let mut stack = vec![(None, children.into_iter())];
    while let Some((fragment, children)) = stack.last_mut() {
        let fragment = *fragment;
        let Some(Child { at, kind }) = children.next() else {
            stack.pop();
            continue;
        };
        let place = Located { fragment, at };
        let mut reject = |message: String| rejections.push((fragment, Rejection::new(at, message)));
        match kind {
            ChildKind::Base if inbound.has_base => reject("<base> is repeated".to_owned()),
            ChildKind::Base => inbound.has_base = true,
            ChildKind::Cors(_) if has_cors => reject("<cors> is repeated".to_owned()),
            ChildKind::Cors(written) => {
                has_cors = true;
                inbound.cors_follows_others = inbound.has_others;
                let steps = if inbound.has_base { &mut inbound.after } else { &mut inbound.before };
                steps.push(Step::Cors { written, fragment });
            }
            ChildKind::Other => inbound.has_others = true,
            ChildKind::Unread(what) => match fragments.iter().position(|fragment| fragment.of == what) {
                None => {
                    inbound.has_others = true;
                    let steps = if inbound.has_base { &mut inbound.after } else { &mut inbound.before };
                    steps.push(Step::Unread { what, place });
                }
                Some(index) if stack.iter().any(|(fragment, _)| *fragment == Some(index)) => {
                    reject(format!("{what} includes itself"));
                }
                Some(_) if included == MAX_INCLUDED => {
                    reject(format!("more than {MAX_INCLUDED} fragments are included"));
                    break;
                }
                Some(index) => {
                    included += 1;
                    let bytes = fragments.get(index).map_or(&[][..], |fragment| &fragment.source.bytes);
                    let kind =
                        if matches!(what, Unread::NamedValue(_)) { FileKind::NamedValue } else { FileKind::Fragment };
                    match document::read(bytes, kind, values) {
                        Ok(Contents { children, nested }) => {
                            inbound.nested.extend(located(Some(index), &nested));
                            stack.push((Some(index), children.into_iter()));
                        }
                        Err(found) => rejections.extend(found.into_iter().map(|one| (Some(index), one))),
                    }
                }
            },
        }
    }
    if rejections.is_empty() {
        return Ok(inbound);
    }
    // A fragment that is included twice is rejected once.
    let mut seen = HashSet::new();
    rejections.retain(|(fragment, rejection)| seen.insert((*fragment, rejection.at, rejection.message.clone())));
    Err(rejections)
}

fn located(fragment: Option<usize>, offsets: &[usize]) -> Vec<Located> {
    offsets.iter().map(|at| Located { fragment, at: *at }).collect()
}
