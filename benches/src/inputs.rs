//! The texts that the cases read and write.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub const NONCE: &str = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";

pub const OPAQUE: &str = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS";

pub const DIGEST_CHALLENGE: &str = "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=MD5, \
    nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";

pub const DIGEST_CREDENTIALS: &str = "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", \
    uri=\"/dir/index.html\", algorithm=MD5, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, \
    cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, response=\"8ca523f5e9506fed4657c9700eebdbec\", \
    opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";

pub const TWO_CHALLENGES: &str =
    "Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\", Basic realm=\"simple\"";

pub const BASIC_SHORT: &str = "Basic YWxhZGRpbjpvcGVuc2VzYW1l";

pub const BEARER_SHORT: &str = "Bearer mF_9.B5f-4.1JqM0aZ3kT7vW2xY8pQ6rL5sD9gH1";

/// Returns pseudorandom base64url characters, the same for the same seed.
pub fn symbols(count: usize, seed: u32) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut state = seed | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        char::from(ALPHABET[(state >> 9) as usize % 64])
    };
    (0..count).map(|_| next()).collect()
}

/// Returns Basic credentials that decode to `bytes` bytes.
pub fn basic(bytes: usize) -> String {
    let user_id = bytes / 5;
    let user_pass = format!("{}:{}", symbols(user_id, 7), symbols(bytes - user_id - 1, 9));
    format!("Basic {}", STANDARD.encode(user_pass))
}

/// Returns a token in three parts, like a JWT.
pub fn jwt(bytes: usize) -> String {
    let (header, signature) = (bytes / 30, bytes / 4);
    format!("{}.{}.{}", symbols(header, 1), symbols(bytes - header - signature - 2, 2), symbols(signature, 3))
}

/// Returns a list of the challenges that servers send, at least `bytes` bytes long.
pub fn challenges(bytes: usize) -> String {
    let mut list = String::new();
    for index in 0.. {
        if list.len() >= bytes {
            break;
        }
        if index > 0 {
            list.push_str(", ");
        }
        let challenge = match index % 4 {
            0 => DIGEST_CHALLENGE.to_owned(),
            1 => format!(
                "Bearer realm=\"api{index}.example.com\", scope=\"openid profile email read:things write:things\", \
                 error=\"invalid_token\", error_description=\"The access token expired\""
            ),
            2 => format!("Basic realm=\"area number {index}\", charset=\"UTF-8\""),
            _ => format!(
                "DPoP realm=\"apps\", algs=\"ES256 PS256 EdDSA ES384\", \
                 resource_metadata=\"https://resource{index}.example.com/.well-known/oauth-protected-resource/tenants/main\", \
                 nonce=\"{}\"",
                symbols(32, 11 + index)
            ),
        };
        list.push_str(&challenge);
    }
    list
}

pub const REQUEST_HEADERS: &str = "authorization, content-type, x-requested-with";

pub const ALLOW_METHODS: &str = "GET, POST, PUT, DELETE, PATCH, OPTIONS";

/// Returns a sorted list of `count` field names.
pub fn names(count: usize) -> String {
    let names: Vec<String> = (0..count).map(|index| format!("x-custom-header-{index:02}")).collect();
    names.join(", ")
}
