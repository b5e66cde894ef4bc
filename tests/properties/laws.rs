//! The laws that hold whatever the octets are: one body for each room, driven by proptest and by the fuzzer.

mod basic;
mod bearer;
mod challenges;
mod credentials;
mod info;
mod list;
mod oracle;
mod parts;
mod reader;
mod text;

use countersign::{Encode, FieldValue, ParseError, Sink};

/// What holds of a room, whatever the octets.
type Law = fn(&[u8]);

/// Each room, by the name of its fuzz target.
pub(crate) const ROOMS: [(&str, Law); 7] = [
    ("basic", basic::check),
    ("bearer", bearer::check),
    ("challenges", challenges::check),
    ("credentials", credentials::check),
    ("info", info::check),
    ("list", list::check),
    ("text", text::check),
];

/// Holds the octets against the laws of a room.
pub(crate) fn check(room: &str, data: &[u8]) {
    let (_, law) = ROOMS.iter().find(|(name, _)| *name == room).expect("a room of the table");
    law(data);
}

/// The wire form of a value, which is the same through every door, fits where it says, and can stand in a field.
fn written(value: &impl Encode) -> Vec<u8> {
    let length = value.encoded_len();
    let mut buffer = vec![0; length + 1];
    let wire = value.encode_to_slice(&mut buffer).expect("there is room for one octet more").to_vec();
    assert_eq!(wire.len(), length, "encoded_len is exact");
    assert_eq!(value.encode_to_slice(&mut buffer[..length]), Ok(&*wire), "exactly enough room suffices");
    for room in [0, length / 2, length.saturating_sub(1)].into_iter().filter(|room| *room < length) {
        let error = value.encode_to_slice(&mut buffer[..room]).expect_err("there is too little room");
        assert_eq!(error.needed(), length);
        let mut narrow = Narrow { taken: Vec::new(), room };
        assert!(value.encode(&mut narrow).is_err() && wire.starts_with(&narrow.taken), "a sink holds a prefix");
    }
    match FieldValue::<64>::new(value) {
        Ok(kept) => assert_eq!(kept.as_bytes(), wire),
        Err(error) => assert!(length > 64 && error.needed() == length),
    }
    assert!(wire.iter().all(|octet| oracle::is_sendable(*octet)), "no control character leaves: {wire:?}");
    assert!(oracle::quotes_are_balanced(&wire), "no quote stays open: {wire:?}");
    wire
}

/// Takes octets until there is no more room for all that is put at once.
struct Narrow {
    taken: Vec<u8>,
    room: usize,
}

impl Sink for Narrow {
    type Error = ();

    fn put(&mut self, octets: &[u8]) -> Result<(), ()> {
        if self.taken.len() + octets.len() > self.room {
            return Err(());
        }
        self.taken.extend_from_slice(octets);
        Ok(())
    }
}

/// An error points into the octets, or just behind them.
fn points_into(data: &[u8], error: ParseError) {
    assert!(error.offset() <= data.len(), "{error}, of {} octets", data.len());
}

/// Octets give one error, whether a scheme's own door reads them or that of all credentials and then the scheme.
fn doors_agree(value: &[u8], own: ParseError, generic: ParseError) {
    assert_eq!(own.kind(), generic.kind(), "both doors say the same");
    // An empty list may begin with HTAB behind the SP. There the own door points at the HTAB, the other behind it.
    if !value.windows(2).any(|pair| pair == b" \t") {
        assert_eq!(own.offset(), generic.offset(), "both doors point at the same octet");
    }
}

/// Octets as the lines of a field.
fn lines(data: &[u8]) -> impl Iterator<Item = &[u8]> + Clone {
    data.split(|octet| *octet == b'\n')
}
