//! A gate as a [`tower`](https://docs.rs/tower-layer) layer, for axum, hyper, tonic and every other stack on the crate `http`.
//! Needs the feature `tower`, and std.
//!
//! [`GateLayer::cors`] decides by a CORS policy alone. [`GateLayer::new`] also authenticates: an asynchronous [`Judge`]
//! looks at the head of the request, and hands the user on as an extension of the request. [`Digest`] is the judge that
//! Digest needs. No body is read or changed.
//!
//! | request | inner service | response |
//! |---|---|---|
//! | preflight | not called | 204, or 403 if the policy refuses, with an empty body |
//! | any other, [accepted](Judgement::accepted) | called, with the user as extension | its own, with the CORS fields and Authentication-Info |
//! | any other, not accepted | not called | 401, 403 or the status of the judgement, with the CORS fields and the challenges, and an empty body |
//! | any other, and the inner service returns an error | called | the error |
//!
//! `Vary` and other fields of the inner service stay, and no name is added to `Vary` that it lists already. Its CORS fields do not: the policy alone says what a page may read.
//!
//! Put the layer outside all that routes: a router answers `OPTIONS` with 405 where it knows no such method, and rewrites
//! URIs that the credentials of Digest name.
//!
//! # Compared with the `CorsLayer` of tower-http
//!
//! | input | `CorsLayer` 0.6 | this layer | why |
//! |---|---|---|---|
//! | `OPTIONS` without `Origin` or `Access-Control-Request-Method` | answered with 200 | passed to the inner service | it is not a preflight (Fetch §3.3.2); applications answer `OPTIONS` too |
//! | a preflight that is allowed | 200 | 204, or a status of the policy | there is no content |
//! | a preflight with a method or a name that is not allowed | 200 with the names that are allowed | 403 | the browser's result is the same, and the status says so in logs |
//! | a preflight of another origin | 200 with the fields that do not depend on the origin, such as `Access-Control-Allow-Credentials` and `-Methods` | 403 without fields | only pages that are allowed need to know the settings |
//! | a request of another origin | `Access-Control-Allow-Credentials`, `Access-Control-Expose-Headers` and `Vary` | `Vary` | as above |
//! | a request without `Origin` | `Access-Control-Allow-Credentials` and `Access-Control-Expose-Headers` | `Vary` | no browser reads them |
//! | `Vary` of all other methods | `origin, access-control-request-method, access-control-request-headers` | `Origin` if the response depends on it, else nothing | the two others are in preflights only; each name splits caches |
//! | `Vary` of `OPTIONS` | the same three | none, or the names with [`with_vary_on_options`](crate::cors::policy::Builder::with_vary_on_options) | caches do not keep it, unless configured to |
//! | `Access-Control-Allow-Methods`, `Access-Control-Allow-Headers` | all that are allowed | those that were asked for | less of the settings is shown |
//! | an origin `http://example.com` with credentials, or `*` with credentials | the first is accepted; the second panics when the service is made, or reflects any origin (`very_permissive`) | a mistake of the policy, reported when it is built | each gives the user's data to someone else |
//! | subdomains | by a predicate over the bytes | `https://*.example.com` | checked: `https://evilexample.com` does not match |
//! | an asynchronous predicate over origin and request | `AllowOrigin::async_predicate` | a [`Policies`] of your own is not asynchronous; keep the origins in memory and swap them | a preflight waits for no database |
//! | `Access-Control-Request-Private-Network` | allowed for all origins or by a predicate | allowed for the origins of a policy [for a private network](crate::cors::policy::Builder::with_private_network) | the permission is the origin's |
//! | two lines of `Origin` | the first decides | refused | the field has one value |
//! | the inner service sets CORS fields | they stay where the layer sets none, such as `Access-Control-Allow-Origin: *` for a page of an origin that is refused | they are removed | the policy decides |
//! | the authentication layer inside answers 401 | CORS fields are added | the same | a page can read the status |
//! | the authentication layer outside answers a preflight | 401: the page never gets further | does not happen: one layer does both | the order is fixed |

mod digest;
mod judge;
mod policies;

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::future::{Future, ready};
use core::pin::Pin;
use core::task::{Context, Poll};
use core::{fmt, mem};

use ::http::{HeaderMap, Request, Response, StatusCode};
use ::tower_layer::Layer;
use ::tower_service::Service;

use crate::cors::{FIELDS, Role};
use crate::http::{Headers, header_name};

pub use digest::{Digest, InvalidDigest, Stored};
pub use judge::{Everyone, Judge, Judgement};
pub use policies::Policies;

