//! The meaning of the lines of CORS fields.

use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::Origin;
use countersign::cors::values::{self, AllowOrigin, DeltaSeconds};
use countersign::cors::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK, ACCESS_CONTROL_EXPOSE_HEADERS,
    ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD,
    ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK, CROSS_ORIGIN_RESOURCE_POLICY, ORIGIN, PRIVATE_NETWORK_ACCESS_ID,
    PRIVATE_NETWORK_ACCESS_NAME, TIMING_ALLOW_ORIGIN, VARY,
};
use countersign::{Encode, LineError, List, ParseError};

use crate::meaning::{Element, Meaning, Row};
use crate::value::Value;

/// The lines of one field, up to the line to be read.
type Lines<'a> = [(&'static str, &'a [u8])];

/// Reads the last of the lines.
pub(crate) type Reader = fn(&Lines<'_>) -> Result<Vec<Element>, ParseError>;

pub(crate) const FIELDS: [(&str, Reader); 16] = [
    (ORIGIN, |lines| single(lines, values::origin(lines), of_origin)),
    (ACCESS_CONTROL_REQUEST_METHOD, |lines| single(lines, values::request_method(lines), of_request_method)),
    (ACCESS_CONTROL_REQUEST_HEADERS, |lines| names(lines, of_name)),
    (ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK, |lines| single(lines, values::request_private_network(lines), as_sent)),
    (ACCESS_CONTROL_ALLOW_ORIGIN, |lines| single(lines, values::allow_origin(lines), of_allow_origin)),
    (ACCESS_CONTROL_ALLOW_CREDENTIALS, |lines| single(lines, values::allow_credentials(lines), as_sent)),
    (ACCESS_CONTROL_ALLOW_METHODS, |lines| methods(lines, of_allowed_method)),
    (ACCESS_CONTROL_ALLOW_HEADERS, |lines| names(lines, of_allowed_name)),
    (ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK, |lines| single(lines, values::allow_private_network(lines), as_sent)),
    (ACCESS_CONTROL_MAX_AGE, |lines| single(lines, values::max_age(lines), of_seconds)),
    (ACCESS_CONTROL_EXPOSE_HEADERS, |lines| names(lines, of_exposed_name)),
    (PRIVATE_NETWORK_ACCESS_ID, |lines| single(lines, values::network_id(lines), as_sent)),
    (PRIVATE_NETWORK_ACCESS_NAME, |lines| single(lines, values::network_name(lines), as_sent)),
    (TIMING_ALLOW_ORIGIN, timing_origins),
    (CROSS_ORIGIN_RESOURCE_POLICY, |lines| single(lines, values::resource_policy(lines), as_sent)),
    (VARY, |lines| names(lines, of_varying_name)),
];

/// Reads a field that may have one line only. `read` is the result for all lines.
fn single<T>(
    lines: &Lines<'_>,
    read: Result<Option<T>, LineError>,
    shown: fn(Element, T) -> Element,
) -> Result<Vec<Element>, ParseError> {
    let value = read.map_err(|error| error.error())?;
    Ok(value.into_iter().map(|value| shown(Element::of_value(Value::new(last(lines))), value)).collect())
}

fn names(lines: &Lines<'_>, shown: fn(FieldName<'_>) -> Element) -> Result<Vec<Element>, ParseError> {
    Ok(List::parse(last(lines))?.iter().map(shown).collect())
}

fn methods(lines: &Lines<'_>, shown: fn(Method<'_>) -> Element) -> Result<Vec<Element>, ParseError> {
    Ok(List::parse(last(lines))?.iter().map(shown).collect())
}

fn timing_origins(lines: &Lines<'_>) -> Result<Vec<Element>, ParseError> {
    let of_origin = |allowed: AllowOrigin<'_>| {
        let mut bytes = vec![0; allowed.encoded_len()];
        let bytes = allowed.encode_to_slice(&mut bytes).unwrap_or_default();
        of_allowed(Element::of_value(Value::new(bytes)), allowed, "any origin")
    };
    Ok(List::parse(last(lines))?.iter().map(of_origin).collect())
}

fn last<'a>(lines: &Lines<'a>) -> &'a [u8] {
    lines.last().map(|(_, value)| *value).unwrap_or_default()
}

/// Adds nothing to the value.
fn as_sent<T>(element: Element, _: T) -> Element {
    element
}

fn of_origin(element: Element, origin: Origin<'_>) -> Element {
    let (Some(scheme), Some(host)) = (origin.scheme(), origin.host()) else {
        return element.with_rows(vec![
            Row::new("opaque", Meaning::Flag(true))
                .with_note("the browser keeps the origin private: of a sandbox or a file, for example"),
        ]);
    };
    let port = origin.effective_port().map(|port| {
        let row = Row::new("port", u64::from(port));
        if origin.port().is_some() { row } else { row.with_note(format!("the default for {scheme}")) }
    });
    let rows = [
        Some(Row::new("scheme", Value::from(scheme.as_bytes()))),
        Some(Row::new("host", Value::from(host.as_str().as_bytes()))),
        port,
    ];
    element.with_rows(rows.into_iter().flatten().collect())
}

fn of_allow_origin(element: Element, allowed: AllowOrigin<'_>) -> Element {
    of_allowed(element, allowed, "any origin, unless the request includes credentials")
}

fn of_allowed(element: Element, allowed: AllowOrigin<'_>, any: &'static str) -> Element {
    match allowed {
        AllowOrigin::Any => element.with_rows(vec![Row::new("any", Meaning::Flag(true)).with_note(any)]),
        AllowOrigin::Origin(origin) => of_origin(element, origin),
    }
}

fn of_seconds(element: Element, seconds: DeltaSeconds) -> Element {
    let note = match seconds.get() {
        0 => "the browser does not cache the response".to_owned(),
        86_401.. => "seconds; browsers use less: Firefox 86400, Chromium 7200, WebKit 600".to_owned(),
        7_201.. => "seconds; Chromium uses 7200, WebKit 600".to_owned(),
        601.. => "seconds; WebKit uses 600".to_owned(),
        _ => "seconds".to_owned(),
    };
    element.with_rows(vec![Row::new("seconds", seconds.get()).with_note(note)])
}

fn of_request_method(element: Element, method: Method<'_>) -> Element {
    if method.is_safelisted() { element.with_note("safelisted: allowed even if not listed") } else { element }
}

fn of_allowed_method(method: Method<'_>) -> Element {
    let element = Element::of_value(Value::new(method.as_bytes()));
    match method {
        _ if method == Method::ANY => element.with_note("any method, unless the request includes credentials"),
        _ if method.normalized() != method => {
            element.with_note("browsers send this method in upper case, and case matters")
        }
        _ => element,
    }
}

fn of_allowed_name(name: FieldName<'_>) -> Element {
    let element = of_name(name);
    if name == FieldName::ANY {
        element.with_note("any field except Authorization, unless the request includes credentials")
    } else {
        element
    }
}

fn of_exposed_name(name: FieldName<'_>) -> Element {
    let element = of_name(name);
    match name {
        _ if name == FieldName::ANY => element.with_note("any field, unless the request includes credentials"),
        _ if name.is_forbidden_response() => element.with_note("never visible to a page"),
        _ if name.is_safelisted_response() => element.with_note("always visible to a page"),
        _ => element,
    }
}

fn of_varying_name(name: FieldName<'_>) -> Element {
    let element = of_name(name);
    if name == FieldName::ANY { element.with_note("depends on more than request fields") } else { element }
}

fn of_name(name: FieldName<'_>) -> Element {
    Element::of_value(Value::new(name.as_bytes()))
}
