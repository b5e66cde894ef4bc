//! What Hawk signs: the bytes are those of a naive builder, both sides accept what the other signed, in any order of the
//! parameters, and no longer when a byte is changed that is signed.

use countersign::Encode;
use countersign::auth::hawk::{
    Bewit, Client, Credentials, Info, NewBewit, Normalized, PayloadHash, Refusal, Request, Server,
};
use countersign::hash::{HashFunction, Sha256};
use countersign::mac::{Hmac, MacFunction, MacKey};

use crate::laws::{lines, oracle, query, written};

const SECRET: &[u8] = b"werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn";
const NOW: u64 = 1_353_832_234;
const METHODS: [&str; 4] = ["GET", "post", "HEAD", "get"];

/// Parts of a request, one per line: the target, the nonce, ext, app, dlg and the media type. The rest is the body. The length
/// chooses the method.
pub(crate) fn check(data: &[u8]) {
    let mut parts = lines(data);
    let mut part = || parts.next().unwrap_or_default();
    let (target, nonce, ext, app, dlg, media_type) = (part(), part(), part(), part(), part(), part());
    let body = parts.collect::<Vec<_>>().join(&b"\n"[..]);
    let method = METHODS[data.len() % METHODS.len()];
    let Ok(request) = Request::new(method, "A.example", 8000, target) else {
        let is_wrong = |byte: &u8| *byte <= b' ' || *byte == 0x7F || *byte == b'#';
        return assert!(!target.starts_with(b"/") || target.iter().any(is_wrong));
    };
    let hash = hash(media_type, &body);
    let Some(unsigned) = unsigned(nonce, &hash, [ext, app, dlg]) else { return };
    signs(method, target, &request, unsigned, &hash);
    if let Ok(ext) = core::str::from_utf8(ext) {
        signs_bewit(method, target, &request, ext);
    }
}

/// Computes the hash of a payload in two pieces, and of its text at once.
fn hash(media_type: &[u8], body: &[u8]) -> [u8; 32] {
    let media_type = String::from_utf8_lossy(media_type);
    let mut payload = PayloadHash::new(Sha256, &media_type);
    let (start, end) = body.split_at(body.len() / 2);
    payload.update(start);
    payload.update(end);
    let hash = payload.finish();
    let media_type = media_type.split(';').next().unwrap_or_default().trim_ascii().to_ascii_lowercase();
    assert_eq!(hash, Sha256.hash(&[b"hawk.1.payload\n", media_type.as_bytes(), b"\n", body, b"\n"].concat()));
    hash
}

fn unsigned<'a>(nonce: &'a [u8], hash: &'a [u8; 32], [ext, app, dlg]: [&'a [u8]; 3]) -> Option<Credentials<'a>> {
    let mut unsigned = Credentials::new("id", NOW, nonce, b"\0").ok()?.with_hash(hash).ok()?;
    if !ext.is_empty() {
        unsigned = unsigned.with_ext(ext).ok()?;
    }
    match (app, dlg) {
        (b"", _) => Some(unsigned),
        (app, b"") => unsigned.with_app(app).ok(),
        (app, dlg) => unsigned.with_delegation(app, dlg).ok(),
    }
}

/// Builds what is signed from a vector of lines.
fn naive(kind: &str, method: &str, target: &[u8], credentials: &Credentials<'_>) -> Vec<u8> {
    let of =
        |text: Option<countersign::Text<'_>>| text.map(|text| text.bytes().collect::<Vec<_>>()).unwrap_or_default();
    let mut hash = vec![0; 32];
    let length = credentials.hash().map(|hash_of| hash_of.decode_into(&mut hash).unwrap().len());
    let mut lines = vec![
        format!("hawk.1.{kind}").into_bytes(),
        NOW.to_string().into_bytes(),
        of(Some(credentials.nonce())),
        method.to_ascii_uppercase().into_bytes(),
        target.to_vec(),
        b"a.example".to_vec(),
        b"8000".to_vec(),
        length.map(|_| oracle::base64(&hash)).unwrap_or_default(),
        of(credentials.ext()),
    ];
    if let Some(app) = credentials.app() {
        lines.extend([of(Some(app)), of(credentials.dlg())]);
    }
    lines.into_iter().flat_map(|line| [line, b"\n".to_vec()].concat()).collect()
}

