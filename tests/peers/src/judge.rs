//! A server that answers a request by what a function says of it, for clients that sign.

use std::sync::{Arc, Mutex};

use crate::http::Message;
use crate::origin::Origin;

/// What was said of a request: what is accepted, or why it is refused.
pub type Sentence = Result<String, String>;

/// A server that sends 200 for what it accepts and 403 for what it refuses, with what the function said as the body.
#[derive(Debug)]
pub struct Judge {
    origin: Origin,
    seen: Arc<Mutex<Vec<(Message, Sentence)>>>,
}

impl Judge {
    /// Starts the server.
    ///
    /// # Panics
    /// Panics if loopback has no free port.
    pub fn start(verify: impl Fn(&Message) -> Sentence + Send + Sync + 'static) -> Self {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        let origin = Origin::start(move |request| {
            let sentence = verify(request);
            let (status, body) = match &sentence {
                Ok(text) => (200, text.clone()),
                Err(text) => (403, text.clone()),
            };
            log.lock().expect("no thread panics with the lock").push((request.clone(), sentence));
            Message::response(status).with_body(body)
        });
        Self { origin, seen }
    }

    /// Returns the URL of a page.
    #[must_use]
    pub fn url(&self, target: &str) -> String {
        self.origin.url(target)
    }

    /// Returns the requests since the last call, and what was said of each.
    ///
    /// # Panics
    /// Panics if a connection has panicked.
    #[must_use]
    pub fn take(&self) -> Vec<(Message, Sentence)> {
        std::mem::take(&mut *self.seen.lock().expect("no thread panics with the lock"))
    }
}
