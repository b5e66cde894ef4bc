//! Equality, order and hashes that are written by hand: values that are equal, and values that differ in one place.

use std::cmp::Ordering;
use std::fmt::Debug;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use countersign::auth::{AuthenticationInfo, bearer};
use countersign::cors::names::FieldName;
use countersign::cors::origin::Address;
use countersign::{List, Text, Token};

/// Values of the same group are equal, and others are not.
pub(crate) fn groups<T: PartialEq + Debug>(groups: &[&[T]]) {
    for (index, group) in groups.iter().enumerate() {
        for (other_index, others) in groups.iter().enumerate() {
            for (one, other) in group.iter().flat_map(|one| others.iter().map(move |other| (one, other))) {
                assert_eq!(one == other, index == other_index, "{one:?} {other:?} of groups {index} and {other_index}");
            }
        }
    }
}

/// As [`groups`]. Equal values have equal hashes, and these others have others.
fn hashed_groups<T: PartialEq + Debug + Hash>(values: &[&[T]]) {
    groups(values);
    let hash = |value: &T| BuildHasherDefault::<DefaultHasher>::default().hash_one(value);
    let hashes: Vec<Vec<u64>> = values.iter().map(|group| group.iter().map(hash).collect()).collect();
    groups(&hashes.iter().map(Vec::as_slice).collect::<Vec<_>>());
}

#[test]
fn texts_are_equal_if_they_mean_the_same() {
    let info =
        AuthenticationInfo::parse(br#"a=ab, b="ab", c="a\b", d="a\"b", e="abc", f="", g="b", h="\a\c""#).unwrap();
    let of = |name| info.get(name).unwrap();
    let sent = |text: &'static [u8]| Text::new(text).unwrap();
    hashed_groups(&[
        &[of("a"), of("b"), of("c"), sent(b"ab")],
        &[of("d"), sent(b"a\"b")],
        &[of("e"), sent(b"abc")],
        &[of("f"), sent(b"")],
        &[of("g"), sent(b"b")],
        &[of("h"), sent(b"ac")],
    ]);
    for (name, meaning) in [("a", "ab"), ("c", "ab"), ("d", "a\"b"), ("f", "")] {
        let text = of(name);
        assert!(text == meaning && text == *meaning && text == *meaning.as_bytes(), "{name}");
        for other in ["ac", "abc", "a", "AB", "a\\b"] {
            assert!(text != other && text != *other && text != *other.as_bytes(), "{name} is not {other}");
        }
        assert_eq!(text == *b"ab", meaning == "ab", "{name}");
        assert!(text.eq_ignore_ascii_case(meaning.to_uppercase()), "{name}");
        assert!(!text.eq_ignore_ascii_case("ac") && !text.eq_ignore_ascii_case("a"), "{name}");
    }
}

#[test]
fn words_are_equal_in_the_same_order() {
    let scope = |text| bearer::Challenge::parse(text).unwrap().scope().unwrap();
    hashed_groups(&[
        &[scope(b"Bearer scope=\"a b\""), scope(b"Bearer scope=\" a  b \""), scope(br#"Bearer scope="a \b""#)],
        &[scope(b"Bearer scope=\"b a\"")],
        &[scope(b"Bearer scope=\"a\""), scope(b"Bearer scope=a")],
        &[scope(b"Bearer scope=\"ab\"")],
        &[scope(b"Bearer scope=\"a c\"")],
        &[scope(b"Bearer scope=\"a b c\"")],
    ]);
}

#[test]
fn lists_are_equal_if_their_elements_are() {
    let tokens = ["a", "b", "B"].map(|text| Token::new(text.as_bytes()).unwrap());
    let list = |line| List::<Token<'_>>::parse(line).unwrap();
    groups(&[
        &[list(b"a, b"), list(b",a ,\tb,"), List::of(&tokens[..2])],
        &[list(b"a, b, B"), List::of(&tokens)],
        &[list(b"b, a")],
        &[list(b"a"), List::of(&tokens[..1])],
        &[list(b"a, B")],
    ]);
    let names = |line| List::<FieldName<'_>>::parse(line).unwrap();
    groups(&[&[names(b"a, b"), names(b"A,B")], &[names(b"a, c")], &[names(b"a")]]);
}

#[test]
fn names_are_equal_and_ordered_without_their_case() {
    let names = [
        "a",
        "A",
        "ab",
        "AB",
        "aB",
        "b",
        "a-b",
        "A_b",
        "a`",
        "x-custom-header-01",
        "X-Custom-Header-01",
        "x-custom-header-02",
    ];
    for (one, other) in names.iter().flat_map(|one| names.iter().map(move |other| (*one, *other))) {
        let [first, second] = [one, other].map(|name| FieldName::new(name).unwrap());
        let order = one.to_ascii_lowercase().cmp(&other.to_ascii_lowercase());
        assert_eq!((first.cmp(&second), first.partial_cmp(&second)), (order, Some(order)), "{one} {other}");
        assert_eq!(first == second, order == Ordering::Equal, "{one} {other}");
    }
    let name = |name| FieldName::new(name).unwrap();
    hashed_groups(&[&[name("ab"), name("AB"), name("aB")], &[name("a")], &[name("a-")], &[name("abc")], &[name("ac")]]);
}

#[test]
fn addresses_are_equal_if_they_are_written_alike() {
    let v4 = |last| Address::new(IpAddr::from(Ipv4Addr::new(127, 0, 0, last)));
    let v6 = |last| Address::new(IpAddr::from(Ipv6Addr::new(0, 0, 0, 0, 0, 0, 0, last)));
    groups(&[&[v4(1), v4(1)], &[v4(2)], &[v4(11)], &[v6(1), v6(1)], &[v6(2)], &[v6(0x11)]]);
}
