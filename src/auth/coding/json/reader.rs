//! Reads objects, member by member. Strings are unescaped in place, so the bytes are lent for writing.
//!
//! | input | result | why |
//! |---|---|---|
//! | a name that occurs twice in an object that is read | rejected: [`ErrorKind::DuplicateParam`] | RFC 7519 §4, RFC 7515 §4: or two readers could differ |
//! | more than 32 members in an object that is read | rejected: [`ErrorKind::TooMany`] | the names are kept to be compared |
//! | a value that is not read, with more than 31 arrays and objects in one another | rejected: [`ErrorKind::TooMany`] | no recursion |
//! | bytes after the object, a byte order mark, comments, a comma after the last member | rejected: [`Rule::Json`] | RFC 8259 §2 |
//! | a control character in a string, half a surrogate pair, bytes that are not UTF-8 | rejected: [`Rule::Json`] | RFC 8259 §7, §8 |
//! | a fraction of a number of seconds | cut off | RFC 7519 §2 allows it |
//! | a number of seconds that is negative, has an exponent or exceeds 64 bits | rejected: [`ErrorKind::InvalidParam`] | no clock returns it |

use core::mem;
use core::str;

use heapless::Vec;

use crate::error::{ErrorKind, ParseError, Rule};
use crate::syntax::{hex, number};

/// The members that an object can have.
const MAX_MEMBERS: usize = 32;

/// The bytes that have not been read yet, and how many there were.
pub(in crate::auth) struct Reader<'b> {
    rest: &'b mut [u8],
    length: usize,
}

/// The names that an object has so far.
pub(in crate::auth) struct Object<'b>(Vec<&'b str, MAX_MEMBERS>);

impl<'b> Reader<'b> {
    pub(in crate::auth) const fn new(json: &'b mut [u8]) -> Self {
        let length = json.len();
        Self { rest: json, length }
    }

    /// The error at the next byte.
    pub(in crate::auth) const fn error(&self, kind: ErrorKind) -> ParseError {
        ParseError::new(kind, self.length.saturating_sub(self.rest.len()))
    }

    const fn malformed(&self) -> ParseError {
        self.error(ErrorKind::Expected(Rule::Json))
    }

    /// `begin-object`
    pub(in crate::auth) fn open(&mut self) -> Result<Object<'b>, ParseError> {
        self.expect(b'{')?;
        Ok(Object(Vec::new()))
    }

    /// Reads up to the value of the next member, and returns its name; `None` at the end of the object.
    pub(in crate::auth) fn name(&mut self, object: &mut Object<'b>) -> Result<Option<&'b str>, ParseError> {
        if self.takes(b'}') {
            return Ok(None);
        }
        if !object.0.is_empty() {
            self.expect(b',')?;
        }
        self.skip_space();
        let (repeated, too_many) = (self.error(ErrorKind::DuplicateParam), self.error(ErrorKind::TooMany));
        let name = self.string()?;
        if object.0.contains(&name) {
            return Err(repeated);
        }
        object.0.push(name).map_err(|_| too_many)?;
        self.expect(b':')?;
        Ok(Some(name))
    }

    /// Reads a value that must be a string.
    pub(in crate::auth) fn text(&mut self, name: &'static str) -> Result<&'b str, ParseError> {
        match self.peek() {
            Some(b'"') => self.string(),
            _ => Err(self.error(ErrorKind::InvalidParam(name))),
        }
    }

    /// Reads a value that must be a string, or an array with nothing but one.
    pub(in crate::auth) fn text_or_only_text(&mut self, name: &'static str) -> Result<&'b str, ParseError> {
        self.skip_space();
        let invalid = self.error(ErrorKind::InvalidParam(name));
        if !self.takes(b'[') {
            return self.text(name);
        }
        let text = self.text(name)?;
        if self.takes(b']') { Ok(text) } else { Err(invalid) }
    }

    /// Reads a value; returns it if it is a string.
    pub(in crate::auth) fn text_or_other(&mut self) -> Result<Option<&'b str>, ParseError> {
        match self.peek() {
            Some(b'"') => self.string().map(Some),
            _ => self.skip().map(|()| None),
        }
    }

    /// Reads a value that must be a number of seconds.
    pub(in crate::auth) fn seconds(&mut self, name: &'static str) -> Result<u64, ParseError> {
        self.skip_space();
        let invalid = self.error(ErrorKind::InvalidParam(name));
        let bytes = self.scalar();
        let seconds = bytes.split(|byte| *byte == b'.').next().unwrap_or_default();
        if !is_number(bytes) || bytes.iter().any(|byte| matches!(byte, b'e' | b'E' | b'-')) {
            return Err(invalid);
        }
        number::parse(seconds.iter().copied()).ok_or(invalid)
    }

    /// Reads a value of any type.
    pub(in crate::auth) fn skip(&mut self) -> Result<(), ParseError> {
        // One bit for each array or object around the next value: 1 for an object.
        let mut around = 1_u32;
        loop {
            match self.peek() {
                Some(open @ (b'{' | b'[')) => {
                    if around.leading_zeros() == 0 {
                        return Err(self.error(ErrorKind::TooMany));
                    }
                    self.expect(open)?;
                    around = around << 1 | u32::from(open == b'{');
                    if self.takes(closing(around)) {
                        around >>= 1;
                    } else {
                        self.key(around)?;
                        continue;
                    }
                }
                Some(b'"') => drop(self.string()?),
                _ => {
                    let wrong = self.malformed();
                    let bytes = self.scalar();
                    if !matches!(bytes, b"true" | b"false" | b"null") && !is_number(bytes) {
                        return Err(wrong);
                    }
                }
            }
            loop {
                if around == 1 {
                    return Ok(());
                }
                if !self.takes(closing(around)) {
                    break;
                }
                around >>= 1;
            }
            self.expect(b',')?;
            self.key(around)?;
        }
    }

    /// Reads a name, if the innermost of the values `around` is an object.
    fn key(&mut self, around: u32) -> Result<(), ParseError> {
        if around & 1 == 1 {
            self.skip_space();
            self.string()?;
            self.expect(b':')?;
        }
        Ok(())
    }

    /// Checks that nothing but white space is left.
    pub(in crate::auth) fn end(mut self) -> Result<(), ParseError> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.malformed()),
        }
    }

    /// `string`
    fn string(&mut self) -> Result<&'b str, ParseError> {
        self.expect(b'"')?;
        let bytes = mem::take(&mut self.rest);
        let start = self.length.saturating_sub(bytes.len());
        let wrong = |at: usize| ParseError::new(ErrorKind::Expected(Rule::Json), start.saturating_add(at));
        let (mut read, mut written) = (0_usize, 0_usize);
        loop {
            let (character, length) = match bytes.get(read..).unwrap_or_default() {
                [b'"', ..] => break,
                [b'\\', escape @ ..] => unescaped(escape).ok_or(wrong(read))?,
                [byte @ b' '..=0xFF, ..] => {
                    let byte = *byte;
                    if let Some(place) = bytes.get_mut(written) {
                        *place = byte;
                    }
                    read = read.saturating_add(1);
                    written = written.saturating_add(1);
                    continue;
                }
                _ => return Err(wrong(read)),
            };
            let mut utf8 = [0; 4];
            let utf8 = character.encode_utf8(&mut utf8).as_bytes();
            // No escape is shorter than what it stands for.
            for (place, byte) in bytes.iter_mut().skip(written).zip(utf8) {
                *place = *byte;
            }
            read = read.saturating_add(length);
            written = written.saturating_add(utf8.len());
        }
        let (string, rest) = bytes.split_at_mut_checked(read.saturating_add(1)).unwrap_or_default();
        self.rest = rest;
        str::from_utf8(string.get(..written).unwrap_or_default()).map_err(|error| wrong(error.valid_up_to()))
    }

    /// Reads a run of the bytes that numbers and names of constants have.
    fn scalar(&mut self) -> &'b [u8] {
        self.skip_space();
        let of_scalar = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        let length = self.rest.iter().take_while(of_scalar).count();
        let (scalar, rest) = mem::take(&mut self.rest).split_at_mut_checked(length).unwrap_or_default();
        self.rest = rest;
        scalar
    }

    fn skip_space(&mut self) {
        let space = self.rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
        self.advance(space);
    }

    fn advance(&mut self, length: usize) {
        self.rest = mem::take(&mut self.rest).get_mut(length..).unwrap_or_default();
    }

    /// Returns the next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        self.skip_space();
        self.rest.first().copied()
    }

    fn takes(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        if is_next {
            self.advance(1);
        }
        is_next
    }

    fn expect(&mut self, byte: u8) -> Result<(), ParseError> {
        if self.takes(byte) { Ok(()) } else { Err(self.malformed()) }
    }
}

