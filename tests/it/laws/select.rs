//! Which challenge a client answers.

use std::cmp::Reverse;

use countersign::auth::digest::RustCrypto;
use countersign::auth::select::{Skipped, browsers, strongest};
use countersign::auth::tolerant;

pub(crate) fn check(line: &[u8]) {
    let challenges = || tolerant::challenges(line).filter_map(Result::ok);
    let ranks: Vec<_> = challenges().map(|challenge| browsers(RustCrypto, &challenge)).collect();
    let selection = strongest(challenges, |challenge| browsers(RustCrypto, challenge));

    // The sort is stable: of equal ranks, the one that was sent first stays first.
    let mut order: Vec<usize> = (0..ranks.len()).filter(|index| ranks[*index].is_ok()).collect();
    order.sort_by_key(|index| Reverse(ranks[*index].ok()));
    let best = order.first().copied();

    assert_eq!(selection.chosen(), best.and_then(|index| challenges().nth(index)));
    let expected = ranks.iter().enumerate().map(|(index, rank)| match rank {
        Ok(_) if best == Some(index) => Ok(()),
        Ok(_) => Err(Skipped::Weaker),
        Err(reason) => Err(*reason),
    });
    assert!(selection.verdicts().map(|(_, verdict)| verdict).eq(expected));
}
