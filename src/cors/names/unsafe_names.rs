//! Fetch §2.2.2: the CORS-unsafe request-header names of a request, which its preflight asks for.

use core::{fmt, iter};

use super::FieldName;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::ValueError;
use crate::syntax::class::WSP;
use crate::syntax::rules::trimmed;
use crate::syntax::token::Token;

/// How many octets all safelisted values of a request may have together.
const MOST_OCTETS: usize = 1024;

/// The names in a request that a page may not send without asking first: in order, and each once.
///
/// ```abnf
/// unsafe-names = [ field-name *( "," field-name ) ] ; in lower case, without white space
/// ```
/// [Fetch, section 2.2.2](https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names)
///
/// They are the value of `Access-Control-Request-Headers`, unless there are none. A safelisted field is among them too
/// when the values of all safelisted ones together have more than 1024 octets.
///
/// Nothing is kept but the fields as they were given: each name is looked for among all of them. That costs the number
/// of names times the number of fields.
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
    is_safelisted: fn(FieldName<'_>, &[u8]) -> bool,
    too_much: bool,
    is_repeating: bool,
}

impl<'a, N: AsRef<[u8]>, V: AsRef<[u8]>> UnsafeNames<'a, N, V> {
    /// The names of these fields that are not [safelisted](FieldName::is_safelisted_request).
    ///
    /// # Errors
    /// As [`FieldName::new`], at the first name that is none.
    pub fn new(fields: &'a [(N, V)]) -> Result<Self, ValueError> {
        Self::with_safelist(fields, is_safelisted)
    }

    /// The same for a browser with a safelist of its own, which is asked about each name and its value.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn with_safelist(
        fields: &'a [(N, V)],
        is_safelisted: fn(FieldName<'_>, &[u8]) -> bool,
    ) -> Result<Self, ValueError> {
        fields.iter().try_for_each(|(name, _)| field_name(name).map(drop))?;
        Ok(Self::checked(fields, is_safelisted))
    }

    /// The same for fields whose names are names.
    pub(crate) fn checked(fields: &'a [(N, V)], is_safelisted: fn(FieldName<'_>, &[u8]) -> bool) -> Self {
        let safelisted = fields.iter().filter_map(|(name, value)| {
            let value = trimmed(value.as_ref(), WSP);
            field_name(name).is_ok_and(|name| is_safelisted(name, value)).then_some(value.len())
        });
        let too_much = safelisted.fold(0, usize::saturating_add) > MOST_OCTETS;
        Self { fields, is_safelisted, too_much, is_repeating: false }
    }

    /// The same names; but written each as often as the fields have it.
    pub(crate) const fn repeating(self) -> Self {
        Self { is_repeating: true, ..self }
    }

    /// The names, each as it is spelled where it stands first.
    pub fn iter(&self) -> impl Iterator<Item = FieldName<'a>> + Clone + use<'a, N, V> {
        let names = *self;
        iter::successors(names.least_behind(None), move |last| names.least_behind(Some(*last)))
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.least_behind(None).is_none()
    }

    fn least_behind(&self, last: Option<FieldName<'_>>) -> Option<FieldName<'a>> {
        self.among(move |name| last.is_none_or(|last| name > last)).min()
    }

    /// How often a name is written.
    fn times(&self, name: FieldName<'_>) -> usize {
        if self.is_repeating { self.among(|other| other == name).count() } else { 1 }
    }

    /// The names of which something holds, in the order of the fields.
    fn among(&self, holds: impl Fn(FieldName<'a>) -> bool) -> impl Iterator<Item = FieldName<'a>> {
        self.fields.iter().filter_map(move |(name, value)| {
            let name = field_name(name).ok().filter(|name| holds(*name))?;
            (self.too_much || !(self.is_safelisted)(name, trimmed(value.as_ref(), WSP))).then_some(name)
        })
    }
}

impl<N, V> Clone for UnsafeNames<'_, N, V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<N, V> Copy for UnsafeNames<'_, N, V> {}

/// Shows the names only: a value may be a credential.
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

fn is_safelisted(name: FieldName<'_>, value: &[u8]) -> bool {
    name.is_safelisted_request(value)
}

fn field_name<N: AsRef<[u8]>>(name: &N) -> Result<FieldName<'_>, ValueError> {
    Token::for_part("field-name", name.as_ref()).map(FieldName)
}
