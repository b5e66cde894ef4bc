//! What is signed of a request: the canonical form is that of a naive builder, a server accepts what a client signed, and
//! no longer when a byte is changed that is signed.

use countersign::auth::aws4::{
    Algorithm, CanonicalRequest, Client, ContentSha256, Credentials, MAX_QUERY_PARAMS, MAX_SEGMENTS,
    MAX_SIGNED_HEADERS, Presigned, Refusal, Request, Rules, Scope, Secret, Server, SigningKey, Timestamp,
};
use countersign::hash::{HashFunction, Sha256};
use countersign::mac::{Hmac, MacFunction};
use countersign::{Encode, ValueErrorKind};

const SECRET: &[u8] = b"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const NOW: u64 = 1_440_938_160;

const RULES: [Rules; 8] = [
    Rules::S3,
    Rules::OTHERS,
    Rules::S3.with_plus_as_space(),
    Rules::OTHERS.with_normalized_path(false),
    Rules::OTHERS.with_path_encoded_twice(false),
    Rules::TENCENT,
    Rules::ALIBABA,
    Rules::HUAWEI,
];

/// The algorithms of the last of the rules, and the names of their date fields.
const CLOUDS: [(Algorithm, &str); 3] = [
    (Algorithm::Tc3HmacSha256, "x-tc-timestamp"),
    (Algorithm::Acs3HmacSha256, "x-acs-date"),
    (Algorithm::SdkHmacSha256, "x-sdk-date"),
];

/// The parameters that a client refuses to sign, because they are of a signature.
const OF_A_SIGNATURE: [&str; 5] =
    ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders", "X-Amz-Signature"];

type Field = (String, Vec<u8>);

/// A request: the first line is the target, the others are fields. The first byte chooses the rules.
pub(crate) fn check(data: &[u8]) {
    let Some((choice, data)) = data.split_first() else { return };
    let rule = usize::from(*choice) % RULES.len();
    let mut lines = data.split(|byte| *byte == b'\n');
    let target = lines.next().unwrap_or_default();
    let fields = lines.filter_map(|line| {
        let (name, value) = line.split_at_checked(line.iter().position(|byte| *byte == b':')?)?;
        let name = std::str::from_utf8(name)
            .ok()
            .filter(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))?;
        let is_added = ["host", "authorization", "date"].iter().any(|other| name.eq_ignore_ascii_case(other))
            || name.to_ascii_lowercase().starts_with("x-amz-date")
            || name.to_ascii_lowercase().starts_with("x-amz-content")
            || name.to_ascii_lowercase().ends_with("content-sha256")
            || CLOUDS.iter().any(|(_, date)| name.eq_ignore_ascii_case(date));
        (!name.is_empty() && !is_added).then(|| (name.to_owned(), value[1..].to_vec()))
    });
    let mut fields: Vec<Field> = fields.collect();
    fields.push(("Host".to_owned(), b"a.example".to_vec()));
    agrees(rule, target, &fields);
    match rule.checked_sub(RULES.len() - CLOUDS.len()) {
        Some(cloud) => signs_for(CLOUDS[cloud], rule, target, &fields),
        None => signs(rule, target, &fields),
    }
}

fn names(fields: &[Field]) -> String {
    let mut names: Vec<_> = fields.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
    names.sort();
    names.dedup();
    names.join(";")
}

/// Compares the canonical form with the naive one.
fn agrees(rule: usize, target: &[u8], fields: &[Field]) {
    let names = names(fields);
    let request = Request::new("GET", target, fields, RULES[rule]);
    let canonical = request.as_ref().map_err(|error| *error).and_then(|request| {
        CanonicalRequest::new(request, &names, ContentSha256::Unsigned).map(|canonical| {
            let written = canonical.encode_to_vec();
            assert_eq!(canonical.encoded_len(), written.len());
            assert_eq!(canonical.hash(Sha256), Sha256.hash(&written));
            written
        })
    });
    assert_eq!(canonical.ok(), naive(rule, target, fields), "{} by {rule}", target.escape_ascii());
}

