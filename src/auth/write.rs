//! Writes a scheme's parameters.

use core::mem;

use crate::auth::param::Param;
use crate::encode::{Encode, Sink, Wire};
use crate::syntax::text::Text;

/// Writes a scheme and the one value that follows it.
pub(in crate::auth) fn scheme_and_value<S: Sink>(
    scheme: &str,
    value: &impl Encode,
    wire: &mut Wire<'_, S>,
) -> Result<(), S::Error> {
    wire.put(scheme.as_bytes())?;
    wire.put(b" ")?;
    value.write(wire)
}

/// The separator before the next parameter.
enum Separator {
    Nothing,
    Space,
    Comma,
}

/// Writes parameters one after the other, with the separators between them.
pub(in crate::auth) struct WriteParams<'w, 's, S> {
    wire: &'w mut Wire<'s, S>,
    separator: Separator,
}

impl<'w, 's, S: Sink> WriteParams<'w, 's, S> {
    /// Writes the scheme; a space precedes the first parameter.
    #[inline]
    pub(in crate::auth) fn after(scheme: &str, wire: &'w mut Wire<'s, S>) -> Result<Self, S::Error> {
        wire.put(scheme.as_bytes())?;
        Ok(Self { wire, separator: Separator::Space })
    }

    /// Starts without a scheme, for Authentication-Info.
    pub(in crate::auth) const fn alone(wire: &'w mut Wire<'s, S>) -> Self {
        Self { wire, separator: Separator::Nothing }
    }

    /// Writes the separator, the name and `equals`. Inlined: the lengths are then constants, and each copy is a store.
    #[inline(always)]
    fn lead(&mut self, name: &str, equals: &[u8]) -> Result<(), S::Error> {
        self.separate()?;
        self.wire.put(name.as_bytes())?;
        self.wire.put(equals)
    }

    #[inline(always)]
    fn separate(&mut self) -> Result<(), S::Error> {
        match mem::replace(&mut self.separator, Separator::Comma) {
            Separator::Nothing => Ok(()),
            Separator::Space => self.wire.put(b" "),
            Separator::Comma => self.wire.put(b", "),
        }
    }

    /// Writes `name="value"`, or nothing when there is no value.
    #[inline(always)]
    pub(in crate::auth) fn quoted<'a>(
        &mut self,
        name: &str,
        value: impl Into<Option<Text<'a>>>,
    ) -> Result<(), S::Error> {
        match value.into() {
            Some(value) => {
                self.lead(name, b"=\"")?;
                value.write_after_quote(self.wire)
            }
            None => Ok(()),
        }
    }

    /// Writes `name=value` when the value is a token and `name="value"` otherwise; nothing when there is no value.
    #[inline(always)]
    pub(in crate::auth) fn token<'a>(
        &mut self,
        name: &str,
        value: impl Into<Option<Text<'a>>>,
    ) -> Result<(), S::Error> {
        match value.into() {
            Some(value) => self.value(name, &value.out_of_quotes()),
            None => Ok(()),
        }
    }

    /// Writes `name="value"`; the value must have nothing to escape.
    #[inline(always)]
    pub(in crate::auth) fn quoted_value(&mut self, name: &str, value: &impl Encode) -> Result<(), S::Error> {
        self.lead(name, b"=\"")?;
        value.write(self.wire)?;
        self.wire.put(b"\"")
    }

    /// Writes `name=value`, with the value's own wire form.
    #[inline(always)]
    pub(in crate::auth) fn value(&mut self, name: &str, value: &impl Encode) -> Result<(), S::Error> {
        self.lead(name, b"=")?;
        value.write(self.wire)
    }

    /// Writes a parameter in its own form.
    pub(in crate::auth) fn param(&mut self, param: Param<'_>) -> Result<(), S::Error> {
        self.separate()?;
        param.write(self.wire)
    }
}
