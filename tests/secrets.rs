//! Nothing that is shown tells a secret: no `Debug` of a value, no error, and no `Display` where there is a secret.

use std::collections::BTreeSet;
use std::error::Error;
use std::fmt::{Debug, Display};
use std::fs;
use std::hash::Hash;
use std::marker::PhantomData;
use std::path::Path;
use std::time::Duration;

use countersign::auth::{
    self, AuthenticationInfo, Base64, Challenge, Challenges, ChallengesIter, Credentials, Decimal, Deviation, Event,
    Events, Param, Params, ParamsIter, Scheme, Strict, Token68, api_key, aws4, basic, bearer, colon_pair, concealed,
    digest, dpop, ext_value, gnap, hawk, hoba, jwt, mutual, negotiate, ntlm, oauth, private_token, scram, select,
    signature, tolerant, vapid,
};
use countersign::cors::{browser, cache, gateway, names, origin, policy, values};
use countersign::gate;
use countersign::{
    Bytes, CapacityError, DecodeError, Elements, ErrorKind, FieldContent, FieldValue, FieldsFn, Iter, LineError, Lines,
    List, ParseError, Rule, Text, Token, ValueError, ValueErrorKind, Words,
};

/// What must not be shown: a secret, and the base64 of a user-pass that holds it.
const SECRET: &str = "s3cr3t";
const BASIC: &[u8] = b"Basic aHVudGVyOnMzY3IzdA==";
const SYMBOLS: &str = "aHVudGVyOnMzY3IzdA==";
const USER: &str = "hunter";
const RESPONSE: &str = "8ca523f5e9506fed4657c9700eebdbec";

/// Both ways of `Debug`.
fn shown(value: &dyn Debug) -> String {
    format!("{value:?} {value:#?}")
}

/// Whether a text tells one of the secrets, as text or as numbers.
fn tells(text: &str) -> bool {
    let numbers = |secret: &str| {
        let listed = format!("{:?}", secret.as_bytes());
        listed.trim_matches(['[', ']']).to_owned()
    };
    let flat: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    [SECRET, USER, SYMBOLS, RESPONSE].iter().any(|secret| text.contains(secret) || flat.contains(&numbers(secret)))
}

