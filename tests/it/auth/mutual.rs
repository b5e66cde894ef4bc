//! Mutual: the messages of RFC 8120, and each error.

use countersign::auth::mutual::{
    Algorithm, Challenge, ChallengeMessage, Credentials, CredentialsMessage, ExtensiveToken, Hex, Info, KexC1, KexS1,
    NcWindow, Number, Reason, Terms, User, Validation, VfyC,
};
use countersign::auth::{self, Challenges, tolerant};
use countersign::{ErrorKind, Rule, ValueError, ValueErrorKind};

use crate::laws::{self, written};

/// One message of each kind, as it is written.
const INIT: &str = "Mutual version=1, algorithm=iso-kam3-dl-2048-sha256, validation=host, \
                    realm=\"Protected Contents\", reason=initial";
const STALE: &str = "Mutual version=1, algorithm=iso-kam3-ec-p521-sha512, validation=tls-unique, \
                     auth-scope=\"https://example.com:8443\", realm=\"a \\\"b\\\"\", reason=stale-session";
const KEX_S1: &str = "Mutual version=1, algorithm=iso-kam3-dl-4096-sha512, validation=tls-server-end-point, \
                      auth-scope=\"*.example.com\", realm=\"a\", sid=00ff, ks1=\"S3MxIQ==\", nc-max=1024, \
                      nc-window=128, time=60, path=\"/a https://example.com/b\"";
const KEX_C1: &str = "Mutual version=1, algorithm=iso-kam3-ec-p256-sha256, validation=host, realm=\"a\", \
                      user=\"Renee of France\", kc1=0123abcd";
const KEX_C1_EXTENDED: &str = "Mutual version=1, algorithm=iso-kam3-ec-p256-sha256, validation=host, realm=\"a\", \
                               user*=UTF-8''Ren%C3%A9e%20of%20France, kc1=0123abcd";
const VFY_C: &str = "Mutual version=1, algorithm=iso-kam3-dl-2048-sha256, validation=host, auth-scope=\"example.com\", \
                     realm=\"a\", sid=00ff, nc=18446744073709551615, vkc=\"VktD\"";
const VFY_S: &str = "version=1, sid=00ff, vks=\"VktT\"";

/// A message with an algorithm and a validation that a domain defines.
const EXTENSION: &str = "Mutual version=1, algorithm=-kam4.example.org, validation=-v.example.org, realm=\"a\", \
                         reason=-why.example.org";
const EXTENSION_KEX: &str = "Mutual version=1, algorithm=-kam4.example.org, validation=host, realm=\"a\", sid=00, \
                             ks1=\"any text\", nc-max=0, nc-window=0, time=0";

const TERMS: &str = "version=1, algorithm=iso-kam3-ec-p256-sha256, validation=host, realm=\"a\"";

/// What is invalid in a challenge after its terms.
const REJECTED_CHALLENGES: [(&str, ErrorKind, usize); 24] = [
    ("", ErrorKind::Missing("reason"), 0),
    ("sid=00, nc-max=1, nc-window=1, time=1", ErrorKind::Missing("reason"), 37),
    ("reason=\"\"", ErrorKind::InvalidParam("reason"), 0),
    ("reason=a.b", ErrorKind::InvalidParam("reason"), 0),
    ("reason=\"in\\itial\"", ErrorKind::InvalidParam("reason"), 0),
    ("reason=initial, ks1=00", ErrorKind::Conflict("ks#"), 16),
    ("ks1=00, sid=00, reason=initial", ErrorKind::Conflict("reason"), 16),
    ("reason=initial, KS22=00", ErrorKind::Conflict("ks#"), 16),
    ("ks1=00, ks2=00", ErrorKind::Conflict("ks#"), 8),
    ("reason=initial, vks=00", ErrorKind::Conflict("vks"), 16),
    ("reason=initial, kc7=00", ErrorKind::Conflict("kc#"), 16),
    ("vkc=00, reason=initial", ErrorKind::Conflict("vkc"), 0),
    ("reason=initial, reason=initial", ErrorKind::DuplicateParam, 16),
    ("reason=initial, realm*=UTF-8''a", ErrorKind::InvalidParam("realm*"), 16),
    ("reason=initial, auth-scope*=UTF-8''a", ErrorKind::InvalidParam("auth-scope*"), 16),
    ("reason=initial, path*=UTF-8''a", ErrorKind::InvalidParam("path*"), 16),
    ("ks1=00", ErrorKind::Missing("sid"), 6),
    ("ks1=00, sid=0", ErrorKind::InvalidParam("sid"), 8),
    ("ks1=00, sid=0x", ErrorKind::InvalidParam("sid"), 8),
    ("ks1=0, sid=00", ErrorKind::InvalidParam("ks1"), 0),
    ("ks1=\"S3Mx\", sid=00", ErrorKind::InvalidParam("ks1"), 0),
    ("ks1=00, sid=00, nc-max=01", ErrorKind::InvalidParam("nc-max"), 16),
    ("ks1=00, sid=00, nc-max=1, nc-window=18446744073709551616", ErrorKind::InvalidParam("nc-window"), 26),
    ("ks1=00, sid=00, nc-max=1, nc-window=1", ErrorKind::Missing("time"), 37),
];

