//! The modules of `auth::SCHEMES`.

use core::hint::black_box;

use super::probe::{Probe, challenge, credentials, info, lines, text, write};
use super::{proofs, signing};
use countersign::Encode;
use countersign::auth::digest::{Absent, Hash, Hashes};
use countersign::auth::{
    api_key, authentication_info, aws4, basic, bearer, colon_pair, concealed, digest, dpop, eg1, gnap, hawk, hoba,
    mutual, negotiate, ntlm, oauth, private_token, scram, shared_access_signature, signature, uma, vapid, web_push,
};
use countersign::hash::{Fork, HashFunction};

/// A probe for each module. A test compares the names with those of `auth::SCHEMES`.
pub(crate) const SCHEMES: [(&str, Probe); 23] = [
    ("api_key", api_key),
    ("aws4", aws4),
    ("basic", basic),
    ("bearer", bearer),
    ("colon_pair", colon_pair),
    ("concealed", concealed),
    ("digest", digest),
    ("dpop", dpop),
    ("eg1", eg1),
    ("gnap", gnap),
    ("hawk", hawk),
    ("hoba", hoba),
    ("mutual", mutual),
    ("negotiate", negotiate),
    ("ntlm", ntlm),
    ("oauth", oauth),
    ("private_token", private_token),
    ("scram", scram),
    ("shared_access_signature", shared_access_signature),
    ("signature", signature),
    ("uma", uma),
    ("vapid", vapid),
    ("web_push", web_push),
];

fn api_key(input: &[u8], output: &mut [u8]) -> bool {
    if let Ok(credentials) = api_key::Credentials::parse(input) {
        black_box((credentials.matches(output), credentials.other_params().count()));
        black_box(credentials.base64().is_some_and(|base64| base64.decode_into(output).is_ok()));
    }
    write(api_key::Credentials::new(api_key::Kind::ApiKey, input), output);
    write(api_key::Challenge::new(api_key::Kind::Token).with_realm(input), output);
    black_box(api_key::authorization(lines(input)).is_ok());
    challenge(api_key::Challenge::parse, input, output) | credentials(api_key::Credentials::parse, input, output)
}

fn aws4(input: &[u8], output: &mut [u8]) -> bool {
    use aws4::{Algorithm, Credentials, Scope, SignedHeaders};

    signing::aws4(input, output);
    let text = text(input);
    if let Ok(credentials) = Credentials::parse(input) {
        black_box((credentials.matches(output), credentials.signed_headers().contains("host")));
    }
    write(SignedHeaders::new(text), output);
    let tencent = Scope::of(Algorithm::Tc3HmacSha256, text, None, text);
    write(Credentials::without_scope(Algorithm::SdkHmacSha256, text, text, text), output);
    for scope in [Scope::new(text, text, text), Scope::multi_region(text, text), tencent] {
        write(scope, output);
        write(scope.and_then(|scope| Credentials::new(text, scope, text, text)), output);
    }
    black_box(aws4::authorization(lines(input)).is_ok());
    credentials(Credentials::parse, input, output)
}

fn basic(input: &[u8], output: &mut [u8]) -> bool {
    use basic::{Challenge, Credentials, UserPassIn};

    if let Ok(kept) = UserPassIn::<64>::parse(input) {
        let credentials = kept.credentials();
        black_box((credentials.matches(output, input), credentials.user_id_str(), credentials.password_str()));
        write(Ok::<_, ()>(credentials), output);
    }
    if let Ok(credentials) = countersign::auth::Credentials::parse(input) {
        black_box(Credentials::decode(&credentials, output).is_ok());
    }
    if let Ok(credentials) = countersign::auth::tolerant::credentials(input) {
        black_box(Credentials::decode(&credentials, output).is_ok());
    }
    write(Credentials::new(input, input), output);
    write(Challenge::new(input).map(Challenge::with_utf8), output);
    challenge(Challenge::parse, input, output) | Credentials::parse(input, output).is_ok()
}

fn bearer(input: &[u8], output: &mut [u8]) -> bool {
    use bearer::{Challenge, Credentials, ErrorCode};

    if let Ok(challenge) = Challenge::parse(input) {
        black_box((challenge.scope().is_some_and(|scope| scope.contains("a")), challenge.other_params().count()));
    }
    if let Ok(credentials) = Credentials::parse(input) {
        black_box(credentials.matches(output));
    }
    let text = text(input);
    let built = Challenge::new().with_realm(input).and_then(|challenge| challenge.with_scope(text));
    let built = built.and_then(|challenge| challenge.with_error_description(text)?.with_error_uri(text));
    let built = built.and_then(|challenge| challenge.with_acr_values(text)?.with_resource_metadata(text));
    write(built.and_then(|challenge| Ok(challenge.with_error(ErrorCode::other(text)?).with_max_age(7))), output);
    write(Credentials::new(input), output);
    challenge(Challenge::parse, input, output) | credentials(Credentials::parse, input, output)
}

