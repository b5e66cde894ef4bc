//! The values of CORS fields, and the functions that read them from a message.

use countersign::cors::names::FieldName;
use countersign::cors::origin::Origin;
use countersign::cors::values::{
    self, AllowOrigin, DeltaSeconds, NetworkId, NetworkName, ResourcePolicy, TimingAllowOrigin, True, Vary,
};
use countersign::{Encode, ErrorKind, LineError, List, ParseError, Rule, ValueErrorKind};

type Field = (&'static str, &'static str);

fn written(value: &impl Encode) -> String {
    String::from_utf8(value.encode_to_slice(&mut [0; 512]).unwrap().to_vec()).unwrap()
}

fn origin(origin: &'static str) -> Origin<'static> {
    Origin::parse(origin.as_bytes()).unwrap()
}

/// Returns the rule that was expected, and its offset.
fn expected_at<T: std::fmt::Debug>(read: Result<T, ParseError>) -> (Rule, usize) {
    let error = read.unwrap_err();
    let ErrorKind::Expected(rule) = error.kind() else { panic!("{error}") };
    (rule, error.offset())
}

#[test]
fn absent_invalid_and_present_fields_have_different_results() {
    fn three<T>(read: fn(&[Field]) -> Result<Option<T>, LineError>, name: &'static str, good: &'static str) {
        assert!(matches!(read(&[("Other", good)]), Ok(None)), "{name}");
        assert!(matches!(read(&[(name, good)]), Ok(Some(_))), "{name}");
        assert!(read(&[(name, "(")]).is_err_and(|error| error.line() == 0 && error.error().offset() == 0), "{name}");
    }
    fn one<T>(read: fn(&[Field]) -> Result<Option<T>, LineError>, name: &'static str, good: &'static str) {
        three(read, name, good);
        let again = read(&[(name, good), (name, "")]).err().expect("one line is allowed");
        assert_eq!((again.line(), again.error().kind()), (1, ErrorKind::SecondLine), "{name}");
    }
    fn many<T>(read: fn(&[Field]) -> Result<Option<T>, LineError>, name: &'static str, good: &'static str) {
        three(read, name, good);
        assert!(matches!(read(&[(name, good), (name, ""), (name, " ,")]), Ok(Some(_))), "{name}");
        assert!(read(&[(name, good), (name, "a (")]).is_err_and(|error| error.line() == 1), "{name}");
    }
    one(|fields| values::origin(fields).map(|read| read.map(drop)), "origin", "https://a_b.example");
    one(|fields| values::request_method(fields).map(|read| read.map(drop)), "Access-Control-Request-Method", "PUT");
    many(|fields| values::request_headers(fields).map(|read| read.map(drop)), "Access-Control-Request-Headers", "a,b");
    one(|fields| values::request_private_network(fields), "Access-Control-Request-Private-Network", "true");
    one(|fields| values::allow_origin(fields).map(|read| read.map(drop)), "Access-Control-Allow-Origin", "*");
    one(|fields| values::allow_credentials(fields), "ACCESS-CONTROL-ALLOW-CREDENTIALS", "true");
    many(|fields| values::allow_methods(fields).map(|read| read.map(drop)), "Access-Control-Allow-Methods", "PUT, *");
    many(|fields| values::allow_headers(fields).map(|read| read.map(drop)), "Access-Control-Allow-Headers", "X-A");
    one(|fields| values::max_age(fields), "Access-Control-Max-Age", "5");
    many(|fields| values::expose_headers(fields).map(|read| read.map(drop)), "Access-Control-Expose-Headers", "ETag");
    one(|fields| values::allow_private_network(fields), "Access-Control-Allow-Private-Network", "true");
    one(|fields| values::network_id(fields), "Private-Network-Access-ID", "01:23:45:67:89:0A");
    one(|fields| values::network_name(fields).map(|read| read.map(drop)), "Private-Network-Access-Name", "a");
    many(|fields| values::timing_allow_origin(fields).map(|read| read.map(drop)), "Timing-Allow-Origin", "*");
    one(|fields| values::resource_policy(fields), "Cross-Origin-Resource-Policy", "same-site");
    many(|fields| values::vary(fields).map(|read| read.map(drop)), "Vary", "Origin");
}

#[test]
fn lists_continue_over_all_lines() {
    let response = [
        ("Access-Control-Allow-Methods", "GET, PUT"),
        ("X", "a"),
        ("access-control-allow-methods", ", get ,"),
        ("Access-Control-Allow-Headers", ","),
    ];
    let methods = values::allow_methods(&response).unwrap().unwrap();
    assert!(methods.iter().map(|method| method.as_str()).eq(["GET", "PUT", "get"]));
    assert_eq!(values::allow_headers(&response).unwrap().unwrap().iter().count(), 0);
}

#[test]
fn one_origin_is_allowed_or_any() {
    for (value, expected) in [
        (" *\t", AllowOrigin::Any),
        ("null", AllowOrigin::Origin(Origin::NULL)),
        ("https://a.example:8443", AllowOrigin::Origin(origin("https://a.example:8443"))),
    ] {
        assert_eq!(AllowOrigin::parse(value.as_bytes()), Ok(expected));
        assert_eq!(written(&expected), value.trim());
    }
    for value in ["", "**", "*, *", "https://a.example/", "https://a.example https://b.example", "Null"] {
        assert!(AllowOrigin::parse(value.as_bytes()).is_err(), "{value}");
    }
}

#[test]
fn some_fields_are_true_or_invalid() {
    for value in ["true", " true\t"] {
        assert_eq!(True::parse(value.as_bytes()), Ok(True));
    }
    for (value, offset) in [("", 0), (" True", 1), ("TRUE", 0), ("true, true", 0), ("1", 0), ("false", 0)] {
        assert_eq!(expected_at(True::parse(value.as_bytes())), (Rule::True, offset), "{value}");
    }
    assert_eq!(written(&True), "true");
}

#[test]
fn ages_are_digits_and_saturate() {
    for (value, seconds) in [
        ("0", 0),
        ("0600", 600),
        (" 600\t", 600),
        ("2147483648", 2_147_483_648),
        ("18446744073709551615", u64::MAX),
        ("18446744073709551616", u64::MAX),
        ("99999999999999999999999999", u64::MAX),
    ] {
        assert_eq!(DeltaSeconds::parse(value.as_bytes()).map(DeltaSeconds::get), Ok(seconds), "{value}");
        assert_eq!(written(&DeltaSeconds::new(seconds)), seconds.to_string());
    }
    for (value, expected) in [
        ("", (Rule::DeltaSeconds, 0)),
        (" \t", (Rule::DeltaSeconds, 0)),
        (" -1", (Rule::DeltaSeconds, 1)),
        ("+1", (Rule::DeltaSeconds, 0)),
        ("1.5", (Rule::End, 1)),
        ("600, 600", (Rule::End, 3)),
        ("5s", (Rule::End, 1)),
    ] {
        assert_eq!(expected_at(DeltaSeconds::parse(value.as_bytes())), expected, "{value}");
    }
}

#[test]
fn resource_policies_have_three_values() {
    for policy in [ResourcePolicy::SameOrigin, ResourcePolicy::SameSite, ResourcePolicy::CrossOrigin] {
        assert_eq!(ResourcePolicy::parse(policy.as_str().as_bytes()), Ok(policy));
        assert_eq!(written(&policy), policy.as_str());
    }
    for value in ["", "Same-Origin", "same-origin, same-origin", "same-origin;a", "same"] {
        assert_eq!(expected_at(ResourcePolicy::parse(value.as_bytes())), (Rule::ResourcePolicy, 0), "{value}");
    }
}

#[test]
fn networks_have_an_id_and_a_name() {
    assert_eq!(NetworkId::parse(b" 01:23:45:67:89:0a ").unwrap().to_bytes(), [0x01, 0x23, 0x45, 0x67, 0x89, 0x0A]);
    assert_eq!(written(&NetworkId::new([0xAB, 0xCD, 0xEF, 0, 0x10, 0xFF])), "AB:CD:EF:00:10:FF");
    for (value, expected) in [
        ("", (Rule::NetworkId, 0)),
        ("01:23:45:67:89", (Rule::NetworkId, 14)),
        ("01:23:45:67:89:0G", (Rule::NetworkId, 16)),
        ("0123:45:67:89:0A", (Rule::NetworkId, 2)),
        ("01:23:45:67:89:0A:", (Rule::End, 17)),
    ] {
        assert_eq!(expected_at(NetworkId::parse(value.as_bytes())), expected, "{value}");
    }

    let longest = "a".repeat(248);
    for name in ["a_b-c.9", &longest] {
        assert_eq!(NetworkName::parse(name.as_bytes()), Ok(NetworkName::new(name).unwrap()));
        assert_eq!(written(&NetworkName::new(name).unwrap()), name);
    }
    let too_long = "a".repeat(249);
    for (name, expected, kind, offset) in [
        ("", (Rule::NetworkName, 0), ValueErrorKind::Empty, 0),
        ("UPPER", (Rule::NetworkName, 0), ValueErrorKind::InvalidByte, 0),
        ("userA's device", (Rule::End, 4), ValueErrorKind::InvalidByte, 4),
        (&too_long, (Rule::End, 248), ValueErrorKind::InvalidByte, 248),
    ] {
        assert_eq!(expected_at(NetworkName::parse(name.as_bytes())), expected, "{name}");
        let error = NetworkName::new(name).unwrap_err();
        assert_eq!((error.part(), error.kind(), error.offset()), ("network-name", kind, offset));
    }
}

#[test]
fn timing_is_allowed_for_each_origin_of_a_list() {
    let list = [AllowOrigin::Any, AllowOrigin::Origin(origin("https://a.example"))];
    assert_eq!(written(&List::of(&list)), "*, https://a.example");
    let read: List<'_, AllowOrigin<'_>> = List::parse(b"*,https://a.example ,, null").unwrap();
    assert!(read.iter().eq(list.into_iter().chain([AllowOrigin::Origin(Origin::NULL)])));
    let error = List::<AllowOrigin<'_>>::parse(b"*, https://A.example").unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(Rule::OriginOrNull), 3));

    for (lines, expected) in [
        (&[][..], false),
        (&["https://a.example"], true),
        (&["https://b.example", "(, https://a.example"], true),
        (&["null,\t*"], true),
        (&["https://a.example/"], false),
        (&["HTTPS://A.EXAMPLE"], false),
        (&["\"*\""], false),
        (&["\"", "*"], false),
    ] {
        let response: Vec<Field> = lines.iter().map(|line| ("timing-allow-origin", *line)).collect();
        assert_eq!(TimingAllowOrigin::of(&response[..]).allows(&origin("https://a.example")), expected, "{lines:?}");
    }
}

#[test]
fn missing_names_are_added_to_vary() {
    for (lines, add, expected) in [
        (&[][..], &["Origin"][..], &["Origin"][..]),
        (&["Accept-Encoding"], &["Origin"], &["Origin"]),
        (&["Accept", "origin"], &["Origin"], &[]),
        (&["Accept, *"], &["Origin"], &[]),
        (&["Accept, , "], &["Origin", "accept", "X"], &["Origin", "X"]),
        (&["Origin, ("], &["Origin"], &["Origin"]),
        (&[], &["Origin", "ORIGIN", "X"], &["Origin", "X"]),
        (&[], &["*", "Origin", "*"], &["*"]),
        (&["Origin"], &["*"], &["*"]),
    ] {
        let response: Vec<Field> = lines.iter().map(|line| ("vary", *line)).collect();
        let add: Vec<FieldName<'_>> = add.iter().map(|name| FieldName::new(name).unwrap()).collect();
        let missing = Vary::of(&response[..]).missing(&add).unwrap();
        assert!(missing.map(|name| name.as_str()).eq(expected.iter().copied()), "{lines:?} {add:?}");
    }
}
