//! What decides and is no CORS field: in which network the URL is, and whether a cache answered.

use core::net::IpAddr;

use countersign::Fields;
use countersign::cors::names::FieldName;
use countersign::cors::origin::{Host, Origin};
use countersign::cors::{self, Role};

use crate::message::Message;

/// A network that public pages may only reach with the user's permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Network {
    /// Private and link-local addresses, and names that end with `.local`.
    Local,
    /// The machine on which the browser runs.
    Loopback,
}

impl Network {
    /// Returns the network of an origin. `known` may know the address of a name. Returns `None` for public addresses, and
    /// for other names.
    fn of(origin: &Origin<'_>, known: impl FnOnce(&str) -> Option<IpAddr>) -> Option<Self> {
        let host = origin.host()?;
        match host.address().or_else(|| known(host.as_str())) {
            _ if host.is_loopback() => Some(Self::Loopback),
            Some(address) => Self::of_address(address),
            None => is_below_local(host).then_some(Self::Local),
        }
    }

    /// The address spaces of Local Network Access.
    fn of_address(address: IpAddr) -> Option<Self> {
        let address = match address {
            IpAddr::V6(ipv6) => ipv6.to_ipv4_mapped().map_or(address, IpAddr::V4),
            IpAddr::V4(_) => address,
        };
        let (is_loopback, is_local) = match address {
            IpAddr::V4(ipv4) => {
                let [first, second, ..] = ipv4.octets();
                let is_shared = first == 100 && second & 0xC0 == 64;
                let is_benchmark = first == 198 && second & 0xFE == 18;
                (first == 127 || first == 0, ipv4.is_private() || ipv4.is_link_local() || is_shared || is_benchmark)
            }
            IpAddr::V6(ipv6) => {
                (ipv6.is_loopback() || ipv6.is_unspecified(), ipv6.is_unique_local() || ipv6.is_unicast_link_local())
            }
        };
        if is_loopback { Some(Self::Loopback) } else { is_local.then_some(Self::Local) }
    }

    /// Returns the network of the URL of a request, if it is less public than the page, as far as the input shows.
    pub(crate) fn entered(page: &Origin<'_>, url: &Origin<'_>, request: &Message<'_>) -> Option<Self> {
        let network = Self::of(url, |host| request.address_of(host));
        network.filter(|_| network > Self::of(page, |_| None))
    }
}

fn is_below_local(host: Host<'_>) -> bool {
    let name = host.as_str();
    let name = name.strip_suffix('.').unwrap_or(name);
    name.strip_suffix("local").is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Returns the name of a field that shows that a cache sent the response.
pub(crate) fn cache_sign(response: &Message<'_>) -> Option<&'static str> {
    let has_hit = |name: &'static str| {
        let mut values = response.values(name);
        values.any(|value| value.windows(3).any(|word| word.eq_ignore_ascii_case(b"hit")))
    };
    if response.has("Age") {
        return Some("Age");
    }
    ["X-Cache", "CF-Cache-Status", "Cache-Status"].into_iter().find(|name| has_hit(name))
}

/// Returns whether only responses have a field of this name.
pub(crate) fn is_of_responses(name: FieldName<'_>) -> bool {
    const OTHERS: [&str; 7] = [
        "Cross-Origin-Embedder-Policy",
        "Cross-Origin-Opener-Policy",
        "Content-Security-Policy",
        "Strict-Transport-Security",
        "X-Content-Type-Options",
        "X-Frame-Options",
        "WWW-Authenticate",
    ];
    let is_response = |role: Role| !matches!(role, Role::Request | Role::PreflightRequest);
    let mut listed = cors::FIELDS.iter().filter(|(_, role)| is_response(*role)).map(|(other, _)| *other).chain(OTHERS);
    listed.any(|other| name.is(other))
}
