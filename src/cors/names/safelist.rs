//! Fetch §2.2.2: which fields a page may send or read, and which it may send without a preflight.
//!
//! | field of a request | class | unless |
//! |---|---|---|
//! | `Accept` | safelisted | a byte is unsafe |
//! | `Accept-Language`, `Content-Language` | safelisted | a byte is not one of `0-9 A-Z a-z SP * , - . ; =` |
//! | `Content-Type` | safelisted | a byte is unsafe, or it is not one of the three types of HTML forms |
//! | `Range` | safelisted | it is not one range with a start |
//! | any of these | safelisted | its value is longer than 128 bytes |
//! | all others | not safelisted | |
//!
//! | input | result | why |
//! |---|---|---|
//! | white space around a value | ignored, not counted | Fetch §2.2.2, "normalize" |
//! | obs-text in `Accept` and `Content-Type` | safe | Fetch lists the unsafe bytes; none is above 0x7F |
//! | parameters of `Content-Type`, well-formed or not | ignored | only the essence is compared |
//! | white space within `Range`, `Bytes=` | not safelisted | Fetch parses it without white space and compares case |
//! | positions of any length in `Range` | compared | Fetch sets no limit |

use core::cmp::Ordering;

use super::field_name::FieldName;
use super::method::Method;
use crate::cors::split::Pieces;
use crate::syntax::class::WSP;
use crate::syntax::rules::{trim_end, trimmed};
use crate::syntax::token::is_one_of;
use crate::syntax::wide::eq_ignore_ascii_case;

/// The longest value that can be safelisted, in bytes.
pub(super) const LONGEST_SAFELISTED: usize = 128;

/// What a page may do with a field of this name.
impl FieldName<'_> {
    /// Returns whether a page may send it with this value without a preflight: whether it is a CORS-safelisted
    /// request-header.
    ///
    /// ```
    /// use countersign::cors::names::FieldName;
    ///
    /// assert!(FieldName::CONTENT_TYPE.is_safelisted_request(b"text/plain; charset=utf-8"));
    /// assert!(!FieldName::CONTENT_TYPE.is_safelisted_request(b"application/json"));
    /// ```
    #[must_use]
    pub fn is_safelisted_request(&self, value: &[u8]) -> bool {
        let value = trimmed(value, WSP);
        if value.len() > LONGEST_SAFELISTED {
            return false;
        }
        if *self == FieldName::ACCEPT {
            !value.iter().any(|&byte| is_unsafe(byte))
        } else if *self == FieldName::ACCEPT_LANGUAGE || *self == FieldName::CONTENT_LANGUAGE {
            value.iter().all(|&byte| is_of_languages(byte))
        } else if *self == FieldName::CONTENT_TYPE {
            !value.iter().any(|&byte| is_unsafe(byte)) && is_of_form(value)
        } else {
            *self == FieldName::RANGE && single_range(value).is_some()
        }
    }

    /// Returns whether a page may send it with this value in a request of mode `no-cors`.
    #[must_use]
    pub fn is_no_cors_safelisted_request(self, value: &[u8]) -> bool {
        !self.is_privileged_no_cors_request() && self.is_safelisted_request(value)
    }

    /// Returns whether, in mode `no-cors`, only the browser itself may set it: `Range`.
    #[must_use]
    pub const fn is_privileged_no_cors_request(&self) -> bool {
        self.is("Range")
    }

    /// Returns whether `*` in `Access-Control-Allow-Headers` does not include it: `Authorization`.
    #[must_use]
    pub const fn is_non_wildcard_request(&self) -> bool {
        self.is("Authorization")
    }

    /// Returns whether no page may send it, with any value. Three more names depend on [the
    /// value](Self::is_forbidden_request_with).
    #[must_use]
    pub const fn is_forbidden_request(&self) -> bool {
        const FORBIDDEN: [&str; 21] = [
            "Accept-Charset",
            "Accept-Encoding",
            "Access-Control-Request-Headers",
            "Access-Control-Request-Method",
            "Connection",
            "Content-Length",
            "Cookie",
            "Cookie2",
            "Date",
            "DNT",
            "Expect",
            "Host",
            "Keep-Alive",
            "Origin",
            "Referer",
            "Set-Cookie",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade",
            "Via",
        ];
        is_one_of(self.as_bytes(), &FORBIDDEN) || self.begins_with("proxy-") || self.begins_with("sec-")
    }

    /// Returns whether no page may send it with this value: whether it is a forbidden request-header.
    ///
    /// ```
    /// use countersign::cors::names::FieldName;
    ///
    /// let name = FieldName::new("X-HTTP-Method-Override")?;
    /// assert!(!name.is_forbidden_request_with(b"PUT") && name.is_forbidden_request_with(b"PUT, trace"));
    /// # Ok::<(), countersign::ValueError>(())
    /// ```
    #[must_use]
    pub fn is_forbidden_request_with(&self, value: &[u8]) -> bool {
        let forbids = |piece| Method::parse(piece).is_ok_and(|method| method.is_forbidden());
        self.is_forbidden_request() || (self.overrides_method() && Pieces::of(value).any(forbids))
    }

    /// Returns whether servers may take the method from its value.
    pub(in crate::cors) const fn overrides_method(&self) -> bool {
        is_one_of(self.as_bytes(), &["X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override"])
    }

    /// Returns whether no page may read it from a response, even if the server exposes it.
    #[must_use]
    pub const fn is_forbidden_response(&self) -> bool {
        is_one_of(self.as_bytes(), &["Set-Cookie", "Set-Cookie2"])
    }

    /// Returns whether a page may read it from a response that exposes nothing.
    #[must_use]
    pub const fn is_safelisted_response(&self) -> bool {
        const SAFELISTED: [&str; 7] = [
            "Cache-Control",
            "Content-Language",
            "Content-Length",
            "Content-Type",
            "Expires",
            "Last-Modified",
            "Pragma",
        ];
        is_one_of(self.as_bytes(), &SAFELISTED)
    }

    /// Returns whether a page may read it from a response that exposes these names: whether it is a CORS-safelisted
    /// response-header name.
    ///
    /// `*` is an ordinary name here: whether it is a wildcard depends on the request.
    #[must_use]
    pub fn is_safelisted_response_among<'n>(&self, exposed: impl IntoIterator<Item = FieldName<'n>>) -> bool {
        self.is_safelisted_response()
            || (!self.is_forbidden_response() && exposed.into_iter().any(|name| name == *self))
    }

    const fn begins_with(&self, prefix: &str) -> bool {
        match self.as_bytes().split_at_checked(prefix.len()) {
            Some((beginning, _)) => eq_ignore_ascii_case(beginning, prefix.as_bytes()),
            None => false,
        }
    }
}

