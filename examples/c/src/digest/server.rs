//! The server: it sends challenges, and verifies what answers them.

use countersign::FieldValueIn;
use countersign::auth::digest::{
    Algorithm, Challenge, Credentials, Nonces, ReplayGuard, Request, RustCrypto, Server as Verifier, Username,
    VerifyError,
};

use super::client::secret;
use crate::error::{
    E_ALGORITHM, E_NUMBER, E_QOP, E_REALM, E_RESPONSE, E_STALE, E_UNSUPPORTED, E_URI, Error, Failure, MD5, OK, SHA_256,
    SHA_512_256,
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
        let algorithm = match server.algorithm {
            MD5 => Algorithm::Md5,
            SHA_256 => Algorithm::Sha256,
            SHA_512_256 => Algorithm::Sha512_256,
            _ => return Err(Failure::new(E_NUMBER)),
        };
        Ok(Self { realm: caller.bytes(server.realm)?, key: caller.bytes(server.key)?, algorithm })
    }

    fn nonces(&self) -> Result<Nonces<'a, RustCrypto>, Failure> {
        Ok(Nonces::new(RustCrypto, self.algorithm, self.realm, self.key)?)
    }

    fn inputs(&self) -> [Inputs<'a>; 2] {
        [self.realm, self.key].map(Inputs::Bytes)
    }
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
            let server = Lent::new(caller, server)?;
            let [authorization, method, uri, user] =
                [caller.bytes(authorization)?, caller.bytes(method)?, caller.bytes(uri)?, caller.bytes(user)?];
            let secret = if password.at.is_null() { None } else { Some(secret(caller.bytes(password)?)?) };
            caller.state_out(guard, &[Inputs::Bytes(caller.bytes(password)?)])?;
            caller.state_out(guard, &server.inputs())?;
            let guard = caller.state_mut(guard, &[authorization, method, uri, user].map(Inputs::Bytes))?;
            let nonces = server.nonces()?;
            // The nonce of this challenge is not compared: the guard knows the nonces.
            let verifier =
                Verifier::new(RustCrypto, Challenge::new(server.realm, "any")?.with_algorithm(server.algorithm));
            let credentials = Credentials::parse(authorization)?;
            let is_fresh = |nonce, count| guard.accept(&nonces, nonce, count, now);
            verifier.verify(&credentials, Request::new(method, uri)?, user, secret, is_fresh)?;
            Ok(OK)
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
