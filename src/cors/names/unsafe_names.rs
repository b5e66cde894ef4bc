//! Fetch §2.2.2: the CORS-unsafe request-header names of a request, for which its preflight asks.

use core::{fmt, iter};

use super::browser_safelist::{BrowserSafelist, Judge, Judged};
use super::field_name::FieldName;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ValueError, ValueErrorKind};
use crate::syntax::class::WSP;
use crate::syntax::rules::trimmed;

/// The greatest number of fields of a request, or of names for [`Vary`](crate::cors::values::Vary), that are compared with
/// each other.
///
/// To sort names or to find repeated ones without memory takes time proportional to the square of their number. Servers
/// set a limit too: Apache httpd and hyper read at most 100 fields of a message.
pub const MAX_FIELDS: usize = 128;

/// The greatest sum of the lengths of all safelisted values of a request, in bytes.
pub(in crate::cors) const MOST_SAFELISTED_BYTES: u16 = 1024;

/// The field names of a request that need a preflight: in order, each once.
///
/// ```abnf
/// unsafe-names = [ field-name *( "," field-name ) ] ; in lower case, without white space
/// ```
/// [Fetch, section 2.2.2](https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names)
///
/// They are the value of `Access-Control-Request-Headers`, unless there are none. Safelisted fields are included if
/// their values have more than 1024 bytes in total.
///
/// The type only borrows the fields, and searches all of them for each name. Iterating takes time proportional to the
/// number of names times the number of fields. So there may be at most [`MAX_FIELDS`] fields.
///
/// ```
/// use countersign::{Encode, cors::names::UnsafeNames};
///
/// let fields = [("X-B", "1"), ("Accept", "*/*"), ("x-a", "2"), ("x-b", "3"), ("Content-Type", "application/json")];
/// let names = UnsafeNames::new(&fields)?;
/// assert_eq!(names.encode_to_slice(&mut [0; 32])?, b"content-type,x-a,x-b");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct UnsafeNames<'a, N, V> {
    fields: &'a [(N, V)],
    safelist: Safelist,
    too_much: bool,
    is_repeating: bool,
}

