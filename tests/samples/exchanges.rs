//! The schemes in which client and server exchange several messages.

use core::num::NonZeroU32;

use countersign::auth::{self, digest, mutual, negotiate, ntlm, scram};
use countersign::hash::Sha256;
use countersign::mac::{Hmac, MacFunction};
use countersign::{FieldsFn, tower};

use crate::allocations::{Case, shows, writes};
use crate::secrets::{RESPONSE, SECRET, USER, shown, shown_only};

const ANSWER: &[u8] = b"Digest username*=UTF-8''J%C3%A4s%C3%B8n, realm=a, nonce=b, uri=\"/\", \
    response=8ca523f5e9506fed4657c9700eebdbec";

const MUTUAL: &[u8] = b"Mutual version=1, algorithm=iso-kam3-dl-2048-sha256, validation=host, realm=\"a\", sid=12, \
    ks1=\"YWJj\", nc-max=1, nc-window=1, time=1, path=\"/a /b\"";

const MUTUAL_CREDENTIALS: &[u8] =
    b"Mutual version=1, algorithm=iso-kam3-ec-p256-sha256, validation=host, realm=\"a\", \
    user*=UTF-8''%C3%A4, kc1=00ff";

const SCRAM_INFO: [(&str, &str); 2] = [("Authentication-Info", "sid=a"), ("Authentication-Info", "data=biws")];

pub(crate) const READING: &[Case] = &[
    ("digest challenge", |_| {
        let challenge = digest::Challenge::parse(b"Digest realm=a, nonce=b, qop=\"auth, auth-int\", domain=\"/ /a\"");
        assert_eq!(challenge.unwrap().qop().unwrap().iter().count(), 2);
    }),
    ("digest credentials and info", |_| {
        let credentials = digest::Credentials::parse(ANSWER).unwrap();
        assert!(credentials.username().is("Jäsøn"));
        assert!(digest::Info::parse(b"nextnonce=\"b\", nc=00000001").unwrap().nc().is_some());
        let lines = FieldsFn(|_| [&b"nextnonce=b"[..], b"nc=00000001"]);
        let lines = auth::authentication_info(lines).unwrap().unwrap();
        assert!(digest::Info::from_lines(lines).unwrap().nextnonce().is_some());
    }),
    ("negotiate and ntlm", |buffer| {
        let token = negotiate::Challenge::parse(b"Negotiate oQcwBaADCgEB").unwrap().token().unwrap();
        assert_eq!((token.kind(), token.decode_into(buffer).unwrap().len()), (negotiate::TokenKind::NegTokenResp, 9));
        let message = ntlm::Credentials::parse(b"NTLM TlRMTVNTUAABAAAA").unwrap().message();
        assert_eq!(
            (message.message_type(), message.decode_into(buffer).unwrap().len()),
            (Some(ntlm::MessageType::Negotiate), 12)
        );
    }),
    ("scram challenge, credentials and info", |buffer| {
        let challenge =
            scram::Challenge::parse(b"SCRAM-SHA-1 sid=a, data=biws, sr=\"\\a\", ttl=1, stale=true").unwrap();
        assert_eq!(challenge.data().unwrap().decode_into(buffer).unwrap(), b"n,,");
        assert!(scram::Credentials::parse(b"SCRAM-SHA-1 data=biws").unwrap().data().matches("n,,"));
        assert!(scram::Info::from_lines(auth::authentication_info(&SCRAM_INFO).unwrap().unwrap()).is_ok());
    }),
    ("scram messages", |buffer| {
        let message = scram::ClientFirst::parse(b"n,a=a=2C,n=b=3D,r=c,d=e").unwrap();
        assert_eq!(message.username().decode_into(buffer).unwrap(), b"b=");
        assert!(message.gs2_header().authzid() == Some(scram::Saslname::new("a,").unwrap()));
        assert_eq!(message.extensions().iter().count(), 1);
        assert_eq!(scram::ServerFirst::parse(b"r=c,s=biws,i=1").unwrap().iteration_count(), 1);
        let message = scram::ClientFinal::parse(b"c=biws,r=a1b,p=biws").unwrap().without_proof();
        assert!(message.is_bound_to(&scram::Gs2Header::new()) && message.nonce().is_reauthentication(1, "b"));
        assert!(scram::ServerFinal::parse(b"e=other-error").unwrap().verifier().is_err());
    }),
    ("scram proofs", |buffer| {
        let functions = scram::Functions::new(Sha256);
        let password = scram::Password::ascii("pencil").unwrap();
        let keys = scram::Keys::derive(functions, password, b"salt", NonZeroU32::MIN);
        let (header, input) = buffer.split_at_mut(64);
        let channel = scram::Channel::bound("tls-exporter", b"channel").unwrap();
        let header = scram::Gs2Header::for_channel(&channel, None, header).unwrap();
        let first = scram::ClientFirst::new(header, "a", scram::Nonce::new("b").unwrap()).unwrap();
        let next = scram::ServerFirst::parse(b"r=bc,s=c2FsdA==,i=1").unwrap();
        let client = scram::Client::new(functions, first).with_iteration_counts(1..=1);
        let client = client.with_channel(channel, input).unwrap();
        assert!(client.derive(&next, password).unwrap().step(1));
        let answer = client.answer(next, &keys).unwrap();
        let server = scram::Server::new(functions, first, next).with_channel(channel);
        let verified = server.verify(&answer.message(), Some(&keys.record(functions))).unwrap();
        answer.accept(Some(&verified.message())).unwrap();
        assert_eq!(scram::fake_salt(&Hmac(Sha256).key(b"k"), &first.username()).len(), 32);
    }),
    ("mutual challenge, credentials and info", |buffer| {
        let challenge = mutual::Challenge::parse(MUTUAL).unwrap();
        let mutual::ChallengeMessage::KexS1(message) = challenge.message() else { unreachable!() };
        assert!(message.ks1().matches("abc") && message.sid().decode_into(buffer).unwrap() == b"\x12");
        assert!(message.path().unwrap().contains("/b"));
        assert!(mutual::Credentials::parse(MUTUAL_CREDENTIALS).is_ok());
        let info = mutual::Info::parse(b"version=1, sid=12, vks=\"YWJj\"").unwrap();
        assert_eq!(info.vks(mutual::Algorithm::Dl2048Sha256).unwrap().decode_into(buffer).unwrap(), b"abc");
    }),
];

