//! The messages of errors.

mod reasons;

use std::error::Error;

use countersign::auth::{self, Challenge, Param, aws4, basic, bearer};
use countersign::{Encode, ErrorKind, Rule, ValueErrorKind};

#[test]
fn each_kind_has_its_message() {
    for (kind, text) in [
        (ErrorKind::Expected(Rule::QuotedString), "expected quoted-string"),
        (ErrorKind::Scheme("Basic"), "expected scheme Basic"),
        (ErrorKind::DuplicateParam, "repeated parameter"),
        (ErrorKind::Missing("realm"), "missing realm"),
        (ErrorKind::Conflict("scope"), "conflicting scope"),
        (ErrorKind::InvalidParam("nc"), "invalid nc"),
        (ErrorKind::TooMany, "too many parameters"),
        (ErrorKind::TooLong(9), "the decoded value of 9 bytes is too long"),
        (ErrorKind::SecondLine, "this field must not occur twice"),
    ] {
        assert_eq!(kind.to_string(), text);
    }
    for (kind, text) in [
        (ValueErrorKind::InvalidByte, "a byte is not allowed"),
        (ValueErrorKind::Empty, "must not be empty"),
        (ValueErrorKind::Duplicate, "an element repeats another"),
        (ValueErrorKind::TooMany, "too many elements"),
        (ValueErrorKind::Prohibited, "the text is not allowed"),
        (ValueErrorKind::ProhibitedElement, "an element is not allowed"),
        (ValueErrorKind::Reserved, "an element is reserved"),
        (ValueErrorKind::Unsorted, "the elements are not sorted"),
        (ValueErrorKind::Unsigned, "an element must be signed"),
        (ValueErrorKind::NoField, "the request has no field of this name"),
        (ValueErrorKind::TooLong, "too many bytes"),
        (ValueErrorKind::OutOfRange, "the number is out of range"),
        (ValueErrorKind::WrongForm, "not in the form that is required"),
        (ValueErrorKind::Requires("rspauth"), "requires rspauth"),
    ] {
        assert_eq!(kind.to_string(), text);
    }
}

#[test]
fn each_error_says_where_it_is() {
    let twice = [Param::token("a", "1").unwrap(), Param::token("A", "2").unwrap()];
    let names: Vec<_> = (0..65).map(|index| format!("p{index}")).collect();
    let many: Vec<_> = names.iter().map(|name| Param::token(name, "1").unwrap()).collect();
    let request = |signed: &'static str| {
        let request = aws4::Request::new("GET", "/", &[("host", "b")], aws4::Rules::S3).unwrap();
        aws4::CanonicalRequest::new(&request, signed, aws4::ContentSha256::Unsigned).map(drop).unwrap_err()
    };
    for (error, text) in [
        (bearer::Challenge::new().with_realm("a\n").unwrap_err(), "realm: byte 1 is not allowed"),
        (Challenge::new("S", &twice).unwrap_err(), "params: element 1 repeats another"),
        (Challenge::new("S", &many).unwrap_err(), "params: more than 64 elements"),
        (request("host;x"), "SignedHeaders: the request has no field of the name at byte 5"),
        (request("x"), "SignedHeaders: requires host"),
        (Challenge::new("", &[]).unwrap_err(), "scheme: must not be empty"),
    ] {
        assert_eq!(error.to_string(), text);
        assert!(error.source().is_none(), "{text}");
    }
    let challenge = basic::Challenge::new("staff").unwrap();
    let full = challenge.encode_to_slice(&mut [0; 8]).unwrap_err();
    assert_eq!((full.needed(), full.to_string().as_str()), (19, "19 bytes are needed"));
}

/// A value, its error, and the error within it.
#[test]
fn each_error_has_the_error_within_it() {
    let response = [("WWW-Authenticate", "Negotiate"), ("WWW-Authenticate", "Basic realm=\"staff")];
    let line = auth::www_authenticate(&response).unwrap_err();
    let decoded = |value: &'static str| basic::Credentials::parse(value.as_bytes(), &mut [0; 8]).map(drop).unwrap_err();
    let (parse, capacity) = (decoded("Basic QWxhZGRpbg=="), decoded("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="));
    for (error, text, within) in [
        (&line as &dyn Error, "line 2: expected quoted-string at byte 18", "expected quoted-string at byte 18"),
        (&parse, "expected user-pass at byte 18", "expected user-pass at byte 18"),
        (&capacity, "19 bytes are needed", "19 bytes are needed"),
    ] {
        assert_eq!(error.to_string(), text);
        assert_eq!(error.source().map(ToString::to_string).as_deref(), Some(within));
    }
}

/// The names are those of the standards, to be looked up there.
#[test]
fn each_rule_has_its_name() {
    for (rule, name) in [
        (Rule::Token, "token"),
        (Rule::Token68, "token68"),
        (Rule::QuotedString, "quoted-string"),
        (Rule::AuthParam, "auth-param"),
        (Rule::Equals, "\"=\""),
        (Rule::Comma, "\",\""),
        (Rule::Semicolon, "\";\""),
        (Rule::Ampersand, "\"&\""),
        (Rule::Space, "SP"),
        (Rule::End, "end"),
        (Rule::Base64, "base64"),
        (Rule::Base64Url, "base64url"),
        (Rule::Decimal, "1*DIGIT"),
        (Rule::UserPass, "user-pass"),
        (Rule::ColonPair, "colon-pair"),
        (Rule::ExtValue, "ext-value"),
        (Rule::PctEncoded, "pct-encoded"),
        (Rule::HexFixedNumber, "hex-fixed-number"),
        (Rule::Jwt, "JWT"),
        (Rule::Json, "JSON"),
        (Rule::Nonce, "nonce"),
        (Rule::Lhex, "32 or 64 LHEX"),
        (Rule::NcValue, "nc-value"),
        (Rule::HobaRes, "HOBA-RES"),
        (Rule::HobaTbs, "HOBA-TBS"),
        (Rule::Hobareg, "regok or reginwork"),
        (Rule::SfBinary, "sf-binary"),
        (Rule::TokenChallenge, "the structure TokenChallenge"),
        (Rule::PrivateToken, "the structure Token"),
        (Rule::Extensions, "the structure Extensions"),
        (Rule::ExtensionSet, "the structure ExtensionSet"),
        (Rule::Gs2Header, "gs2-header"),
        (Rule::Username, "username"),
        (Rule::Salt, "salt"),
        (Rule::IterationCount, "iteration-count"),
        (Rule::ChannelBinding, "channel-binding"),
        (Rule::Proof, "proof"),
        (Rule::Verifier, "verifier"),
        (Rule::AttrVal, "attr-val"),
        (Rule::ImfFixdate, "IMF-fixdate"),
        (Rule::Timestamp, "8DIGIT \"T\" 6DIGIT \"Z\""),
        (Rule::ContentSha256, "64 LHEX or the name of an unsigned or chunked payload"),
        (Rule::ChunkSize, "1*16HEXDIG"),
        (Rule::ChunkSignature, "\";chunk-signature=\" 64LHEX"),
        (Rule::OriginOrNull, "origin-or-null"),
        (Rule::Host, "host"),
        (Rule::Port, "port"),
        (Rule::DeltaSeconds, "delta-seconds"),
        (Rule::True, "\"true\""),
        (Rule::ResourcePolicy, "Cross-Origin-Resource-Policy"),
        (Rule::NetworkId, "Private-Network-Access-ID"),
        (Rule::NetworkName, "Private-Network-Access-Name"),
    ] {
        assert_eq!(rule.to_string(), name);
    }
}
