//! A scheme's own parsers and those of the framework give the same, whatever stands around a value.

use countersign::ParseError;
use countersign::auth::{self, Challenges};

use super::{parsers_agree, points_into, written};

/// What a value that was read is written as, or why it was not read.
pub(super) type Rewritten = Result<Vec<u8>, ParseError>;

/// A challenge is the same by its scheme's own parser and by that of all challenges.
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
        assert_eq!(typed.map_err(|error| error.kind()), alone, "what stands around it makes no difference");
    }
}

/// Credentials are the same by their scheme's own parser and by that of all credentials.
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
