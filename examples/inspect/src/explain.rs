//! `--explain`: whether a browser lets a page read a response, as sentences or as JSON.

use std::fmt::{self, Write as _};

use countersign_explain::{
    Credentials, NoQuestion, Note, Outcome, PROFILES, Question, Stage, hops, malformed_status_lines, section,
};
use serde_json::{Map, Value as Json, json};

use crate::input::Broken;
use crate::json::{broken, printable};
use crate::report::Report;
use crate::value::Value;

/// The captures that are explained without input.
pub const CAPTURES: [&str; 2] = [
    "\
> OPTIONS /orders/7 HTTP/1.1
> Host: api.example.org
> Origin: https://shop.example
> Access-Control-Request-Method: PUT
> Access-Control-Request-Headers: authorization,content-type
>
< HTTP/1.1 401 Unauthorized
< WWW-Authenticate: Bearer realm=\"orders\"
<
",
    "\
> GET /orders HTTP/1.1
> Host: api.example.org
> Origin: https://shop.example
>
< HTTP/1.1 200 OK
< Access-Control-Allow-Origin: *
< Content-Type: application/json
< X-Total-Count: 7
<
",
];

/// How to continue.
pub const CLOSING: &str = "To explain an exchange of your own: curl -sv -H 'Origin: https://shop.example' URL 2>&1 | inspect --explain\n\
    In a clone of the repository, write cargo run -p inspect -- --explain in place of inspect --explain.";

/// Explains each request of a capture. Returns `None` if the capture has no request. The report fails if a browser blocks
/// a request, or its response, in all modes.
#[must_use]
pub fn add(report: &mut Report, capture: &[u8], modes: &[Credentials]) -> Option<fmt::Result> {
    for (number, offset) in malformed_status_lines(capture) {
        report.fail();
        let line = if report.is_json() {
            printable(&broken(&Broken { number, expected: "status-line", offset })) + "\n"
        } else {
            format!("Line {number} is not a status line: a status has three digits. This response is not read.\n")
        };
        if let error @ Err(_) = report.add_text(&line) {
            return Some(error);
        }
    }
    let mut added = None;
    for hop in hops(capture) {
        let question = hop.question();
        let is_blocked = match &question {
            Ok(question) => PROFILES.iter().any(|(_, profile)| {
                modes.iter().all(|mode| question.outcome(profile, *mode).is_readable() == Some(false))
            }),
            Err(NoQuestion::OwnRedirect { outcomes, .. }) => {
                outcomes.iter().any(|outcome| Outcome::from(*outcome).is_readable() == Some(false))
            }
            Err(NoQuestion::Embedded(embed)) => embed.is_usable() == Some(false),
            Err(_) => false,
        };
        if is_blocked {
            report.fail();
        }
        let text = text(&question, modes);
        let line = if report.is_json() { printable(&json(&question, modes, &text)) + "\n" } else { text };
        added = Some(report.add_text(&line));
    }
    added
}

fn text(question: &Result<Question<'_>, NoQuestion<'_>>, modes: &[Credentials]) -> String {
    let mut text = String::new();
    let written = match question {
        Ok(question) => question.write(modes, &mut text),
        Err(none) => writeln!(text, "{none}"),
    };
    written.expect("writing to a String does not fail");
    text
}

