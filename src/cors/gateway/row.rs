//! The rows of the table by which a gateway decides.

use core::fmt;

use super::request::RequestClass;

/// A row of the table of [`decide`](super::decide).
///
/// ```
/// use countersign::cors::gateway::Row;
///
/// assert_eq!(Row::Ended.number(), 15);
/// assert_eq!(Row::Ended.to_string(), "row 15: GET or HEAD from an origin that the first policy does not match; that policy ends it");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Row {
    /// 1: a request without Origin.
    NoOrigin,
    /// 2: there is no policy.
    NoPolicy,
    /// 3: there is an operation of the method OPTIONS.
    OptionsOperation,
    /// 4: a preflight whose origin the first policy matches.
    PreflightListed,
    /// 5: a preflight for a method that the first policy does not list.
    PreflightMethodUnlisted,
    /// 6: a preflight for a header that the first policy does not list.
    PreflightHeaderUnlisted,
    /// 7: a preflight to a first policy that allows any origin.
    PreflightAnyOrigin,
    /// 8: a preflight to a first policy that allows any method or header, with credentials.
    PreflightEchoed,
    /// 9: a preflight from an origin that the first policy does not match; that policy ends it.
    PreflightEnded,
    /// 10: a preflight whose origin a later policy matches.
    PreflightMatchedLater,
    /// 11: a preflight from an origin that no policy matches; a later policy ends it.
    PreflightEndedLater,
    /// 12: a preflight from an origin that none of several policies matches.
    PreflightMatchedNowhere,
    /// 13: a preflight from an origin that the only policy does not match.
    PreflightUnmatched,
    /// 14: GET or HEAD from an origin that the first policy matches.
    Matched,
    /// 15: GET or HEAD from an origin that the first policy does not match; that policy ends it.
    Ended,
    /// 16: GET or HEAD from an origin that no policy matches; no policy ends it.
    Unmatched,
    /// 17: a request from an origin that a later policy matches.
    MatchedLater,
    /// 18: a request from an origin that no policy matches; a later policy ends it.
    EndedLater,
    /// 19: another method that the first policy lists, from an origin that it matches.
    OtherListed,
    /// 20: another method that the first policy does not list, from an origin that it matches.
    OtherUnlisted,
    /// 21: another method from an origin that the first policy does not match; that policy ends it.
    OtherEnded,
    /// 22: another method from an origin that no policy matches; no policy ends it.
    OtherUnmatched,
    /// 23: OPTIONS that is not a preflight, from an origin that the first policy matches.
    OptionsMatched,
    /// 24: OPTIONS that is not a preflight, from an origin that no policy matches.
    OptionsUnmatched,
}

impl Row {
    /// All rows, in order.
    pub const ALL: [Self; 24] = [
        Self::NoOrigin,
        Self::NoPolicy,
        Self::OptionsOperation,
        Self::PreflightListed,
        Self::PreflightMethodUnlisted,
        Self::PreflightHeaderUnlisted,
        Self::PreflightAnyOrigin,
        Self::PreflightEchoed,
        Self::PreflightEnded,
        Self::PreflightMatchedLater,
        Self::PreflightEndedLater,
        Self::PreflightMatchedNowhere,
        Self::PreflightUnmatched,
        Self::Matched,
        Self::Ended,
        Self::Unmatched,
        Self::MatchedLater,
        Self::EndedLater,
        Self::OtherListed,
        Self::OtherUnlisted,
        Self::OtherEnded,
        Self::OtherUnmatched,
        Self::OptionsMatched,
        Self::OptionsUnmatched,
    ];

    /// Returns the number, from 1 to 24.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.entry().0
    }

    const fn entry(self) -> (u8, &'static str) {
        match self {
            Self::NoOrigin => (1, "a request without Origin"),
            Self::NoPolicy => (2, "there is no policy"),
            Self::OptionsOperation => (3, "there is an operation of the method OPTIONS"),
            Self::PreflightListed => (4, "a preflight whose origin the first policy matches"),
            Self::PreflightMethodUnlisted => (5, "a preflight for a method that the first policy does not list"),
            Self::PreflightHeaderUnlisted => (6, "a preflight for a header that the first policy does not list"),
            Self::PreflightAnyOrigin => (7, "a preflight to a first policy that allows any origin"),
            Self::PreflightEchoed => {
                (8, "a preflight to a first policy that allows any method or header, with credentials")
            }
            Self::PreflightEnded => {
                (9, "a preflight from an origin that the first policy does not match; that policy ends it")
            }
            Self::PreflightMatchedLater => (10, "a preflight whose origin a later policy matches"),
            Self::PreflightEndedLater => {
                (11, "a preflight from an origin that no policy matches; a later policy ends it")
            }
            Self::PreflightMatchedNowhere => (12, "a preflight from an origin that none of several policies matches"),
            Self::PreflightUnmatched => (13, "a preflight from an origin that the only policy does not match"),
            Self::Matched => (14, "GET or HEAD from an origin that the first policy matches"),
            Self::Ended => (15, "GET or HEAD from an origin that the first policy does not match; that policy ends it"),
            Self::Unmatched => (16, "GET or HEAD from an origin that no policy matches; no policy ends it"),
            Self::MatchedLater => (17, "a request from an origin that a later policy matches"),
            Self::EndedLater => (18, "a request from an origin that no policy matches; a later policy ends it"),
            Self::OtherListed => (19, "another method that the first policy lists, from an origin that it matches"),
            Self::OtherUnlisted => {
                (20, "another method that the first policy does not list, from an origin that it matches")
            }
            Self::OtherEnded => {
                (21, "another method from an origin that the first policy does not match; that policy ends it")
            }
            Self::OtherUnmatched => (22, "another method from an origin that no policy matches; no policy ends it"),
            Self::OptionsMatched => {
                (23, "OPTIONS that is not a preflight, from an origin that the first policy matches")
            }
            Self::OptionsUnmatched => (24, "OPTIONS that is not a preflight, from an origin that no policy matches"),
        }
    }

    /// Returns the row of a request that the policy at this position ends.
    pub(super) const fn ended(class: RequestClass, position: usize) -> Self {
        match (class, position) {
            (RequestClass::Preflight, 0) => Self::PreflightEnded,
            (RequestClass::Preflight, _) => Self::PreflightEndedLater,
            (RequestClass::Options, _) => Self::OptionsUnmatched,
            (RequestClass::Reading, 0) => Self::Ended,
            (RequestClass::Other, 0) => Self::OtherEnded,
            (RequestClass::Reading | RequestClass::Other, _) => Self::EndedLater,
        }
    }

    /// Returns the row of a request that no policy matches or ends. The last policy is at this position.
    pub(super) const fn unmatched(class: RequestClass, last: usize) -> Self {
        match (class, last) {
            (RequestClass::Preflight, 0) => Self::PreflightUnmatched,
            (RequestClass::Preflight, _) => Self::PreflightMatchedNowhere,
            (RequestClass::Reading, _) => Self::Unmatched,
            (RequestClass::Options, _) => Self::OptionsUnmatched,
            (RequestClass::Other, _) => Self::OtherUnmatched,
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, meaning) = self.entry();
        write!(f, "row {number}: {meaning}")
    }
}
