//! The answer of a gate.

use core::fmt;

use crate::cors::policy::{self, Action, Decision};
use crate::encode::{Encode, FieldContent, Sink, Wire};
use crate::error::CapacityError;

/// What to do with a request, and the fields of its response.
///
/// The fields go on the response whether the server or the application makes it.
///
/// ```
/// use countersign::auth::bearer;
/// use countersign::cors::policy::{Action, Policy, Refusal};
/// use countersign::gate::{Gate, Verdict};
/// use countersign::{Encode, FieldContent};
///
/// const POLICY: Policy<'_> = Policy::for_origins(&["https://app.example.com"]).in_const();
///
/// let bearer = bearer::Challenge::new();
/// let challenges: [&dyn FieldContent; 1] = [&bearer];
/// let request = [("Origin", "https://evil.example")];
/// let answer = Gate::new(&POLICY, &challenges).decide("GET", &request, |_| Verdict::Challenged);
/// assert_eq!(answer.action(), Action::Respond(401));
/// assert_eq!(answer.decision().refusal(), Some(Refusal::Origin));
/// assert_eq!(answer.set().count(), 0, "the policy refuses the origin");
///
/// let lines: Vec<_> = answer.append().map(|(name, value)| format!("{name}: {}", value.display())).collect();
/// assert_eq!(lines, ["Vary: Origin", "WWW-Authenticate: Bearer"]);
/// ```
#[derive(Clone, Copy)]
#[must_use]
pub struct Answer<'a> {
    pub(super) action: Action,
    pub(super) decision: Decision<'a>,
    pub(super) challenges: &'a [&'a dyn FieldContent],
}

impl<'a> Answer<'a> {
    /// Returns whether the application answers the request, or the server at once.
    #[must_use]
    pub const fn action(&self) -> Action {
        self.action
    }

    /// Returns the decision of the policy: the kind of the request, and why it is refused, if it is.
    #[must_use]
    pub const fn decision(&self) -> &Decision<'a> {
        &self.decision
    }

    /// Returns the fields to set: each replaces all lines of its name in the response.
    pub fn set(&self) -> impl Iterator<Item = (&'static str, Value<'_>)> {
        self.decision.set().map(cors)
    }

    /// Returns the fields to append: lines of the same name in the response are kept.
    ///
    /// The challenges are among them, in a line of WWW-Authenticate each.
    pub fn append(&self) -> impl Iterator<Item = (&'static str, Value<'_>)> {
        let challenges = self.challenges.iter().map(|challenge| ("WWW-Authenticate", Value::Challenge(*challenge)));
        self.decision.append().map(cors).chain(challenges)
    }

    /// Returns the challenges of the response, which [`append`](Self::append) returns too.
    #[must_use]
    pub const fn challenges(&self) -> &'a [&'a dyn FieldContent] {
        self.challenges
    }
}

impl fmt::Debug for Answer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("action", &self.action)
            .field("decision", &self.decision)
            .field("challenges", &self.challenges.len())
            .finish()
    }
}

/// The value of a field of an [`Answer`].
///
/// ```
/// use countersign::gate::{Gate, Value, Verdict};
/// use countersign::{Encode, FieldContent, FieldValue, auth::basic, cors::policy::Policy};
///
/// const POLICY: Policy<'_> = Policy::for_origins(&["*"]).in_const();
///
/// let basic = basic::Challenge::new("staff")?;
/// let challenges: [&dyn FieldContent; 1] = [&basic];
/// let answer = Gate::new(&POLICY, &challenges).decide("GET", &[("Host", "localhost")], |_| Verdict::Challenged);
///
/// let (name, value) = answer.set().next().unwrap();
/// assert!(matches!(value, Value::Cors(_)));
/// assert_eq!((name, value.encode_to_slice(&mut [0; 8])), ("Access-Control-Allow-Origin", Ok(&b"*"[..])));
///
/// let (name, value) = answer.append().next().unwrap();
/// assert!(matches!(value, Value::Challenge(_)));
/// let value: FieldValue = FieldValue::new(&value)?;
/// assert_eq!((name, value.as_bytes()), ("WWW-Authenticate", &b"Basic realm=\"staff\""[..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub enum Value<'a> {
    /// What the policy says.
    Cors(policy::Value<'a>),
    /// A challenge.
    Challenge(&'a dyn FieldContent),
}

const fn cors<'a>((name, value): (&'static str, policy::Value<'a>)) -> (&'static str, Value<'a>) {
    (name, Value::Cors(value))
}

impl FieldContent for Value<'_> {}

impl Encode for Value<'_> {
    fn encoded_len(&self) -> usize {
        match self {
            Self::Cors(value) => value.encoded_len(),
            Self::Challenge(challenge) => challenge.encoded_len(),
        }
    }

    fn encode_to_slice<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b [u8], CapacityError> {
        match self {
            Self::Cors(value) => value.encode_to_slice(buffer),
            Self::Challenge(challenge) => challenge.encode_to_slice(buffer),
        }
    }

    fn write<S: Sink>(&self, wire: &mut Wire<'_, S>) -> Result<(), S::Error> {
        match self {
            Self::Cors(value) => value.write(wire),
            Self::Challenge(challenge) => {
                let mut put = Ok(());
                challenge.pieces(&mut |piece| {
                    put = wire.put(piece);
                    put.is_ok()
                });
                put
            }
        }
    }

    fn is_secret(&self) -> bool {
        match self {
            Self::Cors(_) => false,
            Self::Challenge(challenge) => Encode::is_secret(challenge),
        }
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Value({} bytes)", self.encoded_len())
    }
}
