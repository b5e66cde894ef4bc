//! Challenges, credentials and authentication info of every scheme.

use alloc::string::String;
use alloc::vec::Vec;

use ::arbitrary::{Arbitrary, Result, Unstructured};

use super::draw::Draw;
use super::payload::{Drawn, Params, Payload, in_any_case};
use super::schemes::{ROWS, Row, Rule};
use crate::auth::SCHEMES;

/// The parts of a challenge, of credentials or of an authentication info, and their wire form.
///
/// The strict parser of the module reads the wire form, and its value has these parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// The module of `auth` that reads the value, as in [`auth::SCHEMES`](SCHEMES); empty for a scheme that no module
    /// reads.
    pub module: &'static str,
    /// The name of the scheme, as the standard spells it; empty where a value has none, as in Authentication-Info.
    pub scheme: String,
    /// What follows the scheme.
    pub payload: Payload,
    /// One of the valid ways to write it: names in any case, values as tokens or with escapes, white space, empty elements.
    pub wire: Vec<u8>,
}

impl Parts {
    pub(super) fn draw(draw: &mut Draw<'_, '_>, module: &'static str, scheme: &str, rule: Rule) -> Self {
        let Drawn { payload, wire: written } = rule(draw, scheme);
        let mut wire = Vec::new();
        if !scheme.is_empty() {
            wire.extend_from_slice(&in_any_case(draw, scheme));
            if payload != Payload::Alone {
                wire.extend_from_slice(draw.of(&[&b" "[..], b" ", b" ", b"  "]));
            }
        }
        wire.extend_from_slice(&written);
        Self { module, scheme: scheme.into(), payload, wire }
    }

    /// Draws the parts of a module if the row has a rule for them.
    fn of(u: &mut Unstructured<'_>, module: &str, is_named: bool, rule: impl Fn(&Row) -> Option<Rule>) -> Option<Self> {
        let draw = &mut Draw(u);
        let row = ROWS.iter().find(|row| row.module == module)?;
        let scheme = if is_named { draw.of(names_of(row.module)) } else { "" };
        Some(Self::draw(draw, row.module, scheme, rule(row)?))
    }

    /// Draws the parts of any scheme, with [`other`] for one that no module reads.
    fn any(u: &mut Unstructured<'_>, rule: impl Fn(&Row) -> Option<Rule>, other: Rule) -> Self {
        let draw = &mut Draw(u);
        let rows: Vec<_> = ROWS.iter().filter_map(|row| Some((row.module, rule(row)?))).collect();
        let at = draw.upto(rows.len());
        if let Some((module, rule)) = rows.get(at) {
            let scheme = draw.of(names_of(module));
            return Self::draw(draw, module, scheme, *rule);
        }
        let scheme = ["X", &draw.token()].concat();
        Self::draw(draw, "", &scheme, other)
    }
}

fn names_of(module: &str) -> &'static [&'static str] {
    SCHEMES.iter().find(|(other, _)| *other == module).map_or(&[], |(_, names)| names)
}

/// A payload that RFC 9110 §11 allows.
fn other(draw: &mut Draw<'_, '_>, _: &str) -> Drawn {
    match draw.upto(2) {
        0 => Drawn::ALONE,
        1 => Drawn::single(draw.token68()),
        _ => params(draw, ""),
    }
}

/// Credentials that RFC 9110 §11 allows.
fn other_credentials(draw: &mut Draw<'_, '_>, scheme: &str) -> Drawn {
    if draw.flip() { Drawn::single(draw.token68()) } else { params(draw, scheme) }
}

fn params(draw: &mut Draw<'_, '_>, _: &str) -> Drawn {
    Params::new(draw).must("a", Draw::text).may("realm", Draw::text).others().done()
}

/// A challenge of any scheme.
///
/// ```
/// use arbitrary::{Arbitrary, Unstructured};
/// use countersign::arbitrary::Challenge;
/// use countersign::auth;
///
/// let challenge = Challenge::arbitrary(&mut Unstructured::new(b"any bytes, from a fuzzer"))?;
/// let parsed = auth::Challenge::parse(&challenge.0.wire).expect("a generator draws valid values");
/// assert!(parsed.scheme().is(&challenge.0.scheme));
/// # Ok::<(), arbitrary::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge(pub Parts);

impl Challenge {
    /// Draws a challenge of a module of [`auth::SCHEMES`](SCHEMES). Returns `None` if its schemes have no challenges.
    pub fn of(module: &str, u: &mut Unstructured<'_>) -> Option<Self> {
        Parts::of(u, module, true, |row| row.challenge).map(Self)
    }
}

impl<'b> Arbitrary<'b> for Challenge {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        Ok(Self(Parts::any(u, |row| row.challenge, other)))
    }
}

/// Credentials of any scheme, with random secrets and signatures.
///
/// The grammars of `aws4`, `colon_pair`, `eg1`, `api_key` and `shared_access_signature` are not that of RFC 9110, so only
/// their own parsers read all of their wire forms.
///
/// ```
/// use arbitrary::Unstructured;
/// use countersign::arbitrary::Credentials;
/// use countersign::auth::digest;
///
/// let mut bytes = Unstructured::new(b"any bytes, from a fuzzer");
/// let credentials = Credentials::of("digest", &mut bytes).expect("Digest has credentials").0;
/// let parsed = digest::Credentials::parse(&credentials.wire).expect("a generator draws valid values");
/// assert_eq!(parsed.realm().bytes().collect::<Vec<_>>(), credentials.payload.param("realm").unwrap());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials(pub Parts);

impl Credentials {
    /// Draws credentials of a module of [`auth::SCHEMES`](SCHEMES). Returns `None` if its schemes have none.
    pub fn of(module: &str, u: &mut Unstructured<'_>) -> Option<Self> {
        Parts::of(u, module, true, |row| row.credentials).map(Self)
    }
}

impl<'b> Arbitrary<'b> for Credentials {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        Ok(Self(Parts::any(u, |row| row.credentials, other_credentials)))
    }
}

/// What a server sends after credentials, in Authentication-Info: parameters without the name of a scheme.
///
/// The proof of Hawk is a value of Server-Authorization and has its scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Info(pub Parts);

impl Info {
    /// Draws the info of a module of [`auth::SCHEMES`](SCHEMES). Returns `None` if its schemes have none.
    pub fn of(module: &str, u: &mut Unstructured<'_>) -> Option<Self> {
        Parts::of(u, module, module == "hawk", |row| row.info).map(Self)
    }
}

impl<'b> Arbitrary<'b> for Info {
    fn arbitrary(u: &mut Unstructured<'b>) -> Result<Self> {
        let module = Draw(u).of(&["digest", "mutual", "scram", ""]);
        Ok(Self::of(module, u).unwrap_or_else(|| Self(Parts::draw(&mut Draw(u), "", "", params))))
    }
}
