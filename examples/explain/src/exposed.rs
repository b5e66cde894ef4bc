//! The fields of a response that the page sees.

use countersign::cors::browser::Profile;
use countersign::cors::names::FieldName;

use crate::message::Message;
use crate::outcome::Credentials;
use crate::question::Question;

/// The maximum number of fields; later fields are ignored. Each field is compared with all before it.
const MAX_FIELDS: usize = 256;

impl<'a> Question<'a> {
    /// Returns the name of each field of the response once, and whether a page that may read the response sees it.
    pub fn fields(&self, credentials: Credentials) -> impl Iterator<Item = (FieldName<'a>, bool)> {
        let response = self.hop().actual().and_then(|actual| actual.response.as_ref());
        response.into_iter().flat_map(move |response| {
            let exposed = Profile::FETCH.exposed(credentials.mode(), response);
            names(response).map(move |name| (name, exposed.is_visible(name)))
        })
    }
}

fn names<'a>(response: &Message<'a>) -> impl Iterator<Item = FieldName<'a>> + use<'a> {
    let fields = response.fields();
    let response = *response;
    fields.take(MAX_FIELDS).enumerate().filter_map(move |(at, (name, _))| {
        let is_first = !response.fields().take(at).any(|(other, _)| other == name);
        is_first.then_some(name)
    })
}
