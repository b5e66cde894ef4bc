//! What holds of each scheme's own types, whatever the octets: one body for each room, driven by tables and by the
//! fuzzer.

mod aws4;
mod colon_pair;
mod concealed;
mod gnap;
mod hawk;
mod oauth;
mod signature;
mod token;
mod wire;

use countersign::ParseError;
use countersign::auth::{self, Challenges};

pub(crate) use wire::written;
use wire::{doors_agree, points_into};

/// What holds of a room, whatever the octets.
type Law = fn(&[u8]);

/// Each room, by the name of its fuzz target.
const ROOMS: [(&str, Law); 8] = [
    ("aws4", aws4::check),
    ("colon_pair", colon_pair::check),
    ("concealed", concealed::check),
    ("gnap", gnap::check),
    ("hawk", hawk::check),
    ("oauth", oauth::check),
    ("signature", signature::check),
    ("token", token::check),
];

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

/// Octets as the lines of a field.
fn lines(data: &[u8]) -> impl Iterator<Item = &[u8]> + Clone {
    data.split(|octet| *octet == b'\n')
}
