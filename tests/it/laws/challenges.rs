//! Challenges, RFC 9110 §11.6.1.

use countersign::FieldsFn;
use countersign::auth::{self, Challenge, Challenges, Credentials, Event, Events};

use super::parts::{Parts, agreed};
use super::{lines, oracle, reader, written};

pub(crate) fn check(data: &[u8]) {
    received(data);
    of_lines(data);
    if let Some(parts) = Parts::of(data) {
        built(&parts);
    }
    with_token68(data);
}

fn received(line: &[u8]) {
    let events = Events::challenges(line);
    reader::check(events, line, true);
    let challenges = match Challenges::parse(line) {
        Ok(challenges) => challenges,
        Err(error) => {
            let expected = reader::first_error(events);
            return assert_eq!(expected, Some((error.kind(), error.offset())));
        }
    };
    assert_eq!(reader::first_error(events), None);
    let schemes = events.filter(|event| matches!(event, Ok((_, Event::Scheme(_)))));
    assert_eq!(challenges.len(), schemes.count());
    assert_eq!(challenges.iter().count(), challenges.len(), "an iterator over checked bytes reaches the end");
    assert_eq!(challenges.is_empty(), challenges.iter().next().is_none());

    reads_back!(Challenges, challenges);
    challenges.into_iter().for_each(one);
}

/// Asserts that the challenge is parsed as the same challenge when it is alone, and that credentials have the same grammar.
fn one(challenge: Challenge<'_>) {
    let wire = written(&challenge);
    let alone = Challenges::parse(&wire).expect("what is written can be parsed");
    assert!(alone.into_iter().eq([challenge]));

    let credentials = Credentials::parse(&wire).expect("the grammars are the same");
    assert_eq!(credentials.scheme().as_bytes(), challenge.scheme().as_bytes());
    assert_eq!(credentials.token68(), challenge.token68());
    assert_eq!(credentials.params(), challenge.params());
    assert!(challenge.token68().is_none() || challenge.params().is_empty());
    for param in challenge.params() {
        assert_eq!(challenge.get(&param.name().as_str().to_ascii_uppercase()), Some(param.value()));
    }
}

/// Asserts that the challenges of all lines are those of each line, and that the error is that of the first invalid line.
fn of_lines(data: &[u8]) {
    let fields = FieldsFn(|_| lines(data));
    let each: Vec<_> = lines(data).map(Challenges::parse).collect();
    match auth::www_authenticate(fields) {
        Ok(all) => {
            let each = each.into_iter().flat_map(|line| line.expect("all lines were checked"));
            assert!(all.expect("there is a line").iter().eq(each));
        }
        Err(error) => {
            assert_eq!(each.iter().position(Result::is_err), Some(error.line()));
            assert_eq!(each[error.line()], Err(error.error()));
        }
    }
}

fn built(parts: &Parts<'_>) {
    let Some(challenge) = agreed(Challenge::new(parts.scheme, &parts.params), parts.fault()) else {
        return;
    };
    assert!(challenge.params().iter().eq(parts.params.iter().copied()));
    one(challenge);
    let wire = written(&challenge);
    let read = Challenges::parse(&wire).expect("what is written can be parsed");
    read.into_iter().for_each(|challenge| parts.are(challenge.params()));
}

fn with_token68(bytes: &[u8]) {
    if let Some(challenge) = agreed(Challenge::with_token68("Newauth", bytes), oracle::token68(bytes)) {
        assert_eq!(challenge.token68().map(|token68| token68.as_bytes()), Some(bytes));
        one(challenge);
    }
}
