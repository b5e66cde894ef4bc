//! Challenges, credentials and authentication info.

use std::collections::{BTreeMap, BTreeSet};

use arbitrary::Unstructured;
use countersign::ParseError;
use countersign::arbitrary::{Challenge, Credentials, DigestExchange, Info, Parts, Payload};
use countersign::auth::{
    self, AuthenticationInfo, SCHEMES, api_key, aws4, basic, bearer, colon_pair, concealed, digest, dpop, eg1, gnap,
    hawk, hoba, mutual, negotiate, ntlm, oauth, private_token, scram, shared_access_signature, signature, tolerant,
    uma, vapid, web_push,
};

use super::{DRAWS, drawn, draws};
use crate::laws::{inputs, written};

/// Parses a value, and writes it.
type Rewrite = fn(&[u8]) -> Result<Vec<u8>, ParseError>;

/// A type of a scheme, and the parameters that its generator draws.
struct Row {
    module: &'static str,
    rewrite: Rewrite,
    params: &'static str,
}

macro_rules! row {
    ($module:ident::$Type:ident, $params:expr) => {
        Row {
            module: stringify!($module),
            rewrite: |wire| $module::$Type::parse(wire).map(|value| written(&value)),
            params: $params,
        }
    };
}

fn user_pass(wire: &[u8]) -> Result<Vec<u8>, ParseError> {
    basic::UserPass::parse(wire).map(|value| written(&value))
}

const CHALLENGES: [Row; 17] = [
    row!(api_key::Challenge, "realm"),
    row!(basic::Challenge, "realm charset"),
    row!(bearer::Challenge, "realm scope error error_description error_uri acr_values max_age resource_metadata"),
    row!(digest::Challenge, "realm nonce domain opaque stale algorithm qop charset userhash"),
    row!(dpop::Challenge, "realm scope error error_description error_uri acr_values max_age resource_metadata algs"),
    row!(gnap::Challenge, "as_uri referrer access"),
    row!(hawk::Challenge, "ts tsm error"),
    row!(hoba::Challenge, "challenge max-age realm"),
    row!(mutual::Challenge, "version algorithm validation realm auth-scope reason sid ks1 nc-max nc-window time path"),
    row!(negotiate::Challenge, ""),
    row!(ntlm::Challenge, ""),
    row!(oauth::Challenge, "realm oauth_problem oauth_problem_advice"),
    row!(private_token::Challenge, "challenge token-key max-age realm extension-set extensions"),
    row!(scram::Challenge, "realm sid data sr ttl stale"),
    row!(signature::Challenge, "realm headers"),
    row!(uma::Challenge, "as_uri ticket realm error"),
    row!(vapid::Challenge, ""),
];

const CREDENTIALS: [Row; 22] = [
    row!(api_key::Credentials, "token"),
    row!(aws4::Credentials, "Credential Access SignedHeaders AdditionalHeaders Signature"),
    Row { module: "basic", rewrite: user_pass, params: "" },
    row!(bearer::Credentials, ""),
    row!(colon_pair::Credentials, ""),
    row!(concealed::Credentials, "k a s v p realm"),
    row!(digest::Credentials, "username username* realm nonce uri response algorithm cnonce opaque qop nc userhash"),
    row!(dpop::Credentials, ""),
    row!(eg1::Credentials, ""),
    row!(gnap::Credentials, ""),
    row!(hawk::Credentials, "id ts nonce mac hash ext app dlg"),
    row!(hoba::Credentials, "result"),
    row!(mutual::Credentials, "version algorithm validation realm auth-scope user user* kc1 sid nc vkc"),
    row!(negotiate::Credentials, ""),
    row!(ntlm::Credentials, ""),
    row!(
        oauth::Credentials,
        "oauth_consumer_key oauth_signature_method oauth_signature oauth_timestamp oauth_nonce realm oauth_token \
         oauth_version oauth_callback oauth_verifier"
    ),
    row!(private_token::Credentials, "token extensions"),
    row!(scram::Credentials, "data realm sid"),
    row!(shared_access_signature::Credentials, ""),
    row!(signature::Credentials, "keyId signature algorithm created expires headers"),
    row!(vapid::Credentials, "t k"),
    row!(web_push::Credentials, ""),
];

