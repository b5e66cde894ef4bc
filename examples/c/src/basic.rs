//! Authorization, and the schemes Basic and Bearer.

use countersign::auth::{basic, bearer, constant_time_eq};
use countersign::{CapacityError, DecodeError, Fields};

use crate::error::{E_ABSENT, E_SECOND_LINE, Error, Failure, OK};
use crate::memory::{Inputs, Request, Text, Texts, WRITTEN, called};

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_equal(one: Text, other: Text) -> i32 {
    // SAFETY: the caller keeps the promise of the header, and there is no error to write.
    unsafe {
        called(core::ptr::null_mut(), |caller| {
            Ok(i32::from(constant_time_eq(caller.bytes(one)?, caller.bytes(other)?)))
        })
    }
}

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_authorization(request: *const Request, value: *mut Text, error: *mut Error) -> i32 {
    // SAFETY: the caller keeps the promise of the header.
    unsafe {
        called(error, |caller| {
            let request = caller.read(request)?;
            let fields = caller.fields(request.fields, request.count)?;
            let out = caller.out(value)?;
            let mut lines = fields.values(countersign::auth::AUTHORIZATION);
            let line = lines.next().ok_or_else(|| Failure::new(E_ABSENT))?;
            if lines.next().is_some() {
                return Err(Failure { line: 1, ..Failure::new(E_SECOND_LINE) });
            }
            out.write(Text::of(line));
            WRITTEN
        })
    }
}

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_basic_decode(
    authorization: Text,
    buffer: *mut u8,
    len: usize,
    user: *mut Text,
    password: *mut Text,
    error: *mut Error,
) -> i32 {
    // SAFETY: the caller keeps the promise of the header.
    unsafe {
        called(error, |caller| {
            let authorization = caller.bytes(authorization)?;
            let (user, password) = (caller.out(user)?, caller.out(password)?);
            let buffer = caller.buffer(buffer, len, &[Inputs::Bytes(authorization)])?;
            let without_nul = buffer.len().saturating_sub(1);
            // The buffer then holds `user ":" password`.
            let space = buffer.get_mut(..without_nul).unwrap_or_default();
            let user_length = basic::Credentials::parse(authorization, space).map_err(failure)?.user_id().len();
            let password_length = basic::Credentials::parse(authorization, space).map_err(failure)?.password().len();
            let mut texts = Texts::new(buffer);
            let user_text = texts.fill(user_length, |_| Ok(user_length))?;
            let password_text = texts.fill(password_length, |_| Ok(password_length))?;
            // The buffer is no longer lent: the results may lie in it by mistake.
            user.write(user_text);
            password.write(password_text);
            WRITTEN
        })
    }
}

fn failure(error: DecodeError) -> Failure {
    match error {
        DecodeError::Parse(error) => error.into(),
        DecodeError::Capacity(error) => Failure::capacity(CapacityError::needed(&error)),
    }
}

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_basic_encode(
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
            let (user, password) = (caller.bytes(user)?, caller.bytes(password)?);
            let out = caller.out(value)?;
            let buffer = caller.buffer(buffer, len, &[Inputs::Bytes(user), Inputs::Bytes(password)])?;
            out.write(Texts::new(buffer).write(&basic::Credentials::new(user, password)?)?);
            WRITTEN
        })
    }
}

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_basic_challenge(
    realm: Text,
    buffer: *mut u8,
    len: usize,
    value: *mut Text,
    error: *mut Error,
) -> i32 {
    // SAFETY: the caller keeps the promise of the header.
    unsafe {
        called(error, |caller| {
            let realm = caller.bytes(realm)?;
            let out = caller.out(value)?;
            let buffer = caller.buffer(buffer, len, &[Inputs::Bytes(realm)])?;
            out.write(Texts::new(buffer).write(&basic::Challenge::new(realm)?.with_utf8())?);
            WRITTEN
        })
    }
}

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_bearer_token(authorization: Text, token: *mut Text, error: *mut Error) -> i32 {
    // SAFETY: the caller keeps the promise of the header.
    unsafe {
        called(error, |caller| {
            let credentials = bearer::Credentials::parse(caller.bytes(authorization)?)?;
            caller.out(token)?.write(Text::of(credentials.token().as_bytes()));
            Ok(OK)
        })
    }
}