/// What is invalid in credentials after their terms.
const REJECTED_CREDENTIALS: [(&str, ErrorKind, usize); 16] = [
    ("", ErrorKind::Missing("user"), 0),
    ("user=a", ErrorKind::Missing("kc1"), 6),
    ("kc1=00", ErrorKind::Missing("user"), 6),
    ("user=a, kc1=\"\"", ErrorKind::InvalidParam("kc1"), 8),
    ("user=a, kc1=\"\\00\"", ErrorKind::InvalidParam("kc1"), 8),
    ("user=a, user*=UTF-8''%C3%A4, kc1=00", ErrorKind::Conflict("user*"), 8),
    ("user*=UTF-8''a, kc1=00", ErrorKind::InvalidParam("user*"), 0),
    ("user*=UTF-8'de'%C3%A4, kc1=00", ErrorKind::InvalidParam("user*"), 0),
    ("user*=ISO-8859-1''%E4, kc1=00", ErrorKind::InvalidParam("user*"), 0),
    ("user*=%C3%A4, kc1=00", ErrorKind::InvalidParam("user*"), 0),
    ("user=a, kc1=00, kc2=00", ErrorKind::Conflict("kc#"), 16),
    ("user=a, kc1=00, vkc=00", ErrorKind::Conflict("vkc"), 16),
    ("user=a, kc1=00, ks1=00", ErrorKind::Conflict("ks#"), 16),
    ("user=a, kc1=00, vks=00", ErrorKind::Conflict("vks"), 16),
    ("vkc=00, nc=1", ErrorKind::Missing("sid"), 12),
    ("vkc=00, sid=00, nc=-1", ErrorKind::InvalidParam("nc"), 16),
];

fn init(value: &str) -> Challenge<'_> {
    Challenge::parse(value.as_bytes()).unwrap()
}

#[test]
fn every_message_is_written_as_it_was_parsed() {
    for value in [INIT, STALE, KEX_S1, EXTENSION, EXTENSION_KEX] {
        assert_eq!(String::from_utf8(written(&init(value))).unwrap(), value);
    }
    for value in [KEX_C1, KEX_C1_EXTENDED, VFY_C] {
        let credentials = Credentials::parse(value.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(written(&credentials)).unwrap(), value);
    }
    assert_eq!(String::from_utf8(written(&Info::parse(VFY_S.as_bytes()).unwrap())).unwrap(), VFY_S);
}

#[test]
fn every_message_is_built_from_its_parts() {
    let terms = Terms::new(Algorithm::Dl2048Sha256, Validation::Host, "Protected Contents").unwrap();
    assert_eq!(Challenge::new(terms, ChallengeMessage::Init(Reason::Initial)), Ok(init(INIT)));

    let terms = Terms::new(Algorithm::EcP521Sha512, Validation::TlsUnique, "a \"b\"").unwrap();
    let terms = terms.with_auth_scope("https://example.com:8443").unwrap();
    assert_eq!(Challenge::new(terms, ChallengeMessage::Init(Reason::StaleSession)), Ok(init(STALE)));

    let sid = Hex::new(b"\0\xFF").unwrap();
    let terms = Terms::new(Algorithm::Dl4096Sha512, Validation::TlsServerEndPoint, "a").unwrap();
    let terms = terms.with_auth_scope("*.example.com").unwrap();
    let message = KexS1::new(sid, Number::base64("Ks1!").unwrap(), 1024, 128, 60);
    let message = message.with_path("/a https://example.com/b").unwrap();
    assert_eq!(Challenge::new(terms, ChallengeMessage::KexS1(message)), Ok(init(KEX_S1)));
    assert_eq!(message.path().unwrap().iter().count(), 2);

    let terms = Terms::new(Algorithm::EcP256Sha256, Validation::Host, "a").unwrap();
    let number = Number::hex(b"\x01\x23\xAB\xCD").unwrap();
    for (user, expected) in [("Renee of France", KEX_C1), ("Renée of France", KEX_C1_EXTENDED)] {
        let user = User::new(user).unwrap();
        let sent = Credentials::new(terms, CredentialsMessage::KexC1(KexC1::new(user, number))).unwrap();
        assert_eq!(String::from_utf8(written(&sent)).unwrap(), expected);
    }

    let terms = Terms::new(Algorithm::Dl2048Sha256, Validation::Host, "a").unwrap();
    let terms = terms.with_auth_scope("example.com").unwrap();
    let message = VfyC::new(sid, u64::MAX, Number::base64("VKC").unwrap());
    let sent = Credentials::new(terms, CredentialsMessage::VfyC(message)).unwrap();
    assert_eq!(String::from_utf8(written(&sent)).unwrap(), VFY_C);

    let sent = Info::new(sid, Number::base64("VKS").unwrap());
    assert_eq!(String::from_utf8(written(&sent)).unwrap(), VFY_S);
}