fn signs(method: &str, target: &[u8], request: &Request<'_>, unsigned: Credentials<'_>, hash: &[u8; 32]) {
    let text = naive("header", method, target, &unsigned);
    assert_eq!(Normalized::header(request, &unsigned).encode_to_vec(), text);
    let (client, server) = (Client::new("id", Hmac(Sha256).key(SECRET)), Server::new(Hmac(Sha256)));
    let signed = client.sign(request, unsigned);
    assert!(signed.credentials().matches(&Hmac(Sha256).key(SECRET).mac(&text)));
    let wire = written(&signed.credentials());
    let verify = |wire: &[u8], method: &str, target: &[u8]| {
        let credentials = Credentials::parse(wire)?;
        let request = Request::new(method, "A.example", 8000, target).map_err(|_| Refusal::Method)?;
        server.verify(&credentials, &request, Some(SECRET), Some(hash), NOW, |_, _, _| true)?;
        Ok::<_, Refusal>(Normalized::header(&request, &credentials).encode_to_vec())
    };
    assert_eq!(verify(&wire, method, target), Ok(text.clone()), "{}", wire.escape_ascii());
    assert_eq!(verify(&wire, "PUT", target), Err(Refusal::Mac));
    assert!(verify(&wire, method, &query::changed(target)).is_err(), "{}", target.escape_ascii());
    let permuted = query::reversed_params("Hawk", &wire);
    assert_eq!(verify(&permuted, method, target), Ok(text.clone()), "{}", permuted.escape_ascii());
    // The identifier is not signed, but it is never in the middle.
    assert!(verify(&query::changed(&wire), method, target).is_err(), "{}", wire.escape_ascii());

    let credentials = Credentials::parse(&wire).unwrap();
    let response = server.respond(&credentials, request, SECRET, Some(hash), Some("ext")).unwrap();
    let info = written(&response.info());
    let info = Info::parse(&info).unwrap();
    assert_eq!(client.accept(request, &credentials, Some(&info), Some(hash)), Ok(()));
    let of_response = Credentials::new("id", NOW, unsigned.nonce().as_bytes().unwrap(), b"\0").unwrap();
    let of_response = of_response.with_hash(hash).unwrap().with_ext("ext").unwrap();
    let (app, dlg) = (unsigned.app().and_then(|app| app.as_bytes()), unsigned.dlg().and_then(|dlg| dlg.as_bytes()));
    let of_response = match (app, dlg) {
        (Some(app), Some(dlg)) => of_response.with_delegation(app, dlg).unwrap(),
        (Some(app), None) => of_response.with_app(app).unwrap(),
        (None, _) => of_response,
    };
    let text = naive("response", method, target, &of_response);
    assert_eq!(Normalized::response(request, &credentials, &info).encode_to_vec(), text);
    assert!(info.matches(&Hmac(Sha256).key(SECRET).mac(&text)));
}

fn signs_bewit(method: &str, target: &[u8], request: &Request<'_>, ext: &str) {
    let key = Hmac(Sha256).key(SECRET);
    let Ok(bewit) = NewBewit::new("id", &key, request, NOW, ext) else { return };
    if target.windows(6).any(|part| part == b"bewit=") {
        return;
    }
    let signed_method = if method == "HEAD" { "GET" } else { method }.to_ascii_uppercase();
    let target_text = target.iter().copied();
    let text: Vec<u8> =
        format!("hawk.1.bewit\n{NOW}\n\n{signed_method}\n").into_bytes().into_iter().chain(target_text).collect();
    let text = [&text[..], format!("\na.example\n8000\n\n{ext}\n").as_bytes()].concat();
    let separator = if target.contains(&b'?') { b"&" } else { b"?" };
    let sent = [target, separator, b"bewit=", &bewit.encode_to_vec()].concat();
    let verify = |sent: &[u8]| {
        let request = Request::new(method, "A.example", 8000, sent).map_err(|_| Refusal::Method)?;
        let mut buffer = vec![0; sent.len()];
        let (taken, rest) = Bewit::take(&request, &mut buffer)?.ok_or(Refusal::Mac)?;
        Server::new(Hmac(Sha256)).verify_bewit(&taken, &rest, Some(SECRET), NOW - 1)?;
        Ok::<_, Refusal>(taken.normalized(&rest).encode_to_vec())
    };
    let expected = if method == "post" { Err(Refusal::Method) } else { Ok(text.clone()) };
    assert_eq!(verify(&sent), expected, "{}", sent.escape_ascii());
    if let Ok(same) = verify(&query::changed(&sent)) {
        assert_eq!(same, text, "what is signed did not change");
    }
}
