//! SCRAM: what RFC 7804 and RFC 5802 print, what it should be, and each error.

use countersign::auth::scram::{
    AuthMessage, Challenge, ClientFinal, ClientFinalWithoutProof, ClientFirst, Credentials, Gs2Header,
    ITERATION_COUNTS, Info, Mechanism, Nonce, Saslname, ServerError, ServerFinal, ServerFirst,
};
use countersign::auth::{self, Challenges, Deviation, Event, Events};
use countersign::{Encode, ErrorKind, Rule, ValueError, ValueErrorKind};

use crate::laws::{self, written};

/// The messages of RFC 7804 §5.
const CLIENT_FIRST: &[u8] = b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
const SERVER_FIRST: &[u8] = b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
const CLIENT_FINAL: &[u8] =
    b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
const SERVER_FINAL: &[u8] = b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

/// The fields of RFC 7804 §5 that are auth-params as they are printed; their messages end with a line feed.
const PRINTED_CREDENTIALS: &[u8] =
    b"SCRAM-SHA-256 realm=\"testrealm@example.com\", data=biwsbj11c2VyLHI9ck9wck5HZndFYmVSV2diTkVrcU8K";
const PRINTED_CHALLENGE: &[u8] =
    b"SCRAM-SHA-256 sid=AAAABBBBCCCCDDDD, data=cj1yT3ByTkdmd0ViZVJXZ2JORWtxTyVodllEcFdVYTJSYVRDQWZ1eEZJ\
      bGopaE5sRixzPVcyMlphSjBTTlk3c29Fc1VFamI2Z1E9PSxpPTQwOTYK";
const PRINTED_REAUTHENTICATION: &[u8] =
    b"SCRAM-SHA-256 realm=\"testrealm@example.com\", data=Yz1iaXdzLHI9ck9wck5HZndFYmVSV2diTkVrcU80MDk2JWh2WURwV1VhM\
      lJhVENBZnV4RklsailoTmxGLHA9ZEh6YlphcFdJazRqVWhOK1V0ZTl5dGFnOXpqZk1IZ3NxbW1pejdBbmRWUT0K";

/// And those that are none, because padding stands without quotes, with the byte that breaks the grammar.
const PRINTED_FINAL: (&[u8], usize) = (
    b"SCRAM-SHA-256 sid=AAAABBBBCCCCDDDD, data=Yz1iaXdzLHI9ck9wck5HZndFYmVSV2diTkVrcU8laHZZRHBXVWEyUmFUQ\
      0FmdXhGSWxqKWhObEYscD1kSHpiWmFwV0lrNGpVaE4rVXRlOXl0YWc5empmTUhnc3FtbWl6N0FuZFZRPQo=",
    180,
);
const PRINTED_INFO: (&[u8], usize) =
    (b"sid=AAAABBBBCCCCDDDD, data=dj02cnJpVFJCaTIzV3BSUi93dHVwK21NaFVaVW4vZEI1bkxUSlJzamw5NUc0PQo=", 90);

/// The second line of RFC 7804 §5.1, with its `)` and without its comma.
const PRINTED_SR: &[u8] = b"SCRAM-SHA-256 realm=\"testrealm@example.com\", sr=%hvYDpWUa2RaTCAfuxFIlj)hNlF \
                            SCRAM-SHA-256 realm=\"testrealm2@example.com\", sr=AAABBBCCCDDD, ttl=120";

