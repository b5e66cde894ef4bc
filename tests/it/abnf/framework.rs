//! The ABNF of RFC 9110.

use countersign::auth::{AuthenticationInfo, Challenges, Credentials, Event, Events};
use countersign::{ErrorKind, List, ParseError, Token};

use super::{Positions, accepts, auth_param, length, list, literal, some, token, token68};

/// `challenge   = auth-scheme [ 1*SP ( token68 / #auth-param ) ]`
/// `credentials = auth-scheme [ 1*SP ( token68 / #auth-param ) ]`
fn credentials(input: &[u8], from: Positions) -> Positions {
    let scheme = token(input, from);
    let payload = some(scheme, |from| literal(input, from, b' '));
    scheme | token68(input, payload) | list(input, payload, |from| auth_param(input, from))
}

/// Asserts that the reader agrees with the rule, and that `parse` rejects only repeated parameters in addition.
fn agree(line: &[u8], rule: bool, mut events: Events<'_>, parsed: Result<(), ParseError>) {
    let repeated = repeats(events);
    let read = events.all(|event| event.is_ok());
    let shown = String::from_utf8_lossy(line);
    assert_eq!(read, rule, "{shown:?}");
    match parsed.map_err(|error| error.kind()) {
        Ok(()) => assert!(read && !repeated, "{shown:?}"),
        Err(ErrorKind::DuplicateParam) => assert!(repeated, "{shown:?}"),
        Err(kind) => assert!(!read && !repeated, "{shown:?}: {kind}"),
    }
}

/// Returns whether a parameter occurs twice in one challenge, up to the first error.
fn repeats(events: Events<'_>) -> bool {
    let mut names: Vec<String> = Vec::new();
    for (_, event) in events.map_while(Result::ok) {
        match event {
            Event::Scheme(_) => names.clear(),
            Event::Token68(_) => {}
            Event::Param(param) => {
                let name = param.name().as_str().to_ascii_lowercase();
                if names.contains(&name) {
                    return true;
                }
                names.push(name);
            }
        }
    }
    false
}

fn check(line: &[u8]) {
    let challenges = accepts(line, |input, from| list(input, from, |from| credentials(input, from)));
    agree(line, challenges, Events::challenges(line), Challenges::parse(line).map(drop));
    let one = accepts(line, credentials);
    agree(line, one, Events::credentials(line), Credentials::parse(line).map(drop));
    let info = accepts(line, |input, from| list(input, from, |from| auth_param(input, from)));
    agree(line, info, Events::info(line), AuthenticationInfo::parse(line).map(drop));
    let tokens = accepts(line, |input, from| list(input, from, |from| token(input, from)));
    assert_eq!(List::<Token<'_>>::parse(line).is_ok(), tokens, "{:?}", String::from_utf8_lossy(line));
}

/// Checks every sequence of up to `length` pieces. The first piece decides which of two threads checks it.
fn check_all(pieces: &[&[u8]], length: usize) {
    fn extend(pieces: &[&[u8]], line: &mut Vec<u8>, left: usize) {
        check(line);
        if left > 0 {
            for piece in pieces {
                let before = line.len();
                line.extend_from_slice(piece);
                extend(pieces, line, left - 1);
                line.truncate(before);
            }
        }
    }
    check(b"");
    std::thread::scope(|scope| {
        for half in pieces.chunks(pieces.len().div_ceil(2)) {
            scope.spawn(move || half.iter().for_each(|first| extend(pieces, &mut first.to_vec(), length - 1)));
        }
    });
}

#[test]
fn every_string_of_up_to_seven_bytes() {
    check_all(&[b"a", b"=", b",", b" ", b"\t", b"\"", b"\\", b"/", b"\x80"], length(4, 7));
}

#[test]
fn every_sequence_of_up_to_eight_pieces() {
    check_all(&[b"a=a", b"b=\"x\"", b"a ", b", ", b"a", b"a==", b" =", b"\t"], length(5, 8));
}

#[test]
fn every_byte_in_every_place() {
    let lines: [&[u8]; 4] = [b"S a=b, c=\"d\\e\"", b"S ab==, T", b"S , ,a = b", b"a=b,c=\"\""];
    for line in lines {
        for at in 0..line.len() {
            for byte in 0..=255 {
                let mut line = line.to_vec();
                line[at] = byte;
                check(&line);
            }
        }
    }
}
