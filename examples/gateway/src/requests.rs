//! Reads requests: blocks of a request line and field lines.

/// A request: what CORS needs of it.
pub(crate) struct Request {
    /// The request line, which may lack its end.
    pub line: String,
    pub method: String,
    pub fields: Vec<(String, Vec<u8>)>,
}

/// A line that is not part of a request, and its number in the input.
pub(crate) struct Broken {
    pub number: usize,
    pub expected: &'static str,
}

/// Reads blocks with empty lines between them.
pub(crate) fn read(input: &[u8]) -> Result<Vec<Request>, Broken> {
    let mut requests: Vec<Request> = Vec::new();
    let mut inside = false;
    for (index, line) in input.split(|&byte| byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let broken = |expected| Broken { number: index + 1, expected };
        match requests.last_mut() {
            _ if line.trim_ascii().is_empty() => inside = false,
            Some(request) if inside => request.fields.push(field(line).ok_or(broken("field-name \":\" value"))?),
            _ => {
                requests.push(request_line(line).ok_or(broken("a request line, such as GET / HTTP/1.1"))?);
                inside = true;
            }
        }
    }
    Ok(requests)
}

/// `method [ SP request-target [ SP HTTP-version ] ]`
fn request_line(line: &[u8]) -> Option<Request> {
    let line = str::from_utf8(line).ok()?.trim();
    let mut parts = line.split_ascii_whitespace();
    let method = parts.next().filter(|method| is_token(method.as_bytes()))?.to_owned();
    let is_whole = parts.next().is_none_or(|target| !target.is_empty())
        && parts.next().is_none_or(|version| version.starts_with("HTTP/"))
        && parts.next().is_none();
    is_whole.then(|| Request { line: line.to_owned(), method, fields: Vec::new() })
}

/// `field-name ":" OWS field-value OWS`
fn field(line: &[u8]) -> Option<(String, Vec<u8>)> {
    let colon = line.iter().position(|&byte| byte == b':')?;
    let (name, value) = line.split_at(colon);
    let name = str::from_utf8(name).ok().filter(|name| is_token(name.as_bytes()))?;
    Some((name.to_owned(), value[1..].trim_ascii().to_vec()))
}

fn is_token(bytes: &[u8]) -> bool {
    let is_tchar = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
    !bytes.is_empty() && bytes.iter().all(is_tchar)
}