/// What is rejected of a challenge.
const REFUSED_CHALLENGES: [(&[u8], ErrorKind, usize); 21] = [
    (b"", ErrorKind::Expected(Rule::Token), 0),
    (b"Digest realm=\"a\"", ErrorKind::Scheme("SCRAM-SHA-256"), 0),
    (b"SCRAM hash=SHA-256, handshakeToken=aabbcc", ErrorKind::Scheme("SCRAM-SHA-256"), 0),
    (b"SCRAM- realm=\"a\"", ErrorKind::Scheme("SCRAM-SHA-256"), 0),
    (b" SCRAMSHA256", ErrorKind::Scheme("SCRAM-SHA-256"), 1),
    (b"SCRAM-SHA-1 biws", ErrorKind::Expected(Rule::AuthParam), 12),
    (b"SCRAM-SHA-1 sid=a", ErrorKind::Missing("data"), 17),
    (b"SCRAM-SHA-1 data=biws, realm=\"a\"", ErrorKind::Missing("sid"), 32),
    (b"SCRAM-SHA-1 sid=\"a b\", data=biws", ErrorKind::InvalidParam("sid"), 12),
    (b"SCRAM-SHA-1 sid=\"\", data=biws", ErrorKind::InvalidParam("sid"), 12),
    (b"SCRAM-SHA-1 sid=\"\\a\", data=biws", ErrorKind::InvalidParam("sid"), 12),
    (b"SCRAM-SHA-1 sid=a, data=biw", ErrorKind::InvalidParam("data"), 19),
    (b"SCRAM-SHA-1 sid=a, data=\"bi-_\"", ErrorKind::InvalidParam("data"), 19),
    (b"SCRAM-SHA-1 sid=a, data=\"bix=\"", ErrorKind::InvalidParam("data"), 19),
    (b"SCRAM-SHA-1 sid=a, data=\"bi\\ws\"", ErrorKind::InvalidParam("data"), 19),
    (b"SCRAM-SHA-1 sr=\"\"", ErrorKind::InvalidParam("sr"), 12),
    (b"SCRAM-SHA-1 sr=\"a,b\"", ErrorKind::InvalidParam("sr"), 12),
    (b"SCRAM-SHA-1 sr=a, ttl=01", ErrorKind::InvalidParam("ttl"), 18),
    (b"SCRAM-SHA-1 sr=a, ttl=18446744073709551616", ErrorKind::InvalidParam("ttl"), 18),
    (b"SCRAM-SHA-1 sr=a, ttl=5s", ErrorKind::InvalidParam("ttl"), 18),
    (b"SCRAM-SHA-1 realm=\"a\", realm=\"b\"", ErrorKind::DuplicateParam, 23),
];

/// What is rejected of credentials.
const REFUSED_CREDENTIALS: [(&[u8], ErrorKind, usize); 7] = [
    (b"SCRAM-SHA-256", ErrorKind::Missing("data"), 13),
    (b"SCRAM-SHA-256 realm=\"a\", sid=b", ErrorKind::Missing("data"), 30),
    (b"SCRAM-SHA-256 data=\"biw\"", ErrorKind::InvalidParam("data"), 14),
    (b"SCRAM-SHA-256 data=biws, sid=\"a,b\"", ErrorKind::InvalidParam("sid"), 25),
    (b"SCRAM-SHA-256 data=biws, Data=biws", ErrorKind::DuplicateParam, 25),
    (b"SCRAM-SHA-256 data=biw=", ErrorKind::Expected(Rule::Comma), 22),
    (b"Basic biws", ErrorKind::Scheme("SCRAM-SHA-256"), 0),
];

/// Messages of RFC 5802 and beside it that are written as they are read.
const MESSAGES: [&[u8]; 12] = [
    CLIENT_FIRST,
    SERVER_FIRST,
    CLIENT_FINAL,
    SERVER_FINAL,
    b"n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
    b"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
    b"c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
    b"v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
    b"n,a=J=C3=84=3D=2C,n=\xC3\xA4=2C=3D,r=!~,x=a=b,Y=\x01\x7F",
    b"n,a=J=2C=3D,n=\xC3\xA4=2C=3D,r=!~,x=a=b,Y=\x01\x7F",
    b"c=biws,r=a,x=y,p=QQ==",
    b"e=something-new,x=y",
];

