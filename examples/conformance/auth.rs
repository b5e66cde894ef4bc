//! Vectors of the six authentication fields, parsed in all ways that the crate has.

use countersign::auth::{
    self, AuthenticationInfo, Challenge, Challenges, Credentials, Param, Params, Scheme, Token68, Tolerance,
};
use countersign::auth::{basic, bearer, digest, tolerant};
use countersign::{DecodeError, Encode, Fields, FieldsFn, LineError, ParseError};
use serde::Deserialize;
use serde_json::{Value, json};

use super::vector::{self, Bytes, Failure, Reading, text};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    header: String,
    values: Vec<Bytes>,
    strict: Option<Value>,
    tolerant: Option<Value>,
    typed: Option<Value>,
    basic: Option<Value>,
}

pub(crate) fn check(vector: &Value) -> Result<(), Failure> {
    let Vector { header, values, strict, tolerant, typed, basic } = vector::read(vector)?;
    if strict.is_none() && tolerant.is_none() && typed.is_none() && basic.is_none() {
        return Err(Failure::new("members to compare", "none"));
    }
    let lines: Vec<&[u8]> = values.iter().map(AsRef::as_ref).collect();
    let reading = vector::agreed(&readings(&header, &lines))?;
    let views =
        views(&header, &lines).iter().map(|readings| vector::agreed(readings)).collect::<Result<Vec<_>, _>>()?;
    if let Some(mut strict) = strict {
        fold(&mut strict);
        vector::compare(&strict, &reading)?;
    }
    if let Some(mut tolerant) = tolerant {
        fold(&mut tolerant);
        vector::compare(&tolerant, &forgiving(&header, &lines))?;
    }
    if let Some(typed) = typed {
        let refusal = views.iter().find(|view| view.is_err()).or(views.first());
        vector::compare(&typed, refusal.unwrap_or(&Ok(json!("a scheme without a type"))))?;
    }
    if let Some(basic) = basic {
        vector::compare(&basic, views.first().unwrap_or(&Ok(json!("a scheme without a type"))))?;
    }
    Ok(())
}

/// Converts the names of schemes and parameters to lower case.
fn fold(strict: &mut Value) {
    if let Some(challenges) = strict.get_mut("challenges").and_then(Value::as_array_mut) {
        challenges.iter_mut().for_each(fold_element);
    }
    strict.get_mut("credentials").map(fold_element);
    strict.get_mut("params").map(fold_params);
}

fn fold_element(element: &mut Value) {
    element.get_mut("scheme").map(fold_name);
    element.get_mut("params").map(fold_params);
}

fn fold_params(params: &mut Value) {
    for param in params.as_array_mut().into_iter().flatten() {
        param.get_mut(0).map(fold_name);
    }
}

fn fold_name(name: &mut Value) {
    if let Value::String(name) = name {
        name.make_ascii_lowercase();
    }
}

/// Returns the result of each strict parser of the framework.
fn readings(header: &str, lines: &[&[u8]]) -> Vec<Reading> {
    let pairs: Vec<_> = lines.iter().map(|line| (header, *line)).collect();
    let mut readings =
        vec![of_fields(header, pairs.as_slice()), of_fields(header, FieldsFn(|_| lines.iter().copied()))];
    readings.extend(of_lines(header, lines));
    readings
}

fn of_fields<'m>(header: &str, fields: impl Fields<'m>) -> Reading {
    fn present<T>(lines: Result<Option<T>, LineError>) -> Result<T, String> {
        lines.map_err(|error| error.error().to_string())?.ok_or_else(|| "no line".to_owned())
    }
    match header {
        "WWW-Authenticate" => present(auth::www_authenticate(fields)).map(|lines| challenges(lines.iter())),
        "Proxy-Authenticate" => present(auth::proxy_authenticate(fields)).map(|lines| challenges(lines.iter())),
        "Authorization" => present(auth::authorization(fields)).map(credentials),
        "Proxy-Authorization" => present(auth::proxy_authorization(fields)).map(credentials),
        "Authentication-Info" => present(auth::authentication_info(fields)).map(|lines| info(lines.iter())),
        "Proxy-Authentication-Info" => present(auth::proxy_authentication_info(fields)).map(|lines| info(lines.iter())),
        _ => Ok(json!("an unknown field")),
    }
}