pub(crate) const WRITING: &[Case] = &[
    ("digest challenge", |buffer| {
        let challenge = digest::Challenge::new("a\"b", "c").unwrap().with_qop(digest::QopOptions::BOTH).with_stale();
        writes(&challenge.with_algorithm(digest::Algorithm::Sha256).with_domain("/ /a").unwrap(), buffer);
    }),
    ("digest credentials", |buffer| writes(&digest::Credentials::parse(ANSWER).unwrap(), buffer)),
    ("digest info", |buffer| {
        let rspauth = digest::Hex::parse(b"8ca523f5e9506fed4657c9700eebdbec").unwrap();
        let info = digest::Info::new().with_rspauth(&rspauth).with_qop(digest::Qop::Auth, "c", 1).unwrap();
        writes(&info, buffer);
        writes(&rspauth, buffer);
    }),
    ("digest client, server and nonces", |buffer| {
        let nonces: digest::Nonces<'_, digest::RustCrypto> =
            digest::Nonces::new(digest::RustCrypto, digest::Algorithm::Sha256, "a", b"key").unwrap();
        let nonce = nonces.issue(1, 1).unwrap();
        let challenge = digest::Challenge::new("a", &nonce).unwrap().with_userhash();
        let (request, secret) = (digest::Request::new("GET", "/").unwrap(), digest::Secret::password("c").unwrap());
        let mut client: digest::Client<digest::RustCrypto> =
            digest::Client::new(digest::RustCrypto, &challenge).unwrap();
        let answer = client.answer(request, "Mufasa", secret, [7; 16]).unwrap();
        writes(&answer, buffer);
        let server: digest::Server<'_, digest::RustCrypto> = digest::Server::new(digest::RustCrypto, challenge);
        let mut guard = digest::ReplayGuard::<4>::new(300);
        let is_fresh = |nonce, nc| guard.accept(&nonces, nonce, nc, 1);
        assert_eq!(server.verify(&answer, request, "Mufasa", Some(secret), is_fresh), Ok(()));
    }),
    ("negotiate and ntlm", |buffer| {
        writes(&negotiate::Challenge::new().with_token("token").unwrap(), buffer);
        writes(&negotiate::Credentials::new("token").unwrap(), buffer);
        writes(&ntlm::Challenge::new().with_message("message").unwrap(), buffer);
        writes(&ntlm::Credentials::new("message").unwrap(), buffer);
    }),
    ("scram challenge, credentials and info", |buffer| {
        let challenge = scram::Challenge::new(scram::Mechanism::SHA_256).with_realm("a \"b\"").unwrap();
        let challenge = challenge.with_renewed_sr("a").unwrap().with_ttl(5).unwrap();
        writes(&challenge.with_data("a", "message").unwrap(), buffer);
        writes(&scram::Credentials::new(scram::Mechanism::SHA_1, "message").with_sid("a").unwrap(), buffer);
        writes(&scram::Info::new("message").with_sid("a").unwrap(), buffer);
    }),
    ("scram messages", |buffer| {
        let header = scram::Gs2Header::new();
        let nonce = scram::Nonce::new("a").unwrap().with_reauthentication(1, "b").unwrap();
        let client_first = scram::ClientFirst::new(header, "a,b", nonce).unwrap();
        let server_first = scram::ServerFirst::new(nonce, "salt", 4096).unwrap();
        let without_proof = scram::ClientFinalWithoutProof::new(header, nonce);
        writes(&client_first, buffer);
        writes(&server_first, buffer);
        writes(&without_proof.with_proof("proof").unwrap(), buffer);
        writes(&scram::ServerFinal::new("verifier").unwrap(), buffer);
        writes(&scram::ServerFinal::failed(scram::ServerError::UNKNOWN_USER), buffer);
        writes(&scram::AuthMessage::new(client_first, server_first, without_proof), buffer);
        let name = scram::Saslname::new("a,b").unwrap();
        writes(&scram::Gs2Header::for_identity(name, &mut [0; 16]).unwrap(), buffer);
    }),
    ("mutual challenge, credentials and info", |buffer| {
        use mutual::{Algorithm, ChallengeMessage, CredentialsMessage, KexC1, KexS1, Number, User, Validation, VfyC};

        let terms = mutual::Terms::new(Algorithm::Dl2048Sha256, Validation::Host, "a \"b\"").unwrap();
        let terms = terms.with_auth_scope("*.example.com").unwrap();
        let sid = mutual::Hex::new("sid").unwrap();
        let number = Number::base64("number").unwrap();
        let message = KexS1::new(sid, number, 1, 1, 1).with_path("/").unwrap();
        writes(&mutual::Challenge::new(terms, ChallengeMessage::KexS1(message)).unwrap(), buffer);
        writes(&mutual::Challenge::new(terms, ChallengeMessage::Init(mutual::Reason::Initial)).unwrap(), buffer);
        let message = CredentialsMessage::KexC1(KexC1::new(User::new("Jäsøn").unwrap(), number));
        writes(&mutual::Credentials::new(terms, message).unwrap(), buffer);
        let message = CredentialsMessage::VfyC(VfyC::new(sid, 1, number));
        writes(&mutual::Credentials::new(terms, message).unwrap(), buffer);
        writes(&mutual::Info::new(sid, number), buffer);
    }),
];

