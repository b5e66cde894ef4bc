//! What holds of each scheme's own types, whatever the octets: one body for each room, driven by tables and by the
//! fuzzer.

mod aws4;
mod oauth;

use countersign::auth::{self, Challenges};
use countersign::{Encode, ParseError};

/// What holds of a room, whatever the octets.
type Law = fn(&[u8]);

/// Each room, by the name of its fuzz target.
const ROOMS: [(&str, Law); 2] = [("aws4", aws4::check), ("oauth", oauth::check)];

/// Holds the octets against the laws of a room.
pub(crate) fn check(room: &str, data: &[u8]) {
    let (_, law) = ROOMS.iter().find(|(name, _)| *name == room).expect("a room of the table");
    law(data);
}

/// What a value that was read is written as, or why it was not read.
type Rewritten = Result<Vec<u8>, ParseError>;

/// A challenge is the same by its scheme's own door and by that of all challenges.
fn challenge(value: &[u8], own: fn(&[u8]) -> Rewritten, typed: fn(auth::Challenge<'_>) -> Rewritten) {
    let generic = Challenges::parse(value);
    match own(value) {
        Ok(wire) => {
            let mut challenges = generic.expect("one challenge is a list of challenges").into_iter();
            assert_eq!(challenges.next().map(typed), Some(Ok(wire)), "both doors agree");
            assert_eq!(challenges.next(), None);
        }
        Err(error) => points_into(value, error),
    }
    for challenge in generic.into_iter().flatten() {
        let alone = own(&written(&challenge)).map_err(|error| error.kind());
        let typed = typed(challenge);
        typed.as_ref().map_or_else(|error| points_into(value, *error), |_| ());
        assert_eq!(typed.map_err(|error| error.kind()), alone, "what stands around it makes no difference");
    }
}

/// Credentials are the same by their scheme's own door and by that of all credentials.
fn credentials(value: &[u8], own: fn(&[u8]) -> Rewritten, typed: fn(auth::Credentials<'_>) -> Rewritten) {
    let generic = auth::Credentials::parse(value);
    match own(value) {
        Ok(wire) => assert_eq!(generic.map(typed), Ok(Ok(wire)), "both doors agree"),
        Err(error) => {
            points_into(value, error);
            if let Ok(generic) = generic {
                doors_agree(value, error, typed(generic).expect_err("both doors refuse it"));
            }
        }
    }
}

/// The wire form of a value, which is the same through every door, fits where it says, and can stand in a field.
pub(crate) fn written(value: &impl Encode) -> Vec<u8> {
    let length = value.encoded_len();
    let mut buffer = vec![0; length + 1];
    let wire = value.encode_to_slice(&mut buffer).expect("there is room for one octet more").to_vec();
    assert_eq!(wire.len(), length, "encoded_len is exact");
    assert_eq!(value.encode_to_slice(&mut buffer[..length]), Ok(&*wire), "exactly enough room suffices");
    if let Some(short) = length.checked_sub(1) {
        let error = value.encode_to_slice(&mut buffer[..short]).expect_err("there is too little room");
        assert_eq!(error.needed(), length);
    }
    let is_sendable = |octet: &u8| *octet == b'\t' || !octet.is_ascii_control();
    assert!(wire.iter().all(is_sendable), "no control character leaves: {wire:?}");
    wire
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
