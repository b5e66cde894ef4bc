//! The reader of challenges, credentials and parameters, RFC 9110 §11: strict, tolerant, and resumed after an error.

use countersign::auth::tolerant::Tolerant;
use countersign::auth::{AuthenticationInfo, Deviation, Event, Events, MAX_PARAMS, Strict, Tolerance};
use countersign::{ErrorKind, ParseError, Rule};

use super::oracle::{self, is_tchar};
use super::{points_into, written};

/// Tolerates everything or nothing, and records the deviations that it was asked about.
struct Witness {
    tolerates: bool,
    asked: Vec<(Deviation, usize)>,
}

impl Tolerance for Witness {
    fn forgive(&mut self, deviation: Deviation, offset: usize) -> bool {
        self.asked.push((deviation, offset));
        self.tolerates
    }
}

/// The events of a reader, up to and including the error that ends them.
type Walk<'a> = Vec<Result<(usize, Event<'a>), ParseError>>;

/// `of_challenges`: whether the line is a list of challenges, in which the reader can resume after an invalid one.
pub(crate) fn check(events: Events<'_>, line: &[u8], of_challenges: bool) {
    let mut strict = events;
    let walk = walk(&mut strict, line);
    resumes(strict, line, error_of(&walk).filter(|_| of_challenges));

    let mut intolerant = events.tolerating(Witness { tolerates: false, asked: Vec::new() });
    assert_eq!(self::walk(&mut intolerant, line), walk, "a reader that tolerates nothing is strict");
    let mut again = events.tolerating(Tolerant).tolerating(Strict);
    assert_eq!(self::walk(&mut again, line), walk, "a reader of which nothing was read is strict again");
    let mut lenient = events.tolerating(Witness { tolerates: true, asked: Vec::new() });
    let tolerated = self::walk(&mut lenient, line);
    let asked = &lenient.tolerance().asked;
    assert!(asked.is_sorted_by_key(|(_, offset)| offset), "deviations are reported in order: {asked:?}");
    assert!(asked.iter().all(|(_, offset)| *offset <= line.len()));
    if asked.is_empty() || walk.iter().all(Result::is_ok) {
        assert!(asked.is_empty(), "valid input has no deviation: {asked:?}");
        assert_eq!(
            tolerated, walk,
            "on input without deviations, the tolerant reader gives the same as the strict reader"
        );
    }
    resumes(lenient, line, error_of(&tolerated).filter(|_| of_challenges));
}

/// Collects the events. Asserts that each one has the bytes between its offsets, that it can be written, and that none
/// follows the end.
fn walk<'a, T: Tolerance>(events: &mut Events<'a, T>, line: &[u8]) -> Walk<'a> {
    let mut walk = Walk::new();
    let mut last = events.offset();
    while let Some(event) = events.next() {
        let (offset, rest) = (events.offset(), events.rest());
        assert!(line[offset..].starts_with(rest), "the rest begins at the offset");
        assert!(offset >= last, "the reader never goes back");
        match event {
            Ok((at, event)) => {
                assert!(at >= last && at < offset, "no event is empty");
                has_bytes(event, &line[at..offset]);
            }
            Err(error) => {
                points_into(line, error);
                assert_eq!(error.offset(), offset, "after an error, the reader is at the first invalid byte");
            }
        }
        last = offset;
        walk.push(event);
    }
    assert!(events.next().is_none(), "no event follows the end");
    assert!(walk.iter().rev().skip(1).all(Result::is_ok), "no event follows an error");
    walk
}

fn has_bytes(event: Event<'_>, bytes: &[u8]) {
    match event {
        Event::Scheme(scheme) => assert_eq!(scheme.as_bytes(), bytes),
        Event::Token68(token68) => assert_eq!(token68.as_bytes(), bytes),
        Event::Param(param) => {
            assert!(bytes.starts_with(param.name().as_bytes()));
            let wire = written(&param);
            let info = AuthenticationInfo::parse(&wire).expect("a parameter that was read can be sent");
            assert!(info.into_iter().eq([param]));
        }
    }
}

