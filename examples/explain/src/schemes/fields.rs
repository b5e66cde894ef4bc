//! The fields of single schemes, such as DPoP.

use countersign::auth::jwt::Jwt;
use countersign::auth::{Credentials, Leniency, concealed, control, signature};

use super::{Typed, exchanges, signed, tokens, typed};
use crate::row::Rows;

/// Adds what an entry of Authentication-Control has.
pub fn control_entry(entry: control::Entry<'_>, rows: &mut Rows<'_>) {
    exchanges::control_entry(entry, rows);
}

/// Adds the parts of the key material that a server exports for Concealed.
pub fn export(export: &concealed::Export, rows: &mut Rows<'_>) {
    tokens::concealed_export(export, rows);
}

/// Adds the parts of a proof of DPoP.
pub fn proof(jwt: Jwt<'_>, rows: &mut Rows<'_>) {
    tokens::jwt(jwt, rows);
}

/// Adds what Hawk reads in Server-Authorization.
///
/// # Errors
/// If the credentials are not those of Hawk.
pub fn server_authorization<T: Leniency>(credentials: Credentials<'_, T>, rows: &mut Rows<'_>) -> Typed {
    typed(credentials, rows, signed::hawk_info)
}

/// Adds what the Signature field of draft-cavage-http-signatures has.
pub fn signature(parameters: signature::Parameters<'_>, rows: &mut Rows<'_>) {
    signed::signature_parameters(parameters, rows);
}
