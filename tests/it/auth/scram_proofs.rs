//! SCRAM: proofs of both sides, and every reason to end an exchange.

use core::num::NonZeroU32;
use std::cell::Cell;

use countersign::Encode;
use countersign::auth::scram::{
    Answer, Channel, Client, ClientError, ClientFinal, ClientFirst, Functions, Gs2Header, Keys, Nonce, Password,
    Record, Refusal, Saslname, Server, ServerError, ServerFinal, ServerFirst, fake_salt,
};
use countersign::hash::{Hash, HashFunction, Sha1, Sha256, Sha512};
use countersign::mac::{Hmac, MacFunction, MacKey, SerialHmac};
use proptest::prelude::*;

use crate::laws::written;

const SERVER_FIRST: &[u8] = b"r=abcdef,s=c2FsdA==,i=4096";

fn ascii(password: &str) -> Password<'_> {
    Password::ascii(password).unwrap()
}

fn client_first(message: &[u8]) -> ClientFirst<'_> {
    ClientFirst::parse_with_binding(message).unwrap()
}

fn server_first(message: &[u8]) -> ServerFirst<'_> {
    ServerFirst::parse(message).unwrap()
}

/// RFC 5802 §5 and RFC 7677 §3.
#[test]
fn the_examples_of_the_standards_are_proved_and_verified() {
    fn proves<F: HashFunction<N>, M: MacFunction<N>, const N: usize>(
        functions: Functions<F, M>,
        [first, challenge, last, proof]: [&str; 4],
    ) {
        let first = ClientFirst::parse(first.as_bytes()).unwrap();
        let challenge = server_first(challenge.as_bytes());
        let client = Client::new(functions, first);
        let mut derivation = client.derive(&challenge, ascii("pencil")).unwrap();
        assert_eq!(derivation.left(), 4095, "the first iteration is computed");
        let steps = (1..=9).find(|_| derivation.step(1000));
        assert_eq!((steps, derivation.left()), (Some(5), 0), "the last step says that it is the last");
        let keys = derivation.finish();
        let answer = client.answer(challenge, &keys).unwrap();
        assert_eq!(answer.message().display().to_string(), last);
        let received = ClientFinal::parse(last.as_bytes()).unwrap();
        let server = Server::new(functions, first, challenge);
        let verified = server.verify(&received, Some(&keys.record(functions))).unwrap();
        assert_eq!(verified.message().display().to_string(), proof);
        assert_eq!(answer.accept(Some(&ServerFinal::parse(proof.as_bytes()).unwrap())), Ok(()));
    }
    let sha_1 = [
        "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
        "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
        "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
    ];
    let sha_256 = [
        "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
    ];
    proves(Functions::new(Sha1), sha_1);
    proves(Functions::with_mac(Sha1, SerialHmac(Sha1)), sha_1);
    proves(Functions::new(Sha256), sha_256);
    proves(Functions::with_mac(Sha256, SerialHmac(Sha256)), sha_256);
}

fn keys() -> Keys<32> {
    Keys::new([1; 32], [2; 32])
}

fn record() -> Record<32> {
    keys().record(Functions::new(Sha256))
}

/// The answer to [`SERVER_FIRST`].
fn answer() -> Answer<'static, 32> {
    let client = Client::new(Functions::new(Sha256), client_first(b"n,,n=user,r=abc"));
    client.answer(server_first(SERVER_FIRST), &keys()).unwrap()
}

