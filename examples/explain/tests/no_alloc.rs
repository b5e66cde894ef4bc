//! Explaining does not allocate.

use std::fmt;

use countersign_explain::{Credentials, hops};

/// Discards its output.
struct Discard;

impl fmt::Write for Discard {
    fn write_str(&mut self, _: &str) -> fmt::Result {
        Ok(())
    }
}

#[test]
fn explaining_allocates_nothing() {
    const CAPTURE: &[u8] = b"> OPTIONS /a HTTP/2\n> Host: b\n> Origin: https://a\n> Access-Control-Request-Method: PUT\n\
        > Access-Control-Request-Headers: x-a\n>\n< HTTP/2 401\n<\n> PUT /a HTTP/2\n> Origin: https://a\n> X-A: 1\n> X-B: 2\n\
        >\n< HTTP/2 307\n< Access-Control-Allow-Origin: https://a\n< Location: ../d?e\n<\n> PUT /d?e HTTP/2\n> Host: b\n\
        > Origin: https://a\n>\n< HTTP/2 200\n< Access-Control-Allow-Origin: https://a/\n<\n> GET / HTTP/2\n>\n";
    let counted = allocation_counter::measure(|| {
        for hop in hops(CAPTURE) {
            if let Ok(question) = hop.question() {
                question.write(&Credentials::BOTH, &mut Discard).unwrap();
            }
        }
    });
    assert_eq!(counted.count_total, 0);
}
