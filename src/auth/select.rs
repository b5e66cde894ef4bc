//! Which challenge to answer: the strongest that a client can.
//!
//! RFC 9110 §11.4 leaves the choice to the client, and RFC 7616 §3.7 wants the first Digest whose algorithm it knows.
//! [`browsers`] ranks as browsers do; any other order is a closure away. Nothing is hidden: each challenge that is not
//! chosen [says why](Selection::verdicts).
//!
//! [RFC 9110, section 11.4](https://www.rfc-editor.org/rfc/rfc9110#section-11.4)
//!
//! | scheme | rank | passed over when |
//! |---|--:|---|
//! | Negotiate | 4 | |
//! | NTLM | 3 | |
//! | Digest | 2, and among them SHA-512-256, SHA-256, MD5, each of a session before not | it is malformed, its algorithm is not there, or its qop unknown |
//! | Basic | 1 | it is malformed |
//! | any other | | always |
//!
//! Of two that rank alike, the one that was sent first is chosen.

use crate::auth::challenge::Challenge;
use crate::auth::deviation::Leniency;
use crate::auth::schemes::digest::{self, Algorithm, Hashes, Uncomputable};
use crate::auth::schemes::{basic, negotiate, ntlm};
use crate::error::ParseError;

/// Chooses the challenge that ranks highest, and of those that rank alike the first.
///
/// `challenges` is walked once here, and again whenever the verdicts are asked for. `rank` says how high a challenge
/// ranks, or why it is passed over; whatever has an order is a rank.
///
/// ```
/// use countersign::auth::digest::RustCrypto;
/// use countersign::auth::select::{Skipped, browsers, strongest};
/// use countersign::auth::{self, Challenge};
///
/// let response = [
///     ("WWW-Authenticate", "NTLM, Basic realm=\"staff\""),
///     ("WWW-Authenticate", "Digest realm=\"staff\", nonce=\"a\", algorithm=SHA-512"),
///     ("WWW-Authenticate", "Digest realm=\"staff\", nonce=\"a\", algorithm=SHA-256, qop=\"auth\""),
/// ];
/// let lines = auth::www_authenticate(&response)?.expect("a 401 has challenges");
///
/// // As browsers do, but NTLM is out of the question.
/// let selection = strongest(|| lines.iter(), |challenge: &Challenge<'_>| match challenge.scheme().is("NTLM") {
///     true => Err(Skipped::Scheme),
///     false => browsers::<RustCrypto, _>(challenge),
/// });
/// assert_eq!(selection.chosen().unwrap().get("algorithm").unwrap(), "SHA-256");
/// let verdicts = selection.verdicts().map(|(_, verdict)| verdict);
/// assert!(verdicts.eq([Err(Skipped::Scheme), Err(Skipped::Weaker), Err(Skipped::Algorithm), Ok(())]));
/// # Ok::<(), countersign::LineError>(())
/// ```
pub fn strongest<'a, T, C, I, R, K>(challenges: C, rank: R) -> Selection<C, R>
where
    C: Fn() -> I,
    I: Iterator<Item = Challenge<'a, T>>,
    R: Fn(&Challenge<'a, T>) -> Result<K, Skipped>,
    K: Ord,
{
    let mut best: Option<(usize, K)> = None;
    for (index, challenge) in challenges().enumerate() {
        if let Ok(rank) = rank(&challenge)
            && best.as_ref().is_none_or(|(_, highest)| rank > *highest)
        {
            best = Some((index, rank));
        }
    }
    Selection { chosen: best.map(|(index, _)| index), challenges, rank }
}

/// The challenge that was chosen, and why the others were not.
#[derive(Clone, Copy, Debug)]
pub struct Selection<C, R> {
    challenges: C,
    rank: R,
    chosen: Option<usize>,
}

impl<'a, T, C, I, R, K> Selection<C, R>
where
    C: Fn() -> I,
    I: Iterator<Item = Challenge<'a, T>>,
    R: Fn(&Challenge<'a, T>) -> Result<K, Skipped>,
{
    /// The challenge to answer.
    pub fn chosen(&self) -> Option<Challenge<'a, T>> {
        (self.challenges)().nth(self.chosen?)
    }

    /// Each challenge in the order sent, with `Ok` for the one that was chosen and the reason for any other.
    pub fn verdicts(&self) -> impl Iterator<Item = (Challenge<'a, T>, Result<(), Skipped>)> {
        (self.challenges)().enumerate().map(|(index, challenge)| {
            let verdict = match (self.rank)(&challenge) {
                Ok(_) if self.chosen == Some(index) => Ok(()),
                Ok(_) => Err(Skipped::Weaker),
                Err(reason) => Err(reason),
            };
            (challenge, verdict)
        })
    }
}

/// Why a challenge is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Skipped {
    /// Its scheme is none that the client can use.
    Scheme,
    /// It is no challenge of its scheme.
    Malformed(ParseError),
    /// Its algorithm is unknown, or the build has no hash function for it.
    Algorithm,
    /// It asks for a qop that nobody knows, or for a session without one.
    Qop,
    /// Another one ranks higher, or as high and was sent before it.
    Weaker,
}

impl From<ParseError> for Skipped {
    fn from(error: ParseError) -> Self {
        Self::Malformed(error)
    }
}

impl From<Uncomputable> for Skipped {
    fn from(error: Uncomputable) -> Self {
        match error {
            Uncomputable::Algorithm => Self::Algorithm,
            Uncomputable::Qop | Uncomputable::Cnonce | Uncomputable::Body => Self::Qop,
        }
    }
}

/// How high a challenge ranks with browsers, for a client that has these hash functions.
///
/// # Errors
/// Why it is [passed over](Skipped).
pub fn browsers<S: Hashes, T: Leniency>(challenge: &Challenge<'_, T>) -> Result<Rank, Skipped> {
    let scheme = challenge.scheme();
    let of_scheme = |scheme| Ok(Rank { scheme, algorithm: 0 });
    if scheme.is(negotiate::SCHEME) {
        of_scheme(4)
    } else if scheme.is(ntlm::SCHEME) {
        of_scheme(3)
    } else if scheme.is(digest::SCHEME) {
        let digest = digest::Challenge::try_from(*challenge)?;
        digest.is_answerable::<S>()?;
        Ok(Rank { scheme: 2, algorithm: strength(digest.algorithm().unwrap_or(Algorithm::Md5)) })
    } else if scheme.is(basic::SCHEME) {
        basic::Challenge::try_from(*challenge)?;
        of_scheme(1)
    } else {
        Err(Skipped::Scheme)
    }
}

/// How high a challenge ranks: first by its scheme, then by Digest's algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    scheme: u8,
    algorithm: u8,
}

const fn strength(algorithm: Algorithm<'_>) -> u8 {
    match algorithm {
        Algorithm::Sha512_256Sess => 6,
        Algorithm::Sha512_256 => 5,
        Algorithm::Sha256Sess => 4,
        Algorithm::Sha256 => 3,
        Algorithm::Md5Sess => 2,
        Algorithm::Md5 => 1,
        Algorithm::Other(_) => 0,
    }
}
