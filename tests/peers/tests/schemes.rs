//! The other schemes of curl, and the ways in which it sends a body.

use std::sync::{Arc, Mutex};

use countersign::auth::{Challenge, Credentials, Deviation, aws4, bearer, ntlm, tolerant};
use countersign::{ErrorKind, Rule};
use countersign_peers::clients::curl;
use countersign_peers::{Guard, Message, Origin, PAGE, PASSWORD, Realm, USER, Verdict, wire};

const TOKEN: &str = "mF_9.B5f-4.1JqM";

/// Runs curl with a server that answers with `answer`. Returns the status and the values of the Authorization lines.
fn credentials(args: &[&str], answer: fn(&Message) -> Message) -> (u16, Vec<Vec<u8>>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let lines = Arc::clone(&seen);
    let server = Origin::start(move |request| {
        let mut lines = lines.lock().expect("no thread panics with the lock");
        lines.extend(request.field("Authorization").map(<[u8]>::to_vec));
        answer(request)
    });
    let user = format!("{USER}:{PASSWORD}");
    let answers = curl(&[&["-u", &user], args].concat(), &[server.url("/dir/page?a=b")]);
    let status = answers[0].clone().expect("curl reports the status");
    drop(server);
    (status, seen.lock().expect("no thread panics with the lock").clone())
}

fn page(_: &Message) -> Message {
    Message::response(200).with_body(PAGE)
}

fn bearer_page(request: &Message) -> Message {
    let challenge = bearer::Challenge::new().with_realm("staff").expect("the value can be sent");
    let is_right = |line: &[u8]| bearer::Credentials::parse(line).expect("the field is well-formed").matches(TOKEN);
    let (status, challenge) = match request.field("Authorization").map(is_right) {
        Some(true) => return page(request),
        Some(false) => (401, challenge.with_error(bearer::ErrorCode::InvalidToken)),
        None => (401, challenge),
    };
    Message::response(status).with_field("WWW-Authenticate", wire(&challenge)).with_body("out\n")
}

#[test]
fn curl_sends_a_bearer_token() {
    for (token, expected) in [(TOKEN, 200), ("mF_9.B5f-4.1JqN", 401), ("a+b/c~d==", 401)] {
        let (status, lines) = credentials(&["--oauth2-bearer", token], bearer_page);
        assert_eq!(status, expected, "{token}");
        assert_eq!(lines, [format!("Bearer {token}").into_bytes()]);
    }
}

/// The message of the server in the NTLM handshake. Its challenge is the eight bytes 1 to 8.
const NTLM_CHALLENGE: &[u8] = b"TlRMTVNTUAACAAAAAAAAADAAAAABggAAAQIDBAUGBwgAAAAAAAAAAAAAAAAwAAAA";

fn handshake(request: &Message) -> Message {
    let line = request.field("Authorization").expect("curl starts the handshake");
    let token68 = Credentials::parse(line).expect("the field is well-formed").token68().expect("NTLM has a token68");
    if token68.as_str().starts_with("TlRMTVNTUAADAAAA") {
        return page(request);
    }
    let challenge = Challenge::with_token68("NTLM", NTLM_CHALLENGE).expect("the value can be sent");
    Message::response(401).with_field("WWW-Authenticate", wire(&challenge)).with_body("out\n")
}

/// The messages begin with `NTLMSSP`, a NUL, and a number in four bytes.
#[test]
fn an_ntlm_handshake_has_a_token68_each_way() {
    let (status, lines) = credentials(&["--ntlm"], handshake);
    assert_eq!(status, 200);
    let tokens: Vec<_> = lines.iter().map(|line| Credentials::parse(line).expect("the field is well-formed")).collect();
    assert!(tokens.iter().all(|credentials| credentials.scheme().is("NTLM")));
    let types = tokens.iter().map(|credentials| credentials.token68().expect("NTLM has one").as_str().get(..16));
    assert!(types.eq([Some("TlRMTVNTUAABAAAA"), Some("TlRMTVNTUAADAAAA")]));
    let kinds =
        lines.iter().map(|line| ntlm::Credentials::parse(line).expect("they are of NTLM").message().message_type());
    assert!(kinds.eq([Some(ntlm::MessageType::Negotiate), Some(ntlm::MessageType::Authenticate)]));
}

/// AWS writes values that are not tokens without quotes. The strict parser rejects the first at its slash, the tolerant
/// parser reads all three, and `aws4` reads their parts.
#[test]
fn an_aws_signature_has_bare_values() {
    let (status, lines) = credentials(&["--aws-sigv4", "aws:amz:us-east-1:s3"], page);
    let line = lines.first().expect("curl signs");
    assert_eq!((status, lines.len()), (200, 1));
    let error = Credentials::parse(line).expect_err("it is malformed");
    let slash = "AWS4-HMAC-SHA256 Credential=Mufasa".len();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(Rule::Comma), slash));

    let credentials = tolerant::credentials(line).expect("the tolerant parser accepts them");
    let mut forgiven = Vec::new();
    credentials.deviations(|deviation, _| forgiven.push(deviation));
    assert_eq!(forgiven, [Deviation::BareValue; 2]);
    let params: Vec<_> = credentials.params().iter().map(|param| (param.name().as_str(), param.value())).collect();
    let [("Credential", credential), ("SignedHeaders", headers), ("Signature", signature)] = params[..] else {
        panic!("{params:?}");
    };
    assert!(credential.as_str().is_some_and(|text| text.ends_with("/us-east-1/s3/aws4_request")));
    assert_eq!((headers == "host;x-amz-date", signature.bytes().count()), (true, 64));

    let credentials = aws4::Credentials::parse(line).expect("the credentials are valid for AWS");
    let scope = credentials.scope().expect("AWS has scopes");
    assert_eq!((credentials.algorithm(), credentials.access_key_id()), (aws4::Algorithm::HmacSha256, USER));
    assert_eq!((scope.region(), scope.service()), (Some("us-east-1"), "s3"));
    assert!(credentials.signed_headers().iter().eq(["host", "x-amz-date"]));
    assert!(signature == credentials.signature());
}

#[test]
fn a_body_has_any_framing() {
    for args in [
        &["--data-binary", "a body"][..],
        &["--data-binary", "a body", "-H", "Transfer-Encoding: chunked"],
        &["--data-binary", "a body", "-H", "Expect: 100-continue"],
    ] {
        let guard = Arc::new(Guard::new(Realm::default()));
        let answering = Arc::clone(&guard);
        let server = Origin::start(move |request| answering.answer(request));
        let user = format!("{USER}:{PASSWORD}");
        let answers = curl(&[&["--digest", "-u", &user], args].concat(), &[server.url("/")]);
        assert_eq!(answers, [Ok(200)], "{args:?}");
        let (request, verdict) = guard.seen().pop().expect("curl sent a request");
        assert_eq!((verdict, request.body()), (Verdict::Accepted, &b"a body"[..]), "{args:?}");
    }
}
