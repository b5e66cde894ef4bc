//! The cost of parsing a scheme's own type, compared with the framework's types on the same bytes.

use countersign::auth::{
    Challenges, Credentials, api_key, aws4, basic, bearer, colon_pair, concealed, digest, dpop, eg1, gnap, hawk, hoba,
    mutual, negotiate, ntlm, oauth, private_token, scram, shared_access_signature, signature, tolerant, uma, vapid,
    web_push,
};

use crate::case::{Case, Limit, reads};
use crate::inputs;

/// The names of both cases, a value, and whether the scheme's type and the framework's type accept it.
type Row = (&'static str, &'static str, &'static str, fn(&[u8]) -> bool, fn(&[u8]) -> bool);

const ROWS: [Row; 24] = [
    (
        "Basic challenge",
        "generic: Basic challenge",
        "Basic realm=\"staff\", charset=\"UTF-8\"",
        |value| basic::Challenge::parse(value).is_ok(),
        challenge,
    ),
    (
        "Bearer challenge",
        "generic: Bearer challenge",
        "Bearer realm=\"example\", scope=\"openid profile\", error=\"invalid_token\", error_description=\"The access token expired\"",
        |value| bearer::Challenge::parse(value).is_ok(),
        challenge,
    ),
    (
        "Digest challenge",
        "generic: Digest challenge",
        inputs::DIGEST_CHALLENGE,
        |value| digest::Challenge::parse(value).is_ok(),
        challenge,
    ),
    (
        "Digest credentials",
        "generic: Digest credentials",
        inputs::DIGEST_CREDENTIALS,
        |value| digest::Credentials::parse(value).is_ok(),
        credentials,
    ),
    (
        "DPoP challenge",
        "generic: DPoP challenge",
        "DPoP error=\"invalid_token\", error_description=\"Invalid DPoP key binding\", algs=\"ES256\"",
        |value| dpop::Challenge::parse(value).is_ok(),
        challenge,
    ),
    (
        "HOBA challenge",
        "generic: HOBA challenge",
        "HOBA challenge=\"pUE77w0LylHypHKhBqAiQA==\", max-age=\"10\", realm=\"staff\"",
        |value| hoba::Challenge::parse(value).is_ok(),
        challenge,
    ),
    (
        "vapid credentials",
        "generic: vapid credentials",
        "vapid t=eyJhbGciOiJFUzI1NiJ9.eyJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA, k=BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs",
        |value| vapid::Credentials::parse(value).is_ok(),
        credentials,
    ),
    (
        "PrivateToken challenge",
        "generic: PrivateToken challenge",
        "PrivateToken challenge=\"AAIADmlzc3Vlci5leGFtcGxlAAAADm9yaWdpbi5leGFtcGxl\", token-key=\"MIICIjANBgkqhkiG9w0BAQEFAAOCAg8A\", max-age=\"60\"",
        |value| private_token::Challenge::parse(value).is_ok(),
        challenge,
    ),
    (
        "OAuth credentials",
        "generic: OAuth credentials",
        "OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"hh5s93j4hdidpola\", oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131201\", oauth_nonce=\"walatlh\", oauth_verifier=\"hfdp7dh39dks9884\", oauth_signature=\"gKgrFCywp7rO0OXSjdot%2FIHF7IU%3D\"",
        |value| oauth::Credentials::parse(value).is_ok(),
        credentials,
    ),
    (
        "AWS4 credentials",
        "generic: AWS4 credentials",
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;range;x-amz-date, Signature=fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024",
        |value| aws4::Credentials::parse(value).is_ok(),
        |value| tolerant::credentials(value).is_ok(),
    ),
    (
        "SharedKey credentials",
        "generic: SharedKey credentials",
        "SharedKey account:ctzMq410TV3wS7upTBcunJTDLEJwMAZuFPfr0mrrA08=",
        |value| colon_pair::Credentials::parse(value).is_ok(),
        |value| Credentials::parse(value).is_err(),
    ),
    (
        "Concealed credentials",
        "generic: Concealed credentials",
        "Concealed k=YmFzZW1lbnQ, a=VGhpcyBpcyBh-HB1YmxpYyBrZXkgaW4gdXNl_GhlcmU, s=2055, v=dmVyaWZpY2F0aW9u_zE2Qg, p=QzpcV2luZG93c_xTeXN0ZW0zMlxkcml2ZXJz-ENyb3dkU3RyaWtlXEMtMDAwMDAwMDAyOTEtMD-wMC0w_DAwLnN5cw",
        |value| concealed::Credentials::parse(value).is_ok(),
        credentials,
    ),
    (
        "GNAP challenge",
        "generic: GNAP challenge",
        "GNAP as_uri=\"https://as.example/tx\", access=\"FWWIKYBQ6U56NL1\", referrer=\"https://rs.example\"",
        |value| gnap::Challenge::parse(value).is_ok(),
        challenge,
    ),
    (
        "Token credentials",
        "generic: Token credentials",
        "Token token=\"abc\", nonce=\"def\"",
        |value| api_key::Credentials::parse(value).is_ok(),
        credentials,
    ),
    (
        "Hawk credentials",
        "generic: Hawk credentials",
        "Hawk id=\"dh37fgj492je\", ts=\"1353832234\", nonce=\"j4h3g2\", hash=\"Yi9LfIIFRtBEPt74PVmbTF/xVAwPn7ub15ePICfgnuY=\", ext=\"some-app-ext-data\", mac=\"aSe1DERmZuRl3pI36/9BdZmnErTw3sNzOOAUlfeKjVw=\"",
        |value| hawk::Credentials::parse(value).is_ok(),
        credentials,
    ),
    (
        "Signature credentials",
        "generic: Signature credentials",
        "Signature keyId=\"Test\",algorithm=\"rsa-sha256\",headers=\"(request-target) host date\",signature=\"vSdrb+dS3EceC9bcwHSo4MlyKS59iFIrhgYkz8+oVLEEzmYZZvRs8rgOp+63LEM3v+MFHB32NfpB2bEKBIvB1q52LaEUHFv120V01IL+TAD48XaERZFukWgHoBTLMhYS2Gb51gWxpeIq8knRmPnYePbF5MOkR0Zkly4zKH7s1dE=\"",
        |value| signature::Credentials::parse(value).is_ok(),
        credentials,
    ),
    (
        "Negotiate credentials",
        "generic: Negotiate credentials",
        "Negotiate YIIJvwYGKwYBBQUCoIIJszCCCa+gJDAiBgkqhkiC9xIBAgIGCSqGSIb3EgECAgYKKwYBBAGCNwICCqKCCYUEggmBYIIJfQ==",
        |value| negotiate::Credentials::parse(value).is_ok(),
        credentials,
    ),
    (
        "NTLM credentials",
        "generic: NTLM credentials",
        "NTLM TlRMTVNTUAABAAAAB4IIogAAAAAAAAAAAAAAAAAAAAAKALpHAAAADw==",
        |value| ntlm::Credentials::parse(value).is_ok(),
        credentials,
    ),
    (
        "SCRAM challenge",
        "generic: SCRAM challenge",
        "SCRAM-SHA-256 sid=AAAABBBBCCCCDDDD, \
         data=cj1yT3ByTkdmd0ViZVJXZ2JORWtxTyVodllEcFdVYTJSYVRDQWZ1eEZJbGopaE5sRixzPVcyMlphSjBTTlk3c29Fc1VFamI2Z1E9PSxpPTQwOTYK",
        |value| scram::Challenge::parse(value).is_ok(),
        challenge,
    ),
    (
        "UMA challenge",
        "generic: UMA challenge",
        "UMA realm=\"example\", as_uri=\"https://as.example.com\", ticket=\"016f84e8-f9b9-11e0-bd6f-0021cc6004de\"",
        |value| uma::Challenge::parse(value).is_ok(),
        challenge,
    ),
    (
        "WebPush credentials",
        "generic: WebPush credentials",
        "WebPush eyJhbGciOiJFUzI1NiJ9.eyJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA",
        |value| web_push::Credentials::parse(value).is_ok(),
        credentials,
    ),
    (
        "EG1 credentials",
        "generic: EG1 credentials",
        "EG1-HMAC-SHA256 client_token=akab-client-token-xxx-xxx;access_token=akab-access-token-xxx-xxx;timestamp=20171029T14:34:12+0000;nonce=70dc53b8-99a5-4a00-9f04-658eafa437af;signature=ZzUq6DYRJ9hZTDkAMPigr5dzqSG9lOpudYdFjxlrbNY=",
        |value| eg1::Credentials::parse(value).is_ok(),
        |value| Credentials::parse(value).is_err(),
    ),
    (
        "SharedAccessSignature credentials",
        "generic: SharedAccessSignature credentials",
        "SharedAccessSignature sr=https%3A%2F%2Fa.servicebus.windows.net%2Fq&sig=BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc%3D&se=1438205742&skn=RootManageSharedAccessKey",
        |value| shared_access_signature::Credentials::parse(value).is_ok(),
        |value| Credentials::parse(value).is_err(),
    ),
    (
        "Mutual challenge",
        "generic: Mutual challenge",
        "Mutual version=1, algorithm=iso-kam3-dl-2048-sha256, validation=host, realm=\"Protected Contents\", reason=initial",
        |value| mutual::Challenge::parse(value).is_ok(),
        challenge,
    ),
];

fn challenge(value: &[u8]) -> bool {
    Challenges::parse(value).is_ok()
}

fn credentials(value: &[u8]) -> bool {
    Credentials::parse(value).is_ok()
}

pub fn all() -> impl Iterator<Item = Case> {
    ROWS.into_iter().flat_map(|(name, generic, value, own, framework)| {
        [
            reads(generic, Limit::None, value.to_owned(), move |value| usize::from(framework(value))),
            reads(name, Limit::Percent(percent(name), generic), value.to_owned(), move |value| usize::from(own(value))),
        ]
    })
}

/// Returns the limit of a scheme's type in percent of the framework's instructions.
fn percent(name: &str) -> u64 {
    match name {
        // It checks three of its six values for ASCII and two for base64.
        "Hawk credentials" => 195,
        // The framework's parser stops at the colon.
        "SharedKey credentials" => 300,
        // It stops at the first semicolon.
        "EG1 credentials" => 320,
        // It stops at the second equals sign, and decodes nothing.
        "SharedAccessSignature credentials" => 550,
        // Six parameters are looked for, of which the example has three.
        "PrivateToken challenge" => 160,
        // It checks three parts of base64url; the framework reads one token68, without events.
        "WebPush credentials" => 235,
        _ => 165,
    }
}
