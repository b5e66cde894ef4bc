//! What real servers send, and how the tolerant parser parses it.

use std::cell::RefCell;
use std::collections::BTreeSet;

use countersign::auth::Deviation::{self, *};
use countersign::auth::{Challenges, Credentials, Event, Events, Strict, basic, bearer, digest, dpop, gnap, tolerant};
use countersign::{Encode, ErrorKind, Rule, ValueErrorKind};

/// Returns each challenge as `scheme name=value …` or `scheme token68`, and an invalid one as `!scheme offset`.
fn read(line: &[u8]) -> Vec<String> {
    tolerant::challenges(line)
        .map(|challenge| match challenge {
            Ok(challenge) => {
                let mut shown = String::from(challenge.scheme().as_str());
                if let Some(token68) = challenge.token68() {
                    shown = format!("{shown} {}", token68.as_str());
                }
                for param in challenge.params() {
                    let value = param.value().bytes().map(char::from).collect::<String>();
                    shown = format!("{shown} {}={value}", param.name().as_str());
                }
                shown
            }
            Err(broken) => {
                let scheme = broken.scheme().map_or(String::new(), |scheme| String::from(scheme.as_str()));
                format!("!{scheme} {}", broken.error().offset())
            }
        })
        .collect()
}

fn deviations(line: &[u8]) -> Vec<(Deviation, usize)> {
    let mut found = Vec::new();
    for challenge in tolerant::challenges(line).filter_map(Result::ok) {
        challenge.deviations(|deviation, offset| found.push((deviation, offset)));
    }
    found
}

/// A line, what is read, and the deviations.
type Row<'a> = (&'a str, &'a [&'a str], &'a [(Deviation, usize)]);

