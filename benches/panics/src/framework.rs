//! The types of any scheme, and what all values are made of.

use core::hint::black_box;

use countersign::auth::{
    self, AuthenticationInfo, Challenge, Challenges, Credentials, Decimal, Events, Param, Token68, digest, ext_value,
    jwt, select, tolerant,
};
use countersign::{Encode, FieldValueIn, List, Text, Token, Words};

use super::probe::{Probe, lines, show, text, write};
use super::schemes::Sums;

pub(crate) const PROBES: [(&str, Probe); 11] = [
    ("agent", agent),
    ("challenges", challenges),
    ("credentials", credentials),
    ("info", info),
    ("lines", fields),
    ("control", control),
    ("events", events),
    ("select", selection),
    ("codings", codings),
    ("syntax", syntax),
    ("display", display),
];

fn agent(input: &[u8], output: &mut [u8]) -> bool {
    use auth::agent::{Agent, Login, Next};

    let text = text(input);
    let Ok(request) = digest::Request::new("GET", input) else { return false };
    let logins = [Login::password(input, input).map(Login::with_basic), Login::token(input)];
    for login in logins.into_iter().flatten() {
        let mut agent = Agent::new(Sums, input, login).with_others(&["Hawk"]);
        agent.set_login(login);
        for status in [401, 200, 401] {
            let mut exchange = agent.exchange(text, request);
            black_box(exchange.answered(status, lines(input)).is_ok());
            black_box(exchange.answered_tolerantly(status, lines(input)).is_ok());
            if let Ok(Some(sent)) = exchange.authorization([7; 16]) {
                black_box((sent.name(), sent.scheme()));
                write(Ok::<_, ()>(sent), output);
            }
            black_box(exchange.answered(status, lines(input)).is_ok());
        }
        agent.forget();
        let mut agent = agent.for_proxy().with_requirements(digest::Requirements::new().with_qop());
        let mut exchange = agent.exchange(input, request);
        let next = exchange.answered(407, lines(input));
        black_box(exchange.authorization([7; 16]).is_ok_and(|sent| sent.is_some()));
        if let Ok(Next::Unanswerable(reason)) = next {
            show(&reason);
        }
    }
    logins[0].is_ok()
}

fn challenges(input: &[u8], output: &mut [u8]) -> bool {
    for challenge in tolerant::challenges(input) {
        match challenge {
            Ok(challenge) => {
                challenge.deviations(|deviation, offset| _ = black_box((deviation, offset)));
                black_box((challenge.get("realm").is_some(), challenge.raw().len()));
                write(Ok::<_, ()>(challenge), output);
            }
            Err(broken) => _ = black_box((broken.raw().len(), broken.error().offset())),
        }
    }
    let text = text(input);
    if let Ok(param) = Param::quoted(text, input).or_else(|_| Param::token(text, input)) {
        write(Challenge::new(text, &[param]), output);
    }
    write(Challenge::with_token68(text, input), output);
    let parsed = Challenges::parse(input);
    if let Ok(challenges) = parsed {
        black_box(challenges.len());
        for challenge in challenges {
            black_box((challenge.scheme().is_known(), challenge.get("realm").is_some(), challenge.params().is_empty()));
        }
    }
    write(parsed, output) | write(Challenge::parse(input), output)
}

fn credentials(input: &[u8], output: &mut [u8]) -> bool {
    if let Ok(credentials) = tolerant::credentials(input) {
        credentials.deviations(|deviation, offset| _ = black_box((deviation, offset)));
        black_box((credentials.get("realm").is_some(), credentials.raw().len()));
        write(Ok::<_, ()>(credentials), output);
    }
    write(Credentials::with_token68(text(input), input), output);
    if let Ok(token68) = Token68::new(input) {
        black_box(token68.matches(output));
    }
    let parsed = Credentials::parse(input);
    if let Ok(credentials) = parsed {
        black_box((credentials.token68().is_some(), credentials.get("realm").is_some()));
    }
    write(parsed, output)
}

fn info(input: &[u8], output: &mut [u8]) -> bool {
    if let Ok(info) = tolerant::info(input) {
        info.deviations(|deviation, offset| _ = black_box((deviation, offset)));
        write(Ok::<_, ()>(info), output);
    }
    if let Ok(param) = Param::quoted(text(input), input) {
        write(AuthenticationInfo::new(&[param]), output);
    }
    write(AuthenticationInfo::parse(input), output)
}

fn fields(input: &[u8], _: &mut [u8]) -> bool {
    let fields = lines(input);
    black_box(auth::proxy_authenticate(fields).is_ok());
    black_box(auth::proxy_authentication_info(fields).is_ok());
    black_box((auth::authorization(fields).is_ok(), auth::proxy_authorization(fields).is_ok()));
    black_box(tolerant::www_authenticate(fields).count());
    black_box(tolerant::proxy_authenticate(fields).count());
    black_box(tolerant::optional_www_authenticate(fields).count());
    black_box(auth::optional_www_authenticate(fields).is_ok());
    if let Ok(Some(all)) = auth::authentication_info(fields) {
        black_box((all.lines().count(), all.iter().count()));
    }
    auth::www_authenticate(fields).is_ok_and(|all| all.is_some_and(|all| all.iter().count() > 0))
}

