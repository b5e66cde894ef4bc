//! The types of `cors`.

use core::fmt::Debug;

use crate::cors::{Role, browser, cache, gateway, names, origin, policy, values};

logged! {
    names::FieldName<'_>,
    names::LowerCase<'_>,
    names::Method<'_>,
    names::UnsafeNames<'_, N, V> [N: AsRef<[u8]>, V: AsRef<[u8]>],
}

logged! {
    origin::Address,
    origin::Host<'_>,
    origin::Origin<'_>,
    origin::OriginPattern<'_>,
}

logged! {
    values::AllowOrigin<'_>,
    values::DeltaSeconds,
    values::NetworkId,
    values::NetworkName<'_>,
    values::ResourcePolicy,
    values::TimingAllowOrigin<'_, F> [F],
    values::True,
    values::Vary<'_, F> [F],
}

logged! {
    browser::Allowed<'_, F> [F],
    browser::Blocked,
    browser::CachedAny,
    browser::Caching,
    browser::CredentialsMode,
    browser::EmbedderPolicy,
    browser::Embedding<'_>,
    browser::Exposed<'_, F> [F],
    browser::Fault,
    browser::Location<'_>,
    browser::MaxAgeSyntax,
    browser::Mode,
    browser::Preflight<'_>,
    browser::Profile,
    browser::Redirect<'_>,
    browser::RedirectTaint,
    browser::Redirects,
    browser::ReferrerPolicy,
    browser::Refusal<'_>,
    browser::Replacement,
    browser::Request<'_>,
    browser::Route<'_>,
    browser::RouteError,
    browser::Step,
    browser::Tainting,
    browser::Wanted<'_>,
}

logged! {
    cache::Cache<SLOTS, BYTES> [const SLOTS: usize, const BYTES: usize],
    cache::Checked<'_, F> [F: Debug],
    cache::Key<'_>,
}

logged! {
    policy::Action,
    policy::Builder<'_>,
    policy::Decision<'_>,
    policy::Config<S> [S: Debug],
    policy::InvalidConfig<S> [S: AsRef<str>],
    policy::Kind,
    policy::Owned<S> [S: Debug],
    policy::Mistake<'_>,
    policy::Mistakes<'_>,
    policy::Part,
    policy::Path,
    policy::Policy<'_>,
    policy::Reason,
    policy::Refusal,
    policy::Report<I> ['a, I: Iterator<Item = (policy::Path, policy::Mistake<'a>)> + Clone],
    policy::Setting<'_>,
    policy::Value<'_>,
}

logged! {
    gateway::Decision<'_>,
    gateway::Document<T> [T: Debug],
    gateway::EffectiveOrder<T> [T: Debug],
    gateway::Facts<'_>,
    gateway::Issue,
    gateway::Item,
    gateway::Mistakes<'_>,
    gateway::Policy<'_>,
    gateway::Readings,
    gateway::Remark<'_>,
    gateway::Remarks<'_>,
    gateway::Request<'_, F> [F],
    gateway::Row,
    gateway::Scope,
    gateway::Scopes<T> [T: Debug],
    gateway::Statement<'_>,
    gateway::Step<'_>,
    gateway::Unseen,
}

logged! {
    Role,
}

#[cfg(feature = "alloc")]
logged! {
    policy::OwnedMistakes,
}
