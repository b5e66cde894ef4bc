//! Finds the end of a policy expression, which is C# in `@(…)` or `@{…}`.
//!
//! | in C# | what counts |
//! |---|---|
//! | `(` and `)`, or `{` and `}` | they are counted, each kind in its own expression |
//! | `"…"`, `@"…"`, `$"…{…}…"`, `$@"…"`, `@$"…"` | nothing in them, except that the code in the braces of `$` has strings too |
//! | `'('` | nothing in it |
//! | `// …` and `/* … */` | nothing in them |
//!
//! In a document that is escaped as XML requires, `&quot;` is a quote. A string that begins with one ends with one.

/// What surrounds a byte.
enum Inside {
    /// Code that ends with this byte, and so many open brackets of its kind.
    Code { close: u8, depth: usize },
    /// A string.
    String { is_verbatim: bool, is_interpolated: bool, is_escaped: bool },
}

/// Returns the offset after the expression that begins at `start` with `@(` or `@{`, if it has an end.
///
/// `stop` is the byte that ends the value: the quote of an attribute, or `<`. An expression such as `@(a) && (b)` goes on
/// after its first `)`.
pub(crate) fn end(text: &str, start: usize, stop: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let close = match bytes.get(start..start + 2)? {
        b"@(" => b')',
        b"@{" => b'}',
        _ => return None,
    };
    let mut at = start + 2;
    let mut end = None;
    let mut stack = vec![Inside::Code { close, depth: 1 }];
    while let Some(&byte) = bytes.get(at) {
        let rest = bytes.get(at..)?;
        let outermost = stack.len() == 1;
        let mut is_done = false;
        at += match stack.last_mut()? {
            Inside::Code { depth: 0, .. } if byte == stop => return end,
            // A quote or a comment in the text after an expression must not hide markup.
            Inside::Code { close, depth: depth @ 0 } => {
                *depth = usize::from(matches!((byte, *close), (b'(', b')') | (b'{', b'}')));
                1
            }
            Inside::Code { close, depth } => match byte {
                b'/' if rest.starts_with(b"//") => line_comment(rest),
                b'/' if rest.starts_with(b"/*") => 2 + find(rest.get(2..)?, b"*/")? + 2,
                b'"' | b'&' if quote(rest).is_some() => {
                    let before = bytes.get(start + 2..at).unwrap_or_default();
                    let prefix = before.iter().rev().take(2).take_while(|byte| matches!(byte, b'@' | b'$'));
                    let (mut is_verbatim, mut is_interpolated) = (false, false);
                    for byte in prefix {
                        is_verbatim |= *byte == b'@';
                        is_interpolated |= *byte == b'$';
                    }
                    stack.push(Inside::String { is_verbatim, is_interpolated, is_escaped: byte == b'&' });
                    quote(rest)?
                }
                b'\'' | b'&' => char_literal(rest).unwrap_or(1),
                byte if byte == *close => {
                    *depth = depth.saturating_sub(1);
                    is_done = *depth == 0;
                    1
                }
                b'(' if *close == b')' => {
                    *depth += 1;
                    1
                }
                b'{' if *close == b'}' => {
                    *depth += 1;
                    1
                }
                _ => 1,
            },
            Inside::String { is_verbatim, is_interpolated, is_escaped } => {
                match quote(rest).filter(|_| *is_escaped == (byte == b'&')) {
                    Some(length) if *is_verbatim && quote(rest.get(length..)?) == Some(length) => 2 * length,
                    Some(length) => {
                        stack.pop();
                        length
                    }
                    None if byte == b'\\' && !*is_verbatim => 1 + unit(rest.get(1..)?),
                    None if *is_interpolated && (rest.starts_with(b"{{") || rest.starts_with(b"}}")) => 2,
                    None if *is_interpolated && byte == b'{' => {
                        stack.push(Inside::Code { close: b'}', depth: 1 });
                        1
                    }
                    None => 1,
                }
            }
        };
        if is_done && outermost {
            end = Some(at);
            let after = bytes.get(at..)?.trim_ascii_start();
            if after.first().is_none_or(|next| *next == stop) {
                return end;
            }
        } else if is_done {
            stack.pop();
        }
    }
    end
}

/// Returns the length of a quote.
fn quote(rest: &[u8]) -> Option<usize> {
    let escaped: [&[u8]; 4] = [b"\"", b"&quot;", b"&#34;", b"&#x22;"];
    escaped.iter().find(|quote| rest.starts_with(quote)).map(|quote| quote.len())
}

/// Returns the length of a character, or of the reference that stands for it.
fn unit(rest: &[u8]) -> usize {
    let end = rest.iter().take(10).position(|byte| *byte == b';');
    match (rest.first(), end) {
        (Some(b'&'), Some(end)) => end + 1,
        (Some(byte), _) if !byte.is_ascii() => 1 + rest.iter().skip(1).take_while(|byte| **byte & 0xC0 == 0x80).count(),
        _ => 1,
    }
}

/// Returns the length of `'c'`, `'\c'` or `'\u0063'`.
fn char_literal(rest: &[u8]) -> Option<usize> {
    let apostrophe = |rest: &[u8]| {
        let escaped: [&[u8]; 4] = [b"'", b"&apos;", b"&#39;", b"&#x27;"];
        escaped.iter().find(|apostrophe| rest.starts_with(apostrophe)).map(|apostrophe| apostrophe.len())
    };
    let mut at = apostrophe(rest)?;
    if rest.get(at) == Some(&b'\\') {
        at += 1 + unit(rest.get(at + 1..)?);
        at += rest.get(at..)?.iter().take(8).take_while(|byte| byte.is_ascii_hexdigit()).count();
    } else {
        at += unit(rest.get(at..)?);
    }
    Some(at + apostrophe(rest.get(at..)?)?)
}

/// Returns the length of a comment up to the end of the line.
fn line_comment(rest: &[u8]) -> usize {
    let ends: [&[u8]; 7] = [b"\n", b"\r", b"&#xA;", b"&#xa;", b"&#10;", b"&#xD;", b"&#13;"];
    let is_end = |at: &usize| rest.get(*at..).is_some_and(|rest| ends.iter().any(|end| rest.starts_with(end)));
    (2..rest.len()).find(is_end).unwrap_or(rest.len())
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
