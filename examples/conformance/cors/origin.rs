//! Origins, the Origin field of requests, and the patterns of policies.

use std::net::{IpAddr, Ipv6Addr};

use countersign::ValueErrorKind;
use countersign::cors::browser::{Mode, RedirectTaint, ReferrerPolicy, Route, Tainting, redirect_taint};
use countersign::cors::origin::{Address, Host, Origin, OriginPattern};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::vector::{self, Bytes, Failure, Reading, wire};
use super::{method, origin, origin_of, registrable_domain, words};

#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "kebab-case", deny_unknown_fields)]
pub(super) enum Input {
    Parse {
        value: Bytes,
    },
    Serialize {
        scheme: String,
        host: String,
        port: Option<u16>,
    },
    SerializeIpv6 {
        pieces: [u16; 8],
    },
    RequestOrigin {
        origin: Bytes,
        url_list: Vec<Bytes>,
    },
    OriginHeader {
        method: Bytes,
        #[serde(with = "words::Mode")]
        mode: Mode,
        #[serde(with = "words::Tainting")]
        response_tainting: Tainting,
        #[serde(with = "words::ReferrerPolicy")]
        referrer_policy: ReferrerPolicy,
        origin: Bytes,
        url: Bytes,
    },
    PatternParse {
        pattern: String,
    },
    PatternMatch {
        patterns: Vec<String>,
        origin: Bytes,
    },
}

pub(super) fn check(input: &Input, expect: &Value) -> Result<(), Failure> {
    // Not every source has the reason of an error.
    let came = match (input, answer(input)) {
        (Input::PatternParse { .. }, Ok(mut came)) if expect.get("reason").is_none() => {
            came.as_object_mut().map(|members| members.remove("reason"));
            Ok(came)
        }
        (_, came) => came,
    };
    vector::compare(expect, &came)
}

fn answer(input: &Input) -> Reading {
    Ok(match input {
        Input::Parse { value } => match Origin::parse(value.as_ref()) {
            Ok(origin) if origin.is_null() => json!({"valid": true, "opaque": true}),
            Ok(origin) => {
                let host = origin.host().map(|host| host.to_string());
                json!({"valid": true, "scheme": origin.scheme(), "host": host, "port": origin.port()})
            }
            Err(_) => json!({"valid": false}),
        },
        Input::Serialize { scheme, host, port } => {
            let host = Host::new(host).map_err(|error| error.to_string())?;
            json!({"value": wire(&Origin::new(scheme, host, *port).map_err(|error| error.to_string())?)})
        }
        Input::SerializeIpv6 { pieces } => {
            let address = Address::new(IpAddr::V6(Ipv6Addr::from(*pieces)));
            json!({"value": address.as_str().trim_matches(['[', ']'])})
        }
        Input::PatternParse { pattern } => match OriginPattern::new(pattern) {
            Ok(pattern) => shown(&pattern),
            Err(error) => {
                let reason = if error.kind() == ValueErrorKind::Prohibited { "prohibited" } else { "invalid" };
                json!({"valid": false, "reason": reason})
            }
        },
        Input::PatternMatch { patterns, origin } => {
            let patterns: Result<Vec<_>, _> = patterns.iter().map(|pattern| OriginPattern::new(pattern)).collect();
            let patterns = patterns.map_err(|error| error.to_string())?;
            let origin = Origin::parse_tolerant(origin.as_ref());
            json!({"allowed": origin.is_ok_and(|origin| patterns.iter().any(|pattern| pattern.matches(&origin)))})
        }
        Input::RequestOrigin { origin: from, url_list } => {
            let urls: Vec<_> = url_list.iter().map(origin_of).collect::<Result<_, _>>()?;
            let from = origin(from)?;
            let taint = redirect_taint(&from, urls.iter().copied(), registrable_domain);
            let last = urls.last().copied().unwrap_or(from);
            let route = Route::new(from, Mode::Cors, last).map_err(|error| error.to_string())?;
            let route = route.with_tainting(Tainting::Cors, taint);
            let name = match taint {
                RedirectTaint::SameOrigin => "same-origin",
                RedirectTaint::SameSite => "same-site",
                RedirectTaint::CrossSite => "cross-site",
            };
            json!({"redirect_taint": name, "value": wire(&route.request_origin())})
        }
        Input::OriginHeader { method: sent, mode, response_tainting, referrer_policy, origin: from, url } => {
            let route = Route::new(origin(from)?, *mode, origin_of(url)?).map_err(|error| error.to_string())?;
            let route = route.with_tainting(*response_tainting, RedirectTaint::SameOrigin);
            json!({"header": route.origin_header(method(sent)?, *referrer_policy).map(|origin| wire(&origin))})
        }
    })
}

fn shown(pattern: &OriginPattern<'_>) -> Value {
    let Some(host) = pattern.host() else {
        return json!({"valid": true, "scheme": pattern.scheme(), "host": "*", "port": null, "subdomains": true});
    };
    let subdomains = pattern.subdomains_of().is_some();
    let host = if subdomains { format!("*.{host}") } else { host.to_string() };
    let port = if pattern.is_any_port() { json!("*") } else { json!(pattern.port()) };
    json!({"valid": true, "scheme": pattern.scheme(), "host": host, "port": port, "subdomains": subdomains})
}
