//! What belongs together: a request and its response, a preflight and the request that it is for.

use countersign::cors::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};

use crate::message::{Message, Messages};

/// A request, and the response to it if that is there.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// The request.
    pub request: Message<'a>,
    /// The final response to it.
    pub response: Option<Message<'a>>,
}

impl Pair<'_> {
    /// Whether it is a preflight: OPTIONS, with an origin and the method that is asked for.
    #[must_use]
    pub fn is_preflight(&self) -> bool {
        let request = &self.request;
        request.method() == Some(b"OPTIONS") && request.has(ORIGIN) && request.has(ACCESS_CONTROL_REQUEST_METHOD)
    }
}

/// One step of a fetch: a preflight, the request that it is for, or both.
#[derive(Clone, Copy, Debug)]
pub struct Hop<'a> {
    preflight: Option<Pair<'a>>,
    actual: Option<Pair<'a>>,
    /// One of the two, which is there.
    first: Pair<'a>,
}

impl<'a> Hop<'a> {
    /// The preflight.
    #[must_use]
    pub const fn preflight(&self) -> Option<&Pair<'a>> {
        self.preflight.as_ref()
    }

    /// The request itself.
    #[must_use]
    pub const fn actual(&self) -> Option<&Pair<'a>> {
        self.actual.as_ref()
    }

    /// The request that tells most of what the page asked for.
    pub(crate) fn telling(&self) -> &Message<'a> {
        &self.actual.as_ref().unwrap_or(&self.first).request
    }
}

/// The steps in a text, in order; more than one when redirects were followed, or when there are several fetches.
#[must_use]
pub fn hops(text: &[u8]) -> Hops<'_> {
    Hops { pairs: Pairs { messages: Messages::new(text), orphan: None } }
}

/// The steps in a text.
#[derive(Clone, Debug)]
pub struct Hops<'a> {
    pairs: Pairs<'a>,
}

impl<'a> Iterator for Hops<'a> {
    type Item = Hop<'a>;

    fn next(&mut self) -> Option<Hop<'a>> {
        let first = self.pairs.next()?;
        if !first.is_preflight() {
            return Some(Hop { preflight: None, actual: Some(first), first });
        }
        let mut ahead = self.pairs.clone();
        let is_its_own = |pair: &Pair<'_>| !pair.is_preflight() && pair.request.target() == first.request.target();
        let actual = ahead.next().filter(is_its_own);
        if actual.is_some() {
            self.pairs = ahead;
        }
        Some(Hop { preflight: Some(first), actual, first })
    }
}

/// Requests with their responses.
#[derive(Clone, Debug)]
struct Pairs<'a> {
    messages: Messages<'a>,
    /// A response that came before any request: two files may be given in any order.
    orphan: Option<Message<'a>>,
}

impl<'a> Iterator for Pairs<'a> {
    type Item = Pair<'a>;

    fn next(&mut self) -> Option<Pair<'a>> {
        loop {
            let message = self.messages.next()?;
            if !message.is_request() {
                self.orphan = Some(message);
                continue;
            }
            let response = self.response().or_else(|| self.orphan.take());
            // A tunnel through a proxy is nothing that the page asked for.
            if message.method() != Some(b"CONNECT") {
                return Some(Pair { request: message, response });
            }
        }
    }
}

impl<'a> Pairs<'a> {
    /// The last response before the next request: others are interim, or of a proxy.
    fn response(&mut self) -> Option<Message<'a>> {
        let mut response = None;
        let mut ahead = self.messages.clone();
        while let Some(message) = ahead.next().filter(|message| !message.is_request()) {
            response = Some(message).filter(|message| message.status() >= 200).or(response);
            self.messages = ahead.clone();
        }
        response
    }
}
