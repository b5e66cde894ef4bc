//! Values and errors as log messages of the crate [`defmt`](https://docs.rs/defmt), for microcontrollers.
//!
//! Each type that implements `Debug` implements `defmt::Format`, and a log has the text that `Debug` shows. So the two cannot differ
//! in what they redact, in any profile. The price: a program that logs a type contains the code of [`core::fmt`] for it, and a log
//! message is as long as the text.
//!
//! | value | what is logged | why |
//! |---|---|---|
//! | an error | its kind and its offset, as `Debug` shows them | an error holds no byte of the input |
//! | credentials, a challenge, a parameter | what `Debug` shows: names, lengths, and no secret | a log is read by others |
//! | a name, an origin, a decision, a refusal | the same: all of it | none of it is secret |
//! | types of the features `arbitrary`, `headers`, `http` and `tower` | nothing; they do not implement it | they need std |

use core::fmt::Debug;

use crate::auth::digest::Hashes;
use crate::auth::tolerant::{self, Tolerant};
use crate::auth::{
    AuthenticationInfo, Base64, Challenge, Challenges, ChallengesIter, Credentials, Decimal, Deviation, Event, Events,
    HttpDate, Leniency, Param, Params, ParamsIter, Scheme, Strict, Token68, agent, api_key, aws4, basic, bearer,
    colon_pair, concealed, control, digest, dpop, eg1, ext_value, gnap, hawk, hoba, jwt, mutual, negotiate, ntlm,
    oauth, private_token, scram, select, shared_access_signature, signature, uma, vapid, web_push,
};
use crate::cors::{Role, browser, cache, gateway, names, origin, policy, values};
use crate::hash::HashFunction;
use crate::list::{Elements, Iter};
use crate::syntax::list::Element;
use crate::text::{Bytes, Lossy};
use crate::{
    CapacityError, DecodeError, Displayed, ErrorKind, FieldValueIn, FieldsFn, LineError, Lines, List, ParseError, Rule,
    Text, Token, ValueError, ValueErrorKind, Words, gate, hash, mac,
};

/// Implements `defmt::Format` for types that implement `Debug`. The parameters of a generic type follow it in brackets.
macro_rules! logged {
    ($($Type:ty $([$($parameters:tt)*])?),+ $(,)?) => {
        $(impl $(<$($parameters)*>)? ::defmt::Format for $Type {
            fn format(&self, formatter: ::defmt::Formatter<'_>) {
                ::defmt::Format::format(&::defmt::Debug2Format(self), formatter);
            }
        })+
    };
}

logged! {
    Bytes<'_>,
    CapacityError,
    DecodeError,
    Displayed<'_>,
    Elements<'_, T> [T],
    ErrorKind,
    FieldValueIn<N> [const N: usize],
    FieldsFn<L> [L],
    Iter<'_, T> [T],
    LineError,
    Lines<'_, F, T> [F, T],
    List<'a, T> ['a, T: Element<'a> + Debug],
    Lossy<'_>,
    ParseError,
    Rule,
    Text<'_>,
    Token<'_>,
    ValueError,
    ValueErrorKind,
    Words<'_>,
}

logged! {
    AuthenticationInfo<'_, T> [T: Leniency],
    Base64<'_>,
    Challenge<'_, T> [T: Leniency],
    Challenges<'_>,
    ChallengesIter<'_>,
    Credentials<'_, T> [T: Leniency],
    Decimal,
    Deviation,
    Event<'_>,
    Events<'_, T> [T],
    HttpDate,
    Param<'_>,
    Params<'_, T> [T: Leniency],
    ParamsIter<'_, T> [T],
    Scheme<'_>,
    Strict,
    Token68<'_>,
    Tolerant,
}

