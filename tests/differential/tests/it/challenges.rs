//! Lists of challenges: every scheme, token68 and parameter.

use countersign::auth::Challenges;
use countersign::{Encode, ErrorKind};
use countersign_differential::{Bytes, Rule, caught, compare, inputs, rules};
use parse_net::{AuthPayload, Limits};

/// What a crate reads in a line. Schemes and names are in lower case.
pub(crate) type View = Vec<(String, Payload)>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Payload {
    None,
    Token68(Bytes),
    Params(Vec<(String, Bytes)>),
}

fn lower(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).to_ascii_lowercase()
}

pub(crate) fn ours(line: &Bytes) -> Option<View> {
    let challenges = Challenges::parse(line).ok()?;
    let view = challenges.iter().map(|challenge| {
        let params: Vec<_> = challenge
            .params()
            .iter()
            .map(|param| (lower(param.name().as_bytes()), Bytes(param.value().bytes().collect())))
            .collect();
        let payload = match challenge.token68() {
            Some(token68) => Payload::Token68(token68.as_bytes().into()),
            None if params.is_empty() => Payload::None,
            None => Payload::Params(params),
        };
        (lower(challenge.scheme().as_bytes()), payload)
    });
    Some(view.collect())
}

fn http_auth(line: &Bytes) -> Option<View> {
    let challenges = http_auth::parse_challenges(line.text()?).ok()?;
    let view = challenges.iter().map(|challenge| {
        let params = challenge.params.iter();
        let params: Vec<_> =
            params.map(|(name, value)| (name.to_ascii_lowercase(), Bytes(value.to_unescaped().into_bytes()))).collect();
        let payload = if params.is_empty() { Payload::None } else { Payload::Params(params) };
        (challenge.scheme.to_ascii_lowercase(), payload)
    });
    Some(view.collect())
}

fn parse_net(line: &Bytes) -> Option<View> {
    let limits = Limits::new().max_list_members(u16::MAX).max_empty_elements(u16::MAX);
    let challenges = parse_net::auth::parse_challenges(line, &limits).ok()?;
    let view = challenges.iter().map(|challenge| {
        let payload = match challenge.payload() {
            AuthPayload::None => Payload::None,
            AuthPayload::Token68(token68) => Payload::Token68(token68.into()),
            AuthPayload::Params(params) => {
                let bytes = |word| match word {
                    parse_net::Word::Token(token) => Bytes::from(token),
                    parse_net::Word::Quoted(quoted) => Bytes(quoted.bytes().collect()),
                };
                Payload::Params(params.iter().map(|(name, value)| (lower(name), bytes(value))).collect())
            }
        };
        (lower(challenge.scheme()), payload)
    });
    Some(view.collect())
}

/// The one challenge of a line, with its parameters in the order of their names: the crate keeps them in a map.
fn www_authenticate_parser(line: &Bytes) -> Option<View> {
    use www_authenticate_parser::Challenge;
    let text = line.text()?;
    let (scheme, challenge) = caught(|| www_authenticate_parser::parse_header(text).ok())?;
    let payload = match challenge {
        Challenge::Token68(token68) => Payload::Token68(Bytes(token68.into_bytes())),
        Challenge::Fields(fields) if fields.is_empty() => Payload::None,
        Challenge::Fields(fields) => {
            let names = ours(line).into_iter().flatten().filter_map(|(_, payload)| match payload {
                Payload::Params(params) => Some(params),
                _ => None,
            });
            let found =
                names.flatten().filter_map(|(name, _)| fields.get(&name).map(|value| (name, Bytes::from(value))));
            Payload::Params(found.collect())
        }
    };
    Some(vec![(scheme.to_ascii_lowercase(), payload)])
}

fn lines() -> impl Iterator<Item = Bytes> {
    inputs::challenges(20_000).chain(inputs::vectors())
}

fn has_token68(view: Option<&View>) -> bool {
    view.into_iter().flatten().any(|(_, payload)| matches!(payload, Payload::Token68(_)))
}

/// The line as this crate writes it.
fn written(line: &[u8]) -> Option<Bytes> {
    let challenges = Challenges::parse(line).ok()?;
    challenges.encode_to_slice(&mut vec![0; 4 * line.len() + 64]).ok().map(Bytes::from)
}

fn kind(line: &[u8]) -> Option<ErrorKind> {
    Challenges::parse(line).err().map(|error| error.kind())
}

#[test]
fn http_auth_reads_the_same_lists() {
    let rules: &[Rule<Bytes, View>] = &[
        rules::not_utf8(),
        Rule {
            name: "no challenge",
            why: "RFC 9110 §5.6.1.2: a recipient accepts empty elements, and so a list without others",
            explains: |it| it.ours.as_ref().is_some_and(Vec::is_empty),
        },
        Rule {
            name: "a token68",
            why: "RFC 9110 §11.3; the documentation of http-auth says that it reads none",
            explains: |it| has_token68(it.ours.as_ref()) && it.theirs.is_none(),
        },
        Rule {
            name: "a parameter twice",
            why: "RFC 9110 §11.2: it must occur once",
            explains: |it| kind(it.input) == Some(ErrorKind::DuplicateParam) && it.theirs.is_some(),
        },
        Rule {
            name: "a value that is not ASCII",
            why: "RFC 9110 §5.6.4: qdtext has obs-text; http-auth rejects it",
            explains: |it| !it.input.is_ascii() && it.theirs.is_none(),
        },
        Rule {
            name: "another spelling",
            why: rules::SPELLING,
            explains: |it| rules::is_equal_if_written(it, written, http_auth),
        },
    ];
    compare("http-auth", lines(), ours, http_auth, rules, Bytes::shorter);
}

#[test]
fn parse_net_reads_the_same_lists() {
    let rules: &[Rule<Bytes, View>] = &[Rule {
        name: "another spelling",
        why: rules::SPELLING,
        explains: |it| rules::is_equal_if_written(it, written, parse_net),
    }];
    compare("parse-net", lines(), ours, parse_net, rules, Bytes::shorter);
}

#[test]
fn www_authenticate_parser_reads_the_same_challenges() {
    let rules: &[Rule<Bytes, View>] = &[
        rules::not_utf8(),
        Rule {
            name: "none or several challenges",
            why: "RFC 9110 §11.6.1: the field is a list; the other crate reads one challenge",
            explains: |it| it.ours.as_ref().is_some_and(|view| view.len() != 1),
        },
        Rule {
            name: "a scheme alone",
            why: "RFC 9110 §11.3: a challenge may be a scheme alone",
            explains: |it| matches!(it.ours.as_deref(), Some([(_, Payload::None)])) && it.theirs.is_none(),
        },
        Rule {
            name: "a parameter twice",
            why: "RFC 9110 §11.2: it must occur once",
            explains: |it| kind(it.input) == Some(ErrorKind::DuplicateParam) && it.theirs.is_some(),
        },
        Rule {
            name: "another spelling",
            why: rules::SPELLING,
            explains: |it| rules::is_equal_if_written(it, written, www_authenticate_parser),
        },
        Rule {
            name: "a line that is not in the grammar",
            why: "RFC 9110 §11.6.1: the other crate ignores what follows the part that it understands",
            explains: |it| it.is_only_theirs(),
        },
    ];
    compare("www_authenticate_parser", lines(), ours, www_authenticate_parser, rules, Bytes::shorter);
}
