//! The names of fields as the crate `http` has them.

use ::http::{HeaderName, header};

use crate::{auth, cors};

/// Returns a name of this crate. A constant, because the crate `http` checks and hashes each byte of a text: 200
/// instructions for a look-up that otherwise takes 60.
#[inline]
pub(crate) fn header_name(name: &'static str) -> Option<HeaderName> {
    Some(match name {
        auth::AUTHENTICATION_CONTROL => const { HeaderName::from_static("authentication-control") },
        auth::AUTHENTICATION_INFO => const { HeaderName::from_static("authentication-info") },
        auth::AUTHORIZATION => header::AUTHORIZATION,
        auth::CONCEALED_AUTH_EXPORT => const { HeaderName::from_static("concealed-auth-export") },
        auth::CRYPTO_KEY => const { HeaderName::from_static("crypto-key") },
        auth::DPOP => const { HeaderName::from_static("dpop") },
        auth::DPOP_NONCE => const { HeaderName::from_static("dpop-nonce") },
        auth::HOBAREG => const { HeaderName::from_static("hobareg") },
        auth::OPTIONAL_WWW_AUTHENTICATE => const { HeaderName::from_static("optional-www-authenticate") },
        auth::PROXY_AUTHENTICATE => header::PROXY_AUTHENTICATE,
        auth::PROXY_AUTHENTICATION_INFO => const { HeaderName::from_static("proxy-authentication-info") },
        auth::PROXY_AUTHORIZATION => header::PROXY_AUTHORIZATION,
        auth::SERVER_AUTHORIZATION => const { HeaderName::from_static("server-authorization") },
        auth::SIGNATURE => const { HeaderName::from_static("signature") },
        auth::WWW_AUTHENTICATE => header::WWW_AUTHENTICATE,
        cors::ACCESS_CONTROL_ALLOW_CREDENTIALS => header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
        cors::ACCESS_CONTROL_ALLOW_HEADERS => header::ACCESS_CONTROL_ALLOW_HEADERS,
        cors::ACCESS_CONTROL_ALLOW_METHODS => header::ACCESS_CONTROL_ALLOW_METHODS,
        cors::ACCESS_CONTROL_ALLOW_ORIGIN => header::ACCESS_CONTROL_ALLOW_ORIGIN,
        cors::ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK => {
            const { HeaderName::from_static("access-control-allow-private-network") }
        }
        cors::ACCESS_CONTROL_EXPOSE_HEADERS => header::ACCESS_CONTROL_EXPOSE_HEADERS,
        cors::ACCESS_CONTROL_MAX_AGE => header::ACCESS_CONTROL_MAX_AGE,
        cors::ACCESS_CONTROL_REQUEST_HEADERS => header::ACCESS_CONTROL_REQUEST_HEADERS,
        cors::ACCESS_CONTROL_REQUEST_METHOD => header::ACCESS_CONTROL_REQUEST_METHOD,
        cors::ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK => {
            const { HeaderName::from_static("access-control-request-private-network") }
        }
        cors::CROSS_ORIGIN_RESOURCE_POLICY => const { HeaderName::from_static("cross-origin-resource-policy") },
        cors::ORIGIN => header::ORIGIN,
        cors::PRIVATE_NETWORK_ACCESS_ID => const { HeaderName::from_static("private-network-access-id") },
        cors::PRIVATE_NETWORK_ACCESS_NAME => const { HeaderName::from_static("private-network-access-name") },
        cors::TIMING_ALLOW_ORIGIN => const { HeaderName::from_static("timing-allow-origin") },
        cors::VARY => header::VARY,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_known() {
        for name in auth::FIELDS.into_iter().chain(cors::FIELDS.map(|(name, _)| name)) {
            assert_eq!(header_name(name), HeaderName::from_bytes(name.as_bytes()).ok(), "{name}");
        }
    }
}
