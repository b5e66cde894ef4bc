//! A value that owns its bytes lends the view that its parser returns.

use std::fmt::Debug;

use countersign::auth::tolerant::{self, Tolerant, TolerantChallenges};
use countersign::auth::{
    self, api_key, aws4, basic, bearer, colon_pair, concealed, control, digest, dpop, eg1, gnap, hawk, hoba, mutual,
    negotiate, ntlm, oauth, private_token, scram, shared_access_signature, signature, uma, vapid, web_push,
};
use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::Origin;
use countersign::cors::values::{AllowOrigin, NetworkName};
use countersign::{DecodeError, FieldContent, Keep, Kept, List, ParseError};

use super::written;

/// Whether the law holds for some bytes.
type Holds = fn(&[u8]);

/// A value that is kept, or why it is not.
type Read = Result<(Vec<u8>, String), ParseError>;

fn seen(value: &(impl FieldContent + Debug)) -> (Vec<u8>, String) {
    (written(value), format!("{value:?}"))
}

/// Keeps a value in both ways. The view must be there, also after its input is gone and in a copy.
fn kept<T: Keep>(data: &[u8], see: impl Fn(T::View<'_>) -> (Vec<u8>, String)) -> [Read; 2] {
    [Kept::<T>::parse, Kept::<T>::parse_tolerant].map(|parse| {
        let input = data.to_vec();
        let kept = parse(&input);
        drop(input);
        let kept = kept?;
        let (wire, shown) = see(kept.view().expect("the bytes were checked"));
        assert_eq!(format!("{kept:?}"), format!("Kept({shown})"));
        assert_eq!(see(kept.clone().view().expect("a copy has the same bytes")), (wire.clone(), shown.clone()));
        Ok((wire, shown))
    })
}

/// Asserts that what is kept is what the strict parser read.
fn agrees<T: Keep>(data: &[u8], strict: &Read, see: impl Fn(T::View<'_>) -> (Vec<u8>, String)) {
    let [kept, kept_tolerantly] = kept::<T>(data, see);
    assert_eq!(kept, *strict, "the strict parser and what is kept, of {data:?}");
    if strict.is_ok() {
        assert_eq!(kept_tolerantly, *strict, "the tolerant parser reads valid input the same: {data:?}");
    }
}

/// A row of a type, and of the function that reads it.
macro_rules! row {
    ($Type:ty, $parse:expr) => {
        |data| {
            let strict = $parse(data).map(|value| {
                let kept: Kept<$Type> = Kept::new(&value).expect("a value of the same type");
                let seen = seen(&value);
                assert_eq!(written(&kept.view().expect("the bytes were checked")), seen.0);
                seen
            });
            agrees::<$Type>(data, &strict, |view| seen(&view));
        }
    };
}

const ROWS: [Holds; 64] = [
    row!(auth::Challenges<'_>, auth::Challenges::parse),
    row!(auth::Challenge<'_>, auth::Challenge::parse),
    row!(auth::Credentials<'_>, auth::Credentials::parse),
    row!(auth::AuthenticationInfo<'_>, auth::AuthenticationInfo::parse),
    row!(control::AuthenticationControl<'_>, control::AuthenticationControl::parse),
    row!(api_key::Challenge<'_>, api_key::Challenge::parse),
    row!(api_key::Credentials<'_>, api_key::Credentials::parse),
    row!(aws4::Credentials<'_>, aws4::Credentials::parse),
    row!(basic::Challenge<'_>, basic::Challenge::parse),
    row!(bearer::Challenge<'_>, bearer::Challenge::parse),
    row!(bearer::Credentials<'_>, bearer::Credentials::parse),
    row!(colon_pair::Credentials<'_>, colon_pair::Credentials::parse),
    row!(concealed::Credentials<'_>, concealed::Credentials::parse),
    row!(digest::Challenge<'_>, digest::Challenge::parse),
    row!(digest::Credentials<'_>, digest::Credentials::parse),
    row!(digest::Info<'_>, digest::Info::parse),
    row!(dpop::Challenge<'_>, dpop::Challenge::parse),
    row!(dpop::Credentials<'_>, dpop::Credentials::parse),
    row!(dpop::Nonce<'_>, dpop::Nonce::parse),
    row!(eg1::Credentials<'_>, eg1::Credentials::parse),
    row!(gnap::Challenge<'_>, gnap::Challenge::parse),
    row!(gnap::Credentials<'_>, gnap::Credentials::parse),
    row!(hawk::Challenge<'_>, hawk::Challenge::parse),
    row!(hawk::Credentials<'_>, hawk::Credentials::parse),
    row!(hawk::Info<'_>, hawk::Info::parse),
    row!(hoba::Challenge<'_>, hoba::Challenge::parse),
    row!(hoba::Credentials<'_>, hoba::Credentials::parse),
    row!(mutual::Challenge<'_>, mutual::Challenge::parse),
    row!(mutual::Credentials<'_>, mutual::Credentials::parse),
    row!(mutual::Info<'_>, mutual::Info::parse),
    row!(negotiate::Challenge<'_>, negotiate::Challenge::parse),
    row!(negotiate::Credentials<'_>, negotiate::Credentials::parse),
    row!(ntlm::Challenge<'_>, ntlm::Challenge::parse),
    row!(ntlm::Credentials<'_>, ntlm::Credentials::parse),
    row!(oauth::Challenge<'_>, oauth::Challenge::parse),
    row!(oauth::Credentials<'_>, oauth::Credentials::parse),
    row!(private_token::Challenge<'_>, private_token::Challenge::parse),
    row!(private_token::Credentials<'_>, private_token::Credentials::parse),
    row!(scram::Challenge<'_>, scram::Challenge::parse),
    row!(scram::Credentials<'_>, scram::Credentials::parse),
    row!(scram::Info<'_>, scram::Info::parse),
    row!(shared_access_signature::Credentials<'_>, shared_access_signature::Credentials::parse),
    row!(signature::Challenge<'_>, signature::Challenge::parse),
    row!(signature::Credentials<'_>, signature::Credentials::parse),
    row!(signature::Parameters<'_>, signature::Parameters::parse),
    row!(uma::Challenge<'_>, uma::Challenge::parse),
    row!(vapid::Credentials<'_>, vapid::Credentials::parse),
    row!(web_push::Credentials<'_>, web_push::Credentials::parse),
    row!(web_push::CryptoKey<'_>, web_push::CryptoKey::parse),
    row!(Origin<'_>, Origin::parse),
    row!(AllowOrigin<'_>, AllowOrigin::parse),
    row!(Method<'_>, Method::parse),
    row!(FieldName<'_>, FieldName::parse),
    row!(NetworkName<'_>, NetworkName::parse),
    row!(List<'_, Method<'_>>, List::<Method<'_>>::parse),
    row!(List<'_, FieldName<'_>>, List::<FieldName<'_>>::parse),
    row!(List<'_, AllowOrigin<'_>>, List::<AllowOrigin<'_>>::parse),
    |data| {
        // An error in what is decoded is at its symbol, and not where it is in the decoded bytes.
        let mut buffer = vec![0; data.len()];
        let strict = match basic::Credentials::parse(data, &mut buffer) {
            Ok(credentials) => Ok(seen(&credentials)),
            Err(DecodeError::Parse(error)) => Err(error),
            Err(DecodeError::Capacity(_)) => unreachable!("decoded bytes are fewer than their symbols"),
        };
        agrees::<basic::Credentials<'_>>(data, &strict, |view| seen(&view));
    },
    |data| {
        let read = tolerant::credentials(data).map(|value| seen(&value)).map_err(|broken| broken.error());
        assert_eq!(kept::<auth::Credentials<'_, Tolerant>>(data, |view| seen(&view)), [read.clone(), read]);
    },
    |data| {
        let read = tolerant::info(data).map(|value| seen(&value)).map_err(|broken| broken.error());
        assert_eq!(kept::<auth::AuthenticationInfo<'_, Tolerant>>(data, |view| seen(&view)), [read.clone(), read]);
    },
    |data| {
        let mut challenges = tolerant::challenges(data).take(2).collect::<Vec<_>>();
        let only = challenges.pop_if(|challenge| challenge.is_ok()).filter(|_| challenges.is_empty());
        let [kept, again] = kept::<auth::Challenge<'_, Tolerant>>(data, |view| seen(&view));
        assert_eq!(kept, again);
        assert_eq!(kept.ok(), only.and_then(Result::ok).map(|challenge| seen(&challenge)));
    },
    |data| {
        let all = |challenges: TolerantChallenges<'_>| (Vec::new(), format!("{challenges:?}"));
        assert!(kept::<TolerantChallenges<'_>>(data, all).iter().all(Result::is_ok));
    },
    |data| {
        // What the tolerant parser reads of a challenge is what its scheme's own type is made of.
        let kept = Kept::<digest::Challenge<'_>>::parse_tolerant(data);
        let generic = Kept::<auth::Challenge<'_, Tolerant>>::parse(data);
        let typed = generic.and_then(|generic| Ok(seen(&digest::Challenge::try_from(generic.view()?)?)));
        assert_eq!(kept.and_then(|kept| Ok(seen(&kept.view()?))), typed);
    },
    |data| {
        let kept = Kept::<Origin<'_>>::parse_tolerant(data).map(|kept| seen(&kept.view().expect("checked bytes")));
        assert_eq!(kept, Origin::parse_tolerant(data).map(|origin| seen(&origin)));
    },
];

pub(super) fn check(data: &[u8]) {
    for holds in ROWS {
        holds(data);
    }
}
