//! The meaning of the lines of CORS fields.

use countersign::cors::names::{FieldName, Method};
use countersign::cors::origin::Origin;
use countersign::cors::values::{self, AllowOrigin};
use countersign::cors::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use countersign::{LineError, List, ParseError};

use crate::fields::Place;
use crate::json::Json;

#[derive(Clone, Copy)]
pub(crate) enum Content {
    Origin,
    AllowOrigin,
    RequestMethod,
    Methods,
    RequestHeaders,
    AllowHeaders,
    ExposeHeaders,
    Vary,
    True,
    Seconds,
}

pub(crate) const FIELDS: [(&str, Content); 10] = [
    (ORIGIN, Content::Origin),
    (ACCESS_CONTROL_REQUEST_METHOD, Content::RequestMethod),
    (ACCESS_CONTROL_REQUEST_HEADERS, Content::RequestHeaders),
    (ACCESS_CONTROL_ALLOW_ORIGIN, Content::AllowOrigin),
    (ACCESS_CONTROL_ALLOW_CREDENTIALS, Content::True),
    (ACCESS_CONTROL_ALLOW_METHODS, Content::Methods),
    (ACCESS_CONTROL_ALLOW_HEADERS, Content::AllowHeaders),
    (ACCESS_CONTROL_MAX_AGE, Content::Seconds),
    (ACCESS_CONTROL_EXPOSE_HEADERS, Content::ExposeHeaders),
    (VARY, Content::Vary),
];

/// Writes what a line contains: the error of the parser, or each value with a remark.
pub(crate) fn write(content: Content, place: &Place<'_>, json: &mut Json<'_>) {
    json.key("raw");
    json.bytes(place.value, usize::MAX);
    json.key("values");
    json.open(b'[');
    let result = values(content, place, json);
    json.close(b']');
    if let Err(error) = result {
        json.key("error");
        json.error(place.value, error);
    }
}

fn values(content: Content, place: &Place<'_>, json: &mut Json<'_>) -> Result<(), ParseError> {
    let (line, lines) = (place.value, place.lines);
    let of_line = |error: LineError| error.error();
    match content {
        Content::Origin => {
            let origin = values::origin(lines).map_err(of_line)?;
            value(line, origin.map_or("", of_origin), json);
        }
        Content::AllowOrigin => {
            let note = match values::allow_origin(lines).map_err(of_line)? {
                Some(AllowOrigin::Any) => "any origin, unless the request includes credentials",
                Some(AllowOrigin::Origin(origin)) => of_origin(origin),
                None => "",
            };
            value(line, note, json);
        }
        Content::RequestMethod => {
            let method = values::request_method(lines).map_err(of_line)?;
            let is_safe = method.is_some_and(|method| method.is_safelisted());
            value(line, if is_safe { "safelisted: allowed even if not listed" } else { "" }, json);
        }
        Content::True => {
            values::allow_credentials(lines).map_err(of_line)?;
            value(line, "", json);
        }
        Content::Seconds => {
            let note = match values::max_age(lines).map_err(of_line)?.map_or(1, |seconds| seconds.get()) {
                0 => "the browser does not cache the response",
                86_401.. => "seconds; browsers use less: Firefox 86400, Chromium 7200, WebKit 600",
                7_201.. => "seconds; Chromium uses 7200, WebKit 600",
                601.. => "seconds; WebKit uses 600",
                _ => "seconds",
            };
            value(line, note, json);
        }
        Content::Methods => {
            for method in List::<Method<'_>>::parse(line)?.iter() {
                let note = match method {
                    Method::ANY => "any method, unless the request includes credentials",
                    _ if method.normalized() != method => "browsers send this method in upper case, and case matters",
                    _ => "",
                };
                value(method.as_bytes(), note, json);
            }
        }
        Content::RequestHeaders | Content::AllowHeaders | Content::ExposeHeaders | Content::Vary => {
            for name in List::<FieldName<'_>>::parse(line)?.iter() {
                value(name.as_bytes(), of_name(content, name), json);
            }
        }
    }
    Ok(())
}

fn value(value: &[u8], note: &str, json: &mut Json<'_>) {
    json.open(b'{');
    json.key("value");
    json.bytes(value, usize::MAX);
    json.key("note");
    json.text(note);
    json.close(b'}');
}

fn of_origin(origin: Origin<'_>) -> &'static str {
    if origin.is_null() { "the browser keeps the origin private: of a sandbox or a file, for example" } else { "" }
}

fn of_name(content: Content, name: FieldName<'_>) -> &'static str {
    match content {
        Content::AllowHeaders if name == FieldName::ANY => {
            "any field except Authorization, unless the request includes credentials"
        }
        Content::ExposeHeaders if name == FieldName::ANY => "any field, unless the request includes credentials",
        Content::ExposeHeaders if name.is_forbidden_response() => "never visible to a page",
        Content::ExposeHeaders if name.is_safelisted_response() => "always visible to a page",
        Content::Vary if name == FieldName::ANY => "depends on more than request fields",
        _ => "",
    }
}
