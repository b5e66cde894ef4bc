//! Prints a text with styles, and removes the styles where colour is not wanted.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};

#[derive(Clone, Copy)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

pub(crate) fn print(text: &str, color: Color) -> io::Result<()> {
    let stdout = io::stdout();
    let wants_none = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let choice = match color {
        Color::Always => ColorChoice::Always,
        Color::Auto if stdout.is_terminal() && !wants_none => ColorChoice::Always,
        Color::Auto | Color::Never => ColorChoice::Never,
    };
    let mut stream = AutoStream::new(stdout.lock(), choice);
    stream.write_all(text.as_bytes()).and_then(|()| stream.flush())
}