/// Returns the result of `parse`, if the field can be parsed line by line: challenges end with their line, and other
/// fields have one line.
fn of_lines(header: &str, lines: &[&[u8]]) -> Option<Reading> {
    let read = match (header, lines) {
        ("WWW-Authenticate" | "Proxy-Authenticate", lines) => {
            let lines: Result<Vec<_>, _> = lines.iter().map(|line| Challenges::parse(line)).collect();
            lines.map(|lines| challenges(lines.into_iter().flatten()))
        }
        ("Authorization" | "Proxy-Authorization", [line]) => Credentials::parse(line).map(credentials),
        ("Authentication-Info" | "Proxy-Authentication-Info", [line]) => AuthenticationInfo::parse(line).map(info),
        _ => return None,
    };
    Some(read.map_err(|error| error.to_string()))
}

fn challenges<'a>(challenges: impl Iterator<Item = Challenge<'a>>) -> Value {
    let elements = challenges.map(|challenge| element(challenge.scheme(), challenge.token68(), challenge.params()));
    json!({"challenges": elements.collect::<Vec<_>>()})
}

fn credentials(credentials: Credentials<'_>) -> Value {
    json!({"credentials": element(credentials.scheme(), credentials.token68(), credentials.params())})
}

fn info<'a>(info: impl IntoIterator<Item = Param<'a>>) -> Value {
    json!({"params": params(info)})
}

fn element<'a>(
    scheme: Scheme<'_>,
    token68: Option<Token68<'_>>,
    received: impl IntoIterator<Item = Param<'a>>,
) -> Value {
    let scheme = scheme.as_str().to_ascii_lowercase();
    match token68 {
        Some(token68) => json!({"scheme": scheme, "token68": token68.as_str()}),
        None => json!({"scheme": scheme, "params": params(received)}),
    }
}

/// Returns the result of the tolerant parser. Fails if it forgave nothing.
fn forgiving(header: &str, lines: &[&[u8]]) -> Reading {
    let mut forgiven = 0;
    let mut count = |_, _| forgiven += 1;
    let read = match (header, lines) {
        ("WWW-Authenticate" | "Proxy-Authenticate", lines) => {
            let mut whole = Vec::new();
            let mut broken = 0;
            for challenge in lines.iter().flat_map(|line| tolerant::challenges(line)) {
                match challenge {
                    Ok(challenge) => {
                        challenge.deviations(&mut count);
                        whole.push(element(challenge.scheme(), challenge.token68(), kept(challenge.params())));
                    }
                    Err(_) => broken += 1,
                }
            }
            forgiven += broken;
            json!({"challenges": whole})
        }
        ("Authorization" | "Proxy-Authorization", [line]) => {
            let credentials = tolerant::credentials(line).map_err(|broken| broken.to_string())?;
            credentials.deviations(count);
            json!({"credentials": element(credentials.scheme(), credentials.token68(), kept(credentials.params()))})
        }
        ("Authentication-Info" | "Proxy-Authentication-Info", [line]) => {
            let info = tolerant::info(line).map_err(|broken| broken.to_string())?;
            info.deviations(count);
            json!({"params": params(kept(info.params()))})
        }
        _ => return Err("an unknown field, or several lines".to_owned()),
    };
    if forgiven > 0 { Ok(read) } else { Err("nothing was forgiven".to_owned()) }
}

/// Returns the last parameter of each name.
fn kept<T: Tolerance + Copy>(params: Params<'_, T>) -> impl Iterator<Item = Param<'_>> {
    let last = move |(index, param): &(usize, Param<'_>)| {
        !params.iter().skip(index + 1).any(|later| later.name().is(param.name().as_str()))
    };
    params.iter().enumerate().filter(last).map(|(_, param)| param)
}

fn params<'a>(params: impl IntoIterator<Item = Param<'a>>) -> Value {
    let pair = |param: Param<'_>| json!([param.name().as_str().to_ascii_lowercase(), text(param.value().bytes())]);
    params.into_iter().map(pair).collect()
}

