//! Finds repeated parameter names without an allocator.

use crate::error::{ErrorKind, ParseError};
use crate::syntax::token::Token;
use crate::syntax::wide::WIDE;

/// The most parameters that a challenge, credentials or a line of Authentication-Info may have.
///
/// The longest list that a standard defines has twelve.
pub const MAX_PARAMS: usize = 64;

/// The number of names from which on the sieve is asked first. Fewer are compared sooner than hashed.
const MANY: usize = 12;

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
        let mut is_new = false;
        if WIDE && self.names.len() >= MANY {
            if self.names.len() == MANY {
                self.fill_sieve();
            }
            is_new = self.sieve.add(name);
        }
        if !is_new && self.names.iter().any(|other| may_equal(other, name) && are_equal(other, name)) {
            return Err(ParseError::new(ErrorKind::DuplicateParam, at));
        }
        self.names.push(name).map_err(|_| ParseError::new(ErrorKind::TooMany, at))
    }

    #[cold]
    fn fill_sieve(&mut self) {
        self.sieve = Sieve::default();
        for name in &self.names {
            self.sieve.add(name);
        }
    }

    pub(in crate::auth) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    pub(in crate::auth) fn clear(&mut self) {
        self.names.clear();
    }
}

/// A set of names without their case, of which some look alike. Where registers are narrow, it is empty and takes no space.
#[derive(Default)]
struct Sieve([u64; if WIDE { 4 } else { 0 }]);

impl Sieve {
    /// Adds a name. Returns `true` only if no equal one was added before. With 64 names, one in eight new ones looks like another.
    #[inline(never)]
    fn add(&mut self, name: &[u8]) -> bool {
        // As FNV-1a, but for the case; the highest bits depend on all of the name.
        let hash = name.iter().fold(0xCBF2_9CE4_8422_2325_u64, |hash, &byte| {
            (hash ^ u64::from(byte | 0x20)).wrapping_mul(0x0100_0000_01B3)
        });
        let [.., high] = hash.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes();
        let bit = 1_u64 << (high & 63);
        match self.0.get_mut(usize::from(high >> 6)) {
            Some(bits) => {
                let is_new = *bits & bit == 0;
                *bits |= bit;
                is_new
            }
            None => false,
        }
    }
}

/// Whether the lengths are equal and, where registers are wide, the first bytes but for their case.
#[inline(always)]
fn may_equal(name: &[u8], other: &[u8]) -> bool {
    match (name, other) {
        ([first, ..], [other_first, ..]) => name.len() == other.len() && (!WIDE || (first ^ other_first) & !0x20 == 0),
        _ => false,
    }
}

/// Whether names of the same length are equal when case does not count. Where registers are wide, the last byte comes first, in
/// a function of its own: nearly all names that are not equal differ in it, in the first byte or in their lengths.
#[cfg_attr(target_pointer_width = "64", inline(never))]
fn are_equal(name: &[u8], other: &[u8]) -> bool {
    let may_equal = match (name, other) {
        ([.., last], [.., other_last]) => !WIDE || (last ^ other_last) & !0x20 == 0,
        _ => true,
    };
    may_equal && name.eq_ignore_ascii_case(other)
}