fn colon_pair(input: &[u8], output: &mut [u8]) -> bool {
    use colon_pair::{Credentials, Kind};

    if let Ok(credentials) = Credentials::parse(input) {
        black_box((credentials.matches(output), credentials.signature().decode_into(output).is_ok()));
    }
    aws2(input, output);
    shared_key(input, output);
    write(Credentials::new(Kind::SharedKey, text(input), input), output);
    black_box(colon_pair::authorization(lines(input)).is_ok());
    write(Credentials::parse(input), output)
}

fn concealed(input: &[u8], output: &mut [u8]) -> bool {
    use concealed::Credentials;

    if let Ok(credentials) = Credentials::parse(input) {
        black_box(credentials.key_id().decode_into(output).is_ok());
        black_box(credentials.proof().matches(output));
    }
    if let Some((verification, rest)) = input.split_first_chunk() {
        let built = Credentials::new(rest, rest, 7, verification, rest);
        write(built.and_then(|credentials| credentials.with_realm(rest)), output);
    }
    if let Some(exported) = input.first_chunk() {
        let export = concealed::Export::new(*exported);
        black_box((export.signed(), export.verification(), export.signed_content()));
        let (text, key) = (text(input), concealed::Key::new(input, 7));
        let request = concealed::Request::new(text, text, 443);
        if let (Ok(request), Ok(credentials)) = (request, Credentials::parse(black_box(input))) {
            write(Ok::<_, ()>(concealed::Context::new(&credentials, request)), output);
            black_box(credentials.verify(&export, Some(&key), |covered, proof| proof.matches(covered)).is_ok());
        }
        if let (Ok(request), Ok(client)) =
            (request, concealed::Client::new(input, input, 7).and_then(|client| client.with_realm(input)))
        {
            write(Ok::<_, ()>(client.context(request)), output);
            write(client.credentials(&export, input), output);
        }
    }
    black_box(concealed::auth_export(lines(input)).is_ok());
    credentials(Credentials::parse, input, output) | write(concealed::Export::parse(input), output)
}

fn aws2(input: &[u8], output: &mut [u8]) {
    use colon_pair::Credentials;
    use colon_pair::aws2::{Client, Presigned, Request, Server};
    use countersign::mac::{Hmac, MacFunction};

    let fields = [("x-amz-date", input), (text(input), input)];
    let request = Request::new(text(input), black_box(input), &fields);
    let Ok(request) = request.and_then(|request| request.with_bucket(text(input))) else {
        return;
    };
    if let Ok(client) = Client::new(text(input), Hmac(ShortSums).key(input)) {
        if let Ok(signed) = client.sign(&request) {
            write(Ok::<_, ()>(signed.credentials()), output);
        }
        write(client.presign(&request, 7), output);
    }
    write(Ok::<_, ()>(request.string_to_sign()), output);
    let server = Server::new(Hmac(ShortSums));
    if let Ok(credentials) = Credentials::parse(black_box(input)) {
        black_box(server.verify(&credentials, &request, Some(input), 7, |_, _| true).is_ok());
    }
    if let Ok(presigned) = Presigned::parse(&request, output) {
        black_box(server.verify_presigned(&presigned, &request, Some(input), 7).is_ok());
    }
}

fn shared_key(input: &[u8], output: &mut [u8]) {
    use colon_pair::shared_key::{AccountKey, Client, Request, Server, Service};
    use colon_pair::{Credentials, Kind};
    use countersign::mac::Hmac;

    let fields = [("x-ms-date", input), (text(input), input)];
    let service = if input.len().is_multiple_of(2) { Service::Blob } else { Service::Table };
    let request = Request::new(service, text(input), black_box("GET"), black_box(input), &fields);
    let (Ok(request), Ok(key)) = (request, AccountKey::from_base64(text(input))) else {
        return;
    };
    let request = request.with_version(text(input));
    if let Ok(signed) = Client::new(Hmac(Sums), key).sign(&request, Kind::SharedKey) {
        write(Ok::<_, ()>(signed.credentials()), output);
    }
    write(request.string_to_sign(Kind::SharedKeyLite), output);
    if let Ok(credentials) = Credentials::parse(black_box(input)) {
        let verified = Server::new(Hmac(Sums)).verify(&credentials, &request, Some(key), 7, |_, _| true);
        black_box(verified.is_ok());
    }
}

