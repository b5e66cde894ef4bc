//! The vapid scheme: the example of RFC 8292, what push services receive, and each error.

use countersign::auth::vapid::{Challenge, Credentials};
use countersign::{ErrorKind, Rule, ValueError, ValueErrorKind};

use crate::laws::{self, written};

/// RFC 8292 §2.4, unfolded.
const EXAMPLE: &str = "vapid t=eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0\
                       NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiU\
                       fnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA, k=BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SD\
                       Yic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";

/// From the tests of a push service, which rejects a space after the comma.
const NARROW: &str = "vapid t=eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guc2VydmljZXMubW96aWxsYS5jb20iL\
                      CJleHAiOjE3MTM1NjQ4NzIsInN1YiI6Im1haWx0bzphZG1pbkBleGFtcGxlLmNvbSJ9.t7uOYm8nbqFkuNpDeln-UeqSC58xu96M\
                      c9tUVifQu1zAAndHYwvMd3-u--PuUo3S_VrqYXEaIlNIOOrGd3iUBA,k=BLMymkOqvT6OZ1o9etCqV4jGPkvOXNz5FdBjsAR9zR5\
                      oeCV1x5CBKuSLTlHon-H_boHTzMtMoNHsAGDlDB6X7vI";

fn parts(credentials: &str) -> (&str, &str) {
    let (t, k) = credentials.strip_prefix("vapid t=").unwrap().split_once(',').unwrap();
    (t, k.trim_start().strip_prefix("k=").unwrap())
}

