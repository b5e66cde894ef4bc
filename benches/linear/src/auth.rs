//! The entry points of authentication.

use std::hint::black_box;

use countersign::auth::{
    self, AuthenticationInfo, Base64, Challenge, Challenges, Credentials, Decimal, Events, Leniency, agent, api_key,
    aws4, basic, bearer, colon_pair, concealed, digest, dpop, eg1, ext_value, gnap, hawk, hoba, jwk, jwt, mutual,
    negotiate, ntlm, oauth, private_token, scram, select, shared_access_signature, signature, tolerant, uma, vapid,
    web_push,
};
use countersign::{Fields, FieldsFn, List, Text, Token};

use super::entry::{Entry, ignore, shows, uses, with_buffer, writes};

/// Parses a type from its own bytes, and uses the value.
macro_rules! parsers {
    ($new:path; $($module:ident :: $type:ident),* $(,)?) => {
        [$($new(concat!(stringify!($module), "::", stringify!($type)), |bytes| {
            if let Ok(value) = $module::$type::parse(bytes) {
                uses(&value);
            }
        })),*]
    };
}

/// Converts a challenge, credentials or info to each of these types, and uses the values.
macro_rules! converted {
    ($from:expr; $($type:ty),* $(,)?) => {
        $(if let Ok(value) = <$type>::try_from($from) {
            uses(&value);
        })*
    };
}

