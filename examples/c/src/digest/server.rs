//! The server: it sends challenges, and verifies what answers them.

use countersign::auth::digest::{
    Algorithm, Challenge, Credentials, Hex, Nonces, ReplayGuard, Request, RustCrypto, Secret, Server as Verifier,
    Username, VerifyError, ha1,
};
use countersign::{FieldValueIn, Text as AnyText};

use super::client::secret;
use crate::error::{
    E_ALGORITHM, E_NUMBER, E_QOP, E_REALM, E_RESPONSE, E_STALE, E_UNSUPPORTED, E_URI, E_VALUE, Error, Failure, MD5, OK,
    SHA_256, SHA_512_256,
};
use crate::header::size;
use crate::memory::{self, Caller, Inputs, Kept, Plain, Text, Texts, WRITTEN, called};

/// `cs_digest_server`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Server {
    pub realm: Text,
    pub key: Text,
    pub algorithm: i32,
}

// SAFETY: numbers and pointers, which are not followed unchecked.
unsafe impl Plain for Server {}

type Replays = ReplayGuard<{ size("CS_REPLAY_GUARD_NONCES") }>;

/// `cs_replay_guard`.
pub type Guard = memory::State<Replays>;

impl Kept for Replays {
    const TAG: u32 = u32::from_be_bytes(*b"CSRG");
}

/// What a server lends for a call.
struct Lent<'a> {
    realm: &'a [u8],
    key: &'a [u8],
    algorithm: Algorithm<'static>,
}

impl<'a> Lent<'a> {
    fn new(caller: &'a Caller, server: *const Server) -> Result<Self, Failure> {
        let server = caller.read(server)?;
        let algorithm = algorithm(server.algorithm)?;
        Ok(Self { realm: caller.bytes(server.realm)?, key: caller.bytes(server.key)?, algorithm })
    }

    fn nonces(&self) -> Result<Nonces<'a, RustCrypto>, Failure> {
        Ok(Nonces::new(RustCrypto, self.algorithm, self.realm, self.key)?)
    }

    fn inputs(&self) -> [Inputs<'a>; 2] {
        [self.realm, self.key].map(Inputs::Bytes)
    }
}

fn algorithm(number: i32) -> Result<Algorithm<'static>, Failure> {
    match number {
        MD5 => Ok(Algorithm::Md5),
        SHA_256 => Ok(Algorithm::Sha256),
        SHA_512_256 => Ok(Algorithm::Sha512_256),
        _ => Err(Failure::new(E_NUMBER)),
    }
}

/// Reads a hash that was stored in place of a password. One of another algorithm has another length, or is wrong.
fn stored(ha1: &[u8], algorithm: Algorithm<'_>) -> Result<Hex, Failure> {
    let length = if algorithm == Algorithm::Md5 { 32 } else { 64 };
    let at = |offset| Failure { offset, ..Failure::of(E_VALUE, "ha1") };
    let hash = Hex::parse(ha1).map_err(|error| at(error.offset()))?;
    if ha1.len() == length { Ok(hash) } else { Err(at(length.min(ha1.len()))) }
}

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_replay_guard_begin(guard: *mut Guard, lifetime: u64, error: *mut Error) -> i32 {
    // SAFETY: the caller keeps the promise of the header.
    unsafe {
        called(error, |caller| {
            caller.state_out(guard, &[])?.begin(Replays::new(lifetime));
            Ok(OK)
        })
    }
}

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_digest_challenge(
    server: *const Server,
    now: u64,
    number: u64,
    stale: i32,
    buffer: *mut u8,
    len: usize,
    value: *mut Text,
    error: *mut Error,
) -> i32 {
    // SAFETY: the caller keeps the promise of the header.
    unsafe {
        called(error, |caller| {
            let server = Lent::new(caller, server)?;
            let out = caller.out(value)?;
            let buffer = caller.buffer(buffer, len, &server.inputs())?;
            let nonce: FieldValueIn<96> = server.nonces()?.issue(now, number)?;
            let fresh = Challenge::new(server.realm, nonce.as_bytes())?.with_algorithm(server.algorithm);
            let challenge = if stale == 0 { fresh } else { fresh.with_stale() };
            out.write(Texts::new(buffer).write(&challenge)?);
            WRITTEN
        })
    }
}

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_digest_user(
    authorization: Text,
    buffer: *mut u8,
    len: usize,
    user: *mut Text,
    error: *mut Error,
) -> i32 {
    // SAFETY: the caller keeps the promise of the header.
    unsafe {
        called(error, |caller| {
            let authorization = caller.bytes(authorization)?;
            let out = caller.out(user)?;
            let mut texts = Texts::new(caller.buffer(buffer, len, &[Inputs::Bytes(authorization)])?);
            out.write(match Credentials::parse(authorization)?.username() {
                Username::Plain(name) => {
                    texts.fill(name.bytes().count(), |space| Ok(name.decode_into(space)?.len()))?
                }
                Username::Extended(name) => {
                    texts.fill(name.bytes().count(), |space| Ok(name.decode_into(space)?.len()))?
                }
                // No challenge of this library asks for a hashed name.
                Username::Hashed(_) => return Err(Failure::new(E_UNSUPPORTED)),
            });
            WRITTEN
        })
    }
}

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_digest_verify(
    server: *const Server,
    guard: *mut Guard,
    authorization: Text,
    method: Text,
    uri: Text,
    user: Text,
    password: Text,
    now: u64,
    error: *mut Error,
) -> i32 {
    // SAFETY: the caller keeps the promise of the header.
    unsafe {
        called(error, |caller| {
            let request = [authorization, method, uri, user];
            let bytes = caller.bytes(password)?;
            let secret = if password.at.is_null() { None } else { Some(secret(bytes)?) };
            verify(caller, &Lent::new(caller, server)?, guard, request, (bytes, secret), now)
        })
    }
}

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_digest_verify_ha1(
    server: *const Server,
    guard: *mut Guard,
    authorization: Text,
    method: Text,
    uri: Text,
    user: Text,
    ha1: Text,
    now: u64,
    error: *mut Error,
) -> i32 {
    // SAFETY: the caller keeps the promise of the header.
    unsafe {
        called(error, |caller| {
            let server = Lent::new(caller, server)?;
            let bytes = caller.bytes(ha1)?;
            let hash = if ha1.at.is_null() { None } else { Some(stored(bytes, server.algorithm)?) };
            let request = [authorization, method, uri, user];
            verify(caller, &server, guard, request, (bytes, hash.as_ref().map(Secret::Ha1)), now)
        })
    }
}

