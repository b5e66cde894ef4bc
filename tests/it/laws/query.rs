//! Queries and forms, as a naive reader has them: decoded into vectors.

/// The name and the value of a parameter.
pub(crate) type Pair = (Vec<u8>, Vec<u8>);

/// RFC 3986 §2.1, byte by byte.
pub(crate) fn encoded(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => text + &char::from(*byte).to_string(),
        _ => text + &format!("%{byte:02X}"),
    })
}

/// Decodes; `None` for a percent sign without two digits.
fn decoded(bytes: &[u8], plus: u8) -> Option<Vec<u8>> {
    let mut decoded = Vec::new();
    let mut rest = bytes.iter();
    while let Some(byte) = rest.next() {
        decoded.push(match byte {
            b'%' => {
                let digits = [*rest.next()?, *rest.next()?];
                let is_hex = digits.iter().all(u8::is_ascii_hexdigit);
                u8::from_str_radix(std::str::from_utf8(&digits).ok().filter(|_| is_hex)?, 16).ok()?
            }
            b'+' => plus,
            byte => *byte,
        });
    }
    Some(decoded)
}

/// Returns the parameters, in which a plus sign is this byte; `None` for bytes that are outside a query.
pub(crate) fn pairs(query: &[u8], plus: u8) -> Option<Vec<Pair>> {
    if query.iter().any(|byte| is_outside(*byte)) {
        return None;
    }
    let parts = query.split(|byte| *byte == b'&').filter(|part| !part.is_empty());
    let pairs = parts.map(|part| {
        let mut sides = part.splitn(2, |byte| *byte == b'=');
        Some((decoded(sides.next()?, plus)?, decoded(sides.next().unwrap_or_default(), plus)?))
    });
    pairs.collect()
}

/// Returns the path and the query of a target; `None` for bytes that a path cannot have.
pub(crate) fn split(target: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut sides = target.splitn(2, |byte| *byte == b'?');
    let (path, query) = (sides.next()?, sides.next().unwrap_or_default());
    (!path.iter().any(|byte| is_outside(*byte))).then_some((path, query))
}

/// Returns a target with the parameters of its query in the opposite order.
pub(crate) fn reversed(target: &[u8]) -> Vec<u8> {
    let mut sides = target.splitn(2, |byte| *byte == b'?');
    let path = sides.next().unwrap_or_default();
    let Some(query) = sides.next() else { return path.to_vec() };
    let parts: Vec<_> = query.split(|byte| *byte == b'&').rev().collect();
    [path, b"?", &parts.join(&b"&"[..])].concat()
}

/// Returns a field with its parameters in the opposite order. All values are quoted, and none has a quote in it.
pub(crate) fn reversed_params(scheme: &str, field: &[u8]) -> Vec<u8> {
    let field = core::str::from_utf8(field).expect("values are ASCII");
    let params = field.strip_prefix(scheme).and_then(|params| params.strip_prefix(' ')).expect("the scheme is first");
    let mut is_quoted = false;
    let params = params.rsplit(|character| {
        is_quoted ^= character == '"';
        character == ',' && !is_quoted
    });
    let params: Vec<_> = params.map(str::trim_start).collect();
    format!("{scheme} {}", params.join(", ")).into_bytes()
}

/// Returns the bytes with one bit of the middle byte changed.
pub(crate) fn changed(bytes: &[u8]) -> Vec<u8> {
    let mut changed = bytes.to_vec();
    if let Some(byte) = changed.get_mut(bytes.len() / 2) {
        *byte ^= 1;
    }
    changed
}

/// A byte that a target cannot have.
fn is_outside(byte: u8) -> bool {
    byte <= b' ' || byte == 0x7F || byte == b'#'
}
