//! Clients: curl, wget, the Python libraries requests, httpx and aiohttp, and [`Agent`].

use std::process::Output;

use crate::agent::Agent;
use crate::http::Message;
use crate::process::{find, run};
use crate::python::interpreter;
use crate::role::Role;

/// What a client reports for a page: the status, or why there is none.
pub type Answer = Result<u16, String>;

/// A client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// The program curl.
    Curl,
    /// The program wget.
    Wget,
    /// The Python library requests.
    Requests,
    /// The Python library httpx.
    Httpx,
    /// The Python library aiohttp.
    Aiohttp,
    /// The [`Agent`], which supports Digest only.
    Countersign,
}

/// The task of a client: to send its credentials when asked.
#[derive(Clone, Copy, Debug)]
pub struct Errand<'a> {
    /// `digest` or `basic`.
    pub scheme: &'a str,
    /// The user name.
    pub user: &'a str,
    /// The password.
    pub password: &'a str,
    /// The body of a PUT request; if empty, the request is a GET.
    pub body: &'a str,
}

impl Client {
    /// All clients, in the order of the columns of the tables.
    pub const ALL: [Self; 6] = [Self::Curl, Self::Wget, Self::Requests, Self::Httpx, Self::Aiohttp, Self::Countersign];

    /// Requests each page, in one session per server.
    ///
    /// # Panics
    /// Panics if the client is not installed.
    #[must_use]
    pub fn visit(self, errand: Errand<'_>, servers: &[Vec<String>]) -> Vec<Vec<Answer>> {
        match self {
            Self::Curl => servers.iter().map(|pages| curl_session(errand, pages)).collect(),
            Self::Wget => servers.iter().map(|pages| wget_session(errand, pages)).collect(),
            Self::Requests => python("requests", errand, servers),
            Self::Httpx => python("httpx", errand, servers),
            Self::Aiohttp => python("aiohttp", errand, servers),
            Self::Countersign => servers.iter().map(|pages| agent(errand, pages)).collect(),
        }
    }
}

/// Runs curl with these arguments for each page in turn.
///
/// # Panics
/// Panics if it is not installed.
#[must_use]
pub fn curl(args: &[&str], pages: &[String]) -> Vec<Answer> {
    let mut all = vec!["-q", "-sS", "--max-time", "10", "-w", "%{http_code}\n"];
    all.extend(args);
    for page in pages {
        all.extend(["-o", "/dev/null", page]);
    }
    statuses(&run(&find("curl", "curl"), all))
}

/// Runs wget with these arguments for all pages. Returns what it reports for all together.
///
/// # Errors
/// Returns how it exited, if that is not due to a status.
///
/// # Panics
/// Panics if it is not installed.
pub fn wget(args: &[&str], pages: &[String]) -> Answer {
    let mut all = vec!["--no-config", "-q", "-O", "/dev/null", "--tries=1", "--timeout=10"];
    all.extend(args);
    all.extend(pages.iter().map(String::as_str));
    match run(&find("wget", "wget"), all).status.code() {
        Some(0) => Ok(200),
        Some(6) => Ok(401),
        // An error status, which wget does not report. A guard sends only one.
        Some(8) => Ok(400),
        other => Err(format!("exit {other:?}")),
    }
}

/// Returns the first two numbers of the version of curl.
///
/// # Panics
/// Panics if it is not installed, or prints no version.
#[must_use]
pub fn curl_version() -> (u32, u32) {
    let output = run(&find("curl", "curl"), ["--version"]);
    let text = String::from_utf8_lossy(&output.stdout);
    let mut numbers = text.split([' ', '.']).filter_map(|word| word.parse().ok());
    numbers.next().zip(numbers.next()).expect("curl prints its version")
}

fn curl_session(Errand { scheme, user, password, body }: Errand<'_>, pages: &[String]) -> Vec<Answer> {
    let (scheme, user) = (format!("--{scheme}"), format!("{user}:{password}"));
    let mut args = vec![scheme.as_str(), "-u", &user];
    if !body.is_empty() {
        args.extend(["-X", "PUT", "--data-binary", body]);
    }
    curl(&args, pages)
}

fn wget_session(Errand { user, password, body, .. }: Errand<'_>, pages: &[String]) -> Vec<Answer> {
    let (user, password) = (format!("--user={user}"), format!("--password={password}"));
    let body_data = format!("--body-data={body}");
    let mut args = vec![user.as_str(), &password];
    if !body.is_empty() {
        args.extend(["--method=PUT", &body_data]);
    }
    // It reports all pages together.
    vec![wget(&args, pages); pages.len()]
}

fn agent(Errand { user, password, body, .. }: Errand<'_>, pages: &[String]) -> Vec<Answer> {
    let mut agent = None;
    let visit = |page: &String| {
        let (server, path) = page.trim_start_matches("http://").split_once('/').expect("a page has a path");
        let port = server.split_once(':').and_then(|(_, port)| port.parse().ok()).expect("a server has a port");
        let agent = agent.get_or_insert_with(|| Agent::new(port, Role::Origin, user, password));
        let target = format!("/{path}");
        let request = match body {
            "" => Message::request("GET", &target),
            body => Message::request("PUT", &target).with_body(body),
        };
        Ok(agent.ask(&request.with_field("Host", server)).status())
    };
    pages.iter().map(visit).collect()
}

fn python(library: &str, errand: Errand<'_>, servers: &[Vec<String>]) -> Vec<Vec<Answer>> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/src/session.py");
    let Errand { scheme, user, password, body } = errand;
    let args = ["-X", "utf8", script, library, scheme, user, password, body].into_iter().map(String::from);
    let mut answers = statuses(&run(&interpreter(), args.chain(servers.concat()))).into_iter();
    servers.iter().map(|pages| answers.by_ref().take(pages.len()).collect()).collect()
}

/// Parses a status or a reason from each line.
fn statuses(output: &Output) -> Vec<Answer> {
    let text = String::from_utf8_lossy(&output.stdout);
    let answers: Vec<_> = text.lines().map(|line| line.parse().map_err(|_| line.into())).collect();
    assert!(!answers.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    answers
}