#[allow(clippy::too_many_lines, reason = "it is a table")]
pub fn entries() -> Vec<Entry> {
    let mut entries = Vec::from(parsers![
        Entry::scheme;
        api_key::Challenge, api_key::Credentials, aws4::Credentials, basic::Challenge, bearer::Challenge,
        bearer::Credentials, colon_pair::Credentials, concealed::Credentials, digest::Challenge, digest::Credentials,
        digest::Info, digest::Resynchronization, dpop::Challenge, dpop::Credentials, dpop::Nonce, eg1::Credentials, gnap::Challenge, gnap::Credentials,
        hawk::Challenge, hawk::Credentials, hawk::Info, hoba::Challenge, hoba::Credentials, mutual::Challenge,
        mutual::Credentials, mutual::Info, negotiate::Challenge, negotiate::Credentials, ntlm::Challenge,
        ntlm::Credentials, oauth::Challenge, oauth::Credentials, private_token::Challenge, private_token::Credentials,
        scram::Challenge, scram::Credentials, scram::Info, shared_access_signature::Credentials,
        signature::BodyDigest, signature::Challenge, signature::Credentials,
        signature::Parameters, uma::Challenge, vapid::Challenge, vapid::Credentials, web_push::Credentials,
    ]);
    entries.extend(parsers![
        Entry::bytes;
        ext_value::ExtValue, hoba::Tbs, jwt::Jwt, mutual::Hex, oauth::Encoded, private_token::TokenChallenge,
        private_token::PrivateToken, private_token::Extensions, private_token::ExtensionSet, scram::ClientFinal, scram::ClientFirst,
        scram::Gs2Header, scram::Saslname, scram::ServerFinal, scram::ServerFirst,
    ]);
    entries.extend([
        Entry::scheme("basic::Credentials", |bytes| {
            with_buffer(|buffer| ignore(basic::Credentials::parse(bytes, buffer)));
        }),
        Entry::scheme("basic::UserPass", |bytes| ignore(basic::UserPass::parse(bytes))),
        Entry::scheme("digest::Challenge, its lists", |bytes| {
            let Ok(challenge) = digest::Challenge::parse(bytes) else { return };
            let qop = challenge.qop().map(|qop| (qop.contains(digest::Qop::Auth), qop.iter().count()));
            let domain = challenge.domain().map(|domain| (domain.contains("z"), domain == black_box(domain)));
            black_box((qop, domain));
        }),
        Entry::bytes("aws4::SignedHeaders", |bytes| {
            if let Some(Ok(names)) = std::str::from_utf8(bytes).ok().map(aws4::SignedHeaders::new) {
                black_box(names.contains("zz"));
                uses(&names);
            }
        }),
        Entry::bytes("aws4::ChunkReader", |bytes| {
            let chunks =
                aws4::Timestamp::new(0).zip(aws4::Scope::new("19700101", "a", "b").ok()).and_then(|(at, scope)| {
                    let key = aws4::SigningKey::from_bytes([0; 32])
                        .prepare(countersign::mac::Hmac(countersign::hash::Sha256));
                    aws4::Chunks::new(key, scope, at, &"0".repeat(64)).ok()
                });
            let Some(chunks) = chunks else { return };
            let payload = aws4::ContentSha256::UnsignedChunksAndTrailer;
            let Ok(mut reader) = aws4::ChunkReader::new(countersign::hash::Sha256, chunks, payload, u64::MAX, "a")
            else {
                return;
            };
            let mut rest = bytes;
            while let Ok(Some(event)) = reader.read(&mut rest) {
                black_box(event);
            }
        }),
        Entry::bytes("scram::Extensions", |bytes| {
            if let Ok(message) = scram::ClientFirst::parse(bytes) {
                black_box((message.extensions().iter().count(), message.nonce().extends(&message.nonce())));
            }
        }),
        Entry::bytes("colon_pair::aws2::Request", |bytes| {
            use colon_pair::aws2::{Presigned, Request};

            let fields = [("x-amz-a", bytes), ("x-amz-b", b"")];
            if let Ok(request) = Request::new("GET", bytes, &fields) {
                uses(&request.string_to_sign());
                with_buffer(|buffer| ignore(Presigned::parse(&request, buffer)));
            }
        }),
        Entry::bytes("colon_pair::shared_key::Request", |bytes| {
            use colon_pair::shared_key::{Request, Service};

            let fields = [("x-ms-a", bytes), ("x-ms-b", b"")];
            let request = Request::new(Service::Blob, "a", "GET", bytes, &fields);
            if let Ok(text) = request
                .as_ref()
                .map_or(Err(()), |request| request.string_to_sign(colon_pair::Kind::SharedKey).map_err(drop))
            {
                uses(&text);
            }
        }),
        Entry::bytes("dpop::Proof", |bytes| {
            if let Ok(jwt) = jwt::Jwt::parse(bytes) {
                with_buffer(|buffer| ignore(dpop::Proof::read(jwt, buffer)));
            }
        }),
        Entry::bytes("dpop::Request", |bytes| {
            if let Ok(request) = dpop::Request::new("GET", "https", "a", bytes) {
                black_box(request.is_uri("https://a/b"));
            }
        }),
        Entry::bytes("jwk::Jwk", |bytes| {
            if let Ok(jwk) = jwk::Jwk::rsa(b"a", bytes) {
                uses(&jwk);
            }
        }),
        Entry::bytes("signature::SigningString", |bytes| {
            use signature::{Parameters, Request, Rules, SigningString};

            let fields = [("x", bytes), ("y", b"")];
            if let (Ok(request), Ok(parameters)) = (Request::new("GET", bytes, &fields), Parameters::parse(bytes))
                && let Ok(string) = SigningString::new(&parameters, &request, Rules::new())
            {
                uses(&string);
            }
        }),
        Entry::bytes("hawk::Bewit", |bytes| {
            if let Ok(request) = hawk::Request::new("GET", "a", 80, bytes) {
                with_buffer(|buffer| ignore(hawk::Bewit::take(&request, buffer)));
            }
        }),
        Entry::bytes("concealed::Context", |bytes| {
            let request = concealed::Request::new("https", "a", 443);
            if let (Ok(credentials), Ok(request)) = (concealed::Credentials::parse(bytes), request) {
                uses(&concealed::Context::new(&credentials, request));
            }
        }),
        Entry::bytes("oauth::Request", |bytes| {
            let credentials = oauth::Credentials::plaintext("a", "b");
            let request = oauth::Request::new("GET", "http", "a", bytes).and_then(|request| request.with_form(bytes));
            if let Ok(text) = request
                .as_ref()
                .map_err(|_| ())
                .and_then(|request| oauth::SignatureBaseString::new(request, &credentials).map_err(drop))
            {
                uses(&text);
            }
        }),
        Entry::bytes("scram::Gs2Header, bound", |bytes| {
            if let Ok(header) = scram::Gs2Header::parse_with_binding(bytes) {
                uses(&header);
                black_box((header.binding_name(), header.authzid()));
            }
        }),
        Entry::bytes("scram::Password", |bytes| {
            black_box(std::str::from_utf8(bytes).is_ok_and(|text| scram::Password::ascii(text).is_ok()));
        }),
        Entry::bytes("codings", codings),
        Entry::bytes("Challenges", |bytes| {
            if let Ok(challenges) = Challenges::parse(bytes) {
                shows(&challenges);
                challenges.into_iter().for_each(as_challenge);
            }
        }),
        Entry::bytes("Challenge", |bytes| ignore(Challenge::parse(bytes).map(as_challenge))),
        Entry::bytes("Credentials", |bytes| ignore(Credentials::parse(bytes).map(as_credentials))),
        Entry::bytes("AuthenticationInfo", |bytes| ignore(AuthenticationInfo::parse(bytes).map(as_info))),
        Entry::bytes("tolerant::challenges", |bytes| {
            for challenge in tolerant::challenges(bytes) {
                match challenge {
                    Ok(challenge) => {
                        challenge.deviations(|deviation, at| ignore((deviation, at)));
                        as_challenge(challenge);
                    }
                    Err(broken) => shows(&broken),
                }
            }
        }),
        Entry::bytes("tolerant::credentials", |bytes| ignore(tolerant::credentials(bytes).map(as_credentials))),
        Entry::bytes("tolerant::info", |bytes| ignore(tolerant::info(bytes).map(as_info))),
        Entry::bytes("Events", |bytes| {
            events(Events::challenges(bytes));
            events(Events::credentials(bytes));
            events(Events::info(bytes));
        }),
        Entry::bytes("Events, tolerant", |bytes| events(Events::challenges(bytes).tolerating(tolerant::Tolerant))),
        Entry::bytes("select::strongest", |bytes| {
            let fields = field_lines(bytes);
            let challenges = || tolerant::www_authenticate(fields).filter_map(|(_, challenge)| challenge.ok());
            let selection = select::strongest(challenges, |challenge| select::browsers(digest::RustCrypto, challenge));
            black_box((selection.chosen().is_some(), selection.verdicts().count()));
        }),
        Entry::bytes("agent", |bytes| {
            let Ok(request) = digest::Request::new("GET", bytes) else { return };
            let Ok(login) = agent::Login::password(bytes, bytes) else { return };
            let mut agent = agent::AgentIn::<_, _, 4096>::new(digest::RustCrypto, bytes, login.with_basic());
            let mut exchange = agent.exchange(bytes, request);
            black_box(exchange.answered(401, field_lines(bytes)).is_ok());
            black_box(exchange.answered_tolerantly(401, field_lines(bytes)).is_ok());
            black_box(exchange.authorization([7; 16]).is_ok());
            black_box(exchange.answered_tolerantly(200, field_lines(bytes)).is_ok());
        }),
        Entry::bytes("WWW-Authenticate", |bytes| {
            if let Ok(Some(lines)) = auth::www_authenticate(field_lines(bytes)) {
                black_box((lines.iter().count(), lines.lines().count()));
            }
            black_box(tolerant::www_authenticate(field_lines(bytes)).count());
        }),
        Entry::bytes("Proxy-Authenticate", |bytes| {
            black_box(auth::proxy_authenticate(field_lines(bytes)).is_ok());
            black_box(tolerant::proxy_authenticate(field_lines(bytes)).count());
        }),
        Entry::bytes("Authorization", |bytes| ignore(auth::authorization(field_lines(bytes)))),
        Entry::bytes("Proxy-Authorization", |bytes| ignore(auth::proxy_authorization(field_lines(bytes)))),
        Entry::bytes("Authentication-Info", |bytes| {
            if let Ok(Some(lines)) = auth::authentication_info(field_lines(bytes)) {
                black_box(lines.iter().count());
                black_box(digest::Info::from_lines(lines).is_ok());
                black_box(scram::Info::from_lines(lines).is_ok());
                black_box(mutual::Info::from_lines(lines).is_ok());
            }
        }),
        Entry::bytes("Proxy-Authentication-Info", |bytes| {
            black_box(auth::proxy_authentication_info(field_lines(bytes)).is_ok());
        }),
        Entry::bytes("Optional-WWW-Authenticate", |bytes| {
            black_box(auth::optional_www_authenticate(field_lines(bytes)).is_ok());
            black_box(tolerant::optional_www_authenticate(field_lines(bytes)).count());
        }),
        Entry::bytes("Authentication-Control", |bytes| {
            if let Ok(Some(lines)) = auth::authentication_control(field_lines(bytes)) {
                lines.lines().for_each(|control| uses(&control));
                black_box(lines.iter().map(|entry| entry.other_params().count()).sum::<usize>());
            }
        }),
        Entry::bytes("Crypto-Key", |bytes| ignore(web_push::crypto_key(field_lines(bytes)))),
        Entry::bytes("Concealed-Auth-Export", |bytes| ignore(concealed::auth_export(field_lines(bytes)))),
        Entry::bytes("Hobareg", |bytes| ignore(hoba::registration(field_lines(bytes)))),
        Entry::bytes("DPoP", |bytes| ignore(dpop::proof(field_lines(bytes)))),
        Entry::bytes("DPoP-Nonce", |bytes| ignore(dpop::nonce(field_lines(bytes)))),
        Entry::bytes("Authorization of aws4", |bytes| ignore(aws4::authorization(field_lines(bytes)))),
        Entry::bytes("Authorization of colon_pair", |bytes| ignore(colon_pair::authorization(field_lines(bytes)))),
        Entry::bytes("Authorization of eg1", |bytes| ignore(eg1::authorization(field_lines(bytes)))),
        Entry::bytes("Authorization of api_key", |bytes| ignore(api_key::authorization(field_lines(bytes)))),
        Entry::bytes("Authorization of shared_access_signature", |bytes| {
            ignore(shared_access_signature::authorization(field_lines(bytes)));
        }),
        Entry::bytes("Server-Authorization", |bytes| ignore(hawk::server_authorization(field_lines(bytes)))),
        Entry::bytes("Signature", |bytes| ignore(signature::signature(field_lines(bytes)))),
    ]);
    entries
}

