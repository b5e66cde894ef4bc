//! What stands in a section and is not a policy that was read.

use std::fmt;

use roxmltree::Node;

use crate::statement::name;

/// A part of a section that may change an answer.
///
/// | in a section | what it may be |
/// |---|---|
/// | `<include-fragment fragment-id="a"/>` | what the fragment has |
/// | `{{a}}` between policies | any policies: the gateway writes the value in its place |
/// | `<Cors>`, `<x:cors xmlns:x="u">`, `<Base>` | nothing, or what its author means: names have no other case and no namespace |
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Unread {
    /// An `include-fragment` with this id.
    Fragment(String),
    /// A named value in the place of policies.
    NamedValue(String),
    /// An element whose name is almost that of one that counts.
    Misspelt { shown: String, meant: &'static str },
}

impl Unread {
    /// Returns an element whose name is one of these but for its case or its namespace.
    pub(crate) fn misspelt(node: Node<'_, '_>, names: &[&'static str]) -> Option<Self> {
        let found = node.tag_name().name();
        let meant = names.iter().copied().find(|name| name.eq_ignore_ascii_case(found))?;
        (name(node) != Some(meant)).then(|| Self::Misspelt { shown: shown(node), meant })
    }

    /// Returns how it can be read.
    pub(crate) fn remedy(&self) -> String {
        match self {
            Self::Fragment(id) => format!("pass it with --fragment {id}=FILE"),
            Self::NamedValue(name) => format!("pass it with --named-value {name}=…"),
            Self::Misspelt { meant, .. } => format!("write <{meant}>; {NAMES}"),
        }
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fragment(id) => write!(f, "the fragment {id}"),
            Self::NamedValue(name) => write!(f, "the named value {name}"),
            Self::Misspelt { shown, .. } => write!(f, "the element {shown}"),
        }
    }
}

/// The rule for the names of elements.
pub(crate) const NAMES: &str = "names of elements are case-sensitive and have no namespace";

/// Returns an element as a reader knows it, with its namespace if it has one.
pub(crate) fn shown(node: Node<'_, '_>) -> String {
    let name = node.tag_name();
    match name.namespace() {
        Some(namespace) => format!("<{}> of the namespace {namespace:?}", name.name()),
        None => format!("<{}>", name.name()),
    }
}
