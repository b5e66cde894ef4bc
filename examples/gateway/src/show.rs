//! Writes policies, decisions and errors, for people.

use std::fmt::{self, Write as _};
use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use countersign::FieldContent;
use countersign::cors::gateway::{Decision, Item, Policy, Readings, Scope};
use countersign::cors::policy::{Action, Refusal};

use crate::document::Rejection;
use crate::fragments::Source;
use crate::requests::Request;
use crate::unread::Unread;

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

/// A row of a policy: its name, its values, and a note.
type Row = (Item, Vec<String>, Option<&'static str>);

/// Writes a policy.
pub(crate) fn policy(
    text: &mut String,
    scope: Scope,
    name: &str,
    (policy, has_unread): (Option<&Policy<'_>>, bool),
    readings: &Readings,
) -> fmt::Result {
    writeln!(text, "{HEAD}{}{HEAD:#}  {NOTE}{}{NOTE:#}", scope, visible(name))?;
    let Some(policy) = policy else {
        let read = if has_unread { " in what was read" } else { "" };
        return writeln!(text, "└─ {NOTE}no cors policy{read}{NOTE:#}");
    };
    let statement = policy.statement();
    let default = |is_default: bool| is_default.then_some("default");
    let list =
        |texts: Option<&[&str]>| texts.map_or(Vec::new(), |texts| texts.iter().map(|text| visible(text)).collect());
    let terminate = statement.terminate_unmatched_request;
    let rows: [Row; 7] = [
        (Item::Credentials, vec![statement.allow_credentials.to_string()], None),
        (
            Item::Terminate,
            vec![terminate.unwrap_or(readings.terminate_unmatched_request).to_string()],
            default(terminate.is_none()),
        ),
        (Item::Origins, list(Some(statement.allowed_origins)), None),
        (Item::Methods, list(Some(policy.allowed_methods())), default(statement.allowed_methods.is_none())),
        (Item::MaxAge, vec![statement.preflight_result_max_age.to_string()], None),
        (Item::RequestHeaders, list(statement.allowed_headers), None),
        (Item::ResponseHeaders, list(statement.expose_headers), None),
    ];
    let width = rows.iter().map(|(item, ..)| item.name().len()).max().unwrap_or(0);
    for (index, (item, values, note)) in rows.iter().enumerate() {
        let name = item.name();
        let is_unknown = statement.unknown.contains(item);
        let is_list = matches!(item, Item::Origins | Item::Methods | Item::RequestHeaders | Item::ResponseHeaders);
        let values = if is_unknown && !is_list { &[][..] } else { values };
        let note = if is_unknown { Some("not known") } else { *note };
        let branch = if index + 1 == rows.len() { "└─" } else { "├─" };
        write!(text, "{NOTE}{branch}{NOTE:#} {NAME}{name:width$}{NAME:#}  ")?;
        match values.split_first() {
            Some((first, others)) => {
                write!(text, "{VALUE}{first}{VALUE:#}")?;
                others.iter().try_for_each(|value| write!(text, ", {VALUE}{value}{VALUE:#}"))?;
            }
            None if is_unknown => write!(text, "{NOTE}?{NOTE:#}")?,
            None => write!(text, "{NOTE}none{NOTE:#}")?,
        }
        match note {
            Some(note) => writeln!(text, "  {NOTE}({note}){NOTE:#}")?,
            None => writeln!(text)?,
        }
    }
    Ok(())
}

/// Writes the order in which the policies apply, and what was not read.
pub(crate) fn order(text: &mut String, steps: &[(Scope, Option<&Unread>)]) -> fmt::Result {
    const MAX: usize = 20;
    let name = |(scope, unread): &(Scope, Option<&Unread>)| match unread {
        Some(what) => {
            let unread = what.to_string().replacen("the ", "the unread ", 1);
            format!("{WARNING}{} of {scope}{WARNING:#}", visible(&unread))
        }
        None => format!("{VALUE}{scope}{VALUE:#}"),
    };
    let mut names: Vec<_> = steps.iter().take(MAX).map(name).collect();
    if let Some(others) = steps.len().checked_sub(MAX).filter(|others| *others > 0) {
        names.push(format!("{NOTE}{others} more{NOTE:#}"));
    }
    let order = if names.is_empty() { format!("{NOTE}no policy{NOTE:#}") } else { names.join(", then ") };
    writeln!(text, "{HEAD}effective order{HEAD:#}  {order}")
}

/// Writes what the gateway does with a request.
pub(crate) fn decision(
    text: &mut String,
    request: &Request,
    decision: &Decision<'_>,
    by: Option<Scope>,
    doubt: Option<(&'static str, String)>,
) -> fmt::Result {
    writeln!(text, "{HEAD}{}{HEAD:#}", visible(&request.line))?;
    for (name, value) in &request.fields {
        let value = visible(&String::from_utf8_lossy(value));
        writeln!(text, "{NOTE}│  {}: {value}{NOTE:#}", visible(name))?;
    }
    let action = match (decision.action(), decision.refusal()) {
        (Action::Continue, _) => "continue to the backend".to_owned(),
        (Action::Respond(status), _) => {
            format!("respond with {status} and no body; the request does not reach the backend")
        }
    };
    let style = if decision.refusal().is_some() { WARNING } else { VALUE };
    let fields = fields(decision);
    let mut rows = vec![("row", decision.row().to_string().trim_start_matches("row ").to_owned(), Style::new())];
    rows.extend(also(request).map(|also| ("", also.to_owned(), NOTE)));
    rows.push(("action", action, style));
    rows.extend(by.map(|scope| ("policy", scope.to_string(), Style::new())));
    rows.extend(refusal(decision).map(|refusal| ("browser", refusal, WARNING)));
    rows.extend(doubt.map(|(name, doubt)| (name, visible(&doubt), WARNING)));
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
    let mut buffer = vec![0; value.encoded_len()];
    String::from_utf8_lossy(value.encode_to_slice(&mut buffer).unwrap_or_default()).into_owned()
}

/// Returns a note for rows 26 and 27, which refer to other rows.
fn also(request: &Request) -> Option<&'static str> {
    let field = |wanted: &str| request.fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
    let (_, origin) = field("Origin")?;
    let host = field("Host").map(|(_, host)| host.as_slice());
    let authority = origin.windows(3).position(|bytes| bytes == b"://").and_then(|at| origin.get(at + 3..));
    match (origin.as_slice(), authority, host) {
        (b"null", ..) => Some("and row 27: only * matches Origin: null"),
        (_, Some(authority), Some(host)) if authority.eq_ignore_ascii_case(host) => {
            Some("and row 26: pages of the gateway's own origin are treated like others")
        }
        _ => None,
    }
}

/// Returns what the browser does after a refusal.
fn refusal(decision: &Decision<'_>) -> Option<String> {
    let refusal = decision.refusal()?;
    Some(match refusal {
        Refusal::Origin => "the page may not read the response, because its origin is not allowed".to_owned(),
        _ => format!("the browser does not send the request: {refusal}"),
    })
}

/// Writes why a document is rejected: each reason, and the line with a caret under the place.
pub(crate) fn rejections(text: &mut String, source: &Source, rejections: &[Rejection]) -> fmt::Result {
    const MAX: usize = 20;
    let name = visible(&source.name);
    let source = source.bytes.as_slice();
    for Rejection { at, message } in rejections.iter().take(MAX) {
        let place = place(source, *at);
        writeln!(text, "{ERROR}{name}, {place}{ERROR:#}: {}", visible(message))?;
        let before = source.get(..*at).unwrap_or(source);
        let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
        let line = source.get(start..).unwrap_or_default().split(|&byte| byte == b'\n').next().unwrap_or_default();
        let first = place.column.saturating_sub(BEFORE);
        let shown: String = String::from_utf8_lossy(line).chars().skip(first).take(WIDTH).map(one_column).collect();
        if !shown.trim().is_empty() {
            writeln!(text, "    {}\n    {:2$}{ERROR}^{ERROR:#}", shown.trim_end(), "", place.column - first)?;
        }
    }
    match rejections.len().saturating_sub(MAX) {
        0 => Ok(()),
        others => writeln!(text, "{ERROR}{name}{ERROR:#}: and {others} more"),
    }
}

/// The number of characters of a line that are shown, and how many of them at most before the caret.
const WIDTH: usize = 100;
const BEFORE: usize = 60;

/// A line and a column, counted from zero and shown from one.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    line: usize,
    column: usize,
}

/// Returns the line and column of an offset. Columns count characters.
pub(crate) fn place(source: &[u8], at: usize) -> Place {
    let before = source.get(..at).unwrap_or(source);
    let mut lines = before.rsplit(|&byte| byte == b'\n');
    let column = String::from_utf8_lossy(lines.next().unwrap_or_default()).chars().count();
    Place { line: lines.count(), column }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line + 1, self.column + 1)
    }
}

/// Writes a note.
pub(crate) fn note(text: &mut String, note: &str) -> fmt::Result {
    writeln!(text, "{NOTE}{}{NOTE:#}", visible(note))
}

/// Writes a note that is more important.
pub(crate) fn remark(text: &mut String, remark: &str) -> fmt::Result {
    writeln!(text, "   {WARNING}{}{WARNING:#}", visible(remark))
}

/// Prints a text, without its styles where colour is not wanted.
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

/// Returns a text with all characters escaped that a terminal does not print.
fn visible(text: &str) -> String {
    let mut visible = String::new();
    for char in text.chars() {
        if is_hidden(char) { visible.extend(char.escape_unicode()) } else { visible.push(char) }
    }
    visible
}

/// Returns a character that takes one column.
fn one_column(char: char) -> char {
    match char {
        '\t' => ' ',
        _ if is_hidden(char) => char::REPLACEMENT_CHARACTER,
        _ => char,
    }
}

/// Returns whether a character is a control, has no width, or changes the direction of the text.
fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(char,
            '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
}
