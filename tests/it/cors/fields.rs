//! The table of CORS fields, and the functions that agree with it.

use std::cell::RefCell;
use std::collections::BTreeSet;

use countersign::Fields;
use countersign::cors::policy::{Policy, Reason};
use countersign::cors::{FIELDS, Role, values};

/// A map of fields that records the names for which it is asked.
#[derive(Default)]
struct Recorded(RefCell<Vec<&'static str>>);

impl<'m> Fields<'m> for &'m Recorded {
    fn values(self, name: &'static str) -> impl Iterator<Item = &'m [u8]> {
        self.0.borrow_mut().push(name);
        std::iter::empty()
    }
}

const READERS: &[fn(&Recorded) -> bool] = &[
    |fields| values::origin(fields).is_ok(),
    |fields| values::request_method(fields).is_ok(),
    |fields| values::request_headers(fields).is_ok(),
    |fields| values::request_private_network(fields).is_ok(),
    |fields| values::allow_origin(fields).is_ok(),
    |fields| values::allow_credentials(fields).is_ok(),
    |fields| values::allow_methods(fields).is_ok(),
    |fields| values::allow_headers(fields).is_ok(),
    |fields| values::allow_private_network(fields).is_ok(),
    |fields| values::max_age(fields).is_ok(),
    |fields| values::expose_headers(fields).is_ok(),
    |fields| values::network_id(fields).is_ok(),
    |fields| values::network_name(fields).is_ok(),
    |fields| values::timing_allow_origin(fields).is_ok(),
    |fields| values::resource_policy(fields).is_ok(),
    |fields| values::vary(fields).is_ok(),
];

#[test]
fn each_field_has_a_function_that_reads_it() {
    let fields = Recorded::default();
    assert!(READERS.iter().all(|reads| reads(&fields)));
    let read = fields.0.into_inner();
    for (name, _) in FIELDS {
        assert_eq!(
            read.iter().filter(|other| **other == name).count(),
            1,
            "functions in cors::values that read {name}"
        );
    }
    for name in read {
        assert!(FIELDS.iter().any(|(listed, _)| *listed == name), "`cors::FIELDS` lacks {name}");
    }
}

/// Fetch §3.3.1 to §3.3.3 and Private Network Access §2; the last row is of other standards.
#[test]
fn each_field_has_the_role_of_its_standard() {
    let mut roles: Vec<_> = [
        (Role::Request, &["Origin"][..]),
        (
            Role::PreflightRequest,
            &[
                "Access-Control-Request-Method",
                "Access-Control-Request-Headers",
                "Access-Control-Request-Private-Network",
            ],
        ),
        (Role::AnyResponse, &["Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"]),
        (Role::ActualResponse, &["Access-Control-Expose-Headers"]),
        (
            Role::PreflightResponse,
            &[
                "Access-Control-Allow-Methods",
                "Access-Control-Allow-Headers",
                "Access-Control-Max-Age",
                "Access-Control-Allow-Private-Network",
                "Private-Network-Access-ID",
                "Private-Network-Access-Name",
            ],
        ),
        (Role::OtherResponse, &["Timing-Allow-Origin", "Cross-Origin-Resource-Policy", "Vary"]),
    ]
    .into_iter()
    .flat_map(|(role, names)| names.iter().map(move |name| (*name, role)))
    .collect();
    let mut fields = Vec::from(FIELDS);
    roles.sort_unstable_by_key(|(name, _)| *name);
    fields.sort_unstable_by_key(|(name, _)| *name);
    assert_eq!(fields, roles);
}

#[test]
fn a_policy_asks_for_the_request_fields() {
    let of_requests: BTreeSet<_> = FIELDS
        .into_iter()
        .filter(|(_, role)| matches!(role, Role::Request | Role::PreflightRequest))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(BTreeSet::from(Policy::ASKS), of_requests);
}

#[test]
fn a_policy_rejects_names_that_pages_cannot_send_or_read() {
    for (name, role) in FIELDS {
        let (sent, read) = match role {
            Role::Request | Role::PreflightRequest => (Some(Reason::Forbidden), Some(Reason::Prohibited)),
            Role::PreflightResponse => (Some(Reason::Prohibited), Some(Reason::Prohibited)),
            Role::AnyResponse | Role::ActualResponse => (Some(Reason::Prohibited), None),
            _ => (None, None),
        };
        let names = [name];
        let policy = Policy::for_origins(&["https://app.example.com"]);
        for (policy, expected) in
            [(policy.with_request_headers(&names), sent), (policy.with_response_headers(&names), read)]
        {
            let mistakes = policy.build().err();
            let found = mistakes.iter().flat_map(|mistakes| mistakes.iter().map(|mistake| mistake.reason()));
            assert!(found.eq(expected), "{name}");
        }
    }
}
