//! What OAuth signs: the text is that of a naive builder, a server accepts what a client signed, in any order of the
//! parameters, and no longer when a byte is changed that is signed.

use countersign::auth::oauth::{
    Client, Credentials, MAX_SIGNED_PARAMS, Refusal, Request, Secrets, Server, SignatureBaseString, SignatureMethod,
};
use countersign::hash::Sha256;
use countersign::mac::{Hmac, MacFunction, MacKey};
use countersign::{Encode, ValueErrorKind};

use crate::laws::query::{changed, encoded, pairs, reversed, reversed_params, split};
use crate::laws::{lines, oracle, written};

const NOW: u64 = 137_131_202;
/// Each scheme and host, and what is signed of it.
const HOSTS: [(&str, &str, &str); 4] = [
    ("https", "A.example", "https://a.example"),
    ("HTTP", "a.example:80", "http://a.example"),
    ("https", "[::1]:80", "https://[::1]:80"),
    ("https", "a:443", "https://a"),
];
/// The parameters that belong into the credentials.
const DEFINED: [&[u8]; 9] = [
    b"oauth_consumer_key",
    b"oauth_token",
    b"oauth_signature_method",
    b"oauth_signature",
    b"oauth_timestamp",
    b"oauth_nonce",
    b"oauth_version",
    b"oauth_callback",
    b"oauth_verifier",
];

fn secrets() -> Secrets<'static> {
    Secrets::new("client & secret").with_token("token")
}

/// Parts of a request, one per line: the target, the form, the nonce and the token. The length chooses the host.
pub(crate) fn check(data: &[u8]) {
    let mut parts = lines(data);
    let mut part = || parts.next().unwrap_or_default();
    let (target, form, nonce, token) = (part(), part(), part(), part());
    let Ok(nonce) = core::str::from_utf8(nonce) else { return };
    let host = HOSTS[data.len() % HOSTS.len()];
    let client = Client::new(Hmac(Sha256), SignatureMethod::new("HMAC-SHA256"), "key", secrets()).unwrap();
    let Ok(unsigned) = client.credentials(NOW, nonce) else { return };
    let unsigned = if token.is_empty() { unsigned } else { unsigned.with_token(token) };
    let params = params(target, form, nonce.as_bytes(), token);
    let request = Request::new("Post", host.0, host.1, target).and_then(|request| request.with_form(form));
    let (Ok(request), Some(params)) = (&request, &params) else {
        return assert_eq!(request.is_ok(), params.is_some(), "{}", data.escape_ascii());
    };
    let is_defined =
        |part: &[u8]| pairs(part, b' ').unwrap().iter().any(|(name, _)| DEFINED.contains(&name.as_slice()));
    let query = split(target).unwrap().1;
    let text = match SignatureBaseString::new(request, &unsigned) {
        Ok(text) => text.display().to_string(),
        Err(error) if error.kind() == ValueErrorKind::TooMany => return assert!(params.len() > MAX_SIGNED_PARAMS),
        Err(error) => {
            assert_eq!(error.kind(), ValueErrorKind::Reserved);
            return assert!(is_defined(query) || is_defined(form));
        }
    };
    assert!(params.len() <= MAX_SIGNED_PARAMS && !is_defined(query) && !is_defined(form));
    assert_eq!(text, naive(host.2, target, params));
    let signed = client.sign(request, unsigned).unwrap();
    verifies(host, target, form, &text, &signed.credentials());
}

/// Returns all parameters, or `None` if the request is malformed.
fn params(target: &[u8], form: &[u8], nonce: &[u8], token: &[u8]) -> Option<Vec<(String, String)>> {
    let (path, query) = split(target)?;
    if !path.is_empty() && !path.starts_with(b"/") {
        return None;
    }
    let mut params = pairs(query, b' ')?;
    params.extend(pairs(form, b' ')?);
    let now = NOW.to_string();
    for (name, value) in [
        ("oauth_consumer_key", &b"key"[..]),
        ("oauth_signature_method", b"HMAC-SHA256"),
        ("oauth_timestamp", now.as_bytes()),
        ("oauth_nonce", nonce),
        ("oauth_token", token),
    ] {
        if name != "oauth_token" || !token.is_empty() {
            params.push((name.as_bytes().to_vec(), value.to_vec()));
        }
    }
    let mut params: Vec<_> = params.iter().map(|(name, value)| (encoded(name), encoded(value))).collect();
    params.sort();
    Some(params)
}

fn naive(host: &str, target: &[u8], params: &[(String, String)]) -> String {
    let (path, _) = split(target).unwrap();
    let uri = [host.as_bytes(), if path.is_empty() { b"/" } else { path }].concat();
    let params: Vec<_> = params.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("POST&{}&{}", encoded(&uri), encoded(params.join("&").as_bytes()))
}

fn verifies(host: (&str, &str, &str), target: &[u8], form: &[u8], text: &str, signed: &Credentials<'_>) {
    let mac = Hmac(Sha256).key(b"client%20%26%20secret&token").mac(text.as_bytes());
    assert!(signed.signature().matches(&oracle::base64(&mac)));
    let wire = written(signed);
    let verify = |wire: &[u8], method: &str, target: &[u8], form: &[u8]| {
        let credentials = Credentials::parse(wire)?;
        let request = Request::new(method, host.0, host.1, target)?.with_form(form)?;
        Server::new().verify(Hmac(Sha256), &credentials, &request, Some(secrets()), NOW, |_, _, _| true)?;
        Ok::<_, Refusal>(SignatureBaseString::new(&request, &credentials)?.display().to_string())
    };
    let same = Ok(text.to_owned());
    assert_eq!(verify(&wire, "POST", target, form), same, "{}", target.escape_ascii());
    assert_eq!(verify(&wire, "PUT", target, form), Err(Refusal::Signature));
    // In another order, and with the query in the form.
    assert_eq!(verify(&wire, "POST", &reversed(target), form), same, "{}", target.escape_ascii());
    let (path, query) = split(target).unwrap();
    assert_eq!(verify(&wire, "POST", path, &[query, b"&", form].concat()), same, "{}", target.escape_ascii());
    let permuted = reversed_params("OAuth", &wire);
    assert_eq!(verify(&permuted, "POST", target, form), same, "{}", permuted.escape_ascii());
    // If a request with a changed byte is accepted, what is signed is the same.
    for (wire, target, form) in [
        (wire.clone(), changed(target), form.to_vec()),
        (wire.clone(), target.to_vec(), changed(form)),
        (changed(&wire), target.to_vec(), form.to_vec()),
    ] {
        let is_accepted = verify(&wire, "POST", &target, &form);
        assert!(is_accepted.is_err() || is_accepted == same, "{}", target.escape_ascii());
    }
    let mark: &[u8] = if target.contains(&b'?') { b"&" } else { b"?" };
    let added = verify(&wire, "POST", &[target, mark, b"added"].concat(), form);
    assert!(matches!(added, Err(Refusal::Signature | Refusal::Request(_))), "{}", target.escape_ascii());
}
