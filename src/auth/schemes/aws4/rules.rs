//! How a service makes the canonical form of a target.

/// How a service makes the canonical form of the request-target.
///
/// | | path | query |
/// |---|---|---|
/// | [`S3`](Self::S3) | each segment as it is, decoded and encoded once: keys may have empty segments and dots | `+` is a plus sign |
/// | [`GOOGLE`](Self::GOOGLE) | the same | the same |
/// | [`OTHERS`](Self::OTHERS) | empty segments and dot segments removed, then encoded once more: `%20` becomes `%2520` | the same |
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
    pub(super) names: &'static Names,
}

/// What the service calls the fields and the parameters of its scheme.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Names {
    /// How the fields begin that must be signed.
    pub(super) prefix: &'static str,
    pub(super) date: &'static str,
    pub(super) content_sha256: &'static str,
    /// Empty if the scheme has none; so is its parameter.
    pub(super) security_token: &'static str,
    pub(super) params: ParamNames,
}

/// The parameters of a presigned request.
#[derive(Debug, PartialEq, Eq)]
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
    prefix: "x-amz-",
    date: "x-amz-date",
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
    prefix: "x-goog-",
    date: "x-goog-date",
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

impl Rules {
    /// The rules of Amazon S3, and of what is compatible with it. Each request has `x-amz-content-sha256`; the payload of a
    /// presigned request is not signed.
    pub const S3: Self =
        Self { normalizes: false, encodes_twice: false, plus_is_space: false, declares_payload: true, names: &AMAZON };

    /// The rules of all other services of Amazon.
    pub const OTHERS: Self = Self { normalizes: true, encodes_twice: true, declares_payload: false, ..Self::S3 };

    /// The rules of Google Cloud Storage, with GOOG4-HMAC-SHA256 and GOOG4-RSA-SHA256. The names begin with `x-goog-`.
    pub const GOOGLE: Self = Self { names: &GOOGLE, ..Self::S3 };

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
