//! Shows what the `cors` policies of an API gateway mean, and how they answer requests.
//!
//! `cargo run -p gateway` shows built-in policies; pass a document and requests to see your own.

mod args;
mod csharp;
mod document;
mod fragments;
mod mask;
mod readings;
mod report;
mod requests;
mod sample;
mod show;
mod statement;
mod unread;
mod values;

use std::fmt;
use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::process::ExitCode;

use countersign::cors::gateway::Scope;

use args::Args;
use fragments::{Fragment, Source};
use readings::Reading;
use report::Outcome;
use requests::Request;
use unread::Unread;
use values::{Given, Pair};

/// A document, and the file that it was read from.
struct Input {
    scope: Scope,
    source: Source,
}

/// A request to answer, with a sentence about it.
struct Asked {
    story: Option<&'static str>,
    request: Request,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let mut text = String::new();
    let code = match args.inputs().and_then(|Inputs { documents, fragments, asked }| {
        let outcome = args.report(&mut text, &documents, &fragments, &asked);
        outcome.map_err(|fmt::Error| "the report can't be written".to_owned())
    }) {
        Ok(Outcome::Certain) => ExitCode::SUCCESS,
        Ok(Outcome::Uncertain) => ExitCode::from(3),
        Ok(Outcome::Rejected) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("gateway: {message}");
            return ExitCode::from(2);
        }
    };
    match show::print(&text, args.color) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("gateway: the report can't be written: {error}");
            ExitCode::from(2)
        }
        _ => code,
    }
}

/// What the arguments name.
struct Inputs {
    /// The narrowest scope comes first.
    documents: Vec<Input>,
    fragments: Vec<Fragment>,
    asked: Vec<Asked>,
}

impl Args {
    fn inputs(&self) -> Result<Inputs, String> {
        self.unique()?;
        let mut stdin = Stdin { is_read: false };
        let mut documents = Vec::new();
        for (place, scope) in self.documents.iter().zip(self.scopes()?) {
            let bytes = stdin.or_file(&place.file)?;
            documents.push(Input { scope, source: Source::new(&place.file, bytes) });
        }
        let mut fragments = Vec::new();
        for fragment in &self.fragments {
            let source = Source::new(&fragment.value, stdin.or_file(&fragment.value)?);
            fragments.push(Fragment { of: Unread::Fragment(fragment.name.clone()), source });
        }
        for named in &self.named_values {
            let of = Unread::NamedValue(named.name.clone());
            let source = Source::new(&of.to_string(), named.value.clone().into_bytes());
            fragments.push(Fragment { of, source });
        }
        documents.sort_by_key(|document| std::cmp::Reverse(document.scope));
        if documents.is_empty() && self.requests.as_deref() != Some("-") {
            let bytes = stdin.unless_terminal()?;
            if !bytes.trim_ascii().is_empty() {
                documents.push(Input { scope: Scope::Operation, source: Source::new("-", bytes) });
            }
        }
        let is_sample = documents.is_empty();
        if is_sample {
            let samples = sample::DOCUMENTS.into_iter();
            documents = samples.map(|(scope, text)| Input::sample(scope, text)).collect();
            fragments.clear();
        }

        let input = match &self.requests {
            Some(file) => stdin.or_file(file)?,
            None if !self.request.is_empty() => self.request.iter().flat_map(|lines| block(lines)).collect(),
            None if is_sample => return Ok(Inputs { documents, fragments, asked: sample_requests() }),
            None => stdin.unless_terminal()?,
        };
        let requests = requests::read(&input)
            .map_err(|broken| format!("line {} of the requests: expected {}", broken.number, broken.expected))?;
        let asked = requests.into_iter().map(|request| Asked { story: None, request }).collect();
        Ok(Inputs { documents, fragments, asked })
    }

    /// Checks that nothing is given twice, of which only one could count.
    fn unique(&self) -> Result<(), String> {
        for (option, repeated) in [
            ("named-value", Pair::repeated(&self.named_values)),
            ("fragment", Pair::repeated(&self.fragments)),
            ("value", Given::repeated(&self.values)),
            ("reading", Reading::repeated(&self.readings)),
        ] {
            if let Some(name) = repeated {
                return Err(format!("--{option} {name} is given twice"));
            }
        }
        Ok(())
    }

    /// Returns the scopes of the documents: as given, or the narrowest ones.
    fn scopes(&self) -> Result<Vec<Scope>, String> {
        let named: Vec<_> = self.documents.iter().filter_map(|place| place.scope).collect();
        let mut sorted = named.clone();
        sorted.sort_unstable();
        sorted.dedup();
        if self.documents.len() > Scope::ALL.len() {
            Err(format!("there are {} documents, but only {} scopes", self.documents.len(), Scope::ALL.len()))
        } else if sorted.len() < named.len() {
            Err("two documents have the same scope".to_owned())
        } else if named.is_empty() {
            Ok(Scope::ALL.into_iter().rev().collect())
        } else if named.len() == self.documents.len() {
            Ok(named)
        } else {
            Err("some documents have a scope and others have none".to_owned())
        }
    }
}

impl Input {
    fn sample(scope: Scope, text: &str) -> Self {
        Self { scope, source: Source::new("built in", text.as_bytes().to_vec()) }
    }
}

/// Returns the lines of a request, with the empty line after them.
fn block(lines: &[String]) -> Vec<u8> {
    lines.iter().flat_map(|line| [line.as_bytes(), b"\n"].concat()).chain(*b"\n").collect()
}

fn sample_requests() -> Vec<Asked> {
    let requests = sample::REQUESTS.into_iter().map(|(story, block)| {
        let requests = requests::read(block.as_bytes()).unwrap_or_default();
        requests.into_iter().map(move |request| Asked { story: Some(story), request })
    });
    requests.flatten().collect()
}

/// Standard input, which can be read only once.
struct Stdin {
    is_read: bool,
}

impl Stdin {
    fn or_file(&mut self, name: &str) -> Result<Vec<u8>, String> {
        if name == "-" {
            if self.is_read {
                return Err("standard input can be read only once: for one document, or for the requests".to_owned());
            }
            return self.read();
        }
        // The input may be endless.
        let read = |file: File| {
            let mut bytes = Vec::new();
            file.take(MAX_BYTES).read_to_end(&mut bytes).map(|_| bytes)
        };
        File::open(name).and_then(read).map_err(|error| format!("{name} can't be read: {error}"))
    }

    /// Reads standard input, unless it is a terminal or was already read.
    fn unless_terminal(&mut self) -> Result<Vec<u8>, String> {
        if self.is_read || io::stdin().is_terminal() { Ok(Vec::new()) } else { self.read() }
    }

    fn read(&mut self) -> Result<Vec<u8>, String> {
        self.is_read = true;
        let mut bytes = Vec::new();
        let read = io::stdin().lock().take(MAX_BYTES).read_to_end(&mut bytes);
        read.map(|_| bytes).map_err(|error| format!("standard input can't be read: {error}"))
    }
}

/// The number of bytes that are read of an input. It is above the limit for a document, which is checked later.
const MAX_BYTES: u64 = 1 << 24;
