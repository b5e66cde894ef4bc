//! What is shown: policies, decisions and refusals, for people.

use std::fmt::{self, Write as _};
use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use countersign::FieldContent;
use countersign::cors::gateway::{Decision, Policy, Readings, Scope};
use countersign::cors::policy::{Action, Refusal};

use crate::document::Refusal as Mistake;
use crate::requests::Request;

const HEAD: Style = Style::new().bold();
const NAME: Style = AnsiColor::Blue.on_default();
const VALUE: Style = AnsiColor::Green.on_default();
const WARNING: Style = AnsiColor::Yellow.on_default();
const ERROR: Style = AnsiColor::Red.on_default().bold();
const NOTE: Style = Style::new().dimmed();

#[derive(Clone, Copy)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

/// A document: its scope, and the name of what it was read from.
pub(crate) struct Source<'a> {
    pub scope: Scope,
    pub name: &'a str,
}

/// A row of a policy: a name, values, and whether they are what the reference gives where there are none.
type Row = (&'static str, Vec<String>, Option<&'static str>);

/// Writes a policy as it was understood.
pub(crate) fn policy(
    text: &mut String,
    source: &Source<'_>,
    policy: Option<&Policy<'_>>,
    readings: &Readings,
) -> fmt::Result {
    writeln!(text, "{HEAD}{}{HEAD:#}  {NOTE}{}{NOTE:#}", source.scope, visible(source.name))?;
    let Some(policy) = policy else {
        return writeln!(text, "└─ {NOTE}no cors policy{NOTE:#}");
    };
    let statement = policy.statement();
    let default = |is_default: bool| is_default.then_some("default");
    let list =
        |texts: Option<&[&str]>| texts.map_or(Vec::new(), |texts| texts.iter().map(|text| visible(text)).collect());
    let terminate = statement.terminate_unmatched_request;
    let rows: [Row; 7] = [
        ("allow-credentials", vec![statement.allow_credentials.to_string()], None),
        (
            "terminate-unmatched-request",
            vec![terminate.unwrap_or(readings.terminate_unmatched_request).to_string()],
            default(terminate.is_none()),
        ),
        ("allowed-origins", list(Some(statement.allowed_origins)), None),
        ("allowed-methods", list(Some(policy.allowed_methods())), default(statement.allowed_methods.is_none())),
        ("preflight-result-max-age", vec![statement.preflight_result_max_age.to_string()], None),
        ("allowed-headers", list(statement.allowed_headers), None),
        ("expose-headers", list(statement.expose_headers), None),
    ];
    let width = rows.iter().map(|(name, ..)| name.len()).max().unwrap_or(0);
    for (index, (name, values, note)) in rows.iter().enumerate() {
        let branch = if index + 1 == rows.len() { "└─" } else { "├─" };
        write!(text, "{NOTE}{branch}{NOTE:#} {NAME}{name:width$}{NAME:#}  ")?;
        match values.split_first() {
            Some((first, others)) => {
                write!(text, "{VALUE}{first}{VALUE:#}")?;
                others.iter().try_for_each(|value| write!(text, ", {VALUE}{value}{VALUE:#}"))?;
            }
            None => write!(text, "{NOTE}none{NOTE:#}")?,
        }
        match note {
            Some(note) => writeln!(text, "  {NOTE}({note}){NOTE:#}")?,
            None => writeln!(text)?,
        }
    }
    Ok(())
}

/// Writes the order in which policies are asked.
pub(crate) fn order(text: &mut String, scopes: &[Scope]) -> fmt::Result {
    let names: Vec<_> = scopes.iter().map(|scope| format!("{VALUE}{scope}{VALUE:#}")).collect();
    let order = if names.is_empty() { format!("{NOTE}no policy{NOTE:#}") } else { names.join(", then ") };
    writeln!(text, "{HEAD}effective order{HEAD:#}  {order}")
}

/// Writes what is done with a request.
pub(crate) fn decision(text: &mut String, request: &Request, decision: &Decision<'_>, scopes: &[Scope]) -> fmt::Result {
    writeln!(text, "{HEAD}{}{HEAD:#}", visible(&request.line))?;
    for (name, value) in &request.fields {
        let value = visible(&String::from_utf8_lossy(value));
        writeln!(text, "{NOTE}│  {}: {value}{NOTE:#}", visible(name))?;
    }
    let by = decision.decided_by().and_then(|position| scopes.get(position));
    let action = match (decision.action(), decision.refusal()) {
        (Action::Continue, _) => "continue to the backend".to_owned(),
        (Action::Respond(status), Some(Refusal::Origin)) => format!("terminate: {status}, empty, without the backend"),
        (Action::Respond(status), _) => format!("respond: {status}, empty, without the backend"),
    };
    let style = if decision.refusal().is_some() { WARNING } else { VALUE };
    let fields = fields(decision);
    let mut rows = vec![("row", decision.row().to_string().trim_start_matches("row ").to_owned(), Style::new())];
    rows.extend(also(request).map(|also| ("", also.to_owned(), NOTE)));
    rows.push(("action", action, style));
    rows.extend(by.map(|scope| ("policy", scope.to_string(), Style::new())));
    rows.extend(refusal(decision).map(|refusal| ("browser", refusal, WARNING)));
    for (name, value, style) in &rows {
        writeln!(text, "{NOTE}├─{NOTE:#} {NAME}{name:8}{NAME:#}{style}{value}{style:#}")?;
    }
    match &fields[..] {
        [] => writeln!(text, "{NOTE}└─{NOTE:#} {NAME}fields  {NAME:#}{NOTE}none{NOTE:#}"),
        fields => {
            let width = fields.iter().map(|(_, name, _)| name.len()).max().unwrap_or(0);
            for (index, (how, name, value)) in fields.iter().enumerate() {
                let branch = if index + 1 == fields.len() { "└─" } else { "├─" };
                let value = visible(value);
                writeln!(text, "{NOTE}{branch}{NOTE:#} {NAME}{how:8}{NAME:#}{name:width$}  {VALUE}{value}{VALUE:#}")?;
            }
            Ok(())
        }
    }
}

