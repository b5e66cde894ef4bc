//! `const` functions on slices, for which the standard library has only non-`const` ones.

/// Returns how many bytes of `input` precede `rest`, which is its end.
pub(super) const fn length_before(input: &[u8], rest: &[u8]) -> usize {
    input.len().saturating_sub(rest.len())
}

/// Splits `input` after `length` elements. It has as many.
pub(super) const fn split<T>(input: &[T], length: usize) -> (&[T], &[T]) {
    match input.split_at_checked(length) {
        Some(parts) => parts,
        None => (input, &[]),
    }
}

/// Returns bytes that are ASCII as text.
pub(super) const fn as_text(bytes: &[u8]) -> &str {
    match core::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => "",
    }
}

/// Returns whether `text` begins with `prefix`.
pub(super) const fn starts_with(mut text: &[u8], mut prefix: &[u8]) -> bool {
    while let ([byte, rest @ ..], [expected, others @ ..]) = (text, prefix)
        && *byte == *expected
    {
        (text, prefix) = (rest, others);
    }
    prefix.is_empty()
}
