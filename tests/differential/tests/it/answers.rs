//! Answers of Digest: the `response` of each crate to the same challenge, for the same request and the same random bytes.

use arbitrary::Arbitrary;
use countersign::Encode;
use countersign::arbitrary::DigestExchange;
use countersign::auth::digest::{Challenge, Client, Credentials, Request, RustCrypto, Secret};
use countersign_differential::{Bytes, Rule, caught, compare, inputs};
use http_auth::{PasswordClient, PasswordParams};

/// A challenge, and what its answer needs.
#[derive(Clone, Debug)]
struct Exchange {
    line: Bytes,
    user: String,
    password: Bytes,
    method: String,
    uri: String,
    cnonce: [u8; 16],
}

impl Exchange {
    /// The random bytes as they are sent.
    fn cnonce(&self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.cnonce))
    }
}

/// What depends on the computation: the response, the nonce count and the qop.
type View = (Bytes, Option<u32>, Option<Bytes>);

fn view(answer: &[u8]) -> Option<View> {
    let credentials = Credentials::parse(answer).ok()?;
    let qop = credentials.qop().map(|qop| Bytes(qop.name().bytes().collect()));
    Some((Bytes(credentials.response().bytes().collect()), credentials.nc(), qop))
}

fn ours(drawn: &Exchange) -> Option<View> {
    let challenge = Challenge::parse(&drawn.line).ok()?;
    let request = Request::new(&drawn.method, &drawn.uri).ok()?;
    let secret = Secret::password(&drawn.password[..]).ok()?;
    let mut client = Client::new(RustCrypto, &challenge).ok()?;
    let answer = client.answer(request, &drawn.user, secret, drawn.cnonce).ok()?;
    view(answer.encode_to_slice(&mut [0; 4096]).ok()?)
}

fn digest_auth(drawn: &Exchange) -> Option<View> {
    let line = drawn.line.text()?;
    let mut challenge = caught(|| digest_auth::parse(line).ok())?;
    let mut context = digest_auth::AuthContext::new_with_method(
        drawn.user.as_str(),
        drawn.password.text()?,
        drawn.uri.as_str(),
        Option::<&[u8]>::None,
        digest_auth::HttpMethod(drawn.method.as_str().into()),
    );
    context.set_custom_cnonce(drawn.cnonce());
    view(challenge.respond(&context).ok()?.to_header_string().as_bytes())
}

fn http_auth(drawn: &Exchange) -> Option<View> {
    let Ok(PasswordClient::Digest(mut client)) = PasswordClient::try_from(drawn.line.text()?) else { return None };
    let params = PasswordParams {
        username: &drawn.user,
        password: drawn.password.text()?,
        uri: &drawn.uri,
        method: &drawn.method,
        body: None,
    };
    view(client.respond_with_testing_cnonce(&params, &drawn.cnonce()).ok()?.as_bytes())
}

fn digest_access(drawn: &Exchange) -> Option<View> {
    let mut client = drawn.line.text()?.parse::<digest_access::DigestAccess>().ok()?;
    client.set_username(drawn.user.as_str());
    client.set_password(drawn.password.text()?);
    view(client.generate_authorization(&drawn.method, &drawn.uri, None, Some(&drawn.cnonce()))?.as_bytes())
}

fn is_without_qop(drawn: &Exchange) -> bool {
    !drawn.line.contains_bytes(b"qop=")
}

fn exchanges() -> impl Iterator<Item = Exchange> {
    inputs::drawn(10_000, |u| {
        let DigestExchange { challenge, user, password, method, uri, cnonce } =
            DigestExchange::arbitrary(u).expect("a generator does not fail");
        // As this crate writes it: other spellings are a question of the parsers.
        let challenge = Challenge::parse(&challenge.wire).expect("a generator draws valid challenges");
        let line = Bytes::from(challenge.encode_to_slice(&mut [0; 4096]).expect("the buffer is large enough"));
        Exchange { line, user, password: Bytes(password), method, uri, cnonce }
    })
}

/// Nothing is cut: what the generators draw is short, and every part of it counts.
fn whole(_: &Exchange) -> Vec<Exchange> {
    Vec::new()
}

#[test]
fn digest_auth_computes_the_same() {
    let rules: &[Rule<Exchange, View>] = &[Rule {
        name: "a challenge that is not ASCII",
        why: "RFC 9110 §5.6.4 allows obs-text; digest_auth counts characters and cuts bytes: it panics, or loses the parameters that follow",
        explains: |it| !it.input.line.is_ascii(),
    }];
    compare("answers of digest_auth", exchanges(), ours, digest_auth, rules, whole);
}

#[test]
fn http_auth_computes_the_same() {
    let rules: &[Rule<Exchange, View>] = &[
        Rule {
            name: "a challenge that is not ASCII",
            why: "RFC 9110 §5.6.4 allows obs-text; http-auth rejects it",
            explains: |it| !it.input.line.is_ascii(),
        },
        Rule {
            name: "no qop with another algorithm than MD5",
            why: "RFC 7616 §3.4.1 has no answer without qop, RFC 2617 §3.2.2.1 has: http-auth gives it for MD5 only",
            explains: |it| {
                it.theirs.is_none() && is_without_qop(it.input) && it.input.line.contains_bytes(b"algorithm=")
            },
        },
    ];
    compare("answers of http-auth", exchanges(), ours, http_auth, rules, whole);
}

#[test]
fn digest_access_computes_the_same() {
    let rules: &[Rule<Exchange, View>] = &[
        Rule {
            name: "a challenge that is not ASCII",
            why: "RFC 9110 §5.5: obs-text is allowed; digest-access reads text",
            explains: |it| !it.input.line.is_ascii(),
        },
        Rule {
            name: "an escape",
            why: "RFC 7616 §3.4.2: `unq` is the text that the quoted string means; digest-access hashes the escapes, and ends at an escaped quote",
            explains: |it| it.input.line.contains(&b'\\') || it.input.user.contains(['"', '\\']),
        },
        Rule {
            name: "an empty realm",
            why: "RFC 9110 §5.6.4: a quoted string may be empty; digest-access rejects it",
            explains: |it| it.theirs.is_none() && it.input.line.contains_bytes(b"realm=\"\""),
        },
        Rule {
            name: "a session",
            why: "RFC 7616 §3.4.2: A1 has the hex digits of the first hash; digest-access hashes its bytes",
            explains: |it| it.input.line.contains_bytes(b"-sess"),
        },
        Rule {
            name: "no qop with another algorithm than MD5",
            why: "RFC 7616 §3.4: the client repeats the algorithm; digest-access repeats it only with qop, so that its answer is one of MD5 with a response that is too long",
            explains: |it| {
                it.theirs.is_none() && is_without_qop(it.input) && it.input.line.contains_bytes(b"algorithm=")
            },
        },
    ];
    compare("answers of digest-access", exchanges(), ours, |drawn| caught(|| digest_access(drawn)), rules, whole);
}
