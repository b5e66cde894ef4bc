//! Typed values from header values.

use ::http::HeaderValue;

use crate::auth::{
    AuthenticationInfo, Challenge, Challenges, Credentials, Decimal, HttpDate, api_key, aws4, basic, bearer,
    colon_pair, concealed, control, digest, dpop, eg1, ext_value, gnap, hawk, hoba, jwt, mutual, negotiate, ntlm,
    oauth, private_token, scram, shared_access_signature, signature, uma, vapid, web_push,
};
use crate::cors::names::{FieldName, Method};
use crate::cors::origin::Origin;
use crate::cors::values::{AllowOrigin, DeltaSeconds, NetworkId, NetworkName, ResourcePolicy, True};
use crate::error::ParseError;
use crate::syntax::list::{Element, List};
use crate::syntax::token::Token;

/// Each type is parsed as its `parse` does.
macro_rules! from_header_value {
    ($([$($generics:tt)*] $type:ty,)+) => {
        $(
            impl<'a, $($generics)*> TryFrom<&'a HeaderValue> for $type {
                type Error = ParseError;

                fn try_from(value: &'a HeaderValue) -> Result<Self, ParseError> {
                    Self::parse(value.as_bytes())
                }
            }
        )+
    };
}

from_header_value! {
    [] AllowOrigin<'a>,
    [] AuthenticationInfo<'a>,
    [] Challenge<'a>,
    [] Challenges<'a>,
    [] Credentials<'a>,
    [] Decimal,
    [] DeltaSeconds,
    [] FieldName<'a>,
    [] HttpDate,
    [T: Element<'a>] List<'a, T>,
    [] Method<'a>,
    [] NetworkId,
    [] NetworkName<'a>,
    [] Origin<'a>,
    [] ResourcePolicy,
    [] Token<'a>,
    [] True,
    [] api_key::Challenge<'a>,
    [] api_key::Credentials<'a>,
    [] aws4::ContentSha256,
    [] aws4::Credentials<'a>,
    [] aws4::Timestamp,
    [] basic::Challenge<'a>,
    [const N: usize] basic::UserPassIn<N>,
    [] bearer::Challenge<'a>,
    [] bearer::Credentials<'a>,
    [] colon_pair::Credentials<'a>,
    [] concealed::Credentials<'a>,
    [] concealed::Export,
    [] control::AuthenticationControl<'a>,
    [] digest::Challenge<'a>,
    [] digest::Credentials<'a>,
    [] digest::Hex,
    [] digest::Info<'a>,
    [] digest::Resynchronization<'a>,
    [] dpop::Challenge<'a>,
    [] dpop::Credentials<'a>,
    [] dpop::Nonce<'a>,
    [] eg1::Credentials<'a>,
    [] ext_value::ExtValue<'a>,
    [] gnap::Challenge<'a>,
    [] gnap::Credentials<'a>,
    [] hawk::Challenge<'a>,
    [] hawk::Credentials<'a>,
    [] hawk::Info<'a>,
    [] hoba::Challenge<'a>,
    [] hoba::Credentials<'a>,
    [] hoba::Registration,
    [] jwt::Jwt<'a>,
    [] mutual::Challenge<'a>,
    [] mutual::Credentials<'a>,
    [] mutual::Hex<'a>,
    [] mutual::Info<'a>,
    [] negotiate::Challenge<'a>,
    [] negotiate::Credentials<'a>,
    [] ntlm::Challenge<'a>,
    [] ntlm::Credentials<'a>,
    [] oauth::Challenge<'a>,
    [] oauth::Credentials<'a>,
    [] oauth::Encoded<'a>,
    [] private_token::Challenge<'a>,
    [] private_token::Credentials<'a>,
    [] scram::Challenge<'a>,
    [] scram::Credentials<'a>,
    [] scram::Info<'a>,
    [] shared_access_signature::Credentials<'a>,
    [] signature::BodyDigest,
    [] signature::Challenge<'a>,
    [] signature::Credentials<'a>,
    [] signature::Parameters<'a>,
    [] uma::Challenge<'a>,
    [] vapid::Challenge,
    [] vapid::Credentials<'a>,
    [] web_push::Credentials<'a>,
    [] web_push::CryptoKey<'a>,
}
