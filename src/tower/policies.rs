//! Where a layer takes its policy from.

use alloc::sync::Arc;

use ::http::HeaderMap;

use crate::cors::policy::{Owned, Policy};
use crate::http::{Headers, Repeatable};

/// Decides on requests by a CORS policy.
///
/// A [`Policy`], an [`Owned`] policy and an `Arc` of one implement it. So does a function that returns one of them: it is
/// asked at each request, so that a running server can take another policy.
///
/// ```
/// use std::sync::{Arc, RwLock};
///
/// use countersign::cors::policy::{Config, Owned, Policy};
/// use countersign::http::Headers;
/// use countersign::tower::{GateLayer, Policies};
/// use http::HeaderMap;
///
/// let policy = Config::new("https://app.example.com".to_owned()).build()?;
/// let current: Arc<RwLock<Arc<Owned<String>>>> = Arc::new(RwLock::new(Arc::new(policy)));
/// let swapped = Arc::clone(&current);
/// let layer = GateLayer::cors(move || Arc::clone(&swapped.read().unwrap()));
/// // Later: a configuration with a mistake leaves the old policy.
/// match Config::new("https://app.example.com/".to_owned()).build() {
///     Ok(policy) => *current.write().unwrap() = Arc::new(policy),
///     Err(error) => eprintln!("{error}"),
/// }
///
/// /// Allows origins that are in a table, too.
/// struct Customers(Policy<'static>, Vec<String>);
///
/// impl Policies for Customers {
///     fn decide(&self, method: &str, headers: &HeaderMap) -> Headers {
///         self.0.decide_with(method, headers, |origin| self.1.contains(&origin.to_string())).to_headers()
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Policies: Send + Sync + 'static {
    /// Returns the decision on a request.
    fn decide(&self, method: &str, headers: &HeaderMap) -> Headers;
}

impl Policies for Policy<'static> {
    fn decide(&self, method: &str, headers: &HeaderMap) -> Headers {
        let fields = Repeatable::from(headers);
        Headers::of(&Policy::decide(self, method, &fields), Some(&fields))
    }
}

impl<S: AsRef<str> + Send + Sync + 'static> Policies for Owned<S> {
    fn decide(&self, method: &str, headers: &HeaderMap) -> Headers {
        let fields = Repeatable::from(headers);
        Headers::of(&self.as_policy().decide(method, &fields), Some(&fields))
    }
}

impl<P: Policies + ?Sized> Policies for Arc<P> {
    fn decide(&self, method: &str, headers: &HeaderMap) -> Headers {
        P::decide(self, method, headers)
    }
}

impl<F: Fn() -> P + Send + Sync + 'static, P: Policies> Policies for F {
    fn decide(&self, method: &str, headers: &HeaderMap) -> Headers {
        self().decide(method, headers)
    }
}
