//! The UMA scheme.

use countersign::ValueErrorKind;
use countersign::auth::uma::Challenge;

use super::parts::agreed;
use super::{lines, oracle, schemes, written};

pub(crate) fn check(data: &[u8]) {
    schemes::challenge(
        data,
        |value| Challenge::parse(value).map(|challenge| reads_back!(Challenge, challenge)),
        |generic| {
            let typed = Challenge::try_from(generic)?;
            let kept = [typed.realm(), typed.as_uri(), typed.error(), typed.ticket()];
            assert_eq!(kept, ["realm", "as_uri", "error", "ticket"].map(|name| generic.get(name)));
            let count = kept.into_iter().flatten().count() + typed.other_params().count();
            assert_eq!(count, generic.params().iter().count(), "nothing is lost");
            Ok(reads_back!(Challenge, typed))
        },
    );
    built(data);
}

/// Builds a challenge. Each line is one part.
fn built(data: &[u8]) {
    let mut parts = lines(data).chain([&b""[..]; 3]);
    let [as_uri, ticket, realm] = [(); 3].map(|()| parts.next().expect("there is a line"));
    let Ok(as_uri) = core::str::from_utf8(as_uri) else {
        return;
    };
    let fault = oracle::stray("as_uri", as_uri.as_bytes(), |byte| byte.is_ascii_graphic())
        .or_else(|| as_uri.is_empty().then_some(("as_uri", ValueErrorKind::Empty, 0)))
        .or_else(|| ticket.is_empty().then_some(("ticket", ValueErrorKind::Empty, 0)))
        .or_else(|| oracle::text("ticket", ticket));
    let Some(challenge) = agreed(Challenge::new(as_uri, ticket), fault) else {
        return;
    };
    reads_back!(Challenge, challenge);
    if let Some(challenge) = agreed(challenge.with_realm(realm), oracle::text("realm", realm)) {
        reads_back!(Challenge, challenge);
    }
    if let Some(challenge) = agreed(challenge.with_error(as_uri), None) {
        reads_back!(Challenge, challenge);
    }
}
