//! How a service makes the canonical form of a target.

use core::fmt;

use super::algorithm::Cloud;
use super::timestamp::{Date, DateForm};

/// How a service makes the canonical form of the request-target.
///
/// | | path | query |
/// |---|---|---|
/// | [`S3`](Self::S3) | each segment as it is, decoded and encoded once: keys may have empty segments and dots | `+` is a plus sign |
/// | [`GOOGLE`](Self::GOOGLE) | the same | the same |
/// | [`ALIBABA`](Self::ALIBABA) | the same | the same |
/// | [`HUAWEI`](Self::HUAWEI) | the same, with a slash at its end | the same |
/// | [`TENCENT`](Self::TENCENT) | the same | as sent |
/// | [`OTHERS`](Self::OTHERS) | empty segments and dot segments removed, then encoded once more: `%20` becomes `%2520` | sorted; `+` is a plus sign |
///
/// Each cloud has rules for its own algorithms: a client and a server refuse the rules of one with a scope or an algorithm of
/// another. What is compatible with Amazon's services has Amazon's algorithms, and [`S3`](Self::S3).
///
/// Nobody documents what `+` means in a query. Signers encode it as a plus sign, `%2B`; servers written in Go read a space.
/// A client avoids the question: a [presigned](super::Client::presign) target never has a `+`.
///
/// ```
/// use countersign::auth::aws4::Rules;
///
/// let of_go = Rules::S3.with_plus_as_space();
/// assert_ne!(of_go, Rules::S3);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "they are independent")]
pub struct Rules {
    pub(super) normalizes: bool,
    pub(super) encodes_twice: bool,
    pub(super) plus_is_space: bool,
    /// Whether every request says in a field what its payload is.
    pub(super) declares_payload: bool,
    /// Whether a slash is added to the path.
    pub(super) adds_slash: bool,
    /// Whether the query is signed as sent, and not sorted.
    pub(super) keeps_query: bool,
    /// Whether the values of fields are signed in lower case.
    pub(super) lowers_values: bool,
    /// Whether white space inside of a value is one space.
    pub(super) collapses: bool,
    pub(super) names: &'static Names,
}

/// What the service calls the fields and the parameters of its scheme.
pub(super) struct Names {
    pub(super) cloud: Cloud,
    /// How the fields begin that must be signed. Empty if no others must be than those of `also` and `host`.
    pub(super) prefix: &'static str,
    /// Another field that must be signed, or empty.
    pub(super) also: &'static str,
    pub(super) date: &'static str,
    pub(super) date_form: DateForm,
    pub(super) content_sha256: &'static str,
    /// Empty if the scheme has none; so is its parameter.
    pub(super) security_token: &'static str,
    pub(super) params: ParamNames,
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Names({})", self.date)
    }
}

impl PartialEq for Names {
    fn eq(&self, other: &Self) -> bool {
        self.cloud == other.cloud
    }
}

impl Eq for Names {}

/// The parameters of a presigned request.
pub(super) struct ParamNames {
    pub(super) algorithm: &'static str,
    pub(super) credential: &'static str,
    pub(super) date: &'static str,
    pub(super) expires: &'static str,
    pub(super) security_token: &'static str,
    pub(super) signature: &'static str,
    pub(super) signed_headers: &'static str,
}

const AMAZON: Names = Names {
    cloud: Cloud::Amazon,
    prefix: "x-amz-",
    also: "",
    date: "x-amz-date",
    date_form: Date::basic,
    content_sha256: "x-amz-content-sha256",
    security_token: "x-amz-security-token",
    params: ParamNames {
        algorithm: "X-Amz-Algorithm",
        credential: "X-Amz-Credential",
        date: "X-Amz-Date",
        expires: "X-Amz-Expires",
        security_token: "X-Amz-Security-Token",
        signature: "X-Amz-Signature",
        signed_headers: "X-Amz-SignedHeaders",
    },
};

