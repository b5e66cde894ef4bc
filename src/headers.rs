//! The crate [`headers`](https://docs.rs/headers/0.4): typed headers that it lacks. Needs the feature `headers`.
//!
//! axum's `TypedHeader` takes each of them, and `HeaderMapExt` reads and writes them. Each owns its lines.
//!
//! | input | result | why |
//! |---|---|---|
//! | several lines of WWW-Authenticate, Proxy-Authenticate or an info | kept as lines, in order | RFC 9110 §5.3; browsers do not join lines of challenges |
//! | a line that does not parse | rejected: `headers::Error` | as [`auth::Challenges::parse`] and [`auth::AuthenticationInfo::parse`] |
//! | two lines of Origin, or a value that browsers do not send | rejected | as [`cors::origin::Origin::parse`] |
//!
//! ```
//! use countersign::auth::{basic, bearer};
//! use countersign::headers::{Origin, WwwAuthenticate};
//! use headers::HeaderMapExt;
//! use http::{HeaderMap, HeaderValue};
//!
//! let mut map = HeaderMap::new();
//! let bearer = WwwAuthenticate::new(&bearer::Challenge::new()).expect("a challenge");
//! map.typed_insert(bearer.with(&basic::Challenge::new("staff")?).expect("a challenge"));
//! assert_eq!(map.get_all("WWW-Authenticate").iter().count(), 2);
//!
//! let read: WwwAuthenticate = map.typed_get().expect("valid lines");
//! assert!(read.challenges().any(|challenge| challenge.scheme().is("Basic")));
//!
//! map.insert("Origin", HeaderValue::from_static("https://app.example.com"));
//! let origin: Origin = map.typed_get().expect("an origin");
//! assert_eq!(origin.origin().to_string(), "https://app.example.com");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use alloc::vec::Vec;
use core::iter;

use ::headers::{Error, Header};
use ::http::{HeaderName, HeaderValue, header};

use crate::auth::{self, Challenge};
use crate::cors;
use crate::encode::FieldContent;
use crate::error::ParseError;
use crate::http::header_value;

fn decoded<'i>(
    values: &mut impl Iterator<Item = &'i HeaderValue>,
    check: impl Fn(&HeaderValue) -> bool,
) -> Result<Vec<HeaderValue>, Error> {
    let lines: Vec<HeaderValue> = values.cloned().collect();
    if lines.is_empty() || !lines.iter().all(check) { Err(Error::invalid()) } else { Ok(lines) }
}

/// A header of one or more lines, each of which parses as a type of `auth`.
macro_rules! lines {
    ($type:ident, $line:ident, $name:expr) => {
        impl $type {
            /// Returns the header with this line.
            ///
            /// # Errors
            /// The value is not one of this header.
            pub fn new(value: &(impl FieldContent + ?Sized)) -> Result<Self, ParseError> {
                Self(Vec::new()).with(value)
            }

            /// Adds a line.
            ///
            /// # Errors
            /// As [`new`](Self::new).
            pub fn with(mut self, value: &(impl FieldContent + ?Sized)) -> Result<Self, ParseError> {
                let line = header_value(value);
                auth::$line::parse(line.as_bytes())?;
                self.0.push(line);
                Ok(self)
            }

            /// Iterates over the lines.
            pub fn lines(&self) -> impl Iterator<Item = auth::$line<'_>> {
                self.0.iter().filter_map(|line| auth::$line::parse(line.as_bytes()).ok())
            }
        }

        impl Header for $type {
            fn name() -> &'static HeaderName {
                static NAME: HeaderName = $name;
                &NAME
            }

            fn decode<'i, I: Iterator<Item = &'i HeaderValue>>(values: &mut I) -> Result<Self, Error> {
                decoded(values, |line| auth::$line::parse(line.as_bytes()).is_ok()).map(Self)
            }

            fn encode<E: Extend<HeaderValue>>(&self, values: &mut E) {
                values.extend(self.0.iter().cloned());
            }
        }

        impl core::fmt::Debug for $type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, "{}({} lines)", stringify!($type), self.0.len())
            }
        }
    };
}

/// `WWW-Authenticate`, RFC 9110 §11.6.1.
#[derive(Clone)]
pub struct WwwAuthenticate(Vec<HeaderValue>);

/// `Proxy-Authenticate`, RFC 9110 §11.7.1.
#[derive(Clone)]
pub struct ProxyAuthenticate(Vec<HeaderValue>);

/// `Authentication-Info`, RFC 9110 §11.6.3.
#[derive(Clone)]
pub struct AuthenticationInfo(Vec<HeaderValue>);

/// `Proxy-Authentication-Info`, RFC 9110 §11.7.3.
#[derive(Clone)]
pub struct ProxyAuthenticationInfo(Vec<HeaderValue>);

lines!(WwwAuthenticate, Challenges, header::WWW_AUTHENTICATE);
lines!(ProxyAuthenticate, Challenges, header::PROXY_AUTHENTICATE);
lines!(AuthenticationInfo, AuthenticationInfo, HeaderName::from_static("authentication-info"));
lines!(ProxyAuthenticationInfo, AuthenticationInfo, HeaderName::from_static("proxy-authentication-info"));

impl WwwAuthenticate {
    /// Iterates over the challenges of all lines.
    pub fn challenges(&self) -> impl Iterator<Item = Challenge<'_>> {
        self.lines().flatten()
    }
}

impl ProxyAuthenticate {
    /// Iterates over the challenges of all lines.
    pub fn challenges(&self) -> impl Iterator<Item = Challenge<'_>> {
        self.lines().flatten()
    }
}

/// `Origin`, as strictly as a policy reads it.
#[derive(Clone, Debug)]
pub struct Origin(HeaderValue);

impl Origin {
    /// Returns the origin.
    #[must_use]
    pub fn origin(&self) -> cors::origin::Origin<'_> {
        cors::origin::Origin::parse(self.0.as_bytes()).unwrap_or(cors::origin::Origin::NULL)
    }
}

impl From<cors::origin::Origin<'_>> for Origin {
    fn from(origin: cors::origin::Origin<'_>) -> Self {
        Self(header_value(&origin))
    }
}

impl Header for Origin {
    fn name() -> &'static HeaderName {
        &header::ORIGIN
    }

    fn decode<'i, I: Iterator<Item = &'i HeaderValue>>(values: &mut I) -> Result<Self, Error> {
        match (values.next(), values.next()) {
            (Some(value), None) if cors::origin::Origin::parse(value.as_bytes()).is_ok() => Ok(Self(value.clone())),
            _ => Err(Error::invalid()),
        }
    }

    fn encode<E: Extend<HeaderValue>>(&self, values: &mut E) {
        values.extend(iter::once(self.0.clone()));
    }
}