/// Every type that holds octets of a message, holding a secret, by its name and where it is.
fn values() -> Vec<(&'static str, String)> {
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
        ("Text", shown(&first.get("s3cr3t"))),
        ("Bytes", shown(&Text::new(b"s3cr3t").unwrap().bytes())),
        ("Token", shown(&Token::new(b"s3cr3t").unwrap())),
        ("Words", shown(&bearer.scope())),
        ("List", shown(&list)),
        ("Iter", shown(&list.iter())),
        ("Elements", shown(&Elements::<Token<'_>>::new(b"s3cr3t"))),
        ("FieldsFn", shown(&FieldsFn("s3cr3t"))),
        ("Lines", shown(&auth::www_authenticate(&fields).unwrap())),
        ("Lines", shown(&auth::authentication_info(&info).unwrap())),
        ("FieldValue", shown(&<FieldValue>::new(&first).unwrap())),
        ("Scheme", shown(&Scheme::new("s3cr3t").unwrap())),
        ("Token68", shown(&Token68::new(b"s3cr3t==").unwrap())),
        ("Param", shown(&params)),
        ("Params", shown(&challenges.iter().map(|challenge| challenge.params()).collect::<Vec<_>>())),
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
        ("basic::UserPass", shown(&<basic::UserPass>::parse(BASIC).unwrap())),
        ("bearer::Challenge", shown(&bearer)),
        ("bearer::ErrorCode", shown(&bearer.error())),
        ("bearer::Credentials", shown(&bearer::Credentials::new("s3cr3t").unwrap())),
        ("tolerant::TolerantChallenges", shown(&tolerant::challenges(b"s3cr3t s3cr3t=s3cr3t"))),
        (
            "tolerant::TolerantChallenges",
            shown(&tolerant::challenges(b"s3cr3t\ts3cr3t=, \"s3cr3t").collect::<Vec<_>>()),
        ),
        ("Credentials", shown(&tolerant::credentials(b"Basic\ts3cr3t").unwrap())),
        ("AuthenticationInfo", shown(&tolerant::info(b"s3cr3t=s3/cr3t").unwrap())),
        ("ext_value::ExtValue", shown(&ext_value::ExtValue::new(SECRET))),
        ("ext_value::ExtValue", shown(&ext_value::ExtValue::parse(b"s3cr3t's3cr3t's3cr3t").unwrap())),
    ]
}

/// The same for Digest, whose secrets are also a password, a key, and every hash of them.
fn digest_values() -> Vec<(&'static str, String)> {
    let challenge = digest::Challenge::parse(
        b"Digest realm=s3cr3t, nonce=s3cr3t, opaque=s3cr3t, domain=s3cr3t, algorithm=s3cr3t, qop=\"auth, s3cr3t\"",
    )
    .unwrap();
    let plain = digest::Challenge::new(SECRET, SECRET).unwrap();
    let request = digest::Request::new("GET", "/s3cr3t").unwrap();
    let password = digest::Secret::Password(SECRET.as_bytes());
    let response = digest::Hex::parse(RESPONSE.as_bytes()).unwrap();
    let mut client: digest::Client<digest::RustCrypto> = digest::Client::new(&plain).unwrap();
    let answer = shown(&client.answer(request, USER, password, *b"s3cr3ts3cr3t1234").unwrap());
    let extended = digest::Credentials::parse(
        b"Digest username*=UTF-8''s3cr3t, realm=s3cr3t, nonce=s3cr3t, uri=s3cr3t, qop=s3cr3t, nc=00000001, \
          response=8ca523f5e9506fed4657c9700eebdbec, cnonce=s3cr3t, opaque=s3cr3t",
    )
    .unwrap();
    let sent = digest::Credentials::new(&plain, digest::Username::new(USER).unwrap(), "/s3cr3t", &response).unwrap();
    let info = digest::Info::new().with_nextnonce(SECRET).unwrap().with_rspauth(&response);
    let nonces: digest::Nonces<'_, digest::RustCrypto> =
        digest::Nonces::new(digest::Algorithm::Md5, SECRET.as_bytes()).unwrap();
    let mut hasher: digest::Hasher<digest::RustCrypto> = digest::Hasher::new(digest::Algorithm::Md5).unwrap();
    hasher.update(SECRET.as_bytes());
    let server: digest::Server<'_, digest::RustCrypto> = digest::Server::new(challenge);

    vec![
        ("digest::NonceCount", shown(&digest::NonceCount::from(7))),
        ("digest::Challenge", shown(&challenge)),
        ("digest::Algorithm", shown(&challenge.algorithm())),
        ("digest::QopOptions", shown(&challenge.qop())),
        ("digest::Qop", shown(&extended.qop())),
        ("digest::Credentials", shown(&extended)),
        ("digest::Credentials", shown(&sent)),
        ("digest::Credentials", answer),
        ("digest::Username", shown(&sent.username())),
        ("digest::Username", shown(&extended.username())),
        ("digest::Username", shown(&digest::Username::hashed(&response))),
        ("digest::Info", shown(&info)),
        ("digest::Inputs", shown(&extended.inputs(request))),
        ("digest::Request", shown(&request.with_body(&response))),
        ("digest::Hex", shown(&response)),
        ("digest::Hasher", shown(&hasher)),
        ("digest::Secret", shown(&[password, digest::Secret::Ha1(&response), digest::Secret::SessionKey(&response)])),
        ("digest::Client", shown(&client)),
        ("digest::Server", shown(&server)),
        ("digest::Nonces", shown(&nonces)),
    ]
}

/// The same for the schemes whose secrets are tokens and signatures.
fn signed_values() -> Vec<(&'static str, String)> {
    let dpop =
        dpop::Challenge::parse(b"DPoP realm=s3cr3t, algs=\"s3cr3t hunter\", error=s3cr3t, s3cr3t=s3cr3t").unwrap();
    let jwt = jwt::Jwt::new("s3cr3s3c.s3cr3s3c.s3cr3s3c").unwrap();
    let hoba = hoba::Challenge::new(SECRET, 10).unwrap().with_realm(SECRET).unwrap();
    let tbs = hoba.tbs(hoba::Algorithm::RSA_SHA256, "https://s3cr3t:1", SECRET, SECRET).unwrap();
    let part = *b"s3cr3ts3cr3ts3cr3ts3cr3ts3cr3t12";
    let token = private_token::Token::new(1, &part, &part, &part, SECRET.as_bytes()).unwrap();
    let mut point = [b's'; 65];
    point[0] = 4;

    vec![
        ("dpop::Challenge", shown(&dpop)),
        ("dpop::Credentials", shown(&dpop::Credentials::new(SECRET).unwrap())),
        ("dpop::Nonce", shown(&dpop::Nonce::new(SECRET).unwrap())),
        ("jwt::Jwt", shown(&jwt)),
        ("Base64", shown(&jwt.payload())),
        ("hoba::Challenge", shown(&hoba)),
        ("hoba::Tbs", shown(&tbs)),
        ("hoba::Credentials", shown(&hoba::Credentials::new(&tbs, SECRET).unwrap())),
        ("Base64", shown(&hoba::Credentials::new(&tbs, SECRET).unwrap().sig())),
        (
            "private_token::Challenge",
            shown(&private_token::Challenge::new(SECRET).unwrap().with_realm(SECRET).unwrap()),
        ),
        ("private_token::Credentials", shown(&private_token::Credentials::new(SECRET).unwrap())),
        ("private_token::TokenChallenge", shown(&private_token::TokenChallenge::new(1, SECRET).unwrap())),
        ("private_token::Token", shown(&token)),
        ("vapid::Challenge", shown(&vapid::Challenge::parse(b"vapid realm=s3cr3t").unwrap())),
        ("vapid::Credentials", shown(&vapid::Credentials::new("s3cr3s3c.s3cr3s3c.s3cr3s3c", &point).unwrap())),
    ]
}

/// The same for the schemes by which whole requests are signed, and for those that hold a token and no more.
fn request_values() -> Vec<(&'static str, String)> {
    let params = [Param::quoted("s3cr3t", b"s3cr3t").unwrap()];
    let problem = oauth::Challenge::new().with_realm(SECRET).unwrap().with_problem(SECRET).with_problem_advice(SECRET);
    let signed = oauth::Credentials::new(SECRET, oauth::SignatureMethod::new(SECRET), SECRET, 7, SECRET).unwrap();
    let signed = signed.with_token(SECRET).with_callback(SECRET).with_other_params(&params).unwrap();
    let scope = aws4::Scope::new("20130524", SECRET, SECRET).unwrap();
    let hmac = "7333637233740000".repeat(4);
    let concealed = concealed::Credentials::new(SECRET, SECRET, 7, b"s3cr3ts3cr3ts3cr", SECRET).unwrap();
    let gnap = gnap::Challenge::new().with_as_uri(SECRET).unwrap().with_access(SECRET).unwrap();
    let hawk = hawk::Credentials::new(SECRET, 7, SECRET, SECRET).unwrap().with_ext(SECRET).unwrap();
    let parameters = signature::Parameters::new(SECRET, SECRET).unwrap().with_other_params(&params).unwrap();
    let raw = api_key::Credentials::new(api_key::Kind::ApiKey, SECRET).unwrap();

    vec![
        ("Decimal", shown(&Decimal::from(7))),
        ("oauth::Challenge", shown(&problem)),
        ("oauth::Credentials", shown(&signed)),
        ("oauth::Encoded", shown(&signed.nonce())),
        ("oauth::Encoded", shown(&oauth::Encoded::parse(b"s3cr3%74").unwrap())),
        ("oauth::SignatureMethod", shown(&signed.signature_method())),
        ("aws4::Credentials", shown(&aws4::Credentials::new(SECRET, scope, SECRET, &hmac).unwrap())),
        ("aws4::Scope", shown(&scope)),
        ("aws4::SignedHeaders", shown(&aws4::SignedHeaders::new("hunter;s3cr3t").unwrap())),
        ("colon_pair::Credentials", shown(&colon_pair::Credentials::new(colon_pair::Kind::Aws, USER, SECRET).unwrap())),
        ("concealed::Credentials", shown(&concealed)),
        ("gnap::Challenge", shown(&gnap)),
        ("gnap::Credentials", shown(&gnap::Credentials::new(SECRET).unwrap())),
        ("hawk::Challenge", shown(&hawk::Challenge::new().with_time(7, SECRET).unwrap().with_error(SECRET).unwrap())),
        ("hawk::Credentials", shown(&hawk)),
        ("hawk::Info", shown(&hawk::Info::new(SECRET).unwrap().with_ext(SECRET).unwrap())),
        ("signature::Challenge", shown(&signature::Challenge::new().with_realm(SECRET).unwrap())),
        ("signature::Parameters", shown(&parameters)),
        ("signature::Credentials", shown(&signature::Credentials::new(parameters))),
        ("api_key::Challenge", shown(&api_key::Challenge::new(api_key::Kind::Token).with_realm(SECRET).unwrap())),
        ("api_key::Credentials", shown(&raw)),
        (
            "api_key::Credentials",
            shown(&api_key::Credentials::of_params(api_key::Kind::Token, SECRET, &params).unwrap()),
        ),
    ]
}

/// What a message of CORS may hold in its fields. Its names and origins are no secrets, and are shown.
fn cors_values() -> Vec<(&'static str, String)> {
    let fields = [("Authorization", "s3cr3t"), ("Timing-Allow-Origin", "s3cr3t"), ("Vary", "s3cr3t")];
    let headers = [(names::FieldName::AUTHORIZATION, SECRET.as_bytes())];
    let request = browser::Request::new(origin::Origin::NULL, names::Method::GET).with_headers(&headers);
    let response = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", "s3cr3t")];
    let refusal = browser::Profile::FETCH.preflight_check(&request, 200, &response).unwrap_err();
    let answer = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "authorization, s3cr3t")];
    let allowed = browser::Profile::FETCH.preflight_check(&request, 200, &answer).unwrap();
    let key = cache::Key::new(b"/?s3cr3t").with_partition(b"s3cr3t");
    let mut kept: cache::Cache = cache::Cache::default();
    kept.store(Duration::ZERO, key, &request, &allowed);
    let preflight = [
        ("Origin", "https://s3cr3t.example"),
        ("Access-Control-Request-Method", "s3cr3t"),
        ("Access-Control-Request-Headers", "s3cr3t"),
    ];
    let policy = policy::Policy::for_origins(&["https://s3cr3t.example"]);
    let policy = policy.with_methods(&["*"]).with_request_headers(&["s3cr3t"]).build().unwrap();
    let decision = policy.decide("OPTIONS", &preflight);
    let statement = gateway::Statement { allowed_origins: &["https://s3cr3t.example"], ..gateway::Statement::DEFAULT };
    let gateway_policy = gateway::Policy::new(statement).unwrap();
    let gateway_request = gateway::Request::new("OPTIONS", &preflight);
    let readings = gateway::Readings::default();
    let challenge = basic::Challenge::new(SECRET).unwrap();
    let challenges: [&dyn FieldContent; 1] = [&challenge];
    let verdict = gate::Verdict::Rechallenged(&challenges);
    let at_gate = gate::Gate::new(&policy, &challenges);
    let credentials = [("Authorization", "Basic s3cr3t")];
    let step = at_gate.begin("GET", &credentials);
    let gate::Step::Judge(pending) = step else { panic!("the request is not a preflight") };
    let answer = pending.answer(verdict);
    vec![
        ("cache::Cache", shown(&kept)),
        ("cache::Key", shown(&key)),
        ("browser::Allowed", shown(&allowed)),
        ("browser::Exposed", shown(&browser::Profile::FETCH.exposed(request.credentials(), &response))),
        ("browser::Preflight", shown(&browser::Profile::FETCH.preflight(&request))),
        ("browser::Refusal", shown(&refusal)),
        ("browser::Request", shown(&request)),
        ("browser::Wanted", shown(&refusal.wanted())),
        ("gate::Answer", shown(&answer)),
        ("gate::Gate", shown(&gate::Gate::new(&policy::Policy::for_origins(&["*"]).build().unwrap(), &challenges))),
        ("gate::Pending", shown(&pending)),
        ("gate::Step", shown(&step)),
        ("gate::Value", shown(&answer.append().last().unwrap().1)),
        ("gate::Verdict", shown(&verdict)),
        ("gateway::Decision", shown(&gateway::decide(gateway_request, [&gateway_policy], &readings))),
        ("gateway::Request", shown(&gateway_request)),
        ("policy::Decision", shown(&decision)),
        ("policy::Value", shown(&decision.set().last().unwrap().1)),
        ("names::UnsafeNames", shown(&names::UnsafeNames::new(&fields).unwrap())),
        ("values::TimingAllowOrigin", shown(&values::TimingAllowOrigin::of(&fields))),
        ("values::Vary", shown(&values::Vary::of(&fields))),
    ]
}

