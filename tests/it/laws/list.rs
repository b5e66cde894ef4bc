//! Lists, RFC 9110 §5.6.1, of tokens.

use countersign::list::Elements;
use countersign::{List, Token};

use super::oracle::{self, trimmed};
use super::{points_into, written};

pub(crate) fn check(line: &[u8]) {
    let elements: Vec<_> = Elements::<Token<'_>>::new(line).collect();
    let list = List::<Token<'_>>::parse(line);
    assert_eq!(list.as_ref().err(), elements.iter().find_map(|element| element.as_ref().err()));
    assert!(elements.iter().rev().skip(1).all(Result::is_ok), "there is no element after an error");

    let pieces: Vec<_> = line.split(|byte| *byte == b',').map(trimmed).filter(|piece| !piece.is_empty()).collect();
    let are_tokens = pieces.iter().all(|piece| oracle::token("token", piece).is_none());
    assert_eq!(list.is_ok(), are_tokens);
    match list {
        Ok(list) => {
            assert!(list.iter().map(|token| token.as_bytes()).eq(pieces));
            reads_back(list);
        }
        Err(error) => points_into(line, error),
    }
}

fn reads_back(list: List<'_, Token<'_>>) {
    let tokens: Vec<_> = list.iter().collect();
    assert_eq!(list, List::of(&tokens), "a parsed list equals a built one");
    assert_eq!(list.is_empty(), tokens.is_empty());
    let wire = written(&list);
    assert_eq!(written(&List::of(&tokens)), wire);
    let again = List::<Token<'_>>::parse(&wire).expect("what is written can be parsed");
    assert_eq!(again, list);
    assert_eq!(written(&again), wire);
}
