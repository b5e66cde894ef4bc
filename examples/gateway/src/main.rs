//! Shows what the `cors` policies of an API gateway mean, and how they answer requests.
//!
//! `cargo run -p gateway` shows built-in policies; pass a document and requests to see your own.

mod args;
mod document;
mod readings;
mod requests;
mod sample;
mod show;
mod values;

use std::collections::HashSet;
use std::fmt;
use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::mem;
use std::process::ExitCode;

use countersign::cors::gateway::{self, Document, Mistakes, Policy, Readings, Scope, Scopes, decide};
use countersign::cors::policy::{Mistake, Part, Reason, Setting};

use args::Args;
use document::{Inbound, Lists, Rejection, Written};
use requests::Request;
use show::Source;
use values::Values;

/// A document, and the file that it was read from.
struct Input {
    scope: Scope,
    name: String,
    bytes: Vec<u8>,
}

/// A request to answer, with a sentence about it.
struct Asked {
    story: Option<&'static str>,
    request: Request,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let mut text = String::new();
    let code = match args.inputs().and_then(|(documents, asked)| {
        args.show(&mut text, &documents, &asked).map_err(|fmt::Error| "the report can't be written".to_owned())
    }) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
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

impl Args {
    /// Reads the documents, the narrowest scope first, and the requests.
    fn inputs(&self) -> Result<(Vec<Input>, Vec<Asked>), String> {
        let mut stdin = Stdin { is_read: false };
        let mut documents = Vec::new();
        for (place, scope) in self.documents.iter().zip(self.scopes()?) {
            let bytes = stdin.or_file(&place.file)?;
            documents.push(Input { scope, name: place.file.clone(), bytes });
        }
        documents.sort_by_key(|document| std::cmp::Reverse(document.scope));
        if documents.is_empty() && self.requests.as_deref() != Some("-") {
            let bytes = stdin.unless_terminal()?;
            if !bytes.trim_ascii().is_empty() {
                documents.push(Input { scope: Scope::Operation, name: "-".to_owned(), bytes });
            }
        }
        let is_sample = documents.is_empty();
        if is_sample {
            let samples = sample::DOCUMENTS.into_iter();
            documents = samples.map(|(scope, text)| Input::sample(scope, text)).collect();
        }

        let input = match &self.requests {
            Some(file) => stdin.or_file(file)?,
            None if !self.request.is_empty() => self.request.iter().flat_map(|lines| block(lines)).collect(),
            None if is_sample => return Ok((documents, sample_requests())),
            None => stdin.unless_terminal()?,
        };
        let requests = requests::read(&input)
            .map_err(|broken| format!("line {} of the requests: expected {}", broken.number, broken.expected))?;
        Ok((documents, requests.into_iter().map(|request| Asked { story: None, request }).collect()))
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

    /// Writes the whole report. Returns whether all documents are accepted.
    fn show(&self, text: &mut String, inputs: &[Input], asked: &[Asked]) -> Result<bool, fmt::Error> {
        let readings = self.readings.iter().fold(Readings::DEFAULT, |readings, reading| reading.applied_to(readings));
        let mut documents = Vec::new();
        for input in inputs {
            match document::read(&input.bytes, &Values::of(&self.values, input.scope)) {
                Ok(document) => documents.push((input, document)),
                Err(rejections) => show::rejections(text, &input.name, &input.bytes, &rejections)?,
            }
        }
        let lists: Vec<_> = documents.iter().map(|(_, inbound)| inbound.document.policy().map(Lists::of)).collect();
        let mut policies = Vec::new();
        for ((input, inbound), lists) in documents.iter().zip(&lists) {
            match lists.as_ref().map(|lists| Policy::new(lists.statement())).transpose() {
                Ok(policy) => policies.push((*input, inbound, policy)),
                Err(mistakes) => {
                    let written = inbound.document.policy();
                    let rejections = written.map_or(Vec::new(), |written| placed(written, &mistakes));
                    show::rejections(text, &input.name, &input.bytes, &rejections)?;
                }
            }
        }
        if policies.len() < inputs.len() {
            return Ok(false);
        }

        let mut scopes = Scopes::new();
        for (input, inbound, policy) in &policies {
            show::policy(text, &Source { scope: input.scope, name: &input.name }, policy.as_ref(), &readings)?;
            if let [at, others @ ..] = &inbound.nested[..] {
                let (place, others) = (show::place(&input.bytes, *at), others.len());
                let others = if others == 0 { String::new() } else { format!(", and {others} more") };
                show::note(
                    text,
                    &format!("   ignored, because it is inside another policy: <cors> at {place}{others}"),
                )?;
            }
            scopes = scopes.with(input.scope, with_policy(inbound, policy.as_ref()));
        }
        let order: Vec<_> = scopes.effective_order().filter_map(|(scope, policy)| Some((scope, policy?))).collect();
        let names: Vec<_> = order.iter().map(|(scope, _)| *scope).collect();
        show::order(text, &names)?;
        for Asked { story, request } in asked {
            text.push('\n');
            if let Some(story) = story {
                text.push_str(story);
                text.push('\n');
            }
            let fields: Vec<_> = request.fields.iter().map(|(name, value)| (name.as_str(), value.as_slice())).collect();
            let asking = gateway::Request::new(&request.method, &fields[..]);
            let asking = if self.options_operation { asking.for_options_operation() } else { asking };
            let decision = decide(asking, order.iter().map(|(_, policy)| *policy), &readings);
            show::decision(text, request, &decision, &names)?;
        }
        if asked.iter().any(|asked| asked.story.is_some()) {
            text.push_str(sample::CLOSING);
        }
        Ok(true)
    }
}

impl Input {
    fn sample(scope: Scope, text: &str) -> Self {
        Self { scope, name: "built in".to_owned(), bytes: text.as_bytes().to_vec() }
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

/// Returns the mistakes in a statement, with the offset of each.
fn placed(written: &Written, mistakes: &Mistakes<'_>) -> Vec<Rejection> {
    let places = written.places();
    let (mut seen, mut rejections) = (HashSet::new(), Vec::new());
    for mistake in mistakes.iter() {
        let value = match mistake.setting() {
            Setting::Text(text) if mistake.reason() != Reason::Missing => Some(text),
            _ => None,
        };
        let key = (mem::discriminant(&mistake.part()), value);
        // A value that occurs twice has one mistake for each; both places are reported at the first.
        if seen.insert((key, mem::discriminant(&mistake.reason()))) {
            let places = places.get(&key).map_or(&[][..], Vec::as_slice);
            rejections.extend(places.iter().map(|at| Rejection { at: *at, message: message(mistake) }));
        }
    }
    rejections.sort_by_key(|refusal| refusal.at);
    rejections
}

/// Returns what is wrong with a part, in the words of the statement.
fn message(mistake: Mistake<'_>) -> String {
    let (element, list) = match mistake.part() {
        Part::Origin => ("origin", "allowed-origins"),
        Part::Method => ("method", "allowed-methods"),
        Part::RequestHeader => ("header", "allowed-headers"),
        _ => ("header", "expose-headers"),
    };
    match (mistake.reason(), mistake.part(), mistake.setting()) {
        (Reason::Missing, ..) => format!("<{list}> has no <{element}>"),
        (Reason::Wildcard, ..) => {
            "any origin is allowed together with allow-credentials; any page could read the data of its visitors"
                .to_owned()
        }
        (Reason::NotAlone, ..) => "any origin is allowed, so the other origins have no effect".to_owned(),
        (Reason::Forbidden, _, Setting::Text(value)) => {
            format!("{element} {value:?}: browsers do not allow pages to use it")
        }
        (_, Part::Origin, Setting::Text(value)) => {
            format!("origin {value:?}: expected a scheme, a host and an optional port")
        }
        (_, _, Setting::Text(value)) => format!("{element} {value:?}: not a token"),
        _ => mistake.to_string(),
    }
}

/// Returns a document with its checked policy.
fn with_policy<'p>(inbound: &Inbound, policy: Option<&'p Policy<'p>>) -> Document<Option<&'p Policy<'p>>> {
    match &inbound.document {
        Document::Nothing => Document::Nothing,
        Document::Base => Document::Base,
        Document::Cors(_) => Document::Cors(policy),
        Document::BaseThenCors(_) => Document::BaseThenCors(policy),
        Document::CorsThenBase(_) => Document::CorsThenBase(policy),
    }
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