const INFOS: [Row; 4] = [
    row!(digest::Info, "nextnonce qop rspauth cnonce nc"),
    row!(hawk::Info, "mac hash ext"),
    row!(mutual::Info, "version sid vks"),
    row!(scram::Info, "data sid"),
];

type Draw = fn(&str, &mut Unstructured<'_>) -> Option<Parts>;

fn challenge(module: &str, u: &mut Unstructured<'_>) -> Option<Parts> {
    Challenge::of(module, u).map(|challenge| challenge.0)
}

fn credentials(module: &str, u: &mut Unstructured<'_>) -> Option<Parts> {
    Credentials::of(module, u).map(|credentials| credentials.0)
}

fn info(module: &str, u: &mut Unstructured<'_>) -> Option<Parts> {
    Info::of(module, u).map(|info| info.0)
}

/// The generators, and the types that they draw.
fn all() -> impl Iterator<Item = (&'static Row, Draw)> {
    let challenges = CHALLENGES.iter().map(|row| (row, challenge as Draw));
    let credentials = CREDENTIALS.iter().map(|row| (row, credentials as Draw));
    challenges.chain(credentials).chain(INFOS.iter().map(|row| (row, info as Draw)))
}

#[test]
fn every_scheme_has_a_generator() {
    for (draw, rows, what) in [
        (challenge as Draw, &CHALLENGES[..], "challenge"),
        (credentials, &CREDENTIALS, "credentials"),
        (info, &INFOS, "info"),
    ] {
        let modules = SCHEMES.into_iter().map(|(module, _)| module);
        let drawn =
            modules.filter(|module| draw(module, &mut Unstructured::new(&[])).is_some()).collect::<BTreeSet<_>>();
        let typed = rows.iter().map(|row| row.module).collect::<BTreeSet<_>>();
        let missing: Vec<_> = typed.difference(&drawn).collect();
        assert!(missing.is_empty(), "`ROWS` in src/arbitrary/schemes.rs lacks the {what} of {missing:?}");
        let missing: Vec<_> = drawn.difference(&typed).collect();
        assert!(missing.is_empty(), "the table of {what} in tests/it/arbitrary/schemes.rs lacks {missing:?}");
    }
    let rows: BTreeSet<_> = all().map(|(row, _)| row.module).collect();
    let missing: Vec<_> =
        SCHEMES.into_iter().map(|(module, _)| module).filter(|module| !rows.contains(module)).collect();
    assert!(missing.is_empty(), "`ROWS` in src/arbitrary/schemes.rs lacks {missing:?}");
    // Each type that is made from a value of the framework has a generator.
    for module in crate::laws::typed::modules() {
        assert!(rows.contains(module), "{module}");
    }
}

#[test]
fn valid_values_are_parsed_and_written_back() {
    for (row, draw) in all() {
        for parts in draws(250, |u| draw(row.module, u).expect("a generator")) {
            let shown = parts.wire.escape_ascii();
            let wire = (row.rewrite)(&parts.wire).unwrap_or_else(|error| panic!("{}: {error} in {shown}", row.module));
            assert_eq!((row.rewrite)(&wire), Ok(wire.clone()), "{shown}");
            has_parts(&parts, &wire);
        }
    }
}

/// Asserts that a typed value that was written has the parts that were drawn.
fn has_parts(parts: &Parts, wire: &[u8]) {
    let shown = wire.escape_ascii();
    let rest = match parts.scheme.len() {
        0 => wire,
        length => {
            assert!(wire[..length].eq_ignore_ascii_case(parts.scheme.as_bytes()), "{shown}");
            wire[length..].strip_prefix(b" ").unwrap_or_default()
        }
    };
    match &parts.payload {
        Payload::Alone => assert_eq!(rest, b"", "{shown}"),
        Payload::Single(value) if parts.module == "shared_access_signature" => {
            let fields = |value: &[u8]| value.split(|byte| *byte == b'&').map(<[u8]>::to_vec).collect::<BTreeSet<_>>();
            assert_eq!(fields(rest), fields(value), "{shown}");
        }
        Payload::Single(value) => assert_eq!(rest, value, "{shown}"),
        Payload::Params(params) => {
            // The values of Amazon's schemes are bare.
            let line = [b"X ", rest].concat();
            let read = tolerant::credentials(&line).expect("what is written can be parsed");
            for param in params {
                let value = read.params().get(&param.name);
                let value: Vec<u8> = value.unwrap_or_else(|| panic!("{} in {shown}", param.name)).bytes().collect();
                // RFC 7616 §3.3: a list of options is written in one way.
                let (read, drawn) = if param.name == "qop" {
                    (without_space(&value), without_space(&param.value))
                } else {
                    (value, param.value.clone())
                };
                assert!(read.eq_ignore_ascii_case(&drawn), "{} in {shown}", param.name);
            }
        }
    }
}

fn without_space(value: &[u8]) -> Vec<u8> {
    value.iter().copied().filter(|byte| *byte != b' ').collect()
}

/// The schemes whose credentials have grammars of their own.
const OTHER_GRAMMARS: [&str; 5] = ["api_key", "aws4", "colon_pair", "eg1", "shared_access_signature"];

#[test]
fn the_framework_reads_the_same_parts() {
    for Challenge(parts) in drawn(DRAWS) {
        let read = auth::Challenge::parse(&parts.wire).unwrap_or_else(|error| panic!("{error} in {parts:?}"));
        assert!(read.scheme().is(&parts.scheme));
        is_payload(&parts, read.token68().map(|token| token.as_bytes()), read.params());
    }
    for Credentials(parts) in drawn(DRAWS) {
        match auth::Credentials::parse(&parts.wire) {
            Ok(read) => {
                assert!(read.scheme().is(&parts.scheme));
                is_payload(&parts, read.token68().map(|token| token.as_bytes()), read.params());
            }
            Err(error) => assert!(OTHER_GRAMMARS.contains(&parts.module), "{error} in {parts:?}"),
        }
    }
    for Info(parts) in drawn(1000) {
        let read = AuthenticationInfo::parse(&parts.wire).unwrap_or_else(|error| panic!("{error} in {parts:?}"));
        is_payload(&parts, None, read.params());
    }
}

fn is_payload(parts: &Parts, token68: Option<&[u8]>, params: auth::Params<'_>) {
    match &parts.payload {
        Payload::Alone => assert!(token68.is_none() && params.iter().count() == 0, "{parts:?}"),
        Payload::Single(value) => assert_eq!(token68, Some(&**value), "{parts:?}"),
        Payload::Params(drawn) => {
            assert_eq!(params.iter().count(), drawn.len(), "{parts:?}");
            for (read, drawn) in params.iter().zip(drawn) {
                assert!(read.name().is(&drawn.name) && read.value() == drawn.value[..], "{drawn:?} in {parts:?}");
            }
        }
    }
}

/// Counts the modules, the names of schemes, the forms of payloads and the parameters.
fn counted(all: impl Iterator<Item = Parts>) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for parts in all {
        let form = match &parts.payload {
            Payload::Alone => "alone".to_owned(),
            Payload::Single(_) => "single".to_owned(),
            Payload::Params(params) => {
                for param in params {
                    *counts.entry(format!("{} {}", parts.module, param.name)).or_default() += 1;
                }
                "params".to_owned()
            }
        };
        for key in [parts.module.to_owned(), parts.scheme, form] {
            *counts.entry(key).or_default() += 1;
        }
    }
    counts
}