/// The lines of any field.
fn field_lines(bytes: &[u8]) -> impl Fields<'_> {
    FieldsFn(move |_| bytes.split(|byte| *byte == b'\n'))
}

fn events<T: auth::Tolerance>(mut events: Events<'_, T>) {
    loop {
        events.by_ref().for_each(ignore);
        if !events.resume() {
            break;
        }
    }
}

fn as_challenge<T: Leniency + Send + Sync>(challenge: Challenge<'_, T>) {
    uses(&challenge);
    black_box(challenge.get("zzz"));
    converted![
        challenge;
        api_key::Challenge<'_>, basic::Challenge<'_>, bearer::Challenge<'_>, digest::Challenge<'_>,
        dpop::Challenge<'_>, gnap::Challenge<'_>, hawk::Challenge<'_>, hoba::Challenge<'_>, mutual::Challenge<'_>,
        negotiate::Challenge<'_>, ntlm::Challenge<'_>, oauth::Challenge<'_>, private_token::Challenge<'_>,
        scram::Challenge<'_>, signature::Challenge<'_>, uma::Challenge<'_>, vapid::Challenge,
    ];
}

fn as_credentials<T: Leniency + Send + Sync>(credentials: Credentials<'_, T>) {
    uses(&credentials);
    black_box(credentials.get("zzz"));
    credentials.deviations(|deviation, at| ignore((deviation, at)));
    with_buffer(|buffer| ignore(basic::Credentials::decode(&credentials, buffer)));
    converted![
        credentials;
        api_key::Credentials<'_>, aws4::Credentials<'_>, bearer::Credentials<'_>, concealed::Credentials<'_>,
        digest::Credentials<'_>, digest::Resynchronization<'_>, dpop::Credentials<'_>, gnap::Credentials<'_>, hawk::Credentials<'_>,
        hoba::Credentials<'_>, mutual::Credentials<'_>, negotiate::Credentials<'_>, ntlm::Credentials<'_>,
        oauth::Credentials<'_>, private_token::Credentials<'_>, scram::Credentials<'_>, signature::Credentials<'_>,
        vapid::Credentials<'_>, web_push::Credentials<'_>,
    ];
}