/// Builds the canonical form from strings, sorted by the library; `None` for what the tables of the module reject.
fn naive(rule: usize, target: &[u8], fields: &[Field]) -> Option<Vec<u8>> {
    let [normalizes, twice, plus] =
        [[false, false, false], [true, true, false], [false, false, true], [false, true, false], [true, false, false]]
            .get(rule)
            .copied()
            .unwrap_or_default();
    let (is_tencent, is_huawei) = (RULES[rule] == Rules::TENCENT, RULES[rule] == Rules::HUAWEI);
    let is_other = is_tencent || is_huawei || RULES[rule] == Rules::ALIBABA;
    let mark = target.iter().position(|byte| *byte == b'?');
    let (path, query) = mark.map_or((target, &b""[..]), |mark| (&target[..mark], &target[mark + 1..]));
    let is_wrong = |byte: &u8| byte.is_ascii_control() || *byte == b'#';
    if target.iter().any(is_wrong) || !(path.is_empty() || path[0] == b'/') {
        return None;
    }
    let mut segments: Vec<&[u8]> = Vec::new();
    let all: Vec<&[u8]> = path.split(|byte| *byte == b'/').skip(1).collect();
    if normalizes && all.contains(&&b".."[..]) && all.len() > MAX_SEGMENTS {
        return None;
    }
    for segment in &all {
        match *segment {
            b".." if normalizes => drop(segments.pop()),
            b"" | b"." if normalizes => {}
            segment => segments.push(segment),
        }
    }
    let segments: Option<Vec<_>> = segments
        .into_iter()
        .map(|segment| if twice { Some(encoded(segment)) } else { recoded(segment, false) })
        .collect();
    if !twice {
        recoded(path, false)?;
    }
    let mut canonical = format!("GET\n/{}", segments?.join("/"));
    if normalizes && path.ends_with(b"/") && !canonical.ends_with('/') {
        canonical.push('/');
    }
    if is_huawei && !canonical.ends_with('/') {
        canonical.push('/');
    }
    let parts: Vec<_> = query.split(|byte| *byte == b'&').filter(|part| !part.is_empty()).collect();
    if parts.len() > MAX_QUERY_PARAMS {
        return None;
    }
    let pairs: Option<Vec<_>> = parts
        .into_iter()
        .map(|part| {
            let equals = part.iter().position(|byte| *byte == b'=').unwrap_or(part.len());
            Some((recoded(&part[..equals], plus)?, recoded(part.get(equals + 1..).unwrap_or_default(), plus)?))
        })
        .collect();
    let mut pairs = pairs?;
    pairs.sort();
    pairs.retain(|(name, _)| is_other || name != "X-Amz-Signature");
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut canonical = format!("{canonical}\n").into_bytes();
    if is_tencent {
        canonical.extend_from_slice(query);
    } else {
        canonical.extend_from_slice(pairs.join("&").as_bytes());
    }
    canonical.push(b'\n');
    let names = names(fields);
    if names.split(';').count() > MAX_SIGNED_HEADERS
        || fields.iter().any(|(_, value)| value.iter().any(|byte| b"\r\n\0".contains(byte)))
    {
        return None;
    }
    for name in names.split(';') {
        let values = fields.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| {
            if is_other {
                let value = value.trim_ascii();
                return if is_tencent { value.to_ascii_lowercase() } else { value.to_vec() };
            }
            let words = value.split(|byte| b" \t".contains(byte)).filter(|word| !word.is_empty());
            words.collect::<Vec<_>>().join(&b" "[..])
        });
        canonical.extend_from_slice(format!("{name}:").as_bytes());
        canonical.extend_from_slice(&values.collect::<Vec<_>>().join(&b","[..]));
        canonical.push(b'\n');
    }
    canonical.extend_from_slice(format!("\n{names}\nUNSIGNED-PAYLOAD").as_bytes());
    Some(canonical)
}

fn encoded(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => text + &char::from(*byte).to_string(),
        _ => text + &format!("%{byte:02X}"),
    })
}

/// Decodes and encodes; `None` if a percent sign stands alone.
fn recoded(bytes: &[u8], plus: bool) -> Option<String> {
    let mut decoded = Vec::new();
    let mut rest = bytes.iter();
    while let Some(byte) = rest.next() {
        decoded.push(match byte {
            b'%' => {
                let digits = [*rest.next()?, *rest.next()?];
                let is_hex = digits.iter().all(u8::is_ascii_hexdigit);
                u8::from_str_radix(std::str::from_utf8(&digits).ok().filter(|_| is_hex)?, 16).ok()?
            }
            b'+' if plus => b' ',
            byte => *byte,
        });
    }
    Some(encoded(&decoded))
}