const GOOGLE: Names = Names {
    cloud: Cloud::Google,
    prefix: "x-goog-",
    also: "",
    date: "x-goog-date",
    date_form: Date::basic,
    content_sha256: "x-goog-content-sha256",
    security_token: "",
    params: ParamNames {
        algorithm: "X-Goog-Algorithm",
        credential: "X-Goog-Credential",
        date: "X-Goog-Date",
        expires: "X-Goog-Expires",
        security_token: "",
        signature: "X-Goog-Signature",
        signed_headers: "X-Goog-SignedHeaders",
    },
};

/// No names: requests are not presigned.
const NO_PARAMS: ParamNames = ParamNames {
    algorithm: "",
    credential: "",
    date: "",
    expires: "",
    security_token: "",
    signature: "",
    signed_headers: "",
};

const TENCENT: Names = Names {
    cloud: Cloud::Tencent,
    prefix: "",
    also: "content-type",
    date: "x-tc-timestamp",
    date_form: Date::seconds,
    content_sha256: "",
    security_token: "x-tc-token",
    params: NO_PARAMS,
};

const ALIBABA: Names = Names {
    cloud: Cloud::Alibaba,
    prefix: "x-acs-",
    also: "",
    date: "x-acs-date",
    date_form: Date::extended,
    content_sha256: "x-acs-content-sha256",
    security_token: "x-acs-security-token",
    params: NO_PARAMS,
};

const HUAWEI: Names = Names {
    cloud: Cloud::Huawei,
    prefix: "x-sdk-",
    also: "",
    date: "x-sdk-date",
    date_form: Date::basic,
    content_sha256: "x-sdk-content-sha256",
    security_token: "x-security-token",
    params: NO_PARAMS,
};

impl Rules {
    /// The rules of Amazon S3, and of what is compatible with it. Each request has `x-amz-content-sha256`; the payload of a
    /// presigned request is not signed.
    pub const S3: Self = Self {
        normalizes: false,
        encodes_twice: false,
        plus_is_space: false,
        declares_payload: true,
        adds_slash: false,
        keeps_query: false,
        lowers_values: false,
        collapses: true,
        names: &AMAZON,
    };

    /// The rules of all other services of Amazon.
    pub const OTHERS: Self = Self { normalizes: true, encodes_twice: true, declares_payload: false, ..Self::S3 };

    /// The rules of Google Cloud Storage, with GOOG4-HMAC-SHA256 and GOOG4-RSA-SHA256. The names begin with `x-goog-`.
    pub const GOOGLE: Self = Self { names: &GOOGLE, ..Self::S3 };

    /// The rules of Tencent Cloud, with TC3-HMAC-SHA256. `content-type` is signed, and values in lower case.
    pub const TENCENT: Self = Self {
        declares_payload: false,
        keeps_query: true,
        lowers_values: true,
        collapses: false,
        names: &TENCENT,
        ..Self::S3
    };

    /// The rules of Alibaba Cloud, with ACS3-HMAC-SHA256. The names begin with `x-acs-`.
    pub const ALIBABA: Self = Self { collapses: false, names: &ALIBABA, ..Self::S3 };

    /// The rules of Huawei Cloud, with SDK-HMAC-SHA256. The names begin with `x-sdk-`.
    pub const HUAWEI: Self =
        Self { declares_payload: false, adds_slash: true, collapses: false, names: &HUAWEI, ..Self::S3 };

    /// Sets whether empty segments and dot segments are removed from the path.
    #[must_use]
    pub const fn with_normalized_path(self, normalizes: bool) -> Self {
        Self { normalizes, ..self }
    }

    /// Sets whether the path is encoded a second time.
    #[must_use]
    pub const fn with_path_encoded_twice(self, encodes_twice: bool) -> Self {
        Self { encodes_twice, ..self }
    }

    /// Reads `+` in a query as a space.
    #[must_use]
    pub const fn with_plus_as_space(self) -> Self {
        Self { plus_is_space: true, ..self }
    }
}
