//! Every public type is `Send` and `Sync` if its parts are. `it/gate.rs` holds a gate in a `static`, and its answer across
//! an `await`.
//!
//! A type that has a sample is checked where the sample is shown: [`secrets::shown`](crate::secrets::shown) takes no other
//! types. The types without a sample are listed here.

use countersign::auth::tolerant::Tolerant;
use countersign::auth::{
    Deviation, Strict, api_key, aws4, colon_pair, digest, hoba, negotiate, ntlm, select, signature, vapid,
};
use countersign::cors::{Role, browser, gateway, names, origin, policy, values};
use countersign::{Encode, FieldContent, Rule, arbitrary, hash, headers, http, tower};

const fn is_sync<T: Send + Sync + ?Sized>() {}

/// Returns the names of the types. Does not compile if one of them is not `Send + Sync`.
macro_rules! send_and_sync {
    ($($type:ty),+ $(,)?) => {{
        $(is_sync::<$type>();)+
        [$(stringify!($type)),+]
    }};
}

/// Returns the types that hold no secret: names, counts, ranks and settings, random values, and two that show what their
/// callers passed.
#[allow(clippy::too_many_lines, reason = "it is a list")]
pub(crate) fn without_secrets() -> impl Iterator<Item = String> {
    let types = send_and_sync![
        Deviation,
        Role,
        Rule,
        Strict,
        Tolerant,
        arbitrary::Challenge,
        arbitrary::Credentials,
        arbitrary::DigestExchange,
        arbitrary::Info,
        arbitrary::Mutated<u8>,
        arbitrary::Mutation,
        arbitrary::Origin,
        arbitrary::Param,
        arbitrary::Parts,
        arbitrary::Payload,
        arbitrary::Request,
        arbitrary::Response,
        arbitrary::Statement,
        aws4::Algorithm,
        browser::Blocked,
        browser::CachedAny,
        browser::Caching,
        browser::CredentialsMode,
        browser::EmbedderPolicy,
        browser::Embedding<'static>,
        browser::Fault,
        browser::Location<'static>,
        browser::MaxAgeSyntax,
        browser::Mode,
        browser::Profile,
        browser::Redirect<'static>,
        browser::RedirectTaint,
        browser::Redirects,
        browser::ReferrerPolicy,
        browser::Replacement,
        browser::Route<'static>,
        browser::RouteError,
        browser::Step,
        browser::Tainting,
        colon_pair::Kind,
        colon_pair::shared_key::Service,
        digest::RustCrypto,
        gateway::Document<u8>,
        gateway::EffectiveOrder<u8>,
        gateway::Facts<'static>,
        gateway::Issue,
        gateway::Item,
        gateway::Mistakes<'static>,
        gateway::Policy<'static>,
        gateway::Readings,
        gateway::Remark<'static>,
        gateway::Remarks<'static>,
        gateway::Row,
        gateway::Scope,
        gateway::Scopes<u8>,
        gateway::Statement<'static>,
        gateway::Step<'static>,
        gateway::Unseen,
        headers::AuthenticationInfo,
        hash::Absent,
        headers::Origin,
        headers::ProxyAuthenticate,
        headers::ProxyAuthenticationInfo,
        headers::WwwAuthenticate,
        hoba::Algorithm,
        hoba::Registration,
        http::Headers,
        names::FieldName<'static>,
        names::LowerCase<'static>,
        names::Method<'static>,
        negotiate::TokenKind,
        ntlm::MessageType,
        origin::Address,
        origin::Host<'static>,
        origin::Origin<'static>,
        origin::OriginPattern<'static>,
        policy::Action,
        policy::Builder<'static>,
        policy::Config<&'static str>,
        policy::InvalidConfig<&'static str>,
        policy::Kind,
        policy::Mistake<'static>,
        policy::Mistakes<'static>,
        policy::Owned<&'static str>,
        policy::OwnedMistakes,
        policy::Part,
        policy::Path,
        policy::Policy<'static>,
        policy::Reason,
        policy::Refusal,
        policy::Report<u8>,
        policy::Setting<'static>,
        select::Rank,
        select::Selection<u8, u8>,
        api_key::Kind,
        signature::Body,
        signature::BodyDigest,
        signature::Rules,
        tower::Everyone,
        tower::GateService<u8, u8>,
        tower::GateLayer<u8>,
        tower::InvalidDigest,
        tower::Judgement<u8>,
        values::AllowOrigin<'static>,
        values::DeltaSeconds,
        values::NetworkId,
        values::NetworkName<'static>,
        values::ResourcePolicy,
        values::True,
        vapid::Challenge,
    ];
    types.into_iter().map(|name| {
        name.split('<').next().unwrap_or_default().replace(' ', "").replace("colon_pair::shared_key::", "colon_pair::")
    })
}

#[test]
fn trait_objects_are_send_and_sync() {
    is_sync::<dyn Encode>();
    is_sync::<dyn FieldContent>();
    is_sync::<&dyn FieldContent>();
}