logged! {
    agent::AgentError,
    agent::AgentIn<S, P, N> [S, P, const N: usize],
    agent::AgentIn<S, P, N, digest::ClientOptions> [S, P, const N: usize],
    agent::Authorization<'_>,
    agent::Exchange<'_, S, P, N> [S, P, const N: usize],
    agent::Exchange<'_, S, P, N, digest::ClientOptions> [S, P, const N: usize],
    agent::Login<P> [P],
    agent::Next<'_, T> [T: Leniency],
    agent::Unanswerable,
    api_key::Challenge<'_>,
    api_key::Credentials<'_>,
    api_key::Kind,
    aws4::Accepted<K> [K],
    aws4::Algorithm,
    aws4::CanonicalRequest<'_, F> [F],
    aws4::ChunkError,
    aws4::ChunkHeader<'_>,
    aws4::Chunks<'_, K> [K],
    aws4::Client<'_, H, K> [H, K],
    aws4::ContentSha256,
    aws4::Credentials<'_>,
    aws4::Day,
    aws4::EcdsaKey,
    aws4::Presigned<'_>,
    aws4::PresignedTarget<'_>,
    aws4::Refusal,
    aws4::Request<'_, F> [F],
    aws4::Rules,
    aws4::Scope<'_>,
    aws4::Secret<'_>,
    aws4::Server<'_, H, M> [H, M],
    aws4::Signed<'_>,
    aws4::SignedHeaders<'_>,
    aws4::SigningKey,
    aws4::StringToSign<'_>,
    aws4::Timestamp,
    aws4::Trailer<'_>,
    basic::Challenge<'_>,
    basic::Credentials<'_>,
    basic::UserPassIn<N> [const N: usize],
    bearer::Challenge<'_>,
    bearer::Credentials<'_>,
    bearer::ErrorCode<'_>,
    colon_pair::Credentials<'_>,
    colon_pair::Kind,
    colon_pair::shared_key::AccountKey<'_>,
    colon_pair::shared_key::Client<K> [K],
    colon_pair::shared_key::Refusal,
    colon_pair::shared_key::Request<'_, F> [F],
    colon_pair::shared_key::Server<M> [M],
    colon_pair::shared_key::Service,
    colon_pair::shared_key::Signed<'_>,
    colon_pair::shared_key::StringToSign<'_, F> [F],
    concealed::Credentials<'_>,
    concealed::Export,
    control::AuthStyle<'_>,
    control::AuthenticationControl<'_>,
    control::Entries<'_>,
    control::Entry<'_>,
    control::Username<'_>,
    digest::Aka<S> [S: Debug],
    digest::Algorithm<'_>,
    digest::Challenge<'_>,
    digest::ClientError,
    digest::ClientIn<S, N> [S, const N: usize],
    digest::ClientIn<S, N, digest::ClientOptions> [S, const N: usize],
    digest::ClientOptions,
    digest::Credentials<'_>,
    digest::Hasher<S> [S: Hashes],
    digest::Hex,
    digest::Info<'_>,
    digest::Inputs<'_>,
    digest::NonceCount,
    digest::Nonces<'_, S> [S],
    digest::Qop<'_>,
    digest::QopOptions<'_>,
    digest::ReplayGuard<NONCES> [const NONCES: usize],
    digest::Request<'_>,
    digest::Requirements<'_>,
    digest::Resynchronization<'_>,
    digest::Secret<'_>,
    digest::Server<'_, S> [S],
    digest::SessionKey<U> [U],
    digest::Uncomputable,
    digest::Username<'_>,
    digest::VerifyError,
    dpop::Challenge<'_>,
    dpop::Credentials<'_>,
    dpop::Nonce<'_>,
    eg1::Credentials<'_>,
    eg1::Unsigned<'_>,
    ext_value::ExtValue<'_>,
    gnap::Challenge<'_>,
    gnap::Credentials<'_>,
    hawk::Bewit<'_>,
    hawk::Challenge<'_>,
    hawk::Client<'_, K> [K],
    hawk::ClientError,
    hawk::Credentials<'_>,
    hawk::Info<'_>,
    hawk::NewBewit<'_>,
    hawk::Normalized<'_>,
    hawk::PayloadHash<H> [H],
    hawk::Refusal,
    hawk::Request<'_>,
    hawk::Response<'_, N> [const N: usize],
    hawk::Server<M> [M],
    hawk::Signed<'_, N> [const N: usize],
    hawk::Time<N> [const N: usize],
    hoba::Algorithm,
    hoba::Challenge<'_>,
    hoba::Credentials<'_>,
    hoba::Registration,
    hoba::Tbs<'_>,
    jwt::Jwt<'_>,
    mutual::Algorithm<'_>,
    mutual::Challenge<'_>,
    mutual::ChallengeMessage<'_>,
    mutual::Credentials<'_>,
    mutual::CredentialsMessage<'_>,
    mutual::ExtensiveToken<'_>,
    mutual::Hex<'_>,
    mutual::Info<'_>,
    mutual::KexC1<'_>,
    mutual::KexS1<'_>,
    mutual::Number<'_>,
    mutual::Reason<'_>,
    mutual::Terms<'_>,
    mutual::User<'_>,
    mutual::Validation<'_>,
    mutual::VfyC<'_>,
    negotiate::Challenge<'_>,
    negotiate::Credentials<'_>,
    negotiate::GssToken<'_>,
    negotiate::TokenKind,
    ntlm::Challenge<'_>,
    ntlm::Credentials<'_>,
    ntlm::Message<'_>,
    ntlm::MessageType,
    oauth::BaseStringUri<'_>,
    oauth::Challenge<'_>,
    oauth::Client<'_, M> [M],
    oauth::Credentials<'_>,
    oauth::Encoded<'_>,
    oauth::Refusal,
    oauth::Request<'_>,
    oauth::Secrets<'_>,
    oauth::Server,
    oauth::SignatureBaseString<'_>,
    oauth::SignatureMethod<'_>,
    oauth::Signed<'_>,
    private_token::Challenge<'_>,
    private_token::Credentials<'_>,
    private_token::Extension<'_>,
    private_token::ExtensionSet<'_>,
    private_token::Extensions<'_>,
    private_token::PrivateToken<'_>,
    private_token::TokenChallenge<'_>,
    scram::Answer<'_, N> [const N: usize],
    scram::AuthMessage<'_>,
    scram::Challenge<'_>,
    scram::Channel<'_>,
    scram::Client<'_, F, M> [F, M],
    scram::ClientError,
    scram::ClientFinal<'_>,
    scram::ClientFinalWithoutProof<'_>,
    scram::ClientFirst<'_>,
    scram::Credentials<'_>,
    scram::Derivation<F, M, N> [F: Copy, M: mac::MacFunction<N>, const N: usize],
    scram::Extensions<'_>,
    scram::Functions<F, M> [F: Debug, M: Debug],
    scram::Gs2Header<'_>,
    scram::Info<'_>,
    scram::Keys<N> [const N: usize],
    scram::Mechanism<'_>,
    scram::Nonce<'_>,
    scram::Password<'_>,
    scram::Record<N> [const N: usize],
    scram::Refusal,
    scram::Saslname<'_>,
    scram::Server<'_, F, M> [F, M],
    scram::ServerError<'_>,
    scram::ServerFinal<'_>,
    scram::ServerFirst<'_>,
    scram::Verified<N> [const N: usize],
    select::Rank,
    select::Selection<C, R> [C: Debug, R: Debug],
    select::Skipped,
    shared_access_signature::Credentials<'_>,
    shared_access_signature::Escaped<'_>,
    signature::Challenge<'_>,
    signature::Credentials<'_>,
    signature::Parameters<'_>,
    tolerant::Broken<'_>,
    tolerant::TolerantChallenges<'_>,
    uma::Challenge<'_>,
    vapid::Challenge,
    vapid::Credentials<'_>,
    web_push::Credentials<'_>,
    web_push::CryptoKey<'_>,
}

