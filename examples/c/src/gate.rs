//! What a policy and a gate decide on a request.

use countersign::auth::{Challenge, negotiate};
use countersign::cors::policy::{Action, Policy};
use countersign::gate::{Gate, Verdict};
use countersign::{Encode, FieldContent};

use crate::error::{ACCEPTED, CHALLENGED, E_MISSING, E_NUMBER, E_TOO_MANY, Error, FORBIDDEN, Failure};
use crate::header::size;
use crate::memory::{Caller, Inputs, Lines, Request, Text, Texts, WRITTEN, called};
use crate::policy::State;

/// How many fields an answer has at most: seven of CORS, `Vary`, and the challenges.
pub const MAX_FIELDS: usize = size("CS_MAX_ANSWER_FIELDS");
/// How many challenges an answer has at most.
pub const MAX_CHALLENGES: usize = size("CS_MAX_CHALLENGES");

/// `cs_answer_field`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct AnswerField {
    pub name: Text,
    pub value: Text,
    pub append: i32,
}

/// `cs_answer`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Answer {
    pub status: i32,
    pub count: usize,
    pub fields: [AnswerField; MAX_FIELDS],
}

impl Answer {
    /// What is answered if a function fails.
    const FAILED: Self = Self {
        status: 500,
        count: 0,
        fields: [AnswerField { name: Text::NONE, value: Text::NONE, append: 0 }; MAX_FIELDS],
    };

    /// Writes the fields into the buffer, or fails with the space that all of them need.
    fn new<V: Encode, I: Iterator<Item = (i32, &'static str, V)>>(
        action: Action,
        fields: impl Fn() -> I,
        buffer: &mut [u8],
    ) -> Result<Self, Failure> {
        let space = |(_, name, value): (i32, &str, V)| name.len().saturating_add(value.encoded_len()).saturating_add(2);
        let needed = fields().map(space).fold(0, usize::saturating_add);
        if needed > buffer.len() {
            return Err(Failure::capacity(needed.saturating_sub(1)));
        }
        let mut texts = Texts::new(buffer);
        let mut answer = Self {
            status: match action {
                Action::Continue => 0,
                Action::Respond(status) => status.into(),
            },
            ..Self::FAILED
        };
        for (append, name, value) in fields() {
            let field = AnswerField { name: texts.copy(name.as_bytes())?, value: texts.write(&value)?, append };
            *answer.fields.get_mut(answer.count).ok_or_else(|| Failure::new(E_TOO_MANY))? = field;
            answer.count = answer.count.saturating_add(1);
        }
        Ok(answer)
    }
}

/// Writes what was decided, or a status of 500: a caller that ignores the error does not go on.
fn write(caller: &Caller, to: *mut Answer, decided: impl FnOnce() -> Result<Answer, Failure>) -> Result<i32, Failure> {
    let out = caller.out(to)?;
    let decided = decided();
    out.write(*decided.as_ref().unwrap_or(&Answer::FAILED));
    decided.and(WRITTEN)
}

/// What both functions ask for.
fn request(
    caller: &Caller,
    policy: *const State,
    request: *const Request,
) -> Result<(&Policy<'static>, &str, Lines<'_>), Failure> {
    let request = caller.read(request)?;
    Ok((caller.state(policy)?, caller.utf8(request.method)?, caller.fields(request.fields, request.count)?))
}

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_cors(
    policy: *const State,
    message: *const Request,
    answer: *mut Answer,
    buffer: *mut u8,
    len: usize,
    error: *mut Error,
) -> i32 {
    // SAFETY: the caller keeps the promise of the header.
    unsafe {
        called(error, |caller| {
            write(caller, answer, || {
                let (policy, method, fields) = request(caller, policy, message)?;
                let inputs = [Inputs::state(policy), Inputs::Bytes(method.as_bytes()), Inputs::Lines(fields)];
                let buffer = caller.buffer(buffer, len, &inputs)?;
                let decision = policy.decide(method, fields);
                let fields = || {
                    let set = decision.set().map(|(name, value)| (0, name, value));
                    set.chain(decision.append().map(|(name, value)| (1, name, value)))
                };
                Answer::new(decision.action(), fields, buffer)
            })
        })
    }
}

/// Fills the places after the last challenge.
static NO_CHALLENGE: negotiate::Challenge<'static> = negotiate::Challenge::new();

/// # Safety
/// As `countersign.h` says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn cs_gate(
    policy: *const State,
    message: *const Request,
    verdict: i32,
    challenges: *const Text,
    count: usize,
    answer: *mut Answer,
    buffer: *mut u8,
    len: usize,
    error: *mut Error,
) -> i32 {
    // SAFETY: the caller keeps the promise of the header.
    unsafe {
        called(error, |caller| {
            write(caller, answer, || {
                let (policy, method, fields) = request(caller, policy, message)?;
                let texts = caller.array(challenges, count)?;
                let mut parsed = [None; MAX_CHALLENGES];
                let mut inputs = [Inputs::Bytes(&[]); MAX_CHALLENGES];
                for (line, text) in texts.iter().enumerate() {
                    let too_many = || Failure { line, ..Failure::new(E_TOO_MANY) };
                    let bytes = caller.bytes(*text)?;
                    let challenge =
                        Challenge::parse(bytes).map_err(|error| Failure { line, ..Failure::from(error) })?;
                    *parsed.get_mut(line).ok_or_else(too_many)? = Some(challenge);
                    *inputs.get_mut(line).ok_or_else(too_many)? = Inputs::Bytes(bytes);
                }
                let of_request = [Inputs::state(policy), Inputs::Bytes(method.as_bytes()), Inputs::Lines(fields)];
                caller.apart(buffer, len, &of_request)?;
                let buffer = caller.buffer(buffer, len, &inputs)?;

                let challenges: [&dyn FieldContent; MAX_CHALLENGES] = parsed.each_ref().map(|challenge| {
                    let challenge: &dyn FieldContent = match challenge {
                        Some(challenge) => challenge,
                        None => &NO_CHALLENGE,
                    };
                    challenge
                });
                let challenges = challenges.get(..count).unwrap_or_default();
                let verdict = match verdict {
                    ACCEPTED => Verdict::Accepted,
                    CHALLENGED if challenges.is_empty() => return Err(Failure::of(E_MISSING, "challenge")),
                    CHALLENGED => Verdict::Challenged,
                    FORBIDDEN => Verdict::Forbidden(challenges),
                    _ => return Err(Failure::new(E_NUMBER)),
                };
                let answer = Gate::new(policy, challenges).decide(method, fields, |_| verdict);
                let fields = || {
                    let set = answer.set().map(|(name, value)| (0, name, value));
                    set.chain(answer.append().map(|(name, value)| (1, name, value)))
                };
                Answer::new(answer.action(), fields, buffer)
            })
        })
    }
}
