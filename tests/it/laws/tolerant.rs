//! The tolerant parser: what it accepts, and how it reports deviations.

use countersign::auth::{AuthenticationInfo, Challenges, Credentials, Deviation, Params, Tolerance, tolerant};

use super::{deviant, points_into, typed, written};

pub(crate) fn check(data: &[u8]) {
    challenges(data);
    credentials(data);
    info(data);
    deviant::check(data);
    typed::challenges(data);
    typed::credentials(data);
}

/// Asserts that valid input is parsed with the same result as by the strict parser and without a deviation, and that a
/// tolerated challenge is written as the standard says.
fn challenges(line: &[u8]) {
    let mut read = 0;
    for challenge in tolerant::challenges(line) {
        read += 1;
        assert!(read <= line.len(), "no challenge is empty");
        match challenge {
            Ok(challenge) => {
                let mut deviations = Vec::new();
                challenge.deviations(|deviation, offset| deviations.push((deviation, offset)));
                assert!(deviations.iter().all(|(_, offset)| *offset <= line.len()));
                assert!(deviations.is_sorted_by_key(|(_, offset)| *offset), "deviations are reported in order");
                let wire = written(&challenge);
                let strict = Challenges::parse(&wire);
                let as_received = [Deviation::RepeatedParam, Deviation::BareToken];
                if deviations.iter().any(|(deviation, _)| as_received.contains(deviation)) {
                    assert!(
                        strict.is_err(),
                        "a repeated parameter or a bare token is written as it was received, so the strict parser rejects it"
                    );
                } else {
                    let strict =
                        strict.expect("a tolerated challenge is written as the standard says").into_iter().next();
                    let strict = strict.expect("a challenge");
                    assert_eq!((strict.scheme(), strict.token68()), (challenge.scheme(), challenge.token68()));
                    are_same(strict.params(), challenge.params());
                }
            }
            Err(broken) => {
                points_into(line, broken.error());
                is_within(line, broken.raw());
            }
        }
    }
    if let Ok(strict) = Challenges::parse(line) {
        assert_eq!(read, strict.len());
        for (strict, tolerant) in strict.into_iter().zip(tolerant::challenges(line)) {
            let tolerant = tolerant.expect("valid input is parsed");
            tolerant.deviations(|deviation, offset| panic!("{deviation:?} at {offset} of valid input"));
            assert_eq!((strict.scheme(), strict.token68()), (tolerant.scheme(), tolerant.token68()));
            are_same(strict.params(), tolerant.params());
        }
    }
}

fn credentials(value: &[u8]) {
    match (Credentials::parse(value), tolerant::credentials(value)) {
        (Ok(strict), Ok(tolerant)) => {
            assert_eq!((strict.scheme(), strict.token68()), (tolerant.scheme(), tolerant.token68()));
            are_same(strict.params(), tolerant.params());
        }
        (Ok(_), Err(broken)) => panic!("{broken:?}, in valid input"),
        (Err(_), Ok(tolerant)) => drop(written(&tolerant)),
        (Err(_), Err(broken)) => {
            points_into(value, broken.error());
            is_within(value, broken.raw());
        }
    }
}

fn info(line: &[u8]) {
    match (AuthenticationInfo::parse(line), tolerant::info(line)) {
        (Ok(strict), Ok(tolerant)) => are_same(strict.params(), tolerant.params()),
        (Ok(_), Err(broken)) => panic!("{broken:?}, in valid input"),
        (Err(_), Ok(tolerant)) => drop(written(&tolerant)),
        (Err(_), Err(broken)) => {
            points_into(line, broken.error());
            is_within(line, broken.raw());
        }
    }
}

fn are_same<T: Tolerance + Copy>(strict: Params<'_>, tolerant: Params<'_, T>) {
    assert!(strict.iter().eq(tolerant.iter()));
}

fn is_within(line: &[u8], raw: &[u8]) {
    assert!(raw.is_empty() || line.windows(raw.len()).any(|bytes| bytes == raw));
}
