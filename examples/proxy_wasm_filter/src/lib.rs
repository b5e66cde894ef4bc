//! A filter for Envoy and other proxies that load WebAssembly: it answers preflights, lets requests with a known token or
//! password through, and adds the CORS fields to every response. Its configuration is JSON, see [`Settings`].

use std::rc::Rc;

use countersign::auth::{Credentials, basic, bearer};
use countersign::cors::policy::{Action, Config, Owned};
use countersign::gate::{Answer, Gate, Verdict};
use countersign::{Encode, FieldContent, ValueError};
use proxy_wasm::hostcalls;
use proxy_wasm::traits::{Context, HttpContext, RootContext};
use proxy_wasm::types::{Action as Next, ContextType, LogLevel};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    realm: String,
    origins: Vec<String>,
    #[serde(default)]
    methods: Vec<String>,
    #[serde(default)]
    request_headers: Vec<String>,
    tokens: Vec<String>,
    users: Vec<(String, String)>,
}

impl Settings {
    /// Returns the policy, or a line for each mistake.
    fn policy(&self) -> Result<Owned<String>, String> {
        let mut config = Config::new(self.origins.join("\n"));
        config.methods = self.methods.join("\n");
        config.request_headers = self.request_headers.join("\n");
        config.response_headers = "WWW-Authenticate".to_owned();
        config.build().map_err(|invalid| invalid.to_string())
    }

    fn challenges(&self) -> Result<(bearer::Challenge<'_>, basic::Challenge<'_>), ValueError> {
        Ok((bearer::Challenge::new().with_realm(&self.realm)?, basic::Challenge::new(&self.realm)?))
    }

    fn knows(&self, credentials: Credentials<'_>) -> bool {
        if let Ok(bearer) = bearer::Credentials::try_from(credentials) {
            return self.tokens.iter().any(|token| bearer.matches(token));
        }
        let mut buffer = [0; 256];
        basic::Credentials::decode(&credentials, &mut buffer)
            .is_ok_and(|basic| self.users.iter().any(|(user, password)| basic.matches(user, password)))
    }
}

struct App {
    policy: Owned<String>,
    settings: Settings,
}

impl App {
    fn new(configuration: &[u8]) -> Result<Self, String> {
        let settings: Settings = serde_json::from_slice(configuration).map_err(|error| error.to_string())?;
        settings.challenges().map_err(|error| error.to_string())?;
        Ok(Self { policy: settings.policy()?, settings })
    }
}

proxy_wasm::main! {{
    proxy_wasm::set_root_context(|_| Box::new(Root(None)));
}}

struct Root(Option<Rc<App>>);

impl Context for Root {}

impl RootContext for Root {
    /// Keeps the old configuration if the new one is invalid.
    fn on_configure(&mut self, _: usize) -> bool {
        match App::new(&self.get_plugin_configuration().unwrap_or_default()) {
            Ok(app) => self.0 = Some(Rc::new(app)),
            Err(mistakes) => {
                let _ = hostcalls::log(LogLevel::Error, &mistakes);
                return false;
            }
        }
        true
    }

    fn get_type(&self) -> Option<ContextType> {
        Some(ContextType::HttpContext)
    }

    fn create_http_context(&self, _: u32) -> Option<Box<dyn HttpContext>> {
        Some(Box::new(Filter { app: self.0.clone()?, set: Vec::new(), append: Vec::new() }))
    }
}

/// One request, and the fields of its response.
struct Filter {
    app: Rc<App>,
    set: Vec<(&'static str, String)>,
    append: Vec<(&'static str, String)>,
}

impl Filter {
    // The request is gone when the response arrives, so the fields of the answer are kept as texts: all of the adapter.
    fn keep(&mut self, answer: &Answer<'_>) {
        self.set = answer.set().map(|(name, value)| (name, value.display().to_string())).collect();
        self.append = answer.append().map(|(name, value)| (name, value.display().to_string())).collect();
    }
}

impl Context for Filter {}

impl HttpContext for Filter {
    fn on_http_request_headers(&mut self, _: usize, _: bool) -> Next {
        let fields = self.get_http_request_headers_bytes();
        let method = self.get_http_request_header(":method").unwrap_or_default();
        let app = Rc::clone(&self.app);
        let Ok((bearer, basic)) = app.settings.challenges() else {
            self.send_http_response(500, vec![], None);
            return Next::Pause;
        };
        let (challenges, policy): ([&dyn FieldContent; 2], _) = ([&bearer, &basic], app.policy.as_policy());
        let answer = Gate::new(&policy, &challenges).decide(&method, &fields, |credentials| match credentials {
            Ok(Some(credentials)) if app.settings.knows(credentials) => Verdict::Accepted,
            _ => Verdict::Challenged,
        });
        self.keep(&answer);
        match answer.action() {
            Action::Continue => Next::Continue,
            Action::Respond(status) => {
                let headers = self.set.iter().chain(&self.append).map(|(name, value)| (*name, &**value)).collect();
                self.send_http_response(status.into(), headers, None);
                Next::Pause
            }
        }
    }

    fn on_http_response_headers(&mut self, _: usize, _: bool) -> Next {
        self.set.iter().for_each(|(name, value)| self.set_http_response_header(name, Some(value)));
        self.append.iter().for_each(|(name, value)| self.add_http_response_header(name, value));
        Next::Continue
    }
}