#[test]
fn an_exchange_has_one_set_of_terms() {
    let challenge = init(KEX_S1);
    let ChallengeMessage::KexS1(kex) = challenge.message() else {
        panic!("the message has ks1");
    };
    assert_eq!((kex.nc_max(), kex.nc_window(), kex.time()), (1024, 128, 60));
    let proof = Number::base64("proof").unwrap();
    let answer = Credentials::new(challenge.terms(), CredentialsMessage::VfyC(VfyC::new(kex.sid(), 1, proof))).unwrap();
    let wire = written(&answer);
    let read = Credentials::parse(&wire).unwrap();
    assert_eq!(read.terms(), challenge.terms());
    let CredentialsMessage::VfyC(message) = read.message() else {
        panic!("the message has vkc");
    };
    assert!(message.sid() == kex.sid() && message.vkc().matches("proof") && !message.vkc().matches("Proof"));

    let other = init(STALE).terms();
    assert!(other != challenge.terms() && other.realm() == "a \"b\"");
}

#[test]
fn both_forms_of_a_value_are_parsed_and_tokens_ignore_case() {
    let quoted = "mutual Version=\"1\", ALGORITHM=\"ISO-KAM3-DL-2048-SHA256\", validation=HOST, realm=Protected, \
                  reason=\"Initial\", unknown=x, time=x";
    let challenge = init(quoted);
    let terms = Terms::new(Algorithm::Dl2048Sha256, Validation::Host, "Protected").unwrap();
    assert_eq!(Challenge::new(terms, ChallengeMessage::Init(Reason::Initial)), Ok(challenge));
    assert_eq!(
        String::from_utf8(written(&challenge)).unwrap(),
        "Mutual version=1, algorithm=iso-kam3-dl-2048-sha256, validation=host, realm=\"Protected\", reason=initial"
    );
    let number = format!("Mutual {TERMS}, sid=\"00FF\", ks1=\"ABCD\", nc-max=\"1\", nc-window=2, time=3");
    let ChallengeMessage::KexS1(message) = init(&number).message() else {
        panic!("the message has ks1");
    };
    assert!(message.sid().matches(b"\0\xFF") && message.ks1() == Number::hex(b"\xAB\xCD").unwrap());
    let unpadded = KEX_S1.replace("\"S3MxIQ==\"", "S3Mx");
    assert!(Challenge::parse(unpadded.as_bytes()).is_ok());
    let info = Info::parse(b"vks=00FF, version=\"1\", sid=AB").unwrap();
    assert!(info.vks(Algorithm::EcP521Sha512).is_some_and(|vks| vks.matches(b"\0\xFF")));
    assert!(info.vks(Algorithm::Dl4096Sha512).is_some_and(|vks| vks.matches(b"\xD3\x41\x45")));
}

