//! What holds for every line, valid or not: the parsers of the crate agree about it, and a parsed value is written as it
//! was received.
//!
//! Each function takes any bytes and panics if they break a promise.

use countersign::auth::{
    AuthenticationInfo, Challenge, Challenges, Credentials, Event, Events, Param, basic, bearer, digest,
};
use countersign::{DecodeError, Encode, ErrorKind, ParseError, Rule};

/// The capacity of types that own their bytes. Longer values are not compared with these types.
const CAPACITY: usize = 2048;

type UserPass = basic::UserPassIn<CAPACITY>;

/// The lengths at which a value is cut: every length in release builds, and every fifth without optimization.
pub(crate) fn lengths(length: usize) -> impl Iterator<Item = usize> {
    (0..=length).rev().step_by(if cfg!(debug_assertions) { 5 } else { 1 })
}

/// Runs a check on each prefix of `line`, and on `line` itself.
pub(crate) fn each(line: &[u8], check: fn(&[u8])) {
    (0..=line.len()).for_each(|length| check(&line[..length]));
}

/// Checks a line of WWW-Authenticate or Proxy-Authenticate.
pub(crate) fn challenges(line: &[u8]) {
    let walked = walk(Events::challenges(line));
    let read = Challenges::parse(line);
    agrees(&walked, read.map(drop), line);
    let (Ok(challenges), Ok(events)) = (read, walked) else {
        return each_scheme_rejects(line);
    };
    let flattened: Vec<_> = challenges.iter().flat_map(|challenge| events_of_challenge(&challenge)).collect();
    assert_eq!(flattened, events, "views and reader agree about {}", line.escape_ascii());
    assert_eq!(challenges.len(), challenges.iter().count());

    let wire = written(&challenges);
    assert_eq!(
        Challenges::parse(&wire),
        Ok(challenges),
        "{} is written as {}",
        line.escape_ascii(),
        wire.escape_ascii()
    );
    assert_eq!(
        written(&Challenges::parse(&wire).unwrap()),
        wire,
        "the wire form of {} is a fixed point",
        line.escape_ascii()
    );
    for challenge in challenges {
        assert!(Challenges::parse(&written(&challenge)).unwrap().iter().eq([challenge]), "{}", line.escape_ascii());
    }
    typed_challenge(line, challenges);
}

/// Checks a line of Authorization or Proxy-Authorization.
pub(crate) fn credentials(line: &[u8]) {
    let walked = walk(Events::credentials(line));
    let read = Credentials::parse(line);
    match walked {
        // An empty value is not credentials, although the reader finds no error in it.
        Ok(ref events) if events.is_empty() => assert!(read.is_err(), "{}", line.escape_ascii()),
        _ => agrees(&walked, read.as_ref().map(drop).map_err(|error| *error), line),
    }
    let (Ok(credentials), Ok(events)) = (read, walked) else {
        return each_scheme_rejects(line);
    };
    assert_eq!(events_of_credentials(&credentials), events, "views and reader agree about {}", line.escape_ascii());

    let wire = written(&credentials);
    let again = Credentials::parse(&wire).unwrap();
    assert_eq!(events_of_credentials(&again), events_of_credentials(&credentials), "{}", line.escape_ascii());
    assert_eq!(written(&again), wire, "the wire form of {} is a fixed point", line.escape_ascii());
    typed_credentials(line, credentials);
}

