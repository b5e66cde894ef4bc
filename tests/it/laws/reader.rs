//! The one reader, RFC 9110 §11: strict, tolerant, and gone on after an error.

use countersign::auth::{AuthenticationInfo, Deviation, Event, Events, MAX_PARAMS, Tolerance};
use countersign::{ErrorKind, ParseError, Rule};

use super::oracle::is_tchar;
use super::{points_into, written};

/// Forgives everything, or nothing, and remembers what it was asked.
struct Witness {
    forgives: bool,
    asked: Vec<(Deviation, usize)>,
}

impl Tolerance for Witness {
    fn forgive(&mut self, deviation: Deviation, offset: usize) -> bool {
        self.asked.push((deviation, offset));
        self.forgives
    }
}

/// What a reader gives, up to and including the error that ends it.
type Walk<'a> = Vec<Result<(usize, Event<'a>), ParseError>>;

/// `of_challenges`: whether the line is a list of challenges, of which one can be broken and the next not.
pub(crate) fn check(events: Events<'_>, line: &[u8], of_challenges: bool) {
    let mut strict = events;
    let walk = walk(&mut strict, line);
    resumes(strict, line, error_of(&walk).filter(|_| of_challenges));

    let mut pitiless = events.tolerating(Witness { forgives: false, asked: Vec::new() });
    assert_eq!(self::walk(&mut pitiless, line), walk, "who forgives nothing is strict");
    let mut lenient = events.tolerating(Witness { forgives: true, asked: Vec::new() });
    let forgiven = self::walk(&mut lenient, line);
    let asked = &lenient.tolerance().asked;
    assert!(asked.is_sorted_by_key(|(_, offset)| offset), "deviations are told in order: {asked:?}");
    assert!(asked.iter().all(|(_, offset)| *offset <= line.len()));
    if asked.is_empty() || walk.iter().all(Result::is_ok) {
        assert!(asked.is_empty(), "there was nothing to forgive: {asked:?}");
        assert_eq!(forgiven, walk, "where nothing is forgiven, the tolerant reader is the strict one");
    }
    resumes(lenient, line, error_of(&forgiven).filter(|_| of_challenges));
}

/// Walks to the end, which stays the end; what is read stands where it says, and can be sent.
fn walk<'a, T: Tolerance>(events: &mut Events<'a, T>, line: &[u8]) -> Walk<'a> {
    let mut walk = Walk::new();
    let mut behind = events.offset();
    while let Some(event) = events.next() {
        let (offset, rest) = (events.offset(), events.rest());
        assert!(line[offset..].starts_with(rest), "the rest is what stands at the offset");
        assert!(offset >= behind, "the reader never goes back");
        match event {
            Ok((at, event)) => {
                assert!(at >= behind && at < offset, "an event has octets of its own");
                stands_at(event, &line[at..offset]);
            }
            Err(error) => {
                points_into(line, error);
                assert_eq!(error.offset(), offset, "behind an error stands what broke the grammar");
            }
        }
        behind = offset;
        walk.push(event);
    }
    assert!(events.next().is_none(), "the end is the end");
    assert!(walk.iter().rev().skip(1).all(Result::is_ok), "an error ends the events");
    walk
}

fn stands_at(event: Event<'_>, octets: &[u8]) {
    match event {
        Event::Scheme(scheme) => assert_eq!(scheme.as_bytes(), octets),
        Event::Token68(token68) => assert_eq!(token68.as_bytes(), octets),
        Event::Param(param) => {
            assert!(octets.starts_with(param.name().as_bytes()));
            let wire = written(&param);
            let info = AuthenticationInfo::parse(&wire).expect("a parameter that was read can be sent");
            assert!(info.into_iter().eq([param]));
        }
    }
}

/// Each time that a reader goes on, it has passed something over, and begins with a scheme. It stops where there is no
/// next challenge; and it need not go on after anything but an error in a list of challenges.
fn resumes<T: Tolerance>(mut events: Events<'_, T>, line: &[u8], mut error: Option<ParseError>) {
    while let Some(broken) = error {
        let is_open = broken.kind() == ErrorKind::Expected(Rule::QuotedString);
        let expected = goes_on(events.rest(), is_open);
        assert_eq!(events.resume(), expected.is_some());
        let Some(expected) = expected else {
            return;
        };
        assert_eq!(events.rest(), expected, "behind the comma before the next challenge");
        assert!(!events.resume(), "there is nothing to go on behind but an error");
        let walk = walk(&mut events, line);
        assert!(matches!(walk.first(), Some(Ok((_, Event::Scheme(_))))));
        error = error_of(&walk);
    }
    assert!(!events.resume(), "there is nothing to go on behind");
}

fn error_of(walk: &Walk<'_>) -> Option<ParseError> {
    walk.last()?.err()
}

/// What stands after the next comma outside quotes, when a scheme begins there and no parameter.
fn goes_on(rest: &[u8], mut quoted: bool) -> Option<&[u8]> {
    let mut escaped = false;
    for (at, octet) in rest.iter().enumerate() {
        match octet {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b',' if !quoted && is_scheme(&rest[at + 1..]) => return Some(&rest[at + 1..]),
            _ => {}
        }
    }
    None
}

fn is_scheme(behind: &[u8]) -> bool {
    let start = behind.iter().position(|octet| !b" \t,".contains(octet)).unwrap_or(behind.len());
    let token = &behind[start..];
    let (_, rest) = token.split_at(token.iter().position(|octet| !is_tchar(*octet)).unwrap_or(token.len()));
    let next = rest.iter().find(|octet| !b" \t".contains(octet));
    rest.len() < token.len() && matches!(rest, [] | [b' ' | b',', ..]) && next != Some(&b'=')
}

/// The error that what stands on a reader must give: the reader's own, or that of the two policies on parameters.
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
