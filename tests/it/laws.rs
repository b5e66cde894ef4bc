//! Laws: what holds for any bytes. Each module has one law, a function that panics if the bytes break a promise.
//!
//! The property tests and the fuzzer run the laws.

#[macro_use]
pub(crate) mod counted;

/// Asserts that the written value reads back as the same value, and that this is written as the same bytes.
/// Returns the bytes.
macro_rules! reads_back {
    ($type:ident, $value:expr) => {{
        let value = $value;
        let wire = written(&value);
        let again = $type::parse(&wire).expect("what is written can be parsed");
        assert_eq!(again, value);
        assert_eq!(written(&again), wire);
        wire
    }};
}

mod agent;
mod api_key;
pub(crate) mod aws4;
mod basic;
mod bearer;
mod challenges;
pub(crate) mod colon_pair;
mod concealed;
mod control;
mod cors_browser;
mod cors_cache;
mod credentials;
mod deviant;
mod digest;
pub(crate) mod dpop;
mod eg1;
mod exchange;
mod ext_value;
mod gate;
mod gateway;
mod gnap;
pub(crate) mod hawk;
mod hoba;
mod info;
pub(crate) mod inputs;
mod kept;
mod list;
mod mutual;
mod names;
mod negotiate;
mod ntlm;
pub(crate) mod oauth;
pub(crate) mod oracle;
mod origin;
mod parts;
mod policy;
mod private_token;
mod query;
mod reader;
mod schemes;
mod scram;
mod select;
mod shared_access_signature;
pub(crate) mod signature;
mod text;
mod tolerant;
pub(crate) mod typed;
mod uma;
mod values;
mod vapid;
mod web_push;

use countersign::{Encode, FieldContent, FieldValueIn, ParseError, Sink};

/// Panics if the bytes break a promise.
pub(crate) type Law = fn(&[u8]);

/// The law of each module, by the name of the module and of its folder in `fuzz/seeds`.
///
/// The list contains every module of `auth::SCHEMES`.
pub(crate) const MODULES: [(&str, Law); 42] = [
    ("agent", agent::check),
    ("api_key", api_key::check),
    ("aws4", aws4::check),
    ("basic", basic::check),
    ("bearer", bearer::check),
    ("challenges", challenges::check),
    ("colon_pair", colon_pair::check),
    ("concealed", concealed::check),
    ("control", control::check),
    ("cors_browser", cors_browser::check),
    ("cors_cache", cors_cache::check),
    ("credentials", credentials::check),
    ("digest", digest::check),
    ("dpop", dpop::check),
    ("eg1", eg1::check),
    ("ext_value", ext_value::check),
    ("gate", gate::check),
    ("gateway", gateway::check),
    ("gnap", gnap::check),
    ("hawk", hawk::check),
    ("hoba", hoba::check),
    ("info", info::check),
    ("kept", kept::check),
    ("list", list::check),
    ("mutual", mutual::check),
    ("names", names::check),
    ("negotiate", negotiate::check),
    ("ntlm", ntlm::check),
    ("oauth", oauth::check),
    ("origin", origin::check),
    ("policy", policy::check),
    ("private_token", private_token::check),
    ("scram", scram::check),
    ("select", select::check),
    ("shared_access_signature", shared_access_signature::check),
    ("signature", signature::check),
    ("text", text::check),
    ("tolerant", tolerant::check),
    ("uma", uma::check),
    ("values", values::check),
    ("vapid", vapid::check),
    ("web_push", web_push::check),
];

/// Runs the law of a module.
pub(crate) fn check(module: &str, data: &[u8]) {
    let law = law(module).unwrap_or_else(|| panic!("there is no law of `{module}` in tests/it/laws.rs"));
    law(data);
}

/// Returns the law of a module. A program that has it as a constant is without the other laws.
pub(crate) const fn law(module: &str) -> Option<Law> {
    let mut laws = MODULES.as_slice();
    while let [(name, law), rest @ ..] = laws {
        if are_equal(name.as_bytes(), module.as_bytes()) {
            return Some(*law);
        }
        laws = rest;
    }
    None
}

