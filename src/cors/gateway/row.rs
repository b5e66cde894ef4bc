//! The rows of the table that a gateway decides by.

use core::fmt;

use super::decision::For;

/// A row of the table at [`decide`](super::decide).
///
/// ```
/// use countersign::cors::gateway::Row;
///
/// assert_eq!(Row::Ended.number(), 15);
/// assert_eq!(Row::Ended.to_string(), "row 15: GET or HEAD from an origin that the first policy does not match, and ends");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Row {
    /// 1: a request without Origin.
    NoOrigin,
    /// 2: no policy is in scope.
    NoPolicy,
    /// 3: there is an operation of the method OPTIONS.
    OptionsOperation,
    /// 4: a preflight whose origin the first policy matches.
    PreflightListed,
    /// 5: a preflight for a method that the first policy does not list.
    PreflightMethodUnlisted,
    /// 6: a preflight for a name that the first policy does not list.
    PreflightHeaderUnlisted,
    /// 7: a preflight where the first policy allows any origin.
    PreflightAnyOrigin,
    /// 8: a preflight where the first policy allows anything with credentials.
    PreflightEchoed,
    /// 9: a preflight from an origin that the first policy does not match, and ends.
    PreflightEnded,
    /// 10: a preflight whose origin a later policy matches.
    PreflightMatchedLater,
    /// 11: a preflight from an origin that no policy matches, and a later one ends.
    PreflightEndedLater,
    /// 12: a preflight from an origin that none of the policies matches.
    PreflightMatchedNowhere,
    /// 13: a preflight from an origin that the only policy does not match.
    PreflightUnmatched,
    /// 14: GET or HEAD from an origin that the first policy matches.
    Matched,
    /// 15: GET or HEAD from an origin that the first policy does not match, and ends.
    Ended,
    /// 16: GET or HEAD from an origin that no policy matches, and none ends.
    Unmatched,
    /// 17: a request from an origin that a later policy matches.
    MatchedLater,
    /// 18: a request from an origin that no policy matches, and a later one ends.
    EndedLater,
    /// 19: another method, which the first policy lists, from an origin that it matches.
    OtherListed,
    /// 20: another method, which the first policy does not list, from an origin that it matches.
    OtherUnlisted,
    /// 21: another method from an origin that the first policy does not match, and ends.
    OtherEnded,
    /// 22: another method from an origin that no policy matches, and none ends.
    OtherUnmatched,
    /// 23: OPTIONS that is no preflight, from an origin that the first policy matches.
    OptionsMatched,
    /// 24: OPTIONS that is no preflight, from an origin that no policy matches.
    OptionsUnmatched,
}

impl Row {
    /// All that a decision names, in order.
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

    /// The number, from 1 to 24.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.entry().0
    }

    const fn entry(self) -> (u8, &'static str) {
        match self {
            Self::NoOrigin => (1, "a request without Origin"),
            Self::NoPolicy => (2, "no policy is in scope"),
            Self::OptionsOperation => (3, "there is an operation of the method OPTIONS"),
            Self::PreflightListed => (4, "a preflight whose origin the first policy matches"),
            Self::PreflightMethodUnlisted => (5, "a preflight for a method that the first policy does not list"),
            Self::PreflightHeaderUnlisted => (6, "a preflight for a name that the first policy does not list"),
            Self::PreflightAnyOrigin => (7, "a preflight where the first policy allows any origin"),
            Self::PreflightEchoed => (8, "a preflight where the first policy allows anything with credentials"),
            Self::PreflightEnded => (9, "a preflight from an origin that the first policy does not match, and ends"),
            Self::PreflightMatchedLater => (10, "a preflight whose origin a later policy matches"),
            Self::PreflightEndedLater => {
                (11, "a preflight from an origin that no policy matches, and a later one ends")
            }
            Self::PreflightMatchedNowhere => (12, "a preflight from an origin that none of the policies matches"),
            Self::PreflightUnmatched => (13, "a preflight from an origin that the only policy does not match"),
            Self::Matched => (14, "GET or HEAD from an origin that the first policy matches"),
            Self::Ended => (15, "GET or HEAD from an origin that the first policy does not match, and ends"),
            Self::Unmatched => (16, "GET or HEAD from an origin that no policy matches, and none ends"),
            Self::MatchedLater => (17, "a request from an origin that a later policy matches"),
            Self::EndedLater => (18, "a request from an origin that no policy matches, and a later one ends"),
            Self::OtherListed => (19, "another method, which the first policy lists, from an origin that it matches"),
            Self::OtherUnlisted => {
                (20, "another method, which the first policy does not list, from an origin that it matches")
            }
            Self::OtherEnded => (21, "another method from an origin that the first policy does not match, and ends"),
            Self::OtherUnmatched => (22, "another method from an origin that no policy matches, and none ends"),
            Self::OptionsMatched => (23, "OPTIONS that is no preflight, from an origin that the first policy matches"),
            Self::OptionsUnmatched => (24, "OPTIONS that is no preflight, from an origin that no policy matches"),
        }
    }

    /// A policy at this position ends a request whose origin it does not match.
    pub(super) const fn ended(asked: For, position: usize) -> Self {
        match (asked, position) {
            (For::Preflight, 0) => Self::PreflightEnded,
            (For::Preflight, _) => Self::PreflightEndedLater,
            (For::Options, _) => Self::OptionsUnmatched,
            (For::Reading, 0) => Self::Ended,
            (For::Other, 0) => Self::OtherEnded,
            (For::Reading | For::Other, _) => Self::EndedLater,
        }
    }

    /// None of the policies matches or ends a request, the last of which is at this position.
    pub(super) const fn unmatched(asked: For, last: usize) -> Self {
        match (asked, last) {
            (For::Preflight, 0) => Self::PreflightUnmatched,
            (For::Preflight, _) => Self::PreflightMatchedNowhere,
            (For::Reading, _) => Self::Unmatched,
            (For::Options, _) => Self::OptionsUnmatched,
            (For::Other, _) => Self::OtherUnmatched,
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, meaning) = self.entry();
        write!(f, "row {number}: {meaning}")
    }
}
