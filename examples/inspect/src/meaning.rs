//! The meaning of a field line: its elements, and the values that a scheme or a field defines in them.

use countersign::auth::{self, AuthenticationInfo, Challenges, Credentials, Leniency, Param, Scheme, Token68};
use countersign::{ErrorKind, ParseError};

use crate::forgiven::Forgiven;
use crate::input::{FieldLine, Line};
use crate::schemes::{Received, Typed};
use crate::value::Value;
use crate::{cors, schemes, secrets, single};

/// What a field contains.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Challenges,
    Credentials,
    /// Credentials of a server.
    ServerCredentials,
    Info,
    /// A value that proves an identity, all of which is secret.
    Proof,
    /// A value without secrets.
    Open,
}

const FIELDS: [(&str, Kind); 7] = [
    (auth::WWW_AUTHENTICATE, Kind::Challenges),
    (auth::PROXY_AUTHENTICATE, Kind::Challenges),
    (auth::OPTIONAL_WWW_AUTHENTICATE, Kind::Challenges),
    (auth::AUTHORIZATION, Kind::Credentials),
    (auth::PROXY_AUTHORIZATION, Kind::Credentials),
    (auth::AUTHENTICATION_INFO, Kind::Info),
    (auth::PROXY_AUTHENTICATION_INFO, Kind::Info),
];

/// A line of a field of authentication or CORS.
pub(crate) struct Field<'a> {
    pub name: &'static str,
    pub kind: Kind,
    pub line: &'a FieldLine,
    pub read: Result<Vec<Element>, Problem>,
    /// Credentials that do not follow the grammar of the field, but one of their scheme.
    pub other: Option<Element>,
    /// What the tolerant parser makes of a line that the strict parser rejects.
    pub forgiven: Option<Forgiven>,
}

/// A challenge, credentials, a line of Authentication-Info, or a value of a CORS field.
pub(crate) struct Element {
    pub scheme: Option<Value>,
    pub payload: Payload,
    /// The values that the scheme or the field defines, if it defines any.
    pub typed: Option<Result<Vec<Row>, Problem>>,
    /// A remark for people; it is not in the JSON.
    pub note: Option<&'static str>,
}

pub(crate) enum Payload {
    Token68(Value),
    Params(Vec<(Value, Value)>),
    Value(Value),
}

pub(crate) struct Row {
    pub name: &'static str,
    /// The name of the parameter that it was read from, or `token68`.
    pub of: &'static str,
    pub meaning: Meaning,
    /// A remark for people; it is not in the JSON.
    pub note: Option<String>,
}

pub(crate) enum Meaning {
    One(Value),
    Many(Vec<Value>),
    Number(u64),
    Flag(bool),
}

#[derive(Clone, Copy)]
pub(crate) struct Problem {
    pub kind: ErrorKind,
    pub offset: usize,
}

impl From<ParseError> for Problem {
    fn from(error: ParseError) -> Self {
        Self { kind: error.kind(), offset: error.offset() }
    }
}

/// Reads the field lines of one message, in order.
pub(crate) struct Reader<'a> {
    lines: &'a [Line],
    /// The lines read so far that affect later lines of the same field.
    before: Vec<(&'static str, &'a [u8])>,
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(lines: &'a [Line]) -> Self {
        Self { lines, before: Vec::new() }
    }

    /// Reads a line. Returns `None` if its field concerns neither authentication nor CORS.
    pub(crate) fn read(&mut self, line: &'a FieldLine) -> Option<Field<'a>> {
        let value = &line.value;
        let is_it = |name: &str| name.eq_ignore_ascii_case(&line.name);
        let all = cors::FIELDS.into_iter().map(|(name, read)| (name, Kind::Open, read)).chain(single::FIELDS);
        if let Some((name, kind, read)) = all.into_iter().find(|(name, ..)| is_it(name)) {
            self.before.push((name, value));
            let lines: Vec<_> = self.before.iter().copied().filter(|(other, _)| *other == name).collect();
            let read = read(&lines).map_err(Problem::from);
            return Some(Field { name, kind, line, read, other: None, forgiven: None }.forgiven());
        }
        let (name, kind) = FIELDS.into_iter().find(|(name, _)| is_it(name))?;
        let read = match kind {
            Kind::Credentials => self.read_credentials(name, value),
            Kind::Info => self.read_info(name, value),
            _ => read_challenges(value),
        };
        let read = read.map_err(Problem::from);
        let other = read.as_ref().err().filter(|_| kind == Kind::Credentials);
        let other = other.and_then(|_| Element::of_other_credentials(value));
        Some(Field { name, kind, line, read, other, forgiven: None }.forgiven())
    }

    /// Reads all lines so far, because the field may have one line only.
    fn read_credentials(&mut self, name: &'static str, value: &'a [u8]) -> Result<Vec<Element>, ParseError> {
        self.before.push((name, value));
        let credentials = match name {
            auth::AUTHORIZATION => auth::authorization(self.before.as_slice()),
            _ => auth::proxy_authorization(self.before.as_slice()),
        };
        let credentials = credentials.map_err(|error| error.error())?;
        let element = |credentials| Element::of_credentials(credentials, of_credentials(credentials));
        Ok(credentials.into_iter().map(element).collect())
    }

    /// Reads all lines so far, because a parameter may occur once in all lines together.
    fn read_info(&mut self, name: &'static str, value: &'a [u8]) -> Result<Vec<Element>, ParseError> {
        let info = AuthenticationInfo::parse(value)?;
        let mut element = Element::of_info(info, schemes::info(value, Received::Strict(info)));
        if info.params().is_empty() {
            return Ok(vec![element]);
        }
        self.before.push((name, value));
        let lines = match name {
            auth::AUTHENTICATION_INFO => auth::authentication_info(self.before.as_slice()).map(|_| ()),
            _ => auth::proxy_authentication_info(self.before.as_slice()).map(|_| ()),
        };
        if let Err(error) = lines {
            self.before.pop();
            return Err(error.error());
        }
        let is_missing = element.refused().is_some_and(|refused| matches!(refused.kind, ErrorKind::Missing(_)));
        if is_missing && self.lines_named(name).count() > 1 {
            // The parameter may be in another line.
            element.typed = None;
        }
        Ok(vec![element])
    }

    fn lines_named(&self, name: &'static str) -> impl Iterator<Item = &FieldLine> {
        self.lines.iter().filter_map(move |line| match line {
            Line::Field(line) => line.name.eq_ignore_ascii_case(name).then_some(line),
            Line::Broken(_) => None,
        })
    }
}

