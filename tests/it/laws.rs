//! The laws that hold whatever the octets are: one body for each room, driven by proptest and by the fuzzer.

/// What is written reads back as the same value, and is then written alike.
macro_rules! reads_back {
    ($type:ident, $value:expr) => {{
        let value = $value;
        let wire = written(&value);
        let again = $type::parse(&wire).expect("what is written can be read");
        assert_eq!(again, value);
        assert_eq!(written(&again), wire);
    }};
}

/// A scheme's own door and that of all challenges give the same, for a challenge alone and for one among others; what
/// they give passes `$law`, which also gets the challenge as the framework has it.
macro_rules! challenges_of_scheme {
    ($type:ident, $value:expr, $law:expr) => {{
        let value: &[u8] = $value;
        let challenges = Challenges::parse(value);
        match $type::parse(value) {
            Ok(challenge) => {
                let mut generic = challenges.expect("one challenge is a list of challenges").into_iter();
                assert_eq!(generic.next().map($type::try_from), Some(Ok(challenge)), "both doors agree");
                assert_eq!(generic.next(), None);
            }
            Err(error) => points_into(value, error),
        }
        for generic in challenges.into_iter().flatten() {
            let kind = |error: ParseError| error.kind();
            let alone = written(&generic);
            let typed = $type::try_from(generic);
            assert_eq!(typed.map_err(kind), $type::parse(&alone).map_err(kind), "both doors agree");
            match typed {
                Ok(typed) => $law(typed, generic),
                Err(error) => points_into(value, error),
            }
        }
    }};
}

mod api_key;
mod aws4;
mod basic;
mod bearer;
mod challenges;
mod colon_pair;
mod concealed;
mod cors_browser;
mod cors_cache;
mod credentials;
mod digest;
mod dpop;
mod exchange;
mod ext_value;
mod gate;
mod gateway;
mod gnap;
mod hawk;
mod hoba;
mod info;
mod list;
mod mutual;
mod names;
mod negotiate;
mod ntlm;
mod oauth;
mod oracle;
mod origin;
mod parts;
mod policy;
mod private_token;
mod reader;
mod schemes;
mod scram;
mod select;
mod signature;
mod text;
mod tolerant;
mod values;
mod vapid;

use countersign::{FieldContent, FieldValueIn, ParseError, Sink};

/// What holds of a room, whatever the octets.
type Law = fn(&[u8]);

/// Each room, by the name of its fuzz target.
pub(crate) const ROOMS: [(&str, Law); 35] = [
    ("aws4", aws4::check),
    ("basic", basic::check),
    ("bearer", bearer::check),
    ("challenges", challenges::check),
    ("colon_pair", colon_pair::check),
    ("concealed", concealed::check),
    ("cors_cache", cors_cache::check),
    ("cors_browser", cors_browser::check),
    ("credentials", credentials::check),
    ("digest", digest::check),
    ("dpop", dpop::check),
    ("ext_value", ext_value::check),
    ("gate", gate::check),
    ("gateway", gateway::check),
    ("gnap", gnap::check),
    ("hawk", hawk::check),
    ("hoba", hoba::check),
    ("info", info::check),
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
    ("signature", signature::check),
    ("text", text::check),
    ("api_key", api_key::check),
    ("tolerant", tolerant::check),
    ("values", values::check),
    ("vapid", vapid::check),
];

/// Holds the octets against the laws of a room.
pub(crate) fn check(room: &str, data: &[u8]) {
    let (_, law) = ROOMS.iter().find(|(name, _)| *name == room).expect("a room of the table");
    law(data);
}

/// The wire form of a value, which is the same through every door, fits where it says, and can stand in a field.
pub(crate) fn written(value: &impl FieldContent) -> Vec<u8> {
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
    match FieldValueIn::<64>::new(value) {
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
    assert_eq!(own, generic, "both doors say the same of {value:?}");
}

/// Octets as the lines of a field.
fn lines(data: &[u8]) -> impl Iterator<Item = &[u8]> + Clone {
    data.split(|octet| *octet == b'\n')
}
