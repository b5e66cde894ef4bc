//! Rules that more than one comparison has.

use crate::{Bytes, Difference, Rule};

/// Why two spellings of one value are equal.
pub const SPELLING: &str = "RFC 9110 §5.6.1, §11.2 and §11.4: case, white space, empty elements and quotes do not matter; written by countersign, the other crate reads the same";

/// Returns whether the other crate reads the same after this one wrote the value.
pub fn is_equal_if_written<T: PartialEq>(
    it: &Difference<'_, Bytes, T>,
    written: impl Fn(&[u8]) -> Option<Bytes>,
    theirs: impl Fn(&Bytes) -> Option<T>,
) -> bool {
    it.ours.is_some() && written(it.input).is_some_and(|line| theirs(&line) == *it.ours)
}

#[must_use]
pub fn not_utf8<T>() -> Rule<Bytes, T> {
    Rule {
        name: "bytes that are not UTF-8",
        why: "RFC 9110 §5.5: obs-text is allowed; the other crate reads text",
        explains: |it| it.input.text().is_none() && it.theirs.is_none(),
    }
}

#[must_use]
pub fn spaces_around_equals<T>() -> Rule<Bytes, T> {
    Rule {
        name: "white space around `=`",
        why: "RFC 9110 §11.2: BWS; the other crate takes it for a part of the name or of the value",
        explains: |it| {
            it.ours.is_some() && [&b" ="[..], b"\t=", b"= ", b"=\t"].iter().any(|part| it.input.contains_bytes(part))
        },
    }
}

#[must_use]
pub fn element_of_no_token<T>() -> Rule<Bytes, T> {
    Rule {
        name: "an element that is not a token",
        why: "Fetch §2.2.2: the whole list is a failure; the other crate skips the element",
        explains: |it| it.is_only_theirs(),
    }
}

#[must_use]
pub fn not_of_browsers<T>() -> Rule<Bytes, T> {
    Rule {
        name: "an origin that browsers do not send",
        why: "Fetch §3.2 and the URL Standard; the other crate reads more",
        explains: |it| it.is_only_theirs(),
    }
}

#[must_use]
pub fn percent_in_a_host<T>() -> Rule<Bytes, T> {
    Rule {
        name: "`%` in an opaque host",
        why: "URL Standard, opaque hosts: it is only a validation error; the other crate rejects the host",
        explains: |it| it.is_only_ours() && it.input.contains(&b'%'),
    }
}
