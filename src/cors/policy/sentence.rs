//! A mistake as text, made in a constant, which cannot use `fmt`.

use super::mistake::{Mistake, Reason, Setting};

/// The text. What does not fit is cut off.
pub(super) struct Sentence {
    bytes: [u8; Self::CAPACITY],
    length: usize,
}

impl Sentence {
    const CAPACITY: usize = 384;

    pub(super) const fn new(mistake: Option<Mistake<'_>>) -> Self {
        let mut sentence = Self { bytes: [b' '; Self::CAPACITY], length: 0 };
        if let Some(mistake) = mistake {
            if let Reason::Missing = mistake.reason() {
                sentence.put("no ");
            }
            sentence.put(mistake.part().as_str());
            sentence.put(" ");
            match mistake.setting() {
                _ if matches!(mistake.reason(), Reason::Missing) => {}
                Setting::Text(text) => {
                    sentence.put("`");
                    sentence.put(text);
                    sentence.put("`: ");
                }
                Setting::Number(number) => {
                    sentence.put_number(number);
                    sentence.put(": ");
                }
            }
            sentence.put(mistake.text());
            if let Some(suffix) = mistake.public_suffix() {
                sentence.put(" `");
                sentence.put(suffix);
                sentence.put("`");
            }
            sentence.put("; ");
            sentence.put(mistake.remedy());
        }
        sentence
    }

    const fn put(&mut self, text: &str) {
        let mut rest = text.as_bytes();
        while let Some((&byte, others)) = rest.split_first() {
            self.put_byte(byte);
            rest = others;
        }
    }

    const fn put_number(&mut self, number: i64) {
        if number < 0 {
            self.put_byte(b'-');
        }
        let mut power: u64 = 10_000_000_000_000_000_000;
        while let Some(digits) = number.unsigned_abs().checked_div(power) {
            let [digit, ..] = (digits % 10).to_le_bytes();
            if digits > 0 || power == 1 {
                self.put_byte(digit | b'0');
            }
            power /= 10;
        }
    }

    const fn put_byte(&mut self, byte: u8) {
        if let Some((_, [place, ..])) = self.bytes.split_at_mut_checked(self.length) {
            *place = byte;
            self.length = self.length.saturating_add(1);
        }
    }

    pub(super) const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.as_slice()) {
            Ok(text) => text.trim_ascii_end(),
            Err(_) => "a setting that is too long",
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::String;

    use super::super::mistake::Part;
    use super::*;

    #[test]
    fn a_constant_reports_its_mistake() {
        let sentence =
            |part, setting, reason| String::from(Sentence::new(Some(Mistake::new(part, setting, reason))).as_str());
        for (part, setting, reason, expected) in [
            (
                Part::Origin,
                Setting::Text("a"),
                Reason::NoScheme,
                "origin `a`: has no scheme; write `https://` before the host",
            ),
            (
                Part::Origin,
                Setting::Text(""),
                Reason::Missing,
                "no origin is listed; list at least one; where nobody is meant, set `nobody`, or use `Policy::for_nobody`",
            ),
            (
                Part::MaxAge,
                Setting::Number(-20),
                Reason::OutOfBounds,
                "max-age -20: must be -1 to 86400; use a number in this range",
            ),
            (
                Part::MaxAge,
                Setting::Number(i64::MIN),
                Reason::OutOfBounds,
                "max-age -9223372036854775808: must be -1 to 86400; use a number in this range",
            ),
            (
                Part::PreflightStatus,
                Setting::Number(0),
                Reason::OutOfBounds,
                "preflight status 0: must be 200 to 299; use a number in this range",
            ),
            (
                Part::Origin,
                Setting::Text("https://*.co.uk.:*"),
                Reason::PublicSuffix,
                "origin `https://*.co.uk.:*`: anyone may get a name below `co.uk`; name a domain below it, or use \
                 `dangerously_tolerate_subdomains_of_public_suffixes`",
            ),
        ] {
            assert_eq!(sentence(part, setting, reason), expected);
        }
        let long = String::from("\u{e9}").repeat(400);
        for text in [&*long, &*std::format!("a{long}")] {
            assert!(!sentence(Part::Origin, Setting::Text(text), Reason::Invalid).is_empty(), "wherever it is cut");
        }
    }
}
