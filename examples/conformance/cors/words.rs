//! The spelling of the crate's types in the vectors.

use countersign::cors::browser;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(remote = "browser::CredentialsMode", rename_all = "kebab-case")]
pub(super) enum CredentialsMode {
    Omit,
    SameOrigin,
    Include,
}

#[derive(Deserialize)]
#[serde(remote = "browser::Mode", rename_all = "kebab-case")]
pub(super) enum Mode {
    SameOrigin,
    Cors,
    NoCors,
    Navigate,
    #[serde(rename = "websocket")]
    WebSocket,
    #[serde(rename = "webtransport")]
    WebTransport,
}

#[derive(Deserialize)]
#[serde(remote = "browser::Tainting", rename_all = "kebab-case")]
pub(super) enum Tainting {
    Basic,
    Cors,
    Opaque,
}

#[derive(Deserialize)]
#[serde(remote = "browser::EmbedderPolicy", rename_all = "kebab-case")]
pub(super) enum EmbedderPolicy {
    UnsafeNone,
    Credentialless,
    RequireCorp,
}

#[derive(Deserialize)]
#[serde(remote = "browser::ReferrerPolicy", rename_all = "kebab-case")]
pub(super) enum ReferrerPolicy {
    NoReferrer,
    NoReferrerWhenDowngrade,
    SameOrigin,
    Origin,
    StrictOrigin,
    OriginWhenCrossOrigin,
    StrictOriginWhenCrossOrigin,
    UnsafeUrl,
}
