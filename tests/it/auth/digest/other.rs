//! Algorithms of names that are not registered, with the caller's functions.

use countersign::Text;
use countersign::auth::digest::{
    Absent, Aka, Algorithm, Challenge, Client, ClientError, ClientOptions, Credentials, Hasher, Hashes, Hex, Info,
    Inputs, Nonces, Qop, QopOptions, Request, RustCrypto, Secret, Server, Uncomputable, VerifyError, ha1, userhash,
};
use countersign::auth::select::{Skipped, browsers, strongest};
use countersign::auth::{self, Challenges};
use countersign::hash::{HashFunction, Sha512};

use super::wire;

/// SHA-512, which MDN names and the Python libraries compute, beside MD5.
#[derive(Clone, Copy)]
struct WithSha512;

impl Hashes for WithSha512 {
    type Md5 = <RustCrypto as Hashes>::Md5;
    type Sha256 = Absent;
    type Sha512 = <Sha512 as HashFunction<64>>::Hash;
    type Sha512_256 = Absent;

    fn md5(self) -> Option<Self::Md5> {
        RustCrypto.md5()
    }

    fn other(self, name: Text<'_>) -> Option<Hasher<Self>> {
        let is_known = ["SHA-512", "SHA-512-sess"].into_iter().any(|known| name.eq_ignore_ascii_case(known));
        is_known.then(|| Hasher::of_sha512(Sha512.begin()))
    }
}

fn named(name: &'static str) -> Algorithm<'static> {
    Algorithm::Other(Text::new(name.as_bytes()).unwrap())
}

fn request() -> Request<'static> {
    Request::new("GET", "/").unwrap()
}

/// The values are those of Python's hashlib.
#[test]
fn a_function_of_the_caller_computes_what_others_do() {
    let body = {
        let mut hasher = Hasher::new(WithSha512, named("SHA-512")).unwrap();
        hasher.update(b"a body");
        hasher.finish()
    };
    let password = Secret::password("p").unwrap();
    let res = Secret::password(&[0xA5, 0x42, 0x11, 0xD5, 0xE3, 0xBA, 0x50, 0xBF]).unwrap();
    let inputs = |algorithm, qop| Inputs {
        algorithm,
        realm: Text::new(b"r").unwrap(),
        nonce: Text::new(b"n").unwrap(),
        cnonce: Some(Text::new(b"c").unwrap()),
        nc: Some(1.into()),
        qop: Some(qop),
        request: request().with_body(&body),
    };
    for (algorithm, qop, expected) in [
        (
            "SHA-512",
            Qop::Auth,
            "9d003764f939bf99e7cca4fd64b985a5f90eea2ef6e3f36394f951eadd232f3ba6f682f13c5e68547b96c8182eebf67a6830b0b6d3b47505dffd09d2680aebb2",
        ),
        (
            "SHA-512-sess",
            Qop::Auth,
            "2e3c014fefcd83a1a55249637db4d2dde813885fd68a60af4fb35b80cb03445c7e098fa97b18ca414516f383cc7af11c1d006c88b48bd8f69a2c3285e149522a",
        ),
        (
            "SHA-512",
            Qop::AuthInt,
            "8a6205822283f9d2a22519072d5b453d165ff569d4a20148e5ed0019cd3807a53127e39d1869f74aacde5abc07fc1395485046c5621c86dba0f360030c0335c7",
        ),
    ] {
        let response = inputs(named(algorithm), qop).response(WithSha512, "u", password).unwrap();
        assert_eq!(response.as_str(), expected, "{algorithm} {qop:?}");
        assert_eq!(Hex::parse(expected.to_uppercase().as_bytes()), Ok(response));
    }
    for (algorithm, expected) in
        [("AKAv1-MD5", "1b6a98d44b9ee7877050962406a0f897"), ("akav1-md5-SESS", "09658f1729aa1bb3d371cd37f087f886")]
    {
        let response = inputs(named(algorithm), Qop::Auth).response(Aka(RustCrypto), "u", res).unwrap();
        assert_eq!(response.as_str(), expected, "{algorithm}");
    }
    let hash = userhash(WithSha512, named("SHA-512"), "u", Text::new(b"r").unwrap()).unwrap();
    assert!(hash.as_str().starts_with("be53e79a520f8d35b72a4340672e2ffd7f009be66ff11a2a"));
}

