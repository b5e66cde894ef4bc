//! The generators of each scheme, in one table.

mod exchanges;
mod signed;
mod tokens;

pub(super) use exchanges::answerable_challenge;
pub(super) use tokens::point;

use super::draw::Draw;
use super::payload::Drawn;

/// Draws a payload of the scheme with this name.
pub(super) type Rule = fn(&mut Draw<'_, '_>, &str) -> Drawn;

/// The generators of one module of [`auth::SCHEMES`](crate::auth::SCHEMES).
pub(super) struct Row {
    pub(super) module: &'static str,
    pub(super) challenge: Option<Rule>,
    pub(super) credentials: Option<Rule>,
    /// Of a message that the server sends after the credentials.
    pub(super) info: Option<Rule>,
}

impl Row {
    const fn new(module: &'static str) -> Self {
        Self { module, challenge: None, credentials: None, info: None }
    }

    const fn challenge(self, rule: Rule) -> Self {
        Self { challenge: Some(rule), ..self }
    }

    const fn credentials(self, rule: Rule) -> Self {
        Self { credentials: Some(rule), ..self }
    }

    const fn info(self, rule: Rule) -> Self {
        Self { info: Some(rule), ..self }
    }
}

/// A scheme that is missing here fails a test that names it.
pub(super) const ROWS: [Row; 23] = [
    Row::new("api_key").challenge(tokens::realm).credentials(tokens::api_key),
    Row::new("aws4").credentials(signed::aws4),
    Row::new("basic").challenge(tokens::basic_challenge).credentials(tokens::basic),
    Row::new("bearer").challenge(tokens::bearer_challenge).credentials(tokens::token68),
    Row::new("colon_pair").credentials(signed::colon_pair),
    Row::new("concealed").credentials(signed::concealed),
    Row::new("digest")
        .challenge(exchanges::digest_challenge)
        .credentials(exchanges::digest)
        .info(exchanges::digest_info),
    Row::new("dpop").challenge(tokens::dpop_challenge).credentials(tokens::token68),
    Row::new("eg1").credentials(signed::eg1),
    Row::new("gnap").challenge(tokens::gnap_challenge).credentials(tokens::token68),
    Row::new("hawk").challenge(signed::hawk_challenge).credentials(signed::hawk).info(signed::hawk_info),
    Row::new("hoba").challenge(tokens::hoba_challenge).credentials(tokens::hoba),
    Row::new("mutual")
        .challenge(exchanges::mutual_challenge)
        .credentials(exchanges::mutual)
        .info(exchanges::mutual_info),
    Row::new("negotiate").challenge(exchanges::negotiate_challenge).credentials(exchanges::negotiate),
    Row::new("ntlm").challenge(exchanges::ntlm_challenge).credentials(exchanges::ntlm),
    Row::new("oauth").challenge(signed::oauth_challenge).credentials(signed::oauth),
    Row::new("private_token").challenge(tokens::private_token_challenge).credentials(tokens::private_token),
    Row::new("scram").challenge(exchanges::scram_challenge).credentials(exchanges::scram).info(exchanges::scram_info),
    Row::new("shared_access_signature").credentials(signed::shared_access_signature),
    Row::new("signature").challenge(signed::signature_challenge).credentials(signed::signature),
    Row::new("uma").challenge(tokens::uma_challenge),
    Row::new("vapid").challenge(tokens::alone).credentials(tokens::vapid),
    Row::new("web_push").credentials(tokens::web_push),
];
