//! The types of Basic and Bearer, and of the challenges of Digest: what they read. The other types do not fit into the module;
//! of other schemes, all parameters are shown as sent.

use countersign::auth::digest::{self, Algorithm};
use countersign::auth::{self, basic, bearer};
use countersign::{DecodeError, ParseError, Text, Words};

use crate::json::Json;
use crate::recorder::Recorder;

type Challenge<'a, 'r> = auth::Challenge<'a, Recorder<'r>>;
type Credentials<'a, 'r> = auth::Credentials<'a, Recorder<'r>>;

const MAX_ROWS: usize = 16;
/// The longest value whose escapes are removed.
const MAX_VALUE: usize = 4096;

/// Writes rows of a name, a value and a remark.
pub(crate) struct Rows<'j, 'o> {
    json: &'j mut Json<'o>,
    /// The names of the parameters that were read.
    read: [&'static str; MAX_ROWS],
    count: usize,
}

impl<'j, 'o> Rows<'j, 'o> {
    pub(crate) const fn new(json: &'j mut Json<'o>) -> Self {
        Self { json, read: [""; MAX_ROWS], count: 0 }
    }

    /// Returns whether a row of this parameter was written.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.read.iter().any(|read| read.eq_ignore_ascii_case(name))
    }

    /// Counts a parameter as read.
    pub(crate) fn of(&mut self, name: &'static str) {
        if let Some(free) = self.read.get_mut(self.count) {
            *free = name;
            self.count += 1;
        }
    }

    fn row(&mut self, name: &[u8], is_secret_name: bool, value: &[u8], is_secret: bool, note: &str) {
        let json = &mut *self.json;
        json.open(b'{');
        json.key("name");
        json.bytes(name, if is_secret_name { 0 } else { usize::MAX });
        json.key("value");
        json.bytes(value, if is_secret { 0 } else { usize::MAX });
        json.truth("secret", is_secret);
        json.key("note");
        json.text(note);
        json.close(b'}');
    }

    pub(crate) fn bytes(&mut self, name: &'static str, value: &[u8], is_secret: bool, note: &str) {
        self.of(name);
        self.row(name.as_bytes(), false, value, is_secret, note);
    }

    pub(crate) fn param(&mut self, name: &[u8], is_secret_name: bool, value: Text<'_>, is_secret: bool) {
        let mut buffer = [0; MAX_VALUE];
        let value = value.decode_into(&mut buffer).unwrap_or(value.raw());
        self.row(name, is_secret_name, value, is_secret, "");
    }

    fn text(&mut self, name: &'static str, value: Text<'_>) {
        self.of(name);
        self.param(name.as_bytes(), false, value, false);
    }

    fn words(&mut self, name: &'static str, words: Words<'_>) {
        self.of(name);
        words.iter().for_each(|word| self.param(name.as_bytes(), false, word, false));
    }

    fn flag(&mut self, name: &'static str, is_set: bool, note: &str) {
        if is_set {
            self.bytes(name, b"true", false, note);
        }
    }
}

/// Writes what the type of its scheme reads in a challenge.
pub(crate) fn challenge(challenge: Challenge<'_, '_>, rows: &mut Rows<'_, '_>) -> Result<(), ParseError> {
    let scheme = challenge.scheme();
    if scheme.is(basic::SCHEME) {
        let basic = basic::Challenge::try_from(challenge)?;
        rows.text("realm", basic.realm());
        if basic.is_utf8() {
            rows.bytes("charset", b"UTF-8", false, "of the user name and the password");
        }
    } else if scheme.is(bearer::SCHEME) {
        let bearer = bearer::Challenge::try_from(challenge)?;
        bearer.realm().into_iter().for_each(|realm| rows.text("realm", realm));
        bearer.scope().into_iter().for_each(|scope| rows.words("scope", scope));
        if let Some(error) = bearer.error() {
            rows.of("error");
            let status = match error.status() {
                Some(400) => "with status 400",
                Some(401) => "with status 401",
                Some(403) => "with status 403",
                _ => "not defined by a standard",
            };
            let mut buffer = [0; 64];
            let text = error.text();
            rows.row(b"error", false, text.decode_into(&mut buffer).unwrap_or(text.raw()), false, status);
        }
    } else if scheme.is(digest::SCHEME) {
        digest_challenge(&digest::Challenge::try_from(challenge)?, rows);
    }
    Ok(())
}

fn digest_challenge(digest: &digest::Challenge<'_>, rows: &mut Rows<'_, '_>) {
    rows.text("realm", digest.realm());
    rows.text("nonce", digest.nonce());
    rows.flag("stale", digest.is_stale(), "only the nonce was rejected");
    algorithm(digest.algorithm(), rows);
    if let Some(options) = digest.qop() {
        rows.of("qop");
        options.iter().for_each(|qop| rows.param(b"qop", false, qop.name(), false));
    }
    rows.flag("userhash", digest.is_userhash(), "the user name may be hashed");
}

fn algorithm(named: Option<Algorithm<'_>>, rows: &mut Rows<'_, '_>) {
    let note = match named {
        None => "the default",
        Some(Algorithm::Other(_)) => "not registered",
        Some(_) => "",
    };
    rows.of("algorithm");
    let name = named.unwrap_or(Algorithm::Md5).name();
    rows.row(b"algorithm", false, name.raw(), false, note);
}

/// Writes what the type of their scheme reads in credentials.
pub(crate) fn credentials(credentials: &Credentials<'_, '_>, rows: &mut Rows<'_, '_>) -> Result<(), ParseError> {
    let scheme = credentials.scheme();
    if scheme.is(basic::SCHEME) {
        let mut buffer = [0; MAX_VALUE];
        match basic::Credentials::decode(credentials, &mut buffer) {
            Ok(basic) => {
                rows.of("token68");
                rows.row(b"user_id", false, basic.user_id(), false, "");
                rows.bytes("password", basic.password(), true, "");
            }
            Err(DecodeError::Parse(error)) => return Err(error),
            Err(DecodeError::Capacity(_)) => {}
        }
    } else if scheme.is(bearer::SCHEME) {
        let bearer = bearer::Credentials::try_from(*credentials)?;
        rows.of("token68");
        rows.row(b"token", false, bearer.token().as_bytes(), true, "");
    }
    Ok(())
}