fn are_read(rows: &[Row<'_>]) {
    for (line, expected, found) in rows {
        assert_eq!(read(line.as_bytes()), *expected, "{line}");
        assert_eq!(deviations(line.as_bytes()), *found, "{line}");
    }
}

#[test]
fn deviations_are_tolerated_and_reported() {
    are_read(&[
        ("Basic realm=\"a\"", &["Basic realm=a"], &[]),
        ("Basic\trealm=\"a\"", &["Basic realm=a"], &[(TabAfterScheme, 5)]),
        ("Basic \t abc=", &["Basic abc="], &[(TabAfterScheme, 5)]),
        ("Basic realm=\"a\" charset=\"b\"", &["Basic realm=a charset=b"], &[(MissingComma, 16)]),
        (
            "Bearer uri=https://a/b id=https://c",
            &["Bearer uri=https://a/b id=https://c"],
            &[(BareValue, 11), (MissingComma, 23), (BareValue, 26)],
        ),
        ("Basic realm=\"a, b", &["Basic realm=a, b"], &[(OpenQuote, 12)]),
        ("Basic realm=\"", &["Basic realm="], &[(OpenQuote, 12)]),
        ("Digest a=1, b=2, A=3, c=4", &["Digest a=1 b=2 A=3 c=4"], &[(RepeatedParam, 17)]),
        (
            "Digest a=1, a=2/3 A=, a=\"b\"c",
            &["Digest a=1 a=2/3 A= a=b\"c"],
            &[
                (RepeatedParam, 12),
                (BareValue, 14),
                (MissingComma, 18),
                (RepeatedParam, 18),
                (EmptyValue, 20),
                (RepeatedParam, 22),
                (StrayQuote, 26),
            ],
        ),
        ("A realm=\"x\" y=z, B realm=/", &["A realm=x y=z", "B realm=/"], &[(MissingComma, 12), (BareValue, 25)]),
        // RFC 7804 §5.1 prints challenges without a comma between them.
        (
            "SCRAM-SHA-1 a=b SCRAM-SHA-256 c=d, Basic",
            &["SCRAM-SHA-1 a=b", "SCRAM-SHA-256 c=d", "Basic"],
            &[(MissingComma, 16)],
        ),
        (
            "Basic realm=\"a\" Digest realm=\"b\",nonce=c",
            &["Basic realm=a", "Digest realm=b nonce=c"],
            &[(MissingComma, 16)],
        ),
    ]);
}

/// Empty first values of old devices (httpx#3771, httr2#627), commas after the scheme of OAuth servers (oauthlib#676,
/// HWIOAuthBundle#120), unquoted lists.
#[test]
fn a_name_and_equals_begin_no_challenge() {
    are_read(&[
        ("Digest realm=, qop=\"auth\", nonce=\"n\"", &["Digest realm= qop=auth nonce=n"], &[(EmptyValue, 13)]),
        ("digest realm= ,,\t, qop=\"auth\"", &["digest realm= qop=auth"], &[(EmptyValue, 13)]),
        ("D a=,b=c", &["D a= b=c"], &[(EmptyValue, 4)]),
        ("Negotiate abc=, realm=x", &["Negotiate abc= realm=x"], &[(EmptyValue, 14)]),
        ("Digest realm= nonce=\"n\"", &["Digest realm= nonce=n"], &[(EmptyValue, 13), (MissingComma, 14)]),
        ("Digest nonce= YWJj==, a=b", &["Digest nonce=YWJj== a=b"], &[(BareValue, 14)]),
        ("Digest a=b, realm=, nonce=b", &["Digest a=b realm= nonce=b"], &[(EmptyValue, 18)]),
        ("Digest a=b, nonce=", &["Digest a=b nonce="], &[(EmptyValue, 18)]),
        ("Digest nonce=", &["Digest nonce="], &[]),
        ("Digest nonce=, Basic a=b", &["Digest nonce=", "Basic a=b"], &[]),
        ("Negotiate abc=, Basic realm=\"x\"", &["Negotiate abc=", "Basic realm=x"], &[]),
        ("Bearer, error=\"x\"", &["Bearer error=x"], &[(StrayComma, 6)]),
        ("Bearer\t,,\terror=\"x\"", &["Bearer error=x"], &[(StrayComma, 7)]),
        ("Bearer ,error=\"x\"", &["Bearer error=x"], &[]),
        ("Basic,realm=\"x\", Digest a=b", &["Basic realm=x", "Digest a=b"], &[(StrayComma, 5)]),
        ("Negotiate, OAuth, realm=\"r\", a=\"b\"", &["Negotiate", "OAuth realm=r a=b"], &[(StrayComma, 16)]),
        ("Basic realm=x, bearer, error=y", &["Basic realm=x", "bearer error=y"], &[(StrayComma, 21)]),
        ("Negotiate, Digest realm=\"x\"", &["Negotiate", "Digest realm=x"], &[]),
        ("Digest realm=r, NTLM, Basic realm=x", &["Digest realm=r", "NTLM", "Basic realm=x"], &[]),
        (
            "Digest qop=auth,auth-int, algorithm=SHA-256",
            &["Digest qop=auth,auth-int algorithm=SHA-256"],
            &[(BareText, 11)],
        ),
        ("Digest a=1, qop=auth, x, y z, nc=2", &["Digest a=1 qop=auth, x, y z nc=2"], &[(BareText, 16)]),
        (
            "Bearer scope=repository:a/b:pull,push,service=\"x\"",
            &["Bearer scope=repository:a/b:pull,push service=x"],
            &[(BareText, 13)],
        ),
        ("Digest qop=auth,auth-int", &["Digest qop=auth", "auth-int"], &[]),
        // A challenge is broken if a parameter that may be its own is not read as one.
        ("Digest a=\"b\", stale, algorithm=x, Basic c=d", &["!Digest 30", "Basic c=d"], &[]),
        ("Digest a=\"b\", x y, z, algorithm=x", &["!Digest 31"], &[]),
        ("Negotiate abc, a=b, Basic c=d", &["!Negotiate 16", "Basic c=d"], &[]),
        ("Negotiate abc==, x, a=b", &["!Negotiate 21"], &[]),
    ]);
    for (value, params) in [
        ("OAuth, realm=\"r\", a=\"b\"", 2),
        ("Digest username=, realm=\"x\"", 2),
        ("Digest username=a, qop=auth,auth-int, nc=1", 3),
        ("AWS4-HMAC-SHA256,Credential=A/b,SignedHeaders=host;range;x-amz-date,Signature=fe5f", 3),
    ] {
        assert_eq!(tolerant::credentials(value.as_bytes()).unwrap().params().iter().count(), params, "{value}");
        assert!(Credentials::parse(value.as_bytes()).is_err(), "{value}");
    }
    for value in ["OAuth,", "OAuth, a", "Digest a=b, c", "Digest a=b, c=d, Basic YWJj", "Basic abc, Basic def"] {
        assert!(tolerant::credentials(value.as_bytes()).is_err(), "{value}");
    }
}

/// The parameter after a scheme without parameters may be that of the challenge before it.
#[test]
fn no_parameter_is_given_to_a_scheme_that_has_none() {
    are_read(&[
        ("Digest realm=\"r\", nonce=\"n\", Negotiate, algorithm=MD5", &["!Digest 49"], &[]),
        ("Digest nonce=\"n\",ntlm\t, a=b, Basic c=d", &["!Digest 25", "Basic c=d"], &[]),
        ("Digest nonce=n, NTLM, Negotiate, algorithm=MD5", &["!Digest 42"], &[]),
        ("Digest nonce=n, x, NTLM, algorithm=MD5", &["!Digest 34"], &[]),
        ("Digest nonce=\"n\" Negotiate, algorithm=MD5", &["!Digest 17"], &[]),
        ("Digest nonce=\"n\" Negotiate algorithm=MD5", &["!Digest 17"], &[]),
        ("Digest nonce=\"n\", NTLM TlRM, algorithm=MD5", &["!Digest 38"], &[]),
        ("Digest nonce=\"n\", Bearer, NTLM, a=b", &["Digest nonce=n", "Bearer", "NTLM", "!a 33"], &[]),
        ("Digest nonce=\"n\", Bearer, a=b", &["Digest nonce=n", "Bearer a=b"], &[(StrayComma, 24)]),
        ("Digest nonce=\"n\", NTLM, Bearer, a=b", &["Digest nonce=n", "NTLM", "Bearer a=b"], &[(StrayComma, 30)]),
        // This is valid.
        ("Digest nonce=\"n\", NTLM ,a=b, Negotiate c=d", &["Digest nonce=n", "NTLM a=b", "Negotiate c=d"], &[]),
        // No other challenge can have it.
        ("Negotiate, NTLM, a=b", &["Negotiate", "NTLM a=b"], &[(StrayComma, 15)]),
    ]);
}

/// The name of a known scheme begins a challenge after a scheme, a token68 and a quote.
#[test]
fn a_known_scheme_needs_no_comma_before_it() {
    are_read(&[
        ("Negotiate NTLM TlRM==", &["Negotiate", "NTLM TlRM=="], &[(MissingComma, 10)]),
        (
            "Negotiate NTLM Basic realm=\"a\"",
            &["Negotiate", "NTLM", "Basic realm=a"],
            &[(MissingComma, 10), (MissingComma, 15)],
        ),
        ("Negotiate\tNTLM TlRM, Foo", &["Negotiate", "NTLM TlRM", "Foo"], &[(TabAfterScheme, 9), (MissingComma, 10)]),
        ("Negotiate Basic realm=\"a\"", &["Negotiate", "Basic realm=a"], &[(MissingComma, 10)]),
        ("Foo Digest a=b, c=d", &["Foo", "Digest a=b c=d"], &[(MissingComma, 4)]),
        ("Negotiate TlRM NTLM", &["Negotiate TlRM", "NTLM"], &[(MissingComma, 15)]),
        ("NTLM TlRM== Basic realm=\"a\"", &["NTLM TlRM==", "Basic realm=a"], &[(MissingComma, 12)]),
        ("NTLM TlR= Basic realm=\"a\"", &["NTLM TlR=", "Basic realm=a"], &[(MissingComma, 10)]),
        ("Basic realm=\"a\" Negotiate", &["Basic realm=a", "Negotiate"], &[(MissingComma, 16)]),
        (
            "Basic realm=\"a\" negotiate, Digest b=c",
            &["Basic realm=a", "negotiate", "Digest b=c"],
            &[(MissingComma, 16)],
        ),
        ("Basic realm=\"a\" NTLM TlRM", &["Basic realm=a", "NTLM TlRM"], &[(MissingComma, 16)]),
        ("Basic realm=\"a\" Bearer, b=c", &["Basic realm=a", "Bearer b=c"], &[(MissingComma, 16), (StrayComma, 22)]),
        ("Basic realm=\"a \"b\"\";NTLM", &["Basic realm=a \"b\"", "NTLM"], &[(StrayQuote, 15), (Semicolon, 19)]),
        // These are valid.
        ("Negotiate NTLM", &["Negotiate NTLM"], &[]),
        ("Negotiate YII= NTLM", &["Negotiate YII=NTLM"], &[]),
        // In a text, the name is a word.
        ("Basic realm=\"a \"Basic\" token\"", &["Basic realm=a \"Basic\" token"], &[(StrayQuote, 15)]),
        ("Basic realm=My Basic", &["Basic realm=My Basic"], &[(BareText, 12)]),
        ("Basic realm=a Negotiate, b=c", &["Basic realm=a Negotiate b=c"], &[(BareText, 12)]),
        ("Basic realm=a NTLM TlRM==", &["Basic realm=a", "NTLM TlRM=="], &[(MissingComma, 14)]),
    ]);
    for value in ["Negotiate NTLM TlRM==", "Basic YWJj Basic", "Negotiate Basic realm=\"a\""] {
        assert!(tolerant::credentials(value.as_bytes()).is_err(), "credentials are one value: {value}");
    }
}

/// Realms in words (node-red#1976, okhttp#6743), in single quotes (couper#714), and URLs.
#[test]
fn a_value_without_quotes_may_have_spaces() {
    are_read(&[
        ("Basic realm=a b", &["Basic realm=a b"], &[(BareText, 12)]),
        ("Basic realm=a  \t b , x=y", &["Basic realm=a  \t b x=y"], &[(BareText, 12)]),
        ("Basic realm=a b x=y", &["Basic realm=a b x=y"], &[(BareText, 12), (MissingComma, 16)]),
        ("Basic realm=a b, Digest realm=c", &["Basic realm=a b", "Digest realm=c"], &[(BareText, 12)]),
        ("Basic realm='a, b', x=y", &["Basic realm='a, b' x=y"], &[(BareText, 12)]),
        ("Basic realm='a'", &["Basic realm='a'"], &[]),
        ("Basic realm=a \"b\" c, x=d\\e", &["Basic realm=a \"b\" c x=d\\e"], &[(BareText, 12), (BareText, 23)]),
        ("Basic realm=\u{e9} \u{e8}", &["Basic realm=\u{c3}\u{a9} \u{c3}\u{a8}"], &[(BareText, 12)]),
        (
            "Bearer error_description=The token, which is old, has expired, error=\"x\"",
            &["Bearer error_description=The token, which is old, has expired error=x"],
            &[(BareText, 25)],
        ),
        ("Basic realm=a\u{7f}b, Digest", &["!Basic 13", "Digest"], &[]),
    ]);
}

/// Quotes that are not escaped: nginx's realms, descriptions of OAuth errors (node-oauth2-jwt-bearer#15), doubled quotes.
#[test]
fn quotes_may_be_inside_quotes() {
    are_read(&[
        ("Basic realm=\"the \"staff\" area\"", &["Basic realm=the \"staff\" area"], &[(StrayQuote, 17)]),
        (
            "A b=c, Basic realm=\"the \"staff\"\", Negotiate, C d=e",
            &["A b=c", "Basic realm=the \"staff\"", "Negotiate", "C d=e"],
            &[(StrayQuote, 24)],
        ),
        (
            "Bearer a=\"unexpected \"aud\" claim\", error=\"x\"",
            &["Bearer a=unexpected \"aud\" claim error=x"],
            &[(StrayQuote, 21)],
        ),
        ("B a=\"x\"y\"z\", c=\"d\"", &["B a=x\"y\"z c=d"], &[(StrayQuote, 6)]),
        ("Basic realm=\"x\"\", a=b", &["Basic realm=x\" a=b"], &[(StrayQuote, 14)]),
        ("Basic realm=\"\"x\"\"", &["Basic realm=\"x\""], &[(StrayQuote, 13)]),
        ("B a=\"x\\\"y\"z\"w\\\\\", c=d", &["B a=x\"y\"z\"w\\ c=d"], &[(StrayQuote, 9)]),
        ("B a=\"say \"hi\", friend\", c=d", &["B a=say \"hi\", friend c=d"], &[(StrayQuote, 9)]),
        ("B a=\"say \"hi\", my friend\", c=d", &["B a=say \"hi\", my friend c=d"], &[(StrayQuote, 9)]),
        ("B a=\"\u{e9}\"\u{e9}\"", &["B a=\u{c3}\u{a9}\"\u{c3}\u{a9}"], &[(StrayQuote, 7)]),
        // With an odd number of quotes, the value ends as one without quotes.
        ("Basic realm=\"a\"x", &["Basic realm=a\"x"], &[(StrayQuote, 14)]),
        ("B a=\"x\"y, c=\"d\"", &["B a=x\"y c=d"], &[(StrayQuote, 6)]),
        ("B a=\"x\"y c=\"d\"", &["B a=x\"y c=d"], &[(StrayQuote, 6), (MissingComma, 9)]),
        ("Basic realm=\"a\"x, Negotiate", &["Basic realm=a\"x", "Negotiate"], &[(StrayQuote, 14)]),
        // A parameter whose value has quotes ends a value without a closing quote.
        ("B a=\"x, c=\"d\", e=\"f\"", &["B a=x c=d e=f"], &[(OpenQuote, 4)]),
        (
            "Basic realm=\"a, Digest realm=\"b\", nonce=\"c\"",
            &["Basic realm=a", "Digest realm=b nonce=c"],
            &[(OpenQuote, 12)],
        ),
        ("B a=\"x \"y\" z, c=\"d\"", &["B a=x \"y\" z c=d"], &[(StrayQuote, 7)]),
        // An escape has something to escape, and what follows a quote and a comma can be read.
        ("B a=\"x\\, b=\"c\"", &["B a=x, b=\"c"], &[(StrayQuote, 11)]),
        ("B a=\"x\"y\\, c=d", &["!B 7"], &[]),
        ("Basic realm=\"a\\", &["!Basic 15"], &[]),
        ("A b=\"c\", =, Digest a=b", &["!A 9", "Digest a=b"], &[]),
        ("Custom a=b, c=\"d\",,,Next\u{e9}", &["Custom a=b c=d", "!Next 24"], &[]),
        // The next parameter may be that of a challenge of an unknown scheme.
        ("Basic realm=\"a\" Foo realm=\"b\", Negotiate", &["!Basic 16", "Negotiate"], &[]),
    ]);
}

/// A quote ends a value before separators and what begins a parameter or a challenge. Other quotes are in the value.
#[test]
fn what_follows_a_quote_decides() {
    are_read(&[
        // No separator.
        ("Foo a=\"b\"c=d", &["Foo a=b\"c=d"], &[(StrayQuote, 8)]),
        ("Foo a=\"b\"= NTLM", &["Foo a=b\"= NTLM"], &[(StrayQuote, 8)]),
        // Nothing begins.
        ("Foo a=\"b\" \"", &["Foo a=b\" "], &[(StrayQuote, 8)]),
        ("Foo a=\"b\"=\", c/d, e=\"f\"", &["Foo a=b\"=\", c/d e=f"], &[(StrayQuote, 8)]),
        ("Basic realm=\"a\" NTLM YW\"", &["Basic realm=a\" NTLM YW"], &[(StrayQuote, 14)]),
        ("Foo a=\"x\", =, \"", &["Foo a=x\", =, "], &[(StrayQuote, 8)]),
        // A challenge: a scheme with a token68, with parameters, or alone.
        ("Bearer error=\"x\", Foo a,\"", &["Bearer error=x", "!Foo 24"], &[]),
        ("Basic realm=\"a\",\", LM YWJj", &["Basic realm=a\",", "LM YWJj"], &[(StrayQuote, 14)]),
        ("Basic realm=\"a\";\", t a=b", &["Basic realm=a\";", "t a=b"], &[(StrayQuote, 14)]),
        ("NTLM YWJj Bearer,oo a=b", &["NTLM YWJj", "Bearer", "oo a=b"], &[(MissingComma, 10)]),
        ("Foo a=b\tNTLM ,Jj", &["Foo a=b", "NTLM", "Jj"], &[(MissingComma, 8)]),
    ]);
}

/// An access key of the AWS4 family may end with a semicolon.
#[test]
fn a_semicolon_at_the_end_is_no_separator_in_aws4() {
    for (value, name, expected, deviation) in [
        ("SDK-HMAC-SHA256 Access=a;, SignedHeaders=host, Signature=0a", "Access", "a;", BareValue),
        ("sdk-hmac-sha256 access=a;", "Access", "a;", BareValue),
        ("ACS3-HMAC-SHA256 Credential=;, Signature=0a", "Credential", ";", BareValue),
        ("ACS3-HMAC-SHA256 Credential=a;b=c", "Credential", "a", Semicolon),
        ("Digest access=a;", "access", "a", Semicolon),
        ("Scheme-with-a-long-name access=a;", "access", "a", Semicolon),
    ] {
        let credentials = tolerant::credentials(value.as_bytes()).unwrap();
        assert_eq!(credentials.get(name).unwrap(), expected, "{value}");
        let mut found = Vec::new();
        credentials.deviations(|deviation, _| found.push(deviation));
        assert_eq!(found, [deviation], "{value}");
    }
}

/// RFC 9635 §9.1 prints semicolons between parameters; AWS has them in values.
#[test]
fn semicolons_may_separate_parameters() {
    are_read(&[
        (
            "GNAP as_uri=https://a/tx;access=FW ; referrer=https://b",
            &["GNAP as_uri=https://a/tx access=FW referrer=https://b"],
            &[(BareValue, 12), (Semicolon, 24), (Semicolon, 35), (BareValue, 46)],
        ),
        (
            "Basic realm=a@b/c;d=e:f, x=y",
            &["Basic realm=a@b/c d=e:f x=y"],
            &[(BareValue, 12), (Semicolon, 17), (BareValue, 20)],
        ),
        ("A a=\"b\";c=\"d\";; e=f", &["A a=b c=d e=f"], &[(Semicolon, 7), (Semicolon, 13)]),
        ("A a=b;c=d", &["A a=b c=d"], &[(Semicolon, 5)]),
        ("A a=;c=d", &["A a= c=d"], &[(EmptyValue, 4), (Semicolon, 4)]),
        ("A a=\"b\";", &["A a=b"], &[(Semicolon, 7)]),
        ("A a=b;, c=d;", &["A a=b c=d"], &[(Semicolon, 5), (Semicolon, 11)]),
        ("Digest algorithm=SHA-256;", &["Digest algorithm=SHA-256"], &[(Semicolon, 24)]),
        ("Digest algorithm=SHA-256 ;; , a=b", &["Digest algorithm=SHA-256 a=b"], &[(Semicolon, 25)]),
        ("A a=;, b=;", &["A a=; b=;"], &[(BareValue, 4), (BareValue, 9)]),
        ("A a=b/c;, d=e f;", &["A a=b/c; d=e f;"], &[(BareValue, 4), (BareText, 12)]),
        // A list of field names has semicolons, in the schemes of AWS4 and in others.
        (
            "AWS4-HMAC-SHA256 signedheaders=host;a=b, Signature=x;c=d",
            &["AWS4-HMAC-SHA256 signedheaders=host;a=b Signature=x c=d"],
            &[(BareValue, 31), (Semicolon, 52)],
        ),
        (
            "OSS4-HMAC-SHA256 AdditionalHeaders=host;, Signature=x",
            &["OSS4-HMAC-SHA256 AdditionalHeaders=host; Signature=x"],
            &[(BareValue, 35)],
        ),
        (
            "HMAC-SHA256 SignedHeaders=a;b Signature=x",
            &["HMAC-SHA256 SignedHeaders=a;b Signature=x"],
            &[(BareValue, 26), (MissingComma, 30)],
        ),
        ("A a=b; Basic realm=c", &["A a=b", "Basic realm=c"], &[(Semicolon, 5)]),
        ("A a=\"b\"; Basic realm=c", &["A a=b", "Basic realm=c"], &[(Semicolon, 7)]),
        ("A a=b;c;d, e=f", &["A a=b;c;d e=f"], &[(BareValue, 4)]),
        ("A a=\"b;c=d\"", &["A a=b;c=d"], &[]),
    ]);
}

#[test]
fn a_strict_error_in_a_token68_is_at_its_byte() {
    for (value, offset) in [
        ("Bearer 5|abc", 8),
        ("Bearer secret-token:a%20b", 19),
        ("Bearer eyJ=.abc=.x", 11),
        ("bearer  a b", 9),
        ("Bearer \"a\"", 7),
        ("DPoP a,b", 6),
        ("GNAP a=b, a=c", 7),
        ("Basic user:pass", 10),
        ("NTLM \u{e9}", 5),
    ] {
        let error = Credentials::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(Rule::Token68), offset), "{value}");
    }
    for (value, rule) in [("Bearer\tabc", Rule::Space), ("Foo 5|abc", Rule::Equals), ("Digest a=b c", Rule::Comma)] {
        assert_eq!(Credentials::parse(value.as_bytes()).unwrap_err().kind(), ErrorKind::Expected(rule), "{value}");
    }
    for line in ["Bearer a|b", "Negotiate a=b, c/d", "NTLM, a/b", "Negotiate a|b"] {
        assert_ne!(
            Challenges::parse(line.as_bytes()).unwrap_err().kind(),
            ErrorKind::Expected(Rule::Token68),
            "{line}"
        );
    }
}

