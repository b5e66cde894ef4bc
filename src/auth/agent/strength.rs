//! The strength of the challenges that an agent answers.

/// How strong a challenge is: first by its class, then by the algorithm of Digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Strength {
    pub(super) class: Class,
    pub(super) algorithm: u8,
}

/// The weakest class is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Basic,
    Bearer,
    Digest,
    /// One of the caller's schemes, with how many of its list are weaker.
    Other(usize),
}

impl Class {
    pub(super) const fn alone(self) -> Strength {
        Strength { class: self, algorithm: 0 }
    }
}
