//! Samples of the hash functions and the MACs.

use core::num::NonZeroU32;

use countersign::hash::{Absorb, HashFunction, Sha256};
use countersign::mac::{Hmac, MacFunction, MacKey, Pbkdf2, Pieces, SerialHmac, pbkdf2};

use crate::allocations::{Case, writes};
use crate::secrets::{SECRET, shown, shown_only};

pub(crate) const WRITING: &[Case] = &[
    ("pieces", |buffer| writes(&Pieces(&[b"a", b"b"]), buffer)),
    ("macs", |buffer| {
        let (hmac, serial) = (Hmac(Sha256).key(&[7; 99]), SerialHmac(Sha256).key(&[7; 99]));
        assert_eq!(hmac.mac(b"a"), serial.mac_of(&Pieces(&[b"a"])));
        assert!(pbkdf2(&hmac, b"salt", NonZeroU32::MIN, &mut buffer[..99]));
    }),
];

/// Returns the `Debug` output of the types that hold keys, and of those beside them.
pub(crate) fn values() -> Vec<(&'static str, String)> {
    let secret = SECRET.as_bytes();
    let (hmac, serial) = (Hmac(Sha256).key(secret), SerialHmac(Sha256).key(secret));
    vec![
        ("hash::Absorb", shown(&Absorb(|_: &[u8]| {}))),
        ("hash::Function", shown_only(&Sha256.begin())),
        ("mac::Hmac", shown(&Hmac(Sha256))),
        ("mac::HmacKey", shown(&hmac)),
        ("mac::RunningHmac", shown(&hmac.begin())),
        ("mac::SerialHmac", shown(&SerialHmac(Sha256))),
        ("mac::SerialHmacKey", shown(&serial)),
        ("mac::RunningSerialHmac", shown(&MacKey::<32>::begin(&serial))),
        ("mac::Pbkdf2", shown(&Pbkdf2::new(&hmac, secret, NonZeroU32::MIN))),
        ("mac::Pieces", shown(&Pieces(&[secret]))),
    ]
}
