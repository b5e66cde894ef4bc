//! Fetch §2.2.2: which fields a page may send or read, and which it may send without asking first.

use super::FieldName;
use crate::token::eq_ignore_ascii_case;

impl FieldName<'_> {
    /// Whether `*` does not stand for it where a response lists names: `Authorization`.
    #[must_use]
    pub const fn is_non_wildcard(self) -> bool {
        self.is("Authorization")
    }

    /// Whether no page can set it in a request, whatever the value.
    #[must_use]
    pub const fn is_forbidden_request(self) -> bool {
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

    /// Whether no page can read it in a response, whatever the server exposes.
    #[must_use]
    pub const fn is_forbidden_response(self) -> bool {
        is_one_of(self.as_bytes(), &["Set-Cookie", "Set-Cookie2"])
    }

    /// Whether a page can read it in a response that exposes nothing.
    #[must_use]
    pub const fn is_safelisted_response(self) -> bool {
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

    /// Whether a page can read it in a response that exposes these names.
    ///
    /// `*` is a name like others here: what it stands for depends on the request.
    #[must_use]
    pub fn is_safelisted_response_among<'n>(self, exposed: impl IntoIterator<Item = FieldName<'n>>) -> bool {
        self.is_safelisted_response() || (!self.is_forbidden_response() && exposed.into_iter().any(|name| name == self))
    }

    /// Whether it begins with this, which is not all of it or is.
    const fn begins_with(self, prefix: &str) -> bool {
        match self.as_bytes().split_at_checked(prefix.len()) {
            Some((beginning, _)) => eq_ignore_ascii_case(beginning, prefix.as_bytes()),
            None => false,
        }
    }
}

/// Whether it is one of these when case does not count.
pub(super) const fn is_one_of(name: &[u8], mut names: &[&str]) -> bool {
    while let Some((other, others)) = names.split_first() {
        if eq_ignore_ascii_case(name, other.as_bytes()) {
            return true;
        }
        names = others;
    }
    false
}
