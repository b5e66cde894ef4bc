//! Authorization of the schemes whose grammar is not that of RFC 9110: each has a function of its own that reads the field.

use countersign::auth::{self, api_key, aws4, colon_pair, eg1, shared_access_signature};
use countersign::{ErrorKind, FieldContent, LineError};

use crate::laws::written;

type Request<'a> = [(&'a str, &'a str)];

/// Reads the field, and writes what it read.
type Reader = fn(&Request<'_>) -> Result<Option<Vec<u8>>, LineError>;

fn wire(credentials: Option<impl FieldContent>) -> Option<Vec<u8>> {
    credentials.map(|credentials| written(&credentials))
}

const AWS4: &str = "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
    SignedHeaders=host;range;x-amz-date, Signature=fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024";
const EG1: &str = "EG1-HMAC-SHA256 client_token=a;access_token=b;timestamp=20140321T19:34:21+0000;nonce=c;\
    signature=BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
const SAS: &str = "SharedAccessSignature sr=a&sig=BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc%3D&se=1438205742";

const READERS: [(Reader, &str); 7] = [
    (|fields| aws4::authorization(fields).map(wire), AWS4),
    (|fields| colon_pair::authorization(fields).map(wire), "AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg="),
    (|fields| colon_pair::authorization(fields).map(wire), "SharedKey myaccount:AA=="),
    (|fields| colon_pair::authorization(fields).map(wire), "SharedKeyLite myaccount:AA=="),
    (|fields| eg1::authorization(fields).map(wire), EG1),
    (|fields| shared_access_signature::authorization(fields).map(wire), SAS),
    (|fields| api_key::authorization(fields).map(wire), "ApiKey dGVzdA:c2VjcmV0"),
];

#[test]
fn a_scheme_with_its_own_grammar_reads_the_field() {
    const BEARER: (&str, &str) = ("authorization", "Bearer mF_9.B5f-4.1JqM");
    for (read, value) in READERS {
        let sent = ("AUTHORIZATION", value);
        assert!(auth::authorization(&[sent]).is_err(), "the framework reads it: {value}");
        let error = |fields: &Request<'_>| read(fields).map_err(|error| (error.line(), error.error().kind()));
        assert_eq!(error(&[("Host", value)]), Ok(None), "{value}");
        assert_eq!(error(&[("Host", "a"), sent]), Ok(Some(value.into())), "{value}");
        for twice in [[sent, BEARER], [BEARER, sent], [sent, sent]] {
            assert_eq!(error(&twice), Err((1, ErrorKind::SecondLine)), "{value}");
        }
        assert!(matches!(error(&[BEARER]), Err((0, ErrorKind::Scheme(_)))), "{value}");
    }
}
