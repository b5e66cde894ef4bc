//! Hash functions, HMAC and PBKDF2, on the vectors of the standards.

use core::num::NonZeroU32;
use std::cell::{Cell, RefCell};

use countersign::Encode;
use countersign::auth::bearer;
use countersign::hash::{Fork, Hash, HashFunction, Md5, Sha1, Sha256, Sha512, Sha512_256};
use countersign::mac::{Hmac, Mac, MacFunction, MacKey, Pbkdf2, Pieces, SerialHmac, pbkdf2};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

/// FIPS 180-4 and RFC 1321, appendix A.5. The values of SHA-512/256 are in the examples that NIST publishes.
#[test]
fn the_functions_are_those_of_the_standards() {
    for (of_abc, expected) in [
        (hex(&Md5.hash(b"abc")), "900150983cd24fb0d6963f7d28e17f72"),
        (hex(&Sha1.hash(b"abc")), "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (hex(&Sha256.hash(b"abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            hex(&Sha512.hash(b"abc")),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
             2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        ),
        (hex(&Sha512_256.hash(b"abc")), "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"),
    ] {
        assert_eq!(of_abc, expected);
    }
}

const QUESTION: &[u8] = b"what do ya want for nothing?";
const LARGER_KEY: &[u8] = b"Test Using Larger Than Block-Size Key - Hash Key First";
const LARGER_DATA: &[u8] = b"Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data";
const LONG_DATA: &[u8] = b"This is a test using a larger than block-size key and a larger than block-size data. \
    The key needs to be hashed before being used by the HMAC algorithm.";
const COUNT: [u8; 25] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25];

/// Computes each row with both kinds of HMAC, with the key and the message whole and in pieces.
fn computes<F: HashFunction<N>, const N: usize>(function: F, rows: &[(&[u8], &[u8], &str)])
where
    F::Hash: Fork,
{
    fn of<M: MacFunction<N>, const N: usize>(function: M, key: &[u8], message: &[u8]) -> Vec<[u8; N]> {
        let whole = function.key(key);
        let (start, end) = key.split_at(key.len() / 3);
        let joined = function.key_of(&Pieces(&[start, b"", end]));
        let mut pieces = joined.begin();
        message.chunks(7).for_each(|piece| pieces.update(piece));
        let mac = whole.mac(message);
        assert!(whole.begin().verify(&function.key(key).begin().finish()), "a key begins many computations");
        let verifies = |given: &[u8]| {
            let mut running = whole.begin();
            running.absorb(&Pieces(&[message]));
            running.verify(given)
        };
        assert!(verifies(&mac) && !verifies(&mac[1..]) && !verifies(b""));
        let mut wrong = mac;
        wrong[N - 1] ^= 1;
        assert!(!verifies(&wrong));
        vec![
            mac,
            joined.mac(message),
            pieces.finish(),
            whole.mac_of(&Pieces(&[message])),
            MacKey::mac(&&joined, message),
        ]
    }
    for (key, message, expected) in rows {
        for mac in [of(Hmac(function), key, message), of(SerialHmac(function), key, message)].concat() {
            assert_eq!(hex(&mac), *expected, "{}", hex(key));
        }
    }
}