pub(crate) const REJECTING: &[Case] = &[
    ("digest", |buffer| shows(&digest::Credentials::parse(b"Digest response=a").unwrap_err(), buffer)),
    ("digest client", |buffer| {
        let challenge = digest::Challenge::new("a", "b").unwrap();
        shows(&digest::ClientIn::<_, 1>::new(digest::RustCrypto, &challenge).unwrap_err(), buffer);
    }),
    ("negotiate and ntlm", |buffer| {
        shows(&negotiate::Challenge::parse(b"Negotiate a b").unwrap_err(), buffer);
        let token = negotiate::Credentials::parse(b"Negotiate a").unwrap().token();
        shows(&token.decode_into(&mut [0; 8]).unwrap_err(), buffer);
        shows(&ntlm::Credentials::parse(b"NTLM").unwrap_err(), buffer);
    }),
    ("scram", |buffer| {
        shows(&scram::Challenge::parse(b"SCRAM-SHA-1 sid=a").unwrap_err(), buffer);
        shows(&scram::Info::parse(b"data=a").unwrap_err(), buffer);
        shows(&scram::ClientFinal::parse(b"c=biws,r=a").unwrap_err(), buffer);
        shows(&scram::Nonce::new("a,b").unwrap_err(), buffer);
        let (client_error, refusal) = scram_errors();
        shows(&client_error, buffer);
        shows(&refusal, buffer);
    }),
    ("mutual", |buffer| {
        shows(&mutual::Challenge::parse(b"Mutual version=2").unwrap_err(), buffer);
        shows(&mutual::Info::parse(b"version=1, sid=00, vks=00, reason=a").unwrap_err(), buffer);
        shows(&mutual::User::new("\0").unwrap_err(), buffer);
    }),
];

