//! The schemes whose origins the URL Standard defines, and all others.

/// Returns whether pages of this scheme come from a network, by the [URL
/// Standard](https://url.spec.whatwg.org/#concept-url-origin): it defines no origin of tuples for any other scheme. Apps
/// and extensions have schemes of their own.
pub(super) const fn is_network(scheme: &[u8]) -> bool {
    match scheme {
        [b'h', b't', b't', b'p', end @ ..] | [b'w', b's', end @ ..] => matches!(end, [] | [b's']),
        _ => matches!(scheme, b"ftp"),
    }
}

/// Returns whether no page has an origin of this scheme: a scheme whose pages have the origin `null` or that of another
/// page, one of transfers, or a misspelt scheme of networks. That is one with other characters after `http`, one of the
/// letters of `https` only, or one of `w` and `s` only.
pub(super) const fn has_no_pages(scheme: &[u8]) -> bool {
    match scheme {
        b"about" | b"blob" | b"data" | b"filesystem" | b"ftps" | b"javascript" | b"null" | b"sftp" => true,
        _ if is_network(scheme) => false,
        [b'h', b't', b't', b'p', ..] => true,
        _ => consists_of(scheme, b"htps") || consists_of(scheme, b"ws"),
    }
}

const fn consists_of(mut text: &[u8], letters: &[u8]) -> bool {
    while let [byte, rest @ ..] = text {
        let mut others = letters;
        while let [letter, after @ ..] = others
            && *letter != *byte
        {
            others = after;
        }
        if others.is_empty() {
            return false;
        }
        text = rest;
    }
    true
}

/// Returns whether anyone on the network path can change the pages of this scheme.
pub(super) const fn is_unprotected(scheme: &[u8]) -> bool {
    matches!(scheme, b"http" | b"ws" | b"ftp")
}

#[cfg(test)]
mod tests {
    use super::has_no_pages;

    #[test]
    fn schemes_without_pages_are_known() {
        for (schemes, expected) in [
            ("about blob data filesystem ftps javascript null sftp", true),
            ("htps htttps hhtps ttps httpx httpss http+unix http-a https2 wsss wws", true),
            ("http https ws wss ftp", false),
            (
                "app capacitor chrome-extension httq hta moz-extension shttpx ionic-https wsh wss-a tauri whatsapp",
                false,
            ),
        ] {
            for scheme in schemes.split(' ') {
                assert_eq!(has_no_pages(scheme.as_bytes()), expected, "{scheme}");
            }
        }
    }
}