/// RFC 5802 §5.1 and §9, RFC 7677 §4.
#[test]
fn a_client_checks_the_servers_message_before_it_computes() {
    for (message, expected) in [
        (&b"r=abcdef,s=c2FsdA==,i=4096"[..], Ok(())),
        (b"r=abc!,s=c2FsdA==,i=10000000,x=m=1", Ok(())),
        (b"r=abc,s=c2FsdA==,i=4096", Err(ClientError::Nonce)),
        (b"r=ab,s=c2FsdA==,i=4096", Err(ClientError::Nonce)),
        (b"r=Abcdef,s=c2FsdA==,i=4096", Err(ClientError::Nonce)),
        (b"r=defabc,s=c2FsdA==,i=4096", Err(ClientError::Nonce)),
        (b"r=abcdef,s=c2FsdA==,i=4096,m=1", Err(ClientError::Extension)),
        (b"r=abcdef,s=c2FsdA==,i=4096,x=1,m=1", Err(ClientError::Extension)),
        (b"r=abcdef,s=c2FsdA==,i=4095", Err(ClientError::IterationCount)),
        (b"r=abcdef,s=c2FsdA==,i=1", Err(ClientError::IterationCount)),
        (b"r=abcdef,s=c2FsdA==,i=10000001", Err(ClientError::IterationCount)),
        (b"r=abcdef,s=c2FsdA==,i=4294967295", Err(ClientError::IterationCount)),
        // The first reason counts.
        (b"r=x,s=c2FsdA==,i=1,m=1", Err(ClientError::Nonce)),
        (b"r=abcdef,s=c2FsdA==,i=1,m=1", Err(ClientError::Extension)),
    ] {
        let client = Client::new(Functions::new(Sha256), client_first(b"n,,n=user,r=abc"));
        let message = server_first(message);
        assert_eq!(client.answer(message, &keys()).map(drop), expected, "{}", message.display());
        assert_eq!(client.derive(&message, ascii("a")).map(drop), expected, "{}", message.display());
    }
    let client = Client::new(Functions::new(Sha256), client_first(b"n,,n=user,r=abc")).with_iteration_counts(1..=2);
    for (count, accepted) in [(1, true), (2, true), (3, false), (4096, false)] {
        let message = ServerFirst::new(Nonce::new("abcd").unwrap(), "salt", count).unwrap();
        assert_eq!(client.answer(message, &keys()).is_ok(), accepted, "{count}");
    }
    // A range without a number accepts none.
    let client = client.with_iteration_counts(0..=0);
    let message = ServerFirst::new(Nonce::new("abcd").unwrap(), "salt", 1).unwrap();
    assert_eq!(client.answer(message, &keys()).map(drop), Err(ClientError::IterationCount));
}