/// A hash of the caller's.
#[derive(Clone, Copy)]
pub(crate) struct Sum<const N: usize>([u8; N]);

impl<const N: usize> Hash<N> for Sum<N> {
    fn update(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0.rotate_left(1);
            self.0.iter_mut().for_each(|sum| *sum = sum.wrapping_add(*byte));
        }
    }

    fn finish(self) -> [u8; N] {
        self.0
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Sums;

impl Hashes for Sums {
    type Md5 = Sum<16>;
    type Sha256 = Sum<32>;
    type Sha512 = Absent;
    type Sha512_256 = Absent;

    fn md5(self) -> Option<Sum<16>> {
        Some(Sum([0; 16]))
    }

    fn sha256(self) -> Option<Sum<32>> {
        Some(Sum([0; 32]))
    }
}

impl HashFunction<32> for Sums {
    const BLOCK: usize = 64;
    type Hash = Sum<32>;

    fn begin(self) -> Sum<32> {
        Sum([0; 32])
    }
}

/// One as long as SHA-1.
#[derive(Clone, Copy)]
struct ShortSums;

impl HashFunction<20> for ShortSums {
    const BLOCK: usize = 64;
    type Hash = Sum<20>;

    fn begin(self) -> Sum<20> {
        Sum([0; 20])
    }
}

impl<const N: usize> Fork for Sum<N> {
    fn fork(&self) -> Self {
        *self
    }
}

fn digest(input: &[u8], output: &mut [u8]) -> bool {
    use digest::{
        Algorithm, Challenge, Client, ClientOptions, Credentials, Info, Nonces, QopOptions, ReplayGuard, Request,
        Resynchronization, Secret, Server, SessionKey,
    };

    let text = text(input);
    let request = Request::new("GET", input);
    let secret = Secret::password(input).unwrap_or(Secret::empty_password());
    if let (Ok(request), Ok(challenge)) = (request, Challenge::parse(input)) {
        black_box(challenge.qop().is_some_and(|options| options.contains(digest::Qop::Auth)));
        black_box(challenge.domain().is_some_and(|uris| uris.contains("/")));
        if let Ok(mut client) = Client::new(Sums, &challenge) {
            write(client.answer(request, text, secret, [7; 16]), output);
            black_box((client.renew(&challenge).is_ok(), client.covers(text, input)));
            if let Ok(info) = Info::parse(input) {
                black_box(client.accept(&info, request, text, secret).is_ok());
            }
            write(client.resynchronize(request, text, input, [7; 16]), output);
        }
        let options = ClientOptions::new()
            .with_cnonce_length(input.len())
            .map(|options| options.with_raw_username().with_cnonce_without_qop().with_fresh_session_keys());
        if let Ok(options) = options
            && let Ok(mut client) = Client::with_options(Sums, &challenge, options)
        {
            write(client.answer(request, input, secret, [7; 16]), output);
            black_box(client.renew(&challenge).is_ok());
        }
        let server: Server<'_, Sums> = Server::new(Sums, challenge);
        server.challenges().for_each(|challenge| _ = write(Ok::<_, ()>(challenge), output));
    }
    if let (Ok(request), Ok(credentials)) = (request, Credentials::parse(input)) {
        if let Ok(challenge) = Challenge::new(input, input) {
            let server: Server<'_, Sums> = Server::new(Sums, challenge.with_qop(QopOptions::BOTH).with_userhash());
            black_box(server.verify(&credentials, request, text, Some(secret), |_, _| true).is_ok());
        }
        if let Ok(nonces) = Nonces::new(Sums, Algorithm::Sha256, input, input) {
            black_box(nonces.age(credentials.nonce(), 7));
            let mut guard: ReplayGuard<4> = ReplayGuard::new(60);
            black_box(guard.accept(&nonces, credentials.nonce(), credentials.nc(), 7));
        }
        let inputs = credentials.inputs(request);
        black_box(inputs.session_key(Sums, input, secret).is_ok());
        if let Ok(session) = SessionKey::new(Sums, &inputs, input, secret)
            && let Ok(challenge) = Challenge::new(input, input)
        {
            let server: Server<'_, Sums> = Server::new(Sums, challenge);
            black_box(server.verify(&credentials, request, text, session.secret_of(text), |_, _| true).is_ok());
        }
        if let Ok(challenge) = Challenge::new(input, input)
            && let Ok(received) = Resynchronization::parse(input)
        {
            let server: Server<'_, Sums> = Server::new(Sums, challenge);
            black_box(received.verify(&server, request, text, |_, _| true).is_ok());
            black_box(received.auts().decode_into(output).is_ok());
        }
        if let Ok(rspauth) = inputs.rspauth(Sums, input, secret, None) {
            write(Ok::<_, ()>(Info::for_credentials(&credentials, &rspauth)), output);
        }
    }
    if let Ok(nonces) = Nonces::new(Sums, Algorithm::Sha256, input, input) {
        black_box(nonces.issue(7, 7).is_ok());
    }
    black_box(digest::Hex::parse(input).is_ok());
    black_box(digest::NonceCount::parse(input).is_ok_and(|count| count.get() > 0));
    if let Ok(Some(all)) = authentication_info(lines(input)) {
        write(Info::from_lines(all), output);
    }
    challenge(Challenge::parse, input, output)
        | credentials(Credentials::parse, input, output)
        | credentials(Resynchronization::parse, input, output)
        | info(Info::parse, input, output)
}

fn dpop(input: &[u8], output: &mut [u8]) -> bool {
    use dpop::{Challenge, Credentials, Nonce};

    if let Ok(challenge) = Challenge::parse(input) {
        black_box((challenge.algs().is_some_and(|algs| algs.contains("a")), challenge.other_params().count()));
    }
    if let Ok(credentials) = Credentials::parse(input) {
        black_box(credentials.matches(output));
    }
    let text = text(input);
    let built = Challenge::new().with_realm(input).and_then(|challenge| challenge.with_scope(text)?.with_algs(text));
    write(built.and_then(|challenge| challenge.with_error_description(text)?.with_acr_values(text)), output);
    write(Credentials::new(input), output);
    write(Nonce::new(input), output);
    black_box((dpop::proof(lines(input)).is_ok(), dpop::nonce(lines(input)).is_ok()));
    proofs::dpop(input, output);
    challenge(Challenge::parse, input, output)
        | credentials(Credentials::parse, input, output)
        | write(Nonce::parse(input), output)
}

fn eg1(input: &[u8], output: &mut [u8]) -> bool {
    use eg1::{Credentials, Unsigned};

    let text = text(input);
    if let Ok(credentials) = Credentials::parse(input) {
        black_box((credentials.matches(output), credentials.signature().decode_into(output).is_ok()));
        write(Ok::<_, ()>(credentials.unsigned()), output);
    }
    write(Unsigned::new(text, text, "20140321T19:34:21+0000", text), output);
    write(Unsigned::new("a", "b", text, "c").map(|unsigned| unsigned.with_signature(&[7; 32])), output);
    black_box(eg1::authorization(lines(input)).is_ok());
    write(Credentials::parse(input), output)
}

fn gnap(input: &[u8], output: &mut [u8]) -> bool {
    use gnap::{Challenge, Credentials};

    if let Ok(credentials) = Credentials::parse(input) {
        black_box(credentials.matches(output));
    }
    let text = text(input);
    let built = Challenge::new().with_as_uri(text).and_then(|challenge| challenge.with_access(text));
    write(built.and_then(|challenge| challenge.with_referrer(text)), output);
    write(Credentials::new(input), output);
    challenge(Challenge::parse, input, output) | credentials(Credentials::parse, input, output)
}

fn hawk(input: &[u8], output: &mut [u8]) -> bool {
    use hawk::{Challenge, Credentials, Info};

    if let Ok(credentials) = Credentials::parse(input) {
        black_box((credentials.matches(output), credentials.ts().get()));
    }
    if let Ok(info) = Info::parse(input) {
        black_box(info.matches(output));
    }
    let built = Credentials::new(input, 7, input, input).and_then(|credentials| credentials.with_hash(input));
    write(built.and_then(|credentials| credentials.with_ext(input)?.with_delegation(input, input)), output);
    let built = Challenge::new().with_time(7, input);
    write(built.and_then(|challenge| challenge.with_error(text(input))), output);
    write(Info::new(input).and_then(|info| info.with_hash(input)?.with_ext(input)), output);
    black_box(hawk::server_authorization(lines(input)).is_ok());
    hawk_signing(input, output);
    challenge(Challenge::parse, input, output)
        | credentials(Credentials::parse, input, output)
        | write(Info::parse(input), output)
}

fn hoba(input: &[u8], output: &mut [u8]) -> bool {
    use hoba::{Algorithm, Challenge, Credentials, Tbs};

    let text = text(input);
    if let Ok(challenge) = Challenge::parse(input) {
        write(challenge.tbs(Algorithm::RSA_SHA256, text, text, text), output);
    }
    if let Ok(credentials) = Credentials::parse(input) {
        write(credentials.tbs(Algorithm::RSA_SHA256, text, Some(text)), output);
        if let Ok(server) = hoba::Server::new(text, 0).and_then(|server| server.with_realm(text)) {
            let algorithm = Some(Algorithm::RSA_SHA256);
            let is_signed = |tbs: &Tbs<'_>, _| tbs.encode_to_slice(output).is_ok();
            black_box(server.verify(&credentials, Some(7), algorithm, 7, is_signed, |_, _| true).is_ok());
        }
    }
    if let Ok(tbs) = Tbs::parse(input) {
        write(Credentials::new(&tbs, input), output);
    }
    write(Challenge::new(text, 7).and_then(|challenge| challenge.with_realm(input)), output);
    black_box(hoba::registration(lines(input)).is_ok());
    write(hoba::Registration::parse(input), output);
    challenge(Challenge::parse, input, output)
        | credentials(Credentials::parse, input, output)
        | write(Tbs::parse(input), output)
}

fn mutual(input: &[u8], output: &mut [u8]) -> bool {
    use mutual::{Challenge, Credentials, Hex, Info, Number, User};

    let text = text(input);
    if let Ok(hex) = Hex::parse(input) {
        black_box((hex.matches(output), hex.decode_into(output).is_ok()));
    }
    for number in [Number::hex(input), Number::base64(input), Number::other(input)].into_iter().flatten() {
        black_box((number.decoded_len(), number.matches(output), number.decode_into(output).is_ok()));
        if let Ok(sid) = Hex::new(input) {
            write(Ok::<_, ()>(Info::new(sid, number)), output);
        }
    }
    if let Ok(user) = User::new(text) {
        black_box((user.is(output), user.decode_into(output).is_ok()));
    }
    black_box(mutual::ExtensiveToken::new(text).is_ok());
    if let Ok(challenge) = Challenge::parse(black_box(input))
        && let mutual::ChallengeMessage::KexS1(message) = challenge.message()
        && let Ok(mut window) = mutual::NcWindow::<2>::of(&message)
    {
        black_box((window.receive(message.time()), window.receive(message.nc_max())));
    }
    if let Ok(Some(all)) = authentication_info(lines(input)) {
        write(Info::from_lines(all), output);
    }
    challenge(Challenge::parse, input, output)
        | credentials(Credentials::parse, input, output)
        | info(Info::parse, input, output)
}

fn negotiate(input: &[u8], output: &mut [u8]) -> bool {
    use negotiate::{Challenge, Credentials};

    if let Ok(credentials) = Credentials::parse(input) {
        let token = credentials.token();
        black_box((token.kind(), token.decoded_len(), token.decode_into(output).is_ok()));
    }
    write(Challenge::new().with_token(input), output);
    write(Credentials::new(input), output);
    challenge(Challenge::parse, input, output) | credentials(Credentials::parse, input, output)
}

fn ntlm(input: &[u8], output: &mut [u8]) -> bool {
    use ntlm::{Challenge, Credentials};

    if let Ok(credentials) = Credentials::parse(input) {
        let message = credentials.message();
        black_box((message.message_type(), message.decoded_len(), message.decode_into(output).is_ok()));
    }
    write(Challenge::new().with_message(input), output);
    write(Credentials::new(input), output);
    challenge(Challenge::parse, input, output) | credentials(Credentials::parse, input, output)
}

fn oauth(input: &[u8], output: &mut [u8]) -> bool {
    use oauth::{Challenge, Credentials, Encoded};

    let text = text(input);
    if let Ok(credentials) = Credentials::parse(input) {
        black_box((credentials.signature().matches(output), credentials.other_params().count()));
    }
    if let Ok(encoded) = Encoded::parse(input) {
        black_box((encoded.decode_into(output).is_ok(), encoded == Encoded::new(input)));
    }
    let built = Credentials::plaintext(input, input).with_token(input).with_callback(text).with_verifier(input);
    write(built.with_realm(input), output);
    write(Challenge::new().with_problem(text).with_problem_advice(text).with_realm(input), output);
    oauth_signing(input, output);
    challenge(Challenge::parse, input, output)
        | credentials(Credentials::parse, input, output)
        | write(Encoded::parse(input), output)
}

fn private_token(input: &[u8], output: &mut [u8]) -> bool {
    use private_token::{Challenge, Credentials, Extension, ExtensionSet, Extensions, PrivateToken, TokenChallenge};

    let text = text(input);
    if let Ok(challenge) = Challenge::parse(input) {
        black_box(challenge.challenge().decode_into(output).is_ok());
    }
    if let Ok(token) = PrivateToken::parse(input) {
        black_box(token.authenticator_input());
        write(Ok::<_, ()>(token), output);
        if let Ok(challenge) = TokenChallenge::parse(black_box(input)) {
            let offers = [private_token::Offer::new(challenge, *token.token_key_id())];
            let server = private_token::Server::new(Sums, &offers);
            black_box(server.verify(&token, |covered, proof| covered.ends_with(proof), |_| true).is_ok());
        }
    }
    if let Ok(challenge) = TokenChallenge::parse(input) {
        black_box(challenge.is_for(text));
        let unsigned = private_token::Unsigned::new(Sums, &challenge, &[7; 32], &[7; 32]);
        write(unsigned.with_authenticator(input), output);
        write(Ok::<_, ()>(unsigned), output);
        write(Ok::<_, ()>(challenge), output);
    }
    write(TokenChallenge::new(2, text).and_then(|challenge| challenge.with_origin_info(text)), output);
    write(Challenge::new(input).and_then(|challenge| challenge.with_token_key(input)?.with_realm(input)), output);
    write(
        Challenge::new(input).and_then(|challenge| challenge.with_extension_set(input)?.with_extensions(input)),
        output,
    );
    write(Credentials::new(input).and_then(|credentials| credentials.with_extensions(input)), output);
    if let Ok(extension) = Extension::new(7, input) {
        write(Extensions::new(&[extension, extension]), output);
    }
    write(ExtensionSet::new(&[(7, true)]), output);
    challenge(Challenge::parse, input, output)
        | credentials(Credentials::parse, input, output)
        | write(Extensions::parse(input), output)
        | write(ExtensionSet::parse(input), output)
}

fn scram(input: &[u8], output: &mut [u8]) -> bool {
    use scram::{Challenge, ClientFinal, ClientFinalWithoutProof, ClientFirst, Credentials, Gs2Header, Info};
    use scram::{Mechanism, Nonce, Saslname, ServerError, ServerFinal, ServerFirst};

    let text = text(input);
    if let Ok(mechanism) = Mechanism::new(text) {
        write(Credentials::new(mechanism, input).with_sid(text), output);
        let built =
            Challenge::new(mechanism).with_realm(input).and_then(|challenge| challenge.with_sr(text)?.with_ttl(7));
        write(built, output);
    }
    if let Ok(name) = Saslname::parse(input) {
        black_box(name.is(text));
        black_box((name.as_str(), name.decode_into(output).is_ok()));
        black_box(Gs2Header::for_identity(name, output).is_ok());
    }
    write(Saslname::new(text), output);
    write(Gs2Header::parse(input), output);
    if let Ok(nonce) = Nonce::new(text) {
        black_box((nonce.extends(&nonce), nonce.is_reauthentication(7, text)));
        write(nonce.with_server(text), output);
        write(ServerFirst::new(nonce, input, 4096), output);
        write(ClientFirst::new(Gs2Header::new(), text, nonce), output);
        write(ClientFinalWithoutProof::new(Gs2Header::new(), nonce).with_proof(input), output);
    }
    if let Ok(first) = ClientFirst::parse(input) {
        black_box((first.gs2_header().authzid().is_some(), first.extensions().iter().count()));
    }
    if let Ok(last) = ClientFinal::parse(input) {
        black_box((last.without_proof().is_bound_to(&Gs2Header::new()), last.proof().matches(output)));
    }
    black_box(ServerError::new(text).is_ok());
    scram_proofs(input, output);
    if let Ok(Some(all)) = authentication_info(lines(input)) {
        write(Info::from_lines(all), output);
    }
    challenge(Challenge::parse, input, output)
        | credentials(Credentials::parse, input, output)
        | info(Info::parse, input, output)
        | write(ClientFirst::parse(input), output)
        | write(ClientFirst::parse_unnamed(input), output)
        | write(ServerFirst::parse(input), output)
        | write(ClientFinal::parse(input), output)
        | write(ServerFinal::parse(input), output)
}

fn hawk_signing(input: &[u8], output: &mut [u8]) {
    use countersign::mac::{Hmac, MacFunction};
    use hawk::{Bewit, Client, Credentials, Info, NewBewit, PayloadHash, Request, Server};

    let text = text(input);
    let Ok(request) = Request::new(text, black_box("a"), 80, black_box(input)) else {
        return;
    };
    let (server, key) = (Server::new(Hmac(Sums)), Hmac(Sums).key(input));
    let mut payload = PayloadHash::new(Sums, text);
    payload.update(input);
    let payload = payload.finish();
    write(NewBewit::new(text, &key, &request, 7, text), output);
    if let Ok(Some((bewit, rest))) = Bewit::take(&request, output) {
        black_box(server.verify_bewit(&bewit, &rest, Some(input), 7).is_ok());
    }
    let client = Client::new(text, key);
    if let Ok(unsigned) = client.credentials(7, text) {
        write(Ok::<_, ()>(client.sign(&request, unsigned).credentials()), output);
    }
    write(Ok::<_, ()>(server.time(input, 7).challenge()), output);
    if let (Ok(credentials), Ok(info)) = (Credentials::parse(black_box(input)), Info::parse(black_box(input))) {
        let verified = server.verify(&credentials, &request, Some(input), Some(&payload), 7, |_, _, _| true);
        black_box((verified.is_ok(), client.accept(&request, &credentials, Some(&info), Some(&payload)).is_ok()));
        if let Ok(response) = server.respond(&credentials, &request, input, Some(&payload), Some(text)) {
            write(Ok::<_, ()>(response.info()), output);
        }
    }
}

fn oauth_signing(input: &[u8], output: &mut [u8]) {
    use countersign::mac::Hmac;
    use oauth::{Client, Credentials, Request, Secrets, Server, SignatureMethod};

    let text = text(input);
    let request =
        Request::new(text, text, black_box("a"), black_box(input)).and_then(|request| request.with_form(input));
    let Ok(request) = request else {
        return;
    };
    let secrets = Secrets::new(input).with_token(input);
    write(Ok::<_, ()>(request.base_string_uri()), output);
    if let Ok(client) = Client::new(Hmac(Sums), SignatureMethod::new(text), text, secrets)
        && let Ok(signed) = client.credentials(7, text).and_then(|unsigned| client.sign(&request, unsigned))
    {
        write(Ok::<_, ()>(signed.credentials()), output);
    }
    if let Ok(credentials) = Credentials::parse(black_box(input)) {
        let server = Server::new();
        black_box(server.verify_plaintext(&credentials, Some(secrets)).is_ok());
        black_box(server.verify(Hmac(Sums), &credentials, &request, Some(secrets), 7, |_, _, _| true).is_ok());
    }
}

fn scram_proofs(input: &[u8], output: &mut [u8]) {
    use countersign::mac::{Hmac, MacFunction};
    use scram::{Channel, Client, ClientFinal, ClientFirst, Functions, Gs2Header, Password, Server, ServerFinal};
    use scram::{ServerFirst, fake_salt};

    let functions = Functions::new(Sums);
    let channel = Channel::bound(text(input), input).unwrap_or(Channel::UNUSED);
    black_box(Gs2Header::for_channel(&channel, None, output).is_ok());
    let (Ok(password), Ok(first)) = (Password::ascii(text(input)), ClientFirst::parse_with_binding(input)) else {
        return;
    };
    black_box(fake_salt(&Hmac(Sums).key(input), &first.username()));
    let (Ok(next), Ok(client)) =
        (ServerFirst::parse(black_box(input)), Client::new(functions, first).with_channel(channel, output))
    else {
        return;
    };
    let Ok(mut derivation) = client.with_iteration_counts(1..=9).derive(&next, password) else {
        return;
    };
    black_box(derivation.step(1));
    let keys = derivation.finish();
    if let Ok(answer) = client.answer(next, &keys) {
        black_box(answer.accept(ServerFinal::parse(black_box(input)).ok().as_ref()).is_ok());
        black_box(answer.message().proof().matches(input));
    }
    if let Ok(last) = ClientFinal::parse(black_box(input)) {
        let server = Server::new(functions, first, next).with_channel(channel);
        if let Ok(verified) = server.verify(&last, Some(&keys.record(functions))) {
            black_box(verified.message().verifier().is_ok());
        }
    }
}

fn shared_access_signature(input: &[u8], output: &mut [u8]) -> bool {
    use shared_access_signature::Credentials;

    if let Ok(credentials) = Credentials::parse(input) {
        black_box((credentials.matches(output), credentials.resource().decode_into(output).is_ok()));
        write(Ok::<_, ()>(credentials.resource()), output);
    }
    write(Credentials::new(input, &[7; 32], 7).and_then(|credentials| credentials.with_key_name(input)), output);
    black_box(shared_access_signature::authorization(lines(input)).is_ok());
    write(Credentials::parse(input), output)
}

fn signature(input: &[u8], output: &mut [u8]) -> bool {
    use signature::{Challenge, Credentials, Parameters};

    let text = text(input);
    if let Ok(parameters) = Parameters::parse(input) {
        black_box((parameters.expires_at(), parameters.other_params().count()));
        black_box(parameters.signature().decode_into(output).is_ok());
    }
    let built =
        Parameters::new(input, input).and_then(|parameters| parameters.with_algorithm(text)?.with_headers(text));
    write(built.and_then(|parameters| parameters.with_created(7).with_expires(text)).map(Credentials::new), output);
    write(Challenge::new().with_realm(input).and_then(|challenge| challenge.with_headers(text)), output);
    black_box(signature::signature(lines(input)).is_ok());
    signature_signing(input, output);
    challenge(Challenge::parse, input, output)
        | credentials(Credentials::parse, input, output)
        | write(Parameters::parse(input), output)
}

fn signature_signing(input: &[u8], output: &mut [u8]) {
    use countersign::mac::{Hmac, MacFunction};
    use signature::{Body, BodyDigest, Client, Parameters, Policy, Request, Rules, Server, SigningString};

    let name = text(input);
    let fields = [("date", input), ("digest", input), (name, input)];
    write(Ok::<_, ()>(BodyDigest::of(Sums, input)), output);
    let (Ok(request), Ok(parameters)) = (Request::new(name, black_box(input), &fields), Parameters::parse(input))
    else {
        return;
    };
    let rules = if input.len().is_multiple_of(2) { Rules::new().with_path_only() } else { Rules::new() };
    let rules = if name.is_ascii() { rules.with_date_by_default() } else { rules };
    write(SigningString::new(&parameters, &request, rules), output);
    let client = Client::new(name, Hmac(Sums).key(input)).with_rules(rules);
    if let Ok(unsigned) = client.parameters()
        && let Ok(signed) = client.sign(&request, unsigned.with_created(7))
    {
        write(Ok::<_, ()>(signed.credentials()), output);
    }
    let Ok(policy) = Policy::new(name) else {
        return;
    };
    let server = Server::new(Hmac(Sums), name).with_rules(rules).with_policy(policy);
    let body = if input.is_empty() { Body::Unread } else { Body::Sha256([7; 32]) };
    black_box(server.verify(&parameters, &request, body, Some(input), 7, |_, _| true).is_ok());
    let verified = server.verify_with(&parameters, &request, body, 7, |_, _| black_box(true), |_, _| true);
    black_box(verified.is_ok());
    write(Ok::<_, ()>(server.challenge(body)), output);
}

fn uma(input: &[u8], output: &mut [u8]) -> bool {
    use uma::Challenge;

    if let Ok(challenge) = Challenge::parse(input) {
        black_box(challenge.other_params().count());
    }
    let text = text(input);
    write(Challenge::new(text, input).and_then(|challenge| challenge.with_realm(input)?.with_error(text)), output);
    challenge(Challenge::parse, input, output)
}

fn web_push(input: &[u8], output: &mut [u8]) -> bool {
    use web_push::{Credentials, CryptoKey};

    if let Some(key) = input.first_chunk() {
        write(CryptoKey::new(key), output);
    }
    black_box(web_push::crypto_key(lines(input)).is_ok());
    write(Credentials::new(input), output);
    credentials(Credentials::parse, input, output) | write(CryptoKey::parse(input), output)
}

fn vapid(input: &[u8], output: &mut [u8]) -> bool {
    use vapid::{Challenge, Credentials};

    if let Ok(credentials) = Credentials::parse(input) {
        black_box((credentials.t().payload().decode_into(output).is_ok(), credentials.k().matches(output)));
    }
    if let Some((key, token)) = input.split_first_chunk() {
        write(Credentials::new(token, key), output);
    }
    proofs::vapid(input, output);
    challenge(Challenge::parse, input, output) | credentials(Credentials::parse, input, output)
}