/// Says whether the query has a parameter of one of these names, which need no percent sign.
fn has_param(target: &[u8], names: &[&str]) -> bool {
    let query = target.splitn(2, |byte| *byte == b'?').nth(1).unwrap_or_default();
    let mut params = query.split(|byte| *byte == b'&').map(|part| part.split(|byte| *byte == b'=').next());
    params.any(|name| recoded(name.unwrap_or_default(), false).is_some_and(|name| names.contains(&&*name)))
}

/// Signs in a field and in the query, verifies both, and changes a byte.
fn signs(rule: usize, target: &[u8], fields: &[Field]) {
    let rules = RULES[rule];
    let at = Timestamp::new(NOW).unwrap();
    let scope = Scope::new("20150830", "us-east-1", "s3").unwrap();
    let key = SigningKey::derive(Hmac(Sha256), SECRET, scope).unwrap();
    let client = Client::new(Sha256, key.prepare(Hmac(Sha256)), "AKIDEXAMPLE", scope).unwrap();
    let server = Server::new(Sha256, Hmac(Sha256), "s3").with_region("us-east-1");
    let content = ContentSha256::Unsigned;
    let sent = [fields, &[("x-amz-content-sha256".to_owned(), b"UNSIGNED-PAYLOAD".to_vec())]].concat();
    let Ok(request) = Request::new("GET", target, &sent, rules) else { return };
    let with_date = [&sent[..], &[("X-Amz-Date".to_owned(), at.encode_to_vec())]].concat();
    let (of_fields, of_query) = (names(&with_date), names(&sent));
    let Ok(signed) = client.sign(&request, &of_fields, content, at) else {
        let has_signature = has_param(target, &OF_A_SIGNATURE);
        let is_full = of_fields.split(';').count() > MAX_SIGNED_HEADERS;
        assert!(naive(rule, target, fields).is_none() || has_signature || is_full, "{}", target.escape_ascii());
        return;
    };
    let authorization = signed.credentials().encode_to_vec();
    let verify = |method: &str, target: &[u8], fields: &[Field]| {
        let credentials = Credentials::parse(&authorization).unwrap();
        let request = Request::new(method, target, fields, rules).map_err(|error| Refusal::Malformed(error.part()))?;
        server.verify(&credentials, &request, None, Secret::Key(SECRET), NOW, |_, _| true).map(drop)
    };
    assert_eq!(verify("GET", target, &with_date), Ok(()), "{}", target.escape_ascii());
    assert_eq!(verify("GES", target, &with_date), Err(Refusal::Signature));
    assert_eq!(verify("GET", target, &sent), Err(Refusal::Malformed("x-amz-date")));
    let added = [&with_date[..], &[("x-amz-acl".to_owned(), b"public-read".to_vec())]].concat();
    if !fields.iter().any(|(name, _)| name.eq_ignore_ascii_case("x-amz-acl")) {
        assert!(matches!(verify("GET", target, &added), Err(Refusal::SignedHeaders(_))), "a field is added");
    }
    let place = target.len() / 2;
    if let Some(byte) = target.get(place) {
        let mut changed = target.to_vec();
        changed[place] = byte ^ 1;
        let is_same = naive(rule, target, fields) == naive(rule, &changed, fields);
        assert_eq!(verify("GET", &changed, &with_date).is_ok(), is_same, "{}", changed.escape_ascii());
    }
    let (field, mut changed) = (with_date.len() / 2, with_date.clone());
    changed[field].1.push(b'x');
    assert!(verify("GET", target, &changed).is_err(), "a byte is added to {}", changed[field].0);

    let presigned = match client.presign(&request, &of_query, content, at, 60) {
        Ok(presigned) => presigned,
        Err(error) => {
            let is_prohibited = has_param(target, &["X-Amz-Expires", "X-Amz-Security-Token"]);
            let kind = if is_prohibited { ValueErrorKind::Prohibited } else { ValueErrorKind::TooMany };
            return assert_eq!((error.part(), error.kind()), ("query", kind), "{}", target.escape_ascii());
        }
    };
    let target = presigned.encode_to_vec();
    assert!(!target.splitn(2, |byte| *byte == b'?').nth(1).is_some_and(|query| query.contains(&b'+')));
    let received = Request::new("GET", &target, &sent, rules).unwrap();
    let mut buffer = [0; 4096];
    let read = Presigned::parse(&received, &mut buffer).unwrap();
    let verify = |now| server.verify_presigned(&read, &received, None, Secret::Key(SECRET), now, |_, _| true).map(drop);
    assert_eq!([verify(NOW), verify(NOW + 60), verify(NOW - 900)], [Ok(()); 3], "{}", target.escape_ascii());
    assert_eq!([verify(NOW + 61), verify(NOW - 901)], [Err(Refusal::Time); 2]);
}

