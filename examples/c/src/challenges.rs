//! Challenges and their parameters, one after the other.
//!
//! The cursor is the text that is left, so that no state has to be kept.

use countersign::Text as Value;
use countersign::auth::{Challenge as Parsed, Challenges, Event, Events, Param as ParsedParam};

use crate::error::{DONE, E_ABSENT, E_SYNTAX, Error, Failure, OK};
use crate::memory::{Inputs, Text, Texts, WRITTEN, called};

/// `cs_challenge`.
#[repr(C)]
pub struct Challenge {
    pub scheme: Text,
    pub token68: Text,
    pub params: Text,
}

/// `cs_param`.
#[repr(C)]
pub struct Param {
    pub name: Text,
    pub value: Text,
}

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_challenges_check(line: Text, error: *mut Error) -> i32 {
    // SAFETY: the caller keeps the promise of the header.
    unsafe {
        called(error, |caller| {
            Challenges::parse(caller.bytes(line)?)?;
            Ok(OK)
        })
    }
}

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_challenges_next(rest: *mut Text, challenge: *mut Challenge, error: *mut Error) -> i32 {
    // SAFETY: the caller keeps the promise of the header.
    unsafe {
        called(error, |caller| {
            let (line, rest) = (caller.bytes(caller.read(rest)?)?, caller.out(rest)?);
            let out = caller.out(challenge)?;
            let Some((raw, others)) = first_challenge(line)? else {
                return Ok(DONE);
            };
            let offset = raw.as_ptr().addr().saturating_sub(line.as_ptr().addr());
            let parsed = Parsed::parse(raw).map_err(|error| {
                let failure = Failure::from(error);
                Failure { offset: failure.offset.saturating_add(offset), ..failure }
            })?;
            let scheme = parsed.scheme().as_bytes();
            let token68 = parsed.token68();
            let params = if token68.is_some() { &[] } else { raw.get(scheme.len()..).unwrap_or_default() };
            rest.write(Text::of(others));
            out.write(Challenge {
                scheme: Text::of(scheme),
                token68: token68.map_or(Text::NONE, |token68| Text::of(token68.as_bytes())),
                params: Text::of(params),
            });
            WRITTEN
        })
    }
}

/// What was read first, and what follows it.
type First<'a, T> = Result<Option<(T, &'a [u8])>, Failure>;

/// Returns the first challenge of a line, and the challenges after it.
fn first_challenge(line: &[u8]) -> First<'_, &[u8]> {
    let mut events = Events::challenges(line);
    let start = match events.next() {
        None => return Ok(None),
        Some(Err(error)) => return Err(error.into()),
        Some(Ok((start, _))) => start,
    };
    let mut end = line.len();
    for event in events {
        match event {
            Ok((at, Event::Scheme(_))) => {
                end = at;
                break;
            }
            Ok(_) => {}
            // A parameter that is repeated before this error is the first error.
            Err(error) => return Err(Challenges::parse(line).err().unwrap_or(error).into()),
        }
    }
    let (before, others) = line.split_at_checked(end).unwrap_or_default();
    let mut raw = before.get(start..).unwrap_or_default();
    // What separates it from the next challenge.
    while let [others @ .., b' ' | b'\t' | b','] = raw {
        raw = others;
    }
    Ok(Some((raw, others)))
}

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_params_next(
    rest: *mut Text,
    param: *mut Param,
    buffer: *mut u8,
    len: usize,
    error: *mut Error,
) -> i32 {
    // SAFETY: the caller keeps the promise of the header.
    unsafe {
        called(error, |caller| {
            let (params, rest) = (caller.bytes(caller.read(rest)?)?, caller.out(rest)?);
            let out = caller.out(param)?;
            let buffer = caller.buffer(buffer, len, &[Inputs::Bytes(params)])?;
            let Some((param, others)) = first_param(params)? else {
                return Ok(DONE);
            };
            let value = unescaped(param.value(), buffer)?;
            rest.write(Text::of(others));
            out.write(Param { name: Text::of(param.name().as_bytes()), value });
            WRITTEN
        })
    }
}

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_params_get(
    params: Text,
    name: Text,
    buffer: *mut u8,
    len: usize,
    value: *mut Text,
    error: *mut Error,
) -> i32 {
    // SAFETY: the caller keeps the promise of the header.
    unsafe {
        called(error, |caller| {
            let (params, name) = (caller.bytes(params)?, caller.bytes(name)?);
            let out = caller.out(value)?;
            let buffer = caller.buffer(buffer, len, &[Inputs::Bytes(params), Inputs::Bytes(name)])?;
            let mut rest = params;
            while let Some((param, others)) = first_param(rest).map_err(|failure| {
                let before = params.len().saturating_sub(rest.len());
                Failure { offset: failure.offset.saturating_add(before), ..failure }
            })? {
                if param.name().as_bytes().eq_ignore_ascii_case(name) {
                    out.write(unescaped(param.value(), buffer)?);
                    return WRITTEN;
                }
                rest = others;
            }
            Err(Failure::new(E_ABSENT))
        })
    }
}

/// Returns the first parameter of a list, and the parameters after it.
fn first_param(params: &[u8]) -> First<'_, ParsedParam<'_>> {
    let mut events = Events::info(params);
    let param = match events.next() {
        None => return Ok(None),
        Some(Err(error)) => return Err(error.into()),
        Some(Ok((_, Event::Param(param)))) => param,
        Some(Ok((at, _))) => return Err(Failure::at(E_SYNTAX, at)),
    };
    let others = events.rest();
    // Only a comma or the end may follow. The events after this one begin anew, and would not know.
    let next = others.iter().position(|byte| !matches!(byte, b' ' | b'\t'));
    if let Some(next) = next
        && others.get(next) != Some(&b',')
        && params.get(..events.offset()).is_none_or(|read| !read.trim_ascii_end().ends_with(b","))
    {
        return Err(Failure::at(E_SYNTAX, events.offset().saturating_add(next)));
    }
    Ok(Some((param, others)))
}

fn unescaped(value: Value<'_>, buffer: &mut [u8]) -> Result<Text, Failure> {
    Texts::new(buffer).fill(value.bytes().count(), |space| Ok(value.decode_into(space)?.len()))
}
