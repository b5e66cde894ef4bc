//! Inputs of any length: a start, a piece that is repeated, and an end.

use std::fmt;

/// The beginnings of values of all kinds. The entries of a scheme also have the scheme's names.
pub const STARTS: [&str; 17] = [
    "",
    "n,,n=",
    "n,,n=u,r=",
    "c=",
    "v=",
    "r=a,s=QQ==,i=4096,",
    "UTF-8''",
    "https://",
    "https://[",
    "https://xn--",
    "\0\x01",
    "1:",
    "text/plain;",
    "bytes=",
    "authorization,",
    "https://app.example.com,",
    "PUT,",
];

/// What is repeated: each symbol of the grammars, lists with and without white space, strings that are closed or not,
/// and whole elements.
pub const PIECES: [&str; 52] = [
    "a",
    "=",
    ",",
    " ",
    "\t",
    "\"",
    "\\\\",
    "\\\"",
    "a=b,",
    "a,",
    "a b,",
    ", ",
    "a=\"",
    "a=\"b\",",
    "%41",
    "%",
    "'",
    ":",
    ";",
    "\n",
    "0",
    "A",
    "\u{ff}",
    ".",
    "a.",
    "-",
    "::",
    "a a,",
    "Digest a=b,",
    "Basic realm=x, ",
    "=,",
    "a=,",
    "a=b ",
    "=2C",
    "/",
    "a\n",
    "Negotiate\n",
    "Basic realm=x\n",
    "\",",
    "a \"",
    "a=\"\\\\\",",
    "x=\"\u{1},",
    "a=/,",
    "a\t",
    "Basic a=\"b, ",
    "authorization,",
    "https://a,",
    "a,a=b,",
    "z;",
    "x-a,",
    "a=\"b\" ",
    "Digest realm=a, nonce=b, algorithm=MD5\n",
];

/// What is valid to the end, and what is invalid only there.
pub const ENDS: [&str; 2] = ["", "\u{1}"];

#[derive(Clone, Copy, PartialEq)]
pub struct Shape<'a> {
    pub start: &'a str,
    pub piece: &'a str,
    pub end: &'a str,
}

impl Shape<'_> {
    /// Returns a text of this shape, of at least `length` bytes.
    pub fn bytes(&self, length: usize) -> Vec<u8> {
        let mut bytes = self.start.as_bytes().to_vec();
        while bytes.len() < length {
            bytes.extend_from_slice(self.piece.as_bytes());
        }
        bytes.extend_from_slice(self.end.as_bytes());
        bytes
    }
}

impl fmt::Display for Shape<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}* {:?}", self.start, self.piece, self.end)
    }
}
