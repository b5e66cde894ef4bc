//! Groups of schemes: each has the functions of [`schemes`](super) for its own, for programs that have no space for all.

use countersign::auth::{
    self, AuthenticationInfo, Challenge, Credentials, Leniency, api_key, colon_pair, eg1, shared_access_signature,
};

use super::{Typed, exchanges, of_its_scheme, passwords as of_passwords, signed, tokens as of_tokens, typed};
use crate::row::Rows;

macro_rules! group {
    ($(#[$doc:meta])* $group:ident, [$($challenge:expr),*], [$($credentials:expr),*], $other:expr, $info:expr) => {
        $(#[$doc])*
        pub mod $group {
            use super::*;

            /// Adds what the type of its scheme reads in a challenge. Returns `None` for other schemes.
            pub fn challenge<T: Leniency>(challenge: Challenge<'_, T>, rows: &mut Rows<'_>) -> Option<Typed> {
                let _ = (challenge, &rows);
                None$(.or_else(|| of_its_scheme($challenge(challenge, &mut *rows))))*
            }

            /// Adds what the type of their scheme reads in credentials. Returns `None` for other schemes.
            pub fn credentials<T: Leniency>(credentials: Credentials<'_, T>, rows: &mut Rows<'_>) -> Option<Typed> {
                let _ = (credentials, &rows);
                None$(.or_else(|| of_its_scheme($credentials(credentials, &mut *rows))))*
            }

            /// Adds the rows of credentials that do not follow the grammar of RFC 9110, and returns their scheme.
            pub fn other_credentials(value: &[u8], rows: &mut Rows<'_>) -> Option<&'static str> {
                $other(value, rows)
            }

            /// Adds what a scheme reads in Authentication-Info.
            pub fn info<T: Leniency>(info: AuthenticationInfo<'_, T>, rows: &mut Rows<'_>) -> Option<Typed> {
                $info(info, rows)
            }
        }
    };
}

/// Has the form of a reader of one type.
macro_rules! of {
    ($read:path) => {
        (|value, rows: &mut Rows<'_>| typed(value, rows, $read))
    };
}

group!(
    /// Digest.
    digest,
    [of!(of_passwords::digest_challenge)],
    [of!(of_passwords::digest_credentials)],
    no_other,
    digest_info
);

group!(
    /// Bearer, DPoP, GNAP, UMA, and the keys of APIs.
    tokens,
    [of!(of_tokens::bearer_challenge), of!(of_tokens::dpop_challenge), of!(of_tokens::gnap_challenge), of!(of_tokens::uma_challenge), of!(of_tokens::api_key_challenge)],
    [of!(of_tokens::bearer_credentials), of!(of_tokens::dpop_credentials), of!(of_tokens::gnap_credentials), of!(of_tokens::api_key_credentials)],
    api_key_credentials,
    no_info
);

group!(
    /// PrivateToken, vapid, WebPush and Concealed.
    keys,
    [of!(of_tokens::private_challenge), of!(of_tokens::vapid_challenge)],
    [of!(of_tokens::private_credentials), of!(of_tokens::vapid_credentials), of!(of_tokens::web_push_credentials), of!(of_tokens::concealed_credentials)],
    no_other,
    no_info
);

group!(
    /// SCRAM.
    scram,
    [of!(exchanges::scram_challenge)],
    [of!(exchanges::scram_credentials)],
    no_other,
    scram_info
);

group!(
    /// Basic and Mutual.
    passwords,
    [of!(of_passwords::basic_challenge), exchanges::mutual_challenge],
    [of_passwords::basic_credentials, exchanges::mutual_credentials],
    no_other,
    mutual_info
);

group!(
    /// OAuth 1.0, Negotiate and NTLM.
    logins,
    [of!(signed::oauth_challenge), of!(of_tokens::negotiate_challenge), of!(of_tokens::ntlm_challenge)],
    [of!(signed::oauth_credentials), of!(of_tokens::negotiate_credentials), of!(of_tokens::ntlm_credentials)],
    no_other,
    no_info
);

group!(
    /// AWS4.
    aws4,
    [],
    [of!(signed::aws4_credentials)],
    aws4_credentials,
    no_info
);

group!(
    /// Hawk, HOBA and Signature.
    macs,
    [of!(signed::hawk_challenge), of!(signed::hoba_challenge), of!(signed::signature_challenge)],
    [of!(signed::hawk_credentials), of!(signed::hoba_credentials), of!(signed::signature_credentials)],
    no_other,
    no_info
);

group!(
    /// EG1, SharedAccessSignature and the pairs with a colon.
    clouds,
    [],
    [],
    clouds_credentials,
    no_info
);

const fn no_other(_: &[u8], _: &mut Rows<'_>) -> Option<&'static str> {
    None
}

const fn no_info<T: Leniency>(_: AuthenticationInfo<'_, T>, _: &mut Rows<'_>) -> Option<Typed> {
    None
}

fn aws4_credentials(value: &[u8], rows: &mut Rows<'_>) -> Option<&'static str> {
    let credentials = auth::aws4::Credentials::parse(value).ok()?;
    let scheme = credentials.algorithm().name();
    signed::aws4_credentials(credentials, rows);
    Some(scheme)
}

fn api_key_credentials(value: &[u8], rows: &mut Rows<'_>) -> Option<&'static str> {
    let credentials = api_key::Credentials::parse(value).ok()?;
    let scheme = credentials.kind().name();
    of_tokens::api_key_credentials(credentials, rows);
    Some(scheme)
}

fn clouds_credentials(value: &[u8], rows: &mut Rows<'_>) -> Option<&'static str> {
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

/// Only Digest has parameters of its names.
fn digest_info<T: Leniency>(info: AuthenticationInfo<'_, T>, rows: &mut Rows<'_>) -> Option<Typed> {
    let names = ["nextnonce", "rspauth", "qop", "cnonce", "nc"];
    names.iter().any(|name| info.get(name).is_some()).then(|| typed(info, rows, of_passwords::digest_info))
}

/// Only Mutual has a parameter of its name.
fn mutual_info<T: Leniency>(info: AuthenticationInfo<'_, T>, rows: &mut Rows<'_>) -> Option<Typed> {
    info.get("vks").is_some().then(|| exchanges::mutual_info(info, rows))
}

/// Other schemes may have the parameters of SCRAM, so its errors are ignored.
fn scram_info<T: Leniency>(info: AuthenticationInfo<'_, T>, rows: &mut Rows<'_>) -> Option<Typed> {
    Some(typed(info, rows, exchanges::scram_info)).filter(Result::is_ok)
}
