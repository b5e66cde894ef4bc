//! Basic credentials, kept beyond their input: the decoded bytes.

use alloc::vec::Vec;

use super::{Credentials, user_pass};
use crate::auth::tolerant;
use crate::error::{DecodeError, ErrorKind, ParseError, Rule};
use crate::kept::{Keep, Reader};

impl Keep for Credentials<'_> {
    type View<'a> = Credentials<'a>;

    fn read(kept: &[u8], _: Reader) -> Result<Credentials<'_>, ParseError> {
        let (user_id, password) =
            user_pass(kept).map_err(|at| ParseError::new(ErrorKind::Expected(Rule::UserPass), at))?;
        Ok(Credentials { user_id, password })
    }

    fn keep(value: &[u8], reader: Reader, kept: &mut Vec<u8>) -> Result<(), ParseError> {
        kept.resize(value.len(), 0);
        let decoded = match reader {
            Reader::Strict => Credentials::parse(value, kept),
            Reader::Tolerant => tolerant::credentials(value)
                .map_err(|broken| broken.error().into())
                .and_then(|credentials| Credentials::decode(&credentials, kept)),
        };
        let length = match decoded {
            Ok(Credentials { user_id, password }) => user_id.len().saturating_add(1).saturating_add(password.len()),
            Err(DecodeError::Parse(error)) => return Err(error),
            // Decoded bytes are fewer than their symbols.
            Err(DecodeError::Capacity(error)) => return Err(ParseError::new(ErrorKind::TooLong(error.needed()), 0)),
        };
        kept.truncate(length);
        Ok(())
    }
}
