//! Finds repeated parameter names without an allocator.

use crate::error::{ErrorKind, ParseError};
use crate::syntax::token::Token;

/// The most parameters that a challenge, credentials or a line of Authentication-Info may have.
///
/// The longest list that a standard defines has twelve.
pub const MAX_PARAMS: usize = 64;

/// The names of the parameters read so far.
#[derive(Default)]
pub(in crate::auth) struct SeenNames<'a>(heapless::Vec<&'a [u8], MAX_PARAMS>);

impl<'a> SeenNames<'a> {
    /// Adds a name that begins at byte `at`.
    ///
    /// # Errors
    /// [`ErrorKind::DuplicateParam`] when the name was added before, in any case of letters; [`ErrorKind::TooMany`] when
    /// there are [`MAX_PARAMS`] names already.
    #[inline]
    pub(in crate::auth) fn add(&mut self, name: Token<'a>, at: usize) -> Result<(), ParseError> {
        let name = name.as_bytes();
        if self.0.iter().any(|other| other.len() == name.len() && other.eq_ignore_ascii_case(name)) {
            return Err(ParseError::new(ErrorKind::DuplicateParam, at));
        }
        self.0.push(name).map_err(|_| ParseError::new(ErrorKind::TooMany, at))
    }

    pub(in crate::auth) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(in crate::auth) fn clear(&mut self) {
        self.0.clear();
    }
}
