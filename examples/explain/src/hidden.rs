//! Finds the parts of URLs that may contain secrets.

use core::ops::Range;

/// Returns the byte ranges of a text that are not to be shown, in order: of each URL, its query, its fragment, and the
/// user information before its host, without the `?`, `#` and `@` themselves.
///
/// URLs end at white space. Where it is unclear whether a part is secret, as with a password that contains `/`, the part is
/// returned. Takes time linear in the length of the text.
///
/// ```
/// use countersign_explain::hidden;
///
/// assert!(hidden(b"GET /orders?token=secret HTTP/1.1").eq([12..24]));
/// assert!(hidden(b"https://user:secret@example.org/ https://example.org:8080/").eq([8..19]));
/// assert!(hidden(b"user@example.org").eq([]));
/// ```
pub fn hidden(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    Hidden { text, at: 0, word_end: 0, last_at_sign: 0, last_colon: 0, is_url: false }
}

struct Hidden<'a> {
    text: &'a [u8],
    at: usize,
    /// Where the word at `at` ends.
    word_end: usize,
    /// Where the last `@` of the word is, or 0.
    last_at_sign: usize,
    /// Where the last `:` before that is, or 0.
    last_colon: usize,
    /// Whether the word contains a slash, a question mark or a number sign.
    is_url: bool,
}

impl Iterator for Hidden<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        while self.at < self.text.len() {
            let start = self.at;
            if start >= self.word_end {
                self.begin_word();
                let end = self.bare_user_info();
                if end > start {
                    return Some(self.hide(start, end));
                }
            }
            match self.word() {
                [b'/', b'/', rest @ ..] => {
                    let (start, end) = (start.saturating_add(2), self.user_info(rest));
                    if end > start {
                        return Some(self.hide(start, end));
                    }
                    self.at = start.saturating_sub(1);
                }
                [b'?' | b'#', _, ..] if self.is_url => {
                    return Some(self.hide(start.saturating_add(1), self.word_end));
                }
                _ => self.at = start.saturating_add(1),
            }
        }
        None
    }
}

impl Hidden<'_> {
    /// The rest of the word. It is empty at white space.
    fn word(&self) -> &[u8] {
        self.text.get(self.at..self.word_end).unwrap_or_default()
    }

    fn begin_word(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len());
        self.word_end = self.at.saturating_add(length);
        self.is_url = self.word().iter().any(|byte| matches!(byte, b'/' | b'?' | b'#'));
        let at_sign = self.word().iter().rposition(|byte| *byte == b'@');
        self.last_at_sign = at_sign.map_or(0, |at| self.at.saturating_add(at));
        let before = self.text.get(self.at..self.last_at_sign).unwrap_or_default();
        let colon = before.iter().rposition(|byte| *byte == b':');
        self.last_colon = colon.map_or(0, |colon| self.at.saturating_add(colon));
    }

    /// Returns the end of the user information that begins at `self.at`, in a word in which no `//` is before it, such as
    /// `user:password@host:443`.
    fn bare_user_info(&self) -> usize {
        let before = self.text.get(self.at..self.last_at_sign).unwrap_or_default();
        let has_slashes = before.windows(2).any(|pair| pair == b"//");
        if before.contains(&b':') && !has_slashes { self.last_at_sign } else { 0 }
    }

    /// Returns the end of the user information after `//`.
    ///
    /// If no `@` ends it, but a `:` and an `@` follow, a user name or a password may contain a slash or a question mark.
    fn user_info(&self, rest: &[u8]) -> usize {
        let end = rest.iter().position(|byte| matches!(byte, b'/' | b'\\' | b'?' | b'#')).unwrap_or(rest.len());
        let authority = rest.get(..end).unwrap_or_default();
        if let Some(at) = authority.iter().rposition(|byte| *byte == b'@') {
            return self.at.saturating_add(2).saturating_add(at);
        }
        if self.last_colon > self.at { self.last_at_sign } else { 0 }
    }

    fn hide(&mut self, start: usize, end: usize) -> Range<usize> {
        self.at = end;
        start..end
    }
}
