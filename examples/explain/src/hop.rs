//! Pairs of messages: a request and its response, and a preflight with the request after it.

use countersign::Fields;
use countersign::cors::browser::EmbedderPolicy;
use countersign::cors::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};

use crate::chain::Chain;
use crate::embed::embedder_policy;
use crate::message::{Message, Messages};

/// A request, and its response if the input has one.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// The request.
    pub request: Message<'a>,
    /// The final response.
    pub response: Option<Message<'a>>,
}

impl Pair<'_> {
    /// Returns whether the request is a preflight: OPTIONS with Origin and Access-Control-Request-Method.
    #[must_use]
    pub fn is_preflight(&self) -> bool {
        let request = &self.request;
        request.method() == Some(b"OPTIONS") && request.has(ORIGIN) && request.has(ACCESS_CONTROL_REQUEST_METHOD)
    }
}

impl<'a> Pair<'a> {
    /// Returns the response if it is a page: the answer to a navigation, or HTML if the mode of the request is unknown.
    fn document(&self) -> Option<&Message<'a>> {
        let response = self.response.as_ref()?;
        let is_html = || response.values("Content-Type").any(|value| value.starts_with(b"text/html"));
        let is_document = match self.request.values("Sec-Fetch-Mode").next() {
            Some(mode) => mode == b"navigate",
            None => is_html(),
        };
        is_document.then_some(response)
    }
}

/// One step of a fetch: a preflight, a request, or both.
#[derive(Clone, Copy, Debug)]
pub struct Hop<'a> {
    preflight: Option<Pair<'a>>,
    actual: Option<Pair<'a>>,
    /// The first of the two.
    first: Pair<'a>,
    /// The policy of the page, if the input has the response with which it was loaded.
    embedder: Option<EmbedderPolicy>,
    /// The redirects before it, if the request has an origin.
    chain: Option<Chain<'a>>,
}

impl<'a> Hop<'a> {
    /// Returns the preflight.
    #[must_use]
    pub const fn preflight(&self) -> Option<&Pair<'a>> {
        self.preflight.as_ref()
    }

    /// Returns the request that is not a preflight.
    #[must_use]
    pub const fn actual(&self) -> Option<&Pair<'a>> {
        self.actual.as_ref()
    }

    pub(crate) const fn embedder(&self) -> Option<EmbedderPolicy> {
        self.embedder
    }

    pub(crate) const fn chain(&self) -> Option<&Chain<'a>> {
        self.chain.as_ref()
    }

    /// Returns the response to the request that is not a preflight.
    pub(crate) fn response(&self) -> Option<&Message<'a>> {
        self.actual.as_ref()?.response.as_ref()
    }

    /// Returns the request that shows most of what the page asked for.
    pub(crate) fn main_request(&self) -> &Message<'a> {
        &self.actual.as_ref().unwrap_or(&self.first).request
    }
}

/// Returns the steps in a text, in order. There are several if redirects were followed, or if there are several fetches.
#[must_use]
pub fn hops(text: &[u8]) -> Hops<'_> {
    Hops { pairs: Pairs { messages: Messages::new(text), orphan: None }, embedder: None, last: None }
}

/// The steps in a text, see [`hops`].
#[derive(Clone, Debug)]
pub struct Hops<'a> {
    pairs: Pairs<'a>,
    /// The policy of the last document before.
    embedder: Option<EmbedderPolicy>,
    last: Option<Hop<'a>>,
}

impl<'a> Iterator for Hops<'a> {
    type Item = Hop<'a>;

    fn next(&mut self) -> Option<Hop<'a>> {
        let mut hop = self.step()?;
        let followed = self.last.as_ref().and_then(|last| Chain::after(last, &hop));
        hop.chain = followed.or_else(|| Chain::start(&hop));
        self.last = Some(hop);
        Some(hop)
    }
}

impl<'a> Hops<'a> {
    fn step(&mut self) -> Option<Hop<'a>> {
        let first = self.pairs.next()?;
        let embedder = self.embedder;
        if !first.is_preflight() {
            self.embedder = first.document().map(embedder_policy).or(embedder);
            return Some(Hop { preflight: None, actual: Some(first), first, embedder, chain: None });
        }
        let mut ahead = self.pairs.clone();
        let is_its_own = |pair: &Pair<'_>| !pair.is_preflight() && pair.request.target() == first.request.target();
        let actual = ahead.next().filter(is_its_own);
        if actual.is_some() {
            self.pairs = ahead;
        }
        Some(Hop { preflight: Some(first), actual, first, embedder, chain: None })
    }
}

/// Requests with their responses.
#[derive(Clone, Debug)]
struct Pairs<'a> {
    messages: Messages<'a>,
    /// A response before any request. The request may be in a second file.
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
            let response = self.response(message.is_websocket()).or_else(|| self.orphan.take());
            // CONNECT opens a tunnel through a proxy; a page does not ask for it.
            if message.method() != Some(b"CONNECT") {
                return Some(Pair { request: message, response });
            }
        }
    }
}

impl<'a> Pairs<'a> {
    /// Returns the last response before the next request. Those before it are interim responses, or of a proxy. The status
    /// 101 is final for a WebSocket.
    fn response(&mut self, is_websocket: bool) -> Option<Message<'a>> {
        let is_final = |status: u16| status >= 200 || (status == 101 && is_websocket);
        let mut response = None;
        let mut ahead = self.messages.clone();
        while let Some(message) = ahead.next().filter(|message| !message.is_request()) {
            response = Some(message).filter(|message| is_final(message.status())).or(response);
            self.messages = ahead.clone();
        }
        response
    }
}