#[test]
fn every_variant_occurs() {
    let counts = [
        (counted(drawn(DRAWS).map(|Challenge(parts)| parts)), &CHALLENGES[..]),
        (counted(drawn(DRAWS).map(|Credentials(parts)| parts)), &CREDENTIALS),
        (
            counted(drawn(DRAWS).map(|Info(parts)| parts).chain(draws(100, |u| info("hawk", u).expect("a proof")))),
            &INFOS,
        ),
    ];
    for (counts, rows) in &counts {
        assert!(counts[""] > 100, "schemes that no module reads");
        for row in *rows {
            assert!(counts[row.module] > 50, "{}: {}", row.module, counts[row.module]);
            for name in row.params.split_ascii_whitespace() {
                let key = format!("{} {name}", row.module);
                let count = counts.get(&key).copied().unwrap_or_default();
                assert!(count > 5, "{key}: {count}");
            }
        }
        let forms: &[&str] = if rows.len() == INFOS.len() { &["params"] } else { &["single", "params"] };
        assert!(forms.iter().all(|form| counts[*form] > 500));
    }
    assert!(counts[0].0["alone"] > 500);
    for (module, name) in SCHEMES.into_iter().flat_map(|(module, names)| names.iter().map(move |name| (module, *name)))
    {
        let count: u32 = counts.iter().filter_map(|(counts, _)| counts.get(name)).sum();
        assert!(count > 10, "{module}: {name}: {count}");
    }
}