/// A token is written as it was given, and only the tolerant parser reads it again.
#[test]
fn a_token_of_any_visible_ascii_is_written() {
    let all: Vec<u8> = (b'!'..=b'~').filter(|byte| !b",\"".contains(byte)).collect();
    let mut buffer = [0; 128];
    let sent = bearer::Credentials::any_visible_ascii(&all).unwrap().encode_to_slice(&mut buffer).unwrap();
    assert_eq!(sent, [b"Bearer ", &*all].concat());
    let read = bearer::Credentials::try_from(tolerant::credentials(sent).unwrap()).unwrap();
    assert!(read.matches(&all) && bearer::Credentials::parse(sent).is_err());
    let sent = dpop::Credentials::any_visible_ascii("a|b").unwrap().encode_to_slice(&mut buffer).unwrap();
    assert!(dpop::Credentials::try_from(tolerant::credentials(sent).unwrap()).unwrap().matches("a|b"));
    let sent = gnap::Credentials::any_visible_ascii("a|b").unwrap().encode_to_slice(&mut buffer).unwrap();
    assert!(gnap::Credentials::try_from(tolerant::credentials(sent).unwrap()).unwrap().matches("a|b"));
    // A parameter is a token, too, where the scheme has no parameters.
    let param = tolerant::credentials(b"Bearer a.b=.c").unwrap();
    assert!(bearer::Credentials::try_from(param).unwrap().matches("a.b=.c"));
    assert!(bearer::Credentials::try_from(param.tolerating(Strict)).is_err());
    for (token, kind, offset) in [
        ("", ValueErrorKind::Empty, 0),
        ("a b", ValueErrorKind::InvalidByte, 1),
        ("a,b", ValueErrorKind::InvalidByte, 1),
        ("a\"b", ValueErrorKind::InvalidByte, 1),
        ("\u{e9}", ValueErrorKind::InvalidByte, 0),
        ("a\r\n", ValueErrorKind::InvalidByte, 1),
    ] {
        let error = bearer::Credentials::any_visible_ascii(token).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{token:?}");
    }
}