#[test]
fn the_standard_is_read_and_written() {
    let mut buffer = [0; 256];
    let credentials = Credentials::parse(PRINTED_CREDENTIALS).unwrap();
    assert_eq!((credentials.mechanism(), credentials.sid()), (Mechanism::SHA_256, None));
    assert_eq!(credentials.realm().unwrap(), "testrealm@example.com");
    assert_eq!(credentials.data().decode_into(&mut buffer), Ok(&*[CLIENT_FIRST, b"\n"].concat()));
    let sent = Credentials::new(Mechanism::SHA_256, CLIENT_FIRST).with_realm("testrealm@example.com").unwrap();
    assert_eq!(
        written(&sent),
        b"SCRAM-SHA-256 realm=\"testrealm@example.com\", data=\"biwsbj11c2VyLHI9ck9wck5HZndFYmVSV2diTkVrcU8=\""
    );

    let challenge = Challenge::parse(PRINTED_CHALLENGE).unwrap();
    assert_eq!(challenge.sid().unwrap(), "AAAABBBBCCCCDDDD");
    assert_eq!(challenge.data().unwrap().decode_into(&mut buffer), Ok(&*[SERVER_FIRST, b"\n"].concat()));
    let sent = Challenge::new(Mechanism::SHA_256).with_data("AAAABBBBCCCCDDDD", SERVER_FIRST).unwrap();
    assert_eq!(
        written(&sent),
        b"SCRAM-SHA-256 sid=AAAABBBBCCCCDDDD, data=\"cj1yT3ByTkdmd0ViZVJXZ2JORWtxTyVodllEcFdVYTJSYVRDQWZ1eEZJ\
          bGopaE5sRixzPVcyMlphSjBTTlk3c29Fc1VFamI2Z1E9PSxpPTQwOTY=\""
    );

    let sent = Credentials::new(Mechanism::SHA_256, CLIENT_FINAL).with_sid("AAAABBBBCCCCDDDD").unwrap();
    assert_eq!(
        written(&sent),
        b"SCRAM-SHA-256 sid=AAAABBBBCCCCDDDD, data=\"Yz1iaXdzLHI9ck9wck5HZndFYmVSV2diTkVrcU8laHZZRHBXVWEyUmFUQ\
          0FmdXhGSWxqKWhObEYscD1kSHpiWmFwV0lrNGpVaE4rVXRlOXl0YWc5empmTUhnc3FtbWl6N0FuZFZRPQ==\""
    );

    let sent = Info::new(SERVER_FINAL).with_sid("AAAABBBBCCCCDDDD").unwrap();
    let right = b"sid=AAAABBBBCCCCDDDD, data=\"dj02cnJpVFJCaTIzV3BSUi93dHVwK21NaFVaVW4vZEI1bkxUSlJzamw5NUc0PQ==\"";
    assert_eq!(written(&sent), right);
    assert_eq!(Info::parse(right), Ok(sent));

    for message in [&PRINTED_FINAL, &PRINTED_INFO] {
        let (line, offset) = *message;
        let error = if line.starts_with(b"sid") {
            Info::parse(line).unwrap_err()
        } else {
            Credentials::parse(line).unwrap_err()
        };
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(Rule::Comma), offset));
    }
}

#[test]
fn what_the_standard_prints_without_quotes_is_read_where_it_is_forgiven() {
    let bare = |deviation, _| matches!(deviation, Deviation::BareValue);
    let mut events = Events::credentials(PRINTED_FINAL.0).tolerating(bare);
    let Some(Ok((36, Event::Param(data)))) = events.nth(2) else {
        panic!("the message is read");
    };
    assert!(
        data.value()
            .bytes()
            .eq(*b"Yz1iaXdzLHI9ck9wck5HZndFYmVSV2diTkVrcU8laHZZRHBXVWEyUmFUQ0FmdXhGSWxqKWhObEYscD1kSHpiWm\
        FwV0lrNGpVaE4rVXRlOXl0YWc5empmTUhnc3FtbWl6N0FuZFZRPQo=")
    );

    let error = Challenges::parse(PRINTED_SR).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::Expected(Rule::Comma), 70));
    let second = PRINTED_SR.windows(6).rposition(|bytes| bytes == b"SCRAM-").unwrap();
    let (_, second) = PRINTED_SR.split_at(second);
    assert_eq!(Challenge::parse(second).unwrap().sr().unwrap(), "AAABBBCCCDDD");
}

