//! Selects the challenge to answer: the strongest that the client can use.
//!
//! RFC 9110 §11.4 leaves the choice to the client, and RFC 7616 §3.7 requires the first Digest challenge whose algorithm it
//! knows. [`browsers`] ranks as browsers do; any other order is a closure. [`Selection::verdicts`] returns why each of the
//! other challenges was skipped.
//!
//! [RFC 9110, section 11.4](https://www.rfc-editor.org/rfc/rfc9110#section-11.4)
//!
//! | scheme | rank | skipped if |
//! |---|--:|---|
//! | Negotiate | 4 | |
//! | NTLM | 3 | |
//! | Digest | 2; then by algorithm: SHA-512-256, SHA-256, MD5, each `-sess` variant before the plain one; then [other](super::digest::Hashes::other) names | it is malformed, there is no hash function for its algorithm, or its qop is unknown |
//! | Basic | 1 | it is malformed |
//! | any other | | always |
//!
//! Of two challenges with the same rank, the first is selected. A Basic or Digest challenge without a realm is malformed,
//! unless the [tolerant](super::tolerant) parser read it: then it is ranked, as browsers do.

use core::fmt;

use crate::auth::challenge::Challenge;
use crate::auth::deviation::Leniency;
use crate::auth::schemes::digest::{self, Algorithm, Hashes, Uncomputable};
use crate::auth::schemes::{basic, negotiate, ntlm};
use crate::error::ParseError;

/// Selects the challenge with the highest rank, and the first of several with the same rank.
///
/// `challenges` returns an iterator over all challenges; it is called once here and again for each method of the result.
/// `rank` returns the rank of a challenge, or why it is skipped. Any ordered type is a rank.
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
/// // As browsers do, but without NTLM.
/// let selection = strongest(|| lines.iter(), |challenge: &Challenge<'_>| match challenge.scheme().is("NTLM") {
///     true => Err(Skipped::Scheme),
///     false => browsers(RustCrypto, challenge),
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

/// The result of [`strongest`]: the selected challenge, and why the others were skipped.
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
    /// Returns the challenge to answer; `None` if all were skipped.
    pub fn chosen(&self) -> Option<Challenge<'a, T>> {
        (self.challenges)().nth(self.chosen?)
    }

    /// Returns each challenge, in the order sent, with `Ok` for the selected one and the reason for any other.
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

/// Why a challenge is skipped.
///
/// ```
/// use countersign::auth::Challenge;
/// use countersign::auth::digest::RustCrypto;
/// use countersign::auth::select::{Skipped, browsers};
///
/// let skipped = browsers(RustCrypto, &Challenge::parse(b"Bearer realm=\"staff\"")?).unwrap_err();
/// assert_eq!(skipped, Skipped::Scheme);
/// assert_eq!(skipped.to_string(), "the client cannot use the scheme");
/// # Ok::<(), countersign::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Skipped {
    /// The client cannot use the scheme.
    Scheme,
    /// The challenge breaks the rules of its scheme.
    Malformed(ParseError),
    /// The algorithm is unknown, or the build has no hash function for it.
    Algorithm,
    /// No qop that is offered is known, or a `-sess` algorithm is offered without a qop.
    Qop,
    /// Another challenge has a higher rank, or the same rank and was sent before.
    Weaker,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scheme => f.write_str("the client cannot use the scheme"),
            Self::Malformed(error) => write!(f, "the challenge is malformed: {error}"),
            Self::Algorithm => f.write_str("there is no hash function for the algorithm"),
            Self::Qop => f.write_str("no qop that is offered can be used"),
            Self::Weaker => f.write_str("another challenge is stronger, or as strong and first"),
        }
    }
}

impl core::error::Error for Skipped {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Malformed(error) => Some(error),
            _ => None,
        }
    }
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
            _ => Self::Qop,
        }
    }
}

/// Returns the rank that browsers give a challenge, for a client that has these hash functions.
///
/// # Errors
/// The reason for which the challenge is [skipped](Skipped).
pub fn browsers<S: Hashes, T: Leniency>(hashes: S, challenge: &Challenge<'_, T>) -> Result<Rank, Skipped> {
    let scheme = challenge.scheme();
    let of_scheme = |scheme| Ok(Rank { scheme, algorithm: 0 });
    if scheme.is(negotiate::SCHEME) {
        of_scheme(4)
    } else if scheme.is(ntlm::SCHEME) {
        of_scheme(3)
    } else if scheme.is(digest::SCHEME) {
        let digest = digest::Challenge::try_from(*challenge)?;
        digest.check_answerable(hashes)?;
        Ok(Rank { scheme: 2, algorithm: strength(digest.algorithm().unwrap_or(Algorithm::Md5)) })
    } else if scheme.is(basic::SCHEME) {
        basic::Challenge::try_from(*challenge)?;
        of_scheme(1)
    } else {
        Err(Skipped::Scheme)
    }
}

/// The rank of a challenge: first by its scheme, then by Digest's algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    scheme: u8,
    algorithm: u8,
}

pub(in crate::auth) const fn strength(algorithm: Algorithm<'_>) -> u8 {
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
