//! A policy that owns its texts.

use core::fmt;

use super::asked::AllowedNames;
use super::builder::Builder;
use super::checked::Policy;
use super::mistakes::Mistakes;
use super::origins::Origins;
use super::reply::NameList;
use super::settings::Settings;
use super::texts::Texts;

/// The settings of a policy in texts of their own: a `String`, a `heapless::String`, an `Arc<str>`, or a `&str`.
///
/// Each list is one text with an entry on each line, as in [`Policy::for_origin_lines`]. [`build`](Self::build) checks the
/// settings once, [`build_with_public_suffixes`](Self::build_with_public_suffixes) with your list too, and keeps them in an [`Owned`] policy, which can live in the state of a server.
///
/// A text must not change after that: a type whose `as_ref` gives another text later evades the check.
///
/// ```
/// use countersign::cors::policy::{Action, Config, Owned};
///
/// struct App {
///     policy: Owned<String>,
/// }
///
/// fn app(origins: &[String]) -> Result<App, Box<dyn std::error::Error>> {
///     let mut config = Config::new(origins.join("\n"));
///     config.methods = "PUT\nDELETE".to_owned();
///     config.credentials = true;
///     Ok(App { policy: config.build()? })
/// }
///
/// let app = app(&["https://app.example.com".to_owned()])?;
/// let preflight = [("Origin", "https://app.example.com"), ("Access-Control-Request-Method", "PUT")];
/// assert_eq!(app.policy.as_policy().decide("OPTIONS", &preflight).action(), Action::Respond(204));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
#[non_exhaustive]
pub struct Config<S> {
    /// The origins of [`Policy::for_origin_lines`].
    pub origins: S,
    /// The methods of [`Builder::with_method_lines`].
    pub methods: S,
    /// The names of [`Builder::with_request_header_lines`].
    pub request_headers: S,
    /// The names of [`Builder::with_response_header_lines`].
    pub response_headers: S,
    /// Whether [`Builder::with_credentials`] applies.
    pub credentials: bool,
    /// The seconds of [`Builder::with_max_age`]; 0 leaves the time to the browser.
    pub max_age: i64,
    /// The status of [`Builder::with_preflight_status`]; `None` is 204.
    pub preflight_status: Option<u16>,
    /// Whether [`Builder::with_private_network`] applies.
    pub private_network: bool,
    /// Whether [`Builder::with_vary_on_options`] applies.
    pub vary_on_options: bool,
    /// Whether the policy allows nobody, as [`Policy::for_nobody`]. Then `origins` must be empty.
    ///
    /// Without this, a policy without origins is a mistake: a variable that was not set must not look like a decision.
    pub nobody: bool,
    /// The origins of [`Builder::dangerously_tolerate_insecure_origin_lines`].
    pub dangerously_tolerate_insecure_origins: S,
    /// The origins of [`Builder::dangerously_tolerate_any_host_lines`].
    pub dangerously_tolerate_any_host: S,
    /// Whether [`Builder::dangerously_tolerate_subdomains_of_public_suffixes`] applies.
    pub dangerously_tolerate_subdomains_of_public_suffixes: bool,
}

impl<S: Default> Config<S> {
    /// Creates the settings of a policy for pages of these origins, with nothing else set.
    #[must_use]
    pub fn new(origins: S) -> Self {
        Self { origins, ..Self::default() }
    }
}

impl<S> Config<S> {
    /// Returns the same settings, with other texts.
    pub(super) fn map<'c, T>(&'c self, text: impl Fn(&'c S) -> T) -> Config<T> {
        Config {
            origins: text(&self.origins),
            methods: text(&self.methods),
            request_headers: text(&self.request_headers),
            response_headers: text(&self.response_headers),
            credentials: self.credentials,
            max_age: self.max_age,
            preflight_status: self.preflight_status,
            private_network: self.private_network,
            vary_on_options: self.vary_on_options,
            nobody: self.nobody,
            dangerously_tolerate_insecure_origins: text(&self.dangerously_tolerate_insecure_origins),
            dangerously_tolerate_any_host: text(&self.dangerously_tolerate_any_host),
            dangerously_tolerate_subdomains_of_public_suffixes: self.dangerously_tolerate_subdomains_of_public_suffixes,
        }
    }
}

