//! Origins, and the patterns of a policy.

use alloc::format;
use alloc::string::String;

use ::arbitrary::{Arbitrary, Result, Unstructured};

use super::draw::Draw;

/// An origin that a browser sends: of a page, of an app, of an extension, or `null`.
///
/// [`Origin::parse_tolerant`](crate::cors::origin::Origin::parse_tolerant) reads each of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(pub String);

impl<'b> Arbitrary<'b> for Origin {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        let draw = &mut Draw(u);
        Ok(Self(match draw.upto(7) {
            6 => {
                draw.of(&["safari-web-extension://140BB581-6E0F", "app://obsidian.md", "capacitor://localhost"]).into()
            }
            7 => format!("https://{}", draw.of(&["a_b.example", "a.example."])),
            _ => origin(draw),
        }))
    }
}

/// An origin in the grammar of Fetch.
pub(super) fn origin(draw: &mut Draw<'_, '_>) -> String {
    if draw.one_in(10) {
        return "null".into();
    }
    let scheme = draw.of(&["https", "https", "http", "ws", "moz-extension"]);
    let host = match draw.upto(7) {
        4 => String::from(draw.of(&["127.0.0.1", "192.168.1.77", "255.0.0.1"])),
        5 => String::from(draw.of(&["[::1]", "[2001:db8::1]", "[fe80::1:2]"])),
        6 => String::from(draw.of(&["localhost", "printer", "xn--bcher-kva.example"])),
        7 => String::from(draw.of(&["a.example", "b.example", "app.example.com"])),
        _ => draw.host(),
    };
    // Without the default ports, which no browser sends.
    let port = if draw.one_in(3) { format!(":{}", draw.upto(64535).saturating_add(1000)) } else { String::new() };
    format!("{scheme}://{host}{port}")
}

/// A pattern of a policy that needs no tolerance, for hosts that are not those of a public suffix.
pub(super) fn pattern(draw: &mut Draw<'_, '_>) -> String {
    let host = draw.host();
    match draw.upto(4) {
        0 | 1 => format!("https://{host}"),
        2 => format!("https://{host}:{}", draw.upto(64535).saturating_add(1000)),
        3 => format!("https://*.{host}"),
        _ => format!("https://{host}:*"),
    }
}
