//! Nothing that is shown contains a secret: no `Debug` output, no error message. What can hold a secret has no `Display`.

use std::collections::BTreeSet;
use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::marker::PhantomData;

use countersign::auth::{
    AuthenticationInfo, Base64, Challenge, Challenges, ChallengesIter, Credentials, Decimal, Deviation, Event, Events,
    Param, Params, ParamsIter, Scheme, Strict, Token68, agent, api_key, aws4, basic, bearer, colon_pair, concealed,
    control, digest, dpop, eg1, ext_value, gnap, hawk, hoba, jwk, jwt, mutual, negotiate, ntlm, oauth, private_token,
    scram, shared_access_signature, signature, uma, vapid, web_push,
};
use countersign::cors::origin::Origin;
use countersign::cors::policy::Policy;
use countersign::hash::Sha256;
use countersign::list::{Elements, Iter};
use countersign::mac::Hmac;
use countersign::text::Bytes;
use countersign::{
    CapacityError, DecodeError, ErrorKind, FieldValue, FieldsFn, Kept, LineError, Lines, List, ParseError, Rule, Text,
    Token, ValueError, ValueErrorKind, Words,
};
use defmt::Format;
use defmt::export::{fetch_bytes, make_formatter};

use crate::threads::without_secrets;
use crate::types::{public_enums, public_types};
use crate::{computing, cors, exchanges, framework, signed, signing, tokens};

/// A secret, which must not be shown.
pub(crate) const SECRET: &str = "s3cr3t";
/// Credentials with the secret as password.
pub(crate) const BASIC: &[u8] = b"Basic aHVudGVyOnMzY3IzdA==";
const SYMBOLS: &str = "aHVudGVyOnMzY3IzdA==";
pub(crate) const USER: &str = "hunter";
pub(crate) const RESPONSE: &str = "8ca523f5e9506fed4657c9700eebdbec";

/// Formats a value in both ways of `Debug`, and as a log message. Neither may be empty. Every public type is `Send` and `Sync`.
pub(crate) fn shown(value: &(impl Debug + Format + Send + Sync + ?Sized)) -> String {
    let logged = logged(value);
    assert!(logged.len() > 3, "a value logs something");
    format!("{} {}", shown_only(value), String::from_utf8_lossy(&logged))
}

/// As [`shown`], for types that are not logged, because they need std or because no caller can name them.
pub(crate) fn shown_only(value: &(impl Debug + Send + Sync + ?Sized)) -> String {
    let (line, lines) = (format!("{value:?}"), format!("{value:#?}"));
    assert!(!line.trim().is_empty() && !lines.trim().is_empty(), "a value shows something");
    format!("{line} {lines}")
}

/// Returns the bytes of a log message.
fn logged(value: &(impl Format + ?Sized)) -> Vec<u8> {
    value.format(make_formatter());
    fetch_bytes()
}

/// Whether a text has the name of a type, as a word of its own. `Debug` leaves out the `In` of a type with a capacity.
fn names(text: &str, name: &str) -> bool {
    let own = name.rsplit("::").next().unwrap_or(name);
    let shown = own.strip_suffix("In").unwrap_or(own);
    words(text).any(|word| word == own || word == shown)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric())
}

/// Returns whether a text contains one of the secrets, as text or as a list of numbers.
fn reveals(text: &str) -> bool {
    let numbers = |secret: &str| {
        let listed = format!("{:?}", secret.as_bytes());
        listed.trim_matches(['[', ']']).to_owned()
    };
    let flat: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    [SECRET, USER, SYMBOLS, RESPONSE].iter().any(|secret| text.contains(secret) || flat.contains(&numbers(secret)))
}

/// Every sample: the name of its type, and how it is shown.
fn all() -> Vec<(&'static str, String)> {
    [
        framework::values(),
        framework::errors(),
        framework::control_values(),
        tokens::signed_values(),
        signed::request_values(),
        exchanges::digest_values(),
        exchanges::exchanged_values(),
        exchanges::mutual_values(),
        exchanges::scram_values(),
        crate::hawk_signing::values(),
        crate::oauth_signing::values(),
        crate::aws2::values(),
        crate::proofs::values(),
        crate::shared_key::values(),
        crate::signature_signing::values(),
        cors::cors_values(),
        crate::agent::values(),
        computing::values(),
        signing::values(),
        crate::token_signing::values(),
    ]
    .concat()
}

#[test]
fn nothing_shown_contains_a_secret() {
    for text in
        ["a s3cr3t", "[1, 115, 51, 99, 114, 51, 116]", "[\n    115,\n    51,\n    99,\n    114,\n    51,\n    116,\n]"]
    {
        assert!(reveals(text), "the secret in {text} is found");
    }
    for (name, text) in all() {
        assert!(!reveals(&text), "{name}: {text}");
    }
}

