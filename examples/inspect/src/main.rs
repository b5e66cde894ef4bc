//! Shows what the authentication and CORS fields of a header block mean, and where they are malformed.
//!
//! With `--signature`, it shows what the signature of a request covers. On a terminal, `cargo run -p inspect` explains a built-in exchange; pipe `curl -si` into it to see one of your own.

mod args;
mod exchange;
mod print;

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use countersign_explain::Credentials;
use inspect::signature::{self, Given};
use inspect::{Message, Report, explain};

use args::{Args, Source};

fn main() -> ExitCode {
    let args = Args::parse();
    let mut report = Report::new(args.json, args.reveal);
    if args.signature {
        return match args.check_signature(&mut report) {
            Ok(()) => finish(&report, &args),
            Err(error) => {
                eprintln!("inspect: {error}");
                ExitCode::from(2)
            }
        };
    }
    match args.fill(&mut report) {
        Ok(Some(written)) => written.expect("writing to a String does not fail"),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            eprintln!("inspect: there was no input; --demo shows a built-in exchange");
            return ExitCode::from(2);
        }
        Ok(None) => {
            eprintln!("inspect: the input has no request to explain; use the output of curl -v");
            return ExitCode::from(2);
        }
        Err(error) => {
            // The file name is not shown: it may be a field line with a secret, given without --field.
            eprintln!("inspect: the input can't be read: {error}; to pass a field line, use --field");
            return ExitCode::from(2);
        }
    }
    finish(&report, &args)
}

fn finish(report: &Report, args: &Args) -> ExitCode {
    match print::print(report.text(), args.color) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("inspect: the report can't be written: {error}");
            ExitCode::from(2)
        }
        _ if report.is_well_formed() => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

impl Args {
    /// Fills the report. Returns `None` if there is no request to explain.
    fn fill(&self, report: &mut Report) -> io::Result<Option<fmt::Result>> {
        if self.explain {
            return Ok(match self.read_all()? {
                Some(capture) => explain::add(report, &capture, self.credentials),
                None => Some(explain_captures(report, self.credentials)),
            });
        }
        Ok(Some(match self.read()? {
            Some(messages) => show(report, &messages),
            None => demonstrate(report),
        }))
    }

    /// Fills the report with what the signature of the request covers. An error names no file: what was given may be a secret.
    fn check_signature(&self, report: &mut Report) -> Result<(), String> {
        let input = match self.read_all() {
            Ok(Some(input)) => input,
            Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
                return Err(format!("the input can't be read: {error}"));
            }
            _ => return Err("there was no input: give a request that has a signature".to_owned()),
        };
        let secret = |option, source: &Option<Source>| {
            let read = source.as_ref().map(Source::read).transpose();
            read.map_err(|error| format!("--{option}: {error}"))
        };
        let file = |name, path: &Option<PathBuf>| {
            let read = path.as_ref().map(std::fs::read).transpose();
            read.map_err(|error| format!("the file of --{name} can't be read: {error}"))
        };
        let (key, token_key) = (secret("key", &self.key)?, secret("token-key", &self.token_key)?);
        let (body, theirs) = (file("body", &self.body)?, file("theirs", &self.theirs)?);
        let given = Given {
            input: &input,
            body: body.as_deref(),
            key: key.as_deref(),
            token_key: token_key.as_deref(),
            theirs: theirs.as_deref(),
            origin: self.origin.as_deref(),
        };
        match signature::add(report, &given) {
            Some(written) => {
                written.expect("writing to a String does not fail");
                Ok(())
            }
            None => Err("the input has no request: a request line, or the output of curl -v".to_owned()),
        }
    }

    /// Reads the messages of the input. Returns `None` if the built-in exchange is to be shown.
    fn read(&self) -> io::Result<Option<Vec<Message>>> {
        let stdin = io::stdin();
        match self.files.first() {
            _ if self.demo => Ok(None),
            _ if !self.fields.is_empty() => {
                Ok(Some(vec![inspect::of_lines(self.fields.iter().map(|line| line.as_encoded_bytes()))]))
            }
            Some(file) if file != Path::new("-") => inspect::read(BufReader::new(File::open(file)?)).map(Some),
            Some(_) => inspect::read(stdin.lock()).map(Some),
            None if stdin.is_terminal() => Ok(None),
            None => match inspect::read(stdin.lock())? {
                messages if messages.is_empty() => Err(no_input()),
                messages => Ok(Some(messages)),
            },
        }
    }

    /// Reads the whole input. Returns `None` if the built-in captures are to be explained.
    fn read_all(&self) -> io::Result<Option<Vec<u8>>> {
        if self.demo {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        let mut stdin = io::stdin();
        if self.files.is_empty() {
            if stdin.is_terminal() {
                return Ok(None);
            }
            stdin.read_to_end(&mut bytes)?;
            return if bytes.is_empty() { Err(no_input()) } else { Ok(Some(bytes)) };
        }
        for file in &self.files {
            if file == Path::new("-") {
                stdin.read_to_end(&mut bytes)?;
            } else {
                File::open(file)?.read_to_end(&mut bytes)?;
            }
            // A message begins after an empty line. What follows the only message may be its body, which has no other end.
            if self.files.len() > 1 {
                bytes.extend(b"\n\n");
            }
        }
        Ok(Some(bytes))
    }
}

impl Source {
    /// Reads a secret. The line end at the end of a file is not a part of it.
    fn read(&self) -> Result<Vec<u8>, String> {
        let secret = match self {
            Self::Variable(name) => std::env::var_os(name)
                .map(OsString::into_encoded_bytes)
                .ok_or_else(|| format!("the environment variable{} is not set", named(name)))?,
            Self::File(path) => std::fs::read(path).map_err(|error| format!("the file can't be read: {error}"))?,
        };
        let secret = match self {
            Self::File(_) => secret.strip_suffix(b"\r\n").or(secret.strip_suffix(b"\n")).unwrap_or(&secret),
            Self::Variable(_) => &secret,
        };
        if secret.is_empty() { Err("the key is empty".to_owned()) } else { Ok(secret.to_vec()) }
    }
}

/// Returns the name of a variable, to be shown. What a shell put in its place may be the secret, and does not look like one.
fn named(variable: &OsStr) -> String {
    let name = variable.to_str().filter(|name| name.len() <= 32);
    let is_usual = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
    let is_name =
        |name: &&str| name.bytes().all(|byte| is_usual(byte) || byte.is_ascii_digit()) && is_usual(name.as_bytes()[0]);
    name.filter(is_name).map_or_else(String::new, |name| format!(" {name}"))
}

/// The error of a pipe that is empty.
fn no_input() -> io::Error {
    io::ErrorKind::UnexpectedEof.into()
}

fn show(report: &mut Report, messages: &[Message]) -> fmt::Result {
    for message in messages {
        report.add(message)?;
    }
    report.add_rest()
}

fn demonstrate(report: &mut Report) -> fmt::Result {
    for (sentence, block) in exchange::STEPS {
        report.explain(sentence)?;
        for message in inspect::read(block).unwrap_or_default() {
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