impl<'a> Config<Texts<'a>> {
    pub(super) fn settings(&self) -> Settings<'a> {
        let mut settings = Settings::new(self.origins, None);
        settings.methods = self.methods;
        settings.request_headers = self.request_headers;
        settings.response_headers = self.response_headers;
        settings.max_age = self.max_age;
        settings.preflight_status = self.preflight_status.unwrap_or(settings.preflight_status);
        settings.credentials = self.credentials;
        settings.private_network = self.private_network;
        settings.allows_nobody = self.nobody;
        settings.varies_options = self.vary_on_options;
        settings.insecure = self.dangerously_tolerate_insecure_origins;
        settings.any_host = self.dangerously_tolerate_any_host;
        settings.tolerates_public_suffixes = self.dangerously_tolerate_subdomains_of_public_suffixes;
        settings
    }
}

impl<S: AsRef<str>> Config<S> {
    /// Returns the builder with these settings, which borrows the texts.
    pub fn builder(&self) -> Builder<'_> {
        Builder(self.map(|text| Texts::Lines(text.as_ref().as_bytes())).settings())
    }

    /// Checks the settings and keeps them as a policy.
    ///
    /// # Errors
    /// [`InvalidConfig`] with all mistakes. It owns the settings, so that it can be returned with `?`.
    pub fn build(self) -> Result<Owned<S>, InvalidConfig<S>> {
        self.build_with(None)
    }

    /// Checks the settings with a list of public suffixes too, as [`Builder::build_with_public_suffixes`] does, and keeps
    /// them as a policy. Use it if the origins come from someone else.
    ///
    /// The function lives as long as the program, because the error uses it again. A list that lives shorter can check
    /// [`builder`](Self::builder) first.
    ///
    /// ```
    /// use countersign::cors::policy::{Config, Reason};
    ///
    /// fn is_public_suffix(name: &str) -> bool {
    ///     name == "customers.example.com"
    /// }
    ///
    /// let mut config = Config::new("https://*.customers.example.com".to_owned());
    /// config.credentials = true;
    /// assert!(config.clone().build().is_ok());
    /// let error = config.build_with_public_suffixes(&is_public_suffix).unwrap_err();
    /// assert!(error.mistakes().iter().all(|mistake| mistake.reason() == Reason::PublicSuffix));
    /// ```
    ///
    /// # Errors
    /// As [`build`](Self::build).
    pub fn build_with_public_suffixes(
        self,
        is_public_suffix: &'static (dyn Fn(&str) -> bool + Sync),
    ) -> Result<Owned<S>, InvalidConfig<S>> {
        self.build_with(Some(is_public_suffix))
    }

    pub(super) fn build_with(self, is_public_suffix: Option<PublicSuffixes>) -> Result<Owned<S>, InvalidConfig<S>> {
        let built = match is_public_suffix {
            Some(is_public_suffix) => self.builder().build_with_public_suffixes(is_public_suffix),
            None => self.builder().build(),
        };
        match built.map(|policy| relisted(&policy, [Texts::EMPTY; 4])) {
            Ok(shape) => Ok(Owned { config: self, shape }),
            Err(_) => Err(InvalidConfig { config: self, is_public_suffix }),
        }
    }
}

pub(super) type PublicSuffixes = &'static (dyn Fn(&str) -> bool + Sync);

