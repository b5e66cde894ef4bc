//! The OAuth challenge, RFC 5849 §3.5.1.

use super::{Encoded, SCHEME};
use crate::auth::deviation::Leniency;
use crate::auth::payload::Payload;
use crate::auth::scheme_payload::payload_after;
use crate::auth::slots;
use crate::auth::write::WriteParams;
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::{ParseError, ValueError};
use crate::syntax::text::Text;

/// An OAuth challenge: asks for a signed request, and may say what was wrong with the last one.
///
/// `oauth_problem` and `oauth_problem_advice` belong to an extension that many servers implement and no RFC defines.
/// Other parameters are ignored, and not written again.
///
/// ```
/// use countersign::{Encode, auth::oauth::Challenge};
///
/// let challenge = Challenge::parse(b"OAuth realm=\"http://server.example.com/\",oauth_problem=token_rejected")?;
/// assert_eq!(challenge.realm().unwrap(), "http://server.example.com/");
/// assert_eq!(challenge.problem().unwrap(), "token_rejected");
///
/// let sent = Challenge::new().with_realm("http://server.example.com/")?.with_problem("token_rejected");
/// let mut buffer = [0; 96];
/// assert_eq!(
///     sent.encode_to_slice(&mut buffer)?,
///     b"OAuth realm=\"http://server.example.com/\", oauth_problem=\"token_rejected\""
/// );
/// assert_eq!(sent, challenge);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Challenge<'a> {
    realm: Option<Text<'a>>,
    problem: Option<Encoded<'a>>,
    problem_advice: Option<Encoded<'a>>,
}

impl<'a> Challenge<'a> {
    /// Parses a value that holds one OAuth challenge.
    ///
    /// # Errors
    /// [`ErrorKind::Scheme`](crate::ErrorKind::Scheme) for another scheme,
    /// [`ErrorKind::Expected`](crate::ErrorKind::Expected) where the value breaks the grammar, and what the table of
    /// the [module](super) lists.
    pub fn parse(value: &'a [u8]) -> Result<Self, ParseError> {
        Self::read(payload_after(SCHEME, value)?)
    }

    fn read<T: Leniency>(payload: Payload<'a, T>) -> Result<Self, ParseError> {
        let [realm, problem, problem_advice] =
            slots::read(payload, ["realm", "oauth_problem", "oauth_problem_advice"])?;
        Ok(Self {
            realm: realm.optional(),
            problem: problem.convert(Encoded::read)?,
            problem_advice: problem_advice.convert(Encoded::read)?,
        })
    }

    /// Creates a challenge without parameters.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the challenge with this realm.
    ///
    /// # Errors
    /// [`ValueErrorKind::InvalidByte`](crate::ValueErrorKind::InvalidByte) at a control character.
    pub fn with_realm<R: AsRef<[u8]> + ?Sized>(self, realm: &'a R) -> Result<Self, ValueError> {
        Ok(Self { realm: Some(Text::for_part("realm", realm.as_ref())?), ..self })
    }

    /// Returns the challenge with the name of a problem, such as `token_rejected`.
    #[must_use]
    pub fn with_problem(self, problem: &'a str) -> Self {
        Self { problem: Some(Encoded::new(problem)), ..self }
    }

    /// Returns the challenge with an explanation of the problem, for people.
    #[must_use]
    pub fn with_problem_advice(self, advice: &'a str) -> Self {
        Self { problem_advice: Some(Encoded::new(advice)), ..self }
    }

    /// Returns the realm, which is not percent-encoded.
    #[must_use]
    pub const fn realm(&self) -> Option<Text<'a>> {
        self.realm
    }

    /// Returns the name of the problem with the request, such as `token_rejected`.
    #[must_use]
    pub const fn problem(&self) -> Option<Encoded<'a>> {
        self.problem
    }

    /// Returns the explanation of the problem, for people.
    #[must_use]
    pub const fn problem_advice(&self) -> Option<Encoded<'a>> {
        self.problem_advice
    }
}

typed!(Challenge, SCHEME);

impl FieldContent for Challenge<'_> {}

impl Encode for Challenge<'_> {
    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        let mut params = WriteParams::after(SCHEME, wire)?;
        params.quoted("realm", self.realm)?;
        for (name, value) in [("oauth_problem", self.problem), ("oauth_problem_advice", self.problem_advice)] {
            if let Some(value) = value {
                params.quoted_value(name, &value)?;
            }
        }
        Ok(())
    }
}
