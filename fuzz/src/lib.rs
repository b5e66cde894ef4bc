//! The laws of `tests/properties`, compiled once for all targets.

#[path = "../../tests/properties/laws.rs"]
mod laws;

/// Holds the octets against the laws of a room.
pub fn check(room: &str, data: &[u8]) {
    laws::check(room, data);
}