/// A client that is asked for an unknown algorithm, or has too little room for the challenge.
fn client_error(algorithm: &str) -> digest::ClientError {
    let challenge = format!("Digest realm=s3cr3t, nonce=s3cr3t, algorithm={algorithm}");
    let challenge = digest::Challenge::parse(challenge.as_bytes()).unwrap();
    digest::Client::<digest::RustCrypto, 1>::new(&challenge).unwrap_err()
}

fn uncomputable() -> digest::Uncomputable {
    let unknown = digest::Challenge::parse(b"Digest realm=a, nonce=b, algorithm=s3cr3t").unwrap().algorithm().unwrap();
    digest::Hasher::<digest::RustCrypto>::new(unknown).unwrap_err()
}

/// Every type of the schemes that exchange messages.
fn exchanged_values() -> Vec<(&'static str, String)> {
    let header = scram::Gs2Header::parse(b"n,a=hunter,").unwrap();
    let nonce = scram::Nonce::new(SECRET).unwrap().with_server(SECRET).unwrap();
    let client_first = scram::ClientFirst::parse(b"n,a=hunter,n=hunter,r=s3cr3t,x=s3cr3t").unwrap();
    let server_first = scram::ServerFirst::parse(b"r=s3cr3t,s=s3cr3s3c,i=1,x=s3cr3t").unwrap();
    let client_final = scram::ClientFinal::parse(b"c=s3cr3s3c,r=s3cr3t,x=s3cr3t,p=s3cr3s3c").unwrap();
    let signed = scram::AuthMessage::new(client_first, server_first, client_final.without_proof());
    let other = scram::Mechanism::new("SCRAM-s3cr3t").unwrap();
    let challenge = scram::Challenge::new(other).with_realm(SECRET).unwrap().with_sr(SECRET).unwrap();
    vec![
        ("negotiate::Challenge", shown(&negotiate::Challenge::new().with_token(SECRET).unwrap())),
        ("negotiate::Credentials", shown(&negotiate::Credentials::parse(b"Negotiate s3cr3s3c").unwrap())),
        ("negotiate::Token", shown(&negotiate::Credentials::new(SECRET).unwrap().token())),
        ("ntlm::Challenge", shown(&ntlm::Challenge::new().with_message(SECRET).unwrap())),
        ("ntlm::Credentials", shown(&ntlm::Credentials::parse(b"NTLM s3cr3s3c").unwrap())),
        ("ntlm::Message", shown(&ntlm::Credentials::new(SECRET).unwrap().message())),
        ("scram::Mechanism", shown(&other)),
        ("scram::Challenge", shown(&challenge.with_data(SECRET, SECRET).unwrap())),
        ("scram::Credentials", shown(&scram::Credentials::new(other, SECRET).with_sid(SECRET).unwrap())),
        ("scram::Info", shown(&scram::Info::new(SECRET).with_sid(SECRET).unwrap())),
        ("scram::Saslname", shown(&scram::Saslname::new(USER).unwrap())),
        ("scram::Nonce", shown(&nonce)),
        ("scram::Gs2Header", shown(&header)),
        ("scram::ClientFirst", shown(&client_first)),
        ("scram::Extensions", shown(&client_first.extensions())),
        ("scram::ServerFirst", shown(&server_first)),
        ("scram::ClientFinal", shown(&client_final)),
        ("scram::ClientFinalWithoutProof", shown(&client_final.without_proof())),
        ("scram::ServerFinal", shown(&scram::ServerFinal::new(SECRET))),
        ("scram::ServerError", shown(&scram::ServerFinal::parse(b"e=s3cr3t").unwrap().verifier())),
        ("scram::AuthMessage", shown(&signed)),
    ]
}