#[test]
fn a_client_demands_the_servers_proof() {
    let server = Server::new(Functions::new(Sha256), client_first(b"n,,n=user,r=abc"), server_first(SERVER_FIRST));
    let verified = server.verify(&answer().message(), Some(&record())).unwrap();
    let right = written_message(&verified.message());
    let long = b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G7q";
    for (message, expected) in [
        (Some(&right[..]), Ok(())),
        (Some(&[&right, &b",x=m"[..]].concat()), Ok(())),
        (None, Err(ClientError::Unproved)),
        (Some(b"e=invalid-proof"), Err(ClientError::Refused)),
        (Some(b"e=other-error,m=1"), Err(ClientError::Refused)),
        (Some(&[&right, &b",m=1"[..]].concat()), Err(ClientError::Extension)),
        (Some(b"v=QQ=="), Err(ClientError::Verifier)),
        (Some(&long[..]), Err(ClientError::Verifier)),
        (Some(b"v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), Err(ClientError::Verifier)),
    ] {
        let message = message.map(|message| ServerFinal::parse(message).unwrap());
        assert_eq!(answer().accept(message.as_ref()), expected);
    }
}

fn written_message(message: &impl Encode) -> Vec<u8> {
    let mut buffer = vec![0; message.encoded_len()];
    message.encode_to_slice(&mut buffer).unwrap().to_vec()
}

/// RFC 5802 §5.1 and §6: one reason for each row, in the order of the checks.
#[test]
fn a_server_refuses_what_is_not_of_its_exchange() {
    let right = written_message(&answer().message());
    let (start, proof) = right.split_at(right.len() - 44);
    let with = |start: &str| [start.as_bytes(), proof].concat();
    let of = |proof: &str| [start, proof.as_bytes()].concat();
    for (message, expected) in [
        (right.clone(), Ok(())),
        (with("c=eSws,r=abcdef,p="), Err(Refusal::Channel)),
        (with("c=biwsYQ==,r=abcdef,p="), Err(Refusal::Channel)),
        (with("c=biw=,r=abcdef,p="), Err(Refusal::Channel)),
        (with("c=,r=abcdef,p="), Err(Refusal::Channel)),
        (with("c=eSws,r=x,m=1,p="), Err(Refusal::Channel)),
        (with("c=biws,r=abcde,p="), Err(Refusal::Nonce)),
        (with("c=biws,r=abcdefg,p="), Err(Refusal::Nonce)),
        (with("c=biws,r=abc,p="), Err(Refusal::Nonce)),
        (with("c=biws,r=abc,m=1,p="), Err(Refusal::Nonce)),
        (with("c=biws,r=abcdef,m=1,p="), Err(Refusal::Extension)),
        (with("c=biws,r=abcdef,x=1,p="), Err(Refusal::Proof)),
        (of("QQ=="), Err(Refusal::Proof)),
        (of("v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="), Err(Refusal::Proof)),
        (of("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), Err(Refusal::Proof)),
        (of("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), Err(Refusal::Proof)),
    ] {
        let first = client_first(b"n,,n=user,r=abc");
        let server = Server::new(Functions::new(Sha256), first, server_first(SERVER_FIRST));
        let received = ClientFinal::parse(&message).unwrap();
        let shown = message.escape_ascii();
        assert_eq!(server.verify(&received, Some(&record())).map(drop), expected, "{shown}");
        // Without a record the same reasons come first, and no proof is right.
        let unknown = expected.and(Err(Refusal::Proof));
        assert_eq!(server.verify::<32>(&received, None).map(drop), unknown, "{shown}");
    }
    let first = client_first(b"n,,n=user,r=abc,m=1");
    let server = Server::new(Functions::new(Sha256), first, server_first(SERVER_FIRST));
    assert_eq!(server.verify(&answer().message(), Some(&record())).map(drop), Err(Refusal::Extension));
    for (refusal, status, error) in [
        (Refusal::Malformed(ClientFinal::parse(b"").unwrap_err()), 400, ServerError::INVALID_ENCODING),
        (Refusal::Channel, 401, ServerError::CHANNEL_BINDINGS_DONT_MATCH),
        (Refusal::Nonce, 401, ServerError::OTHER_ERROR),
        (Refusal::Extension, 400, ServerError::EXTENSIONS_NOT_SUPPORTED),
        (Refusal::Proof, 401, ServerError::INVALID_PROOF),
    ] {
        assert_eq!((refusal.status(), refusal.server_error()), (status, error));
    }
}

/// A record of zeros is that of a client's key which has this hash: nobody knows one, and an unknown user has none.
#[test]
fn no_proof_is_that_of_an_unknown_user() {
    let first = client_first(b"n,,n=user,r=abc");
    let server = Server::new(Functions::new(Forged), first, server_first(SERVER_FIRST));
    let answer = Client::new(Functions::new(Forged), first).answer(server_first(SERVER_FIRST), &keys()).unwrap();
    assert!(server.verify(&answer.message(), Some(&Record::new([0; 32], [0; 32]))).is_ok(), "all hashes are zeros");
    assert_eq!(server.verify::<32>(&answer.message(), None).map(drop), Err(Refusal::Proof));
}

/// A function whose hashes are all zeros.
#[derive(Clone, Copy)]
struct Forged;

impl HashFunction<32> for Forged {
    const BLOCK: usize = 64;
    type Hash = Self;

    fn begin(self) -> Self {
        self
    }
}

impl Hash<32> for Forged {
    fn update(&mut self, _: &[u8]) {}

    fn finish(self) -> [u8; 32] {
        [0; 32]
    }
}

impl countersign::hash::Fork for Forged {
    fn fork(&self) -> Self {
        *self
    }
}

thread_local! {
    /// How many bytes were hashed, and in how many computations.
    static WORK: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

/// SHA-256 that counts what it hashes.
#[derive(Clone, Copy)]
struct Counted;

struct Counting(<Sha256 as HashFunction<32>>::Hash);

impl HashFunction<32> for Counted {
    const BLOCK: usize = 64;
    type Hash = Counting;

    fn begin(self) -> Counting {
        WORK.set((WORK.get().0, WORK.get().1 + 1));
        Counting(Sha256.begin())
    }
}

impl Hash<32> for Counting {
    fn update(&mut self, bytes: &[u8]) {
        WORK.set((WORK.get().0 + bytes.len(), WORK.get().1));
        self.0.update(bytes);
    }

    fn finish(self) -> [u8; 32] {
        self.0.finish()
    }
}

#[test]
fn an_unknown_user_costs_what_a_wrong_password_does() {
    let functions = Functions::with_mac(Counted, SerialHmac(Counted));
    let first = client_first(b"n,,n=user,r=abc");
    let server = Server::new(functions, first, server_first(SERVER_FIRST));
    let work = |record: Option<&Record<32>>| {
        WORK.set((0, 0));
        assert_eq!(server.verify(&answer().message(), record).map(drop), Err(Refusal::Proof));
        WORK.get()
    };
    let wrong = work(Some(&Record::new([3; 32], [4; 32])));
    assert!(wrong.1 > 0);
    assert_eq!(work(None), wrong);
}

/// RFC 5802 §6.
#[test]
fn an_exchange_is_bound_to_its_channel() {
    let functions = Functions::new(Sha256);
    let exporter = Channel::bound("tls-exporter", &[7; 32]).unwrap();
    let other_data = Channel::bound("tls-exporter", &[8; 32]).unwrap();
    let longer = Channel::bound("tls-exporter", &[7; 33]).unwrap();
    let other_name = Channel::bound("tls-unique", &[7; 32]).unwrap();
    let channels = [Channel::UNSUPPORTED, Channel::UNUSED, exporter, other_data, longer, other_name];
    // For each channel of the client: its flag, and which channels of the server go on.
    for (own, flag, servers) in [
        (0, "n", [true, true, false, false, false, false]),
        (1, "y", [true, false, false, false, false, false]),
        (2, "p=tls-exporter", [false, false, true, false, false, false]),
        (3, "p=tls-exporter", [false, false, false, true, false, false]),
        (4, "p=tls-exporter", [false, false, false, false, true, false]),
        (5, "p=tls-unique", [false, false, false, false, false, true]),
    ] {
        let (mut header, mut input) = ([0; 64], [0; 128]);
        let name = Saslname::new("a,b").unwrap();
        let header = Gs2Header::for_channel(&channels[own], Some(name), &mut header).unwrap();
        assert_eq!(header.display().to_string(), format!("{flag},a=a=2Cb,"));
        assert_eq!((header.authzid(), header.binding_name()), (Some(name), flag.strip_prefix("p=")));
        let first = ClientFirst::new(header, "user", Nonce::new("abc").unwrap()).unwrap();
        let client = Client::new(functions, first).with_channel(channels[own], &mut input).unwrap();
        let answer = client.answer(server_first(SERVER_FIRST), &keys()).unwrap();
        let wire = written_message(&answer.message());
        let received = ClientFinal::parse(&wire).unwrap();
        for (channel, accepted) in channels.iter().zip(servers) {
            let server = Server::new(functions, first, server_first(SERVER_FIRST)).with_channel(*channel);
            let expected = if accepted { Ok(()) } else { Err(Refusal::Channel) };
            assert_eq!(server.verify(&received, Some(&record())).map(drop), expected, "{flag} {channel:?}");
        }
    }
}

/// A client whose first message announces something else does not answer.
#[test]
fn a_client_announces_its_channel() {
    let bound = Channel::bound("tls-exporter", &[7; 32]).unwrap();
    for (header, accepted) in [
        (&b"n,,"[..], [true, false, false]),
        (b"y,,", [false, true, false]),
        (b"p=tls-exporter,,", [false, false, true]),
        (b"p=tls-unique,,", [false, false, false]),
    ] {
        let header = Gs2Header::parse_with_binding(header).unwrap();
        let first = ClientFirst::new(header, "user", Nonce::new("abc").unwrap()).unwrap();
        for (channel, accepted) in [Channel::UNSUPPORTED, Channel::UNUSED, bound].into_iter().zip(accepted) {
            let mut input = [0; 64];
            let client = Client::new(Functions::new(Sha256), first).with_channel(channel, &mut input).unwrap();
            let answered = client.answer(server_first(SERVER_FIRST), &keys()).map(drop);
            assert_eq!(answered, if accepted { Ok(()) } else { Err(ClientError::Channel) }, "{channel:?}");
        }
        let error = Client::new(Functions::new(Sha256), first).with_channel(bound, &mut [0; 8]).unwrap_err();
        assert_eq!(error.needed(), header.encoded_len() + 32);
    }
}

#[test]
fn channels_have_names_and_data() {
    for (name, data, expected) in [
        ("tls-exporter", &[1][..], None),
        ("a.B-9", &[0], None),
        ("", &[1], Some(("cb-name", 0))),
        ("a,b", &[1], Some(("cb-name", 1))),
        ("tls_exporter", &[1], Some(("cb-name", 3))),
        ("\u{E9}", &[1], Some(("cb-name", 0))),
        ("a", &[], Some(("cbind-data", 0))),
    ] {
        let error = Channel::bound(name, data).err().map(|error| (error.part(), error.offset()));
        assert_eq!(error, expected, "{name}");
    }
    for (header, accepted) in [
        (&b"p=a.b-c9,,"[..], true),
        (b"y,,", true),
        (b"n,a=b,", true),
        (b"p=,,", false),
        (b"p=a_b,,", false),
        (b"p,,", false),
        (b"P=a,,", false),
        (b"q,,", false),
        (b"p=a,", false),
        (b"p=a,,n", false),
        (b"y", false),
    ] {
        assert_eq!(Gs2Header::parse_with_binding(header).is_ok(), accepted, "{}", header.escape_ascii());
        let plain = accepted && header.starts_with(b"n");
        assert_eq!(Gs2Header::parse(header).is_ok(), plain, "{}", header.escape_ascii());
    }
    // The message of the mechanism with -PLUS in RFC 5802 §6 is not one of HTTP.
    assert!(ClientFirst::parse(b"p=tls-unique,,n=user,r=abc").is_err());
}

#[test]
fn passwords_are_ascii_or_prepared() {
    for (password, expected) in [
        ("pencil", None),
        (" ~!\"", None),
        ("", Some(0)),
        ("a\tb", Some(1)),
        ("a\u{7F}", Some(1)),
        ("p\u{E8}ncil", Some(1)),
        ("I\u{AD}X", Some(1)),
    ] {
        assert_eq!(Password::ascii(password).err().map(|error| error.offset()), expected, "{password:?}");
    }
    assert!(Password::prepared("").is_err() && Password::prepared(b"\0\xFF").is_ok());
}

/// RFC 7804 §5.1: a client that knows salt and count begins with its final message.
#[test]
fn a_client_reauthenticates_in_one_round() {
    let functions = Functions::new(Sha512);
    let keys = Keys::derive(functions, ascii("pencil"), b"salt", NonZeroU32::new(4096).unwrap());
    let nonce = Nonce::new("abc").unwrap();
    let first = ClientFirst::new(Gs2Header::new(), "user", nonce).unwrap();
    let challenge = ServerFirst::new(nonce.with_reauthentication(4096, "sr").unwrap(), "salt", 4096).unwrap();
    let answer = Client::new(functions, first).answer(challenge, &keys).unwrap();
    assert!(answer.message().without_proof().nonce().is_reauthentication(4096, "sr"));
    let verified = Server::new(functions, first, challenge).verify(&answer.message(), Some(&keys.record(functions)));
    assert_eq!(answer.accept(Some(&verified.unwrap().message())), Ok(()));
}

#[test]
fn a_fake_salt_depends_on_the_name_and_the_key() {
    let salt = |key: &[u8], name: &str| fake_salt(&Hmac(Sha256).key(key), &Saslname::new(name).unwrap());
    assert_eq!(salt(b"k", "user"), Hmac(Sha256).key(b"k").mac(b"user"));
    assert_ne!(salt(b"k", "user"), salt(b"k", "users"));
    assert_ne!(salt(b"k", "user"), salt(b"l", "user"));
}

proptest! {
    /// What is signed is what a `String` would hold, every exchange is accepted, and no byte of it can change.
    #[test]
    fn every_byte_of_the_messages_is_signed(
        name in "[a-z,=\u{e4}\r\n]{1,8}", client in "[!-+\\--~]{1,12}", server in "[!-+\\--~]{1,12}",
        salt in proptest::collection::vec(any::<u8>(), 1..20), count in 1_u32..40, at in any::<proptest::sample::Index>(), bit in 0_u8..7,
    ) {
        let functions = Functions::new(Sha256);
        let nonce = Nonce::new(&client).unwrap();
        let first = ClientFirst::new(Gs2Header::new(), &name, nonce).unwrap();
        let challenge = ServerFirst::new(nonce.with_server(&server).unwrap(), &salt, count).unwrap();
        let side = Client::new(functions, first).with_iteration_counts(1..=40);
        let keys = side.derive(&challenge, ascii("pencil")).unwrap().finish();
        let again = Keys::derive(functions, ascii("pencil"), &salt, count.try_into().unwrap());
        prop_assert_eq!(keys.client_key(), again.client_key());
        let record = keys.record(functions);
        let answer = side.answer(challenge, &keys).unwrap();

        let escaped = name.replace('=', "=3D").replace(',', "=2C");
        let wires = [format!("n,,n={escaped},r={client}").into_bytes(), written_message(&challenge), written_message(&answer.message())];
        prop_assert!(wires[0] == written_message(&first));
        let verifies = |wires: &[Vec<u8>; 3]| {
            let first = ClientFirst::parse(&wires[0]).ok()?;
            let challenge = ServerFirst::parse(&wires[1]).ok()?;
            let last = ClientFinal::parse(&wires[2]).ok()?;
            let verified = Server::new(functions, first, challenge).verify(&last, Some(&record)).ok()?;
            Some(written_message(&verified.message()))
        };
        let proof = verifies(&wires).expect("the proof is right");
        prop_assert_eq!(answer.accept(Some(&ServerFinal::parse(&proof).unwrap())), Ok(()));

        // The naive text of what is signed.
        let last = String::from_utf8(wires[2].clone()).unwrap();
        let text = format!("{},{},{}", &String::from_utf8_lossy(&wires[0])[3..], String::from_utf8_lossy(&wires[1]), last.rsplit_once(",p=").unwrap().0);
        let signed = countersign::auth::scram::AuthMessage::new(first, challenge, answer.message().without_proof());
        prop_assert_eq!(written_message(&signed), text.into_bytes());

        let length: usize = wires.iter().map(Vec::len).sum();
        let mut at = at.index(length);
        let mut changed = wires.clone();
        for wire in &mut changed {
            if let Some(byte) = wire.get_mut(at) {
                *byte ^= 1 << bit;
                break;
            }
            at -= wire.len();
        }
        prop_assert_eq!(verifies(&changed), None);
        let mut proof = proof;
        let at = at % proof.len();
        proof[at] ^= 1 << bit;
        let accepted = ServerFinal::parse(&proof).map(|message| answer.accept(Some(&message)));
        prop_assert!(!matches!(accepted, Ok(Ok(()))));
    }
}

#[test]
fn the_answer_is_a_field() {
    use countersign::auth::scram::{Credentials, Mechanism};
    let message = written_message(&answer().message());
    let field = written(&Credentials::new(Mechanism::SHA_256, &message));
    assert!(Credentials::parse(&field).unwrap().data().matches(&message));
}