#[test]
fn client_and_server_agree_on_a_function_of_the_caller() {
    for (name, echoed) in [("SHA-512", "SHA-512"), ("SHA-512-sess", "sha-512-SESS"), ("AKAv1-MD5", "akav1-md5")] {
        let hashes = Aka(WithSha512);
        let body = Hasher::new(hashes, named(name)).unwrap().finish();
        for (qop, request) in [
            (QopOptions::AUTH, request()),
            (QopOptions::AUTH_INT, request().with_body(&body)),
            (QopOptions::BOTH, request().with_body(&body)),
        ] {
            let plain = Challenge::new("staff", "n").unwrap().with_algorithm(named(name)).with_qop(qop);
            for challenge in [plain, plain.with_userhash()] {
                let server = Server::new(hashes, challenge);
                let offered = wire(&challenge);
                let mut client =
                    Client::with_options(hashes, &Challenge::parse(&offered).unwrap(), ClientOptions::new()).unwrap();
                let stored = ha1(hashes, named(name), "Mufasa", challenge.realm(), "Circle of Life").unwrap();
                let password = Secret::password("Circle of Life").unwrap();
                let answer = wire(&client.answer(request, "Mufasa", password, [7; 16]).unwrap());
                // A server knows the name in either case.
                let answer = String::from_utf8(answer).unwrap().replace(name, echoed);
                let credentials = Credentials::parse(answer.as_bytes()).unwrap();
                for (secret, expected) in [
                    (Some(password), Ok(())),
                    (Some(Secret::Ha1(&stored)), Ok(())),
                    (Some(Secret::password("circle of life").unwrap()), Err(VerifyError::Response)),
                    (None, Err(VerifyError::Response)),
                ] {
                    let verdict = server.verify(&credentials, request, "Mufasa", secret, |_, _| true);
                    assert_eq!(verdict, expected, "{answer} {secret:?}");
                }
                let proof = credentials.inputs(request).rspauth(hashes, "Mufasa", password, request.body()).unwrap();
                let info = wire(&Info::for_credentials(&credentials, &proof).with_nextnonce("m").unwrap());
                assert_eq!(client.accept(&Info::parse(&info).unwrap(), request, "Mufasa", password), Ok(true));
                let again = client.answer(request, "Mufasa", password, [8; 16]).unwrap();
                assert_eq!((again.nonce() == "m", again.nc()), (true, Some(1)));
                assert_eq!(client.renew(&challenge.with_stale()), Ok(true), "it is as strong as itself");
            }
        }
    }
}

#[test]
fn what_a_client_cannot_compute_it_does_not_answer() {
    let challenge = |name| Challenge::new("staff", "n").unwrap().with_algorithm(named(name));
    let unknown = ClientError::Uncomputable(Uncomputable::Algorithm);
    for name in ["SHA-512", "AKAv1-MD5", "AKAv3-MD5", "MD5-SESSION"] {
        assert_eq!(Client::new(RustCrypto, &challenge(name)).unwrap_err(), unknown, "{name}");
    }
    assert_eq!(Client::new(Aka(RustCrypto), &challenge("SHA-512")).unwrap_err(), unknown);
    assert_eq!(Client::new(Aka(RustCrypto), &challenge("AKAv3-MD5")).unwrap_err(), unknown);
    let options = ClientOptions::new();
    let session = challenge("SHA-512-sess").without_qop();
    let without_cnonce = Client::with_options(WithSha512, &session, options).unwrap_err();
    assert_eq!(without_cnonce, ClientError::Uncomputable(Uncomputable::Cnonce));
    assert_eq!(Nonces::new(WithSha512, named("SHA-512"), "r", "k").unwrap_err(), Uncomputable::Algorithm);

    // Its strength is not known, so nothing takes its place.
    let long = Client::new(WithSha512, &challenge("SHA-512")).unwrap_err();
    assert_eq!(long, ClientError::Uncomputable(Uncomputable::LongHash));
    let mut client = Client::with_options(Aka(WithSha512), &challenge("SHA-512"), options).unwrap();
    for other in [challenge("AKAv1-MD5"), Challenge::new("staff", "n").unwrap()] {
        assert_eq!(client.renew(&other), Err(ClientError::Algorithm), "{other:?}");
    }
    let mut client = Client::with_options(WithSha512, &Challenge::new("staff", "n").unwrap(), options).unwrap();
    assert_eq!(client.renew(&challenge("SHA-512")), Err(ClientError::Algorithm));
}

#[test]
fn a_name_of_the_caller_is_ranked_after_the_registered_ones() {
    let line = "Digest realm=\"a\", nonce=\"b\", algorithm=SHA-512, Digest realm=\"a\", nonce=\"b\", Basic realm=\"a\"";
    let challenges = Challenges::parse(line.as_bytes()).unwrap();
    let rank = |challenge: &auth::Challenge<'_>| browsers(WithSha512, challenge);
    let selection = strongest(|| challenges.iter(), rank);
    let verdicts: Vec<_> = selection.verdicts().map(|(_, verdict)| verdict).collect();
    assert_eq!(verdicts, [Err(Skipped::Weaker), Ok(()), Err(Skipped::Weaker)]);
}
