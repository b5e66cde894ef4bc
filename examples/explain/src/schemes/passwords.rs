//! Basic and Digest.

use countersign::DecodeError;
use countersign::auth::digest::{self, Algorithm, Username};
use countersign::auth::{Credentials, Leniency, basic};

use super::Typed;
use crate::row::{Meaning, Row, Rows, Value};

pub(super) fn basic_challenge(challenge: basic::Challenge<'_>, rows: &mut Rows<'_>) {
    rows.text("realm", challenge.realm());
    rows.add(challenge.is_utf8().then(|| Row::new("charset", "UTF-8")));
}

pub(super) fn basic_credentials<T: Leniency>(credentials: Credentials<'_, T>, rows: &mut Rows<'_>) -> Typed {
    rows.with_buffer(|buffer, add| match basic::Credentials::decode(&credentials, buffer) {
        Ok(basic) => {
            add(Row::new("user_id", basic.user_id()).of("token68"));
            add(Row::secret("password", basic.password()));
            Ok(())
        }
        Err(DecodeError::Parse(error)) => Err(error),
        // The caller's buffer is too short: the credentials are shown as sent.
        Err(DecodeError::Capacity(_)) => Ok(()),
    })
}

pub(super) fn digest_challenge(challenge: digest::Challenge<'_>, rows: &mut Rows<'_>) {
    rows.text("realm", challenge.realm());
    rows.words("domain", challenge.domain());
    rows.text("nonce", challenge.nonce());
    rows.text("opaque", challenge.opaque());
    let is_stale = challenge.is_stale();
    rows.add(is_stale.then(|| Row::new("stale", true).with_note(&"only the nonce was rejected")));
    algorithm(challenge.algorithm(), rows);
    if let Some(options) = challenge.qop() {
        let mut names = options.iter().map(|qop| Value::from(qop.name()).without_quotes());
        rows.add(Row::new("qop", Meaning::Many(&mut names)));
    }
    rows.add(challenge.is_utf8().then(|| Row::new("charset", "UTF-8")));
    let is_userhash = challenge.is_userhash();
    rows.add(is_userhash.then(|| Row::new("userhash", true).with_note(&"the user name may be hashed")));
}

#[expect(clippy::large_types_passed_by_value, reason = "the readers have one form")]
pub(super) fn digest_credentials(credentials: digest::Credentials<'_>, rows: &mut Rows<'_>) {
    match credentials.username() {
        Username::Plain(name) => rows.text("username", name),
        Username::Hashed(hash) => {
            rows.add(Row::new("username", hash).with_note(&"the hash of the name and the realm"));
        }
        Username::Extended(name) => {
            let note = format_args!("decoded from {}", name.charset());
            rows.with_buffer(|buffer, add| {
                let name = name.decode_into(buffer).unwrap_or_default();
                add(Row::new("username*", name).with_note(&note));
            });
        }
    }
    rows.text("realm", credentials.realm());
    rows.add(Row::new("uri", Value::from(credentials.uri()).url()));
    algorithm(credentials.algorithm(), rows);
    rows.text("nonce", credentials.nonce());
    rows.number("nc", "nc", credentials.nc().map(u64::from), "");
    rows.secret_text("cnonce", credentials.cnonce());
    rows.text("qop", credentials.qop().map(|qop| qop.name()));
    rows.secret_text("response", Some(credentials.response()));
    rows.text("opaque", credentials.opaque());
    rows.add(matches!(credentials.username(), Username::Hashed(_)).then(|| Row::new("userhash", true)));
}

pub(super) fn digest_info(info: digest::Info<'_>, rows: &mut Rows<'_>) {
    rows.text("nextnonce", info.nextnonce());
    rows.text("qop", info.qop().map(|qop| qop.name()));
    rows.secret_text("rspauth", info.rspauth());
    rows.secret_text("cnonce", info.cnonce());
    rows.number("nc", "nc", info.nc().map(u64::from), "");
}

fn algorithm(named: Option<Algorithm<'_>>, rows: &mut Rows<'_>) {
    let row = Row::new("algorithm", named.unwrap_or(Algorithm::Md5).name());
    rows.add(match named {
        None => row.with_note(&"the default"),
        Some(Algorithm::Other(_)) => row.with_note(&"not registered"),
        Some(_) => row,
    });
}
