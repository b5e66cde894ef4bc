//! Nothing that is shown tells a secret: no `Debug` of a value, no error, and no `Display` where there is a secret.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::{Debug, Display};
use std::fs;
use std::hash::Hash;
use std::marker::PhantomData;
use std::path::Path;

use countersign::auth::{
    self, AuthenticationInfo, Challenge, Challenges, ChallengesIter, Credentials, Deviation, Event, Events, Param,
    Params, ParamsIter, Scheme, Strict, Token68, basic, bearer,
};
use countersign::{
    Bytes, CapacityError, DecodeError, Elements, ErrorKind, FieldValue, Iter, LineError, Lines, List, ParseError, Rule,
    SameName, Text, Token, ValueError, ValueErrorKind, Words,
};

/// What must not be shown: a secret, and the base64 of a user-pass that holds it.
const SECRET: &str = "s3cr3t";
const BASIC: &[u8] = b"Basic aHVudGVyOnMzY3IzdA==";
const SYMBOLS: &str = "aHVudGVyOnMzY3IzdA==";
const USER: &str = "hunter";

/// Both ways of `Debug`.
fn shown(value: &dyn Debug) -> String {
    format!("{value:?} {value:#?}")
}

/// Whether a text tells one of the secrets, as text or as numbers.
fn tells(text: &str) -> bool {
    let numbers = |secret: &str| {
        let listed = format!("{:?}", secret.as_bytes());
        listed.trim_matches(['[', ']']).to_owned()
    };
    let flat: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    [SECRET, USER, SYMBOLS].iter().any(|secret| text.contains(secret) || flat.contains(&numbers(secret)))
}