/// A parameter of each form occurs.
#[test]
fn the_parts_of_values_vary() {
    for (module, draw, parts) in [
        ("digest", challenge as Draw, &["domain=\"https://", "domain=\"/", " https://"][..]),
        (
            "aws4",
            credentials,
            &[
                "OSS4-HMAC-SHA256 ",
                "AdditionalHeaders=",
                "SignedHeaders=",
                "Access=",
                "/aws4_request",
                "/goog4_request",
                "/tc3_request",
                "/aliyun_v4_request",
                "/sdk_request",
            ],
        ),
        ("scram", challenge, &["realm=", "sid=", "data=", "sr=", "ttl=", "stale="]),
        // The type, and the length of the issuer's name.
        ("private_token", challenge, &["AAEA", "extension-set=\"AA", "extensions=\"AA"]),
        ("private_token", credentials, &["extensions=\"AA"]),
    ] {
        let wires: Vec<_> = draws(2000, |u| draw(module, u).expect("a generator").wire)
            .map(|wire| String::from_utf8_lossy(&wire).into_owned())
            .collect();
        for part in parts {
            assert!(wires.iter().any(|wire| wire.contains(part)), "{module}: {part}");
        }
        // The name of a scheme decides how its scope ends.
        for (scheme, end) in [
            ("AWS4-HMAC-SHA256 ", "/aws4_request"),
            ("AWS4-ECDSA-P256-SHA256 ", "/aws4_request"),
            ("GOOG4-HMAC-SHA256 ", "/goog4_request"),
            ("GOOG4-RSA-SHA256 ", "/goog4_request"),
            ("TC3-HMAC-SHA256 ", "/tc3_request"),
            ("OSS4-HMAC-SHA256 ", "/aliyun_v4_request"),
            ("SDK-HMAC-SHA256 Credential", "/sdk_request"),
        ] {
            let of = |wire: &&String| wire.to_ascii_uppercase().starts_with(&scheme.to_ascii_uppercase());
            assert!(wires.iter().filter(of).all(|wire| wire.contains(end)), "{scheme}");
            assert!(module != "aws4" || wires.iter().any(|wire| of(&wire)), "{scheme}");
        }
        assert!(module != "scram" || wires.iter().any(|wire| !wire.contains("sr=") && !wire.contains("sid=")));
        for wire in wires.iter().filter(|wire| wire.contains("AdditionalHeaders=")) {
            assert!(wire.to_ascii_uppercase().starts_with("OSS4-"), "{wire}");
        }
    }
}

/// A generator whose bytes run out takes the first choice everywhere.
#[test]
fn few_bytes_give_simple_values() {
    for length in 0..40 {
        let bytes = super::bytes(7);
        let bytes = &bytes[..length];
        for (row, draw) in all() {
            let parts = draw(row.module, &mut Unstructured::new(bytes)).expect("a generator");
            assert!((row.rewrite)(&parts.wire).is_ok(), "{}: {parts:?}", row.module);
            assert!(length > 0 || parts.wire.len() < 420, "{parts:?}");
        }
    }
}

