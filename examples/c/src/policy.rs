//! Policies.

use core::fmt::{self, Write as _};

use countersign::cors::policy::{Builder, Policy};

use crate::error::{DONE, E_POLICY, Error, Failure, OK};
use crate::memory::{self, Caller, Inputs, Kept, Plain, Text, Texts, WRITTEN, called};

/// `cs_policy_config`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Config {
    pub origins: Text,
    pub methods: Text,
    pub request_headers: Text,
    pub response_headers: Text,
    pub max_age: i32,
    pub preflight_status: u16,
    pub credentials: u8,
    pub private_network: u8,
}

// SAFETY: numbers and pointers, which are not followed unchecked.
unsafe impl Plain for Config {}

/// `cs_policy`.
pub type State = memory::State<Policy<'static>>;

impl Kept for Policy<'static> {
    const TAG: u32 = u32::from_be_bytes(*b"CSPO");
}

impl Config {
    /// The texts are kept by the caller as long as the policy.
    fn builder(self, caller: &Caller) -> Result<Builder<'static>, Failure> {
        let mut builder = Policy::for_origin_lines(caller.kept_utf8(self.origins)?)
            .with_method_lines(caller.kept_utf8(self.methods)?)
            .with_request_header_lines(caller.kept_utf8(self.request_headers)?)
            .with_response_header_lines(caller.kept_utf8(self.response_headers)?)
            .with_max_age(self.max_age.into());
        if self.preflight_status != 0 {
            builder = builder.with_preflight_status(self.preflight_status);
        }
        if self.credentials != 0 {
            builder = builder.with_credentials();
        }
        if self.private_network != 0 {
            builder = builder.with_private_network();
        }
        Ok(builder)
    }

    fn inputs(self, caller: &Caller) -> Result<[Inputs<'_>; 4], Failure> {
        let bytes = |text| caller.bytes(text).map(Inputs::Bytes);
        Ok([bytes(self.origins)?, bytes(self.methods)?, bytes(self.request_headers)?, bytes(self.response_headers)?])
    }
}

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_policy_begin(policy: *mut State, config: *const Config, error: *mut Error) -> i32 {
    // SAFETY: the caller keeps the promise of the header.
    unsafe {
        called(error, |caller| {
            let config = caller.read(config)?;
            let builder = config.builder(caller)?;
            let out = caller.state_out(policy, &config.inputs(caller)?)?;
            match builder.build() {
                Ok(policy) => out.begin(policy),
                Err(mistakes) => return Err(Failure { line: mistakes.iter().count(), ..Failure::new(E_POLICY) }),
            }
            Ok(OK)
        })
    }
}

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_policy_mistake(
    config: *const Config,
    index: usize,
    buffer: *mut u8,
    len: usize,
    mistake: *mut Text,
    error: *mut Error,
) -> i32 {
    // SAFETY: the caller keeps the promise of the header.
    unsafe {
        called(error, |caller| {
            let config = caller.read(config)?;
            let builder = config.builder(caller)?;
            let out = caller.out(mistake)?;
            let buffer = caller.buffer(buffer, len, &config.inputs(caller)?)?;
            let Some(mistake) = builder.build().err().and_then(|mistakes| mistakes.iter().nth(index)) else {
                return Ok(DONE);
            };
            let mut text = Line { space: buffer, length: 0 };
            // It counts what it has no space for.
            let _ = write!(text, "{mistake}; {}", mistake.remedy());
            let Line { space, length } = text;
            out.write(Texts::new(space).fill(length, |_| Ok(length))?);
            WRITTEN
        })
    }
}

/// A line of text: what fits into its space, and how long all of it is.
struct Line<'a> {
    space: &'a mut [u8],
    length: usize,
}

impl fmt::Write for Line<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let rest = self.space.get_mut(self.length..).unwrap_or_default();
        rest.iter_mut().zip(text.bytes()).for_each(|(into, byte)| *into = byte);
        self.length = self.length.saturating_add(text.len());
        Ok(())
    }
}
