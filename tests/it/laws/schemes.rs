//! The parsers of a scheme and the parsers of the framework agree, wherever in a line a value is.

use countersign::ParseError;
use countersign::auth::{self, Challenges};

use super::{parsers_agree, points_into, written};

/// The wire form of the parsed value, or the error of the parser.
pub(super) type Rewritten = Result<Vec<u8>, ParseError>;

/// Asserts that the scheme's own parser and the framework's parser return the same challenge.
pub(super) fn challenge(
    value: &[u8],
    own: impl Fn(&[u8]) -> Rewritten,
    typed: impl Fn(auth::Challenge<'_>) -> Rewritten,
) {
    let generic = Challenges::parse(value);
    match own(value) {
        Ok(wire) => {
            let mut challenges = generic.expect("one challenge is a list of challenges").into_iter();
            assert_eq!(challenges.next().map(&typed), Some(Ok(wire)), "both parsers agree");
            assert_eq!(challenges.next(), None);
        }
        Err(error) => points_into(value, error),
    }
    for challenge in generic.into_iter().flatten() {
        let alone = own(&written(&challenge)).map_err(|error| error.kind());
        let typed = typed(challenge);
        typed.as_ref().map_or_else(|error| points_into(value, *error), |_| ());
        assert_eq!(typed.map_err(|error| error.kind()), alone, "the bytes around a challenge make no difference");
    }
}

/// Asserts that the scheme's own parser and the framework's parser return the same credentials.
pub(super) fn credentials(
    value: &[u8],
    own: impl Fn(&[u8]) -> Rewritten,
    typed: impl Fn(auth::Credentials<'_>) -> Rewritten,
) {
    let generic = auth::Credentials::parse(value);
    match own(value) {
        Ok(wire) => assert_eq!(generic.map(typed), Ok(Ok(wire)), "both parsers agree"),
        Err(error) => {
            points_into(value, error);
            if let Ok(generic) = generic {
                parsers_agree(value, error, typed(generic).expect_err("both parsers reject it"));
            }
        }
    }
}
