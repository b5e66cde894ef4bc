//! Finds out what a signer did: which change of what is signed makes the signature that was sent right.

use std::fmt::Display;

/// Why a signature is wrong, or what is wrong with a request. No text contains a secret.
#[derive(Clone)]
pub(crate) struct Cause {
    /// A name for scripts.
    pub kind: &'static str,
    pub text: String,
}

impl Cause {
    pub(crate) fn new(kind: &'static str, text: impl Into<String>) -> Self {
        Self { kind, text: text.into() }
    }

    pub(crate) fn malformed(error: &dyn Display) -> Self {
        Self::new("malformed", format!("The credentials are malformed: {error}."))
    }

    pub(crate) fn malformed_request(error: &dyn Display) -> Self {
        Self::new("malformed-request", format!("The request cannot be signed: {error}."))
    }
}

/// Another form of one part of the text that is signed.
pub(crate) struct Guess {
    pub cause: Cause,
    /// The index of the part.
    pub part: usize,
    pub bytes: Vec<u8>,
}

/// Computes the signature of a text.
pub(crate) type Sign<'a> = Box<dyn Fn(&[u8]) -> Vec<u8> + 'a>;

/// One way to compute the signature of a text.
pub(crate) struct Signer<'a> {
    /// `None` for the right one.
    pub cause: Option<Cause>,
    pub sign: Sign<'a>,
}

/// Returns the causes that together make the signature right: one if there is such a one, otherwise two.
pub(crate) fn search(
    parts: &[Vec<u8>],
    guesses: &[Guess],
    signers: &[Signer<'_>],
    is_right: impl Fn(&[u8]) -> bool,
) -> Option<Vec<Cause>> {
    let own = parts.concat();
    let guesses: Vec<_> = guesses.iter().filter(|guess| parts.get(guess.part) != Some(&guess.bytes)).collect();
    let text = |changed: &[&Guess]| -> Vec<u8> {
        let with = |(index, part): (usize, &Vec<u8>)| {
            changed.iter().find(|guess| guess.part == index).map_or_else(|| part.clone(), |guess| guess.bytes.clone())
        };
        parts.iter().enumerate().flat_map(with).collect()
    };
    let found = |signer: &Signer<'_>, changed: &[&Guess], text: &[u8]| {
        let causes = || signer.cause.iter().cloned().chain(changed.iter().map(|guess| guess.cause.clone())).collect();
        is_right(&(signer.sign)(text)).then(causes)
    };
    let (right, others) = signers.split_first()?;
    let single = guesses.iter().find_map(|guess| found(right, &[guess], &text(&[guess])));
    let single = single.or_else(|| others.iter().find_map(|other| found(other, &[], &own)));
    single.or_else(|| {
        guesses.iter().enumerate().find_map(|(index, guess)| {
            let with_key = others.iter().find_map(|other| found(other, &[guess], &text(&[guess])));
            let later = guesses.iter().skip(index + 1).filter(|other| other.part != guess.part);
            with_key
                .or_else(|| later.into_iter().find_map(|other| found(right, &[guess, other], &text(&[guess, other]))))
        })
    })
}

impl<'a> Signer<'a> {
    /// Returns the right one.
    pub(crate) fn right(sign: impl Fn(&[u8]) -> Vec<u8> + 'a) -> Self {
        Self { cause: None, sign: Box::new(sign) }
    }

    pub(crate) fn other(kind: &'static str, text: impl Into<String>, sign: impl Fn(&[u8]) -> Vec<u8> + 'a) -> Self {
        Self { cause: Some(Cause::new(kind, text)), sign: Box::new(sign) }
    }
}

impl Guess {
    pub(crate) fn new(part: usize, kind: &'static str, text: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self { cause: Cause::new(kind, text), part, bytes }
    }
}