/// RFC 8959 and its erratum 6440, tokens of Laravel Sanctum (RapidAPI/feedback#33), Apache Jena's tests.
#[test]
fn a_token_may_have_other_bytes_than_a_token68() {
    for (value, token) in [
        ("Bearer 5|abc", "5|abc"),
        ("bearer \tsecret-token:a%20b", "secret-token:a%20b"),
        ("Bearer eyJ=.abc=.x", "eyJ=.abc=.x"),
        ("DPoP {a\\b}", "{a\\b}"),
        ("GNAP ==", "=="),
        ("Basic user:pass", "user:pass"),
    ] {
        let credentials = tolerant::credentials(value.as_bytes()).unwrap();
        assert_eq!(credentials.token68().unwrap().as_str(), token, "{value}");
        assert_eq!(credentials.params().iter().count(), 0, "{value}");
        let mut found = Vec::new();
        credentials.deviations(|deviation, offset| found.push((deviation, offset)));
        assert_eq!(found.last(), Some(&(BareToken, value.len() - token.len())), "{value}");
        assert!(Credentials::parse(value.as_bytes()).is_err(), "{value}");
    }
    for value in ["Bearer \"abc\"", "Bearer a,b", "Bearer a|b c", "Bearer \u{e9}", "Foo 5|abc"] {
        assert!(tolerant::credentials(value.as_bytes()).is_err(), "{value}");
    }
    are_read(&[
        ("Negotiate a|b, Basic realm=x", &["Negotiate a|b", "Basic realm=x"], &[(BareToken, 10)]),
        ("Negotiate\tYW Jj", &["Negotiate YW Jj"], &[(TabAfterScheme, 9), (FoldedSpace, 10)]),
        ("Digest a=b, NTLM\ta|b", &["Digest a=b", "NTLM a|b"], &[(TabAfterScheme, 16), (BareToken, 17)]),
        ("NTLM a=b", &["NTLM a=b"], &[]),
        ("Bearer a|b", &["!Bearer 10"], &[]),
    ]);
}