/// Checks a line of Authentication-Info or Proxy-Authentication-Info.
pub(crate) fn info(line: &[u8]) {
    let walked = walk(Events::info(line));
    let read = AuthenticationInfo::parse(line);
    agrees(&walked, read.map(drop), line);
    let (Ok(info), Ok(events)) = (read, walked) else {
        return assert!(digest::Info::parse(line).is_err(), "{}", line.escape_ascii());
    };
    assert!(info.params().iter().map(Event::Param).eq(events), "views and reader agree about {}", line.escape_ascii());

    let wire = written(&info);
    assert_eq!(
        AuthenticationInfo::parse(&wire),
        Ok(info),
        "{} is written as {}",
        line.escape_ascii(),
        wire.escape_ascii()
    );
    assert_eq!(
        written(&AuthenticationInfo::parse(&wire).unwrap()),
        wire,
        "the wire form of {} is a fixed point",
        line.escape_ascii()
    );

    let digest = info.try_into();
    same(line, digest::Info::parse(line), digest);
    reads_back(line, digest, |wire| digest::Info::parse(wire) == digest);
}

/// Returns all events, or the error that ends them.
fn walk(events: Events<'_>) -> Result<Vec<Event<'_>>, ParseError> {
    events.map(|event| event.map(|(_, event)| event)).collect()
}

/// Asserts that `parse` accepts what the reader accepts, except repeated parameters and too many parameters.
fn agrees(walked: &Result<Vec<Event<'_>>, ParseError>, read: Result<(), ParseError>, line: &[u8]) {
    let shown = line.escape_ascii();
    match (walked, read) {
        (Ok(_), Ok(())) => {}
        (Err(walked), Err(read)) if *walked == read => assert!(read.offset() <= line.len(), "{shown}: {read}"),
        // The laws have the place of this error.
        (_, Err(read)) if read.kind() == ErrorKind::Expected(Rule::Token68) => assert!(read.offset() <= line.len()),
        (walked, Err(read)) if matches!(read.kind(), ErrorKind::DuplicateParam | ErrorKind::TooMany) => {
            let end = walked.as_ref().err().map_or(line.len(), ParseError::offset);
            assert!(read.offset() < end, "{shown}: {read}");
        }
        (walked, read) => panic!("{shown}: the reader returns {walked:?}, and parse {read:?}"),
    }
}

fn events_of_challenge<'a>(challenge: &Challenge<'a>) -> Vec<Event<'a>> {
    events(Event::Scheme(challenge.scheme()), challenge.token68().map(Event::Token68), challenge.params())
}

fn events_of_credentials<'a>(credentials: &Credentials<'a>) -> Vec<Event<'a>> {
    events(Event::Scheme(credentials.scheme()), credentials.token68().map(Event::Token68), credentials.params())
}

fn events<'a>(
    scheme: Event<'a>,
    token68: Option<Event<'a>>,
    params: impl IntoIterator<Item = Param<'a>>,
) -> Vec<Event<'a>> {
    [scheme].into_iter().chain(token68).chain(params.into_iter().map(Event::Param)).collect()
}

/// Returns the wire form. Asserts that every method writes the same bytes.
fn written(value: &impl Encode) -> Vec<u8> {
    let length = value.encoded_len();
    let mut exact = vec![0; length];
    assert_eq!(value.encode_to_slice(&mut exact).map(<[u8]>::len), Ok(length));
    if let Some(short) = length.checked_sub(1) {
        assert_eq!(value.encode_to_slice(&mut vec![0; short]).unwrap_err().needed(), length);
    }
    exact
}

/// Asserts that every scheme rejects what the framework rejects.
fn each_scheme_rejects(line: &[u8]) {
    let accepted = [
        ("Basic challenge", basic::Challenge::parse(line).is_ok()),
        ("Bearer challenge", bearer::Challenge::parse(line).is_ok()),
        ("Digest challenge", digest::Challenge::parse(line).is_ok()),
        ("Basic credentials", basic::Credentials::parse(line, &mut vec![0; line.len()]).is_ok()),
        ("Basic user and password", basic::UserPass::parse(line).is_ok()),
        ("Bearer credentials", bearer::Credentials::parse(line).is_ok()),
        ("Digest credentials", digest::Credentials::parse(line).is_ok()),
    ];
    for (scheme, accepted) in accepted {
        assert!(!accepted, "{scheme}: {}", line.escape_ascii());
    }
}

