//! Shows what the fields of authentication and CORS in a header block mean, and where they are malformed.
//!
//! `cargo run --example inspect` explains an exchange; pipe `curl -si` into it to see one of your own.

mod cors;
mod exchange;
mod explain;
mod input;
mod json;
mod meaning;
mod report;
mod schemes;
mod secrets;
mod tree;
mod value;

use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, ValueEnum};
use countersign_explain::Credentials;

use input::Message;
use report::{Color, Report};

/// Shows what the authentication and CORS fields of an HTTP header block mean
///
/// Reads WWW-Authenticate, Proxy-Authenticate, Authorization, Proxy-Authorization, Authentication-Info and
/// Proxy-Authentication-Info, and shows each line as a tree: schemes, parameters, and what Basic, Bearer, Digest and
/// other schemes mean by them. Of CORS it reads Origin, every Access-Control field, Vary, Timing-Allow-Origin,
/// Cross-Origin-Resource-Policy and those of private networks: origins, methods, names. A malformed line is shown as it
/// came, with a caret under the octet that broke the grammar. Other fields are counted.
///
/// Lines end with LF or CRLF. A status line, a request line and a body may be there; reading stops at the empty line,
/// unless a status line follows it, as the final response does behind 100 Continue. Without input, built-in exchanges
/// are explained.
///
/// With --explain it reads requests and responses, and says in plain words whether a browser lets a page read what came:
/// which step of Fetch fails, which field is to blame, and what the server should have sent.
#[derive(Parser)]
#[command(name = "inspect", after_long_help = MORE, max_term_width = 100)]
struct Args {
    /// The header block; - for standard input, even when it is a terminal or empty. --explain takes several
    file: Vec<PathBuf>,

    /// Whether a page may read the response, and why not; reads what curl -v prints
    #[arg(long, conflicts_with_all = ["field", "reveal"])]
    explain: bool,

    /// Whether the page includes credentials, for --explain; without it, both are explained
    #[arg(long, value_name = "MODE", requires = "explain")]
    credentials: Option<Mode>,

    /// A field line, in place of a file; may be repeated
    #[arg(long, value_name = "NAME: VALUE", conflicts_with = "file")]
    field: Vec<OsString>,

    /// One JSON object per field line, in place of trees; with --explain, per request
    #[arg(long)]
    json: bool,

    /// Shows secrets in the clear
    #[arg(long)]
    reveal: bool,