fn json(question: &Result<Question<'_>, NoQuestion<'_>>, modes: &[Credentials], text: &str) -> Json {
    let question = match question {
        Ok(question) => question,
        Err(none) => {
            let mut object = json!({ "cors": false, "kind": none.kind(), "text": text.trim_end() });
            if let NoQuestion::Embedded(embed) = none {
                object["usable"] = embed.is_usable().into();
            }
            return object;
        }
    };
    let hop = question.hop();
    let pair = hop.actual().or(hop.preflight());
    let status = |stage| {
        let pair = if stage == Stage::Preflight { hop.preflight() } else { hop.actual() };
        pair.and_then(|pair| pair.response).map(|response| response.status())
    };
    let notes = question.notes().map(|note| json!({ "kind": note.kind(), "text": note.to_string() }));
    let target = pair.map(|pair| Value::new(pair.request.target()).for_json(false));
    json!({
        "cors": true,
        "origin": question.origin().to_string(),
        "sent_origin": question.request_origin().to_string(),
        "method": question.method().as_str(),
        "target": target,
        "preflight": status(Stage::Preflight),
        "status": status(Stage::Response),
        "verdicts": modes.iter().flat_map(|mode| verdicts(question, *mode)).collect::<Vec<_>>(),
        "notes": notes.collect::<Vec<_>>(),
        "unseen": question.notes().filter(Note::is_unseen).map(|note| note.kind()).collect::<Vec<_>>(),
        "text": text.trim_end(),
    })
}

/// Returns one object for each outcome.
fn verdicts(question: &Question<'_>, mode: Credentials) -> Vec<Json> {
    let outcomes = PROFILES.map(|(_, profile)| question.outcome(&profile, mode));
    let is_first = |at: usize| !outcomes[..at].iter().any(|before| before.is_like(&outcomes[at]));
    let verdict = |at: usize| {
        let outcome = &outcomes[at];
        let like = PROFILES.iter().zip(&outcomes).filter(|(_, other)| other.is_like(outcome));
        let mut verdict = Map::from_iter([
            ("credentials".to_owned(), names(mode)),
            ("profiles".to_owned(), like.map(|((name, _), _)| Json::from(*name)).collect()),
            ("readable".to_owned(), outcome.is_readable().into()),
            ("outcome".to_owned(), kind(outcome).into()),
        ]);
        if let Outcome::Refused(stage, refusal) = outcome {
            let mut why = String::new();
            question.write_why(*stage, refusal, &mut why).expect("writing to a String does not fail");
            let (number, url) = section(refusal.step());
            let wanted = question.wanting(*stage, &PROFILES[at].1, mode).map(|wanting| {
                let name = wanting.field.unwrap_or("status");
                json!([name, Value::new(wanting.value.as_bytes()).for_json(false)])
            });
            verdict.extend([
                ("stage".to_owned(), if *stage == Stage::Preflight { "preflight" } else { "response" }.into()),
                ("algorithm".to_owned(), refusal.step().algorithm().into()),
                ("step".to_owned(), refusal.step().number().into()),
                ("section".to_owned(), number.into()),
                ("url".to_owned(), url.into()),
                ("field".to_owned(), refusal.field().into()),
                ("why".to_owned(), why.into()),
                ("wanted".to_owned(), wanted.collect()),
            ]);
        }
        if let Outcome::Unfollowed(barrier) = outcome {
            verdict.insert("why".to_owned(), barrier.to_string().into());
        }
        if outcome.is_readable() == Some(true) {
            let (seen, hidden): (Vec<_>, Vec<_>) = question.fields(mode).partition(|(_, is_seen)| *is_seen);
            for (name, fields) in [("visible", seen), ("hidden", hidden)] {
                verdict.insert(name.to_owned(), fields.iter().map(|(name, _)| Json::from(name.as_str())).collect());
            }
        }
        Json::from(verdict)
    };
    (0..PROFILES.len()).filter(|at| is_first(*at)).map(verdict).collect()
}

fn names(mode: Credentials) -> Json {
    match mode {
        Credentials::Omit => json!(["omit", "same-origin"]),
        Credentials::Include => json!(["include"]),
    }
}

const fn kind(outcome: &Outcome<'_>) -> &'static str {
    match outcome {
        Outcome::Readable => "readable",
        Outcome::Sent => "sent",
        Outcome::Followed => "followed",
        Outcome::Unfollowed(_) => "unfollowed",
        Outcome::Unreached => "unreached",
        Outcome::Unseen(_) => "unseen",
        Outcome::Unanswered(_) => "unanswered",
        Outcome::Refused(..) => "refused",
    }
}
