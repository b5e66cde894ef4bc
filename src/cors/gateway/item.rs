//! The items of a statement: its attributes and lists, by name.

use core::fmt;

use crate::syntax::wide::eq_ignore_ascii_case;

/// An attribute or a list of a `cors` statement.
///
/// ```
/// use countersign::cors::gateway::Item;
///
/// assert_eq!(Item::MaxAge.name(), "preflight-result-max-age");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Item {
    /// `allow-credentials`
    Credentials,
    /// `terminate-unmatched-request`
    Terminate,
    /// `allowed-origins`
    Origins,
    /// `allowed-methods`
    Methods,
    /// `preflight-result-max-age`
    MaxAge,
    /// `allowed-headers`
    RequestHeaders,
    /// `expose-headers`
    ResponseHeaders,
}

impl Item {
    /// Returns the name of the attribute or element.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Credentials => "allow-credentials",
            Self::Terminate => "terminate-unmatched-request",
            Self::Origins => "allowed-origins",
            Self::Methods => "allowed-methods",
            Self::MaxAge => "preflight-result-max-age",
            Self::RequestHeaders => "allowed-headers",
            Self::ResponseHeaders => "expose-headers",
        }
    }

    /// Returns whether a list has this item. In a constant, `==` is not available.
    pub(super) const fn is_in(self, mut items: &[Self]) -> bool {
        while let [item, others @ ..] = items {
            if eq_ignore_ascii_case(self.name().as_bytes(), item.name().as_bytes()) {
                return true;
            }
            items = others;
        }
        false
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
