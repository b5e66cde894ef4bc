//! Finds repeated parameter names without an allocator.

use crate::error::{ErrorKind, ParseError};
use crate::syntax::token::Token;
use crate::syntax::wide::{Sieve, WIDE};

/// The most parameters that a challenge, credentials or a line of Authentication-Info may have.
///
/// The longest list that a standard defines has twelve.
pub const MAX_PARAMS: usize = 64;

/// The number of names from which on the sieve is asked first. Fewer are compared sooner than hashed.
const MANY: usize = 16;

/// The names of the parameters read so far.
#[derive(Default)]
pub(in crate::auth) struct SeenNames<'a> {
    names: heapless::Vec<&'a [u8], MAX_PARAMS>,
    /// The names, if there are [`MANY`].
    sieve: Sieve,
}

impl<'a> SeenNames<'a> {
    /// Adds a name that begins at byte `at`.
    ///
    /// # Errors
    /// [`ErrorKind::DuplicateParam`] when the name was added before, in any case of letters; [`ErrorKind::TooMany`] when
    /// there are [`MAX_PARAMS`] names already.
    #[inline]
    pub(in crate::auth) fn add(&mut self, name: Token<'a>, at: usize) -> Result<(), ParseError> {
        let name = name.as_bytes();
        let is_new = WIDE && self.names.len() >= MANY && self.is_certainly_new(name);
        if !is_new && self.names.iter().any(|other| other.len() == name.len() && other.eq_ignore_ascii_case(name)) {
            return Err(ParseError::new(ErrorKind::DuplicateParam, at));
        }
        self.names.push(name).map_err(|_| ParseError::new(ErrorKind::TooMany, at))
    }

    /// Adds a name to the sieve, and returns whether no other name falls through the same hole.
    #[inline(never)]
    fn is_certainly_new(&mut self, name: &[u8]) -> bool {
        if self.names.len() == MANY {
            self.sieve = Sieve::default();
            for name in &self.names {
                self.sieve.add(name);
            }
        }
        self.sieve.add(name)
    }

    pub(in crate::auth) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    pub(in crate::auth) fn clear(&mut self) {
        self.names.clear();
    }
}