fn mutual_values() -> Vec<(&'static str, String)> {
    use mutual::{Algorithm, ChallengeMessage, CredentialsMessage, KexC1, KexS1, Reason, Validation, VfyC};

    let token = mutual::ExtensiveToken::new(SECRET).unwrap();
    let terms = mutual::Terms::new(Algorithm::Other(token), Validation::Other(token), SECRET).unwrap();
    let terms = terms.with_auth_scope(SECRET).unwrap();
    let number = mutual::Number::other(SECRET).unwrap();
    let sid = mutual::Hex::new(SECRET).unwrap();
    let user = mutual::User::new(USER).unwrap();
    let begun = KexS1::new(sid, number, 1, 1, 1).with_path(SECRET).unwrap();
    let begins = KexC1::new(user, number);
    let proves = VfyC::new(sid, 1, number);
    vec![
        ("mutual::Algorithm", shown(&terms.algorithm())),
        ("mutual::Validation", shown(&terms.validation())),
        ("mutual::Reason", shown(&Reason::Other(token))),
        ("mutual::ExtensiveToken", shown(&token)),
        ("mutual::Terms", shown(&terms)),
        ("mutual::Hex", shown(&sid)),
        ("mutual::Number", shown(&number)),
        ("mutual::Number", shown(&mutual::Number::base64(SECRET).unwrap())),
        ("mutual::Number", shown(&mutual::Number::hex(SECRET).unwrap())),
        ("mutual::User", shown(&user)),
        ("mutual::User", shown(&mutual::User::new("hunter \u{E4}").unwrap())),
        ("mutual::KexS1", shown(&begun)),
        ("mutual::KexC1", shown(&begins)),
        ("mutual::VfyC", shown(&proves)),
        ("mutual::ChallengeMessage", shown(&ChallengeMessage::KexS1(begun))),
        ("mutual::CredentialsMessage", shown(&CredentialsMessage::VfyC(proves))),
        ("mutual::Challenge", shown(&mutual::Challenge::new(terms, ChallengeMessage::KexS1(begun)).unwrap())),
        ("mutual::Credentials", shown(&mutual::Credentials::new(terms, CredentialsMessage::KexC1(begins)).unwrap())),
        ("mutual::Credentials", shown(&mutual::Credentials::new(terms, CredentialsMessage::VfyC(proves)).unwrap())),
        ("mutual::Info", shown(&mutual::Info::new(sid, number))),
        ("mutual::Info", shown(&mutual::Info::parse(b"version=1, sid=00, vks=s3cr3t").unwrap())),
    ]
}