/// Returns the `Debug` output of the types of Digest. Passwords, keys and all hashes of them are secret too.
pub(crate) fn digest_values() -> Vec<(&'static str, String)> {
    let challenge = digest::Challenge::parse(
        b"Digest realm=s3cr3t, nonce=s3cr3t, opaque=s3cr3t, domain=s3cr3t, algorithm=s3cr3t, qop=\"auth, s3cr3t\"",
    )
    .unwrap();
    let plain = digest::Challenge::new(SECRET, SECRET).unwrap();
    let request = digest::Request::new("GET", "/s3cr3t").unwrap();
    let password = digest::Secret::password(SECRET).unwrap();
    let response = digest::Hex::parse(RESPONSE.as_bytes()).unwrap();
    let mut client: digest::Client<digest::RustCrypto> = digest::Client::new(digest::RustCrypto, &plain).unwrap();
    let answer = shown(&client.answer(request, USER, password, *b"s3cr3ts3cr3t1234").unwrap());
    let extended = digest::Credentials::parse(
        b"Digest username*=UTF-8''s3cr3t, realm=s3cr3t, nonce=s3cr3t, uri=s3cr3t, qop=s3cr3t, nc=00000001, \
          response=8ca523f5e9506fed4657c9700eebdbec, cnonce=s3cr3t, opaque=s3cr3t",
    )
    .unwrap();
    let sent = digest::Credentials::new(&plain, digest::Username::new(USER).unwrap(), "/s3cr3t", &response).unwrap();
    let session = digest::SessionKey::from_parts(SECRET, response.clone());
    let info = digest::Info::new().with_nextnonce(SECRET).unwrap().with_rspauth(&response);
    let nonces: digest::Nonces<'_, digest::RustCrypto> =
        digest::Nonces::new(digest::RustCrypto, digest::Algorithm::Md5, SECRET, SECRET.as_bytes()).unwrap();
    let mut hasher: digest::Hasher<digest::RustCrypto> =
        digest::Hasher::new(digest::RustCrypto, digest::Algorithm::Md5).unwrap();
    hasher.update(SECRET.as_bytes());
    let server: digest::Server<'_, digest::RustCrypto> = digest::Server::new(digest::RustCrypto, challenge);

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
        ("digest::Secret", shown(&[Some(password), Some(digest::Secret::Ha1(&response)), session.secret_of(SECRET)])),
        ("digest::SessionKey", shown(&session)),
        ("digest::Resynchronization", shown(&digest::Resynchronization::new(sent, SECRET).unwrap())),
        ("digest::ClientIn", shown(&client)),
        ("digest::Server", shown(&server)),
        ("digest::Nonces", shown(&nonces)),
        ("tower::Digest", shown_only(&tower::Digest::new(digest::RustCrypto, "staff", SECRET.as_bytes()).unwrap())),
        ("tower::Stored", shown_only(&tower::Stored::from(SECRET))),
        ("digest::ReplayGuard", shown(&digest::ReplayGuard::<4>::new(300))),
        ("digest::Aka", shown(&digest::Aka(digest::RustCrypto))),
        ("digest::ClientOptions", shown(&digest::ClientOptions::new())),
        ("digest::Requirements", shown(&digest::Requirements::new().with_realm(SECRET))),
    ]
}