#[test]
fn who_knows_the_salt_needs_one_round() {
    let challenge = Challenge::new(Mechanism::SHA_256)
        .with_realm("testrealm@example.com")
        .and_then(|challenge| challenge.with_sr("%hvYDpWUa2RaTCAfuxFIlj)hNlF"))
        .unwrap();
    let wire = b"SCRAM-SHA-256 realm=\"testrealm@example.com\", sr=\"%hvYDpWUa2RaTCAfuxFIlj)hNlF\"";
    assert_eq!(written(&challenge), wire);
    assert_eq!(Challenge::parse(wire), Ok(challenge));
    let sr = "%hvYDpWUa2RaTCAfuxFIlj)hNlF";
    let stale = challenge.with_renewed_sr(sr).and_then(|challenge| challenge.with_ttl(120)).unwrap();
    assert_eq!(written(&stale), [&wire[..], b", ttl=120, stale=true"].concat());
    for (value, expected) in [("TRUE", true), ("\"true\"", true), ("false", false), ("1", false)] {
        let value = format!("SCRAM-SHA-256 sr=a, stale={value}");
        assert_eq!(Challenge::parse(value.as_bytes()).unwrap().is_stale(), expected, "{value}");
    }

    let credentials = Credentials::parse(PRINTED_REAUTHENTICATION).unwrap();
    let mut message = [0; 128];
    let message = credentials.data().decode_into(&mut message).unwrap().trim_ascii_end();
    let message = ClientFinal::parse(message).unwrap();
    let nonce = message.without_proof().nonce();
    assert!(nonce.is_reauthentication(4096, "%hvYDpWUa2RaTCAfuxFIlj)hNlF"));
    assert!(!nonce.is_reauthentication(4097, "%hvYDpWUa2RaTCAfuxFIlj)hNlF"));
    assert!(!nonce.is_reauthentication(4096, "%hvYDpWUa2RaTCAfuxFIlj)hNl"));
    let client = Nonce::new("rOprNGfwEbeRWgbNEkqO").unwrap();
    assert_eq!(client.with_reauthentication(4096, "%hvYDpWUa2RaTCAfuxFIlj)hNlF"), Ok(nonce));
    let nothing_before = Nonce::new("4096a").unwrap();
    assert!(!nothing_before.is_reauthentication(4096, "a") && nothing_before.is_reauthentication(96, "a"));
}

#[test]
fn messages_are_written_octet_for_octet() {
    for message in MESSAGES {
        let read: Vec<Vec<u8>> = [
            ClientFirst::parse(message).map(|message| bytes(&message)),
            ServerFirst::parse(message).map(|message| bytes(&message)),
            ClientFinal::parse(message).map(|message| bytes(&message)),
            ServerFinal::parse(message).map(|message| bytes(&message)),
        ]
        .into_iter()
        .flatten()
        .collect();
        // `=C3` is no escape.
        let expected = if message.starts_with(b"n,a=J=C3") { vec![] } else { vec![message.to_vec()] };
        assert_eq!(read, expected, "{}", message.escape_ascii());
    }
    let [first, server_first, last] = [CLIENT_FIRST, SERVER_FIRST, CLIENT_FINAL];
    let signed = AuthMessage::new(
        ClientFirst::parse(first).unwrap(),
        ServerFirst::parse(server_first).unwrap(),
        ClientFinal::parse(last).unwrap().without_proof(),
    );
    let (without_proof, _) = last.split_at(last.len() - 47);
    assert_eq!(bytes(&signed), [&first[3..], server_first, without_proof].join(&b','));
}

#[test]
fn messages_are_built_of_their_parts() {
    let nonce = Nonce::new("rOprNGfwEbeRWgbNEkqO").unwrap();
    let first = ClientFirst::new(Gs2Header::default(), "user", nonce).unwrap();
    assert_eq!(bytes(&first), CLIENT_FIRST);
    let nonce = nonce.with_server("%hvYDpWUa2RaTCAfuxFIlj)hNlF").unwrap();
    let salt = ServerFirst::parse(SERVER_FIRST).unwrap().salt();
    let mut buffer = [0; 16];
    let salt = salt.decode_into(&mut buffer).unwrap();
    assert_eq!(bytes(&ServerFirst::new(nonce, salt, 4096).unwrap()), SERVER_FIRST);
    let proof = ClientFinal::parse(CLIENT_FINAL).unwrap().proof();
    let mut buffer = [0; 32];
    let proof = proof.decode_into(&mut buffer).unwrap();
    let last = ClientFinalWithoutProof::new(first.gs2_header(), nonce).with_proof(proof).unwrap();
    assert_eq!(bytes(&last), CLIENT_FINAL);
    assert!(last.without_proof().is_bound_to(&Gs2Header::new()));

    let verifier = ServerFinal::parse(SERVER_FINAL).unwrap().verifier().unwrap();
    let mut buffer = [0; 32];
    let decoded = verifier.decode_into(&mut buffer).unwrap();
    assert!(verifier.matches(decoded) && !verifier.matches(&decoded[1..]));
    assert_eq!(bytes(&ServerFinal::new(decoded).unwrap()), SERVER_FINAL);
}

