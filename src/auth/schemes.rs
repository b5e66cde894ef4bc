//! The schemes, one module each, and the one list of them.

use core::fmt;

use crate::auth::scheme::Scheme;

/// Implements `Keep` for a scheme's own type. What the tolerant parser of the framework returns is converted to it; what the
/// type parses itself need not match the grammar of the framework.
macro_rules! keep_typed {
    ($Generic:ident => $Type:ident) => {
        #[cfg(feature = "alloc")]
        #[cfg_attr(docsrs, doc(cfg(feature = "alloc")))]
        impl $crate::kept::Keep for $Type<'_> {
            type View<'a> = $Type<'a>;

            fn read(kept: &[u8], reader: $crate::kept::Reader) -> Result<$Type<'_>, $crate::ParseError> {
                type Generic<'a> = $crate::auth::$Generic<'a, $crate::auth::tolerant::Tolerant>;
                match $Type::parse(kept) {
                    Err(_) if reader == $crate::kept::Reader::Tolerant => {
                        <Generic<'_> as $crate::kept::Keep>::read(kept, reader)?.try_into()
                    }
                    read => read,
                }
            }
        }
    };
}

/// Implements `TryFrom` for a scheme's own type, from the framework's type of the same kind.
///
/// `typed!(Challenge, SCHEME)` converts an [`auth::Challenge`](crate::auth::Challenge) of the scheme `SCHEME` with the
/// type's private `read(payload)`. `typed!(Challenge, SCHEME, Kind::read)` serves several schemes: `Kind::read` says
/// which of them it is, and goes to `read(kind, payload)`. `typed!(Credentials => Info, SCHEME)` names both types. The
/// type can then be kept too.
macro_rules! typed {
    ($Type:ident, $($of:tt)+) => {
        typed!($Type => $Type, $($of)+);
    };
    ($Generic:ident => $Type:ident, $SCHEME:expr) => {
        keep_typed!($Generic => $Type);

        impl<'a, T: $crate::auth::Leniency> TryFrom<$crate::auth::$Generic<'a, T>> for $Type<'a> {
            type Error = $crate::ParseError;

            fn try_from(value: $crate::auth::$Generic<'a, T>) -> Result<Self, $crate::ParseError> {
                Self::read(value.scheme_payload().expect($SCHEME)?)
            }
        }
    };
    ($Generic:ident => $Type:ident, $SCHEME:expr, $known:expr) => {
        keep_typed!($Generic => $Type);

        impl<'a, T: $crate::auth::Leniency> TryFrom<$crate::auth::$Generic<'a, T>> for $Type<'a> {
            type Error = $crate::ParseError;

            fn try_from(value: $crate::auth::$Generic<'a, T>) -> Result<Self, $crate::ParseError> {
                let (kind, payload) = value.scheme_payload().expect_one_of($SCHEME, $known)?;
                Self::read(kind, payload)
            }
        }
    };
}

#[doc(alias("Token", "ApiKey"))]
pub mod api_key;
#[doc(alias(
    "AWS4-HMAC-SHA256",
    "AWS4-ECDSA-P256-SHA256",
    "GOOG4-HMAC-SHA256",
    "GOOG4-RSA-SHA256",
    "TC3-HMAC-SHA256",
    "ACS3-HMAC-SHA256",
    "OSS4-HMAC-SHA256",
    "SDK-HMAC-SHA256",
    "SigV4"
))]
pub mod aws4;
pub mod basic;
pub mod bearer;
#[doc(alias("AWS", "SharedKey", "SharedKeyLite", "SigV2"))]
pub mod colon_pair;
pub mod concealed;
pub mod digest;
pub mod dpop;
#[doc(alias("EG1-HMAC-SHA256", "EdgeGrid"))]
pub mod eg1;
pub mod gnap;
pub mod hawk;
pub mod hoba;
pub mod mutual;
#[doc(alias("SPNEGO", "Kerberos"))]
pub mod negotiate;
pub mod ntlm;
pub mod oauth;
#[doc(alias("PrivateToken", "PrivacyPass"))]
pub mod private_token;
#[doc(alias("SCRAM-SHA-1", "SCRAM-SHA-256"))]
pub mod scram;
#[doc(alias = "SharedAccessSignature")]
pub mod shared_access_signature;
pub mod signature;
pub mod uma;
pub mod vapid;
#[doc(alias = "WebPush")]
pub mod web_push;

