//! Signature Version 2 of Amazon S3: what is signed, and every reason to refuse a request.

use countersign::auth::Decimal;
use countersign::auth::colon_pair::aws2::{Client, MAX_FIELDS, Presigned, Refusal, Request, Server};
use countersign::auth::colon_pair::{Credentials, Kind};
use countersign::hash::Sha1;
use countersign::mac::{Hmac, MacFunction, MacKey};
use countersign::{DecodeError, Encode, ErrorKind, ValueErrorKind};
use proptest::prelude::*;

use crate::laws::colon_pair::aws2;
use crate::laws::written;

const DATE: &str = "Tue, 27 Mar 2007 19:36:42 GMT";
const NOW: u64 = 1_175_024_202;
const ID: &str = "AKIAIOSFODNN7EXAMPLE";
const SECRET: &[u8] = b"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

type Fields<'a> = [(&'a str, &'a str)];

fn request<'a>(target: &'a str, fields: &'a Fields<'a>) -> Request<'a, &'a Fields<'a>> {
    Request::new("GET", target, fields).unwrap()
}

/// The rows of the module's table that are accepted.
#[test]
fn requests_are_made_into_strings() {
    for (target, fields, expected) in [
        ("/", &[][..], "GET\n\n\n\n/"),
        ("/a%2Fb//./c?x=1", &[], "GET\n\n\n\n/a%2Fb//./c"),
        ("/", &[("date", " a "), ("CONTENT-TYPE", "b"), ("Content-Md5", "c"), ("Range", "d")], "GET\nc\nb\na\n/"),
        ("/", &[("Date", "a"), ("x-amz-date", "b")], "GET\n\n\n\nx-amz-date:b\n/"),
        (
            "/",
            &[("X-Amz-B", "1"), ("x-amz-a", "2"), ("x-amz-b", " 3 "), ("x-amz", "4")],
            "GET\n\n\n\nx-amz-a:2\nx-amz-b:1,3\n/",
        ),
        (
            "/",
            &[("x-amz-meta-a", ""), ("x-amz-meta-", "b"), ("x-amz-meta_a", "c")],
            "GET\n\n\n\nx-amz-meta-:b\nx-amz-meta-a:\nx-amz-meta_a:c\n/",
        ),
        ("/", &[("x-amz-a", "b\r\n c \r\n\t d")], "GET\n\n\n\nx-amz-a:b c d\n/"),
        ("/?", &[], "GET\n\n\n\n/"),
        ("/?versions&acl&prefix=a", &[], "GET\n\n\n\n/?acl&versions"),
        ("/?uploadId=a%20b=&partNumber=2", &[], "GET\n\n\n\n/?partNumber=2&uploadId=a%20b="),
        ("/?uploadId=", &[], "GET\n\n\n\n/?uploadId="),
        ("/?response-content-type=a%2Fb%3d+c&ACL", &[], "GET\n\n\n\n/?response-content-type=a/b=+c"),
        ("/?Expires=1&Signature=a&AWSAccessKeyId=b&torrent", &[], "GET\n\n\n\n/?torrent"),
        ("/?acl?acl", &[], "GET\n\n\n\n/"),
    ] {
        assert_eq!(request(target, fields).string_to_sign().display().to_string(), expected, "{target} {fields:?}");
    }
    // In a query, the time at which it expires stands for the date.
    let fields = [("Date", "a"), ("x-amz-date", "b")];
    let both = request("/", &fields);
    let presigned = both.string_to_presign(Decimal::parse(b"007").unwrap());
    assert_eq!(presigned.display().to_string(), "GET\n\n\n007\nx-amz-date:b\n/");
    for (bucket, expected) in [("a", "/a/b"), ("A.Example", "/a.example/b"), ("a_b-1", "/a_b-1/b")] {
        let text = request("/b", &[]).with_bucket(bucket).unwrap().string_to_sign().display().to_string();
        assert_eq!(text.rsplit('\n').next(), Some(expected));
    }
}

