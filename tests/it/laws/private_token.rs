//! The PrivateToken scheme, RFC 9577, and the structures in its base64url.

use countersign::auth::private_token::{
    Challenge, Credentials, Extension, ExtensionSet, Extensions, PrivateToken, TokenChallenge,
};
use countersign::auth::{self, Base64};
use countersign::{Encode, Text, ValueErrorKind};

use super::oracle::{self, Fault};
use super::parts::agreed;
use super::{lines, parsers_agree, points_into, schemes, written};

pub(crate) fn check(data: &[u8]) {
    challenge(data);
    credentials(data);
    token_challenge(data);
    token(data);
    extensions(data);
    built_challenge(data);
    built_extensions(data);
    built_token_challenge(data);
}

fn challenge(value: &[u8]) {
    schemes::challenge(
        value,
        |value| Challenge::parse(value).map(|challenge| reads_back!(Challenge, challenge)),
        |generic| {
            let typed = Challenge::try_from(generic)?;
            assert_eq!(typed.realm(), generic.get("realm"));
            let bytes = decoded(typed.challenge(), generic.get("challenge").expect("a parameter that was read"));
            let built = Challenge::new(&bytes).expect("bytes");
            assert_eq!(built.challenge(), typed.challenge());
            if let Some(key) = typed.token_key() {
                decoded(key, generic.get("token-key").expect("a parameter that was read"));
            }
            token_challenge(&bytes);
            for (name, base64) in [("extensions", typed.extensions()), ("extension-set", typed.extension_set())] {
                assert_eq!(base64.is_some(), generic.get(name).is_some());
                if let Some(base64) = base64 {
                    extensions(&decoded(base64, generic.get(name).expect("a parameter that was read")));
                }
            }
            Ok(reads_back!(Challenge, typed))
        },
    );
}

/// Decodes symbols. Asserts that a second implementation encodes the bytes as the same symbols.
fn decoded(base64: Base64<'_>, text: Text<'_>) -> Vec<u8> {
    let symbols = oracle::owned(text);
    let mut bytes = vec![0; base64.decoded_len()];
    base64.decode_into(&mut bytes).expect("a buffer of the exact length is long enough");
    let short = &mut vec![0; bytes.len() - 1];
    assert_eq!(base64.decode_into(short).map_err(|error| error.needed()), Err(bytes.len()));
    assert_eq!(oracle::base64url_padded(&bytes), symbols);
    bytes
}

fn built_challenge(data: &[u8]) {
    let mut parts = lines(data);
    let [structure, key, realm] = [(); 3].map(|()| parts.next().unwrap_or_default());
    let empty = |part, bytes: &[u8]| -> Option<Fault> { bytes.is_empty().then_some((part, ValueErrorKind::Empty, 0)) };
    let Some(challenge) = agreed(Challenge::new(structure), empty("challenge", structure)) else {
        return;
    };
    reads_back!(Challenge, challenge.with_max_age(u64::MAX));
    if let Some(challenge) = agreed(challenge.with_token_key(key), empty("token-key", key)) {
        reads_back!(Challenge, challenge);
    }
    if let Some(challenge) = agreed(challenge.with_realm(realm), oracle::text("realm", realm)) {
        reads_back!(Challenge, challenge);
    }
    if let Some(challenge) = agreed(challenge.with_extension_set(key), empty("extension-set", key)) {
        let challenge = agreed(challenge.with_extensions(key), None).expect("bytes");
        reads_back!(Challenge, challenge);
    }
}

fn credentials(value: &[u8]) {
    let generic = auth::Credentials::parse(value);
    match Credentials::parse(value) {
        Ok(credentials) => {
            let generic = generic.expect("credentials of a scheme are credentials");
            let bytes = decoded(credentials.token(), generic.get("token").expect("a parameter that was read"));
            let mut wire = [b"PrivateToken token=\"", &*oracle::base64url_padded(&bytes), b"\""].concat();
            let mut built = Credentials::new(&bytes).expect("bytes");
            let metadata =
                credentials.extensions().map(|base64| decoded(base64, generic.get("extensions").expect("it was read")));
            assert_eq!(metadata.is_some(), generic.get("extensions").is_some());
            if let Some(metadata) = &metadata {
                wire.extend([b", extensions=\"", &*oracle::base64url_padded(metadata), b"\""].concat());
                built = built.with_extensions(metadata).expect("bytes");
                extensions(metadata);
            }
            for credentials in [credentials, Credentials::try_from(generic).expect("both parsers agree"), built] {
                assert_eq!(written(&credentials), wire);
            }
            let again = Credentials::parse(&wire).expect("what is written can be parsed");
            assert_eq!((again.token(), again.extensions()), (credentials.token(), credentials.extensions()));
            token(&bytes);
        }
        Err(error) => {
            points_into(value, error);
            if let Ok(generic) = generic {
                parsers_agree(value, error, Credentials::try_from(generic).expect_err("both parsers reject it"));
            }
        }
    }
}