#[test]
fn who_acts_for_another_says_so_twice() {
    let mut buffer = [0; 32];
    let header = Gs2Header::for_identity(Saslname::new("a,b=c").unwrap(), &mut buffer).unwrap();
    assert_eq!(bytes(&header), b"n,a=a=2Cb=3Dc,");
    let nonce = Nonce::new("x").unwrap();
    let first = ClientFirst::new(header, "user", nonce).unwrap();
    assert_eq!(bytes(&first), b"n,a=a=2Cb=3Dc,n=user,r=x");
    let last = ClientFinalWithoutProof::new(header, nonce);
    assert_eq!(bytes(&last), b"c=bixhPWE9MkNiPTNEYyw=,r=x");
    assert!(last.is_bound_to(&header) && !last.is_bound_to(&Gs2Header::new()));
    assert_eq!(first.gs2_header().authzid(), Some(Saslname::new("a,b=c").unwrap()));
    let error = Gs2Header::for_identity(Saslname::new("a,b=c").unwrap(), &mut [0; 13]).unwrap_err();
    assert_eq!(error.needed(), 14);
}

#[test]
fn challenges_and_credentials_are_refused_at_their_octet() {
    for (value, kind, offset) in REFUSED_CHALLENGES {
        let error = Challenge::parse(value).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{}", value.escape_ascii());
    }
    for (value, kind, offset) in REFUSED_CREDENTIALS {
        let error = Credentials::parse(value).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{}", value.escape_ascii());
    }
    for (line, kind, offset) in [
        (&b""[..], ErrorKind::Missing("data"), 0),
        (b"sid=a", ErrorKind::Missing("data"), 5),
        (b"sid=a, data=biw", ErrorKind::InvalidParam("data"), 7),
        (b"sid=\"a b\", data=biws", ErrorKind::InvalidParam("sid"), 0),
    ] {
        let error = Info::parse(line).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{}", line.escape_ascii());
    }
    assert_eq!(Challenge::parse(b"scram-sha-1"), Ok(Challenge::new(Mechanism::SHA_1)));
}