/// Every module that reads schemes, with the names of the schemes that it reads.
///
/// These are the schemes of the [IANA registry](https://www.iana.org/assignments/http-authschemes) and others in use.
/// `scram` also reads any other name that begins with `SCRAM-`.
///
/// ```
/// use countersign::auth;
///
/// let (module, _) = auth::SCHEMES.into_iter().find(|(_, names)| names.contains(&"SharedKey")).unwrap();
/// assert_eq!(module, "colon_pair");
/// ```
pub const SCHEMES: [(&str, &[&str]); 23] = [
    ("api_key", &api_key::SCHEMES),
    ("aws4", &aws4::SCHEMES),
    ("basic", &[basic::SCHEME]),
    ("bearer", &[bearer::SCHEME]),
    ("colon_pair", &colon_pair::SCHEMES),
    ("concealed", &[concealed::SCHEME]),
    ("digest", &[digest::SCHEME]),
    ("dpop", &[dpop::SCHEME]),
    ("eg1", &[eg1::SCHEME]),
    ("gnap", &[gnap::SCHEME]),
    ("hawk", &[hawk::SCHEME]),
    ("hoba", &[hoba::SCHEME]),
    ("mutual", &[mutual::SCHEME]),
    ("negotiate", &[negotiate::SCHEME]),
    ("ntlm", &[ntlm::SCHEME]),
    ("oauth", &[oauth::SCHEME]),
    ("private_token", &[private_token::SCHEME]),
    ("scram", &scram::SCHEMES),
    ("shared_access_signature", &[shared_access_signature::SCHEME]),
    ("signature", &[signature::SCHEME]),
    ("uma", &[uma::SCHEME]),
    ("vapid", &[vapid::SCHEME]),
    ("web_push", &[web_push::SCHEME]),
];

/// The lists that the framework needs and does not see.
impl Scheme<'_> {
    /// The schemes whose credentials are a token68. That of the first three is base64.
    pub(in crate::auth) const WITH_TOKEN68_IN_CREDENTIALS: [&'static str; 7] =
        [basic::SCHEME, negotiate::SCHEME, ntlm::SCHEME, bearer::SCHEME, dpop::SCHEME, gnap::SCHEME, web_push::SCHEME];

    /// How many of them have base64.
    pub(in crate::auth) const WITH_BASE64: usize = 3;

    /// The schemes whose challenges may have a token68, which is base64.
    pub(in crate::auth) const WITH_TOKEN68_IN_CHALLENGES: [&'static str; 2] = [negotiate::SCHEME, ntlm::SCHEME];

    /// Returns whether the scheme is one of these.
    pub(in crate::auth) fn is_one_of(self, schemes: &[&str]) -> bool {
        self.index_in(schemes).is_some()
    }

    /// Returns the index of the scheme in this list.
    pub(in crate::auth) fn index_in(self, schemes: &[&str]) -> Option<usize> {
        let length = self.as_bytes().len();
        schemes.iter().position(|name| name.len() == length && self.is(name))
    }

    /// Returns the index of the scheme in this list, if it is spelled as there, which takes one comparison; `Err` is whether it
    /// may be in the list.
    #[inline(always)]
    pub(in crate::auth) fn usual_index_in<const N: usize>(self, schemes: [&str; N]) -> Result<usize, bool> {
        let name = self.as_bytes();
        let index = schemes.iter().position(|scheme| name == scheme.as_bytes());
        index.ok_or_else(|| schemes.iter().any(|scheme| name.len() == scheme.len()))
    }

    /// Returns whether the scheme is one of [`aws4`], whose keys and lists of names may end with a semicolon. All of the names
    /// are longer than most others.
    #[inline(always)]
    pub(in crate::auth) fn is_of_aws4(self) -> bool {
        self.as_bytes().len() > 14 && self.is_one_of(&aws4::SCHEMES)
    }

    /// Returns whether the name stands in [`SCHEMES`].
    ///
    /// ```
    /// use countersign::auth::Scheme;
    ///
    /// assert!(Scheme::new("basic")?.is_known() && !Scheme::new("Newauth")?.is_known());
    /// # Ok::<(), countersign::ValueError>(())
    /// ```
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.known_name().is_some()
    }

    fn known_name(&self) -> Option<&'static str> {
        SCHEMES.iter().flat_map(|(_, names)| *names).copied().find(|name| self.is(name))
    }
}

/// Shows a known name, and only the length of any other: to the grammar, `Authorization: s3cr3t` is a scheme.
impl fmt::Debug for Scheme<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.known_name() {
            Some(name) => write!(f, "Scheme({name})"),
            None => write!(f, "Scheme({} bytes)", self.as_bytes().len()),
        }
    }
}
