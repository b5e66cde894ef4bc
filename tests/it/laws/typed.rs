//! The typed values of each scheme: what the tolerant parser makes of a value has everything that the strict one has.

use core::cell::Cell;
use core::fmt;

use countersign::auth::tolerant::{self, Tolerant};
use countersign::auth::{self, Challenges, Deviation, Param, Params, Tolerance};
use countersign::auth::{
    api_key, aws4, basic, bearer, concealed, digest, dpop, gnap, hawk, hoba, mutual, negotiate, ntlm, oauth,
    private_token, scram, signature, uma, vapid, web_push,
};
use countersign::{FieldContent, ParseError};

use super::written;

/// What is seen of a typed value: its wire form, and what `Debug` shows.
type Seen = Result<(Vec<u8>, String), ParseError>;

/// A type of a scheme, made from a value of the strict and of the tolerant parser.
struct Typed<S, T> {
    module: &'static str,
    strict: S,
    tolerant: T,
    /// Whether the type keeps parameters that its scheme does not define.
    keeps_others: bool,
}

type Challenge = Typed<fn(auth::Challenge<'_>) -> Seen, fn(auth::Challenge<'_, Noting<'_>>) -> Seen>;
type Credentials = Typed<fn(auth::Credentials<'_>) -> Seen, fn(auth::Credentials<'_, Noting<'_>>) -> Seen>;

/// Tolerates every deviation, and notes that there is one.
#[derive(Clone, Copy)]
struct Noting<'c>(&'c Cell<bool>);

impl Tolerance for Noting<'_> {
    fn forgive(&mut self, _: Deviation, _: usize) -> bool {
        self.0.set(true);
        true
    }
}

macro_rules! typed {
    ($module:ident::$Type:ident) => {
        typed!($module::$Type, false)
    };
    ($module:ident::$Type:ident, $keeps_others:expr) => {
        Typed {
            module: stringify!($module),
            strict: |value| $module::$Type::try_from(value).map(|typed| seen(&typed)),
            tolerant: |value| $module::$Type::try_from(value).map(|typed| seen(&typed)),
            keeps_others: $keeps_others,
        }
    };
}

/// The types that are made from a challenge.
const CHALLENGES: [Challenge; 17] = [
    typed!(api_key::Challenge),
    typed!(basic::Challenge),
    typed!(bearer::Challenge, true),
    typed!(digest::Challenge),
    typed!(dpop::Challenge, true),
    typed!(gnap::Challenge),
    typed!(hawk::Challenge),
    typed!(hoba::Challenge),
    typed!(mutual::Challenge),
    typed!(negotiate::Challenge),
    typed!(ntlm::Challenge),
    typed!(oauth::Challenge),
    typed!(private_token::Challenge),
    typed!(scram::Challenge),
    typed!(signature::Challenge),
    typed!(uma::Challenge, true),
    typed!(vapid::Challenge),
];

/// The types that are made from credentials.
const CREDENTIALS: [Credentials; 19] = [
    typed!(api_key::Credentials, true),
    typed!(aws4::Credentials),
    typed!(basic::UserPass),
    typed!(bearer::Credentials),
    typed!(concealed::Credentials),
    typed!(digest::Credentials),
    typed!(dpop::Credentials),
    typed!(gnap::Credentials),
    typed!(hawk::Credentials),
    typed!(hoba::Credentials),
    typed!(mutual::Credentials),
    typed!(negotiate::Credentials),
    typed!(ntlm::Credentials),
    typed!(oauth::Credentials, true),
    typed!(private_token::Credentials),
    typed!(scram::Credentials),
    typed!(signature::Credentials, true),
    typed!(vapid::Credentials),
    typed!(web_push::Credentials),
];

/// The framework's types, and how many types of schemes are made from each.
pub(crate) const COUNTS: [(&str, usize); 2] = [("Challenge", CHALLENGES.len()), ("Credentials", CREDENTIALS.len())];

/// Returns the modules with a type that is made from a value of the framework.
pub(crate) fn modules() -> impl Iterator<Item = &'static str> {
    CHALLENGES.iter().map(|typed| typed.module).chain(CREDENTIALS.iter().map(|typed| typed.module))
}

/// Returns the wire forms of the typed values that a challenge is, each with its module.
pub(crate) fn written_challenges(value: auth::Challenge<'_>) -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    CHALLENGES.iter().filter_map(move |typed| Some((typed.module, (typed.strict)(value).ok()?.0)))
}

/// As [`written_challenges`].
pub(crate) fn written_credentials(value: auth::Credentials<'_>) -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    CREDENTIALS.iter().filter_map(move |typed| Some((typed.module, (typed.strict)(value).ok()?.0)))
}

fn seen(value: &(impl FieldContent + fmt::Debug)) -> (Vec<u8>, String) {
    (written(value), format!("{value:?}"))
}