/// A log message is the number of its format, the text that `Debug` shows, and the byte that ends a text.
#[test]
fn a_log_shows_what_debug_shows() {
    fn check(value: &(impl Debug + Format)) {
        let logged = logged(value);
        let [_, _, text @ .., 0xFF] = &logged[..] else { panic!("a text is logged: {logged:?}") };
        assert_eq!(String::from_utf8_lossy(text), format!("{value:?}"));
    }
    check(&Challenge::parse(b"Basic realm=x, y=s3cr3t").unwrap());
    check(&Challenge::parse(b"Basic realm=\"x").unwrap_err());
    check(&Credentials::parse(BASIC).unwrap());
    check(&basic::UserPass::parse(BASIC).unwrap());
    check(&Scheme::new(SECRET).unwrap());
    check(&Origin::parse(b"https://shop.example").unwrap());
    let policy = Policy::for_origins(&["https://shop.example"]).build().unwrap();
    check(&policy.decide("GET", &[("Origin", "https://shop.example")]));
    check(&policy.decide("GET", &[("Origin", "https://other.example")]).refusal().unwrap());
}

#[test]
fn every_public_type_is_logged() {
    let lists = [include_str!("../../src/defmt.rs"), include_str!("../../src/defmt/cors.rs")];
    let rows: BTreeSet<_> =
        lists.iter().flat_map(|list| list.lines()).filter_map(|line| line.strip_prefix("    ")).collect();
    let is_logged = |name: &&String| {
        let path = |row: &str| {
            let path = row.trim_start_matches("crate::").split(['<', ',']).next().unwrap_or_default();
            path.replace("colon_pair::aws2::", "colon_pair::").replace("colon_pair::shared_key::", "colon_pair::")
        };
        rows.iter().any(|row| path(row) == **name)
    };
    // The modules that need std, and a type that no caller can name.
    let is_beyond = |name: &String| {
        let module = name.split("::").next().unwrap_or_default();
        ["arbitrary", "headers", "http", "tower"].contains(&module) || name == "hash::Function"
    };
    let public = public_types();
    let missing: Vec<_> = public.iter().filter(|name| !is_beyond(name) && !is_logged(name)).collect();
    assert!(missing.is_empty(), "src/defmt.rs lacks {missing:?}");
}

/// Types that are shown as their parts are, and the type of the parts.
const SHOWN_AS: [(&str, &str); 8] = [
    ("Challenges", "Challenge"),
    ("List", "Token"),
    ("Params", "Param"),
    ("Words", "Text"),
    ("control::AuthenticationControl", "Entry"),
    ("names::UnsafeNames", "FieldName"),
    ("scram::Mechanism", "Scheme"),
    ("tolerant::TolerantChallenges", "Broken"),
];

/// An enum shows the name of its variant, every other type its own name.
#[test]
fn debug_names_the_type() {
    assert!(names("Some(Text(quoted, 6 bytes))", "Text") && names("UserPass { .. }", "basic::UserPassIn"));
    assert!(!names("", "Text") && !names("Texts", "Text") && !names("{ .. }", "Text"));
    let enums = public_enums();
    for (name, text) in all() {
        let part = SHOWN_AS.iter().find(|(own, _)| *own == name).map_or(name, |(_, part)| *part);
        let has_variant = words(&text).any(|word| word.starts_with(char::is_uppercase) && word != "Some");
        assert!(
            names(&text, name) || names(&text, part) || enums.contains(name) && has_variant,
            "{name} is shown as {text}"
        );
    }
}

/// `Debug` of a parameter shows what is public, and hides the value of every other name that standards define.
#[test]
fn public_parameters_are_shown_and_no_others() {
    for (param, expected) in [
        (Param::quoted("realm", "the \"staff\""), "Param(realm, \"the \\\"staff\\\"\")"),
        (Param::quoted("REALM", "staff\u{202E}"), "Param(realm, \"staff\\u{202e}\")"),
        (Param::token("algorithm", "MD5"), "Param(algorithm, \"MD5\")"),
        (Param::token("stale", "true"), "Param(stale, \"true\")"),
    ] {
        assert_eq!(format!("{:?}", param.unwrap()), expected);
    }
    for name in ["nonce", "response", "cnonce", "username", "opaque", "token", "mac", "rspauth", "data", "sid", "uri"] {
        let shown = shown(&Param::quoted(name, SECRET).unwrap());
        assert!(shown.contains(name) && !reveals(&shown), "{shown}");
    }
    let shown = shown(&Param::quoted(USER, "staff").unwrap());
    assert!(!reveals(&shown) && !shown.contains("staff"), "{shown}");
}

