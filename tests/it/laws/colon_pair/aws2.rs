//! What AWS signs of a request: the string is that of a naive builder, a server accepts what a client signed, and no longer
//! when something is changed that is signed.

use countersign::Encode;
use countersign::auth::colon_pair::aws2::{Client, MAX_FIELDS, Presigned, Refusal, Request, Server};
use countersign::auth::colon_pair::{Credentials, Kind};
use countersign::auth::{Decimal, HttpDate};
use countersign::hash::Sha1;
use countersign::mac::{Hmac, MacFunction, MacKey};

use crate::laws::written;

const SECRET: &[u8] = b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const NOW: u64 = 1_175_024_202;
const BUCKETS: [&str; 3] = ["", "johnsmith", "Static.johnsmith.net"];

/// The guide's list.
const SIGNED: [&str; 25] = [
    "versioning",
    "location",
    "acl",
    "torrent",
    "lifecycle",
    "versionId",
    "requestPayment",
    "notification",
    "partNumber",
    "policy",
    "uploadId",
    "uploads",
    "versions",
    "website",
    "logging",
    "cors",
    "delete",
    "restore",
    "tagging",
    "response-content-type",
    "response-content-language",
    "response-expires",
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
];

type Field = (String, Vec<u8>);

/// A request: the first line is the target, and the others are fields. The first byte chooses the bucket.
pub(crate) fn check(data: &[u8]) {
    let Some((choice, data)) = data.split_first() else { return };
    let bucket = BUCKETS[usize::from(*choice) % BUCKETS.len()];
    let mut lines = data.split(|byte| *byte == b'\n');
    let target = lines.next().unwrap_or_default();
    let fields = lines.filter_map(|line| {
        let (name, value) = line.split_at_checked(line.iter().position(|byte| *byte == b':')?)?;
        Some((std::str::from_utf8(name).ok()?.to_owned(), value[1..].to_vec()))
    });
    let mut fields: Vec<Field> = fields.collect();
    if choice % 2 == 0 && !fields.iter().any(|(name, _)| name.eq_ignore_ascii_case("date")) {
        fields.push(("Date".to_owned(), date().into_bytes()));
    }
    agrees(bucket, target, &fields);
}

/// The date of `NOW`.
fn date() -> String {
    HttpDate::new(NOW).expect("a date").display().to_string()
}

fn request<'a>(
    method: &'a str,
    bucket: &'a str,
    target: &'a [u8],
    fields: &'a [Field],
) -> Result<Request<'a, &'a [Field]>, Refusal> {
    let request = Request::new(method, target, fields)?;
    Ok(if bucket.is_empty() { request } else { request.with_bucket(bucket)? })
}

/// Returns the text of a value without folds; `None` if it has a line end elsewhere.
fn unfolded(value: &[u8]) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    let mut rest = value;
    while let Some(at) = rest.windows(2).position(|pair| pair == b"\r\n") {
        let after = &rest[at + 2..];
        if !after.starts_with(b" ") && !after.starts_with(b"\t") {
            return None;
        }
        text.extend_from_slice(rest[..at].trim_ascii_end());
        text.push(b' ');
        rest = after.trim_ascii_start();
    }
    text.extend_from_slice(rest);
    (!text.iter().any(|byte| b"\r\n\0".contains(byte))).then(|| text.trim_ascii().to_vec())
}