/// Asserts that typed challenges of both parsers are equal on valid input, and that a typed challenge has everything that
/// the tolerant parser read.
pub(super) fn challenges(line: &[u8]) {
    if let Ok(strict) = Challenges::parse(line) {
        for (strict, tolerant) in strict.into_iter().zip(tolerant::challenges(line)) {
            let tolerant = tolerant.expect("valid input is parsed");
            for typed in &CHALLENGES {
                of_valid_challenge(typed, strict, tolerant);
            }
        }
    }
    for challenge in tolerant::challenges(line).filter_map(Result::ok) {
        let params = last_of_each(challenge.params());
        // A missing value may count as absent, and an empty one, as it is written here, may not.
        let mut has_missing = false;
        challenge.deviations(|deviation, _| has_missing |= deviation == Deviation::EmptyValue);
        let wire = match challenge.token68() {
            Some(_) => written(&challenge),
            None => {
                written(&auth::Challenge::new(challenge.scheme().as_str(), &params).expect("each name occurs once"))
            }
        };
        for typed in &CHALLENGES {
            let noted = Cell::new(false);
            let read = (typed.tolerant)(challenge.tolerating(Noting(&noted)));
            if let Ok(strict) = auth::Challenge::parse(&wire) {
                let again = tolerant::challenges(&wire).next().expect("a challenge").expect("valid input is parsed");
                of_valid_challenge(typed, strict, again);
                noted.set(false);
                let is_deviant = (typed.tolerant)(again.tolerating(Noting(&noted))).is_ok() && noted.get();
                let is_deviant = is_deviant || has_missing;
                are_written_equally(typed.module, &(typed.strict)(strict), &read, is_deviant);
            }
            if let Ok((wire, _)) = read
                && typed.keeps_others
            {
                let written = auth::Challenge::parse(&wire).expect("a typed value is written as the standard says");
                has_all(written.params(), &params);
            }
        }
    }
}

/// As [`challenges`].
pub(super) fn credentials(value: &[u8]) {
    let Ok(credentials) = tolerant::credentials(value) else {
        return;
    };
    if let Ok(strict) = auth::Credentials::parse(value) {
        for typed in &CREDENTIALS {
            of_valid_credentials(typed, strict, credentials);
        }
    }
    let params = last_of_each(credentials.params());
    let mut has_missing = false;
    credentials.deviations(|deviation, _| has_missing |= deviation == Deviation::EmptyValue);
    let wire = match credentials.token68() {
        Some(_) => written(&credentials),
        None => {
            written(&auth::Credentials::new(credentials.scheme().as_str(), &params).expect("each name occurs once"))
        }
    };
    for typed in &CREDENTIALS {
        let noted = Cell::new(false);
        let read = (typed.tolerant)(credentials.tolerating(Noting(&noted)));
        if let Ok(strict) = auth::Credentials::parse(&wire) {
            let again = tolerant::credentials(&wire).expect("valid input is parsed");
            of_valid_credentials(typed, strict, again);
            noted.set(false);
            let is_deviant = (typed.tolerant)(again.tolerating(Noting(&noted))).is_ok() && noted.get();
            let is_deviant = is_deviant || has_missing;
            are_written_equally(typed.module, &(typed.strict)(strict), &read, is_deviant);
        }
        if let Ok((wire, _)) = read {
            let again = tolerant::credentials(&wire).expect("a typed value can be read");
            let typed_again = (typed.tolerant)(again.tolerating(Noting(&noted)));
            assert_eq!(typed_again.map(|(again, _)| again), Ok(wire.clone()), "{}", typed.module);
            if typed.keeps_others {
                has_all(again.params(), &params);
            }
        }
    }
}

fn of_valid_challenge(typed: &Challenge, strict: auth::Challenge<'_>, tolerant: auth::Challenge<'_, Tolerant>) {
    let noted = Cell::new(false);
    let tolerant = (typed.tolerant)(tolerant.tolerating(Noting(&noted)));
    are_equal(typed.module, &(typed.strict)(strict), &tolerant, noted.get());
}

fn of_valid_credentials(typed: &Credentials, strict: auth::Credentials<'_>, tolerant: auth::Credentials<'_, Tolerant>) {
    let noted = Cell::new(false);
    let tolerant = (typed.tolerant)(tolerant.tolerating(Noting(&noted)));
    are_equal(typed.module, &(typed.strict)(strict), &tolerant, noted.get());
}

/// Asserts that a typed value that the strict parser makes is also made by the tolerant parser. A scheme may have deviations
/// of its own, such as wrong padding of base64, which are no errors of the grammar.
fn are_equal(module: &str, strict: &Seen, tolerant: &Seen, is_deviant: bool) {
    if strict.is_ok() && is_deviant {
        assert!(tolerant.is_ok(), "{module}");
    } else if strict.is_ok() {
        assert_eq!(tolerant, strict, "{module}: both parsers make the same value");
    }
}

/// As [`are_equal`], for a value that is read once with deviations, and once as the standard says: `Debug` shows the lengths
/// of texts with their escapes.
fn are_written_equally(module: &str, strict: &Seen, tolerant: &Seen, is_deviant: bool) {
    if let Ok((wire, _)) = strict
        && !is_deviant
    {
        let tolerant = tolerant.as_ref().map(|(wire, _)| wire);
        assert_eq!(tolerant, Ok(wire), "{module}: the typed value has what the framework's value has");
    }
}

/// Returns the parameters without those that are repeated later.
fn last_of_each<T: Tolerance + Copy>(params: Params<'_, T>) -> Vec<Param<'_>> {
    let all: Vec<_> = params.iter().collect();
    let is_last = |(index, param): &(usize, &Param<'_>)| {
        all.iter().skip(index + 1).all(|later| !later.name().is(param.name().as_str()))
    };
    all.iter().enumerate().filter(is_last).map(|(_, param)| *param).collect()
}

/// Asserts that no parameter is lost. One without a value may count as absent.
fn has_all<T: Tolerance + Copy>(written: Params<'_, T>, read: &[Param<'_>]) {
    for param in read.iter().filter(|param| param.value() != "") {
        assert!(written.get(param.name().as_str()).is_some(), "the typed value lost {param:?}");
    }
}
