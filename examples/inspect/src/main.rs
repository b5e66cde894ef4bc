//! Shows what the authentication and CORS fields of a header block mean, and where they are malformed.
//!
//! On a terminal, `cargo run -p inspect` explains a built-in exchange; pipe `curl -si` into it to see one of your own.

mod args;
mod exchange;
mod print;

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, IsTerminal, Read};
use std::path::Path;
use std::process::ExitCode;

use countersign_explain::Credentials;
use inspect::{Message, Report, explain};

use args::Args;

fn main() -> ExitCode {
    let args = Args::parse();
    let mut report = Report::new(args.json, args.reveal);
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
            // A message begins after an empty line.
            bytes.extend(b"\n\n");
        }
        Ok(Some(bytes))
    }
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
