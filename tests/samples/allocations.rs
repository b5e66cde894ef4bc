//! Nothing allocates: no parser, no encoder, no error, and no method of a value.

use std::fmt::{self, Write};
use std::hint::black_box;

use countersign::Encode;
use countersign::auth::{Deviation, SCHEMES, Tolerance};

use crate::{
    agent, aws2, computing, cors, exchanges, framework, hawk_signing, oauth_signing, proofs, shared_key,
    signature_signing, signed, signing, token_signing, tokens,
};

/// A buffer on the stack for what is written and decoded.
pub(crate) type Buffer = [u8; 512];

/// What is done, and the function that does it.
pub(crate) type Case = (&'static str, fn(&mut Buffer));

/// Tolerates every deviation.
pub(crate) struct Lenient;

impl Tolerance for Lenient {
    fn forgive(&mut self, _: Deviation, _: usize) -> bool {
        true
    }
}

/// Writes a value in every way, into a buffer that is long enough and into one that is too short.
pub(crate) fn writes(value: &impl Encode, buffer: &mut Buffer) {
    let length = value.encode_to_slice(buffer).unwrap().len();
    assert_eq!(length, value.encoded_len());
    assert_eq!(value.encode_to_slice(&mut buffer[..length - 1]).unwrap_err().needed(), length);
    let mut shown = Cut { buffer, length: 0 };
    write!(shown, "{}", value.display()).unwrap();
}

/// Formats an error for people and for developers.
pub(crate) fn shows(error: &impl std::error::Error, buffer: &mut Buffer) {
    let mut text = Cut { buffer, length: 0 };
    write!(text, "{error} {error:?}").unwrap();
    assert!(text.length > 0);
}

/// Keeps the start of a text, as much as fits into the buffer.
pub(crate) struct Cut<'a> {
    pub(crate) buffer: &'a mut Buffer,
    pub(crate) length: usize,
}

impl Write for Cut<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let bytes = text.bytes().take(self.buffer.len() - self.length);
        self.buffer[self.length..].iter_mut().zip(bytes).for_each(|(free, byte)| *free = byte);
        self.length = (self.length + text.len()).min(self.buffer.len());
        Ok(())
    }
}

fn allocations(run: impl FnOnce(&mut Buffer)) -> u64 {
    let mut buffer = [0; 512];
    allocation_counter::measure(|| run(&mut buffer)).count_total
}

#[test]
fn nothing_allocates() {
    assert_eq!(allocations(|buffer| drop(black_box(buffer.to_vec()))), 1, "an allocation is counted");
    let reading =
        [agent::READING, cors::READING, exchanges::READING, framework::READING, signed::READING, tokens::READING];
    let writing = [
        computing::WRITING,
        cors::WRITING,
        exchanges::WRITING,
        framework::WRITING,
        signed::WRITING,
        hawk_signing::WRITING,
        oauth_signing::WRITING,
        aws2::WRITING,
        proofs::WRITING,
        shared_key::WRITING,
        signature_signing::WRITING,
        signing::WRITING,
        token_signing::WRITING,
        tokens::WRITING,
    ];
    let rejecting = [
        agent::REJECTING,
        cors::REJECTING,
        exchanges::REJECTING,
        framework::REJECTING,
        signed::REJECTING,
        hawk_signing::REJECTING,
        oauth_signing::REJECTING,
        aws2::REJECTING,
        proofs::REJECTING,
        shared_key::REJECTING,
        signature_signing::REJECTING,
        signing::REJECTING,
        token_signing::REJECTING,
        tokens::REJECTING,
    ];
    for (what, cases) in
        [("reading", reading.concat()), ("writing", writing.concat()), ("rejecting", rejecting.concat())]
    {
        for (case, run) in cases {
            assert_eq!(allocations(run), 0, "{what}: {case}");
        }
    }
}

#[test]
fn every_scheme_is_counted() {
    let sources = [include_str!("exchanges.rs"), include_str!("signed.rs"), include_str!("tokens.rs")];
    // The tables of cases are above the functions, which make samples for the test of secrets.
    let tables = sources.map(|source| source.split("pub(crate) fn ").next().unwrap_or_default()).concat();
    let paths = || tables.split(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != ':');
    let is_used = |module: &str| paths().any(|path| path.starts_with(&format!("{module}::")));
    let missing: Vec<_> = SCHEMES.iter().map(|(module, _)| *module).filter(|module| !is_used(module)).collect();
    assert!(missing.is_empty(), "the tables of tests/samples have no case of {missing:?}");
}
