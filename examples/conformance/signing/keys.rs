//! Public keys that verify signatures, for the vectors of schemes that leave this to the caller.

use countersign::auth::Base64;
use countersign::auth::jwk::{Jwk, Key};
use countersign::hash::{HashFunction, Sha1, Sha256, Sha512};
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::pkcs8::DecodePublicKey;
use rsa::pkcs8::spki::SubjectPublicKeyInfoRef;
use rsa::sha2::{self, Digest, Sha384};
use rsa::{BigUint, Pkcs1v15Sign, Pss, RsaPublicKey};

use super::super::vector::Failure;
use super::refused;

/// A public key. A signature that is not one of the key's kind does not verify.
pub(super) enum PublicKey {
    Rsa(RsaPublicKey),
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
    P521(p521::ecdsa::VerifyingKey),
    K256(k256::ecdsa::VerifyingKey),
    Ed25519(ed25519_dalek::VerifyingKey),
}

impl PublicKey {
    /// Returns the key of a `SubjectPublicKeyInfo`, RFC 5280 §4.1.
    pub(super) fn of_spki(der: &[u8]) -> Result<Self, Failure> {
        let info = SubjectPublicKeyInfoRef::try_from(der).map_err(refused)?;
        let point = info.subject_public_key.as_bytes().unwrap_or_default();
        let curve = info.algorithm.parameters_oid().ok().map(|curve| curve.to_string());
        match (&*info.algorithm.oid.to_string(), curve.as_deref()) {
            ("1.2.840.113549.1.1.1", _) => RsaPublicKey::from_public_key_der(der).map(Self::Rsa).map_err(refused),
            ("1.2.840.10045.2.1", Some("1.2.840.10045.3.1.7")) => Self::of_point("P-256", point),
            ("1.2.840.10045.2.1", Some("1.3.132.0.34")) => Self::of_point("P-384", point),
            ("1.2.840.10045.2.1", Some("1.3.132.0.35")) => Self::of_point("P-521", point),
            ("1.2.840.10045.2.1", Some("1.3.132.0.10")) => Self::of_point("secp256k1", point),
            ("1.3.101.112", _) => Self::of_point("Ed25519", point),
            (algorithm, _) => Err(Failure::new("a key that is known here", algorithm)),
        }
    }

    /// Returns the key of a JWK, RFC 7517.
    pub(super) fn of_jwk(jwk: &Jwk<'_>) -> Result<Self, Failure> {
        match jwk.key() {
            Key::Ec { crv, x, y } => Self::of_point(crv, &[&[4][..], &decoded(x)?, &decoded(y)?].concat()),
            Key::Okp { crv, x } => Self::of_point(crv, &decoded(x)?),
            Key::Rsa { e, n } => {
                let (e, n) = (BigUint::from_bytes_be(&decoded(e)?), BigUint::from_bytes_be(&decoded(n)?));
                RsaPublicKey::new(n, e).map(Self::Rsa).map_err(refused)
            }
            key => Err(Failure::new("a key that is known here", format!("{key:?}"))),
        }
    }

    fn of_point(crv: &str, point: &[u8]) -> Result<Self, Failure> {
        match crv {
            "P-256" => p256::ecdsa::VerifyingKey::from_sec1_bytes(point).map(Self::P256).map_err(refused),
            "P-384" => p384::ecdsa::VerifyingKey::from_sec1_bytes(point).map(Self::P384).map_err(refused),
            "P-521" => p521::ecdsa::VerifyingKey::from_sec1_bytes(point).map(Self::P521).map_err(refused),
            "secp256k1" => k256::ecdsa::VerifyingKey::from_sec1_bytes(point).map(Self::K256).map_err(refused),
            "Ed25519" => ed25519_dalek::VerifyingKey::try_from(point).map(Self::Ed25519).map_err(refused),
            _ => Err(Failure::new("a curve that is known here", crv)),
        }
    }

    /// Returns whether the key made this signature with an algorithm of JOSE: RFC 7518 §3.1, RFC 8037, RFC 8812, RFC 9864. An
    /// algorithm that is not known here is a failure, because the vector asks for it.
    pub(super) fn verifies_jws(&self, alg: &str, input: &str, signature: &[u8]) -> Result<bool, Failure> {
        let input = input.as_bytes();
        match (alg, self) {
            ("ES256", Self::P256(_)) | ("ES256K", Self::K256(_)) | ("RS256", Self::Rsa(_)) => {
                self.verifies("sha256", input, signature)
            }
            ("ES384", Self::P384(_)) | ("RS384", Self::Rsa(_)) => self.verifies("sha384", input, signature),
            ("ES512", Self::P521(_)) | ("RS512", Self::Rsa(_)) => self.verifies("sha512", input, signature),
            ("EdDSA" | "Ed25519", Self::Ed25519(_)) => self.verifies("", input, signature),
            ("PS256" | "PS384" | "PS512", Self::Rsa(_)) => {
                self.verifies_pss(&alg.replace("PS", "sha"), input, signature)
            }
            _ => Err(Failure::new("an algorithm of the key that is known here", alg)),
        }
    }

    /// Returns whether the key made this signature: RSASSA-PKCS1-v1_5; ECDSA, as two numbers or as their DER; or Ed25519, which
    /// chooses the hash itself.
    pub(super) fn verifies(&self, hash: &str, message: &[u8], signature: &[u8]) -> Result<bool, Failure> {
        let changed =
            [&[signature.first().map_or(1, |byte| byte ^ 1)], signature.get(1..).unwrap_or_default()].concat();
        match (self.accepts(hash, message, signature)?, self.accepts(hash, message, &changed)?) {
            (true, true) => Err(Failure::new("a check that fails for another signature", "one that does not")),
            (is_signed, _) => Ok(is_signed),
        }
    }