/// CORS-unsafe request-header byte
pub(super) const fn is_unsafe(byte: u8) -> bool {
    matches!(
        byte,
        0..=8 | 10..=31 | b'"' | b'(' | b')' | b':' | b'<' | b'>' | b'?' | b'@' | b'[' | b'\\' | b']' | b'{'
            | b'}' | 0x7F
    )
}

/// Returns whether the byte may occur in `Accept-Language` and `Content-Language`.
const fn is_of_languages(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'*' | b',' | b'-' | b'.' | b';' | b'=')
}

/// Returns whether the essence of a MIME type is one that HTML forms send.
fn is_of_form(value: &[u8]) -> bool {
    let essence = value.split(|&byte| byte == b';').next().unwrap_or_default();
    is_form(trim_end(essence, WSP))
}

/// Returns whether HTML forms send this MIME type essence.
pub(super) const fn is_form(essence: &[u8]) -> bool {
    is_one_of(essence, &["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"])
}

/// `"bytes=" 1*DIGIT "-" *DIGIT`; returns the first position and the last one, which may be empty.
pub(super) fn single_range(value: &[u8]) -> Option<(&[u8], &[u8])> {
    let (first, last) = ends(value.strip_prefix(b"bytes=")?)?;
    are_positions(first, last).then_some((first, last))
}

/// Splits a range at its first hyphen.
pub(super) fn ends(range: &[u8]) -> Option<(&[u8], &[u8])> {
    let dash = range.iter().position(|&byte| byte == b'-')?;
    Some((range.get(..dash)?, range.get(dash.checked_add(1)?..)?))
}

/// Returns whether both are numbers, or the last is empty, and the last is not smaller.
pub(super) fn are_positions(first: &[u8], last: &[u8]) -> bool {
    let are_digits = first.iter().chain(last).all(u8::is_ascii_digit);
    let are_in_order = last.is_empty() || compare_numbers(first, last) != Ordering::Greater;
    are_digits && !first.is_empty() && are_in_order
}

/// Compares two numbers of any number of digits.
fn compare_numbers(digits: &[u8], other: &[u8]) -> Ordering {
    let significant = |digits: &[u8]| digits.iter().skip_while(|digit| **digit == b'0').count();
    significant(digits).cmp(&significant(other)).then_with(|| {
        let values = digits.iter().skip_while(|digit| **digit == b'0');
        values.cmp(other.iter().skip_while(|digit| **digit == b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes that Fetch lists.
    #[test]
    fn unsafe_bytes_are_those_of_the_standard() {
        for byte in 0..=255 {
            let listed = (byte < 0x20 && byte != b'\t') || b"\"():<>?@[\\]{}\x7F".contains(&byte);
            assert_eq!(is_unsafe(byte), listed, "{byte:#04x}");
        }
    }

    #[test]
    fn numbers_are_compared_whatever_their_length() {
        for (number, other, expected) in [
            ("0", "000", Ordering::Equal),
            ("7", "10", Ordering::Less),
            ("010", "9", Ordering::Greater),
            ("18446744073709551616", "18446744073709551617", Ordering::Less),
        ] {
            assert_eq!(compare_numbers(number.as_bytes(), other.as_bytes()), expected, "{number} and {other}");
        }
    }
}
