//! `Vary`, to which a response that depends on the origin adds its share.

use core::fmt;
use core::marker::PhantomData;

use crate::cors::VARY;
use crate::cors::names::FieldName;
use crate::fields::Fields;
use crate::syntax::list::List;

/// What a response depends on already.
///
/// ```abnf
/// Vary = #( "*" / field-name )
/// ```
/// [RFC 9110, section 12.5.5](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.5)
///
/// Names are added in lines of their own, and nothing that is there is ever replaced. A line that is no list counts for
/// nothing, since a cache may not read it either.
///
/// ```
/// use countersign::cors::{names::FieldName, values::Vary};
///
/// let response = [("Vary", "Accept-Encoding"), ("Vary", "origin")];
/// assert!(Vary::of(&response).has(FieldName::ORIGIN));
///
/// let names = [FieldName::new("Accept")?, FieldName::ORIGIN, FieldName::new("accept")?];
/// assert!(Vary::of(&response).missing(&names).eq([FieldName::new("Accept")?]));
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Vary<'a, F> {
    fields: F,
    lines: PhantomData<&'a [u8]>,
}

impl<'a, F: Fields<'a>> Vary<'a, F> {
    /// What a response says, which may be nothing.
    #[must_use]
    pub const fn of(fields: F) -> Self {
        Self { fields, lines: PhantomData }
    }

    /// Whether this name is there, or `*`, which covers it.
    #[must_use]
    pub fn has(&self, name: FieldName<'_>) -> bool {
        let lists = self.fields.values(VARY).filter_map(|line| List::<FieldName<'_>>::parse(line).ok());
        lists.flatten().any(|other| other == name || other == FieldName::ANY)
    }

    /// Those of the names that are to be added: each once, and none that is there.
    pub fn missing<'n>(self, names: &'n [FieldName<'n>]) -> impl Iterator<Item = FieldName<'n>> + use<'a, 'n, F> {
        names.iter().enumerate().filter_map(move |(index, name)| {
            let is_new = |before: &[FieldName<'n>]| !before.contains(name) && !before.contains(&FieldName::ANY);
            (names.get(..index).is_some_and(is_new) && !self.has(*name)).then_some(*name)
        })
    }
}

impl<F> fmt::Debug for Vary<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vary")
    }
}
