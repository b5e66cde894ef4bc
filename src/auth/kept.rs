//! The values of the framework, kept beyond their input.

use crate::auth::challenge::{Challenge, Challenges};
use crate::auth::credentials::Credentials;
use crate::auth::info::AuthenticationInfo;
use crate::auth::tolerant::{self, Tolerant, TolerantChallenges};
use crate::error::{ErrorKind, ParseError, Rule};
use crate::kept::{Keep, Reader};

keep!(Challenges);
keep!(Challenge);
keep!(Credentials);
keep!(AuthenticationInfo);

/// Reads every line: what is broken is an element of the list.
impl Keep for TolerantChallenges<'_> {
    type View<'a> = TolerantChallenges<'a>;

    fn read(kept: &[u8], _: Reader) -> Result<TolerantChallenges<'_>, ParseError> {
        Ok(tolerant::challenges(kept))
    }
}

impl Keep for Challenge<'_, Tolerant> {
    type View<'a> = Challenge<'a, Tolerant>;

    fn read(kept: &[u8], _: Reader) -> Result<Challenge<'_, Tolerant>, ParseError> {
        let mut challenges = tolerant::challenges(kept);
        let only = challenges.next().ok_or(ParseError::new(ErrorKind::Expected(Rule::Token), kept.len()))?;
        let only = only.map_err(|broken| broken.error())?;
        match challenges.next() {
            None => Ok(only),
            Some(Ok(second)) => Err(ParseError::new(ErrorKind::Expected(Rule::End), second.scheme_payload().offset())),
            Some(Err(broken)) => Err(broken.error()),
        }
    }
}

impl Keep for Credentials<'_, Tolerant> {
    type View<'a> = Credentials<'a, Tolerant>;

    fn read(kept: &[u8], _: Reader) -> Result<Credentials<'_, Tolerant>, ParseError> {
        tolerant::credentials(kept).map_err(|broken| broken.error())
    }
}

impl Keep for AuthenticationInfo<'_, Tolerant> {
    type View<'a> = AuthenticationInfo<'a, Tolerant>;

    fn read(kept: &[u8], _: Reader) -> Result<AuthenticationInfo<'_, Tolerant>, ParseError> {
        tolerant::info(kept).map_err(|broken| broken.error())
    }
}
