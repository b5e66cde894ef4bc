//! Messages with one changed byte.

use std::ops::Range;

use crate::http::Message;

/// Returns copies of a request, each with another changed byte: of the method, the target, the lines of the named fields
/// and the body.
///
/// # Panics
/// Panics if there is no field of a name.
#[must_use]
pub fn changes(request: &Message, names: &[&str]) -> Vec<Message> {
    let head = request.head();
    let at = |part: &[u8], from: usize| from..from + part.len();
    let (method, target) = (request.method().as_bytes(), request.target().as_bytes());
    let mut parts: Vec<Range<usize>> = vec![at(method, 0), at(target, method.len() + 1)];
    for name in names {
        let mut start = 0;
        let before = parts.len();
        for line in head.split_inclusive(|byte| *byte == b'\n') {
            let is_it =
                line.split(|byte| *byte == b':').next().is_some_and(|it| it.eq_ignore_ascii_case(name.as_bytes()));
            if is_it {
                parts.push(at(line.trim_ascii_end(), start));
            }
            start += line.len();
        }
        assert!(parts.len() > before, "the request has no {name}");
    }
    parts.push(at(request.body(), head.len()));
    parts.into_iter().flatten().map(|index| request.with_changed_byte(index)).collect()
}