/// What closes the innermost of the values `around`.
const fn closing(around: u32) -> u8 {
    if around & 1 == 1 { b'}' } else { b']' }
}

/// Returns the character that an escape stands for, and the length of the escape with its backslash, which is not in `escape`.
fn unescaped(escape: &[u8]) -> Option<(char, usize)> {
    let character = match escape {
        [character @ (b'"' | b'\\' | b'/'), ..] => char::from(*character),
        [b'b', ..] => '\u{8}',
        [b'f', ..] => '\u{C}',
        [b'n', ..] => '\n',
        [b'r', ..] => '\r',
        [b't', ..] => '\t',
        [b'u', digits @ ..] => {
            let (first, rest) = unit(digits)?;
            if let Some(character) = char::from_u32(first) {
                return Some((character, 6));
            }
            let (second, _) = unit(rest.strip_prefix(b"\\u")?)?;
            let low = second.checked_sub(0xDC00).filter(|low| *low < 0x400)?;
            let high = first.checked_sub(0xD800).filter(|high| *high < 0x400)?;
            return Some((char::from_u32((high << 10 | low).saturating_add(0x1_0000))?, 12));
        }
        _ => return None,
    };
    Some((character, 2))
}

/// `4HEXDIG`
fn unit(digits: &[u8]) -> Option<(u32, &[u8])> {
    let ([one, two, three, four], rest) = digits.split_first_chunk()?;
    Some((u32::from(u16::from_be_bytes([hex::byte(*one, *two)?, hex::byte(*three, *four)?])), rest))
}

/// `number = [ "-" ] int [ "." 1*DIGIT ] [ ( "e" / "E" ) [ "+" / "-" ] 1*DIGIT ]`
fn is_number(bytes: &[u8]) -> bool {
    let digits = |bytes: &[u8]| bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let after = |bytes: &[u8]| -> Option<usize> { Some(digits(bytes)).filter(|length| *length > 0) };
    let bytes = bytes.strip_prefix(b"-").unwrap_or(bytes);
    let Some(int) = after(bytes).filter(|length| *length == 1 || !bytes.starts_with(b"0")) else { return false };
    let mut rest = bytes.get(int..).unwrap_or_default();
    if let Some(fraction) = rest.strip_prefix(b".") {
        let Some(length) = after(fraction) else { return false };
        rest = fraction.get(length..).unwrap_or_default();
    }
    match rest {
        [b'e' | b'E', b'+' | b'-', exponent @ ..] | [b'e' | b'E', exponent @ ..] => {
            !exponent.is_empty() && digits(exponent) == exponent.len()
        }
        rest => rest.is_empty(),
    }
}
