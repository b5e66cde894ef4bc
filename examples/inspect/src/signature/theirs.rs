//! Finds the texts that the other side signed: in an error message of a service, or as such.

/// What the other side says that it signed.
#[derive(Default)]
pub(crate) struct Theirs {
    pub canonical: Option<Vec<u8>>,
    pub string_to_sign: Option<Vec<u8>>,
}

impl Theirs {
    /// Reads XML of S3, JSON of other services of Amazon, an error of Azure, or a text itself.
    pub(crate) fn read(input: &[u8]) -> Self {
        let message = if input.trim_ascii_start().starts_with(b"{") { json(input) } else { None };
        let input = message.as_deref().unwrap_or(input);
        let element = |name: &str| {
            let bytes = between(input, format!("<{name}Bytes>").as_bytes(), format!("</{name}Bytes>").as_bytes());
            let bytes = bytes.and_then(hex_pairs);
            bytes.or_else(|| {
                between(input, format!("<{name}>").as_bytes(), format!("</{name}>").as_bytes()).map(xml_text)
            })
        };
        let quoted =
            |before: &[u8]| between(input, before, b"'\n").or_else(|| rest_after(input, before)).map(<[u8]>::to_vec);
        let of_azure = || {
            let text = rest_after(input, b"Server used following string to sign: '")?;
            let end = [&b"'.</"[..], b"'.\n", b"'."].into_iter().find_map(|end| find(text, end)).unwrap_or(text.len());
            Some(xml_text(&text[..end]))
        };
        let canonical = element("CanonicalRequest")
            .or_else(|| quoted(b"The Canonical String for this request should have been\n'"));
        let string_to_sign =
            element("StringToSign").or_else(|| quoted(b"The String-to-Sign should have been\n'")).or_else(of_azure);
        if canonical.is_some() || string_to_sign.is_some() {
            return Self { canonical, string_to_sign };
        }
        // A text itself. That of AWS4 begins with the algorithm, and only the canonical request ends with two lines of its own.
        let text = input.to_vec();
        let lines: Vec<_> = without_end(input).split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end).collect();
        let is_canonical = matches!(lines[..], [_, path, _, .., _, _] if path.starts_with(b"/")) && lines.len() >= 6;
        if is_canonical {
            Self { canonical: Some(text), string_to_sign: None }
        } else {
            Self { canonical: None, string_to_sign: Some(text) }
        }
    }
}

fn without_end(input: &[u8]) -> &[u8] {
    input.trim_ascii_end()
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

fn rest_after<'a>(text: &'a [u8], before: &[u8]) -> Option<&'a [u8]> {
    find(text, before).map(|at| &text[at + before.len()..])
}

fn between<'a>(text: &'a [u8], before: &[u8], after: &[u8]) -> Option<&'a [u8]> {
    let rest = rest_after(text, before)?;
    find(rest, after).map(|end| &rest[..end])
}

/// `47 45 54 0a`
fn hex_pairs(text: &[u8]) -> Option<Vec<u8>> {
    let pairs = str::from_utf8(text).ok()?.split_ascii_whitespace();
    let bytes: Vec<_> = pairs.map(|pair| u8::from_str_radix(pair, 16).ok()).collect::<Option<_>>()?;
    Some(bytes).filter(|bytes| !bytes.is_empty())
}

/// Replaces the references of XML.
fn xml_text(text: &[u8]) -> Vec<u8> {
    const NAMED: [(&[u8], u8); 5] = [(b"amp", b'&'), (b"lt", b'<'), (b"gt", b'>'), (b"quot", b'"'), (b"apos", b'\'')];
    let mut bytes = Vec::new();
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        let name = after
            .split(|byte| *byte == b';')
            .next()
            .filter(|name| *byte == b'&' && name.len() < 10 && name.len() < after.len());
        let char = name.and_then(|name| {
            let number = name.strip_prefix(b"#").and_then(|number| str::from_utf8(number).ok());
            match number {
                Some(number) => match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok(),
                    None => number.parse().ok(),
                },
                None => NAMED.into_iter().find(|(known, _)| *known == name).map(|(_, byte)| u32::from(byte)),
            }
        });
        if let (Some(char), Some(name)) = (char.and_then(char::from_u32), name) {
            bytes.extend(char.encode_utf8(&mut [0; 4]).as_bytes());
            rest = &after[name.len() + 1..];
        } else {
            bytes.push(*byte);
            rest = after;
        }
    }
    bytes
}

/// Returns the longest text in a JSON value: the message.
fn json(input: &[u8]) -> Option<Vec<u8>> {
    let mut values = vec![serde_json::from_slice::<serde_json::Value>(input).ok()?];
    let mut longest = String::new();
    while let Some(value) = values.pop() {
        match value {
            serde_json::Value::String(text) if text.len() > longest.len() => longest = text,
            serde_json::Value::Array(items) => values.extend(items),
            serde_json::Value::Object(members) => values.extend(members.into_iter().map(|(_, value)| value)),
            _ => {}
        }
    }
    Some(longest.into_bytes()).filter(|text| !text.is_empty())
}