#[test]
fn every_public_type_has_a_sample() {
    let samples = all().into_iter().map(|(name, _)| name.to_owned());
    let samples: BTreeSet<String> = samples.chain(without_secrets()).collect();
    let public = public_types();
    let missing: Vec<_> = public.difference(&samples).collect();
    assert!(missing.is_empty(), "tests/samples has no sample of {missing:?}");
    let others: Vec<_> = samples.difference(&public).collect();
    assert!(others.is_empty(), "tests/samples has {others:?}, which are not public types");
}

/// The default of a type that does not implement a trait.
trait Otherwise {
    const IMPLEMENTS: bool = false;
}

/// Whether a type implements a trait. If it does, the constant of the probe itself hides that of `Otherwise`.
macro_rules! implements {
    ($type:ty: $bound:path) => {{
        struct Probe<T>(PhantomData<T>);
        impl<T> Otherwise for Probe<T> {}
        impl<T: $bound> Probe<T> {
            const IMPLEMENTS: bool = true;
        }
        const { assert!(<Probe<u8>>::IMPLEMENTS, "a number implements each trait") };
        <Probe<$type>>::IMPLEMENTS
    }};
}

/// The name of each type, and whether it implements `Debug`, `Display`, `PartialEq` and `Hash`.
macro_rules! traits {
    ($($type:ty),+ $(,)?) => {
        [$((
            stringify!($type),
            implements!($type: Debug),
            implements!($type: Display),
            implements!($type: PartialEq),
            implements!($type: Hash),
        )),+]
    };
}

#[test]
fn credentials_are_neither_displayed_nor_compared() {
    let credentials = traits![
        Credentials<'static>,
        basic::Credentials<'static>,
        basic::UserPassIn<256>,
        bearer::Credentials<'static>,
        digest::Credentials<'static>,
        digest::Username<'static>,
        digest::Secret<'static>,
        digest::Inputs<'static>,
        digest::ClientIn<digest::RustCrypto, 256>,
        agent::AgentIn<digest::RustCrypto, &'static str, 256>,
        agent::Authorization<'static>,
        agent::Login<&'static str>,
        digest::Server<'static, digest::RustCrypto>,
        digest::Nonces<'static, digest::RustCrypto>,
        digest::ReplayGuard<4>,
        digest::Hasher<digest::RustCrypto>,
        dpop::Credentials<'static>,
        dpop::Claims<'static>,
        dpop::Proof<'static>,
        dpop::Signed<'static>,
        dpop::TokenHash,
        dpop::Unsigned<'static>,
        hoba::Credentials<'static>,
        jwt::Jwt<'static>,
        private_token::Credentials<'static>,
        private_token::PrivateToken<'static>,
        vapid::Credentials<'static>,
        vapid::Claims<'static>,
        vapid::Signed<'static>,
        vapid::Token<'static>,
        vapid::Unsigned<'static>,
        negotiate::Credentials<'static>,
        ntlm::Credentials<'static>,
        scram::Credentials<'static>,
        scram::ClientFinal<'static>,
        scram::Answer<'static, 32>,
        scram::Channel<'static>,
        scram::Client<'static, Sha256, Hmac<Sha256>>,
        scram::Derivation<Sha256, Hmac<Sha256>, 32>,
        scram::Keys<32>,
        scram::Password<'static>,
        scram::Record<32>,
        scram::Server<'static, Sha256, Hmac<Sha256>>,
        scram::Verified<32>,
        mutual::Credentials<'static>,
        mutual::CredentialsMessage<'static>,
        mutual::KexC1<'static>,
        mutual::VfyC<'static>,
        mutual::User<'static>,
        mutual::Info<'static>,
        aws4::Credentials<'static>,
        colon_pair::Credentials<'static>,
        colon_pair::aws2::PresignedTarget<'static>,
        colon_pair::aws2::Signed<'static>,
        colon_pair::shared_key::AccountKey<'static>,
        colon_pair::shared_key::Signed<'static>,
        concealed::Credentials<'static>,
        concealed::Export,
        concealed::Client<'static>,
        concealed::Context<'static>,
        private_token::Unsigned,
        eg1::Credentials<'static>,
        eg1::Unsigned<'static>,
        shared_access_signature::Credentials<'static>,
        web_push::Credentials<'static>,
        gnap::Credentials<'static>,
        hawk::Credentials<'static>,
        hawk::Bewit<'static>,
        hawk::NewBewit<'static>,
        hawk::Response<'static, 32>,
        hawk::Signed<'static, 32>,
        hawk::Time<32>,
        oauth::Credentials<'static>,
        oauth::Client<'static, Hmac<Sha256>>,
        oauth::Secrets<'static>,
        oauth::Signed<'static>,
        signature::Client<'static, Hmac<Sha256>>,
        signature::Credentials<'static>,
        signature::Signed<'static, 32>,
        signature::Parameters<'static>,
        api_key::Credentials<'static>,
        FieldValue,
        Kept<Credentials<'static>>,
        Kept<basic::Credentials<'static>>,
    ];
    for (name, debug, display, equal, hash) in credentials {
        assert_eq!((debug, display, equal, hash), (true, false, false, false), "{name}");
    }
}