fn control(input: &[u8], output: &mut [u8]) -> bool {
    use auth::control::{AuthStyle, AuthenticationControl, Entry};

    let text = text(input);
    if let Ok(Some(all)) = auth::authentication_control(lines(input)) {
        for entry in all.iter() {
            black_box((entry.username().is_some_and(|name| name.is(output)), entry.other_params().count()));
            black_box(entry.username().is_some_and(|name| name.decode_into(output).is_ok()));
        }
    }
    let built = Entry::new(text, input).and_then(|entry| entry.with_location_when_logout(text)?.with_username(text));
    let built = built.and_then(|entry| entry.with_location_when_unauthenticated(text));
    if let Ok(entry) = built {
        let entries = [entry.with_auth_style(AuthStyle::Modal).with_no_auth(true).with_logout_timeout(7)];
        write(AuthenticationControl::new(&entries), output);
    }
    write(AuthenticationControl::parse(input), output)
}

/// Counts the events of a line, and goes on after each error.
fn count<T: auth::Tolerance>(mut events: Events<'_, T>) -> usize {
    let mut count: usize = 0;
    loop {
        for event in &mut events {
            count = count.wrapping_add(usize::from(black_box(event).is_ok()));
        }
        if !events.resume() {
            return count;
        }
    }
}

fn events(input: &[u8], _: &mut [u8]) -> bool {
    for start in [Events::challenges, Events::credentials, Events::info] {
        black_box(count(start(input).tolerating(tolerant::Tolerant)));
        black_box(count(start(input)));
    }
    count(Events::challenges(input)) > 0
}

/// No hash function: Digest is never chosen.
#[derive(Clone, Copy)]
struct NoHashes;

impl digest::Hashes for NoHashes {
    type Md5 = digest::Absent;
    type Sha256 = digest::Absent;
    type Sha512 = digest::Absent;
    type Sha512_256 = digest::Absent;
}

fn selection(input: &[u8], _: &mut [u8]) -> bool {
    let fields = lines(input);
    let forgiving = select::strongest(
        move || tolerant::www_authenticate(fields).filter_map(|(_, challenge)| challenge.ok()),
        |challenge: &_| select::browsers(NoHashes, challenge),
    );
    black_box((forgiving.verdicts().count(), forgiving.chosen().is_some()));
    let Ok(Some(all)) = auth::www_authenticate(fields) else {
        return false;
    };
    let strict = select::strongest(move || all.iter(), |challenge: &_| select::browsers(NoHashes, challenge));
    black_box(strict.verdicts().count());
    strict.chosen().is_some()
}

fn codings(input: &[u8], output: &mut [u8]) -> bool {
    if let Ok(jwt) = jwt::Jwt::parse(input) {
        black_box((jwt.signing_input(), jwt.header().decode_into(output).is_ok(), jwt.signature().matches(input)));
    }
    if let Ok(value) = ext_value::ExtValue::parse(input) {
        black_box((value.is_utf8(), value.bytes().count(), value.decode_into(output).is_ok()));
    }
    write(Ok::<_, ()>(ext_value::ExtValue::new(text(input))), output);
    black_box(auth::constant_time_eq(input, output));
    write(Decimal::parse(input), output)
        | write(jwt::Jwt::parse(input), output)
        | write(ext_value::ExtValue::parse(input), output)
}

fn syntax(input: &[u8], output: &mut [u8]) -> bool {
    if let Ok(text) = Text::new(input) {
        black_box((text.bytes().count(), text.decode_into(output).is_ok(), text.eq_ignore_ascii_case("a")));
        black_box(text.as_str());
    }
    if let Some(value) = Challenge::parse(input).ok().and_then(|challenge| challenge.get("realm")) {
        black_box((value.decode_into(output).is_ok(), value == "a", value == black_box(value)));
    }
    if let Ok(scope) = auth::bearer::Challenge::parse(input).map(|challenge| challenge.scope()) {
        black_box(scope.is_some_and(|words: Words<'_>| words.iter().count() > 0));
    }
    let list = List::<Token<'_>>::parse(input);
    black_box(countersign::list::Elements::<Token<'_>>::new(input).count());
    black_box(list.is_ok_and(|list| list.is_empty() || list == black_box(list)));
    if let Ok(token) = Token::parse(input) {
        black_box((token.is("a"), FieldValueIn::<8>::new(&token).is_ok_and(|kept| kept.as_str().is_some())));
    }
    write(Token::new(input), output) | write(list, output) | write(Text::new(input), output)
}

/// Everything that is shown.
fn display(input: &[u8], _: &mut [u8]) -> bool {
    if let Err(error) = auth::www_authenticate(lines(input)) {
        show(&error);
    }
    if let Err(error) = Param::token(text(input), input) {
        show(&error);
    }
    if let Err(error) = auth::basic::Credentials::parse(input, &mut []) {
        show(&error);
    }
    if let Ok(text) = Text::new(input) {
        show(&text.lossy());
    }
    Challenges::parse(input).is_ok_and(|challenges| {
        show(&challenges.display());
        true
    })
}