#[test]
fn what_can_not_be_signed_is_rejected() {
    use ValueErrorKind::{Duplicate, InvalidByte, TooMany};
    let many: Vec<String> = (0..=MAX_FIELDS).map(|number| format!("x-amz-{}", number / 2)).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), "")).collect();
    let params = many.iter().enumerate().map(|(index, _)| format!("x-amz-{index}")).collect::<Vec<_>>();
    let (too_many, enough) = (format!("/?{}", params.join("&")), format!("/?{}", params[1..].join("&")));
    for (method, target, fields, part, kind, offset) in [
        ("", "/", &[][..], "method", InvalidByte, 0),
        ("G\n", "/", &[], "method", InvalidByte, 1),
        ("\nG", "/", &[], "method", InvalidByte, 0),
        ("GET", "", &[], "path", InvalidByte, 0),
        ("GET", "*", &[], "path", InvalidByte, 0),
        ("GET", "http://a/", &[], "path", InvalidByte, 0),
        ("GET", "/a b", &[], "path", InvalidByte, 2),
        ("GET", "/a\n", &[], "path", InvalidByte, 2),
        ("GET", "/#", &[], "path", InvalidByte, 1),
        ("GET", "/?a=\n", &[], "query", InvalidByte, 2),
        ("GET", "/?#", &[], "query", InvalidByte, 0),
        ("GET", "/?a&acl&b&acl=1", &[], "query", Duplicate, 3),
        ("GET", "/?a&response-expires=b%2", &[], "query", InvalidByte, 20),
        ("GET", "/?response-expires=%0a", &[], "query", InvalidByte, 17),
        ("GET", "/", &[("Date", "a"), ("b", ""), ("DATE", "a")], "date", Duplicate, 2),
        ("GET", "/", &[("Authorization", "AWS a:AA=="), ("authorization", "Bearer x")], "authorization", Duplicate, 1),
        ("GET", "/", &[("content-md5", "a"), ("content-md5", "a")], "content-md5", Duplicate, 1),
        ("GET", "/", &[("x-amz-date", "a"), ("X-Amz-Date", "b")], "x-amz-date", Duplicate, 1),
        ("GET", "/", &[("x-amz-a:b", "a")], "x-amz-", InvalidByte, 7),
        ("GET", "/", &[("x-amz-\u{E9}", "a")], "x-amz-", InvalidByte, 6),
        ("GET", "/", &[("x-amz-a", "a\nb")], "x-amz-", InvalidByte, 1),
        ("GET", "/", &[("x-amz-a", "a\r\nb")], "x-amz-", InvalidByte, 1),
        ("GET", "/", &[("content-type", "\0")], "content-type", InvalidByte, 0),
        ("GET", "/", &many, "x-amz-", TooMany, MAX_FIELDS),
        ("GET", "/?x-amz-a=%0A", &[], "query", InvalidByte, 8),
        ("GET", "/?b&x-amz-a=1%", &[], "query", InvalidByte, 11),
        ("GET", "/?x-amz-a:b=1", &[], "query", InvalidByte, 7),
        ("GET", "/?b&x-amz-a&X-AMZ-A=1", &[], "query", Duplicate, 2),
        ("GET", "/?x-amz-a=1", &[("Date", "a"), ("X-Amz-A", "1")], "x-amz-", Duplicate, 1),
        ("GET", "/?X-Amz-Date=1", &[("x-amz-date", "a")], "x-amz-date", Duplicate, 0),
        ("GET", "/?b&x%2Damz-a=1", &[], "query", InvalidByte, 2),
        ("GET", "/?x-amz-%61=1", &[], "query", InvalidByte, 0),
        ("GET", "/?%61cl", &[], "query", InvalidByte, 0),
        ("GET", &too_many, &[], "query", TooMany, MAX_FIELDS),
    ] {
        let error = Request::new(method, target, fields).unwrap_err();
        assert_eq!((error.part(), error.kind(), error.offset()), (part, kind, offset), "{method} {target} {fields:?}");
    }
    assert!(Request::new("GET", "/", &many[1..]).is_ok());
    for target in [&*enough, "/?%2561cl&%78=%ZZ&x-am%7a=1", "/?x-amz=%&x%&%", "/?x-amz-&x-amz--"] {
        assert!(Request::new("GET", target, &many[..0]).is_ok(), "{target}");
    }
    for (bucket, kind, offset) in
        [("", ValueErrorKind::Empty, 0), ("a/b", InvalidByte, 1), ("a\n", InvalidByte, 1), ("a:80", InvalidByte, 1)]
    {
        let error = request("/", &[]).with_bucket(bucket).unwrap_err();
        assert_eq!((error.part(), error.kind(), error.offset()), ("bucket", kind, offset));
    }
    for (fields, expected) in [
        (&[][..], Some(ValueErrorKind::Requires("x-amz-date"))),
        (&[("x-amz-datea", "a")], Some(ValueErrorKind::Requires("x-amz-date"))),
        (&[("DATE", DATE)], None),
        (&[("X-Amz-Date", DATE)], None),
    ] {
        let client = Client::new(ID, Hmac(Sha1).key(SECRET)).unwrap();
        let error = client.sign(&request("/", fields)).err();
        assert_eq!(
            error.map(|error| (error.part(), error.kind())),
            expected.map(|kind| ("fields", kind)),
            "{fields:?}"
        );
    }
    for id in ["", "a b", "\u{E9}"] {
        assert!(Client::new(id, Hmac(Sha1).key(SECRET)).is_err());
    }
}

