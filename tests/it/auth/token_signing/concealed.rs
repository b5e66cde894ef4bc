//! Concealed: the context of the exporter, and the credentials.

use countersign::auth::Base64;
use countersign::auth::concealed::{self, AsAbsent, Client, Context, Export, Key, Request};
use countersign::hash::{HashFunction, Sha256};
use countersign::{Encode, ParseError, ValueErrorKind};
use proptest::prelude::*;

use super::{changed, signature};
use crate::laws::written;

/// Stands for the exporter of one connection: any function of the context.
fn exported(context: &Context<'_>) -> Export {
    let context = context.encode_to_vec();
    let (first, second) = (Sha256.hash(&context), Sha256.hash(&Sha256.hash(&context)));
    let mut output = [0; 48];
    output.iter_mut().zip(first.into_iter().chain(second)).for_each(|(place, byte)| *place = byte);
    Export::new(output)
}

#[test]
fn exporter_contexts_have_every_part_with_its_length() {
    let long = [b'k'; 64];
    for (key_id, public_key, scheme, host, port, realm, expected) in [
        (
            &b"k"[..],
            &b"a"[..],
            "https",
            "a.example",
            443,
            None,
            &b"\x08\x07\x01k\x01a\x05https\x09a.example\x01\xBB\0"[..],
        ),
        (b"k", b"a", "https", "a.example", 443, Some(""), b"\x08\x07\x01k\x01a\x05https\x09a.example\x01\xBB\0"),
        (
            b"k",
            b"a",
            "coap+tcp",
            "[::1]",
            0,
            Some("a \"b\\"),
            b"\x08\x07\x01k\x01a\x08coap+tcp\x05[::1]\0\0\x05a \"b\\",
        ),
        (&long[..63], b"a", "a", "b", 1, None, &[b"\x08\x07\x3F", &long[..63], b"\x01a\x01a\x01b\0\x01\0"].concat()),
        (&long, b"a", "a", "b", 1, None, &[b"\x08\x07\x40\x40", &long[..], b"\x01a\x01a\x01b\0\x01\0"].concat()),
        (b"k", b"a", "a", "b", 65_535, Some("\u{E9}"), b"\x08\x07\x01k\x01a\x01a\x01b\xFF\xFF\x02\xC3\xA9"),
    ] {
        let request = Request::new(scheme, host, port).unwrap();
        let mut client = Client::new(key_id, public_key, 2055).unwrap();
        if let Some(realm) = realm {
            client = client.with_realm(realm).unwrap();
        }
        assert_eq!(client.context(request).encode_to_vec(), expected, "{}", expected.escape_ascii());
        // The server makes the same one from the field, with its escapes and its base64.
        let field = written(&client.credentials(&Export::new([0; 48]), b"p").unwrap());
        let received = concealed::Credentials::parse(&field).unwrap();
        assert_eq!(Context::new(&received, request).encode_to_vec(), expected, "{}", field.escape_ascii());
        let short = &mut [0; 10][..];
        let needed = Context::new(&received, request).encode_to_slice(short).unwrap_err().needed();
        assert_eq!(needed, expected.len());
    }
    for (scheme, host, part, kind, offset) in [
        ("", "a", "scheme", ValueErrorKind::Empty, 0),
        ("1s", "a", "scheme", ValueErrorKind::InvalidByte, 0),
        ("a:", "a", "scheme", ValueErrorKind::InvalidByte, 1),
        ("a", "", "host", ValueErrorKind::Empty, 0),
        ("a", "a b", "host", ValueErrorKind::InvalidByte, 1),
        ("a", "a:1", "host", ValueErrorKind::InvalidByte, 1),
        ("a", "u@a", "host", ValueErrorKind::InvalidByte, 1),
        ("a", "\u{E9}", "host", ValueErrorKind::InvalidByte, 0),
        ("a", "[::1]:1", "host", ValueErrorKind::InvalidByte, 1),
    ] {
        let error = Request::new(scheme, host, 1).unwrap_err();
        assert_eq!((error.part(), error.kind(), error.offset()), (part, kind, offset), "{scheme} {host}");
    }
    for (key_id, public_key, part) in [(&b""[..], &b"a"[..], "k"), (b"k", b"", "a")] {
        assert_eq!(Client::new(key_id, public_key, 7).unwrap_err().part(), part);
    }
    assert!(Client::new(b"k", b"a", 7).unwrap().with_realm("\r").is_err());
}