/// Verifies the credentials with a secret, and the bytes of the secret that the caller lends.
fn verify(
    caller: &Caller,
    server: &Lent<'_>,
    guard: *mut Guard,
    request: [Text; 4],
    (bytes, secret): (&[u8], Option<Secret<'_>>),
    now: u64,
) -> Result<i32, Failure> {
    let [authorization, method, uri, user] = request;
    let [authorization, method, uri, user] =
        [caller.bytes(authorization)?, caller.bytes(method)?, caller.bytes(uri)?, caller.bytes(user)?];
    caller.state_out(guard, &[Inputs::Bytes(bytes)])?;
    caller.state_out(guard, &server.inputs())?;
    let guard = caller.state_mut(guard, &[authorization, method, uri, user].map(Inputs::Bytes))?;
    let nonces = server.nonces()?;
    // The nonce of this challenge is not compared: the guard knows the nonces.
    let verifier = Verifier::new(RustCrypto, Challenge::new(server.realm, "any")?.with_algorithm(server.algorithm));
    let credentials = Credentials::parse(authorization)?;
    let is_fresh = |nonce, count| guard.accept(&nonces, nonce, count, now);
    verifier.verify(&credentials, Request::new(method, uri)?, user, secret, is_fresh)?;
    Ok(OK)
}

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_digest_ha1(
    number: i32,
    realm: Text,
    user: Text,
    password: Text,
    buffer: *mut u8,
    len: usize,
    value: *mut Text,
    error: *mut Error,
) -> i32 {
    // SAFETY: the caller keeps the promise of the header.
    unsafe {
        called(error, |caller| {
            let algorithm = algorithm(number)?;
            let [realm, user, password] = [caller.bytes(realm)?, caller.bytes(user)?, caller.bytes(password)?];
            let out = caller.out(value)?;
            let buffer = caller.buffer(buffer, len, &[realm, user, password].map(Inputs::Bytes))?;
            let realm = AnyText::new(realm)?;
            out.write(Texts::new(buffer).write(&ha1(RustCrypto, algorithm, user, realm, password)?)?);
            WRITTEN
        })
    }
}

impl From<VerifyError> for Failure {
    fn from(error: VerifyError) -> Self {
        match error {
            VerifyError::Malformed(error) => error.into(),
            VerifyError::Uncomputable(error) => error.into(),
            VerifyError::Realm => Self::new(E_REALM),
            VerifyError::Algorithm => Self::new(E_ALGORITHM),
            VerifyError::Qop => Self::new(E_QOP),
            VerifyError::Uri => Self::new(E_URI),
            VerifyError::Response => Self::new(E_RESPONSE),
            VerifyError::Stale => Self::new(E_STALE),
            _ => Self::new(E_UNSUPPORTED),
        }
    }
}