#[test]
fn exchanges_of_digest_can_be_answered() {
    let (mut kinds, mut with_qop) = (BTreeSet::new(), 0_u32);
    for drawn in drawn::<DigestExchange>(1000) {
        let challenge = digest::Challenge::parse(&drawn.challenge.wire).expect("a challenge");
        let request = digest::Request::new(&drawn.method, &drawn.uri).expect("a request");
        let secret = digest::Secret::password(&drawn.password).expect("a password");
        let mut client = digest::Client::<_>::new(digest::RustCrypto, &challenge).expect("an answerable challenge");
        let answer = client.answer(request, &drawn.user, secret, drawn.cnonce).expect("an answer");
        let wire = written(&answer);
        let credentials = digest::Credentials::parse(&wire).expect("credentials");
        let server = digest::Server::new(digest::RustCrypto, challenge);
        let verify = |request, secret| server.verify(&credentials, request, &drawn.user, Some(secret), |_, _| true);
        assert!(verify(request, secret).is_ok(), "{drawn:?}");
        let other = [&drawn.password, &b"x"[..]].concat();
        assert!(verify(request, digest::Secret::password(&other).expect("a password")).is_err(), "{drawn:?}");
        let other = digest::Request::new("OTHER", &drawn.uri).expect("a request");
        assert!(verify(other, secret).is_err(), "{drawn:?}");
        kinds.insert((format!("{:?}", challenge.algorithm()), credentials.qop().is_some()));
        with_qop += u32::from(credentials.qop().is_some());
    }
    assert!((700..950).contains(&with_qop), "most challenges have a qop: {with_qop} of 1000");
    assert!(kinds.len() >= 9, "{kinds:?}");
}

/// A law that sees nothing but errors proves little, and one that sees no error neither.
#[test]
fn laws_see_valid_and_invalid_values() {
    for (module, _) in SCHEMES {
        let parses = |input: &Vec<u8>| all().any(|(row, _)| row.module == module && (row.rewrite)(input).is_ok());
        let inputs = (0..400).map(|seed| inputs::of(module, &super::bytes(seed)));
        let valid = inputs.filter(parses).count();
        assert!((80..360).contains(&valid), "{module}: {valid} of 400");
    }
}

/// The parts that have few values, and how many.
const FEW: [(&str, usize); 20] = [
    ("basic charset", 1),
    ("digest charset", 1),
    ("digest stale", 1),
    ("digest userhash", 1),
    ("mutual version", 1),
    ("oauth oauth_version", 1),
    ("scram stale", 1),
    ("digest qop", 2),
    ("oauth oauth_callback", 2),
    ("signature algorithm", 2),
    ("uma error", 2),
    ("oauth oauth_problem", 3),
    ("bearer error", 4),
    ("dpop error", 4),
    ("mutual algorithm", 4),
    ("oauth oauth_signature_method", 4),
    ("digest algorithm", 6),
    ("aws4 AdditionalHeaders", 9),
    ("aws4 SignedHeaders", 9),
    ("private_token extension-set", 9),
];

#[test]
fn the_values_of_parts_differ() {
    for (row, draw) in all() {
        let mut values: BTreeMap<&str, BTreeSet<Vec<u8>>> = BTreeMap::new();
        for parts in draws(300, |u| draw(row.module, u).expect("a generator")) {
            match parts.payload {
                Payload::Alone => {}
                Payload::Single(value) => drop(values.entry("alone").or_default().insert(value)),
                Payload::Params(params) => {
                    for param in params {
                        let name = row.params.split(' ').find(|name| name.eq_ignore_ascii_case(&param.name));
                        values.entry(name.unwrap_or("another")).or_default().insert(param.value);
                    }
                }
            }
        }
        for (name, values) in values {
            let part = format!("{} {name}", row.module);
            let least = FEW.iter().find(|(few, _)| *few == part).map_or(20, |(_, count)| *count);
            assert!(values.len() >= least, "{part}: {}", values.len());
        }
    }
}