#[test]
fn messages_are_refused_at_their_octet() {
    let refused = |error: Option<countersign::ParseError>| error.map(|error| (error.kind(), error.offset()));
    for (message, rule, offset) in [
        (&b""[..], Rule::Gs2Header, 0),
        (b"y,,n=user,r=a", Rule::Gs2Header, 0),
        (b"p=tls-unique,,n=user,r=a", Rule::Gs2Header, 0),
        (b"n", Rule::Gs2Header, 1),
        (b"n,n=user,r=a", Rule::Gs2Header, 2),
        (b"n,a=,n=user,r=a", Rule::Gs2Header, 4),
        (b"n,a=b=,n=user,r=a", Rule::Gs2Header, 5),
        (b"n,,m=x,n=user,r=a", Rule::Username, 3),
        (b"n,,n=,r=a", Rule::Username, 5),
        (b"n,,n=us=2cer,r=a", Rule::Username, 7),
        (b"n,,n=us=,r=a", Rule::Username, 7),
        (b"n,,n=us\xFFer,r=a", Rule::Username, 7),
        (b"n,,n=us\0er,r=a", Rule::Comma, 7),
        (b"n,,n=user", Rule::Comma, 9),
        (b"n,,n=user,", Rule::Nonce, 10),
        (b"n,,n=user,r=", Rule::Nonce, 12),
        (b"n,,n=user,r=\xC3\xA4", Rule::Nonce, 12),
        (b"n,,n=user,r=a\n", Rule::End, 13),
        (b"n,,n=user,r=a,", Rule::AttrVal, 14),
        (b"n,,n=user,r=a,x", Rule::AttrVal, 14),
        (b"n,,n=user,r=a,x=", Rule::AttrVal, 16),
        (b"n,,n=user,r=a,1=x", Rule::AttrVal, 14),
        (b"n,,n=user,r=a,x=\xC3", Rule::AttrVal, 16),
    ] {
        let error = refused(ClientFirst::parse(message).err());
        assert_eq!(error, Some((ErrorKind::Expected(rule), offset)), "{}", message.escape_ascii());
    }
    for (message, rule, offset) in [
        (&b"n,,n=,x"[..], Rule::Nonce, 6),
        (b"n,,n=", Rule::Username, 5),
        (b"n,,n=,,r=a", Rule::Nonce, 6),
        (b"n,,,r=a", Rule::Username, 3),
        (b"n,,m=x,n=,r=a", Rule::Username, 3),
        (b"n,a=,n=,r=a", Rule::Gs2Header, 4),
        (b"n,,n==,r=a", Rule::Username, 5),
    ] {
        let error = refused(ClientFirst::parse_unnamed(message).err());
        assert_eq!(error, Some((ErrorKind::Expected(rule), offset)), "{}", message.escape_ascii());
    }
    for (message, rule, offset) in [
        (&b"m=x,r=a,s=QQ==,i=1"[..], Rule::Nonce, 0),
        (b"r=a,s=QQ=,i=1", Rule::Salt, 8),
        (b"r=a,s=Q,i=1", Rule::Salt, 7),
        (b"r=a,s=Q*==,i=1", Rule::Salt, 7),
        (b"r=a,i=1", Rule::Salt, 4),
        (b"r=a,s=,i=4096", Rule::Salt, 6),
        (b"r=a,s=QQ==", Rule::Comma, 10),
        (b"r=a,s=QQ==,i=", Rule::IterationCount, 13),
        (b"r=a,s=QQ==,i=0", Rule::IterationCount, 13),
        (b"r=a,s=QQ==,i=01", Rule::IterationCount, 13),
        (b"r=a,s=QQ==,i=4294967296", Rule::IterationCount, 13),
        (b"r=a,s=QQ==,i=4096\n", Rule::End, 17),
    ] {
        let error = refused(ServerFirst::parse(message).err());
        assert_eq!(error, Some((ErrorKind::Expected(rule), offset)), "{}", message.escape_ascii());
    }
    for (message, rule, offset) in [
        (&b"c=bi,r=a,p=QQ=="[..], Rule::ChannelBinding, 4),
        (b"r=a,p=QQ==", Rule::ChannelBinding, 0),
        (b"c=biws,r=a", Rule::Comma, 10),
        (b"c=biws,r=a,x=y", Rule::Comma, 14),
        (b"c=biws,r=a,p=QQ", Rule::Proof, 15),
        (b"c=biws,r=a,p=", Rule::Proof, 13),
        (b"c=biws,r=a,p=QQ==,x=y", Rule::End, 17),
        (b"c=biws,r=a,p=QQ==\n", Rule::Proof, 15),
    ] {
        let error = refused(ClientFinal::parse(message).err());
        assert_eq!(error, Some((ErrorKind::Expected(rule), offset)), "{}", message.escape_ascii());
    }
    for (message, rule, offset) in [
        (&b""[..], Rule::Verifier, 0),
        (b"e=", Rule::Verifier, 2),
        (b"v=", Rule::Verifier, 2),
        (b"v=,x=y", Rule::Verifier, 2),
        (b"v=Q", Rule::Verifier, 3),
        (b"v=QQ==\n", Rule::Verifier, 4),
        (b"v=QQ==,e", Rule::AttrVal, 7),
    ] {
        let error = refused(ServerFinal::parse(message).err());
        assert_eq!(error, Some((ErrorKind::Expected(rule), offset)), "{}", message.escape_ascii());
    }
    let error = refused(Saslname::parse(b"a,b").err());
    assert_eq!(error, Some((ErrorKind::Expected(Rule::End), 1)));
}