/// Asserts that the scheme's own parser and the conversion from the framework's type return the same challenge or the same
/// error.
fn typed_challenge(line: &[u8], challenges: Challenges<'_>) {
    // A scheme's own `parse` reads one value, not a list.
    let is_value = Credentials::parse(line).is_ok();
    for challenge in challenges {
        let (basic, bearer, digest) = (challenge.try_into(), challenge.try_into(), challenge.try_into());
        if is_value {
            same(line, basic::Challenge::parse(line), basic);
            same(line, bearer::Challenge::parse(line), bearer);
            same(line, digest::Challenge::parse(line), digest);
        }
        // The bytes around a challenge make no difference.
        let alone = written(&challenge);
        same_meaning(line, basic::Challenge::parse(&alone), basic);
        same_meaning(line, bearer::Challenge::parse(&alone), bearer);
        same_meaning(line, digest::Challenge::parse(&alone), digest);
        reads_back(line, basic, |wire| basic::Challenge::parse(wire) == basic);
        reads_back(line, bearer, |wire| bearer::Challenge::parse(wire) == bearer);
        reads_back(line, digest, |wire| digest::Challenge::parse(wire) == digest);
    }
}

/// Asserts the same for credentials. Their wire forms are compared, because they do not implement `PartialEq`.
fn typed_credentials(line: &[u8], credentials: Credentials<'_>) {
    let (mut parsed, mut decoded) = (vec![0; line.len()], vec![0; line.len()]);
    let parsed = basic::Credentials::parse(line, &mut parsed).map_err(no_capacity);
    let decoded = basic::Credentials::decode(&credentials, &mut decoded).map_err(no_capacity);
    same(line, parsed, decoded);
    if line.len() <= CAPACITY {
        let owned = UserPass::try_from(credentials);
        same(line, parsed, owned.as_ref().map(UserPass::credentials).map_err(|error| *error));
        same(line, UserPass::parse(line), owned);
    }
    reads_back(line, parsed, |wire| {
        let mut again = vec![0; wire.len()];
        written(&basic::Credentials::parse(wire, &mut again).unwrap()) == wire
    });

    let (bearer, digest) = (credentials.try_into(), credentials.try_into());
    same(line, bearer::Credentials::parse(line), bearer);
    same(line, digest::Credentials::parse(line), digest);
    reads_back(line, bearer, |wire| written(&bearer::Credentials::parse(wire).unwrap()) == wire);
    reads_back(line, digest, |wire| written(&digest::Credentials::parse(wire).unwrap()) == wire);
}

fn same<T: Encode>(line: &[u8], one: Result<T, ParseError>, other: Result<T, ParseError>) {
    let offsets = [&one, &other].map(|value| value.as_ref().err().map(ParseError::offset));
    same_meaning(line, one, other);
    assert_eq!(offsets[0], offsets[1], "two parsers agree about {}", line.escape_ascii());
    for offset in offsets.into_iter().flatten() {
        assert!(offset <= line.len(), "{}: {offset}", line.escape_ascii());
    }
}

fn same_meaning<T: Encode>(line: &[u8], one: Result<T, ParseError>, other: Result<T, ParseError>) {
    let [one, other] = [one, other].map(|value| value.map(|value| written(&value)).map_err(|error| error.kind()));
    assert_eq!(one, other, "two parsers agree about {}", line.escape_ascii());
}

fn reads_back<T: Encode>(line: &[u8], value: Result<T, ParseError>, equals: impl FnOnce(&[u8]) -> bool) {
    if let Ok(value) = value {
        let wire = written(&value);
        assert!(equals(&wire), "{} is written as {}", line.escape_ascii(), wire.escape_ascii());
    }
}

fn no_capacity(error: DecodeError) -> ParseError {
    match error {
        DecodeError::Parse(error) => error,
        DecodeError::Capacity(error) => panic!("{error}, more than the length of the value"),
    }
}
