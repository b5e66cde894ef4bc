//! botocore signs, and the crate verifies.

use std::sync::atomic::{AtomicUsize, Ordering};

use countersign_peers::outcome::rows;
use countersign_peers::{Judge, python};
use serde_json::{Value, json};

use crate::aws4::{KEY_ID, REGION, SECRET, refuses_all_changes, verify};

/// What the signature says of the body. The signer is a class, or a method of the client for S3, which has a path of the
/// bucket and the key. With `https`, it signs and frames the body as for TLS.
const OUTCOMES: &str = "
signer            | service     | method | target or key              | body   | more         | payload
SigV4Auth         | execute-api | GET    | /                          |        |              | Hash(..)
SigV4Auth         | execute-api | PUT    | /v1/a%20thing              | a body |              | Hash(..)
SigV4Auth         | execute-api | GET    | /a%2Fb/~c/%E1%88%B4        |        |              | Hash(..)
SigV4Auth         | execute-api | GET    | /a//b/./c/../d/            |        |              | Hash(..)
SigV4Auth         | execute-api | GET    | /../..//                   |        |              | Hash(..)
SigV4Auth         | execute-api | GET    | /?b=2&a=1&a=0&a-b=3        |        |              | Hash(..)
SigV4Auth         | execute-api | GET    | /?list&x=%2B&y=%20&z=      |        |              | Hash(..)
SigV4Auth         | execute-api | POST   | /things                    | a=1&b= | token        | Hash(..)
S3SigV4Auth       | s3          | GET    | /bucket/a//b/./c/../d      |        |              | Hash(..)
S3SigV4Auth       | s3          | PUT    | /bucket/a%20key%2B         | a body | token        | Hash(..)
S3SigV4Auth       | s3          | GET    | /bucket?versions&prefix=%2F |       |              | Hash(..)
SigV4QueryAuth    | execute-api | GET    | /                          |        |              | Hash(..)
SigV4QueryAuth    | execute-api | GET    | /a//b/../%E1%88%B4?c=d%2B  |        | token        | Hash(..)
S3SigV4QueryAuth  | s3          | GET    | /bucket/a//b%20c           |        |              | UNSIGNED-PAYLOAD
S3SigV4QueryAuth  | s3          | PUT    | /bucket/key?x=y&versions   | a body | token        | UNSIGNED-PAYLOAD
list_objects_v2   | s3          | GET    |                            |        |              | Hash(..)
get_object        | s3          | GET    | a key/with ünicode//+=&?#~ |        |              | Hash(..)
get_object        | s3          | GET    | key                        |        | token        | Hash(..)
put_object        | s3          | PUT    | key                        | a body |              | Hash(..)
put_object        | s3          | PUT    | key                        | a body | https        | STREAMING-UNSIGNED-PAYLOAD-TRAILER
put_object        | s3          | PUT    | ../key                     | a body | https, token | STREAMING-UNSIGNED-PAYLOAD-TRAILER
";

#[test]
fn botocore_signs() {
    let rows: Vec<_> = rows(OUTCOMES).collect();
    let services: Vec<_> = rows.iter().map(|row| row[1].to_owned()).collect();
    let asked = AtomicUsize::new(0);
    let server = Judge::start(move |request| verify(request, &services[asked.fetch_add(1, Ordering::SeqCst)], SECRET));
    let sent: Vec<_> = rows.iter().map(|row| task(&server, row)).collect();
    let task = json!({ "id": KEY_ID, "secret": SECRET, "region": REGION, "rows": sent });
    let statuses = python("tests/signing/botocore.py", &task);
    assert_eq!(statuses, json!(vec![200; rows.len()]));

    for (row, (request, sentence)) in rows.iter().zip(server.take()) {
        let (service, payload) = (row[1], row[6]);
        assert_eq!(sentence, Ok(payload.into()), "{row:?}");
        refuses_all_changes(&request, service, payload);
    }
}

fn task(server: &Judge, row: &[&str]) -> Value {
    let [signer, service, method, target, body, more, _] = row[..] else { panic!("{row:?}") };
    let is_client = !signer.contains("Auth");
    json!({
        "signer": signer,
        "service": service,
        "method": method,
        "url": server.url(if is_client { "" } else { target }),
        "key": target,
        "body": body,
        "token": more.contains("token").then_some("a+token/of=="),
        "tls": more.contains("https"),
    })
}