#[test]
fn the_example_of_the_standard_is_parsed_and_written() {
    let credentials = Credentials::parse(EXAMPLE.as_bytes()).unwrap();
    assert_eq!(written(&credentials), EXAMPLE.as_bytes());

    let mut buffer = [0; 128];
    let jwt = credentials.t();
    assert_eq!(jwt.header().decode_into(&mut buffer).unwrap(), br#"{"typ":"JWT","alg":"ES256"}"#);
    let claims = br#"{"aud":"https://push.example.net","exp":1453523768,"sub":"mailto:push@example.com"}"#;
    assert_eq!(jwt.payload().decode_into(&mut buffer).unwrap(), claims);
    assert_eq!(jwt.signature().decoded_len(), 64);
    assert_eq!(format!("{}.{}", jwt.signing_input(), jwt.signature().as_str().unwrap()), parts(EXAMPLE).0);

    let mut point = [0; 65];
    assert_eq!(credentials.k().decode_into(&mut point).unwrap()[..3], [0x04, 0x0D, 0x47]);
    assert_eq!(written(&Credentials::new(parts(EXAMPLE).0, &point).unwrap()), EXAMPLE.as_bytes());
}

#[test]
fn every_form_of_credentials_is_parsed() {
    for example in [EXAMPLE, NARROW] {
        let (t, k) = parts(example);
        let plain = format!("vapid t={t}, k={k}");
        for wild in [
            example.to_owned(),
            format!("Vapid T=\"{t}\",K=\"{k}\""),
            format!("vapid k={k},t={t}"),
            format!("VAPID ,k = {k} , x=\"y\", realm=a,, t = {t},"),
        ] {
            assert_eq!(written(&Credentials::parse(wild.as_bytes()).unwrap()), plain.as_bytes(), "{wild}");
        }
    }
}

#[test]
fn a_challenge_has_no_parameters() {
    for challenge in ["vapid", "VAPID ", "vapid realm=\"a\", x=y", "vapid ,"] {
        assert_eq!(Challenge::parse(challenge.as_bytes()), Ok(Challenge::new()), "{challenge}");
    }
    assert_eq!(written(&Challenge::new()), b"vapid");
    for (value, kind, offset) in [
        ("", ErrorKind::Expected(Rule::Token), 0),
        ("WebPush", ErrorKind::Scheme("vapid"), 0),
        ("vapid abc", ErrorKind::Expected(Rule::AuthParam), 6),
        ("vapid x=a, x=b", ErrorKind::DuplicateParam, 11),
        ("vapid, vapid", ErrorKind::Expected(Rule::Space), 5),
    ] {
        let error = Challenge::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
}

#[test]
fn errors_have_a_kind_and_an_offset() {
    let (t, k) = parts(EXAMPLE);
    let (before_k, whole) = (EXAMPLE.len() - k.len(), EXAMPLE.len());
    let k_at = before_k - 2;
    for (value, kind, offset) in [
        ("vapid".to_owned(), ErrorKind::Missing("t"), 5),
        (format!("vapid t={t}"), ErrorKind::Missing("k"), 8 + t.len()),
        (format!("vapid k={k}"), ErrorKind::Missing("t"), 95),
        (format!("{EXAMPLE}, t={t}"), ErrorKind::DuplicateParam, whole + 2),
        (format!("vapid {t}"), ErrorKind::Expected(Rule::AuthParam), 6),
        (format!("WebPush {t}"), ErrorKind::Scheme("vapid"), 0),
        (format!("vapid t=YQ.YQ, k={k}"), ErrorKind::Expected(Rule::Jwt), 13),
        (format!("vapid t = \"YQ.Y+.YQ\", k={k}"), ErrorKind::Expected(Rule::Jwt), 15),
        (format!("vapid t=\"\", k={k}"), ErrorKind::Expected(Rule::Jwt), 9),
        (format!("vapid t=\"Y\\Q.YQ.YQ\", k={k}"), ErrorKind::InvalidParam("t"), 6),
        (format!("vapid t={t}, k=\"{k}=\""), ErrorKind::Expected(Rule::Base64Url), whole + 1),
        (format!("vapid t={t}, k={k}="), ErrorKind::Expected(Rule::Comma), whole),
        (format!("vapid t={t}, k={}+", &k[1..]), ErrorKind::Expected(Rule::Base64Url), whole - 1),
        (format!("vapid t={t}, k={}", &k[1..]), ErrorKind::Expected(Rule::Base64Url), whole - 1),
        (format!("vapid t={t}, k={}A", &k[..85]), ErrorKind::InvalidParam("k"), k_at),
        (format!("vapid t={t}, k={k}A"), ErrorKind::InvalidParam("k"), k_at),
        (format!("vapid t={t}, k=A{}", &k[1..]), ErrorKind::InvalidParam("k"), k_at),
        (format!("vapid t={t}, k={}", &k[..44]), ErrorKind::InvalidParam("k"), k_at),
        (format!("vapid t={t}, k=\"\""), ErrorKind::InvalidParam("k"), k_at),
    ] {
        let error = Credentials::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
}

#[test]
fn parts_that_cannot_be_sent_are_rejected() {
    let rejected = |error: ValueError| (error.part(), error.kind(), error.offset());
    let mut point = [0xFF; 65];
    for (t, first, expected) in [
        ("", 4, ("t", ValueErrorKind::Empty, 0)),
        ("YQ.YQ", 4, ("t", ValueErrorKind::WrongForm, 0)),
        ("YQ.YQ YQ", 4, ("t", ValueErrorKind::InvalidByte, 5)),
        ("YQ.YQ.Y\n", 4, ("t", ValueErrorKind::InvalidByte, 7)),
        ("YQ.YQ.YQ", 2, ("k", ValueErrorKind::WrongForm, 0)),
    ] {
        point[0] = first;
        assert_eq!(Credentials::new(t, &point).map(|_| ()).map_err(rejected), Err(expected));
    }
}

#[test]
fn values_cut_at_every_length_keep_the_laws() {
    let (t, k) = parts(EXAMPLE);
    let others =
        [format!("vapid k=\"{k}\",t=\"{t}\""), "vapid x=a, vapid, Basic realm=\"\\\"\"".to_owned(), t.to_owned()];
    for value in [EXAMPLE, NARROW].into_iter().chain(others.iter().map(String::as_str)) {
        crate::prefixes::lengths(value.len()).for_each(|length| laws::check("vapid", &value.as_bytes()[..length]));
    }
}