/// What is signed, built as a text; `None` if nothing may be signed.
fn naive(bucket: &str, target: &[u8], fields: &[Field], expires: Option<u64>) -> Option<Vec<u8>> {
    let is_plain = |byte: &u8| *byte > b' ' && *byte != 0x7F && *byte != b'#';
    if target.first() != Some(&b'/') || !target.iter().all(is_plain) {
        return None;
    }
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if fields.iter().filter(|(name, _)| name.eq_ignore_ascii_case("authorization")).count() > 1 {
        return None;
    }
    let mut signed: Vec<(String, Vec<u8>)> = Vec::new();
    let mut parameters: Vec<(String, Vec<u8>)> = Vec::new();
    let mut lines = 0;
    for (name, value) in fields {
        let name = name.to_ascii_lowercase();
        let is_single = ["date", "content-md5", "content-type", "x-amz-date"].contains(&&*name);
        let is_amz = name.starts_with("x-amz-");
        if !is_single && !is_amz {
            continue;
        }
        lines += usize::from(is_amz);
        if !name.bytes().all(is_name) || lines > MAX_FIELDS {
            return None;
        }
        let value = unfolded(value)?;
        match signed.iter_mut().find(|(other, _)| *other == name) {
            Some(_) if is_single => return None,
            Some((_, values)) => values.extend([b",", &*value].concat()),
            None => signed.push((name, value)),
        }
    }
    let query = target.splitn(2, |byte| *byte == b'?').nth(1).unwrap_or_default();
    for (index, part) in query.split(|byte| *byte == b'&').enumerate() {
        let name = part.split(|byte| *byte == b'=').next()?;
        let plain = lossy(name).to_ascii_lowercase();
        let is_sub = SIGNED.iter().any(|known| known.as_bytes() == lossy(name));
        if name.contains(&b'%') && (plain.starts_with(b"x-amz-") || is_sub) {
            return None;
        }
        if !plain.starts_with(b"x-amz-") {
            continue;
        }
        let value = decoded(part.get(name.len() + 1..).unwrap_or_default())?;
        let lower = String::from_utf8(plain).ok()?;
        let params = query.split(|byte| *byte == b'&').take(index + 1);
        let count = params.filter(|part| part.to_ascii_lowercase().starts_with(b"x-amz-")).count();
        let is_second = parameters.iter().chain(&signed).any(|(other, _)| *other == lower);
        if !lower.bytes().all(is_name) || is_second || count > MAX_FIELDS {
            return None;
        }
        parameters.push((lower, value));
    }
    let value = |name: &str| signed.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone());
    let date = match expires {
        Some(expires) => expires.to_string().into_bytes(),
        None if value("x-amz-date").is_some() => Vec::new(),
        None => value("date").unwrap_or_default(),
    };
    let single = |name| value(name).unwrap_or_default();
    let mut parts = vec![b"GET".to_vec(), single("content-md5"), single("content-type"), date];
    let covered = parameters.iter().filter(|_| expires.is_some());
    let mut sorted: Vec<_> = signed.iter().filter(|(name, _)| name.starts_with("x-amz-")).chain(covered).collect();
    sorted.sort();
    parts.extend(sorted.iter().map(|(name, value)| [name.as_bytes(), b":", value].concat()));

    let mut halves = target.splitn(2, |byte| *byte == b'?');
    let path = halves.next()?;
    let mut subs = Vec::new();
    for part in halves.next().unwrap_or_default().split(|byte| *byte == b'&') {
        let mut halves = part.splitn(2, |byte| *byte == b'=');
        let name = halves.next()?.to_vec();
        if !SIGNED.iter().any(|known| known.as_bytes() == name) {
            continue;
        }
        let value = match halves.next() {
            Some(value) if name.starts_with(b"response-") => Some(decoded(value)?),
            value => value.map(<[u8]>::to_vec),
        };
        if subs.iter().any(|(other, _)| *other == name) {
            return None;
        }
        subs.push((name, value));
    }
    subs.sort();
    let subs: Vec<_> = subs
        .into_iter()
        .map(|(name, value)| value.map_or(name.clone(), |value| [&name[..], b"=", &value].concat()))
        .collect();
    let bucket = if bucket.is_empty() { String::new() } else { format!("/{}", bucket.to_lowercase()) };
    let query = if subs.is_empty() { Vec::new() } else { [&b"?"[..], &subs.join(&b'&')].concat() };
    parts.push([bucket.as_bytes(), path, &query].concat());
    Some(parts.join(&b'\n'))
}

/// Decodes what can be decoded.
fn lossy(name: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = name;
    while let Some((byte, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|digits| *byte == b'%' && digits.iter().all(u8::is_ascii_hexdigit));
        match digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()) {
            Some(byte) => (bytes.push(byte), rest = &after[2..]).0,
            None => (bytes.push(*byte), rest = after).0,
        }
    }
    bytes
}

fn decoded(value: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = value;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        bytes.push(*byte);
        if *byte == b'%' {
            let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
            let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
            bytes.pop();
            bytes.push(u8::from_str_radix(digits, 16).ok().filter(|byte| is_hex && !byte.is_ascii_control())?);
            rest = &rest[2..];
        }
    }
    Some(bytes)
}

fn agrees(bucket: &str, target: &[u8], fields: &[Field]) {
    let expires = NOW + 60;
    let built = request("GET", bucket, target, fields);
    let text = built.as_ref().ok().map(|request| request.string_to_sign().encode_to_vec());
    assert_eq!(text, naive(bucket, target, fields, None));
    let Ok(built) = built else { return };
    let presigned = built.string_to_presign(Decimal::from(expires)).encode_to_vec();
    assert_eq!(Some(presigned), naive(bucket, target, fields, Some(expires)));

    let client = Client::new("AKIAIOSFODNN7EXAMPLE", Hmac(Sha1).key(SECRET)).expect("the name of a key");
    let mac = Hmac(Sha1).key(SECRET).mac(text.as_deref().unwrap_or_default());
    let is_date = |(name, _): &Field| ["date", "x-amz-date"].iter().any(|date| name.eq_ignore_ascii_case(date));
    let signed = client.sign(&built);
    assert_eq!(signed.is_ok(), fields.iter().any(is_date));
    let wire = match &signed {
        Ok(signed) => written(&signed.credentials()),
        Err(_) => written(&Credentials::new(Kind::Aws, "AKIAIOSFODNN7EXAMPLE", &mac).expect("the name of a key")),
    };
    let credentials = Credentials::parse(&wire).expect("what is written can be parsed");
    assert!(credentials.matches(&mac));
    let server = Server::new(Hmac(Sha1));
    let verify = |method: &str, bucket: &str, target: &[u8], fields: &[Field]| {
        let request = request(method, bucket, target, fields)?;
        server.verify(&credentials, &request, Some(SECRET), NOW, |_, until| until >= NOW)
    };
    match verify("GET", bucket, target, fields) {
        Ok(()) => changes(bucket, target, fields, text.as_deref().unwrap_or_default(), verify),
        Err(Refusal::Date | Refusal::Time) => {}
        Err(Refusal::TwoForms) => {
            assert!(
                target.windows(9).any(|part| part == b"Signature")
                    || target.windows(14).any(|part| part == b"AWSAccessKeyId")
            );
        }
        other => panic!("{other:?}"),
    }
    presigns(&client, bucket, target, fields, expires);
}

