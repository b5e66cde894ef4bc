//! The algorithms of Digest AKA, RFC 3310 and RFC 4169.

use super::hash::Running;
use super::{Hasher, Hashes};
use crate::syntax::text::Text;

/// Hash functions, with those of Digest AKA in addition: a client with a SIM answers its provider's servers.
///
/// ```abnf
/// algorithm   = "algorithm" "=" aka-version "-" ( "MD5" / "MD5-sess" )
/// aka-version = "AKAv1" / "AKAv2"
/// ```
/// [RFC 3310, section 3.1](https://www.rfc-editor.org/rfc/rfc3310#section-3.1) ·
/// [RFC 4169, section 3](https://www.rfc-editor.org/rfc/rfc4169#section-3)
///
/// They are MD5 with a password that the SIM computes from the challenge: its nonce is the base64 of RAND, AUTN and data of
/// the server. For `AKAv1` the password is RES, as bytes. For `AKAv2` it is the text of RFC 4169 §3. A client with a password
/// only must not answer such a challenge, so these names are not among those of other hash functions. If the SIM finds the
/// sequence number of the challenge out of range, the client sends a [`Resynchronization`](super::Resynchronization).
///
/// ```
/// use countersign::auth::digest::{Aka, Challenge, Client, Request, RustCrypto, Secret};
///
/// let challenge = Challenge::parse(
///     b"Digest realm=\"r\", nonce=\"CjPk9mRqNuT25eRkajM09uTl9nM09uTl9nMz5OX25PZz==\", qop=\"auth\", algorithm=AKAv1-MD5",
/// )?;
/// assert!(Client::new(RustCrypto, &challenge).is_err());
///
/// let mut client = Client::new(Aka(RustCrypto), &challenge)?;
/// let res = [0xA5, 0x42, 0x11, 0xD5, 0xE3, 0xBA, 0x50, 0xBF]; // the SIM computes it
/// let request = Request::new("REGISTER", "sip:home.mobile.biz")?;
/// let credentials = client.answer(request, "jon.dough@mobile.biz", Secret::password(&res)?, [7; 16])?;
/// assert_eq!(credentials.algorithm().unwrap().name(), "AKAv1-MD5");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Aka<S>(
    /// The hash functions that have the other names.
    pub S,
);

/// The names, RFC 3310 §3.1 and RFC 4169 §3.
const NAMES: [&str; 4] = ["AKAv1-MD5", "AKAv1-MD5-sess", "AKAv2-MD5", "AKAv2-MD5-sess"];

impl<S: Hashes> Hashes for Aka<S> {
    type Md5 = S::Md5;
    type Sha256 = S::Sha256;
    type Sha512 = S::Sha512;
    type Sha512_256 = S::Sha512_256;

    fn md5(self) -> Option<S::Md5> {
        self.0.md5()
    }

    fn sha256(self) -> Option<S::Sha256> {
        self.0.sha256()
    }

    fn sha512_256(self) -> Option<S::Sha512_256> {
        self.0.sha512_256()
    }

    fn other(self, name: Text<'_>) -> Option<Hasher<Self>> {
        if NAMES.into_iter().any(|known| name.eq_ignore_ascii_case(known)) {
            return self.0.md5().map(Hasher::of_md5);
        }
        self.0.other(name).map(|Hasher(running)| match running {
            Running::Md5(running) => Hasher::of_md5(running),
            Running::Sha256(running) => Hasher::of_sha256(running),
            Running::Sha512(running) => Hasher::of_sha512(running),
            Running::Sha512_256(running) => Hasher::of_sha512_256(running),
        })
    }
}
