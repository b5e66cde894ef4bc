//! What the server should have sent. Missing fields are added to its response one by one, until a browser accepts it.

use core::iter;

use countersign::cors::browser::{Fault, Profile, Step};
use countersign::{FieldValue, Fields};

use crate::message::Message;
use crate::outcome::{Credentials, Stage};
use crate::question::Question;

/// A field, or a status, that the response should have had.
#[derive(Clone, Debug)]
pub struct Wanting {
    /// The name of the field; `None` for the status.
    pub field: Option<&'static str>,
    /// The value of the field, or the digits of the status.
    pub value: FieldValue,
    /// The step that fails without it.
    pub step: Step,
    /// What the response had instead.
    pub fault: Fault,
}

/// The number of fields that a browser may require.
const FIELDS: usize = 4;

/// A response in which some fields are replaced.
struct Patched<'m> {
    response: &'m Message<'m>,
    status: u16,
    lines: [Option<(&'static str, FieldValue)>; FIELDS],
}

impl<'m> Patched<'m> {
    const fn new(response: &'m Message<'m>) -> Self {
        Self { response, status: response.status(), lines: [const { None }; FIELDS] }
    }

    fn put(&mut self, wanting: &Wanting) {
        match wanting.field {
            None => self.status = 204,
            Some(name) => {
                if let Some(free) = self.lines.iter_mut().find(|line| line.is_none()) {
                    *free = Some((name, wanting.value.clone()));
                }
            }
        }
    }
}

impl<'m> Fields<'m> for &'m Patched<'_> {
    fn values(self, name: &'static str) -> impl Iterator<Item = &'m [u8]> {
        let mut replaced = self.lines.iter().flatten().filter(move |(other, _)| other.eq_ignore_ascii_case(name));
        let replaced = replaced.next().map(|(_, value)| value.as_bytes());
        let is_replaced = replaced.is_some();
        replaced.into_iter().chain(self.response.values(name).filter(move |_| !is_replaced))
    }
}

impl Question<'_> {
    /// Returns the fields that the response of this stage should have had, in the order in which a browser checks them. Fields
    /// of responses that the page sends by mistake need no permission. Ends early at a value that is too long for a [`FieldValue`].
    pub fn wanting(&self, stage: Stage, profile: &Profile, credentials: Credentials) -> impl Iterator<Item = Wanting> {
        let (question, profile) = (self.without_misplaced(), *profile);
        let mut patched = self.response(stage).map(Patched::new);
        iter::from_fn(move || {
            let patched = patched.as_mut()?;
            let preflighted = question.preflighted(&profile, credentials);
            let checked = match stage {
                Stage::Preflight => profile.preflight_check(&preflighted, patched.status, &*patched).map(drop),
                Stage::Response => profile.cors_check(&question.request(credentials), &*patched),
            };
            let refusal = checked.err()?;
            let value = FieldValue::new(&refusal.wanted()).ok()?;
            let wanting = Wanting { field: refusal.field(), value, step: refusal.step(), fault: refusal.fault() };
            patched.put(&wanting);
            Some(wanting)
        })
        // One more, for the status.
        .take(FIELDS.saturating_add(1))
    }

    /// Returns the response of a stage.
    pub(crate) fn response(&self, stage: Stage) -> Option<&Message<'_>> {
        let pair = match stage {
            Stage::Preflight => self.hop().preflight(),
            Stage::Response => self.hop().actual(),
        };
        pair?.response.as_ref()
    }
}