#[test]
fn concealed_credentials_are_refused_for_the_first_reason() {
    let request = Request::new("https", "a.example", 443).unwrap();
    let client = Client::new(b"id", b"key", 2055).unwrap();
    let export = exported(&client.context(request));
    let proof = signature(b"key", &export.signed_content());
    let sent = written(&client.credentials(&export, &proof).unwrap());
    let forged = written(&client.credentials(&export, b"forged").unwrap());
    let elsewhere = Export::new([1; 48]);
    let key = Key::new(b"key", 2055);
    for (wire, export, key, expected, is_asked) in [
        (&sent, export, Some(key), Ok(()), true),
        (&forged, export, Some(key), Err(AsAbsent::Proof), true),
        (&sent, elsewhere, Some(key), Err(AsAbsent::Verification), false),
        (&forged, elsewhere, Some(key), Err(AsAbsent::Verification), false),
        (&forged, elsewhere, Some(Key::new(b"kez", 2055)), Err(AsAbsent::Key), false),
        (&sent, export, Some(Key::new(b"key", 2054)), Err(AsAbsent::Key), false),
        (&sent, export, Some(Key::new(b"key\0", 2055)), Err(AsAbsent::Key), false),
        (&sent, export, None, Err(AsAbsent::Key), false),
    ] {
        let credentials = concealed::Credentials::parse(wire).unwrap();
        let mut asked = false;
        let verified = credentials.verify(&export, key.as_ref(), |covered, proof| {
            asked = true;
            proof.matches(&signature(b"key", covered))
        });
        assert_eq!((verified, asked), (expected, is_asked));
    }
    // The key that stands for an unknown one is no key.
    let zeros = Client::new(b"id", &[0; 32], 2055).unwrap();
    let zeros = zeros.credentials(&export, b"p").unwrap();
    assert_eq!(zeros.verify(&export, Some(&Key::new(&[0; 32], 2055)), |_, _| true), Ok(()));
    assert_eq!(zeros.verify(&export, None, |_, _| true), Err(AsAbsent::Key));
    // Errors of the same function are refusals too.
    let malformed: ParseError = concealed::Credentials::parse(b"Concealed k=a").unwrap_err();
    assert_eq!(AsAbsent::from(malformed), AsAbsent::Malformed(malformed));
    assert_eq!(AsAbsent::from(Request::new("", "a", 1).unwrap_err()), AsAbsent::Context);
    assert_eq!(AsAbsent::from(request_error()), AsAbsent::Context);
}

fn request_error() -> countersign::CapacityError {
    let client = Client::new(b"id", b"key", 7).unwrap();
    client.context(Request::new("https", "a", 1).unwrap()).encode_to_slice(&mut []).unwrap_err()
}

#[test]
fn the_verification_is_compared_whole() {
    let output: [u8; 48] = std::array::from_fn(|at| u8::try_from(at).unwrap());
    let export = Export::new(output);
    let client = Client::new(b"id", b"key", 7).unwrap();
    let credentials = client.credentials(&export, b"p").unwrap();
    for at in 0..48 {
        let mut other = output;
        other[at] ^= 0x80;
        let other = Export::new(other);
        assert_eq!(other.matches(&credentials), at < 32, "byte {at}");
        assert_eq!(other.signed_content() == export.signed_content(), at >= 32, "byte {at}");
    }
}

proptest! {
    /// A context is what a `Vec` would hold; what a client signs is accepted; and if a bit of the field or of the request
    /// changes, it is not, unless what was signed is the same.
    #[test]
    fn every_part_of_concealed_credentials_is_verified(
        key_id in proptest::collection::vec(any::<u8>(), 1..80), public_key in proptest::collection::vec(any::<u8>(), 1..80),
        scheme in any::<u16>(), host in "[a-z.]{1,70}", port in any::<u16>(), realm in proptest::option::of("[ -~]{1,9}"),
        at in any::<proptest::sample::Index>(), bit in 0_u8..7,
    ) {
        let request = Request::new("https", &host, port).unwrap();
        let mut client = Client::new(&key_id, &public_key, scheme).unwrap();
        if let Some(realm) = &realm {
            client = client.with_realm(realm).unwrap();
        }
        let mut naive = scheme.to_be_bytes().to_vec();
        let realm = realm.as_deref().unwrap_or_default();
        let port_bytes = port.to_be_bytes();
        for (part, fixed) in [
            (&key_id[..], &b""[..]), (&public_key, b""), (b"https", b""), (host.as_bytes(), &port_bytes), (realm.as_bytes(), b""),
        ] {
            match u8::try_from(part.len()).unwrap() {
                length @ 0..64 => naive.push(length),
                length => naive.extend([0x40, length]),
            }
            naive.extend(part);
            naive.extend(fixed);
        }
        prop_assert_eq!(client.context(request).encode_to_vec(), naive.clone());
        let export = exported(&client.context(request));
        let proof = signature(&public_key, &export.signed_content());
        let wire = written(&client.credentials(&export, &proof).unwrap());

        let verifies = |wire: &[u8], host: &str, port: u16| {
            let credentials = concealed::Credentials::parse(wire).ok()?;
            let request = Request::new("https", host, port).ok()?;
            let export = exported(&Context::new(&credentials, request));
            let is_known = credentials.key_id().matches(&key_id);
            let key = is_known.then(|| Key::new(&public_key, scheme));
            let is_signed = |covered: &[u8; 126], proof: Base64<'_>| proof.matches(&signature(&public_key, covered));
            credentials.verify(&export, key.as_ref(), is_signed).ok()?;
            Some(Context::new(&credentials, request).encode_to_vec())
        };
        prop_assert_eq!(verifies(&wire, &host, port), Some(naive.clone()));
        prop_assert_eq!(verifies(&wire, &host, port ^ 1), None);
        let [wire, host] = changed([wire, host.into_bytes()], at, bit);
        if let Some(same) = verifies(&wire, &String::from_utf8(host).unwrap(), port) {
            prop_assert_eq!(same, naive);
        }
    }
}