/// A CORS policy and a judge of credentials, to be put around a service.
///
/// ```
/// use countersign::Kept;
/// use countersign::auth::{self, bearer};
/// use countersign::cors::policy::Policy;
/// use countersign::tower::{GateLayer, Judgement};
/// use http::request::Parts;
/// use http::{Request, Response, StatusCode};
/// use tower_layer::Layer;
/// use tower_service::Service;
///
/// const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com"])
///     .with_request_headers(&["Authorization"])
///     .with_response_headers(&["WWW-Authenticate"])
///     .in_const();
///
/// #[derive(Clone)]
/// struct User(&'static str);
///
/// async fn look_up(credentials: Kept<bearer::Credentials<'static>>) -> Option<User> {
///     // … asks a database …
///     let bearer = credentials.view().ok()?;
///     bearer.matches("mF_9.B5f-4.1JqM").then_some(User("alice"))
/// }
///
/// /// The future owns what it needs of the request.
/// fn judge(parts: &Parts) -> impl Future<Output = Judgement<User>> + Send + use<> {
///     let credentials = auth::authorization(&parts.headers).ok().flatten();
///     let bearer = credentials.and_then(|credentials| bearer::Credentials::try_from(credentials).ok());
///     let kept = bearer.and_then(|bearer| Kept::new(&bearer).ok());
///     async move {
///         let challenge = bearer::Challenge::new();
///         match kept {
///             None => Judgement::challenged(&challenge),
///             Some(credentials) => match look_up(credentials).await {
///                 Some(user) => Judgement::accepted(user),
///                 None => Judgement::challenged(&challenge.with_error(bearer::ErrorCode::InvalidToken)),
///             },
///         }
///     }
/// }
///
/// #[derive(Clone)]
/// struct Hello;
///
/// impl Service<Request<()>> for Hello {
///     type Response = Response<String>;
///     type Error = std::convert::Infallible;
///     type Future = std::future::Ready<Result<Self::Response, Self::Error>>;
///
///     fn poll_ready(&mut self, _: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Self::Error>> {
///         std::task::Poll::Ready(Ok(()))
///     }
///
///     fn call(&mut self, request: Request<()>) -> Self::Future {
///         let User(name) = request.extensions().get().expect("the judge has accepted the request");
///         std::future::ready(Ok(Response::new(format!("Hello, {name}"))))
///     }
/// }
///
/// let mut service = GateLayer::new(POLICY, judge).layer(Hello);
/// # let mut serve = |request| {
/// #     let mut future = std::pin::pin!(service.call(request));
/// #     match future.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop())) {
/// #         std::task::Poll::Ready(response) => response.unwrap(),
/// #         std::task::Poll::Pending => unreachable!("nothing waits"),
/// #     }
/// # };
///
/// let request = Request::get("/").header("Origin", "https://app.example.com");
/// let response = serve(request.body(()).unwrap());
/// assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
/// assert_eq!(response.headers()["Access-Control-Allow-Origin"], "https://app.example.com");
/// assert_eq!(response.headers()["WWW-Authenticate"], "Bearer");
///
/// let request = Request::get("/").header("Authorization", "Bearer mF_9.B5f-4.1JqM");
/// assert_eq!(serve(request.body(()).unwrap()).body(), "Hello, alice");
/// ```
#[derive(Debug)]
pub struct GateLayer<P, J = Everyone>(Arc<Shared<P, J>>);

struct Shared<P, J> {
    policies: P,
    judge: J,
}

impl<P: Policies> GateLayer<P> {
    /// Returns a layer that decides by a CORS policy alone.
    pub fn cors(policies: P) -> Self {
        Self::new(policies, Everyone)
    }
}

impl<P: Policies, J: Judge> GateLayer<P, J> {
    /// Returns a layer that answers preflights by a CORS policy, and lets a judge decide on all other requests.
    pub fn new(policies: P, judge: J) -> Self {
        Self(Arc::new(Shared { policies, judge }))
    }
}

impl<P, J> Clone for GateLayer<P, J> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S, P, J> Layer<S> for GateLayer<P, J> {
    type Service = GateService<S, P, J>;

    fn layer(&self, inner: S) -> Self::Service {
        GateService { inner, shared: Arc::clone(&self.0) }
    }
}

/// A service with a gate in front of it, made by [`GateLayer`].
///
/// The inner service and its futures are `Send` and `'static`, and the service is `Clone`, as axum, tonic and hyper's
/// adapters require too. The body of its responses has a default, which is empty.
#[derive(Debug)]
pub struct GateService<S, P, J = Everyone> {
    inner: S,
    shared: Arc<Shared<P, J>>,
}

impl<S: Clone, P, J> Clone for GateService<S, P, J> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), shared: Arc::clone(&self.shared) }
    }
}

impl<S, P, J, B, R> Service<Request<B>> for GateService<S, P, J>
where
    S: Service<Request<B>, Response = Response<R>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Send,
    P: Policies,
    J: Judge,
    B: Send + 'static,
    R: Default + Send + 'static,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<R>, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let mut headers = self.shared.policies.decide(request.method().as_str(), request.headers());
        if headers.status().is_some() {
            return Box::pin(ready(Ok(answered(headers))));
        }
        let (mut parts, body) = request.into_parts();
        let judgement = self.shared.judge.judge(&parts);
        // The service that was polled is the one that is ready.
        let clone = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, clone);
        Box::pin(async move {
            if let Some(user) = judgement.await.settle(&mut headers) {
                parts.extensions.insert(user);
            }
            if headers.status().is_some() {
                return Ok(answered(headers));
            }
            let mut response = inner.call(Request::from_parts(parts, body)).await?;
            let fields = response.headers_mut();
            let mut fits = true;
            // An API often sets none: the names are looked up one by one, and an empty map takes the headers as they are.
            if !fields.is_empty() {
                remove_granting(fields);
                fits = fields.try_reserve(headers.len()).is_ok();
            }
            if fits {
                let _ = headers.put(fields);
            } else {
                response = answered(headers);
                *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            }
            Ok(response)
        })
    }
}

/// Removes the fields with which a response grants something to a page.
fn remove_granting(fields: &mut HeaderMap) {
    let granting = FIELDS.iter().filter(|(_, role)| matches!(role, Role::AnyResponse | Role::ActualResponse));
    for name in granting.filter_map(|(name, _)| header_name(name)) {
        fields.remove(name);
    }
}

/// A response without the inner service. An empty map can hold the headers.
fn answered<R: Default>(headers: Headers) -> Response<R> {
    let mut response = Response::default();
    if let Some(status) = headers.status() {
        *response.status_mut() = status;
    }
    let _ = headers.put(response.headers_mut());
    response
}

impl<P, J> fmt::Debug for Shared<P, J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shared")
    }
}
