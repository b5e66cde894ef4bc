//! The laws of `tests/it/laws`, compiled once for all targets.

#[path = "../../tests/it"]
mod it {
    pub(crate) mod laws;
}

/// Holds the octets against the laws of a room.
pub fn check(room: &str, data: &[u8]) {
    it::laws::check(room, data);
}