fn fields(decision: &Decision<'_>) -> Vec<(&'static str, &'static str, String)> {
    let set = decision.set().map(|(name, value)| ("set", name, written(&value)));
    set.chain(decision.append().map(|(name, value)| ("append", name, written(&value)))).collect()
}

fn written(value: &dyn FieldContent) -> String {
    let mut room = vec![0; value.encoded_len()];
    String::from_utf8_lossy(value.encode_to_slice(&mut room).unwrap_or_default()).into_owned()
}

/// The row that says which of the others applies.
fn also(request: &Request) -> Option<&'static str> {
    let field = |wanted: &str| request.fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
    let (_, origin) = field("Origin")?;
    let host = field("Host").map(|(_, host)| host.as_slice());
    let authority = origin.windows(3).position(|octets| octets == b"://").and_then(|at| origin.get(at + 3..));
    match (origin.as_slice(), authority, host) {
        (b"null", ..) => Some("as row 27 says: Origin null is matched by * alone"),
        (_, Some(authority), Some(host)) if authority.eq_ignore_ascii_case(host) => {
            Some("as row 26 says: a page of the gateway's own origin is like any other")
        }
        _ => None,
    }
}

/// What the browser will say.
fn refusal(decision: &Decision<'_>) -> Option<String> {
    let refusal = decision.refusal()?;
    Some(match refusal {
        Refusal::Origin => "the page may not read the response: its origin is not allowed".to_owned(),
        _ => format!("the request itself will not follow: {refusal}"),
    })
}

/// Writes why a document is refused, each reason below the line that it is about.
pub(crate) fn refusals(text: &mut String, name: &str, source: &[u8], refusals: &[Mistake]) -> fmt::Result {
    const MOST: usize = 20;
    let name = visible(name);
    for Mistake { at, message } in refusals.iter().take(MOST) {
        let place = place(source, *at);
        writeln!(text, "{ERROR}{name}, {place}{ERROR:#}: {}", visible(message))?;
        let before = source.get(..*at).unwrap_or(source);
        let start = before.iter().rposition(|&octet| octet == b'\n').map_or(0, |end| end + 1);
        let line = source.get(start..).unwrap_or_default().split(|&octet| octet == b'\n').next().unwrap_or_default();
        let first = place.column.saturating_sub(BEFORE);
        let shown: String = String::from_utf8_lossy(line).chars().skip(first).take(WIDTH).map(one_column).collect();
        if !shown.trim().is_empty() {
            writeln!(text, "    {}\n    {:2$}{ERROR}^{ERROR:#}", shown.trim_end(), "", place.column - first)?;
        }
    }
    match refusals.len().saturating_sub(MOST) {
        0 => Ok(()),
        others => writeln!(text, "{ERROR}{name}{ERROR:#}: and {others} mistakes more"),
    }
}

/// How much of a line is shown, and how much of that before what is wrong.
const WIDTH: usize = 100;
const BEFORE: usize = 60;

/// A line and a column, counted from zero and told from one.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    line: usize,
    column: usize,
}

/// Where an octet stands; columns are characters.
pub(crate) fn place(source: &[u8], at: usize) -> Place {
    let before = source.get(..at).unwrap_or(source);
    let mut lines = before.rsplit(|&octet| octet == b'\n');
    let column = String::from_utf8_lossy(lines.next().unwrap_or_default()).chars().count();
    Place { line: lines.count(), column }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line + 1, self.column + 1)
    }
}

/// Writes a remark.
pub(crate) fn note(text: &mut String, note: &str) -> fmt::Result {
    writeln!(text, "{NOTE}{}{NOTE:#}", visible(note))
}

/// Prints a text with its styles, or without them where they are not wanted.
pub(crate) fn print(text: &str, color: Color) -> io::Result<()> {
    let stdout = io::stdout();
    let wants_none = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let choice = match color {
        Color::Always => ColorChoice::Always,
        Color::Auto if stdout.is_terminal() && !wants_none => ColorChoice::Always,
        Color::Auto | Color::Never => ColorChoice::Never,
    };
    let mut stream = AutoStream::new(stdout.lock(), choice);
    stream.write_all(text.as_bytes()).and_then(|()| stream.flush())
}

/// A text with everything escaped that a terminal would not print.
fn visible(text: &str) -> String {
    let mut visible = String::new();
    for char in text.chars() {
        if is_hidden(char) { visible.extend(char.escape_unicode()) } else { visible.push(char) }
    }
    visible
}

/// A character for what stands in one column.
fn one_column(char: char) -> char {
    match char {
        '\t' => ' ',
        _ if is_hidden(char) => char::REPLACEMENT_CHARACTER,
        _ => char,
    }
}

/// Controls, what has no width, and what turns the direction of the characters around it.
fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(char,
            '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
}