/// Resumes after each error. Asserts that a resumed reader begins with the scheme of the next challenge, that it does not
/// resume if there is no next challenge, and that only an error in a list of challenges can be resumed after.
fn resumes<T: Tolerance>(mut events: Events<'_, T>, line: &[u8], mut error: Option<ParseError>) {
    while let Some(broken) = error {
        let is_open = broken.kind() == ErrorKind::Expected(Rule::QuotedString);
        let expected = next_challenge(events.rest(), is_open, T::FORGIVES);
        assert_eq!(events.resume(), expected.is_some());
        let Some(expected) = expected else {
            return;
        };
        assert_eq!(events.rest(), expected, "the reader resumes after the comma before the next challenge");
        assert!(!events.resume(), "a reader resumes only after an error");
        let walk = walk(&mut events, line);
        assert!(matches!(walk.first(), Some(Ok((_, Event::Scheme(_))))));
        error = error_of(&walk);
    }
    assert!(!events.resume(), "there is no error to resume after");
}

fn error_of(walk: &Walk<'_>) -> Option<ParseError> {
    walk.last()?.err()
}

/// Returns the bytes after the first comma outside quotes that a scheme, not a parameter, follows. A quote that is escaped
/// outside quotes is no quote to a reader that tolerates deviations.
fn next_challenge(rest: &[u8], mut quoted: bool, tolerates: bool) -> Option<&[u8]> {
    let mut escaped = false;
    for (at, byte) in rest.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted || tolerates && matches!(rest.get(at + 1), Some(b'"' | b'\\')) => escaped = true,
            b'"' => quoted = !quoted,
            b',' if !quoted && is_scheme(&rest[at + 1..]) => return Some(&rest[at + 1..]),
            _ => {}
        }
    }
    None
}

fn is_scheme(after: &[u8]) -> bool {
    let start = after.iter().position(|byte| !b" \t,".contains(byte)).unwrap_or(after.len());
    let token = &after[start..];
    let (_, rest) = token.split_at(token.iter().position(|byte| !is_tchar(*byte)).unwrap_or(token.len()));
    let next = rest.iter().find(|byte| !b" \t".contains(byte));
    rest.len() < token.len() && matches!(rest, [] | [b' ' | b',', ..]) && next != Some(&b'=')
}

/// Returns the error that a parser on top of a reader must return: that of the reader, a second parameter of the same
/// name, or too many parameters.
pub(crate) fn first_error(events: Events<'_>) -> Option<(ErrorKind, usize)> {
    let mut names: Vec<String> = Vec::new();
    for event in events {
        match event {
            Ok((_, Event::Scheme(_))) => names.clear(),
            Ok((_, Event::Token68(_))) => {}
            Ok((at, Event::Param(param))) => {
                let name = param.name().as_str().to_ascii_lowercase();
                if names.contains(&name) {
                    return Some((ErrorKind::DuplicateParam, at));
                }
                names.push(name);
                if names.len() > MAX_PARAMS {
                    return Some((ErrorKind::TooMany, at));
                }
            }
            Err(error) => return Some((error.kind(), error.offset())),
        }
    }
    None
}

/// The schemes whose credentials have a token68.
const TOKEN68: [&str; 7] = ["negotiate", "ntlm", "basic", "bearer", "dpop", "gnap", "webpush"];

/// As [`first_error`], of credentials: where the scheme is known to have a token68, the error is at the first byte that is not
/// of one.
pub(crate) fn first_error_or_token68(mut events: Events<'_>, value: &[u8]) -> Option<(ErrorKind, usize)> {
    let (kind, offset) = first_error(events)?;
    let found = events.next().and_then(Result::ok).and_then(|(at, event)| {
        let Event::Scheme(scheme) = event else { return None };
        let after = &value[at + scheme.as_bytes().len()..];
        let spaces = after.iter().take_while(|byte| **byte == b' ').count();
        if spaces == 0 || !TOKEN68.iter().any(|name| scheme.is(name)) {
            return None;
        }
        let payload = &after[spaces..];
        let blanks = payload.iter().rev().take_while(|byte| b" \t".contains(byte)).count();
        let (_, _, wrong) = oracle::token68(&payload[..payload.len() - blanks])?;
        Some((ErrorKind::Expected(Rule::Token68), value.len() - payload.len() + wrong))
    });
    Some(found.unwrap_or((kind, offset)))
}