/// Decides which fields need a preflight.
#[derive(Clone, Copy)]
pub(in crate::cors) enum Safelist {
    /// By their name and one value.
    Values(fn(FieldName<'_>, &[u8]) -> bool),
    /// By the rules of a browser. They are not linked if they are those of the standard.
    Browser(BrowserSafelist, Judge),
}

impl<'a, N: AsRef<[u8]>, V: AsRef<[u8]>> UnsafeNames<'a, N, V> {
    /// Creates the list of names that are not [safelisted](FieldName::is_safelisted_request).
    ///
    /// # Errors
    /// As [`FieldName::new`], for the first name that is not valid; [`ValueErrorKind::TooMany`] if there are more than
    /// [`MAX_FIELDS`] fields.
    pub fn new(fields: &'a [(N, V)]) -> Result<Self, ValueError> {
        Self::with_safelist(fields, is_safelisted)
    }

    /// Creates the list for a browser whose safelist differs. The function gets each name and its value.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_safelist(
        fields: &'a [(N, V)],
        is_safelisted: fn(FieldName<'_>, &[u8]) -> bool,
    ) -> Result<Self, ValueError> {
        few_enough("fields", fields)?;
        fields.iter().try_for_each(|(name, _)| field_name(name).map(drop))?;
        Ok(Self::checked(fields, Safelist::Values(is_safelisted)))
    }

    /// Creates the list for at most [`MAX_FIELDS`] fields, whose names were checked.
    pub(in crate::cors) fn checked(fields: &'a [(N, V)], safelist: Safelist) -> Self {
        let names = Self { fields, safelist, too_much: false, is_repeating: false };
        let most = match safelist {
            Safelist::Values(_) => MOST_SAFELISTED_BYTES,
            Safelist::Browser(rules, _) => rules.most_bytes,
        };
        let safelisted = fields.iter().enumerate().filter_map(|(index, field)| match names.judge(index, field) {
            Judged::Safelisted(bytes) => Some(bytes),
            Judged::Unsafe | Judged::Skipped => None,
        });
        Self { too_much: safelisted.fold(0, usize::saturating_add) > most.into(), ..names }
    }

    fn judge(&self, index: usize, (name, value): &(N, V)) -> Judged {
        match &self.safelist {
            Safelist::Values(is_safelisted) => {
                let value = trimmed(value.as_ref(), WSP);
                let is_safelisted = field_name(name).is_ok_and(|name| is_safelisted(name, value));
                if is_safelisted { Judged::Safelisted(value.len()) } else { Judged::Unsafe }
            }
            Safelist::Browser(rules, judge) => {
                let bytes = |index: usize| self.fields.get(index).map(|(name, value)| (name.as_ref(), value.as_ref()));
                judge(rules, &bytes, index)
            }
        }
    }

    /// Writes each name as often as it occurs in the fields.
    pub(crate) const fn repeating(self) -> Self {
        Self { is_repeating: true, ..self }
    }

    /// Returns the names, each in the case of its first occurrence.
    pub fn iter(&self) -> impl Iterator<Item = FieldName<'a>> + Clone + use<'a, N, V> {
        let names = *self;
        iter::successors(names.least_after(None), move |last| names.least_after(Some(*last)))
    }

    /// Returns whether there are no such names.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.least_after(None).is_none()
    }

    fn least_after(&self, last: Option<FieldName<'_>>) -> Option<FieldName<'a>> {
        self.among(move |name| last.is_none_or(|last| name > last)).min()
    }

    /// Returns how often a name is written.
    fn times(&self, name: FieldName<'_>) -> usize {
        if self.is_repeating { self.among(|other| other == name).count() } else { 1 }
    }

    /// Returns the names for which `holds` is true, in the order of the fields.
    fn among(&self, holds: impl Fn(FieldName<'a>) -> bool) -> impl Iterator<Item = FieldName<'a>> {
        self.fields.iter().enumerate().filter_map(move |(index, field)| {
            let name = field_name(&field.0).ok().filter(|name| holds(*name))?;
            let is_asked = match self.judge(index, field) {
                Judged::Unsafe => true,
                Judged::Safelisted(_) => self.too_much,
                Judged::Skipped => false,
            };
            is_asked.then_some(name)
        })
    }
}

impl<N, V> Clone for UnsafeNames<'_, N, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<N, V> Copy for UnsafeNames<'_, N, V> {}

/// Shows the names only: values may be credentials.
impl<N: AsRef<[u8]>, V: AsRef<[u8]>> fmt::Debug for UnsafeNames<'_, N, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<N: AsRef<[u8]> + Sync, V: AsRef<[u8]> + Sync> FieldContent for UnsafeNames<'_, N, V> {}

impl<N: AsRef<[u8]> + Sync, V: AsRef<[u8]> + Sync> Encode for UnsafeNames<'_, N, V> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let names = self.iter().flat_map(|name| iter::repeat_n(name, self.times(name)));
        for (index, name) in names.enumerate() {
            if index > 0 {
                wire.put(b",")?;
            }
            name.lower_case().write(wire)?;
        }
        Ok(())
    }
}

/// Checks that a part has at most [`MAX_FIELDS`] elements.
pub(in crate::cors) const fn few_enough<T>(part: &'static str, elements: &[T]) -> Result<(), ValueError> {
    if elements.len() > MAX_FIELDS {
        return Err(ValueError::new(part, ValueErrorKind::TooMany, MAX_FIELDS));
    }
    Ok(())
}

fn is_safelisted(name: FieldName<'_>, value: &[u8]) -> bool {
    name.is_safelisted_request(value)
}

fn field_name<N: AsRef<[u8]>>(name: &N) -> Result<FieldName<'_>, ValueError> {
    FieldName::of(name.as_ref())
}