#[test]
fn an_invalid_challenge_hides_no_other() {
    are_read(&[
        ("a/", &["!a 1"], &[]),
        ("Digest ,HOBA\t\\", &["Digest", "!HOBA 13"], &[]),
        ("a=b, qop =, Basic a=b", &["!a 1", "Basic a=b"], &[]),
        ("a=b, qop/x, Basic a=b", &["!a 1", "Basic a=b"], &[]),
        ("nonce=\"a\", Digest a=b", &["!nonce 5", "Digest a=b"], &[]),
        ("Custom a=b, c=d,,,Next\u{e9}", &["Custom a=b c=d", "!Next 22"], &[]),
        ("Basic a b, Digest", &["!Basic 8", "Digest"], &[]),
        ("Basic a=\"b\nc\", Digest", &["!Basic 10", "Digest"], &[]),
        ("Basic a=b\0", &["!Basic 9"], &[]),
        ("=, Digest", &["! 0", "Digest"], &[]),
        ("=, x=y, =", &["! 0"], &[]),
        ("", &[], &[]),
        (", ,", &[], &[]),
    ]);
}

#[test]
fn an_invalid_challenge_lends_its_bytes() {
    let broken = tolerant::challenges(b"Basic realm=\"the\nstaff\", Negotiate").next().unwrap().unwrap_err();
    assert_eq!(broken.raw(), b"realm=\"the\nstaff\"");
    for (value, scheme, raw) in [
        ("AWS id:signature", Some("AWS"), "id:signature"),
        ("Bearer a.b==.c d", Some("Bearer"), "a.b==.c d"),
        ("{\"token\": 1}", None, "{\"token\": 1}"),
        ("", None, ""),
    ] {
        let broken = tolerant::credentials(value.as_bytes()).unwrap_err();
        assert_eq!(broken.scheme().map(|scheme| scheme.as_str()), scheme, "{value}");
        assert_eq!(broken.raw(), raw.as_bytes(), "{value}");
    }
    let token = tolerant::credentials(b"Bearer a.b=.c").unwrap();
    assert_eq!((token.token68(), token.raw()), (None, &b"a.b=.c"[..]), "by the grammar, this is a parameter");
    let key = tolerant::credentials(b"key=AIza").unwrap_err();
    assert_eq!((key.scheme().map(|scheme| scheme.as_str()), key.raw()), (Some("key"), &b"=AIza"[..]));
}

