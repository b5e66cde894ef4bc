//! The client: it answers a challenge, request after request.

use countersign::auth::digest::{
    Challenge, ClientError, ClientIn, Info, Request, RustCrypto, SCHEME, Secret, Uncomputable,
};
use countersign::auth::select::{Skipped, browsers, strongest};
use countersign::auth::{Challenge as AnyChallenge, authentication_info, www_authenticate};

use crate::error::{
    E_ABSENT, E_ALGORITHM, E_EXHAUSTED, E_MISSING, E_QOP, E_REALM, E_RESPONSE, E_RSPAUTH, E_UNSUPPORTED, E_URI,
    E_VALUE, Error, Failure, OK,
};
use crate::header::size;
use crate::memory::{self, Field, Inputs, Kept, Lines, Text, Texts, WRITTEN, called};

type Client = ClientIn<RustCrypto, { size("CS_DIGEST_CLIENT_CAPACITY") }>;

/// `cs_digest_client`.
pub type State = memory::State<Client>;

impl Kept for Client {
    const TAG: u32 = u32::from_be_bytes(*b"CSDC");
}

impl From<Uncomputable> for Failure {
    fn from(error: Uncomputable) -> Self {
        match error {
            Uncomputable::Username => Self::of(E_VALUE, "username"),
            Uncomputable::Password => Self::of(E_VALUE, "password"),
            Uncomputable::Key => Self::of(E_VALUE, "key"),
            Uncomputable::Cnonce => Self::of(E_MISSING, "cnonce"),
            _ => Self::new(E_UNSUPPORTED),
        }
    }
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        match error {
            ClientError::Uncomputable(error) => error.into(),
            ClientError::Capacity(error) => error.into(),
            ClientError::Value(error) => error.into(),
            ClientError::Realm => Self::new(E_REALM),
            ClientError::Algorithm => Self::new(E_ALGORITHM),
            ClientError::Qop => Self::new(E_QOP),
            ClientError::Uri => Self::new(E_URI),
            ClientError::Rspauth => Self::new(E_RSPAUTH),
            ClientError::Exhausted => Self::new(E_EXHAUSTED),
            _ => Self::new(E_UNSUPPORTED),
        }
    }
}

/// Returns the strongest Digest challenge of a 401 that can be answered.
fn challenge(fields: Lines<'_>) -> Result<Challenge<'_>, Failure> {
    let lines = www_authenticate(fields)?.ok_or_else(|| Failure::new(E_ABSENT))?;
    let digest = |challenge: &AnyChallenge<'_>| {
        if challenge.scheme().is(SCHEME) { browsers(RustCrypto, challenge) } else { Err(Skipped::Scheme) }
    };
    let chosen = strongest(|| lines.iter(), digest).chosen().ok_or_else(|| Failure::new(E_ABSENT))?;
    Ok(Challenge::try_from(chosen)?)
}

pub(super) fn secret(password: &[u8]) -> Result<Secret<'_>, Failure> {
    Ok(if password.is_empty() { Secret::empty_password() } else { Secret::password(password)? })
}

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_digest_client_begin(
    client: *mut State,
    fields: *const Field,
    count: usize,
    error: *mut Error,
) -> i32 {
    // SAFETY: the caller keeps the promise of the header.
    unsafe {
        called(error, |caller| {
            let fields = caller.fields(fields, count)?;
            let out = caller.state_out(client, &[Inputs::Lines(fields)])?;
            out.begin(Client::new(RustCrypto, &challenge(fields)?)?);
            Ok(OK)
        })
    }
}

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_digest_client_answer(
    client: *mut State,
    method: Text,
    uri: Text,
    user: Text,
    password: Text,
    random: *const u8,
    buffer: *mut u8,
    len: usize,
    value: *mut Text,
    error: *mut Error,
) -> i32 {
    // SAFETY: the caller keeps the promise of the header.
    unsafe {
        called(error, |caller| {
            let [method, uri, user, password] =
                [caller.bytes(method)?, caller.bytes(uri)?, caller.bytes(user)?, caller.bytes(password)?];
            let random: [u8; 16] = *caller.array(random, 16)?.first_chunk().ok_or_else(|| Failure::new(E_ABSENT))?;
            let inputs = [method, uri, user, password].map(Inputs::Bytes);
            let client = caller.state_mut(client, &inputs)?;
            let out = caller.out(value)?;
            caller.apart(buffer, len, &[Inputs::state(client)])?;
            let buffer = caller.buffer(buffer, len, &inputs)?;
            let request = Request::new(method, uri)?;
            out.write(Texts::new(buffer).write(&client.answer(request, user, secret(password)?, random)?)?);
            WRITTEN
        })
    }
}

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_digest_client_renew(
    client: *mut State,
    fields: *const Field,
    count: usize,
    error: *mut Error,
) -> i32 {
    // SAFETY: the caller keeps the promise of the header.
    unsafe {
        called(error, |caller| {
            let fields = caller.fields(fields, count)?;
            let client = caller.state_mut(client, &[Inputs::Lines(fields)])?;
            if client.renew(&challenge(fields)?)? { Ok(OK) } else { Err(Failure::new(E_RESPONSE)) }
        })
    }
}

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_digest_client_accept(
    client: *mut State,
    fields: *const Field,
    count: usize,
    method: Text,
    uri: Text,
    user: Text,
    password: Text,
    error: *mut Error,
) -> i32 {
    // SAFETY: the caller keeps the promise of the header.
    unsafe {
        called(error, |caller| {
            let fields = caller.fields(fields, count)?;
            let [method, uri, user, password] =
                [caller.bytes(method)?, caller.bytes(uri)?, caller.bytes(user)?, caller.bytes(password)?];
            let [method_in, uri_in, user_in, password_in] = [method, uri, user, password].map(Inputs::Bytes);
            let client = caller.state_mut(client, &[Inputs::Lines(fields), method_in, uri_in, user_in, password_in])?;
            let Some(lines) = authentication_info(fields)? else {
                return Err(Failure::new(E_ABSENT));
            };
            let request = Request::new(method, uri)?;
            let is_proved = client.accept(&Info::from_lines(lines)?, request, user, secret(password)?)?;
            if is_proved { Ok(OK) } else { Err(Failure::new(E_ABSENT)) }
        })
    }
}
