//! What real servers send, and how it is forgiven.

use countersign::auth::{AuthenticationInfo, Challenges, Credentials, Deviation, Params, Tolerance, tolerant};

use super::{points_into, written};

pub(crate) fn check(data: &[u8]) {
    challenges(data);
    credentials(data);
    info(data);
}

/// What is read by the letter is read here too, with the same result and nothing to forgive.
fn challenges(line: &[u8]) {
    let mut read = 0;
    for challenge in tolerant::challenges(line) {
        read += 1;
        assert!(read <= line.len(), "each has octets of its own");
        match challenge {
            Ok(challenge) => {
                let mut forgiven = Vec::new();
                challenge.deviations(|deviation, offset| forgiven.push((deviation, offset)));
                assert!(forgiven.iter().all(|(_, offset)| *offset <= line.len()));
                let wire = written(&challenge);
                let strict = Challenges::parse(&wire);
                if forgiven.iter().any(|(deviation, _)| *deviation == Deviation::RepeatedParam) {
                    assert!(strict.is_err(), "sent as it was, it is refused as it was");
                } else {
                    let strict = strict.expect("what was forgiven is sent by the letter").into_iter().next();
                    let strict = strict.expect("a challenge");
                    assert_eq!((strict.scheme(), strict.token68()), (challenge.scheme(), challenge.token68()));
                    are_same(strict.params(), challenge.params());
                }
            }
            Err(broken) => {
                points_into(line, broken.error());
                stands_in(line, broken.raw());
            }
        }
    }
    if let Ok(strict) = Challenges::parse(line) {
        assert_eq!(read, strict.len());
        for (strict, forgiven) in strict.into_iter().zip(tolerant::challenges(line)) {
            let forgiven = forgiven.expect("what is read by the letter is read");
            forgiven.deviations(|deviation, offset| panic!("{deviation:?} at {offset} in what is read by the letter"));
            assert_eq!((strict.scheme(), strict.token68()), (forgiven.scheme(), forgiven.token68()));
            are_same(strict.params(), forgiven.params());
        }
    }
}

fn credentials(value: &[u8]) {
    match (Credentials::parse(value), tolerant::credentials(value)) {
        (Ok(strict), Ok(forgiven)) => {
            assert_eq!((strict.scheme(), strict.token68()), (forgiven.scheme(), forgiven.token68()));
            are_same(strict.params(), forgiven.params());
        }
        (Ok(_), Err(broken)) => panic!("{broken:?}, in what is read by the letter"),
        (Err(_), Ok(forgiven)) => drop(written(&forgiven)),
        (Err(_), Err(broken)) => {
            points_into(value, broken.error());
            stands_in(value, broken.raw());
        }
    }
}

fn info(line: &[u8]) {
    match (AuthenticationInfo::parse(line), tolerant::info(line)) {
        (Ok(strict), Ok(forgiven)) => are_same(strict.params(), forgiven.params()),
        (Ok(_), Err(broken)) => panic!("{broken:?}, in what is read by the letter"),
        (Err(_), Ok(forgiven)) => drop(written(&forgiven)),
        (Err(_), Err(broken)) => {
            points_into(line, broken.error());
            stands_in(line, broken.raw());
        }
    }
}

fn are_same<T: Tolerance + Copy>(strict: Params<'_>, forgiven: Params<'_, T>) {
    assert!(strict.iter().eq(forgiven.iter()));
}

fn stands_in(line: &[u8], raw: &[u8]) {
    assert!(raw.is_empty() || line.windows(raw.len()).any(|octets| octets == raw));
}