/// RFC 2202 §2 and §3.
#[test]
fn it_is_the_hmac_of_rfc_2202() {
    computes(
        Md5,
        &[
            (&[0x0B; 16], b"Hi There", "9294727a3638bb1c13f48ef8158bfc9d"),
            (b"Jefe", QUESTION, "750c783e6ab0b503eaa86e310a5db738"),
            (&[0xAA; 16], &[0xDD; 50], "56be34521d144c88dbb8c733f0e8b3f6"),
            (&COUNT, &[0xCD; 50], "697eaf0aca3a3aea3a75164746ffaa79"),
            (&[0x0C; 16], b"Test With Truncation", "56461ef2342edc00f9bab995690efd4c"),
            (&[0xAA; 80], LARGER_KEY, "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd"),
            (&[0xAA; 80], LARGER_DATA, "6f630fad67cda0ee1fb1f562db3aa53e"),
        ],
    );
    computes(
        Sha1,
        &[
            (&[0x0B; 20], b"Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"),
            (b"Jefe", QUESTION, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
            (&[0xAA; 20], &[0xDD; 50], "125d7342b9ac11cd91a39af48aa17b4f63f175d3"),
            (&COUNT, &[0xCD; 50], "4c9007f4026250c6bc8414f9bf50c86c2d7235da"),
            (&[0x0C; 20], b"Test With Truncation", "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04"),
            (&[0xAA; 80], LARGER_KEY, "aa4ae5e15272d00e95705637ce8a3b55ed402112"),
            (&[0xAA; 80], LARGER_DATA, "e8e99d0f45237d786d6bbaa7965c7808bbff1a91"),
        ],
    );
}

/// RFC 4231 §4. Its fifth case shows half of the MAC only; the whole is that of OpenSSL. So are the values of SHA-512/256.
#[test]
fn it_is_the_hmac_of_rfc_4231() {
    computes(
        Sha256,
        &[
            (&[0x0B; 20], b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
            (b"Jefe", QUESTION, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
            (&[0xAA; 20], &[0xDD; 50], "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
            (&COUNT, &[0xCD; 50], "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
            (&[0x0C; 20], b"Test With Truncation", "a3b6167473100ee06e0c796c2955552bfa6f7c0a6a8aef8b93f860aab0cd20c5"),
            (&[0xAA; 131], LARGER_KEY, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
            (&[0xAA; 131], LONG_DATA, "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
        ],
    );
    computes(
        Sha512,
        &[
            (
                &[0x0B; 20],
                b"Hi There",
                "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
            ),
            (
                b"Jefe",
                QUESTION,
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
            ),
            (
                &[0xAA; 20],
                &[0xDD; 50],
                "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb",
            ),
            (
                &COUNT,
                &[0xCD; 50],
                "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3dba91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd",
            ),
            (
                &[0x0C; 20],
                b"Test With Truncation",
                "415fad6271580a531d4179bc891d87a650188707922a4fbb36663a1eb16da008711c5b50ddd0fc235084eb9d3364a1454fb2ef67cd1d29fe6773068ea266e96b",
            ),
            (
                &[0xAA; 131],
                LARGER_KEY,
                "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
            ),
            (
                &[0xAA; 131],
                LONG_DATA,
                "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58",
            ),
        ],
    );
    computes(
        Sha512_256,
        &[
            (b"Jefe", QUESTION, "6df7b24630d5ccb2ee335407081a87188c221489768fa2020513b2d593359456"),
            (&[0xAA; 131], LARGER_KEY, "87123c45f7c537a404f8f47cdbedda1fc9bec60eeb971982ce7ef10e774e6539"),
        ],
    );
}

/// Keys around the sizes of a block, against the formula of RFC 2104 §2 over whole buffers.
#[test]
fn keys_of_any_length_are_padded_or_hashed() {
    fn formula<F: HashFunction<N>, const N: usize>(function: F, key: &[u8], message: &[u8]) -> String {
        let mut block = if key.len() > F::BLOCK { function.hash(key).to_vec() } else { key.to_vec() };
        block.resize(F::BLOCK, 0);
        let pad = |pad: u8| block.iter().map(|byte| byte ^ pad).collect::<Vec<u8>>();
        let inner = function.hash(&[&pad(0x36), message].concat());
        hex(&function.hash(&[&pad(0x5C)[..], &inner].concat()))
    }
    let key: Vec<u8> = (0..=255).collect();
    for length in [0, 1, 63, 64, 65, 127, 128, 129, 131, 143, 144, 145, 256] {
        let key = &key[..length];
        computes(Md5, &[(key, LARGER_KEY, &formula(Md5, key, LARGER_KEY))]);
        computes(Sha256, &[(key, LARGER_KEY, &formula(Sha256, key, LARGER_KEY))]);
        computes(Sha512, &[(key, LARGER_KEY, &formula(Sha512, key, LARGER_KEY))]);
    }
}

#[test]
fn a_value_is_hashed_as_it_is_written() {
    let credentials = bearer::Credentials::new("mF_9.B5f-4.1JqM").unwrap();
    let written = credentials.encode_to_vec();
    assert_eq!(Sha256.hash_of(&credentials), Sha256.hash(&written));
    let mut hash = Sha1.begin();
    hash.update(b"a: ");
    hash.absorb(&credentials);
    assert_eq!(hash.finish(), Sha1.hash(&[b"a: ", &written[..]].concat()));
    let key = Hmac(Sha256).key_of(&credentials);
    assert_eq!(key.mac_of(&credentials), Hmac(Sha256).key(&written).mac(&written));
}

/// One SHA-256 that runs at a time: a second one panics.
#[derive(Clone, Copy)]
struct Peripheral<'p>(&'p RefCell<Option<<Sha256 as HashFunction<32>>::Hash>>, &'p Cell<usize>);

impl Hash<32> for Peripheral<'_> {
    fn update(&mut self, bytes: &[u8]) {
        self.0.borrow_mut().as_mut().expect("a running computation").update(bytes);
    }

    fn finish(self) -> [u8; 32] {
        self.0.borrow_mut().take().expect("a running computation").finish()
    }
}

impl HashFunction<32> for Peripheral<'_> {
    const BLOCK: usize = 64;
    type Hash = Self;

    fn begin(self) -> Self {
        assert!(self.0.replace(Some(Sha256.begin())).is_none(), "two computations at the same time");
        self.1.set(self.1.get() + 1);
        self
    }
}

#[test]
fn one_peripheral_is_enough() {
    let (state, begun) = (RefCell::new(None), Cell::new(0));
    let peripheral = Peripheral(&state, &begun);
    for key in [&b"Jefe"[..], &[0xAA; 131]] {
        let prepared = SerialHmac(peripheral).key(key);
        assert_eq!(prepared.mac(QUESTION), Hmac(Sha256).key(key).mac(QUESTION));
        let iterations = NonZeroU32::new(3).unwrap();
        let derived = Pbkdf2::new(&prepared, b"salt", iterations).finish();
        assert_eq!(derived, Pbkdf2::new(Hmac(Sha256).key(key), b"salt", iterations).finish());
    }
    assert!(begun.get() > 0 && state.borrow().is_none());
}

fn iterations(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).unwrap()
}

/// Derives with one call, and block by block in steps of several sizes.
fn derives<F: HashFunction<N>, const N: usize>(function: F, rows: &[(&[u8], &[u8], u32, &str)])
where
    F::Hash: Fork,
{
    for (password, salt, count, expected) in rows {
        let key = Hmac(function).key(password);
        let mut derived = vec![0xEE; expected.len() / 2];
        assert!(pbkdf2(&key, salt, iterations(*count), &mut derived));
        assert_eq!(hex(&derived), *expected);
        for step in [1, 7, *count, u32::MAX] {
            let mut joined = Vec::new();
            for index in (1..).take(derived.len().div_ceil(N)) {
                let mut block = Pbkdf2::block(&key, salt, iterations(*count), iterations(index));
                assert_eq!(block.left(), count - 1, "the first iteration is computed");
                let mut steps = 1;
                while !block.step(step) {
                    steps += 1;
                }
                assert_eq!(steps, (count - 1).div_ceil(step).max(1));
                assert!(block.step(0), "a complete block stays complete");
                joined.extend_from_slice(&block.finish());
            }
            assert_eq!(hex(&joined[..derived.len()]), *expected, "steps of {step}");
        }
    }
}

/// RFC 6070 §2, without its case of 16,777,216 iterations.
#[test]
fn it_is_the_pbkdf2_of_rfc_6070() {
    derives(
        Sha1,
        &[
            (b"password", b"salt", 1, "0c60c80f961f0e71f3a9b524af6012062fe037a6"),
            (b"password", b"salt", 2, "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"),
            (b"password", b"salt", 4096, "4b007901b765489abead49d926f721d065a429c1"),
            (
                b"passwordPASSWORDpassword",
                b"saltSALTsaltSALTsaltSALTsaltSALTsalt",
                4096,
                "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038",
            ),
            (b"pass\0word", b"sa\0lt", 4096, "56fa6aa75548099dcc37d7f03425e0c3"),
        ],
    );
}

/// RFC 7914 §11 and RFC 7677 §3. The third value of SHA-256 and those of SHA-512 are OpenSSL's.
#[test]
fn it_is_the_pbkdf2_of_other_standards() {
    derives(
        Sha256,
        &[
            (
                b"passwd",
                b"salt",
                1,
                "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783",
            ),
            (
                b"pencil",
                b"[m\x99h\x9d\x125\x8e\xec\xa0K\x14\x126\xfa\x81",
                4096,
                "c4a49510323ab4f952cac1fa99441939e78ea74d6be81ddf7096e87513dc615d",
            ),
            (
                b"Password",
                b"NaCl",
                80,
                "5cd8c5198ca4ce355157529d232cfb4ef412a62851caf68baa9d3b6275a08f30732f01da58401ca08cd817b6a51f46d4dbb508dfbf390308636a887c0412bf6b7d",
            ),
        ],
    );
    derives(
        Sha512,
        &[
            (
                b"password",
                b"salt",
                1,
                "867f70cf1ade02cff3752599a3a53dc4af34c7a669815ae5d513554e1c8cf252c02d470a285a0501bad999bfe943c08f050235d7d68b1da55e63f73b60a57fce",
            ),
            (
                b"passwordPASSWORDpassword",
                b"saltSALTsaltSALTsaltSALTsaltSALTsalt",
                99,
                "e2967d17d468347a5e278292b605dcf91c5ae30a81a4a55ff6f26e23819dcd8faf71f57b42f6d17116defe9e29595e9f8781e7dd0ed79f2699f265b48b1412d3351fe1f967f400682d18ce1b2dea5725fdb3fc116f0068151da816d1a967cac434e8ee3b",
            ),
        ],
    );
}
