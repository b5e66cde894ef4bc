//! PostgreSQL and psql, with SCRAM-SHA-256 and SCRAM-SHA-256-PLUS.

use std::io;

use countersign::Encode;
use countersign::auth::scram::{
    Channel, Client, ClientFinal, ClientFirst, Functions, Gs2Header, Keys, Nonce, Password, Server, ServerFinal,
    ServerFirst,
};
use countersign::hash::{HashFunction, Sha256};
use countersign_peers::postgres::{Messages, Postgres, psql};
use countersign_peers::{PASSWORD, USER};

const WRONG: &str = "circle of life";
/// The type of a message about authentication, and the numbers that follow.
const AUTHENTICATION: u8 = b'R';
const OK: u32 = 0;
const SASL: u32 = 10;
const CONTINUE: u32 = 11;
const FINAL: u32 = 12;

/// The hash of the certificate, RFC 5929 §4.
fn of_server(certificate: &[u8]) -> [u8; 32] {
    Sha256.hash(certificate)
}

fn bytes(message: &impl Encode) -> Vec<u8> {
    let mut buffer = [0; 512];
    message.encode_to_slice(&mut buffer).expect("the message is short").to_vec()
}

/// Receives a message about authentication with this number.
fn receive(messages: &mut Messages, number: u32) -> Result<Vec<u8>, String> {
    let (kind, body) = messages.receive().map_err(|error| error.to_string())?;
    let text = || String::from_utf8_lossy(&body).into_owned();
    let rest = body.strip_prefix(&number.to_be_bytes()).filter(|_| kind == AUTHENTICATION);
    rest.map(<[u8]>::to_vec).ok_or_else(text)
}

/// What a client sends: its two messages, and what it does to them after it has computed the proof. It uses keys if it has
/// them.
struct Login<'a> {
    name: &'a str,
    password: &'a str,
    tls: bool,
    channel: Option<&'a [u8]>,
    keys: Option<&'a Keys<32>>,
    change: &'a dyn Fn(usize, &mut Vec<u8>),
}

/// Logs in. Returns the final message of the client, and the keys.
fn log_in(server: &Postgres, login: &Login<'_>) -> Result<(Vec<u8>, Keys<32>), String> {
    let mut messages = server.connect(login.tls);
    let (kind, offer) = messages.start(USER);
    let names = offer.strip_prefix(&SASL.to_be_bytes()).expect("it asks for SASL");
    assert_eq!((kind, names.starts_with(b"SCRAM-SHA-256-PLUS\0")), (AUTHENTICATION, login.tls));

    let (mut header, mut input) = ([0; 64], [0; 128]);
    let channel = match login.channel {
        Some(data) => Channel::bound("tls-server-end-point", data).expect("the name is valid"),
        None => Channel::UNSUPPORTED,
    };
    let header = Gs2Header::for_channel(&channel, None, &mut header).expect("it fits");
    let nonce = Nonce::new("rOprNGfwEbeRWgbNEkqO").expect("the nonce is valid");
    let first = ClientFirst::new(header, login.name, nonce).expect("the name can be sent");
    let client = Client::new(Functions::new(Sha256), first).with_channel(channel, &mut input).expect("it fits");

    let mechanism: &[u8] = if login.channel.is_some() { b"SCRAM-SHA-256-PLUS\0" } else { b"SCRAM-SHA-256\0" };
    let mut sent = bytes(&first);
    (login.change)(0, &mut sent);
    let length = u32::try_from(sent.len()).expect("it is short").to_be_bytes();
    messages.send(b'p', &[mechanism, &length, &sent].concat()).expect("the server reads");
    let received = receive(&mut messages, CONTINUE)?;
    let server_first = ServerFirst::parse(&received).expect("the message is valid");
    let password = Password::ascii(login.password).expect("it is ASCII");
    let derive = || client.derive(&server_first, password).expect("it goes on").finish();
    let keys = login.keys.cloned().unwrap_or_else(derive);
    let answer = client.answer(server_first, &keys).expect("it goes on");
    let mut sent = bytes(&answer.message());
    (login.change)(1, &mut sent);
    messages.send(b'p', &sent).expect("the server reads");
    let received = receive(&mut messages, FINAL)?;
    answer.accept(Some(&ServerFinal::parse(&received).expect("the message is valid"))).expect("the server proves");
    receive(&mut messages, OK).map(|_| (sent, keys))
}

