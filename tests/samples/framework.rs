//! The framework and the types that all fields share.

use std::hint::black_box;

use countersign::Encode as _;
use countersign::auth::{
    self, AuthenticationInfo, Challenge, Challenges, Credentials, Events, Param, Scheme, Token68, api_key, aws4, basic,
    bearer, colon_pair, control, digest, dpop, ext_value, hawk, hoba, mutual, negotiate, ntlm, oauth, private_token,
    scram, select, tolerant, vapid,
};
use countersign::list::Elements;
use countersign::{EmbeddedIo07, FieldValueIn, FieldsFn, Kept, List, StringError, Text, Token};
use defmt::Format;

use crate::allocations::{Case, Lenient, shows, writes};
use crate::exchanges;
use crate::secrets::{BASIC, SECRET, USER, shown};

const CHALLENGES: &[u8] =
    b"Negotiate a8==, , Basic realm=\"sta\\\"ff\",charset=utf-8, Bearer scope=\"a b\", max_age=5, x=\xC3";

const LINES: [(&str, &[u8]); 2] = [("WWW-Authenticate", b"Negotiate"), ("WWW-Authenticate", b"Basic realm=x, a=b")];

pub(crate) const READING: &[Case] = &[
    ("challenges", |_| {
        for challenge in Challenges::parse(b"Negotiate a8==, Basic realm=\"sta\\\"ff\", x=y").unwrap() {
            black_box((challenge.scheme(), challenge.token68(), challenge.params().iter().count()));
            black_box(challenge.get("realm").map(|realm| realm.bytes().count()));
        }
    }),
    ("challenges of lines", |_| {
        let lines = auth::www_authenticate(&LINES).unwrap().unwrap();
        assert_eq!(lines.iter().count(), 2);
    }),
    ("credentials", |_| {
        let credentials = Credentials::parse(b"Digest username=\"a\", realm=\"b\"").unwrap();
        assert!(credentials.get("realm").is_some());
    }),
    ("credentials of a line", |_| {
        let line = FieldsFn(|_| [&b"Bearer abc"[..]]);
        assert!(auth::authorization(line).unwrap().is_some());
    }),
    ("info", |_| assert_eq!(AuthenticationInfo::parse(b"a=b, c=\"\"").unwrap().into_iter().count(), 2)),
    ("info of lines", |_| {
        let lines = FieldsFn(|_| [&b"a=b"[..], b"c=d"]);
        assert_eq!(auth::authentication_info(lines).unwrap().unwrap().iter().count(), 2);
    }),
    ("control", |buffer| {
        let control = control::AuthenticationControl::parse(b"Basic realm=a, username*=UTF-8''%C3%A4, x=y").unwrap();
        let entry = control.iter().next().unwrap();
        assert_eq!(entry.username().unwrap().decode_into(buffer).unwrap(), "ä".as_bytes());
        assert_eq!(entry.other_params().count(), 1);
    }),
    ("events, strict", |_| assert!(Events::challenges(CHALLENGES).any(|event| event.is_err()))),
    ("events, tolerant and resumed", |_| {
        let mut events = Events::challenges(b"Basic realm=a b=c \x7F, d=e, Negotiate").tolerating(Lenient);
        assert!(events.by_ref().any(|event| event.is_err()) && events.resume());
        assert_eq!(events.count(), 1);
    }),
    ("tolerant parser", |_| {
        let mut tolerated = 0;
        let line = b"Basic realm=a b=c \"x\", d=e, Digest realm=a@b nonce=c d=\"e";
        for challenge in tolerant::challenges(line).flatten() {
            challenge.deviations(|_, _| tolerated += 1);
        }
        assert_eq!(tolerated, 6);
        assert!(tolerant::credentials(b"AWS a:b").is_err() && tolerant::info(b"a=/").is_ok());
    }),
    ("the strongest challenge", |_| {
        let challenges = Challenges::parse(b"Basic realm=a, Digest realm=a, nonce=b, Negotiate, Newauth").unwrap();
        let selection =
            select::strongest(|| challenges.iter(), |challenge| select::browsers(digest::RustCrypto, challenge));
        assert!(selection.chosen().unwrap().scheme().is("Negotiate") && selection.verdicts().count() == 4);
    }),
    ("the most parameters", |buffer| {
        let params = (0..64).map(|number| [b'a' + number / 26, b'a' + number % 26, b'=', b'x', b',']);
        let (places, _) = buffer.as_chunks_mut();
        places.iter_mut().zip(params).for_each(|(place, param)| *place = param);
        assert_eq!(AuthenticationInfo::parse(&buffer[..64 * 5]).unwrap().into_iter().count(), 64);
    }),
    ("ext-value", |buffer| {
        assert_eq!(ext_value::ExtValue::parse(b"UTF-8''%C3%A4").unwrap().decode_into(buffer).unwrap(), "ä".as_bytes());
    }),
    ("list", |_| assert_eq!(List::<Token<'_>>::parse(b"a, ,b").unwrap().iter().count(), 2)),
    ("elements", |_| assert_eq!(Elements::<Token<'_>>::new(b"a, b c").count(), 3)),
];

pub(crate) const WRITING: &[Case] = &[
    ("control", |buffer| {
        let entries = [control::Entry::new("Basic", "a").unwrap().with_username("ä").unwrap().with_logout_timeout(7)];
        writes(&control::AuthenticationControl::new(&entries).unwrap(), buffer);
        writes(&entries[0], buffer);
    }),
    ("text", |buffer| writes(&Text::new(b"say \"when\"").unwrap(), buffer)),
    ("token", |buffer| writes(&Token::new(b"no-cache").unwrap(), buffer)),
    ("token68", |buffer| writes(&Token68::new(b"abc==").unwrap(), buffer)),
    ("scheme", |buffer| writes(&Scheme::new("Newauth").unwrap(), buffer)),
    ("param", |buffer| writes(&Param::quoted("realm", b"x\"y").unwrap(), buffer)),
    ("list", |buffer| writes(&List::of(&[Token::new(b"a").unwrap(), Token::new(b"b").unwrap()]), buffer)),
    ("challenge", |buffer| {
        let params = [Param::quoted("realm", b"x").unwrap(), Param::token("a", b"b").unwrap()];
        writes(&Challenge::new("Newauth", &params).unwrap(), buffer);
        writes(&Challenge::with_token68("Negotiate", b"a8==").unwrap(), buffer);
    }),
    ("challenges", |buffer| writes(&Challenges::parse(b"Negotiate, Basic realm=x").unwrap(), buffer)),
    ("credentials", |buffer| {
        writes(&Credentials::new("Newauth", &[Param::token("a", b"b").unwrap()]).unwrap(), buffer);
        writes(&Credentials::with_token68("Bearer", b"abc").unwrap(), buffer);
    }),
    ("info", |buffer| writes(&AuthenticationInfo::new(&[Param::token("nc", b"00000001").unwrap()]).unwrap(), buffer)),
    ("ext-value", |buffer| writes(&ext_value::ExtValue::new("Jäsøn"), buffer)),
];

pub(crate) const REJECTING: &[Case] = &[
    ("control", |buffer| shows(&control::AuthenticationControl::parse(b"Basic no-auth=7").unwrap_err(), buffer)),
    ("grammar", |buffer| shows(&Challenges::parse(b"Basic realm=\"x").unwrap_err(), buffer)),
    ("duplicate", |buffer| shows(&Credentials::parse(b"Basic a=b, A=c").unwrap_err(), buffer)),
    ("line", |buffer| shows(&auth::authorization(&[("Authorization", "a=b")]).unwrap_err(), buffer)),
    ("value", |buffer| shows(&Text::new(b"two\r\nlines").unwrap_err(), buffer)),
];

/// Returns the `Debug` output of each type of the framework, with a secret in it, by the name of the type.
pub(crate) fn values() -> Vec<(&'static str, String)> {
    let fields = [("WWW-Authenticate", "s3cr3t s3cr3t"), ("Authorization", "s3cr3t s3cr3t=s3cr3t")];
    let info = [("Authentication-Info", "s3cr3t=s3cr3t")];
    let challenges = Challenges::parse(b"s3cr3t s3cr3t==, Basic nonce=s3cr3t, s3cr3t=\"s3cr3t\"").unwrap();
    let params = [Param::quoted("s3cr3t", b"s3cr3t").unwrap(), Param::token("nonce", b"s3cr3t").unwrap()];
    let list = List::<Token<'_>>::parse(b"s3cr3t, hunter").unwrap();
    let mut walk = challenges.iter();
    let first = walk.next().unwrap();
    let mut events = Events::challenges(b"s3cr3t s3cr3t=s3cr3t, \"s3cr3t\"");
    let event = events.next().unwrap().unwrap();
    let digest = b"Digest username=\"hunter\", response=\"s3cr3t\", cnonce=\"s3cr3t\", uri=\"/s3cr3t\"";
    let bearer = bearer::Challenge::parse(
        b"Bearer realm=s3cr3t, scope=\"s3cr3t hunter\", error=s3cr3t, error_description=\"s3\\cr3t\", s3cr3t=s3cr3t",
    )
    .unwrap();
    let mut decoded = [0; 32];

    vec![
        ("Text", shown(&Text::new(b"s3cr3t \"hunter\"").unwrap())),
        ("Text", shown(&challenges.iter().find_map(|challenge| challenge.get("s3cr3t")).unwrap())),
        ("Bytes", shown(&Text::new(b"s3cr3t").unwrap().bytes())),
        ("Lossy", shown(&Text::new(b"s3cr3t").unwrap().lossy())),
        ("Token", shown(&Token::new(b"s3cr3t").unwrap())),
        ("Displayed", shown(&first.display())),
        ("Words", shown(&bearer.scope())),
        ("List", shown(&list)),
        ("Iter", shown(&list.iter())),
        ("Elements", shown(&Elements::<Token<'_>>::new(b"s3cr3t"))),
        ("FieldsFn", shown(&FieldsFn("s3cr3t"))),
        ("Lines", shown(&auth::www_authenticate(&fields).unwrap())),
        ("Lines", shown(&auth::authentication_info(&info).unwrap())),
        ("Kept", shown(&Kept::<Challenge<'_>>::new(&first).unwrap())),
        ("Kept", shown(&Kept::<basic::Credentials<'_>>::parse(BASIC).unwrap())),
        ("EmbeddedIo07", shown(&EmbeddedIo07(SECRET))),
        ("FieldValueIn", shown(&FieldValueIn::<64>::new(&first).unwrap())),
        ("Scheme", shown(&Scheme::new("s3cr3t").unwrap())),
        ("Token68", shown(&Token68::new(b"s3cr3t==").unwrap())),
        ("Param", shown(&params)),
        ("Params", challenges.iter().map(|challenge| shown(&challenge.params())).collect()),
        ("ParamsIter", shown(&walk.next().unwrap().params().iter())),
        ("Challenge", shown(&first)),
        ("Challenge", shown(&Challenge::new("s3cr3t", &params).unwrap())),
        ("Challenge", shown(&Challenge::with_token68("s3cr3t", b"s3cr3t").unwrap())),
        ("Challenges", shown(&challenges)),
        ("ChallengesIter", shown(&challenges.iter())),
        ("ChallengesIter", shown(&walk)),
        ("AuthenticationInfo", shown(&AuthenticationInfo::parse(b"rspauth=\"s3cr3t\"").unwrap())),
        ("AuthenticationInfo", shown(&AuthenticationInfo::new(&params).unwrap())),
        ("Event", shown(&event)),
        ("Event", shown(&events.next())),
        ("Events", shown(&events)),
        ("Credentials", shown(&Credentials::parse(BASIC).unwrap())),
        ("Credentials", shown(&Credentials::parse(digest).unwrap())),
        ("Credentials", shown(&Credentials::parse(b"s3cr3t").unwrap())),
        ("Credentials", shown(&Credentials::new("s3cr3t", &params).unwrap())),
        ("Credentials", shown(&Credentials::with_token68("s3cr3t", b"s3cr3t").unwrap())),
        ("Credentials", shown(&auth::authorization(&fields).unwrap())),
        ("basic::Challenge", shown(&basic::Challenge::new("s3cr3t").unwrap())),
        ("basic::Credentials", shown(&basic::Credentials::new(USER, SECRET).unwrap())),
        ("basic::Credentials", shown(&basic::Credentials::parse(BASIC, &mut decoded).unwrap())),
        ("basic::UserPassIn", shown(&basic::UserPass::parse(BASIC).unwrap())),
        ("bearer::Challenge", shown(&bearer)),
        ("bearer::ErrorCode", shown(&bearer.error())),
        ("bearer::Credentials", shown(&bearer::Credentials::new("s3cr3t").unwrap())),
        ("tolerant::TolerantChallenges", shown(&tolerant::challenges(b"s3cr3t s3cr3t=s3cr3t"))),
        (
            "tolerant::TolerantChallenges",
            tolerant::challenges(b"s3cr3t\ts3cr3t=, \"s3cr3t")
                .map(|challenge| match challenge {
                    Ok(challenge) => shown(&challenge),
                    Err(broken) => shown(&broken),
                })
                .collect(),
        ),
        ("Credentials", shown(&tolerant::credentials(b"Basic\ts3cr3t").unwrap())),
        ("AuthenticationInfo", shown(&tolerant::info(b"s3cr3t=s3/cr3t").unwrap())),
        ("ext_value::ExtValue", shown(&ext_value::ExtValue::new(SECRET))),
        ("ext_value::ExtValue", shown(&ext_value::ExtValue::parse(b"s3cr3t's3cr3t's3cr3t").unwrap())),
    ]
}

/// Returns the `Debug` output of the types of Authentication-Control.
pub(crate) fn control_values() -> Vec<(&'static str, String)> {
    let params = [Param::quoted("s3cr3t", b"s3cr3t").unwrap()];
    let entry = control::Entry::new(SECRET, "staff").unwrap().with_username(USER).unwrap();
    let entry = entry.with_location_when_logout(SECRET).unwrap().with_other_params(&params).unwrap();
    let style = control::AuthStyle::Other(Text::new(SECRET.as_bytes()).unwrap());
    let entries = [entry, entry.with_auth_style(style).with_username("s3cr3t\u{e4}").unwrap()];
    let control = control::AuthenticationControl::new(&entries).unwrap();
    vec![
        ("control::AuthenticationControl", shown(&control)),
        ("control::Entries", shown(&control.iter())),
        ("control::Entry", shown(&entries[1])),
        ("control::Username", shown(&entry.username().unwrap())),
        ("control::AuthStyle", shown(&style)),
    ]
}

/// Returns the messages of errors about a secret, and of their sources.
pub(crate) fn errors() -> Vec<(&'static str, String)> {
    fn messages(error: &dyn std::error::Error) -> String {
        let cause = error.source().map(messages).unwrap_or_default();
        format!("{error} {error:?} {error:#?} {cause}")
    }
    fn reported(error: &(impl std::error::Error + Format + Send + Sync)) -> String {
        format!("{} {}", messages(error), shown(error))
    }
    let two = [("Authorization", "Bearer s3cr3t"), ("Authorization", "Bearer s3cr3t")];
    vec![
        ("ParseError", reported(&Challenges::parse(b"Basic s3cr3t=s3cr3t s3cr3t").unwrap_err())),
        ("ParseError", reported(&Challenges::parse(b"Basic s3cr3t=a, s3cr3t=b").unwrap_err())),
        ("ParseError", reported(&Credentials::parse(b"Basic \"s3cr3t\"").unwrap_err())),
        ("ParseError", reported(&AuthenticationInfo::parse(b"s3cr3t").unwrap_err())),
        ("ParseError", reported(&List::<Token<'_>>::parse(b"s3cr3t s3cr3t").unwrap_err())),
        ("ParseError", reported(&basic::Challenge::parse(b"s3cr3t realm=x").unwrap_err())),
        ("ParseError", reported(&basic::Challenge::parse(b"Basic s3cr3t=s3cr3t").unwrap_err())),
        ("ParseError", reported(&basic::UserPassIn::<1>::parse(BASIC).unwrap_err())),
        ("ParseError", reported(&bearer::Challenge::parse(b"Bearer max_age=s3cr3t").unwrap_err())),
        ("ParseError", reported(&bearer::Credentials::parse(b"Bearer s3cr3t=s3cr3t").unwrap_err())),
        ("ErrorKind", shown(&basic::UserPassIn::<1>::parse(BASIC).unwrap_err().kind())),
        ("LineError", reported(&auth::authorization(&two).unwrap_err())),
        ("LineError", reported(&auth::www_authenticate(&[("WWW-Authenticate", "s3cr3t \"")]).unwrap_err())),
        ("ParseError", reported(&ext_value::ExtValue::parse(b"UTF-8's3cr3t's3cr3t \"").unwrap_err())),
        ("ParseError", reported(&digest::Credentials::parse(b"Digest username=s3cr3t, response=s3cr3t").unwrap_err())),
        ("select::Skipped", shown(&select::Skipped::from(Challenges::parse(b"s3cr3t \"").unwrap_err()))),
        ("ParseError", reported(&dpop::Nonce::parse(b"s3cr3t s3cr3t").unwrap_err())),
        ("ParseError", reported(&hoba::Credentials::parse(b"HOBA result=s3cr3t").unwrap_err())),
        ("ParseError", reported(&hoba::Tbs::parse(b"6:s3cr3t").unwrap_err())),
        ("ParseError", reported(&private_token::Credentials::parse(b"PrivateToken token=\"s3cr3t\"").unwrap_err())),
        ("ParseError", reported(&private_token::TokenChallenge::parse(b"\0\0\0\x06s3cr3t").unwrap_err())),
        ("ParseError", reported(&vapid::Credentials::parse(b"vapid t=s3cr3t").unwrap_err())),
        ("ParseError", reported(&negotiate::Credentials::parse(b"Negotiate s3cr3t s3cr3t").unwrap_err())),
        ("ParseError", reported(&ntlm::Challenge::parse(b"NTLM s3cr3t=s3cr3t").unwrap_err())),
        ("ParseError", reported(&scram::Credentials::parse(b"SCRAM-SHA-1 data=s3cr3t").unwrap_err())),
        ("ParseError", reported(&mutual::Credentials::parse(b"Mutual version=1, algorithm=s3cr3t").unwrap_err())),
        ("ParseError", reported(&scram::ClientFinal::parse(b"c=biws,r=s3cr3t,p=s3cr3t").unwrap_err())),
        ("tolerant::Broken", reported(&tolerant::credentials(b"s3cr3t s3cr3t:s3cr3t").unwrap_err())),
        ("tolerant::Broken", reported(&tolerant::info(b"s3cr3t").unwrap_err())),
        ("digest::VerifyError", reported(&digest::VerifyError::from(Challenges::parse(b"s3cr3t \"").unwrap_err()))),
        ("digest::ClientError", reported(&exchanges::client_error("s3cr3t"))),
        ("digest::ClientError", reported(&exchanges::client_error("MD5"))),
        ("digest::Uncomputable", reported(&exchanges::uncomputable())),
        ("dpop::Refusal", reported(&crate::proofs::refusals().0)),
        ("vapid::Refusal", reported(&crate::proofs::refusals().1)),
        ("hawk::ClientError", reported(&crate::hawk_signing::errors().0)),
        ("hawk::Refusal", reported(&crate::hawk_signing::errors().1)),
        ("concealed::AsAbsent", reported(&crate::token_signing::errors().0)),
        ("private_token::Refusal", reported(&crate::token_signing::errors().1)),
        ("hoba::Refusal", reported(&crate::token_signing::errors().2)),
        ("oauth::Refusal", reported(&crate::oauth_signing::refusal())),
        ("signature::Refusal", reported(&crate::signature_signing::refusal())),
        ("colon_pair::Refusal", reported(&crate::aws2::refusal())),
        ("colon_pair::Refusal", reported(&crate::shared_key::refusal())),
        ("scram::ClientError", reported(&exchanges::scram_errors().0)),
        ("scram::Refusal", reported(&exchanges::scram_errors().1)),
        ("DecodeError", reported(&basic::Credentials::parse(b"Basic s3cr3t", &mut [0; 32]).unwrap_err())),
        ("DecodeError", reported(&basic::Credentials::parse(b"Basic czNjcjN0", &mut [0; 32]).unwrap_err())),
        ("DecodeError", reported(&basic::Credentials::parse(BASIC, &mut [0; 2]).unwrap_err())),
        (
            "StringError",
            reported(&StringError::NotUtf8(String::from_utf8(b"s3cr3t\xFF".to_vec()).unwrap_err().utf8_error())),
        ),
        ("CapacityError", reported(&FieldValueIn::<2>::new(&Token::new(b"s3cr3t").unwrap()).unwrap_err())),
        ("ValueError", reported(&Text::new(b"s3cr3t\r").unwrap_err())),
        ("ValueError", reported(&Param::token("s3cr3t", b"s3 cr3t").unwrap_err())),
        ("ValueError", reported(&Scheme::new("s3cr3t ").unwrap_err())),
        ("ValueError", reported(&basic::Credentials::new("hunter:", SECRET).unwrap_err())),
        ("ParseError", reported(&oauth::Credentials::parse(b"OAuth oauth_signature_method=s3cr3t").unwrap_err())),
        ("ParseError", reported(&aws4::Credentials::parse(b"AWS4-HMAC-SHA256 Credential=s3cr3t/s3cr3t").unwrap_err())),
        ("ParseError", reported(&colon_pair::Credentials::parse(b"AWS s3cr3t:s3cr3t").unwrap_err())),
        ("ParseError", reported(&hawk::Info::parse(b"Hawk mac=s3cr3t").unwrap_err())),
        ("ParseError", reported(&api_key::Credentials::parse(b"ApiKey s3cr3t s3cr3t").unwrap_err())),
        ("ValueErrorKind", shown(&bearer::Credentials::new("s3cr3t\n").unwrap_err().kind())),
    ]
}
