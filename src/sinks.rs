//! Sinks of other crates.
//!
//! | sink | feature | error | what it takes |
//! |---|---|---|---|
//! | `Vec<u8>` | `alloc` | none | everything |
//! | `String` | `alloc` | `Utf8Error` | each piece that is UTF-8. No value that may be in a field line is cut inside a character |
//! | `heapless::Vec<u8, N>` | `heapless` | `heapless::CapacityError` | each piece that fits |
//! | `heapless::String<N>` | `heapless` | [`StringError`] | each piece that fits, and that is UTF-8 |
//! | any `embedded_io::Write` | `embedded-io-07` | that of the writer | everything, unless the writer fails |

#[cfg(feature = "heapless")]
mod capacity;
#[cfg(feature = "embedded-io-07")]
mod embedded;
#[cfg(feature = "alloc")]
mod growing;

#[cfg(feature = "heapless")]
pub use capacity::StringError;
#[cfg(feature = "embedded-io-07")]
pub use embedded::EmbeddedIo07;