/// Returns the results of the scheme's own type, for each way to get it.
fn views(header: &str, lines: &[&[u8]]) -> Vec<Vec<Reading>> {
    match (header, lines) {
        ("WWW-Authenticate" | "Proxy-Authenticate", lines) => lines.iter().copied().flat_map(challenge_views).collect(),
        ("Authorization" | "Proxy-Authorization", [line]) => credentials_view(line).into_iter().collect(),
        ("Authentication-Info" | "Proxy-Authentication-Info", lines) => info_view(lines).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn challenge_views(line: &[u8]) -> Vec<Vec<Reading>> {
    // The `parse` of a scheme reads one value, not a list.
    let value = Credentials::parse(line).is_ok().then_some(line);
    let challenges = Challenges::parse(line).into_iter().flatten();
    let views = challenges.filter_map(|challenge| match challenge.scheme() {
        scheme if scheme.is("Basic") => Some(both(challenge, value, basic::Challenge::parse)),
        scheme if scheme.is("Bearer") => Some(both(challenge, value, bearer::Challenge::parse)),
        scheme if scheme.is("Digest") => Some(both(challenge, value, digest::Challenge::parse)),
        _ => None,
    });
    views.collect()
}

fn credentials_view(line: &[u8]) -> Option<Vec<Reading>> {
    let credentials = Credentials::parse(line).ok()?;
    match credentials.scheme() {
        scheme if scheme.is("Basic") => Some(basic_view(line, credentials)),
        scheme if scheme.is("Bearer") => Some(both(credentials, Some(line), bearer::Credentials::parse)),
        scheme if scheme.is("Digest") => Some(both(credentials, Some(line), digest::Credentials::parse)),
        _ => None,
    }
}

/// The lines of Authentication-Info are one list, as if they were one line.
fn info_view(lines: &[&[u8]]) -> Option<Vec<Reading>> {
    let fields = FieldsFn(|_| lines.iter().copied());
    let received = auth::authentication_info(fields).ok()??;
    let taken = digest::Info::from_lines(received).map_err(|error| error.error());
    let line = lines.join(&b", "[..]);
    Some(vec![wire(taken), wire(digest::Info::parse(&line))])
}

/// Returns the type, converted from the framework's type and parsed by itself.
fn both<'a, G, T>(generic: G, value: Option<&'a [u8]>, parse: fn(&'a [u8]) -> Result<T, ParseError>) -> Vec<Reading>
where
    T: TryFrom<G, Error = ParseError> + Encode,
{
    [Some(T::try_from(generic)), value.map(parse)].into_iter().flatten().map(wire).collect()
}

/// Returns a text for a type; all such types share only `Debug`.
fn wire<T: Encode>(view: Result<T, ParseError>) -> Reading {
    let view = view.map_err(cause)?;
    let mut bytes = vec![0; view.encoded_len()];
    let bytes = view.encode_to_slice(&mut bytes).map_err(cause)?;
    Ok(text(bytes.iter().copied()).into())
}

/// Returns the user-id and the password, for each way to get them.
fn basic_view(line: &[u8], credentials: Credentials<'_>) -> Vec<Reading> {
    type UserPass = basic::UserPassIn<4096>;
    let shown = |credentials: basic::Credentials<'_>| {
        let [user, pass] = [credentials.user_id(), credentials.password()].map(|part| text(part.iter().copied()));
        json!({"user": user, "pass": pass})
    };
    let (mut parsed, mut decoded) = (vec![0; line.len()], vec![0; line.len()]);
    vec![
        basic::Credentials::parse(line, &mut parsed).map(shown).map_err(cause),
        basic::Credentials::decode(&credentials, &mut decoded).map(shown).map_err(cause),
        UserPass::parse(line).map(|owned| shown(owned.credentials())).map_err(cause),
        UserPass::try_from(credentials).map(|owned| shown(owned.credentials())).map_err(cause),
    ]
}

/// Returns the error without its offset, which may differ between a list and a value by a comma.
fn cause(error: impl Into<DecodeError>) -> String {
    match error.into() {
        DecodeError::Parse(error) => error.kind().to_string(),
        DecodeError::Capacity(error) => error.to_string(),
    }
}