#[test]
fn a_server_refuses_for_the_first_reason() {
    let fields = [("Date", DATE)];
    let sent = request("/a?acl", &fields);
    let client = Client::new(ID, Hmac(Sha1).key(SECRET)).unwrap();
    let wire = written(&client.sign(&sent).unwrap().credentials());
    let server = Server::new(Hmac(Sha1));
    let verify = |server: Server<_>, wire: &[u8], secret: Option<&[u8]>, now: u64, fresh: bool| {
        let mut asked = None;
        let credentials = Credentials::parse(wire).unwrap();
        let verified = server.verify(&credentials, &sent, secret, now, |signature, until| {
            asked = Some(until).filter(|_| credentials.matches(signature));
            fresh
        });
        (verified, asked)
    };
    let until = Some(NOW + 900);
    for (wire, secret, now, fresh, expected) in [
        (&wire, Some(SECRET), NOW, true, (Ok(()), until)),
        (&wire, Some(SECRET), NOW + 900, true, (Ok(()), until)),
        (&wire, Some(SECRET), NOW - 900, true, (Ok(()), until)),
        (&wire, Some(SECRET), NOW + 901, true, (Err(Refusal::Time), None)),
        (&wire, Some(SECRET), NOW - 901, true, (Err(Refusal::Time), None)),
        (&wire, Some(SECRET), 0, true, (Err(Refusal::Time), None)),
        (&wire, Some(SECRET), u64::MAX, true, (Err(Refusal::Time), None)),
        (&wire, None, NOW, true, (Err(Refusal::Signature), None)),
        (&wire, Some(&SECRET[1..]), NOW, true, (Err(Refusal::Signature), None)),
        (&wire, Some(SECRET), NOW, false, (Err(Refusal::Replayed), until)),
        (&b"AWS a:AA==".to_vec(), Some(SECRET), NOW, true, (Err(Refusal::Signature), None)),
        (&b"SharedKey a:AA==".to_vec(), Some(SECRET), NOW, true, (Err(Refusal::Scheme), None)),
    ] {
        assert_eq!(verify(server, wire, secret, now, fresh), expected, "{} {now}", wire.escape_ascii());
    }
    assert_eq!(verify(server.with_skew(0), &wire, Some(SECRET), NOW + 1, true).0, Err(Refusal::Time));
    assert_eq!(verify(server.with_skew(0), &wire, Some(SECRET), NOW, true).0, Ok(()));
    // The key that does not exist is no key of zeros.
    let zeros = Client::new(ID, Hmac(Sha1).key(&[0; 40])).unwrap();
    let zeros = written(&zeros.sign(&sent).unwrap().credentials());
    assert_eq!(verify(server, &zeros, Some(&[0; 40]), NOW, true).0, Ok(()));
    assert_eq!(verify(server, &zeros, None, NOW, true).0, Err(Refusal::Signature));
    for (refusal, status) in [
        (Refusal::from(Credentials::parse(b"AWS").unwrap_err()), 400),
        (Refusal::from(Request::new("GET", "*", &fields).unwrap_err()), 400),
        (Refusal::from(DecodeError::from(Credentials::parse(b"AWS").unwrap_err())), 400),
        (
            Refusal::from(
                Presigned::parse(&request("/?AWSAccessKeyId=a&Expires=1&Signature=AA==", &[]), &mut [0; 2])
                    .unwrap_err(),
            ),
            500,
        ),
        (Refusal::Scheme, 400),
        (Refusal::TwoForms, 400),
        (Refusal::Date, 403),
        (Refusal::Time, 403),
        (Refusal::Expired, 403),
        (Refusal::Signature, 403),
        (Refusal::Replayed, 403),
    ] {
        assert_eq!(refusal.status(), status, "{refusal:?}");
    }
}

