//! The schemes, and how the credentials of each are composed.

use crate::auth::scheme::Scheme;

/// The names of the schemes.
pub const SCHEMES: [&str; 8] = {
    let [aws, aws_regions, google, google_rsa, tencent, alibaba, alibaba_oss, huawei] = Algorithm::ALL;
    [
        aws.name(),
        aws_regions.name(),
        google.name(),
        google_rsa.name(),
        tencent.name(),
        alibaba.name(),
        alibaba_oss.name(),
        huawei.name(),
    ]
};

/// The signature algorithm. Its name is the name of the scheme.
///
/// ```
/// use countersign::auth::aws4::{Algorithm, Scope};
///
/// assert_eq!(Scope::new("20130524", "us-east-1", "s3")?.algorithm(), Algorithm::HmacSha256);
/// assert_eq!(Scope::multi_region("20130524", "s3")?.algorithm(), Algorithm::EcdsaP256Sha256);
/// # Ok::<(), countersign::ValueError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Algorithm {
    /// `AWS4-HMAC-SHA256`: with a key for one day, one region and one service.
    HmacSha256,
    /// `AWS4-ECDSA-P256-SHA256`: with a key for all regions that the request names.
    EcdsaP256Sha256,
    /// `GOOG4-HMAC-SHA256`, of Google Cloud Storage.
    Goog4HmacSha256,
    /// `GOOG4-RSA-SHA256`, of Google Cloud Storage: with the key of a service account.
    Goog4RsaSha256,
    /// `TC3-HMAC-SHA256`, of Tencent Cloud.
    Tc3HmacSha256,
    /// `ACS3-HMAC-SHA256`, of Alibaba Cloud: with a key without a scope.
    Acs3HmacSha256,
    /// `OSS4-HMAC-SHA256`, of Alibaba Cloud's object storage.
    Oss4HmacSha256,
    /// `SDK-HMAC-SHA256`, of Huawei Cloud: with a key with or without a scope.
    SdkHmacSha256,
}

impl Algorithm {
    const ALL: [Self; 8] = [
        Self::HmacSha256,
        Self::EcdsaP256Sha256,
        Self::Goog4HmacSha256,
        Self::Goog4RsaSha256,
        Self::Tc3HmacSha256,
        Self::Acs3HmacSha256,
        Self::Oss4HmacSha256,
        Self::SdkHmacSha256,
    ];

    /// Returns the name of the scheme.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.shape().name
    }

    pub(super) fn read(scheme: Scheme<'_>) -> Option<Self> {
        Self::ALL.iter().copied().find(|algorithm| scheme.is(algorithm.name()))
    }

    /// Returns how its credentials are composed. What is signed has a reference to it, so that a program that names one
    /// algorithm has no code for others.
    pub(super) const fn shape(self) -> &'static Shape {
        match self {
            Self::HmacSha256 => &OF_AMAZON,
            Self::EcdsaP256Sha256 => {
                const {
                    &Shape {
                        algorithm: Algorithm::EcdsaP256Sha256,
                        name: "AWS4-ECDSA-P256-SHA256",
                        has_region: false,
                        is_hmac: false,
                        key: Key::Other,
                        ..OF_AMAZON
                    }
                }
            }
            Self::Goog4HmacSha256 => &OF_GOOGLE,
            Self::Goog4RsaSha256 => {
                const {
                    &Shape {
                        algorithm: Algorithm::Goog4RsaSha256,
                        name: "GOOG4-RSA-SHA256",
                        is_hmac: false,
                        key: Key::Other,
                        ..OF_GOOGLE
                    }
                }
            }
            Self::Tc3HmacSha256 => {
                const {
                    &Shape {
                        algorithm: Algorithm::Tc3HmacSha256,
                        cloud: Cloud::Tencent,
                        name: "TC3-HMAC-SHA256",
                        has_region: false,
                        has_dashes: true,
                        terminator: "tc3_request",
                        key: Key::OfScope("TC3"),
                        ..OF_AMAZON
                    }
                }
            }
            Self::Acs3HmacSha256 => {
                const {
                    &Shape {
                        algorithm: Algorithm::Acs3HmacSha256,
                        cloud: Cloud::Alibaba,
                        name: "ACS3-HMAC-SHA256",
                        is_scoped: false,
                        key: Key::Secret,
                        signs_time: false,
                        ..OF_AMAZON
                    }
                }
            }
            Self::Oss4HmacSha256 => {
                const {
                    &Shape {
                        algorithm: Algorithm::Oss4HmacSha256,
                        cloud: Cloud::Alibaba,
                        name: "OSS4-HMAC-SHA256",
                        names: "AdditionalHeaders",
                        needs_names: false,
                        terminator: "aliyun_v4_request",
                        key: Key::Other,
                        ..OF_AMAZON
                    }
                }
            }
            Self::SdkHmacSha256 => {
                const {
                    &Shape {
                        algorithm: Algorithm::SdkHmacSha256,
                        cloud: Cloud::Huawei,
                        name: "SDK-HMAC-SHA256",
                        id: "Access",
                        is_scoped: false,
                        other_id: "Credential",
                        terminator: "sdk_request",
                        key: Key::Secret,
                        ..OF_AMAZON
                    }
                }
            }
        }
    }
}

/// Whose schemes and rules these are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cloud {
    Amazon,
    Google,
    Tencent,
    Alibaba,
    Huawei,
}

/// How the credentials of a scheme are composed.
#[allow(clippy::struct_excessive_bools, reason = "they are the columns of a table")]
pub(super) struct Shape {
    pub algorithm: Algorithm,
    pub cloud: Cloud,
    pub name: &'static str,
    /// The parameter with the ID of the access key.
    pub id: &'static str,
    /// Whether the scope follows the ID in this parameter.
    pub is_scoped: bool,
    /// Another parameter that may hold the ID, and the scope in any case. Empty if there is none.
    pub other_id: &'static str,
    /// The parameter with the names of fields.
    pub names: &'static str,
    pub needs_names: bool,
    pub has_region: bool,
    /// Whether dashes separate the year, the month and the day.
    pub has_dashes: bool,
    /// The last part of a scope.
    pub terminator: &'static str,
    /// Whether the signature has the length of an HMAC-SHA256.
    pub is_hmac: bool,
    pub key: Key,
    /// Whether the time is a line of the text that is signed.
    pub signs_time: bool,
}

const OF_AMAZON: Shape = Shape {
    algorithm: Algorithm::HmacSha256,
    cloud: Cloud::Amazon,
    name: "AWS4-HMAC-SHA256",
    id: "Credential",
    is_scoped: true,
    other_id: "",
    names: "SignedHeaders",
    needs_names: true,
    has_region: true,
    has_dashes: false,
    terminator: "aws4_request",
    is_hmac: true,
    key: Key::OfScope("AWS4"),
    signs_time: true,
};

const OF_GOOGLE: Shape = Shape {
    algorithm: Algorithm::Goog4HmacSha256,
    cloud: Cloud::Google,
    name: "GOOG4-HMAC-SHA256",
    terminator: "goog4_request",
    key: Key::OfScope("GOOG4"),
    ..OF_AMAZON
};

/// What signs.
#[derive(Clone, Copy)]
pub(super) enum Key {
    /// A key that is derived for the scope, from this text and the secret.
    OfScope(&'static str),
    /// The secret, if there is no scope.
    Secret,
    /// What this crate does not compute.
    Other,
}

impl Shape {
    /// Returns whether a key can have a scope.
    pub(super) const fn has_scope(&self) -> bool {
        self.is_scoped || !self.other_id.is_empty()
    }
}
