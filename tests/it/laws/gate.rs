//! A gate decides the preflight first, and then authentication.

use std::cell::Cell;

use countersign::auth::{Challenge, authorization};
use countersign::cors::policy::{Action, Kind, Policy};
use countersign::gate::{Answer, Gate, Step, Value, Verdict};
use countersign::{FieldContent, Fields};

use super::written;

const POLICIES: [Policy<'_>; 4] = [
    Policy::for_origins(&["https://a.example", "https://*.b.example:*"])
        .with_credentials()
        .with_methods(&["PUT", "PATCH"])
        .with_request_headers(&["Authorization", "x-a"])
        .with_response_headers(&["WWW-Authenticate"])
        .with_max_age(600)
        .in_const(),
    Policy::for_origins(&["*"]).with_methods(&["*"]).with_request_headers(&["*", "Authorization"]).in_const(),
    Policy::for_static_origin("https://a.example").in_const(),
    Policy::for_nobody().with_methods(&["PUT"]).with_vary_on_options().in_const(),
];

/// The first line is the method of a request, and the other lines are its fields.
pub(crate) fn check(data: &[u8]) {
    let mut lines = data.split(|byte| *byte == b'\n');
    let method = lines.next().and_then(|line| std::str::from_utf8(line).ok()).unwrap_or("OPTIONS");
    let request: Vec<(&[u8], &[u8])> = lines
        .filter_map(|line| line.iter().position(|byte| *byte == b':').map(|colon| (&line[..colon], &line[colon + 1..])))
        .collect();
    let challenge = Challenge::new("Basic", &[]).expect("a challenge");
    let challenges: [&dyn FieldContent; 1] = [&challenge];
    for policy in &POLICIES {
        for verdict in [Verdict::Accepted, Verdict::Challenged, Verdict::Rechallenged(&[]), Verdict::Forbidden(&[])] {
            judged(&Gate::new(policy, &challenges), policy, method, &request[..], verdict, 1);
            judged(&Gate::new(policy, &[]), policy, method, &request[..], verdict, 0);
        }
    }
}

/// `of_gate` is the number of the gate's challenges.
fn judged<'a, F: Fields<'a>>(
    gate: &Gate<'a>,
    policy: &'a Policy<'a>,
    method: &str,
    request: F,
    verdict: Verdict<'a>,
    of_gate: usize,
) {
    let asked = Cell::new(0);
    let answer = gate.decide(method, request, |credentials| {
        asked.set(asked.get() + 1);
        assert_eq!(credentials.is_ok(), authorization(request).is_ok());
        verdict
    });
    let in_two_steps = match gate.begin(method, request) {
        Step::Answer(answer) => answer,
        Step::Judge(pending) => pending.answer(verdict),
    };
    assert_eq!((in_two_steps.action(), fields(&in_two_steps)), (answer.action(), fields(&answer)));
    for is_allowed in [false, true] {
        let answer = gate.decide_with(method, request, |_| is_allowed, |_| verdict);
        let in_two_steps = match gate.begin_with(method, request, |_| is_allowed) {
            Step::Answer(answer) => answer,
            Step::Judge(pending) => pending.answer(verdict),
        };
        assert_eq!((in_two_steps.action(), fields(&in_two_steps)), (answer.action(), fields(&answer)));
        let decision = policy.decide_with(method, request, |_| is_allowed);
        let cors = decision.set().chain(decision.append()).map(|(name, value)| (name, written(&value)));
        let answered = fields(&answer).into_iter().filter(|(name, _)| *name != "WWW-Authenticate");
        assert!(cors.eq(answered), "the fields of the policy");
        assert_eq!(answer.decision().refusal(), decision.refusal());
    }
    let decision = policy.decide(method, request);
    let is_preflight = decision.kind() == Kind::Preflight;
    assert_eq!(asked.get(), u8::from(!is_preflight), "the gate asks for a verdict, except on a preflight");
    let action = match verdict {
        _ if is_preflight => decision.action(),
        Verdict::Accepted => Action::Continue,
        Verdict::Challenged if of_gate > 0 => Action::Respond(401),
        // No verdict of this law has challenges of its own, and a 401 has one.
        Verdict::Challenged | Verdict::Rechallenged(_) | Verdict::Forbidden(_) => Action::Respond(403),
    };
    assert_eq!(answer.action(), action);
    let offers = !is_preflight && matches!(verdict, Verdict::Challenged);
    assert_eq!(answer.challenges().len(), if offers { of_gate } else { 0 });
    let decided = decision.set().chain(decision.append()).map(|(name, value)| (name, written(&value)));
    let challenges =
        answer.challenges().iter().map(|challenge| ("WWW-Authenticate", written(&Value::Challenge(*challenge))));
    assert!(decided.chain(challenges).eq(fields(&answer)), "the fields of the policy, then the challenges");
}

fn fields(answer: &Answer<'_>) -> Vec<(&'static str, Vec<u8>)> {
    answer.set().chain(answer.append()).map(|(name, value)| (name, written(&value))).collect()
}
