//! curl signs with `--aws-sigv4`, and the crate verifies.

use countersign_peers::Judge;
use countersign_peers::clients::{curl, curl_version};
use countersign_peers::outcome::rows;

use crate::aws4::{KEY_ID, REGION, SECRET, refuses_all_changes, verify};

/// The payload that curl declares, which is a field that it must be given for S3.
const EMPTY: &str = "x-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const OF_BODY: &str = "x-amz-content-sha256: 771824de42287642fa0fbe0b568b80cc3290e29b7d3cd6efbc7b1b8eb1037b04";
const UNSIGNED: &str = "x-amz-content-sha256: UNSIGNED-PAYLOAD";

/// What the signature says of the body, or why it is refused. The body is that of a PUT request; without one, the request is
/// a GET.
///
/// - For S3, curl 7.88 sends the field that declares the payload only if it is given.
/// - It signs the path and the query as they are: unsorted, and without an equals sign where it sends none. It encodes nothing
///   in them, not even once more for services other than S3.
const OUTCOMES: &str = "
service     | target                  | body   | field    | outcome
s3          | /                       |        | empty    | Hash(..)
s3          | /bucket/key             | a body | of body  | Hash(..)
s3          | /bucket/key             | a body | unsigned | UNSIGNED-PAYLOAD
s3          | /bucket/key             | a body | empty    | another body
s3          | /bucket/key             | a body |          | no payload in 7.88
s3          | /bucket?a=1&list-type=2 |        | empty    | Hash(..)
s3          | /bucket/?b=1&a=2        |        | empty    | wrong signature in 7.88
s3          | /bucket?list            |        | empty    | wrong signature in 7.88
s3          | /bucket?a=%2F           |        | empty    | Hash(..)
s3          | /bucket?a=/             |        | empty    | wrong signature in 7.88
s3          | /bucket/a%20key         |        | empty    | Hash(..)
s3          | /bucket/a=key           |        | empty    | wrong signature in 7.88
execute-api | /                       |        |          | Hash(..)
execute-api | /v1/things?a=b          | a body |          | Hash(..)
execute-api | /v1/things              |        | token    | Hash(..)
execute-api | /a%20thing              |        |          | wrong signature in 7.88
";

#[test]
fn curl_signs() {
    for row in rows(OUTCOMES) {
        let [service, target, body, field, expected] = row[..] else { panic!("{row:?}") };
        let of_service = service.to_owned();
        let server = Judge::start(move |request| verify(request, &of_service, SECRET));
        let (provider, user) = (format!("aws:amz:{REGION}:{service}"), format!("{KEY_ID}:{SECRET}"));
        let mut args = vec!["--aws-sigv4", &provider, "-u", &user];
        match field {
            "empty" => args.extend(["-H", EMPTY]),
            "of body" => args.extend(["-H", OF_BODY]),
            "unsigned" => args.extend(["-H", UNSIGNED]),
            "token" => args.extend(["-H", "X-Amz-Security-Token: a+token/of=="]),
            _ => {}
        }
        if !body.is_empty() {
            args.extend(["-X", "PUT", "--data-binary", body]);
        }
        let answers = curl(&args, &[server.url(target)]);
        let (request, sentence) = server.take().pop().expect("curl sent a request");
        assert_eq!(answers, [Ok(if sentence.is_ok() { 200 } else { 403 })], "{row:?}");
        match sentence {
            Ok(payload) => {
                assert_eq!(payload, installed(expected), "{row:?}");
                refuses_all_changes(&request, service, &payload);
            }
            Err(refusal) => assert_eq!(outcome(&refusal), installed(expected), "{row:?}"),
        }
    }
}

/// Returns the outcome for the installed version of curl. The faults are those of the version of Debian 12.
fn installed(cell: &str) -> &str {
    match cell.strip_suffix(" in 7.88") {
        Some(_) if curl_version() > (7, 88) => "Hash(..)",
        Some(fault) => fault,
        None => cell,
    }
}

fn outcome(refusal: &str) -> &str {
    match refusal {
        "the signature is wrong, or no such key exists" => "wrong signature",
        "x-amz-content-sha256 is absent, repeated or malformed" => "no payload",
        "the body has another hash than the request says" => "another body",
        other => other,
    }
}