#[test]
fn too_many_parameters_invalidate_one_challenge() {
    let params = (0..65).map(|number| format!("p{number}=1")).collect::<Vec<_>>().join(", ");
    let line = format!("Basic a=b, S {params}, Digest c=d");
    let challenges: Vec<_> = tolerant::challenges(line.as_bytes()).collect();
    let [Ok(_), Err(broken), Ok(digest)] = &challenges[..] else { panic!("{challenges:?}") };
    assert_eq!(broken.error().kind(), ErrorKind::TooMany);
    assert!(broken.error().offset() == line.find("p64").unwrap() && digest.scheme().is("Digest"));
}

#[test]
fn the_last_of_repeated_parameters_counts() {
    for (line, value) in [("S a=1", "1"), ("S a=1, a=2", "2"), ("S a=1, b=2, A=3", "3"), ("S a=1, b=2, A=3, c=4", "3")]
    {
        let challenge = tolerant::challenges(line.as_bytes()).next().unwrap().unwrap();
        assert_eq!(challenge.params().get("a").and_then(|value| value.as_str()), Some(value), "{line}");
    }
}

/// A tolerant challenge that is read strictly again ends where it ended, whatever follows it.
#[test]
fn strictness_does_not_move_the_end() {
    for line in ["S a=1", "S abc=", "S abc", "S a=\"1\", b=2", "S", "S , a=1"] {
        for after in ["", ", T b=2", ", T", " , T abc==", ",, T c=\"3\"", ", "] {
            let line = [line, after].concat();
            let first = tolerant::challenges(line.as_bytes()).next().unwrap().unwrap().tolerating(Strict);
            let alone = Challenges::parse(line.as_bytes()).unwrap().iter().next().unwrap();
            assert_eq!(first.encode_to_vec(), alone.encode_to_vec(), "{line}");
            assert_eq!((first, first.token68()), (alone, alone.token68()), "{line}");
        }
    }
}