#[test]
fn dates_end_in_gmt_or_zeros() {
    for (fields, now, expected) in [
        (&[("Date", "Tue, 27 Mar 2007 19:36:42 +0000")][..], NOW, Ok(())),
        (&[("x-amz-date", DATE), ("Date", "yesterday")], NOW, Ok(())),
        (&[("x-amz-date", ""), ("Date", DATE)], NOW, Err(Refusal::Date)),
        (&[("Date", "Mon, 31 Dec 2007 23:59:59 +0000")], 1_199_145_600, Ok(())),
        (&[("Date", "Sun, 07 Feb 2106 06:28:16 GMT")], 4_294_967_296, Ok(())),
        (&[], NOW, Err(Refusal::Date)),
        (&[("Date", "")], NOW, Err(Refusal::Date)),
        (&[("Date", "+0000")], NOW, Err(Refusal::Date)),
        (&[("Date", "Tue, 27 Mar 2007 19:36:42 +0100")], NOW, Err(Refusal::Date)),
        (&[("Date", "Tue, 27 Mar 2007 19:36:42+0000")], NOW, Err(Refusal::Date)),
        (&[("Date", "Wed, 27 Mar 2007 19:36:42 +0000")], NOW, Err(Refusal::Date)),
        (&[("Date", "Tue, 27 Mar 2007 19:36:42 GMT +0000")], NOW, Err(Refusal::Date)),
        (&[("Date", "20070327T193642Z")], NOW, Err(Refusal::Date)),
    ] {
        let sent = request("/", fields);
        let mac = Hmac(Sha1).key(SECRET).mac_of(&sent.string_to_sign());
        let credentials = Credentials::new(Kind::Aws, ID, &mac).unwrap();
        let verified = Server::new(Hmac(Sha1)).verify(&credentials, &sent, Some(SECRET), now, |_, _| true);
        assert_eq!(verified, expected, "{fields:?}");
    }
}

#[test]
fn a_query_has_the_signature_once() {
    let client = Client::new(ID, Hmac(Sha1).key(SECRET)).unwrap();
    let target = |query: &str| client.presign(&request(query, &[]), NOW).unwrap().display().to_string();
    let server = Server::new(Hmac(Sha1));
    let verify = |target: &str, secret: Option<&[u8]>, fields: &Fields<'_>, now: u64| {
        let sent = Request::new("GET", target, fields)?;
        let mut buffer = [0; 64];
        let presigned = Presigned::parse(&sent, &mut buffer)?;
        server.verify_presigned(&presigned, &sent, secret, now)
    };
    assert!(target("/a").starts_with("/a?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1175024202&Signature="));
    assert!(target("/a?b=c&acl").starts_with("/a?b=c&acl&AWSAccessKeyId="));
    let sent = target("/a?acl");
    let auth = [("Authorization", "Bearer a")];
    let amz = [("x-amz-a", "a")];
    for (target, secret, fields, now, expected) in [
        (&*sent, Some(SECRET), &[][..], NOW, Ok(())),
        (&sent, Some(SECRET), &[], 0, Ok(())),
        (&sent, Some(SECRET), &[], NOW + 1, Err(Refusal::Expired)),
        (&sent, Some(SECRET), &[], u64::MAX, Err(Refusal::Expired)),
        (&sent, Some(&SECRET[1..]), &[], NOW, Err(Refusal::Signature)),
        (&sent, None, &[], NOW, Err(Refusal::Signature)),
        (&sent, Some(SECRET), &auth, NOW, Err(Refusal::TwoForms)),
        (&sent, Some(SECRET), &amz, NOW, Err(Refusal::Signature)),
        (&sent.replace("acl", "cors"), Some(SECRET), &[], NOW, Err(Refusal::Signature)),
        (&sent.replace("1175024202", "1175024203"), Some(SECRET), &[], NOW, Err(Refusal::Signature)),
        (&sent.replace("Expires=", "Expires=0"), Some(SECRET), &[], NOW, Err(Refusal::Signature)),
        (&format!("{sent}&prefix=a"), Some(SECRET), &[], NOW, Ok(())),
        (&sent.replace("%3D", "="), Some(SECRET), &[], NOW, Ok(())),
    ] {
        assert_eq!(verify(target, secret, fields, now), expected, "{target}");
    }
    let parts = "AWSAccessKeyId=a&Expires=1&Signature=AA%3D%3D";
    for (query, kind, offset) in [
        ("Expires=1&Signature=AA%3D%3D", ErrorKind::Missing("AWSAccessKeyId"), 28),
        ("AWSAccessKeyId=a&Signature=AA%3D%3D", ErrorKind::Missing("Expires"), 35),
        ("AWSAccessKeyId=a&Expires=1", ErrorKind::Missing("Signature"), 26),
        (&format!("{parts}&Signature=AA%3D%3D"), ErrorKind::DuplicateParam, 46),
        (&format!("{parts}&Expires=2"), ErrorKind::DuplicateParam, 46),
        (&format!("AWSAccessKeyId=b&{parts}"), ErrorKind::DuplicateParam, 17),
        ("AWSAccessKeyId=&Expires=1&Signature=AA==", ErrorKind::InvalidParam("AWSAccessKeyId"), 0),
        ("AWSAccessKeyId=a%0A&Expires=1&Signature=AA==", ErrorKind::InvalidParam("AWSAccessKeyId"), 0),
        ("AWSAccessKeyId=a&Expires=-1&Signature=AA==", ErrorKind::InvalidParam("Expires"), 17),
        ("AWSAccessKeyId=a&Expires=18446744073709551616&Signature=AA==", ErrorKind::InvalidParam("Expires"), 17),
        ("AWSAccessKeyId=a&Expires=1&Signature=", ErrorKind::InvalidParam("Signature"), 27),
        ("AWSAccessKeyId=a&Expires=1&Signature=A", ErrorKind::InvalidParam("Signature"), 27),
    ] {
        let target = format!("/?{query}");
        let error = Presigned::parse(&request(&target, &[]), &mut [0; 64]).unwrap_err();
        let DecodeError::Parse(error) = error else { panic!("{error:?}") };
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{query}");
    }
    // A request has one signature.
    let fields = [("Date", DATE)];
    for (query, expected) in [
        ("/?Signature=a", Err(Refusal::TwoForms)),
        ("/?a&AWSAccessKeyId", Err(Refusal::TwoForms)),
        ("/?Expires=1", Ok(())),
        ("/?signature=a", Ok(())),
    ] {
        let sent = request(query, &fields);
        let wire = written(&client.sign(&sent).unwrap().credentials());
        let verified = server.verify(&Credentials::parse(&wire).unwrap(), &sent, Some(SECRET), NOW, |_, _| true);
        assert_eq!(verified, expected, "{query}");
    }
    for (query, offset) in [("/?Signature", 0), ("/?a&Expires=1", 2), ("/?acl&AWSAccessKeyId=", 4)] {
        let error = client.presign(&request(query, &[]), 1).unwrap_err();
        assert_eq!((error.part(), error.kind(), error.offset()), ("query", ValueErrorKind::Prohibited, offset));
    }
}

