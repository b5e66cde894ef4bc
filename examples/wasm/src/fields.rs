//! What each field line of a message contains.

use crate::auth::{self, Kind};
use crate::cors;
use crate::json::Json;
use crate::message::{Line, Message, Start};

/// The fields of authentication, and what they contain.
pub(crate) const AUTH: [(&str, Kind); 7] = [
    (countersign::auth::WWW_AUTHENTICATE, Kind::Challenges),
    (countersign::auth::PROXY_AUTHENTICATE, Kind::Challenges),
    (countersign::auth::OPTIONAL_WWW_AUTHENTICATE, Kind::Challenges),
    (countersign::auth::AUTHORIZATION, Kind::Credentials),
    (countersign::auth::PROXY_AUTHORIZATION, Kind::Credentials),
    (countersign::auth::AUTHENTICATION_INFO, Kind::Info),
    (countersign::auth::PROXY_AUTHENTICATION_INFO, Kind::Info),
];

/// A line to be read: its value, and the lines of its message up to it.
pub(crate) struct Place<'a> {
    pub value: &'a [u8],
    pub lines: &'a [Line<'a>],
}

impl Place<'_> {
    /// Returns how many lines up to this one have this name.
    pub(crate) fn count_before(&self, name: &str) -> usize {
        self.lines.iter().filter(|(other, _)| is(name, other)).count()
    }
}

/// Writes a message, with the lines that concern authentication or CORS.
pub(crate) fn write(message: &Message<'_>, text: &[u8], json: &mut Json<'_>) {
    json.open(b'{');
    json.key("kind");
    match message.start {
        Start::Request { method, .. } => {
            json.text("request");
            json.key("method");
            json.bytes(method, usize::MAX);
            json.key("target");
            json.bytes(message.target(), usize::MAX);
        }
        Start::Response { status } => {
            json.text("response");
            json.key("status");
            json.number(usize::from(status));
        }
        Start::None => json.text("fields"),
    }
    let mut broken = 0;
    json.key("fields");
    json.open(b'[');
    for (index, (name, value)) in message.lines.iter().enumerate() {
        let lines = message.lines.get(..=index).unwrap_or_default();
        let place = Place { value, lines };
        // Where the value is in the text.
        let at = value.as_ptr().addr().wrapping_sub(text.as_ptr().addr());
        if name.is_empty() {
            broken += 1;
        } else if cfg!(feature = "auth")
            && let Some((known, kind)) = AUTH.iter().find(|(known, _)| is(known, name))
        {
            head(known, at, json);
            json.key("length");
            json.number(value.len());
            auth::write(*kind, known, &place, json);
            json.close(b'}');
        } else if cfg!(feature = "cors")
            && let Some((known, read)) = cors::FIELDS.iter().find(|(known, _)| is(known, name))
        {
            head(known, at, json);
            cors::write(*read, &place, json);
            json.close(b'}');
        }
    }
    json.close(b']');
    json.key("lines");
    json.number(message.lines.len());
    json.key("broken");
    json.number(broken);
    json.close(b'}');
}

fn is(known: &str, name: &[u8]) -> bool {
    known.as_bytes().eq_ignore_ascii_case(name)
}

fn head(name: &str, at: usize, json: &mut Json<'_>) {
    json.open(b'{');
    json.key("name");
    json.text(name);
    json.key("at");
    json.number(at);
}