#[test]
fn values_that_can_not_be_sent_are_refused() {
    let challenge = Challenge::new(Mechanism::SHA_256);
    let nonce = Nonce::new("a").unwrap();
    for (refused, expected) in [
        (challenge.with_realm("a\nb").err(), ("realm", ValueErrorKind::InvalidByte, 1)),
        (challenge.with_sr("a,b").err(), ("sr", ValueErrorKind::InvalidByte, 1)),
        (challenge.with_sr("").err(), ("sr", ValueErrorKind::Empty, 0)),
        (challenge.with_ttl(5).err(), ("ttl", ValueErrorKind::Requires("sr"), 0)),
        (challenge.with_renewed_sr("a,").err(), ("sr", ValueErrorKind::InvalidByte, 1)),
        (challenge.with_renewed_sr("").err(), ("sr", ValueErrorKind::Empty, 0)),
        (challenge.with_data("a b", "").err(), ("sid", ValueErrorKind::InvalidByte, 1)),
        (challenge.with_data("", "").err(), ("sid", ValueErrorKind::Empty, 0)),
        (Info::new("").with_sid("ä").err(), ("sid", ValueErrorKind::InvalidByte, 0)),
        (Mechanism::new("SCRAM").err(), ("scheme", ValueErrorKind::WrongForm, 0)),
        (Mechanism::new("SCRAM-").err(), ("scheme", ValueErrorKind::WrongForm, 0)),
        (Mechanism::new("Digest").err(), ("scheme", ValueErrorKind::WrongForm, 0)),
        (Mechanism::new("SCRAM-a b").err(), ("scheme", ValueErrorKind::InvalidByte, 7)),
        (Mechanism::new("").err(), ("scheme", ValueErrorKind::Empty, 0)),
        (Nonce::new("").err(), ("nonce", ValueErrorKind::Empty, 0)),
        (Nonce::new("a b").err(), ("nonce", ValueErrorKind::InvalidByte, 1)),
        (nonce.with_server("ab,").err(), ("nonce", ValueErrorKind::InvalidByte, 2)),
        (nonce.with_reauthentication(0, "a").err(), ("nonce-count", ValueErrorKind::OutOfRange, 0)),
        (Saslname::new("").err(), ("name", ValueErrorKind::Empty, 0)),
        (Saslname::new("a\0").err(), ("name", ValueErrorKind::InvalidByte, 1)),
        (ServerFirst::new(nonce, "salt", 0).err(), ("iteration-count", ValueErrorKind::OutOfRange, 0)),
        (ServerFirst::new(nonce, "", 4096).err(), ("salt", ValueErrorKind::Empty, 0)),
        (ServerFinal::new("").err(), ("verifier", ValueErrorKind::Empty, 0)),
        (
            ClientFinalWithoutProof::new(Gs2Header::new(), nonce).with_proof("").err(),
            ("proof", ValueErrorKind::Empty, 0),
        ),
        (ServerError::new("a,b").err(), ("server-error", ValueErrorKind::InvalidByte, 1)),
        (ServerError::new("").err(), ("server-error", ValueErrorKind::Empty, 0)),
    ] {
        let parts = |error: ValueError| (error.part(), error.kind(), error.offset());
        assert_eq!(refused.map(parts), Some(expected));
    }
}

/// A message shows any iteration count, and the client's bounds decide what is computed.
#[test]
fn the_client_bounds_the_iteration_count() {
    let out_of_range = Err(("iteration-count", ValueErrorKind::OutOfRange));
    for (count, expected) in [
        (1, out_of_range),
        (4095, out_of_range),
        (4096, Ok(4096)),
        (600_000, Ok(600_000)),
        (10_000_000, Ok(10_000_000)),
        (10_000_001, out_of_range),
        (u32::MAX, out_of_range),
    ] {
        let message = format!("r=a,s=QQ==,i={count}");
        let message = ServerFirst::parse(message.as_bytes()).unwrap();
        assert_eq!(message.iteration_count(), count);
        let accepted = message.iteration_count_within(ITERATION_COUNTS);
        assert_eq!(accepted.map_err(|error| (error.part(), error.kind())), expected, "{count}");
        assert_eq!(message.iteration_count_within(count..=count), Ok(count), "both bounds can be set");
        assert!(message.iteration_count_within(..count).is_err(), "{count} is not below {count}");
    }
}

