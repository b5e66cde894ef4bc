//! The schemes that are not in [`common`](super::common).

use countersign::auth::{
    AuthenticationInfo, Challenge, Credentials, Leniency, api_key, colon_pair, eg1, shared_access_signature,
};

use super::{OfChallenge, OfCredentials, Typed, exchanges, of_its_scheme, passwords, signed, tokens, typed};
use crate::row::Rows;

struct Readers<T>(T);

impl<T: Leniency> Readers<T> {
    const CHALLENGES: [OfChallenge<T>; 9] = [
        |challenge, rows| typed(challenge, rows, tokens::api_key_challenge),
        |challenge, rows| typed(challenge, rows, tokens::gnap_challenge),
        |challenge, rows| typed(challenge, rows, signed::hawk_challenge),
        |challenge, rows| typed(challenge, rows, signed::hoba_challenge),
        exchanges::mutual_challenge,
        |challenge, rows| typed(challenge, rows, tokens::private_challenge),
        |challenge, rows| typed(challenge, rows, signed::signature_challenge),
        |challenge, rows| typed(challenge, rows, tokens::uma_challenge),
        |challenge, rows| typed(challenge, rows, tokens::vapid_challenge),
    ];
    const CREDENTIALS: [OfCredentials<T>; 10] = [
        |credentials, rows| typed(credentials, rows, tokens::api_key_credentials),
        |credentials, rows| typed(credentials, rows, tokens::concealed_credentials),
        |credentials, rows| typed(credentials, rows, tokens::gnap_credentials),
        |credentials, rows| typed(credentials, rows, signed::hawk_credentials),
        |credentials, rows| typed(credentials, rows, signed::hoba_credentials),
        exchanges::mutual_credentials,
        |credentials, rows| typed(credentials, rows, tokens::private_credentials),
        |credentials, rows| typed(credentials, rows, signed::signature_credentials),
        |credentials, rows| typed(credentials, rows, tokens::vapid_credentials),
        |credentials, rows| typed(credentials, rows, tokens::web_push_credentials),
    ];
}

/// Adds what the type of its scheme reads in a challenge. Returns `None` for other schemes.
pub fn challenge<T: Leniency>(challenge: Challenge<'_, T>, rows: &mut Rows<'_>) -> Option<Typed> {
    Readers::CHALLENGES.iter().find_map(|read| of_its_scheme(read(challenge, rows)))
}

/// Adds what the type of their scheme reads in credentials. Returns `None` for other schemes.
pub fn credentials<T: Leniency>(credentials: Credentials<'_, T>, rows: &mut Rows<'_>) -> Option<Typed> {
    Readers::CREDENTIALS.iter().find_map(|read| of_its_scheme(read(credentials, rows)))
}

/// Adds the rows of credentials that do not follow the grammar of RFC 9110, and returns their scheme.
pub fn other_credentials(value: &[u8], rows: &mut Rows<'_>) -> Option<&'static str> {
    if let Ok(credentials) = api_key::Credentials::parse(value) {
        let scheme = credentials.kind().name();
        tokens::api_key_credentials(credentials, rows);
        return Some(scheme);
    }
    if let Ok(credentials) = eg1::Credentials::parse(value) {
        signed::eg1_credentials(credentials, rows);
        return Some(eg1::SCHEME);
    }
    if let Ok(credentials) = shared_access_signature::Credentials::parse(value) {
        signed::shared_access_signature(credentials, rows);
        return Some(shared_access_signature::SCHEME);
    }
    let credentials = colon_pair::Credentials::parse(value).ok()?;
    let scheme = credentials.kind().name();
    signed::colon_pair(credentials, rows);
    Some(scheme)
}

/// Adds what Mutual reads in Authentication-Info. Only Mutual has a parameter of its name.
pub fn info<T: Leniency>(info: AuthenticationInfo<'_, T>, rows: &mut Rows<'_>) -> Option<Typed> {
    let is_mutual = !passwords::is_digest_info(info) && info.get("vks").is_some();
    is_mutual.then(|| exchanges::mutual_info(info, rows))
}
