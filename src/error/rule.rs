//! The rules that a [`ParseError`](super::ParseError) can name.

use core::fmt;

/// The rules that an input can break, by the names that the standards give them.
///
/// `Display` writes the name as the standard's ABNF spells it, to be looked up there. Rules that have no name in a
/// standard are written as what they match.
///
/// ```
/// use countersign::Rule;
///
/// assert_eq!(Rule::QuotedString.to_string(), "quoted-string");
/// assert_eq!(Rule::Comma.to_string(), "\",\"");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// `token`, RFC 9110 §5.6.2.
    Token,
    /// `token68`, RFC 9110 §11.2.
    Token68,
    /// `quoted-string`, RFC 9110 §5.6.4.
    QuotedString,
    /// `auth-param`, RFC 9110 §11.2.
    AuthParam,
    /// The `=` between a parameter's name and its value.
    Equals,
    /// The `,` between the elements of a list.
    Comma,
    /// The `;` between the parts of a value.
    Semicolon,
    /// The `&` between the fields of a value.
    Ampersand,
    /// The space between a scheme and what follows it.
    Space,
    /// The end of the value.
    End,
    /// `base64`, RFC 4648 §4.
    Base64,
    /// `base64url`, RFC 4648 §5.
    Base64Url,
    /// `1*DIGIT`, of at most 64 bits.
    Decimal,
    /// `user-pass`, RFC 7617 §2.
    UserPass,
    /// `colon-pair`, of [`colon_pair`](crate::auth::colon_pair).
    ColonPair,
    /// `ext-value`, RFC 8187 §3.2.1.
    ExtValue,
    /// `pct-encoded`, RFC 3986 §2.1.
    PctEncoded,
    /// `hex-fixed-number`, RFC 8120 §3.2.3.
    HexFixedNumber,
    /// A JWT in its compact form, RFC 7515 §7.1.
    Jwt,
    /// The JSON of a JWT, RFC 8259.
    Json,
    /// `nonce`, RFC 9449 §8.1 and RFC 5802 §7.
    Nonce,
    /// A hash in hex, 32 or 64 `LHEX`, RFC 7616 §3.4.1.
    Lhex,
    /// `nc-value`, RFC 7616 §3.4.
    NcValue,
    /// `HOBA-RES`, RFC 7486 §2.
    HobaRes,
    /// `HOBA-TBS`, RFC 7486 §2.
    HobaTbs,
    /// `Hobareg`, RFC 7486 §6.1.1: `regok` or `reginwork`.
    Hobareg,
    /// `sf-binary`, RFC 9651 §3.3.5.
    SfBinary,
    /// The structure `TokenChallenge`, RFC 9577 §2.1.1.
    TokenChallenge,
    /// The structure `Token` of Privacy Pass, RFC 9577 §2.2.1.
    PrivateToken,
    /// The structure `Extensions`, draft-ietf-privacypass-auth-scheme-extensions §3.
    Extensions,
    /// The structure `ExtensionSet`, draft-ietf-privacypass-auth-scheme-extensions §4.
    ExtensionSet,
    /// `gs2-header`, RFC 5802 §7.
    Gs2Header,
    /// `username`, RFC 5802 §7.
    Username,
    /// `salt`, RFC 5802 §7.
    Salt,
    /// `iteration-count`, RFC 5802 §7.
    IterationCount,
    /// `channel-binding`, RFC 5802 §7.
    ChannelBinding,
    /// `proof`, RFC 5802 §7.
    Proof,
    /// `verifier`, RFC 5802 §7.
    Verifier,
    /// `attr-val`, RFC 5802 §7.
    AttrVal,
    /// `IMF-fixdate`, RFC 9110 §5.6.7.
    ImfFixdate,
    /// `8DIGIT "T" 6DIGIT "Z"`, a time of ISO 8601 in UTC.
    Timestamp,
    /// A value of `x-amz-content-sha256`, of [`aws4`](crate::auth::aws4::ContentSha256).
    ContentSha256,
    /// The size of a chunk in hex, of [`aws4`](crate::auth::aws4::ChunkHeader).
    ChunkSize,
    /// The signature of a chunk, of [`aws4`](crate::auth::aws4::ChunkHeader).
    ChunkSignature,
    /// `origin-or-null`, Fetch §3.2.
    OriginOrNull,
    /// `host`, Fetch §3.2.
    Host,
    /// The port of an origin, 1 to 65535.
    Port,
    /// `delta-seconds`, RFC 9111 §1.2.2.
    DeltaSeconds,
    /// `true`, Fetch §3.3.4.
    True,
    /// `Cross-Origin-Resource-Policy`, Fetch §3.7.
    ResourcePolicy,
    /// `Private-Network-Access-ID`, Private Network Access §3.1.
    NetworkId,
    /// `Private-Network-Access-Name`, Private Network Access §3.1.
    NetworkName,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Token => "token",
            Self::Token68 => "token68",
            Self::QuotedString => "quoted-string",
            Self::AuthParam => "auth-param",
            Self::Equals => "\"=\"",
            Self::Comma => "\",\"",
            Self::Semicolon => "\";\"",
            Self::Ampersand => "\"&\"",
            Self::Space => "SP",
            Self::End => "end",
            Self::Base64 => "base64",
            Self::Base64Url => "base64url",
            Self::Decimal => "1*DIGIT",
            Self::UserPass => "user-pass",
            Self::ColonPair => "colon-pair",
            Self::ExtValue => "ext-value",
            Self::PctEncoded => "pct-encoded",
            Self::HexFixedNumber => "hex-fixed-number",
            Self::Jwt => "JWT",
            Self::Json => "JSON",
            Self::Nonce => "nonce",
            Self::Lhex => "32 or 64 LHEX",
            Self::NcValue => "nc-value",
            Self::HobaRes => "HOBA-RES",
            Self::HobaTbs => "HOBA-TBS",
            Self::Hobareg => "regok or reginwork",
            Self::SfBinary => "sf-binary",
            Self::TokenChallenge => "the structure TokenChallenge",
            Self::PrivateToken => "the structure Token",
            Self::Extensions => "the structure Extensions",
            Self::ExtensionSet => "the structure ExtensionSet",
            Self::Gs2Header => "gs2-header",
            Self::Username => "username",
            Self::Salt => "salt",
            Self::IterationCount => "iteration-count",
            Self::ChannelBinding => "channel-binding",
            Self::Proof => "proof",
            Self::Verifier => "verifier",
            Self::AttrVal => "attr-val",
            Self::ImfFixdate => "IMF-fixdate",
            Self::Timestamp => "8DIGIT \"T\" 6DIGIT \"Z\"",
            Self::ContentSha256 => "64 LHEX or the name of an unsigned or chunked payload",
            Self::ChunkSize => "1*16HEXDIG",
            Self::ChunkSignature => "\";chunk-signature=\" 64LHEX",
            Self::OriginOrNull => "origin-or-null",
            Self::Host => "host",
            Self::Port => "port",
            Self::DeltaSeconds => "delta-seconds",
            Self::True => "\"true\"",
            Self::ResourcePolicy => "Cross-Origin-Resource-Policy",
            Self::NetworkId => "Private-Network-Access-ID",
            Self::NetworkName => "Private-Network-Access-Name",
        })
    }
}