fn of_credentials(credentials: Credentials<'_>) -> Option<Typed> {
    schemes::credentials(Received::Strict(credentials))
}

fn read_challenges(value: &[u8]) -> Result<Vec<Element>, ParseError> {
    let element = |challenge| Element::of_challenge(challenge, schemes::challenge(Received::Strict(challenge)));
    Ok(Challenges::parse(value)?.iter().map(element).collect())
}

impl Field<'_> {
    /// Adds the tolerant reading of a line with problems.
    fn forgiven(self) -> Self {
        let is_rejected = self.other.is_none() && self.problems().next().is_some();
        let forgiven = is_rejected.then(|| Forgiven::read(self.kind, &self.line.value, &self.read)).flatten();
        Self { forgiven, ..self }
    }

    /// Returns the problems of the line, ordered by offset.
    pub(crate) fn problems(&self) -> impl Iterator<Item = Problem> {
        let refused = self.read.iter().flatten().filter_map(Element::refused);
        self.read.as_ref().err().copied().into_iter().chain(refused)
    }
}

impl Element {
    pub(crate) fn refused(&self) -> Option<Problem> {
        self.typed.as_ref()?.as_ref().err().copied()
    }

    /// Returns whether a type read the element.
    pub(crate) fn is_typed(&self) -> bool {
        matches!(self.typed, Some(Ok(_)))
    }

    pub(crate) fn of_challenge<T: Leniency>(challenge: auth::Challenge<'_, T>, typed: Option<Typed>) -> Self {
        let scheme = challenge.scheme();
        let payload = Payload::new(Kind::Challenges, Some(scheme), challenge.token68(), challenge.params());
        Self { scheme: Some(Value::new(scheme.as_bytes())), payload, typed, note: None }
    }

    pub(crate) fn of_credentials<T: Leniency>(credentials: Credentials<'_, T>, typed: Option<Typed>) -> Self {
        let scheme = credentials.scheme();
        let is_bare = credentials.token68().is_none() && credentials.params().is_empty();
        let is_secret = is_bare && !secrets::is_known_scheme(scheme.as_bytes());
        let payload = Payload::new(Kind::Credentials, Some(scheme), credentials.token68(), credentials.params());
        Self { scheme: Some(Value::new(scheme.as_bytes()).secret_if(is_secret)), payload, typed, note: None }
    }

    pub(crate) fn of_info<T: Leniency>(info: AuthenticationInfo<'_, T>, typed: Option<Typed>) -> Self {
        Self { scheme: None, payload: Payload::new(Kind::Info, None, None, info.params()), typed, note: None }
    }

    /// Makes all values secret, and the names that no standard defines.
    pub(crate) fn masked(self, kind: Kind) -> Self {
        let scheme = self.scheme.as_ref().and_then(|scheme| Scheme::new(str::from_utf8(scheme.as_bytes()).ok()?).ok());
        let is_defined =
            |name: &Value| str::from_utf8(name.as_bytes()).is_ok_and(|name| secrets::is_defined(kind, scheme, name));
        let payload = match self.payload {
            Payload::Token68(token68) => Payload::Token68(token68.secret_if(true)),
            Payload::Value(value) => Payload::Value(value.secret_if(true)),
            Payload::Params(params) => Payload::Params(
                params
                    .into_iter()
                    .map(|(name, value)| {
                        let is_secret = !is_defined(&name);
                        (name.secret_if(is_secret), value.secret_if(true))
                    })
                    .collect(),
            ),
        };
        let typed = self.typed.map(|typed| typed.map(|rows| rows.into_iter().map(Row::masked).collect()));
        Self { scheme: self.scheme, payload, typed, note: self.note }
    }