fn token_challenge(bytes: &[u8]) {
    match TokenChallenge::parse(bytes) {
        Ok(challenge) => {
            is_encoded(&challenge, bytes);
            assert!(challenge.origin_info().split(',').all(|name| challenge.is_for(name)));
        }
        Err(error) => points_into(bytes, error),
    }
}

fn token(bytes: &[u8]) {
    match PrivateToken::parse(bytes) {
        Ok(token) => {
            is_encoded(&token, bytes);
            assert_eq!([&token.authenticator_input()[..], token.authenticator()].concat(), bytes);
        }
        Err(error) => assert!(error.offset() == bytes.len() && bytes.len() < 99),
    }
}

fn extensions(bytes: &[u8]) {
    match Extensions::parse(bytes) {
        Ok(extensions) => {
            is_encoded(&extensions, bytes);
            assert!(extensions.iter().map(|extension| extension.extension_type()).is_sorted());
            let list: Vec<_> = extensions.iter().collect();
            assert_eq!(Extensions::new(&list), Ok(extensions));
        }
        Err(error) => points_into(bytes, error),
    }
    match ExtensionSet::parse(bytes) {
        Ok(set) => {
            is_encoded(&set, bytes);
            let types: Vec<_> = set.iter().collect();
            assert_eq!(ExtensionSet::new(&types), Ok(set));
        }
        Err(error) => points_into(bytes, error),
    }
}

/// Builds extensions: each line is one, and its first byte is the type.
fn built_extensions(data: &[u8]) {
    let of = |line: &[u8]| line.first().map_or(0, |first| u16::from(*first));
    let list: Vec<_> = lines(data).map(|line| Extension::new(of(line), line).expect("few bytes")).collect();
    let types = || list.iter().map(Extension::extension_type);
    let unsorted = types().zip(types().skip(1)).position(|(before, after)| after < before);
    let fault = unsorted.map(|index| ("extensions", ValueErrorKind::Unsorted, index + 1));
    if let Some(extensions) = agreed(Extensions::new(&list), fault) {
        let mut bytes = vec![0; extensions.encoded_len()];
        extensions.encode_to_slice(&mut bytes).expect("a buffer of the exact length is long enough");
        assert_eq!(Extensions::parse(&bytes), Ok(extensions));
    }
}

/// Asserts that a structure is written as these bytes. They may be any bytes, and no field contains them undecoded.
fn is_encoded(structure: &impl Encode, bytes: &[u8]) {
    assert_eq!(structure.encoded_len(), bytes.len());
    assert_eq!(structure.encode_to_slice(&mut vec![0; bytes.len()]), Ok(bytes), "the value has one wire form");
}

fn built_token_challenge(data: &[u8]) {
    let Ok(text) = core::str::from_utf8(data) else {
        return;
    };
    let (issuer, origins) = text.split_once('\n').unwrap_or((text, ""));
    let stray = |part, text: &str| oracle::stray(part, text.as_bytes(), |byte| matches!(byte, 0x21..=0x7E));
    let missing = || issuer.is_empty().then_some(("issuer_name", ValueErrorKind::Empty, 0));
    let Some(challenge) = agreed(TokenChallenge::new(7, issuer), stray("issuer_name", issuer).or_else(missing)) else {
        return;
    };
    if let Some(challenge) = agreed(challenge.with_origin_info(origins), stray("origin_info", origins)) {
        for challenge in [challenge, challenge.with_redemption_context(&[0xFF; 32])] {
            let mut bytes = vec![0; challenge.encoded_len()];
            let bytes = challenge.encode_to_slice(&mut bytes).expect("a buffer of the exact length is long enough");
            assert_eq!(TokenChallenge::parse(bytes), Ok(challenge));
        }
    }
}
