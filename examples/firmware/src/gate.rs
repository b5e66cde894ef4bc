//! The part that decides: a request goes in, the status and the fields of the response come out.

use core::fmt::{self, Write};

use countersign::auth::Credentials;
use countersign::auth::basic::{self, UserPassIn};
use countersign::cors::policy::{Action, Policy};
use countersign::gate::{Gate, Verdict};
use countersign::{Encode, FieldContent, FieldsFn, LineError};

// A mistake in the policy does not compile.
const POLICY: Policy<'_> = Policy::for_origins(&["https://panel.example.com", "http://*.local:*"])
    .with_methods(&["PUT"])
    .with_request_headers(&["Authorization"])
    .with_response_headers(&["WWW-Authenticate"])
    .with_max_age(600)
    .in_const();

/// Writes the head of the response to a request. The application answers where the status is 200.
pub fn answer(block: &[u8], out: &mut impl Write) -> fmt::Result {
    let mut lines = [httparse::EMPTY_HEADER; 16];
    let mut request = httparse::Request::new(&mut lines);
    if !request.parse(block).is_ok_and(|status| status.is_complete()) {
        return out.write_str("HTTP/1.1 400 Bad Request\r\n\r\n");
    }

    // The adapter between `httparse` and the gate.
    let lines = &*request.headers;
    let fields = FieldsFn(|name: &'static str| {
        lines.iter().filter(move |line| line.name.eq_ignore_ascii_case(name)).map(|line| line.value)
    });

    let challenge = basic::Challenge::new("device").map_err(|_| fmt::Error)?;
    let challenges: [&dyn FieldContent; 1] = [&challenge];
    let answer = Gate::new(&POLICY, &challenges).decide(request.method.unwrap_or_default(), fields, judge);

    let status = match answer.action() {
        Action::Continue => 200,
        Action::Respond(status) => status,
    };
    write!(out, "HTTP/1.1 {status}\r\n")?;
    for (name, value) in answer.set().chain(answer.append()) {
        write!(out, "{name}: {}\r\n", value.display())?;
    }
    out.write_str("\r\n")
}

fn judge<'a>(credentials: Result<Option<Credentials<'_>>, LineError>) -> Verdict<'a> {
    let user_pass = credentials.ok().flatten().and_then(|credentials| UserPassIn::<64>::try_from(credentials).ok());
    match user_pass {
        Some(user_pass) if user_pass.credentials().matches("admin", "open sesame") => Verdict::Accepted,
        _ => Verdict::Challenged,
    }
}
