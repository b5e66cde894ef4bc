//! Requests and the responses to them, as lines of text. The laws of the browser's side read them.
//!
//! ```text
//! !METHOD options status seconds origin url   each of them may be missing from the end
//! >Name: value                                a field of the request
//! <Name: value                                a field of the response
//! ```
//!
//! Options: `i` and `o` are the credentials modes "include" and "omit", `p` requires a preflight, `l` listens to the upload,
//! of a body with `b`, and with `x` the request fails after the preflight. `c`, `f` and `w` choose Chromium, Firefox and
//! WebKit.

use countersign::cors::browser::{CredentialsMode, Profile, Request};
use countersign::cors::names::{FieldName, MAX_FIELDS, Method};
use countersign::cors::origin::Origin;

pub(crate) type Response<'a> = Vec<(&'a str, &'a [u8])>;

pub(crate) struct Exchange<'a> {
    pub(crate) profile: Profile,
    pub(crate) method: Method<'a>,
    pub(crate) origin: Origin<'a>,
    pub(crate) credentials: CredentialsMode,
    pub(crate) uses_preflight: bool,
    /// Whether there is a body, if a listener observes its upload.
    pub(crate) upload: Option<bool>,
    pub(crate) fails: bool,
    pub(crate) status: u16,
    pub(crate) seconds: u64,
    pub(crate) url: &'a [u8],
    pub(crate) headers: Vec<(FieldName<'a>, &'a [u8])>,
    pub(crate) response: Response<'a>,
}

impl<'a> Exchange<'a> {
    pub(crate) fn all(data: &'a [u8]) -> Vec<Self> {
        let mut exchanges: Vec<Self> = Vec::new();
        for line in super::lines(data) {
            match line.split_first() {
                Some((b'!', head)) => exchanges.push(Self::begin(head)),
                Some((b'>', field)) => {
                    if let (Some(last), Some((name, value))) = (exchanges.last_mut(), split(field))
                        && last.headers.len() < MAX_FIELDS
                    {
                        last.headers.extend(FieldName::new(name).map(|name| (name, value)));
                    }
                }
                Some((b'<', field)) => {
                    if let (Some(last), Some(field)) = (exchanges.last_mut(), split(field)) {
                        last.response.push(field);
                    }
                }
                _ => {}
            }
        }
        exchanges
    }

    fn begin(head: &'a [u8]) -> Self {
        let mut words = head.split(|byte| *byte == b' ');
        let mut word = || words.next().unwrap_or_default();
        let number = |word: &[u8]| core::str::from_utf8(word).ok().and_then(|word| word.parse::<u16>().ok());
        let (method, options) = (word(), word());
        Self {
            profile: match options {
                _ if options.contains(&b'c') => Profile::CHROMIUM,
                _ if options.contains(&b'f') => Profile::FIREFOX,
                _ if options.contains(&b'w') => Profile::WEBKIT,
                _ => Profile::FETCH,
            },
            method: Method::parse(method).unwrap_or(Method::GET),
            credentials: match options {
                _ if options.contains(&b'i') => CredentialsMode::Include,
                _ if options.contains(&b'o') => CredentialsMode::Omit,
                _ => CredentialsMode::SameOrigin,
            },
            uses_preflight: options.contains(&b'p'),
            upload: options.contains(&b'l').then(|| options.contains(&b'b')),
            fails: options.contains(&b'x'),
            status: number(word()).unwrap_or(204),
            seconds: number(word()).unwrap_or(0).into(),
            origin: Origin::parse_tolerant(word()).unwrap_or(Origin::NULL),
            url: word(),
            headers: Vec::new(),
            response: Vec::new(),
        }
    }

    pub(crate) fn request(&self) -> Request<'_> {
        let request = Request::new(self.origin, self.method)
            .with_headers(&self.headers)
            .expect("few fields")
            .with_credentials(self.credentials);
        let request = if self.uses_preflight { request.with_preflight() } else { request };
        self.upload.map_or(request, |has_body| request.with_upload_listener(has_body))
    }

    /// Returns whether a preflight is needed in all cases.
    pub(crate) fn is_forced(&self, profile: &Profile) -> bool {
        self.uses_preflight || self.upload.is_some_and(|has_body| has_body || !profile.upload_listener_needs_body)
    }
}

/// Splits a field into its name and its value.
fn split(field: &[u8]) -> Option<(&str, &[u8])> {
    let (name, value) = field.split_at(field.iter().position(|byte| *byte == b':')?);
    Some((core::str::from_utf8(name).ok()?, &value[1..]))
}