    fn accepts(&self, hash: &str, message: &[u8], signature: &[u8]) -> Result<bool, Failure> {
        if let Self::Ed25519(key) = self {
            let signature = ed25519_dalek::Signature::from_slice(signature);
            return Ok(signature.is_ok_and(|signature| key.verify(message, &signature).is_ok()));
        }
        let (prefix, hash): (&[u8], _) = match hash {
            "sha1" => (SHA1, Sha1.hash(message).to_vec()),
            "sha256" => (SHA256, Sha256.hash(message).to_vec()),
            "sha384" => (SHA384, Sha384::digest(message).to_vec()),
            "sha512" => (SHA512, Sha512.hash(message).to_vec()),
            _ => return Err(Failure::new("a hash that is known here", hash)),
        };
        Ok(match self {
            Self::Rsa(key) => {
                let scheme = Pkcs1v15Sign { hash_len: Some(hash.len()), prefix: prefix.into() };
                key.verify(scheme, &hash, signature).is_ok()
            }
            Self::P256(key) => {
                ecdsa(key, &hash, [p256::ecdsa::Signature::from_slice, p256::ecdsa::Signature::from_der], signature)
            }
            Self::P384(key) => {
                ecdsa(key, &hash, [p384::ecdsa::Signature::from_slice, p384::ecdsa::Signature::from_der], signature)
            }
            Self::P521(key) => {
                ecdsa(key, &hash, [p521::ecdsa::Signature::from_slice, p521::ecdsa::Signature::from_der], signature)
            }
            Self::K256(key) => {
                ecdsa(key, &hash, [k256::ecdsa::Signature::from_slice, k256::ecdsa::Signature::from_der], signature)
            }
            Self::Ed25519(_) => false,
        })
    }

    /// Returns whether the key made this signature with RSASSA-PSS, and a salt that is as long as the hash.
    pub(super) fn verifies_pss(&self, hash: &str, message: &[u8], signature: &[u8]) -> Result<bool, Failure> {
        let Self::Rsa(key) = self else { return Ok(false) };
        Ok(match hash {
            "sha256" => key.verify(Pss::new::<sha2::Sha256>(), &sha2::Sha256::digest(message), signature),
            "sha384" => key.verify(Pss::new::<Sha384>(), &Sha384::digest(message), signature),
            "sha512" => key.verify(Pss::new::<sha2::Sha512>(), &sha2::Sha512::digest(message), signature),
            _ => return Err(Failure::new("a hash that is known here", hash)),
        }
        .is_ok())
    }
}

// What precedes the hash in RSASSA-PKCS1-v1_5, RFC 8017 §9.2.
const SHA1: &[u8] = b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14";
const SHA256: &[u8] = b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
const SHA384: &[u8] = b"\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30";
const SHA512: &[u8] = b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40";

/// Reads a signature.
type Form<S, E> = fn(&[u8]) -> Result<S, E>;

fn ecdsa<K: PrehashVerifier<S>, S, E>(key: &K, hash: &[u8], forms: [Form<S, E>; 2], signature: &[u8]) -> bool {
    forms.iter().filter_map(|form| form(signature).ok()).any(|signature| key.verify_prehash(hash, &signature).is_ok())
}

fn decoded(number: Base64<'_>) -> Result<Vec<u8>, Failure> {
    let mut bytes = vec![0; number.decoded_len()];
    number.decode_into(&mut bytes).map_err(refused)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use countersign::auth::jwt::Jwt;

    use super::*;

    /// An algorithm, the members of a key, and a JWS.
    type Signed = (&'static str, &'static [(&'static str, &'static str)], &'static str);

    // RFC 7515 appendices A.2 to A.4, and RFC 8037 appendix A.4.
    const SIGNED: [Signed; 4] = [
        (
            "RS256",
            &[
                ("kty", "RSA"),
                ("e", "AQAB"),
                (
                    "n",
                    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
                ),
            ],
            "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
        ),
        (
            "ES256",
            &[
                ("kty", "EC"),
                ("crv", "P-256"),
                ("x", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
                ("y", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
            ],
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
        ),
        (
            "ES512",
            &[
                ("kty", "EC"),
                ("crv", "P-521"),
                ("x", "AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk"),
                ("y", "ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"),
            ],
            "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn",
        ),
        (
            "EdDSA",
            &[("kty", "OKP"), ("crv", "Ed25519"), ("x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")],
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
        ),
    ];

    #[test]
    fn the_signatures_of_the_standards_verify_with_their_keys_only() {
        for (alg, members, jws) in SIGNED {
            let jwk = Jwk::of_members(members.iter().map(|(name, value)| (*name, Some(*value)))).unwrap();
            let key = PublicKey::of_jwk(&jwk).unwrap();
            let jwt = Jwt::new(jws).unwrap();
            let mut signature = decoded(jwt.signature()).unwrap();
            assert!(key.verifies_jws(alg, jwt.signing_input(), &signature).unwrap(), "{alg}");
            assert!(!key.verifies_jws(alg, &jwt.signing_input()[1..], &signature).unwrap(), "{alg}");
            signature[0] ^= 1;
            assert!(!key.verifies_jws(alg, jwt.signing_input(), &signature).unwrap(), "{alg}");
            for other in ["none", "HS256", "Ed448"] {
                assert!(key.verifies_jws(other, jwt.signing_input(), &signature).is_err(), "{alg}");
            }
        }
    }
}