#[test]
fn the_crate_logs_in_at_postgresql() {
    let server = Postgres::start();
    let right = of_server(server.certificate());
    let wrong = of_server(b"another");
    let keep: &dyn Fn(usize, &mut Vec<u8>) = &|_, _| {};
    for (password, tls, channel, is_accepted) in [
        (PASSWORD, false, None, true),
        (WRONG, false, None, false),
        (PASSWORD, true, None, true),
        (PASSWORD, true, Some(&right[..]), true),
        (WRONG, true, Some(&right), false),
        (PASSWORD, true, Some(&wrong), false),
    ] {
        let login = Login { name: USER, password, tls, channel, keys: None, change: keep };
        let refusal = log_in(&server, &login).err();
        assert_eq!(refusal.is_none(), is_accepted, "{password} {tls} {channel:?} {refusal:?}");
    }
    // Every byte of the messages is signed.
    let login = Login { name: USER, password: PASSWORD, tls: false, channel: None, keys: None, change: keep };
    let (last, keys) = log_in(&server, &login).expect("the password is right");
    let in_name = 5..5 + USER.len();
    // PostgreSQL ignores the bits of the last symbol, before the padding, that stand for no byte.
    let in_last = (0..last.len()).filter(|at| *at != last.len() - 2);
    let changes = in_name.map(|at| (0, at)).chain(in_last.map(|at| (1, at)));
    for (message, at) in changes {
        let change = |number: usize, sent: &mut Vec<u8>| {
            if number == message {
                sent[at] ^= 1;
            }
        };
        assert!(
            log_in(&server, &Login { change: &change, keys: Some(&keys), ..login }).is_err(),
            "byte {at} of message {message}"
        );
    }
}

/// Plays the server, whose proof may be wrong.
fn play(messages: &mut Messages, channel: Option<&[u8]>, proves: bool) -> io::Result<()> {
    let functions = Functions::new(Sha256);
    let salt = b"a salt of Mufasa";
    let iterations = 4096.try_into().expect("it is positive");
    let password = Password::ascii(PASSWORD).expect("it is ASCII");
    let record = Keys::derive(functions, password, salt, iterations).record(functions);
    let authentication = |number: u32, data: &[u8]| [&number.to_be_bytes()[..], data].concat();

    let plus: &[u8] = if channel.is_some() { b"SCRAM-SHA-256-PLUS\0" } else { b"" };
    messages.send(AUTHENTICATION, &authentication(SASL, &[plus, b"SCRAM-SHA-256\0\0"].concat()))?;
    let (_, chosen) = messages.receive()?;
    let name = chosen.iter().position(|byte| *byte == 0).expect("the name ends with NUL");
    assert_eq!(chosen[..name].ends_with(b"-PLUS"), channel.is_some());
    let first = ClientFirst::parse_unnamed(&chosen[name + 5..]).expect("the message is valid");
    let nonce = first.nonce().with_server("%hvYDpWUa2RaTCAfuxFIlj").expect("the nonce is valid");
    let server_first = ServerFirst::new(nonce, salt, 4096).expect("the message is valid");
    messages.send(AUTHENTICATION, &authentication(CONTINUE, &bytes(&server_first)))?;
    let (_, last) = messages.receive()?;
    let channel = channel.map(|data| Channel::bound("tls-server-end-point", data).expect("the name is valid"));
    let server = Server::new(functions, first, server_first).with_channel(channel.unwrap_or(Channel::UNSUPPORTED));
    let verify = |last: &[u8]| ClientFinal::parse(last).ok().and_then(|last| server.verify(&last, Some(&record)).ok());
    let Some(verified) = verify(&last) else {
        return messages.send(b'E', b"SFATAL\0C28P01\0Mrefused\0\0");
    };
    for at in 0..last.len() {
        let mut changed = last.clone();
        changed[at] ^= 1;
        assert!(verify(&changed).is_none(), "byte {at}");
    }
    let mut proof = bytes(&verified.message());
    if !proves {
        proof[5] = if proof[5] == b'A' { b'B' } else { b'A' };
    }
    messages.send(AUTHENTICATION, &authentication(FINAL, &proof))?;
    messages.send(AUTHENTICATION, &authentication(OK, b""))?;
    messages.send(b'Z', b"I")?;
    messages.receive()?;
    messages.send(b'C', b"SELECT 0\0")?;
    messages.send(b'Z', b"I")?;
    messages.receive().map(drop)
}

#[test]
fn psql_logs_in_at_the_crate() {
    let other = of_server(b"another");
    for (password, tls, channel, proves, expected) in [
        (PASSWORD, false, None, true, ""),
        (WRONG, false, None, true, "refused"),
        (PASSWORD, false, None, false, "incorrect server signature"),
        (PASSWORD, true, None, true, ""),
        (WRONG, true, None, true, "refused"),
        (PASSWORD, true, Some(&other[..]), true, "refused"),
        (PASSWORD, true, None, false, "incorrect server signature"),
    ] {
        let output = psql(password, tls, |messages, certificate| {
            let right = of_server(certificate);
            play(messages, tls.then_some(channel.unwrap_or(&right)), proves)
        });
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.success(), expected.is_empty(), "{password} {tls}: {text}");
        assert!(text.contains(expected), "{password} {tls}: {text}");
    }
}