/// A checked policy that owns its texts, made by [`Config::build`] or [`Config::build_with_public_suffixes`].
///
/// [`as_policy`](Self::as_policy) checks nothing again and costs a few copies. To change the policy of a running server,
/// build another one and swap it, for example in an `Arc`. If the new one has mistakes, the server keeps the old one.
///
/// With the feature `serde`, an `Owned<String>` is read from a file in one step. A list is a list of texts, or one text with
/// an entry on each line. The error has every mistake: each unknown key, each value of a wrong type, and each mistake of the
/// policy, with its path and what to do.
///
#[cfg_attr(feature = "serde", doc = "```")]
#[cfg_attr(not(feature = "serde"), doc = "```ignore")]
/// use std::sync::{Arc, RwLock};
///
/// use countersign::cors::policy::Owned;
///
/// #[derive(serde::Deserialize)]
/// struct File {
///     cors: Owned<String>,
/// }
///
/// struct Server {
///     policy: RwLock<Arc<Owned<String>>>,
/// }
///
/// impl Server {
///     fn reload(&self, file: &str) -> Result<(), toml::de::Error> {
///         let file: File = toml::from_str(file)?;
///         *self.policy.write().unwrap() = Arc::new(file.cors);
///         Ok(())
///     }
/// }
///
/// let file: File = toml::from_str("[cors]\norigins = ['https://app.example.com']\ncredentials = true").unwrap();
/// let server = Server { policy: RwLock::new(Arc::new(file.cors)) };
///
/// let error = server.reload("[cors]\norigin = ['https://app.example.com/']\nmax_age = '1 day'").unwrap_err();
/// assert_eq!(
///     error.message(),
///     "2 mistakes in the policy:\n\
///      max_age: expected a whole number, found a text (write -1 to 86400, without quotes)\n\
///      origin: unknown key (write `origins`)"
/// );
/// assert!(server.policy.read().unwrap().config().credentials, "the old policy");
/// ```
#[derive(Clone, Debug)]
pub struct Owned<S> {
    config: Config<S>,
    /// The policy without its lists.
    shape: Policy<'static>,
}

impl<S: AsRef<str>> Owned<S> {
    /// Returns the policy, which borrows the texts.
    #[must_use]
    pub fn as_policy(&self) -> Policy<'_> {
        let Config { origins, methods, request_headers, response_headers, .. } = &self.config;
        let lists = [origins, methods, request_headers, response_headers];
        relisted(&self.shape, lists.map(|text| Texts::Lines(text.as_ref().as_bytes())))
    }

    /// Returns the settings.
    #[must_use]
    pub const fn config(&self) -> &Config<S> {
        &self.config
    }
}

/// Returns a policy with other lists, which must have the entries that its own were checked to have.
const fn relisted<'a>(policy: &Policy<'_>, lists: [Texts<'a>; 4]) -> Policy<'a> {
    let [origins, methods, request_headers, response_headers] = lists;
    Policy {
        origins: match policy.origins {
            Origins::Listed { common_end, .. } => Origins::Listed { origins, common_end },
            Origins::Patterns(_) => Origins::Patterns(origins),
            Origins::Any | Origins::Static(_) => Origins::Any,
        },
        methods,
        any_method: policy.any_method,
        request_headers: match policy.request_headers {
            AllowedNames::Names { most_bytes, .. } => AllowedNames::Names { names: request_headers, most_bytes },
            AllowedNames::Any { authorization } => AllowedNames::Any { authorization },
        },
        expose_headers: match policy.expose_headers {
            Some(NameList::Slice(_, left_out) | NameList::Lines(_, left_out)) => {
                Some(NameList::without(response_headers, left_out))
            }
            Some(_) => Some(NameList::ANY),
            None => None,
        },
        max_age: policy.max_age,
        preflight_status: policy.preflight_status,
        credentials: policy.credentials,
        private_network: policy.private_network,
        vary: policy.vary,
        vary_on_options: policy.vary_on_options,
    }
}

/// Settings with mistakes, which it reports.
///
/// ```
/// use countersign::cors::policy::{Config, InvalidConfig, Reason};
///
/// let error: InvalidConfig<String> = Config::new("https://app.example.com/".to_owned()).build().unwrap_err();
/// assert_eq!(error.mistakes().iter().next().map(|mistake| mistake.reason()), Some(Reason::Path));
///
/// let mut config = error.into_config();
/// config.origins.pop();
/// assert!(config.build().is_ok());
/// ```
#[derive(Clone)]
pub struct InvalidConfig<S> {
    config: Config<S>,
    is_public_suffix: Option<PublicSuffixes>,
}

impl<S: AsRef<str>> InvalidConfig<S> {
    /// Returns the mistakes.
    #[must_use]
    pub fn mistakes(&self) -> Mistakes<'_> {
        Mistakes::new(self.config.builder().0, self.is_public_suffix)
    }

    /// Returns the settings, so that they can be corrected.
    #[must_use]
    pub fn into_config(self) -> Config<S> {
        self.config
    }
}

impl<S: AsRef<str>> fmt::Display for InvalidConfig<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.mistakes().fmt(f)
    }
}

impl<S: AsRef<str>> fmt::Debug for InvalidConfig<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.mistakes(), f)
    }
}

impl<S: AsRef<str>> core::error::Error for InvalidConfig<S> {}