#[test]
fn unknown_names_are_data() {
    let token = ExtensiveToken::new("-kam4.example.org").unwrap();
    let challenge = init(EXTENSION_KEX);
    assert_eq!(challenge.terms().algorithm(), Algorithm::Other(token));
    let ChallengeMessage::KexS1(message) = challenge.message() else {
        panic!("the message has ks1");
    };
    assert_eq!(message.ks1().text().unwrap(), "any text");
    assert!(message.ks1().matches("any text"));
    assert!(message.ks1() == Number::other("any text").unwrap() && message.ks1() != Number::base64("a").unwrap());

    // A registered name that is given as an extension is the same algorithm.
    let registered = ExtensiveToken::new("Iso-kam3-dl-2048-sha256").unwrap();
    let host = ExtensiveToken::new("HOST").unwrap();
    let terms = Terms::new(Algorithm::Other(registered), Validation::Other(host), "Protected Contents").unwrap();
    let initial = Reason::Other(ExtensiveToken::new("INITIAL").unwrap());
    assert_eq!(Challenge::new(terms, ChallengeMessage::Init(initial)), Ok(init(INIT)));
}

#[test]
fn invalid_terms_are_rejected_at_their_offset() {
    for (value, kind, offset) in [
        ("", ErrorKind::Expected(Rule::Token), 0),
        ("Basic realm=\"a\"", ErrorKind::Scheme("Mutual"), 0),
        ("Mutual abc", ErrorKind::Expected(Rule::AuthParam), 7),
        ("Mutual", ErrorKind::Missing("version"), 6),
        ("Mutual version=2, realm=a", ErrorKind::InvalidParam("version"), 7),
        ("Mutual version=01, realm=a", ErrorKind::InvalidParam("version"), 7),
        ("Mutual version=1", ErrorKind::Missing("algorithm"), 16),
        ("Mutual version=1, algorithm=\"a b\"", ErrorKind::InvalidParam("algorithm"), 18),
        ("Mutual version=1, algorithm=-a", ErrorKind::InvalidParam("algorithm"), 18),
        ("Mutual version=1, algorithm=a", ErrorKind::Missing("validation"), 29),
        ("Mutual version=1, algorithm=a, validation=a.b", ErrorKind::InvalidParam("validation"), 31),
        ("Mutual version=1, algorithm=a, validation=b", ErrorKind::Missing("realm"), 43),
    ] {
        let error = Challenge::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
        let error = Credentials::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{value}");
    }
}

#[test]
fn invalid_messages_are_rejected_at_their_offset() {
    let after_terms = |params: &str| match params {
        "" => (format!("Mutual {TERMS}"), 7 + TERMS.len()),
        _ => (format!("Mutual {TERMS}, {params}"), 9 + TERMS.len()),
    };
    for (params, kind, offset) in REJECTED_CHALLENGES {
        let (value, before) = after_terms(params);
        let error = Challenge::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, before + offset), "{value}");
    }
    for (params, kind, offset) in REJECTED_CREDENTIALS {
        let (value, before) = after_terms(params);
        let error = Credentials::parse(value.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, before + offset), "{value}");
    }
    for (line, kind, offset) in [
        ("", ErrorKind::Missing("version"), 0),
        ("version=1, vks=00", ErrorKind::Missing("sid"), 17),
        ("version=1, sid=00", ErrorKind::Missing("vks"), 17),
        ("version=1, sid=0, vks=00", ErrorKind::InvalidParam("sid"), 11),
        ("version=2, sid=00, vks=00", ErrorKind::InvalidParam("version"), 0),
        ("version=1, sid=00, vks=00, ks1=00", ErrorKind::Conflict("ks#"), 27),
        ("version=1, sid=00, vks=00, reason=initial", ErrorKind::Conflict("reason"), 27),
        ("version=1, sid=00, vks=00, vkc=00", ErrorKind::Conflict("vkc"), 27),
        ("version=1, sid=00, vks=00, kc01=00", ErrorKind::Conflict("kc#"), 27),
    ] {
        let error = Info::parse(line.as_bytes()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{line}");
    }
}

#[test]
fn info_may_have_two_lines() {
    let response = [("Authentication-Info", "version=1, sid=00"), ("Authentication-Info", "vks=00")];
    let info = Info::from_lines(auth::authentication_info(&response).unwrap().unwrap()).unwrap();
    assert_eq!(written(&info), b"version=1, sid=00, vks=00");
    for (lines, line, kind, offset) in [
        (["version=1, sid=00", "x=y"], 1, ErrorKind::Missing("vks"), 3),
        (["version=2, sid=00", "vks=00"], 0, ErrorKind::InvalidParam("version"), 0),
        (["sid=0", "version=1, vks=00"], 0, ErrorKind::InvalidParam("sid"), 0),
        (["vks=00", "x=y, reason=initial"], 1, ErrorKind::Conflict("reason"), 5),
    ] {
        let response = lines.map(|line| ("Authentication-Info", line));
        let error = Info::from_lines(auth::authentication_info(&response[..]).unwrap().unwrap()).unwrap_err();
        assert_eq!((error.line(), error.error().kind(), error.error().offset()), (line, kind, offset));
    }
}