/// What is signed cannot change, and what is not signed can.
fn changes(
    bucket: &str,
    target: &[u8],
    fields: &[Field],
    text: &[u8],
    verify: impl Fn(&str, &str, &[u8], &[Field]) -> Result<(), Refusal>,
) {
    let keeps = |target: &[u8], fields: &[Field]| naive(bucket, target, fields, None).as_deref() == Some(text);
    let mut moved = fields.to_vec();
    moved.sort_by_key(|(name, _)| name.to_ascii_lowercase());
    for (name, _) in &mut moved {
        name.make_ascii_uppercase();
    }
    assert_eq!(verify("GET", &bucket.to_uppercase(), target, &moved), Ok(()), "the order of fields does not matter");
    assert!(verify("HEAD", bucket, target, fields).is_err());
    assert!(verify("GET", "other", target, fields).is_err());
    assert!(verify("GET", bucket, &[b"/a", target].concat(), fields).is_err());
    let added = [fields, &[("X-Amz-Added".to_owned(), Vec::new())]].concat();
    assert_eq!(verify("GET", bucket, target, &added), Err(Refusal::Signature), "an added field must be signed");
    for index in 0..fields.len() {
        let mut changed = fields.to_vec();
        changed[index].1.push(b'a');
        assert_eq!(verify("GET", bucket, target, &changed).is_ok(), keeps(target, &changed), "{}", fields[index].0);
        changed.remove(index);
        // Without a date, there is nothing to verify.
        let verified = verify("GET", bucket, target, &changed);
        assert!(
            verified == Err(Refusal::Date) || verified.is_ok() == keeps(target, &changed),
            "no {}",
            fields[index].0
        );
    }
    if let Some(mark) = target.iter().position(|byte| *byte == b'?') {
        let (path, query) = (&target[..mark], &target[mark + 1..]);
        let mut parts: Vec<_> = query.split(|byte| *byte == b'&').collect();
        parts.reverse();
        let reversed = [path, b"?", &parts.join(&b'&')].concat();
        assert_eq!(verify("GET", bucket, &reversed, fields), Ok(()), "the order of parameters does not matter");
        for name in ["acl", "torrent"] {
            let more = [target, b"&", name.as_bytes()].concat();
            assert!(verify("GET", bucket, &more, fields).is_err());
        }
        assert!(verify("GET", bucket, &[target, b"&prefix=a"].concat(), fields).is_ok());
    }
}

fn presigns(
    client: &Client<'_, <Hmac<Sha1> as MacFunction<20>>::Key>,
    bucket: &str,
    target: &[u8],
    fields: &[Field],
    expires: u64,
) {
    let built = request("GET", bucket, target, fields).expect("it was built before");
    let Ok(presigned) = client.presign(&built, expires) else {
        assert!(
            ["AWSAccessKeyId", "Expires", "Signature"]
                .iter()
                .any(|name| target.windows(name.len()).any(|part| part == name.as_bytes()))
        );
        return;
    };
    let sent = presigned.encode_to_vec();
    let verify = |target: &[u8], now| {
        let request = request("GET", bucket, target, fields)?;
        let mut buffer = [0; 64];
        let presigned = Presigned::parse(&request, &mut buffer)?;
        Server::new(Hmac(Sha1)).verify_presigned(&presigned, &request, Some(SECRET), now)
    };
    if fields.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization")) {
        assert_eq!(verify(&sent, NOW), Err(Refusal::TwoForms));
        return;
    }
    assert_eq!((verify(&sent, expires), verify(&sent, expires + 1)), (Ok(()), Err(Refusal::Expired)));
    let later =
        String::from_utf8_lossy(&sent).replace(&format!("Expires={expires}"), &format!("Expires={}", expires + 1));
    if std::str::from_utf8(&sent).is_ok() {
        assert_eq!(verify(later.as_bytes(), expires), Err(Refusal::Signature));
    }
    assert!(verify(&[&sent[..], b"&Expires=1"].concat(), NOW).is_err());
    let added = [&sent[..], b"&x-amz-added=1"].concat();
    assert_eq!(verify(&added, NOW), Err(Refusal::Signature), "an added parameter must be signed");
}
