//! The preflight cache keeps what a list without limits would keep, or less.

use core::time::Duration;

use countersign::cors::browser::{CredentialsMode, Profile};
use countersign::cors::cache::{Cache, Key};

use super::exchange::Exchange;

pub(crate) fn check(data: &[u8]) {
    let mut wide: Cache<64, 64, 512> = Cache::new(Profile::FETCH);
    let mut narrow: Cache<2, 3, 48> = Cache::new(Profile::FETCH);
    let mut none: Cache<0, 0, 0> = Cache::default();
    let mut model = Model::default();
    let mut now = Duration::ZERO;
    let mut is_wide_enough = true;
    for exchange in Exchange::all(data).iter().take(32) {
        let request = exchange.request();
        let key = Key::new(exchange.url);
        now += Duration::from_secs(exchange.seconds);
        let response = exchange.response.as_slice();

        let needed = Profile::FETCH.needs_preflight(&request);
        let asked = needed && !model.keeps_all(now, exchange);
        assert!(narrow.needs_preflight(now, key, &request) || !asked, "the cache has no false match");
        assert_eq!(none.needs_preflight(now, key, &request), needed);
        if is_wide_enough {
            assert_eq!(wide.needs_preflight(now, key, &request), asked);
        }

        if let Ok(allowed) = Profile::FETCH.preflight_check(&request, exchange.status, response) {
            wide.store(now, key, &request, &allowed);
            narrow.store(now, key, &request, &allowed);
            none.store(now, key, &request, &allowed);
            let tokens = allowed.methods().map(|method| (true, method.as_str().to_owned()));
            let names = allowed.names().map(|name| (false, name.as_str().to_ascii_lowercase()));
            let tokens: Vec<Token> = tokens.chain(names).collect();
            is_wide_enough &= tokens.len() < 8 && tokens.iter().all(|(_, token)| token.len() <= 40);
            is_wide_enough &= exchange.url.len() + exchange.origin.to_string().len() <= 512;
            model.store(now, now.saturating_add(allowed.max_age()), exchange, tokens);
        }
        if exchange.fails {
            model.entries.retain(|entry| !entry.is_of(exchange));
            wide.clear(key, request.origin());
            narrow.clear(key, request.origin());
            assert_eq!(narrow.needs_preflight(now, key, &request), needed, "a failed request clears all entries");
        }
    }
    narrow.clear_all();
    for exchange in Exchange::all(data) {
        let request = exchange.request();
        let needed = Profile::FETCH.needs_preflight(&request);
        assert_eq!(narrow.needs_preflight(Duration::ZERO, Key::new(exchange.url), &request), needed);
    }
}

/// A method, or the name of a field in lower case.
type Token = (bool, String);

struct Entry {
    origin: String,
    url: Vec<u8>,
    token: Token,
    with_credentials: bool,
    expires: Duration,
}

impl Entry {
    fn is_of(&self, exchange: &Exchange<'_>) -> bool {
        self.origin == exchange.origin.to_string() && self.url == exchange.url
    }

    fn is_for(&self, now: Duration, exchange: &Exchange<'_>) -> bool {
        let with_credentials = exchange.credentials == CredentialsMode::Include;
        self.is_of(exchange) && now < self.expires && (self.with_credentials || !with_credentials)
    }

    fn is_any_for(&self, token: &Token) -> bool {
        self.token == (token.0, "*".to_owned())
            && !self.with_credentials
            && *token != (false, "authorization".to_owned())
    }
}

#[derive(Default)]
struct Model {
    entries: Vec<Entry>,
}

impl Model {
    fn keeps_all(&self, now: Duration, exchange: &Exchange<'_>) -> bool {
        let keeps = |token: Token| {
            let mut entries = self.entries.iter().filter(|entry| entry.is_for(now, exchange));
            entries.any(|entry| entry.token == token || entry.is_any_for(&token))
        };
        let asks_method = exchange.uses_preflight || !exchange.method.is_safelisted();
        let names = Profile::FETCH.unsafe_names(&exchange.request());
        (!asks_method || keeps((true, exchange.method.as_str().to_owned())))
            && names.iter().all(|name| keeps((false, name.as_str().to_ascii_lowercase())))
    }

    fn store(&mut self, now: Duration, expires: Duration, exchange: &Exchange<'_>, tokens: Vec<Token>) {
        let with_credentials = exchange.credentials == CredentialsMode::Include;
        let (origin, url) = (exchange.origin.to_string(), exchange.url.to_vec());
        for token in &tokens {
            for entry in self.entries.iter_mut().filter(|entry| entry.is_for(now, exchange) && entry.is_any_for(token))
            {
                entry.expires = entry.expires.min(expires);
            }
        }
        for token in tokens {
            let mut is_kept = false;
            for entry in self.entries.iter_mut().filter(|entry| entry.is_for(now, exchange) && entry.token == token) {
                entry.expires = expires;
                is_kept = true;
            }
            if !is_kept {
                let (origin, url) = (origin.clone(), url.clone());
                self.entries.push(Entry { origin, url, token, with_credentials, expires });
            }
        }
    }
}