    fn of_other_credentials(value: &[u8]) -> Option<Self> {
        let (scheme, rows) = schemes::other_credentials(value)?;
        let (scheme, payload) = (Some(Value::from(scheme.as_bytes())), Payload::Params(Vec::new()));
        Some(Self { scheme, payload, typed: Some(Ok(rows)), note: Some("with a grammar of its own") })
    }

    /// Returns a value of a CORS field, as sent.
    pub(crate) const fn of_value(value: Value) -> Self {
        Self { scheme: None, payload: Payload::Value(value), typed: None, note: None }
    }

    /// Shows a token68 as the parameter without a value as which its scheme read it: `realm=`.
    pub(crate) fn with_empty_param_if(self, is_param: bool) -> Self {
        match &self.payload {
            Payload::Token68(token68) if is_param => {
                let name = token68.as_bytes();
                let name = Value::new(name.strip_suffix(b"=").unwrap_or(name));
                Self { payload: Payload::Params(vec![(name, Value::missing())]), ..self }
            }
            _ => self,
        }
    }

    pub(crate) fn with_rows(self, rows: Vec<Row>) -> Self {
        Self { typed: Some(Ok(rows)), ..self }
    }

    pub(crate) fn with_note(self, note: &'static str) -> Self {
        Self { note: Some(note), ..self }
    }
}

impl Payload {
    pub(crate) fn new<'a>(
        kind: Kind,
        scheme: Option<Scheme<'_>>,
        token68: Option<Token68<'_>>,
        params: impl IntoIterator<Item = Param<'a>>,
    ) -> Self {
        let value_of = |param: Param<'_>| {
            let (name, value) = (param.name().as_str(), param.value());
            let is_secret_name = secrets::is_secret_name(kind, scheme, name, value.is_quoted());
            let shown = Value::from(value).url_if(name.eq_ignore_ascii_case("uri"));
            let is_secret = secrets::is_secret_param(kind, scheme, name);
            (Value::new(name.as_bytes()).secret_if(is_secret_name), shown.secret_if(is_secret))
        };
        match token68 {
            Some(token68) => Self::Token68(Value::new(token68.as_bytes()).secret_if(kind == Kind::Credentials)),
            None => Self::Params(params.into_iter().map(value_of).collect()),
        }
    }
}

impl Row {
    pub(crate) fn new(name: &'static str, meaning: impl Into<Meaning>) -> Self {
        Self { name, of: name, meaning: meaning.into(), note: None }
    }

    pub(crate) fn with_note(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }

    /// A flag has no value to mask.
    fn masked(self) -> Self {
        let secret = |value: Value| value.secret_if(true);
        let meaning = match self.meaning {
            Meaning::Flag(flag) => Meaning::Flag(flag),
            Meaning::Many(values) => Meaning::Many(values.into_iter().map(secret).collect()),
            Meaning::One(value) => Meaning::One(secret(value)),
            Meaning::Number(number) => Meaning::One(secret(Value::new(number.to_string().as_bytes()))),
        };
        Self { meaning, note: None, ..self }
    }
}

impl Meaning {
    pub(crate) fn values(&self) -> Vec<Value> {
        match self {
            Self::One(value) => vec![value.clone()],
            Self::Many(values) => values.clone(),
            Self::Flag(flag) => vec![Value::new(if *flag { b"true" } else { b"false" })],
            Self::Number(number) => vec![Value::new(number.to_string().as_bytes())],
        }
    }
}

impl From<Value> for Meaning {
    fn from(value: Value) -> Self {
        Self::One(value)
    }
}

impl From<Vec<Value>> for Meaning {
    fn from(values: Vec<Value>) -> Self {
        Self::Many(values)
    }
}

impl From<countersign_explain::Row<'_>> for Row {
    fn from(row: countersign_explain::Row<'_>) -> Self {
        let meaning = match row.meaning {
            countersign_explain::Meaning::One(value) => Meaning::One(value.into()),
            countersign_explain::Meaning::Many(values) => Meaning::Many(values.map(Value::from).collect()),
            countersign_explain::Meaning::Number(number) => Meaning::Number(number),
            countersign_explain::Meaning::Flag(flag) => Meaning::Flag(flag),
        };
        Self { name: row.name, of: row.of, meaning, note: row.note.map(ToString::to_string) }
    }
}

impl From<u64> for Meaning {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}
