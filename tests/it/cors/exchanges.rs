//! The laws of the browser's side and of its cache, over requests and answers that allow them or nearly do.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::laws;

/// Requests, each with an answer that allows it or nearly does.
fn exchanges() -> impl Strategy<Value = Vec<u8>> {
    const ORIGIN: &str = "https://a.example";
    let one = |of: &'static [&'static str]| prop::sample::select(of);
    let method = || one(&["GET", "HEAD", "POST", "PUT", "put", "PATCH", "*"]);
    let options = one(&["", "", "i", "o", "p", "ip", "x", "ix", "l", "lb", "c", "f", "w", "ic", "if"]);
    let place = one(&["https://a.example /r", "https://a.example /s", "https://b.example /r", "null /r"]);
    let head = (method(), options, one(&["204", "200", "403"]), one(&["0", "1", "4", "60"]), place).prop_map(
        |(method, options, status, seconds, place)| format!("!{method} {options} {status} {seconds} {place}"),
    );
    let asked = one(&[
        ">X-A: 1",
        ">x-b:",
        ">Authorization: a",
        ">DPR: 1.5",
        ">Save-Data: on",
        ">Accept: a(",
        ">accept: b",
        ">Accept: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        ">Range: bytes=0-",
        ">Range: Bytes=+0-\x0B9",
        ">Range: bytes=9223372036854775807-18446744073709551616",
        ">Content-Type: text/plain;a",
        ">content-type: text/plain x;y;",
        ">Content-Type: text/plain;a=b,c",
        ">User-Agent: a",
        ">Intervention: (",
    ]);
    let origin = one(&["*", ORIGIN, ORIGIN, ORIGIN, "null", "https://a.example/", "", "https://b.example"])
        .prop_map(|origin| format!("<Access-Control-Allow-Origin: {origin}"));
    let others = one(&[
        "<Access-Control-Allow-Credentials: true",
        "<access-control-allow-credentials: true",
        "<Access-Control-Allow-Credentials: True",
        "<Access-Control-Allow-Credentials:",
        "<Access-Control-Allow-Methods: *",
        "<Access-Control-Allow-Methods: PUT, patch",
        "<Access-Control-Allow-Methods: *, HEAD",
        "<Access-Control-Allow-Methods: ,PATCH,,put",
        "<Access-Control-Allow-Methods:",
        "<Access-Control-Allow-Methods: PUT PATCH",
        "<Access-Control-Allow-Headers: *",
        "<Access-Control-Allow-Headers: *, x-a",
        "<Access-Control-Allow-Headers: x-a, X-B",
        "<Access-Control-Allow-Headers: authorization,dpr,save-data,accept",
        "<Access-Control-Allow-Headers: x-a, (",
        "<Access-Control-Expose-Headers: *",
        "<Access-Control-Expose-Headers: x-a, set-cookie",
        "<X-A: 1",
        "<Set-Cookie: a=b",
        "<Access-Control-Max-Age: 5",
        "<Access-Control-Max-Age: 60",
        "<Access-Control-Max-Age: 0",
        "<Access-Control-Max-Age: -1",
        "<Access-Control-Max-Age: +60",
        "<Access-Control-Max-Age: x",
        "https://a.example",
        "https://c.example:8443",
        "null",
    ]);
    let exchange =
        (head, vec(asked, 0..4), vec(origin, 0..3), vec(others, 0..8)).prop_map(|(head, asked, origin, others)| {
            let lines = asked.into_iter().chain(others).map(str::to_owned).chain(origin);
            [vec![head], lines.collect()].concat().join("\n")
        });
    vec(exchange, 1..8).prop_map(|exchanges| exchanges.join("\n").into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn exchanges_keep_the_laws(data in exchanges()) {
        for module in ["cors_browser", "cors_cache"] {
            laws::check(module, &data);
        }
    }
}
