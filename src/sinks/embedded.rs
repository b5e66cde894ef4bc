//! Writers of embedded-io as sinks.

use core::fmt;

use crate::encode::Sink;

/// A writer of embedded-io 0.7 as a sink: a socket, a UART, a slice.
///
/// A value is written piece by piece, and some pieces have one byte: a writer without a buffer is slow.
///
/// ```
/// use countersign::{EmbeddedIo07, Encode, auth::basic};
/// use embedded_io_07::Write;
///
/// fn respond(mut socket: impl Write) -> Result<(), Box<dyn std::error::Error>> {
///     let challenge = basic::Challenge::new("staff")?;
///     challenge.encode(&mut EmbeddedIo07(&mut socket)).map_err(|_| "the connection is closed")?;
///     Ok(())
/// }
///
/// let mut sent = [0; 19];
/// respond(&mut sent[..])?;
/// assert_eq!(&sent, b"Basic realm=\"staff\"");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg_attr(docsrs, doc(cfg(feature = "embedded-io-07")))]
pub struct EmbeddedIo07<W>(
    /// The writer.
    pub W,
);

impl<W: embedded_io_07::Write> Sink for EmbeddedIo07<W> {
    type Error = W::Error;

    fn put(&mut self, piece: &[u8]) -> Result<(), W::Error> {
        self.0.write_all(piece)
    }
}

impl<W> fmt::Debug for EmbeddedIo07<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmbeddedIo07")
    }
}