#[test]
fn lines_are_parsed_one_by_one() {
    let response = [
        ("WWW-Authenticate", "Basic realm=\"FooBar\""),
        ("www-authenticate", "nonce=\"aaaaaaaaaa\""),
        ("WWW-Authenticate", "Fake, Digest realm=DigestRealm nonce=a"),
        ("Proxy-Authenticate", "Negotiate"),
    ];
    let schemes = |challenges: Vec<(usize, Option<String>)>| challenges;
    let read = tolerant::www_authenticate(&response)
        .map(|(line, challenge)| (line, challenge.ok().map(|challenge| String::from(challenge.scheme().as_str()))));
    let expected = [(0, Some("Basic")), (1, None), (2, Some("Fake")), (2, Some("Digest"))];
    assert_eq!(schemes(read.collect()), expected.map(|(line, scheme)| (line, scheme.map(String::from))));
    assert_eq!(tolerant::proxy_authenticate(&response).count(), 1);
}

#[test]
fn typed_schemes_use_the_tolerant_parser() {
    let line = b"Digest realm=a@b nonce=\"old\" nonce=\"new\" algorithm=MD5, Bearer scope=a/b scope=c";
    let challenges: Vec<_> = tolerant::challenges(line).map(Result::unwrap).collect();
    let digest = digest::Challenge::try_from(challenges[0]).unwrap();
    assert!(digest.realm() == "a@b" && digest.nonce() == "new", "the last parameter of a name is used");
    assert!(bearer::Challenge::try_from(challenges[1]).unwrap().scope().unwrap().contains("c"));
    assert!(basic::Challenge::try_from(challenges[1]).is_err());
}

#[test]
fn a_folded_response_is_parsed_and_written_whole() {
    let value =
        b"Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", algorithm=SHA-256, \
        nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, \
        cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, \
        response=\"753927fa0e85d155564e2e272a28d1802ca10daf449 6794697cf8db5856cb6c1\"";
    let strict = digest::Credentials::parse(value).unwrap_err();
    assert_eq!(strict.kind(), ErrorKind::InvalidParam("response"));

    let found = RefCell::new(Vec::new());
    let report = |deviation, offset| {
        found.borrow_mut().push((deviation, offset));
        true
    };
    let credentials = tolerant::credentials(value).unwrap().tolerating(report);
    let credentials = digest::Credentials::try_from(credentials).unwrap();
    assert_eq!(found.take(), [(FoldedSpace, strict.offset())]);

    let challenge = digest::Challenge::new("http-auth@example.org", "7ypf").unwrap();
    let server: digest::Server<'_, digest::RustCrypto> =
        digest::Server::new(digest::RustCrypto, challenge.with_algorithm(digest::Algorithm::Sha256));
    let request = digest::Request::new("GET", "/dir/index.html").unwrap();
    let secret = digest::Secret::password("Circle of Life").unwrap();
    assert_eq!(server.verify(&credentials, request, "Mufasa", Some(secret), |_, _| true), Ok(()));

    let mut wire = [0; 512];
    let wire = credentials.encode_to_slice(&mut wire).unwrap();
    assert!(digest::Credentials::parse(wire).is_ok());
}

#[test]
fn base64_may_be_padded_amiss() {
    for (value, padded) in [
        ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", true),
        ("Basic \tQWxhZGRpbjpvcGVuIHNlc2FtZQ==", true),
        ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ", false),
        ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=", false),
        ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ====", false),
        ("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ======", false),
    ] {
        let mut buffer = [0; 64];
        let is_strict = padded && !value.contains('\t');
        assert_eq!(basic::Credentials::parse(value.as_bytes(), &mut buffer).is_ok(), is_strict, "{value}");
        let found = RefCell::new(Vec::new());
        let report = |deviation, offset| {
            found.borrow_mut().push((deviation, offset));
            true
        };
        let credentials = tolerant::credentials(value.as_bytes()).unwrap().tolerating(report);
        let decoded = basic::Credentials::decode(&credentials, &mut buffer).unwrap();
        assert!(decoded.matches("Aladdin", "open sesame"), "{value}");
        assert_eq!(found.take(), if padded { vec![] } else { vec![(Padding, 6)] }, "{value}");
    }
    // Bits after the last byte are a different deviation.
    let credentials = tolerant::credentials(b"Basic QWxhZGRpbjpvcGVuIHNlc2FtZR").unwrap();
    assert!(basic::Credentials::decode(&credentials, &mut [0; 64]).is_err());
}

#[test]
fn valid_input_is_parsed_as_by_the_strict_parser() {
    for line in [
        "Negotiate, Basic realm=\"a\", Newauth x=y,,z=\"a\\\"b\", Fake abc==",
        "Basic",
        "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", nonce=\"7ypf\"",
    ] {
        let strict = Challenges::parse(line.as_bytes()).unwrap();
        let lenient: Vec<_> = tolerant::challenges(line.as_bytes()).map(Result::unwrap).collect();
        assert_eq!(strict.len(), lenient.len());
        for (one, other) in strict.iter().zip(&lenient) {
            assert_eq!(one, other.tolerating(Strict));
        }
        assert_eq!(deviations(line.as_bytes()), []);
    }
    let value = b"Digest username=\"a\", nc=00000001";
    let strict = Credentials::parse(value).unwrap();
    let lenient = tolerant::credentials(value).unwrap();
    assert!(strict.params().iter().eq(lenient.params().iter()));
}