#[test]
fn the_tolerant_parser_has_the_same_rules() {
    let line = format!("Basic realm=\"a, Mutual {TERMS} reason=initial, reason=auth-failed");
    let challenges: Vec<_> = tolerant::challenges(line.as_bytes()).collect();
    assert!(challenges.iter().flatten().all(|challenge| Challenge::try_from(*challenge).is_err()));

    let line = format!("Mutual {TERMS} reason=initial, reason=auth-failed");
    let challenge = tolerant::challenges(line.as_bytes()).next().unwrap().unwrap();
    let challenge = Challenge::try_from(challenge).unwrap();
    assert_eq!(challenge.message(), ChallengeMessage::Init(Reason::AuthFailed), "the last one counts");
    let line = format!("Mutual {TERMS} reason=initial ks1=00");
    let challenge = tolerant::challenges(line.as_bytes()).next().unwrap().unwrap();
    assert_eq!(Challenge::try_from(challenge).unwrap_err().kind(), ErrorKind::Conflict("ks#"));
}

#[test]
fn a_challenge_is_found_among_others() {
    let line = format!("Basic realm=\"a\", {STALE}, Negotiate");
    let challenges = Challenges::parse(line.as_bytes()).unwrap();
    let typed: Vec<_> = challenges.iter().filter_map(|challenge| Challenge::try_from(challenge).ok()).collect();
    assert_eq!(typed, [init(STALE)]);
}

#[test]
fn parts_that_cannot_be_sent_are_rejected() {
    let terms = Terms::new(Algorithm::EcP256Sha256, Validation::Host, "a").unwrap();
    let sid = Hex::new("a").unwrap();
    let base64 = Number::base64("a").unwrap();
    let begun = ChallengeMessage::KexS1(KexS1::new(sid, base64, 0, 0, 0));
    let begins = CredentialsMessage::KexC1(KexC1::new(User::new("a").unwrap(), base64));
    let proves = CredentialsMessage::VfyC(VfyC::new(sid, 0, Number::other("a").unwrap()));
    for (rejected, expected) in [
        (
            Terms::new(Algorithm::EcP256Sha256, Validation::Host, "a\nb").err(),
            ("realm", ValueErrorKind::InvalidByte, 1),
        ),
        (terms.with_auth_scope("").err(), ("auth-scope", ValueErrorKind::Empty, 0)),
        (terms.with_auth_scope("https://Example").err(), ("auth-scope", ValueErrorKind::InvalidByte, 8)),
        (terms.with_auth_scope("ä").err(), ("auth-scope", ValueErrorKind::InvalidByte, 0)),
        (terms.with_auth_scope("a b").err(), ("auth-scope", ValueErrorKind::InvalidByte, 1)),
        (terms.with_auth_scope("a\"").err(), ("auth-scope", ValueErrorKind::InvalidByte, 1)),
        (ExtensiveToken::new("").err(), ("extensive-token", ValueErrorKind::Empty, 0)),
        (ExtensiveToken::new("-a").err(), ("extensive-token", ValueErrorKind::WrongForm, 0)),
        (ExtensiveToken::new("-a.").err(), ("extensive-token", ValueErrorKind::WrongForm, 0)),
        (ExtensiveToken::new("-a.b c").err(), ("extensive-token", ValueErrorKind::InvalidByte, 4)),
        (Hex::new("").err(), ("hex-fixed-number", ValueErrorKind::Empty, 0)),
        (Number::hex("").err(), ("hex-fixed-number", ValueErrorKind::Empty, 0)),
        (Number::base64("").err(), ("base64-fixed-number", ValueErrorKind::Empty, 0)),
        (Number::other("\0").err(), ("number", ValueErrorKind::InvalidByte, 0)),
        (User::new("a\tb").err(), ("user", ValueErrorKind::InvalidByte, 1)),
        (User::new("ä\nb").err(), ("user", ValueErrorKind::InvalidByte, 2)),
        (User::new("\u{FEFF}a").err(), ("user", ValueErrorKind::InvalidByte, 0)),
        (Challenge::new(terms, begun).err(), ("ks1", ValueErrorKind::WrongForm, 0)),
        (Credentials::new(terms, begins).err(), ("kc1", ValueErrorKind::WrongForm, 0)),
        (Credentials::new(terms, proves).err(), ("vkc", ValueErrorKind::WrongForm, 0)),
        (KexS1::new(sid, base64, 0, 0, 0).with_path("/\r").err(), ("path", ValueErrorKind::InvalidByte, 1)),
    ] {
        let parts = |error: ValueError| (error.part(), error.kind(), error.offset());
        assert_eq!(rejected.map(parts), Some(expected));
    }
}