/// Returns the error of a client for a challenge with an unknown algorithm, or for one that is too long for its buffer.
pub(crate) fn client_error(algorithm: &str) -> digest::ClientError {
    let challenge = format!("Digest realm=s3cr3t, nonce=s3cr3t, algorithm={algorithm}");
    let challenge = digest::Challenge::parse(challenge.as_bytes()).unwrap();
    digest::ClientIn::<_, 1>::new(digest::RustCrypto, &challenge).unwrap_err()
}

pub(crate) fn uncomputable() -> digest::Uncomputable {
    let unknown = digest::Challenge::parse(b"Digest realm=a, nonce=b, algorithm=s3cr3t").unwrap().algorithm().unwrap();
    digest::Hasher::new(digest::RustCrypto, unknown).unwrap_err()
}

/// Returns the errors of both sides of SCRAM for messages with an extension.
pub(crate) fn scram_errors() -> (scram::ClientError, scram::Refusal) {
    let functions = scram::Functions::new(Sha256);
    let keys = scram::Keys::new([7; 32], [7; 32]);
    let first = scram::ClientFirst::parse(b"n,,n=hunter,r=s3cr3t").unwrap();
    let next = scram::ServerFirst::parse(b"r=s3cr3t!,s=s3cr3s3c,i=4096,m=s3cr3t").unwrap();
    let last = scram::ClientFinal::parse(b"c=biws,r=s3cr3t!,m=s3cr3t,p=s3cr3s3c").unwrap();
    let client_error = scram::Client::new(functions, first).answer(next, &keys).unwrap_err();
    let refusal = scram::Server::new(functions, first, next).verify::<32>(&last, None).unwrap_err();
    (client_error, refusal)
}

/// Returns the `Debug` output of the types that compute for SCRAM.
pub(crate) fn scram_values() -> Vec<(&'static str, String)> {
    let functions = scram::Functions::new(Sha256);
    let password = scram::Password::ascii(SECRET).unwrap();
    let iterations = NonZeroU32::MIN;
    let derivation = scram::Derivation::new(functions, password, SECRET.as_bytes(), iterations);
    let shown_derivation = shown(&derivation);
    let keys = derivation.finish();
    let channel = scram::Channel::bound(SECRET, SECRET.as_bytes()).unwrap();
    let first = scram::ClientFirst::parse(b"n,,n=hunter,r=s3cr3t").unwrap();
    let next = scram::ServerFirst::parse(b"r=s3cr3t!,s=s3cr3s3c,i=4096,x=s3cr3t").unwrap();
    let client = scram::Client::new(functions, first);
    let answer = client.answer(next, &keys).unwrap();
    let server = scram::Server::new(functions, first, next);
    let verified = server.verify(&answer.message(), Some(&keys.record(functions))).unwrap();
    vec![
        ("scram::Functions", shown(&functions)),
        ("scram::Password", shown(&password)),
        ("scram::Derivation", shown_derivation),
        ("scram::Keys", shown(&keys)),
        ("scram::Record", shown(&keys.record(functions))),
        ("scram::Channel", shown(&channel)),
        ("scram::Channel", shown(&[scram::Channel::UNSUPPORTED, scram::Channel::UNUSED])),
        ("scram::Client", shown(&client)),
        ("scram::Answer", shown(&answer)),
        ("scram::Server", shown(&server.with_channel(channel))),
        ("scram::Verified", shown(&verified)),
    ]
}

/// Returns the `Debug` output of the types of the schemes that exchange messages.
pub(crate) fn exchanged_values() -> Vec<(&'static str, String)> {
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
        ("negotiate::GssToken", shown(&negotiate::Credentials::new(SECRET).unwrap().token())),
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
        ("scram::ServerFinal", shown(&scram::ServerFinal::new(SECRET).unwrap())),
        ("scram::ServerError", shown(&scram::ServerFinal::parse(b"e=s3cr3t").unwrap().verifier())),
        ("scram::AuthMessage", shown(&signed)),
    ]
}

pub(crate) fn mutual_values() -> Vec<(&'static str, String)> {
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
        ("mutual::NcWindow", shown(&mutual::NcWindow::<1>::of(&begun).unwrap())),
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
