//! The scheme `SharedAccessSignature`.

use countersign::auth;
use countersign::auth::shared_access_signature::{Credentials, Escaped};

use super::{lines, points_into, written};

pub(crate) fn check(data: &[u8]) {
    match Credentials::parse(data) {
        Ok(credentials) => {
            assert!(auth::Credentials::parse(data).is_err(), "the grammar of RFC 9110 does not allow the fields");
            reads_back(&credentials);
            let spelled = written(&credentials.resource());
            assert!(data.windows(spelled.len()).any(|window| window == spelled), "the spelling is kept");
        }
        Err(error) => points_into(data, error),
    }
    built(data);
}

fn reads_back(credentials: &Credentials<'_>) {
    let wire = written(credentials);
    let again = Credentials::parse(&wire).expect("what is written can be parsed");
    assert_eq!(written(&again.resource()), written(&credentials.resource()));
    assert_eq!((again.resource(), again.key_name()), (credentials.resource(), credentials.key_name()));
    assert_eq!(again.expiry().as_str(), credentials.expiry().as_str());
    assert!(again.matches(credentials.signature()) && !again.matches(&credentials.signature()[1..]));
    assert_eq!(written(&again), wire);
}

/// Builds credentials. Each line is one part.
fn built(data: &[u8]) {
    let escaped = written(&Escaped::new(data));
    assert!(escaped.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(byte)));
    assert!(Escaped::new(data).bytes().eq(data.iter().copied()));
    let mut decoded = vec![0; data.len()];
    assert_eq!(Escaped::new(data).decode_into(&mut decoded), Ok(data));
    let mut parts = lines(data).chain([&b""[..]; 2]);
    let [resource, name] = [(); 2].map(|()| parts.next().expect("there is a line"));
    let mut signature = [0; 32];
    signature.iter_mut().zip(data).for_each(|(free, byte)| *free = *byte);
    let built = Credentials::new(resource, &signature, u64::MAX);
    assert_eq!(built.is_ok(), !resource.is_empty());
    let Ok(built) = built else {
        return;
    };
    reads_back(&built);
    let named = built.with_key_name(name);
    assert_eq!(named.is_ok(), !name.is_empty());
    named.iter().for_each(reads_back);
    assert!(built.resource().bytes().eq(resource.iter().copied()));
}