    /// Whether to use colour; auto does on a terminal, unless `NO_COLOR` is set
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

/// The `credentials` of `fetch()`. CORS has a say on requests to other origins only, where the first two are one.
#[derive(Clone, Copy, ValueEnum)]
enum Mode {
    Omit,
    SameOrigin,
    Include,
}

const MORE: &str = "\
Examples:
  curl -si https://example.org/private | inspect
  inspect --field 'WWW-Authenticate: Basic realm=\"staff\", Bearer scope=\"openid email\"'
  inspect --json response.txt | jq -r '.ok[]?.scheme'
  curl -sv -H 'Origin: https://shop.example' https://api.example.org/orders 2>&1 | inspect --explain

Explaining:
  The input holds a request and its response, a preflight and its answer, or both pairs, one behind
  the other: what curl -v prints, or header blocks with an empty line between them, in one file or
  in several. A preflight is asked for with
    curl -sv -X OPTIONS -H 'Origin: https://shop.example' -H 'Access-Control-Request-Method: PUT' \
      -H 'Access-Control-Request-Headers: authorization,content-type' URL
  Four decide: the Fetch standard, and what differs from it in Chromium, Firefox and WebKit. No
  request tells whether credentials are included, so it says what becomes of it in both cases
  unless --credentials is given. Where the scheme of the URL is not known, that of the page is
  taken for it. Fields of CORS, names and paths are shown; no other value and no query is.

Secrets:
  Passwords, tokens and whatever else proves an identity are masked, column for column, in trees
  and in JSON, unless --reveal is given. In Authorization that is every token68, every parameter
  but realm and what a scheme tells openly (of Digest user name, nonce and so on, not response and
  cnonce; of others the name of a key, not a signature), and all that follows the scheme when the
  line is malformed. In Authentication-Info it is all but nextnonce, qop and nc. Challenges and
  CORS hold no secrets and are shown whole.

Octets:
  What a terminal would not print is escaped; in trees, \\xC3 is an octet that is no UTF-8. In a
  malformed line each octet has one column: controls are pictures such as ␀, obs-text is �.

JSON:
  {\"field\": \"WWW-Authenticate\", \"ok\": [...]}, with an element for each challenge or value, or
  {\"field\": \"WWW-Authenticate\", \"error\": {\"kind\": \"expected quoted-string\", \"offset\": 14}}
  scheme   as it was sent; info has none
  token68  or params, which are pairs of name and value in the order sent
  value    in fields of CORS: an origin, a method, a name or whatever else, as it was sent
  typed    what the type of the scheme or the field reads; if it refuses, refused has kind and offset
  other    beside error: what a scheme reads that has a grammar of its own, such as AWS4-HMAC-SHA256
  latin1   the names of values that are no UTF-8: U+0000 to U+00FF stand for their octets
  folds    beside field: how many more lines it was folded over; a space stands for each line end
  line     beside \"field\": null: which line of the input is no field line
  With --explain: cors is false, with kind and text, when no CORS is asked; or origin, method,
  target, the status of the answer to the preflight and that of the response, or null, notes with
  kind and text, all of the text, and verdicts: one for each outcome, with the credentials modes and
  the profiles that come to it, outcome (readable, sent, followed, unseen, unanswered, refused),
  readable (null where it can't be told), then the fields that are visible and hidden, or stage,
  algorithm, step, section, url, field, why, and the lines that were wanted.
  Offsets count the octets from the start of the value, without the white space before it.

Exit codes:
  0  every line is well-formed
  1  a line is malformed, or its scheme refuses it, such as Digest without nonce; with --explain,
     a browser refuses a request or its response, whatever the credentials mode if none is given
  2  the arguments are wrong, or the input can't be read, or there is no request to explain";

fn main() -> ExitCode {
    let args = Args::parse();
    if args.file.len() > 1 && !args.explain {
        Args::command().error(ErrorKind::TooManyValues, "several files are for --explain").exit();
    }
    let mut report = Report::new(args.json, args.reveal);
    match args.fill(&mut report) {
        Ok(Some(written)) => written.expect("text grows without limit"),
        Ok(None) => {
            eprintln!("inspect: there is no request to explain; curl -v prints it with its response");
            return ExitCode::from(2);
        }
        Err(error) => {
            // The name of the file is not shown: it may be a field that was given without --field, secret and all.
            eprintln!("inspect: the input can't be read: {error}; a field line is given by --field");
            return ExitCode::from(2);
        }
    }
    match report.print(args.color) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("inspect: the report can't be written: {error}");
            ExitCode::from(2)
        }
        _ if report.is_well_formed() => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

impl Args {
    /// Fills the report; with `None` where there is no request to explain.
    fn fill(&self, report: &mut Report) -> io::Result<Option<fmt::Result>> {
        if self.explain {
            return Ok(match self.read_all()? {
                Some(capture) => explain::add(report, &capture, self.modes()),
                None => Some(explain_captures(report, self.modes())),
            });
        }
        Ok(Some(match self.read()? {
            Some(messages) => show(report, &messages),
            None => explain(report),
        }))
    }

    const fn modes(&self) -> &'static [Credentials] {
        match self.credentials {
            None => &Credentials::BOTH,
            Some(Mode::Omit | Mode::SameOrigin) => &[Credentials::Omit],
            Some(Mode::Include) => &[Credentials::Include],
        }
    }

    /// The messages of the input, or `None` where there is none to be had.
    fn read(&self) -> io::Result<Option<Vec<Message>>> {
        let stdin = io::stdin();
        match self.file.first() {
            _ if !self.field.is_empty() => {
                Ok(Some(vec![input::of_lines(self.field.iter().map(|line| line.as_encoded_bytes()))]))
            }
            Some(file) if file != Path::new("-") => input::read(BufReader::new(File::open(file)?)).map(Some),
            Some(_) => input::read(stdin.lock()).map(Some),
            None if stdin.is_terminal() => Ok(None),
            // A script is told what came, and not what could have.
            None => {
                input::read(stdin.lock()).map(|messages| Some(messages).filter(|some| self.json || !some.is_empty()))
            }
        }
    }

    /// All octets of the input, or `None` where there is none to be had.
    fn read_all(&self) -> io::Result<Option<Vec<u8>>> {
        let mut octets = Vec::new();
        let mut stdin = io::stdin();
        if self.file.is_empty() {
            if stdin.is_terminal() {
                return Ok(None);
            }
            stdin.read_to_end(&mut octets)?;
            return Ok(Some(octets).filter(|octets| !octets.is_empty()));
        }
        for file in &self.file {
            if file == Path::new("-") {
                stdin.read_to_end(&mut octets)?;
            } else {
                File::open(file)?.read_to_end(&mut octets)?;
            }
            // What the next file begins with is behind an empty line.
            octets.extend(b"\n\n");
        }
        Ok(Some(octets))
    }
}

fn show(report: &mut Report, messages: &[Message]) -> fmt::Result {
    for message in messages {
        report.add(message)?;
    }
    report.add_rest()
}

fn explain(report: &mut Report) -> fmt::Result {
    for (happening, block) in exchange::STEPS {
        report.explain(happening)?;
        for message in input::read(block).unwrap_or_default() {
            report.add(&message)?;
        }
    }
    report.explain(exchange::CLOSING)
}

fn explain_captures(report: &mut Report, modes: &[Credentials]) -> fmt::Result {
    for capture in explain::CAPTURES {
        report.explain(capture.trim_end())?;
        explain::add(report, capture.as_bytes(), modes).transpose()?;
    }
    report.forgive();
    report.explain(explain::CLOSING)
}
