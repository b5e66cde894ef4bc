//! Nothing allocates: not reading, not writing, not refusing, not asking a value that was read.

use std::fmt::{self, Write};
use std::hint::black_box;
use std::time::Duration;

use countersign::auth::{
    self, AuthenticationInfo, Challenge, Challenges, Credentials, Deviation, Events, Param, Scheme, Token68, Tolerance,
    api_key, aws4, basic, bearer, colon_pair, concealed, digest, dpop, ext_value, gnap, hawk, hoba, jwt, mutual,
    negotiate, ntlm, oauth, private_token, scram, select, signature, tolerant, vapid,
};
use countersign::cors::browser::{Location, Mode, Profile, Request, Route, tao_check};
use countersign::cors::cache::{Cache, Key};
use countersign::cors::gateway;
use countersign::cors::names::{FieldName, Method, UnsafeNames};
use countersign::cors::origin::{Address, Origin, OriginPattern};
use countersign::cors::policy::{Action, Policy};
use countersign::cors::values::{self, AllowOrigin, DeltaSeconds, NetworkId, NetworkName, ResourcePolicy, True};
use countersign::gate::{Gate, Verdict};
use countersign::{Elements, Encode, FieldContent, FieldsFn, List, Text, Token};

/// Room on the stack for what is written and decoded.
type Room = [u8; 512];

