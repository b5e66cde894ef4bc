//! The origin that a HOBA signature covers: RFC 6454 §6.2 and RFC 3986 §3.2.2, with its port.
//!
//! ```abnf
//! origin    = scheme "://" host ":" port
//! scheme    = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )
//! host      = "[" ( IPv6address / IPvFuture ) "]" / reg-name
//! port      = 1*DIGIT
//! ```

use crate::auth::coding::percent::{is_unreserved, undecodable};
use crate::error::{Rule, ValueError, ValueErrorKind};
use crate::syntax::ip::ipv6;
use crate::syntax::rules::{Read, expected, whole};
use crate::syntax::text::Text;

/// Checks an origin that the caller supplies.
pub(super) fn checked_origin(origin: &str) -> Result<Text<'_>, ValueError> {
    whole_origin(origin.as_bytes()).map_err(|wrong| match origin.len() {
        0 => ValueError::new("origin", ValueErrorKind::Empty, 0),
        length if wrong == length => ValueError::new("origin", ValueErrorKind::WrongForm, 0),
        _ => ValueError::new("origin", ValueErrorKind::InvalidByte, wrong),
    })
}

/// `origin` and nothing after it, or the offset of the first byte that does not match.
pub(super) fn whole_origin(bytes: &[u8]) -> Result<Text<'_>, usize> {
    match whole(bytes, Rule::HobaTbs, origin) {
        Ok(()) => Ok(Text::quoted(bytes, false)),
        Err(error) => Err(error.offset()),
    }
}

/// `origin = scheme "://" authority ":" port`, with an authority that is a host only
fn origin(input: &[u8]) -> Read<'_, ()> {
    let (rest, ()) = scheme(input)?;
    let (rest, ()) = literal(b"://", rest)?;
    let (rest, ()) = host(rest)?;
    let (rest, ()) = literal(b":", rest)?;
    some(|byte| byte.is_ascii_digit(), rest)
}

/// `scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )`
fn scheme(input: &[u8]) -> Read<'_, ()> {
    match input {
        [b'a'..=b'z' | b'A'..=b'Z', ..] => {
            some(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'), input)
        }
        _ => expected(Rule::HobaTbs, input),
    }
}

/// `host = "[" ( IPv6address / IPvFuture ) "]" / reg-name`, but for an empty `reg-name`
fn host(input: &[u8]) -> Read<'_, ()> {
    match input {
        [b'[', in_brackets @ ..] => {
            let length = run(in_brackets, |byte| is_reg_name(byte) || byte == b':');
            let (address, rest) = in_brackets.split_at_checked(length).unwrap_or_default();
            let (rest, ()) = literal(b"]", rest)?;
            if ipv6(address).is_some() || is_ipv_future(address) {
                Ok((rest, ()))
            } else {
                expected(Rule::HobaTbs, in_brackets)
            }
        }
        _ => reg_name(input),
    }
}

/// `reg-name = *( unreserved / pct-encoded / sub-delims )`, but for an empty one
fn reg_name(input: &[u8]) -> Read<'_, ()> {
    let (rest, ()) = some(|byte| is_reg_name(byte) || byte == b'%', input)?;
    let name = input.get(..input.len().saturating_sub(rest.len())).unwrap_or_default();
    match undecodable(name) {
        Some(wrong) => expected(Rule::HobaTbs, input.get(wrong..).unwrap_or_default()),
        None => Ok((rest, ())),
    }
}

/// `unreserved / sub-delims`
const fn is_reg_name(byte: u8) -> bool {
    is_unreserved(byte) || matches!(byte, b'!' | b'$' | b'&'..=b',' | b';' | b'=')
}

/// `IPvFuture = "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )`, without its last part, which the caller checks
fn is_ipv_future(address: &[u8]) -> bool {
    let [b'v' | b'V', rest @ ..] = address else { return false };
    let length = run(rest, |byte| byte.is_ascii_hexdigit());
    length > 0 && matches!(rest.get(length..), Some([b'.', _, ..]))
}

fn literal<'a>(bytes: &[u8], input: &'a [u8]) -> Read<'a, ()> {
    match input.strip_prefix(bytes) {
        Some(rest) => Ok((rest, ())),
        None => expected(Rule::HobaTbs, input),
    }
}

/// `1*class`
fn some(class: fn(u8) -> bool, input: &[u8]) -> Read<'_, ()> {
    match run(input, class) {
        0 => expected(Rule::HobaTbs, input),
        length => Ok((input.get(length..).unwrap_or_default(), ())),
    }
}

/// Returns the length of what the class accepts at the start.
pub(super) fn run(input: &[u8], class: fn(u8) -> bool) -> usize {
    input.iter().take_while(|&&byte| class(byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_in_origins_have_exact_offsets() {
        for (bytes, expected) in [
            ("https://example.com:443", Ok(())),
            ("coap+tcp://a:1", Ok(())),
            ("https://[::1]:8080", Ok(())),
            ("", Err(0)),
            ("1s://a:1", Err(0)),
            ("https:/a:1", Err(5)),
            ("https://:443", Err(8)),
            ("https://example.com", Err(19)),
            ("https://example.com:", Err(20)),
            ("https://example.com:443/", Err(23)),
            ("https://user@example.com:443", Err(12)),
            ("https://[::1:8080", Err(17)),
            ("https://::1:8080", Err(8)),
            ("https://a b:1", Err(9)),
            ("http://%4a%41.b:1", Ok(())),
            ("http://a%4:1", Err(8)),
            ("http://%:1", Err(7)),
            ("http://a%4g:1", Err(8)),
            ("http://[%41]:1", Err(8)),
            ("http://[]:1", Err(8)),
            ("http://[::g]:1", Err(8)),
            ("http://[1:2:3:4:5:6:7:8]:1", Ok(())),
            ("http://[1:2:3:4:5:6:7]:1", Err(8)),
            ("http://[1:2:3:4:5:6:7:8:9]:1", Err(8)),
            ("http://[1:2:3:4:5:6:7::]:1", Ok(())),
            ("http://[1:2:3:4:5:6:7:8::]:1", Err(8)),
            ("http://[1::2::3]:1", Err(8)),
            ("http://[:::]:1", Err(8)),
            ("http://[1:]:1", Err(8)),
            ("http://[::12345]:1", Err(8)),
            ("http://[::ffff:1.2.3.255]:1", Ok(())),
            ("http://[1:2:3:4:5:6:1.2.3.4]:1", Ok(())),
            ("http://[::1.2.3.256]:1", Err(8)),
            ("http://[::1.2.3.04]:1", Err(8)),
            ("http://[::1.2.3]:1", Err(8)),
            ("http://[1.2.3.4::]:1", Err(8)),
            ("http://[v1.a:b]:1", Ok(())),
            ("http://[V9F.~]:1", Ok(())),
            ("http://[v.a]:1", Err(8)),
            ("http://[v1.]:1", Err(8)),
            ("http://[::1%25eth0]:1", Err(11)),
        ] {
            assert_eq!(whole_origin(bytes.as_bytes()).map(|_| ()), expected, "{bytes}");
        }
    }
}