#[test]
fn values_cut_at_every_length_keep_the_laws() {
    let rejected = REJECTED_CHALLENGES.iter().chain(&REJECTED_CREDENTIALS);
    let rejected: Vec<String> = rejected.map(|(params, ..)| format!("Mutual {TERMS}, {params}")).collect();
    let more = [
        "mutual version=\"1\", algorithm=\"ISO-KAM3-DL-2048-SHA256\", validation=HOST, realm=\"\\a\", reason=\"Initial\"",
        "vks = \"\\a\" , sid=\"ABCD\",, version=1",
        "deadBEEF",
        "\u{FEFF}",
    ];
    let messages = [INIT, STALE, KEX_S1, KEX_C1, KEX_C1_EXTENDED, VFY_C, VFY_S, EXTENSION, EXTENSION_KEX];
    for value in messages.into_iter().chain(more).chain(rejected.iter().map(String::as_str)) {
        crate::prefixes::lengths(value.len()).for_each(|length| laws::check("mutual", &value.as_bytes()[..length]));
    }
}

#[test]
fn each_number_is_received_once_within_the_window() {
    for (nc_max, nc_window, received) in [
        (9, 3, &[(0, true), (1, true), (1, false), (3, true), (2, true), (0, false), (9, true), (10, false)][..]),
        (9, 3, &[(9, true), (6, false), (7, true), (7, false), (8, true), (9, false)]),
        (9, 1, &[(2, true), (1, false), (2, false), (3, true), (u64::MAX, false)]),
        (u64::MAX, 128, &[(u64::MAX, true), (u64::MAX - 127, true), (u64::MAX - 128, false), (u64::MAX, false)]),
        (
            1000,
            128,
            &[(1, true), (129, true), (1, false), (2, true), (257, true), (129, false), (130, true), (385, true)],
        ),
        (0, 1, &[(1, false), (0, true), (0, false)]),
    ] {
        let mut window: NcWindow<2> = NcWindow::new(nc_max, nc_window).unwrap();
        for (nc, expected) in received {
            assert_eq!(window.receive(*nc), *expected, "{nc} of {nc_max}, {nc_window}");
        }
    }
    for (nc_window, expected) in [(0, false), (1, true), (128, true), (129, false), (u64::MAX, false)] {
        assert_eq!(NcWindow::<2>::new(9, nc_window).is_ok(), expected, "{nc_window}");
    }
    assert!(NcWindow::<0>::new(9, 1).is_err());
}

proptest::proptest! {
    /// The window accepts what a set of all numbers does.
    #[test]
    fn a_window_is_what_a_set_is(nc_window in 1_u64..=64, steps in proptest::collection::vec(0_u64..200, 1..80)) {
        let mut window: NcWindow<1> = NcWindow::new(150, nc_window).unwrap();
        let mut seen = std::collections::BTreeSet::new();
        for nc in steps {
            let largest = seen.last().copied().unwrap_or(0);
            let expected = nc <= 150 && nc + nc_window > largest && seen.insert(nc);
            assert_eq!(window.receive(nc), expected, "{nc} after {seen:?}");
        }
    }
}

/// A name is compared whole, whichever way it is spelled.
#[test]
fn names_of_users_are_compared() {
    for (name, wire) in
        [("Renee", KEX_C1.replace("Renee of France", "Re\\nee")), ("Ren\u{e9}e of France", KEX_C1_EXTENDED.to_owned())]
    {
        let read = Credentials::parse(wire.as_bytes()).unwrap();
        let CredentialsMessage::KexC1(message) = read.message() else { panic!("{wire} begins an exchange") };
        for user in [User::new(name).unwrap(), message.user()] {
            assert!(user.is(name), "{wire}");
            for other in ["", "Rene", "renee", "Renee ", "Ren\u{e9}e of Franc", "Re\\nee"] {
                assert!(!user.is(other), "{other} for {wire}");
            }
        }
    }
}