type Case = (&'static str, fn(&mut Room));

const CHALLENGES: &[u8] =
    b"Negotiate a8==, , Basic realm=\"sta\\\"ff\",charset=utf-8, Bearer scope=\"a b\", max_age=5, x=\xC3";
const LINES: [(&str, &[u8]); 2] = [("WWW-Authenticate", b"Negotiate"), ("WWW-Authenticate", b"Basic realm=x, a=b")];

const ANSWER: &[u8] = b"Digest username*=UTF-8''J%C3%A4s%C3%B8n, realm=a, nonce=b, uri=\"/\", \
    response=8ca523f5e9506fed4657c9700eebdbec";

const MUTUAL: &[u8] = b"Mutual version=1, algorithm=iso-kam3-dl-2048-sha256, validation=host, realm=\"a\", sid=12, \
    ks1=\"YWJj\", nc-max=1, nc-window=1, time=1, path=\"/a /b\"";

const MUTUAL_CREDENTIALS: &[u8] =
    b"Mutual version=1, algorithm=iso-kam3-ec-p256-sha256, validation=host, realm=\"a\", \
    user*=UTF-8''%C3%A4, kc1=00ff";

const SCRAM_INFO: [(&str, &str); 2] = [("Authentication-Info", "sid=a"), ("Authentication-Info", "data=biws")];

const VAPID: &[u8] = b"vapid t=YWFh.YWFh.YWFh, \
    k=BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs";

const OAUTH: &[u8] = b"OAuth oauth_consumer_key=a%20b, oauth_signature_method=PLAINTEXT, oauth_signature=c, d=e";
const AWS4: &[u8] = b"AWS4-ECDSA-P256-SHA256 Credential=a/20130524/s3/aws4_request,SignedHeaders=a;b,Signature=3045";
const CONCEALED: &[u8] = b"Concealed k=YWFh, a=YWFh, s=7, v=YWFhYWFhYWFhYWFhYWFhYQ, p=YWFh";
const HAWK: &[u8] = b"Hawk id=\"a\", ts=\"1\", nonce=\"b\", mac=\"YWFh\", hash=\"YWFh\"";
const PREFLIGHT: [(&str, &str); 3] = [
    ("Origin", "https://a.example"),
    ("Access-Control-Request-Method", "PUT"),
    ("Access-Control-Request-Headers", "authorization,content-type,x-requested-with"),
];
const ALLOWED: [(&str, &str); 9] = [
    ("Access-Control-Allow-Origin", "https://a.example"),
    ("Access-Control-Allow-Credentials", "true"),
    ("Access-Control-Allow-Methods", "GET, ,PUT, patch"),
    ("Access-Control-Allow-Methods", "DELETE"),
    ("Access-Control-Max-Age", "600"),
    ("Timing-Allow-Origin", "*, https://a.example"),
    ("Cross-Origin-Resource-Policy", "same-site"),
    ("Private-Network-Access-ID", "01:23:45:67:89:0A"),
    ("Vary", "Accept-Encoding"),
];
const SENT: [(&str, &str); 4] =
    [("X-B", "1"), ("Content-Type", "text/plain;a=\"b\""), ("x-a", ""), ("Range", "bytes=05-10")];

const SIGNATURE: &[u8] = b"keyId=\"a\", created=1, expires=2.5, headers=\"host date\", signature=\"YWFh\", version=1";

const READING: &[Case] = &[
    ("challenges", |_| {
        for challenge in Challenges::parse(b"Negotiate a8==, Basic realm=\"sta\\\"ff\", x=y").unwrap() {
            black_box((challenge.scheme(), challenge.token68(), challenge.params().iter().count()));
            black_box(challenge.get("realm").map(|realm| realm.bytes().count()));
        }
    }),
    ("challenges of lines", |_| {
        let lines = auth::www_authenticate(&LINES).unwrap().unwrap();
        assert_eq!(lines.iter().count(), 2);
    }),
    ("credentials", |_| {
        let credentials = Credentials::parse(b"Digest username=\"a\", realm=\"b\"").unwrap();
        assert!(credentials.get("realm").is_some());
    }),
    ("credentials of a line", |_| {
        let line = FieldsFn(|_| [&b"Bearer abc"[..]]);
        assert!(auth::authorization(line).unwrap().is_some());
    }),
    ("info", |_| assert_eq!(AuthenticationInfo::parse(b"a=b, c=\"\"").unwrap().into_iter().count(), 2)),
    ("info of lines", |_| {
        let lines = FieldsFn(|_| [&b"a=b"[..], b"c=d"]);
        assert_eq!(auth::authentication_info(lines).unwrap().unwrap().iter().count(), 2);
    }),
    ("events, strict", |_| assert!(Events::challenges(CHALLENGES).any(|event| event.is_err()))),
    ("events, tolerant and resumed", |_| {
        let mut events = Events::challenges(b"Basic realm=a b=c \"x\", d=e, Negotiate").tolerating(Lenient);
        assert!(events.by_ref().any(|event| event.is_err()) && events.resume());
        assert_eq!(events.count(), 1);
    }),
    ("what real servers send", |_| {
        let mut forgiven = 0;
        let line = b"Basic realm=a b=c \"x\", d=e, Digest realm=a@b nonce=c d=\"e";
        for challenge in tolerant::challenges(line).flatten() {
            challenge.deviations(|_, _| forgiven += 1);
        }
        assert_eq!(forgiven, 4);
        assert!(tolerant::credentials(b"AWS a:b").is_err() && tolerant::info(b"a=/").is_ok());
    }),
    ("the strongest challenge", |_| {
        let challenges = Challenges::parse(b"Basic realm=a, Digest realm=a, nonce=b, Negotiate, Newauth").unwrap();
        let selection = select::strongest(|| challenges.iter(), select::browsers::<digest::RustCrypto, _>);
        assert!(selection.chosen().unwrap().scheme().is("Negotiate") && selection.verdicts().count() == 4);
    }),
    ("the most parameters", |room| {
        let params = (0..64).map(|number| [b'a' + number / 26, b'a' + number % 26, b'=', b'x', b',']);
        let (places, _) = room.as_chunks_mut();
        places.iter_mut().zip(params).for_each(|(place, param)| *place = param);
        assert_eq!(AuthenticationInfo::parse(&room[..64 * 5]).unwrap().into_iter().count(), 64);
    }),
    ("basic challenge", |_| assert!(basic::Challenge::parse(b"Basic realm=x, charset=UTF-8").unwrap().is_utf8())),
    ("basic credentials", |room| {
        let credentials = basic::Credentials::parse(b"Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", room).unwrap();
        assert!(credentials.matches("Aladdin", "open sesame") && credentials.user_id_str().is_some());
    }),
    ("basic credentials that own their octets", |_| {
        assert!(<basic::UserPass>::parse(b"Basic Og==").unwrap().credentials().matches("", ""));
    }),
    ("bearer challenge", |_| {
        let challenge = bearer::Challenge::parse(b"Bearer scope=\"a b\", error=x, max_age=5, service=y").unwrap();
        assert!(challenge.scope().unwrap().contains("b") && challenge.other_params().count() == 1);
    }),
    ("bearer credentials", |_| assert!(bearer::Credentials::parse(b"Bearer abc").unwrap().matches("abc"))),
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
    ("ext-value", |room| {
        assert_eq!(ext_value::ExtValue::parse(b"UTF-8''%C3%A4").unwrap().decode_into(room).unwrap(), "ä".as_bytes());
    }),
    ("dpop challenge and its fields", |_| {
        let challenge = dpop::Challenge::parse(b"DPoP algs=\"ES256 PS256\", error=x, a=b").unwrap();
        assert!(challenge.algs().unwrap().contains("PS256") && challenge.other_params().count() == 1);
        let lines = [("DPoP-Nonce", "a"), ("DPoP", "YWFh.YWFh.YWFh")];
        assert!(dpop::nonce(&lines).unwrap().is_some() && dpop::proof(&lines).unwrap().is_some());
        assert_eq!(dpop::Credentials::parse(b"DPoP abc").unwrap().token().as_str(), "abc");
    }),
    ("jwt", |room| {
        let jwt = jwt::Jwt::parse(b"YWFh.YWFh.YWFh").unwrap();
        assert_eq!(jwt.payload().decode_into(room).unwrap(), b"aaa");
        assert!(jwt.header() == jwt.payload());
    }),
    ("what browsers let through, and why not", |room| {
        let headers = [(FieldName::AUTHORIZATION, &b"a"[..]), (FieldName::ACCEPT, b"a(b)")];
        let request = Request::new(Origin::parse(b"https://a.example").unwrap(), Method::PUT).with_headers(&headers);
        let preflight = Profile::CHROMIUM.preflight(&request);
        assert_eq!(preflight.request_headers().unwrap().encode_to_slice(room), Ok(&b"accept,authorization"[..]));
        let answer = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "PUT, GET")];
        let refusal = Profile::CHROMIUM.preflight_check(&request, 204, &answer).unwrap_err();
        shows(&refusal, room);
        assert_eq!(refusal.wanted().encode_to_slice(room), Ok(&b"accept,authorization"[..]));
        assert!(Profile::CHROMIUM.exposed(request.credentials(), &answer).is_visible(FieldName::CONTENT_TYPE));
        let mut route = Route::new(request.origin(), Mode::Cors, request.origin()).unwrap();
        let next = Location::new(Origin::parse(b"https://b.example").unwrap());
        assert!(route.follow(302, Method::GET, next, |_| None).unwrap().drops(FieldName::AUTHORIZATION));
        assert!(tao_check(&route, &[("Timing-Allow-Origin", "*")]));
    }),
    ("what a gateway decides", |room| {
        let statement = gateway::Statement {
            allowed_origins: &["https://a.example/"],
            allowed_methods: Some(&["*"]),
            allowed_headers: Some(&["*"]),
            allow_credentials: true,
            ..gateway::Statement::DEFAULT
        };
        let policy = gateway::Policy::new(statement).unwrap();
        let scopes = gateway::Scopes::new().with(gateway::Scope::Api, gateway::Document::CorsThenBase(&policy));
        let fields = [
            ("Origin", "HTTPS://A.example:443"),
            ("Access-Control-Request-Method", "PUT"),
            ("Access-Control-Request-Headers", "x-a, x-b"),
        ];
        let order = scopes.effective_order().map(|(_, policy)| policy);
        let request = gateway::Request::new("OPTIONS", &fields);
        let decision = gateway::decide(request, order, &gateway::Readings::DEFAULT);
        assert_eq!(decision.row(), gateway::Row::PreflightEchoed);
        for (_, value) in decision.set().chain(decision.append()) {
            black_box(value.encode_to_slice(room).unwrap());
        }
        let mistakes = gateway::Policy::new(gateway::Statement { allowed_origins: &["*", "null"], ..statement });
        let mistakes = mistakes.unwrap_err();
        write!(Cut { room, length: 0 }, "{mistakes} {decision:?} {request:?} {}", decision.row()).unwrap();
    }),
    ("what a cache keeps", |room| {
        let mut cache: Cache<2, 2, 64> = Cache::default();
        let request = Request::new(Origin::NULL, Method::PUT);
        let answer = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "PUT, GET, DELETE")];
        let allowed = Profile::FETCH.preflight_check(&request, 204, &answer).unwrap();
        for url in [&b"/a"[..], b"/b", b"/c"].map(Key::new) {
            cache.store(Duration::ZERO, url, &request, &allowed);
            assert!(!cache.needs_preflight(Duration::ZERO, url, &request));
        }
        cache.clear(Key::new(b"/c"), request.origin());
        write!(Cut { room, length: 0 }, "{cache:?}").unwrap();
    }),
    ("hoba challenge and credentials", |room| {
        let challenge = hoba::Challenge::parse(b"HOBA challenge=YWFh, max-age=10, realm=\"\\a\"").unwrap();
        let credentials = hoba::Credentials::parse(b"HOBA result=\"a.YWFh.b.YWFh\"").unwrap();
        assert_eq!(credentials.challenge(), challenge.challenge());
        assert_eq!(credentials.sig().decode_into(room).unwrap(), b"aaa");
    }),
    ("what hoba signs", |_| {
        assert!(hoba::Tbs::parse(b"1:n1:011:https://a:10:1:k4:YWFh").unwrap().realm().is_none());
    }),
    ("private token challenge, credentials and structures", |room| {
        let challenge = private_token::Challenge::parse(b"PrivateToken challenge=\"AAEAAWkAAAA=\", max-age=1").unwrap();
        let structure = challenge.challenge().decode_into(room).unwrap();
        assert!(private_token::TokenChallenge::parse(structure).unwrap().is_for("a.example"));
        assert!(private_token::Token::parse(&[0; 99]).is_ok());
        let credentials = private_token::Credentials::parse(b"PrivateToken token=YWFh").unwrap();
        assert_eq!(credentials.token().decoded_len(), 3);
    }),
    ("vapid credentials", |room| {
        let credentials = vapid::Credentials::parse(VAPID).unwrap();
        assert_eq!(credentials.k().decode_into(room).unwrap().len(), 65);
        assert!(vapid::Challenge::parse(b"vapid").is_ok());
    }),
    ("negotiate and ntlm", |room| {
        let token = negotiate::Challenge::parse(b"Negotiate oQcwBaADCgEB").unwrap().token().unwrap();
        assert_eq!((token.kind(), token.decode_into(room).unwrap().len()), (negotiate::Kind::NegTokenResp, 9));
        let message = ntlm::Credentials::parse(b"NTLM TlRMTVNTUAABAAAA").unwrap().message();
        assert_eq!((message.kind(), message.decode_into(room).unwrap().len()), (Some(ntlm::Kind::Negotiate), 12));
    }),
    ("scram challenge, credentials and info", |room| {
        let challenge =
            scram::Challenge::parse(b"SCRAM-SHA-1 sid=a, data=biws, sr=\"\\a\", ttl=1, stale=true").unwrap();
        assert_eq!(challenge.data().unwrap().decode_into(room).unwrap(), b"n,,");
        assert!(scram::Credentials::parse(b"SCRAM-SHA-1 data=biws").unwrap().data().matches("n,,"));
        assert!(scram::Info::from_lines(auth::authentication_info(&SCRAM_INFO).unwrap().unwrap()).is_ok());
    }),
    ("scram messages", |room| {
        let message = scram::ClientFirst::parse(b"n,a=a=2C,n=b=3D,r=c,d=e").unwrap();
        assert_eq!(message.username().decode_into(room).unwrap(), b"b=");
        assert!(message.gs2_header().authzid() == Some(scram::Saslname::new("a,").unwrap()));
        assert_eq!(message.extensions().iter().count(), 1);
        assert_eq!(scram::ServerFirst::parse(b"r=c,s=biws,i=1").unwrap().iteration_count(), 1);
        let message = scram::ClientFinal::parse(b"c=biws,r=a1b,p=biws").unwrap().without_proof();
        assert!(message.is_bound_to(&scram::Gs2Header::new()) && message.nonce().is_reauthentication(1, "b"));
        assert!(scram::ServerFinal::parse(b"e=other-error").unwrap().verifier().is_err());
    }),
    ("mutual challenge, credentials and info", |room| {
        let challenge = mutual::Challenge::parse(MUTUAL).unwrap();
        let mutual::ChallengeMessage::KexS1(message) = challenge.message() else { unreachable!() };
        assert!(message.ks1().matches("abc") && message.sid().decode_into(room).unwrap() == b"\x12");
        assert!(message.path().unwrap().contains("/b"));
        assert!(mutual::Credentials::parse(MUTUAL_CREDENTIALS).is_ok());
        let info = mutual::Info::parse(b"version=1, sid=12, vks=\"YWJj\"").unwrap();
        assert_eq!(info.vks(mutual::Algorithm::Dl2048Sha256).unwrap().decode_into(room).unwrap(), b"abc");
    }),
    ("oauth challenge and credentials", |room| {
        assert!(oauth::Challenge::parse(b"OAuth oauth_problem=a%20b").unwrap().problem().unwrap() == "a b");
        let credentials = oauth::Credentials::parse(OAUTH).unwrap();
        assert_eq!(credentials.consumer_key().decode_into(room).unwrap(), b"a b");
        assert!(credentials.signature().matches("c") && credentials.other_params().count() == 1);
    }),
    ("aws4 credentials", |_| {
        let credentials = aws4::Credentials::parse(AWS4).unwrap();
        assert!(credentials.matches("3045") && credentials.signed_headers().contains("b"));
        assert!(credentials.scope().region().is_none());
    }),
    ("colon pair", |_| assert!(colon_pair::Credentials::parse(b"AWS a:YWFh").unwrap().matches("aaa"))),
    ("concealed credentials", |room| {
        let credentials = concealed::Credentials::parse(CONCEALED).unwrap();
        assert_eq!(credentials.verification().decode_into(room).unwrap().len(), 16);
    }),
    ("gnap challenge and credentials", |_| {
        assert!(gnap::Challenge::parse(b"GNAP as_uri=\"https://a\"").unwrap().as_uri().is_some());
        assert!(gnap::Credentials::parse(b"GNAP abc").unwrap().matches("abc"));
    }),
    ("hawk challenge, credentials and info", |_| {
        assert!(hawk::Challenge::parse(b"Hawk ts=1, tsm=YWFh").unwrap().time().is_some());
        assert!(hawk::Credentials::parse(HAWK).unwrap().matches("aaa"));
        let lines = [("Server-Authorization", "Hawk mac=YWFh")];
        assert!(hawk::server_authorization(&lines).unwrap().unwrap().matches("aaa"));
    }),
    ("signature challenge, credentials and field", |_| {
        assert!(signature::Challenge::parse(b"Signature headers=date").unwrap().headers().is_some());
        assert!(signature::Credentials::parse(b"Signature keyId=a, signature=YWFh").is_ok());
        let lines = [("Signature", SIGNATURE)];
        assert_eq!(signature::signature(&lines).unwrap().unwrap().expires_at(), Some(2));
    }),
    ("api_key", |room| {
        let credentials = api_key::Credentials::parse(b"ApiKey YTph").unwrap();
        assert_eq!(credentials.base64().unwrap().decode_into(room).unwrap(), b"a:a");
        assert!(api_key::Credentials::parse(b"Token token=a, b=c").unwrap().matches("a"));
        assert!(api_key::Challenge::parse(b"Token realm=a").unwrap().realm().is_some());
    }),
    ("list", |_| assert_eq!(List::<Token<'_>>::parse(b"a, ,b").unwrap().iter().count(), 2)),
    ("elements", |_| assert_eq!(Elements::<Token<'_>>::new(b"a, b c").count(), 3)),
    ("names and methods of cors", |_| {
        let method = Method::parse(b" put").unwrap().normalized();
        black_box((method.is_safelisted(), method.is_forbidden()));
        let name = FieldName::parse(b"X-HTTP-Method").unwrap();
        black_box((name.is_forbidden_request_with(b"\"a\", TRACE"), name.cmp(&FieldName::ORIGIN)));
        black_box(name.is_safelisted_response_among([FieldName::ANY]));
        assert_eq!(UnsafeNames::new(&SENT).unwrap().iter().count(), 3);
        assert_eq!(values::TimingAllowOrigin::of(&[("Timing-Allow-Origin", "a, \"b, c\",")]).iter().count(), 3);
    }),
    ("values of cors", |_| {
        let names = values::request_headers(&PREFLIGHT).unwrap().unwrap();
        assert_eq!(names.iter().count(), 3);
        assert_eq!(values::request_method(&PREFLIGHT), Ok(Some(Method::PUT)));
        assert_eq!(values::allow_methods(&ALLOWED).unwrap().unwrap().iter().count(), 4);
        let origin = values::origin(&PREFLIGHT).unwrap().unwrap();
        assert_eq!(values::allow_origin(&ALLOWED), Ok(Some(AllowOrigin::Origin(origin))));
        assert!(values::TimingAllowOrigin::of(&ALLOWED).allows(&origin));
        assert_eq!(values::timing_allow_origin(&ALLOWED).unwrap().unwrap().iter().count(), 2);
        assert_eq!(values::allow_credentials(&ALLOWED), Ok(Some(True)));
        assert_eq!(values::max_age(&ALLOWED), Ok(Some(DeltaSeconds::new(600))));
        assert_eq!(values::resource_policy(&ALLOWED), Ok(Some(ResourcePolicy::SameSite)));
        assert!(values::network_id(&ALLOWED).unwrap().is_some());
        assert_eq!(values::Vary::of(&ALLOWED).missing(&[FieldName::ORIGIN]).count(), 1);
    }),
    ("origin", |_| {
        let origin = Origin::parse(b"https://[2001:db8::1]:8443").unwrap();
        assert!(origin.host().unwrap().address().is_some() && origin.is_same_site(&origin, |name| Some(name)));
        assert!(OriginPattern::new("https://*.xn--xample-9ua:*").unwrap().subdomains_of().is_some());
        assert!(OriginPattern::new("https://[2001:db8::1]:8443").unwrap().matches(&origin));
    }),
    ("policies and their decisions", |room| {
        let policy =
            Policy::for_origins(&["https://a.example", "https://*.b.example:*"]).with_request_headers(&["x-a"]);
        let policy = policy.with_response_headers(&["x-b"]).with_credentials().with_max_age(600).build().unwrap();
        let request = [
            ("Origin", "https://a.b.example:81"),
            ("Access-Control-Request-Method", "GET"),
            ("Access-Control-Request-Headers", "x-a,"),
        ];
        for method in ["OPTIONS", "GET"] {
            let decision = policy.decide(method, &request);
            assert!(decision.refusal().is_none());
            decision.set().chain(decision.append()).for_each(|(_, value)| writes(&value, room));
        }
        assert!(policy.decide("GET", &[("Origin", "https://b.example")]).refusal().is_some());
        let mistakes = Policy::for_origins(&["null"]).with_methods(&["TRACE"]).with_max_age(-2).build().unwrap_err();
        assert_eq!(mistakes.iter().count(), 3);
    }),
    ("gate", |room| {
        const POLICY: Policy<'_> = Policy::for_origins(&["https://a.example"]).with_methods(&["PUT"]).in_const();
        let basic = basic::Challenge::new("staff").unwrap();
        let challenges: [&dyn FieldContent; 1] = [&basic];
        let gate = Gate::new(&POLICY, &challenges);
        let request = [("Origin", "https://a.example"), ("Access-Control-Request-Method", "PUT")];
        for (method, status) in [("OPTIONS", 204), ("PUT", 401)] {
            let answer = gate.decide(method, &request, |_| Verdict::Challenged);
            assert_eq!(answer.action(), Action::Respond(status));
            answer.set().chain(answer.append()).for_each(|(_, value)| writes(&value, room));
        }
    }),
];

const WRITING: &[Case] = &[
    ("text", |room| writes(&Text::new(b"say \"when\"").unwrap(), room)),
    ("api_key", |room| writes(&Token::new(b"no-cache").unwrap(), room)),
    ("token68", |room| writes(&Token68::new(b"abc==").unwrap(), room)),
    ("scheme", |room| writes(&Scheme::new("Newauth").unwrap(), room)),
    ("param", |room| writes(&Param::quoted("realm", b"x\"y").unwrap(), room)),
    ("list", |room| writes(&List::of(&[Token::new(b"a").unwrap(), Token::new(b"b").unwrap()]), room)),
    ("challenge", |room| {
        let params = [Param::quoted("realm", b"x").unwrap(), Param::token("a", b"b").unwrap()];
        writes(&Challenge::new("Newauth", &params).unwrap(), room);
        writes(&Challenge::with_token68("Negotiate", b"a8==").unwrap(), room);
    }),
    ("challenges", |room| writes(&Challenges::parse(b"Negotiate, Basic realm=x").unwrap(), room)),
    ("credentials", |room| {
        writes(&Credentials::new("Newauth", &[Param::token("a", b"b").unwrap()]).unwrap(), room);
        writes(&Credentials::with_token68("Bearer", b"abc").unwrap(), room);
    }),
    ("info", |room| writes(&AuthenticationInfo::new(&[Param::token("nc", b"00000001").unwrap()]).unwrap(), room)),
    ("basic challenge", |room| writes(&basic::Challenge::new("staff").unwrap().with_utf8(), room)),
    ("basic credentials", |room| {
        writes(&basic::Credentials::new("Aladdin", "open sesame").unwrap(), room);
        writes(&<basic::UserPass>::parse(b"Basic Og==").unwrap(), room);
    }),
    ("bearer challenge", |room| {
        let other = [Param::quoted("service", b"registry").unwrap()];
        let challenge = bearer::Challenge::new().with_scope("a b").unwrap().with_max_age(u64::MAX);
        writes(&challenge.with_other_params(&other).unwrap(), room);
    }),
    ("digest challenge", |room| {
        let challenge = digest::Challenge::new("a\"b", "c").unwrap().with_qop(digest::QopOptions::BOTH).with_stale();
        writes(&challenge.with_algorithm(digest::Algorithm::Sha256).with_domain("/ /a").unwrap(), room);
    }),
    ("digest credentials", |room| writes(&digest::Credentials::parse(ANSWER).unwrap(), room)),
    ("digest info", |room| {
        let rspauth = digest::Hex::parse(b"8ca523f5e9506fed4657c9700eebdbec").unwrap();
        let info = digest::Info::new().with_rspauth(&rspauth).with_qop(digest::Qop::Auth, "c", 1).unwrap();
        writes(&info, room);
        writes(&rspauth, room);
    }),
    ("digest client, server and nonces", |room| {
        let nonces: digest::Nonces<'_, digest::RustCrypto> =
            digest::Nonces::new(digest::Algorithm::Sha256, b"key").unwrap();
        let nonce = nonces.issue(1, 1).unwrap();
        let challenge = digest::Challenge::new("a", &nonce).unwrap().with_qop(digest::QopOptions::AUTH).with_userhash();
        let (request, secret) = (digest::Request::new("GET", "/").unwrap(), digest::Secret::Password(b"c"));
        let mut client: digest::Client<digest::RustCrypto> = digest::Client::new(&challenge).unwrap();
        let answer = client.answer(request, "Mufasa", secret, [7; 16]).unwrap();
        writes(&answer, room);
        let server: digest::Server<'_, digest::RustCrypto> = digest::Server::new(challenge);
        let is_fresh = |nonce, _| nonces.age(nonce, 1).is_some();
        assert_eq!(server.verify(&answer, request, "Mufasa", secret, is_fresh), Ok(()));
    }),
    ("dpop challenge and its fields", |room| {
        writes(&dpop::Challenge::new().with_algs("ES256").unwrap().with_max_age(5), room);
        writes(&dpop::Credentials::new("abc").unwrap(), room);
        writes(&dpop::Nonce::new("abc").unwrap(), room);
        writes(&jwt::Jwt::new("YWFh.YWFh.YWFh").unwrap(), room);
    }),
    ("hoba challenge, credentials and what is signed", |room| {
        let challenge = hoba::Challenge::new("YWFh", 10).unwrap().with_realm("a \"b\"").unwrap();
        let tbs = challenge.tbs(hoba::Algorithm::RSA_SHA256, "https://a:1", "k", "n").unwrap();
        writes(&challenge, room);
        writes(&tbs, room);
        writes(&hoba::Credentials::new(&tbs, b"a signature").unwrap(), room);
    }),
    ("private token challenge, credentials and structures", |room| {
        writes(&private_token::Challenge::new("abc").unwrap().with_token_key("def").unwrap().with_max_age(5), room);
        writes(&private_token::Credentials::new("abc").unwrap(), room);
        writes(&private_token::TokenChallenge::new(1, "a").unwrap().with_redemption_context(&[0; 32]), room);
        writes(&private_token::Token::new(1, &[1; 32], &[2; 32], &[3; 32], &[4; 48]).unwrap(), room);
    }),
    ("vapid credentials", |room| {
        writes(&vapid::Credentials::new("YWFh.YWFh.YWFh", &[4; 65]).unwrap(), room);
        writes(&vapid::Challenge::new(), room);
    }),
    ("negotiate and ntlm", |room| {
        writes(&negotiate::Challenge::new().with_token("token").unwrap(), room);
        writes(&negotiate::Credentials::new("token").unwrap(), room);
        writes(&ntlm::Challenge::new().with_message("message").unwrap(), room);
        writes(&ntlm::Credentials::new("message").unwrap(), room);
    }),
    ("scram challenge, credentials and info", |room| {
        let challenge = scram::Challenge::new(scram::Mechanism::SHA_256).with_realm("a \"b\"").unwrap();
        let challenge = challenge.with_renewed_sr("a").unwrap().with_ttl(5).unwrap();
        writes(&challenge.with_data("a", "message").unwrap(), room);
        writes(&scram::Credentials::new(scram::Mechanism::SHA_1, "message").with_sid("a").unwrap(), room);
        writes(&scram::Info::new("message").with_sid("a").unwrap(), room);
    }),
    ("scram messages", |room| {
        let header = scram::Gs2Header::new();
        let nonce = scram::Nonce::new("a").unwrap().with_reauthentication(1, "b").unwrap();
        let client_first = scram::ClientFirst::new(header, "a,b", nonce).unwrap();
        let server_first = scram::ServerFirst::new(nonce, "salt", 4096).unwrap();
        let without_proof = scram::ClientFinalWithoutProof::new(header, nonce);
        writes(&client_first, room);
        writes(&server_first, room);
        writes(&without_proof.with_proof("proof"), room);
        writes(&scram::ServerFinal::new("verifier"), room);
        writes(&scram::ServerFinal::failed(scram::ServerError::UNKNOWN_USER), room);
        writes(&scram::AuthMessage::new(client_first, server_first, without_proof), room);
        let name = scram::Saslname::new("a,b").unwrap();
        writes(&scram::Gs2Header::for_identity(name, &mut [0; 16]).unwrap(), room);
    }),
    ("mutual challenge, credentials and info", |room| {
        use mutual::{Algorithm, ChallengeMessage, CredentialsMessage, KexC1, KexS1, Number, User, Validation, VfyC};

        let terms = mutual::Terms::new(Algorithm::Dl2048Sha256, Validation::Host, "a \"b\"").unwrap();
        let terms = terms.with_auth_scope("*.example.com").unwrap();
        let sid = mutual::Hex::new("sid").unwrap();
        let number = Number::base64("number").unwrap();
        let message = KexS1::new(sid, number, 1, 1, 1).with_path("/").unwrap();
        writes(&mutual::Challenge::new(terms, ChallengeMessage::KexS1(message)).unwrap(), room);
        writes(&mutual::Challenge::new(terms, ChallengeMessage::Init(mutual::Reason::Initial)).unwrap(), room);
        let message = CredentialsMessage::KexC1(KexC1::new(User::new("Jäsøn").unwrap(), number));
        writes(&mutual::Credentials::new(terms, message).unwrap(), room);
        let message = CredentialsMessage::VfyC(VfyC::new(sid, 1, number));
        writes(&mutual::Credentials::new(terms, message).unwrap(), room);
        writes(&mutual::Info::new(sid, number), room);
    }),
    ("oauth challenge and credentials", |room| {
        writes(&oauth::Challenge::new().with_problem("a b").with_realm("c").unwrap(), room);
        writes(&oauth::Credentials::parse(OAUTH).unwrap(), room);
        let method = oauth::SignatureMethod::HmacSha1;
        writes(&oauth::Credentials::new("a b", method, "c=", 1, "d").unwrap().with_version(), room);
    }),
    ("aws4 credentials", |room| {
        let scope = aws4::Scope::multi_region("20130524", "s3").unwrap();
        writes(&aws4::Credentials::new("a", scope, "host;range", "3045").unwrap(), room);
        writes(&scope, room);
    }),
    ("colon pair", |room| {
        writes(&colon_pair::Credentials::new(colon_pair::Kind::SharedKey, "a", "signed").unwrap(), room);
    }),
    ("concealed credentials", |room| {
        writes(&concealed::Credentials::new("a", "b", 7, &[1; 16], "c").unwrap().with_realm("d").unwrap(), room);
    }),
    ("gnap challenge and credentials", |room| {
        writes(&gnap::Challenge::new().with_as_uri("https://a").unwrap(), room);
        writes(&gnap::Credentials::new("abc").unwrap(), room);
    }),
    ("hawk challenge, credentials and info", |room| {
        writes(&hawk::Challenge::new().with_time(1, "tsm").unwrap().with_error("a \"b\"").unwrap(), room);
        writes(&hawk::Credentials::new("a", 1, "b", "mac").unwrap().with_delegation("c", "d").unwrap(), room);
        writes(&hawk::Info::new("mac").unwrap().with_hash("hash").unwrap(), room);
    }),
    ("signature challenge, credentials and field", |room| {
        writes(&signature::Challenge::new().with_headers("host date").unwrap(), room);
        let parameters = signature::Parameters::new("a", "signed").unwrap().with_created(1);
        writes(&parameters, room);
        writes(&signature::Credentials::new(parameters.with_expires("2.5").unwrap()), room);
    }),
    ("api_key", |room| {
        let others = [Param::token("b", b"c").unwrap()];
        writes(&api_key::Credentials::new(api_key::Kind::ApiKey, "a:b").unwrap(), room);
        writes(&api_key::Credentials::of_params(api_key::Kind::Token, "a", &others).unwrap(), room);
        writes(&api_key::Challenge::new(api_key::Kind::Token).with_realm("a").unwrap(), room);
    }),
    ("ext-value", |room| writes(&ext_value::ExtValue::new("Jäsøn"), room)),
    ("bearer credentials", |room| writes(&bearer::Credentials::new("mF_9.B5f-4.1JqM").unwrap(), room)),
    ("values of cors", |room| {
        writes(&List::of(&[Method::PUT, Method::ANY]), room);
        writes(&FieldName::CONTENT_TYPE, room);
        writes(&FieldName::CONTENT_TYPE.lower_case(), room);
        writes(&UnsafeNames::new(&SENT).unwrap(), room);
        writes(&AllowOrigin::Any, room);
        writes(&values::origin(&PREFLIGHT).unwrap().unwrap(), room);
        writes(&True, room);
        writes(&DeltaSeconds::MAX, room);
        writes(&ResourcePolicy::CrossOrigin, room);
        writes(&NetworkId::new([0xAB; 6]), room);
        writes(&NetworkName::new("a-b").unwrap(), room);
    }),
    ("origin", |room| {
        let address = Address::new([0x2001, 0xDB8, 0, 0, 0, 0, 0, 1].into());
        writes(&address.host(), room);
        writes(&Origin::new("https", address.host(), Some(8443)).unwrap(), room);
    }),
];

const REFUSING: &[Case] = &[
    ("grammar", |room| shows(&Challenges::parse(b"Basic realm=\"x").unwrap_err(), room)),
    ("duplicate", |room| shows(&Credentials::parse(b"Basic a=b, A=c").unwrap_err(), room)),
    ("line", |room| shows(&auth::authorization(&[("Authorization", "a=b")]).unwrap_err(), room)),
    ("base64", |room| shows(&basic::Credentials::parse(b"Basic a", &mut [0; 8]).unwrap_err(), room)),
    ("no room", |room| shows(&basic::Credentials::parse(b"Basic Og==", &mut []).unwrap_err(), room)),
    ("too long", |room| shows(&basic::UserPass::<0>::parse(b"Basic Og==").unwrap_err(), room)),
    ("digest", |room| shows(&digest::Credentials::parse(b"Digest response=a").unwrap_err(), room)),
    ("digest client", |room| {
        let challenge = digest::Challenge::new("a", "b").unwrap();
        shows(&digest::Client::<digest::RustCrypto, 1>::new(&challenge).unwrap_err(), room);
    }),
    ("dpop", |room| shows(&dpop::proof(&[("DPoP", "YQ.YQ")]).unwrap_err(), room)),
    ("hoba", |room| {
        shows(&hoba::Credentials::parse(b"HOBA result=\"a.b.c\"").unwrap_err(), room);
        shows(&hoba::Tbs::parse(b"1:n1:011:https://a:1:").unwrap_err(), room);
    }),
    ("private token", |room| {
        shows(&private_token::Credentials::parse(b"PrivateToken token=YQ").unwrap_err(), room);
        shows(&private_token::TokenChallenge::parse(b"\0").unwrap_err(), room);
    }),
    ("vapid", |room| shows(&vapid::Credentials::parse(b"vapid t=YQ.YQ.YQ, k=YQ").unwrap_err(), room)),
    ("negotiate and ntlm", |room| {
        shows(&negotiate::Challenge::parse(b"Negotiate a b").unwrap_err(), room);
        let token = negotiate::Credentials::parse(b"Negotiate a").unwrap().token();
        shows(&token.decode_into(&mut [0; 8]).unwrap_err(), room);
        shows(&ntlm::Credentials::parse(b"NTLM").unwrap_err(), room);
    }),
    ("scram", |room| {
        shows(&scram::Challenge::parse(b"SCRAM-SHA-1 sid=a").unwrap_err(), room);
        shows(&scram::Info::parse(b"data=a").unwrap_err(), room);
        shows(&scram::ClientFinal::parse(b"c=biws,r=a").unwrap_err(), room);
        shows(&scram::Nonce::new("a,b").unwrap_err(), room);
    }),
    ("mutual", |room| {
        shows(&mutual::Challenge::parse(b"Mutual version=2").unwrap_err(), room);
        shows(&mutual::Info::parse(b"version=1, sid=00, vks=00, reason=a").unwrap_err(), room);
        shows(&mutual::User::new("\0").unwrap_err(), room);
    }),
    ("oauth", |room| shows(&oauth::Credentials::parse(b"OAuth oauth_nonce=a").unwrap_err(), room)),
    ("aws4", |room| shows(&aws4::Credentials::parse(b"AWS4-HMAC-SHA256 Credential=a/b").unwrap_err(), room)),
    ("colon pair", |room| shows(&colon_pair::Credentials::parse(b"AWS a:b").unwrap_err(), room)),
    ("concealed", |room| shows(&concealed::Credentials::parse(b"Concealed k=\"YQ==\", v=YQ").unwrap_err(), room)),
    ("hawk", |room| shows(&hawk::Challenge::parse(b"Hawk ts=1").unwrap_err(), room)),
    ("signature", |room| shows(&signature::Parameters::parse(b"keyId=a, signature=\"a b\"").unwrap_err(), room)),
    ("api_key", |room| shows(&api_key::Credentials::parse(b"Token a b").unwrap_err(), room)),
    ("value", |room| shows(&Text::new(b"two\r\nlines").unwrap_err(), room)),
    ("values of cors", |room| {
        shows(&Method::parse(b"G T").unwrap_err(), room);
        shows(&UnsafeNames::new(&[("a b", "")]).unwrap_err(), room);
        shows(&values::max_age(&[("Access-Control-Max-Age", "-1")]).unwrap_err(), room);
        shows(&values::network_id(&[("Private-Network-Access-ID", "01:2")]).unwrap_err(), room);
        shows(&NetworkName::new("A").unwrap_err(), room);
    }),
    ("origin", |room| {
        shows(&Origin::parse(b"https://A").unwrap_err(), room);
        shows(&OriginPattern::new("null").unwrap_err(), room);
    }),
];

struct Lenient;

impl Tolerance for Lenient {
    fn forgive(&mut self, _: Deviation, _: usize) -> bool {
        true
    }
}

/// Every way to a wire form, with enough room and with too little.
fn writes(value: &impl Encode, room: &mut Room) {
    let length = value.encode_to_slice(room).unwrap().len();
    assert_eq!(length, value.encoded_len());
    assert_eq!(value.encode_to_slice(&mut room[..length - 1]).unwrap_err().needed(), length);
    let mut shown = Cut { room, length: 0 };
    write!(shown, "{}", value.display()).unwrap();
}

/// What people are told.
fn shows(error: &impl std::error::Error, room: &mut Room) {
    let mut text = Cut { room, length: 0 };
    write!(text, "{error} {error:?}").unwrap();
    assert!(text.length > 0);
}

/// Keeps the text that there is room for.
struct Cut<'a> {
    room: &'a mut Room,
    length: usize,
}

impl Write for Cut<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let octets = text.bytes().take(self.room.len() - self.length);
        self.room[self.length..].iter_mut().zip(octets).for_each(|(free, octet)| *free = octet);
        self.length = (self.length + text.len()).min(self.room.len());
        Ok(())
    }
}

fn allocations(run: impl FnOnce(&mut Room)) -> u64 {
    let mut room = [0; 512];
    allocation_counter::measure(|| run(&mut room)).count_total
}

#[test]
fn nothing_allocates() {
    assert_eq!(allocations(|room| drop(black_box(room.to_vec()))), 1, "what allocates is counted");
    for (what, cases) in [("reading", READING), ("writing", WRITING), ("refusing", REFUSING)] {
        for (case, run) in cases {
            assert_eq!(allocations(run), 0, "{what}: {case}");
        }
    }
}