fn as_info<T: Leniency + Send + Sync>(info: AuthenticationInfo<'_, T>) {
    uses(&info);
    black_box(info.get("zzz"));
    info.deviations(|deviation, at| ignore((deviation, at)));
    converted![info; digest::Info<'_>, mutual::Info<'_>, scram::Info<'_>];
}

/// Texts, tokens, lists and the codings of values.
fn codings(bytes: &[u8]) {
    if let Ok(text) = Text::new(bytes) {
        uses(&text);
        black_box((text == black_box(text), text.eq_ignore_ascii_case(bytes)));
        with_buffer(|buffer| ignore(text.decode_into(buffer)));
    }
    if let Ok(token) = Token::parse(bytes) {
        uses(&token);
    }
    if let Ok(list) = List::<Token<'_>>::parse(bytes) {
        uses(&list);
        black_box((list.iter().count(), list == black_box(list)));
    }
    if let Ok(number) = Decimal::parse(bytes) {
        writes(&number);
    }
    if let Ok(value) = ext_value::ExtValue::parse(bytes) {
        black_box((value == black_box(value), value.is_utf8()));
        with_buffer(|buffer| ignore(value.decode_into(buffer)));
    }
    if let Ok(value) = oauth::Encoded::parse(bytes) {
        black_box((value == black_box(value), value.matches(bytes)));
    }
    let bytes_of = |value: Base64<'_>| with_buffer(|buffer| ignore(value.decode_into(buffer)));
    if let Ok(jwt) = jwt::Jwt::parse(bytes) {
        [jwt.header(), jwt.payload(), jwt.signature()].into_iter().for_each(bytes_of);
    }
    black_box(auth::constant_time_eq(bytes, bytes));
}