/// Every type that holds octets of a message, holding a secret, by its name and where it is.
fn values() -> Vec<(&'static str, String)> {
    let fields = [("WWW-Authenticate", "s3cr3t s3cr3t"), ("Authorization", "s3cr3t s3cr3t=s3cr3t")];
    let info = [("Authentication-Info", "s3cr3t=s3cr3t")];
    let challenges = Challenges::parse(b"s3cr3t s3cr3t==, Basic realm=s3cr3t, s3cr3t=\"s3cr3t\"").unwrap();
    let params = [Param::quoted("s3cr3t", b"s3cr3t").unwrap(), Param::token("realm", b"s3cr3t").unwrap()];
    let list = List::<Token<'_>>::parse(b"s3cr3t, hunter").unwrap();
    let mut walk = challenges.iter();
    let first = walk.next().unwrap();
    let mut events = Events::challenges(b"s3cr3t s3cr3t=s3cr3t, \"s3cr3t\"");
    let event = events.next().unwrap().unwrap();
    let digest = b"Digest username=\"hunter\", response=\"s3cr3t\", cnonce=\"s3cr3t\", uri=\"/s3cr3t\"";
    let bearer = bearer::Challenge::parse(
        b"Bearer realm=s3cr3t, scope=\"s3cr3t hunter\", error=s3cr3t, error_description=\"s3\\cr3t\", s3cr3t=s3cr3t",
    )
    .unwrap();
    let mut decoded = [0; 32];

    vec![
        ("Text", shown(&Text::new(b"s3cr3t \"hunter\"").unwrap())),
        ("Text", shown(&first.get("s3cr3t"))),
        ("Bytes", shown(&Text::new(b"s3cr3t").unwrap().bytes())),
        ("Token", shown(&Token::new(b"s3cr3t").unwrap())),
        ("Words", shown(&bearer.scope())),
        ("List", shown(&list)),
        ("Iter", shown(&list.iter())),
        ("Elements", shown(&Elements::<Token<'_>>::new(b"s3cr3t"))),
        ("Lines", shown(&auth::www_authenticate(&fields).unwrap())),
        ("Lines", shown(&auth::authentication_info(&info).unwrap())),
        ("FieldValue", shown(&<FieldValue>::new(&first).unwrap())),
        ("Scheme", shown(&Scheme::new("s3cr3t").unwrap())),
        ("Token68", shown(&Token68::new(b"s3cr3t==").unwrap())),
        ("Param", shown(&params)),
        ("Params", shown(&challenges.iter().map(|challenge| challenge.params()).collect::<Vec<_>>())),
        ("ParamsIter", shown(&walk.next().unwrap().params().iter())),
        ("Challenge", shown(&first)),
        ("Challenge", shown(&Challenge::new("s3cr3t", &params).unwrap())),
        ("Challenge", shown(&Challenge::with_token68("s3cr3t", b"s3cr3t").unwrap())),
        ("Challenges", shown(&challenges)),
        ("ChallengesIter", shown(&challenges.iter())),
        ("ChallengesIter", shown(&walk)),
        ("AuthenticationInfo", shown(&AuthenticationInfo::parse(b"rspauth=\"s3cr3t\"").unwrap())),
        ("AuthenticationInfo", shown(&AuthenticationInfo::new(&params).unwrap())),
        ("Event", shown(&event)),
        ("Event", shown(&events.next())),
        ("Events", shown(&events)),
        ("Credentials", shown(&Credentials::parse(BASIC).unwrap())),
        ("Credentials", shown(&Credentials::parse(digest).unwrap())),
        ("Credentials", shown(&Credentials::parse(b"s3cr3t").unwrap())),
        ("Credentials", shown(&Credentials::new("s3cr3t", &params).unwrap())),
        ("Credentials", shown(&Credentials::with_token68("s3cr3t", b"s3cr3t").unwrap())),
        ("Credentials", shown(&auth::authorization(&fields).unwrap())),
        ("basic::Challenge", shown(&basic::Challenge::new("s3cr3t").unwrap())),
        ("basic::Credentials", shown(&basic::Credentials::new(USER, SECRET).unwrap())),
        ("basic::Credentials", shown(&basic::Credentials::parse(BASIC, &mut decoded).unwrap())),
        ("basic::UserPass", shown(&<basic::UserPass>::parse(BASIC).unwrap())),
        ("bearer::Challenge", shown(&bearer)),
        ("bearer::ErrorCode", shown(&bearer.error())),
        ("bearer::Credentials", shown(&bearer::Credentials::new("s3cr3t").unwrap())),
    ]
}

/// What a reader says of octets that it refuses, and what it is caused by.
fn errors() -> Vec<(&'static str, String)> {
    fn told(error: &dyn Error) -> String {
        let cause = error.source().map(told).unwrap_or_default();
        format!("{error} {} {cause}", shown(&error))
    }
    let two = [("Authorization", "Bearer s3cr3t"), ("Authorization", "Bearer s3cr3t")];
    vec![
        ("ParseError", told(&Challenges::parse(b"Basic s3cr3t=s3cr3t s3cr3t").unwrap_err())),
        ("ParseError", told(&Challenges::parse(b"Basic s3cr3t=a, s3cr3t=b").unwrap_err())),
        ("ParseError", told(&Credentials::parse(b"Basic \"s3cr3t\"").unwrap_err())),
        ("ParseError", told(&AuthenticationInfo::parse(b"s3cr3t").unwrap_err())),
        ("ParseError", told(&List::<Token<'_>>::parse(b"s3cr3t s3cr3t").unwrap_err())),
        ("ParseError", told(&basic::Challenge::parse(b"s3cr3t realm=x").unwrap_err())),
        ("ParseError", told(&basic::Challenge::parse(b"Basic s3cr3t=s3cr3t").unwrap_err())),
        ("ParseError", told(&basic::UserPass::<1>::parse(BASIC).unwrap_err())),
        ("ParseError", told(&bearer::Challenge::parse(b"Bearer max_age=s3cr3t").unwrap_err())),
        ("ParseError", told(&bearer::Credentials::parse(b"Bearer s3cr3t=s3cr3t").unwrap_err())),
        ("ErrorKind", shown(&basic::UserPass::<1>::parse(BASIC).unwrap_err().kind())),
        ("LineError", told(&auth::authorization(&two).unwrap_err())),
        ("LineError", told(&auth::www_authenticate(&[("WWW-Authenticate", "s3cr3t \"")]).unwrap_err())),
        ("DecodeError", told(&basic::Credentials::parse(b"Basic s3cr3t", &mut [0; 32]).unwrap_err())),
        ("DecodeError", told(&basic::Credentials::parse(b"Basic czNjcjN0", &mut [0; 32]).unwrap_err())),
        ("DecodeError", told(&basic::Credentials::parse(BASIC, &mut [0; 2]).unwrap_err())),
        ("CapacityError", told(&FieldValue::<2>::new(&Token::new(b"s3cr3t").unwrap()).unwrap_err())),
        ("ValueError", told(&Text::new(b"s3cr3t\r").unwrap_err())),
        ("ValueError", told(&Param::token("s3cr3t", b"s3 cr3t").unwrap_err())),
        ("ValueError", told(&Scheme::new("s3cr3t ").unwrap_err())),
        ("ValueError", told(&basic::Credentials::new("hunter:", SECRET).unwrap_err())),
        ("ValueErrorKind", shown(&bearer::Credentials::new("s3cr3t\n").unwrap_err().kind())),
    ]
}

#[test]
fn nothing_shown_tells_a_secret() {
    for text in
        ["a s3cr3t", "[1, 115, 51, 99, 114, 51, 116]", "[\n    115,\n    51,\n    99,\n    114,\n    51,\n    116,\n]"]
    {
        assert!(tells(text), "a secret is noticed in {text}");
    }
    for (name, text) in values().into_iter().chain(errors()) {
        assert!(!text.is_empty() && !tells(&text), "{name}: {text}");
    }
}

/// Types that hold no octet of a message, and one that shows what its caller gave it.
const HOLD_NONE: [&str; 4] = ["Deviation", "Rule", "SameName", "Strict"];

#[test]
fn every_public_type_is_asked() {
    let asked: BTreeSet<&str> = values().into_iter().chain(errors()).map(|(name, _)| name).chain(HOLD_NONE).collect();
    let public: BTreeSet<String> = public_types();
    assert!(public.iter().map(String::as_str).eq(asked.iter().copied()), "public {public:?}, asked {asked:?}");
}

/// The structs and enums of the rooms, those of a scheme behind its name; the rest is public where it is used.
fn public_types() -> BTreeSet<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let read = |path: &str| fs::read_to_string(source.join(path)).expect("a room of the crate");
    let mut types = BTreeSet::new();
    for root in ["lib.rs", "auth.rs"] {
        for line in read(root).lines() {
            if let Some(name) = line.strip_prefix("pub struct ").or(line.strip_prefix("pub enum ")) {
                types.insert(identifier(name));
            }
            let Some((room, names)) = line.strip_prefix("pub use ").and_then(|path| path.split_once("::")) else {
                continue;
            };
            let directory = if root == "auth.rs" { "auth/" } else { "" };
            let declared = declared(&read(&format!("{directory}{room}.rs")));
            let names = names.split(|letter: char| !letter.is_alphanumeric()).map(str::to_owned);
            types.extend(names.filter(|name| declared.contains(name)));
        }
    }
    for scheme in read("auth.rs").lines().filter_map(|line| line.strip_prefix("pub mod ")) {
        let scheme = scheme.trim_end_matches(';');
        types.extend(declared(&read(&format!("auth/{scheme}.rs"))).iter().map(|name| format!("{scheme}::{name}")));
    }
    types
}

fn declared(source: &str) -> BTreeSet<String> {
    let names = source.lines().filter_map(|line| line.strip_prefix("pub struct ").or(line.strip_prefix("pub enum ")));
    names.map(identifier).collect()
}

fn identifier(rest: &str) -> String {
    rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

/// The answer of a type that does not implement a trait.
trait Otherwise {
    const IMPLEMENTS: bool = false;
}

/// Whether a type implements a trait: where it does, the constant of the probe itself hides the other.
macro_rules! implements {
    ($type:ty: $bound:path) => {{
        struct Probe<T>(PhantomData<T>);
        impl<T> Otherwise for Probe<T> {}
        impl<T: $bound> Probe<T> {
            const IMPLEMENTS: bool = true;
        }
        const { assert!(<Probe<u8>>::IMPLEMENTS, "numbers have all that is asked for") };
        <Probe<$type>>::IMPLEMENTS
    }};
}

/// What is asked of each type: `Debug`, `Display`, `==` with its own kind, `Hash`.
macro_rules! traits {
    ($($type:ty),+ $(,)?) => {
        [$((
            stringify!($type),
            implements!($type: Debug),
            implements!($type: Display),
            implements!($type: PartialEq),
            implements!($type: Hash),
        )),+]
    };
}

#[test]
fn credentials_are_neither_displayed_nor_compared() {
    let credentials = traits![
        Credentials<'static>,
        basic::Credentials<'static>,
        basic::UserPass,
        bearer::Credentials<'static>,
        FieldValue,
    ];
    for (name, debug, display, equal, hash) in credentials {
        assert_eq!((debug, display, equal, hash), (true, false, false, false), "{name}");
    }
}

#[test]
fn what_may_be_a_secret_has_no_display() {
    let compared = traits![
        Text<'static>,
        Token<'static>,
        Words<'static>,
        Token68<'static>,
        Scheme<'static>,
        Param<'static>,
        Params<'static>,
        Event<'static>,
        Challenge<'static>,
        Challenges<'static>,
        AuthenticationInfo<'static>,
        List<'static, Token<'static>>,
        basic::Challenge<'static>,
        bearer::Challenge<'static>,
        bearer::ErrorCode<'static>,
    ];
    for (name, debug, display, equal, _) in compared {
        assert_eq!((debug, display, equal), (true, false, true), "{name}");
    }
    let walked = traits![
        Bytes<'static>,
        Events<'static>,
        ParamsIter<'static>,
        ChallengesIter<'static>,
        Elements<'static, Token<'static>>,
        Iter<'static, Token<'static>>,
        Lines<'static, [(&'static str, &'static str)], Challenges<'static>>,
        SameName<'static, std::slice::Iter<'static, &'static [u8]>>,
    ];
    for (name, debug, display, ..) in walked {
        assert_eq!((debug, display), (true, false), "{name}");
    }
}

#[test]
fn errors_and_names_are_for_people() {
    let errors = traits![ParseError, LineError, DecodeError, CapacityError, ValueError, ErrorKind, Rule];
    for (name, debug, display, equal, _) in errors {
        assert_eq!((debug, display, equal), (true, true, true), "{name}");
    }
    for (name, debug, display, equal, _) in traits![ValueErrorKind, Deviation, Strict] {
        assert_eq!((debug, display, equal), (true, false, true), "{name}");
    }
}