/// What a reader says of octets that it refuses, and what it is caused by.
fn errors() -> Vec<(&'static str, String)> {
    fn told(error: &dyn Error) -> String {
        let cause = error.source().map(told).unwrap_or_default();
        format!("{error} {} {cause}", shown(&error))
    }
    let two = [("Authorization", "Bearer s3cr3t"), ("Authorization", "Bearer s3cr3t")];
    vec![
        ("ParseError", told(&Challenges::parse(b"Basic s3cr3t=s3cr3t s3cr3t").unwrap_err())),
        ("ParseError", told(&Challenges::parse(b"Basic s3cr3t=a, s3cr3t=b").unwrap_err())),
        ("ParseError", told(&Credentials::parse(b"Basic \"s3cr3t\"").unwrap_err())),
        ("ParseError", told(&AuthenticationInfo::parse(b"s3cr3t").unwrap_err())),
        ("ParseError", told(&List::<Token<'_>>::parse(b"s3cr3t s3cr3t").unwrap_err())),
        ("ParseError", told(&basic::Challenge::parse(b"s3cr3t realm=x").unwrap_err())),
        ("ParseError", told(&basic::Challenge::parse(b"Basic s3cr3t=s3cr3t").unwrap_err())),
        ("ParseError", told(&basic::UserPass::<1>::parse(BASIC).unwrap_err())),
        ("ParseError", told(&bearer::Challenge::parse(b"Bearer max_age=s3cr3t").unwrap_err())),
        ("ParseError", told(&bearer::Credentials::parse(b"Bearer s3cr3t=s3cr3t").unwrap_err())),
        ("ErrorKind", shown(&basic::UserPass::<1>::parse(BASIC).unwrap_err().kind())),
        ("LineError", told(&auth::authorization(&two).unwrap_err())),
        ("LineError", told(&auth::www_authenticate(&[("WWW-Authenticate", "s3cr3t \"")]).unwrap_err())),
        ("ParseError", told(&ext_value::ExtValue::parse(b"UTF-8's3cr3t's3cr3t \"").unwrap_err())),
        ("ParseError", told(&digest::Credentials::parse(b"Digest username=s3cr3t, response=s3cr3t").unwrap_err())),
        ("select::Skipped", shown(&select::Skipped::from(Challenges::parse(b"s3cr3t \"").unwrap_err()))),
        ("ParseError", told(&dpop::Nonce::parse(b"s3cr3t s3cr3t").unwrap_err())),
        ("ParseError", told(&hoba::Credentials::parse(b"HOBA result=s3cr3t").unwrap_err())),
        ("ParseError", told(&hoba::Tbs::parse(b"6:s3cr3t").unwrap_err())),
        ("ParseError", told(&private_token::Credentials::parse(b"PrivateToken token=\"s3cr3t\"").unwrap_err())),
        ("ParseError", told(&private_token::TokenChallenge::parse(b"\0\0\0\x06s3cr3t").unwrap_err())),
        ("ParseError", told(&vapid::Credentials::parse(b"vapid t=s3cr3t").unwrap_err())),
        ("ParseError", told(&negotiate::Credentials::parse(b"Negotiate s3cr3t s3cr3t").unwrap_err())),
        ("ParseError", told(&ntlm::Challenge::parse(b"NTLM s3cr3t=s3cr3t").unwrap_err())),
        ("ParseError", told(&scram::Credentials::parse(b"SCRAM-SHA-1 data=s3cr3t").unwrap_err())),
        ("ParseError", told(&mutual::Credentials::parse(b"Mutual version=1, algorithm=s3cr3t").unwrap_err())),
        ("ParseError", told(&scram::ClientFinal::parse(b"c=biws,r=s3cr3t,p=s3cr3t").unwrap_err())),
        ("tolerant::Broken", told(&tolerant::credentials(b"s3cr3t s3cr3t:s3cr3t").unwrap_err())),
        ("tolerant::Broken", told(&tolerant::info(b"s3cr3t").unwrap_err())),
        ("digest::Refusal", told(&digest::Refusal::from(Challenges::parse(b"s3cr3t \"").unwrap_err()))),
        ("digest::ClientError", told(&client_error("s3cr3t"))),
        ("digest::ClientError", told(&client_error("MD5"))),
        ("digest::Uncomputable", told(&uncomputable())),
        ("DecodeError", told(&basic::Credentials::parse(b"Basic s3cr3t", &mut [0; 32]).unwrap_err())),
        ("DecodeError", told(&basic::Credentials::parse(b"Basic czNjcjN0", &mut [0; 32]).unwrap_err())),
        ("DecodeError", told(&basic::Credentials::parse(BASIC, &mut [0; 2]).unwrap_err())),
        ("CapacityError", told(&FieldValue::<2>::new(&Token::new(b"s3cr3t").unwrap()).unwrap_err())),
        ("ValueError", told(&Text::new(b"s3cr3t\r").unwrap_err())),
        ("ValueError", told(&Param::token("s3cr3t", b"s3 cr3t").unwrap_err())),
        ("ValueError", told(&Scheme::new("s3cr3t ").unwrap_err())),
        ("ValueError", told(&basic::Credentials::new("hunter:", SECRET).unwrap_err())),
        ("ParseError", told(&oauth::Credentials::parse(b"OAuth oauth_signature_method=s3cr3t").unwrap_err())),
        ("ParseError", told(&aws4::Credentials::parse(b"AWS4-HMAC-SHA256 Credential=s3cr3t/s3cr3t").unwrap_err())),
        ("ParseError", told(&colon_pair::Credentials::parse(b"AWS s3cr3t:s3cr3t").unwrap_err())),
        ("ParseError", told(&hawk::Info::parse(b"Hawk mac=s3cr3t").unwrap_err())),
        ("ParseError", told(&api_key::Credentials::parse(b"ApiKey s3cr3t s3cr3t").unwrap_err())),
        ("ValueErrorKind", shown(&bearer::Credentials::new("s3cr3t\n").unwrap_err().kind())),
    ]
}

fn all() -> impl Iterator<Item = (&'static str, String)> {
    values()
        .into_iter()
        .chain(digest_values())
        .chain(signed_values())
        .chain(request_values())
        .chain(exchanged_values())
        .chain(mutual_values())
        .chain(cors_values())
        .chain(errors())
}

#[test]
fn nothing_shown_tells_a_secret() {
    for text in
        ["a s3cr3t", "[1, 115, 51, 99, 114, 51, 116]", "[\n    115,\n    51,\n    99,\n    114,\n    51,\n    116,\n]"]
    {
        assert!(tells(text), "a secret is noticed in {text}");
    }
    for (name, text) in all() {
        assert!(!text.is_empty() && !tells(&text), "{name}: {text}");
    }
}

/// `Debug` of a parameter shows what is public, and hides the value of every other name that standards define.
#[test]
fn public_parameters_are_shown_and_no_others() {
    for (param, expected) in [
        (Param::quoted("realm", "the \"staff\""), "Param(realm, \"the \\\"staff\\\"\")"),
        (Param::quoted("REALM", "staff\u{202E}"), "Param(realm, \"staff\\u{202e}\")"),
        (Param::token("algorithm", "MD5"), "Param(algorithm, \"MD5\")"),
        (Param::token("stale", "true"), "Param(stale, \"true\")"),
    ] {
        assert_eq!(format!("{:?}", param.unwrap()), expected);
    }
    for name in ["nonce", "response", "cnonce", "username", "opaque", "token", "mac", "rspauth", "data", "sid", "uri"] {
        let shown = shown(&Param::quoted(name, SECRET).unwrap());
        assert!(shown.contains(name) && !tells(&shown), "{shown}");
    }
    let shown = shown(&Param::quoted("hunter", "staff").unwrap());
    assert!(!tells(&shown) && !shown.contains("staff"), "{shown}");
}

/// Types that hold no secret: names, counts, ranks, what a caller forgives; and two that show what their callers gave.
const HOLD_NONE: [&str; 63] = [
    "Deviation",
    "Rule",
    "Strict",
    "aws4::Algorithm",
    "browser::Blocked",
    "browser::CredentialsMode",
    "browser::EmbedderPolicy",
    "browser::Embedding",
    "browser::Fault",
    "browser::InvalidMaxAge",
    "browser::Location",
    "browser::Mode",
    "browser::Profile",
    "browser::Redirect",
    "browser::RedirectTaint",
    "browser::ReferrerPolicy",
    "browser::Route",
    "browser::RouteError",
    "browser::Step",
    "browser::Tainting",
    "colon_pair::Kind",
    "digest::Absent",
    "digest::RustCrypto",
    "gateway::Document",
    "gateway::EffectiveOrder",
    "gateway::Mistakes",
    "gateway::Policy",
    "gateway::Readings",
    "gateway::Row",
    "gateway::Scope",
    "gateway::Scopes",
    "gateway::Statement",
    "hoba::Algorithm",
    "names::FieldName",
    "names::LowerCase",
    "names::Method",
    "negotiate::Kind",
    "ntlm::Kind",
    "origin::Address",
    "origin::Host",
    "origin::Origin",
    "origin::OriginPattern",
    "policy::Action",
    "policy::Builder",
    "policy::Kind",
    "policy::Mistake",
    "policy::Mistakes",
    "policy::Part",
    "policy::Policy",
    "policy::Reason",
    "policy::Refusal",
    "policy::Setting",
    "select::Rank",
    "select::Selection",
    "api_key::Kind",
    "tolerant::Tolerant",
    "values::AllowOrigin",
    "values::DeltaSeconds",
    "values::NetworkId",
    "values::NetworkName",
    "values::ResourcePolicy",
    "values::True",
    "vapid::Challenge",
];

/// The rooms of CORS that read what others send, or decide on it.
const CORS: [&str; 7] = ["browser", "cache", "gateway", "names", "origin", "policy", "values"];

#[test]
fn every_public_type_is_asked() {
    let asked: BTreeSet<&str> = all().map(|(name, _)| name).chain(HOLD_NONE).collect();
    let public = public_types();
    assert!(public.iter().map(String::as_str).eq(asked.iter().copied()), "public {public:?}, asked {asked:?}");
}

/// The structs and enums that the rooms show, those of a scheme behind its name.
fn public_types() -> BTreeSet<String> {
    let mut types = shown_by("lib.rs", "");
    types.extend(shown_by("auth.rs", "auth/"));
    for scheme in source("auth.rs").lines().filter_map(|line| line.strip_prefix("pub mod ")) {
        let scheme = scheme.trim_end_matches(';');
        let of_scheme = shown_by(&format!("auth/{scheme}.rs"), &format!("auth/{scheme}/"));
        types.extend(of_scheme.iter().map(|name| format!("{scheme}::{name}")));
    }
    types.extend(shown_by("gate.rs", "").iter().map(|name| format!("gate::{name}")));
    for room in CORS {
        let of_room = shown_by(&format!("cors/{room}.rs"), &format!("cors/{room}/"));
        types.extend(of_room.iter().map(|name| format!("{room}::{name}")));
    }
    types
}

/// What a room declares, and what it shows of the rooms within it, which are in `directory`.
fn shown_by(room: &str, directory: &str) -> BTreeSet<String> {
    let source_of_room = source(room);
    let mut types = declared(&source_of_room);
    for line in source_of_room.lines() {
        if let Some((inner, names)) = line.strip_prefix("pub use ").and_then(|path| path.split_once("::")) {
            let declared = declared(&source(&format!("{directory}{inner}.rs")));
            let names = names.split(|letter: char| !letter.is_alphanumeric()).map(str::to_owned);
            types.extend(names.filter(|name| declared.contains(name)));
        }
    }
    types
}

fn source(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(path);
    fs::read_to_string(path).expect("a room of the crate")
}

fn declared(source: &str) -> BTreeSet<String> {
    let names = source.lines().filter_map(|line| line.strip_prefix("pub struct ").or(line.strip_prefix("pub enum ")));
    names.map(identifier).collect()
}

fn identifier(rest: &str) -> String {
    rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

/// The answer of a type that does not implement a trait.
trait Otherwise {
    const IMPLEMENTS: bool = false;
}

/// Whether a type implements a trait: where it does, the constant of the probe itself hides the other.
macro_rules! implements {
    ($type:ty: $bound:path) => {{
        struct Probe<T>(PhantomData<T>);
        impl<T> Otherwise for Probe<T> {}
        impl<T: $bound> Probe<T> {
            const IMPLEMENTS: bool = true;
        }
        const { assert!(<Probe<u8>>::IMPLEMENTS, "numbers have all that is asked for") };
        <Probe<$type>>::IMPLEMENTS
    }};
}

/// What is asked of each type: `Debug`, `Display`, `==` with its own kind, `Hash`.
macro_rules! traits {
    ($($type:ty),+ $(,)?) => {
        [$((
            stringify!($type),
            implements!($type: Debug),
            implements!($type: Display),
            implements!($type: PartialEq),
            implements!($type: Hash),
        )),+]
    };
}

#[test]
fn credentials_are_neither_displayed_nor_compared() {
    let credentials = traits![
        Credentials<'static>,
        basic::Credentials<'static>,
        basic::UserPass,
        bearer::Credentials<'static>,
        digest::Credentials<'static>,
        digest::Username<'static>,
        digest::Secret<'static>,
        digest::Inputs<'static>,
        digest::Client<digest::RustCrypto>,
        digest::Server<'static, digest::RustCrypto>,
        digest::Nonces<'static, digest::RustCrypto>,
        digest::Hasher<digest::RustCrypto>,
        dpop::Credentials<'static>,
        hoba::Credentials<'static>,
        jwt::Jwt<'static>,
        private_token::Credentials<'static>,
        private_token::Token<'static>,
        vapid::Credentials<'static>,
        negotiate::Credentials<'static>,
        ntlm::Credentials<'static>,
        scram::Credentials<'static>,
        scram::ClientFinal<'static>,
        mutual::Credentials<'static>,
        mutual::CredentialsMessage<'static>,
        mutual::KexC1<'static>,
        mutual::VfyC<'static>,
        mutual::User<'static>,
        mutual::Info<'static>,
        aws4::Credentials<'static>,
        colon_pair::Credentials<'static>,
        concealed::Credentials<'static>,
        gnap::Credentials<'static>,
        hawk::Credentials<'static>,
        oauth::Credentials<'static>,
        signature::Credentials<'static>,
        signature::Parameters<'static>,
        api_key::Credentials<'static>,
        FieldValue,
    ];
    for (name, debug, display, equal, hash) in credentials {
        assert_eq!((debug, display, equal, hash), (true, false, false, false), "{name}");
    }
}

#[test]
fn what_may_be_a_secret_has_no_display() {
    let compared = traits![
        Text<'static>,
        Token<'static>,
        Words<'static>,
        Token68<'static>,
        Scheme<'static>,
        Param<'static>,
        Params<'static>,
        Event<'static>,
        Challenge<'static>,
        Challenges<'static>,
        AuthenticationInfo<'static>,
        List<'static, Token<'static>>,
        basic::Challenge<'static>,
        bearer::Challenge<'static>,
        bearer::ErrorCode<'static>,
        digest::Challenge<'static>,
        digest::Algorithm<'static>,
        digest::Qop<'static>,
        digest::QopOptions<'static>,
        digest::Info<'static>,
        digest::Hex,
        dpop::Challenge<'static>,
        dpop::Nonce<'static>,
        hoba::Challenge<'static>,
        hoba::Tbs<'static>,
        private_token::Challenge<'static>,
        private_token::TokenChallenge<'static>,
        vapid::Challenge,
        negotiate::Challenge<'static>,
        negotiate::Token<'static>,
        ntlm::Challenge<'static>,
        ntlm::Message<'static>,
        scram::Challenge<'static>,
        scram::Info<'static>,
        scram::ClientFirst<'static>,
        scram::ServerFirst<'static>,
        scram::ServerFinal<'static>,
        scram::AuthMessage<'static>,
        mutual::Challenge<'static>,
        mutual::Terms<'static>,
        mutual::Hex<'static>,
        mutual::Number<'static>,
        scram::Saslname<'static>,
        scram::Nonce<'static>,
        aws4::Scope<'static>,
        aws4::SignedHeaders<'static>,
        gnap::Challenge<'static>,
        hawk::Challenge<'static>,
        hawk::Info<'static>,
        oauth::Challenge<'static>,
        oauth::Encoded<'static>,
        oauth::SignatureMethod<'static>,
        signature::Challenge<'static>,
        api_key::Challenge<'static>,
        Decimal,
        Base64<'static>,
        ext_value::ExtValue<'static>,
    ];
    for (name, debug, display, equal, _) in compared {
        assert_eq!((debug, display, equal), (true, false, true), "{name}");
    }
    let walked = traits![
        Bytes<'static>,
        Events<'static>,
        ParamsIter<'static>,
        ChallengesIter<'static>,
        Elements<'static, Token<'static>>,
        Iter<'static, Token<'static>>,
        Lines<'static, &'static [(&'static str, &'static str)], Challenges<'static>>,
        FieldsFn<fn(&'static str) -> [&'static [u8]; 1]>,
    ];
    for (name, debug, display, ..) in walked {
        assert_eq!((debug, display), (true, false), "{name}");
    }
}

#[test]
fn errors_and_names_are_for_people() {
    let errors = traits![
        ParseError,
        LineError,
        DecodeError,
        CapacityError,
        ValueError,
        ErrorKind,
        Rule,
        digest::ClientError,
        digest::Refusal,
        digest::Uncomputable,
    ];
    for (name, debug, display, equal, _) in errors {
        assert_eq!((debug, display, equal), (true, true, true), "{name}");
    }
    for (name, debug, display, equal, _) in traits![ValueErrorKind, Deviation, Strict] {
        assert_eq!((debug, display, equal), (true, false, true), "{name}");
    }
}