#[test]
fn what_may_be_a_secret_has_no_display() {
    let compared = traits![
        Text<'static>,
        Token<'static>,
        Words<'static>,
        Token68<'static>,
        Scheme<'static>,
        Param<'static>,
        Params<'static>,
        Event<'static>,
        Challenge<'static>,
        Challenges<'static>,
        AuthenticationInfo<'static>,
        List<'static, Token<'static>>,
        basic::Challenge<'static>,
        bearer::Challenge<'static>,
        bearer::ErrorCode<'static>,
        digest::Challenge<'static>,
        digest::Algorithm<'static>,
        digest::Qop<'static>,
        digest::QopOptions<'static>,
        digest::Info<'static>,
        digest::Hex,
        digest::Requirements<'static>,
        dpop::Challenge<'static>,
        dpop::Header<'static>,
        dpop::Nonce<'static>,
        dpop::Retry,
        jwk::Jwk<'static>,
        jwk::Key<'static>,
        jwk::Thumbprint<32>,
        hoba::Challenge<'static>,
        hoba::Tbs<'static>,
        private_token::Challenge<'static>,
        private_token::TokenChallenge<'static>,
        private_token::Extension<'static>,
        private_token::Extensions<'static>,
        private_token::ExtensionSet<'static>,
        control::AuthenticationControl<'static>,
        control::AuthStyle<'static>,
        control::Entry<'static>,
        control::Username<'static>,
        shared_access_signature::Escaped<'static>,
        uma::Challenge<'static>,
        web_push::CryptoKey<'static>,
        vapid::Challenge,
        negotiate::Challenge<'static>,
        negotiate::GssToken<'static>,
        ntlm::Challenge<'static>,
        ntlm::Message<'static>,
        scram::Challenge<'static>,
        scram::Info<'static>,
        scram::ClientFirst<'static>,
        scram::ServerFirst<'static>,
        scram::ServerFinal<'static>,
        scram::AuthMessage<'static>,
        mutual::Challenge<'static>,
        mutual::Terms<'static>,
        mutual::Hex<'static>,
        mutual::Number<'static>,
        scram::Saslname<'static>,
        scram::Nonce<'static>,
        aws4::Scope<'static>,
        aws4::SignedHeaders<'static>,
        gnap::Challenge<'static>,
        hawk::Challenge<'static>,
        hawk::Info<'static>,
        oauth::Challenge<'static>,
        oauth::Encoded<'static>,
        oauth::SignatureMethod<'static>,
        signature::Challenge<'static>,
        api_key::Challenge<'static>,
        Decimal,
        Base64<'static>,
        ext_value::ExtValue<'static>,
    ];
    for (name, debug, display, equal, _) in compared {
        assert_eq!((debug, display, equal), (true, false, true), "{name}");
    }
    let walked = traits![
        Bytes<'static>,
        Events<'static>,
        ParamsIter<'static>,
        ChallengesIter<'static>,
        control::Entries<'static>,
        Elements<'static, Token<'static>>,
        Iter<'static, Token<'static>>,
        Lines<'static, &'static [(&'static str, &'static str)], Challenges<'static>>,
        FieldsFn<fn(&'static str) -> [&'static [u8]; 1]>,
    ];
    for (name, debug, display, ..) in walked {
        assert_eq!((debug, display), (true, false), "{name}");
    }
}

#[test]
fn errors_and_names_are_for_people() {
    let errors = traits![
        ParseError,
        LineError,
        DecodeError,
        CapacityError,
        ValueError,
        ErrorKind,
        Rule,
        ValueErrorKind,
        agent::AgentError,
        agent::Unanswerable,
        digest::ClientError,
        digest::VerifyError,
        digest::Uncomputable,
        colon_pair::aws2::Refusal,
        colon_pair::shared_key::Refusal,
        dpop::Refusal,
        hawk::ClientError,
        hawk::Refusal,
        oauth::Refusal,
        concealed::AsAbsent,
        hoba::Refusal,
        private_token::Refusal,
        scram::ClientError,
        scram::Refusal,
        vapid::Refusal,
        signature::Refusal,
        Deviation,
    ];
    for (name, debug, display, equal, _) in errors {
        assert_eq!((debug, display, equal), (true, true, true), "{name}");
    }
    let [(name, debug, display, equal, _)] = traits![Strict];
    assert_eq!((debug, display, equal), (true, false, true), "{name}");
}
