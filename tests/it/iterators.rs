//! The law of `Iterator::size_hint`, for every iterator that the crate returns: no more elements follow than it says, and no
//! fewer.

use std::fs;
use std::path::Path;

use countersign::auth::control::AuthenticationControl;
use countersign::auth::{self, Challenges, Events};
use countersign::cors::gateway::{Document, Scope, Scopes};
use countersign::list::Elements;
use countersign::{List, Text, Token};

/// Asks for the bounds before each element. Returns how many elements there are.
fn counts<I: Iterator>(name: &str, make: impl Fn() -> I) -> usize {
    let count = make().count();
    let mut iterator = make();
    for left in (0..=count).rev() {
        let (least, most) = iterator.size_hint();
        assert!(least <= left && most.is_none_or(|most| left <= most), "{name}: {left} of {least} to {most:?}");
        assert_eq!(iterator.next().is_some(), left > 0, "{name}: {left}");
    }
    count
}

#[test]
fn every_iterator_keeps_within_its_bounds() {
    let line = b"Basic realm=\"a\\\"b\", charset=UTF-8, Negotiate, Bearer";
    let challenges = Challenges::parse(line).unwrap();
    let basic = challenges.iter().next().unwrap();
    let realm = basic.params().get("realm").unwrap();
    let [quoted, plain] = [realm, Text::new(b"a\\b\"").unwrap()];
    let control = AuthenticationControl::parse(b"Digest realm=\"a\", logout-timeout=30, Basic realm=\"b\"").unwrap();
    let tokens = [Token::new(b"a").unwrap(), Token::new(b"b").unwrap()];
    let rows = [
        ("ChallengesIter", counts("challenges", || challenges.iter()), 3),
        ("ParamsIter", counts("params", || basic.params().iter()), 2),
        ("Events", counts("events", || Events::challenges(line)), 5),
        ("TolerantChallenges", counts("tolerant", || auth::tolerant::challenges(line)), 3),
        ("Entries", counts("control", || control.iter()), 2),
        ("Bytes", counts("a text with an escape", || quoted.bytes()), 3),
        ("Bytes", counts("a text to be sent", || plain.bytes()), 4),
        ("Bytes", counts("an empty text", || Text::new(b"").unwrap().bytes()), 0),
        ("Iter", counts("a received list", || List::<Token<'_>>::parse(b"a, b,,c").unwrap().iter()), 3),
        ("Iter", counts("a list to be sent", || List::of(&tokens).iter()), 2),
        ("Elements", counts("a list that was not checked", || Elements::<Token<'_>>::new(b"a, b;c")), 3),
    ];
    for (name, count, expected) in rows {
        assert_eq!(count, expected, "{name}");
    }
    let mut names: Vec<_> = rows.iter().map(|(name, ..)| *name).chain(["EffectiveOrder"]).collect();
    names.dedup();
    let api = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/api.txt")).expect("a listing");
    for line in api.lines().filter(|line| line.starts_with("impl") && line.contains("::Iterator for ")) {
        let of = line.rsplit("::").next().and_then(|name| name.split('<').next()).unwrap_or_default();
        assert!(names.contains(&of), "no row counts the elements of {of}");
    }
}

/// Every number of policies around `base`, up to ten.
#[test]
fn policies_in_order_keep_within_their_bounds() {
    let mut counted = [false; 11];
    let kinds = [None, Some(Document::Base), Some(Document::BaseThenCors(1)), Some(Document::AroundBase(1, 2))];
    for index in 0..4_usize.pow(5) {
        let mut scopes = Scopes::new();
        let mut expected = 0;
        for (place, scope) in Scope::ALL.into_iter().enumerate() {
            if let Some(document) = kinds[index / 4_usize.pow(u32::try_from(place).unwrap()) % 4] {
                scopes = scopes.with(scope, document);
                expected += document.policies().count();
            }
        }
        let count = counts("policies", || scopes.effective_order());
        assert_eq!(count, expected);
        counted[count] = true;
    }
    assert_eq!(counted, [true; 11]);
}
