//! The preflight cache keeps what a list without limits would keep, or less, by the rules of each browser.

use std::time::Duration;

use countersign::cors::browser::{CredentialsMode, Profile, Step};
use countersign::cors::cache::{Cache, Key};

use super::exchange::Exchange;

pub(crate) fn check(data: &[u8]) {
    let exchanges = Exchange::all(data);
    for engine in [Engine::Fetch, Engine::Chromium, Engine::Firefox, Engine::WebKit] {
        follows(engine, &exchanges, true);
        follows(engine, &exchanges, false);
    }
}

/// Asserts that a cache with enough space does what the model does, and that smaller ones only ask more often. An answer comes
/// where a preflight is sent, or else in all cases.
fn follows(engine: Engine, exchanges: &[Exchange<'_>], is_always_answered: bool) {
    let profile = engine.profile();
    let mut wide: Cache<64, 4096> = Cache::new(profile);
    let mut narrow: Cache<2, 128> = Cache::new(profile);
    let mut none: Cache<0, 0> = Cache::new(profile);
    let mut model = Model { engine, entries: Vec::new() };
    let mut now = Duration::ZERO;
    let mut is_wide_enough = true;
    for exchange in exchanges.iter().take(32) {
        let request = exchange.request();
        let key = Key::new(exchange.url);
        now += Duration::from_secs(exchange.seconds);
        let response = exchange.response.as_slice();

        let needed = profile.needs_preflight(&request);
        let asked = needed && model.asks(now, exchange);
        assert!(narrow.needs_preflight(now, key, &request) || !asked, "the cache has no false match: {engine:?}");
        assert_eq!(none.needs_preflight(now, key, &request), needed);
        let is_asked = wide.needs_preflight(now, key, &request);
        assert!(!is_wide_enough || is_asked == asked, "{engine:?}: {asked}");

        let is_answered = needed && (asked || is_always_answered);
        if is_answered {
            let verdict = profile.preflight_check(&request, exchange.status, response);
            let step = verdict.err().map(|refusal| refusal.step());
            model.answered(now, exchange, step);
            let checked = wide.preflight_check(now, key, &request, exchange.status, response);
            assert_eq!(checked.verdict.err().map(|refusal| refusal.step()), step);
            if let Err(error) = checked.stored {
                assert!(error.needed() > 4096, "{error}");
                is_wide_enough = false;
            }
            for stored in [
                narrow.preflight_check(now, key, &request, exchange.status, response).stored,
                none.preflight_check(now, key, &request, exchange.status, response).stored,
            ] {
                assert!(stored.is_ok() || model.has(exchange), "what the browser does not keep needs no bytes");
            }
        }
        if exchange.fails {
            if matches!(engine, Engine::Fetch | Engine::Firefox) {
                model.remove(exchange);
            }
            wide.failed(key, &request);
            narrow.failed(key, &request);
        }
    }
    for cache in [&format!("{narrow:?}"), &format!("{none:?}")] {
        assert!(cache.ends_with("of 2 slots)") || cache == "Cache(0 of 0 slots)");
    }
    wide.clear();
    for exchange in exchanges {
        let request = exchange.request();
        assert_eq!(wide.needs_preflight(now, Key::new(exchange.url), &request), profile.needs_preflight(&request));
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Engine {
    Fetch,
    Chromium,
    Firefox,
    WebKit,
}

impl Engine {
    fn profile(self) -> Profile {
        match self {
            Self::Fetch => Profile::FETCH,
            Self::Chromium => Profile::CHROMIUM,
            Self::Firefox => Profile::FIREFOX,
            Self::WebKit => Profile::WEBKIT,
        }
    }

    /// Returns for how many seconds an answer is kept.
    fn max_age(self, exchange: &Exchange<'_>) -> u64 {
        let lines = exchange.response.iter().filter(|(name, _)| name.eq_ignore_ascii_case("access-control-max-age"));
        let mut lines: Vec<String> = lines.map(|(_, line)| text(trimmed(line))).collect();
        if self == Self::Firefox {
            lines.retain(|line| !line.is_empty());
        }
        if lines.is_empty() {
            return 5;
        }
        let value = lines.join(", ");
        let value = if self == Self::WebKit { value.trim_matches(['\x0B', '\x0C', ' ', '\t']) } else { &value };
        let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if matches!(self, Self::Fetch | Self::Firefox) {
            let limit = if self == Self::Fetch { u64::MAX } else { 86_400 };
            let invalid = if self == Self::Fetch { 5 } else { 0 };
            return if is_number(value) { value.parse().unwrap_or(u64::MAX).min(limit) } else { invalid };
        }
        let limit = if self == Self::Chromium { 7_200 } else { 600 };
        match value.parse::<i64>() {
            Ok(seconds) => seconds.max(0).unsigned_abs().min(limit),
            Err(_) => 5,
        }
    }
}

/// A method, or the name of a field in lower case.
type Token = (bool, String);

/// What an answer lists, or the answer itself.
struct Entry {
    origin: String,
    url: Vec<u8>,
    token: Option<Token>,
    with_credentials: bool,
    expires: Duration,
}

impl Entry {
    fn is_of(&self, exchange: &Exchange<'_>) -> bool {
        self.origin == exchange.origin.to_string() && self.url == exchange.url
    }
}

/// A list of entries without limits.
struct Model {
    engine: Engine,
    entries: Vec<Entry>,
}

impl Model {
    /// Returns the entries that apply to a request.
    fn of(&self, now: Duration, exchange: &Exchange<'_>) -> impl Iterator<Item = usize> {
        let asks = includes(exchange);
        let is_for = move |entry: &Entry| match self.engine {
            Engine::Firefox => entry.with_credentials == asks,
            _ => entry.with_credentials || !asks,
        };
        let entries = self.entries.iter().enumerate();
        entries
            .filter(move |(_, entry)| entry.is_of(exchange) && now < entry.expires && is_for(entry))
            .map(|(at, _)| at)
    }

    fn is_any_for(&self, entry: &Entry, token: &Token, exchange: &Exchange<'_>) -> bool {
        let is_authorization = *token == (false, "authorization".to_owned());
        entry.token == Some((token.0, "*".to_owned()))
            && match self.engine {
                Engine::Fetch | Engine::Chromium => !entry.with_credentials && !is_authorization,
                Engine::Firefox => false,
                Engine::WebKit => !includes(exchange),
            }
    }

    /// Returns whether a request that needs a preflight is not allowed by the entries.
    fn asks(&mut self, now: Duration, exchange: &Exchange<'_>) -> bool {
        let applying: Vec<usize> = self.of(now, exchange).collect();
        let keeps = |token: Token| {
            let mut entries = applying.iter().map(|at| &self.entries[*at]);
            entries.any(|entry| entry.token.as_ref() == Some(&token) || self.is_any_for(entry, &token, exchange))
        };
        let profile = self.engine.profile();
        let method = exchange.method.as_str();
        let asks_method = match self.engine {
            Engine::Fetch => exchange.is_forced(&profile) || !["GET", "HEAD", "POST"].contains(&method),
            Engine::Chromium | Engine::WebKit => !["GET", "HEAD", "POST"].contains(&method),
            Engine::Firefox => !["GET", "POST"].contains(&method),
        };
        let names = profile.unsafe_names(&exchange.request());
        let mut names = names.iter().map(|name| (false, name.as_str().to_ascii_lowercase()));
        let mut own = self.entries.iter().filter(|entry| entry.is_of(exchange));
        let has_any = own.any(|entry| entry.with_credentials == includes(exchange));
        let has_answer = !applying.is_empty() || (self.engine == Engine::Firefox && has_any);
        let is_kept = has_answer && (!asks_method || keeps((true, method.to_owned()))) && names.all(keeps);
        if !is_kept && matches!(self.engine, Engine::Chromium | Engine::WebKit) {
            self.remove(exchange);
        }
        !is_kept
    }

    /// Stores an answer that was refused at a step, or at none.
    fn answered(&mut self, now: Duration, exchange: &Exchange<'_>, refused: Option<Step>) {
        let lists_are_read = matches!(refused, None | Some(Step::Method | Step::Authorization | Step::Names));
        if refused.is_some() && !(self.engine == Engine::WebKit && lists_are_read) {
            if matches!(self.engine, Engine::Fetch | Engine::Firefox) {
                self.remove(exchange);
            }
            return;
        }
        let is_opaque = exchange.origin.to_string() == "null";
        if self.engine == Engine::Chromium && (is_opaque || exchange.url.len() > 1023) {
            return;
        }
        let seconds = self.engine.max_age(exchange);
        let expires = now.saturating_add(Duration::from_secs(seconds));
        let mut tokens = self.tokens(exchange);
        match self.engine {
            Engine::Chromium | Engine::WebKit => {
                self.remove(exchange);
                tokens.push(None);
                for token in tokens {
                    self.push(exchange, token, expires);
                }
            }
            Engine::Firefox if seconds == 0 => {}
            Engine::Fetch | Engine::Firefox => {
                for token in tokens.into_iter().flatten() {
                    self.merge(now, exchange, token, expires);
                }
            }
        }
    }

    fn merge(&mut self, now: Duration, exchange: &Exchange<'_>, token: Token, expires: Duration) {
        let mut is_kept = false;
        let applying: Vec<usize> = self.of(now, exchange).collect();
        for at in applying {
            let is_any = self.is_any_for(&self.entries[at], &token, exchange);
            let entry = &mut self.entries[at];
            let is_same_any = token.1 != "*" || entry.with_credentials == includes(exchange);
            if entry.token.as_ref() == Some(&token) && is_same_any {
                entry.expires = expires;
                is_kept = true;
            } else if is_any {
                entry.expires = entry.expires.min(expires);
            }
        }
        if !is_kept {
            self.push(exchange, Some(token), expires);
        }
    }

    fn push(&mut self, exchange: &Exchange<'_>, token: Option<Token>, expires: Duration) {
        let (origin, url) = (exchange.origin.to_string(), exchange.url.to_vec());
        self.entries.push(Entry { origin, url, token, with_credentials: includes(exchange), expires });
    }

    fn remove(&mut self, exchange: &Exchange<'_>) {
        self.entries.retain(|entry| !entry.is_of(exchange));
    }

    fn has(&self, exchange: &Exchange<'_>) -> bool {
        self.entries.iter().any(|entry| entry.is_of(exchange))
    }

    /// Returns the methods and the names that an answer lists.
    fn tokens(&self, exchange: &Exchange<'_>) -> Vec<Option<Token>> {
        let list = |field: &str| {
            let lines = exchange.response.iter().filter(|(name, _)| name.eq_ignore_ascii_case(field));
            let mut lines = lines.map(|(_, line)| *line).peekable();
            let is_sent = lines.peek().is_some();
            let elements = lines.flat_map(|line| line.split(|byte| *byte == b',')).map(trimmed);
            let elements = elements.filter(|element| !element.is_empty()).map(text);
            (is_sent, elements.collect::<Vec<String>>())
        };
        let (has_methods, mut methods) = list("access-control-allow-methods");
        if self.engine == Engine::Fetch && exchange.is_forced(&Profile::FETCH) && !has_methods {
            methods.push(exchange.method.as_str().to_owned());
        }
        let (_, names) = list("access-control-allow-headers");
        let names = names.into_iter().map(|name| (false, name.to_ascii_lowercase()));
        methods.into_iter().map(|method| (true, method)).chain(names).map(Some).collect()
    }
}

fn includes(exchange: &Exchange<'_>) -> bool {
    exchange.credentials == CredentialsMode::Include
}

fn trimmed(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = bytes {
        bytes = rest;
    }
    bytes
}

/// Returns the bytes as the characters U+0000 to U+00FF.
fn text(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}
