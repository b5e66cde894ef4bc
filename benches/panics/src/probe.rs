//! What all probes share.

use core::fmt::{self, Write};
use core::hint::black_box;

use countersign::auth::{self, AuthenticationInfo, tolerant, tolerant::Tolerant};
use countersign::{Encode, ParseError};

/// Calls every function of a family and returns whether anything was parsed.
pub(crate) type Probe = fn(&[u8], &mut [u8]) -> bool;

/// Writes a value, if there is one.
pub(crate) fn write<V: Encode, E>(value: Result<V, E>, output: &mut [u8]) -> bool {
    value.is_ok_and(|value| {
        black_box(value.encode_to_slice(output).is_ok());
        true
    })
}

/// Text of the input.
pub(crate) fn text(input: &[u8]) -> &str {
    core::str::from_utf8(input).unwrap_or_default()
}

/// The input as fields of a message: each line is a value of this name.
pub(crate) fn lines<'m>(input: &'m [u8]) -> countersign::FieldsFn<impl Fn(&'static str) -> Lines<'m> + Copy> {
    countersign::FieldsFn(move |_| Lines(Some(input)))
}

/// The same for one name only.
pub(crate) fn lines_of<'m>(
    name: &'static str,
    input: &'m [u8],
) -> countersign::FieldsFn<impl Fn(&'static str) -> Lines<'m> + Copy> {
    countersign::FieldsFn(move |asked: &'static str| Lines(asked.eq_ignore_ascii_case(name).then_some(input)))
}

/// The lines of an input.
pub(crate) struct Lines<'m>(Option<&'m [u8]>);

impl<'m> Iterator for Lines<'m> {
    type Item = &'m [u8];

    fn next(&mut self) -> Option<&'m [u8]> {
        let rest = self.0?;
        let end = rest.iter().position(|byte| *byte == b'\n');
        let (line, after) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
        self.0 = end.and_then(|_| after.get(1..));
        Some(line)
    }
}

/// Counts what is formatted.
struct Count(usize);

impl Write for Count {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.wrapping_add(text.len());
        Ok(())
    }
}

pub(crate) fn show(value: &dyn fmt::Display) {
    let mut count = Count(0);
    black_box(write!(count, "{value}").is_ok());
    black_box(count.0);
}

/// A challenge of a scheme: parsed alone, and found by the strict and by the tolerant parser.
pub(crate) fn challenge<'a, C>(parse: fn(&'a [u8]) -> Result<C, ParseError>, input: &'a [u8], output: &mut [u8]) -> bool
where
    C: Encode + TryFrom<auth::Challenge<'a>> + TryFrom<auth::Challenge<'a, Tolerant>>,
{
    if let Ok(challenges) = auth::Challenges::parse(input) {
        challenges.into_iter().for_each(|challenge| _ = write(C::try_from(challenge), output));
    }
    tolerant::challenges(input).flatten().for_each(|challenge| _ = write(C::try_from(challenge), output));
    write(parse(input), output)
}

/// Credentials of a scheme, likewise.
pub(crate) fn credentials<'a, C>(
    parse: fn(&'a [u8]) -> Result<C, ParseError>,
    input: &'a [u8],
    output: &mut [u8],
) -> bool
where
    C: Encode + TryFrom<auth::Credentials<'a>> + TryFrom<auth::Credentials<'a, Tolerant>>,
{
    if let Ok(credentials) = auth::Credentials::parse(input) {
        write(C::try_from(credentials), output);
    }
    if let Ok(credentials) = tolerant::credentials(input) {
        write(C::try_from(credentials), output);
    }
    write(parse(input), output)
}

/// Authentication-Info of a scheme, likewise.
pub(crate) fn info<'a, I>(parse: fn(&'a [u8]) -> Result<I, ParseError>, input: &'a [u8], output: &mut [u8]) -> bool
where
    I: Encode + TryFrom<AuthenticationInfo<'a>> + TryFrom<AuthenticationInfo<'a, Tolerant>>,
{
    if let Ok(info) = AuthenticationInfo::parse(input) {
        write(I::try_from(info), output);
    }
    if let Ok(info) = tolerant::info(input) {
        write(I::try_from(info), output);
    }
    write(parse(input), output)
}
