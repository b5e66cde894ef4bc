//! The schemes that sign, with libraries, clients and servers of others on the other side.
//!
//! | file | scheme | they sign, the crate verifies | the crate signs, they verify |
//! |---|---|---|---|
//! | `curl.rs` | AWS4 | curl | |
//! | `botocore.rs` | AWS4 | botocore | |
//! | `s3s.rs` | AWS4 | | s3s |
//! | `oauthlib.rs` | OAuth 1.0 | oauthlib | oauthlib |
//! | `httpsig.rs` | Signature | httpsig | httpsig |
//! | `dpop.rs` | DPoP | dpop | jose |
//! | `vapid.rs` | vapid | py-vapid | py-vapid |
//! | `mohawk.rs` | Hawk: requests, responses, bewits | mohawk | mohawk |
//! | `azure.rs` | SharedKey, SharedKeyLite | Azure's libraries for Python | Azurite |
//! | `postgres.rs` | SCRAM | psql, over libpq | PostgreSQL |
//!
//! Each test sends what is right and expects it to be accepted. Then it changes one signed byte after the other, the secret
//! among them, and expects that to be refused.

mod aws4;
mod azure;
mod botocore;
mod curl;
mod dpop;
mod httpsig;
mod mohawk;
mod oauthlib;
mod postgres;
mod s3s;
mod vapid;

use std::time::{SystemTime, UNIX_EPOCH};

use countersign_peers::{Message, changes};

/// Returns the current time in seconds.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970").as_secs()
}

/// Checks that no copy of a request is accepted that has another byte in a part that is signed.
fn refuses_changes<T>(request: &Message, signed: &[&str], verify: impl Fn(&Message) -> Result<T, String>) {
    for changed in changes(request, signed) {
        let text = || format!("{}{}", String::from_utf8_lossy(changed.head()), String::from_utf8_lossy(changed.body()));
        assert!(verify(&changed).is_err(), "{}", text());
    }
}
