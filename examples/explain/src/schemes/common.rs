//! The schemes that most messages use: Basic, Bearer, Digest, DPoP, Negotiate, NTLM, OAuth, SCRAM and AWS4.

use countersign::auth::{AuthenticationInfo, Challenge, Credentials, Leniency, aws4};

use super::{OfChallenge, OfCredentials, Typed, exchanges, of_its_scheme, passwords, signed, tokens, typed};
use crate::row::Rows;

struct Readers<T>(T);

impl<T: Leniency> Readers<T> {
    const CHALLENGES: [OfChallenge<T>; 8] = [
        |challenge, rows| typed(challenge, rows, passwords::basic_challenge),
        |challenge, rows| typed(challenge, rows, tokens::bearer_challenge),
        |challenge, rows| typed(challenge, rows, passwords::digest_challenge),
        |challenge, rows| typed(challenge, rows, tokens::dpop_challenge),
        |challenge, rows| typed(challenge, rows, tokens::negotiate_challenge),
        |challenge, rows| typed(challenge, rows, tokens::ntlm_challenge),
        |challenge, rows| typed(challenge, rows, signed::oauth_challenge),
        |challenge, rows| typed(challenge, rows, exchanges::scram_challenge),
    ];
    const CREDENTIALS: [OfCredentials<T>; 9] = [
        |credentials, rows| typed(credentials, rows, signed::aws4_credentials),
        passwords::basic_credentials,
        |credentials, rows| typed(credentials, rows, tokens::bearer_credentials),
        |credentials, rows| typed(credentials, rows, passwords::digest_credentials),
        |credentials, rows| typed(credentials, rows, tokens::dpop_credentials),
        |credentials, rows| typed(credentials, rows, tokens::negotiate_credentials),
        |credentials, rows| typed(credentials, rows, tokens::ntlm_credentials),
        |credentials, rows| typed(credentials, rows, signed::oauth_credentials),
        |credentials, rows| typed(credentials, rows, exchanges::scram_credentials),
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

/// Adds the rows of credentials of AWS4 that do not follow the grammar of RFC 9110, and returns their scheme.
pub fn other_credentials(value: &[u8], rows: &mut Rows<'_>) -> Option<&'static str> {
    let credentials = aws4::Credentials::parse(value).ok()?;
    let scheme = credentials.algorithm().name();
    signed::aws4_credentials(credentials, rows);
    Some(scheme)
}

/// Adds what Digest or SCRAM reads in Authentication-Info. Only Digest has parameters of its names. Other schemes may have
/// those of SCRAM, so its errors are ignored.
pub fn info<T: Leniency>(info: AuthenticationInfo<'_, T>, rows: &mut Rows<'_>) -> Option<Typed> {
    if passwords::is_digest_info(info) {
        return Some(typed(info, rows, passwords::digest_info));
    }
    Some(typed(info, rows, exchanges::scram_info)).filter(Result::is_ok)
}
