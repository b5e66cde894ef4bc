//! The sinks of other crates get the same bytes as a slice: all of them, or an error.

use std::convert::Infallible;

use countersign::auth::basic;
use countersign::{EmbeddedIo07, Encode, StringError};

use crate::laws::written;

/// A writer that takes few bytes at a time, as a socket may.
struct Slow {
    taken: Vec<u8>,
    step: usize,
}

impl embedded_io_07::ErrorType for Slow {
    type Error = Infallible;
}

impl embedded_io_07::Write for Slow {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Infallible> {
        let step = bytes.len().min(self.step);
        self.taken.extend(&bytes[..step]);
        Ok(step)
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

#[test]
fn sinks_of_other_crates_get_all_bytes_or_an_error() {
    for realm in [&b"the staff's"[..], "\u{e9} \"\u{20ac}\\\u{10348}\"".as_bytes(), b"the staff \xE9"] {
        let value = basic::Challenge::new(realm).unwrap();
        let wire = written(&value);
        let shown = wire.escape_ascii().to_string();
        for step in [1, 3, 64] {
            let mut sink = EmbeddedIo07(Slow { taken: Vec::new(), step });
            assert_eq!(value.encode(&mut sink), Ok(()));
            assert_eq!(sink.0.taken.escape_ascii().to_string(), shown, "{step} bytes at a time");
        }
        let mut bytes = heapless::Vec::<u8, 64>::new();
        assert!(value.encode(&mut bytes).is_ok() && *bytes == *wire, "{shown}");
        let mut text = heapless::String::<64>::new();
        let taken = value.encode(&mut text);
        match std::str::from_utf8(&wire) {
            Ok(wire) => assert_eq!((taken, text.as_str()), (Ok(()), wire)),
            Err(_) => assert!(matches!(taken, Err(StringError::NotUtf8(_))), "{shown}"),
        }
        let (mut bytes, mut text) = (heapless::Vec::<u8, 16>::new(), heapless::String::<16>::new());
        assert!(value.encode(&mut bytes).is_err() && wire.starts_with(&bytes[..]), "a full `Vec`: {shown}");
        assert!(value.encode(&mut text).is_err() && wire.starts_with(text.as_bytes()), "a full `String`: {shown}");
    }
}
