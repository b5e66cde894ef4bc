//! Why a signature is wrong.

use super::{AZURE, EMULATOR, File, HAWK, OAUTH, PRESIGNED, S3, SECRET, causes};

/// What a client does to a request, and what `inspect` says of it. The request is that which arrived; the signature is that of
/// the documentation.
#[test]
fn causes_are_named() {
    let s3 = |from: &str, to: &str| S3.replace(from, to);
    for (input, expected) in [
        (s3("Host: examplebucket.s3.amazonaws.com", "Host: examplebucket.s3.amazonaws.com:443"), "host-port"),
        (s3("Host: examplebucket", "Host: EXAMPLEBUCKET"), "host-case"),
        (s3("GET ", "HEAD "), "method"),
        (s3("/test.txt", "//test.txt"), "path-normalized"),
        (s3("/test.txt", "/a/../test.txt"), "path-normalized"),
        (s3("/test.txt", "/test.txt/"), "unexplained"),
        (s3("/test.txt", "/%74est.txt"), ""),
        (s3("/test.txt", "/test.txt?a=b"), "query-absent"),
        (s3("bytes=0-9", "bytes=0-9\nRange: bytes=1-2"), "value-first"),
        (s3("Range: bytes=0-9", "Range: bytes=1-1\nRange: bytes=0-9"), "value-last"),
        (s3("GET ", "HEAD ").replace("amazonaws.com\n", "amazonaws.com:443\n"), "method host-port"),
        (s3("Range: bytes=0-9\n", ""), "field-absent"),
        (s3("Range: bytes=0-9\n", "Range: bytes=0-9\nx-amz-acl: private\n"), "field-not-signed"),
        (s3("x-amz-date: 20130524T000000Z", "x-amz-date: 20130525T000000Z"), "scope-date"),
        (s3("x-amz-date: 20130524T000000Z", "x-amz-date: 2013-05-24"), "date-malformed"),
        (s3("x-amz-date: 20130524T000000Z\n", ""), "date-absent"),
        (s3("SignedHeaders=host;range;", "SignedHeaders=range;host;"), "names-not-sorted"),
        (s3("\n\n", "\nContent-Length: 4\n\nbody"), "payload-hash"),
        (s3("\n\n", "\nContent-Length: 4\n\nbod"), "body-length payload-hash"),
        (s3("\n\n", "\nno field line\n\n"), "malformed-line"),
        (PRESIGNED.replace("GET ", "HEAD "), "method"),
        (PRESIGNED.replace("X-Amz-Expires=86400", "X-Amz-Expires=604801"), "malformed"),
        (PRESIGNED.replace("\n\n", "\nAuthorization: Basic QTpi\n\n"), "two-signatures"),
        (PRESIGNED.replace("&X-Amz-Signature", "&X-Amz-Security-Token=a&X-Amz-Signature"), "token-not-signed"),
    ] {
        assert_eq!(causes(&[], SECRET, &input), expected, "{input}");
    }
    for (key, expected) in [
        (SECRET.to_owned(), ""),
        (format!(" {SECRET}"), "key-trimmed"),
        (format!("\"{SECRET}\""), "key-quotes"),
        ("another".to_owned(), "unexplained"),
    ] {
        assert_eq!(causes(&[], &key, S3), expected, "{key}");
    }
    let same = File::new(
        "same",
        b"AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n\
                                  7344ae5b7ee6c3e7e6b0fe0640412a37625d1fbfff95c48bbb2dc43964946972",
    );
    assert_eq!(causes(&["--theirs", same.path()], "another", S3), "wrong-key");
    assert_eq!(causes(&["--theirs", same.path()], SECRET, S3), "");
}

#[test]
fn causes_of_other_schemes_are_named() {
    for (input, key, args, expected) in [
        (OAUTH.replace(":80", ""), "kd94hf93k423kf44", &["--token-key", "env:TOKEN_KEY"][..], "scheme"),
        (
            OAUTH.to_owned(),
            "kd94hf93k423kf44",
            &["--token-key", "env:TOKEN_KEY", "--origin", "http://photos.example.net:8080"],
            "host-port",
        ),
        (OAUTH.replace("&size", "&a=b&size"), "kd94hf93k423kf44", &["--token-key", "env:TOKEN_KEY"], "unexplained"),
        (OAUTH.replace("GET ", "POST "), "kd94hf93k423kf44", &["--token-key", "env:TOKEN_KEY"], "method"),
        (OAUTH.to_owned(), "kd94hf93k423kf44\n", &["--token-key", "env:TOKEN_KEY"], "key-trimmed"),
        (HAWK.replace(":8000", ""), "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn", &[], "port"),
        (
            HAWK.to_owned(),
            "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn",
            &["--origin", "https://example.com:8443"],
            "port",
        ),
        (HAWK.replace("GET ", "PUT "), "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn", &[], "method"),
        (AZURE.replace("10002", "10000"), EMULATOR, &[], "other-service"),
        (AZURE.replace("SharedKeyLite", "SharedKey"), EMULATOR, &[], "other-scheme"),
        (AZURE.replace("GMT\n", "GMT\nDate: Mon, 05 Dec 2011 17:55:03 GMT\n"), EMULATOR, &[], ""),
        (AZURE.to_owned(), "no base64", &[], "malformed-key"),
    ] {
        assert_eq!(causes(args, key, &input), expected, "{input}");
    }
}