#[test]
fn info_may_stand_on_two_lines() {
    let response = [("Authentication-Info", "sid=a"), ("Authentication-Info", "x=y, data=\"biws\"")];
    let info = Info::from_lines(auth::authentication_info(&response).unwrap().unwrap()).unwrap();
    assert_eq!(Info::new("n,,").with_sid("a"), Ok(info));
    for (lines, line, kind, offset) in [
        (["sid=a", "x=y"], 1, ErrorKind::Missing("data"), 3),
        (["data=biw", "sid=a"], 0, ErrorKind::InvalidParam("data"), 0),
        (["data=biws", "x=y, sid=\"\""], 1, ErrorKind::InvalidParam("sid"), 5),
    ] {
        let response = lines.map(|line| ("Authentication-Info", line));
        let error = Info::from_lines(auth::authentication_info(&response[..]).unwrap().unwrap()).unwrap_err();
        assert_eq!((error.line(), error.error().kind(), error.error().offset()), (line, kind, offset));
    }
}

#[test]
fn what_is_shown_tells_no_message() {
    let credentials = Credentials::parse(PRINTED_CREDENTIALS).unwrap();
    let shown = "Credentials { mechanism: Scheme(SCRAM-SHA-256), realm: Some(Text(quoted, 21 bytes)), sid: None, data: Base64(33 bytes) }";
    assert_eq!(format!("{credentials:?}"), shown);
    let shown = "ClientFinal { without_proof: ClientFinalWithoutProof { channel_binding: Base64(3 bytes), \
                 nonce: Nonce(47 bytes), extensions: Extensions(0 bytes) }, proof: Base64(32 bytes) }";
    assert_eq!(format!("{:?}", ClientFinal::parse(CLIENT_FINAL).unwrap()), shown);
    let shown = "ClientFirst { gs2_header: Gs2Header { authzid: None }, username: Saslname(4 bytes), \
                 nonce: Nonce(20 bytes), extensions: Extensions(0 bytes) }";
    assert_eq!(format!("{:?}", ClientFirst::parse(CLIENT_FIRST).unwrap()), shown);
}

#[test]
fn the_laws_hold_cut_at_every_length() {
    let refused = REFUSED_CHALLENGES.iter().chain(&REFUSED_CREDENTIALS).map(|(value, ..)| *value);
    let printed = [PRINTED_CREDENTIALS, PRINTED_CHALLENGE, PRINTED_REAUTHENTICATION, PRINTED_SR];
    let printed = printed.into_iter().chain([PRINTED_FINAL.0, PRINTED_INFO.0]);
    let more = [
        &b"SCRAM-SHA-512 realm=\"a\\\"b\", sr=\"\\a\\\"\", ttl=0, stale=TRUE, sid=\"x\", data=\"\", y=z"[..],
        b"scram-sha-256, SCRAM-X , Basic realm=\"a\", SCRAM-SHA-1 sid=a,data=biws",
        b"sid=a , data = \"biws\",,x=y",
    ];
    for value in refused.chain(printed).chain(MESSAGES).chain(more) {
        crate::prefixes::lengths(value.len()).for_each(|length| laws::check("scram", &value[..length]));
    }
}

fn bytes(message: &impl Encode) -> Vec<u8> {
    let mut buffer = vec![0; message.encoded_len()];
    message.encode_to_slice(&mut buffer).unwrap().to_vec()
}

/// A server looks a user up by these.
#[test]
fn names_are_compared_without_escapes() {
    for (received, name, plain) in [
        ("user", "user", true),
        ("us=3Der", "us=er", false),
        ("us=2Cer", "us,er", false),
        ("=2C=3D2C", ",=2C", false),
        ("J\u{e4}s\u{f8}n", "J\u{e4}s\u{f8}n", true),
    ] {
        let parsed = Saslname::parse(received.as_bytes()).unwrap();
        for given in [parsed, Saslname::new(name).unwrap()] {
            assert!(given.is(name) && !given.is(&name[1..]) && !given.is(&format!("{name}=")), "{received}");
            assert_eq!(given.decode_into(&mut [0; 16]), Ok(name.as_bytes()), "{received}");
            #[cfg(feature = "alloc")]
            assert_eq!(given.decode_to_string(), name, "{received}");
        }
        assert_eq!((parsed.is(received), parsed.as_str()), (plain, Some(name).filter(|_| plain)), "{received}");
    }
}