/// A constant cannot call `==`.
const fn are_equal(one: &[u8], other: &[u8]) -> bool {
    match (one, other) {
        ([], []) => true,
        ([first, one @ ..], [second, other @ ..]) => *first == *second && are_equal(one, other),
        _ => false,
    }
}

/// Returns the wire form of a value. Asserts that every method writes the same bytes, that a buffer that is too short is
/// rejected, and that a field line can contain the bytes.
pub(crate) fn written(value: &impl FieldContent) -> Vec<u8> {
    let length = value.encoded_len();
    let mut buffer = vec![0; length + 1];
    let wire = value.encode_to_slice(&mut buffer).expect("the buffer is one byte longer than needed").to_vec();
    assert_eq!(wire.len(), length, "`encoded_len` is exact");
    assert_eq!(
        value.encode_to_slice(&mut buffer[..length]),
        Ok(&*wire),
        "a buffer of `encoded_len` bytes is long enough"
    );
    for capacity in [0, length / 2, length.saturating_sub(1)].into_iter().filter(|capacity| *capacity < length) {
        let error = value.encode_to_slice(&mut buffer[..capacity]).expect_err("the buffer is too short");
        assert_eq!(error.needed(), length);
        let mut narrow = Narrow { taken: Vec::new(), capacity };
        assert!(
            value.encode(&mut narrow).is_err() && wire.starts_with(&narrow.taken),
            "a sink that is full has a prefix"
        );
    }
    let erased: &dyn FieldContent = value;
    assert_eq!(erased.encoded_len(), length);
    let mut sink = Narrow { taken: Vec::new(), capacity: length };
    assert_eq!(Encode::encode(&erased, &mut sink), Ok(()));
    assert_eq!(sink.taken, wire, "a trait object writes the same bytes to a sink");
    assert_eq!(erased.encode_to_slice(&mut buffer), Ok(&*wire), "a trait object writes the same bytes");
    assert_eq!(value.display().to_string(), String::from_utf8_lossy(&wire), "display shows the same bytes");
    assert_eq!(value.encode_to_vec(), wire, "a `Vec` has the same bytes");
    assert_eq!(erased.encode_to_vec(), wire, "a trait object writes the same bytes to a `Vec`");
    // A text is not cut inside a character, so a `String` takes every value that is UTF-8.
    let text = core::str::from_utf8(&wire).map(str::to_owned);
    assert_eq!(value.encode_to_string(), text);
    let mut taken = String::new();
    assert_eq!(value.encode(&mut taken).ok().map(|()| taken), text.ok(), "a `String` takes what is UTF-8");
    match FieldValueIn::<64>::new(value) {
        Ok(kept) => assert_eq!(kept.as_bytes(), wire),
        Err(error) => assert!(length > 64 && error.needed() == length),
    }
    assert!(
        wire.iter().all(|byte| oracle::is_sendable(*byte)),
        "no CR, LF, NUL or other control character except HTAB: {wire:?}"
    );
    assert!(oracle::quotes_are_balanced(&wire), "every quote is closed: {wire:?}");
    wire
}

/// A sink of limited length. It takes a piece whole or not at all.
struct Narrow {
    taken: Vec<u8>,
    capacity: usize,
}

impl Sink for Narrow {
    type Error = ();

    fn put(&mut self, bytes: &[u8]) -> Result<(), ()> {
        if self.taken.len() + bytes.len() > self.capacity {
            return Err(());
        }
        self.taken.extend_from_slice(bytes);
        Ok(())
    }
}

/// Asserts that an error points to a byte of the input, or to its end.
fn points_into(data: &[u8], error: ParseError) {
    assert!(error.offset() <= data.len(), "{error}, in {} bytes", data.len());
}

/// Asserts that a scheme's own parser and the framework's parser give the same error.
fn parsers_agree(value: &[u8], own: ParseError, generic: ParseError) {
    assert_eq!(own, generic, "both parsers agree about {value:?}");
}

/// Returns the lines of the bytes.
fn lines(data: &[u8]) -> impl Iterator<Item = &[u8]> + Clone {
    data.split(|byte| *byte == b'\n')
}
