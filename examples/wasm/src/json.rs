//! Writes JSON into a fixed buffer, and masks secrets.

use core::fmt;

use countersign::ParseError;
use countersign_explain::hidden;

/// Stands for each character of a secret.
const MASK: char = '•';

pub(crate) struct Json<'o> {
    out: &'o mut [u8],
    length: usize,
    is_full: bool,
    /// Whether the next item follows another.
    follows: bool,
    reveal: bool,
}

impl<'o> Json<'o> {
    pub(crate) const fn new(out: &'o mut [u8], reveal: bool) -> Self {
        Self { out, length: 0, is_full: false, follows: false, reveal }
    }

    /// Returns the length of the JSON, or 0 if it did not fit.
    pub(crate) const fn finish(&self) -> usize {
        if self.is_full { 0 } else { self.length }
    }

    #[inline(never)]
    fn byte(&mut self, byte: u8) {
        match self.out.get_mut(self.length) {
            Some(free) => {
                *free = byte;
                self.length += 1;
            }
            None => self.is_full = true,
        }
    }

    #[inline(never)]
    fn raw(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.byte(*byte));
    }

    #[inline(never)]
    fn comma(&mut self) {
        if self.follows {
            self.byte(b',');
        }
        self.follows = true;
    }

    #[inline(never)]
    pub(crate) fn open(&mut self, bracket: u8) {
        self.comma();
        self.byte(bracket);
        self.follows = false;
    }

    #[inline(never)]
    pub(crate) fn close(&mut self, bracket: u8) {
        self.byte(bracket);
        self.follows = true;
    }

    #[inline(never)]
    pub(crate) fn key(&mut self, name: &str) {
        self.comma();
        self.byte(b'"');
        self.raw(name.as_bytes());
        self.raw(b"\":");
        self.follows = false;
    }

    #[inline(never)]
    pub(crate) fn number(&mut self, number: usize) {
        self.comma();
        let mut digits = [0; 20];
        let mut at = digits.len();
        let mut rest = number;
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.raw(&digits[at..]);
    }

    #[inline(never)]
    pub(crate) fn truth(&mut self, name: &str, value: bool) {
        self.key(name);
        self.raw(if value { b"true" } else { b"false" });
        self.follows = true;
    }

    #[inline(never)]
    fn char(&mut self, char: char) {
        match char {
            '"' | '\\' => self.raw(&[b'\\', char as u8]),
            '\0'..='\x1F' => {
                let digit = |nibble: u8| if nibble < 10 { b'0' + nibble } else { b'a' - 10 + nibble };
                self.raw(b"\\u00");
                self.raw(&[digit(char as u8 >> 4), digit(char as u8 & 15)]);
            }
            _ => self.raw(char.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }

    /// Writes what a `Display` writes.
    #[inline(never)]
    pub(crate) fn display(&mut self, shown: &dyn fmt::Display) {
        self.comma();
        self.byte(b'"');
        let _ = fmt::Write::write_fmt(self, format_args!("{shown}"));
        self.byte(b'"');
    }

    #[inline(never)]
    pub(crate) fn text(&mut self, text: &str) {
        self.comma();
        self.byte(b'"');
        text.chars().for_each(|char| self.char(char));
        self.byte(b'"');
    }

    /// Writes bytes as text. Those from an offset on are masked, and those of URLs that may be secret. A byte that is not UTF-8
    /// becomes U+FFFD.
    #[inline(never)]
    pub(crate) fn bytes(&mut self, bytes: &[u8], secret_from: usize) {
        self.comma();
        self.byte(b'"');
        let mut hidden = hidden(bytes).peekable();
        let mut at = 0;
        for chunk in bytes.utf8_chunks() {
            let invalid = chunk.invalid().iter().map(|_| (char::REPLACEMENT_CHARACTER, 1));
            for (char, width) in chunk.valid().chars().map(|char| (char, char.len_utf8())).chain(invalid) {
                while hidden.next_if(|range| range.end <= at).is_some() {}
                let is_secret = at >= secret_from || hidden.peek().is_some_and(|range| range.start <= at);
                self.char(if is_secret && !self.reveal { MASK } else { char });
                at += width;
            }
        }
        self.byte(b'"');
    }

    /// Writes an error, with its place in a line: the byte, and the number of UTF-16 units before it, for JavaScript.
    #[inline(never)]
    pub(crate) fn error(&mut self, line: &[u8], error: ParseError) {
        self.place(line, &error.kind(), error.offset());
    }

    #[inline(never)]
    pub(crate) fn place(&mut self, line: &[u8], text: &dyn fmt::Display, offset: usize) {
        self.open(b'{');
        self.key("text");
        self.display(text);
        self.key("offset");
        self.number(offset);
        self.key("column");
        self.number(column(line, offset));
        self.close(b'}');
    }
}

impl fmt::Write for Json<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        text.chars().for_each(|char| self.char(char));
        Ok(())
    }
}

/// Returns the number of UTF-16 units that the bytes before an offset become.
fn column(line: &[u8], offset: usize) -> usize {
    let before = line.get(..offset).unwrap_or(line);
    let chunk = |chunk: core::str::Utf8Chunk<'_>| {
        chunk.valid().chars().map(char::len_utf16).sum::<usize>() + chunk.invalid().len()
    };
    before.utf8_chunks().map(chunk).sum()
}
