//! `Vary`, to which a response that depends on the origin has to add `Origin`.

use core::fmt;
use core::marker::PhantomData;

use crate::cors::VARY;
use crate::cors::names::{FieldName, few_enough};
use crate::error::ValueError;
use crate::fields::Fields;
use crate::syntax::list::List;

/// The request fields on which a response depends.
///
/// ```abnf
/// Vary = #( "*" / field-name )
/// ```
/// [RFC 9110, section 12.5.5](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.5)
///
/// It returns the names that a new line has to add; existing lines are never replaced. A line that is not a list is
/// ignored, because a cache may ignore it too.
///
/// ```
/// use countersign::cors::{names::FieldName, values::Vary};
///
/// let response = [("Vary", "Accept-Encoding"), ("Vary", "origin")];
/// assert!(Vary::of(&response).has(FieldName::ORIGIN));
///
/// let names = [FieldName::new("Accept")?, FieldName::ORIGIN, FieldName::new("accept")?];
/// assert!(Vary::of(&response).missing(&names)?.eq([FieldName::new("Accept")?]));
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Vary<'a, F> {
    fields: F,
    lines: PhantomData<&'a [u8]>,
}

impl<'a, F: Fields<'a>> Vary<'a, F> {
    /// Reads the field of a response. It may be absent.
    #[must_use]
    pub const fn of(fields: F) -> Self {
        Self { fields, lines: PhantomData }
    }

    /// Returns whether this name is listed, or `*`, which includes it.
    #[must_use]
    pub fn has(&self, name: FieldName<'_>) -> bool {
        let lists = self.fields.values(VARY).filter_map(|line| List::<FieldName<'_>>::parse(line).ok());
        lists.flatten().any(|other| other == name || other == FieldName::ANY)
    }

    /// Returns those of the names that are not listed yet, each once.
    ///
    /// Each name is compared with the lines and with the names before it. So there may be at most
    /// [`MAX_FIELDS`](crate::cors::names::MAX_FIELDS) names.
    ///
    /// # Errors
    /// [`ValueErrorKind::TooMany`](crate::ValueErrorKind::TooMany) if there are more.
    pub fn missing<'n>(
        self,
        names: &'n [FieldName<'n>],
    ) -> Result<impl Iterator<Item = FieldName<'n>> + use<'a, 'n, F>, ValueError> {
        few_enough("names", names)?;
        Ok(names.iter().enumerate().filter_map(move |(index, name)| {
            let is_new = |before: &[FieldName<'n>]| !before.contains(name) && !before.contains(&FieldName::ANY);
            (names.get(..index).is_some_and(is_new) && !self.has(*name)).then_some(*name)
        }))
    }
}

impl<F> fmt::Debug for Vary<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vary")
    }
}