/// The parameters that a presigned request signs as fields: practice of clients with temporary keys.
#[test]
fn parameters_of_a_presigned_request_are_signed_as_fields() {
    for (target, fields, expected) in [
        ("/?x-amz-security-token=a%2Fb%3D", &[][..], "x-amz-security-token:a/b=\n/"),
        ("/?X-Amz-B=%41&acl&x-amz-a", &[], "x-amz-a:\nx-amz-b:A\n/?acl"),
        ("/?x-amz-b=+2&c=3", &[("X-Amz-C", "3"), ("x-amz-a", "1")], "x-amz-a:1\nx-amz-b:+2\nx-amz-c:3\n/"),
        ("/?x-amz=1", &[], "/"),
    ] {
        let sent = request(target, fields);
        let presigned = sent.string_to_presign(Decimal::from(7)).display().to_string();
        assert_eq!(presigned, format!("GET\n\n\n7\n{expected}"), "{target}");
        let signed = sent.string_to_sign().display().to_string();
        let of_query = |line: &&str| !line.starts_with("x-amz-b:") && !line.starts_with("x-amz-security-token:");
        assert!(
            signed.lines().all(|line| of_query(&line)),
            "a signature in a field does not cover the query: {signed}"
        );
    }
    let client = Client::new(ID, Hmac(Sha1).key(SECRET)).unwrap();
    let target = client.presign(&request("/a?x-amz-security-token=t", &[]), NOW).unwrap().display().to_string();
    let verify = |target: &str| {
        let sent = Request::new("GET", target, &[][..] as &Fields<'_>)?;
        let mut buffer = [0; 64];
        let presigned = Presigned::parse(&sent, &mut buffer)?;
        Server::new(Hmac(Sha1)).verify_presigned(&presigned, &sent, Some(SECRET), NOW)
    };
    for (target, expected) in [
        (target.clone(), Ok(())),
        (target.replace("token=t", "token=u"), Err(Refusal::Signature)),
        (target.replace("x-amz-security-token=t&", ""), Err(Refusal::Signature)),
        (format!("{target}&x-amz-acl=public-read"), Err(Refusal::Signature)),
    ] {
        assert_eq!(verify(&target), expected, "{target}");
    }
}

#[test]
fn every_text_keeps_the_law() {
    for text in [
        "\0/a?x-amz-b=%41&X-Amz-A&acl\nx-amz-c:1",
        "\0/a?x-amz-a=1&x-amz-A=2",
        "\0/a?x%2damz-a=1",
        "\0/a?%61cl",
        "\0/a?x-amz-a=%0a",
        "\0/photos/puppy.jpg\nx-amz-b:1\nX-Amz-A: 2 \nx-amz-b:3",
        "\x02/?acl&response-expires=%41&b",
        "\x01/?response-expires=%4",
        "\0/a?acl&acl",
        "\0/\nx-amz-a:b\r\n",
        "\0/\ndate:a\ndate:b",
        "\x04/a?uploadId=%&partNumber=1\ncontent-md5:a\ncontent-type:b",
        "\0*",
    ] {
        crate::prefixes::lengths(text.len()).for_each(|length| aws2::check(&text.as_bytes()[..length]));
    }
}

proptest! {
    /// The string is that of a naive builder, and no signed part can change.
    #[test]
    fn every_signed_part_is_verified(
        choice in any::<u8>(),
        path in "/[!-~]{0,6}",
        params in proptest::collection::vec(("acl|uploads|versionId|partNumber|response-expires|prefix|Expires|%61cl|[xX]-amz-[ab]|x%2Damz-a|[a-c]", "(=[!-~]{0,3})?|=%4[01a]"), 0..4),
        fields in proptest::collection::vec(("x-amz-[ab]|X-Amz-B|x-amz-date|content-type|Content-MD5|date|accept|authorization", "[ -~\t]{0,5}|a\r\n b"), 0..5),
    ) {
        let params: Vec<_> = params.iter().map(|(name, value)| format!("{name}{value}")).collect();
        let query = if params.is_empty() { String::new() } else { format!("?{}", params.join("&")) };
        let mut text = vec![format!("{path}{query}")];
        text.extend(fields.iter().map(|(name, value)| format!("\n{name}:{value}")));
        aws2::check(&[&[choice], text.concat().as_bytes()].concat());
    }

    /// No bit of what is sent can change, unless the same string is signed.
    #[test]
    fn no_signed_bit_can_change(at in any::<proptest::sample::Index>(), bit in 0_u8..7) {
        let client = Client::new(ID, Hmac(Sha1).key(SECRET)).unwrap();
        let (target, values) = ("/a?acl&uploadId=7", [DATE, "a", "b", "c"]);
        let fields = |values: [&'static str; 4]| [("Date", values[0]), ("x-amz-a", values[1]), ("Content-MD5", values[2]), ("Content-Type", values[3])];
        let sent = fields(values);
        let wire = written(&client.sign(&request(target, &sent).with_bucket("bucket").unwrap()).unwrap().credentials());
        let verifies = |wire: &[u8], method: &str, bucket: &str, target: &str, values: [&str; 4]| {
            let credentials = Credentials::parse(wire).ok()?;
            let fields = [("Date", values[0]), ("x-amz-a", values[1]), ("Content-MD5", values[2]), ("Content-Type", values[3])];
            let request = Request::new(method, target, &fields).ok()?.with_bucket(bucket).ok()?;
            Server::new(Hmac(Sha1)).verify(&credentials, &request, Some(SECRET), NOW, |_, _| true).ok()?;
            Some(request.string_to_sign().display().to_string())
        };
        let same = verifies(&wire, "GET", "bucket", target, values).expect("the request is signed");
        let mut parts = [wire, b"GET".to_vec(), b"bucket".to_vec(), target.into(), values[0].into(), values[1].into(), values[2].into(), values[3].into()];
        let mut index = at.index(parts.iter().map(Vec::len).sum());
        for part in &mut parts {
            if let Some(byte) = part.get_mut(index) {
                *byte ^= 1 << bit;
                break;
            }
            index -= part.len();
        }
        let [wire, rest @ ..] = parts;
        let [method, bucket, target, values @ ..] = rest.map(|part| String::from_utf8(part).unwrap());
        if let Some(changed) = verifies(&wire, &method, &bucket, &target, values.each_ref().map(String::as_str)) {
            prop_assert_eq!(changed, same);
        }
    }
}
