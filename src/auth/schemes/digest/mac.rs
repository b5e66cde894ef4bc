//! HMAC, RFC 2104, over the hash functions of a build.

use super::{Algorithm, Hasher, Hashes, Hex, Uncomputable};

/// The block of SHA-512/256, which is the largest.
const LARGEST_BLOCK: usize = 128;

/// Computes the HMAC of a message that is given in pieces.
pub(super) fn hmac<S: Hashes>(
    hashes: S,
    algorithm: Algorithm<'_>,
    key: &[u8],
    message: &[&[u8]],
) -> Result<Hex, Uncomputable> {
    let size = match algorithm {
        Algorithm::Sha512_256 | Algorithm::Sha512_256Sess => LARGEST_BLOCK,
        _ => LARGEST_BLOCK / 2,
    };
    let mut block = [0; LARGEST_BLOCK];
    if key.len() > size {
        let mut state = Hasher::new(hashes, algorithm)?;
        state.update(key);
        block.iter_mut().zip(state.finish().bytes()).for_each(|(into, byte)| *into = byte);
    } else {
        block.iter_mut().zip(key).for_each(|(into, byte)| *into = *byte);
    }
    let begin = |pad: u8| {
        let mut state = Hasher::new(hashes, algorithm)?;
        let padded = block.map(|byte| byte ^ pad);
        state.update(padded.get(..size).unwrap_or_default());
        Ok(state)
    };
    let mut inner = begin(0x36)?;
    for piece in message {
        inner.update(piece);
    }
    let inner = inner.finish();
    let mut outer = begin(0x5C)?;
    inner.bytes().for_each(|byte| outer.update(&[byte]));
    Ok(outer.finish())
}

#[cfg(all(test, feature = "rustcrypto"))]
mod tests {
    use super::super::RustCrypto;
    use super::*;

    /// RFC 2202 §2 and RFC 4231 §4.2, §4.3 and §4.7. SHA-512/256 is not in them: its values are those of OpenSSL.
    #[test]
    fn it_is_the_hmac_of_the_standards() {
        let (md5, sha256, sha512_256) = (Algorithm::Md5, Algorithm::Sha256Sess, Algorithm::Sha512_256);
        let larger = "Test Using Larger Than Block-Size Key - Hash Key First";
        let question = "what do ya want for nothing?";
        for (algorithm, key, message, expected) in [
            (md5, &[0x0B; 16][..], "Hi There", "9294727a3638bb1c13f48ef8158bfc9d"),
            (md5, b"Jefe", question, "750c783e6ab0b503eaa86e310a5db738"),
            (md5, &[0xAA; 80], larger, "6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd"),
            (sha256, &[0x0B; 20], "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
            (sha256, b"Jefe", question, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
            (sha256, &[0xAA; 131], larger, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
            (sha512_256, b"Jefe", question, "6df7b24630d5ccb2ee335407081a87188c221489768fa2020513b2d593359456"),
            (sha512_256, &[0xAA; 131], larger, "87123c45f7c537a404f8f47cdbedda1fc9bec60eeb971982ce7ef10e774e6539"),
        ] {
            let (first, rest) = message.split_at(3);
            let mac = hmac(RustCrypto, algorithm, key, &[first.as_bytes(), rest.as_bytes()]).unwrap();
            assert_eq!(mac.as_str(), expected, "{algorithm:?} {message}");
        }
    }
}