/// Signs as another cloud does, verifies, and changes what is signed.
fn signs_for((algorithm, date): (Algorithm, &str), rule: usize, target: &[u8], fields: &[Field]) {
    let (rules, body, hmac) = (RULES[rule], b"body", Hmac(Sha256));
    let at = Timestamp::new(NOW).unwrap();
    let scope = Scope::of(algorithm, "2015-08-30", None, "cvm").ok();
    let key = match scope {
        Some(scope) => SigningKey::derive(hmac, SECRET, scope).unwrap().prepare(hmac),
        None => hmac.key(SECRET),
    };
    let client = match scope {
        Some(scope) => Client::new(Sha256, key, "AKIDEXAMPLE", scope),
        None => Client::without_scope(Sha256, key, "AKIDEXAMPLE", algorithm),
    };
    let client = client.unwrap();
    let content = ContentSha256::of(Sha256, body);
    let declared = if rules == Rules::ALIBABA { "x-acs-content-sha256" } else { "content-sha256" };
    let sent = [fields, &[(declared.to_owned(), content.encode_to_vec())]].concat();
    let Ok(request) = Request::new("GET", target, &sent, rules) else { return };
    let listed = names(&[&sent[..], &[(date.to_owned(), Vec::new())]].concat());
    let Ok(signed) = client.sign(&request, &listed, content, at) else {
        let is_full = listed.split(';').count() > MAX_SIGNED_HEADERS;
        return assert!(naive(rule, target, fields).is_none() || is_full, "{}", target.escape_ascii());
    };
    let authorization = signed.credentials().encode_to_vec();
    let received = [&sent[..], &[(date.to_owned(), signed.date().encode_to_vec())]].concat();
    let server = Server::new(Sha256, hmac, "cvm").with_algorithm(algorithm);
    let verify = |target: &[u8], fields: &[Field], body: &[u8]| {
        let credentials = Credentials::parse(&authorization).unwrap();
        let request = Request::new("GET", target, fields, rules).map_err(|error| Refusal::Malformed(error.part()))?;
        let body = Some(Sha256.hash(body));
        server.verify(&credentials, &request, body, Secret::Key(SECRET), NOW, |_, _| true).map(drop)
    };
    assert_eq!(verify(target, &received, body), Ok(()), "{algorithm:?} {}", target.escape_ascii());
    assert!(verify(target, &sent, body).is_err(), "no date");
    let of_body = if rules == Rules::ALIBABA { Refusal::Body } else { Refusal::Signature };
    assert_eq!(verify(target, &received, b"bodx"), Err(of_body));
    let mut later = received.clone();
    let digit = later.last_mut().and_then(|(_, value)| value.iter_mut().rfind(|byte| byte.is_ascii_digit())).unwrap();
    *digit ^= 1;
    assert_eq!(verify(target, &later, body), Err(Refusal::Signature), "another second");
    let mut changed = target.to_vec();
    if let Some(byte) = changed.get_mut(target.len() / 2) {
        *byte ^= 1;
        let is_same = naive(rule, target, fields) == naive(rule, &changed, fields);
        assert_eq!(verify(&changed, &received, body).is_ok(), is_same, "{}", changed.escape_ascii());
    }
    let mut changed = received;
    let half = changed.len() / 2;
    changed[half].1.push(b'x');
    assert!(verify(target, &changed, body).is_err(), "a byte is added to {}", changed[half].0);
}