/// How many steps hostile input takes is counted by `.ci/linear`.
#[test]
fn hostile_input_gives_no_more_events_than_bytes() {
    const LENGTH: usize = 1 << 17;
    const PIECES: [&str; 46] = [
        ",",
        " ",
        "\\",
        "\"",
        "=",
        "a=",
        "a,",
        "a ",
        "a=\"",
        "a=\"\",",
        "\t",
        "a b,",
        "a=b c,",
        ", ",
        ",a ",
        ";",
        "'",
        ";a",
        ";a=",
        "; ",
        "a=b;",
        "a=b ",
        "a=\"b\" ",
        "a=\"b\"c,",
        "a=\"b\",=",
        ",S x=1 a=\"b\",= \"",
        ",\\\",S a=\"b\",=",
        "\\,S a=\"b\",=",
        "\\\"",
        "a=b,@,",
        "a=b,w,",
        "x=\"y\",T t,",
        "x=\"y\",w,",
        "NTLM,",
        "NTLM ",
        "NTLM a ",
        "NTLM a b,",
        "\" NTLM ",
        "\" NTLM,",
        "SignedHeaders=a; ",
        "x=\"y\",NTLM,",
        "\" ,",
        "\" a=",
        "\" S a=",
        "a=,",
        "S a=b,,,",
    ];
    for (piece, start) in PIECES.into_iter().flat_map(|piece| [(piece, "S "), (piece, "S @"), (piece, "S a=\"b\"c")]) {
        let line = format!("{start}{}@", piece.repeat(LENGTH / piece.len()));
        let mut events = Events::challenges(line.as_bytes()).tolerating(tolerant::Tolerant);
        let mut count = 0;
        loop {
            match events.next() {
                Some(Ok((_, Event::Scheme(_) | Event::Token68(_) | Event::Param(_)))) => count += 1,
                Some(Err(_)) if events.resume() => count += 1,
                Some(Err(_)) | None => break,
            }
        }
        assert!(count <= line.len(), "{piece:?}");
        assert!(tolerant::challenges(line.as_bytes()).count() <= line.len(), "{piece:?}");
    }
}

/// A word with `=` is a token68 to a reader that does not know the scheme.
#[test]
fn the_only_parameter_may_be_empty() {
    let value = b"Basic realm=";
    assert!(basic::Challenge::parse(value).is_err());
    let found = RefCell::new(Vec::new());
    let report = |deviation, offset| {
        found.borrow_mut().push((deviation, offset));
        true
    };
    let generic = tolerant::challenges(value).next().unwrap().unwrap().tolerating(report);
    assert_eq!(basic::Challenge::try_from(generic).unwrap().realm(), "");
    assert_eq!(found.take(), [(EmptyValue, 12)]);
}

/// The last of repeated parameters counts, also of those that a scheme does not define.
#[test]
fn other_parameters_are_read_tolerantly() {
    let value = b"Bearer realm=a/b x=1 y=c/d, x=\"2";
    let generic = tolerant::challenges(value).next().unwrap().unwrap();
    let challenge = bearer::Challenge::try_from(generic).unwrap();
    let others: Vec<_> = challenge.other_params().map(|param| param.encode_to_string().unwrap()).collect();
    assert_eq!(others, ["y=\"c/d\"", "x=\"2\""]);
}

#[test]
fn each_deviation_has_a_text_of_its_own() {
    let all = [
        TabAfterScheme,
        MissingComma,
        Semicolon,
        StrayComma,
        BareValue,
        BareText,
        EmptyValue,
        RepeatedParam,
        OpenQuote,
        StrayQuote,
        BareToken,
        Padding,
        FoldedSpace,
    ];
    let texts: BTreeSet<_> = all.iter().map(Deviation::to_string).collect();
    assert_eq!(texts.len(), all.len());
    assert!(texts.iter().all(|text| text.len() > 10 && !text.ends_with('.')), "{texts:?}");
}

/// What is refused is not asked for again. A semicolon that is refused as a separator may be in the value.
#[test]
fn a_refused_deviation_is_asked_for_once() {
    for (line, refused, expected) in [
        ("Foo a =", EmptyValue, &[(EmptyValue, 7)][..]),
        ("Foo a=\"", OpenQuote, &[(OpenQuote, 6)]),
        ("Foo a=b;", Semicolon, &[(Semicolon, 7), (BareValue, 6)]),
        ("Foo a=b ;", Semicolon, &[(Semicolon, 8), (BareText, 6)]),
        ("AWS4-HMAC-SHA256 a=b;", Semicolon, &[(BareValue, 19)]),
        ("AWS4-HMAC-SHA256 a=b;", BareValue, &[(BareValue, 19), (Semicolon, 20)]),
        ("AWS4-HMAC-SHA256 a=b; c=d", Semicolon, &[(Semicolon, 20)]),
    ] {
        let asked = RefCell::new(Vec::new());
        let tolerance = |deviation, offset| {
            asked.borrow_mut().push((deviation, offset));
            deviation != refused
        };
        let is_read = Events::credentials(line.as_bytes()).tolerating(tolerance).all(|event| event.is_ok());
        assert_eq!(asked.take(), expected, "{line}");
        assert_eq!(is_read, expected.iter().any(|(deviation, _)| *deviation != refused), "{line}");
    }
}

/// The strict parser reads a challenge no further than the tolerant one did.
#[test]
fn a_challenge_ends_under_another_tolerance_where_it_ended() {
    let (missing, space) = (ErrorKind::Missing("realm"), ErrorKind::Expected(Rule::Space));
    for (line, kind, offset) in [
        ("Digest x=y", missing, 10),
        ("Digest , a/b", missing, 6),
        ("Digest x=y, b/c", missing, 10),
        ("Digest x=y Basic a=b", missing, 10),
        // No list of challenges: what follows the comma is no scheme.
        ("Digest, realm=\"x\", Basic a=b", space, 6),
    ] {
        let challenge = tolerant::challenges(line.as_bytes()).next().unwrap().unwrap();
        let error = digest::Challenge::try_from(challenge.tolerating(Strict)).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{line}");
    }
}

#[test]
fn errors_say_what_is_missing() {
    let broken = tolerant::challenges(b"Basic realm=\"a\" Foo x=y").next().unwrap().unwrap_err();
    assert_eq!(broken.error().kind(), ErrorKind::Expected(Rule::Comma));
    assert_eq!(broken.to_string(), "expected \",\" at byte 16");
}