logged! {
    hash::Absent,
    hash::Absorb<F> [F],
    mac::Hmac<F> [F: Debug],
    mac::HmacKey<F, N> [F: HashFunction<N>, const N: usize],
    mac::Pbkdf2<K, N> [K, const N: usize],
    mac::Pieces<'_>,
    mac::RunningHmac<F, N> [F: HashFunction<N>, const N: usize],
    mac::RunningSerialHmac<F, N> [F: HashFunction<N>, const N: usize],
    mac::SerialHmac<F> [F: Debug],
    mac::SerialHmacKey<F> [F],
}

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

logged! {
    gate::Answer<'_>,
    gate::Gate<'_>,
    gate::Pending<'_>,
    gate::Step<'_>,
    gate::Value<'_>,
    gate::Verdict<'_>,
}

#[cfg(feature = "embedded-io-07")]
logged! {
    crate::EmbeddedIo07<W> [W],
}

#[cfg(feature = "alloc")]
logged! {
    crate::Kept<T> [T: crate::Keep],
    policy::OwnedMistakes,
}

#[cfg(feature = "heapless")]
logged! {
    crate::StringError,
}

#[cfg(any(feature = "md5", feature = "sha256", feature = "sha512-256"))]
logged! {
    digest::RustCrypto,
}
